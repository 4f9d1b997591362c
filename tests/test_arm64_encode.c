/* jit/arm64/encode.
 *
 * `test_arm64_encode --emit DIR` writes every row of insns.def in every form, size and arrangement, with systematic
 * operands: DIR/code.bin, DIR/listing.txt and DIR/names.txt, all mnemonics of the table. tests/encoding.py compares
 * them with what objdump reads in the bytes. Without arguments: the unit tests. */
#include "jit/arm64/encode.h"
#include "tests/check.h"

#include <stdio.h>

static const A64Reg some[] = {X0, X7, X16, X29, ZR};
enum { SOME = COUNT_OF(some) };
static const A64Reg vectors[] = {V0, V9, V18, V31};
enum { VECTORS = COUNT_OF(vectors) };
static const uint64_t masks[] = {
    1,          0xFF,       0xFFFF,     0x7FFFFFFF,         0x80000000,         0x55555555,
    0xCCCCCCCC, 0xF0F0F0F0, 0xFF00FF00, 0xFFFFFFFE,         0x0001FFF8,         0xC0000003,
    0x81818181, 0x3FFC3FFC, 0x7E7E7E7E, 0xFFFFFFFF00000000, 0x00FFFFFFFFFF0000, 0x8000000000000001};

static A64Reg pick(unsigned i) { return some[i % SOME]; }
static A64Reg vpick(unsigned i) { return vectors[i % VECTORS]; }

/* ---- integers ---- */

static void emit_arith(Asm *a, A64Op op, unsigned size) {
  static const unsigned imms[] = {0, 1, 0x10, 0xFFF, 0x1000, 0xFFF000};
  for (unsigned i = 0; i < SOME * SOME; i++) {
    A64Reg d = pick(i), n = pick(i / SOME);
    a64_rrr(a, op, size, d, n, pick(i + 3));
    for (unsigned shift = A64_SHIFT_LSL; shift <= A64_SHIFT_ASR; shift++)
      a64_rrs(a, op, size, d, n, pick(i + 1), shift, (i * 7 + 1) & (size * 8 - 1));
    for (unsigned extend = A64_UXTB; extend <= A64_SXTX; extend++)
      a64_rrx(a, op, size, d, n, pick(i + 2), extend, i % 5);
    for (unsigned k = 0; k < COUNT_OF(imms); k++) a64_rri(a, op, size, d, n, imms[k]);
  }
}

static void emit_logic(Asm *a, A64Op op, unsigned size) {
  for (unsigned i = 0; i < SOME * SOME; i++) {
    A64Reg d = pick(i), n = pick(i / SOME);
    a64_rrr(a, op, size, d, n, pick(i + 3));
    for (unsigned shift = A64_SHIFT_LSL; shift <= A64_SHIFT_ROR; shift++)
      a64_rrs(a, op, size, d, n, pick(i + 1), shift, (i * 7 + 1) & (size * 8 - 1));
    for (unsigned k = 0; k < COUNT_OF(masks) && a64_rows[op].other; k++)
      if (a64_is_logic_imm(masks[k], size) && (size == 8 || masks[k] <= UINT32_MAX))
        a64_rri(a, op, size, d, n, masks[k]);
  }
}

static void emit_bfm(Asm *a, A64Op op, unsigned size) {
  for (unsigned immr = 0; immr < size * 8; immr += immr < 16 ? 1 : 5)
    for (unsigned imms = 0; imms < size * 8; imms += imms % 8 == 7 ? 1 : 2) {
      A64Reg n = pick(immr + imms);
      /* bfc is of v8.2, and is not used. */
      if (op == A64_BFM && n == ZR) n = X3;
      a64_bfm(a, op, size, pick(immr), n, immr, imms);
    }
  for (unsigned imms = 7; imms < size * 8; imms += 8) a64_bfm(a, op, size, X1, X2, 0, imms);
  a64_bfm(a, op, size, X1, X2, 5, size * 8 - 1);
}

static void emit_movw(Asm *a, A64Op op, unsigned size) {
  static const unsigned imms[] = {0, 1, 0x1234, 0xFFFF};
  for (unsigned shift = 0; shift < size * 8; shift += 16)
    for (unsigned k = 0; k < COUNT_OF(imms); k++) a64_movw(a, op, size, pick(k + shift), imms[k], shift);
}

static void emit_integers(Asm *a, A64Op op, unsigned size) {
  A64Form form = (A64Form)a64_rows[op].form;
  if (form == F_ARITH) emit_arith(a, op, size);
  if (form == F_LOGIC) emit_logic(a, op, size);
  if (form == F_BFM) emit_bfm(a, op, size);
  if (form == F_MOVW) emit_movw(a, op, size);
  for (unsigned i = 0; i < SOME * SOME; i++) {
    A64Reg d = pick(i), n = pick(i / SOME), m = pick(i + 1);
    unsigned cond = i % 14;
    if (form == F_DP2) a64_rrr(a, op, size, d, n, m);
    if (form == F_DP1) a64_rr(a, op, size, d, n);
    if (form == F_DP3 || form == F_DP3L) a64_rrrr(a, op, size, d, n, m, pick(i + i / SOME));
    if (form == F_EXTR) a64_extr(a, size, d, n, m, (i * 3) & (size * 8 - 1));
    if (form == F_CSEL) a64_csel(a, op, size, d, n, m, cond);
    if (form == F_CCMP) a64_ccmp(a, op, size, d, n, i & 15, cond), a64_ccmp_i(a, op, size, d, i, i & 15, cond);
  }
}

/* ---- memory ---- */

static void emit_ldst(Asm *a, A64Op op) {
  static const int disps[] = {0, 1, 8, 255, 256, -1, -256, 16, 1024, 4095};
  static const unsigned extends[] = {A64_UXTW, A64_UXTX, A64_SXTW, A64_SXTX};
  bool is_vector = a64_rows[op].bits >> 26 & 1;
  for (unsigned i = 0; i < SOME; i++) {
    A64Reg t = is_vector ? vpick(i) : pick(i), base = pick(i + 2);
    for (unsigned k = 0; k < COUNT_OF(disps); k++) {
      if (a64_reaches(op, disps[k])) a64_ldst(a, op, t, a64_mem(base, disps[k]));
      a64_ldst(a, op, t, a64_mem(base, disps[k] % 64 * (1 << a64_rows[op].scale) & ~(disps[k] < 0 ? -1 : 0)));
      if (disps[k] < 256) a64_ldst(a, op, t, a64_pre(base, disps[k])), a64_ldst(a, op, t, a64_post(base, disps[k]));
    }
    a64_ldst(a, op, t, a64_mem(base, 4095 << a64_rows[op].scale));
    for (unsigned k = 0; k < COUNT_OF(extends); k++)
      for (unsigned scaled = 0; scaled < 2; scaled++)
        a64_ldst(a, op, t, a64_mem_index(base, pick(i + k), extends[k], scaled));
  }
}

static void emit_ldp(Asm *a, A64Op op) {
  bool is_vector = a64_rows[op].bits >> 26 & 1;
  for (int units = -64; units < 64; units += 9)
    for (unsigned i = 0; i < SOME; i++) {
      A64Reg t = is_vector ? vpick(i) : pick(i), t2 = is_vector ? V20 : X20, base = some[(i + 2) % SOME];
      if (t + 0u == base + 0u && !is_vector) base = X5;
      int disp = units * (1 << a64_rows[op].scale);
      a64_ldp(a, op, t, t2, a64_mem(base, disp));
      a64_ldp(a, op, t, t2, a64_pre(base, disp));
      a64_ldp(a, op, t, t2, a64_post(base, disp));
    }
}

static void emit_memory(Asm *a, A64Op op, AsmLabel here) {
  A64Form form = (A64Form)a64_rows[op].form;
  if (form == F_LDST) emit_ldst(a, op);
  if (form == F_LDP) emit_ldp(a, op);
  if (form == F_LDST && a64_rows[op].other)
    for (unsigned i = 0; i < SOME; i++) a64_literal(a, op, a64_rows[op].bits >> 26 & 1 ? vpick(i) : pick(i), here);
  for (unsigned i = 0; i < SOME; i++)
    for (unsigned size = 1; size <= 8; size *= 2) {
      if (form == F_LDX) a64_ldx(a, op, size, pick(i), pick(i + 2));
      if (form == F_STX) a64_stx(a, op, size, X11, pick(i), pick(i + 2));
      if (form == F_LSE) a64_lse(a, op, size, pick(i + 1), pick(i), pick(i + 2));
    }
}

/* ---- control ---- */

static void emit_control(Asm *a, A64Op op, AsmLabel back, AsmLabel ahead) {
  AsmLabel labels[] = {back, ahead};
  for (unsigned k = 0; k < 2; k++) switch ((A64Form)a64_rows[op].form) {
    case F_B:
      if (op == A64_B) a64_b(a, labels[k]);
      else a64_bl(a, labels[k]);
      break;
    case F_BCOND:
      for (unsigned c = A64_EQ; c < A64_AL; c++) a64_b_cond(a, c, labels[k]);
      break;
    case F_CB:
      for (unsigned i = 0; i < SOME; i++) a64_cb(a, op, 4, pick(i), labels[k]), a64_cb(a, op, 8, pick(i), labels[k]);
      break;
    case F_TB:
      for (unsigned bit = 0; bit < 64; bit += 7) a64_tb(a, op, pick(bit), bit, labels[k]);
      break;
    case F_BR:
      for (unsigned i = 0; i < 31; i++) a64_br(a, op, i);
      break;
    case F_ADR:
      for (unsigned i = 0; i < SOME; i++) a64_adr(a, pick(i), labels[k]);
      break;
    case F_ZERO: a64_0(a, op); break;
    case F_IMM16: a64_imm16(a, op, k ? 0xFFFF : 0x12); break;
    default:
      for (unsigned i = 0; i < SOME; i++) a64_sys(a, op, pick(i));
      break;
    }
}

/* ---- floats and vectors ---- */

static void emit_floats(Asm *a, A64Op op, unsigned size) {
  A64Form form = (A64Form)a64_rows[op].form;
  for (unsigned i = 0; i < VECTORS * VECTORS; i++) {
    A64Reg d = vpick(i), n = vpick(i / VECTORS), m = vpick(i + 1), x = pick(i);
    if (form == F_F3) a64_fff(a, op, size, d, n, m);
    if (form == F_F2) a64_ff(a, op, size, d, n);
    if (form == F_F4) a64_ffff(a, op, size, d, n, m, vpick(i + 2));
    if (form == F_FCVT)
      for (unsigned to = 2; to <= 8; to *= 2)
        if (to != size) a64_fcvt(a, to, d, size, n);
    if (form == F_FCMP) a64_fcmp(a, op, size, d, n), a64_fcmp_0(a, op, size, d);
    if (form == F_FCSEL) a64_fcsel(a, size, d, n, m, i % 14);
    if (form == F_FIMM)
      for (unsigned imm = 0; imm < 256; imm += 17) a64_fmov_i(a, size, d, (uint8_t)(imm + i));
    bool is_fmov = op == A64_FMOV_FR || op == A64_FMOV_RF;
    for (unsigned xs = 4; xs <= 8; xs *= 2) {
      if (is_fmov && size != 2 && size != xs) continue;
      if (form == F_FR) a64_fr(a, op, size, d, xs, x);
      if (form == F_RF) a64_rf(a, op, xs, x, size, n);
    }
  }
}

static void emit_v_forms(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, A64Reg n, A64Reg m) {
  A64Form form = (A64Form)a64_rows[op].form;
  unsigned bits = 8u << (lanes >> 1);
  bool is_across = form >= F_VACR && form <= F_VFACR;
  if (form <= F_VF3 || (form >= F_V3L && form <= F_V3N) || form == F_VDOT) a64_v3(a, op, lanes, d, n, m);
  else if (form <= F_VFACR) {
    if (!is_across || lanes != A64_2S) a64_v2(a, op, lanes, d, n);
  } else if (form <= F_VSHLL)
    for (unsigned by = 1; by < bits; by += by < 4 ? 1 : bits / 8) {
      a64_vshift(a, op, lanes, d, n, by);
      a64_vshift(a, op, lanes, d, n, form == F_VSHL || form == F_VSHLL ? 0 : bits);
    }
  else if (form == F_VEXT)
    for (unsigned i = 0; i < (lanes == A64_16B ? 16 : 8); i++) a64_vext(a, lanes, d, n, m, i);
  else if (form == F_VTBL)
    for (unsigned count = 1; count <= 4; count++) a64_vtbl(a, op, lanes, d, n > V28 ? V28 : n, count, m);
  else if (form == F_VDUP) a64_vdup(a, lanes, d, n & 31);
  else if (form == F_VLD1R) a64_vld1r(a, lanes, d, n & 31);
}

static void emit_v_lanes(Asm *a, A64Op op, unsigned size, A64Reg d, A64Reg n) {
  A64Form form = (A64Form)a64_rows[op].form;
  A64Lanes lanes = (A64Lanes)(__builtin_ctz(size) * 2 | 1);
  for (unsigned i = 0; i < 16 / size; i++) {
    if (form == F_VDUPE) a64_vdup_lane(a, lanes, d, n, i);
    if (form == F_VDUPE && size < 8) a64_vdup_lane(a, lanes & ~1u, d, n, i);
    if (form == F_VINS) a64_vins(a, size, d, i, n & 31);
    if (form == F_VINSE)
      for (unsigned from = 0; from < 16 / size; from++) a64_vins_lane(a, size, d, i, n, from);
    if (op == A64_VUMOV) a64_vmov(a, op, size == 8 ? 8 : 4, d & 31, size, n, i);
    if (op == A64_VSMOV && size < 4) a64_vmov(a, op, 4, d & 31, size, n, i);
    if (op == A64_VSMOV) a64_vmov(a, op, 8, d & 31, size, n, i);
    if (form == F_VLANE) a64_vlane(a, op, size, d, i, n & 31);
  }
}

static void emit_v_elements(Asm *a, A64Op op, A64Lanes lanes, A64Reg d, A64Reg n, A64Reg m) {
  A64Form form = (A64Form)a64_rows[op].form;
  unsigned size = form == F_VDOTE ? 4 : 1u << (lanes >> 1);
  if (form != F_VELEM && form != F_VFELEM && form != F_VELEML && form != F_VDOTE) return;
  for (unsigned i = 0; i < 16 / size; i++) a64_velem(a, op, lanes, d, n, size == 2 ? V0 + (m & 15) : m, i);
}

static void emit_vimm(Asm *a, A64Op op) {
  for (unsigned i = 0; i < 256; i += 15)
    for (unsigned lanes = A64_8B; lanes <= A64_2D; lanes++) {
      unsigned size = 1u << (lanes >> 1);
      if (op == A64_VFMOV) {
        if (size > 1 && lanes != A64_1D) a64_vfmov_i(a, lanes, vpick(i), (uint8_t)i);
        continue;
      }
      if (size == 1 || size == 8) {
        if (op == A64_VMOVI && lanes != A64_1D) a64_vimm(a, op, lanes, vpick(i), (uint8_t)i, 0);
        continue;
      }
      for (unsigned shift = 0; shift < size * 8; shift += 8) a64_vimm(a, op, lanes, vpick(i), (uint8_t)i, shift);
    }
}

static void emit_vectors(Asm *a, A64Op op) {
  const A64Row *row = &a64_rows[op];
  if (row->form == F_VIMM) emit_vimm(a, op);
  for (unsigned i = 0; i < VECTORS * VECTORS; i++) {
    A64Reg d = vpick(i), n = vpick(i / VECTORS), m = vpick(i + 1 + i / VECTORS);
    for (unsigned lanes = A64_8B; lanes <= A64_2D; lanes++) {
      unsigned size = 1u << (lanes >> 1);
      if (row->form == F_VDOT || row->form == F_VDOTE) {
        bool is_matrix = row->bits >> 30 & 1;
        if (lanes == A64_16B || (lanes == A64_8B && !is_matrix)) {
          emit_v_forms(a, op, lanes, d, n, m);
          emit_v_elements(a, op, lanes, d, n, m);
        }
        continue;
      }
      if (!(row->sizes & size) || (lanes == A64_1D && row->form != F_VLD1R)) continue;
      if (row->form <= F_VLD1R) emit_v_forms(a, op, lanes, d, n, m);
      emit_v_elements(a, op, lanes, d, n, m);
      if (lanes & 1) emit_v_lanes(a, op, size, d, n);
    }
  }
}

/* ---- everything ---- */

static void emit_row(Asm *a, A64Op op, AsmLabel back, AsmLabel ahead) {
  const A64Row *row = &a64_rows[op];
  if (row->form >= F_V3) emit_vectors(a, op);
  else if (row->form >= F_B && row->form <= F_MSR) emit_control(a, op, back, ahead);
  else if (row->form >= F_LDST && row->form <= F_LSE) emit_memory(a, op, ahead);
  else
    for (unsigned size = 2; size <= 8; size *= 2) {
      if (!(row->sizes & size)) continue;
      if (row->form >= F_F3) emit_floats(a, op, size);
      else emit_integers(a, op, size);
    }
}

static void emit_constants(Asm *a) {
  for (unsigned k = 0; k < COUNT_OF(masks); k++) {
    a64_mov_imm(a, X3, masks[k]);
    a64_mov_imm(a, X3, ~masks[k]);
    a64_mov_imm(a, X3, masks[k] * 0x123456789ABCDull);
    (void)!a64_vconst(a, V5, masks[k], masks[k]);
    (void)!a64_vconst(a, V5, masks[k] * 0x100000001, masks[k] * 0x100000001);
  }
}

static FILE *open_in(const char *dir, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *f = fopen(path, "wb");
  if (!f) perror(path), exit(EXIT_FAILURE);
  return f;
}

/* Those that are always written otherwise need not be seen. */
static void write_names(const char *dir) {
  static const A64Op never[] = {A64_LSLV, A64_LSRV, A64_ASRV,   A64_RORV, A64_SBFM,
                                A64_BFM,  A64_UBFM, A64_B_COND, A64_VNOT};
  FILE *f = open_in(dir, "names.txt");
  for (unsigned op = 0; op < A64_OP_COUNT; op++) {
    bool is_never = a64_rows[op].form == F_MRS || a64_rows[op].form == F_MSR;
    for (unsigned i = 0; i < COUNT_OF(never); i++) is_never = is_never || never[i] == op;
    if (!is_never) fprintf(f, "%s\n", a64_names[op]);
  }
  fclose(f);
}

static int emit_all(const char *dir) {
  AsmListing listing;
  asm_listing_init(&listing, &alloc_libc);
  Asm a;
  asm_init(&a, &a64_asm_target, &alloc_libc);
  a.listing = &listing;
  for (unsigned op = 0; op < A64_OP_COUNT; op++) {
    uint32_t before = listing.count;
    AsmLabel back = asm_label_here(&a), ahead = asm_label(&a);
    emit_row(&a, op, back, ahead);
    asm_bind(&a, ahead);
    if (listing.count == before) {
      printf("not tested: %s\n", a64_names[op]);
      return EXIT_FAILURE;
    }
  }
  emit_constants(&a);
  uint32_t end = asm_here(&a);
  AsmFault fault = asm_finish(&a);
  if (fault != ASM_FINE) {
    printf("fault %u\n", (unsigned)fault);
    return EXIT_FAILURE;
  }
  Buf text;
  buf_init(&text, &alloc_libc);
  asm_print(&a, 0, end, &text);
  FILE *code = open_in(dir, "code.bin"), *out = open_in(dir, "listing.txt");
  bool ok = !text.failed && fwrite(a.start, 1, end, code) == end && fwrite(text.at, 1, text.size, out) == text.size;
  ok = fclose(code) == 0 && ok;
  ok = fclose(out) == 0 && ok;
  write_names(dir);
  printf("%u instructions\n", listing.count);
  buf_free(&text);
  asm_free(&a);
  asm_listing_free(&listing);
  return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* ---- immediates ---- */

/* Every bit mask there is, as the manual makes them: 5334 of 64 bits. */
START_TEST(bit_masks_are_found) {
  unsigned count = 0;
  for (unsigned width = 2; width <= 64; width *= 2)
    for (unsigned ones = 1; ones < width; ones++)
      for (unsigned turn = 0; turn < width; turn++) {
        uint64_t mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1, value = (UINT64_C(1) << ones) - 1;
        if (turn) value = (value >> turn | value << (width - turn)) & mask;
        for (unsigned w = width; w < 64; w *= 2) value |= value << w;
        count++;
        Asm a;
        asm_init(&a, &a64_asm_target, &alloc_libc);
        ck_assert(a64_is_logic_imm(value, 8));
        a64_rri(&a, A64_AND, 8, X0, X0, value);
        uint32_t word = load_u32(a.start), imms = word >> 10 & 63;
        ck_assert_uint_eq(word >> 16 & 63, turn);
        ck_assert_uint_eq(imms, ((0u - width * 2) & 63) | (ones - 1));
        ck_assert_uint_eq(word >> 22 & 1, width == 64);
        if (width <= 32) ck_assert(a64_is_logic_imm(value & UINT32_MAX, 4));
        asm_free(&a);
      }
  ck_assert_uint_eq(count, 5334);
  static const uint64_t none[] = {0, UINT64_MAX, 5, 0x123, 0xFF00FF, 0x8000000000000005, 0x1000100010002000};
  for (unsigned i = 0; i < COUNT_OF(none); i++) ck_assert(!a64_is_logic_imm(none[i], 8));
  ck_assert(!a64_is_logic_imm(UINT32_MAX, 4));
  ck_assert(!a64_is_logic_imm(0, 4));
}
END_TEST

/* What a run of mov instructions leaves in X9. */
static uint64_t run_movs(const Asm *a) {
  uint64_t r = UINT64_C(0xDEADDEADDEADDEAD);
  for (uint32_t at = 0; at < asm_here(a); at += 4) {
    uint32_t w = load_u32(a->start + at), shift = (w >> 21 & 3) * 16;
    bool wide = w >> 31;
    uint64_t imm = (uint64_t)(w >> 5 & 0xFFFF) << shift;
    ck_assert_uint_eq(w & 31, X9);
    if ((w & 0x7F800000) == 0x52800000) r = imm;
    else if ((w & 0x7F800000) == 0x12800000) r = ~imm;
    else if ((w & 0x7F800000) == 0x72800000) r = (r & ~(UINT64_C(0xFFFF) << shift)) | imm;
    else {
      ck_assert_uint_eq(w & 0x7F8003E0, 0x320003E0); /* orr from zr */
      unsigned n = w >> 22 & 1, s = w >> 10 & 63, turn = w >> 16 & 63,
               width = n ? 64 : 1u << (31 - __builtin_clz(~s & 63));
      uint64_t mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
      uint64_t ones = (s & (width - 1)) == 63 ? UINT64_MAX : (UINT64_C(2) << (s & (width - 1))) - 1;
      turn &= width - 1;
      r = turn ? (ones >> turn | ones << (width - turn)) & mask : ones;
      for (; width < 64; width *= 2) r |= r << width;
    }
    if (!wide) r &= UINT32_MAX;
  }
  return r;
}

START_TEST(any_constant_is_made) {
  static const uint16_t halves[] = {0, 0xFFFF, 0x1234, 0x00FF, 1};
  for (unsigned i = 0; i < 625; i++) {
    uint64_t value = halves[i % 5] | (uint64_t)halves[i / 5 % 5] << 16 | (uint64_t)halves[i / 25 % 5] << 32 |
                     (uint64_t)halves[i / 125] << 48;
    Asm a;
    asm_init(&a, &a64_asm_target, &alloc_libc);
    a64_mov_imm(&a, X9, value);
    ck_assert_uint_eq(run_movs(&a), value);
    ck_assert_uint_le(asm_here(&a), 16);
    if (value == (uint16_t)value || value == ~(uint64_t)(uint16_t)~value || a64_is_logic_imm(value, 8))
      ck_assert_uint_eq(asm_here(&a), 4);
    asm_free(&a);
  }
}
END_TEST

START_TEST(float_immediates_are_found) {
  unsigned found = 0;
  for (unsigned imm = 0; imm < 256; imm++) {
    /* (-1)^a * (16 + efgh)/16 * 2^(-3…4) */
    int exponent = (int)(imm >> 4 & 7) ^ 4;
    double d = (imm & 0x80 ? -1.0 : 1.0) * (16 + (imm & 15)) / 16.0;
    for (int e = exponent - 3; e > 0; e--) d *= 2;
    for (int e = exponent - 3; e < 0; e++) d /= 2;
    float f = (float)d;
    uint64_t bits;
    uint32_t fbits;
    memcpy(&bits, &d, 8);
    memcpy(&fbits, &f, 4);
    uint8_t back;
    ck_assert(a64_is_fp_imm(bits, 8, &back) && back == imm);
    ck_assert(a64_is_fp_imm(fbits, 4, &back) && back == imm);
    uint32_t half = (fbits >> 16 & 0x8000) | (((fbits >> 23 & 0xFF) - 127 + 15) << 10) | (fbits >> 13 & 0x3FF);
    ck_assert(a64_is_fp_imm(half, 2, &back) && back == imm);
    ck_assert(!a64_is_fp_imm(bits | 1, 8, &back));
    ck_assert(!a64_is_fp_imm(fbits | 1, 4, &back));
  }
  for (uint32_t half = 0; half <= 0xFFFF; half++) {
    uint8_t back;
    found += a64_is_fp_imm(half, 2, &back);
  }
  ck_assert_uint_eq(found, 256);
}
END_TEST

START_TEST(vector_constants_need_no_memory) {
  static const struct {
    uint64_t low, high;
    const char *text;
  } cases[] = {{0, 0, "movi    v5.16b, #0x0"},
               {0x8080808080808080, 0x8080808080808080, "movi    v5.16b, #0x80"},
               {0x7F007F007F007F00, 0x7F007F007F007F00, "movi    v5.8h, #0x7f, lsl #8"},
               {0x8000000080000000, 0x8000000080000000, "movi    v5.4s, #0x80, lsl #24"},
               {0xFFFEFFFFFFFEFFFF, 0xFFFEFFFFFFFEFFFF, "mvni    v5.4s, #0x1, lsl #16"},
               {0xFF0000FF00FFFF00, 0xFF0000FF00FFFF00, "movi    v5.2d, #0xff0000ff00ffff00"},
               {0x3FC000003FC00000, 0x3FC000003FC00000, "fmov    v5.4s, #1.500000000000000000e+00"},
               {0x3FF0000000000000, 0x3FF0000000000000, "fmov    v5.2d, #1.000000000000000000e+00"},
               {0x123456789ABCDEF0, 0x123456789ABCDEF0, NULL},
               {1, 2, NULL}};
  for (unsigned i = 0; i < COUNT_OF(cases); i++) {
    AsmListing listing;
    asm_listing_init(&listing, &alloc_libc);
    Asm a;
    asm_init(&a, &a64_asm_target, &alloc_libc);
    a.listing = &listing;
    ck_assert_int_eq(a64_vconst(&a, V5, cases[i].low, cases[i].high), cases[i].text != NULL);
    buf_put_u8(&listing.text, 0);
    ck_assert_str_eq((const char *)listing.text.at, cases[i].text ? cases[i].text : "");
    asm_free(&a);
    asm_listing_free(&listing);
  }
}
END_TEST

/* ---- reach ---- */

static void fill(Asm *a, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) a64_0(a, A64_NOP);
}

/* Which branch the n-th of `each_branch` is. */
static void branch(Asm *a, unsigned kind, AsmLabel to) {
  if (kind == 0) a64_tb(a, A64_TBZ, X1, 3, to);
  else if (kind == 1) a64_cb(a, A64_CBNZ, 4, X1, to);
  else if (kind == 2) a64_b_cond(a, A64_NE, to);
  else if (kind == 3) a64_adr(a, X1, to);
  else a64_literal(a, A64_LDR_FQ, V0, to);
}

START_TEST(what_does_not_reach_is_told) {
  static const uint32_t words[] = {1u << 13, 1u << 18, 1u << 18, 1u << 18, 1u << 18};
  for (unsigned kind = 0; kind < COUNT_OF(words); kind++)
    for (uint32_t beyond = 0; beyond < 2; beyond++)
      for (unsigned far = 0; far < 2; far++) {
        Asm a;
        asm_init(&a, &a64_asm_target, &alloc_libc);
        a.far = far;
        AsmLabel to = asm_label(&a);
        branch(&a, kind, to);
        fill(&a, words[kind] - 2 + beyond);
        asm_bind(&a, to);
        bool fails = beyond && !(far && kind < 3);
        if (far && kind < 3) ck_assert_uint_eq(load_u32(a.start) >> 5 & 0x3FFF, 2); /* over a b */
        ck_assert_int_eq(asm_finish(&a), fails ? ASM_TOO_FAR : ASM_FINE);
        asm_free(&a);
      }
}
END_TEST

START_TEST(known_labels_are_always_reached) {
  Asm a;
  asm_init(&a, &a64_asm_target, &alloc_libc);
  AsmLabel back = asm_label_here(&a);
  fill(&a, 1u << 13);
  uint32_t at = asm_here(&a);
  branch(&a, 0, back); /* 32 KiB: the last that reaches */
  ck_assert_uint_eq(load_u32(a.start + at), 0x36000000u | 3u << 19 | (0x2000u << 5) | 1u);
  branch(&a, 0, back);
  ck_assert_uint_eq(load_u32(a.start + at + 4), 0x37000000u | 3u << 19 | 2u << 5 | 1u); /* tbnz over b */
  ck_assert_uint_eq(load_u32(a.start + at + 8), 0x14000000u | (0x3FFFFFFu & (0u - (at + 8) / 4)));
  fill(&a, (1u << 18) - asm_here(&a) / 4);
  at = asm_here(&a);
  branch(&a, 2, back);
  ck_assert_uint_eq(load_u32(a.start + at), 0x54000001u | 0x40000u << 5);
  branch(&a, 2, back);
  branch(&a, 1, back);
  ck_assert_int_eq(asm_finish(&a), ASM_FINE);
  asm_free(&a);
}
END_TEST

START_TEST(numbers_without_an_encoding_are_told) {
  for (unsigned kind = 0; kind < 9; kind++) {
    Asm a;
    asm_init(&a, &a64_asm_target, &alloc_libc);
    if (kind == 0) a64_ldst(&a, A64_LDR_X, X0, a64_mem(X1, 4096 * 8));
    if (kind == 1) a64_ldst(&a, A64_LDR_X, X0, a64_mem(X1, 257));
    if (kind == 2) a64_ldst(&a, A64_LDR_X, X0, a64_post(X1, 256));
    if (kind == 3) a64_ldp(&a, A64_STP_X, X0, X2, a64_mem(X1, 512));
    if (kind == 4) a64_rri(&a, A64_ADD, 8, X0, X1, 0x1001);
    if (kind == 5) a64_rri(&a, A64_AND, 8, X0, X1, 5);
    if (kind == 6) a64_vshift(&a, A64_VSHL, A64_4S, V0, V1, 32);
    if (kind == 7) a64_ccmp_i(&a, A64_CCMP, 4, X1, 32, 0, A64_EQ);
    if (kind == 8) a64_vins(&a, 4, V0, 4, X1);
    ck_assert_int_eq(asm_finish(&a), ASM_TOO_FAR);
    asm_free(&a);
  }
}
END_TEST

START_TEST(calls_outside_are_resolved_where_code_runs) {
  Asm a;
  asm_init(&a, &a64_asm_target, &alloc_libc);
  a64_0(&a, A64_NOP);
  a64_bl_outside(&a, 7);
  ck_assert_int_eq(asm_finish(&a), ASM_FINE);
  uint64_t run = UINT64_C(0x7f0012340000);
  ck_assert(asm_relocate(&a64_asm_target, a.start, run, &a.relocs[0], run + 0x1004));
  ck_assert_uint_eq(load_u32(a.start + 4), 0x94000400);
  ck_assert(asm_relocate(&a64_asm_target, a.start, run, &a.relocs[0], run - 0x7FFFFFC));
  ck_assert(!asm_relocate(&a64_asm_target, a.start, run, &a.relocs[0], run + 0x8000004));
  ck_assert(!asm_relocate(&a64_asm_target, a.start, run, &a.relocs[0], run + 0x1002));
  asm_free(&a);
}
END_TEST

START_TEST(literals_can_be_flushed_in_the_middle) {
  Asm a;
  asm_init(&a, &a64_asm_target, &alloc_libc);
  uint64_t v[2] = {1, 2};
  AsmLabel first = asm_const(&a, v, 16);
  a64_literal(&a, A64_LDR_FQ, V0, first);
  fill(&a, 200000);
  ck_assert(!asm_pool_is_due(&a, 900000));
  ck_assert(asm_pool_is_due(&a, 700000));
  AsmLabel over = asm_label(&a);
  a64_b(&a, over);
  asm_flush(&a);
  asm_bind(&a, over);
  ck_assert(!asm_pool_is_due(&a, 0));
  fill(&a, 200000);
  AsmLabel second = asm_const(&a, v, 16);
  ck_assert_uint_ne(first, second);
  a64_literal(&a, A64_LDR_FQ, V0, second);
  ck_assert_int_eq(asm_finish(&a), ASM_FINE);
  ck_assert_uint_eq(asm_offset(&a, over) % 4, 0);
  ck_assert_mem_eq(a.start + asm_offset(&a, second), v, 16);
  asm_free(&a);
}
END_TEST

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "--emit") == 0) return emit_all(argv[2]);
  const TTest *const tests[] = {bit_masks_are_found,
                                any_constant_is_made,
                                float_immediates_are_found,
                                vector_constants_need_no_memory,
                                what_does_not_reach_is_told,
                                known_labels_are_always_reached,
                                numbers_without_an_encoding_are_told,
                                calls_outside_are_resolved_where_code_runs,
                                literals_can_be_flushed_in_the_middle,
                                NULL};
  return run_tests("arm64_encode", tests);
}
