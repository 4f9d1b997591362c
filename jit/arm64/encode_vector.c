/* The AArch64 encoder: floats and vectors. */
#include "jit/arm64/encode_core.h"

/* ---- scalar floats ---- */

/* The size of a float in bits 22-23. */
static inline uint32_t type_field(unsigned size) {
  assert(size == 2 || size == 4 || size == 8);
  return size == 2 ? 3u << 22 : size == 8 ? 1u << 22 : 0;
}

static inline uint32_t type_bits(const A64Row *row, unsigned size) {
  assert(row->sizes & size);
  return row->bits | type_field(size);
}

void a64_fff(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m) {
  assert(a64_row(op)->form == F_F3);
  a64_is_v(d), a64_is_v(n), a64_is_v(m);
  a64_put(a, op, type_bits(a64_row(op), size) | a64_m(m) | a64_n(n) | a64_d(d));
}

void a64_ff(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n) {
  assert(a64_row(op)->form == F_F2);
  a64_is_v(d), a64_is_v(n);
  a64_put(a, op, type_bits(a64_row(op), size) | a64_n(n) | a64_d(d));
}

void a64_ffff(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m, A64Reg acc) {
  assert(a64_row(op)->form == F_F4);
  a64_is_v(d), a64_is_v(n), a64_is_v(m), a64_is_v(acc);
  a64_put(a, op, type_bits(a64_row(op), size) | a64_m(m) | a64_a(acc) | a64_n(n) | a64_d(d));
}

void a64_fcvt(Asm *a, unsigned to_size, A64Reg d, unsigned from_size, A64Reg n) {
  assert(to_size != from_size);
  a64_is_v(d), a64_is_v(n);
  a64_put(a, A64_FCVT, type_bits(a64_row(A64_FCVT), from_size) | type_field(to_size) >> 7 | a64_n(n) | a64_d(d));
}

void a64_fcmp(Asm *a, A64Op op, unsigned size, A64Reg n, A64Reg m) {
  assert(a64_row(op)->form == F_FCMP);
  a64_is_v(n), a64_is_v(m);
  a64_put(a, op, type_bits(a64_row(op), size) | a64_m(m) | a64_n(n));
}

void a64_fcmp_0(Asm *a, A64Op op, unsigned size, A64Reg n) {
  assert(a64_row(op)->form == F_FCMP);
  a64_is_v(n);
  a64_put(a, op, type_bits(a64_row(op), size) | 8 | a64_n(n));
}

void a64_fcsel(Asm *a, unsigned size, A64Reg d, A64Reg n, A64Reg m, A64Cond cond) {
  a64_is_v(d), a64_is_v(n), a64_is_v(m);
  a64_put(a, A64_FCSEL, type_bits(a64_row(A64_FCSEL), size) | a64_m(m) | (uint32_t)cond << 12 | a64_n(n) | a64_d(d));
}

void a64_fmov_i(Asm *a, unsigned size, A64Reg d, uint8_t imm) {
  a64_is_v(d);
  a64_put(a, A64_FMOV_I, type_bits(a64_row(A64_FMOV_I), size) | (uint32_t)imm << 13 | a64_d(d));
}

/* fmov keeps bits, so its sizes are equal, but for halves. */
static void check_sizes(A64Op op, unsigned fsize, unsigned size) {
  (void)op, (void)fsize, (void)size;
  assert((op != A64_FMOV_FR && op != A64_FMOV_RF) || fsize == size || fsize == 2);
}

void a64_fr(Asm *a, A64Op op, unsigned fsize, A64Reg d, unsigned size, A64Reg n) {
  assert(a64_row(op)->form == F_FR);
  check_sizes(op, fsize, size);
  a64_is_v(d), a64_is_x(n);
  a64_put(a, op, type_bits(a64_row(op), fsize) | a64_sf(size) | a64_n(n) | a64_d(d));
}

void a64_rf(Asm *a, A64Op op, unsigned size, A64Reg d, unsigned fsize, A64Reg n) {
  assert(a64_row(op)->form == F_RF);
  check_sizes(op, fsize, size);
  a64_is_x(d), a64_is_v(n);
  a64_put(a, op, type_bits(a64_row(op), fsize) | a64_sf(size) | a64_n(n) | a64_d(d));
}

/* ---- vectors ---- */

static inline uint32_t q_bit(A64Lanes lanes) { return (uint32_t)(lanes & 1) << 30; }
static inline unsigned log2_size(A64Lanes lanes) { return (unsigned)lanes >> 1; }

/* Length and size of elements, for integers. */
static inline uint32_t lanes_bits(const A64Row *row, A64Lanes lanes) {
  assert(row->sizes >> log2_size(lanes) & 1);
  return row->bits | q_bit(lanes) | (uint32_t)log2_size(lanes) << 22;
}

/* Floats: halves have a form of their own, else one bit tells S from D. */
static inline uint32_t float_bits(const A64Row *row, A64Lanes lanes) {
  unsigned size = log2_size(lanes);
  assert(row->sizes >> size & 1 && lanes != A64_1D);
  if (size == 1) return row->other | q_bit(lanes);
  return row->bits | q_bit(lanes) | (size == 3 ? 1u << 22 : 0);
}

static inline uint32_t form_bits(const A64Row *row, A64Lanes lanes) {
  switch ((A64Form)row->form) {
  case F_VF3:
  case F_VF2:
  case F_VF2Z:
  case F_VFACR: return float_bits(row, lanes);
  case F_VCVTN: /* named by the short side: halves, singles */
  case F_VCVTL: return row->bits | q_bit(lanes) | (log2_size(lanes) == 2 ? 1u << 22 : 0);
  case F_VDOT: return row->bits | q_bit(lanes);
  default: return lanes_bits(row, lanes);
  }
}

void a64_v3(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, A64Reg n, A64Reg m) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_V3 || row->form == F_VF3 || row->form == F_V3L || row->form == F_V3W || row->form == F_V3N ||
         row->form == F_VDOT);
  assert(lanes != A64_1D);
  a64_is_v(d), a64_is_v(n), a64_is_v(m);
  a64_put(a, op, form_bits(row, lanes) | a64_m(m) | a64_n(n) | a64_d(d));
}

void a64_v2(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, A64Reg n) {
  const A64Row *row = a64_row(op);
  assert(row->form >= F_V2 && row->form <= F_VFACR && lanes != A64_1D);
  /* There is nothing to reduce in two lanes. */
  assert(!(row->form >= F_VACR && row->form <= F_VFACR && lanes == A64_2S));
  a64_is_v(d), a64_is_v(n);
  a64_put(a, op, form_bits(row, lanes) | a64_n(n) | a64_d(d));
}

void a64_vshift(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, A64Reg n, unsigned by) {
  const A64Row *row = a64_row(op);
  unsigned bits = 8u << log2_size(lanes);
  bool is_left = row->form == F_VSHL || row->form == F_VSHLL;
  assert(row->form >= F_VSHL && row->form <= F_VSHLL && lanes != A64_1D && row->sizes >> log2_size(lanes) & 1);
  a64_is_v(d), a64_is_v(n);
  a64_check(a, is_left ? by < bits : by >= 1 && by <= bits);
  uint32_t field = (is_left ? bits + by : 2 * bits - by) & 0x7F;
  a64_put(a, op, row->bits | q_bit(lanes) | field << 16 | a64_n(n) | a64_d(d));
}

void a64_vext(Asm *a, A64Lanes lanes, A64Reg d, A64Reg n, A64Reg m, unsigned first) {
  const A64Row *row = a64_row(A64_VEXT);
  assert(lanes <= A64_16B);
  a64_is_v(d), a64_is_v(n), a64_is_v(m);
  a64_check(a, first < (lanes == A64_16B ? 16u : 8u));
  a64_put(a, A64_VEXT, row->bits | q_bit(lanes) | a64_m(m) | (first & 15) << 11 | a64_n(n) | a64_d(d));
}

void a64_vtbl(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, A64Reg n, unsigned count, A64Reg m) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_VTBL && lanes <= A64_16B && count >= 1 && count <= 4);
  a64_is_v(d), a64_is_v(n), a64_is_v(m);
  a64_put(a, op, row->bits | q_bit(lanes) | a64_m(m) | ((count - 1) & 3) << 13 | a64_n(n) | a64_d(d));
}

/* The element's size and number in bits 16-20. */
static inline uint32_t lane_field(Asm *a, unsigned log2, unsigned lane) {
  a64_check(a, lane < 16u >> log2);
  return ((lane << 1 | 1) << log2 & 31) << 16;
}

static inline unsigned log2_of(unsigned size) {
  assert(size == 1 || size == 2 || size == 4 || size == 8);
  return (unsigned)__builtin_ctz(size);
}

void a64_vdup(Asm *a, A64Lanes lanes, A64Reg d, A64Reg n) {
  assert(lanes != A64_1D);
  a64_is_v(d), a64_is_x(n);
  a64_put(a, A64_VDUP,
          a64_row(A64_VDUP)->bits | q_bit(lanes) | lane_field(a, log2_size(lanes), 0) | a64_n(n) | a64_d(d));
}

void a64_vdup_lane(Asm *a, A64Lanes lanes, A64Reg d, A64Reg n, unsigned lane) {
  assert(lanes != A64_1D);
  a64_is_v(d), a64_is_v(n);
  uint32_t bits = a64_row(A64_VDUP_E)->bits | q_bit(lanes);
  a64_put(a, A64_VDUP_E, bits | lane_field(a, log2_size(lanes), lane) | a64_n(n) | a64_d(d));
}

void a64_vins(Asm *a, unsigned size, A64Reg d, unsigned lane, A64Reg n) {
  a64_is_v(d), a64_is_x(n);
  a64_put(a, A64_VINS, a64_row(A64_VINS)->bits | lane_field(a, log2_of(size), lane) | a64_n(n) | a64_d(d));
}

void a64_vins_lane(Asm *a, unsigned size, A64Reg d, unsigned lane, A64Reg n, unsigned from_lane) {
  a64_is_v(d), a64_is_v(n);
  uint32_t from = (from_lane << log2_of(size) & 15) << 11;
  a64_check(a, from_lane < 16u / size);
  a64_put(a, A64_VINS_E, a64_row(A64_VINS_E)->bits | lane_field(a, log2_of(size), lane) | from | a64_n(n) | a64_d(d));
}

void a64_vmov(Asm *a, A64Op op, unsigned to_size, A64Reg d, unsigned size, A64Reg n, unsigned lane) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_VMOV && row->sizes & size);
  assert(op == A64_VUMOV ? (to_size == 8) == (size == 8) : size < to_size);
  a64_is_x(d), a64_is_v(n);
  a64_put(a, op, row->bits | (to_size == 8 ? 1u << 30 : 0) | lane_field(a, log2_of(size), lane) | a64_n(n) | a64_d(d));
}

static inline uint32_t imm8_field(unsigned imm) { return (imm >> 5 & 7) << 16 | (imm & 31) << 5; }

void a64_vimm(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, uint8_t imm, unsigned shift) {
  const A64Row *row = a64_row(op);
  unsigned size = log2_size(lanes);
  bool is_logic = op == A64_VORR_I || op == A64_VBIC_I;
  assert(row->form == F_VIMM && op != A64_VFMOV && shift % 8 == 0 && lanes != A64_1D);
  assert((size == 1 || size == 2) ? shift < 8u << size : shift == 0 && op == A64_VMOVI);
  a64_is_v(d);
  uint32_t mode = size == 0 ? 14 : size == 1 ? 8 | shift / 4 : size == 2 ? shift / 4 : 14 | 1u << 17; /* bit 29 */
  if (is_logic) mode |= 1;
  a64_put(a, op, row->bits | q_bit(lanes) | mode << 12 | imm8_field(imm) | a64_d(d));
}

void a64_vfmov_i(Asm *a, A64Lanes lanes, A64Reg d, uint8_t imm) {
  unsigned size = log2_size(lanes);
  assert(size >= 1 && lanes != A64_1D);
  a64_is_v(d);
  uint32_t bits = a64_row(A64_VFMOV)->bits | 15u << 12 | (size == 1 ? 1u << 11 : size == 3 ? 1u << 29 : 0);
  a64_put(a, A64_VFMOV, bits | q_bit(lanes) | imm8_field(imm) | a64_d(d));
}

/* A lane of `size` bytes that is one byte, shifted, or its complement. */
static bool const_by_byte(Asm *a, A64Reg d, uint64_t lane, unsigned size) {
  A64Lanes lanes = size == 2 ? A64_8H : A64_4S;
  uint64_t mask = size == 2 ? 0xFFFF : UINT32_MAX;
  for (unsigned shift = 0; shift < size * 8; shift += 8) {
    bool is_plain = (lane & ~(UINT64_C(0xFF) << shift)) == 0;
    if (!is_plain && (~lane & mask & ~(UINT64_C(0xFF) << shift)) != 0) continue;
    a64_vimm(a, is_plain ? A64_VMOVI : A64_VMVNI, lanes, d, (uint8_t)((is_plain ? lane : ~lane) >> shift), shift);
    return true;
  }
  return false;
}

bool a64_vconst(Asm *a, A64Reg d, uint64_t low, uint64_t high) {
  uint8_t imm = 0;
  if (low != high) return false;
  bool is_words = (uint32_t)low == low >> 32, is_halves = is_words && (low & 0xFFFF) == (low >> 16 & 0xFFFF);
  if (is_halves && (low & 0xFF) == (low >> 8 & 0xFF)) {
    a64_vimm(a, A64_VMOVI, A64_16B, d, (uint8_t)low, 0);
    return true;
  }
  if (is_halves && const_by_byte(a, d, low & 0xFFFF, 2)) return true;
  if (is_words && const_by_byte(a, d, low & UINT32_MAX, 4)) return true;
  bool is_bytes = true;
  for (unsigned i = 0; i < 8; i++) {
    unsigned byte = low >> 8 * i & 0xFF;
    is_bytes = is_bytes && (byte == 0 || byte == 0xFF);
    imm = (uint8_t)(imm | (byte & 1) << i);
  }
  if (is_bytes) a64_vimm(a, A64_VMOVI, A64_2D, d, imm, 0);
  else if (is_words && a64_is_fp_imm(low & UINT32_MAX, 4, &imm)) a64_vfmov_i(a, A64_4S, d, imm);
  else if (a64_is_fp_imm(low, 8, &imm)) a64_vfmov_i(a, A64_2D, d, imm);
  else return false;
  return true;
}

void a64_velem(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, A64Reg n, A64Reg m, unsigned lane) {
  const A64Row *row = a64_row(op);
  unsigned size = log2_size(lanes);
  assert(row->form == F_VDOTE ? lanes <= A64_16B : row->sizes >> size & 1 && lanes != A64_1D);
  assert(row->form == F_VELEM || row->form == F_VFELEM || row->form == F_VELEML || row->form == F_VDOTE);
  if (row->form == F_VDOTE) size = 2;
  a64_is_v(d), a64_is_v(n), a64_is_v(m);
  assert(size != 1 || m <= V15);
  a64_check(a, lane < 16u >> size);
  /* The lane's bits, lowest last: M (20), L (21), H (11); H alone for D. */
  uint32_t place = size == 1   ? (lane & 1) << 20 | (lane >> 1 & 1) << 21 | lane >> 2 << 11
                   : size == 2 ? (lane & 1) << 21 | lane >> 1 << 11
                               : lane << 11;
  /* Floats of 16 bits are written as size 0. */
  uint32_t kind = row->form == F_VDOTE || (row->form == F_VFELEM && size == 1) ? 0 : size << 22;
  a64_put(a, op, row->bits | q_bit(lanes) | kind | place | a64_m(m) | a64_n(n) | a64_d(d));
}

void a64_vlane(Asm *a, A64Op op, unsigned size, A64Reg t, unsigned lane, A64Reg base) {
  const A64Row *row = a64_row(op);
  unsigned log2 = log2_of(size);
  assert(row->form == F_VLANE);
  a64_is_v(t), a64_is_x(base);
  a64_check(a, lane < 16u >> log2);
  /* The number of the byte in Q, S and size; D is told from S by the lowest bit of size. */
  uint32_t byte = lane << log2 & 15, kind = log2 == 0 ? 0 : log2 == 1 ? 2 : 4;
  uint32_t place = (byte >> 3) << 30 | (byte >> 2 & 1) << 12 | (byte & 3) << 10 | (log2 == 3 ? 1u << 10 : 0);
  a64_put(a, op, row->bits | place | kind << 13 | a64_n(base) | a64_d(t));
}

void a64_vld1r(Asm *a, A64Lanes lanes, A64Reg t, A64Reg base) {
  a64_is_v(t), a64_is_x(base);
  uint32_t bits = a64_row(A64_LD1R)->bits | q_bit(lanes) | (uint32_t)log2_size(lanes) << 10;
  a64_put(a, A64_LD1R, bits | a64_n(base) | a64_d(t));
}
