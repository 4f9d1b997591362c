/* Locals, globals, constants, select, references. */
#include "vm/interp/translate.h"

void translate_const(Translator *t, const WalkInstr *i) {
  const Instr *in = i->instr;
  const uint16_t home = (uint16_t)i->height;
  switch (in->op) {
  case OP_I32_CONST: push_const(t, CLASS_i, home, (uint32_t)in->i32, 0, false); break;
  case OP_I64_CONST: push_const(t, CLASS_l, home, (uint64_t)in->i64, 0, false); break;
  case OP_F32_CONST: push_const(t, CLASS_f, home, in->f32, 0, false); break;
  case OP_F64_CONST: push_const(t, CLASS_d, home, in->f64, 0, false); break;
  default: push_const(t, CLASS_v, home, load_u64(in->bytes), load_u64(in->bytes + 8), false); break;
  }
}

/* Writes the operand on top to the local; it stays on the mirror. */
static void set_local(Translator *t, uint16_t local) {
  const Entry *e = top(t, 0);
  /* The producer writes the local instead, unless an older reader would then see the new value. */
  const bool by_producer = e->kind == ENTRY_HOME && last_is(t, e->home) && !t->readers[local];
  if (by_producer) {
    t->cells[t->last.cell].x0 = local;
    wrote(t, local, t->last.cls);
    t->last.valid = false;
    return;
  }
  if (e->kind == ENTRY_LOCAL && e->local == local) return;
  free_local(t, local);
  e = top(t, 0);
  if (e->kind == ENTRY_HOME && t->acc[0] == e->home && e->cls <= CLASS_l) {
    emit(t, H_COPY_A)->x0 = local;
    wrote(t, local, e->cls);
  } else {
    copy_entry(t, e, local);
  }
  t->last.valid = false;
}

void translate_variable(Translator *t, const WalkInstr *i) {
  const uint32_t index = i->instr->index;
  switch (i->instr->op) {
  case OP_LOCAL_GET:
    push_local(t, walk_local_type(t->walk, index), (uint16_t)i->height, (uint16_t)walk_local_slot(t->walk, index));
    break;
  case OP_LOCAL_SET:
    set_local(t, (uint16_t)walk_local_slot(t->walk, index));
    pop(t, 1);
    break;
  case OP_LOCAL_TEE: {
    const uint16_t local = (uint16_t)walk_local_slot(t->walk, index), home = top(t, 0)->home;
    set_local(t, local);
    if (top(t, 0)->kind == ENTRY_CONST) break;
    const ValType type = walk_local_type(t->walk, index);
    pop(t, 1);
    push_local(t, type, home, local);
    break;
  }
  case OP_GLOBAL_GET: {
    const ValType type = t->program->valid->global_types[index];
    static const uint16_t handlers[] = {H_GLOBAL_GET_i, H_GLOBAL_GET_i, H_GLOBAL_GET_f, H_GLOBAL_GET_d, H_GLOBAL_GET_v};
    const uint32_t cls = class_of(type), cell = t->count;
    Cell *c = emit(t, handlers[cls]);
    c->x0 = (uint16_t)i->height;
    c->imm = (int32_t)index;
    result(t, cell, 0, cls, OP_COUNT, 0, (Source){0}, (Source){0});
    top(t, 0)->is_ref = vt_is_ref(type);
    break;
  }
  default: {
    const Source a = source_slot(t, 0);
    Cell *c = emit(t, a.cls == CLASS_v ? H_GLOBAL_SET_v_S : a.cls <= CLASS_l && a.kind == SOURCE_ACC ? H_GLOBAL_SET_i_A : H_GLOBAL_SET_i_S);
    c->x[1] = a.slot;
    c->imm = (int32_t)index;
    pop(t, 1);
    t->last.valid = false;
  }
  }
}

void translate_select(Translator *t) {
  static const uint16_t handlers[] = {H_SELECT_i_S, H_SELECT_i_S, H_SELECT_f_S, H_SELECT_d_S, H_SELECT_v_S};
  for (uint32_t k = 0; k < 3; k++) (void)source_slot(t, k);
  const Source cond = source(t, 0), b = source(t, 1), a = source(t, 2);
  const bool is_ref = top(t, 2)->is_ref;
  const uint32_t cell = t->count;
  Cell *c = emit(t, handlers[a.cls] + (uint32_t)(cond.kind == SOURCE_ACC ? UNARY_A : UNARY_S));
  c->x[0] = top(t, 2)->home;
  c->x[1] = a.slot;
  c->x[2] = b.slot;
  c->x[3] = cond.slot;
  result(t, cell, 3, a.cls, OP_COUNT, 0, a, b);
  top(t, 0)->is_ref = is_ref;
}

static void ref_unary(Translator *t, uint32_t handler, uint32_t cls) {
  const Source a = source_slot(t, 0);
  const uint32_t cell = t->count;
  Cell *c = emit(t, handler);
  c->x[0] = top(t, 0)->home;
  c->x[1] = a.slot;
  result(t, cell, 1, cls, OP_COUNT, 0, a, a);
}

void translate_ref(Translator *t, const WalkInstr *i) {
  switch (i->instr->op) {
  case OP_REF_NULL: push_const(t, CLASS_l, (uint16_t)i->height, REF_NULL, 0, true); break;
  case OP_REF_IS_NULL: ref_unary(t, source_slot(t, 0).kind == SOURCE_ACC ? H_REF_IS_NULL_A : H_REF_IS_NULL_S, CLASS_i); break;
  case OP_REF_I31: ref_unary(t, H_REF_I31_S, CLASS_l); break;
  case OP_I31_GET_S: ref_unary(t, H_I31_GET_S_S, CLASS_i); break;
  case OP_I31_GET_U: ref_unary(t, H_I31_GET_U_S, CLASS_i); break;
  case OP_REF_EQ: {
    (void)source_slot(t, 1);
    const Source b = source_slot(t, 0), a = source(t, 1);
    const uint32_t cell = t->count;
    Cell *c = emit(t, H_REF_EQ);
    c->x[0] = top(t, 1)->home;
    c->x[1] = a.slot;
    c->x[2] = b.slot;
    result(t, cell, 2, CLASS_i, OP_COUNT, 0, a, b);
    break;
  }
  case OP_REF_AS_NON_NULL: {
    const Source a = source_slot(t, 0);
    emit(t, H_REF_AS_NON_NULL)->x[0] = a.slot;
    t->last.valid = false;
    break;
  }
  case OP_REF_FUNC: {
    safepoint(t);
    Cell *c = emit(t, H_REF_FUNC);
    c->x0 = (uint16_t)i->height;
    emit_data(t)->i32[0] = (int32_t)i->instr->index;
    forget_accs(t);
    t->last.valid = false;
    break;
  }
  default: break; /* any.convert_extern, extern.convert_any: the same bits */
  }
}
