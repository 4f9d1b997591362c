/* What the tests of the API share: short ways to compile a text, instantiate it, call it. Everything but errors under
 * test must succeed: `ok` fails the test with the message otherwise. */
#ifndef WVM_TESTS_API_H
#define WVM_TESTS_API_H

#include <stdio.h>
#include <string.h>

#include "include/wvm.h"
#include "tests/check.h"

typedef struct Vm {
  wvm_engine_t *engine;
  wvm_store_t *store;
} Vm;

static inline void ok_at(wvm_error_t *e, const char *file, int line) {
  if (!e) return;
  char text[400];
  snprintf(text, sizeof text, "%s:%d: %s", file, line, wvm_error_message(e));
  wvm_error_delete(e);
  ck_abort_msg("%s", text);
}
#define ok(e) ok_at(e, __FILE__, __LINE__)

/* The error is of this kind and its message holds this text; deletes it. */
static inline void fails_at(wvm_error_t *e, wvm_error_kind_t kind, const char *text, const char *file, int line) {
  if (!e) ck_abort_msg("%s:%d: no error, expected: %s", file, line, text);
  char got[400];
  snprintf(got, sizeof got, "%s", wvm_error_message(e));
  wvm_error_kind_t got_kind = wvm_error_kind(e);
  wvm_error_delete(e);
  if (got_kind != kind || !strstr(got, text))
    ck_abort_msg("%s:%d: error of kind %d: %s\n  expected kind %d: %s", file, line, (int)got_kind, got, (int)kind,
                 text);
}
#define fails(e, kind, text) fails_at(e, kind, text, __FILE__, __LINE__)

static inline Vm vm_of(wvm_config_t *config) {
  Vm vm;
  ok(wvm_engine_new(config, &vm.engine));
  ok(wvm_store_new(vm.engine, &vm.store));
  return vm;
}
static inline Vm vm_new(void) { return vm_of(NULL); }
static inline void vm_delete(Vm *vm) {
  wvm_store_delete(vm->store);
  wvm_engine_delete(vm->engine);
}

static inline wvm_module_t *compile(wvm_engine_t *e, const char *text) {
  wvm_module_t *m = NULL;
  ok(wvm_module_new_text(e, text, strlen(text), &m));
  return m;
}

/* An instance of the text; imports as given. */
static inline wvm_error_t *try_instance(Vm *vm, const char *text, const wvm_extern_t *imports, size_t count,
                                        wvm_instance_t **out) {
  wvm_module_t *m = compile(vm->engine, text);
  wvm_error_t *e = wvm_instance_new(vm->store, m, imports, count, out);
  wvm_module_delete(m); /* the store keeps what it needs */
  return e;
}
static inline wvm_instance_t *instance_with(Vm *vm, const char *text, const wvm_extern_t *imports, size_t count) {
  wvm_instance_t *i = NULL;
  ok(try_instance(vm, text, imports, count, &i));
  return i;
}
static inline wvm_instance_t *instance_of(Vm *vm, const char *text) { return instance_with(vm, text, NULL, 0); }

static inline wvm_extern_t get(wvm_instance_t *i, const char *name, wvm_externkind_t kind) {
  wvm_extern_t x;
  if (!wvm_instance_export(i, name, &x)) ck_abort_msg("no export %s", name);
  ck_assert_int_eq(x.kind, kind);
  return x;
}
static inline wvm_func_t *get_func(wvm_instance_t *i, const char *name) {
  return get(i, name, WVM_EXTERN_FUNC).of.func;
}
static inline wvm_memory_t *get_memory(wvm_instance_t *i, const char *name) {
  return get(i, name, WVM_EXTERN_MEMORY).of.memory;
}

static inline wvm_val_t i32(int32_t v) { return (wvm_val_t){.kind = WVM_I32, .of = {.i32 = v}}; }
static inline wvm_val_t i64(int64_t v) { return (wvm_val_t){.kind = WVM_I64, .of = {.i64 = v}}; }
static inline wvm_val_t ref(wvm_ref_t *r) { return (wvm_val_t){.kind = WVM_REF, .of = {.ref = r}}; }

/* Calls a function of i32 parameters and at most one i32 result. */
static inline wvm_error_t *try_call(wvm_func_t *f, size_t count, const int32_t *args, int32_t *result) {
  wvm_val_t in[8] = {0}, out = i32(0);
  for (size_t k = 0; k < count; k++) in[k] = i32(args[k]);
  wvm_error_t *e = wvm_func_call(f, in, count, &out, result ? 1 : 0);
  if (!e && result) *result = out.of.i32;
  return e;
}
static inline int32_t call0(wvm_func_t *f) {
  int32_t r = 0;
  ok(try_call(f, 0, NULL, &r));
  return r;
}
static inline int32_t call1(wvm_func_t *f, int32_t a) {
  int32_t r = 0;
  ok(try_call(f, 1, &a, &r));
  return r;
}
static inline int32_t call2(wvm_func_t *f, int32_t a, int32_t b) {
  int32_t r = 0, args[2] = {a, b};
  ok(try_call(f, 2, args, &r));
  return r;
}

#define TYPE static const wvm_valtype_t __attribute__((unused))
TYPE type_i32 = {.kind = WVM_I32};
TYPE type_externref = {.kind = WVM_REF, .nullable = true, .heap = WVM_HEAP_EXTERN};
TYPE type_funcref = {.kind = WVM_REF, .nullable = true, .heap = WVM_HEAP_FUNC};
#undef TYPE

#endif
