# Tests of a build for another processor, which an emulator runs: they are told so, and given more time. What takes longest is
# marked `slow`: ./dev check leaves it out, ./dev check --all does not.
if(NOT CMAKE_CROSSCOMPILING)
  return()
endif()
set_tests_properties(embedding.package embedding.null PROPERTIES DISABLED TRUE) # they compile for the machine at hand
get_property(all DIRECTORY PROPERTY TESTS)
foreach(test ${all})
  set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT WVM_EMULATED=1 CK_TIMEOUT_MULTIPLIER=10)
  if(test MATCHES "^spec\\.roundtrip|^spec\\.interp\\.(simd|gc-stress)|^unit\\.test_(promise|text|print|x64_encode|gc|sem|interp|decode|exceptions|reader|jit_ops|emscripten_random|wasi_random)$|\\.gc-stress$|^differential\\.programs$")
    set_property(TEST ${test} APPEND PROPERTY LABELS slow)
    set_property(TEST ${test} PROPERTY TIMEOUT 1800)
  endif()
endforeach()
