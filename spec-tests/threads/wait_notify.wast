;; Threads that wait for each other, and a memory that grows under them.

(module $Mem (memory (export "shared") 1 4 shared))

;; A waits at 0 until B wakes it, then lets B go on at 8.
(thread $A (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (memory (import "mem" "shared") 1 4 shared)
    (func (export "sleep") (result i32) (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
    (func (export "raise") (i64.atomic.store (i32.const 8) (i64.const 1)))
    (func (export "wake") (result i32) (memory.atomic.notify (i32.const 8) (i32.const -1))))
  (assert_return (invoke "sleep") (i32.const 0))
  (invoke "raise")
  (assert_return (invoke "wake") (either (i32.const 0) (i32.const 1))))

(thread $B (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (memory (import "mem" "shared") 1 4 shared)
    (func (export "wake-none") (result i32) (memory.atomic.notify (i32.const 0) (i32.const 0)))
    (func (export "wake-one")
      (loop $again (br_if $again (i32.ne (memory.atomic.notify (i32.const 0) (i32.const 1)) (i32.const 1)))))
    (func (export "sleep") (result i32) (memory.atomic.wait64 (i32.const 8) (i64.const 0) (i64.const -1))))
  (assert_return (invoke "wake-none") (i32.const 0))
  (invoke "wake-one")
  (assert_return (invoke "sleep") (either (i32.const 0) (i32.const 1))))

(wait $A)
(wait $B)

;; C grows the memory; D waits for that without being told, and uses the new pages at once.
(thread $C (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (memory (import "mem" "shared") 1 4 shared)
    (func (export "grow") (result i32) (memory.grow (i32.const 1)))
    (func (export "size") (result i32) (memory.size)))
  (assert_return (invoke "grow") (i32.const 1))
  (assert_return (invoke "size") (i32.const 2)))

(thread $D (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (memory (import "mem" "shared") 1 4 shared)
    (func (export "use") (result i32)
      (i32.store (i32.const 16) (i32.const 1))
      (loop $again (br_if $again (i32.lt_u (memory.size) (i32.const 2))))
      (i32.store (i32.const 0x1fffc) (i32.const 7))
      (i32.add (i32.load (i32.const 0x1fffc)) (i32.atomic.load (i32.const 0x1fff8))))
    (func (export "beyond") (result i32) (i32.load (i32.const 0x20000))))
  (assert_return (invoke "use") (i32.const 7))
  (assert_trap (invoke "beyond") "out of bounds memory access"))

(wait $C)
(wait $D)

;; Alone: what ends at once.
(module
  (memory 1 1 shared)
  (func (export "wait32") (param i32 i32 i64) (result i32)
    (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "wait64") (param i32 i64 i64) (result i32)
    (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "notify") (param i32 i32) (result i32) (memory.atomic.notify (local.get 0) (local.get 1))))
(assert_return (invoke "wait32" (i32.const 0) (i32.const 1) (i64.const -1)) (i32.const 1))
(assert_return (invoke "wait32" (i32.const 0) (i32.const 0) (i64.const 0)) (i32.const 2))
(assert_return (invoke "wait32" (i32.const 0) (i32.const 0) (i64.const 1000000)) (i32.const 2))
(assert_return (invoke "wait64" (i32.const 65528) (i64.const 0) (i64.const 15000000)) (i32.const 2))
(assert_return (invoke "wait64" (i32.const 8) (i64.const 0x100000000) (i64.const -1)) (i32.const 1))
(assert_return (invoke "notify" (i32.const 0) (i32.const -1)) (i32.const 0))
(assert_trap (invoke "wait32" (i32.const 2) (i32.const 0) (i64.const 0)) "unaligned atomic")
(assert_trap (invoke "wait64" (i32.const 4) (i64.const 0) (i64.const 0)) "unaligned atomic")
(assert_trap (invoke "notify" (i32.const 1) (i32.const 0)) "unaligned atomic")
(assert_trap (invoke "wait32" (i32.const 65536) (i32.const 0) (i64.const 0)) "out of bounds memory access")
(assert_trap (invoke "wait64" (i32.const -8) (i64.const 0) (i64.const 0)) "out of bounds memory access")
(assert_trap (invoke "notify" (i32.const 65536) (i32.const 0)) "out of bounds memory access")

;; Nobody can wait at a memory that is not shared.
(module
  (memory 1 1)
  (func (export "wait32") (param i32) (result i32) (memory.atomic.wait32 (local.get 0) (i32.const 1) (i64.const 0)))
  (func (export "wait64") (param i32) (result i32) (memory.atomic.wait64 (local.get 0) (i64.const 1) (i64.const 0)))
  (func (export "notify") (param i32) (result i32) (memory.atomic.notify (local.get 0) (i32.const -1))))
(assert_trap (invoke "wait32" (i32.const 0)) "expected shared memory")
(assert_trap (invoke "wait64" (i32.const 0)) "expected shared memory")
(assert_return (invoke "notify" (i32.const 0)) (i32.const 0))
(assert_trap (invoke "notify" (i32.const 2)) "unaligned atomic")
(assert_trap (invoke "notify" (i32.const 65536)) "out of bounds memory access")
