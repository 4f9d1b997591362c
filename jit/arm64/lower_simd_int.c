/* Vectors of integers: multiplications, shifts, widths, dot products; from and to floats where that takes steps. */
#include "jit/arm64/simd.h"

/* ---- multiplication ---- */

/* Of the low halves, and the sum of the crossed products above it. */
void a64_simd_mul64(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0)), t = temp(j, CLASS_v);
  pop_values(j, 2);
  const Reg d = result_vector(j);
  v_2(j, A64_VREV64, A64_4S, SCRATCH, b);
  v_3(j, A64_VMUL, A64_4S, SCRATCH, SCRATCH, a);
  v_2(j, A64_VUADDLP, A64_4S, SCRATCH, SCRATCH);
  a64_vshift(&j->as, A64_VSHL, A64_2D, SCRATCH, SCRATCH, 32);
  v_2(j, A64_VXTN, A64_2S, SCRATCH2, a);
  v_2(j, A64_VXTN, A64_2S, t, b);
  v_3(j, A64_VUMLAL, A64_2S, SCRATCH, SCRATCH2, t);
  v_move(j, d, SCRATCH);
  push_reg(j, CLASS_v, d);
}

/* v31, v30 := products of the low and the high lanes. */
static void products(Jit *j, A64Op op, A64Lanes low, Reg a, Reg b) {
  v_3(j, op, low, SCRATCH, a, b);
  v_3(j, op, (A64Lanes)(low | 1), SCRATCH2, a, b);
}

void a64_simd_dot16(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  products(j, A64_VSMULL, A64_4H, a, b);
  v_3(j, A64_VADDP, A64_4S, d, SCRATCH, SCRATCH2);
  push_reg(j, CLASS_v, d);
}

/* What does not fit wraps. */
void a64_simd_q15mulr_x86(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  products(j, A64_VSMULL, A64_4H, a, b);
  a64_vshift(&j->as, A64_VRSHRN, A64_4H, ar(d), SCRATCH, 15);
  a64_vshift(&j->as, A64_VRSHRN, A64_8H, ar(d), SCRATCH2, 15);
  push_reg(j, CLASS_v, d);
}

/* ---- shifts ---- */

static void shift_imm(Jit *j, const SimdRow *row, Reg d, Reg a, unsigned by) {
  static const A64Op ops[] = {A64_VSHL, A64_VSSHR, A64_VUSHR};
  if (by) a64_vshift(&j->as, ops[row->imm], row_lanes(row), ar(d), ar(a), by);
  else v_move(j, d, a);
}

/* By a register shifts go to the left, to the right if negative. */
void a64_simd_shift(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  Asm *as = &j->as;
  const unsigned mask = lane_size(row_lanes(row)) * 8 - 1;
  const Reg a = operand_reg(j, top(j, 1));
  if (is_const(top(j, 0))) {
    const unsigned by = (unsigned)top(j, 0)->bits[0] & mask;
    pop_values(j, 2);
    const Reg d = result_reg_like(j, CLASS_v, a, 0);
    shift_imm(j, row, d, a, by);
    push_reg(j, CLASS_v, d);
    return;
  }
  const Reg count = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  a64_rri(as, A64_AND, 4, X17, ar(count), mask);
  if (row->imm != SHIFT_LEFT) a64_rrr(as, A64_SUB, 8, X17, ZR, X17);
  a64_vdup(as, row_lanes(row), SCRATCH, X17);
  v_3(j, row_op(row), row_lanes(row), d, a, SCRATCH);
  push_reg(j, CLASS_v, d);
}

/* ---- widths ---- */

void a64_simd_narrow(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector_not(j, a == b ? 0 : reg_bit(b));
  const Reg t = d == b ? SCRATCH : d;
  v_narrow(j, row_op(row), row_lanes(row), t, a, b);
  v_move(j, d, t);
  push_reg(j, CLASS_v, d);
}

void a64_simd_extend(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  a64_vshift(&j->as, row_op(row), row_lanes(row), ar(d), ar(a), 0);
  push_reg(j, CLASS_v, d);
}

/* ---- dot products of bytes ---- */

/* v31, v30 := 16-bit products of the low and the high bytes. */
static void byte_products(Jit *j, unsigned how, Reg a, Reg b, Reg t) {
  Asm *as = &j->as;
  if (!(how & DOT_UNSIGNED)) {
    products(j, A64_VSMULL, A64_8B, a, b);
    return;
  }
  a64_vshift(as, A64_VSSHLL, A64_8B, SCRATCH, ar(a), 0);
  a64_vshift(as, A64_VUSHLL, A64_8B, ar(t), ar(b), 0);
  v_3(j, A64_VMUL, A64_8H, SCRATCH, SCRATCH, t);
  a64_vshift(as, A64_VSSHLL, A64_16B, SCRATCH2, ar(a), 0);
  a64_vshift(as, A64_VUSHLL, A64_16B, ar(t), ar(b), 0);
  v_3(j, A64_VMUL, A64_8H, SCRATCH2, SCRATCH2, t);
}

/* d := the sum of each pair of v31, v30; 16 bits. t is one more. */
static void sum_pairs(Jit *j, unsigned how, Reg d, Reg t) {
  if (!(how & DOT_SATURATES)) {
    v_3(j, A64_VADDP, A64_8H, d, SCRATCH, SCRATCH2);
    return;
  }
  v_3(j, A64_VUZP1, A64_8H, t, SCRATCH, SCRATCH2);
  v_3(j, A64_VUZP2, A64_8H, SCRATCH, SCRATCH, SCRATCH2);
  v_3(j, A64_VSQADD, A64_8H, d, t, SCRATCH);
}

void a64_simd_dot_pairs(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0)), t = temp(j, CLASS_v);
  pop_values(j, 2);
  const Reg d = result_vector(j);
  byte_products(j, row->imm, a, b, t);
  sum_pairs(j, row->imm, d, t);
  push_reg(j, CLASS_v, d);
}

/* By the instruction that does it all: the unsigned operand comes first. */
static void dot_at_once(Jit *j, const SimdRow *row, Reg a, Reg b, Reg c) {
  const Reg d = result_reg_like(j, CLASS_v, c, reg_bit(a) | reg_bit(b));
  const bool swap = row->imm & DOT_UNSIGNED;
  v_move(j, d, c);
  v_3(j, row_op(row), A64_16B, d, swap ? b : a, swap ? a : b);
  push_reg(j, CLASS_v, d);
}

void a64_simd_dot_quads(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 2)), b = operand_reg(j, top(j, 1)), c = operand_reg(j, top(j, 0));
  if ((row->insn == A64_VSDOT && has_cpu(j, CPU_DOTPROD)) || (row->insn == A64_VUSDOT && has_cpu(j, CPU_I8MM))) {
    pop_values(j, 3);
    dot_at_once(j, row, a, b, c);
    return;
  }
  const Reg t = temp(j, CLASS_v);
  pop_values(j, 3);
  const Reg d = result_vector(j);
  byte_products(j, row->imm, a, b, t);
  if (row->imm & DOT_SATURATES) {
    sum_pairs(j, row->imm, SCRATCH, t);
    v_2(j, A64_VSADDLP, A64_8H, SCRATCH, SCRATCH);
  } else {
    v_2(j, A64_VSADDLP, A64_8H, SCRATCH, SCRATCH);
    v_2(j, A64_VSADDLP, A64_8H, SCRATCH2, SCRATCH2);
    v_3(j, A64_VADDP, A64_4S, SCRATCH, SCRATCH, SCRATCH2);
  }
  v_3(j, A64_VADD, A64_4S, d, SCRATCH, c);
  push_reg(j, CLASS_v, d);
}

/* ---- from and to floats ---- */

void a64_simd_convert_low(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  a64_vshift(&j->as, row->insn == A64_VSCVTF ? A64_VSSHLL : A64_VUSHLL, A64_2S, ar(d), ar(a), 0);
  v_2(j, row_op(row), row_lanes(row), d, d);
  push_reg(j, CLASS_v, d);
}

/* Saturated to 64 bits, then to 32. */
static void trunc64(Jit *j, A64Op op, Reg d, Reg a) {
  v_2(j, op, A64_2D, d, a);
  v_2(j, op == A64_VFCVTZS ? A64_VSQXTN : A64_VUQXTN, A64_2S, d, d);
}

void a64_simd_trunc64(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  trunc64(j, row_op(row), d, a);
  push_reg(j, CLASS_v, d);
}

/* v31, saturated, to d; the least number where v30, the mask of what is not too large, is zero. */
static void least_outside(Jit *j, A64Lanes all, A64Lanes lanes, Reg d) {
  v_2(j, A64_VNOT, all, SCRATCH2, SCRATCH2);
  v_3(j, A64_VBIC, all, SCRATCH, SCRATCH, SCRATCH2);
  a64_vshift(&j->as, A64_VSHL, lanes, SCRATCH2, SCRATCH2, 31);
  v_3(j, A64_VORR, all, d, SCRATCH, SCRATCH2);
}

void a64_simd_trunc_s_x86(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_each32(j, SCRATCH2, 0x4F000000); /* 2^31 */
  v_3(j, A64_VFCMGT, A64_4S, SCRATCH2, SCRATCH2, a);
  v_2(j, A64_VFCVTZS, A64_4S, SCRATCH, a);
  least_outside(j, A64_16B, A64_4S, d);
  push_reg(j, CLASS_v, d);
}

void a64_simd_trunc64_s_x86(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_each64(j, SCRATCH2, UINT64_C(0x41E0000000000000)); /* 2^31 */
  v_3(j, A64_VFCMGT, A64_2D, SCRATCH2, SCRATCH2, a);
  v_2(j, A64_VXTN, A64_2S, SCRATCH2, SCRATCH2);
  trunc64(j, A64_VFCVTZS, SCRATCH, a);
  least_outside(j, A64_8B, A64_2S, d);
  push_reg(j, CLASS_v, d);
}

/* All ones where a value is not above -1. */
void a64_simd_trunc_u_x86(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_each32(j, SCRATCH2, 0xBF800000);
  v_3(j, A64_VFCMGT, A64_4S, SCRATCH2, a, SCRATCH2);
  v_2(j, A64_VFCVTZU, A64_4S, SCRATCH, a);
  v_3(j, A64_VORN, A64_16B, d, SCRATCH, SCRATCH2);
  push_reg(j, CLASS_v, d);
}

void a64_simd_trunc64_u_x86(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_each64(j, SCRATCH2, UINT64_C(0xBFF0000000000000));
  v_3(j, A64_VFCMGT, A64_2D, SCRATCH2, a, SCRATCH2);
  v_2(j, A64_VXTN, A64_2S, SCRATCH2, SCRATCH2);
  trunc64(j, A64_VFCVTZU, SCRATCH, a);
  v_3(j, A64_VORN, A64_8B, d, SCRATCH, SCRATCH2);
  push_reg(j, CLASS_v, d);
}
