/* Immediates of AArch64: which numbers instructions can hold, and how any other is made. */
#include "jit/arm64/encode_core.h"

bool a64_is_arith_imm(uint64_t imm) { return imm < 0x1000 || (imm < 0x1000000 && (imm & 0xFFF) == 0); }

/* A bit mask is an element of 2, 4, … 64 bits, repeated; the element a run of ones, rotated. Neither all zeros nor all
 * ones. */
bool a64_logic_field(uint64_t imm, unsigned size, uint32_t *field) {
  if (size == 4) imm = (imm & UINT32_MAX) | imm << 32;
  if (imm == 0 || imm == UINT64_MAX) return false;
  unsigned width = 64;
  while (width > 2) {
    unsigned half = width / 2;
    uint64_t mask = (UINT64_C(1) << half) - 1;
    if ((imm & mask) != (imm >> half & mask)) break;
    width = half;
  }
  uint64_t mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1, element = imm & mask;
  unsigned ones = (unsigned)__builtin_popcountll(element), begin;
  if ((element & 1) && (element >> (width - 1) & 1)) { /* the run goes around: it begins where the zeros end */
    uint64_t zeros = ~element & mask;
    begin = 64 - (unsigned)__builtin_clzll(zeros);
  } else {
    begin = (unsigned)__builtin_ctzll(element);
  }
  uint64_t run = (UINT64_C(1) << ones) - 1; /* ones < 64 */
  uint64_t turned = begin == 0 ? run : ((run << begin) | (run >> (width - begin))) & mask;
  if (turned != element) return false;
  unsigned immr = (width - begin) & (width - 1), imms = ((0u - (width << 1)) & 0x3F) | (ones - 1);
  *field = (width == 64 ? 1u << 22 : 0) | immr << 16 | imms << 10;
  return true;
}

bool a64_is_logic_imm(uint64_t imm, unsigned size) {
  uint32_t field;
  return a64_logic_field(imm, size, &field);
}

uint64_t a64_logic_value(uint32_t word, unsigned size) {
  unsigned immr = word >> 16 & 63, imms = word >> 10 & 63, width = 64;
  if (!(word >> 22 & 1)) {
    width = 1u << (31 - __builtin_clz(~imms & 63));
    imms &= width - 1;
    immr &= width - 1;
  }
  uint64_t mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
  uint64_t run = imms == 63 ? UINT64_MAX : (UINT64_C(1) << (imms + 1)) - 1;
  uint64_t value = immr == 0 ? run : ((run >> immr) | (run << (width - immr))) & mask;
  for (; width < 64; width *= 2) value |= value << width;
  return size == 4 ? value & UINT32_MAX : value;
}

/* Sign, three bits of exponent about 0, four of fraction. */
bool a64_is_fp_imm(uint64_t bits, unsigned size, uint8_t *imm) {
  unsigned top = size * 8 - 1, fraction = size == 8 ? 52 : size == 4 ? 23 : 10, exponent = top - fraction;
  /* The exponent: one bit, its opposite again and again, two bits. */
  uint64_t field = bits >> fraction & ((UINT64_C(1) << exponent) - 1);
  uint64_t repeated = field >> 2, all = (UINT64_C(1) << (exponent - 3)) - 1;
  if (bits & ((UINT64_C(1) << (fraction - 4)) - 1)) return false;
  if (repeated != all && repeated != all + 1) return false;
  *imm = (uint8_t)((bits >> top & 1) << 7 | (repeated & 1) << 6 | (bits >> (fraction - 4) & 63));
  return true;
}

double a64_fp_value(uint8_t imm) {
  int exponent = (imm >> 4 & 7) ^ 4;
  double value = 16 + (imm & 15);
  for (int e = exponent - 3 - 4; e != 0; e += e < 0 ? 1 : -1) value = e < 0 ? value / 2 : value * 2;
  return imm & 0x80 ? -value : value;
}

/* ---- any constant ---- */

static unsigned count_halves(uint64_t value, unsigned size, uint64_t half) {
  unsigned n = 0;
  for (unsigned i = 0; i < size * 8; i += 16) n += (value >> i & 0xFFFF) == half;
  return n;
}

/* movz or movn, whichever leaves less to movk. */
static void mov_by_halves(Asm *a, A64Reg d, uint64_t value, unsigned size) {
  bool is_negative = count_halves(value, size, 0xFFFF) > count_halves(value, size, 0);
  uint64_t filler = is_negative ? 0xFFFF : 0;
  bool is_first = true;
  for (unsigned shift = 0; shift < size * 8; shift += 16) {
    unsigned half = value >> shift & 0xFFFF;
    bool is_last = shift + 16 == size * 8;
    if (half == filler && !(is_first && is_last)) continue;
    if (!is_first) a64_movw(a, A64_MOVK, size, d, half, shift);
    else if (is_negative) a64_movw(a, A64_MOVN, size, d, ~half & 0xFFFF, half == filler ? 0 : shift);
    else a64_movw(a, A64_MOVZ, size, d, half, half == filler ? 0 : shift);
    is_first = false;
  }
}

void a64_mov_imm(Asm *a, A64Reg d, uint64_t value) {
  /* Writing w clears the upper half. */
  unsigned size = value <= UINT32_MAX ? 4 : 8;
  unsigned zeros = count_halves(value, size, 0), ones = count_halves(value, size, 0xFFFF);
  if (MAX_OF(zeros, ones) + 1 < size / 2 && a64_is_logic_imm(value, size)) a64_rri(a, A64_ORR, size, d, ZR, value);
  else mov_by_halves(a, d, value, size);
}
