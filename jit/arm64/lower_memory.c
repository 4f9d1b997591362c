/* Loads and stores.
 *
 *   guarded, 32-bit    nothing is checked: address + offset lies in what is reserved
 *   guarded, 64-bit    one compare with the engine's limit, behind which lies a guard
 *   explicit           address + offset + size against the length
 *
 * Of an i32 address only the low half is used. */
#include "jit/arm64/memory.h"

#include "vm/engine.h"
#include "vm/memory.h"

/* ---- places ---- */

static void load_memory(Jit *j, A64Reg t, uint32_t memory) {
  Asm *a = &j->as;
  if (memory == 0) {
    LOAD_EXEC(a, A64_LDR_X, t, memory);
    return;
  }
  LOAD_EXEC(a, A64_LDR_X, t, instance);
  a64_access(a, A64_LDR_X, t, t, offsetof(Instance, memories));
  a64_access(a, A64_LDR_X, t, t, (uint32_t)(memory * sizeof(Memory *)));
}

/* May be x17. */
static A64Reg base_of(Jit *j, uint32_t memory) {
  if (memory == 0) return MEMORY_BASE;
  load_memory(j, X17, memory);
  a64_access(&j->as, A64_LDR_X, X17, X17, offsetof(Memory, base));
  return X17;
}

/* x16 := base + address; an i32 is extended by the addition. */
static void add_base(Jit *j, const MemArg *m, A64Reg address, bool wide) {
  const A64Reg base = base_of(j, m->memory);
  a64_rrx(&j->as, A64_ADD, 8, X16, base, address, wide ? A64_UXTX : A64_UXTW, 0);
}

/* x16 := address + add; traps where that is 2^64 or more. */
static void sum(Jit *j, Address address, uint64_t add, bool wide) {
  Asm *a = &j->as;
  if (address.reg == ZR) {
    uint64_t v;
    if (__builtin_add_overflow(address.value, add, &v)) {
      a64_b(a, trap_label(j, TRAP_MEMORY_BOUNDS));
      v = 0; /* not reached */
    }
    a64_mov_imm(a, X16, v);
    return;
  }
  const A64Op op = wide ? A64_ADDS : A64_ADD;
  if (wide && a64_is_arith_imm(add)) {
    a64_rri(a, op, 8, X16, address.reg, add);
  } else {
    a64_mov_imm(a, X16, add);
    a64_rrx(a, op, 8, X16, X16, address.reg, wide ? A64_UXTX : A64_UXTW, 0);
  }
  if (wide) a64_b_cond(a, A64_HS, trap_label(j, TRAP_MEMORY_BOUNDS));
}

/* x16 := the end of the access in the memory, checked against its length. */
static void check_end(Jit *j, const MemArg *m, Address address, uint32_t size, bool wide) {
  Asm *a = &j->as;
  uint64_t add;
  if (__builtin_add_overflow(m->offset, (uint64_t)size, &add)) {
    a64_b(a, trap_label(j, TRAP_MEMORY_BOUNDS));
    a64_mov_imm(a, X16, size); /* not reached */
  } else {
    sum(j, address, add, wide);
  }
  load_memory(j, X17, m->memory);
  a64_access(a, A64_LDR_X, X17, X17, offsetof(Memory, length));
  a64_cmp(a, 8, X16, X17);
  a64_b_cond(a, A64_HI, trap_label(j, TRAP_MEMORY_BOUNDS));
}

static A64Mem explicit_place(Jit *j, const MemArg *m, Address address, uint32_t size, bool wide) {
  check_end(j, m, address, size, wide);
  a64_rrr(&j->as, A64_ADD, 8, X16, X16, base_of(j, m->memory));
  return a64_mem(X16, -(int32_t)size);
}

/* x16 + offset, for an access by op. */
static A64Mem with_offset(Jit *j, A64Op op, uint64_t offset) {
  if (a64_reaches(op, (int64_t)offset)) return a64_mem(X16, (int32_t)offset);
  if (offset < 1u << 24) {
    a64_rri(&j->as, A64_ADD, 8, X16, X16, offset & 0xFFF000);
    if (a64_reaches(op, (int64_t)(offset & 0xFFF))) return a64_mem(X16, (int32_t)(offset & 0xFFF));
    offset &= 0xFFF;
  }
  a64_mov_imm(&j->as, X17, offset);
  return a64_mem_index(X16, X17, A64_UXTX, false);
}

/* Guarded, at a constant address. */
static A64Mem constant_place(Jit *j, const MemArg *m, uint64_t address, A64Op op) {
  Asm *a = &j->as;
  if (j->program->module->memories[m->memory].limits.is64 && address > j->program->engine->config.memory64_limit) {
    a64_b(a, trap_label(j, TRAP_MEMORY_BOUNDS));
    address = 0; /* not reached */
  }
  const A64Reg base = base_of(j, m->memory);
  const uint64_t at = address + m->offset;
  if (a64_reaches(op, (int64_t)at)) return a64_mem(base, (int32_t)at);
  a64_mov_imm(a, X16, at);
  return a64_mem_index(base, X16, A64_UXTX, false);
}

Address a64_address(Jit *j, Value *v) {
  if (is_const(v)) return (Address){ZR, v->bits[0]};
  return (Address){ar(operand_reg(j, v)), 0};
}

A64Mem a64_place(Jit *j, const WalkInstr *i, Address address, uint32_t size, A64Op op) {
  Asm *a = &j->as;
  const MemArg *m = &i->instr->mem;
  const bool wide = j->program->module->memories[m->memory].limits.is64;
  mark_place(j);
  if (j->variant == CODE_EXPLICIT || (wide && m->offset > MEMORY64_GUARD - 16)) return explicit_place(j, m, address, size, wide);
  if (address.reg == ZR) return constant_place(j, m, address.value, op);
  const A64Reg r = address.reg;
  if (wide) {
    a64_compare_imm(a, 8, r, j->program->engine->config.memory64_limit);
    a64_b_cond(a, A64_HI, trap_label(j, TRAP_MEMORY_BOUNDS));
  }
  if (m->offset == 0) return a64_mem_index(base_of(j, m->memory), r, wide ? A64_UXTX : A64_UXTW, false);
  add_base(j, m, r, wide);
  return with_offset(j, op, m->offset);
}

A64Reg a64_exact_place(Jit *j, const WalkInstr *i, Address address, uint32_t size) {
  /* An operation without displacement or index: as if of bytes, and what is over is added. */
  const A64Mem at = a64_place(j, i, address, size, A64_LDRB);
  Asm *a = &j->as;
  if (at.mode == A64_INDEX) a64_rrx(a, A64_ADD, 8, X16, (A64Reg)at.base, (A64Reg)at.index, (A64Extend)(at.extend & 7), 0);
  else if (at.disp < 0) a64_rri(a, A64_SUB, 8, X16, (A64Reg)at.base, (uint64_t)-(int64_t)at.disp);
  else if (at.disp > 0 || at.base != X16) a64_rri(a, A64_ADD, 8, X16, (A64Reg)at.base, (uint64_t)at.disp);
  return X16;
}

/* ---- loads and stores ---- */

static void lower_load(Jit *j, const WalkInstr *i, Class cls, A64Op op, uint32_t bytes) {
  const Address address = a64_address(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, cls);
  const A64Mem m = a64_place(j, i, address, bytes, op);
  a64_ldst(&j->as, op, ar(d), m);
  push_reg(j, cls, d);
}

/* A store that crosses the end of the memory may write its first part before it faults: a load faults first. */
void a64_try_store(Jit *j, A64Op store, uint32_t bytes, A64Mem m) {
  if (!j->precise_stores || j->variant == CODE_EXPLICIT || bytes == 1) return;
  switch (store) {
  case A64_STR_FQ: a64_ldst(&j->as, A64_LDR_FQ, SCRATCH, m); break;
  case A64_STR_FD: a64_ldst(&j->as, A64_LDR_FD, SCRATCH, m); break;
  case A64_STR_FS: a64_ldst(&j->as, A64_LDR_FS, SCRATCH, m); break;
  case A64_STRH: case A64_STR_FH: a64_ldst(&j->as, A64_LDRH, ZR, m); break;
  case A64_STR_W: a64_ldst(&j->as, A64_LDR_W, ZR, m); break;
  default: a64_ldst(&j->as, A64_LDR_X, ZR, m);
  }
}

static void lower_store(Jit *j, const WalkInstr *i, A64Op op, uint32_t bytes) {
  Value *v = top(j, 0);
  const bool is_zero = is_const(v) && !v->bits[0] && !class_is_vector(v->cls);
  const A64Reg r = is_zero ? ZR : ar(operand_reg(j, v));
  const A64Mem m = a64_place(j, i, a64_address(j, top(j, 1)), bytes, op);
  a64_try_store(j, op, bytes, m);
  a64_ldst(&j->as, op, r, m);
  pop_values(j, 2);
}

static void memory_size(Jit *j, uint32_t memory) {
  const Limits *limits = &j->program->module->memories[memory].limits;
  const Class cls = limits->is64 ? CLASS_l : CLASS_i;
  const Reg d = result_reg(j, cls);
  load_memory(j, X17, memory);
  a64_access(&j->as, A64_LDR_X, ar(d), X17, offsetof(Memory, length));
  if (limits->page_log2) a64_lsr_i(&j->as, 8, ar(d), ar(d), limits->page_log2);
  push_reg(j, cls, d);
}

/* A call of C: everything home, as before any other. */
static void bulk(Jit *j, const WalkInstr *i, Stub stub, uint32_t first, uint32_t second) {
  Asm *a = &j->as;
  all_home(j, 3);
  pop_values(j, 3);
  mark_place(j);
  a64_add_disp(a, X1, FRAME, (uint64_t)slot_at(i->height - i->operand_slots));
  a64_mov_imm(a, X2, first);
  a64_mov_imm(a, X3, second);
  a64_call_stub(j, stub);
}

bool a64_lower_memory(Jit *j, const WalkInstr *i) {
  switch (i->instr->op) {
  case OP_I32_LOAD: lower_load(j, i, CLASS_i, A64_LDR_W, 4); return true;
  case OP_I32_LOAD8_S: lower_load(j, i, CLASS_i, A64_LDRSB_W, 1); return true;
  case OP_I32_LOAD8_U: lower_load(j, i, CLASS_i, A64_LDRB, 1); return true;
  case OP_I32_LOAD16_S: lower_load(j, i, CLASS_i, A64_LDRSH_W, 2); return true;
  case OP_I32_LOAD16_U: lower_load(j, i, CLASS_i, A64_LDRH, 2); return true;
  case OP_I64_LOAD: lower_load(j, i, CLASS_l, A64_LDR_X, 8); return true;
  case OP_I64_LOAD8_S: lower_load(j, i, CLASS_l, A64_LDRSB_X, 1); return true;
  case OP_I64_LOAD8_U: lower_load(j, i, CLASS_l, A64_LDRB, 1); return true;
  case OP_I64_LOAD16_S: lower_load(j, i, CLASS_l, A64_LDRSH_X, 2); return true;
  case OP_I64_LOAD16_U: lower_load(j, i, CLASS_l, A64_LDRH, 2); return true;
  case OP_I64_LOAD32_S: lower_load(j, i, CLASS_l, A64_LDRSW, 4); return true;
  case OP_I64_LOAD32_U: lower_load(j, i, CLASS_l, A64_LDR_W, 4); return true;
  case OP_F32_LOAD: lower_load(j, i, CLASS_f, A64_LDR_FS, 4); return true;
  case OP_F64_LOAD: lower_load(j, i, CLASS_d, A64_LDR_FD, 8); return true;
  case OP_V128_LOAD: lower_load(j, i, CLASS_v, A64_LDR_FQ, 16); return true;
  case OP_I32_STORE: case OP_I64_STORE32: lower_store(j, i, A64_STR_W, 4); return true;
  case OP_I32_STORE8: case OP_I64_STORE8: lower_store(j, i, A64_STRB, 1); return true;
  case OP_I32_STORE16: case OP_I64_STORE16: lower_store(j, i, A64_STRH, 2); return true;
  case OP_I64_STORE: lower_store(j, i, A64_STR_X, 8); return true;
  case OP_F32_STORE: lower_store(j, i, A64_STR_FS, 4); return true;
  case OP_F64_STORE: lower_store(j, i, A64_STR_FD, 8); return true;
  case OP_V128_STORE: lower_store(j, i, A64_STR_FQ, 16); return true;
  case OP_MEMORY_COPY: bulk(j, i, STUB_MEMORY_COPY, i->instr->first, i->instr->second); return true;
  case OP_MEMORY_FILL: bulk(j, i, STUB_MEMORY_FILL, i->instr->index, 0); return true;
  case OP_MEMORY_SIZE: memory_size(j, i->instr->index); return true;
  default: return false;
  }
}
