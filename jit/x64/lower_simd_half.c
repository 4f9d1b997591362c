/* Vector instructions: half precision.
 *
 * All eight lanes are widened to f32, in 256 bits, and the result narrowed: rounded once more, which is exact for
 * + - · / √ (vm/sem/f16.h). What multiplies and adds needs more: see half_fused. AVX512-FP16 has an instruction for
 * most; the bits are the same. Stubs clear the upper halves before C runs. */
#include "jit/x64/simd.h"

static bool has_half(const Jit *j) { return has_cpu(j, CPU_AVX512_FP16) && has_cpu(j, CPU_AVX512VL); }

/* ---- there and back ---- */

/* The operand's register, or where in memory it lies: as x64_place, but what is in a temp will be overwritten. */
static Reg widened(Jit *j, Place o) {
  const Reg t = o.reg == REG_NONE ? temp(j, CLASS_v) : x64_own(j, o.reg);
  v_ro(j, X64_VCVTPH2PS | X64_YMM, t, o);
  return t;
}

static void push_narrowed(Jit *j, Reg t) {
  const Reg d = result_vector(j);
  v_rri(j, X64_VCVTPS2PH | X64_YMM, d, t, 0);
  push_reg(j, CLASS_v, d);
}

/* 32-bit lanes in t, packed to 16 bits by `pack`. */
static void push_packed(Jit *j, uint32_t pack, Reg t) {
  v_rri(j, X64_VEXTRACTI128 | X64_YMM, SCRATCH, t, 1);
  const Reg d = result_vector(j);
  v_rrr(j, pack, d, t, SCRATCH);
  push_reg(j, CLASS_v, d);
}

/* ---- one and two operands ---- */

void x64_simd_half_unary(Jit *j, const WalkInstr *i, const SimdRow *row) {
  if (has_half(j)) {
    const SimdRow direct = {NULL, row->other, 0, 0};
    x64_simd_unary(j, i, &direct);
    return;
  }
  const Place a = x64_place(j, top(j, 0));
  pop_values(j, 1);
  const Reg t = widened(j, a);
  v_rr(j, row->insn | X64_YMM, t, t);
  push_narrowed(j, t);
}

void x64_simd_half_round(Jit *j, const WalkInstr *i, const SimdRow *row) {
  if (has_half(j)) {
    const SimdRow direct = {NULL, row->other, 0, row->imm};
    x64_simd_unary_imm(j, i, &direct);
    return;
  }
  const Place a = x64_place(j, top(j, 0));
  pop_values(j, 1);
  const Reg t = widened(j, a);
  v_rri(j, row->insn | X64_YMM, t, t, row->imm);
  push_narrowed(j, t);
}

void x64_simd_half_binary(Jit *j, const WalkInstr *i, const SimdRow *row) {
  if (has_half(j)) {
    const SimdRow direct = {NULL, row->other, 0, 0};
    x64_simd_binary(j, i, &direct);
    return;
  }
  const Place a = x64_place(j, top(j, 1)), b = x64_place(j, top(j, 0));
  pop_values(j, 2);
  const Reg ta = widened(j, a), tb = widened(j, b);
  v_rrr(j, row->insn | X64_YMM, ta, ta, tb);
  push_narrowed(j, ta);
}

void x64_simd_half_min_max(Jit *j, const WalkInstr *i, const SimdRow *row) {
  if (has_half(j)) {
    const SimdRow direct = {NULL, row->insn == X64_VMINPS ? X64_VMINPH : X64_VMAXPH, row->other, FLOATS_PH};
    x64_simd_min_max(j, i, &direct);
    return;
  }
  const Place a = x64_place(j, top(j, 1)), b = x64_place(j, top(j, 0));
  pop_values(j, 2);
  const Reg ta = widened(j, a), tb = widened(j, b), t = temp(j, CLASS_v);
  x64_min_max_f32(j, row->insn | X64_YMM, row->other, ta, ta, tb, t);
  push_narrowed(j, ta);
}

/* ---- comparisons ---- */

void x64_simd_compare_half(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  if (has_half(j)) {
    const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
    pop_values(j, 2);
    const Reg d = result_vector(j);
    x64_vrrri(&j->as, row->other, K1, xr(a), xr(b), row->imm);
    x64_vrr(&j->as, X64_VPMOVM2W, xr(d), K1);
    push_reg(j, CLASS_v, d);
    return;
  }
  const Place a = x64_place(j, top(j, 1)), b = x64_place(j, top(j, 0));
  pop_values(j, 2);
  const Reg ta = widened(j, a), tb = widened(j, b);
  v_rrri(j, row->insn | X64_YMM, ta, ta, tb, row->imm);
  push_packed(j, X64_VPACKSSDW, ta);
}

/* b where it is less (imm: greater) than a; no bit of either changes. */
void x64_simd_half_pmin_max(Jit *j, const WalkInstr *i, const SimdRow *row) {
  if (has_half(j)) {
    const SimdRow direct = {NULL, row->other, 0, 0};
    x64_simd_binary_swapped(j, i, &direct);
    return;
  }
  const Reg a = x64_low(j, operand_reg(j, top(j, 1))), b = x64_low(j, operand_reg(j, top(j, 0)));
  pop_values(j, 2);
  const Reg ta = temp(j, CLASS_v), tb = temp(j, CLASS_v);
  v_rr(j, X64_VCVTPH2PS | X64_YMM, ta, a);
  v_rr(j, X64_VCVTPH2PS | X64_YMM, tb, b);
  v_rrri(j, X64_VCMPPS | X64_YMM, ta, tb, ta, row->imm);
  v_rri(j, X64_VEXTRACTI128 | X64_YMM, SCRATCH, ta, 1);
  v_rrr(j, X64_VPACKSSDW, ta, ta, SCRATCH);
  const Reg d = result_low(j);
  v_rrrr(j, X64_VPBLENDVB, d, a, b, ta);
  push_reg(j, CLASS_v, d);
}

/* ---- multiplication and addition ---- */

/* Goes on at `done` unless some lane of r, an f32 sum, might narrow to something else than the exact sum: where its low
 * 13 bits are a half of the last place, or it will be subnormal, zero apart. t, SCRATCH are destroyed. */
static void skip_if_certain(Jit *j, Reg r, Reg t, AsmLabel done) {
  const AsmLabel doubtful = asm_label(&j->as);
  v_rri(j, X64_VPSLLD_I | X64_YMM, t, r, 19);
  v_rrm(j, X64_VPCMPEQD | X64_YMM, t, t, x64_each32_wide(j, 0x80000000));
  v_rrm(j, X64_VANDPS | X64_YMM, SCRATCH, r, x64_each32_wide(j, 0x7FFFFFFF));
  v_rr(j, X64_VPTEST | X64_YMM, t, t);
  x64_jcc_short(&j->as, X64_NE, doubtful);
  v_rrmi(j, X64_VCMPPS | X64_YMM, t, SCRATCH, x64_each32_wide(j, float_bits(0x1p-14f)), CMP_LT);
  v_rr(j, X64_VPTEST | X64_YMM, t, SCRATCH);
  x64_jcc_short(&j->as, X64_E, done);
  asm_bind(&j->as, doubtful);
}

/* r = a · b + c, rounded to odd: the neighbour with the last bit set if it is not exact, so that narrowing it rounds as
 * the exact value would. The product is exact, so is the error of the sum (of both operands, Knuth). All are destroyed. */
static void fused_to_odd(Jit *j, Reg r, Reg a, Reg b, Reg c, Reg sum) {
  const Reg error = r;
  v_rrr(j, X64_VMULPS | X64_YMM, r, a, b);
  v_rrr(j, X64_VADDPS | X64_YMM, sum, r, c);
  v_rrr(j, X64_VSUBPS | X64_YMM, SCRATCH, sum, r);
  v_rrr(j, X64_VSUBPS | X64_YMM, c, c, SCRATCH);
  v_rrr(j, X64_VSUBPS | X64_YMM, SCRATCH, sum, SCRATCH);
  v_rrr(j, X64_VSUBPS | X64_YMM, r, r, SCRATCH);
  v_rrr(j, X64_VADDPS | X64_YMM, error, r, c);
  /* Where the error is not zero and the last bit not set: a step away from zero if it has the sum's sign, else towards. */
  v_rrr(j, X64_VXORPS | X64_YMM, a, a, a);
  v_rrri(j, X64_VCMPPS | X64_YMM, a, error, a, CMP_LESS_OR_GREATER);
  v_rri(j, X64_VPSLLD_I | X64_YMM, b, sum, 31);
  v_rri(j, X64_VPSRAD_I | X64_YMM, b, b, 31);
  v_rrr(j, X64_VPANDN | X64_YMM, a, b, a);
  v_rrr(j, X64_VPXOR | X64_YMM, error, error, sum);
  v_rri(j, X64_VPSRAD_I | X64_YMM, error, error, 31);
  v_rrm(j, X64_VPOR | X64_YMM, error, error, x64_each32_wide(j, 1));
  v_rrr(j, X64_VPAND | X64_YMM, error, error, a);
  v_rrr(j, X64_VPADDD | X64_YMM, r, sum, error);
}

/* imm: of the negated product. The f32 sum rounds twice when narrowed, which is seldom wrong: then it is done again. */
void x64_simd_half_fused(Jit *j, const WalkInstr *i, const SimdRow *row) {
  if (has_half(j)) {
    const SimdRow direct = {NULL, row->other, 0, 2};
    x64_simd_fused(j, i, &direct);
    return;
  }
  Asm *as = &j->as;
  const Place a = x64_place(j, top(j, 2)), b = x64_place(j, top(j, 1)), c = x64_place(j, top(j, 0));
  pop_values(j, 3);
  const Reg ta = widened(j, a), tb = widened(j, b), tc = widened(j, c);
  const Reg r = temp(j, CLASS_v), t = temp(j, CLASS_v);
  const AsmLabel done = asm_label(as);
  v_rr(j, X64_VMOVAPS | X64_YMM, r, tc);
  v_rrr(j, row->insn | X64_YMM, r, ta, tb);
  skip_if_certain(j, r, t, done);
  if (row->imm) v_rrm(j, X64_VXORPS | X64_YMM, ta, ta, x64_each32_wide(j, 0x80000000));
  fused_to_odd(j, r, ta, tb, tc, t);
  asm_bind(as, done);
  push_narrowed(j, r);
}

/* ---- conversions ---- */

void x64_simd_half_trunc_s(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Place a = x64_place(j, top(j, 0));
  pop_values(j, 1);
  const Reg t = widened(j, a);
  v_rrri(j, X64_VCMPPS | X64_YMM, SCRATCH, t, t, CMP_EQ);
  v_rrm(j, X64_VANDPS | X64_YMM, SCRATCH, SCRATCH, x64_each32_wide(j, float_bits(INT16_MAX)));
  v_rrr(j, X64_VMINPS | X64_YMM, t, t, SCRATCH); /* the second operand, zero, for NaNs */
  v_rr(j, X64_VCVTTPS2DQ | X64_YMM, t, t);
  push_packed(j, X64_VPACKSSDW, t);
}

void x64_simd_half_trunc_u(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Place a = x64_place(j, top(j, 0));
  pop_values(j, 1);
  const Reg t = widened(j, a);
  v_zero(j, SCRATCH);
  v_rrr(j, X64_VMAXPS | X64_YMM, t, t, SCRATCH);
  v_rrm(j, X64_VMINPS | X64_YMM, t, t, x64_each32_wide(j, float_bits(UINT16_MAX)));
  v_rr(j, X64_VCVTTPS2DQ | X64_YMM, t, t);
  push_packed(j, X64_VPACKUSDW, t);
}

void x64_simd_half_convert(Jit *j, const WalkInstr *i, const SimdRow *row) {
  if (has_half(j)) {
    const SimdRow direct = {NULL, row->other, 0, 0};
    x64_simd_unary(j, i, &direct);
    return;
  }
  const Place a = x64_place(j, top(j, 0));
  pop_values(j, 1);
  const Reg t = temp(j, CLASS_v);
  v_ro(j, row->insn | X64_YMM, t, a);
  v_rr(j, X64_VCVTDQ2PS | X64_YMM, t, t);
  push_narrowed(j, t);
}

void x64_simd_half_demote(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_rri(j, X64_VCVTPS2PH, d, a, 0);
  push_reg(j, CLASS_v, d);
}

/* To f32 rounded to odd, which narrows as the f64 would: all bits below the 24th set it. */
void x64_simd_half_demote64(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const uint64_t below = ((uint64_t)1 << 29) - 1;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  if (has_half(j)) {
    v_rr(j, X64_VCVTPD2PH, d, a);
  } else {
    v_rrm(j, X64_VPAND, SCRATCH, a, x64_each64(j, below));
    v_rrm(j, X64_VPADDQ, SCRATCH, SCRATCH, x64_each64(j, below));
    v_rrr(j, X64_VPOR, SCRATCH, SCRATCH, a);
    v_rrm(j, X64_VPAND, SCRATCH, SCRATCH, x64_each64(j, ~below));
    v_rr(j, X64_VCVTPD2PS, SCRATCH, SCRATCH);
    v_rri(j, X64_VCVTPS2PH, d, SCRATCH, 0);
  }
  push_reg(j, CLASS_v, d);
}
