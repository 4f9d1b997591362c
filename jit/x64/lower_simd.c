/* Vector instructions: the table, operands and registers, the shapes that many rows have. */
#include "jit/x64/simd.h"

/* ---- operands ---- */

bool x64_in_memory(const Jit *j, const Value *v) {
  uint32_t slot;
  return v->kind == VALUE_CONST || operand_slot(j, v, &slot);
}

Place x64_place(Jit *j, Value *v) {
  uint32_t slot;
  if (operand_slot(j, v, &slot)) return (Place){REG_NONE, slot_mem(slot)};
  if (v->kind == VALUE_CONST) return (Place){REG_NONE, x64_const(j, v->bits[0], v->bits[1])};
  return (Place){.reg = operand_reg(j, v)};
}

void v_ro(Jit *j, uint32_t op, Reg d, Place o) {
  if (o.reg == REG_NONE) v_rm(j, op, d, o.mem);
  else v_rr(j, op, d, o.reg);
}

void v_rro(Jit *j, uint32_t op, Reg d, Reg a, Place o) {
  if (o.reg == REG_NONE) v_rrm(j, op, d, a, o.mem);
  else v_rrr(j, op, d, a, o.reg);
}

void v_roi(Jit *j, uint32_t op, Reg d, Place o, unsigned imm) {
  if (o.reg == REG_NONE) x64_vrmi(&j->as, op, xr(d), o.mem, (uint8_t)imm);
  else v_rri(j, op, d, o.reg, imm);
}

void v_rroi(Jit *j, uint32_t op, Reg d, Reg a, Place o, unsigned imm) {
  if (o.reg == REG_NONE) v_rrmi(j, op, d, a, o.mem, imm);
  else v_rrri(j, op, d, a, o.reg, imm);
}

/* ---- registers ---- */

Reg x64_low(Jit *j, Reg r) {
  if (!is_high(r)) return r;
  const Reg t = temp(j, CLASS_v);
  x64_move(j, CLASS_v, t, r);
  return t;
}

Reg x64_own(Jit *j, Reg r) { return j->released & reg_bit(r) ? r : temp(j, CLASS_v); }

/* ---- constants ---- */

X64Mem x64_const(Jit *j, uint64_t low, uint64_t high) {
  const uint64_t bits[2] = {low, high};
  return x64_at(asm_const(&j->as, bits, sizeof bits));
}

X64Mem x64_each32_wide(Jit *j, uint32_t v) {
  const uint32_t bits[8] = {v, v, v, v, v, v, v, v};
  return x64_at(asm_const(&j->as, bits, sizeof bits));
}

uint32_t x64_from_mask(unsigned log2) {
  static const uint16_t ops[4] = {X64_VPMOVM2B, X64_VPMOVM2W, X64_VPMOVM2D, X64_VPMOVM2Q};
  return ops[log2 & 3];
}

/* ---- one and two operands ---- */

/* From the lower 8 bytes, which a load may just have read into an otherwise empty register. */
void x64_simd_unary_low(Jit *j, const WalkInstr *i, const SimdRow *row) {
  X64Mem m;
  if (!x64_take_load(j, top(j, 0), 8, &m)) {
    x64_simd_unary(j, i, row);
    return;
  }
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_rm(j, row->insn, d, m);
  push_reg(j, CLASS_v, d);
}

void x64_simd_unary(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Place a = x64_place(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_ro(j, row->insn, d, a);
  push_reg(j, CLASS_v, d);
}

void x64_simd_unary_imm(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Place a = x64_place(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_roi(j, row->insn, d, a, row->imm);
  push_reg(j, CLASS_v, d);
}

static void binary(Jit *j, uint32_t op, Value *first, Value *second) {
  const Reg a = operand_reg(j, first);
  Place b = {.reg = REG_NONE};
  if (!x64_take_load(j, second, 16, &b.mem)) b = x64_place(j, second);
  pop_values(j, 2);
  const Reg d = result_vector(j);
  v_rro(j, op, d, a, b);
  push_reg(j, CLASS_v, d);
}

void x64_simd_binary(Jit *j, const WalkInstr *i, const SimdRow *row) {
  Value *a = top(j, 1), *b = top(j, 0);
  const bool commutes = op_info[i->instr->op].flags & OPF_COMMUTES;
  if (commutes && x64_in_memory(j, a) && !x64_in_memory(j, b)) binary(j, row->insn, b, a);
  else binary(j, row->insn, a, b);
}

void x64_simd_binary_swapped(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  binary(j, row->insn, top(j, 0), top(j, 1));
}

/* ---- bits ---- */

void x64_simd_not(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Place a = x64_place(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_ones(j, SCRATCH);
  v_rro(j, X64_VPXOR, d, SCRATCH, a);
  push_reg(j, CLASS_v, d);
}

/* d, which holds one of the three, becomes mask ? a : b. */
static void select_bits(Jit *j, Reg d, Reg a, Reg b, Reg mask) {
  if (d == a) x64_vrrri(&j->as, X64_VPTERNLOGD, xr(d), xr(b), xr(mask), 0xE4);
  else if (d == b) x64_vrrri(&j->as, X64_VPTERNLOGD, xr(d), xr(a), xr(mask), 0xD8);
  else x64_vrrri(&j->as, X64_VPTERNLOGD, xr(d), xr(a), xr(b), 0xCA);
}

void x64_simd_bitselect(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 2)), b = operand_reg(j, top(j, 1)), mask = operand_reg(j, top(j, 0));
  pop_values(j, 3);
  const Reg d = result_vector(j);
  if (has_cpu(j, CPU_AVX512VL)) {
    if (d != a && d != b) v_move(j, d, mask);
    select_bits(j, d, a, b, mask);
  } else {
    v_rrr(j, X64_VPAND, SCRATCH, mask, a);
    v_rrr(j, X64_VPANDN, d, mask, b);
    v_rrr(j, X64_VPOR, d, d, SCRATCH);
  }
  push_reg(j, CLASS_v, d);
}

/* The sign of each lane of the mask chooses a, else b. imm: log2 of the lane. */
void x64_simd_blendv(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  static const uint16_t to_mask[4] = {X64_VPMOVB2M, X64_VPMOVW2M, X64_VPMOVD2M, X64_VPMOVQ2M};
  const Reg a = operand_reg(j, top(j, 2)), b = operand_reg(j, top(j, 1)), mask = operand_reg(j, top(j, 0));
  pop_values(j, 3);
  const Reg d = result_vector(j);
  if (is_high(a) || is_high(b) || is_high(mask) || is_high(d)) {
    x64_vrr(&j->as, to_mask[row->imm], K1, xr(mask));
    v_rrr(j, row->other | X64_MASK(1), d, b, a);
  } else {
    v_rrrr(j, row->insn, d, b, a, mask);
  }
  push_reg(j, CLASS_v, d);
}

/* ---- truth ---- */

void x64_simd_any_true(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = x64_low(j, operand_reg(j, top(j, 0)));
  v_rr(j, X64_VPTEST, a, a);
  pop_values(j, 1);
  x64_push_cond(j, X64_NE);
}

/* No lane is zero. */
void x64_simd_all_true(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = x64_low(j, operand_reg(j, top(j, 0)));
  v_zero(j, SCRATCH);
  v_rrr(j, row->insn, SCRATCH, SCRATCH, a);
  v_rr(j, X64_VPTEST, SCRATCH, SCRATCH);
  pop_values(j, 1);
  x64_push_cond(j, X64_E);
}

void x64_simd_bitmask(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = x64_low(j, operand_reg(j, top(j, 0)));
  pop_values(j, 1);
  const Reg d = result_reg(j, CLASS_i);
  v_rr(j, row->insn, d, a);
  push_reg(j, CLASS_i, d);
}

/* Saturation keeps signs; the upper half is the lower's. */
void x64_simd_bitmask16(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, CLASS_i);
  v_rrr(j, X64_VPACKSSWB, SCRATCH, a, a);
  v_rr(j, X64_VPMOVMSKB, d, SCRATCH);
  x64_rr(&j->as, X64_MOVZX8, 4, xr(d), xr(d));
  push_reg(j, CLASS_i, d);
}

/* ---- comparisons ---- */

/* COMPARE of simd.def: the predicate, 8 if unsigned, log2 of the lane's bytes in bits 4-5. */
#define COMPARE(predicate, log2)   (PCMP_##predicate | (log2) << 4)
#define COMPARE_U(predicate, log2) (PCMP_##predicate | 8 | (log2) << 4)

/* To k1 and back: any predicate, any register. */
static void compare_by_mask(Jit *j, const SimdRow *row, Reg a, Place b) {
  static const uint16_t ops[2][4] = {{X64_VPCMPB, X64_VPCMPW, X64_VPCMPD, X64_VPCMPQ}, {X64_VPCMPUB, X64_VPCMPUW, X64_VPCMPUD, X64_VPCMPUQ}};
  const unsigned log2 = row->imm >> 4, predicate = row->imm & 7;
  const uint32_t op = ops[row->imm >> 3 & 1][log2];
  pop_values(j, 2);
  const Reg d = result_vector(j);
  if (b.reg == REG_NONE) x64_vrrmi(&j->as, op, K1, xr(a), b.mem, (uint8_t)predicate);
  else x64_vrrri(&j->as, op, K1, xr(a), xr(b.reg), (uint8_t)predicate);
  x64_vrr(&j->as, x64_from_mask(log2), xr(d), K1);
  push_reg(j, CLASS_v, d);
}

/* Signed, after the sign bits have been turned over. */
static void compare_biased(Jit *j, uint32_t greater, unsigned log2, Reg d, Reg a, Place b) {
  static const uint64_t signs[3] = {0x8080808080808080, 0x8000800080008000, 0x8000000080000000};
  const X64Mem sign = x64_each64(j, signs[log2]);
  const Reg t = temp(j, CLASS_v);
  v_rrm(j, X64_VPXOR, t, a, sign);
  if (b.reg == REG_NONE) {
    v_rm(j, X64_VMOVDQU, SCRATCH, b.mem);
    b.reg = SCRATCH;
  }
  v_rrm(j, X64_VPXOR, SCRATCH, b.reg, sign);
  v_rrr(j, greater, d, t, SCRATCH);
}

/* d = a predicate b, in which a less than is a swapped greater than: equal, greater; greater or equal where that is what
 * the row's minimum or maximum says; the rest by their opposites. */
static void compare_low(Jit *j, const SimdRow *row, Reg d, Reg a, Place b) {
  static const uint16_t equal[4] = {X64_VPCMPEQB, X64_VPCMPEQW, X64_VPCMPEQD, X64_VPCMPEQQ};
  static const uint16_t greater[4] = {X64_VPCMPGTB, X64_VPCMPGTW, X64_VPCMPGTD, X64_VPCMPGTQ};
  const unsigned log2 = row->imm >> 4, predicate = row->imm & 7;
  const bool is_unsigned = row->imm & 8;
  if (row->insn) { /* the larger, or smaller, is a */
    v_rro(j, row->insn, SCRATCH, a, b);
    v_rrr(j, equal[log2], d, SCRATCH, a);
    return;
  }
  switch (predicate) {
  case PCMP_EQ: v_rro(j, equal[log2], d, a, b); return;
  case PCMP_NE: v_rro(j, equal[log2], SCRATCH, a, b); break;
  case PCMP_GT: case PCMP_LT:
    if (is_unsigned) compare_biased(j, greater[log2], log2, d, a, b);
    else v_rro(j, greater[log2], d, a, b);
    return;
  default: v_rro(j, greater[log2], SCRATCH, a, b); /* i64x2: not greater */
  }
  const Reg t = temp(j, CLASS_v);
  v_ones(j, t);
  v_rrr(j, X64_VPXOR, d, SCRATCH, t);
}

/* b > a instead of a < b; b > a, negated, instead of a >= b. */
static bool is_swapped(const SimdRow *row) {
  const unsigned predicate = row->imm & 7;
  return predicate == PCMP_LT || (predicate == PCMP_GE && !row->insn);
}

void x64_simd_compare(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const unsigned predicate = row->imm & 7;
  const bool is_long = row->imm & 8 && (predicate == PCMP_LT || predicate == PCMP_GT);
  const bool swap = is_swapped(row);
  const bool by_mask = has_cpu(j, CPU_AVX512VL);
  const Reg a = operand_reg(j, top(j, swap ? 0 : 1));
  const Place b = x64_place(j, top(j, swap ? 1 : 0));
  if (by_mask && (is_long || is_high(a) || (b.reg != REG_NONE && is_high(b.reg)))) {
    static const uint8_t swapped[8] = {[PCMP_LT] = PCMP_GT, [PCMP_GE] = PCMP_LE};
    const SimdRow turned = {.imm = (uint8_t)((row->imm & ~7u) | swapped[predicate])};
    compare_by_mask(j, swap ? &turned : row, a, b);
    return;
  }
  pop_values(j, 2);
  const Reg d = result_low(j);
  compare_low(j, row, d, a, b);
  push_reg(j, CLASS_v, d);
}

void x64_simd_compare_float(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 1));
  const Place b = x64_place(j, top(j, 0));
  pop_values(j, 2);
  if (is_high(a) || (b.reg != REG_NONE && is_high(b.reg))) {
    const Reg d = result_vector(j);
    if (b.reg == REG_NONE) x64_vrrmi(&j->as, row->other, K1, xr(a), b.mem, row->imm);
    else x64_vrrri(&j->as, row->other, K1, xr(a), xr(b.reg), row->imm);
    x64_vrr(&j->as, x64_from_mask(row->insn == X64_VCMPPD ? 3 : 2), xr(d), K1);
    push_reg(j, CLASS_v, d);
    return;
  }
  const Reg d = result_low(j);
  v_rroi(j, row->insn, d, a, b, row->imm);
  push_reg(j, CLASS_v, d);
}

/* ---- the table ---- */

enum { FIRST = OP_F32_LOAD_F16, ROWS = OP_I32X4_DOT_I8X16_SS_SAT_ADD - FIRST + 1 };

static const SimdRow rows[ROWS] = {
#define SIMD(op, shape, insn, other, imm) [OP_##op - FIRST] = {x64_simd_##shape, insn, other, imm},
#include "jit/x64/simd.def"
};

bool x64_lower_simd(Jit *j, const WalkInstr *i) {
  const uint32_t index = (uint32_t)i->instr->op - FIRST;
  if (index >= ROWS || !rows[index].shape) return false;
  rows[index].shape(j, i, &rows[index]);
  return true;
}
