/* Threads: shared memories of several stores, waiting and waking, growth under others' eyes, first calls of one module by
 * several threads at once. Meant to run under ThreadSanitizer as well (preset tsan). */
#include <pthread.h>
#include <sched.h>
#include <time.h>

#include "host/api.h"
#include "tests/api.h"
#include "vm/wait.h"

enum { THREADS = 4 };

/* A call of one function in a store of its own, on a thread of its own. */
typedef struct Job {
  wvm_engine_t *engine;
  wvm_module_t *module;
  wvm_shared_memory_t *memory; /* the module's only import; NULL: none */
  const char *name;
  int32_t arg, result;
  wvm_store_t *store;
  wvm_error_t *error;
  pthread_barrier_t *start; /* or NULL */
  pthread_t thread;
} Job;

static void *job_run(void *arg) {
  Job *j = arg;
  wvm_extern_t import = {.kind = WVM_EXTERN_MEMORY};
  wvm_instance_t *i;
  if (j->memory) ok(wvm_shared_memory_attach(j->memory, j->store, &import.of.memory));
  ok(wvm_instance_new(j->store, j->module, &import, j->memory ? 1 : 0, &i));
  if (j->start) pthread_barrier_wait(j->start);
  j->error = try_call(get_func(i, j->name), 1, &j->arg, &j->result);
  return NULL;
}

static void job_start(Job *j) {
  ok(wvm_store_new(j->engine, &j->store));
  ck_assert_int_eq(pthread_create(&j->thread, NULL, job_run, j), 0);
}
/* The call must have succeeded. */
static int32_t job_join(Job *j) {
  pthread_join(j->thread, NULL);
  ok(j->error);
  wvm_store_delete(j->store);
  return j->result;
}

/* A shared memory in vm's store, and a handle of it. */
static wvm_memory_t *shared(Vm *vm, uint64_t min, uint64_t max, wvm_shared_memory_t **handle) {
  const wvm_limits_t limits = {.min = min, .max = max, .has_max = true, .shared = true};
  wvm_memory_t *m;
  ok(wvm_memory_new(vm->store, &limits, &m));
  ok(wvm_shared_memory_new(m, handle));
  return m;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The last in the queue of those who wait, once it is another than before. */
static const void *await_waiter(const wvm_memory_t *m, const void *before) {
  WaitQueue *q = memory_waiters(memory_in(m));
  for (;;) {
    pthread_mutex_lock(&q->mutex);
    const void *last = q->last;
    pthread_mutex_unlock(&q->mutex);
    if (last != before) return last;
    sched_yield();
  }
}
static bool nobody_waits(const wvm_memory_t *m) {
  WaitQueue *q = memory_waiters(memory_in(m));
  pthread_mutex_lock(&q->mutex);
  const bool nobody = !q->first && !q->last;
  pthread_mutex_unlock(&q->mutex);
  return nobody;
}

static const char waiting[] =
    "(module (memory (import \"m\" \"m\") 1 64 shared)"
    " (func (export \"wait\") (param i32) (result i32)"
    "  (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.extend_i32_s (local.get 0))))"
    " (func (export \"wait-ms\") (param i32) (result i32)"
    "  (memory.atomic.wait64 (i32.const 8) (i64.const 0)"
    "   (i64.mul (i64.const 1000000) (i64.extend_i32_s (local.get 0)))))"
    " (func (export \"notify\") (param i32) (result i32) (memory.atomic.notify (i32.const 0) (local.get 0))))";

/* Two threads hand a number to and fro; each waits until it has the parity that is its turn. */
START_TEST(ping_pong) {
  enum { ROUNDS = 500 };
  Vm vm = vm_new();
  wvm_shared_memory_t *handle;
  shared(&vm, 1, 1, &handle);
  wvm_module_t *module = compile(
      vm.engine,
      "(module (memory (import \"m\" \"m\") 1 1 shared)"
      " (func (export \"run\") (param $mine i32) (result i32) (local $now i32)"
      "  (loop $again"
      "   (local.set $now (i32.atomic.load (i32.const 0)))"
      "   (if (i32.eq (i32.and (local.get $now) (i32.const 1)) (local.get $mine))"
      "    (then (i32.store (i32.const 64) (i32.add (i32.load (i32.const 64)) (i32.const 1)))"
      "     (i32.atomic.store (i32.const 0) (i32.add (local.get $now) (i32.const 1)))"
      "     (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))"
      "    (else (drop (memory.atomic.wait32 (i32.const 0) (local.get $now) (i64.const -1)))))"
      "   (br_if $again (i32.lt_u (local.get $now) (i32.const 998))))"
      "  (i32.load (i32.const 64))))");
  Job jobs[2];
  for (int k = 0; k < 2; k++) {
    jobs[k] = (Job){.engine = vm.engine, .module = module, .memory = handle, .name = "run", .arg = k};
    job_start(&jobs[k]);
  }
  for (int k = 0; k < 2; k++) ck_assert_int_ge(job_join(&jobs[k]), 2 * ROUNDS - 1);
  wvm_module_delete(module);
  wvm_shared_memory_delete(handle);
  vm_delete(&vm);
}
END_TEST

START_TEST(notify_wakes_in_order) {
  Vm vm = vm_new();
  wvm_shared_memory_t *handle;
  wvm_memory_t *m = shared(&vm, 1, 64, &handle);
  wvm_module_t *module = compile(vm.engine, waiting);
  const wvm_extern_t import = {.kind = WVM_EXTERN_MEMORY, .of.memory = m};
  wvm_instance_t *i;
  ok(wvm_instance_new(vm.store, module, &import, 1, &i));
  wvm_func_t *notify = get_func(i, "notify");
  Job jobs[THREADS];
  const void *last = NULL;
  for (int k = 0; k < THREADS; k++) {
    jobs[k] = (Job){.engine = vm.engine, .module = module, .memory = handle, .name = "wait", .arg = -1};
    job_start(&jobs[k]);
    last = await_waiter(m, last);
  }
  ck_assert_int_eq(call1(notify, 0), 0);
  ck_assert_int_eq(call1(notify, 2), 2);
  for (int k = 0; k < 2; k++) ck_assert_int_eq(job_join(&jobs[k]), 0); /* the first two: else this would not end */
  ck_assert(!nobody_waits(m));
  ck_assert_int_eq(call1(notify, -1), THREADS - 2);
  for (int k = 2; k < THREADS; k++) ck_assert_int_eq(job_join(&jobs[k]), 0);
  ck_assert_int_eq(call1(notify, -1), 0);
  ck_assert(nobody_waits(m));
  wvm_module_delete(module);
  wvm_shared_memory_delete(handle);
  vm_delete(&vm);
}
END_TEST

START_TEST(waits_time_out) {
  Vm vm = vm_new();
  wvm_shared_memory_t *handle;
  const wvm_extern_t import = {.kind = WVM_EXTERN_MEMORY, .of.memory = shared(&vm, 1, 64, &handle)};
  wvm_instance_t *i = instance_with(&vm, waiting, &import, 1);
  const double start = now();
  ck_assert_int_eq(call1(get_func(i, "wait-ms"), 35), 2);
  const double took = now() - start;
  ck_assert(took >= 0.035 && took < 10);
  ck_assert_int_eq(call1(get_func(i, "wait-ms"), 0), 2);
  ck_assert(nobody_waits(import.of.memory));
  wvm_shared_memory_delete(handle);
  vm_delete(&vm);
}
END_TEST

START_TEST(interrupts_end_waits) {
  Vm vm = vm_new();
  wvm_shared_memory_t *handle;
  wvm_memory_t *m = shared(&vm, 1, 64, &handle);
  wvm_module_t *module = compile(vm.engine, waiting);
  Job j = {.engine = vm.engine, .module = module, .memory = handle, .name = "wait", .arg = -1};
  job_start(&j);
  await_waiter(m, NULL);
  const double start = now();
  wvm_store_interrupt(j.store);
  pthread_join(j.thread, NULL);
  ck_assert(now() - start < 10);
  ck_assert(j.error && wvm_error_trap(j.error) == WVM_TRAP_INTERRUPTED);
  fails(j.error, WVM_ERROR_TRAP, "interrupted");
  wvm_store_delete(j.store);
  ck_assert(nobody_waits(m));
  wvm_module_delete(module);
  wvm_shared_memory_delete(handle);
  vm_delete(&vm);
}
END_TEST

/* A lock of the guest's own protects a plain counter: nothing lost, nobody left asleep. */
START_TEST(guest_lock) {
  enum { TIMES = 2000 };
  Vm vm = vm_new();
  wvm_shared_memory_t *handle;
  wvm_memory_t *m = shared(&vm, 1, 1, &handle);
  wvm_module_t *module = compile(
      vm.engine,
      "(module (memory (import \"m\" \"m\") 1 1 shared)"
      " (func $lock (block $got (loop $again" /* 0 free, 1 held, 2 held and awaited */
      "  (br_if $got (i32.eqz (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 0) (i32.const 1))))"
      "  (br_if $got (i32.eqz (i32.atomic.rmw.xchg (i32.const 0) (i32.const 2))))"
      "  (drop (memory.atomic.wait32 (i32.const 0) (i32.const 2) (i64.const -1)))"
      "  (loop $slow (br_if $got (i32.eqz (i32.atomic.rmw.xchg (i32.const 0) (i32.const 2))))"
      "   (drop (memory.atomic.wait32 (i32.const 0) (i32.const 2) (i64.const -1))) (br $slow)))))"
      " (func $unlock (if (i32.eq (i32.atomic.rmw.xchg (i32.const 0) (i32.const 0)) (i32.const 2))"
      "  (then (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))))"
      " (func (export \"run\") (param $times i32) (result i32)"
      "  (loop $again (call $lock)"
      "   (i32.store (i32.const 64) (i32.add (i32.load (i32.const 64)) (i32.const 1)))"
      "   (call $unlock)"
      "   (drop (i64.atomic.rmw.add (i32.const 128) (i64.const 3)))"
      "   (local.set $times (i32.sub (local.get $times) (i32.const 1)))"
      "   (br_if $again (local.get $times)))"
      "  (i32.const 0)))");
  Job jobs[THREADS];
  for (int k = 0; k < THREADS; k++) {
    jobs[k] = (Job){.engine = vm.engine, .module = module, .memory = handle, .name = "run", .arg = TIMES};
    job_start(&jobs[k]);
  }
  for (int k = 0; k < THREADS; k++) job_join(&jobs[k]);
  uint32_t count;
  uint64_t sum;
  memcpy(&count, wvm_memory_data(m) + 64, sizeof count);
  memcpy(&sum, wvm_memory_data(m) + 128, sizeof sum);
  ck_assert_uint_eq(count, THREADS * TIMES);
  ck_assert_uint_eq(sum, 3 * THREADS * TIMES);
  ck_assert(nobody_waits(m));
  wvm_module_delete(module);
  wvm_shared_memory_delete(handle);
  vm_delete(&vm);
}
END_TEST

/* Two threads grow as far as it goes, two write to the last page that there is, as soon as they see it. */
START_TEST(growth_under_others) {
  enum { MIN = 1, MAX = 200 };
  Vm vm = vm_new();
  wvm_shared_memory_t *handle;
  wvm_memory_t *m = shared(&vm, MIN, MAX, &handle);
  wvm_module_t *module = compile(
      vm.engine,
      "(module (memory (import \"m\" \"m\") 1 200 shared)"
      " (func (export \"grow\") (param i32) (result i32) (local $count i32)"
      "  (loop $again"
      "   (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then"
      "    (i32.store (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)) (i32.const 1))"
      "    (local.set $count (i32.add (local.get $count) (i32.const 1))) (br $again))))"
      "  (local.get $count))"
      " (func (export \"chase\") (param $at i32) (result i32) (local $size i32)"
      "  (loop $again"
      "   (local.set $size (memory.size))"
      "   (if (i32.lt_u (local.get $size) (i32.const 200)) (then"
      "     (i32.store (i32.add (local.get $at) (i32.mul (i32.sub (local.get $size) (i32.const 1)) (i32.const 65536)))"
      "      (i32.const 1))"
      "     (memory.fill (i32.mul (i32.sub (local.get $size) (i32.const 1)) (i32.const 65536)) (i32.const 0) (i32.const 9))"
      "     (br $again))))"
      "  (i32.load (i32.const 13107196))))");
  Job jobs[THREADS];
  for (int k = 0; k < THREADS; k++) {
    jobs[k] = (Job){.engine = vm.engine, .module = module, .memory = handle, .arg = 16 * k};
    jobs[k].name = k < 2 ? "grow" : "chase";
    job_start(&jobs[k]);
  }
  int32_t grown = 0;
  for (int k = 0; k < THREADS; k++) grown += k < 2 ? job_join(&jobs[k]) : (job_join(&jobs[k]), 0);
  ck_assert_int_eq(grown, MAX - MIN);
  ck_assert_uint_eq(wvm_memory_size(m), MAX * 65536u);
  wvm_module_delete(module);
  wvm_shared_memory_delete(handle);
  vm_delete(&vm);
}
END_TEST

/* Many functions, each called for the first time by all threads at once; types are interned beside it. */
static const char *many_functions(char *out, size_t size) {
  enum { FUNCTIONS = 150 };
  size_t at = (size_t)snprintf(out, size, "(module (func $f0 (param i32) (result i32) (local.get 0))");
  for (int k = 1; k < FUNCTIONS; k++)
    at += (size_t)snprintf(out + at, size - at,
                           "(func $f%d (param i32) (result i32) (i32.add (i32.const 1) (call $f%d (local.get 0))))", k, k - 1);
  snprintf(out + at, size - at, "(export \"run\" (func $f%d)))", FUNCTIONS - 1);
  return out;
}

static void *intern_types(void *arg) {
  for (int k = 0; k < 20; k++) {
    char text[200];
    snprintf(text, sizeof text,
             "(module (type $s (struct (field i32) (field (ref null $s)))) (func (param (ref $s)) (result i%d) unreachable)"
             " (func (export \"a\") (param%s)))",
             k & 1 ? 32 : 64, k & 2 ? " i32 f64" : "");
    wvm_module_delete(compile(arg, text));
  }
  return NULL;
}

START_TEST(first_calls_race) {
  enum { TEXT = 20000, TIMES = 5 };
  char *text = malloc(TEXT);
  ck_assert(text != NULL);
  many_functions(text, TEXT);
  for (int time = 0; time < TIMES; time++) {
    Vm vm = vm_new();
    wvm_module_t *module = compile(vm.engine, text);
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, THREADS);
    Job jobs[THREADS];
    for (int k = 0; k < THREADS; k++) {
      jobs[k] = (Job){.engine = vm.engine, .module = module, .name = "run", .arg = k, .start = &start};
      job_start(&jobs[k]);
    }
    pthread_t interning;
    ck_assert_int_eq(pthread_create(&interning, NULL, intern_types, vm.engine), 0);
    for (int k = 0; k < THREADS; k++) ck_assert_int_eq(job_join(&jobs[k]), 149 + k);
    pthread_join(interning, NULL);
    wvm_module_stats_t stats;
    wvm_module_stats(module, &stats);
    ck_assert_uint_eq(stats.translated_functions + stats.compiled_functions, 150); /* each once */
    pthread_barrier_destroy(&start);
    wvm_module_delete(module);
    vm_delete(&vm);
  }
  free(text);
}
END_TEST

START_TEST(memory_outlives_its_maker) {
  Vm a = vm_new(), b = {.engine = a.engine};
  wvm_shared_memory_t *handle;
  wvm_memory_t *m = shared(&a, 1, 4, &handle), *in_b, *again;
  wvm_memory_data(m)[100] = 42;
  ok(wvm_store_new(b.engine, &b.store));

  /* Without being attached it is another store's. */
  wvm_extern_t import = {.kind = WVM_EXTERN_MEMORY, .of.memory = m};
  wvm_instance_t *i;
  fails(try_instance(&b, waiting, &import, 1, &i), WVM_ERROR_USAGE, "another store");
  ok(wvm_shared_memory_attach(handle, b.store, &in_b));
  ok(wvm_shared_memory_attach(handle, b.store, &again));
  ck_assert_ptr_eq(in_b, again);

  wvm_store_delete(a.store);
  wvm_shared_memory_delete(handle);
  ck_assert_uint_eq(wvm_memory_data(in_b)[100], 42);
  uint64_t before;
  ok(wvm_memory_grow(in_b, 1, &before));
  ck_assert_uint_eq(before, 1);
  import.of.memory = in_b;
  i = instance_with(&b, "(module (memory (import \"m\" \"m\") 2 4 shared) (export \"m\" (memory 0))"
                        " (func (export \"f\") (param i32) (result i32) (i32.load8_u (local.get 0))))", &import, 1);
  ck_assert_int_eq(call1(get_func(i, "f"), 100), 42);
  ck_assert_ptr_eq(get_memory(i, "m"), in_b);

  /* A handle alone keeps it, and the engine. */
  ok(wvm_shared_memory_new(in_b, &handle));
  vm_delete(&b);
  wvm_shared_memory_delete(handle);
}
END_TEST

START_TEST(shared_memory_errors) {
  Vm a = vm_new(), other = vm_new();
  wvm_shared_memory_t *handle;
  wvm_memory_t *m;
  const wvm_limits_t plain = {.min = 1, .max = 1, .has_max = true};
  ok(wvm_memory_new(a.store, &plain, &m));
  fails(wvm_shared_memory_new(m, &handle), WVM_ERROR_USAGE, "not shared");
  shared(&a, 1, 1, &handle);
  fails(wvm_shared_memory_attach(handle, other.store, &m), WVM_ERROR_USAGE, "another engine");
  wvm_shared_memory_delete(NULL);
  wvm_shared_memory_delete(handle);
  vm_delete(&a);
  vm_delete(&other);
}
END_TEST

/* Its bytes count once, where it was made. */
START_TEST(bytes_are_counted_once) {
  enum { PAGE = 65536 };
  Vm a = vm_new(), b = {.engine = a.engine};
  ok(wvm_store_new(b.engine, &b.store));
  wvm_store_limits_t limits;
  wvm_store_limits_default(&limits);
  limits.memory_bytes = 3 * PAGE;
  ok(wvm_store_set_limits(a.store, &limits));
  limits.memory_bytes = PAGE;
  limits.memories = 1;
  ok(wvm_store_set_limits(b.store, &limits));
  wvm_shared_memory_t *handle, *second;
  shared(&a, 1, 10, &handle);
  shared(&a, 1, 10, &second);
  wvm_memory_t *in_b, *m;
  ok(wvm_shared_memory_attach(handle, b.store, &in_b));
  fails(wvm_shared_memory_attach(second, b.store, &m), WVM_ERROR_LIMIT, "memories");
  ok(wvm_memory_grow(in_b, 1, NULL)); /* the third page of a */
  fails(wvm_memory_grow(in_b, 1, NULL), WVM_ERROR_LIMIT, "cannot grow");
  const wvm_limits_t plain = {.min = 1, .max = 1, .has_max = true};
  fails(wvm_memory_new(a.store, &plain, &m), WVM_ERROR_LIMIT, "");
  wvm_shared_memory_delete(second);
  wvm_shared_memory_delete(handle);
  wvm_store_delete(a.store);
  vm_delete(&b);
}
END_TEST

TEST_MAIN("threads", ping_pong, notify_wakes_in_order, waits_time_out, interrupts_end_waits, guest_lock, growth_under_others,
          first_calls_race, memory_outlives_its_maker, shared_memory_errors, bytes_are_counted_once)
