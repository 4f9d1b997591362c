/* Linear memories.
 *
 *   base                     base + length             base + reserved
 *    │ accessible, zeroed at first │ no access … guard      │
 *
 * The promise that code may rely on (by the memory's *type*): a guarded 32-bit memory has 8 GiB and a guard reserved,
 * a guarded 64-bit one the engine's limit and a guard; base never moves, length never decreases. What cannot keep it
 * (a refused reservation, pages of one byte, foreign pointers) is unguarded: its base stays as well, but less space
 * lies behind it. The interpreter always compares.
 *
 * A shared memory belongs to several stores, each with its own thread: it is counted, and kept until the last of them
 * and the last of the host's handles is gone. It is grown under a lock; its length only rises, is read with acquire and
 * published after the pages are there, so whoever sees a length may touch what it covers. Its bytes are counted in the
 * store that made it, whoever grows it. */
#ifndef WVM_VM_MEMORY_H
#define WVM_VM_MEMORY_H

#include <stdatomic.h>

#include "base/alloc.h"
#include "base/err.h"
#include "decoder/type.h"
#include "vm/trap.h"

typedef struct Store Store;

/* What compilers may rely on of guarded memories. In front of all of them so many bytes fault: what a negative displacement
 * would reach. */
#define MEMORY_FRONT_GUARD ((uint64_t)64 << 10)
/* Behind the engine's limit so many do in those of 64 bits: displacements below this need no check of their own. */
#define MEMORY64_GUARD ((uint64_t)2 << 30)

typedef struct Memory {
  uint8_t *base;
  _Atomic uint64_t length; /* bytes accessible */
  Limits limits;           /* of the type; max is the declared one */
  uint64_t max_bytes;      /* where growth ends: declared, engine's or store's limit */
  uint64_t reserved;       /* bytes of address space at base, guard behind it included */
  uint64_t committed;      /* bytes at base that the host may touch: length in whole pages of the host */
  bool guarded;
  bool foreign;            /* the pages are the host's: neither grown, nor replaced, nor given back */
  struct Mappings *mappings; /* what is mapped in it; NULL: nothing ever was (vm/mapping.h) */
  void (*finalize)(void *env); /* of a foreign one's pages, or NULL */
  void *finalize_env;
  Store *store;            /* that made it; NULL: shared */
  atomic_uint refs;        /* shared memories: how many stores and handles hold it */
  struct MemoryShare *share; /* shared memories: lock, queue of waiters */
  const Alloc *alloc;
} Memory;

/* A new memory of limits->min pages, zeroed. ERR_LIMIT or ERR_NO_MEMORY otherwise; the Diag says which limit. */
MUST_USE Err memory_new(Store *store, const Limits *limits, Memory **out, Diag *diag);
/* A memory of `size` bytes of the host's at `base`, which stay where they are until it calls finalize(env) (or NULL); whole
 * pages of the type. Unguarded, and of this size for life. On failure nothing is taken over. */
MUST_USE Err memory_new_foreign(Store *store, const Limits *limits, void *base, uint64_t size, void (*finalize)(void *env),
                                void *env, Memory **out, Diag *diag);
/* Gives a reference back. `store`: it held it, and pays no longer for what it made; NULL: a handle did. */
void memory_release(Store *store, Memory *m);

/* One more reference, of a shared memory. */
Memory *memory_retain(Memory *m);
static inline bool memory_is_shared(const Memory *m) { return m->share != NULL; }
/* The engine of a shared memory, which it keeps. */
struct Engine *memory_engine(const Memory *m);
/* A shared memory was made by this store, which still lives. */
bool memory_is_made_by(const Memory *m, const Store *store);
/* Who waits at addresses of it; NULL: it is not shared. */
struct WaitQueue *memory_waiters(const Memory *m);

static inline uint64_t memory_pages(const Memory *m) {
  return atomic_load_explicit(&m->length, memory_order_acquire) >> m->limits.page_log2;
}

/* Pages before, or UINT64_MAX when it cannot grow. store: NULL only for a shared memory, when no store asks. */
uint64_t memory_grow(Store *store, Memory *m, uint64_t delta_pages);

/* Bulk operations: bounds are checked before the first write; they run in chunks and poll for interruption. */
MUST_USE TrapCode memory_fill(Store *store, Memory *m, uint64_t at, uint8_t value, uint64_t size);
MUST_USE TrapCode memory_copy(Store *store, Memory *to, uint64_t to_at, Memory *from, uint64_t from_at, uint64_t size);
MUST_USE TrapCode memory_init(Store *store, Memory *to, uint64_t at, Bytes from, uint64_t from_at, uint64_t size);
/* Zeroes whole pages, giving them back to the system. */
MUST_USE TrapCode memory_discard(Store *store, Memory *m, uint64_t at, uint64_t size);

/* The address lies in the memory's reservation, its guards in front and behind included. */
bool memory_reserves(const Memory *m, const void *address);

/* [at, at + size) lies inside. No overflow. */
static inline bool memory_in_bounds(const Memory *m, uint64_t at, uint64_t size) {
  uint64_t length = atomic_load_explicit(&m->length, memory_order_acquire);
  return size <= length && at <= length - size;
}

/* The place of an atomic access: one that is not aligned traps before one out of bounds does. (Handlers of cells say it with two
 * traps of constant code, which need no frame.) */
static inline TrapCode memory_atomic_place(const Memory *m, uint64_t base, uint64_t offset, uint64_t size, uint64_t *at) {
  const bool overflows = __builtin_add_overflow(base, offset, at);
  if (UNLIKELY(*at & (size - 1))) return TRAP_UNALIGNED_ATOMIC;
  return UNLIKELY(overflows || !memory_in_bounds(m, *at, size)) ? TRAP_MEMORY_BOUNDS : TRAP_NONE;
}

/* Whether a memory of this type is guarded where the system gives enough address space. */
static inline bool memory_wants_guard(const Limits *l) { return l->page_log2 == 16; }

#endif
