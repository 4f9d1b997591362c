/* Blocks, loops, branches, tries. Branches that go back pass a counter. */
#include "tests/differential/tiers/gen_impl.h"

bool list_same(const TypeList *a, const TypeList *b) {
  if (a->count != b->count) return false;
  for (uint32_t k = 0; k < a->count; k++)
    if (!type_same(a->at[k], b->at[k])) return false;
  return true;
}

/* ---- block types, labels ---- */

static void block_type(Gen *g, const TypeList *params, const TypeList *results) {
  if (!params->count && results->count <= 1 && percent(g, 90)) {
    if (results->count) put_type(g->code, results->at[0], g->def_count);
    else byte(g, 0x40);
    return;
  }
  buf_put_s64_leb(g->code, type_index(g, func_type(g, params, results)));
}

static void push_label(Gen *g, const TypeList *types, bool usable) { g->labels[g->label_count++] = (GLabel){*types, usable, false}; }
static void pop_label(Gen *g) { g->label_count--; }
static void end(Gen *g) { op(g, OP_END), pop_label(g); }

static TypeList some_list(Gen *g) {
  if (percent(g, 75)) return g->shapes[below(g, COUNT_OF(g->shapes))];
  TypeList list = {0};
  for (uint32_t n = percent(g, 5) ? 12 : below(g, 4); list.count < n;) list.at[list.count++] = any_type(g);
  return list;
}

static const TypeList nothing;

/* A body that begins with parameters on the stack and leaves results: they may wait for a while. */
static void body(Gen *g, const TypeList *params, const TypeList *results, uint32_t most) {
  if (percent(g, 40)) statements(g, most / 2);
  consume(g, params);
  statements(g, most);
  exprs(g, results);
}

/* ---- loops ---- */

static uint32_t iterations(Gen *g) {
  uint32_t n = 1 + below(g, percent(g, 20) ? 20 : 5);
  if (g->work * n > 60) n = 1;
  g->work *= n;
  return n;
}

static void set_counter(Gen *g, uint32_t local, bool wide, uint32_t n) {
  if (wide) const_i64(g, n);
  else const_i32(g, (int32_t)n);
  op1(g, OP_LOCAL_SET, local);
}

static void count_down(Gen *g, uint32_t local, bool wide) {
  op1(g, OP_LOCAL_GET, local);
  if (wide) const_i64(g, 1), op(g, OP_I64_SUB);
  else const_i32(g, 1), op(g, OP_I32_SUB);
  op1(g, OP_LOCAL_TEE, local);
}

/* More locals at work than there are registers. */
static void many_changes(Gen *g) {
  for (uint32_t k = 4 + below(g, 30); k > 0; k--) change(g);
}

/* Counts at its end; nothing else branches to it. */
static void loop_down(Gen *g, const TypeList *params, const TypeList *results) {
  const bool wide = percent(g, 30);
  const uint32_t counter = new_local(g, wide ? TYPE(I64) : TYPE(I32)), n = iterations(g);
  set_counter(g, counter, wide, n);
  exprs(g, params);
  op(g, OP_LOOP), block_type(g, params, results);
  push_label(g, params, false);
  if (!wide) g->counters[g->counter_count++] = counter;
  if (percent(g, 30)) many_changes(g);
  body(g, params, params, 7);
  if (!wide) g->counter_count--;
  count_down(g, counter, wide);
  if (wide) const_i64(g, 0), op(g, OP_I64_NE);
  op1(g, OP_BR_IF, 0);
  consume(g, params);
  exprs(g, results);
  end(g);
  g->work /= n;
}

/* Counts at its beginning, and leaves there; whoever likes branches to it. */
static void loop_with_exit(Gen *g, const TypeList *params, const TypeList *results) {
  const uint32_t counter = new_local(g, TYPE(I32)), n = iterations(g);
  op(g, OP_BLOCK), block_type(g, &nothing, results);
  push_label(g, results, true);
  set_counter(g, counter, false, n);
  exprs(g, params);
  op(g, OP_LOOP), block_type(g, params, results);
  push_label(g, params, true);
  count_down(g, counter, false);
  const_i32(g, 0), op(g, OP_I32_LT_S);
  op(g, OP_IF), byte(g, 0x40);
  push_label(g, &nothing, true);
  for (uint32_t k = 0; k < results->count; k++) leaf(g, results->at[k]);
  op1(g, OP_BR, 2);
  end(g);
  g->counters[g->counter_count++] = counter;
  body(g, params, results, 8);
  g->counter_count--;
  end(g);
  end(g);
  g->work /= n;
}

/* ---- tries ---- */

/* block out (results) { block handler (values) { try_table … } values … } */
static void try_table(Gen *g, const TypeList *results) {
  const uint32_t catches = below(g, 4);
  op(g, OP_BLOCK), block_type(g, &nothing, results);
  push_label(g, results, true);
  TypeList values[3];
  uint8_t kinds[3];
  uint32_t tags[3];
  for (uint32_t k = 0; k < catches; k++) { /* the first opened is the last caught */
    kinds[k] = (uint8_t)below(g, 4);
    tags[k] = below(g, TAGS);
    values[k] = kinds[k] < 2 ? g->types[g->tag_types[tags[k]]].params : nothing;
    if (kinds[k] & 1) values[k].at[values[k].count++] = TYPE(EXN);
    op(g, OP_BLOCK), block_type(g, &nothing, &values[k]);
    push_label(g, &values[k], true);
  }
  op(g, OP_TRY_TABLE), block_type(g, &nothing, results);
  leb(g, catches);
  for (uint32_t k = 0; k < catches; k++) { /* labels count from the block around */
    byte(g, kinds[k]);
    if (kinds[k] < 2) leb(g, tags[k]);
    leb(g, catches - 1 - k);
  }
  push_label(g, results, true);
  body(g, &nothing, results, 6);
  end(g);
  op1(g, OP_BR, catches);
  for (uint32_t k = catches; k-- > 0;) {
    end(g);
    consume(g, &values[k]);
    if (k > 0 || percent(g, 70)) {
      statements(g, 2);
      exprs(g, results);
      op1(g, OP_BR, k);
    }
  }
  if (catches) { /* the last handler falls out, or what was a branch has made the stack anything */
    exprs(g, results);
  }
  end(g);
}

static void old_try(Gen *g, const TypeList *results) {
  op(g, OP_TRY), block_type(g, &nothing, results);
  push_label(g, results, true);
  body(g, &nothing, results, 6);
  if (percent(g, 15)) { /* what it throws is as if thrown from the block around, or further out */
    uint32_t to = below(g, g->label_count);
    if (percent(g, 50)) to = g->label_count - 1; /* the function: leaves it */
    op1(g, OP_DELEGATE, to ? to - 1 : 0);
    pop_label(g);
    return;
  }
  pop_label(g);
  for (uint32_t k = below(g, 3) + 1; k > 0; k--) {
    const uint32_t tag = below(g, TAGS);
    op1(g, OP_CATCH, tag);
    push_label(g, results, true);
    g->labels[g->label_count - 1].is_catch = true;
    body(g, &g->types[g->tag_types[tag]].params, results, 3);
    pop_label(g);
  }
  if (percent(g, 40)) {
    op(g, OP_CATCH_ALL);
    push_label(g, results, true);
    g->labels[g->label_count - 1].is_catch = true;
    body(g, &nothing, results, 3);
    pop_label(g);
  }
  op(g, OP_END);
}

/* ---- blocks ---- */

static void if_else(Gen *g, const TypeList *params, const TypeList *results, bool has_else) {
  exprs(g, params);
  expr(g, TYPE(I32));
  op(g, OP_IF), block_type(g, params, has_else ? results : params);
  push_label(g, has_else ? results : params, true);
  body(g, params, has_else ? results : params, 5);
  if (has_else) {
    op(g, OP_ELSE);
    body(g, params, results, 5);
  }
  end(g);
  if (!has_else) {
    consume(g, params);
    exprs(g, results);
  }
}

bool block_of(Gen *g, const TypeList *results) {
  if (g->label_count + 8 > LABELS_MAX || g->local_count + 8 > BODY_LOCALS_MAX) return false;
  const TypeList params = percent(g, 50) ? nothing : some_list(g);
  const uint32_t how = below(g, 100);
  if (how < 25) {
    exprs(g, &params);
    op(g, OP_BLOCK), block_type(g, &params, results);
    push_label(g, results, true);
    body(g, &params, results, 6);
    end(g);
  } else if (how < 45) {
    if_else(g, &params, results, percent(g, 70));
  } else if (how < 65) {
    loop_down(g, &params, results);
  } else if (how < 85 || !(has(g, GEN_EXCEPTIONS) || has(g, GEN_LEGACY_EXCEPTIONS))) {
    loop_with_exit(g, &params, results);
  } else if (has(g, GEN_EXCEPTIONS)) {
    try_table(g, results);
  } else {
    old_try(g, results);
  }
  return true;
}

void block_statement(Gen *g) {
  const TypeList results = percent(g, 50) ? nothing : some_list(g);
  if (block_of(g, &results)) consume(g, &results);
}

/* ---- branches ---- */

/* The depth of some label that may be branched to. */
static uint32_t some_label(Gen *g) {
  for (uint32_t tries = 0; tries < 8; tries++) {
    uint32_t depth = below(g, g->label_count);
    if (percent(g, 50)) depth = below(g, depth + 1);
    if (g->labels[g->label_count - 1 - depth].usable) return depth;
  }
  return g->label_count - 1; /* the function's */
}
static const GLabel *label_at(const Gen *g, uint32_t depth) { return &g->labels[g->label_count - 1 - depth]; }

/* With something below that the branch throws away. */
static void with_garbage(Gen *g) {
  for (uint32_t k = percent(g, 30) ? 1 + below(g, 3) : 0; k > 0; k--) expr(g, any_type(g));
}

static void branch_table(Gen *g) {
  const uint32_t first = some_label(g);
  const TypeList types = label_at(g, first)->types;
  with_garbage(g);
  exprs(g, &types);
  if (percent(g, 80)) small(g, percent(g, 90) ? 8 : 64);
  else expr(g, TYPE(I32));
  const uint32_t count = below(g, percent(g, 5) ? 60 : 7);
  op1(g, OP_BR_TABLE, count);
  for (uint32_t k = 0; k <= count; k++) {
    uint32_t to = first;
    for (uint32_t tries = 0; tries < 6; tries++) {
      const uint32_t depth = below(g, g->label_count);
      const GLabel *l = label_at(g, depth);
      if (l->usable && list_same(&l->types, &types)) to = depth;
    }
    leb(g, to);
  }
}

/* What cannot be reached may take anything from the stack. */
static void unreachable_code(Gen *g) {
  static const Op ops[] = {OP_DROP, OP_I32_ADD, OP_I64_ADD, OP_F32_MUL, OP_SELECT, OP_I32_EQZ, OP_F64_SQRT, OP_NOP, OP_UNREACHABLE};
  for (uint32_t k = below(g, 4); k > 0; k--) {
    const Op o = ops[below(g, COUNT_OF(ops))];
    op(g, o);
    if (o != OP_NOP && o != OP_UNREACHABLE && o != OP_DROP) op(g, OP_DROP);
  }
}

static void tail_call_or_return(Gen *g) {
  if (has(g, GEN_TAIL_CALLS) && percent(g, 60)) {
    for (uint32_t tries = 0; tries < 6; tries++) {
      const uint32_t k = g->import_count + below(g, g->func_count - g->import_count);
      const FuncType *t = &g->types[g->funcs[k].type];
      if (!list_same(&t->results, &g->type->results)) continue;
      exprs(g, &t->params);
      if (percent(g, 60)) {
        op1(g, OP_RETURN_CALL, k);
      } else if (percent(g, 50)) {
        if (g->table64) const_i64(g, k);
        else const_i32(g, (int32_t)k);
        op1(g, OP_RETURN_CALL_INDIRECT, type_index(g, g->funcs[k].type)), leb(g, 0);
      } else if (has(g, GEN_GC)) {
        op1(g, OP_REF_FUNC, k);
        op1(g, OP_RETURN_CALL_REF, type_index(g, g->funcs[k].type));
      } else {
        op1(g, OP_RETURN_CALL, k);
      }
      return;
    }
  }
  exprs(g, &g->type->results);
  op(g, OP_RETURN);
}

/* Mostly on a condition, or nothing behind it would be run. */
void branch(Gen *g) {
  const bool guarded = g->label_count + 1 < LABELS_MAX && percent(g, 85);
  if (guarded) {
    expr(g, TYPE(I32));
    op(g, OP_IF), byte(g, 0x40);
    push_label(g, &nothing, true);
  }
  const uint32_t how = below(g, 100);
  if (how < 40) {
    branch_table(g);
  } else if (how < 70) {
    const uint32_t depth = some_label(g);
    const TypeList types = label_at(g, depth)->types;
    with_garbage(g);
    exprs(g, &types);
    op1(g, OP_BR, depth);
  } else if (how < 98 || !percent(g, g->risk * 10)) {
    tail_call_or_return(g);
  } else {
    op(g, OP_UNREACHABLE);
  }
  if (percent(g, 10)) unreachable_code(g);
  if (guarded) end(g);
}

void branch_if(Gen *g) {
  const uint32_t depth = some_label(g);
  const TypeList types = label_at(g, depth)->types;
  exprs(g, &types);
  expr(g, TYPE(I32));
  op1(g, OP_BR_IF, depth);
  consume(g, &types);
}
