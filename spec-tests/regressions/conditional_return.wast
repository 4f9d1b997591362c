;; A conditional branch to the function's label with several results: what the way out does to operands must not be taken
;; for done where the branch is not taken.

(module
  (func (export "return_if") (param $a f32) (param $c i32) (result f32 i32 f32)
    (f32.const 1.5) (i32.const 64) (local.get $a) (local.get $c)
    (br_if 0)
    (local.set $a) (drop) (drop)
    (f32.const 3) (i32.const 5) (local.get $a))
  (func (export "swap_if") (param $a i64) (param $b i64) (param $c i32) (result i64 i64)
    (local.get $b) (local.get $a) (local.get $c)
    (br_if 0)
    (i64.sub) (local.get $a)))

(assert_return (invoke "return_if" (f32.const 2) (i32.const 0)) (f32.const 3) (i32.const 5) (f32.const 2))
(assert_return (invoke "return_if" (f32.const 2) (i32.const 1)) (f32.const 1.5) (i32.const 64) (f32.const 2))
(assert_return (invoke "swap_if" (i64.const 10) (i64.const 3) (i32.const 1)) (i64.const 3) (i64.const 10))
(assert_return (invoke "swap_if" (i64.const 10) (i64.const 3) (i32.const 0)) (i64.const -7) (i64.const 10))
