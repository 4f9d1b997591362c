/* The little of a C library that bench.h needs, for 64-bit memories: straight to WASI. This folder stands for the headers. */
#ifndef WIDE_TIME_H
#define WIDE_TIME_H
#include <stddef.h>
#include <stdint.h>

struct timespec {
  uint64_t tv_sec, tv_nsec;
};
enum { CLOCK_MONOTONIC = 1 };
#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name)))
WASI(clock_time_get) int wide_clock(int id, uint64_t precision, uint64_t *out);
static inline int clock_gettime(int id, struct timespec *t) {
  uint64_t ns;
  const int err = wide_clock(id, 1, &ns);
  *t = (struct timespec){ns / 1000000000u, ns % 1000000000u};
  return err;
}

#endif
