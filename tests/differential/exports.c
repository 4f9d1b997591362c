/* Runs a random module (wasm-opt --translate-to-fuzz) as Binaryen's own interpreter does with --fuzz-exec-before, and
 * prints what happens in the same words, so that tests/differential/run can compare the two line by line. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wvm.h"

typedef struct Guest {
  wvm_instance_t *instance;
  const wvm_module_t *module;
  unsigned depth;
} Guest;

static void die(wvm_error_t *e) {
  if (!e) return;
  printf("[load] %s\n", wvm_error_message(e));
  exit(3);
}

static void print_val(const wvm_val_t *v) {
  switch (v->kind) {
  case WVM_I32: printf("%d", v->of.i32); break;
  case WVM_I64: printf("%lld", (long long)v->of.i64); break;
  case WVM_F32: printf(isnan(v->of.f32) ? "nan" : "%.9g", (double)v->of.f32); break;
  case WVM_F64: printf(isnan(v->of.f64) ? "nan" : "%.17g", v->of.f64); break;
  case WVM_V128: {
    uint32_t lanes[4];
    memcpy(lanes, v->of.v128, sizeof lanes);
    printf("i32x4 0x%08x 0x%08x 0x%08x 0x%08x", lanes[0], lanes[1], lanes[2], lanes[3]);
    break;
  }
  case WVM_REF: printf(v->of.ref ? "ref" : "null"); break;
  }
}

/* Calls with zeros and nulls. NULL, or what stopped it. */
static wvm_error_t *call_default(wvm_func_t *f, bool say, const char *name) {
  wvm_functype_t type;
  wvm_func_type(f, &type);
  wvm_val_t *args = calloc(type.param_count + 1, sizeof *args), *results = calloc(type.result_count + 1, sizeof *results);
  if (!args || !results) exit(3);
  for (size_t i = 0; i < type.param_count; i++) args[i].kind = type.params[i].kind;
  wvm_error_t *e = wvm_func_call(f, args, type.param_count, results, type.result_count);
  if (!e && say && type.result_count) {
    printf("[fuzz-exec] note result: %s => ", name);
    for (size_t i = 0; i < type.result_count; i++) {
      print_val(&results[i]);
      printf("\n");
    }
  }
  for (size_t i = 0; !e && i < type.result_count; i++)
    if (results[i].kind == WVM_REF && results[i].of.ref) wvm_ref_delete(results[i].of.ref);
  free(args);
  free(results);
  return e;
}

static wvm_error_t *on_log(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)caller, (void)results;
  printf("[LoggingExternalInterface logging ");
  if (args[0].kind == WVM_I64) printf("%d %d", (int32_t)args[0].of.i64, (int32_t)(args[0].of.i64 >> 32)); /* as there */
  else print_val(&args[0]);
  printf("]\n");
  return NULL;
}

static wvm_error_t *on_sleep(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)caller;
  results[0] = args[1];
  return NULL;
}

static wvm_error_t *on_other(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)caller, (void)args, (void)results;
  return wvm_error_new(WVM_ERROR_TRAP, "import is not modelled");
}

static wvm_error_t *link_imports(wvm_store_t *store, const wvm_module_t *m, Guest *g, wvm_extern_t *imports, bool *modelled) {
  for (size_t i = 0; i < wvm_module_import_count(m); i++) {
    wvm_import_t import;
    wvm_module_import(m, i, &import);
    wvm_error_t *e = NULL;
    imports[i].kind = import.type.kind;
    switch (import.type.kind) {
    case WVM_EXTERN_FUNC: {
      wvm_callback_t callback = on_other;
      if (import.name_size > 4 && !memcmp(import.name, "log-", 4)) callback = on_log;
      else if (import.name_size == 5 && !memcmp(import.name, "sleep", 5)) callback = on_sleep;
      else *modelled = false;
      e = wvm_func_new(store, &import.type.func, callback, g, NULL, &imports[i].of.func);
      break;
    }
    case WVM_EXTERN_GLOBAL: {
      wvm_val_t zero = {.kind = import.type.value.kind};
      if (zero.kind == WVM_REF && import.type.value.heap == WVM_HEAP_EXTERN) e = wvm_ref_new_extern(store, g, NULL, &zero.of.ref);
      if (e) return e;
      e = wvm_global_new(store, &import.type.value, import.type.mutable_, &zero, &imports[i].of.global);
      if (zero.kind == WVM_REF && zero.of.ref) wvm_ref_delete(zero.of.ref);
      break;
    }
    case WVM_EXTERN_TABLE: e = wvm_table_new(store, &import.type.limits, &import.type.value, NULL, &imports[i].of.table); break;
    case WVM_EXTERN_MEMORY: e = wvm_memory_new(store, &import.type.limits, &imports[i].of.memory); break;
    case WVM_EXTERN_TAG: e = wvm_tag_new(store, &import.type.func, &imports[i].of.tag); break;
    }
    if (e) return e;
  }
  return NULL;
}

static void run_export(Guest *g, size_t index) {
  wvm_export_t export;
  wvm_module_export(g->module, index, &export);
  char name[256];
  snprintf(name, sizeof name, "%.*s", (int)export.name_size, export.name);
  wvm_extern_t x;
  if (!wvm_instance_export_sized(g->instance, export.name, export.name_size, &x)) exit(3);
  if (x.kind == WVM_EXTERN_GLOBAL) {
    wvm_val_t v;
    printf("[fuzz-exec] export %s\n[LoggingExternalInterface logging ", name);
    die(wvm_global_get(x.of.global, &v));
    print_val(&v);
    printf("]\n");
  }
  if (x.kind != WVM_EXTERN_FUNC) return;
  printf("[fuzz-exec] export %s\n", name);
  wvm_error_t *e = call_default(x.of.func, true, name);
  if (!e) return;
  printf("[%s %s]\n", wvm_error_kind(e) == WVM_ERROR_EXCEPTION ? "exception" : "trap", wvm_error_message(e));
  wvm_error_delete(e);
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  FILE *f = fopen(argv[1], "rb");
  if (!f) return 2;
  static uint8_t bytes[1 << 22];
  size_t size = fread(bytes, 1, sizeof bytes, f);
  fclose(f);
  wvm_engine_t *engine;
  wvm_module_t *module;
  wvm_store_t *store;
  die(wvm_engine_new(NULL, &engine));
  die(wvm_module_new(engine, bytes, size, &module));
  die(wvm_store_new(engine, &store));
  Guest g = {.module = module};
  bool modelled = true;
  wvm_extern_t *imports = calloc(wvm_module_import_count(module) + 1, sizeof *imports);
  if (!imports) return 3;
  die(link_imports(store, module, &g, imports, &modelled));
  wvm_error_t *e = wvm_instance_new(store, module, imports, wvm_module_import_count(module), &g.instance);
  if (e) {
    printf("[fuzz-exec] exception while instantiating module: %s\n", wvm_error_message(e));
    wvm_error_delete(e);
  }
  for (size_t i = 0; !e && i < wvm_module_export_count(module); i++) run_export(&g, i);
  free(imports);
  wvm_module_delete(module);
  wvm_store_delete(store);
  wvm_engine_delete(engine);
  return 0;
}
