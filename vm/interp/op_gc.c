/* Structures, arrays, casts.
 *
 * What allocates does so inline from the heap's runs and jumps to ALLOC when there is nothing left: ALLOC collects or
 * finds more, then the instruction is run again. So operands are in their slots whenever the collector looks.
 *
 *   struct.get   x0 destination, x1 object (or the accumulator), imm offset
 *   struct.set   x0 object, x1 value, imm offset
 *   array.get    x0 destination, x1 array, x2 index
 *   array.set    x0 array, x1 index, x2 value
 *   the rest     vm/interp/gc_cells.h, or: operands one behind the other from x0, the result goes there; next cell:
 *                type, another index */
#include "vm/interp/gc_cells.h"
#include "vm/interp/handler.h"
#include "vm/object.h"

/* ---- structures ---- */

/* Nothing left in the class's run. */
NOINLINE COLD HANDLER(ALLOC) {
  x->ip = ip;
  x->fp = FP;
  const TrapCode trap = heap_refill(x->store->heap, ip->x1 & NEW_CLASS);
  if (UNLIKELY(trap)) TRAP(trap);
  heap_finalize(x->store->heap);
  DISPATCH();
}

#define TAKE_CELL(at)                                                                                                  \
  AllocRun *const run = &x->runs[ip->x1 & NEW_CLASS];                                                                  \
  uint8_t *const at = run->at;                                                                                         \
  if (UNLIKELY(at == run->end)) GOTO(H(ALLOC));                                                                        \
  run->at = at + run->cell

/* A field's place, 8 bytes of which may be written; its value. Read piece by piece: registers are scarce. */
#define FEW_AT(k) (at + (size_t)((const uint8_t *)&ip->imm)[k] * 4)
#define FEW_FIELD(k) FP[load_u16(&ip[1].bytes[8 + 2 * (k)])].i64
#define STRUCT_NEW_FEW(id, n, fields)                                                                                  \
  HANDLER(id) {                                                                                                        \
    TAKE_CELL(at);                                                                                                     \
    store_u64(at, ip[1].u64[0]);                                                                                       \
    fields;                                                                                                            \
    if (ip->x1 & NEW_LAST_IS_32) store_u32(FEW_AT((n) - 1), (uint32_t)FEW_FIELD((n) - 1));                             \
    else store_u64(FEW_AT((n) - 1), FEW_FIELD((n) - 1));                                                               \
    PUT_l((Ref)at);                                                                                                    \
    NEXT(2);                                                                                                           \
  }
STRUCT_NEW_FEW(STRUCT_NEW_1, 1, (void)0)
STRUCT_NEW_FEW(STRUCT_NEW_2, 2, store_u64(FEW_AT(0), FEW_FIELD(0)))
STRUCT_NEW_FEW(STRUCT_NEW_3, 3, (store_u64(FEW_AT(0), FEW_FIELD(0)), store_u64(FEW_AT(1), FEW_FIELD(1))))
STRUCT_NEW_FEW(STRUCT_NEW_4, 4,
               (store_u64(FEW_AT(0), FEW_FIELD(0)), store_u64(FEW_AT(1), FEW_FIELD(1)), store_u64(FEW_AT(2), FEW_FIELD(2))))

/* Zeroes what is not a field in the cell, so that the rest has its default. */
static ALWAYS_INLINE void put_fields(uint8_t *at, const Cell *fields, uint32_t count, const Slot *fp) {
  for (uint32_t k = 0; k < count; k++) {
    const uint64_t f = fields[k / 2].u64[k % 2];
    const Slot *from = &fp[new_field_slot(f)];
    uint8_t *to = at + new_field_offset(f);
    switch (new_field_size(f)) {
    case 8: store_u64(to, from->i64); break;
    case 4: store_u32(to, from->i32); break;
    case 2: store_u16(to, (uint16_t)from->i32); break;
    case 1: *to = (uint8_t)from->i32; break;
    default: store_v128(to, load_v128(from)); break;
    }
  }
}
HANDLER(STRUCT_NEW_N) {
  TAKE_CELL(at);
  const uint64_t size = ip[1].u64[1];
  store_u64(at, ip[1].u64[0]);
  for (uint64_t k = 8; k < size; k += 8) {
    store_u64(at + k, 0);
    __asm__ volatile("" ::: "memory"); /* a loop, not a call of memset */
  }
  const uint32_t count = (uint32_t)ip->imm;
  put_fields(at, ip + 2, count, FP);
  PUT_l((Ref)at);
  NEXT(2 + (count + 1) / 2);
}
NOINLINE HANDLER(STRUCT_NEW_BIG) {
  Object *o;
  x->ip = ip;
  x->fp = FP;
  heap_finalize(x->store->heap);
  const TrapCode trap = heap_alloc(x->store->heap, (HeapType)ip[1].u64[0], 0, ip[1].u64[1], &o);
  if (UNLIKELY(trap)) TRAP(trap);
  const uint32_t count = (uint32_t)ip->imm;
  put_fields((uint8_t *)o, ip + 2, count, FP);
  PUT_l((Ref)o);
  NEXT(2 + (count + 1) / 2);
}
/* x0 reference, imm the trap when it is null */
HANDLER(NULL_CHECK) {
  if (UNLIKELY(S_l(0) == REF_NULL)) TRAP((TrapCode)ip->imm);
  NEXT(1);
}

/* Values in memory: how each is read and what it becomes. */
#define READ_i8s(p) PUT_i((uint32_t)(int32_t) * (const int8_t *)(p))
#define READ_i8u(p) PUT_i(*(p))
#define READ_i16s(p) PUT_i((uint32_t)(int32_t)(int16_t)load_u16(p))
#define READ_i16u(p) PUT_i(load_u16(p))
#define READ_i(p) PUT_i(load_u32(p))
#define READ_l(p) PUT_l(load_u64(p))
#define READ_f(p) PUT_f(sem_float(load_u32(p)))
#define READ_d(p) PUT_d(sem_double(load_u64(p)))
#define READ_v(p) PUT_v(load_v128(p))
#define EACH_READ(X) X(i8s) X(i8u) X(i16s) X(i16u) X(i) X(l) X(f) X(d) X(v)
#define WRITE_8(p, slot) (*(p) = (uint8_t)S_i(slot))
#define WRITE_16(p, slot) store_u16(p, (uint16_t)S_i(slot))
#define WRITE_32(p, slot) store_u32(p, S_i(slot))
#define WRITE_64(p, slot) store_u64(p, S_l(slot))
#define WRITE_128(p, slot) store_v128(p, S_v(slot))
#define EACH_WRITE(X) X(8) X(16) X(32) X(64) X(128)

#define STRUCT_GET_FORM(id, t, object)                                                                                 \
  HANDLER(id) {                                                                                                        \
    const uint8_t *const at = (const uint8_t *)(object);                                                               \
    if (UNLIKELY(!at)) TRAP(TRAP_NULL_STRUCTURE);                                                                      \
    READ_##t(at + (uint32_t)ip->imm);                                                                                  \
    NEXT(1);                                                                                                           \
  }
#define STRUCT_GET(t) STRUCT_GET_FORM(STRUCT_GET_##t##_S, t, S_l(1)) STRUCT_GET_FORM(STRUCT_GET_##t##_A, t, ACC)
EACH_READ(STRUCT_GET)
#define STRUCT_SET(w)                                                                                                  \
  HANDLER(STRUCT_SET_##w) {                                                                                            \
    uint8_t *const at = (uint8_t *)S_l(0);                                                                             \
    if (UNLIKELY(!at)) TRAP(TRAP_NULL_STRUCTURE);                                                                      \
    WRITE_##w(at + (uint32_t)ip->imm, 1);                                                                              \
    NEXT(1);                                                                                                           \
  }
EACH_WRITE(STRUCT_SET)

/* ---- arrays ---- */

#define SIZE_i8s 1
#define SIZE_i8u 1
#define SIZE_i16s 2
#define SIZE_i16u 2
#define SIZE_i 4
#define SIZE_l 8
#define SIZE_f 4
#define SIZE_d 8
#define SIZE_v 16
#define ELEMENT(array, index, size)                                                                                    \
  const Ref array_ = (array);                                                                                          \
  if (UNLIKELY(!array_)) TRAP(TRAP_NULL_ARRAY);                                                                        \
  const uint32_t index_ = (index);                                                                                     \
  if (UNLIKELY(index_ >= ((const Object *)array_)->length)) TRAP(TRAP_ARRAY_BOUNDS);                                   \
  uint8_t *const at = (uint8_t *)array_ + OBJECT_HEADER + (uint64_t)index_ * (size)
#define ARRAY_GET(t)                                                                                                   \
  HANDLER(ARRAY_GET_##t) {                                                                                             \
    ELEMENT(S_l(1), S_i(2), SIZE_##t);                                                                                 \
    READ_##t(at);                                                                                                      \
    NEXT(1);                                                                                                           \
  }
EACH_READ(ARRAY_GET)
#define ARRAY_SET(w)                                                                                                   \
  HANDLER(ARRAY_SET_##w) {                                                                                             \
    ELEMENT(S_l(0), S_i(1), (w) / 8);                                                                                  \
    WRITE_##w(at, 2);                                                                                                  \
    NEXT(1);                                                                                                           \
  }
EACH_WRITE(ARRAY_SET)
#define ARRAY_LEN_FORM(id, array)                                                                                      \
  HANDLER(id) {                                                                                                        \
    const Object *const o = (const Object *)(array);                                                                   \
    if (UNLIKELY(!o)) TRAP(TRAP_NULL_ARRAY);                                                                           \
    PUT_i(o->length);                                                                                                  \
    NEXT(1);                                                                                                           \
  }
ARRAY_LEN_FORM(ARRAY_LEN_S, S_l(1))
ARRAY_LEN_FORM(ARRAY_LEN_A, ACC)

/* Calls of C. `allocates`: finalizers may run before. */
#define GC_HELPER(id, allocates)                                                                                       \
  static TrapCode PASTE(gc, WVM_ISA, id)(Exec *x, Slot *s, const CanonType *t, uint32_t index);                        \
  HANDLER(id) {                                                                                                        \
    x->ip = ip;                                                                                                        \
    x->fp = FP;                                                                                                        \
    if (allocates) heap_finalize(x->store->heap);                                                                      \
    const CanonType *t = types_get(x->store->engine->types, (TypeId)ip[1].i32[0]);                                     \
    const TrapCode trap = PASTE(gc, WVM_ISA, id)(x, &FP[ip->x0], t, (uint32_t)ip[1].i32[1]);                           \
    if (UNLIKELY(trap)) TRAP(trap);                                                                                    \
    NEXT(2);                                                                                                           \
  }                                                                                                                    \
  static TrapCode PASTE(gc, WVM_ISA, id)(Exec *x, Slot *s, const CanonType *t, uint32_t index)

/* A pointer to the object: it is made while the arguments are evaluated. */
static TrapCode made(TrapCode trap, Slot *s, Object *const *o) {
  if (!trap) s->i64 = (Ref)*o;
  return trap;
}

GC_HELPER(ARRAY_NEW, true) {
  Object *o;
  (void)index;
  return made(array_new_fill(x->store, t, s, s[vt_slots(array_element(t))].i32, &o), s, &o);
}
GC_HELPER(ARRAY_NEW_DEFAULT, true) {
  Object *o;
  (void)index;
  return made(array_new(x->store->heap, t, s->i32, &o), s, &o);
}
GC_HELPER(ARRAY_NEW_FIXED, true) {
  Object *o;
  return made(array_new_of(x->store->heap, t, s, index, &o), s, &o);
}
GC_HELPER(ARRAY_NEW_DATA, true) {
  Object *o;
  return made(array_new_data(x->instance, t, index, s[0].i32, s[1].i32, &o), s, &o);
}
GC_HELPER(ARRAY_NEW_ELEM, true) {
  Object *o;
  return made(array_new_elem(x->instance, t, index, s[0].i32, s[1].i32, &o), s, &o);
}
GC_HELPER(ARRAY_FILL, false) {
  (void)index;
  const uint32_t slots = vt_slots(array_element(t));
  if (!s[0].i64) return TRAP_NULL_ARRAY;
  return array_fill(x->store, t, (Object *)s[0].i64, s[1].i32, &s[2], s[2 + slots].i32);
}
GC_HELPER(ARRAY_COPY, false) {
  (void)index;
  if (!s[0].i64 || !s[2].i64) return TRAP_NULL_ARRAY;
  return array_copy(x->store, t, (Object *)s[0].i64, s[1].i32, (Object *)s[2].i64, s[3].i32, s[4].i32);
}
GC_HELPER(ARRAY_INIT_DATA, false) {
  if (!s[0].i64) return TRAP_NULL_ARRAY;
  return array_init_data(x->instance, t, (Object *)s[0].i64, index, s[1].i32, s[2].i32, s[3].i32);
}
GC_HELPER(ARRAY_INIT_ELEM, false) {
  (void)t;
  if (!s[0].i64) return TRAP_NULL_ARRAY;
  return array_init_elem(x->instance, (Object *)s[0].i64, index, s[1].i32, s[2].i32, s[3].i32);
}

/* ---- casts. x1 reference (of branches: x0); next cell: type, flags ---- */

#define CAST_TYPE ((HeapType)ip[1].i32[0])
#define CAST_FLAGS ((uint32_t)ip[1].i32[1])

static bool passes(const Exec *x, Ref r, const Cell *ip) {
  if (r == REF_NULL) return CAST_FLAGS & CAST_NULL;
  return ref_is(x->store->engine->types, r, CAST_FLAGS & CAST_FUNC, CAST_TYPE, CAST_FLAGS & CAST_EXACT);
}
/* Does one or the other, or goes where the type is looked at. Not for functions: those begin with no type, and their cells
 * go there at once. */
#define CAST(r, pass, fail, slow)                                                                                      \
  do {                                                                                                                 \
    const Ref ref_ = (r);                                                                                              \
    if (ref_ == REF_NULL) {                                                                                            \
      if (CAST_FLAGS & CAST_NULL) pass;                                                                                \
      else fail;                                                                                                       \
    } else if (!ref_is_i31(ref_) && ((const Object *)ref_)->type == CAST_TYPE) {                                                      \
      pass;                                                                                                            \
    } else if (CAST_FLAGS & CAST_EQUAL) {                                                                              \
      fail;                                                                                                            \
    } else {                                                                                                           \
      GOTO(H(slow));                                                                                                   \
    }                                                                                                                  \
  } while (0)

#define TEST_IS(value)                                                                                                 \
  do {                                                                                                                 \
    PUT_i(value);                                                                                                      \
    NEXT(2);                                                                                                           \
  } while (0)
HANDLER(REF_TEST) { CAST(S_l(1), TEST_IS(1), TEST_IS(0), REF_TEST_SLOW); }
NOINLINE HANDLER(REF_TEST_SLOW) { TEST_IS(passes(x, S_l(1), ip)); }

HANDLER(REF_CAST) { CAST(S_l(1), NEXT(2), TRAP(TRAP_CAST), REF_CAST_SLOW); }
NOINLINE HANDLER(REF_CAST_SLOW) {
  if (UNLIKELY(!passes(x, S_l(1), ip))) TRAP(TRAP_CAST);
  NEXT(2);
}

HANDLER(BR_ON_CAST) { CAST(S_l(0), JUMP(ip->imm), NEXT(2), BR_ON_CAST_SLOW); }
NOINLINE HANDLER(BR_ON_CAST_SLOW) {
  if (passes(x, S_l(0), ip)) JUMP(ip->imm);
  NEXT(2);
}
HANDLER(BR_ON_CAST_FAIL) { CAST(S_l(0), NEXT(2), JUMP(ip->imm), BR_ON_CAST_FAIL_SLOW); }
NOINLINE HANDLER(BR_ON_CAST_FAIL_SLOW) {
  if (!passes(x, S_l(0), ip)) JUMP(ip->imm);
  NEXT(2);
}

/* ---- descriptors. The reference, behind it the descriptor asked for ---- */

/* x0 destination, x1 object, imm offset */
HANDLER(REF_GET_DESC) {
  const uint8_t *const at = (const uint8_t *)S_l(1);
  if (UNLIKELY(!at)) TRAP(TRAP_NULL_REFERENCE);
  PUT_l(load_u64(at + (uint32_t)ip->imm));
  NEXT(1);
}
static bool has_descriptor(const Exec *x, Ref r, Ref descriptor, bool null_passes) {
  return r == REF_NULL ? null_passes : ref_descriptor(x->store->engine->types, r) == descriptor;
}
/* x0 reference, x1 descriptor, imm whether null passes */
NOINLINE HANDLER(REF_CAST_DESC) {
  if (UNLIKELY(!S_l(1))) TRAP(TRAP_NULL_DESCRIPTOR);
  if (UNLIKELY(!has_descriptor(x, S_l(0), S_l(1), ip->imm))) TRAP(TRAP_DESCRIPTOR_CAST);
  NEXT(1);
}
/* x0 reference, x1 descriptor, imm way; next cell: CAST_NULL */
NOINLINE HANDLER(BR_ON_DESC) {
  if (UNLIKELY(!S_l(1))) TRAP(TRAP_NULL_DESCRIPTOR);
  if (has_descriptor(x, S_l(0), S_l(1), CAST_FLAGS & CAST_NULL)) JUMP(ip->imm);
  NEXT(2);
}
NOINLINE HANDLER(BR_ON_DESC_FAIL) {
  if (UNLIKELY(!S_l(1))) TRAP(TRAP_NULL_DESCRIPTOR);
  if (!has_descriptor(x, S_l(0), S_l(1), CAST_FLAGS & CAST_NULL)) JUMP(ip->imm);
  NEXT(2);
}
