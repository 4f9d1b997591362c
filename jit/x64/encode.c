/* The x86-64 encoder: general purpose instructions, branches, and what encoders share. */
#include "jit/x64/encode_core.h"
#include "jit/x64/list.h"

#include <stdio.h>

/* The columns of insns.def. */
enum { S = G_IMM8S, A = G_SHORT, U = G_IMM8, P = G_PLUS, M = G_MEM, W = G_WIDE, N = G_NO_PTR };

const X64GRow x64_g_rows[X64_G_COUNT] = {
#define X64_G(id, text, ...) {__VA_ARGS__},
#include "jit/x64/insns.def"
};

const char *const x64_g_names[X64_G_COUNT] = {
#define X64_G(id, text, ...) text,
#include "jit/x64/insns.def"
};

const X64FRow x64_f_rows[X64_F_COUNT] = {
#define X64_F(id, text, bytes, size) {bytes, size},
#include "jit/x64/insns.def"
};

const char *const x64_f_names[X64_F_COUNT] = {
#define X64_F(id, text, bytes, size) text,
#include "jit/x64/insns.def"
};

/* ---- what the buffer asks of a target ---- */

static bool patch(uint8_t *code, uint32_t at, uint32_t to, unsigned kind) {
  if (kind == X64_FIX_REL8) {
    int32_t distance = (int32_t)(to - (at + 1));
    code[at] = (uint8_t)distance;
    return distance == (int8_t)distance;
  }
  store_u32(code + at, to - (at + 4 + kind));
  return true;
}

/* The longest is 9 bytes: more prefixes cost decoders time. */
static const uint8_t nops[9][9] = {
    {0x90},
    {0x66, 0x90},
    {0x0F, 0x1F, 0x00},
    {0x0F, 0x1F, 0x40, 0},
    {0x0F, 0x1F, 0x44, 0, 0},
    {0x66, 0x0F, 0x1F, 0x44, 0, 0},
    {0x0F, 0x1F, 0x80, 0, 0, 0, 0},
    {0x0F, 0x1F, 0x84, 0, 0, 0, 0, 0},
    {0x66, 0x0F, 0x1F, 0x84, 0, 0, 0, 0, 0},
};

static void pad(uint8_t *p, uint32_t size) {
  for (uint32_t part; size > 0; size -= part, p += part) {
    part = MIN_OF(size, 9u);
    memcpy(p, nops[part - 1], part);
  }
}

const AsmTarget x64_asm_target = {"x64", patch, pad};

/* ---- legacy encoding ---- */

#define ROW(op) (assert(((op)&0xFFFF) < X64_G_COUNT), &x64_g_rows[(op)&0xFFFF])

/* Registers 4-7 as bytes are spl, bpl, sil, dil only with a REX prefix. */
static inline unsigned byte_rex(unsigned size, X64Reg reg) { return size == 1 && (reg & ~3u) == 4 ? 0x40 : 0; }

static inline unsigned source_size(const X64GRow *row, unsigned size) { return row->source ? row->source : size; }

/* Prefixes and opcode. `rex` holds the extension bits, and 0x40 where the prefix must be. */
static inline uint8_t *put_opcode(uint8_t *p, const X64GRow *row, uint32_t op, unsigned size, unsigned opcode,
                                  unsigned rex) {
  assert(row->sizes & size && !(size & (size - 1)));
  if (op & X64_LOCK) *p++ = 0xF0;
  if (size == 2) *p++ = 0x66;
  if (row->pp) *p++ = row->pp;
  if (size == 8 && !(row->flags & G_WIDE)) rex |= 8;
  if (rex) *p++ = (uint8_t)(0x40 | rex);
  if (row->map) {
    *p++ = 0x0F;
    if (row->map > 1) *p++ = row->map == 2 ? 0x38 : 0x3A;
  }
  *p++ = (uint8_t)(size == 1 ? opcode - 1 : opcode);
  return p;
}

static inline uint8_t *put_regs(uint8_t *p, const X64GRow *row, uint32_t op, unsigned size, unsigned opcode,
                                unsigned force, X64Reg reg, X64Reg rm) {
  p = put_opcode(p, row, op, size, opcode, force | (reg & 8) >> 1 | (rm & 8) >> 3);
  *p++ = (uint8_t)(0xC0 | (reg & 7) << 3 | (rm & 7));
  return p;
}

static inline uint8_t *put_memory(Asm *a, uint8_t *p, const X64GRow *row, uint32_t op, unsigned size, unsigned opcode,
                                  unsigned force, X64Reg reg, X64Mem m, unsigned trailing) {
  p = put_opcode(p, row, op, size, opcode, force | (reg & 8) >> 1 | x64_mem_rex(m));
  return x64_put_mem(a, p, reg, m, 0, trailing);
}

static inline uint8_t *put_imm(uint8_t *p, int32_t imm, unsigned size) {
  store_u32(p, (uint32_t)imm);
  return p + size;
}

/* Shifts and rotates, which have an opcode for a count of one: that of a count in cl less two. */
static inline bool is_shift(const X64GRow *row) { return row->flags & G_IMM8 && row->one && row->map == 0; }

/* Bytes of the immediate of an instruction with `op imm`; *opcode becomes that of the form. */
static inline unsigned imm_form(const X64GRow *row, unsigned size, int32_t imm, unsigned *opcode) {
  assert(row->imm && !(row->flags & G_IMM8 && (imm < 0 || imm > 63)));
  *opcode = row->imm;
  if (row->flags & G_IMM8) return 1;
  if (size == 1) return 1;
  if (row->flags & G_IMM8S && imm == (int8_t)imm) {
    *opcode += 2;
    return 1;
  }
  return size == 2 ? 2 : 4;
}

/* ---- listing ---- */

static inline bool is_listed(const Asm *a) { return UNLIKELY(a->listing != NULL); }

static COLD void list(Asm *a, uint32_t at, uint32_t op, unsigned count, X64Operand o0, X64Operand o1, X64Operand o2) {
  X64Operand operands[] = {o0, o1, o2};
  char name[32];
  snprintf(name, sizeof name, "%s%s", op & X64_LOCK ? "lock " : "", x64_g_names[op & 0xFFFF]);
  x64_list(a, at, name, "", operands, count);
}

static const X64Operand none;

static X64Operand listed_mem(const X64GRow *row, X64Mem m, unsigned size) {
  return x64_op_mem(m, row->flags & G_NO_PTR ? 0 : source_size(row, size));
}

/* Signs are extended to the operand size, except of what is a count. */
static X64Operand listed_imm(const X64GRow *row, int32_t imm, unsigned size) {
  return x64_op_imm(row->flags & G_IMM8 ? (uint8_t)imm : imm, row->flags & G_IMM8 ? 1 : size);
}

/* ---- emitters ---- */

void x64_rr(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Reg src) {
  const X64GRow *row = ROW(op);
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  assert((row->rm || row->mr) && !(row->flags & G_MEM));
  unsigned force = byte_rex(size, dst) | byte_rex(source_size(row, size), src);
  if (row->mr) a->at = put_regs(p, row, op, size, row->mr, force, src, dst);
  else a->at = put_regs(p, row, op, size, row->rm, force, dst, src);
  if (is_listed(a)) list(a, at, op, 2, x64_op_gpr(dst, size), x64_op_gpr(src, source_size(row, size)), none);
}

void x64_rm(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Mem src) {
  const X64GRow *row = ROW(op);
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  assert(row->rm);
  a->at = put_memory(a, p, row, op, size, row->rm, byte_rex(size, dst), dst, src, 0);
  if (is_listed(a)) list(a, at, op, 2, x64_op_gpr(dst, size), listed_mem(row, src, size), none);
}

void x64_mr(Asm *a, uint32_t op, unsigned size, X64Mem dst, X64Reg src) {
  const X64GRow *row = ROW(op);
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  assert(row->mr);
  a->at = put_memory(a, p, row, op, size, row->mr, byte_rex(size, src), src, dst, 0);
  if (is_listed(a)) list(a, at, op, 2, listed_mem(row, dst, size), x64_op_gpr(src, size), none);
}

void x64_ri(Asm *a, uint32_t op, unsigned size, X64Reg dst, int32_t imm) {
  const X64GRow *row = ROW(op);
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  unsigned opcode, bytes = imm_form(row, size, imm, &opcode);
  bool is_by_one = imm == 1 && is_shift(row);
  if (is_by_one) {
    bytes = 0;
    opcode = row->one - 2;
  }
  if (dst == RAX && row->flags & G_SHORT && (bytes > 1 || size == 1))
    p = put_opcode(p, row, op, size, row->ext * 8u + 5, 0);
  else p = put_regs(p, row, op, size, opcode, byte_rex(size, dst), row->ext, dst);
  a->at = put_imm(p, imm, bytes);
  if (is_listed(a))
    list(a, at, op, 2, x64_op_gpr(dst, size), is_by_one ? x64_op_text("1") : listed_imm(row, imm, size), none);
}

void x64_mi(Asm *a, uint32_t op, unsigned size, X64Mem dst, int32_t imm) {
  const X64GRow *row = ROW(op);
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  unsigned opcode, bytes = imm_form(row, size, imm, &opcode);
  p = put_memory(a, p, row, op, size, opcode, 0, row->ext, dst, bytes);
  a->at = put_imm(p, imm, bytes);
  if (is_listed(a)) list(a, at, op, 2, listed_mem(row, dst, size), listed_imm(row, imm, size), none);
}

void x64_r(Asm *a, uint32_t op, unsigned size, X64Reg dst) {
  const X64GRow *row = ROW(op);
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  if (row->flags & G_PLUS) a->at = put_opcode(p, row, op, size, row->rm | (dst & 7), (dst & 8) >> 3);
  else {
    assert(row->one && !(row->flags & (G_MEM | G_IMM8)));
    a->at = put_regs(p, row, op, size, row->one, byte_rex(size, dst), row->ext, dst);
  }
  if (is_listed(a)) list(a, at, op, 1, x64_op_gpr(dst, size), none, none);
}

void x64_m(Asm *a, uint32_t op, unsigned size, X64Mem dst) {
  const X64GRow *row = ROW(op);
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  assert(row->one && !(row->flags & G_IMM8));
  a->at = put_memory(a, p, row, op, size, row->one, 0, row->ext, dst, 0);
  if (is_listed(a)) list(a, at, op, 1, listed_mem(row, dst, size), none, none);
}

void x64_cl(Asm *a, uint32_t op, unsigned size, X64Reg dst) {
  const X64GRow *row = ROW(op);
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  assert(row->flags & G_IMM8 && row->one);
  a->at = put_regs(p, row, op, size, row->one, byte_rex(size, dst), row->ext, dst);
  if (is_listed(a)) list(a, at, op, 2, x64_op_gpr(dst, size), x64_op_text("cl"), none);
}

void x64_rrcl(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Reg src) {
  const X64GRow *row = ROW(op);
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  assert(op == X64_SHLD || op == X64_SHRD);
  a->at = put_regs(p, row, op, size, row->one, 0, src, dst);
  if (is_listed(a)) list(a, at, op, 3, x64_op_gpr(dst, size), x64_op_gpr(src, size), x64_op_text("cl"));
}

/* imul is reg <- r/m, shld and shrd are r/m <- reg. */
void x64_rri(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Reg src, int32_t imm) {
  const X64GRow *row = ROW(op);
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  assert(op == X64_IMUL3 || op == X64_SHLD || op == X64_SHRD);
  unsigned opcode, bytes = imm_form(row, size, imm, &opcode);
  if (op == X64_IMUL3) p = put_regs(p, row, op, size, opcode, 0, dst, src);
  else p = put_regs(p, row, op, size, opcode, 0, src, dst);
  a->at = put_imm(p, imm, bytes);
  if (is_listed(a)) list(a, at, op, 3, x64_op_gpr(dst, size), x64_op_gpr(src, size), listed_imm(row, imm, size));
}

void x64_rmi(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Mem src, int32_t imm) {
  const X64GRow *row = ROW(op);
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  assert(op == X64_IMUL3);
  unsigned opcode, bytes = imm_form(row, size, imm, &opcode);
  p = put_memory(a, p, row, op, size, opcode, 0, dst, src, bytes);
  a->at = put_imm(p, imm, bytes);
  if (is_listed(a)) list(a, at, op, 3, x64_op_gpr(dst, size), listed_mem(row, src, size), listed_imm(row, imm, size));
}

void x64_mov_imm(Asm *a, X64Reg dst, uint64_t value) {
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  unsigned size = value <= UINT32_MAX ? 4 : 8;
  if (size == 8 && value == (uint64_t)(int32_t)value) {
    x64_ri(a, X64_MOV, 8, dst, (int32_t)value);
    return;
  }
  unsigned rex = (size == 8 ? 0x48 : 0) | (dst & 8) >> 3;
  if (rex) *p++ = (uint8_t)(0x40 | rex);
  *p++ = (uint8_t)(0xB8 | (dst & 7));
  store_u64(p, value);
  a->at = p + size;
  if (is_listed(a)) {
    X64Operand operands[] = {x64_op_gpr(dst, size), x64_op_imm((int64_t)value, size)};
    x64_list(a, at, size == 8 ? "movabs" : "mov", "", operands, 2);
  }
}

/* ---- by condition ---- */

/* As rows of which the opcode takes the condition; put_opcode subtracts one for bytes. */
static const X64GRow setcc_row = {.map = 1, .sizes = 1}, cmov_row = {.map = 1, .sizes = 14};
enum { SETCC = 0x91, CMOV = 0x40 };

static COLD void list_cond(Asm *a, uint32_t at, const char *name, X64Cond cond, unsigned count, X64Operand o0,
                           X64Operand o1) {
  X64Operand operands[] = {o0, o1};
  x64_list(a, at, name, x64_cond_name(cond), operands, count);
}

void x64_setcc(Asm *a, X64Cond cond, X64Reg dst) {
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  a->at = put_regs(p, &setcc_row, 0, 1, SETCC + cond, byte_rex(1, dst), 0, dst);
  if (is_listed(a)) list_cond(a, at, "set", cond, 1, x64_op_gpr(dst, 1), none);
}

void x64_setcc_m(Asm *a, X64Cond cond, X64Mem dst) {
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  a->at = put_memory(a, p, &setcc_row, 0, 1, SETCC + cond, 0, 0, dst, 0);
  if (is_listed(a)) list_cond(a, at, "set", cond, 1, x64_op_mem(dst, 1), none);
}

void x64_cmov(Asm *a, X64Cond cond, unsigned size, X64Reg dst, X64Reg src) {
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  a->at = put_regs(p, &cmov_row, 0, size, CMOV + cond, 0, dst, src);
  if (is_listed(a)) list_cond(a, at, "cmov", cond, 2, x64_op_gpr(dst, size), x64_op_gpr(src, size));
}

void x64_cmov_m(Asm *a, X64Cond cond, unsigned size, X64Reg dst, X64Mem src) {
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  a->at = put_memory(a, p, &cmov_row, 0, size, CMOV + cond, 0, dst, src, 0);
  if (is_listed(a)) list_cond(a, at, "cmov", cond, 2, x64_op_gpr(dst, size), x64_op_mem(src, size));
}

/* ---- branches ---- */

/* Whether rel8 at the end of a two-byte instruction here reaches a label behind us. */
static bool is_near(const Asm *a, AsmLabel to) {
  if (!asm_is_bound(a, to)) return false;
  int64_t distance = (int64_t)asm_offset(a, to) - ((int64_t)asm_here(a) + 2);
  return distance >= INT8_MIN;
}

static inline void jump8(Asm *a, uint8_t *p, unsigned opcode, AsmLabel to) {
  p[0] = (uint8_t)opcode;
  p[1] = 0;
  asm_refer(a, to, asm_here(a) + 1, X64_FIX_REL8);
  a->at = p + 2;
}

/* The opcode of `length` bytes is at p. */
static inline void jump32(Asm *a, uint8_t *p, unsigned length, AsmLabel to) {
  store_u32(p + length, 0);
  asm_refer(a, to, asm_here(a) + length, X64_FIX_REL32);
  a->at = p + length + 4;
}

void x64_jcc(Asm *a, X64Cond cond, AsmLabel to) {
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  if (is_near(a, to)) jump8(a, p, 0x70 + cond, to);
  else {
    p[0] = 0x0F;
    p[1] = (uint8_t)(0x80 + cond);
    jump32(a, p, 2, to);
  }
  if (is_listed(a)) list_cond(a, at, "j", cond, 1, x64_op_to(to), none);
}

void x64_jcc_short(Asm *a, X64Cond cond, AsmLabel to) {
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  jump8(a, p, 0x70 + cond, to);
  if (is_listed(a)) list_cond(a, at, "j", cond, 1, x64_op_to(to), none);
}

static COLD void list_to(Asm *a, uint32_t at, const char *name, AsmLabel to) {
  X64Operand operand = x64_op_to(to);
  x64_list(a, at, name, "", &operand, 1);
}

void x64_jmp(Asm *a, AsmLabel to) {
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  if (is_near(a, to)) jump8(a, p, 0xEB, to);
  else {
    p[0] = 0xE9;
    jump32(a, p, 1, to);
  }
  if (is_listed(a)) list_to(a, at, "jmp", to);
}

void x64_jmp_short(Asm *a, AsmLabel to) {
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  jump8(a, p, 0xEB, to);
  if (is_listed(a)) list_to(a, at, "jmp", to);
}

void x64_call(Asm *a, AsmLabel to) {
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  p[0] = 0xE8;
  jump32(a, p, 1, to);
  if (is_listed(a)) list_to(a, at, "call", to);
}

static void outside(Asm *a, unsigned opcode, const char *name, uint32_t symbol) {
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  p[0] = (uint8_t)opcode;
  store_u32(p + 1, 0);
  asm_refer_outside(a, symbol, at + 1, X64_FIX_REL32);
  a->at = p + 5;
  if (is_listed(a)) {
    char text[32];
    snprintf(text, sizeof text, "outside#%u", symbol);
    X64Operand operand = x64_op_text(text);
    x64_list(a, at, name, "", &operand, 1);
  }
}

void x64_jmp_outside(Asm *a, uint32_t symbol) { outside(a, 0xE9, "jmp", symbol); }
void x64_call_outside(Asm *a, uint32_t symbol) { outside(a, 0xE8, "call", symbol); }

/* ---- no operands ---- */

void x64_0(Asm *a, X64F op) {
  assert(op < X64_F_COUNT);
  const X64FRow *row = &x64_f_rows[op];
  uint8_t *p = asm_room(a);
  uint32_t at = asm_here(a);
  store_u32(p, row->bytes);
  a->at = p + row->size;
  if (is_listed(a)) x64_list(a, at, x64_f_names[op], "", NULL, 0);
}

void x64_nop(Asm *a, uint32_t size) {
  static const char *const names[9] = {
      "nop",
      "xchg   ax,ax",
      "nop    DWORD PTR [rax]",
      "nop    DWORD PTR [rax+0x0]",
      "nop    DWORD PTR [rax+rax*1+0x0]",
      "nop    WORD PTR [rax+rax*1+0x0]",
      "nop    DWORD PTR [rax+0x0]",
      "nop    DWORD PTR [rax+rax*1+0x0]",
      "nop    WORD PTR [rax+rax*1+0x0]",
  };
  for (uint32_t part; size > 0; size -= part) {
    part = MIN_OF(size, 9u);
    uint8_t *p = asm_room(a);
    uint32_t at = asm_here(a);
    memcpy(p, nops[part - 1], 9);
    a->at = p + part;
    if (is_listed(a)) x64_list(a, at, names[part - 1], "", NULL, 0);
  }
}
