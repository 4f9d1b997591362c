/* Making, resuming, suspending continuations. */
#include "vm/cont.h"

#include "vm/call.h"
#include "vm/exception.h"
#include "vm/gc.h"
#include "vm/interp/forms.h"
#include "vm/interp/state.h"
#include "vm/roots.h"
#include "vm/unwind.h"

enum { FIRST_SLOTS = 96, ROOM_SLOTS = LIMIT_ROOM / (int)sizeof(Slot) };

ContPlace *cont_place(Exec *x, ContStack *c) { return c ? &c->here : &x->entry_place; }
Stack *cont_stack(Exec *x, ContStack *c) { return c ? &c->stack : x->entry_stack; }

/* The running stack stops at x->ip. */
static void leave(Exec *x) { *cont_place(x, x->cont) = (ContPlace){x->rp, x->ip, x->fp, x->instance}; }

void cont_enter(Exec *x, ContStack *c) {
  ContPlace *p = cont_place(x, c);
  x->cont = c;
  exec_set_room(x);
  x->stack = cont_stack(x, c);
  x->rp = p->rp;
  x->ip = p->ip;
  x->fp = p->fp;
  if (p->instance != x->instance) exec_switch(x, p->instance);
  p->ip = NULL;
}

/* ---- making them ---- */

/* Pairs lie at multiples of their size, as on every Stack: processors and signal handlers take their place from that. */
static TrapCode stack_alloc(Exec *x, uint64_t slots, ContStack **out) {
  Object *o;
  slots++; /* for what that may cost */
  const TrapCode trap = heap_alloc(x->store->heap, HT_NOCONT, 0, sizeof(ContStack) + slots * sizeof(Slot), &o);
  if (trap) return trap;
  ContStack *c = (ContStack *)(void *)o;
  c->stack.slots = c->slots;
  c->stack.pairs_end = (Pair *)((uintptr_t)(c->slots + slots) / sizeof(Pair) * sizeof(Pair));
  *out = c;
  return TRAP_NONE;
}

/* `held`, an object, stays alive while the handle is made. */
static TrapCode handle_alloc(Exec *x, const void *held, ContObject **out) {
  const uint64_t word = (uint64_t)(uintptr_t)held;
  RootRange range = {.at = &word, .count = 1};
  Object *o;
  heap_push_range(x->store->heap, &range);
  const TrapCode trap = heap_alloc(x->store->heap, HT_CONT, 0, sizeof(ContObject), &o);
  heap_pop_range(x->store->heap, &range);
  if (!trap) *out = (ContObject *)(void *)o;
  return trap;
}

static const CanonType *type_of(const Exec *x, const Func *f) { return types_get(x->store->engine->types, func_type(f)); }

TrapCode cont_new(Exec *x) {
  Func *f = (Func *)x->fp[x->ip->x1].ref;
  if (!f) return TRAP_NULL_FUNCTION;
  heap_finalize(x->store->heap);
  const CanonType *type = type_of(x, f);
  const uint64_t values = MAX_OF(type->param_slots, type->result_slots);
  ContStack *c;
  ContObject *k;
  TrapCode trap = stack_alloc(x, values + FIRST_SLOTS, &c);
  if (trap || (trap = handle_alloc(x, c, &k))) return trap;
  c->func = f;
  c->fresh = true;
  k->inner = k->last = c;
  x->fp[x->ip->x0].ref = (Ref)k;
  x->ip++;
  return TRAP_NONE;
}

/* It stands at its function's entry, the arguments in the first slots. */
static void begin(Exec *x, ContStack *c) {
  Pair *bottom = c->stack.pairs_end - 1;
  *bottom = (Pair){c->stack.slots, &x->cont_return};
  c->here = (ContPlace){bottom, atomic_load_explicit(&func_code(c->func)->entry, memory_order_acquire), c->stack.slots,
                        c->func->instance};
  c->fresh = false;
}

/* The continuation in this slot, if it can be used. */
static TrapCode usable(const Exec *x, uint32_t slot, ContObject **out) {
  *out = (ContObject *)x->fp[slot].ref;
  if (!*out) return TRAP_NULL_CONTINUATION;
  return (*out)->inner ? TRAP_NONE : TRAP_CONTINUATION_CONSUMED;
}

/* Where its next argument goes. */
static Slot *argument(const ContObject *k) {
  const ContStack *c = k->inner;
  return (c->fresh ? c->stack.slots : c->here.fp + c->here.ip->x0) + k->filled;
}

static void put_arguments(ContObject *k, const Slot *from, uint32_t slots) {
  if (slots) memcpy(argument(k), from, slots * sizeof *from);
  k->filled += slots;
}

TrapCode cont_bind(Exec *x) {
  ContObject *k, *bound;
  heap_finalize(x->store->heap);
  TrapCode trap = usable(x, x->ip->x1, &k);
  if (trap || (trap = handle_alloc(x, k, &bound))) return trap;
  bound->inner = k->inner;
  bound->last = k->last;
  bound->filled = k->filled;
  k->inner = k->last = NULL;
  Slot *at = &x->fp[x->ip->x0];
  put_arguments(bound, at, (uint32_t)x->ip->imm);
  at->ref = (Ref)bound;
  x->ip++;
  return TRAP_NONE;
}

/* ---- going there ---- */

/* The running stack stands at a resume whose continuation is done: its results, and on. */
static void resumed(Exec *x, const Slot *results, uint32_t slots) {
  if (slots) memcpy(&x->fp[x->ip->x0], results, slots * sizeof *results);
  x->ip += 2 + (uint32_t)x->ip->imm;
}

/* A host function needs no stack. If it is pending, it is the resume that waits for it. */
static TrapCode call_host(Exec *x, ContStack *c) {
  const uint64_t word = (uint64_t)(uintptr_t)c;
  RootRange range = {.at = &word, .count = 1};
  heap_push_range(x->store->heap, &range);
  TrapCode trap = exec_call_host(x, c->func, c->stack.slots);
  heap_pop_range(x->store->heap, &range);
  if (trap == TRAP_EXCEPTION && x->store->exception != REF_NULL) return unwind(x, x->store->exception);
  if (!trap) resumed(x, c->stack.slots, type_of(x, c->func)->result_slots);
  return trap;
}

/* The running stack stands at a resume: what `k` holds, all its arguments there, runs within. */
static TrapCode run_within(Exec *x, ContObject *k) {
  ContStack *c = k->inner, *last = k->last;
  k->inner = k->last = NULL;
  if (c->fresh && !c->func->instance) return call_host(x, c);
  leave(x);
  last->outer = x->cont;
  if (c->fresh) {
    begin(x, c);
    cont_enter(x, c);
  } else {
    cont_enter(x, c);
    x->ip += 2; /* behind the suspend or switch */
  }
  return TRAP_NONE;
}

TrapCode cont_resume(Exec *x) {
  ContObject *k;
  const TrapCode trap = usable(x, x->ip->x1, &k);
  if (trap) return trap;
  put_arguments(k, &x->fp[x->ip->x0], (uint32_t)x->ip[1].i32[0]);
  return run_within(x, k);
}

void cont_return(Exec *x) {
  const ContStack *done = x->cont;
  const uint32_t slots = type_of(x, done->func)->result_slots;
  cont_enter(x, done->outer);
  resumed(x, done->stack.slots, slots);
}

TrapCode cont_resume_throw(Exec *x, bool by_ref) {
  ContObject *k;
  Ref exception = x->fp[x->ip->x0].ref;
  heap_finalize(x->store->heap);
  TrapCode trap = usable(x, x->ip->x1, &k);
  if (trap) return trap;
  if (by_ref && exception == REF_NULL) return TRAP_NULL_EXCEPTION;
  if (!by_ref && (trap = exception_new(x->store, x->instance->tags[(uint32_t)x->ip[1].i32[1]], &x->fp[x->ip->x0], &exception)))
    return trap;
  ContStack *c = k->inner, *last = k->last;
  k->inner = k->last = NULL;
  if (!c->fresh) {
    leave(x);
    last->outer = x->cont;
    cont_enter(x, c); /* at the suspend */
  }
  return unwind(x, exception);
}

/* ---- suspending ---- */

/* The handler of this tag, the innermost first; *last: the outermost stack that leaves. NULL: none. */
static const ContHandler *find_handler(Exec *x, const Tag *tag, bool is_switch, ContStack **last) {
  for (ContStack *c = x->cont; c; c = c->outer) {
    const ContPlace *p = cont_place(x, c->outer);
    const ContHandler *h = (const ContHandler *)(const void *)(p->ip + 2);
    for (uint32_t k = 0; k < (uint32_t)p->ip->imm; k++) {
      if ((h[k].is_switch != 0) != is_switch || p->instance->tags[h[k].tag] != tag) continue;
      *last = c;
      return &h[k];
    }
  }
  return NULL;
}

/* The running stack and those around it up to `last` become what `k` holds; x stands at the resume around. */
static void cut(Exec *x, ContObject *k, ContStack *last) {
  leave(x);
  k->inner = x->cont;
  k->last = last;
  cont_enter(x, last->outer);
  last->outer = NULL;
}

TrapCode cont_suspend(Exec *x) {
  Tag *tag = x->instance->tags[(uint32_t)x->ip->imm];
  const Slot *values = &x->fp[x->ip->x0];
  ContStack *last;
  ContObject *k;
  heap_finalize(x->store->heap);
  const ContHandler *h = find_handler(x, tag, false, &last);
  if (!h) return TRAP_UNHANDLED_TAG;
  const TrapCode trap = handle_alloc(x, NULL, &k);
  if (trap) return trap;
  cut(x, k, last);
  const uint32_t slots = types_get(x->store->engine->types, tag->type)->param_slots;
  Slot *to = &x->fp[h->base];
  if (slots) memcpy(to, values, slots * sizeof *to);
  to[slots].ref = (Ref)k;
  x->ip = (const Cell *)(const void *)((const char *)h + h->way);
  return TRAP_NONE;
}

TrapCode cont_switch(Exec *x) {
  const Cell *ip = x->ip;
  Tag *tag = x->instance->tags[(uint32_t)ip->imm];
  ContStack *last;
  ContObject *k, *self;
  heap_finalize(x->store->heap);
  TrapCode trap = usable(x, ip->x1, &k);
  if (trap) return trap;
  if (!find_handler(x, tag, true, &last)) return TRAP_UNHANDLED_TAG;
  if ((trap = handle_alloc(x, k, &self))) return trap;
  put_arguments(k, &x->fp[ip->x0], (uint32_t)ip[1].i32[0]);
  const Slot me = {.ref = (Ref)self};
  put_arguments(k, &me, 1);
  cut(x, self, last);
  return run_within(x, k);
}

/* ---- hosts that wait ---- */

TrapCode cont_begin_call(Exec *x, Func *f, const Slot *args, ContStack **out) {
  const CanonType *type = type_of(x, f);
  ContStack *c;
  const TrapCode trap = stack_alloc(x, (uint64_t)MAX_OF(type->param_slots, type->result_slots) + FIRST_SLOTS, &c);
  if (trap) return trap;
  c->func = f;
  if (type->param_slots) memcpy(c->stack.slots, args, type->param_slots * sizeof *args);
  begin(x, c);
  *out = c;
  return TRAP_NONE;
}

ContStack *cont_park(Exec *x) {
  leave(x);
  return x->cont;
}

/* ---- room ---- */

TrapCode cont_grow(Exec *x, uint32_t frame_slots) {
  ContStack *old = x->cont, *c;
  const uint64_t slots = (uint64_t)((Slot *)(void *)old->stack.pairs_end - old->stack.slots);
  const uint64_t pairs = (uint64_t)(old->stack.pairs_end - x->rp);
  const uint64_t need = (uint64_t)(x->fp - old->stack.slots) + frame_slots + pairs * 2 + ROOM_SLOTS + 1;
  const uint64_t more = MAX_OF(slots * 2, need);
  if (need > x->stack_slots) return TRAP_STACK_OVERFLOW;
  const TrapCode trap = stack_alloc(x, MIN_OF(more, x->stack_slots), &c);
  if (trap) return trap;
  c->outer = old->outer;
  c->func = old->func;
  memcpy(c->stack.slots, old->stack.slots, (size_t)((uint8_t *)x->rp - (uint8_t *)old->stack.slots));
  Pair *rp = c->stack.pairs_end - pairs;
  memcpy(rp, x->rp, pairs * sizeof *rp);
  for (Pair *p = rp; p < c->stack.pairs_end; p++)
    if (pair_kind(x, p) != PAIR_RESTORE) p->fp = c->stack.slots + (p->fp - old->stack.slots);
  x->fp = c->stack.slots + (x->fp - old->stack.slots);
  x->rp = rp;
  x->cont = c;
  x->stack = &c->stack;
  return TRAP_NONE;
}

/* ---- tracing ---- */

static void mark_place(Heap *h, const ContPlace *p, const Stack *s) {
  roots_mark_stack(h, p->instance, p->ip, p->fp, p->rp, s->pairs_end - 1);
}

void cont_mark(Heap *h, Object *o) {
  if (o->type == HT_CONT) {
    const ContObject *k = (const ContObject *)(const void *)o;
    if (!k->inner) return;
    gc_mark_ref(h, (Ref)k->inner);
    const Slot *end = argument(k);
    for (const Slot *s = end - k->filled; s < end; s++) gc_mark_candidate(h, s->bits);
  } else {
    const ContStack *c = (const ContStack *)(const void *)o;
    if (c->here.ip) mark_place(h, &c->here, &c->stack); /* what runs is for the host entry to mark */
    gc_mark_ref(h, (Ref)c->outer);
  }
}

/* The innermost stack's frames are the host entry's to mark; those around it are reached from there, but for the host
 * entry's own. */
static void mark_chain(Heap *h, const ContStack *c, const ContPlace *p, const Stack *s) {
  if (!c) return;
  gc_mark_ref(h, (Ref)c);
  if (p->instance) mark_place(h, p, s); /* else a Call's: the host waits there */
}

void cont_mark_roots(Heap *h) {
  const Exec *x = h->store->exec;
  if (!x) return;
  calls_mark(h, x);
  if (!x->nesting) return;
  mark_chain(h, x->cont, &x->entry_place, x->entry_stack);
  for (const HostEntry *e = x->outer; e && e->stack; e = e->outer) mark_chain(h, e->cont, &e->entry_place, e->entry_stack);
}
