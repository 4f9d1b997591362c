/* Numeric operators and memory accesses: whatever opcodes.def has with a signature. */
#include "tests/differential/tiers/gen_impl.h"

/* ---- what NaNs may be in ---- */

/* The lanes that a vector operand or result has by the name's part before the dot or behind "_". */
static uint8_t lanes_of(const char *text, size_t size) {
  if (size >= 5 && !memcmp(text, "f32x4", 5)) return TY_F32X4;
  if (size >= 5 && !memcmp(text, "f64x2", 5)) return TY_F64X2;
  if (size >= 5 && !memcmp(text, "f16x8", 5)) return TY_F16X8;
  return TY_V128;
}

static bool ends_with(const char *text, const char *end) {
  const size_t n = strlen(text), m = strlen(end);
  return n >= m && !strcmp(text + n - m, end);
}

static uint8_t result_kind(Op o, char letter) {
  const char *text = op_info[o].text;
  switch (letter) {
  case 'i': return TY_I32;
  case 'l': return TY_I64;
  case 'f': return TY_F32;
  case 'd': return TY_F64;
  default: break;
  }
  static const char *const masks[] = {".eq", ".ne", ".lt", ".gt", ".le", ".ge"};
  for (size_t k = 0; k < COUNT_OF(masks); k++)
    if (text[0] == 'f' && ends_with(text, masks[k])) return TY_V128;
  return lanes_of(text, strlen(text));
}

/* Of a vector operand. `_i32x4` and such behind the dot: integers; `_f32x4`: floats; else as the result's. */
static uint8_t operand_kind(Op o) {
  const char *text = op_info[o].text, *tail = strchr(text, '.');
  if (tail) {
    for (const char *p = tail; (p = strchr(p, '_')) != NULL; p++) {
      const uint8_t lanes = lanes_of(p + 1, strlen(p + 1));
      if (lanes != TY_V128) return lanes;
      if (p[1] == 'i' && strchr(p + 1, 'x') && p[2] >= '0' && p[2] <= '9') return TY_V128;
    }
    if (!strncmp(tail, ".relaxed_laneselect", 19)) return TY_V128;
  }
  return lanes_of(text, strlen(text));
}

/* ---- rows ---- */

static bool is_on(const Gen *g, Feature f) {
  switch (f) {
  case FEATURE_SIMD: return has(g, GEN_SIMD);
  case FEATURE_RELAXED_SIMD: return has(g, GEN_SIMD) && has(g, GEN_RELAXED);
  case FEATURE_FP16: return has(g, GEN_SIMD) && has(g, GEN_FP16);
  case FEATURE_THREADS: return has(g, GEN_ATOMICS);
  case FEATURE_WIDE_ARITHMETIC: return has(g, GEN_WIDE);
  default: return true;
  }
}

static bool has_vector(const SigInfo *s) { return strchr(s->params, 'v') || strchr(s->results, 'v'); }

void find_rows(Gen *g) {
  for (Op o = 0; o < OP_COUNT; o++) {
    const OpInfo *i = &op_info[o];
    const SigInfo *s = &sig_info[i->sig];
    if (i->sig == SIG_SPEC || i->prefix == PREFIX_NO || !is_on(g, (Feature)i->feature)) continue;
    switch (i->kind) {
    case KIND_LOAD: case KIND_LOAD_LANE: case KIND_ATOMIC_LOAD: case KIND_ATOMIC_RMW: case KIND_ATOMIC_CMPXCHG: {
      const uint8_t k = s->results[0] == 'v' ? TY_V128 : result_kind(o, s->results[0]);
      g->loads[k][g->load_count[k]++] = (uint16_t)o;
      break;
    }
    case KIND_STORE: case KIND_STORE_LANE: case KIND_ATOMIC_STORE: g->stores[g->store_count++] = (uint16_t)o; break;
    case KIND_UNARY: case KIND_BINARY: case KIND_TERNARY: case KIND_TEST: case KIND_COMPARE: case KIND_CONVERT: case KIND_SPLAT:
    case KIND_EXTRACT: case KIND_REPLACE: case KIND_SHIFT: case KIND_SHUFFLE: {
      const uint8_t k = result_kind(o, s->results[0]);
      g->rows[k][g->row_count[k]++] = (uint16_t)o;
      if (!has_vector(s)) g->scalar_rows[k][g->scalar_count[k]++] = (uint16_t)o;
      break;
    }
    case KIND_WIDE:
      g->rows[TY_I64][g->row_count[TY_I64]++] = (uint16_t)o;
      g->scalar_rows[TY_I64][g->scalar_count[TY_I64]++] = (uint16_t)o;
      break;
    default: break;
    }
  }
}

/* ---- operands that do not trap ---- */

static bool divides(Op o) { return ends_with(op_info[o].text, "div_s") || ends_with(op_info[o].text, "div_u") || ends_with(op_info[o].text, "rem_s") || ends_with(op_info[o].text, "rem_u"); }

/* The divisor on the stack becomes odd and positive. */
static void tame_divisor(Gen *g, bool wide) {
  if (wide) {
    const_i64(g, INT64_MAX), op(g, OP_I64_AND);
    const_i64(g, 1), op(g, OP_I64_OR);
  } else {
    const_i32(g, INT32_MAX), op(g, OP_I32_AND);
    const_i32(g, 1), op(g, OP_I32_OR);
  }
}

static void operand(Gen *g, Op o, char letter, uint32_t index) {
  const OpInfo *i = &op_info[o];
  const bool may_trap = percent(g, g->risk);
  switch (letter) {
  case 'i': expr(g, TYPE(I32)); break;
  case 'l': expr(g, TYPE(I64)); break;
  case 'f': case 'd': {
    const GType t = letter == 'f' ? TYPE(F32) : TYPE(F64);
    if (i->kind == KIND_CONVERT && i->flags & OPF_TRAPS && !may_trap) { /* a small number */
      small(g, 1024);
      op(g, letter == 'f' ? OP_F32_CONVERT_I32_S : OP_F64_CONVERT_I32_S);
      return;
    }
    expr(g, t);
    /* Where its bits become visible. */
    const uint8_t to = result_kind(o, sig_info[i->sig].results[0]);
    if (!strncmp(i->text + 3, ".copysign", 9) ? index == 1 : to != TY_F32 && to != TY_F64 && (ends_with(i->text, "reinterpret_f32") || ends_with(i->text, "reinterpret_f64") || to == TY_V128))
      canonical(g, t);
    return;
  }
  default: expr(g, (GType){operand_kind(o), 0}); return;
  }
  if (divides(o) && index == 1 && !may_trap) tame_divisor(g, letter == 'l');
}

static uint32_t lane_count(const OpInfo *i) {
  const char *x = strchr(i->text, 'x');
  return x ? (uint32_t)(x[1] == '1' ? 16 : x[1] - '0') : 1;
}

static void immediates(Gen *g, Op o) {
  const OpInfo *i = &op_info[o];
  if (i->imm == IMM_LANE) byte(g, below(g, lane_count(i)));
  if (i->imm == IMM_LANES16) {
    const uint32_t how = below(g, 4), first = below(g, 17);
    for (uint32_t k = 0; k < 16; k++)
      byte(g, how == 0 ? first + k : how == 1 ? (first & 3) * 4 + (k & 3) : how == 2 ? (k & 1) * 16 + k / 2 + (first & 8) : below(g, 32));
  }
}

/* Two results: both are used. */
static void wide_operator(Gen *g, Op o) {
  const SigInfo *s = &sig_info[op_info[o].sig];
  for (uint32_t k = 0; k < s->param_count; k++) expr(g, TYPE(I64));
  op(g, o);
  if (percent(g, 50)) {
    op1(g, OP_LOCAL_SET, local_of(g, TYPE(I64)));
  } else {
    op(g, percent(g, 50) ? OP_I64_XOR : OP_I64_SUB);
  }
}

void operator_of(Gen *g, GType t) {
  const bool scalar = g->scalar_count[t.kind] && percent(g, 60);
  const uint16_t *rows = scalar ? g->scalar_rows[t.kind] : g->rows[t.kind];
  const Op o = (Op)rows[below(g, scalar ? g->scalar_count[t.kind] : g->row_count[t.kind])];
  const SigInfo *s = &sig_info[op_info[o].sig];
  if (op_info[o].kind == KIND_WIDE) {
    wide_operator(g, o);
    return;
  }
  for (uint32_t k = 0; k < s->param_count; k++) {
    operand(g, o, s->params[k], k);
    if (percent(g, 2)) statement(g); /* what waits on the stack stays what it was */
  }
  op(g, o);
  immediates(g, o);
}

/* ---- memory ---- */

/* An address on the stack for `size` bytes in the first 64 KiB, mostly; the offset that goes with it. */
static uint64_t address(Gen *g, const GMemory *m, uint32_t size, bool aligned) {
  static const uint64_t edges[] = {0xFFFF, 0x10000, 0x1FFF8, 0x7FFFFFF0, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFF0000, 0xFFFFFFF0, 0xFFFFFFFF,
                                   0x100000000, 0x1FFFFFFFF, 0x7FFFFFFFFFFFFFF0, 0x8000000000000000, 0xFFFFFFFF00000000, 0xFFFFFFFFFFFFFFF0, 0xFFFFFFFFFFFFFFFF};
  static const uint64_t offsets[] = {1, 7, 8, 100, 4095, 4096, 32752};
  uint64_t offset = percent(g, 50) ? 0 : offsets[below(g, COUNT_OF(offsets))];
  if (aligned) offset &= ~(uint64_t)(size - 1);
  if (percent(g, g->risk) && percent(g, 30)) { /* a sum that would be small if it wrapped */
    const int64_t k = 1 + below(g, 200);
    offset = (uint64_t)k + (aligned ? 0 : below(g, 100));
    if (m->is64) percent(g, 50) ? const_i64(g, -k) : (small64(g, 64), const_i64(g, k), op(g, OP_I64_SUB));
    else percent(g, 50) ? const_i32(g, (int32_t)-k) : (small(g, 64), const_i32(g, (int32_t)k), op(g, OP_I32_SUB));
  } else if (percent(g, g->risk)) {
    if (percent(g, 60)) {
      offset = edges[below(g, m->is64 ? COUNT_OF(edges) : 10)] - below(g, 3) * size / 2;
      if (!m->is64) offset &= UINT32_MAX;
    }
    const uint64_t at = edges[below(g, m->is64 ? COUNT_OF(edges) : 10)] - below(g, 20);
    switch (below(g, 3)) {
    case 0: m->is64 ? const_i64(g, (int64_t)at) : const_i32(g, (int32_t)(uint32_t)at); break;
    case 1: /* as a sum with something small */
      if (m->is64) const_i64(g, (int64_t)at), small64(g, 32), op(g, OP_I64_SUB);
      else const_i32(g, (int32_t)(uint32_t)at), small(g, 32), op(g, OP_I32_SUB);
      break;
    default: expr(g, m->is64 ? TYPE(I64) : TYPE(I32));
    }
  } else {
    if (m->is64) small64(g, 16384);
    else small(g, 16384);
    if (aligned) {
      if (m->is64) const_i64(g, -(int64_t)size), op(g, OP_I64_AND);
      else const_i32(g, -(int32_t)size), op(g, OP_I32_AND);
    }
  }
  return offset;
}

static uint32_t log2_of(uint32_t size) { return (uint32_t)__builtin_ctz(size); }

static void mem_arg(Gen *g, const OpInfo *i, uint32_t memory, uint64_t offset) {
  const uint32_t natural = log2_of(i->size);
  const uint32_t align = i->flags & OPF_ATOMIC ? natural : below(g, natural + 1);
  byte(g, align | (memory ? 0x40u : 0));
  if (memory) leb(g, memory);
  leb(g, offset);
  if (i->imm == IMM_MEMARG_LANE) byte(g, below(g, 16 / i->size));
}

static uint32_t some_memory(Gen *g) { return percent(g, 70) ? 0 : below(g, g->memory_count); }

void load_of(Gen *g, GType t) {
  const Op o = (Op)g->loads[t.kind][below(g, g->load_count[t.kind])];
  const OpInfo *i = &op_info[o];
  const SigInfo *s = &sig_info[i->sig];
  const uint32_t memory = some_memory(g);
  const uint64_t offset = address(g, &g->memories[memory], i->size, i->flags & OPF_ATOMIC);
  for (uint32_t k = 1; k < s->param_count; k++)
    expr(g, s->params[k] == 'i' ? TYPE(I32) : s->params[k] == 'l' ? TYPE(I64) : TYPE(V128));
  op(g, o);
  mem_arg(g, i, memory, offset);
}

void store(Gen *g) {
  const Op o = (Op)g->stores[below(g, g->store_count)];
  const OpInfo *i = &op_info[o];
  const uint32_t memory = some_memory(g);
  const uint64_t offset = address(g, &g->memories[memory], i->size, i->flags & OPF_ATOMIC);
  switch (sig_info[i->sig].params[1]) {
  case 'i': expr(g, TYPE(I32)); break;
  case 'l': expr(g, TYPE(I64)); break;
  case 'f': expr(g, TYPE(F32)), canonical(g, TYPE(F32)); break;
  case 'd': expr(g, TYPE(F64)), canonical(g, TYPE(F64)); break;
  default: expr(g, TYPE(V128));
  }
  op(g, o);
  mem_arg(g, i, memory, offset);
}

void memory_index(Gen *g, uint32_t memory) {
  if (g->memories[memory].is64) small64(g, 4096);
  else small(g, 4096);
}

static void memory_grow(Gen *g) {
  const uint32_t memory = some_memory(g);
  if (g->memories[memory].is64) const_i64(g, percent(g, 80) ? 1 : percent(g, 50) ? -1 : 65536);
  else const_i32(g, percent(g, 80) ? 1 : percent(g, 50) ? -1 : 65536);
  op1(g, OP_MEMORY_GROW, memory);
  op1(g, OP_LOCAL_SET, local_of(g, g->memories[memory].is64 ? TYPE(I64) : TYPE(I32)));
}

void memory_statement(Gen *g) {
  const uint32_t memory = some_memory(g), other = some_memory(g);
  switch (below(g, 5)) {
  case 0: memory_grow(g); break;
  case 1:
    op1(g, OP_MEMORY_SIZE, memory);
    op1(g, OP_LOCAL_SET, local_of(g, g->memories[memory].is64 ? TYPE(I64) : TYPE(I32)));
    break;
  case 2:
    memory_index(g, memory);
    expr(g, TYPE(I32));
    memory_index(g, memory);
    op1(g, OP_MEMORY_FILL, memory);
    break;
  case 3:
    memory_index(g, memory);
    memory_index(g, other);
    if (g->memories[memory].is64 && g->memories[other].is64) small64(g, 256);
    else small(g, 256);
    op1(g, OP_MEMORY_COPY, memory), leb(g, other);
    break;
  default:
    memory_index(g, memory);
    small(g, 16);
    small(g, 16);
    op1(g, OP_MEMORY_INIT, 0), leb(g, memory);
    if (percent(g, 3)) op1(g, OP_DATA_DROP, 0);
  }
}
