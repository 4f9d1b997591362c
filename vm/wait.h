/* Threads that wait at an address of a shared memory: memory.atomic.wait and notify.
 *
 *   WaitQueue ─▶ Waiter ⇄ Waiter ⇄ …       in the order in which they came; each in its thread's C stack
 *                at, condition, woken
 *
 * One mutex per memory guards the queue. The value is compared under it and the waiter queued under it, so no notify
 * after the comparison is lost. A waiter sleeps in short slices: interruption (exec_interrupt) may come from a signal
 * handler, which can set a flag but not signal a condition. */
#ifndef WVM_VM_WAIT_H
#define WVM_VM_WAIT_H

#include <pthread.h>

#include "vm/memory.h"

typedef struct Waiter Waiter;

typedef struct WaitQueue {
  pthread_mutex_t mutex;
  Waiter *first, *last;
} WaitQueue;

MUST_USE bool wait_queue_init(WaitQueue *q);
/* Nobody waits any more. */
void wait_queue_free(WaitQueue *q);

typedef enum WaitResult { WAIT_WOKEN, WAIT_NOT_EQUAL, WAIT_TIMED_OUT } WaitResult;

/* Waits until notified, if memory holds `expected` (4 or 8 bytes) at `at`, which lies inside and is aligned. A negative
 * timeout never ends. Traps: TRAP_EXPECTED_SHARED, TRAP_INTERRUPTED, TRAP_NO_MEMORY. */
MUST_USE TrapCode wait_at(Store *store, Memory *m, uint64_t at, uint32_t size, uint64_t expected, int64_t timeout_ns,
                          WaitResult *result);
/* Wakes at most `count` waiters at this address, those that came first; returns how many. Unshared memories: none. */
uint32_t wait_notify(Memory *m, uint64_t at, uint32_t count);

#endif
