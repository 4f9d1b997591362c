/* The translator's mirror of the operand stack, and what accumulators hold. */
#include "vm/interp/translate.h"

/* ---- accumulators ---- */

void forget_accs(Translator *t) {
  for (uint32_t k = 0; k < ACC_COUNT; k++) t->acc[k] = NO_SLOT;
}

void wrote_past(Translator *t, uint32_t slot, uint32_t slots) {
  const int32_t first = (int32_t)slot, end = (int32_t)(slot + slots);
  for (uint32_t k = 0; k < ACC_COUNT; k++) {
    const int32_t held = t->acc[k], held_end = held + (k == ACC_COUNT - 1 ? 2 : 1);
    if (held < end && first < held_end) t->acc[k] = NO_SLOT;
  }
}

void wrote(Translator *t, uint32_t slot, uint32_t cls) {
  wrote_past(t, slot, class_slots(cls));
  t->acc[acc_index(cls)] = (int32_t)slot;
}

/* ---- pushing and popping ---- */

static Entry *push(Translator *t) {
  if (UNLIKELY(t->sp == t->stack_capacity) &&
      !alloc_grow(t->alloc, (void **)&t->stack, &t->stack_capacity, (size_t)t->sp + 16, sizeof(Entry))) {
    t->err = ERR_NO_MEMORY;
    return &t->no_entry;
  }
  Entry *e = &t->stack[t->sp++];
  e->below = 0;
  return e;
}

void push_home(Translator *t, uint32_t cls, uint16_t home, bool is_ref) {
  Entry *e = push(t);
  e->kind = ENTRY_HOME;
  e->cls = (uint8_t)cls;
  e->is_ref = is_ref;
  e->home = home;
}

void push_local(Translator *t, ValType type, uint16_t home, uint16_t local) {
  Entry *e = push(t);
  if (t->err) return;
  e->kind = ENTRY_LOCAL;
  e->cls = (uint8_t)class_of(type);
  e->is_ref = vt_is_ref(type);
  e->home = home;
  e->local = local;
  e->below = t->readers[local];
  t->readers[local] = t->sp;
  t->pending_refs += e->is_ref;
}

void push_const(Translator *t, uint32_t cls, uint16_t home, uint64_t bits, uint64_t high, bool is_ref) {
  Entry *e = push(t);
  if (t->err) return;
  e->kind = ENTRY_CONST;
  e->cls = (uint8_t)cls;
  e->is_ref = is_ref;
  e->home = home;
  e->bits[0] = bits;
  e->bits[1] = high;
  t->pending_refs += is_ref;
}

/* The topmost reader of its local goes. */
static void unlink_top(Translator *t, Entry *e) {
  if (e->kind == ENTRY_LOCAL) t->readers[e->local] = e->below;
  if (e->kind != ENTRY_HOME) t->pending_refs -= e->is_ref;
}

void pop(Translator *t, uint32_t count) {
  for (; count && t->sp; count--) {
    unlink_top(t, top(t, 0));
    t->sp--;
  }
  if (t->settled > t->sp) t->settled = t->sp;
}

void catch_up(Translator *t) {
  const uint32_t count = walk_operand_count(t->walk);
  while (t->sp < count && !t->err) {
    const uint32_t depth = count - 1 - t->sp;
    const ValType type = walk_operand_type(t->walk, depth);
    push_home(t, class_of(type), (uint16_t)walk_operand_slot(t->walk, depth), vt_is_ref(type));
  }
}

/* ---- moving values ---- */

void emit_const(Translator *t, uint32_t cls, uint16_t to, uint64_t bits, uint64_t high) {
  if (cls == CLASS_v) {
    emit(t, H_CONST_v)->x0 = to;
    Cell *data = emit_data(t);
    data->u64[0] = bits;
    data->u64[1] = high;
  } else if (bits <= UINT32_MAX) {
    Cell *c = emit(t, H_CONST_i);
    c->x0 = to;
    c->imm = (int32_t)bits;
  } else if ((int64_t)bits >= INT32_MIN && (int64_t)bits < 0) {
    Cell *c = emit(t, H_CONST_l);
    c->x0 = to;
    c->imm = (int32_t)(uint32_t)bits;
  } else {
    emit(t, H_CONST_K)->x0 = to;
    emit_data(t)->u64[0] = bits;
  }
  wrote_past(t, to, class_slots(cls));
}

void copy_slot(Translator *t, uint32_t cls, uint16_t to, uint16_t from) {
  wrote_past(t, to, class_slots(cls));
  if (cls == CLASS_v) {
    Cell *c = emit(t, H_COPY_v);
    c->x[0] = to;
    c->x[1] = from;
    return;
  }
  /* Two copies in a row take one cell. */
  if (t->previous == H_COPY && t->previous_cell + 1 == t->count && t->previous_cell >= t->barrier && !t->err) {
    Cell *c = &t->cells[t->previous_cell];
    c->x[2] = to;
    c->x[3] = from;
    rewrite(t, t->previous_cell, H_COPY2);
    return;
  }
  Cell *c = emit(t, H_COPY);
  c->x[0] = to;
  c->x[1] = from;
}

void copy_entry(Translator *t, const Entry *e, uint16_t to) {
  switch (e->kind) {
  case ENTRY_CONST: emit_const(t, e->cls, to, e->bits[0], e->bits[1]); break;
  case ENTRY_LOCAL: copy_slot(t, e->cls, to, e->local); break;
  default:
    if (e->home != to) copy_slot(t, e->cls, to, e->home);
  }
}

/* Brings one home; a LOCAL must be the topmost reader of its local, or its list be emptied by the caller. */
static void home(Translator *t, Entry *e) {
  if (e->kind == ENTRY_HOME) return;
  copy_entry(t, e, e->home);
  t->pending_refs -= e->is_ref;
  e->kind = ENTRY_HOME;
  t->last.valid = false;
}

void bring_home(Translator *t, uint32_t count) {
  for (uint32_t k = 0; k < count; k++) {
    Entry *e = top(t, k);
    if (e->kind == ENTRY_LOCAL) t->readers[e->local] = e->below;
    home(t, e);
  }
}

void settle(Translator *t, uint32_t all) {
  bring_home(t, all);
  for (uint32_t k = t->settled; k + all < t->sp; k++) {
    Entry *e = &t->stack[k];
    if (e->kind == ENTRY_LOCAL) t->readers[e->local] = 0; /* all of its readers lie from `settled` on */
    if (e->kind == ENTRY_LOCAL || e->is_ref) home(t, e);
  }
  t->settled = t->sp;
}

void safepoint(Translator *t) {
  if (UNLIKELY(t->pending_refs)) settle(t, 0);
}

void free_local(Translator *t, uint16_t local) {
  for (uint32_t k = t->readers[local]; k;) {
    Entry *e = &t->stack[k - 1];
    k = e->below;
    home(t, e);
  }
  t->readers[local] = 0;
}

/* ---- reading ---- */

Source source(Translator *t, uint32_t depth) {
  const Entry *e = top(t, depth);
  Source s = {.kind = SOURCE_SLOT, .cls = e->cls, .slot = e->kind == ENTRY_LOCAL ? e->local : e->home, .entry = (uint32_t)(e - t->stack)};
  if (e->kind == ENTRY_CONST) {
    s.kind = SOURCE_CONST;
    s.bits = e->bits[0];
  } else if (t->acc[acc_index(e->cls)] == (int32_t)s.slot) {
    s.kind = SOURCE_ACC;
  }
  return s;
}

Source source_slot(Translator *t, uint32_t depth) {
  if (top(t, depth)->kind == ENTRY_CONST) home(t, top(t, depth));
  return source(t, depth);
}

/* ---- results ---- */

void result(Translator *t, uint32_t cell, uint32_t pops, uint32_t cls, Op op, uint32_t form, Source a, Source b) {
  const uint16_t dest = UNLIKELY(t->err) ? 0 : t->cells[cell].x0; /* after a failure there is no such cell */
  Last *last = &t->last;
  last->valid = true;
  last->cls = (uint8_t)cls;
  last->form = (uint8_t)form;
  last->dest = dest;
  last->op = (uint16_t)op;
  last->cell = cell;
  last->a = a;
  last->b = b;
  memcpy(last->acc, t->acc, sizeof t->acc);
  pop(t, pops);
  push_home(t, cls, dest, false);
  wrote(t, dest, cls);
}

void canonicalise(Translator *t, Op op) {
  const OpForms *f = &op_forms[op];
  if (LIKELY(!t->deterministic || !f->canon)) return;
  const Source a = source(t, 0);
  const uint32_t cell = t->count;
  Cell *c = emit(t, f->canon + (uint32_t)(a.kind == SOURCE_ACC ? UNARY_A : UNARY_S));
  c->x0 = top(t, 0)->home;
  c->x[1] = a.slot;
  result(t, cell, 1, f->ret, OP_COUNT, 0, a, a);
}
