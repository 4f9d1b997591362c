/* Vector instructions: shuffles and swizzles. A shuffle's lanes are known: what one instruction does is found in tables of
 * patterns, the rest is vpshufb with a constant mask, for two vectors twice and or-ed. */
#include "jit/x64/simd.h"

/* Lanes 0-15 are the first vector's, 16-31 the second's; ZERO: zero. */
enum { ZERO = 0x80 };

typedef struct Shuffle {
  uint8_t lanes[16];
  Reg a, b; /* b: REG_NONE where lanes are all of a */
} Shuffle;

/* ---- patterns ---- */

static bool is_same(const uint8_t *lanes, const uint8_t *pattern) { return memcmp(lanes, pattern, 16) == 0; }

/* Lanes of `size` bytes, whole and aligned; the number of each in out[16 / size]. */
static bool by_units(const uint8_t *lanes, unsigned size, uint8_t *out) {
  for (unsigned k = 0; k < 16; k++) {
    const unsigned first = lanes[k & ~(size - 1)];
    if (first & ZERO || first % size || lanes[k] != first + k % size) return false;
    if (k % size == 0) out[k / size] = (uint8_t)(first / size);
  }
  return true;
}

/* Four numbers below 4 as an immediate. */
static unsigned imm4(const uint8_t *u) { return (unsigned)((u[0] & 3) | (u[1] & 3) << 2 | (u[2] & 3) << 4 | (u[3] & 3) << 6); }

/* lanes[k] = first + k, modulo `count`. */
static bool is_rotation(const uint8_t *lanes, unsigned count) {
  for (unsigned k = 0; k < 16; k++)
    if (lanes[k] != (lanes[0] + k) % count) return false;
  return true;
}

/* Lanes of x and y in turn, units of 2^log2 bytes, from the low or high half. x, y: 0 or 16, or ZERO. */
static bool is_interleaved(const uint8_t *lanes, unsigned log2, bool high, unsigned x, unsigned y) {
  for (unsigned k = 0; k < 16; k++) {
    const unsigned unit = k >> log2, within = k & ((1u << log2) - 1), from = unit & 1 ? y : x;
    const unsigned lane = from == ZERO ? ZERO : from + (high ? 8 : 0) + (unit / 2 << log2) + within;
    if (lanes[k] != lane) return false;
  }
  return true;
}

static const uint16_t interleave[2][4] = {{X64_VPUNPCKLBW, X64_VPUNPCKLWD, X64_VPUNPCKLDQ, X64_VPUNPCKLQDQ},
                                          {X64_VPUNPCKHBW, X64_VPUNPCKHWD, X64_VPUNPCKHDQ, X64_VPUNPCKHQDQ}};

/* ---- one vector ---- */

/* Lane 0, or the first two, everywhere. */
static bool broadcast(Jit *j, const Shuffle *s, Reg d) {
  static const uint8_t zeros[16], pairs[16] = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
  if (is_same(s->lanes, zeros)) v_rr(j, X64_VPBROADCASTB, d, s->a);
  else if (is_same(s->lanes, pairs)) v_rr(j, X64_VPBROADCASTW, d, s->a);
  else return false;
  return true;
}

/* Words of one half, the other stays. */
static bool shuffle_half(Jit *j, const Shuffle *s, Reg d) {
  uint8_t words[8];
  if (!by_units(s->lanes, 2, words)) return false;
  bool low = true, high = true; /* what may change */
  for (unsigned k = 0; k < 4; k++) {
    low &= words[k] < 4 && words[k + 4] == k + 4;
    high &= words[k] == k && words[k + 4] >= 4;
  }
  if (!low && !high) return false;
  v_rri(j, low ? X64_VPSHUFLW : X64_VPSHUFHW, d, s->a, imm4(words + (low ? 0 : 4)));
  return true;
}

/* Shifted by whole bytes, zeros coming in. */
static bool shift_in_zeros(Jit *j, const Shuffle *s, Reg d) {
  for (unsigned by = 1; by < 16; by++) {
    bool left = true, right = true;
    for (unsigned k = 0; k < 16; k++) {
      left &= s->lanes[k] == (k < by ? ZERO : k - by);
      right &= s->lanes[k] == (k + by < 16 ? k + by : ZERO);
    }
    if (!left && !right) continue;
    v_rri(j, left ? X64_VPSLLDQ : X64_VPSRLDQ, d, s->a, by);
    return true;
  }
  return false;
}

/* Lanes of 2^from bytes extended with zeros to 2^to. */
static bool extend_with_zeros(Jit *j, const Shuffle *s, Reg d) {
  static const struct {
    uint8_t from, to;
    uint16_t op;
  } rows[] = {{0, 1, X64_VPMOVZXBW}, {0, 2, X64_VPMOVZXBD}, {0, 3, X64_VPMOVZXBQ}, {1, 2, X64_VPMOVZXWD}, {1, 3, X64_VPMOVZXWQ}, {2, 3, X64_VPMOVZXDQ}};
  for (unsigned r = 0; r < COUNT_OF(rows); r++) {
    bool is = true;
    for (unsigned k = 0; k < 16; k++) {
      const unsigned within = k & ((1u << rows[r].to) - 1);
      is &= s->lanes[k] == (within >> rows[r].from ? ZERO : (k >> rows[r].to << rows[r].from) + within);
    }
    if (!is) continue;
    v_rr(j, rows[r].op, d, s->a);
    return true;
  }
  return false;
}

/* Of the upper half, by zeros beside it. */
static bool interleave_zeros(Jit *j, const Shuffle *s, Reg d) {
  for (unsigned log2 = 0; log2 < 4; log2++) {
    if (!is_interleaved(s->lanes, log2, true, 0, ZERO)) continue;
    v_zero(j, SCRATCH);
    v_rrr(j, interleave[1][log2], d, s->a, SCRATCH);
    return true;
  }
  return false;
}

static bool interleave_itself(Jit *j, const Shuffle *s, Reg d) {
  for (unsigned k = 0; k < 4; k++) {
    if (!is_interleaved(s->lanes, k & 1, k >> 1, 0, 0)) continue;
    v_rrr(j, interleave[k >> 1][k & 1], d, s->a, s->a);
    return true;
  }
  return false;
}

static X64Mem mask_of(Jit *j, const uint8_t *lanes) { return x64_const(j, load_u64(lanes), load_u64(lanes + 8)); }

static void shuffle_one(Jit *j, const Shuffle *s, Reg d) {
  uint8_t units[4];
  if (is_rotation(s->lanes, 16) && !s->lanes[0]) v_move(j, d, s->a);
  else if (broadcast(j, s, d)) return;
  else if (by_units(s->lanes, 4, units)) v_rri(j, X64_VPSHUFD, d, s->a, imm4(units));
  else if (shuffle_half(j, s, d) || interleave_itself(j, s, d)) return;
  else if (is_rotation(s->lanes, 16)) v_rrri(j, X64_VPALIGNR, d, s->a, s->a, s->lanes[0]);
  else if (shift_in_zeros(j, s, d) || extend_with_zeros(j, s, d) || interleave_zeros(j, s, d)) return;
  else v_rrm(j, X64_VPSHUFB, d, s->a, mask_of(j, s->lanes));
}

/* ---- two vectors ---- */

static bool interleave_two(Jit *j, const Shuffle *s, Reg d) {
  for (unsigned k = 0; k < 16; k++) {
    const unsigned log2 = k & 3, high = k >> 2 & 1, x = k >> 3 ? 16 : 0;
    if (!is_interleaved(s->lanes, log2, high, x, 16 - x)) continue;
    v_rrr(j, interleave[high][log2], d, x ? s->b : s->a, x ? s->a : s->b);
    return true;
  }
  return false;
}

/* Sixteen bytes from the middle of both, end to end. */
static bool align(Jit *j, const Shuffle *s, Reg d) {
  if (!is_rotation(s->lanes, 32)) return false;
  const bool b_first = s->lanes[0] >= 16;
  v_rrri(j, X64_VPALIGNR, d, b_first ? s->a : s->b, b_first ? s->b : s->a, s->lanes[0] & 15u);
  return true;
}

/* Two units of one, two of the other. */
static bool shuffle_pairs(Jit *j, const Shuffle *s, Reg d) {
  uint8_t u[4];
  if (!by_units(s->lanes, 4, u) || (u[0] ^ u[1]) & 4 || (u[2] ^ u[3]) & 4) return false;
  v_rrri(j, X64_VSHUFPS, d, u[0] & 4 ? s->b : s->a, u[2] & 4 ? s->b : s->a, imm4(u));
  return true;
}

/* All but one unit in place. */
static bool insert(Jit *j, const Shuffle *s, Reg d) {
  uint8_t u[4];
  if (!by_units(s->lanes, 4, u)) return false;
  for (unsigned base = 0; base <= 4; base += 4) {
    unsigned moved = 0, at = 0;
    for (unsigned k = 0; k < 4; k++) {
      if (u[k] == base + k) continue;
      moved++;
      at = k;
    }
    if (moved != 1) continue;
    v_rrri(j, X64_VINSERTPS, d, base ? s->b : s->a, u[at] & 4 ? s->b : s->a, (u[at] & 3u) << 6 | at << 4);
    return true;
  }
  return false;
}

/* Every lane in place: a bit per byte that is b's. */
static bool is_blend(const uint8_t *lanes, unsigned *from_b) {
  *from_b = 0;
  for (unsigned k = 0; k < 16; k++) {
    if ((lanes[k] & 15) != k) return false;
    *from_b |= (unsigned)(lanes[k] >> 4) << k;
  }
  return true;
}

/* One bit per unit of `size` bytes; false: some unit comes from both. */
static bool unit_bits(unsigned from_b, unsigned size, unsigned *bits) {
  const unsigned all = (1u << size) - 1;
  *bits = 0;
  for (unsigned k = 0; k < 16 / size; k++) {
    const unsigned unit = from_b >> (k * size) & all;
    if (unit && unit != all) return false;
    *bits |= (unit ? 1u : 0) << k;
  }
  return true;
}

static X64Mem byte_mask(Jit *j, unsigned from_b) {
  uint8_t bytes[16];
  for (unsigned k = 0; k < 16; k++) bytes[k] = from_b >> k & 1 ? 0xFF : 0;
  return mask_of(j, bytes);
}

static bool blend(Jit *j, const Shuffle *s, Reg d) {
  unsigned from_b, bits;
  if (!is_blend(s->lanes, &from_b)) return false;
  const bool any_high = is_high(s->a) || is_high(s->b) || is_high(d);
  if (!any_high && unit_bits(from_b, 4, &bits)) {
    v_rrri(j, X64_VPBLENDD, d, s->a, s->b, bits);
  } else if (!any_high && unit_bits(from_b, 2, &bits)) {
    v_rrri(j, X64_VPBLENDW, d, s->a, s->b, bits);
  } else if (has_cpu(j, CPU_AVX512VL)) { /* mask ? b : a */
    const bool is_b = d == s->b;
    if (!is_b) v_move(j, d, s->a);
    x64_vrrmi(&j->as, X64_VPTERNLOGD, xr(d), xr(is_b ? s->a : s->b), byte_mask(j, from_b), is_b ? 0xE4 : 0xD8);
  } else {
    v_rm(j, X64_VMOVDQU, SCRATCH, byte_mask(j, from_b));
    v_rrrr(j, X64_VPBLENDVB, d, s->a, s->b, SCRATCH);
  }
  return true;
}

static void shuffle_both(Jit *j, const Shuffle *s, Reg d, Reg t) {
  uint8_t of_a[16], of_b[16];
  for (unsigned k = 0; k < 16; k++) {
    of_a[k] = s->lanes[k] < 16 ? s->lanes[k] : ZERO;
    of_b[k] = s->lanes[k] >= 16 && s->lanes[k] < 32 ? s->lanes[k] - 16 : ZERO;
  }
  v_rrm(j, X64_VPSHUFB, SCRATCH, s->a, mask_of(j, of_a));
  v_rrm(j, X64_VPSHUFB, t, s->b, mask_of(j, of_b));
  v_rrr(j, X64_VPOR, d, t, SCRATCH);
}

/* ---- the instructions ---- */

static bool is_zero(const Value *v) { return v->kind == VALUE_CONST && !(v->bits[0] | v->bits[1]); }
static bool is_one_local(const Value *a, const Value *b) { return a->kind == VALUE_LOCAL && b->kind == VALUE_LOCAL && a->local == b->local; }

/* The lanes as they matter: of which operand any is (bits 0, 1), one local as one vector, zeros as such. */
static unsigned settle_lanes(uint8_t *lanes, const Value *a, const Value *b) {
  unsigned used = 0;
  for (unsigned k = 0; k < 16; k++) {
    if (is_one_local(a, b)) lanes[k] &= 15;
    if (is_zero(lanes[k] < 16 ? a : b)) lanes[k] = ZERO;
    else used |= lanes[k] < 16 ? 1 : 2;
  }
  return used;
}

void x64_simd_shuffle(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  Shuffle s = {.a = REG_NONE, .b = REG_NONE};
  memcpy(s.lanes, i->instr->bytes, 16);
  const unsigned used = settle_lanes(s.lanes, top(j, 1), top(j, 0));
  if (!used) {
    pop_values(j, 2);
    push_const_value(j, CLASS_v, 0, 0, false);
    return;
  }
  if (used != 3) {
    s.a = operand_reg(j, top(j, used == 1 ? 1 : 0));
    for (unsigned k = 0; k < 16; k++) s.lanes[k] &= ZERO | 15;
    pop_values(j, 2);
    const Reg d = result_vector(j);
    shuffle_one(j, &s, d);
    push_reg(j, CLASS_v, d);
    return;
  }
  s.a = operand_reg(j, top(j, 1));
  s.b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg t = temp(j, CLASS_v), d = result_vector(j);
  if (!blend(j, &s, d) && !interleave_two(j, &s, d) && !align(j, &s, d) && !shuffle_pairs(j, &s, d) && !insert(j, &s, d))
    shuffle_both(j, &s, d, t);
  push_reg(j, CLASS_v, d);
}

/* Indices above 15 get their highest bit set, which vpshufb takes for zero. */
void x64_simd_swizzle(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Value *v = top(j, 0);
  if (v->kind == VALUE_CONST) {
    uint8_t mask[16];
    store_u64(mask, v->bits[0]);
    store_u64(mask + 8, v->bits[1]);
    for (unsigned k = 0; k < 16; k++)
      if (mask[k] > 15) mask[k] = ZERO;
    const Reg a = operand_reg(j, top(j, 1));
    pop_values(j, 2);
    const Reg d = result_vector(j);
    v_rrm(j, X64_VPSHUFB, d, a, mask_of(j, mask));
    push_reg(j, CLASS_v, d);
    return;
  }
  const Reg a = operand_reg(j, top(j, 1)), s = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  v_rrm(j, X64_VPADDUSB, SCRATCH, s, x64_each8(j, 0x70));
  v_rrr(j, X64_VPSHUFB, d, a, SCRATCH);
  push_reg(j, CLASS_v, d);
}
