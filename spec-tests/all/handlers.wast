;; Handlers that are no longer, or not yet, in force: behind a try that was left by its end, a branch, a return or a tail call; in a
;; handler of the same try; in another iteration; and which values locals have where an exception lands.

(module
  (tag $a) (tag $b (param i32)) (tag $v (param i64 v128))
  (global $calls (mut i32) (i32.const 0))
  (func $throw_a (throw $a))
  (func $throw_b (param i32) (throw $b (local.get 0)))
  (func $count (global.set $calls (i32.add (global.get $calls) (i32.const 1))))
  (func $outer (param $how i32) (result i32)
    (block $caught
      (try_table (catch $a $caught) (return (call $inner (local.get $how)))))
    (i32.const 100))
  ;; What throws stands where the inner try is not in force any more.
  (func $inner (param $how i32) (result i32)
    (block $mine
      (block $left
        (try_table (catch $a $mine)
          (br_if $left (i32.eq (local.get $how) (i32.const 1)))
          (if (i32.eq (local.get $how) (i32.const 2)) (then (return (i32.const 2))))
          (if (i32.eq (local.get $how) (i32.const 3)) (then (return_call $thrower)))
          (if (i32.eq (local.get $how) (i32.const 4)) (then (throw $a)))))
      (if (i32.eq (local.get $how) (i32.const 5)) (then (call $throw_a)))
      (if (i32.eq (local.get $how) (i32.const 1)) (then (throw $a)))
      (return (i32.const 0)))
    (if (i32.eq (local.get $how) (i32.const 4)) (then (throw $a))) ;; in the handler itself
    (i32.const 9))
  (func $thrower (result i32) (throw $a))
  (export "inner" (func $inner)) (export "outer" (func $outer))

  ;; Another iteration, another handler: the one of this iteration is meant.
  (func (export "iterations") (param $n i32) (result i32) (local $sum i32)
    (loop $l
      (block $odd
        (block $even
          (if (i32.and (local.get $n) (i32.const 1))
            (then (try_table (catch $a $odd) (call $throw_a)))
            (else (try_table (catch $a $even) (call $throw_a))))
          unreachable)
        (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))
        (return (local.get $sum)))
      (local.set $sum (i32.add (local.get $sum) (i32.const 100)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))

  ;; Locals as they were when it was thrown, not as they were when the try began, nor as they would have become.
  (func (export "locals") (param $n i32) (result i32 i64 f64)
    (local $x i64) (local $y f64) (local $v v128)
    (block $done (result i32)
      (try_table (result i32) (catch $b $done)
        (loop $l
          (local.set $x (i64.add (local.get $x) (i64.const 3)))
          (local.set $y (f64.add (local.get $y) (f64.const 0.5)))
          (if (i32.eq (local.get $n) (i32.const 2)) (then (call $throw_b (i32.add (local.get $n) (i32.const 40)))))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (local.set $v (i64x2.splat (local.get $x)))
          (br_if $l (local.get $n)))
        (i32.const 0)))
    (local.get $x) (local.get $y))

  ;; Values of exceptions, with operands waiting below the try.
  (func (export "values") (param i64) (result i64 i64 i32)
    (local.get 0)
    (block $h (result i64 v128)
      (try_table (catch $v $h) (throw $v (i64.add (local.get 0) (i64.const 1)) (i32x4.splat (i32.wrap_i64 (local.get 0)))))
      unreachable)
    (i32x4.extract_lane 3))

  ;; The first clause that fits; an exception that none fits goes on, with what ran in between undone.
  (func (export "order") (param $which i32) (result i32)
    (block $all
      (block $b (result i32)
        (block $a
          (try_table (catch $a $a) (catch $b $b) (catch_all $all)
            (block $v (result i64 v128)
              (try_table (catch $v $v) (call $one (local.get $which)))
              unreachable)
            (drop) (drop)
            (return (i32.const 4)))
          unreachable)
        (return (i32.const 1)))
      (return))
    (i32.const 3))
  (func $one (param i32)
    (block (block (block (br_table 0 1 2 (local.get 0))) (throw $a)) (throw $b (i32.const 2)))
    (throw $v (i64.const 0) (v128.const i64x2 0 0)))

  ;; Thrown again, from a handler, as a reference; the handler of the same try must not see it.
  (func (export "again") (result i32)
    (block $outer
      (try_table (catch $a $outer)
        (block $inner (result exnref)
          (try_table (catch_all_ref $inner) (call $throw_a))
          unreachable)
        (call $count)
        (throw_ref))
      unreachable)
    (global.get $calls))

  ;; A call in a try whose callee has a try of its own that it has left.
  (func $clean (block $h (try_table (catch_all $h) (call $throw_a))))
  (func (export "clean") (result i32)
    (block $h
      (try_table (catch_all $h) (call $clean) (return (i32.const 1))))
    (i32.const 2)))

(assert_return (invoke "inner" (i32.const 0)) (i32.const 0))
(assert_exception (invoke "inner" (i32.const 1)))
(assert_return (invoke "inner" (i32.const 2)) (i32.const 2))
(assert_exception (invoke "inner" (i32.const 3)))
(assert_exception (invoke "inner" (i32.const 4)))
(assert_exception (invoke "inner" (i32.const 5)))
(assert_return (invoke "outer" (i32.const 0)) (i32.const 0))
(assert_return (invoke "outer" (i32.const 1)) (i32.const 100))
(assert_return (invoke "outer" (i32.const 2)) (i32.const 2))
(assert_return (invoke "outer" (i32.const 3)) (i32.const 100))
(assert_return (invoke "outer" (i32.const 4)) (i32.const 100))
(assert_return (invoke "outer" (i32.const 5)) (i32.const 100))
(assert_return (invoke "iterations" (i32.const 5)) (i32.const 302))
(assert_return (invoke "locals" (i32.const 5)) (i32.const 42) (i64.const 12) (f64.const 2))
(assert_return (invoke "locals" (i32.const 1)) (i32.const 0) (i64.const 3) (f64.const 0.5))
(assert_return (invoke "values" (i64.const 6)) (i64.const 6) (i64.const 7) (i32.const 6))
(assert_return (invoke "order" (i32.const 0)) (i32.const 1))
(assert_return (invoke "order" (i32.const 1)) (i32.const 2))
(assert_return (invoke "order" (i32.const 2)) (i32.const 4))
(assert_return (invoke "again") (i32.const 1))
(assert_return (invoke "clean") (i32.const 1))

;; The same of the old kind.
(module
  (tag $a) (tag $b (param i32))
  (func $throw_a (throw $a))
  (func $inner (param $how i32) (result i32)
    (block $left
      (try
        (do
          (br_if $left (i32.eq (local.get $how) (i32.const 1)))
          (if (i32.eq (local.get $how) (i32.const 2)) (then (return (i32.const 2))))
          (if (i32.eq (local.get $how) (i32.const 4)) (then (throw $a)))
          (if (i32.eq (local.get $how) (i32.const 6)) (then (throw $b (i32.const 6)))))
        (catch $a (throw $a))
        (catch $b (return (i32.add (i32.const 1))))))
    (if (i32.eq (local.get $how) (i32.const 1)) (then (throw $a)))
    (i32.const 0))
  (func (export "old") (param $how i32) (result i32)
    (try (result i32) (do (call $inner (local.get $how))) (catch_all (i32.const 100))))
  (func (export "rethrown") (param $n i32) (result i32) (local $x i32)
    (try (result i32)
      (do
        (try (result i32)
          (do (local.set $x (i32.const 5)) (throw $b (local.get $n)))
          (catch $b
            (local.set $x (i32.add (local.get $x)))
            (try (do (call $throw_a)) (catch_all (local.set $x (i32.mul (local.get $x) (i32.const 2))) (rethrow 1)))
            (i32.const 0))))
      (catch $b (i32.add (local.get $x)))))
  (func (export "delegated") (result i32)
    (try $t (result i32)
      (do (try (result i32) (do (try (result i32) (do (call $throw_a) (i32.const 1)) (delegate $t))) (catch_all (i32.const 2))))
      (catch_all (i32.const 3)))))
(assert_return (invoke "old" (i32.const 0)) (i32.const 0))
(assert_return (invoke "old" (i32.const 1)) (i32.const 100))
(assert_return (invoke "old" (i32.const 2)) (i32.const 2))
(assert_return (invoke "old" (i32.const 4)) (i32.const 100))
(assert_return (invoke "old" (i32.const 6)) (i32.const 7))
(assert_return (invoke "rethrown" (i32.const 4)) (i32.const 22))
(assert_return (invoke "delegated") (i32.const 3))
