/* Waiting and waking. */
#include "vm/wait.h"

#include <time.h>

#include "base/os.h"
#include "vm/sem/atomic.h"
#include "vm/store.h"

struct Waiter {
  uint64_t at;
  pthread_cond_t condition;
  bool woken; /* and no longer in the queue */
  Waiter *next, *before;
};

/* How long an interrupt may take to be seen. */
static const uint64_t slice_ns = 10 * 1000000;

bool wait_queue_init(WaitQueue *q) {
  q->first = q->last = NULL;
  return pthread_mutex_init(&q->mutex, NULL) == 0;
}

void wait_queue_free(WaitQueue *q) { pthread_mutex_destroy(&q->mutex); }

static void append(WaitQueue *q, Waiter *w) {
  w->next = NULL;
  w->before = q->last;
  if (q->last) q->last->next = w;
  else q->first = w;
  q->last = w;
}

static void take_out(WaitQueue *q, Waiter *w) {
  if (w->before) w->before->next = w->next;
  else q->first = w->next;
  if (w->next) w->next->before = w->before;
  else q->last = w->before;
}

static bool condition_init(pthread_cond_t *c) {
  pthread_condattr_t attr;
  if (pthread_condattr_init(&attr)) return false;
  const bool ok = !pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) && !pthread_cond_init(c, &attr);
  pthread_condattr_destroy(&attr);
  return ok;
}

/* When the wait ends, on the monotonic clock; UINT64_MAX: never. */
static uint64_t deadline_of(int64_t timeout_ns) {
  if (timeout_ns < 0) return UINT64_MAX;
  return os_monotonic_ns() + (uint64_t)timeout_ns; /* both below 2^63 */
}

/* Sleeps until woken, the end, or an interrupt; the mutex is held. */
static TrapCode sleep_in(WaitQueue *q, Waiter *w, const Exec *exec, uint64_t deadline, WaitResult *result) {
  while (!w->woken) {
    const TrapCode trap = exec_poll(exec);
    const uint64_t now = os_monotonic_ns();
    if (trap || now >= deadline) {
      take_out(q, w);
      *result = WAIT_TIMED_OUT;
      return trap;
    }
    const uint64_t until = deadline - now < slice_ns ? deadline : now + slice_ns;
    const struct timespec t = {.tv_sec = (time_t)(until / 1000000000), .tv_nsec = (long)(until % 1000000000)};
    (void)pthread_cond_timedwait(&w->condition, &q->mutex, &t); /* the loop sees why it ended */
  }
  *result = WAIT_WOKEN;
  return TRAP_NONE;
}

static bool is_equal(const uint8_t *p, uint32_t size, uint64_t expected) {
  if (size == 4) return sem_atomic_load32((const uint32_t *)(const void *)p) == (uint32_t)expected;
  return sem_atomic_load64((const uint64_t *)(const void *)p) == expected;
}

TrapCode wait_at(Store *store, Memory *m, uint64_t at, uint32_t size, uint64_t expected, int64_t timeout_ns,
                 WaitResult *result) {
  WaitQueue *q = memory_waiters(m);
  if (!q) return TRAP_EXPECTED_SHARED;
  const uint64_t deadline = deadline_of(timeout_ns);
  Waiter w = {.at = at};
  if (!condition_init(&w.condition)) return TRAP_NO_MEMORY;
  TrapCode trap = TRAP_NONE;
  pthread_mutex_lock(&q->mutex);
  if (is_equal(m->base + at, size, expected)) {
    append(q, &w);
    trap = sleep_in(q, &w, store->exec, deadline, result);
  } else {
    *result = WAIT_NOT_EQUAL;
  }
  pthread_mutex_unlock(&q->mutex);
  pthread_cond_destroy(&w.condition);
  return trap;
}

uint32_t wait_notify(Memory *m, uint64_t at, uint32_t count) {
  WaitQueue *q = memory_waiters(m);
  if (!q) return 0;
  uint32_t woken = 0;
  pthread_mutex_lock(&q->mutex);
  for (Waiter *w = q->first, *next; w && woken < count; w = next) {
    next = w->next;
    if (w->at != at) continue;
    take_out(q, w);
    w->woken = true;
    pthread_cond_signal(&w->condition); /* under the mutex: the waiter is gone as soon as that is free */
    woken++;
  }
  pthread_mutex_unlock(&q->mutex);
  return woken;
}
