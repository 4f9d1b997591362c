/* Ways out of a directory that are not paths alone: devices, pipes, /proc, directories that move, and an attacker's
 * process that swaps names while a guest's calls resolve them. By openat2 and by the walk. */
#include "tests/wasi.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

static Guest guest_in(const char *dir, bool walk) {
  Guest g = guest_new(false, false);
  ok(wvm_wasi_preopen(g.wasi, dir, "/", false));
  g.wasi->walk = walk;
  guest_run(&g);
  return g;
}
#define BOTH_WAYS(walk) for (int walk = !wasi_has_openat2(); walk < 2; walk++)

static void is(int got, WasiErrno wanted, int line) {
  ck_assert_msg(got == (int)wanted, "line %d: %s, expected %s", line, wasi_errno_name((WasiErrno)got),
                wasi_errno_name(wanted));
}
#define IS(errno_name, call) is(call, WASI_##errno_name, __LINE__)

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- pipes, devices, sockets in a directory ---- */

static void *interrupt_soon(void *store) {
  const struct timespec t = {.tv_nsec = 50 * 1000000};
  nanosleep(&t, NULL);
  wvm_store_interrupt(store);
  return NULL;
}

/* The call waits until interrupted, and no longer. */
static void waits(Guest *g, uint32_t fd, bool writes) {
  pthread_t thread;
  const double start = now();
  ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_soon, g->vm.store), 0);
  vector_at(g, 256, 1024, 60000);
  const int answer = writes ? CALL(g, fd_write, fd, 256, 1, 512) : CALL(g, fd_read, fd, 256, 1, 512);
  pthread_join(thread, NULL);
  ck_assert_int_eq(answer, TRAPPED);
  ck_assert_int_eq(wvm_error_trap(g->error), WVM_TRAP_INTERRUPTED);
  ck_assert(now() - start > 0.04 && now() - start < 20);
  wvm_store_clear_interrupt(g->vm.store);
}

START_TEST(pipes) {
  char dir[32];
  temp_dir(dir);
  ck_assert_int_eq(mkfifo(join_path(dir, "pipe"), 0666), 0);
  BOTH_WAYS(walk) {
    Guest g = guest_in(dir, walk);
    IS(NXIO, guest_open(&g, 3, "pipe", 0, RIGHT_FD_WRITE)); /* nobody reads; natively this would wait */
    IS(SUCCESS, guest_open(&g, 3, "pipe", 0, RIGHT_FD_READ | RIGHT_FD_SEEK));
    const uint32_t reader = opened(&g);
    waits(&g, reader, false); /* for somebody who writes, as open(2) natively does */
    IS(SUCCESS, guest_open(&g, 3, "pipe", 0, RIGHT_FD_WRITE));
    const uint32_t writer = opened(&g);
    IS(SUCCESS, guest_write(&g, writer, "through"));
    IS(SUCCESS, guest_read(&g, reader, 20));
    ck_assert_str_eq((const char *)g.mem + 1024, "through");
    ANSWERS(SPIPE, &g, fd_pread, reader, 256, 1, 0, 512);
    waits(&g, reader, false);
    ANSWERS(SUCCESS, &g, path_open, 3, 0, S(&g, "pipe"), 0, RIGHT_FD_READ, 0, FD_NONBLOCK, 768);
    vector_at(&g, 256, 1024, 10);
    ANSWERS(AGAIN, &g, fd_read, opened(&g), 256, 1, 512);
    /* Filled, as far as it takes without waiting; then whoever waits, waits. */
    ANSWERS(SUCCESS, &g, path_open, 3, 0, S(&g, "pipe"), 0, RIGHT_FD_WRITE, 0, FD_NONBLOCK, 768);
    uint32_t filled = 0;
    int answer;
    vector_at(&g, 256, 1024, 50000);
    while ((answer = CALL(&g, fd_write, opened(&g), 256, 1, 512)) == WASI_SUCCESS) filled += load_u32(g.mem + 512);
    ck_assert_int_eq(answer, WASI_AGAIN);
    ck_assert_uint_ge(filled, 4096);
    waits(&g, writer, true);
    ANSWERS(SUCCESS, &g, path_filestat_get, 3, 0, S(&g, "pipe"), 0);
    ck_assert_uint_eq(g.mem[16], FILETYPE_UNKNOWN);
    guest_delete(&g);
  }
  temp_delete(dir);
}
END_TEST

START_TEST(devices) {
  BOTH_WAYS(walk) {
    Guest g = guest_in("/dev", walk);
    IS(SUCCESS, guest_open(&g, 3, "null", 0, RIGHT_FD_READ | RIGHT_FD_WRITE | RIGHT_FD_FILESTAT_GET));
    IS(SUCCESS, guest_read(&g, opened(&g), 5));
    ck_assert_uint_eq(load_u32(g.mem + 512), 0);
    IS(SUCCESS, guest_write(&g, opened(&g), "x"));
    ANSWERS(SUCCESS, &g, fd_filestat_get, opened(&g), 0);
    ck_assert_uint_eq(g.mem[16], FILETYPE_CHARACTER);
    IS(SUCCESS, guest_open(&g, 3, "zero", 0, RIGHT_FD_READ));
    IS(SUCCESS, guest_read(&g, opened(&g), 5));
    ck_assert_uint_eq(load_u32(g.mem + 512), 5);
    /* Not the host's own descriptors: /dev/stdin and /dev/fd lead to /proc. */
    static const char *const links[] = {"stdin", "fd/0", "fd"};
    for (size_t i = 0; i < COUNT_OF(links); i++)
      if (access(join_path("/dev", links[i]), F_OK) == 0) IS(PERM, guest_open(&g, 3, links[i], 0, RIGHT_FD_READ));
    guest_delete(&g);
  }
}
END_TEST

START_TEST(sockets_in_directories) {
  char dir[32];
  temp_dir(dir);
  struct sockaddr_un a = {.sun_family = AF_UNIX};
  snprintf(a.sun_path, sizeof a.sun_path, "%s/s", dir);
  const int s = socket(AF_UNIX, SOCK_STREAM, 0);
  ck_assert(s >= 0 && bind(s, (const struct sockaddr *)&a, sizeof a) == 0 && listen(s, 1) == 0);
  BOTH_WAYS(walk) {
    Guest g = guest_in(dir, walk);
    IS(NXIO, guest_open(&g, 3, "s", 0, RIGHT_FD_READ | RIGHT_FD_WRITE));
    ANSWERS(SUCCESS, &g, path_filestat_get, 3, 0, S(&g, "s"), 0);
    ck_assert_uint_eq(g.mem[16], FILETYPE_STREAM);
    guest_delete(&g);
  }
  close(s);
  temp_delete(dir);
}
END_TEST

/* /proc has links that are no text but doors. */
START_TEST(magic_links) {
  const int held = open("/etc", O_RDONLY | O_DIRECTORY), file = open("/etc/passwd", O_RDONLY);
  char paths[12][80];
  size_t count = 0;
  for (int k = 0; k < 2; k++) {
    const char *self = k ? "thread-self" : "self";
    snprintf(paths[count++], 80, "%s/root/etc/passwd", self);
    snprintf(paths[count++], 80, "%s/cwd/CMakeCache.txt", self);
    snprintf(paths[count++], 80, "%s/fd/%d/passwd", self, held);
    snprintf(paths[count++], 80, "%s/fd/%d", self, file);
    snprintf(paths[count++], 80, "%s/exe", self);
    snprintf(paths[count++], 80, "%s/ns/mnt", self);
  }
  BOTH_WAYS(walk) {
    Guest g = guest_in("/proc", walk);
    IS(SUCCESS, guest_open(&g, 3, "self/status", 0, RIGHT_FD_READ)); /* an ordinary link leads here */
    for (size_t i = 0; i < count; i++) {
      const int answer = guest_open(&g, 3, paths[i], 0, RIGHT_FD_READ);
      const bool refused = answer == WASI_PERM || answer == WASI_LOOP || answer == WASI_NOENT;
      ck_assert_msg(refused, "%s: %s", paths[i], wasi_errno_name((WasiErrno)answer));
      ck_assert_int_ne(CALL(&g, path_filestat_get, 3, LOOKUP_FOLLOW, S(&g, paths[i]), 0), WASI_SUCCESS);
    }
    guest_delete(&g);
  }
  close(held);
  close(file);
}
END_TEST

/* ---- listings ---- */

/* Any number as a cookie: only those that were given go on, and behind the same entry when others are gone. */
START_TEST(cookies) {
  char dir[32], name[32];
  temp_dir(dir);
  for (int k = 0; k < 8; k++) snprintf(name, sizeof name, "file%d", k), host_file(dir, name, "");
  Guest g = guest_in(dir, false);
  ANSWERS(INVAL, &g, fd_readdir, 3, 1000, 500, 1, 16); /* none was given yet */
  ANSWERS(SUCCESS, &g, fd_readdir, 3, 1000, 5 * 24, 0, 16);
  ANSWERS(SUCCESS, &g, fd_readdir, 3, 1000, 5000, 0, 16);
  const uint32_t all = load_u32(g.mem + 16);
  ck_assert_uint_eq(all, 10 * 24 + 3 + 8 * 5);
  uint64_t cookie = 88172645463325252;
  for (int i = 0; i < 20000; i++) {
    cookie ^= cookie << 13, cookie ^= cookie >> 7, cookie ^= cookie << 17;
    const uint64_t tried = i < 64 ? 1ull << i : i < 128 ? UINT64_MAX >> (i - 64) : cookie >> (i % 64);
    const int answer = CALL(&g, fd_readdir, 3, 10000, 5000, tried, 16);
    ck_assert_int_eq(answer, tried <= 10 ? WASI_SUCCESS : WASI_INVAL);
    if (answer == WASI_SUCCESS) ck_assert_uint_le(load_u32(g.mem + 16), all);
  }
  /* All files before the third cookie's go; what comes behind it is the same as before. */
  const uint8_t *p = g.mem + 1000;
  for (int k = 0; k < 3; k++) {
    snprintf(name, sizeof name, "%.*s", (int)load_u32(p + 16), (const char *)p + 24);
    if (name[0] != '.') ck_assert_int_eq(unlink(join_path(dir, name)), 0);
    p += 24 + load_u32(p + 16);
  }
  ANSWERS(SUCCESS, &g, fd_readdir, 3, 10000, 5000, 3, 16);
  ck_assert_uint_eq(load_u32(g.mem + 16), (uint32_t)(g.mem + 1000 + all - p));
  ck_assert_mem_eq(g.mem + 10000, p, load_u32(g.mem + 16));
  guest_delete(&g);
  temp_delete(dir);
}
END_TEST

/* ---- directories that move ---- */

START_TEST(moved_away) {
  char top[32];
  temp_dir(top);
  BOTH_WAYS(walk) {
    ck_assert_int_eq(mkdir(join_path(top, "box"), 0777) | mkdir(join_path(top, "box/sub"), 0777), 0);
    host_file(top, "secret", "secret");
    host_file(top, "box/sub/in", "in");
    Guest g = guest_in(join_path(top, "box"), walk);
    IS(SUCCESS, guest_open(&g, 3, "sub", OPEN_DIRECTORY, RIGHTS_DIR));
    const uint32_t sub = opened(&g);
    ck_assert_int_eq(rename(join_path(top, "box/sub"), join_path(top, "sub")), 0);
    IS(NOENT, guest_open(&g, 3, "sub/in", 0, RIGHT_FD_READ));
    IS(SUCCESS, guest_open(&g, sub, "in", 0, RIGHT_FD_READ)); /* it was given */
    IS(PERM, guest_open(&g, sub, "../secret", 0, RIGHT_FD_READ));
    ANSWERS(PERM, &g, path_rename, sub, S(&g, "in"), sub, S(&g, "../in"));
    guest_delete(&g);
    temp_delete(top);
    ck_assert_int_eq(mkdir(top, 0777), 0);
  }
  temp_delete(top);
}
END_TEST

/* ---- an attacker beside the guest ---- */

/*  top/outside/{f, d/, m…}         what nobody may touch
 *  top/box/{x, y}                  x a directory with f, y → ../outside; swapped all the time
 *  top/box/{file, link}            file "inside", link → ../outside/f; swapped
 *  top/box/p/m/n                   m moved to top/outside/m and back
 *  top/box/f, top/box/p/f          "inside" */
static void make_trap(const char *top) {
  static const char *const dirs[] = {"outside", "outside/d", "box",     "box/x",
                                     "box/x/d", "box/p",     "box/p/m", "box/p/m/n"};
  for (size_t i = 0; i < COUNT_OF(dirs); i++) ck_assert_int_eq(mkdir(join_path(top, dirs[i]), 0777), 0);
  host_file(top, "outside/f", "SECRET");
  host_file(top, "box/x/f", "inside");
  host_file(top, "box/file", "inside");
  host_file(top, "box/f", "inside");
  host_file(top, "box/p/f", "inside");
  ck_assert_int_eq(symlink("../outside", join_path(top, "box/y")), 0);
  ck_assert_int_eq(symlink("../outside/f", join_path(top, "box/link")), 0);
}

static pid_t attack(const char *top) {
  const pid_t pid = fork();
  if (pid) return pid;
  const int dir = open(top, O_RDONLY | O_DIRECTORY);
  for (;;) {
    renameat2(dir, "box/x", dir, "box/y", RENAME_EXCHANGE);
    renameat2(dir, "box/file", dir, "box/link", RENAME_EXCHANGE);
    renameat(dir, "box/p/m", dir, "outside/m");
    renameat(dir, "outside/m", dir, "box/p/m");
  }
}

typedef struct Race {
  Guest g;
  uint32_t reached, refused; /* calls that came through; that were kept from going out */
} Race;

static void count(Race *r, int answer) {
  r->reached += answer == WASI_SUCCESS;
  r->refused += answer == WASI_PERM;
  ck_assert_int_ne(answer, TRAPPED);
}

/* What is read must be of inside. */
static void read_one(Race *r, const char *path) {
  const int answer = guest_open(&r->g, 3, path, 0, RIGHT_FD_READ);
  count(r, answer);
  if (answer) return;
  const uint32_t fd = opened(&r->g);
  IS(SUCCESS, guest_read(&r->g, fd, 20));
  const char *text = (const char *)r->g.mem + 1024;
  ck_assert_msg(!strcmp(text, "inside") || !*text, "%s gave \"%s\"", path, text);
  ANSWERS(SUCCESS, &r->g, fd_close, fd);
}

static void try_all(Race *r) {
  Guest *g = &r->g;
  read_one(r, "x/f");
  read_one(r, "y/f");
  read_one(r, "file");
  read_one(r, "p/m/n/../../f");
  read_one(r, "p/m/n/../../../f");
  read_one(r, "p/m/../f");
  read_one(r, "x/../f");
  static const char *const opened_for_writing[] = {"x/f", "file", "link", "p/m/n/../../f"};
  for (size_t i = 0; i < COUNT_OF(opened_for_writing); i++) {
    const int answer = guest_open(g, 3, opened_for_writing[i], 0, RIGHT_FD_WRITE);
    count(r, answer);
    if (answer) continue;
    IS(SUCCESS, guest_write(g, opened(g), "inside"));
    ANSWERS(SUCCESS, g, fd_close, opened(g));
  }
  const int created = guest_open(g, 3, "x/new", OPEN_CREATE, RIGHT_FD_READ);
  count(r, created);
  if (!created) ANSWERS(SUCCESS, g, fd_close, opened(g));
  count(r, CALL(g, path_unlink_file, 3, S(g, "x/new")));
  count(r, CALL(g, path_create_directory, 3, S(g, "x/made")));
  count(r, CALL(g, path_remove_directory, 3, S(g, "x/made")));
  count(r, CALL(g, path_symlink, S(g, "f"), 3, S(g, "x/sym")));
  count(r, CALL(g, path_unlink_file, 3, S(g, "x/sym")));
  count(r, CALL(g, path_filestat_set_times, 3, LOOKUP_FOLLOW, S(g, "x/f"), 1, 1, 5));
  count(r, CALL(g, path_filestat_set_times, 3, LOOKUP_FOLLOW, S(g, "file"), 1, 1, 5));
  count(r, CALL(g, path_remove_directory, 3, S(g, "y/d")));
  count(r, CALL(g, path_create_directory, 3, S(g, "y/d")));
  count(r, CALL(g, path_rename, 3, S(g, "x/f"), 3, S(g, "x/f")));
  if (!CALL(g, path_link, 3, LOOKUP_FOLLOW, S(g, "file"), 3, S(g, "hard"))) {
    read_one(r, "hard");
    ANSWERS(SUCCESS, g, path_unlink_file, 3, S(g, "hard"));
  }
}

static uint32_t entries_in(const char *path) {
  uint32_t n = 0;
  DIR *d = opendir(path);
  ck_assert_ptr_nonnull(d);
  for (const struct dirent *e; (e = readdir(d)) != NULL;) n += e->d_name[0] != '.' && strcmp(e->d_name, "m") != 0;
  closedir(d);
  return n;
}

START_TEST(racing_attacker) {
  const double seconds = 0.8;
  BOTH_WAYS(walk) {
    char top[32];
    struct stat before, after;
    temp_dir(top);
    make_trap(top);
    ck_assert_int_eq(stat(join_path(top, "outside/f"), &before), 0);
    Race r = {.g = guest_in(join_path(top, "box"), walk)};
    const pid_t attacker = attack(top);
    ck_assert_int_gt(attacker, 0);
    const double end = now() + seconds;
    do try_all(&r);
    while (now() < end || r.reached == 0 || r.refused == 0); /* both: else nothing was tried */
    kill(attacker, SIGKILL);
    waitpid(attacker, NULL, 0);
    guest_delete(&r.g);
    host_holds(top, "outside/f", "SECRET");
    ck_assert_int_eq(stat(join_path(top, "outside/f"), &after), 0);
    ck_assert(after.st_mtim.tv_sec == before.st_mtim.tv_sec && after.st_nlink == 1);
    ck_assert_uint_eq(entries_in(join_path(top, "outside")), 2); /* f and d, nothing new */
    ck_assert_uint_eq(entries_in(top), 2);
    temp_delete(top);
  }
}
END_TEST

TEST_MAIN("wasi escape", pipes, devices, sockets_in_directories, magic_links, cookies, moved_away, racing_attacker)
