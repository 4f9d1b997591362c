/* The allocator hook: every byte of heap that wvm takes goes through one of these, sizes known at both ends,
 * so that an embedder can count, limit or replace it. */
#ifndef WVM_BASE_ALLOC_H
#define WVM_BASE_ALLOC_H

#include "base/base.h"

typedef struct Alloc {
  /* As realloc, with the old size told: p == NULL allocates, new_size == 0 frees (and returns NULL).
   * NULL for new_size > 0 means no memory; p is then unchanged. Alignment 16. Called from any thread. */
  void *(*resize)(void *ctx, void *p, size_t old_size, size_t new_size);
  void *ctx;
} Alloc;

/* The C library's malloc. */
extern const Alloc alloc_libc;

static inline MUST_USE void *alloc_resize(const Alloc *a, void *p, size_t old_size, size_t new_size) {
  return a->resize(a->ctx, p, old_size, new_size);
}

/* Zeroed memory, or NULL. */
MUST_USE void *alloc_zeroed(const Alloc *a, size_t size);
/* count elements of size bytes, zeroed; NULL also when the product overflows. */
MUST_USE void *alloc_array(const Alloc *a, size_t count, size_t size);
void alloc_free(const Alloc *a, void *p, size_t size);

/* Makes room in a growing array for at least `need` elements (doubling); false when there is no memory, the array
 * then as it was. *items, *capacity (elements) are updated. */
MUST_USE bool alloc_grow(const Alloc *a, void **items, uint32_t *capacity, size_t need, size_t size);

#endif
