/* The guest's descriptors, and the host's files behind them.
 *
 *   fds  0 ─▶ WasiFd {rights} ─┐
 *        3 ─▶ WasiFd {rights} ─┴▶ WasiFile (counted) ─▶ the host's descriptor
 *                 calls under way ─┘
 *
 * The lock covers the table, not the files: a call takes a copy of the descriptor and a reference to the file. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/wasi/wasi.h"

/* ---- files ---- */

uint8_t wasi_filetype(mode_t mode) {
  switch (mode & S_IFMT) {
  case S_IFREG: return FILETYPE_REGULAR;
  case S_IFDIR: return FILETYPE_DIRECTORY;
  case S_IFCHR: return FILETYPE_CHARACTER;
  case S_IFBLK: return FILETYPE_BLOCK;
  case S_IFLNK: return FILETYPE_SYMLINK;
  case S_IFSOCK: return FILETYPE_STREAM;
  default: return FILETYPE_UNKNOWN;
  }
}

static WasiWay way_of(mode_t mode) {
  return S_ISFIFO(mode) ? WAY_PIPE : S_ISSOCK(mode) ? WAY_SOCKET : S_ISCHR(mode) ? WAY_DEVICE : WAY_PLAIN;
}

static bool is_datagram(int host) {
  int kind = 0;
  socklen_t size = sizeof kind;
  return getsockopt(host, SOL_SOCKET, SO_TYPE, &kind, &size) == 0 && kind == SOCK_DGRAM;
}

/* The terminal opened once more, for us alone: that can be made non-blocking, which set on the original would reach
 * whoever shares it, such as a shell. -1: not to be had. */
static int reopen_terminal(int host) {
  char name[40];
  const int flags = fcntl(host, F_GETFL);
  if (flags < 0) return -1;
  snprintf(name, sizeof name, "/proc/self/fd/%d", host);
  return open(name, (flags & O_ACCMODE) | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

WasiFile *wasi_file_new(int host, bool owned) {
  WasiFile *f = alloc_zeroed(&alloc_libc, sizeof *f);
  if (!f) return NULL;
  if (pthread_mutex_init(&f->lock, NULL) != 0) {
    alloc_free(&alloc_libc, f, sizeof *f);
    return NULL;
  }
  atomic_init(&f->refs, 1);
  atomic_init(&f->flags, 0);
  f->host = host;
  f->owned = owned;
  struct stat st;
  if (fstat(host, &st) != 0) { /* not even open: every use will say so, whatever gets this number later */
    f->host = -1;
    f->owned = false;
    return f;
  }
  f->type = wasi_filetype(st.st_mode);
  f->way = (uint8_t)way_of(st.st_mode);
  if (f->way == WAY_SOCKET && is_datagram(host)) f->type = FILETYPE_DGRAM;
  f->terminal = f->way == WAY_DEVICE && isatty(host);
  const int own = f->terminal && !owned ? reopen_terminal(host) : -1;
  if (own >= 0) f->host = own, f->owned = true;
  const int flags = fcntl(f->host, F_GETFL);
  f->nonblocking = f->owned && flags >= 0 && (flags & O_NONBLOCK); /* others could take it back */
  return f;
}

void wasi_file_release(WasiFile *f) {
  if (!f || atomic_fetch_sub_explicit(&f->refs, 1, memory_order_acq_rel) != 1) return;
  if (f->owned) close(f->host);
  if (f->guest) alloc_free(&alloc_libc, f->guest, strlen(f->guest) + 1);
  alloc_free(&alloc_libc, f->offsets, f->offset_capacity * sizeof *f->offsets);
  pthread_mutex_destroy(&f->lock);
  alloc_free(&alloc_libc, f, sizeof *f);
}

/* ---- the table ---- */

WasiErrno wasi_fd_add(wvm_wasi_t *w, WasiFile *file, uint64_t rights, uint64_t inheriting, uint32_t *fd) {
  WasiErrno e = WASI_SUCCESS;
  pthread_mutex_lock(&w->lock);
  uint32_t at = 0;
  while (at < w->fd_count && w->fds[at].file) at++;
  if (at == WASI_MAX_FDS) e = WASI_MFILE;
  else if (at == w->fd_count) {
    if (!alloc_grow(&alloc_libc, (void **)&w->fds, &w->fd_capacity, (size_t)at + 1, sizeof *w->fds)) e = WASI_NOMEM;
    else w->fd_count++;
  }
  if (!e) {
    w->fds[at] = (WasiFd){file, rights, inheriting};
    *fd = at;
  }
  pthread_mutex_unlock(&w->lock);
  return e;
}

WasiErrno wasi_fd_take(wvm_wasi_t *w, uint32_t fd, uint64_t rights, WasiFd *out) {
  WasiErrno e = WASI_SUCCESS;
  pthread_mutex_lock(&w->lock);
  if (fd >= w->fd_count || !w->fds[fd].file) e = WASI_BADF;
  else if ((w->fds[fd].rights & rights) != rights) e = WASI_NOTCAPABLE;
  else {
    *out = w->fds[fd];
    atomic_fetch_add_explicit(&out->file->refs, 1, memory_order_relaxed);
  }
  pthread_mutex_unlock(&w->lock);
  return e;
}

WasiErrno wasi_fd_get(WasiCall *c, uint32_t fd, uint64_t rights, WasiFd *out) {
  assert(c->held_count < WASI_MAX_HELD);
  const WasiErrno e = wasi_fd_take(c->wasi, fd, rights, out);
  if (!e) c->held[c->held_count++] = out->file;
  return e;
}

WasiErrno wasi_dir_get(WasiCall *c, uint32_t fd, uint64_t rights, WasiFd *out) {
  const WasiErrno e = wasi_fd_get(c, fd, 0, out);
  if (e) return e;
  if (out->file->type != FILETYPE_DIRECTORY) return WASI_NOTDIR;
  return (out->rights & rights) == rights ? WASI_SUCCESS : WASI_NOTCAPABLE;
}

void wasi_call_release(WasiCall *c) {
  while (c->held_count) wasi_file_release(c->held[--c->held_count]);
}

void wasi_table_free(wvm_wasi_t *w) {
  for (uint32_t i = 0; i < w->fd_count; i++) wasi_file_release(w->fds[i].file);
  alloc_free(&alloc_libc, w->fds, w->fd_capacity * sizeof *w->fds);
}

WasiErrno wasi_fd_close(WasiCall *c, const wvm_raw_t *a) {
  wvm_wasi_t *w = c->wasi;
  const uint32_t fd = a[0].u32;
  WasiFile *file = NULL;
  pthread_mutex_lock(&w->lock);
  if (fd < w->fd_count) {
    file = w->fds[fd].file;
    w->fds[fd] = (WasiFd){0};
  }
  pthread_mutex_unlock(&w->lock);
  wasi_file_release(file); /* outside of the lock: closing may take its time */
  return file ? WASI_SUCCESS : WASI_BADF;
}

/* What was at the second number is closed. */
WasiErrno wasi_fd_renumber(WasiCall *c, const wvm_raw_t *a) {
  wvm_wasi_t *w = c->wasi;
  const uint32_t from = a[0].u32, to = a[1].u32;
  WasiFile *replaced = NULL;
  WasiErrno e = WASI_BADF;
  pthread_mutex_lock(&w->lock);
  if (from < w->fd_count && to < w->fd_count && w->fds[from].file && w->fds[to].file) {
    e = WASI_SUCCESS;
    if (from != to) {
      replaced = w->fds[to].file;
      w->fds[to] = w->fds[from];
      w->fds[from] = (WasiFd){0};
    }
  }
  pthread_mutex_unlock(&w->lock);
  wasi_file_release(replaced);
  return e;
}

/* Rights are given away, never taken. */
WasiErrno wasi_fd_fdstat_set_rights(WasiCall *c, const wvm_raw_t *a) {
  wvm_wasi_t *w = c->wasi;
  const uint32_t fd = a[0].u32;
  const uint64_t rights = a[1].bits, inheriting = a[2].bits;
  WasiErrno e = WASI_SUCCESS;
  pthread_mutex_lock(&w->lock);
  if (fd >= w->fd_count || !w->fds[fd].file) e = WASI_BADF;
  else if ((rights & ~w->fds[fd].rights) || (inheriting & ~w->fds[fd].inheriting)) e = WASI_NOTCAPABLE;
  else w->fds[fd].rights = rights, w->fds[fd].inheriting = inheriting;
  pthread_mutex_unlock(&w->lock);
  return e;
}
