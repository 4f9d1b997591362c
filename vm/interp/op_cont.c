/* Stack switching: vm/cont.c does it, and says where to go on; accumulators hold nothing there. */
#include "vm/cont.h"
#include "vm/interp/handler.h"

#define SWITCHING(id, call)                                                                                            \
  NOINLINE HANDLER(id) {                                                                                               \
    x->ip = ip;                                                                                                        \
    x->fp = FP;                                                                                                        \
    const TrapCode trap = (call);                                                                                      \
    ip = x->ip;                                                                                                        \
    FP = x->fp;                                                                                                        \
    if (UNLIKELY(trap)) TRAP(trap);                                                                                    \
    RELOAD_MEMORY();                                                                                                   \
    DISPATCH();                                                                                                        \
  }
SWITCHING(CONT_NEW, cont_new(x))
SWITCHING(CONT_BIND, cont_bind(x))
SWITCHING(SUSPEND, cont_suspend(x))
SWITCHING(SWITCH, cont_switch(x))
SWITCHING(RESUME, cont_resume(x))
SWITCHING(RESUME_THROW, cont_resume_throw(x, false))
SWITCHING(RESUME_THROW_REF, cont_resume_throw(x, true))

/* The continuation's function has returned. */
NOINLINE HANDLER(CONT_RETURN) {
  cont_return(x);
  ip = x->ip;
  FP = x->fp;
  RELOAD_MEMORY();
  DISPATCH();
}

/* A function's entry finds no room on a continuation's stack. */
NOINLINE COLD HANDLER(CONT_GROW) {
  x->ip = ip;
  x->fp = FP;
  const TrapCode trap = cont_grow(x, ip->x0);
  if (UNLIKELY(trap)) TRAP(trap);
  FP = x->fp;
  DISPATCH();
}
