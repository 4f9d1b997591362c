/* The engine: what all stores of a process part share. Immutable after creation, except for its own counters;
 * thread-safe. */
#ifndef WVM_VM_ENGINE_H
#define WVM_VM_ENGINE_H

#include <stdatomic.h>

#include "base/alloc.h"
#include "decoder/features.h"
#include "decoder/limits.h"
#include "validator/walk.h"

/* For tests of the compiler: registers are made scarce, choices random, some functions left to the interpreter. What code
 * does stays the same. */
typedef struct CompilerTest {
  uint32_t registers;  /* so many of a class for locals, and as many for values or what an instruction needs; 0: all */
  uint64_t random;     /* seed by which registers are chosen and values brought home; 0: as usual */
  uint64_t mixed;      /* seed by which half of the functions are compiled; 0: all */
  uint32_t first, end; /* functions from `first` up to `end` are compiled; end 0: all */
} CompilerTest;

typedef struct EngineConfig {
  Alloc alloc;
  Features features;
  ModuleLimits limits;
  RelaxedProfile relaxed;
  bool deterministic;          /* canonicalise NaNs, fixed clocks where the host asks */
  bool precise_stores;         /* one that crosses the end of a memory writes nothing, on processors that would write some */
  bool fuel;                   /* charge fuel per basic block */
  uint64_t stack_slots;        /* depth limit of one Stack */
  uint64_t memory64_limit;     /* largest 64-bit memory, in bytes */
  uint32_t trace;              /* TRACE_* bits */
  bool gc_stress;              /* for tests: collect whenever something is allocated, poison what is free */
  bool poison;                 /* for tests: overwrite what is free, and the part of a frame that nobody has written yet */
  const struct Compiler *compiler; /* NULL: everything is interpreted */
  CompilerTest compiler_test;  /* all zero: none */
  uint64_t cpu;                /* what of the processor code may use (Compiler.cpu_list, never 0); 0: all that it has */
  bool perf_map, gdb;          /* profilers, debuggers are told of machine code */
  bool explicit_bounds;        /* machine code checks every access; no signal handler is installed */
} EngineConfig;

enum { TRACE_CALLS = 1, TRACE_OPS = 2, TRACE_MEM = 4, TRACE_HOST = 8, TRACE_KINDS = 16 };

typedef struct Compiler Compiler; /* vm/compiler.h */

/* Where machine code lies and how it is entered; all zero without a compiler. */
typedef struct NativeSpace {
  uintptr_t low, size;
  const void *to_cells; /* where code called by cells returns to, */
  const void *done;     /* … by the host */
  const void *lazy;     /* the entry of a function that has no code yet, */
  const void *cells;    /* … of one that stays interpreted */
  uint32_t call_size;   /* from the place that a call of the host is noted with to where it comes back */
} NativeSpace;

typedef struct Engine {
  EngineConfig config;
  Types *types;
  atomic_uint refs;
  void *compiler_state; /* NULL: everything is interpreted, */
  const char *compiler_missing; /* … although asked for, for this reason; or NULL */
  NativeSpace native;
  atomic_bool watches_files; /* vm/mapping.c: threads must be ready for SIGBUS */
  atomic_uint_least64_t traced[(OP_COUNT + 63) / 64]; /* TRACE_KINDS: what has been said */
} Engine;

static inline bool engine_is_native(const Engine *e, const void *pc) { return (uintptr_t)pc - e->native.low < e->native.size; }

extern const EngineConfig engine_config_default;

/* Machine code that calls C functions of such arguments and result: Compiler.trampoline. NULL: there is none. */
const void *engine_trampoline(const Engine *e, const char *letters);

/* NULL: no memory. Counted references. */
MUST_USE Engine *engine_new(const EngineConfig *config);
Engine *engine_retain(Engine *e);
void engine_release(Engine *e);

#endif
