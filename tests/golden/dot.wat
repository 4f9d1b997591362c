;; A vector loop with two accumulators.
(module (memory 1)
  (func (export "dot") (param $a i32) (param $b i32) (param $n i32) (result f32) (local $x v128) (local $y v128)
    (loop $l
      (local.set $x (f32x4.add (local.get $x) (f32x4.mul (v128.load (local.get $a)) (v128.load (local.get $b)))))
      (local.set $y (f32x4.add (local.get $y) (f32x4.mul (v128.load offset=16 (local.get $a)) (v128.load offset=16 (local.get $b)))))
      (local.set $a (i32.add (local.get $a) (i32.const 32)))
      (local.set $b (i32.add (local.get $b) (i32.const 32)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 8)))))
    (f32x4.extract_lane 0 (f32x4.add (local.get $x) (local.get $y)))))
