/* What run.c (modules of the generator) and run_given.c (modules that others made) share. */
#ifndef WVM_TESTS_RUN_IMPL_H
#define WVM_TESTS_RUN_IMPL_H

#include "tests/differential/tiers/gen.h"
#include "tests/differential/tiers/run.h"

enum { INSTANCES = 2, MOST_VALUES = 32, MOST_LOGGED = 40, MOST_NESTED = 6, MOST_FRAMES = 12, PAGE = 65536 };

typedef struct Run {
  const RunOptions *o;
  Buf *log;
  Rng rng;
  wvm_store_t *store;
  wvm_module_t *module;
  wvm_instance_t *instances[INSTANCES];
  uint32_t instance_count, logged, nested;
} Run;

void run_put_val(Run *r, const wvm_val_t *v);
wvm_val_t run_some_val(Run *r, wvm_valkind_t kind);
uint32_t run_hash(const uint8_t *at, size_t size);
/* Exported memories, tables, globals. */
void run_put_state(Run *r);
/* A trap or an exception that ended a call. */
void run_put_end(Run *r, const wvm_error_t *e);
/* The log says why, if there is an error; which is deleted. */
bool run_fail(Run *r, wvm_error_t *e);
void run_count(const Run *r, RunCounts *counts);

#endif
