/* Linear memories.
 *
 *   base                     base + length             base + reserved
 *    │ accessible, zeroed at first │ no access … guard      │
 *
 * The promise that code may rely on (by the memory's *type*): a guarded 32-bit memory has 8 GiB and a guard reserved,
 * a guarded 64-bit one the engine's limit and a guard; base never moves, length never decreases. What cannot keep it
 * (a refused reservation, pages of one byte, foreign pointers) is unguarded: its base stays as well, but less space
 * lies behind it. The interpreter always compares.
 * A shared memory is counted, its length is grown under a lock and read with acquire. */
#ifndef WVM_VM_MEMORY_H
#define WVM_VM_MEMORY_H

#include <stdatomic.h>

#include "base/alloc.h"
#include "base/err.h"
#include "decoder/type.h"
#include "vm/trap.h"

typedef struct Store Store;

typedef struct Memory {
  uint8_t *base;
  _Atomic uint64_t length; /* bytes accessible */
  Limits limits;           /* of the type; max is the declared one */
  uint64_t max_bytes;      /* where growth ends: declared, engine's or store's limit */
  uint64_t reserved;       /* bytes of address space at base, guard behind it included */
  uint64_t committed;      /* bytes at base that the host may touch: length in whole pages of the host */
  bool guarded;
  Store *store;            /* that made it */
  atomic_uint refs;        /* shared memories: by how many stores */
  struct MemoryLock *lock; /* shared memories */
  const Alloc *alloc;
} Memory;

/* A new memory of limits->min pages, zeroed. ERR_LIMIT or ERR_NO_MEMORY otherwise; the Diag says which limit. */
MUST_USE Err memory_new(Store *store, const Limits *limits, Memory **out, Diag *diag);
void memory_release(Memory *m);

static inline uint64_t memory_pages(const Memory *m) {
  return atomic_load_explicit(&m->length, memory_order_acquire) >> m->limits.page_log2;
}

/* Pages before, or UINT64_MAX when it cannot grow. */
uint64_t memory_grow(Store *store, Memory *m, uint64_t delta_pages);

/* Bulk operations: bounds are checked before the first write; they run in chunks and poll for interruption. */
MUST_USE TrapCode memory_fill(Store *store, Memory *m, uint64_t at, uint8_t value, uint64_t size);
MUST_USE TrapCode memory_copy(Store *store, Memory *to, uint64_t to_at, Memory *from, uint64_t from_at, uint64_t size);
MUST_USE TrapCode memory_init(Store *store, Memory *to, uint64_t at, Bytes from, uint64_t from_at, uint64_t size);
/* Zeroes whole pages, giving them back to the system. */
MUST_USE TrapCode memory_discard(Store *store, Memory *m, uint64_t at, uint64_t size);

/* [at, at + size) lies inside. No overflow. */
static inline bool memory_in_bounds(const Memory *m, uint64_t at, uint64_t size) {
  uint64_t length = atomic_load_explicit(&m->length, memory_order_acquire);
  return size <= length && at <= length - size;
}

#endif
