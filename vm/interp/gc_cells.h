/* Cells of the GC instructions: what translate_gc.c writes, op_gc.c runs and vm/roots.c looks into.
 *
 *   STRUCT_NEW_n    x0 destination, x1 class of size, imm n offsets (in words of 4 bytes, 8 bits each)
 *                   next cell: the object's header, n slots (16 bits each) of fields of 4 or 8 bytes
 *   STRUCT_NEW_N    x0 destination, x1 class of size, imm how many fields
 *                   next cell: the header, the object's size; then two fields a cell: slot, size, offset
 *   STRUCT_NEW_BIG  the same for objects above HEAP_SMALL
 *   casts           next cell: heap type, CAST_ flags */
#ifndef WVM_VM_INTERP_GC_CELLS_H
#define WVM_VM_INTERP_GC_CELLS_H

#include "base/base.h"

enum { FEW_FIELDS = 4, FEW_OFFSETS_END = 1024 };
/* STRUCT_NEW_n's x1: the class, and whether the last field has 4 bytes. A field of 4 bytes is written as 8 before the
 * one behind it, so only the last one needs to be told. */
enum { NEW_LAST_IS_32 = 0x8000, NEW_CLASS = 0xFF };

/* A field to be written: 64 bits. */
static inline uint64_t new_field(uint32_t slot, uint32_t size, uint32_t offset) {
  return (uint64_t)slot | (uint64_t)size << 16 | (uint64_t)offset << 32;
}
static inline uint32_t new_field_slot(uint64_t f) { return f & 0xFFFF; }
static inline uint32_t new_field_size(uint64_t f) { return f >> 16 & 0xFFFF; }
static inline uint32_t new_field_offset(uint64_t f) { return (uint32_t)(f >> 32); }

enum {
  CAST_NULL = 1, /* null passes */
  CAST_EXACT = 2,
  CAST_FUNC = 4, /* in the function hierarchy */
  CAST_EQUAL = 8 /* nothing but the type itself passes: a final or exact one */
};

#endif
