# Tests, all by ctest:
#   unit.*    one Check program per tests/test_*.c
#   spec.*    scripts of the official suite and our own (cmake/spec.cmake)
#   cli.*     the command line, one Python script each (tests/cli)
#   c.*       C programs compiled to Wasm, with the output they must give (tests/c_programs)
#   programs.*  the example, the programs of bench/, real programs from Debian and npm (tests/programs)
#   encoding.*  the JIT's encoders against binutils
#   layers    which folder may include which
#   docs.*    pages that list what a table has
# The label `once` marks what says the same in every build.
find_package(PkgConfig REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
pkg_check_modules(CHECK REQUIRED check)

# What a script runs to run a program: the program, or where it is for another processor, a script with the emulator.
function(wvm_runnable target out)
  set(${out} $<TARGET_FILE:${target}> PARENT_SCOPE)
  if(CMAKE_CROSSCOMPILING)
    string(REPLACE ";" " " emulator "${CMAKE_CROSSCOMPILING_EMULATOR}")
    set(script ${CMAKE_BINARY_DIR}/emulated/${target})
    file(GENERATE OUTPUT ${script} CONTENT "#!/bin/sh\nexec ${emulator} $<TARGET_FILE:${target}> \"$@\"\n"
      FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
    set(${out} ${script} PARENT_SCOPE)
  endif()
endfunction()
wvm_runnable(wvm wvm_run)

file(GLOB unit_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/test_*.c)
foreach(source ${unit_tests})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE libwvm_static ${CHECK_LINK_LIBRARIES})
  target_include_directories(${name} PRIVATE ${CHECK_INCLUDE_DIRS})
  target_compile_definitions(${name} PRIVATE WVM_TESTS_DIR="${CMAKE_SOURCE_DIR}/tests")
  add_test(NAME unit.${name} COMMAND ${name})
  set_tests_properties(unit.${name} PROPERTIES TIMEOUT 600 ENVIRONMENT WVM_SOURCE=${CMAKE_SOURCE_DIR})
endforeach()

file(GLOB cli_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/cli/test_*.py)
foreach(script ${cli_tests})
  get_filename_component(name ${script} NAME_WE)
  string(REPLACE "test_" "" name ${name})
  add_test(NAME cli.${name} COMMAND ${Python3_EXECUTABLE} -B ${script} ${wvm_run})
  set_tests_properties(cli.${name} PROPERTIES TIMEOUT 300)
endforeach()

file(GLOB c_programs CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/c_programs/*.out)
foreach(program ${c_programs})
  get_filename_component(name ${program} NAME_WE)
  add_test(NAME c.${name} COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/c_programs/run.py
    ${wvm_run} ${CMAKE_SOURCE_DIR}/tests/c_programs/${name}.wasm)
  set_tests_properties(c.${name} PROPERTIES TIMEOUT 300)
endforeach()

set_tests_properties(unit.test_jit_ops PROPERTIES SKIP_RETURN_CODE 77) # processors without machine code

# What has threads; the preset tsan builds and runs nothing else.
file(GLOB thread_scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/spec-tests/threads/*.wast)
add_test(NAME threads.scripts COMMAND wvm wast ${thread_scripts})
set_tests_properties(unit.test_threads unit.test_call unit.test_compile unit.test_tell unit.test_wasi_threads unit.test_code_space unit.test_fault threads.scripts
  cli.threads c.threads c.threads64 PROPERTIES
  LABELS threads TIMEOUT 300 ENVIRONMENT "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tsan.supp")
# ThreadSanitizer does not see what machine code reads and writes, nor what orders it: guests' threads run interpreted.
if(WVM_SANITIZE STREQUAL "thread")
  set_property(TEST unit.test_wasi_threads cli.threads c.threads c.threads64 APPEND PROPERTY ENVIRONMENT "WVM_TEST_ENGINE=interp")
endif()

add_test(NAME layers COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/layers/check.py ${CMAKE_SOURCE_DIR})
add_test(NAME docs.wasi COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/docs/wasi.py ${CMAKE_SOURCE_DIR})
set_tests_properties(layers docs.wasi PROPERTIES LABELS once)

# The embedding guide's program, and what the guide says of it.
add_executable(example_embed ${CMAKE_SOURCE_DIR}/examples/embed/embed.c)
target_link_libraries(example_embed PRIVATE libwvm_static)
foreach(name async c weights)
  add_executable(example_embed_${name} ${CMAKE_SOURCE_DIR}/examples/embed-${name}/embed-${name}.c)
  target_link_libraries(example_embed_${name} PRIVATE libwvm_static)
  wvm_runnable(example_embed_${name} example_run)
  add_test(NAME embedding.${name} COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/embedding/example.py
    ${example_run} ${CMAKE_SOURCE_DIR}/examples/embed-${name}/expected.txt)
  set_tests_properties(embedding.${name} PROPERTIES TIMEOUT 120)
endforeach()
wvm_runnable(example_embed example_run)
add_test(NAME embedding COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/embedding/check.py ${CMAKE_SOURCE_DIR}
  ${example_run})
set_tests_properties(embedding PROPERTIES TIMEOUT 120)

# test_sem runs the operators of vm/sem as compiled three times: in generic C, for the default target, for x86-64-v3.
set(sem_tables native portable v3)
if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  list(REMOVE_ITEM sem_tables v3)
endif()
foreach(table ${sem_tables})
  add_library(sem_table_${table} OBJECT ${CMAKE_SOURCE_DIR}/tests/sem_table.c)
  target_link_libraries(sem_table_${table} PRIVATE wvm_flags)
  target_compile_definitions(sem_table_${table} PRIVATE SEM_TABLE=${table})
  target_sources(test_sem PRIVATE $<TARGET_OBJECTS:sem_table_${table}>)
endforeach()
target_compile_definitions(sem_table_portable PRIVATE SEM_PORTABLE)
if(TARGET sem_table_v3)
  target_compile_options(sem_table_v3 PRIVATE -march=x86-64-v3)
endif()

if(NOT WVM_SANITIZE)
  add_test(NAME embedding.package COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/embedding/package.py
    ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR}/examples/embed-c/embed-c.c ${CMAKE_SOURCE_DIR}/examples/embed-c/expected.txt)
  set_tests_properties(embedding.package PROPERTIES TIMEOUT 300)
  add_test(NAME embedding.null COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/embedding/null.py
    ${CMAKE_SOURCE_DIR}/include/wvm.h $<TARGET_FILE:libwvm_shared>)
  add_test(NAME symbols COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/layers/symbols.py
    $<TARGET_FILE:libwvm_shared> ${CMAKE_SOURCE_DIR}/include/wvm.h ${CMAKE_SOURCE_DIR}/include/wasm.h)
endif()

# The examples and the programs of bench/ compute what they must. digits_native is the same source, without vectors.
add_executable(digits_native ${CMAKE_SOURCE_DIR}/examples/digits/digits.c)
target_compile_options(digits_native PRIVATE -ffp-contract=off)
wvm_runnable(digits_native digits_run)
set(programs_check ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/programs/check.py ${wvm_run})
add_test(NAME programs.digits COMMAND ${programs_check} digits ${digits_run})
add_test(NAME programs.lm COMMAND ${programs_check} lm ${CMAKE_SOURCE_DIR}/examples/lm)
add_test(NAME programs.corpus COMMAND ${programs_check} corpus ${CMAKE_SOURCE_DIR}/tests/programs/expected.txt)
set_tests_properties(programs.digits programs.lm programs.corpus PROPERTIES TIMEOUT 600)
set_tests_properties(programs.corpus PROPERTIES LABELS once) # a minute without optimisation

# Random programs, hard on the translator, do what they did when V8 agreed.
add_test(NAME differential.programs COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/differential/programs
  --seeds 1:20 --expect ${CMAKE_SOURCE_DIR}/tests/differential/programs.expected ${wvm_run})
set_tests_properties(differential.programs PROPERTIES TIMEOUT 300)

# Random modules in the interpreter and in the compiler with few, many, random registers (tests/differential/tiers).
file(GLOB tiers_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/differential/tiers/*.c)
add_executable(tiers ${tiers_sources})
target_link_libraries(tiers PRIVATE libwvm_static)
set(tiers_count 300)
if(WVM_SANITIZE OR CMAKE_BUILD_TYPE STREQUAL "Debug")
  set(tiers_count 60)
endif()
add_test(NAME differential.tiers COMMAND tiers --seeds=1:${tiers_count})
set_tests_properties(differential.tiers PROPERTIES TIMEOUT 600)

# Random modules of Binaryen in the same; skipped where npm cannot be reached. One build is enough: `tiers` runs in all.
add_test(NAME differential.binaryen COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/differential/binaryen/run
  --tiers $<TARGET_FILE:tiers> --seeds 1:300)
set_tests_properties(differential.binaryen PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77 LABELS once)

# What the encoders write is what binutils' objdump reads.
find_program(OBJDUMP objdump)
find_program(OBJDUMP_X64 NAMES x86_64-linux-gnu-objdump objdump)
find_program(OBJDUMP_ARM64 NAMES aarch64-linux-gnu-objdump objdump)
set(encoding ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/encoding.py)
wvm_runnable(test_x64_encode x64_run)
wvm_runnable(test_arm64_encode arm64_run)
add_test(NAME encoding.x64 COMMAND ${encoding} ${x64_run} ${OBJDUMP_X64} i386:x86-64 -M intel)
add_test(NAME encoding.arm64 COMMAND ${encoding} ${arm64_run} ${OBJDUMP_ARM64} aarch64)
set_tests_properties(encoding.x64 encoding.arm64 PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 120)

# Machine code of small modules, for each architecture, is what was last agreed to.
add_test(NAME golden COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/golden/check.py ${wvm_run})
set_tests_properties(golden PROPERTIES LABELS once)

# Hot handlers have no frame: holds for optimised builds with tail dispatch, of a compiler that this was seen to with.
if(OBJDUMP AND WVM_DISPATCH_USED STREQUAL "tail" AND CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT WVM_SANITIZE
   AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND CMAKE_C_COMPILER_ID STREQUAL "Clang")
  add_test(NAME frames COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/check_frames.py ${OBJDUMP} $<TARGET_FILE:wvm>)
endif()

# Real programs, fetched and compiled, do what they do natively; skipped where there is no network or no compiler for
# WebAssembly. All that is fetched and compiled is shared between the builds, in build/programs.
add_executable(emscripten_host ${CMAKE_SOURCE_DIR}/tests/programs/emscripten_host.c)
add_executable(module_loader ${CMAKE_SOURCE_DIR}/tests/programs/module_loader.c)
add_executable(example_tfjs ${CMAKE_SOURCE_DIR}/examples/tfjs/tfjs.c)
target_link_libraries(emscripten_host PRIVATE libwvm_static)
target_link_libraries(module_loader PRIVATE libwvm_static)
target_link_libraries(example_tfjs PRIVATE libwvm_static)
execute_process(COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/programs/run --list OUTPUT_VARIABLE real_programs)
string(REGEX MATCHALL "[a-z0-9_]+ +ctest" real_programs "${real_programs}")
foreach(program ${real_programs})
  string(REGEX REPLACE " .*" "" name ${program})
  add_test(NAME programs.${name} COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/programs/run
    --wvm ${wvm_run} ${name})
  set_tests_properties(programs.${name} PROPERTIES TIMEOUT 900 SKIP_RETURN_CODE 77 LABELS once)
endforeach()
