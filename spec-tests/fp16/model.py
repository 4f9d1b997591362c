"""An exact model of the FP16 instructions: rational numbers, rounded once to nearest, ties to even.

No floating-point arithmetic is used for anything that is tested. A result is the bits, or CANON or ARITH: what a NaN may be.
"""
from fractions import Fraction as F
from math import isqrt

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
        e = v.numerator.bit_length() - v.denominator.bit_length()
        e = max(e if v >= F(2) ** e else e - 1, 1 - self.bias)
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


def from_wide(fmt, b):
    """A half of a number of a wider format."""
    s, v = fmt.split(b)
    return nan_of(fmt, b) if v == NAN else H.join(s, v)


def widen(a):
    """The binary32 of a half."""
    s, v = H.split(a)
    return nan_of(H, a) if v == NAN else S.join(s, v)
