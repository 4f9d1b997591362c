/* Runs a module of the generator in one engine and writes what happens as text: the same for every engine, and for V8
 * (v8.mjs, which also reads from it what to call).
 *
 *   call A f7 i0000002a l…      an export of instance A or B, bits of its arguments (i l f d)
 *   log i… l… f… d…             the guest called env.log
 *   = i… f…                     results; a NaN is fnan, dnan, unless bits are asked for
 *   trap unreachable 7:1a2 …    where: function and offset of each activation, innermost first
 *   throw B 2 i…                an exception that nobody caught: its tag (of an instance, or ?), its values
 *   state …                     sizes and hashes of memories, globals
 *
 * With fuel also: fuel N, what is left. Of given modules also: inner …, memories, tables and globals that are not exported. */
#ifndef WVM_TESTS_RUN_H
#define WVM_TESTS_RUN_H

#include "base/buf.h"
#include "wvm.h"

typedef struct RunOptions {
  uint64_t seed;  /* of arguments */
  bool nan_bits;  /* NaNs are compared to the bit */
  bool fuel;      /* the engine counts it */
  uint32_t calls; /* of each export */
  bool for_js;    /* nothing happens that JavaScript could not do: vectors do not cross to the host */
} RunOptions;

/* Functions so far. */
typedef struct RunCounts {
  uint64_t compiled, refused;
} RunCounts;

/* A module of the generator. False: it could not be instantiated; the log says why. */
bool run_module(wvm_engine_t *engine, const void *bytes, size_t size, const RunOptions *o, Buf *log, RunCounts *counts);
/* The same for a module that something else made; its imports are what Binaryen's fuzzer wants of its host, others zeros. */
bool run_given(wvm_engine_t *engine, const void *bytes, size_t size, const RunOptions *o, Buf *log, RunCounts *counts);

#endif
