;; Message passing: one thread writes a message, plainly, and raises a flag; the other reads the flag (r1), then the message
;; (r2). The flag without the message is what atomics forbid.

(module $Mem
  (memory (export "shared") 2 2 shared)
  ;; r1 * 2 + r2 of the one round, and of how many rounds that is 2
  (func (export "once") (result i32) (call $outcome (i32.const 1024)))
  (func $outcome (param $at i32) (result i32)
    (i32.add (i32.shl (i32.load offset=16 (local.get $at)) (i32.const 1)) (i32.load offset=48 (local.get $at))))
  (func (export "count") (param $outcome i32) (result i32) (local $at i32) (local $count i32)
    (local.set $at (i32.const 4096))
    (loop $next
      (local.set $count (i32.add (local.get $count) (i32.eq (call $outcome (local.get $at)) (local.get $outcome))))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 0x20000))))
    (local.get $count)))
(thread $T1 (shared (module $Mem))
  (register "mem" $Mem)
  (module
  (memory (import "mem" "shared") 2 2 shared)
  (func $round (param $at i32)
    (i32.store offset=32 (local.get $at) (i32.const 1))
    (i32.atomic.store (local.get $at) (i32.const 1)))
  (func (export "once") (call $round (i32.const 1024)))
  ;; Both threads begin together.
  (func $meet
    (if (i32.eq (i32.atomic.rmw.add (i32.const 0) (i32.const 1)) (i32.const 1))
      (then (drop (memory.atomic.notify (i32.const 0) (i32.const -1))))
      (else (drop (memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const -1))))))
  (func (export "rounds") (local $at i32)
    (call $meet)
    (local.set $at (i32.const 4096))
    (loop $next
      (call $round (local.get $at))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 0x20000))))))
  (assert_return (invoke "once"))
  (assert_return (invoke "rounds")))
(thread $T2 (shared (module $Mem))
  (register "mem" $Mem)
  (module
  (memory (import "mem" "shared") 2 2 shared)
  (func $round (param $at i32)
    (i32.store offset=16 (local.get $at) (i32.atomic.load (local.get $at)))
    (i32.store offset=48 (local.get $at) (i32.load offset=32 (local.get $at))))
  (func (export "once") (call $round (i32.const 1024)))
  ;; Both threads begin together.
  (func $meet
    (if (i32.eq (i32.atomic.rmw.add (i32.const 0) (i32.const 1)) (i32.const 1))
      (then (drop (memory.atomic.notify (i32.const 0) (i32.const -1))))
      (else (drop (memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const -1))))))
  (func (export "rounds") (local $at i32)
    (call $meet)
    (local.set $at (i32.const 4096))
    (loop $next
      (call $round (local.get $at))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 0x20000))))))
  (assert_return (invoke "once"))
  (assert_return (invoke "rounds")))
(wait $T1)
(wait $T2)
(assert_return (invoke $Mem "once") (either (i32.const 0) (i32.const 1) (i32.const 3)))
(assert_return (invoke $Mem "count" (i32.const 2)) (i32.const 0))

;; The same without atomics: everything may happen.

(module $Mem
  (memory (export "shared") 2 2 shared)
  ;; r1 * 2 + r2 of the one round, and of how many rounds that is 2
  (func (export "once") (result i32) (call $outcome (i32.const 1024)))
  (func $outcome (param $at i32) (result i32)
    (i32.add (i32.shl (i32.load offset=16 (local.get $at)) (i32.const 1)) (i32.load offset=48 (local.get $at))))
  (func (export "count") (param $outcome i32) (result i32) (local $at i32) (local $count i32)
    (local.set $at (i32.const 4096))
    (loop $next
      (local.set $count (i32.add (local.get $count) (i32.eq (call $outcome (local.get $at)) (local.get $outcome))))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 0x20000))))
    (local.get $count)))
(thread $T1 (shared (module $Mem))
  (register "mem" $Mem)
  (module
  (memory (import "mem" "shared") 2 2 shared)
  (func $round (param $at i32)
    (i32.store offset=32 (local.get $at) (i32.const 1))
    (i32.store (local.get $at) (i32.const 1)))
  (func (export "once") (call $round (i32.const 1024)))
  ;; Both threads begin together.
  (func $meet
    (if (i32.eq (i32.atomic.rmw.add (i32.const 0) (i32.const 1)) (i32.const 1))
      (then (drop (memory.atomic.notify (i32.const 0) (i32.const -1))))
      (else (drop (memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const -1))))))
  (func (export "rounds") (local $at i32)
    (call $meet)
    (local.set $at (i32.const 4096))
    (loop $next
      (call $round (local.get $at))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 0x20000))))))
  (assert_return (invoke "once"))
  (assert_return (invoke "rounds")))
(thread $T2 (shared (module $Mem))
  (register "mem" $Mem)
  (module
  (memory (import "mem" "shared") 2 2 shared)
  (func $round (param $at i32)
    (i32.store offset=16 (local.get $at) (i32.load (local.get $at)))
    (i32.store offset=48 (local.get $at) (i32.load offset=32 (local.get $at))))
  (func (export "once") (call $round (i32.const 1024)))
  ;; Both threads begin together.
  (func $meet
    (if (i32.eq (i32.atomic.rmw.add (i32.const 0) (i32.const 1)) (i32.const 1))
      (then (drop (memory.atomic.notify (i32.const 0) (i32.const -1))))
      (else (drop (memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const -1))))))
  (func (export "rounds") (local $at i32)
    (call $meet)
    (local.set $at (i32.const 4096))
    (loop $next
      (call $round (local.get $at))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 0x20000))))))
  (assert_return (invoke "once"))
  (assert_return (invoke "rounds")))
(wait $T1)
(wait $T2)
(assert_return (invoke $Mem "once") (either (i32.const 0) (i32.const 1) (i32.const 2) (i32.const 3)))
