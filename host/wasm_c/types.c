/* Types. All kinds of external types are one structure, so that views of them are casts. */
#include "host/wasm_c/wasm_c.h"

/* ---- value types ---- */

wasm_valtype_t *wasm_valtype_new(wasm_valkind_t kind) {
  wasm_valtype_t *t = kind <= WASM_V128 || kind == WASM_EXTERNREF || kind == WASM_FUNCREF ? calloc(1, sizeof *t) : NULL;
  if (t) t->kind = kind;
  return t;
}
wasm_valkind_t wasm_valtype_kind(const wasm_valtype_t *t) { return t->kind; }
wasm_valtype_t *wasm_valtype_copy(const wasm_valtype_t *t) { return t ? wasm_valtype_new(t->kind) : NULL; }
void wasm_valtype_delete(wasm_valtype_t *t) { free(t); }

static bool is_func(wvm_heapkind_t heap) { return heap == WVM_HEAP_FUNC || heap == WVM_HEAP_NOFUNC || heap == WVM_HEAP_CONCRETE; }

static wasm_valtype_t *valtype_of(const wvm_valtype_t *t) {
  if (t->kind != WVM_REF) return wasm_valtype_new((wasm_valkind_t)t->kind);
  return wasm_valtype_new(is_func(t->heap) ? WASM_FUNCREF : WASM_EXTERNREF);
}

wvm_valtype_t valtype_to(const wasm_valtype_t *t) {
  if (t->kind < WASM_EXTERNREF) return (wvm_valtype_t){.kind = (wvm_valkind_t)t->kind};
  return (wvm_valtype_t){.kind = WVM_REF, .nullable = true, .heap = t->kind == WASM_FUNCREF ? WVM_HEAP_FUNC : WVM_HEAP_EXTERN};
}

/* ---- external types ---- */

static wasm_externtype_t *make(wasm_externkind_t kind) {
  wasm_externtype_t *t = calloc(1, sizeof *t);
  if (t) t->kind = kind;
  return t;
}

void wasm_externtype_delete(wasm_externtype_t *t) {
  if (!t) return;
  wasm_valtype_vec_delete(&t->params);
  wasm_valtype_vec_delete(&t->results);
  wasm_valtype_delete(t->value);
  wasm_externtype_delete(t->signature);
  free(t);
}

wasm_externtype_t *wasm_externtype_copy(const wasm_externtype_t *t) {
  wasm_externtype_t *c = t ? make(t->kind) : NULL;
  if (!c) return NULL;
  c->mutability = t->mutability;
  c->limits = t->limits;
  wasm_valtype_vec_copy(&c->params, &t->params);
  wasm_valtype_vec_copy(&c->results, &t->results);
  c->value = wasm_valtype_copy(t->value);
  c->signature = wasm_externtype_copy(t->signature);
  if (c->params.size == t->params.size && c->results.size == t->results.size && !c->value == !t->value &&
      !c->signature == !t->signature)
    return c;
  wasm_externtype_delete(c);
  return NULL;
}

wasm_externkind_t wasm_externtype_kind(const wasm_externtype_t *t) { return t->kind; }

#define VIEWS(name, KIND)                                                                                              \
  wasm_externtype_t *wasm_##name##type_as_externtype(wasm_##name##type_t *t) { return (wasm_externtype_t *)t; }        \
  const wasm_externtype_t *wasm_##name##type_as_externtype_const(const wasm_##name##type_t *t) {                       \
    return (const wasm_externtype_t *)t;                                                                               \
  }                                                                                                                    \
  wasm_##name##type_t *wasm_externtype_as_##name##type(wasm_externtype_t *t) {                                         \
    return t && t->kind == WASM_EXTERN_##KIND ? (wasm_##name##type_t *)t : NULL;                                       \
  }                                                                                                                    \
  const wasm_##name##type_t *wasm_externtype_as_##name##type_const(const wasm_externtype_t *t) {                       \
    return t && t->kind == WASM_EXTERN_##KIND ? (const wasm_##name##type_t *)t : NULL;                                 \
  }                                                                                                                    \
  wasm_##name##type_t *wasm_##name##type_copy(const wasm_##name##type_t *t) {                                          \
    return (wasm_##name##type_t *)wasm_externtype_copy((const wasm_externtype_t *)t);                                  \
  }                                                                                                                    \
  void wasm_##name##type_delete(wasm_##name##type_t *t) { wasm_externtype_delete((wasm_externtype_t *)t); }
VIEWS(func, FUNC)
VIEWS(global, GLOBAL)
VIEWS(table, TABLE)
VIEWS(memory, MEMORY)
VIEWS(tag, TAG)
#define IN(t) ((const wasm_externtype_t *)(t))

wasm_functype_t *wasm_functype_new(wasm_valtype_vec_t *params, wasm_valtype_vec_t *results) {
  wasm_externtype_t *t = make(WASM_EXTERN_FUNC);
  if (t) {
    t->params = *params;
    t->results = *results;
    wasm_valtype_vec_new_empty(params);
    wasm_valtype_vec_new_empty(results);
  } else {
    wasm_valtype_vec_delete(params);
    wasm_valtype_vec_delete(results);
  }
  return (wasm_functype_t *)t;
}
const wasm_valtype_vec_t *wasm_functype_params(const wasm_functype_t *t) { return &IN(t)->params; }
const wasm_valtype_vec_t *wasm_functype_results(const wasm_functype_t *t) { return &IN(t)->results; }

/* With a value type, which it takes over; NULL without. */
static wasm_externtype_t *with_value(wasm_externkind_t kind, wasm_valtype_t *value) {
  wasm_externtype_t *t = value ? make(kind) : NULL;
  if (t) t->value = value;
  else wasm_valtype_delete(value);
  return t;
}

wasm_globaltype_t *wasm_globaltype_new(wasm_valtype_t *value, wasm_mutability_t mutability) {
  wasm_externtype_t *t = with_value(WASM_EXTERN_GLOBAL, value);
  if (t) t->mutability = mutability;
  return (wasm_globaltype_t *)t;
}
const wasm_valtype_t *wasm_globaltype_content(const wasm_globaltype_t *t) { return IN(t)->value; }
wasm_mutability_t wasm_globaltype_mutability(const wasm_globaltype_t *t) { return IN(t)->mutability; }

wasm_tabletype_t *wasm_tabletype_new(wasm_valtype_t *element, const wasm_limits_t *limits) {
  wasm_externtype_t *t = with_value(WASM_EXTERN_TABLE, element);
  if (t) t->limits = *limits;
  return (wasm_tabletype_t *)t;
}
const wasm_valtype_t *wasm_tabletype_element(const wasm_tabletype_t *t) { return IN(t)->value; }
const wasm_limits_t *wasm_tabletype_limits(const wasm_tabletype_t *t) { return &IN(t)->limits; }

wasm_memorytype_t *wasm_memorytype_new(const wasm_limits_t *limits) {
  wasm_externtype_t *t = make(WASM_EXTERN_MEMORY);
  if (t) t->limits = *limits;
  return (wasm_memorytype_t *)t;
}
const wasm_limits_t *wasm_memorytype_limits(const wasm_memorytype_t *t) { return &IN(t)->limits; }

wasm_tagtype_t *wasm_tagtype_new(wasm_functype_t *signature) {
  wasm_externtype_t *t = signature ? make(WASM_EXTERN_TAG) : NULL;
  if (t) t->signature = (wasm_externtype_t *)signature;
  else wasm_functype_delete(signature);
  return (wasm_tagtype_t *)t;
}
const wasm_functype_t *wasm_tagtype_functype(const wasm_tagtype_t *t) { return (const wasm_functype_t *)IN(t)->signature; }

/* ---- imports, exports ---- */

struct wasm_importtype_t {
  wasm_name_t module, name;
  wasm_externtype_t *type;
};
struct wasm_exporttype_t {
  wasm_name_t name;
  wasm_externtype_t *type;
};

wasm_importtype_t *wasm_importtype_new(wasm_name_t *module, wasm_name_t *name, wasm_externtype_t *type) {
  wasm_importtype_t *t = type ? calloc(1, sizeof *t) : NULL;
  if (t) *t = (wasm_importtype_t){*module, *name, type};
  else {
    wasm_name_delete(module);
    wasm_name_delete(name);
    wasm_externtype_delete(type);
  }
  return t;
}
const wasm_name_t *wasm_importtype_module(const wasm_importtype_t *t) { return &t->module; }
const wasm_name_t *wasm_importtype_name(const wasm_importtype_t *t) { return &t->name; }
const wasm_externtype_t *wasm_importtype_type(const wasm_importtype_t *t) { return t->type; }
wasm_importtype_t *wasm_importtype_copy(const wasm_importtype_t *t) {
  wasm_name_t module, name;
  wasm_name_copy(&module, &t->module);
  wasm_name_copy(&name, &t->name);
  return wasm_importtype_new(&module, &name, wasm_externtype_copy(t->type));
}
void wasm_importtype_delete(wasm_importtype_t *t) {
  if (!t) return;
  wasm_name_delete(&t->module);
  wasm_name_delete(&t->name);
  wasm_externtype_delete(t->type);
  free(t);
}

wasm_exporttype_t *wasm_exporttype_new(wasm_name_t *name, wasm_externtype_t *type) {
  wasm_exporttype_t *t = type ? calloc(1, sizeof *t) : NULL;
  if (t) *t = (wasm_exporttype_t){*name, type};
  else {
    wasm_name_delete(name);
    wasm_externtype_delete(type);
  }
  return t;
}
const wasm_name_t *wasm_exporttype_name(const wasm_exporttype_t *t) { return &t->name; }
const wasm_externtype_t *wasm_exporttype_type(const wasm_exporttype_t *t) { return t->type; }
wasm_exporttype_t *wasm_exporttype_copy(const wasm_exporttype_t *t) {
  wasm_name_t name;
  wasm_name_copy(&name, &t->name);
  return wasm_exporttype_new(&name, wasm_externtype_copy(t->type));
}
void wasm_exporttype_delete(wasm_exporttype_t *t) {
  if (!t) return;
  wasm_name_delete(&t->name);
  wasm_externtype_delete(t->type);
  free(t);
}

/* ---- to and from wvm's ---- */

static uint32_t to_32(uint64_t v) { return v < UINT32_MAX ? (uint32_t)v : UINT32_MAX; }
static wasm_limits_t limits_of(const wvm_limits_t *l) {
  return (wasm_limits_t){to_32(l->min), l->has_max ? to_32(l->max) : wasm_limits_max_default};
}
wvm_limits_t limits_to(const wasm_limits_t *l) {
  return (wvm_limits_t){.min = l->min, .max = l->max, .has_max = l->max != wasm_limits_max_default};
}

static bool fill_vec(wasm_valtype_vec_t *out, const wvm_valtype_t *types, size_t count) {
  wasm_valtype_vec_new_uninitialized(out, count);
  bool ok = out->size == count;
  for (size_t k = 0; ok && k < count; k++) ok = (out->data[k] = valtype_of(&types[k])) != NULL;
  return ok;
}

static wasm_externtype_t *functype_of(const wvm_functype_t *f) {
  wasm_externtype_t *t = make(WASM_EXTERN_FUNC);
  if (t && fill_vec(&t->params, f->params, f->param_count) && fill_vec(&t->results, f->results, f->result_count)) return t;
  wasm_externtype_delete(t);
  return NULL;
}

wasm_externtype_t *externtype_of(const wvm_externtype_t *x) {
  const wasm_limits_t limits = limits_of(&x->limits);
  switch (x->kind) {
  case WVM_EXTERN_FUNC: return functype_of(&x->func);
  case WVM_EXTERN_TAG: return (wasm_externtype_t *)wasm_tagtype_new((wasm_functype_t *)functype_of(&x->func));
  case WVM_EXTERN_TABLE: return (wasm_externtype_t *)wasm_tabletype_new(valtype_of(&x->value), &limits);
  case WVM_EXTERN_MEMORY: return (wasm_externtype_t *)wasm_memorytype_new(&limits);
  case WVM_EXTERN_GLOBAL: break;
  }
  return (wasm_externtype_t *)wasm_globaltype_new(valtype_of(&x->value), x->mutable_ ? WASM_VAR : WASM_CONST);
}

wvm_valtype_t *functype_to(const wasm_externtype_t *t, wvm_functype_t *out) {
  const size_t params = t->params.size, results = t->results.size;
  wvm_valtype_t *types = calloc(params + results + 1, sizeof *types);
  if (!types) return NULL;
  for (size_t k = 0; k < params; k++) types[k] = valtype_to(t->params.data[k]);
  for (size_t k = 0; k < results; k++) types[params + k] = valtype_to(t->results.data[k]);
  *out = (wvm_functype_t){params, results, types, types + params};
  return types;
}
