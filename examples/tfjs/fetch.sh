#!/bin/sh
# Fetches TensorFlow.js's kernels (three builds) from npm into DIR.   usage: fetch.sh [DIR]     (default build/tfjs)
set -eu
to=${1:-build/tfjs}
mkdir -p "$to"
cd "$to"
archive=$(npm pack --silent @tensorflow/tfjs-backend-wasm@4.22.0)
tar -xzf "$archive" --strip-components=2 --wildcards 'package/dist/tfjs-backend-wasm*.wasm'
rm "$archive"
ls -l -- *.wasm
