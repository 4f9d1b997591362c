/* Host entries: the way from C into the guest and back. What an Exec does for the entry around is kept in a HostEntry on
 * the C stack meanwhile.
 *
 *   entry_check ─▶ entry_begin ─▶ x->go, ip, fp, rp, instance set ─▶ entry_run ─▶ entry_end */
#ifndef WVM_VM_ENTRY_H
#define WVM_VM_ENTRY_H

#include "vm/interp/state.h"

typedef struct Call Call;

/* Whether the host may call this function now; the store's last trap is forgotten. */
MUST_USE TrapCode entry_check(Store *store, const Func *f);
/* Calls a function of the host's without any guest; `call`: what it may suspend, or NULL. */
MUST_USE TrapCode entry_call_host(Store *store, Func *f, Slot *slots, Call *call);
void entry_begin(Exec *x, HostEntry *outer, Stack *stack);
/* Runs from where the Exec says. TRAP_PENDING: it stands in a call of the host function x->trapped_host. Else a trap has
 * its backtrace. */
MUST_USE TrapCode entry_run(Exec *x);
/* The guest traps where it stands. */
TrapCode entry_trap(Exec *x, TrapCode trap);
void entry_end(Exec *x, const HostEntry *outer);

#endif
