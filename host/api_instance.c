/* Instances. */
#include "host/api.h"

/* From here on, the imports' array is taken from the allocator. */
enum { FEW_IMPORTS = 32 };

wvm_error_t *wvm_instance_new(wvm_store_t *s, const wvm_module_t *m, const wvm_extern_t *imports, size_t import_count,
                              wvm_instance_t **out) {
  if (!s || !m || !out) return error_null();
  Store *store = store_in(s);
  Program *p = module_in(m);
  uint32_t count = p->module->import_count;
  if (p->engine != store->engine) return error_usage(store->alloc, "the module belongs to another engine");
  if (import_count != count) return error_usage(store->alloc, "%zu imports: expected %u", import_count, count);
  if (count && !imports) return error_usage(store->alloc, "no imports");
  Extern few[FEW_IMPORTS], *given = few;
  if (count > FEW_IMPORTS && !(given = alloc_array(store->alloc, count, sizeof *given))) return error_no_memory();
  wvm_error_t *error = NULL;
  for (uint32_t k = 0; !error && k < count; k++) {
    given[k] = extern_in(&imports[k]);
    if (given[k].any && !extern_is_of(&given[k], store))
      error = error_usage(store->alloc, "import %u belongs to another store", k);
  }
  if (!error) {
    Instance *i;
    TrapCode trap;
    Diag diag = {0};
    Err e = instance_new(store, p, given, &i, &trap, &diag);
    if (e) error = error_from_diag(store->alloc, &diag);
    else if (trap) error = error_from_trap(store, trap);
    else *out = instance_out(i);
  }
  if (given != few) alloc_free(store->alloc, given, count * sizeof *given);
  return error;
}

bool wvm_instance_export_sized(wvm_instance_t *i, const char *name, size_t name_size, wvm_extern_t *out) {
  if (!i || !out) return false;
  Extern x;
  if (!instance_export(instance_in(i), name, name_size, &x)) return false;
  *out = extern_out(&x);
  return true;
}

bool wvm_instance_export(wvm_instance_t *i, const char *name, wvm_extern_t *out) {
  if (!i || !name || !out) return false;
  return wvm_instance_export_sized(i, name, strlen(name), out);
}

size_t wvm_instance_export_count(const wvm_instance_t *i) { return i ? instance_in(i)->program->module->export_count : 0; }

void wvm_instance_export_at(wvm_instance_t *i, size_t index, wvm_extern_t *out) {
  if (!i || !out) return;
  Instance *instance = instance_in(i);
  const Export *e = &instance->program->module->exports[index];
  Extern x = instance_extern(instance, (ExternKind)e->kind, e->index);
  *out = extern_out(&x);
}

const wvm_module_t *wvm_instance_module(const wvm_instance_t *i) { return i ? module_out(instance_in(i)->program) : NULL; }

void wvm_instance_set_name(wvm_instance_t *i, const char *name) {
  if (!i) return;
  Instance *instance = instance_in(i);
  const Alloc *alloc = instance->store->alloc;
  size_t size = name ? strlen(name) + 1 : 0;
  char *copy = size ? alloc_resize(alloc, NULL, 0, size) : NULL;
  if (size && !copy) return; /* a backtrace without it is better than none */
  if (copy) memcpy(copy, name, size);
  if (instance->name) alloc_free(alloc, instance->name, strlen(instance->name) + 1);
  instance->name = copy;
}
