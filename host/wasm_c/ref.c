/* Handles, boxes, values; what the host attaches to things. */
#include "host/wasm_c/wasm_c.h"

/* ---- boxes ---- */

Box *box_new(void) {
  Box *b = calloc(1, sizeof *b);
  if (b) atomic_init(&b->refs, 1);
  return b;
}

static Box *box_retain(Box *b) {
  atomic_fetch_add_explicit(&b->refs, 1, memory_order_relaxed);
  return b;
}

void box_release(void *box) {
  Box *b = box;
  if (!b || atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) != 1) return;
  if (b->finalizer) b->finalizer(b->info);
  wasm_ref_delete(b->wrapped);
  wasm_frame_vec_delete(&b->frames);
  free(b->message);
  free(b);
}

/* ---- handles ---- */

static wasm_ref_t *make(wasm_store_t *s, RefKind kind, const void *id) {
  wasm_ref_t *r = calloc(1, sizeof *r);
  if (!r) return NULL;
  r->kind = kind;
  r->store = wasm_store_retain(s);
  r->id = id;
  return r;
}

wasm_ref_t *ref_of_extern(wasm_store_t *s, const wvm_extern_t *x) {
  static const RefKind kinds[] = {[WVM_EXTERN_FUNC] = REF_FUNC, [WVM_EXTERN_TABLE] = REF_TABLE, [WVM_EXTERN_MEMORY] = REF_MEMORY,
                                  [WVM_EXTERN_GLOBAL] = REF_GLOBAL, [WVM_EXTERN_TAG] = REF_TAG};
  wasm_ref_t *r = make(s, kinds[x->kind], x->of.func); /* any member: all are pointers */
  if (r) r->extern_ = *x;
  return r;
}

wasm_ref_t *ref_of_instance(wasm_store_t *s, wvm_instance_t *i) {
  wasm_ref_t *r = make(s, REF_INSTANCE, i);
  if (r) r->instance = i;
  return r;
}

wasm_ref_t *ref_of_module(wasm_store_t *s, wvm_module_t *m) {
  wasm_ref_t *r = make(s, REF_MODULE, m);
  if (r) r->module = m;
  else wvm_module_delete(m);
  return r;
}

wasm_ref_t *ref_of_box(wasm_store_t *s, RefKind kind, Box *box) {
  wasm_ref_t *r = box ? make(s, kind, box) : NULL;
  if (r) r->box = box;
  else box_release(box);
  return r;
}

static wasm_ref_t *ref_of_value(wasm_store_t *s, wvm_ref_t *value) {
  wasm_ref_t *r = make(s, REF_VALUE, (const void *)(uintptr_t)ref_in(value)->ref);
  if (r) r->value = value;
  else wvm_ref_delete(value);
  return r;
}

static wvm_ref_t *value_copy(const wvm_ref_t *value) {
  const Root *root = ref_in(value);
  return ref_out(heap_root(root->store->heap, root->ref, root->is_func));
}

wasm_ref_t *wasm_ref_copy(const wasm_ref_t *r) {
  if (!r) return NULL;
  switch (r->kind) {
  case REF_INSTANCE: return ref_of_instance(r->store, r->instance);
  case REF_MODULE: return ref_of_module(r->store, module_out(program_retain(module_in(r->module))));
  case REF_FOREIGN:
  case REF_TRAP: return ref_of_box(r->store, r->kind, box_retain(r->box));
  case REF_VALUE: {
    wvm_ref_t *copy = r->store->store ? value_copy(r->value) : NULL;
    return copy ? ref_of_value(r->store, copy) : NULL;
  }
  default: return ref_of_extern(r->store, &r->extern_);
  }
}

void wasm_ref_delete(wasm_ref_t *r) {
  if (!r) return;
  if (r->kind == REF_MODULE) wvm_module_delete(r->module);
  if (r->kind == REF_FOREIGN || r->kind == REF_TRAP) box_release(r->box);
  if (r->kind == REF_VALUE && r->store->store) wvm_ref_delete(r->value); /* else it went with the store */
  wasm_store_release(r->store);
  free(r);
}

bool wasm_ref_same(const wasm_ref_t *a, const wasm_ref_t *b) {
  return a == b || (a && b && a->kind == b->kind && a->id == b->id && a->store == b->store);
}

/* ---- host infos ---- */

static bool has_box(const wasm_ref_t *r) { return r->kind == REF_FOREIGN || r->kind == REF_TRAP; }

static HostInfo *find_info(const wasm_ref_t *r) {
  HostInfo *i = r->store->infos;
  while (i && i->id != r->id) i = i->next;
  return i;
}

void *wasm_ref_get_host_info(const wasm_ref_t *r) {
  if (has_box(r)) return r->box->info;
  const HostInfo *i = find_info(r);
  return i ? i->info : NULL;
}

void wasm_ref_set_host_info_with_finalizer(wasm_ref_t *r, void *info, void (*finalizer)(void *)) {
  if (has_box(r)) {
    if (r->box->finalizer) r->box->finalizer(r->box->info);
    r->box->info = info;
    r->box->finalizer = finalizer;
    return;
  }
  HostInfo *i = find_info(r);
  if (!i) {
    if (!r->store->store || !(i = calloc(1, sizeof *i))) return;
    i->id = r->id;
    i->next = r->store->infos;
    r->store->infos = i;
  } else if (i->finalizer) i->finalizer(i->info);
  i->info = info;
  i->finalizer = finalizer;
}

void wasm_ref_set_host_info(wasm_ref_t *r, void *info) { wasm_ref_set_host_info_with_finalizer(r, info, NULL); }

/* ---- the same of every kind ---- */

#define BASE(name)                                                                                                     \
  void wasm_##name##_delete(wasm_##name##_t *r) { wasm_ref_delete((wasm_ref_t *)r); }                                  \
  wasm_##name##_t *wasm_##name##_copy(const wasm_##name##_t *r) {                                                      \
    return (wasm_##name##_t *)wasm_ref_copy((const wasm_ref_t *)r);                                                    \
  }                                                                                                                    \
  bool wasm_##name##_same(const wasm_##name##_t *a, const wasm_##name##_t *b) {                                        \
    return wasm_ref_same((const wasm_ref_t *)a, (const wasm_ref_t *)b);                                                \
  }                                                                                                                    \
  void *wasm_##name##_get_host_info(const wasm_##name##_t *r) { return wasm_ref_get_host_info((const wasm_ref_t *)r); } \
  void wasm_##name##_set_host_info(wasm_##name##_t *r, void *info) { wasm_ref_set_host_info((wasm_ref_t *)r, info); }  \
  void wasm_##name##_set_host_info_with_finalizer(wasm_##name##_t *r, void *info, void (*finalizer)(void *)) {         \
    wasm_ref_set_host_info_with_finalizer((wasm_ref_t *)r, info, finalizer);                                           \
  }                                                                                                                    \
  wasm_ref_t *wasm_##name##_as_ref(wasm_##name##_t *r) { return (wasm_ref_t *)r; }                                     \
  const wasm_ref_t *wasm_##name##_as_ref_const(const wasm_##name##_t *r) { return (const wasm_ref_t *)r; }
#define REF(name, condition)                                                                                           \
  BASE(name)                                                                                                           \
  wasm_##name##_t *wasm_ref_as_##name(wasm_ref_t *r) { return r && (condition) ? (wasm_##name##_t *)r : NULL; }        \
  const wasm_##name##_t *wasm_ref_as_##name##_const(const wasm_ref_t *r) {                                             \
    return r && (condition) ? (const wasm_##name##_t *)r : NULL;                                                       \
  }
REF(func, r->kind == REF_FUNC)
REF(global, r->kind == REF_GLOBAL)
REF(table, r->kind == REF_TABLE)
REF(memory, r->kind == REF_MEMORY)
REF(tag, r->kind == REF_TAG)
REF(extern, r->kind <= REF_TAG)
REF(instance, r->kind == REF_INSTANCE)
REF(module, r->kind == REF_MODULE)
REF(foreign, r->kind == REF_FOREIGN)
REF(trap, r->kind == REF_TRAP)

#define EXTERN(name, KIND)                                                                                             \
  wasm_extern_t *wasm_##name##_as_extern(wasm_##name##_t *x) { return (wasm_extern_t *)x; }                            \
  const wasm_extern_t *wasm_##name##_as_extern_const(const wasm_##name##_t *x) { return (const wasm_extern_t *)x; }    \
  wasm_##name##_t *wasm_extern_as_##name(wasm_extern_t *x) {                                                           \
    return x && ((wasm_ref_t *)x)->kind == KIND ? (wasm_##name##_t *)x : NULL;                                         \
  }                                                                                                                    \
  const wasm_##name##_t *wasm_extern_as_##name##_const(const wasm_extern_t *x) {                                       \
    return x && ((const wasm_ref_t *)x)->kind == KIND ? (const wasm_##name##_t *)x : NULL;                             \
  }
EXTERN(func, REF_FUNC)
EXTERN(global, REF_GLOBAL)
EXTERN(table, REF_TABLE)
EXTERN(memory, REF_MEMORY)
EXTERN(tag, REF_TAG)

wasm_foreign_t *wasm_foreign_new(wasm_store_t *s) { return (wasm_foreign_t *)ref_of_box(s, REF_FOREIGN, box_new()); }

/* ---- references of the guest ---- */

static wvm_ref_t *box_to_guest(wasm_store_t *s, Box *box) {
  wvm_ref_t *r;
  wvm_error_t *e = wvm_ref_new_extern(s->store, box, box_release, &r);
  if (!e) return r;
  box_release(box);
  wvm_error_delete(e);
  return NULL;
}

static Box *box_around(const wasm_ref_t *r) {
  Box *b = box_new();
  if (b && (b->wrapped = wasm_ref_copy(r))) return b;
  box_release(b);
  return NULL;
}

bool ref_to_guest(wasm_store_t *s, const wasm_ref_t *r, const wvm_valtype_t *type, wvm_ref_t **out) {
  *out = NULL;
  if (!r) return true;
  if (r->store != s) return false;
  const bool func = type->heap == WVM_HEAP_FUNC || type->heap == WVM_HEAP_NOFUNC || type->heap == WVM_HEAP_CONCRETE;
  if (r->kind == REF_VALUE) return (*out = value_copy(r->value)) != NULL;
  if (func && r->kind == REF_FUNC) {
    wvm_error_t *e = wvm_ref_new_func(s->store, r->extern_.of.func, out);
    wvm_error_delete(e);
    return !e;
  }
  Box *box = func ? NULL : r->kind == REF_FOREIGN ? box_retain(r->box) : box_around(r);
  return box && (*out = box_to_guest(s, box)) != NULL;
}

wasm_ref_t *ref_of_guest(wasm_store_t *s, wvm_ref_t *r) {
  if (!r) return NULL;
  const wvm_extern_t f = {.kind = WVM_EXTERN_FUNC, .of = {.func = wvm_ref_func(r)}};
  Box *box = f.of.func ? NULL : wvm_ref_extern(r);
  wasm_ref_t *out;
  if (f.of.func) out = ref_of_extern(s, &f);
  else if (!box) return ref_of_value(s, r);
  else out = box->wrapped ? wasm_ref_copy(box->wrapped) : ref_of_box(s, REF_FOREIGN, box_retain(box));
  wvm_ref_delete(r);
  return out;
}

/* ---- values ---- */

void wasm_val_delete(wasm_val_t *v) {
  if (wasm_valkind_is_ref(v->kind)) wasm_ref_delete(v->of.ref);
  v->kind = WASM_I32;
  v->of.i64 = 0;
}

void wasm_val_copy(wasm_val_t *out, const wasm_val_t *v) {
  *out = *v;
  if (wasm_valkind_is_ref(v->kind)) out->of.ref = wasm_ref_copy(v->of.ref);
}

bool val_to_guest(wasm_store_t *s, const wasm_val_t *v, const wvm_valtype_t *type, wvm_val_t *out) {
  *out = (wvm_val_t){.kind = type->kind};
  if (type->kind == WVM_REF) return wasm_valkind_is_ref(v->kind) && ref_to_guest(s, v->of.ref, type, &out->of.ref);
  if (type->kind == WVM_V128 || (int)v->kind != (int)type->kind) return false;
  out->of.i64 = v->of.i64; /* all of them lie in these eight bytes */
  return true;
}

void val_of_guest(wasm_store_t *s, const wvm_val_t *v, wasm_val_t *out) {
  *out = (wasm_val_t){.kind = WASM_I32};
  if (v->kind == WVM_REF) {
    out->kind = wvm_ref_func(v->of.ref) ? WASM_FUNCREF : WASM_EXTERNREF;
    out->of.ref = ref_of_guest(s, v->of.ref);
  } else {
    out->kind = (wasm_valkind_t)v->kind;
    out->of.i64 = v->of.i64;
  }
}
