/* Loads and stores.
 *
 *   guarded, 32-bit    nothing is checked: address + offset lies in what is reserved
 *   guarded, 64-bit    one compare with the engine's limit, behind which lies a guard
 *   explicit           address + offset + size against the length
 *
 * What has been checked for a local holds for what lies behind, as far as it goes (bounds.c).
 *
 * The address is an i32 whose upper half is zero, or an i64. */
#include "jit/x64/x64.h"

#include "vm/engine.h"
#include "vm/memory.h"

static X64Reg base_of(Jit *j, uint32_t memory) {
  if (memory == 0) return MEMORY_BASE;
  const X64Reg t = xr(temp(j, CLASS_l));
  x64_rm(&j->as, X64_MOV, 8, t, EXEC_FIELD(instance));
  x64_rm(&j->as, X64_MOV, 8, t, x64_mem(t, (int32_t)offsetof(Instance, memories)));
  x64_rm(&j->as, X64_MOV, 8, t, x64_mem(t, (int32_t)(memory * sizeof(Memory *))));
  x64_rm(&j->as, X64_MOV, 8, t, x64_mem(t, (int32_t)offsetof(Memory, base)));
  return t;
}

/* rax-like temp := the Memory. */
static X64Reg memory_of(Jit *j, uint32_t memory) {
  const X64Reg t = xr(temp(j, CLASS_l));
  if (memory == 0) {
    x64_rm(&j->as, X64_MOV, 8, t, EXEC_FIELD(memory));
    return t;
  }
  x64_rm(&j->as, X64_MOV, 8, t, EXEC_FIELD(instance));
  x64_rm(&j->as, X64_MOV, 8, t, x64_mem(t, (int32_t)offsetof(Instance, memories)));
  x64_rm(&j->as, X64_MOV, 8, t, x64_mem(t, (int32_t)(memory * sizeof(Memory *))));
  return t;
}

/* A register with address + add; traps where that is 2^64 or more. `wide`: it could be. */
static Reg sum(Jit *j, Value *address, uint64_t add, bool wide) {
  Asm *a = &j->as;
  const Reg t = temp(j, CLASS_l);
  if (address->kind == VALUE_CONST) {
    uint64_t v;
    if (__builtin_add_overflow(address->bits[0], add, &v)) {
      x64_jmp(a, trap_label(j, TRAP_MEMORY_BOUNDS));
      v = 0; /* not reached */
    }
    x64_mov_imm(a, xr(t), v);
    return t;
  }
  const Reg r = operand_reg(j, address);
  if (!wide && add <= INT32_MAX) {
    x64_rm(a, X64_LEA, 8, xr(t), x64_mem(xr(r), (int32_t)add));
    return t;
  }
  x64_mov_imm(a, xr(t), add);
  x64_rr(a, X64_ADD, 8, xr(t), xr(r));
  if (wide) x64_jcc(a, X64_B, trap_label(j, TRAP_MEMORY_BOUNDS));
  return t;
}

static X64Mem explicit_address(Jit *j, const MemArg *m, Value *address, uint32_t size, bool wide) {
  Asm *a = &j->as;
  uint64_t add;
  Reg end;
  if (__builtin_add_overflow(m->offset, (uint64_t)size, &add)) {
    x64_jmp(a, trap_label(j, TRAP_MEMORY_BOUNDS));
    end = temp(j, CLASS_l);
  } else {
    end = sum(j, address, add, wide);
  }
  const X64Reg memory = memory_of(j, m->memory);
  x64_rm(a, X64_CMP, 8, xr(end), x64_mem(memory, (int32_t)offsetof(Memory, length)));
  x64_jcc(a, X64_A, trap_label(j, TRAP_MEMORY_BOUNDS));
  X64Reg base = MEMORY_BASE;
  if (m->memory != 0) {
    x64_rm(a, X64_MOV, 8, memory, x64_mem(memory, (int32_t)offsetof(Memory, base)));
    base = memory;
  }
  return x64_mem_index(base, xr(end), 0, -(int32_t)size);
}

/* An address that is a local, plus a constant, with what it is known for once it has been checked. */
typedef struct LocalAddress {
  bool is, wide;
  uint32_t local;
  uint64_t add, size;
} LocalAddress;

static LocalAddress local_address(const Jit *j, const MemArg *m, const Value *address, uint32_t size, bool wide) {
  const bool is_explicit = j->variant == CODE_EXPLICIT;
  LocalAddress l = {.is = (is_explicit || wide) && m->memory == 0 && m->offset <= MEMORY64_GUARD - 16, .wide = wide, .local = address->local,
                    .size = is_explicit ? m->offset + size : MEMORY64_GUARD};
  if (address->kind == VALUE_SUM) l.add = address->bits[0];
  else if (address->kind != VALUE_LOCAL) l.is = false;
  return l;
}

/* Without an offset, what lies a little below a checked address is in the guarded memory or in front of it, where it faults.
 * An offset could lead from there into the memory, though the address is one near 2^64. */
static bool is_known(const Jit *j, const MemArg *m, const LocalAddress *l, uint32_t size) {
  if (bounds_known(j, l->local, l->add, m->offset + size)) return true;
  return j->variant == CODE_GUARDED && m->offset == 0 && bounds_just_below(j, l->local, l->add, MEMORY_FRONT_GUARD);
}

/* The place, if it needs no check. */
static bool known_address(Jit *j, const MemArg *m, const LocalAddress *l, uint32_t size, X64Mem *out) {
  if (!l->is || !fits32(l->add + m->offset) || !is_known(j, m, l, size)) return false;
  const Class cls = l->wide ? CLASS_l : CLASS_i;
  Reg r = j->local_reg[l->local];
  if (r != REG_NONE) (void)local_valid(j, l->local);
  else j->target->load(j, cls, r = temp(j, cls), walk_local_slot(j->walk, l->local));
  *out = x64_mem_index(MEMORY_BASE, xr(r), 0, (int32_t)(uint32_t)(l->add + m->offset));
  return true;
}

static X64Mem checked_address(Jit *j, const MemArg *m, Value *address, uint32_t size, bool wide) {
  const LocalAddress l = local_address(j, m, address, size, wide);
  X64Mem out;
  if (known_address(j, m, &l, size, &out)) return out;
  if (j->variant == CODE_EXPLICIT || m->offset > MEMORY64_GUARD - 16) {
    out = explicit_address(j, m, address, size, wide);
  } else {
    const Reg r = operand_reg(j, address);
    x64_rm(&j->as, X64_CMP, 8, xr(r), EXEC_FIELD(memory64_limit));
    x64_jcc(&j->as, X64_A, trap_label(j, TRAP_MEMORY_BOUNDS));
    out = x64_mem_index(base_of(j, m->memory), xr(r), 0, (int32_t)m->offset);
  }
  if (l.is) bounds_learn(j, l.local, l.add, l.size);
  return out;
}

X64Mem x64_address(Jit *j, const WalkInstr *i, Value *address, uint32_t size) {
  const MemArg *m = &i->instr->mem;
  const bool wide = j->program->module->memories[m->memory].limits.is64;
  mark_place(j);
  if (wide || j->variant == CODE_EXPLICIT) return checked_address(j, m, address, size, wide);
  if (address->kind == VALUE_CONST && address->bits[0] <= INT32_MAX && m->offset <= INT32_MAX - address->bits[0])
    return x64_mem(base_of(j, m->memory), (int32_t)(address->bits[0] + m->offset));
  if (m->offset > INT32_MAX) {
    const Reg t = sum(j, address, m->offset, false);
    return x64_mem_index(base_of(j, m->memory), xr(t), 0, 0);
  }
  const Reg r = operand_reg(j, address);
  return x64_mem_index(base_of(j, m->memory), xr(r), 0, (int32_t)m->offset);
}

static void load_int(Jit *j, const WalkInstr *i, Class cls, uint32_t op, unsigned size, uint32_t bytes) {
  const X64Mem m = x64_address(j, i, top(j, 0), bytes);
  pop_values(j, 1);
  const Reg d = result_reg(j, cls);
  x64_rm(&j->as, op, size, xr(d), m);
  push_reg(j, cls, d);
}

void x64_load_vector(Jit *j, uint32_t op, Reg d, X64Mem m, uint32_t size) {
  j->load = (Load){.start = asm_here(&j->as), .result = d, .size = (uint8_t)size};
  _Static_assert(sizeof m == sizeof j->load.place, "it is kept as a number");
  memcpy(&j->load.place, &m, sizeof m);
  x64_vrm(&j->as, op, xr(d), m);
  j->load.end = asm_here(&j->as);
}

bool x64_take_load(Jit *j, const Value *v, uint32_t size, X64Mem *m) {
  const Load *l = &j->load;
  if (asm_here(&j->as) != l->end || size != l->size || v != top(j, 0) || v->kind != VALUE_REG || v->reg != l->result || !(j->temps & reg_bit(v->reg)))
    return false;
  memcpy(m, &l->place, sizeof *m);
  asm_rewind(&j->as, l->start);
  j->load = (Load){0};
  return true;
}

static void load_float(Jit *j, const WalkInstr *i, Class cls, uint32_t op, uint32_t bytes) {
  const X64Mem m = x64_address(j, i, top(j, 0), bytes);
  pop_values(j, 1);
  const Reg d = result_reg(j, cls);
  x64_load_vector(j, op, d, m, bytes);
  push_reg(j, cls, d);
}

static void store_int(Jit *j, const WalkInstr *i, uint32_t bytes) {
  Value *v = top(j, 0);
  if (v->kind == VALUE_CONST && (bytes < 8 || fits32(v->bits[0]))) {
    const X64Mem m = x64_address(j, i, top(j, 1), bytes);
    const int32_t imm = (int32_t)(uint32_t)v->bits[0];
    x64_mi(&j->as, X64_MOV, bytes, m, bytes == 1 ? (int8_t)imm : bytes == 2 ? (int16_t)imm : imm);
  } else {
    const Reg r = operand_reg(j, v);
    const X64Mem m = x64_address(j, i, top(j, 1), bytes);
    x64_mr(&j->as, X64_MOV, bytes, m, xr(r));
  }
  pop_values(j, 2);
}

static void store_float(Jit *j, const WalkInstr *i, uint32_t op, uint32_t bytes) {
  const Reg r = operand_reg(j, top(j, 0));
  const X64Mem m = x64_address(j, i, top(j, 1), bytes);
  x64_vmr(&j->as, op, m, xr(r));
  pop_values(j, 2);
}

static void memory_size(Jit *j, uint32_t memory) {
  const Limits *limits = &j->program->module->memories[memory].limits;
  const X64Reg m = memory_of(j, memory);
  const Class cls = limits->is64 ? CLASS_l : CLASS_i;
  const Reg d = result_reg(j, cls);
  x64_rm(&j->as, X64_MOV, 8, xr(d), x64_mem(m, (int32_t)offsetof(Memory, length)));
  if (limits->page_log2) x64_ri(&j->as, X64_SHR, 8, xr(d), limits->page_log2);
  push_reg(j, cls, d);
}

/* A call of C, which may trap but looks at no frame; the stub keeps the integer locals' registers. */
static void bulk(Jit *j, const WalkInstr *i, Stub stub, uint32_t first, uint32_t second) {
  home_values(j, 3);
  free_temps(j);
  flush_registers(j, VECTOR_REGS);
  pop_values(j, 3);
  mark_place(j);
  x64_rm(&j->as, X64_LEA, 8, RSI, slot_mem(i->height - i->operand_slots));
  x64_mov_imm(&j->as, RDX, first);
  x64_mov_imm(&j->as, RCX, second);
  x64_call_outside(&j->as, stub);
}

bool x64_lower_memory(Jit *j, const WalkInstr *i) {
  switch (i->instr->op) {
  case OP_I32_LOAD: load_int(j, i, CLASS_i, X64_MOV, 4, 4); return true;
  case OP_I32_LOAD8_S: load_int(j, i, CLASS_i, X64_MOVSX8, 4, 1); return true;
  case OP_I32_LOAD8_U: load_int(j, i, CLASS_i, X64_MOVZX8, 4, 1); return true;
  case OP_I32_LOAD16_S: load_int(j, i, CLASS_i, X64_MOVSX16, 4, 2); return true;
  case OP_I32_LOAD16_U: load_int(j, i, CLASS_i, X64_MOVZX16, 4, 2); return true;
  case OP_I64_LOAD: load_int(j, i, CLASS_l, X64_MOV, 8, 8); return true;
  case OP_I64_LOAD8_S: load_int(j, i, CLASS_l, X64_MOVSX8, 8, 1); return true;
  case OP_I64_LOAD8_U: load_int(j, i, CLASS_l, X64_MOVZX8, 4, 1); return true;
  case OP_I64_LOAD16_S: load_int(j, i, CLASS_l, X64_MOVSX16, 8, 2); return true;
  case OP_I64_LOAD16_U: load_int(j, i, CLASS_l, X64_MOVZX16, 4, 2); return true;
  case OP_I64_LOAD32_S: load_int(j, i, CLASS_l, X64_MOVSXD, 8, 4); return true;
  case OP_I64_LOAD32_U: load_int(j, i, CLASS_l, X64_MOV, 4, 4); return true;
  case OP_F32_LOAD: load_float(j, i, CLASS_f, X64_VMOVSS, 4); return true;
  case OP_F64_LOAD: load_float(j, i, CLASS_d, X64_VMOVSD, 8); return true;
  case OP_V128_LOAD: load_float(j, i, CLASS_v, X64_VMOVUPS, 16); return true;
  case OP_I32_STORE: case OP_I64_STORE32: store_int(j, i, 4); return true;
  case OP_I32_STORE8: case OP_I64_STORE8: store_int(j, i, 1); return true;
  case OP_I32_STORE16: case OP_I64_STORE16: store_int(j, i, 2); return true;
  case OP_I64_STORE: store_int(j, i, 8); return true;
  case OP_F32_STORE: store_float(j, i, X64_VMOVSS_S, 4); return true;
  case OP_F64_STORE: store_float(j, i, X64_VMOVSD_S, 8); return true;
  case OP_V128_STORE: store_float(j, i, X64_VMOVUPS_S, 16); return true;
  case OP_MEMORY_COPY: bulk(j, i, STUB_MEMORY_COPY, i->instr->first, i->instr->second); return true;
  case OP_MEMORY_FILL: bulk(j, i, STUB_MEMORY_FILL, i->instr->index, 0); return true;
  case OP_MEMORY_SIZE: memory_size(j, i->instr->index); return true;
  default: return false;
  }
}
