/* Sockets that the host gives a guest: made elsewhere and handed over, or listening at an address. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "host/wasi/wasi.h"

static int socket_option(int host, int option) {
  int value = 0;
  socklen_t size = sizeof value;
  return getsockopt(host, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

wvm_error_t *wvm_wasi_add_socket(wvm_wasi_t *w, int host_fd, uint32_t *fd) {
  if (!w) return wvm_error_new(WVM_ERROR_USAGE, "bad argument: NULL");
  char message[120];
  const int kind = socket_option(host_fd, SO_TYPE), flags = fcntl(host_fd, F_GETFL);
  if ((kind != SOCK_STREAM && kind != SOCK_DGRAM) || flags < 0) {
    snprintf(message, sizeof message, "the host's descriptor %d is no stream or datagram socket", host_fd);
    return wvm_error_new(WVM_ERROR_USAGE, message);
  }
  if (fcntl(host_fd, F_SETFL, flags | O_NONBLOCK) < 0 || fcntl(host_fd, F_SETFD, FD_CLOEXEC) < 0) {
    snprintf(message, sizeof message, "the host's socket %d: %s", host_fd, strerror(errno));
    return wvm_error_new(WVM_ERROR_IO, message);
  }
  const bool listens = socket_option(host_fd, SO_ACCEPTCONN) > 0;
  uint32_t at;
  const WasiErrno e =
      wasi_give(w, host_fd, NULL, listens ? RIGHTS_LISTENER : RIGHTS_SOCKET, listens ? RIGHTS_SOCKET : 0, &at);
  if (e) return wvm_error_new(WVM_ERROR_LIMIT, e == WASI_MFILE ? "too many descriptors" : "no memory for a descriptor");
  if (fd) *fd = at;
  return NULL;
}

/* ---- addresses ---- */

typedef struct Address {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
  } of;
  socklen_t size;
} Address;

static bool read_port(const char *text, in_port_t *out) {
  char *end;
  if (*text < '0' || *text > '9') return false;
  const unsigned long port = strtoul(text, &end, 10);
  *out = htons((uint16_t)port);
  return *end == 0 && port <= UINT16_MAX;
}

static bool read_local(const char *path, Address *out) {
  const size_t size = strlen(path);
  if (size == 0 || size >= sizeof out->of.local.sun_path) return false;
  out->of.local.sun_family = AF_UNIX;
  memcpy(out->of.local.sun_path, path, size + 1);
  out->size = sizeof out->of.local;
  return true;
}

static bool read_address(const char *text, Address *out) {
  char host[INET6_ADDRSTRLEN + 16];
  *out = (Address){0};
  if (!strncmp(text, "unix:", 5)) return read_local(text + 5, out);
  const char *colon = strrchr(text, ':');
  const size_t size = colon ? (size_t)(colon - text) : 0;
  if (size == 0 || size >= sizeof host) return false;
  memcpy(host, text, size);
  host[size] = 0;
  if (host[0] == '[' && host[size - 1] == ']') {
    host[size - 1] = 0;
    out->of.v6.sin6_family = AF_INET6;
    out->size = sizeof out->of.v6;
    return inet_pton(AF_INET6, host + 1, &out->of.v6.sin6_addr) == 1 && read_port(colon + 1, &out->of.v6.sin6_port);
  }
  out->of.v4.sin_family = AF_INET;
  out->size = sizeof out->of.v4;
  const char *numbers = strcmp(host, "localhost") ? host : "127.0.0.1";
  return inet_pton(AF_INET, numbers, &out->of.v4.sin_addr) == 1 && read_port(colon + 1, &out->of.v4.sin_port);
}

/* The path of a Unix socket is taken by one that nobody listens at any more, left by a program that has ended: removes it. */
static bool remove_stale(const Address *a) {
  struct stat st;
  if (a->of.any.sa_family != AF_UNIX || errno != EADDRINUSE) return false;
  if (lstat(a->of.local.sun_path, &st) != 0 || !S_ISSOCK(st.st_mode)) return false;
  const int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (s < 0) return false;
  const bool stale = connect(s, &a->of.any, a->size) != 0 && errno == ECONNREFUSED;
  close(s);
  return stale && unlink(a->of.local.sun_path) == 0;
}

static int bind_at(int s, const Address *a) {
  const int on = 1;
  if (a->of.any.sa_family != AF_UNIX) (void)setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); /* a comfort */
  if (bind(s, &a->of.any, a->size) == 0) return 0;
  const int e = errno;
  if (remove_stale(a)) return bind(s, &a->of.any, a->size);
  errno = e;
  return -1;
}

/* A listening socket, or -1 and errno. */
static int listen_at(const Address *a) {
  enum { BACKLOG = 128 };
  const int s = socket(a->of.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (s < 0) return -1;
  if (bind_at(s, a) == 0 && listen(s, BACKLOG) == 0) return s;
  const int e = errno;
  close(s);
  errno = e;
  return -1;
}

wvm_error_t *wvm_wasi_listen(wvm_wasi_t *w, const char *address, uint32_t *fd) {
  if (!w) return wvm_error_new(WVM_ERROR_USAGE, "bad argument: NULL");
  char message[300];
  Address a;
  if (!read_address(address, &a)) {
    snprintf(message, sizeof message,
             "no address to listen at: \"%.150s\"; expected ADDRESS:PORT, [IPv6]:PORT, localhost:PORT or unix:PATH",
             address);
    return wvm_error_new(WVM_ERROR_USAGE, message);
  }
  const int s = listen_at(&a);
  if (s < 0) {
    snprintf(message, sizeof message, "cannot listen at %.150s: %s", address, strerror(errno));
    return wvm_error_new(WVM_ERROR_IO, message);
  }
  wvm_error_t *e = wvm_wasi_add_socket(w, s, fd);
  if (e) close(s);
  return e;
}

bool wvm_wasi_socket_address(wvm_wasi_t *w, uint32_t fd, char *out, size_t size) {
  if (!w) return false;
  WasiFd f;
  Address a = {.size = sizeof a.of};
  char host[INET6_ADDRSTRLEN];
  if (wasi_fd_take(w, fd, 0, &f)) return false;
  const bool got = getsockname(f.file->host, &a.of.any, &a.size) == 0;
  wasi_file_release(f.file);
  const bool v4 = got && a.of.any.sa_family == AF_INET, v6 = got && a.of.any.sa_family == AF_INET6;
  if (!v4 && !v6) return false;
  const void *numbers = v4 ? (const void *)&a.of.v4.sin_addr : &a.of.v6.sin6_addr;
  const in_port_t port = v4 ? a.of.v4.sin_port : a.of.v6.sin6_port;
  if (!inet_ntop(a.of.any.sa_family, numbers, host, sizeof host)) return false;
  const int n = snprintf(out, size, v4 ? "%s:%u" : "[%s]:%u", host, ntohs(port));
  return n > 0 && (size_t)n < size;
}
