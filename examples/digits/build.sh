#!/bin/sh
# Rebuilds digits.wasm (kept in the repository, so that running it needs no toolchain) and, for comparison, a native
# scalar program in DIR.   usage: build.sh [DIR]
#
# Needs a clang that knows wasm32-wasi, lld and wasi-libc: WASM_CC, WASI_SYSROOT choose others than Debian's.
set -eu
here=$(dirname "$0")
: "${WASM_CC:=clang-22}" "${WASI_SYSROOT:=/usr}"
$WASM_CC --target=wasm32-wasi -Wno-deprecated --sysroot="$WASI_SYSROOT" --no-wasm-opt -O3 -msimd128 -Wall -Wextra -Wl,--strip-debug \
  -o "$here/digits.wasm" "$here/digits.c"
if [ $# -gt 0 ]; then
  ${CC:-cc} -O2 -ffp-contract=off -Wall -Wextra -o "$1/digits-native" "$here/digits.c"
fi
