/* Continuations: stacks that are objects.
 *
 *   host entry's Stack ◀─outer─ ContStack ◀─outer─ ContStack (running)        each stands in a resume of the one around
 *
 *   ContObject ─▶ inner ─outer─▶ … ─▶ last                                     what a suspend cut off
 *
 * A ContStack holds the frames and pairs of one continuation as a Stack does; it is an object of the heap, so it counts
 * against its limit, is traced when it is reached and goes when it is not. It starts small; when a function finds no room
 * it is copied to one twice as large: nothing but pairs points into it. A ContObject is a reference's one-shot handle:
 * resuming, binding or switching to it takes what it holds.
 *
 * A host entry starts a chain of its own, so that nothing is suspended across a frame of the host. */
#ifndef WVM_VM_CONT_H
#define WVM_VM_CONT_H

#include "vm/heap.h"
#include "vm/stack.h"

typedef struct Exec Exec;
typedef struct Func Func;
typedef struct Tag Tag;

/* Where a stack stands while another one runs. */
typedef struct ContPlace {
  Pair *rp;
  const Cell *ip; /* a resume, suspend or switch; NULL: running, or not begun */
  Slot *fp;
  Instance *instance;
} ContPlace;

typedef struct ContStack {
  Object object; /* HT_NOCONT */
  Stack stack;
  struct ContStack *outer; /* in whose resume it stands; NULL: the host entry's, or nobody's yet */
  Func *func;              /* what it runs */
  ContPlace here;
  bool fresh; /* not begun: the arguments so far are in the first slots */
  Slot slots[];
} ContStack;

typedef struct ContObject {
  Object object;    /* HT_CONT */
  ContStack *inner; /* NULL: consumed */
  ContStack *last;
  uint32_t filled; /* slots of arguments that are there */
} ContObject;

/* Cells.
 *   CONT_NEW   x0 destination, x1 function
 *   CONT_BIND  x0 arguments, destination; x1 continuation; imm slots of arguments
 *   SUSPEND    x0 arguments, results; imm tag; a cell more
 *   SWITCH     x0 arguments, results; x1 continuation; imm tag; next cell: slots of arguments
 *   RESUME…    x0 arguments, results; x1 continuation; imm handlers; next cell: slots of arguments, tag to throw;
 *              then a ContHandler each */
typedef struct ContHandler {
  uint32_t tag;
  uint32_t is_switch;
  uint32_t base; /* slot of what the label takes */
  int32_t way;   /* from this cell */
} ContHandler;
_Static_assert(sizeof(ContHandler) == sizeof(Cell), "handlers stand between cells");

/* Each works on the instruction at x->ip in the frame x->fp, and leaves there where to go on. */
MUST_USE TrapCode cont_new(Exec *x);
MUST_USE TrapCode cont_bind(Exec *x);
MUST_USE TrapCode cont_resume(Exec *x);
MUST_USE TrapCode cont_resume_throw(Exec *x, bool by_ref);
MUST_USE TrapCode cont_suspend(Exec *x);
MUST_USE TrapCode cont_switch(Exec *x);
/* The running continuation's function has returned. */
void cont_return(Exec *x);
/* The function being entered at x->fp has no room on the running continuation: makes some. */
MUST_USE TrapCode cont_grow(Exec *x, uint32_t frame_slots);

/* For vm/call.h. A continuation that stands at the entry of this function, in no resume yet. */
MUST_USE TrapCode cont_begin_call(Exec *x, Func *f, const Slot *args, ContStack **out);
/* The running stack stops at x->ip, with all those around it: the innermost. */
ContStack *cont_park(Exec *x);

/* For the collector: what such an object refers to; the stacks of all host entries. */
void cont_mark(Heap *h, Object *o);
void cont_mark_roots(Heap *h);

/* The stack around `c`, NULL being the host entry's own: its place, and the Stack itself. */
ContPlace *cont_place(Exec *x, ContStack *c);
Stack *cont_stack(Exec *x, ContStack *c);
/* Makes this stack the running one, where it stands. */
void cont_enter(Exec *x, ContStack *c);

#endif
