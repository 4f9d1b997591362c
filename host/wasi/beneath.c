/* Paths that cannot leave their directory.
 *
 *   openat2(RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS)   where the kernel has it (Linux 5.6)
 *   the walk                                           elsewhere: one component at a time, O_NOFOLLOW, symbolic links
 *                                                      read and put before what remains of the path
 *
 *   directories open during the walk:  [preopened] ─ a ─ b ─ c      ".." closes the last; above the first it is EXDEV
 *
 * Both follow symbolic links as long as they stay beneath; an absolute one leads outside. Races with other processes
 * cannot help a guest: every step opens by descriptor, without following. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/wasi/wasi.h"

/* The kernel's struct open_how and its flags; older headers lack them. */
typedef struct OpenHow {
  uint64_t flags, mode, resolve;
} OpenHow;
enum { NO_MAGICLINKS = 0x02, BENEATH = 0x08 };
#ifndef SYS_openat2
#define SYS_openat2 437
#endif

static int open_with_kernel(int dir, const char *path, int flags, mode_t mode, int *out) {
  OpenHow how = {.flags = (uint64_t)(unsigned)(flags | O_CLOEXEC), .resolve = BENEATH | NO_MAGICLINKS};
  if (flags & O_CREAT) how.mode = mode;
  for (int attempt = 0; attempt < 32; attempt++) {
    long fd = syscall(SYS_openat2, dir, path, &how, sizeof how);
    if (fd >= 0) {
      *out = (int)fd;
      return 0;
    }
    if (errno != EAGAIN && errno != EINTR) return errno; /* EAGAIN: something was renamed meanwhile */
  }
  return EAGAIN;
}

bool wasi_has_openat2(void) {
  int fd;
  if (open_with_kernel(AT_FDCWD, ".", O_PATH | O_DIRECTORY, 0, &fd) != 0) return false;
  close(fd);
  return true;
}

/* ---- the walk ---- */

enum { MAX_DEPTH = 64, MAX_LINKS = 40 };

typedef struct Walk {
  int dirs[MAX_DEPTH]; /* dirs[0] belongs to the caller */
  int depth;
  int links;
  char rest[2 * WASI_PATH_MAX]; /* what remains to be resolved */
} Walk;

static int current(const Walk *w) { return w->dirs[w->depth]; }

/* Puts a link's target before the rest. */
static int push_link(Walk *w, int link) {
  char target[WASI_PATH_MAX], rest[2 * WASI_PATH_MAX];
  if (++w->links > MAX_LINKS) return ELOOP;
  ssize_t n = readlinkat(link, "", target, sizeof target);
  if (n < 0) return errno;
  if (n == 0) return ENOENT;
  if (target[0] == '/') return EXDEV;
  size_t size = strlen(w->rest);
  if ((size_t)n + 1 + size + 1 > sizeof rest) return ENAMETOOLONG;
  memcpy(rest, target, (size_t)n);
  rest[n] = '/';
  memcpy(rest + n + 1, w->rest, size + 1);
  if (size == 0) rest[n] = 0; /* no slash that was not there */
  memcpy(w->rest, rest, strlen(rest) + 1);
  return 0;
}

/* Takes the next component off the rest; *slash: slashes followed it. */
static int next_component(Walk *w, char name[256], bool *slash) {
  size_t start = strspn(w->rest, "/"), size = strcspn(w->rest + start, "/");
  if (size > 255) return ENAMETOOLONG;
  memcpy(name, w->rest + start, size);
  name[size] = 0;
  size_t behind = start + size, slashes = strspn(w->rest + behind, "/");
  *slash = slashes > 0;
  memmove(w->rest, w->rest + behind + slashes, strlen(w->rest + behind + slashes) + 1);
  return 0;
}

static int open_here(const Walk *w, const char *name, int flags, mode_t mode, int *out) {
  int fd = openat(current(w), name, flags | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd < 0) return errno;
  *out = fd;
  return 0;
}

/* What was no symbolic link when looked at. If it is one by now, it is looked at again: not *done. */
static int open_last(Walk *w, const char *name, bool slash, int flags, mode_t mode, int *out, bool *done) {
  const int e = open_here(w, name, slash ? flags | O_DIRECTORY : flags, mode, out);
  if (e != ELOOP || (flags & O_NOFOLLOW && !slash) || ++w->links > MAX_LINKS) return e;
  snprintf(w->rest, sizeof w->rest, "%s%s", name, slash ? "/" : "");
  *done = false;
  return 0;
}

/* One component. *done: *out is the result. */
static int step(Walk *w, const char *name, bool slash, int flags, mode_t mode, int *out, bool *done) {
  bool last = w->rest[0] == 0;
  *done = last;
  if (!strcmp(name, ".") || !strcmp(name, "..")) {
    if (name[1]) {
      if (w->depth == 0) return EXDEV;
      close(w->dirs[w->depth--]);
    }
    return last ? open_here(w, ".", flags, mode, out) : 0;
  }
  bool exclusive = (flags & O_CREAT) && (flags & O_EXCL);
  if (last && slash && (flags & O_CREAT)) return EISDIR;
  if (last && exclusive) return open_here(w, name, flags, mode, out);
  int fd = openat(current(w), name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return last && errno == ENOENT && (flags & O_CREAT) ? open_last(w, name, false, flags, mode, out, done) : errno;
  struct stat st;
  int e = fstat(fd, &st) == 0 ? 0 : errno;
  if (!e && S_ISLNK(st.st_mode) && !(last && !slash && (flags & O_NOFOLLOW))) {
    if (slash) { /* "link/" names what the link names, which must be a directory */
      size_t size = strlen(w->rest);
      if (size + 2 > sizeof w->rest) e = ENAMETOOLONG;
      else if (last) memcpy(w->rest, ".", 2);
    }
    *done = false;
    if (!e) e = push_link(w, fd);
    close(fd);
    return e;
  }
  if (!e && last) {
    close(fd);
    return open_last(w, name, slash, flags, mode, out, done);
  }
  if (!e && !S_ISDIR(st.st_mode)) e = ENOTDIR;
  if (!e && w->depth + 1 == MAX_DEPTH) e = ENAMETOOLONG;
  if (e) {
    close(fd);
    return e;
  }
  w->dirs[++w->depth] = fd;
  return 0;
}

static int open_by_walk(int dir, const char *path, int flags, mode_t mode, int *out) {
  Walk w = {.dirs = {dir}};
  size_t size = strlen(path);
  if (path[0] == '/') return EXDEV;
  if (size >= WASI_PATH_MAX) return ENAMETOOLONG;
  memcpy(w.rest, path, size + 1);
  int e = 0;
  for (bool done = false; !e && !done;) {
    char name[256];
    bool slash;
    e = next_component(&w, name, &slash);
    if (!e) e = step(&w, name, slash, flags, mode, out, &done);
  }
  while (w.depth > 0) close(w.dirs[w.depth--]);
  return e;
}

int wasi_open_beneath(bool walk, int dir, const char *path, int flags, mode_t mode, int *out) {
  if (!*path) return ENOENT;
  return walk ? open_by_walk(dir, path, flags, mode, out) : open_with_kernel(dir, path, flags, mode, out);
}

int wasi_open_parent(bool walk, int dir, char path[WASI_PATH_MAX], int *parent, const char **last, bool *slash) {
  size_t size = strlen(path);
  *slash = size > 0 && path[size - 1] == '/';
  if (size == 0) return ENOENT;
  if (path[0] == '/') return EXDEV;
  while (size > 0 && path[size - 1] == '/') path[--size] = 0;
  char *cut = strrchr(path, '/');
  const char *name = cut ? cut + 1 : path;
  if (strlen(name) > 255) return ENAMETOOLONG;
  if (!strcmp(name, ".") || !strcmp(name, "..")) {
    /* Where it leads still matters: outside is told apart from useless. */
    int fd, e = wasi_open_beneath(walk, dir, path, O_PATH | O_DIRECTORY, 0, &fd);
    if (e) return e;
    close(fd);
    return EINVAL;
  }
  if (cut) *cut = 0;
  *last = name;
  return wasi_open_beneath(walk, dir, cut ? path : ".", O_PATH | O_DIRECTORY, 0, parent);
}
