/* What it costs to cross between host and guest: calls each way, on values and on slots, plain C functions, suspending and
 * resuming. The processor's time of the best of several rounds, in nanoseconds, less what the guest's loop costs.
 *
 * usage: crossings interp|jit */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <wvm.h>

static void must(wvm_error_t *e) {
  if (!e) return;
  fprintf(stderr, "%s\n", wvm_error_message(e));
  exit(1);
}

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static wvm_error_t *typed(void *env, wvm_caller_t *c, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)c;
  results[0].of.i32 = args[0].of.i32 + 1;
  return NULL;
}
static wvm_error_t *raw(void *env, wvm_caller_t *c, wvm_raw_t *slots) {
  (void)env, (void)c;
  slots[0].i32++;
  return NULL;
}
static int32_t plain(int32_t a) { return a + 1; }
static wvm_error_t *waits(void *env, wvm_caller_t *c, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)args, (void)results;
  return wvm_caller_suspend(c, NULL);
}
static wvm_error_t *waits_raw(void *env, wvm_caller_t *c, wvm_raw_t *slots) {
  (void)env, (void)slots;
  return wvm_caller_suspend(c, NULL);
}

#define LOOP(name, call)                                                                                               \
  " (func (export \"" name "\") (param i32) (result i32) (local i32)"                                                  \
  "  (loop $l (local.set 1 (" call ")) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1))"
static const char text[] =
    "(module (type $t (func (param i32) (result i32)))"
    " (import \"\" \"typed\" (func $typed (type $t))) (import \"\" \"raw\" (func $raw (type $t)))"
    " (import \"\" \"plain\" (func $plain (type $t))) (import \"\" \"waits\" (func $waits (type $t)))"
    " (import \"\" \"waits_raw\" (func $waits_raw (type $t)))"
    " (func (export \"nothing\") (type $t) (local.get 0))" LOOP("empty", "i32.add (local.get 1) (i32.const 1)")
        LOOP("typed", "call $typed (local.get 1)") LOOP("raw", "call $raw (local.get 1)") LOOP("plain", "call $plain (local.get 1)")
            LOOP("waits", "call $waits (local.get 1)") LOOP("waits_raw", "call $waits_raw (local.get 1)") ")";

enum { TIMES = 300000, ROUNDS = 7 };

static wvm_func_t *function(wvm_instance_t *i, const char *name) {
  wvm_extern_t x;
  if (!wvm_instance_export(i, name, &x)) exit(1);
  return x.of.func;
}

/* ---- what is measured: each does something TIMES times ---- */

static void to_guest(wvm_func_t *f) {
  wvm_val_t a = {.kind = WVM_I32}, r;
  for (int k = 0; k < TIMES; k++) must(wvm_func_call(f, &a, 1, &r, 1));
}
static void to_guest_raw(wvm_func_t *f) {
  wvm_raw_t slots[1] = {{.bits = 0}};
  for (int k = 0; k < TIMES; k++) must(wvm_func_call_raw(f, slots));
}
static void start(wvm_func_t *f) {
  wvm_val_t a = {.kind = WVM_I32}, r;
  wvm_call_t *c;
  for (int k = 0; k < TIMES; k++) must(wvm_func_start(f, &a, 1, &r, 1, &c));
}
static void loop(wvm_func_t *f) {
  wvm_val_t a = {.kind = WVM_I32, .of = {.i32 = TIMES}}, r;
  must(wvm_func_call(f, &a, 1, &r, 1));
}
static void resume(wvm_func_t *f) {
  wvm_val_t a = {.kind = WVM_I32, .of = {.i32 = TIMES}}, r;
  wvm_call_t *c;
  must(wvm_func_start(f, &a, 1, &r, 1, &c));
  while (c) must(wvm_call_resume(&c, &a, 1, &r, 1));
}
static void resume_raw(wvm_func_t *f) {
  wvm_raw_t slots[1] = {{.bits = TIMES}};
  wvm_call_t *c;
  must(wvm_func_start_raw(f, slots, &c));
  while (c) must(wvm_call_resume_raw(&c, slots));
}

typedef struct Row {
  const char *name, *func;
  void (*run)(wvm_func_t *f);
  bool in_guest; /* the guest's loop is taken off */
} Row;
static const Row rows[] = {
    {"empty_loop", "empty", loop, false},         {"host_to_guest_typed", "nothing", to_guest, false},
    {"host_to_guest_raw", "nothing", to_guest_raw, false}, {"guest_to_host_typed", "typed", loop, true},
    {"guest_to_host_raw", "raw", loop, true},     {"guest_to_c", "plain", loop, true},
    {"start_typed", "nothing", start, false},     {"suspend_and_resume_typed", "waits", resume, true},
    {"suspend_and_resume_raw", "waits_raw", resume_raw, true}};
enum { ROWS = sizeof rows / sizeof *rows };

int main(int argc, char **argv) {
  if (argc != 2 || (strcmp(argv[1], "interp") && strcmp(argv[1], "jit"))) return 2;
  wvm_config_t *config = wvm_config_new();
  must(wvm_config_set_tier(config, argv[1][0] == 'i' ? WVM_TIER_INTERPRETER : WVM_TIER_JIT));
  wvm_engine_t *engine;
  wvm_store_t *store;
  wvm_module_t *module;
  wvm_instance_t *instance;
  wvm_linker_t *linker;
  must(wvm_engine_new(config, &engine));
  must(wvm_store_new(engine, &store));
  must(wvm_module_new_text(engine, text, strlen(text), &module));
  must(wvm_linker_new(store, &linker));
  const wvm_valtype_t i32 = {.kind = WVM_I32};
  const wvm_functype_t type = {1, 1, &i32, &i32};
  const struct { const char *name; wvm_raw_callback_t callback; } raws[] = {{"raw", raw}, {"waits_raw", waits_raw}};
  must(wvm_linker_define_func(linker, "", "typed", &type, typed, NULL));
  must(wvm_linker_define_func(linker, "", "waits", &type, waits, NULL));
  must(wvm_linker_define_c(linker, "", "plain", "i(i)", plain));
  for (int k = 0; k < 2; k++) {
    wvm_extern_t x = {.kind = WVM_EXTERN_FUNC};
    must(wvm_func_new_raw(store, &type, raws[k].callback, NULL, NULL, &x.of.func));
    must(wvm_linker_define(linker, "", 0, raws[k].name, strlen(raws[k].name), &x));
  }
  must(wvm_linker_instantiate(linker, module, &instance));
  double best[ROWS];
  for (int k = 0; k < ROWS; k++) best[k] = INFINITY;
  for (int round = 0; round < ROUNDS; round++)
    for (int k = 0; k < ROWS; k++) {
      const double begun = now_ns();
      rows[k].run(function(instance, rows[k].func));
      best[k] = fmin(best[k], (now_ns() - begun) / TIMES);
    }
  for (int k = 0; k < ROWS; k++) printf("%s_%s_ns %.1f\n", argv[1], rows[k].name, best[k] - (rows[k].in_guest ? best[0] : 0));
  wvm_linker_delete(linker);
  wvm_store_delete(store);
  wvm_module_delete(module);
  wvm_engine_delete(engine);
  return 0;
}
