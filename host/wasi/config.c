/* What a guest is given: arguments, environment, streams, directories. Set before it runs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
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
static uint64_t stream_rights(uint32_t stream, const WasiFile *f) {
  if (f->type == FILETYPE_DIRECTORY) return 0;
  uint64_t rights = stream == 0 ? RIGHT_FD_READ : RIGHT_FD_WRITE;
  rights |= RIGHT_FD_FDSTAT_SET_FLAGS | RIGHT_FD_FILESTAT_GET | RIGHT_POLL_FD_READWRITE;
  if (f->type == FILETYPE_REGULAR) rights |= RIGHT_FD_SEEK | RIGHT_FD_TELL;
  return rights;
}

static bool add_stream(wvm_wasi_t *w, uint32_t stream) {
  uint32_t fd;
  WasiFile *f = wasi_file_new((int)stream, false);
  if (f && wasi_fd_add(w, f, stream_rights(stream, f), 0, &fd) == WASI_SUCCESS) return true;
  wasi_file_release(f);
  return false;
}

wvm_wasi_t *wvm_wasi_new(void) {
  wvm_wasi_t *w = alloc_zeroed(&alloc_libc, sizeof *w);
  if (!w) return NULL;
  const bool lock = pthread_mutex_init(&w->lock, NULL) == 0;
  if (!lock || !wasi_group_init(&w->group)) {
    if (lock) pthread_mutex_destroy(&w->lock);
    alloc_free(&alloc_libc, w, sizeof *w);
    return NULL;
  }
  for (int wide = 0; wide < 2; wide++)
    for (int unstable = 0; unstable < 2; unstable++)
      for (int i = 0; i < WASI_FUNC_COUNT; i++)
        w->bindings[wide][unstable][i] = (WasiBinding){w, (WasiFunc)i, wide, unstable};
  w->walk = !wasi_has_openat2();
  struct rlimit limit;
  w->limited_files = getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY;
  if (add_stream(w, 0) && add_stream(w, 1) && add_stream(w, 2)) return w;
  wvm_wasi_delete(w);
  return NULL;
}

void wvm_wasi_delete(wvm_wasi_t *w) {
  if (!w) return;
  wvm_wasi_end_threads(w);
  wasi_group_free(&w->group);
  wasi_table_free(w);
  strings_free(&w->args);
  strings_free(&w->env);
  pthread_mutex_destroy(&w->lock);
  alloc_free(&alloc_libc, w, sizeof *w);
}

wvm_error_t *wvm_wasi_set_args(wvm_wasi_t *w, size_t count, const char *const *args) {
  if (!w) return wvm_error_new(WVM_ERROR_USAGE, "bad argument: NULL");
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
  if (!w) return wvm_error_new(WVM_ERROR_USAGE, "bad argument: NULL");
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

WasiErrno wasi_give(wvm_wasi_t *w, int host, const char *guest, uint64_t rights, uint64_t inheriting, uint32_t *fd) {
  WasiFile *f = wasi_file_new(host, true);
  if (!f) return WASI_NOMEM;
  const size_t size = guest ? strlen(guest) + 1 : 0;
  f->guest = size ? alloc_resize(&alloc_libc, NULL, 0, size) : NULL;
  if (f->guest) memcpy(f->guest, guest, size);
  const WasiErrno e = size && !f->guest ? WASI_NOMEM : wasi_fd_add(w, f, rights, inheriting, fd);
  if (e) {
    f->owned = false;
    wasi_file_release(f);
  }
  return e;
}

wvm_error_t *wvm_wasi_preopen(wvm_wasi_t *w, const char *host_path, const char *guest_path, bool read_only) {
  if (!w) return wvm_error_new(WVM_ERROR_USAGE, "bad argument: NULL");
  char message[400];
  const int host = open(host_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (host < 0) {
    snprintf(message, sizeof message, "cannot open the directory %.300s: %s", host_path, strerror(errno));
    return wvm_error_new(WVM_ERROR_IO, message);
  }
  const uint64_t not = read_only ? (uint64_t)RIGHTS_WRITE : 0;
  uint32_t fd;
  const WasiErrno e = wasi_give(w, host, guest_path, RIGHTS_DIR & ~not, RIGHTS_ALL & ~not, &fd);
  if (e == WASI_SUCCESS) return NULL;
  close(host);
  snprintf(message, sizeof message, "cannot give the guest the directory %.300s: %s", host_path,
           e == WASI_MFILE ? "too many of them" : "no memory");
  return wvm_error_new(WVM_ERROR_LIMIT, message);
}

wvm_error_t *wvm_wasi_set_stream(wvm_wasi_t *w, uint32_t stream, int host_fd) {
  if (!w) return wvm_error_new(WVM_ERROR_USAGE, "bad argument: NULL");
  char message[120];
  if (stream > 2) return wvm_error_new(WVM_ERROR_USAGE, "a guest has the standard streams 0, 1 and 2");
  if (fcntl(host_fd, F_GETFD) < 0) {
    snprintf(message, sizeof message, "the host's descriptor %d, for the guest's stream %u: %s", host_fd, stream,
             strerror(errno));
    return wvm_error_new(WVM_ERROR_USAGE, message);
  }
  WasiFile *f = wasi_file_new(host_fd, false);
  if (!f) return wvm_error_new(WVM_ERROR_MEMORY, "no memory for a stream of the guest");
  wasi_file_release(w->fds[stream].file);
  w->fds[stream] = (WasiFd){f, stream_rights(stream, f), 0};
  return NULL;
}

void wvm_wasi_set_trace(wvm_wasi_t *w, bool on) {
  if (w) w->trace = on;
}
void wvm_wasi_set_raw_terminal(wvm_wasi_t *w, bool on) {
  if (w) w->raw_terminal = on;
}
void wvm_wasi_set_pipe_ends(wvm_wasi_t *w, bool on) {
  if (w) w->pipe_ends = on;
}
