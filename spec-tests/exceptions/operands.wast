;; What stands below a try, in locals and in accumulators when something is thrown inside of it.

(module
  (tag $e)
  (tag $i (param i32))
  (tag $d (param f64))
  (func $throw (throw $e))
  (func $throw-i (param i32) (throw $i (local.get 0)))
  (func $throw-d (param f64) (throw $d (local.get 0)))
  (func $nothing)

  ;; operands below are locals and constants that nothing was emitted for
  (func (export "below") (param i32 i64) (result i64)
    (local.get 1)
    (i64.const 1000000000000)
    (local.get 0)
    (block $h
      (try_table (catch $e $h)
        (local.set 0 (i32.const 77))
        (local.set 1 (i64.const 78))
        (call $throw)))
    (i64.extend_i32_u)
    (i64.add)
    (i64.add))

  ;; what was written before the throw stays
  (func (export "locals") (param i32) (result i32)
    (local $a i32)
    (block $h
      (try_table (catch $e $h)
        (local.set $a (i32.add (local.get 0) (i32.const 1)))
        (call $throw)
        (local.set $a (i32.const 100))))
    (local.get $a))

  ;; a call whose result would have gone to the local does not return
  (func $never (result i32) (throw $e))
  (func (export "not-set") (result i32)
    (local $a i32)
    (local.set $a (i32.const 5))
    (block $h
      (try_table (catch $e $h)
        (local.set $a (call $never))))
    (local.get $a))

  ;; the accumulators after landing are not those before the throw
  (func (export "accumulators") (param i32 f32 f64) (result f64)
    (local $a i32) (local $b f32) (local $c f64)
    (local.set $a (i32.mul (local.get 0) (i32.const 3)))
    (local.set $b (f32.mul (local.get 1) (f32.const 3)))
    (local.set $c (f64.mul (local.get 2) (f64.const 3)))
    (block $h (result f64)
      (try_table (result f64) (catch $d $h)
        (call $throw-d (f64.sqrt (f64.const 16)))
        (f64.const 0)))
    (f64.add (local.get $c))
    (f64.add (f64.promote_f32 (local.get $b)))
    (f64.add (f64.convert_i32_s (local.get $a))))

  ;; a condition inside, used outside; a value computed inside passes the end
  (func (export "through") (param i32) (result i32)
    (block $h (result i32)
      (if (result i32)
        (try_table (result i32) (catch $i $h)
          (i32.eq (local.get 0) (i32.const 1)))
        (then (i32.const 10))
        (else
          (try_table (result i32) (catch $i $h)
            (call $throw-i (local.get 0))
            (i32.const 20))))))

  ;; the try ends before the throw
  (func (export "behind") (param i32) (result i32)
    (block $outer (result i32)
      (try_table (result i32) (catch $i $outer)
        (block $inner (result i32)
          (try_table (catch $i $inner) (call $nothing))
          (call $throw-i (i32.const 1))
          (i32.const 2)))
      (drop)
      (i32.const 3)))

  ;; an empty try, tries that begin or end where others do
  (func (export "edges") (result i32)
    (block $h (result i32)
      (try_table (catch $i $h))
      (try_table (catch $i $h)
        (try_table (catch_all 0)
          (try_table)))
      (try_table (result i32) (catch $i $h)
        (try_table (result i32)
          (try_table (result i32)
            (call $throw-i (i32.const 9))
            (i32.const 1))))))

  ;; catching in a loop's head, with parameters
  (func (export "loop") (param $n i32) (result i32)
    (local $sum i32)
    (i32.const 0)
    (loop $again (param i32) (result i32)
      (local.set $sum (i32.add (local.get $sum)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (if (i32.gt_s (local.get $n) (i32.const 0))
        (then (try_table (catch $i $again) (call $throw-i (local.get $n)))))
      (local.get $sum)))

  ;; clauses that leave the function
  (func $leaves (param i32) (result i32)
    (i32.add
      (i32.const 1000)
      (try_table (result i32) (catch $i 0)
        (call $throw-i (local.get 0))
        (i32.const 1))))
  (func (export "leaves") (param i32) (result i32) (i32.add (call $leaves (local.get 0)) (i32.const 1)))
  (func $leaves-d (param f64) (result f64)
    (try_table (result f64) (catch $d 0)
      (call $throw-d (local.get 0))
      (f64.const 1)))
  (func (export "leaves-d") (param f64) (result f64) (f64.mul (call $leaves-d (local.get 0)) (f64.const 2)))
  (func (export "leaves-nothing") (try_table (catch_all 0) (call $throw)) (unreachable))

  ;; by br_table and br_if out of a try, then a throw
  (func (export "out") (param i32) (result i32)
    (block $h (result i32)
      (block $a (block $b (block $c
        (try_table (catch_all $c)
          (br_table $a $b $c (local.get 0))))
        (return (i32.const 3)))
        (return (i32.const 2)))
      (call $throw-i (i32.const 4))
      (i32.const 5)))
)

(assert_return (invoke "below" (i32.const 5) (i64.const 7)) (i64.const 1000000000012))
(assert_return (invoke "locals" (i32.const 3)) (i32.const 4))
(assert_return (invoke "not-set") (i32.const 5))
(assert_return (invoke "accumulators" (i32.const 1) (f32.const 2) (f64.const 3)) (f64.const 22))
(assert_return (invoke "through" (i32.const 1)) (i32.const 10))
(assert_return (invoke "through" (i32.const 7)) (i32.const 7))
(assert_return (invoke "behind" (i32.const 7)) (i32.const 1))
(assert_return (invoke "edges") (i32.const 9))
(assert_return (invoke "loop" (i32.const 5)) (i32.const 10))
(assert_return (invoke "leaves" (i32.const 5)) (i32.const 6))
(assert_return (invoke "leaves-d" (f64.const 1.5)) (f64.const 3))
(assert_return (invoke "leaves-nothing"))
(assert_exception (invoke "out" (i32.const 0)))
(assert_return (invoke "out" (i32.const 1)) (i32.const 2))
(assert_return (invoke "out" (i32.const 2)) (i32.const 3))
