/* The Walk's rules for control: blocks, branches, calls, exceptions old and new; and the look-up of indices. */
#include "validator/walk_state.h"

/* ---- indices ---- */

const CanonType *walk_find_type(Walk *w, uint32_t index) {
  if (LIKELY(index < w->m->type_count)) return types_get(w->types, w->ids[index]);
  (void)walk_unknown(w, "type", index);
  return NULL;
}

const CanonType *walk_find_func_type(Walk *w, uint32_t index) {
  const CanonType *t = walk_find_type(w, index);
  if (!t || t->def.comp == COMP_FUNC) return t;
  (void)walk_fail(w, ERR_NON_FUNCTION_TYPE, " %u", index);
  return NULL;
}

const CanonType *walk_find_tag(Walk *w, uint32_t index) {
  if (LIKELY(index < w->m->tag_count)) return types_get(w->types, w->v->tag_types[index]);
  (void)walk_unknown(w, "tag", index);
  return NULL;
}

const TableDecl *walk_find_table(Walk *w, uint32_t index) {
  if (LIKELY(index < w->m->table_count)) return &w->m->tables[index];
  (void)walk_unknown(w, "table", index);
  return NULL;
}

const MemoryDecl *walk_find_memory(Walk *w, uint32_t index) {
  if (LIKELY(index < w->m->memory_count)) return &w->m->memories[index];
  (void)walk_unknown(w, "memory", index);
  return NULL;
}

Label *walk_find_label(Walk *w, uint32_t depth) {
  if (LIKELY(depth < walk_label_depth(w))) return w->label - depth;
  (void)walk_unknown(w, "label", depth);
  return NULL;
}

Err walk_check_heap(Walk *w, HeapType local) {
  return ht_is_index(local) && local >= w->m->type_count ? walk_unknown(w, "type", local) : ERR_OK;
}

Err walk_check_val(Walk *w, ValType local) { return vt_is_ref(local) ? walk_check_heap(w, vt_heap(local)) : ERR_OK; }

/* ---- labels ---- */

/* One type that outlives the event: numbers stand in a table, references in the scratch's arena. */
static const ValType *lasting(Walk *w, ValType t) {
  static const ValType numbers[] = {VT_BOT, VT_I32, VT_I64, VT_F32, VT_F64, VT_V128};
  if (!vt_is_ref(t)) return &numbers[vt_kind(t)];
  return arena_copy(&w->s->arena, &t, sizeof t);
}

/* The block's parameters and results into *l. */
static Err block_types(Walk *w, const BlockType *block, Label *l) {
  if (block->kind == BLOCK_VALUE) {
    Err e = walk_check_val(w, block->value);
    if (e) return e;
    l->result_count = 1;
    l->results = lasting(w, canon(w, block->value));
    l->result_slots = vt_slots(block->value);
    return l->results ? ERR_OK : ERR_NO_MEMORY;
  }
  if (block->kind == BLOCK_TYPE) {
    const CanonType *t = walk_find_func_type(w, block->type);
    if (!t) return w->diag->err;
    l->param_count = t->def.func.param_count;
    l->params = t->def.func.params;
    l->param_slots = t->param_slots;
    l->result_count = t->def.func.result_count;
    l->results = t->def.func.results;
    l->result_slots = t->result_slots;
  }
  return ERR_OK;
}

Err walk_push_label(Walk *w, LabelKind kind, const BlockType *block) {
  WalkScratch *s = w->s;
  Label l = {.kind = (uint8_t)kind,
             .dead = w->label->silent,
             .silent = w->label->silent,
             .init_base = w->init_count,
             .offset = w->instr->offset};
  Err e = block_types(w, block, &l);
  if (e) return e;
  Effect effect = {.under = l.params, .under_count = l.param_count};
  if (kind == LABEL_IF) effect.pop[effect.pops++] = VT_I32;
  if ((e = effect_check(w, &effect))) return e;
  uint32_t operands = MIN_OF(l.param_count + effect.pops, in_block(w));
  l.base_operand = (uint32_t)(w->top - s->operands) - operands - 1;
  l.base_slot = w->top[-1 - (ptrdiff_t)operands].end;
  uint32_t depth = walk_label_depth(w);
  if (!alloc_grow(s->alloc, (void **)&s->labels, &s->label_capacity, (size_t)depth + 1, sizeof l)) return ERR_NO_MEMORY;
  w->labels = s->labels;
  w->label = &s->labels[depth];
  *w->label = l;
  if (told(w)) {
    WalkInstr event;
    fill_event(w, &event, NULL, l.param_slots + effect.pops, l.param_slots);
    if ((e = w->sink->enter(w->sink, w, &event, w->label))) return e;
  }
  w->top = w->base = s->operands + 1 + l.base_operand;
  return walk_push_types(w, l.params, l.param_count);
}

/* The arm's results stand on the stack, and nothing else. */
static Err check_arm_end(Walk *w) {
  const Label *l = w->label;
  if (UNLIKELY(!walk_operands_match(w, l->results, l->result_count, 0)))
    return walk_mismatch(w, "instruction", l->results, l->result_count, NULL, 0);
  if (UNLIKELY(in_block(w) > l->result_count)) return walk_mismatch(w, "block", l->results, l->result_count, NULL, 0);
  return ERR_OK;
}

/* Ends the arm at hand and starts another one with these operands. */
static Err next_arm(Walk *w, LabelKind kind, const ValType *types, uint32_t count) {
  Err e = check_arm_end(w);
  if (e) return e;
  Label *l = w->label;
  if (w->sink && !l->dead) {
    WalkInstr event;
    w->fuel_due = 0;
    fill_event(w, &event, NULL, l->silent ? 0 : l->result_slots, walk_slots_of(types, count));
    if ((e = w->sink->arm(w->sink, w, &event, l, !l->silent))) return e;
  }
  if (!l->silent) l->branched = true; /* the arm goes on behind the end */
  walk_locals_undo(w, l->init_base);
  l->kind = (uint8_t)kind;
  l->unreachable = false;
  l->silent = l->dead;
  w->top = w->operands + 1 + l->base_operand;
  if (kind >= LABEL_CATCH) push(w, vt_ref(HT_EXN, false, false));
  w->base = w->top;
  return walk_push_types(w, types, count);
}

static Err rule_else(Walk *w) {
  if (w->label->kind != LABEL_IF) return walk_fail(w, ERR_END_EXPECTED, ": else without if");
  return next_arm(w, LABEL_ELSE, w->label->params, w->label->param_count);
}

static Err rule_catch(Walk *w, const Instr *i) {
  if (w->label->kind != LABEL_TRY && w->label->kind != LABEL_CATCH)
    return walk_fail(w, ERR_END_EXPECTED, ": %s without try", op_info[i->op].text);
  if (i->op == OP_CATCH_ALL) return next_arm(w, LABEL_CATCH_ALL, NULL, 0);
  const CanonType *tag = walk_find_tag(w, i->index);
  if (!tag) return w->diag->err;
  Err e = next_arm(w, LABEL_CATCH, tag->def.func.params, tag->def.func.param_count);
  w->label->tag = i->index;
  return e;
}

/* end and delegate: the block is left, its results are the operands of the one around. */
static Err leave(Walk *w) {
  Label *l = w->label;
  Err e = check_arm_end(w);
  if (e) return e;
  if (l->kind == LABEL_IF &&
      (l->param_count != l->result_count || !walk_types_match(w, l->params, l->results, l->param_count))) {
    w->top = w->base;
    if ((e = walk_push_types(w, l->params, l->param_count))) return e;
    return walk_mismatch(w, "instruction", l->results, l->result_count, NULL, 0);
  }
  if (w->sink && !l->dead) {
    WalkInstr event;
    w->fuel_due = 0;
    fill_event(w, &event, NULL, l->silent ? 0 : l->result_slots, l->result_slots);
    if ((e = w->sink->leave(w->sink, w, &event, l, !l->silent))) return e;
  }
  walk_locals_undo(w, l->init_base);
  w->top = w->operands + 1 + l->base_operand;
  if (l->kind == LABEL_FUNC) {
    w->label = NULL;
    return ERR_OK;
  }
  bool reached = !l->silent || l->kind == LABEL_IF || (l->branched && l->kind != LABEL_LOOP);
  const ValType *results = l->results;
  uint32_t count = l->result_count;
  w->label = --l;
  if (!reached) l->silent = true;
  w->base = label_base(w, l);
  return walk_push_types(w, results, count);
}

static Err rule_delegate(Walk *w, const Instr *i) {
  if (w->label->kind != LABEL_TRY) return walk_fail(w, ERR_END_EXPECTED, ": delegate without try");
  if (i->index >= walk_label_depth(w) - 1) return walk_unknown(w, "label", i->index);
  return leave(w);
}

/* ---- branches ---- */

static Err rule_br(Walk *w, const Instr *i) {
  Label *l = walk_find_label(w, i->index);
  if (!l) return w->diag->err;
  mark_branched(w, l);
  Effect effect = {.under = label_types(l), .under_count = label_arity(l)};
  Err e = effect_apply(w, &effect);
  set_unreachable(w);
  return e;
}

static Err rule_br_if(Walk *w, const Instr *i) {
  Label *l = walk_find_label(w, i->index);
  if (!l) return w->diag->err;
  mark_branched(w, l);
  const ValType *types = label_types(l);
  uint32_t count = label_arity(l);
  Effect effect = {
      .under = types, .under_count = count, .over = types, .over_count = count, .pops = 1, .pop = {VT_I32}};
  return effect_apply(w, &effect);
}

static Err rule_br_table(Walk *w, const Instr *i) {
  uint32_t stamp = ++w->br_tables, arity = 0;
  if (i->label_count > w->m->limits.br_table_size)
    return walk_fail(w, ERR_LIMIT, ": br_table of %u labels", i->label_count);
  if (!has_operands(w, 1) || !types_is_sub(w->types, peek(w, 0), VT_I32))
    return walk_mismatch(w, "instruction", &(ValType){VT_I32}, 1, NULL, 0);
  const ValType *checked = NULL;
  const uint8_t *at = i->labels;
  for (uint32_t k = 0; k <= i->label_count; k++) {
    Label *l = walk_find_label(w, next_index(&at));
    if (!l) return w->diag->err;
    if (l->checked == stamp) continue;
    l->checked = stamp;
    mark_branched(w, l);
    const ValType *types = label_types(l);
    if (k == 0) arity = label_arity(l);
    if (label_arity(l) != arity)
      return walk_fail(w, ERR_TYPE_MISMATCH, ": br_table labels of %u and %u operands", arity, label_arity(l));
    if (k && types == checked) continue;
    checked = types;
    if (!walk_operands_match(w, types, arity, 1))
      return walk_mismatch(w, "instruction", types, arity, &(ValType){VT_I32}, 1);
  }
  Effect effect = {.under = checked, .under_count = arity, .pops = 1, .pop = {VT_I32}};
  Err e = walk_tell(w, &effect);
  set_unreachable(w);
  return e;
}

static Err rule_return(Walk *w) {
  const Label *l = w->labels;
  Effect effect = {.under = l->results, .under_count = l->result_count};
  Err e = effect_apply(w, &effect);
  set_unreachable(w);
  return e;
}

/* br_on_null, br_on_non_null: the reference on top, the label's operands below. */
static Err rule_br_on_null(Walk *w, const Instr *i) {
  Label *l = walk_find_label(w, i->index);
  if (!l) return w->diag->err;
  ValType t = peek(w, 0);
  if (!has_operands(w, 1) || (t != VT_BOT && !vt_is_ref(t)))
    return walk_mismatch(w, "instruction", NULL, 0, &(ValType){vt_ref(HT_BOT, true, false)}, 1);
  if (t == VT_BOT) t = vt_ref(HT_BOT, true, false);
  ValType non_null = t & ~(uint32_t)VT_NULLABLE;
  const ValType *types = label_types(l);
  uint32_t count = label_arity(l);
  Effect effect = {.under = types, .over = types, .pops = 1, .pop = {t}};
  if (i->op == OP_BR_ON_NULL) {
    effect.under_count = effect.over_count = count;
    effect.pushes = 1;
    effect.push[0] = non_null;
  } else {
    if (!count || !vt_is_ref(types[count - 1]) || !types_is_sub(w->types, non_null, types[count - 1]))
      return walk_mismatch(w, "instruction", types, count, NULL, 0);
    effect.under_count = effect.over_count = count - 1;
  }
  mark_branched(w, l);
  return effect_apply(w, &effect);
}

/* ---- calls ---- */

static Err apply_call(Walk *w, const CanonType *callee, Effect *effect, bool tail) {
  effect->type = callee;
  effect->under = callee->def.func.params;
  effect->under_count = callee->def.func.param_count;
  if (!tail) {
    effect->over = callee->def.func.results;
    effect->over_count = callee->def.func.result_count;
    return effect_apply(w, effect);
  }
  const Label *body = w->labels;
  if (callee->def.func.result_count != body->result_count ||
      !walk_types_match(w, callee->def.func.results, body->results, body->result_count))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": results of the callee are not those of the function");
  Err e = effect_apply(w, effect);
  set_unreachable(w);
  return e;
}

static Err rule_call(Walk *w, const Instr *i) {
  if (i->index >= w->m->func_count) return walk_unknown(w, "function", i->index);
  Effect effect = {0};
  return apply_call(w, types_get(w->types, w->ids[w->m->funcs[i->index].type]), &effect, i->op == OP_RETURN_CALL);
}

static Err rule_call_indirect(Walk *w, const Instr *i) {
  const TableDecl *table = walk_find_table(w, i->second);
  if (!table) return w->diag->err;
  const CanonType *callee = walk_find_func_type(w, i->first);
  if (!callee) return w->diag->err;
  if (!types_is_sub(w->types, w->v->table_types[i->second], VT_FUNCREF))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": table %u does not hold functions", i->second);
  Effect effect = {.pops = 1, .pop = {address_type(&table->limits)}};
  return apply_call(w, callee, &effect, i->op == OP_RETURN_CALL_INDIRECT);
}

static Err rule_call_ref(Walk *w, const Instr *i) {
  const CanonType *callee = walk_find_func_type(w, i->index);
  if (!callee) return w->diag->err;
  Effect effect = {.pops = 1, .pop = {vt_ref(callee->id, true, false)}};
  return apply_call(w, callee, &effect, i->op == OP_RETURN_CALL_REF);
}

/* ---- exceptions ---- */

static Err rule_throw(Walk *w, const Instr *i) {
  Effect effect = {0};
  if (i->op == OP_THROW) {
    effect.type = walk_find_tag(w, i->index);
    if (!effect.type) return w->diag->err;
    if (effect.type->def.func.result_count) return walk_fail(w, ERR_TAG_RESULT, NULL);
    effect.under = effect.type->def.func.params;
    effect.under_count = effect.type->def.func.param_count;
  } else if (i->op == OP_THROW_REF) {
    effect.pops = 1;
    effect.pop[0] = vt_ref(HT_EXN, true, false);
  } else { /* rethrow */
    const Label *l = walk_find_label(w, i->index);
    if (!l) return w->diag->err;
    if (l->kind != LABEL_CATCH && l->kind != LABEL_CATCH_ALL) return walk_fail(w, ERR_RETHROW_LABEL, NULL);
  }
  Err e = effect_apply(w, &effect);
  set_unreachable(w);
  return e;
}

/* What the clause delivers, the tag's parameters and maybe an exnref, must be what its label takes. */
static Err check_catch(Walk *w, const Catch *c) {
  const CanonType *tag = NULL;
  if (c->kind <= CATCH_TAG_REF && !(tag = walk_find_tag(w, c->tag))) return w->diag->err;
  Label *l = walk_find_label(w, c->label);
  if (!l) return w->diag->err;
  bool ref = c->kind == CATCH_TAG_REF || c->kind == CATCH_ALL_REF;
  uint32_t params = tag ? tag->def.func.param_count : 0;
  const ValType *types = label_types(l);
  if (tag && tag->def.func.result_count) return walk_fail(w, ERR_TAG_RESULT, NULL);
  if (label_arity(l) != params + ref || (params && !walk_types_match(w, tag->def.func.params, types, params)) ||
      (ref && !types_is_sub(w->types, vt_ref(HT_EXN, false, false), types[params])))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": catch clause and label %u", c->label);
  mark_branched(w, l);
  return ERR_OK;
}

static Err rule_try_table(Walk *w, const Instr *i) {
  const uint8_t *at = i->catches;
  for (uint32_t k = 0; k < i->catch_count; k++) {
    Catch c = next_catch(&at);
    Err e = check_catch(w, &c);
    if (e) return e;
  }
  return walk_push_label(w, LABEL_TRY_TABLE, &i->block);
}

static Err rule_unreachable(Walk *w) {
  Effect none = {0};
  Err e = walk_tell(w, &none);
  set_unreachable(w);
  return e;
}

Err rule_control(Walk *w, const Instr *i) {
  switch (i->op) {
  case OP_UNREACHABLE: return rule_unreachable(w);
  case OP_BLOCK: return walk_push_label(w, LABEL_BLOCK, &i->block);
  case OP_LOOP: return walk_push_label(w, LABEL_LOOP, &i->block);
  case OP_IF: return walk_push_label(w, LABEL_IF, &i->block);
  case OP_TRY: return walk_push_label(w, LABEL_TRY, &i->block);
  case OP_TRY_TABLE: return rule_try_table(w, i);
  case OP_ELSE: return rule_else(w);
  case OP_CATCH:
  case OP_CATCH_ALL: return rule_catch(w, i);
  case OP_DELEGATE: return rule_delegate(w, i);
  case OP_END: return leave(w);
  case OP_BR: return rule_br(w, i);
  case OP_BR_IF: return rule_br_if(w, i);
  case OP_BR_TABLE: return rule_br_table(w, i);
  case OP_BR_ON_NULL:
  case OP_BR_ON_NON_NULL: return rule_br_on_null(w, i);
  case OP_RETURN: return rule_return(w);
  case OP_CALL:
  case OP_RETURN_CALL: return rule_call(w, i);
  case OP_CALL_INDIRECT:
  case OP_RETURN_CALL_INDIRECT: return rule_call_indirect(w, i);
  case OP_CALL_REF:
  case OP_RETURN_CALL_REF: return rule_call_ref(w, i);
  case OP_THROW:
  case OP_THROW_REF:
  case OP_RETHROW: return rule_throw(w, i);
  default: return walk_fail(w, ERR_ILLEGAL_OPCODE, ": %s", op_info[i->op].text);
  }
}
