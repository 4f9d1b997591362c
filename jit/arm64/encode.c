/* The AArch64 encoder: integers, memory, control. */
#include "jit/arm64/encode_core.h"

const A64Row a64_rows[A64_OP_COUNT] = {
#define A64(id, text, form, bits, other, sizes, scale) {bits, other, F_##form, sizes, scale},
#include "jit/arm64/insns.def"
};

const char *const a64_names[A64_OP_COUNT] = {
#define A64(id, text, ...) text,
#include "jit/arm64/insns.def"
};

/* ---- what the buffer asks of a target ---- */

static bool fits_signed(int64_t v, unsigned bits) {
  return v >= -(INT64_C(1) << (bits - 1)) && v < INT64_C(1) << (bits - 1);
}

static bool patch(uint8_t *code, uint32_t at, uint32_t to, unsigned kind) {
  int32_t distance = (int32_t)(to - at);
  uint32_t word = load_u32(code + at), bits = (uint32_t)(distance >> 2);
  bool fits = kind == A64_FIX_ADR || distance % 4 == 0;
  switch (kind) {
  case A64_FIX_26: fits = fits && fits_signed(distance, 28), word = (word & ~0x3FFFFFFu) | (bits & 0x3FFFFFF); break;
  case A64_FIX_19: fits = fits && fits_signed(distance, 21), word = (word & ~0xFFFFE0u) | (bits & 0x7FFFF) << 5; break;
  case A64_FIX_14: fits = fits && fits_signed(distance, 16), word = (word & ~0x7FFE0u) | (bits & 0x3FFF) << 5; break;
  case A64_FIX_ADR:
    fits = fits_signed(distance, 21);
    word = (word & ~0x60FFFFE0u) | ((uint32_t)distance & 3) << 29 | (bits & 0x7FFFF) << 5;
    break;
  case A64_FIX_WORD: fits = true, word = (uint32_t)distance; break;
  default: assert(false);
  }
  if (fits) store_u32(code + at, word);
  return fits;
}

static void pad(uint8_t *p, uint32_t size) {
  /* What comes before an odd place is data. */
  for (; size % 4; size--) *p++ = 0;
  for (; size > 0; size -= 4, p += 4) store_u32(p, 0xD503201F);
}

const AsmTarget a64_asm_target = {"arm64", 4, patch, pad};

void a64_settle(Asm *a, A64Op op, AsmLabel to) {
  if (a->listing) a64_list(a, asm_here(a) - 4, op, to);
  asm_settle(a);
}

/* ---- integers ---- */

static inline uint32_t size_bits(const A64Row *row, unsigned size) {
  assert(row->sizes & size);
  return row->form == F_DP1 && size == 8 && row->other ? row->other | 1u << 31 : row->bits | a64_sf(size);
}

void a64_rrr(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m) {
  const A64Row *row = a64_row(op);
  assert(row->form <= F_DP2);
  a64_is_x(d), a64_is_x(n), a64_is_x(m);
  a64_put(a, op, size_bits(row, size) | a64_m(m) | a64_n(n) | a64_d(d));
}

void a64_rrs(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m, A64Shift shift, unsigned amount) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_LOGIC || (row->form == F_ARITH && shift != A64_SHIFT_ROR));
  a64_is_x(d), a64_is_x(n), a64_is_x(m);
  a64_check(a, amount < size * 8);
  a64_put(a, op, size_bits(row, size) | (uint32_t)shift << 22 | a64_m(m) | (amount & 63) << 10 | a64_n(n) | a64_d(d));
}

void a64_rrx(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m, A64Extend extend, unsigned amount) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_ARITH);
  a64_is_x(d), a64_is_x(n), a64_is_x(m);
  a64_check(a, amount <= 4);
  a64_put(a, op,
          size_bits(row, size) | 1u << 21 | a64_m(m) | (uint32_t)extend << 13 | (amount & 7) << 10 | a64_n(n) |
              a64_d(d));
}

void a64_rri(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, uint64_t imm) {
  const A64Row *row = a64_row(op);
  assert(row->other && (row->form == F_ARITH || row->form == F_LOGIC) && row->sizes & size);
  a64_is_x(d), a64_is_x(n);
  uint32_t field = 0;
  if (row->form == F_LOGIC) a64_check(a, a64_logic_field(imm, size, &field));
  else {
    a64_check(a, a64_is_arith_imm(imm));
    field = (imm < 0x1000 ? (uint32_t)imm : 0x1000 | (uint32_t)(imm >> 12 & 0xFFF)) << 10;
  }
  a64_put(a, op, row->other | a64_sf(size) | field | a64_n(n) | a64_d(d));
}

void a64_rrrr(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m, A64Reg acc) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_DP3 || row->form == F_DP3L);
  a64_is_x(d), a64_is_x(n), a64_is_x(m), a64_is_x(acc);
  a64_put(a, op, size_bits(row, size) | a64_m(m) | a64_a(acc) | a64_n(n) | a64_d(d));
}

void a64_rr(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_DP1);
  a64_is_x(d), a64_is_x(n);
  a64_put(a, op, size_bits(row, size) | a64_n(n) | a64_d(d));
}

void a64_bfm(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, unsigned immr, unsigned imms) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_BFM);
  a64_is_x(d), a64_is_x(n);
  a64_check(a, immr < size * 8 && imms < size * 8);
  uint32_t wide = size == 8 ? 1u << 22 : 0;
  a64_put(a, op, size_bits(row, size) | wide | (immr & 63) << 16 | (imms & 63) << 10 | a64_n(n) | a64_d(d));
}

void a64_extr(Asm *a, unsigned size, A64Reg d, A64Reg n, A64Reg m, unsigned lsb) {
  a64_is_x(d), a64_is_x(n), a64_is_x(m);
  a64_check(a, lsb < size * 8);
  uint32_t wide = size == 8 ? 1u << 22 : 0;
  a64_put(a, A64_EXTR, size_bits(a64_row(A64_EXTR), size) | wide | a64_m(m) | (lsb & 63) << 10 | a64_n(n) | a64_d(d));
}

void a64_csel(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n, A64Reg m, A64Cond cond) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_CSEL);
  a64_is_x(d), a64_is_x(n), a64_is_x(m);
  a64_put(a, op, size_bits(row, size) | a64_m(m) | (uint32_t)cond << 12 | a64_n(n) | a64_d(d));
}

void a64_ccmp(Asm *a, A64Op op, unsigned size, A64Reg n, A64Reg m, unsigned flags, A64Cond cond) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_CCMP && flags < 16);
  a64_is_x(n), a64_is_x(m);
  a64_put(a, op, size_bits(row, size) | a64_m(m) | (uint32_t)cond << 12 | a64_n(n) | (flags & 15));
}

void a64_ccmp_i(Asm *a, A64Op op, unsigned size, A64Reg n, unsigned imm, unsigned flags, A64Cond cond) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_CCMP && flags < 16 && row->sizes & size);
  a64_is_x(n);
  a64_check(a, imm < 32);
  a64_put(a, op, row->other | a64_sf(size) | a64_m(imm) | (uint32_t)cond << 12 | a64_n(n) | (flags & 15));
}

void a64_movw(Asm *a, A64Op op, unsigned size, A64Reg d, unsigned imm, unsigned shift) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_MOVW && shift % 16 == 0);
  a64_is_x(d);
  a64_check(a, imm <= 0xFFFF && shift < size * 8);
  a64_put(a, op, size_bits(row, size) | (shift / 16 & 3) << 21 | (imm & 0xFFFF) << 5 | a64_d(d));
}

/* ---- memory ---- */

bool a64_reaches(A64Op op, int64_t disp) {
  unsigned scale = a64_row(op)->scale;
  return (disp >= -256 && disp < 256) || (disp >= 0 && disp < INT64_C(0x1000) << scale && disp % (1 << scale) == 0);
}

bool a64_pair_reaches(A64Op op, int64_t disp) {
  unsigned scale = a64_row(op)->scale;
  return disp % (1 << scale) == 0 && disp >= -(INT64_C(64) << scale) && disp < INT64_C(64) << scale;
}

/* Bits 10-24 of an address. */
static uint32_t address(Asm *a, A64Op op, A64Mem m) {
  enum { UNSCALED = 0, POST = 0x400, PRE = 0xC00, INDEX = 0x200800, UNSIGNED = 0x1000000 };
  unsigned scale = a64_row(op)->scale;
  if (m.mode == A64_INDEX) {
    unsigned extend = m.extend & 7u;
    assert(extend == A64_UXTW || extend == A64_UXTX || extend == A64_SXTW || extend == A64_SXTX);
    /* With bytes both mean the same, but are written differently. */
    uint32_t is_scaled = m.extend >> 7 && scale > 0;
    return INDEX | a64_m(m.index) | extend << 13 | is_scaled << 12;
  }
  uint32_t field = ((uint32_t)m.disp & 0x1FF) << 12;
  if (m.mode != A64_OFFSET) {
    a64_check(a, m.disp >= -256 && m.disp < 256);
    return (m.mode == A64_POST ? POST : PRE) | field;
  }
  a64_check(a, a64_reaches(op, m.disp));
  if (m.disp >= 0 && m.disp % (1 << scale) == 0) return UNSIGNED | ((uint32_t)m.disp >> scale & 0xFFF) << 10;
  return UNSCALED | field;
}

void a64_ldst(Asm *a, A64Op op, A64Reg t, A64Mem m) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_LDST && (row->bits >> 26 & 1) == (t >= V0));
  a64_put(a, op, row->bits | address(a, op, m) | a64_n(m.base) | a64_d(t));
}

void a64_ldp(Asm *a, A64Op op, A64Reg t, A64Reg t2, A64Mem m) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_LDP && m.mode != A64_INDEX && (row->bits >> 26 & 1) == (t >= V0) && (t >= V0) == (t2 >= V0));
  a64_check(a, a64_pair_reaches(op, m.disp));
  uint32_t mode = m.mode == A64_OFFSET ? 2 : m.mode == A64_PRE ? 3 : 1;
  uint32_t disp = (uint32_t)(m.disp >> row->scale) & 0x7F;
  a64_put(a, op, row->bits | mode << 23 | disp << 15 | a64_a(t2) | a64_n(m.base) | a64_d(t));
}

void a64_literal(Asm *a, A64Op op, A64Reg t, AsmLabel from) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_LDST && row->other && (row->bits >> 26 & 1) == (t >= V0));
  a64_put_to(a, op, row->other | a64_d(t), from, A64_FIX_19);
}

static inline uint32_t access_bits(const A64Row *row, unsigned size) {
  assert(row->sizes & size && !(size & (size - 1)));
  return row->bits | (uint32_t)__builtin_ctz(size) << 30;
}

void a64_ldx(Asm *a, A64Op op, unsigned size, A64Reg t, A64Reg base) {
  assert(a64_row(op)->form == F_LDX);
  a64_is_x(t), a64_is_x(base);
  a64_put(a, op, access_bits(a64_row(op), size) | a64_n(base) | a64_d(t));
}

void a64_stx(Asm *a, A64Op op, unsigned size, A64Reg status, A64Reg t, A64Reg base) {
  assert(a64_row(op)->form == F_STX && status != t && status != base);
  a64_is_x(status), a64_is_x(t), a64_is_x(base);
  a64_put(a, op, access_bits(a64_row(op), size) | a64_m(status) | a64_n(base) | a64_d(t));
}

void a64_lse(Asm *a, A64Op op, unsigned size, A64Reg s, A64Reg t, A64Reg base) {
  assert(a64_row(op)->form == F_LSE);
  a64_is_x(s), a64_is_x(t), a64_is_x(base);
  a64_put(a, op, access_bits(a64_row(op), size) | a64_m(s) | a64_n(base) | a64_d(t));
}

/* ---- control ---- */

void a64_b(Asm *a, AsmLabel to) { a64_put_to(a, A64_B, a64_row(A64_B)->bits, to, A64_FIX_26); }
void a64_bl(Asm *a, AsmLabel to) { a64_put_to(a, A64_BL, a64_row(A64_BL)->bits, to, A64_FIX_26); }

static void outside(Asm *a, A64Op op, uint32_t symbol) {
  asm_refer_outside(a, symbol, asm_here(a), A64_FIX_26);
  a64_put(a, op, a64_row(op)->bits);
}
void a64_bl_outside(Asm *a, uint32_t symbol) { outside(a, A64_BL, symbol); }

void a64_way_outside(Asm *a, uint32_t symbol) {
  AsmLabel distance = asm_label(a);
  a64_literal(a, A64_LDRSW, X16, distance);
  a64_adr(a, X17, distance);
  a64_rrr(a, A64_ADD, 8, X17, X17, X16);
  a64_br(a, A64_BR, X17);
  asm_bind(a, distance);
  const uint32_t at = asm_here(a);
  asm_refer_outside(a, symbol, at, A64_FIX_WORD);
  asm_u32(a, 0);
  static const char text[] = ".long  outside";
  if (a->listing) asm_list(a, at, ASM_LABEL_NONE, text, sizeof text - 1);
}

/* A branch of `kind` at `word`, of which flipping `negate` changes the meaning to its opposite. */
static void branch(Asm *a, A64Op op, A64Op opposite, uint32_t word, uint32_t negate, AsmLabel to, unsigned kind) {
  uint32_t reach = kind == A64_FIX_14 ? 1u << 15 : 1u << 20;
  bool is_far = asm_is_bound(a, to) ? asm_here(a) - asm_offset(a, to) > reach : a->far;
  if (LIKELY(!is_far)) {
    a64_put_to(a, op, word, to, kind);
    return;
  }
  AsmLabel over = asm_label(a);
  a64_put_to(a, opposite, word ^ negate, over, kind);
  a64_b(a, to);
  asm_bind(a, over);
}

void a64_b_cond(Asm *a, A64Cond cond, AsmLabel to) {
  assert(cond < A64_AL);
  branch(a, A64_B_COND, A64_B_COND, a64_row(A64_B_COND)->bits | (uint32_t)cond, 1, to, A64_FIX_19);
}

void a64_cb(Asm *a, A64Op op, unsigned size, A64Reg t, AsmLabel to) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_CB);
  a64_is_x(t);
  branch(a, op, op == A64_CBZ ? A64_CBNZ : A64_CBZ, size_bits(row, size) | a64_d(t), 1u << 24, to, A64_FIX_19);
}

void a64_tb(Asm *a, A64Op op, A64Reg t, unsigned bit, AsmLabel to) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_TB && bit < 64);
  a64_is_x(t);
  uint32_t place = (bit >> 5 & 1) << 31 | (bit & 31) << 19;
  branch(a, op, op == A64_TBZ ? A64_TBNZ : A64_TBZ, row->bits | place | a64_d(t), 1u << 24, to, A64_FIX_14);
}

void a64_br(Asm *a, A64Op op, A64Reg n) {
  assert(a64_row(op)->form == F_BR);
  a64_is_x(n);
  a64_put(a, op, a64_row(op)->bits | a64_n(n));
}

void a64_adr(Asm *a, A64Reg d, AsmLabel of) {
  a64_is_x(d);
  a64_put_to(a, A64_ADR, a64_row(A64_ADR)->bits | a64_d(d), of, A64_FIX_ADR);
}

void a64_0(Asm *a, A64Op op) {
  assert(a64_row(op)->form == F_ZERO);
  a64_put(a, op, a64_row(op)->bits);
}

void a64_imm16(Asm *a, A64Op op, unsigned imm) {
  const A64Row *row = a64_row(op);
  assert(row->form == F_IMM16);
  a64_check(a, imm <= 0xFFFF);
  a64_put(a, op, row->bits | (imm & 0xFFFF) << row->scale);
}

void a64_sys(Asm *a, A64Op op, A64Reg t) {
  assert(a64_row(op)->form == F_MRS || a64_row(op)->form == F_MSR);
  a64_is_x(t);
  a64_put(a, op, a64_row(op)->bits | a64_d(t));
}
