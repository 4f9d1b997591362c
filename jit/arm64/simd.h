/* What the files that lower vector instructions share.
 *
 *   simd.def ─▶ table of rows ─▶ shape(j, instruction, row)        lower_simd.c: the table, common shapes
 *                                                                 lower_simd_*.c: the others, by subject
 *
 * A row names a shape, a function that makes the code, and what the shape wants to know: an instruction of the encoder,
 * lanes and a number.
 *
 * Registers of operands may be a local's, and are only read. The result's register may be an operand's: who writes it
 * before the last operand has been read asks for another (result_reg_not). v30 and v31 are free within an instruction
 * once all registers have been asked for. */
#ifndef WVM_JIT_ARM64_SIMD_H
#define WVM_JIT_ARM64_SIMD_H

#include "jit/arm64/memory.h"

typedef struct SimdRow SimdRow;
typedef void SimdShape(Jit *j, const WalkInstr *i, const SimdRow *row);
struct SimdRow {
  SimdShape *shape;
  uint16_t insn; /* A64Op */
  uint8_t lanes; /* A64Lanes */
  uint8_t imm;
};

static inline A64Op row_op(const SimdRow *row) { return (A64Op)row->insn; }
static inline A64Lanes row_lanes(const SimdRow *row) { return (A64Lanes)row->lanes; }
/* Bytes of a lane. */
static inline unsigned lane_size(A64Lanes lanes) { return 1u << (lanes >> 1); }

/* What imm says. */
enum { PICK_SWAPPED = 1, PICK_FIRST = 2 };
enum { SHIFT_LEFT, SHIFT_RIGHT_S, SHIFT_RIGHT_U };
enum { DOT_UNSIGNED = 1 /* the second operand */, DOT_SATURATES = 2 /* sums of pairs */ };
enum { HALF_SWAPPED = 1, HALF_NOT = 2 };

/* ---- emitting ---- */

static inline void v_3(Jit *j, A64Op op, A64Lanes lanes, Reg d, Reg n, Reg m) { a64_v3(&j->as, op, lanes, ar(d), ar(n), ar(m)); }
static inline void v_2(Jit *j, A64Op op, A64Lanes lanes, Reg d, Reg n) { a64_v2(&j->as, op, lanes, ar(d), ar(n)); }
static inline void v_move(Jit *j, Reg to, Reg from) {
  if (to != from) a64_move(j, CLASS_v, to, from);
}
/* A constant; d may be a scratch register. */
void v_constant(Jit *j, Reg d, uint64_t low, uint64_t high);
static inline void v_each64(Jit *j, Reg d, uint64_t v) { v_constant(j, d, v, v); }
static inline void v_each32(Jit *j, Reg d, uint32_t v) { v_each64(j, d, v * UINT64_C(0x100000001)); }
static inline void v_each16(Jit *j, Reg d, unsigned v) { v_each64(j, d, v * UINT64_C(0x0001000100010001)); }
/* d := mask ? a : b, bit by bit. mask is destroyed, and may be d. */
void v_select(Jit *j, Reg d, Reg mask, Reg a, Reg b);
/* d := short lanes of a, then of b, by an instruction that narrows (VSQXTN …); lanes: the short ones. d is not b. */
static inline void v_narrow(Jit *j, A64Op op, A64Lanes lanes, Reg d, Reg a, Reg b) {
  v_2(j, op, lanes, d, a);
  v_2(j, op, (A64Lanes)(lanes | 1), d, b);
}

/* ---- results ---- */

static inline Reg result_vector(Jit *j) { return result_reg(j, CLASS_v); }
static inline Reg result_vector_not(Jit *j, RegSet not) { return result_reg_not(j, CLASS_v, not); }

/* ---- shapes ---- */

SimdShape
    /* lower_simd.c */
    a64_simd_unary, a64_simd_binary, a64_simd_swapped, a64_simd_not_equal, a64_simd_bitselect, a64_simd_blendv, a64_simd_pick,
    a64_simd_fused, a64_simd_muladd, a64_simd_any_true, a64_simd_all_true, a64_simd_bitmask,
    /* lower_simd_lanes.c */
    a64_simd_load_extend, a64_simd_load_splat, a64_simd_load_zero, a64_simd_load_lane, a64_simd_store_lane, a64_simd_load_half,
    a64_simd_store_half, a64_simd_splat_int, a64_simd_splat_float, a64_simd_splat_half, a64_simd_extract_int,
    a64_simd_extract_float, a64_simd_extract_half, a64_simd_replace_int, a64_simd_replace_float, a64_simd_replace_half,
    a64_simd_shuffle, a64_simd_swizzle, a64_simd_swizzle_x86,
    /* lower_simd_int.c */
    a64_simd_mul64, a64_simd_q15mulr_x86, a64_simd_shift, a64_simd_narrow, a64_simd_extend, a64_simd_dot16, a64_simd_dot_pairs,
    a64_simd_dot_quads, a64_simd_trunc64, a64_simd_trunc_s_x86, a64_simd_trunc_u_x86, a64_simd_trunc64_s_x86,
    a64_simd_trunc64_u_x86, a64_simd_convert_low,
    /* lower_simd_half.c */
    a64_simd_half_sign, a64_simd_half_unary, a64_simd_half_binary, a64_simd_half_compare, a64_simd_half_pick, a64_simd_half_fused,
    a64_simd_half_trunc, a64_simd_half_convert, a64_simd_half_demote64;

bool a64_lower_simd(Jit *j, const WalkInstr *i);

#endif
