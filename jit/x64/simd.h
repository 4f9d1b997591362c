/* What the files that lower vector instructions share.
 *
 *   simd.def ─▶ table of rows ─▶ shape(j, instruction, row)        lower_simd.c: the table, common shapes
 *                                                                 lower_simd_*.c: the others, by subject
 *
 * A row names a shape, a function that makes the code, and what the shape wants to know: one or two instructions of the
 * encoder and a number.
 *
 * Registers 16-31 are known to EVEX alone. Instructions without that form take `low` registers, which temps always are,
 * or another way through a mask register: k1, in which nothing is kept between instructions.
 *
 * Registers of operands may be a local's, and are only read, except those that `own` gives out. The result's register
 * may be an operand's: who writes it before the last operand has been read asks for another (result_reg_not). SCRATCH is
 * free within an instruction once all registers have been asked for. */
#ifndef WVM_JIT_X64_SIMD_H
#define WVM_JIT_X64_SIMD_H

#include "jit/x64/x64.h"

typedef struct SimdRow SimdRow;
typedef void SimdShape(Jit *j, const WalkInstr *i, const SimdRow *row);
struct SimdRow {
  SimdShape *shape;
  uint16_t insn, other; /* X64V */
  uint8_t imm;
};

/* ---- emitting: v, then a letter per operand: r register, m memory, o either, i immediate ---- */

static inline void v_rr(Jit *j, uint32_t op, Reg d, Reg a) { x64_vrr(&j->as, op, xr(d), xr(a)); }
static inline void v_rm(Jit *j, uint32_t op, Reg d, X64Mem m) { x64_vrm(&j->as, op, xr(d), m); }
static inline void v_rri(Jit *j, uint32_t op, Reg d, Reg a, unsigned imm) { x64_vrri(&j->as, op, xr(d), xr(a), (uint8_t)imm); }
static inline void v_rrr(Jit *j, uint32_t op, Reg d, Reg a, Reg b) { x64_vrrr(&j->as, op, xr(d), xr(a), xr(b)); }
static inline void v_rrm(Jit *j, uint32_t op, Reg d, Reg a, X64Mem m) { x64_vrrm(&j->as, op, xr(d), xr(a), m); }
static inline void v_rrri(Jit *j, uint32_t op, Reg d, Reg a, Reg b, unsigned imm) {
  x64_vrrri(&j->as, op, xr(d), xr(a), xr(b), (uint8_t)imm);
}
static inline void v_rrmi(Jit *j, uint32_t op, Reg d, Reg a, X64Mem m, unsigned imm) {
  x64_vrrmi(&j->as, op, xr(d), xr(a), m, (uint8_t)imm);
}
static inline void v_rrrr(Jit *j, uint32_t op, Reg d, Reg a, Reg b, Reg c) { x64_vrrrr(&j->as, op, xr(d), xr(a), xr(b), xr(c)); }

/* An operand where it is: a register, or memory (its slot, a constant) where reg is REG_NONE. */
typedef struct Place {
  Reg reg;
  X64Mem mem;
} Place;
Place x64_place(Jit *j, Value *v);
/* x64_place would give memory. */
bool x64_in_memory(const Jit *j, const Value *v);
void v_ro(Jit *j, uint32_t op, Reg d, Place o);
void v_rro(Jit *j, uint32_t op, Reg d, Reg a, Place o);
void v_roi(Jit *j, uint32_t op, Reg d, Place o, unsigned imm);
void v_rroi(Jit *j, uint32_t op, Reg d, Reg a, Place o, unsigned imm);

/* ---- registers ---- */

#define HIGH_VECTORS ((RegSet)0xFFFF << XMM16)
static inline bool is_high(Reg r) { return reg_bit(r) & HIGH_VECTORS; }
/* The register, or a temp with its value if it is high. */
Reg x64_low(Jit *j, Reg r);
static inline Reg result_vector(Jit *j) { return result_reg(j, CLASS_v); }
static inline Reg result_low(Jit *j) { return result_reg_not(j, CLASS_v, HIGH_VECTORS); }
/* A temp for a value made of the operand in r, which has been popped: r itself if it was a temp. It may be written. */
Reg x64_own(Jit *j, Reg r);
static inline void v_move(Jit *j, Reg to, Reg from) {
  if (to != from) x64_move(j, CLASS_v, to, from);
}
static inline void v_zero(Jit *j, Reg r) { v_rrr(j, X64_VPXOR, r, r, r); }
static inline void v_ones(Jit *j, Reg low) { v_rrr(j, X64_VPCMPEQD, low, low, low); }

/* ---- constants in memory ---- */

X64Mem x64_const(Jit *j, uint64_t low, uint64_t high);
static inline X64Mem x64_each64(Jit *j, uint64_t v) { return x64_const(j, v, v); }
static inline X64Mem x64_each32(Jit *j, uint32_t v) { return x64_each64(j, v * UINT64_C(0x100000001)); }
static inline X64Mem x64_each16(Jit *j, unsigned v) { return x64_each64(j, v * UINT64_C(0x0001000100010001)); }
static inline X64Mem x64_each8(Jit *j, unsigned v) { return x64_each64(j, v * UINT64_C(0x0101010101010101)); }
/* For 256 bits. */
X64Mem x64_each32_wide(Jit *j, uint32_t v);
static inline uint32_t float_bits(float v) {
  uint32_t bits;
  memcpy(&bits, &v, sizeof bits);
  return bits;
}
static inline uint64_t double_bits(double v) {
  uint64_t bits;
  memcpy(&bits, &v, sizeof bits);
  return bits;
}

/* Predicates of vcmpps and its like; of vpcmpd and its like. */
enum { CMP_EQ = 0, CMP_LT = 17, CMP_LE = 18, CMP_UNORD = 3, CMP_NE = 4, CMP_NGT = 26, CMP_GE = 29, CMP_GT = 30, CMP_LESS_OR_GREATER = 12 };
enum { PCMP_EQ = 0, PCMP_LT = 1, PCMP_LE = 2, PCMP_NE = 4, PCMP_GE = 5, PCMP_GT = 6 };

/* Of vroundps and its like; 8: not the inexact flag. */
enum { ROUND_NEAREST = 8, ROUND_DOWN = 9, ROUND_UP = 10, ROUND_ZERO = 11 };
/* What min_max is told of its lanes; what extract_int is. */
enum { FLOATS_PS, FLOATS_PD, FLOATS_PH };
enum { LANE_SIGNED = 1 };

/* Masks: vpmovm2b and its like by log2 of the lane's bytes. */
uint32_t x64_from_mask(unsigned log2);

/* lower_simd_float.c: d = a · b + c; op: the form 132 of a fused instruction, from which 213 and 231 follow in distances
 * of `step`. One of b and c may be in memory. */
void x64_fuse(Jit *j, uint32_t op, unsigned step, Reg d, Reg a, Place b, Place c);
/* d = the minimum or maximum of f32 lanes, by vminps or vmaxps and what joins zeros; all low, t and SCRATCH destroyed. */
void x64_min_max_f32(Jit *j, uint32_t op, uint32_t join, Reg d, Reg a, Reg b, Reg t);

/* ---- shapes, as simd.def names them ---- */

#define SIMD(op, shape, insn, other, imm) extern SimdShape x64_simd_##shape;
#include "jit/x64/simd.def"

#endif
