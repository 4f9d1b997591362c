/* Atomic accesses, fences; waiting and waking are calls of C.
 *
 * An address that is not aligned traps before one out of bounds does. Reading and writing at once is one instruction where the
 * processor has LSE, else a loop that is done when nobody came between. All are sequentially consistent: loads acquire,
 * stores release, the others both. */
#include "jit/arm64/memory.h"

typedef enum Rmw { RMW_add, RMW_sub, RMW_and, RMW_or, RMW_xor, RMW_xchg } Rmw;

/* Flags tell whether the place is aligned: of the address and the offset only the lowest bits count. */
static void check_alignment(Jit *j, const WalkInstr *i, Address address, uint32_t bytes) {
  Asm *a = &j->as;
  const uint64_t mask = bytes - 1, offset = i->instr->mem.offset & mask;
  mark_place(j);
  if (mask == 0) return;
  if (address.reg == ZR) {
    if ((address.value + offset) & mask) a64_b(a, trap_label(j, TRAP_UNALIGNED_ATOMIC));
    return;
  }
  A64Reg at = address.reg;
  if (offset) a64_rri(a, A64_ADD, 4, X16, at, offset), at = X16;
  a64_rri(a, A64_ANDS, 4, ZR, at, mask);
  a64_b_cond(a, A64_NE, trap_label(j, TRAP_UNALIGNED_ATOMIC));
}

/* x16. */
static A64Reg aligned_place(Jit *j, const WalkInstr *i, Address address, uint32_t bytes) {
  check_alignment(j, i, address, bytes);
  return a64_exact_place(j, i, address, bytes);
}

static A64Reg value_or_zero(Jit *j, Value *v) { return is_const(v) && !v->bits[0] ? ZR : ar(operand_reg(j, v)); }

static void lower_load(Jit *j, const WalkInstr *i, Class cls, uint32_t bytes) {
  const Address address = a64_address(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, cls);
  a64_ldx(&j->as, A64_LDAR, bytes, ar(d), aligned_place(j, i, address, bytes));
  push_reg(j, cls, d);
}

static void lower_store(Jit *j, const WalkInstr *i, uint32_t bytes) {
  const A64Reg v = value_or_zero(j, top(j, 0));
  const Address address = a64_address(j, top(j, 1));
  pop_values(j, 2);
  a64_ldx(&j->as, A64_STLR, bytes, v, aligned_place(j, i, address, bytes));
}

/* ---- read and write ---- */

/* d := what is at `at`, which becomes the result; may use x17. */
static void rmw_at_once(Asm *a, Rmw how, uint32_t bytes, A64Reg d, A64Reg v, A64Reg at) {
  static const uint16_t ops[] = {[RMW_add] = A64_LDADDAL, [RMW_sub] = A64_LDADDAL, [RMW_and] = A64_LDCLRAL,
                                 [RMW_or] = A64_LDSETAL, [RMW_xor] = A64_LDEORAL, [RMW_xchg] = A64_SWPAL};
  if (how == RMW_sub || how == RMW_and) { /* there is none: add the negative, clear the complement */
    a64_rrr(a, how == RMW_sub ? A64_SUB : A64_ORN, bytes == 8 ? 8 : 4, X17, ZR, v);
    v = X17;
  }
  a64_lse(a, (A64Op)ops[how], bytes, v, d, at);
}

/* The same without LSE; `status` is a register of its own. */
static void rmw_in_loop(Asm *a, Rmw how, uint32_t bytes, A64Reg d, A64Reg v, A64Reg at, A64Reg status) {
  static const uint16_t ops[] = {[RMW_add] = A64_ADD, [RMW_sub] = A64_SUB, [RMW_and] = A64_AND, [RMW_or] = A64_ORR, [RMW_xor] = A64_EOR};
  const AsmLabel again = asm_label_here(a);
  a64_ldx(a, A64_LDAXR, bytes, d, at);
  if (how != RMW_xchg) {
    a64_rrr(a, (A64Op)ops[how], bytes == 8 ? 8 : 4, X17, d, v);
    v = X17;
  }
  a64_stx(a, A64_STLXR, bytes, status, v, at);
  a64_cb(a, A64_CBNZ, 4, status, again);
}

/* A register for a loop's status; ZR where no loop is needed. */
static A64Reg status_reg(Jit *j) { return has_cpu(j, CPU_LSE) ? ZR : ar(temp(j, CLASS_i)); }
/* Of registers that a result must not be. */
static RegSet unless_zero(A64Reg r) { return r == ZR ? 0 : reg_bit((Reg)r); }

static void lower_rmw(Jit *j, const WalkInstr *i, Class cls, uint32_t bytes, Rmw how) {
  const A64Reg v = value_or_zero(j, top(j, 0));
  const Address address = a64_address(j, top(j, 1));
  const A64Reg status = status_reg(j);
  pop_values(j, 2);
  const Reg d = result_reg_not(j, cls, unless_zero(v) | unless_zero(status));
  const A64Reg at = aligned_place(j, i, address, bytes);
  if (has_cpu(j, CPU_LSE)) rmw_at_once(&j->as, how, bytes, ar(d), v, at);
  else rmw_in_loop(&j->as, how, bytes, ar(d), v, at, status);
  push_reg(j, cls, d);
}

/* d := what is at `at`, which becomes v if it is what is expected, cut to its width. */
static void exchange_in_loop(Asm *a, uint32_t bytes, A64Reg d, A64Reg expected, A64Reg v, A64Reg at, A64Reg status) {
  const AsmLabel done = asm_label(a), again = asm_label_here(a);
  a64_ldx(a, A64_LDAXR, bytes, d, at);
  if (bytes < 4) a64_rrx(a, A64_SUBS, 4, ZR, d, expected, bytes == 1 ? A64_UXTB : A64_UXTH, 0);
  else a64_cmp(a, bytes, d, expected);
  a64_b_cond(a, A64_NE, done);
  a64_stx(a, A64_STLXR, bytes, status, v, at);
  a64_cb(a, A64_CBNZ, 4, status, again);
  asm_bind(a, done);
}

static void lower_cmpxchg(Jit *j, const WalkInstr *i, Class cls, uint32_t bytes) {
  const A64Reg v = value_or_zero(j, top(j, 0));
  const Reg expected = operand_reg(j, top(j, 1));
  const Address address = a64_address(j, top(j, 2));
  const bool at_once = has_cpu(j, CPU_LSE);
  const A64Reg status = status_reg(j);
  pop_values(j, 3);
  const Reg d = result_reg_not(j, cls, unless_zero(v) | unless_zero(status) | (at_once ? 0 : reg_bit(expected)));
  const A64Reg at = aligned_place(j, i, address, bytes);
  if (at_once) {
    if (d != expected) a64_move(j, cls, d, expected);
    a64_lse(&j->as, A64_CASAL, bytes, ar(d), v, at);
  } else {
    exchange_in_loop(&j->as, bytes, ar(d), ar(expected), v, at, status);
  }
  push_reg(j, cls, d);
}

/* ---- waiting ---- */

/* Operands one behind the other, home; the result takes the place of the first. */
static void call_with(Jit *j, const WalkInstr *i, Stub stub, uint32_t operands, uint32_t bytes) {
  Asm *a = &j->as;
  all_home(j, operands);
  pop_values(j, operands);
  mark_place(j);
  const uint32_t first = i->height - i->operand_slots;
  a64_add_disp(a, X1, FRAME, (uint64_t)slot_at(first));
  a64_mov_imm(a, X2, i->instr->mem.offset);
  a64_mov_imm(a, X3, i->instr->mem.memory);
  a64_mov_imm(a, X4, bytes);
  a64_call_stub(j, stub);
  push_home_value(j, CLASS_i, first, false);
}

bool a64_lower_atomic(Jit *j, const WalkInstr *i) {
  switch (i->instr->op) {
#define ATOMIC_LOAD(op, t, bits)                                                                                       \
  case OP_##op: lower_load(j, i, CLASS_##t, (bits) / 8); return true;
#define ATOMIC_STORE(op, t, bits)                                                                                      \
  case OP_##op: lower_store(j, i, (bits) / 8); return true;
#define ATOMIC_RMW(op, t, bits, f)                                                                                     \
  case OP_##op: lower_rmw(j, i, CLASS_##t, (bits) / 8, RMW_##f); return true;
#define ATOMIC_CMPXCHG(op, t, bits)                                                                                    \
  case OP_##op: lower_cmpxchg(j, i, CLASS_##t, (bits) / 8); return true;
#include "vm/sem/atomic.def"
  case OP_ATOMIC_FENCE: a64_0(&j->as, A64_DMB_ISH); return true;
  case OP_MEMORY_ATOMIC_WAIT32: call_with(j, i, STUB_ATOMIC_WAIT, 3, 4); return true;
  case OP_MEMORY_ATOMIC_WAIT64: call_with(j, i, STUB_ATOMIC_WAIT, 3, 8); return true;
  case OP_MEMORY_ATOMIC_NOTIFY: call_with(j, i, STUB_ATOMIC_NOTIFY, 2, 4); return true;
  default: return false;
  }
}
