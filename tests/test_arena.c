/* base/arena, base/alloc: alignment, large pieces, no memory, overflow. */
#include "base/arena.h"
#include "tests/check.h"

/* Counts what is held and fails from the n-th request on. */
typedef struct Counter {
  size_t held, requests, fail_at;
} Counter;

static void *counted(void *ctx, void *p, size_t old_size, size_t new_size) {
  Counter *c = ctx;
  if (new_size > 0 && c->fail_at && ++c->requests >= c->fail_at) return NULL;
  void *q = alloc_libc.resize(NULL, p, old_size, new_size);
  if (q || new_size == 0) c->held = c->held + new_size - (p ? old_size : 0);
  return q;
}

START_TEST(pieces_are_aligned_and_apart) {
  Arena a;
  arena_init(&a, &alloc_libc);
  uint8_t *last = NULL;
  for (size_t size = 0; size < 3000; size += 7) {
    uint8_t *p = arena_take(&a, size);
    ck_assert_ptr_nonnull(p);
    ck_assert_uint_eq((uintptr_t)p % 16, 0);
    memset(p, 0xA5, size);
    if (last) ck_assert(last[0] == 0xA5);
    if (size) last = p;
  }
  arena_free(&a);
}
END_TEST

START_TEST(arrays_are_zeroed_and_copies_equal) {
  Arena a;
  arena_init(&a, &alloc_libc);
  for (int round = 0; round < 100; round++) {
    uint32_t *p = arena_array(&a, 1000, sizeof *p);
    for (int i = 0; i < 1000; i++) ck_assert_uint_eq(p[i], 0);
    memset(p, 0xFF, 4000);
  }
  ck_assert_int_eq(memcmp(arena_copy(&a, "abc", 4), "abc", 4), 0);
  ck_assert_ptr_nonnull(arena_array(&a, 0, 8));
  arena_free(&a);
}
END_TEST

START_TEST(everything_is_given_back) {
  Counter counter = {0};
  Alloc alloc = {counted, &counter};
  Arena a;
  arena_init(&a, &alloc);
  for (size_t i = 0; i < 200; i++) ck_assert_ptr_nonnull(arena_take(&a, i * 100));
  ck_assert_uint_ge(counter.held, 200 * 199 / 2 * 100);
  arena_free(&a);
  ck_assert_uint_eq(counter.held, 0);
}
END_TEST

START_TEST(sizes_that_overflow_fail) {
  Arena a;
  arena_init(&a, &alloc_libc);
  ck_assert_ptr_null(arena_take(&a, SIZE_MAX));
  ck_assert_ptr_null(arena_take(&a, SIZE_MAX - 15));
  ck_assert_ptr_null(arena_array(&a, SIZE_MAX / 2, 3));
  ck_assert_ptr_null(alloc_array(&alloc_libc, SIZE_MAX / 2, 3));
  ck_assert_ptr_nonnull(arena_take(&a, 1));
  arena_free(&a);
}
END_TEST

START_TEST(no_memory_leaves_all_as_it_was) {
  Counter counter = {.fail_at = 1};
  Alloc alloc = {counted, &counter};
  Arena a;
  arena_init(&a, &alloc);
  ck_assert_ptr_null(arena_take(&a, 10));
  void *items = NULL;
  uint32_t capacity = 0;
  ck_assert(!alloc_grow(&alloc, &items, &capacity, 1, 8));
  ck_assert_ptr_null(items);
  ck_assert_uint_eq(capacity, 0);
  counter.fail_at = 0;
  ck_assert_ptr_nonnull(arena_take(&a, 10));
  ck_assert(alloc_grow(&alloc, &items, &capacity, 100, 8));
  ck_assert_uint_ge(capacity, 100);
  alloc_free(&alloc, items, capacity * 8);
  arena_free(&a);
  ck_assert_uint_eq(counter.held, 0);
}
END_TEST

TEST_MAIN("arena", pieces_are_aligned_and_apart, arrays_are_zeroed_and_copies_equal, everything_is_given_back,
          sizes_that_overflow_fail, no_memory_leaves_all_as_it_was)
