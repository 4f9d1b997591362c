/* Validation of a module: types, then declarations in an order in which each sees what it may refer to, then bodies. */
#include "base/map.h"
#include "decoder/instr.h"
#include "validator/validate_impl.h"

typedef struct Validation {
  ValidModule *v;
  const Module *m;
  WalkScratch *scratch;
  Diag *d;
} Validation;

/* ---- types named by declarations ---- */

static Err check_val(const Validation *c, ValType t) {
  if (vt_is_ref(t) && ht_is_index(vt_heap(t)) && vt_heap(t) >= c->m->type_count)
    return diag_set(c->d, ERR_UNKNOWN, " type %u", vt_heap(t));
  return ERR_OK;
}

static Err check_func_type(const Validation *c, uint32_t type) {
  if (type >= c->m->type_count) return diag_set(c->d, ERR_UNKNOWN, " type %u", type);
  if (c->m->types[type].comp != COMP_FUNC) return diag_set(c->d, ERR_NON_FUNCTION_TYPE, " %u", type);
  return ERR_OK;
}

/* ---- limits ---- */

static Err check_range(const Validation *c, const Limits *l, uint64_t most, Err above, const char *detail) {
  if (l->min > most || (l->has_max && l->max > most)) return diag_set(c->d, above, "%s", detail);
  if (l->has_max && l->min > l->max) return diag_set(c->d, ERR_MIN_ABOVE_MAX, NULL);
  return ERR_OK;
}

static Err check_memory(const Validation *c, const Limits *l) {
  if (l->page_log2 != 0 && l->page_log2 != 16) return diag_set(c->d, ERR_PAGE_SIZE, NULL);
  if (l->shared && !l->has_max) return diag_set(c->d, ERR_SHARED_MAXIMUM, NULL);
  if (l->page_log2 == 0)
    return l->is64 ? check_range(c, l, UINT64_MAX, ERR_MEMORY_SIZE, "")
                   : check_range(c, l, UINT32_MAX, ERR_MEMORY_SIZE, " must be at most 4294967295 pages of one byte");
  return l->is64 ? check_range(c, l, (uint64_t)1 << 48, ERR_MEMORY_SIZE, " must be at most 2^48 pages")
                 : check_range(c, l, 1u << 16, ERR_MEMORY_SIZE, " must be at most 65536 pages (4GiB)");
}

static Err check_table(const Validation *c, const TableDecl *t) {
  Err e = check_val(c, t->type);
  if (e) return e;
  return t->limits.is64 ? check_range(c, &t->limits, UINT64_MAX, ERR_TABLE_SIZE, "")
                        : check_range(c, &t->limits, UINT32_MAX, ERR_TABLE_SIZE, " must be at most 2^32-1");
}

/* ---- declarations ---- */

/* Index spaces, imports included: types exist, sizes are possible. Fills in the canonical types. */
static Err check_declarations(const Validation *c) {
  const Module *m = c->m;
  ValidModule *v = c->v;
  Err e;
  for (uint32_t i = 0; i < m->func_count; i++) {
    if ((e = check_func_type(c, m->funcs[i].type))) return e;
    const CanonType *t = types_get(v->types, v->type_ids[m->funcs[i].type]);
    v->funcs[i] = (FuncInfo){.type = t->id, .param_slots = t->param_slots, .result_slots = t->result_slots};
  }
  for (uint32_t i = 0; i < m->table_count; i++) {
    if ((e = check_table(c, &m->tables[i]))) return e;
    v->table_types[i] = canon_val(v->type_ids, m->tables[i].type);
  }
  for (uint32_t i = 0; i < m->memory_count; i++)
    if ((e = check_memory(c, &m->memories[i].limits))) return e;
  for (uint32_t i = 0; i < m->tag_count; i++) {
    if ((e = check_func_type(c, m->tags[i].type))) return e;
    if (m->types[m->tags[i].type].func.result_count && !features_has(m->features, FEATURE_STACK_SWITCHING))
      return diag_set(c->d, ERR_TAG_RESULT, NULL);
    v->tag_types[i] = v->type_ids[m->tags[i].type];
  }
  for (uint32_t i = 0; i < m->global_count; i++) {
    if ((e = check_val(c, m->globals[i].type))) return e;
    v->global_types[i] = canon_val(v->type_ids, m->globals[i].type);
  }
  if (m->memory_count > 1 && !features_has(m->features, FEATURE_MULTI_MEMORY))
    return diag_set(c->d, ERR_MULTIPLE_MEMORIES, NULL);
  if (m->table_count > 1 && !features_has(m->features, FEATURE_REFERENCE_TYPES))
    return diag_set(c->d, ERR_MULTIPLE_TABLES, NULL);
  return ERR_OK;
}

static Err check_const(const Validation *c, const ConstExpr *expr, ValType type, uint32_t globals) {
  return walk_const_expr(c->v, *expr, type, globals, c->scratch, NULL, c->d);
}

static ValType address_type(const Limits *l) { return l->is64 ? VT_I64 : VT_I32; }

/* Globals see those before them; without GC, and in initialisers of tables, imported ones only. */
static Err check_initialisers(const Validation *c) {
  const Module *m = c->m;
  uint32_t imported = m->imported[EXTERN_GLOBAL];
  bool all = features_has(m->features, FEATURE_GC);
  Err e;
  for (uint32_t i = m->imported[EXTERN_TABLE]; i < m->table_count; i++) {
    const TableDecl *t = &m->tables[i];
    if (t->has_init) e = check_const(c, &t->init, c->v->table_types[i], imported);
    else if (!vt_is_defaultable(t->type)) e = diag_set(c->d, ERR_TYPE_MISMATCH, ": table %u needs an initialiser", i);
    else e = ERR_OK;
    if (e) return e;
  }
  for (uint32_t i = imported; i < m->global_count; i++)
    if ((e = check_const(c, &m->globals[i].init, c->v->global_types[i], all ? i : imported))) return e;
  return ERR_OK;
}

static void declare(ValidModule *v, uint32_t func) { v->declared[func / 8] |= (uint8_t)(1u << func % 8); }

static Err check_exports(const Validation *c) {
  const Module *m = c->m;
  const uint32_t counts[EXTERN_COUNT] = {m->func_count, m->table_count, m->memory_count, m->global_count, m->tag_count};
  static const char *const what[EXTERN_COUNT] = {"function", "table", "memory", "global", "tag"};
  Map names;
  map_init(&names, c->v->alloc);
  Err e = map_reserve(&names, m->export_count) ? ERR_OK : ERR_NO_MEMORY;
  for (uint32_t i = 0; i < m->export_count && !e; i++) {
    const Export *x = &m->exports[i];
    if (x->index >= counts[x->kind]) e = diag_at(c->d, ERR_UNKNOWN, x->offset, " %s %u", what[x->kind], x->index);
    else if (x->kind == EXTERN_FUNC) declare(c->v, x->index);
    if (e) break;
    switch (map_add(&names, x->name.at, x->name.size, i, NULL)) {
    case MAP_ADDED: break;
    case MAP_PRESENT:
      e = diag_at(c->d, ERR_DUPLICATE_EXPORT, x->offset, " \"%.*s\"", (int)MIN_OF(x->name.size, 60u), x->name.at);
      break;
    case MAP_NO_MEMORY: e = ERR_NO_MEMORY; break;
    }
  }
  map_free(&names);
  return e;
}

static Err check_start(const Validation *c) {
  const Module *m = c->m;
  if (!m->has_start) return ERR_OK;
  if (m->start >= m->func_count) return diag_at(c->d, ERR_UNKNOWN, m->start_offset, " function %u", m->start);
  const TypeDef *t = &m->types[m->funcs[m->start].type];
  if (t->func.param_count || t->func.result_count)
    return diag_at(c->d, ERR_START_FUNCTION, m->start_offset, " must have type [] -> []");
  return ERR_OK;
}

/* ---- segments ---- */

static Err check_items(const Validation *c, const ElemSegment *s, ValType type) {
  const uint8_t *at = s->items, *end = s->items + s->items_size;
  for (uint32_t k = 0; k < s->count; k++) {
    if (s->has_exprs) {
      Err e = walk_const_at(c->v, &at, end, type, c->m->global_count, c->scratch, NULL, c->d);
      if (e) return e;
      continue;
    }
    uint32_t func = next_index(&at);
    if (func >= c->m->func_count) return diag_at(c->d, ERR_UNKNOWN, s->at, " function %u", func);
    declare(c->v, func);
  }
  return ERR_OK;
}

static Err check_elems(const Validation *c) {
  const Module *m = c->m;
  Err e;
  for (uint32_t i = 0; i < m->elem_count; i++) {
    const ElemSegment *s = &m->elems[i];
    if ((e = check_val(c, s->type))) return e;
    ValType type = canon_val(c->v->type_ids, s->type);
    if (s->mode == SEGMENT_ACTIVE) {
      if (s->table >= m->table_count) return diag_at(c->d, ERR_UNKNOWN, s->at, " table %u", s->table);
      if (!types_is_sub(c->v->types, type, c->v->table_types[s->table]))
        return diag_at(c->d, ERR_TYPE_MISMATCH, s->at, ": elements are not those of table %u", s->table);
      if ((e = check_const(c, &s->offset, address_type(&m->tables[s->table].limits), m->global_count))) return e;
    }
    if ((e = check_items(c, s, type))) return e;
  }
  return ERR_OK;
}

static Err check_data(const Validation *c) {
  const Module *m = c->m;
  for (uint32_t i = 0; i < m->data_count; i++) {
    const DataSegment *s = &m->data[i];
    if (s->mode != SEGMENT_ACTIVE) continue;
    if (s->memory >= m->memory_count) return diag_at(c->d, ERR_UNKNOWN, s->at, " memory %u", s->memory);
    Err e = check_const(c, &s->offset, address_type(&m->memories[s->memory].limits), m->global_count);
    if (e) return e;
  }
  return ERR_OK;
}

/* ---- all of it ---- */

static Err check_bodies(const Validation *c) {
  for (uint32_t i = c->m->imported[EXTERN_FUNC]; i < c->m->func_count; i++) {
    Err e = walk_function(c->v, i, NULL, NULL, c->scratch, &c->v->funcs[i], c->d);
    if (e) return e;
  }
  return ERR_OK;
}

static Err check_module(const Validation *c) {
  Err e = validate_types_after(c->v, c->d);
  if (!e) e = check_declarations(c);
  if (!e) e = check_initialisers(c);
  if (!e) e = check_exports(c);
  if (!e) e = check_start(c);
  if (!e) e = check_elems(c);
  if (!e) e = check_data(c);
  return e ? e : check_bodies(c);
}

static ValidModule *valid_module_new(const Module *m, Types *types) {
  const Alloc *a = m->alloc;
  ValidModule *v = alloc_zeroed(a, sizeof *v);
  if (!v) return NULL;
  *v = (ValidModule){.module = m, .types = types, .alloc = a};
  v->type_ids = alloc_array(a, m->type_count, sizeof *v->type_ids);
  v->funcs = alloc_array(a, m->func_count, sizeof *v->funcs);
  v->global_types = alloc_array(a, m->global_count, sizeof *v->global_types);
  v->table_types = alloc_array(a, m->table_count, sizeof *v->table_types);
  v->tag_types = alloc_array(a, m->tag_count, sizeof *v->tag_types);
  v->declared = alloc_zeroed(a, (size_t)m->func_count / 8 + 1);
  return v;
}

static void valid_module_free_memory(ValidModule *v) {
  const Module *m = v->module;
  const Alloc *a = v->alloc;
  alloc_free(a, v->type_ids, m->type_count * sizeof *v->type_ids);
  alloc_free(a, v->funcs, m->func_count * sizeof *v->funcs);
  alloc_free(a, v->global_types, m->global_count * sizeof *v->global_types);
  alloc_free(a, v->table_types, m->table_count * sizeof *v->table_types);
  alloc_free(a, v->tag_types, m->tag_count * sizeof *v->tag_types);
  alloc_free(a, v->declared, (size_t)m->func_count / 8 + 1);
  alloc_free(a, v, sizeof *v);
}

void valid_module_free(ValidModule *v) {
  if (!v) return;
  types_release(v->types, v->type_ids, v->module->type_count);
  valid_module_free_memory(v);
}

Err module_validate(const Module *m, Types *types, ValidModule **out, Diag *diag) {
  *out = NULL;
  Err e = validate_types_before(m, diag);
  if (e) return e;
  ValidModule *v = valid_module_new(m, types);
  if (!v) return diag_set(diag, ERR_NO_MEMORY, NULL);
  bool whole = v->type_ids && v->funcs && v->global_types && v->table_types && v->tag_types && v->declared;
  e = whole ? types_intern_module(types, m, v->type_ids) : ERR_NO_MEMORY;
  if (e) {
    valid_module_free_memory(v);
    return diag_set(diag, e, e == ERR_LIMIT ? ": too many types, or subtypes nested too deep" : NULL);
  }
  Validation c = {v, m, walk_scratch_new(m->alloc), diag};
  e = c.scratch ? check_module(&c) : ERR_NO_MEMORY;
  walk_scratch_free(c.scratch);
  if (e) {
    valid_module_free(v);
    diag_set(diag, e, NULL);
    return diag->err;
  }
  *out = v;
  return ERR_OK;
}
