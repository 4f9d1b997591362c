/* Structures, arrays, casts, small integers as references. What is not here is an island: descriptors, large structures,
 * casts to what has no index, bulk operations on arrays.
 *
 * A structure is made in the next free cell of its size, which becomes its own once it is complete. Where no cell is left C
 * finds some, and may collect: the frame must be home then. Objects do not move, so on that way alone what is in registers
 * is stored besides, and the code goes on with the registers that it had. */
#include "jit/x64/simd.h"

#include "vm/heap.h"
#include "vm/engine.h"

/* ---- calls of C in the midst of an instruction ---- */

static const RegionLocal *local_in(const Jit *j, Reg r) {
  const Region *region = &j->regions[j->region];
  return &region->locals[region->index_of[r]];
}

/* Everything that is in registers is at home as well. */
static void store_all(Jit *j) {
  for (RegSet s = j->taken; s; s &= s - 1) {
    const Reg r = (Reg)__builtin_ctzll(s);
    const Value *v = &j->stack[j->owner[r]];
    j->target->store(j, (Class)v->cls, v->home, r);
  }
  for (RegSet s = j->dirty; s; s &= s - 1) {
    const RegionLocal *l = local_in(j, (Reg)__builtin_ctzll(s));
    j->target->store(j, (Class)l->cls, l->slot, l->reg);
  }
}

/* References that nothing was emitted for: what their slots held before must not keep alive what is gone. */
static void store_pending_refs(Jit *j) {
  for (uint32_t k = j->settled; k < j->sp; k++) {
    const Value *v = &j->stack[k];
    if (v->is_ref && (v->kind == VALUE_LOCAL || v->kind == VALUE_CONST)) value_to_slot(j, v, v->home);
  }
}

/* What the stub has not kept: all but the integer locals. */
static void load_lost(Jit *j) {
  for (RegSet s = j->taken; s; s &= s - 1) {
    const Reg r = (Reg)__builtin_ctzll(s);
    const Value *v = &j->stack[j->owner[r]];
    j->target->load(j, (Class)v->cls, r, v->home);
  }
  for (RegSet s = j->valid & VECTOR_REGS; s; s &= s - 1) {
    const RegionLocal *l = local_in(j, (Reg)__builtin_ctzll(s));
    j->target->load(j, (Class)l->cls, l->reg, l->slot);
  }
}

/* ---- fields and elements ---- */

static Class class_of_field(ValType type) {
  return vt_kind(type) == VK_I8 || vt_kind(type) == VK_I16 ? CLASS_i : class_of(type);
}

static void null_check(Jit *j, Reg r, uint32_t depth, TrapCode code) {
  if (!vt_is_nullable(walk_operand_type(j->walk, depth))) return;
  x64_rr(&j->as, X64_TEST, 8, xr(r), xr(r));
  x64_jcc(&j->as, X64_E, trap_label(j, code));
}

/* Reads what lies there and pushes it; operands have been popped. */
static void push_field(Jit *j, ValType type, bool is_signed, X64Mem m) {
  const Class cls = class_of_field(type);
  const Reg d = result_reg(j, cls);
  switch (vt_kind(type)) {
  case VK_I8: x64_rm(&j->as, is_signed ? X64_MOVSX8 : X64_MOVZX8, 4, xr(d), m); break;
  case VK_I16: x64_rm(&j->as, is_signed ? X64_MOVSX16 : X64_MOVZX16, 4, xr(d), m); break;
  case VK_F32: x64_vrm(&j->as, X64_VMOVSS, xr(d), m); break;
  case VK_F64: x64_vrm(&j->as, X64_VMOVSD, xr(d), m); break;
  case VK_V128: x64_vrm(&j->as, X64_VMOVUPS, xr(d), m); break;
  default: x64_rm(&j->as, X64_MOV, class_size(cls), xr(d), m); break;
  }
  push_reg(j, cls, d);
  top(j, 0)->is_ref = vt_is_ref(type);
}

static void write_reg(Jit *j, uint32_t size, Class cls, X64Mem m, Reg r) {
  if (cls == CLASS_v) x64_vmr(&j->as, X64_VMOVUPS_S, m, xr(r));
  else if (class_is_vector(cls)) x64_vmr(&j->as, size == 4 ? X64_VMOVSS_S : X64_VMOVSD_S, m, xr(r));
  else x64_mr(&j->as, X64_MOV, size, m, xr(r));
}

static bool write_constant(Jit *j, uint32_t size, const Value *v, X64Mem m) {
  if (v->kind != VALUE_CONST || size > 8 || (size == 8 && !fits32(v->bits[0]))) return false;
  const int32_t imm = (int32_t)(uint32_t)v->bits[0];
  x64_mi(&j->as, X64_MOV, size, m, size == 1 ? (int8_t)imm : size == 2 ? (int16_t)imm : imm);
  return true;
}

/* Writes the operand by this scratch register, which takes no other: many fields would want more than there are. */
static void write_field(Jit *j, uint32_t size, Value *v, X64Mem m, Reg scratch) {
  const Class cls = (Class)v->cls;
  if (write_constant(j, size, v, m)) return;
  if (v->kind == VALUE_REG) {
    write_reg(j, size, cls, m, v->reg);
  } else if (v->kind == VALUE_LOCAL && j->local_reg[v->local] != REG_NONE) {
    write_reg(j, size, cls, m, local_valid(j, v->local));
  } else if (class_is_vector(cls)) {
    value_to_reg(j, v, SCRATCH);
    write_reg(j, size, cls, m, SCRATCH);
  } else {
    value_to_reg(j, v, scratch);
    write_reg(j, size, cls, m, scratch);
  }
}

/* ---- structures ---- */

static X64Mem run_field(Reg runs, uint32_t class, size_t field) {
  return x64_mem(xr(runs), (int32_t)(class * sizeof(AllocRun) + field));
}

/* d: the next free cell of the class, of which there is one; t: the runs. */
static void find_cell(Jit *j, uint32_t class, Reg d, Reg t) {
  Asm *a = &j->as;
  const AsmLabel again = asm_label_here(a), found = asm_label(a);
  x64_rm(a, X64_MOV, 8, xr(t), EXEC_FIELD(runs));
  x64_rm(a, X64_MOV, 8, xr(d), run_field(t, class, offsetof(AllocRun, at)));
  x64_rm(a, X64_CMP, 8, xr(d), run_field(t, class, offsetof(AllocRun, end)));
  x64_jcc(a, X64_NE, found);
  store_pending_refs(j);
  store_all(j);
  x64_mov_imm(a, RSI, class);
  x64_call_outside(a, STUB_REFILL);
  load_lost(j);
  x64_jmp(a, again);
  asm_bind(a, found);
}

static void write_zeros(Jit *j, Reg d, uint32_t size) {
  v_zero(j, SCRATCH);
  uint32_t at = OBJECT_HEADER;
  for (; at + 16 <= size; at += 16) x64_vmr(&j->as, X64_VMOVUPS_S, x64_mem(xr(d), (int32_t)at), SCRATCH);
  for (; at < size; at += 8) x64_mi(&j->as, X64_MOV, 8, x64_mem(xr(d), (int32_t)at), 0); /* a cell is a multiple of 16 */
}

static bool struct_new(Jit *j, const WalkInstr *i, bool has_fields) {
  enum { MOST_ZEROS = 512, MOST_FIELDS = 64, MOST_PENDING = 64 };
  const CanonType *type = i->type;
  const uint32_t count = has_fields ? type->def.fields.count : 0;
  if (type->size > (has_fields ? HEAP_SMALL : MOST_ZEROS) || count > MOST_FIELDS || type->descriptor_at || type->id > INT32_MAX) return false;
  mark_place(j);
  if (j->sp - j->settled > MOST_PENDING) settle_values(j, 0); /* each is looked at by few allocations */
  const uint32_t class = heap_class(type->size);
  const Reg d = temp(j, CLASS_l), t = temp(j, CLASS_l);
  find_cell(j, class, d, t);
  x64_mi(&j->as, X64_MOV, 8, x64_mem(xr(d), 0), (int32_t)type->id);
  if (!has_fields) write_zeros(j, d, type->size);
  for (uint32_t k = 0; k < count; k++)
    write_field(j, field_size(type->def.fields.fields[k].type), top(j, count - 1 - k), x64_mem(xr(d), (int32_t)type->offsets[k]), t);
  x64_rm(&j->as, X64_MOV, 8, xr(t), EXEC_FIELD(runs));
  x64_mi(&j->as, X64_ADD, 8, run_field(t, class, offsetof(AllocRun, at)), (int32_t)heap_class_size(class));
  pop_values(j, count);
  push_reg(j, CLASS_l, d);
  top(j, 0)->is_ref = true;
  return true;
}

static X64Mem field_of(Jit *j, const WalkInstr *i, uint32_t depth) {
  mark_place(j);
  const Reg r = operand_reg(j, top(j, depth));
  null_check(j, r, depth, TRAP_NULL_STRUCTURE);
  return x64_mem(xr(r), (int32_t)i->type->offsets[i->instr->second]);
}

static void struct_get(Jit *j, const WalkInstr *i) {
  const X64Mem m = field_of(j, i, 0);
  pop_values(j, 1);
  push_field(j, i->type->def.fields.fields[i->instr->second].type, i->instr->op == OP_STRUCT_GET_S, m);
}

/* The topmost operand goes there. */
static void write_top(Jit *j, uint32_t size, X64Mem m) {
  Value *v = top(j, 0);
  if (!write_constant(j, size, v, m)) write_reg(j, size, (Class)v->cls, m, operand_reg(j, v));
}

static void struct_set(Jit *j, const WalkInstr *i) {
  const X64Mem m = field_of(j, i, 1);
  write_top(j, field_size(i->type->def.fields.fields[i->instr->second].type), m);
  pop_values(j, 2);
}

/* ---- arrays ---- */

static X64Mem array_length(Reg r) { return x64_mem(xr(r), (int32_t)offsetof(Object, length)); }

/* The array is `depth` deep, its index above it. */
static X64Mem element_of(Jit *j, const WalkInstr *i, uint32_t depth) {
  Asm *a = &j->as;
  const uint32_t log = (uint32_t)__builtin_ctz(i->type->size);
  mark_place(j);
  const Reg array = operand_reg(j, top(j, depth)), index = operand_reg(j, top(j, depth - 1));
  null_check(j, array, depth, TRAP_NULL_ARRAY);
  x64_rm(a, X64_CMP, 4, xr(index), array_length(array));
  x64_jcc(a, X64_AE, trap_label(j, TRAP_ARRAY_BOUNDS));
  if (log <= 3) return x64_mem_index(xr(array), xr(index), log, OBJECT_HEADER);
  const Reg t = temp(j, CLASS_l);
  x64_rr(a, X64_MOV, 4, xr(t), xr(index));
  x64_ri(a, X64_SHL, 8, xr(t), (int32_t)log);
  return x64_mem_index(xr(array), xr(t), 0, OBJECT_HEADER);
}

static void array_get(Jit *j, const WalkInstr *i) {
  const X64Mem m = element_of(j, i, 1);
  pop_values(j, 2);
  push_field(j, i->type->def.fields.fields[0].type, i->instr->op == OP_ARRAY_GET_S, m);
}

static void array_set(Jit *j, const WalkInstr *i) {
  const X64Mem m = element_of(j, i, 2);
  write_top(j, i->type->size, m);
  pop_values(j, 3);
}

static void array_len(Jit *j) {
  mark_place(j);
  const Reg r = operand_reg(j, top(j, 0));
  null_check(j, r, 0, TRAP_NULL_ARRAY);
  pop_values(j, 1);
  const Reg d = result_reg(j, CLASS_i);
  x64_rm(&j->as, X64_MOV, 4, xr(d), array_length(r));
  push_reg(j, CLASS_i, d);
}

/* C makes it, from operands that are home. */
static void array_new(Jit *j, const WalkInstr *i, uint32_t operands) {
  const uint32_t slot = i->height - i->operand_slots;
  all_home(j, operands);
  mark_place(j);
  x64_rm(&j->as, X64_LEA, 8, RSI, slot_mem(slot));
  x64_mov_imm(&j->as, RDX, i->type->id);
  x64_mov_imm(&j->as, RCX, (uint64_t)operands << 32 | i->instr->op);
  x64_call_outside(&j->as, STUB_ARRAY_NEW);
  pop_values(j, operands);
  push_home_value(j, CLASS_l, slot, true);
}

/* ---- casts ---- */

/* What a reference is tested for: an object of this type; `exact`: of no subtype. */
typedef struct Cast {
  TypeId type;
  bool null_passes, exact;
} Cast;

/* False: another heap type than those of structures and arrays. */
static bool cast_to(const Jit *j, HeapType heap, bool nullable, bool exact, Cast *out) {
  const Types *types = j->program->valid->types;
  if (!ht_is_index(heap)) return false;
  const HeapType to = canon_heap(j->program->valid->type_ids, heap);
  if (types_top(types, to) != HT_ANY || to > INT32_MAX) return false;
  *out = (Cast){to, nullable, exact || types_get(types, to)->def.final};
  return true;
}

/* Goes to `pass` or `fail`, or on: if the cast is exact, because it passes; else the flags tell what C says of an object of
 * another type (equal: it fails). */
static void test_ref(Jit *j, const Cast *c, Reg r, AsmLabel pass, AsmLabel fail) {
  Asm *a = &j->as;
  x64_rr(a, X64_TEST, 8, xr(r), xr(r));
  x64_jcc(a, X64_E, c->null_passes ? pass : fail);
  x64_ri(a, X64_TEST, 1, xr(r), 1);
  x64_jcc(a, X64_NE, fail);
  x64_mi(a, X64_CMP, 4, x64_mem(xr(r), (int32_t)offsetof(Object, type)), (int32_t)c->type);
  if (c->exact) {
    x64_jcc(a, X64_NE, fail);
    return;
  }
  x64_jcc(a, X64_E, pass);
  store_all(j);
  if (r != RSI) x64_rr(a, X64_MOV, 8, RSI, xr(r));
  x64_mov_imm(a, RDX, c->type);
  x64_call_outside(a, STUB_REF_IS);
  x64_rr(a, X64_TEST, 4, RAX, RAX);
  load_lost(j);
}

static bool ref_cast(Jit *j, const WalkInstr *i) {
  Cast c;
  if (!cast_to(j, i->instr->heap, i->instr->op == OP_REF_CAST_NULL, i->instr->heap_exact, &c)) return false;
  mark_place(j);
  const AsmLabel pass = asm_label(&j->as), fail = trap_label(j, TRAP_CAST);
  test_ref(j, &c, operand_reg(j, top(j, 0)), pass, fail);
  if (!c.exact) x64_jcc(&j->as, X64_E, fail);
  asm_bind(&j->as, pass);
  return true;
}

/* d = whether it passes; the reference stays the topmost operand. */
static void truth_of(Jit *j, const Cast *c, Reg d, Reg r) {
  Asm *a = &j->as;
  const AsmLabel pass = asm_label(a), fail = asm_label(a), done = asm_label(a);
  test_ref(j, c, r, pass, fail);
  if (!c->exact) x64_jcc(a, X64_E, fail);
  asm_bind(a, pass);
  x64_mov_imm(a, xr(d), 1);
  x64_jmp(a, done);
  asm_bind(a, fail);
  x64_mov_imm(a, xr(d), 0);
  asm_bind(a, done);
}

static bool ref_test(Jit *j, const WalkInstr *i) {
  Cast c;
  if (!cast_to(j, i->instr->heap, i->instr->op == OP_REF_TEST_NULL, i->instr->heap_exact, &c)) return false;
  mark_place(j);
  const Reg r = operand_reg(j, top(j, 0)), d = temp(j, CLASS_i);
  truth_of(j, &c, d, r);
  pop_values(j, 1);
  push_reg(j, CLASS_i, d);
  return true;
}

/* The reference is passed on both ways: it is home. */
static bool branch_on_cast(Jit *j, const WalkInstr *i) {
  Cast c;
  const ValType to = i->instr->cast.to;
  if (!cast_to(j, vt_heap(to), vt_is_nullable(to), vt_is_exact(to), &c)) return false;
  mark_place(j);
  home_values(j, 1);
  const uint32_t slot = top(j, 0)->home;
  const Reg r = temp(j, CLASS_l), d = temp(j, CLASS_i);
  j->target->load(j, CLASS_l, r, slot);
  truth_of(j, &c, d, r);
  x64_rr(&j->as, X64_TEST, 4, xr(d), xr(d));
  jit_branch_on(j, i->instr->op == OP_BR_ON_CAST ? X64_NE : X64_E, walk_label(j->walk, i->instr->cast.label));
  return true;
}

/* ---- small integers ---- */

/* Twice the number, and one. */
static void ref_i31(Jit *j) {
  const Reg a = operand_reg(j, top(j, 0));
  pop_values(j, 1);
  const Reg d = result_reg(j, CLASS_l);
  x64_rm(&j->as, X64_LEA, 4, xr(d), x64_mem_index(xr(a), xr(a), 0, 1));
  x64_rr(&j->as, X64_MOVSXD, 8, xr(d), xr(d));
  push_reg(j, CLASS_l, d);
  top(j, 0)->is_ref = true;
}

static void i31_get(Jit *j, uint32_t shift) {
  mark_place(j);
  const Reg a = operand_reg(j, top(j, 0));
  null_check(j, a, 0, TRAP_NULL_I31);
  pop_values(j, 1);
  const Reg d = result_reg(j, CLASS_i);
  x64_rr(&j->as, X64_MOV, 4, xr(d), xr(a));
  x64_ri(&j->as, shift, 4, xr(d), 1);
  push_reg(j, CLASS_i, d);
}

bool x64_lower_gc(Jit *j, const WalkInstr *i) {
  switch (i->instr->op) {
  case OP_STRUCT_NEW: return struct_new(j, i, true);
  case OP_STRUCT_NEW_DEFAULT: return struct_new(j, i, false);
  case OP_STRUCT_GET: case OP_STRUCT_GET_S: case OP_STRUCT_GET_U: struct_get(j, i); return true;
  case OP_STRUCT_SET: struct_set(j, i); return true;
  case OP_ARRAY_NEW: array_new(j, i, 2); return true;
  case OP_ARRAY_NEW_DEFAULT: array_new(j, i, 1); return true;
  case OP_ARRAY_NEW_FIXED: array_new(j, i, i->instr->second); return true;
  case OP_ARRAY_GET: case OP_ARRAY_GET_S: case OP_ARRAY_GET_U: array_get(j, i); return true;
  case OP_ARRAY_SET: array_set(j, i); return true;
  case OP_ARRAY_LEN: array_len(j); return true;
  case OP_REF_TEST: case OP_REF_TEST_NULL: return ref_test(j, i);
  case OP_REF_CAST: case OP_REF_CAST_NULL: return ref_cast(j, i);
  case OP_BR_ON_CAST: case OP_BR_ON_CAST_FAIL: return branch_on_cast(j, i);
  case OP_REF_I31: ref_i31(j); return true;
  case OP_I31_GET_S: i31_get(j, X64_SAR); return true;
  case OP_I31_GET_U: i31_get(j, X64_SHR); return true;
  default: return false;
  }
}
