/* Between cells and machine code: vm/compiler.h tells of the pairs, vm/exec.c goes on. */
#include "vm/interp/handler.h"

/* ip is a FuncCode's `enter`. */
NOINLINE HANDLER(ENTER_NATIVE) {
  FuncCode *code = (FuncCode *)((char *)ip - offsetof(FuncCode, enter));
  x->native = atomic_load_explicit(&code->native[x->variant], memory_order_acquire);
  x->callee_index = code->head.index;
  x->go = exec_prepare_native(x, FP);
  x->fp = FP;
  STOP();
}

/* Machine code has called; its pair lies next. */
NOINLINE HANDLER(TO_NATIVE) {
  (void)ip;
  const Pair *pair = x->rp;
  x->rp = (Pair *)pair + 1;
  exec_tier_pop(x, 1);
  x->fp = pair->fp;
  x->native = pair->pc;
  x->go = GO_RESUME;
  STOP();
}

/* Next cell: where. */
NOINLINE HANDLER(RESUME_NATIVE) {
  x->native = (const void *)(uintptr_t)ip[1].u64[0];
  x->fp = FP;
  x->go = GO_RESUME;
  STOP();
}
