# The machine: runtime objects, numeric semantics, interpreter.
#
# Handlers (vm/interp/op_*.c, handlers.c) are built twice on x86-64, for any processor and for x86-64-v3; vm/interp/forms.c
# chooses once. Everything else is built once.
wvm_folder(vm FOLDERS vm vm/interp vm/sem vm/arch)
set(WVM_TAIL $<STREQUAL:${WVM_DISPATCH_USED},tail>)
target_compile_definitions(wvm_vm PRIVATE WVM_DISPATCH_TAIL=${WVM_TAIL})

file(GLOB handler_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/vm/interp/op_*.c)
list(APPEND handler_sources ${CMAKE_SOURCE_DIR}/vm/interp/handlers.c)
get_target_property(vm_sources wvm_vm SOURCES)
list(REMOVE_ITEM vm_sources ${handler_sources})
set_target_properties(wvm_vm PROPERTIES SOURCES "${vm_sources}")

function(wvm_handlers isa)
  add_library(wvm_interp_${isa} OBJECT ${handler_sources})
  target_link_libraries(wvm_interp_${isa} PUBLIC wvm_flags)
  target_compile_definitions(wvm_interp_${isa} PRIVATE WVM_DISPATCH_TAIL=${WVM_TAIL} WVM_ISA=${isa})
  target_compile_options(wvm_interp_${isa} PRIVATE ${ARGN})
  if(NOT WVM_SANITIZE) # thousands of small functions, through which nobody unwinds; debuggers have .debug_frame
    target_compile_options(wvm_interp_${isa} PRIVATE -fno-asynchronous-unwind-tables)
  endif()
  set_property(GLOBAL APPEND PROPERTY WVM_OBJECTS $<TARGET_OBJECTS:wvm_interp_${isa}>)
endfunction()
wvm_handlers(base)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  wvm_handlers(v3 -march=x86-64-v3)
endif()
# Tail dispatch lives on tail calls; an unoptimised build of it would still be right, but slow.
if(WVM_DISPATCH_USED STREQUAL "tail")
  foreach(isa base v3)
    if(TARGET wvm_interp_${isa})
      target_compile_options(wvm_interp_${isa} PRIVATE $<$<CONFIG:Debug>:-O1>)
    endif()
  endforeach()
endif()
