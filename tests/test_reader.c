/* decoder/reader: LEB128 at its edges, sticky faults. */
#include "base/buf.h"
#include "decoder/reader.h"
#include "tests/check.h"

typedef struct Probe {
  Diag diag;
  Reader r;
} Probe;

static void probe_init(Probe *p, const void *bytes, size_t size) {
  *p = (Probe){0};
  p->r = (Reader){bytes, (const uint8_t *)bytes + size, bytes, &p->diag, ERR_UNEXPECTED_END};
}

typedef enum Form { U32, U64, S32, S33, S64 } Form;

static uint64_t read_form(Reader *r, Form form) {
  switch (form) {
  case U32: return read_u32_leb(r);
  case U64: return read_u64_leb(r);
  case S32: return (uint64_t)(int64_t)read_s32_leb(r);
  case S33: return (uint64_t)read_s33_leb(r);
  case S64: return (uint64_t)read_s64_leb(r);
  }
  return 0;
}

typedef struct Case {
  Form form;
  const char *bytes;
  size_t size;
  Err err;
  uint64_t value;
} Case;

static const Case cases[] = {
    {U32, "\x00", 1, ERR_OK, 0},
    {U32, "\x7F", 1, ERR_OK, 127},
    {U32, "\x80\x01", 2, ERR_OK, 128},
    {U32, "\x80\x00", 2, ERR_OK, 0},
    {U32, "\x80\x80\x80\x80\x00", 5, ERR_OK, 0},
    {U32, "\xFF\xFF\xFF\xFF\x0F", 5, ERR_OK, UINT32_MAX},
    {U32, "\xFF\xFF\xFF\xFF\x1F", 5, ERR_INT_LARGE, 0},
    {U32, "\x80\x80\x80\x80\x70", 5, ERR_INT_LARGE, 0},
    {U32, "\x80\x80\x80\x80\x80\x00", 6, ERR_INT_LONG, 0},
    {U32, "\x80\x80", 2, ERR_UNEXPECTED_END, 0},
    {U32, "", 0, ERR_UNEXPECTED_END, 0},
    {U64, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10, ERR_OK, UINT64_MAX},
    {U64, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 10, ERR_INT_LARGE, 0},
    {U64, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", 11, ERR_INT_LONG, 0},
    {S32, "\x7F", 1, ERR_OK, (uint64_t)-1},
    {S32, "\x3F", 1, ERR_OK, 63},
    {S32, "\x40", 1, ERR_OK, (uint64_t)-64},
    {S32, "\xFF\x7F", 2, ERR_OK, (uint64_t)-1},
    {S32, "\xFF\xFF\xFF\xFF\x07", 5, ERR_OK, INT32_MAX},
    {S32, "\x80\x80\x80\x80\x78", 5, ERR_OK, (uint64_t)INT32_MIN},
    {S32, "\xFF\xFF\xFF\xFF\x0F", 5, ERR_INT_LARGE, 0},
    {S32, "\x80\x80\x80\x80\x70", 5, ERR_INT_LARGE, 0},
    {S32, "\xFF\xFF\xFF\xFF\xFF\x7F", 6, ERR_INT_LONG, 0},
    {S33, "\xFF\xFF\xFF\xFF\x0F", 5, ERR_OK, UINT32_MAX},
    {S33, "\x80\x80\x80\x80\x70", 5, ERR_OK, (uint64_t)INT64_C(-4294967296)},
    {S33, "\x80\x80\x80\x80\x10", 5, ERR_INT_LARGE, 0},
    {S64, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7F", 10, ERR_OK, UINT64_C(1) << 63},
    {S64, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00", 10, ERR_OK, INT64_MAX},
    {S64, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10, ERR_INT_LARGE, 0},
    {S64, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7E", 10, ERR_INT_LARGE, 0},
    {S64, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\xFF\x7F", 11, ERR_INT_LONG, 0},
};

START_TEST(leb128_at_its_edges) {
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    const Case *c = &cases[i];
    Probe p;
    probe_init(&p, c->bytes, c->size);
    uint64_t value = read_form(&p.r, c->form);
    ck_assert_msg(p.diag.err == c->err, "case %zu: %s", i, p.diag.message);
    ck_assert_msg(value == c->value, "case %zu: %llx", i, (unsigned long long)value);
    ck_assert_ptr_eq(p.r.at, p.r.end);
  }
}
END_TEST

START_TEST(leb128_round_trips) {
  uint64_t x = 88172645463325252u;
  for (int i = 0; i < 100000; i++) {
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    uint64_t v = x >> (i % 64);
    Buf b;
    buf_init(&b, &alloc_libc);
    buf_put_u64_leb(&b, v);
    buf_put_s64_leb(&b, (int64_t)(x << (i % 64)) >> (i % 64));
    buf_put_u64_leb(&b, (uint32_t)v);
    buf_put_s64_leb(&b, (int32_t)v);
    Probe p;
    probe_init(&p, b.at, b.size);
    ck_assert_uint_eq(read_u64_leb(&p.r), v);
    ck_assert_int_eq(read_s64_leb(&p.r), (int64_t)(x << (i % 64)) >> (i % 64));
    ck_assert_uint_eq(read_u32_leb(&p.r), (uint32_t)v);
    ck_assert_int_eq(read_s32_leb(&p.r), (int32_t)v);
    ck_assert(!reader_failed(&p.r) && p.r.at == p.r.end);
    buf_free(&b);
  }
}
END_TEST

START_TEST(faults_stick_with_their_offset) {
  Probe p;
  probe_init(&p, "\x01\x02\x80", 3);
  ck_assert_uint_eq(read_u8(&p.r), 1);
  ck_assert_uint_eq(read_u32_leb(&p.r), 2);
  ck_assert_uint_eq(read_u32_leb(&p.r), 0);
  ck_assert_int_eq(p.diag.err, ERR_UNEXPECTED_END);
  ck_assert_uint_eq(p.diag.offset, 3);
  ck_assert_uint_eq(read_u8(&p.r), 0);
  ck_assert_ptr_null(read_bytes(&p.r, 1));
  reader_fail(&p.r, ERR_MAGIC);
  ck_assert_int_eq(p.diag.err, ERR_UNEXPECTED_END);
}
END_TEST

START_TEST(counts_and_sizes_are_bounded) {
  Probe p;
  probe_init(&p,
             "\x03"
             "ab",
             3);
  ck_assert_uint_eq(read_count(&p.r), 3); /* from the length on there are three bytes */
  probe_init(&p,
             "\x04"
             "ab",
             3);
  ck_assert_uint_eq(read_count(&p.r), 0);
  ck_assert_int_eq(p.diag.err, ERR_LENGTH);
  ck_assert_uint_eq(p.diag.offset, 0);
  probe_init(&p,
             "\x03"
             "ab",
             3);
  ck_assert_uint_eq(read_size(&p.r), 0);
  ck_assert_int_eq(p.diag.err, ERR_UNEXPECTED_END);
  probe_init(&p,
             "\x02"
             "ab",
             3);
  ck_assert_uint_eq(read_size(&p.r), 2);
  ck_assert_ptr_nonnull(read_bytes(&p.r, 2));
  ck_assert_ptr_nonnull(read_bytes(&p.r, 0));
  probe_init(&p, "\xFF\xFF\xFF\xFF\x0F", 5);
  ck_assert_uint_eq(read_size(&p.r), 0);
  ck_assert_int_eq(p.diag.err, ERR_LENGTH);
}
END_TEST

TEST_MAIN("reader", leb128_at_its_edges, leb128_round_trips, faults_stick_with_their_offset,
          counts_and_sizes_are_bounded)
