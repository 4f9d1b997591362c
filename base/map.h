/* Byte strings to numbers: names to indices. The strings belong to somebody else and must outlive the map.
 *
 *   slots: [hash │ size │ value │ at] … open addressing, linear probing, at most half full
 *
 * Keyed per map, so that names chosen by a guest cannot make it slow. */
#ifndef WVM_BASE_MAP_H
#define WVM_BASE_MAP_H

#include "base/alloc.h"
#include "base/hash.h"

typedef struct MapEntry {
  const char *at; /* NULL: free slot */
  uint32_t size, value, hash;
} MapEntry;

typedef struct Map {
  const Alloc *alloc;
  MapEntry *slots;
  uint32_t capacity; /* a power of two, or 0 */
  uint32_t count;
  HashKey key;
} Map;

void map_init(Map *m, const Alloc *alloc);
void map_free(Map *m);
/* Makes room for `count` entries in all; false when there is no memory. */
MUST_USE bool map_reserve(Map *m, uint32_t count);

/* The entry, or NULL. */
const MapEntry *map_find(const Map *m, const void *at, size_t size);

typedef enum MapResult { MAP_ADDED, MAP_PRESENT, MAP_NO_MEMORY } MapResult;
/* Adds the string unless it is there already; *present (may be NULL) is then its entry. */
MUST_USE MapResult map_add(Map *m, const void *at, size_t size, uint32_t value, const MapEntry **present);

#endif
