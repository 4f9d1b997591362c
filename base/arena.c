/* Bump allocation in chunks that grow with what was taken so far. */
#include "base/arena.h"

struct ArenaChunk {
  ArenaChunk *next;
  size_t size; /* of the whole chunk */
};

enum { ALIGN = 16, FIRST_CHUNK = 1024, LARGEST_CHUNK = 1 << 18 };

_Static_assert(sizeof(ArenaChunk) % ALIGN == 0, "chunk data must be aligned");

void arena_init(Arena *a, const Alloc *alloc) { *a = (Arena){.alloc = alloc}; }

void arena_free(Arena *a) {
  for (ArenaChunk *c = a->first; c;) {
    ArenaChunk *next = c->next;
    alloc_free(a->alloc, c, c->size);
    c = next;
  }
  arena_init(a, a->alloc);
}

static void *take_from_new_chunk(Arena *a, size_t size) {
  size_t chunk_size = MIN_OF(MAX_OF(a->total, (size_t)FIRST_CHUNK), (size_t)LARGEST_CHUNK);
  size_t need;
  if (!size_add(size, sizeof(ArenaChunk), &need)) return NULL;
  bool own = need > chunk_size / 2; /* a large piece gets a chunk of its own, the current one stays in use */
  if (own) chunk_size = need;
  ArenaChunk *c = alloc_resize(a->alloc, NULL, 0, chunk_size);
  if (!c) return NULL;
  c->size = chunk_size;
  c->next = a->first;
  a->first = c;
  a->total += chunk_size;
  uint8_t *data = (uint8_t *)(c + 1);
  if (!own || !a->next) {
    a->next = data + size;
    a->end = (uint8_t *)c + chunk_size;
  }
  return data;
}

void *arena_take(Arena *a, size_t size) {
  if (size > SIZE_MAX - ALIGN) return NULL;
  size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
  if (a->next && size <= (size_t)(a->end - a->next)) {
    void *p = a->next;
    a->next += size;
    return p;
  }
  return take_from_new_chunk(a, size);
}

void *arena_array(Arena *a, size_t count, size_t size) {
  size_t total;
  if (!size_mul(count, size, &total)) return NULL;
  void *p = arena_take(a, total);
  if (p) memset(p, 0, total);
  return p;
}

void *arena_copy(Arena *a, const void *from, size_t size) {
  void *p = arena_take(a, size);
  if (p && size) memcpy(p, from, size);
  return p;
}
