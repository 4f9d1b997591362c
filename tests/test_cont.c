/* Continuations and the host: no suspending across its frames, host functions as continuations, backtraces, what a store
 * that ends leaves behind. */
#include "tests/api.h"

static wvm_instance_t *nested;

static wvm_error_t *calls_back(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller;
  return wvm_func_call(get_func(nested, env), args, 1, results, 1);
}

static wvm_error_t *doubles(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)caller;
  results[0] = i32(args[0].of.i32 * 2);
  return NULL;
}

static const char text[] =
    "(module"
    " (type $f (func (param i32) (result i32))) (type $c (cont $f))"
    " (import \"\" \"h\" (func $h (type $f)))"
    " (tag $ask (param i32) (result i32))"
    " (elem declare func $h $through $suspends)"
    " (func $suspends (export \"suspends\") (type $f) (i32.add (suspend $ask (local.get 0)) (i32.const 1)))"
    " (func $through (type $f) (call $h (local.get 0)))"
    /* a host frame between the suspend and its handler */
    " (func (export \"across\") (type $f)"
    "  (block $on (result i32 (ref $c))"
    "   (return (resume $c (on $ask $on) (local.get 0) (cont.new $c (ref.func $through)))))"
    "  (drop))"
    /* whole exchanges within a host call within a continuation */
    " (func $exchange (export \"exchange\") (type $f)"
    "  (local $c (ref null $c))"
    "  (block $on (result i32 (ref $c))"
    "   (return (resume $c (on $ask $on) (local.get 0) (cont.new $c (ref.func $suspends)))))"
    "  (local.set $c)"
    "  (resume $c (i32.mul (i32.const 10)) (local.get $c)))"
    " (func (export \"inside\") (type $f)"
    "  (i32.add (i32.const 1000) (resume $c (local.get 0) (cont.new $c (ref.func $through)))))"
    " (func (export \"host\") (type $f) (i32.add (i32.const 1) (resume $c (local.get 0) (cont.new $c (ref.func $h)))))"
    /* leaves one that is suspended behind */
    " (global $kept (mut (ref null $c)) (ref.null $c))"
    " (func (export \"leave\") (type $f)"
    "  (block $on (result i32 (ref $c))"
    "   (return (resume $c (on $ask $on) (local.get 0) (cont.new $c (ref.func $suspends)))))"
    "  (global.set $kept))"
    " (func (export \"take\") (type $f) (resume $c (local.get 0) (global.get $kept))))";

static wvm_instance_t *make(Vm *vm, wvm_callback_t callback, const char *name) {
  wvm_functype_t type = {.params = &type_i32, .param_count = 1, .results = &type_i32, .result_count = 1};
  wvm_extern_t import = {.kind = WVM_EXTERN_FUNC};
  ok(wvm_func_new(vm->store, &type, callback, (void *)(uintptr_t)name, NULL, &import.of.func));
  return nested = instance_with(vm, text, &import, 1);
}

START_TEST(across_a_host_frame) {
  Vm vm = vm_new();
  wvm_instance_t *i = make(&vm, calls_back, "suspends");
  int32_t arg = 5, r;
  wvm_error_t *e = try_call(get_func(i, "across"), 1, &arg, &r);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_UNHANDLED_TAG);
  const wvm_frame_t *frames;
  ck_assert_uint_eq(wvm_error_frames(e, &frames, NULL), 4); /* suspends, the host, through, across */
  ck_assert(frames[1].host);
  wvm_error_delete(e);
  arg = 6; /* the store goes on */
  ck_assert_int_eq(call1(get_func(i, "exchange"), arg), 61);
  vm_delete(&vm);
}
END_TEST

START_TEST(within_a_host_frame) {
  Vm vm = vm_new();
  wvm_instance_t *i = make(&vm, calls_back, "exchange");
  ck_assert_int_eq(call1(get_func(i, "inside"), 7), 1071);
  vm_delete(&vm);
}
END_TEST

START_TEST(host_functions) {
  Vm vm = vm_new();
  wvm_instance_t *i = make(&vm, doubles, NULL);
  ck_assert_int_eq(call1(get_func(i, "host"), 7), 15);
  vm_delete(&vm);
}
END_TEST

START_TEST(suspended_between_calls) {
  Vm vm = vm_new();
  wvm_instance_t *i = make(&vm, doubles, NULL);
  ck_assert_int_eq(call1(get_func(i, "leave"), 3), 3);
  ck_assert_int_eq(call1(get_func(i, "host"), 7), 15);
  ck_assert_int_eq(call1(get_func(i, "take"), 8), 9);
  int32_t arg = 1, r;
  fails(try_call(get_func(i, "take"), 1, &arg, &r), WVM_ERROR_TRAP, "continuation already consumed");
  ck_assert_int_eq(call1(get_func(i, "leave"), 4), 4); /* and the store ends with it */
  vm_delete(&vm);
}
END_TEST

TEST_MAIN("continuations", across_a_host_frame, within_a_host_frame, host_functions, suspended_between_calls)
