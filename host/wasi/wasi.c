/* WASI preview 1: errors, the guest's memory, and the one callback through which all calls come. */
#include "host/wasi/wasi.h"

#include <errno.h>
#include <stdio.h>

#define WASI_AS(id, name, modules, params, summary) {name, params, wasi_##id, WASI_##modules},
const WasiRow wasi_rows[WASI_FUNC_COUNT] = {
#include "host/wasi/wasi.def"
};
#undef WASI_AS

/* ---- errors ---- */

WasiErrno wasi_from_errno(int host) {
  switch (host) {
  case 0: return WASI_SUCCESS;
  case ELOOP: return WASI_LOOP;
#if EOPNOTSUPP != ENOTSUP
  case EOPNOTSUPP: return WASI_NOTSUP;
#endif
#if EWOULDBLOCK != EAGAIN
  case EWOULDBLOCK: return WASI_AGAIN;
#endif
  default: break;
  }
  static const int numbers[WASI_ERRNO_COUNT] = {
#define ERRNO(id, number) number,
#include "host/wasi/errno.def"
#undef ERRNO
  };
  for (int i = 1; i < WASI_ERRNO_COUNT; i++)
    if (numbers[i] == host) return (WasiErrno)i;
  return WASI_IO;
}

const char *wasi_errno_name(WasiErrno e) {
  static const char *const names[WASI_ERRNO_COUNT] = {
#define ERRNO(id, number) #id,
#include "host/wasi/errno.def"
#undef ERRNO
  };
  return (unsigned)e < WASI_ERRNO_COUNT ? names[e] : "?";
}

/* ---- guest memory ---- */

void wasi_get(void *to, const uint8_t *from, size_t size) {
  if (size) memcpy(to, from, size);
  __asm__ volatile("" : : : "memory"); /* the copy is what counts from here on: no second look at the original */
}

void wasi_set(uint8_t *to, const void *from, size_t size) {
  if (size) memcpy(to, from, size);
}

WasiErrno wasi_put(const WasiCall *c, uint64_t ptr, const void *value, size_t size) {
  uint8_t *p = wasi_at(c, ptr, size);
  if (!p) return WASI_FAULT;
  wasi_set(p, value, size);
  return WASI_SUCCESS;
}

WasiErrno wasi_put_u32(const WasiCall *c, uint64_t ptr, uint32_t v) { return wasi_put(c, ptr, &v, sizeof v); }
WasiErrno wasi_put_u64(const WasiCall *c, uint64_t ptr, uint64_t v) { return wasi_put(c, ptr, &v, sizeof v); }

WasiErrno wasi_put_size(const WasiCall *c, uint64_t ptr, uint64_t v) {
  return wasi_put(c, ptr, &v, wasi_size_bytes(c)); /* little-endian: the low half comes first */
}

WasiErrno wasi_get_path(const WasiCall *c, wvm_raw_t ptr, wvm_raw_t size, char out[WASI_PATH_MAX]) {
  const uint8_t *p = wasi_at(c, ptr.bits, size.bits);
  if (!p) return WASI_FAULT;
  if (size.bits >= WASI_PATH_MAX) return WASI_NAMETOOLONG;
  wasi_get(out, p, size.bits);
  out[size.bits] = 0;
  return memchr(out, 0, size.bits) ? WASI_ILSEQ : WASI_SUCCESS;
}

/* ---- dispatch ---- */

wvm_error_t *wasi_dispatch(void *env, wvm_caller_t *caller, wvm_raw_t *slots) {
  const WasiBinding *b = env;
  const WasiRow *row = &wasi_rows[b->func];
  WasiCall c = {.wasi = b->wasi,
                .store = wvm_caller_store(caller),
                .caller = caller,
                .binding = b,
                .wide = b->wide,
                .unstable = b->unstable};
  const wvm_memory_t *memory = wvm_caller_memory(caller);
  if (memory) {
    c.base = wvm_memory_data(memory);
    c.size = wvm_memory_size(memory);
  }
  WasiTrace trace;
  if (c.wasi->trace) wasi_trace_begin(&trace, &c, row, slots);
  const WasiErrno result = row->handler(&c, slots);
  wasi_call_release(&c);
  if (c.wasi->trace) wasi_trace_end(&trace, &c, row, slots, result);
  if (c.end) return c.end;
  if (b->func == WASI_FUNC_thread_spawn) slots[0].bits = result ? (uint32_t) - (int32_t)result : c.thread;
  else if (b->func != WASI_FUNC_proc_exit) slots[0].bits = (uint64_t)result;
  return NULL;
}
