/* Scalar floats: arithmetic, compares. The processor's minimum and maximum are Wasm's. */
#include "jit/arm64/arm64.h"

static void binary(Jit *j, Class cls, A64Op op) {
  const A64Reg a = ar(operand_reg(j, top(j, 1))), b = ar(operand_reg(j, top(j, 0)));
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  a64_fff(&j->as, op, class_size(cls), ar(d), a, b);
  push_reg(j, cls, d);
}

static void unary(Jit *j, Class cls, A64Op op) {
  const A64Reg a = ar(operand_reg(j, top(j, 0)));
  pop_values(j, 1);
  const Reg d = result_reg(j, cls);
  a64_ff(&j->as, op, class_size(cls), ar(d), a);
  push_reg(j, cls, d);
}

/* The sign bit of b into a. */
static void copysign_(Jit *j, Class cls) {
  Asm *as = &j->as;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_reg_not(j, cls, reg_bit(b));
  if (cls == CLASS_f) {
    a64_vimm(as, A64_VMOVI, A64_2S, SCRATCH, 0x80, 24);
  } else { /* -0.0 */
    a64_vimm(as, A64_VMOVI, A64_2D, SCRATCH, 0, 0);
    a64_ff(as, A64_FNEG, 8, SCRATCH, SCRATCH);
  }
  if (d != a) a64_move(j, cls, d, a);
  a64_v3(as, A64_VBIT, A64_8B, ar(d), ar(b), SCRATCH);
  push_reg(j, cls, d);
}

/* Each condition is false where the operands are unordered, but NE. */
static void compare(Jit *j, Class cls, A64Cond cond) {
  const A64Reg a = ar(operand_reg(j, top(j, 1)));
  const Value *vb = top(j, 0);
  if (is_const(vb) && !vb->bits[0]) a64_fcmp_0(&j->as, A64_FCMP, class_size(cls), a);
  else a64_fcmp(&j->as, A64_FCMP, class_size(cls), a, ar(operand_reg(j, top(j, 0))));
  pop_values(j, 2);
  a64_push_cond(j, (Cond)cond);
}

bool a64_lower_float(Jit *j, const WalkInstr *i) {
  switch (i->instr->op) {
#define FLOATS(T, cls)                                                                                                 \
  case OP_##T##_ADD: binary(j, cls, A64_FADD); return true;                                                            \
  case OP_##T##_SUB: binary(j, cls, A64_FSUB); return true;                                                            \
  case OP_##T##_MUL: binary(j, cls, A64_FMUL); return true;                                                            \
  case OP_##T##_DIV: binary(j, cls, A64_FDIV); return true;                                                            \
  case OP_##T##_MIN: binary(j, cls, A64_FMIN); return true;                                                            \
  case OP_##T##_MAX: binary(j, cls, A64_FMAX); return true;                                                            \
  case OP_##T##_ABS: unary(j, cls, A64_FABS); return true;                                                             \
  case OP_##T##_NEG: unary(j, cls, A64_FNEG); return true;                                                             \
  case OP_##T##_COPYSIGN: copysign_(j, cls); return true;                                                              \
  case OP_##T##_SQRT: unary(j, cls, A64_FSQRT); return true;                                                           \
  case OP_##T##_CEIL: unary(j, cls, A64_FRINTP); return true;                                                          \
  case OP_##T##_FLOOR: unary(j, cls, A64_FRINTM); return true;                                                         \
  case OP_##T##_TRUNC: unary(j, cls, A64_FRINTZ); return true;                                                         \
  case OP_##T##_NEAREST: unary(j, cls, A64_FRINTN); return true;                                                       \
  case OP_##T##_EQ: compare(j, cls, A64_EQ); return true;                                                              \
  case OP_##T##_NE: compare(j, cls, A64_NE); return true;                                                              \
  case OP_##T##_LT: compare(j, cls, A64_MI); return true;                                                              \
  case OP_##T##_GT: compare(j, cls, A64_GT); return true;                                                              \
  case OP_##T##_LE: compare(j, cls, A64_LS); return true;                                                              \
  case OP_##T##_GE: compare(j, cls, A64_GE); return true;
    FLOATS(F32, CLASS_f)
    FLOATS(F64, CLASS_d)
#undef FLOATS
  default: return false;
  }
}
