/* The standard C API: programs as its users write them. Text comes from wvm_text_to_binary, and that is all that is not
 * standard here but what `extended` tests. */
#include "tests/check.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "include/wasm.h"
#include "include/wvm.h"

typedef struct Vm {
  wasm_engine_t *engine;
  wasm_store_t *store;
} Vm;

static Vm vm_new(void) {
  Vm vm = {.engine = wasm_engine_new()};
  ck_assert_ptr_nonnull(vm.engine);
  vm.store = wasm_store_new(vm.engine);
  ck_assert_ptr_nonnull(vm.store);
  return vm;
}
static void vm_delete(Vm *vm) {
  wasm_store_delete(vm->store);
  wasm_engine_delete(vm->engine);
}

static wasm_byte_vec_t binary_of(const char *text) {
  wvm_engine_t *e;
  uint8_t *bytes;
  size_t size;
  wasm_byte_vec_t out;
  ck_assert_ptr_null(wvm_engine_new(NULL, &e));
  ck_assert_ptr_null(wvm_text_to_binary(e, text, strlen(text), &bytes, &size));
  wasm_byte_vec_new(&out, size, (const char *)bytes);
  wvm_bytes_delete(bytes, size);
  wvm_engine_delete(e);
  return out;
}

static wasm_module_t *module_of(Vm *vm, const char *text) {
  wasm_byte_vec_t binary = binary_of(text);
  ck_assert(wasm_module_validate(vm->store, &binary));
  wasm_module_t *m = wasm_module_new(vm->store, &binary);
  ck_assert_ptr_nonnull(m);
  wasm_byte_vec_delete(&binary);
  return m;
}

static wasm_instance_t *instance_of(Vm *vm, const char *text, wasm_extern_t **imports, size_t count) {
  wasm_module_t *m = module_of(vm, text);
  wasm_extern_vec_t vec = {count, imports};
  wasm_trap_t *trap;
  wasm_instance_t *i = wasm_instance_new(vm->store, m, &vec, &trap);
  ck_assert_ptr_null(trap);
  ck_assert_ptr_nonnull(i);
  wasm_module_delete(m);
  return i;
}

static void message_is(wasm_trap_t *t, const char *text) {
  wasm_message_t m;
  ck_assert_ptr_nonnull(t);
  wasm_trap_message(t, &m);
  ck_assert_int_eq(m.data[m.size - 1], 0);
  if (!strstr(m.data, text)) ck_abort_msg("%s: expected %s", m.data, text);
  wasm_name_delete(&m);
}
static void traps(wasm_trap_t *t, const char *text) {
  message_is(t, text);
  wasm_trap_delete(t);
}

static int32_t call_i32(const wasm_func_t *f, int32_t a) {
  wasm_val_t args[] = {WASM_I32_VAL(a)}, rs[] = {WASM_INIT_VAL};
  wasm_val_vec_t in = WASM_ARRAY_VEC(args), out = WASM_ARRAY_VEC(rs);
  ck_assert_ptr_null(wasm_func_call(f, &in, &out));
  ck_assert_int_eq(rs[0].kind, WASM_I32);
  return rs[0].of.i32;
}

/* ---- functions ---- */

static int finalized;
static void finalize(void *env) {
  (void)env;
  finalized++;
}

static wasm_trap_t *plain(const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  ck_assert_uint_eq(args->size, 1);
  ck_assert_uint_eq(results->size, 1);
  results->data[0] = (wasm_val_t)WASM_I32_VAL(args->data[0].of.i32 + 1);
  return NULL;
}
static wasm_trap_t *with_env(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  results->data[0] = (wasm_val_t)WASM_I32_VAL(args->data[0].of.i32 * *(int *)env);
  return NULL;
}

START_TEST(functions) {
  Vm vm = vm_new();
  int factor = 7;
  finalized = 0;
  wasm_functype_t *type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
  wasm_func_t *f = wasm_func_new(vm.store, type, plain), *g = wasm_func_new_with_env(vm.store, type, with_env, &factor, finalize);
  wasm_functype_delete(type);
  wasm_extern_t *imports[] = {wasm_func_as_extern(f), wasm_func_as_extern(g)};
  wasm_instance_t *i = instance_of(&vm,
                                   "(module (import \"\" \"f\" (func $f (param i32) (result i32))) (import \"\" \"g\" (func $g (param i32) (result i32)))"
                                   " (func (export \"run\") (param i32) (result i32) (call $f (call $g (local.get 0))))"
                                   " (export \"f\" (func $f)))",
                                   imports, 2);
  wasm_extern_vec_t exports;
  wasm_instance_exports(i, &exports);
  ck_assert_uint_eq(exports.size, 2);
  wasm_func_t *run = wasm_extern_as_func(exports.data[0]);
  ck_assert_ptr_nonnull(run);
  ck_assert_ptr_null(wasm_extern_as_memory(exports.data[0]));
  ck_assert_int_eq(wasm_extern_kind(exports.data[0]), WASM_EXTERN_FUNC);
  ck_assert_uint_eq(wasm_func_param_arity(run), 1);
  ck_assert_uint_eq(wasm_func_result_arity(run), 1);
  ck_assert_int_eq(call_i32(run, 6), 43);
  ck_assert(wasm_func_same(wasm_extern_as_func(exports.data[1]), f));
  ck_assert(!wasm_func_same(f, g));
  wasm_functype_t *t = wasm_func_type(run);
  ck_assert_uint_eq(wasm_functype_params(t)->size, 1);
  ck_assert_int_eq(wasm_valtype_kind(wasm_functype_results(t)->data[0]), WASM_I32);
  wasm_functype_delete(t);
  wasm_val_vec_t none = WASM_EMPTY_VEC;
  traps(wasm_func_call(run, &none, &none), "wrong number");
  wasm_val_t wrong[] = {WASM_F32_VAL(1)}, rs[1];
  wasm_val_vec_t in = WASM_ARRAY_VEC(wrong), out = WASM_ARRAY_VEC(rs);
  traps(wasm_func_call(run, &in, &out), "another type");
  wasm_extern_vec_delete(&exports);
  wasm_instance_delete(i);
  wasm_func_delete(f);
  wasm_func_delete(g);
  ck_assert_int_eq(finalized, 0); /* the store has it yet */
  vm_delete(&vm);
  ck_assert_int_eq(finalized, 1);
}
END_TEST

START_TEST(many_results) {
  Vm vm = vm_new();
  wasm_instance_t *i = instance_of(&vm,
                                   "(module (func (export \"f\") (param i32 i64 f32 f64) (result f64 f32 i64 i32)"
                                   " (local.get 3) (local.get 2) (local.get 1) (local.get 0)))",
                                   NULL, 0);
  wasm_extern_vec_t x;
  wasm_instance_exports(i, &x);
  wasm_val_t args[] = {WASM_I32_VAL(-1), WASM_I64_VAL(-2), WASM_F32_VAL(0.5f), WASM_F64_VAL(0.25)}, rs[4];
  wasm_val_vec_t in = WASM_ARRAY_VEC(args), out = WASM_ARRAY_VEC(rs);
  ck_assert_ptr_null(wasm_func_call(wasm_extern_as_func(x.data[0]), &in, &out));
  ck_assert(rs[0].of.f64 == 0.25 && rs[1].of.f32 == 0.5f && rs[2].of.i64 == -2 && rs[3].of.i32 == -1);
  wasm_extern_vec_delete(&x);
  wasm_instance_delete(i);
  vm_delete(&vm);
}
END_TEST

/* ---- traps ---- */

static wasm_trap_t *fails(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  (void)args, (void)results;
  wasm_name_t message;
  wasm_name_new_from_string_nt(&message, "callback abort");
  wasm_trap_t *t = wasm_trap_new(env, &message);
  wasm_name_delete(&message);
  return t;
}

START_TEST(traps_and_frames) {
  Vm vm = vm_new();
  wasm_functype_t *type = wasm_functype_new_0_1(wasm_valtype_new_i32());
  wasm_func_t *f = wasm_func_new_with_env(vm.store, type, fails, vm.store, NULL);
  wasm_functype_delete(type);
  wasm_extern_t *imports[] = {wasm_func_as_extern(f)};
  wasm_instance_t *i = instance_of(&vm,
                                   "(module (import \"\" \"f\" (func $f (result i32)))"
                                   " (func (export \"a\") (result i32) (call $f)) (func $in (result i32) (unreachable) (i32.const 1))"
                                   " (func (export \"b\") (result i32) (nop) (call $in)))",
                                   imports, 1);
  wasm_extern_vec_t x;
  wasm_instance_exports(i, &x);
  wasm_val_t rs[1];
  wasm_val_vec_t none = WASM_EMPTY_VEC, out = WASM_ARRAY_VEC(rs);
  wasm_trap_t *t = wasm_func_call(wasm_extern_as_func(x.data[0]), &none, &out);
  wasm_message_t message;
  wasm_trap_message(t, &message);
  ck_assert_str_eq(message.data, "callback abort");
  ck_assert_uint_eq(message.size, sizeof "callback abort");
  wasm_name_delete(&message);
  wasm_frame_t *origin = wasm_trap_origin(t);
  ck_assert_uint_eq(wasm_frame_func_index(origin), 1);
  wasm_frame_delete(origin);
  wasm_trap_delete(t);
  t = wasm_func_call(wasm_extern_as_func(x.data[1]), &none, &out);
  message_is(t, "unreachable");
  wasm_frame_vec_t frames;
  wasm_trap_trace(t, &frames);
  ck_assert_uint_eq(frames.size, 2);
  ck_assert_uint_eq(wasm_frame_func_index(frames.data[0]), 2);
  ck_assert_uint_eq(wasm_frame_func_index(frames.data[1]), 3);
  ck_assert_uint_eq(wasm_frame_func_offset(frames.data[0]), 1);
  ck_assert_uint_eq(wasm_frame_func_offset(frames.data[1]), 2);
  ck_assert_uint_gt(wasm_frame_module_offset(frames.data[1]), wasm_frame_module_offset(frames.data[0]));
  ck_assert(wasm_instance_same(wasm_frame_instance(frames.data[0]), i));
  wasm_frame_vec_delete(&frames);
  wasm_trap_t *copy = wasm_trap_copy(t);
  ck_assert(wasm_trap_same(copy, t));
  wasm_trap_delete(copy);
  wasm_trap_delete(t);
  ck_assert_ptr_null(wasm_trap_origin(copy = fails(vm.store, NULL, NULL)));
  wasm_trap_delete(copy);
  wasm_extern_vec_delete(&x);
  wasm_instance_delete(i);
  wasm_func_delete(f);
  vm_delete(&vm);
}
END_TEST

START_TEST(instances_that_fail) {
  Vm vm = vm_new();
  wasm_module_t *m = module_of(&vm, "(module (func $s (unreachable)) (start $s))");
  wasm_extern_vec_t none = WASM_EMPTY_VEC;
  wasm_trap_t *t;
  ck_assert_ptr_null(wasm_instance_new(vm.store, m, &none, &t));
  traps(t, "unreachable");
  wasm_module_delete(m);
  m = module_of(&vm, "(module (import \"a\" \"b\" (memory 1)))");
  ck_assert_ptr_null(wasm_instance_new(vm.store, m, &none, &t));
  message_is(t, "");
  wasm_trap_delete(t);
  ck_assert_ptr_null(wasm_instance_new(vm.store, m, NULL, NULL));
  wasm_extern_t *null[] = {NULL};
  wasm_extern_vec_t nulls = WASM_ARRAY_VEC(null);
  ck_assert_ptr_null(wasm_instance_new(vm.store, m, &nulls, &t));
  wasm_trap_delete(t);
  wasm_module_delete(m);
  wasm_byte_vec_t bad;
  wasm_byte_vec_new(&bad, 4, "wasm");
  ck_assert(!wasm_module_validate(vm.store, &bad));
  ck_assert_ptr_null(wasm_module_new(vm.store, &bad));
  wasm_byte_vec_delete(&bad);
  vm_delete(&vm);
}
END_TEST

/* ---- globals, tables, memories, tags ---- */

START_TEST(globals) {
  Vm vm = vm_new();
  wasm_globaltype_t *type = wasm_globaltype_new(wasm_valtype_new(WASM_I64), WASM_VAR);
  wasm_val_t v = WASM_I64_VAL(5), w;
  wasm_global_t *g = wasm_global_new(vm.store, type, &v);
  wasm_globaltype_delete(type);
  wasm_extern_t *imports[] = {wasm_global_as_extern(g)};
  wasm_instance_t *i = instance_of(&vm,
                                   "(module (import \"\" \"g\" (global $g (mut i64))) (global (export \"c\") f32 (f32.const 2))"
                                   " (func (export \"inc\") (global.set $g (i64.add (global.get $g) (i64.const 1)))))",
                                   imports, 1);
  wasm_extern_vec_t x;
  wasm_val_vec_t none = WASM_EMPTY_VEC;
  wasm_instance_exports(i, &x);
  ck_assert_ptr_null(wasm_func_call(wasm_extern_as_func(x.data[1]), &none, &none));
  wasm_global_get(g, &w);
  ck_assert_int_eq(w.of.i64, 6);
  v.of.i64 = -7;
  wasm_global_set(g, &v);
  wasm_global_get(g, &w);
  ck_assert_int_eq(w.of.i64, -7);
  wasm_global_t *c = wasm_extern_as_global(x.data[0]);
  type = wasm_global_type(c);
  ck_assert_int_eq(wasm_globaltype_mutability(type), WASM_CONST);
  ck_assert_int_eq(wasm_valtype_kind(wasm_globaltype_content(type)), WASM_F32);
  wasm_globaltype_delete(type);
  wasm_val_t f = WASM_F32_VAL(3);
  wasm_global_set(c, &f); /* does nothing */
  wasm_global_get(c, &w);
  ck_assert(w.of.f32 == 2);
  wasm_extern_vec_delete(&x);
  wasm_instance_delete(i);
  wasm_global_delete(g);
  vm_delete(&vm);
}
END_TEST

START_TEST(tables) {
  Vm vm = vm_new();
  wasm_limits_t limits = {2, 10};
  wasm_tabletype_t *type = wasm_tabletype_new(wasm_valtype_new_funcref(), &limits);
  wasm_table_t *t = wasm_table_new(vm.store, type, NULL);
  wasm_tabletype_delete(type);
  wasm_extern_t *imports[] = {wasm_table_as_extern(t)};
  wasm_instance_t *i = instance_of(&vm,
                                   "(module (import \"\" \"t\" (table 1 funcref)) (type $f (func (param i32) (result i32)))"
                                   " (func (export \"call\") (param i32) (result i32) (call_indirect (type $f) (i32.const 5) (local.get 0)))"
                                   " (func (export \"double\") (type $f) (i32.mul (local.get 0) (i32.const 2))))",
                                   imports, 1);
  wasm_extern_vec_t x;
  wasm_instance_exports(i, &x);
  wasm_func_t *twice = wasm_extern_as_func(x.data[1]);
  ck_assert_uint_eq(wasm_table_size(t), 2);
  ck_assert_ptr_null(wasm_table_get(t, 1));
  ck_assert(wasm_table_set(t, 1, wasm_func_as_ref(twice)));
  ck_assert(!wasm_table_set(t, 2, wasm_func_as_ref(twice)));
  ck_assert_int_eq(call_i32(wasm_extern_as_func(x.data[0]), 1), 10);
  wasm_ref_t *r = wasm_table_get(t, 1);
  ck_assert(wasm_func_same(wasm_ref_as_func(r), twice));
  ck_assert_ptr_null(wasm_ref_as_memory(r));
  wasm_ref_delete(r);
  ck_assert(wasm_table_grow(t, 8, NULL));
  ck_assert(!wasm_table_grow(t, 1, NULL));
  ck_assert(!wasm_table_set(t, 1, wasm_table_as_ref(t))); /* no function */
  type = wasm_table_type(t);
  ck_assert_uint_eq(wasm_tabletype_limits(type)->max, 10);
  ck_assert_int_eq(wasm_valtype_kind(wasm_tabletype_element(type)), WASM_FUNCREF);
  wasm_tabletype_delete(type);
  wasm_extern_vec_delete(&x);
  wasm_instance_delete(i);
  wasm_table_delete(t);
  vm_delete(&vm);
}
END_TEST

START_TEST(memories) {
  Vm vm = vm_new();
  wasm_limits_t limits = {1, 3};
  wasm_memorytype_t *type = wasm_memorytype_new(&limits);
  wasm_memory_t *m = wasm_memory_new(vm.store, type);
  wasm_memorytype_delete(type);
  wasm_extern_t *imports[] = {wasm_memory_as_extern(m)};
  wasm_instance_t *i = instance_of(&vm,
                                   "(module (import \"\" \"m\" (memory 1))"
                                   " (func (export \"load\") (param i32) (result i32) (i32.load8_u (local.get 0))))",
                                   imports, 1);
  wasm_extern_vec_t x;
  wasm_instance_exports(i, &x);
  wasm_memory_data(m)[9] = 42;
  ck_assert_int_eq(call_i32(wasm_extern_as_func(x.data[0]), 9), 42);
  ck_assert_uint_eq(wasm_memory_data_size(m), MEMORY_PAGE_SIZE);
  ck_assert(wasm_memory_grow(m, 2));
  ck_assert(!wasm_memory_grow(m, 1));
  ck_assert_uint_eq(wasm_memory_size(m), 3);
  type = wasm_memory_type(m);
  ck_assert_uint_eq(wasm_memorytype_limits(type)->max, 3);
  wasm_memorytype_delete(type);
  wasm_extern_vec_delete(&x);
  wasm_instance_delete(i);
  wasm_memory_delete(m);
  vm_delete(&vm);
}
END_TEST

START_TEST(tags) {
  Vm vm = vm_new();
  wasm_tagtype_t *type = wasm_tagtype_new(wasm_functype_new_1_0(wasm_valtype_new_i32()));
  wasm_tag_t *t = wasm_tag_new(vm.store, type);
  wasm_tagtype_delete(type);
  wasm_extern_t *imports[] = {wasm_tag_as_extern(t)};
  wasm_instance_t *i = instance_of(&vm, "(module (import \"\" \"t\" (tag $t (param i32))) (func (export \"f\") (throw $t (i32.const 1))) (export \"t\" (tag $t)))", imports, 1);
  wasm_extern_vec_t x;
  wasm_val_vec_t none = WASM_EMPTY_VEC;
  wasm_instance_exports(i, &x);
  traps(wasm_func_call(wasm_extern_as_func(x.data[0]), &none, &none), "uncaught exception");
  ck_assert(wasm_tag_same(wasm_extern_as_tag(x.data[1]), t));
  type = wasm_tag_type(t);
  ck_assert_uint_eq(wasm_functype_params(wasm_tagtype_functype(type))->size, 1);
  wasm_tagtype_delete(type);
  wasm_extern_vec_delete(&x);
  wasm_instance_delete(i);
  wasm_tag_delete(t);
  vm_delete(&vm);
}
END_TEST

/* ---- references of the host ---- */

START_TEST(foreign_references) {
  Vm vm = vm_new();
  finalized = 0;
  int info = 3;
  wasm_instance_t *i = instance_of(&vm,
                                   "(module (global $g (mut externref) (ref.null extern)) (table (export \"t\") 2 externref)"
                                   " (func (export \"keep\") (param externref) (result externref) (global.set $g (local.get 0)) (global.get $g))"
                                   " (func (export \"kept\") (result externref) (global.get $g)))",
                                   NULL, 0);
  wasm_extern_vec_t x;
  wasm_instance_exports(i, &x);
  wasm_foreign_t *a = wasm_foreign_new(vm.store), *b = wasm_foreign_new(vm.store);
  wasm_foreign_set_host_info_with_finalizer(a, &info, finalize);
  ck_assert_ptr_eq(wasm_foreign_get_host_info(a), &info);
  ck_assert(!wasm_foreign_same(a, b));
  wasm_val_t args[] = {WASM_REF_VAL(wasm_foreign_as_ref(a))}, rs[] = {WASM_INIT_VAL};
  wasm_val_vec_t in = WASM_ARRAY_VEC(args), out = WASM_ARRAY_VEC(rs), none = WASM_EMPTY_VEC;
  ck_assert_ptr_null(wasm_func_call(wasm_extern_as_func(x.data[1]), &in, &out));
  ck_assert(wasm_foreign_same(wasm_ref_as_foreign(rs[0].of.ref), a));
  wasm_val_delete(&rs[0]);
  wasm_foreign_delete(a);
  ck_assert_int_eq(finalized, 0);
  ck_assert_ptr_null(wasm_func_call(wasm_extern_as_func(x.data[2]), &none, &out));
  ck_assert_ptr_eq(wasm_ref_get_host_info(rs[0].of.ref), &info);
  wasm_val_t copy;
  wasm_val_copy(&copy, &rs[0]);
  wasm_val_delete(&rs[0]);
  wasm_val_delete(&copy);
  /* other things as externref: as they were */
  wasm_table_t *t = wasm_extern_as_table(x.data[0]);
  ck_assert(wasm_table_set(t, 0, wasm_instance_as_ref(i)));
  wasm_ref_t *r = wasm_table_get(t, 0);
  ck_assert(wasm_instance_same(wasm_ref_as_instance(r), i));
  wasm_ref_delete(r);
  args[0] = (wasm_val_t)WASM_REF_VAL(NULL);
  ck_assert_ptr_null(wasm_func_call(wasm_extern_as_func(x.data[1]), &in, &out));
  ck_assert_ptr_null(rs[0].of.ref);
  /* infos of what the store has */
  wasm_instance_set_host_info_with_finalizer(i, &info, finalize);
  wasm_instance_t *same = wasm_instance_copy(i);
  ck_assert_ptr_eq(wasm_instance_get_host_info(same), &info);
  wasm_instance_delete(same);
  ck_assert_ptr_null(wasm_foreign_get_host_info(b));
  wasm_extern_vec_delete(&x);
  wasm_store_delete(vm.store); /* handles may go after it */
  ck_assert_int_eq(finalized, 2);
  wasm_foreign_delete(b);
  wasm_instance_delete(i);
  wasm_engine_delete(vm.engine);
}
END_TEST

START_TEST(of_another_store) {
  Vm vm = vm_new();
  wasm_store_t *other = wasm_store_new(vm.engine);
  wasm_foreign_t *f = wasm_foreign_new(other);
  wasm_instance_t *i = instance_of(&vm, "(module (func (export \"f\") (param externref)))", NULL, 0);
  wasm_extern_vec_t x;
  wasm_instance_exports(i, &x);
  wasm_val_t args[] = {WASM_REF_VAL(wasm_foreign_as_ref(f))};
  wasm_val_vec_t in = WASM_ARRAY_VEC(args), none = WASM_EMPTY_VEC;
  traps(wasm_func_call(wasm_extern_as_func(x.data[0]), &in, &none), "another type");
  wasm_extern_vec_delete(&x);
  wasm_instance_delete(i);
  wasm_foreign_delete(f);
  wasm_store_delete(other);
  vm_delete(&vm);
}
END_TEST

/* ---- modules ---- */

START_TEST(reflection) {
  Vm vm = vm_new();
  wasm_module_t *m = module_of(&vm,
                               "(module (import \"env\" \"f\" (func (param i32 f64) (result externref))) (import \"e\" \"g\" (global (mut f32)))"
                               " (memory (export \"mem\") 2) (table (export \"tab\") 3 7 externref) (func (export \"fun\")))");
  wasm_importtype_vec_t imports;
  wasm_exporttype_vec_t exports, copy;
  wasm_module_imports(m, &imports);
  wasm_module_exports(m, &exports);
  ck_assert_uint_eq(imports.size, 2);
  ck_assert_uint_eq(exports.size, 3);
  const wasm_name_t *name = wasm_importtype_module(imports.data[0]);
  ck_assert(name->size == 3 && !memcmp(name->data, "env", 3));
  const wasm_functype_t *f = wasm_externtype_as_functype_const(wasm_importtype_type(imports.data[0]));
  ck_assert_uint_eq(wasm_functype_params(f)->size, 2);
  ck_assert_int_eq(wasm_valtype_kind(wasm_functype_results(f)->data[0]), WASM_EXTERNREF);
  ck_assert_ptr_null(wasm_externtype_as_tabletype_const(wasm_importtype_type(imports.data[0])));
  ck_assert_int_eq(wasm_externtype_kind(wasm_exporttype_type(exports.data[0])), WASM_EXTERN_MEMORY);
  wasm_exporttype_vec_copy(&copy, &exports);
  wasm_exporttype_vec_delete(&exports);
  const wasm_tabletype_t *t = wasm_externtype_as_tabletype_const(wasm_exporttype_type(copy.data[1]));
  ck_assert_uint_eq(wasm_tabletype_limits(t)->max, 7);
  wasm_exporttype_vec_delete(&copy);
  wasm_importtype_vec_delete(&imports);
  wasm_module_delete(m);
  vm_delete(&vm);
}
END_TEST

START_TEST(serialization) {
  Vm vm = vm_new();
  wasm_module_t *m = module_of(&vm, "(module (func (export \"f\") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))"), *n;
  wasm_byte_vec_t bytes, less;
  wasm_module_serialize(m, &bytes);
  wasm_module_delete(m);
  n = wasm_module_deserialize(vm.store, &bytes);
  ck_assert_ptr_nonnull(n);
  wasm_extern_vec_t none = WASM_EMPTY_VEC, x;
  wasm_instance_t *i = wasm_instance_new(vm.store, n, &none, NULL);
  wasm_instance_exports(i, &x);
  ck_assert_int_eq(call_i32(wasm_extern_as_func(x.data[0]), 41), 42);
  wasm_extern_vec_delete(&x);
  wasm_instance_delete(i);
  wasm_module_delete(n);
  for (size_t k = 0; k < bytes.size; k++) { /* whatever changes on the way is found */
    bytes.data[k] = (char)(bytes.data[k] ^ 4);
    ck_assert_ptr_null(wasm_module_deserialize(vm.store, &bytes));
    bytes.data[k] = (char)(bytes.data[k] ^ 4);
    less = (wasm_byte_vec_t){k, bytes.data};
    ck_assert_ptr_null(wasm_module_deserialize(vm.store, &less));
  }
  wasm_byte_vec_delete(&bytes);
  vm_delete(&vm);
}
END_TEST

typedef struct Shared {
  wasm_engine_t *engine;
  wasm_shared_module_t *module;
} Shared;

static void *runs(void *p) {
  const Shared *s = p;
  wasm_store_t *store = wasm_store_new(s->engine);
  wasm_module_t *m = wasm_module_obtain(store, s->module);
  ck_assert_ptr_nonnull(m);
  wasm_functype_t *type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
  wasm_func_t *f = wasm_func_new(store, type, plain);
  wasm_functype_delete(type);
  wasm_extern_t *imports[] = {wasm_func_as_extern(f)};
  wasm_extern_vec_t vec = WASM_ARRAY_VEC(imports), x;
  wasm_instance_t *i = wasm_instance_new(store, m, &vec, NULL);
  wasm_instance_exports(i, &x);
  for (int k = 0; k < 100; k++) ck_assert_int_eq(call_i32(wasm_extern_as_func(x.data[0]), k), k + 2);
  wasm_extern_vec_delete(&x);
  wasm_instance_delete(i);
  wasm_module_delete(m);
  wasm_func_delete(f);
  wasm_store_delete(store);
  return NULL;
}

START_TEST(threads) {
  enum { THREADS = 4 };
  Vm vm = vm_new();
  wasm_module_t *m = module_of(&vm,
                               "(module (import \"\" \"f\" (func $f (param i32) (result i32)))"
                               " (func (export \"g\") (param i32) (result i32) (i32.add (call $f (local.get 0)) (i32.const 1))))");
  Shared shared = {vm.engine, wasm_module_share(m)};
  wasm_module_delete(m);
  pthread_t t[THREADS];
  for (int k = 0; k < THREADS; k++) pthread_create(&t[k], NULL, runs, &shared);
  for (int k = 0; k < THREADS; k++) pthread_join(t[k], NULL);
  wasm_engine_t *other = wasm_engine_new();
  wasm_store_t *store = wasm_store_new(other);
  ck_assert_ptr_null(wasm_module_obtain(store, shared.module));
  wasm_store_delete(store);
  wasm_engine_delete(other);
  wasm_shared_module_delete(shared.module);
  vm_delete(&vm);
}
END_TEST

/* ---- small things ---- */

START_TEST(lists_and_types) {
  wasm_valtype_vec_t v, copy;
  wasm_valtype_t *two[] = {wasm_valtype_new_i32(), wasm_valtype_new_f64()};
  wasm_valtype_vec_new(&v, 2, two);
  wasm_valtype_vec_copy(&copy, &v);
  wasm_valtype_vec_delete(&v);
  ck_assert(!v.size && !v.data);
  ck_assert_int_eq(wasm_valtype_kind(copy.data[1]), WASM_F64);
  wasm_valtype_vec_t none;
  wasm_valtype_vec_new_empty(&none);
  wasm_functype_t *f = wasm_functype_new(&copy, &none), *g = wasm_functype_copy(f);
  wasm_functype_delete(f);
  ck_assert_ptr_eq(wasm_externtype_as_functype(wasm_functype_as_externtype(g)), g);
  ck_assert_uint_eq(wasm_functype_params(g)->size, 2);
  wasm_functype_delete(g);
  ck_assert_ptr_null(wasm_valtype_new(77));
  wasm_name_t name;
  wasm_name_new_from_string(&name, "abc");
  ck_assert_uint_eq(name.size, 3);
  wasm_name_delete(&name);
  wasm_val_t p;
  wasm_val_init_ptr(&p, &p);
  ck_assert_ptr_eq(wasm_val_ptr(&p), &p);
  wasm_engine_delete(wasm_engine_new_with_config(wasm_config_new()));
  wasm_config_delete(wasm_config_new());
  wasm_functype_t *t = wasm_functype_new_3_2(wasm_valtype_new_i32(), wasm_valtype_new_i64(), wasm_valtype_new_externref(),
                                             wasm_valtype_new_funcref(), wasm_valtype_new_f32());
  ck_assert(wasm_valtype_is_ref(wasm_functype_params(t)->data[2]) && wasm_valtype_is_num(wasm_functype_results(t)->data[1]));
  wasm_functype_delete(t);
  wasm_func_delete(NULL);
  wasm_ref_delete(NULL);
}
END_TEST

/* What the standard lacks, by wvm.h on the same things. */
START_TEST(extended) {
  Vm vm = vm_new();
  wasm_instance_t *i = instance_of(&vm, "(module (func (export \"f\") (param v128) (result v128) (i8x16.add (local.get 0) (local.get 0))))", NULL, 0);
  wasm_extern_vec_t x;
  wasm_instance_exports(i, &x);
  wvm_extern_t f;
  wvm_of_wasm_extern(x.data[0], &f);
  wvm_val_t v = {.kind = WVM_V128}, r;
  v.of.v128[3] = 21;
  ck_assert_ptr_null(wvm_func_call(f.of.func, &v, 1, &r, 1));
  ck_assert_int_eq(r.of.v128[3], 42);
  wasm_functype_t *t = wasm_func_type(wasm_extern_as_func(x.data[0]));
  ck_assert_int_eq(wasm_valtype_kind(wasm_functype_params(t)->data[0]), WASM_V128);
  wasm_functype_delete(t);
  wvm_store_interrupt(wvm_of_wasm_store(vm.store));
  ck_assert_ptr_nonnull(wvm_of_wasm_engine(vm.engine));
  ck_assert_ptr_nonnull(wvm_of_wasm_instance(i));
  wasm_extern_vec_delete(&x);
  wasm_instance_delete(i);
  vm_delete(&vm);
}
END_TEST

TEST_MAIN("the standard C API", functions, many_results, traps_and_frames, instances_that_fail, globals, tables, memories, tags,
          foreign_references, of_another_store, reflection, serialization, threads, lists_and_types, extended)
