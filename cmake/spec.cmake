# The official test suite, run by `wvm wast`: one test per directory, the top level in alphabetical parts. The same again
# as round trips through printer and assembler. Own scripts: spec-tests/.
set(expected ${CMAKE_SOURCE_DIR}/spec-tests/expected-failures.txt)
set(expected_roundtrips ${CMAKE_SOURCE_DIR}/spec-tests/expected-roundtrip-failures.txt)

set(suite "")
foreach(place ${WVM_TESTSUITE} ${CMAKE_SOURCE_DIR}/../shared/testsuite ${CMAKE_SOURCE_DIR}/testsuite ${CMAKE_BINARY_DIR}/testsuite)
  if(NOT suite AND EXISTS ${place}/i32.wast)
    get_filename_component(suite ${place} ABSOLUTE)
  endif()
endforeach()

function(wvm_scripts name)
  if(NOT ARGN)
    return()
  endif()
  foreach(engine interp jit)
    add_test(NAME spec.${engine}.${name} COMMAND wvm wast --engine=${engine} --expect=${expected} ${wvm_options} ${ARGN})
    set_tests_properties(spec.${engine}.${name} PROPERTIES TIMEOUT 900 LABELS spec)
  endforeach()
  add_test(NAME spec.roundtrip.${name} COMMAND wvm wast --roundtrip --expect=${expected_roundtrips} ${ARGN})
  set_tests_properties(spec.roundtrip.${name} PROPERTIES TIMEOUT 900 LABELS spec)
endfunction()

file(GLOB_RECURSE own CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/spec-tests/*.wast)
list(FILTER own EXCLUDE REGEX "/relaxed/")
set(wvm_options --precise-stores) # our own look at what a store leaves at the end of a memory
wvm_scripts(own ${own})
unset(wvm_options)
# Bugs that compilers have had, in every way in which a script can be run.
file(GLOB classes CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/spec-tests/all/*.wast ${CMAKE_SOURCE_DIR}/spec-tests/regressions/*.wast)
function(wvm_way name)
  add_test(NAME spec.way.${name} COMMAND wvm wast --precise-stores ${ARGN} ${classes})
  set_tests_properties(spec.way.${name} PROPERTIES LABELS spec)
endfunction()
wvm_way(interpreter --engine=interp)
wvm_way(interpreter-gc --engine=interp --gc-stress)
wvm_way(jit --engine=jit)
wvm_way(jit-gc --engine=jit --gc-stress --jit-test=random=1)
wvm_way(jit-explicit --engine=jit --jit-test=explicit=1)
wvm_way(jit-unguarded --engine=jit --explicit-bounds)
wvm_way(jit-explicit-3 --engine=jit --jit-test=explicit=1,registers=3)
wvm_way(jit-3 --engine=jit --jit-test=registers=3,random=2)
wvm_way(jit-mixed --engine=jit --jit-test=mixed=3)
wvm_way(jit-mixed-6 --engine=jit --jit-test=mixed=4,registers=6,random=5)

foreach(profile x86 arm det)
  file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/spec-tests/relaxed/${profile}*.wast)
  if(suite)
    file(GLOB official ${suite}/*relaxed_*.wast)
    list(APPEND scripts ${official})
  endif()
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    list(APPEND scripts ${CMAKE_SOURCE_DIR}/spec-tests/relaxed/nan_sign.wast)
  endif()
  foreach(engine interp jit)
    add_test(NAME spec.${engine}.relaxed.${profile} COMMAND wvm wast --engine=${engine} --relaxed=${profile} ${scripts})
    set_tests_properties(spec.${engine}.relaxed.${profile} PROPERTIES LABELS spec)
  endforeach()
endforeach()

# Under a hostile allocator: everything that can be poisoned is, each script runs again with some allocation failing, one
# alone or all from there on. Where a thread waits for another, one that fails leaves the other waiting.
if(WVM_SANITIZE MATCHES "address")
  set(hostile ${own})
  list(FILTER hostile EXCLUDE REGEX "/(threads|fp16|runner)/|/many.wast|/depth.wast")
  add_test(NAME spec.hostile.own COMMAND wvm wast --poison --fail-alloc=30 ${hostile})
  list(FILTER hostile INCLUDE REGEX "/(gc|stack-switching[^/]*|custom-descriptors|[a-z]*-?exceptions)/")
  list(FILTER hostile EXCLUDE REGEX "/(edges|generators|schedulers).wast") # much allocated, slow
  add_test(NAME spec.hostile.gc COMMAND wvm wast --gc-stress --fail-alloc=4 ${hostile})
  set_tests_properties(spec.hostile.own spec.hostile.gc PROPERTIES TIMEOUT 900 LABELS spec)
endif()

# Vectors in machine code: for all that the processor has, for less, for no more than machine code needs.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  file(GLOB vectors CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/spec-tests/fp16/*.wast)
  if(suite)
    file(GLOB official ${suite}/simd_*.wast)
    list(APPEND vectors ${official})
  endif()
  foreach(name all no-avx512fp16 no-avx512vnni baseline)
    set(options --engine=jit)
    if(NOT name STREQUAL "all")
      string(REGEX REPLACE "^no-" "-" cpu ${name})
      list(APPEND options --cpu=${cpu})
    endif()
    add_test(NAME spec.vectors.${name} COMMAND wvm wast ${options} --expect=${expected} ${vectors})
    set_tests_properties(spec.vectors.${name} PROPERTIES LABELS spec TIMEOUT 300)
    foreach(profile x86 arm det)
      file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/spec-tests/relaxed/${profile}*.wast)
      if(suite)
        file(GLOB official ${suite}/*relaxed_*.wast)
        list(APPEND scripts ${official})
      endif()
      add_test(NAME spec.vectors.${name}.${profile} COMMAND wvm wast ${options} --relaxed=${profile} ${scripts}
        ${CMAKE_SOURCE_DIR}/spec-tests/relaxed/nan_sign.wast)
      set_tests_properties(spec.vectors.${name}.${profile} PROPERTIES LABELS spec)
    endforeach()
  endforeach()
endif()

if(suite)
  message(STATUS "test suite: ${suite}")
  # What allocates, with a collection at every allocation.
  file(GLOB gc ${suite}/array*.wast ${suite}/struct.wast ${suite}/i31.wast ${suite}/ref*.wast ${suite}/br_on*.wast
    ${suite}/extern.wast ${suite}/type-*.wast ${suite}/table*.wast ${suite}/elem.wast ${suite}/global.wast
    ${suite}/linking*.wast ${suite}/try_table.wast ${suite}/throw*.wast ${suite}/legacy/*.wast ${suite}/proposals/custom-descriptors/*.wast
    ${CMAKE_SOURCE_DIR}/spec-tests/gc/*.wast ${CMAKE_SOURCE_DIR}/spec-tests/custom-descriptors/*.wast
    ${CMAKE_SOURCE_DIR}/spec-tests/exceptions/*.wast ${CMAKE_SOURCE_DIR}/spec-tests/legacy-exceptions/*.wast
    ${CMAKE_SOURCE_DIR}/spec-tests/stack-switching,legacy-exceptions/*.wast
    ${CMAKE_SOURCE_DIR}/spec-tests/stack-switching/[efgs]*.wast ${suite}/proposals/stack-switching/*.wast)
  foreach(engine interp jit)
    add_test(NAME spec.${engine}.gc-stress COMMAND wvm wast --engine=${engine} --gc-stress --expect=${expected} ${gc})
    set_tests_properties(spec.${engine}.gc-stress PROPERTIES TIMEOUT 900 LABELS spec)
  endforeach()
  if(WVM_SANITIZE MATCHES "address")
    file(GLOB hostile ${suite}/*.wast ${suite}/legacy/*.wast ${suite}/custom/*.wast ${suite}/proposals/*/*.wast)
    list(FILTER hostile EXCLUDE REGEX "/proposals/threads/|/simd_.*_(arith|cmp|pmin_pmax|rounding)|/(names|memory_copy|return_call.*|call.*|fac|skip-stack.*)\\.wast")
    add_test(NAME spec.hostile.suite COMMAND wvm wast --poison --fail-alloc=4 --expect=${expected} ${hostile})
    set_tests_properties(spec.hostile.suite PROPERTIES TIMEOUT 900 LABELS spec)
  endif()
  foreach(part a-b c-e f-h i-k l m-q r simd_[a-h] simd_[i-l] simd_[m-z] s t-z)
    if(part MATCHES "^simd")
      file(GLOB files ${suite}/${part}*.wast)
    elseif(part STREQUAL "s")
      file(GLOB files ${suite}/s*.wast)
      list(FILTER files EXCLUDE REGEX "/simd_[^/]*$")
    else()
      file(GLOB files ${suite}/[${part}]*.wast)
    endif()
    string(REGEX REPLACE "[][]" "" name ${part})
    wvm_scripts(${name} ${files})
  endforeach()
  file(GLOB directories LIST_DIRECTORIES true ${suite}/legacy ${suite}/custom ${suite}/proposals/*)
  foreach(directory ${directories})
    file(GLOB files ${directory}/*.wast)
    get_filename_component(name ${directory} NAME)
    wvm_scripts(${name} ${files})
  endforeach()

  # Every row of decoder/opcodes.def is run by some script.
  add_test(NAME rows COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/rows.py ${wvm_run} ${CMAKE_SOURCE_DIR} ${suite})
  set_tests_properties(rows PROPERTIES TIMEOUT 600 LABELS once)

  # Every text module of the suite, assembled by wabt too.
  add_test(NAME text.wabt COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/wabt_crosscheck.py
    ${wvm_run} ${suite})
  set_tests_properties(text.wabt PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600 LABELS once)
else()
  # Nothing to run is no success where it counts.
  add_test(NAME spec.suite COMMAND sh -c
    "echo 'The official test suite was NOT run: none found. Set -DWVM_TESTSUITE=DIR, or clone WebAssembly/testsuite.'; test -z \"$CI\" && exit 77; exit 1")
  set_tests_properties(spec.suite PROPERTIES SKIP_RETURN_CODE 77 LABELS spec)
endif()
