/* From C into threaded code and back. */
#include "vm/interp/handler.h"

void interp_run(Exec *x, const Cell *ip, Slot *frame, const Slot *results) {
  static const Slot none[2];
  const Slot *r0 = results ? results : none;
  uint8_t *base = x->memory_base;
  const uint64_t size = x->memory ? atomic_load_explicit(&x->memory->length, memory_order_acquire) : 0;
#if WVM_DISPATCH_TAIL
  ((HandlerFn *)ip->handler)(ip, frame, x, r0->i64, base, size, r0->f32, r0->f64, load_v128(r0));
#else
  Regs r = {.fp = frame, .mem = base, .mem_size = size, .acc = r0->i64, .facc = r0->f32, .dacc = r0->f64, .vacc = load_v128(r0)};
  while (ip) ip = ((HandlerFn *)ip->handler)(ip, x, &r);
#endif
}
