/* The listing of the x86-64 encoder: instructions in Intel's syntax, exactly as binutils' objdump writes them. */
#ifndef WVM_JIT_X64_LIST_H
#define WVM_JIT_X64_LIST_H

#include "jit/x64/encode.h"

typedef enum X64OperandKind {
  X64_OP_GPR,
  X64_OP_VEC,
  X64_OP_K,
  X64_OP_MEM,
  X64_OP_IMM,
  X64_OP_TO,
  X64_OP_TEXT
} X64OperandKind;

typedef struct X64Operand {
  X64OperandKind kind;
  uint32_t size; /* bytes; of memory 0: not written */
  union {
    X64Reg reg;
    X64Mem mem;
    uint64_t imm;
    AsmLabel label;
    const char *text;
  };
  uint8_t bcast; /* memory: number of lanes it is for, or 0 */
  uint8_t mask;  /* register: 0, or the mask */
  bool zero, lanes_told;
} X64Operand;

/* Appends the line of the instruction emitted since `at`. The mnemonic is `name` and `suffix`. */
void x64_list(Asm *a, uint32_t at, const char *name, const char *suffix, const X64Operand *operands,
              unsigned count) COLD;
const char *x64_cond_name(X64Cond cond);

static inline X64Operand x64_op_gpr(X64Reg reg, unsigned size) {
  return (X64Operand){.kind = X64_OP_GPR, .size = size, .reg = reg};
}
/* A vector register; its size is for the caller to set. */
static inline X64Operand x64_op_vec(X64Reg reg) { return (X64Operand){.kind = X64_OP_VEC, .reg = reg}; }
static inline X64Operand x64_op_mem(X64Mem mem, unsigned size) {
  return (X64Operand){.kind = X64_OP_MEM, .size = size, .mem = mem};
}
/* A constant as an operand of `size` bytes. */
static inline X64Operand x64_op_imm(int64_t imm, unsigned size) {
  return (X64Operand){.kind = X64_OP_IMM,
                      .imm = size == 8 ? (uint64_t)imm : (uint64_t)imm & ((UINT64_C(1) << size * 8) - 1)};
}
static inline X64Operand x64_op_to(AsmLabel label) { return (X64Operand){.kind = X64_OP_TO, .label = label}; }
static inline X64Operand x64_op_text(const char *text) { return (X64Operand){.kind = X64_OP_TEXT, .text = text}; }

#endif
