/* Stacks: where guest code keeps its frames.
 *
 *   [guard│ slots ──▶ …              … ◀── {fp, pc} pairs │guard]
 *          ▲ slots                              pairs_end ▲
 *
 * Frames grow up and overlap: a callee's parameters are its caller's topmost operands. Pairs grow down. The stack is
 * full when the two would meet. Pages are committed as they are touched. */
#ifndef WVM_VM_STACK_H
#define WVM_VM_STACK_H

#include "vm/interp/code.h"

/* Where a call returns to: the caller's frame and the cell behind the call. */
typedef struct Pair {
  Slot *fp;
  const Cell *pc;
} Pair;

typedef struct Stack {
  Slot *slots;
  Pair *pairs_end;
  size_t mapped;      /* bytes, guards included */
  struct Stack *next; /* in a pool */
} Stack;

/* At least `slots` slots for frames and pairs together; NULL: no memory. */
MUST_USE Stack *stack_new(const Alloc *alloc, uint64_t slots);
void stack_free(const Alloc *alloc, Stack *s);

#endif
