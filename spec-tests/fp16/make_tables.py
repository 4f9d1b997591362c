#!/usr/bin/env python3
"""Writes the FP16 scripts of whole tables (*_all.wast, *_dense.wast) next to it, from the exact model of model.py: every
input of the unary operations and conversions, dense samples of the others. Run it again after a change: ./make_tables.py

A script holds what the model expects as text, one stream per operation, which its own code decodes to tables. In a stream,

    a, b, … z      is the value before plus 0, 1, … 25 units (A, B, … Z: minus); the value before the first is 0
    !1234          is a value outright, all its hexadecimal digits
    < >            is the first operand, the second one (where there are two)
    ? ~            is a canonical NaN, any quiet NaN

and a decimal number after any of these says how often. Each exported function checks one operation, in every lane. It gives
-1 and zeros, or what failed first: the inputs, what came of them, and the bits that were expected (0x7e00, 0x7fc00000: a NaN).
"""
import os
import random
import re

from model import *

random.seed(1616)
HERE = os.path.dirname(os.path.abspath(__file__))


# ---- streams ----

def tokens(values, digits, unit):
    last = 0
    for v in values:
        if v in (CANON, ARITH):
            yield "?" if v == CANON else "~"
        elif isinstance(v, str):
            yield v
        else:
            step, rest = divmod(abs(v - last), unit)
            if step < 26 and rest == 0:
                yield chr((ord("a") if v >= last else ord("A")) + step)
            else:
                yield "!%0*x" % (digits, v)
            last = v


def stream(values, digits=4, unit=1):
    out, run, count = [], None, 0
    for t in [*tokens(values, digits, unit), None]:
        if t == run:
            count += 1
            continue
        if run:
            out.append(run * count if len(run) * count < 3 else "%s%d" % (run, count))
        run, count = t, 1
    return "".join(out)


# ---- the scripts' code ----
# Tables of elements of SIZE bytes: VALUE and MASK (what is expected, and which bits of it), OUT (results), and inputs. A row
# of a table is followed by a copy of its first PAD elements, 16 bytes, so that a window of 16 may begin anywhere in it.

DECODER = """
(global $at (mut i32) (i32.const 0))
(func $char (result i32)
  (i32.load8_u (global.get $at))
  (global.set $at (i32.add (global.get $at) (i32.const 1))))
(func $hex (result i32)
  (local $n i32) (local $c i32) (local $v i32)
  (local.set $n (i32.const DIGITS))
  (loop $next
    (local.set $c (call $char))
    (local.set $v (i32.add (i32.shl (local.get $v) (i32.const 4))
      (i32.sub (local.get $c) (select (i32.const 87) (i32.const 48) (i32.ge_u (local.get $c) (i32.const 97))))))
    (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
  (local.get $v))
(func $count (result i32)
  (local $n i32) (local $c i32)
  (block $end
    (loop $next
      (br_if $end (i32.gt_u (local.tee $c (i32.sub (i32.load8_u (global.get $at)) (i32.const 48))) (i32.const 9)))
      (local.set $n (i32.add (i32.mul (local.get $n) (i32.const 10)) (local.get $c)))
      (global.set $at (i32.add (global.get $at) (i32.const 1)))
      (br $next)))
  (select (local.get $n) (i32.const 1) (local.get $n)))
(func $put (param $i i32) (param $value i32) (param $mask i32)
  (local.set $i (i32.mul (local.get $i) (i32.const SIZE)))
  (STORE offset=VALUE (local.get $i) (local.get $value))
  (STORE offset=MASK (local.get $i) (local.get $mask)))
;; The stream from $at to $end, to VALUE and MASK, in rows of so many elements.
(func $expect (param $at i32) (param $end i32) (param $row i32) (param $unit i32)
  (local $i i32) (local $col i32) (local $c i32) (local $step i32) (local $last i32) (local $mask i32) (local $n i32)
  (global.set $at (local.get $at))
  (loop $token
    (local.set $mask (i32.const FULL))
    (local.set $step (i32.const 0))
    (local.set $c (call $char))
    (if (i32.ge_u (local.get $c) (i32.const 65)) (then
      (local.set $step (i32.mul (local.get $unit) (select
        (i32.sub (local.get $c) (i32.const 97)) (i32.sub (i32.const 65) (local.get $c)) (i32.ge_u (local.get $c) (i32.const 97)))))))
    (if (i32.eq (local.get $c) (i32.const 33 (;!;))) (then (local.set $last (call $hex))))
    (if (i32.eq (local.get $c) (i32.const 63 (;?;))) (then (local.set $mask (i32.const CANON_MASK))))
    (if (i32.eq (local.get $c) (i32.const 126 (;~;))) (then
      (local.set $step (i32.const 0)) (local.set $mask (i32.const ARITH_MASK))))
    (local.set $n (call $count))
    (loop $again
      (local.set $last (i32.add (local.get $last) (local.get $step)))
      (call $put (local.get $i)
        (call $value (local.get $c) (local.get $last) (local.get $i) (local.get $col)) (local.get $mask))
      (if (i32.lt_u (local.get $col) (i32.const PAD)) (then
        (call $put (i32.add (local.get $i) (local.get $row))
          (call $value (local.get $c) (local.get $last) (local.get $i) (local.get $col)) (local.get $mask))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (if (i32.eq (local.tee $col (i32.add (local.get $col) (i32.const 1))) (local.get $row)) (then
        (local.set $i (i32.add (local.get $i) (i32.const PAD)))
        (local.set $col (i32.const 0))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (br_if $token (i32.lt_u (global.get $at) (local.get $end)))))
;; The first of $n elements from $i on whose result is not what is expected; -1: none.
(func $differs (param $i i32) (param $n i32) (result i32)
  (local $end i32)
  (local.set $end (i32.mul (i32.add (local.get $i) (local.get $n)) (i32.const SIZE)))
  (local.set $i (i32.mul (local.get $i) (i32.const SIZE)))
  (loop $next
    (if (v128.any_true (v128.andnot
          (v128.xor (v128.load offset=OUT (local.get $i)) (v128.load offset=VALUE (local.get $i)))
          (v128.not (v128.load offset=MASK (local.get $i))))) (then
      (loop $lane
        (if (i32.and
              (i32.xor (LOAD offset=OUT (local.get $i)) (LOAD offset=VALUE (local.get $i)))
              (LOAD offset=MASK (local.get $i)))
          (then (return (i32.div_u (local.get $i) (i32.const SIZE)))))
        (local.set $i (i32.add (local.get $i) (i32.const SIZE)))
        (br $lane))))
    (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $end))))
  (i32.const -1))
(func $got (param $i i32) (result i32) (LOAD offset=OUT (i32.mul (local.get $i) (i32.const SIZE))))
(func $want (param $i i32) (result i32) (LOAD offset=VALUE (i32.mul (local.get $i) (i32.const SIZE))))
"""
# Where a value is what was decoded. The dense script, which has operands, has its own.
PLAIN_VALUE = """
(func $value (param $c i32) (param $last i32) (param i32 i32) (result i32)
  (select (i32.const CANON) (local.get $last) (i32.or (i32.eq (local.get $c) (i32.const 63)) (i32.eq (local.get $c) (i32.const 126)))))
"""
# One row of $n elements; an error is told as (input, got, wanted).
VERDICT = """
(func $verdict (param $i i32) (param $n i32) (result i32 i32 i32)
  (if (i32.eq (local.get $i) (i32.const -1)) (then (return (i32.const -1) (i32.const 0) (i32.const 0))))
  (i32.rem_u (local.get $i) (local.get $n))
  (call $got (local.get $i))
  (call $want (local.get $i)))
"""
WIDTHS = {2: {"DIGITS": "4", "STORE": "i32.store16", "LOAD": "i32.load16_u", "FULL": "0xffff", "CANON_MASK": "0x7fff",
              "ARITH_MASK": "0x7e00", "CANON": "0x7e00"},
          4: {"DIGITS": "8", "STORE": "i32.store", "LOAD": "i32.load", "FULL": "-1", "CANON_MASK": "0x7fffffff",
              "ARITH_MASK": "0x7fc00000", "CANON": "0x7fc00000"}}


class Script:
    """A module with one memory and what asserts that its functions give -1. tables: {name: elements}."""

    def __init__(self, name, about, size, tables):
        self.name, self.about = name, about
        self.code, self.data, self.end, self.asserts, self.streams = [], [], 0, [], {}
        self.words = {**WIDTHS[size], "SIZE": str(size), "PAD": str(16 // size)}
        self.tables, self.size = tables, size

    def stream(self, values, **form):
        """Its first and last address, as two constants."""
        text = stream(values, **form)
        if text not in self.streams:
            self.streams[text] = self.end, self.end + len(text)
            self.data.append((self.end, text))
            self.end += len(text)
        return "(i32.const %d) (i32.const %d)" % self.streams[text]

    def check(self, export, results, body):
        self.code.append('(func (export "%s") (result%s)\n%s)' % (export, " i32" * results, body.strip("\n")))
        self.asserts.append('(assert_return (invoke "%s") (i32.const -1)%s)' % (export, " (i32.const 0)" * (results - 1)))

    def write(self):
        words, end = dict(self.words), (self.end + 15) // 16 * 16
        for table, count in self.tables.items():
            words[table] = str(end)
            end += count * self.size
        code = "\n".join(c.strip("\n") for c in self.code)
        for word in sorted(words, key=len, reverse=True):
            code = re.sub(r"\b%s\b" % word, words[word], code)
        with open(os.path.join(HERE, self.name), "w") as f:
            f.write(";; Made by make_tables.py from an exact model; it says what the streams mean.\n;; %s\n\n(module\n" % self.about)
            f.write("  (memory %d)\n" % ((end + 65535) // 65536))
            f.writelines("  %s\n" % line for line in code.split("\n"))
            for at, text in self.data:
                lines = ['    "%s"' % text[i:i + 118] for i in range(0, len(text), 118)]
                f.write("  (data (i32.const %d)\n%s)\n" % (at, "\n".join(lines)))
            f.write(")\n" + "\n".join(self.asserts) + "\n")


ALL = range(65536)


# ---- unary operations, all inputs ----

def unary():
    s = Script("f16x8_unary_all.wast", "All 65,536 inputs of each unary operation, each in every lane.", 2,
               {"VALUE": 65544, "MASK": 65544, "OUT": 65552, "IN": 65552})
    s.code += [DECODER, PLAIN_VALUE, VERDICT, """
(func $inputs
  (local $i i32)
  (loop $next
    (i32.store16 offset=IN (i32.shl (local.get $i) (i32.const 1)) (local.get $i))
    (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65552)))))
(start $inputs)"""]
    for op, (_, fn) in UNARY.items():
        s.check(op, 3, """
  (local $pass i32) (local $at i32) (local $wrong i32)
  (call $expect %s (i32.const 65536) (i32.const 1))
  (loop $next
    (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
    (loop $each
      (v128.store offset=OUT (local.get $at) (%s (v128.load offset=IN (local.get $at))))
      (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 131072))))
    (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
    (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
      (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
  (call $verdict (local.get $wrong) (i32.const 65536))""" % (s.stream([fn(a) for a in ALL]), op))
    s.write()


# ---- halves widened, all inputs ----

def widening():
    s = Script("f16_widen_all.wast", "All 65,536 halves to binary32: promoted, extracted from every lane, loaded.", 4,
               {"VALUE": 65540, "MASK": 65540, "OUT": 65544, "IN": 32800})
    s.code += [DECODER, PLAIN_VALUE, VERDICT, """
(func $inputs
  (local $i i32)
  (loop $next
    (i32.store16 offset=IN (i32.shl (local.get $i) (i32.const 1)) (local.get $i))
    (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65600)))))
(start $inputs)"""]
    wide = s.stream([widen(a) for a in ALL], digits=8, unit=0x2000)
    expect = "(call $expect %s (i32.const 65536) (i32.const 0x2000))" % wide
    s.check("f32x4.promote_low_f16x8", 3, """
  (local $pass i32) (local $i i32) (local $wrong i32)
  %s
  (loop $next
    (local.set $i (local.get $pass))
    (loop $each
      (v128.store offset=OUT (i32.shl (local.get $i) (i32.const 2))
        (f32x4.promote_low_f16x8 (v128.load offset=IN (i32.shl (local.get $i) (i32.const 1)))))
      (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 65536))))
    (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
    (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
      (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 4)))))
  (call $verdict (local.get $wrong) (i32.const 65536))""" % expect)
    # Lane n of the window that begins n elements before the input; inputs go round.
    ops = [("f16x8.extract_lane %d" % n, "(f16x8.extract_lane %d (v128.load offset=IN (i32.shl (i32.and (i32.sub (local.get $i) "
            "(i32.const %d)) (i32.const 0xffff)) (i32.const 1))))" % (n, n)) for n in range(8)]
    ops.append(("f32.load_f16", "(f32.load_f16 offset=IN (i32.shl (local.get $i) (i32.const 1)))"))
    for name, code in ops:
        s.check(name, 3, """
  (local $i i32)
  %s
  (loop $each
    (f32.store offset=OUT (i32.shl (local.get $i) (i32.const 2))
      %s)
    (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
  (call $verdict (call $differs (i32.const 0) (i32.const 65536)) (i32.const 65536))""" % (expect, code))
    s.write()


# ---- numbers narrowed: every half, every middle between two, and what is next to them ----

FINITE = [sign | h for sign in (0, 0x8000) for h in range(0x7C00)]
MORE = 4096


def middle(a):
    """The binary32 half way to the next half, away from zero."""
    s, v = H.split(a)
    above = H.split(a + 1)[1]
    return S.join(s, (v + (F(65536) if above == INF else above)) / 2)


def more_singles():
    nans = [s | 0x7F800000 | 1 << k for s in (0, 1 << 31) for k in range(23)] + [0x7FC00001, 0xFFFFFFFF, 0x7FBFFFFF, 0x7F802000]
    large = [s | x for s in (0, 1 << 31) for x in (0x7F800000, 0x7F7FFFFF, 0x47800000, 0x47FFFFFF, 0x33000000, 0x32FFFFFF, 1, 0x7FFFFF, 0x800000)]
    while len(nans + large) < MORE:
        large.append(random.randrange(0x32800000, 0x47900000) | random.randrange(2) << 31)
    return nans + large


def more_doubles():
    """High words; the low word of each is the high one times a constant."""
    tops = [s | 0x7FF00000 | 1 << k for s in (0, 1 << 31) for k in range(20)] + [0x7FF00000, 0xFFF00000, 0x7FFFFFFF, 0x7FEFFFFF, 1, 0]
    while len(tops) < MORE:
        tops.append(random.randrange(0x3E500000, 0x40F20000) | random.randrange(2) << 31)
    return tops


def narrowing():
    s = Script("f16_narrow_all.wast", "Numbers to halves: each half, each middle between two, their neighbours; splat, replace, "
               "store, demote.", 4, {"VALUE": 63492, "MASK": 63492, "OUT": 63496, "IN": 63496, "PLACE": 4})
    s.words.update({"FULL": "-1", "CANON_MASK": "0xffff7fff", "ARITH_MASK": "0xffff7e00", "CANON": "0x7e00"})
    exact, between = [S.join(*H.split(a)) for a in FINITE], [middle(a) for a in FINITE]
    in_exact, in_between = s.stream(exact, digits=8, unit=0x2000), s.stream(between, digits=8, unit=0x2000)
    singles, doubles = more_singles(), more_doubles()

    def case(inputs, unit, results, count):
        return """(call $expect %s (i32.const %d) (i32.const %d))
      (memory.copy (i32.const IN) (i32.const VALUE) (i32.const VALUE_BYTES))
      (call $expect %s (i32.const %d) (i32.const 1))
      (return (i32.const %d))""" % (inputs, count, unit, s.stream(results, digits=8), count, count)

    def cases(name, list_of_cases):
        """Makes case $v: inputs to IN, what is expected to VALUE; its number of elements, 0: there is no such case."""
        code = "(func %s (param $v i32) (result i32)" % name
        for v, c in enumerate(list_of_cases):
            code += "\n  (if (i32.eq (local.get $v) (i32.const %d)) (then\n      %s))" % (v, c)
        return code + "\n  (i32.const 0))"

    s.words["VALUE_BYTES"] = str(4 * 63492)
    s.code += [DECODER, PLAIN_VALUE]
    s.code.append(cases("$single_case", [
        case(in_exact, 0x2000, FINITE, len(FINITE)),
        case(in_between, 0x2000, [from_wide(S, x) for x in between], len(FINITE)),
        case(s.stream([x - 1 for x in between], digits=8, unit=0x2000), 0x2000, [from_wide(S, x - 1) for x in between], len(FINITE)),
        case(s.stream([x + 1 for x in between], digits=8, unit=0x2000), 0x2000, [from_wide(S, x + 1) for x in between], len(FINITE)),
        case(s.stream(singles, digits=8), 1, [from_wide(S, x) for x in singles], MORE)]))
    s.code.append("""
(func $verdict (param $case i32) (param $i i32) (param $n i32) (result i32 i32 i32 i32)
  (if (i32.eq (local.get $i) (i32.const -1)) (then (return (i32.const -1) (i32.const 0) (i32.const 0) (i32.const 0))))
  (local.get $case)
  (i32.load offset=IN (i32.mul (i32.rem_u (local.get $i) (local.get $n)) (i32.const 4)))
  (call $got (local.get $i))
  (call $want (local.get $i)))""")

    def check(name, begin, body, step=1, loader="$single_case"):
        """body: of the inputs from place $at, results to OUT at the same place. step: how many at once."""
        s.check(name, 4, """
  (local $case i32) (local $n i32) (local $i i32) (local $at i32) (local $pass i32) (local $wrong i32)
  (local $x v128) (local $y i64)
  (local.set $wrong (i32.const -1))
  (block $end
    (loop $cases
      (br_if $end (i32.eqz (local.tee $n (call %s (local.get $case)))))
      (local.set $pass (i32.const 0))
      (loop $passes
        (local.set $i (local.get $pass))
        (loop $each
          (local.set $at (i32.shl (local.get $i) (i32.const 2)))%s
          (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const %d))) (local.get $n))))
        (local.set $wrong (call $differs (local.get $pass) (local.get $n)))
        (br_if $end (i32.ne (local.get $wrong) (i32.const -1)))
        (br_if $passes (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const %d))))
      (local.set $case (i32.add (local.get $case) (i32.const 1)))
      (br $cases)))
  (call $verdict (local.get $case) (local.get $wrong) (local.get $n))""" % (loader, body, step, step))

    # What should not have changed and did goes to the upper half of the result.
    check("f16x8.splat", "", """
          (local.set $x (f16x8.splat (f32.load offset=IN (local.get $at))))
          (i32.store offset=OUT (local.get $at) (i32.or
            (i16x8.extract_lane_u 0 (local.get $x))
            (i32.shl (i32.eqz (i16x8.all_true (i16x8.eq (local.get $x) (i16x8.splat (i16x8.extract_lane_u 0 (local.get $x)))))) (i32.const 16))))""")
    for lane in range(8):
        others = " ".join("0" if i == lane else "0x%04x" % (0x1111 * (i + 7)) for i in range(8))
        check("f16x8.replace_lane %d" % lane, "", """
          (local.set $x (f16x8.replace_lane %d (v128.const i16x8 %s) (f32.load offset=IN (local.get $at))))
          (i32.store offset=OUT (local.get $at) (i32.or
            (i16x8.extract_lane_u %d (local.get $x))
            (i32.shl (v128.any_true (v128.xor (i16x8.replace_lane %d (local.get $x) (i32.const 0)) (v128.const i16x8 %s))) (i32.const 16))))""" % (
            lane, others, lane, lane, others))
    check("f32.store_f16", "", """
          (i64.store offset=PLACE (i32.const 0) (i64.const 0x123456789abcdef0))
          (f32.store_f16 offset=PLACE (i32.const 2) (f32.load offset=IN (local.get $at)))
          (local.set $y (i64.load offset=PLACE (i32.const 0)))
          (i32.store offset=OUT (local.get $at) (i32.or
            (i32.load16_u offset=PLACE (i32.const 2))
            (i32.shl (i64.ne (i64.and (local.get $y) (i64.const 0xffffffff0000ffff)) (i64.const 0x123456780000def0)) (i32.const 16))))""")
    check("f16x8.demote_f32x4_zero", "", """
          (local.set $x (f16x8.demote_f32x4_zero (v128.load offset=IN (local.get $at))))
          (v128.store offset=OUT (local.get $at) (v128.or
            (i32x4.extend_low_i16x8_u (local.get $x))
            (i32x4.shl (i32x4.extend_high_i16x8_u (local.get $x)) (i32.const 16))))""", step=4)

    def around(x, by):
        """The binary64 of a finite binary32, one step on or back."""
        return (D.join(*S.split(x)) + by) % 2 ** 64

    by_step = [(inputs, numbers, by) for inputs, numbers in ((in_exact, exact), (in_between, between)) for by in (-1, 0, 1)]
    s.code.append(cases("$double_case", [
        case(inputs, 0x2000, [from_wide(D, around(x, by)) for x in numbers], len(FINITE)) for inputs, numbers, by in by_step] + [
        case(s.stream(doubles, digits=8), 1, [from_wide(D, x << 32 | x * 0x9E3779B1 % 2 ** 32) for x in doubles], MORE)]))
    check("f16x8.demote_f64x2_zero", "", """
          (local.set $x (v128.load64_zero offset=IN (local.get $at)))
          (local.set $x (if (result v128) (i32.eq (local.get $case) (i32.const 6))
            (then ;; high words
              (i64x2.add
                (i64x2.shl (i64x2.extend_low_i32x4_u (local.get $x)) (i32.const 32))
                (i64x2.extend_low_i32x4_u (i32x4.mul (local.get $x) (i32x4.splat (i32.const 0x9e3779b1))))))
            (else
              (i64x2.add
                (f64x2.promote_low_f32x4 (local.get $x))
                (i64x2.splat (i64.extend_i32_s (i32.sub (i32.rem_u (local.get $case) (i32.const 3)) (i32.const 1))))))))
          (local.set $x (f16x8.demote_f64x2_zero (local.get $x)))
          (i64.store offset=OUT (local.get $at) (i64.or
            (i64x2.extract_lane 0 (i32x4.extend_low_i16x8_u (local.get $x)))
            (i64.shl (i64.extend_i32_u (v128.any_true (v128.and (local.get $x) (v128.const i16x8 0 0 -1 -1 -1 -1 -1 -1)))) (i64.const 16))))""",
          step=2, loader="$double_case")
    s.write()


# ---- binary operations, all pairs of many numbers ----

MANY = 192


def numbers():
    """Special ones, all powers of two, others; in numerical order."""
    key = lambda b: (b & 0x7FFF) * (-1 if b >> 15 else 1) - (b >> 15) / 2
    chosen = set(SPECIAL) | {s | (1 << k if k < 10 else (k - 9) << 10) for s in (0, 0x8000) for k in range(0, 40, 2)}
    while len(chosen) < MANY:
        chosen.add(random.randrange(0x7C00) | random.randrange(2) << 15)
    return sorted(chosen, key=key)


def choices(op, pairs, fn):
    """For operations that give one of their operands."""
    last = "<"
    for a, b in pairs:
        r = fn(a, b)
        if r in (CANON, ARITH):
            yield r
            continue
        assert r in (a, b), op
        if r != (a if last == "<" else b):
            last = "<" if r == a else ">"
        yield last


def binary():
    s = Script("f16x8_binary_dense.wast", "All pairs of %d numbers for each binary operation, in every lane." % MANY, 2,
               {"VALUE": MANY * 200, "MASK": MANY * 200, "OUT": MANY * 200, "IN": 208})
    v = numbers()
    pairs = [(a, b) for a in v for b in v]
    listed = s.stream(v)
    s.code += [DECODER, """
(func $value (param $c i32) (param $last i32) (param $i i32) (param $col i32) (result i32)
  (if (i32.eq (local.get $c) (i32.const 60 (;<;)))
    (then (return (i32.load16_u offset=IN (i32.mul (i32.div_u (local.get $i) (i32.const 200)) (i32.const 2))))))
  (if (i32.eq (local.get $c) (i32.const 62 (;>;)))
    (then (return (i32.load16_u offset=IN (i32.mul (local.get $col) (i32.const 2))))))
  (select (i32.const CANON) (local.get $last) (i32.or (i32.eq (local.get $c) (i32.const 63)) (i32.eq (local.get $c) (i32.const 126)))))
(func $inputs
  (call $expect %s (i32.const 192) (i32.const 1))
  (memory.copy (i32.const IN) (i32.const VALUE) (i32.const 400)))
(start $inputs)
(func $verdict (param $i i32) (result i32 i32 i32 i32)
  (if (i32.eq (local.get $i) (i32.const -1)) (then (return (i32.const -1) (i32.const 0) (i32.const 0) (i32.const 0))))
  (i32.load16_u offset=IN (i32.mul (i32.div_u (local.get $i) (i32.const 200)) (i32.const 2)))
  (i32.load16_u offset=IN (i32.mul (i32.rem_u (local.get $i) (i32.const 200)) (i32.const 2)))
  (call $got (local.get $i))
  (call $want (local.get $i)))""" % listed]
    for op, (_, fn) in BINARY.items():
        picks = op.rsplit(".")[1] in ("min", "max", "pmin", "pmax")
        results = list(choices(op, pairs, fn)) if picks else [fn(*p) for p in pairs]
        s.check(op, 4, """
  (local $row i32) (local $at i32) (local $pass i32) (local $wrong i32) (local $a v128)
  (call $expect %s (i32.const 192) (i32.const 1))
  (loop $rows
    (local.set $pass (i32.const 0))
    (local.set $a (i16x8.splat (i32.load16_u offset=IN (i32.mul (local.get $row) (i32.const 2)))))
    (loop $passes
      (local.set $at (i32.mul (local.get $pass) (i32.const 2)))
      (loop $each
        (v128.store offset=OUT (i32.add (i32.mul (local.get $row) (i32.const 400)) (local.get $at))
          (%s (local.get $a) (v128.load offset=IN (local.get $at))))
        (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 384))))
      (local.set $wrong (call $differs (i32.add (i32.mul (local.get $row) (i32.const 200)) (local.get $pass)) (i32.const 192)))
      (if (i32.ne (local.get $wrong) (i32.const -1)) (then (return (call $verdict (local.get $wrong)))))
      (br_if $passes (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8))))
    (br_if $rows (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (i32.const 192))))
  (call $verdict (i32.const -1))""" % (s.stream(results), op))
    s.write()


# ---- madd, nmadd ----

TRIPLES = 16384


def round_twice(a, b, c):
    """What a binary32 FMA, then narrowed, gives of finite numbers."""
    (sa, x), (sb, y), (sc, z) = H.split(a), H.split(b), H.split(c)
    s, v = add_signed(sa ^ sb, x * y, sc, z)
    return H.join(s, S.split(S.join(s, v))[1])


def triples():
    any_finite = lambda: random.randrange(0x7C00) | random.randrange(2) << 15
    fused = madd(0)
    out = []
    # A product that is the middle of two halves, and an addend too small for binary32 to see.
    products = [(m, n) for m in range(1024, 2048, 3) for n in range(1024, 2048, 3)
                if (m * n) % (2048 if m * n >= 1 << 21 else 1024) == (1024 if m * n >= 1 << 21 else 512)]
    while len(out) < 2048:
        m, n = random.choice(products)
        e = random.randrange(14, 28)
        a, b = m - 1024 + (e << 10), n - 1024 + (random.randrange(36, 44) - e << 10)
        t = a | random.randrange(2) << 15, b | random.randrange(2) << 15, random.randrange(1, 32) | random.randrange(2) << 15
        if round_twice(*t) != fused(*t):
            out.append(t)
    special = numbers()
    while len(out) < 6144:
        out.append(tuple(random.choice(special) for _ in range(3)))
    while len(out) < 12288:  # the addend near the product, mostly of the other sign
        a, b = any_finite(), any_finite()
        s, p = mul_signed(*H.split(a), *H.split(b))
        near = (H.join(s, p) ^ (0x8000 if random.randrange(4) else 0)) + random.randrange(-1500, 1500)
        out.append((a, b, near & 0xFFFF))
    while len(out) < TRIPLES:
        out.append(tuple(random.randrange(65536) for _ in range(3)))
    random.shuffle(out)
    return out


def ternary():
    s = Script("f16x8_madd_dense.wast", "%d triples for madd and nmadd, each in every lane; 2048 of them are such that rounding to "
               "binary32 first gives something else." % TRIPLES, 2,
               {"VALUE": TRIPLES + 8, "MASK": TRIPLES + 8, "OUT": TRIPLES + 16, "A": TRIPLES + 8, "B": TRIPLES + 8, "C": TRIPLES + 8})
    t = triples()
    s.code += [DECODER, PLAIN_VALUE, VERDICT]
    s.code.append("(func $inputs%s)\n(start $inputs)" % "".join("""
  (call $expect %s (i32.const %d) (i32.const 1))
  (memory.copy (i32.const %s) (i32.const VALUE) (i32.const %d))""" % (s.stream([x[k] for x in t]), TRIPLES, "ABC"[k], 2 * TRIPLES + 16) for k in range(3)))
    for op, (_, fn) in TERNARY.items():
        s.check(op, 3, """
  (local $pass i32) (local $at i32) (local $wrong i32)
  (call $expect %s (i32.const %d) (i32.const 1))
  (loop $next
    (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
    (loop $each
      (v128.store offset=OUT (local.get $at)
        (%s (v128.load offset=A (local.get $at)) (v128.load offset=B (local.get $at)) (v128.load offset=C (local.get $at))))
      (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const %d))))
    (local.set $wrong (call $differs (local.get $pass) (i32.const %d)))
    (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
      (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
  (call $verdict (local.get $wrong) (i32.const %d))""" % (s.stream([fn(*x) for x in t]), TRIPLES, op, 2 * TRIPLES, TRIPLES, TRIPLES))
    s.write()


for make in (unary, widening, narrowing, binary, ternary):
    make()
