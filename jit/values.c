/* The mirror of the operand stack, and registers. */
#include "jit/driver.h"

/* ---- the stack ---- */

static Value *push(Jit *j, ValueKind kind, Class cls) {
  if (UNLIKELY(j->sp == j->stack_capacity) &&
      !alloc_grow(j->alloc, (void **)&j->stack, &j->stack_capacity, (size_t)j->sp + 16, sizeof *j->stack)) {
    j->err = ERR_NO_MEMORY;
    pop_values(j, 1); /* there is one; what it means does not matter any more */
  }
  Value *v = &j->stack[j->sp++];
  v->kind = (uint8_t)kind;
  v->cls = (uint8_t)cls;
  v->is_ref = false;
  v->home = 0;
  return v;
}

/* Where the next result lies: behind the operands that are there. */
static uint16_t next_home(const Jit *j) {
  if (!j->sp) return (uint16_t)walk_local_slots(j->walk);
  const Value *v = &j->stack[j->sp - 1];
  return (uint16_t)(v->home + class_slots(v->cls));
}

void push_reg(Jit *j, Class cls, Reg r) {
  const uint16_t home = next_home(j);
  Value *v = push(j, VALUE_REG, cls);
  v->home = home;
  v->reg = r;
  if (r == j->landing) return; /* the local's own: the next instruction takes it */
  j->taken |= reg_bit(r);
  j->owner[r] = j->sp - 1;
}

void push_home_value(Jit *j, Class cls, uint32_t slot, bool is_ref) {
  Value *v = push(j, VALUE_HOME, cls);
  v->home = (uint16_t)slot;
  v->is_ref = is_ref;
}

void push_const_value(Jit *j, Class cls, uint64_t bits, uint64_t high, bool is_ref) {
  const uint16_t home = next_home(j);
  Value *v = push(j, VALUE_CONST, cls);
  v->home = home;
  v->is_ref = is_ref;
  v->bits[0] = bits;
  v->bits[1] = high;
}

void push_local_value(Jit *j, ValType type, uint32_t local) {
  const uint16_t home = next_home(j);
  Value *v = push(j, VALUE_LOCAL, class_of(type));
  if (j->err) { /* it is in no list of readers */
    v->kind = VALUE_HOME;
    return;
  }
  v->home = home;
  v->is_ref = vt_is_ref(type);
  v->local = local;
  v->below = j->readers[local];
  j->readers[local] = j->sp;
}

void push_sum_value(Jit *j) {
  const Value add = *top(j, 0);
  pop_values(j, 1);
  Value *v = top(j, 0);
  v->kind = VALUE_SUM;
  v->bits[0] = add.bits[0];
}

void push_flags_of(Jit *j, Cond cond, Reg reg) {
  const uint16_t home = next_home(j);
  Value *v = push(j, VALUE_FLAGS, CLASS_i);
  v->home = home;
  v->cond = cond;
  v->reg = reg;
}

void push_flags(Jit *j, Cond cond) { push_flags_of(j, cond, REG_NONE); }

static bool reads_local(const Value *v) { return v->kind == VALUE_LOCAL || v->kind == VALUE_SUM; }

/* The value, a LOCAL or SUM near the top, is one no longer. */
static void unlink(Jit *j, const Value *v) {
  const uint32_t index = (uint32_t)(v - j->stack) + 1;
  uint32_t *link = &j->readers[v->local];
  while (*link && *link != index) link = &j->stack[*link - 1].below;
  if (*link) *link = v->below;
}

void pop_values(Jit *j, uint32_t count) {
  for (; count && j->sp; count--) {
    const Value *v = top(j, 0);
    if (reads_local(v)) unlink(j, v);
    if (v->kind == VALUE_REG && j->taken & reg_bit(v->reg)) {
      j->taken &= ~reg_bit(v->reg);
      j->released |= reg_bit(v->reg);
    }
    j->sp--;
  }
  if (j->settled > j->sp) j->settled = j->sp;
}

void catch_up_values(Jit *j) {
  const uint32_t count = walk_operand_count(j->walk);
  while (j->sp < count && !j->err) {
    const uint32_t depth = count - 1 - j->sp;
    const ValType type = walk_operand_type(j->walk, depth);
    push_home_value(j, class_of(type), walk_operand_slot(j->walk, depth), vt_is_ref(type));
  }
}

/* ---- registers ---- */

static void become_home(Jit *j, Value *v) {
  if (reads_local(v)) unlink(j, v);
  if (v->kind == VALUE_REG) j->taken &= ~reg_bit(v->reg);
  v->kind = VALUE_HOME;
}

static void become_reg(Jit *j, Value *v, Reg r) {
  if (reads_local(v)) unlink(j, v);
  v->kind = VALUE_REG;
  v->reg = r;
  j->taken |= reg_bit(r);
  j->owner[r] = (uint32_t)(v - j->stack);
}

/* A free temp of the class; the oldest value goes home where there is none. */
static Reg take_temp(Jit *j, Class cls, RegSet not) {
  const RegSet of_class = j->temps & class_regs(cls) & ~not & ~j->pinned;
  const RegSet free = of_class & ~j->taken;
  if (LIKELY(free)) return jit_choose(j, free);
  Reg oldest = REG_NONE;
  for (RegSet s = of_class; s; s &= s - 1) {
    const Reg r = (Reg)__builtin_ctzll(s);
    if (oldest == REG_NONE || j->owner[r] < j->owner[oldest]) oldest = r;
  }
  if (UNLIKELY(oldest == REG_NONE)) { /* an instruction wants more than there are: the function stays interpreted */
    give_up(j);
    return (Reg)__builtin_ctzll(j->temps & class_regs(cls));
  }
  Value *v = &j->stack[j->owner[oldest]];
  j->target->store(j, (Class)v->cls, v->home, oldest);
  become_home(j, v);
  return oldest;
}

Reg temp(Jit *j, Class cls) {
  const Reg r = take_temp(j, cls, 0);
  j->pinned |= reg_bit(r);
  return r;
}

void claim(Jit *j, Reg r) {
  assert(!(j->pinned & reg_bit(r)));
  if (j->taken & reg_bit(r)) {
    Value *v = &j->stack[j->owner[r]];
    const Class cls = (Class)v->cls;
    const RegSet free = j->temps & class_regs(cls) & ~j->taken & ~j->pinned & ~reg_bit(r);
    if (free) {
      const Reg to = jit_choose(j, free);
      j->target->move(j, cls, to, r);
      j->taken &= ~reg_bit(r);
      become_reg(j, v, to);
    } else {
      j->target->store(j, cls, v->home, r);
      become_home(j, v);
    }
  }
  j->pinned |= reg_bit(r);
}

Reg local_valid(Jit *j, uint32_t local) {
  const Reg r = j->local_reg[local];
  if (!(j->valid & reg_bit(r))) {
    j->target->load(j, class_of(walk_local_type(j->walk, local)), r, walk_local_slot(j->walk, local));
    j->valid |= reg_bit(r);
  }
  return r;
}

/* The local's value is in its register now, else in its slot. */
static bool is_in_reg(const Jit *j, uint32_t local) {
  const Reg r = j->local_reg[local];
  return r != REG_NONE && j->valid & reg_bit(r);
}

void value_to_reg(Jit *j, const Value *v, Reg r) {
  const Class cls = (Class)v->cls;
  switch (v->kind) {
  case VALUE_REG:
    if (v->reg != r) j->target->move(j, cls, r, v->reg);
    break;
  case VALUE_LOCAL:
    if (!is_in_reg(j, v->local)) j->target->load(j, cls, r, walk_local_slot(j->walk, v->local));
    else if (j->local_reg[v->local] != r) j->target->move(j, cls, r, j->local_reg[v->local]);
    break;
  case VALUE_SUM: {
    const Reg from = is_in_reg(j, v->local) ? j->local_reg[v->local] : r;
    if (from == r && !is_in_reg(j, v->local)) j->target->load(j, cls, r, walk_local_slot(j->walk, v->local));
    j->target->add_constant(j, r, from, (int32_t)(uint32_t)v->bits[0]);
    break;
  }
  case VALUE_CONST: j->target->constant(j, cls, r, v->bits); break;
  case VALUE_FLAGS: j->target->set(j, v->cond, r); break;
  default: j->target->load(j, cls, r, v->home);
  }
}

/* From slot to slot: integers by a register of theirs where one is free, which processors forward sooner. */
static void copy_slot(Jit *j, Class cls, uint32_t to, uint32_t from) {
  const RegSet free = j->temps & INT_REGS & ~j->taken & ~j->pinned;
  if (class_is_vector(cls) || !free) {
    j->target->copy_slot(j, cls, to, from);
    return;
  }
  const Reg r = (Reg)__builtin_ctzll(free);
  j->target->load(j, cls, r, from);
  j->target->store(j, cls, to, r);
}

void value_to_slot(Jit *j, const Value *v, uint32_t slot) {
  const Class cls = (Class)v->cls;
  switch (v->kind) {
  case VALUE_REG: j->target->store(j, cls, slot, v->reg); break;
  case VALUE_LOCAL:
    if (is_in_reg(j, v->local)) j->target->store(j, cls, slot, j->local_reg[v->local]);
    else if (walk_local_slot(j->walk, v->local) != slot) copy_slot(j, cls, slot, walk_local_slot(j->walk, v->local));
    break;
  case VALUE_CONST: j->target->store_constant(j, cls, slot, v->bits); break;
  case VALUE_FLAGS: case VALUE_SUM: {
    const Reg r = v->kind == VALUE_SUM ? take_temp(j, cls, 0) : temp(j, cls); /* there may be many sums to store */
    value_to_reg(j, v, r);
    j->target->store(j, cls, slot, r);
    break;
  }
  default:
    if (v->home != slot) copy_slot(j, cls, slot, v->home);
  }
}

Reg operand_reg(Jit *j, Value *v) {
  Reg r;
  if (v->kind == VALUE_REG) {
    r = v->reg;
  } else if (v->kind == VALUE_LOCAL && j->local_reg[v->local] != REG_NONE) {
    r = local_valid(j, v->local);
  } else {
    r = temp(j, (Class)v->cls);
    value_to_reg(j, v, r);
    become_reg(j, v, r);
  }
  j->pinned |= reg_bit(r);
  return r;
}

Reg operand_copy(Jit *j, Value *v) {
  if (v->kind == VALUE_REG) return operand_reg(j, v);
  const Reg r = temp(j, (Class)v->cls);
  value_to_reg(j, v, r);
  become_reg(j, v, r);
  return r;
}

bool operand_slot(const Jit *j, const Value *v, uint32_t *slot) {
  if (v->kind == VALUE_HOME) *slot = v->home;
  else if (v->kind == VALUE_LOCAL && j->local_reg[v->local] == REG_NONE) *slot = walk_local_slot(j->walk, v->local);
  else return false;
  return true;
}

/* The register of the local that the next instruction writes, if the result at hand may go there now. */
static Reg landing(const Jit *j) {
  const Instr *next = j->at->next;
  if (!next || (next->op != OP_LOCAL_SET && next->op != OP_LOCAL_TEE)) return REG_NONE;
  return j->readers[next->index] ? REG_NONE : j->local_reg[next->index];
}

Reg result_reg_like(Jit *j, Class cls, Reg like, RegSet not) {
  Reg r = landing(j);
  if (r != REG_NONE && !(reg_bit(r) & not) && !jit_chance(j, 4)) {
    j->landing = r;
    return r;
  }
  RegSet mine = j->released & j->temps & class_regs(cls) & ~j->taken & ~not;
  if (like != REG_NONE && mine & reg_bit(like)) mine = reg_bit(like);
  r = mine && !jit_chance(j, 3) ? jit_choose(j, mine) : take_temp(j, cls, not);
  j->pinned |= reg_bit(r);
  return r;
}

Reg result_reg_not(Jit *j, Class cls, RegSet not) { return result_reg_like(j, cls, REG_NONE, not); }

Reg result_reg(Jit *j, Class cls) { return result_reg_not(j, cls, 0); }

bool wants_flags(const Jit *j) {
  const Instr *next = j->at->next;
  if (!next) return false;
  switch (next->op) {
  case OP_BR_IF: case OP_IF: case OP_SELECT: case OP_SELECT_T: case OP_I32_EQZ: return true;
  default: return false;
  }
}

/* ---- bringing home ---- */

static void home(Jit *j, Value *v) {
  if (v->kind == VALUE_HOME) return;
  value_to_slot(j, v, v->home);
  become_home(j, v);
}

void home_values(Jit *j, uint32_t count) {
  for (uint32_t k = 0; k < count; k++) home(j, top(j, k));
}

void free_temps(Jit *j) {
  for (RegSet s = j->taken; s; s &= s - 1) home(j, &j->stack[j->owner[__builtin_ctzll(s)]]);
}

void settle_values(Jit *j, uint32_t all) {
  home_values(j, all);
  for (uint32_t k = j->settled; k + all < j->sp; k++) {
    Value *v = &j->stack[k];
    if (reads_local(v)) { /* all readers of its local lie from `settled` on, and go with it */
      j->readers[v->local] = 0;
      value_to_slot(j, v, v->home);
      v->kind = VALUE_HOME;
    } else if (v->kind != VALUE_CONST || v->is_ref) {
      home(j, v);
    }
  }
  j->settled = j->sp;
}

/* ---- locals ---- */

void split_readers(Jit *j, uint32_t local) {
  for (uint32_t k = j->readers[local]; k;) {
    Value *v = &j->stack[k - 1];
    k = v->below;
    const Reg r = take_temp(j, (Class)v->cls, 0);
    value_to_reg(j, v, r);
    v->kind = VALUE_REG;
    v->reg = r;
    j->taken |= reg_bit(r);
    j->owner[r] = (uint32_t)(v - j->stack);
  }
  j->readers[local] = 0;
}

void set_local(Jit *j, uint32_t local, bool tee) {
  const Reg r = j->local_reg[local];
  const ValType type = walk_local_type(j->walk, local);
  const Value v = *top(j, 0);
  bounds_forget_local(j, local);
  const bool landed = v.kind == VALUE_REG && v.reg == r;
  if (v.kind == VALUE_LOCAL && v.local == local) {
    if (!tee) pop_values(j, 1);
    return;
  }
  if (v.kind == VALUE_REG) j->pinned |= reg_bit(v.reg);
  pop_values(j, 1);
  if (!landed && j->readers[local]) split_readers(j, local);
  if (r != REG_NONE) {
    if (!landed) value_to_reg(j, &v, r);
    j->valid |= reg_bit(r);
    j->dirty |= reg_bit(r);
  } else {
    value_to_slot(j, &v, walk_local_slot(j->walk, local));
  }
  if (!tee) return;
  if (v.kind == VALUE_CONST) push_const_value(j, (Class)v.cls, v.bits[0], v.bits[1], v.is_ref);
  else if (v.kind == VALUE_REG && r == REG_NONE) push_reg(j, (Class)v.cls, v.reg);
  else push_local_value(j, type, local);
}

void flush_registers(Jit *j, RegSet regs) {
  const Region *region = &j->regions[j->region];
  for (RegSet s = j->dirty & regs; s; s &= s - 1) {
    const RegionLocal *l = &region->locals[region->index_of[__builtin_ctzll(s)]];
    j->target->store(j, (Class)l->cls, l->slot, l->reg);
  }
  j->valid &= ~regs;
  j->dirty &= ~regs;
}

void flush_locals(Jit *j) { flush_registers(j, ~(RegSet)0); }

void all_home(Jit *j, uint32_t args) {
  home_values(j, args);
  free_temps(j);
  flush_locals(j);
}
