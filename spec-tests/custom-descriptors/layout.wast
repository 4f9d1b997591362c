;; A descriptor that a subtype introduces lies behind the fields it inherits, so that they stay where they are.

(module
  (rec
    (type $plain (sub (struct (field $a (mut i32)))))
    (type $described (sub $plain (descriptor $desc) (struct (field $a (mut i32)) (field $b (mut i64)))))
    (type $desc (sub (describes $described) (struct (field $id i32)))))
  (rec
    (type $more (sub $described (descriptor $more-desc) (struct (field $a (mut i32)) (field $b (mut i64)) (field $c (mut i8)))))
    (type $more-desc (sub $desc (describes $more) (struct (field $id i32)))))
  (global $d (ref (exact $desc)) (struct.new $desc (i32.const 1)))
  (global $d2 (ref (exact $desc)) (struct.new $desc (i32.const 2)))
  (global $m (ref (exact $more-desc)) (struct.new $more-desc (i32.const 3)))
  (global $in-global (ref $described) (struct.new_desc $described (i32.const 5) (i64.const 6) (global.get $d2)))
  (global $default (ref $described) (struct.new_default_desc $described (global.get $d)))

  (func (export "fields") (result i32 i64 i32 i32 i32) (local $m (ref $more)) (local $p (ref $plain))
    (local.set $m (struct.new_desc $more (i32.const 10) (i64.const 20) (i32.const 30) (global.get $m)))
    (local.set $p (local.get $m))
    (struct.set $plain $a (local.get $p) (i32.const 11))
    (struct.set $described $b (local.get $m) (i64.const 21))
    (struct.get $more $a (local.get $m)) (struct.get $more $b (local.get $m)) (struct.get_s $more $c (local.get $m))
    (struct.get $desc $id (ref.get_desc $described (local.get $m)))
    (struct.get $desc $id (ref.get_desc $described (global.get $in-global))))
  (func (export "globals") (result i32 i64 i32 i32)
    (struct.get $described $a (global.get $in-global)) (struct.get $described $b (global.get $in-global))
    (struct.get $described $a (global.get $default))
    (struct.get $desc $id (ref.get_desc $described (global.get $default))))

  (func (export "default") (result i32 i64 i32) (local $x (ref $described))
    (local.set $x (struct.new_default_desc $described (struct.new $desc (i32.const 7))))
    (struct.get $described $a (local.get $x)) (struct.get $described $b (local.get $x))
    (struct.get $desc $id (ref.get_desc $described (local.get $x))))
  (func (export "default-null") (drop (struct.new_default_desc $described (ref.null none))))

  ;; The descriptor alone keeps nothing alive by mistake, and is kept by what it describes.
  (func $churn (param i32)
    (loop (drop (struct.new $plain (local.get 0)))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "kept") (result i32) (local $x (ref $described))
    (local.set $x (struct.new_desc $described (i32.const 1) (i64.const 2) (struct.new $desc (i32.const 44))))
    (call $churn (i32.const 1000))
    (struct.get $desc $id (ref.get_desc $described (local.get $x))))

  ;; Casts by descriptor of things that have none.
  (func (export "cast") (param $which i32) (result i32) (local $r anyref)
    (local.set $r (if (result anyref) (i32.eqz (local.get $which)) (then (struct.new $plain (i32.const 1)))
      (else (if (result anyref) (i32.eq (local.get $which) (i32.const 1)) (then (ref.i31 (i32.const 1)))
      (else (if (result anyref) (i32.eq (local.get $which) (i32.const 2)) (then (ref.null any))
      (else (if (result anyref) (i32.eq (local.get $which) (i32.const 3)) (then (global.get $in-global))
      (else (global.get $default))))))))))
    (block $no (result anyref)
      (return (struct.get $described $a
        (br_on_cast_desc_eq_fail $no anyref (ref $described) (local.get $r) (global.get $d2)))))
    (drop) (i32.const -1)))

(assert_return (invoke "fields") (i32.const 11) (i64.const 21) (i32.const 30) (i32.const 3) (i32.const 2))
(assert_return (invoke "globals") (i32.const 5) (i64.const 6) (i32.const 0) (i32.const 1))
(assert_return (invoke "default") (i32.const 0) (i64.const 0) (i32.const 7))
(assert_trap (invoke "default-null") "null descriptor reference")
(assert_return (invoke "kept") (i32.const 44))
(assert_return (invoke "cast" (i32.const 0)) (i32.const -1))
(assert_return (invoke "cast" (i32.const 1)) (i32.const -1))
(assert_return (invoke "cast" (i32.const 2)) (i32.const -1))
(assert_return (invoke "cast" (i32.const 3)) (i32.const 5))
(assert_return (invoke "cast" (i32.const 4)) (i32.const -1))
