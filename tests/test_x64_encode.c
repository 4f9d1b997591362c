/* jit/asm, jit/x64/encode.
 *
 * `test_x64_encode --emit DIR` writes every row of insns.def in every form, with low and high registers, all ways to
 * address memory and all sizes of immediates: DIR/code.bin, DIR/listing.txt and DIR/names.txt, all mnemonics of the
 * tables. tests/encoding.py compares them with what objdump reads in the bytes. Without arguments: the unit tests. */
#include "jit/x64/encode.h"
#include "tests/check.h"

#include <stdio.h>

/* ---- every row ---- */

static const X64Reg low_and_high[] = {RAX, RCX, RSP, RBP, RSI, R8, R12, R13, R15};
static const int32_t disps[] = {0, 1, 0x7f, 0x80, -0x80, -0x81, 0x12345678, INT32_MIN};

enum { FEW = 24 }; /* memory operands for each row; all of them for a few rows */

static X64Mem few_mems[FEW];

static void make_few_mems(void) {
  unsigned n = 0;
  for (unsigned i = 0; i < COUNT_OF(low_and_high); i++) few_mems[n++] = x64_mem(low_and_high[i], i % 2 ? 8 : 0);
  few_mems[n++] = x64_mem(RBX, 0x7f);
  few_mems[n++] = x64_mem(R14, -0x80);
  few_mems[n++] = x64_mem(RDX, 0x80);
  few_mems[n++] = x64_mem(R12, -0x12345);
  few_mems[n++] = x64_mem_index(RAX, RCX, 0, 0);
  few_mems[n++] = x64_mem_index(R8, R12, 1, 0);
  few_mems[n++] = x64_mem_index(RBP, R9, 2, 0);
  few_mems[n++] = x64_mem_index(R13, RBP, 3, -4);
  few_mems[n++] = x64_mem_index(RSP, RSI, 3, 0x100);
  few_mems[n++] = x64_mem_index(R12, R15, 0, 0x40);
  few_mems[n++] = x64_mem_index(X64_NO_REG, RBX, 2, 0x10);
  few_mems[n++] = x64_mem_index(X64_NO_REG, R13, 3, -0x10);
  few_mems[n++] = x64_mem(X64_NO_REG, 0x1000);
  few_mems[n++] = x64_mem(X64_NO_REG, -0x1000);
  n++; /* the label, set by the emitting function */
  if (n != FEW) abort();
}

/* Calls emit(a, arg, mem) for every way to address memory. */
static void each_mem(Asm *a, void (*emit)(Asm *, uint32_t, X64Mem), uint32_t op) {
  static const X64Reg indices[] = {X64_NO_REG, RCX, RBP, R9, R12, R13};
  for (unsigned b = 0; b <= COUNT_OF(low_and_high); b++)
    for (unsigned i = 0; i < COUNT_OF(indices); i++)
      for (unsigned scale = 0; scale < (indices[i] == X64_NO_REG ? 1 : 4); scale++)
        for (unsigned d = 0; d < COUNT_OF(disps); d++)
          emit(a, op,
               x64_mem_index(b < COUNT_OF(low_and_high) ? low_and_high[b] : X64_NO_REG, indices[i], scale, disps[d]));
}

static const int32_t imms[] = {0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x12345678, -1, -0x80, -0x81, INT32_MIN};

static void g_imm(Asm *a, const X64GRow *row, uint32_t op, unsigned size) {
  for (unsigned i = 0; i < COUNT_OF(imms); i++) {
    int32_t imm = row->flags & G_IMM8 ? (int32_t)(i * 5 + 1)
                  : size == 1         ? (int8_t)imms[i]
                  : size == 2         ? (int16_t)imms[i]
                                      : imms[i];
    if (op == X64_IMUL3) {
      x64_rri(a, op, size, RCX, R9, imm);
      x64_rri(a, op, size, R10, RDX, imm);
      x64_rmi(a, op, size, RDI, few_mems[i], imm);
      x64_rmi(a, op, size, R11, few_mems[FEW - 1], imm);
      continue;
    }
    if (op == X64_SHLD || op == X64_SHRD) {
      x64_rri(a, op, size, RCX, R9, imm);
      x64_rri(a, op, size, R10, RDX, imm);
      continue;
    }
    for (unsigned r = 0; r < COUNT_OF(low_and_high); r++) x64_ri(a, op, size, low_and_high[r], imm);
    for (unsigned m = 0; m < FEW; m++) x64_mi(a, op, size, few_mems[m], imm);
    if (row->flags & G_SHORT && op != X64_CMP) x64_mi(a, op | X64_LOCK, size, few_mems[i], imm);
  }
}

static bool can_lock(uint32_t op) {
  static const X64G ops[] = {X64_ADD, X64_OR,   X64_ADC,     X64_SBB, X64_AND, X64_SUB,
                             X64_XOR, X64_XADD, X64_CMPXCHG, X64_BTS, X64_BTR, X64_BTC};
  for (unsigned i = 0; i < COUNT_OF(ops); i++)
    if (ops[i] == op) return true;
  return false;
}

static void g_size(Asm *a, uint32_t op, unsigned size) {
  const X64GRow *row = &x64_g_rows[op];
  bool is_one = row->one || row->flags & G_PLUS, is_shift = row->one && row->flags & G_IMM8;
  for (unsigned i = 0; i < COUNT_OF(low_and_high); i++) {
    X64Reg dst = low_and_high[i];
    if ((row->rm || row->mr) && !(row->flags & (G_MEM | G_PLUS)))
      for (unsigned j = 0; j < COUNT_OF(low_and_high); j++) x64_rr(a, op, size, dst, low_and_high[j]);
    if (is_shift && op != X64_SHLD && op != X64_SHRD) x64_cl(a, op, size, dst);
    else if (is_shift) x64_rrcl(a, op, size, dst, R9), x64_rrcl(a, op, size, RBX, dst);
    else if (is_one && !(row->flags & G_MEM)) x64_r(a, op, size, dst);
  }
  for (unsigned m = 0; m < FEW; m++) {
    X64Reg reg = low_and_high[m % COUNT_OF(low_and_high)];
    if (row->rm && !(row->flags & G_PLUS)) x64_rm(a, op, size, reg, few_mems[m]);
    if (row->mr) x64_mr(a, op, size, few_mems[m], reg);
    if (row->mr && can_lock(op)) x64_mr(a, op | X64_LOCK, size, few_mems[m], reg);
    if (row->one && !is_shift) x64_m(a, op, size, few_mems[m]);
  }
  if (row->imm) g_imm(a, row, op, size);
}

static void emit_add(Asm *a, uint32_t op, X64Mem m) { x64_mr(a, op, 8, m, R9); }
static void emit_movups(Asm *a, uint32_t op, X64Mem m) { x64_vrm(a, op, XMM9, m); }
static void emit_pinsrb(Asm *a, uint32_t op, X64Mem m) { x64_vrrmi(a, op, XMM9, XMM3, m, 9); }

/* How many instructions the listing has. */
static uint32_t lines(const Asm *a) { return a->listing->count; }

static void not_tested(const char *name, const char *other) {
  printf("not tested: %s %s\n", name, other);
  exit(EXIT_FAILURE);
}

static void emit_g_rows(Asm *a) {
  for (uint32_t op = 0; op < X64_G_COUNT; op++) {
    uint32_t before = lines(a);
    for (unsigned size = 1; size <= 8; size *= 2)
      if (x64_g_rows[op].sizes & size) g_size(a, op, size);
    if (lines(a) == before) not_tested(x64_g_names[op], "");
  }
  each_mem(a, emit_add, X64_ADD);
  for (uint32_t op = 0; op < X64_F_COUNT; op++) x64_0(a, op);
  for (unsigned i = 0; i < COUNT_OF(low_and_high); i++) {
    X64Reg r = low_and_high[i];
    static const uint64_t values[] = {0,           1,     0x7fffffff,    0x80000000,    0xffffffff,
                                      0x100000000, -1ULL, -0x80000000LL, -0x80000001LL, 0x123456789abcdef0};
    for (unsigned v = 0; v < COUNT_OF(values); v++) x64_mov_imm(a, r, values[v]);
    for (unsigned c = 0; c < 16; c++) {
      x64_setcc(a, c, r);
      x64_setcc_m(a, c, few_mems[i + c]);
      for (unsigned size = 2; size <= 8; size *= 2) {
        x64_cmov(a, c, size, r, low_and_high[(i + c) % COUNT_OF(low_and_high)]);
        x64_cmov_m(a, c, size, r, few_mems[i + c]);
      }
    }
  }
  for (unsigned n = 1; n < 32; n++) x64_nop(a, n);
}

static void emit_branches(Asm *a) {
  AsmLabel back = asm_label_here(a), ahead = asm_label(a), far = asm_label(a);
  for (unsigned c = 0; c < 16; c++) x64_jcc(a, c, back);
  for (unsigned c = 0; c < 16; c++) x64_jcc_short(a, c, ahead);
  x64_jmp(a, back);
  x64_jmp_short(a, ahead);
  x64_jmp(a, ahead);
  asm_bind(a, ahead);
  for (unsigned c = 0; c < 16; c++) x64_jcc(a, c, far);
  x64_call(a, back);
  x64_call(a, far);
  for (unsigned c = 0; c < 16; c++) x64_jcc(a, c, back);
  x64_jmp(a, back);
  asm_bind(a, far);
}

/* ---- VEX and EVEX rows ---- */

static const X64Reg vex_regs[] = {2, 13}, evex_regs[] = {2, 13, 21, 30};

/* A register for an operand of a type: vector registers are numbered from XMM0, mask registers from K0. */
static X64Reg typed(unsigned type, X64Reg r) {
  if (type == T_K) return K0 + (r & 7);
  return type >= T_R ? r & 15 : XMM0 + r;
}

/* One instruction with registers r[0..2]; the immediate or fourth register goes through its values. */
static void v_regs(Asm *a, const X64VRow *row, uint32_t op, const X64Reg r[3]) {
  static unsigned turn;
  X64Reg r0 = typed(row->type[0], r[0]), r1 = typed(row->type[1], r[1]), r2 = typed(row->type[2], r[2]);
  uint8_t imm = (uint8_t)(turn++ * 37);
  bool three = row->type[2] != T_NO;
  if (row->tail == V_4) x64_vrrrr(a, op, r0, r1, r2, XMM0 + (turn & 15));
  else if (x64_v_has_imm(row) && three) x64_vrrri(a, op, r0, r1, r2, imm);
  else if (x64_v_has_imm(row)) x64_vrri(a, op, r0, r1, imm);
  else if (three) x64_vrrr(a, op, r0, r1, r2);
  else x64_vrr(a, op, r0, r1);
}

static void v_mem(Asm *a, const X64VRow *row, uint32_t op, X64Reg ra, X64Reg rb, X64Mem m) {
  static unsigned turn;
  X64Reg r0 = typed(row->type[0], ra), r1 = typed(row->type[1], rb);
  uint8_t imm = (uint8_t)(turn++ * 37);
  bool three = row->type[2] != T_NO;
  if (row->layout == V_MR) {
    X64Reg src = typed(row->type[1], ra);
    if (x64_v_has_imm(row)) x64_vmri(a, op, m, src, imm);
    else x64_vmr(a, op, m, src);
  } else if (row->layout == V_RMV) x64_vrmr(a, op, r0, m, typed(row->type[2], rb));
  else if (row->tail == V_4) x64_vrrmr(a, op, r0, r1, m, XMM0 + (turn & 15));
  else if (x64_v_has_imm(row) && three) x64_vrrmi(a, op, r0, r1, m, imm);
  else if (x64_v_has_imm(row)) x64_vrmi(a, op, r0, m, imm);
  else if (three) x64_vrrm(a, op, r0, r1, m);
  else x64_vrm(a, op, r0, m);
}

/* Whether the vector length means anything to a row. */
static bool has_length(const X64VRow *row) {
  for (unsigned i = 0; i < 3; i++)
    if ((row->type[i] >= T_V && row->type[i] <= T_E) || row->type[i] == T_DUP) return true;
  return false;
}

static void v_form(Asm *a, uint32_t op, bool evex) {
  const X64VRow *row = &x64_v_rows[op & 0xFFFF];
  const X64Reg *regs = evex ? evex_regs : vex_regs;
  unsigned count = evex ? COUNT_OF(evex_regs) : COUNT_OF(vex_regs);
  if (row->flags & V_REG)
    for (unsigned i = 0; i < count * count * count; i++) {
      X64Reg r[] = {regs[i % count], regs[i / count % count], regs[i / count / count]};
      if (row->type[2] == T_NO && i >= count * count) break;
      v_regs(a, row, op, r);
    }
  if (!(row->flags & V_MEM)) return;
  for (unsigned m = 0; m < FEW; m++) v_mem(a, row, op, regs[m % count], regs[(m + 1) % count], few_mems[m]);
  if (!evex) return;
  for (unsigned shift = 0; shift <= 6; shift++)
    for (int units = -129; units <= 128; units += units == -128 ? 255 : 1)
      v_mem(a, row, op, regs[shift % count], regs[2],
            x64_mem_index(RBX, units & 1 ? X64_NO_REG : R9, units & 1 ? 0 : 2, units * (1 << shift)));
}

/* Masks and broadcasts, for rows that have the latter. */
static void v_modifiers(Asm *a, uint32_t op) {
  const X64VRow *row = &x64_v_rows[op & 0xFFFF];
  bool to_mask = row->type[0] == T_K;
  static const X64Reg r[] = {3, 14, 25};
  if (row->flags & V_REG) {
    v_regs(a, row, op | X64_MASK(1), r);
    if (!to_mask) v_regs(a, row, op | X64_MASK(7) | X64_ZERO, r);
  }
  if (!(row->flags & V_MEM) || row->layout == V_MR) return;
  for (int disp = -129; disp <= 128; disp += disp == -128 ? 255 : 1) {
    uint32_t mask = disp & 1 ? X64_MASK(3) : 0, zero = mask && !to_mask ? X64_ZERO : 0;
    v_mem(a, row, op | X64_BCAST | mask | zero, 5, 29, x64_mem(R9, disp * row->element));
    v_mem(a, row, op | mask | zero, 5, 29, x64_mem(R9, disp * 16));
  }
}

static void emit_v_rows(Asm *a) {
  for (uint32_t row_index = 0; row_index < X64_V_COUNT; row_index++) {
    const X64VRow *row = &x64_v_rows[row_index];
    uint32_t before = lines(a);
    for (unsigned length = row->flags & V_LONG ? 1 : 0; length < (has_length(row) ? 3u : 1u); length++)
      for (unsigned wide = 0; wide <= (row->flags & V_BY_SIZE ? 1 : 0); wide++) {
        uint32_t op = row_index | length << 16 | (wide ? X64_W : 0);
        if (row->flags & V_VEX && length < 2) v_form(a, op, false);
        if (!(row->flags & V_EVEX)) continue;
        v_form(a, op, true);
        if (row->element) v_modifiers(a, op);
      }
    if (lines(a) == before) not_tested(x64_v_names[row_index][0], x64_v_names[row_index][1]);
  }
  x64_vrrr(a, X64_VPDPBUSD | X64_EVEX, XMM1, XMM2, XMM3);
  each_mem(a, emit_movups, X64_VMOVUPS);
  each_mem(a, emit_movups, X64_VMOVDQU8);
  each_mem(a, emit_movups, X64_VCVTPH2PD);
  each_mem(a, emit_pinsrb, X64_VPINSRB);
}

static FILE *open_in(const char *dir, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *f = fopen(path, "wb");
  if (!f) perror(path), exit(EXIT_FAILURE);
  return f;
}

static void write_names(const char *dir) {
  FILE *f = open_in(dir, "names.txt");
  for (unsigned i = 0; i < X64_G_COUNT; i++) fprintf(f, "%s\n", x64_g_names[i]);
  for (unsigned i = 0; i < X64_F_COUNT; i++) fprintf(f, "%s\n", x64_f_names[i]);
  for (unsigned i = 0; i < X64_V_COUNT; i++)
    for (unsigned form = 0; form < 2; form++)
      if (*x64_v_names[i][form]) fprintf(f, "%s\n", x64_v_names[i][form]);
  fclose(f);
}

static int emit_all(const char *dir) {
  AsmListing listing;
  asm_listing_init(&listing, &alloc_libc);
  Asm a;
  asm_init(&a, &x64_asm_target, &alloc_libc);
  a.listing = &listing;
  make_few_mems();
  few_mems[FEW - 1] = x64_at(asm_const(&a, "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17", 16));
  emit_branches(&a);
  emit_g_rows(&a);
  emit_v_rows(&a);
  uint32_t end = asm_here(&a);
  if (asm_finish(&a) != ASM_FINE) return EXIT_FAILURE;
  Buf text;
  buf_init(&text, &alloc_libc);
  asm_print(&a, 0, end, &text);
  FILE *code = open_in(dir, "code.bin"), *out = open_in(dir, "listing.txt");
  bool ok = !text.failed && fwrite(a.start, 1, end, code) == end && fwrite(text.at, 1, text.size, out) == text.size;
  ok = fclose(code) == 0 && ok;
  ok = fclose(out) == 0 && ok;
  write_names(dir);
  printf("%u instructions, %u bytes\n", listing.count, end);
  buf_free(&text);
  asm_free(&a);
  asm_listing_free(&listing);
  return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* ---- the buffer ---- */

static void expect_bytes(const Asm *a, uint32_t at, const char *bytes, size_t size) {
  ck_assert_uint_ge(asm_here(a), at + size);
  ck_assert_mem_eq(a->start + at, bytes, size);
}

START_TEST(branches_reach_their_labels) {
  Asm a;
  asm_init(&a, &x64_asm_target, &alloc_libc);
  AsmLabel ahead = asm_label(&a), back = asm_label_here(&a);
  x64_jmp(&a, ahead); /* e9 rel32, as the distance is not known */
  x64_jcc(&a, X64_E, ahead);
  x64_jmp_short(&a, ahead);
  x64_jmp(&a, back); /* eb rel8 */
  asm_bind(&a, ahead);
  expect_bytes(&a, 0, "\xE9\x0A\0\0\0\x0F\x84\x04\0\0\0\xEB\x02\xEB\xF1", 15);
  /* The last distance that a byte can hold, and the first that it cannot. */
  AsmLabel edge = asm_label_here(&a);
  x64_nop(&a, 126);
  uint32_t at = asm_here(&a);
  x64_jmp(&a, edge);
  expect_bytes(&a, at, "\xEB\x80", 2);
  AsmLabel edge2 = asm_label_here(&a);
  x64_nop(&a, 127);
  at = asm_here(&a);
  x64_jmp(&a, edge2);
  expect_bytes(&a, at, "\xE9\x7C\xFF\xFF\xFF", 5);
  ck_assert_int_eq(asm_finish(&a), ASM_FINE);
  asm_free(&a);
}
END_TEST

START_TEST(a_short_jump_that_does_not_reach_is_told) {
  Asm a;
  asm_init(&a, &x64_asm_target, &alloc_libc);
  AsmLabel to = asm_label(&a);
  x64_jmp_short(&a, to);
  x64_nop(&a, 127);
  asm_bind(&a, to);
  ck_assert_int_eq(a.fault, ASM_FINE);
  AsmLabel far = asm_label(&a);
  x64_jcc_short(&a, X64_E, far);
  x64_nop(&a, 128);
  asm_bind(&a, far);
  ck_assert_int_eq(a.fault, ASM_TOO_FAR);
  x64_rr(&a, X64_ADD, 4, RAX, RCX); /* goes on, means nothing */
  ck_assert_int_eq(asm_finish(&a), ASM_TOO_FAR);
  asm_reset(&a);
  x64_0(&a, X64_RET);
  ck_assert_int_eq(asm_finish(&a), ASM_FINE);
  asm_free(&a);
}
END_TEST

START_TEST(constants_are_shared_and_aligned) {
  Asm a;
  asm_init(&a, &x64_asm_target, &alloc_libc);
  uint64_t v[4] = {1, 2, 3, 4};
  AsmLabel l4 = asm_const(&a, v, 4), l8 = asm_const(&a, v, 8), l16 = asm_const(&a, v, 16), l32 = asm_const(&a, v, 32);
  ck_assert_uint_ne(l4, l8);
  ck_assert_uint_ne(l8, l16);
  ck_assert_uint_ne(l16, l32);
  for (uint32_t i = 0; i < 5000; i++) {
    uint32_t w[2] = {i, i};
    asm_const(&a, w, 8);
  }
  ck_assert_uint_eq(asm_const(&a, v, 4), l4);
  ck_assert_uint_eq(asm_const(&a, v, 8), l8);
  ck_assert_uint_eq(asm_const(&a, v, 16), l16);
  ck_assert_uint_eq(asm_const(&a, v, 32), l32);
  x64_vrmi(&a, X64_VPSHUFD, XMM0, x64_at(l16), 1);
  x64_rm(&a, X64_MOV, 4, RAX, x64_at(l4));
  x64_rm(&a, X64_MOV, 8, RAX, x64_at(l8));
  ck_assert_int_eq(asm_finish(&a), ASM_FINE);
  ck_assert_uint_eq(asm_offset(&a, l32) % 32, 0);
  ck_assert_mem_eq(a.start + asm_offset(&a, l32), v, 32);
  ck_assert_uint_eq(asm_offset(&a, l16) % 16, 0);
  ck_assert_uint_eq(asm_offset(&a, l8) % 8, 0);
  ck_assert_mem_eq(a.start + asm_offset(&a, l16), v, 16);
  ck_assert_mem_eq(a.start + asm_offset(&a, l8), v, 8);
  ck_assert_mem_eq(a.start + asm_offset(&a, l4), v, 4);
  /* vpshufd xmm0,[rip+x],1 is nine bytes, the displacement followed by an immediate; both movs follow. */
  ck_assert_uint_eq(load_u32(a.start + 4), asm_offset(&a, l16) - 9);
  ck_assert_uint_eq(load_u32(a.start + 9 + 2), asm_offset(&a, l4) - 15);
  ck_assert_uint_eq(load_u32(a.start + 15 + 3), asm_offset(&a, l8) - 22);
  /* Those flushed are not shared with later code, which may be far away. */
  ck_assert_uint_ne(asm_const(&a, v, 16), l16);
  asm_free(&a);
}
END_TEST

START_TEST(tables_hold_distances) {
  Asm a;
  asm_init(&a, &x64_asm_target, &alloc_libc);
  AsmLabel targets[3] = {asm_label_here(&a), asm_label(&a), asm_label(&a)};
  AsmLabel table = asm_table(&a, targets, 3);
  x64_rm(&a, X64_LEA, 8, RAX, x64_at(table));
  asm_bind(&a, targets[1]);
  x64_0(&a, X64_RET);
  asm_flush(&a); /* one target is still to come */
  asm_bind(&a, targets[2]);
  x64_0(&a, X64_RET);
  ck_assert_int_eq(asm_finish(&a), ASM_FINE);
  uint32_t at = asm_offset(&a, table);
  ck_assert_uint_eq(at % 4, 0);
  for (unsigned i = 0; i < 3; i++) ck_assert_uint_eq(load_u32(a.start + at + 4 * i) + at, asm_offset(&a, targets[i]));
  asm_free(&a);
}
END_TEST

START_TEST(calls_outside_are_resolved_where_code_runs) {
  Asm a;
  asm_init(&a, &x64_asm_target, &alloc_libc);
  x64_0(&a, X64_UD2);
  x64_call_outside(&a, 7);
  x64_jmp_outside(&a, 8);
  ck_assert_int_eq(asm_finish(&a), ASM_FINE);
  ck_assert_uint_eq(a.reloc_count, 2);
  ck_assert_uint_eq(a.relocs[0].symbol, 7);
  uint64_t run = UINT64_C(0x7f0012340000);
  ck_assert(asm_relocate(&x64_asm_target, a.start, run, &a.relocs[0], run + 0x1007));
  expect_bytes(&a, 2, "\xE8\x00\x10\0\0", 5);
  ck_assert(asm_relocate(&x64_asm_target, a.start, run, &a.relocs[0], run - 0x1000));
  expect_bytes(&a, 2, "\xE8\xF9\xEF\xFF\xFF", 5);
  ck_assert(asm_relocate(&x64_asm_target, a.start, run, &a.relocs[1], run + 0x7ffe0000));
  ck_assert(!asm_relocate(&x64_asm_target, a.start, run, &a.relocs[1], run + (UINT64_C(1) << 31)));
  ck_assert(!asm_relocate(&x64_asm_target, a.start, run, &a.relocs[1], 0));
  asm_free(&a);
}
END_TEST

typedef struct Meagre {
  unsigned left;
} Meagre;

static void *meagre_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  Meagre *m = ctx;
  if (new_size > 0 && m->left-- == 0) {
    m->left = 0;
    return NULL;
  }
  return alloc_libc.resize(NULL, p, old_size, new_size);
}

/* A function with everything in it, under an allocator that fails the n-th time and ever after. */
static AsmFault emit_under(unsigned n, bool is_listed) {
  Meagre meagre = {n};
  Alloc alloc = {meagre_resize, &meagre};
  Asm a;
  AsmListing listing;
  asm_init(&a, &x64_asm_target, &alloc);
  asm_listing_init(&listing, &alloc);
  if (is_listed) a.listing = &listing;
  AsmLabel labels[40];
  for (unsigned i = 0; i < COUNT_OF(labels); i++) labels[i] = asm_label(&a);
  for (uint32_t i = 0; i < 2000; i++) {
    asm_note(&a, "step %u", i);
    x64_jcc(&a, X64_E, labels[i % COUNT_OF(labels)]);
    x64_vrm(&a, X64_VMOVUPS, XMM3, x64_at(asm_const(&a, (uint32_t[4]){i}, 16)));
    x64_call_outside(&a, i);
  }
  AsmLabel table = asm_table(&a, labels, COUNT_OF(labels));
  x64_rm(&a, X64_LEA, 8, RAX, x64_at(table));
  for (unsigned i = 0; i < COUNT_OF(labels); i++) {
    asm_bind(&a, labels[i]);
    x64_jmp(&a, labels[0]);
  }
  AsmFault fault = asm_finish(&a);
  Buf out;
  buf_init(&out, &alloc);
  asm_print(&a, 0, asm_here(&a), &out);
  buf_free(&out);
  asm_free(&a);
  asm_listing_free(&listing);
  return fault;
}

START_TEST(no_memory_is_told_at_the_end) {
  unsigned failures = 0;
  for (unsigned n = 0; n < 200; n++) {
    AsmFault fault = emit_under(n, n % 2);
    ck_assert(fault == ASM_FINE || fault == ASM_NO_MEMORY);
    failures += fault == ASM_NO_MEMORY;
  }
  ck_assert_uint_gt(failures, 20);
  ck_assert_int_eq(emit_under(UINT32_MAX, true), ASM_FINE);
}
END_TEST

START_TEST(code_has_a_limit) {
  Asm a;
  asm_init(&a, &x64_asm_target, &alloc_libc);
  uint8_t page[4096] = {0};
  for (uint32_t i = 0; i <= ASM_MAX_SIZE / sizeof page && !a.fault; i++) asm_bytes(&a, page, sizeof page);
  ck_assert_int_eq(a.fault, ASM_TOO_BIG);
  for (uint32_t i = 0; i < 1000; i++) asm_bytes(&a, page, sizeof page); /* stays inside */
  asm_free(&a);
}
END_TEST

START_TEST(the_listing_reads_well) {
  Asm a;
  asm_init(&a, &x64_asm_target, &alloc_libc);
  AsmListing listing;
  asm_listing_init(&listing, &alloc_libc);
  a.listing = &listing;
  AsmLabel end = asm_label(&a);
  asm_note(&a, "0x1f: i32.add");
  x64_rr(&a, X64_ADD, 4, RAX, RCX);
  x64_jcc(&a, X64_NE, end);
  float half = 0.5f;
  x64_vrm(&a, X64_VMOVSS, XMM3, x64_at(asm_const(&a, &half, 4)));
  asm_bind(&a, end);
  x64_0(&a, X64_RET);
  ck_assert_int_eq(asm_finish(&a), ASM_FINE);
  Buf out;
  buf_init(&out, &alloc_libc);
  asm_print(&a, 0, asm_here(&a), &out);
  buf_put_u8(&out, 0);
  ck_assert_str_eq((const char *)out.at,
                   "; 0x1f: i32.add\n"
                   "     0: 01 c8                             add    eax,ecx\n"
                   "     2: 0f 85 08 00 00 00                 jne    0x10\n"
                   "     8: c5 fa 10 1d 04 00 00 00           vmovss xmm3,DWORD PTR [rip+0x4]        # 0x14\n"
                   "    10: c3                                ret\n"
                   "    11: 0f 1f 00                          .align\n"
                   "    14: 00 00 00 3f                       .long  0x3f000000\n");
  buf_free(&out);
  asm_free(&a);
  asm_listing_free(&listing);
}
END_TEST

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "--emit") == 0) return emit_all(argv[2]);
  const TTest *const tests[] = {branches_reach_their_labels,
                                a_short_jump_that_does_not_reach_is_told,
                                constants_are_shared_and_aligned,
                                tables_hold_distances,
                                calls_outside_are_resolved_where_code_runs,
                                no_memory_is_told_at_the_end,
                                code_has_a_limit,
                                the_listing_reads_well,
                                NULL};
  return run_tests("x64_encode", tests);
}
