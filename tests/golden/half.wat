;; Half floats, dot products, constants of vectors.
(module
  (func (export "half") (param v128 v128 v128) (result v128)
    (f16x8.madd (f16x8.max (local.get 0) (local.get 1)) (local.get 1) (f16x8.sqrt (local.get 2))))
  (func (export "dot") (param v128 v128 v128) (result v128)
    (i32x4.add (i32x4.dot_i16x8_s (local.get 0) (local.get 1)) (local.get 2)))
  (func (export "shuffles") (param v128 v128) (result v128)
    (i8x16.swizzle (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get 0) (local.get 1)) (v128.const i32x4 1 2 3 4))))
