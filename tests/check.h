/* What every unit test program shares: the main function of a suite with one case. */
#ifndef WVM_TESTS_CHECK_H
#define WVM_TESTS_CHECK_H

/* Check's macros convert signs freely. */
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include <check.h>
#include <stdlib.h>

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
