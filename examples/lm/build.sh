#!/bin/sh
# Rebuilds lm.wasm and lm64.wasm, kept in the repository so that running them needs no toolchain.   usage: build.sh
# Needs clang 22 (half floats) and wasm-ld; no libc.
set -eu
cd "$(dirname "$0")"
for width in 32 64; do
  name=lm${width#32}.wasm
  "${WASM_CC:-clang-22}" --target=wasm$width -nostdlib -ffreestanding --no-wasm-opt -O3 -Wall -Wextra \
    -matomics -mbulk-memory -mfp16 -mrelaxed-simd -ffp-contract=off \
    -Wl,--import-memory,--export-memory,--shared-memory,--max-memory=67108864,--no-entry,--export=__wasm_init_tls,-s -o "$name" lm.c
  echo "$name: $(wc -c < "$name") bytes"
done
