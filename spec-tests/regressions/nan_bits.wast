;; Signalling NaNs keep their bits through locals, selects, calls, branches, globals, memory, tables of results.
(module
  (memory 1)
  (global $g (mut f32) (f32.const 0))
  (global $h (mut f64) (f64.const 0))
  (func $id (param f32) (result f32) local.get 0)
  (func $id2 (param f64 f32) (result f32 f64) local.get 1 local.get 0)
  (func (export "f32") (param i32) (result i32) (local f32 f32)
    local.get 0 f32.reinterpret_i32 local.tee 1 call $id local.tee 2
    f32.const 1 i32.const 1 select
    global.set $g
    global.get $g
    (block (param f32) (result f32) local.get 0 br_if 0)
    local.set 1
    (f32.store (i32.const 0) (local.get 1))
    (f32.load (i32.const 0))
    f32.neg f32.neg f32.abs
    f64.const nan:0x4000000000001 local.get 1 call $id2 global.set $h drop
    (f64.store (i32.const 8) (global.get $h))
    i32.reinterpret_f32)
  (func (export "f64") (result i64) (i64.load (i32.const 8)))
  (func (export "v") (param i32) (result i32) local.get 0 f32.reinterpret_i32 f32x4.splat f32x4.extract_lane 3 i32.reinterpret_f32)
)
(assert_return (invoke "f32" (i32.const 0x7fa00001)) (i32.const 0x7fa00001))
(assert_return (invoke "f64") (i64.const 0x7ff4000000000001))
(assert_return (invoke "v" (i32.const 0xffa00001)) (i32.const 0xffa00001))
