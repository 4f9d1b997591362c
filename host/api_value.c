/* Values and references between host and guest. A slot's unused bits are always written: an i32 is zero-extended. */
#include <stdio.h>

#include "host/api.h"
#include "vm/object.h"
#include "vm/sem/sem.h"

/* ---- references ---- */

bool ref_in_type(Store *store, const wvm_ref_t *r, ValType type, Ref *out, const char **why) {
  const Root *root = ref_in(r);
  *out = REF_NULL;
  if (!root || root->ref == REF_NULL) {
    *why = "a null reference where none may be";
    return vt_is_nullable(type);
  }
  *why = "a reference of another store";
  if (root->store != store) return false;
  *why = "a reference of another type";
  if (!ref_is(store->engine->types, root->ref, root->is_func, vt_heap(type), vt_is_exact(type))) return false;
  *out = root->ref;
  return true;
}

bool ref_to_handle(Store *store, Ref r, ValType type, wvm_ref_t **out) {
  *out = NULL;
  if (r == REF_NULL) return true;
  Root *root = heap_root(store->heap, r, types_top(store->engine->types, vt_heap(type)) == HT_FUNC);
  *out = ref_out(root);
  return root != NULL;
}

wvm_error_t *wvm_ref_new_extern(wvm_store_t *s, void *value, void (*finalize)(void *), wvm_ref_t **out) {
  if (!s || !out) return error_null();
  Store *store = store_in(s);
  /* The handle first: once the object exists, its finalizer will run. */
  Root *root = heap_root(store->heap, REF_NULL, false);
  if (!root) return error_no_memory();
  root->ref = store_extern(store, value, finalize);
  if (root->ref == REF_NULL) {
    heap_unroot(root);
    return error_limit(store->alloc, "no room for a host value");
  }
  *out = ref_out(root);
  return NULL;
}

wvm_error_t *wvm_ref_new_func(wvm_store_t *s, wvm_func_t *f, wvm_ref_t **out) {
  if (!s || !f || !out) return error_null();
  Store *store = store_in(s);
  if (!f) return error_usage(store->alloc, "no function");
  if (func_store(func_in(f)) != store) return error_usage(store->alloc, "a function of another store");
  Root *root = heap_root(store->heap, (Ref)func_in(f), true);
  if (!root) return error_no_memory();
  *out = ref_out(root);
  return NULL;
}

void *wvm_ref_extern(const wvm_ref_t *r) {
  const Root *root = ref_in(r);
  return root && !root->is_func ? store_extern_value(root->ref) : NULL;
}

wvm_func_t *wvm_ref_func(const wvm_ref_t *r) {
  const Root *root = ref_in(r);
  return root && root->is_func ? func_out((Func *)root->ref) : NULL;
}

bool wvm_ref_is_i31(const wvm_ref_t *r, int32_t *value) {
  const Root *root = ref_in(r);
  if (!root || root->is_func || !ref_is_i31(root->ref)) return false;
  if (value) *value = ref_i31_s(root->ref);
  return true;
}

bool wvm_ref_same(const wvm_ref_t *a, const wvm_ref_t *b) {
  return (a ? ref_in(a)->ref : REF_NULL) == (b ? ref_in(b)->ref : REF_NULL);
}

bool wvm_ref_is(const wvm_ref_t *r, wvm_heapkind_t heap) {
  const Root *root = ref_in(r);
  if (!root || root->ref == REF_NULL || (unsigned)heap >= WVM_HEAP_CONCRETE) return false;
  return ref_is(root->store->engine->types, root->ref, root->is_func, HT_ABSTRACT + (HeapType)heap, false);
}

void wvm_ref_delete(wvm_ref_t *r) {
  if (r) heap_unroot(ref_in(r));
}

/* ---- values ---- */

bool val_in(Store *store, const wvm_val_t *v, ValType type, Slot out[2], const char **why) {
  *why = "a value of another type";
  if ((int)v->kind != (int)vt_kind(type) - VK_I32) return false;
  out[0].bits = 0;
  switch (v->kind) {
  case WVM_I32: out[0].i32 = (uint32_t)v->of.i32; return true;
  case WVM_I64: out[0].i64 = (uint64_t)v->of.i64; return true;
  case WVM_F32: memcpy(&out[0], &v->of.f32, sizeof v->of.f32); return true; /* bits, not values: NaNs stay */
  case WVM_F64: memcpy(&out[0], &v->of.f64, sizeof v->of.f64); return true;
  case WVM_V128: memcpy(out, v->of.v128, sizeof v->of.v128); return true;
  case WVM_REF: return ref_in_type(store, v->of.ref, type, &out[0].ref, why);
  }
  return false;
}

bool val_out(Store *store, const Slot *slots, ValType type, wvm_val_t *out) {
  memset(out, 0, sizeof *out);
  out->kind = (wvm_valkind_t)(vt_kind(type) - VK_I32);
  switch (out->kind) {
  case WVM_I32:
  case WVM_F32: memcpy(&out->of, slots, 4); return true;
  case WVM_I64:
  case WVM_F64: memcpy(&out->of, slots, 8); return true;
  case WVM_V128: memcpy(out->of.v128, slots, sizeof out->of.v128); return true;
  case WVM_REF: return ref_to_handle(store, slots->ref, type, &out->of.ref);
  }
  return true;
}

/* Numbers, which most values are; false: another kind, or not of this type. */
static inline bool number_in(const wvm_val_t *v, ValType type, Slot *out) {
  const int kind = (int)vt_kind(type) - VK_I32;
  if (UNLIKELY((int)v->kind != kind || kind > (int)WVM_F64)) return false;
  out->bits = kind == (int)WVM_I32 || kind == (int)WVM_F32 ? (uint32_t)v->of.i32 : (uint64_t)v->of.i64;
  return true;
}

static inline bool number_out(const Slot *slot, ValType type, wvm_val_t *out) {
  const int kind = (int)vt_kind(type) - VK_I32;
  if (UNLIKELY(kind > (int)WVM_F64)) return false;
  out->kind = (wvm_valkind_t)kind;
  out->of.i64 = (int64_t)slot->bits;
  return true;
}

bool vals_in(Store *store, const wvm_val_t *values, const ValType *types, uint32_t count, Slot *slots, Misfit *why) {
  for (uint32_t k = 0; k < count; k++) {
    const char *reason;
    if (number_in(&values[k], types[k], slots)) {
      slots++;
      continue;
    }
    if (!val_in(store, &values[k], types[k], slots, &reason)) {
      char name[64];
      types_format(types[k], name, sizeof name);
      snprintf(why->text, sizeof why->text, "%u is %s: expected %s", k + 1, reason, name);
      return false;
    }
    slots += vt_slots(types[k]);
  }
  return true;
}

bool vals_out(Store *store, const Slot *slots, const ValType *types, uint32_t count, wvm_val_t *out) {
  for (uint32_t k = 0; k < count; k++) {
    if (number_out(slots, types[k], &out[k])) {
      slots++;
      continue;
    }
    if (!val_out(store, slots, types[k], &out[k])) {
      vals_drop(out, k);
      return false;
    }
    slots += vt_slots(types[k]);
  }
  return true;
}

void vals_drop(wvm_val_t *values, size_t count) {
  for (size_t k = 0; k < count; k++)
    if (values[k].kind == WVM_REF) wvm_ref_delete(values[k].of.ref);
}

/* ---- half floats ---- */

uint16_t wvm_f16_from_f32(float value) { return sem_f16_from_f32(value); }
float wvm_f16_to_f32(uint16_t bits) { return sem_f16_to_f32(bits); }
