/* Looking for a catch, and landing there. */
#include "vm/unwind.h"

#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/interp/forms.h"
#include "vm/interp/state.h"

typedef struct Landing {
  Instance *instance;
  Slot *fp;
  Pair *rp; /* the topmost pair of the frame at `fp` */
  const TryTable *table;
  const CatchClause *clause;
} Landing;

/* The clause that catches this tag at a pc, or NULL. */
static const CatchClause *clause_at(const Instance *i, const TryTable *t, const Cell *pc, const Tag *tag) {
  const uint32_t position = (uint32_t)((const uint8_t *)pc - t->code);
  for (uint32_t k = try_table_at(t, position); k != NO_TRY; k = t->tries[k].around)
    for (uint32_t c = t->tries[k].clause; c != NO_CLAUSE; c = t->clauses[c].next)
      if (t->clauses[c].flags & CLAUSE_ALL || i->tags[t->clauses[c].tag] == tag) return &t->clauses[c];
  return NULL;
}

/* TRAP_NONE: found. */
static TrapCode look(const Exec *x, const Tag *tag, bool skip, Landing *l) {
  const AnyHandler restore = x->handlers[H_RESTORE];
  const Pair *end = x->stack->pairs_end - 1; /* the outermost returns to `finish` */
  const Cell *pc = x->ip;
  *l = (Landing){.instance = x->instance, .fp = x->fp, .rp = x->rp};
  for (;; skip = false) {
    l->table = skip ? NULL : try_map_find(&l->instance->program->tries, pc);
    if (l->table && (l->clause = clause_at(l->instance, l->table, pc, tag))) return TRAP_NONE;
    while (l->rp < end && l->rp->pc->handler == restore) l->instance = (Instance *)(l->rp++)->fp;
    if (l->rp >= end) return TRAP_EXCEPTION;
    if (UNLIKELY(exec_interrupted(x))) return TRAP_INTERRUPTED;
    l->fp = l->rp->fp;
    pc = l->rp->pc - 1; /* the call */
    l->rp++;
  }
}

static void land(Exec *x, const Landing *l, Ref exception) {
  const uint8_t flags = l->clause->flags;
  Slot *to = &l->fp[l->clause->base];
  if (flags & CLAUSE_OLD) (to++)->ref = exception;
  if (!(flags & CLAUSE_ALL)) {
    const uint32_t slots = exception_type(x->store, exception)->param_slots;
    if (slots) memcpy(to, exception_values(exception), slots * sizeof *to);
    to += slots;
  }
  if (flags & CLAUSE_REF) to->ref = exception;
  x->rp = l->rp;
  x->fp = l->fp;
  x->ip = (const Cell *)(const void *)(l->table->code + l->clause->target);
  if (l->instance != x->instance) exec_switch(x, l->instance);
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

TrapCode unwind_host(Exec *x) {
  const Ref exception = x->store->exception;
  const AnyHandler call = x->ip->handler;
  const bool tail = call != x->handlers[H_CALL_IMPORT] && call != x->handlers[H_CALL_INDIRECT] && call != x->handlers[H_CALL_REF];
  return exception == REF_NULL ? TRAP_EXCEPTION : unwind_from(x, exception, tail);
}

TrapCode unwind_throw(Exec *x, Tag *tag, const Slot *values) {
  Ref exception;
  heap_finalize(x->store->heap);
  const TrapCode trap = exception_new(x->store, tag, values, &exception);
  return trap ? trap : unwind(x, exception);
}
