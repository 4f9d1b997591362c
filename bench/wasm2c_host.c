/* The few WASI functions the corpus needs, for programs translated with wabt's wasm2c (1.0.32): a native ceiling with
 * the bounds checks of WebAssembly. Compiled together with prog.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "prog.h"

struct Z_wasi_snapshot_preview1_instance_t {
  wasm_rt_memory_t *memory;
};

u32 Z_wasi_snapshot_preview1Z_clock_time_get(struct Z_wasi_snapshot_preview1_instance_t *w, u32 id, u64 precision,
                                             u32 out) {
  struct timespec t;
  (void)id, (void)precision;
  clock_gettime(CLOCK_MONOTONIC, &t);
  u64 ns = (u64)t.tv_sec * 1000000000u + (u64)t.tv_nsec;
  memcpy(w->memory->data + out, &ns, sizeof ns);
  return 0;
}

u32 Z_wasi_snapshot_preview1Z_fd_write(struct Z_wasi_snapshot_preview1_instance_t *w, u32 fd, u32 iovs, u32 count,
                                       u32 written) {
  u32 total = 0;
  for (u32 i = 0; i < count; i++) {
    u32 iov[2];
    memcpy(iov, w->memory->data + iovs + 8 * i, sizeof iov);
    total += (u32)write((int)fd, w->memory->data + iov[0], iov[1]);
  }
  memcpy(w->memory->data + written, &total, sizeof total);
  return 0;
}

void Z_wasi_snapshot_preview1Z_proc_exit(struct Z_wasi_snapshot_preview1_instance_t *w, u32 status) {
  (void)w;
  exit((int)status);
}

int main(void) {
  Z_prog_instance_t prog;
  struct Z_wasi_snapshot_preview1_instance_t wasi;
  wasm_rt_init();
  Z_prog_init_module();
  Z_prog_instantiate(&prog, &wasi);
  wasi.memory = Z_progZ_memory(&prog);
  Z_progZ__start(&prog);
  return 0;
}
