/* Timeouts of stores: one thread of the process waits for the next one, while there are any.
 *
 *   wanted ─▶ {store, when} ─▶ …           in no order: there are few */
#include <pthread.h>
#include <time.h>

#include "base/os.h"
#include "host/api.h"

typedef struct Timeout {
  wvm_store_t *store;
  uint64_t when; /* os_monotonic_ns */
  struct Timeout *next;
} Timeout;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed; /* on the monotonic clock */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static Timeout *wanted;
static bool watching;

static void make_changed(void) {
  pthread_condattr_t attr;
  pthread_condattr_init(&attr);
  pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
  pthread_cond_init(&changed, &attr);
  pthread_condattr_destroy(&attr);
}

/* Under the lock. Interrupts those whose time is up; when the next one is. */
static uint64_t look(void) {
  uint64_t next = UINT64_MAX;
  const uint64_t now = os_monotonic_ns();
  for (Timeout **p = &wanted; *p;) {
    Timeout *t = *p;
    if (t->when <= now) {
      wvm_store_interrupt(t->store);
      *p = t->next;
      alloc_free(&alloc_libc, t, sizeof *t);
      continue;
    }
    next = MIN_OF(next, t->when);
    p = &t->next;
  }
  return next;
}

static void *watch(void *unused) {
  (void)unused;
  pthread_mutex_lock(&lock);
  for (uint64_t next; (next = look()) != UINT64_MAX;) {
    const struct timespec until = {.tv_sec = (time_t)(next / 1000000000u), .tv_nsec = (long)(next % 1000000000u)};
    pthread_cond_timedwait(&changed, &lock, &until);
  }
  watching = false;
  pthread_mutex_unlock(&lock);
  return NULL;
}

/* Under the lock. */
static bool start_watching(void) {
  pthread_t thread;
  pthread_attr_t attr;
  if (watching) return true;
  pthread_attr_init(&attr);
  pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
  watching = pthread_create(&thread, &attr, watch, NULL) == 0;
  pthread_attr_destroy(&attr);
  return watching;
}

/* Under the lock. */
static void forget(const wvm_store_t *s) {
  for (Timeout **p = &wanted; *p; p = &(*p)->next) {
    Timeout *t = *p;
    if (t->store != s) continue;
    *p = t->next;
    alloc_free(&alloc_libc, t, sizeof *t);
    return;
  }
}

wvm_error_t *wvm_store_set_timeout(wvm_store_t *s, uint64_t nanoseconds) {
  if (!s) return error_null();
  const uint64_t now = os_monotonic_ns();
  Timeout *t = nanoseconds != UINT64_MAX ? alloc_zeroed(&alloc_libc, sizeof *t) : NULL;
  if (nanoseconds != UINT64_MAX && !t) return error_no_memory();
  pthread_once(&once, make_changed);
  pthread_mutex_lock(&lock);
  forget(s);
  bool ok = true;
  if (t) {
    *t = (Timeout){s, nanoseconds < UINT64_MAX - now ? now + nanoseconds : UINT64_MAX - 1, wanted};
    wanted = t;
    ok = start_watching();
    if (ok) pthread_cond_signal(&changed);
    else forget(s);
  }
  store_host(store_in(s))->timed = true;
  pthread_mutex_unlock(&lock);
  return ok ? NULL : error_limit(store_in(s)->alloc, "no thread for timeouts");
}

void store_timeout_forget(Store *s) {
  pthread_mutex_lock(&lock);
  forget(store_out(s));
  pthread_mutex_unlock(&lock);
}
