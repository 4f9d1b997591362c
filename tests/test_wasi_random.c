/* A guest out of its mind: random calls with random descriptors, paths, addresses, rights and flags. Whatever it does,
 * what is outside stays as it is, a read-only directory too, and the host lives. By openat2 and by the walk, in every
 * interface. */
#include "tests/wasi.h"

#include <pthread.h>
#include <time.h>

/*  top/secret, top/outside/f                   what nobody may touch
 *  top/box/…                                   the guest's, made anew for each run
 *  top/ro/{f, d/in, up → .., out → ../secret}  the guest's to read */
static void make_files(const char *top) {
  static const char *const dirs[] = {"outside", "box", "box/d", "box/d/e", "ro", "ro/d"};
  static const char *const links[][2] = {{"..", "box/up"}, {"../secret", "box/out"},
                                         {"d", "box/in"},  {"../../outside", "box/d/far"},
                                         {"..", "ro/up"},  {"../secret", "ro/out"}};
  for (size_t i = 0; i < COUNT_OF(dirs); i++) ck_assert_int_eq(mkdir(join_path(top, dirs[i]), 0777), 0);
  host_file(top, "secret", "SECRET");
  host_file(top, "outside/f", "SECRET");
  host_file(top, "box/f", "mine");
  host_file(top, "box/d/f", "mine");
  host_file(top, "ro/f", "fixed");
  host_file(top, "ro/d/in", "fixed");
  for (size_t i = 0; i < COUNT_OF(links); i++) ck_assert_int_eq(symlink(links[i][0], join_path(top, links[i][1])), 0);
}

/* Everything of `dir`, with sizes, times and contents: one number. */
static uint64_t digest(const char *top, const char *dir) {
  char command[400], line[64] = "";
  snprintf(
      command, sizeof command,
      "cd %s/%s && (find . -printf '%%p %%y %%s %%T@ %%n %%m %%l\\n' | sort; find . -type f -exec cat {} +) | cksum",
      top, dir);
  FILE *f = popen(command, "r");
  ck_assert_ptr_nonnull(f);
  ck_assert_ptr_nonnull(fgets(line, sizeof line, f));
  pclose(f);
  return strtoull(line, NULL, 10);
}

/* ---- randomness ---- */

static uint64_t state;
static uint64_t random_u64(void) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return state;
}
static uint64_t below(uint64_t n) { return random_u64() % n; }
#define ONE_OF(array) (array)[below(COUNT_OF(array))]

static const char *const paths[] = {"f",
                                    "d",
                                    "d/f",
                                    "d/e",
                                    "d/e/f",
                                    "new",
                                    "d/new",
                                    "in/f",
                                    "in",
                                    "up",
                                    "up/secret",
                                    "up/outside/f",
                                    "out",
                                    "../secret",
                                    "..",
                                    ".",
                                    "/",
                                    "/etc/passwd",
                                    "d/../f",
                                    "d/../../secret",
                                    "d/far/f",
                                    "d/far",
                                    "d/e/../../..",
                                    "./d/./e//f",
                                    "f/",
                                    "d/",
                                    "new/",
                                    "out/",
                                    "up/box/f",
                                    "up/ro/f",
                                    "../ro/f",
                                    "",
                                    "d/e/far/../f",
                                    "x",
                                    "y",
                                    "x/y",
                                    "../box/f",
                                    "up/x",
                                    "ro/f",
                                    "d/in",
                                    "in/../f"};

static uint64_t random_path(Guest *g) {
  const char *a = ONE_OF(paths);
  return text_at(g, a);
}

static uint64_t random_address(const Guest *g) {
  static const uint64_t wild[] = {0, GUEST_BYTES - 1, GUEST_BYTES, UINT32_MAX, UINT64_MAX, 1ull << 32, 1ull << 63};
  (void)g;
  return below(20) == 0 ? ONE_OF(wild) : below(SCRATCH_FIRST);
}

static uint64_t random_argument(Guest *g, char letter) {
  static const uint64_t sizes[] = {0,    1,     2,       8,          24,         100,        1024,
                                   4096, 65536, 1 << 20, UINT32_MAX, UINT64_MAX, 1ull << 32, 1ull << 60};
  static const uint64_t wide[] = {0,          1,          5,         100,        4096,       65536,
                                  UINT64_MAX, 1ull << 63, INT64_MAX, RIGHTS_ALL, RIGHTS_DIR, RIGHTS_FILE};
  switch (letter) {
  case 'f': return below(10) == 0 ? below(2000) : below(20) == 0 ? random_u64() : below(12);
  case 'n': return below(3) ? below(64) : ONE_OF(sizes);
  case 'l': return below(3) ? ONE_OF(wide) : random_u64() & RIGHTS_ALL;
  case 'i': return below(10) == 0 ? random_u64() : below(32);
  default: return random_address(g);
  }
}

/* Vectors and subscriptions that mean something, among what calls have left there. A clock's time is over at once. */
static void prepare(Guest *g) {
  for (int k = 0; k < 4; k++) {
    const uint32_t at = (uint32_t)below(SCRATCH_FIRST - 64);
    vector_at(g, at, below(4) ? below(SCRATCH_FIRST) : random_u64(), below(4) ? below(2000) : random_u64());
  }
}

static void call_one(Guest *g) {
  const WasiRow *row;
  do row = &wasi_rows[below(WASI_FUNC_COUNT)];
  while (!guest_has(g, row) || (!strcmp(row->name, "fd_close") && below(4))); /* that one not too often */
  uint64_t args[16];
  size_t count = 0;
  prepare(g);
  for (const char *p = row->params; *p; p++) {
    if (*p == 's') {
      args[count] = random_path(g);
      args[count + 1] = g->scratch - args[count];
      count += 2;
    } else {
      args[count++] = random_argument(g, *p);
    }
  }
  if (!strcmp(row->name, "poll_oneoff") && args[0] < SCRATCH_FIRST) memset(g->mem + args[0], 0, 64 * 56);
  (void)guest_call(g, row->name, count, args);
}

/* ---- runs ---- */

/* What waits must not wait for ever. */
typedef struct Clock {
  wvm_store_t *store;
  atomic_bool stop;
} Clock;

static void *interrupt_often(void *arg) {
  Clock *c = arg;
  const struct timespec t = {.tv_nsec = 1000000};
  while (!c->stop) {
    nanosleep(&t, NULL);
    wvm_store_interrupt(c->store);
  }
  return NULL;
}

static void run(const char *top, bool walk, bool wide, bool unstable, int calls) {
  int null = open("/dev/null", O_RDWR), pair[2];
  pthread_t thread;
  ck_assert(null >= 0 && pipe(pair) == 0);
  Guest g = guest_new(wide, unstable);
  for (uint32_t k = 0; k < 3; k++) ok(wvm_wasi_set_stream(g.wasi, k, k == 0 ? pair[0] : null));
  ok(wvm_wasi_preopen(g.wasi, join_path(top, "box"), "/", false));
  ok(wvm_wasi_preopen(g.wasi, join_path(top, "ro"), "/ro", true));
  ok(wvm_wasi_set_args(g.wasi, 2, (const char *const[]){"guest", "argument"}));
  g.wasi->walk = walk;
  guest_run(&g);
  Clock clock = {.store = g.vm.store};
  ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_often, &clock), 0);
  for (int i = 0; i < calls; i++) {
    call_one(&g);
    if (wvm_store_interrupted(g.vm.store)) wvm_store_clear_interrupt(g.vm.store);
  }
  clock.stop = true;
  pthread_join(thread, NULL);
  guest_delete(&g);
  close(null), close(pair[0]), close(pair[1]);
}

START_TEST(random_calls) {
  enum { CALLS = 3000 };
  state = 88172645463325252;
  for (int walk = !wasi_has_openat2(); walk < 2; walk++) {
    EACH_INTERFACE(wide, unstable) {
      char top[32];
      temp_dir(top);
      make_files(top);
      const uint64_t outside = digest(top, "outside"), fixed = digest(top, "ro");
      for (int k = 0; k < 2; k++) run(top, walk, wide, unstable, CALLS);
      ck_assert_uint_eq(digest(top, "outside"), outside);
      ck_assert_uint_eq(digest(top, "ro"), fixed);
      host_holds(top, "secret", "SECRET");
      char command[80], line[16] = "";
      snprintf(command, sizeof command, "ls %s | wc -l", top); /* nothing new beside them */
      FILE *f = popen(command, "r");
      ck_assert(f && fgets(line, sizeof line, f));
      pclose(f);
      ck_assert_int_eq(atoi(line), 4);
      temp_delete(top);
    }
  }
}
END_TEST

TEST_MAIN("wasi random", random_calls)
