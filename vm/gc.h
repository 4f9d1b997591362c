/* The collector's insides, shared by heap.c, gc_*.c and roots.c.
 *
 *   Chunk ─▶ 16 blocks of 64 KiB, aligned to 64 KiB
 *   Block: [ header │ live bits │ known bits │ cell cell cell … ]      cells of one class of size
 *
 * A cell's live bit is set when it is part of a run that was handed out, or was marked by the last collection; the
 * cells whose bit is clear are free. So sweeping is nothing but looking for the next clear bits. While a collection
 * runs, the bits of before are in `known`: a word found on a stack is taken for a reference only if it is the address
 * of a known cell (or of a large object); whatever else stands in a slot is ignored.
 *
 * Objects larger than HEAP_SMALL come from the allocator, behind a Large; their addresses differ in bit 3, so that an
 * exact reference needs no look-up. */
#ifndef WVM_VM_GC_H
#define WVM_VM_GC_H

#include "vm/heap.h"

enum { BLOCK_SIZE = 65536, CHUNK_BLOCKS = 16, BLOCK_HEADER = 1088, MAP_WORDS = 64, LARGE_BIT = 8, POISON = 0xDB };

typedef struct Block {
  uint32_t cell, cells; /* bytes of a cell; how many */
  uint32_t reciprocal;  /* offset × reciprocal >> 32: which cell */
  uint32_t class;
  uint32_t scan;      /* cells below have been handed out since the last collection, or were alive */
  struct Block *next; /* with free cells, of the class */
  uint64_t live[MAP_WORDS], known[MAP_WORDS];
} Block;
_Static_assert(sizeof(Block) <= BLOCK_HEADER && BLOCK_HEADER % 16 == 0, "cells follow the header");
_Static_assert((BLOCK_SIZE - BLOCK_HEADER) / 16 <= MAP_WORDS * 64, "a bit for each cell");

typedef struct Chunk {
  void *memory;    /* as the allocator gave it: CHUNK_BYTES */
  uint8_t *blocks; /* aligned */
  uint32_t free;   /* bit per block */
} Chunk;
#define CHUNK_BYTES ((size_t)(CHUNK_BLOCKS + 1) * BLOCK_SIZE)

/* In front of a large object. */
typedef struct Large {
  size_t bytes; /* this header included */
  bool live, known;
  uint64_t pad;
} Large;
_Static_assert(sizeof(Large) % 16 == LARGE_BIT, "large objects differ in bit 3");

/* Something to be freed with an object: a host value, a continuation's Stack. */
typedef struct Finalizer {
  Object *object;
  void *value;
  void (*finalize)(void *value);
  struct Finalizer *next;
} Finalizer;

typedef struct Mark {
  Object *object;
  uint64_t from; /* arrays: the first element that is not marked yet */
} Mark;

struct Heap {
  AllocRun runs[HEAP_CLASSES];
  Block *current[HEAP_CLASSES]; /* where the runs come from */
  Block *partial[HEAP_CLASSES]; /* next ones */
  Store *store;
  const Alloc *alloc;
  bool stress; /* collect at every allocation */
  bool poison; /* overwrite what is free */
  bool collecting, finalizing;

  Chunk *chunks;
  uint32_t chunk_count, chunk_capacity, chunk_hint; /* below chunk_hint no block is free */
  Large **larges;
  uint32_t large_count, large_capacity;
  uintptr_t *set; /* addresses of blocks and large objects; open addressing, 0: empty */
  uint32_t set_count, set_capacity;

  uint64_t since, threshold; /* bytes allocated since the last collection; until the next */
  uint64_t footprint_large;  /* bytes that large objects take */

  Mark *marks;
  uint32_t mark_count, mark_capacity;
  bool overflow; /* something was marked that did not fit in marks */

  Finalizer *finalizers, *dead; /* of objects; those whose objects are gone */
  Root *roots;
  RootRange *ranges;
  struct RootMaps *maps; /* vm/roots.c */
};

static inline Block *block_of(uintptr_t at) { return (Block *)(at & ~(uintptr_t)(BLOCK_SIZE - 1)); }
static inline uint32_t cell_of(const Block *b, uintptr_t at) {
  const uint64_t offset = (at & (BLOCK_SIZE - 1)) - BLOCK_HEADER;
  return (uint32_t)(offset * b->reciprocal >> 32);
}
static inline uint8_t *cell_at(Block *b, uint32_t cell) { return (uint8_t *)b + BLOCK_HEADER + (size_t)cell * b->cell; }
static inline Large *large_of(uintptr_t at) { return (Large *)(at - sizeof(Large)); }

/* ---- vm/gc_block.c ---- */
/* Takes the next free cells of the class into its run. TRAP_NONE, TRAP_HEAP_LIMIT, TRAP_NO_MEMORY. */
MUST_USE TrapCode gc_take_run(Heap *h, uint32_t class);
MUST_USE TrapCode gc_take_large(Heap *h, uint64_t size, Object **out);
/* Before marking: what there is becomes known, nothing is live. */
void gc_blocks_begin(Heap *h);
/* After it: what is not live is free. */
void gc_blocks_end(Heap *h);
void gc_blocks_free(Heap *h);
/* Bytes that it takes from the allocator for objects. */
uint64_t gc_footprint(const Heap *h);
/* The address of an object that was there when the collection began. */
bool gc_is_known(const Heap *h, uintptr_t at);
/* Calls for each live object. */
void gc_each_live(Heap *h, void (*visit)(Heap *h, Object *o));

/* ---- vm/gc_mark.c ---- */
/* A reference of another hierarchy than func. */
void gc_mark_ref(Heap *h, Ref r);
/* Any word. */
void gc_mark_candidate(Heap *h, uint64_t word);
void gc_mark_all(Heap *h);
/* Marking works with a small stack, but not without any: had before there is anything to mark. */
MUST_USE bool gc_reserve_marks(Heap *h);

#endif
