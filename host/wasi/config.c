/* What a guest is given: arguments, environment, streams, directories. Set before it runs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/wasi/wasi.h"

static void strings_add(WasiStrings *s, const char *text, size_t size) {
  size_t need;
  if (s->failed || !size_add(s->size, size, &need) || need > UINT32_MAX || s->count == UINT32_MAX) {
    s->failed = true;
    return;
  }
  if (need > s->capacity) {
    size_t capacity = MAX_OF(need, s->capacity * 2);
    char *p = alloc_resize(&alloc_libc, s->at, s->capacity, capacity);
    if (!p) {
      s->failed = true;
      return;
    }
    s->at = p;
    s->capacity = capacity;
  }
  memcpy(s->at + s->size, text, size);
  s->size = need;
}

static void strings_free(WasiStrings *s) {
  alloc_free(&alloc_libc, s->at, s->capacity);
  *s = (WasiStrings){0};
}

/* A terminal or pipe must not look seekable: libc takes what cannot seek for interactive. */
static WasiFd stream_of(int host, uint64_t rights) {
  struct stat st;
  WasiFd f = {.host = host,
              .rights = rights | RIGHT_FD_FDSTAT_SET_FLAGS | RIGHT_FD_FILESTAT_GET | RIGHT_POLL_FD_READWRITE};
  if (fstat(host, &st) == 0) {
    f.type = wasi_filetype(st.st_mode);
    if (S_ISREG(st.st_mode)) f.rights |= RIGHT_FD_SEEK | RIGHT_FD_TELL;
    if (S_ISDIR(st.st_mode)) f.rights = 0;
  }
  return f;
}

static bool add_stream(wvm_wasi_t *w, int host, uint64_t rights) {
  const WasiFd f = stream_of(host, rights);
  uint32_t fd;
  return wasi_fd_add(w, &f, &fd) == WASI_SUCCESS;
}

wvm_wasi_t *wvm_wasi_new(void) {
  wvm_wasi_t *w = alloc_zeroed(&alloc_libc, sizeof *w);
  if (!w) return NULL;
  for (int i = 0; i < WASI_FUNC_COUNT; i++) w->bindings[i] = (WasiBinding){w, (WasiFunc)i};
  w->walk = !wasi_has_openat2();
  if (!add_stream(w, 0, RIGHT_FD_READ) || !add_stream(w, 1, RIGHT_FD_WRITE) || !add_stream(w, 2, RIGHT_FD_WRITE)) {
    wvm_wasi_delete(w);
    return NULL;
  }
  return w;
}

void wvm_wasi_delete(wvm_wasi_t *w) {
  if (!w) return;
  for (uint32_t i = 0; i < w->fd_count; i++) wasi_fd_release(&w->fds[i]);
  alloc_free(&alloc_libc, w->fds, w->fd_capacity * sizeof *w->fds);
  strings_free(&w->args);
  strings_free(&w->env);
  alloc_free(&alloc_libc, w, sizeof *w);
}

wvm_error_t *wvm_wasi_set_args(wvm_wasi_t *w, size_t count, const char *const *args) {
  WasiStrings s = {0};
  for (size_t i = 0; i < count; i++) {
    strings_add(&s, args[i], strlen(args[i]) + 1);
    s.count++;
  }
  if (s.failed) {
    strings_free(&s);
    return wvm_error_new(WVM_ERROR_MEMORY, "no memory for the guest's arguments");
  }
  strings_free(&w->args);
  w->args = s;
  return NULL;
}

wvm_error_t *wvm_wasi_set_env(wvm_wasi_t *w, const char *name, const char *value) {
  if (!*name || strchr(name, '=')) {
    char message[200];
    snprintf(message, sizeof message, "the name of an environment variable is not empty and holds no '=': \"%.100s\"",
             name);
    return wvm_error_new(WVM_ERROR_USAGE, message);
  }
  size_t before = w->env.size;
  strings_add(&w->env, name, strlen(name));
  strings_add(&w->env, "=", 1);
  strings_add(&w->env, value, strlen(value) + 1);
  if (w->env.failed) {
    w->env.size = before;
    w->env.failed = false;
    return wvm_error_new(WVM_ERROR_MEMORY, "no memory for the guest's environment");
  }
  w->env.count++;
  return NULL;
}

wvm_error_t *wvm_wasi_preopen(wvm_wasi_t *w, const char *host_path, const char *guest_path, bool read_only) {
  char message[400];
  int host = open(host_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (host < 0) {
    snprintf(message, sizeof message, "cannot open the directory %.300s: %s", host_path, strerror(errno));
    return wvm_error_new(WVM_ERROR_IO, message);
  }
  size_t size = strlen(guest_path) + 1;
  WasiFd f = {.host = host, .owned = true, .type = FILETYPE_DIRECTORY, .rights = RIGHTS_DIR, .inheriting = RIGHTS_ALL};
  if (read_only) f.rights &= ~(uint64_t)RIGHTS_WRITE, f.inheriting &= ~(uint64_t)RIGHTS_WRITE;
  f.guest = alloc_resize(&alloc_libc, NULL, 0, size);
  uint32_t fd;
  WasiErrno e = WASI_NOMEM;
  if (f.guest) {
    memcpy(f.guest, guest_path, size);
    e = wasi_fd_add(w, &f, &fd);
  }
  if (e == WASI_SUCCESS) return NULL;
  wasi_fd_release(&f);
  snprintf(message, sizeof message, "cannot give the guest the directory %.300s: %s", host_path,
           e == WASI_MFILE ? "too many of them" : "no memory");
  return wvm_error_new(WVM_ERROR_LIMIT, message);
}

wvm_error_t *wvm_wasi_set_stream(wvm_wasi_t *w, uint32_t stream, int host_fd) {
  char message[100];
  if (stream > 2 || stream >= w->fd_count)
    return wvm_error_new(WVM_ERROR_USAGE, "a guest has the standard streams 0, 1 and 2");
  if (fcntl(host_fd, F_GETFD) < 0) {
    snprintf(message, sizeof message, "the host's descriptor %d, for the guest's stream %u: %s", host_fd, stream, strerror(errno));
    return wvm_error_new(WVM_ERROR_USAGE, message);
  }
  wasi_fd_release(&w->fds[stream]);
  w->fds[stream] = stream_of(host_fd, stream == 0 ? RIGHT_FD_READ : RIGHT_FD_WRITE);
  return NULL;
}

void wvm_wasi_set_trace(wvm_wasi_t *w, bool on) { w->trace = on; }
