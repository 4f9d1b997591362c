/* Tries paths against descriptor 3 with raw WASI calls, so that no libc tidies them up. Driven by tests/cli/test_wasi.py.
 *
 *   sandbox OP PATH [FLAGS]     OP: open read create trunc list stat lstat mkdir rmdir unlink readlink, or
 *   sandbox rename|link|symlink PATH PATH
 *   sandbox badptr | fds | readonly
 * Prints the error's number, and for read the contents. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

enum { DIR = 3 };

static __wasi_errno_t open_path(const char *path, int oflags, __wasi_rights_t rights, __wasi_fd_t *fd) {
  return __wasi_path_open(DIR, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, path, (__wasi_oflags_t)oflags, rights, 0, 0, fd);
}

static void read_all(__wasi_fd_t fd) {
  char text[256];
  __wasi_size_t n = 0;
  __wasi_iovec_t v = {(uint8_t *)text, sizeof text - 1};
  __wasi_errno_t e = __wasi_fd_read(fd, &v, 1, &n);
  text[n] = 0;
  printf(" %d \"%s\"", e, text);
}

/* Addresses and counts that lie outside the memory, or wrap around. */
static void bad_pointers(void) {
  uint8_t *wild = (uint8_t *)0xfffffff0u;
  __wasi_size_t n;
  __wasi_iovec_t v[2] = {{wild, 64}, {(uint8_t *)&n, 0xffffffff}};
  printf("read vector %d\n", __wasi_fd_read(0, v, 1, &n));
  printf("long vector %d\n", __wasi_fd_read(0, v + 1, 1, &n));
  printf("vectors outside %d\n", __wasi_fd_read(0, (void *)wild, 4, &n));
  printf("many vectors %d\n", __wasi_fd_write(1, (void *)v, 0x20000001, &n));
  printf("result outside %d\n", __wasi_fd_write(1, (void *)v, 0, (void *)wild + 14));
  printf("random %d\n", __wasi_random_get(wild, 64));
  printf("random, all %d\n", __wasi_random_get((uint8_t *)16, 0xffffffff));
  printf("args %d\n", __wasi_args_get((void *)wild, wild));
  printf("clock %d\n", __wasi_clock_time_get(0, 1, (void *)wild + 12));
  printf("clock id %d\n", __wasi_clock_time_get(77, 1, (void *)&n));
  printf("poll %d\n", __wasi_poll_oneoff((void *)wild, (void *)&n, 1, &n));
  printf("poll nothing %d\n", __wasi_poll_oneoff((void *)&n, (void *)&n, 0, &n));
  printf("poll much %d\n", __wasi_poll_oneoff((void *)&n, (void *)&n, 0x10000000, &n));
  printf("prestat %d\n", __wasi_fd_prestat_dir_name(DIR, wild, 64));
  printf("readdir %d\n", __wasi_fd_readdir(DIR, wild, 64, 0, &n));
  printf("fdstat %d\n", __wasi_fd_fdstat_get(DIR, (void *)wild));
  printf("filestat %d\n", __wasi_fd_filestat_get(DIR, (void *)wild));
  printf("open result %d\n", open_path("in.txt", 0, __WASI_RIGHTS_FD_READ, (void *)wild + 13));
}

static void descriptors(void) {
  __wasi_fdstat_t st;
  uint64_t at;
  static const __wasi_fd_t bad[] = {4, 1024, 0x7fffffff, 0x80000000, 0xffffffff};
  for (int i = 0; i < 5; i++) printf("fd %u: %d %d\n", (unsigned)bad[i], __wasi_fd_fdstat_get(bad[i], &st), __wasi_fd_close(bad[i]));
  printf("seek stdin %d\n", __wasi_fd_seek(0, 0, 1, &at));
  printf("renumber to a closed one %d\n", __wasi_fd_renumber(3, 9));
  __wasi_fd_t fd, first = 0, count = 0;
  while (open_path("in.txt", 0, __WASI_RIGHTS_FD_READ, &fd) == 0) {
    if (count++ == 0) first = fd;
  }
  printf("opened %u from %u\n", (unsigned)count, (unsigned)first);
  printf("close %d, again %d\n", __wasi_fd_close(first), __wasi_fd_close(first));
  printf("the lowest is taken %d %u\n", open_path("in.txt", 0, __WASI_RIGHTS_FD_READ, &fd), (unsigned)fd);
  printf("write to one that reads %d\n", __wasi_fd_write(fd, NULL, 0, (void *)&at));
  printf("close stdout and dir %d %d\n", __wasi_fd_close(2), __wasi_fd_close(DIR));
  printf("gone %d\n", open_path("in.txt", 0, __WASI_RIGHTS_FD_READ, &fd));
}

static int one(const char *op, const char *path, const char *other) {
  __wasi_fd_t fd;
  __wasi_filestat_t st;
  char text[256];
  __wasi_size_t n;
  if (!strcmp(op, "open")) return open_path(path, 0, __WASI_RIGHTS_FD_READ, &fd);
  if (!strcmp(op, "nofollow")) return __wasi_path_open(DIR, 0, path, 0, __WASI_RIGHTS_FD_READ, 0, 0, &fd);
  if (!strcmp(op, "opendir")) return open_path(path, __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_READDIR, &fd);
  if (!strcmp(op, "write")) return open_path(path, 0, __WASI_RIGHTS_FD_WRITE, &fd);
  if (!strcmp(op, "create")) return open_path(path, __WASI_OFLAGS_CREAT, __WASI_RIGHTS_FD_WRITE, &fd);
  if (!strcmp(op, "trunc")) return open_path(path, __WASI_OFLAGS_TRUNC, __WASI_RIGHTS_FD_READ, &fd);
  if (!strcmp(op, "stat")) return __wasi_path_filestat_get(DIR, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, path, &st);
  if (!strcmp(op, "lstat")) return __wasi_path_filestat_get(DIR, 0, path, &st);
  if (!strcmp(op, "times")) return __wasi_path_filestat_set_times(DIR, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, path, 1, 2, 5);
  if (!strcmp(op, "mkdir")) return __wasi_path_create_directory(DIR, path);
  if (!strcmp(op, "rmdir")) return __wasi_path_remove_directory(DIR, path);
  if (!strcmp(op, "unlink")) return __wasi_path_unlink_file(DIR, path);
  if (!strcmp(op, "readlink")) return __wasi_path_readlink(DIR, path, (uint8_t *)text, sizeof text, &n);
  if (!strcmp(op, "rename")) return __wasi_path_rename(DIR, path, DIR, other);
  if (!strcmp(op, "link")) return __wasi_path_link(DIR, 0, path, DIR, other);
  if (!strcmp(op, "symlink")) return __wasi_path_symlink(path, DIR, other);
  if (!strcmp(op, "read")) {
    int e = open_path(path, 0, __WASI_RIGHTS_FD_READ, &fd);
    if (!e) read_all(fd);
    return e;
  }
  return -1;
}

int main(int argc, char **argv) {
  if (argc == 2 && !strcmp(argv[1], "badptr")) bad_pointers();
  else if (argc == 2 && !strcmp(argv[1], "fds")) descriptors();
  else
    for (int i = 1; i + 1 < argc;) { /* OP PATH, or OP PATH PATH */
      int pair = !strcmp(argv[i], "rename") || !strcmp(argv[i], "link") || !strcmp(argv[i], "symlink");
      printf("%s %s:", argv[i], argv[i + 1]);
      printf(" %d\n", one(argv[i], argv[i + 1], pair && i + 2 < argc ? argv[i + 2] : ""));
      i += pair ? 3 : 2;
    }
  fflush(stdout);
  return 0;
}
