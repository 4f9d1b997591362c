/* The host module that scripts import from: what the reference interpreter's scripts find under "spectest". */
#include <stdio.h>

#include "tools/wast_impl.h"

/* Prints nothing: the suite's output is of no interest. */
static wvm_error_t *spectest_print(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)caller, (void)args, (void)results;
  return NULL;
}

static wvm_error_t *define(Runner *r, const char *name, const wvm_extern_t *value) {
  return wvm_linker_define(r->linker, "spectest", strlen("spectest"), name, strlen(name), value);
}

static wvm_error_t *define_funcs(Runner *r) {
  static const wvm_valtype_t i32 = {.kind = WVM_I32}, i64 = {.kind = WVM_I64}, f32 = {.kind = WVM_F32},
                             f64 = {.kind = WVM_F64};
  const struct {
    const char *name;
    size_t count;
    wvm_valtype_t params[2];
  } funcs[] = {
      {"print", 0, {{0}}},
      {"print_i32", 1, {i32}},
      {"print_i64", 1, {i64}},
      {"print_f32", 1, {f32}},
      {"print_f64", 1, {f64}},
      {"print_i32_f32", 2, {i32, f32}},
      {"print_f64_f64", 2, {f64, f64}},
  };
  for (size_t i = 0; i < COUNT_OF(funcs); i++) {
    wvm_functype_t type = {.param_count = funcs[i].count, .params = funcs[i].params};
    wvm_error_t *e = wvm_linker_define_func(r->linker, "spectest", funcs[i].name, &type, spectest_print, NULL);
    if (e) return e;
  }
  return NULL;
}

static wvm_error_t *define_globals(Runner *r) {
  const struct {
    const char *name;
    wvm_val_t value;
  } globals[] = {
      {"global_i32", {.kind = WVM_I32, .of.i32 = 666}},
      {"global_i64", {.kind = WVM_I64, .of.i64 = 666}},
      {"global_f32", {.kind = WVM_F32, .of.f32 = 666.6f}},
      {"global_f64", {.kind = WVM_F64, .of.f64 = 666.6}},
  };
  for (size_t i = 0; i < COUNT_OF(globals); i++) {
    wvm_valtype_t type = {.kind = globals[i].value.kind};
    wvm_extern_t value = {.kind = WVM_EXTERN_GLOBAL};
    wvm_error_t *e = wvm_global_new(r->store, &type, false, &globals[i].value, &value.of.global);
    if (!e) e = define(r, globals[i].name, &value);
    if (e) return e;
  }
  return NULL;
}

static wvm_error_t *define_tables_and_memories(Runner *r) {
  static const wvm_valtype_t funcref = {.kind = WVM_REF, .nullable = true, .heap = WVM_HEAP_FUNC};
  const struct {
    const char *name;
    wvm_limits_t limits;
    bool table, optional;
  } all[] = {
      {"table", {.min = 10, .max = 20, .has_max = true}, true, false},
      {"table64", {.min = 10, .max = 20, .has_max = true, .is64 = true}, true, true},
      {"memory", {.min = 1, .max = 2, .has_max = true}, false, false},
      {"shared_memory", {.min = 1, .max = 2, .has_max = true, .shared = true}, false, true},
  };
  for (size_t i = 0; i < COUNT_OF(all); i++) {
    wvm_extern_t value = {.kind = all[i].table ? WVM_EXTERN_TABLE : WVM_EXTERN_MEMORY};
    wvm_error_t *e = all[i].table ? wvm_table_new(r->store, &all[i].limits, &funcref, NULL, &value.of.table)
                                  : wvm_memory_new(r->store, &all[i].limits, &value.of.memory);
    if (!e) e = define(r, all[i].name, &value);
    else if (all[i].optional) { /* its feature may be off */ wvm_error_delete(e);
      e = NULL;
    }
    if (e) return e;
  }
  return NULL;
}

wvm_error_t *wast_define_spectest(Runner *r) {
  wvm_error_t *e = define_funcs(r);
  if (!e) e = define_globals(r);
  return e ? e : define_tables_and_memories(r);
}
