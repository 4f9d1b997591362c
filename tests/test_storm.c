/* A storm of interrupts: another thread stops a guest thousands of times at random moments, whatever it is doing: loops without
 * calls, calls of all kinds, host functions, garbage, exceptions, bulk operations. Each one ends the call at hand (a lost one
 * leaves the test hanging), and what the guest has made is whole: it checks that itself when it is called again. */
#include <pthread.h>
#include <stdatomic.h>

#include "tests/api.h"

/* Each way counts in $n what it has done; what it did then shows in another place, of which at most one step is missing. */
static const char guest[] =
    "(module"
    "  (type $list (struct (field $next (ref null $list)) (field $value i64)))"
    "  (type $f (func (param i64) (result i64)))"
    "  (import \"\" \"\" (func $host (param i64) (result i64)))"
    "  (tag $t (param i64))"
    "  (memory 4)"
    "  (table 2 funcref) (elem (i32.const 0) $one $two)"
    "  (global $n (mut i64) (i64.const 0)) (global $m (mut i64) (i64.const 0)) (global $l (mut (ref null $list)) (ref.null $list))"
    "  (func $one (param i64) (result i64) (i64.add (local.get 0) (i64.const 1)))"
    "  (func $two (param i64) (result i64) (call $one (local.get 0)))"
    "  (func $throws (param i64) (throw $t (i64.add (local.get 0) (i64.const 1))))"
    "  (func $deep (param i64 i32) (result i64) (if (result i64) (local.get 1)"
    "    (then (call $deep (local.get 0) (i32.sub (local.get 1) (i32.const 1)))) (else (call $one (local.get 0)))))"
    /* i, then n = i, m = i: n is m, or one ahead */
    "  (func $step (param i64) (global.set $n (local.get 0)) (global.set $m (local.get 0)))"
    "  (func (export \"w0\") (local $i i64) (local.set $i (global.get $m))"
    "    (loop $l (local.set $i (i64.add (local.get $i) (i64.const 1))) (global.set $n (local.get $i)) (global.set $m (local.get $i)) (br $l)))"
    "  (func (export \"w1\") (loop $l (call $step (call $two (global.get $m))) (br $l)))"
    "  (func (export \"w2\") (loop $l (call $step (call $host (global.get $m))) (br $l)))"
    "  (func (export \"w3\") (loop $l (call $step (call_indirect (type $f) (global.get $m) (i32.wrap_i64 (i64.and (global.get $m) (i64.const 1))))) (br $l)))"
    "  (func (export \"w4\") (loop $l (call $step (call $deep (global.get $m) (i32.const 40))) (br $l)))"
    "  (func (export \"w5\") (loop $l (call $step (block $b (result i64) (try_table (catch $t $b) (call $throws (global.get $m))) (unreachable))) (br $l)))"
    /* a list as long as m counts within a round of 100 */
    "  (func (export \"w6\") (local $i i64) (global.set $l (ref.null $list)) (loop $l (local.set $i (i64.add (local.get $i) (i64.const 1)))"
    "    (if (i64.gt_u (local.get $i) (i64.const 100)) (then (global.set $l (ref.null $list)) (local.set $i (i64.const 1))))"
    "    (global.set $l (struct.new $list (global.get $l) (local.get $i))) (br $l)))"
    "  (func (export \"w7\") (loop $l (memory.copy (i32.const 65536) (i32.const 0) (i32.const 131072)) (memory.fill (i32.const 200000) (i32.const 7) (i32.const 50000))"
    "    (call $step (call $one (global.get $m))) (br $l)))"
    "  (func (export \"w8\") (loop $l (drop (memory.grow (i32.const 0))) (call $step (call $one (global.get $m))) (br $l)))"
    "  (func (export \"w9\") (local v128) (loop $l (local.set 0 (i64x2.add (local.get 0) (v128.const i64x2 1 1)))"
    "    (v128.store (i32.const 64) (local.get 0)) (br $l)))"
    "  (func (export \"check\") (result i32) (local $l (ref null $list)) (local $left i64)"
    "    (if (i64.gt_u (i64.sub (global.get $n) (global.get $m)) (i64.const 1)) (then (return (i32.const 1))))"
    "    (global.set $m (global.get $n))"
    "    (if (i64.ne (i64.load (i32.const 64)) (i64.load (i32.const 72))) (then (return (i32.const 2))))"
    "    (local.set $l (global.get $l))"
    "    (if (ref.is_null (local.get $l)) (then (return (i32.const 0))))"
    "    (local.set $left (struct.get $list $value (local.get $l)))"
    "    (loop $n (if (i64.ne (struct.get $list $value (local.get $l)) (local.get $left)) (then (return (i32.const 3))))"
    "      (local.set $left (i64.sub (local.get $left) (i64.const 1)))"
    "      (br_if $n (i32.eqz (ref.is_null (local.tee $l (struct.get $list $next (local.get $l)))))))"
    "    (i32.wrap_i64 (local.get $left))))";
enum { WAYS = 10, ROUNDS = ADDRESS_SANITIZER || THREAD_SANITIZER ? 600 : 3000 };

static wvm_error_t *add_one(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)caller;
  results[0] = i64(args[0].of.i64 + 1);
  return NULL;
}

typedef struct Storm {
  wvm_store_t *store;
  atomic_uint running, stopped; /* rounds begun, interrupted */
} Storm;

static uint64_t chance;
static uint32_t below(uint32_t n) {
  chance = chance * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((chance >> 33) % n);
}

static void *blow(void *arg) {
  Storm *s = arg;
  for (unsigned round = 1; round <= ROUNDS; round++) {
    while (atomic_load(&s->running) < round) {}
    for (uint32_t wait = below(4) ? below(3000) : below(60000); wait > 0; wait--) __asm__ volatile("" ::: "memory");
    wvm_store_interrupt(s->store);
    atomic_store(&s->stopped, round);
  }
  return NULL;
}

static void storm(wvm_config_t *c) {
  const wvm_valtype_t l = {.kind = WVM_I64};
  const wvm_functype_t type = {1, 1, &l, &l};
  Vm vm = vm_of(c);
  Storm s = {.store = vm.store};
  wvm_extern_t import = {.kind = WVM_EXTERN_FUNC};
  ok(wvm_func_new(vm.store, &type, add_one, NULL, NULL, &import.of.func));
  wvm_instance_t *i = instance_with(&vm, guest, &import, 1);
  pthread_t thread;
  chance = 7;
  ck_assert_int_eq(pthread_create(&thread, NULL, blow, &s), 0);
  for (unsigned round = 1; round <= ROUNDS; round++) {
    char name[8];
    snprintf(name, sizeof name, "w%u", round * 7 % WAYS);
    atomic_store(&s.running, round);
    fails(wvm_func_call(get_func(i, name), NULL, 0, NULL, 0), WVM_ERROR_TRAP, "interrupted");
    while (atomic_load(&s.stopped) < round) {} /* it may not have ended yet */
    wvm_store_clear_interrupt(vm.store);
    const int32_t wrong = call0(get_func(i, "check"));
    if (wrong) ck_abort_msg("round %u, %s: what the guest made is broken: %d", round, name, wrong);
  }
  pthread_join(thread, NULL);
  vm_delete(&vm);
}

START_TEST(compiled) { storm(wvm_config_new()); }
END_TEST

START_TEST(interpreted) {
  wvm_config_t *c = wvm_config_new();
  ok(wvm_config_set_tier(c, WVM_TIER_INTERPRETER));
  storm(c);
}
END_TEST

START_TEST(mixed) {
  wvm_config_t *c = wvm_config_new();
  ok(wvm_config_set_jit_test(c, "mixed=3,random=5"));
  storm(c);
}
END_TEST

START_TEST(without_signals) {
  wvm_config_t *c = wvm_config_new();
  wvm_config_set_explicit_bounds(c, true);
  storm(c);
}
END_TEST

START_TEST(under_pressure) {
  wvm_config_t *c = wvm_config_new();
  wvm_config_set_gc_stress(c, true);
  storm(c);
}
END_TEST

TEST_MAIN("storm", compiled, interpreted, mixed, without_signals, under_pressure)
