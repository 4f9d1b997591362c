/* The API function by function, with what it says about misuse. */
#include "tests/api.h"

/* ---- configuration, engine, errors ---- */

START_TEST(versions_and_lists) {
  ck_assert_str_eq(wvm_version(), WVM_VERSION);
  ck_assert_uint_gt(wvm_feature_count(), 20);
  wvm_feature_t f;
  wvm_feature_at(0, &f);
  ck_assert_str_eq(f.name, "mvp");
  ck_assert_uint_gt(wvm_op_count(), 500);
  wvm_op_t first, last;
  wvm_op_at(0, &first);
  ck_assert_str_eq(first.text, "unreachable");
  wvm_op_at(wvm_op_count() - 1, &last);
  ck_assert_ptr_nonnull(last.text);
}
END_TEST

START_TEST(configurations) {
  wvm_config_t *c = wvm_config_new();
  ok(wvm_config_set_features(c, "wasm2,-simd"));
  fails(wvm_config_set_features(c, "wasm2,nonsense,gc"), WVM_ERROR_USAGE, "unknown feature \"nonsense\"");
  fails(wvm_config_set_features(c, NULL), WVM_ERROR_USAGE, "bad argument");
  fails(wvm_config_set_tier(c, (wvm_tier_t)3), WVM_ERROR_USAGE, "unknown tier 3");
  ok(wvm_config_set_tier(c, WVM_TIER_INTERPRETER));
  fails(wvm_config_set_stack_size(c, 5), WVM_ERROR_USAGE, "a stack of 5 bytes");
  ok(wvm_config_set_stack_size(c, 1 << 20));
  fails(wvm_config_set_memory64_limit(c, 1000), WVM_ERROR_USAGE, "whole pages");
  ok(wvm_config_set_memory64_limit(c, 1 << 30));
  wvm_config_set_relaxed(c, WVM_RELAXED_ARM);
  wvm_config_set_deterministic(c, true);
  Vm vm = vm_of(c);
  wvm_module_t *m;
  const char *text = "(module (func (drop (v128.const i32x4 0 0 0 0))))";
  wvm_error_t *e = wvm_module_new_text(vm.engine, text, strlen(text), &m);
  ck_assert_ptr_nonnull(e);
  wvm_error_delete(e);
  vm_delete(&vm);
  wvm_config_delete(wvm_config_new());
  wvm_config_delete(NULL);
  wvm_engine_delete(NULL);
  wvm_store_delete(NULL);
}
END_TEST

START_TEST(errors_of_modules) {
  Vm vm = vm_new();
  wvm_module_t *m = NULL;
  size_t offset;
  uint32_t line, column, func;
  fails(wvm_module_new(vm.engine, "garbage!", 8, &m), WVM_ERROR_MALFORMED, "magic header not detected");
  fails(wvm_module_new(vm.engine, "", 0, &m), WVM_ERROR_MALFORMED, "unexpected end");
  fails(wvm_module_new(vm.engine, NULL, 0, &m), WVM_ERROR_MALFORMED, "unexpected end");
  fails(wvm_module_new(vm.engine, NULL, 3, &m), WVM_ERROR_USAGE, "no bytes");
  wvm_error_t *e = wvm_module_new(vm.engine, "\0asm\1\0\0\0\x7f\0", 10, &m);
  ck_assert_ptr_nonnull(e);
  ck_assert(wvm_error_offset(e, &offset));
  ck_assert_uint_ge(offset, 8);
  ck_assert_ptr_nonnull(strstr(wvm_error_message(e), "(at offset 0x"));
  ck_assert(!wvm_error_line(e, NULL, NULL));
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_NONE);
  ck_assert_uint_eq(wvm_error_frames(e, NULL, NULL), 0);
  wvm_error_delete(e);

  const char *invalid = "(module (func) (func $bad (result i32) (i64.const 1)))";
  e = wvm_module_new_text(vm.engine, invalid, strlen(invalid), &m);
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_kind(e), WVM_ERROR_INVALID);
  ck_assert(wvm_error_func(e, &func));
  ck_assert_uint_eq(func, 1);
  ck_assert(strncmp(wvm_error_message(e), "type mismatch", 13) == 0);
  ck_assert_ptr_nonnull(strstr(wvm_error_message(e), "function 1 \"bad\""));
  wvm_error_delete(e);

  const char *text = "(module\n  (func (bogus)))";
  e = wvm_module_new_text(vm.engine, text, strlen(text), &m);
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_kind(e), WVM_ERROR_MALFORMED);
  ck_assert(wvm_error_line(e, &line, &column));
  ck_assert_uint_eq(line, 2);
  ck_assert_ptr_nonnull(strstr(wvm_error_message(e), "(line 2, column "));
  wvm_error_delete(e);
  wvm_error_delete(NULL);
  vm_delete(&vm);
}
END_TEST

/* What is invalid in a text is told by line and column, whatever form the instruction is written in. */
START_TEST(lines_of_invalid_texts) {
  static const struct {
    const char *text;
    uint32_t line, column;
  } cases[] = {
      {"(module\n (func (param i32) (result i32)\n  local.get 0\n  i64.add))", 4, 3},
      {"(module\n (func (result i32)\n  (i32.add (i32.const 1)\n   (i64.const 2))))", 3, 4},
      {"(module (func) (func nop\n (block\n  (br_if 0 (f32.const 1)))))", 3, 4},
      {"(module (func (result i32) (if (result i32) (i32.const 1)\n (then (i32.const 1))\n (else (i64.const 1)))))", 3, 22},
      {"(module (func block\n i32.const 1\n end))", 3, 2},
      {"(module (func (result i32)\n nop\n ))", 3, 2},
      {"(module (func i32.const 1 if nop\n else i32.const 1\n end))", 3, 2},
      {"(module (func\n (if (i64.const 1) (then))))", 2, 3},
      {"(module (func $a (call 1)) (func)\n (func (loop (local.set 0 (i32.const 1)))))", 2, 15},
      {"(module (func)\n (global i32 (i64.const 1)) (func))", 2, 2},
      {"(module (func) (global i32 (i32.const 1))\n (global i64 (i64.const 1)) (global (mut f32)\n  (i64.const 1)))", 2, 29},
      {"(module (func (export \"a\")\n nop)\n (func (export \"b\") (export \"a\")))", 3, 2},
      {"(module (table 1 funcref)\n (memory 1) (elem (offset (f32.const 0))))", 2, 13},
  };
  Vm vm = vm_new();
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    wvm_module_t *m;
    wvm_error_t *e = wvm_module_new_text(vm.engine, cases[k].text, strlen(cases[k].text), &m);
    ck_assert_ptr_nonnull(e);
    uint32_t line = 0, column = 0;
    ck_assert(wvm_error_line(e, &line, &column));
    if (line != cases[k].line || column != cases[k].column)
      ck_abort_msg("%s\n  %u:%u, not %u:%u: %s", cases[k].text, line, column, cases[k].line, cases[k].column, wvm_error_message(e));
    wvm_error_delete(e);
  }
  /* Not within strings. */
  wvm_module_t *m;
  const char *quoted = "(module quote \"(func i64.add)\")";
  wvm_error_t *e = wvm_module_new_text(vm.engine, quoted, strlen(quoted), &m);
  ck_assert(e && !wvm_error_line(e, NULL, NULL));
  wvm_error_delete(e);
  vm_delete(&vm);
}
END_TEST

/* ---- modules ---- */

START_TEST(text_and_binary) {
  Vm vm = vm_new();
  const char *text = "(module (func (export \"f\") (result i32) (i32.add (i32.const 1) (i32.const 2))))";
  uint8_t *bytes, *printed;
  size_t size, printed_size;
  ok(wvm_text_to_binary(vm.engine, text, strlen(text), &bytes, &size));
  ck_assert_uint_gt(size, 8);
  ck_assert_mem_eq(bytes, "\0asm", 4);
  for (int style = WVM_PRINT_FLAT; style <= WVM_PRINT_FOLDED; style++) {
    uint8_t *again;
    size_t again_size;
    ok(wvm_binary_to_text(vm.engine, bytes, size, (wvm_print_t)style, &printed, &printed_size));
    ok(wvm_text_to_binary(vm.engine, (const char *)printed, printed_size, &again, &again_size));
    ck_assert_uint_eq(size, again_size);
    ck_assert_mem_eq(bytes, again, size);
    wvm_bytes_delete(printed, printed_size);
    wvm_bytes_delete(again, again_size);
  }
  fails(wvm_binary_to_text(vm.engine, "x", 1, WVM_PRINT_FLAT, &printed, &printed_size), WVM_ERROR_MALFORMED,
        "unexpected end");
  fails(wvm_text_to_binary(vm.engine, "(", 1, &printed, &printed_size), WVM_ERROR_MALFORMED, "");
  wvm_bytes_delete(bytes, size);
  wvm_bytes_delete(NULL, 0);
  vm_delete(&vm);
}
END_TEST

START_TEST(module_contents) {
  Vm vm = vm_new();
  wvm_module_t *m = compile(vm.engine, "(module $name"
                                       " (import \"a\" \"f\" (func (param i32 f64) (result v128)))"
                                       " (import \"a\" \"m\" (memory i64 1 5))"
                                       " (import \"b\" \"g\" (global (mut externref)))"
                                       " (table (export \"t\") 3 9 funcref)"
                                       " (tag (export \"e\") (param i64))"
                                       " (func (export \"h\") (result i32) (i32.const 0)))");
  const char *name;
  size_t size;
  ck_assert(wvm_module_name(m, &name, &size));
  ck_assert_uint_eq(size, 4);
  ck_assert_mem_eq(name, "name", 4);
  ck_assert_uint_eq(wvm_module_import_count(m), 3);
  ck_assert_uint_eq(wvm_module_export_count(m), 3);
  wvm_import_t i;
  wvm_module_import(m, 0, &i);
  ck_assert_mem_eq(i.module, "a", 1);
  ck_assert_mem_eq(i.name, "f", 1);
  ck_assert_int_eq(i.type.kind, WVM_EXTERN_FUNC);
  ck_assert_uint_eq(i.type.func.param_count, 2);
  ck_assert_int_eq(i.type.func.params[1].kind, WVM_F64);
  ck_assert_int_eq(i.type.func.results[0].kind, WVM_V128);
  wvm_module_import(m, 1, &i);
  ck_assert_int_eq(i.type.kind, WVM_EXTERN_MEMORY);
  ck_assert(i.type.limits.is64 && i.type.limits.has_max);
  ck_assert_uint_eq(i.type.limits.max, 5);
  ck_assert_uint_eq(i.type.limits.page_size, 65536);
  wvm_module_import(m, 2, &i);
  ck_assert(i.type.mutable_ && i.type.value.kind == WVM_REF && i.type.value.heap == WVM_HEAP_EXTERN &&
            i.type.value.nullable);
  wvm_export_t x;
  wvm_module_export(m, 0, &x);
  ck_assert_int_eq(x.type.kind, WVM_EXTERN_TABLE);
  ck_assert_uint_eq(x.type.limits.min, 3);
  ck_assert_int_eq(x.type.value.heap, WVM_HEAP_FUNC);
  wvm_module_export(m, 1, &x);
  ck_assert_int_eq(x.type.kind, WVM_EXTERN_TAG);
  ck_assert_uint_eq(x.type.func.param_count, 1);
  const void *custom;
  ck_assert(wvm_module_custom(m, "name", 0, &custom, &size));
  ck_assert(!wvm_module_custom(m, "name", 1, &custom, &size));
  ck_assert(!wvm_module_custom(m, "other", 0, &custom, &size));
  wvm_module_stats_t stats;
  wvm_module_stats(m, &stats);
  ck_assert_uint_eq(stats.functions, 1);
  ck_assert_uint_gt(stats.bytes, 50);
  wvm_module_delete(m);
  wvm_module_delete(NULL);
  vm_delete(&vm);
}
END_TEST

/* ---- values and calls ---- */

START_TEST(values_pass_through) {
  Vm vm = vm_new();
  wvm_instance_t *i = instance_of(
      &vm, "(module"
           " (func (export \"all\") (param i32 i64 f32 f64 v128 externref funcref) (result funcref externref v128 f64 "
           "f32 i64 i32)"
           "  (local.get 6) (local.get 5) (local.get 4) (local.get 3) (local.get 2) (local.get 1) (local.get 0)))");
  wvm_func_t *f = get_func(i, "all");
  int target;
  wvm_ref_t *host, *func;
  ok(wvm_ref_new_extern(vm.store, &target, NULL, &host));
  ok(wvm_ref_new_func(vm.store, f, &func));
  wvm_val_t args[7] = {i32(-7),   i64(INT64_MIN + 3), {.kind = WVM_F32}, {.kind = WVM_F64}, {.kind = WVM_V128},
                       ref(host), ref(func)};
  uint32_t signalling = 0x7fa00001; /* a NaN's bits survive */
  memcpy(&args[2].of, &signalling, 4);
  args[3].of.f64 = -0.0;
  for (int k = 0; k < 16; k++) args[4].of.v128[k] = (uint8_t)(k * 17);
  wvm_val_t out[7];
  ok(wvm_func_call(f, args, 7, out, 7));
  ck_assert_int_eq(out[6].of.i32, -7);
  ck_assert_int_eq(out[5].of.i64, INT64_MIN + 3);
  ck_assert_mem_eq(&out[4].of, &signalling, 4);
  ck_assert_mem_eq(&out[3].of, &args[3].of, 8);
  ck_assert_mem_eq(out[2].of.v128, args[4].of.v128, 16);
  ck_assert_ptr_eq(wvm_ref_extern(out[1].of.ref), &target);
  ck_assert_ptr_eq(wvm_ref_func(out[0].of.ref), f);
  ck_assert(wvm_ref_same(out[1].of.ref, host));
  ck_assert(!wvm_ref_same(out[1].of.ref, out[0].of.ref));
  ck_assert(wvm_ref_same(NULL, NULL));
  ck_assert(wvm_ref_is(host, WVM_HEAP_EXTERN) && !wvm_ref_is(host, WVM_HEAP_FUNC) && !wvm_ref_is(host, WVM_HEAP_I31));
  ck_assert(wvm_ref_is(func, WVM_HEAP_FUNC) && !wvm_ref_is(func, WVM_HEAP_EXTERN) && !wvm_ref_is(NULL, WVM_HEAP_FUNC));
  ck_assert_ptr_null(wvm_ref_extern(func));
  ck_assert_ptr_null(wvm_ref_func(host));
  ck_assert(!wvm_ref_is_i31(host, NULL));
  wvm_ref_delete(out[1].of.ref);
  wvm_ref_delete(out[0].of.ref);
  wvm_ref_delete(host);
  wvm_ref_delete(NULL);
  vm_delete(&vm); /* takes `func` with it */
}
END_TEST

START_TEST(wrong_calls) {
  Vm vm = vm_new(), other = vm_of(NULL);
  wvm_instance_t *i = instance_of(&vm, "(module (func (export \"f\") (param i32) (result i32) (local.get 0))"
                                       " (func (export \"r\") (param externref))"
                                       " (func (export \"n\") (param (ref func))))");
  wvm_func_t *f = get_func(i, "f"), *r = get_func(i, "r"), *n = get_func(i, "n");
  wvm_val_t v = i64(1), out;
  fails(wvm_func_call(f, &v, 1, &out, 1), WVM_ERROR_USAGE, "argument 1 is a value of another type: expected i32");
  fails(wvm_func_call(f, &v, 0, &out, 1), WVM_ERROR_USAGE, "0 arguments: expected 1");
  v = i32(1);
  fails(wvm_func_call(f, &v, 1, &out, 0), WVM_ERROR_USAGE, "0 results: expected 1");
  fails(wvm_func_call(f, NULL, 1, &out, 1), WVM_ERROR_USAGE, "no arguments");
  wvm_ref_t *func, *foreign;
  ok(wvm_ref_new_func(vm.store, f, &func));
  v = ref(func);
  fails(wvm_func_call(r, &v, 1, NULL, 0), WVM_ERROR_USAGE, "a reference of another type");
  ok(wvm_func_call(n, &v, 1, NULL, 0));
  v = ref(NULL);
  fails(wvm_func_call(n, &v, 1, NULL, 0), WVM_ERROR_USAGE, "a null reference");
  ok(wvm_func_call(r, &v, 1, NULL, 0));
  ok(wvm_ref_new_extern(other.store, &v, NULL, &foreign));
  wvm_val_t w = ref(foreign);
  fails(wvm_func_call(r, &w, 1, NULL, 0), WVM_ERROR_USAGE, "another store");
  fails(wvm_ref_new_func(other.store, f, &foreign), WVM_ERROR_USAGE, "another store");
  fails(wvm_ref_new_func(vm.store, NULL, &foreign), WVM_ERROR_USAGE, "NULL");
  vm_delete(&vm);
  vm_delete(&other);
}
END_TEST

START_TEST(raw_calls_and_types) {
  Vm vm = vm_new();
  wvm_instance_t *i = instance_of(
      &vm, "(module (func (export \"f\") (param i64 i64) (result i64) (i64.mul (local.get 0) (local.get 1))))");
  wvm_func_t *f = get_func(i, "f");
  ck_assert_ptr_eq(f, get_func(i, "f")); /* one function, one pointer */
  wvm_raw_t slots[2] = {{.i64 = 6}, {.i64 = -7}};
  ok(wvm_func_call_raw(f, slots));
  ck_assert_int_eq(slots[0].i64, -42);
  wvm_functype_t t, again;
  ok(wvm_func_type(f, &t));
  ok(wvm_func_type(f, &again));
  ck_assert_uint_eq(t.param_count, 2);
  ck_assert_uint_eq(t.result_count, 1);
  ck_assert_int_eq(t.params[0].kind, WVM_I64);
  ck_assert_ptr_eq(t.params, again.params);
  vm_delete(&vm);
}
END_TEST

static int finalized;
static void count_finalize(void *value) {
  (void)value;
  finalized++;
}
static wvm_error_t *do_nothing(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env;
  (void)caller;
  (void)args;
  (void)results;
  return NULL;
}

START_TEST(finalizers_run_once) {
  Vm vm = vm_new();
  finalized = 0;
  wvm_ref_t *r;
  wvm_func_t *f;
  wvm_functype_t none = {0};
  ok(wvm_ref_new_extern(vm.store, &vm, count_finalize, &r));
  ok(wvm_func_new(vm.store, &none, do_nothing, &vm, count_finalize, &f));
  wvm_ref_delete(r);
  vm_delete(&vm);
  ck_assert_int_eq(finalized, 2);
}
END_TEST

/* ---- externs ---- */

START_TEST(memories) {
  Vm vm = vm_new();
  wvm_memory_t *m;
  wvm_limits_t l = {.min = 1, .max = 3, .has_max = true};
  ok(wvm_memory_new(vm.store, &l, &m));
  ck_assert_uint_eq(wvm_memory_size(m), 65536);
  uint8_t *data = wvm_memory_data(m);
  for (int k = 0; k < 65536; k++) ck_assert_uint_eq(data[k], 0);
  data[65535] = 9;
  uint64_t before;
  ok(wvm_memory_grow(m, 2, &before));
  ck_assert_uint_eq(before, 1);
  ck_assert_ptr_eq(wvm_memory_data(m), data);
  ck_assert_uint_eq(data[65535], 9);
  ck_assert_uint_eq(data[3 * 65536 - 1], 0);
  fails(wvm_memory_grow(m, 1, &before), WVM_ERROR_LIMIT, "cannot grow by 1");
  fails(wvm_memory_grow(m, UINT64_MAX, &before), WVM_ERROR_LIMIT, "cannot grow");
  ok(wvm_memory_grow(m, 0, &before));
  wvm_memory_type(m, &l);
  ck_assert_uint_eq(l.min, 3);
  ck_assert_uint_eq(l.max, 3);

  wvm_limits_t bad[] = {{.min = 2, .max = 1, .has_max = true},
                        {.min = 65537},
                        {.min = 0, .page_size = 7},
                        {.min = 0, .shared = true},
                        {.min = (uint64_t)1 << 49, .is64 = true}};
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
    fails(wvm_memory_new(vm.store, &bad[k], &m), WVM_ERROR_USAGE, "not the limits of a memory");
  wvm_limits_t large = {.min = (uint64_t)1 << 40, .is64 = true};
  fails(wvm_memory_new(vm.store, &large, &m), WVM_ERROR_LIMIT, "limit exceeded: memory of at least");
  wvm_limits_t bytes = {.min = 10, .max = 5000, .has_max = true, .page_size = 1};
  ok(wvm_memory_new(vm.store, &bytes, &m));
  ck_assert_uint_eq(wvm_memory_size(m), 10);
  ok(wvm_memory_grow(m, 4990, &before));
  ck_assert_uint_eq(before, 10);
  memset(wvm_memory_data(m), 1, 5000);
  wvm_limits_t wide = {.min = 1, .is64 = true};
  ok(wvm_memory_new(vm.store, &wide, &m));
  ok(wvm_memory_grow(m, 70000, &before)); /* beyond what 32 bits reach */
  wvm_memory_data(m)[70000ull * 65536] = 1;
  wvm_limits_t shared = {.min = 1, .max = 2, .has_max = true, .shared = true};
  ok(wvm_memory_new(vm.store, &shared, &m));
  ok(wvm_memory_grow(m, 1, &before));
  vm_delete(&vm);
}
END_TEST

START_TEST(tables) {
  Vm vm = vm_new();
  wvm_table_t *t;
  wvm_limits_t l = {.min = 2, .max = 5, .has_max = true};
  int a, b;
  wvm_ref_t *ra, *rb, *got;
  ok(wvm_ref_new_extern(vm.store, &a, NULL, &ra));
  ok(wvm_ref_new_extern(vm.store, &b, NULL, &rb));
  ok(wvm_table_new(vm.store, &l, &type_externref, ra, &t));
  ck_assert_uint_eq(wvm_table_size(t), 2);
  ok(wvm_table_set(t, 1, rb));
  uint64_t before;
  ok(wvm_table_grow(t, 3, NULL, &before));
  ck_assert_uint_eq(before, 2);
  fails(wvm_table_grow(t, 1, NULL, &before), WVM_ERROR_LIMIT, "cannot grow");
  void *expected[5] = {&a, &b, NULL, NULL, NULL};
  for (uint64_t k = 0; k < 5; k++) {
    ok(wvm_table_get(t, k, &got));
    ck_assert_ptr_eq(wvm_ref_extern(got), expected[k]);
    wvm_ref_delete(got);
  }
  fails(wvm_table_get(t, 5, &got), WVM_ERROR_USAGE, "element 5 of a table of 5");
  fails(wvm_table_set(t, 5, NULL), WVM_ERROR_USAGE, "element 5");
  wvm_table_t *functions;
  fails(wvm_table_new(vm.store, &l, &type_funcref, ra, &functions), WVM_ERROR_USAGE, "another type");
  fails(wvm_table_new(vm.store, &l, &type_i32, NULL, &functions), WVM_ERROR_USAGE, "not a type of table elements");
  ok(wvm_table_new(vm.store, &l, &type_funcref, NULL, &functions));
  fails(wvm_table_set(functions, 0, ra), WVM_ERROR_USAGE, "another type");
  fails(wvm_table_grow(functions, 1, ra, &before), WVM_ERROR_USAGE, "another type");
  wvm_limits_t large = {.min = 20000000};
  fails(wvm_table_new(vm.store, &large, &type_funcref, NULL, &functions), WVM_ERROR_LIMIT, "limit exceeded: table");
  wvm_valtype_t type;
  wvm_table_type(t, &l, &type);
  ck_assert_uint_eq(l.min, 5);
  ck_assert_int_eq(type.heap, WVM_HEAP_EXTERN);
  vm_delete(&vm);
}
END_TEST

START_TEST(globals_and_tags) {
  Vm vm = vm_new();
  wvm_global_t *g, *constant;
  wvm_val_t v = i32(5), out;
  ok(wvm_global_new(vm.store, &type_i32, true, &v, &g));
  v = i32(6);
  ok(wvm_global_set(g, &v));
  ok(wvm_global_get(g, &out));
  ck_assert_int_eq(out.of.i32, 6);
  v = i64(6);
  fails(wvm_global_set(g, &v), WVM_ERROR_USAGE, "another type");
  fails(wvm_global_new(vm.store, &type_i32, false, &v, &constant), WVM_ERROR_USAGE, "another type");
  v = i32(7);
  ok(wvm_global_new(vm.store, &type_i32, false, &v, &constant));
  fails(wvm_global_set(constant, &v), WVM_ERROR_USAGE, "immutable");
  wvm_valtype_t type, odd = {.kind = (wvm_valkind_t)77};
  bool is_mutable;
  wvm_global_type(constant, &type, &is_mutable);
  ck_assert(!is_mutable && type.kind == WVM_I32);
  fails(wvm_global_new(vm.store, &odd, true, &v, &g), WVM_ERROR_USAGE, "no such value type");
  wvm_tag_t *tag;
  wvm_functype_t ft = {.param_count = 1, .params = &type_i32}, back;
  ok(wvm_tag_new(vm.store, &ft, &tag));
  ok(wvm_tag_type(tag, &back));
  ck_assert_uint_eq(back.param_count, 1);
  vm_delete(&vm);
}
END_TEST

/* ---- linking ---- */

START_TEST(imports_must_match) {
  Vm vm = vm_new(), other = vm_of(NULL);
  wvm_instance_t *i;
  const char *text = "(module (import \"env\" \"f\" (func (param i32) (result i64))))";
  fails(try_instance(&vm, text, NULL, 0, &i), WVM_ERROR_USAGE, "0 imports: expected 1");
  wvm_extern_t x = {.kind = WVM_EXTERN_FUNC};
  fails(try_instance(&vm, text, &x, 1, &i), WVM_ERROR_UNLINKABLE, "unknown import: \"env\" \"f\"");
  wvm_functype_t none = {0};
  ok(wvm_func_new(vm.store, &none, do_nothing, NULL, NULL, &x.of.func));
  fails(try_instance(&vm, text, &x, 1, &i), WVM_ERROR_UNLINKABLE,
        "incompatible import type: \"env\" \"f\": expected func (param i32) (result i64), given func");
  wvm_limits_t l = {.min = 1};
  wvm_extern_t m = {.kind = WVM_EXTERN_MEMORY};
  ok(wvm_memory_new(vm.store, &l, &m.of.memory));
  fails(try_instance(&vm, text, &m, 1, &i), WVM_ERROR_UNLINKABLE, "given memory 1");
  fails(try_instance(&vm, "(module (import \"\" \"m\" (memory 1 2)))", &m, 1, &i), WVM_ERROR_UNLINKABLE,
        "expected memory 1 2");
  fails(try_instance(&vm, "(module (import \"\" \"m\" (memory 2)))", &m, 1, &i), WVM_ERROR_UNLINKABLE,
        "expected memory 2");
  fails(try_instance(&vm, "(module (import \"\" \"m\" (memory i64 1)))", &m, 1, &i), WVM_ERROR_UNLINKABLE,
        "expected memory i64 1");
  ok(wvm_memory_grow(m.of.memory, 1, NULL));
  ok(try_instance(&vm, "(module (import \"\" \"m\" (memory 2)))", &m, 1, &i)); /* what it has grown to counts */
  wvm_extern_t foreign = {.kind = WVM_EXTERN_MEMORY};
  ok(wvm_memory_new(other.store, &l, &foreign.of.memory));
  fails(try_instance(&vm, "(module (import \"\" \"m\" (memory 1)))", &foreign, 1, &i), WVM_ERROR_USAGE,
        "another store");
  wvm_module_t *module = compile(other.engine, "(module)");
  fails(wvm_instance_new(vm.store, module, NULL, 0, &i), WVM_ERROR_USAGE, "another engine");
  wvm_module_delete(module);
  /* Names are the guest's: one line all the same. */
  wvm_extern_t nothing = {.kind = WVM_EXTERN_MEMORY};
  wvm_error_t *e = try_instance(
      &vm,
      "(module (import \"a\\n\\1b[31m\\00b\" \"0123456789012345678901234567890123456789012345678901234567890\""
      " (memory 1)))",
      &nothing, 1, &i);
  ck_assert_ptr_nonnull(e);
  ck_assert_ptr_nonnull(
      strstr(wvm_error_message(e), "\"a\\0a\\1b[31m\\00b\" \"012345678901234567890123456789012345678901234567…\""));
  wvm_error_delete(e);
  wvm_extern_t g = {.kind = WVM_EXTERN_GLOBAL};
  wvm_val_t v = i32(1);
  ok(wvm_global_new(vm.store, &type_i32, true, &v, &g.of.global));
  fails(try_instance(&vm, "(module (import \"\" \"g\" (global i32)))", &g, 1, &i), WVM_ERROR_UNLINKABLE,
        "expected global i32, given global (mut i32)");
  ok(try_instance(&vm, "(module (import \"\" \"g\" (global (mut i32))))", &g, 1, &i));
  wvm_extern_t t = {.kind = WVM_EXTERN_TABLE};
  ok(wvm_table_new(vm.store, &l, &type_externref, NULL, &t.of.table));
  fails(try_instance(&vm, "(module (import \"\" \"t\" (table 1 funcref)))", &t, 1, &i), WVM_ERROR_UNLINKABLE,
        "expected table 1 (ref null func), given table 1 (ref null extern)");
  vm_delete(&vm);
  vm_delete(&other);
}
END_TEST

START_TEST(linker) {
  Vm vm = vm_new();
  wvm_linker_t *l;
  ok(wvm_linker_new(vm.store, &l));
  ck_assert_ptr_eq(wvm_linker_store(l), vm.store);
  wvm_functype_t none = {0};
  ok(wvm_linker_define_func(l, "env", "print_line", &none, do_nothing, NULL));
  wvm_module_t *m = compile(vm.engine, "(module (import \"env\" \"print_lime\" (func)))");
  wvm_instance_t *i;
  fails(wvm_linker_instantiate(l, m, &i), WVM_ERROR_UNLINKABLE,
        "unknown import: \"env\" \"print_lime\": no such func; did you mean \"env\" \"print_line\"?");
  wvm_module_delete(m);
  m = compile(vm.engine, "(module (import \"print\" \"print_line\" (func)))");
  fails(wvm_linker_instantiate(l, m, &i), WVM_ERROR_UNLINKABLE,
        "unknown import: \"print\" \"print_line\": no such func; did you mean \"env\" \"print_line\"?");
  wvm_module_delete(m);
  m = compile(vm.engine, "(module (import \"other\" \"quite different\" (memory 1)))");
  wvm_error_t *e = wvm_linker_instantiate(l, m, &i);
  ck_assert_ptr_nonnull(e);
  ck_assert_ptr_null(strstr(wvm_error_message(e), "did you mean"));
  wvm_error_delete(e);
  wvm_module_delete(m);

  i = instance_of(&vm, "(module (func (export \"one\") (result i32) (i32.const 1)) (memory (export \"m\") 1))");
  ok(wvm_linker_define_instance(l, "lib", 3, i));
  wvm_extern_t x;
  ck_assert(wvm_linker_get(l, "lib", 3, "one", 3, &x));
  ck_assert_ptr_eq(x.of.func, get_func(i, "one"));
  ck_assert(!wvm_linker_get(l, "lib", 3, "two", 3, &x));
  m = compile(vm.engine, "(module (import \"lib\" \"one\" (func $one (result i32))) (import \"lib\" \"m\" (memory 1))"
                         " (func (export \"two\") (result i32) (i32.add (call $one) (call $one))))");
  ok(wvm_linker_instantiate(l, m, &i));
  ck_assert_int_eq(call0(get_func(i, "two")), 2);
  /* A later definition of the same name wins; names may hold anything. */
  wvm_instance_t *ten = instance_of(&vm, "(module (func (export \"one\") (result i32) (i32.const 10)))");
  ok(wvm_linker_define_instance(l, "lib", 3, ten));
  ok(wvm_linker_instantiate(l, m, &i));
  ck_assert_int_eq(call0(get_func(i, "two")), 20);
  x = get(ten, "one", WVM_EXTERN_FUNC);
  ok(wvm_linker_define(l, "li\0b", 4, "", 0, &x));
  ck_assert(wvm_linker_get(l, "li\0b", 4, "", 0, &x));
  ck_assert(!wvm_linker_get(l, "li", 2, "\0b", 2, &x));
  wvm_extern_t empty = {.kind = WVM_EXTERN_FUNC};
  fails(wvm_linker_define(l, "a", 1, "b", 1, &empty), WVM_ERROR_USAGE, "empty extern");
  wvm_module_delete(m);
  wvm_linker_delete(l);
  wvm_linker_delete(NULL);
  vm_delete(&vm);
}
END_TEST

START_TEST(exports) {
  Vm vm = vm_new();
  wvm_instance_t *i =
      instance_of(&vm, "(module (func (export \"f\")) (memory (export \"m\") 1) (table (export \"t\") 1 funcref)"
                       " (global (export \"g\") (mut i64) (i64.const 5)))");
  wvm_extern_t x;
  ck_assert_uint_eq(wvm_instance_export_count(i), 4);
  ck_assert(!wvm_instance_export(i, "nothing", &x));
  ck_assert(wvm_instance_export_sized(i, "memory", 1, &x));
  ck_assert_int_eq(x.kind, WVM_EXTERN_MEMORY);
  wvm_instance_export_at(i, 3, &x);
  ck_assert_int_eq(x.kind, WVM_EXTERN_GLOBAL);
  wvm_val_t v;
  ok(wvm_global_get(x.of.global, &v));
  ck_assert_int_eq(v.of.i64, 5);
  ck_assert_uint_eq(wvm_module_export_count(wvm_instance_module(i)), 4);
  vm_delete(&vm);
}
END_TEST

/* ---- instantiation ---- */

START_TEST(constant_expressions) {
  Vm vm = vm_new();
  wvm_instance_t *i =
      instance_of(&vm, "(module (func $f (result i32) (i32.const 77)) (elem declare func $f)"
                       " (global $a (export \"a\") i32 (i32.add (i32.const 40) (i32.mul (i32.const 2) (i32.const 3))))"
                       " (global $b (export \"b\") i64 (i64.sub (i64.const 1) (i64.const 3)))"
                       " (global (export \"c\") i32 (i32.sub (global.get $a) (i32.const 4)))"
                       " (global (export \"v\") v128 (v128.const i64x2 1 2))"
                       " (global (export \"f\") funcref (ref.func $f))"
                       " (global (export \"i\") (ref i31) (ref.i31 (i32.const -5)))"
                       " (global (export \"n\") externref (ref.null extern)))");
  wvm_val_t v;
  ok(wvm_global_get(get(i, "a", WVM_EXTERN_GLOBAL).of.global, &v));
  ck_assert_int_eq(v.of.i32, 46);
  ok(wvm_global_get(get(i, "b", WVM_EXTERN_GLOBAL).of.global, &v));
  ck_assert_int_eq(v.of.i64, -2);
  ok(wvm_global_get(get(i, "c", WVM_EXTERN_GLOBAL).of.global, &v));
  ck_assert_int_eq(v.of.i32, 42);
  ok(wvm_global_get(get(i, "v", WVM_EXTERN_GLOBAL).of.global, &v));
  ck_assert_uint_eq(v.of.v128[8], 2);
  ok(wvm_global_get(get(i, "f", WVM_EXTERN_GLOBAL).of.global, &v));
  ck_assert_int_eq(call0(wvm_ref_func(v.of.ref)), 77);
  ok(wvm_global_get(get(i, "i", WVM_EXTERN_GLOBAL).of.global, &v));
  int32_t small = 0;
  ck_assert(wvm_ref_is_i31(v.of.ref, &small));
  ck_assert_int_eq(small, -5);
  ok(wvm_global_get(get(i, "n", WVM_EXTERN_GLOBAL).of.global, &v));
  ck_assert_ptr_null(v.of.ref);
  vm_delete(&vm);
}
END_TEST

START_TEST(a_long_constant_expression) {
  Vm vm = vm_new();
  enum { TERMS = 2000 };
  char *text = malloc(TERMS * 40 + 200), *at = text;
  at += sprintf(at, "(module (global (export \"g\") i32 ");
  for (int k = 0; k < TERMS; k++) at += sprintf(at, "i32.const %d ", k);
  for (int k = 1; k < TERMS; k++) at += sprintf(at, "i32.add ");
  sprintf(at, "))");
  wvm_instance_t *i = instance_of(&vm, text);
  wvm_val_t v;
  ok(wvm_global_get(get(i, "g", WVM_EXTERN_GLOBAL).of.global, &v));
  ck_assert_int_eq(v.of.i32, TERMS * (TERMS - 1) / 2);
  free(text);
  vm_delete(&vm);
}
END_TEST

START_TEST(segments) {
  Vm vm = vm_new();
  wvm_extern_t m = {.kind = WVM_EXTERN_MEMORY}, t = {.kind = WVM_EXTERN_TABLE};
  wvm_limits_t l = {.min = 1};
  ok(wvm_memory_new(vm.store, &l, &m.of.memory));
  ok(wvm_table_new(vm.store, &l, &type_funcref, NULL, &t.of.table));
  wvm_instance_t *i;
  /* What stands before the trap stays, and so do functions that got into the table. */
  wvm_extern_t both[2] = {m, t};
  const char *text = "(module (import \"\" \"m\" (memory 1)) (import \"\" \"t\" (table 1 funcref))"
                     " (func $f (result i32) (i32.const 3)) (elem (i32.const 0) func $f)"
                     " (data (i32.const 5) \"abc\") (data (i32.const 65535) \"xy\"))";
  fails(try_instance(&vm, text, both, 2, &i), WVM_ERROR_TRAP, "out of bounds memory access: data segment 1");
  ck_assert_mem_eq(wvm_memory_data(m.of.memory) + 5, "abc", 3);
  ck_assert_uint_eq(wvm_memory_data(m.of.memory)[65535], 0);
  wvm_ref_t *r;
  ok(wvm_table_get(t.of.table, 0, &r));
  ck_assert_int_eq(call0(wvm_ref_func(r)), 3);
  fails(try_instance(&vm, "(module (import \"\" \"t\" (table 1 funcref)) (func $f) (elem (i32.const 1) func $f))", &t,
                     1, &i),
        WVM_ERROR_TRAP, "out of bounds table access: element segment 0");
  i = instance_of(
      &vm, "(module (memory (export \"m\") 1) (table $t 4 funcref) (data $d \"hello\")"
           " (func $a (result i32) (i32.const 1)) (func $b (result i32) (i32.const 2))"
           " (elem $e funcref (ref.func $a) (ref.null func) (ref.func $b))"
           " (func (export \"init\") (param i32 i32 i32) (memory.init $d (local.get 0) (local.get 1) (local.get 2)))"
           " (func (export \"drop\") (data.drop $d) (elem.drop $e))"
           " (func (export \"table\") (param i32 i32 i32) (table.init $t $e (local.get 0) (local.get 1) (local.get 2)))"
           " (func (export \"call\") (param i32) (result i32) (call_indirect $t (result i32) (local.get 0))))");
  int32_t at[3] = {100, 1, 4}, past[3] = {100, 2, 4}, none[3] = {0, 0, 0}, elems[3] = {1, 0, 3}, beyond[3] = {2, 0, 3};
  ok(try_call(get_func(i, "init"), 3, at, NULL));
  ck_assert_mem_eq(wvm_memory_data(get_memory(i, "m")) + 100, "ello", 4);
  fails(try_call(get_func(i, "init"), 3, past, NULL), WVM_ERROR_TRAP, "out of bounds memory access");
  ok(try_call(get_func(i, "table"), 3, elems, NULL));
  fails(try_call(get_func(i, "table"), 3, beyond, NULL), WVM_ERROR_TRAP, "out of bounds table access");
  ck_assert_int_eq(call1(get_func(i, "call"), 3), 2);
  int32_t two = 2, result;
  fails(try_call(get_func(i, "call"), 1, &two, &result), WVM_ERROR_TRAP, "uninitialized element");
  ok(wvm_func_call(get_func(i, "drop"), NULL, 0, NULL, 0));
  ok(try_call(get_func(i, "init"), 3, none, NULL));
  ok(try_call(get_func(i, "table"), 3, none, NULL));
  fails(try_call(get_func(i, "init"), 3, at, NULL), WVM_ERROR_TRAP, "out of bounds memory access");
  fails(try_call(get_func(i, "table"), 3, elems, NULL), WVM_ERROR_TRAP, "out of bounds table access");
  vm_delete(&vm);
}
END_TEST

START_TEST(modules_and_stores_end_in_any_order) {
  wvm_engine_t *e;
  wvm_store_t *s;
  ok(wvm_engine_new(NULL, &e));
  ok(wvm_store_new(e, &s));
  wvm_module_t *m = compile(e, "(module (func (export \"f\") (result i32) (i32.const 8)))");
  wvm_engine_delete(e);
  wvm_instance_t *i;
  ok(wvm_instance_new(s, m, NULL, 0, &i));
  wvm_module_delete(m);
  ck_assert_int_eq(call0(get_func(i, "f")), 8);
  wvm_store_delete(s);
}
END_TEST

TEST_MAIN("api", versions_and_lists, configurations, errors_of_modules, lines_of_invalid_texts, text_and_binary, module_contents,
          values_pass_through, wrong_calls, raw_calls_and_types, finalizers_run_once, memories, tables,
          globals_and_tags, imports_must_match, linker, exports, constant_expressions, a_long_constant_expression,
          segments, modules_and_stores_end_in_any_order)
