/* Objects: what references outside the function hierarchy point to, and the handles by which the host holds them.
 *
 *   Object: [type │ gc │ payload …]
 *
 * `type` tells what an object is without knowing where it came from: a TypeId for structures and arrays, HT_EXTERN for
 * a host value, HT_EXN, HT_CONT. Objects do not move. There is no collector yet: host values are all there is, and they
 * live until the store ends; what allocates goes through heap_alloc, what must survive is reachable from a Root, a
 * table, a global or a Stack, so that a collector finds its place here. */
#ifndef WVM_VM_HEAP_H
#define WVM_VM_HEAP_H

#include "base/alloc.h"
#include "decoder/type.h"
#include "vm/value.h"

typedef struct Store Store;
typedef struct Heap Heap;

typedef struct Object {
  HeapType type;
  uint32_t gc; /* the collector's */
} Object;

/* A host value as an externref. */
typedef struct HostObject {
  Object object;
  void *value;
  void (*finalize)(void *value); /* or NULL */
  struct HostObject *next;
} HostObject;

/* A reference held by the host: a root while it is in its store's list. */
typedef struct Root {
  Ref ref;
  bool is_func; /* of the function hierarchy: ref points to a Func */
  Store *store;
  struct Root *next, **link; /* link: what points here */
} Root;

MUST_USE Heap *heap_new(Store *store); /* NULL: no memory */
/* Runs the finalizers of what is left, frees the roots. */
void heap_free(Heap *h);

/* REF_NULL: no memory, or the store's limit on heap_bytes. */
MUST_USE Ref heap_host_object(Heap *h, void *value, void (*finalize)(void *value));
/* The object behind a reference of another hierarchy than func; NULL for null and i31. */
static inline Object *ref_object(Ref r) { return ref_is_i31(r) ? NULL : (Object *)r; }

/* NULL: no memory. */
MUST_USE Root *heap_root(Heap *h, Ref ref, bool is_func);
void heap_unroot(Root *r);

#endif
