/* Exceptions across the API: made, thrown, caught and looked into by the host; through host functions; after the store. */
#include "tests/api.h"

static const wvm_valtype_t type_v128 = {.kind = WVM_V128}, type_i64 = {.kind = WVM_I64};

static wvm_tag_t *tag_of(Vm *vm, const wvm_valtype_t *params, size_t count) {
  wvm_functype_t type = {.params = params, .param_count = count};
  wvm_tag_t *tag = NULL;
  ok(wvm_tag_new(vm->store, &type, &tag));
  return tag;
}

static wvm_func_t *func_of(Vm *vm, wvm_callback_t callback, void *env) {
  wvm_functype_t type = {.params = &type_i32, .param_count = 1, .results = &type_i32, .result_count = 1};
  wvm_func_t *f = NULL;
  ok(wvm_func_new(vm->store, &type, callback, env, NULL, &f));
  return f;
}
static wvm_extern_t of_func(wvm_func_t *f) { return (wvm_extern_t){.kind = WVM_EXTERN_FUNC, .of = {.func = f}}; }
static wvm_extern_t of_tag(wvm_tag_t *t) { return (wvm_extern_t){.kind = WVM_EXTERN_TAG, .of = {.tag = t}}; }

/* ---- out of the guest ---- */

START_TEST(uncaught) {
  Vm vm = vm_new();
  wvm_instance_t *i = instance_of(&vm, "(module $m (tag $e (export \"e\") (param i32 v128 externref i64))"
                                       " (func $throw (param externref)"
                                       "  (throw $e (i32.const 5) (v128.const i32x4 1 2 3 4) (local.get 0) (i64.const 6)))"
                                       " (func (export \"f\") (param externref) (call $throw (local.get 0)) (nop)))");
  int thing;
  wvm_ref_t *r;
  ok(wvm_ref_new_extern(vm.store, &thing, NULL, &r));
  wvm_val_t arg = ref(r);
  wvm_error_t *e = wvm_func_call(get_func(i, "f"), &arg, 1, NULL, 0);
  wvm_ref_delete(r);
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_kind(e), WVM_ERROR_EXCEPTION);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_EXCEPTION);
  ck_assert_str_eq(wvm_error_message(e), "uncaught exception");
  const wvm_frame_t *frames;
  ck_assert_uint_eq(wvm_error_frames(e, &frames, NULL), 2);
  ck_assert_str_eq(frames[0].func, "throw");
  ck_assert_ptr_eq(wvm_error_exception_tag(e), get(i, "e", WVM_EXTERN_TAG).of.tag);
  wvm_val_t values[4];
  fails(wvm_error_exception_values(e, values, 3), WVM_ERROR_USAGE, "room for 3 values: expected 4");
  ok(wvm_error_exception_values(e, values, 4));
  ck_assert_int_eq(values[0].of.i32, 5);
  ck_assert_int_eq(values[1].of.v128[8], 3);
  ck_assert_ptr_eq(wvm_ref_extern(values[2].of.ref), &thing);
  ck_assert_int_eq(values[3].of.i64, 6);
  wvm_ref_delete(values[2].of.ref);
  wvm_error_delete(e);
  vm_delete(&vm);
}
END_TEST

START_TEST(after_the_store) {
  Vm vm = vm_new();
  wvm_tag_t *tag = tag_of(&vm, &type_i32, 1);
  wvm_val_t v = i32(3);
  wvm_error_t *e = wvm_exception_new(tag, &v, 1), *gone = wvm_exception_new(tag, &v, 1);
  ck_assert_int_eq(wvm_error_kind(e), WVM_ERROR_EXCEPTION);
  ck_assert_ptr_eq(wvm_error_exception_tag(e), tag);
  wvm_error_delete(gone);
  vm_delete(&vm);
  ck_assert_ptr_null(wvm_error_exception_tag(e));
  fails(wvm_error_exception_values(e, &v, 1), WVM_ERROR_USAGE, "its store is gone");
  wvm_error_delete(e);
}
END_TEST

START_TEST(misuse) {
  Vm vm = vm_new();
  const wvm_valtype_t types[2] = {type_i32, type_v128};
  wvm_tag_t *tag = tag_of(&vm, types, 2), *plain = tag_of(&vm, NULL, 0);
  wvm_val_t v[2] = {i32(1), i64(2)};
  fails(wvm_exception_new(NULL, NULL, 0), WVM_ERROR_USAGE, "NULL");
  fails(wvm_exception_new(tag, v, 1), WVM_ERROR_USAGE, "1 values: expected 2");
  fails(wvm_exception_new(tag, NULL, 2), WVM_ERROR_USAGE, "no values");
  fails(wvm_exception_new(tag, v, 2), WVM_ERROR_USAGE, "value 2 is a value of another type: expected v128");
  wvm_error_t *e = wvm_exception_new(plain, NULL, 0);
  ok(wvm_error_exception_values(e, NULL, 0));
  wvm_error_delete(e);
  e = wvm_error_new(WVM_ERROR_EXCEPTION, "none");
  ck_assert_ptr_null(wvm_error_exception_tag(e));
  fails(wvm_error_exception_values(e, NULL, 0), WVM_ERROR_USAGE, "no exception");
  wvm_error_delete(e);
  vm_delete(&vm);
}
END_TEST

/* ---- through host functions ---- */

/* Throws its argument with the tag; an argument below zero makes it fail. */
static wvm_error_t *throws(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller, (void)results;
  if (args[0].of.i32 < 0) return wvm_error_new(WVM_ERROR_TRAP, "below zero");
  return wvm_exception_new(env, args, 1);
}

static const char catcher[] =
    "(module (import \"\" \"e\" (tag $e (param i32)))"
    " (import \"\" \"h\" (func $h (param i32) (result i32)))"
    " (table funcref (elem $h))"
    " (memory (export \"memory\") 1)"
    " (func (export \"catch\") (param i32) (result i32)"
    "  (block $c (result i32)"
    "   (return (try_table (result i32) (catch $e $c) (call $h (local.get 0)))))"
    "  (i32.add (i32.const 1000)))"
    " (func (export \"indirect\") (param i32) (result i32)"
    "  (block $c (result i32)"
    "   (return (try_table (result i32) (catch $e $c)"
    "    (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0)))))"
    "  (i32.add (i32.load (i32.const 0))))"
    " (func $tail (param i32) (result i32)"
    "  (block $c (result i32)"
    "   (try_table (result i32) (catch $e $c) (return_call $h (local.get 0))))"
    "  (i32.add (i32.const 1)))"
    " (func (export \"tail\") (param i32) (result i32)"
    "  (block $c (result i32)"
    "   (return (try_table (result i32) (catch $e $c) (call $tail (local.get 0)))))"
    "  (i32.add (i32.const 2000)))"
    " (func (export \"pass\") (param i32) (result i32) (i32.add (call $h (local.get 0)) (i32.const 1)))"
    " (func (export \"throw\") (param i32) (result i32) (throw $e (local.get 0))))";

START_TEST(thrown_by_the_host) {
  Vm vm = vm_new();
  wvm_tag_t *tag = tag_of(&vm, &type_i32, 1);
  wvm_extern_t imports[2] = {of_tag(tag), of_func(func_of(&vm, throws, tag))};
  wvm_instance_t *i = instance_with(&vm, catcher, imports, 2);
  ck_assert_int_eq(call1(get_func(i, "catch"), 5), 1005);
  ck_assert_int_eq(call1(get_func(i, "indirect"), 5), 5);
  ck_assert_int_eq(call1(get_func(i, "tail"), 5), 2005);
  int32_t arg = -1, r;
  fails(try_call(get_func(i, "catch"), 1, &arg, &r), WVM_ERROR_TRAP, "below zero"); /* traps are not caught */
  arg = 7;
  wvm_error_t *e = try_call(get_func(i, "pass"), 1, &arg, &r);
  ck_assert_int_eq(wvm_error_kind(e), WVM_ERROR_EXCEPTION);
  const wvm_frame_t *frames;
  ck_assert_uint_eq(wvm_error_frames(e, &frames, NULL), 2);
  ck_assert(frames[0].host && !frames[1].host);
  wvm_val_t value;
  ok(wvm_error_exception_values(e, &value, 1));
  ck_assert_int_eq(value.of.i32, 7);
  wvm_error_delete(e);
  for (int32_t k = 0; k < 10000; k++) ck_assert_int_eq(call1(get_func(i, "catch"), k), k + 1000);
  vm_delete(&vm);
}
END_TEST

typedef struct Nest {
  wvm_instance_t *inner;
  const char *name;
  enum { PASS_ON, SWALLOW, OTHER } what;
  wvm_tag_t *other;
} Nest;

static wvm_error_t *nests(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller;
  const Nest *n = env;
  wvm_error_t *e = wvm_func_call(get_func(n->inner, n->name), args, 1, results, 1);
  if (!e || n->what == PASS_ON) return e;
  wvm_error_delete(e);
  if (n->what == OTHER) {
    wvm_val_t v = i32(77);
    return wvm_exception_new(n->other, &v, 1);
  }
  results[0] = i32(-1);
  return NULL;
}

/* guest → host → guest throws */
START_TEST(through_the_host) {
  Vm vm = vm_new();
  wvm_tag_t *tag = tag_of(&vm, &type_i32, 1), *other = tag_of(&vm, &type_i32, 1);
  wvm_extern_t inner_imports[2] = {of_tag(tag), of_func(func_of(&vm, throws, tag))};
  Nest nest = {.inner = instance_with(&vm, catcher, inner_imports, 2), .name = "throw", .other = other};
  wvm_extern_t imports[2] = {of_tag(tag), of_func(func_of(&vm, nests, &nest))};
  wvm_instance_t *outer = instance_with(&vm, catcher, imports, 2);
  ck_assert_int_eq(call1(get_func(outer, "catch"), 5), 1005);
  nest.name = "pass";
  ck_assert_int_eq(call1(get_func(outer, "catch"), 6), 1006);
  ck_assert_int_eq(call1(get_func(outer, "tail"), 6), 2006);
  int32_t arg = 8, r;
  wvm_error_t *e = try_call(get_func(outer, "pass"), 1, &arg, &r);
  const wvm_frame_t *frames;
  ck_assert_uint_eq(wvm_error_frames(e, &frames, NULL), 4); /* host, pass, host, pass */
  wvm_error_delete(e);
  nest.what = SWALLOW;
  ck_assert_int_eq(call1(get_func(outer, "catch"), 5), -1);
  nest.what = OTHER;
  e = try_call(get_func(outer, "catch"), 1, &arg, &r);
  ck_assert_ptr_eq(wvm_error_exception_tag(e), other);
  ck_assert_uint_eq(wvm_error_frames(e, NULL, NULL), 2);
  wvm_error_delete(e);
  nest.name = "catch";
  ck_assert_int_eq(call1(get_func(outer, "catch"), 5), 1005);
  vm_delete(&vm);
}
END_TEST

START_TEST(of_another_store) {
  Vm vm = vm_new();
  wvm_store_t *second;
  ok(wvm_store_new(vm.engine, &second));
  Vm other = {vm.engine, second};
  wvm_tag_t *tag = tag_of(&vm, &type_i32, 1), *foreign = tag_of(&other, &type_i32, 1);
  wvm_extern_t imports[2] = {of_tag(tag), of_func(func_of(&vm, throws, foreign))};
  wvm_instance_t *i = instance_with(&vm, catcher, imports, 2);
  int32_t arg = 1, r;
  fails(try_call(get_func(i, "catch"), 1, &arg, &r), WVM_ERROR_TRAP, "an exception of another store");
  wvm_store_delete(second);
  vm_delete(&vm);
}
END_TEST

/* ---- elsewhere ---- */

START_TEST(start_functions) {
  Vm vm = vm_new();
  wvm_tag_t *tag = tag_of(&vm, &type_i64, 1);
  wvm_extern_t import = of_tag(tag);
  wvm_instance_t *i = NULL;
  wvm_error_t *e = try_instance(&vm,
                                "(module (import \"\" \"e\" (tag $e (param i64)))"
                                " (func $s (throw $e (i64.const 9))) (start $s))",
                                &import, 1, &i);
  ck_assert_int_eq(wvm_error_kind(e), WVM_ERROR_EXCEPTION);
  ck_assert_ptr_eq(wvm_error_exception_tag(e), tag);
  wvm_val_t v;
  ok(wvm_error_exception_values(e, &v, 1));
  ck_assert_int_eq(v.of.i64, 9);
  wvm_error_delete(e);
  vm_delete(&vm);
}
END_TEST

/* Errors hold what they caught while the guest goes on making garbage. */
START_TEST(held_across_collections) {
  Vm vm = vm_new();
  wvm_instance_t *i =
      instance_of(&vm, "(module (tag $e (param i32)) (tag $x (param exnref i32))"
                       " (func (export \"f\") (param i32) (result i32) (local $e exnref)"
                       "  (block $c (result exnref) (try_table (catch_all_ref $c) (throw $e (local.get 0))) (unreachable))"
                       "  (throw $x (i32.add (local.get 0) (i32.const 1))))"
                       " (func (export \"garbage\") (param $n i32) (result i32)"
                       "  (loop $l (block $c (try_table (catch_all $c) (throw $e (local.get $n))))"
                       "   (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
                       "  (local.get $n)))");
  wvm_error_t *held[10];
  int32_t r;
  for (int32_t k = 0; k < 10; k++) {
    held[k] = try_call(get_func(i, "f"), 1, &k, &r);
    call1(get_func(i, "garbage"), 100000);
  }
  for (int32_t k = 0; k < 10; k++) {
    wvm_val_t v[2];
    ok(wvm_error_exception_values(held[k], v, 2));
    ck_assert_int_eq(v[1].of.i32, k + 1);
    ck_assert(wvm_ref_is(v[0].of.ref, WVM_HEAP_EXN));
    wvm_ref_delete(v[0].of.ref);
    wvm_error_delete(held[k]);
  }
  vm_delete(&vm);
}
END_TEST

/* 60,000 tries in one function, nested and in a row. */
START_TEST(many_tries) {
  enum { TRIES = 30000 };
  char *text = malloc(TRIES * 2 * 64 + 1000), *at = text;
  at += sprintf(at, "(module (tag $e) (tag $o) (func $t (throw $e)) (func (export \"f\") (param i32) (result i32)");
  for (int k = 0; k < TRIES; k++) at += sprintf(at, "(block (try_table (catch $o 0) (nop)))");
  at += sprintf(at, "block $h ");
  for (int k = 0; k < TRIES / 100; k++) at += sprintf(at, "try_table (catch $o $h) ");
  at += sprintf(at, "(block $c (try_table (catch $e $c) (call $t)))");
  for (int k = 0; k < TRIES / 100; k++) at += sprintf(at, "end ");
  at += sprintf(at, "end ");
  for (int k = 0; k < TRIES; k++) at += sprintf(at, "(block (try_table (catch $e 0) (call $t) (unreachable)))");
  sprintf(at, "(i32.add (local.get 0) (i32.const 1))))");
  Vm vm = vm_new();
  wvm_instance_t *i = instance_of(&vm, text);
  ck_assert_int_eq(call1(get_func(i, "f"), 4), 5);
  ck_assert_int_eq(call1(get_func(i, "f"), 5), 6);
  free(text);
  vm_delete(&vm);
}
END_TEST

/* Cells of a function with `around` in front of its body and `behind` after it. */
static uint64_t cell_bytes(const char *around, const char *behind) {
  wvm_config_t *c = wvm_config_new();
  ok(wvm_config_set_tier(c, WVM_TIER_INTERPRETER));
  Vm vm = vm_of(c);
  char text[600];
  snprintf(text, sizeof text,
           "(module (tag $e) (func $f (param i32) (result i32) (local.get 0))"
           " (func (export \"go\") (param i32) (result i32) (local $s i32) (local $t i32)"
           "  (loop $l %s"
           "    (local.set $s (i32.add (call $f (local.get $s)) (local.get $t)))"
           "    (local.set $t (i32.xor (local.get $s) (i32.const 5))) %s"
           "   (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))"
           "  (local.get $s)))",
           around, behind);
  wvm_module_t *m;
  wvm_instance_t *i;
  wvm_module_stats_t stats;
  ok(wvm_module_new_text(vm.engine, text, strlen(text), &m));
  ok(wvm_instance_new(vm.store, m, NULL, 0, &i));
  call1(get_func(i, "go"), 3);
  wvm_module_stats(m, &stats);
  wvm_module_delete(m);
  vm_delete(&vm);
  return stats.cell_bytes;
}

START_TEST(a_try_costs_nothing) {
  const uint64_t without = cell_bytes("(block", ")");
  ck_assert_uint_gt(without, 0);
  ck_assert_uint_eq(cell_bytes("(block $h (try_table (catch $e $h)", "))"), without);
  ck_assert_uint_eq(cell_bytes("(block $h (try_table (catch_all $h)", "))"), without);
}
END_TEST

TEST_MAIN("exceptions", uncaught, after_the_store, misuse, thrown_by_the_host, through_the_host, of_another_store,
          start_functions, held_across_collections, many_tries, a_try_costs_nothing)
