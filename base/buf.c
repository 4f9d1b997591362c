/* Growing byte buffer. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

void buf_init(Buf *b, const Alloc *alloc) { *b = (Buf){.alloc = alloc}; }

void buf_free(Buf *b) {
  alloc_free(b->alloc, b->at, b->capacity);
  buf_init(b, b->alloc);
}

static bool reserve(Buf *b, size_t more) {
  if (b->failed) return false;
  if (more <= b->capacity - b->size) return true;
  size_t need, want = MAX_OF(b->capacity + b->capacity / 2, (size_t)64);
  uint8_t *grown = NULL;
  if (size_add(b->size, more, &need)) grown = alloc_resize(b->alloc, b->at, b->capacity, MAX_OF(need, want));
  if (!grown) {
    b->failed = true;
    return false;
  }
  b->at = grown;
  b->capacity = MAX_OF(need, want);
  return true;
}

uint8_t *buf_extend(Buf *b, size_t size) {
  if (!reserve(b, size)) return NULL;
  uint8_t *p = b->at + b->size;
  b->size += size;
  return p;
}

void buf_put(Buf *b, const void *bytes, size_t size) {
  if (size == 0) return;
  uint8_t *p = buf_extend(b, size);
  if (p) memcpy(p, bytes, size);
}

void buf_put_str(Buf *b, const char *text) { buf_put(b, text, strlen(text)); }

void buf_put_u64_leb(Buf *b, uint64_t v) {
  for (; v >= 0x80; v >>= 7) buf_put_u8(b, (uint8_t)(v | 0x80));
  buf_put_u8(b, (uint8_t)v);
}

void buf_put_s64_leb(Buf *b, int64_t v) {
  for (;;) {
    uint8_t low = v & 0x7f;
    v >>= 7;
    if ((v == 0 && !(low & 0x40)) || (v == -1 && (low & 0x40))) {
      buf_put_u8(b, low);
      return;
    }
    buf_put_u8(b, low | 0x80);
  }
}

void buf_printf(Buf *b, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  if (n < 0) b->failed = true;
  if (n > 0 && reserve(b, (size_t)n + 1)) {
    vsnprintf((char *)b->at + b->size, (size_t)n + 1, format, again);
    b->size += (size_t)n;
  }
  va_end(again);
  va_end(args);
}

void buf_insert(Buf *b, size_t offset, const void *bytes, size_t size) {
  assert(offset <= b->size);
  if (!reserve(b, size)) return;
  memmove(b->at + offset + size, b->at + offset, b->size - offset);
  memcpy(b->at + offset, bytes, size);
  b->size += size;
}
