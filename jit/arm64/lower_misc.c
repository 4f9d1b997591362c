/* Selects, globals, references. */
#include "jit/arm64/arm64.h"

/* d = cond ? a : b, through a mask. */
static void select_vector(Jit *j, A64Cond cond, Reg d, Reg a, Reg b) {
  Asm *as = &j->as;
  a64_csel(as, A64_CSINV, 8, X17, ZR, ZR, a64_not(cond)); /* all ones if it holds */
  a64_vdup(as, A64_2D, SCRATCH, X17);
  if (d == a) {
    a64_v3(as, A64_VBIF, A64_16B, ar(d), ar(b), SCRATCH);
  } else {
    if (d != b) a64_move(j, CLASS_v, d, b);
    a64_v3(as, A64_VBIT, A64_16B, ar(d), ar(a), SCRATCH);
  }
}

static void lower_select(Jit *j) {
  const A64Cond cond = a64_flags(j, take_condition(j));
  const Class cls = (Class)top(j, 1)->cls;
  const bool is_ref = top(j, 1)->is_ref;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  if (cls == CLASS_v) select_vector(j, cond, d, a, b);
  else if (class_is_vector(cls)) a64_fcsel(&j->as, class_size(cls), ar(d), ar(a), ar(b), cond);
  else a64_csel(&j->as, A64_CSEL, class_size(cls), ar(d), ar(a), ar(b), cond);
  push_reg(j, cls, d);
  top(j, 0)->is_ref = is_ref;
}

/* x16 := the Global. */
static void load_global(Jit *j, uint32_t index) {
  LOAD_EXEC(&j->as, A64_LDR_X, X16, globals);
  a64_access(&j->as, A64_LDR_X, X16, X16, (uint32_t)(index * sizeof(Global *)));
}

static void global_get(Jit *j, uint32_t index) {
  const ValType type = j->program->valid->global_types[index];
  const Class cls = class_of(type);
  const Reg d = result_reg(j, cls);
  load_global(j, index);
  a64_ldst(&j->as, a64_load_op(cls), ar(d), a64_mem(X16, offsetof(Global, value)));
  push_reg(j, cls, d);
  top(j, 0)->is_ref = vt_is_ref(type);
}

static void global_set(Jit *j, uint32_t index) {
  const Class cls = (Class)top(j, 0)->cls;
  const Reg r = operand_reg(j, top(j, 0));
  load_global(j, index);
  a64_ldst(&j->as, a64_store_op(cls), ar(r), a64_mem(X16, offsetof(Global, value)));
  pop_values(j, 1);
}

static void ref_is_null(Jit *j) {
  const Reg r = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  a64_push_cond(j, j->target->inverse(cond_of_reg(CLASS_l, r)));
}

static void ref_eq(Jit *j) {
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  a64_cmp(&j->as, 8, ar(a), ar(b));
  pop_values(j, 2);
  a64_push_cond(j, A64_EQ);
}

static void ref_as_non_null(Jit *j) {
  mark_place(j);
  const Reg r = operand_reg(j, top(j, 0));
  a64_cb(&j->as, A64_CBZ, 8, ar(r), trap_label(j, TRAP_NULL_REFERENCE));
}

bool a64_lower_misc(Jit *j, const WalkInstr *i) {
  switch (i->instr->op) {
  case OP_SELECT: case OP_SELECT_T: lower_select(j); return true;
  case OP_GLOBAL_GET: global_get(j, i->instr->index); return true;
  case OP_GLOBAL_SET: global_set(j, i->instr->index); return true;
  case OP_REF_IS_NULL: ref_is_null(j); return true;
  case OP_REF_EQ: ref_eq(j); return true;
  case OP_REF_AS_NON_NULL: ref_as_non_null(j); return true;
  default: return false;
  }
}
