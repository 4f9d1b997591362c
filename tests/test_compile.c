/* Compilation ahead of calls, by several threads and beside calls; machine code without signal handlers. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "tests/api.h"

enum { FUNCTIONS = 300 };

/* f0 returns 1, each other one what the one before returns and 1 more; "last" is the last. */
static char *chain(void) {
  char *text = malloc(FUNCTIONS * 100 + 200);
  ck_assert_ptr_nonnull(text);
  size_t at = (size_t)sprintf(text, "(module (func (result i32) i32.const 1)");
  for (int k = 1; k < FUNCTIONS; k++) at += (size_t)sprintf(text + at, "(func (result i32) (i32.add (call %d) (i32.const 1)))", k - 1);
  sprintf(text + at, "(export \"last\" (func %d)))", FUNCTIONS - 1);
  return text;
}

static int32_t call_last(wvm_engine_t *engine, wvm_module_t *m) {
  wvm_store_t *store;
  wvm_instance_t *i;
  int32_t result = 0;
  ok(wvm_store_new(engine, &store));
  ok(wvm_instance_new(store, m, NULL, 0, &i));
  ok(try_call(get_func(i, "last"), 0, NULL, &result));
  wvm_store_delete(store);
  return result;
}

static void *compile_three(void *m) {
  ok(wvm_module_compile(m, 3));
  return NULL;
}

START_TEST(all_by_many) {
  Vm vm = vm_new();
  char *text = chain();
  for (unsigned threads = 0; threads < 200; threads = threads * 4 + 1) {
    wvm_module_t *m = compile(vm.engine, text);
    wvm_module_stats_t stats;
    ok(wvm_module_compile(m, threads));
    wvm_module_stats(m, &stats);
    ck_assert_uint_eq(stats.compiled_functions + stats.translated_functions, FUNCTIONS);
    ok(wvm_module_compile(m, threads)); /* nothing is left to do */
    ck_assert_int_eq(call_last(vm.engine, m), FUNCTIONS);
    wvm_module_stats(m, &stats);
    ck_assert_uint_eq(stats.compiled_functions + stats.translated_functions, FUNCTIONS);
    wvm_module_delete(m);
  }
  free(text);
  vm_delete(&vm);
}
END_TEST

START_TEST(beside_calls) {
  Vm vm = vm_new();
  char *text = chain();
  for (int round = 0; round < 20; round++) {
    wvm_module_t *m = compile(vm.engine, text);
    pthread_t other;
    ck_assert_int_eq(pthread_create(&other, NULL, compile_three, m), 0);
    ck_assert_int_eq(call_last(vm.engine, m), FUNCTIONS);
    pthread_join(other, NULL);
    wvm_module_delete(m);
  }
  free(text);
  vm_delete(&vm);
}
END_TEST

/* Sanitizers have handlers of their own: the same before and while the engine lives. */
START_TEST(no_handlers) {
  static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGURG};
  enum { SIGNALS = sizeof signals / sizeof *signals };
  struct sigaction before[SIGNALS], now;
  for (unsigned k = 0; k < SIGNALS; k++) ck_assert_int_eq(sigaction(signals[k], NULL, &before[k]), 0);
  wvm_config_t *c = wvm_config_new();
  wvm_config_set_explicit_bounds(c, true);
  Vm vm = vm_of(c);
  ck_assert_int_eq(wvm_interrupt_signal(), 0);
  const char *text = "(module (memory 1) (func (export \"f\") (param i32) (result i32) (i32.load offset=65532 (local.get 0))))";
  wvm_instance_t *i = instance_of(&vm, text);
  int32_t result, at = 1;
  ck_assert_int_eq(call1(get_func(i, "f"), 0), 0);
  fails(try_call(get_func(i, "f"), 1, &at, &result), WVM_ERROR_TRAP, "out of bounds memory access");
  for (unsigned k = 0; k < SIGNALS; k++) {
    ck_assert_int_eq(sigaction(signals[k], NULL, &now), 0);
    ck_assert(now.sa_sigaction == before[k].sa_sigaction);
  }
  vm_delete(&vm);
}
END_TEST

/* An engine that compiles has a signal; one that does not says why. */
START_TEST(what_an_engine_does) {
  Vm vm = vm_new();
  const char *why = wvm_engine_interprets(vm.engine);
  if (!why && wvm_interrupt_signal()) ck_assert_int_ge(wvm_interrupt_signal(), SIGRTMIN);
  wvm_config_t *c = wvm_config_new();
  ok(wvm_config_set_tier(c, WVM_TIER_INTERPRETER));
  Vm other = vm_of(c);
  ck_assert_str_eq(wvm_engine_interprets(other.engine), "it was asked to interpret");
  c = wvm_config_new();
  wvm_config_set_trace(c, WVM_TRACE_CALLS);
  vm_delete(&other);
  other = vm_of(c);
  ck_assert_str_eq(wvm_engine_interprets(other.engine), "what is traced is interpreted");
  vm_delete(&other);
  vm_delete(&vm);
  ck_assert_int_eq(wvm_interrupt_signal(), 0);
}
END_TEST

TEST_MAIN("compile", what_an_engine_does, all_by_many, beside_calls, no_handlers)
