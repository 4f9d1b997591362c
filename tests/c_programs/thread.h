/* Threads, locks and conditions on wasi.thread-spawn and atomics, as a libc would make them, for memories of either
 * width. */
#ifndef THREAD_H
#define THREAD_H

#include "raw.h"

typedef struct Thread {
  void *stack, *tls; /* first: what wasi_thread_start loads */
  long (*run)(void *arg);
  void *arg;
  long result;
  _Atomic int running;
} Thread;

__attribute__((import_module("wasi"), import_name("thread-spawn"))) int32_t thread_spawn(Thread *t);

#ifdef __wasm64__
#define POINTER "i64"
#define SECOND  "8"
#else
#define POINTER "i32"
#define SECOND  "4"
#endif
__asm__(".globaltype __stack_pointer, " POINTER "\n"
        ".functype __wasm_init_tls (" POINTER ") -> ()\n"
        ".functype thread_main (i32, " POINTER ") -> ()\n");

__attribute__((used)) void thread_main(int id, Thread *t) {
  (void)id;
  t->result = t->run(t->arg);
  t->running = 0;
  __builtin_wasm_memory_atomic_notify((int *)&t->running, ~0u);
}

/* The new instance's stack and thread-local variables, before any compiled code uses them. */
__attribute__((export_name("wasi_thread_start"), naked)) void wasi_thread_start(int id, Thread *t) {
  __asm__("local.get 1\n" POINTER ".load 0\n global.set __stack_pointer\n"
          "local.get 1\n" POINTER ".load " SECOND "\n call __wasm_init_tls\n"
          "local.get 0\n local.get 1\n call thread_main\n return\n");
}

enum { STACK_SIZE = 16384, TLS_SIZE = 256 };

/* `room` holds STACK_SIZE + TLS_SIZE bytes, aligned to 16. */
static inline int thread_create(Thread *t, void *room, long (*run)(void *), void *arg) {
  t->stack = (char *)room + STACK_SIZE;
  t->tls = (char *)room + STACK_SIZE;
  t->run = run;
  t->arg = arg;
  t->running = 1;
  return thread_spawn(t);
}

static inline long thread_join(Thread *t) {
  while (t->running) __builtin_wasm_memory_atomic_wait32((int *)&t->running, 1, -1);
  return t->result;
}

/* 0 free, 1 held, 2 held and waited for. */
typedef struct Mutex {
  _Atomic int state;
} Mutex;

static inline void lock(Mutex *m) {
  int state = 0;
  if (__c11_atomic_compare_exchange_strong(&m->state, &state, 1, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) return;
  while (__c11_atomic_exchange(&m->state, 2, __ATOMIC_SEQ_CST) != 0)
    __builtin_wasm_memory_atomic_wait32((int *)&m->state, 2, -1);
}

static inline void unlock(Mutex *m) {
  if (__c11_atomic_exchange(&m->state, 0, __ATOMIC_SEQ_CST) == 2)
    __builtin_wasm_memory_atomic_notify((int *)&m->state, 1);
}

typedef struct Condition {
  _Atomic int sequence;
} Condition;

static inline void await(Condition *c, Mutex *m) {
  const int sequence = c->sequence;
  unlock(m);
  __builtin_wasm_memory_atomic_wait32((int *)&c->sequence, sequence, -1);
  lock(m);
}

static inline void wake(Condition *c) {
  c->sequence++;
  __builtin_wasm_memory_atomic_notify((int *)&c->sequence, ~0u);
}

#endif
