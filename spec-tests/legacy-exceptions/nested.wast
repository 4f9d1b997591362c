;; The old encoding: nests of try, catch, delegate and rethrow.

(module
  (tag $a (param i32))
  (tag $b (param i64))
  (tag $v (param v128 i32))
  (func $throw-a (param i32) (throw $a (local.get 0)))
  (func $throw-b (param i64) (throw $b (local.get 0)))

  ;; the exception lies below the arm's operands, whatever they are
  (func (export "results") (param i32) (result i32 i64)
    (i32.const 1)
    (i64.const 2)
    (try (param i64) (result i64)
      (do (i64.add (i64.const 5)) (call $throw-a (local.get 0)))
      (catch $a (i64.extend_i32_u) (i64.mul (i64.const 10)))))
  (func (export "branch") (param i32) (result i32)
    (try $t (result i32)
      (do (call $throw-a (local.get 0)) (i32.const 1))
      (catch $a (br_if $t (i32.eq (local.get 0) (i32.const 3))) (drop) (i32.const 60) (br $t) (unreachable))))
  (func (export "in-local") (param i32) (result i32)
    (local $l i32)
    (local.set $l
      (try (result i32)
        (do (call $throw-a (local.get 0)) (i32.const 1))
        (catch $a)))
    (local.get $l))
  (func (export "vector") (param v128 i32) (result i32 v128)
    (local i32)
    (try (result v128)
      (do (throw $v (local.get 0) (local.get 1)))
      (catch $v (local.set 2)))
    (local.set 0)
    (local.get 2)
    (local.get 0))

  ;; the first clause that fits
  (func (export "order") (param i32) (result i32)
    (try (result i32)
      (do
        (if (i32.eqz (local.get 0)) (then (throw $a (i32.const 1))))
        (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $b (i64.const 1))))
        (if (i32.eq (local.get 0) (i32.const 2)) (then (throw $v (v128.const i32x4 0 0 0 0) (i32.const 0))))
        (i32.const 40))
      (catch $a (drop) (i32.const 10))
      (catch $b (drop) (i32.const 20))
      (catch $a (drop) (i32.const 50))
      (catch_all (i32.const 30))))
  ;; not by its own catches
  (func (export "own") (result i32)
    (try (result i32)
      (do
        (try (result i32)
          (do (throw $a (i32.const 1)))
          (catch $a (drop) (throw $b (i64.const 1)))
          (catch $b (drop) (i32.const 2))
          (catch_all (i32.const 3))))
      (catch $b (drop) (i32.const 4))))

  ;; rethrow by depth, past blocks and catches
  (func (export "rethrow") (param i32) (result i32)
    (try (result i32)
      (do
        (try (result i32)
          (do (throw $a (i32.const 1)))
          (catch $a
            (drop)
            (try (result i32)
              (do (throw $b (i64.const 2)))
              (catch $b
                (drop)
                (block (if (local.get 0) (then (rethrow 2))))
                (block (block (rethrow 3)))
                (unreachable))))))
      (catch $a (i32.add (i32.const 100)))
      (catch $b (drop) (i32.const 200))))
  (func (export "rethrow-outer") (param i32) (result i32)
    (try (result i32)
      (do
        (try (result i32)
          (do (throw $a (i32.const 1)))
          (catch $a
            (drop)
            (try $inner (result i32)
              (do (throw $b (i64.const 2)))
              (catch_all
                (if (local.get 0) (then (rethrow $inner)))
                (rethrow 1))))))
      (catch $a (i32.add (i32.const 100)))
      (catch $b (drop) (i32.const 200))))
  ;; the exception outlives calls that throw others
  (func $noise (param i32)
    (loop $l
      (try (do (call $throw-b (i64.const 1))) (catch_all))
      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "kept") (param i32) (result i32)
    (try (result i32)
      (do
        (try (result i32)
          (do (call $throw-a (local.get 0)) (i32.const 0))
          (catch_all (call $noise (i32.const 1000)) (rethrow 0))))
      (catch $a)))

  ;; delegate: to a try, past one, to a block, out of the function
  (func (export "delegate") (param i32) (result i32)
    (try $outer (result i32)
      (do
        (try $middle (result i32)
          (do
            (block $block (result i32)
              (if (i32.eqz (local.get 0)) (then (try (do (throw $a (i32.const 1))) (delegate $middle))))
              (if (i32.eq (local.get 0) (i32.const 1)) (then (try (do (throw $a (i32.const 1))) (delegate $outer))))
              (if (i32.eq (local.get 0) (i32.const 2)) (then (try (do (throw $a (i32.const 1))) (delegate $block))))
              (try (do (throw $a (i32.const 1))) (delegate 3))
              (i32.const 5)))
          (catch $a (i32.add (i32.const 10)))))
      (catch $a (i32.add (i32.const 20)))))
  (func $out (param i32) (result i32)
    (try (result i32)
      (do
        (try (do (throw $a (local.get 0))) (delegate 1))
        (i32.const 1))
      (catch_all (i32.const 2))))
  (func (export "out") (param i32) (result i32)
    (try (result i32) (do (call $out (local.get 0))) (catch $a)))
  ;; chains of delegates; behind the delegating try its own surroundings count
  (func (export "chain") (param i32) (result i32)
    (try $1 (result i32)
      (do
        (try $2 (result i32)
          (do
            (try $3 (result i32)
              (do
                (try $4 (result i32)
                  (do
                    (try $5 (do (if (local.get 0) (then (throw $a (i32.const 1))))) (delegate $3))
                    (throw $a (i32.const 2)))
                  (catch $a (i32.add (i32.const 400)))))
              (delegate $1)))
          (catch $a (i32.add (i32.const 200)))))
      (catch $a (i32.add (i32.const 100)))))
  ;; to a try in whose catch the delegating one stands: the one around gets it
  (func (export "from-catch") (result i32)
    (try (result i32)
      (do
        (try $t (result i32)
          (do (throw $a (i32.const 1)))
          (catch $a
            (drop)
            (try (do (throw $b (i64.const 1))) (delegate $t))
            (i32.const 1))
          (catch_all (i32.const 2))))
      (catch $b (drop) (i32.const 3))))
  ;; without catches
  (func (export "bare") (result i32)
    (try (result i32) (do (try (do (throw $a (i32.const 6))) ) (i32.const 0)) (catch $a)))
  ;; old and new together
  (func (export "mixed") (result i32)
    (block $h (result i32)
      (try_table (catch $a $h)
        (try (do (throw $a (i32.const 8))) (catch $b (drop)) (catch_all (rethrow 0))))
      (i32.const 1)))
  ;; loops of tries
  (func (export "often") (param $n i32) (result i32)
    (local $sum i32)
    (loop $l
      (try (do (call $throw-a (local.get $n)))
        (catch $a (local.set $sum (i32.add (local.get $sum)))))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
)
(assert_return (invoke "results" (i32.const 7)) (i32.const 1) (i64.const 70))
(assert_return (invoke "branch" (i32.const 3)) (i32.const 3))
(assert_return (invoke "branch" (i32.const 4)) (i32.const 60))
(assert_return (invoke "in-local" (i32.const 3)) (i32.const 3))
(assert_return (invoke "vector" (v128.const i32x4 1 2 3 4) (i32.const 5)) (i32.const 5) (v128.const i32x4 1 2 3 4))
(assert_return (invoke "order" (i32.const 0)) (i32.const 10))
(assert_return (invoke "order" (i32.const 1)) (i32.const 20))
(assert_return (invoke "order" (i32.const 2)) (i32.const 30))
(assert_return (invoke "order" (i32.const 3)) (i32.const 40))
(assert_return (invoke "own") (i32.const 4))
(assert_return (invoke "rethrow" (i32.const 1)) (i32.const 200))
(assert_return (invoke "rethrow" (i32.const 0)) (i32.const 101))
(assert_return (invoke "rethrow-outer" (i32.const 1)) (i32.const 200))
(assert_return (invoke "rethrow-outer" (i32.const 0)) (i32.const 101))
(assert_return (invoke "kept" (i32.const 9)) (i32.const 9))
(assert_return (invoke "delegate" (i32.const 0)) (i32.const 11))
(assert_return (invoke "delegate" (i32.const 1)) (i32.const 21))
(assert_return (invoke "delegate" (i32.const 2)) (i32.const 11))
(assert_exception (invoke "delegate" (i32.const 3)))
(assert_return (invoke "out" (i32.const 4)) (i32.const 4))
(assert_return (invoke "chain" (i32.const 1)) (i32.const 101))
(assert_return (invoke "chain" (i32.const 0)) (i32.const 402))
(assert_return (invoke "from-catch") (i32.const 3))
(assert_return (invoke "bare") (i32.const 6))
(assert_return (invoke "mixed") (i32.const 8))
(assert_return (invoke "often" (i32.const 1000)) (i32.const 500500))
