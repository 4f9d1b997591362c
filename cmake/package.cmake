# What is installed besides the command line's pages: libraries, headers, how pkg-config and CMake find them.
install(TARGETS wvm libwvm_static libwvm_shared)
install(FILES include/wvm.h include/wasm.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set(map ${CMAKE_SOURCE_DIR}/cmake/package/wvm.map)
target_link_options(libwvm_shared PRIVATE -Wl,--version-script=${map})
# Tables of handlers are full of addresses: packed, where the linker can (and the system's loader then).
include(CheckLinkerFlag)
check_linker_flag(C -Wl,-z,pack-relative-relocs WVM_HAS_PACKED_RELOCS)
if(WVM_HAS_PACKED_RELOCS)
  target_link_options(libwvm_shared PRIVATE -Wl,-z,pack-relative-relocs)
endif()
set_target_properties(libwvm_shared PROPERTIES LINK_DEPENDS ${map})

configure_file(cmake/package/wvm.pc.in wvm.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/wvm.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/wvm)
configure_package_config_file(cmake/package/wvmConfig.cmake.in ${CMAKE_BINARY_DIR}/wvmConfig.cmake INSTALL_DESTINATION ${package_dir}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/wvmConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/wvmConfig.cmake ${CMAKE_BINARY_DIR}/wvmConfigVersion.cmake DESTINATION ${package_dir})
