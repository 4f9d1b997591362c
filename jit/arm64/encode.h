/* The AArch64 encoder: one function per form of instruction, one row of insns.def per instruction.
 *
 *   a64_rrr(a, A64_ADD, 4, X0, X1, X2);                     add   w0, w1, w2
 *   a64_ldst(a, A64_LDR_X, X0, a64_mem(X1, 16));            ldr   x0, [x1, #16]
 *   a64_v3(a, A64_VFADD, A64_4S, V0, V1, V2);               fadd  v0.4s, v1.4s, v2.4s
 *   a64_literal(a, A64_LDR_FQ, V0, asm_const(a, bits, 16)); ldr   q0, 0x40
 *
 * Operands come in the order in which the manual writes them. `size` is the size of registers in bytes: 4, 8 (w, x), of
 * floats 2, 4, 8 (h, s, d). Which forms an instruction has is asserted: the lowering is at fault. A number that no
 * encoding holds (a displacement, an immediate) is the fault ASM_TOO_FAR besides, never another number; the predicates
 * tell beforehand.
 *
 * Must not know: what the instructions are used for, which features the processor has. */
#ifndef WVM_JIT_ARM64_ENCODE_H
#define WVM_JIT_ARM64_ENCODE_H

#include "jit/arm64/insns.h"
#include "jit/arm64/regs.h"
#include "jit/asm.h"

extern const AsmTarget a64_asm_target;

/* Kinds of reference: where the distance goes, and so how far it reaches: 128 MiB, 1 MiB, 32 KiB, 1 MiB; a word of its own. */
enum { A64_FIX_26, A64_FIX_19, A64_FIX_14, A64_FIX_ADR, A64_FIX_WORD };

/* ---- integers ---- */

typedef enum A64Shift { A64_SHIFT_LSL, A64_SHIFT_LSR, A64_SHIFT_ASR, A64_SHIFT_ROR } A64Shift; /* ROR: logical only */
typedef enum A64Extend { A64_UXTB, A64_UXTH, A64_UXTW, A64_UXTX, A64_SXTB, A64_SXTH, A64_SXTW, A64_SXTX } A64Extend;

/* F_ARITH, F_LOGIC, F_DP2. */
void a64_rrr(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m);
void a64_rrs(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m, A64Shift shift, unsigned amount);
/* F_ARITH; amount 0-4. d (without flags) and n may be SP. */
void a64_rrx(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m, A64Extend extend, unsigned amount);
/* F_ARITH, d (without flags) and n may be SP; F_LOGIC, d may be (without flags). */
bool a64_is_arith_imm(uint64_t imm);
bool a64_is_logic_imm(uint64_t imm, unsigned size);
void a64_rri(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, uint64_t imm);
/* F_DP3, F_DP3L. */
void a64_rrrr(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m, A64Reg acc);
/* F_DP1. */
void a64_rr(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n);
void a64_bfm(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, unsigned immr, unsigned imms);
void a64_extr(Asm *a, unsigned size, A64Reg d, A64Reg n, A64Reg m, unsigned lsb);
void a64_csel(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m, A64Cond cond);
void a64_ccmp(Asm *a, A64Op op, unsigned size, A64Reg n, A64Reg m, unsigned flags, A64Cond cond);
void a64_ccmp_i(Asm *a, A64Op op, unsigned size, A64Reg n, unsigned imm, unsigned flags, A64Cond cond);
/* movz, movn, movk; shift 0, 16, 32, 48. */
void a64_movw(Asm *a, A64Op op, unsigned size, A64Reg d, unsigned imm, unsigned shift);
/* Any constant, in as few instructions as can be; flags stay. */
void a64_mov_imm(Asm *a, A64Reg d, uint64_t value);

static inline void a64_mov(Asm *a, unsigned size, A64Reg d, A64Reg m) { a64_rrr(a, A64_ORR, size, d, ZR, m); }
static inline void a64_cmp(Asm *a, unsigned size, A64Reg n, A64Reg m) { a64_rrr(a, A64_SUBS, size, ZR, n, m); }
static inline void a64_cmp_i(Asm *a, unsigned size, A64Reg n, uint64_t imm) { a64_rri(a, A64_SUBS, size, ZR, n, imm); }
static inline void a64_cset(Asm *a, unsigned size, A64Reg d, A64Cond cond) {
  a64_csel(a, A64_CSINC, size, d, ZR, ZR, a64_not(cond));
}
static inline void a64_lsl_i(Asm *a, unsigned size, A64Reg d, A64Reg n, unsigned by) {
  unsigned bits = size * 8;
  a64_bfm(a, A64_UBFM, size, d, n, (bits - by) & (bits - 1), bits - 1 - by);
}
static inline void a64_lsr_i(Asm *a, unsigned size, A64Reg d, A64Reg n, unsigned by) {
  a64_bfm(a, A64_UBFM, size, d, n, by, size * 8 - 1);
}
static inline void a64_asr_i(Asm *a, unsigned size, A64Reg d, A64Reg n, unsigned by) {
  a64_bfm(a, A64_SBFM, size, d, n, by, size * 8 - 1);
}
static inline void a64_ror_i(Asm *a, unsigned size, A64Reg d, A64Reg n, unsigned by) { a64_extr(a, size, d, n, n, by); }
/* From the low `from` bytes: sxtb, sxth, sxtw; uxtb, uxth. */
static inline void a64_sxt(Asm *a, unsigned size, A64Reg d, A64Reg n, unsigned from) {
  a64_bfm(a, A64_SBFM, size, d, n, 0, from * 8 - 1);
}
static inline void a64_uxt(Asm *a, A64Reg d, A64Reg n, unsigned from) {
  a64_bfm(a, A64_UBFM, 4, d, n, 0, from * 8 - 1);
}

/* ---- memory ---- */

typedef enum A64Mode { A64_OFFSET, A64_POST, A64_INDEX, A64_PRE } A64Mode;

typedef struct A64Mem {
  int32_t disp;
  uint8_t base; /* may be SP */
  uint8_t mode; /* A64Mode */
  uint8_t index,
      extend; /* of A64_INDEX; extend: UXTW, UXTX (all of the register), SXTW, SXTX; the highest bit: scaled */
} A64Mem;

static inline A64Mem a64_mem(A64Reg base, int32_t disp) { return (A64Mem){disp, (uint8_t)base, A64_OFFSET, 0, 0}; }
/* The base is changed by disp before, after. */
static inline A64Mem a64_pre(A64Reg base, int32_t disp) { return (A64Mem){disp, (uint8_t)base, A64_PRE, 0, 0}; }
static inline A64Mem a64_post(A64Reg base, int32_t disp) { return (A64Mem){disp, (uint8_t)base, A64_POST, 0, 0}; }
/* base + the index, extended; scaled: times the size of what is loaded. */
static inline A64Mem a64_mem_index(A64Reg base, A64Reg index, A64Extend extend, bool is_scaled) {
  return (A64Mem){0, (uint8_t)base, A64_INDEX, (uint8_t)index, (uint8_t)(extend | (unsigned)is_scaled << 7)};
}

/* Whether F_LDST reaches [base + disp]; whether F_LDP does. */
bool a64_reaches(A64Op op, int64_t disp);
bool a64_pair_reaches(A64Op op, int64_t disp);
void a64_ldst(Asm *a, A64Op op, A64Reg t, A64Mem m);
void a64_ldp(Asm *a, A64Op op, A64Reg t, A64Reg t2, A64Mem m); /* no index */
/* F_LDST with a form relative to pc. */
void a64_literal(Asm *a, A64Op op, A64Reg t, AsmLabel from);
/* Here size is that of the access: 1, 2, 4, 8. */
void a64_ldx(Asm *a, A64Op op, unsigned size, A64Reg t, A64Reg base);
void a64_stx(Asm *a, A64Op op, unsigned size, A64Reg status, A64Reg t, A64Reg base);
/* ldaddal and its like: t becomes what was there; casal: s is compared and becomes what was there, t is stored. */
void a64_lse(Asm *a, A64Op op, unsigned size, A64Reg s, A64Reg t, A64Reg base);

/* ---- control ---- */

void a64_b(Asm *a, AsmLabel to);
void a64_bl(Asm *a, AsmLabel to);
void a64_bl_outside(Asm *a, uint32_t symbol);
/* A jump that reaches 2 GiB; uses x16, x17. */
void a64_way_outside(Asm *a, uint32_t symbol);
/* These reach 1 MiB, tbz and tbnz 32 KiB; where the Asm is `far`, and for known labels out of reach, around a b. */
void a64_b_cond(Asm *a, A64Cond cond, AsmLabel to);
void a64_cb(Asm *a, A64Op op, unsigned size, A64Reg t, AsmLabel to);
void a64_tb(Asm *a, A64Op op, A64Reg t, unsigned bit, AsmLabel to);
void a64_br(Asm *a, A64Op op, A64Reg n); /* br, blr, ret */
void a64_adr(Asm *a, A64Reg d, AsmLabel of);
void a64_0(Asm *a, A64Op op);
void a64_imm16(Asm *a, A64Op op, unsigned imm); /* brk, udf */
void a64_sys(Asm *a, A64Op op, A64Reg t);       /* F_MRS, F_MSR */

/* ---- scalar floats: sizes 2, 4, 8 ---- */

void a64_fff(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m);
void a64_ff(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n);
void a64_ffff(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m, A64Reg acc);
void a64_fcvt(Asm *a, unsigned to_size, A64Reg d, unsigned from_size, A64Reg n);
void a64_fcmp(Asm *a, A64Op op, unsigned size, A64Reg n, A64Reg m);
void a64_fcmp_0(Asm *a, A64Op op, unsigned size, A64Reg n);
void a64_fcsel(Asm *a, unsigned size, A64Reg d, A64Reg n, A64Reg m, A64Cond cond);
/* Whether the bits of a float are one of 256 that need no memory; its number. */
bool a64_is_fp_imm(uint64_t bits, unsigned size, uint8_t *imm);
void a64_fmov_i(Asm *a, unsigned size, A64Reg d, uint8_t imm);
/* F_FR: d is a float of fsize, n an integer of size; F_RF: the other way round. */
void a64_fr(Asm *a, A64Op op, unsigned fsize, A64Reg d, unsigned size, A64Reg n);
void a64_rf(Asm *a, A64Op op, unsigned size, A64Reg d, unsigned fsize, A64Reg n);

/* ---- vectors ---- */

/* log2 of the element's bytes, and whether all 128 bits (bit 0). */
typedef enum A64Lanes { A64_8B, A64_16B, A64_4H, A64_8H, A64_2S, A64_4S, A64_1D, A64_2D } A64Lanes;

/* F_V3, F_VF3, F_V3L, F_V3W, F_V3N, F_VDOT (by the arrangement of the bytes: 8B, 16B). Lanes of the shorter operands;
 * with all 128 bits those with a long side take their upper half (smull2, …). */
void a64_v3(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, A64Reg n, A64Reg m);
/* F_V2, F_VF2, F_V2Z, F_VF2Z, F_V2L, F_V2N, F_VCVTN, F_VCVTL, F_VACR, F_VACRL, F_VFACR. Lanes as above, of the source
 * where it is reduced. */
void a64_v2(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, A64Reg n);
/* F_VSHL: 0 to bits-1; F_VSHR, F_VSHRN: 1 to bits; F_VSHLL: 0 to bits-1. */
void a64_vshift(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, A64Reg n, unsigned by);
void a64_vext(Asm *a, A64Lanes lanes, A64Reg d, A64Reg n, A64Reg m, unsigned first);
/* tbl, tbx from count (1-4) registers beginning with n. */
void a64_vtbl(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, A64Reg n, unsigned count, A64Reg m);
void a64_vdup(Asm *a, A64Lanes lanes, A64Reg d, A64Reg n);
void a64_vdup_lane(Asm *a, A64Lanes lanes, A64Reg d, A64Reg n, unsigned lane);
/* size: of the element, 1-8. */
void a64_vins(Asm *a, unsigned size, A64Reg d, unsigned lane, A64Reg n);
void a64_vins_lane(Asm *a, unsigned size, A64Reg d, unsigned lane, A64Reg n, unsigned from_lane);
/* umov, smov to a general register of to_size. */
void a64_vmov(Asm *a, A64Op op, unsigned to_size, A64Reg d, unsigned size, A64Reg n, unsigned lane);
/* movi, mvni, orr, bic; imm << shift in each lane. Lanes of D: movi, each bit of imm a byte. */
void a64_vimm(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, uint8_t imm, unsigned shift);
void a64_vfmov_i(Asm *a, A64Lanes lanes, A64Reg d, uint8_t imm);
/* A whole vector by one instruction without memory; false: there is none, nothing is emitted. */
MUST_USE bool a64_vconst(Asm *a, A64Reg d, uint64_t low, uint64_t high);
/* F_VELEM, F_VFELEM, F_VELEML, F_VDOTE; m below V16 for halves. */
void a64_velem(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, A64Reg n, A64Reg m, unsigned lane);
/* ld1, st1 of a lane; ld1r. */
void a64_vlane(Asm *a, A64Op op, unsigned size, A64Reg t, unsigned lane, A64Reg base);
void a64_vld1r(Asm *a, A64Lanes lanes, A64Reg t, A64Reg base);

#endif
