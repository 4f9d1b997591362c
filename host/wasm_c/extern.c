/* Functions, globals, tables, memories, tags, instances. */
#include "host/wasm_c/wasm_c.h"

static const wasm_ref_t *in(const void *handle) { return handle; }

/* A handle of something new, or NULL after an error. */
static void *made(wasm_store_t *s, wvm_error_t *e, const wvm_extern_t *x) {
  wvm_error_delete(e);
  return e ? NULL : ref_of_extern(s, x);
}

/* ---- functions ---- */

typedef struct Callback {
  wasm_store_t *store; /* whose function it is: outlives it */
  wasm_func_callback_t plain;
  wasm_func_callback_with_env_t with_env;
  void *env;
  void (*finalizer)(void *);
  size_t params, results;
  wvm_valtype_t types[]; /* of parameters, then of results */
} Callback;

static void callback_free(void *env) {
  Callback *c = env;
  if (c->finalizer) c->finalizer(c->env);
  wasm_store_release(c->store);
  free(c);
}

/* What the callback returned becomes the error that it is on its way; the trap is remembered. */
static wvm_error_t *throw(wasm_store_t *s, wasm_trap_t *trap) {
  Box *box = ((wasm_ref_t *)trap)->box;
  wvm_error_t *e = wvm_error_new(WVM_ERROR_TRAP, box->message);
  box_release(s->thrown);
  atomic_fetch_add_explicit(&box->refs, 1, memory_order_relaxed);
  s->thrown = box;
  wasm_trap_delete(trap);
  return e;
}

static wvm_error_t *take_results(const Callback *c, wasm_val_vec_t *from, wvm_val_t *results) {
  wvm_error_t *e = NULL;
  for (size_t k = 0; k < c->results; k++)
    if (!e && !val_to_guest(c->store, &from->data[k], &c->types[c->params + k], &results[k]))
      e = wvm_error_new(WVM_ERROR_TRAP, "a callback's result is of another type");
  return e;
}

static wvm_error_t *call_back(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  const Callback *c = env;
  (void)caller;
  wasm_val_vec_t in_vec, out_vec;
  wasm_val_vec_new_uninitialized(&in_vec, c->params);
  wasm_val_vec_new_uninitialized(&out_vec, c->results);
  wvm_error_t *e = NULL;
  if (in_vec.size != c->params || out_vec.size != c->results) e = error_no_memory();
  for (size_t k = 0; !e && k < c->params; k++) {
    wvm_val_t copy = args[k];
    if (copy.kind == WVM_REF && copy.of.ref) {
      const Root *root = ref_in(copy.of.ref);
      copy.of.ref = ref_out(heap_root(root->store->heap, root->ref, root->is_func)); /* the argument stays its owner's */
    }
    val_of_guest(c->store, &copy, &in_vec.data[k]);
  }
  if (!e) {
    wasm_trap_t *trap = c->plain ? c->plain(&in_vec, &out_vec) : c->with_env(c->env, &in_vec, &out_vec);
    e = trap ? throw(c->store, trap) : take_results(c, &out_vec, results);
  }
  wasm_val_vec_delete(&in_vec);
  wasm_val_vec_delete(&out_vec);
  return e;
}

static wasm_func_t *func_make(wasm_store_t *s, const wasm_functype_t *type, const Callback *how) {
  wvm_functype_t t;
  wvm_valtype_t *types = functype_to((const wasm_externtype_t *)type, &t);
  const size_t count = t.param_count + t.result_count;
  Callback *c = types ? calloc(1, sizeof *c + count * sizeof *types) : NULL;
  wvm_extern_t x = {.kind = WVM_EXTERN_FUNC};
  wvm_error_t *e = error_no_memory();
  if (c) {
    *c = *how;
    c->store = wasm_store_retain(s);
    c->params = t.param_count;
    c->results = t.result_count;
    memcpy(c->types, types, count * sizeof *types);
    e = wvm_func_new(s->store, &t, call_back, c, callback_free, &x.of.func);
    if (e) {
      wasm_store_release(s);
      free(c);
    }
  }
  free(types);
  if (e && how->finalizer) how->finalizer(how->env);
  return made(s, e, &x);
}

wasm_func_t *wasm_func_new(wasm_store_t *s, const wasm_functype_t *type, wasm_func_callback_t callback) {
  return func_make(s, type, &(Callback){.plain = callback});
}

wasm_func_t *wasm_func_new_with_env(wasm_store_t *s, const wasm_functype_t *type, wasm_func_callback_with_env_t callback, void *env,
                                    void (*finalizer)(void *)) {
  return func_make(s, type, &(Callback){.with_env = callback, .env = env, .finalizer = finalizer});
}

static wvm_func_t *func_at(const wasm_func_t *f) { return in(f)->extern_.of.func; }

static wvm_functype_t type_at(const wasm_func_t *f) {
  wvm_functype_t t = {0};
  wvm_error_delete(wvm_func_type(func_at(f), &t));
  return t;
}

wasm_functype_t *wasm_func_type(const wasm_func_t *f) {
  return (wasm_functype_t *)externtype_of(&(wvm_externtype_t){.kind = WVM_EXTERN_FUNC, .func = type_at(f)});
}
size_t wasm_func_param_arity(const wasm_func_t *f) { return type_at(f).param_count; }
size_t wasm_func_result_arity(const wasm_func_t *f) { return type_at(f).result_count; }

static void drop(wvm_val_t *values, size_t count) {
  for (size_t k = 0; k < count; k++)
    if (values[k].kind == WVM_REF) wvm_ref_delete(values[k].of.ref);
}

wasm_trap_t *wasm_func_call(const wasm_func_t *f, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  wasm_store_t *s = in(f)->store;
  const wvm_functype_t t = type_at(f);
  const size_t arg_count = args ? args->size : 0, result_count = results ? results->size : 0;
  if (arg_count != t.param_count || result_count < t.result_count)
    return trap_of(s, wvm_error_new(WVM_ERROR_USAGE, "wrong number of arguments or results"));
  wvm_val_t few[16], *values = few;
  const size_t count = t.param_count + t.result_count;
  if (count > COUNT_OF(few) && !(values = calloc(count, sizeof *values))) return trap_of(s, error_no_memory());
  wvm_error_t *e = NULL;
  size_t done = 0;
  for (; !e && done < t.param_count; done++)
    if (!val_to_guest(s, &args->data[done], &t.params[done], &values[done])) {
      e = wvm_error_new(WVM_ERROR_USAGE, "an argument of another type");
      break;
    }
  wvm_val_t *out = values + t.param_count;
  if (!e) e = wvm_func_call(func_at(f), values, t.param_count, out, t.result_count);
  drop(values, done);
  for (size_t k = 0; !e && k < t.result_count; k++) val_of_guest(s, &out[k], &results->data[k]);
  if (values != few) free(values);
  return trap_of(s, e);
}

/* ---- globals ---- */

wasm_global_t *wasm_global_new(wasm_store_t *s, const wasm_globaltype_t *type, const wasm_val_t *value) {
  const wvm_valtype_t t = valtype_to(wasm_globaltype_content(type));
  wvm_extern_t x = {.kind = WVM_EXTERN_GLOBAL};
  wvm_val_t v;
  if (!val_to_guest(s, value, &t, &v)) return NULL;
  wvm_error_t *e = wvm_global_new(s->store, &t, wasm_globaltype_mutability(type) == WASM_VAR, &v, &x.of.global);
  drop(&v, 1);
  return made(s, e, &x);
}

static wvm_global_t *global_at(const wasm_global_t *g) { return in(g)->extern_.of.global; }

wasm_globaltype_t *wasm_global_type(const wasm_global_t *g) {
  wvm_externtype_t t = {.kind = WVM_EXTERN_GLOBAL};
  wvm_global_type(global_at(g), &t.value, &t.mutable_);
  return (wasm_globaltype_t *)externtype_of(&t);
}

void wasm_global_get(const wasm_global_t *g, wasm_val_t *out) {
  wvm_val_t v;
  wvm_error_t *e = wvm_global_get(global_at(g), &v);
  if (e) *out = (wasm_val_t){.kind = WASM_EXTERNREF};
  else val_of_guest(in(g)->store, &v, out);
  wvm_error_delete(e);
}

void wasm_global_set(wasm_global_t *g, const wasm_val_t *value) {
  wvm_valtype_t t;
  wvm_val_t v;
  wvm_global_type(global_at(g), &t, NULL);
  if (!val_to_guest(in(g)->store, value, &t, &v)) return;
  wvm_error_delete(wvm_global_set(global_at(g), &v));
  drop(&v, 1);
}

/* ---- tables ---- */

wasm_table_t *wasm_table_new(wasm_store_t *s, const wasm_tabletype_t *type, wasm_ref_t *init) {
  const wvm_valtype_t t = valtype_to(wasm_tabletype_element(type));
  const wvm_limits_t limits = limits_to(wasm_tabletype_limits(type));
  wvm_extern_t x = {.kind = WVM_EXTERN_TABLE};
  wvm_ref_t *r;
  if (!ref_to_guest(s, init, &t, &r)) return NULL;
  wvm_error_t *e = wvm_table_new(s->store, &limits, &t, r, &x.of.table);
  wvm_ref_delete(r);
  return made(s, e, &x);
}

static wvm_table_t *table_at(const wasm_table_t *t) { return in(t)->extern_.of.table; }

wasm_tabletype_t *wasm_table_type(const wasm_table_t *t) {
  wvm_externtype_t type = {.kind = WVM_EXTERN_TABLE};
  wvm_table_type(table_at(t), &type.limits, &type.value);
  return (wasm_tabletype_t *)externtype_of(&type);
}

wasm_ref_t *wasm_table_get(const wasm_table_t *t, wasm_table_size_t index) {
  wvm_ref_t *r;
  wvm_error_t *e = wvm_table_get(table_at(t), index, &r);
  wvm_error_delete(e);
  return e ? NULL : ref_of_guest(in(t)->store, r);
}

bool wasm_table_set(wasm_table_t *t, wasm_table_size_t index, wasm_ref_t *value) {
  wvm_valtype_t type;
  wvm_ref_t *r;
  wvm_table_type(table_at(t), NULL, &type);
  if (!ref_to_guest(in(t)->store, value, &type, &r)) return false;
  wvm_error_t *e = wvm_table_set(table_at(t), index, r);
  wvm_ref_delete(r);
  wvm_error_delete(e);
  return !e;
}

wasm_table_size_t wasm_table_size(const wasm_table_t *t) { return (wasm_table_size_t)wvm_table_size(table_at(t)); }

bool wasm_table_grow(wasm_table_t *t, wasm_table_size_t delta, wasm_ref_t *init) {
  wvm_valtype_t type;
  wvm_ref_t *r;
  wvm_table_type(table_at(t), NULL, &type);
  if (!ref_to_guest(in(t)->store, init, &type, &r)) return false;
  wvm_error_t *e = wvm_table_grow(table_at(t), delta, r, NULL);
  wvm_ref_delete(r);
  wvm_error_delete(e);
  return !e;
}

/* ---- memories ---- */

wasm_memory_t *wasm_memory_new(wasm_store_t *s, const wasm_memorytype_t *type) {
  const wvm_limits_t limits = limits_to(wasm_memorytype_limits(type));
  wvm_extern_t x = {.kind = WVM_EXTERN_MEMORY};
  return made(s, wvm_memory_new(s->store, &limits, &x.of.memory), &x);
}

static wvm_memory_t *memory_at(const wasm_memory_t *m) { return in(m)->extern_.of.memory; }

wasm_memorytype_t *wasm_memory_type(const wasm_memory_t *m) {
  wvm_externtype_t type = {.kind = WVM_EXTERN_MEMORY};
  wvm_memory_type(memory_at(m), &type.limits);
  return (wasm_memorytype_t *)externtype_of(&type);
}

byte_t *wasm_memory_data(wasm_memory_t *m) { return (byte_t *)wvm_memory_data(memory_at(m)); }
size_t wasm_memory_data_size(const wasm_memory_t *m) { return wvm_memory_size(memory_at(m)); }
wasm_memory_pages_t wasm_memory_size(const wasm_memory_t *m) { return (wasm_memory_pages_t)(wvm_memory_size(memory_at(m)) >> 16); }

bool wasm_memory_grow(wasm_memory_t *m, wasm_memory_pages_t delta) {
  wvm_error_t *e = wvm_memory_grow(memory_at(m), delta, NULL);
  wvm_error_delete(e);
  return !e;
}

/* ---- tags ---- */

wasm_tag_t *wasm_tag_new(wasm_store_t *s, const wasm_tagtype_t *type) {
  wvm_functype_t t;
  wvm_extern_t x = {.kind = WVM_EXTERN_TAG};
  wvm_valtype_t *types = functype_to((const wasm_externtype_t *)wasm_tagtype_functype(type), &t);
  wvm_error_t *e = types ? wvm_tag_new(s->store, &t, &x.of.tag) : error_no_memory();
  free(types);
  return made(s, e, &x);
}

wasm_tagtype_t *wasm_tag_type(const wasm_tag_t *t) {
  wvm_externtype_t type = {.kind = WVM_EXTERN_TAG};
  wvm_error_delete(wvm_tag_type(in(t)->extern_.of.tag, &type.func));
  return (wasm_tagtype_t *)externtype_of(&type);
}

/* ---- externs ---- */

wasm_externkind_t wasm_extern_kind(const wasm_extern_t *x) { return (wasm_externkind_t)in(x)->kind; }

wasm_externtype_t *wasm_extern_type(const wasm_extern_t *x) {
  switch (in(x)->kind) {
  case REF_FUNC: return (wasm_externtype_t *)wasm_func_type((const wasm_func_t *)x);
  case REF_GLOBAL: return (wasm_externtype_t *)wasm_global_type((const wasm_global_t *)x);
  case REF_TABLE: return (wasm_externtype_t *)wasm_table_type((const wasm_table_t *)x);
  case REF_MEMORY: return (wasm_externtype_t *)wasm_memory_type((const wasm_memory_t *)x);
  default: return (wasm_externtype_t *)wasm_tag_type((const wasm_tag_t *)x);
  }
}

/* ---- instances ---- */

static wvm_error_t *instantiate(wasm_store_t *s, const wasm_module_t *m, const wasm_extern_vec_t *imports, wvm_instance_t **out) {
  const size_t count = imports ? imports->size : 0;
  wvm_extern_t *xs = calloc(count + 1, sizeof *xs);
  if (!xs) return error_no_memory();
  for (size_t k = 0; k < count; k++)
    if (imports->data[k]) xs[k] = in(imports->data[k])->extern_;
  wvm_error_t *e = wvm_instance_new(s->store, in(m)->module, xs, count, out);
  free(xs);
  return e;
}

wasm_instance_t *wasm_instance_new(wasm_store_t *s, const wasm_module_t *m, const wasm_extern_vec_t *imports, wasm_trap_t **trap) {
  wvm_instance_t *i;
  if (trap) *trap = NULL;
  wvm_error_t *e = instantiate(s, m, imports, &i);
  if (!e) return (wasm_instance_t *)ref_of_instance(s, i);
  wasm_trap_t *t = trap_of(s, e);
  if (trap) *trap = t;
  else wasm_trap_delete(t);
  return NULL;
}

void wasm_instance_exports(const wasm_instance_t *i, wasm_extern_vec_t *out) {
  wvm_instance_t *instance = in(i)->instance;
  wasm_extern_vec_new_uninitialized(out, wvm_instance_export_count(instance));
  for (size_t k = 0; k < out->size; k++) {
    wvm_extern_t x;
    wvm_instance_export_at(instance, k, &x);
    out->data[k] = (wasm_extern_t *)ref_of_extern(in(i)->store, &x);
  }
}

/* ---- what is behind it ---- */

wvm_engine_t *wvm_of_wasm_engine(struct wasm_engine_t *e) { return e ? e->engine : NULL; }
wvm_store_t *wvm_of_wasm_store(struct wasm_store_t *s) { return s ? s->store : NULL; }
wvm_module_t *wvm_of_wasm_module(struct wasm_module_t *m) { return m ? ((wasm_ref_t *)m)->module : NULL; }
wvm_instance_t *wvm_of_wasm_instance(struct wasm_instance_t *i) { return i ? ((wasm_ref_t *)i)->instance : NULL; }
void wvm_of_wasm_extern(const struct wasm_extern_t *x, wvm_extern_t *out) {
  if (x && out) *out = in(x)->extern_;
}
