/* The faults of a Reader and its slow paths. */
#include "decoder/reader.h"

#include <stdarg.h>
#include <stdio.h>

Err reader_fail(Reader *r, Err e) { return reader_fail_at(r, r->at, e); }

Err reader_fail_at(Reader *r, const uint8_t *where, Err e) {
  diag_at(r->diag, e, (size_t)(where - r->base), NULL);
  r->at = r->end;
  return r->diag->err;
}

Err reader_failf(Reader *r, const uint8_t *where, Err e, const char *detail, ...) {
  char text[160];
  va_list args;
  va_start(args, detail);
  vsnprintf(text, sizeof text, detail, args);
  va_end(args);
  diag_at(r->diag, e, (size_t)(where - r->base), "%s", text);
  r->at = r->end;
  return r->diag->err;
}

/* LEB128 of at most ⌈bits / 7⌉ bytes. In the last of them the bits beyond `bits` must be zero, or copies of the sign.
 */
uint64_t reader_leb_slow(Reader *r, unsigned bits, bool is_signed) {
  uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    if (shift >= bits) {
      reader_fail(r, ERR_INT_LONG);
      return 0;
    }
    if (r->at >= r->end) {
      reader_fail(r, r->end_error);
      return 0;
    }
    uint8_t byte = *r->at;
    unsigned left = bits - shift; /* bits that this byte may still carry */
    if (left < 7) {
      uint8_t unused = (uint8_t)(0x7F & (0x7F << (is_signed ? left - 1 : left)));
      if ((byte & unused) != 0 && (!is_signed || (byte & unused) != unused)) {
        reader_fail(r, ERR_INT_LARGE);
        return 0;
      }
    }
    r->at++;
    value |= (uint64_t)(byte & 0x7F) << shift;
    if (byte & 0x80) continue;
    if (is_signed && (byte & 0x40) && shift + 7 < 64) value |= ~(uint64_t)0 << (shift + 7);
    return value;
  }
}

const uint8_t *read_bytes(Reader *r, size_t size) {
  if (UNLIKELY(size > reader_left(r))) {
    reader_fail(r, r->end_error);
    return NULL;
  }
  const uint8_t *p = r->at;
  r->at += size;
  return p;
}

uint32_t read_count(Reader *r) {
  const uint8_t *where = r->at;
  uint32_t n = read_u32_leb(r);
  if (LIKELY(n <= (size_t)(r->end - where))) return n;
  if (!reader_failed(r)) reader_fail_at(r, where, ERR_LENGTH);
  return 0;
}

uint32_t read_size(Reader *r) {
  uint32_t n = read_count(r);
  if (LIKELY(n <= reader_left(r))) return n;
  reader_fail(r, r->end_error);
  return 0;
}
