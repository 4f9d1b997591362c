/* Vector instructions: memory, splats, lanes in and out. */
#include "jit/x64/simd.h"

static unsigned size_of(const WalkInstr *i) { return op_info[i->instr->op].size; }

/* ---- memory ---- */

void x64_simd_load(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const X64Mem m = x64_address(j, i, top(j, 0), size_of(i));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  if (row->insn == X64_VMOVSD) x64_load_vector(j, row->insn, d, m, size_of(i));
  else v_rm(j, row->insn, d, m);
  push_reg(j, CLASS_v, d);
}

void x64_simd_load_lane(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const Reg v = operand_reg(j, top(j, 0));
  const X64Mem m = x64_address(j, i, top(j, 1), size_of(i));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  v_rrmi(j, row->insn, d, v, m, i->instr->mem.lane);
  push_reg(j, CLASS_v, d);
}

void x64_simd_store_lane(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const Reg v = operand_reg(j, top(j, 0));
  const X64Mem m = x64_address(j, i, top(j, 1), size_of(i));
  const unsigned size = size_of(i), lane = i->instr->mem.lane;
  if (size == 8 || (size == 4 && !lane)) {
    x64_vmr(&j->as, size == 4 ? X64_VMOVSS_S : lane ? X64_VMOVHPS_S : X64_VMOVSD_S, m, xr(v));
  } else {
    x64_vmri(&j->as, row->insn, m, xr(v), (uint8_t)lane);
  }
  pop_values(j, 2);
}

/* A broadcast is what loads two bytes. */
void x64_simd_load_half(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  const X64Mem m = x64_address(j, i, top(j, 0), 2);
  pop_values(j, 1);
  const Reg d = result_reg(j, CLASS_f);
  v_rm(j, X64_VPBROADCASTW, d, m);
  v_rr(j, X64_VCVTPH2PS, d, d);
  push_reg(j, CLASS_f, d);
}

void x64_simd_store_half(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  const Reg r = operand_reg(j, top(j, 0));
  const X64Mem m = x64_address(j, i, top(j, 1), 2);
  v_rri(j, X64_VCVTPS2PH, SCRATCH, r, 0);
  x64_vmri(&j->as, X64_VPEXTRW_S, m, SCRATCH, 0);
  pop_values(j, 2);
}

/* ---- splats ---- */

static uint64_t splat_bits(uint64_t v, unsigned log2) {
  static const uint64_t times[4] = {0x0101010101010101, 0x0001000100010001, 0x0000000100000001, 1};
  return log2 == 3 ? v : (v & (((uint64_t)1 << (8u << log2)) - 1)) * times[log2];
}

static void splat_const(Jit *j, unsigned log2) {
  const uint64_t bits = splat_bits(top(j, 0)->bits[0], log2);
  pop_values(j, 1);
  push_const_value(j, CLASS_v, bits, bits, false);
}

/* imm: log2 of the lane's bytes. */
void x64_simd_splat_int(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  uint32_t slot;
  if (top(j, 0)->kind == VALUE_CONST) {
    splat_const(j, row->imm);
    return;
  }
  const bool in_slot = operand_slot(j, top(j, 0), &slot);
  const Reg a = in_slot ? REG_NONE : operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  if (in_slot) {
    v_rm(j, row->insn, d, slot_mem(slot));
  } else if (has_cpu(j, CPU_AVX512VL)) {
    v_rr(j, row->other, d, a);
  } else {
    v_rr(j, row->imm == 3 ? X64_VMOVQ : X64_VMOVD, d, a);
    v_rr(j, row->insn, d, d);
  }
  push_reg(j, CLASS_v, d);
}

void x64_simd_splat_float(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  uint32_t slot;
  if (top(j, 0)->kind == VALUE_CONST) {
    splat_const(j, row->insn == X64_VMOVDDUP ? 3 : 2);
    return;
  }
  const Place a = operand_slot(j, top(j, 0), &slot) ? (Place){REG_NONE, slot_mem(slot)} : (Place){.reg = operand_reg(j, top(j, 0))};
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_ro(j, row->insn, d, a);
  push_reg(j, CLASS_v, d);
}

void x64_simd_splat_half(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  v_rri(j, X64_VCVTPS2PH, d, a, 0);
  v_rr(j, X64_VPBROADCASTW, d, d);
  push_reg(j, CLASS_v, d);
}

/* ---- out ---- */

/* Where the lane of an operand in a slot lies. */
static X64Mem lane_mem(uint32_t slot, unsigned offset) { return x64_mem(FRAME, slot_at(slot) + (int32_t)offset); }

static void extract_loaded(Jit *j, Reg d, X64Mem m, unsigned size, bool is_signed) {
  static const uint16_t ops[2][3] = {{0, X64_MOVZX8, X64_MOVZX16}, {0, X64_MOVSX8, X64_MOVSX16}};
  if (size <= 2) x64_rm(&j->as, ops[is_signed][size], 4, xr(d), m);
  else x64_rm(&j->as, X64_MOV, size, xr(d), m);
}

void x64_simd_extract_int(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const unsigned size = size_of(i), lane = i->instr->index;
  const bool is_signed = row->imm == LANE_SIGNED;
  const Class cls = size == 8 ? CLASS_l : CLASS_i;
  uint32_t slot;
  if (operand_slot(j, top(j, 0), &slot)) {
    pop_values(j, 1);
    const Reg d = result_reg(j, cls);
    extract_loaded(j, d, lane_mem(slot, lane * size), size, is_signed);
    push_reg(j, cls, d);
    return;
  }
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, cls);
  if (size >= 4 && !lane) v_rr(j, size == 8 ? X64_VMOVQ_S : X64_VMOVD_S, d, a);
  else v_rri(j, row->insn, d, a, lane);
  if (is_signed) x64_rr(&j->as, size == 1 ? X64_MOVSX8 : X64_MOVSX16, 4, xr(d), xr(d));
  push_reg(j, cls, d);
}

/* The lane moved to the lowest place; what lies above it means nothing. */
static void extract_moved(Jit *j, Reg d, Reg a, unsigned size, unsigned lane) {
  if (!lane) v_move(j, d, a);
  else if (size == 8) v_rrr(j, X64_VUNPCKHPD, d, a, a);
  else if (lane == 1) v_rr(j, X64_VMOVSHDUP, d, a);
  else if (lane == 2) v_rrr(j, X64_VUNPCKHPD, d, a, a);
  else v_rri(j, X64_VPERMILPS, d, a, lane);
}

void x64_simd_extract_float(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  const unsigned size = size_of(i), lane = i->instr->index;
  const Class cls = size == 8 ? CLASS_d : CLASS_f;
  uint32_t slot;
  const bool in_slot = operand_slot(j, top(j, 0), &slot);
  const Reg a = in_slot ? REG_NONE : operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, cls);
  if (in_slot) v_rm(j, size == 8 ? X64_VMOVSD : X64_VMOVSS, d, lane_mem(slot, lane * size));
  else extract_moved(j, d, a, size, lane);
  push_reg(j, cls, d);
}

void x64_simd_extract_half(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  const unsigned lane = i->instr->index;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, CLASS_f);
  if (lane) v_rri(j, X64_VPSRLDQ, d, a, lane * 2);
  v_rr(j, X64_VCVTPH2PS, d, lane ? d : a);
  push_reg(j, CLASS_f, d);
}

/* ---- in ---- */

void x64_simd_replace_int(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const Reg v = operand_reg(j, top(j, 1));
  uint32_t slot;
  const bool in_slot = operand_slot(j, top(j, 0), &slot);
  const Reg a = in_slot ? REG_NONE : operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  if (in_slot) v_rrmi(j, row->insn, d, v, slot_mem(slot), i->instr->index);
  else v_rrri(j, row->insn, d, v, a, i->instr->index);
  push_reg(j, CLASS_v, d);
}

void x64_simd_replace_f32(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  const unsigned imm = i->instr->index << 4;
  const Reg v = operand_reg(j, top(j, 1));
  uint32_t slot;
  const bool in_slot = operand_slot(j, top(j, 0), &slot);
  const Reg a = in_slot ? REG_NONE : operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  if (in_slot) v_rrmi(j, X64_VINSERTPS, d, v, slot_mem(slot), imm);
  else v_rrri(j, X64_VINSERTPS, d, v, a, imm);
  push_reg(j, CLASS_v, d);
}

void x64_simd_replace_f64(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  const unsigned lane = i->instr->index;
  const Reg v = operand_reg(j, top(j, 1));
  uint32_t slot;
  const bool in_slot = operand_slot(j, top(j, 0), &slot);
  const Reg a = in_slot ? REG_NONE : operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  if (in_slot) v_rrm(j, lane ? X64_VMOVHPS : X64_VMOVLPS, d, v, slot_mem(slot));
  else v_rrr(j, lane ? X64_VMOVLHPS : X64_VMOVSD_R, d, v, a);
  push_reg(j, CLASS_v, d);
}

void x64_simd_replace_half(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  const Reg v = operand_reg(j, top(j, 1)), a = operand_reg(j, top(j, 0));
  const Reg t = temp(j, CLASS_i);
  pop_values(j, 2);
  const Reg d = result_vector(j);
  v_rri(j, X64_VCVTPS2PH, SCRATCH, a, 0);
  x64_vrr(&j->as, X64_VMOVD_S, xr(t), SCRATCH);
  v_rrri(j, X64_VPINSRW, d, v, t, i->instr->index);
  push_reg(j, CLASS_v, d);
}
