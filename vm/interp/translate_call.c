/* Calls and returns, and how a function starts. */
#include "vm/engine.h"
#include "vm/interp/translate.h"

void emit_entry(Translator *t) {
  const FuncInfo *info = &t->program->valid->funcs[walk_func_index(t->walk)];
  const uint32_t zero = info->local_slots - info->param_slots;
  Cell *c = emit(t, zero ? H_ENTER_ZERO : H_ENTER);
  c->x0 = (uint16_t)info->frame_slots;
  c->x1 = (uint16_t)info->param_slots;
  c->imm = (int32_t)zero;
  if (UNLIKELY(t->program->engine->config.poison)) {
    Cell *poison = emit(t, H_POISON);
    poison->x0 = (uint16_t)info->local_slots;
    poison->imm = (int32_t)(info->frame_slots - info->local_slots);
  }
  if (UNLIKELY(t->trace & TRACE_CALLS)) emit(t, H_TRACE_CALL)->imm = (int32_t)walk_func_index(t->walk);
}

void emit_return(Translator *t) {
  const CanonType *type = walk_func_type(t->walk);
  const uint32_t count = type->def.func.result_count;
  if (count == 0) {
    emit(t, H_RETURN);
  } else if (count == 1) {
    Source a = source(t, 0);
    if (a.kind == SOURCE_CONST && a.cls <= CLASS_l && a.bits <= UINT32_MAX) {
      emit(t, H_RETURN_i_C)->imm = (int32_t)(uint32_t)a.bits;
    } else {
      static const uint16_t handlers[] = {H_RETURN_i_S, H_RETURN_i_S, H_RETURN_f_S, H_RETURN_d_S, H_RETURN_v_S};
      if (a.kind == SOURCE_CONST) { /* may be one way of two: the operand stays what it is */
        emit_const(t, a.cls, top(t, 0)->home, a.bits, source_high(t, &a));
        a.kind = SOURCE_SLOT;
        a.slot = top(t, 0)->home;
      }
      emit(t, handlers[a.cls] + (uint32_t)(a.kind == SOURCE_ACC))->x0 = a.slot;
    }
  } else {
    bring_home(t, count);
    Cell *c = emit(t, H_RETURN_N);
    c->x0 = top(t, count - 1)->home;
    c->imm = (int32_t)type->result_slots;
  }
  t->last.valid = false;
}

/* What comes back: home, and alone also in its accumulator. */
static void returned(Translator *t, const CanonType *type, uint32_t base) {
  forget_accs(t);
  t->last.valid = false;
  if (type->def.func.result_count == 1) wrote(t, base, class_of(type->def.func.results[0]));
}

static void put_type(Translator *t, const WalkInstr *i) {
  Cell *data = emit_data(t);
  data->i32[0] = (int32_t)i->type->id;
  data->i32[1] = (int32_t)i->instr->second;
}

static void tail_call(Translator *t, const WalkInstr *i, uint32_t base, uint32_t index_slot) {
  uint32_t handler;
  switch (i->instr->op) {
  case OP_RETURN_CALL_INDIRECT: handler = H_RETURN_CALL_INDIRECT; break;
  case OP_RETURN_CALL_REF: handler = H_RETURN_CALL_REF; break;
  default: handler = i->instr->index < t->program->module->imported[EXTERN_FUNC] ? H_RETURN_CALL_IMPORT : H_RETURN_CALL;
  }
  Cell *c = emit(t, handler);
  c->x[0] = (uint16_t)base;
  c->x[1] = (uint16_t)index_slot;
  c->x[3] = (uint16_t)i->type->param_slots;
  if (handler == H_RETURN_CALL_INDIRECT) put_type(t, i);
  else emit_data(t)->i32[0] = (int32_t)i->instr->index;
  t->last.valid = false;
}

void translate_call(Translator *t, const WalkInstr *i) {
  const Op op = i->instr->op;
  const CanonType *type = i->type;
  const bool by_slot = op == OP_CALL_INDIRECT || op == OP_RETURN_CALL_INDIRECT || op == OP_CALL_REF || op == OP_RETURN_CALL_REF;
  const bool tail = op == OP_RETURN_CALL || op == OP_RETURN_CALL_INDIRECT || op == OP_RETURN_CALL_REF;
  const uint32_t base = i->height - i->operand_slots;
  uint32_t slot = 0;
  if (by_slot) {
    /* The index is the topmost operand; a local's slot will do, arguments are written above all locals. */
    slot = source_slot(t, 0).slot;
    pop(t, 1);
  }
  bring_home(t, type->def.func.param_count);
  safepoint(t);
  if (tail) {
    tail_call(t, i, base, slot);
    pop(t, type->def.func.param_count);
    return;
  }
  const bool is_import = op == OP_CALL && i->instr->index < t->program->module->imported[EXTERN_FUNC];
  Cell *c = emit(t, op == OP_CALL ? (is_import ? H_CALL_IMPORT : H_CALL) : op == OP_CALL_REF ? H_CALL_REF : H_CALL_INDIRECT);
  c->x0 = (uint16_t)base;
  if (by_slot) c->x1 = (uint16_t)slot;
  if (op == OP_CALL) c->imm = (int32_t)i->instr->index;
  if (op == OP_CALL_INDIRECT) put_type(t, i);
  pop(t, type->def.func.param_count);
  returned(t, type, base);
}
