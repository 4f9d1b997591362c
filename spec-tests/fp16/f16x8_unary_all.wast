;; Made by make_tables.py from an exact model; it says what the streams mean.
;; All 65,536 inputs of each unary operation, each in every lane.

(module
  (memory 10)
  (global $at (mut i32) (i32.const 0))
  (func $char (result i32)
    (i32.load8_u (global.get $at))
    (global.set $at (i32.add (global.get $at) (i32.const 1))))
  (func $hex (result i32)
    (local $n i32) (local $c i32) (local $v i32)
    (local.set $n (i32.const 4))
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
    (local.set $i (i32.mul (local.get $i) (i32.const 2)))
    (i32.store16 offset=112400 (local.get $i) (local.get $value))
    (i32.store16 offset=243488 (local.get $i) (local.get $mask)))
  ;; The stream from $at to $end, to 112400 and 243488, in rows of so many elements.
  (func $expect (param $at i32) (param $end i32) (param $row i32) (param $unit i32)
    (local $i i32) (local $col i32) (local $c i32) (local $step i32) (local $last i32) (local $mask i32) (local $n i32)
    (global.set $at (local.get $at))
    (loop $token
      (local.set $mask (i32.const 0xffff))
      (local.set $step (i32.const 0))
      (local.set $c (call $char))
      (if (i32.ge_u (local.get $c) (i32.const 65)) (then
        (local.set $step (i32.mul (local.get $unit) (select
          (i32.sub (local.get $c) (i32.const 97)) (i32.sub (i32.const 65) (local.get $c)) (i32.ge_u (local.get $c) (i32.const 97)))))))
      (if (i32.eq (local.get $c) (i32.const 33 (;!;))) (then (local.set $last (call $hex))))
      (if (i32.eq (local.get $c) (i32.const 63 (;?;))) (then (local.set $mask (i32.const 0x7fff))))
      (if (i32.eq (local.get $c) (i32.const 126 (;~;))) (then
        (local.set $step (i32.const 0)) (local.set $mask (i32.const 0x7e00))))
      (local.set $n (call $count))
      (loop $again
        (local.set $last (i32.add (local.get $last) (local.get $step)))
        (call $put (local.get $i)
          (call $value (local.get $c) (local.get $last) (local.get $i) (local.get $col)) (local.get $mask))
        (if (i32.lt_u (local.get $col) (i32.const 8)) (then
          (call $put (i32.add (local.get $i) (local.get $row))
            (call $value (local.get $c) (local.get $last) (local.get $i) (local.get $col)) (local.get $mask))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (if (i32.eq (local.tee $col (i32.add (local.get $col) (i32.const 1))) (local.get $row)) (then
          (local.set $i (i32.add (local.get $i) (i32.const 8)))
          (local.set $col (i32.const 0))))
        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (br_if $token (i32.lt_u (global.get $at) (local.get $end)))))
  ;; The first of $n elements from $i on whose result is not what is expected; -1: none.
  (func $differs (param $i i32) (param $n i32) (result i32)
    (local $end i32)
    (local.set $end (i32.mul (i32.add (local.get $i) (local.get $n)) (i32.const 2)))
    (local.set $i (i32.mul (local.get $i) (i32.const 2)))
    (loop $next
      (if (v128.any_true (v128.andnot
            (v128.xor (v128.load offset=374576 (local.get $i)) (v128.load offset=112400 (local.get $i)))
            (v128.not (v128.load offset=243488 (local.get $i))))) (then
        (loop $lane
          (if (i32.and
                (i32.xor (i32.load16_u offset=374576 (local.get $i)) (i32.load16_u offset=112400 (local.get $i)))
                (i32.load16_u offset=243488 (local.get $i)))
            (then (return (i32.div_u (local.get $i) (i32.const 2)))))
          (local.set $i (i32.add (local.get $i) (i32.const 2)))
          (br $lane))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $end))))
    (i32.const -1))
  (func $got (param $i i32) (result i32) (i32.load16_u offset=374576 (i32.mul (local.get $i) (i32.const 2))))
  (func $want (param $i i32) (result i32) (i32.load16_u offset=112400 (i32.mul (local.get $i) (i32.const 2))))
  (func $value (param $c i32) (param $last i32) (param i32 i32) (result i32)
    (select (i32.const 0x7e00) (local.get $last) (i32.or (i32.eq (local.get $c) (i32.const 63)) (i32.eq (local.get $c) (i32.const 126)))))
  (func $verdict (param $i i32) (param $n i32) (result i32 i32 i32)
    (if (i32.eq (local.get $i) (i32.const -1)) (then (return (i32.const -1) (i32.const 0) (i32.const 0))))
    (i32.rem_u (local.get $i) (local.get $n))
    (call $got (local.get $i))
    (call $want (local.get $i)))
  (func $inputs
    (local $i i32)
    (loop $next
      (i32.store16 offset=505680 (i32.shl (local.get $i) (i32.const 1)) (local.get $i))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65552)))))
  (start $inputs)
  (func (export "f16x8.abs") (result i32 i32 i32)
    (local $pass i32) (local $at i32) (local $wrong i32)
    (call $expect (i32.const 0) (i32.const 19) (i32.const 65536) (i32.const 1))
    (loop $next
      (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
      (loop $each
        (v128.store offset=374576 (local.get $at) (f16x8.abs (v128.load offset=505680 (local.get $at))))
        (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 131072))))
      (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
      (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
        (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
    (call $verdict (local.get $wrong) (i32.const 65536)))
  (func (export "f16x8.neg") (result i32 i32 i32)
    (local $pass i32) (local $at i32) (local $wrong i32)
    (call $expect (i32.const 19) (i32.const 43) (i32.const 65536) (i32.const 1))
    (loop $next
      (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
      (loop $each
        (v128.store offset=374576 (local.get $at) (f16x8.neg (v128.load offset=505680 (local.get $at))))
        (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 131072))))
      (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
      (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
        (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
    (call $verdict (local.get $wrong) (i32.const 65536)))
  (func (export "f16x8.sqrt") (result i32 i32 i32)
    (local $pass i32) (local $at i32) (local $wrong i32)
    (call $expect (i32.const 43) (i32.const 31475) (i32.const 65536) (i32.const 1))
    (loop $next
      (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
      (loop $each
        (v128.store offset=374576 (local.get $at) (f16x8.sqrt (v128.load offset=505680 (local.get $at))))
        (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 131072))))
      (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
      (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
        (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
    (call $verdict (local.get $wrong) (i32.const 65536)))
  (func (export "f16x8.ceil") (result i32 i32 i32)
    (local $pass i32) (local $at i32) (local $wrong i32)
    (call $expect (i32.const 31475) (i32.const 37564) (i32.const 65536) (i32.const 1))
    (loop $next
      (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
      (loop $each
        (v128.store offset=374576 (local.get $at) (f16x8.ceil (v128.load offset=505680 (local.get $at))))
        (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 131072))))
      (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
      (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
        (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
    (call $verdict (local.get $wrong) (i32.const 65536)))
  (func (export "f16x8.floor") (result i32 i32 i32)
    (local $pass i32) (local $at i32) (local $wrong i32)
    (call $expect (i32.const 37564) (i32.const 43652) (i32.const 65536) (i32.const 1))
    (loop $next
      (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
      (loop $each
        (v128.store offset=374576 (local.get $at) (f16x8.floor (v128.load offset=505680 (local.get $at))))
        (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 131072))))
      (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
      (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
        (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
    (call $verdict (local.get $wrong) (i32.const 65536)))
  (func (export "f16x8.trunc") (result i32 i32 i32)
    (local $pass i32) (local $at i32) (local $wrong i32)
    (call $expect (i32.const 43652) (i32.const 49740) (i32.const 65536) (i32.const 1))
    (loop $next
      (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
      (loop $each
        (v128.store offset=374576 (local.get $at) (f16x8.trunc (v128.load offset=505680 (local.get $at))))
        (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 131072))))
      (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
      (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
        (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
    (call $verdict (local.get $wrong) (i32.const 65536)))
  (func (export "f16x8.nearest") (result i32 i32 i32)
    (local $pass i32) (local $at i32) (local $wrong i32)
    (call $expect (i32.const 49740) (i32.const 55832) (i32.const 65536) (i32.const 1))
    (loop $next
      (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
      (loop $each
        (v128.store offset=374576 (local.get $at) (f16x8.nearest (v128.load offset=505680 (local.get $at))))
        (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 131072))))
      (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
      (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
        (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
    (call $verdict (local.get $wrong) (i32.const 65536)))
  (func (export "i16x8.trunc_sat_f16x8_s") (result i32 i32 i32)
    (local $pass i32) (local $at i32) (local $wrong i32)
    (call $expect (i32.const 55832) (i32.const 61327) (i32.const 65536) (i32.const 1))
    (loop $next
      (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
      (loop $each
        (v128.store offset=374576 (local.get $at) (i16x8.trunc_sat_f16x8_s (v128.load offset=505680 (local.get $at))))
        (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 131072))))
      (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
      (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
        (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
    (call $verdict (local.get $wrong) (i32.const 65536)))
  (func (export "i16x8.trunc_sat_f16x8_u") (result i32 i32 i32)
    (local $pass i32) (local $at i32) (local $wrong i32)
    (call $expect (i32.const 61327) (i32.const 70214) (i32.const 65536) (i32.const 1))
    (loop $next
      (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
      (loop $each
        (v128.store offset=374576 (local.get $at) (i16x8.trunc_sat_f16x8_u (v128.load offset=505680 (local.get $at))))
        (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 131072))))
      (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
      (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
        (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
    (call $verdict (local.get $wrong) (i32.const 65536)))
  (func (export "f16x8.convert_i16x8_s") (result i32 i32 i32)
    (local $pass i32) (local $at i32) (local $wrong i32)
    (call $expect (i32.const 70214) (i32.const 95601) (i32.const 65536) (i32.const 1))
    (loop $next
      (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
      (loop $each
        (v128.store offset=374576 (local.get $at) (f16x8.convert_i16x8_s (v128.load offset=505680 (local.get $at))))
        (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 131072))))
      (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
      (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
        (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
    (call $verdict (local.get $wrong) (i32.const 65536)))
  (func (export "f16x8.convert_i16x8_u") (result i32 i32 i32)
    (local $pass i32) (local $at i32) (local $wrong i32)
    (call $expect (i32.const 95601) (i32.const 112392) (i32.const 65536) (i32.const 1))
    (loop $next
      (local.set $at (i32.shl (local.get $pass) (i32.const 1)))
      (loop $each
        (v128.store offset=374576 (local.get $at) (f16x8.convert_i16x8_u (v128.load offset=505680 (local.get $at))))
        (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 131072))))
      (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
      (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
        (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 8)))))
    (call $verdict (local.get $wrong) (i32.const 65536)))
  (data (i32.const 0)
    "ab32767!00001b32767")
  (data (i32.const 19)
    "!80001b32767!00001b32767")
  (data (i32.const 43)
    "a!0c001!0da81!0eee1!10001!10791!10e61!114b1!11a81!12001!12531!12a21!12ee1!13361!137c1!13bf1!14001!14201!143e1!145c1!14"
    "791!14951!14b11!14cc1!14e61!15001z3yx4wwv4u4t5s5rsr3qrqrqqi4hiihihih3ih10ghhghhghghgghgghg5hg6fg5fggfggfggfgfgfgfgffgf"
    "fgf3gf4gf18ef5ef3effeffeffefeffefefefefefeefefeefefeefe3feefe4fe4fe7fe11c16bc11bc8bc6bc5bc4bc4bc4bc4bc3bc3bc3bc3bccbc3"
    "bccbc3bccbccbccbccbccbccbccbccbccbcbccbccbcbccbcbccbcbccbcbcbccbcbcbccbcbcbcbccbcbcbcbcbcbccbcbcbcbcbcbcbcbcbcbcbcbcbc"
    "bbcbcbcbcbcbcbcbbcbcbcbcbbcbcbcbcbbcbcbbcbcbcbbcbcbbcbcbbcbcbbcbcbbcbbcbcbbcbbcbcbbcbbcbbcbcbbcbbcbbcbbcbbcbbcbbcbbcbb"
    "cbbcbbcb3cbbcbbcb3cbbcbbcb3cbbcb3cbbcb3cb3cbbcb3cb3cb3cb3cb3cb3cb3cb3cb3cb4cb3cb4cb3cb4cb4cb3cb4cb4cb5cb4cb4cb5cb4cb5c"
    "b5cb5cb6cb5cb6cb6cb6cb7cb7cb7cb8cb8cb8cb10cb10cb11cb12cb14cb17cb21cb31cb44abababababababababababababababababababababab"
    "ababababababababababaabababababababababababababaababababababababababaabababababababababaababababababababaababababababa"
    "abababababababaababababababaabababababaabababababaabababababaabababababaababababaabababababaababababaababababaabababab"
    "aababababaabababaababababaababababaabababaabababaababababaabababaabababaabababaabababaabababaabababaabababaabababaabab"
    "abaabababaababaabababaabababaababaabababaababaabababaababaabababaababaabababaababaababaabababaababaababaabababaababaab"
    "abaababaababaababaabababaababaababaababaababaababaababaababaababaababaababaababaababaababaababaababaabaababaababaababa"
    "ababaababaabaababaababaababaababaabaababaababaabaababaababaababaabaababaababaabaababaababaabaababaabaababaababaabaabab"
    "aabaababaabaababaababaabaababaabaababaabaababaabaababaabaababaabaababaabaabaababaabaababaabaababaabaabaababaabaababaab"
    "aabaababaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaabaababaabaabaababaabaabaabaababaabaabaa"
    "baababaabaabaabaabaababaabaabaabaababbabbab3abbabbab3abbabbab3abbabbabbab3abbabbabbab3abbabbabbabbab3abbabbabbabbabbab"
    "babbab3abbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbababbabbabbabbabbabbabbababbabbabbabbabbabbab"
    "abbabbabbabbababbabbabbababbabbabbababbabbabbababbabbabbababbabbababbabbababbabbababbabbababbabbababbabbababbababbabba"
    "babbababbabbababbababbababbabbababbababbababbababbababbabbababbababbababbababbababbababbabababbababbababbababbababbaba"
    "bbabababbababbababbabababbababbabababbababbabababbababbabababbabababbababbabababbabababbabababbabababbabababbabababbab"
    "ababbababababbabababbabababbababababbabababbababababbababababbababababbababababbababababbababababbababababbabababababb"
    "abababababbabababababbabababababbabababababbababababababbababababababbababababababbabababababababbabababababababbababa"
    "babababababbabababababababababbabababababababababbababababababababababababbabababababababababababababbabababababababab"
    "ababababababababababbababababababababababababababababababababababababababababababababababababababababababababababababa"
    "babababababababababababababababababababababababababababaabababababababababababababaababababababababababaababababababab"
    "ababaababababababababaababababababaabababababababaababababababaabababababaabababababaabababababaabababababaababababaab"
    "ababababaababababaababababaababababaababababaabababaababababaababababaabababaabababaababababaabababaabababaabababaabab"
    "abaabababaabababaabababaabababaabababaabababaababaabababaabababaababaabababaababaabababaababaabababaababaabababaababaa"
    "babaabababaababaababaabababaababaababaababaababaababaabababaababaababaababaababaababaababaababaababaababaababaababaaba"
    "baababaababaababaabaababaababaababaababaababaabaababaababaababaababaabaababaababaabaababaababaababaabaababaababaabaaba"
    "baababaabaababaabaababaababaabaababaabaababaabaababaababaabaababaabaababaabaababaabaababaabaababaabaababaabaabaababaab"
    "aababaabaababaabaabaababaabaababaabaabaababaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaabaab"
    "abaabaabaababaabaabaabaababaabaabaabaababaabaabaabaabaababaabaabaabaababbabbab3abbabbab3abbabbab3abbabbabbab3abbabbabb"
    "ab3abbabbabbabbab3abbabbabbabbabbabbabbab3abbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbababbabbab"
    "babbabbabbabbababbabbabbabbabbabbababbabbabbabbababbabbabbababbabbabbababbabbabbababbabbabbababbabbababbabbababbabbaba"
    "bbabbababbabbababbabbababbababbabbababbababbabbababbababbababbabbababbababbababbababbababbabbababbababbababbababbababb"
    "ababbabababbababbababbababbababbababbabababbababbababbabababbababbabababbababbabababbababbabababbabababbababbabababbab"
    "ababbabababbabababbabababbabababbabababbababababbabababbabababbababababbabababbababababbababababbababababbababababbaba"
    "bababbababababbababababbabababababbabababababbabababababbabababababbabababababbababababababbababababababbababababababb"
    "abababababababbabababababababbababababababababbabababababababababbabababababababababbababababababababababababbabababab"
    "abababababababababbababababababababababababababababababbababababababababababababababababababababababababababababababab"
    "abababababababababababababababababababababababababababababababababababababababababababababaabababababababababababababa"
    "ababababababababababaabababababababababaababababababababaababababababaabababababababaababababababaabababababaababababa"
    "baabababababaabababababaababababaabababababaababababaababababaababababaababababaabababaababababaababababaabababaababab"
    "aababababaabababaabababaabababaabababaabababaabababaabababaabababaabababaabababaababaabababaabababaababaabababaababaab"
    "ababaababaabababaababaabababaababaababaabababaababaababaabababaababaababaababaababaababaabababaababaababaababaababaaba"
    "baababaababaababaababaababaababaababaababaababaababaabaababaababaababaababaababaabaababaababaababaababaabaababaababaab"
    "aababaababaababaabaababaababaabaababaababaabaababaabaababaababaabaababaabaababaabaababaababaabaababaabaababaabaababaab"
    "aababaabaababaabaababaabaabaababaabaababaabaababaabaabaababaabaababaabaabaababaabaababaabaabaababaabaabaababaabaabaaba"
    "baabaabaababaabaabaababaabaabaabaababaabaabaababaabaabaabaababaabaabaabaababaabaabaabaabaababaabaabaabaababbabbab3abba"
    "bbab3abbabbab3abbabbabbab3abbabbabbab3abbabbabbabbab3abbabbabbabbabbabbabbab3abbabbabbabbabbabbabbabbabbabbabbabbabbab"
    "babbabbabbabbabbabbabbabbababbabbabbabbabbabbabbababbabbabbabbabbabbababbabbabbabbababbabbabbababbabbabbababbabbabbaba"
    "bbabbabbababbabbababbabbababbabbababbabbababbabbababbabbababbababbabbababbababbabbababbababbababbabbababbababbababbaba"
    "bbababbabbababbababbababbababbababbababbabababbababbababbababbababbababbabababbababbababbabababbababbabababbababbababa"
    "bbababbabababbabababbababbabababbabababbabababbabababbabababbabababbabababbababababbabababbabababbababababbabababbabab"
    "ababbababababbababababbababababbababababbababababbababababbabababababbabababababbabababababbabababababbabababababbabab"
    "ababababbababababababbababababababbabababababababbabababababababbababababababababbabababababababababbababababababababa"
    "bbababababababababababababbabababababababababababababbababababababababababababababababababbabababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "babababaabababababababababababababaababababababababababaabababababababababaababababababababaababababababaababababababa"
    "baababababababaabababababaabababababaabababababaabababababaababababaabababababaababababaababababaababababaababababaaba"
    "babaababababaababababaabababaabababaababababaabababaabababaabababaabababaabababaabababaabababaabababaabababaabababaaba"
    "baabababaabababaababaabababaababaabababaababaabababaababaabababaababaababaabababaababaababaabababaababaababaababaababa"
    "ababaabababaababaababaababaababaababaababaababaababaababaababaababaababaababaababaababaabaababaababaababaababaababaaba"
    "ababaababaababaababaabaababaababaabaababaababaababaabaababaababaabaababaababaabaababaabaababaababaabaababaabaababaabaa"
    "babaababaabaababaabaababaabaababaabaababaabaababaabaababaabaabaababaabaababaabaababaabaabaababaabaababaabaabaababaabaa"
    "babaabaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaabaababaabaabaababaabaabaabaababaabaabaabaababaabaaba"
    "abaabaababaabaabaabaababbabbab3abbabbab3abbabbab3abbabbabbab3abbabbabbab3abbabbabbabbab3abbabbabbabbabbabbabbab3abbabb"
    "abbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbababbabbabbabbabbabbabbababbabbabbabbabbabbababbabbabbabba"
    "babbabbabbababbabbabbababbabbabbababbabbabbababbabbababbabbababbabbababbabbababbabbababbabbababbababbabbababbababbabba"
    "babbababbababbabbababbababbababbababbababbabbababbababbababbababbababbababbabababbababbababbababbababbababbabababbabab"
    "bababbabababbababbabababbababbabababbababbabababbabababbababbabababbabababbabababbabababbabababbabababbabababbabababab"
    "babababbabababbababababbabababbababababbababababbababababbababababbababababbababababbababababbabababababbabababababbab"
    "ababababbabababababbabababababbababababababbababababababbababababababbabababababababbabababababababbababababababababba"
    "bababababababababbabababababababababbababababababababababababbabababababababababababababbababababababababababababababa"
    "babababbababababababababababababababababababababababababababababababababababababababababababababababababababababababab"
    "abababababababababababababababababababababaabababababababababababababaababababababababababaabababababababababaabababab"
    "ababababaababababababaabababababababaababababababaabababababaabababababaabababababaabababababaababababaabababababaabab"
    "ababaababababaababababaababababaabababaababababaababababaabababaabababaababababaabababaabababaabababaabababaabababaaba"
    "babaabababaabababaabababaabababaababaabababaabababaababaabababaababaabababaababaabababaababaabababaababaababaabababaab"
    "abaababaabababaababaababaababaababaababaabababaababaababaababaababaababaababaababaababaababaababaababaababaababaababaa"
    "babaabaababaababaababaababaababaabaababaababaababaababaabaababaababaabaababaababaababaabaababaababaabaababaababaabaaba"
    "baabaababaababaabaababaabaababaabaababaababaabaababaabaababaabaababaabaababaabaababaabaababaabaabaababaabaababaabaabab"
    "aabaabaababaabaababaabaabaababaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaabaababaabaabaabab"
    "aabaabaabaababaabaabaabaababaabaabaabaabaababaabaabaabaababbabbab3abbabbab3abbabbab3abbabbabbab3abbabbabbab3abbabbabba"
    "bbab3abbabbabbabbabbabbabbab3abbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbababbabbabbabbabbabbabb"
    "ababbabbabbabbabbabbababbabbabbabbababbabbabbababbabbabbababbabbabbababbabbabbababbabbababbabbababbabbababbabbababbabb"
    "ababbabbababbababbabbababbababbabbababbababbababbabbababbababbababbababbababbabbababbababbababbababbababbababbabababba"
    "babbababbababbababbababbabababbababbababbabababbababbabababbababbabababbababbabababbabababbababbabababbabababbabababba"
    "bababbabababbabababbabababbababababbabababbabababbababababbabababbababababbababababbababababbababababbababababbabababa"
    "bbababababbabababababbabababababbabababababbabababababbabababababbababababababbababababababbababababababbababababababa"
    "bbabababababababbababababababababbabababababababababbabababababababababbababababababababababababbababababababababababa"
    "bababbababababababababababababababababababbabababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababaabababababababababababababaababababababa"
    "babababaabababababababababaababababababababaababababababaabababababababaababababababaabababababaabababababaabababababa"
    "abababababaababababaabababababaababababaababababaababababaababababaabababaababababaababababaabababaabababaababababaaba"
    "babaabababaabababaabababaabababaabababaabababaabababaabababaabababaababaabababaabababaababaabababaababaabababaababaaba"
    "babaababaabababaababaababaabababaababaababaabababaababaababaababaababaababaabababaababaababaababaababaababaababaababaa"
    "babaababaababaababaababaababaababaababaabaababaababaababaababaababaabaababaababaababaababaabaababaababaabaababaababaab"
    "abaabaababaababaabaababaababaabaababaabaababaababaabaababaabaababaabaababaababaabaababaabaababaabaababaabaababaabaabab"
    "aabaababaabaabaababaabaababaabaababaabaabaababaabaababaabaabaababaabaababaabaabaababaabaabaababaabaabaababaabaabaababa"
    "abaabaababaabaabaabaababaabaabaababaabaabaabaababaabaabaabaababaabaabaabaabaababaabaabaabaababbabbab3abbabbab3abbabbab"
    "3abbabbabbab3abbabbabbab3abbabbabbabbab3abbabbabbabbabbabbabbab3abbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabb"
    "abbabbabbabbababbabbabbabbabbabbabbababbabbabbabbabbabbababbabbabbabbababbabbabbababbabbabbababbabbabbababbabbabbababb"
    "abbababbabbababbabbababbabbababbabbababbabbababbababbabbababbababbabbababbababbababbabbababbababbababbababbababbabbaba"
    "bbababbababbababbababbababbabababbababbababbababbababbababbabababbababbababbabababbababbabababbababbabababbababbababab"
    "babababbababbabababbabababbabababbabababbabababbabababbabababbababababbabababbabababbababababbabababbababababbabababab"
    "bababababbababababbababababbababababbababababbabababababbabababababbabababababbabababababbabababababbababababababbabab"
    "ababababbababababababbabababababababbabababababababbababababababababbabababababababababbabababababababababbabababababa"
    "bababababababbabababababababababababababbababababababababababababababababababbabababababababababababababababababababab"
    "ababababababababababababababababababababababababababababababababababababababababababababababababababababababababaababa"
    "bababababababababababaababababababababababaabababababababababaababababababababaababababababaabababababababaabababababa"
    "baabababababaabababababaabababababaabababababaababababaabababababaababababaababababaababababaababababaabababaababababa"
    "ababababaabababaabababaababababaabababaabababaabababaabababaabababaabababaabababaabababaabababaabababaababaabababaabab"
    "abaababaabababaababaabababaababaabababaababaabababaababaababaabababaababaababaabababaababaababaababaababaababaabababaa"
    "babaababaababaababaababaababaababaababaababaababaababaababaababaababaababaabaababaababaababaababaababaabaababaababaaba"
    "baababaabaababaababaabaababaababaababaabaababaababaabaababaababaabaababaabaababaababaabaababaabaababaabaababaababaabaa"
    "babaabaababaabaababaabaababaabaababaabaababaabaabaababaabaababaabaababaabaabaababaabaababaabaabaababaabaababaabaabaaba"
    "baabaabaababaabaabaababaabaabaababaabaabaababaabaabaabaababaabaabaababaabaabaabaababaabaabaabaababaabaabaabaabaababaab"
    "aabaabaababbabbab3abbabbab3abbabbab3abbabbabbab3abbabbabbab3abbabbabbabbab3abbabbabbabbabbabbabbab3abbabbabbabbabbabba"
    "bbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbababbabbabbabbabbabbabbababbabbabbabbabbabbababbabbabbabbababbabbabbaba"
    "bbabbabbababbabbabbababbabbabbababbabbababbabbababbabbababbabbababbabbababbabbababbababbabbababbababbabbababbababbabab"
    "babbababbababbababbababbababbabbababbababbababbababbababbababbabababbababbababbababbababbababbabababbababbababbabababb"
    "ababbabababbababbabababbababbabababbabababbababbabababbabababbabababbabababbabababbabababbabababbababababbabababbababa"
    "bbababababbabababbababababbababababbababababbababababbababababbababababbababababbabababababbabababababbabababababbabab"
    "abababbabababababbababababababbababababababbababababababbabababababababbabababababababbababababababababbababababababab"
    "ababbabababababababababbababababababababababababbabababababababababababababbababababababababababababababababababbababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababaabababababababababababababaababababababababababaabababababababababaababababababababaabab"
    "ababababaabababababababaababababababaabababababaabababababaabababababaabababababaababababaabababababaababababaabababab"
    "aababababaababababaabababaababababaababababaabababaabababaababababaabababaabababaabababaabababaabababaabababaabababaab"
    "ababaabababaabababaababaabababaabababaababaabababaababaabababaababaabababaababaabababaababaababaabababaababaababaababa"
    "baababaababaababaababaababaabababaababaababaababaababaababaababaababaababaababaababaababaababaababaababaababaabaababaa"
    "babaababaababaababaabaababaababaababaababaabaababaababaabaababaababaababaabaababaababaabaababaababaabaababaabaababaaba"
    "baabaababaabaababaabaababaababaabaababaabaababaabaababaabaababaabaababaabaababaabaabaababaabaababaabaababaabaabaababaa"
    "baababaabaabaababaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaabaababaabaabaababaabaabaabaaba"
    "baabaabaabaababaabaabaabaabaababaabaabaabaababbabbab3abbabbab3abbabbab3abbabbabbab3abbabbabbab3abbabbabbabbab3abbabbab"
    "babbabbabbabbab3abbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbababbabbabbabbabbabbabbababbabbabbab"
    "babbabbababbabbabbabbababbabbabbababbabbabbababbabbabbababbabbabbababbabbababbabbababbabbababbabbababbabbababbabbababb"
    "ababbabbababbababbabbababbababbababbabbababbababbababbababbababbabbababbababbababbababbababbababbabababbababbababbabab"
    "bababbababbabababbababbababbabababbababbabababbababbabababbababbabababbabababbababbabababbabababbabababbabababbabababb"
    "abababbabababbababababbabababbabababbababababbabababbababababbababababbababababbababababbababababbababababbababababbab"
    "ababababbabababababbabababababbabababababbabababababbababababababbababababababbababababababbabababababababbabababababa"
    "babbababababababababbabababababababababbabababababababababbababababababababababababbabababababababababababababbabababa"
    "bababababababababababababababbabababababababababababababababababababababababababababababababababababababababababababab"
    "ababababababababababababababababababababababababababababababababaabababababababababababababaababababababababababaababa"
    "bababababababaababababababababaababababababaabababababababaababababababaabababababaabababababaabababababaabababababaab"
    "abababaabababababaababababaababababaababababaababababaabababaababababaababababaabababaabababaababababaabababaabababaab"
    "ababaabababaabababaabababaabababaabababaabababaabababaababaabababaabababaababaabababaababaabababaababaabababaababaabab"
    "abaababaababaabababaababaababaabababaababaababaababaababaababaabababaababaababaababaababaababaababaababaababaababaabab"
    "aababaababaababaababaababaabaababaababaababaababaababaabaababaababaababaababaabaababaababaabaababaababaababaabaababaab"
    "abaabaababaababaabaababaabaababaababaabaababaabaababaabaababaababaabaababaabaababaabaababaabaababaabaababaabaababaabaa"
    "baababaabaababaabaababaabaabaababaabaababaabaabaababaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaababaab"
    "aabaabaababaabaabaababaabaabaabaababaabaabaabaababaabaabaabaabaababaabaabaabaababbabbab3abbabbab3abbabbab3abbabbabbab3"
    "abbabbabbab3abbabbabbabbab3abbabbabbabbabbabbabbab3abbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabba"
    "babbabbabbabbabbabbabbababbabbabbabbabbabbababbabbabbabbababbabbabbababbabbabbababbabbabbababbabbabbababbabbababbabbab"
    "abbabbababbabbababbabbababbabbababbababbabbababbababbabbababbababbababbabbababbababbababbababbababbabbababbababbababba"
    "babbababbababbabababbababbababbababbababbababbabababbababbababbabababbababbabababbababbabababbababbabababbabababbababb"
    "abababbabababbabababbabababbabababbabababbabababbababababbabababbabababbababababbabababbababababbababababbababababbaba"
    "bababbababababbababababbababababbabababababbabababababbabababababbabababababbabababababbababababababbababababababbabab"
    "ababababbabababababababbabababababababbababababababababbabababababababababbabababababababababbabababababababababababab"
    "babababababababababababababbababababababababababababababababababbababababababababababababababababababababababababababa"
    "babababababababababababababababababababababababababababababababababababababababababababababababababaababababababababab"
    "ababababaababababababababababaabababababababababaababababababababaababababababaabababababababaababababababaabababababa"
    "abababababaabababababaabababababaababababaabababababaababababaababababaababababaababababaabababaababababaababababaabab"
    "abaabababaababababaabababaabababaabababaabababaabababaabababaabababaabababaabababaabababaababaabababaabababaababaababa"
    "baababaabababaababaabababaababaabababaababaababaabababaababaababaabababaababaababaababaababaababaabababaababaababaabab"
    "aababaababaababaababaababaababaababaababaababaababaababaababaabaababaababaababaababaababaabaababaababaababaababaabaaba"
    "baababaabaababaababaababaabaababaababaabaababaababaabaababaabaababaababaabaababaabaababaabaababaababaabaababaabaababaa"
    "baababaabaababaabaababaabaababaabaabaababaabaababaabaababaabaabaababaabaababaabaabaababaabaababaabaabaababaabaabaababa"
    "abaabaababaabaabaababaabaabaababaabaabaabaababaabaabaababaabaabaabaababaabaabaabaababaabaabaabaabaababaabaabaabaababba"
    "bbab3abbabbab3abbabbab3abbabbabbab3abbabbabbab3abbabbabbabbab3abbabbabbabbabbabbabbab3abbabbabbabbabbabbabbabbabbabbab"
    "babbabbabbabbabbabbabbabbabbabbabbababbabbabbabbabbabbabbababbabbabbabbabbabbababbabbabbabbababbabbabbababbabbabbababb"
    "abbabbababbabbabbababbabbababbabbababbabbababbabbababbabbababbabbababbababbabbababbababbabbababbababbababbabbababbabab"
    "bababbababbababbabbababbababbababbababbababbababbabababbababbababbababbababbababbabababbababbababbabababbababbabababba"
    "babbabababbababbabababbabababbababbabababbabababbabababbabababbabababbabababbabababbababababbabababbabababbababababbab"
    "ababbababababbababababbababababbababababbababababbababababbababababbabababababbabababababbabababababbabababababbababab"
    "ababbababababababbababababababbababababababbabababababababbabababababababbababababababababbabababababababababbabababab"
    "abababababbababababababababababababbabababababababababababababbababababababababababababababababababbababababababababab"
    "ababababababababababababababababababababababababababababababababababababababababababababababababababababababababababab"
    "ababababababababaabababababababababababababaababababababababababaabababababababababaababababababababaababababababaabab"
    "abababababaababababababaabababababaabababababaabababababaabababababaababababaabababababaababababaababababaababababaaba"
    "bababaabababaababababaababababaabababaabababaababababaabababaabababaabababaabababaabababaabababaabababaabababaabababaa"
    "bababaababaabababaabababaababaabababaababaabababaababaabababaababaabababaababaababaabababaababaababaabababaababaababaa"
    "babaababaababaabababaababaababaababaababaababaababaababaababaababaababaababaababaababaababaababaabaababaababaababaabab"
    "aababaabaababaababaababaababaabaababaababaabaababaababaababaabaababaababaabaababaababaabaababaabaababaababaabaababaaba"
    "ababaabaababaababaabaababaabaababaabaababaabaababaabaababaabaababaabaabaababaabaababaabaababaabaabaababaabaababaabaaba"
    "ababaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaabaababaabaabaababaabaabaabaababaabaabaabaab"
    "abaabaabaabaabaababaabaabaabaababbabbab3abbabbab3abbabbab3abbabbabbab3abbabbabbab3abbabbabbabbab3abbabbabbabbabbabbabb"
    "ab3abbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbababbabbabbabbabbabbabbababbabbabbabbabbabbababba"
    "bbabbabbababbabbabbababbabbabbababbabbabbababbabbabbababbabbababbabbababbabbababbabbababbabbababbabbababbababbabbababb"
    "ababbabbababbababbababbabbababbababbababbababbababbabbababbababbababbababbababbababbabababbababbababbababbababbababbab"
    "ababbababbababbabababbababbabababbababbabababbababbabababbabababbababbabababbabababbabababbabababbabababbabababbababab"
    "bababababbabababbabababbababababbabababbababababbababababbababababbababababbababababbababababbababababbabababababbabab"
    "abababbabababababbabababababbabababababbababababababbababababababbababababababbabababababababbabababababababbababababa"
    "babababbabababababababababbabababababababababbababababababababababababbabababababababababababababbabababababababababab"
    "ababababababababbababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "babababababababababababababababababababababababababaabababababababababababababaababababababababababaababababababababab"
    "aababababababababaababababababaabababababababaababababababaabababababaabababababaabababababaabababababaababababaababab"
    "ababaababababaababababaababababaababababaabababaababababaababababaabababaabababaababababaabababaabababaabababaabababaa"
    "bababaabababaabababaabababaabababaabababaababaabababaabababaababaabababaababaabababaababaabababaababaabababaababaababa"
    "abababaababaababaabababaababaababaababaababaababaabababaababaababaababaababaababaababaababaababaababaababaababaababaab"
    "abaababaababaabaababaababaababaababaababaabaababaababaababaababaabaababaababaabaababaababaababaabaababaababaabaababaab"
    "abaabaababaabaababaababaabaababaabaababaabaababaababaabaababaabaababaabaababaabaababaabaababaabaababaabaabaababaabaaba"
    "baabaababaabaabaababaabaababaabaabaababaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaabaababaa"
    "baabaababaabaabaabaababaabaabaabaababaabaabaabaabaababaabaabaabaababbabbab3abbabbab3abbabbab3abbabbabbab3abbabbabbab3a"
    "bbabbabbabbab3abbabbabbabbabbabbabbab3abbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbababbabbabbabb"
    "abbabbabbababbabbabbabbabbabbababbabbabbabbababbabbabbababbabbabbababbabbabbababbabbabbababbabbababbabbababbabbababbab"
    "bababbabbababbabbababbababbabbababbababbabbababbababbababbabbababbababbababbababbababbabbababbababbababbababbababbabab"
    "babababbababbababbababbababbababbabababbababbababbabababbababbabababbababbabababbababbabababbabababbababbabababbababab"
    "babababbabababbabababbabababbabababbababababbabababbabababbababababbabababbababababbababababbababababbababababbabababa"
    "bbababababbababababbabababababbabababababbabababababbabababababbabababababbababababababbababababababbababababababbabab"
    "abababababbabababababababbababababababababbabababababababababbabababababababababbababababababababababababbabababababab"
    "abababababababbababababababababababababababababababbababababababababababababababababababababababababababababababababab"
    "abababababababababababababababababababababababababababababababababababababababababababaabababababababababababababaabab"
    "ababababababababaabababababababababaababababababababaababababababaabababababababaababababababaabababababaabababababaab"
    "ababababaabababababaababababaabababababaababababaababababaababababaababababaabababaababababaababababaabababaabababaaba"
    "bababaabababaabababaabababaabababaabababaabababaabababaabababaabababaabababaababaabababaabababaababaabababaababaababab"
    "aababaabababaababaabababaababaababaabababaababaababaabababaababaababaababaababaababaabababaababaababaababaababaababaab"
    "abaababaababaababaababaababaababaababaababaababaabaababaababaababaababaababaabaababaababaababaababaabaababaababaabaaba"
    "baababaababaabaababaababaabaababaababaabaababaabaababaababaabaababaabaababaabaababaababaabaababaabaababaabaababaabaaba"
    "baabaababaabaababaabaabaababaabaababaabaababaabaabaababaabaababaabaabaababaabaababaabaabaababaabaabaababaabaabaababaab"
    "aabaababaabaabaababaabaabaabaababaabaabaababaabaabaabaababaabaabaabaababaabaabaabaabaababaabaabaabaababbabbab3abbabbab"
    "3abbabbab3abbabbabbab3abbabbabbab3abbabbabbabbab3abbabbabbabbabbabbabbab3abbabbabbabbabbabbabbabbabbabbabbabbabbabbabb"
    "abbabbabbabbabbabbabbababbabbabbabbabbabbabbababbabbabbabbabbabbababbabbabbabbababbabbabbababbabbabbababbabbabbababbab"
    "babbababbabbababbabbababbabbababbabbababbabbababbabbababbababbabbababbababbabbababbababbababbabbababbababbababbababbab"
    "abbabbababbababbababbababbababbababbabababbababbababbababbababbababbabababbababbababbabababbababbabababbababbabababbab"
    "abbabababbabababbababbabababbabababbabababbabababbabababbabababbabababbababababbabababbabababbababababbabababbabababab"
    "bababababbababababbababababbababababbababababbababababbabababababbabababababbabababababbabababababbabababababbabababab"
    "ababbababababababbababababababbabababababababbabababababababbababababababababbabababababababababbabababababababababbab"
    "abababababababababababbabababababababababababababbababababababababababababababababababbabababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "babaabababababababababababababaababababababababababaabababababababababaababababababababaababababababaabababababababaab"
    "abababababaabababababaabababababaabababababaabababababaababababaabababababaababababaababababaababababaababababaabababa"
    "ababababaababababaabababaabababaababababaabababaabababaabababaabababaabababaabababaabababaabababaabababaabababaababaab"
    "ababaabababaababaabababaababaabababaababaabababaababaabababaababaababaabababaababaababaabababaababaababaababaababaabab"
    "aabababaababaababaababaababaababaababaababaababaababaababaababaababaababaababaababaabaababaababaababaababaababaabaabab"
    "aababaababaababaabaababaababaabaababaababaababaabaababaababaabaababaababaabaababaabaababaababaabaababaabaababaabaababa"
    "ababaabaababaabaababaabaababaabaababaabaababaabaababaabaabaababaabaababaabaababaabaabaababaabaababaabaabaababaabaababa"
    "abaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaabaababaabaabaababaabaabaabaababaabaabaabaababaabaabaabaa"
    "baababaabaabaabaababbabbab3abbabbab3abbabbab3abbabbabbab3abbabbabbab3abbabbabbabbab3abbabbabbabbabbabbabbab3abbabbabba"
    "bbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbababbabbabbabbabbabbabbababbabbabbabbabbabbababbabbabbabbababb"
    "abbabbababbabbabbababbabbabbababbabbabbababbabbababbabbababbabbababbabbababbabbababbabbababbababbabbababbababbabbababb"
    "ababbababbabbababbababbababbababbababbabbababbababbababbababbababbababbabababbababbababbababbababbababbabababbababbaba"
    "bbabababbababbabababbababbabababbababbabababbabababbababbabababbabababbabababbabababbabababbabababbabababbababababbaba"
    "babbabababbababababbabababbababababbababababbababababbababababbababababbababababbababababbabababababbabababababbababab"
    "ababbabababababbabababababbababababababbababababababbababababababbabababababababbabababababababbababababababababbababa"
    "bababababababbabababababababababbababababababababababababbabababababababababababababbababababababababababababababababa"
    "babbababababababababababababababababababababababababababababababababababababababababababababababababababababababababab"
    "abababababababababababababababababababaabababababababababababababaababababababababababaabababababababababaabababababab"
    "ababaababababababaabababababababaababababababaabababababaabababababaabababababaabababababaababababaabababababaabababab"
    "aababababaababababaababababaabababaababababaababababaabababaabababaababababaabababaabababaabababaabababaabababaabababa"
    "abababaabababaabababaabababaababaabababaabababaababaabababaababaabababaababaabababaababaabababaababaababaabababaababaa"
    "babaabababaababaababaababaababaababaabababaababaababaababaababaababaababaababaababaababaababaababaababaababaababaababa"
    "abaababaababaababaababaababaabaababaababaababaababaabaababaababaabaababaababaababaabaababaababaabaababaababaabaababaab"
    "aababaababaabaababaabaababaabaababaababaabaababaabaababaabaababaabaababaabaababaabaababaabaabaababaabaababaabaababaaba"
    "abaababaabaababaabaabaababaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaababaabaabaabaababaabaabaababaaba"
    "abaabaababaabaabaabaababaabaabaabaabaababaabaabaabaababbabbab3abbabbab3abbabbab3abbabbabbab3abbabbabbab3abbabbabbabbab"
    "3abbabbabbabbabbabbabbab3abbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbabbababbabbabbabbabbabbabbabab"
    "babbabbabbabbabbababbabbabbabbababbabbabbababbabbabbababbabbabbababbabbabbababbabbababbabbababbabbababbabbababbabbabab"
    "babbababbababbabbababbababbabbababbababbababbabbababbababbababbababbababbabbababbababbababbababbababbababbabababbababb"
    "ababbababbababbababbabababbababbababbabababbababbabababbababbabababbababbabababbabababbababbabababbabababbabababbababa"
    "bbabababbabababbabababbababababbabababbabababbababababbabababbababababbababababbababababbababababbababababbababababbab"
    "abababbabababababbabababababbabababababbabababababbabababababbababababababbababababababbababababababbabababababababbab"
    "ababababababbababababababababbabababababababababbabababababababababbababababababababababababbababababababababababababa"
    "bbababababababababababababababababababbabababababababababababababababababababababababababababababababababababababababa"
    "babababa!7c001~511?~511!80001?31744~511?~511")
  (data (i32.const 31475)
    "a!3c001a15359!40001a1023!42001a511!44001a511!45001a255!46001a255!47001a255!48001a255!48801a127!49001a127!49801a127!4a0"
    "01a127!4a801a127!4b001a127!4b801a127!4c001a127!4c401a63!4c801a63!4cc01a63!4d001a63!4d401a63!4d801a63!4dc01a63!4e001a63"
    "!4e401a63!4e801a63!4ec01a63!4f001a63!4f401a63!4f801a63!4fc01a63!50001a63!50201a31!50401a31!50601a31!50801a31!50a01a31!"
    "50c01a31!50e01a31!51001a31!51201a31!51401a31!51601a31!51801a31!51a01a31!51c01a31!51e01a31!52001a31!52201a31!52401a31!5"
    "2601a31!52801a31!52a01a31!52c01a31!52e01a31!53001a31!53201a31!53401a31!53601a31!53801a31!53a01a31!53c01a31!53e01a31!54"
    "001a31qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15"
    "qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa"
    "15qa15qa15qa15qa15qa15qa15ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia"
    "7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7"
    "ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7i"
    "a7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea"
    "3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3"
    "ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3e"
    "a3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea"
    "3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3"
    "ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3e"
    "a3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacab6144~511?~511!80001a15359!bc001a1023!c0"
    "001a511!c2001a511!c4001a255!c5001a255!c6001a255!c7001a255!c8001a127!c8801a127!c9001a127!c9801a127!ca001a127!ca801a127!"
    "cb001a127!cb801a127!cc001a63!cc401a63!cc801a63!ccc01a63!cd001a63!cd401a63!cd801a63!cdc01a63!ce001a63!ce401a63!ce801a63"
    "!cec01a63!cf001a63!cf401a63!cf801a63!cfc01a63!d0001a31!d0201a31!d0401a31!d0601a31!d0801a31!d0a01a31!d0c01a31!d0e01a31!"
    "d1001a31!d1201a31!d1401a31!d1601a31!d1801a31!d1a01a31!d1c01a31!d1e01a31!d2001a31!d2201a31!d2401a31!d2601a31!d2801a31!d"
    "2a01a31!d2c01a31!d2e01a31!d3001a31!d3201a31!d3401a31!d3601a31!d3801a31!d3a01a31!d3c01a31!d3e01a31!d4001a15qa15qa15qa15"
    "qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa"
    "15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15"
    "qa15qa7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7"
    "ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7i"
    "a7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia"
    "7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3"
    "ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3e"
    "a3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea"
    "3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3"
    "ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3e"
    "a3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea"
    "3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3eacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacb6144~511?~511")
  (data (i32.const 37564)
    "a15360!3c001a1023!40001a511!42001a511!44001a255!45001a255!46001a255!47001a255!48001a127!48801a127!49001a127!49801a127!"
    "4a001a127!4a801a127!4b001a127!4b801a127!4c001a63!4c401a63!4c801a63!4cc01a63!4d001a63!4d401a63!4d801a63!4dc01a63!4e001a"
    "63!4e401a63!4e801a63!4ec01a63!4f001a63!4f401a63!4f801a63!4fc01a63!50001a31!50201a31!50401a31!50601a31!50801a31!50a01a3"
    "1!50c01a31!50e01a31!51001a31!51201a31!51401a31!51601a31!51801a31!51a01a31!51c01a31!51e01a31!52001a31!52201a31!52401a31"
    "!52601a31!52801a31!52a01a31!52c01a31!52e01a31!53001a31!53201a31!53401a31!53601a31!53801a31!53a01a31!53c01a31!53e01a31!"
    "54001a15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa"
    "15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15"
    "qa15qa15qa15qa15qa15qa15qa7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7i"
    "a7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia"
    "7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7"
    "ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3e"
    "a3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea"
    "3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3"
    "ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3e"
    "a3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea"
    "3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3"
    "ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3eaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacb6144~511?~511!80001!bc001a15359!c0001a10"
    "23!c2001a511!c4001a511!c5001a255!c6001a255!c7001a255!c8001a255!c8801a127!c9001a127!c9801a127!ca001a127!ca801a127!cb001"
    "a127!cb801a127!cc001a127!cc401a63!cc801a63!ccc01a63!cd001a63!cd401a63!cd801a63!cdc01a63!ce001a63!ce401a63!ce801a63!cec"
    "01a63!cf001a63!cf401a63!cf801a63!cfc01a63!d0001a63!d0201a31!d0401a31!d0601a31!d0801a31!d0a01a31!d0c01a31!d0e01a31!d100"
    "1a31!d1201a31!d1401a31!d1601a31!d1801a31!d1a01a31!d1c01a31!d1e01a31!d2001a31!d2201a31!d2401a31!d2601a31!d2801a31!d2a01"
    "a31!d2c01a31!d2e01a31!d3001a31!d3201a31!d3401a31!d3601a31!d3801a31!d3a01a31!d3c01a31!d3e01a31!d4001a31qa15qa15qa15qa15"
    "qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa"
    "15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15"
    "qa15ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7"
    "ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7i"
    "a7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia"
    "7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3"
    "ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3e"
    "a3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea"
    "3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3"
    "ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3e"
    "a3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea"
    "3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3cacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacab6144~511?~511")
  (data (i32.const 43652)
    "a15360!3c001a1023!40001a511!42001a511!44001a255!45001a255!46001a255!47001a255!48001a127!48801a127!49001a127!49801a127!"
    "4a001a127!4a801a127!4b001a127!4b801a127!4c001a63!4c401a63!4c801a63!4cc01a63!4d001a63!4d401a63!4d801a63!4dc01a63!4e001a"
    "63!4e401a63!4e801a63!4ec01a63!4f001a63!4f401a63!4f801a63!4fc01a63!50001a31!50201a31!50401a31!50601a31!50801a31!50a01a3"
    "1!50c01a31!50e01a31!51001a31!51201a31!51401a31!51601a31!51801a31!51a01a31!51c01a31!51e01a31!52001a31!52201a31!52401a31"
    "!52601a31!52801a31!52a01a31!52c01a31!52e01a31!53001a31!53201a31!53401a31!53601a31!53801a31!53a01a31!53c01a31!53e01a31!"
    "54001a15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa"
    "15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15"
    "qa15qa15qa15qa15qa15qa15qa7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7i"
    "a7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia"
    "7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7"
    "ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3e"
    "a3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea"
    "3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3"
    "ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3e"
    "a3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea"
    "3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3"
    "ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3eaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca"
    "cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacb6144~511?~511!80001a15359!bc001a1023!c00"
    "01a511!c2001a511!c4001a255!c5001a255!c6001a255!c7001a255!c8001a127!c8801a127!c9001a127!c9801a127!ca001a127!ca801a127!c"
    "b001a127!cb801a127!cc001a63!cc401a63!cc801a63!ccc01a63!cd001a63!cd401a63!cd801a63!cdc01a63!ce001a63!ce401a63!ce801a63!"
    "cec01a63!cf001a63!cf401a63!cf801a63!cfc01a63!d0001a31!d0201a31!d0401a31!d0601a31!d0801a31!d0a01a31!d0c01a31!d0e01a31!d"
    "1001a31!d1201a31!d1401a31!d1601a31!d1801a31!d1a01a31!d1c01a31!d1e01a31!d2001a31!d2201a31!d2401a31!d2601a31!d2801a31!d2"
    "a01a31!d2c01a31!d2e01a31!d3001a31!d3201a31!d3401a31!d3601a31!d3801a31!d3a01a31!d3c01a31!d3e01a31!d4001a15qa15qa15qa15q"
    "a15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa1"
    "5qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15qa15q"
    "a15qa7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7i"
    "a7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia"
    "7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7"
    "ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia7ia3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3e"
    "a3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea"
    "3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3"
    "ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3e"
    "a3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea"
    "3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3"
    "ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3ea3eacacacacacacacacacacacac"
    "acacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacac"
    "acacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacac"
    "acacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacac"
    "acacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacac"
    "acacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacac"
    "acacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacac"
    "acacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacac"
    "acacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacac"
    "acacacacacacacacacacacacacacacacacacacacacacacacacacacacb6144~511?~511")
  (data (i32.const 49740)
    "a14337!3c001a1534!40001a768!42001a510!44001a384!45001a254!46001a256!47001a254!48001a192!48801a126!49001a128!49801a126!"
    "4a001a128!4a801a126!4b001a128!4b801a126!4c001a96!4c401a62!4c801a64!4cc01a62!4d001a64!4d401a62!4d801a64!4dc01a62!4e001a"
    "64!4e401a62!4e801a64!4ec01a62!4f001a64!4f401a62!4f801a64!4fc01a62!50001a48!50201a30!50401a32!50601a30!50801a32!50a01a3"
    "0!50c01a32!50e01a30!51001a32!51201a30!51401a32!51601a30!51801a32!51a01a30!51c01a32!51e01a30!52001a32!52201a30!52401a32"
    "!52601a30!52801a32!52a01a30!52c01a32!52e01a30!53001a32!53201a30!53401a32!53601a30!53801a32!53a01a30!53c01a32!53e01a30!"
    "54001a24qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa"
    "16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14"
    "qa16qa14qa16qa14qa16qa14qa12ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8"
    "ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6i"
    "a8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia"
    "6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia6eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4"
    "eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaae"
    "a4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4ea"
    "aea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4"
    "eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaae"
    "a4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4ea"
    "aea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea3"
    "ccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaacc"
    "aaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaa"
    "ccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaacc"
    "aaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaa"
    "ccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaacc"
    "aaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaa"
    "ccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaacc"
    "aaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaa"
    "ccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccab6144~511?~511!80001a14336!bc001a1534!c"
    "0001a768!c2001a510!c4001a384!c5001a254!c6001a256!c7001a254!c8001a192!c8801a126!c9001a128!c9801a126!ca001a128!ca801a126"
    "!cb001a128!cb801a126!cc001a96!cc401a62!cc801a64!ccc01a62!cd001a64!cd401a62!cd801a64!cdc01a62!ce001a64!ce401a62!ce801a6"
    "4!cec01a62!cf001a64!cf401a62!cf801a64!cfc01a62!d0001a48!d0201a30!d0401a32!d0601a30!d0801a32!d0a01a30!d0c01a32!d0e01a30"
    "!d1001a32!d1201a30!d1401a32!d1601a30!d1801a32!d1a01a30!d1c01a32!d1e01a30!d2001a32!d2201a30!d2401a32!d2601a30!d2801a32!"
    "d2a01a30!d2c01a32!d2e01a30!d3001a32!d3201a30!d3401a32!d3601a30!d3801a32!d3a01a30!d3c01a32!d3e01a30!d4001a24qa14qa16qa1"
    "4qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16q"
    "a14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa16qa14qa1"
    "6qa14qa12ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8i"
    "a6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia"
    "8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6"
    "ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia8ia6ia6eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4e"
    "aaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea"
    "4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaa"
    "ea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4e"
    "aaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea"
    "4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaa"
    "ea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea4eaaea3ccaaccaaccaaccaacca"
    "accaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaac"
    "caaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaacca"
    "accaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaac"
    "caaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaacca"
    "accaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaac"
    "caaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaacca"
    "accaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaac"
    "caaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaacca"
    "accaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccaaccab6144~511?~511")
  (data (i32.const 55832)
    "a15360ba1023ba511ba511ba255ba255ba255ba255ba127ba127ba127ba127ba127ba127ba127ba127ba63ba63ba63ba63ba63ba63ba63ba63ba63"
    "ba63ba63ba63ba63ba63ba63ba63ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba"
    "31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15"
    "ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba"
    "15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7"
    "ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7b"
    "a7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba"
    "7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3"
    "ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3b"
    "a3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba"
    "3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3"
    "ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3b"
    "a3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba"
    "3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3"
    "ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3babababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababab1025c10"
    "24e1024i1024q1023pa1024!00001a16382!ffff1a1023Ba511Ba511Ba255Ba255Ba255Ba255Ba127Ba127Ba127Ba127Ba127Ba127Ba127Ba127Ba"
    "63Ba63Ba63Ba63Ba63Ba63Ba63Ba63Ba63Ba63Ba63Ba63Ba63Ba63Ba63Ba63Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31"
    "Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba31Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba"
    "15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15"
    "Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba15Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba"
    "7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7"
    "Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7B"
    "a7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba7Ba"
    "7Ba7Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3"
    "Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3B"
    "a3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba"
    "3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3"
    "Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3B"
    "a3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba"
    "3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3Ba3BaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBa"
    "BaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBa"
    "BaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBa"
    "BaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBa"
    "BaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBa"
    "BaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBa"
    "BaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBa"
    "BaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBa"
    "BaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBa"
    "BaBaBaBaBaBaBaBaBaBaBaBaBaB1025C1024E1024I1024Q1024a1024!00001a1022")
  (data (i32.const 61327)
    "a15360ba1023ba511ba511ba255ba255ba255ba255ba127ba127ba127ba127ba127ba127ba127ba127ba63ba63ba63ba63ba63ba63ba63ba63ba63"
    "ba63ba63ba63ba63ba63ba63ba63ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba"
    "31ba31ba31ba31ba31ba31ba31ba31ba31ba31ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15"
    "ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba"
    "15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba15ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7"
    "ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7b"
    "a7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba"
    "7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba7ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3"
    "ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3b"
    "a3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba"
    "3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3"
    "ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3b"
    "a3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba"
    "3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3"
    "ba3ba3ba3ba3ba3ba3ba3ba3ba3ba3babababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababababababa"
    "bababababababababababababababababababababababababababababababababababababababababababababababababababababababab1025c10"
    "24e1024i1024q1024!80201!80401!80601!80801!80a01!80c01!80e01!81001!81201!81401!81601!81801!81a01!81c01!81e01!82001!8220"
    "1!82401!82601!82801!82a01!82c01!82e01!83001!83201!83401!83601!83801!83a01!83c01!83e01!84001!84201!84401!84601!84801!84"
    "a01!84c01!84e01!85001!85201!85401!85601!85801!85a01!85c01!85e01!86001!86201!86401!86601!86801!86a01!86c01!86e01!87001!"
    "87201!87401!87601!87801!87a01!87c01!87e01!88001!88201!88401!88601!88801!88a01!88c01!88e01!89001!89201!89401!89601!8980"
    "1!89a01!89c01!89e01!8a001!8a201!8a401!8a601!8a801!8aa01!8ac01!8ae01!8b001!8b201!8b401!8b601!8b801!8ba01!8bc01!8be01!8c"
    "001!8c201!8c401!8c601!8c801!8ca01!8cc01!8ce01!8d001!8d201!8d401!8d601!8d801!8da01!8dc01!8de01!8e001!8e201!8e401!8e601!"
    "8e801!8ea01!8ec01!8ee01!8f001!8f201!8f401!8f601!8f801!8fa01!8fc01!8fe01!90001!90201!90401!90601!90801!90a01!90c01!90e0"
    "1!91001!91201!91401!91601!91801!91a01!91c01!91e01!92001!92201!92401!92601!92801!92a01!92c01!92e01!93001!93201!93401!93"
    "601!93801!93a01!93c01!93e01!94001!94201!94401!94601!94801!94a01!94c01!94e01!95001!95201!95401!95601!95801!95a01!95c01!"
    "95e01!96001!96201!96401!96601!96801!96a01!96c01!96e01!97001!97201!97401!97601!97801!97a01!97c01!97e01!98001!98201!9840"
    "1!98601!98801!98a01!98c01!98e01!99001!99201!99401!99601!99801!99a01!99c01!99e01!9a001!9a201!9a401!9a601!9a801!9aa01!9a"
    "c01!9ae01!9b001!9b201!9b401!9b601!9b801!9ba01!9bc01!9be01!9c001!9c201!9c401!9c601!9c801!9ca01!9cc01!9ce01!9d001!9d201!"
    "9d401!9d601!9d801!9da01!9dc01!9de01!9e001!9e201!9e401!9e601!9e801!9ea01!9ec01!9ee01!9f001!9f201!9f401!9f601!9f801!9fa0"
    "1!9fc01!9fe01!a0001!a0201!a0401!a0601!a0801!a0a01!a0c01!a0e01!a1001!a1201!a1401!a1601!a1801!a1a01!a1c01!a1e01!a2001!a2"
    "201!a2401!a2601!a2801!a2a01!a2c01!a2e01!a3001!a3201!a3401!a3601!a3801!a3a01!a3c01!a3e01!a4001!a4201!a4401!a4601!a4801!"
    "a4a01!a4c01!a4e01!a5001!a5201!a5401!a5601!a5801!a5a01!a5c01!a5e01!a6001!a6201!a6401!a6601!a6801!a6a01!a6c01!a6e01!a700"
    "1!a7201!a7401!a7601!a7801!a7a01!a7c01!a7e01!a8001!a8201!a8401!a8601!a8801!a8a01!a8c01!a8e01!a9001!a9201!a9401!a9601!a9"
    "801!a9a01!a9c01!a9e01!aa001!aa201!aa401!aa601!aa801!aaa01!aac01!aae01!ab001!ab201!ab401!ab601!ab801!aba01!abc01!abe01!"
    "ac001!ac201!ac401!ac601!ac801!aca01!acc01!ace01!ad001!ad201!ad401!ad601!ad801!ada01!adc01!ade01!ae001!ae201!ae401!ae60"
    "1!ae801!aea01!aec01!aee01!af001!af201!af401!af601!af801!afa01!afc01!afe01!b0001!b0201!b0401!b0601!b0801!b0a01!b0c01!b0"
    "e01!b1001!b1201!b1401!b1601!b1801!b1a01!b1c01!b1e01!b2001!b2201!b2401!b2601!b2801!b2a01!b2c01!b2e01!b3001!b3201!b3401!"
    "b3601!b3801!b3a01!b3c01!b3e01!b4001!b4201!b4401!b4601!b4801!b4a01!b4c01!b4e01!b5001!b5201!b5401!b5601!b5801!b5a01!b5c0"
    "1!b5e01!b6001!b6201!b6401!b6601!b6801!b6a01!b6c01!b6e01!b7001!b7201!b7401!b7601!b7801!b7a01!b7c01!b7e01!b8001!b8201!b8"
    "401!b8601!b8801!b8a01!b8c01!b8e01!b9001!b9201!b9401!b9601!b9801!b9a01!b9c01!b9e01!ba001!ba201!ba401!ba601!ba801!baa01!"
    "bac01!bae01!bb001!bb201!bb401!bb601!bb801!bba01!bbc01!bbe01!bc001!bc201!bc401!bc601!bc801!bca01!bcc01!bce01!bd001!bd20"
    "1!bd401!bd601!bd801!bda01!bdc01!bde01!be001!be201!be401!be601!be801!bea01!bec01!bee01!bf001!bf201!bf401!bf601!bf801!bf"
    "a01!bfc01!bfe01!c0001!c0201!c0401!c0601!c0801!c0a01!c0c01!c0e01!c1001!c1201!c1401!c1601!c1801!c1a01!c1c01!c1e01!c2001!"
    "c2201!c2401!c2601!c2801!c2a01!c2c01!c2e01!c3001!c3201!c3401!c3601!c3801!c3a01!c3c01!c3e01!c4001!c4201!c4401!c4601!c480"
    "1!c4a01!c4c01!c4e01!c5001!c5201!c5401!c5601!c5801!c5a01!c5c01!c5e01!c6001!c6201!c6401!c6601!c6801!c6a01!c6c01!c6e01!c7"
    "001!c7201!c7401!c7601!c7801!c7a01!c7c01!c7e01!c8001!c8201!c8401!c8601!c8801!c8a01!c8c01!c8e01!c9001!c9201!c9401!c9601!"
    "c9801!c9a01!c9c01!c9e01!ca001!ca201!ca401!ca601!ca801!caa01!cac01!cae01!cb001!cb201!cb401!cb601!cb801!cba01!cbc01!cbe0"
    "1!cc001!cc201!cc401!cc601!cc801!cca01!ccc01!cce01!cd001!cd201!cd401!cd601!cd801!cda01!cdc01!cde01!ce001!ce201!ce401!ce"
    "601!ce801!cea01!cec01!cee01!cf001!cf201!cf401!cf601!cf801!cfa01!cfc01!cfe01!d0001!d0201!d0401!d0601!d0801!d0a01!d0c01!"
    "d0e01!d1001!d1201!d1401!d1601!d1801!d1a01!d1c01!d1e01!d2001!d2201!d2401!d2601!d2801!d2a01!d2c01!d2e01!d3001!d3201!d340"
    "1!d3601!d3801!d3a01!d3c01!d3e01!d4001!d4201!d4401!d4601!d4801!d4a01!d4c01!d4e01!d5001!d5201!d5401!d5601!d5801!d5a01!d5"
    "c01!d5e01!d6001!d6201!d6401!d6601!d6801!d6a01!d6c01!d6e01!d7001!d7201!d7401!d7601!d7801!d7a01!d7c01!d7e01!d8001!d8201!"
    "d8401!d8601!d8801!d8a01!d8c01!d8e01!d9001!d9201!d9401!d9601!d9801!d9a01!d9c01!d9e01!da001!da201!da401!da601!da801!daa0"
    "1!dac01!dae01!db001!db201!db401!db601!db801!dba01!dbc01!dbe01!dc001!dc201!dc401!dc601!dc801!dca01!dcc01!dce01!dd001!dd"
    "201!dd401!dd601!dd801!dda01!ddc01!dde01!de001!de201!de401!de601!de801!dea01!dec01!dee01!df001!df201!df401!df601!df801!"
    "dfa01!dfc01!dfe01!e0001!e0201!e0401!e0601!e0801!e0a01!e0c01!e0e01!e1001!e1201!e1401!e1601!e1801!e1a01!e1c01!e1e01!e200"
    "1!e2201!e2401!e2601!e2801!e2a01!e2c01!e2e01!e3001!e3201!e3401!e3601!e3801!e3a01!e3c01!e3e01!e4001!e4201!e4401!e4601!e4"
    "801!e4a01!e4c01!e4e01!e5001!e5201!e5401!e5601!e5801!e5a01!e5c01!e5e01!e6001!e6201!e6401!e6601!e6801!e6a01!e6c01!e6e01!"
    "e7001!e7201!e7401!e7601!e7801!e7a01!e7c01!e7e01!e8001!e8201!e8401!e8601!e8801!e8a01!e8c01!e8e01!e9001!e9201!e9401!e960"
    "1!e9801!e9a01!e9c01!e9e01!ea001!ea201!ea401!ea601!ea801!eaa01!eac01!eae01!eb001!eb201!eb401!eb601!eb801!eba01!ebc01!eb"
    "e01!ec001!ec201!ec401!ec601!ec801!eca01!ecc01!ece01!ed001!ed201!ed401!ed601!ed801!eda01!edc01!ede01!ee001!ee201!ee401!"
    "ee601!ee801!eea01!eec01!eee01!ef001!ef201!ef401!ef601!ef801!efa01!efc01!efe01!f0001!f0201!f0401!f0601!f0801!f0a01!f0c0"
    "1!f0e01!f1001!f1201!f1401!f1601!f1801!f1a01!f1c01!f1e01!f2001!f2201!f2401!f2601!f2801!f2a01!f2c01!f2e01!f3001!f3201!f3"
    "401!f3601!f3801!f3a01!f3c01!f3e01!f4001!f4201!f4401!f4601!f4801!f4a01!f4c01!f4e01!f5001!f5201!f5401!f5601!f5801!f5a01!"
    "f5c01!f5e01!f6001!f6201!f6401!f6601!f6801!f6a01!f6c01!f6e01!f7001!f7201!f7401!f7601!f7801!f7a01!f7c01!f7e01!f8001!f820"
    "1!f8401!f8601!f8801!f8a01!f8c01!f8e01!f9001!f9201!f9401!f9601!f9801!f9a01!f9c01!f9e01!fa001!fa201!fa401!fa601!fa801!fa"
    "a01!fac01!fae01!fb001!fb201!fb401!fb601!fb801!fba01!fbc01!fbe01!fc001!fc201!fc401!fc601!fc801!fca01!fcc01!fce01!fd001!"
    "fd201!fd401!fd601!fd801!fda01!fdc01!fde01!fe001!fe201!fe401!fe601!fe801!fea01!fec01!fee01!ff001!ff201!ff401!ff601!ff80"
    "1!ffa01!ffc01!ffe01!ffff1!00001a33790")
  (data (i32.const 70214)
    "a!3c001!40001!42001!44001!45001!46001!47001!48001!48801!49001!49801!4a001!4a801!4b001!4b801!4c001!4c401!4c801!4cc01!4d"
    "001!4d401!4d801!4dc01!4e001!4e401!4e801!4ec01!4f001!4f401!4f801!4fc01!50001!50201!50401!50601!50801!50a01!50c01!50e01!"
    "51001!51201!51401!51601!51801!51a01!51c01!51e01!52001!52201!52401!52601!52801!52a01!52c01!52e01!53001!53201!53401!5360"
    "1!53801!53a01!53c01!53e01!54001q64i128e256c512b1024abbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabba3baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba6ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba12ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba7!f8001a8Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba"
    "14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16"
    "Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba"
    "16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14"
    "Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba"
    "14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16"
    "Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba"
    "16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14"
    "Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba"
    "14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16"
    "Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba"
    "16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14"
    "Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba"
    "14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16"
    "Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba"
    "16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14"
    "Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba"
    "14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16"
    "Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba"
    "16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14"
    "Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba"
    "14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16"
    "Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba"
    "16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14"
    "Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba"
    "14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16"
    "Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba"
    "16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14"
    "Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba"
    "14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16"
    "Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba"
    "16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14"
    "Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba"
    "14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16"
    "Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba"
    "16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba16Ba14Ba12Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6B"
    "a8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba"
    "6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8"
    "Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6B"
    "a8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba"
    "6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8"
    "Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6B"
    "a8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba"
    "6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8"
    "Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6B"
    "a8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba"
    "6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8"
    "Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6B"
    "a8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba"
    "6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8"
    "Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6B"
    "a8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba"
    "6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8"
    "Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6B"
    "a8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba"
    "6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8"
    "Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6B"
    "a8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba"
    "6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8"
    "Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6B"
    "a8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba"
    "6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba8Ba6Ba6BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4"
    "BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaB"
    "a4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4Ba"
    "aBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4"
    "BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaB"
    "a4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4Ba"
    "aBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4"
    "BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaB"
    "a4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4Ba"
    "aBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4"
    "BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaB"
    "a4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4Ba"
    "aBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4"
    "BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaB"
    "a4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4Ba"
    "aBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4"
    "BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaB"
    "a4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4Ba"
    "aBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4"
    "BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaB"
    "a4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4Ba"
    "aBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4"
    "BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaB"
    "a4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4Ba"
    "aBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4"
    "BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaB"
    "a4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa4BaaBa3BBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaa"
    "BBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBB"
    "aaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaa"
    "BBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBB"
    "aaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaa"
    "BBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBB"
    "aaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaa"
    "BBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBB"
    "aaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaa"
    "BBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBB"
    "aaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaa"
    "BBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBB"
    "aaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaa"
    "BBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBB"
    "aaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaa"
    "BBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBB"
    "aaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaa"
    "BBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaaBBaB1024C512E256I128Q64!d3e01!"
    "d3c01!d3a01!d3801!d3601!d3401!d3201!d3001!d2e01!d2c01!d2a01!d2801!d2601!d2401!d2201!d2001!d1e01!d1c01!d1a01!d1801!d160"
    "1!d1401!d1201!d1001!d0e01!d0c01!d0a01!d0801!d0601!d0401!d0201!d0001!cfc01!cf801!cf401!cf001!cec01!ce801!ce401!ce001!cd"
    "c01!cd801!cd401!cd001!ccc01!cc801!cc401!cc001!cb801!cb001!ca801!ca001!c9801!c9001!c8801!c8001!c7001!c6001!c5001!c4001!"
    "c2001!c0001!bc001")
  (data (i32.const 95601)
    "a!3c001!40001!42001!44001!45001!46001!47001!48001!48801!49001!49801!4a001!4a801!4b001!4b801!4c001!4c401!4c801!4cc01!4d"
    "001!4d401!4d801!4dc01!4e001!4e401!4e801!4ec01!4f001!4f401!4f801!4fc01!50001!50201!50401!50601!50801!50a01!50c01!50e01!"
    "51001!51201!51401!51601!51801!51a01!51c01!51e01!52001!52201!52401!52601!52801!52a01!52c01!52e01!53001!53201!53401!5360"
    "1!53801!53a01!53c01!53e01!54001q64i128e256c512b1024abbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaa"
    "bbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabb"
    "aabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabbaabba3baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4ba"
    "aba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4"
    "baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baab"
    "a4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba4baaba6ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6b"
    "a8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba"
    "6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8"
    "ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba8ba6ba12ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16b"
    "a14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba1"
    "6ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14b"
    "a16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba1"
    "4ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba16ba14ba24ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32b"
    "a30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba3"
    "2ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30b"
    "a32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba3"
    "0ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32b"
    "a30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba3"
    "2ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30b"
    "a32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba3"
    "0ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32b"
    "a30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba3"
    "2ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30b"
    "a32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba3"
    "0ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32b"
    "a30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba3"
    "2ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30b"
    "a32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba3"
    "0ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32b"
    "a30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba3"
    "2ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30b"
    "a32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba3"
    "0ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32b"
    "a30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba3"
    "2ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30b"
    "a32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba3"
    "0ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32b"
    "a30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba3"
    "2ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30b"
    "a32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba3"
    "0ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32b"
    "a30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba3"
    "2ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30b"
    "a32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba3"
    "0ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32b"
    "a30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba3"
    "2ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30ba32ba30b"
    "a32ba30ba32ba30ba32ba30ba32ba30ba15")
)
(assert_return (invoke "f16x8.abs") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.neg") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.sqrt") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.ceil") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.floor") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.trunc") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.nearest") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "i16x8.trunc_sat_f16x8_s") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "i16x8.trunc_sat_f16x8_u") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.convert_i16x8_s") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.convert_i16x8_u") (i32.const -1) (i32.const 0) (i32.const 0))
