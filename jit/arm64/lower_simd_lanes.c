/* Vectors from memory and to it, lanes, permutations. */
#include "jit/arm64/simd.h"

/* ---- memory ---- */

void a64_simd_load_zero(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const Address address = a64_address(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  a64_ldst(&j->as, row_op(row), ar(d), a64_place(j, i, address, lane_size(row_lanes(row)), row_op(row)));
  push_reg(j, CLASS_v, d);
}

void a64_simd_load_extend(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const Address address = a64_address(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  a64_ldst(&j->as, A64_LDR_FD, ar(d), a64_place(j, i, address, 8, A64_LDR_FD));
  a64_vshift(&j->as, row_op(row), row_lanes(row), ar(d), ar(d), 0);
  push_reg(j, CLASS_v, d);
}

void a64_simd_load_splat(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const Address address = a64_address(j, top(j, 0));
  const uint32_t size = lane_size(row_lanes(row));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  if (i->instr->mem.offset == 0) {
    a64_vld1r(&j->as, row_lanes(row), ar(d), a64_exact_place(j, i, address, size));
  } else {
    a64_ldst(&j->as, row_op(row), ar(d), a64_place(j, i, address, size, row_op(row)));
    a64_vdup_lane(&j->as, row_lanes(row), ar(d), ar(d), 0);
  }
  push_reg(j, CLASS_v, d);
}

void a64_simd_load_lane(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const Reg v = operand_reg(j, top(j, 0));
  const Address address = a64_address(j, top(j, 1));
  const uint32_t size = lane_size(row_lanes(row));
  pop_values(j, 2);
  const Reg d = result_reg_like(j, CLASS_v, v, 0);
  const A64Reg place = a64_exact_place(j, i, address, size);
  v_move(j, d, v);
  a64_vlane(&j->as, row_op(row), size, ar(d), i->instr->mem.lane, place);
  push_reg(j, CLASS_v, d);
}

void a64_simd_store_lane(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const Reg v = operand_reg(j, top(j, 0));
  const Address address = a64_address(j, top(j, 1));
  const uint32_t size = lane_size(row_lanes(row));
  pop_values(j, 2);
  if (i->instr->mem.lane == 0) {
    const A64Mem m = a64_place(j, i, address, size, row_op(row));
    a64_try_store(j, row_op(row), size, m);
    a64_ldst(&j->as, row_op(row), ar(v), m);
  } else {
    const A64Reg place = a64_exact_place(j, i, address, size);
    a64_try_store(j, row_op(row), size, a64_mem(place, 0));
    a64_vlane(&j->as, A64_ST1_LANE, size, ar(v), i->instr->mem.lane, place);
  }
}

void a64_simd_load_half(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  const Address address = a64_address(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, CLASS_f);
  a64_ldst(&j->as, A64_LDR_FH, ar(d), a64_place(j, i, address, 2, A64_LDR_FH));
  a64_fcvt(&j->as, 4, ar(d), 2, ar(d));
  push_reg(j, CLASS_f, d);
}

void a64_simd_store_half(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  const Reg v = operand_reg(j, top(j, 0));
  const Address address = a64_address(j, top(j, 1));
  pop_values(j, 2);
  const A64Mem m = a64_place(j, i, address, 2, A64_STR_FH);
  a64_try_store(j, A64_STR_FH, 2, m);
  a64_fcvt(&j->as, 2, SCRATCH, 4, ar(v));
  a64_ldst(&j->as, A64_STR_FH, SCRATCH, m);
}

/* ---- lanes ---- */

static Class lane_class(A64Lanes lanes) { return lanes == A64_2D ? CLASS_l : CLASS_i; }
static Class float_class(A64Lanes lanes) { return lanes == A64_2D ? CLASS_d : CLASS_f; }

void a64_simd_splat_int(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  a64_vdup(&j->as, row_lanes(row), ar(d), ar(a));
  push_reg(j, CLASS_v, d);
}

void a64_simd_splat_float(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  a64_vdup_lane(&j->as, row_lanes(row), ar(d), ar(a), 0);
  push_reg(j, CLASS_v, d);
}

void a64_simd_splat_half(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_vector(j);
  a64_fcvt(&j->as, 2, ar(d), 4, ar(a));
  a64_vdup_lane(&j->as, A64_8H, ar(d), ar(d), 0);
  push_reg(j, CLASS_v, d);
}

void a64_simd_extract_int(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const Class cls = lane_class(row_lanes(row));
  const Reg v = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, cls);
  const unsigned size = lane_size(row_lanes(row)), to = class_size(cls);
  if (i->instr->index == 0 && size >= 4) a64_rf(&j->as, A64_FMOV_RF, to, ar(d), to, ar(v));
  else a64_vmov(&j->as, row_op(row), to, ar(d), size, ar(v), i->instr->index);
  push_reg(j, cls, d);
}

/* The first lane is where a scalar lies. */
void a64_simd_extract_float(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const Class cls = float_class(row_lanes(row));
  const Reg v = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg_like(j, cls, v, 0);
  if (i->instr->index) a64_vdup_lane(&j->as, row_lanes(row), ar(d), ar(v), i->instr->index);
  else if (d != v) a64_move(j, cls, d, v);
  push_reg(j, cls, d);
}

void a64_simd_extract_half(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  const Reg v = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, CLASS_f);
  A64Reg h = ar(v);
  if (i->instr->index) a64_vdup_lane(&j->as, A64_4H, h = SCRATCH, ar(v), i->instr->index);
  a64_fcvt(&j->as, 4, ar(d), 2, h);
  push_reg(j, CLASS_f, d);
}

void a64_simd_replace_int(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const Reg v = operand_reg(j, top(j, 1)), a = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_reg_like(j, CLASS_v, v, 0);
  v_move(j, d, v);
  a64_vins(&j->as, lane_size(row_lanes(row)), ar(d), i->instr->index, ar(a));
  push_reg(j, CLASS_v, d);
}

void a64_simd_replace_float(Jit *j, const WalkInstr *i, const SimdRow *row) {
  const Reg v = operand_reg(j, top(j, 1)), a = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_reg_like(j, CLASS_v, v, reg_bit(a));
  v_move(j, d, v);
  a64_vins_lane(&j->as, lane_size(row_lanes(row)), ar(d), i->instr->index, ar(a), 0);
  push_reg(j, CLASS_v, d);
}

void a64_simd_replace_half(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  const Reg v = operand_reg(j, top(j, 1)), a = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_reg_like(j, CLASS_v, v, 0);
  a64_fcvt(&j->as, 2, SCRATCH, 4, ar(a));
  v_move(j, d, v);
  a64_vins_lane(&j->as, 2, ar(d), i->instr->index, SCRATCH, 0);
  push_reg(j, CLASS_v, d);
}

/* ---- permutations ---- */

/* What a permutation of two vectors by one instruction makes: which byte of the 32 comes to place k. */
typedef unsigned Permutation(unsigned k, unsigned size);
static unsigned zip1(unsigned k, unsigned size) { return k / (2 * size) * size + k % size + (k / size & 1) * 16; }
static unsigned zip2(unsigned k, unsigned size) { return zip1(k, size) + 8; }
static unsigned uzp1(unsigned k, unsigned size) { return k / size * 2 * size + k % size; }
static unsigned uzp2(unsigned k, unsigned size) { return uzp1(k, size) + size; }
static unsigned trn1(unsigned k, unsigned size) { return k / (2 * size) * 2 * size + k % size + (k / size & 1) * 16; }
static unsigned trn2(unsigned k, unsigned size) { return trn1(k, size) + size; }

static const struct {
  Permutation *of;
  A64Op op;
} permutations[] = {{zip1, A64_VZIP1}, {zip2, A64_VZIP2}, {uzp1, A64_VUZP1}, {uzp2, A64_VUZP2}, {trn1, A64_VTRN1}, {trn2, A64_VTRN2}};

static A64Lanes lanes_of(unsigned size) { return (A64Lanes)(2 * (unsigned)__builtin_ctz(size) + 1); }

/* If only one operand is used it is both, and places are below 16. */
typedef struct Shuffle {
  uint8_t from[16]; /* places in both operands, one behind the other */
  uint8_t mask;     /* of places */
  Reg a, b;
} Shuffle;

static Shuffle shuffle_of(const uint8_t *places, Reg a, Reg b) {
  bool uses[2] = {false, false};
  for (unsigned k = 0; k < 16; k++) uses[places[k] / 16 & 1] = true;
  const bool one = a == b || !uses[0] || !uses[1];
  Shuffle s = {.mask = one ? 15 : 31, .a = uses[0] ? a : b, .b = uses[1] ? b : a};
  for (unsigned k = 0; k < 16; k++) s.from[k] = places[k] & s.mask;
  return s;
}

static bool is_permutation(const Shuffle *s, Permutation *of, unsigned size, unsigned swap) {
  for (unsigned k = 0; k < 16; k++)
    if (s->from[k] != ((of(k, size) ^ swap) & s->mask)) return false;
  return true;
}

static bool permute(Jit *j, const Shuffle *s, Reg d) {
  for (unsigned size = 8; size >= 1; size /= 2)
    for (unsigned p = 0; p < COUNT_OF(permutations); p++)
      for (unsigned swap = 0; swap <= 16; swap += 16) {
        if (!is_permutation(s, permutations[p].of, size, swap)) continue;
        v_3(j, permutations[p].op, lanes_of(size), d, swap ? s->b : s->a, swap ? s->a : s->b);
        return true;
      }
  return false;
}

/* Sixteen bytes in a row. */
static bool take_row(Jit *j, const Shuffle *s, Reg d) {
  const unsigned first = s->from[0];
  for (unsigned k = 0; k < 16; k++)
    if (s->from[k] != ((first + k) & s->mask)) return false;
  const Reg low = first < 16 ? s->a : s->b, high = first < 16 ? s->b : s->a;
  if (first % 16 == 0) v_move(j, d, low);
  else a64_vext(&j->as, A64_16B, ar(d), ar(low), ar(high), first % 16);
  return true;
}

static bool repeat_lane(Jit *j, const Shuffle *s, Reg d) {
  for (unsigned size = 8; size >= 1; size /= 2) {
    bool fits = s->from[0] % size == 0;
    for (unsigned k = 0; k < 16 && fits; k++) fits = s->from[k] == s->from[0] + k % size;
    if (!fits) continue;
    a64_vdup_lane(&j->as, lanes_of(size), ar(d), ar(s->a), s->from[0] / size);
    return true;
  }
  return false;
}

/* Bytes, halves or words turned around within larger lanes. */
static bool reverse(Jit *j, const Shuffle *s, Reg d) {
  static const struct {
    A64Op op;
    A64Lanes lanes;
    uint8_t flip;
  } kinds[] = {{A64_VREV64, A64_16B, 7}, {A64_VREV64, A64_8H, 6}, {A64_VREV64, A64_4S, 4},
               {A64_VREV32, A64_16B, 3}, {A64_VREV32, A64_8H, 2}, {A64_VREV16, A64_16B, 1}};
  for (unsigned n = 0; n < COUNT_OF(kinds); n++) {
    bool fits = true;
    for (unsigned k = 0; k < 16 && fits; k++) fits = s->from[k] == (k ^ kinds[n].flip);
    if (!fits) continue;
    v_2(j, kinds[n].op, kinds[n].lanes, d, s->a);
    return true;
  }
  return false;
}

/* The one lane of `size` bytes that is not the base's own; 16: there are more, or what is there is no lane. */
static unsigned foreign_lane(const Shuffle *s, unsigned size, unsigned base) {
  unsigned found = 16;
  for (unsigned at = 0; at < 16; at += size) {
    bool own = true, lane = s->from[at] % size == 0;
    for (unsigned k = at; k < at + size; k++) {
      own = own && s->from[k] == (k | base);
      lane = lane && s->from[k] == s->from[at] + (k - at);
    }
    if (own) continue;
    if (!lane || found != 16) return 16;
    found = at;
  }
  return found;
}

/* One operand but for a lane. */
static bool insert_lane(Jit *j, const Shuffle *s, Reg d) {
  for (unsigned size = 8; size >= 4; size /= 2)
    for (unsigned base = 0; base <= 16; base += 16) {
      const unsigned at = foreign_lane(s, size, base);
      if (at == 16) continue;
      const Reg to = base ? s->b : s->a, from = s->from[at] < 16 ? s->a : s->b;
      if (d == from && d != to) continue;
      v_move(j, d, to);
      a64_vins_lane(&j->as, size, ar(d), at / size, ar(from), s->from[at] % 16 / size);
      return true;
    }
  return false;
}

static void look_up(Jit *j, const Shuffle *s, Reg d) {
  const uint64_t low = load_u64(s->from), high = load_u64(s->from + 8);
  if (s->mask == 15) {
    v_constant(j, SCRATCH, low, high);
    a64_vtbl(&j->as, A64_VTBL, A64_16B, ar(d), ar(s->a), 1, SCRATCH);
    return;
  }
  v_move(j, SCRATCH2, s->a); /* registers that follow each other; d is free then */
  v_move(j, SCRATCH, s->b);
  v_constant(j, d, low, high);
  a64_vtbl(&j->as, A64_VTBL, A64_16B, ar(d), SCRATCH2, 2, ar(d));
}

void a64_simd_shuffle(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)row;
  const Reg a = operand_reg(j, top(j, 1)), b = operand_reg(j, top(j, 0));
  const Shuffle s = shuffle_of(i->instr->bytes, a, b);
  pop_values(j, 2);
  const Reg d = result_vector(j);
  if (!take_row(j, &s, d) && (s.mask == 31 || !(repeat_lane(j, &s, d) || reverse(j, &s, d))) && !permute(j, &s, d) &&
      !insert_lane(j, &s, d))
    look_up(j, &s, d);
  push_reg(j, CLASS_v, d);
}

void a64_simd_swizzle(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 1)), places = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  a64_vtbl(&j->as, A64_VTBL, A64_16B, ar(d), ar(a), 1, ar(places));
  push_reg(j, CLASS_v, d);
}

/* Only bit 7 puts a place outside. */
void a64_simd_swizzle_x86(Jit *j, const WalkInstr *i, const SimdRow *row) {
  (void)i, (void)row;
  const Reg a = operand_reg(j, top(j, 1)), places = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_vector(j);
  a64_vimm(&j->as, A64_VMOVI, A64_16B, SCRATCH, 0x8F, 0);
  a64_v3(&j->as, A64_VAND, A64_16B, SCRATCH, SCRATCH, ar(places));
  a64_vtbl(&j->as, A64_VTBL, A64_16B, ar(d), ar(a), 1, SCRATCH);
  push_reg(j, CLASS_v, d);
}
