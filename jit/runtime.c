/* What machine code calls in C. The stubs have put into the Exec where the guest is: fp, rp, and ip, an address within the
 * instruction. */
#include "jit/compiler.h"

#include "vm/bulk.h"
#include "vm/memory.h"
#include "vm/object.h"
#include "vm/store.h"
#include "vm/unwind.h"
#include "vm/wait.h"

static void stop(Exec *x, TrapCode trap) {
  x->trap = trap;
  x->go = GO_OUT;
}

const void *native_lazy(Exec *x, uint32_t func) {
  FuncCode *code = &x->codes[func];
  x->callee_index = func;
  x->ip = &code->lazy;
  const Err err = code_compile(x->instance->program, func, (CodeVariant)x->variant, &x->compiler_scratch);
  if (err && err != ERR_LIMIT) {
    stop(x, TRAP_NO_MEMORY);
    return NULL;
  }
  return atomic_load_explicit(&code->native[x->variant], memory_order_acquire);
}

void native_cells(Exec *x, uint32_t func) {
  FuncCode *code = &x->codes[func];
  x->ip = &code->lazy;
  const TrapCode trap = code->cells ? TRAP_NONE : exec_make_code(x, code);
  if (trap) {
    stop(x, trap);
    return;
  }
  exec_prepare_cells(x, x->fp);
  x->ip = code->cells;
  x->go = GO_CELLS;
}

uint32_t native_call_host(Exec *x, Func *f, Slot *slots, uint32_t tail) {
  TrapCode trap = exec_call_host(x, f, slots);
  if (LIKELY(!trap)) return 0;
  x->pending_tail = tail;
  if (trap == TRAP_EXCEPTION) trap = unwind_host(x, tail);
  if (trap) stop(x, trap);
  else x->go = GO_CELLS; /* where the exception lands */
  return 1;
}

void native_call_other(Exec *x) {
  Func *f = x->callee;
  exec_prepare_cells(x, x->fp);
  if (x->rp->pc != &x->restore) *--x->rp = (Pair){(Slot *)x->instance, &x->restore};
  exec_switch(x, f->instance);
  x->ip = atomic_load_explicit(&func_code(f)->entry, memory_order_acquire);
  x->go = GO_CELLS;
}

static uint32_t done_or_stop(Exec *x, TrapCode trap) {
  if (UNLIKELY(trap)) stop(x, trap);
  return trap != TRAP_NONE;
}

/* Most is little: no more than a piece is done at once, the rest, and what is out of bounds, out of line. */
static bool is_piece(uint64_t size) { return LIKELY(size - 1 < bulk_piece); }

static COLD uint32_t copy_pieces(Exec *x, const Slot *args, Memory *to, Memory *from) {
  return done_or_stop(x, memory_copy(x->store, to, args[0].i64, from, args[1].i64, args[2].i64));
}

static COLD uint32_t fill_pieces(Exec *x, const Slot *args, Memory *m) {
  return done_or_stop(x, memory_fill(x->store, m, args[0].i64, (uint8_t)args[1].i64, args[2].i64));
}

uint32_t native_memory_copy(Exec *x, const Slot *args, uint32_t to, uint32_t from) {
  Memory *const d = x->instance->memories[to], *const s = x->instance->memories[from];
  const uint64_t at = args[0].i64, source = args[1].i64, size = args[2].i64;
  if (!is_piece(size) || !memory_in_bounds(d, at, size) || !memory_in_bounds(s, source, size)) return copy_pieces(x, args, d, s);
  memmove(d->base + at, s->base + source, size);
  return 0;
}

uint32_t native_memory_fill(Exec *x, const Slot *args, uint32_t memory) {
  Memory *const m = x->instance->memories[memory];
  const uint64_t at = args[0].i64, size = args[2].i64;
  if (!is_piece(size) || !memory_in_bounds(m, at, size)) return fill_pieces(x, args, m);
  memset(m->base + at, (uint8_t)args[1].i64, size);
  return 0;
}

uint32_t native_refill(Exec *x, uint32_t class) {
  const TrapCode trap = heap_refill(x->store->heap, class);
  if (!trap) heap_finalize(x->store->heap);
  return done_or_stop(x, trap);
}

static TrapCode make_array(Exec *x, const CanonType *t, const Slot *args, uint64_t what, Object **out) {
  switch ((Op)(uint32_t)what) {
  case OP_ARRAY_NEW: return array_new_fill(x->store, t, args, args[vt_slots(array_element(t))].i32, out);
  case OP_ARRAY_NEW_DEFAULT: return array_new(x->store->heap, t, args->i32, out);
  default: return array_new_of(x->store->heap, t, args, (uint32_t)(what >> 32), out);
  }
}

uint32_t native_array_new(Exec *x, Slot *args, TypeId type, uint64_t what) {
  heap_finalize(x->store->heap);
  Object *o = NULL;
  const TrapCode trap = make_array(x, types_get(x->store->engine->types, type), args, what, &o);
  if (!trap) args->ref = (Ref)o;
  return done_or_stop(x, trap);
}

uint32_t native_ref_is(const Exec *x, Ref object, TypeId type) { return ref_is(x->store->engine->types, object, false, type, false); }

uint32_t native_atomic_wait(Exec *x, Slot *args, uint64_t offset, uint32_t memory, uint32_t size) {
  Memory *m = x->instance->memories[memory];
  uint64_t at;
  WaitResult result = WAIT_TIMED_OUT;
  TrapCode trap = memory_atomic_place(m, args[0].i64, offset, size, &at);
  if (!trap) trap = wait_at(x->store, m, at, size, args[1].i64, (int64_t)args[2].i64, &result);
  args[0].i64 = result;
  return done_or_stop(x, trap);
}

uint32_t native_atomic_notify(Exec *x, Slot *args, uint64_t offset, uint32_t memory, uint32_t size) {
  Memory *m = x->instance->memories[memory];
  uint64_t at;
  const TrapCode trap = memory_atomic_place(m, args[0].i64, offset, size, &at);
  if (!trap) args[0].i64 = wait_notify(m, at, (uint32_t)args[1].i64);
  return done_or_stop(x, trap);
}

void native_trap(Exec *x, TrapCode code, uint64_t index) {
  if (code == TRAP_UNINITIALIZED_ELEMENT) code = store_trap(x->store, code, " %llu", (unsigned long long)index);
  if (code == TRAP_OUT_OF_FUEL) x->fuel = 0;
  stop(x, code);
}

void native_no_room(Exec *x, uint32_t frame_slots) {
  TrapCode trap = TRAP_INTERRUPTED;
  if (!exec_interrupted(x)) trap = x->cont ? cont_grow(x, frame_slots) : exec_tier_give(x) ? TRAP_NONE : TRAP_STACK_OVERFLOW;
  if (trap) stop(x, trap);
  else x->go = GO_RESUME;
}

uint32_t native_is_subtype(Exec *x, const Func *f, TypeId type) { return types_is_sub_id(x->store->engine->types, func_type(f), type); }
