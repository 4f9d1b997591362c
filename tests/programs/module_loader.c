/* Does a published module load? Validates it, makes the code of all its functions and instantiates it with imports that
 * are nothing: functions that trap, fresh memories, tables, globals and tags. In the interpreter, then compiled.
 *
 *   module_loader MODULE */
#include "tests/programs/program.h"

static wvm_error_t *stub(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)caller, (void)args, (void)results;
  return wvm_error_new(WVM_ERROR_USAGE, "a stub was called");
}

static wvm_extern_t nothing(wvm_store_t *s, const wvm_import_t *import) {
  wvm_extern_t x = {.kind = import->type.kind};
  const wvm_val_t zero = {.kind = import->type.value.kind};
  switch (x.kind) {
  case WVM_EXTERN_FUNC: check(wvm_func_new(s, &import->type.func, stub, NULL, NULL, &x.of.func)); break;
  case WVM_EXTERN_TABLE: check(wvm_table_new(s, &import->type.limits, &import->type.value, NULL, &x.of.table)); break;
  case WVM_EXTERN_MEMORY: check(wvm_memory_new(s, &import->type.limits, &x.of.memory)); break;
  case WVM_EXTERN_GLOBAL:
    check(wvm_global_new(s, &import->type.value, import->type.mutable_, &zero, &x.of.global));
    break;
  case WVM_EXTERN_TAG: check(wvm_tag_new(s, &import->type.func, &x.of.tag)); break;
  }
  return x;
}

static void instantiate(wvm_engine_t *engine, const wvm_module_t *m) {
  const size_t count = wvm_module_import_count(m);
  wvm_extern_t *imports = malloc((count + 1) * sizeof *imports);
  wvm_store_t *store;
  wvm_instance_t *instance;
  if (!imports) fail("out of memory");
  check(wvm_store_new(engine, &store));
  for (size_t i = 0; i < count; i++) {
    wvm_import_t import;
    wvm_module_import(m, i, &import);
    imports[i] = nothing(store, &import);
  }
  check(wvm_instance_new(store, m, imports, count, &instance));
  free(imports);
  wvm_store_delete(store);
}

static void load(const void *bytes, size_t size, wvm_tier_t tier) {
  wvm_config_t *config = wvm_config_new();
  wvm_engine_t *engine;
  wvm_module_t *m;
  wvm_module_stats_t s;
  if (!config) fail("out of memory");
  check(wvm_config_set_tier(config, tier));
  check(wvm_engine_new(config, &engine));
  check(wvm_module_new(engine, bytes, size, &m));
  check(wvm_module_compile(m, 0));
  wvm_module_stats(m, &s);
  const bool compiled = !wvm_engine_interprets(engine);
  printf("%zu bytes, %llu functions: %llu compiled, %llu refused, %llu translated\n", size,
         (unsigned long long)s.functions, (unsigned long long)s.compiled_functions,
         (unsigned long long)s.refused_functions, (unsigned long long)s.translated_functions);
  if (s.refused_functions || (compiled ? s.compiled_functions : s.translated_functions) != s.functions)
    fail("not all of them have code");
  instantiate(engine, m);
  wvm_module_delete(m);
  wvm_engine_delete(engine);
}

int main(int argc, char **argv) {
  if (argc != 2) fail("usage: module_loader MODULE");
  size_t size;
  void *bytes = read_file(argv[1], &size);
  load(bytes, size, WVM_TIER_INTERPRETER);
  load(bytes, size, WVM_TIER_AUTO);
  free(bytes);
  return 0;
}
