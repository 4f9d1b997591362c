/* The linker: definitions under two-level names, and imports resolved from them.
 *
 *   key: [size of module, 4 bytes │ module │ name] ─▶ Map ─▶ definitions[k]
 *
 * Unknown names get a hint: the nearest definition by edit distance. */
#include <stdio.h>

#include "base/map.h"
#include "base/near.h"
#include "host/api.h"

typedef struct Definition {
  const char *module, *name;
  uint32_t module_size, name_size;
  wvm_extern_t value;
} Definition;

struct wvm_linker {
  Store *store;
  Arena arena;
  Map map;
  Definition *definitions;
  uint32_t count, capacity;
};

enum { FEW_KEY = 256 };

wvm_error_t *wvm_linker_new(wvm_store_t *s, wvm_linker_t **out) {
  if (!s || !out) return error_null();
  Store *store = store_in(s);
  wvm_linker_t *l = alloc_zeroed(store->alloc, sizeof *l);
  if (!l) return error_no_memory();
  l->store = store;
  arena_init(&l->arena, store->alloc);
  map_init(&l->map, store->alloc);
  *out = l;
  return NULL;
}

void wvm_linker_delete(wvm_linker_t *l) {
  if (!l) return;
  const Alloc *alloc = l->store->alloc;
  map_free(&l->map);
  arena_free(&l->arena);
  alloc_free(alloc, l->definitions, l->capacity * sizeof *l->definitions);
  alloc_free(alloc, l, sizeof *l);
}

wvm_store_t *wvm_linker_store(const wvm_linker_t *l) { return l ? store_out(l->store) : NULL; }

/* ---- keys ---- */

static bool key_size(size_t module_size, size_t name_size, size_t *size) {
  return module_size <= UINT32_MAX / 2 && name_size <= UINT32_MAX / 2 && size_add(module_size + 4, name_size, size) &&
         *size <= UINT32_MAX;
}

static void key_write(char *to, const char *module, size_t module_size, const char *name, size_t name_size) {
  store_u32(to, (uint32_t)module_size);
  if (module_size) memcpy(to + 4, module, module_size);
  if (name_size) memcpy(to + 4 + module_size, name, name_size);
}

/* The definition; *no_memory: the key could not be made. */
static Definition *find(const wvm_linker_t *l, const char *module, size_t module_size, const char *name,
                        size_t name_size, bool *failed) {
  char few[FEW_KEY], *key = few;
  size_t size;
  if (!key_size(module_size, name_size, &size)) return NULL;
  if (size > FEW_KEY && !(key = alloc_resize(l->store->alloc, NULL, 0, size))) {
    *failed = true;
    return NULL;
  }
  key_write(key, module, module_size, name, name_size);
  const MapEntry *e = map_find(&l->map, key, size);
  if (key != few) alloc_free(l->store->alloc, key, size);
  return e ? &l->definitions[e->value] : NULL;
}

/* ---- defining ---- */

wvm_error_t *wvm_linker_define(wvm_linker_t *l, const char *module, size_t module_size, const char *name,
                               size_t name_size, const wvm_extern_t *value) {
  if (!l) return error_null();
  const Alloc *alloc = l->store->alloc;
  if ((!module && module_size) || (!name && name_size) || !value) return error_usage(alloc, "no name or value");
  Extern x = extern_in(value);
  if (!x.any) return error_usage(alloc, "an empty extern");
  if (!extern_is_of(&x, l->store)) return error_usage(alloc, "an extern of another store");
  bool failed = false;
  Definition *known = find(l, module, module_size, name, name_size, &failed);
  if (known) {
    known->value = *value;
    return NULL;
  }
  size_t size;
  if (!key_size(module_size, name_size, &size)) return error_usage(alloc, "a name of more than 4 GiB");
  if (failed ||
      !alloc_grow(alloc, (void **)&l->definitions, &l->capacity, (size_t)l->count + 1, sizeof *l->definitions))
    return error_no_memory();
  char *key = arena_take(&l->arena, size);
  if (!key) return error_no_memory();
  key_write(key, module, module_size, name, name_size);
  if (map_add(&l->map, key, size, l->count, NULL) != MAP_ADDED) return error_no_memory();
  l->definitions[l->count++] =
      (Definition){key + 4, key + 4 + module_size, (uint32_t)module_size, (uint32_t)name_size, *value};
  return NULL;
}

wvm_error_t *wvm_linker_define_func(wvm_linker_t *l, const char *module, const char *name, const wvm_functype_t *type,
                                    wvm_callback_t callback, void *env) {
  if (!l) return error_null();
  if (!module || !name) return error_usage(l->store->alloc, "no name");
  wvm_extern_t x = {.kind = WVM_EXTERN_FUNC};
  wvm_error_t *error = wvm_func_new(store_out(l->store), type, callback, env, NULL, &x.of.func);
  return error ? error : wvm_linker_define(l, module, strlen(module), name, strlen(name), &x);
}

wvm_error_t *wvm_linker_define_instance(wvm_linker_t *l, const char *module, size_t module_size, wvm_instance_t *i) {
  if (!l || !i) return error_null();
  const Instance *instance = instance_in(i);
  wvm_error_t *error = NULL;
  for (uint32_t k = 0; !error && k < instance->program->module->export_count; k++) {
    wvm_extern_t x;
    wvm_instance_export_at(i, k, &x);
    Name n = instance->program->module->exports[k].name;
    error = wvm_linker_define(l, module, module_size, n.at, n.size, &x);
  }
  return error;
}

bool wvm_linker_get(const wvm_linker_t *l, const char *module, size_t module_size, const char *name, size_t name_size,
                    wvm_extern_t *out) {
  if (!l || !out) return false;
  bool failed = false;
  const Definition *d = find(l, module, module_size, name, name_size, &failed);
  if (d) *out = d->value;
  return d != NULL;
}

/* ---- hints ---- */

enum { MOST_LOOKED_AT = 4096 };

/* The definition whose names look most like the import's; NULL when none does. The right name in another module is as
 * near as one slip: the likeliest mistake is the module's. */
static const Definition *nearest(const wvm_linker_t *l, const Import *import) {
  const Definition *best = NULL;
  Name module = import->module, name = import->name;
  uint32_t best_distance = near_most(name.size) + 1;
  for (uint32_t k = 0; k < MIN_OF(l->count, (uint32_t)MOST_LOOKED_AT); k++) {
    const Definition *d = &l->definitions[k];
    uint32_t way = near_distance(name.at, name.size, d->name, d->name_size, best_distance);
    way = way == 0 ? 1 : way + near_distance(module.at, module.size, d->module, d->module_size, best_distance);
    if (way >= best_distance) continue;
    best = d;
    best_distance = way;
  }
  return best;
}

static wvm_error_t *unknown_import(const wvm_linker_t *l, const Program *p, const Import *import) {
  char names[160], type[120], hint[200] = "";
  import_names_format(import, names, sizeof names);
  import_format(p, import, type, sizeof type);
  const Definition *d = nearest(l, import);
  if (d) {
    Import like = {.module = {d->module, d->module_size}, .name = {d->name, d->name_size}};
    char known[160];
    import_names_format(&like, known, sizeof known);
    snprintf(hint, sizeof hint, "; did you mean %s?", known);
  }
  Diag diag = {0};
  diag_at(&diag, ERR_UNKNOWN_IMPORT, import->offset, ": %s: no such %s%s", names, type, hint);
  return error_from_diag(l->store->alloc, &diag);
}

/* ---- instantiating ---- */

wvm_error_t *wvm_linker_instantiate(wvm_linker_t *l, const wvm_module_t *m, wvm_instance_t **out) {
  if (!l || !m || !out) return error_null();
  const Program *p = module_in(m);
  const Alloc *alloc = l->store->alloc;
  uint32_t count = p->module->import_count;
  if (p->engine != l->store->engine) return error_usage(alloc, "the module belongs to another engine");
  wvm_extern_t *imports = count ? alloc_array(alloc, count, sizeof *imports) : NULL;
  if (count && !imports) return error_no_memory();
  wvm_error_t *error = NULL;
  for (uint32_t k = 0; !error && k < count; k++) {
    const Import *i = &p->module->imports[k];
    bool failed = false;
    const Definition *d = find(l, i->module.at, i->module.size, i->name.at, i->name.size, &failed);
    if (d) imports[k] = d->value;
    else error = failed ? error_no_memory() : unknown_import(l, p, i);
  }
  if (!error) error = wvm_instance_new(store_out(l->store), m, imports, count, out);
  alloc_free(alloc, imports, count * sizeof *imports);
  return error;
}
