/* Signals: faults of machine code in guarded memories, interrupts of its loops that do not poll; pages of mapped files
 * that are gone.
 *
 *   SIGSEGV, SIGBUS ─┐                      ┌─ yes ─▶ redirect(): pc, sp … changed, the thread goes on there
 *   the interrupt    ├─▶ pc in a range? ────┤
 *   signal          ─┘                      └─ no, or refused ─▶ whoever handled the signal before us
 *
 * A fault that is not ours reaches the host's handler, or the default action, as if we were not there: same siginfo,
 * same context, same signal mask, SA_RESETHAND and SIG_IGN honoured. (One difference: it runs on the alternate stack
 * where the thread has one.) Handlers that the host installs after ours are theirs to chain. Signals are the process's,
 * so this is the one place that keeps state per process.
 *
 * Everything may be called from any thread.
 *
 * Must not know: code spaces, memories, the machine; they come in as ranges and functions. */
#ifndef WVM_BASE_FAULT_H
#define WVM_BASE_FAULT_H

#include "base/base.h"

typedef enum FaultKind {
  FAULT_ACCESS,   /* SIGSEGV */
  FAULT_BUS,      /* SIGBUS: a page of a mapped file that is not there any more */
  FAULT_INTERRUPT /* fault_interrupt_tid, or somebody who sent the same signal */
} FaultKind;

/* Registers of the interrupted thread; what is changed is loaded when the thread goes on. */
typedef struct FaultRegs {
  uintptr_t pc;  /* x86-64: rip, AArch64: pc */
  uintptr_t sp;  /* rsp, sp */
  uintptr_t fp;  /* rbp, x29 */
  uintptr_t ctx; /* r15, x28 */
  uintptr_t lr;  /* nothing, x30 */
} FaultRegs;

/* Called in the signal handler, so only what is async-signal-safe, and no locks. `address`: what was accessed, as far
 * as the processor tells (NULL for addresses that are not canonical, and for interrupts). true: the thread goes on with
 * *regs; false: not ours (an interrupt is then dropped). */
typedef bool FaultRedirect(FaultRegs *regs, const void *address, FaultKind kind);

/* Installs the handlers, once per process: calls are counted. false, with a phrase for people in *why: no handler is
 * installed, memories must be explicit and loops must poll. */
MUST_USE bool fault_install(const char **why);
/* The last of as many calls restores the host's handlers, where ours still stand. */
void fault_uninstall(void);

/* Code in [lo, hi) is ours from now on. Ranges do not overlap. false: no memory. */
MUST_USE bool fault_add_range(const void *lo, const void *hi, FaultRedirect *redirect);
/* No thread runs in the range any more. */
void fault_drop_range(const void *lo);

/* Asked first at a SIGBUS, wherever it happened, in the signal handler: true, there is a page at `address` now, go on. The
 * same function whoever sets it. */
void fault_on_bus(bool (*mended)(const void *address));

/* Before a thread enters guest code: an alternate signal stack if the thread has none, and our signals unblocked, once per
 * thread. Both are left so; the stack is freed when the thread ends. A guest must not be entered from a handler that runs
 * on the alternate stack: the next signal would overwrite it. false: no memory. */
static inline bool fault_thread_enter(void);
/* The system's number of this thread; 0 unless it has entered (a child process enters again). */
static inline int fault_thread_id(void);

/* Sends the interrupt signal to a thread of this process. If it runs in a range then redirect is asked; if not, nothing
 * happens, so what the machine checks on the way back from C must have been set before. What
 * comes while it is in a handler of the host's is missed (fault_on_missed). It
 * may have ended: whoever has its number then gets a signal that means nothing to it. Safe in signal handlers. false: there
 * is no such thread, or nothing is installed. */
bool fault_interrupt_tid(int tid);
/* Told, in the signal handler, of interrupts that were dropped because the thread ran elsewhere: in C, which looks by
 * itself later, or in another handler, which does not. NULL: nobody is. */
void fault_on_missed(void (*missed)(void));
/* Sends this thread the interrupt signal in a millisecond. For that handler. */
void fault_interrupt_again(void);
/* Takes that back; before the handlers are uninstalled, at the latest. Not in a handler. */
void fault_interrupt_no_more(void);
/* The signal's number; 0 while nothing is installed. */
int fault_interrupt_signal(void);

/* ---- inline ---- */

/* Initial-exec: signal handlers must not make the loader allocate. */
extern _Thread_local int fault_thread_number __attribute__((tls_model("initial-exec")));
MUST_USE bool fault_thread_prepare(void);
static inline bool fault_thread_enter(void) { return LIKELY(fault_thread_number) || fault_thread_prepare(); }
static inline int fault_thread_id(void) { return fault_thread_number; }

#endif
