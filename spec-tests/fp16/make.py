#!/usr/bin/env python3
"""Writes the FP16 scripts next to it from an exact model: rational numbers, rounded once to nearest, ties to even.

No floating-point arithmetic is used for anything that is tested. Run it again after a change: ./make.py
"""
import os
import random
from fractions import Fraction as F
from math import isqrt

random.seed(16)
INF, NAN = "inf", "nan"


class Format:
    def __init__(self, bits, fraction):
        self.bits, self.fraction = bits, fraction
        self.bias = (1 << (bits - fraction - 2)) - 1
        self.top = (1 << (bits - fraction - 1)) - 1
        self.sign = 1 << (bits - 1)
        self.inf = self.top << fraction
        self.quiet = 1 << (fraction - 1)

    def split(self, b):
        """(sign, value): value a Fraction, INF or NAN."""
        s, m, e = b >> (self.bits - 1), b & ((1 << self.fraction) - 1), (b >> self.fraction) & self.top
        if e == self.top:
            return s, NAN if m else INF
        e, m = (1, m) if e == 0 else (e, m | 1 << self.fraction)
        return s, F(m) * F(2) ** (e - self.bias - self.fraction)

    def join(self, s, v):
        """Bits of (sign, magnitude), rounded once."""
        if v == INF:
            return s * self.sign | self.inf
        if v == 0:
            return s * self.sign
        e = 1 - self.bias
        while v >= F(2) ** (e + 1):
            e += 1
        scaled = v / F(2) ** (e - self.fraction)
        m, rest = scaled.numerator // scaled.denominator, scaled - scaled.numerator // scaled.denominator
        if rest > F(1, 2) or (rest == F(1, 2) and m & 1):
            m += 1
        b = ((e - 1 + self.bias) << self.fraction) + m  # a carry moves into the exponent by itself
        return s * self.sign | min(b, self.inf)

    def is_nan(self, b):
        return self.split(b)[1] == NAN

    def text(self, b):
        s, v = self.split(b)
        sign = "-" if s else ""
        if v == NAN:
            return "%snan:0x%x" % (sign, b & ((1 << self.fraction) - 1))
        if v == INF:
            return sign + "inf"
        if v == 0:
            return sign + "0"
        k = 0
        while v.denominator > 1:
            v *= 2
            k += 1
        return "%s0x%xp-%d" % (sign, v.numerator, k)


H, S, D = Format(16, 10), Format(32, 23), Format(64, 52)
CANON, ARITH = "nan:canonical", "nan:arithmetic"


def nan_of(fmt, *inputs):
    """What a NaN result may be: canonical when every NaN that goes in is."""
    plain = all(b & (fmt.sign - 1) == fmt.inf | fmt.quiet for b in inputs if fmt.is_nan(b))
    return CANON if plain else ARITH


def signed(b):
    s, v = H.split(b)
    return -v if s else v


def add_signed(sa, a, sb, b):
    if INF in (a, b):
        if a == b and sa != sb:
            return None
        return (sa if a == INF else sb), INF
    x = (-a if sa else a) + (-b if sb else b)
    if x == 0:
        return (sa if a == 0 and b == 0 and sa == sb else 0), F(0)
    return int(x < 0), abs(x)


def mul_signed(sa, a, sb, b):
    if INF in (a, b):
        return None if 0 in (a, b) else (sa ^ sb, INF)
    return sa ^ sb, a * b


def arith(fn):
    def op(*lanes):
        if any(H.is_nan(b) for b in lanes):
            return nan_of(H, *lanes)
        r = fn(*[H.split(b) for b in lanes])
        return CANON if r is None else H.join(*r)
    return op


def div(a, b):
    s = a[0] ^ b[0]
    if a[1] == INF:
        return None if b[1] == INF else (s, INF)
    if b[1] == INF:
        return s, F(0)
    if b[1] == 0:
        return None if a[1] == 0 else (s, INF)
    return s, a[1] / b[1]


def sqrt(a):
    if a[1] == 0:
        return a
    if a[0]:
        return None
    if a[1] == INF:
        return a
    x = a[1] * 4 ** 60  # 2^60 times the root, and one bit that says whether it is exact
    n = x.numerator // x.denominator
    root = isqrt(n)
    return 0, F(2 * root + (root * root != x), 2 ** 61)


def rounding(to_int):
    def fn(a):
        s, v = a
        if v == INF:
            return a
        x = to_int(-v if s else v)
        return (int(x < 0), F(abs(x))) if x else (s, F(0))
    return arith(fn)


def minmax(pick_less):
    def fn(a, b):
        key = lambda t: (float("inf") if t[1] == INF else t[1]) * (-1 if t[0] else 1)
        ka, kb = key(a), key(b)
        if ka == kb:
            return (max if pick_less else min)(a, b, key=lambda t: t[0])
        return a if (ka < kb) == pick_less else b
    return arith(fn)


def compare(fn, unordered=False):
    def op(a, b):
        if H.is_nan(a) or H.is_nan(b):
            return 0xFFFF if unordered else 0
        num = lambda x: (10 ** 9 if H.split(x)[1] == INF else H.split(x)[1]) * (-1 if H.split(x)[0] else 1)
        return 0xFFFF if fn(num(a), num(b)) else 0
    return op


lt = compare(lambda x, y: x < y)


def madd(negate):
    def fn(a, b, c):
        p = mul_signed(a[0] ^ negate, a[1], b[0], b[1])
        return None if p is None else add_signed(p[0], p[1], c[0], c[1])
    return arith(fn)


def nearest(x):
    n = x.numerator // x.denominator
    r = x - n
    return n + (1 if r > F(1, 2) or (r == F(1, 2) and n & 1) else 0)


def trunc_sat(low, high):
    def op(a):
        s, v = H.split(a)
        if v == NAN:
            return 0
        if v == INF:
            return (low if s else high) & 0xFFFF
        x = v.numerator // v.denominator
        return max(low, min(high, -x if s else x)) & 0xFFFF
    return op


FLOAT, INT = "f16x8", "i16x8"
UNARY = {
    "f16x8.abs": (FLOAT, lambda a: a & 0x7FFF), "f16x8.neg": (FLOAT, lambda a: a ^ 0x8000),
    "f16x8.sqrt": (FLOAT, arith(sqrt)),
    "f16x8.ceil": (FLOAT, rounding(lambda x: -((-x.numerator) // x.denominator))),
    "f16x8.floor": (FLOAT, rounding(lambda x: x.numerator // x.denominator)),
    "f16x8.trunc": (FLOAT, rounding(lambda x: int(x))), "f16x8.nearest": (FLOAT, rounding(nearest)),
    "i16x8.trunc_sat_f16x8_s": (INT, trunc_sat(-32768, 32767)), "i16x8.trunc_sat_f16x8_u": (INT, trunc_sat(0, 65535)),
    "f16x8.convert_i16x8_s": (FLOAT, lambda a: H.join(a >> 15, F(65536 - a if a >> 15 else a))),
    "f16x8.convert_i16x8_u": (FLOAT, lambda a: H.join(0, F(a))),
}
BINARY = {
    "f16x8.eq": (INT, compare(lambda x, y: x == y)), "f16x8.ne": (INT, compare(lambda x, y: x != y, True)),
    "f16x8.lt": (INT, lt), "f16x8.gt": (INT, compare(lambda x, y: x > y)),
    "f16x8.le": (INT, compare(lambda x, y: x <= y)), "f16x8.ge": (INT, compare(lambda x, y: x >= y)),
    "f16x8.add": (FLOAT, arith(lambda a, b: add_signed(*a, *b))),
    "f16x8.sub": (FLOAT, arith(lambda a, b: add_signed(*a, b[0] ^ 1, b[1]))),
    "f16x8.mul": (FLOAT, arith(lambda a, b: mul_signed(*a, *b))), "f16x8.div": (FLOAT, arith(div)),
    "f16x8.min": (FLOAT, minmax(True)), "f16x8.max": (FLOAT, minmax(False)),
    "f16x8.pmin": (FLOAT, lambda a, b: b if lt(b, a) else a), "f16x8.pmax": (FLOAT, lambda a, b: b if lt(a, b) else a),
}
TERNARY = {"f16x8.madd": (FLOAT, madd(0)), "f16x8.nmadd": (FLOAT, madd(1))}

SPECIAL = [0x0000, 0x8000, 0x0001, 0x8001, 0x03FF, 0x83FF, 0x0400, 0x8400, 0x3555, 0x3800, 0xB800, 0x3801, 0x3BFF, 0x3C00,
           0xBC00, 0x3C01, 0x3E00, 0xBE00, 0x4100, 0xC100, 0x4248, 0x6400, 0x67FF, 0x7800, 0x77FF, 0xF800, 0xF801, 0x7BFF,
           0xFBFF, 0x7C00, 0xFC00, 0x7E00, 0xFE00, 0x7E01, 0x7D01, 0xFD55]


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


def from_wide(fmt, b):
    s, v = fmt.split(b)
    if v == NAN:
        return nan_of(fmt, b)
    return H.join(s, v)


def widen(a):
    s, v = H.split(a)
    return nan_of(H, a) if v == NAN else S.join(s, v)


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
