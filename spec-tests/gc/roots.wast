;; References in every place where a collection must find them. With --gc-stress each allocation collects and overwrites
;; what is free, so a reference that is missed is read back wrong.

(module
  (type $n (struct (field $v i32) (field $next (ref null $n))))
  (type $a (array (mut (ref null $n))))
  (type $f (func (param (ref null $n)) (result i32)))
  (table $t 10 anyref)
  (table $init 3 (ref $n) (struct.new $n (i32.const 8) (struct.new $n (i32.const 9) (ref.null $n))))
  (global $g (mut anyref) (struct.new $n (i32.const 1) (struct.new $n (i32.const 2) (ref.null $n))))
  (global $array (ref $a) (array.new_fixed $a 3
    (struct.new $n (i32.const 3) (ref.null $n)) (struct.new $n (i32.const 4) (ref.null $n)) (struct.new $n (i32.const 5) (ref.null $n))))
  (elem $passive (ref null $n)
    (item (struct.new $n (i32.const 6) (ref.null $n))) (item (struct.new $n (i32.const 7) (ref.null $n))) (item (ref.null $n)))
  (elem (table $t) (i32.const 1) anyref
    (item (struct.new $n (i32.const 10) (ref.null $n))) (item (struct.new $n (i32.const 11) (ref.null $n))))

  (func $churn (param $k i32)
    (loop (drop (struct.new $n (i32.const -1) (struct.new $n (i32.const -1) (ref.null $n))))
      (br_if 0 (local.tee $k (i32.sub (local.get $k) (i32.const 1))))))
  (func $value (param $n (ref null $n)) (result i32) (struct.get $n $v (local.get $n)))
  (func $cast (param anyref) (result (ref $n)) (ref.cast (ref $n) (local.get 0)))
  (func $new (param $v i32) (result (ref $n)) (struct.new $n (local.get $v) (ref.null $n)))

  (func (export "globals") (result i32)
    (call $churn (i32.const 10))
    (i32.add (call $value (call $cast (global.get $g)))
    (i32.add (call $value (struct.get $n $next (call $cast (global.get $g))))
    (i32.add (call $value (array.get $a (global.get $array) (i32.const 0)))
    (i32.add (call $value (array.get $a (global.get $array) (i32.const 1)))
             (call $value (array.get $a (global.get $array) (i32.const 2))))))))
  (func (export "tables") (result i32)
    (call $churn (i32.const 10))
    (i32.add (call $value (table.get $init (i32.const 2)))
    (i32.add (call $value (struct.get $n $next (table.get $init (i32.const 1))))
    (i32.add (call $value (call $cast (table.get $t (i32.const 1)))) (call $value (call $cast (table.get $t (i32.const 2))))))))
  (func (export "segment") (result i32) (local $a (ref $a)) (local $b (ref $a))
    (local.set $a (array.new_elem $a $passive (i32.const 0) (i32.const 3)))
    (call $churn (i32.const 10))
    (local.set $b (array.new_elem $a $passive (i32.const 1) (i32.const 1)))
    (call $churn (i32.const 10))
    (i32.add (call $value (array.get $a (local.get $a) (i32.const 0)))
    (i32.add (call $value (array.get $a (local.get $b) (i32.const 0)))
             (ref.eq (array.get $a (local.get $a) (i32.const 1)) (array.get $a (local.get $b) (i32.const 0))))))

  ;; operands: below a call, read from locals that change later, constants, in blocks and loops
  (func (export "operands") (result i32) (local $x (ref null $n)) (local $y (ref null $n)) (local $k i32)
    (local.set $x (call $new (i32.const 1)))
    (local.get $x)                     ;; pending while x changes
    (local.set $x (call $new (i32.const 2)))
    (local.get $x)
    (call $new (i32.const 4))          ;; home
    (ref.null $n)
    (block (param (ref null $n) (ref $n) (ref null $n)) (result (ref null $n) (ref $n) (ref null $n))
      (local.set $y (call $new (i32.const 8)))
      (local.set $x (local.get $y))
      (call $churn (i32.const 3)))
    (drop) (local.set $y) (local.set $x)                 ;; null gone; 4; 2
    (i32.add (call $value (local.get $y)) (call $value (local.get $x)))
    (local.set $k) (local.set $x)                        ;; 6; 1
    (i32.add (local.get $k) (call $value (local.get $x))))
  (func (export "pending") (result i32) (local $x (ref null $n)) (local $k i32) (local $s i32)
    (loop $again
      (local.set $x (call $new (local.get $k)))
      ;; three readers of x and a constant are pending when the structure is made
      (local.set $s (i32.add (local.get $s)
        (call $three (local.get $x) (local.get $x) (struct.new $n (local.get $k) (local.get $x)))))
      (br_if $again (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 20))))
    (local.get $s))
  (func $three (param $a (ref null $n)) (param $b (ref null $n)) (param $c (ref null $n)) (result i32)
    (call $churn (i32.const 2))
    (i32.add (i32.add (call $value (local.get $a)) (call $value (local.get $b)))
             (i32.add (call $value (local.get $c)) (call $value (struct.get $n $next (local.get $c))))))

  ;; values in flight in the making of arrays and structures
  (func (export "in-flight") (result i32) (local $a (ref $a))
    (local.set $a (array.new_fixed $a 4 (call $new (i32.const 1)) (call $new (i32.const 2)) (call $new (i32.const 4)) (call $new (i32.const 8))))
    (call $churn (i32.const 3))
    (i32.add
      (i32.add (call $value (array.get $a (local.get $a) (i32.const 0))) (call $value (array.get $a (local.get $a) (i32.const 1))))
      (i32.add (call $value (array.get $a (local.get $a) (i32.const 2))) (call $value (array.get $a (local.get $a) (i32.const 3))))))
  (func (export "new") (result i32) (local $a (ref $a))
    (local.set $a (array.new $a (call $new (i32.const 5)) (i32.const 3)))
    (call $churn (i32.const 3))
    (array.fill $a (local.get $a) (i32.const 1) (call $new (i32.const 7)) (i32.const 1))
    (i32.add (call $value (array.get $a (local.get $a) (i32.const 0))) (call $value (array.get $a (local.get $a) (i32.const 1)))))

  ;; tail calls, indirect calls, calls by reference: the arguments are the callee's
  (func $last (param $p (ref null $n)) (result i32) (call $churn (i32.const 2)) (call $value (local.get $p)))
  (elem declare func $last)
  (table $funcs funcref (elem $last))
  (func (export "tail") (result i32) (return_call $last (call $new (i32.const 31))))
  (func (export "indirect") (result i32)
    (i32.add (call_indirect $funcs (type $f) (call $new (i32.const 1)) (i32.const 0))
             (call_ref $f (call $new (i32.const 2)) (ref.func $last))))
  (func (export "tail-ref") (result i32) (return_call_ref $f (call $new (i32.const 32)) (ref.func $last)))

  ;; results on their way through blocks and branches
  (func (export "results") (param $k i32) (result i32)
    (call $value (block $out (result (ref null $n))
      (drop (br_if $out (call $new (i32.const 1)) (i32.eqz (local.get $k))))
      (call $churn (i32.const 2))
      (call $new (i32.const 2)))))
  (func $two (result (ref $n) i32 (ref $n)) (call $new (i32.const 1)) (i32.const 2) (call $new (i32.const 4)))
  (func (export "multi") (result i32) (local $p (ref null $n)) (local $k i32)
    (call $two) (local.set $p) (local.set $k)
    (call $churn (i32.const 2))
    (i32.add (call $value) (i32.add (local.get $k) (call $value (local.get $p)))))

  ;; what is externalised, and i31
  (func (export "converted") (result i32) (local $e externref) (local $i i31ref)
    (local.set $e (extern.convert_any (call $new (i32.const 6))))
    (local.set $i (ref.i31 (i32.const 5)))
    (call $churn (i32.const 2))
    (i32.add (call $value (call $cast (any.convert_extern (local.get $e)))) (i31.get_s (local.get $i)))))

(assert_return (invoke "globals") (i32.const 15))
(assert_return (invoke "tables") (i32.const 38))
(assert_return (invoke "segment") (i32.const 14))
(assert_return (invoke "operands") (i32.const 7))
(assert_return (invoke "pending") (i32.const 760))
(assert_return (invoke "in-flight") (i32.const 15))
(assert_return (invoke "new") (i32.const 12))
(assert_return (invoke "tail") (i32.const 31))
(assert_return (invoke "indirect") (i32.const 3))
(assert_return (invoke "tail-ref") (i32.const 32))
(assert_return (invoke "results" (i32.const 0)) (i32.const 1))
(assert_return (invoke "results" (i32.const 1)) (i32.const 2))
(assert_return (invoke "multi") (i32.const 7))
(assert_return (invoke "converted") (i32.const 11))
