# libFuzzer targets, one per tests/fuzz/fuzz_*.c. Preset `fuzz`: clang, with the library instrumented too.
file(GLOB fuzz_targets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz_*.c)
foreach(source ${fuzz_targets})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE libwvm_static)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endforeach()
