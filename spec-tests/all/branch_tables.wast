;; br_table: indices at and beyond the count, as unsigned numbers; counts that bytes claim and do not have; exits of several depths,
;; with results; the same label more than once; a table in a loop.

(module
  (func (export "one") (param i32) (result i32)
    (block (block (br_table 0 1 (local.get 0))) (return (i32.const 10))) (i32.const 20))
  (func (export "none") (param i32) (result i32) (block (br_table 0 (local.get 0))) (i32.const 7))
  (func (export "value") (param i32) (result i32)
    (block $a (result i32)
      (block $b (result i32)
        (block $c (result i32)
          (i32.const 5) (br_table $a $b $c $b $a (local.get 0)))
        (return (i32.add (i32.const 300))))
      (return (i32.add (i32.const 200))))
    (i32.add (i32.const 100)))
  (func (export "values") (param i32) (result i64 f64) (local f64)
    (i64.const 1)
    (block $a (result i64 f64)
      (block $b (result i64 f64)
        (i32.const 9) (i32.const 8) ;; thrown away
        (i64.const 2) (f64.const 3)
        (br_table $a $b 2 (local.get 0)))
      (f64.const 0.5) (f64.add) (return))
    (f64.mul (f64.const 2)) (local.set 1) (i64.add) (local.get 1))
  (func (export "loop") (param $n i32) (result i32) (local $sum i32)
    (block $out
      (loop $l
        (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
        (block $skip
          (block $add
            (br_table $skip $add $l $out (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.set $sum (i32.add (local.get $sum) (i32.const 100))))
        (local.set $n (i32.const 3))
        (br_if $l (i32.lt_u (local.get $sum) (i32.const 250)))))
    (local.get $sum))
  ;; A register each for many locals, exits that need moves on some ways only.
  (func (export "moves") (param $n i32) (result i64) (local $a i64) (local $b i64) (local $c f64)
    (block $out (result i64)
      (loop $l (result i64)
        (local.set $a (i64.add (local.get $a) (i64.const 1)))
        (local.set $b (i64.add (local.get $b) (local.get $a)))
        (local.set $c (f64.add (local.get $c) (f64.const 1)))
        (block $in (result i64)
          (local.get $b)
          (local.get $n)
          (local.set $n (i32.add (local.get $n) (i32.const 1)))
          (i32.const 7) (i32.rem_u)
          (br_table $in $in $out $in))
        (local.set $b)
        (br $l)))
    (i64.add (i64.trunc_f64_s (local.get $c)))))

(assert_return (invoke "one" (i32.const 0)) (i32.const 10))
(assert_return (invoke "one" (i32.const 1)) (i32.const 20))
(assert_return (invoke "one" (i32.const -1)) (i32.const 20))
(assert_return (invoke "one" (i32.const 0x80000000)) (i32.const 20))
(assert_return (invoke "one" (i32.const 0x40000000)) (i32.const 20))
(assert_return (invoke "none" (i32.const 0)) (i32.const 7))
(assert_return (invoke "none" (i32.const -1)) (i32.const 7))
(assert_return (invoke "value" (i32.const 0)) (i32.const 105))
(assert_return (invoke "value" (i32.const 1)) (i32.const 205))
(assert_return (invoke "value" (i32.const 2)) (i32.const 305))
(assert_return (invoke "value" (i32.const 3)) (i32.const 205))
(assert_return (invoke "value" (i32.const 4)) (i32.const 105))
(assert_return (invoke "value" (i32.const 5)) (i32.const 105))
(assert_return (invoke "value" (i32.const -1)) (i32.const 105))
(assert_return (invoke "values" (i32.const 0)) (i64.const 3) (f64.const 6))
(assert_return (invoke "values" (i32.const 1)) (i64.const 2) (f64.const 3.5))
(assert_return (invoke "values" (i32.const 2)) (i64.const 2) (f64.const 3))
(assert_return (invoke "values" (i32.const -5)) (i64.const 2) (f64.const 3))
(assert_return (invoke "loop" (i32.const 2)) (i32.const 305))
(assert_return (invoke "loop" (i32.const 100)) (i32.const 1))
(assert_return (invoke "moves" (i32.const 0)) (i64.const 9))

;; Counts of which the body has not the bytes: near 2^32, where count + 1, or four times it, is small.
(assert_malformed
  (module binary "\00asm" "\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00"
    "\0a\0d\01" "\0b\00" "\41\00" "\0e\ff\ff\ff\ff\0f\00" "\0b")
  "length out of bounds")
(assert_malformed
  (module binary "\00asm" "\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00"
    "\0a\0d\01" "\0b\00" "\41\00" "\0e\fe\ff\ff\ff\0f\00" "\0b")
  "length out of bounds")
(assert_malformed
  (module binary "\00asm" "\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00"
    "\0a\0d\01" "\0b\00" "\41\00" "\0e\80\80\80\80\04\00" "\0b")
  "length out of bounds")
(assert_malformed
  (module binary "\00asm" "\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00"
    "\0a\0d\01" "\0b\00" "\41\00" "\0e\80\80\80\80\10\00" "\0b")
  "integer too large")
