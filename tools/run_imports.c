/* Functions that a module imports and nobody offers: with --unknown-imports=trap it can be loaded all the same, and
 * what does not need them can be run. */
#include <stdlib.h>
#include <string.h>

#include "tools/run.h"

/* The env of such a function: what it is called. */
typedef struct Unknown {
  char message[200];
} Unknown;

static wvm_error_t *call_unknown(void *env, wvm_caller_t *caller, wvm_raw_t *slots) {
  (void)caller, (void)slots;
  return wvm_error_new(WVM_ERROR_TRAP, ((const Unknown *)env)->message);
}

static wvm_error_t *define_unknown(wvm_linker_t *l, const wvm_import_t *import) {
  Unknown *u = malloc(sizeof *u);
  if (!u) return wvm_error_new(WVM_ERROR_MEMORY, "out of memory");
  const int module = (int)(import->module_size < 60 ? import->module_size : 60),
            name = (int)(import->name_size < 60 ? import->name_size : 60);
  snprintf(u->message, sizeof u->message, "unknown import called: \"%.*s\" \"%.*s\"", module, import->module, name,
           import->name);
  wvm_extern_t x = {.kind = WVM_EXTERN_FUNC};
  wvm_error_t *e = wvm_func_new_raw(wvm_linker_store(l), &import->type.func, call_unknown, u, free, &x.of.func);
  if (e) {
    free(u);
    return e;
  }
  return wvm_linker_define(l, import->module, import->module_size, import->name, import->name_size, &x);
}

wvm_error_t *run_trap_unknown(wvm_linker_t *l, const wvm_module_t *m) {
  wvm_error_t *e = NULL;
  for (size_t i = 0; !e && i < wvm_module_import_count(m); i++) {
    wvm_import_t import;
    wvm_extern_t known;
    wvm_module_import(m, i, &import);
    if (import.type.kind != WVM_EXTERN_FUNC) continue;
    if (!wvm_linker_get(l, import.module, import.module_size, import.name, import.name_size, &known))
      e = define_unknown(l, &import);
  }
  return e;
}
