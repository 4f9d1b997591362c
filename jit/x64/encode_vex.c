/* The x86-64 encoder: instructions with VEX and EVEX prefixes. */
#include "jit/x64/encode_core.h"
#include "jit/x64/list.h"

#include <stdio.h>

enum { NP, P66, PF3, PF2, M0F = 1, M38, M3A, M5 = 5, M6 };

enum {
  W0 = 0,
  W1 = V_W | V_EW,
  WE = V_EW, /* W ignored or 0 with VEX, 1 with EVEX */
  WR = V_BY_SIZE,
  RO = V_REG,
  MO = V_MEM,
  RM = V_REG | V_MEM,
  LO = V_LONG,
};

const X64VRow x64_v_rows[X64_V_COUNT] = {
#define X64_V(id, vex, evex, ppv, mapv, opcodev, flagsv, layoutv, tailv, t0, t1, t2, extv, elementv)                   \
  {.opcode = opcodev,                                                                                                  \
   .pp = ppv,                                                                                                          \
   .map = mapv,                                                                                                        \
   .ext = extv,                                                                                                        \
   .flags = (sizeof vex > 1 ? V_VEX : 0) | (sizeof evex > 1 ? V_EVEX : 0) | (flagsv),                                  \
   .layout = V_##layoutv,                                                                                              \
   .tail = V_##tailv,                                                                                                  \
   .type = {T_##t0, T_##t1, T_##t2},                                                                                   \
   .element = elementv},
#include "jit/x64/insns.def"
};

const char *const x64_v_names[X64_V_COUNT][2] = {
#define X64_V(id, vex, evex, ...) {vex, evex},
#include "jit/x64/insns.def"
};

#define ROW(op) (assert(((op)&0xFFFF) < X64_V_COUNT), &x64_v_rows[(op)&0xFFFF])

#define LENGTH(op) ((op) >> 16 & 3u)
#define EVEX_ONLY  (X64_ZMM | X64_MASK(7) | X64_ZERO | X64_BCAST | X64_EVEX)

/* log2 of an operand's bytes in memory, by type and vector length. */
static unsigned log2_bytes(uint32_t op, unsigned type) {
  unsigned length = LENGTH(op);
  switch ((X64Type)type) {
  case T_V: return 4 + length;
  case T_H: return 3 + length;
  case T_Q: return 2 + length;
  case T_E: return 1 + length;
  case T_DUP: return length ? 4 + length : 3;
  case T_X1:
  case T_R32_8: return 0;
  case T_X2:
  case T_R32_16: return 1;
  case T_X4:
  case T_R32: return 2;
  case T_X8:
  case T_R64: return 3;
  case T_X16: return 4;
  case T_R: return op & X64_W ? 3 : 2;
  case T_K:
  case T_NO: break;
  }
  assert(false);
  return 0;
}

/* ---- prefixes ---- */

/* Which operand fills which field; registers as 0-31. x and b extend the index and base of memory; of a register in r/m
 * x is its bit 4. */
typedef struct Fields {
  unsigned reg, vvvv;
  unsigned x, b; /* 0 or 1 */
  bool is_high;  /* some vector register above 15 */
} Fields;

static inline bool wide(const X64VRow *row, uint32_t op, unsigned flag) {
  assert(!(op & X64_W) || row->flags & V_BY_SIZE);
  return row->flags & V_BY_SIZE ? (op & X64_W) != 0 : (row->flags & flag) != 0;
}

/* Two bytes where W, X, B are 0 and the map is 0F, else three; and the opcode. */
static inline uint8_t *put_vex(uint8_t *p, const X64VRow *row, uint32_t op, Fields f) {
  unsigned r = (~f.reg & 8) << 4, w = wide(row, op, V_W), opcode = row->opcode;
  unsigned last = (~f.vvvv & 15) << 3 | LENGTH(op) << 2 | row->pp;
  bool is_short = (row->map == 1) & !(w | f.x | f.b);
  unsigned second = r | (f.x ^ 1) << 6 | (f.b ^ 1) << 5 | row->map, third = w << 7 | last;
  store_u32(p, is_short ? 0xC5 | (r | last) << 8 | opcode << 16 : 0xC4 | second << 8 | third << 16 | opcode << 24);
  return p + (is_short ? 3 : 4);
}

static inline uint8_t *put_evex(uint8_t *p, const X64VRow *row, uint32_t op, Fields f) {
  unsigned w = wide(row, op, V_EW), zero = op & X64_ZERO ? 0x80 : 0, bcast = op & X64_BCAST ? 0x10 : 0;
  p[0] = 0x62;
  p[1] = (uint8_t)((~f.reg & 8) << 4 | (f.x ^ 1) << 6 | (f.b ^ 1) << 5 | (~f.reg & 16) | row->map);
  p[2] = (uint8_t)(w << 7 | (~f.vvvv & 15) << 3 | 4 | row->pp);
  p[3] = (uint8_t)(zero | LENGTH(op) << 5 | bcast | (~f.vvvv & 16) >> 1 | (op >> 18 & 7));
  p[4] = row->opcode;
  return p + 5;
}

static inline bool is_evex(const X64VRow *row, uint32_t op, bool is_high) {
  bool evex = is_high || !(row->flags & V_VEX) || op & EVEX_ONLY;
  assert((!evex || row->flags & V_EVEX) && (LENGTH(op) || !(row->flags & V_LONG)));
  return evex;
}

/* ---- listing ---- */

/* Gives an operand the kind and size that its type says. */
static void settle_type(const X64VRow *row, uint32_t op, unsigned type, X64Operand *o) {
  unsigned bytes = type == T_K ? 0 : 1u << log2_bytes(op, type);
  if (o->kind == X64_OP_MEM) {
    o->size = op & X64_BCAST ? row->element : bytes;
    o->bcast = op & X64_BCAST ? (uint8_t)(bytes / row->element) : 0;
  } else if (type == T_K) {
    o->kind = X64_OP_K;
  } else if (type >= T_R) {
    o->kind = X64_OP_GPR;
    o->size = type == T_R ? bytes : type == T_R64 ? 8 : 4;
  } else {
    bool is_xmm = type >= T_X1 && type <= T_X16;
    o->size = is_xmm ? 16 : MAX_OF(type == T_DUP ? 16u << LENGTH(op) : bytes, 16u);
  }
}

/* What the predicate of a comparison is called; "" where only the number is known. */
static const char *predicate_name(const X64VRow *row, unsigned predicate) {
  static const char *const numbers[32] = {
      "eq",     "lt",     "le",    "unord",  "neq",    "nlt",      "nle",    "ord",   "eq_uq",   "nge",    "ngt",
      "false",  "neq_oq", "ge",    "gt",     "true",   "eq_os",    "lt_oq",  "le_oq", "unord_s", "neq_us", "nlt_uq",
      "nle_uq", "ord_s",  "eq_us", "nge_uq", "ngt_uq", "false_os", "neq_os", "ge_oq", "gt_oq",   "true_us"};
  static const char *const integers[8] = {"eq", "lt", "le", "", "neq", "nlt", "nle", ""};
  if (row->tail == V_CMP) return predicate < 32 ? numbers[predicate] : "";
  return predicate < 8 ? integers[predicate] : "";
}

/* The operands of an instruction, in order: 0, 1, 2 are registers, m memory, i the immediate, 4 a register in its upper
 * half. */
static unsigned operands_of(const char *shape, X64Reg r0, X64Reg r1, X64Reg r2, X64Mem m, unsigned imm, X64Operand *o) {
  unsigned n = 0;
  for (; *shape; shape++, n++) {
    if (*shape == 'm') o[n] = x64_op_mem(m, 0);
    else if (*shape == 'i') o[n] = x64_op_imm((int64_t)imm, 1);
    else o[n] = x64_op_vec(*shape == '0' ? r0 : *shape == '1' ? r1 : *shape == '2' ? r2 : (X64Reg)(imm >> 4));
  }
  return n;
}

static void list(Asm *a, uint32_t at, uint32_t op, const char *shape, X64Reg r0, X64Reg r1, X64Reg r2, X64Mem m,
                 unsigned imm) {
  const X64VRow *row = ROW(op);
  X64Operand operands[4];
  unsigned count = operands_of(shape, r0, r1, r2, m, imm, operands);
  for (unsigned i = 0; i < count && i < 3 && row->type[i] != T_NO; i++)
    settle_type(row, op, row->type[i], &operands[i]);
  if (row->tail == V_4) operands[3].size = 16u << LENGTH(op);
  operands[0].mask = op >> 18 & 7;
  operands[0].zero = (op & X64_ZERO) != 0;
  /* Where a result of an xmm may come from more than one length, the number of lanes is told. */
  operands[1].lanes_told = row->type[0] == T_Q || (row->type[0] == T_H && LENGTH(op) < 2);
  const char *name = x64_v_names[row - x64_v_rows][a->start[at] == 0x62], *middle = "", *suffix = "";
  unsigned stem = (unsigned)strlen(name);
  if (row->tail == V_CMP || row->tail == V_PCMP) {
    middle = predicate_name(row, imm);
    if (*middle) count--;
    stem = row->tail == V_CMP ? 4 : 5; /* vcmp, vpcmp */
    suffix = name + stem;
  }
  char text[32];
  snprintf(text, sizeof text, "%.*s%s", (int)stem, name, middle);
  x64_list(a, at, text, suffix, operands, count);
}

/* What asm_end left: `from` is where the instruction began. */
static COLD NOINLINE void settle(Asm *a, const uint8_t *from, uint32_t op, const char *shape, X64Reg r0, X64Reg r1,
                                 X64Reg r2, X64Mem m, unsigned imm) {
  if (a->listing) list(a, (uint32_t)(from - a->start), op, shape, r0, r1, r2, m, imm);
  asm_settle(a);
}

static const X64Mem no_mem;

/* ---- encoding ---- */

/* The class of a register is what its operand's type says. */
static inline void check(unsigned type, X64Reg reg) {
  (void)type, (void)reg;
  assert(type == T_K ? reg >= K0 && reg <= K7 : type >= T_R ? reg <= R15 : reg >= XMM0 && reg <= XMM31);
}

/* With registers only; the end of the instruction, `tail` included where there is one. */
static inline uint8_t *put_regs(Asm *a, const X64VRow *row, uint32_t op, unsigned reg, unsigned vvvv, unsigned rm,
                                unsigned tail) {
  assert(row->flags & V_REG && !(op & X64_BCAST));
  reg &= 31, vvvv &= 31, rm &= 31;
  Fields f = {reg, vvvv, rm >> 4, rm >> 3 & 1, ((reg | vvvv | rm) & 16) != 0};
  uint8_t *p = is_evex(row, op, f.is_high) ? put_evex(a->at, row, op, f) : put_vex(a->at, row, op, f);
  p[0] = (uint8_t)(0xC0 | (reg & 7) << 3 | (rm & 7));
  p[1] = (uint8_t)tail;
  return p + 1 + (row->tail != V_NONE);
}

static inline uint8_t *put_memory(Asm *a, const X64VRow *row, uint32_t op, unsigned reg, unsigned vvvv, X64Mem m,
                                  unsigned type, unsigned tail) {
  assert(row->flags & V_MEM && (!(op & X64_BCAST) || row->element));
  reg &= 31, vvvv &= 31;
  Fields f = {reg, vvvv, m.rex >> 1, m.rex & 1u, ((reg | vvvv) & 16) != 0};
  uint8_t *p;
  unsigned shift = 0;
  if (is_evex(row, op, f.is_high)) {
    p = put_evex(a->at, row, op, f);
    shift = op & X64_BCAST ? (unsigned)__builtin_ctz(row->element) : log2_bytes(op, type);
  } else {
    p = put_vex(a->at, row, op, f);
  }
  p = x64_put_mem(a, p, reg, m, shift, row->tail != V_NONE);
  p[0] = (uint8_t)tail;
  return p + (row->tail != V_NONE);
}

/* Two registers by layout. */
static inline uint8_t *put_two(Asm *a, const X64VRow *row, uint32_t op, X64Reg dst, X64Reg src, unsigned tail) {
  check(row->type[0], dst), check(row->type[1], src);
  assert(row->layout == V_RM || row->layout == V_MR || row->layout == V_VM);
  bool is_mr = row->layout == V_MR, is_vm = row->layout == V_VM;
  return put_regs(a, row, op, is_vm ? row->ext : is_mr ? src : dst, is_vm ? dst : 0, is_mr ? dst : src, tail);
}

static inline uint8_t *put_three(Asm *a, const X64VRow *row, uint32_t op, X64Reg dst, X64Reg src1, X64Reg src2,
                                 unsigned tail) {
  check(row->type[0], dst), check(row->type[1], src1), check(row->type[2], src2);
  assert(row->layout == V_RVM || row->layout == V_RMV);
  bool is_rmv = row->layout == V_RMV;
  return put_regs(a, row, op, dst, is_rmv ? src2 : src1, is_rmv ? src1 : src2, tail);
}

/* ---- emitters ---- */

void x64_vrr(Asm *a, uint32_t op, X64Reg dst, X64Reg src) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->tail == V_NONE);
  uint8_t *p = put_two(a, row, op, dst, src, 0);
  if (asm_end(a, p)) settle(a, from, op, "01", dst, src, RAX, no_mem, 0);
}

void x64_vrri(Asm *a, uint32_t op, X64Reg dst, X64Reg src, uint8_t imm) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(x64_v_has_imm(row));
  uint8_t *p = put_two(a, row, op, dst, src, imm);
  if (asm_end(a, p)) settle(a, from, op, "01i", dst, src, RAX, no_mem, imm);
}

void x64_vrm(Asm *a, uint32_t op, X64Reg dst, X64Mem src) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert((row->layout == V_RM || row->layout == V_VM) && row->tail == V_NONE);
  check(row->type[0], dst);
  bool is_vm = row->layout == V_VM;
  uint8_t *p = put_memory(a, row, op, is_vm ? row->ext : dst, is_vm ? dst : 0, src, row->type[1], 0);
  if (asm_end(a, p)) settle(a, from, op, "0m", dst, RAX, RAX, src, 0);
}

void x64_vrmi(Asm *a, uint32_t op, X64Reg dst, X64Mem src, uint8_t imm) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->layout == V_RM && x64_v_has_imm(row));
  check(row->type[0], dst);
  uint8_t *p = put_memory(a, row, op, dst, 0, src, row->type[1], imm);
  if (asm_end(a, p)) settle(a, from, op, "0mi", dst, RAX, RAX, src, imm);
}

void x64_vmr(Asm *a, uint32_t op, X64Mem dst, X64Reg src) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->layout == V_MR && row->tail == V_NONE);
  check(row->type[1], src);
  uint8_t *p = put_memory(a, row, op, src, 0, dst, row->type[0], 0);
  if (asm_end(a, p)) settle(a, from, op, "m0", src, RAX, RAX, dst, 0);
}

void x64_vmri(Asm *a, uint32_t op, X64Mem dst, X64Reg src, uint8_t imm) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->layout == V_MR && x64_v_has_imm(row));
  check(row->type[1], src);
  uint8_t *p = put_memory(a, row, op, src, 0, dst, row->type[0], imm);
  if (asm_end(a, p)) settle(a, from, op, "m0i", src, RAX, RAX, dst, imm);
}

void x64_vrrr(Asm *a, uint32_t op, X64Reg dst, X64Reg src1, X64Reg src2) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->tail == V_NONE);
  uint8_t *p = put_three(a, row, op, dst, src1, src2, 0);
  if (asm_end(a, p)) settle(a, from, op, "012", dst, src1, src2, no_mem, 0);
}

void x64_vrrri(Asm *a, uint32_t op, X64Reg dst, X64Reg src1, X64Reg src2, uint8_t imm) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(x64_v_has_imm(row));
  uint8_t *p = put_three(a, row, op, dst, src1, src2, imm);
  if (asm_end(a, p)) settle(a, from, op, "012i", dst, src1, src2, no_mem, imm);
}

void x64_vrrm(Asm *a, uint32_t op, X64Reg dst, X64Reg src1, X64Mem src2) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->layout == V_RVM && row->tail == V_NONE);
  check(row->type[0], dst), check(row->type[1], src1);
  uint8_t *p = put_memory(a, row, op, dst, src1, src2, row->type[2], 0);
  if (asm_end(a, p)) settle(a, from, op, "01m", dst, src1, RAX, src2, 0);
}

void x64_vrrmi(Asm *a, uint32_t op, X64Reg dst, X64Reg src1, X64Mem src2, uint8_t imm) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->layout == V_RVM && x64_v_has_imm(row));
  check(row->type[0], dst), check(row->type[1], src1);
  uint8_t *p = put_memory(a, row, op, dst, src1, src2, row->type[2], imm);
  if (asm_end(a, p)) settle(a, from, op, "01mi", dst, src1, RAX, src2, imm);
}

void x64_vrrrr(Asm *a, uint32_t op, X64Reg dst, X64Reg src1, X64Reg src2, X64Reg src3) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->tail == V_4 && src3 >= XMM0 && src3 <= XMM15);
  unsigned imm = (src3 & 15u) << 4;
  uint8_t *p = put_three(a, row, op, dst, src1, src2, imm);
  if (asm_end(a, p)) settle(a, from, op, "0124", dst, src1, src2, no_mem, imm);
}

void x64_vrrmr(Asm *a, uint32_t op, X64Reg dst, X64Reg src1, X64Mem src2, X64Reg src3) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->layout == V_RVM && row->tail == V_4 && src3 >= XMM0 && src3 <= XMM15);
  check(row->type[0], dst), check(row->type[1], src1);
  unsigned imm = (src3 & 15u) << 4;
  uint8_t *p = put_memory(a, row, op, dst, src1, src2, row->type[2], imm);
  if (asm_end(a, p)) settle(a, from, op, "01m4", dst, src1, RAX, src2, imm);
}

void x64_vrmr(Asm *a, uint32_t op, X64Reg dst, X64Mem src1, X64Reg src2) {
  const X64VRow *row = ROW(op);
  uint8_t *from = a->at;
  assert(row->layout == V_RMV && row->tail == V_NONE);
  check(row->type[0], dst), check(row->type[2], src2);
  uint8_t *p = put_memory(a, row, op, dst, src2, src1, row->type[1], 0);
  if (asm_end(a, p)) settle(a, from, op, "0m1", dst, src2, RAX, src1, 0);
}
