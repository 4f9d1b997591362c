/* Blocks and branches.
 *
 * A way is 32 bits: bytes from the cell it stands in. Until its label is bound it holds the place of the next way to the
 * same label (0: none), places counted in 32-bit words from 1. A Label's sink_data: [0] a loop's first cell, or the
 * chain of ways to the label's end; [1] of an `if`, the way to its `else`.
 *
 * Branches that must move results do it on the way: `br_if` then skips moves and jump by the opposite branch. What is
 * moved lies above where it goes, so moving from the bottom up overwrites nothing that is still needed. */
#include "vm/interp/translate.h"

enum { MOVES_ONE_BY_ONE = 4 };

/* ---- ways ---- */

static void set_way(Translator *t, uint32_t place, uint32_t target) {
  if (t->err) return;
  const uint32_t cell = (place - 1) / 4;
  t->cells[cell].i32[(place - 1) % 4] = (int32_t)((target - cell) * (uint32_t)sizeof(Cell));
}

void way_bind(Translator *t, uint32_t place) { set_way(t, place, t->count); }

/* Chains the way at this place (or resolves it, for loops). */
static void way_to(Translator *t, uint32_t place, Label *l) {
  if (t->err) return;
  if (UNLIKELY(t->is_island)) {
    island_exit(t, place, l);
    return;
  }
  if (l->kind == LABEL_LOOP) {
    set_way(t, place, (uint32_t)l->sink_data[0]);
    return;
  }
  t->cells[(place - 1) / 4].i32[(place - 1) % 4] = (int32_t)(uint32_t)l->sink_data[0];
  l->sink_data[0] = place;
}

static void bind(Translator *t, uint32_t chain) {
  while (chain && !t->err) {
    if (chain & CLAUSE_PLACE) {
      chain = clause_bind(t, chain & ~CLAUSE_PLACE);
      continue;
    }
    const uint32_t next = (uint32_t)t->cells[(chain - 1) / 4].i32[(chain - 1) % 4];
    set_way(t, chain, t->count);
    chain = next;
  }
}

/* The imm of a cell is its last word. */
static uint32_t imm_place(uint32_t cell) { return cell * 4 + 3 + 1; }

void way_from(Translator *t, uint32_t cell, Label *l) { way_to(t, imm_place(cell), l); }

/* ---- conditions ---- */

typedef struct Condition {
  Op op; /* a test or compare of a and b, or OP_COUNT: a is nonzero */
  Source a, b;
  uint32_t form;
} Condition;

/* Takes the condition off the stack. A compare that was just emitted is taken back. */
static Condition take_condition(Translator *t) {
  Condition c = {.op = OP_COUNT};
  const Entry *e = top(t, 0);
  const Last last = t->last;
  const uint32_t shape = last.op == OP_COUNT ? SHAPE_NONE : op_forms[last.op].shape;
  const bool is_fresh = e->kind == ENTRY_HOME && last_is(t, e->home);
  bool fuses = is_fresh && (shape == SHAPE_TEST || shape == SHAPE_COMPARE);
  /* Constants must be integers of 32 bits, on the right. */
  if (fuses && shape == SHAPE_COMPARE && last.form >= FORM_SC) fuses = last.form <= FORM_AC && op_forms[last.op].a <= CLASS_l;
  if (fuses) {
    c = (Condition){.op = (Op)last.op, .a = last.a, .b = last.b, .form = last.form};
    take_back(t, last.cell);
  } else {
    c.a = source_slot(t, 0);
  }
  pop(t, 1);
  t->last.valid = false;
  return c;
}

/* A branch that is taken if the condition is `sense`; returns the place of its way. */
static uint32_t emit_condition(Translator *t, const Condition *c, bool sense) {
  const uint32_t cell = t->count;
  if (c->op == OP_COUNT || op_forms[c->op].shape == SHAPE_TEST) {
    const Op op = c->op == OP_COUNT ? OP_I32_EQZ : c->op;
    const bool zero = c->op == OP_COUNT ? !sense : sense;
    emit(t, op_forms[op].base + (uint32_t)(zero ? TEST_BT : TEST_BF) + (uint32_t)(c->a.kind == SOURCE_ACC))->x0 = c->a.slot;
  } else {
    Op op = c->op;
    uint32_t start;
    if (op_forms[op].a <= CLASS_l) {
      if (!sense) op = inverse(op);
      start = op_forms[op].a == CLASS_i ? COMPARE_BT_i : COMPARE_BT_l;
    } else {
      start = sense ? COMPARE_BT_f : COMPARE_BF_f;
    }
    const int32_t v = (int32_t)(uint32_t)c->b.bits;
    const bool is_const = c->b.kind == SOURCE_CONST;
    if (is_const && v != (int16_t)v) {
      Cell *k = emit(t, op_forms[op].base + start + (c->form == FORM_AC ? BRANCH_AW : BRANCH_SW));
      k->x0 = c->a.slot;
      k->imm = v;
      (void)emit_data(t);
      t->last.valid = false;
      return imm_place(cell + 1);
    }
    Cell *k = emit(t, op_forms[op].base + start + c->form);
    k->x0 = c->a.slot;
    k->x1 = is_const ? (uint16_t)v : c->b.slot;
  }
  t->last.valid = false;
  return imm_place(cell);
}

/* ---- branches ---- */

/* The label's operands are where it wants them, and not a return. */
static bool is_in_place(Translator *t, const Label *l) {
  if (l->kind == LABEL_FUNC) return false;
  const uint32_t count = label_arity(l);
  uint32_t slot = l->base_slot;
  for (uint32_t k = count; k-- > 0;) {
    const Entry *e = top(t, k);
    if (e->kind != ENTRY_HOME || e->home != slot) return false;
    slot += class_slots(e->cls);
  }
  return true;
}

/* Many operands are brought home first, so that one cell moves them. */
static bool moves_as_block(const Label *l) { return label_arity(l) > (l->kind == LABEL_FUNC ? 1 : MOVES_ONE_BY_ONE); }

/* Moves operands to where the label wants them. The mirror is as before. */
static void emit_moves(Translator *t, const Label *l) {
  const uint32_t count = label_arity(l);
  if (count && !is_in_place(t, l)) {
    if (moves_as_block(l)) {
      bring_home(t, count);
      const uint16_t from = top(t, count - 1)->home, to = l->kind == LABEL_FUNC ? 0 : (uint16_t)l->base_slot;
      if (from != to) {
        Cell *c = emit(t, H_MOVE);
        c->x0 = to;
        c->x1 = from;
        c->imm = (int32_t)label_slots(l);
      }
    } else {
      uint32_t slot = l->kind == LABEL_FUNC ? 0 : l->base_slot;
      for (uint32_t k = count; k-- > 0;) {
        const Entry e = *top(t, k);
        copy_entry(t, &e, (uint16_t)slot);
        slot += class_slots(e.cls);
      }
    }
  }
}

/* Moves and jumps, or returns. The mirror is as before. */
static void emit_jump(Translator *t, Label *l) {
  if (l->kind == LABEL_FUNC && !t->is_island) {
    emit_return(t);
    return;
  }
  emit_moves(t, l);
  const uint32_t cell = t->count;
  emit(t, l->kind == LABEL_LOOP ? H_BR_BACK : H_BR);
  way_to(t, imm_place(cell), l);
  t->last.valid = false;
}

/* Branches to the label if the condition, already taken, is `sense`. */
static void branch_if(Translator *t, const Condition *c, bool sense, Label *l) {
  if (is_in_place(t, l)) {
    const uint32_t place = emit_condition(t, c, sense);
    way_to(t, place, l);
    return;
  }
  if (moves_as_block(l)) bring_home(t, label_arity(l));
  int32_t acc[ACC_COUNT];
  memcpy(acc, t->acc, sizeof acc);
  const uint32_t skip = emit_condition(t, c, !sense);
  emit_jump(t, l);
  set_way(t, skip, t->count);
  set_barrier(t);
  memcpy(t->acc, acc, sizeof acc); /* nothing ran on the way here */
}

static void branch_table(Translator *t, const WalkInstr *i) {
  const Source index = source_slot(t, 0);
  pop(t, 1);
  const uint32_t count = i->instr->label_count;
  const uint8_t *cursor = i->instr->labels;
  const uint8_t *last = cursor;
  Label *l = walk_label(t->walk, next_index(&last));
  if (label_arity(l)) bring_home(t, label_arity(l)); /* all labels have as many */
  Cell *c = emit(t, index.kind == SOURCE_ACC ? H_BR_TABLE_A : H_BR_TABLE_S);
  c->x0 = index.slot;
  c->imm = (int32_t)count;
  const uint32_t first = t->count;
  for (uint32_t k = 0; k < (count + 4) / 4; k++) (void)emit_data(t);
  for (uint32_t k = 0; k <= count && !t->err; k++) {
    l = walk_label(t->walk, next_index(&cursor));
    const uint32_t place = first * 4 + k + 1;
    if (is_in_place(t, l)) {
      way_to(t, place, l);
    } else {
      set_way(t, place, t->count);
      emit_jump(t, l);
    }
  }
  t->last.valid = false;
}

/* br_on_null passes the operands below the reference, br_on_non_null the reference as well. The reference is read on
 * both ways, so it is brought home. */
static void branch_on_null(Translator *t, const WalkInstr *i) {
  Label *l = walk_label(t->walk, i->instr->index);
  const bool if_null = i->instr->op == OP_BR_ON_NULL;
  const uint32_t all = label_arity(l) + (if_null ? 1 : 0);
  bring_home(t, all > MOVES_ONE_BY_ONE || l->kind == LABEL_FUNC ? all : 1);
  const Entry ref = *top(t, 0);
  if (if_null) pop(t, 1);
  const bool direct = is_in_place(t, l);
  const uint32_t cell = t->count;
  emit(t, direct == if_null ? H_BR_ON_NULL : H_BR_ON_NON_NULL)->x0 = ref.home;
  if (direct) {
    way_to(t, imm_place(cell), l);
  } else {
    emit_jump(t, l);
    set_way(t, imm_place(cell), t->count);
    set_barrier(t);
    forget_accs(t);
  }
  if (if_null) push_home(t, ref.cls, ref.home, true);
  else pop(t, 1);
  t->last.valid = false;
}

/* ---- branches of casts: translate_gc.c ---- */

bool label_is_in_place(Translator *t, const Label *l) { return is_in_place(t, l); }
bool label_moves_as_block(const Label *l) { return moves_as_block(l); }
void branch_from(Translator *t, uint32_t cell, Label *l, bool direct) {
  if (direct) {
    way_to(t, imm_place(cell), l);
    return;
  }
  emit_jump(t, l);
  set_way(t, imm_place(cell), t->count);
  set_barrier(t);
  forget_accs(t);
}

void translate_branch(Translator *t, const WalkInstr *i) {
  switch (i->instr->op) {
  case OP_BR: emit_jump(t, walk_label(t->walk, i->instr->index)); break;
  case OP_BR_IF: {
    const Condition c = take_condition(t);
    branch_if(t, &c, true, walk_label(t->walk, i->instr->index));
    break;
  }
  case OP_BR_TABLE: branch_table(t, i); break;
  default: branch_on_null(t, i); break;
  }
}

/* ---- blocks ---- */

Err translate_enter(Sink *s, Walk *w, const WalkInstr *i, Label *label) {
  Translator *t = (Translator *)s;
  start_event(t, w, i);
  if (UNLIKELY(t->err)) return t->err;
  switch (label->kind) {
  case LABEL_LOOP:
    settle(t, label->param_count);
    label->sink_data[0] = t->count;
    set_barrier(t);
    forget_accs(t);
    break;
  case LABEL_IF: {
    const Condition c = take_condition(t);
    settle(t, label->param_count);
    label->sink_data[1] = emit_condition(t, &c, false);
    break;
  }
  default:
    settle(t, label->param_count);
    if (label->kind >= LABEL_TRY_TABLE) try_enter(t, i, label);
  }
  return t->err;
}

/* The block's operands are gone; the mirror catches up with the Walk at the next event. */
static void drop_block(Translator *t, const Label *label) {
  if (t->sp > label->base_operand) pop(t, t->sp - label->base_operand);
}

Err translate_arm(Sink *s, Walk *w, const WalkInstr *i, Label *label, bool reachable) {
  Translator *t = (Translator *)s;
  start_event(t, w, i);
  if (UNLIKELY(t->err)) return t->err;
  if (reachable) {
    bring_home(t, label->result_count);
    emit_jump(t, label);
  }
  drop_block(t, label);
  if (label->kind >= LABEL_TRY) {
    try_arm(t, i, label);
  } else if (label->sink_data[1]) {
    set_way(t, (uint32_t)label->sink_data[1], t->count);
    label->sink_data[1] = 0;
  }
  set_barrier(t);
  forget_accs(t);
  return t->err;
}

Err translate_leave(Sink *s, Walk *w, const WalkInstr *i, Label *label, bool reachable) {
  Translator *t = (Translator *)s;
  start_event(t, w, i);
  if (UNLIKELY(t->err)) return t->err;
  if (label->kind == LABEL_FUNC) {
    if (reachable) emit_return(t);
    if (label->sink_data[0]) {
      bind(t, (uint32_t)label->sink_data[0]);
      emit_landed_return(t);
    }
    return t->err;
  }
  const bool is_catch = label->kind >= LABEL_CATCH, is_try = label->kind >= LABEL_TRY_TABLE;
  const bool merges = label->kind != LABEL_LOOP && (label->branched || label->sink_data[0] || label->sink_data[1] || is_catch);
  if (reachable && merges) bring_home(t, label->result_count);
  if (reachable && is_catch) emit_moves(t, label); /* the exception lay below */
  if (is_try) try_leave(t, i, label);
  if (!reachable) drop_block(t, label);
  if (!merges) return t->err;
  drop_block(t, label);
  if (label->sink_data[1] && !is_try) set_way(t, (uint32_t)label->sink_data[1], t->count);
  bind(t, (uint32_t)label->sink_data[0]);
  set_barrier(t);
  forget_accs(t);
  return t->err;
}
