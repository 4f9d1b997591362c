/* Loads, stores, and the instructions on memories and tables that C functions do. */
#include "vm/engine.h"
#include "vm/interp/translate.h"

/* Memory 0 with 32-bit addresses is what the quick forms are for. */
static bool is_near_memory(const Translator *t, uint32_t memory) {
  return memory == 0 && !t->program->module->memories[0].limits.is64;
}
static bool is_near(const Translator *t, const MemArg *m) {
  return is_near_memory(t, m->memory) && m->offset <= UINT32_MAX;
}

static void put_far(Translator *t, const MemArg *m) {
  Cell *data = emit_data(t);
  data->u64[0] = m->offset;
  data->u64[1] = m->memory;
}

/* A constant address and its offset as one number; false when it does not fit. */
static bool const_address(const Source *a, const MemArg *m, uint32_t *out) {
  const uint64_t at = (uint64_t)(uint32_t)a->bits + m->offset;
  *out = (uint32_t)at;
  return a->kind == SOURCE_CONST && at <= UINT32_MAX;
}

/* The address was just added up from two slots: the load can do that. */
static bool load_sum(Translator *t, const WalkInstr *i, const OpForms *f) {
  const Entry *e = top(t, 0);
  const MemArg *m = &i->instr->mem;
  if (e->kind != ENTRY_HOME || !last_is(t, e->home) || t->last.op != OP_I32_ADD || t->last.form > FORM_SA || m->offset > UINT16_MAX)
    return false;
  const Last last = t->last;
  take_back(t, last.cell);
  const uint32_t cell = t->count;
  Cell *c = emit(t, f->base + LOAD_X);
  c->x[0] = e->home;
  c->x[1] = last.a.slot;
  c->x[2] = last.b.slot;
  c->x[3] = (uint16_t)m->offset;
  result(t, cell, 1, f->ret, OP_COUNT, 0, last.a, last.b);
  return true;
}

static void load(Translator *t, const WalkInstr *i, const OpForms *f) {
  const MemArg *m = &i->instr->mem;
  const bool near = is_near(t, m);
  if (near && load_sum(t, i, f)) return;
  Source a = source(t, 0);
  uint32_t at = (uint32_t)m->offset, form;
  if (!near) form = LOAD_F;
  else if (const_address(&a, m, &at)) form = LOAD_C;
  else form = LOAD_S;
  if (form != LOAD_C) a = source_slot(t, 0);
  if (form == LOAD_S && a.kind == SOURCE_ACC) form = LOAD_A;
  if (form != LOAD_C) at = (uint32_t)m->offset;
  const uint32_t cell = t->count;
  Cell *c = emit(t, f->base + form);
  c->x0 = top(t, 0)->home;
  c->x1 = a.slot;
  if (near) c->imm = (int32_t)at;
  else put_far(t, m);
  result(t, cell, 1, f->ret, OP_COUNT, 0, a, a);
}

static void store(Translator *t, const WalkInstr *i, const OpForms *f) {
  const MemArg *m = &i->instr->mem;
  const bool near = is_near(t, m);
  uint32_t at = (uint32_t)m->offset;
  Source v = source(t, 0), a = source(t, 1);
  const bool is_short = v.kind == SOURCE_CONST && f->b <= CLASS_l && near &&
                        (f->b == CLASS_i ? (int32_t)(uint32_t)v.bits == (int16_t)v.bits : (int64_t)v.bits == (int16_t)v.bits);
  const bool fixed = near && !is_short && const_address(&a, m, &at);
  if (!fixed) {
    a = source_slot(t, 1);
    at = (uint32_t)m->offset;
  }
  if (!is_short) v = source_slot(t, 0);
  if (!fixed) a = source(t, 1);
  const bool acc_address = a.kind == SOURCE_ACC, acc_value = v.kind == SOURCE_ACC;
  uint32_t form;
  if (!near) form = STORE_F;
  else if (fixed) form = acc_value ? STORE_CA : STORE_CS;
  else if (is_short) form = acc_address ? STORE_AC : STORE_SC;
  else form = acc_value ? STORE_SA : acc_address ? STORE_AS : STORE_SS;
  Cell *c = emit(t, f->base + form);
  if (near) {
    c->x0 = a.slot;
    c->x1 = is_short ? (uint16_t)v.bits : v.slot;
    c->imm = (int32_t)at;
  } else {
    c->x[1] = a.slot;
    c->x[2] = v.slot;
    put_far(t, m);
  }
  pop(t, 2);
  t->last.valid = false;
}

static void lane(Translator *t, const WalkInstr *i, const OpForms *f) {
  (void)source_slot(t, 1);
  const Source v = source_slot(t, 0), a = source(t, 1);
  const uint32_t cell = t->count;
  Cell *c = emit(t, f->base);
  c->x[0] = top(t, 1)->home;
  c->x[1] = a.slot;
  c->x[2] = v.slot;
  c->x[3] = i->instr->mem.lane;
  put_far(t, &i->instr->mem);
  if (f->shape == SHAPE_LOAD_LANE) {
    result(t, cell, 2, f->ret, OP_COUNT, 0, a, v);
  } else {
    pop(t, 2);
    t->last.valid = false;
  }
}

void trace_access(Translator *t, const WalkInstr *i, uint32_t depth) {
  const Source a = source_slot(t, depth);
  Cell *c = emit(t, H_TRACE_MEMORY);
  c->x0 = (uint16_t)i->instr->op;
  c->x[1] = a.slot;
  c->x[2] = (uint16_t)i->instr->mem.memory;
  emit_data(t)->u64[0] = i->instr->mem.offset;
  forget_accs(t);
  t->last.valid = false;
}

void translate_memory(Translator *t, const WalkInstr *i, const OpForms *f) {
  if (UNLIKELY(t->trace & TRACE_MEM)) trace_access(t, i, f->shape == SHAPE_LOAD ? 0 : 1);
  switch (f->shape) {
  case SHAPE_LOAD: load(t, i, f); break;
  case SHAPE_STORE: store(t, i, f); break;
  default: lane(t, i, f); break;
  }
}

/* ---- memories and tables ---- */

static void helper(Translator *t, const WalkInstr *i, uint32_t handler, uint32_t operands, uint32_t first, uint32_t second) {
  bring_home(t, operands);
  safepoint(t);
  Cell *c = emit(t, handler);
  c->x0 = (uint16_t)(i->height - i->operand_slots);
  Cell *data = emit_data(t);
  data->i32[0] = (int32_t)first;
  data->i32[1] = (int32_t)second;
  pop(t, operands);
  forget_accs(t);
  t->last.valid = false;
}

static void size_of(Translator *t, const WalkInstr *i, uint32_t handler) {
  const uint32_t cell = t->count;
  Cell *c = emit(t, handler);
  c->x0 = (uint16_t)i->height;
  c->imm = (int32_t)i->instr->index;
  result(t, cell, 0, CLASS_l, OP_COUNT, 0, (Source){0}, (Source){0});
  top(t, 0)->cls = CLASS_i; /* clean either way */
}

static void table_access(Translator *t, const WalkInstr *i) {
  if (i->instr->op == OP_TABLE_GET) {
    const Source a = source_slot(t, 0);
    const uint32_t cell = t->count;
    Cell *c = emit(t, H_TABLE_GET);
    c->x[0] = top(t, 0)->home;
    c->x[1] = a.slot;
    emit_data(t)->u64[0] = i->instr->index;
    result(t, cell, 1, CLASS_l, OP_COUNT, 0, a, a);
    top(t, 0)->is_ref = true;
    return;
  }
  (void)source_slot(t, 1);
  const Source value = source_slot(t, 0), at = source(t, 1);
  Cell *c = emit(t, H_TABLE_SET);
  c->x[0] = at.slot;
  c->x[1] = value.slot;
  emit_data(t)->u64[0] = i->instr->index;
  pop(t, 2);
  t->last.valid = false;
}

/* Of memory 0 with 32-bit addresses: operands are read where they are, a constant size or byte in the cell. */
static void near_bulk(Translator *t, bool is_fill) {
  const Source size = source(t, 0);
  const bool fixed = size.kind == SOURCE_CONST, is_byte = is_fill && source(t, 1).kind == SOURCE_CONST;
  if (!is_byte) (void)source_slot(t, 1);
  (void)source_slot(t, 2);
  const Source second = source(t, 1), to = source(t, 2);
  Cell *c = is_fill ? emit(t, is_byte ? (fixed ? H_MEMORY_FILL_CC : H_MEMORY_FILL_CS) : fixed ? H_MEMORY_FILL_SC : H_MEMORY_FILL_SS)
                    : emit(t, fixed ? H_MEMORY_COPY_C : H_MEMORY_COPY_S);
  c->x0 = to.slot;
  c->x1 = is_byte ? (uint8_t)second.bits : second.slot;
  if (fixed) c->imm = (int32_t)(uint32_t)size.bits;
  else c->x[2] = size.slot;
  pop(t, 3);
  t->last.valid = false;
}

void translate_bulk(Translator *t, const WalkInstr *i) {
  const Instr *in = i->instr;
  switch (in->op) {
  case OP_MEMORY_SIZE: size_of(t, i, H_MEMORY_SIZE); break;
  case OP_TABLE_SIZE: size_of(t, i, H_TABLE_SIZE); break;
  case OP_TABLE_GET:
  case OP_TABLE_SET: table_access(t, i); break;
  case OP_MEMORY_GROW: helper(t, i, H_MEMORY_GROW, 1, in->index, 0); break;
  case OP_MEMORY_FILL:
    if (is_near_memory(t, in->index)) near_bulk(t, true);
    else helper(t, i, H_MEMORY_FILL, 3, in->index, 0);
    break;
  case OP_MEMORY_COPY:
    if (in->second == 0 && is_near_memory(t, in->first)) near_bulk(t, false);
    else helper(t, i, H_MEMORY_COPY, 3, in->first, in->second);
    break;
  case OP_MEMORY_INIT: helper(t, i, H_MEMORY_INIT, 3, in->first, in->second); break;
  case OP_MEMORY_DISCARD: helper(t, i, H_MEMORY_DISCARD, 2, in->index, 0); break;
  case OP_DATA_DROP: helper(t, i, H_DATA_DROP, 0, in->index, 0); break;
  case OP_ELEM_DROP: helper(t, i, H_ELEM_DROP, 0, in->index, 0); break;
  case OP_TABLE_GROW: helper(t, i, H_TABLE_GROW, 2, in->index, 0); break;
  case OP_TABLE_FILL: helper(t, i, H_TABLE_FILL, 3, in->index, 0); break;
  case OP_TABLE_COPY: helper(t, i, H_TABLE_COPY, 3, in->first, in->second); break;
  default: helper(t, i, H_TABLE_INIT, 3, in->first, in->second); break;
  }
}
