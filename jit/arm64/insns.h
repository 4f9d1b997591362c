/* The instruction table that insns.def fills: what the emitters read, and what the listing and the tests walk over. */
#ifndef WVM_JIT_ARM64_INSNS_H
#define WVM_JIT_ARM64_INSNS_H

#include "base/base.h"

typedef enum A64Op {
#define A64(id, ...) A64_##id,
#include "jit/arm64/insns.def"
  A64_OP_COUNT
} A64Op;

/* Which operands, and where they go. In comments: d, n, m, a as the manual's Rd, Rn, Rm, Ra. */
typedef enum A64Form {
  /* integers */
  F_ARITH, /* d, n, m shifted or extended; d, n, immediate of 12 bits */
  F_LOGIC, /* d, n, m shifted; d, n, bit mask */
  F_DP2,   /* d, n, m */
  F_DP3,   /* d, n, m, a */
  F_DP3L,  /* x d, w n, w m, x a */
  F_DP1,   /* d, n */
  F_BFM,   /* d, n, immr, imms */
  F_EXTR,  /* d, n, m, lsb */
  F_CSEL,  /* d, n, m, condition */
  F_CCMP,  /* n, m or immediate of 5 bits, flags, condition */
  F_MOVW,  /* d, immediate of 16 bits, shift */
  /* memory */
  F_LDST, /* t, address */
  F_LDP,  /* t, t2, address */
  F_LDX,  /* t, [n] */
  F_STX,  /* w s, t, [n] */
  F_LSE,  /* s, t, [n] */
  /* control */
  F_B,
  F_BCOND,
  F_CB,
  F_TB,    /* to a label */
  F_BR,    /* n */
  F_ADR,   /* d, label */
  F_ZERO,  /* no operands */
  F_IMM16, /* an immediate; `scale` is where it goes */
  F_MRS,
  F_MSR, /* a system register, by name */
  /* scalar floats */
  F_F3,
  F_F2,
  F_F4,    /* that many registers */
  F_FCVT,  /* between sizes */
  F_FCMP,  /* n, m or zero */
  F_FCSEL, /* d, n, m, condition */
  F_FIMM,  /* d, immediate of 8 bits */
  F_FR,
  F_RF, /* float <- integer, integer <- float */
  /* vectors: see insns.def */
  F_V3,
  F_VF3,
  F_V2,
  F_VF2,
  F_V2Z,
  F_VF2Z,
  F_V2L,
  F_V2N,
  F_VCVTN,
  F_VCVTL,
  F_VACR,
  F_VACRL,
  F_VFACR,
  F_V3L,
  F_V3W,
  F_V3N,
  F_VSHL,
  F_VSHR,
  F_VSHRN,
  F_VSHLL,
  F_VEXT,
  F_VTBL,
  F_VDUP,
  F_VDUPE,
  F_VINS,
  F_VINSE,
  F_VMOV,
  F_VIMM,
  F_VELEM,
  F_VFELEM,
  F_VELEML,
  F_VDOT,
  F_VDOTE,
  F_VLANE,
  F_VLD1R,
} A64Form;

typedef struct A64Row {
  uint32_t bits;  /* the instruction with all operands 0 */
  uint32_t other; /* of its other form: immediate, literal, halves; 0: there is none */
  uint8_t form;
  uint8_t sizes; /* sum of the sizes in bytes of its registers or elements */
  uint8_t scale; /* of memory: log2 of the bytes of one register */
} A64Row;

extern const A64Row a64_rows[A64_OP_COUNT];
/* Mnemonics; of F_MRS and F_MSR, the system register. */
extern const char *const a64_names[A64_OP_COUNT];

#endif
