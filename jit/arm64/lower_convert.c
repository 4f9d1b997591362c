/* Between integers and floats. The processor's conversions saturate, NaN to zero; those that trap look beforehand. */
#include "jit/arm64/arm64.h"

/* Moves of bits. */
static void reinterpret(Jit *j, Class from, Class to) {
  const A64Reg a = ar(operand_reg(j, top(j, 0)));
  const unsigned size = class_size(to);
  pop_values(j, 1);
  const Reg d = result_reg(j, to);
  if (class_is_vector(from)) a64_rf(&j->as, A64_FMOV_RF, size, ar(d), size, a);
  else a64_fr(&j->as, A64_FMOV_FR, size, ar(d), size, a);
  push_reg(j, to, d);
}

static void between_floats(Jit *j, Class to) {
  const unsigned size = class_size(to);
  const A64Reg a = ar(operand_reg(j, top(j, 0)));
  pop_values(j, 1);
  const Reg d = result_reg(j, to);
  a64_fcvt(&j->as, size, ar(d), 12 - size, a);
  push_reg(j, to, d);
}

static void to_float(Jit *j, Class from, Class to, bool is_signed) {
  const A64Reg a = ar(operand_reg(j, top(j, 0)));
  pop_values(j, 1);
  const Reg d = result_reg(j, to);
  a64_fr(&j->as, is_signed ? A64_SCVTF : A64_UCVTF, class_size(to), ar(d), class_size(from), a);
  push_reg(j, to, d);
}

/* ---- to integers ---- */

typedef struct ToInt {
  Class from, to;
  bool is_signed, saturates;
} ToInt;

/* 32 bits: by way of 64, which hold all that can fit; what does not fit becomes something whose low half is not it. */
static void to_int32(Jit *j, ToInt how, A64Reg d, A64Reg a) {
  Asm *as = &j->as;
  const unsigned size = class_size(how.from);
  a64_fcmp(as, A64_FCMP, size, a, a);
  a64_b_cond(as, A64_VS, trap_label(j, TRAP_INVALID_CONVERSION));
  a64_rf(as, A64_FCVTZS, 8, X17, size, a);
  a64_rrx(as, A64_SUBS, 8, ZR, X17, X17, how.is_signed ? A64_SXTW : A64_UXTW, 0);
  a64_b_cond(as, A64_NE, trap_label(j, TRAP_INTEGER_OVERFLOW));
  a64_mov(as, 4, d, X17);
}

/* The least that fits is compared with, also to find NaN. Of what fits nothing becomes the most, which no float is. */
static void to_int64(Jit *j, ToInt how, A64Reg d, A64Reg a) {
  Asm *as = &j->as;
  const unsigned size = class_size(how.from);
  if (how.is_signed) { /* -2^63 */
    if (size == 8) a64_mov_imm(as, X17, UINT64_C(0xC3E0000000000000));
    else a64_mov_imm(as, X17, 0xDF000000);
    a64_fr(as, A64_FMOV_FR, size, SCRATCH, size, X17);
  } else { /* above -1 */
    uint8_t imm = 0;
    (void)a64_is_fp_imm(size == 8 ? UINT64_C(0xBFF0000000000000) : 0xBF800000, size, &imm);
    a64_fmov_i(as, size, SCRATCH, imm);
  }
  a64_fcmp(as, A64_FCMP, size, a, SCRATCH);
  a64_b_cond(as, A64_VS, trap_label(j, TRAP_INVALID_CONVERSION));
  a64_b_cond(as, how.is_signed ? A64_MI : A64_LS, trap_label(j, TRAP_INTEGER_OVERFLOW));
  a64_rf(as, how.is_signed ? A64_FCVTZS : A64_FCVTZU, 8, d, size, a);
  a64_rri(as, A64_ADDS, 8, ZR, d, 1); /* overflows, carries for the most alone */
  a64_b_cond(as, how.is_signed ? A64_VS : A64_HS, trap_label(j, TRAP_INTEGER_OVERFLOW));
}

static void to_int(Jit *j, ToInt how) {
  mark_place(j);
  const A64Reg a = ar(operand_reg(j, top(j, 0)));
  pop_values(j, 1);
  const Reg d = result_reg(j, how.to);
  if (how.saturates) a64_rf(&j->as, how.is_signed ? A64_FCVTZS : A64_FCVTZU, class_size(how.to), ar(d), class_size(how.from), a);
  else if (how.to == CLASS_i) to_int32(j, how, ar(d), a);
  else to_int64(j, how, ar(d), a);
  push_reg(j, how.to, d);
}

bool a64_lower_convert(Jit *j, const WalkInstr *i) {
  switch (i->instr->op) {
#define REINTERPRET(op, from, to) case OP_##op: reinterpret(j, from, to); return true;
#define BETWEEN_FLOATS(op, to) case OP_##op: between_floats(j, to); return true;
#define TO_FLOAT(op, from, to, is_signed) case OP_##op: to_float(j, from, to, is_signed); return true;
#define TO_INT(op, from, to, is_signed, is_saturating) case OP_##op: to_int(j, (ToInt){from, to, is_signed, is_saturating}); return true;
#include "jit/conversions.def"
  default: return false;
  }
}
