/* The registers of x86-64. One number space for both classes, so that a set of registers is 64 bits wide: general
 * purpose registers are 0-15, vector registers 32-63. Encoders take these numbers. */
#ifndef WVM_JIT_X64_REGS_H
#define WVM_JIT_X64_REGS_H

#include "base/base.h"

/* clang-format off */
typedef enum X64Reg {
  RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15,
  XMM0 = 32, XMM1, XMM2, XMM3, XMM4, XMM5, XMM6, XMM7, XMM8, XMM9, XMM10, XMM11, XMM12, XMM13, XMM14, XMM15,
  XMM16, XMM17, XMM18, XMM19, XMM20, XMM21, XMM22, XMM23, XMM24, XMM25, XMM26, XMM27, XMM28, XMM29, XMM30, XMM31,
  K0 = 64, K1, K2, K3, K4, K5, K6, K7, /* AVX-512 masks */
  X64_NO_REG = 255,
} X64Reg;

/* Conditions, as encoded: the lowest bit negates. */
typedef enum X64Cond {
  X64_O, X64_NO, X64_B, X64_AE, X64_E, X64_NE, X64_BE, X64_A, X64_S, X64_NS, X64_P, X64_NP, X64_L, X64_GE, X64_LE, X64_G,
} X64Cond;
/* clang-format on */

static inline X64Cond x64_not(X64Cond c) { return (X64Cond)(c ^ 1); }

#endif
