#!/bin/sh
# Compiles the programs of this folder to Wasm. The results are kept: testing needs no Wasm toolchain.
# Needs a clang with the wasm32 target, wasm-ld and wasi-libc (Debian: clang, lld, wasi-libc, libclang-rt-dev-wasm32).
# A source that says " * BUILD flags" is compiled with those instead, without wasi-libc; clang 19 or later.
set -eu
cd "$(dirname "$0")"
CLANG=${CLANG:-clang}
for source in ${*:-*.c}; do
  name=${source%.c}
  flags=$(sed -n 's/^ \* BUILD //p' "$source")
  if [ -n "$flags" ]; then
    "$CLANG" $flags -nostdlib -ffreestanding -O2 -Wall -Wl,-s -o "$name.wasm" "$source"
  else
    "$CLANG" --target=wasm32-wasi --sysroot="${SYSROOT:-/usr}" -O2 -Wall -Wl,-s ${CFLAGS:-} -o "$name.wasm" "$source" -lm
  fi
  echo "$name.wasm: $(wc -c < "$name.wasm") bytes"
done
