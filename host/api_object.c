/* What references refer to: copies of handles, small integers, fields of structures and elements of arrays. */
#include "host/api.h"
#include "vm/object.h"

wvm_error_t *wvm_ref_copy(const wvm_ref_t *r, wvm_ref_t **out) {
  if (!r || !out) return error_null();
  const Root *root = ref_in(r);
  Root *copy = heap_root(root->store->heap, root->ref, root->is_func);
  if (!copy) return error_no_memory();
  *out = ref_out(copy);
  return NULL;
}

wvm_error_t *wvm_ref_new_i31(wvm_store_t *s, int32_t value, wvm_ref_t **out) {
  if (!s || !out) return error_null();
  Root *root = heap_root(store_in(s)->heap, ref_from_i31(value), false);
  if (!root) return error_no_memory();
  *out = ref_out(root);
  return NULL;
}

/* The object behind it, if it is a structure or an array, and its type; or NULL. */
static Object *object_of(const wvm_ref_t *r, const CanonType **type) {
  const Root *root = r ? ref_in(r) : NULL;
  Object *o = root && !root->is_func ? ref_object(root->ref) : NULL;
  if (!o || o->type >= HT_ABSTRACT) return NULL;
  *type = types_get(root->store->engine->types, o->type);
  return o;
}

uint64_t wvm_ref_length(const wvm_ref_t *r) {
  const CanonType *t;
  const Object *o = object_of(r, &t);
  return !o ? 0 : t->def.comp == COMP_ARRAY ? o->length : t->def.fields.count;
}

typedef struct Place {
  uint8_t *at;
  FieldType field;
  ValType type; /* of the value: packed fields are i32 */
} Place;

static wvm_error_t *find(const wvm_ref_t *r, uint64_t index, Place *out) {
  const CanonType *t;
  Object *o = object_of(r, &t);
  const Alloc *alloc = ref_in(r)->store->alloc;
  if (!o) return error_usage(alloc, "the reference is to no structure or array");
  if (index >= wvm_ref_length(r)) return error_usage(alloc, "field or element %llu of %llu", (unsigned long long)index, (unsigned long long)wvm_ref_length(r));
  const bool is_array = t->def.comp == COMP_ARRAY;
  out->field = t->def.fields.fields[is_array ? 0 : index];
  out->at = is_array ? array_at(o, t, (uint32_t)index) : object_at(o, t->offsets[index]);
  out->type = field_size(out->field.type) < 4 ? (ValType)VT_I32 : out->field.type;
  return NULL;
}

wvm_error_t *wvm_ref_get(const wvm_ref_t *r, uint64_t index, wvm_val_t *out) {
  Place p;
  Slot slots[2] = {{.bits = 0}, {.bits = 0}};
  if (!r || !out) return error_null();
  wvm_error_t *e = find(r, index, &p);
  if (e) return e;
  memcpy(slots, p.at, field_size(p.field.type));
  return val_out(ref_in(r)->store, slots, p.type, out) ? NULL : error_no_memory();
}

wvm_error_t *wvm_ref_set(const wvm_ref_t *r, uint64_t index, const wvm_val_t *value) {
  Place p;
  Slot slots[2];
  const char *why;
  if (!r || !value) return error_null();
  Store *store = ref_in(r)->store;
  wvm_error_t *e = find(r, index, &p);
  if (e) return e;
  if (!p.field.mutable) return error_usage(store->alloc, "the field is immutable");
  if (!val_in(store, value, p.type, slots, &why)) return error_usage(store->alloc, "the value is %s", why);
  value_put(p.at, slots, field_size(p.field.type));
  return NULL;
}
