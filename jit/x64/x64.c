/* The x86-64 target: facts, moves, control. */
#include "jit/x64/x64.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

/* ---- facts ---- */

static const char *const feature_names[CPU_FEATURES + 1] = {
    [CPU_AVX2] = "avx2", [CPU_FMA] = "fma", [CPU_BMI1] = "bmi1", [CPU_BMI2] = "bmi2", [CPU_LZCNT] = "lzcnt", [CPU_POPCNT] = "popcnt",
    [CPU_F16C] = "f16c", [CPU_AVX512VL] = "avx512vl", [CPU_AVX_VNNI] = "avxvnni", [CPU_AVX512_VNNI] = "avx512vnni",
    [CPU_AVX512_FP16] = "avx512fp16"};
enum { NEEDED = 1 << CPU_AVX2 | 1 << CPU_FMA | 1 << CPU_BMI1 | 1 << CPU_BMI2 | 1 << CPU_LZCNT | 1 << CPU_POPCNT | 1 << CPU_F16C };

static CpuFeatures detect(void) {
  CpuFeatures cpu = 0;
#if defined(__x86_64__)
  /* The builtin also asks whether the system saves the registers. */
  if (__builtin_cpu_supports("avx2")) cpu |= 1u << CPU_AVX2;
  if (__builtin_cpu_supports("fma")) cpu |= 1u << CPU_FMA;
  if (__builtin_cpu_supports("bmi")) cpu |= 1u << CPU_BMI1;
  if (__builtin_cpu_supports("bmi2")) cpu |= 1u << CPU_BMI2;
  if (__builtin_cpu_supports("popcnt")) cpu |= 1u << CPU_POPCNT;
  uint32_t a, b, c, d;
  if (__get_cpuid(1, &a, &b, &c, &d) && c & 1u << 29 && cpu & 1u << CPU_AVX2) cpu |= 1u << CPU_F16C;
  if (__get_cpuid(0x80000001, &a, &b, &c, &d) && c & 1u << 5) cpu |= 1u << CPU_LZCNT;
  const bool avx512 = __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
  if (avx512) cpu |= 1u << CPU_AVX512VL;
  if (avx512 && __builtin_cpu_supports("avx512vnni")) cpu |= 1u << CPU_AVX512_VNNI;
  if (avx512 && __get_cpuid_count(7, 0, &a, &b, &c, &d) && d & 1u << 23) cpu |= 1u << CPU_AVX512_FP16;
  if (cpu & 1u << CPU_AVX2 && __get_cpuid_count(7, 1, &a, &b, &c, &d) && a & 1u << 4) cpu |= 1u << CPU_AVX_VNNI;
#endif
  return cpu;
}

static RegSet range(Reg first, Reg last) { return (reg_bit(last) - reg_bit(first)) | reg_bit(last); }

static void registers(CpuFeatures cpu, RegSet *temps, RegSet *locals) {
  const bool wide = cpu >> CPU_AVX512VL & 1;
  *temps = reg_bit(RAX) | reg_bit(RCX) | reg_bit(RDX) | reg_bit(RSI) | reg_bit(RDI);
  *locals = reg_bit(RBX) | range(R8, R13);
  *temps |= range(XMM0, wide ? XMM7 : XMM5);
  *locals |= wide ? range(XMM8, XMM14) | range(XMM16, XMM31) : range(XMM6, XMM14);
}

/* ---- moves ---- */

void x64_move(Jit *j, Class cls, Reg to, Reg from) {
  if (class_is_vector(cls)) x64_vrr(&j->as, X64_VMOVAPS, xr(to), xr(from));
  else x64_rr(&j->as, X64_MOV, class_size(cls), xr(to), xr(from));
}

static void load(Jit *j, Class cls, Reg to, uint32_t slot) {
  switch (cls) {
  case CLASS_f: x64_vrm(&j->as, X64_VMOVSS, xr(to), slot_mem(slot)); break;
  case CLASS_d: x64_vrm(&j->as, X64_VMOVSD, xr(to), slot_mem(slot)); break;
  case CLASS_v: x64_vrm(&j->as, X64_VMOVUPS, xr(to), slot_mem(slot)); break;
  default: x64_rm(&j->as, X64_MOV, class_size(cls), xr(to), slot_mem(slot));
  }
}

static void store(Jit *j, Class cls, uint32_t slot, Reg from) {
  switch (cls) {
  case CLASS_f: x64_vmr(&j->as, X64_VMOVSS_S, slot_mem(slot), xr(from)); break;
  case CLASS_d: x64_vmr(&j->as, X64_VMOVSD_S, slot_mem(slot), xr(from)); break;
  case CLASS_v: x64_vmr(&j->as, X64_VMOVUPS_S, slot_mem(slot), xr(from)); break;
  default: x64_mr(&j->as, X64_MOV, 8, slot_mem(slot), xr(from)); /* an i32 with its clean upper half */
  }
}

static void constant(Jit *j, Class cls, Reg to, const uint64_t bits[2]) {
  if (!class_is_vector(cls)) {
    x64_mov_imm(&j->as, xr(to), bits[0]);
    return;
  }
  const uint64_t high = cls == CLASS_v ? bits[1] : 0;
  if (!bits[0] && !high) {
    x64_vrrr(&j->as, X64_VXORPS, xr(to), xr(to), xr(to));
    return;
  }
  const uint64_t all[2] = {bits[0], high};
  const uint32_t size = cls == CLASS_v ? 16 : cls == CLASS_d ? 8 : 4;
  const X64Mem at = x64_at(asm_const(&j->as, all, size));
  x64_vrm(&j->as, cls == CLASS_v ? X64_VMOVUPS : cls == CLASS_d ? X64_VMOVSD : X64_VMOVSS, xr(to), at);
}

static void add_constant(Jit *j, Reg to, Reg from, int32_t add) { x64_rm(&j->as, X64_LEA, 8, xr(to), x64_mem(xr(from), add)); }

static void store_word(Jit *j, uint32_t slot, uint64_t v) {
  if (fits32(v)) {
    x64_mi(&j->as, X64_MOV, 8, slot_mem(slot), (int32_t)(uint32_t)v);
    return;
  }
  x64_mi(&j->as, X64_MOV, 4, slot_mem(slot), (int32_t)(uint32_t)v);
  x64_mi(&j->as, X64_MOV, 4, x64_mem(FRAME, slot_at(slot) + 4), (int32_t)(uint32_t)(v >> 32));
}

static void store_constant(Jit *j, Class cls, uint32_t slot, const uint64_t bits[2]) {
  store_word(j, slot, bits[0]);
  if (cls == CLASS_v) store_word(j, slot + 1, bits[1]);
}

static void copy_slot(Jit *j, Class cls, uint32_t to, uint32_t from) {
  const bool wide = cls == CLASS_v;
  x64_vrm(&j->as, wide ? X64_VMOVUPS : X64_VMOVSD, SCRATCH, slot_mem(from));
  x64_vmr(&j->as, wide ? X64_VMOVUPS_S : X64_VMOVSD_S, slot_mem(to), SCRATCH);
}

static void zero_slots(Jit *j, uint32_t first, uint32_t count) {
  enum { ONE_BY_ONE = 32 };
  Asm *a = &j->as;
  if (count > ONE_BY_ONE) {
    x64_rm(a, X64_LEA, 8, RDI, slot_mem(first));
    x64_mov_imm(a, RCX, count);
    x64_mov_imm(a, RAX, 0);
    x64_0(a, X64_REP_STOSQ);
    return;
  }
  x64_vrrr(a, X64_VXORPS, SCRATCH, SCRATCH, SCRATCH);
  for (; count >= 2; first += 2, count -= 2) x64_vmr(a, X64_VMOVUPS_S, slot_mem(first), SCRATCH);
  if (count) x64_vmr(a, X64_VMOVSD_S, slot_mem(first), SCRATCH);
}

/* ---- control ---- */

static void jump(Jit *j, AsmLabel to) { x64_jmp(&j->as, to); }

static void branch(Jit *j, Cond cond, AsmLabel to) {
  if (cond == X64_FNE) {
    x64_jcc(&j->as, X64_P, to);
    x64_jcc(&j->as, X64_NE, to);
  } else if (cond == X64_FEQ) {
    const AsmLabel skip = asm_label(&j->as);
    x64_jcc_short(&j->as, X64_P, skip);
    x64_jcc(&j->as, X64_E, to);
    asm_bind(&j->as, skip);
  } else {
    x64_jcc(&j->as, (X64Cond)cond, to);
  }
}

static Cond inverse(Cond cond) { return cond ^ 1; }

static Cond test(Jit *j, Class cls, Reg r) {
  x64_rr(&j->as, X64_TEST, class_size(cls), xr(r), xr(r));
  return X64_NE;
}

static void set(Jit *j, Cond cond, Reg to) {
  Asm *a = &j->as;
  if (cond < X64_FEQ) {
    x64_setcc(a, (X64Cond)cond, xr(to));
  } else {
    const Reg t = temp(j, CLASS_i);
    x64_setcc(a, cond == X64_FEQ ? X64_NP : X64_P, xr(t));
    x64_setcc(a, cond == X64_FEQ ? X64_E : X64_NE, xr(to));
    x64_rr(a, cond == X64_FEQ ? X64_AND : X64_OR, 1, xr(to), xr(t));
  }
  x64_rr(a, X64_MOVZX8, 4, xr(to), xr(to));
}

/* The index is clamped without a branch, so that nothing beyond the table is read, not even on trial. */
static void table(Jit *j, Reg index, uint32_t count, const AsmLabel *targets) {
  Asm *a = &j->as;
  const Reg t = temp(j, CLASS_l);
  x64_mov_imm(a, xr(t), count);
  x64_rr(a, X64_CMP, 4, xr(index), xr(t));
  x64_cmov(a, X64_A, 4, xr(index), xr(t));
  x64_rm(a, X64_LEA, 8, xr(t), x64_at(asm_table(a, targets, count + 1)));
  x64_rm(a, X64_MOVSXD, 8, xr(index), x64_mem_index(xr(t), xr(index), 2, 0));
  x64_rr(a, X64_ADD, 8, xr(index), xr(t));
  x64_r(a, X64_JMP, 8, xr(index));
}

/* Called with the new frame in rdi: completes the pair, sees whether there is room. */
static void prologue(Jit *j) {
  Asm *a = &j->as;
  const uint32_t frame = j->program->valid->funcs[j->func].frame_slots;
  x64_r(a, X64_PUSH, 8, FRAME);
  x64_rr(a, X64_MOV, 8, FRAME, RDI);
  j->retry = asm_label_here(a);
  x64_rm(a, X64_LEA, 8, RAX, x64_mem(RSP, -slot_at(frame)));
  x64_rr(a, X64_SUB, 8, RAX, FRAME);
  x64_rm(a, X64_CMP, 8, RAX, EXEC_FIELD(limit));
  x64_jcc(a, X64_L, trap_label(j, TRAP_STACK_OVERFLOW));
}

static void ret(Jit *j) {
  x64_r(&j->as, X64_POP, 8, FRAME);
  x64_0(&j->as, X64_RET);
}

static void fuel(Jit *j, uint32_t charge) {
  Asm *a = &j->as;
  const int32_t units = (int32_t)MIN_OF(charge, (uint32_t)INT32_MAX);
  x64_mi(a, X64_CMP, 8, EXEC_FIELD(fuel), units);
  x64_jcc(a, X64_B, trap_label(j, TRAP_OUT_OF_FUEL));
  x64_mi(a, X64_SUB, 8, EXEC_FIELD(fuel), units);
}

/* LIMIT_STOP alone has anything in its upper half. */
static void poll(Jit *j) {
  x64_mi(&j->as, X64_CMP, 4, x64_mem(EXEC, (int32_t)offsetof(struct Exec, limit) + 4), 0);
  x64_jcc(&j->as, X64_NE, trap_label(j, TRAP_INTERRUPTED));
}

static void trap(Jit *j, TrapCode code, Reg reg) {
  Asm *a = &j->as;
  if (code == TRAP_STACK_OVERFLOW) { /* of the entry: may find room after all */
    x64_mov_imm(a, RAX, j->program->valid->funcs[j->func].frame_slots);
    x64_call_outside(a, STUB_NO_ROOM);
    x64_jmp(a, j->retry);
    return;
  }
  if (reg != REG_NONE && reg != RDX) x64_rr(a, X64_MOV, 8, RDX, xr(reg));
  x64_mov_imm(a, RAX, (uint64_t)code);
  x64_call_outside(a, STUB_TRAP);
}

static void island(Jit *j, uint32_t cell) {
  Asm *a = &j->as;
  x64_rm(a, X64_MOV, 8, RAX, x64_at(j->header));
  x64_ri(a, X64_ADD, 8, RAX, (int32_t)(cell * sizeof(Cell)));
  x64_jmp_outside(a, STUB_ISLAND);
}

/* Pairs lie at multiples of their size; half a pair there is while a frame is made or left. At an entry the return address
 * alone has been written: back to the call. Behind the pop of a frame it is still there: back to the return. */
static void mend_frame(FaultRegs *regs) {
  enum { PUSH_RBP = 0x55 };
  if (regs->sp % sizeof(Pair) == 0) return;
  if (*(const uint8_t *)regs->pc == PUSH_RBP) {
    regs->pc = *(const uint64_t *)regs->sp - 1;
    regs->sp += 8;
  } else {
    regs->sp -= 8;
  }
}

static void finish(Jit *j) { (void)j; }

/* ---- calls ---- */

static void new_frame(Jit *j, uint32_t frame) { x64_rm(&j->as, X64_LEA, 8, RDI, slot_mem(frame)); }

static X64Mem native_entry(const Jit *j, uint32_t func) {
  return x64_mem(RDX, (int32_t)(func * sizeof(FuncCode) + offsetof(FuncCode, native) + j->variant * sizeof(void *)));
}

static void call(Jit *j, uint32_t func, uint32_t frame) {
  Asm *a = &j->as;
  new_frame(j, frame);
  x64_mov_imm(a, RAX, func);
  x64_rm(a, X64_MOV, 8, RDX, EXEC_FIELD(codes));
  x64_m(a, X64_CALL, 8, native_entry(j, func));
}

static void load_import(Jit *j, uint32_t func) {
  Asm *a = &j->as;
  x64_rm(a, X64_MOV, 8, RAX, EXEC_FIELD(instance));
  x64_rm(a, X64_MOV, 8, RAX, x64_mem(RAX, (int32_t)offsetof(Instance, imported_funcs)));
  x64_rm(a, X64_MOV, 8, RAX, x64_mem(RAX, (int32_t)(func * sizeof(Func *))));
}

static void call_import(Jit *j, uint32_t func, uint32_t frame) {
  load_import(j, func);
  new_frame(j, frame);
  x64_call_outside(&j->as, STUB_CALL_FUNC);
}

/* The function at this index of the table goes to rax; its type is seen to. */
static void load_element(Jit *j, const WalkInstr *i, Reg index) {
  Asm *a = &j->as;
  const uint32_t table_index = i->instr->second;
  if (index != RSI) x64_rr(a, X64_MOV, 8, RSI, xr(index));
  x64_rm(a, X64_MOV, 8, RDX, EXEC_FIELD(instance));
  x64_rm(a, X64_MOV, 8, RDX, x64_mem(RDX, (int32_t)offsetof(Instance, tables)));
  x64_rm(a, X64_MOV, 8, RDX, x64_mem(RDX, (int32_t)(table_index * sizeof(Table *))));
  x64_rm(a, X64_CMP, 8, RSI, x64_mem(RDX, (int32_t)offsetof(Table, length)));
  x64_jcc(a, X64_AE, trap_label(j, TRAP_UNDEFINED_ELEMENT));
  x64_rm(a, X64_MOV, 8, RDX, x64_mem(RDX, (int32_t)offsetof(Table, elems)));
  x64_rm(a, X64_MOV, 8, RAX, x64_mem_index(RDX, RSI, 3, 0));
  x64_rr(a, X64_TEST, 8, RAX, RAX);
  x64_jcc(a, X64_E, trap_label_index(j, TRAP_UNINITIALIZED_ELEMENT, RSI));
  x64_rm(a, X64_MOV, 8, RCX, x64_mem(RAX, (int32_t)offsetof(Func, head)));
  x64_mi(a, X64_CMP, 4, x64_mem(RCX, (int32_t)offsetof(FuncHead, type)), (int32_t)i->type->id);
  const AsmLabel same = asm_label(a);
  x64_jcc(a, X64_E, same);
  x64_mov_imm(a, RDX, i->type->id);
  x64_call_outside(a, STUB_SUBTYPE);
  asm_bind(a, same);
}

static void call_indirect(Jit *j, const WalkInstr *i, Reg index, uint32_t frame) {
  load_element(j, i, index);
  new_frame(j, frame);
  x64_call_outside(&j->as, STUB_CALL_FUNC);
}

static void load_ref(Jit *j, Reg func) {
  x64_rr(&j->as, X64_TEST, 8, xr(func), xr(func));
  x64_jcc(&j->as, X64_E, trap_label(j, TRAP_NULL_FUNCTION));
  if (func != RAX) x64_rr(&j->as, X64_MOV, 8, RAX, xr(func));
}

static void call_ref(Jit *j, Reg func, uint32_t frame) {
  load_ref(j, func);
  new_frame(j, frame);
  x64_call_outside(&j->as, STUB_CALL_FUNC);
}

/* Down to the frame's start: what is overwritten has been read. rax stays. */
static void move_args(Jit *j, uint32_t frame, uint32_t slots) {
  enum { ONE_BY_ONE = 32 };
  Asm *a = &j->as;
  if (slots > ONE_BY_ONE) {
    x64_rm(a, X64_LEA, 8, RSI, slot_mem(frame));
    x64_rr(a, X64_MOV, 8, RDI, FRAME);
    x64_mov_imm(a, RCX, slots);
    x64_0(a, X64_REP_MOVSQ);
    return;
  }
  uint32_t k = 0;
  for (; k + 2 <= slots; k += 2) copy_slot(j, CLASS_v, k, frame + k);
  if (k < slots) copy_slot(j, CLASS_l, k, frame + k);
}

static void tail_call(Jit *j, uint32_t func, uint32_t frame, uint32_t slots) {
  Asm *a = &j->as;
  move_args(j, frame, slots);
  x64_rr(a, X64_MOV, 8, RDI, FRAME);
  x64_mov_imm(a, RAX, func);
  x64_rm(a, X64_MOV, 8, RDX, EXEC_FIELD(codes));
  x64_r(a, X64_POP, 8, FRAME);
  x64_m(a, X64_JMP, 8, native_entry(j, func));
}

static void tail_func(Jit *j, uint32_t frame, uint32_t slots) {
  move_args(j, frame, slots);
  x64_call_outside(&j->as, STUB_TAIL_FUNC);
}

static void tail_import(Jit *j, uint32_t func, uint32_t frame, uint32_t slots) {
  load_import(j, func);
  tail_func(j, frame, slots);
}

static void tail_indirect(Jit *j, const WalkInstr *i, Reg index, uint32_t frame, uint32_t slots) {
  load_element(j, i, index);
  tail_func(j, frame, slots);
}

static void tail_ref(Jit *j, Reg func, uint32_t frame, uint32_t slots) {
  load_ref(j, func);
  tail_func(j, frame, slots);
}

/* ---- one instruction ---- */

static bool needs_helper(Op op) {
  switch (op) {
  case OP_MEMORY_COPY: case OP_MEMORY_FILL: case OP_STRUCT_NEW: case OP_STRUCT_NEW_DEFAULT: return false;
  default: return summary_needs_helper(op);
  }
}

static bool lower(Jit *j, const WalkInstr *i) {
  const OpInfo *info = &op_info[i->instr->op];
  if (!(x64_lower_int(j, i) || x64_lower_memory(j, i) || x64_lower_float(j, i) || x64_lower_simd(j, i) || x64_lower_convert(j, i) ||
        x64_lower_misc(j, i) || x64_lower_gc(j, i)))
    return false;
  if (j->deterministic && info->flags & OPF_MAKES_NAN) x64_canonical(j, i);
  return true;
}


const Target target_x64 = {
    .name = "x86-64", .as = &x64_asm_target, .detect = detect, .feature_names = feature_names, .needed = NEEDED, .pool_reach = ASM_MAX_SIZE, .registers = registers,
    .move = x64_move, .load = load, .store = store, .constant = constant, .add_constant = add_constant, .store_constant = store_constant, .copy_slot = copy_slot,
    .zero_slots = zero_slots, .jump = jump, .branch = branch, .inverse = inverse, .test = test, .set = set, .table = table,
    .prologue = prologue, .ret = ret, .fuel = fuel, .poll = poll, .trap = trap, .island = island, .finish = finish, .call = call,
    .call_import = call_import, .call_indirect = call_indirect, .call_ref = call_ref, .tail_call = tail_call,
    .tail_import = tail_import, .tail_indirect = tail_indirect, .tail_ref = tail_ref, .needs_helper = needs_helper, .lower = lower,
    .mend_frame = mend_frame, .call_size = 1, .trampoline = x64_trampoline, .stubs = x64_stubs, .gdb = &x64_gdb_frames};
