/* Ranges of code, hashed by granules, of which a range may take several. */
#include "vm/code_map.h"

enum { GRANULE = 2048, FIRST_PLACES = 64 };
typedef struct CodePlace {
  uintptr_t granule; /* 0: empty */
  CodeRange *range;
} CodePlace;

bool code_map_init(CodeMap *m) { return pthread_mutex_init(&m->lock, NULL) == 0; }

void code_map_free(CodeMap *m, const Alloc *alloc) {
  for (CodeRange *r = m->ranges, *next; r; r = next) {
    next = r->next;
    try_table_free(alloc, r->tries);
    alloc_free(alloc, r, sizeof *r);
  }
  alloc_free(alloc, m->places, m->capacity * sizeof *m->places);
  pthread_mutex_destroy(&m->lock);
}

static uint32_t place_of(uintptr_t granule, uint32_t capacity) {
  return (uint32_t)((uint64_t)granule * 0x9E3779B97F4A7C15u >> 32) & (capacity - 1);
}

static void put(CodePlace *places, uint32_t capacity, uintptr_t granule, CodeRange *r) {
  uint32_t k = place_of(granule, capacity);
  while (places[k].granule) k = (k + 1) & (capacity - 1);
  places[k] = (CodePlace){granule, r};
}

static bool reserve(CodeMap *m, const Alloc *alloc, uint64_t more) {
  uint64_t capacity = m->capacity ? m->capacity : FIRST_PLACES;
  while (capacity < (m->count + more) * 2) capacity *= 2;
  if (capacity == m->capacity) return true;
  if (capacity > (uint32_t)1 << 31) return false;
  CodePlace *places = alloc_array(alloc, capacity, sizeof *places);
  if (!places) return false;
  for (uint32_t k = 0; k < m->capacity; k++)
    if (m->places[k].granule) put(places, (uint32_t)capacity, m->places[k].granule, m->places[k].range);
  alloc_free(alloc, m->places, m->capacity * sizeof *places);
  m->places = places;
  m->capacity = (uint32_t)capacity;
  return true;
}

bool code_map_add(CodeMap *m, const Alloc *alloc, const CodeRange *range) {
  CodeRange *r = alloc_resize(alloc, NULL, 0, sizeof *r);
  if (!r) return false;
  *r = *range;
  const uintptr_t first = (uintptr_t)r->start / GRANULE, last = ((uintptr_t)r->start + r->size - 1) / GRANULE;
  pthread_mutex_lock(&m->lock);
  const bool ok = reserve(m, alloc, last - first + 1);
  if (ok) {
    for (uintptr_t g = first; g <= last; g++) put(m->places, m->capacity, g, r);
    m->count += (uint32_t)(last - first + 1);
    r->next = m->ranges;
    m->ranges = r;
  }
  pthread_mutex_unlock(&m->lock);
  if (!ok) alloc_free(alloc, r, sizeof *r);
  return ok;
}

const CodeRange *code_map_find(CodeMap *m, const void *pc) {
  const uintptr_t granule = (uintptr_t)pc / GRANULE;
  const CodeRange *found = NULL;
  pthread_mutex_lock(&m->lock);
  for (uint32_t k = place_of(granule, m->capacity); m->capacity && m->places[k].granule; k = (k + 1) & (m->capacity - 1)) {
    const CodeRange *r = m->places[k].range;
    if (m->places[k].granule != granule || (uintptr_t)pc - (uintptr_t)r->start >= r->size) continue;
    found = r;
    break;
  }
  pthread_mutex_unlock(&m->lock);
  return found;
}

/* ---- positions ---- */

void code_map_put_wide(CodeMapWriter *w, uint32_t step, uint32_t way) {
  buf_put_u64_leb(&w->map, step);
  buf_put_u64_leb(&w->map, way);
}

bool code_map_next(const uint8_t **map, const uint8_t *end, uint32_t at[2]) {
  if (*map >= end) return false;
  for (int k = 0; k < 2; k++)
    for (uint32_t shift = 0;; shift += 7) {
      const uint8_t byte = *(*map)++;
      at[k] += (uint32_t)(byte & 0x7F) << shift;
      if (!(byte & 0x80)) break;
    }
  return true;
}

uint32_t code_range_offset(const CodeRange *r, const void *pc) {
  const uint32_t wanted = (uint32_t)((const uint8_t *)pc - r->start) / r->unit;
  const uint8_t *p = r->map, *end = p + r->map_size;
  uint32_t at[2] = {0, 0}, offset = 0;
  while (code_map_next(&p, end, at) && at[0] <= wanted) offset = at[1];
  return offset;
}
