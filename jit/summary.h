/* The use summary: which locals a function body and each of its loops use, and how much, found by one scan over the
 * bytes before the function is compiled. From it a region's registers are assigned.
 *
 *   body ──▶ scan ──▶ LoopUse of the body, LoopUse of each loop, in the order of their loop instructions
 *                        └─▶ up to SUMMARY_LOCALS locals, heaviest first
 *
 * A use counts 1 in the loop that it stands in, and in each loop around it (the body is the outermost) SUMMARY_NESTED
 * times what it counts in the inner one. Sums stop at SUMMARY_HEAVIEST.
 *
 * Linear: a use costs the same however many loops are around it and whatever the function declares. For that a loop
 * hands no more than its SUMMARY_LOCALS heaviest locals on to the loop around it, so sums of locals that are light in a
 * very wide inner loop are too low; and where nests are deep enough to make more entries than the body has bytes (and
 * SUMMARY_SPARE), further loops have none.
 *
 * Bodies must have been validated: they are read without looking for the end of the bytes. Unreachable code counts like
 * other code, and its loops are listed.
 *
 * One thread at a time; memory is reused from function to function. Must not know: registers, targets. */
#ifndef WVM_JIT_SUMMARY_H
#define WVM_JIT_SUMMARY_H

#include "decoder/opcode.h"
#include "validator/validate.h"

enum {
  SUMMARY_LOCALS = 48,
  SUMMARY_NESTED = 8,
  SUMMARY_SPARE = 1024,
};
#define SUMMARY_HEAVIEST ((uint32_t)1 << 31)

typedef struct LocalUse {
  uint32_t local;  /* index, parameters first */
  uint32_t weight; /* uses; at least 1 */
  bool written;    /* set or teed inside; parameters of the function are not written by the call */
} LocalUse;

typedef struct LoopUse {
  uint32_t offset; /* of the loop instruction in the module's bytes (AsmLabel.offset); the body: of its first byte */
  uint32_t depth;  /* loops around it; 0: the body */
  bool inner;      /* there are loops inside */
  uint8_t local_count;
  const LocalUse *locals; /* heaviest first; of equals the one used first. Valid until the next scan */
  /* Instructions, weighted as uses are. Each counts once, in the first that fits. */
  uint32_t calls;   /* call, call_indirect, call_ref and their return_ forms */
  uint32_t helpers; /* others that need a C function, by the table given */
  uint32_t vectors; /* with a v128 operand or result; loads, stores, constants included */
  uint32_t floats;  /* with an f32 or f64 operand or result, likewise */
} LoopUse;

typedef struct Summary Summary;

/* What needs a helper on any target: what may collect, throw, suspend or call (OPF_SAFEPOINT), allocation, bulk
 * operations on arrays, waits. */
bool summary_needs_helper(Op op);

/* needs_helper (NULL: summary_needs_helper) is asked about every instruction once, here: what the target at hand does
 * not lower. NULL: no memory. */
MUST_USE Summary *summary_new(const Alloc *alloc, bool (*needs_helper)(Op op));
void summary_free(Summary *s);

/* Scans the body of function `func` (not an import). ERR_NO_MEMORY leaves an empty summary. */
MUST_USE Err summary_scan(Summary *s, const ValidModule *v, uint32_t func);

/* Of the function scanned last. */
const LoopUse *summary_body(const Summary *s);
/* The loop at this offset. Offsets must ascend from call to call after a scan (loops may be left out). NULL: there is
 * no loop there. */
const LoopUse *summary_next_loop(Summary *s, uint32_t offset);

#endif
