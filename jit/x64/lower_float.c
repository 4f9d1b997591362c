/* Scalar floats: arithmetic, compares. */
#include "jit/x64/x64.h"

/* An instruction for f32, another for f64. */
static uint32_t of(Class cls, uint32_t single, uint32_t twice) { return cls == CLASS_f ? single : twice; }

static const uint64_t sign[2][2] = {{0x8000000080000000u, 0x8000000080000000u}, {0x8000000000000000u, 0x8000000000000000u}};
static const uint64_t magnitude[2][2] = {{0x7FFFFFFF7FFFFFFFu, 0x7FFFFFFF7FFFFFFFu}, {0x7FFFFFFFFFFFFFFFu, 0x7FFFFFFFFFFFFFFFu}};
static X64Mem mask(Jit *j, Class cls, const uint64_t masks[2][2]) { return x64_at(asm_const(&j->as, masks[cls == CLASS_d], 16)); }

/* The operand where it lies: in its slot, where a load has just read it, or a constant behind the code. */
static bool in_memory(Jit *j, const Value *v, X64Mem *out) {
  uint32_t slot;
  if (operand_slot(j, v, &slot)) *out = slot_mem(slot);
  else if (x64_take_load(j, v, v->cls == CLASS_f ? 4 : 8, out)) return true;
  else if (v->kind == VALUE_CONST) *out = x64_at(asm_const(&j->as, v->bits, v->cls == CLASS_f ? 4 : 8));
  else return false;
  return true;
}

static void binary(Jit *j, Class cls, uint32_t op, bool commutes) {
  Value *va = top(j, 1), *vb = top(j, 0);
  X64Mem m;
  if (commutes && va->kind == VALUE_CONST) {
    va = top(j, 0);
    vb = top(j, 1);
  }
  const Reg a = operand_reg(j, va);
  if (in_memory(j, vb, &m)) {
    pop_values(j, 2);
    const Reg d = result_reg(j, cls);
    x64_vrrm(&j->as, op, xr(d), xr(a), m);
    push_reg(j, cls, d);
    return;
  }
  const Reg b = operand_reg(j, vb);
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  x64_vrrr(&j->as, op, xr(d), xr(a), xr(b));
  push_reg(j, cls, d);
}

/* Equal operands may be zeros of either sign: or-ed for the minimum, and-ed for the maximum. A sum makes NaNs quiet. */
static void min_max(Jit *j, Class cls, uint32_t op, uint32_t of_equals) {
  Asm *as = &j->as;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  const AsmLabel equal = asm_label(as), nan = asm_label(as), done = asm_label(as);
  x64_vrr(as, of(cls, X64_VUCOMISS, X64_VUCOMISD), xr(a), xr(b));
  x64_jcc_short(as, X64_P, nan);
  x64_jcc_short(as, X64_E, equal);
  x64_vrrr(as, op, xr(d), xr(a), xr(b));
  x64_jmp_short(as, done);
  asm_bind(as, equal);
  x64_vrrr(as, of_equals, xr(d), xr(a), xr(b));
  x64_jmp_short(as, done);
  asm_bind(as, nan);
  x64_vrrr(as, of(cls, X64_VADDSS, X64_VADDSD), xr(d), xr(a), xr(b));
  asm_bind(as, done);
  push_reg(j, cls, d);
}

static void with_mask(Jit *j, Class cls, uint32_t op, const uint64_t masks[2][2]) {
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, cls);
  x64_vrrm(&j->as, op, xr(d), xr(a), mask(j, cls, masks));
  push_reg(j, cls, d);
}

static void copysign_(Jit *j, Class cls) {
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  x64_vrrm(&j->as, X64_VANDPS, SCRATCH, xr(b), mask(j, cls, sign));
  x64_vrrm(&j->as, X64_VANDPS, xr(d), xr(a), mask(j, cls, magnitude));
  x64_vrrr(&j->as, X64_VORPS, xr(d), xr(d), SCRATCH);
  push_reg(j, cls, d);
}

static void square_root(Jit *j, Class cls) {
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, cls);
  x64_vrrr(&j->as, of(cls, X64_VSQRTSS, X64_VSQRTSD), xr(d), xr(a), xr(a));
  push_reg(j, cls, d);
}

/* The mode; 8: not the inexact flag. */
typedef enum Rounding { ROUND_NEAREST = 8, ROUND_DOWN = 9, ROUND_UP = 10, ROUND_ZERO = 11 } Rounding;
static void rounded(Jit *j, Class cls, Rounding how) {
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, cls);
  x64_vrrri(&j->as, of(cls, X64_VROUNDSS, X64_VROUNDSD), xr(d), xr(a), xr(a), (uint8_t)how);
  push_reg(j, cls, d);
}

/* `above` conditions are false where the operands are unordered. */
static void compare(Jit *j, Class cls, Cond cond, bool swap) {
  Value *va = top(j, swap ? 0 : 1), *vb = top(j, swap ? 1 : 0);
  const Reg a = operand_reg(j, va);
  const uint32_t op = of(cls, X64_VUCOMISS, X64_VUCOMISD);
  uint32_t slot;
  if (operand_slot(j, vb, &slot)) x64_vrm(&j->as, op, xr(a), slot_mem(slot));
  else x64_vrr(&j->as, op, xr(a), xr(operand_reg(j, vb)));
  pop_values(j, 2);
  x64_push_cond(j, cond);
}

bool x64_lower_float(Jit *j, const WalkInstr *i) {
  switch (i->instr->op) {
#define FLOATS(T, cls, S)                                                                                              \
  case OP_##T##_ADD: binary(j, cls, X64_VADD##S, true); return true;                                                   \
  case OP_##T##_SUB: binary(j, cls, X64_VSUB##S, false); return true;                                                  \
  case OP_##T##_MUL: binary(j, cls, X64_VMUL##S, true); return true;                                                   \
  case OP_##T##_DIV: binary(j, cls, X64_VDIV##S, false); return true;                                                  \
  case OP_##T##_MIN: min_max(j, cls, X64_VMIN##S, X64_VORPS); return true;                                             \
  case OP_##T##_MAX: min_max(j, cls, X64_VMAX##S, X64_VANDPS); return true;                                            \
  case OP_##T##_ABS: with_mask(j, cls, X64_VANDPS, magnitude); return true;                                            \
  case OP_##T##_NEG: with_mask(j, cls, X64_VXORPS, sign); return true;                                                 \
  case OP_##T##_COPYSIGN: copysign_(j, cls); return true;                                                              \
  case OP_##T##_SQRT: square_root(j, cls); return true;                                                                \
  case OP_##T##_CEIL: rounded(j, cls, ROUND_UP); return true;                                                          \
  case OP_##T##_FLOOR: rounded(j, cls, ROUND_DOWN); return true;                                                       \
  case OP_##T##_TRUNC: rounded(j, cls, ROUND_ZERO); return true;                                                       \
  case OP_##T##_NEAREST: rounded(j, cls, ROUND_NEAREST); return true;                                                  \
  case OP_##T##_EQ: compare(j, cls, X64_FEQ, false); return true;                                                      \
  case OP_##T##_NE: compare(j, cls, X64_FNE, false); return true;                                                      \
  case OP_##T##_LT: compare(j, cls, X64_A, true); return true;                                                         \
  case OP_##T##_GT: compare(j, cls, X64_A, false); return true;                                                        \
  case OP_##T##_LE: compare(j, cls, X64_AE, true); return true;                                                        \
  case OP_##T##_GE: compare(j, cls, X64_AE, false); return true;
    FLOATS(F32, CLASS_f, SS)
    FLOATS(F64, CLASS_d, SD)
#undef FLOATS
  default: return false;
  }
}
