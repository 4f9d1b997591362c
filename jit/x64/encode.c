/* The x86-64 encoder: general purpose instructions, branches, and what encoders share. */
#include "jit/x64/encode_core.h"
#include "jit/x64/list.h"

#include <stdio.h>

/* The columns of insns.def. */
enum { S = G_IMM8S, A = G_SHORT, U = G_IMM8, P = G_PLUS, M = G_MEM, W = G_WIDE, N = G_NO_PTR };

/* What stands between prefixes and opcode, by map. */
#define ESCAPE(map) ((map) == 0 ? 0 : (map) == 1 ? 0x0F : (map) == 2 ? 0x380F : 0x3A0F)
#define LENGTH(map) ((map) == 0 ? 1 : (map) == 1 ? 2 : 3)

const X64GRow x64_g_rows[X64_G_COUNT] = {
#define X64_G(id, text, prefix, map, ...) {prefix, LENGTH(map), ESCAPE(map), __VA_ARGS__},
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

const AsmTarget x64_asm_target = {"x64", 1, patch, pad};

/* ---- memory operands ---- */

uint8_t *x64_put_mem_without_base(Asm *a, uint8_t *p, unsigned reg, X64Mem m, unsigned trailing) {
  unsigned field = (reg & 7u) << 3;
  if (m.base == X64_RIP) {
    *p++ = (uint8_t)(field | 5);
    store_u32(p, 0);
    asm_refer(a, (AsmLabel)m.disp, (uint32_t)(p - a->start), X64_FIX_REL32 + trailing);
    return p + 4;
  }
  assert(m.base == X64_NO_REG);
  p[0] = (uint8_t)(field | 4);
  p[1] = (uint8_t)((unsigned)m.scale << 6 | (m.index & 7u) << 3 | 5);
  store_u32(p + 2, (uint32_t)m.disp);
  return p + 6;
}

/* ---- legacy encoding ---- */

#define ROW(op) (assert(((op)&0xFFFF) < X64_G_COUNT), &x64_g_rows[(op)&0xFFFF])

/* Registers 4-7 as bytes are spl, bpl, sil, dil only with a REX prefix. */
static inline unsigned byte_rex(unsigned size, X64Reg reg) { return size == 1 && (reg & ~3u) == 4 ? 0x40 : 0; }

static inline unsigned source_size(const X64GRow *row, unsigned size) { return row->source ? row->source : size; }

static NOINLINE uint8_t *put_prefixes(uint8_t *p, const X64GRow *row, uint32_t op, unsigned size) {
  if (op & X64_LOCK) *p++ = 0xF0;
  if (size == 2) *p++ = 0x66;
  if (row->prefix) *p++ = row->prefix;
  return p;
}

/* Prefixes and opcode. `rex` holds the extension bits, and 0x40 where the prefix must be. */
static inline uint8_t *put_opcode(uint8_t *p, const X64GRow *row, uint32_t op, unsigned size, unsigned opcode,
                                  unsigned rex) {
  assert(row->sizes & size && !(size & (size - 1)));
  if (UNLIKELY((op >= X64_LOCK) | (size == 2) | (row->prefix != 0))) p = put_prefixes(p, row, op, size);
  rex |= size & ~(unsigned)row->flags & 8; /* G_WIDE is 8 too */
  *p = (uint8_t)(0x40 | rex);
  p += rex != 0;
  store_u16(p, row->escape);
  p += row->length;
  p[-1] = (uint8_t)(opcode - (size == 1));
  return p;
}

static ALWAYS_INLINE uint8_t *put_regs(uint8_t *p, const X64GRow *row, uint32_t op, unsigned size, unsigned opcode,
                                       unsigned force, X64Reg reg, X64Reg rm) {
  assert(reg <= R15 && rm <= R15);
  p = put_opcode(p, row, op, size, opcode, force | (reg & 8u) >> 1 | (rm & 8u) >> 3);
  *p++ = (uint8_t)(0xC0 | (reg & 7u) << 3 | (rm & 7u));
  return p;
}

static ALWAYS_INLINE uint8_t *put_memory(Asm *a, const X64GRow *row, uint32_t op, unsigned size, unsigned opcode,
                                         unsigned force, X64Reg reg, X64Mem m, unsigned trailing) {
  assert(reg <= R15);
  uint8_t *p = put_opcode(a->at, row, op, size, opcode, force | (reg & 8u) >> 1 | m.rex);
  return x64_put_mem(a, p, reg, m, 0, trailing);
}

static inline uint8_t *put_imm(uint8_t *p, int32_t imm, unsigned size) {
  store_u32(p, (uint32_t)imm);
  return p + size;
}

/* Shifts and rotates, which have an opcode for a count of one: that of a count in cl less two. */
static inline bool is_shift(const X64GRow *row) { return row->flags & G_IMM8 && row->one && row->length == 1; }

/* Bytes of the immediate of an instruction with `op imm`; *opcode becomes that of the form. */
static inline unsigned imm_form(const X64GRow *row, unsigned size, int32_t imm, unsigned *opcode) {
  assert(row->imm && !(row->flags & G_IMM8 && (imm < 0 || imm > 63)));
  *opcode = row->imm;
  if (row->flags & G_IMM8 || size == 1) return 1;
  if (row->flags & G_IMM8S && imm == (int8_t)imm) {
    *opcode += 2;
    return 1;
  }
  return size == 2 ? 2 : 4;
}

/* ---- the end of each instruction ---- */

/* Signs are extended to the operand size, except of what is a count. */
static X64Operand listed_imm(const X64GRow *row, int32_t imm, unsigned size) {
  if (imm == 1 && is_shift(row)) return x64_op_text("1");
  return x64_op_imm(row->flags & G_IMM8 ? (uint8_t)imm : imm, row->flags & G_IMM8 ? 1 : size);
}

/* The operands in order: 0 and 1 are registers, m memory, i the immediate, c cl. */
static void list(Asm *a, uint32_t at, uint32_t op, unsigned size, const char *shape, X64Reg r0, X64Reg r1, X64Mem m,
                 int32_t imm) {
  const X64GRow *row = ROW(op);
  X64Operand operands[3];
  unsigned count = 0;
  for (; *shape; shape++, count++) {
    X64Operand *o = &operands[count];
    if (*shape == '0') *o = x64_op_gpr(r0, size);
    else if (*shape == '1') *o = x64_op_gpr(r1, source_size(row, size));
    else if (*shape == 'm') *o = x64_op_mem(m, row->flags & G_NO_PTR ? 0 : source_size(row, size));
    else if (*shape == 'i') *o = listed_imm(row, imm, size);
    else *o = x64_op_text("cl");
  }
  x64_list(a, at, op & X64_LOCK ? "lock " : "", x64_g_names[op & 0xFFFF], operands, count);
}

/* What asm_end left: `from` is where the instruction began. */
static COLD NOINLINE void settle(Asm *a, const uint8_t *from, uint32_t op, unsigned size, const char *shape, X64Reg r0,
                                 X64Reg r1, X64Mem m, int32_t imm) {
  if (a->listing) list(a, (uint32_t)(from - a->start), op, size, shape, r0, r1, m, imm);
  asm_settle(a);
}

static const X64Mem no_mem;

/* ---- emitters ---- */

void x64_rr(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Reg src) {
  const X64GRow *row = ROW(op);
  uint8_t *from = a->at;
  assert((row->rm || row->mr) && !(row->flags & G_MEM));
  unsigned force = byte_rex(size, dst) | byte_rex(source_size(row, size), src);
  bool is_mr = row->mr != 0;
  uint8_t *p = put_regs(from, row, op, size, is_mr ? row->mr : row->rm, force, is_mr ? src : dst, is_mr ? dst : src);
  if (asm_end(a, p)) settle(a, from, op, size, "01", dst, src, no_mem, 0);
}

void x64_rm(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Mem src) {
  const X64GRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->rm);
  uint8_t *p = put_memory(a, row, op, size, row->rm, byte_rex(size, dst), dst, src, 0);
  if (asm_end(a, p)) settle(a, from, op, size, "0m", dst, RAX, src, 0);
}

void x64_mr(Asm *a, uint32_t op, unsigned size, X64Mem dst, X64Reg src) {
  const X64GRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->mr);
  uint8_t *p = put_memory(a, row, op, size, row->mr, byte_rex(size, src), src, dst, 0);
  if (asm_end(a, p)) settle(a, from, op, size, "m0", src, RAX, dst, 0);
}

void x64_ri(Asm *a, uint32_t op, unsigned size, X64Reg dst, int32_t imm) {
  const X64GRow *row = ROW(op);
  uint8_t *from = a->at, *p;
  unsigned opcode, bytes = imm_form(row, size, imm, &opcode);
  if (imm == 1 && is_shift(row)) {
    bytes = 0;
    opcode = row->one - 2u;
  }
  if (dst == RAX && row->flags & G_SHORT && (bytes > 1 || size == 1))
    p = put_opcode(from, row, op, size, row->ext * 8u + 5, 0);
  else p = put_regs(from, row, op, size, opcode, byte_rex(size, dst), row->ext, dst);
  p = put_imm(p, imm, bytes);
  if (asm_end(a, p)) settle(a, from, op, size, "0i", dst, RAX, no_mem, imm);
}

void x64_mi(Asm *a, uint32_t op, unsigned size, X64Mem dst, int32_t imm) {
  const X64GRow *row = ROW(op);
  uint8_t *from = a->at;
  unsigned opcode, bytes = imm_form(row, size, imm, &opcode);
  if (imm == 1 && is_shift(row)) {
    bytes = 0;
    opcode = row->one - 2u;
  }
  uint8_t *p = put_imm(put_memory(a, row, op, size, opcode, 0, row->ext, dst, bytes), imm, bytes);
  if (asm_end(a, p)) settle(a, from, op, size, "mi", RAX, RAX, dst, imm);
}

void x64_r(Asm *a, uint32_t op, unsigned size, X64Reg dst) {
  const X64GRow *row = ROW(op);
  uint8_t *from = a->at, *p;
  assert(dst <= R15);
  if (row->flags & G_PLUS) p = put_opcode(from, row, op, size, row->rm | (dst & 7u), (dst & 8u) >> 3);
  else {
    assert(row->one && !(row->flags & (G_MEM | G_IMM8)));
    p = put_regs(from, row, op, size, row->one, byte_rex(size, dst), row->ext, dst);
  }
  if (asm_end(a, p)) settle(a, from, op, size, "0", dst, RAX, no_mem, 0);
}

void x64_m(Asm *a, uint32_t op, unsigned size, X64Mem dst) {
  const X64GRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->one && !(row->flags & G_IMM8));
  uint8_t *p = put_memory(a, row, op, size, row->one, 0, row->ext, dst, 0);
  if (asm_end(a, p)) settle(a, from, op, size, "m", RAX, RAX, dst, 0);
}

void x64_cl(Asm *a, uint32_t op, unsigned size, X64Reg dst) {
  const X64GRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(is_shift(row));
  uint8_t *p = put_regs(from, row, op, size, row->one, byte_rex(size, dst), row->ext, dst);
  if (asm_end(a, p)) settle(a, from, op, size, "0c", dst, RAX, no_mem, 0);
}

void x64_rrcl(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Reg src) {
  const X64GRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(op == X64_SHLD || op == X64_SHRD);
  uint8_t *p = put_regs(from, row, op, size, row->one, 0, src, dst);
  if (asm_end(a, p)) settle(a, from, op, size, "01c", dst, src, no_mem, 0);
}

/* imul is reg <- r/m, shld and shrd are r/m <- reg. */
void x64_rri(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Reg src, int32_t imm) {
  const X64GRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(op == X64_IMUL3 || op == X64_SHLD || op == X64_SHRD);
  unsigned opcode, bytes = imm_form(row, size, imm, &opcode);
  bool is_rm = op == X64_IMUL3;
  uint8_t *p = put_regs(from, row, op, size, opcode, 0, is_rm ? dst : src, is_rm ? src : dst);
  p = put_imm(p, imm, bytes);
  if (asm_end(a, p)) settle(a, from, op, size, "01i", dst, src, no_mem, imm);
}

void x64_rmi(Asm *a, uint32_t op, unsigned size, X64Reg dst, X64Mem src, int32_t imm) {
  const X64GRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(op == X64_IMUL3);
  unsigned opcode, bytes = imm_form(row, size, imm, &opcode);
  uint8_t *p = put_imm(put_memory(a, row, op, size, opcode, 0, dst, src, bytes), imm, bytes);
  if (asm_end(a, p)) settle(a, from, op, size, "0mi", dst, RAX, src, imm);
}

/* ---- instructions that are not rows ---- */

/* The line of one whose operands are told. */
static COLD NOINLINE void settle_as(Asm *a, const uint8_t *from, const char *name, const char *suffix, unsigned count,
                                    X64Operand o0, X64Operand o1) {
  X64Operand operands[] = {o0, o1};
  if (a->listing) x64_list(a, (uint32_t)(from - a->start), name, suffix, operands, count);
  asm_settle(a);
}

static const X64Operand none;

void x64_mov_imm(Asm *a, X64Reg dst, uint64_t value) {
  uint8_t *from = a->at, *p = from;
  unsigned size = value <= UINT32_MAX ? 4 : 8;
  if (size == 8 && value == (uint64_t)(int32_t)value) {
    x64_ri(a, X64_MOV, 8, dst, (int32_t)value);
    return;
  }
  assert(dst <= R15);
  unsigned rex = (size & 8) | (dst & 8u) >> 3;
  *p = (uint8_t)(0x40 | rex);
  p += rex != 0;
  *p++ = (uint8_t)(0xB8 | (dst & 7u));
  store_u64(p, value);
  if (asm_end(a, p + size))
    settle_as(a, from, size == 8 ? "movabs" : "mov", "", 2, x64_op_gpr(dst, size), x64_op_imm((int64_t)value, size));
}

/* As rows of which the opcode takes the condition; put_opcode subtracts one for bytes. */
static const X64GRow setcc_row = {.length = 2, .escape = 0x0F, .sizes = 1},
                     cmov_row = {.length = 2, .escape = 0x0F, .sizes = 14};
enum { SETCC = 0x91, CMOV = 0x40 };

void x64_setcc(Asm *a, X64Cond cond, X64Reg dst) {
  uint8_t *from = a->at, *p = put_regs(from, &setcc_row, 0, 1, SETCC + cond, byte_rex(1, dst), 0, dst);
  if (asm_end(a, p)) settle_as(a, from, "set", x64_cond_name(cond), 1, x64_op_gpr(dst, 1), none);
}

void x64_setcc_m(Asm *a, X64Cond cond, X64Mem dst) {
  uint8_t *from = a->at, *p = put_memory(a, &setcc_row, 0, 1, SETCC + cond, 0, 0, dst, 0);
  if (asm_end(a, p)) settle_as(a, from, "set", x64_cond_name(cond), 1, x64_op_mem(dst, 1), none);
}

void x64_cmov(Asm *a, X64Cond cond, unsigned size, X64Reg dst, X64Reg src) {
  uint8_t *from = a->at, *p = put_regs(from, &cmov_row, 0, size, CMOV + cond, 0, dst, src);
  if (asm_end(a, p)) settle_as(a, from, "cmov", x64_cond_name(cond), 2, x64_op_gpr(dst, size), x64_op_gpr(src, size));
}

void x64_cmov_m(Asm *a, X64Cond cond, unsigned size, X64Reg dst, X64Mem src) {
  uint8_t *from = a->at, *p = put_memory(a, &cmov_row, 0, size, CMOV + cond, 0, dst, src, 0);
  if (asm_end(a, p)) settle_as(a, from, "cmov", x64_cond_name(cond), 2, x64_op_gpr(dst, size), x64_op_mem(src, size));
}

/* ---- branches ---- */

/* Whether rel8 at the end of a two-byte instruction here reaches a label behind us. */
static bool is_near(const Asm *a, AsmLabel to) {
  if (!asm_is_bound(a, to)) return false;
  return (int64_t)asm_offset(a, to) - ((int64_t)asm_here(a) + 2) >= INT8_MIN;
}

/* These return the end of the instruction. */
static inline uint8_t *put_jump8(Asm *a, unsigned opcode, AsmLabel to) {
  uint8_t *p = a->at;
  p[0] = (uint8_t)opcode;
  p[1] = 0;
  asm_refer(a, to, asm_here(a) + 1, X64_FIX_REL8);
  return p + 2;
}

/* The opcode is one byte, or two, the second in bits 8-15. */
static inline uint8_t *put_jump32(Asm *a, unsigned opcode, AsmLabel to) {
  uint8_t *p = a->at;
  unsigned length = opcode > 0xFF ? 2 : 1;
  store_u16(p, (uint16_t)opcode);
  store_u32(p + length, 0);
  asm_refer(a, to, asm_here(a) + length, X64_FIX_REL32);
  return p + length + 4;
}

void x64_jcc(Asm *a, X64Cond cond, AsmLabel to) {
  uint8_t *from = a->at, *p;
  if (is_near(a, to)) p = put_jump8(a, 0x70 + cond, to);
  else p = put_jump32(a, 0x800F + (cond << 8), to);
  if (asm_end(a, p)) settle_as(a, from, "j", x64_cond_name(cond), 1, x64_op_to(to), none);
}

void x64_jcc_short(Asm *a, X64Cond cond, AsmLabel to) {
  uint8_t *from = a->at;
  if (asm_end(a, put_jump8(a, 0x70 + cond, to))) settle_as(a, from, "j", x64_cond_name(cond), 1, x64_op_to(to), none);
}

void x64_jmp(Asm *a, AsmLabel to) {
  uint8_t *from = a->at, *p;
  if (is_near(a, to)) p = put_jump8(a, 0xEB, to);
  else p = put_jump32(a, 0xE9, to);
  if (asm_end(a, p)) settle_as(a, from, "jmp", "", 1, x64_op_to(to), none);
}

void x64_jmp_short(Asm *a, AsmLabel to) {
  uint8_t *from = a->at;
  if (asm_end(a, put_jump8(a, 0xEB, to))) settle_as(a, from, "jmp", "", 1, x64_op_to(to), none);
}

void x64_call(Asm *a, AsmLabel to) {
  uint8_t *from = a->at;
  if (asm_end(a, put_jump32(a, 0xE8, to))) settle_as(a, from, "call", "", 1, x64_op_to(to), none);
}

static void outside(Asm *a, unsigned opcode, const char *name, uint32_t symbol) {
  uint8_t *from = a->at;
  from[0] = (uint8_t)opcode;
  store_u32(from + 1, 0);
  asm_refer_outside(a, symbol, asm_here(a) + 1, X64_FIX_REL32);
  if (asm_end(a, from + 5)) {
    char text[32];
    snprintf(text, sizeof text, "outside#%u", symbol);
    settle_as(a, from, name, "", 1, x64_op_text(text), none);
  }
}

void x64_jmp_outside(Asm *a, uint32_t symbol) { outside(a, 0xE9, "jmp", symbol); }
void x64_call_outside(Asm *a, uint32_t symbol) { outside(a, 0xE8, "call", symbol); }

/* ---- no operands ---- */

void x64_0(Asm *a, X64F op) {
  assert(op < X64_F_COUNT);
  const X64FRow *row = &x64_f_rows[op];
  uint8_t *from = a->at;
  store_u32(from, row->bytes);
  if (asm_end(a, from + row->size)) settle_as(a, from, x64_f_names[op], "", 0, none, none);
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
    uint8_t *from = a->at;
    memcpy(from, nops[part - 1], 9);
    if (asm_end(a, from + part)) settle_as(a, from, names[part - 1], "", 0, none, none);
  }
}
