/* Vector instructions: dot products. */
#include "jit/x64/simd.h"

/* The form of a VNNI instruction that this processor has: EVEX of AVX512-VNNI, VEX of AVX-VNNI; 0: it has none. */
static uint32_t vnni(const Jit *j, uint32_t op) {
  if (has_cpu(j, CPU_AVX512_VNNI) && has_cpu(j, CPU_AVX512VL)) return op | X64_EVEX;
  return has_cpu(j, CPU_AVX_VNNI) && !has_cpu(j, CPU_AVX512VL) ? op : 0;
}

/* They add to their first operand: c, or to what it can be moved. */
static Reg result_to_add(Jit *j, Reg a, Reg b, Reg c) { return result_reg_not(j, CLASS_v, (reg_bit(a) | reg_bit(b)) & ~reg_bit(c)); }

/* ---- sums of products of words ----
 *
 * vpdpwssd is vpmaddwd and an addition in one. The addition takes back the vpmaddwd just emitted, where the sum lies in a
 * local of a loop that keeps many: each sum is then a chain of 4 or 5 cycles per step instead of 1, which costs more than it
 * saves unless there are others to go on with. */

enum { MANY_SUMS = 6 };

void x64_simd_dot16(Jit *j, const WalkInstr *i, const SimdRow *row) {
  if (x64_in_memory(j, top(j, 0)) || x64_in_memory(j, top(j, 1))) {
    x64_simd_binary(j, i, row);
    return;
  }
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  const uint32_t start = asm_here(&j->as);
  v_rrr(j, row->insn, d, a, b);
  j->product = (Product){start, asm_here(&j->as), d, a, b};
  push_reg(j, CLASS_v, d);
}

/* The register of a local that is in one. */
static Reg register_of(const Jit *j, const Value *v) {
  const Reg r = v->kind == VALUE_LOCAL ? j->local_reg[v->local] : REG_NONE;
  return r != REG_NONE && j->valid & reg_bit(r) ? r : REG_NONE;
}

static bool has_many_sums(const Jit *j) {
  return j->region && __builtin_popcountll(j->regions[j->region].written & VECTOR_REGS) >= MANY_SUMS;
}

static bool take_back_product(Jit *j, const Value *product, const Value *sum) {
  const Product p = j->product;
  const Reg c = register_of(j, sum);
  const uint32_t op = vnni(j, X64_VPDPWSSD);
  if (!op || product->kind != VALUE_REG || product->reg != p.result || c == REG_NONE) return false;
  pop_values(j, 2);
  asm_rewind(&j->as, p.start);
  const Reg d = result_to_add(j, p.a, p.b, c);
  v_move(j, d, c);
  v_rrr(j, op, d, p.a, p.b);
  push_reg(j, CLASS_v, d);
  return true;
}

void x64_simd_add32(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const bool may = asm_here(&j->as) == j->product.end && has_many_sums(j);
  if (may && (take_back_product(j, top(j, 0), top(j, 1)) || take_back_product(j, top(j, 1), top(j, 0)))) return;
  x64_simd_binary(j, i, row);
}

/* ---- of bytes: by an instruction, or pairs multiplied as words ---- */

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
  const uint32_t op = vnni(j, X64_VPDPBUSD);
  pop_values(j, 3);
  if (op) {
    const Reg d = result_to_add(j, a, b, c);
    v_move(j, d, c);
    v_rrr(j, op, d, b, a);
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
