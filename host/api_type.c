/* Types, public and internal. */
#include "host/api.h"

#define SAME_HEAP(id) _Static_assert((int)WVM_HEAP_##id == HT_##id - HT_ABSTRACT, "the public order is the machine's")
SAME_HEAP(FUNC);
SAME_HEAP(NOFUNC);
SAME_HEAP(EXTERN);
SAME_HEAP(NOEXTERN);
SAME_HEAP(ANY);
SAME_HEAP(EQ);
SAME_HEAP(I31);
SAME_HEAP(STRUCT);
SAME_HEAP(ARRAY);
SAME_HEAP(NONE);
SAME_HEAP(EXN);
SAME_HEAP(NOEXN);
SAME_HEAP(CONT);
SAME_HEAP(NOCONT);
_Static_assert((int)WVM_I32 == VK_I32 - 1 && (int)WVM_REF == VK_REF - 1, "the public order is the machine's");

wvm_valtype_t valtype_out(ValType t) {
  wvm_valtype_t out = {.kind = (wvm_valkind_t)(vt_kind(t) - VK_I32)};
  if (!vt_is_ref(t)) return out;
  out.nullable = vt_is_nullable(t);
  out.exact = vt_is_exact(t);
  HeapType h = vt_heap(t);
  if (ht_is_index(h)) {
    out.heap = WVM_HEAP_CONCRETE;
    out.index = h;
  } else out.heap = (wvm_heapkind_t)(h - HT_ABSTRACT);
  return out;
}

bool valtype_in(const wvm_valtype_t *t, ValType *out) {
  if ((unsigned)t->kind < WVM_REF) {
    *out = (ValType)t->kind + VT_I32;
    return true;
  }
  if (t->kind != WVM_REF || (unsigned)t->heap > WVM_HEAP_CONCRETE) return false;
  bool concrete = t->heap == WVM_HEAP_CONCRETE;
  if (concrete ? t->index >= HT_ABSTRACT : t->exact) return false;
  *out = vt_ref(concrete ? t->index : HT_ABSTRACT + (HeapType)t->heap, t->nullable, t->exact);
  return true;
}

wvm_limits_t limits_out(const Limits *limits, bool is_memory) {
  return (wvm_limits_t){.min = limits->min,
                        .max = limits->max,
                        .has_max = limits->has_max,
                        .shared = limits->shared,
                        .is64 = limits->is64,
                        .page_size = is_memory ? 1u << limits->page_log2 : 0};
}

bool limits_in(const wvm_limits_t *l, bool is_memory, Limits *out) {
  *out = (Limits){
      .min = l->min, .max = l->has_max ? l->max : 0, .has_max = l->has_max, .shared = l->shared, .is64 = l->is64};
  if (l->has_max && l->max < l->min) return false;
  if (!is_memory) return !l->shared && (l->is64 || (l->min <= UINT32_MAX && out->max <= UINT32_MAX));
  if (l->page_size != 0 && l->page_size != 65536 && l->page_size != 1) return false;
  if (l->shared && !l->has_max) return false;
  out->page_log2 = l->page_size == 1 ? 0 : 16;
  unsigned bits = l->is64 ? 64 : 32; /* of addresses: the type's largest size is 2^bits bytes, less one page at 2^64 */
  uint64_t most = out->page_log2 == 0 ? (bits == 64 ? UINT64_MAX : UINT32_MAX) : (uint64_t)1 << (bits - 16);
  return l->min <= most && out->max <= most;
}

wvm_error_t *functype_in(Engine *engine, const wvm_functype_t *type, TypeId *out) {
  const Alloc *alloc = &engine->config.alloc;
  const ModuleLimits *limits = &engine->config.limits;
  if (!type || (type->param_count && !type->params) || (type->result_count && !type->results))
    return error_usage(alloc, "no function type");
  if (type->param_count > limits->params || type->result_count > limits->results)
    return error_limit(alloc, "%zu parameters, %zu results", type->param_count, type->result_count);
  uint32_t params = (uint32_t)type->param_count, results = (uint32_t)type->result_count;
  ValType few[32], *types = few;
  size_t count = (size_t)params + results;
  if (count > COUNT_OF(few) && !(types = alloc_array(alloc, count, sizeof *types))) return error_no_memory();
  wvm_error_t *error = NULL;
  for (size_t k = 0; !error && k < count; k++)
    if (!valtype_in(k < params ? &type->params[k] : &type->results[k - params], &types[k]))
      error = error_usage(alloc, "no such value type");
  if (!error) {
    Diag diag = {0};
    Err e = types_intern_func(engine->types, types, params, types + params, results, out);
    if (e) {
      diag_set(&diag, e, NULL);
      error = error_from_diag(alloc, &diag);
    }
  }
  if (types != few) alloc_free(alloc, types, count * sizeof *types);
  return error;
}

bool functype_out(const CanonType *t, Arena *arena, wvm_functype_t *out) {
  uint32_t params = t->def.func.param_count, results = t->def.func.result_count;
  wvm_valtype_t *types = arena_array(arena, (size_t)params + results, sizeof *types);
  if (!types) return false;
  for (uint32_t k = 0; k < params; k++) types[k] = valtype_out(t->def.func.params[k]);
  for (uint32_t k = 0; k < results; k++) types[params + k] = valtype_out(t->def.func.results[k]);
  *out = (wvm_functype_t){params, results, types, types + params};
  return true;
}

/* Function types that somebody asked for, in their public form. */
typedef struct KnownType {
  TypeId id;
  wvm_functype_t type;
  struct KnownType *next;
} KnownType;

enum { BUCKETS = 64 };

typedef struct StoreTypes {
  Arena arena;
  KnownType *buckets[BUCKETS];
} StoreTypes;

void store_types_free(const Alloc *alloc, StoreTypes *t) {
  if (!t) return;
  arena_free(&t->arena);
  alloc_free(alloc, t, sizeof *t);
}

wvm_error_t *functype_of_store(Store *store, TypeId id, wvm_functype_t *out) {
  StoreTypes *t = store_host(store)->types;
  if (!t) {
    t = alloc_zeroed(store->alloc, sizeof *t);
    if (!t) return error_no_memory();
    arena_init(&t->arena, store->alloc);
    store_host(store)->types = t;
  }
  /* An id's functions live as long as the store and hold the type: no entry goes stale. */
  KnownType **bucket = &t->buckets[id % BUCKETS];
  KnownType *k = *bucket;
  while (k && k->id != id) k = k->next;
  if (!k) {
    k = arena_array(&t->arena, 1, sizeof *k);
    if (!k || !functype_out(types_get(store->engine->types, id), &t->arena, &k->type)) return error_no_memory();
    k->id = id;
    k->next = *bucket;
    *bucket = k;
  }
  *out = k->type;
  return NULL;
}
