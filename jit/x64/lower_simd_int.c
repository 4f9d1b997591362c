/* Vector instructions: integer arithmetic that is more than one instruction. */
#include "jit/x64/simd.h"

/* ---- signs ---- */

void x64_simd_neg_int(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Place a = x64_place(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_zero(j, SCRATCH);
  v_rro(j, row->insn, d, SCRATCH, a);
  push_reg(j, CLASS_v, d);
}

void x64_simd_abs64(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  if (has_cpu(j, CPU_AVX512VL)) {
    v_rr(j, X64_VPABSQ, d, a);
  } else {
    v_zero(j, SCRATCH);
    v_rrr(j, X64_VPCMPGTQ, SCRATCH, SCRATCH, a);
    v_rrr(j, X64_VPXOR, d, a, SCRATCH);
    v_rrr(j, X64_VPSUBQ, d, d, SCRATCH);
  }
  push_reg(j, CLASS_v, d);
}

/* ---- counting ---- */

/* A table of the counts of four bits, for either half of each byte. */
void x64_simd_popcnt(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg t = temp(j, CLASS_v);
  const Reg low = x64_own(j, a);
  const X64Mem half = x64_each8(j, 0x0F);
  v_rri(j, X64_VPSRLW_I, t, a, 4);
  v_rrm(j, X64_VPAND, low, a, half);
  v_rrm(j, X64_VPAND, t, t, half);
  v_rm(j, X64_VMOVDQU, SCRATCH, x64_const(j, 0x0302020102010100, 0x0403030203020201));
  v_rrr(j, X64_VPSHUFB, low, SCRATCH, low);
  v_rrr(j, X64_VPSHUFB, t, SCRATCH, t);
  const Reg d = result_vector(j);
  v_rrr(j, X64_VPADDB, d, low, t);
  push_reg(j, CLASS_v, d);
}

/* ---- multiplication ---- */

/* a.low b.low + (a.high b.low + a.low b.high) 2^32 */
void x64_simd_mul64(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  if (has_cpu(j, CPU_AVX512VL)) {
    const Reg d = result_vector(j);
    v_rrr(j, X64_VPMULLQ, d, a, b);
    push_reg(j, CLASS_v, d);
    return;
  }
  const Reg t = temp(j, CLASS_v), d = result_vector(j);
  v_rri(j, X64_VPSRLQ_I, t, a, 32);
  v_rrr(j, X64_VPMULUDQ, t, t, b);
  v_rri(j, X64_VPSRLQ_I, SCRATCH, b, 32);
  v_rrr(j, X64_VPMULUDQ, SCRATCH, SCRATCH, a);
  v_rrr(j, X64_VPADDQ, t, t, SCRATCH);
  v_rri(j, X64_VPSLLQ_I, t, t, 32);
  v_rrr(j, X64_VPMULUDQ, d, a, b);
  v_rrr(j, X64_VPADDQ, d, d, t);
  push_reg(j, CLASS_v, d);
}

/* -1 · -1 comes out as 0x8000, and is turned over. */
void x64_simd_q15mulr_sat(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 1));
  const Place b = x64_place(j, top(j, 0));
  pop_values(j, 2);
  const Reg t = temp(j, CLASS_v), d = result_vector(j);
  v_rro(j, X64_VPMULHRSW, t, a, b);
  v_rrm(j, X64_VPCMPEQW, SCRATCH, t, x64_each16(j, 0x8000));
  v_rrr(j, X64_VPXOR, d, t, SCRATCH);
  push_reg(j, CLASS_v, d);
}

/* ---- extension ---- */

/* An operand's bytes 8-15, extended by a vpmov of eight bytes, which reads memory there; a register's are moved first. */
static void extend_from(Jit *j, uint32_t op, Reg d, const Value *v, Reg a, bool high) {
  uint32_t slot;
  if (a == REG_NONE) {
    if (operand_slot(j, v, &slot)) v_rm(j, op, d, x64_mem(FRAME, slot_at(slot) + (high ? 8 : 0)));
    else v_rm(j, op, d, x64_const(j, v->bits[high], 0));
    return;
  }
  if (high) v_rri(j, X64_VPSHUFD, d, a, 0xEE);
  v_rr(j, op, d, high ? d : a);
}

static Reg reg_unless_in_memory(Jit *j, Value *v) { return x64_in_memory(j, v) ? REG_NONE : operand_reg(j, v); }

void x64_simd_extend_low(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = reg_unless_in_memory(j, top(j, 0));
  const Value v = *top(j, 0);
  pop_values(j, 1);
  const Reg d = result_vector(j);
  extend_from(j, row->insn, d, &v, a, false);
  push_reg(j, CLASS_v, d);
}

/* Each lane twice, side by side, then shifted; of 32 bits it takes a vpmov. imm: log2 of the narrow lane. */
void x64_simd_extend_high_s(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = reg_unless_in_memory(j, top(j, 0));
  const Value v = *top(j, 0);
  pop_values(j, 1);
  const Reg d = result_vector(j);
  if (a == REG_NONE || row->imm == 2) {
    extend_from(j, row->insn, d, &v, a, true);
  } else {
    v_rrr(j, row->other, d, a, a);
    v_rri(j, row->imm ? X64_VPSRAD_I : X64_VPSRAW_I, d, d, 8u << row->imm);
  }
  push_reg(j, CLASS_v, d);
}

/* Beside zeros. */
void x64_simd_extend_high_u(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = reg_unless_in_memory(j, top(j, 0));
  const Value v = *top(j, 0);
  pop_values(j, 1);
  const Reg d = result_vector(j);
  if (a == REG_NONE) {
    extend_from(j, row->insn, d, &v, a, true);
  } else {
    v_zero(j, SCRATCH);
    v_rrr(j, row->other, d, a, SCRATCH);
  }
  push_reg(j, CLASS_v, d);
}

/* Both extended, then multiplied. imm: of the high halves. */
void x64_simd_extmul8(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = reg_unless_in_memory(j, top(j, 1)), b = reg_unless_in_memory(j, top(j, 0));
  const Value va = *top(j, 1), vb = *top(j, 0);
  pop_values(j, 2);
  const Reg t = temp(j, CLASS_v), d = result_vector(j);
  extend_from(j, row->insn, t, &va, a, row->imm);
  extend_from(j, row->insn, SCRATCH, &vb, b, row->imm);
  v_rrr(j, X64_VPMULLW, d, t, SCRATCH);
  push_reg(j, CLASS_v, d);
}

/* The lower and the upper halves of the products, joined. */
void x64_simd_extmul16(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 1));
  const Place b = x64_place(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  v_rro(j, X64_VPMULLW, SCRATCH, a, b);
  v_rro(j, row->insn, d, a, b);
  v_rrr(j, row->other, d, SCRATCH, d);
  push_reg(j, CLASS_v, d);
}

/* imm: brings the lanes to where the multiplication wants them. */
void x64_simd_extmul32(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Place a = x64_place(j, top(j, 1)), b = x64_place(j, top(j, 0));
  pop_values(j, 2);
  const Reg t = temp(j, CLASS_v), d = result_vector(j);
  v_roi(j, X64_VPSHUFD, t, a, row->imm);
  v_roi(j, X64_VPSHUFD, SCRATCH, b, row->imm);
  v_rrr(j, row->insn, d, t, SCRATCH);
  push_reg(j, CLASS_v, d);
}

/* ---- sums of neighbours: products with one ---- */

/* vpmaddubsw takes its first operand as unsigned. */
void x64_simd_extadd8_s(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Place a = x64_place(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_rm(j, X64_VMOVDQU, SCRATCH, x64_each8(j, 1));
  v_rro(j, X64_VPMADDUBSW, d, SCRATCH, a);
  push_reg(j, CLASS_v, d);
}

static void with_ones(Jit *j, uint32_t op, X64Mem ones) {
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_rrm(j, op, d, a, ones);
  push_reg(j, CLASS_v, d);
}

void x64_simd_extadd8_u(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  with_ones(j, X64_VPMADDUBSW, x64_each8(j, 1));
}

void x64_simd_extadd16_s(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  with_ones(j, X64_VPMADDWD, x64_each16(j, 1));
}

void x64_simd_extadd16_u(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_rri(j, X64_VPSRLD_I, SCRATCH, a, 16);
  v_rrm(j, X64_VPAND, d, a, x64_each32(j, 0xFFFF));
  v_rrr(j, X64_VPADDD, d, d, SCRATCH);
  push_reg(j, CLASS_v, d);
}

/* ---- shifts ---- */

static bool has_const_count(Jit *j) { return top(j, 0)->kind == VALUE_CONST; }
static unsigned const_count(Jit *j, unsigned mask) { return (unsigned)top(j, 0)->bits[0] & mask; }

/* SCRATCH: the count modulo the lane's width, plus `add`, where vector shifts look for it; t holds it too. */
static Reg count_to_scratch(Jit *j, Reg count, unsigned mask, unsigned add) {
  const Reg t = temp(j, CLASS_i);
  x64_rr(&j->as, X64_MOV, 4, xr(t), xr(count));
  x64_ri(&j->as, X64_AND, 4, xr(t), (int32_t)mask);
  if (add) x64_ri(&j->as, X64_ADD, 4, xr(t), (int32_t)add);
  v_rr(j, X64_VMOVD, SCRATCH, t);
  return t;
}

static void shift_const(Jit *j, uint32_t op, unsigned count) {
  const Reg a = operand_reg(j, top(j, 1));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  if (count) v_rri(j, op, d, a, count);
  else v_move(j, d, a);
  push_reg(j, CLASS_v, d);
}

/* imm: the count's mask. */
void x64_simd_shift(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  if (has_const_count(j)) {
    shift_const(j, row->other, const_count(j, row->imm));
    return;
  }
  const Reg a = operand_reg(j, top(j, 1)), count = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  count_to_scratch(j, count, row->imm, 0);
  const Reg d = result_vector(j);
  v_rrr(j, row->insn, d, a, SCRATCH);
  push_reg(j, CLASS_v, d);
}

/* Without an instruction: shifted as unsigned, then the sign, which has moved, is spread. */
void x64_simd_shr64_s(Jit *j, const WalkInstr *i, const SimdRow *row) {
  static const SimdRow direct = {NULL, X64_VPSRAQ, X64_VPSRAQ_I, 63};
  (void)row;
  if (has_cpu(j, CPU_AVX512VL)) {
    x64_simd_shift(j, i, &direct);
    return;
  }
  const uint64_t sign = (uint64_t)1 << 63;
  const Reg a = operand_reg(j, top(j, 1));
  if (has_const_count(j)) {
    const unsigned count = const_count(j, 63);
    pop_values(j, 2);
    const Reg d = result_vector(j);
    v_rri(j, X64_VPSRLQ_I, d, a, count);
    v_rm(j, X64_VMOVDQU, SCRATCH, x64_each64(j, sign >> count));
    v_rrr(j, X64_VPXOR, d, d, SCRATCH);
    v_rrr(j, X64_VPSUBQ, d, d, SCRATCH);
    push_reg(j, CLASS_v, d);
    return;
  }
  const Reg count = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg t = temp(j, CLASS_v);
  count_to_scratch(j, count, 63, 0);
  const Reg d = result_vector(j);
  v_rm(j, X64_VMOVDQU, t, x64_each64(j, sign));
  v_rrr(j, X64_VPSRLQ, t, t, SCRATCH);
  v_rrr(j, X64_VPSRLQ, d, a, SCRATCH);
  v_rrr(j, X64_VPXOR, d, d, t);
  v_rrr(j, X64_VPSUBQ, d, d, t);
  push_reg(j, CLASS_v, d);
}

/* ---- shifts of bytes: as words, what has come from the neighbour masked away ---- */

static void shift_bytes_const(Jit *j, uint32_t op, unsigned count, unsigned mask) {
  const Reg a = operand_reg(j, top(j, 1));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  if (count) {
    v_rri(j, op, d, a, count);
    v_rrm(j, X64_VPAND, d, d, x64_each8(j, mask & 0xFF));
  } else {
    v_move(j, d, a);
  }
  push_reg(j, CLASS_v, d);
}

/* masks: byte k is the mask for a count of k. */
static void shift_bytes(Jit *j, uint32_t op, uint64_t masks) {
  const Reg a = operand_reg(j, top(j, 1)), count = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg place = temp(j, CLASS_l);
  const Reg t = count_to_scratch(j, count, 7, 0);
  const Reg d = result_vector(j);
  v_rrr(j, op, d, a, SCRATCH);
  x64_rm(&j->as, X64_LEA, 8, xr(place), x64_at(asm_const(&j->as, &masks, sizeof masks)));
  v_rm(j, X64_VPBROADCASTB, SCRATCH, x64_mem_index(xr(place), xr(t), 0, 0));
  v_rrr(j, X64_VPAND, d, d, SCRATCH);
  push_reg(j, CLASS_v, d);
}

void x64_simd_shl8(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  if (has_const_count(j)) shift_bytes_const(j, X64_VPSLLW_I, const_count(j, 7), 0xFFu << const_count(j, 7));
  else shift_bytes(j, X64_VPSLLW, 0x80C0E0F0F8FCFEFF);
}

void x64_simd_shr8_u(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  if (has_const_count(j)) shift_bytes_const(j, X64_VPSRLW_I, const_count(j, 7), 0xFFu >> const_count(j, 7));
  else shift_bytes(j, X64_VPSRLW, 0x0103070F1F3F7FFF);
}

/* Bytes in the upper halves of words, shifted by 8 more. */
static void shift_signed_bytes(Jit *j) {
  const Reg a = operand_reg(j, top(j, 1)), count = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg t = temp(j, CLASS_v);
  const Reg high = x64_own(j, a);
  count_to_scratch(j, count, 7, 8);
  v_rrr(j, X64_VPUNPCKLBW, t, a, a);
  v_rrr(j, X64_VPUNPCKHBW, high, a, a);
  v_rrr(j, X64_VPSRAW, t, t, SCRATCH);
  v_rrr(j, X64_VPSRAW, high, high, SCRATCH);
  const Reg d = result_vector(j);
  v_rrr(j, X64_VPACKSSWB, d, t, high);
  push_reg(j, CLASS_v, d);
}

void x64_simd_shr8_s(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  if (!has_const_count(j)) {
    shift_signed_bytes(j);
    return;
  }
  const unsigned count = const_count(j, 7);
  const Reg a = operand_reg(j, top(j, 1));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  if (count) { /* as unsigned, then the sign is spread */
    const X64Mem sign = x64_each8(j, 0x80u >> count);
    v_rri(j, X64_VPSRLW_I, d, a, count);
    v_rrm(j, X64_VPAND, d, d, x64_each8(j, 0xFFu >> count));
    v_rrm(j, X64_VPXOR, d, d, sign);
    v_rrm(j, X64_VPSUBB, d, d, sign);
  } else {
    v_move(j, d, a);
  }
  push_reg(j, CLASS_v, d);
}
