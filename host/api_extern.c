/* Memories, tables, globals and tags, as the host makes and touches them. */
#include "host/api.h"

Extern extern_in(const wvm_extern_t *x) {
  Extern out = {.kind = (ExternKind)x->kind};
  switch (x->kind) {
  case WVM_EXTERN_FUNC: out.func = func_in(x->of.func); break;
  case WVM_EXTERN_TABLE: out.table = table_in(x->of.table); break;
  case WVM_EXTERN_MEMORY: out.memory = memory_in(x->of.memory); break;
  case WVM_EXTERN_GLOBAL: out.global = global_in(x->of.global); break;
  case WVM_EXTERN_TAG: out.tag = tag_in(x->of.tag); break;
  default: out.any = NULL; break;
  }
  return out;
}

wvm_extern_t extern_out(const Extern *x) {
  wvm_extern_t out = {.kind = (wvm_externkind_t)x->kind};
  switch (x->kind) {
  case EXTERN_FUNC: out.of.func = func_out(x->func); break;
  case EXTERN_TABLE: out.of.table = table_out(x->table); break;
  case EXTERN_MEMORY: out.of.memory = memory_out(x->memory); break;
  case EXTERN_GLOBAL: out.of.global = global_out(x->global); break;
  case EXTERN_TAG: out.of.tag = tag_out(x->tag); break;
  case EXTERN_COUNT: break;
  }
  return out;
}

Store *extern_store(const Extern *x) {
  if (!x->any) return NULL;
  switch (x->kind) {
  case EXTERN_FUNC: return func_store(x->func);
  case EXTERN_TABLE: return x->table->store;
  case EXTERN_MEMORY: return x->memory->store; /* NULL: shared; extern_is_of */
  case EXTERN_GLOBAL: return x->global->store;
  case EXTERN_TAG: return x->tag->store;
  case EXTERN_COUNT: break;
  }
  return NULL;
}

bool extern_is_of(const Extern *x, const Store *store) {
  if (x->any && x->kind == EXTERN_MEMORY && memory_is_shared(x->memory)) return store_has_memory(store, x->memory);
  return extern_store(x) == store;
}

/* A ValType may name types by id: a function type of it, held by a tag of the store, keeps them. */
static wvm_error_t *hold_type(Store *store, const wvm_valtype_t *type) {
  if (type->kind != WVM_REF || type->heap != WVM_HEAP_CONCRETE) return NULL;
  wvm_functype_t holder = {.param_count = 1, .params = type};
  TypeId id;
  wvm_error_t *error = functype_in(store->engine, &holder, &id);
  if (error) return error;
  return store_tag(store, id) ? NULL : error_no_memory();
}

/* ---- memories ---- */

wvm_error_t *wvm_memory_new(wvm_store_t *s, const wvm_limits_t *limits, wvm_memory_t **out) {
  if (!s || !out) return error_null();
  Store *store = store_in(s);
  Limits l;
  if (!limits || !limits_in(limits, true, &l)) return error_usage(store->alloc, "not the limits of a memory");
  Diag diag = {0};
  Memory *m;
  if (store_memory(store, &l, &m, &diag)) return error_from_diag(store->alloc, &diag);
  *out = memory_out(m);
  return NULL;
}

void wvm_memory_type(const wvm_memory_t *m, wvm_limits_t *out) {
  if (!m || !out) return;
  const Memory *memory = memory_in(m);
  *out = limits_out(&memory->limits, true);
  out->min = memory_pages(memory);
}

uint8_t *wvm_memory_data(const wvm_memory_t *m) { return m ? memory_in(m)->base : NULL; }

uint64_t wvm_memory_size(const wvm_memory_t *m) {
  if (!m) return 0;
  return atomic_load_explicit(&memory_in(m)->length, memory_order_acquire);
}

wvm_error_t *wvm_memory_grow(wvm_memory_t *m, uint64_t pages, uint64_t *before) {
  if (!m) return error_null();
  Memory *memory = memory_in(m);
  uint64_t old = memory_grow(memory->store, memory, pages);
  if (old == UINT64_MAX)
    return error_limit(memory->alloc, "a memory of %llu pages cannot grow by %llu",
                       (unsigned long long)memory_pages(memory), (unsigned long long)pages);
  if (before) *before = old;
  return NULL;
}

wvm_error_t *wvm_shared_memory_new(const wvm_memory_t *m, wvm_shared_memory_t **out) {
  if (!m || !out) return error_null();
  Memory *memory = memory_in(m);
  if (!memory_is_shared(memory)) return error_usage(memory->alloc, "the memory's type is not shared");
  *out = shared_memory_out(memory_retain(memory));
  return NULL;
}

wvm_error_t *wvm_shared_memory_attach(wvm_shared_memory_t *m, wvm_store_t *s, wvm_memory_t **out) {
  if (!m || !s || !out) return error_null();
  Memory *memory = shared_memory_in(m);
  Store *store = store_in(s);
  if (memory_engine(memory) != store->engine) return error_usage(store->alloc, "the memory belongs to another engine");
  Diag diag = {0};
  if (store_attach_memory(store, memory, &diag)) return error_from_diag(store->alloc, &diag);
  *out = memory_out(memory);
  return NULL;
}

void wvm_shared_memory_delete(wvm_shared_memory_t *m) {
  if (!m) return;
  if (m) memory_release(NULL, shared_memory_in(m));
}

/* ---- tables ---- */

wvm_error_t *wvm_table_new(wvm_store_t *s, const wvm_limits_t *limits, const wvm_valtype_t *type, const wvm_ref_t *init,
                           wvm_table_t **out) {
  if (!s || !out) return error_null();
  Store *store = store_in(s);
  Limits l;
  ValType t;
  Ref value;
  const char *why;
  if (!limits || !limits_in(limits, false, &l)) return error_usage(store->alloc, "not the limits of a table");
  if (!type || !valtype_in(type, &t) || !vt_is_ref(t)) return error_usage(store->alloc, "not a type of table elements");
  if (!ref_in_type(store, init, t, &value, &why)) return error_usage(store->alloc, "the initial element is %s", why);
  wvm_error_t *error = hold_type(store, type);
  if (error) return error;
  Diag diag = {0};
  Table *table;
  if (store_table(store, &l, t, value, &table, &diag)) return error_from_diag(store->alloc, &diag);
  *out = table_out(table);
  return NULL;
}

void wvm_table_type(const wvm_table_t *t, wvm_limits_t *limits, wvm_valtype_t *type) {
  if (!t) return;
  const Table *table = table_in(t);
  if (limits) {
    *limits = limits_out(&table->limits, false);
    limits->min = table->length;
  }
  if (type) *type = valtype_out(table->type);
}

uint64_t wvm_table_size(const wvm_table_t *t) { return t ? table_in(t)->length : 0; }

static wvm_error_t *table_index(const Table *t, uint64_t index) {
  if (index < t->length) return NULL;
  return error_usage(t->store->alloc, "element %llu of a table of %llu", (unsigned long long)index,
                     (unsigned long long)t->length);
}

wvm_error_t *wvm_table_get(wvm_table_t *t, uint64_t index, wvm_ref_t **out) {
  if (!t || !out) return error_null();
  Table *table = table_in(t);
  wvm_error_t *error = table_index(table, index);
  if (error) return error;
  return ref_to_handle(table->store, table->elems[index], table->type, out) ? NULL : error_no_memory();
}

wvm_error_t *wvm_table_set(wvm_table_t *t, uint64_t index, const wvm_ref_t *value) {
  if (!t) return error_null();
  Table *table = table_in(t);
  wvm_error_t *error = table_index(table, index);
  if (error) return error;
  const char *why;
  Ref r;
  if (!ref_in_type(table->store, value, table->type, &r, &why))
    return error_usage(table->store->alloc, "the element is %s", why);
  table->elems[index] = r;
  return NULL;
}

wvm_error_t *wvm_table_grow(wvm_table_t *t, uint64_t delta, const wvm_ref_t *init, uint64_t *before) {
  if (!t) return error_null();
  Table *table = table_in(t);
  const char *why;
  Ref r;
  if (!ref_in_type(table->store, init, table->type, &r, &why))
    return error_usage(table->store->alloc, "the element is %s", why);
  uint64_t old = table_grow(table, delta, r);
  if (old == UINT64_MAX)
    return error_limit(table->store->alloc, "a table of %llu elements cannot grow by %llu",
                       (unsigned long long)table->length, (unsigned long long)delta);
  if (before) *before = old;
  return NULL;
}

/* ---- globals ---- */

wvm_error_t *wvm_global_new(wvm_store_t *s, const wvm_valtype_t *type, bool mutable_, const wvm_val_t *value,
                            wvm_global_t **out) {
  if (!s || !out) return error_null();
  Store *store = store_in(s);
  ValType t;
  Slot slots[2];
  const char *why;
  if (!type || !valtype_in(type, &t)) return error_usage(store->alloc, "no such value type");
  if (!value || !val_in(store, value, t, slots, &why))
    return error_usage(store->alloc, "the global's value is %s", value ? why : "missing");
  wvm_error_t *error = hold_type(store, type);
  if (error) return error;
  Global *g = store_global(store, t, mutable_, slots);
  if (!g) return error_no_memory();
  *out = global_out(g);
  return NULL;
}

void wvm_global_type(const wvm_global_t *g, wvm_valtype_t *type, bool *mutable_) {
  if (!g) return;
  const Global *global = global_in(g);
  if (type) *type = valtype_out(global->type);
  if (mutable_) *mutable_ = global->mutable;
}

wvm_error_t *wvm_global_get(const wvm_global_t *g, wvm_val_t *out) {
  if (!g || !out) return error_null();
  const Global *global = global_in(g);
  return val_out(global->store, global->value, global->type, out) ? NULL : error_no_memory();
}

wvm_error_t *wvm_global_set(wvm_global_t *g, const wvm_val_t *value) {
  if (!g || !value) return error_null();
  Global *global = global_in(g);
  const Alloc *alloc = global->store->alloc;
  Slot slots[2];
  const char *why;
  if (!global->mutable) return error_usage(alloc, "the global is immutable");
  if (!val_in(global->store, value, global->type, slots, &why))
    return error_usage(alloc, "the global's value is %s", why);
  memcpy(global->value, slots, vt_slots(global->type) * sizeof *slots);
  return NULL;
}

/* ---- tags ---- */

wvm_error_t *wvm_tag_new(wvm_store_t *s, const wvm_functype_t *type, wvm_tag_t **out) {
  if (!s || !out) return error_null();
  Store *store = store_in(s);
  TypeId id;
  wvm_error_t *error = functype_in(store->engine, type, &id);
  if (error) return error;
  Tag *t = store_tag(store, id);
  if (!t) return error_no_memory();
  *out = tag_out(t);
  return NULL;
}

wvm_error_t *wvm_tag_type(const wvm_tag_t *t, wvm_functype_t *out) {
  if (!t || !out) return error_null();
  const Tag *tag = tag_in(t);
  return functype_of_store(tag->store, tag->type, out);
}
