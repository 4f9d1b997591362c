/* Paths that must not leave their directory, by openat2 and by the walk: both must agree. */
#include "tests/check.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/wasi/wasi.h"

/*  top/secret.txt
 *  top/box/in.txt  top/box/a/deep.txt  top/box/a/b/  top/box/pipe
 *  links in box: ok → in.txt, dir → a, chain → dir, up → .., out → ../secret.txt, abs → /etc/passwd, loop → loop,
 *                a/back → ../in.txt, a/far → ../../secret.txt, dangling → nothing, slashed → a/, round → a/../in.txt */
static char top[] = "/tmp/wvm-beneath-XXXXXX";
static int box = -1;

static void make_file(int dir, const char *path) {
  int fd = openat(dir, path, O_CREAT | O_WRONLY, 0666);
  ck_assert_int_ge(fd, 0);
  ck_assert_int_eq(write(fd, path, strlen(path)), (ssize_t)strlen(path));
  close(fd);
}

static void setup(void) {
  static const char *const links[][2] = {{"in.txt", "ok"},
                                         {"a", "dir"},
                                         {"dir", "chain"},
                                         {"..", "up"},
                                         {"../secret.txt", "out"},
                                         {"/etc/passwd", "abs"},
                                         {"loop", "loop"},
                                         {"../in.txt", "a/back"},
                                         {"../../secret.txt", "a/far"},
                                         {"nothing", "dangling"},
                                         {"a/", "slashed"},
                                         {"a/../in.txt", "round"}};
  ck_assert_ptr_nonnull(mkdtemp(top));
  int dir = open(top, O_RDONLY | O_DIRECTORY);
  make_file(dir, "secret.txt");
  ck_assert_int_eq(mkdirat(dir, "box", 0777), 0);
  box = openat(dir, "box", O_RDONLY | O_DIRECTORY);
  ck_assert_int_ge(box, 0);
  close(dir);
  ck_assert_int_eq(mkdirat(box, "a", 0777), 0);
  ck_assert_int_eq(mkdirat(box, "a/b", 0777), 0);
  make_file(box, "in.txt");
  make_file(box, "a/deep.txt");
  for (size_t i = 0; i < COUNT_OF(links); i++) ck_assert_int_eq(symlinkat(links[i][0], box, links[i][1]), 0);
}

static void teardown(void) {
  char command[64];
  close(box);
  snprintf(command, sizeof command, "rm -rf %s", top);
  ck_assert_int_eq(system(command), 0);
}

typedef struct Case {
  const char *path;
  int flags, error;
  const char *contents; /* NULL: not read */
} Case;

static const Case cases[] = {
    {"in.txt", O_RDONLY, 0, "in.txt"},
    {"./in.txt", O_RDONLY, 0, "in.txt"},
    {".//./in.txt", O_RDONLY, 0, "in.txt"},
    {"a/../in.txt", O_RDONLY, 0, "in.txt"},
    {"a/b/../../in.txt", O_RDONLY, 0, "in.txt"},
    {"ok", O_RDONLY, 0, "in.txt"},
    {"ok", O_RDONLY | O_NOFOLLOW, ELOOP, NULL},
    {"ok", O_PATH | O_NOFOLLOW, 0, NULL},
    {"dir/deep.txt", O_RDONLY, 0, "a/deep.txt"},
    {"chain/deep.txt", O_RDONLY, 0, "a/deep.txt"},
    {"chain/b/../back", O_RDONLY, 0, "in.txt"},
    {"slashed/deep.txt", O_RDONLY, 0, "a/deep.txt"},
    {"slashed", O_RDONLY, 0, NULL},
    {"round", O_RDONLY, 0, "in.txt"},
    {"a/back", O_RDONLY, 0, "in.txt"},
    {".", O_RDONLY | O_DIRECTORY, 0, NULL},
    {"a/", O_RDONLY | O_DIRECTORY, 0, NULL},
    {"a/..", O_RDONLY | O_DIRECTORY, 0, NULL},
    {"dir/", O_RDONLY, 0, NULL},
    {"in.txt/", O_RDONLY, ENOTDIR, NULL},
    {"in.txt/x", O_RDONLY, ENOTDIR, NULL},
    {"in.txt/..", O_RDONLY, ENOTDIR, NULL},
    {"in.txt", O_RDONLY | O_DIRECTORY, ENOTDIR, NULL},
    {"nothing", O_RDONLY, ENOENT, NULL},
    {"nothing/x", O_RDONLY, ENOENT, NULL},
    {"dangling", O_RDONLY, ENOENT, NULL},
    {"", O_RDONLY, ENOENT, NULL},
    {"loop", O_RDONLY, ELOOP, NULL},
    {"loop/x", O_RDONLY, ELOOP, NULL},
    {"in.txt", O_WRONLY | O_CREAT | O_EXCL, EEXIST, NULL},
    {"dangling", O_WRONLY | O_CREAT | O_EXCL, EEXIST, NULL},
    /* outside */
    {"..", O_RDONLY, EXDEV, NULL},
    {"../", O_RDONLY, EXDEV, NULL},
    {"../secret.txt", O_RDONLY, EXDEV, NULL},
    {"../box/in.txt", O_RDONLY, EXDEV, NULL},
    {"a/../../secret.txt", O_RDONLY, EXDEV, NULL},
    {"a/b/../../../secret.txt", O_RDONLY, EXDEV, NULL},
    {"./../secret.txt", O_RDONLY, EXDEV, NULL},
    {"/etc/passwd", O_RDONLY, EXDEV, NULL},
    {"/", O_RDONLY, EXDEV, NULL},
    {"//in.txt", O_RDONLY, EXDEV, NULL},
    {"up", O_RDONLY, EXDEV, NULL},
    {"up/", O_RDONLY, EXDEV, NULL},
    {"up/secret.txt", O_RDONLY, EXDEV, NULL},
    {"up/box/in.txt", O_RDONLY, EXDEV, NULL},
    {"out", O_RDONLY, EXDEV, NULL},
    {"out", O_WRONLY, EXDEV, NULL},
    {"out", O_WRONLY | O_TRUNC, EXDEV, NULL},
    {"out", O_PATH, EXDEV, NULL},
    {"abs", O_RDONLY, EXDEV, NULL},
    {"a/far", O_RDONLY, EXDEV, NULL},
    {"dir/far", O_RDONLY, EXDEV, NULL},
    {"../new.txt", O_WRONLY | O_CREAT, EXDEV, NULL},
    {"up/new.txt", O_WRONLY | O_CREAT, EXDEV, NULL},
};

static void check_case(bool walk, const Case *k) {
  int fd = -1, e = wasi_open_beneath(walk, box, k->path, k->flags, 0666, &fd);
  ck_assert_msg(e == k->error, "%s \"%s\" flags %x: %s, expected %s", walk ? "walk" : "openat2", k->path,
                (unsigned)k->flags, strerror(e), strerror(k->error));
  if (e) return;
  if (k->contents) {
    char text[64] = {0};
    ck_assert_int_ge(read(fd, text, sizeof text - 1), 0);
    ck_assert_str_eq(text, k->contents);
  }
  ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
  close(fd);
}

START_TEST(test_walk) {
  for (size_t i = 0; i < COUNT_OF(cases); i++) check_case(true, &cases[i]);
}
END_TEST

START_TEST(test_openat2) {
  if (!wasi_has_openat2()) return;
  for (size_t i = 0; i < COUNT_OF(cases); i++) check_case(false, &cases[i]);
}
END_TEST

/* Creating through a dangling link stays inside, and works both ways. */
START_TEST(test_create) {
  for (int walk = 0; walk < 2; walk++) {
    if (!walk && !wasi_has_openat2()) continue;
    int fd, e = wasi_open_beneath(walk, box, "dangling", O_WRONLY | O_CREAT, 0666, &fd);
    ck_assert_int_eq(e, 0);
    close(fd);
    ck_assert_int_eq(unlinkat(box, "nothing", 0), 0);
    e = wasi_open_beneath(walk, box, "a/new.txt", O_WRONLY | O_CREAT | O_EXCL, 0666, &fd);
    ck_assert_int_eq(e, 0);
    close(fd);
    ck_assert_int_eq(unlinkat(box, "a/new.txt", 0), 0);
  }
}
END_TEST

static void check_parent(bool walk, const char *text, int error, const char *last, bool slash) {
  char path[WASI_PATH_MAX];
  const char *got;
  int parent;
  bool has_slash;
  snprintf(path, sizeof path, "%s", text);
  int e = wasi_open_parent(walk, box, path, &parent, &got, &has_slash);
  ck_assert_msg(e == error, "parent of \"%s\": %s, expected %s", text, strerror(e), strerror(error));
  if (e) return;
  ck_assert_str_eq(got, last);
  ck_assert_int_eq(has_slash, slash);
  close(parent);
}

START_TEST(test_parent) {
  for (int walk = 0; walk < 2; walk++) {
    if (!walk && !wasi_has_openat2()) continue;
    check_parent(walk, "x", 0, "x", false);
    check_parent(walk, "x//", 0, "x", true);
    check_parent(walk, "a/x", 0, "x", false);
    check_parent(walk, "dir/b/x/", 0, "x", true);
    check_parent(walk, "out", 0, "out", false); /* the entry itself, not followed */
    check_parent(walk, "", ENOENT, NULL, false);
    check_parent(walk, "/", EXDEV, NULL, false);
    check_parent(walk, "/x", EXDEV, NULL, false);
    check_parent(walk, ".", EINVAL, NULL, false);
    check_parent(walk, "a/..", EINVAL, NULL, false);
    check_parent(walk, "..", EXDEV, NULL, false);
    check_parent(walk, "../x", EXDEV, NULL, false);
    check_parent(walk, "up/x", EXDEV, NULL, false);
    check_parent(walk, "in.txt/x", ENOTDIR, NULL, false);
    check_parent(walk, "nothing/x", ENOENT, NULL, false);
  }
}
END_TEST

/* Deep and long paths end with an error, and leave no descriptor open. */
START_TEST(test_depth) {
  char path[WASI_PATH_MAX] = "";
  int before = open("/dev/null", O_RDONLY);
  close(before);
  for (int i = 0; i < 1000; i++) strcat(path, "a/b/");
  for (int walk = 0; walk < 2; walk++) {
    int fd, e = wasi_open_beneath(walk, box, path, O_RDONLY, 0, &fd);
    ck_assert_int_ne(e, 0);
  }
  path[0] = 0;
  for (int i = 0; i < 300; i++) strcat(path, "a/b/../../");
  strcat(path, "in.txt");
  for (int walk = 0; walk < 2; walk++) {
    if (!walk && !wasi_has_openat2()) continue;
    check_case(walk, &(Case){path, O_RDONLY, 0, "in.txt"});
  }
  int after = open("/dev/null", O_RDONLY);
  ck_assert_int_eq(after, before);
  close(after);
}
END_TEST

START_TEST(test_rights) {
  wvm_wasi_t *w = wvm_wasi_new();
  ck_assert_ptr_nonnull(w);
  char dir[64];
  snprintf(dir, sizeof dir, "%s/box", top);
  ck_assert_ptr_null(wvm_wasi_preopen(w, dir, "/", true));
  WasiFd f;
  ck_assert_int_eq(wasi_fd_take(w, 3, RIGHT_PATH_OPEN, &f), WASI_SUCCESS);
  ck_assert_uint_eq(f.inheriting & RIGHTS_WRITE, 0);
  wasi_file_release(f.file);
  ck_assert_int_eq(wasi_fd_take(w, 3, RIGHT_PATH_UNLINK_FILE, &f), WASI_NOTCAPABLE);
  ck_assert_int_eq(wasi_fd_take(w, 3, RIGHT_PATH_CREATE_FILE, &f), WASI_NOTCAPABLE);
  ck_assert_int_eq(wasi_fd_take(w, 4, 0, &f), WASI_BADF);
  wvm_wasi_delete(w);
}
END_TEST

START_TEST(test_bounds) {
  uint8_t memory[64];
  WasiCall c = {.base = memory, .size = sizeof memory};
  ck_assert_ptr_eq(wasi_at(&c, 0, 64), memory);
  ck_assert_ptr_eq(wasi_at(&c, 64, 0), memory + 64);
  ck_assert_ptr_null(wasi_at(&c, 1, 64));
  ck_assert_ptr_null(wasi_at(&c, 65, 0));
  ck_assert_ptr_null(wasi_at(&c, UINT32_MAX, 1));
  ck_assert_ptr_null(wasi_at(&c, 0, UINT64_MAX));
  ck_assert_ptr_null(wasi_at(&c, 60, UINT64_MAX - 50));
}
END_TEST

/* Where a filter forbids openat2, or the kernel does not know it, the walk is taken. */
static void forbid_openat2(int answer) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 437, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)answer),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog program = {COUNT_OF(code), code};
  ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

START_TEST(test_without_openat2) {
  if (is_emulated("knows no filters of system calls")) return;
  const bool had = wasi_has_openat2();
  const pid_t child = fork(); /* a filter is for life */
  if (child == 0) {
    forbid_openat2(_i ? EPERM : ENOSYS);
    wvm_wasi_t *w = wvm_wasi_new();
    const bool walks = w && w->walk && !wasi_has_openat2();
    wvm_wasi_delete(w);
    _exit(walks ? 0 : 1);
  }
  int status;
  ck_assert_int_eq(waitpid(child, &status, 0), child);
  ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  wvm_wasi_t *w = wvm_wasi_new();
  ck_assert_int_eq(w->walk, !had);
  wvm_wasi_delete(w);
}
END_TEST

int main(void) {
  Suite *s = suite_create("wasi");
  TCase *t = tcase_create("beneath");
  tcase_add_unchecked_fixture(t, setup, teardown);
  tcase_add_test(t, test_walk);
  tcase_add_test(t, test_openat2);
  tcase_add_test(t, test_create);
  tcase_add_test(t, test_parent);
  tcase_add_test(t, test_depth);
  tcase_add_test(t, test_rights);
  tcase_add_test(t, test_bounds);
  tcase_add_loop_test(t, test_without_openat2, 0, 2);
  suite_add_tcase(s, t);
  SRunner *r = srunner_create(s);
  srunner_run_all(r, CK_NORMAL);
  int failed = srunner_ntests_failed(r);
  srunner_free(r);
  return failed ? 1 : 0;
}
