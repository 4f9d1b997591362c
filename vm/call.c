/* Suspending in host functions, resuming. */
#include "vm/call.h"

#include "vm/entry.h"
#include "vm/gc.h"
#include "vm/interp/forms.h"
#include "vm/unwind.h"

/* ---- life ---- */

Call *call_new(Store *store, Func *f) {
  Exec *x = store->exec;
  Call *c = alloc_zeroed(store->alloc, sizeof *c);
  if (!c) return NULL;
  *c = (Call){.store = store, .func = f, .next = x->calls, .link = &x->calls};
  if (c->next) c->next->link = &c->next;
  x->calls = c;
  return c;
}

void call_free(Call *c) {
  *c->link = c->next;
  if (c->next) c->next->link = c->link;
  alloc_free(c->store->alloc, c, sizeof *c);
}

void calls_free(Exec *x) {
  while (x->calls) call_free(x->calls);
}

void calls_mark(Heap *h, const Exec *x) {
  for (const Call *c = x->calls; c; c = c->next) gc_mark_ref(h, (Ref)c->inner);
}

Call *call_at_hand(const Store *s) { return s->exec->call; }

/* ---- where it stands ---- */

/* The cell is a call that has the frame at hand for its callee's. */
static bool is_tail_call(const Exec *x, const Cell *ip) {
  const AnyHandler *h = x->handlers, at = ip->handler;
  return at == h[H_RETURN_CALL_IMPORT] || at == h[H_RETURN_CALL_INDIRECT] || at == h[H_RETURN_CALL_REF];
}

/* The running guest, in a call of x->trapped_host, stops. */
static void suspend(Exec *x, Call *c) {
  const bool native = engine_is_native(x->store->engine, x->ip);
  c->host = x->trapped_host;
  c->tail = native ? x->pending_tail : is_tail_call(x, x->ip);
  c->results = !native && x->ip->handler == x->handlers[H_RESUME] ? &x->fp[x->ip->x0] : x->pending_at;
  c->inner = cont_park(x);
  c->state = CALL_SUSPENDED;
}

/* To where a pair says. */
static void go_to_pair(Exec *x) {
  const Pair *p = x->rp++;
  x->fp = p->fp;
  x->ip = p->pc;
  x->native = p->pc;
  x->go = engine_is_native(x->store->engine, p->pc) ? GO_RESUME : GO_CELLS;
}

/* Behind the call of the host function, its results in their place. */
static void go_behind(Exec *x, const Call *c) {
  const NativeSpace *n = &x->store->engine->native;
  if (c->tail) go_to_pair(x);
  else if (engine_is_native(x->store->engine, x->ip)) {
    x->native = (const uint8_t *)x->ip + n->call_size;
    x->go = GO_RESUME;
  } else {
    const AnyHandler at = x->ip->handler;
    x->go = GO_CELLS;
    x->ip += at == x->handlers[H_RESUME] ? 2 + x->ip->imm : at == x->handlers[H_CALL_INDIRECT] ? 2 : 1;
  }
  if (x->go == GO_CELLS) x->results = c->results;
}

/* ---- running it ---- */

/* Nothing but a place to come back to: cells call_end, results to `slots`. */
static void begin(Exec *x, HostEntry *outer, Stack *none, Slot *slots, Call *c) {
  entry_begin(x, outer, none);
  x->call = c;
  x->entry_place = (ContPlace){none->pairs_end, x->call_end, slots, NULL};
  c->state = CALL_RUNNING;
}

static TrapCode end(Exec *x, const HostEntry *outer, Call *c, TrapCode trap) {
  if (trap == TRAP_PENDING) suspend(x, c);
  entry_end(x, outer);
  return trap;
}

static TrapCode call_host_only(Call *c, Slot *slots) {
  c->state = CALL_RUNNING;
  const TrapCode trap = entry_call_host(c->store, c->func, slots, c);
  if (trap != TRAP_PENDING) return trap;
  c->host = c->func;
  c->state = CALL_SUSPENDED;
  return trap;
}

TrapCode call_start(Call *c, Slot *slots) {
  Store *store = c->store;
  Exec *x = store->exec;
  TrapCode trap = entry_check(store, c->func);
  if (trap) return trap;
  if (!c->func->instance) return call_host_only(c, slots);
  heap_finalize(store->heap);
  ContStack *stack;
  trap = cont_begin_call(x, c->func, slots, &stack);
  if (trap) return store_trap(store, trap, NULL);
  HostEntry outer;
  Stack none = {.pairs_end = NULL};
  begin(x, &outer, &none, slots, c);
  cont_enter(x, stack);
  x->go = GO_CELLS;
  return end(x, &outer, c, entry_run(x));
}

static TrapCode go_on(Call *c, TrapCode trap, Slot *slots) {
  Exec *x = c->store->exec;
  HostEntry outer;
  Stack none = {.pairs_end = NULL};
  const CanonType *type = types_get(c->store->engine->types, func_type(c->host));
  if (!trap && type->result_slots) memcpy(c->results, slots, type->result_slots * sizeof *slots);
  begin(x, &outer, &none, slots, c);
  cont_enter(x, c->inner);
  c->inner = NULL;
  if (!trap && exec_interrupted(x)) trap = TRAP_INTERRUPTED;
  if (!trap) go_behind(x, c);
  else {
    x->go = GO_CELLS;
    x->trapped_host = c->host;
    if (trap == TRAP_EXCEPTION) trap = unwind_host(x, c->tail);
  }
  return end(x, &outer, c, trap ? entry_trap(x, trap) : entry_run(x));
}

TrapCode call_resume(Call *c, Slot *slots) {
  if (c->inner) return go_on(c, TRAP_NONE, slots);
  c->state = CALL_RUNNING;
  return TRAP_NONE;
}

TrapCode call_fail(Call *c, TrapCode trap, Slot *slots) {
  if (c->inner) return go_on(c, trap, slots);
  c->state = CALL_RUNNING;
  return trap;
}
