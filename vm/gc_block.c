/* Blocks, runs, large objects: where memory for objects comes from and goes back to.
 *
 * The limit on BUDGET_HEAP_BYTES is one of cells handed out; that on BUDGET_HEAP_FOOTPRINT keeps fragmentation within
 * bounds, and counts chunks alone: large objects leave no gaps. */
#include "vm/gc.h"

#include "vm/store.h"

/* ---- the set of addresses ---- */

static size_t set_hash(uintptr_t at, uint32_t capacity) {
  return (size_t)((uint64_t)(at >> 3) * 0x9E3779B97F4A7C15u >> 32) & (capacity - 1);
}

static void set_put(uintptr_t *set, uint32_t capacity, uintptr_t at) {
  size_t k = set_hash(at, capacity);
  while (set[k]) k = (k + 1) & (capacity - 1);
  set[k] = at;
}

static MUST_USE bool set_reserve(Heap *h, uint32_t more) {
  uint64_t need = ((uint64_t)h->set_count + more) * 2, capacity = MAX_OF(h->set_capacity, 64u);
  if (need <= h->set_capacity) return true;
  while (capacity < need) capacity *= 2;
  if (capacity > UINT32_MAX / 2) return false;
  uintptr_t *set = alloc_array(h->alloc, capacity, sizeof *set);
  if (!set) return false;
  for (uint32_t k = 0; k < h->set_capacity; k++)
    if (h->set[k]) set_put(set, (uint32_t)capacity, h->set[k]);
  alloc_free(h->alloc, h->set, h->set_capacity * sizeof *set);
  h->set = set;
  h->set_capacity = (uint32_t)capacity;
  return true;
}

static void set_add(Heap *h, uintptr_t at) {
  set_put(h->set, h->set_capacity, at);
  h->set_count++;
}

static bool set_has(const Heap *h, uintptr_t at) {
  if (!at || !h->set_capacity) return false; /* 0 marks what is empty */
  size_t k = set_hash(at, h->set_capacity);
  while (h->set[k] && h->set[k] != at) k = (k + 1) & (h->set_capacity - 1);
  return h->set[k] == at;
}

/* After something has gone. */
static void set_rebuild(Heap *h) {
  memset(h->set, 0, h->set_capacity * sizeof *h->set);
  h->set_count = 0;
  for (uint32_t c = 0; c < h->chunk_count; c++)
    for (uint32_t k = 0; k < CHUNK_BLOCKS; k++) set_add(h, (uintptr_t)(h->chunks[c].blocks + (size_t)k * BLOCK_SIZE));
  for (uint32_t k = 0; k < h->large_count; k++) set_add(h, (uintptr_t)(h->larges[k] + 1));
}

uint64_t gc_footprint(const Heap *h) { return h->store->used[BUDGET_HEAP_FOOTPRINT] + h->footprint_large; }

bool gc_is_known(const Heap *h, uintptr_t at) {
  if (at & LARGE_BIT) return at % 8 == 0 && set_has(h, at) && large_of(at)->known;
  const Block *b = block_of(at);
  if (at % 16 || at - (uintptr_t)b < BLOCK_HEADER || !set_has(h, (uintptr_t)b)) return false;
  const uint32_t cell = cell_of(b, at);
  return cell < b->cells && cell_at((Block *)b, cell) == (uint8_t *)at && b->known[cell / 64] >> cell % 64 & 1;
}

/* ---- chunks and blocks ---- */

static TrapCode chunk_new(Heap *h) {
  if (!store_take(h->store, BUDGET_HEAP_FOOTPRINT, CHUNK_BYTES)) return TRAP_HEAP_LIMIT;
  const bool room =
      alloc_grow(h->alloc, (void **)&h->chunks, &h->chunk_capacity, (size_t)h->chunk_count + 1, sizeof *h->chunks) &&
      set_reserve(h, CHUNK_BLOCKS) && gc_reserve_marks(h);
  uint8_t *memory = room ? alloc_resize(h->alloc, NULL, 0, CHUNK_BYTES) : NULL;
  if (!memory) {
    store_give(h->store, BUDGET_HEAP_FOOTPRINT, CHUNK_BYTES);
    return TRAP_NO_MEMORY;
  }
  uint8_t *blocks = memory + (BLOCK_SIZE - (uintptr_t)memory % BLOCK_SIZE);
  h->chunks[h->chunk_count] = (Chunk){memory, blocks, (1u << CHUNK_BLOCKS) - 1};
  h->chunk_hint = MIN_OF(h->chunk_hint, h->chunk_count);
  h->chunk_count++;
  for (uint32_t k = 0; k < CHUNK_BLOCKS; k++) {
    Block *b = (Block *)(void *)(blocks + (size_t)k * BLOCK_SIZE);
    b->cells = 0;
    set_add(h, (uintptr_t)b);
  }
  return TRAP_NONE;
}

static TrapCode block_take(Heap *h, uint32_t class, Block **out) {
  while (h->chunk_hint < h->chunk_count && !h->chunks[h->chunk_hint].free) h->chunk_hint++;
  if (h->chunk_hint == h->chunk_count) {
    TrapCode trap = chunk_new(h);
    if (trap) return trap;
  }
  Chunk *c = &h->chunks[h->chunk_hint];
  const uint32_t k = (uint32_t)__builtin_ctz(c->free), cell = heap_class_size(class);
  c->free &= c->free - 1;
  Block *b = (Block *)(void *)(c->blocks + (size_t)k * BLOCK_SIZE);
  *b = (Block){.cell = cell,
               .cells = (BLOCK_SIZE - BLOCK_HEADER) / cell,
               .reciprocal = (uint32_t)((((uint64_t)1 << 32) + cell - 1) / cell),
               .class = class};
  *out = b;
  return TRAP_NONE;
}

/* ---- runs ---- */

/* The first cell from `cell` on whose live bit is `set`, or b->cells. */
static uint32_t next_cell(const Block *b, uint32_t cell, bool set) {
  while (cell < b->cells) {
    uint64_t word = set ? b->live[cell / 64] : ~b->live[cell / 64];
    word >>= cell % 64;
    if (word) return MIN_OF(cell + (uint32_t)__builtin_ctzll(word), b->cells);
    cell = (cell / 64 + 1) * 64;
  }
  return b->cells;
}

static void bits_put(uint64_t *bits, uint32_t first, uint32_t end, bool set) {
  for (uint32_t k = first; k < end;) {
    const uint32_t n = MIN_OF(64 - k % 64, end - k);
    const uint64_t mask = (n == 64 ? UINT64_MAX : ((uint64_t)1 << n) - 1) << k % 64;
    if (set) bits[k / 64] |= mask;
    else bits[k / 64] &= ~mask;
    k += n;
  }
}

TrapCode gc_take_run(Heap *h, uint32_t class) {
  assert(h->runs[class].at == h->runs[class].end);
  const uint32_t cell = heap_class_size(class);
  const uint64_t limit = h->store->limits.most[BUDGET_HEAP_BYTES],
                 room = limit - MIN_OF(budget_used(h->store->budget, BUDGET_HEAP_BYTES), limit);
  uint32_t most = (uint32_t)MIN_OF(room / cell, (uint64_t)BLOCK_SIZE);
  if (!most) return TRAP_HEAP_LIMIT;
  if (h->stress) most = 1;
  for (;;) {
    Block *b = h->current[class];
    if (!b) {
      b = h->partial[class];
      if (b) h->partial[class] = b->next;
      TrapCode trap = b ? TRAP_NONE : block_take(h, class, &b);
      if (trap) return trap;
      h->current[class] = b;
    }
    const uint32_t first = next_cell(b, b->scan, false);
    if (first < b->cells) {
      const uint32_t end = MIN_OF(next_cell(b, first, true), first + most);
      const uint64_t bytes = (uint64_t)(end - first) * cell;
      if (!store_take(h->store, BUDGET_HEAP_BYTES, bytes)) return TRAP_HEAP_LIMIT; /* a store of its group came first */
      bits_put(b->live, first, end, true);
      b->scan = end;
      h->runs[class].at = cell_at(b, first);
      h->runs[class].end = cell_at(b, end);
      h->since += bytes;
      return TRAP_NONE;
    }
    h->current[class] = NULL;
  }
}

TrapCode gc_take_large(Heap *h, uint64_t size, Object **out) {
  size_t bytes;
  if (!size_add((size_t)size, sizeof(Large), &bytes) || !store_take(h->store, BUDGET_HEAP_BYTES, size))
    return TRAP_HEAP_LIMIT;
  const bool room =
      alloc_grow(h->alloc, (void **)&h->larges, &h->large_capacity, (size_t)h->large_count + 1, sizeof *h->larges) &&
      set_reserve(h, 1) && gc_reserve_marks(h);
  Large *l = room ? alloc_zeroed(h->alloc, bytes) : NULL;
  if (!l) {
    store_give(h->store, BUDGET_HEAP_BYTES, size);
    return TRAP_NO_MEMORY;
  }
  l->bytes = bytes;
  l->live = true;
  h->larges[h->large_count++] = l;
  set_add(h, (uintptr_t)(l + 1));
  h->since += size;
  h->footprint_large += bytes;
  *out = (Object *)(void *)(l + 1);
  return TRAP_NONE;
}

/* ---- a collection ---- */

#define EACH_BLOCK(h, b)                                                                                               \
  for (uint32_t chunk_ = 0; chunk_ < (h)->chunk_count; chunk_++)                                                       \
    for (uint32_t k_ = 0; k_ < CHUNK_BLOCKS; k_++)                                                                     \
      for (Block *b = (h)->chunks[chunk_].free >> k_ & 1                                                               \
                          ? NULL                                                                                       \
                          : (Block *)(void *)((h)->chunks[chunk_].blocks + (size_t)k_ * BLOCK_SIZE);                   \
           b; b = NULL)

static uint32_t words_of(const Block *b) { return (b->cells + 63) / 64; }

void gc_blocks_begin(Heap *h) {
  for (uint32_t c = 0; c < HEAP_CLASSES; c++) {
    AllocRun *run = &h->runs[c];
    if (run->at != run->end) { /* nothing was put there */
      Block *b = block_of((uintptr_t)run->at);
      const uint32_t first = cell_of(b, (uintptr_t)run->at);
      bits_put(b->live, first, first + (uint32_t)((size_t)(run->end - run->at) / run->cell), false);
    }
    run->at = run->end = NULL;
    h->current[c] = h->partial[c] = NULL;
  }
  EACH_BLOCK(h, b) {
    memcpy(b->known, b->live, words_of(b) * sizeof *b->live);
    memset(b->live, 0, words_of(b) * sizeof *b->live);
  }
  for (uint32_t k = 0; k < h->large_count; k++) {
    h->larges[k]->known = true;
    h->larges[k]->live = false;
  }
}

static void poison(Block *b) {
  for (uint32_t k = next_cell(b, 0, false); k < b->cells; k = next_cell(b, k + 1, false))
    memset(cell_at(b, k), POISON, b->cell);
}

/* Frees chunks all of whose blocks are free, but keeps as many free blocks as will be asked for soon. */
static bool chunks_trim(Heap *h, uint64_t keep) {
  uint32_t kept = 0;
  for (uint32_t c = 0; c < h->chunk_count; c++) {
    const Chunk *chunk = &h->chunks[c];
    const uint64_t bytes = (uint64_t)(uint32_t)__builtin_popcount(chunk->free) * BLOCK_SIZE;
    if (chunk->free == (1u << CHUNK_BLOCKS) - 1 && bytes > keep) {
      alloc_free(h->alloc, chunk->memory, CHUNK_BYTES);
      store_give(h->store, BUDGET_HEAP_FOOTPRINT, CHUNK_BYTES);
      continue;
    }
    keep -= MIN_OF(keep, bytes);
    h->chunks[kept++] = *chunk;
  }
  const bool changed = kept != h->chunk_count;
  h->chunk_count = kept;
  h->chunk_hint = 0;
  return changed;
}

static bool larges_sweep(Heap *h, uint64_t *used) {
  uint32_t kept = 0;
  for (uint32_t k = 0; k < h->large_count; k++) {
    Large *l = h->larges[k];
    if (l->live) {
      *used += l->bytes - sizeof *l;
      h->larges[kept++] = l;
      continue;
    }
    const size_t bytes = l->bytes;
    h->footprint_large -= bytes;
    if (h->poison) memset(l, POISON, bytes);
    alloc_free(h->alloc, l, bytes);
  }
  const bool changed = kept != h->large_count;
  h->large_count = kept;
  return changed;
}

void gc_blocks_end(Heap *h) {
  uint64_t used = 0;
  h->since = 0;
  Block **tails[HEAP_CLASSES];
  for (uint32_t c = 0; c < HEAP_CLASSES; c++) tails[c] = &h->partial[c];
  EACH_BLOCK(h, b) {
    uint32_t live = 0;
    for (uint32_t k = 0; k < words_of(b); k++) live += (uint32_t)__builtin_popcountll(b->live[k]);
    used += (uint64_t)live * b->cell;
    b->scan = 0;
    if (h->poison) poison(b);
    if (!live) {
      h->chunks[chunk_].free |= 1u << k_;
      b->cells = 0;
    } else if (live < b->cells) {
      *tails[b->class] = b;
      tails[b->class] = &b->next;
    }
  }
  for (uint32_t c = 0; c < HEAP_CLASSES; c++) *tails[c] = NULL;
  const bool less = larges_sweep(h, &used);
  store_give(h->store, BUDGET_HEAP_BYTES, h->store->used[BUDGET_HEAP_BYTES] - used);
  enum { LEAST = 8 << 20 };
  h->threshold = MAX_OF(used, (uint64_t)LEAST);
  if (chunks_trim(h, h->threshold) || less) set_rebuild(h);
}

void gc_each_live(Heap *h, void (*visit)(Heap *h, Object *o)) {
  EACH_BLOCK(h, b) {
    for (uint32_t k = next_cell(b, 0, true); k < b->cells; k = next_cell(b, k + 1, true))
      visit(h, (Object *)(void *)cell_at(b, k));
  }
  for (uint32_t k = 0; k < h->large_count; k++)
    if (h->larges[k]->live) visit(h, (Object *)(void *)(h->larges[k] + 1));
}

void gc_blocks_free(Heap *h) {
  for (uint32_t c = 0; c < h->chunk_count; c++) alloc_free(h->alloc, h->chunks[c].memory, CHUNK_BYTES);
  for (uint32_t k = 0; k < h->large_count; k++) alloc_free(h->alloc, h->larges[k], h->larges[k]->bytes);
  alloc_free(h->alloc, h->chunks, h->chunk_capacity * sizeof *h->chunks);
  alloc_free(h->alloc, h->larges, h->large_capacity * sizeof(Large *));
  alloc_free(h->alloc, h->set, h->set_capacity * sizeof *h->set);
}
