;; Made by make_tables.py from an exact model; it says what the streams mean.
;; All 65,536 halves to binary32: promoted, extracted from every lane, loaded.

(module
  (memory 15)
  (global $at (mut i32) (i32.const 0))
  (func $char (result i32)
    (i32.load8_u (global.get $at))
    (global.set $at (i32.add (global.get $at) (i32.const 1))))
  (func $hex (result i32)
    (local $n i32) (local $c i32) (local $v i32)
    (local.set $n (i32.const 8))
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
    (local.set $i (i32.mul (local.get $i) (i32.const 4)))
    (i32.store offset=1376 (local.get $i) (local.get $value))
    (i32.store offset=263536 (local.get $i) (local.get $mask)))
  ;; The stream from $at to $end, to 1376 and 263536, in rows of so many elements.
  (func $expect (param $at i32) (param $end i32) (param $row i32) (param $unit i32)
    (local $i i32) (local $col i32) (local $c i32) (local $step i32) (local $last i32) (local $mask i32) (local $n i32)
    (global.set $at (local.get $at))
    (loop $token
      (local.set $mask (i32.const -1))
      (local.set $step (i32.const 0))
      (local.set $c (call $char))
      (if (i32.ge_u (local.get $c) (i32.const 65)) (then
        (local.set $step (i32.mul (local.get $unit) (select
          (i32.sub (local.get $c) (i32.const 97)) (i32.sub (i32.const 65) (local.get $c)) (i32.ge_u (local.get $c) (i32.const 97)))))))
      (if (i32.eq (local.get $c) (i32.const 33 (;!;))) (then (local.set $last (call $hex))))
      (if (i32.eq (local.get $c) (i32.const 63 (;?;))) (then (local.set $mask (i32.const 0x7fffffff))))
      (if (i32.eq (local.get $c) (i32.const 126 (;~;))) (then
        (local.set $step (i32.const 0)) (local.set $mask (i32.const 0x7fc00000))))
      (local.set $n (call $count))
      (loop $again
        (local.set $last (i32.add (local.get $last) (local.get $step)))
        (call $put (local.get $i)
          (call $value (local.get $c) (local.get $last) (local.get $i) (local.get $col)) (local.get $mask))
        (if (i32.lt_u (local.get $col) (i32.const 4)) (then
          (call $put (i32.add (local.get $i) (local.get $row))
            (call $value (local.get $c) (local.get $last) (local.get $i) (local.get $col)) (local.get $mask))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (if (i32.eq (local.tee $col (i32.add (local.get $col) (i32.const 1))) (local.get $row)) (then
          (local.set $i (i32.add (local.get $i) (i32.const 4)))
          (local.set $col (i32.const 0))))
        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (br_if $token (i32.lt_u (global.get $at) (local.get $end)))))
  ;; The first of $n elements from $i on whose result is not what is expected; -1: none.
  (func $differs (param $i i32) (param $n i32) (result i32)
    (local $end i32)
    (local.set $end (i32.mul (i32.add (local.get $i) (local.get $n)) (i32.const 4)))
    (local.set $i (i32.mul (local.get $i) (i32.const 4)))
    (loop $next
      (if (v128.any_true (v128.andnot
            (v128.xor (v128.load offset=525696 (local.get $i)) (v128.load offset=1376 (local.get $i)))
            (v128.not (v128.load offset=263536 (local.get $i))))) (then
        (loop $lane
          (if (i32.and
                (i32.xor (i32.load offset=525696 (local.get $i)) (i32.load offset=1376 (local.get $i)))
                (i32.load offset=263536 (local.get $i)))
            (then (return (i32.div_u (local.get $i) (i32.const 4)))))
          (local.set $i (i32.add (local.get $i) (i32.const 4)))
          (br $lane))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $end))))
    (i32.const -1))
  (func $got (param $i i32) (result i32) (i32.load offset=525696 (i32.mul (local.get $i) (i32.const 4))))
  (func $want (param $i i32) (result i32) (i32.load offset=1376 (i32.mul (local.get $i) (i32.const 4))))
  (func $value (param $c i32) (param $last i32) (param i32 i32) (result i32)
    (select (i32.const 0x7fc00000) (local.get $last) (i32.or (i32.eq (local.get $c) (i32.const 63)) (i32.eq (local.get $c) (i32.const 126)))))
  (func $verdict (param $i i32) (param $n i32) (result i32 i32 i32)
    (if (i32.eq (local.get $i) (i32.const -1)) (then (return (i32.const -1) (i32.const 0) (i32.const 0))))
    (i32.rem_u (local.get $i) (local.get $n))
    (call $got (local.get $i))
    (call $want (local.get $i)))
  (func $inputs
    (local $i i32)
    (loop $next
      (i32.store16 offset=787872 (i32.shl (local.get $i) (i32.const 1)) (local.get $i))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65600)))))
  (start $inputs)
  (func (export "f32x4.promote_low_f16x8") (result i32 i32 i32)
    (local $pass i32) (local $i i32) (local $wrong i32)
    (call $expect (i32.const 0) (i32.const 1371) (i32.const 65536) (i32.const 0x2000))
    (loop $next
      (local.set $i (local.get $pass))
      (loop $each
        (v128.store offset=525696 (i32.shl (local.get $i) (i32.const 2))
          (f32x4.promote_low_f16x8 (v128.load offset=787872 (i32.shl (local.get $i) (i32.const 1)))))
        (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 65536))))
      (local.set $wrong (call $differs (local.get $pass) (i32.const 65536)))
      (br_if $next (i32.and (i32.eq (local.get $wrong) (i32.const -1))
        (i32.lt_u (local.tee $pass (i32.add (local.get $pass) (i32.const 1))) (i32.const 4)))))
    (call $verdict (local.get $wrong) (i32.const 65536)))
  (func (export "f16x8.extract_lane 0") (result i32 i32 i32)
    (local $i i32)
    (call $expect (i32.const 0) (i32.const 1371) (i32.const 65536) (i32.const 0x2000))
    (loop $each
      (f32.store offset=525696 (i32.shl (local.get $i) (i32.const 2))
        (f16x8.extract_lane 0 (v128.load offset=787872 (i32.shl (i32.and (i32.sub (local.get $i) (i32.const 0)) (i32.const 0xffff)) (i32.const 1)))))
      (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
    (call $verdict (call $differs (i32.const 0) (i32.const 65536)) (i32.const 65536)))
  (func (export "f16x8.extract_lane 1") (result i32 i32 i32)
    (local $i i32)
    (call $expect (i32.const 0) (i32.const 1371) (i32.const 65536) (i32.const 0x2000))
    (loop $each
      (f32.store offset=525696 (i32.shl (local.get $i) (i32.const 2))
        (f16x8.extract_lane 1 (v128.load offset=787872 (i32.shl (i32.and (i32.sub (local.get $i) (i32.const 1)) (i32.const 0xffff)) (i32.const 1)))))
      (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
    (call $verdict (call $differs (i32.const 0) (i32.const 65536)) (i32.const 65536)))
  (func (export "f16x8.extract_lane 2") (result i32 i32 i32)
    (local $i i32)
    (call $expect (i32.const 0) (i32.const 1371) (i32.const 65536) (i32.const 0x2000))
    (loop $each
      (f32.store offset=525696 (i32.shl (local.get $i) (i32.const 2))
        (f16x8.extract_lane 2 (v128.load offset=787872 (i32.shl (i32.and (i32.sub (local.get $i) (i32.const 2)) (i32.const 0xffff)) (i32.const 1)))))
      (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
    (call $verdict (call $differs (i32.const 0) (i32.const 65536)) (i32.const 65536)))
  (func (export "f16x8.extract_lane 3") (result i32 i32 i32)
    (local $i i32)
    (call $expect (i32.const 0) (i32.const 1371) (i32.const 65536) (i32.const 0x2000))
    (loop $each
      (f32.store offset=525696 (i32.shl (local.get $i) (i32.const 2))
        (f16x8.extract_lane 3 (v128.load offset=787872 (i32.shl (i32.and (i32.sub (local.get $i) (i32.const 3)) (i32.const 0xffff)) (i32.const 1)))))
      (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
    (call $verdict (call $differs (i32.const 0) (i32.const 65536)) (i32.const 65536)))
  (func (export "f16x8.extract_lane 4") (result i32 i32 i32)
    (local $i i32)
    (call $expect (i32.const 0) (i32.const 1371) (i32.const 65536) (i32.const 0x2000))
    (loop $each
      (f32.store offset=525696 (i32.shl (local.get $i) (i32.const 2))
        (f16x8.extract_lane 4 (v128.load offset=787872 (i32.shl (i32.and (i32.sub (local.get $i) (i32.const 4)) (i32.const 0xffff)) (i32.const 1)))))
      (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
    (call $verdict (call $differs (i32.const 0) (i32.const 65536)) (i32.const 65536)))
  (func (export "f16x8.extract_lane 5") (result i32 i32 i32)
    (local $i i32)
    (call $expect (i32.const 0) (i32.const 1371) (i32.const 65536) (i32.const 0x2000))
    (loop $each
      (f32.store offset=525696 (i32.shl (local.get $i) (i32.const 2))
        (f16x8.extract_lane 5 (v128.load offset=787872 (i32.shl (i32.and (i32.sub (local.get $i) (i32.const 5)) (i32.const 0xffff)) (i32.const 1)))))
      (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
    (call $verdict (call $differs (i32.const 0) (i32.const 65536)) (i32.const 65536)))
  (func (export "f16x8.extract_lane 6") (result i32 i32 i32)
    (local $i i32)
    (call $expect (i32.const 0) (i32.const 1371) (i32.const 65536) (i32.const 0x2000))
    (loop $each
      (f32.store offset=525696 (i32.shl (local.get $i) (i32.const 2))
        (f16x8.extract_lane 6 (v128.load offset=787872 (i32.shl (i32.and (i32.sub (local.get $i) (i32.const 6)) (i32.const 0xffff)) (i32.const 1)))))
      (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
    (call $verdict (call $differs (i32.const 0) (i32.const 65536)) (i32.const 65536)))
  (func (export "f16x8.extract_lane 7") (result i32 i32 i32)
    (local $i i32)
    (call $expect (i32.const 0) (i32.const 1371) (i32.const 65536) (i32.const 0x2000))
    (loop $each
      (f32.store offset=525696 (i32.shl (local.get $i) (i32.const 2))
        (f16x8.extract_lane 7 (v128.load offset=787872 (i32.shl (i32.and (i32.sub (local.get $i) (i32.const 7)) (i32.const 0xffff)) (i32.const 1)))))
      (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
    (call $verdict (call $differs (i32.const 0) (i32.const 65536)) (i32.const 65536)))
  (func (export "f32.load_f16") (result i32 i32 i32)
    (local $i i32)
    (call $expect (i32.const 0) (i32.const 1371) (i32.const 65536) (i32.const 0x2000))
    (loop $each
      (f32.store offset=525696 (i32.shl (local.get $i) (i32.const 2))
        (f32.load_f16 offset=787872 (i32.shl (local.get $i) (i32.const 1))))
      (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
    (call $verdict (call $differs (i32.const 0) (i32.const 65536)) (i32.const 65536)))
  (data (i32.const 0)
    "a!338000001!340000001!344000001!348000001!34a000001!34c000001!34e000001!350000001!351000001!352000001!353000001!354000"
    "001!355000001!356000001!357000001!358000001!358800001!359000001!359800001!35a000001!35a800001!35b000001!35b800001!35c0"
    "00001!35c800001!35d000001!35d800001!35e000001!35e800001!35f000001!35f800001!360000001!360400001!360800001!360c00001!36"
    "1000001!361400001!361800001!361c00001!362000001!362400001!362800001!362c00001!363000001!363400001!363800001!363c00001!"
    "364000001!364400001!364800001!364c00001!365000001!365400001!365800001!365c00001!366000001!366400001!366800001!366c0000"
    "1!367000001!367400001!367800001!367c00001!368000001q64i128e256c512b30719!7f8000001~511?~511!800000001!b38000001!b40000"
    "001!b44000001!b48000001!b4a000001!b4c000001!b4e000001!b50000001!b51000001!b52000001!b53000001!b54000001!b55000001!b560"
    "00001!b57000001!b58000001!b58800001!b59000001!b59800001!b5a000001!b5a800001!b5b000001!b5b800001!b5c000001!b5c800001!b5"
    "d000001!b5d800001!b5e000001!b5e800001!b5f000001!b5f800001!b60000001!b60400001!b60800001!b60c00001!b61000001!b61400001!"
    "b61800001!b61c00001!b62000001!b62400001!b62800001!b62c00001!b63000001!b63400001!b63800001!b63c00001!b64000001!b6440000"
    "1!b64800001!b64c00001!b65000001!b65400001!b65800001!b65c00001!b66000001!b66400001!b66800001!b66c00001!b67000001!b67400"
    "001!b67800001!b67c00001!b68000001q64i128e256c512b30719!ff8000001~511?~511")
)
(assert_return (invoke "f32x4.promote_low_f16x8") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.extract_lane 0") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.extract_lane 1") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.extract_lane 2") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.extract_lane 3") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.extract_lane 4") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.extract_lane 5") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.extract_lane 6") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f16x8.extract_lane 7") (i32.const -1) (i32.const 0) (i32.const 0))
(assert_return (invoke "f32.load_f16") (i32.const -1) (i32.const 0) (i32.const 0))
