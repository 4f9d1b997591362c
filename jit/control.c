/* Blocks and branches. Branches that must move something do it on the way: the opposite branch skips that. What is moved
 * lies above where it goes, so moving from the bottom up overwrites nothing that is still needed. */
#include "jit/region.h"

Block *jit_block(Jit *j, const Label *l) { return &j->blocks[(uint32_t)l->sink_data[0]]; }

/* ---- ways ---- */

/* Several results: the first slots may be locals that others are read from. */
static void home_results(Jit *j) {
  const uint32_t count = walk_func_type(j->walk)->def.func.result_count;
  if (count > 1) home_values(j, count);
}

/* The label's operands are where it wants them. */
static bool is_in_place(Jit *j, const Label *l) {
  uint32_t slot = l->base_slot;
  for (uint32_t k = label_arity(l); k-- > 0;) {
    const Value *v = top(j, k);
    if (v->kind != VALUE_HOME || v->home != slot) return false;
    slot += class_slots(v->cls);
  }
  return true;
}

static bool way_is_plain(Jit *j, const Label *l) {
  return l->kind != LABEL_FUNC && is_in_place(j, l) && region_way_is_plain(j, jit_block(j, l));
}

/* Moves operands and locals to where the label wants them. The mirror is as before. */
static void emit_way(Jit *j, const Label *l) {
  uint32_t slot = l->base_slot;
  for (uint32_t k = label_arity(l); k-- > 0;) {
    const Value *v = top(j, k);
    if (v->kind != VALUE_HOME || v->home != slot) value_to_slot(j, v, slot);
    slot += class_slots(v->cls);
  }
  region_way(j, jit_block(j, l));
}

static void jump(Jit *j, const Label *l) {
  if (l->kind == LABEL_FUNC) {
    jit_return(j);
    return;
  }
  emit_way(j, l);
  j->target->jump(j, jit_block(j, l)->label);
}

void land_at_label(Jit *j, const Label *l) {
  if (l->kind == LABEL_FUNC) {
    j->target->ret(j);
    return;
  }
  Block *b = jit_block(j, l);
  region_way(j, b);
  j->target->jump(j, b->label);
}

void jit_return(Jit *j) {
  const uint32_t count = walk_func_type(j->walk)->def.func.result_count;
  home_results(j);
  uint32_t slot = 0;
  for (uint32_t k = count; k-- > 0;) {
    const Value *v = top(j, k);
    value_to_slot(j, v, slot);
    slot += class_slots(v->cls);
  }
  j->target->ret(j);
}

Cond take_condition(Jit *j) {
  Value *v = top(j, 0);
  Cond c;
  if (v->kind == VALUE_FLAGS) c = v->cond;
  else c = j->target->test(j, CLASS_i, operand_reg(j, v));
  pop_values(j, 1);
  return c;
}

/* ---- branches ---- */

void jit_branch_on(Jit *j, Cond cond, const Label *l) {
  if (way_is_plain(j, l)) {
    region_way(j, jit_block(j, l));
    j->target->branch(j, cond, jit_block(j, l)->label);
    return;
  }
  if (l->kind == LABEL_FUNC) home_results(j); /* on both ways, for the mirror is one */
  const AsmLabel skip = asm_label(&j->as);
  const RegSet pinned = j->pinned;
  j->target->branch(j, j->target->inverse(cond), skip);
  jump(j, l);
  asm_bind(&j->as, skip);
  j->pinned = pinned;
}

static void branch_table(Jit *j, const WalkInstr *i) {
  const uint32_t count = i->instr->label_count;
  const Reg index = operand_copy(j, top(j, 0));
  pop_values(j, 1);
  const uint8_t *cursor = i->instr->labels;
  const Label *l = walk_label(j->walk, next_index(&cursor));
  if (label_arity(l)) home_values(j, label_arity(l)); /* all labels have as many */
  if (!alloc_grow(j->alloc, (void **)&j->table_labels, &j->table_capacity, (size_t)count + 1, sizeof *j->table_labels)) {
    j->err = ERR_NO_MEMORY;
    return;
  }
  const uint32_t table = ++j->table_count;
  cursor = i->instr->labels;
  for (uint32_t k = 0; k <= count; k++) {
    l = walk_label(j->walk, next_index(&cursor));
    Block *b = jit_block(j, l);
    if (b->stub_of != table) {
      b->stub_of = table;
      b->stub = way_is_plain(j, l) ? b->label : asm_label(&j->as);
      if (b->stub == b->label) region_way(j, b);
    }
    j->table_labels[k] = b->stub;
  }
  j->target->table(j, index, count, j->table_labels);
  cursor = i->instr->labels;
  for (uint32_t k = 0; k <= count; k++) {
    l = walk_label(j->walk, next_index(&cursor));
    Block *b = jit_block(j, l);
    if (b->stub == b->label || b->stub_of != table) continue;
    asm_bind(&j->as, b->stub);
    b->stub_of = 0; /* once */
    jump(j, l);
  }
}

/* br_on_null passes the operands below the reference, br_on_non_null the reference as well. */
static void branch_on_null(Jit *j, const WalkInstr *i) {
  const Label *l = walk_label(j->walk, i->instr->index);
  const bool if_null = i->instr->op == OP_BR_ON_NULL;
  home_values(j, 1); /* it is passed on one of the ways */
  const Value ref = *top(j, 0);
  const Cond non_null = j->target->test(j, CLASS_l, operand_reg(j, top(j, 0)));
  pop_values(j, 1);
  if (!if_null) push_home_value(j, CLASS_l, ref.home, true);
  jit_branch_on(j, if_null ? j->target->inverse(non_null) : non_null, l);
  if (if_null) push_home_value(j, CLASS_l, ref.home, true);
  else pop_values(j, 1);
}

void jit_branch(Jit *j, const WalkInstr *i) {
  switch (i->instr->op) {
  case OP_BR: jump(j, walk_label(j->walk, i->instr->index)); break;
  case OP_BR_IF: {
    const Cond c = take_condition(j);
    jit_branch_on(j, c, walk_label(j->walk, i->instr->index));
    break;
  }
  case OP_BR_TABLE: branch_table(j, i); break;
  default: branch_on_null(j, i); break;
  }
}

/* ---- blocks ---- */

static Block *block_push(Jit *j, Label *l) {
  if (!alloc_grow(j->alloc, (void **)&j->blocks, &j->block_capacity, (size_t)j->block_count + 1, sizeof *j->blocks)) {
    j->err = ERR_NO_MEMORY;
    return &j->blocks[0]; /* the function's, always there */
  }
  l->sink_data[0] = j->block_count;
  Block *b = &j->blocks[j->block_count++];
  *b = (Block){.label = asm_label(&j->as), .region = j->region, .outer = j->region};
  return b;
}

Err jit_enter(Sink *s, Walk *w, const WalkInstr *i, Label *label) {
  Jit *j = (Jit *)s;
  jit_start_event(j, w, i);
  if (UNLIKELY(j->err)) return j->err;
  switch (label->kind) {
  case LABEL_LOOP: {
    settle_values(j, label->param_count);
    Block *b = block_push(j, label);
    b->is_loop = true;
    if (j->err) break;
    region_enter(j, b, i->instr->offset);
    bounds_forget(j);
    asm_bind(&j->as, b->label);
    if (j->polls) {
      mark_place(j);
      j->target->poll(j);
    }
    break;
  }
  case LABEL_IF: {
    const Cond c = take_condition(j);
    settle_values(j, label->param_count);
    Block *b = block_push(j, label);
    b->otherwise = asm_label(&j->as);
    j->target->branch(j, j->target->inverse(c), b->otherwise);
    b->else_valid = j->valid;
    b->else_dirty = j->dirty;
    /* Without an else that is a way to the end. */
    b->reached = true;
    b->valid = j->valid;
    b->dirty = j->dirty;
    break;
  }
  case LABEL_BLOCK:
    settle_values(j, label->param_count);
    (void)block_push(j, label);
    break;
  default: {
    settle_values(j, label->param_count);
    Block *b = block_push(j, label);
    if (!j->err) jit_try_enter(j, i, label, b);
    break;
  }
  }
  return jit_end_event(j);
}

/* The block's operands are gone; the mirror catches up with the Walk at the next event. */
static void drop_block(Jit *j, const Label *label) {
  if (j->sp > label->base_operand) pop_values(j, j->sp - label->base_operand);
}

Err jit_arm(Sink *s, Walk *w, const WalkInstr *i, Label *label, bool reachable) {
  Jit *j = (Jit *)s;
  jit_start_event(j, w, i);
  if (UNLIKELY(j->err)) return j->err;
  Block *b = jit_block(j, label);
  bounds_forget(j);
  const bool is_try = label->kind >= LABEL_TRY;
  if (!is_try && !label->branched) b->reached = false; /* there is an else: its way to the end is not the condition's */
  if (reachable) {
    emit_way(j, label);
    j->target->jump(j, b->label);
  }
  drop_block(j, label);
  if (is_try) {
    forget_locals(j); /* as behind a call */
    jit_try_arm(j, i, label, b);
    return jit_end_event(j);
  }
  asm_bind(&j->as, b->otherwise);
  j->valid = b->else_valid;
  j->dirty = b->else_dirty;
  return jit_end_event(j);
}

Err jit_leave(Sink *s, Walk *w, const WalkInstr *i, Label *label, bool reachable) {
  Jit *j = (Jit *)s;
  jit_start_event(j, w, i);
  if (UNLIKELY(j->err)) return j->err;
  if (label->kind == LABEL_FUNC) {
    if (reachable) jit_return(j);
    return jit_end_event(j);
  }
  Block *b = jit_block(j, label);
  bounds_forget(j);
  if (label->kind >= LABEL_TRY_TABLE) jit_try_leave(j, i, label, b);
  /* In a catch the exception lies below the results: they are moved even where nothing else comes to the end. */
  const bool merges = b->reached || (reachable && label->kind >= LABEL_CATCH);
  if (label->kind == LABEL_LOOP) {
    region_leave(j, b, reachable);
    if (!reachable) drop_block(j, label);
  } else if (merges) {
    if (reachable) emit_way(j, label);
    drop_block(j, label);
    if (label->kind == LABEL_IF) asm_bind(&j->as, b->otherwise); /* the state that it brings is in b from the start */
    asm_bind(&j->as, b->label);
    region_bind(j, b);
  } else if (!reachable) {
    drop_block(j, label);
    forget_locals(j);
  }
  j->block_count--;
  return jit_end_event(j);
}
