;; On x86-64, arithmetic gives a NaN with the sign bit set; so XNNPACK tells the processor family. Holds for wvm on x86-64
;; hosts under every profile, unless NaNs are made canonical (--deterministic); it runs on those only.

(module
  (global $inf (mut f32) (f32.const inf))
  (global $wide (mut f64) (f64.const inf))
  (func (export "f32") (result i32) (i32.lt_s (i32.reinterpret_f32 (f32.sub (global.get $inf) (global.get $inf))) (i32.const 0)))
  (func (export "f64") (result i32) (i64.lt_s (i64.reinterpret_f64 (f64.sub (global.get $wide) (global.get $wide))) (i64.const 0)))
  (func (export "f32x4") (result i32)
    (local $v v128)
    (local.set $v (f32x4.splat (global.get $inf)))
    (i32x4.bitmask (f32x4.sub (local.get $v) (local.get $v))))
  (func (export "constant") (result i32) (i32.lt_s (i32.reinterpret_f32 (f32.sub (f32.const inf) (f32.const inf))) (i32.const 0))))
(assert_return (invoke "f32") (i32.const 1))
(assert_return (invoke "f64") (i32.const 1))
(assert_return (invoke "f32x4") (i32.const 15))
(assert_return (invoke "constant") (i32.const 1))
