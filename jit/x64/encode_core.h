/* What both halves of the x86-64 encoder share: memory operands in ModRM and SIB. */
#ifndef WVM_JIT_X64_ENCODE_CORE_H
#define WVM_JIT_X64_ENCODE_CORE_H

#include "jit/x64/encode.h"

/* REX.X and REX.B of a memory operand; the "registers" none and rip have no extension. */
static inline unsigned x64_mem_rex(X64Mem m) {
  unsigned x = m.index < 16 ? (m.index & 8u) >> 2 : 0u, b = m.base < 16 ? (m.base & 8u) >> 3 : 0u;
  return x | b;
}

/* ModRM, SIB and displacement. A displacement byte counts in units of 2^shift; `trailing` bytes follow in the
 * instruction. The instruction's first byte is still at a->at. */
static inline uint8_t *x64_put_mem(Asm *a, uint8_t *p, unsigned reg, X64Mem m, unsigned shift, unsigned trailing) {
  unsigned field = (reg & 7u) << 3;
  assert(m.index != RSP);
  if (m.base == X64_RIP) {
    *p++ = (uint8_t)(field | 5);
    store_u32(p, 0);
    asm_refer(a, (AsmLabel)m.disp, (uint32_t)(p - a->start), X64_FIX_REL32 + trailing);
    return p + 4;
  }
  unsigned index = m.index == X64_NO_REG ? 4u : m.index & 7u;
  if (m.base == X64_NO_REG) {
    p[0] = (uint8_t)(field | 4);
    p[1] = (uint8_t)((unsigned)m.scale << 6 | index << 3 | 5);
    store_u32(p + 2, (uint32_t)m.disp);
    return p + 6;
  }
  int32_t scaled = m.disp >> shift;
  bool is_byte = scaled == (int8_t)scaled && m.disp == (int32_t)((uint32_t)scaled << shift);
  bool is_none = m.disp == 0 && (m.base & 7) != RBP;
  unsigned mod = is_none ? 0 : is_byte ? 0x40u : 0x80u;
  if (m.index != X64_NO_REG || (m.base & 7) == RSP) {
    *p++ = (uint8_t)(mod | field | 4);
    *p++ = (uint8_t)((unsigned)m.scale << 6 | index << 3 | (m.base & 7u));
  } else {
    *p++ = (uint8_t)(mod | field | (m.base & 7u));
  }
  if (is_none) return p;
  store_u32(p, (uint32_t)(is_byte ? scaled : m.disp));
  return p + (is_byte ? 1 : 4);
}

#endif
