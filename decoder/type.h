/* Value types, heap types and type definitions as they stand in a module.
 *
 * A ValType is one word:
 *
 *   31            8 7 6 5       4        3..0
 *   [  heap type   | 0 0 | exact | nullable | kind ]
 *
 * The heap type is an index into the types, or one of the abstract ones at the top of the 24-bit range. In a Module
 * the index is the module's own; after canonicalisation (validator/types.h) it is an engine-wide TypeId in the same
 * place. Which of the two a ValType holds is said where it is declared: Module = local, everything after = canonical. */
#ifndef WVM_DECODER_TYPE_H
#define WVM_DECODER_TYPE_H

#include "base/base.h"

typedef uint32_t ValType;

typedef enum TypeKind {
  VK_BOT = 0, /* the type of operands in unreachable code; below every type */
  VK_I32, VK_I64, VK_F32, VK_F64, VK_V128, VK_REF,
  VK_I8, VK_I16 /* packed: fields only */
} TypeKind;

enum { VT_NULLABLE = 0x10, VT_EXACT = 0x20, VT_HEAP_SHIFT = 8 };

typedef uint32_t HeapType; /* index below HT_ABSTRACT, or one of: */
enum {
  HT_ABSTRACT = 0xFFFF00,
  HT_FUNC = HT_ABSTRACT, HT_NOFUNC,
  HT_EXTERN, HT_NOEXTERN,
  HT_ANY, HT_EQ, HT_I31, HT_STRUCT, HT_ARRAY, HT_NONE,
  HT_EXN, HT_NOEXN,
  HT_CONT, HT_NOCONT,
  HT_BOT /* of a reference in unreachable code */
};

enum {
  VT_BOT = VK_BOT, VT_I32 = VK_I32, VT_I64 = VK_I64, VT_F32 = VK_F32, VT_F64 = VK_F64, VT_V128 = VK_V128,
  VT_I8 = VK_I8, VT_I16 = VK_I16
};

static inline TypeKind vt_kind(ValType t) { return (TypeKind)(t & 15); }
static inline HeapType vt_heap(ValType t) { return t >> VT_HEAP_SHIFT; }
static inline bool vt_is_ref(ValType t) { return (t & 15) == VK_REF; }
static inline bool vt_is_nullable(ValType t) { return t & VT_NULLABLE; }
static inline bool vt_is_exact(ValType t) { return t & VT_EXACT; }
static inline bool ht_is_index(HeapType h) { return h < HT_ABSTRACT; }
static inline ValType vt_ref(HeapType h, bool nullable, bool exact) {
  return h << VT_HEAP_SHIFT | VK_REF | (nullable ? VT_NULLABLE : 0) | (exact ? VT_EXACT : 0);
}
/* Home slots that a value takes. */
static inline uint32_t vt_slots(ValType t) { return (t & 15) == VK_V128 ? 2 : 1; }

#define VT_FUNCREF vt_ref(HT_FUNC, true, false)
#define VT_EXTERNREF vt_ref(HT_EXTERN, true, false)

/* A field of a structure or the element of an array: a value type or VK_I8, VK_I16. */
typedef struct FieldType {
  ValType type;
  bool mutable;
} FieldType;

typedef enum CompKind { COMP_FUNC, COMP_STRUCT, COMP_ARRAY, COMP_CONT } CompKind;

enum { NO_TYPE = 0xFFFFFFFF };

/* One type definition. Arrays live in the arena of whoever holds the definition. */
typedef struct TypeDef {
  uint8_t comp;        /* CompKind */
  bool final;
  uint32_t super;      /* index of the declared supertype, or NO_TYPE */
  uint32_t describes;  /* custom descriptors: the type that this one describes, or NO_TYPE */
  uint32_t descriptor; /* the type that describes this one, or NO_TYPE */
  union {
    struct {
      uint32_t param_count, result_count;
      const ValType *params, *results;
    } func;
    struct {
      uint32_t count;
      const FieldType *fields; /* an array has one */
    } fields;
    uint32_t cont; /* the function type */
  };
  uint32_t group_start, group_size; /* the recursion group, as indices of types */
} TypeDef;

/* Address types of memories, index types of tables. */
typedef struct Limits {
  uint64_t min, max; /* pages or elements */
  bool has_max, shared, is64;
  uint8_t page_log2; /* memories: 16, or 0 with custom page sizes */
} Limits;

#endif
