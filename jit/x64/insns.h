/* The instruction tables that insns.def fills: what the emitters read, and what the listing and the tests walk over. */
#ifndef WVM_JIT_X64_INSNS_H
#define WVM_JIT_X64_INSNS_H

#include "base/base.h"

/* ---- general purpose ---- */

typedef enum X64G {
#define X64_G(id, ...) X64_##id,
#include "jit/x64/insns.def"
  X64_G_COUNT
} X64G;

enum {
  G_IMM8S = 1,  /* the immediate also as one sign-extended byte (opcode + 2) */
  G_SHORT = 2,  /* a short form for the accumulator and an immediate */
  G_IMM8 = 4,   /* the immediate is always one byte, unsigned */
  G_WIDE = 8,   /* 64 bits wide without REX.W; the value is that of REX.W */
  G_PLUS = 16,  /* the register form is `rm` + register, without ModRM */
  G_MEM = 32,   /* no form with registers only */
  G_NO_PTR = 64 /* the memory operand has no size: lea */
};

/* Opcodes by form; 0: none (no form of these has opcode 0). */
typedef struct X64GRow {
  uint8_t prefix;  /* 0, 0x66, 0xF3, 0xF2 */
  uint8_t length;  /* of escape bytes and opcode: 1-3 */
  uint16_t escape; /* 0F, 0F 38, 0F 3A, as a number; 0: none */
  uint8_t rm, mr;  /* reg <- r/m and r/m <- reg */
  uint8_t imm;     /* r/m <- immediate, `ext` in ModRM */
  uint8_t one;     /* r/m alone, or by cl; `ext` in ModRM */
  uint8_t ext;
  uint8_t source; /* bytes of the r/m operand where it is not the operand size */
  uint8_t sizes;  /* sum of the operand sizes there are; the opcode of bytes is one less */
  uint8_t flags;
} X64GRow;

extern const X64GRow x64_g_rows[X64_G_COUNT];
extern const char *const x64_g_names[X64_G_COUNT];

/* ---- fixed: no operands ---- */

typedef enum X64F {
#define X64_F(id, ...) X64_##id,
#include "jit/x64/insns.def"
  X64_F_COUNT
} X64F;

typedef struct X64FRow {
  uint32_t bytes;
  uint32_t size;
} X64FRow;

extern const X64FRow x64_f_rows[X64_F_COUNT];
extern const char *const x64_f_names[X64_F_COUNT];

/* ---- VEX and EVEX ---- */

typedef enum X64V {
#define X64_V(id, ...) X64_##id,
#include "jit/x64/insns.def"
  X64_V_COUNT
} X64V;

/* Where the operands go, in the order in which they are written. */
typedef enum X64Layout {
  V_RM,  /* reg, r/m */
  V_RVM, /* reg, vvvv, r/m */
  V_RMV, /* reg, r/m, vvvv */
  V_MR,  /* r/m, reg */
  V_VM,  /* vvvv, r/m; ModRM.reg extends the opcode */
} X64Layout;

typedef enum X64Tail {
  V_NONE, /* nothing follows */
  V_I,    /* an immediate byte */
  V_CMP,  /* an immediate byte: a predicate, by which the mnemonic is told; of numbers */
  V_PCMP, /* the same, of integers */
  V_4     /* a fourth register, in bits 4-7 of an immediate byte */
} X64Tail;

/* What an operand is. Vectors: all of the vector length, its half, fourth, eighth (the register then is at least an
 * xmm); an xmm of which memory holds 1 to 16 bytes. */
typedef enum X64Type {
  T_NO,
  T_V,
  T_H,
  T_Q,
  T_E, /* vector, by length */
  T_X1,
  T_X2,
  T_X4,
  T_X8,
  T_X16, /* xmm */
  T_DUP, /* vector; memory: 8 bytes for an xmm, else all of it */
  T_R,   /* general purpose, 32 or 64 bits by W */
  T_R32,
  T_R32_8,
  T_R32_16,
  T_R64, /* general purpose; memory of 4, 1, 2, 8 bytes */
  T_K,   /* mask register */
} X64Type;

enum {
  V_VEX = 1,
  V_EVEX = 2,
  V_W = 4,        /* W with VEX */
  V_EW = 8,       /* W with EVEX */
  V_BY_SIZE = 16, /* W says the size of T_R operands: the modifier X64_W */
  V_REG = 32,     /* r/m is a register */
  V_MEM = 64,     /* r/m is memory */
  V_LONG = 128,   /* no 128-bit form */
};

typedef struct X64VRow {
  uint8_t opcode;
  uint8_t pp;  /* 0: none, 1: 66, 2: F3, 3: F2 */
  uint8_t map; /* 1: 0F, 2: 0F 38, 3: 0F 3A, 5, 6 */
  uint8_t ext; /* V_VM */
  uint8_t flags;
  uint8_t layout, tail;
  uint8_t type[3];
  uint8_t element; /* bytes, where memory may be one element for all lanes (EVEX); 0: it may not */
} X64VRow;

static inline bool x64_v_has_imm(const X64VRow *row) { return row->tail >= V_I && row->tail <= V_PCMP; }

extern const X64VRow x64_v_rows[X64_V_COUNT];
/* Mnemonics with VEX and with EVEX; NULL where there is no such form. */
extern const char *const x64_v_names[X64_V_COUNT][2];

#endif
