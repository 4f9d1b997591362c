/* The AArch64 target: facts, moves, control. */
#include "jit/arm64/simd.h"

#if defined(__linux__) && defined(__aarch64__)
#include <sys/auxv.h>
#endif

/* ---- facts ---- */

static const char *const feature_names[CPU_FEATURES + 1] = {
    [CPU_FP16] = "fp16", [CPU_DOTPROD] = "dotprod", [CPU_I8MM] = "i8mm", [CPU_LSE] = "lse"};

/* As the kernel numbers them; its header may be older. */
static CpuFeatures detect(void) {
  CpuFeatures cpu = 0;
#if defined(__linux__) && defined(__aarch64__)
  enum { ATOMICS = 1 << 8, FPHP = 1 << 9, ASIMDHP = 1 << 10, ASIMDDP = 1 << 20, I8MM = 1 << 13 };
  const unsigned long one = getauxval(AT_HWCAP), two = getauxval(AT_HWCAP2);
  if (one & FPHP && one & ASIMDHP) cpu |= 1u << CPU_FP16;
  if (one & ASIMDDP) cpu |= 1u << CPU_DOTPROD;
  if (two & I8MM) cpu |= 1u << CPU_I8MM;
  if (one & ATOMICS) cpu |= 1u << CPU_LSE;
#endif
  return cpu;
}

static RegSet range(Reg first, Reg last) { return (reg_bit(last) - reg_bit(first)) | reg_bit(last); }

/* x18 is the system's on some. */
static void registers(CpuFeatures cpu, RegSet *temps, RegSet *locals) {
  (void)cpu;
  *temps = range(X0, X7) | range(V0, V7);
  *locals = range(X8, X15) | range(X19, X26) | range(V8, V29);
}

/* ---- addresses and immediates ---- */

void a64_add_disp(Asm *a, A64Reg d, A64Reg n, uint64_t disp) {
  if (a64_is_arith_imm(disp)) {
    a64_rri(a, A64_ADD, 8, d, n, disp);
  } else if (disp < 1u << 24) {
    a64_rri(a, A64_ADD, 8, d, n, disp & 0xFFF000);
    a64_rri(a, A64_ADD, 8, d, d, disp & 0xFFF);
  } else {
    a64_mov_imm(a, X17, disp);
    a64_rrr(a, A64_ADD, 8, d, n, X17);
  }
}

void a64_access(Asm *a, A64Op op, A64Reg t, A64Reg base, uint32_t disp) {
  if (a64_reaches(op, disp)) {
    a64_ldst(a, op, t, a64_mem(base, (int32_t)disp));
  } else if (disp < 1u << 24 && a64_reaches(op, disp & 0xFFF)) {
    a64_rri(a, A64_ADD, 8, X16, base, disp & 0xFFF000);
    a64_ldst(a, op, t, a64_mem(X16, (int32_t)(disp & 0xFFF)));
  } else {
    a64_add_disp(a, X16, base, disp);
    a64_ldst(a, op, t, a64_mem(X16, 0));
  }
}

void a64_compare_imm(Asm *a, unsigned size, A64Reg n, uint64_t imm) {
  const uint64_t negative = size == 4 ? (uint32_t)-(uint32_t)imm : -imm;
  if (a64_is_arith_imm(imm)) {
    a64_cmp_i(a, size, n, imm);
  } else if (a64_is_arith_imm(negative)) {
    a64_rri(a, A64_ADDS, size, ZR, n, negative);
  } else {
    a64_mov_imm(a, X17, imm);
    a64_cmp(a, size, n, X17);
  }
}

/* ---- moves ---- */

void a64_move(Jit *j, Class cls, Reg to, Reg from) {
  if (cls == CLASS_v) a64_v3(&j->as, A64_VORR, A64_16B, ar(to), ar(from), ar(from));
  else if (class_is_vector(cls)) a64_ff(&j->as, A64_FMOV, 8, ar(to), ar(from));
  else a64_mov(&j->as, class_size(cls), ar(to), ar(from));
}

A64Op a64_load_op(Class cls) {
  switch (cls) {
  case CLASS_i: return A64_LDR_W;
  case CLASS_f: return A64_LDR_FS;
  case CLASS_d: return A64_LDR_FD;
  case CLASS_v: return A64_LDR_FQ;
  default: return A64_LDR_X;
  }
}

A64Op a64_store_op(Class cls) {
  switch (cls) {
  case CLASS_f: return A64_STR_FS;
  case CLASS_d: return A64_STR_FD;
  case CLASS_v: return A64_STR_FQ;
  default: return A64_STR_X; /* an i32 with its clean upper half */
  }
}

static void load(Jit *j, Class cls, Reg to, uint32_t slot) { a64_access_slot(&j->as, a64_load_op(cls), ar(to), slot); }
static void store(Jit *j, Class cls, uint32_t slot, Reg from) { a64_access_slot(&j->as, a64_store_op(cls), ar(from), slot); }

static void constant(Jit *j, Class cls, Reg to, const uint64_t bits[2]) {
  Asm *a = &j->as;
  uint8_t imm;
  if (!class_is_vector(cls)) {
    a64_mov_imm(a, ar(to), bits[0]);
  } else if (cls == CLASS_v) {
    if (!a64_vconst(a, ar(to), bits[0], bits[1])) a64_literal(a, A64_LDR_FQ, ar(to), asm_const(a, bits, 16));
  } else if (!bits[0]) {
    a64_vimm(a, A64_VMOVI, A64_2D, ar(to), 0, 0);
  } else if (a64_is_fp_imm(bits[0], class_size(cls), &imm)) {
    a64_fmov_i(a, class_size(cls), ar(to), imm);
  } else {
    a64_literal(a, a64_load_op(cls), ar(to), asm_const(a, bits, class_size(cls)));
  }
}

static void store_word(Jit *j, uint32_t slot, uint64_t v) {
  if (v) a64_mov_imm(&j->as, X17, v);
  a64_access_slot(&j->as, A64_STR_X, v ? X17 : ZR, slot);
}

static void store_constant(Jit *j, Class cls, uint32_t slot, const uint64_t bits[2]) {
  store_word(j, slot, bits[0]);
  if (cls == CLASS_v) store_word(j, slot + 1, bits[1]);
}

static void copy_slot(Jit *j, Class cls, uint32_t to, uint32_t from) {
  const A64Reg t = cls == CLASS_v ? SCRATCH : X17;
  a64_access_slot(&j->as, cls == CLASS_v ? A64_LDR_FQ : A64_LDR_X, t, from);
  a64_access_slot(&j->as, cls == CLASS_v ? A64_STR_FQ : A64_STR_X, t, to);
}

static void zero_slots(Jit *j, uint32_t first, uint32_t count) {
  enum { ONE_BY_ONE = 32 };
  Asm *a = &j->as;
  if (count == 0) return;
  a64_add_disp(a, X16, FRAME, (uint64_t)slot_at(first));
  if (count <= ONE_BY_ONE) {
    for (uint32_t k = 0; k + 2 <= count; k += 2) a64_ldp(a, A64_STP_X, ZR, ZR, a64_mem(X16, slot_at(k)));
    if (count & 1) a64_ldst(a, A64_STR_X, ZR, a64_mem(X16, slot_at(count - 1)));
    return;
  }
  a64_mov_imm(a, X17, count / 2);
  const AsmLabel again = asm_label_here(a);
  a64_ldp(a, A64_STP_X, ZR, ZR, a64_post(X16, 2 * slot_at(1)));
  a64_rri(a, A64_SUBS, 8, X17, X17, 1);
  a64_b_cond(a, A64_NE, again);
  if (count & 1) a64_ldst(a, A64_STR_X, ZR, a64_mem(X16, 0));
}

/* ---- control ---- */

static void jump(Jit *j, AsmLabel to) { a64_b(&j->as, to); }

static void branch(Jit *j, Cond cond, AsmLabel to) {
  if (cond_is_reg(cond)) a64_cb(&j->as, cond & 1 ? A64_CBZ : A64_CBNZ, cond_size(cond), cond_reg(cond), to);
  else a64_b_cond(&j->as, (A64Cond)cond, to);
}

static Cond inverse(Cond cond) { return cond ^ 1; }

static Cond test(Jit *j, Class cls, Reg r) {
  (void)j;
  return cond_of_reg(cls, r);
}

A64Cond a64_flags(Jit *j, Cond cond) {
  if (!cond_is_reg(cond)) return (A64Cond)cond;
  a64_cmp_i(&j->as, cond_size(cond), cond_reg(cond), 0);
  return cond & 1 ? A64_EQ : A64_NE;
}

static void set(Jit *j, Cond cond, Reg to) {
  const A64Cond c = a64_flags(j, cond);
  a64_cset(&j->as, 4, ar(to), c);
}

/* The index is clamped without a branch, so that nothing beyond the table is read, not even on trial. The table stands
 * behind the branch, where it is in reach. */
static void table(Jit *j, Reg index, uint32_t count, const AsmLabel *targets) {
  Asm *a = &j->as;
  const AsmLabel table = asm_table(a, targets, count + 1);
  a64_mov_imm(a, X17, count);
  a64_cmp(a, 4, ar(index), X17);
  a64_csel(a, A64_CSEL, 4, X17, ar(index), X17, A64_LS);
  a64_adr(a, X16, table);
  a64_ldst(a, A64_LDRSW, X17, a64_mem_index(X16, X17, A64_UXTW, true));
  a64_rrr(a, A64_ADD, 8, X17, X16, X17);
  a64_br(a, A64_BR, X17);
  asm_flush(a);
}

/* Called with the new frame in x1: makes the pair, sees whether there is room. */
static void prologue(Jit *j) {
  Asm *a = &j->as;
  const uint32_t size = (uint32_t)slot_at(j->program->valid->funcs[j->func].frame_slots);
  a64_ldp(a, A64_STP_X, X29, X30, a64_pre(SP, -(int32_t)sizeof(Pair)));
  a64_mov(a, 8, FRAME, X1);
  j->retry = asm_label_here(a);
  a64_rrx(a, A64_SUB, 8, X16, SP, FRAME, A64_UXTX, 0);
  if (a64_is_arith_imm(size)) {
    a64_rri(a, A64_SUB, 8, X16, X16, size);
  } else {
    a64_mov_imm(a, X17, size);
    a64_rrr(a, A64_SUB, 8, X16, X16, X17);
  }
  LOAD_EXEC(a, A64_LDR_X, X17, limit);
  a64_cmp(a, 8, X16, X17);
  a64_b_cond(a, A64_LT, trap_label(j, TRAP_STACK_OVERFLOW));
}

static void ret(Jit *j) {
  a64_ldp(&j->as, A64_LDP_X, X29, X30, a64_post(SP, sizeof(Pair)));
  a64_br(&j->as, A64_RET, X30);
}

static void fuel(Jit *j, uint32_t charge) {
  Asm *a = &j->as;
  const uint64_t units = MIN_OF(charge, (uint32_t)INT32_MAX);
  LOAD_EXEC(a, A64_LDR_X, X16, fuel);
  if (a64_is_arith_imm(units)) {
    a64_rri(a, A64_SUBS, 8, X16, X16, units);
  } else {
    a64_mov_imm(a, X17, units);
    a64_rrr(a, A64_SUBS, 8, X16, X16, X17);
  }
  a64_b_cond(a, A64_LO, trap_label(j, TRAP_OUT_OF_FUEL));
  STORE_EXEC(a, A64_STR_X, X16, fuel);
}

/* LIMIT_STOP alone has anything in its upper half. */
static void poll(Jit *j) {
  a64_ldst(&j->as, A64_LDR_W, X16, a64_mem(EXEC, (int32_t)offsetof(struct Exec, limit) + 4));
  a64_cb(&j->as, A64_CBNZ, 4, X16, trap_label(j, TRAP_INTERRUPTED));
}

/* ---- ways to stubs ---- */

/* Stubs may be further away than branches reach: a function branches to its own way there. */
static AsmLabel way_to_stub(Jit *j, Stub stub) {
  if (j->stub_ways[stub] == ASM_LABEL_NONE) j->stub_ways[stub] = asm_label(&j->as);
  return j->stub_ways[stub];
}

void a64_call_stub(Jit *j, Stub stub) { a64_bl(&j->as, way_to_stub(j, stub)); }

static void finish(Jit *j) {
  Asm *a = &j->as;
  for (uint32_t k = 0; k < STUB_COUNT; k++) {
    if (j->stub_ways[k] == ASM_LABEL_NONE) continue;
    asm_bind(a, j->stub_ways[k]);
    a64_way_outside(a, k);
  }
}

static void trap(Jit *j, TrapCode code, Reg reg) {
  Asm *a = &j->as;
  if (code == TRAP_STACK_OVERFLOW) { /* of the entry: may find room after all */
    a64_mov_imm(a, X0, j->program->valid->funcs[j->func].frame_slots);
    a64_call_stub(j, STUB_NO_ROOM);
    a64_b(a, j->retry);
    return;
  }
  if (reg != REG_NONE && reg != X1) a64_mov(a, 8, X1, ar(reg));
  a64_mov_imm(a, X0, (uint64_t)code);
  a64_call_stub(j, STUB_TRAP);
}

/* The address of the islands' cells stands at the function's beginning, perhaps far away. */
static void island(Jit *j, uint32_t cell) {
  enum { REACH = 1 << 20 };
  Asm *a = &j->as;
  const uint32_t here = asm_here(a);
  if (here - asm_offset(a, j->header) < REACH) {
    a64_literal(a, A64_LDR_X, X0, j->header);
  } else {
    a64_adr(a, X16, asm_label_here(a));
    a64_mov_imm(a, X17, here - asm_offset(a, j->header));
    a64_rrr(a, A64_SUB, 8, X16, X16, X17);
    a64_ldst(a, A64_LDR_X, X0, a64_mem(X16, 0));
  }
  a64_add_disp(a, X0, X0, (uint64_t)cell * sizeof(Cell));
  a64_b(a, way_to_stub(j, STUB_ISLAND));
}

/* At an entry the pair has not been made, or the frame is still the caller's: back to the call. Behind the end of a frame
 * the pair has been taken away: as if the call were to come. */
static void mend_frame(FaultRegs *regs) {
  enum { STP_PAIR = 0xA9BF7BFD, MOV_FRAME = 0xAA0103FD, RET_PAIR = 0xD65F03C0, BR_TAIL = 0xD61F0200 };
  const uint32_t insn = *(const uint32_t *)regs->pc;
  if (insn == MOV_FRAME) {
    const Pair *pair = (const Pair *)regs->sp;
    regs->lr = (uintptr_t)pair->pc;
    regs->sp += sizeof *pair;
  } else if (insn != STP_PAIR && insn != RET_PAIR && insn != BR_TAIL) {
    return;
  }
  regs->pc = regs->lr - 4;
}

/* ---- one instruction ---- */

/* Where NaNs are to be canonical the processor makes them so (vm/exec.c): of these also, whose payloads count; but not of those
 * that copy one of their operands. */
static bool makes_other_nans(Op op) {
  switch (op) {
  case OP_F32X4_MIN_X86: case OP_F32X4_MAX_X86: case OP_F64X2_MIN_X86: case OP_F64X2_MAX_X86: return true;
  case OP_F32_LOAD_F16: case OP_F32_STORE_F16: case OP_F16X8_SPLAT: case OP_F16X8_EXTRACT_LANE: case OP_F16X8_REPLACE_LANE: return true;
  default: return false;
  }
}

static bool lower(Jit *j, const WalkInstr *i) {
  if (j->deterministic && makes_other_nans(i->instr->op)) return false;
  return a64_lower_int(j, i) || a64_lower_memory(j, i) || a64_lower_float(j, i) || a64_lower_simd(j, i) || a64_lower_convert(j, i) ||
         a64_lower_misc(j, i) || a64_lower_atomic(j, i);
}

const Target target_arm64 = {
    .name = "aarch64", .as = &a64_asm_target, .detect = detect, .feature_names = feature_names, .needed = 0, .pool_reach = 1 << 19,
    .registers = registers, .move = a64_move, .load = load, .store = store, .constant = constant, .store_constant = store_constant,
    .copy_slot = copy_slot, .zero_slots = zero_slots, .jump = jump, .branch = branch, .inverse = inverse, .test = test, .set = set,
    .table = table, .prologue = prologue, .ret = ret, .fuel = fuel, .poll = poll, .trap = trap, .island = island, .finish = finish,
    .call = a64_call, .call_import = a64_call_import, .call_indirect = a64_call_indirect, .call_ref = a64_call_ref,
    .tail_call = a64_tail_call, .tail_import = a64_tail_import, .tail_indirect = a64_tail_indirect, .tail_ref = a64_tail_ref,
    .lower = lower, .mend_frame = mend_frame, .call_size = 4, .trampoline = a64_trampoline, .stubs = a64_stubs, .gdb = &a64_gdb_frames};
