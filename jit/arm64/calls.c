/* Calls: the callee in x0, its frame in x1. All is home, so every other register is free. */
#include "jit/arm64/arm64.h"

static void new_frame(Jit *j, uint32_t frame) { a64_add_disp(&j->as, X1, FRAME, (uint64_t)slot_at(frame)); }

/* x16 := where the function's code of this variant begins; x0 := its index. */
static void load_entry(Jit *j, uint32_t func) {
  const size_t at = func * sizeof(FuncCode) + offsetof(FuncCode, native) + j->variant * sizeof(void *);
  a64_mov_imm(&j->as, X0, func);
  LOAD_EXEC(&j->as, A64_LDR_X, X16, codes);
  a64_access(&j->as, A64_LDR_X, X16, X16, (uint32_t)at);
}

void a64_call(Jit *j, uint32_t func, uint32_t frame) {
  new_frame(j, frame);
  load_entry(j, func);
  a64_br(&j->as, A64_BLR, X16);
}

static void load_import(Jit *j, uint32_t func) {
  Asm *a = &j->as;
  LOAD_EXEC(a, A64_LDR_X, X16, instance);
  a64_access(a, A64_LDR_X, X16, X16, offsetof(Instance, imported_funcs));
  a64_access(a, A64_LDR_X, X0, X16, (uint32_t)(func * sizeof(Func *)));
}

static void call_func(Jit *j, uint32_t frame) {
  new_frame(j, frame);
  a64_call_stub(j, STUB_CALL_FUNC);
}

void a64_call_import(Jit *j, uint32_t func, uint32_t frame) {
  load_import(j, func);
  call_func(j, frame);
}

/* The function at this index of the table goes to x0; its type is seen to. */
static void load_element(Jit *j, const WalkInstr *i, Reg index) {
  Asm *a = &j->as;
  if (index != X2) a64_mov(a, 8, X2, ar(index));
  LOAD_EXEC(a, A64_LDR_X, X16, instance);
  a64_access(a, A64_LDR_X, X16, X16, offsetof(Instance, tables));
  a64_access(a, A64_LDR_X, X3, X16, (uint32_t)(i->instr->second * sizeof(Table *)));
  a64_access(a, A64_LDR_X, X17, X3, offsetof(Table, length));
  a64_cmp(a, 8, X2, X17);
  a64_b_cond(a, A64_HS, trap_label(j, TRAP_UNDEFINED_ELEMENT));
  a64_access(a, A64_LDR_X, X16, X3, offsetof(Table, elems));
  a64_ldst(a, A64_LDR_X, X0, a64_mem_index(X16, X2, A64_UXTX, true));
  a64_cb(a, A64_CBZ, 8, X0, trap_label_index(j, TRAP_UNINITIALIZED_ELEMENT, X2));
  a64_access(a, A64_LDR_X, X16, X0, offsetof(Func, head));
  a64_access(a, A64_LDR_W, X16, X16, offsetof(FuncHead, type));
  const AsmLabel same = asm_label(a);
  a64_compare_imm(a, 4, X16, i->type->id);
  a64_b_cond(a, A64_EQ, same);
  a64_mov_imm(a, X1, i->type->id);
  a64_call_stub(j, STUB_SUBTYPE);
  asm_bind(a, same);
}

void a64_call_indirect(Jit *j, const WalkInstr *i, Reg index, uint32_t frame) {
  load_element(j, i, index);
  call_func(j, frame);
}

static void load_ref(Jit *j, Reg func) {
  a64_cb(&j->as, A64_CBZ, 8, ar(func), trap_label(j, TRAP_NULL_FUNCTION));
  if (func != X0) a64_mov(&j->as, 8, X0, ar(func));
}

void a64_call_ref(Jit *j, Reg func, uint32_t frame) {
  load_ref(j, func);
  call_func(j, frame);
}

/* Down to the frame's start: what is overwritten has been read. x0 stays. */
static void move_args(Jit *j, uint32_t frame, uint32_t slots) {
  enum { ONE_BY_ONE = 32, PAIR = 2 * sizeof(Slot) };
  Asm *a = &j->as;
  if (slots == 0) return;
  a64_add_disp(a, X16, FRAME, (uint64_t)slot_at(frame));
  if (slots <= ONE_BY_ONE) {
    uint32_t k = 0;
    for (; k + 2 <= slots; k += 2) {
      a64_ldp(a, A64_LDP_X, X2, X3, a64_mem(X16, slot_at(k)));
      a64_ldp(a, A64_STP_X, X2, X3, a64_mem(FRAME, slot_at(k)));
    }
    if (k == slots) return;
    a64_ldst(a, A64_LDR_X, X2, a64_mem(X16, slot_at(k)));
    a64_ldst(a, A64_STR_X, X2, a64_mem(FRAME, slot_at(k)));
    return;
  }
  a64_mov(a, 8, X17, FRAME);
  a64_mov_imm(a, X4, slots / 2);
  const AsmLabel again = asm_label_here(a);
  a64_ldp(a, A64_LDP_X, X2, X3, a64_post(X16, PAIR));
  a64_ldp(a, A64_STP_X, X2, X3, a64_post(X17, PAIR));
  a64_rri(a, A64_SUBS, 8, X4, X4, 1);
  a64_b_cond(a, A64_NE, again);
  if (!(slots & 1)) return;
  a64_ldst(a, A64_LDR_X, X2, a64_mem(X16, 0));
  a64_ldst(a, A64_STR_X, X2, a64_mem(X17, 0));
}

void a64_tail_call(Jit *j, uint32_t func, uint32_t frame, uint32_t slots) {
  Asm *a = &j->as;
  move_args(j, frame, slots);
  a64_mov(a, 8, X1, FRAME);
  load_entry(j, func);
  a64_ldp(a, A64_LDP_X, X29, X30, a64_post(SP, sizeof(Pair)));
  a64_br(a, A64_BR, X16);
}

static void tail_func(Jit *j, uint32_t frame, uint32_t slots) {
  move_args(j, frame, slots);
  a64_call_stub(j, STUB_TAIL_FUNC);
}

void a64_tail_import(Jit *j, uint32_t func, uint32_t frame, uint32_t slots) {
  load_import(j, func);
  tail_func(j, frame, slots);
}

void a64_tail_indirect(Jit *j, const WalkInstr *i, Reg index, uint32_t frame, uint32_t slots) {
  load_element(j, i, index);
  tail_func(j, frame, slots);
}

void a64_tail_ref(Jit *j, Reg func, uint32_t frame, uint32_t slots) {
  load_ref(j, func);
  tail_func(j, frame, slots);
}
