/* Stack switching: cells as vm/cont.h has them. Operands are home, and so are results. */
#include "vm/cont.h"
#include "vm/interp/translate.h"

static void put_handlers(Translator *t, const WalkInstr *i) {
  const uint8_t *cursor = i->instr->resume.handlers;
  for (uint32_t k = 0; k < i->instr->resume.handler_count && !t->err; k++) {
    const Handler h = next_handler(&cursor);
    Cell *c = emit_data(t);
    c->i32[0] = (int32_t)h.tag;
    c->i32[1] = h.is_switch;
    if (h.is_switch) continue;
    Label *l = walk_label(t->walk, h.label);
    c->i32[2] = l->kind == LABEL_FUNC ? 0 : (int32_t)l->base_slot;
    way_from(t, t->count - 1, l);
  }
}

void translate_cont(Translator *t, const WalkInstr *i) {
  static const uint16_t handlers[] = {
      [OP_CONT_NEW - OP_CONT_NEW] = H_CONT_NEW,           [OP_CONT_BIND - OP_CONT_NEW] = H_CONT_BIND,
      [OP_SUSPEND - OP_CONT_NEW] = H_SUSPEND,             [OP_RESUME - OP_CONT_NEW] = H_RESUME,
      [OP_RESUME_THROW - OP_CONT_NEW] = H_RESUME_THROW,   [OP_RESUME_THROW_REF - OP_CONT_NEW] = H_RESUME_THROW_REF,
      [OP_SWITCH - OP_CONT_NEW] = H_SWITCH};
  const Op op = i->instr->op;
  uint32_t count = 0;
  for (uint32_t slots = 0; slots < i->operand_slots; count++) slots += class_slots(top(t, count)->cls);
  bring_home(t, count);
  safepoint(t);
  Cell *c = emit(t, handlers[op - OP_CONT_NEW]);
  c->x0 = (uint16_t)(i->height - i->operand_slots);
  if (op != OP_SUSPEND) c->x1 = top(t, 0)->home;
  const int32_t arguments = (int32_t)i->operand_slots - 1; /* but the continuation */
  switch (op) {
  case OP_CONT_NEW: break;
  case OP_CONT_BIND: c->imm = arguments; break;
  case OP_SUSPEND:
    c->imm = (int32_t)i->instr->index;
    (void)emit_data(t);
    break;
  case OP_SWITCH:
    c->imm = (int32_t)i->instr->second;
    emit_data(t)->i32[0] = arguments;
    break;
  default:
    c->imm = (int32_t)i->instr->resume.handler_count;
    c = emit_data(t);
    c->i32[0] = arguments;
    c->i32[1] = (int32_t)i->instr->resume.tag;
    put_handlers(t, i);
    break;
  }
  pop(t, count);
  set_barrier(t);
  forget_accs(t);
}
