/* Byte strings to numbers. */
#include "base/map.h"

enum { FIRST_CAPACITY = 16, LARGEST_CAPACITY = 1u << 31 };

void map_init(Map *m, const Alloc *alloc) { *m = (Map){.alloc = alloc}; }

void map_free(Map *m) {
  alloc_free(m->alloc, m->slots, m->capacity * sizeof *m->slots);
  map_init(m, m->alloc);
}

/* The slot of the string, or the free one where it belongs. */
static MapEntry *slot_of(const Map *m, uint32_t hash, const char *at, size_t size) {
  for (uint32_t i = hash;; i++) {
    MapEntry *e = &m->slots[i & (m->capacity - 1)];
    if (!e->at) return e;
    if (e->hash == hash && e->size == size && memcmp(e->at, at, size) == 0) return e;
  }
}

static bool rehash(Map *m, uint32_t capacity) {
  MapEntry *slots = alloc_array(m->alloc, capacity, sizeof *slots);
  if (!slots) return false;
  if (m->capacity == 0) m->key = hash_key_new();
  Map bigger = {m->alloc, slots, capacity, m->count, m->key};
  for (uint32_t i = 0; i < m->capacity; i++) {
    const MapEntry *e = &m->slots[i];
    if (!e->at) continue;
    /* No two are equal, so only a free slot is sought. */
    uint32_t to = e->hash;
    while (slots[to & (capacity - 1)].at) to++;
    slots[to & (capacity - 1)] = *e;
  }
  alloc_free(m->alloc, m->slots, m->capacity * sizeof *m->slots);
  *m = bigger;
  return true;
}

bool map_reserve(Map *m, uint32_t count) {
  if (count <= m->capacity / 2) return true;
  uint32_t capacity = MAX_OF(m->capacity, (uint32_t)FIRST_CAPACITY);
  while (capacity / 2 < count) {
    if (capacity >= (uint32_t)LARGEST_CAPACITY) return false;
    capacity *= 2;
  }
  return rehash(m, capacity);
}

const MapEntry *map_find(const Map *m, const void *at, size_t size) {
  if (m->count == 0) return NULL;
  const MapEntry *e = slot_of(m, (uint32_t)hash_bytes(m->key, at, size), at, size);
  return e->at ? e : NULL;
}

MapResult map_add(Map *m, const void *at, size_t size, uint32_t value, const MapEntry **present) {
  if (size > UINT32_MAX || m->count == UINT32_MAX || !map_reserve(m, m->count + 1)) return MAP_NO_MEMORY;
  uint32_t hash = (uint32_t)hash_bytes(m->key, at, size);
  MapEntry *e = slot_of(m, hash, at, size);
  if (e->at) {
    if (present) *present = e;
    return MAP_PRESENT;
  }
  /* A free slot is told by its pointer, so an empty string needs one too. */
  *e = (MapEntry){size ? at : "", (uint32_t)size, value, hash};
  m->count++;
  return MAP_ADDED;
}
