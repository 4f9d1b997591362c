/* Reading, writing, positions.
 *
 * Waiting can be interrupted: what may block is first polled in slices (wasi_wait), and pipes get no more at a time
 * than the kernel promises to take. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "host/wasi/wasi.h"

/* Vectors handed to the host at once; a longer list makes a short transfer, which is allowed. */
enum { BATCH = 64 };

typedef struct Vectors {
  struct iovec at[BATCH];
  int count;
  size_t total;
} Vectors;

/* Each (address, size) is read once and checked. */
static WasiErrno get_vectors(const WasiCall *c, uint32_t ptr, uint32_t count, Vectors *v) {
  v->count = 0;
  v->total = 0;
  if (count > WASI_MAX_IOVECS) return WASI_INVAL;
  const uint8_t *guest = wasi_at(c, ptr, (uint64_t)count * 8);
  if (!guest) return WASI_FAULT;
  for (uint32_t i = 0; i < count && v->count < BATCH; i++) {
    uint32_t at = load_u32(guest + (size_t)i * 8), size = load_u32(guest + (size_t)i * 8 + 4);
    uint8_t *bytes = wasi_at(c, at, size);
    if (!bytes) return WASI_FAULT;
    if (size == 0) continue;
    v->at[v->count++] = (struct iovec){bytes, size};
    v->total += size;
  }
  return WASI_SUCCESS;
}

static WasiErrno put_count(const WasiCall *c, uint32_t ptr, ssize_t n) {
  return n < 0 ? wasi_from_errno(errno) : wasi_put_u32(c, ptr, (uint32_t)n);
}

WasiErrno wasi_fd_read(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  Vectors v;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_READ, &f);
  if (!e) e = get_vectors(c, a[1].u32, a[2].u32, &v);
  if (!e && !wasi_at(c, a[3].u32, 4)) e = WASI_FAULT;
  if (!e && v.count) e = wasi_wait(c, f, POLLIN);
  if (e) return e;
  return put_count(c, a[3].u32, readv(f->host, v.at, v.count));
}

/* In pieces that do not block once the pipe has said that it takes some. */
static WasiErrno write_pieces(const WasiCall *c, const WasiFd *f, const Vectors *v, size_t *written) {
  *written = 0;
  for (int i = 0; i < v->count; i++) {
    for (size_t at = 0; at < v->at[i].iov_len;) {
      size_t size = MIN_OF(v->at[i].iov_len - at, (size_t)PIPE_BUF);
      WasiErrno e = wasi_wait(c, f, POLLOUT);
      ssize_t n = e ? -1 : write(f->host, (uint8_t *)v->at[i].iov_base + at, size);
      if (n < 0 && !e) e = wasi_from_errno(errno);
      if (e) return *written ? WASI_SUCCESS : e;
      at += (size_t)n;
      *written += (size_t)n;
    }
  }
  return WASI_SUCCESS;
}

WasiErrno wasi_fd_write(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  Vectors v;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_WRITE, &f);
  if (!e) e = get_vectors(c, a[1].u32, a[2].u32, &v);
  if (!e && !wasi_at(c, a[3].u32, 4)) e = WASI_FAULT;
  if (e) return e;
  if ((f->type == FILETYPE_UNKNOWN || f->type == FILETYPE_STREAM) && v.total > PIPE_BUF) {
    size_t written;
    e = write_pieces(c, f, &v, &written);
    return e ? e : wasi_put_u32(c, a[3].u32, (uint32_t)written);
  }
  if (v.count) e = wasi_wait(c, f, POLLOUT);
  if (e) return e;
  return put_count(c, a[3].u32, writev(f->host, v.at, v.count));
}

WasiErrno wasi_fd_pread(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  Vectors v;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_READ | RIGHT_FD_SEEK, &f);
  if (!e) e = get_vectors(c, a[1].u32, a[2].u32, &v);
  if (!e && !wasi_at(c, a[4].u32, 4)) e = WASI_FAULT;
  if (!e && a[3].i64 < 0) e = WASI_INVAL;
  if (e) return e;
  return put_count(c, a[4].u32, preadv(f->host, v.at, v.count, a[3].i64));
}

WasiErrno wasi_fd_pwrite(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  Vectors v;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_WRITE | RIGHT_FD_SEEK, &f);
  if (!e) e = get_vectors(c, a[1].u32, a[2].u32, &v);
  if (!e && !wasi_at(c, a[4].u32, 4)) e = WASI_FAULT;
  if (!e && a[3].i64 < 0) e = WASI_INVAL;
  if (e) return e;
  return put_count(c, a[4].u32, pwritev(f->host, v.at, v.count, a[3].i64));
}

/* Telling the position needs less than changing it. */
WasiErrno wasi_fd_seek(WasiCall *c, const wvm_raw_t *a) {
  enum { SET, CURRENT, END };
  WasiFd *f;
  uint32_t whence = a[2].u32;
  bool tells = whence == CURRENT && a[1].i64 == 0;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, 0, &f);
  if (e) return e;
  if (f->type != FILETYPE_REGULAR && f->type != FILETYPE_BLOCK)
    return f->type == FILETYPE_DIRECTORY ? WASI_BADF : WASI_SPIPE;
  e = wasi_fd_get(c->wasi, a[0].u32, tells ? RIGHT_FD_TELL : RIGHT_FD_SEEK | RIGHT_FD_TELL, &f);
  if (e) return e;
  if (whence > END) return WASI_INVAL;
  if (!wasi_at(c, a[3].u32, 8)) return WASI_FAULT;
  off_t at = lseek(f->host, a[1].i64, whence == SET ? SEEK_SET : whence == CURRENT ? SEEK_CUR : SEEK_END);
  return at < 0 ? wasi_from_errno(errno) : wasi_put_u64(c, a[3].u32, (uint64_t)at);
}

WasiErrno wasi_fd_tell(WasiCall *c, const wvm_raw_t *a) {
  wvm_raw_t seek[4] = {a[0], {.i64 = 0}, {.u32 = 1}, a[1]};
  return wasi_fd_seek(c, seek);
}

WasiErrno wasi_fd_sync(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_SYNC, &f);
  return e ? e : fsync(f->host) == 0 ? WASI_SUCCESS : wasi_from_errno(errno);
}

WasiErrno wasi_fd_datasync(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_DATASYNC, &f);
  return e ? e : fdatasync(f->host) == 0 ? WASI_SUCCESS : wasi_from_errno(errno);
}

WasiErrno wasi_fd_advise(WasiCall *c, const wvm_raw_t *a) {
  static const int host[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                             POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
  WasiFd *f;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_ADVISE, &f);
  if (e) return e;
  if (a[3].u32 >= COUNT_OF(host) || a[1].i64 < 0 || a[2].i64 < 0) return WASI_INVAL;
  return wasi_from_errno(posix_fadvise(f->host, a[1].i64, a[2].i64, host[a[3].u32]));
}

WasiErrno wasi_fd_allocate(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_ALLOCATE, &f);
  if (e) return e;
  if (a[1].i64 < 0 || a[2].i64 <= 0) return WASI_INVAL;
  return wasi_from_errno(posix_fallocate(f->host, a[1].i64, a[2].i64));
}
