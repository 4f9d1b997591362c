/* The default allocator and the helpers over any allocator. */
#include "base/alloc.h"

#include <stdlib.h>

static void *libc_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  (void)ctx;
  (void)old_size;
  if (new_size == 0) {
    free(p);
    return NULL;
  }
  return realloc(p, new_size);
}

const Alloc alloc_libc = {libc_resize, NULL};

void *alloc_zeroed(const Alloc *a, size_t size) {
  /* The C library knows which pages are fresh from the kernel and need no writing. */
  if (a->resize == libc_resize) return calloc(1, size ? size : 1);
  void *p = alloc_resize(a, NULL, 0, size ? size : 1);
  if (p) memset(p, 0, size);
  return p;
}

void *alloc_array(const Alloc *a, size_t count, size_t size) {
  size_t total;
  if (!size_mul(count, size, &total)) return NULL;
  return alloc_zeroed(a, total);
}

void alloc_free(const Alloc *a, void *p, size_t size) {
  if (p) a->resize(a->ctx, p, size ? size : 1, 0);
}

bool alloc_grow(const Alloc *a, void **items, uint32_t *capacity, size_t need, size_t size) {
  if (need <= *capacity) return true;
  size_t want = MAX_OF((size_t)*capacity * 2, (size_t)8);
  if (want < need) want = need;
  size_t bytes;
  if (want > UINT32_MAX || !size_mul(want, size, &bytes)) return false;
  void *grown = alloc_resize(a, *items, *capacity * size, bytes);
  if (!grown) return false;
  *items = grown;
  *capacity = (uint32_t)want;
  return true;
}
