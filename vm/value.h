/* Values at run time: the 8-byte slot and the reference. */
#ifndef WVM_VM_VALUE_H
#define WVM_VM_VALUE_H

#include "base/base.h"

/* A reference: 0 is null; odd is an i31 (value << 1 | 1, sign-extended); else a pointer to a Func (func hierarchy),
 * or to an Object (everything else; vm/heap.h). The static type tells which of the two. */
typedef uintptr_t Ref;
enum { REF_NULL = 0 };

static inline bool ref_is_i31(Ref r) { return r & 1; }
static inline Ref ref_from_i31(int32_t v) { return (Ref)((int64_t)((uint64_t)(int64_t)v << 33) >> 32) | 1; }
static inline int32_t ref_i31_s(Ref r) { return (int32_t)(uint32_t)r >> 1; }
static inline uint32_t ref_i31_u(Ref r) { return (uint32_t)r >> 1; }

/* A home slot. i32 values are zero-extended in memory; f32 in the low half, the high half zero. A v128 takes two
 * slots, low half first. */
typedef union Slot {
  uint64_t bits;
  uint32_t i32;
  uint64_t i64;
  float f32;
  double f64;
  Ref ref;
} Slot;
_Static_assert(sizeof(Slot) == 8, "a slot is 8 bytes");

typedef struct V128 {
  _Alignas(16) uint8_t bytes[16];
} V128;

#endif
