/* Throwing. What goes on where is for vm/unwind.c to say; accumulators hold nothing there. */
#include "vm/exception_table.h"
#include "vm/interp/handler.h"
#include "vm/unwind.h"

#define LAND_OR_TRAP(unwinding)                                                                                        \
  do {                                                                                                                 \
    const TrapCode trap = (unwinding);                                                                                 \
    if (UNLIKELY(trap)) TRAP(trap);                                                                                    \
    ip = x->ip;                                                                                                        \
    FP = x->fp;                                                                                                        \
    RELOAD_MEMORY();                                                                                                   \
    DISPATCH();                                                                                                        \
  } while (0)

/* x0 the tag's values, imm tag */
NOINLINE COLD HANDLER(THROW) {
  x->ip = ip;
  x->fp = FP;
  LAND_OR_TRAP(unwind_throw(x, x->instance->tags[(uint32_t)ip->imm], &FP[ip->x0]));
}

/* x0 the exception */
NOINLINE COLD HANDLER(THROW_REF) {
  const Ref exception = FP[ip->x0].ref;
  if (UNLIKELY(exception == REF_NULL)) TRAP(TRAP_NULL_EXCEPTION);
  x->ip = ip;
  x->fp = FP;
  LAND_OR_TRAP(unwind(x, exception));
}

/* A host function threw: x->ip, x->fp tell where it was called. */
NOINLINE COLD HANDLER(HOST_THREW) {
  HandlerFn *call = (HandlerFn *)x->ip->handler;
  LAND_OR_TRAP(unwind_host(x, call != H(CALL_IMPORT) && call != H(CALL_INDIRECT) && call != H(CALL_REF)));
}
