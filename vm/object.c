/* Structures and arrays. */
#include "vm/object.h"

#include "vm/bulk.h"
#include "vm/func.h"
#include "vm/store.h"

/* ---- making them ---- */

TrapCode struct_new_of(Heap *h, const CanonType *t, const Slot *fields, Ref descriptor, Object **out) {
  TrapCode trap = struct_new(h, t, out);
  if (trap) return trap;
  if (t->descriptor_at) store_u64(object_at(*out, t->descriptor_at), descriptor);
  for (uint32_t k = 0; k < t->def.fields.count; k++) {
    const ValType type = t->def.fields.fields[k].type;
    value_put(object_at(*out, t->offsets[k]), fields, field_size(type));
    fields += vt_slots(type);
  }
  return TRAP_NONE;
}

TrapCode array_new_fill(Store *s, const CanonType *t, const Slot *value, uint32_t length, Object **out) {
  TrapCode trap = array_new(s->heap, t, length, out);
  return trap ? trap : array_fill(s, t, *out, 0, value, length);
}

TrapCode array_new_of(Heap *h, const CanonType *t, const Slot *values, uint32_t length, Object **out) {
  TrapCode trap = array_new(h, t, length, out);
  if (trap) return trap;
  const uint32_t slots = vt_slots(array_element(t));
  for (uint32_t k = 0; k < length; k++, values += slots) value_put(array_at(*out, t, k), values, t->size);
  return TRAP_NONE;
}

TrapCode array_new_data(Instance *i, const CanonType *t, uint32_t data, uint32_t from, uint32_t length, Object **out) {
  const uint64_t bytes = (uint64_t)length * t->size, size = instance_data(i, data).size;
  if (bytes > size || from > size - bytes) return TRAP_MEMORY_BOUNDS;
  TrapCode trap = array_new(i->store->heap, t, length, out);
  return trap ? trap : array_init_data(i, t, *out, data, 0, from, length);
}

TrapCode array_new_elem(Instance *i, const CanonType *t, uint32_t elem, uint32_t from, uint32_t length, Object **out) {
  const uint32_t count = instance_elem_count(i, elem);
  if (length > count || from > count - length) return TRAP_TABLE_BOUNDS;
  TrapCode trap = array_new(i->store->heap, t, length, out);
  if (trap) return trap;
  const uint64_t word = (Ref)*out; /* the segment's values may be made only now */
  RootRange range = {.at = &word, .count = 1};
  heap_push_range(i->store->heap, &range);
  trap = array_init_elem(i, *out, elem, 0, from, length);
  heap_pop_range(i->store->heap, &range);
  return trap;
}

/* ---- bulk operations ---- */

/* Fills a piece by doubling what is there. */
static void fill_piece(uint8_t *at, const Slot *value, uint32_t size, uint64_t count) {
  if (!count) return;
  const uint64_t all = count * size;
  value_put(at, value, size);
  for (uint64_t done = size; done < all;) {
    const uint64_t n = MIN_OF(done, all - done);
    memcpy(at + done, at, n);
    done += n;
  }
}

TrapCode array_fill(Store *s, const CanonType *t, Object *o, uint32_t at, const Slot *value, uint32_t size) {
  if (!array_has(o, at, size)) return TRAP_ARRAY_BOUNDS;
  uint8_t *to = array_at(o, t, at);
  for (uint64_t left = size; left;) {
    const uint64_t n = MIN_OF(left, bulk_piece / t->size);
    fill_piece(to, value, t->size, n);
    to += n * t->size;
    left -= n;
    TrapCode trap = left ? exec_poll(s->exec) : TRAP_NONE;
    if (trap) return trap;
  }
  return TRAP_NONE;
}

TrapCode array_copy(Store *s, const CanonType *t, Object *to, uint32_t at, Object *from, uint32_t from_at,
                    uint32_t size) {
  if (!array_has(to, at, size) || !array_has(from, from_at, size)) return TRAP_ARRAY_BOUNDS;
  return bulk_move(s->exec, array_at(to, t, at), array_at(from, t, from_at), (uint64_t)size * t->size);
}

TrapCode array_init_data(Instance *i, const CanonType *t, Object *o, uint32_t data, uint32_t at, uint32_t from,
                         uint32_t size) {
  if (!array_has(o, at, size)) return TRAP_ARRAY_BOUNDS;
  const Bytes bytes = instance_data(i, data);
  const uint64_t wanted = (uint64_t)size * t->size;
  if (wanted > bytes.size || from > bytes.size - wanted) return TRAP_MEMORY_BOUNDS;
  if (!wanted) return TRAP_NONE;
  return bulk_move(i->store->exec, array_at(o, t, at), bytes.at + from, wanted);
}

TrapCode array_init_elem(Instance *i, Object *o, uint32_t elem, uint32_t at, uint32_t from, uint32_t size) {
  if (!array_has(o, at, size)) return TRAP_ARRAY_BOUNDS;
  uint32_t count = instance_elem_count(i, elem);
  if (size > count || from > count - size) return TRAP_TABLE_BOUNDS;
  if (!size) return TRAP_NONE;
  const Ref *refs;
  TrapCode trap = instance_elem_values(i, elem, &refs, &count);
  if (trap) return trap;
  return bulk_move(i->store->exec, object_at(o, OBJECT_HEADER + (uint64_t)at * sizeof *refs), refs + from, (uint64_t)size * sizeof *refs);
}

/* ---- what a reference is ---- */

bool ref_is(const Types *types, Ref r, bool is_func, HeapType want, bool exact) {
  const HeapType top = types_top(types, want);
  if (is_func) {
    if (top != HT_FUNC) return false;
    const TypeId id = func_type((const Func *)r);
    return exact ? want == id : types_is_sub_heap(types, id, want);
  }
  if (top == HT_FUNC) return false;
  const HeapType have = ref_is_i31(r) ? HT_I31 : ((const Object *)r)->type;
  if (top == HT_EXTERN) return want == HT_EXTERN && have != HT_EXN && have != HT_CONT;
  if (top != HT_ANY) return want == have;
  if (have == HT_EXTERN) return want == HT_ANY;
  if (have == HT_EXN || have == HT_CONT) return false;
  return exact ? want == have : types_is_sub_heap(types, have, want);
}

Ref ref_descriptor(const Types *types, Ref r) {
  Object *o = ref_object(r);
  if (!o || !ht_is_index(o->type)) return REF_NULL;
  const uint32_t at = types_get(types, o->type)->descriptor_at;
  return at ? (Ref)load_u64(object_at(o, at)) : REF_NULL;
}
