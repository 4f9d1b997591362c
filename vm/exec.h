/* Execution: stacks, the driver, interruption.
 *
 * A Stack is one mapping, with guards between and around:
 *
 *   [guard│ slots ──▶ …              … ◀── {fp, pc} pairs │guard]
 *
 * No C frame ever lives on a Stack: each host entry has one C driver on the host's stack; host functions and helpers
 * run there. Nested host entries take a Stack each from the store's pool. */
#ifndef WVM_VM_EXEC_H
#define WVM_VM_EXEC_H

#include <stdatomic.h>

#include "vm/instance.h"

typedef struct Stack Stack;
typedef struct Exec Exec; /* the registers' home of one store: vm/exec.c, vm/interp */

MUST_USE Exec *exec_new(Store *store);
void exec_free(Exec *e);

/* Calls a function: slots holds the arguments and takes the results (packed home slots; room for the larger). Traps
 * leave the store's Trap filled in, backtrace included. Re-entrant: host functions may call back. */
MUST_USE TrapCode exec_call(Store *store, Func *func, Slot *slots);

/* A function's type: that of the last one asked for is at hand. */
const CanonType *exec_type(Store *store, const Func *f);

/* Makes the store's execution trap with TRAP_INTERRUPTED at its next check. From any thread, or a signal handler. */
void exec_interrupt(Exec *e);
/* In a signal handler: pages of a memory have been lost. What x runs (NULL: this thread's, if anything does) traps with
 * TRAP_MEMORY_LOST at its next check, or when it is about to return. */
void exec_memory_lost(Exec *x);
/* Takes a pending interrupt back. */
void exec_clear_interrupt(Exec *e);
bool exec_interrupted(const Exec *e);
/* No call into its guests is going on. */
bool exec_is_idle(const Exec *e);

/* For bulk operations and waits: TRAP_INTERRUPTED when one is pending. */
MUST_USE TrapCode exec_poll(const Exec *e);

/* Fuel left; meaningful when the engine charges it. */
uint64_t exec_fuel(const Exec *e);
void exec_set_fuel(Exec *e, uint64_t fuel);

#endif
