#!/usr/bin/env python3
"""Makes the other kinds of weights of those that train.py has written.      usage: weights.py lm.f32 DIR     (writes lm.f16, lm.int8)

A file is a header of 64 bytes ("WVM LM 1", then as u32 the kind (0 f32, 1 f16, 2 int8), layers, width, heads, width of the hidden layer,
context, vocabulary) and the tensors: token, position, in each layer qkv, out, up, down, then head. A matrix is written row by row: a row
holds what makes one output. All is little-endian. In f32 and f16 that is all. In int8, token and position are f32; each of the others
is followed by its rows' scales (f32) and the sums of their weights (i32)."""
import array
import pathlib
import struct
import sys


def shapes(layers, width, _heads, hidden, context, vocabulary):
    yield from ((vocabulary, width), (context, width))
    for _ in range(layers):
        yield from ((3 * width, width), (width, width), (hidden, width), (width, hidden))
    yield vocabulary, width


def half(numbers):
    return struct.pack(f"<{len(numbers)}e", *numbers)


def int8(numbers, columns):
    weights, scales, sums = array.array("b"), array.array("f"), array.array("i")
    for at in range(0, len(numbers), columns):
        row = numbers[at : at + columns]
        scale = max(map(abs, row)) / 127 or 1.0
        whole = [round(w / scale) for w in row]
        weights.extend(whole)
        scales.append(scale)
        sums.append(sum(whole))
    return weights.tobytes() + scales.tobytes() + sums.tobytes()


def main():
    source, folder = pathlib.Path(sys.argv[1]).read_bytes(), pathlib.Path(sys.argv[2])
    magic, kind, *rest = struct.unpack_from("<8s7I", source)
    if magic != b"WVM LM 1" or kind != 0:
        sys.exit("these are no weights in f32")
    numbers = array.array("f", source[64:])
    files = {"f16": b"", "int8": b""}
    at = 0
    for index, (rows, columns) in enumerate(shapes(*rest)):
        tensor = numbers[at : at + rows * columns]
        at += rows * columns
        files["f16"] += half(tensor)
        files["int8"] += tensor.tobytes() if index < 2 else int8(tensor, columns)
    for kind, (name, data) in enumerate(files.items(), 1):
        header = struct.pack("<8s7I", magic, kind, *rest).ljust(64, b"\0")
        (folder / f"lm.{name}").write_bytes(header + data)


main()
