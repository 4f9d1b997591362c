/* Memory with one lifetime: taken piece by piece, given back all at once.
 *
 *   first ─▶ [chunk │ used … │ free] ─▶ [chunk │ used …] ─▶ NULL
 *
 * Not thread-safe. */
#ifndef WVM_BASE_ARENA_H
#define WVM_BASE_ARENA_H

#include "base/alloc.h"

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
  const Alloc *alloc;
  ArenaChunk *first;
  uint8_t *next, *end;
  size_t total; /* bytes taken from alloc */
} Arena;

void arena_init(Arena *a, const Alloc *alloc);
void arena_free(Arena *a);

/* size bytes aligned to 16, not zeroed; NULL when there is no memory. */
MUST_USE void *arena_take(Arena *a, size_t size);
/* count × size bytes, zeroed; NULL when there is no memory or the product overflows. count == 0 gives a non-NULL
 * pointer to nothing. */
MUST_USE void *arena_array(Arena *a, size_t count, size_t size);
MUST_USE void *arena_copy(Arena *a, const void *from, size_t size);

#endif
