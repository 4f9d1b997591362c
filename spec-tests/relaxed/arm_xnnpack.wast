;; Made by make.py. What XNNPACK finds: wvm wast --relaxed=arm

(module
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
)
(assert_return (invoke "pshufb") (i32.const 0))
(assert_return (invoke "sdot") (i32.const 1))
(assert_return (invoke "usdot") (i32.const 0))
(assert_return (invoke "blendvps") (i32.const 0))
(assert_return (invoke "unfused") (i32.const 0))
