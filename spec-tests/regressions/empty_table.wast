;; A table without elements has nothing to point to.

(module
  (table $t 0 funcref)
  (table $u 0 10 externref)
  (func (export "grow") (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0)))
  (func (export "size") (result i32) (table.size $t))
  (func (export "fill") (table.fill $t (i32.const 0) (ref.null func) (i32.const 0)))
  (func (export "copy") (table.copy $t $t (i32.const 0) (i32.const 0) (i32.const 0)))
  (func (export "get") (table.get $u (i32.const 0)) (drop)))

(assert_return (invoke "grow" (i32.const 0)) (i32.const 0))
(assert_return (invoke "fill"))
(assert_return (invoke "copy"))
(assert_return (invoke "size") (i32.const 0))
(assert_trap (invoke "get") "out of bounds table access")
(assert_return (invoke "grow" (i32.const 2)) (i32.const 0))
(assert_return (invoke "size") (i32.const 2))
