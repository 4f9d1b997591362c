/* Calls that host functions suspend: every kind of call that may be pending, both tiers, nested, failed, dropped, on
 * another thread, many at once. */
#include "tests/api.h"

#include <pthread.h>

enum { ENGINES = 4 };

/* The engine that a test's number stands for: the compiler, the interpreter, both mixed, explicit bounds and fuel. */
static Vm vm_number(int k) {
  wvm_config_t *c = wvm_config_new();
  if (k == 1) ok(wvm_config_set_tier(c, WVM_TIER_INTERPRETER));
  if (k == 2) ok(wvm_config_set_jit_test(c, "mixed=7"));
  if (k == 3) wvm_config_set_explicit_bounds(c, true);
  return vm_of(c);
}

static const char text[] =
    "(module"
    " (type $f (func (param i32) (result i32))) (type $c (cont $f))"
    " (import \"\" \"h\" (func $h (type $f)))"
    " (import \"\" \"wide\" (func $wide (param f64 v128 i64) (result i64 v128 f32 f64)))"
    " (import \"\" \"e\" (tag $e (param i32)))"
    " (import \"\" \"r\" (func $r (param externref) (result externref)))"
    " (tag $ask (param i32) (result i32))"
    " (table 2 funcref) (elem (i32.const 0) func $h $plus)"
    " (elem declare func $h $host_in_host $sums $suspends_both)"
    " (func $plus (type $f) (i32.add (call $h (local.get 0)) (i32.const 1)))"
    " (export \"h\" (func $h))"
    " (func (export \"plain\") (type $f) (i32.add (i32.const 1000) (call $plus (local.get 0))))"
    " (func (export \"indirect\") (type $f) (i32.add (i32.const 1) (call_indirect (type $f) (local.get 0) (i32.const 0))))"
    " (func (export \"by_ref\") (type $f) (i32.add (i32.const 1) (call_ref $f (local.get 0) (ref.func $h))))"
    " (func $tail (type $f) (return_call $h (local.get 0)))"
    " (func (export \"tail_itself\") (type $f) (return_call $h (local.get 0)))"
    " (func (export \"tail\") (type $f) (local i64 i64) (i32.add (i32.const 1) (call $tail (local.get 0))))"
    " (func $tail_indirect (type $f) (return_call_indirect (type $f) (local.get 0) (i32.const 0)))"
    " (func (export \"tail_indirect\") (type $f) (i32.add (i32.const 1) (call $tail_indirect (local.get 0))))"
    " (func $tail_ref (type $f) (return_call_ref $f (local.get 0) (ref.func $h)))"
    " (func (export \"tail_ref\") (type $f) (i32.add (i32.const 1) (call $tail_ref (local.get 0))))"
    /* the host function is a continuation's; the function within a continuation calls it; and suspends besides */
    " (func (export \"as_cont\") (type $f) (i32.add (i32.const 1) (resume $c (local.get 0) (cont.new $c (ref.func $h)))))"
    " (func $host_in_host (type $f) (call $plus (local.get 0)))"
    " (func (export \"in_cont\") (type $f)"
    "  (i32.add (i32.const 10) (resume $c (local.get 0) (cont.new $c (ref.func $host_in_host)))))"
    " (func $suspends_both (type $f) (i32.add (call $h (suspend $ask (local.get 0))) (i32.const 1)))"
    " (func (export \"both\") (type $f) (local $k (ref null $c))"
    "  (block $on (result i32 (ref $c))"
    "   (return (resume $c (on $ask $on) (local.get 0) (cont.new $c (ref.func $suspends_both)))))"
    "  (local.set $k) (local.set 0)"
    "  (i32.add (i32.const 100) (resume $c (i32.mul (local.get 0) (i32.const 2)) (local.get $k))))"
    /* several times, values of all kinds kept meanwhile */
    " (func $sums (export \"sums\") (param i32) (result i32) (local i32 f64 f32 v128 i64)"
    "  (local.set 2 (f64.const 0.5)) (local.set 3 (f32.const 0.25)) (local.set 4 (i32x4.splat (i32.const 3)))"
    "  (local.set 5 (i64.const 0x100000000))"
    "  (loop $l"
    "   (local.set 1 (i32.add (local.get 1) (call $h (local.get 0))))"
    "   (local.set 2 (f64.mul (local.get 2) (f64.const 2))) (local.set 3 (f32.add (local.get 3) (f32.const 1)))"
    "   (local.set 4 (i32x4.add (local.get 4) (local.get 4))) (local.set 5 (i64.add (local.get 5) (i64.const 1)))"
    "   (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))"
    "  (i32.add (local.get 1) (i32.add (i32.trunc_f64_s (local.get 2)) (i32.add (i32.trunc_f32_s (local.get 3))"
    "   (i32.add (i32x4.extract_lane 2 (local.get 4)) (i32.wrap_i64 (local.get 5)))))))"
    " (func $deep (export \"deep\") (type $f) (local i64 i64 i64)"
    "  (if (result i32) (local.get 0)"
    "   (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))"
    "   (else (call $h (i32.const 5)))))"
    " (func (export \"wide\") (result i64)"
    "  (local i64 v128 f32 f64)"
    "  (call $wide (f64.const 1.5) (i64x2.splat (i64.const 7)) (i64.const -1))"
    "  (local.set 3) (local.set 2) (local.set 1) (local.set 0)"
    "  (i64.add (i64.add (local.get 0) (i64x2.extract_lane 1 (local.get 1)))"
    "   (i64.add (i64.trunc_f32_s (local.get 2)) (i64.trunc_f64_s (local.get 3)))))"
    " (func (export \"catches\") (type $f)"
    "  (block $on (result i32) (try_table (catch $e $on) (return (call $plus (local.get 0)))) (unreachable))"
    "  (i32.add (i32.const 500)))"
    " (func (export \"catches_tail\") (type $f)"
    "  (block $on (result i32) (try_table (catch $e $on) (return (call $tail (local.get 0)))) (unreachable))"
    "  (i32.add (i32.const 500)))"
    " (func (export \"spins\") (type $f) (drop (call $h (local.get 0))) (loop $l (br $l)) (unreachable))"
    " (func (export \"keeps\") (param externref) (result externref) (local externref)"
    "  (local.set 1 (call $r (local.get 0))) (drop (call $r (local.get 1)))"
    "  (local.get 0)))";

/* ---- host functions ---- */

static bool at_once; /* answers without suspending */
static wvm_call_t *told;
static int pending_args[8];
static int pending_count;

static wvm_error_t *h(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env;
  if (at_once) {
    results[0] = i32(args[0].of.i32 * 2);
    return NULL;
  }
  pending_args[pending_count++ & 7] = args[0].of.i32;
  return wvm_caller_suspend(caller, &told);
}

/* Leaves rubbish where references and addresses were. */
static wvm_error_t *wide(void *env, wvm_caller_t *caller, wvm_raw_t *slots) {
  (void)env;
  ck_assert(slots[0].f64 == 1.5 && slots[2].i64 == 7 && slots[3].i64 == -1);
  memset(slots, 0xA5, 5 * sizeof *slots);
  return wvm_caller_suspend(caller, NULL);
}

static wvm_error_t *r(void *env, wvm_caller_t *caller, wvm_raw_t *slots) {
  (void)env, (void)slots;
  return wvm_caller_suspend(caller, NULL);
}

static wvm_tag_t *tag;

static wvm_instance_t *make(Vm *vm) {
  const wvm_functype_t hs = {.params = &type_i32, .param_count = 1, .results = &type_i32, .result_count = 1};
  const wvm_functype_t rs = {.params = &type_externref, .param_count = 1, .results = &type_externref, .result_count = 1};
  const wvm_functype_t es = {.params = &type_i32, .param_count = 1};
  const wvm_valtype_t in[] = {{.kind = WVM_F64}, {.kind = WVM_V128}, {.kind = WVM_I64}};
  const wvm_valtype_t out[] = {{.kind = WVM_I64}, {.kind = WVM_V128}, {.kind = WVM_F32}, {.kind = WVM_F64}};
  const wvm_functype_t ws = {.params = in, .param_count = 3, .results = out, .result_count = 4};
  wvm_extern_t x[4] = {{.kind = WVM_EXTERN_FUNC}, {.kind = WVM_EXTERN_FUNC}, {.kind = WVM_EXTERN_TAG}, {.kind = WVM_EXTERN_FUNC}};
  ok(wvm_func_new(vm->store, &hs, h, NULL, NULL, &x[0].of.func));
  ok(wvm_func_new_raw(vm->store, &ws, wide, NULL, NULL, &x[1].of.func));
  ok(wvm_tag_new(vm->store, &es, &x[2].of.tag));
  ok(wvm_func_new_raw(vm->store, &rs, r, NULL, NULL, &x[3].of.func));
  tag = x[2].of.tag;
  pending_count = 0;
  at_once = false;
  return instance_with(vm, text, x, 4);
}

/* Starts, and is suspended. */
static wvm_call_t *start(wvm_instance_t *i, const char *name, int32_t arg) {
  wvm_val_t in = i32(arg), out = i32(-1);
  wvm_call_t *c = NULL;
  ok(wvm_func_start(get_func(i, name), &in, 1, &out, 1, &c));
  ck_assert_ptr_nonnull(c);
  ck_assert_ptr_eq(c, told);
  ck_assert_int_eq(out.of.i32, -1);
  return c;
}
/* Resumes; ends. */
static int32_t finish(wvm_call_t *c, int32_t value) {
  wvm_val_t in = i32(value), out = i32(-1);
  ok(wvm_call_resume(&c, &in, 1, &out, 1));
  ck_assert_ptr_null(c);
  return out.of.i32;
}
/* Resumes; is suspended again. */
static void step(wvm_call_t *c, int32_t value) {
  wvm_call_t *same = c;
  wvm_val_t in = i32(value), out = i32(-1);
  ok(wvm_call_resume(&c, &in, 1, &out, 1));
  ck_assert_ptr_eq(c, same);
}

START_TEST(kinds_of_calls) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  static const struct { const char *name; int32_t more; } kinds[] = {
      {"plain", 1001}, {"indirect", 1}, {"by_ref", 1}, {"tail", 1}, {"tail_indirect", 1}, {"tail_ref", 1}, {"as_cont", 1},
      {"in_cont", 11}, {"catches", 1}, {"catches_tail", 0}, {"deep", 0}, {"h", 0}, {"tail_itself", 0}};
  for (int round = 0; round < 3; round++)
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
      const int32_t arg = strcmp(kinds[k].name, "deep") ? 20 : 0;
      wvm_call_t *c = start(i, kinds[k].name, arg);
      ck_assert_int_eq(finish(c, 7 + round), 7 + round + kinds[k].more);
    }
  vm_delete(&vm);
}
END_TEST

START_TEST(with_stack_switching) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  wvm_call_t *c = start(i, "both", 21); /* h was called with 42, after a suspend and a resume */
  ck_assert_int_eq(pending_args[0], 42);
  ck_assert_int_eq(finish(c, 3), 104);
  vm_delete(&vm);
}
END_TEST

START_TEST(again_and_again) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  wvm_call_t *c = start(i, "sums", 4);
  for (int k = 1; k < 4; k++) step(c, k * 100);
  ck_assert_int_eq(finish(c, 1000), 1600 + 8 + 4 + 48 + 4);
  at_once = true; /* and not at all */
  wvm_val_t in = i32(4), out;
  c = told;
  ok(wvm_func_start(get_func(i, "sums"), &in, 1, &out, 1, &c));
  ck_assert_ptr_null(c);
  ck_assert_int_eq(out.of.i32, 20 + 8 + 4 + 48 + 4);
  vm_delete(&vm);
}
END_TEST

START_TEST(deep_ones) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  wvm_call_t *c = start(i, "deep", 20000);
  ck_assert_int_eq(finish(c, 5), 20005);
  wvm_val_t in = i32(100000000), out;
  fails(wvm_func_start(get_func(i, "deep"), &in, 1, &out, 1, &c), WVM_ERROR_TRAP, "call stack exhausted");
  vm_delete(&vm);
}
END_TEST

START_TEST(all_values) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  wvm_val_t out, values[4] = {i64(1), {.kind = WVM_V128}, {.kind = WVM_F32, .of = {.f32 = 30.f}}, {.kind = WVM_F64, .of = {.f64 = 400}}};
  values[1].of.v128[9] = 1; /* 256 in lane 1 */
  wvm_call_t *c;
  ok(wvm_func_start(get_func(i, "wide"), NULL, 0, &out, 1, &c));
  ok(wvm_call_resume(&c, values, 4, &out, 1));
  ck_assert_int_eq(out.of.i64, 1 + 256 + 30 + 400);
  wvm_raw_t slots[5] = {{.bits = 0}};
  ok(wvm_func_start_raw(get_func(i, "wide"), slots, &c));
  memset(slots, 0xFF, sizeof slots);
  slots[0].i64 = 2;
  slots[2].i64 = 3;
  slots[3].f32 = 4;
  slots[4].f64 = 5;
  ok(wvm_call_resume_raw(&c, slots));
  ck_assert_ptr_null(c);
  ck_assert_int_eq(slots[0].i64, 14);
  vm_delete(&vm);
}
END_TEST

/* ---- ends ---- */

START_TEST(traps) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  wvm_val_t out;
  wvm_call_t *c = start(i, "in_cont", 1);
  wvm_error_t *e = wvm_call_fail(&c, wvm_error_new(WVM_ERROR_TRAP, "no answer"), &out, 1);
  ck_assert_ptr_null(c);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_HOST);
  ck_assert_ptr_nonnull(strstr(wvm_error_message(e), "no answer"));
  const wvm_frame_t *frames;
  ck_assert_uint_eq(wvm_error_frames(e, &frames, NULL), 4); /* the host, plus, host_in_host, in_cont */
  ck_assert(frames[0].host);
  ck_assert_str_eq(frames[1].func, "plus");
  ck_assert_str_eq(frames[3].func, "in_cont");
  wvm_error_delete(e);
  c = start(i, "h", 1); /* without any guest */
  fails(wvm_call_fail(&c, wvm_error_new(WVM_ERROR_TRAP, "none"), &out, 1), WVM_ERROR_TRAP, "none");
  ck_assert_ptr_null(c);
  c = start(i, "plain", 1);
  e = wvm_call_fail(&c, wvm_error_new_exit(3), &out, 1);
  ck_assert_int_eq(wvm_error_kind(e), WVM_ERROR_EXIT);
  ck_assert_int_eq(wvm_error_exit_status(e), 3);
  wvm_error_delete(e);
  ck_assert_int_eq(finish(start(i, "plain", 1), 1), 1002);
  vm_delete(&vm);
}
END_TEST

START_TEST(exceptions) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  static const char *const names[] = {"catches", "catches_tail"};
  wvm_val_t v = i32(42), out;
  for (int k = 0; k < 2; k++) {
    wvm_call_t *c = start(i, names[k], 1);
    ok(wvm_call_fail(&c, wvm_exception_new(tag, &v, 1), &out, 1));
    ck_assert_int_eq(out.of.i32, 542);
  }
  static const char *const others[] = {"plain", "tail", "as_cont", "in_cont", "h"};
  for (int k = 0; k < 5; k++) { /* nobody catches it */
    wvm_call_t *c = start(i, others[k], 1);
    wvm_error_t *e = wvm_call_fail(&c, wvm_exception_new(tag, &v, 1), &out, 1);
    ck_assert_ptr_null(c);
    ck_assert_ptr_eq(wvm_error_exception_tag(e), tag);
    ok(wvm_error_exception_values(e, &out, 1));
    ck_assert_int_eq(out.of.i32, 42);
    wvm_error_delete(e);
  }
  vm_delete(&vm);
}
END_TEST

START_TEST(dropped) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  wvm_call_t *a = start(i, "sums", 4), *b = start(i, "both", 4), *c = start(i, "h", 4);
  wvm_call_delete(NULL);
  wvm_call_delete(b);
  step(a, 1);
  wvm_call_delete(a);
  (void)c; /* the store ends with it, and with this: */
  start(i, "in_cont", 1);
  vm_delete(&vm);
}
END_TEST

START_TEST(interrupted) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  wvm_call_t *c = start(i, "plain", 1);
  wvm_store_interrupt(vm.store);
  wvm_val_t in = i32(1), out;
  wvm_error_t *e = wvm_call_resume(&c, &in, 1, &out, 1);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_INTERRUPTED);
  wvm_error_delete(e);
  wvm_store_clear_interrupt(vm.store);
  ck_assert_int_eq(finish(start(i, "plain", 1), 1), 1002);
  vm_delete(&vm);
}
END_TEST

static void *interrupts(void *store) {
  nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
  wvm_store_interrupt(store);
  return NULL;
}

START_TEST(interrupted_as_it_runs) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  wvm_call_t *c = start(i, "spins", 1);
  pthread_t t;
  pthread_create(&t, NULL, interrupts, vm.store);
  wvm_val_t in = i32(1), out;
  wvm_error_t *e = wvm_call_resume(&c, &in, 1, &out, 1);
  pthread_join(t, NULL);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_INTERRUPTED);
  wvm_error_delete(e);
  vm_delete(&vm);
}
END_TEST

/* ---- several at once ---- */

/* A host function that starts a call of its own, which stays suspended when it has answered. */
static wvm_call_t *inner;
static wvm_func_t *inner_func;
static wvm_error_t *starts(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)results;
  wvm_val_t out;
  ok(wvm_func_start(inner_func, args, 1, &out, 1, &inner));
  ck_assert_ptr_nonnull(inner);
  if (env) { /* resumed within the call that it began in */
    wvm_val_t v = i32(11);
    ok(wvm_call_resume(&inner, &v, 1, results, 1));
    ck_assert_ptr_null(inner);
    return NULL;
  }
  wvm_call_t *c;
  wvm_error_t *e = wvm_caller_suspend(caller, &c);
  ck_assert_ptr_ne(c, inner);
  wvm_call_delete(c); /* does nothing: it runs */
  wvm_val_t v = i32(1);
  fails(wvm_call_resume(&c, &v, 1, &out, 1), WVM_ERROR_USAGE, "not suspended");
  return e;
}

START_TEST(nested) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  inner_func = get_func(i, "plain");
  const wvm_functype_t hs = {.params = &type_i32, .param_count = 1, .results = &type_i32, .result_count = 1};
  static const char outer_text[] =
      "(module (import \"\" \"a\" (func $a (param i32) (result i32))) (import \"\" \"b\" (func $b (param i32) (result i32)))"
      " (func (export \"a\") (param i32) (result i32) (i32.add (i32.const 1) (call $a (local.get 0))))"
      " (func (export \"b\") (param i32) (result i32) (i32.add (i32.const 1) (call $b (local.get 0)))))";
  wvm_extern_t x[2] = {{.kind = WVM_EXTERN_FUNC}, {.kind = WVM_EXTERN_FUNC}};
  ok(wvm_func_new(vm.store, &hs, starts, NULL, NULL, &x[0].of.func));
  ok(wvm_func_new(vm.store, &hs, starts, &vm, NULL, &x[1].of.func));
  wvm_instance_t *o = instance_with(&vm, outer_text, x, 2);
  for (int order = 0; order < 2; order++) {
    wvm_val_t in = i32(5), out;
    wvm_call_t *outer;
    ok(wvm_func_start(get_func(o, "a"), &in, 1, &out, 1, &outer));
    wvm_call_t *within = inner;
    if (order) ck_assert_int_eq(finish(within, 3), 1004);
    ck_assert_int_eq(finish(outer, 70), 71);
    if (!order) ck_assert_int_eq(finish(within, 3), 1004);
  }
  ck_assert_int_eq(call1(get_func(o, "b"), 5), 1013); /* also from a call that cannot be suspended */
  vm_delete(&vm);
}
END_TEST

/* In another instance, whose call stands around. */
START_TEST(across_instances) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  static const char outer_text[] =
      "(module (type $f (func (param i32) (result i32)))"
      " (import \"\" \"plain\" (func $a (type $f))) (import \"\" \"tail\" (func $b (type $f)))"
      " (import \"\" \"tail_itself\" (func $t (type $f))) (memory 1)"
      " (func $twice (export \"f\") (type $f) (i32.store (i32.const 8) (local.get 0))"
      "  (i32.add (i32.load (i32.const 8)) (i32.add (call $t (local.get 0)) (call $b (call $a (local.get 0)))))))";
  wvm_extern_t x[3] = {get(i, "plain", WVM_EXTERN_FUNC), get(i, "tail", WVM_EXTERN_FUNC), get(i, "tail_itself", WVM_EXTERN_FUNC)};
  wvm_instance_t *o = instance_with(&vm, outer_text, x, 3);
  wvm_call_t *c = start(o, "f", 9);
  step(c, 20);
  step(c, 1);
  ck_assert_int_eq(pending_args[2], 1002);
  ck_assert_int_eq(finish(c, 100), 9 + 20 + 101);
  vm_delete(&vm);
}
END_TEST

START_TEST(many) {
  enum { MANY = 100000, SHOWN = 1000 };
  Vm vm = vm_number(_i);
  wvm_store_limits_t limits;
  wvm_store_limits(vm.store, &limits);
  limits.heap_bytes = (uint64_t)MANY * 2048; /* far below 16 KiB each */
  ok(wvm_store_set_limits(vm.store, &limits));
  wvm_func_t *f = get_func(make(&vm), "plain");
  wvm_call_t **calls = calloc(MANY, sizeof *calls);
  for (int k = 0; k < MANY; k++) {
    wvm_val_t in = i32(k), out;
    ok(wvm_func_start(f, &in, 1, &out, 1, &calls[k]));
  }
  for (int k = 0; k < MANY; k += 2) ck_assert_int_eq(finish(calls[k], k), k + 1001);
  for (int k = 1; k < SHOWN; k += 2) ck_assert_int_eq(finish(calls[k], k), k + 1001);
  free(calls);
  vm_delete(&vm);
}
END_TEST

/* ---- references ---- */

static int finalized;
static void on_finalize(void *p) {
  (void)p;
  finalized++;
}

START_TEST(references_stay) {
  wvm_config_t *config = wvm_config_new();
  wvm_config_set_gc_stress(config, true);
  if (_i) ok(wvm_config_set_tier(config, WVM_TIER_INTERPRETER));
  Vm vm = vm_of(config);
  wvm_instance_t *i = make(&vm);
  finalized = 0;
  static int a, b, other;
  wvm_ref_t *ra, *rb, *ro;
  ok(wvm_ref_new_extern(vm.store, &a, on_finalize, &ra));
  wvm_val_t in = ref(ra), out;
  wvm_call_t *c;
  ok(wvm_func_start(get_func(i, "keeps"), &in, 1, &out, 1, &c));
  wvm_ref_delete(ra);
  ok(wvm_ref_new_extern(vm.store, &other, NULL, &ro)); /* collects */
  ck_assert_int_eq(finalized, 0);
  ok(wvm_ref_new_extern(vm.store, &b, on_finalize, &rb));
  wvm_val_t v = ref(rb);
  ok(wvm_call_resume(&c, &v, 1, &out, 1));
  ck_assert_ptr_nonnull(c);
  wvm_ref_delete(rb);
  wvm_ref_delete(ro);
  ok(wvm_ref_new_extern(vm.store, &other, NULL, &ro));
  ok(wvm_call_resume(&c, (wvm_val_t[]){ref(NULL)}, 1, &out, 1));
  ck_assert_ptr_eq(wvm_ref_extern(out.of.ref), &a);
  wvm_ref_delete(out.of.ref);
  in = ref(ro);
  ok(wvm_func_start(get_func(i, "keeps"), &in, 1, &out, 1, &c));
  wvm_call_delete(c);
  vm_delete(&vm);
  ck_assert_int_eq(finalized, 2);
}
END_TEST

/* ---- wrong uses ---- */

START_TEST(wrong_uses) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  wvm_val_t in = i32(1), wrong = i64(1), out;
  wvm_error_t *e = wvm_func_call(get_func(i, "plain"), &in, 1, &out, 1);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_HOST);
  ck_assert_ptr_nonnull(strstr(wvm_error_message(e), "cannot be suspended"));
  wvm_error_delete(e);
  wvm_call_t *c;
  fails(wvm_func_start(get_func(i, "plain"), &in, 2, &out, 1, &c), WVM_ERROR_USAGE, "2 arguments");
  fails(wvm_func_start(get_func(i, "plain"), &wrong, 1, &out, 1, &c), WVM_ERROR_USAGE, "argument");
  fails(wvm_func_start(get_func(i, "plain"), NULL, 1, &out, 1, &c), WVM_ERROR_USAGE, "no arguments");
  wvm_call_t *same = c = start(i, "plain", 1);
  ck_assert_ptr_nonnull(wvm_call_pending(c));
  fails(wvm_call_resume(&c, &wrong, 1, &out, 1), WVM_ERROR_USAGE, "value");
  fails(wvm_call_resume(&c, &in, 0, &out, 1), WVM_ERROR_USAGE, "0 values");
  fails(wvm_call_resume(&c, NULL, 1, &out, 1), WVM_ERROR_USAGE, "no values");
  fails(wvm_call_resume(&c, &in, 1, &out, 0), WVM_ERROR_USAGE, "0 results");
  fails(wvm_call_resume(&c, &in, 1, NULL, 1), WVM_ERROR_USAGE, "no results");
  fails(wvm_call_fail(&c, NULL, &out, 1), WVM_ERROR_USAGE, "no reason");
  ck_assert_ptr_eq(c, same);
  wvm_call_set_data(c, &vm);
  ck_assert_ptr_eq(wvm_call_data(c), &vm);
  ck_assert_ptr_eq(wvm_call_store(c), vm.store);
  ck_assert_int_eq(finish(c, 1), 1002);
  vm_delete(&vm);
}
END_TEST

/* ---- threads ---- */

typedef struct Handed {
  wvm_call_t *call;
  int32_t result;
} Handed;

static void *resumes(void *p) {
  Handed *handed = p;
  for (int k = 1; k < 4; k++) step(handed->call, k * 100);
  handed->result = finish(handed->call, 1000);
  return NULL;
}

START_TEST(on_another_thread) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  for (int round = 0; round < 20; round++) {
    Handed handed = {.call = start(i, "sums", 4)};
    pthread_t t;
    pthread_create(&t, NULL, resumes, &handed);
    pthread_join(t, NULL);
    ck_assert_int_eq(handed.result, 1600 + 8 + 4 + 48 + 4);
  }
  vm_delete(&vm);
}
END_TEST

int main(void) {
  const struct { const TTest *test; int rounds; } tests[] = {
      {kinds_of_calls, ENGINES}, {with_stack_switching, ENGINES}, {again_and_again, ENGINES}, {deep_ones, ENGINES},
      {all_values, ENGINES}, {traps, ENGINES}, {exceptions, ENGINES}, {dropped, ENGINES}, {interrupted, ENGINES},
      {interrupted_as_it_runs, ENGINES}, {nested, ENGINES}, {across_instances, ENGINES}, {many, 2}, {references_stay, 2},
      {wrong_uses, ENGINES}, {on_another_thread, ENGINES}};
  Suite *suite = suite_create("calls that are suspended");
  TCase *c = tcase_create("all");
  tcase_set_timeout(c, 120);
  for (size_t k = 0; k < sizeof tests / sizeof *tests; k++) tcase_add_loop_test(c, tests[k].test, 0, tests[k].rounds);
  suite_add_tcase(suite, c);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
