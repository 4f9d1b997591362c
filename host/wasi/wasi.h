/* WASI preview 1, from the inside.
 *
 *   guest ─call─▶ wasi_dispatch (wasi.c) ─▶ wasi_<name>(WasiCall, slots) ─▶ errno
 *                   one row of wasi.def        args.c clock.c fd.c io.c path.c poll.c
 *                                                        │
 *                                            beneath.c: paths that cannot leave their directory
 *
 * Rules for every function. The guest is hostile: each address and size goes through wasi_at, which checks it against
 * the memory's present size; each guest structure is read once, into locals, and checked there (another thread may
 * rewrite it); counts are bounded. Results are written only after the host's call has succeeded.
 * Uses the public API alone. */
#ifndef WVM_HOST_WASI_WASI_H
#define WVM_HOST_WASI_WASI_H

#include <sys/types.h>

#include "base/alloc.h"
#include "include/wvm.h"

typedef enum WasiErrno {
#define ERRNO(id, host) WASI_##id,
#include "host/wasi/errno.def"
#undef ERRNO
  WASI_ERRNO_COUNT
} WasiErrno;

typedef enum WasiFunc {
#define WASI(name, params, status, summary) WASI_FUNC_##name,
#include "host/wasi/wasi.def"
#undef WASI
  WASI_FUNC_COUNT
} WasiFunc;

enum WasiRight {
  RIGHT_FD_DATASYNC = 1 << 0,
  RIGHT_FD_READ = 1 << 1,
  RIGHT_FD_SEEK = 1 << 2,
  RIGHT_FD_FDSTAT_SET_FLAGS = 1 << 3,
  RIGHT_FD_SYNC = 1 << 4,
  RIGHT_FD_TELL = 1 << 5,
  RIGHT_FD_WRITE = 1 << 6,
  RIGHT_FD_ADVISE = 1 << 7,
  RIGHT_FD_ALLOCATE = 1 << 8,
  RIGHT_PATH_CREATE_DIRECTORY = 1 << 9,
  RIGHT_PATH_CREATE_FILE = 1 << 10,
  RIGHT_PATH_LINK_SOURCE = 1 << 11,
  RIGHT_PATH_LINK_TARGET = 1 << 12,
  RIGHT_PATH_OPEN = 1 << 13,
  RIGHT_FD_READDIR = 1 << 14,
  RIGHT_PATH_READLINK = 1 << 15,
  RIGHT_PATH_RENAME_SOURCE = 1 << 16,
  RIGHT_PATH_RENAME_TARGET = 1 << 17,
  RIGHT_PATH_FILESTAT_GET = 1 << 18,
  RIGHT_PATH_FILESTAT_SET_SIZE = 1 << 19,
  RIGHT_PATH_FILESTAT_SET_TIMES = 1 << 20,
  RIGHT_FD_FILESTAT_GET = 1 << 21,
  RIGHT_FD_FILESTAT_SET_SIZE = 1 << 22,
  RIGHT_FD_FILESTAT_SET_TIMES = 1 << 23,
  RIGHT_PATH_SYMLINK = 1 << 24,
  RIGHT_PATH_REMOVE_DIRECTORY = 1 << 25,
  RIGHT_PATH_UNLINK_FILE = 1 << 26,
  RIGHT_POLL_FD_READWRITE = 1 << 27,

  RIGHT_SOCK_SHUTDOWN = 1 << 28,
  RIGHT_SOCK_ACCEPT = 1 << 29,

  RIGHTS_ALL = (1 << 30) - 1,
  /* What would change something outside the guest. */
  RIGHTS_WRITE = RIGHT_FD_DATASYNC | RIGHT_FD_SYNC | RIGHT_FD_WRITE | RIGHT_FD_ALLOCATE | RIGHT_PATH_CREATE_DIRECTORY |
                 RIGHT_PATH_CREATE_FILE | RIGHT_PATH_LINK_SOURCE | RIGHT_PATH_LINK_TARGET | RIGHT_PATH_RENAME_SOURCE |
                 RIGHT_PATH_RENAME_TARGET | RIGHT_PATH_FILESTAT_SET_SIZE | RIGHT_PATH_FILESTAT_SET_TIMES |
                 RIGHT_FD_FILESTAT_SET_SIZE | RIGHT_FD_FILESTAT_SET_TIMES | RIGHT_PATH_SYMLINK |
                 RIGHT_PATH_REMOVE_DIRECTORY | RIGHT_PATH_UNLINK_FILE,
  /* What means something for a file, for a directory. */
  RIGHTS_FILE = RIGHT_FD_DATASYNC | RIGHT_FD_READ | RIGHT_FD_SEEK | RIGHT_FD_FDSTAT_SET_FLAGS | RIGHT_FD_SYNC |
                RIGHT_FD_TELL | RIGHT_FD_WRITE | RIGHT_FD_ADVISE | RIGHT_FD_ALLOCATE | RIGHT_FD_FILESTAT_GET |
                RIGHT_FD_FILESTAT_SET_SIZE | RIGHT_FD_FILESTAT_SET_TIMES | RIGHT_POLL_FD_READWRITE,
  RIGHTS_DIR = RIGHTS_ALL & ~(RIGHT_FD_READ | RIGHT_FD_SEEK | RIGHT_FD_TELL | RIGHT_FD_WRITE | RIGHT_FD_ALLOCATE |
                              RIGHT_FD_FILESTAT_SET_SIZE | RIGHT_SOCK_SHUTDOWN | RIGHT_SOCK_ACCEPT),
  /* What means something for a connection, for a socket that listens. */
  RIGHTS_SOCKET = RIGHT_FD_READ | RIGHT_FD_WRITE | RIGHT_FD_FDSTAT_SET_FLAGS | RIGHT_FD_FILESTAT_GET |
                  RIGHT_POLL_FD_READWRITE | RIGHT_SOCK_SHUTDOWN,
  RIGHTS_LISTENER = RIGHT_FD_FDSTAT_SET_FLAGS | RIGHT_FD_FILESTAT_GET | RIGHT_POLL_FD_READWRITE | RIGHT_SOCK_ACCEPT
};

enum WasiFlag { FD_APPEND = 1, FD_DSYNC = 2, FD_NONBLOCK = 4, FD_RSYNC = 8, FD_SYNC = 16 };
enum WasiOpen { OPEN_CREATE = 1, OPEN_DIRECTORY = 2, OPEN_EXCLUSIVE = 4, OPEN_TRUNCATE = 8 };
enum { LOOKUP_FOLLOW = 1 };
enum WasiFiletype {
  FILETYPE_UNKNOWN,
  FILETYPE_BLOCK,
  FILETYPE_CHARACTER,
  FILETYPE_DIRECTORY,
  FILETYPE_REGULAR,
  FILETYPE_DGRAM,
  FILETYPE_STREAM,
  FILETYPE_SYMLINK
};

enum {
  WASI_MAX_FDS = 1024,    /* open at once */
  WASI_MAX_IOVECS = 1024, /* of one call */
  WASI_MAX_POLL = 4096,   /* subscriptions of one call */
  WASI_PATH_MAX = 4096,   /* bytes, with the zero behind */
  WASI_WAIT_SLICE_MS = 20 /* how late an interrupt may be noticed while waiting */
};

/* A guest's descriptor: index into wvm_wasi.fds. */
typedef struct WasiFd {
  int host;       /* -1: free */
  bool owned;     /* closed with the descriptor; the process's own streams are not */
  uint8_t type;   /* WasiFiletype */
  uint16_t flags; /* WasiFlag */
  uint64_t rights, inheriting;
  char *guest; /* preopened: the path the guest knows it by; owned */
} WasiFd;

/* Strings one behind the other, each with its zero. */
typedef struct WasiStrings {
  char *at;
  size_t size, capacity;
  uint32_t count;
  bool failed;
} WasiStrings;

/* What one bound function knows; the env of its callback. */
typedef struct WasiBinding {
  wvm_wasi_t *wasi;
  WasiFunc func;
} WasiBinding;

struct wvm_wasi {
  WasiStrings args, env;
  WasiFd *fds;
  uint32_t fd_count, fd_capacity;
  bool trace;
  bool walk; /* no openat2 here: beneath.c walks component by component */
  WasiBinding bindings[WASI_FUNC_COUNT];
};

/* One call of a guest. */
typedef struct WasiCall {
  wvm_wasi_t *wasi;
  wvm_store_t *store;
  uint8_t *base;
  uint64_t size;
  bool exit;
  int exit_status;
} WasiCall;

/* ---- guest memory ---- */

/* [ptr, ptr + size) in the guest's memory, or NULL when it does not lie inside. */
static inline uint8_t *wasi_at(const WasiCall *c, uint32_t ptr, uint64_t size) {
  return size <= c->size && ptr <= c->size - size ? c->base + ptr : NULL;
}

static inline WasiErrno wasi_put_u32(const WasiCall *c, uint32_t ptr, uint32_t v) {
  uint8_t *p = wasi_at(c, ptr, sizeof v);
  if (!p) return WASI_FAULT;
  store_u32(p, v);
  return WASI_SUCCESS;
}

static inline WasiErrno wasi_put_u64(const WasiCall *c, uint32_t ptr, uint64_t v) {
  uint8_t *p = wasi_at(c, ptr, sizeof v);
  if (!p) return WASI_FAULT;
  store_u64(p, v);
  return WASI_SUCCESS;
}

/* Copies a path to a string with a zero behind. Paths hold no zero. */
MUST_USE WasiErrno wasi_get_path(const WasiCall *c, uint32_t ptr, uint32_t size, char out[WASI_PATH_MAX]);

/* ---- errors ---- */

WasiErrno wasi_from_errno(int host);
const char *wasi_errno_name(WasiErrno e);

/* ---- descriptors (fd.c) ---- */

/* The descriptor, if it is open and has these rights. */
MUST_USE WasiErrno wasi_fd_get(wvm_wasi_t *w, uint32_t fd, uint64_t rights, WasiFd **out);
/* Gives `host` the lowest free number; takes it over on success only. */
MUST_USE WasiErrno wasi_fd_add(wvm_wasi_t *w, const WasiFd *from, uint32_t *fd);
void wasi_fd_release(WasiFd *f);
uint8_t wasi_filetype(mode_t mode);
struct stat;
void wasi_filestat_write(uint8_t out[64], const struct stat *st);
struct timespec;
/* The argument of utimensat from WASI's flags. */
MUST_USE WasiErrno wasi_times(uint64_t access_ns, uint64_t modify_ns, uint32_t flags, struct timespec out[2]);
/* Waits until the descriptor can be read or written (POLLIN, POLLOUT); EAGAIN when it should not wait, EINTR when
 * the store has been interrupted. */
MUST_USE WasiErrno wasi_wait(const WasiCall *c, const WasiFd *f, short events);

/* ---- paths (beneath.c) ---- */

bool wasi_has_openat2(void);
/* openat that never leaves `dir`: not by "..", an absolute path, or a symbolic link. 0 and *out, or a host's errno;
 * EXDEV: the path leads outside. `walk`: do without openat2. */
MUST_USE int wasi_open_beneath(bool walk, int dir, const char *path, int flags, mode_t mode, int *out);
/* The directory that holds the last component of the path, and that component (at its place in `path`, changed to end
 * there). *slash: the path ended in '/'. EINVAL when the last component is "." or "..", or missing. */
MUST_USE int wasi_open_parent(bool walk, int dir, char path[WASI_PATH_MAX], int *parent, const char **last,
                              bool *slash);

/* ---- the functions ---- */

#define WASI_STATUS_DONE(name) WasiErrno wasi_##name(WasiCall *c, const wvm_raw_t *a);
#define WASI_STATUS_NOSYS(name)
#define WASI(name, params, status, summary) WASI_STATUS_##status(name)
#include "host/wasi/wasi.def"
#undef WASI
#undef WASI_STATUS_DONE
#undef WASI_STATUS_NOSYS

#endif
