/* The listing of the AArch64 encoder: the text of an instruction from its bits, as binutils' objdump writes it, with
 * the aliases that the manual prefers. */
#include "jit/arm64/encode_core.h"

#include <stdio.h>

static uint32_t field(uint32_t w, unsigned at, unsigned bits) { return w >> at & ((1u << bits) - 1); }
static unsigned rd(uint32_t w) { return w & 31; }
static unsigned rn(uint32_t w) { return w >> 5 & 31; }
static unsigned ra(uint32_t w) { return w >> 10 & 31; }
static unsigned rm(uint32_t w) { return w >> 16 & 31; }
static unsigned size_of(uint32_t w) { return w >> 31 ? 8 : 4; }

static int32_t signed_field(uint32_t w, unsigned at, unsigned bits) {
  return (int32_t)(w << (32 - at - bits)) >> (32 - bits);
}

static const char *const cond_names[] = {"eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc",
                                         "hi", "ls", "ge", "lt", "gt", "le", "al", "nv"};

/* ---- operands ---- */

static void name(AsmText *t, const char *mnemonic) { asm_text(t, "%-7s ", mnemonic); }

static void comma(AsmText *t) { asm_text(t, ", "); }

static void x(AsmText *t, unsigned r, unsigned size) {
  if (r == 31) asm_text(t, size == 8 ? "xzr" : "wzr");
  else asm_text(t, "%c%u", size == 8 ? 'x' : 'w', r);
}

static void sp(AsmText *t, unsigned r, unsigned size) {
  if (r == 31) asm_text(t, size == 8 ? "sp" : "wsp");
  else x(t, r, size);
}

static void f(AsmText *t, unsigned r, unsigned size) {
  asm_text(t, "%c%u", size == 1 ? 'b' : size == 2 ? 'h' : size == 4 ? 's' : size == 8 ? 'd' : 'q', r);
}

static const char *lanes_name(unsigned log2, bool q) {
  static const char *const names[] = {"8b", "16b", "4h", "8h", "2s", "4s", "1d", "2d", "1q", "1q"};
  return names[log2 * 2 + q];
}

static void v(AsmText *t, unsigned r, unsigned log2, bool q) { asm_text(t, "v%u.%s", r, lanes_name(log2, q)); }
static void lane(AsmText *t, unsigned r, unsigned log2, unsigned i) { asm_text(t, "v%u.%c[%u]", r, "bhsd"[log2], i); }

/* ---- integers ---- */

static void list_x3(AsmText *t, uint32_t w, const char *mnemonic) {
  name(t, mnemonic);
  x(t, rd(w), size_of(w)), comma(t), x(t, rn(w), size_of(w)), comma(t), x(t, rm(w), size_of(w));
}

/* The last register, shifted. */
static void list_shifted(AsmText *t, uint32_t w) {
  static const char *const names[] = {"lsl", "lsr", "asr", "ror"};
  x(t, rm(w), size_of(w));
  if (field(w, 22, 2) || field(w, 10, 6)) asm_text(t, ", %s #%u", names[field(w, 22, 2)], field(w, 10, 6));
}

static void list_extended(AsmText *t, uint32_t w, bool has_sp) {
  static const char *const names[] = {"uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx"};
  unsigned extend = field(w, 13, 3), amount = field(w, 10, 3), size = size_of(w);
  x(t, rm(w), (extend & 3) == 3 ? size : 4);
  if (has_sp && extend == (size == 8 ? A64_UXTX : A64_UXTW)) {
    if (amount) asm_text(t, ", lsl #%u", amount);
    return;
  }
  asm_text(t, ", %s", names[extend]);
  if (amount) asm_text(t, " #%u", amount);
}

static void list_arith(AsmText *t, uint32_t w, A64Op op) {
  unsigned size = size_of(w);
  bool is_imm = field(w, 24, 5) == 0x11, is_extended = !is_imm && field(w, 21, 1), sets = field(w, 29, 1);
  bool is_sub = field(w, 30, 1), may_sp = is_imm || is_extended;
  if (is_imm && !sets && field(w, 10, 13) == 0 && !is_sub && (rd(w) == 31 || rn(w) == 31)) {
    name(t, "mov");
    sp(t, rd(w), size), comma(t), sp(t, rn(w), size);
    return;
  }
  if (sets && rd(w) == 31) name(t, is_sub ? "cmp" : "cmn");
  else if (!may_sp && is_sub && rn(w) == 31) name(t, sets ? "negs" : "neg");
  else name(t, a64_names[op]);
  if (!(sets && rd(w) == 31)) {
    if (may_sp && !sets) sp(t, rd(w), size);
    else x(t, rd(w), size);
    comma(t);
  }
  if (may_sp) sp(t, rn(w), size), comma(t);
  else if (!is_sub || rn(w) != 31 || (sets && rd(w) == 31)) x(t, rn(w), size), comma(t);
  if (is_imm) asm_text(t, field(w, 22, 1) ? "#0x%x, lsl #12" : "#0x%x", field(w, 10, 12));
  else if (is_extended) list_extended(t, w, rn(w) == 31 || (rd(w) == 31 && !sets));
  else list_shifted(t, w);
}

/* Whether movz or movn can make it; then an orr with it is not written as a mov. */
static bool is_movable(uint64_t value, unsigned size) {
  for (unsigned shift = 0; shift < size * 8; shift += 16) {
    uint64_t others = (size == 8 ? UINT64_MAX : UINT32_MAX) & ~(UINT64_C(0xFFFF) << shift);
    if ((value & others) == 0 || (~value & others) == 0) return true;
  }
  return false;
}

static void list_logic(AsmText *t, uint32_t w, A64Op op) {
  unsigned size = size_of(w);
  bool is_imm = field(w, 24, 5) == 0x12, is_ands = field(w, 29, 2) == 3, is_plain = !field(w, 21, 1);
  if (is_imm) {
    uint64_t value = a64_logic_value(w, size);
    bool is_mov = op == A64_ORR && rn(w) == 31 && (rd(w) == 31 || !is_movable(value, size)),
         is_tst = is_ands && rd(w) == 31;
    name(t, is_mov ? "mov" : is_tst ? "tst" : a64_names[op]);
    if (is_ands && !is_tst) x(t, rd(w), size), comma(t);
    else if (!is_tst) sp(t, rd(w), size), comma(t);
    if (!is_mov) x(t, rn(w), size), comma(t);
    asm_text(t, "#0x%llx", (unsigned long long)value);
    return;
  }
  bool is_tst = is_ands && is_plain && rd(w) == 31,
       is_mov = op == A64_ORR && rn(w) == 31 && !field(w, 10, 6) && !field(w, 22, 2);
  bool is_mvn = op == A64_ORN && rn(w) == 31;
  name(t, is_tst ? "tst" : is_mov ? "mov" : is_mvn ? "mvn" : a64_names[op]);
  if (!is_tst) x(t, rd(w), size), comma(t);
  if (!is_mov && !is_mvn) x(t, rn(w), size), comma(t);
  list_shifted(t, w);
}

static void list_dp2(AsmText *t, uint32_t w, A64Op op) {
  static const char *const shifts[] = {"lsl", "lsr", "asr", "ror"};
  if (op >= A64_LSLV && op <= A64_RORV) list_x3(t, w, shifts[op - A64_LSLV]);
  else if ((op == A64_SBC || op == A64_SBCS) && rn(w) == 31) {
    name(t, op == A64_SBC ? "ngc" : "ngcs");
    x(t, rd(w), size_of(w)), comma(t), x(t, rm(w), size_of(w));
  } else list_x3(t, w, a64_names[op]);
}

static void list_dp3(AsmText *t, uint32_t w, A64Op op) {
  static const struct {
    A64Op op;
    const char *text;
  } without[] = {{A64_MADD, "mul"},      {A64_MSUB, "mneg"},    {A64_SMADDL, "smull"},
                 {A64_SMSUBL, "smnegl"}, {A64_UMADDL, "umull"}, {A64_UMSUBL, "umnegl"}};
  unsigned size = size_of(w), source = a64_rows[op].form == F_DP3L ? 4 : size;
  const char *text = a64_names[op];
  for (unsigned i = 0; i < COUNT_OF(without) && ra(w) == 31; i++)
    if (without[i].op == op) text = without[i].text;
  name(t, text);
  x(t, rd(w), size), comma(t), x(t, rn(w), source), comma(t), x(t, rm(w), source);
  if (ra(w) != 31) comma(t), x(t, ra(w), size);
}

static void list_bfm(AsmText *t, uint32_t w, A64Op op) {
  unsigned size = size_of(w), bits = size * 8, immr = field(w, 16, 6), imms = field(w, 10, 6), source = size;
  const char *text = NULL;
  if (op == A64_SBFM && imms == bits - 1) text = "asr";
  if (op == A64_UBFM && imms == bits - 1) text = "lsr";
  if (text) {
    name(t, text);
    x(t, rd(w), size), comma(t), x(t, rn(w), size), asm_text(t, ", #%u", immr);
    return;
  }
  if (op == A64_UBFM && imms + 1 == immr) {
    name(t, "lsl");
    x(t, rd(w), size), comma(t), x(t, rn(w), size), asm_text(t, ", #%u", bits - 1 - imms);
    return;
  }
  if (op == A64_SBFM && immr == 0) text = imms == 7 ? "sxtb" : imms == 15 ? "sxth" : imms == 31 ? "sxtw" : NULL;
  if (op == A64_UBFM && immr == 0 && size == 4) text = imms == 7 ? "uxtb" : imms == 15 ? "uxth" : NULL;
  if (text) {
    source = 4;
    name(t, text);
    x(t, rd(w), size), comma(t), x(t, rn(w), source);
    return;
  }
  bool is_insert = imms < immr, is_clear = op == A64_BFM && is_insert && rn(w) == 31;
  if (op == A64_BFM) text = is_clear ? "bfc" : is_insert ? "bfi" : "bfxil";
  else if (op == A64_SBFM) text = is_insert ? "sbfiz" : "sbfx";
  else text = is_insert ? "ubfiz" : "ubfx";
  name(t, text);
  x(t, rd(w), size), comma(t);
  if (!is_clear) x(t, rn(w), size), comma(t);
  if (is_insert) asm_text(t, "#%u, #%u", bits - immr, imms + 1);
  else asm_text(t, "#%u, #%u", immr, imms - immr + 1);
}

static void list_csel(AsmText *t, uint32_t w, A64Op op) {
  unsigned size = size_of(w), cond = field(w, 12, 4);
  bool is_same = rn(w) == rm(w) && cond < A64_AL && op != A64_CSEL, is_set = is_same && rn(w) == 31 && op != A64_CSNEG;
  const char *text = a64_names[op];
  if (is_set) text = op == A64_CSINC ? "cset" : "csetm";
  else if (is_same) text = op == A64_CSINC ? "cinc" : op == A64_CSINV ? "cinv" : "cneg";
  name(t, text);
  x(t, rd(w), size), comma(t);
  if (!is_set) x(t, rn(w), size), comma(t);
  if (!is_same) x(t, rm(w), size), comma(t);
  asm_text(t, "%s", cond_names[is_same ? cond ^ 1 : cond]);
}

static void list_movw(AsmText *t, uint32_t w, A64Op op) {
  unsigned size = size_of(w), shift = field(w, 21, 2) * 16, imm = field(w, 5, 16);
  bool is_odd = imm == 0 && shift != 0; /* written as it is, so that it comes back the same */
  if (op == A64_MOVN && size == 4 && imm == 0xFFFF) is_odd = true;
  if (op == A64_MOVK || is_odd) {
    name(t, a64_names[op]);
    x(t, rd(w), size), asm_text(t, ", #0x%x", imm);
    if (shift) asm_text(t, ", lsl #%u", shift);
    return;
  }
  uint64_t value = (uint64_t)imm << shift;
  if (op == A64_MOVN) value = ~value;
  if (size == 4) value &= UINT32_MAX;
  name(t, "mov");
  x(t, rd(w), size), asm_text(t, ", #0x%llx", (unsigned long long)value);
}

static void list_ccmp(AsmText *t, uint32_t w, A64Op op) {
  name(t, a64_names[op]);
  x(t, rn(w), size_of(w)), comma(t);
  if (field(w, 11, 1)) asm_text(t, "#0x%x", rm(w));
  else x(t, rm(w), size_of(w));
  asm_text(t, ", #0x%x, %s", w & 15, cond_names[field(w, 12, 4)]);
}

static void list_integers(AsmText *t, uint32_t w, A64Op op) {
  switch ((A64Form)a64_rows[op].form) {
  case F_ARITH: list_arith(t, w, op); break;
  case F_LOGIC: list_logic(t, w, op); break;
  case F_DP2: list_dp2(t, w, op); break;
  case F_DP3:
  case F_DP3L: list_dp3(t, w, op); break;
  case F_DP1:
    name(t, a64_names[op]);
    x(t, rd(w), size_of(w)), comma(t), x(t, rn(w), size_of(w));
    break;
  case F_BFM: list_bfm(t, w, op); break;
  case F_EXTR:
    name(t, rn(w) == rm(w) ? "ror" : "extr");
    x(t, rd(w), size_of(w)), comma(t), x(t, rn(w), size_of(w)), comma(t);
    if (rn(w) != rm(w)) x(t, rm(w), size_of(w)), comma(t);
    asm_text(t, "#%u", field(w, 10, 6));
    break;
  case F_CSEL: list_csel(t, w, op); break;
  case F_CCMP: list_ccmp(t, w, op); break;
  default: list_movw(t, w, op); break;
  }
}

/* ---- memory ---- */

static void list_index(AsmText *t, uint32_t w, unsigned scale) {
  unsigned extend = field(w, 13, 3);
  bool is_scaled = field(w, 12, 1);
  asm_text(t, "["), sp(t, rn(w), 8), comma(t), x(t, rm(w), extend & 1 ? 8 : 4);
  if (extend == A64_UXTX && is_scaled) asm_text(t, ", lsl #%u", scale);
  else if (extend != A64_UXTX) {
    asm_text(t, ", %s", extend == A64_UXTW ? "uxtw" : extend == A64_SXTW ? "sxtw" : "sxtx");
    if (is_scaled) asm_text(t, " #%u", scale);
  }
  asm_text(t, "]");
}

static void list_base(AsmText *t, uint32_t w, int32_t disp, unsigned mode) {
  asm_text(t, "["), sp(t, rn(w), 8);
  if (mode == A64_POST) asm_text(t, "], #%d", disp);
  else if (mode == A64_PRE) asm_text(t, ", #%d]!", disp);
  else if (disp) asm_text(t, ", #%d]", disp);
  else asm_text(t, "]");
}

/* The registers of a load or store: integers by the row's opcode, else by scale. */
static void data(AsmText *t, A64Op op, unsigned r) {
  const A64Row *row = &a64_rows[op];
  bool is_signed_x = op == A64_LDRSB_X || op == A64_LDRSH_X || op == A64_LDRSW || op == A64_LDPSW;
  if (row->bits >> 26 & 1) f(t, r, 1u << row->scale);
  else x(t, r, row->scale == 3 || is_signed_x ? 8 : 4);
}

static void list_ldst(AsmText *t, uint32_t w, A64Op op) {
  const A64Row *row = &a64_rows[op];
  if (!field(w, 29, 1)) { /* relative to pc */
    name(t, a64_names[op]);
    data(t, op, rd(w)), asm_text(t, ", \1");
    return;
  }
  unsigned mode = field(w, 10, 2);
  bool is_unsigned = field(w, 24, 1), is_unscaled = !is_unsigned && !field(w, 21, 1) && mode == A64_OFFSET;
  char text[16];
  snprintf(text, sizeof text, "%.2s%s%s", a64_names[op], is_unscaled ? "u" : "", a64_names[op] + 2);
  name(t, text);
  data(t, op, rd(w)), comma(t);
  if (is_unsigned) list_base(t, w, (int32_t)(field(w, 10, 12) << row->scale), A64_OFFSET);
  else if (field(w, 21, 1)) list_index(t, w, row->scale);
  else list_base(t, w, signed_field(w, 12, 9), mode);
}

static void list_atomic(AsmText *t, uint32_t w, A64Op op) {
  unsigned size = 1u << field(w, 30, 2), reg = size == 8 ? 8 : 4;
  char text[16];
  snprintf(text, sizeof text, "%s%s", a64_names[op], size == 1 ? "b" : size == 2 ? "h" : "");
  name(t, text);
  if (a64_rows[op].form == F_STX) x(t, rm(w), 4), comma(t);
  if (a64_rows[op].form == F_LSE) x(t, rm(w), reg), comma(t);
  x(t, rd(w), reg), comma(t), list_base(t, w, 0, A64_OFFSET);
}

static void list_memory(AsmText *t, uint32_t w, A64Op op) {
  const A64Row *row = &a64_rows[op];
  if (row->form == F_LDST) list_ldst(t, w, op);
  else if (row->form == F_LDP) {
    unsigned mode = field(w, 23, 2);
    name(t, a64_names[op]);
    data(t, op, rd(w)), comma(t), data(t, op, ra(w)), comma(t);
    list_base(t, w, signed_field(w, 15, 7) * (1 << row->scale),
              mode == 2   ? A64_OFFSET
              : mode == 3 ? A64_PRE
                          : A64_POST);
  } else list_atomic(t, w, op);
}

/* ---- control ---- */

static void list_control(AsmText *t, uint32_t w, A64Op op, AsmLabel to) {
  const char *text = a64_names[op], *target = to == ASM_LABEL_NONE ? "outside" : "\1";
  switch ((A64Form)a64_rows[op].form) {
  case F_B: name(t, text), asm_text(t, "%s", target); break;
  case F_BCOND: asm_text(t, "b.%-5s \1", cond_names[w & 15]); break;
  case F_CB: name(t, text), x(t, rd(w), size_of(w)), asm_text(t, ", \1"); break;
  case F_TB:
    name(t, text), x(t, rd(w), size_of(w));
    asm_text(t, ", #%u, \1", field(w, 31, 1) << 5 | field(w, 19, 5));
    break;
  case F_BR:
    if (op == A64_RET && rn(w) == 30) asm_text(t, "ret");
    else name(t, text), x(t, rn(w), 8);
    break;
  case F_ADR: name(t, text), x(t, rd(w), 8), asm_text(t, ", \1"); break;
  case F_ZERO: asm_text(t, "%s", text); break;
  case F_IMM16: name(t, text), asm_text(t, op == A64_UDF ? "#%u" : "#0x%x", field(w, a64_rows[op].scale, 16)); break;
  case F_MRS: name(t, "mrs"), x(t, rd(w), 8), asm_text(t, ", %s", text); break;
  default: name(t, "msr"), asm_text(t, "%s, ", text), x(t, rd(w), 8); break;
  }
}

/* ---- scalar floats ---- */

static unsigned float_size(uint32_t type) { return type == 3 ? 2 : type == 1 ? 8 : 4; }

static void list_floats(AsmText *t, uint32_t w, A64Op op) {
  unsigned size = float_size(field(w, 22, 2));
  name(t, a64_names[op]);
  switch ((A64Form)a64_rows[op].form) {
  case F_F3: f(t, rd(w), size), comma(t), f(t, rn(w), size), comma(t), f(t, rm(w), size); break;
  case F_F2: f(t, rd(w), size), comma(t), f(t, rn(w), size); break;
  case F_F4:
    f(t, rd(w), size), comma(t), f(t, rn(w), size), comma(t), f(t, rm(w), size), comma(t), f(t, ra(w), size);
    break;
  case F_FCVT: f(t, rd(w), float_size(field(w, 15, 2))), comma(t), f(t, rn(w), size); break;
  case F_FCMP:
    f(t, rn(w), size), comma(t);
    if (field(w, 3, 1)) asm_text(t, "#0.0");
    else f(t, rm(w), size);
    break;
  case F_FCSEL:
    f(t, rd(w), size), comma(t), f(t, rn(w), size), comma(t), f(t, rm(w), size);
    asm_text(t, ", %s", cond_names[field(w, 12, 4)]);
    break;
  case F_FIMM: f(t, rd(w), size), asm_text(t, ", #%.18e", a64_fp_value((uint8_t)field(w, 13, 8))); break;
  case F_FR: f(t, rd(w), size), comma(t), x(t, rn(w), size_of(w)); break;
  default: x(t, rd(w), size_of(w)), comma(t), f(t, rn(w), size); break;
  }
}

/* ---- vectors ---- */

/* log2 of the size of elements. */
static unsigned float_log2(uint32_t w, A64Op op) {
  const A64Row *row = &a64_rows[op];
  /* The two forms differ outside of operands. */
  uint32_t different = row->bits ^ row->other;
  if (row->other && ((w ^ row->bits) & different) == different) return 1;
  return 2 + field(w, 22, 1);
}

/* A mnemonic that ends in 2 where it takes or makes the upper half. */
static void name_2(AsmText *t, const char *mnemonic, bool q) {
  char text[16];
  snprintf(text, sizeof text, "%s%s", mnemonic, q ? "2" : "");
  name(t, text);
}

static void list_v3(AsmText *t, uint32_t w, A64Op op) {
  A64Form form = (A64Form)a64_rows[op].form;
  bool q = field(w, 30, 1);
  unsigned log2 = form == F_VF3 ? float_log2(w, op) : field(w, 22, 2), d = log2, n = log2, m = log2;
  bool dq = q, nq = q;
  if (op >= A64_VAND && op <= A64_VBIF) d = n = m = 0; /* the size is part of the opcode */
  if (form == F_V3L) d++, dq = true;
  if (form == F_V3W) d++, n++, dq = nq = true;
  if (form == F_V3N) n++, m++, nq = true;
  if (form == F_VDOT) d = 2, n = m = 0;
  if (op == A64_VORR && rn(w) == rm(w)) {
    name(t, "mov");
    v(t, rd(w), 0, q), comma(t), v(t, rn(w), 0, q);
    return;
  }
  if (form == F_V3L || form == F_V3W || form == F_V3N) name_2(t, a64_names[op], q);
  else name(t, a64_names[op]);
  v(t, rd(w), d, dq), comma(t), v(t, rn(w), n, nq), comma(t), v(t, rm(w), m, form == F_V3N ? true : q);
}

static void list_v2(AsmText *t, uint32_t w, A64Op op) {
  A64Form form = (A64Form)a64_rows[op].form;
  bool q = field(w, 30, 1);
  unsigned log2 = form == F_VF2 || form == F_VF2Z || form == F_VFACR ? float_log2(w, op) : field(w, 22, 2);
  if (op == A64_VNOT || op == A64_VRBIT) log2 = 0;
  if (form == F_VCVTN || form == F_VCVTL) log2 = 1 + field(w, 22, 1);
  if (form == F_V2N || form == F_VCVTN || form == F_VCVTL) name_2(t, a64_names[op], q);
  else name(t, op == A64_VNOT ? "mvn" : a64_names[op]);
  switch (form) {
  case F_V2L: v(t, rd(w), log2 + 1, q), comma(t), v(t, rn(w), log2, q); break;
  case F_V2N:
  case F_VCVTN: v(t, rd(w), log2, q), comma(t), v(t, rn(w), log2 + 1, true); break;
  case F_VCVTL: v(t, rd(w), log2 + 1, true), comma(t), v(t, rn(w), log2, q); break;
  case F_VACR:
  case F_VFACR: f(t, rd(w), 1u << log2), comma(t), v(t, rn(w), log2, q); break;
  case F_VACRL: f(t, rd(w), 2u << log2), comma(t), v(t, rn(w), log2, q); break;
  default: v(t, rd(w), log2, q), comma(t), v(t, rn(w), log2, q); break;
  }
  if (form == F_V2Z) asm_text(t, ", #0");
  if (form == F_VF2Z) asm_text(t, ", #0.0");
}

static void list_vshift(AsmText *t, uint32_t w, A64Op op) {
  A64Form form = (A64Form)a64_rows[op].form;
  bool q = field(w, 30, 1);
  unsigned place = field(w, 16, 7), log2 = 28 - (unsigned)__builtin_clz(place), bits = 8u << log2;
  unsigned by = form == F_VSHL || form == F_VSHLL ? place - bits : 2 * bits - place;
  if (form == F_VSHLL && by == 0) {
    name_2(t, op == A64_VSSHLL ? "sxtl" : "uxtl", q);
    v(t, rd(w), log2 + 1, true), comma(t), v(t, rn(w), log2, q);
    return;
  }
  if (form == F_VSHLL || form == F_VSHRN) name_2(t, a64_names[op], q);
  else name(t, a64_names[op]);
  v(t, rd(w), form == F_VSHLL ? log2 + 1 : log2, form == F_VSHLL ? true : q), comma(t);
  v(t, rn(w), form == F_VSHRN ? log2 + 1 : log2, form == F_VSHRN ? true : q);
  asm_text(t, ", #%u", by);
}

/* Where lanes are told in bits 16-20. */
static void list_vlanes(AsmText *t, uint32_t w, A64Op op) {
  unsigned place = rm(w), log2 = (unsigned)__builtin_ctz(place | 16), i = place >> (log2 + 1);
  bool q = field(w, 30, 1);
  A64Form form = (A64Form)a64_rows[op].form;
  bool is_mov = op == A64_VUMOV && log2 >= 2;
  name(t, is_mov ? "mov" : a64_names[op]);
  switch (form) {
  case F_VDUP: v(t, rd(w), log2, q), comma(t), x(t, rn(w), log2 == 3 ? 8 : 4); break;
  case F_VDUPE: v(t, rd(w), log2, q), comma(t), lane(t, rn(w), log2, i); break;
  case F_VINS: lane(t, rd(w), log2, i), comma(t), x(t, rn(w), log2 == 3 ? 8 : 4); break;
  case F_VINSE: lane(t, rd(w), log2, i), comma(t), lane(t, rn(w), log2, field(w, 11, 4) >> log2); break;
  default: x(t, rd(w), q ? 8 : 4), comma(t), lane(t, rn(w), log2, i); break;
  }
}

static void list_vimm(AsmText *t, uint32_t w, A64Op op) {
  bool q = field(w, 30, 1);
  unsigned mode = field(w, 12, 4), imm = field(w, 16, 3) << 5 | field(w, 5, 5);
  name(t, a64_names[op]);
  if (op == A64_VFMOV) {
    v(t, rd(w), field(w, 11, 1) ? 1 : field(w, 29, 1) ? 3 : 2, q), asm_text(t, ", #%.18e", a64_fp_value((uint8_t)imm));
    return;
  }
  if (mode == 14 && field(w, 29, 1)) {
    uint64_t value = 0;
    for (unsigned i = 0; i < 8; i++) value |= (imm >> i & 1 ? UINT64_C(0xFF) : 0) << 8 * i;
    if (q) v(t, rd(w), 3, q);
    else f(t, rd(w), 8);
    asm_text(t, ", #0x%llx", (unsigned long long)value);
    return;
  }
  unsigned log2 = mode == 14 ? 0 : mode & 8 ? 1 : 2, shift = mode == 14 ? 0 : (mode & 6) * 4;
  if (log2 == 1) shift = (mode & 2) * 4;
  v(t, rd(w), log2, q), asm_text(t, ", #0x%x", imm);
  if (shift) asm_text(t, ", lsl #%u", shift);
}

static void list_velem(AsmText *t, uint32_t w, A64Op op) {
  A64Form form = (A64Form)a64_rows[op].form;
  bool q = field(w, 30, 1);
  unsigned log2 = form == F_VDOTE ? 2 : field(w, 22, 2), m = rm(w), i;
  if (form == F_VFELEM && log2 == 0) log2 = 1;
  if (log2 == 1)
    i = field(w, 11, 1) << 2 | field(w, 20, 2), i = (i & 4) | field(w, 21, 1) << 1 | field(w, 20, 1), m &= 15;
  else i = log2 == 2 ? field(w, 11, 1) << 1 | field(w, 21, 1) : field(w, 11, 1);
  if (form == F_VELEML) name_2(t, a64_names[op], q);
  else name(t, a64_names[op]);
  if (form == F_VDOTE) {
    v(t, rd(w), 2, q), comma(t), v(t, rn(w), 0, q), asm_text(t, ", v%u.4b[%u]", m, i);
    return;
  }
  v(t, rd(w), form == F_VELEML ? log2 + 1 : log2, form == F_VELEML ? true : q), comma(t);
  v(t, rn(w), log2, q), comma(t), lane(t, m, log2, i);
}

static void list_vmemory(AsmText *t, uint32_t w, A64Op op) {
  bool q = field(w, 30, 1);
  name(t, a64_names[op]);
  if (a64_rows[op].form == F_VLD1R) {
    asm_text(t, "{"), v(t, rd(w), field(w, 10, 2), q), asm_text(t, "}, ");
  } else {
    unsigned kind = field(w, 14, 2), log2 = kind == 2 && field(w, 10, 1) ? 3 : kind;
    unsigned byte = (unsigned)q << 3 | field(w, 12, 1) << 2 | (log2 == 3 ? 0 : field(w, 10, 2));
    asm_text(t, "{v%u.%c}[%u], ", rd(w), "bhsd"[log2], byte >> log2);
  }
  list_base(t, w, 0, A64_OFFSET);
}

static void list_vtable(AsmText *t, uint32_t w, A64Op op) {
  bool q = field(w, 30, 1);
  name(t, a64_names[op]);
  v(t, rd(w), 0, q), comma(t);
  if (op == A64_VEXT) v(t, rn(w), 0, q), comma(t), v(t, rm(w), 0, q), asm_text(t, ", #%u", field(w, 11, 4));
  else {
    unsigned more = field(w, 13, 2);
    asm_text(t, "{v%u.16b", rn(w));
    if (more) asm_text(t, more > 1 ? "-v%u.16b" : ", v%u.16b", (rn(w) + more) & 31);
    asm_text(t, "}, "), v(t, rm(w), 0, q);
  }
}

static void list_vectors(AsmText *t, uint32_t w, A64Op op) {
  switch ((A64Form)a64_rows[op].form) {
  case F_V3:
  case F_VF3:
  case F_V3L:
  case F_V3W:
  case F_V3N:
  case F_VDOT: list_v3(t, w, op); break;
  case F_VSHL:
  case F_VSHR:
  case F_VSHRN:
  case F_VSHLL: list_vshift(t, w, op); break;
  case F_VEXT:
  case F_VTBL: list_vtable(t, w, op); break;
  case F_VDUP:
  case F_VDUPE:
  case F_VINS:
  case F_VINSE:
  case F_VMOV: list_vlanes(t, w, op); break;
  case F_VIMM: list_vimm(t, w, op); break;
  case F_VELEM:
  case F_VFELEM:
  case F_VELEML:
  case F_VDOTE: list_velem(t, w, op); break;
  case F_VLANE:
  case F_VLD1R: list_vmemory(t, w, op); break;
  default: list_v2(t, w, op); break;
  }
}

void a64_list(Asm *a, uint32_t at, A64Op op, AsmLabel to) {
  AsmText t = {.size = 0};
  uint32_t w = load_u32(a->start + at);
  A64Form form = (A64Form)a64_rows[op].form;
  if (form <= F_MOVW) list_integers(&t, w, op);
  else if (form <= F_LSE) list_memory(&t, w, op);
  else if (form <= F_MSR) list_control(&t, w, op, to);
  else if (form <= F_RF) list_floats(&t, w, op);
  else list_vectors(&t, w, op);
  asm_list(a, at, to, t.at, t.size);
}
