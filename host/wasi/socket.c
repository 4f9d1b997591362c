/* Sockets that the host gave (listen.c): accepting, receiving, sending. All are non-blocking on the host's side. */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "host/wasi/wasi.h"

static WasiErrno get_socket(WasiCall *c, uint32_t fd, uint64_t rights, WasiFd *out) {
  const WasiErrno e = wasi_fd_get(c, fd, 0, out);
  if (e) return e;
  if (out->file->way != WAY_SOCKET) return WASI_NOTSOCK;
  return (out->rights & rights) == rights ? WASI_SUCCESS : WASI_NOTCAPABLE;
}

/* After a call that failed: waits if that can help. SUCCESS: it is to be made again. */
static WasiErrno wait_again(const WasiCall *c, const WasiFile *f, short events) {
  if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) return wasi_from_errno(errno);
  if (wvm_store_interrupted(c->store)) return WASI_INTR;
  return errno == EAGAIN ? wasi_wait(c, f, events) : WASI_SUCCESS;
}

/* ---- accepting ---- */

static WasiErrno add_connection(WasiCall *c, int host, uint32_t flags, uint64_t rights, uint64_t result) {
  WasiFile *file = wasi_file_new(host, true);
  if (!file) {
    close(host);
    return WASI_NOMEM;
  }
  atomic_store(&file->flags, (uint16_t)flags);
  uint32_t fd;
  const WasiErrno e = wasi_fd_add(c->wasi, file, rights, 0, &fd);
  if (!e) return wasi_put_u32(c, result, fd);
  wasi_file_release(file);
  return e;
}

/* listening socket a[0], flags of the new descriptor a[1], it a[2]. */
WasiErrno wasi_sock_accept(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  WasiErrno e = get_socket(c, a[0].u32, RIGHT_SOCK_ACCEPT, &f);
  if (e) return e;
  if (a[1].u32 & ~(uint32_t)FD_NONBLOCK) return WASI_INVAL;
  if (!wasi_at(c, a[2].bits, 4)) return WASI_FAULT;
  for (;;) {
    const int host = accept4(f.file->host, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (host >= 0) return add_connection(c, host, a[1].u32, f.inheriting, a[2].bits);
    e = wait_again(c, f.file, POLLIN);
    if (e) return e;
  }
}

/* ---- messages ---- */

/* One message, or what a stream has; of a stream the whole if asked to, except when only looking: then what is there is
 * the answer, as POSIX allows. */
static WasiErrno receive(const WasiCall *c, const WasiFile *f, uint32_t flags, WasiVectors *v, size_t *done,
                         uint16_t *truncated) {
  const bool stream = f->type == FILETYPE_STREAM, whole = stream && flags == RECV_WAITALL;
  *done = 0;
  *truncated = 0;
  if (stream && v->count == 0) return WASI_SUCCESS;
  for (;;) {
    struct msghdr m = {.msg_iov = v->at, .msg_iovlen = (size_t)v->count};
    const ssize_t n = recvmsg(f->host, &m, MSG_DONTWAIT | (flags & RECV_PEEK ? MSG_PEEK : 0));
    if (n < 0) {
      const WasiErrno e = wait_again(c, f, POLLIN);
      if (e) return *done ? WASI_SUCCESS : e; /* an error behind some data comes with the next call */
      continue;
    }
    if (m.msg_flags & MSG_TRUNC) *truncated = RECV_TRUNCATED;
    *done += (size_t)n;
    if (n == 0 || !whole) return WASI_SUCCESS;
    wasi_vectors_advance(v, (size_t)n);
    if (v->count == 0) return WASI_SUCCESS;
  }
}

/* socket a[0], vectors a[1] a[2], flags a[3]; size a[4], flags of the message a[5]. */
WasiErrno wasi_sock_recv(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  struct iovec room[WASI_MAX_IOVECS];
  WasiVectors v;
  WasiErrno e = get_socket(c, a[0].u32, RIGHT_FD_READ, &f);
  if (!e) e = wasi_get_vectors(c, a[1], a[2], room, &v);
  if (e) return e;
  if (a[3].u32 & ~(uint32_t)(RECV_PEEK | RECV_WAITALL)) return WASI_INVAL;
  if (!wasi_at(c, a[4].bits, wasi_size_bytes(c)) || !wasi_at(c, a[5].bits, 2)) return WASI_FAULT;
  size_t done;
  uint16_t truncated;
  e = receive(c, f.file, a[3].u32, &v, &done, &truncated);
  if (!e) e = wasi_put_size(c, a[4].bits, done);
  return e ? e : wasi_put(c, a[5].bits, &truncated, sizeof truncated);
}

/* socket a[0], vectors a[1] a[2], flags a[3] (none are defined); size a[4]. */
WasiErrno wasi_sock_send(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  struct iovec room[WASI_MAX_IOVECS];
  WasiVectors v;
  WasiErrno e = get_socket(c, a[0].u32, RIGHT_FD_WRITE, &f);
  if (!e) e = wasi_get_vectors(c, a[1], a[2], room, &v);
  if (e) return e;
  if (a[3].u32 != 0) return WASI_INVAL;
  if (!wasi_at(c, a[4].bits, wasi_size_bytes(c))) return WASI_FAULT;
  for (;;) {
    const struct msghdr m = {.msg_iov = v.at, .msg_iovlen = (size_t)v.count};
    const ssize_t n = sendmsg(f.file->host, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n >= 0) return wasi_put_size(c, a[4].bits, (uint64_t)n);
    e = wait_again(c, f.file, POLLOUT);
    if (e) return e;
  }
}

WasiErrno wasi_sock_shutdown(WasiCall *c, const wvm_raw_t *a) {
  static const int host[] = {[SHUT_RECEIVE] = SHUT_RD, [SHUT_SEND] = SHUT_WR, [SHUT_RECEIVE | SHUT_SEND] = SHUT_RDWR};
  WasiFd f;
  const WasiErrno e = get_socket(c, a[0].u32, RIGHT_SOCK_SHUTDOWN, &f);
  if (e) return e;
  const uint32_t how = a[1].u32;
  if (how == 0 || how >= COUNT_OF(host)) return WASI_INVAL;
  return shutdown(f.file->host, host[how]) == 0 ? WASI_SUCCESS : wasi_from_errno(errno);
}
