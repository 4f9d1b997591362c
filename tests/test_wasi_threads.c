/* Guests with threads: starting, sharing, limits, and the many ways in which a group ends as one. */
#include "tests/wasi.h"

#include <pthread.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A program: its threads do $thread, it does $main. Word 0 counts the threads that have ended, word 4 those that have
 * begun; $await waits until a word has a value. */
#define PROGRAM(main, thread)                                                                                          \
  "(module (memory (export \"memory\") (import \"env\" \"memory\") 1 4 shared)"                                        \
  " (import \"wasi\" \"thread-spawn\" (func $spawn (param i32) (result i32)))"                                         \
  " (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))"                                        \
  " (import \"wasi_snapshot_preview1\" \"fd_read\" (func $read (param i32 i32 i32 i32) (result i32)))"                 \
  " (import \"wasi_snapshot_preview1\" \"fd_close\" (func $close (param i32) (result i32)))"                           \
  " (import \"wasi_snapshot_preview1\" \"poll_oneoff\" (func $poll (param i32 i32 i32 i32) (result i32)))"             \
  " (func $add (param $at i32) (drop (i32.atomic.rmw.add (local.get $at) (i32.const 1)))"                              \
  "  (drop (memory.atomic.notify (local.get $at) (i32.const -1))))"                                                    \
  " (func $await (param $at i32) (param $value i32) (local $now i32)"                                                  \
  "  (block $done (loop $again (local.set $now (i32.atomic.load (local.get $at)))"                                     \
  "   (br_if $done (i32.ge_s (local.get $now) (local.get $value)))"                                                    \
  "   (drop (memory.atomic.wait32 (local.get $at) (local.get $now) (i64.const -1))) (br $again))))"                    \
  " (func $forever (loop $l (br $l)))"                                                                                 \
  " (func (export \"wasi_thread_start\") (param $id i32) (param $arg i32) (local $at i32) (call $add (i32.const "      \
  "4)) " thread "  (call $add (i32.const 0)))"                                                                         \
  " (func (export \"_start\") (local $k i32) " main "))"

#define SPAWN_4                                                                                                        \
  "(loop $next (if (i32.le_s (call $spawn (local.get $k)) (i32.const 0)) (then unreachable))"                          \
  " (br_if $next (i32.lt_s (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 4))))"
#define AWAIT_BEGUN "(call $await (i32.const 4) (i32.const 4))"
#define AWAIT_ENDED "(call $await (i32.const 0) (i32.const 4))"

typedef struct Program {
  Vm vm;
  wvm_wasi_t *wasi;
  wvm_linker_t *linker;
  wvm_instance_t *instance;
} Program;

/* WVM_TEST_ENGINE=interp: without machine code, of which ThreadSanitizer sees nothing. */
static Program program_of(wvm_config_t *config) {
  const char *engine = getenv("WVM_TEST_ENGINE");
  if (engine && !strcmp(engine, "interp")) ok(wvm_config_set_tier(config, WVM_TIER_INTERPRETER));
  Program p = {.vm = vm_of(config), .wasi = wvm_wasi_new()};
  ck_assert_ptr_nonnull(p.wasi);
  ok(wvm_linker_new(p.vm.store, &p.linker));
  return p;
}
static Program program_new(void) { return program_of(wvm_config_new()); }

static void program_load(Program *p, const char *text) {
  wvm_module_t *m = compile(p->vm.engine, text);
  ok(wvm_linker_define_wasi(p->linker, p->wasi, m));
  ok(wvm_linker_instantiate(p->linker, m, &p->instance));
  wvm_module_delete(m); /* threads are made of it all the same */
}

static wvm_error_t *program_run(const Program *p) {
  return wvm_func_call(get_func(p->instance, "_start"), NULL, 0, NULL, 0);
}

static void *program_beside(void *p) { return program_run(p); }

static uint32_t word(const Program *p, uint32_t at) {
  return __atomic_load_n((const uint32_t *)(const void *)(wvm_memory_data(get_memory(p->instance, "memory")) + at),
                         __ATOMIC_SEQ_CST);
}

static void set_word(const Program *p, uint32_t at, uint32_t value) {
  __atomic_store_n((uint32_t *)(void *)(wvm_memory_data(get_memory(p->instance, "memory")) + at), value, __ATOMIC_SEQ_CST);
}

static void program_delete(Program *p) {
  wvm_linker_delete(p->linker);
  vm_delete(&p->vm);
  wvm_wasi_delete(p->wasi);
}

/* Runs a text; the error. */
static wvm_error_t *run_text(const char *text) {
  Program p = program_new();
  program_load(&p, text);
  wvm_error_t *e = program_run(&p);
  program_delete(&p);
  return e;
}

static void exits_with(wvm_error_t *e, int status) {
  ck_assert_ptr_nonnull(e);
  ck_assert_msg(wvm_error_kind(e) == WVM_ERROR_EXIT, "%s", wvm_error_message(e));
  ck_assert_int_eq(wvm_error_exit_status(e), status);
  wvm_error_delete(e);
}

/* ---- starting ---- */

START_TEST(all_run) {
  for (int round = 0; round < 5; round++) {
    Program p = program_new();
    program_load(&p, PROGRAM(SPAWN_4 AWAIT_ENDED,
                             /* each adds its argument's square to word 8, and its number to word 12 */
                             "(drop (i32.atomic.rmw.add (i32.const 8) (i32.mul (local.get $arg) (local.get $arg))))"
                             "(drop (i32.atomic.rmw.add (i32.const 12) (local.get $id)))"));
    ok(program_run(&p));
    ck_assert_uint_eq(word(&p, 0), 4);
    ck_assert_uint_eq(word(&p, 8), 0 + 1 + 4 + 9);
    ck_assert_uint_eq(word(&p, 12), 1 + 2 + 3 + 4);
    program_delete(&p);
  }
}
END_TEST

/* Globals and tables are each thread's own; the data segments are not written again. */
START_TEST(instances_of_their_own) {
  Program p = program_new();
  program_load(&p,
               "(module (memory (export \"memory\") (import \"env\" \"memory\") 1 1 shared)"
               " (import \"wasi\" \"thread-spawn\" (func $spawn (param i32) (result i32)))"
               " (global $g (mut i32) (i32.const 7)) (data $d \"\\09\")"
               " (func $init (if (i32.eqz (i32.atomic.rmw.cmpxchg (i32.const 16) (i32.const 0) (i32.const 1))) (then"
               "  (memory.init $d (i32.const 20) (i32.const 0) (i32.const 1)))))"
               " (start $init)"
               " (func (export \"wasi_thread_start\") (param i32 i32)"
               "  (i32.atomic.store (i32.const 8) (global.get $g)) (global.set $g (i32.const 100))"
               "  (i32.atomic.store (i32.const 0) (i32.const 1))"
               "  (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))"
               " (func (export \"_start\") (global.set $g (i32.const 50)) (i32.store8 (i32.const 20) (i32.const 3))"
               "  (drop (call $spawn (i32.const 0)))"
               "  (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))"
               "  (i32.store (i32.const 12) (global.get $g))))");
  ok(program_run(&p));
  ck_assert_uint_eq(word(&p, 8), 7);
  ck_assert_uint_eq(word(&p, 12), 50);
  ck_assert_uint_eq(word(&p, 20), 3);
  program_delete(&p);
}
END_TEST

/* 64-bit memories: the argument is an i64. */
START_TEST(wide) {
  Program p = program_new();
  program_load(
      &p,
      "(module (memory (export \"memory\") (import \"env\" \"memory\") i64 1 1 shared)"
      " (import \"wasi\" \"thread-spawn\" (func $spawn (param i64) (result i32)))"
      " (func (export \"wasi_thread_start\") (param $id i32) (param $arg i64)"
      "  (i64.atomic.store (i64.const 8) (local.get $arg))"
      "  (i32.atomic.store (i64.const 0) (i32.const 1))"
      "  (drop (memory.atomic.notify (i64.const 0) (i32.const 1))))"
      " (func (export \"_start\") (if (i32.ne (call $spawn (i64.const 0x123456789A)) (i32.const 1)) (then unreachable))"
      "  (drop (memory.atomic.wait32 (i64.const 0) (i32.const 0) (i64.const -1)))))");
  ok(program_run(&p));
  ck_assert_uint_eq(word(&p, 8), 0x3456789A);
  ck_assert_uint_eq(word(&p, 12), 0x12);
  program_delete(&p);
}
END_TEST

/* A thread that starts a thread that starts one, to the fourth. */
START_TEST(threads_of_threads) {
  Program p = program_new();
  program_load(&p,
               PROGRAM("(drop (call $spawn (i32.const 3)))" AWAIT_ENDED,
                       "(if (local.get $arg) (then (drop (call $spawn (i32.sub (local.get $arg) (i32.const 1))))))"));
  ok(program_run(&p));
  ck_assert_uint_eq(word(&p, 0), 4);
  program_delete(&p);
}
END_TEST

/* Far more than may run at once, one after the other: those that have ended make room. */
START_TEST(one_after_the_other) {
  Program p = program_new();
  wvm_wasi_set_threads(p.wasi, 2, NULL, NULL);
  program_load(&p, PROGRAM("(loop $next"
                           " (loop $busy (br_if $busy (i32.le_s (call $spawn (i32.const 0)) (i32.const 0))))"
                           " (local.set $k (i32.add (local.get $k) (i32.const 1)))"
                           " (call $await (i32.const 0) (local.get $k))"
                           " (br_if $next (i32.lt_s (local.get $k) (i32.const 100))))",
                           ""));
  ok(program_run(&p));
  ck_assert_uint_eq(word(&p, 0), 100);
  program_delete(&p);
}
END_TEST

/* ---- refusals ---- */

START_TEST(limit) {
  for (uint32_t most = 0; most < 4; most++) {
    Program p = program_new();
    wvm_wasi_set_threads(p.wasi, most, NULL, NULL);
    /* Four are asked for; word 8 counts what was given, word 12 holds the refusal. */
    program_load(
        &p, PROGRAM("(local $r i32) (loop $next (local.set $r (call $spawn (i32.const 0)))"
                    " (if (i32.gt_s (local.get $r) (i32.const 0))"
                    "  (then (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1))))"
                    "  (else (i32.store (i32.const 12) (local.get $r))))"
                    " (br_if $next (i32.lt_s (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 4))))",
                    "(call $forever)"));
    ok(program_run(&p));
    ck_assert_uint_eq(word(&p, 8), most);
    ck_assert_int_eq((int32_t)word(&p, 12), -(int32_t)WASI_AGAIN);
    program_delete(&p);
  }
}
END_TEST

static wvm_error_t *spawn_in(const char *rest) {
  char text[600];
  snprintf(text, sizeof text,
           "(module (memory (export \"memory\") (import \"env\" \"memory\") 1 1 shared)"
           " (import \"wasi\" \"thread-spawn\" (func $spawn (param i32) (result i32))) %s"
           " (func (export \"_start\") (drop (call $spawn (i32.const 0)))))",
           rest);
  return run_text(text);
}

START_TEST(cannot_start) {
  fails(spawn_in(""), WVM_ERROR_TRAP, "exports no function wasi_thread_start");
  fails(spawn_in("(func (export \"wasi_thread_start\") (param i32))"), WVM_ERROR_TRAP, "wasi_thread_start (i32, i32)");
  fails(spawn_in("(func (export \"wasi_thread_start\") (param i32 i64))"), WVM_ERROR_TRAP,
        "wasi_thread_start (i32, i32)");
  fails(spawn_in("(func (export \"wasi_thread_start\") (param i32 i32) (result i32) i32.const 0)"), WVM_ERROR_TRAP,
        "wasi_thread_start");
  fails(spawn_in("(global (export \"wasi_thread_start\") i32 (i32.const 0))"), WVM_ERROR_TRAP, "wasi_thread_start");
  /* The second instance's start function traps. */
  fails(spawn_in("(func $start (if (i32.atomic.rmw.add (i32.const 0) (i32.const 1)) (then unreachable))) (start $start)"
                 "(func (export \"wasi_thread_start\") (param i32 i32))"),
        WVM_ERROR_TRAP, "unreachable");
}
END_TEST

/* Called by the host itself, it has no instance to make another of. */
START_TEST(called_by_the_host) {
  Program p = program_new();
  wvm_extern_t x;
  wvm_val_t arg = i32(0), result;
  program_load(&p, PROGRAM("", ""));
  ck_assert(wvm_linker_get(p.linker, "wasi", 4, "thread-spawn", 12, &x));
  ok(wvm_func_call(x.of.func, &arg, 1, &result, 1));
  ck_assert_int_eq(result.of.i32, -(int32_t)WASI_AGAIN);
  program_delete(&p);
}
END_TEST

/* ---- what else a module imports ---- */

static wvm_error_t *host_add(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller;
  atomic_fetch_add((atomic_int *)env, args[0].of.i32);
  (void)results;
  return NULL;
}

static wvm_error_t *define_add(void *env, wvm_linker_t *l) {
  const wvm_valtype_t param = {.kind = WVM_I32};
  const wvm_functype_t type = {1, 0, &param, NULL};
  return wvm_linker_define_func(l, "host", "add", &type, host_add, env);
}

#define HOST_PROGRAM                                                                                                   \
  "(module (memory (export \"memory\") (import \"env\" \"memory\") 1 1 shared)"                                        \
  " (import \"wasi\" \"thread-spawn\" (func $spawn (param i32) (result i32)))"                                         \
  " (import \"host\" \"add\" (func $add (param i32)))"                                                                 \
  " (func (export \"wasi_thread_start\") (param i32 i32) (call $add (local.get 1))"                                    \
  "  (i32.atomic.store (i32.const 0) (i32.const 1)) (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))"        \
  " (func (export \"_start\") (call $add (i32.const 1)) (drop (call $spawn (i32.const 20)))"                           \
  "  (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))"

START_TEST(setup) {
  for (int with = 0; with < 2; with++) {
    atomic_int sum = 0;
    Program p = program_new();
    wvm_wasi_set_threads(p.wasi, 4, with ? define_add : NULL, &sum);
    ok(define_add(&sum, p.linker));
    program_load(&p, HOST_PROGRAM);
    wvm_error_t *e = program_run(&p);
    if (with) ok(e);
    else fails(e, WVM_ERROR_TRAP, "unknown import: \"host\" \"add\"");
    ck_assert_int_eq(sum, with ? 21 : 1);
    program_delete(&p);
  }
}
END_TEST

/* The memory may be the host's: then that is the one they share. */
START_TEST(memory_of_the_host) {
  Program p = program_new();
  const wvm_limits_t limits = {.min = 2, .max = 4, .has_max = true, .shared = true};
  wvm_extern_t x = {.kind = WVM_EXTERN_MEMORY};
  ok(wvm_memory_new(p.vm.store, &limits, &x.of.memory));
  ok(wvm_linker_define(p.linker, "env", 3, "memory", 6, &x));
  program_load(&p, PROGRAM(SPAWN_4 AWAIT_ENDED, "(i32.store (i32.const 100000) (i32.const 5))"));
  ok(program_run(&p));
  ck_assert_uint_eq(wvm_memory_data(x.of.memory)[100000], 5);
  program_delete(&p);
  /* One that is not shared does not fit. */
  p = program_new();
  const wvm_limits_t own = {.min = 1, .max = 4, .has_max = true};
  ok(wvm_memory_new(p.vm.store, &own, &x.of.memory));
  ok(wvm_linker_define(p.linker, "env", 3, "memory", 6, &x));
  wvm_module_t *m = compile(p.vm.engine, PROGRAM("", ""));
  ok(wvm_linker_define_wasi(p.linker, p.wasi, m));
  fails(wvm_linker_instantiate(p.linker, m, &p.instance), WVM_ERROR_UNLINKABLE, "incompatible import type");
  wvm_module_delete(m);
  program_delete(&p);
}
END_TEST

/* A module that only imports its memory, as one does whose threads were optimised away. */
START_TEST(memory_without_threads) {
  exits_with(run_text("(module (memory (export \"memory\") (import \"env\" \"memory\") 1 1 shared)"
                      " (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))"
                      " (func (export \"_start\") (call $exit (i32.load (i32.const 0)))))"),
             0);
}
END_TEST

/* ---- ends ---- */

START_TEST(exit_of_the_program) {
  exits_with(run_text(PROGRAM(SPAWN_4 AWAIT_BEGUN "(call $exit (i32.const 3))", "(call $forever)")), 3);
}
END_TEST

START_TEST(return_of_the_program) { ok(run_text(PROGRAM(SPAWN_4 AWAIT_BEGUN, "(call $forever)"))); }
END_TEST

/* The program computes, or waits for ever; a thread exits, all the others compute. */
START_TEST(exit_of_a_thread) {
  const char *const programs[] = {
      PROGRAM(SPAWN_4 "(call $forever)",
              "(if (i32.eq (local.get $arg) (i32.const 2)) (then (call $exit (i32.const 5)))) (call $forever)"),
      PROGRAM(SPAWN_4 AWAIT_ENDED,
              "(if (i32.eq (local.get $arg) (i32.const 3)) (then (call $exit (i32.const 5)))) (call $forever)"),
      PROGRAM(SPAWN_4 AWAIT_ENDED, AWAIT_BEGUN "(call $exit (i32.const 5))"), /* all of them at once */
      /* the program waits in the host, for a clock that never comes: its subscription is at 200 */
      PROGRAM("(i32.store (i32.const 216) (i32.const 1)) (i64.store (i32.const 224) (i64.const -1))" SPAWN_4
              "(drop (call $poll (i32.const 200) (i32.const 300) (i32.const 1) (i32.const 400))) (call $forever)",
              AWAIT_BEGUN "(call $exit (i32.const 5))")};
  for (size_t k = 0; k < COUNT_OF(programs); k++) exits_with(run_text(programs[k]), 5);
}
END_TEST

/* Its trap is what the program's call returns, backtrace and all. */
START_TEST(trap_of_a_thread) {
  wvm_error_t *e =
      run_text(PROGRAM(SPAWN_4 AWAIT_ENDED, "(if (i32.eq (local.get $arg) (i32.const 1)) (then"
                                            " (drop (i32.div_s (i32.const 1) (i32.const 0))))) (call $forever)"));
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_DIVIDE_BY_ZERO);
  const wvm_frame_t *frames;
  ck_assert_uint_eq(wvm_error_frames(e, &frames, NULL), 1);
  ck_assert_str_eq(frames[0].func, "wasi_thread_start");
  wvm_error_delete(e);
}
END_TEST

START_TEST(trap_of_the_program) {
  fails(run_text(PROGRAM(SPAWN_4 AWAIT_BEGUN "unreachable", "(call $forever)")), WVM_ERROR_TRAP, "unreachable");
}
END_TEST

/* The exception goes with the thread's store, which may end at the same time: the error that the program gets is its
 * own. */
START_TEST(exception_of_a_thread) {
  for (int round = 0; round < 20; round++) {
    Program p = program_new();
    program_load(&p, "(module (memory (export \"memory\") (import \"env\" \"memory\") 1 1 shared)"
                     " (import \"wasi\" \"thread-spawn\" (func $spawn (param i32) (result i32))) (tag $t (param i32))"
                     " (func (export \"wasi_thread_start\") (param i32 i32) (throw $t (local.get 0)))"
                     " (func (export \"_start\") (drop (call $spawn (i32.const 0))) (loop $l (br $l))))");
    wvm_error_t *e = program_run(&p);
    ck_assert_ptr_nonnull(e);
    ck_assert_int_eq(wvm_error_kind(e), WVM_ERROR_EXCEPTION);
    ck_assert_ptr_null(wvm_error_exception_tag(e));
    wvm_error_delete(e);
    program_delete(&p);
  }
}
END_TEST

/* Threads that wait for memory, for time, for input end as well; each in a store of its own. */
START_TEST(waiting_threads_end) {
  int in[2];
  ck_assert_int_eq(pipe(in), 0);
  const double start = now();
  for (int k = 0; k < 3; k++) {
    static const char *const programs[] = {
        PROGRAM(SPAWN_4 AWAIT_BEGUN "(call $exit (i32.const 1))", "(call $await (i32.const 100) (i32.const 1))"),
        /* a clock's subscription at 200: type 0, clock 1, the largest timeout */
        PROGRAM(
            "(i32.store (i32.const 216) (i32.const 1)) (i64.store (i32.const 224) (i64.const -1))" SPAWN_4 AWAIT_BEGUN
            "(call $exit (i32.const 1))",
            "(drop (call $poll (i32.const 200) (i32.const 300) (i32.const 1) (i32.const 400)))"),
        PROGRAM(
            "(i32.store (i32.const 200) (i32.const 300)) (i32.store (i32.const 204) (i32.const 4))" SPAWN_4 AWAIT_BEGUN
            "(call $exit (i32.const 1))",
            "(drop (call $read (i32.const 0) (i32.const 200) (i32.const 1) (i32.const 400)))")};
    Program p = program_new();
    ok(wvm_wasi_set_stream(p.wasi, 0, in[0]));
    program_load(&p, programs[k]);
    exits_with(program_run(&p), 1);
    program_delete(&p);
  }
  ck_assert(now() - start < 30);
  close(in[0]), close(in[1]);
}
END_TEST

/* A descriptor closed by one thread stays what it is for another that is using it. */
START_TEST(closed_under_a_reader) {
  int in[2];
  ck_assert_int_eq(pipe(in), 0);
  Program p = program_new();
  ok(wvm_wasi_set_stream(p.wasi, 0, in[0]));
  /* Thread 0 reads; the program closes the descriptor meanwhile, and then waits for it. */
  program_load(
      &p,
      PROGRAM("(i32.store (i32.const 200) (i32.const 300)) (i32.store (i32.const 204) (i32.const 4))"
              "(drop (call $spawn (i32.const 0))) (call $await (i32.const 4) (i32.const 1))"
              "(i32.store (i32.const 408) (call $close (i32.const 0)))"
              "(i32.store (i32.const 412) (call $read (i32.const 0) (i32.const 200) (i32.const 1) (i32.const 404)))"
              "(i32.atomic.store (i32.const 500) (i32.const 1))"
              "(call $await (i32.const 0) (i32.const 1))",
              "(i32.store (i32.const 416) (call $read (i32.const 0) (i32.const 200) (i32.const 1) (i32.const 400)))"));
  pthread_t thread;
  ck_assert_int_eq(pthread_create(&thread, NULL, program_beside, &p), 0);
  const struct timespec t = {.tv_nsec = 100 * 1000000};
  while (!word(&p, 500)) nanosleep(&t, NULL);
  nanosleep(&t, NULL);
  const bool closed_first = word(&p, 416) == 0 && word(&p, 0) == 0; /* the thread had begun to read */
  ck_assert_int_eq(write(in[1], "data", 4), 4);
  void *e;
  pthread_join(thread, &e);
  ok(e);
  ck_assert_uint_eq(word(&p, 408), WASI_SUCCESS);
  ck_assert_uint_eq(word(&p, 412), WASI_BADF);
  if (closed_first) {
    ck_assert_uint_eq(word(&p, 400), 4);
    ck_assert_uint_eq(word(&p, 300), 0x61746164);
  }
  program_delete(&p);
  close(in[0]), close(in[1]);
}
END_TEST

/* Threads read one pipe; nobody blocks in the host's read because another was quicker. */
START_TEST(readers_of_one_pipe) {
  int in[2];
  ck_assert_int_eq(pipe(in), 0);
  Program p = program_new();
  ok(wvm_wasi_set_stream(p.wasi, 0, in[0]));
  /* Each reads a byte at a time until the end, and counts them at word 8. */
  program_load(&p, PROGRAM("(local.set $k (i32.const 0))" SPAWN_4 AWAIT_ENDED,
                           "(local.set $at (i32.add (i32.const 1024) (i32.mul (local.get $arg) (i32.const 64))))"
                           "(i32.store (local.get $at) (i32.add (local.get $at) (i32.const 16)))"
                           "(i32.store offset=4 (local.get $at) (i32.const 1))"
                           "(loop $more (if (call $read (i32.const 0) (local.get $at) (i32.const 1) (i32.add "
                           "(local.get $at) (i32.const 8)))"
                           "  (then unreachable))"
                           " (drop (i32.atomic.rmw.add (i32.const 8) (i32.load offset=8 (local.get $at))))"
                           " (br_if $more (i32.load offset=8 (local.get $at))))"));
  pthread_t thread;
  ck_assert_int_eq(pthread_create(&thread, NULL, program_beside, &p), 0);
  for (int k = 0; k < 300; k++) ck_assert_int_eq(write(in[1], "x", 1), 1);
  close(in[1]);
  void *e;
  pthread_join(thread, &e);
  ok(e);
  ck_assert_uint_eq(word(&p, 8), 300);
  program_delete(&p);
  close(in[0]);
}
END_TEST

/* ---- the host ends it ---- */

static void *interrupt_soon(void *store) {
  const struct timespec t = {.tv_nsec = 30 * 1000000};
  nanosleep(&t, NULL);
  wvm_store_interrupt(store);
  return NULL;
}

START_TEST(interruption) {
  const char *const programs[] = {PROGRAM(SPAWN_4 "(call $forever)", "(call $forever)"),
                                  PROGRAM(SPAWN_4 AWAIT_ENDED, "(call $forever)"),
                                  PROGRAM(SPAWN_4 AWAIT_ENDED, "(call $await (i32.const 100) (i32.const 1))")};
  for (size_t k = 0; k < COUNT_OF(programs); k++) {
    Program p = program_new();
    pthread_t thread;
    program_load(&p, programs[k]);
    ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_soon, p.vm.store), 0);
    fails(program_run(&p), WVM_ERROR_TRAP, "interrupted");
    pthread_join(thread, NULL);
    program_delete(&p); /* would wait for ever, if the threads went on */
  }
}
END_TEST

/* A library's threads work between the calls of its functions, until they are ended; then there can be new ones. */
START_TEST(between_calls) {
  Program p = program_new();
  program_load(&p, PROGRAM("(drop (call $spawn (i32.const 0)))",
                           "(loop $l (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1))) (br $l))"));
  for (int round = 0; round < 3; round++) {
    ok(program_run(&p));
    const uint32_t before = word(&p, 8);
    const struct timespec t = {.tv_nsec = 1000000};
    for (int k = 0; k < 20000 && word(&p, 8) == before; k++) nanosleep(&t, NULL);
    ck_assert_uint_ne(word(&p, 8), before);
    wvm_wasi_end_threads(p.wasi);
    const uint32_t end = word(&p, 8);
    nanosleep(&t, NULL);
    ck_assert_uint_eq(word(&p, 8), end);
  }
  program_delete(&p);
}
END_TEST

/* A call that fails, of itself or by interruption, takes the threads with it: they count no further. */
START_TEST(failure_ends_threads) {
  static const char *const ends[] = {"(unreachable)", "(call $exit (i32.const 3))", "(loop $ever (br $ever))"};
  for (size_t k = 0; k < COUNT_OF(ends); k++) {
    char text[4000];
    snprintf(text, sizeof text,
             PROGRAM("(drop (call $spawn (i32.const 0))) (loop $begin (br_if $begin (i32.eqz (i32.atomic.load (i32.const 8))))) %s",
                     "(loop $l (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1))) (br $l))"),
             ends[k]);
    Program p = program_new();
    pthread_t thread;
    program_load(&p, text);
    if (k == 2) ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_soon, p.vm.store), 0);
    wvm_error_t *e = program_run(&p);
    ck_assert_ptr_nonnull(e);
    wvm_error_delete(e);
    if (k == 2) pthread_join(thread, NULL);
    const struct timespec t = {.tv_nsec = 20000000};
    uint32_t before;
    int tries = 0;
    do {
      before = word(&p, 8);
      nanosleep(&t, NULL);
    } while (word(&p, 8) != before && ++tries < 500);
    ck_assert_uint_eq(word(&p, 8), before);
    program_delete(&p);
  }
}
END_TEST

/* A thread's exit is told by the next call, if the program was not running. */
START_TEST(exit_between_calls) {
  Program p = program_new();
  program_load(&p, PROGRAM("(drop (call $spawn (i32.const 0)))",
                           "(loop $wait (br_if $wait (i32.eqz (i32.atomic.load (i32.const 16))))) (call $exit (i32.const 9))"));
  ok(program_run(&p));
  set_word(&p, 16, 1); /* the program runs no more */
  const struct timespec t = {.tv_nsec = 1000000};
  while (!wvm_store_interrupted(p.vm.store)) nanosleep(&t, NULL);
  exits_with(program_run(&p), 9);
  fails(program_run(&p), WVM_ERROR_TRAP, "interrupted");
  wvm_wasi_end_threads(p.wasi);
  wvm_store_clear_interrupt(p.vm.store);
  set_word(&p, 16, 0);
  ok(program_run(&p)); /* once more */
  program_delete(&p);
}
END_TEST

/* ---- limits ---- */

/* Fuel is shared out: all of them together end, whatever they do. */
START_TEST(fuel) {
  wvm_config_t *config = wvm_config_new();
  wvm_config_set_fuel(config, true);
  Program p = program_of(config);
  ok(wvm_store_set_fuel(p.vm.store, 1000000));
  program_load(&p, PROGRAM(SPAWN_4 AWAIT_ENDED, "(call $forever)"));
  fails(program_run(&p), WVM_ERROR_TRAP, "all fuel consumed");
  ck_assert_uint_lt(wvm_store_fuel(p.vm.store), 600000); /* halved for each thread that began before the first had none left */
  program_delete(&p);
  /* What a thread leaves is not lost: a thousand of them, each with half of all that is left. */
  config = wvm_config_new();
  wvm_config_set_fuel(config, true);
  p = program_of(config);
  ok(wvm_store_set_fuel(p.vm.store, 1000000));
  program_load(&p, PROGRAM("(loop $next"
                           " (loop $busy (br_if $busy (i32.le_s (call $spawn (i32.const 0)) (i32.const 0))))"
                           " (call $await (i32.const 0) (local.tee $k (i32.add (local.get $k) (i32.const 1))))"
                           " (br_if $next (i32.lt_s (local.get $k) (i32.const 100))))",
                           ""));
  ok(program_run(&p));
  program_delete(&p);
}
END_TEST

/* The store's limits hold for each thread: there is no more memory than two instances have to begin with. */
START_TEST(store_limits) {
  Program p = program_new();
  wvm_store_limits_t limits;
  wvm_store_limits_default(&limits);
  limits.memory_bytes = 4 * 65536;
  ok(wvm_store_set_limits(p.vm.store, &limits));
  /* Two pages are shared; the module's own memory takes one, in each instance. Growth is refused in both. */
  program_load(&p, "(module (memory $s (export \"memory\") (import \"env\" \"memory\") 2 4 shared)"
                   " (import \"wasi\" \"thread-spawn\" (func $spawn (param i32) (result i32))) (memory $own 1)"
                   " (func (export \"wasi_thread_start\") (param i32 i32)"
                   "  (i32.atomic.store (i32.const 8) (memory.grow $s (i32.const 1)))"
                   "  (i32.atomic.store (i32.const 12) (memory.grow $own (i32.const 3)))"
                   "  (i32.atomic.store (i32.const 0) (i32.const 1))"
                   "  (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))"
                   " (func (export \"_start\") (drop (call $spawn (i32.const 0)))"
                   "  (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))");
  ok(program_run(&p));
  ck_assert_uint_eq(word(&p, 8), UINT32_MAX);
  ck_assert_uint_eq(word(&p, 12), UINT32_MAX);
  program_delete(&p);
}
END_TEST

/* The threads' own memories and tables count together with the program's: eight pages, of which two are shared and each
 * of the instances takes one for itself. */
START_TEST(group_limits) {
  Program p = program_new();
  wvm_store_limits_t limits;
  wvm_store_limits_default(&limits);
  limits.memory_bytes = 8 * 65536;
  ok(wvm_store_set_limits(p.vm.store, &limits));
  program_load(&p, "(module (memory $s (export \"memory\") (import \"env\" \"memory\") 2 4 shared)"
                   " (import \"wasi\" \"thread-spawn\" (func $spawn (param i32) (result i32))) (memory $own 1)"
                   " (func (export \"wasi_thread_start\") (param i32 i32)" /* stays until the program ends */
                   "  (drop (memory.atomic.wait32 (i32.const 4) (i32.const 0) (i64.const -1))))"
                   " (func (export \"_start\") (local $started i32) (local $grown i32)"
                   "  (loop $next (if (i32.ge_s (call $spawn (i32.const 0)) (i32.const 0)) (then"
                   "   (local.set $started (i32.add (local.get $started) (i32.const 1))) (br $next))))"
                   "  (i32.store (i32.const 8) (local.get $started))"
                   "  (i32.store (i32.const 12) (memory.grow $own (i32.const 1)))"
                   "  (i32.store (i32.const 16) (memory.grow $s (i32.const 1)))))");
  ok(program_run(&p));
  ck_assert_uint_eq(word(&p, 8), 5);
  ck_assert_uint_eq(word(&p, 12), UINT32_MAX);
  ck_assert_uint_eq(word(&p, 16), UINT32_MAX);
  wvm_wasi_end_threads(p.wasi); /* what they had is there again */
  ok(program_run(&p));
  ck_assert_uint_eq(word(&p, 8), 5);
  program_delete(&p);
}
END_TEST

/* ---- wvm_store_stop, wvm_store_at_delete ---- */

static void note(void *env) { *(int *)env = *(int *)env * 10 + 1; }
static void note_two(void *env) { *(int *)env = *(int *)env * 10 + 2; }

START_TEST(store_functions) {
  Vm vm = vm_new();
  int notes = 0;
  ok(wvm_store_at_delete(vm.store, note, &notes));
  ok(wvm_store_at_delete(vm.store, note_two, &notes));
  ck_assert_ptr_eq(wvm_store_engine(vm.store), vm.engine);
  wvm_instance_t *i = instance_of(&vm, "(module (func (export \"f\") (result i32) (i32.const 4)))");
  wvm_store_stop(vm.store, wvm_error_new(WVM_ERROR_LIMIT, "enough"));
  wvm_store_stop(vm.store, wvm_error_new(WVM_ERROR_LIMIT, "late"));
  fails(try_call(get_func(i, "f"), 0, NULL, NULL), WVM_ERROR_USAGE, "room for 0 results");
  int32_t r;
  fails(try_call(get_func(i, "f"), 0, NULL, &r), WVM_ERROR_LIMIT, "enough");
  fails(try_call(get_func(i, "f"), 0, NULL, &r), WVM_ERROR_TRAP, "interrupted");
  wvm_store_stop(vm.store, wvm_error_new(WVM_ERROR_LIMIT, "never told"));
  wvm_store_clear_interrupt(vm.store);
  ck_assert_int_eq(call0(get_func(i, "f")), 4);
  wvm_store_stop(vm.store, wvm_error_new(WVM_ERROR_LIMIT, "nor this"));
  vm_delete(&vm);
  ck_assert_int_eq(notes, 21);
}
END_TEST

TEST_MAIN("wasi threads", all_run, instances_of_their_own, wide, threads_of_threads, one_after_the_other, limit,
          cannot_start, called_by_the_host, setup, memory_of_the_host, memory_without_threads, exit_of_the_program,
          return_of_the_program, exit_of_a_thread, trap_of_a_thread, trap_of_the_program, exception_of_a_thread,
          waiting_threads_end, closed_under_a_reader, readers_of_one_pipe, interruption, between_calls,
          exit_between_calls, failure_ends_threads, fuel, store_limits, group_limits, store_functions)
