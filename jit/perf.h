/* The perf map: a file that tells profilers which function lies where in memory, /tmp/perf-PID.map, a line each:
 *
 *   START SIZE name        in hexadecimal
 *
 * One per process, shared by its engines; it stays when they go, for `perf report` reads it later. Everything may be called
 * from any thread. A child process writes nothing. */
#ifndef WVM_JIT_PERF_H
#define WVM_JIT_PERF_H

#include "base/base.h"

/* Makes the file, unless this process has it: it stays open, for engines to come. A file of that name that is there already is
 * of a process that has ended, and is removed; where it cannot be, nothing is written. False: *why, for people. */
MUST_USE bool perf_open(const char **why);
void perf_tell(const void *start, size_t size, const char *name);

#endif
