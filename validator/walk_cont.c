/* The Walk's rules for stack switching: continuations made, bound, resumed, suspended, switched. */
#include "validator/walk_state.h"

/* The continuation type of this index, its function type into *func. */
static const CanonType *find_cont(Walk *w, uint32_t index, const CanonType **func) {
  const CanonType *t = walk_find_type(w, index);
  if (!t) return NULL;
  if (t->def.comp != COMP_CONT) {
    (void)walk_fail(w, ERR_NON_CONTINUATION_TYPE, " %u", index);
    return NULL;
  }
  *func = types_get(w->types, t->def.cont);
  return t;
}

/* The function type of a continuation that a reference type names. */
static const CanonType *cont_of_ref(Walk *w, ValType ref) {
  const CanonType *t = types_get(w->types, vt_heap(ref));
  if (t->def.comp == COMP_CONT) return types_get(w->types, t->def.cont);
  uint32_t local = 0;
  while (local < w->m->type_count && w->ids[local] != t->id) local++;
  (void)walk_fail(w, ERR_NON_CONTINUATION_TYPE, " %u", local);
  return NULL;
}

static bool is_concrete(ValType t) { return vt_is_ref(t) && ht_is_index(vt_heap(t)); }

static ValType ref_null_to(const CanonType *t) { return vt_ref(t->id, true, false); }

static bool same_count_match(const Walk *w, const ValType *subs, uint32_t sub_count, const ValType *supers,
                             uint32_t super_count) {
  return sub_count == super_count && walk_types_match(w, subs, supers, sub_count);
}

static Err rule_cont_new(Walk *w, const Instr *i) {
  const CanonType *func, *cont = find_cont(w, i->index, &func);
  if (!cont) return w->diag->err;
  Effect effect = {
      .pops = 1, .pop = {ref_null_to(func)}, .pushes = 1, .push = {vt_ref(cont->id, false, true)}, .type = cont};
  return effect_apply(w, &effect);
}

static Err rule_cont_bind(Walk *w, const Instr *i) {
  const CanonType *from_func, *to_func;
  const CanonType *from = find_cont(w, i->first, &from_func);
  const CanonType *to = from ? find_cont(w, i->second, &to_func) : NULL;
  if (!to) return w->diag->err;
  uint32_t have = from_func->def.func.param_count, left = to_func->def.func.param_count;
  if (left > have || !walk_types_match(w, to_func->def.func.params, from_func->def.func.params + (have - left), left) ||
      !same_count_match(w, from_func->def.func.results, from_func->def.func.result_count, to_func->def.func.results,
                        to_func->def.func.result_count))
    return walk_fail(w, ERR_TYPE_MISMATCH, " in continuation types");
  Effect effect = {.under = from_func->def.func.params,
                   .under_count = have - left,
                   .pops = 1,
                   .pop = {ref_null_to(from)},
                   .pushes = 1,
                   .push = {vt_ref(to->id, false, true)},
                   .type = to};
  return effect_apply(w, &effect);
}

static Err rule_suspend(Walk *w, const Instr *i) {
  const CanonType *tag = walk_find_tag(w, i->index);
  if (!tag) return w->diag->err;
  Effect effect = {.under = tag->def.func.params,
                   .under_count = tag->def.func.param_count,
                   .over = tag->def.func.results,
                   .over_count = tag->def.func.result_count,
                   .type = tag};
  return effect_apply(w, &effect);
}

/* (on tag label): the label takes the tag's parameters and the rest of the continuation, which takes the tag's
 * results and gives those of the resumed one. */
static Err check_on_label(Walk *w, const CanonType *tag, uint32_t depth, const CanonType *resumed) {
  Label *l = walk_find_label(w, depth);
  if (!l) return w->diag->err;
  const ValType *types = label_types(l);
  uint32_t count = label_arity(l);
  if (!count) return walk_fail(w, ERR_TYPE_MISMATCH, ": handler and label %u", depth);
  ValType last = types[count - 1];
  if (!is_concrete(last)) {
    char name[40];
    types_format(last, name, sizeof name);
    return walk_fail(w, ERR_TYPE_MISMATCH,
                     ": instruction requires concrete continuation reference type but label has [%s]", name);
  }
  const CanonType *rest = cont_of_ref(w, last);
  if (!rest) return w->diag->err;
  if (!same_count_match(w, tag->def.func.params, tag->def.func.param_count, types, count - 1) ||
      !same_count_match(w, rest->def.func.params, rest->def.func.param_count, tag->def.func.results,
                        tag->def.func.result_count) ||
      !same_count_match(w, resumed->def.func.results, resumed->def.func.result_count, rest->def.func.results,
                        rest->def.func.result_count))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": handler and label %u", depth);
  mark_branched(w, l);
  return ERR_OK;
}

static Err check_handlers(Walk *w, const Instr *i, const CanonType *resumed) {
  const uint8_t *at = i->resume.handlers;
  for (uint32_t k = 0; k < i->resume.handler_count; k++) {
    Handler h = next_handler(&at);
    const CanonType *tag = walk_find_tag(w, h.tag);
    if (!tag) return w->diag->err;
    if (!h.is_switch) {
      Err e = check_on_label(w, tag, h.label, resumed);
      if (e) return e;
    } else if (tag->def.func.param_count ||
               !same_count_match(w, resumed->def.func.results, resumed->def.func.result_count, tag->def.func.results,
                                 tag->def.func.result_count))
      return walk_fail(w, ERR_TYPE_MISMATCH, " in switch tag");
  }
  return ERR_OK;
}

static Err rule_resume(Walk *w, const Instr *i) {
  const CanonType *func, *cont = find_cont(w, i->resume.type, &func);
  if (!cont) return w->diag->err;
  Effect effect = {.over = func->def.func.results, .over_count = func->def.func.result_count, .type = cont};
  if (i->op == OP_RESUME) {
    effect.under = func->def.func.params;
    effect.under_count = func->def.func.param_count;
  } else if (i->op == OP_RESUME_THROW) {
    const CanonType *tag = walk_find_tag(w, i->resume.tag);
    if (!tag) return w->diag->err;
    if (tag->def.func.result_count) return walk_fail(w, ERR_TYPE_MISMATCH, ": tag %u has results", i->resume.tag);
    effect.under = tag->def.func.params;
    effect.under_count = tag->def.func.param_count;
  } else effect.pop[effect.pops++] = vt_ref(HT_EXN, true, false);
  effect.pop[effect.pops++] = ref_null_to(cont);
  Err e = check_handlers(w, i, func);
  return e ? e : effect_apply(w, &effect);
}

static Err rule_switch(Walk *w, const Instr *i) {
  const CanonType *func, *cont = find_cont(w, i->first, &func);
  const CanonType *tag = cont ? walk_find_tag(w, i->second) : NULL;
  if (!tag) return w->diag->err;
  if (tag->def.func.param_count) return walk_fail(w, ERR_TYPE_MISMATCH, " in switch tag");
  uint32_t count = func->def.func.param_count;
  if (!count || !is_concrete(func->def.func.params[count - 1]))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": the continuation switched to takes no continuation");
  const CanonType *back = cont_of_ref(w, func->def.func.params[count - 1]);
  if (!back) return w->diag->err;
  const ValType *results = tag->def.func.results;
  uint32_t result_count = tag->def.func.result_count;
  if (!same_count_match(w, func->def.func.results, func->def.func.result_count, results, result_count) ||
      !same_count_match(w, results, result_count, back->def.func.results, back->def.func.result_count))
    return walk_fail(w, ERR_TYPE_MISMATCH, " in switch tag");
  Effect effect = {.under = func->def.func.params,
                   .under_count = count - 1,
                   .pops = 1,
                   .pop = {ref_null_to(cont)},
                   .over = back->def.func.params,
                   .over_count = back->def.func.param_count,
                   .type = cont};
  return effect_apply(w, &effect);
}

Err rule_cont(Walk *w, const Instr *i) {
  switch (i->op) {
  case OP_CONT_NEW: return rule_cont_new(w, i);
  case OP_CONT_BIND: return rule_cont_bind(w, i);
  case OP_SUSPEND: return rule_suspend(w, i);
  case OP_SWITCH: return rule_switch(w, i);
  default: return rule_resume(w, i);
  }
}
