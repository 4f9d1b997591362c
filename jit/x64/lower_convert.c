/* Between integers and floats. */
#include "jit/x64/x64.h"

static uint32_t of(Class cls, uint32_t single, uint32_t twice) { return cls == CLASS_f ? single : twice; }

/* Moves of bits. */
static void reinterpret(Jit *j, Class from, Class to) {
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, to);
  const bool wide = to == CLASS_l || to == CLASS_d;
  if (class_is_vector(from)) x64_vrr(&j->as, wide ? X64_VMOVQ_S : X64_VMOVD_S, xr(d), xr(a));
  else x64_vrr(&j->as, wide ? X64_VMOVQ : X64_VMOVD, xr(d), xr(a));
  push_reg(j, to, d);
}

static void between_floats(Jit *j, Class to) {
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, to);
  x64_vrrr(&j->as, to == CLASS_f ? X64_VCVTSD2SS : X64_VCVTSS2SD, xr(d), xr(a), xr(a));
  push_reg(j, to, d);
}

/* ---- to floats ---- */

/* The rest of the register is kept by the conversion: cleared, so that it waits for nothing. */
static void from_signed(Jit *j, Class to, Reg d, Reg a, bool wide) {
  x64_vrrr(&j->as, X64_VXORPS, xr(d), xr(d), xr(d));
  x64_vrrr(&j->as, of(to, X64_VCVTSI2SS, X64_VCVTSI2SD) | (wide ? X64_W : 0), xr(d), xr(d), xr(a));
}

/* 2^63 and above: half of it, the lowest bit kept for rounding, then doubled. */
static void from_unsigned64(Jit *j, Class to, Reg d, Reg a) {
  Asm *as = &j->as;
  const Reg t = temp(j, CLASS_l), bit = temp(j, CLASS_l);
  const AsmLabel big = asm_label(as), done = asm_label(as);
  x64_rr(as, X64_TEST, 8, xr(a), xr(a));
  x64_jcc_short(as, X64_S, big);
  from_signed(j, to, d, a, true);
  x64_jmp_short(as, done);
  asm_bind(as, big);
  x64_rr(as, X64_MOV, 8, xr(t), xr(a));
  x64_rr(as, X64_MOV, 4, xr(bit), xr(a));
  x64_ri(as, X64_SHR, 8, xr(t), 1);
  x64_ri(as, X64_AND, 4, xr(bit), 1);
  x64_rr(as, X64_OR, 8, xr(t), xr(bit));
  from_signed(j, to, d, t, true);
  x64_vrrr(as, of(to, X64_VADDSS, X64_VADDSD), xr(d), xr(d), xr(d));
  asm_bind(as, done);
}

static void to_float(Jit *j, Class from, Class to, bool is_signed) {
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, to);
  if (from == CLASS_l && !is_signed) from_unsigned64(j, to, d, a);
  else from_signed(j, to, d, a, from == CLASS_l || !is_signed); /* an unsigned i32 is a small i64 */
  push_reg(j, to, d);
}

/* ---- to integers ---- */

typedef struct ToInt {
  Class from, to;
  bool is_signed, saturates;
} ToInt;

static X64Mem float_const(Jit *j, Class cls, double value) {
  const float single = (float)value;
  return cls == CLASS_f ? x64_at(asm_const(&j->as, &single, 4)) : x64_at(asm_const(&j->as, &value, 8));
}

static void compare_zero(Jit *j, Class cls, Reg a) {
  x64_vrrr(&j->as, X64_VXORPS, SCRATCH, SCRATCH, SCRATCH);
  x64_vrr(&j->as, of(cls, X64_VUCOMISS, X64_VUCOMISD), xr(a), SCRATCH);
}

/* The value does not fit: a trap, or the nearest that does, zero for NaN. */
static void does_not_fit(Jit *j, ToInt how, Reg d, Reg a) {
  Asm *as = &j->as;
  compare_zero(j, how.from, a);
  if (!how.saturates) {
    x64_jcc(as, X64_P, trap_label(j, TRAP_INVALID_CONVERSION));
    x64_jmp(as, trap_label(j, TRAP_INTEGER_OVERFLOW));
    return;
  }
  const AsmLabel done = asm_label(as);
  x64_mov_imm(as, xr(d), 0);
  x64_jcc_short(as, X64_P, done);
  const bool wide = how.to == CLASS_l;
  const uint64_t least = !how.is_signed ? 0 : wide ? (uint64_t)1 << 63 : (uint64_t)1 << 31;
  const uint64_t most = (wide ? UINT64_MAX : (uint64_t)UINT32_MAX) >> how.is_signed;
  x64_mov_imm(as, xr(d), least);
  x64_jcc_short(as, X64_B, done);
  x64_mov_imm(as, xr(d), most);
  asm_bind(as, done);
}

/* 32 bits: by way of 64, which hold all that can fit; what does not fit becomes the least i64. */
static void to_int32(Jit *j, ToInt how, Reg d, Reg a, Reg t) {
  Asm *as = &j->as;
  const AsmLabel fits = asm_label(as);
  x64_vrr(as, of(how.from, X64_VCVTTSS2SI, X64_VCVTTSD2SI) | X64_W, xr(d), xr(a));
  if (how.is_signed) x64_rr(as, X64_MOVSXD, 8, xr(t), xr(d));
  else x64_rr(as, X64_MOV, 4, xr(t), xr(d));
  x64_rr(as, X64_CMP, 8, xr(t), xr(d));
  if (how.is_signed) x64_rr(as, X64_MOV, 4, xr(d), xr(d)); /* flags stay */
  x64_jcc(as, X64_E, fits);
  does_not_fit(j, how, d, a);
  asm_bind(as, fits);
}

static void to_signed64(Jit *j, ToInt how, Reg d, Reg a) {
  Asm *as = &j->as;
  const AsmLabel fits = asm_label(as);
  x64_vrr(as, of(how.from, X64_VCVTTSS2SI, X64_VCVTTSD2SI) | X64_W, xr(d), xr(a));
  x64_ri(as, X64_CMP, 8, xr(d), 1); /* overflows for the least i64 alone */
  x64_jcc(as, X64_NO, fits);
  x64_vrm(as, of(how.from, X64_VUCOMISS, X64_VUCOMISD), xr(a), float_const(j, how.from, -0x1p63)); /* which may be right */
  j->target->branch(j, X64_FEQ, fits);
  does_not_fit(j, how, d, a);
  asm_bind(as, fits);
}

/* What is 2^63 or more is converted less 2^63. */
static void to_unsigned64(Jit *j, ToInt how, Reg d, Reg a) {
  Asm *as = &j->as;
  const uint32_t convert = of(how.from, X64_VCVTTSS2SI, X64_VCVTTSD2SI) | X64_W;
  const AsmLabel big = asm_label(as), fits = asm_label(as), bad = asm_label(as);
  x64_vrm(as, of(how.from, X64_VUCOMISS, X64_VUCOMISD), xr(a), float_const(j, how.from, 0x1p63));
  x64_jcc(as, X64_AE, big); /* not if unordered */
  x64_vrr(as, convert, xr(d), xr(a));
  x64_rr(as, X64_TEST, 8, xr(d), xr(d));
  x64_jcc(as, X64_NS, fits);
  x64_jmp(as, bad);
  asm_bind(as, big);
  x64_vrrm(as, of(how.from, X64_VSUBSS, X64_VSUBSD), SCRATCH, xr(a), float_const(j, how.from, 0x1p63));
  x64_vrr(as, convert, xr(d), SCRATCH);
  x64_rr(as, X64_TEST, 8, xr(d), xr(d));
  x64_jcc(as, X64_S, bad);
  x64_ri(as, X64_BTC, 8, xr(d), 63);
  x64_jmp(as, fits);
  asm_bind(as, bad);
  does_not_fit(j, how, d, a);
  asm_bind(as, fits);
}

static void to_int(Jit *j, ToInt how) {
  mark_place(j);
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg t = temp(j, CLASS_l);
  const Reg d = result_reg(j, how.to);
  if (how.to == CLASS_i) to_int32(j, how, d, a, t);
  else if (how.is_signed) to_signed64(j, how, d, a);
  else to_unsigned64(j, how, d, a);
  push_reg(j, how.to, d);
}

bool x64_lower_convert(Jit *j, const WalkInstr *i) {
  switch (i->instr->op) {
#define REINTERPRET(op, from, to) case OP_##op: reinterpret(j, from, to); return true;
#define BETWEEN_FLOATS(op, to) case OP_##op: between_floats(j, to); return true;
#define TO_FLOAT(op, from, to, is_signed) case OP_##op: to_float(j, from, to, is_signed); return true;
#define TO_INT(op, from, to, is_signed, is_saturating) case OP_##op: to_int(j, (ToInt){from, to, is_signed, is_saturating}); return true;
#include "jit/conversions.def"
  default: return false;
  }
}
