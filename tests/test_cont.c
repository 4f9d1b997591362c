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

/* ---- continuations are objects: they go when nobody refers to them, and count against the heap's limit ---- */

static const char heavy[] =
    "(module"
    " (rec (type $f (func (param i32) (result i32))) (type $c (cont $f))"
    "  (type $link (struct (field (mut (ref null $c))) (field (mut (ref null $link))))))"
    " (type $bytes (array (mut i8)))"
    " (tag $ask (param i32) (result i32))"
    " (elem declare func $holds $deep $nests)"
    " (global $chain (mut (ref null $link)) (ref.null $link))"
    /* holds an array, and what it is given to hold */
    " (func $holds (type $f) (local $b (ref null $bytes))"
    "  (local.set $b (array.new_default $bytes (i32.const 10000)))"
    "  (i32.add (suspend $ask (local.get 0)) (array.len (local.get $b))))"
    " (func $begin (param $c (ref null $c)) (param $n i32) (result (ref $c)) (local $k (ref null $c))"
    "  (block $on (result i32 (ref $c))"
    "   (drop (resume $c (on $ask $on) (local.get $n) (local.get $c))) (unreachable))"
    "  (local.set $k) (drop) (ref.as_non_null (local.get $k)))"
    " (func (export \"dropped\") (param $n i32)"
    "  (loop $l (drop (call $begin (cont.new $c (ref.func $holds)) (local.get $n)))"
    "   (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))"
    /* in a ring of structures, one of which each refers to */
    " (func (export \"rings\") (param $n i32) (local $a (ref null $link)) (local $b (ref null $link))"
    "  (loop $l"
    "   (local.set $a (struct.new $link (call $begin (cont.new $c (ref.func $holds)) (local.get $n)) (ref.null $link)))"
    "   (local.set $b (struct.new $link (call $begin (cont.new $c (ref.func $holds)) (local.get $n)) (local.get $a)))"
    "   (struct.set $link 1 (local.get $a) (local.get $b))"
    "   (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))"
    /* one with a stack of some 300 KB */
    " (func $deep (type $f)"
    "  (if (i32.eqz (local.get 0)) (then (return (suspend $ask (i32.const 0)))))"
    "  (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))"
    " (func (export \"deep\") (param $n i32) (result i32) (local $k (ref null $c))"
    "  (loop $l"
    "   (local.set $k (call $begin (cont.new $c (ref.func $deep)) (i32.const 8000)))"
    "   (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
    "  (resume $c (i32.const 5) (local.get $k)))"
    /* kept until there is no room, then let go */
    " (func (export \"kept\") (param $n i32)"
    "  (loop $l"
    "   (global.set $chain (struct.new $link (call $begin (cont.new $c (ref.func $holds)) (local.get $n)) (global.get $chain)))"
    "   (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))"
    " (func (export \"drop\") (global.set $chain (ref.null $link)))"
    /* one in the other until there is no room */
    " (func $nests (type $f)"
    "  (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))"
    "  (i32.add (i32.const 1) (resume $c (i32.sub (local.get 0) (i32.const 1)) (cont.new $c (ref.func $nests)))))"
    " (func (export \"nests\") (type $f) (call $nests (local.get 0))))";

static Vm vm_with_heap(uint64_t bytes) {
  Vm vm = vm_new();
  wvm_store_limits_t l = {.struct_size = sizeof l};
  wvm_store_limits_default(&l);
  l.heap_bytes = bytes;
  ok(wvm_store_set_limits(vm.store, &l));
  return vm;
}

static void call_n(wvm_instance_t *i, const char *name, int32_t n) { ok(try_call(get_func(i, name), 1, &n, NULL)); }

START_TEST(dropped) {
  Vm vm = vm_with_heap(4 << 20);
  wvm_instance_t *i = instance_of(&vm, heavy);
  call_n(i, "dropped", 20000);
  call_n(i, "rings", 10000);
  ck_assert_int_eq(call1(get_func(i, "deep"), 200), 8005);
  vm_delete(&vm);
}
END_TEST

START_TEST(heap_limit) {
  Vm vm = vm_with_heap(4 << 20);
  wvm_instance_t *i = instance_of(&vm, heavy);
  for (int k = 0; k < 3; k++) {
    int32_t n = 1000, r;
    fails(try_call(get_func(i, "kept"), 1, &n, NULL), WVM_ERROR_TRAP, "allocation exceeds the heap limit");
    ok(try_call(get_func(i, "drop"), 0, NULL, NULL));
    call_n(i, "kept", 100);
    n = 1000000;
    fails(try_call(get_func(i, "nests"), 1, &n, &r), WVM_ERROR_TRAP, "allocation exceeds the heap limit");
    ck_assert_int_eq(call1(get_func(i, "nests"), 500), 500);
    ok(try_call(get_func(i, "drop"), 0, NULL, NULL));
  }
  vm_delete(&vm);
}
END_TEST

TEST_MAIN("continuations", across_a_host_frame, within_a_host_frame, host_functions, suspended_between_calls, dropped,
          heap_limit)
