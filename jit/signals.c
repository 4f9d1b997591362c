/* What signals mean to machine code: a fault in a guarded memory is a trap, an interrupt stops a loop that looks for none.
 *
 * Where the guest is then: function bodies keep the stack pointer at the frame's pair and change the store's state
 * by single instructions, so any instruction of theirs is a place to stop; where a frame is made or left, the target knows
 * the place next to it. In stubs, only the last steps back to the guest matter: they look for an interrupt, and
 * start over if one comes behind that; what runs in C comes by there. */
#include "jit/compiler.h"

#include <signal.h>

#include "base/fault.h"
#include "vm/store.h"

/* The guest of this thread; initial-exec: handlers must not make the loader allocate. */
static _Thread_local Exec *running __attribute__((tls_model("initial-exec")));
static _Thread_local volatile sig_atomic_t repeats __attribute__((tls_model("initial-exec"))); /* a timer is set */

/* The address lies in what one of the instance's memories reserves, guards included. */
static bool is_guarded(const Exec *x, const void *address) {
  const Instance *i = x->instance;
  for (uint32_t k = 0; k < i->program->module->memory_count; k++)
    if (i->memories[k]->guarded && memory_reserves(i->memories[k], address)) return true;
  return false;
}

static void stop(Exec *x, FaultRegs *regs, const JitEngine *e, TrapCode trap) {
  x->ip = (const Cell *)regs->pc;
  x->fp = (Slot *)regs->fp;
  x->rp = (Pair *)regs->sp;
  x->trap = trap;
  x->go = GO_OUT;
  regs->pc = (uintptr_t)e->stubs[STUB_LEAVE];
}

static bool in_window(const JitEngine *e, uintptr_t pc, Stub begin, Stub end) {
  return pc >= (uintptr_t)e->stubs[begin] && pc < (uintptr_t)e->stubs[end];
}

static bool interrupt_stub(FaultRegs *regs, const JitEngine *e) {
  if (in_window(e, regs->pc, STUB_ENTER_WINDOW, STUB_ENTER_WINDOW_END)) regs->pc = (uintptr_t)e->stubs[STUB_ENTER_WINDOW];
  else if (in_window(e, regs->pc, STUB_BACK_WINDOW, STUB_BACK_WINDOW_END)) regs->pc = (uintptr_t)e->stubs[STUB_BACK_WINDOW];
  else return false;
  return true;
}

static bool redirect(FaultRegs *regs, const void *address, FaultKind kind) {
  Exec *x = running;
  if (!x) return false;
  const JitEngine *e = x->store->engine->compiler_state;
  const bool in_stub = regs->pc - e->stubs_low < e->stubs_size;
  if (kind == FAULT_INTERRUPT) {
    if (!exec_interrupted(x)) return false;
    if (in_stub) return interrupt_stub(regs, e);
    e->target->mend_frame(regs);
    stop(x, regs, e, TRAP_INTERRUPTED);
    return true;
  }
  if (in_stub || !is_guarded(x, address)) return false; /* a fault of ours, or of somebody else */
  stop(x, regs, e, TRAP_MEMORY_BOUNDS);
  return true;
}

/* The guest runs, but the signal found the thread in C: a helper, which looks at the limit on its way back, or a signal
 * handler over the guest's code, perhaps the one that interrupts. Again, until the guest has stopped. */
static void missed(void) {
  if (!running || !exec_interrupted(running)) return;
  repeats = 1;
  fault_interrupt_again();
}

bool signals_open(JitEngine *e, const char **why) {
  const void *low, *high;
  if (!fault_install(why)) return false;
  fault_on_missed(missed);
  code_space_range(e->space, &low, &high);
  if (fault_add_range(low, high, redirect)) return true;
  *why = "no memory";
  fault_uninstall();
  return false;
}

void signals_close(JitEngine *e) {
  const void *low, *high;
  code_space_range(e->space, &low, &high);
  fault_drop_range(low);
  fault_uninstall();
}

void signals_run(JitEngine *e, Exec *x) {
  Exec *outer = running;
  if (e->signals) {
    if (UNLIKELY(!fault_thread_enter())) {
      x->trap = TRAP_NO_MEMORY;
      x->go = GO_OUT;
      return;
    }
    const int thread = fault_thread_id();
    /* Before the limit is looked at: whoever sets that looks at this afterwards. */
    if (atomic_load_explicit(&x->thread, memory_order_relaxed) != thread) atomic_store(&x->thread, thread);
    running = x;
  }
  ((void (*)(Exec *))(uintptr_t)e->stubs[STUB_ENTER])(x);
  running = outer;
  if (UNLIKELY(repeats)) {
    fault_interrupt_no_more();
    repeats = 0;
  }
}

void signals_interrupt(Exec *x) {
  const int thread = atomic_load_explicit(&x->thread, memory_order_relaxed);
  if (thread) (void)fault_interrupt_tid(thread);
}
