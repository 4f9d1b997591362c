/* Validity of the type section: first what interning needs (every index in reach, supertypes before their subtypes),
 * then, on canonical types, that each definition matches the supertype it declares. */
#include "validator/validate_impl.h"

/* ---- before interning ---- */

static Err bad_index(Diag *d, uint32_t index) { return diag_set(d, ERR_UNKNOWN, " type %u", index); }

static Err check_type_val(Diag *d, ValType v, uint32_t end) {
  return vt_is_ref(v) && ht_is_index(vt_heap(v)) && vt_heap(v) >= end ? bad_index(d, vt_heap(v)) : ERR_OK;
}

static Err check_parts(const Module *m, const TypeDef *t, uint32_t end, Diag *d) {
  Err e;
  switch ((CompKind)t->comp) {
  case COMP_FUNC:
    for (uint32_t k = 0; k < t->func.param_count; k++)
      if ((e = check_type_val(d, t->func.params[k], end))) return e;
    for (uint32_t k = 0; k < t->func.result_count; k++)
      if ((e = check_type_val(d, t->func.results[k], end))) return e;
    if (t->func.result_count > 1 && !features_has(m->features, FEATURE_MULTI_VALUE))
      return diag_set(d, ERR_RESULT_ARITY, NULL);
    return ERR_OK;
  case COMP_STRUCT:
  case COMP_ARRAY:
    for (uint32_t k = 0; k < t->fields.count; k++)
      if ((e = check_type_val(d, t->fields.fields[k].type, end))) return e;
    return ERR_OK;
  case COMP_CONT:
    if (t->cont >= end) return bad_index(d, t->cont);
    if (m->types[t->cont].comp != COMP_FUNC) return diag_set(d, ERR_NON_FUNCTION_TYPE, " %u", t->cont);
    return ERR_OK;
  }
  return ERR_OK;
}

static Err check_links(const Module *m, uint32_t i, Diag *d) {
  const TypeDef *t = &m->types[i];
  if (t->describes != NO_TYPE) {
    if (t->comp != COMP_STRUCT) return diag_set(d, ERR_DESCRIBED, " must be a struct");
    if (t->describes - t->group_start >= t->group_size) return diag_set(d, ERR_DESCRIBED, " is outside rec group");
    if (t->describes >= i) return diag_set(d, ERR_DESCRIBED_FORWARD, NULL);
    if (m->types[t->describes].descriptor != i) return diag_set(d, ERR_DESCRIBED, " is not described by descriptor");
  }
  if (t->descriptor != NO_TYPE) {
    if (t->comp != COMP_STRUCT) return diag_set(d, ERR_DESCRIPTOR, " must be a struct");
    if (t->descriptor - t->group_start >= t->group_size) return diag_set(d, ERR_DESCRIPTOR, " is outside rec group");
    if (m->types[t->descriptor].describes != i)
      return diag_set(d, ERR_NO_DESCRIPTOR, " is not described by its descriptor");
  }
  return ERR_OK;
}

static Err not_super(const Module *m, uint32_t i, Diag *d) {
  return diag_set(d, ERR_SUB_TYPE, " %u does not match super type %u", i, m->types[i].super);
}

Err validate_types_before(const Module *m, Diag *d) {
  for (uint32_t i = 0; i < m->type_count; i++) {
    const TypeDef *t = &m->types[i];
    Err e = check_parts(m, t, t->group_start + t->group_size, d);
    if (e || (e = check_links(m, i, d))) return e;
    if (t->super == NO_TYPE) continue;
    if (t->super >= i) return bad_index(d, t->super);
    if (m->types[t->super].final) return not_super(m, i, d);
  }
  return ERR_OK;
}

/* ---- after it ---- */

static bool all_sub(const Types *types, const ValType *subs, const ValType *supers, uint32_t count) {
  for (uint32_t k = 0; k < count; k++)
    if (!types_is_sub(types, subs[k], supers[k])) return false;
  return true;
}

static bool field_matches(const Types *types, const FieldType *sub, const FieldType *super) {
  if (sub->mutable != super->mutable) return false;
  return sub->mutable ? sub->type == super->type : types_is_sub(types, sub->type, super->type);
}

static bool comp_matches(const Types *types, const TypeDef *sub, const TypeDef *super) {
  if (sub->comp != super->comp) return false;
  switch ((CompKind)sub->comp) {
  case COMP_FUNC:
    return sub->func.param_count == super->func.param_count && sub->func.result_count == super->func.result_count &&
           all_sub(types, super->func.params, sub->func.params, sub->func.param_count) &&
           all_sub(types, sub->func.results, super->func.results, sub->func.result_count);
  case COMP_CONT: return types_is_sub_id(types, sub->cont, super->cont);
  default:
    if (sub->fields.count < super->fields.count) return false;
    for (uint32_t k = 0; k < super->fields.count; k++)
      if (!field_matches(types, &sub->fields.fields[k], &super->fields.fields[k])) return false;
    return true;
  }
}

/* The links of descriptors run in parallel: what describes a subtype is a subtype of what describes its supertype. */
static Err check_descriptors(const ValidModule *v, uint32_t i, const TypeDef *sub, const TypeDef *super, Diag *d) {
  const Module *m = v->module;
  if (super->descriptor != NO_TYPE) {
    if (sub->descriptor == NO_TYPE) return not_super(m, i, d);
    if (!types_is_sub_id(v->types, sub->descriptor, super->descriptor))
      return diag_set(d, ERR_DESCRIPTOR, " %u does not match", m->types[i].descriptor);
  }
  if ((sub->describes == NO_TYPE) != (super->describes == NO_TYPE)) return not_super(m, i, d);
  if (sub->describes != NO_TYPE && !types_is_sub_id(v->types, sub->describes, super->describes))
    return diag_set(d, ERR_DESCRIBED, " %u does not match", m->types[i].describes);
  return ERR_OK;
}

Err validate_types_after(const ValidModule *v, Diag *d) {
  const Module *m = v->module;
  for (uint32_t i = 0; i < m->type_count; i++) {
    if (m->types[i].super == NO_TYPE) continue;
    const TypeDef *sub = &types_get(v->types, v->type_ids[i])->def, *super = &types_get(v->types, sub->super)->def;
    if (!comp_matches(v->types, sub, super)) return not_super(m, i, d);
    Err e = check_descriptors(v, i, sub, super, d);
    if (e) return e;
  }
  return ERR_OK;
}
