/* Random modules that are hard on a compiler, from decoder/opcodes.def.
 *
 *   seed ─▶ gen_module.c ─▶ gen_body.c  (one function)      ─▶ bytes of a valid module
 *                            ├─▶ gen_value.c    expressions and statements
 *                            ├─▶ gen_operator.c numeric operators, memory accesses: rows of the table
 *                            ├─▶ gen_control.c  blocks, loops, branches, tries
 *                            └─▶ gen_ref.c      references, GC, calls
 *
 * Every expression and statement is a node with a number. A node that is left out (GenOptions.dropped) is generated all the
 * same, and then its bytes are thrown away (a statement) or a constant put in their place (an expression): so the others
 * stay what they are, and a difference can be reduced.
 *
 * What a module may do. It ends: loops count down in locals of their own, a budget in a global is spent at each entry of a
 * function. NaNs of any payload are never looked at as integers, unless `free_nans` says that they have one payload. Exports:
 *
 *   f<k>     functions with scalar parameters and results
 *   w<k>     wrappers of the others: vectors as pairs of i64, references are null or not
 *   x<k>     what another instance imports; again: what env.call calls
 *   m<k>, g<k>, e<k>, t0, budget
 *
 * Imports: env.log (i32 i64 f32 f64), env.call (i32) → (i32), o.x<k>: functions of another instance, and perhaps its
 * memory o.m0. */
#ifndef WVM_TESTS_GEN_H
#define WVM_TESTS_GEN_H

#include "base/buf.h"
#include "decoder/opcode.h"

/* ---- chance ---- */

typedef struct Rng {
  uint64_t state;
} Rng;
static inline uint64_t rng_next(Rng *r) {
  uint64_t x = r->state += 0x9E3779B97F4A7C15u;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
  x = (x ^ x >> 27) * 0x94D049BB133111EBu;
  return x ^ x >> 31;
}
static inline uint32_t rng_below(Rng *r, uint32_t n) { return (uint32_t)((rng_next(r) >> 32) * n >> 32); }

/* ---- what is asked for ---- */

typedef enum GenPart {
  GEN_SIMD, GEN_RELAXED, GEN_FP16, GEN_GC, GEN_EXCEPTIONS, GEN_LEGACY_EXCEPTIONS, GEN_MEMORY64, GEN_MEMORIES, GEN_TAIL_CALLS,
  GEN_ATOMICS, GEN_WIDE, GEN_REFS, GEN_MANY_LOCALS, GEN_CALLS, GEN_BULK, GEN_IMPORTS, GEN_PARTS
} GenPart;
enum { GEN_ALL_PARTS = (1 << GEN_PARTS) - 1 };

typedef struct GenOptions {
  uint64_t seed;
  uint32_t parts;     /* bits: what may be in a module; the seed chooses among them */
  bool free_nans;     /* all NaNs are canonical */
  uint32_t functions; /* 0: the seed chooses */
  const uint8_t *dropped; /* by node: leave out; or NULL */
  uint32_t dropped_count;
} GenOptions;

/* Appends the module to *out; the number of nodes. The buffer tells if there was no memory. */
uint32_t gen_module(const GenOptions *options, Buf *out);

#endif
