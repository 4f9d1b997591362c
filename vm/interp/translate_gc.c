/* Structures, arrays, casts: op_gc.c says what the cells mean. */
#include "vm/interp/gc_cells.h"
#include "vm/interp/translate.h"

#include "vm/heap.h"

/* ---- structures ---- */

/* A field of a new structure: where its value is, where it goes. */
typedef struct NewField {
  uint16_t slot;
  uint32_t size, offset;
} NewField;

/* The k-th operand of `count`, from below. */
static NewField new_field_at(Translator *t, const CanonType *type, uint32_t k, uint32_t below_top) {
  return (NewField){source_slot(t, below_top).slot, field_size(type->def.fields.fields[k].type), type->offsets[k]};
}

/* Up to FEW_FIELDS fields of 4 or 8 bytes. */
static bool is_few(const CanonType *type, bool has_descriptor) {
  const uint32_t count = type->def.fields.count;
  if (has_descriptor || count == 0 || count > FEW_FIELDS || type->size > FEW_OFFSETS_END) return false;
  for (uint32_t k = 0; k < count; k++) {
    const uint32_t size = field_size(type->def.fields.fields[k].type);
    if (size != 4 && size != 8) return false;
  }
  return true;
}

static Cell *start_new(Translator *t, uint32_t handler, const CanonType *type, uint16_t dest, uint32_t imm) {
  Cell *c = emit(t, handler);
  c->x0 = dest;
  c->x1 = (uint16_t)(type->size <= HEAP_SMALL ? heap_class(type->size) : 0);
  c->imm = (int32_t)imm;
  return c;
}

static void new_few(Translator *t, const CanonType *type, uint16_t dest, const NewField *fields) {
  const uint32_t count = type->def.fields.count;
  uint32_t imm = 0;
  uint64_t slots = 0;
  for (uint32_t k = 0; k < count; k++) {
    imm |= fields[k].offset / 4 << 8 * k;
    slots |= (uint64_t)fields[k].slot << 16 * k;
  }
  Cell *c = start_new(t, H_STRUCT_NEW_1 + count - 1, type, dest, imm);
  if (fields[count - 1].size == 4) c->x1 |= NEW_LAST_IS_32;
  Cell *data = emit_data(t);
  data->u64[0] = type->id;
  data->u64[1] = slots;
}

/* All operands have slots by now. The fields' cells are written first, behind those of the object. */
static void new_many(Translator *t, const CanonType *type, uint16_t dest, uint32_t fields, bool has_descriptor,
                     uint32_t operands) {
  const uint32_t count = fields + has_descriptor;
  start_new(t, type->size <= HEAP_SMALL ? H_STRUCT_NEW_N : H_STRUCT_NEW_BIG, type, dest, count);
  Cell *data = emit_data(t);
  data->u64[0] = type->id;
  data->u64[1] = type->size;
  for (uint32_t k = 0; k < count; k++) {
    const bool is_descriptor = k == fields;
    const NewField f = is_descriptor ? (NewField){source(t, 0).slot, 8, type->descriptor_at}
                                     : new_field_at(t, type, k, operands - 1 - k);
    if (k % 2 == 0) data = emit_data(t);
    data->u64[k % 2] = new_field(f.slot, f.size, f.offset);
  }
}

/* Operands below the topmost `own` that are references must be home: the collector takes them from there. Own operands
 * are read from wherever they are, after it. */
static void settle_below(Translator *t, uint32_t own) {
  for (uint32_t k = t->settled; t->pending_refs && k + own < t->sp; k++) {
    Entry *e = &t->stack[k];
    if (e->kind == ENTRY_HOME || !e->is_ref) continue;
    if (e->kind == ENTRY_LOCAL) {
      free_local(t, e->local); /* and all that read the same local */
    } else {
      const Entry was = *e;
      copy_entry(t, &was, e->home);
      t->pending_refs--;
      e->kind = ENTRY_HOME;
      t->last.valid = false;
    }
  }
}

static void struct_new(Translator *t, const WalkInstr *i) {
  const Op op = i->instr->op;
  const CanonType *type = i->type;
  const bool desc = op == OP_STRUCT_NEW_DESC || op == OP_STRUCT_NEW_DEFAULT_DESC;
  const uint32_t fields = op == OP_STRUCT_NEW || op == OP_STRUCT_NEW_DESC ? type->def.fields.count : 0;
  const uint32_t operands = fields + desc;
  const uint16_t dest = (uint16_t)(i->height - i->operand_slots);
  for (uint32_t k = 0; k < operands; k++) (void)source_slot(t, k);
  settle_below(t, operands);
  if (desc) {
    Cell *c = emit(t, H_NULL_CHECK);
    c->x0 = source(t, 0).slot;
    c->imm = TRAP_NULL_DESCRIPTOR;
  }
  const uint32_t cell = t->count;
  if (fields && is_few(type, desc)) {
    NewField few[FEW_FIELDS];
    for (uint32_t k = 0; k < fields; k++) few[k] = new_field_at(t, type, k, operands - 1 - k);
    new_few(t, type, dest, few);
  } else {
    new_many(t, type, dest, fields, desc, operands);
  }
  result(t, cell, operands, CLASS_l, OP_COUNT, 0, (Source){0}, (Source){0});
  top(t, 0)->is_ref = true;
}

/* How a value is read: the first of handlers in the order i8s i8u i16s i16u i l f d v. */
static uint32_t read_of(ValType type, bool is_signed) {
  switch (vt_kind(type)) {
  case VK_I8: return is_signed ? 0 : 1;
  case VK_I16: return is_signed ? 2 : 3;
  case VK_I32: return 4;
  case VK_F32: return 6;
  case VK_F64: return 7;
  case VK_V128: return 8;
  default: return 5; /* i64, references */
  }
}
/* … and written: 8 16 32 64 128 */
static uint32_t write_of(ValType type) { return (uint32_t)__builtin_ctz(field_size(type)); }
static uint32_t class_of_field(ValType type) {
  return vt_kind(type) == VK_I8 || vt_kind(type) == VK_I16 ? CLASS_i : class_of(type);
}

/* One operand, one result; the handler of it in the accumulator follows that of a slot, if there is one. */
static Cell *one_operand(Translator *t, uint32_t handler, bool has_acc, uint32_t cls, bool is_ref) {
  const Source a = source_slot(t, 0);
  const uint32_t cell = t->count;
  Cell *c = emit(t, handler + (has_acc && a.kind == SOURCE_ACC));
  c->x0 = top(t, 0)->home;
  c->x1 = a.slot;
  result(t, cell, 1, cls, OP_COUNT, 0, a, a);
  top(t, 0)->is_ref = is_ref;
  return c;
}

static void struct_get(Translator *t, const WalkInstr *i) {
  const uint32_t field = i->instr->second;
  const ValType type = i->type->def.fields.fields[field].type;
  const uint32_t read = read_of(type, i->instr->op == OP_STRUCT_GET_S);
  one_operand(t, H_STRUCT_GET_i8s_S + 2 * read, true, class_of_field(type), vt_is_ref(type))->imm =
      (int32_t)i->type->offsets[field];
}

static void struct_set(Translator *t, const WalkInstr *i) {
  const uint32_t field = i->instr->second;
  (void)source_slot(t, 1);
  const uint16_t value = source_slot(t, 0).slot, object = source(t, 1).slot;
  Cell *c = emit(t, H_STRUCT_SET_8 + write_of(i->type->def.fields.fields[field].type));
  c->x0 = object;
  c->x1 = value;
  c->imm = (int32_t)i->type->offsets[field];
  pop(t, 2);
  t->last.valid = false;
}

/* ---- arrays ---- */

static void array_get(Translator *t, const WalkInstr *i) {
  const ValType type = i->type->def.fields.fields[0].type;
  (void)source_slot(t, 1);
  const Source index = source_slot(t, 0), array = source(t, 1);
  const uint32_t cell = t->count;
  Cell *c = emit(t, H_ARRAY_GET_i8s + read_of(type, i->instr->op == OP_ARRAY_GET_S));
  c->x[0] = top(t, 1)->home;
  c->x[1] = array.slot;
  c->x[2] = index.slot;
  result(t, cell, 2, class_of_field(type), OP_COUNT, 0, array, index);
  top(t, 0)->is_ref = vt_is_ref(type);
}

static void array_set(Translator *t, const WalkInstr *i) {
  for (uint32_t k = 0; k < 3; k++) (void)source_slot(t, k);
  const Source value = source(t, 0), index = source(t, 1), array = source(t, 2);
  Cell *c = emit(t, H_ARRAY_SET_8 + write_of(i->type->def.fields.fields[0].type));
  c->x[0] = array.slot;
  c->x[1] = index.slot;
  c->x[2] = value.slot;
  pop(t, 3);
  t->last.valid = false;
}

static void array_helper(Translator *t, const WalkInstr *i, uint32_t handler, uint32_t operands, uint32_t index) {
  bring_home(t, operands);
  safepoint(t);
  emit(t, handler)->x0 = (uint16_t)(i->height - i->operand_slots);
  Cell *data = emit_data(t);
  data->i32[0] = (int32_t)i->type->id;
  data->i32[1] = (int32_t)index;
  pop(t, operands);
  forget_accs(t);
  t->last.valid = false;
}

/* ---- casts ---- */

static void put_cast(Translator *t, ValType to) {
  const Types *types = t->program->valid->types;
  const HeapType heap = vt_heap(to);
  uint32_t flags = vt_is_nullable(to) ? CAST_NULL : 0;
  if (vt_is_exact(to)) flags |= CAST_EXACT;
  if (types_top(types, heap) == HT_FUNC) flags |= CAST_FUNC;
  if (ht_is_index(heap) && (vt_is_exact(to) || types_get(types, heap)->def.final)) flags |= CAST_EQUAL;
  Cell *data = emit_data(t);
  data->i32[0] = (int32_t)heap;
  data->i32[1] = (int32_t)flags;
}

/* The handler for a reference of this hierarchy. */
static uint32_t cast_handler(const Translator *t, ValType to, uint32_t object, uint32_t any) {
  return types_top(t->program->valid->types, vt_heap(to)) == HT_FUNC ? any : object;
}

static ValType cast_to(const Translator *t, const WalkInstr *i, bool nullable) {
  return vt_ref(canon_heap(t->program->valid->type_ids, i->instr->heap), nullable, i->instr->heap_exact);
}

static void ref_test(Translator *t, const WalkInstr *i) {
  const ValType to = cast_to(t, i, i->instr->op == OP_REF_TEST_NULL);
  (void)one_operand(t, cast_handler(t, to, H_REF_TEST, H_REF_TEST_SLOW), false, CLASS_i, false);
  put_cast(t, to);
}

/* The reference stays where it is. */
static void ref_cast(Translator *t, const WalkInstr *i) {
  const ValType to = cast_to(t, i, i->instr->op == OP_REF_CAST_NULL);
  const Source a = source_slot(t, 0);
  emit(t, cast_handler(t, to, H_REF_CAST, H_REF_CAST_SLOW))->x1 = a.slot;
  put_cast(t, to);
  t->last.valid = false;
}

static void ref_cast_desc(Translator *t, const WalkInstr *i) {
  (void)source_slot(t, 1);
  const Source descriptor = source_slot(t, 0), a = source(t, 1);
  Cell *c = emit(t, H_REF_CAST_DESC);
  c->x0 = a.slot;
  c->x1 = descriptor.slot;
  c->imm = i->instr->op == OP_REF_CAST_DESC_EQ_NULL;
  pop(t, 1);
  t->last.valid = false;
}

/* The reference is passed on both ways, so it is brought home, and so is what the label wants moved as a block. The
 * descriptor is not passed. */
static void branch_on_cast(Translator *t, const WalkInstr *i) {
  const Op op = i->instr->op;
  const bool desc = op == OP_BR_ON_CAST_DESC_EQ || op == OP_BR_ON_CAST_DESC_EQ_FAIL;
  const bool fail = op == OP_BR_ON_CAST_FAIL || op == OP_BR_ON_CAST_DESC_EQ_FAIL;
  uint16_t descriptor = 0;
  if (desc) {
    bring_home(t, 1); /* the same slot on both ways */
    descriptor = top(t, 0)->home;
    pop(t, 1);
  }
  Label *l = walk_label(t->walk, i->instr->cast.label);
  bring_home(t, label_moves_as_block(l) || l->kind == LABEL_FUNC ? label_arity(l) : 1);
  const bool direct = label_is_in_place(t, l);
  const bool on_fail = direct == fail;
  const uint32_t cell = t->count;
  const ValType to = vt_ref(canon_heap(t->program->valid->type_ids, vt_heap(i->instr->cast.to)), vt_is_nullable(i->instr->cast.to),
                            vt_is_exact(i->instr->cast.to));
  Cell *c = emit(t, desc      ? (on_fail ? H_BR_ON_DESC_FAIL : H_BR_ON_DESC)
                    : on_fail ? cast_handler(t, to, H_BR_ON_CAST_FAIL, H_BR_ON_CAST_FAIL_SLOW)
                              : cast_handler(t, to, H_BR_ON_CAST, H_BR_ON_CAST_SLOW));
  c->x0 = top(t, 0)->home;
  c->x1 = descriptor;
  put_cast(t, to);
  t->last.valid = false;
  branch_from(t, cell, l, direct);
}

void translate_gc(Translator *t, const WalkInstr *i) {
  const Instr *in = i->instr;
  switch (in->op) {
  case OP_STRUCT_NEW:
  case OP_STRUCT_NEW_DEFAULT:
  case OP_STRUCT_NEW_DESC:
  case OP_STRUCT_NEW_DEFAULT_DESC: struct_new(t, i); break;
  case OP_STRUCT_GET:
  case OP_STRUCT_GET_S:
  case OP_STRUCT_GET_U: struct_get(t, i); break;
  case OP_STRUCT_SET: struct_set(t, i); break;
  case OP_ARRAY_NEW: array_helper(t, i, H_ARRAY_NEW, 2, 0); break;
  case OP_ARRAY_NEW_DEFAULT: array_helper(t, i, H_ARRAY_NEW_DEFAULT, 1, 0); break;
  case OP_ARRAY_NEW_FIXED: array_helper(t, i, H_ARRAY_NEW_FIXED, in->second, in->second); break;
  case OP_ARRAY_NEW_DATA: array_helper(t, i, H_ARRAY_NEW_DATA, 2, in->second); break;
  case OP_ARRAY_NEW_ELEM: array_helper(t, i, H_ARRAY_NEW_ELEM, 2, in->second); break;
  case OP_ARRAY_GET:
  case OP_ARRAY_GET_S:
  case OP_ARRAY_GET_U: array_get(t, i); break;
  case OP_ARRAY_SET: array_set(t, i); break;
  case OP_ARRAY_LEN: (void)one_operand(t, H_ARRAY_LEN_S, true, CLASS_i, false); break;
  case OP_ARRAY_FILL: array_helper(t, i, H_ARRAY_FILL, 4, 0); break;
  case OP_ARRAY_COPY: array_helper(t, i, H_ARRAY_COPY, 5, 0); break;
  case OP_ARRAY_INIT_DATA: array_helper(t, i, H_ARRAY_INIT_DATA, 4, in->second); break;
  case OP_ARRAY_INIT_ELEM: array_helper(t, i, H_ARRAY_INIT_ELEM, 4, in->second); break;
  case OP_REF_TEST:
  case OP_REF_TEST_NULL: ref_test(t, i); break;
  case OP_REF_CAST:
  case OP_REF_CAST_NULL: ref_cast(t, i); break;
  case OP_REF_GET_DESC:
    one_operand(t, H_REF_GET_DESC, false, CLASS_l, true)->imm = (int32_t)i->type->descriptor_at;
    break;
  case OP_REF_CAST_DESC_EQ:
  case OP_REF_CAST_DESC_EQ_NULL: ref_cast_desc(t, i); break;
  default: branch_on_cast(t, i); break;
  }
}
