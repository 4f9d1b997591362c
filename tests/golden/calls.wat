;; Calls of every kind, a table of branches, traps.
(module (import "m" "f" (func $import (param i64))) (table 2 funcref) (type $t (func (param i32) (result i32)))
  (func $self (export "calls") (param i32) (result i32)
    (call $import (i64.const 0x123456789))
    (i32.div_s (call $self (local.get 0)) (call_indirect (type $t) (i32.const 7) (local.get 0))))
  (func (export "tail") (param i32) (result i32) (return_call $self (i32.eqz (local.get 0))))
  (func (export "table") (param i32) (result i32)
    (block (block (block (br_table 0 1 2 (local.get 0))) (return (i32.const 4))) (return (i32.const 5)))
    (i32.trunc_f64_s (f64.convert_i32_u (local.get 0)))))
