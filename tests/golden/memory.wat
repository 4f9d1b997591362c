;; Memories of 64 bits, a second one, atomics, stores of constants.
(module (memory i64 1) (memory 1 2 shared)
  (func (export "wide") (param i64 f64) (f64.store offset=40000 (local.get 0) (f64.load (local.get 0))))
  (func (export "second") (param i32) (result i64) (i64.load32_s 1 offset=8 (local.get 0)))
  (func (export "atomics") (param i32 i64) (result i64)
    (i64.add (i64.atomic.rmw16.cmpxchg_u 1 offset=2 (local.get 0) (local.get 1) (i64.const 7)) (i64.atomic.rmw.sub 1 (i32.const 16) (local.get 1))))
  (func (export "constants") (i64.store (i64.const 8) (i64.const -1)) (i32.store8 1 (i32.const 8) (i32.const 0))))
