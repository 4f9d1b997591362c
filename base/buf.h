/* A growing run of bytes, written front to back. Sticky: after the first failure further writes do nothing and
 * `failed` stays set, so a writer checks once at its end. */
#ifndef WVM_BASE_BUF_H
#define WVM_BASE_BUF_H

#include "base/alloc.h"

typedef struct Buf {
  const Alloc *alloc;
  uint8_t *at;
  size_t size, capacity;
  bool failed; /* no memory */
} Buf;

void buf_init(Buf *b, const Alloc *alloc);
void buf_free(Buf *b);

/* Room for `size` more bytes at the end, counted as written; NULL when there is no memory. */
uint8_t *buf_extend(Buf *b, size_t size);
void buf_put(Buf *b, const void *bytes, size_t size);
void buf_put_str(Buf *b, const char *text);
void buf_put_u64_leb(Buf *b, uint64_t v);
void buf_put_s64_leb(Buf *b, int64_t v);
void buf_printf(Buf *b, const char *format, ...) PRINTF_LIKE(2, 3);

static inline void buf_put_u8(Buf *b, uint8_t v) {
  if (LIKELY(b->size < b->capacity)) b->at[b->size++] = v;
  else buf_put(b, &v, 1);
}

/* Inserts `size` bytes at `offset`, moving what follows; for lengths known only afterwards. */
void buf_insert(Buf *b, size_t offset, const void *bytes, size_t size);

#endif
