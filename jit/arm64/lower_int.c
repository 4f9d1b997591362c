/* Integers: arithmetic, shifts, compares, division. */
#include "jit/arm64/arm64.h"

/* ---- operands ---- */

static uint64_t negated(Class cls, uint64_t v) { return cls == CLASS_i ? (uint32_t)-(uint32_t)v : -v; }

/* In a register; zero needs none. Not where 31 means sp. */
static A64Reg reg_or_zero(Jit *j, Value *v) { return is_const(v) && !v->bits[0] ? ZR : ar(operand_reg(j, v)); }

void a64_push_cond(Jit *j, Cond cond) {
  if (wants_flags(j)) {
    push_flags_of(j, cond, cond_is_reg(cond) ? (Reg)cond_reg(cond) : REG_NONE);
    return;
  }
  const Reg d = result_reg(j, CLASS_i);
  j->target->set(j, cond, d);
  push_reg(j, CLASS_i, d);
}

/* ---- arithmetic ---- */

/* Of two operands, whether the first is a constant and not the second: for those that commute. */
static void constant_last(Value **va, Value **vb) {
  if (!is_const(*va)) return;
  Value *t = *va;
  *va = *vb;
  *vb = t;
}

static void by_imm(Jit *j, A64Op op, unsigned size, A64Reg d, A64Reg a, uint64_t imm) {
  if (op == A64_ADD || op == A64_SUB ? a64_is_arith_imm(imm) : a64_is_logic_imm(imm, size)) {
    a64_rri(&j->as, op, size, d, a, imm);
  } else {
    a64_mov_imm(&j->as, X17, imm);
    a64_rrr(&j->as, op, size, d, a, X17);
  }
}

static void binary(Jit *j, Class cls, A64Op op) {
  Value *va = top(j, 1), *vb = top(j, 0);
  const unsigned size = class_size(cls);
  if (op != A64_SUB) constant_last(&va, &vb);
  if (is_const(vb)) {
    uint64_t imm = vb->bits[0];
    const Reg a = operand_reg(j, va);
    if ((op == A64_ADD || op == A64_SUB) && !a64_is_arith_imm(imm) && a64_is_arith_imm(negated(cls, imm))) {
      op = op == A64_ADD ? A64_SUB : A64_ADD;
      imm = negated(cls, imm);
    }
    pop_values(j, 2);
    const Reg d = result_reg(j, cls);
    by_imm(j, op, size, ar(d), ar(a), imm);
    push_reg(j, cls, d);
    return;
  }
  const A64Reg a = reg_or_zero(j, va), b = ar(operand_reg(j, vb));
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  a64_rrr(&j->as, op, size, ar(d), a, b);
  push_reg(j, cls, d);
}

/* Where only its truth is asked for, the flags are enough. */
static void and_(Jit *j, Class cls) {
  Value *va = top(j, 1), *vb = top(j, 0);
  if (!wants_flags(j)) {
    binary(j, cls, A64_AND);
    return;
  }
  const unsigned size = class_size(cls);
  constant_last(&va, &vb);
  const A64Reg a = ar(operand_reg(j, va));
  if (is_const(vb)) by_imm(j, A64_ANDS, size, ZR, a, vb->bits[0]);
  else a64_rrr(&j->as, A64_ANDS, size, ZR, a, ar(operand_reg(j, vb)));
  pop_values(j, 2);
  push_flags(j, A64_NE);
}

static void multiply(Jit *j, Class cls) {
  Value *va = top(j, 1), *vb = top(j, 0);
  constant_last(&va, &vb);
  const A64Reg a = ar(operand_reg(j, va));
  const bool is_power = is_const(vb) && vb->bits[0] && !(vb->bits[0] & (vb->bits[0] - 1));
  const uint64_t factor = vb->bits[0];
  A64Reg b = X17;
  if (!is_const(vb)) b = ar(operand_reg(j, vb));
  else if (!is_power) a64_mov_imm(&j->as, X17, factor);
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  if (is_power) a64_lsl_i(&j->as, class_size(cls), ar(d), a, (unsigned)__builtin_ctzll(factor));
  else a64_rrrr(&j->as, A64_MADD, class_size(cls), ar(d), a, b, ZR);
  push_reg(j, cls, d);
}

static void shift_imm(Jit *j, A64Op op, unsigned size, A64Reg d, A64Reg a, unsigned by) {
  switch (op) {
  case A64_LSLV: a64_lsl_i(&j->as, size, d, a, by); break;
  case A64_LSRV: a64_lsr_i(&j->as, size, d, a, by); break;
  case A64_ASRV: a64_asr_i(&j->as, size, d, a, by); break;
  default: a64_ror_i(&j->as, size, d, a, by); break;
  }
}

/* `left`: a rotation that the processor knows in the other direction only. */
static void shift(Jit *j, Class cls, A64Op op, bool left) {
  const unsigned size = class_size(cls), mask = size * 8 - 1;
  const A64Reg a = ar(operand_reg(j, top(j, 1)));
  if (is_const(top(j, 0))) {
    const unsigned by = (unsigned)(top(j, 0)->bits[0] & mask);
    pop_values(j, 2);
    const Reg d = result_reg(j, cls);
    shift_imm(j, op, size, ar(d), a, left ? -by & mask : by);
    push_reg(j, cls, d);
    return;
  }
  A64Reg b = ar(operand_reg(j, top(j, 0)));
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  if (left) {
    a64_rrr(&j->as, A64_SUB, 4, X17, ZR, b);
    b = X17;
  }
  a64_rrr(&j->as, op, size, ar(d), a, b);
  push_reg(j, cls, d);
}

/* ---- division ---- */

typedef struct Division {
  bool is_signed, remainder;
} Division;

/* The processor divides by zero, and the least number by -1, without a word. */
static void check_divisor(Jit *j, Class cls, Division how, A64Reg a, const Value *vb, A64Reg b) {
  Asm *as = &j->as;
  const unsigned size = class_size(cls);
  const bool known = is_const(vb);
  const bool minus_one = known && vb->bits[0] == (cls == CLASS_i ? UINT32_MAX : UINT64_MAX);
  if (!known || !vb->bits[0]) a64_cb(as, A64_CBZ, size, b, trap_label(j, TRAP_DIVIDE_BY_ZERO));
  if (!how.is_signed || how.remainder || (known && !minus_one)) return;
  a64_rri(as, A64_ADDS, size, ZR, b, 1);            /* equal: the divisor is -1 */
  a64_ccmp_i(as, A64_CCMP, size, a, 1, 0, A64_EQ); /* then overflow: it is the least */
  a64_b_cond(as, A64_VS, trap_label(j, TRAP_INTEGER_OVERFLOW));
}

/* Unsigned, by a power of two. */
static bool divide_by_power(Jit *j, Class cls, Division how) {
  const Value *vb = top(j, 0);
  if (how.is_signed || !is_const(vb) || !vb->bits[0] || vb->bits[0] & (vb->bits[0] - 1)) return false;
  const uint64_t divisor = vb->bits[0];
  const A64Reg a = ar(operand_reg(j, top(j, 1)));
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  if (!how.remainder) a64_lsr_i(&j->as, class_size(cls), ar(d), a, (unsigned)__builtin_ctzll(divisor));
  else if (divisor == 1) a64_mov_imm(&j->as, ar(d), 0);
  else by_imm(j, A64_AND, class_size(cls), ar(d), a, divisor - 1);
  push_reg(j, cls, d);
  return true;
}

static void divide(Jit *j, Class cls, Division how) {
  if (divide_by_power(j, cls, how)) return;
  const unsigned size = class_size(cls);
  mark_place(j);
  const Value divisor = *top(j, 0);
  const A64Reg a = ar(operand_reg(j, top(j, 1))), b = ar(operand_reg(j, top(j, 0)));
  check_divisor(j, cls, how, a, &divisor, b);
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  const A64Reg quotient = how.remainder ? X17 : ar(d);
  a64_rrr(&j->as, how.is_signed ? A64_SDIV : A64_UDIV, size, quotient, a, b);
  if (how.remainder) a64_rrrr(&j->as, A64_MSUB, size, ar(d), quotient, b, a);
  push_reg(j, cls, d);
}

/* ---- compares ---- */

static A64Cond swapped(A64Cond c) {
  switch (c) {
  case A64_LT: return A64_GT;
  case A64_GT: return A64_LT;
  case A64_LE: return A64_GE;
  case A64_GE: return A64_LE;
  case A64_LO: return A64_HI;
  case A64_HI: return A64_LO;
  case A64_LS: return A64_HS;
  case A64_HS: return A64_LS;
  default: return c;
  }
}

static void compare(Jit *j, Class cls, A64Cond cond) {
  Value *va = top(j, 1), *vb = top(j, 0);
  const unsigned size = class_size(cls);
  if (is_const(va)) {
    constant_last(&va, &vb);
    cond = swapped(cond);
  }
  const Reg a = operand_reg(j, va);
  Cond result = (Cond)cond;
  if (is_const(vb) && !vb->bits[0] && (cond == A64_EQ || cond == A64_NE)) result = cond_of_reg(cls, a) ^ (cond == A64_EQ);
  else if (is_const(vb)) a64_compare_imm(&j->as, size, ar(a), vb->bits[0]);
  else a64_cmp(&j->as, size, ar(a), ar(operand_reg(j, vb)));
  pop_values(j, 2);
  a64_push_cond(j, result);
}

static void equal_zero(Jit *j, Class cls) {
  Cond cond;
  if (top(j, 0)->kind == VALUE_FLAGS) cond = top(j, 0)->cond;
  else cond = cond_of_reg(cls, operand_reg(j, top(j, 0)));
  pop_values(j, 1);
  a64_push_cond(j, j->target->inverse(cond));
}

/* ---- one operand ---- */

static void popcount(Jit *j, unsigned size, A64Reg d, A64Reg a) {
  Asm *as = &j->as;
  a64_fr(as, A64_FMOV_FR, size, SCRATCH, size, a); /* clears the rest */
  a64_v2(as, A64_VCNT, A64_8B, SCRATCH, SCRATCH);
  a64_v2(as, A64_VADDV, A64_8B, SCRATCH, SCRATCH);
  a64_rf(as, A64_FMOV_RF, 4, d, 4, SCRATCH);
}

typedef enum Unary { CLZ, CTZ, POPCNT, EXTEND8, EXTEND16, EXTEND32, WRAP } Unary;

static void unary(Jit *j, Class to, Unary op) {
  Asm *as = &j->as;
  const unsigned size = class_size(to);
  const A64Reg a = ar(operand_reg(j, top(j, 0)));
  pop_values(j, 1);
  const Reg r = result_reg(j, to);
  const A64Reg d = ar(r);
  switch (op) {
  case CLZ: a64_rr(as, A64_CLZ, size, d, a); break;
  case CTZ:
    a64_rr(as, A64_RBIT, size, d, a);
    a64_rr(as, A64_CLZ, size, d, d);
    break;
  case POPCNT: popcount(j, size, d, a); break;
  case EXTEND8: a64_sxt(as, size, d, a, 1); break;
  case EXTEND16: a64_sxt(as, size, d, a, 2); break;
  case EXTEND32: a64_sxt(as, size, d, a, 4); break;
  case WRAP: a64_mov(as, 4, d, a); break; /* clears the upper half */
  }
  push_reg(j, to, r);
}

/* An i32 is a clean i64 already. */
static void extend_unsigned(Jit *j) {
  if (top(j, 0)->kind == VALUE_REG) top(j, 0)->cls = CLASS_l;
  else unary(j, CLASS_l, WRAP);
}

/* [a b] → [low high] */
static void multiply_wide(Jit *j, A64Op high_op) {
  const A64Reg a = ar(operand_reg(j, top(j, 1))), b = ar(operand_reg(j, top(j, 0)));
  pop_values(j, 2);
  const Reg low = temp(j, CLASS_l), high = result_reg_not(j, CLASS_l, reg_bit(low));
  a64_rrrr(&j->as, A64_MADD, 8, ar(low), a, b, ZR);
  a64_rrr(&j->as, high_op, 8, ar(high), a, b);
  push_reg(j, CLASS_l, low);
  push_reg(j, CLASS_l, high);
}

/* [a_low a_high b_low b_high] → [low high] */
static void add_wide(Jit *j, A64Op op, A64Op carry) {
  const A64Reg a_low = ar(operand_reg(j, top(j, 3))), a_high = ar(operand_reg(j, top(j, 2)));
  const A64Reg b_low = ar(operand_reg(j, top(j, 1))), b_high = ar(operand_reg(j, top(j, 0)));
  pop_values(j, 4);
  const Reg low = temp(j, CLASS_l), high = result_reg_not(j, CLASS_l, reg_bit(low));
  a64_rrr(&j->as, op, 8, ar(low), a_low, b_low);
  a64_rrr(&j->as, carry, 8, ar(high), a_high, b_high);
  push_reg(j, CLASS_l, low);
  push_reg(j, CLASS_l, high);
}

bool a64_lower_int(Jit *j, const WalkInstr *i) {
  switch (i->instr->op) {
#define BINARIES(T, cls)                                                                                               \
  case OP_##T##_ADD: binary(j, cls, A64_ADD); return true;                                                             \
  case OP_##T##_SUB: binary(j, cls, A64_SUB); return true;                                                             \
  case OP_##T##_MUL: multiply(j, cls); return true;                                                                    \
  case OP_##T##_AND: and_(j, cls); return true;                                                                        \
  case OP_##T##_OR: binary(j, cls, A64_ORR); return true;                                                              \
  case OP_##T##_XOR: binary(j, cls, A64_EOR); return true;                                                             \
  case OP_##T##_SHL: shift(j, cls, A64_LSLV, false); return true;                                                      \
  case OP_##T##_SHR_S: shift(j, cls, A64_ASRV, false); return true;                                                    \
  case OP_##T##_SHR_U: shift(j, cls, A64_LSRV, false); return true;                                                    \
  case OP_##T##_ROTL: shift(j, cls, A64_RORV, true); return true;                                                      \
  case OP_##T##_ROTR: shift(j, cls, A64_RORV, false); return true;                                                     \
  case OP_##T##_DIV_S: divide(j, cls, (Division){true, false}); return true;                                           \
  case OP_##T##_DIV_U: divide(j, cls, (Division){false, false}); return true;                                          \
  case OP_##T##_REM_S: divide(j, cls, (Division){true, true}); return true;                                            \
  case OP_##T##_REM_U: divide(j, cls, (Division){false, true}); return true;                                           \
  case OP_##T##_EQ: compare(j, cls, A64_EQ); return true;                                                              \
  case OP_##T##_NE: compare(j, cls, A64_NE); return true;                                                              \
  case OP_##T##_LT_S: compare(j, cls, A64_LT); return true;                                                            \
  case OP_##T##_LT_U: compare(j, cls, A64_LO); return true;                                                            \
  case OP_##T##_GT_S: compare(j, cls, A64_GT); return true;                                                            \
  case OP_##T##_GT_U: compare(j, cls, A64_HI); return true;                                                            \
  case OP_##T##_LE_S: compare(j, cls, A64_LE); return true;                                                            \
  case OP_##T##_LE_U: compare(j, cls, A64_LS); return true;                                                            \
  case OP_##T##_GE_S: compare(j, cls, A64_GE); return true;                                                            \
  case OP_##T##_GE_U: compare(j, cls, A64_HS); return true;                                                            \
  case OP_##T##_EQZ: equal_zero(j, cls); return true;                                                                  \
  case OP_##T##_CLZ: unary(j, cls, CLZ); return true;                                                                  \
  case OP_##T##_CTZ: unary(j, cls, CTZ); return true;                                                                  \
  case OP_##T##_POPCNT: unary(j, cls, POPCNT); return true;                                                            \
  case OP_##T##_EXTEND8_S: unary(j, cls, EXTEND8); return true;                                                        \
  case OP_##T##_EXTEND16_S: unary(j, cls, EXTEND16); return true;
    BINARIES(I32, CLASS_i)
    BINARIES(I64, CLASS_l)
#undef BINARIES
  case OP_I64_EXTEND32_S: case OP_I64_EXTEND_I32_S: unary(j, CLASS_l, EXTEND32); return true;
  case OP_I64_EXTEND_I32_U: extend_unsigned(j); return true;
  case OP_I32_WRAP_I64: unary(j, CLASS_i, WRAP); return true;
  case OP_I64_ADD128: add_wide(j, A64_ADDS, A64_ADC); return true;
  case OP_I64_SUB128: add_wide(j, A64_SUBS, A64_SBC); return true;
  case OP_I64_MUL_WIDE_S: multiply_wide(j, A64_SMULH); return true;
  case OP_I64_MUL_WIDE_U: multiply_wide(j, A64_UMULH); return true;
  default: return false;
  }
}
