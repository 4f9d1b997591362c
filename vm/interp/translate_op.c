/* Operators without memory: constants, accumulators and slots as they come. */
#include "vm/interp/translate.h"

/* a op b as b op' a; the operator itself if it commutes, OP_COUNT if there is none. */
static Op mirrored(Op op) {
  if (op_info[op].flags & OPF_COMMUTES) return op;
  switch (op) {
#define MIRROR(a, b) case OP_##a: return OP_##b; case OP_##b: return OP_##a;
    MIRROR(I32_LT_S, I32_GT_S) MIRROR(I32_LT_U, I32_GT_U) MIRROR(I32_LE_S, I32_GE_S) MIRROR(I32_LE_U, I32_GE_U)
    MIRROR(I64_LT_S, I64_GT_S) MIRROR(I64_LT_U, I64_GT_U) MIRROR(I64_LE_S, I64_GE_S) MIRROR(I64_LE_U, I64_GE_U)
    MIRROR(F32_LT, F32_GT) MIRROR(F32_LE, F32_GE) MIRROR(F64_LT, F64_GT) MIRROR(F64_LE, F64_GE)
#undef MIRROR
  default: return OP_COUNT;
  }
}

/* Whether a cell of this class of operand can hold the constant; *wide: in a following one. */
static bool fits(uint32_t cls, uint64_t bits, bool *wide) {
  *wide = false;
  if (cls == CLASS_l) *wide = (int64_t)bits != (int32_t)bits;
  return true;
}

static void put_const(Translator *t, uint32_t cls, uint32_t cell, const Source *s, bool wide) {
  if (UNLIKELY(t->err)) return; /* there is no such cell */
  if (cls == CLASS_v || cls == CLASS_d || wide) {
    Cell *data = emit_data(t);
    data->u64[0] = s->bits;
    data->u64[1] = cls == CLASS_v ? source_high(t, s) : 0;
  } else {
    t->cells[cell].imm = (int32_t)(uint32_t)s->bits;
  }
}

static void binary(Translator *t, Op op, const OpForms *f) {
  Source b = source(t, 0), a = source(t, 1);
  Op mirror;
  if ((a.kind == SOURCE_CONST || (b.kind == SOURCE_ACC && a.kind == SOURCE_SLOT)) && b.kind != SOURCE_CONST &&
      (mirror = mirrored(op)) != OP_COUNT) {
    const Source s = a;
    a = b;
    b = s;
    op = mirror;
    f = &op_forms[op];
  }
  bool wide = false;
  if (a.kind == SOURCE_CONST) {
    /* Of two constants the first goes home, as one does that no form takes. */
    if (b.kind == SOURCE_CONST || f->a == CLASS_v || (fits(f->a, a.bits, &wide) && wide)) {
      a = source_slot(t, 1);
      b = source(t, 0);
    }
  }
  wide = false;
  if (b.kind == SOURCE_CONST) (void)fits(f->a, b.bits, &wide);
  uint32_t form;
  if (a.kind == SOURCE_CONST) form = b.kind == SOURCE_ACC ? FORM_CA : FORM_CS;
  else if (b.kind == SOURCE_CONST) form = a.kind == SOURCE_ACC ? (wide ? FORM_AK : FORM_AC) : (wide ? FORM_SK : FORM_SC);
  else form = a.kind == SOURCE_ACC ? FORM_AS : b.kind == SOURCE_ACC ? FORM_SA : FORM_SS;

  const uint32_t cell = t->count;
  Cell *c = emit(t, f->base + form);
  c->x0 = top(t, 1)->home;
  if (a.kind == SOURCE_CONST) {
    c->x[1] = b.slot;
    put_const(t, f->a, cell, &a, false);
  } else {
    c->x[1] = a.slot;
    if (b.kind == SOURCE_CONST) put_const(t, f->a, cell, &b, wide);
    else c->x[2] = b.slot;
  }
  result(t, cell, 2, f->ret, op, form, a, b);
}

static void unary(Translator *t, Op op, const OpForms *f) {
  const Source a = source_slot(t, 0);
  const uint32_t cell = t->count;
  Cell *c = emit(t, f->base + (uint32_t)(a.kind == SOURCE_ACC ? UNARY_A : UNARY_S));
  c->x0 = top(t, 0)->home;
  c->x[1] = a.slot;
  result(t, cell, 1, f->ret, op, a.kind == SOURCE_ACC ? UNARY_A : UNARY_S, a, a);
}

static void ternary(Translator *t, const OpForms *f) {
  Source s[3];
  for (uint32_t k = 0; k < 3; k++) (void)source_slot(t, 2 - k);
  uint32_t form = 0;
  for (uint32_t k = 0; k < 3; k++) {
    s[k] = source(t, 2 - k);
    if (!form && s[k].kind == SOURCE_ACC) form = k + 1; /* SSS ASS SAS SSA */
  }
  const uint32_t cell = t->count;
  Cell *c = emit(t, f->base + form);
  c->x0 = top(t, 2)->home;
  for (uint32_t k = 0; k < 3; k++) c->x[k + 1] = s[k].slot;
  result(t, cell, 3, f->ret, OP_COUNT, 0, s[0], s[1]);
}

/* Operands one behind the other, and so the results. */
static void wide(Translator *t, const WalkInstr *i, const OpForms *f) {
  const uint32_t operands = i->operand_slots;
  bring_home(t, operands);
  const uint16_t base = top(t, operands - 1)->home;
  emit(t, f->base)->x0 = base;
  pop(t, operands);
  wrote_past(t, base, 2);
  t->last.valid = false;
}

static void shift(Translator *t, const OpForms *f) {
  Source a = source_slot(t, 1);
  const Source b = source(t, 0);
  a = source(t, 1);
  const uint32_t cell = t->count;
  const bool is_acc = a.kind == SOURCE_ACC, is_const = b.kind == SOURCE_CONST;
  Cell *c = emit(t, f->base + (uint32_t)(is_const ? (is_acc ? SHIFT_AC : SHIFT_SC) : is_acc ? SHIFT_AS : SHIFT_SS));
  c->x0 = top(t, 1)->home;
  c->x[1] = a.slot;
  if (is_const) c->imm = (int32_t)(uint32_t)b.bits;
  else c->x[2] = b.slot;
  result(t, cell, 2, f->ret, OP_COUNT, 0, a, b);
}

/* Two operands in slots or one of them in its accumulator; a lane or 16 of them. */
static void replace_or_shuffle(Translator *t, const WalkInstr *i, const OpForms *f) {
  (void)source_slot(t, 1);
  const Source b = source_slot(t, 0), a = source(t, 1);
  const uint32_t cell = t->count;
  Cell *c = emit(t, f->base + (uint32_t)(a.kind == SOURCE_ACC ? FORM_AS : b.kind == SOURCE_ACC ? FORM_SA : FORM_SS));
  c->x0 = top(t, 1)->home;
  c->x[1] = a.slot;
  c->x[2] = b.slot;
  if (f->shape == SHAPE_REPLACE) c->x[3] = (uint16_t)i->instr->index;
  else memcpy(emit_data(t)->bytes, i->instr->bytes, 16);
  result(t, cell, 2, f->ret, OP_COUNT, 0, a, b);
}

/* i32.eqz of an integer compare is the opposite compare. */
static bool invert(Translator *t) {
  const Entry *e = top(t, 0);
  const Last *last = &t->last;
  if (e->kind != ENTRY_HOME || !last_is(t, e->home) || last->op == OP_COUNT || op_forms[last->op].shape != SHAPE_COMPARE ||
      op_forms[last->op].a > CLASS_l)
    return false;
  const Op op = inverse(last->op);
  rewrite(t, last->cell, op_forms[op].base + last->form);
  t->last.op = (uint16_t)op;
  return true;
}

void translate_operator(Translator *t, const WalkInstr *i, const OpForms *f) {
  const Op op = i->instr->op;
  switch (f->shape) {
  case SHAPE_UNARY:
    switch (op) {
    /* What is in a slot is right as it is: i32 and f32 are zero-extended there. */
    case OP_I64_EXTEND_I32_U: case OP_I32_REINTERPRET_F32: case OP_F32_REINTERPRET_I32: case OP_I64_REINTERPRET_F64:
    case OP_F64_REINTERPRET_I64: top(t, 0)->cls = f->ret; return;
    default: unary(t, op, f);
    }
    break;
  case SHAPE_TEST:
    if (op == OP_I32_EQZ && invert(t)) return;
    unary(t, op, f);
    break;
  case SHAPE_BINARY:
  case SHAPE_COMPARE: binary(t, op, f); break;
  case SHAPE_TERNARY: ternary(t, f); break;
  case SHAPE_WIDE: wide(t, i, f); break;
  case SHAPE_SHIFT: shift(t, f); break;
  case SHAPE_EXTRACT: {
    const Source a = source_slot(t, 0);
    const uint32_t cell = t->count;
    Cell *c = emit(t, f->base + (uint32_t)(a.kind == SOURCE_ACC ? UNARY_A : UNARY_S));
    c->x0 = top(t, 0)->home;
    c->x[1] = a.slot;
    c->x[2] = (uint16_t)i->instr->index;
    result(t, cell, 1, f->ret, OP_COUNT, 0, a, a);
    break;
  }
  default: replace_or_shuffle(t, i, f); break;
  }
  canonicalise(t, op);
}

Op inverse(Op op) {
  switch (op) {
#define INVERSE(a, b) case OP_##a: return OP_##b; case OP_##b: return OP_##a;
    INVERSE(I32_EQ, I32_NE) INVERSE(I32_LT_S, I32_GE_S) INVERSE(I32_LT_U, I32_GE_U) INVERSE(I32_GT_S, I32_LE_S) INVERSE(I32_GT_U, I32_LE_U)
    INVERSE(I64_EQ, I64_NE) INVERSE(I64_LT_S, I64_GE_S) INVERSE(I64_LT_U, I64_GE_U) INVERSE(I64_GT_S, I64_LE_S) INVERSE(I64_GT_U, I64_LE_U)
#undef INVERSE
  default: return OP_COUNT;
  }
}
