/* Calls that can be suspended: a host function may answer that it is pending; the call then returns to the host that made
 * it, and is resumed with the function's results, or a trap or exception of it, by anyone who has the store.
 *
 *   Call ─▶ inner ─outer─▶ … ─▶ ContStack of the function called       nothing of it lies on a Stack or the C stack
 *
 * It runs on a continuation (vm/cont.h) from the start, so that being suspended costs no copy, and keeps the guest's own
 * continuations that it stood in. Several may be suspended at once, nested ones too: each is a chain of its own. */
#ifndef WVM_VM_CALL_H
#define WVM_VM_CALL_H

#include "vm/cont.h"
#include "vm/exec.h"

typedef enum CallState { CALL_RUNNING, CALL_SUSPENDED } CallState;

typedef struct Call {
  Store *store;
  CallState state;
  Func *func;       /* what was called, */
  Func *host;       /* … the host function that is pending */
  ContStack *inner; /* suspended: the innermost stack; NULL: `func` is the host's, and `host` */
  Slot *results;    /* suspended: where its results go; NULL: to the host */
  bool tail;        /* machine code called it in the stead of the frame at hand */
  void *data;       /* the embedder's */
  struct Call *next, **link; /* of the store */
} Call;

/* A call of this function, not begun. NULL: no memory. Ends with the store at the latest. */
MUST_USE Call *call_new(Store *store, Func *f);
/* It does not run. */
void call_free(Call *c);

/* Runs it: as exec_call, or TRAP_PENDING: suspended. Else it is done. */
MUST_USE TrapCode call_start(Call *c, Slot *slots);
/* The same with a suspended one; the host has looked whether it may enter (entry_check). The pending function has these
 * results; `slots` takes those of `func`: room for the more of both. */
MUST_USE TrapCode call_resume(Call *c, Slot *slots);
/* The pending function has trapped so: the store's trap is set, for TRAP_EXCEPTION its exception. `slots` takes results. */
MUST_USE TrapCode call_fail(Call *c, TrapCode trap, Slot *slots);

/* The one that the host may suspend now, being called by the guest; NULL: none. */
Call *call_at_hand(const Store *s);

/* Of the store's end, and of the collector. */
void calls_free(Exec *x);
void calls_mark(Heap *h, const Exec *x);

#endif
