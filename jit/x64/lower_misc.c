/* Selects, globals, references. */
#include "jit/x64/x64.h"

/* d = cond ? a : b, by moves that the condition chooses. */
static void select_int(Jit *j, Class cls, Cond cond, Reg d, Reg a, Reg b) {
  Asm *as = &j->as;
  const unsigned size = class_size(cls);
  if (cond == X64_FEQ) { /* the other way round: unordered or not equal chooses b */
    const Reg t = a;
    a = b;
    b = t;
    cond = X64_FNE;
  }
  if (cond == X64_FNE) {
    if (d == a && d != b) { /* b must go in first */
      const Reg t = temp(j, cls);
      x64_move(j, cls, t, a);
      a = t;
    }
    if (d != b) x64_move(j, cls, d, b);
    x64_cmov(as, X64_P, size, xr(d), xr(a));
    x64_cmov(as, X64_NE, size, xr(d), xr(a));
  } else if (d == a) {
    x64_cmov(as, x64_not((X64Cond)cond), size, xr(d), xr(b));
  } else {
    if (d != b) x64_move(j, cls, d, b);
    x64_cmov(as, (X64Cond)cond, size, xr(d), xr(a));
  }
}

static void select_vector(Jit *j, Class cls, Cond cond, Reg d, Reg a, Reg b) {
  const AsmLabel done = asm_label(&j->as);
  if (d == b) {
    j->target->branch(j, j->target->inverse(cond), done);
    x64_move(j, cls, d, a);
  } else {
    if (d != a) x64_move(j, cls, d, a);
    j->target->branch(j, cond, done);
    x64_move(j, cls, d, b);
  }
  asm_bind(&j->as, done);
}

static void lower_select(Jit *j) {
  const Cond cond = take_condition(j);
  const Class cls = (Class)top(j, 1)->cls;
  const bool is_ref = top(j, 1)->is_ref;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  if (class_is_vector(cls)) select_vector(j, cls, cond, d, a, b);
  else select_int(j, cls, cond, d, a, b);
  push_reg(j, cls, d);
  top(j, 0)->is_ref = is_ref;
}

static X64Mem global_place(Jit *j, uint32_t index) {
  const X64Reg t = xr(temp(j, CLASS_l));
  x64_rm(&j->as, X64_MOV, 8, t, EXEC_FIELD(globals));
  x64_rm(&j->as, X64_MOV, 8, t, x64_mem(t, (int32_t)(index * sizeof(Global *))));
  return x64_mem(t, (int32_t)offsetof(Global, value));
}

static void global_get(Jit *j, uint32_t index) {
  const ValType type = j->program->valid->global_types[index];
  const Class cls = class_of(type);
  const X64Mem m = global_place(j, index);
  const Reg d = result_reg(j, cls);
  switch (cls) {
  case CLASS_f: x64_vrm(&j->as, X64_VMOVSS, xr(d), m); break;
  case CLASS_d: x64_vrm(&j->as, X64_VMOVSD, xr(d), m); break;
  case CLASS_v: x64_vrm(&j->as, X64_VMOVUPS, xr(d), m); break;
  default: x64_rm(&j->as, X64_MOV, class_size(cls), xr(d), m);
  }
  push_reg(j, cls, d);
  top(j, 0)->is_ref = vt_is_ref(type);
}

static void global_set(Jit *j, uint32_t index) {
  const Class cls = (Class)top(j, 0)->cls;
  const Reg r = operand_reg(j, top(j, 0));
  const X64Mem m = global_place(j, index);
  switch (cls) {
  case CLASS_f: x64_vmr(&j->as, X64_VMOVSS_S, m, xr(r)); break;
  case CLASS_d: x64_vmr(&j->as, X64_VMOVSD_S, m, xr(r)); break;
  case CLASS_v: x64_vmr(&j->as, X64_VMOVUPS_S, m, xr(r)); break;
  default: x64_mr(&j->as, X64_MOV, 8, m, xr(r));
  }
  pop_values(j, 1);
}

static void ref_is_null(Jit *j) {
  const Reg r = operand_reg(j, top(j, 0));
  x64_rr(&j->as, X64_TEST, 8, xr(r), xr(r));
  pop_values(j, 1);
  x64_push_cond(j, X64_E);
}

static void ref_eq(Jit *j) {
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  x64_rr(&j->as, X64_CMP, 8, xr(a), xr(b));
  pop_values(j, 2);
  x64_push_cond(j, X64_E);
}

static void ref_as_non_null(Jit *j) {
  mark_place(j);
  const Reg r = operand_reg(j, top(j, 0));
  x64_rr(&j->as, X64_TEST, 8, xr(r), xr(r));
  x64_jcc(&j->as, X64_E, trap_label(j, TRAP_NULL_REFERENCE));
}

bool x64_lower_misc(Jit *j, const WalkInstr *i) {
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
