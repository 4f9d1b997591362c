/* Unwinding: from where something is thrown outward to the clause that catches it.
 *
 *   frame at hand ─▶ its function's tries, innermost first ─▶ pair ─▶ caller's frame ─▶ …        vm/exception_table.h
 *
 * The way is gone twice: first to look, changing nothing, so that an exception nobody catches leaves the backtrace of
 * where it was thrown; then to land. It works on {fp, pc} pairs alone, whatever tier made them. */
#ifndef WVM_VM_UNWIND_H
#define WVM_VM_UNWIND_H

#include "vm/cont.h"
#include "vm/exec.h"

/* The frames from the one at hand outward, through instances and continuations, to the host entry. */
typedef struct FrameWalk {
  Instance *instance;
  Slot *fp;
  const void *pc; /* an address in the code of the instruction that the frame is at */
  Pair *rp;       /* the frame's own */
  ContStack *cont;
  uint32_t tiers; /* pairs of changes of tier passed on this stack */
} FrameWalk;
/* What a pair is. */
typedef enum PairKind {
  PAIR_FRAME,
  PAIR_RESTORE, /* its fp is the instance to go back to */
  PAIR_TIER     /* leads from one tier to the other */
} PairKind;
PairKind pair_kind(const Exec *x, const Pair *p);
/* An address in the code of the call that this pair returns behind. */
static inline const void *pair_call(const Pair *p) { return (const uint8_t *)p->pc - 1; }

FrameWalk frame_first(const Exec *x);
/* False: there was no frame outside, and nothing changes. */
bool frame_next(Exec *x, FrameWalk *w);

/* The guest is at x->ip in the frame x->fp. TRAP_NONE: it goes on at the x->ip and x->fp left here, what the clause
 * takes in its slots, the instance switched; nothing is in an accumulator. TRAP_EXCEPTION: nobody catches it; it is
 * the store's `exception` now. Or TRAP_INTERRUPTED. */
MUST_USE TrapCode unwind(Exec *x, Ref exception);
/* The same for what a host function threw, the store's `exception`; the frame at hand is not looked at when the host
 * function was called in its stead, by a tail call. */
MUST_USE TrapCode unwind_host(Exec *x, bool tail);
/* Makes an exception and throws it. */
MUST_USE TrapCode unwind_throw(Exec *x, Tag *tag, const Slot *values);

#endif
