/* Numbers: constants, operators of the instruction table, memory. */
#include "tests/fuzz/program/gen.h"

/* Rows by what they leave, made once: an operator of the table with a plain signature. */
typedef struct Rows {
  uint16_t ops[OP_COUNT];
  uint32_t count;
} Rows;
static Rows rows[T_NONE + 1], pairs; /* T_NONE: nothing is left; pairs: two i64 */

static Type type_of_letter(char letter, bool is64) {
  switch (letter) {
  case 'i': return T_I32;
  case 'l': return T_I64;
  case 'f': return T_F32;
  case 'd': return T_F64;
  case 'v': return T_V128;
  default: return is64 ? T_I64 : T_I32;
  }
}

void gen_find_rows(void) {
  for (uint32_t op = 0; op < OP_COUNT; op++) {
    const OpInfo *info = &op_info[op];
    const SigInfo *sig = &sig_info[info->sig];
    const bool immediates = info->imm == IMM_NONE || info->imm == IMM_MEMARG || info->imm == IMM_MEMARG_LANE || info->imm == IMM_LANE ||
                            info->imm == IMM_LANES16 || info->imm == IMM_MEMORY || info->imm == IMM_ORDER;
    if (info->sig == SIG_SPEC || info->prefix == PREFIX_NO || !immediates || info->kind == KIND_ATOMIC_WAIT || op == OP_MEMORY_DISCARD) continue;
    Rows *to = sig->result_count == 0   ? &rows[T_NONE]
               : sig->result_count == 2 ? &pairs
                                        : &rows[type_of_letter(sig->results[0], false)];
    if (sig->results[0] == 'p') continue; /* memory.size, memory.grow: by hand */
    to->ops[to->count++] = (uint16_t)op;
  }
}

/* A number with few bits, or one at an edge. */
static uint64_t number(Gen *g) {
  static const uint64_t edges[] = {0, 1, UINT64_MAX, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fffffffffffffff, 0x8000000000000000,
                                   0x7fc00000, 0x7f800001, 0xff800000, 0x3f800000, 0x7ff8000000000000, 0x7ff0000000000001, 0xfff0000000000000,
                                   0x3ff0000000000000, 0x7c007e003c00fc00, 0x0001000200030004, 0x4f000000cf000000, 0x41e0000000000000};
  const uint8_t b = byte(g);
  if (b < 128) return (uint64_t)(int64_t)(b - 32);
  if (b < 248) return edges[b % COUNT_OF(edges)];
  uint64_t v = 0;
  for (int k = 0; k < 8; k++) v = v << 8 | byte(g);
  return v;
}

void gen_constant(Gen *g, Type t) {
  const uint64_t v = number(g), high = t == T_V128 ? number(g) : 0;
  switch (t) {
  case T_I32: gen_i32_const(g, (int32_t)v); break;
  case T_I64:
    gen_emit(g, OP_I64_CONST);
    buf_put_s64_leb(g->out, (int64_t)v);
    break;
  case T_F32:
    gen_emit(g, OP_F32_CONST);
    buf_put(g->out, &v, 4);
    break;
  case T_F64:
    gen_emit(g, OP_F64_CONST);
    buf_put(g->out, &v, 8);
    break;
  default:
    gen_emit(g, OP_V128_CONST);
    buf_put(g->out, &v, 8);
    buf_put(g->out, &high, 8);
  }
}

/* Inside the memory mostly, and where natural alignment is asked for mostly aligned. */
void gen_address(Gen *g, bool is64, uint32_t align) {
  const uint32_t mask = byte(g) < 250 ? 0xfff & ~(align - 1) : UINT32_MAX;
  gen_expr(g, is64 ? T_I64 : T_I32);
  if (is64) {
    gen_emit(g, OP_I64_CONST);
    buf_put_s64_leb(g->out, (int64_t)mask);
    gen_emit(g, OP_I64_AND);
  } else {
    gen_i32_const(g, (int32_t)mask);
    gen_emit(g, OP_I32_AND);
  }
}

static void memarg(Gen *g, const OpInfo *info, uint32_t memory) {
  const uint32_t natural = (uint32_t)__builtin_ctz(info->size);
  const uint32_t align = info->flags & OPF_ATOMIC ? natural : below(g, natural + 1);
  u32(g, align | (memory ? 0x40 : 0));
  if (memory) u32(g, memory);
  const uint8_t b = byte(g);
  u32(g, b < 200 ? b & ~7u : b < 240 ? 65536 - (uint32_t)(b - 200) * 2 : 0xffffffff);
}

static void row(Gen *g, Op op) {
  const OpInfo *info = &op_info[op];
  const SigInfo *sig = &sig_info[info->sig];
  const uint32_t memory = below(g, MEMORIES);
  for (uint32_t k = 0; k < sig->param_count; k++) {
    if (sig->params[k] == 'p') gen_address(g, memory == MEMORY_64, k == 0 && info->flags & OPF_ATOMIC ? info->size : 1);
    else gen_expr(g, type_of_letter(sig->params[k], false));
  }
  gen_emit(g, op);
  switch (info->imm) {
  case IMM_MEMARG:
  case IMM_MEMARG_LANE: memarg(g, info, memory); break;
  case IMM_MEMORY: u32(g, memory); break;
  case IMM_ORDER: u8(g, 0); break;
  case IMM_LANES16:
    for (int k = 0; k < 16; k++) u8(g, byte(g) & 31);
    break;
  default: break;
  }
  if (info->imm == IMM_LANE || info->imm == IMM_MEMARG_LANE) u8(g, below(g, 16u / info->size));
}

void gen_args_of_run(Gen *g) {
  for (size_t k = 0; k < COUNT_OF(params_of_run); k++) gen_expr(g, params_of_run[k]);
}

/* An index into something small. */
void gen_small(Gen *g, int32_t mask) {
  gen_expr(g, T_I32);
  gen_i32_const(g, byte(g) < 250 ? mask : -1);
  gen_emit(g, OP_I32_AND);
}

void gen_row_leaving(Gen *g, Type t) {
  const Rows *of = t == T_TWO ? &pairs : &rows[t];
  const uint32_t at = byte(g);
  row(g, (Op)of->ops[(at * 256 + byte(g)) % of->count]);
}

static void leaf(Gen *g, Type t) {
  const uint8_t b = byte(g);
  if (t < T_ANY && b & 1) gen_constant(g, t);
  else if (t < GLOBALS && (b & 14) == 2) gen_emit1(g, OP_GLOBAL_GET, t);
  else gen_emit1(g, OP_LOCAL_GET, gen_local_of(g, t));
}

/* Leaves one value of this type; T_NONE: nothing. */
void gen_expr(Gen *g, Type t) {
  if (t == T_NONE) return;
  if (g->at == g->end || g->depth >= MOST_DEPTH || g->nodes >= MOST_NODES || g->label_count + 4 > MOST_LABELS) {
    leaf(g, t);
    return;
  }
  g->depth++;
  g->nodes++;
  const uint8_t b = byte(g);
  if (b < 40) leaf(g, t);
  else if (b < 60) gen_control(g, t);
  else if (b < 80 && gen_call(g, t)) {}
  else if (b < 86) {
    gen_expr(g, t);
    gen_emit1(g, OP_LOCAL_TEE, gen_local_of(g, t));
  } else if (t >= T_ANY) gen_reference(g, t);
  else if (b < 110) gen_number_of_reference(g, t);
  else gen_row_leaving(g, t);
  g->depth--;
}
