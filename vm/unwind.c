/* Looking for a catch, and landing there. */
#include "vm/unwind.h"

#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/interp/forms.h"
#include "vm/interp/state.h"

typedef struct Landing {
  FrameWalk frame;
  const TryTable *table;
  const CatchClause *clause;
} Landing;

FrameWalk frame_first(const Exec *x) { return (FrameWalk){x->instance, x->fp, x->ip, x->rp, x->cont, 0}; }

PairKind pair_kind(const Exec *x, const Pair *p) {
  const Engine *e = x->store->engine;
  if (engine_is_native(e, p->pc)) {
    const void *pc = p->pc;
    return pc == e->native.to_cells || pc == e->native.done ? PAIR_TIER : PAIR_FRAME;
  }
  if (p->pc == &x->to_native || p->pc == &x->finish) return PAIR_TIER;
  return p->pc == &x->restore ? PAIR_RESTORE : PAIR_FRAME;
}

bool frame_next(Exec *x, FrameWalk *w) {
  const Pair *end = cont_stack(x, w->cont)->pairs_end - 1; /* the outermost returns to `finish` or `cont_return` */
  for (; w->rp < end; w->rp++) {
    const PairKind kind = pair_kind(x, w->rp);
    if (kind == PAIR_RESTORE) w->instance = (Instance *)w->rp->fp;
    w->tiers += kind == PAIR_TIER;
    if (kind != PAIR_FRAME) continue;
    w->fp = w->rp->fp;
    w->pc = pair_call(w->rp);
    w->rp++;
    return true;
  }
  if (!w->cont) return false;
  const ContPlace *p = cont_place(x, w->cont->outer);
  if (!p->instance) return false; /* a Call: the host waits for it */
  *w = (FrameWalk){p->instance, p->fp, p->ip, p->rp, w->cont->outer, 0};
  return true;
}

/* The clause that catches this tag at a pc, or NULL. */
static const CatchClause *clause_at(const Instance *i, const TryTable *t, uint32_t position, const Tag *tag) {
  for (uint32_t k = try_table_at(t, position); k != NO_TRY; k = t->tries[k].around)
    for (uint32_t c = t->tries[k].clause; c != NO_CLAUSE; c = t->clauses[c].next)
      if (t->clauses[c].flags & CLAUSE_ALL || i->tags[t->clauses[c].tag] == tag) return &t->clauses[c];
  return NULL;
}

/* TRAP_NONE: found. */
static TrapCode look(Exec *x, const Tag *tag, bool skip, Landing *l) {
  l->frame = frame_first(x);
  do {
    FrameWalk *w = &l->frame;
    const CodeRange *range = skip ? NULL : code_map_find(&w->instance->program->code_map, w->pc);
    l->table = range ? range->tries : NULL;
    if (l->table && (l->clause = clause_at(w->instance, l->table, (uint32_t)((const uint8_t *)w->pc - range->start), tag)))
      return TRAP_NONE;
    if (UNLIKELY(exec_interrupted(x))) return TRAP_INTERRUPTED;
    skip = false;
  } while (frame_next(x, &l->frame));
  return TRAP_EXCEPTION;
}

static void land(Exec *x, const Landing *l, Ref exception) {
  const uint8_t flags = l->clause->flags;
  Slot *to = &l->frame.fp[l->clause->base];
  if (flags & CLAUSE_OLD) (to++)->ref = exception;
  if (!(flags & CLAUSE_ALL)) {
    const uint32_t slots = exception_type(x->store, exception)->param_slots;
    if (slots) memcpy(to, exception_values(exception), slots * sizeof *to);
    to += slots;
  }
  if (flags & CLAUSE_REF) to->ref = exception;
  x->rp = l->frame.rp;
  x->fp = l->frame.fp;
  x->cont = l->frame.cont;
  exec_set_room(x);
  exec_tier_pop(x, l->frame.tiers);
  x->stack = cont_stack(x, x->cont);
  const void *target = l->table->target_base + l->clause->target;
  x->landing[1].u64[0] = (uint64_t)(uintptr_t)target;
  x->ip = l->table->native ? x->landing : target;
  if (l->frame.instance != x->instance) exec_switch(x, l->frame.instance);
  cont_place(x, x->cont)->ip = NULL;
  x->trapped_host = NULL;
  x->store->exception = REF_NULL;
  x->store->trap.code = TRAP_NONE;
}

static TrapCode unwind_from(Exec *x, Ref exception, bool skip) {
  Landing l;
  const TrapCode trap = look(x, exception_tag(exception), skip, &l);
  if (!trap) land(x, &l, exception);
  else x->store->exception = trap == TRAP_EXCEPTION ? exception : REF_NULL;
  return trap;
}

TrapCode unwind(Exec *x, Ref exception) { return unwind_from(x, exception, false); }

TrapCode unwind_host(Exec *x, bool tail) {
  const Ref exception = x->store->exception;
  return exception == REF_NULL ? TRAP_EXCEPTION : unwind_from(x, exception, tail);
}

TrapCode unwind_throw(Exec *x, Tag *tag, const Slot *values) {
  Ref exception;
  heap_finalize(x->store->heap);
  const TrapCode trap = exception_new(x->store, tag, values, &exception);
  return trap ? trap : unwind(x, exception);
}
