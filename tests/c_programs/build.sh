#!/bin/sh
# Compiles the programs of this folder to wasm32-wasi. The results are kept: testing needs no Wasm toolchain.
# Needs a clang with the wasm32 target, wasm-ld and wasi-libc (Debian: clang, lld, wasi-libc, libclang-rt-dev-wasm32).
set -eu
cd "$(dirname "$0")"
CLANG=${CLANG:-clang}
for source in ${*:-*.c}; do
  name=${source%.c}
  "$CLANG" --target=wasm32-wasi --sysroot="${SYSROOT:-/usr}" -O2 -Wall -Wl,-s ${CFLAGS:-} -o "$name.wasm" "$source" -lm
  echo "$name.wasm: $(wc -c < "$name.wasm") bytes"
done
