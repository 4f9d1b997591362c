/* What every unit test program shares: the main function of a suite with one case. */
#ifndef WVM_TESTS_CHECK_H
#define WVM_TESTS_CHECK_H

/* Check's macros convert signs freely. */
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* What watches this build: the sanitizers take address space, signals and stacks for themselves. */
#ifdef __has_feature
#define WATCHED_BY(feature) __has_feature(feature)
#else
#define WATCHED_BY(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || WATCHED_BY(address_sanitizer)
enum { ADDRESS_SANITIZER = 1 };
#else
enum { ADDRESS_SANITIZER = 0 };
#endif
#if defined(__SANITIZE_THREAD__) || WATCHED_BY(thread_sanitizer)
enum { THREAD_SANITIZER = 1 };
#else
enum { THREAD_SANITIZER = 0 };
#endif

/* In an emulator of user programs (cmake/tests.cmake tells): what it cannot do is not tested, and said. */
static inline bool is_emulated(const char *what) {
  if (!getenv("WVM_EMULATED")) return false;
  printf("not tested: the emulator %s\n", what);
  return true;
}

/* Runs all tests (their functions, NULL at the end), returns the exit status. */
static inline int run_tests(const char *name, const TTest *const *tests) {
  Suite *suite = suite_create(name);
  TCase *all = tcase_create("all");
  tcase_set_timeout(all, 120);
  for (; *tests; tests++) tcase_add_test(all, *tests);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define TEST_MAIN(name, ...)                                                                                           \
  int main(void) {                                                                                                     \
    const TTest *const tests[] = {__VA_ARGS__, NULL};                                                                  \
    return run_tests(name, tests);                                                                                     \
  }

#endif
