/* Any valid module, run: its start function and every exported function, with zeros and nulls, under fuel and small
 * limits. It may trap; it may not crash, hang, leak, or behave differently the second time. The first byte chooses the
 * options, the rest is the module. */
#include <stdlib.h>
#include <string.h>

#include "wvm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                                                                \
  do {                                                                                                                 \
    if (!(condition)) __builtin_trap();                                                                                \
  } while (0)

enum { FUEL = 20000, MOST_VALUES = 64 };

/* What happened, as a hash: equal runs are equal. */
typedef struct Log {
  uint64_t hash;
} Log;

static void note(Log *log, const void *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) log->hash = (log->hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001B3u;
}

static void note_error(Log *log, wvm_error_t *e) {
  if (!e) return;
  note(log, wvm_error_message(e), strlen(wvm_error_message(e)));
  wvm_error_delete(e);
}

static wvm_error_t *on_call(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller, (void)args, (void)results;
  note(env, "call", 4);
  return NULL; /* results are zeros and nulls already */
}

static wvm_error_t *make_import(wvm_store_t *s, const wvm_externtype_t *type, Log *log, wvm_extern_t *out) {
  wvm_val_t zero = {.kind = type->value.kind};
  out->kind = type->kind;
  switch (type->kind) {
  case WVM_EXTERN_FUNC: return wvm_func_new(s, &type->func, on_call, log, NULL, &out->of.func);
  case WVM_EXTERN_TABLE: return wvm_table_new(s, &type->limits, &type->value, NULL, &out->of.table);
  case WVM_EXTERN_MEMORY: return wvm_memory_new(s, &type->limits, &out->of.memory);
  case WVM_EXTERN_GLOBAL: return wvm_global_new(s, &type->value, type->mutable_, &zero, &out->of.global);
  case WVM_EXTERN_TAG: return wvm_tag_new(s, &type->func, &out->of.tag);
  }
  return NULL;
}

static void call(wvm_func_t *f, Log *log) {
  wvm_functype_t type;
  wvm_func_type(f, &type);
  if (type.param_count > MOST_VALUES || type.result_count > MOST_VALUES) return;
  wvm_val_t args[MOST_VALUES] = {0}, results[MOST_VALUES] = {0};
  for (size_t i = 0; i < type.param_count; i++) args[i].kind = type.params[i].kind;
  wvm_error_t *e = wvm_func_call(f, args, type.param_count, results, type.result_count);
  for (size_t i = 0; !e && i < type.result_count; i++) {
    if (results[i].kind == WVM_REF) {
      note(log, results[i].of.ref ? "ref" : "null", 3);
      if (results[i].of.ref) wvm_ref_delete(results[i].of.ref);
    } else {
      note(log, results[i].of.v128, results[i].kind == WVM_V128 ? 16 : results[i].kind == WVM_I32 || results[i].kind == WVM_F32 ? 4 : 8);
    }
  }
  note_error(log, e);
}

static void run(wvm_engine_t *engine, const wvm_module_t *m, Log *log) {
  wvm_store_t *s;
  MUST(!wvm_store_new(engine, &s));
  wvm_store_limits_t limits = {.struct_size = sizeof limits};
  wvm_store_limits_default(&limits);
  limits.memory_bytes = 4 << 20;
  limits.table_elements = 100000;
  limits.heap_bytes = 4 << 20;
  MUST(!wvm_store_set_limits(s, &limits));
  MUST(!wvm_store_set_fuel(s, FUEL));
  size_t count = wvm_module_import_count(m);
  wvm_extern_t *imports = calloc(count + 1, sizeof *imports);
  MUST(imports);
  wvm_error_t *e = NULL;
  for (size_t i = 0; !e && i < count; i++) {
    wvm_import_t import;
    wvm_module_import(m, i, &import);
    e = make_import(s, &import.type, log, &imports[i]);
  }
  wvm_instance_t *instance = NULL;
  if (!e) e = wvm_instance_new(s, m, imports, count, &instance);
  free(imports);
  note_error(log, e);
  for (size_t i = 0; instance && i < wvm_instance_export_count(instance); i++) {
    wvm_extern_t x;
    wvm_instance_export_at(instance, i, &x);
    if (x.kind == WVM_EXTERN_FUNC) {
      MUST(!wvm_store_set_fuel(s, FUEL));
      call(x.of.func, log);
    } else if (x.kind == WVM_EXTERN_MEMORY) {
      note(log, wvm_memory_data(x.of.memory), wvm_memory_size(x.of.memory));
    }
  }
  wvm_store_delete(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  wvm_config_t *config = wvm_config_new();
  MUST(config);
  wvm_config_set_fuel(config, true);
  wvm_config_set_deterministic(config, data[0] & 1);
  wvm_config_set_relaxed(config, (wvm_relaxed_t)((data[0] >> 1 & 3) % 3));
  MUST(!wvm_config_set_stack_size(config, 1 << 18));
  wvm_engine_t *engine;
  MUST(!wvm_engine_new(config, &engine));
  wvm_module_t *m;
  wvm_error_t *e = wvm_module_new(engine, data + 1, size - 1, &m);
  if (e) {
    wvm_error_delete(e);
  } else {
    Log first = {1}, second = {1};
    run(engine, m, &first);
    run(engine, m, &second);
    MUST(first.hash == second.hash);
    wvm_module_delete(m);
  }
  wvm_engine_delete(engine);
  return 0;
}
