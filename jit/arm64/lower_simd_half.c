/* Half precision: by instructions of FEAT_FP16, or by single precision, which rounds the same:
 * 24 bits are at least twice 11 and two more. */
#include "jit/arm64/simd.h"

/* From the low halves, from the high ones. */
static void widen(Jit *j, bool high, Reg d, Reg a) { v_2(j, A64_VFCVTL, high ? A64_8H : A64_4H, d, a); }
/* To the low lanes, clearing the others; to the high ones. */
static void narrow(Jit *j, bool high, Reg d, Reg a) { v_2(j, A64_VFCVTN, high ? A64_8H : A64_4H, d, a); }

static bool has_halves(const Jit *j) { return has_cpu(j, CPU_FP16); }

/* Only the sign bit is touched. */
void a64_simd_half_sign(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg_like(j, CLASS_v, a, 0);
  if (has_halves(j)) {
    v_2(j, row_op(row), A64_8H, d, a);
  } else {
    a64_vimm(&j->as, A64_VMOVI, A64_8H, SCRATCH, 0x80, 8);
    v_3(j, row->insn == A64_VFABS ? A64_VBIC : A64_VEOR, A64_16B, d, a, SCRATCH);
  }
  push_reg(j, CLASS_v, d);
}

void a64_simd_half_unary(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  if (has_halves(j)) {
    v_2(j, row_op(row), A64_8H, d, a);
  } else {
    widen(j, false, SCRATCH, a);
    widen(j, true, SCRATCH2, a);
    v_2(j, row_op(row), A64_4S, SCRATCH, SCRATCH);
    v_2(j, row_op(row), A64_4S, SCRATCH2, SCRATCH2);
    narrow(j, false, d, SCRATCH);
    narrow(j, true, d, SCRATCH2);
  }
  push_reg(j, CLASS_v, d);
}

/* v31, v30 := op of the low and the high halves of x and y, as singles. */
static void by_singles(Jit *j, A64Op op, Reg x, Reg y, Reg t) {
  widen(j, false, SCRATCH, x);
  widen(j, false, t, y);
  v_3(j, op, A64_4S, SCRATCH, SCRATCH, t);
  widen(j, true, SCRATCH2, x);
  widen(j, true, t, y);
  v_3(j, op, A64_4S, SCRATCH2, SCRATCH2, t);
}

void a64_simd_half_binary(Jit *j, const WalkInstr *i, const SimdRow *row) {
  if (has_halves(j)) {
    a64_simd_binary(j, i, row);
    return;
  }
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0)), t = temp(j, CLASS_v);
  pop_values(j, 2);
  const Reg d = result_vector(j);
  by_singles(j, row_op(row), a, b, t);
  narrow(j, false, d, SCRATCH);
  narrow(j, true, d, SCRATCH2);
  push_reg(j, CLASS_v, d);
}

/* d := the mask of a comparison; d may be an operand. t: one more, or nothing with FEAT_FP16. */
static void compare(Jit *j, A64Op op, Reg d, Reg x, Reg y, Reg t) {
  if (has_halves(j)) {
    v_3(j, op, A64_8H, d, x, y);
  } else {
    by_singles(j, op, x, y, t);
    v_3(j, A64_VUZP1, A64_8H, d, SCRATCH, SCRATCH2);
  }
}

void a64_simd_half_compare(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  const Reg t = has_halves(j) ? REG_NONE : temp(j, CLASS_v);
  const bool swap = row->imm & HALF_SWAPPED;
  pop_values(j, 2);
  const Reg d = result_vector(j);
  compare(j, row_op(row), d, swap ? b : a, swap ? a : b, t);
  if (row->imm & HALF_NOT) v_2(j, A64_VNOT, A64_16B, d, d);
  push_reg(j, CLASS_v, d);
}

void a64_simd_half_pick(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  const Reg t = has_halves(j) ? REG_NONE : temp(j, CLASS_v);
  const bool swap = row->imm & PICK_SWAPPED;
  pop_values(j, 2);
  const Reg d = result_vector(j);
  compare(j, row_op(row), SCRATCH, swap ? b : a, swap ? a : b, t);
  v_select(j, d, SCRATCH, b, a);
  push_reg(j, CLASS_v, d);
}

/* ---- fused ---- */

/* Two halves as doubles, which of the four pairs. */
static void widen_twice(Jit *j, unsigned pair, Reg d, Reg a) {
  widen(j, pair >= 2, d, a);
  v_2(j, A64_VFCVTL, pair & 1 ? A64_4S : A64_2S, d, d);
}

/* The sum of a product and the third is exact as a double where it matters, and is rounded to odd on its way to a single, so
 * that the last rounding is the only one. */
void a64_simd_half_fused(Jit *j, const WalkInstr *i, const SimdRow *row) {
  if (has_halves(j)) {
    a64_simd_fused(j, i, row);
    return;
  }
  const Reg a = operand_reg(j, top(j, 2)), b = operand_reg(j, top(j, 1)), c = operand_reg(j, top(j, 0));
  const Reg x = temp(j, CLASS_v), y = temp(j, CLASS_v);
  pop_values(j, 3);
  const Reg d = result_reg_not(j, CLASS_v, reg_bit(a) | reg_bit(b) | reg_bit(c));
  for (unsigned pair = 0; pair < 4; pair++) {
    widen_twice(j, pair, x, a);
    widen_twice(j, pair, y, b);
    widen_twice(j, pair, SCRATCH2, c);
    v_3(j, row_op(row), A64_2D, SCRATCH2, x, y);
    v_2(j, A64_VFCVTXN, pair & 1 ? A64_4S : A64_2S, SCRATCH, SCRATCH2);
    if (pair & 1) narrow(j, pair >= 2, d, SCRATCH);
  }
  push_reg(j, CLASS_v, d);
}

/* ---- conversions ---- */

/* To i16, saturating. */
void a64_simd_half_trunc(Jit *j, const WalkInstr *i, const SimdRow *row) {
  if (has_halves(j)) {
    a64_simd_unary(j, i, row);
    return;
  }
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  widen(j, false, SCRATCH, a);
  widen(j, true, SCRATCH2, a);
  v_2(j, row_op(row), A64_4S, SCRATCH, SCRATCH);
  v_2(j, row_op(row), A64_4S, SCRATCH2, SCRATCH2);
  v_narrow(j, row->insn == A64_VFCVTZS ? A64_VSQXTN : A64_VUQXTN, A64_4H, d, SCRATCH, SCRATCH2);
  push_reg(j, CLASS_v, d);
}

void a64_simd_half_convert(Jit *j, const WalkInstr *i, const SimdRow *row) {
  if (has_halves(j)) {
    a64_simd_unary(j, i, row);
    return;
  }
  const A64Op extend = row->insn == A64_VSCVTF ? A64_VSSHLL : A64_VUSHLL;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  a64_vshift(&j->as, extend, A64_4H, SCRATCH, ar(a), 0);
  a64_vshift(&j->as, extend, A64_8H, SCRATCH2, ar(a), 0);
  v_2(j, row_op(row), A64_4S, SCRATCH, SCRATCH);
  v_2(j, row_op(row), A64_4S, SCRATCH2, SCRATCH2);
  narrow(j, false, d, SCRATCH);
  narrow(j, true, d, SCRATCH2);
  push_reg(j, CLASS_v, d);
}

/* Rounded to odd first. */
void a64_simd_half_demote64(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_2(j, A64_VFCVTXN, A64_2S, d, a);
  narrow(j, false, d, d);
  push_reg(j, CLASS_v, d);
}
