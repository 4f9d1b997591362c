/* Objects: what references outside the function hierarchy point to; the heap they live in; the handles by which the
 * host holds them.
 *
 *   Object: [ type │ length │ payload … ]          at addresses ≡ 0 mod 16 in blocks, ≡ 8 mod 16 on their own
 *
 * `type` tells what an object is without knowing where it came from: a TypeId for structures and arrays (their layout:
 * CanonType), HT_EXTERN for a host value, HT_EXN, HT_CONT. Objects do not move: a collection marks what is reachable
 * (vm/gc_mark.c) from the roots (vm/roots.c), all else is free again (vm/gc_block.c).
 *
 * Whatever allocates may collect. C code that holds a reference meanwhile keeps it where the collector looks: a slot of
 * the frame at hand, a table, a global, a Root, a RootRange. */
#ifndef WVM_VM_HEAP_H
#define WVM_VM_HEAP_H

#include "base/alloc.h"
#include "validator/types.h"
#include "vm/trap.h"
#include "vm/value.h"

typedef struct Store Store;
typedef struct Heap Heap;

typedef struct Object {
  HeapType type;
  uint32_t length; /* arrays: elements */
} Object;
_Static_assert(sizeof(Object) == OBJECT_HEADER, "the payload follows the header");

/* A host value as an externref. */
typedef struct HostObject {
  Object object;
  void *value;
} HostObject;

/* An exception: its tag and arguments. */
typedef struct ExnObject {
  Object object;
  struct Tag *tag;
  Slot slots[]; /* as many as the tag's type has for parameters */
} ExnObject;

/* A reference held by the host: a root while it is in its store's list. */
typedef struct Root {
  Ref ref;
  bool is_func; /* of the function hierarchy: ref points to a Func */
  Store *store;
  struct Root *next, **link; /* link: what points here */
  struct Root **holder;      /* becomes null when the root goes; or NULL */
} Root;

/* Values that C code works on: whatever among these words is the address of an object keeps it alive. */
typedef struct RootRange {
  const uint64_t *at;
  size_t count;
  struct RootRange *next;
} RootRange;

MUST_USE Heap *heap_new(Store *store); /* NULL: no memory */
/* The limit on BUDGET_HEAP_FOOTPRINT for this one on BUDGET_HEAP_BYTES: fragmentation may at most double it (and a
 * little more, for small limits). */
uint64_t heap_most_footprint(uint64_t heap_bytes);
/* Runs the finalizers of what is left, frees the roots. */
void heap_free(Heap *h);

/* ---- allocating ---- */

/* Small objects come in classes of size; those larger than HEAP_SMALL one by one. */
enum { HEAP_SMALL = 8192, HEAP_CLASSES = 32 };

/* Free cells of one class, one behind the other. An object is allocated by taking the first one, when there is one. */
typedef struct AllocRun {
  uint8_t *at, *end;
  uint32_t cell; /* bytes */
} AllocRun;

/* The class of objects of `size` bytes, 1 … HEAP_SMALL: steps of 16 to 128, then four for each doubling. */
static inline uint32_t heap_class(uint32_t size) {
  const uint32_t s = size - 1;
  if (s < 128) return s / 16;
  const uint32_t log = 31 - (uint32_t)__builtin_clz(s);
  return 8 + (log - 7) * 4 + (s >> (log - 2) & 3);
}
static inline uint32_t heap_class_size(uint32_t class) {
  if (class < 8) return (class + 1) * 16;
  return (5 + class % 4) << ((class - 8) / 4 + 5);
}

/* The runs, HEAP_CLASSES of them, for code that allocates by itself; they stay where they are. */
AllocRun *heap_runs(Heap *h);
/* Puts at least one free cell into the class's run, collecting if need be. TRAP_HEAP_LIMIT or TRAP_NO_MEMORY if there
 * is none to be had. */
MUST_USE TrapCode heap_refill(Heap *h, uint32_t class);

/* An object of `size` bytes, header included, its payload zero. The same traps. */
MUST_USE TrapCode heap_alloc(Heap *h, HeapType type, uint32_t length, uint64_t size, Object **out);
/* The same, with something to be freed when the object is gone, or the store ends: finalize(value) runs later then, at
 * heap_finalize. */
MUST_USE TrapCode heap_alloc_final(Heap *h, HeapType type, uint32_t length, uint64_t size, void *value,
                                   void (*finalize)(void *value), Object **out);
/* REF_NULL: no memory, or the store's limit on heap_bytes. */
MUST_USE Ref heap_host_object(Heap *h, void *value, void (*finalize)(void *value));

/* The object behind a reference of another hierarchy than func; NULL for null and i31. */
static inline Object *ref_object(Ref r) { return ref_is_i31(r) ? NULL : (Object *)r; }

/* Frees what cannot be reached. */
void heap_collect(Heap *h);
/* Runs the finalizers of host values that were found to be gone. They may do anything, also run the guest, so this is
 * called only where nothing is half done: at allocations of the guest and of the host. */
void heap_finalize(Heap *h);

/* ---- roots ---- */

/* NULL: no memory. */
MUST_USE Root *heap_root(Heap *h, Ref ref, bool is_func);
void heap_unroot(Root *r);

/* Last in, first out. */
void heap_push_range(Heap *h, RootRange *r);
void heap_pop_range(Heap *h, RootRange *r);

#endif
