#!/bin/sh
# Compiles program.c and exceptions.cpp with Emscripten in several ways. The results are kept: testing needs no Emscripten.
# Made with Debian 12's emscripten 3.1.6 (apt-get install emscripten).
set -eu
cd "$(dirname "$0")"
EMCC=${EMCC:-emcc}
EMXX=${EMXX:-em++}
common="-O1 -s ALLOW_MEMORY_GROWTH -s MAXIMUM_MEMORY=2GB -s ASSERTIONS=0"
build() {
  name=$1
  shift
  "$EMCC" $common "$@" program.c -o "$name.js"
  rm -f "$name.js" "$name.worker.js"
  echo "$name.wasm: $(wc -c < "$name.wasm") bytes"
}
build legal -s EXIT_RUNTIME                    # i64 legalized for JavaScript, longjmp by invoke_*
build bigint -s EXIT_RUNTIME -s WASM_BIGINT -s IMPORTED_MEMORY # i64 as they are, the memory imported
build standalone -s STANDALONE_WASM -s PURE_WASI
"$EMXX" -O1 -std=c++17 -s ASSERTIONS=0 -s EXIT_RUNTIME -fexceptions exceptions.cpp -o cxx.js
"$EMXX" -O1 -std=c++17 -s ASSERTIONS=0 -s EXIT_RUNTIME -fwasm-exceptions exceptions.cpp -o cxx-wasm.js
rm -f cxx.js cxx-wasm.js
ls -l cxx.wasm cxx-wasm.wasm
