/* Calls: everything home, arguments where the callee's frame begins; results come back there. */
#include "jit/driver.h"

static bool is_tail(Op op) { return op == OP_RETURN_CALL || op == OP_RETURN_CALL_INDIRECT || op == OP_RETURN_CALL_REF; }
static bool is_direct(Op op) { return op == OP_CALL || op == OP_RETURN_CALL; }

void jit_call(Jit *j, const WalkInstr *i) {
  const Op op = i->instr->op;
  const CanonType *type = i->type;
  const uint32_t frame = i->height - i->operand_slots, args = type->def.func.param_count;
  Reg callee = REG_NONE;
  if (!is_direct(op)) { /* a register that is in nobody's way while arguments are brought home */
    callee = operand_copy(j, top(j, 0));
    pop_values(j, 1);
  }
  all_home(j, args);
  pop_values(j, args);
  mark_place(j);
  const Target *t = j->target;
  const uint32_t func = i->instr->index;
  const bool is_import = is_direct(op) && func < j->program->module->imported[EXTERN_FUNC];
  if (is_tail(op)) {
    const uint32_t slots = type->param_slots;
    if (op == OP_RETURN_CALL_INDIRECT) t->tail_indirect(j, i, callee, frame, slots);
    else if (op == OP_RETURN_CALL_REF) t->tail_ref(j, callee, frame, slots);
    else if (is_import) t->tail_import(j, func, frame, slots);
    else t->tail_call(j, func, frame, slots);
    return;
  }
  if (op == OP_CALL_INDIRECT) t->call_indirect(j, i, callee, frame);
  else if (op == OP_CALL_REF) t->call_ref(j, callee, frame);
  else if (is_import) t->call_import(j, func, frame);
  else t->call(j, func, frame);
}
