/* Integers: arithmetic, shifts, compares, division. */
#include "jit/x64/x64.h"

/* ---- operands ---- */

static bool is_const(const Value *v) { return v->kind == VALUE_CONST; }
static bool is_imm(const Value *v, Class cls) { return is_const(v) && (cls == CLASS_i || fits32(v->bits[0])); }
static int32_t imm_of(const Value *v) { return (int32_t)(uint32_t)v->bits[0]; }

void x64_push_cond(Jit *j, Cond cond) {
  if (wants_flags(j)) {
    push_flags(j, cond);
    return;
  }
  const Reg d = result_reg(j, CLASS_i);
  j->target->set(j, cond, d);
  push_reg(j, CLASS_i, d);
}

/* ---- arithmetic ---- */

static void add_imm(Jit *j, Class cls, uint32_t op, Reg d, Reg a, int32_t imm) {
  const unsigned size = class_size(cls);
  if ((op == X64_ADD || op == X64_SUB) && d != a && imm != INT32_MIN) {
    x64_rm(&j->as, X64_LEA, size, xr(d), x64_mem(xr(a), op == X64_ADD ? imm : -imm));
    return;
  }
  if (d != a) x64_move(j, cls, d, a);
  x64_ri(&j->as, op, size, xr(d), imm);
}

static void binary_regs(Jit *j, Class cls, uint32_t op, bool commutes, Reg d, Reg a, Reg b) {
  const unsigned size = class_size(cls);
  if (d == b && d != a) {
    if (commutes) {
      x64_rr(&j->as, op, size, xr(d), xr(a));
    } else { /* a - b */
      x64_r(&j->as, X64_NEG, size, xr(d));
      x64_rr(&j->as, X64_ADD, size, xr(d), xr(a));
    }
  } else if (op == X64_ADD && d != a) {
    x64_rm(&j->as, X64_LEA, size, xr(d), x64_mem_index(xr(a), xr(b), 0, 0));
  } else {
    if (d != a) x64_move(j, cls, d, a);
    x64_rr(&j->as, op, size, xr(d), xr(b));
  }
}

static void binary(Jit *j, Class cls, uint32_t op, bool commutes) {
  Value *va = top(j, 1), *vb = top(j, 0);
  if (commutes && is_const(va)) {
    Value *t = va;
    va = vb;
    vb = t;
  }
  const Reg a = operand_reg(j, va);
  uint32_t slot;
  if (is_imm(vb, cls)) {
    const int32_t imm = imm_of(vb);
    pop_values(j, 2);
    const Reg d = result_reg(j, cls);
    if (op == X64_IMUL) x64_rri(&j->as, X64_IMUL3, class_size(cls), xr(d), xr(a), imm);
    else add_imm(j, cls, op, d, a, imm);
    push_reg(j, cls, d);
  } else if (operand_slot(j, vb, &slot)) {
    pop_values(j, 2);
    const Reg d = result_reg(j, cls);
    if (d != a) x64_move(j, cls, d, a);
    x64_rm(&j->as, op, class_size(cls), xr(d), slot_mem(slot));
    push_reg(j, cls, d);
  } else {
    const Reg b = operand_reg(j, vb);
    pop_values(j, 2);
    const Reg d = result_reg(j, cls);
    binary_regs(j, cls, op, commutes, d, a, b);
    push_reg(j, cls, d);
  }
}

/* A local and a constant, in a module whose addresses have 64 bits, where it does not go to a local at once. */
static bool add_address(Jit *j) {
  const Module *m = j->program->module;
  const Instr *next = j->at->next;
  if (!m->memory_count || !m->memories[0].limits.is64 || top(j, 1)->kind != VALUE_LOCAL || !is_imm(top(j, 0), CLASS_l)) return false;
  if (next && (next->op == OP_LOCAL_SET || next->op == OP_LOCAL_TEE)) return false;
  push_sum_value(j);
  return true;
}

static void shift(Jit *j, Class cls, uint32_t by_imm, uint32_t by_reg) {
  const uint32_t w = cls == CLASS_l ? X64_W : 0;
  const Reg a = operand_reg(j, top(j, 1));
  if (is_const(top(j, 0))) {
    const int32_t count = (int32_t)(top(j, 0)->bits[0] & (cls == CLASS_l ? 63 : 31));
    pop_values(j, 2);
    const Reg d = result_reg(j, cls);
    if (d != a) x64_move(j, cls, d, a);
    if (count) x64_ri(&j->as, by_imm, class_size(cls), xr(d), count);
    push_reg(j, cls, d);
    return;
  }
  const Reg b = operand_reg(j, top(j, 0));
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  x64_vrrr(&j->as, by_reg | w, xr(d), xr(a), xr(b));
  push_reg(j, cls, d);
}

static void rotate(Jit *j, Class cls, uint32_t op) {
  if (is_const(top(j, 0))) {
    const Reg a = operand_reg(j, top(j, 1));
    const int32_t count = (int32_t)(top(j, 0)->bits[0] & (cls == CLASS_l ? 63 : 31));
    pop_values(j, 2);
    const Reg d = result_reg(j, cls);
    if (d != a) x64_move(j, cls, d, a);
    if (count) x64_ri(&j->as, op, class_size(cls), xr(d), count);
    push_reg(j, cls, d);
    return;
  }
  claim(j, RCX);
  const Reg a = operand_reg(j, top(j, 1));
  value_to_reg(j, top(j, 0), RCX);
  pop_values(j, 2);
  const Reg d = result_reg_not(j, cls, reg_bit(RCX));
  if (d != a) x64_move(j, cls, d, a);
  x64_cl(&j->as, op, class_size(cls), xr(d));
  push_reg(j, cls, d);
}

/* ---- division ---- */

typedef struct Division {
  bool is_signed, remainder;
} Division;

/* Divides by zero, or by -1 where that needs care. Leads on to `divide`, past it to `done`. */
static void check_divisor(Jit *j, Class cls, Division how, const Value *vb, Reg b, AsmLabel done) {
  Asm *a = &j->as;
  const unsigned size = class_size(cls);
  const bool known = is_const(vb);
  const bool minus_one = known && (cls == CLASS_i ? (uint32_t)vb->bits[0] == UINT32_MAX : vb->bits[0] == UINT64_MAX);
  if (!known || !vb->bits[0]) {
    x64_rr(a, X64_TEST, size, xr(b), xr(b));
    x64_jcc(a, X64_E, trap_label(j, TRAP_DIVIDE_BY_ZERO));
  }
  if (!how.is_signed || (known && !minus_one)) return;
  const AsmLabel divide = asm_label(a);
  x64_ri(a, X64_CMP, size, xr(b), -1);
  x64_jcc(a, X64_NE, divide);
  if (how.remainder) {
    x64_mov_imm(a, RDX, 0);
  } else {
    x64_r(a, X64_NEG, size, RAX);
    x64_jcc(a, X64_O, trap_label(j, TRAP_INTEGER_OVERFLOW));
  }
  x64_jmp(a, done);
  asm_bind(a, divide);
}

/* Unsigned, by a power of two. */
static bool divide_by_power(Jit *j, Class cls, Division how) {
  const Value *vb = top(j, 0);
  if (how.is_signed || !is_const(vb) || !vb->bits[0] || vb->bits[0] & (vb->bits[0] - 1)) return false;
  const uint64_t mask = vb->bits[0] - 1;
  if (how.remainder && !fits32(mask) && cls == CLASS_l) return false;
  const Reg a = operand_reg(j, top(j, 1));
  const int32_t log = (int32_t)__builtin_ctzll(vb->bits[0]);
  pop_values(j, 2);
  const Reg d = result_reg(j, cls);
  if (d != a) x64_move(j, cls, d, a);
  if (how.remainder) x64_ri(&j->as, X64_AND, class_size(cls), xr(d), (int32_t)(uint32_t)mask);
  else if (log) x64_ri(&j->as, X64_SHR, class_size(cls), xr(d), log);
  push_reg(j, cls, d);
  return true;
}

/* ---- by a constant: a multiplication by its reciprocal ---- */

/* x / c is the upper half of (x >> before) * factor, shifted by `after`. */
typedef struct Reciprocal {
  uint64_t factor;
  unsigned before, after;
} Reciprocal;

/* Of x below 2^bits; false: none of 64 bits is exact. With factor * c = 2^(64 + after) + e, it is where e * x < 2^(64 + after). */
static bool reciprocal(uint64_t c, unsigned bits, Reciprocal *out) {
  typedef unsigned __int128 Wide;
  const unsigned before = bits == 64 ? (unsigned)__builtin_ctzll(c) : 0;
  c >>= before;
  bits -= before;
  for (unsigned after = 0; after < 63; after++) {
    const Wide power = (Wide)1 << 64 << after, factor = (power - 1) / c + 1;
    if (factor >> 64) return false;
    if (factor * c - power <= ((Wide)1 << after << (64 - bits))) {
      *out = (Reciprocal){(uint64_t)factor, before, after};
      return true;
    }
  }
  return false;
}

/* d = a - d * c */
static void remainder_of(Jit *j, Class cls, Reg d, Reg a, int32_t c) {
  const unsigned size = class_size(cls);
  x64_rri(&j->as, X64_IMUL3, size, xr(d), xr(d), c);
  x64_r(&j->as, X64_NEG, size, xr(d));
  x64_rr(&j->as, X64_ADD, size, xr(d), xr(a));
}

static bool divide_unsigned(Jit *j, Class cls, bool remainder, uint64_t c) {
  Asm *a = &j->as;
  Reciprocal by;
  if (c < 2 || (remainder && cls == CLASS_l && !fits32(c)) || !reciprocal(c, cls == CLASS_i ? 32 : 64, &by)) return false;
  claim(j, RDX);
  const Reg x = operand_reg(j, top(j, 1));
  pop_values(j, 2);
  const Reg d = result_reg_not(j, cls, reg_bit(RDX) | (remainder ? reg_bit(x) : 0));
  if (by.before) {
    x64_rr(a, X64_MOV, 8, RDX, xr(x));
    x64_ri(a, X64_SHR, 8, RDX, (int32_t)by.before);
    x64_mov_imm(a, xr(d), by.factor);
    x64_vrrr(a, X64_MULX | X64_W, xr(d), xr(d), xr(d));
  } else {
    x64_mov_imm(a, RDX, by.factor);
    x64_vrrr(a, X64_MULX | X64_W, xr(d), xr(d), xr(x));
  }
  if (by.after) x64_ri(a, X64_SHR, 8, xr(d), (int32_t)by.after);
  if (remainder) remainder_of(j, cls, d, x, (int32_t)(uint32_t)c);
  push_reg(j, cls, d);
  return true;
}

/* i32, towards zero: the upper half of x * factor, which is more than 2^64 / |c|, is the quotient, one too low if x is
 * negative. */
static bool divide_signed(Jit *j, bool remainder, int32_t c) {
  Asm *a = &j->as;
  if (c >= -2 && c <= 2) return false;
  const uint64_t size = (uint64_t)(c < 0 ? -(int64_t)c : c), factor = UINT64_MAX / size + 1 + !(size & (size - 1));
  claim(j, RAX);
  claim(j, RDX);
  const Reg x = operand_reg(j, top(j, 1)), t = temp(j, CLASS_l);
  x64_mov_imm(a, RAX, factor);
  x64_rr(a, X64_MOVSXD, 8, xr(t), xr(x));
  x64_r(a, X64_IMUL1, 8, xr(t));
  x64_ri(a, X64_SHR, 8, xr(t), 63);
  x64_rr(a, X64_ADD, 4, RDX, xr(t));
  if (c < 0) x64_r(a, X64_NEG, 4, RDX);
  if (remainder) remainder_of(j, CLASS_i, RDX, x, c);
  pop_values(j, 2);
  push_reg(j, CLASS_i, RDX);
  return true;
}

static bool divide_by_constant(Jit *j, Class cls, Division how) {
  const Value *vb = top(j, 0);
  if (!is_const(vb)) return false;
  if (!how.is_signed) return divide_unsigned(j, cls, how.remainder, cls == CLASS_i ? (uint32_t)vb->bits[0] : vb->bits[0]);
  return cls == CLASS_i && divide_signed(j, how.remainder, imm_of(vb));
}

static void divide(Jit *j, Class cls, Division how) {
  if (divide_by_power(j, cls, how) || divide_by_constant(j, cls, how)) return;
  Asm *a = &j->as;
  const unsigned size = class_size(cls);
  mark_place(j);
  claim(j, RAX);
  claim(j, RDX);
  const Value divisor = *top(j, 0);
  const Reg b = operand_reg(j, top(j, 0));
  value_to_reg(j, top(j, 1), RAX);
  const AsmLabel done = asm_label(a);
  check_divisor(j, cls, how, &divisor, b, done);
  if (how.is_signed) {
    x64_0(a, cls == CLASS_i ? X64_CDQ : X64_CQO);
    x64_r(a, X64_IDIV, size, xr(b));
  } else {
    x64_mov_imm(a, RDX, 0);
    x64_r(a, X64_DIV, size, xr(b));
  }
  asm_bind(a, done);
  pop_values(j, 2);
  push_reg(j, cls, how.remainder ? RDX : RAX);
}

/* ---- compares ---- */

static Cond swapped(Cond c) {
  switch (c) {
  case X64_L: return X64_G;
  case X64_G: return X64_L;
  case X64_LE: return X64_GE;
  case X64_GE: return X64_LE;
  case X64_B: return X64_A;
  case X64_A: return X64_B;
  case X64_BE: return X64_AE;
  case X64_AE: return X64_BE;
  default: return c;
  }
}

static void compare(Jit *j, Class cls, Cond cond) {
  Value *va = top(j, 1), *vb = top(j, 0);
  const unsigned size = class_size(cls);
  uint32_t slot;
  if (is_const(va)) {
    Value *t = va;
    va = vb;
    vb = t;
    cond = swapped(cond);
  }
  if (is_imm(vb, cls) && operand_slot(j, va, &slot)) {
    x64_mi(&j->as, X64_CMP, size, slot_mem(slot), imm_of(vb));
  } else {
    const Reg a = operand_reg(j, va);
    if (is_imm(vb, cls) && !imm_of(vb) && (cond == X64_E || cond == X64_NE)) x64_rr(&j->as, X64_TEST, size, xr(a), xr(a));
    else if (is_imm(vb, cls)) x64_ri(&j->as, X64_CMP, size, xr(a), imm_of(vb));
    else if (operand_slot(j, vb, &slot)) x64_rm(&j->as, X64_CMP, size, xr(a), slot_mem(slot));
    else x64_rr(&j->as, X64_CMP, size, xr(a), xr(operand_reg(j, vb)));
  }
  pop_values(j, 2);
  x64_push_cond(j, cond);
}

static void equal_zero(Jit *j, Class cls) {
  Cond cond;
  if (top(j, 0)->kind == VALUE_FLAGS) {
    cond = j->target->inverse(top(j, 0)->cond);
  } else {
    const Reg a = operand_reg(j, top(j, 0));
    x64_rr(&j->as, X64_TEST, class_size(cls), xr(a), xr(a));
    cond = X64_E;
  }
  pop_values(j, 1);
  x64_push_cond(j, cond);
}

/* ---- one operand ---- */

static void unary(Jit *j, Class to, uint32_t op, unsigned size) {
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, to);
  /* These count into whatever was in the destination before, for all that the processor knows. */
  if ((op == X64_TZCNT || op == X64_LZCNT || op == X64_POPCNT) && d != a) x64_rr(&j->as, X64_XOR, 4, xr(d), xr(d));
  x64_rr(&j->as, op, size, xr(d), xr(a));
  push_reg(j, to, d);
}

/* [a b c d] → [low high]: low in rax, high in rdx. */
static void multiply_wide(Jit *j, uint32_t op) {
  claim(j, RAX);
  claim(j, RDX);
  const Reg b = operand_reg(j, top(j, 0));
  value_to_reg(j, top(j, 1), RAX);
  x64_r(&j->as, op, 8, xr(b));
  pop_values(j, 2);
  push_reg(j, CLASS_l, RAX);
  push_reg(j, CLASS_l, RDX);
}

static void add_wide(Jit *j, uint32_t op, uint32_t carry) {
  const Reg low = operand_copy(j, top(j, 3)), high = operand_copy(j, top(j, 2));
  const Reg b_low = operand_reg(j, top(j, 1)), b_high = operand_reg(j, top(j, 0));
  x64_rr(&j->as, op, 8, xr(low), xr(b_low));
  x64_rr(&j->as, carry, 8, xr(high), xr(b_high));
  pop_values(j, 4);
  push_reg(j, CLASS_l, low);
  push_reg(j, CLASS_l, high);
}

bool x64_lower_int(Jit *j, const WalkInstr *i) {
  if (i->instr->op == OP_I64_ADD && add_address(j)) return true;
  switch (i->instr->op) {
#define BINARIES(T, cls)                                                                                               \
  case OP_##T##_ADD: binary(j, cls, X64_ADD, true); return true;                                                       \
  case OP_##T##_SUB: binary(j, cls, X64_SUB, false); return true;                                                      \
  case OP_##T##_MUL: binary(j, cls, X64_IMUL, true); return true;                                                      \
  case OP_##T##_AND: binary(j, cls, X64_AND, true); return true;                                                       \
  case OP_##T##_OR: binary(j, cls, X64_OR, true); return true;                                                         \
  case OP_##T##_XOR: binary(j, cls, X64_XOR, true); return true;                                                       \
  case OP_##T##_SHL: shift(j, cls, X64_SHL, X64_SHLX); return true;                                                    \
  case OP_##T##_SHR_S: shift(j, cls, X64_SAR, X64_SARX); return true;                                                  \
  case OP_##T##_SHR_U: shift(j, cls, X64_SHR, X64_SHRX); return true;                                                  \
  case OP_##T##_ROTL: rotate(j, cls, X64_ROL); return true;                                                            \
  case OP_##T##_ROTR: rotate(j, cls, X64_ROR); return true;                                                            \
  case OP_##T##_DIV_S: divide(j, cls, (Division){true, false}); return true;                                           \
  case OP_##T##_DIV_U: divide(j, cls, (Division){false, false}); return true;                                          \
  case OP_##T##_REM_S: divide(j, cls, (Division){true, true}); return true;                                            \
  case OP_##T##_REM_U: divide(j, cls, (Division){false, true}); return true;                                           \
  case OP_##T##_EQ: compare(j, cls, X64_E); return true;                                                               \
  case OP_##T##_NE: compare(j, cls, X64_NE); return true;                                                              \
  case OP_##T##_LT_S: compare(j, cls, X64_L); return true;                                                             \
  case OP_##T##_LT_U: compare(j, cls, X64_B); return true;                                                             \
  case OP_##T##_GT_S: compare(j, cls, X64_G); return true;                                                             \
  case OP_##T##_GT_U: compare(j, cls, X64_A); return true;                                                             \
  case OP_##T##_LE_S: compare(j, cls, X64_LE); return true;                                                            \
  case OP_##T##_LE_U: compare(j, cls, X64_BE); return true;                                                            \
  case OP_##T##_GE_S: compare(j, cls, X64_GE); return true;                                                            \
  case OP_##T##_GE_U: compare(j, cls, X64_AE); return true;                                                            \
  case OP_##T##_EQZ: equal_zero(j, cls); return true;                                                                  \
  case OP_##T##_CLZ: unary(j, cls, X64_LZCNT, class_size(cls)); return true;                                           \
  case OP_##T##_CTZ: unary(j, cls, X64_TZCNT, class_size(cls)); return true;                                           \
  case OP_##T##_POPCNT: unary(j, cls, X64_POPCNT, class_size(cls)); return true;                                       \
  case OP_##T##_EXTEND8_S: unary(j, cls, X64_MOVSX8, class_size(cls)); return true;                                    \
  case OP_##T##_EXTEND16_S: unary(j, cls, X64_MOVSX16, class_size(cls)); return true;
    BINARIES(I32, CLASS_i)
    BINARIES(I64, CLASS_l)
#undef BINARIES
  case OP_I64_EXTEND32_S: case OP_I64_EXTEND_I32_S: unary(j, CLASS_l, X64_MOVSXD, 8); return true;
  case OP_I64_EXTEND_I32_U: case OP_I32_WRAP_I64: /* a move that clears the upper half */
    unary(j, i->instr->op == OP_I32_WRAP_I64 ? CLASS_i : CLASS_l, X64_MOV, 4);
    return true;
  case OP_I64_ADD128: add_wide(j, X64_ADD, X64_ADC); return true;
  case OP_I64_SUB128: add_wide(j, X64_SUB, X64_SBB); return true;
  case OP_I64_MUL_WIDE_S: multiply_wide(j, X64_IMUL1); return true;
  case OP_I64_MUL_WIDE_U: multiply_wide(j, X64_MUL); return true;
  default: return false;
  }
}
