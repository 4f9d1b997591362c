/* Reading, writing, positions.
 *
 * What may wait (pipes, sockets, terminals) is tried without waiting, and waited for, in slices that interruption ends,
 * when that fails; again and again, since others may be quicker. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "host/wasi/wasi.h"

/* ---- signals ---- */

void wasi_quiet_begin(WasiQuiet *q, const WasiCall *c, const WasiFile *f) {
  q->on = f->way == WAY_PIPE || (f->way == WAY_PLAIN && c->wasi->limited_files);
  if (!q->on) return;
  sigemptyset(&q->sent);
  sigaddset(&q->sent, SIGPIPE);
  sigaddset(&q->sent, SIGXFSZ);
  pthread_sigmask(SIG_BLOCK, &q->sent, &q->before);
  /* One that is pending already, which only a blocked one can be, is somebody else's. */
  if (!sigismember(&q->before, SIGPIPE) && !sigismember(&q->before, SIGXFSZ)) return;
  sigset_t pending;
  sigpending(&pending);
  if (sigismember(&pending, SIGPIPE)) sigdelset(&q->sent, SIGPIPE);
  if (sigismember(&pending, SIGXFSZ)) sigdelset(&q->sent, SIGXFSZ);
}

void wasi_quiet_end(const WasiQuiet *q, bool failed) {
  if (!q->on) return;
  const int e = errno;
  const struct timespec now = {0};
  while (failed && sigtimedwait(&q->sent, NULL, &now) > 0) {}
  pthread_sigmask(SIG_SETMASK, &q->before, NULL);
  errno = e;
}

/* ---- waiting ---- */

static bool is_ready(const WasiFile *f, short events, int timeout_ms) {
  struct pollfd p = {.fd = f->host, .events = events};
  return poll(&p, 1, timeout_ms) > 0; /* or broken: the transfer says how */
}

/* `patient`: also where the guest asked for no waiting. */
static WasiErrno wait_for(const WasiCall *c, const WasiFile *f, short events, bool patient) {
  if (f->way == WAY_PLAIN) return WASI_SUCCESS;
  const bool waits = patient || !(atomic_load(&f->flags) & FD_NONBLOCK);
  for (;;) {
    if (is_ready(f, events, waits ? WASI_WAIT_SLICE_MS : 0)) return WASI_SUCCESS;
    if (wvm_store_interrupted(c->store)) return WASI_INTR;
    if (!waits) return WASI_AGAIN;
  }
}

WasiErrno wasi_wait(const WasiCall *c, const WasiFile *f, short events) { return wait_for(c, f, events, false); }

/* ---- vectors ---- */

WasiErrno wasi_get_vectors(const WasiCall *c, wvm_raw_t ptr, wvm_raw_t count, struct iovec *room, WasiVectors *out) {
  *out = (WasiVectors){.at = room};
  if (count.bits > WASI_MAX_IOVECS) return WASI_INVAL;
  const size_t half = wasi_size_bytes(c);
  const uint8_t *guest = wasi_at(c, ptr.bits, count.bits * 2 * half);
  if (!guest) return WASI_FAULT;
  for (uint64_t i = 0; i < count.bits; i++, guest += 2 * half) {
    uint64_t at = 0, size = 0;
    wasi_get(&at, guest, half);
    wasi_get(&size, guest + half, half);
    uint8_t *bytes = wasi_at(c, at, size);
    if (!bytes) return WASI_FAULT;
    if (size == 0) continue;
    room[out->count++] = (struct iovec){bytes, size};
    out->total += size;
  }
  return WASI_SUCCESS;
}

void wasi_vectors_advance(WasiVectors *v, size_t size) {
  v->total -= size;
  while (v->count && size >= v->at->iov_len) {
    size -= v->at->iov_len;
    v->at++;
    v->count--;
  }
  if (size) {
    v->at->iov_base = (uint8_t *)v->at->iov_base + size;
    v->at->iov_len -= size;
  }
}

/* ---- attempts ---- */

static bool lacks_nowait(ssize_t n) { return n < 0 && (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL); }

/* Where the host has no attempt that does not wait: only when it is ready. A named pipe that the guest has opened
 * before anybody writes to it is not at its end, though a read would say so. */
static bool may_try(const WasiFile *f, short events) {
  const bool named_pipe = f->way == WAY_PIPE && events == POLLIN;
  if (f->way == WAY_PLAIN || (f->nonblocking && !named_pipe) || is_ready(f, events, 0)) return true;
  errno = EAGAIN;
  return false;
}

static ssize_t attempt_read(const WasiFile *f, const WasiVectors *v) {
  if (f->way == WAY_SOCKET) {
    struct msghdr m = {.msg_iov = v->at, .msg_iovlen = (size_t)v->count};
    return recvmsg(f->host, &m, MSG_DONTWAIT);
  }
  if (f->way == WAY_PIPE && !f->nonblocking) {
    const ssize_t n = preadv2(f->host, v->at, v->count, -1, RWF_NOWAIT);
    if (!lacks_nowait(n)) return n;
  }
  return may_try(f, POLLIN) ? readv(f->host, v->at, v->count) : -1;
}

/* A pipe or terminal that is ready takes this much without waiting. */
static ssize_t write_piece(const WasiFile *f, const struct iovec *v) {
  return write(f->host, v->iov_base, MIN_OF(v->iov_len, (size_t)PIPE_BUF));
}

static ssize_t attempt_write(const WasiFile *f, const WasiVectors *v) {
  if (f->way == WAY_SOCKET) {
    struct msghdr m = {.msg_iov = v->at, .msg_iovlen = (size_t)v->count};
    return sendmsg(f->host, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  if (f->way == WAY_PIPE && !f->nonblocking) {
    const ssize_t n = pwritev2(f->host, v->at, v->count, -1, RWF_NOWAIT);
    if (!lacks_nowait(n)) return n;
  }
  if (!may_try(f, POLLOUT)) return -1;
  return f->way == WAY_PLAIN || f->nonblocking ? writev(f->host, v->at, v->count) : write_piece(f, v->at);
}

/* Under the file's lock, so that a thread of the same guest is not quicker between looking and trying. */
static ssize_t attempt(WasiFile *f, short events, const WasiVectors *v) {
  if (f->way != WAY_PLAIN) pthread_mutex_lock(&f->lock);
  const ssize_t n = events == POLLIN ? attempt_read(f, v) : attempt_write(f, v);
  if (f->way != WAY_PLAIN) pthread_mutex_unlock(&f->lock);
  return n;
}

/* One transfer, of at least a byte where that is possible. */
static WasiErrno transfer(const WasiCall *c, WasiFile *f, short events, bool patient, const WasiVectors *v,
                          size_t *done) {
  *done = 0;
  if (v->count == 0 && f->way != WAY_PLAIN) return WASI_SUCCESS;
  for (;;) {
    const ssize_t n = attempt(f, events, v);
    if (n >= 0) {
      *done = (size_t)n;
      return WASI_SUCCESS;
    }
    if (errno != EAGAIN && errno != EINTR) return wasi_from_errno(errno);
    if (wvm_store_interrupted(c->store)) return WASI_INTR;
    if (errno == EINTR) continue;
    const WasiErrno e = wait_for(c, f, events, patient);
    if (e) return e;
  }
}

/* ---- writing ---- */

/* All of it, unless the guest asked for no waiting. An error after some of it is left for the next call. */
static WasiErrno write_all(const WasiCall *c, WasiFile *f, bool patient, WasiVectors *v, size_t *written) {
  *written = 0;
  do {
    size_t n;
    const WasiErrno e = transfer(c, f, POLLOUT, patient, v, &n);
    if (e) return *written ? WASI_SUCCESS : e;
    if (n == 0) break; /* a device that takes nothing */
    *written += n;
    wasi_vectors_advance(v, n);
  } while (v->count && f->way != WAY_PLAIN && f->type != FILETYPE_DGRAM);
  return WASI_SUCCESS;
}

/* To a terminal, as the filter shows it. A piece that has begun is ended, so that the guest knows what has been shown.
 */
static WasiErrno write_shown(const WasiCall *c, WasiFile *f, WasiVectors *v, size_t *written) {
  enum { PIECE = 256 };
  uint8_t piece[PIECE], shown[PIECE * TERMINAL_GROWTH];
  WasiErrno e = wasi_wait(c, f, POLLOUT);
  for (*written = 0; !e && v->count;) {
    const size_t size = MIN_OF(v->at->iov_len, (size_t)PIECE);
    wasi_get(piece, v->at->iov_base, size);
    pthread_mutex_lock(&f->lock);
    struct iovec out = {shown, terminal_filter(&f->filter, piece, size, shown)};
    pthread_mutex_unlock(&f->lock);
    WasiVectors rest = {&out, out.iov_len ? 1 : 0, out.iov_len};
    size_t n;
    e = write_all(c, f, true, &rest, &n);
    if (!e && rest.count) e = WASI_INTR;
    if (e) break;
    wasi_vectors_advance(v, size);
    *written += size;
  }
  return *written ? WASI_SUCCESS : e;
}

static WasiErrno write_vectors(WasiCall *c, WasiFile *f, WasiVectors *v, size_t *written) {
  WasiQuiet quiet;
  if (f->terminal && !c->wasi->raw_terminal) return write_shown(c, f, v, written);
  wasi_quiet_begin(&quiet, c, f);
  const WasiErrno e = write_all(c, f, false, v, written);
  wasi_quiet_end(&quiet, e || v->count);
  enum { BROKEN_PIPE_STATUS = 128 + 13 };
  if (e == WASI_PIPE && f->way == WAY_PIPE && c->wasi->pipe_ends) c->end = wvm_error_new_exit(BROKEN_PIPE_STATUS);
  return e;
}

/* ---- the functions ---- */

/* A file to transfer from or to; natively, a directory is no such thing. */
static WasiErrno get_file(WasiCall *c, uint32_t fd, uint64_t rights, WasiFd *out) {
  const WasiErrno e = wasi_fd_get(c, fd, 0, out);
  if (e) return e;
  if (out->file->type == FILETYPE_DIRECTORY) return WASI_ISDIR;
  return (out->rights & rights) == rights ? WASI_SUCCESS : WASI_NOTCAPABLE;
}

/* The vectors at a[1], a[2]; the place of the result is checked too. */
static WasiErrno get_transfer(WasiCall *c, const wvm_raw_t *a, uint64_t rights, wvm_raw_t result, WasiFd *f,
                              struct iovec room[WASI_MAX_IOVECS], WasiVectors *v) {
  WasiErrno e = get_file(c, a[0].u32, rights, f);
  if (!e) e = wasi_get_vectors(c, a[1], a[2], room, v);
  if (!e && !wasi_at(c, result.bits, wasi_size_bytes(c))) e = WASI_FAULT;
  return e;
}

WasiErrno wasi_fd_read(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  struct iovec room[WASI_MAX_IOVECS];
  WasiVectors v;
  size_t done;
  WasiErrno e = get_transfer(c, a, RIGHT_FD_READ, a[3], &f, room, &v);
  if (!e) e = transfer(c, f.file, POLLIN, false, &v, &done);
  return e ? e : wasi_put_size(c, a[3].bits, done);
}

WasiErrno wasi_fd_write(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  struct iovec room[WASI_MAX_IOVECS];
  WasiVectors v;
  size_t done;
  WasiErrno e = get_transfer(c, a, RIGHT_FD_WRITE, a[3], &f, room, &v);
  if (!e) e = write_vectors(c, f.file, &v, &done);
  return e ? e : wasi_put_size(c, a[3].bits, done);
}

/* Files that have positions do not wait. */
static WasiErrno transfer_at(WasiCall *c, const wvm_raw_t *a, bool writes) {
  WasiFd f;
  struct iovec room[WASI_MAX_IOVECS];
  WasiVectors v;
  WasiQuiet quiet;
  WasiErrno e = get_transfer(c, a, (writes ? RIGHT_FD_WRITE : RIGHT_FD_READ) | RIGHT_FD_SEEK, a[4], &f, room, &v);
  if (!e && a[3].i64 < 0) e = WASI_INVAL;
  if (e) return e;
  if (f.file->way == WAY_PIPE || f.file->way == WAY_SOCKET || f.file->terminal) return WASI_SPIPE;
  ssize_t n;
  wasi_quiet_begin(&quiet, c, f.file);
  do n = writes ? pwritev(f.file->host, v.at, v.count, a[3].i64) : preadv(f.file->host, v.at, v.count, a[3].i64);
  while (n < 0 && errno == EINTR && !wvm_store_interrupted(c->store));
  wasi_quiet_end(&quiet, n < 0);
  return n < 0 ? wasi_from_errno(errno) : wasi_put_size(c, a[4].bits, (uint64_t)n);
}

WasiErrno wasi_fd_pread(WasiCall *c, const wvm_raw_t *a) { return transfer_at(c, a, false); }
WasiErrno wasi_fd_pwrite(WasiCall *c, const wvm_raw_t *a) { return transfer_at(c, a, true); }

/* ---- positions ---- */

/* Telling the position needs less than changing it. */
static WasiErrno seek(WasiCall *c, uint32_t fd, int64_t offset, uint32_t whence, uint64_t result) {
  static const int host[] = {[WHENCE_SET] = SEEK_SET, [WHENCE_CURRENT] = SEEK_CUR, [WHENCE_END] = SEEK_END};
  WasiFd f;
  const WasiErrno e = wasi_fd_get(c, fd, 0, &f);
  if (e) return e;
  if (f.file->type == FILETYPE_DIRECTORY) return WASI_BADF;
  if (f.file->type != FILETYPE_REGULAR && f.file->type != FILETYPE_BLOCK) return WASI_SPIPE;
  const bool tells = whence == WHENCE_CURRENT && offset == 0;
  if (!(f.rights & (tells ? RIGHT_FD_TELL | RIGHT_FD_SEEK : RIGHT_FD_SEEK))) return WASI_NOTCAPABLE;
  if (whence >= COUNT_OF(host)) return WASI_INVAL;
  if (!wasi_at(c, result, 8)) return WASI_FAULT;
  const off_t at = lseek(f.file->host, offset, host[whence]);
  return at < 0 ? wasi_from_errno(errno) : wasi_put_u64(c, result, (uint64_t)at);
}

WasiErrno wasi_fd_seek(WasiCall *c, const wvm_raw_t *a) {
  static const uint8_t unstable[] = {WHENCE_CURRENT, WHENCE_END, WHENCE_SET};
  uint32_t whence = a[2].u32;
  if (c->unstable && whence < COUNT_OF(unstable)) whence = unstable[whence];
  return seek(c, a[0].u32, a[1].i64, whence, a[3].bits);
}

WasiErrno wasi_fd_tell(WasiCall *c, const wvm_raw_t *a) { return seek(c, a[0].u32, 0, WHENCE_CURRENT, a[1].bits); }
