#!/usr/bin/env python3
"""Writes two scripts per profile of relaxed SIMD next to it, PROFILE_defined.wast and PROFILE_xnnpack.wast. Run it again
after a change: ./make.py

defined: each relaxed operator against what the profile says it is, in operators that are not relaxed, over pseudo-random
vectors; with operands from locals, from memory, from constants and across a call, for an engine chooses once. xnnpack: what
XNNPACK (hardware-config.c, 2024) looks at before it chooses its kernels.
"""
import os

HERE = os.path.dirname(os.path.abspath(__file__))
PROFILES = ("x86", "arm", "det")
A, B, C = "(local.get $a)", "(local.get $b)", "(local.get $c)"

EVEN, ODD = "(i16x8.shr_s (i16x8.shl %s (i32.const 8)) (i32.const 8))", "(i16x8.shr_s %s (i32.const 8))"
EVEN_U, ODD_U = "(v128.and %s (v128.const i16x8 255 255 255 255 255 255 255 255))", "(i16x8.shr_u %s (i32.const 8))"
EXACT = "(i32x4.add (i32x4.add (i32x4.dot_i16x8_s {0} {1}) (i32x4.dot_i16x8_s {2} {3})) %s)" % C
PAIRS = "(i16x8.{4} (i16x8.mul {0} {1}) (i16x8.mul {2} {3}))"
SU, SS = (EVEN % A, EVEN_U % B, ODD % A, ODD_U % B), (EVEN % A, EVEN % B, ODD % A, ODD % B)
LOW_WORDS = "(i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 20 21 22 23 %s (v128.const i64x2 0 0))"
SPLAT32, SPLAT64 = "(v128.const i32x4 {0} {0} {0} {0})", "(v128.const f64x2 {0} {0})"


def within(lanes, low, high):
    return "(v128.and (%s.gt %s (v128.const %s %s)) (%s.lt %s (v128.const %s %s)))" % (
        lanes, A, lanes, " ".join([low] * int(lanes[-1])), lanes, A, lanes, " ".join([high] * int(lanes[-1])))


def defined():
    """{operator: (operands, lanes to compare, definition or one for each profile)}"""
    d = {"i8x16.relaxed_swizzle": (2, "i8x16", {
        "x86": "(i8x16.swizzle %s (v128.and %s (v128.const i8x16%s)))" % (A, B, " 0x8f" * 16), "": "(i8x16.swizzle %s %s)" % (A, B)})}
    sat = "(i32x4.trunc_sat_f32x4_%s " + A + ")"
    # The least binary32 that is above -2^31 - 1 is -2^31.
    d["i32x4.relaxed_trunc_f32x4_s"] = (1, "i32x4", {
        "x86": "(v128.bitselect %s %s %s)" % (sat % "s", SPLAT32.format("0x80000000"), within("f32x4", "-0x1.000002p31", "0x1p31")),
        "": sat % "s"})
    d["i32x4.relaxed_trunc_f32x4_u"] = (1, "i32x4", {
        "x86": "(v128.or %s (v128.not %s))" % (sat % "u", within("f32x4", "-1", "0x1p32")), "": sat % "u"})
    sat = "(i32x4.trunc_sat_f64x2_%s_zero " + A + ")"
    d["i32x4.relaxed_trunc_f64x2_s_zero"] = (1, "i32x4", {
        "x86": "(v128.bitselect %s (v128.const i32x4 0x80000000 0x80000000 0 0) %s)" % (
            sat % "s", LOW_WORDS % within("f64x2", "-0x1.00000002p31", "0x1p31")), "": sat % "s"})
    d["i32x4.relaxed_trunc_f64x2_u_zero"] = (1, "i32x4", {
        "x86": "(v128.or %s (v128.andnot (v128.const i32x4 -1 -1 0 0) %s))" % (
            sat % "u", LOW_WORDS % within("f64x2", "-1", "0x1p32")), "": sat % "u"})
    for lanes, bits in (("i8x16", 8), ("i16x8", 16), ("i32x4", 32), ("i64x2", 64)):
        select = "(v128.bitselect %s %s %%s)" % (A, B)
        d[lanes + ".relaxed_laneselect"] = (3, lanes, {"": select % C})
        if bits != 16:  # there is no blend of 16-bit lanes
            d[lanes + ".relaxed_laneselect"][2]["x86"] = select % "(%s.shr_s %s (i32.const %d))" % (lanes, C, bits - 1)
    for lanes in ("f32x4", "f64x2"):
        for name, less in (("min", "lt"), ("max", "gt")):
            d["%s.relaxed_%s" % (lanes, name)] = (2, lanes, {
                "x86": "(v128.bitselect %s %s (%s.%s %s %s))" % (A, B, lanes, less, A, B), "": "(%s.%s %s %s)" % (lanes, name, A, B)})
    least = "(v128.const i16x8%s)" % (" 0x8000" * 8)
    d["i16x8.relaxed_q15mulr_s"] = (2, "i16x8", {
        "x86": "(v128.bitselect %s (i16x8.q15mulr_sat_s %s %s) (v128.and (i16x8.eq %s %s) (i16x8.eq %s %s)))" % (
            least, A, B, A, least, B, least), "": "(i16x8.q15mulr_sat_s %s %s)" % (A, B)})
    d["i16x8.relaxed_dot_i8x16_i7x16_s"] = (2, "i16x8", {
        "x86": PAIRS.format(*SU, "add_sat_s"), "arm": PAIRS.format(*SS, "add"), "det": PAIRS.format(*SS, "add_sat_s")})
    d["i32x4.relaxed_dot_i8x16_i7x16_add_s"] = (3, "i32x4", {
        "x86": EXACT.format(*SU), "arm": EXACT.format(*SS),
        "det": "(i32x4.add (i32x4.extadd_pairwise_i16x8_s %s) %s)" % (PAIRS.format(*SS, "add_sat_s"), C)})
    # The operands of these are made for it: see $operands. Fused, what the product lost comes out; else nothing.
    for lanes in ("f32x4", "f64x2"):
        for name, lost in (("madd", "(call $lost_%s %s %s)"), ("nmadd", "(%s.sub (v128.const i64x2 0 0) (call $lost_%s %%s %%s))" % (lanes, "%s"))):
            d["%s.relaxed_%s" % (lanes, name)] = (3, lanes, {"": lost % (lanes, A, B), "det": "(v128.const i64x2 0 0)"})
    return d


CODE = """
(memory 1)
(global $seed (mut i64) (i64.const 0x123456789abcdef1))
(func $random (result i64)
  (global.set $seed (i64.xor (global.get $seed) (i64.shl (global.get $seed) (i64.const 13))))
  (global.set $seed (i64.xor (global.get $seed) (i64.shr_u (global.get $seed) (i64.const 7))))
  (global.set $seed (i64.xor (global.get $seed) (i64.shl (global.get $seed) (i64.const 17))))
  (global.get $seed))
;; At 256: words that operators stumble over, as integers and as numbers of 32 and 64 bits.
(data (i32.const 256)
  "\\80\\80\\80\\80\\80\\80\\80\\80" "\\00\\80\\00\\80\\00\\00\\00\\80" "\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff" "\\00\\00\\00\\00\\00\\00\\00\\00"
  "\\7f\\7f\\7f\\7f\\7f\\80\\80\\7f" "\\00\\00\\c0\\7f\\00\\00\\c0\\ff" "\\00\\00\\80\\7f\\00\\00\\80\\ff" "\\00\\00\\00\\4f\\00\\00\\00\\cf"
  "\\ff\\ff\\ff\\4e\\01\\00\\00\\cf" "\\00\\00\\80\\4f\\ff\\ff\\7f\\4f" "\\00\\00\\80\\bf\\ff\\ff\\7f\\bf" "\\00\\00\\00\\00\\00\\00\\f8\\7f"
  "\\00\\00\\00\\00\\00\\00\\f0\\ff" "\\00\\00\\00\\00\\00\\00\\e0\\41" "\\00\\00\\e0\\ff\\ff\\ff\\df\\41" "\\00\\00\\00\\00\\00\\00\\e0\\c1"
  "\\00\\00\\20\\00\\00\\00\\e0\\c1" "\\ff\\ff\\1f\\00\\00\\00\\e0\\c1" "\\00\\00\\00\\00\\00\\00\\f0\\41" "\\00\\00\\f0\\ff\\ff\\ff\\ef\\41"
  "\\00\\00\\00\\00\\00\\00\\f0\\bf" "\\00\\00\\00\\00\\00\\00\\00\\80" "\\08\\10\\18\\0f\\0e\\81\\8f\\f0" "\\00\\00\\01\\00\\80\\ff\\7f\\00")
(func $word (result i64)
  (local $r i64) (local $n i32)
  (local.set $r (call $random))
  (local.set $n (i32.wrap_i64 (i64.rem_u (i64.shr_u (local.get $r) (i64.const 8)) (i64.const 64))))
  (if (i32.lt_u (local.get $n) (i32.const 24)) (then (return (i64.load offset=256 (i32.shl (local.get $n) (i32.const 3))))))
  ;; numbers around one, of 32 bits and of 64
  (if (i32.lt_u (local.get $n) (i32.const 34)) (then
    (return (i64.add (i64.and (local.get $r) (i64.const 0x8fffffff8fffffff)) (i64.const 0x3800000038000000)))))
  (if (i32.lt_u (local.get $n) (i32.const 44)) (then
    (return (i64.add (i64.and (local.get $r) (i64.const 0x81ffffffffffffff)) (i64.const 0x4000000000000000)))))
  (call $random))
(func $vector (result v128) (i64x2.replace_lane 1 (i64x2.splat (call $word)) (call $word)))
;; Equal, or a NaN each.
(func $same_i (param v128 v128) (result i32) (i8x16.all_true (i8x16.eq (local.get 0) (local.get 1))))
(func $same_f32x4 (param v128 v128) (result i32)
  (i32x4.all_true (v128.or (i32x4.eq (local.get 0) (local.get 1))
    (v128.and (f32x4.ne (local.get 0) (local.get 0)) (f32x4.ne (local.get 1) (local.get 1))))))
(func $same_f64x2 (param v128 v128) (result i32)
  (i64x2.all_true (v128.or (i64x2.eq (local.get 0) (local.get 1))
    (v128.and (f64x2.ne (local.get 0) (local.get 0)) (f64x2.ne (local.get 1) (local.get 1))))))
"""
LOST = """
;; What rounding takes from the product of $a and $b, which are from 1 to 2: exact, from halves of the factors (Dekker). The
;; last bit of a 64-bit factor is zero: its halves have 26 bits each.
(func $lost_LANES (param $a v128) (param $b v128) (result v128)
  (local $ah v128) (local $al v128) (local $bh v128) (local $bl v128)
  (local.set $ah (v128.and (local.get $a) MASK))
  (local.set $al (LANES.sub (local.get $a) (local.get $ah)))
  (local.set $bh (v128.and (local.get $b) MASK))
  (local.set $bl (LANES.sub (local.get $b) (local.get $bh)))
  (LANES.add
    (LANES.add
      (LANES.add
        (LANES.sub (LANES.mul (local.get $ah) (local.get $bh)) (LANES.mul (local.get $a) (local.get $b)))
        (LANES.mul (local.get $ah) (local.get $bl)))
      (LANES.mul (local.get $al) (local.get $bh)))
    (LANES.mul (local.get $al) (local.get $bl))))
(func $factor_LANES (result v128) (v128.or ONE (v128.and (call $vector) FRACTION)))
"""
CHECK = """
(func $op_N OPERANDS (result v128) (OP USES))
(func (export "OP") (result i32)
  (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $n i32)
  (loop $next
    MAKE
    (local.set $d DEFINITION)
    (v128.store (i32.const 0) (local.get $a))
    (v128.store (i32.const 16) (local.get $b))
    (v128.store (i32.const 32) (local.get $c))
    (if (i32.eqz (i32.and (i32.and
          (call $same_LANES (local.get $d) (OP USES))
          (call $same_LANES (local.get $d) (OP LOADS)))
          (call $same_LANES (local.get $d) (call $op_N USES))))
      (then (return (local.get $n))))
    (br_if $next (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 3000))))
  (i32.const -1))
(func (export "OP of constants") (result i32)
  (local $a v128) (local $b v128) (local $c v128)
  (local.set $a CONST1)
  (local.set $b CONST2)
  (local.set $c CONST3)
  (call $same_LANES (OP CONSTS) (OP USES)))
"""
CONSTS = ["(v128.const i32x4 0x80808080 0x7fc00000 0x4f000000 0xbf7fffff)", "(v128.const i32x4 0x80808080 0x10181f0f 0x3f800001 0x7f80ff00)",
          "(v128.const i32x4 0x0f0ff0f0 0x80007fff 0x3f800001 0xc0000000)"]


def write(name, about, code, asserts):
    with open(os.path.join(HERE, name), "w") as f:
        f.write(";; Made by make.py. %s\n\n(module\n%s\n)\n%s\n" % (
            about, "\n".join("  " + line if line else "" for line in code.strip("\n").split("\n")), "\n".join(asserts)))


def write_defined(profile):
    code, asserts = CODE, []
    for lanes, mask, one, fraction in (
            ("f32x4", "0xfffff000", "(v128.const f32x4 1 1 1 1)", "0x7fffff"),
            ("f64x2", "0xfffffffff8000000", "(v128.const f64x2 1 1)", "0xffffffffffffe")):
        splat = lambda word: "(v128.const %s%s)" % ("i" + lanes[1:], (" " + word) * int(lanes[-1]))
        code += LOST.replace("LANES", lanes).replace("MASK", splat(mask)).replace("ONE", one).replace("FRACTION", splat(fraction))
    for n, (op, (count, lanes, how)) in enumerate(defined().items()):
        names = ["a", "b", "c"][:count]
        make = "".join("(local.set $%s (call $vector))" % x for x in names)
        if "madd" in op:
            product = "(%s.mul %s %s)" % (lanes, A, B)
            make = "(local.set $a (call $factor_%s)) (local.set $b (call $factor_%s)) (local.set $c %s)" % (
                lanes, lanes, product if "nmadd" in op else "(%s.neg %s)" % (lanes, product))
        words = {"OPERANDS": " ".join("(param $%s v128)" % x for x in names), "USES": " ".join("(local.get $%s)" % x for x in names),
                 "LOADS": " ".join("(v128.load (i32.const %d))" % (16 * i) for i in range(count)), "CONSTS": " ".join(CONSTS[:count]),
                 "CONST1": CONSTS[0], "CONST2": CONSTS[1], "CONST3": CONSTS[2],
                 "MAKE": make, "DEFINITION": how.get(profile, how.get("")), "LANES": lanes if lanes[0] == "f" else "i",
                 "OP": op, "_N": "_%d" % n}
        text = CHECK
        for word in sorted(words, key=len, reverse=True):
            text = text.replace(word, words[word])
        code += text
        asserts += ['(assert_return (invoke "%s") (i32.const -1))' % op, '(assert_return (invoke "%s of constants") (i32.const 1))' % op]
    write(profile + "_defined.wast", "Each relaxed operator is what the profile says: wvm wast --relaxed=%s" % profile, code, asserts)


PROBES = """
;; Indices above 15 that keep their low four bits, with bit 7 for zero.
(func (export "pshufb") (result i32)
  (local $table v128) (local $index v128) (local $wrong v128) (local $n i32)
  (local.set $table (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
  (local.set $index (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15))
  (local.set $n (i32.const 16))
  (loop $next
    (local.set $wrong (v128.or (local.get $wrong) (v128.xor
      (i8x16.swizzle (local.get $table) (v128.and (local.get $index) (i8x16.splat (i32.const 0x8f))))
      (i8x16.relaxed_swizzle (local.get $table) (local.get $index)))))
    (local.set $index (i8x16.add (local.get $index) (i8x16.splat (i32.const 16))))
    (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
  (i32.eqz (v128.any_true (local.get $wrong))))
;; The dot product where the second operand has more than seven bits: one product in each lane, then sums that overflow.
(func $dot (param v128 v128) (result v128)
  (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get 0) (local.get 1) (v128.const i64x2 0 0)))
(func $dots (param $single i32) (param $sums v128) (result i32)
  (i32.eqz (v128.any_true (v128.or
    (v128.xor (i32x4.splat (local.get $single)) (call $dot
      (v128.const i8x16 0 0 0 1 0 0 1 0 0 1 0 0 1 0 0 0)
      (v128.const i8x16 0 0 0 -128 0 0 -128 0 0 -128 0 0 -128 0 0 0)))
    (v128.xor (local.get $sums) (call $dot
      (i8x16.splat (i32.const -128))
      (v128.const i8x16 -128 -128 -128 -128 -128 -128 -1 -1 -1 -1 -128 -128 -1 -1 -1 -1)))))))
(func (export "sdot") (result i32) (call $dots (i32.const -128) (v128.const i32x4 65536 33024 33024 512)))
(func (export "usdot") (result i32) (call $dots (i32.const 128) (v128.const i32x4 -65536 -98048 -98048 -130560)))
;; Each bit of a mask alone: only the highest chooses.
(func (export "blendvps") (result i32)
  (local $a v128) (local $b v128) (local $mask v128) (local $wrong v128)
  (local.set $a (v128.const i32x4 0xf0f0f0f0 0xaaaaaaaa 0xcccccccc 0x99999999))
  (local.set $b (v128.not (local.get $a)))
  (local.set $mask (i32x4.splat (i32.const 1)))
  (loop $next
    (local.set $wrong (v128.or (local.get $wrong) (v128.xor
      (v128.bitselect (local.get $a) (local.get $b) (i32x4.shr_s (local.get $mask) (i32.const 31)))
      (i32x4.relaxed_laneselect (local.get $a) (local.get $b) (local.get $mask)))))
    (local.set $mask (i32x4.shl (local.get $mask) (i32.const 1)))
    (br_if $next (v128.any_true (local.get $mask))))
  (i32.eqz (v128.any_true (local.get $wrong))))
;; Whether madd is a product rounded and a sum rounded. (XNNPACK takes no for a fused one.)
(func (export "unfused") (result i32)
  (local $a v128)
  (local.set $a (v128.const f32x4 16777218 0 0 0))
  (i32.eqz (v128.any_true (v128.xor
    (f32x4.relaxed_madd (local.get $a) (v128.const f32x4 3 0 0 0) (v128.const f32x4 3 0 0 0))
    (f32x4.add (v128.const f32x4 3 0 0 0) (f32x4.mul (local.get $a) (v128.const f32x4 3 0 0 0)))))))
"""
ANSWERS = {"x86": {"pshufb": 1, "usdot": 1, "blendvps": 1}, "arm": {"sdot": 1}, "det": {"unfused": 1}}

for profile in PROFILES:
    write_defined(profile)
    write(profile + "_xnnpack.wast", "What XNNPACK finds: wvm wast --relaxed=%s" % profile, PROBES, [
        '(assert_return (invoke "%s") (i32.const %d))' % (probe, ANSWERS[profile].get(probe, 0))
        for probe in ("pshufb", "sdot", "usdot", "blendvps", "unfused")])
