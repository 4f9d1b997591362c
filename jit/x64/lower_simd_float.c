/* Vector instructions: floats, where one instruction is not what they mean; conversions; canonical NaNs. */
#include "jit/x64/simd.h"

/* ---- signs ---- */

static uint64_t sign_bits(unsigned log2) {
  static const uint64_t signs[4] = {0, 0x8000800080008000, 0x8000000080000000, 0x8000000000000000};
  return signs[log2 & 3];
}

static void with_bits(Jit *j, uint32_t op, uint64_t bits) {
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_rrm(j, op, d, a, x64_each64(j, bits));
  push_reg(j, CLASS_v, d);
}

/* imm: log2 of the lane's bytes. */
void x64_simd_abs_float(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  with_bits(j, row->insn, ~sign_bits(row->imm));
}

void x64_simd_neg_float(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  with_bits(j, row->insn, sign_bits(row->imm));
}

/* ---- minimum and maximum ---- */

typedef struct Floats {
  uint16_t add, compare, compare_mask, blend;
} Floats;
static const Floats floats[] = {
    [FLOATS_PS] = {X64_VADDPS, X64_VCMPPS, X64_VCMPPS_K, X64_VBLENDVPS},
    [FLOATS_PD] = {X64_VADDPD, X64_VCMPPD, X64_VCMPPD_K, X64_VBLENDVPD},
    [FLOATS_PH] = {X64_VADDPH, 0, X64_VCMPPH, 0},
};

/* d = the smaller or larger of a and b (`op`, which gives its second operand where neither is: so done both ways), zeros
 * of either sign joined by `join`, and where one is a NaN their sum. t, SCRATCH are destroyed. */
static void min_max_low(Jit *j, const Floats *f, uint32_t op, uint32_t join, Reg d, Reg a, Reg b, Reg t) {
  const uint32_t wide = op & X64_YMM;
  v_rrr(j, op, t, a, b);
  v_rrr(j, op, SCRATCH, b, a);
  v_rrr(j, join | wide, t, t, SCRATCH);
  v_rrri(j, f->compare | wide, SCRATCH, a, b, CMP_UNORD);
  v_rrr(j, f->add | wide, d, a, b);
  v_rrrr(j, f->blend | wide, d, t, d, SCRATCH);
}

void x64_min_max_f32(Jit *j, uint32_t op, uint32_t join, Reg d, Reg a, Reg b, Reg t) {
  min_max_low(j, &floats[FLOATS_PS], op, join, d, a, b, t);
}

/* d must not be a or b. */
static void min_max_mask(Jit *j, const Floats *f, uint32_t op, uint32_t join, Reg d, Reg a, Reg b) {
  x64_vrrri(&j->as, f->compare_mask, K1, xr(a), xr(b), CMP_UNORD);
  v_rrr(j, op, d, a, b);
  v_rrr(j, op, SCRATCH, b, a);
  v_rrr(j, join, d, d, SCRATCH);
  v_rrr(j, f->add | X64_MASK(1), d, a, b);
}

/* other: joins zeros. imm: FLOATS_*. */
void x64_simd_min_max(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Floats *f = &floats[row->imm];
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  Reg d;
  pop_values(j, 2);
  if (has_cpu(j, CPU_AVX512VL)) {
    d = result_reg_not(j, CLASS_v, reg_bit(a) | reg_bit(b));
    min_max_mask(j, f, row->insn, row->other, d, a, b);
  } else {
    const Reg t = temp(j, CLASS_v);
    d = result_vector(j);
    min_max_low(j, f, row->insn, row->other, d, a, b, t);
  }
  push_reg(j, CLASS_v, d);
}

/* ---- multiplication and addition ---- */

/* The forms overwrite an operand: 132: d·c + b, 213: b·d + c, 231: b·c + d, of which c alone may be memory. */
void x64_fuse(Jit *j, uint32_t op, unsigned step, Reg d, Reg a, Place b, Place c) {
  const uint32_t op132 = op, op213 = op + step, op231 = op + 2 * step;
  if (c.reg == REG_NONE) { /* b is in a register */
    if (d == b.reg) {
      v_rrm(j, op213, d, a, c.mem);
    } else {
      v_move(j, d, a);
      v_rrm(j, op213, d, b.reg, c.mem);
    }
  } else if (b.reg == REG_NONE) {
    if (d == a && d != c.reg) {
      v_rrm(j, op132, d, c.reg, b.mem);
    } else {
      v_move(j, d, c.reg);
      v_rrm(j, op231, d, a, b.mem);
    }
  } else if (d == a && d != c.reg) {
    v_rrr(j, op213, d, b.reg, c.reg);
  } else if (d == b.reg && d != c.reg) {
    v_rrr(j, op213, d, a, c.reg);
  } else {
    v_move(j, d, c.reg);
    v_rrr(j, op231, d, a, b.reg);
  }
}

/* insn: the form 132. imm: how far it is to the next. */
void x64_simd_fused(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 2));
  const bool c_in_memory = x64_in_memory(j, top(j, 0));
  const Place b = c_in_memory ? (Place){.reg = operand_reg(j, top(j, 1))} : x64_place(j, top(j, 1));
  const Place c = x64_place(j, top(j, 0));
  pop_values(j, 3);
  const Reg d = result_vector(j);
  x64_fuse(j, row->insn, row->imm, d, a, b, c);
  push_reg(j, CLASS_v, d);
}

/* Two roundings. other: addition, or c less the product. */
void x64_simd_muladd(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 2)), c = operand_reg(j, top(j, 0));
  const Place b = x64_place(j, top(j, 1));
  pop_values(j, 3);
  const Reg d = result_vector(j);
  v_rro(j, row->insn, SCRATCH, a, b);
  v_rrr(j, row->other, d, c, SCRATCH);
  push_reg(j, CLASS_v, d);
}

/* ---- to floats ---- */

/* The halves of each integer in the fractions of 2^23 and 2^39, which are taken away again: one rounding. */
void x64_simd_convert32_u(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  if (has_cpu(j, CPU_AVX512VL)) {
    v_rr(j, X64_VCVTUDQ2PS, d, a);
  } else {
    v_rri(j, X64_VPSRLD_I, SCRATCH, a, 16);
    v_rrmi(j, X64_VPBLENDW, d, a, x64_each32(j, float_bits(0x1p23f)), 0xAA);
    v_rrmi(j, X64_VPBLENDW, SCRATCH, SCRATCH, x64_each32(j, float_bits(0x1p39f)), 0xAA);
    v_rrm(j, X64_VSUBPS, SCRATCH, SCRATCH, x64_each32(j, float_bits(0x1p39f + 0x1p23f)));
    v_rrr(j, X64_VADDPS, d, d, SCRATCH);
  }
  push_reg(j, CLASS_v, d);
}

/* Each integer in the fraction of 2^52. */
void x64_simd_convert_low_u(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  if (has_cpu(j, CPU_AVX512VL)) {
    v_rr(j, X64_VCVTUDQ2PD, d, a);
  } else {
    v_rrm(j, X64_VPUNPCKLDQ, d, a, x64_each32(j, (uint32_t)(double_bits(0x1p52) >> 32)));
    v_rrm(j, X64_VSUBPD, d, d, x64_each64(j, double_bits(0x1p52)));
  }
  push_reg(j, CLASS_v, d);
}

/* ---- to integers ---- */

/* NaNs become zero; what is too large converts to 0x80000000, and is turned over. */
void x64_simd_trunc_f32_s(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = x64_low(j, operand_reg(j, top(j, 0)));
  pop_values(j, 1);
  const Reg t = temp(j, CLASS_v), d = result_vector(j);
  v_rrri(j, X64_VCMPPS, SCRATCH, a, a, CMP_EQ);
  v_rrr(j, X64_VANDPS, t, a, SCRATCH);
  v_rrmi(j, X64_VCMPPS, SCRATCH, t, x64_each32(j, float_bits(0x1p31f)), CMP_GE);
  v_rr(j, X64_VCVTTPS2DQ, t, t);
  v_rrr(j, X64_VPXOR, d, t, SCRATCH);
  push_reg(j, CLASS_v, d);
}

/* t = a's lanes as u32, saturated, by the signed instruction: what is 2^31 and above converts to that, to which the rest,
 * converted apart, is added. a: low; t, u, SCRATCH are destroyed. */
static void trunc_f32_u_low(Jit *j, Reg t, Reg u, Reg a) {
  const X64Mem big = x64_each32(j, float_bits(0x1p31f));
  v_zero(j, SCRATCH);
  v_rrr(j, X64_VMAXPS, t, a, SCRATCH);
  v_rrm(j, X64_VSUBPS, u, t, big);
  v_rr(j, X64_VCVTTPS2DQ, t, t);
  v_rrmi(j, X64_VCMPPS, SCRATCH, u, big, CMP_GE);
  v_rr(j, X64_VCVTTPS2DQ, u, u);
  v_rrr(j, X64_VPXOR, u, u, SCRATCH);
  v_zero(j, SCRATCH);
  v_rrr(j, X64_VPMAXSD, u, u, SCRATCH);
  v_rrr(j, X64_VPADDD, t, t, u);
}

/* A maximum gives its second operand for NaNs. */
void x64_simd_trunc_f32_u(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  if (has_cpu(j, CPU_AVX512VL)) {
    const Reg d = result_vector(j);
    v_zero(j, SCRATCH);
    v_rrr(j, X64_VMAXPS, SCRATCH, a, SCRATCH);
    v_rr(j, X64_VCVTTPS2UDQ, d, SCRATCH);
    push_reg(j, CLASS_v, d);
    return;
  }
  const Reg t = temp(j, CLASS_v), u = temp(j, CLASS_v);
  trunc_f32_u_low(j, t, u, a);
  const Reg d = result_vector(j);
  v_move(j, d, t);
  push_reg(j, CLASS_v, d);
}

/* All bits where it does not fit. */
void x64_simd_trunc_f32_u_x86(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  if (has_cpu(j, CPU_AVX512VL)) {
    const Reg d = result_vector(j);
    v_rr(j, X64_VCVTTPS2UDQ, d, a);
    push_reg(j, CLASS_v, d);
    return;
  }
  const Reg t = temp(j, CLASS_v), u = temp(j, CLASS_v);
  trunc_f32_u_low(j, t, u, a);
  v_rrmi(j, X64_VCMPPS, u, a, x64_each32(j, float_bits(-1)), CMP_NGT);
  const Reg d = result_vector(j);
  v_rrr(j, X64_VPOR, d, t, u);
  push_reg(j, CLASS_v, d);
}

/* The smaller of the lane and the largest integer; a minimum gives its second operand for NaNs, which is zero there. */
void x64_simd_trunc_f64_s(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = x64_low(j, operand_reg(j, top(j, 0)));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_rrri(j, X64_VCMPPD, SCRATCH, a, a, CMP_EQ);
  v_rrm(j, X64_VANDPD, SCRATCH, SCRATCH, x64_each64(j, double_bits(INT32_MAX)));
  v_rrr(j, X64_VMINPD, SCRATCH, a, SCRATCH);
  v_rr(j, X64_VCVTTPD2DQ, d, SCRATCH);
  push_reg(j, CLASS_v, d);
}

/* t = a's lanes as u32, saturated, then zeros: integers in the fraction of 2^52. SCRATCH is zero afterwards. */
static void trunc_f64_u_low(Jit *j, Reg t, Reg a) {
  v_zero(j, SCRATCH);
  v_rrr(j, X64_VMAXPD, t, a, SCRATCH);
  v_rrm(j, X64_VMINPD, t, t, x64_each64(j, double_bits(UINT32_MAX)));
  v_rri(j, X64_VROUNDPD, t, t, ROUND_ZERO);
  v_rrm(j, X64_VADDPD, t, t, x64_each64(j, double_bits(0x1p52)));
  v_rrri(j, X64_VSHUFPS, t, t, SCRATCH, 0x88);
}

void x64_simd_trunc_f64_u(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  if (has_cpu(j, CPU_AVX512VL)) {
    v_zero(j, SCRATCH);
    v_rrr(j, X64_VMAXPD, SCRATCH, a, SCRATCH);
    v_rr(j, X64_VCVTTPD2UDQ, d, SCRATCH);
  } else {
    trunc_f64_u_low(j, d, a);
  }
  push_reg(j, CLASS_v, d);
}

void x64_simd_trunc_f64_u_x86(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  if (has_cpu(j, CPU_AVX512VL)) {
    const Reg d = result_vector(j);
    v_rr(j, X64_VCVTTPD2UDQ, d, a);
    push_reg(j, CLASS_v, d);
    return;
  }
  const Reg t = temp(j, CLASS_v), u = temp(j, CLASS_v);
  trunc_f64_u_low(j, t, a);
  v_rrmi(j, X64_VCMPPD, u, a, x64_each64(j, double_bits(-1)), CMP_NGT);
  v_rrri(j, X64_VSHUFPS, u, u, SCRATCH, 0x88);
  const Reg d = result_vector(j);
  v_rrr(j, X64_VPOR, d, t, u);
  push_reg(j, CLASS_v, d);
}

/* ---- canonical NaNs ---- */

static void canonical_scalar(Jit *j, Class cls, Reg d) {
  Asm *as = &j->as;
  static const uint64_t nan64 = 0x7FF8000000000000;
  static const uint32_t nan32 = 0x7FC00000;
  const bool is_double = cls == CLASS_d;
  const AsmLabel done = asm_label(as);
  v_rr(j, is_double ? X64_VUCOMISD : X64_VUCOMISS, d, d);
  x64_jcc_short(as, X64_NP, done);
  if (is_double) v_rm(j, X64_VMOVSD, d, x64_at(asm_const(as, &nan64, sizeof nan64)));
  else v_rm(j, X64_VMOVSS, d, x64_at(asm_const(as, &nan32, sizeof nan32)));
  asm_bind(as, done);
}

static void canonical_float(Jit *j, bool is_double, Reg d) {
  const X64Mem nan = x64_each64(j, is_double ? 0x7FF8000000000000 : 0x7FC000007FC00000);
  const Floats *f = &floats[is_double ? FLOATS_PD : FLOATS_PS];
  if (has_cpu(j, CPU_AVX512VL)) {
    x64_vrrri(&j->as, f->compare_mask, K1, xr(d), xr(d), CMP_UNORD);
    v_rm(j, (is_double ? X64_VMOVDQU64 : X64_VMOVUPS) | X64_MASK(1), d, nan);
  } else {
    v_rrri(j, f->compare, SCRATCH, d, d, CMP_UNORD);
    x64_vrrmr(&j->as, f->blend, xr(d), xr(d), nan, SCRATCH);
  }
}

/* NaNs are what is above infinity without the sign. */
static void canonical_half(Jit *j, Reg d) {
  const Reg t = x64_low(j, d);
  v_rrm(j, X64_VPAND, SCRATCH, t, x64_each16(j, 0x7FFF));
  v_rrm(j, X64_VPCMPGTW, SCRATCH, SCRATCH, x64_each16(j, 0x7C00));
  x64_vrrmr(&j->as, X64_VPBLENDVB, xr(t), xr(t), x64_each16(j, 0x7E00), SCRATCH);
  v_move(j, d, t);
}

void x64_canonical(Jit *j, const WalkInstr *i) {
  const Value *v = top(j, 0);
  const char *text = op_info[i->instr->op].text;
  assert(v->kind == VALUE_REG);
  j->pinned |= reg_bit(v->reg);
  if (v->cls != CLASS_v) canonical_scalar(j, (Class)v->cls, v->reg);
  else if (text[1] == '1') canonical_half(j, v->reg); /* f16x8 */
  else canonical_float(j, text[1] == '6', v->reg);
}
