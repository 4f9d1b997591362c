/* A stack ends at the same depth in every tier: in one instance, across instances, and where half of the functions are
 * interpreted; also when deep recursion was left by an exception before. */
#include "tests/api.h"

static const char lib[] =
    "(module (type $f (func (param i32))) (table (export \"t\") 1 funcref) (tag $e (export \"e\"))"
    "  (func (export \"over\") (param i32) (call_indirect (type $f) (local.get 0) (i32.const 0))))";
/* Each counts how deep it is in a global. */
static const char guest[] =
    "(module (import \"\" \"t\" (table 1 funcref)) (import \"\" \"e\" (tag $e)) (import \"\" \"over\" (func $over (param i32)))"
    "  (global $depth (export \"depth\") (mut i32) (i32.const 0)) (global $way (mut i32) (i32.const 0)) (global $end (mut i32) (i32.const 0))"
    "  (elem (i32.const 0) $in)"
    "  (func $in (param i32) (local i64 i64) (global.set $depth (i32.add (global.get $depth) (i32.const 1)))"
    "    (if (i32.eq (global.get $depth) (global.get $end)) (then (throw $e)))"
    "    (if (i32.eqz (global.get $way)) (then (call $same (local.get 0))) (else (call $over (local.get 0)))))"
    "  (func $same (param i32) (local f64 i32) (call $other (local.get 0) (i32.const 3)))"
    "  (func $other (param i32 i32) (local v128) (call $in (i32.add (local.get 0) (local.get 1))))"
    "  (func $go (export \"go\") (param i32 i32) (global.set $way (local.get 0)) (global.set $end (local.get 1)) (global.set $depth (i32.const 0))"
    "    (call $in (i32.const 0)))"
    /* thrown out of so many frames, then down to the end */
    "  (func (export \"again\") (param i32 i32)"
    "    (block $b (try_table (catch $e $b) (call $go (local.get 0) (i32.const 700))))"
    "    (block $b (try_table (catch $e $b) (call $go (i32.sub (i32.const 1) (local.get 0)) (i32.const 900))))"
    "    (call $go (local.get 0) (i32.const 0))))";

typedef struct Depths {
  int32_t at[8];
} Depths;

static int32_t depth_of(wvm_instance_t *i, const char *name, int32_t way) {
  const int32_t args[2] = {way, 0};
  wvm_val_t depth;
  fails(try_call(get_func(i, name), 2, args, NULL), WVM_ERROR_TRAP, "call stack exhausted");
  ok(wvm_global_get(get(i, "depth", WVM_EXTERN_GLOBAL).of.global, &depth));
  return depth.of.i32;
}

static Depths depths(const char *jit_test, size_t stack) {
  wvm_config_t *c = wvm_config_new();
  if (jit_test) ok(wvm_config_set_jit_test(c, jit_test));
  else ok(wvm_config_set_tier(c, WVM_TIER_INTERPRETER));
  ok(wvm_config_set_stack_size(c, stack));
  Vm vm = vm_of(c);
  wvm_instance_t *l = instance_of(&vm, lib);
  const wvm_extern_t imports[] = {get(l, "t", WVM_EXTERN_TABLE), get(l, "e", WVM_EXTERN_TAG), get(l, "over", WVM_EXTERN_FUNC)};
  wvm_instance_t *i = instance_with(&vm, guest, imports, 3);
  Depths d;
  unsigned n = 0;
  for (unsigned round = 0; round < 2; round++)
    for (int32_t way = 0; way < 2; way++) {
      d.at[n++] = depth_of(i, "go", way);
      d.at[n++] = depth_of(i, "again", way);
    }
  vm_delete(&vm);
  return d;
}

static void compare(size_t stack) {
  static const char *const tests[] = {"", "registers=3", "explicit=1", "mixed=1", "mixed=2", "mixed=3", "mixed=4", "mixed=5", "mixed=6", "mixed=7,random=5"};
  const Depths right = depths(NULL, stack);
  ck_assert_int_gt(right.at[0], 100);
  ck_assert_int_eq(right.at[0], right.at[4]);
  for (unsigned k = 0; k < sizeof tests / sizeof *tests; k++) {
    const Depths got = depths(tests[k], stack);
    for (unsigned n = 0; n < 8; n++)
      if (got.at[n] != right.at[n]) ck_abort_msg("%s, call %u: depth %d instead of %d", tests[k], n, got.at[n], right.at[n]);
  }
}

START_TEST(small) { compare((size_t)256 << 10); }
END_TEST
START_TEST(as_usual) { compare((size_t)8 << 20); }
END_TEST

TEST_MAIN("depth", small, as_usual)
