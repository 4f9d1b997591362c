#!/usr/bin/env python3
"""Writes the FP16 scripts of single assertions next to it, from the exact model of model.py. Run it again after a change:
./make.py. The scripts of whole tables are made by make_tables.py.
"""
import os
import random

from model import *

random.seed(16)


def vector(lanes):
    return "(v128.const i16x8 %s)" % " ".join("0x%04x" % x for x in lanes)


def expected(shape, lanes):
    if shape == INT:
        return vector(lanes)
    return "(v128.const f16x8 %s)" % " ".join(x if isinstance(x, str) else H.text(x) for x in lanes)


def write(name, head, lines):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name), "w") as f:
        f.write(";; Made by make.py from an exact model.\n\n" + head + "\n" + "\n".join(lines) + "\n")


def lanewise(name, ops, arity, tuples):
    head = "(module\n"
    for op in ops:
        params = " ".join(["v128"] * arity)
        head += '  (func (export "%s") (param %s) (result v128) (%s %s))\n' % (
            op, params, op, " ".join("(local.get %d)" % i for i in range(arity)))
    lines = []
    while len(tuples) % 8:
        tuples.append(tuples[-1])
    for op, (shape, fn) in ops.items():
        for i in range(0, len(tuples), 8):
            chunk = tuples[i:i + 8]
            lines.append('(assert_return (invoke "%s" %s)\n  %s)' % (
                op, " ".join(vector([t[k] for t in chunk]) for k in range(arity)), expected(shape, [fn(*t) for t in chunk])))
    write(name, head + ")\n", lines)


def any16():
    return random.randrange(65536)


lanewise("f16x8_unary.wast", UNARY, 1, [(a,) for a in SPECIAL + [any16() for _ in range(220)]])
PAIRED = [0x0000, 0x8000, 0x0001, 0x8001, 0x03FF, 0x0400, 0x3555, 0x3C00, 0xBC00, 0x3C01, 0x67FF, 0x7BFF, 0xFBFF, 0x7C00,
          0xFC00, 0x7E00, 0xFE00, 0x7D01]
lanewise("f16x8_binary.wast", BINARY, 2,
         [(a, b) for a in PAIRED for b in PAIRED] + [(any16(), any16()) for _ in range(160)])
FEW = [0x0000, 0x8000, 0x0001, 0x3C00, 0xBC00, 0x7BFF, 0x7C00, 0xFC00, 0x7E00, 0x7D01]
# Products whose sum rounds wrongly when it goes through binary32 first.
HARD = [(0x5D00, 0x5802, 0x0001), (0x5D00, 0x5802, 0x8001), (0x5D00, 0xD802, 0x0001), (0x3C01, 0x3C01, 0x0001)]
lanewise("f16x8_madd.wast", TERNARY, 3,
         HARD + [(a, b, c) for a in FEW for b in FEW for c in FEW] + [(any16(), any16(), any16()) for _ in range(320)])


def conversions():
    head = """(module
  (memory 1)
  (func (export "splat") (param f32) (result v128) (f16x8.splat (local.get 0)))
  (func (export "extract0") (param v128) (result f32) (f16x8.extract_lane 0 (local.get 0)))
  (func (export "extract7") (param v128) (result f32) (f16x8.extract_lane 7 (local.get 0)))
  (func (export "replace3") (param v128 f32) (result v128) (f16x8.replace_lane 3 (local.get 0) (local.get 1)))
  (func (export "load") (param i32) (result f32) (f32.load_f16 offset=2 (local.get 0)))
  (func (export "store") (param i32 f32) (f32.store_f16 align=1 (local.get 0) (local.get 1)))
  (func (export "bits") (param i32) (result i32) (i32.load16_u (local.get 0)))
  (func (export "set") (param i32 i32) (i32.store16 (local.get 0) (local.get 1)))
  (func (export "demote32") (param v128) (result v128) (f16x8.demote_f32x4_zero (local.get 0)))
  (func (export "demote64") (param v128) (result v128) (f16x8.demote_f64x2_zero (local.get 0)))
  (func (export "promote") (param v128) (result v128) (f32x4.promote_low_f16x8 (local.get 0)))
  (func (export "promote_old") (param v128) (result v128) (f32x4.promote_f16x8_low (local.get 0)))
)
"""
    lines = []
    text = lambda fmt, x: x if isinstance(x, str) else fmt.text(x)
    # Values around every rounding boundary of a few f16 numbers.
    singles = [S.join(*H.split(a)) for a in SPECIAL if not H.is_nan(a)] + [0x7FC00000, 0xFFC00000, 0x7F800000]
    singles += [x + d for x in singles[:24] if 0x1000 < x & 0x7FFFFFFF < 0x7F000000 for d in (-0x1001, -0x1000, -0xFFF, 0xFFF, 0x1000, 0x1001, 1)]
    singles += [0x477FEFFF, 0x477FF000, 0x33000000, 0x33000001, 0x32FFFFFF, 0x38800000, 0x387FF000, 0x387FEFFF, 0x00000001]
    singles += [random.randrange(0x33000000, 0x47800000) | random.randrange(2) << 31 for _ in range(16)]
    for b in singles:
        r = from_wide(S, b)
        lines.append('(assert_return (invoke "splat" (f32.const %s)) %s)' % (S.text(b), expected(FLOAT, [r] * 8)))
        if not isinstance(r, str):
            lines.append('(assert_return (invoke "replace3" (v128.const i16x8 1 2 3 4 5 6 7 8) (f32.const %s)) %s)' % (
                S.text(b), vector([1, 2, 3, r, 5, 6, 7, 8])))
            lines.append('(assert_return (invoke "store" (i32.const 65534) (f32.const %s)))' % S.text(b))
            lines.append('(assert_return (invoke "bits" (i32.const 65534)) (i32.const 0x%04x))' % r)
    for i in range(0, len(singles) - 3, 4):
        four = singles[i:i + 4]
        lines.append('(assert_return (invoke "demote32" (v128.const i32x4 %s)) %s)' % (
            " ".join("0x%08x" % b for b in four), expected(FLOAT, [from_wide(S, b) for b in four] + [0] * 4)))
    doubles = [D.join(*S.split(b)) for b in singles if not S.is_nan(b)] + [0x7FF8000000000000]
    doubles += [d + e for d in doubles[:40] if 2 < d & D.sign - 1 < D.inf - 2 for e in (-1, 1)]  # one step off a tie
    for i in range(0, len(doubles) - 1, 2):
        two = doubles[i:i + 2]
        lines.append('(assert_return (invoke "demote64" (v128.const i64x2 %s)) %s)' % (
            " ".join("0x%016x" % b for b in two), expected(FLOAT, [from_wide(D, b) for b in two] + [0] * 6)))
    halves = SPECIAL + [any16() for _ in range(64)]
    for i in range(0, len(halves) - 3, 4):
        four = halves[i:i + 4]
        wide = "(v128.const f32x4 %s)" % " ".join(text(S, widen(a)) for a in four)
        for name in ("promote", "promote_old"):
            lines.append('(assert_return (invoke "%s" %s) %s)' % (name, vector(four + [0x3C00, 0x7E00, 0x7BFF, 1]), wide))
    for a in halves:
        for name, lanes in (("extract0", [a] + [0x1111] * 7), ("extract7", [0x1111] * 7 + [a])):
            lines.append('(assert_return (invoke "%s" %s) (f32.const %s))' % (name, vector(lanes), text(S, widen(a))))
        lines.append('(assert_return (invoke "set" (i32.const 102) (i32.const 0x%04x)))' % a)
        lines.append('(assert_return (invoke "load" (i32.const 100)) (f32.const %s))' % text(S, widen(a)))
    for name, args in (("load", "(i32.const 65533)"), ("load", "(i32.const -1)"), ("store", "(i32.const 65535) (f32.const 1)"),
                       ("store", "(i32.const -1) (f32.const 1)")):
        lines.append('(assert_trap (invoke "%s" %s) "out of bounds memory access")' % (name, args))
    write("f16_convert.wast", head, lines)


conversions()
