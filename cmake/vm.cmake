# The machine: runtime objects, numeric semantics, interpreter.
wvm_folder(vm FOLDERS vm vm/interp vm/sem vm/arch)
target_compile_definitions(wvm_vm PRIVATE WVM_DISPATCH_TAIL=$<STREQUAL:${WVM_DISPATCH_USED},tail>)
