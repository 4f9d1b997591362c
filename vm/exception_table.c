/* Tables of tries, and how they are found. */
#include "vm/exception_table.h"

/* A function's code is entered once per granule that it touches. */
enum { GRANULE = 2048, FIRST_PLACES = 64 };
typedef struct TryPlace {
  uintptr_t granule; /* 0: empty */
  TryTable *table;
} TryPlace;

bool try_map_init(TryMap *m) {
  atomic_init(&m->used, false);
  return pthread_mutex_init(&m->lock, NULL) == 0;
}

void try_map_free(TryMap *m, const Alloc *alloc) {
  for (TryTable *t = m->tables, *next; t; t = next) {
    next = t->next;
    try_table_free(alloc, t);
  }
  alloc_free(alloc, m->places, m->capacity * sizeof *m->places);
  pthread_mutex_destroy(&m->lock);
}

/* ---- tables ---- */

static size_t table_size(uint32_t segments, uint32_t tries, uint32_t clauses) {
  return sizeof(TryTable) + segments * sizeof(TrySegment) + tries * sizeof(Try) + clauses * sizeof(CatchClause);
}

TryTable *try_table_new(const Alloc *alloc, uint32_t segments, uint32_t tries, uint32_t clauses) {
  TryTable *t = alloc_zeroed(alloc, table_size(segments, tries, clauses));
  if (!t) return NULL;
  t->segment_count = segments;
  t->try_count = tries;
  t->clause_count = clauses;
  t->segments = (TrySegment *)(t + 1);
  t->tries = (Try *)(t->segments + segments);
  t->clauses = (CatchClause *)(t->tries + tries);
  return t;
}

void try_table_free(const Alloc *alloc, TryTable *t) {
  if (t) alloc_free(alloc, t, table_size(t->segment_count, t->try_count, t->clause_count));
}

uint32_t try_table_at(const TryTable *t, uint32_t position) {
  uint32_t low = 0, high = t->segment_count; /* the last one that starts at or before it */
  while (low < high) {
    const uint32_t mid = low + (high - low) / 2;
    if (t->segments[mid].from <= position) low = mid + 1;
    else high = mid;
  }
  return low ? t->segments[low - 1].innermost : NO_TRY;
}

/* ---- the map ---- */

static uint32_t place_of(uintptr_t granule, uint32_t capacity) {
  return (uint32_t)((uint64_t)granule * 0x9E3779B97F4A7C15u >> 32) & (capacity - 1);
}

static void put(TryPlace *places, uint32_t capacity, uintptr_t granule, TryTable *t) {
  uint32_t k = place_of(granule, capacity);
  while (places[k].granule) k = (k + 1) & (capacity - 1);
  places[k] = (TryPlace){granule, t};
}

static bool reserve(TryMap *m, const Alloc *alloc, uint64_t more) {
  uint64_t capacity = m->capacity ? m->capacity : FIRST_PLACES;
  while (capacity < (m->count + more) * 2) capacity *= 2;
  if (capacity == m->capacity) return true;
  if (capacity > (uint32_t)1 << 31) return false;
  TryPlace *places = alloc_array(alloc, capacity, sizeof *places);
  if (!places) return false;
  for (uint32_t k = 0; k < m->capacity; k++)
    if (m->places[k].granule) put(places, (uint32_t)capacity, m->places[k].granule, m->places[k].table);
  alloc_free(alloc, m->places, m->capacity * sizeof *places);
  m->places = places;
  m->capacity = (uint32_t)capacity;
  return true;
}

bool try_map_add(TryMap *m, const Alloc *alloc, TryTable *t) {
  const uintptr_t first = (uintptr_t)t->code / GRANULE, last = ((uintptr_t)t->code + t->size - 1) / GRANULE;
  pthread_mutex_lock(&m->lock);
  const bool ok = reserve(m, alloc, last - first + 1);
  if (ok) {
    for (uintptr_t g = first; g <= last; g++) put(m->places, m->capacity, g, t);
    m->count += (uint32_t)(last - first + 1);
    t->next = m->tables;
    m->tables = t;
    atomic_store_explicit(&m->used, true, memory_order_release);
  }
  pthread_mutex_unlock(&m->lock);
  return ok;
}

const TryTable *try_map_find(TryMap *m, const void *pc) {
  if (!atomic_load_explicit(&m->used, memory_order_acquire)) return NULL;
  const uintptr_t granule = (uintptr_t)pc / GRANULE;
  const TryTable *found = NULL;
  pthread_mutex_lock(&m->lock);
  for (uint32_t k = place_of(granule, m->capacity); m->places[k].granule; k = (k + 1) & (m->capacity - 1)) {
    const TryTable *t = m->places[k].table;
    if (m->places[k].granule != granule || (uintptr_t)pc - (uintptr_t)t->code >= t->size) continue;
    found = t;
    break;
  }
  pthread_mutex_unlock(&m->lock);
  return found;
}
