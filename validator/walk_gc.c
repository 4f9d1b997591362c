/* The Walk's rules for references: null, functions, structures, arrays, i31, casts, descriptors. */
#include "validator/walk_state.h"

/* ---- helpers ---- */

static const CanonType *find_comp(Walk *w, uint32_t index, CompKind comp, const char *what) {
  const CanonType *t = walk_find_type(w, index);
  if (!t || t->def.comp == comp) return t;
  (void)walk_fail(w, ERR_TYPE_MISMATCH, ": type %u is not %s", index, what);
  return NULL;
}

static const CanonType *find_struct(Walk *w, uint32_t index) { return find_comp(w, index, COMP_STRUCT, "a structure"); }
static const CanonType *find_array(Walk *w, uint32_t index) { return find_comp(w, index, COMP_ARRAY, "an array"); }

static bool is_packed(ValType t) { return t == VT_I8 || t == VT_I16; }
static ValType unpacked(ValType t) { return is_packed(t) ? (ValType)VT_I32 : t; }
/* References to a new object, exact where that can be told. */
static ValType ref_new(const CanonType *t) { return vt_ref(t->id, false, true); }
static ValType ref_null_to(const CanonType *t) { return vt_ref(t->id, true, false); }

static Err apply(Walk *w, Effect effect) { return effect_apply(w, &effect); }

/* The reference on top, VT_BOT in unreachable code; an error recorded if it is none (then VT_I32). */
static ValType peek_ref(Walk *w) {
  ValType t = peek(w, 0);
  if (has_operands(w, 1) && (t == VT_BOT || vt_is_ref(t))) return t;
  (void)walk_mismatch(w, "instruction", NULL, 0, &(ValType){vt_ref(HT_BOT, true, false)}, 1);
  return VT_I32;
}

/* ---- references ---- */

static Err rule_ref_null(Walk *w, const Instr *i) {
  Err e = walk_check_heap(w, i->heap);
  if (e) return e;
  return apply(w, (Effect){.pushes = 1, .push = {canon(w, vt_ref(i->heap, true, i->heap_exact))}});
}

static Err rule_ref_func(Walk *w, const Instr *i) {
  if (i->index >= w->m->func_count) return walk_unknown(w, "function", i->index);
  uint8_t *declared = &w->v->declared[i->index / 8], bit = (uint8_t)(1u << i->index % 8);
  if (!(*declared & bit)) {
    if (!w->constant) return walk_fail(w, ERR_UNDECLARED_REFERENCE, " %u", i->index);
    *declared |= bit; /* while the module is validated: afterwards it is set */
  }
  const FuncDecl *f = &w->m->funcs[i->index];
  const CanonType *type = types_get(w->types, w->ids[f->type]);
  return apply(w, (Effect){.pushes = 1, .push = {vt_ref(type->id, false, f->body || f->exact)}, .type = type});
}

static Err rule_ref_unary(Walk *w, const Instr *i) {
  ValType t = peek_ref(w);
  if (t == VT_I32) return w->diag->err;
  if (t == VT_BOT) t = vt_ref(HT_BOT, true, false);
  ValType result = i->op == OP_REF_IS_NULL ? (ValType)VT_I32 : t & ~(ValType)VT_NULLABLE;
  return apply(w, (Effect){.pops = 1, .pop = {t}, .pushes = 1, .push = {result}});
}

static Err rule_ref_eq(Walk *w) {
  ValType eq = vt_ref(HT_EQ, true, false);
  return apply(w, (Effect){.pops = 2, .pop = {eq, eq}, .pushes = 1, .push = {VT_I32}});
}

/* any.convert_extern, extern.convert_any: nullability passes through. */
static Err rule_convert(Walk *w, HeapType from, HeapType to) {
  ValType t = peek_ref(w);
  if (t == VT_I32) return w->diag->err;
  bool nullable = t == VT_BOT ? false : vt_is_nullable(t);
  return apply(
      w, (Effect){.pops = 1, .pop = {vt_ref(from, true, false)}, .pushes = 1, .push = {vt_ref(to, nullable, false)}});
}

/* ---- structures ---- */

/* Pops the operands of the fields' types, which stand below `above` others. */
static Err check_fields(Walk *w, const CanonType *t, uint32_t above) {
  const TypeDef *d = &t->def;
  for (uint32_t k = 0; k < d->fields.count; k++) {
    ValType field = unpacked(d->fields.fields[k].type);
    if (!walk_operands_match(w, &field, 1, above + d->fields.count - 1 - k))
      return walk_mismatch(w, "instruction", &field, 1, NULL, 0);
  }
  return ERR_OK;
}

static Err check_defaultable(Walk *w, const CanonType *t) {
  for (uint32_t k = 0; k < t->def.fields.count; k++)
    if (!vt_is_defaultable(t->def.fields.fields[k].type))
      return walk_fail(w, ERR_TYPE_MISMATCH, ": field %u has no default", k);
  return ERR_OK;
}

static Err rule_struct_new(Walk *w, const Instr *i) {
  const CanonType *t = find_struct(w, i->index);
  if (!t) return w->diag->err;
  bool desc = i->op == OP_STRUCT_NEW_DESC || i->op == OP_STRUCT_NEW_DEFAULT_DESC;
  bool fields = i->op == OP_STRUCT_NEW || i->op == OP_STRUCT_NEW_DESC;
  if (!desc && t->def.descriptor != NO_TYPE) return walk_fail(w, ERR_DESCRIPTOR_ALLOCATION, " %u", i->index);
  if (desc && t->def.descriptor == NO_TYPE) return walk_fail(w, ERR_PLAIN_ALLOCATION, " %u", i->index);
  Effect effect = {.pushes = 1, .push = {ref_new(t)}, .type = t};
  if (desc) effect.pop[effect.pops++] = vt_ref(t->def.descriptor, true, true);
  if (!fields) {
    Err e = check_defaultable(w, t);
    return e ? e : effect_apply(w, &effect);
  }
  Err e = effect_check(w, &effect);
  if (e || (e = check_fields(w, t, effect.pops))) return e;
  if (told(w)) {
    WalkInstr event;
    uint32_t slots = effect.pops;
    for (uint32_t k = 0; k < t->def.fields.count; k++) slots += vt_slots(t->def.fields.fields[k].type);
    fill_event(w, &event, t, slots, 1);
    if ((e = w->sink->instr(w->sink, w, &event))) return e;
  }
  drop(w, t->def.fields.count + effect.pops);
  push(w, effect.push[0]);
  return ERR_OK;
}

static Err rule_struct_access(Walk *w, const Instr *i) {
  const CanonType *t = find_struct(w, i->first);
  if (!t) return w->diag->err;
  if (i->second >= t->def.fields.count) return walk_unknown(w, "field", i->second);
  const FieldType *field = &t->def.fields.fields[i->second];
  Effect effect = {.pops = 1, .pop = {ref_null_to(t)}, .type = t};
  if (i->op == OP_STRUCT_SET) {
    if (!field->mutable) return walk_fail(w, ERR_IMMUTABLE_FIELD, " %u", i->second);
    effect.pop[effect.pops++] = unpacked(field->type);
    return effect_apply(w, &effect);
  }
  if (is_packed(field->type) == (i->op == OP_STRUCT_GET))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": field is %spacked", is_packed(field->type) ? "" : "un");
  effect.push[effect.pushes++] = unpacked(field->type);
  return effect_apply(w, &effect);
}

/* ---- arrays ---- */

static Err rule_array_new_fixed(Walk *w, const Instr *i) {
  const CanonType *t = find_array(w, i->first);
  if (!t) return w->diag->err;
  ValType element = unpacked(t->def.fields.fields[0].type);
  uint32_t count = i->second;
  if (!has_operands(w, count)) return walk_mismatch(w, "instruction", &element, 1, NULL, 0);
  for (uint32_t k = 0; k < count && k < in_block(w); k++)
    if (!walk_operands_match(w, &element, 1, k)) return walk_mismatch(w, "instruction", &element, 1, NULL, 0);
  if (told(w)) {
    WalkInstr event;
    fill_event(w, &event, t, count * vt_slots(element), 1);
    Err e = w->sink->instr(w->sink, w, &event);
    if (e) return e;
  }
  drop(w, count);
  push(w, ref_new(t));
  return ERR_OK;
}

/* The element type of an array that array.new_data and array.init_data may fill. */
static Err check_numeric(Walk *w, ValType element) {
  return vt_is_ref(element) ? walk_fail(w, ERR_ARRAY_NOT_NUMERIC, NULL) : ERR_OK;
}

static Err check_segment(Walk *w, const Instr *i, ValType element) {
  bool data = i->op == OP_ARRAY_NEW_DATA || i->op == OP_ARRAY_INIT_DATA;
  if (data) {
    Err e = check_numeric(w, element);
    if (e) return e;
    if (!w->m->has_data_count && w->m->data_count) return walk_fail(w, ERR_DATA_COUNT_REQUIRED, NULL);
    return i->second < w->m->data_count ? ERR_OK : walk_unknown(w, "data segment", i->second);
  }
  if (i->second >= w->m->elem_count) return walk_unknown(w, "elem segment", i->second);
  if (!types_is_sub(w->types, canon(w, w->m->elems[i->second].type), element))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": elements of segment %u are not the array's", i->second);
  return ERR_OK;
}

static Err rule_array_new(Walk *w, const Instr *i) {
  const CanonType *t = find_array(w, i->index);
  if (!t) return w->diag->err;
  ValType element = t->def.fields.fields[0].type;
  Effect effect = {.pushes = 1, .push = {ref_new(t)}, .type = t};
  Err e = ERR_OK;
  switch (i->op) {
  case OP_ARRAY_NEW: effect.pop[effect.pops++] = unpacked(element); break;
  case OP_ARRAY_NEW_DEFAULT:
    if (!vt_is_defaultable(element)) e = walk_fail(w, ERR_TYPE_MISMATCH, ": element has no default");
    break;
  default: /* array.new_data, array.new_elem */ e = check_segment(w, i, element); effect.pop[effect.pops++] = VT_I32;
  }
  if (e) return e;
  effect.pop[effect.pops++] = VT_I32;
  return effect_apply(w, &effect);
}

static Err rule_array_get(Walk *w, const Instr *i) {
  const CanonType *t = find_array(w, i->index);
  if (!t) return w->diag->err;
  ValType element = t->def.fields.fields[0].type;
  if (is_packed(element) == (i->op == OP_ARRAY_GET))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": array is %spacked", is_packed(element) ? "" : "un");
  return apply(
      w, (Effect){.pops = 2, .pop = {ref_null_to(t), VT_I32}, .pushes = 1, .push = {unpacked(element)}, .type = t});
}

/* array.set, fill, init_data, init_elem: writes into an array. */
static Err rule_array_write(Walk *w, const Instr *i) {
  const CanonType *t = find_array(w, i->index);
  if (!t) return w->diag->err;
  const FieldType *f = t->def.fields.fields;
  if (!f->mutable) return walk_fail(w, ERR_IMMUTABLE_ARRAY, NULL);
  Effect effect = {.pops = 3, .pop = {ref_null_to(t), VT_I32, unpacked(f->type)}, .type = t};
  if (i->op == OP_ARRAY_FILL) effect.pop[effect.pops++] = VT_I32;
  if (i->op == OP_ARRAY_INIT_DATA || i->op == OP_ARRAY_INIT_ELEM) {
    Err e = check_segment(w, i, f->type);
    if (e) return e;
    effect.pop[2] = effect.pop[3] = VT_I32;
    effect.pops = 4;
  }
  return effect_apply(w, &effect);
}

static Err rule_array_copy(Walk *w, const Instr *i) {
  const CanonType *to = find_array(w, i->first);
  const CanonType *from = to ? find_array(w, i->second) : NULL;
  if (!from) return w->diag->err;
  if (!to->def.fields.fields->mutable) return walk_fail(w, ERR_IMMUTABLE_ARRAY, NULL);
  if (!types_is_sub(w->types, from->def.fields.fields->type, to->def.fields.fields->type))
    return walk_fail(w, ERR_ARRAY_TYPES, NULL);
  return apply(w, (Effect){.pops = 5, .pop = {ref_null_to(to), VT_I32, ref_null_to(from), VT_I32, VT_I32}, .type = to});
}

/* ---- casts ---- */

/* The type of the whole hierarchy that t is in, nullable. */
static ValType top_of(const Walk *w, ValType t) { return vt_ref(types_top(w->types, vt_heap(t)), true, false); }

/* Continuations cannot be told apart at run time. */
static Err check_castable(Walk *w, ValType t) {
  return types_top(w->types, vt_heap(t)) == HT_CONT ? walk_fail(w, ERR_INVALID_CAST, NULL) : ERR_OK;
}

/* The canonical target of a cast. */
static Err cast_target(Walk *w, HeapType heap, bool nullable, bool exact, ValType *out) {
  Err e = walk_check_heap(w, heap);
  if (e) return e;
  *out = canon(w, vt_ref(heap, nullable, exact));
  return check_castable(w, *out);
}

static Err rule_cast(Walk *w, const Instr *i) {
  bool nullable = i->op == OP_REF_TEST_NULL || i->op == OP_REF_CAST_NULL;
  bool test = i->op == OP_REF_TEST || i->op == OP_REF_TEST_NULL;
  ValType to;
  Err e = cast_target(w, i->heap, nullable, i->heap_exact, &to);
  if (e) return e;
  const CanonType *type = ht_is_index(vt_heap(to)) ? types_get(w->types, vt_heap(to)) : NULL;
  return apply(
      w, (Effect){.pops = 1, .pop = {top_of(w, to)}, .pushes = 1, .push = {test ? (ValType)VT_I32 : to}, .type = type});
}

/* The descriptor operand of a cast to `to`, which is then as exact as it was written. */
static Err descriptor_of(Walk *w, HeapType heap, ValType to, ValType *out) {
  const CanonType *t = ht_is_index(vt_heap(to)) ? types_get(w->types, vt_heap(to)) : NULL;
  if (!t || t->def.descriptor == NO_TYPE) {
    char name[16];
    heap_type_format(heap, name, sizeof name);
    return walk_fail(w, ERR_NO_DESCRIPTOR, " %s does not have a descriptor", name);
  }
  *out = vt_ref(t->def.descriptor, true, vt_is_exact(to));
  return ERR_OK;
}

static Err rule_cast_desc(Walk *w, const Instr *i) {
  ValType to, descriptor;
  Err e = cast_target(w, i->heap, i->op == OP_REF_CAST_DESC_EQ_NULL, i->heap_exact, &to);
  if (e || (e = descriptor_of(w, i->heap, to, &descriptor))) return e;
  return apply(w, (Effect){.pops = 2,
                           .pop = {top_of(w, to), descriptor},
                           .pushes = 1,
                           .push = {to},
                           .type = types_get(w->types, vt_heap(to))});
}

static Err rule_get_desc(Walk *w, const Instr *i) {
  const CanonType *t = walk_find_type(w, i->index);
  if (!t) return w->diag->err;
  if (t->def.descriptor == NO_TYPE) return walk_fail(w, ERR_NO_DESCRIPTOR, " without descriptor");
  bool exact = types_is_sub(w->types, peek(w, 0), vt_ref(t->id, true, true));
  return apply(w, (Effect){.pops = 1,
                           .pop = {ref_null_to(t)},
                           .pushes = 1,
                           .push = {vt_ref(t->def.descriptor, false, exact)},
                           .type = t});
}

/* What is left of `from` when it is not `to`: a null that `to` takes is gone. */
static ValType difference(ValType from, ValType to) { return vt_is_nullable(to) ? from & ~(ValType)VT_NULLABLE : from; }

static Err rule_br_on_cast(Walk *w, const Instr *i) {
  Label *l = walk_find_label(w, i->cast.label);
  if (!l) return w->diag->err;
  bool desc = i->op == OP_BR_ON_CAST_DESC_EQ || i->op == OP_BR_ON_CAST_DESC_EQ_FAIL;
  bool fail = i->op == OP_BR_ON_CAST_FAIL || i->op == OP_BR_ON_CAST_DESC_EQ_FAIL;
  ValType from, to, descriptor = VT_BOT;
  Err e = cast_target(w, vt_heap(i->cast.from), vt_is_nullable(i->cast.from), vt_is_exact(i->cast.from), &from);
  if (e || (e = cast_target(w, vt_heap(i->cast.to), vt_is_nullable(i->cast.to), vt_is_exact(i->cast.to), &to)))
    return e;
  if (desc && (e = descriptor_of(w, vt_heap(i->cast.to), to, &descriptor))) return e;
  /* With custom descriptors the two need only be of one hierarchy. */
  if (features_has(w->features, FEATURE_CUSTOM_DESCRIPTORS) ? top_of(w, from) != top_of(w, to)
                                                            : !types_is_sub(w->types, to, from))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": target of the cast does not match its source");
  ValType jumps = fail ? difference(from, to) : to, stays = fail ? to : difference(from, to);
  const ValType *types = label_types(l);
  uint32_t count = label_arity(l);
  if (!count || !types_is_sub(w->types, jumps, types[count - 1]))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": label %u does not take the reference", i->cast.label);
  mark_branched(w, l);
  Effect effect = {.under = types,
                   .under_count = count - 1,
                   .over = types,
                   .over_count = count - 1,
                   .pops = 1,
                   .pop = {from},
                   .pushes = 1,
                   .push = {stays}};
  if (desc) effect.pop[effect.pops++] = descriptor;
  if (ht_is_index(vt_heap(to))) effect.type = types_get(w->types, vt_heap(to));
  return effect_apply(w, &effect);
}

Err rule_gc(Walk *w, const Instr *i) {
  ValType i31 = vt_ref(HT_I31, true, false);
  switch (i->op) {
  case OP_REF_NULL: return rule_ref_null(w, i);
  case OP_REF_FUNC: return rule_ref_func(w, i);
  case OP_REF_IS_NULL:
  case OP_REF_AS_NON_NULL: return rule_ref_unary(w, i);
  case OP_REF_EQ: return rule_ref_eq(w);
  case OP_ANY_CONVERT_EXTERN: return rule_convert(w, HT_EXTERN, HT_ANY);
  case OP_EXTERN_CONVERT_ANY: return rule_convert(w, HT_ANY, HT_EXTERN);
  case OP_REF_I31:
    return apply(w, (Effect){.pops = 1, .pop = {VT_I32}, .pushes = 1, .push = {vt_ref(HT_I31, false, false)}});
  case OP_I31_GET_S:
  case OP_I31_GET_U: return apply(w, (Effect){.pops = 1, .pop = {i31}, .pushes = 1, .push = {VT_I32}});
  case OP_STRUCT_NEW:
  case OP_STRUCT_NEW_DEFAULT:
  case OP_STRUCT_NEW_DESC:
  case OP_STRUCT_NEW_DEFAULT_DESC: return rule_struct_new(w, i);
  case OP_STRUCT_GET:
  case OP_STRUCT_GET_S:
  case OP_STRUCT_GET_U:
  case OP_STRUCT_SET: return rule_struct_access(w, i);
  case OP_ARRAY_NEW_FIXED: return rule_array_new_fixed(w, i);
  case OP_ARRAY_NEW:
  case OP_ARRAY_NEW_DEFAULT:
  case OP_ARRAY_NEW_DATA:
  case OP_ARRAY_NEW_ELEM: return rule_array_new(w, i);
  case OP_ARRAY_GET:
  case OP_ARRAY_GET_S:
  case OP_ARRAY_GET_U: return rule_array_get(w, i);
  case OP_ARRAY_SET:
  case OP_ARRAY_FILL:
  case OP_ARRAY_INIT_DATA:
  case OP_ARRAY_INIT_ELEM: return rule_array_write(w, i);
  case OP_ARRAY_COPY: return rule_array_copy(w, i);
  case OP_ARRAY_LEN:
    return apply(w, (Effect){.pops = 1, .pop = {vt_ref(HT_ARRAY, true, false)}, .pushes = 1, .push = {VT_I32}});
  case OP_REF_TEST:
  case OP_REF_TEST_NULL:
  case OP_REF_CAST:
  case OP_REF_CAST_NULL: return rule_cast(w, i);
  case OP_REF_CAST_DESC_EQ:
  case OP_REF_CAST_DESC_EQ_NULL: return rule_cast_desc(w, i);
  case OP_REF_GET_DESC: return rule_get_desc(w, i);
  case OP_BR_ON_CAST:
  case OP_BR_ON_CAST_FAIL:
  case OP_BR_ON_CAST_DESC_EQ:
  case OP_BR_ON_CAST_DESC_EQ_FAIL: return rule_br_on_cast(w, i);
  default: return walk_fail(w, ERR_ILLEGAL_OPCODE, ": %s", op_info[i->op].text);
  }
}
