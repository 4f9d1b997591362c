/* The x86-64 encoder: one function per form of instruction, one row of insns.def per instruction.
 *
 *   x64_rr(a, X64_ADD, 4, RAX, RCX);                        add    eax,ecx
 *   x64_rm(a, X64_MOVZX8, 4, RAX, x64_mem(RBX, 16));        movzx  eax,BYTE PTR [rbx+0x10]
 *   x64_mi(a, X64_CMP, 8, x64_mem(R14, 8), -1);             cmp    QWORD PTR [r14+0x8],0xffffffffffffffff
 *   x64_vrrr(a, X64_VPADDD, XMM0, XMM1, XMM20);             vpaddd xmm0,xmm1,xmm20
 *   x64_vrm(a, X64_VMOVSS, XMM3, x64_at(asm_const(a, &f, 4)));
 *
 * Operands come in the order in which Intel's syntax writes them; r is a register, m memory, i an immediate. `size` is
 * the operand size in bytes (1, 2, 4, 8). The shortest encoding is chosen; vector instructions are VEX, and EVEX where
 * a register above 15 or a modifier asks for it. Which forms an instruction has is asserted, not reported: the lowering
 * is at fault.
 *
 * Must not know: what the instructions are used for, which features the processor has. */
#ifndef WVM_JIT_X64_ENCODE_H
#define WVM_JIT_X64_ENCODE_H

#include "jit/asm.h"
#include "jit/x64/insns.h"
#include "jit/x64/regs.h"

extern const AsmTarget x64_asm_target;

/* Kinds of reference: rel32 followed by 0-4 bytes of immediate (the kind is their number), and rel8. */
enum { X64_FIX_REL32 = 0, X64_FIX_REL8 = 8 };

/* ---- memory operands ---- */

#define X64_RIP 254 /* as base: disp is a label */

typedef struct X64Mem {
  int32_t disp;
  uint8_t base;  /* X64_NO_REG: none */
  uint8_t index; /* as encoded: RSP means none */
  uint8_t scale; /* log2: 0-3 */
  uint8_t rex;   /* the high bits of index and base, as in a REX prefix */
} X64Mem;

/* base (or X64_NO_REG) + index (or X64_NO_REG) * 2^scale + disp; the index is not rsp. */
static inline X64Mem x64_mem_index(X64Reg base, X64Reg index, unsigned scale, int32_t disp) {
  assert(index != RSP && (index <= R15 || index == X64_NO_REG) && (base <= R15 || base == X64_NO_REG));
  if (index == X64_NO_REG) index = RSP;
  unsigned rex = (index & 8u) >> 2 | (base == X64_NO_REG ? 0 : (base & 8u) >> 3);
  return (X64Mem){disp, (uint8_t)base, (uint8_t)index, (uint8_t)scale, (uint8_t)rex};
}
static inline X64Mem x64_mem(X64Reg base, int32_t disp) { return x64_mem_index(base, X64_NO_REG, 0, disp); }
/* The place of a label: code, a constant, a table. */
static inline X64Mem x64_at(AsmLabel label) { return (X64Mem){(int32_t)label, X64_RIP, RSP, 0, 0}; }

/* ---- general purpose ---- */

/* May be or-ed to an X64G: the lock prefix. */
#define X64_LOCK (1u << 16)

void x64_rr(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Reg src);
void x64_rm(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Mem src);
void x64_mr(Asm *a, uint32_t op, unsigned size, X64Mem dst, X64Reg src);
/* The immediate is sign-extended to the operand size. Shifts and bt too. */
void x64_ri(Asm *a, uint32_t op, unsigned size, X64Reg dst, int32_t imm);
void x64_mi(Asm *a, uint32_t op, unsigned size, X64Mem dst, int32_t imm);
/* neg, not, inc, dec, mul, imul (X64_IMUL1), div, idiv, push, pop, bswap, jmp, call; ldmxcsr, stmxcsr. */
void x64_r(Asm *a, uint32_t op, unsigned size, X64Reg dst);
void x64_m(Asm *a, uint32_t op, unsigned size, X64Mem dst);
/* Shifts and rotates by cl; shld and shrd by cl. */
void x64_cl(Asm *a, uint32_t op, unsigned size, X64Reg dst);
void x64_rrcl(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Reg src);
/* imul with three operands (X64_IMUL3), shld, shrd. */
void x64_rri(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Reg src, int32_t imm);
void x64_rmi(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Mem src, int32_t imm);
/* Any constant by the shortest mov; flags stay. */
void x64_mov_imm(Asm *a, X64Reg dst, uint64_t value);

void x64_setcc(Asm *a, X64Cond cond, X64Reg dst);
void x64_setcc_m(Asm *a, X64Cond cond, X64Mem dst);
void x64_cmov(Asm *a, X64Cond cond, unsigned size, X64Reg dst, X64Reg src);
void x64_cmov_m(Asm *a, X64Cond cond, unsigned size, X64Reg dst, X64Mem src);

/* Backward by one byte where that reaches, else by four; the short forms always by one: asm_finish says where it was
 * too far. */
void x64_jcc(Asm *a, X64Cond cond, AsmLabel to);
void x64_jmp(Asm *a, AsmLabel to);
void x64_jcc_short(Asm *a, X64Cond cond, AsmLabel to);
void x64_jmp_short(Asm *a, AsmLabel to);
void x64_call(Asm *a, AsmLabel to);
/* To a symbol outside: relocs of the Asm. */
void x64_jmp_outside(Asm *a, uint32_t symbol);
void x64_call_outside(Asm *a, uint32_t symbol);

/* Instructions without operands: X64_RET, X64_UD2, X64_CDQ, … */
void x64_0(Asm *a, X64F op);
/* `size` bytes of nop, in as few instructions as can be. */
void x64_nop(Asm *a, uint32_t size);

/* ---- VEX and EVEX ---- */

/* May be or-ed to an X64V. */
#define X64_YMM     (1u << 16)
#define X64_ZMM     (2u << 16)
#define X64_MASK(k) ((uint32_t)((k)&7) << 18) /* merging with mask register k1-k7 */
#define X64_ZERO    (1u << 21)                /* zeroing what is masked off */
#define X64_BCAST   (1u << 22)                /* memory is one element, for all lanes */
#define X64_EVEX    (1u << 23)                /* EVEX even where VEX would do: processors may have one form alone */
#define X64_W       (1u << 24)                /* 64-bit general purpose operands, in rows that have both */

void x64_vrr(Asm *a, uint32_t op, X64Reg dst, X64Reg src);
void x64_vrri(Asm *a, uint32_t op, X64Reg dst, X64Reg src, uint8_t imm);
void x64_vrm(Asm *a, uint32_t op, X64Reg dst, X64Mem src);
void x64_vrmi(Asm *a, uint32_t op, X64Reg dst, X64Mem src, uint8_t imm);
void x64_vmr(Asm *a, uint32_t op, X64Mem dst, X64Reg src);
void x64_vmri(Asm *a, uint32_t op, X64Mem dst, X64Reg src, uint8_t imm);
void x64_vrrr(Asm *a, uint32_t op, X64Reg dst, X64Reg src1, X64Reg src2);
void x64_vrrri(Asm *a, uint32_t op, X64Reg dst, X64Reg src1, X64Reg src2, uint8_t imm);
void x64_vrrm(Asm *a, uint32_t op, X64Reg dst, X64Reg src1, X64Mem src2);
void x64_vrrmi(Asm *a, uint32_t op, X64Reg dst, X64Reg src1, X64Mem src2, uint8_t imm);
void x64_vrrrr(Asm *a, uint32_t op, X64Reg dst, X64Reg src1, X64Reg src2, X64Reg src3);
void x64_vrrmr(Asm *a, uint32_t op, X64Reg dst, X64Reg src1, X64Mem src2, X64Reg src3);
/* reg, memory, vvvv: shlx, bzhi, … */
void x64_vrmr(Asm *a, uint32_t op, X64Reg dst, X64Mem src1, X64Reg src2);

#endif
