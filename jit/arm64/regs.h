/* The registers of AArch64. One number space for both classes, so that a set of registers is 64 bits wide: general
 * purpose registers are 0-31, vector registers 32-63. Encoders take these numbers. */
#ifndef WVM_JIT_ARM64_REGS_H
#define WVM_JIT_ARM64_REGS_H

#include "base/base.h"

/* clang-format off */
typedef enum A64Reg {
  X0, X1, X2, X3, X4, X5, X6, X7, X8, X9, X10, X11, X12, X13, X14, X15,
  X16, X17, X18, X19, X20, X21, X22, X23, X24, X25, X26, X27, X28, X29, X30,
  ZR = 31, SP = 31, /* as the place in the instruction says */
  V0 = 32, V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V11, V12, V13, V14, V15,
  V16, V17, V18, V19, V20, V21, V22, V23, V24, V25, V26, V27, V28, V29, V30, V31,
} A64Reg;

/* Conditions, as encoded: the lowest bit negates. */
typedef enum A64Cond {
  A64_EQ, A64_NE, A64_HS, A64_LO, A64_MI, A64_PL, A64_VS, A64_VC, A64_HI, A64_LS, A64_GE, A64_LT, A64_GT, A64_LE, A64_AL,
} A64Cond;
/* clang-format on */

static inline A64Cond a64_not(A64Cond c) { return (A64Cond)(c ^ 1); }

#endif
