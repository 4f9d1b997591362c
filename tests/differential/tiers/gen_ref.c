/* References: GC, tables, calls, exceptions. */
#include "tests/differential/tiers/gen_impl.h"

#define REF(k) {0, {TY_##k, 0}}
#define DEF(k) {0, {TY_DEFINED, DEF_##k}}
#define NUM(k) {0, {TY_##k, 0}}
const Definition definitions[DEF_COUNT] = {
    [DEF_SMALL] = {false, 3, {NUM(I32), {8, {TY_I32, 0}}, NUM(I64)}},
    [DEF_WIDE] = {false, 7, {NUM(I32), {8, {TY_I32, 0}}, NUM(I64), {16, {TY_I32, 0}}, NUM(F64), NUM(V128), DEF(SMALL)}},
    [DEF_NODE] = {false, 4, {DEF(NODE), REF(ANY), NUM(F32), REF(FUNC)}},
    [DEF_I8S] = {true, 1, {{8, {TY_I32, 0}}}},
    [DEF_I16S] = {true, 1, {{16, {TY_I32, 0}}}},
    [DEF_I32S] = {true, 1, {NUM(I32)}},
    [DEF_I64S] = {true, 1, {NUM(I64)}},
    [DEF_F64S] = {true, 1, {NUM(F64)}},
    [DEF_V128S] = {true, 1, {NUM(V128)}},
    [DEF_REFS] = {true, 1, {REF(ANY)}}};

static GType def(uint32_t k) { return (GType){TY_DEFINED, (uint8_t)k}; }
static bool has_v128(const Definition *d) {
  for (uint32_t k = 0; k < d->count; k++)
    if (d->fields[k].type.kind == TY_V128) return true;
  return false;
}
static bool is_usable(const Gen *g, uint32_t k) { return has(g, GEN_SIMD) || !has_v128(&definitions[k]); }

/* The reference on the stack, which may be null, mostly is none any more. */
static void not_null(Gen *g, GType t) {
  if (percent(g, g->risk)) return;
  const uint32_t local = local_of(g, t);
  op1(g, OP_LOCAL_TEE, local);
  op(g, OP_REF_IS_NULL);
  op(g, OP_IF), put_type(g->code, t, g->def_count);
  if (definitions[t.index].is_array) const_i32(g, (int32_t)below(g, 9)), op1(g, OP_ARRAY_NEW_DEFAULT, t.index);
  else op1(g, OP_STRUCT_NEW_DEFAULT, t.index);
  op(g, OP_ELSE);
  op1(g, OP_LOCAL_GET, local);
  op(g, OP_END);
}

/* ---- references ---- */

static void new_object(Gen *g, uint32_t k) {
  const Definition *d = &definitions[k];
  if (!d->is_array) {
    if (percent(g, 40)) {
      op1(g, OP_STRUCT_NEW_DEFAULT, k);
      return;
    }
    for (uint32_t f = 0; f < d->count; f++) expr(g, d->fields[f].type);
    op1(g, OP_STRUCT_NEW, k);
    return;
  }
  switch (below(g, 4)) {
  case 0: small(g, 16), op1(g, OP_ARRAY_NEW_DEFAULT, k); break;
  case 1: expr(g, d->fields[0].type), small(g, 16), op1(g, OP_ARRAY_NEW, k); break;
  case 2:
    if (!type_is_ref(d->fields[0].type)) {
      small(g, 8), small(g, 4), op1(g, OP_ARRAY_NEW_DATA, k), leb(g, 1);
      break;
    }
    /* fall through */
  default: {
    const uint32_t n = below(g, 6);
    for (uint32_t e = 0; e < n; e++) expr(g, d->fields[0].type);
    op1(g, OP_ARRAY_NEW_FIXED, k), leb(g, n);
  }
  }
}

static uint32_t some_def(Gen *g) {
  for (;;) {
    const uint32_t k = below(g, DEF_COUNT);
    if (is_usable(g, k)) return k;
  }
}

static void i31(Gen *g) { expr(g, TYPE(I32)), op(g, OP_REF_I31); }

/* A reference of some subtype of any. */
static void some_any(Gen *g) {
  const uint32_t how = below(g, 10);
  if (how < 3) i31(g);
  else if (how < 4) leaf(g, TYPE(ANY));
  else if (how < 5) leaf(g, TYPE(EQ));
  else if (how < 6) expr(g, TYPE(EXTERN)), op(g, OP_ANY_CONVERT_EXTERN);
  else expr(g, def(some_def(g)));
}

/* Casts what may not be of the type: asked first, mostly. */
static void cast_to(Gen *g, GType t) {
  if (percent(g, g->risk)) {
    some_any(g);
    op(g, OP_REF_CAST_NULL), put_heap(g->code, t, g->def_count);
    return;
  }
  const uint32_t local = local_of(g, TYPE(ANY));
  some_any(g);
  op1(g, OP_LOCAL_TEE, local);
  op(g, percent(g, 50) ? OP_REF_TEST_NULL : OP_REF_TEST), put_heap(g->code, t, g->def_count);
  op(g, OP_IF), put_type(g->code, t, g->def_count);
  op1(g, OP_LOCAL_GET, local);
  op(g, OP_REF_CAST_NULL), put_heap(g->code, t, g->def_count);
  op(g, OP_ELSE);
  op(g, OP_REF_NULL), put_heap(g->code, t, g->def_count);
  op(g, OP_END);
}

/* block (result any) { block (result t) { any; br_on_cast t } … } */
static void branch_on_cast(Gen *g, GType t) {
  if (g->label_count + 2 > LABELS_MAX) {
    leaf(g, t);
    return;
  }
  const bool fails = percent(g, 50);
  op(g, OP_BLOCK), put_type(g->code, fails ? TYPE(ANY) : t, g->def_count);
  g->labels[g->label_count++] = (GLabel){{1, {fails ? TYPE(ANY) : t}}, true, false};
  some_any(g);
  op(g, fails ? OP_BR_ON_CAST_FAIL : OP_BR_ON_CAST);
  byte(g, 3), leb(g, 0);
  put_heap(g->code, TYPE(ANY), g->def_count);
  put_heap(g->code, t, g->def_count);
  if (fails) { /* t is on top: over the block's end by way of a local */
    op1(g, OP_LOCAL_SET, local_of(g, t));
    op(g, OP_REF_NULL), put_heap(g->code, TYPE(ANY), g->def_count);
  } else {
    op1(g, OP_LOCAL_SET, local_of(g, TYPE(ANY)));
    leaf(g, t);
  }
  op(g, OP_END);
  g->label_count--;
  if (!fails) return;
  op1(g, OP_LOCAL_SET, local_of(g, TYPE(ANY)));
  leaf(g, t);
}

static void table_index(Gen *g, uint32_t limit) {
  if (g->table64) small64(g, limit);
  else small(g, limit);
}

static void get_field(Gen *g, uint32_t k, uint32_t f) {
  const Definition *d = &definitions[k];
  const bool is_signed = percent(g, 50);
  expr(g, def(k));
  not_null(g, def(k));
  if (!d->is_array) {
    op1(g, d->fields[f].packed ? is_signed ? OP_STRUCT_GET_S : OP_STRUCT_GET_U : OP_STRUCT_GET, k), leb(g, f);
    return;
  }
  if (percent(g, g->risk) || g->label_count + 1 > LABELS_MAX) {
    small(g, 16);
    op1(g, d->fields[0].packed ? is_signed ? OP_ARRAY_GET_S : OP_ARRAY_GET_U : OP_ARRAY_GET, k);
    return;
  }
  const uint32_t local = local_of(g, def(k));
  op1(g, OP_LOCAL_TEE, local);
  op(g, OP_ARRAY_LEN);
  op(g, OP_IF), put_type(g->code, d->fields[0].type, g->def_count);
  g->labels[g->label_count++] = (GLabel){{1, {d->fields[0].type}}, true, false};
  op1(g, OP_LOCAL_GET, local);
  small(g, 4096);
  op1(g, OP_LOCAL_GET, local);
  op(g, OP_ARRAY_LEN);
  const_i32(g, 1), op(g, OP_I32_OR), op(g, OP_I32_REM_U); /* an odd length below it */
  op1(g, d->fields[0].packed ? is_signed ? OP_ARRAY_GET_S : OP_ARRAY_GET_U : OP_ARRAY_GET, k);
  op(g, OP_ELSE);
  default_value(g, d->fields[0].type);
  op(g, OP_END);
  g->label_count--;
}

/* The field of some definition that has this type; false: none. */
static bool find_field(Gen *g, GType t, uint32_t *k, uint32_t *f) {
  for (uint32_t tries = 0; tries < 20; tries++) {
    *k = some_def(g);
    *f = below(g, definitions[*k].count);
    if (type_same(definitions[*k].fields[*f].type, t)) return true;
  }
  return false;
}

static void gc_ref(Gen *g, GType t) {
  uint32_t k, f;
  const uint32_t how = below(g, 100);
  if (how < 12 && find_field(g, t, &k, &f)) {
    get_field(g, k, f);
    return;
  }
  switch (t.kind) {
  case TY_I31: how < 60 ? i31(g) : how < 80 ? cast_to(g, t) : leaf(g, t); break;
  case TY_ANY: how < 70 ? some_any(g) : leaf(g, t); break;
  case TY_EQ:
    if (how < 40) expr(g, def(some_def(g)));
    else if (how < 60) i31(g);
    else if (how < 80) cast_to(g, t);
    else leaf(g, t);
    break;
  default:
    if (!is_usable(g, t.index)) leaf(g, t);
    else if (how < 45) new_object(g, t.index);
    else if (how < 55 && t.index == DEF_SMALL && is_usable(g, DEF_WIDE)) expr(g, def(DEF_WIDE));
    else if (how < 65) cast_to(g, t);
    else if (how < 75) branch_on_cast(g, t);
    else leaf(g, t);
  }
}

void ref_of(Gen *g, GType t) {
  const TypeList one = {1, {t}};
  const uint32_t how = below(g, 100);
  if (how < 10) {
    op1(g, OP_LOCAL_GET, local_of(g, t));
    statement(g);
  } else if (how < 16) {
    expr(g, t);
    op1(g, OP_LOCAL_TEE, local_of(g, t));
  } else if (how < 22) {
    expr(g, t), expr(g, t), expr(g, TYPE(I32));
    op1(g, OP_SELECT_T, 1);
    put_type(g->code, t, g->def_count);
  } else if (how < 28 && block_of(g, &one)) {
    return;
  } else if (how < 34 && call_of(g, t)) {
    return;
  } else if (t.kind == TY_FUNC) {
    if (how < 70) op1(g, OP_REF_FUNC, below(g, g->func_count));
    else if (how < 90) table_index(g, 8), op1(g, OP_TABLE_GET, 0);
    else leaf(g, t);
  } else if (t.kind == TY_EXTERN) {
    if (how < 60 && has(g, GEN_GC)) expr(g, TYPE(ANY)), op(g, OP_EXTERN_CONVERT_ANY);
    else leaf(g, t);
  } else if (t.kind == TY_EXN) {
    leaf(g, t);
  } else {
    gc_ref(g, t);
  }
}

bool number_of_ref(Gen *g, GType t) {
  if (!has(g, GEN_REFS)) return false;
  uint32_t k, f;
  if (has(g, GEN_GC) && percent(g, 60) && find_field(g, t, &k, &f)) {
    get_field(g, k, f);
    return true;
  }
  if (t.kind != TY_I32) return false;
  if (!has(g, GEN_GC)) {
    expr(g, percent(g, 50) ? TYPE(FUNC) : TYPE(EXTERN));
    op(g, OP_REF_IS_NULL);
    return true;
  }
  switch (below(g, 5)) {
  case 0: expr(g, TYPE(EQ)), expr(g, TYPE(EQ)), op(g, OP_REF_EQ); break;
  case 1: i31(g), op(g, percent(g, 50) ? OP_I31_GET_S : OP_I31_GET_U); break;
  case 2: some_any(g), op(g, OP_REF_TEST), put_heap(g->code, def(below(g, DEF_COUNT)), g->def_count); break;
  case 3: {
    const GType a = def(DEF_I8S + below(g, DEF_REFS - DEF_I8S + 1));
    expr(g, a), not_null(g, a), op(g, OP_ARRAY_LEN);
    break;
  }
  default: expr(g, TYPE(ANY)), op(g, OP_REF_IS_NULL);
  }
  return true;
}

/* ---- statements ---- */

static void set_field(Gen *g) {
  const uint32_t k = some_def(g), f = below(g, definitions[k].count);
  const Definition *d = &definitions[k];
  expr(g, def(k));
  not_null(g, def(k));
  if (!d->is_array) {
    expr(g, d->fields[f].type);
    op1(g, OP_STRUCT_SET, k), leb(g, f);
    return;
  }
  const uint32_t local = local_of(g, def(k));
  op1(g, OP_LOCAL_TEE, local);
  op(g, OP_ARRAY_LEN);
  op(g, OP_IF), byte(g, 0x40);
  g->labels[g->label_count++] = (GLabel){{0}, true, false};
  op1(g, OP_LOCAL_GET, local);
  const_i32(g, percent(g, g->risk) ? 8 : 0);
  expr(g, d->fields[0].type);
  op1(g, OP_ARRAY_SET, k);
  op(g, OP_END);
  g->label_count--;
}

static void table_statement(Gen *g) {
  switch (below(g, 4)) {
  case 0: /* the function itself again: calls through the table stay what they are */
    op1(g, OP_REF_FUNC, below(g, g->func_count));
    if (g->table64) const_i64(g, 0);
    else const_i32(g, 0);
    op1(g, OP_TABLE_GROW, 0);
    op(g, OP_DROP);
    break;
  case 1:
    op1(g, OP_TABLE_SIZE, 1);
    op1(g, OP_LOCAL_SET, local_of(g, TYPE(I32)));
    break;
  case 2:
    small(g, 8), expr(g, TYPE(FUNC)), op1(g, OP_TABLE_SET, 1);
    break;
  default:
    small(g, 4), expr(g, TYPE(FUNC)), small(g, 4), op1(g, OP_TABLE_FILL, 1);
  }
}

void branch_ref(Gen *g) {
  if (g->label_count + 2 > LABELS_MAX) return;
  const GType t = has(g, GEN_GC) ? (percent(g, 50) ? TYPE(ANY) : TYPE(EQ)) : TYPE(FUNC);
  if (percent(g, 50)) { /* br_on_null to an empty label */
    op(g, OP_BLOCK), byte(g, 0x40);
    g->labels[g->label_count++] = (GLabel){{0}, true, false};
    expr(g, t);
    op1(g, OP_BR_ON_NULL, 0);
    op1(g, OP_LOCAL_SET, local_of(g, t));
    statements(g, 2);
    op(g, OP_END);
    g->label_count--;
  } else {
    op(g, OP_BLOCK), put_type(g->code, t, g->def_count);
    g->labels[g->label_count++] = (GLabel){{1, {t}}, true, false};
    expr(g, t);
    op1(g, OP_BR_ON_NON_NULL, 0);
    statements(g, 2);
    expr(g, t);
    op(g, OP_END);
    g->label_count--;
    op1(g, OP_LOCAL_SET, local_of(g, t));
  }
}

void ref_statement(Gen *g) {
  const uint32_t how = below(g, 100);
  if (how < 40 && has(g, GEN_GC) && g->label_count + 2 < LABELS_MAX) set_field(g);
  else if (how < 60) table_statement(g);
  else if (how < 80 && has(g, GEN_GC)) branch_ref(g);
  else {
    const GType t = has(g, GEN_GC) ? any_type(g) : TYPE(FUNC);
    expr(g, t);
    op1(g, OP_LOCAL_SET, local_of(g, t));
  }
}

/* ---- exceptions ---- */

void throw_something(Gen *g) {
  if (!(has(g, GEN_EXCEPTIONS) || has(g, GEN_LEGACY_EXCEPTIONS)) || g->label_count + 1 > LABELS_MAX) return;
  expr(g, TYPE(I32));
  op(g, OP_IF), byte(g, 0x40);
  g->labels[g->label_count++] = (GLabel){{0}, true, false};
  uint32_t depth = below(g, g->label_count);
  if (has(g, GEN_LEGACY_EXCEPTIONS) && g->labels[g->label_count - 1 - depth].is_catch) {
    op1(g, OP_RETHROW, depth);
  } else if (has(g, GEN_EXCEPTIONS) && percent(g, 30)) { /* unless it is null */
    const uint32_t local = local_of(g, TYPE(EXN));
    op1(g, OP_LOCAL_GET, local), op(g, OP_REF_IS_NULL);
    op1(g, OP_BR_IF, 0);
    op1(g, OP_LOCAL_GET, local), op(g, OP_THROW_REF);
  } else {
    const uint32_t tag = below(g, TAGS);
    exprs(g, &g->types[g->tag_types[tag]].params);
    op1(g, OP_THROW, tag);
  }
  op(g, OP_END);
  g->label_count--;
}

/* ---- calls ---- */

/* Its index in the table on the stack: known, or one of two of this type. */
static void callee_index(Gen *g, uint32_t k) {
  uint32_t other = k;
  for (uint32_t tries = 0; tries < 8; tries++) {
    const uint32_t m = below(g, g->func_count);
    if (g->funcs[m].type == g->funcs[k].type) other = m;
  }
  if (percent(g, g->risk)) {
    if (percent(g, 50)) expr(g, g->table64 ? TYPE(I64) : TYPE(I32));
    else if (g->table64) const_i64(g, below(g, g->func_count + 2));
    else const_i32(g, (int32_t)below(g, g->func_count + 2));
    return;
  }
  if (g->table64) const_i64(g, k), const_i64(g, other);
  else const_i32(g, (int32_t)k), const_i32(g, (int32_t)other);
  expr(g, TYPE(I32));
  op(g, OP_SELECT);
}

static void call(Gen *g, uint32_t k) {
  const FuncType *t = &g->types[g->funcs[k].type];
  exprs(g, &t->params);
  const uint32_t how = below(g, 100);
  if (how < 50 || k < g->import_count) {
    op1(g, OP_CALL, k);
  } else if (how < 75 || !has(g, GEN_GC)) {
    callee_index(g, k);
    op1(g, OP_CALL_INDIRECT, type_index(g, g->funcs[k].type)), leb(g, 0);
  } else {
    op1(g, OP_REF_FUNC, k);
    op1(g, OP_CALL_REF, type_index(g, g->funcs[k].type));
  }
}

bool call_of(Gen *g, GType t) {
  if (!has(g, GEN_CALLS)) return false;
  for (uint32_t tries = 0; tries < 8; tries++) {
    const uint32_t k = 1 + below(g, g->func_count - 1);
    TypeList results = g->types[g->funcs[k].type].results;
    if (!results.count || !type_same(results.at[results.count - 1], t)) continue;
    call(g, k);
    if (results.count == 1) return true;
    const uint32_t local = local_of(g, t);
    op1(g, OP_LOCAL_SET, local);
    results.count--;
    consume(g, &results);
    op1(g, OP_LOCAL_GET, local);
    return true;
  }
  return false;
}

void call_statement(Gen *g) {
  if (!has(g, GEN_CALLS)) return;
  const uint32_t k = below(g, g->func_count);
  const TypeList results = g->types[g->funcs[k].type].results;
  call(g, k);
  consume(g, &results);
}
