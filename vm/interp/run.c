/* From C into threaded code and back. */
#include "vm/interp/handler.h"

void interp_run(Exec *x, const Cell *ip, Slot *frame) {
  uint8_t *base;
  uint64_t size;
  const Memory *m = x->instance->program->module->memory_count ? x->instance->memories[0] : NULL;
  base = m ? m->base : NULL;
  size = m ? atomic_load_explicit(&m->length, memory_order_acquire) : 0;
#if WVM_DISPATCH_TAIL
  ((HandlerFn *)ip->handler)(ip, frame, x, 0, base, size, 0, 0, (v128){0, 0});
#else
  Regs r = {.fp = frame, .mem = base, .mem_size = size};
  while (ip) ip = ((HandlerFn *)ip->handler)(ip, x, &r);
#endif
}
