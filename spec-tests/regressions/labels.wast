;; One label hides another of the same name: branches to the outer one can be told by number only.

(module
  (func (export "outer") (result i32)
    (block $l (result i32)
      (block $l (result i32)
        (br 1 (i32.const 1)))
      (drop)
      (i32.const 2)))
  (func (export "inner") (result i32)
    (block $l (result i32)
      (block $l (result i32)
        (br $l (i32.const 1)))
      (drop)
      (i32.const 2)))
  (func (export "loop") (param $n i32) (result i32)
    (local $sum i32)
    (loop $l
      (block $l
        (br_if $l (i32.eqz (local.get $n)))
        (local.set $sum (i32.add (local.get $sum) (local.get $n)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br 1)))
    (local.get $sum)))

(assert_return (invoke "outer") (i32.const 1))
(assert_return (invoke "inner") (i32.const 2))
(assert_return (invoke "loop" (i32.const 10)) (i32.const 55))
