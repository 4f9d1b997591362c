/* base/buf, base/map, base/utf8, base/err. */
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/utf8.h"
#include "tests/check.h"

#include <stdio.h>

static void *no_memory(void *ctx, void *p, size_t old_size, size_t new_size) {
  (void)ctx;
  if (new_size == 0) return alloc_libc.resize(NULL, p, old_size, 0);
  return NULL;
}

START_TEST(bytes_arrive_in_order) {
  Buf b;
  buf_init(&b, &alloc_libc);
  for (unsigned i = 0; i < 1000; i++) buf_put_u8(&b, (uint8_t)i);
  buf_put(&b, "xyz", 3);
  buf_put_str(&b, "");
  buf_printf(&b, "%d-%s", 42, "end");
  ck_assert_uint_eq(b.size, 1009);
  for (unsigned i = 0; i < 1000; i++) ck_assert_uint_eq(b.at[i], i & 0xFF);
  ck_assert_int_eq(memcmp(b.at + 1000, "xyz42-end", 9), 0);
  buf_insert(&b, 1000, "12", 2);
  buf_insert(&b, b.size, "!", 1);
  ck_assert_int_eq(memcmp(b.at + 999,
                          "\xE7"
                          "12xyz42-end!",
                          13),
                   0);
  ck_assert(!b.failed);
  buf_free(&b);
}
END_TEST

START_TEST(a_failure_sticks) {
  Alloc none = {no_memory, NULL};
  Buf b;
  buf_init(&b, &none);
  buf_put_u8(&b, 1);
  ck_assert(b.failed);
  b.alloc = &alloc_libc;
  buf_put(&b, "a", 1);
  buf_printf(&b, "%d", 1);
  buf_insert(&b, 0, "a", 1);
  ck_assert_ptr_null(buf_extend(&b, 1));
  ck_assert_uint_eq(b.size, 0);
  buf_free(&b);
}
END_TEST

START_TEST(leb128_has_the_shortest_form) {
  static const struct {
    int64_t value;
    const char *bytes;
    size_t size;
  } cases[] = {{0, "\0", 1},
               {1, "\1", 1},
               {-1, "\x7F", 1},
               {63, "\x3F", 1},
               {64, "\xC0\0", 2},
               {-64, "\x40", 1},
               {-65, "\xBF\x7F", 2},
               {624485, "\xE5\x8E\x26", 3},
               {INT64_MAX, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0", 10},
               {INT64_MIN, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7F", 10}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Buf b;
    buf_init(&b, &alloc_libc);
    buf_put_s64_leb(&b, cases[i].value);
    ck_assert_uint_eq(b.size, cases[i].size);
    ck_assert_int_eq(memcmp(b.at, cases[i].bytes, b.size), 0);
    buf_free(&b);
  }
  Buf b;
  buf_init(&b, &alloc_libc);
  buf_put_u64_leb(&b, UINT64_MAX);
  ck_assert_uint_eq(b.size, 10);
  ck_assert_uint_eq(b.at[9], 1);
  buf_put_u64_leb(&b, 127);
  ck_assert_uint_eq(b.size, 11);
  buf_free(&b);
}
END_TEST

START_TEST(maps_find_what_was_added) {
  enum { COUNT = 5000 };
  static char names[COUNT][8];
  Map m;
  map_init(&m, &alloc_libc);
  ck_assert_ptr_null(map_find(&m, "a", 1));
  for (uint32_t i = 0; i < COUNT; i++) {
    snprintf(names[i], sizeof names[i], "n%u", i);
    ck_assert_int_eq(map_add(&m, names[i], strlen(names[i]), i, NULL), MAP_ADDED);
  }
  ck_assert_int_eq(map_add(&m, "", 0, 77, NULL), MAP_ADDED);
  for (uint32_t i = 0; i < COUNT; i++) {
    const MapEntry *e = map_find(&m, names[i], strlen(names[i]));
    ck_assert_ptr_nonnull(e);
    ck_assert_uint_eq(e->value, i);
    const MapEntry *present = NULL;
    ck_assert_int_eq(map_add(&m, names[i], strlen(names[i]), 0, &present), MAP_PRESENT);
    ck_assert_ptr_eq(present, e);
  }
  ck_assert_uint_eq(map_find(&m, "", 0)->value, 77);
  ck_assert_ptr_null(map_find(&m, "n", 1));
  ck_assert_ptr_null(map_find(&m, "n50000", 6));
  ck_assert_uint_eq(m.count, COUNT + 1);
  map_free(&m);
  Alloc none = {no_memory, NULL};
  map_init(&m, &none);
  ck_assert_int_eq(map_add(&m, "a", 1, 0, NULL), MAP_NO_MEMORY);
  map_free(&m);
}
END_TEST

START_TEST(hash_depends_on_key_and_every_byte) {
  HashKey key = {0x0706050403020100u, 0x0f0e0d0c0b0a0908u};
  uint8_t bytes[64];
  for (unsigned i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)i;
  for (size_t size = 0; size < sizeof bytes; size++) {
    uint64_t h = hash_bytes(key, bytes, size);
    ck_assert_uint_ne(h, hash_bytes(key, bytes, size + 1));
    ck_assert_uint_ne(h, hash_bytes((HashKey){key.k0 ^ 1, key.k1}, bytes, size));
    for (size_t i = 0; i < size; i++) {
      bytes[i] ^= 1;
      ck_assert_uint_ne(h, hash_bytes(key, bytes, size));
      bytes[i] ^= 1;
    }
  }
  HashKey a = hash_key_new(), b = hash_key_new();
  ck_assert(a.k0 != b.k0 || a.k1 != b.k1);
}
END_TEST

START_TEST(utf8_round_trips_and_refuses) {
  for (uint32_t c = 0; c <= 0x10FFFF; c++) {
    uint8_t bytes[4];
    unsigned size = utf8_put(c, bytes);
    bool surrogate = c >= 0xD800 && c < 0xE000;
    uint32_t back = 0;
    bool right = utf8_next(bytes, bytes + size, &back) == (surrogate ? 0 : size) && (surrogate || back == c) &&
                 !(size > 1 && utf8_is_valid(bytes, size - 1));
    if (!right) ck_abort_msg("U+%X", c);
  }
  static const char *const bad[] = {"\x80",
                                    "\xC0\x80",
                                    "\xC1\xBF",
                                    "\xE0\x9F\xBF",
                                    "\xED\xA0\x80",
                                    "\xF0\x8F\xBF\xBF",
                                    "\xF4\x90\x80\x80",
                                    "\xF5\x80\x80\x80",
                                    "\xFF",
                                    "12345678\xC3",
                                    "\xC3(",
                                    "\xE2\x82("};
  for (size_t i = 0; i < COUNT_OF(bad); i++) ck_assert_msg(!utf8_is_valid(bad[i], strlen(bad[i])), "case %zu", i);
  ck_assert(utf8_is_valid("", 0));
  ck_assert(utf8_is_valid("plain and \xC3\xA4 and \xF0\x9F\x90\xA2", 21));
}
END_TEST

START_TEST(the_first_error_wins) {
  Diag d = {0};
  ck_assert_int_eq(diag_set(&d, ERR_OK, NULL), ERR_OK);
  ck_assert_int_eq(diag_at(&d, ERR_UTF8, 7, " at %d", 3), ERR_UTF8);
  ck_assert_int_eq(diag_set(&d, ERR_MAGIC, NULL), ERR_MAGIC);
  ck_assert_int_eq(d.err, ERR_UTF8);
  ck_assert_str_eq(d.message, "malformed UTF-8 encoding at 3");
  ck_assert_uint_eq(d.offset, 7);
  ck_assert_int_eq(err_class(ERR_UTF8), CLASS_MALFORMED);
}
END_TEST

TEST_MAIN("buf", bytes_arrive_in_order, a_failure_sticks, leb128_has_the_shortest_form, maps_find_what_was_added,
          hash_depends_on_key_and_every_byte, utf8_round_trips_and_refuses, the_first_error_wins)
