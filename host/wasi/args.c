/* Arguments, environment, random bytes, the end of the program. */
#include <errno.h>
#include <sched.h>
#include <sys/random.h>

#include "host/wasi/wasi.h"

static WasiErrno put_sizes(const WasiCall *c, const WasiStrings *s, const wvm_raw_t *a) {
  WasiErrno e = wasi_put_u32(c, a[0].u32, s->count);
  return e ? e : wasi_put_u32(c, a[1].u32, (uint32_t)s->size);
}

/* Addresses of the strings at a[0], the strings at a[1]. */
static WasiErrno put_strings(const WasiCall *c, const WasiStrings *s, const wvm_raw_t *a) {
  uint8_t *addresses = wasi_at(c, a[0].u32, (uint64_t)s->count * 4);
  uint8_t *bytes = wasi_at(c, a[1].u32, s->size);
  if (!addresses || !bytes) return WASI_FAULT;
  if (s->size) memcpy(bytes, s->at, s->size);
  size_t at = 0;
  for (uint32_t i = 0; i < s->count; i++) {
    store_u32(addresses + (size_t)i * 4, a[1].u32 + (uint32_t)at);
    at += strlen(s->at + at) + 1;
  }
  return WASI_SUCCESS;
}

WasiErrno wasi_args_get(WasiCall *c, const wvm_raw_t *a) { return put_strings(c, &c->wasi->args, a); }
WasiErrno wasi_args_sizes_get(WasiCall *c, const wvm_raw_t *a) { return put_sizes(c, &c->wasi->args, a); }
WasiErrno wasi_environ_get(WasiCall *c, const wvm_raw_t *a) { return put_strings(c, &c->wasi->env, a); }
WasiErrno wasi_environ_sizes_get(WasiCall *c, const wvm_raw_t *a) { return put_sizes(c, &c->wasi->env, a); }

WasiErrno wasi_random_get(WasiCall *c, const wvm_raw_t *a) {
  uint64_t size = a[1].u32;
  uint8_t *at = wasi_at(c, a[0].u32, size);
  if (!at) return WASI_FAULT;
  while (size > 0) {
    ssize_t n = getrandom(at, size < 65536 ? size : 65536, 0);
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
  c->exit = true;
  c->exit_status = a[0].i32;
  return WASI_SUCCESS;
}
