/* Exceptions: the table of tries (vm/exception_table.h), throwing.
 *
 * A try emits nothing. Where it begins, operands below it are settled, so that whatever its body does they are where the
 * mirror says; its labels find their operands home and no accumulator cached, as all labels do. Of an old try the label's
 * sink_data[1] holds the try in its high half, its last clause in its low half, each + 1.
 *
 * In an old catch the exception lies in the slot where the block's operands start, below the arm's own: the Walk has it
 * among the operands. */
#include "vm/interp/translate.h"

/* ---- building the table ---- */

/* Puts a clause behind `last` of its try (NO_CLAUSE: first); its index, or NO_CLAUSE without memory. */
static uint32_t put_clause(Translator *t, uint32_t try, uint32_t last, CatchClause clause) {
  const uint32_t k = t->err ? NO_CLAUSE : try_build_clause(&t->tries, t->alloc, try, last, clause);
  if (k == NO_CLAUSE && !t->err) t->err = ERR_NO_MEMORY;
  return k;
}

static void clause_to(Translator *t, uint32_t clause, Label *l) {
  if (t->err) return;
  CatchClause *c = &t->tries.clauses[clause];
  c->base = l->kind == LABEL_FUNC ? 0 : (uint16_t)l->base_slot;
  c->target = (uint32_t)l->sink_data[0];
  if (l->kind != LABEL_LOOP) l->sink_data[0] = CLAUSE_PLACE | clause;
}

uint32_t clause_bind(Translator *t, uint32_t clause) {
  const uint32_t next = t->tries.clauses[clause].target;
  t->tries.clauses[clause].target = t->count;
  return next;
}

static void put_clauses(Translator *t, const WalkInstr *i, uint32_t try) {
  static const uint8_t flags[] = {
      [CATCH_TAG] = 0, [CATCH_TAG_REF] = CLAUSE_REF, [CATCH_ALL] = CLAUSE_ALL, [CATCH_ALL_REF] = CLAUSE_ALL | CLAUSE_REF};
  const uint8_t *cursor = i->instr->catches;
  uint32_t last = NO_CLAUSE;
  for (uint32_t k = 0; k < i->instr->catch_count && !t->err; k++) {
    const Catch c = next_catch(&cursor);
    last = put_clause(t, try, last, (CatchClause){.tag = c.tag, .flags = flags[c.kind]});
    clause_to(t, last, walk_label(t->walk, c.label + 1));
  }
}

void try_enter(Translator *t, const WalkInstr *i, Label *l) {
  set_barrier(t); /* no cell belongs to both sides */
  const uint32_t try = try_build_open(&t->tries, t->alloc, walk_label_depth(t->walk), t->count);
  if (try == NO_TRY) {
    t->err = ERR_NO_MEMORY;
    return;
  }
  if (l->kind == LABEL_TRY_TABLE) put_clauses(t, i, try);
  else l->sink_data[1] = (uint64_t)(try + 1) << 32;
}

static void close_try(Translator *t) {
  if (t->err) return;
  set_barrier(t);
  if (!try_build_close(&t->tries, t->alloc, t->count)) t->err = ERR_NO_MEMORY;
}

void try_arm(Translator *t, const WalkInstr *i, Label *l) {
  if (l->kind == LABEL_TRY) close_try(t);
  const bool all = i->instr->op == OP_CATCH_ALL;
  const uint32_t last = (uint32_t)l->sink_data[1];
  const uint32_t try = (uint32_t)(l->sink_data[1] >> 32) - 1;
  const uint32_t clause = put_clause(t, try, last ? last - 1 : NO_CLAUSE,
                                     (CatchClause){.tag = all ? 0 : i->instr->index,
                                                   .target = t->count,
                                                   .base = (uint16_t)l->base_slot,
                                                   .flags = (uint8_t)(CLAUSE_OLD | (all ? CLAUSE_ALL : 0))});
  l->sink_data[1] = (uint64_t)(try + 1) << 32 | (uint32_t)(clause + 1);
}

void try_leave(Translator *t, const WalkInstr *i, Label *l) {
  if (l->kind >= LABEL_CATCH) return;
  close_try(t);
  if (i->instr->op != OP_DELEGATE || t->err) return;
  const uint32_t try = (uint32_t)(l->sink_data[1] >> 32) - 1;
  t->tries.tries[try].around = try_build_around(&t->tries, walk_label_depth(t->walk) - 1 - i->instr->index);
}

void emit_landed_return(Translator *t) {
  /* The only result also goes into its accumulator. */
  static const uint16_t handlers[] = {H_RETURN_i_S, H_RETURN_i_S, H_RETURN_f_S, H_RETURN_d_S, H_RETURN_v_S};
  const CanonType *type = walk_func_type(t->walk);
  emit(t, type->def.func.result_count == 1 ? handlers[class_of(type->def.func.results[0])] : H_RETURN);
}

/* ---- throwing ---- */

void translate_throw(Translator *t, const WalkInstr *i) {
  switch (i->instr->op) {
  case OP_THROW: {
    const uint32_t count = i->type->def.func.param_count;
    bring_home(t, count);
    safepoint(t);
    Cell *c = emit(t, H_THROW);
    c->x0 = (uint16_t)(i->height - i->operand_slots);
    c->imm = (int32_t)i->instr->index;
    pop(t, count);
    break;
  }
  case OP_THROW_REF: {
    const uint16_t slot = source_slot(t, 0).slot;
    emit(t, H_THROW_REF)->x0 = slot;
    pop(t, 1);
    break;
  }
  default: emit(t, H_THROW_REF)->x0 = (uint16_t)walk_label(t->walk, i->instr->index)->base_slot; break;
  }
  t->last.valid = false;
}
