/* Arguments, environment, random bytes, the end of the program. */
#include <errno.h>
#include <sched.h>
#include <sys/random.h>

#include "host/wasi/wasi.h"

static WasiErrno put_sizes(const WasiCall *c, const WasiStrings *s, const wvm_raw_t *a) {
  if (!wasi_at(c, a[0].bits, wasi_size_bytes(c))) return WASI_FAULT;
  const WasiErrno e = wasi_put_size(c, a[1].bits, s->size);
  return e ? e : wasi_put_size(c, a[0].bits, s->count);
}

/* Addresses of the strings at a[0], the strings at a[1]. */
static WasiErrno put_strings(const WasiCall *c, const WasiStrings *s, const wvm_raw_t *a) {
  const uint64_t step = wasi_size_bytes(c);
  if (!wasi_at(c, a[0].bits, s->count * step)) return WASI_FAULT;
  WasiErrno e = wasi_put(c, a[1].bits, s->at, s->size);
  size_t at = 0;
  for (uint32_t i = 0; !e && i < s->count; i++) {
    e = wasi_put_size(c, a[0].bits + i * step, a[1].bits + at);
    at += strlen(s->at + at) + 1;
  }
  return e;
}

WasiErrno wasi_args_get(WasiCall *c, const wvm_raw_t *a) { return put_strings(c, &c->wasi->args, a); }
WasiErrno wasi_args_sizes_get(WasiCall *c, const wvm_raw_t *a) { return put_sizes(c, &c->wasi->args, a); }
WasiErrno wasi_environ_get(WasiCall *c, const wvm_raw_t *a) { return put_strings(c, &c->wasi->env, a); }
WasiErrno wasi_environ_sizes_get(WasiCall *c, const wvm_raw_t *a) { return put_sizes(c, &c->wasi->env, a); }

WasiErrno wasi_random_get(WasiCall *c, const wvm_raw_t *a) {
  uint64_t size = a[1].bits;
  uint8_t *at = wasi_at(c, a[0].bits, size);
  if (!at) return WASI_FAULT;
  while (size > 0) {
    const ssize_t n = getrandom(at, size < 65536 ? size : 65536, 0);
    if (n < 0 && errno != EINTR) return wasi_from_errno(errno);
    if (n > 0) at += n, size -= (uint64_t)n;
    if (wvm_store_interrupted(c->store)) return WASI_INTR;
  }
  return WASI_SUCCESS;
}

WasiErrno wasi_sched_yield(WasiCall *c, const wvm_raw_t *a) {
  (void)c, (void)a;
  sched_yield();
  return WASI_SUCCESS;
}

WasiErrno wasi_proc_exit(WasiCall *c, const wvm_raw_t *a) {
  c->end = wvm_error_new_exit(a[0].i32);
  return WASI_SUCCESS;
}

/* A guest has no handlers: what the signal does by default happens. What ends a program ends it with the status that
 * shells show for it, 128 and the number. */
WasiErrno wasi_proc_raise(WasiCall *c, const wvm_raw_t *a) {
  enum { NONE, PIPE = 13, CHLD = 16, CONT = 17, STOP = 18, TTOU = 21, URG = 22, WINCH = 27, LAST = 30 };
  const uint32_t signal = a[0].u32;
  if (signal > LAST) return WASI_INVAL;
  if (signal == NONE || signal == PIPE || signal == CHLD || signal == CONT || signal == URG || signal == WINCH)
    return WASI_SUCCESS;
  if (signal >= STOP && signal <= TTOU) return WASI_NOTSUP; /* nobody could continue it */
  c->end = wvm_error_new_exit(128 + (int)signal);
  return WASI_SUCCESS;
}
