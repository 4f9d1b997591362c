/* Structures and arrays: making them, reading and writing them, telling what a reference is.
 *
 * Null references are the caller's to check. What allocates may collect: operands stay in slots meanwhile. */
#ifndef WVM_VM_OBJECT_H
#define WVM_VM_OBJECT_H

#include "vm/heap.h"
#include "vm/instance.h"

/* All fields (elements) zero, a descriptor's place null. */
static inline MUST_USE TrapCode struct_new(Heap *h, const CanonType *t, Object **out) {
  return heap_alloc(h, t->id, 0, t->size, out);
}
static inline MUST_USE TrapCode array_new(Heap *h, const CanonType *t, uint32_t length, Object **out) {
  return heap_alloc(h, t->id, length, OBJECT_HEADER + (uint64_t)length * t->size, out);
}

static inline ValType array_element(const CanonType *t) { return t->def.fields.fields[0].type; }
static inline uint8_t *object_at(Object *o, uint64_t offset) { return (uint8_t *)o + offset; }
static inline uint8_t *array_at(Object *o, const CanonType *t, uint32_t index) {
  return object_at(o, OBJECT_HEADER + (uint64_t)index * t->size);
}
/* [at, at + size) lies inside the array. */
static inline bool array_has(const Object *o, uint32_t at, uint32_t size) {
  return size <= o->length && at <= o->length - size;
}

/* A value of `size` bytes from its slots to its place: the low bytes, little-endian. */
static inline void value_put(uint8_t *to, const Slot *value, uint32_t size) { memcpy(to, value, size); }

/* Structures from their fields' slots, one behind the other; with the descriptor, not null, where the type has one. */
MUST_USE TrapCode struct_new_of(Heap *h, const CanonType *t, const Slot *fields, Ref descriptor, Object **out);
/* `length` elements of the same value (one or two slots); from slots one behind the other. */
MUST_USE TrapCode array_new_fill(Store *s, const CanonType *t, const Slot *value, uint32_t length, Object **out);
MUST_USE TrapCode array_new_of(Heap *h, const CanonType *t, const Slot *values, uint32_t length, Object **out);
MUST_USE TrapCode array_new_data(Instance *i, const CanonType *t, uint32_t data, uint32_t from, uint32_t length,
                                 Object **out);
MUST_USE TrapCode array_new_elem(Instance *i, const CanonType *t, uint32_t elem, uint32_t from, uint32_t length,
                                 Object **out);

/* Bulk operations: bounds first, then in chunks, polling for interruption. The arrays are roots of the caller's. */
MUST_USE TrapCode array_fill(Store *s, const CanonType *t, Object *o, uint32_t at, const Slot *value, uint32_t size);
MUST_USE TrapCode array_copy(Store *s, const CanonType *t, Object *to, uint32_t at, Object *from, uint32_t from_at,
                             uint32_t size);
MUST_USE TrapCode array_init_data(Instance *i, const CanonType *t, Object *o, uint32_t data, uint32_t at, uint32_t from,
                                  uint32_t size);
MUST_USE TrapCode array_init_elem(Instance *i, Object *o, uint32_t elem, uint32_t at, uint32_t from, uint32_t size);

/* Whether a reference, not null, is of this heap type; `is_func`: it belongs to the function hierarchy. A reference of
 * another one may stand on both sides of extern.convert_any, which does not change its bits. */
bool ref_is(const Types *types, Ref r, bool is_func, HeapType want, bool exact);
/* The object's descriptor; null when it has none. */
Ref ref_descriptor(const Types *types, Ref r);

#endif
