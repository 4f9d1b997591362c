/* Expressions and statements. */
#include <math.h>

#include "tests/differential/tiers/gen_impl.h"

Node node_begin(Gen *g) { return (Node){g->nodes++, g->type_count, g->code->size}; }

bool node_end(Gen *g, Node n) {
  if (n.number >= g->o->dropped_count || !g->o->dropped[n.number]) return false;
  g->code->size = n.start;
  g->type_count = n.type_count;
  return true;
}

/* ---- bytes ---- */

void op(Gen *g, Op o) {
  if (op_info[o].prefix == PREFIX_00) {
    byte(g, op_info[o].code);
  } else {
    byte(g, op_info[o].prefix);
    leb(g, op_info[o].code);
  }
}

void const_i32(Gen *g, int32_t v) { op(g, OP_I32_CONST), buf_put_s64_leb(g->code, v); }
void const_i64(Gen *g, int64_t v) { op(g, OP_I64_CONST), buf_put_s64_leb(g->code, v); }

static void bits(Gen *g, uint64_t v, uint32_t bytes) { buf_put(g->code, &v, bytes); }
static void const_f32(Gen *g, float f) {
  uint32_t u;
  memcpy(&u, &f, sizeof u);
  op(g, OP_F32_CONST), bits(g, u, 4);
}
static void const_f64(Gen *g, double f) {
  uint64_t u;
  memcpy(&u, &f, sizeof u);
  op(g, OP_F64_CONST), bits(g, u, 8);
}
static void const_v128(Gen *g, uint64_t low, uint64_t high) { op(g, OP_V128_CONST), bits(g, low, 8), bits(g, high, 8); }

/* ---- constants ---- */

static uint64_t some_int(Gen *g) {
  static const uint64_t odd[] = {0, 1, 2, 3, 7, 8, 31, 32, 63, 64, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF,
                                 0x100000000, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFF80000000, 0xFFFFFFFF7FFFFFFF, 0x5555555555555555, 0x0102030405060708};
  const uint64_t v = percent(g, 15) ? rng_next(&g->rng) : odd[below(g, COUNT_OF(odd))];
  return percent(g, 25) ? 0 - v : v;
}

static double some_float(Gen *g) {
  static const double odd[] = {0.0, -0.0, 1, -1, 0.5, 1.5, 2.5, -3.5, 1e10, -1e10, 1e300, 1e-300, 1e-40, 0x1p31, -0x1p31, 0x1p32, 0x1p63, -0x1p63, 0x1p64,
                               2147483647, 4294967295.0, 65504, 65520, 0x1p-24, 0x1p-149, 3.4028234663852886e38, 0.1, 1e38, 16777217};
  const uint32_t how = below(g, 100);
  if (how < 6) return (double)INFINITY * (percent(g, 50) ? 1 : -1);
  if (how < 10) return (double)NAN;
  if (how < 20) return (double)(int64_t)rng_next(&g->rng) * 0x1p-40;
  return odd[below(g, COUNT_OF(odd))];
}

static uint64_t some_lanes(Gen *g) {
  const uint64_t v = some_int(g);
  switch (below(g, 5)) {
  case 0: return (uint32_t)v | v << 32;
  case 1: return (v & 0xFFFF) * 0x0001000100010001u;
  case 2: return (v & 0xFF) * 0x0101010101010101u;
  case 3: {
    const float f = (float)some_float(g);
    uint32_t u;
    memcpy(&u, &f, sizeof u);
    return u | (uint64_t)u << 32;
  }
  default: return v;
  }
}

static void constant(Gen *g, GType t) {
  switch (t.kind) {
  case TY_I32: const_i32(g, (int32_t)(uint32_t)some_int(g)); break;
  case TY_I64: const_i64(g, (int64_t)some_int(g)); break;
  case TY_F32: const_f32(g, (float)some_float(g)); break;
  case TY_F64: const_f64(g, some_float(g)); break;
  default: const_v128(g, some_lanes(g), some_lanes(g));
  }
}

void default_value(Gen *g, GType t) {
  switch (t.kind) {
  case TY_I32: const_i32(g, 0); break;
  case TY_I64: const_i64(g, 0); break;
  case TY_F32: const_f32(g, 0); break;
  case TY_F64: const_f64(g, 0); break;
  case TY_V128: case TY_F32X4: case TY_F64X2: case TY_F16X8: const_v128(g, 0, 0); break;
  default:
    op(g, OP_REF_NULL);
    put_heap(g->code, t, g->def_count);
  }
}

/* ---- locals ---- */

uint32_t new_local(Gen *g, GType t) {
  g->local_types[g->local_count] = t;
  return g->local_count++;
}

/* Some few are used much, so that they meet again. */
uint32_t local_of(Gen *g, GType t) {
  uint32_t *count = &g->hot_count[t.kind];
  for (uint32_t tries = 0; tries < 4 && *count; tries++) {
    uint32_t k = below(g, *count);
    if (percent(g, 50)) k = below(g, k + 1);
    const uint32_t local = g->hot[t.kind][k];
    if (type_same(g->local_types[local], t)) return local;
  }
  if (g->local_count == BODY_LOCALS_MAX) return g->hot[t.kind][0]; /* far more than is ever asked for */
  const uint32_t local = new_local(g, t);
  if (*count < HOT_MAX) g->hot[t.kind][(*count)++] = local;
  else g->hot[t.kind][below(g, HOT_MAX)] = local;
  return local;
}

void canonical(Gen *g, GType t) {
  if (g->o->free_nans) return;
  if (!g->scratch[t.kind]) g->scratch[t.kind] = new_local(g, t) + 1;
  const uint32_t local = g->scratch[t.kind] - 1;
  op1(g, OP_LOCAL_TEE, local);
  if (t.kind == TY_F32 || t.kind == TY_F64) {
    if (t.kind == TY_F32) const_f32(g, __builtin_nanf(""));
    else const_f64(g, __builtin_nan(""));
    op1(g, OP_LOCAL_GET, local), op1(g, OP_LOCAL_GET, local);
    op(g, t.kind == TY_F32 ? OP_F32_EQ : OP_F64_EQ);
    op(g, OP_SELECT);
    return;
  }
  const uint64_t nan = t.kind == TY_F32X4 ? 0x7FC000007FC00000u : t.kind == TY_F64X2 ? 0x7FF8000000000000u : 0x7E007E007E007E00u;
  const_v128(g, nan, nan);
  op1(g, OP_LOCAL_GET, local), op1(g, OP_LOCAL_GET, local);
  op(g, t.kind == TY_F32X4 ? OP_F32X4_EQ : t.kind == TY_F64X2 ? OP_F64X2_EQ : OP_F16X8_EQ);
  op(g, OP_V128_BITSELECT);
}

/* ---- small numbers ---- */

static void small_mask(Gen *g, uint32_t limit) { const_i32(g, (int32_t)(limit - 1)), op(g, OP_I32_AND); }

/* In ways whose registers have had something in their upper halves. */
void small(Gen *g, uint32_t limit) {
  const Node n = node_begin(g);
  const uint32_t log = (uint32_t)__builtin_ctz(limit);
  switch (below(g, g->left > 0 ? 13 : 2)) {
  case 0: const_i32(g, (int32_t)below(g, limit)); break;
  case 1:
    if (g->counter_count && limit >= 64) op1(g, OP_LOCAL_GET, g->counters[below(g, g->counter_count)]), const_i32(g, 63), op(g, OP_I32_AND);
    else const_i32(g, (int32_t)(limit - 1));
    break;
  case 2: expr(g, TYPE(I32)), const_i32(g, (int32_t)(32 - log)), op(g, OP_I32_SHR_U); break;
  case 3: expr(g, TYPE(I32)), const_i32(g, (int32_t)limit), op(g, OP_I32_REM_U); break;
  case 4: expr(g, TYPE(I64)), const_i64(g, (int64_t)(0xDEADBEEF00000000u | (limit - 1))), op(g, OP_I64_AND), op(g, OP_I32_WRAP_I64); break;
  case 5: {
    const int32_t c = (int32_t)(uint32_t)some_int(g);
    small(g, limit), const_i32(g, c), op(g, OP_I32_ADD), const_i32(g, c), op(g, OP_I32_SUB);
    break;
  }
  case 6: small(g, limit), small(g, limit), expr(g, TYPE(I32)), op(g, OP_SELECT); break;
  case 7: small(g, limit), op(g, OP_F64_CONVERT_I32_S), op(g, percent(g, 50) ? OP_I32_TRUNC_SAT_F64_U : OP_I32_TRUNC_F64_S); break;
  case 8: expr(g, TYPE(I64)), const_i64(g, -(int64_t)limit), op(g, OP_I64_OR), op(g, OP_I32_WRAP_I64), small_mask(g, limit); break;
  case 9:
    if (limit <= 32768) expr(g, TYPE(I32)), small_mask(g, limit), op(g, OP_I32_EXTEND16_S);
    else expr(g, TYPE(I32)), small_mask(g, limit);
    break;
  case 10: {
    const uint32_t local = local_of(g, TYPE(I32));
    expr(g, TYPE(I32)), small_mask(g, limit), op1(g, OP_LOCAL_TEE, local);
    break;
  }
  default: expr(g, TYPE(I32)), small_mask(g, limit);
  }
  if (node_end(g, n)) const_i32(g, 0);
}

void small64(Gen *g, uint32_t limit) {
  switch (below(g, 4)) {
  case 0: expr(g, TYPE(I64)), const_i64(g, (int64_t)(limit - 1)), op(g, OP_I64_AND); break;
  case 1: expr(g, TYPE(I64)), const_i64(g, 64 - __builtin_ctz(limit)), op(g, OP_I64_SHR_U); break;
  case 2: small(g, limit), op(g, OP_I64_EXTEND_I32_S); break;
  default: small(g, limit), op(g, OP_I64_EXTEND_I32_U);
  }
}

/* ---- expressions ---- */

GType any_type(Gen *g) {
  static const uint8_t numeric[] = {TY_I32, TY_I32, TY_I64, TY_F32, TY_F64, TY_V128};
  if (has(g, GEN_REFS) && percent(g, 12)) {
    static const uint8_t refs[] = {TY_FUNC, TY_EXTERN, TY_ANY, TY_EQ, TY_I31, TY_DEFINED, TY_DEFINED, TY_EXN};
    const uint8_t k = refs[below(g, has(g, GEN_GC) ? has(g, GEN_EXCEPTIONS) ? 8 : 7 : 2)];
    return (GType){k, k == TY_DEFINED ? (uint8_t)below(g, DEF_COUNT) : 0};
  }
  return (GType){numeric[below(g, has(g, GEN_SIMD) ? 6 : 5)], 0};
}

GType scalar_type(Gen *g) { return (GType){(uint8_t)below(g, TY_F64 + 1), 0}; }

static void global_get(Gen *g, GType t) {
  uint32_t found = 0, count = 0;
  for (uint32_t k = 1; k < g->global_count; k++)
    if (type_same(g->globals[k].type, t) && below(g, ++count) == 0) found = k;
  if (found) op1(g, OP_GLOBAL_GET, found);
  else op1(g, OP_LOCAL_GET, local_of(g, t));
}

void leaf(Gen *g, GType t) {
  if (type_is_ref(t)) {
    if (percent(g, 60)) op1(g, OP_LOCAL_GET, local_of(g, t));
    else default_value(g, t);
    return;
  }
  const uint32_t how = below(g, 10);
  if (how < 3) constant(g, t);
  else if (how < 9) op1(g, OP_LOCAL_GET, local_of(g, t));
  else global_get(g, t);
}

void exprs(Gen *g, const TypeList *types) {
  for (uint32_t k = 0; k < types->count; k++) {
    if (percent(g, 50)) leaf(g, types->at[k]);
    else expr(g, types->at[k]);
  }
}

void consume(Gen *g, const TypeList *types) {
  for (uint32_t k = types->count; k-- > 0;) {
    if (percent(g, 15)) op(g, OP_DROP);
    else op1(g, OP_LOCAL_SET, local_of(g, types->at[k]));
  }
}

static void select_of(Gen *g, GType t) {
  expr(g, t), expr(g, t), expr(g, TYPE(I32));
  if (type_is_ref(t) || percent(g, 20)) {
    op1(g, OP_SELECT_T, 1);
    put_type(g->code, t, g->def_count);
  } else {
    op(g, OP_SELECT);
  }
}

/* A result and something done before or behind it, so that it waits. */
static void with_statement(Gen *g, GType t) {
  const bool before = percent(g, 30);
  if (before) statement(g);
  expr(g, t);
  if (!before) statement(g);
}

/* More operands than there are registers, read from locals that are written meanwhile. */
static void deep_stack(Gen *g, GType t) {
  const uint32_t depth = 4 + below(g, percent(g, 10) ? 60 : 16);
  for (uint32_t k = 0; k < depth; k++) {
    if (percent(g, 85)) leaf(g, t);
    else expr(g, t);
    if (percent(g, 25)) op1(g, OP_LOCAL_TEE, local_of(g, t));
    if (percent(g, 8)) statement(g);
  }
  static const Op ops[][3] = {{OP_I32_ADD, OP_I32_SUB, OP_I32_XOR}, {OP_I64_ADD, OP_I64_SUB, OP_I64_XOR}, {OP_F32_ADD, OP_F32_SUB, OP_F32_MUL},
                              {OP_F64_ADD, OP_F64_SUB, OP_F64_MUL}, {OP_I8X16_ADD, OP_I32X4_SUB, OP_V128_XOR}, {OP_F32X4_ADD, OP_F32X4_SUB, OP_F32X4_MUL},
                              {OP_F64X2_ADD, OP_F64X2_SUB, OP_F64X2_MUL}, {OP_F16X8_ADD, OP_F16X8_SUB, OP_F16X8_MUL}};
  for (uint32_t k = 1; k < depth; k++) {
    if (percent(g, 8)) op1(g, OP_LOCAL_TEE, local_of(g, t));
    op(g, ops[t.kind][below(g, 3)]);
  }
}

static void from_dirty(Gen *g) {
  const uint8_t kinds[] = {TY_F32X4, TY_F64X2, TY_F16X8};
  const GType t = {kinds[below(g, has(g, GEN_FP16) ? 3 : 2)], 0};
  expr(g, t);
  canonical(g, t);
}

static void tee(Gen *g, GType t) {
  const uint32_t local = local_of(g, t);
  if (percent(g, 30)) { /* it waits while its local changes */
    op1(g, OP_LOCAL_GET, local);
    expr(g, t);
    op1(g, OP_LOCAL_SET, local);
    return;
  }
  expr(g, t);
  op1(g, OP_LOCAL_TEE, local);
}

static void number_of(Gen *g, GType t) {
  const TypeList one = {1, {t}};
  const uint32_t how = below(g, 100);
  if (how < 30) leaf(g, t);
  else if (how < 62) operator_of(g, t);
  else if (how < 68) tee(g, t);
  else if (how < 73) select_of(g, t);
  else if (how < 77 && block_of(g, &one)) return;
  else if (how < 84 && g->load_count[t.kind]) load_of(g, t);
  else if (how < 88 && call_of(g, t)) return;
  else if (how < 91) with_statement(g, t);
  else if (how < 93) deep_stack(g, t);
  else if (how < 97 && number_of_ref(g, t)) return;
  else if (t.kind == TY_V128 && percent(g, 60)) from_dirty(g);
  else if (t.kind == TY_I32) small(g, 1u << (1 + below(g, 14)));
  else operator_of(g, t);
}

void expr(Gen *g, GType t) {
  const Node n = node_begin(g);
  g->left--;
  g->depth++;
  if (g->left <= 0 || g->depth > 24) leaf(g, t);
  else if (type_is_ref(t)) ref_of(g, t);
  else number_of(g, t);
  g->depth--;
  if (node_end(g, n)) default_value(g, t);
}

/* ---- statements ---- */

static void global_set(Gen *g) {
  uint32_t found = 0, count = 0;
  for (uint32_t k = 1; k < g->global_count; k++)
    if (g->globals[k].is_mutable && below(g, ++count) == 0) found = k;
  if (!found) return;
  expr(g, g->globals[found].type);
  op1(g, OP_GLOBAL_SET, found);
}

/* The same local read, changed, written: what loops do. */
void change(Gen *g) {
  const GType t = any_type(g);
  const uint32_t local = local_of(g, t);
  if (!type_is_ref(t) && percent(g, 60)) {
    static const Op ops[][3] = {{OP_I32_ADD, OP_I32_MUL, OP_I32_ROTL}, {OP_I64_ADD, OP_I64_MUL, OP_I64_ROTL}, {OP_F32_ADD, OP_F32_MUL, OP_F32_SUB},
                                {OP_F64_ADD, OP_F64_MUL, OP_F64_SUB}, {OP_I8X16_ADD, OP_I16X8_MUL, OP_I32X4_SUB}};
    op1(g, OP_LOCAL_GET, local);
    leaf(g, t);
    op(g, ops[t.kind][below(g, 3)]);
  } else {
    expr(g, t);
  }
  op1(g, OP_LOCAL_SET, local);
}

static void set_dirty(Gen *g) {
  const uint8_t kinds[] = {TY_F32X4, TY_F64X2, TY_F16X8};
  const GType t = {kinds[below(g, has(g, GEN_FP16) ? 3 : 2)], 0};
  expr(g, t);
  op1(g, OP_LOCAL_SET, local_of(g, t));
}

static void drop(Gen *g) {
  expr(g, any_type(g));
  op(g, OP_DROP);
}

static void log_values(Gen *g) {
  expr(g, TYPE(I32)), expr(g, TYPE(I64)), expr(g, TYPE(F32)), expr(g, TYPE(F64));
  op1(g, OP_CALL, 0);
}

void statement(Gen *g) {
  const Node n = node_begin(g);
  g->left--;
  g->depth++;
  const uint32_t how = g->left <= 0 || g->depth > 24 ? 5 : below(g, 100);
  if (how < 28) change(g);
  else if (how < 34) global_set(g);
  else if (how < 46) store(g);
  else if (how < 49) drop(g);
  else if (how < 66) block_statement(g);
  else if (how < 74) branch_if(g);
  else if (how < 77) branch(g);
  else if (how < 84) call_statement(g);
  else if (how < 87 && has(g, GEN_BULK)) memory_statement(g);
  else if (how < 93 && has(g, GEN_REFS)) ref_statement(g);
  else if (how < 94) throw_something(g);
  else if (how < 95 && has(g, GEN_IMPORTS)) log_values(g);
  else if (how < 98 && has(g, GEN_SIMD)) set_dirty(g);
  else if (percent(g, 20)) op(g, OP_NOP);
  else change(g);
  g->depth--;
  (void)node_end(g, n);
}

void statements(Gen *g, uint32_t most) {
  for (uint32_t k = below(g, most + 1); k > 0; k--) statement(g);
}
