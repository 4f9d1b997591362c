/* One function, or the wrapper that gives one scalars. */
#include "tests/differential/tiers/gen_impl.h"

/* ---- locals ---- */

static void start_function(Gen *g, const FuncType *type, Buf *code) {
  g->type = type;
  g->code = code;
  g->local_count = g->label_count = g->counter_count = g->depth = 0;
  g->work = 1;
  memset(g->hot_count, 0, sizeof g->hot_count);
  memset(g->scratch, 0, sizeof g->scratch);
  for (uint32_t k = 0; k < type->params.count; k++) {
    const GType t = type->params.at[k];
    g->hot[t.kind][g->hot_count[t.kind]++] = new_local(g, t);
  }
  g->labels[g->label_count++] = (GLabel){type->results, true, false};
}

/* Slots, frames and indices become large. */
static void unused_locals(Gen *g) {
  const uint32_t count = percent(g, 10) ? 4500 : below(g, 3000);
  for (uint32_t k = 0; k < count; k++) (void)new_local(g, k & 64 ? TYPE(I64) : has(g, GEN_SIMD) && k & 32 ? TYPE(V128) : TYPE(I32));
}

/* Declarations, then the code; in front of it goes the size. */
static void finish_function(Gen *g, Buf *out) {
  Buf all;
  buf_init(&all, out->alloc);
  const uint32_t first = g->type->params.count;
  uint32_t runs = 0;
  for (uint32_t k = first; k < g->local_count; k++) runs += k == first || !type_same(g->local_types[k], g->local_types[k - 1]);
  buf_put_u64_leb(&all, runs);
  for (uint32_t k = first, n; k < g->local_count; k += n) {
    for (n = 1; k + n < g->local_count && type_same(g->local_types[k + n], g->local_types[k]);) n++;
    buf_put_u64_leb(&all, n);
    put_type(&all, g->local_types[k], g->def_count);
  }
  buf_put(&all, g->code->at, g->code->size);
  buf_put_u64_leb(out, all.size);
  buf_put(out, all.at, all.size);
  out->failed |= all.failed | g->code->failed;
  buf_free(&all);
}

/* ---- bodies ---- */

/* The budget is spent: back, or a trap. */
static void spend(Gen *g) {
  op1(g, OP_GLOBAL_GET, 0);
  const_i32(g, 1), op(g, OP_I32_SUB);
  op1(g, OP_GLOBAL_SET, 0);
  op1(g, OP_GLOBAL_GET, 0);
  const_i32(g, 0), op(g, OP_I32_LT_S);
  op(g, OP_IF), byte(g, 0x40);
  if (percent(g, 10)) {
    op(g, OP_UNREACHABLE);
  } else {
    for (uint32_t k = 0; k < g->type->results.count; k++) default_value(g, g->type->results.at[k]);
    op(g, OP_RETURN);
  }
  op(g, OP_END);
}

void gen_body(Gen *g, uint32_t func, Buf *out) {
  Buf code;
  buf_init(&code, out->alloc);
  start_function(g, &g->types[g->funcs[func].type], &code);
  if (has(g, GEN_MANY_LOCALS) && percent(g, 30)) unused_locals(g);
  for (uint32_t k = 0; k < COUNT_OF(g->shapes); k++) {
    g->shapes[k].count = 0;
    for (uint32_t n = k + below(g, 3); g->shapes[k].count < n;) g->shapes[k].at[g->shapes[k].count++] = any_type(g);
  }
  g->left = (int32_t)(percent(g, 10) ? 800 : 20 + below(g, 250));
  spend(g);
  do statements(g, 8);
  while (g->left > 0 && percent(g, 90));
  exprs(g, &g->type->results);
  op(g, OP_END);
  finish_function(g, out);
  buf_free(&code);
}

/* ---- wrappers ---- */

bool is_scalar_type(const FuncType *t) {
  for (uint32_t k = 0; k < t->params.count; k++)
    if (!type_is_scalar(t->params.at[k])) return false;
  for (uint32_t k = 0; k < t->results.count; k++)
    if (!type_is_scalar(t->results.at[k])) return false;
  return true;
}

static void flatten(const TypeList *from, TypeList *to, bool refs) {
  to->count = 0;
  for (uint32_t k = 0; k < from->count; k++) {
    const GType t = from->at[k];
    if (type_is_scalar(t)) {
      to->at[to->count++] = t;
    } else if (type_is_vector(t)) {
      to->at[to->count++] = TYPE(I64);
      to->at[to->count++] = TYPE(I64);
    } else if (refs) {
      to->at[to->count++] = TYPE(I32);
    }
  }
}

FuncType wrapper_type(const FuncType *t) {
  FuncType w;
  flatten(&t->params, &w.params, false);
  flatten(&t->results, &w.results, true);
  return w;
}

void gen_wrapper(Gen *g, uint32_t func, Buf *out) {
  const FuncType *inner = &g->types[g->funcs[func].type];
  const FuncType type = wrapper_type(inner);
  Buf code;
  buf_init(&code, out->alloc);
  start_function(g, &type, &code);
  uint32_t param = 0;
  for (uint32_t k = 0; k < inner->params.count; k++) {
    const GType t = inner->params.at[k];
    if (type_is_ref(t)) {
      default_value(g, t);
      continue;
    }
    op1(g, OP_LOCAL_GET, param++);
    if (!type_is_vector(t)) continue;
    op(g, OP_I64X2_SPLAT);
    op1(g, OP_LOCAL_GET, param++);
    op(g, OP_I64X2_REPLACE_LANE), byte(g, 1);
  }
  op1(g, OP_CALL, func);
  uint32_t locals[LIST_MAX];
  for (uint32_t k = inner->results.count; k-- > 0;) op1(g, OP_LOCAL_SET, locals[k] = new_local(g, inner->results.at[k]));
  for (uint32_t k = 0; k < inner->results.count; k++) {
    const GType t = inner->results.at[k];
    op1(g, OP_LOCAL_GET, locals[k]);
    if (type_is_ref(t)) op(g, OP_REF_IS_NULL);
    if (!type_is_vector(t)) continue;
    op(g, OP_I64X2_EXTRACT_LANE), byte(g, 0);
    op1(g, OP_LOCAL_GET, locals[k]);
    op(g, OP_I64X2_EXTRACT_LANE), byte(g, 1);
  }
  op(g, OP_END);
  finish_function(g, out);
  buf_free(&code);
}
