/* The listing of the x86-64 encoder. */
#include "jit/x64/list.h"

static void put_gpr(AsmText *t, X64Reg reg, unsigned size) {
  static const char *const low[] = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  static const char *const bytes[] = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
  unsigned r = reg & 15;
  if (r >= 8) asm_text(t, "r%u%s", r, size == 8 ? "" : size == 4 ? "d" : size == 2 ? "w" : "b");
  else if (size == 1) asm_text(t, "%s", bytes[r]);
  else asm_text(t, "%s%s", size == 8 ? "r" : size == 4 ? "e" : "", low[r]);
}

static void put_disp(AsmText *t, int32_t disp) {
  if (disp < 0) asm_text(t, "-0x%x", 0u - (uint32_t)disp);
  else asm_text(t, "+0x%x", (uint32_t)disp);
}

static void put_mem(AsmText *t, const X64Operand *o) {
  static const char *const sizes[] = {
      [1] = "BYTE", [2] = "WORD", [4] = "DWORD", [8] = "QWORD", [16] = "XMMWORD", [32] = "YMMWORD", [64] = "ZMMWORD"};
  X64Mem m = o->mem;
  if (o->size) asm_text(t, "%s %s ", sizes[o->size], o->bcast ? "BCST" : "PTR");
  if (m.base == X64_RIP) {
    asm_text(t, "[rip+\2]");
    return;
  }
  if (m.base == X64_NO_REG && m.index == RSP) {
    asm_text(t, "ds:0x%llx", (unsigned long long)(int64_t)m.disp);
    return;
  }
  asm_text(t, "[");
  if (m.base != X64_NO_REG) put_gpr(t, m.base, 8);
  if (m.index != RSP) {
    if (m.base != X64_NO_REG) asm_text(t, "+");
    put_gpr(t, m.index, 8);
    asm_text(t, "*%u", 1u << m.scale);
  }
  /* rbp and r13 have no form without a displacement, nor has an index without a base. */
  if (m.disp != 0 || m.base == X64_NO_REG || (m.base & 7) == RBP) put_disp(t, m.disp);
  asm_text(t, "]");
}

static void put_operand(AsmText *t, const X64Operand *o) {
  switch (o->kind) {
  case X64_OP_GPR: put_gpr(t, o->reg, o->size); break;
  case X64_OP_VEC: asm_text(t, "%cmm%u", o->size == 64 ? 'z' : o->size == 32 ? 'y' : 'x', o->reg & 31u); break;
  case X64_OP_K: asm_text(t, "k%u", o->reg & 7u); break;
  case X64_OP_MEM: put_mem(t, o); break;
  case X64_OP_IMM: asm_text(t, "0x%llx", (unsigned long long)o->imm); break;
  case X64_OP_TO: asm_text(t, "\1"); break;
  case X64_OP_TEXT: asm_text(t, "%s", o->text); break;
  }
  if (o->bcast && o->lanes_told) asm_text(t, "{1to%u}", o->bcast);
  if (o->mask) asm_text(t, "{k%u}", o->mask);
  if (o->zero) asm_text(t, "{z}");
}

void x64_list(Asm *a, uint32_t at, const char *name, const char *suffix, const X64Operand *operands, unsigned count) {
  AsmText t = {.size = 0};
  AsmLabel label = ASM_LABEL_NONE;
  bool is_relative = false;
  asm_text(&t, "%s%s", name, suffix);
  if (count > 0) asm_text(&t, "%*s", t.size < 6 ? 7 - (int)t.size : 1, "");
  for (unsigned i = 0; i < count; i++) {
    if (i > 0) asm_text(&t, ",");
    put_operand(&t, &operands[i]);
    if (operands[i].kind == X64_OP_TO) label = operands[i].label;
    if (operands[i].kind == X64_OP_MEM && operands[i].mem.base == X64_RIP) {
      label = (AsmLabel)operands[i].mem.disp;
      is_relative = true;
    }
  }
  if (is_relative) asm_text(&t, "        # \1");
  asm_list(a, at, label, t.at, t.size);
}

const char *x64_cond_name(X64Cond cond) {
  static const char *const names[] = {"o", "no", "b", "ae", "e", "ne", "be", "a",
                                      "s", "ns", "p", "np", "l", "ge", "le", "g"};
  return names[cond & 15];
}
