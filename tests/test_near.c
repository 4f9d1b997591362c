/* base/near. */
#include "base/near.h"
#include "tests/check.h"

static uint32_t distance(const char *a, const char *b, uint32_t most) {
  uint32_t d = near_distance(a, strlen(a), b, strlen(b), most);
  ck_assert_uint_eq(d, near_distance(b, strlen(b), a, strlen(a), most));
  return d;
}

START_TEST(distances) {
  ck_assert_uint_eq(distance("", "", 9), 0);
  ck_assert_uint_eq(distance("", "abc", 9), 3);
  ck_assert_uint_eq(distance("fd_write", "fd_write", 9), 0);
  ck_assert_uint_eq(distance("fd_writ", "fd_write", 9), 1);
  ck_assert_uint_eq(distance("fd_wrtie", "fd_write", 9), 1);
  ck_assert_uint_eq(distance("ab", "ba", 9), 1);
  ck_assert_uint_eq(distance("kitten", "sitting", 9), 3);
  ck_assert_uint_eq(distance("kitten", "sitting", 2), 3);
  ck_assert_uint_eq(distance("timeout", "fuel", 2), 3);
  char a[NEAR_LONGEST + 2] = {0}, b[NEAR_LONGEST + 2] = {0};
  memset(a, 'x', NEAR_LONGEST);
  memset(b, 'y', NEAR_LONGEST);
  ck_assert_uint_eq(distance(a, b, 100), NEAR_LONGEST);
  memset(a, 'x', NEAR_LONGEST + 1);
  ck_assert_uint_eq(distance(a, a, 5), 6); /* too long to be compared */
}
END_TEST

static const char *nearest(const char *word) {
  static const char *const words[] = {"dir", "dir-ro", "env", "timeout", "max-memory", "max-memory64"};
  Near n;
  near_init(&n, word, strlen(word));
  for (size_t i = 0; i < COUNT_OF(words); i++) near_offer(&n, words[i], strlen(words[i]));
  if (n.best) ck_assert_uint_eq(n.best_size, strlen(n.best));
  return n.best ? n.best : "";
}

START_TEST(the_nearest) {
  ck_assert_str_eq(nearest("timeot"), "timeout");
  ck_assert_str_eq(nearest("itmeout"), "timeout");
  ck_assert_str_eq(nearest("dri"), "dir");
  ck_assert_str_eq(nearest("dir-r"), "dir-ro");
  ck_assert_str_eq(nearest("maxmemory"), "max-memory");
  ck_assert_str_eq(nearest("max-memory"), "max-memory");
  ck_assert_str_eq(nearest("frobnicate"), "");
  ck_assert_str_eq(nearest(""), "");
}
END_TEST

TEST_MAIN("near", distances, the_nearest)
