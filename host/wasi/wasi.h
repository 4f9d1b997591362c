/* WASI preview 1, from the inside.
 *
 *   guest ─call─▶ wasi_dispatch (wasi.c) ─▶ wasi_<id>(WasiCall, slots) ─▶ errno
 *                   one row of wasi.def        args.c clock.c poll.c fd.c dir.c io.c path.c socket.c
 *                                                  │                             │
 *                                      table.c: descriptors, files      beneath.c: paths that cannot leave
 *                                                                                  their directory
 *
 * One row serves four interfaces: wasi_snapshot_preview1 and wasi_unstable, each with addresses of 32 and of 64 bits. The
 * import's type says which; WasiCall holds it. Slots hold i32 with the upper half zero, so addresses and sizes are read
 * as 64 bits in either case.
 *
 * Rules for every function. The guest is hostile: each address and size goes through wasi_at, which checks it against
 * the memory's present size; each guest structure is read once, by wasi_get, into locals, and checked there (another
 * thread may rewrite it); counts are bounded. Results are written only after the host's call has succeeded; where they
 * go is checked before it. What may wait, waits in wasi_wait, which interruption ends.
 *
 * Threads: functions run in any number of threads at once. The table of descriptors has a lock; a call holds what it
 * uses (wasi_fd_get), so that a descriptor closed by another thread stays open until the call is done. What the
 * configuration set is not written any more. */
#ifndef WVM_HOST_WASI_WASI_H
#define WVM_HOST_WASI_WASI_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "base/alloc.h"
#include "host/wasi/abi.h"
#include "host/wasi/terminal.h"
#include "host/wasi/thread.h"
#include "include/wvm.h"

enum {
  WASI_MAX_FDS = 1024,     /* open at once */
  WASI_MAX_IOVECS = 1024,  /* of one call */
  WASI_MAX_POLL = 4096,    /* subscriptions of one call */
  WASI_PATH_MAX = 4096,    /* bytes, with the zero behind */
  WASI_MAX_HELD = 2,       /* descriptors that one function uses; poll_oneoff keeps its own list */
  WASI_WAIT_SLICE_MS = 20  /* how late an interrupt may be noticed while waiting */
};

/* How the host transfers without waiting longer than asked. */
typedef enum WasiWay {
  WAY_PLAIN,  /* files, directories, disks: never said to wait */
  WAY_PIPE,
  WAY_SOCKET,
  WAY_DEVICE  /* terminals and other character devices */
} WasiWay;

/* An open file of the host. Counted: descriptors hold it, and calls that use it. */
typedef struct WasiFile {
  atomic_uint refs;
  int host;              /* -1: a stream that was not open */
  bool owned;            /* closed in the end; the process's own streams are not */
  bool nonblocking;      /* on the host's side, where nobody else has a hand in it */
  bool terminal;         /* output is filtered (terminal.h) */
  uint8_t type;          /* WasiFiletype */
  uint8_t way;           /* WasiWay */
  _Atomic uint16_t flags; /* WasiFlag */
  char *guest;           /* preopened: the path the guest knows it by; owned */
  int64_t *offsets;      /* of a directory: where the cookies given so far go on (dir.c) */
  uint32_t offset_count, offset_capacity;
  pthread_mutex_t lock;  /* position and offsets of a directory, attempts at what may wait, `filter` */
  TerminalFilter filter;
} WasiFile;

/* A guest's descriptor: its number is its place in wvm_wasi.fds. */
typedef struct WasiFd {
  WasiFile *file; /* NULL: free */
  uint64_t rights, inheriting;
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
  bool wide;     /* addresses and sizes have 64 bits */
  bool unstable; /* structures are those of wasi_unstable */
} WasiBinding;

struct wvm_wasi {
  WasiStrings args, env;
  pthread_mutex_t lock; /* of the table of descriptors */
  WasiFd *fds;
  uint32_t fd_count, fd_capacity;
  bool trace;
  bool raw_terminal;  /* control sequences pass */
  bool pipe_ends;     /* writing to a broken pipe ends the guest */
  bool limited_files; /* the process may not write files of any size (RLIMIT_FSIZE) */
  bool walk;          /* no openat2 here: beneath.c walks component by component */
  WasiGroup group;    /* of threads */
  WasiBinding bindings[2][2][WASI_FUNC_COUNT]; /* by wide, unstable */
};

/* One call of a guest. */
typedef struct WasiCall {
  wvm_wasi_t *wasi;
  wvm_store_t *store;
  wvm_caller_t *caller;
  const WasiBinding *binding;
  uint8_t *base;
  uint64_t size;
  bool wide, unstable;
  uint32_t held_count;
  WasiFile *held[WASI_MAX_HELD];
  uint32_t thread;  /* thread-spawn's answer */
  wvm_error_t *end; /* the guest ends with this, instead of getting an answer */
} WasiCall;

/* ---- guest memory ---- */

/* [ptr, ptr + size) in the guest's memory, or NULL when it does not lie inside. */
static inline uint8_t *wasi_at(const WasiCall *c, uint64_t ptr, uint64_t size) {
  return size <= c->size && ptr <= c->size - size ? c->base + ptr : NULL;
}

/* Guest memory to a local copy, read once, whatever other threads do to it meanwhile; and back. The host's address comes
 * from wasi_at. */
void wasi_get(void *to, const uint8_t *from, size_t size);
void wasi_set(uint8_t *to, const void *from, size_t size);

/* Results. FAULT: the address lies outside. */
MUST_USE WasiErrno wasi_put(const WasiCall *c, uint64_t ptr, const void *value, size_t size);
MUST_USE WasiErrno wasi_put_u32(const WasiCall *c, uint64_t ptr, uint32_t v);
MUST_USE WasiErrno wasi_put_u64(const WasiCall *c, uint64_t ptr, uint64_t v);
/* As wide as the guest's sizes. */
MUST_USE WasiErrno wasi_put_size(const WasiCall *c, uint64_t ptr, uint64_t v);
static inline uint32_t wasi_size_bytes(const WasiCall *c) { return c->wide ? 8 : 4; }

/* Copies a path to a string with a zero behind. Paths hold no zero. */
MUST_USE WasiErrno wasi_get_path(const WasiCall *c, wvm_raw_t ptr, wvm_raw_t size, char out[WASI_PATH_MAX]);

/* ---- errors ---- */

WasiErrno wasi_from_errno(int host);
const char *wasi_errno_name(WasiErrno e);

/* ---- files and descriptors (table.c) ---- */

/* A file of this descriptor, which it closes in the end if owned (on success). NULL: no memory. */
MUST_USE WasiFile *wasi_file_new(int host, bool owned);
void wasi_file_release(WasiFile *f);

/* Gives the file the lowest free number; takes it over on success only. */
MUST_USE WasiErrno wasi_fd_add(wvm_wasi_t *w, WasiFile *file, uint64_t rights, uint64_t inheriting, uint32_t *fd);
/* A copy of the descriptor, if it is open and has these rights. The file stays open until the call ends. */
MUST_USE WasiErrno wasi_fd_get(WasiCall *c, uint32_t fd, uint64_t rights, WasiFd *out);
/* The same, of a directory. */
MUST_USE WasiErrno wasi_dir_get(WasiCall *c, uint32_t fd, uint64_t rights, WasiFd *out);
/* The same, without holding it: the caller releases out->file. */
MUST_USE WasiErrno wasi_fd_take(wvm_wasi_t *w, uint32_t fd, uint64_t rights, WasiFd *out);
void wasi_call_release(WasiCall *c);
void wasi_table_free(wvm_wasi_t *w);
/* A file of the host's descriptor, which it takes over on success, for the guest to have from the start; `guest`: the name
 * of a directory, copied; NULL: none (config.c). */
MUST_USE WasiErrno wasi_give(wvm_wasi_t *w, int host, const char *guest, uint64_t rights, uint64_t inheriting, uint32_t *fd);

uint8_t wasi_filetype(mode_t mode);
struct stat;
/* The guest's structure; its size. */
size_t wasi_filestat(const WasiCall *c, const struct stat *st, uint8_t out[FILESTAT_SIZE]);
static inline size_t wasi_filestat_size(const WasiCall *c) {
  return c->unstable ? FILESTAT_SIZE_UNSTABLE : FILESTAT_SIZE;
}
struct timespec;
uint64_t wasi_nanoseconds(const struct timespec *t);
/* The argument of utimensat from WASI's flags. */
MUST_USE WasiErrno wasi_times(uint64_t access_ns, uint64_t modify_ns, uint32_t flags, struct timespec out[2]);

/* ---- clocks (clock.c) ---- */

MUST_USE WasiErrno wasi_clock_now(uint32_t id, uint64_t *ns);

/* ---- waiting and transfers (io.c) ---- */

/* Waits until the file can be read or written (POLLIN, POLLOUT). AGAIN when it is not to wait (the file's flags), INTR when
 * the store has been interrupted. */
MUST_USE WasiErrno wasi_wait(const WasiCall *c, const WasiFile *f, short events);

struct iovec;
typedef struct WasiVectors {
  struct iovec *at;
  int count;
  size_t total; /* bytes */
} WasiVectors;
/* The guest's list, read once and checked, into `room` (WASI_MAX_IOVECS). Empty vectors are left out. */
MUST_USE WasiErrno wasi_get_vectors(const WasiCall *c, wvm_raw_t ptr, wvm_raw_t count, struct iovec *room, WasiVectors *out);
/* What is left when the first `size` bytes are done. */
void wasi_vectors_advance(WasiVectors *v, size_t size);

/* Signals that a write may send to its thread (SIGPIPE, SIGXFSZ) must not end the host: held back, and taken away when the
 * write has failed. */
typedef struct WasiQuiet {
  bool on; /* this file may send them */
  sigset_t before, sent;
} WasiQuiet;
void wasi_quiet_begin(WasiQuiet *q, const WasiCall *c, const WasiFile *f);
void wasi_quiet_end(const WasiQuiet *q, bool failed);

/* ---- paths (beneath.c) ---- */

bool wasi_has_openat2(void);
/* openat that never leaves `dir`: not by "..", an absolute path, or a symbolic link. 0 and *out, or a host's errno;
 * EXDEV: the path leads outside. `walk`: do without openat2. */
MUST_USE int wasi_open_beneath(bool walk, int dir, const char *path, int flags, mode_t mode, int *out);
/* The directory that holds the last component of the path, and that component (at its place in `path`, changed to end
 * there). *slash: the path ended in '/'. EINVAL when the last component is "." or "..", or missing. */
MUST_USE int wasi_open_parent(bool walk, int dir, char path[WASI_PATH_MAX], int *parent, const char **last,
                              bool *slash);

/* ---- linking (link.c) ---- */

/* wvm_linker_define_wasi, of a thread's instance (`member`) or a program's (NULL). */
MUST_USE wvm_error_t *wasi_define(wvm_linker_t *l, wvm_wasi_t *w, const wvm_module_t *m, WasiMember *member);

/* ---- dispatch ---- */

typedef WasiErrno (*WasiHandler)(WasiCall *c, const wvm_raw_t *a);
enum WasiModules { WASI_SNAPSHOT = 1, WASI_UNSTABLE = 2, WASI_THREADS = 4, WASI_BOTH = WASI_SNAPSHOT | WASI_UNSTABLE };

typedef struct WasiRow {
  const char *name, *params;
  WasiHandler handler;
  uint8_t modules; /* WasiModules */
} WasiRow;
extern const WasiRow wasi_rows[WASI_FUNC_COUNT];

/* The callback of every function; env: its WasiBinding. */
wvm_error_t *wasi_dispatch(void *env, wvm_caller_t *caller, wvm_raw_t *slots);

/* One line on standard error about a call: begun before it, ended after it (trace.c). */
typedef struct WasiTrace {
  char text[640];
  size_t size;
} WasiTrace;
void wasi_trace_begin(WasiTrace *t, const WasiCall *c, const WasiRow *row, const wvm_raw_t *a);
void wasi_trace_end(WasiTrace *t, const WasiCall *c, const WasiRow *row, const wvm_raw_t *a, WasiErrno result);

#define WASI_AS(id, name, modules, params, summary) WasiErrno wasi_##id(WasiCall *c, const wvm_raw_t *a);
#include "host/wasi/wasi.def"
#undef WASI_AS

#endif
