/* Vector instructions: the table, the shapes that many rows have, bits. */
#include "jit/arm64/simd.h"

/* ---- help ---- */

void v_constant(Jit *j, Reg d, uint64_t low, uint64_t high) {
  const uint64_t bits[2] = {low, high};
  if (!a64_vconst(&j->as, ar(d), low, high)) a64_literal(&j->as, A64_LDR_FQ, ar(d), asm_const(&j->as, bits, sizeof bits));
}

void v_select(Jit *j, Reg d, Reg mask, Reg a, Reg b) {
  if (d == a) {
    v_3(j, A64_VBIF, A64_16B, d, b, mask);
  } else if (d == b) {
    v_3(j, A64_VBIT, A64_16B, d, a, mask);
  } else {
    v_3(j, A64_VBSL, A64_16B, mask, a, b);
    v_move(j, d, mask);
  }
}

/* Where a mask is made that v_select takes: d itself, unless that is an operand. */
static Reg mask_for(Reg d, Reg a, Reg b) { return d == a || d == b ? SCRATCH : d; }

/* ---- one and two operands ---- */

void a64_simd_unary(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_2(j, row_op(row), row_lanes(row), d, a);
  push_reg(j, CLASS_v, d);
}

static Reg binary(Jit *j, const SimdRow *row, bool swap) {
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  v_3(j, row_op(row), row_lanes(row), d, swap ? b : a, swap ? a : b);
  push_reg(j, CLASS_v, d);
  return d;
}

void a64_simd_binary(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  (void)binary(j, row, false);
}

void a64_simd_swapped(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  (void)binary(j, row, true);
}

void a64_simd_not_equal(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg d = binary(j, row, false);
  v_2(j, A64_VNOT, A64_16B, d, d);
}

/* ---- three ---- */

/* The accumulator is added to where it is, if it may be destroyed. */
void a64_simd_fused(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 2)), b = operand_reg(j, top(j, 1)), c = operand_reg(j, top(j, 0));
  pop_values(j, 3);
  const Reg d = result_reg_like(j, CLASS_v, c, reg_bit(a) | reg_bit(b));
  v_move(j, d, c);
  v_3(j, row_op(row), row_lanes(row), d, a, b);
  push_reg(j, CLASS_v, d);
}

/* c + a * b, or c - a * b, rounded twice. */
void a64_simd_muladd(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 2)), b = operand_reg(j, top(j, 1)), c = operand_reg(j, top(j, 0));
  pop_values(j, 3);
  const Reg d = result_vector(j);
  v_3(j, A64_VFMUL, row_lanes(row), SCRATCH, a, b);
  v_3(j, row_op(row), row_lanes(row), d, c, SCRATCH);
  push_reg(j, CLASS_v, d);
}

/* By a comparison: imm is of which operand with which, and which one is taken where it holds. */
void a64_simd_pick(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j), mask = mask_for(d, a, b);
  const bool swap = row->imm & PICK_SWAPPED, first = row->imm & PICK_FIRST;
  v_3(j, row_op(row), row_lanes(row), mask, swap ? b : a, swap ? a : b);
  v_select(j, d, mask, first ? a : b, first ? b : a);
  push_reg(j, CLASS_v, d);
}

/* ---- bits ---- */

void a64_simd_bitselect(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 2)), b = operand_reg(j, top(j, 1)), mask = operand_reg(j, top(j, 0));
  pop_values(j, 3);
  const Reg d = result_reg_like(j, CLASS_v, mask, 0);
  if (d != a && d != b) {
    v_move(j, d, mask);
    v_3(j, A64_VBSL, A64_16B, d, a, b);
  } else {
    v_select(j, d, mask, a, b);
  }
  push_reg(j, CLASS_v, d);
}

/* The sign of each lane of the mask chooses a, else b. */
void a64_simd_blendv(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 2)), b = operand_reg(j, top(j, 1)), signs = operand_reg(j, top(j, 0));
  pop_values(j, 3);
  const Reg d = result_vector(j), mask = mask_for(d, a, b);
  v_2(j, row_op(row), row_lanes(row), mask, signs);
  v_select(j, d, mask, a, b);
  push_reg(j, CLASS_v, d);
}

/* Flags: whether any bit of v31 is set. */
static void test_scratch(Jit *j) {
  Asm *a = &j->as;
  a64_v3(a, A64_VUMAXP, A64_4S, SCRATCH, SCRATCH, SCRATCH);
  a64_rf(a, A64_FMOV_RF, 8, X17, 8, SCRATCH);
  a64_cmp_i(a, 8, X17, 0);
}

void a64_simd_any_true(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  Asm *as = &j->as;
  a64_v3(as, A64_VUMAXP, A64_4S, SCRATCH, ar(a), ar(a));
  a64_rf(as, A64_FMOV_RF, 8, X17, 8, SCRATCH);
  a64_cmp_i(as, 8, X17, 0);
  a64_push_cond(j, A64_NE);
}

void a64_simd_all_true(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  v_2(j, row_op(row), row_lanes(row), SCRATCH, a); /* lanes that are zero */
  test_scratch(j);
  a64_push_cond(j, A64_EQ);
}

/* Each lane's sign selects a bit of its own; their sum. Of bytes the high half's go into the upper bytes of halves. */
void a64_simd_bitmask(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  Asm *as = &j->as;
  const Reg v = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, CLASS_i);
  switch (row_lanes(row)) {
  case A64_2D:
    v_3(j, A64_VUZP2, A64_4S, SCRATCH, v, v);
    a64_vshift(as, A64_VUSHR, A64_2S, SCRATCH, SCRATCH, 31);
    a64_rf(as, A64_FMOV_RF, 8, X17, 8, SCRATCH);
    a64_rrs(as, A64_ORR, 8, X17, X17, X17, A64_SHIFT_LSR, 31);
    a64_rri(as, A64_AND, 4, ar(d), X17, 3);
    push_reg(j, CLASS_i, d);
    return;
  case A64_4S: v_constant(j, SCRATCH2, UINT64_C(0x0000000200000001), UINT64_C(0x0000000800000004)); break;
  case A64_8H: v_constant(j, SCRATCH2, UINT64_C(0x0008000400020001), UINT64_C(0x0080004000200010)); break;
  default: v_each64(j, SCRATCH2, UINT64_C(0x8040201008040201)); break;
  }
  v_2(j, A64_VCMLT_0, row_lanes(row), SCRATCH, v);
  a64_v3(as, A64_VAND, A64_16B, SCRATCH, SCRATCH, SCRATCH2);
  if (row_lanes(row) == A64_16B) {
    a64_vext(as, A64_16B, SCRATCH2, SCRATCH, SCRATCH, 8);
    a64_v3(as, A64_VZIP1, A64_16B, SCRATCH, SCRATCH, SCRATCH2);
  }
  a64_v2(as, A64_VADDV, row_lanes(row) == A64_4S ? A64_4S : A64_8H, SCRATCH, SCRATCH);
  a64_rf(as, A64_FMOV_RF, 4, ar(d), 4, SCRATCH);
  push_reg(j, CLASS_i, d);
}

/* ---- the table ---- */

enum { FIRST = OP_F32_LOAD_F16, ROWS = OP_I32X4_DOT_I8X16_SS_SAT_ADD - FIRST + 1 };

static const SimdRow rows[ROWS] = {
#define SIMD(op, shape, insn, lanes, imm) [OP_##op - FIRST] = {a64_simd_##shape, insn, lanes, imm},
#include "jit/arm64/simd.def"
};

bool a64_lower_simd(Jit *j, const WalkInstr *i) {
  const uint32_t index = (uint32_t)i->instr->op - FIRST;
  if (index >= ROWS || !rows[index].shape) return false;
  rows[index].shape(j, i, &rows[index]);
  return true;
}
