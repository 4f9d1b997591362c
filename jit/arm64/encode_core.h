/* What the files of the AArch64 encoder share. */
#ifndef WVM_JIT_ARM64_ENCODE_CORE_H
#define WVM_JIT_ARM64_ENCODE_CORE_H

#include "jit/arm64/encode.h"

/* Fields by their names in the manual. */
static inline uint32_t a64_d(unsigned r) { return r & 31; }
static inline uint32_t a64_n(unsigned r) { return (r & 31) << 5; }
static inline uint32_t a64_a(unsigned r) { return (r & 31) << 10; }
static inline uint32_t a64_m(unsigned r) { return (r & 31) << 16; }
static inline uint32_t a64_sf(unsigned size) { return size == 8 ? 1u << 31 : 0; }

static inline const A64Row *a64_row(A64Op op) {
  assert(op < A64_OP_COUNT);
  return &a64_rows[op];
}

/* The asserted classes of registers. */
static inline void a64_is_x(unsigned r) {
  (void)r;
  assert(r <= 31);
}
static inline void a64_is_v(unsigned r) {
  (void)r;
  assert(r >= V0 && r <= V31);
}

/* Out of line: what asm_end left. */
void a64_settle(Asm *a, A64Op op, AsmLabel to) COLD;

static ALWAYS_INLINE void a64_put(Asm *a, A64Op op, uint32_t word) {
  uint8_t *from = a->at;
  store_u32(from, word);
  if (asm_end(a, from + 4)) a64_settle(a, op, ASM_LABEL_NONE);
}

static inline void a64_put_to(Asm *a, A64Op op, uint32_t word, AsmLabel to, unsigned kind) {
  uint8_t *from = a->at;
  store_u32(from, word);
  asm_refer(a, to, asm_here(a), kind);
  if (asm_end(a, from + 4)) a64_settle(a, op, to);
}

/* For a number that the instruction cannot hold. */
static inline void a64_check(Asm *a, bool fits) {
  if (UNLIKELY(!fits)) asm_fault(a, ASM_TOO_FAR);
}

/* The fields N, immr, imms of a bit mask (bits 10-22); false: it is none. */
bool a64_logic_field(uint64_t imm, unsigned size, uint32_t *field);
/* Back from the field. */
uint64_t a64_logic_value(uint32_t word, unsigned size);
/* The bits of a float that an immediate of 8 bits stands for, as a double. */
double a64_fp_value(uint8_t imm);

/* The text of an instruction from its bits. */
void a64_list(Asm *a, uint32_t at, A64Op op, AsmLabel to);

#endif
