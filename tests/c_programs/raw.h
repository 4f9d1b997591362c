/* WASI without a libc, for memories of either width: the imports' types follow from size_t and pointers. */
#ifndef RAW_H
#define RAW_H

#include <stddef.h>
#include <stdint.h>

#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name)))
typedef struct Vector {
  const void *at;
  size_t size;
} Vector;
WASI(args_get) int args_get(char **argv, char *bytes);
WASI(args_sizes_get) int args_sizes_get(size_t *count, size_t *size);
WASI(environ_get) int environ_get(char **env, char *bytes);
WASI(environ_sizes_get) int environ_sizes_get(size_t *count, size_t *size);
WASI(clock_time_get) int clock_time_get(int id, uint64_t precision, uint64_t *out);
WASI(fd_close) int fd_close(int fd);
WASI(fd_filestat_get) int fd_filestat_get(int fd, uint64_t out[8]);
WASI(fd_prestat_get) int fd_prestat_get(int fd, size_t out[2]);
WASI(fd_prestat_dir_name) int fd_prestat_dir_name(int fd, char *name, size_t size);
WASI(fd_read) int fd_read(int fd, const Vector *v, size_t count, size_t *done);
WASI(fd_pread) int fd_pread(int fd, const Vector *v, size_t count, uint64_t at, size_t *done);
WASI(fd_readdir) int fd_readdir(int fd, void *at, size_t size, uint64_t cookie, size_t *used);
WASI(fd_seek) int fd_seek(int fd, int64_t offset, int whence, uint64_t *out);
WASI(fd_write) int fd_write(int fd, const Vector *v, size_t count, size_t *done);
WASI(path_open)
int path_open(int fd, int lookup, const char *path, size_t size, int oflags, uint64_t rights, uint64_t inheriting,
              int flags, int *out);
WASI(path_readlink) int path_readlink(int fd, const char *path, size_t size, char *out, size_t room, size_t *used);
WASI(path_symlink) int path_symlink(const char *target, size_t target_size, int fd, const char *path, size_t size);
WASI(poll_oneoff) int poll_oneoff(const void *in, void *out, size_t count, size_t *events);
WASI(proc_exit) _Noreturn void proc_exit(int status);
WASI(random_get) int random_get(void *at, size_t size);
WASI(sched_yield) int sched_yield(void);

static inline size_t length(const char *s) {
  size_t n = 0;
  while (s[n]) n++;
  return n;
}

/* A line in pieces: text, then a number. */
static inline void print(const char *text, long long number) {
  char digits[24];
  size_t at = sizeof digits, done;
  unsigned long long n = number < 0 ? 0 - (unsigned long long)number : (unsigned long long)number;
  digits[--at] = '\n';
  do digits[--at] = (char)('0' + n % 10);
  while (n /= 10);
  if (number < 0) digits[--at] = '-';
  const Vector v[3] = {{text, length(text)}, {" ", 1}, {digits + at, sizeof digits - at}};
  fd_write(1, v, 3, &done);
}

/* Ends the program unless it holds. */
static inline void must(const char *what, int holds) {
  if (holds) return;
  print(what, 0);
  proc_exit(99);
}

#endif
