/* Vector instructions: dot products of bytes. Pairs of bytes are multiplied as words, even and odd ones apart. */
#include "jit/x64/simd.h"

/* ---- by instruction ---- */

/* vpdpbusd of AVX-VNNI where all registers are low, else that of AVX512-VNNI; 0: there is none. */
static uint32_t dot_op(const Jit *j) {
  if (has_cpu(j, CPU_AVX512_VNNI)) return X64_VPDPBUSD | X64_EVEX;
  return has_cpu(j, CPU_AVX_VNNI) ? X64_VPDPBUSD : 0;
}

/* ---- by parts ---- */

/* t = the products of a, signed, and those bits of b, unsigned, that are few enough for pairs not to saturate; summed by
 * fours. */
static void dot_part(Jit *j, Reg t, Reg a, Reg b, unsigned part) {
  v_rrm(j, X64_VPAND, t, b, x64_each8(j, part));
  v_rrr(j, X64_VPMADDUBSW, t, t, a);
  v_rrm(j, X64_VPMADDWD, t, t, x64_each16(j, 1));
}

void x64_simd_dot_su_add(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 2)), b = operand_reg(j, top(j, 1)), c = operand_reg(j, top(j, 0));
  const uint32_t op = dot_op(j);
  pop_values(j, 3);
  if (op) { /* adds to its first operand */
    const Reg d = result_reg_not(j, CLASS_v, (reg_bit(a) | reg_bit(b)) & ~reg_bit(c));
    const Reg sum = d == a || d == b ? SCRATCH : d;
    v_move(j, sum, c);
    v_rrr(j, op, sum, b, a);
    v_move(j, d, sum);
    push_reg(j, CLASS_v, d);
    return;
  }
  const Reg t = temp(j, CLASS_v), d = result_vector(j);
  dot_part(j, t, a, b, 0x7F);
  dot_part(j, SCRATCH, a, b, 0x80);
  v_rrr(j, X64_VPADDD, t, t, SCRATCH);
  v_rrr(j, X64_VPADDD, d, c, t);
  push_reg(j, CLASS_v, d);
}

/* Odd bytes of either operand, or even ones, as words in t and SCRATCH. */
static void signed_words(Jit *j, Reg t, Reg a, Reg b, bool odd) {
  if (!odd) {
    v_rri(j, X64_VPSLLW_I, t, a, 8);
    v_rri(j, X64_VPSLLW_I, SCRATCH, b, 8);
  }
  v_rri(j, X64_VPSRAW_I, t, odd ? a : t, 8);
  v_rri(j, X64_VPSRAW_I, SCRATCH, odd ? b : SCRATCH, 8);
}

/* t = the words of both products, joined by `join`: with or without saturation. u, SCRATCH are destroyed. */
static void dot_ss(Jit *j, uint32_t multiply, uint32_t join, Reg t, Reg u, Reg a, Reg b) {
  signed_words(j, t, a, b, false);
  v_rrr(j, multiply, t, t, SCRATCH);
  signed_words(j, u, a, b, true);
  v_rrr(j, multiply, u, u, SCRATCH);
  v_rrr(j, join, t, t, u);
}

void x64_simd_dot_ss(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg t = temp(j, CLASS_v), u = temp(j, CLASS_v);
  dot_ss(j, X64_VPMULLW, row->insn, t, u, a, b);
  const Reg d = result_vector(j);
  v_move(j, d, t);
  push_reg(j, CLASS_v, d);
}

void x64_simd_dot_ss_add(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 2)), b = operand_reg(j, top(j, 1)), c = operand_reg(j, top(j, 0));
  pop_values(j, 3);
  const Reg t = temp(j, CLASS_v), u = temp(j, CLASS_v);
  dot_ss(j, X64_VPMADDWD, X64_VPADDD, t, u, a, b);
  const Reg d = result_vector(j);
  v_rrr(j, X64_VPADDD, d, c, t);
  push_reg(j, CLASS_v, d);
}

void x64_simd_dot_ss_sat_add(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 2)), b = operand_reg(j, top(j, 1)), c = operand_reg(j, top(j, 0));
  pop_values(j, 3);
  const Reg t = temp(j, CLASS_v), u = temp(j, CLASS_v);
  dot_ss(j, X64_VPMULLW, X64_VPADDSW, t, u, a, b);
  v_rrm(j, X64_VPMADDWD, t, t, x64_each16(j, 1));
  const Reg d = result_vector(j);
  v_rrr(j, X64_VPADDD, d, c, t);
  push_reg(j, CLASS_v, d);
}
