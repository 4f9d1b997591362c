# Cross-building for AArch64 on Debian: its compiler's libraries (libc6-dev-arm64-cross); what tests need on top of that is in
# build/arm64-tools (cmake/arm64-tools). Programs are run by qemu-user.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER_TARGET aarch64-linux-gnu) # of clang; the gcc that a preset names makes nothing else
set(WVM_ARM64_TOOLS ${CMAKE_CURRENT_LIST_DIR}/../build/arm64-tools)
find_program(WVM_QEMU qemu-aarch64 PATHS ${WVM_ARM64_TOOLS} NO_DEFAULT_PATH)
find_program(WVM_QEMU qemu-aarch64)
if(WVM_QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${WVM_QEMU} -L /usr/aarch64-linux-gnu)
endif()
set(CMAKE_FIND_ROOT_PATH /usr/aarch64-linux-gnu ${WVM_ARM64_TOOLS}/sysroot)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE BOTH) # headers alone, such as uthash, are the host's
set(ENV{PKG_CONFIG_LIBDIR} ${WVM_ARM64_TOOLS}/sysroot/usr/lib/aarch64-linux-gnu/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${WVM_ARM64_TOOLS}/sysroot)
set(ENV{PKG_CONFIG_ALLOW_SYSTEM_CFLAGS} 1)
