/* jit/code_space: both ways to have executable memory, blocks, limits, reuse, threads, and that nothing is ever
 * writable and executable. */
#include "jit/code_space.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/os.h"
#include "tests/check.h"
#include "tests/machine_code.h"

typedef int IntFunction(void);
static int run(const CodeBlock *b) { return CALL_CODE(IntFunction *, b->exec)(); }

/* The system that runs the tests must grant what is tested. */
static CodeSpace *open_space(bool whole_pages, size_t reserve, size_t limit) {
  const char *why = "";
  CodeSpace *s = code_space_new(&alloc_libc, &(CodeSpaceOptions){reserve, limit, whole_pages}, &why);
  ck_assert_msg(s != NULL, "%s", why);
  ck_assert_int_eq(code_space_stats(s).two_views, !whole_pages);
  return s;
}

static CodeBlock publish_return(CodeSpace *s, CodeOwner *owner, uint32_t n) {
  CodeBlock b;
  ck_assert(!code_alloc(s, owner, 16, &b));
  code_return(b.write, n);
  ck_assert(code_publish(s, &b));
  return b;
}

/* ---- what the system says of our pages ---- */

typedef struct Access {
  size_t run, write; /* bytes */
} Access;

/* Adds up mappings that touch [lo, hi); any mapping of the process that is writable and executable fails the test. */
static Access access_of(const uint8_t *lo, size_t size) {
  Access sum = {0, 0};
  uintptr_t first = (uintptr_t)lo, last = first + size;
  FILE *maps = fopen("/proc/self/maps", "r");
  ck_assert_ptr_nonnull(maps);
  char line[512], access[8];
  unsigned long from, to;
  while (fgets(line, sizeof line, maps)) {
    if (sscanf(line, "%lx-%lx %7s", &from, &to, access) != 3) continue;
    ck_assert_msg(access[1] != 'w' || access[2] != 'x', "writable and executable: %s", line);
    if (to <= first || from >= last) continue;
    size_t bytes = MIN_OF(to, last) - MAX_OF(from, first);
    if (access[2] == 'x') sum.run += bytes;
    if (access[1] == 'w') sum.write += bytes;
  }
  fclose(maps);
  return sum;
}

/* _i: whole pages */
START_TEST(code_runs_and_is_never_writable) {
  CodeSpace *s = open_space(_i, 0, 0);
  const void *lo, *hi;
  code_space_range(s, &lo, &hi);
  size_t size = code_space_stats(s).reserved;
  ck_assert_uint_eq((size_t)((const uint8_t *)hi - (const uint8_t *)lo), size);
  ck_assert_uint_eq(access_of(lo, size).run, 0);
  ck_assert_uint_eq(access_of(lo, size).write, 0);

  CodeOwner owner = {0};
  CodeBlock blocks[100];
  for (uint32_t k = 0; k < 100; k++) {
    blocks[k] = publish_return(s, &owner, 7 * k);
    ck_assert_uint_eq((uintptr_t)blocks[k].exec % CODE_ALIGN, 0);
    ck_assert_int_eq(blocks[k].exec == blocks[k].write, _i);
    ck_assert((const void *)blocks[k].exec >= lo && (const void *)(blocks[k].exec + blocks[k].size) <= hi);
    ck_assert_int_eq(blocks[k].write - blocks[k].exec, blocks[0].write - blocks[0].exec);
    if (k % 10 == 0) access_of(lo, size);
  }
  for (uint32_t k = 0; k < 100; k++) ck_assert_int_eq(run(&blocks[k]), (int)(7 * k));
  ck_assert_uint_gt(access_of(lo, size).run, 0);
  if (!_i) ck_assert_uint_eq(access_of(lo, size).write, 0); /* the writable view is elsewhere */

  code_owner_free(s, &owner);
  ck_assert_uint_eq(access_of(lo, size).run, 0);
  ck_assert_uint_eq(access_of(lo, size).write, 0);
  ck_assert_uint_eq(code_space_stats(s).used, 0);
  ck_assert_uint_eq(code_space_stats(s).chunks, 0);
  code_space_free(s);
}
END_TEST

START_TEST(blocks_do_not_overlap_and_owners_keep_their_own) {
  CodeSpace *s = open_space(_i, 0, 0);
  enum { OWNERS = 4, BLOCKS = 200 };
  CodeOwner owners[OWNERS] = {0};
  CodeBlock blocks[OWNERS][BLOCKS];
  uint32_t random = 1;
  for (uint32_t k = 0; k < BLOCKS; k++)
    for (uint32_t o = 0; o < OWNERS; o++) {
      random = random * 1664525 + 1013904223;
      ck_assert(!code_alloc(s, &owners[o], 1 + (random >> 8) % 20000, &blocks[o][k]));
      memset(blocks[o][k].write, (int)(o * BLOCKS + k) % 251, blocks[o][k].size);
    }
  for (uint32_t k = 0; k < BLOCKS; k++)
    for (uint32_t o = 0; o < OWNERS; o++)
      for (size_t at = 0; at < blocks[o][k].size; at += 32) ck_assert_uint_eq(blocks[o][k].exec[at], (o * BLOCKS + k) % 251);
  size_t before = code_space_stats(s).used, bytes = owners[1].bytes;
  code_owner_free(s, &owners[1]);
  ck_assert_uint_eq(code_space_stats(s).used, before - bytes);
  for (uint32_t o = 0; o < OWNERS; o++) {
    if (o == 1) continue;
    for (uint32_t k = 0; k < BLOCKS; k++) ck_assert_uint_eq(blocks[o][k].exec[0], (o * BLOCKS + k) % 251);
  }
  /* What was freed is used again, and reads as zero. */
  size_t chunks = code_space_stats(s).chunks;
  CodeOwner again = {0};
  CodeBlock b;
  ck_assert(!code_alloc(s, &again, 5000, &b));
  ck_assert_uint_eq(code_space_stats(s).chunks, chunks + (64 << 10));
  const void *lo, *hi;
  code_space_range(s, &lo, &hi);
  ck_assert_uint_lt((size_t)(b.exec - (const uint8_t *)lo), before + (8u << 20));
  for (size_t at = 0; at < b.size && !is_emulated("does not give back pages of files"); at++) ck_assert_uint_eq(b.write[at], 0);
  /* The space frees the rest. */
  code_space_free(s);
}
END_TEST

START_TEST(limits_hold_and_what_is_freed_may_be_had_again) {
  const size_t size = 16 << 20;
  CodeSpace *s = open_space(_i, size, 0);
  ck_assert_uint_eq(code_space_stats(s).reserved, size);
  for (int round = 0; round < 3; round++) {
    CodeOwner owner = {0};
    CodeBlock b;
    Err e;
    size_t got = 0;
    while (!(e = code_alloc(s, &owner, 60000, &b))) {
      got += b.size;
      b.write[0] = b.write[59999] = 1;
    }
    ck_assert_int_eq(e, ERR_LIMIT);
    ck_assert_ptr_null(b.exec);
    ck_assert_uint_eq(b.size, 0);
    ck_assert_uint_ge(got, size - size / 8); /* chunk ends that are too small are lost */
    ck_assert_int_eq(code_alloc(s, &owner, size, &b), ERR_LIMIT);
    ck_assert_int_eq(code_alloc(s, &owner, size + 1, &b), ERR_LIMIT);
    ck_assert_int_eq(code_alloc(s, &owner, SIZE_MAX, &b), ERR_LIMIT);
    ck_assert_int_eq(code_alloc(s, &owner, SIZE_MAX - 100, &b), ERR_LIMIT);
    ck_assert_uint_eq(code_space_stats(s).used, got);
    code_owner_free(s, &owner);
    /* All of it in one piece. */
    ck_assert(!code_alloc(s, &owner, size, &b));
    ck_assert_uint_eq(b.size, size);
    code_owner_free(s, &owner);
  }
  code_space_free(s);

  s = open_space(_i, 0, 100000);
  CodeOwner owner = {0};
  CodeBlock b;
  ck_assert_int_eq(code_alloc(s, &owner, 100001, &b), ERR_LIMIT);
  ck_assert(!code_alloc(s, &owner, 50000, &b));
  ck_assert_int_eq(code_alloc(s, &owner, 50000, &b), ERR_LIMIT);
  ck_assert(!code_alloc(s, &owner, 40000, &b));
  code_owner_free(s, &owner);
  ck_assert(!code_alloc(s, &owner, 90000, &b));
  code_space_free(s);
}
END_TEST

/* Bytes of physical memory that files without a name hold. */
static size_t resident_of(const uint8_t *at, size_t size) {
  unsigned char in_core[1024];
  size_t page = os_page_size(), count = size / page, sum = 0;
  ck_assert_uint_le(count, sizeof in_core);
  ck_assert_int_eq(mincore((void *)(uintptr_t)at, size, in_core), 0);
  for (size_t k = 0; k < count; k++) sum += in_core[k] & 1;
  return sum * page;
}

START_TEST(freed_memory_goes_back_to_the_system) {
  CodeSpace *s = open_space(_i, 0, 0);
  CodeOwner owner = {0};
  CodeBlock b;
  ck_assert(!code_alloc(s, &owner, 1 << 20, &b));
  memset(b.write, 1, b.size);
  ck_assert_uint_eq(resident_of(b.exec, b.size), b.size);
  ck_assert(code_publish(s, &b));
  code_owner_free(s, &owner);
  if (!is_emulated("does not give back pages of files")) ck_assert_uint_eq(resident_of(b.exec, b.size), 0);
  code_space_free(s);
}
END_TEST

/* ---- systems that refuse ---- */

START_TEST(less_address_space_gives_a_smaller_range) {
  if (ADDRESS_SANITIZER || THREAD_SANITIZER) {
    puts("skipped: a limit of the address space does not go with the sanitizer's shadow memory");
    return;
  }
  if (is_emulated("knows no limit of address space")) return;
  struct rlimit limit = {(rlim_t)400 << 20, (rlim_t)400 << 20};
  ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
  CodeSpace *s = open_space(_i, 0, 0);
  size_t size = code_space_stats(s).reserved;
  ck_assert_uint_ge(size, 16 << 20);
  ck_assert_uint_lt(size, 400 << 20);
  CodeOwner owner = {0};
  CodeBlock b = publish_return(s, &owner, 5);
  ck_assert_int_eq(run(&b), 5);
  code_space_free(s);

  limit = (struct rlimit){(rlim_t)8 << 20, (rlim_t)8 << 20};
  ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
  const char *why = NULL;
  ck_assert_ptr_null(code_space_new(&alloc_libc, NULL, &why));
  ck_assert_ptr_nonnull(why);
}
END_TEST

/* A file that may not be that large must not raise SIGXFSZ; private pages need no file. */
START_TEST(a_limit_of_file_sizes_is_respected) {
  struct rlimit limit = {(rlim_t)40 << 20, (rlim_t)40 << 20};
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
  CodeSpace *s = open_space(false, 0, 0);
  ck_assert_uint_eq(code_space_stats(s).reserved, 32 << 20);
  code_space_free(s);
  limit.rlim_cur = 4096;
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
  const char *why = "";
  s = code_space_new(&alloc_libc, NULL, &why);
  ck_assert_msg(s != NULL, "%s", why);
  ck_assert(!code_space_stats(s).two_views);
  CodeOwner owner = {0};
  CodeBlock b = publish_return(s, &owner, 5);
  ck_assert_int_eq(run(&b), 5);
  code_space_free(s);
}
END_TEST

static void *refuse(void *ctx, void *p, size_t old_size, size_t new_size) {
  int *left = ctx;
  if (new_size > old_size && (*left)-- <= 0) return NULL;
  return alloc_libc.resize(alloc_libc.ctx, p, old_size, new_size);
}

START_TEST(no_memory_is_an_error) {
  int left = 0;
  Alloc alloc = {refuse, &left};
  const char *why = NULL;
  ck_assert_ptr_null(code_space_new(&alloc, &(CodeSpaceOptions){.whole_pages = _i}, &why));
  ck_assert_str_eq(why, "out of memory");
  left = 2;
  CodeSpace *s = code_space_new(&alloc, &(CodeSpaceOptions){.whole_pages = _i}, &why);
  ck_assert_ptr_nonnull(s);
  CodeOwner owner = {0};
  CodeBlock b;
  ck_assert(!code_alloc(s, &owner, 1, &b));
  ck_assert_int_eq(code_alloc(s, &owner, 1 << 20, &b), ERR_NO_MEMORY);
  ck_assert(!code_alloc(s, &owner, 1, &b));
  left = 1;
  ck_assert(!code_alloc(s, &owner, 1 << 20, &b));
  code_owner_free(s, &owner);
  code_space_free(s);
}
END_TEST

/* ---- threads and processes ---- */

typedef struct Worker {
  CodeSpace *space;
  uint32_t seed;
  bool failed;
} Worker;

static void *work(void *arg) {
  Worker *w = arg;
  enum { ROUNDS = 20, BLOCKS = 50 };
  for (uint32_t round = 0; round < ROUNDS; round++) {
    CodeOwner owner = {0};
    CodeBlock blocks[BLOCKS];
    for (uint32_t k = 0; k < BLOCKS; k++) {
      if (code_alloc(w->space, &owner, 16 + 4000 * (k % 7), &blocks[k])) return w->failed = true, NULL;
      code_return(blocks[k].write, w->seed + round * BLOCKS + k);
      if (!code_publish(w->space, &blocks[k])) return w->failed = true, NULL;
    }
    for (uint32_t k = 0; k < BLOCKS; k++)
      if ((uint32_t)run(&blocks[k]) != w->seed + round * BLOCKS + k) w->failed = true;
    code_owner_free(w->space, &owner);
  }
  return NULL;
}

START_TEST(threads_make_and_run_code_side_by_side) {
  CodeSpace *s = open_space(_i, 0, 0);
  enum { THREADS = 4 };
  Worker workers[THREADS];
  pthread_t threads[THREADS];
  for (uint32_t k = 0; k < THREADS; k++) {
    workers[k] = (Worker){s, k << 20, false};
    ck_assert_int_eq(pthread_create(&threads[k], NULL, work, &workers[k]), 0);
  }
  for (uint32_t k = 0; k < THREADS; k++) {
    pthread_join(threads[k], NULL);
    ck_assert(!workers[k].failed);
  }
  ck_assert_uint_eq(code_space_stats(s).used, 0);
  ck_assert_uint_eq(code_space_stats(s).chunks, 0);
  code_space_free(s);
}
END_TEST

START_TEST(a_child_process_does_not_write_to_its_parents_code) {
  CodeSpace *s = open_space(_i, 0, 0);
  CodeOwner owner = {0};
  CodeBlock b = publish_return(s, &owner, 5);
  pid_t child = fork();
  if (child == 0) {
    CodeBlock mine;
    bool ok = run(&b) == 5;
    Err e = code_alloc(s, &owner, 16, &mine);
    ok &= _i ? e == ERR_OK : e == ERR_LIMIT;
    code_owner_free(s, &owner);
    code_space_free(s);
    _exit(ok ? 0 : 1);
  }
  int status;
  ck_assert_int_eq(waitpid(child, &status, 0), child);
  ck_assert_int_eq(status, 0);
  ck_assert_int_eq(run(&b), 5);
  code_space_free(s);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("code_space");
  TCase *both = tcase_create("both");
  tcase_set_timeout(both, 120);
  tcase_add_loop_test(both, code_runs_and_is_never_writable, 0, 2);
  tcase_add_loop_test(both, blocks_do_not_overlap_and_owners_keep_their_own, 0, 2);
  tcase_add_loop_test(both, limits_hold_and_what_is_freed_may_be_had_again, 0, 2);
  tcase_add_loop_test(both, freed_memory_goes_back_to_the_system, 0, 2);
  tcase_add_test(both, less_address_space_gives_a_smaller_range);
  tcase_add_test(both, a_limit_of_file_sizes_is_respected);
  tcase_add_loop_test(both, no_memory_is_an_error, 0, 2);
  tcase_add_loop_test(both, threads_make_and_run_code_side_by_side, 0, 2);
  tcase_add_loop_test(both, a_child_process_does_not_write_to_its_parents_code, 0, 2);
  suite_add_tcase(suite, both);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
