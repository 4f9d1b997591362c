/* A cursor over bytes from outside. Sticky: the first fault is kept in *diag with its offset, the cursor then stands
 * at the end and every further read gives zero, so that callers check once where it matters. */
#ifndef WVM_DECODER_READER_H
#define WVM_DECODER_READER_H

#include "base/err.h"

typedef struct Reader {
  const uint8_t *at, *end;
  const uint8_t *base; /* offset 0 of the module */
  Diag *diag;
  Err end_error;       /* what running out of bytes is called here */
} Reader;

static inline bool reader_failed(const Reader *r) { return r->diag->err != ERR_OK; }
static inline size_t reader_offset(const Reader *r) { return (size_t)(r->at - r->base); }
static inline size_t reader_left(const Reader *r) { return (size_t)(r->end - r->at); }

/* Records the fault at the cursor (or at `where`) and moves the cursor to the end. Returns the Diag's error. */
COLD Err reader_fail(Reader *r, Err e);
COLD Err reader_fail_at(Reader *r, const uint8_t *where, Err e);
/* The same with detail after the spec's text, as diag_at has it. */
COLD Err reader_failf(Reader *r, const uint8_t *where, Err e, const char *detail, ...) PRINTF_LIKE(4, 5);

/* LEB128, any length or fault; the readers below take the short forms themselves. */
uint64_t reader_leb_slow(Reader *r, unsigned bits, bool is_signed);

static inline uint8_t read_u8(Reader *r) {
  if (LIKELY(r->at < r->end)) return *r->at++;
  reader_fail(r, r->end_error);
  return 0;
}
static inline uint32_t read_u32_leb(Reader *r) {
  if (LIKELY(r->at < r->end && *r->at < 0x80)) return *r->at++;
  if (LIKELY(r->end - r->at >= 2 && r->at[1] < 0x80)) {
    r->at += 2;
    return (uint32_t)(r->at[-2] & 0x7F) | (uint32_t)r->at[-1] << 7;
  }
  return (uint32_t)reader_leb_slow(r, 32, false);
}
static inline uint64_t read_u64_leb(Reader *r) {
  if (LIKELY(r->at < r->end && *r->at < 0x80)) return *r->at++;
  return reader_leb_slow(r, 64, false);
}
static inline int32_t read_s32_leb(Reader *r) {
  /* One byte: bit 6 is the sign. */
  if (LIKELY(r->at < r->end && *r->at < 0x80)) return (int32_t)((uint32_t)*r->at++ << 25) >> 25;
  return (int32_t)reader_leb_slow(r, 32, true);
}
static inline int64_t read_s33_leb(Reader *r) { return (int64_t)reader_leb_slow(r, 33, true); }
static inline int64_t read_s64_leb(Reader *r) {
  if (LIKELY(r->at < r->end && *r->at < 0x80)) return (int64_t)((uint64_t)*r->at++ << 57) >> 57;
  return (int64_t)reader_leb_slow(r, 64, true);
}

/* `size` bytes in place, or NULL at a fault. */
const uint8_t *read_bytes(Reader *r, size_t size);

/* The length of a vector: "length out of bounds" if it exceeds what is left, this length itself included (the spec's
 * decoder looks from there). So elements may be missing all the same. */
uint32_t read_count(Reader *r);
/* The size of something that follows and is there. */
uint32_t read_size(Reader *r);

#endif
