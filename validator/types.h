/* Engine-wide types. Recursion groups of all modules are canonicalised here: equal groups get one TypeId, so that
 * type equality anywhere after loading is integer equality, and a cast is a load and a compare.
 *
 * A CanonType's ValTypes are canonical: heap indices are TypeIds. Groups are counted references: whoever holds TypeIds
 * (a Program, a host type) holds its groups. Thread-safe; a CanonType is immutable and stays where it is while held. */
#ifndef WVM_VALIDATOR_TYPES_H
#define WVM_VALIDATOR_TYPES_H

#include "base/alloc.h"
#include "base/err.h"
#include "decoder/module.h"

typedef uint32_t TypeId; /* below HT_ABSTRACT */

typedef struct CanonType {
  TypeDef def; /* canonical: super, describes, descriptor, cont are TypeIds */
  TypeId id;
  uint32_t depth;                     /* in the subtype hierarchy; a root has 0 */
  const TypeId *supers;               /* the display: supers[i] is the ancestor of depth i, supers[depth] == id */
  uint32_t param_slots, result_slots; /* functions: home slots of all parameters, all results */
  /* How objects of this type lie in memory, in bytes from their start: the header, then the fields in order, each
   * aligned to its size, at most to 8. A subtype's fields start as its supertype's. */
  uint32_t size;           /* structures: of the whole object; arrays: of one element */
  uint32_t descriptor_at;  /* where the descriptor is; 0: there is none */
  uint32_t ref_count;      /* how many references to objects (not functions); arrays: 1 when elements are such */
  const uint32_t *offsets; /* structures: where each field is */
  const uint32_t *refs;    /* structures: where the references are, the descriptor among them */
} CanonType;

enum { OBJECT_HEADER = 8 };

/* Bytes that a field or element takes. */
static inline uint32_t field_size(ValType t) {
  static const uint8_t sizes[] = {0, 4, 8, 4, 8, 16, 8, 1, 2};
  return sizes[vt_kind(t)];
}

typedef struct Types Types; /* the registry of one engine */

MUST_USE Types *types_new(const Alloc *alloc); /* NULL: no memory */
void types_free(Types *t);

/* Canonicalises all types of a module whose definitions are already valid; ids[i] becomes the TypeId of local type i
 * and holds a reference. ERR_NO_MEMORY or ERR_LIMIT otherwise, nothing held then. */
MUST_USE Err types_intern_module(Types *t, const Module *m, TypeId *ids);
void types_release(Types *t, const TypeId *ids, uint32_t count);

/* The function type with these canonical parameters and results, as a final type in a group of its own (the
 * implicit type of host functions, tags, block types); holds a reference. */
MUST_USE Err types_intern_func(Types *t, const ValType *params, uint32_t param_count, const ValType *results,
                               uint32_t result_count, TypeId *out);

/* Wait-free; the id must be held by the caller. */
const CanonType *types_get(const Types *t, TypeId id);

/* Subtyping, on canonical types. */
bool types_is_sub_id(const Types *t, TypeId sub, TypeId super);
bool types_is_sub_heap(const Types *t, HeapType sub, HeapType super);
bool types_is_sub(const Types *t, ValType sub, ValType super);
/* The top of a heap type's hierarchy: HT_ANY, HT_FUNC, HT_EXTERN, HT_EXN or HT_CONT; and its bottom. */
HeapType types_top(const Types *t, HeapType h);
HeapType types_bottom(const Types *t, HeapType h);
/* Has a default value: everything but non-nullable references. */
static inline bool vt_is_defaultable(ValType t) { return !vt_is_ref(t) || vt_is_nullable(t); }

/* The canonical form of a module's type. */
static inline ValType canon_val(const TypeId *ids, ValType local) {
  if (!vt_is_ref(local) || !ht_is_index(vt_heap(local))) return local;
  return (local & ((1u << VT_HEAP_SHIFT) - 1)) | ids[vt_heap(local)] << VT_HEAP_SHIFT;
}
static inline HeapType canon_heap(const TypeId *ids, HeapType local) { return ht_is_index(local) ? ids[local] : local; }

/* A heap type, and a type, in the text format, concrete ones as their id ("(ref null 3)"); into out, at most size
 * bytes, terminated. */
void heap_type_format(HeapType h, char *out, size_t size);
void types_format(ValType t, char *out, size_t size);

#endif
