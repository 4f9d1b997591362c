/* Clocks. */
#include <errno.h>
#include <time.h>

#include "host/wasi/wasi.h"

static const clockid_t host_clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID,
                                        CLOCK_THREAD_CPUTIME_ID};

WasiErrno wasi_clock_now(uint32_t id, uint64_t *out) {
  struct timespec t;
  if (id >= COUNT_OF(host_clocks)) return WASI_INVAL;
  if (clock_gettime(host_clocks[id], &t) != 0) return wasi_from_errno(errno);
  *out = wasi_nanoseconds(&t);
  return WASI_SUCCESS;
}

WasiErrno wasi_clock_res_get(WasiCall *c, const wvm_raw_t *a) {
  struct timespec t;
  if (a[0].u32 >= COUNT_OF(host_clocks)) return WASI_INVAL;
  if (clock_getres(host_clocks[a[0].u32], &t) != 0) return wasi_from_errno(errno);
  return wasi_put_u64(c, a[1].bits, wasi_nanoseconds(&t));
}

WasiErrno wasi_clock_time_get(WasiCall *c, const wvm_raw_t *a) {
  uint64_t now = 0;
  const WasiErrno e = wasi_clock_now(a[0].u32, &now);
  return e ? e : wasi_put_u64(c, a[2].bits, now);
}
