/* Constant expressions. They are valid, so the evaluator trusts types and indices; their length is the only thing a
 * guest chooses, and it costs time and operand space in proportion. Operands are roots while objects are made. */
#include "vm/constexpr.h"

#include "decoder/instr.h"
#include "vm/object.h"
#include "vm/store.h"

typedef struct Eval {
  Instance *i;
  const Alloc *alloc;
  Slot few[16]; /* operands, while they are few */
  Slot *stack;
  uint32_t top, capacity;
  RootRange range;
} Eval;

static bool push(Eval *e, Slot v) {
  if (UNLIKELY(e->top == e->capacity)) {
    Slot *grown = NULL;
    uint32_t capacity = 0;
    if (e->capacity > UINT32_MAX / 2 ||
        !alloc_grow(e->alloc, (void **)&grown, &capacity, (size_t)e->capacity * 2, sizeof *grown))
      return false;
    memcpy(grown, e->stack, e->top * sizeof *grown);
    if (e->stack != e->few) alloc_free(e->alloc, e->stack, e->capacity * sizeof *grown);
    e->stack = grown;
    e->capacity = capacity;
  }
  e->stack[e->top++] = v;
  return true;
}

static bool push_bits(Eval *e, uint64_t bits) { return push(e, (Slot){.bits = bits}); }

static bool push_global(Eval *e, const Global *g) {
  for (uint32_t k = 0; k < vt_slots(g->type); k++)
    if (!push(e, g->value[k])) return false;
  return true;
}

static bool push_v128(Eval *e, const uint8_t *bytes) {
  return push_bits(e, load_u64(bytes)) && push_bits(e, load_u64(bytes + 8));
}

/* The two operands on top become one. */
static void binary32(Eval *e, uint32_t result) { e->stack[--e->top - 1].bits = result; }
static void binary64(Eval *e, uint64_t result) { e->stack[--e->top - 1].bits = result; }

/* ---- objects: the operands stay where they are until the object is there ---- */

static TrapCode pushed(Eval *e, TrapCode trap, uint32_t operands, const Object *o) {
  if (trap) return trap;
  e->top -= operands;
  return push(e, (Slot){.ref = (Ref)o}) ? TRAP_NONE : TRAP_NO_MEMORY;
}

static uint32_t field_slots(const CanonType *t) {
  uint32_t slots = 0;
  for (uint32_t k = 0; k < t->def.fields.count; k++) slots += vt_slots(t->def.fields.fields[k].type);
  return slots;
}

static TrapCode make_struct(Eval *e, const CanonType *t, bool desc, bool fields) {
  Heap *h = e->i->store->heap;
  const uint32_t slots = fields ? field_slots(t) : 0, operands = slots + desc;
  const Slot *at = e->stack + (e->top - operands);
  const Ref descriptor = desc ? at[slots].ref : REF_NULL;
  Object *o;
  if (desc && descriptor == REF_NULL) return TRAP_NULL_DESCRIPTOR;
  TrapCode trap = fields ? struct_new_of(h, t, at, descriptor, &o) : struct_new(h, t, &o);
  if (!trap && !fields && desc) store_u64(object_at(o, t->descriptor_at), descriptor);
  return pushed(e, trap, operands, o);
}

static TrapCode make_array(Eval *e, const CanonType *t, const Instr *in) {
  Store *s = e->i->store;
  const uint32_t slots = vt_slots(array_element(t));
  const Slot *top = e->stack + e->top;
  Object *o;
  uint32_t operands = 1;
  TrapCode trap;
  switch (in->op) {
  case OP_ARRAY_NEW:
    trap = array_new_fill(s, t, top - 1 - slots, top[-1].i32, &o);
    operands = slots + 1;
    break;
  case OP_ARRAY_NEW_DEFAULT: trap = array_new(s->heap, t, top[-1].i32, &o); break;
  default: operands = in->second * slots; trap = array_new_of(s->heap, t, top - operands, in->second, &o);
  }
  return pushed(e, trap, operands, o);
}

static TrapCode make_object(Eval *e, const Instr *in) {
  const CanonType *t = types_get(e->i->program->valid->types, e->i->type_ids[in->index]);
  e->range.at = &e->stack->bits;
  e->range.count = e->top;
  switch (in->op) {
  case OP_STRUCT_NEW: return make_struct(e, t, false, true);
  case OP_STRUCT_NEW_DEFAULT: return make_struct(e, t, false, false);
  case OP_STRUCT_NEW_DESC: return make_struct(e, t, true, true);
  case OP_STRUCT_NEW_DEFAULT_DESC: return make_struct(e, t, true, false);
  default: return make_array(e, t, in);
  }
}

static TrapCode step(Eval *e, const Instr *in) {
  const Slot *a = e->top >= 2 ? &e->stack[e->top - 2] : e->few, *b = a + 1;
  bool room = true;
  switch (in->op) {
  case OP_I32_CONST: room = push_bits(e, (uint32_t)in->i32); break;
  case OP_I64_CONST: room = push_bits(e, (uint64_t)in->i64); break;
  case OP_F32_CONST: room = push_bits(e, in->f32); break;
  case OP_F64_CONST: room = push_bits(e, in->f64); break;
  case OP_V128_CONST: room = push_v128(e, in->bytes); break;
  case OP_REF_NULL: room = push_bits(e, REF_NULL); break;
  case OP_REF_FUNC: room = push(e, (Slot){.ref = (Ref)instance_func(e->i, in->index)}); break;
  case OP_GLOBAL_GET: room = push_global(e, e->i->globals[in->index]); break;
  case OP_I32_ADD: binary32(e, a->i32 + b->i32); break;
  case OP_I32_SUB: binary32(e, a->i32 - b->i32); break;
  case OP_I32_MUL: binary32(e, a->i32 * b->i32); break;
  case OP_I64_ADD: binary64(e, a->i64 + b->i64); break;
  case OP_I64_SUB: binary64(e, a->i64 - b->i64); break;
  case OP_I64_MUL: binary64(e, a->i64 * b->i64); break;
  case OP_REF_I31: {
    Slot *v = &e->stack[e->top - 1];
    *v = (Slot){.ref = ref_from_i31((int32_t)v->i32)};
    break;
  }
  case OP_ANY_CONVERT_EXTERN:
  case OP_EXTERN_CONVERT_ANY: break; /* the two hierarchies share one representation */
  case OP_STRUCT_NEW:
  case OP_STRUCT_NEW_DEFAULT:
  case OP_STRUCT_NEW_DESC:
  case OP_STRUCT_NEW_DEFAULT_DESC:
  case OP_ARRAY_NEW:
  case OP_ARRAY_NEW_DEFAULT:
  case OP_ARRAY_NEW_FIXED: return make_object(e, in);
  default: return store_trap(e->i->store, TRAP_NOT_IMPLEMENTED, ": %s in a constant expression", op_info[in->op].text);
  }
  return room ? TRAP_NONE : TRAP_NO_MEMORY;
}

/* `i32.const n end` in few bytes, as nearly every offset is; false: something else. The expression is valid, so it
 * ends before `end` does. */
static bool eval_small(const uint8_t **at, const uint8_t *end, Slot *out) {
  enum { I32_CONST = 0x41, END = 0x0B };
  const uint8_t *p = *at;
  if (p == end || *p++ != I32_CONST) return false;
  uint32_t v = 0;
  unsigned shift = 0;
  uint8_t byte;
  do {
    byte = *p++;
    v |= (uint32_t)(byte & 0x7F) << shift;
    shift += 7;
  } while (byte & 0x80 && shift < 28); /* five bytes are for the reader */
  if (byte & 0x80 || *p++ != END) return false;
  if (byte & 0x40) v |= UINT32_MAX << shift;
  out->bits = v;
  *at = p;
  return true;
}

TrapCode constexpr_eval_next(Instance *i, const uint8_t **at, const uint8_t *end, Slot out[2]) {
  if (eval_small(at, end, out)) return TRAP_NONE;
  const Module *m = i->program->module;
  Diag diag = {0};
  Reader r = {.at = *at, .end = end, .base = m->bytes.at, .diag = &diag, .end_error = ERR_UNEXPECTED_END};
  Eval e = {.i = i, .alloc = i->store->alloc, .capacity = COUNT_OF(e.few)};
  e.stack = e.few;
  TrapCode trap = TRAP_NONE;
  Instr in;
  heap_push_range(i->store->heap, &e.range);
  while (!trap && instr_read(&r, m->features, &in) && in.op != OP_END) trap = step(&e, &in);
  heap_pop_range(i->store->heap, &e.range);
  if (!trap && (diag.err || e.top == 0)) trap = TRAP_NOT_IMPLEMENTED; /* not a valid expression: cannot be */
  if (!trap) memcpy(out, e.stack, MIN_OF(e.top, 2u) * sizeof *out);
  if (e.stack != e.few) alloc_free(e.alloc, e.stack, e.capacity * sizeof *e.stack);
  *at = r.at;
  return trap;
}

TrapCode constexpr_eval(Instance *i, ConstExpr expr, Slot out[2]) {
  const uint8_t *at = expr.at;
  return constexpr_eval_next(i, &at, expr.at + expr.size, out);
}
