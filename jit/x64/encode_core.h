/* What both halves of the x86-64 encoder share: memory operands in ModRM and SIB.
 *
 * Nearly free of branches: which registers and displacements come is as good as random, and a wrong guess of the
 * processor costs more than the whole instruction. So bytes are stored, and counted only if they belong. */
#ifndef WVM_JIT_X64_ENCODE_CORE_H
#define WVM_JIT_X64_ENCODE_CORE_H

#include "jit/x64/encode.h"

/* Relative to rip, or without a base. */
NOINLINE uint8_t *x64_put_mem_without_base(Asm *a, uint8_t *p, unsigned reg, X64Mem m, unsigned trailing);

/* ModRM, SIB and displacement. A displacement byte counts in units of 2^shift; `trailing` bytes follow in the
 * instruction. The instruction's first byte is still at a->at. */
static inline uint8_t *x64_put_mem(Asm *a, uint8_t *p, unsigned reg, X64Mem m, unsigned shift, unsigned trailing) {
  if (m.base > R15) return x64_put_mem_without_base(a, p, reg, m, trailing);
  unsigned base = m.base & 7u;
  bool has_sib = (m.index != RSP) | (base == RSP);
  int32_t scaled = m.disp >> shift;
  bool is_byte = scaled == (int8_t)scaled && m.disp == (int32_t)((uint32_t)scaled << shift);
  bool is_none = (m.disp == 0) & (base != RBP);
  unsigned size = is_none ? 0 : is_byte ? 1 : 4, mod = is_none ? 0 : is_byte ? 0x40u : 0x80u;
  p[0] = (uint8_t)(mod | (reg & 7u) << 3 | (has_sib ? 4 : base));
  p[1] = (uint8_t)((unsigned)m.scale << 6 | (m.index & 7u) << 3 | base);
  p += 1 + has_sib;
  store_u32(p, (uint32_t)(is_byte ? scaled : m.disp));
  return p + size;
}

#endif
