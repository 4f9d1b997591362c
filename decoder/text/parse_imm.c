/* Immediates of instructions, by their kind in the instruction table. */
#include "decoder/text/number.h"
#include "decoder/text/parse_impl.h"

void put_op(Buf *out, Op op) {
  const OpInfo *info = &op_info[op];
  if (info->prefix == PREFIX_00) {
    buf_put_u8(out, (uint8_t)info->code);
  } else {
    buf_put_u8(out, (uint8_t)info->prefix);
    buf_put_u64_leb(out, info->code);
  }
}

static void put_index(Buf *out, uint32_t index) { buf_put_u64_leb(out, index); }

void take_block_type(Parser *p, Buf *out) {
  TypeUse use = take_type_use(p, PARAM_NAMES_NONE);
  if (!use.explicit_type && p->params.count == 0 && p->results.count < 2) {
    if (p->results.count) buf_put(out, p->results.bytes.at, p->results.bytes.size);
    else buf_put_u8(out, 0x40);
    return;
  }
  buf_put_s64_leb(out, resolve_type_use(p, &use));
}

/* Numbers */

static uint8_t take_u8(Parser *p) {
  Token at = p->lx->tok;
  uint64_t v = take_u64(p, ERR_I8_RANGE);
  if (v > 0xFF) lexer_fail_at(p->lx, &at, ERR_I8_RANGE, NULL);
  return (uint8_t)v;
}

static bool at_number(const Parser *p) {
  TokenKind k = p->lx->tok.kind;
  return k == TOK_NAT || k == TOK_INT || k == TOK_FLOAT;
}

static uint64_t take_int(Parser *p, unsigned bits) {
  const Token *t = &p->lx->tok;
  uint64_t v = 0;
  if (!at_number(p)) {
    lexer_unexpected(p->lx);
  } else if (!number_int(t->at, t->size, bits, &v)) {
    lexer_fail(p->lx, ERR_CONSTANT_RANGE, NULL);
  } else lexer_next(p->lx);
  return v;
}

static uint64_t sign_extended(uint64_t v, unsigned bits) {
  return (uint64_t)((int64_t)(v << (64 - bits)) >> (64 - bits));
}

static void put_le(Buf *out, uint64_t v, unsigned bytes) {
  uint8_t le[8];
  store_u64(le, v);
  buf_put(out, le, bytes);
}

/* A float of `bytes` bytes at token t, little-endian to `out`. */
static void put_float(Parser *p, const Token *t, unsigned bytes, Buf *out) {
  uint64_t f64 = 0;
  uint32_t f32 = 0;
  uint16_t f16 = 0;
  bool ok;
  switch (bytes) {
  case 8: ok = number_f64(t->at, t->size, &f64); break;
  case 4: ok = number_f32(t->at, t->size, &f32), f64 = f32; break;
  default: ok = number_f16(t->at, t->size, &f16), f64 = f16; break;
  }
  if (!ok) lexer_fail_at(p->lx, t, ERR_CONSTANT_RANGE, NULL);
  put_le(out, f64, bytes);
}

static void take_float(Parser *p, unsigned bytes, Buf *out) {
  if (!at_number(p)) {
    lexer_unexpected(p->lx);
    return;
  }
  Token t = p->lx->tok;
  lexer_next(p->lx);
  put_float(p, &t, bytes, out);
}

static void take_v128(Parser *p, Buf *out) {
  static const struct {
    const char *text;
    uint8_t lanes, bytes;
    bool is_float;
  } shapes[] = {{"i8x16", 16, 1, false}, {"i16x8", 8, 2, false}, {"i32x4", 4, 4, false}, {"i64x2", 2, 8, false},
                {"f32x4", 4, 4, true},   {"f64x2", 2, 8, true},  {"f16x8", 8, 2, true}};
  Lexer *lx = p->lx;
  size_t shape = 0;
  while (shape < COUNT_OF(shapes) && !lexer_take(lx, shapes[shape].text)) shape++;
  if (shape == COUNT_OF(shapes) ||
      (shapes[shape].bytes == 2 && shapes[shape].is_float && !features_has(lx->features, FEATURE_FP16))) {
    lexer_unexpected(lx);
    return;
  }
  /* Their number comes before their values. */
  Token lanes[16];
  unsigned n = 0;
  for (; at_number(p); lexer_next(lx), n++)
    if (n < 16) lanes[n] = lx->tok;
  bool is_op = lx->tok.kind == TOK_KEYWORD && op_by_text(lx->tok.at, lx->tok.size) != OP_COUNT;
  if (lx->tok.kind == TOK_RESERVED || (lx->tok.kind == TOK_KEYWORD && !is_op)) {
    lexer_unexpected(lx); /* a number that is none */
    return;
  }
  if (n != shapes[shape].lanes) {
    lexer_fail(lx, ERR_LANE_COUNT, NULL);
    return;
  }
  unsigned bytes = shapes[shape].bytes;
  for (unsigned i = 0; i < n; i++) {
    uint64_t v;
    if (shapes[shape].is_float) put_float(p, &lanes[i], bytes, out);
    else if (number_int(lanes[i].at, lanes[i].size, bytes * 8, &v)) put_le(out, v, bytes);
    else lexer_fail_at(lx, &lanes[i], ERR_CONSTANT_RANGE, NULL);
  }
}

static void take_shuffle(Parser *p, Buf *out) {
  for (unsigned i = 0; i < 16; i++) {
    if (!at_number(p)) {
      if (p->lx->tok.kind == TOK_RESERVED) lexer_unexpected(p->lx);
      else lexer_fail(p->lx, ERR_LANE_LENGTH, NULL);
      return;
    }
    if (p->lx->tok.kind != TOK_NAT) lexer_fail(p->lx, ERR_I8_RANGE, NULL);
    buf_put_u8(out, take_u8(p));
  }
  if (at_number(p)) lexer_fail(p->lx, ERR_LANE_LENGTH, NULL);
}

/* Memory accesses */

static bool has_prefix(const Token *t, const char *prefix) {
  size_t n = strlen(prefix);
  return t->kind == TOK_KEYWORD && t->size > n && memcmp(t->at, prefix, n) == 0;
}

/* prefix=N; false if the current token is none. */
static bool take_setting(Parser *p, const char *prefix, uint64_t *out) {
  const Token *t = &p->lx->tok;
  if (!has_prefix(t, prefix)) return false;
  size_t n = strlen(prefix);
  if (number_kind(t->at + n, t->size - n) != NUMBER_NAT) lexer_unexpected(p->lx);
  else if (!number_u64(t->at + n, t->size - n, out)) lexer_fail(p->lx, ERR_I64_RANGE, NULL);
  return true;
}

/* In front of a lane a number is a memory only if another number or a setting follows. */
static bool at_memory(Parser *p, bool lane) {
  if (!at_index(p)) return false;
  if (!lane || p->lx->tok.kind == TOK_ID) return true;
  const Token *next = lexer_peek(p->lx);
  return next->kind == TOK_NAT || has_prefix(next, "offset=") || has_prefix(next, "align=");
}

static void take_memarg(Parser *p, Op op, bool lane, Buf *out) {
  uint32_t memory = at_memory(p, lane) ? take_index(p, SPACE_MEMORY) : 0;
  uint64_t offset = 0, align = op_info[op].size;
  if (take_setting(p, "offset=", &offset)) lexer_next(p->lx);
  if (take_setting(p, "align=", &align)) {
    if (align == 0 || (align & (align - 1)) != 0) lexer_fail(p->lx, ERR_ALIGNMENT_POWER, NULL);
    lexer_next(p->lx);
  }
  if (align == 0) return;
  uint32_t flags = (uint32_t)__builtin_ctzll(align);
  buf_put_u64_leb(out, flags | (memory ? 0x40u : 0));
  if (memory) put_index(out, memory);
  buf_put_u64_leb(out, offset);
}

/* Vectors, written behind their length */

static void put_scratch(Parser *p, uint32_t count, Buf *out) {
  buf_put_u64_leb(out, count);
  buf_put(out, p->scratch.at, p->scratch.size);
  if (p->scratch.failed) parse_no_memory(p);
}

static void take_labels(Parser *p, Buf *out) {
  p->scratch.size = 0;
  uint32_t n = 0;
  do put_index(&p->scratch, take_label(p)), n++;
  while (at_index(p));
  put_scratch(p, n - 1, out);
}

static void take_select(Parser *p, Buf *out) {
  if (!lexer_at_open(p->lx, "result")) {
    put_op(out, OP_SELECT);
    return;
  }
  put_op(out, OP_SELECT_T);
  p->scratch.size = 0;
  uint32_t n = 0;
  while (lexer_take_open(p->lx, "result")) {
    for (; p->lx->tok.kind != TOK_RPAR && !parse_failed(p); n++) take_val_type(p, &p->scratch);
    lexer_expect(p->lx, TOK_RPAR);
  }
  put_scratch(p, n, out);
}

void take_catches(Parser *p, Buf *out) {
  static const char *const keywords[] = {"catch", "catch_ref", "catch_all", "catch_all_ref"};
  p->scratch.size = 0;
  uint32_t n = 0;
  for (uint8_t kind = 0; kind < 4;) {
    if (!lexer_take_open(p->lx, keywords[kind])) {
      kind++;
      continue;
    }
    buf_put_u8(&p->scratch, kind);
    if (kind < 2) put_index(&p->scratch, take_index(p, SPACE_TAG));
    put_index(&p->scratch, take_label(p));
    lexer_expect(p->lx, TOK_RPAR);
    n++;
    kind = 0;
  }
  put_scratch(p, n, out);
}

static void take_handlers(Parser *p, Buf *out) {
  p->scratch.size = 0;
  uint32_t n = 0;
  for (; lexer_take_open(p->lx, "on"); n++) {
    uint32_t tag = take_index(p, SPACE_TAG);
    bool is_switch = lexer_take(p->lx, "switch");
    buf_put_u8(&p->scratch, is_switch);
    put_index(&p->scratch, tag);
    if (!is_switch) put_index(&p->scratch, take_label(p));
    lexer_expect(p->lx, TOK_RPAR);
  }
  put_scratch(p, n, out);
}

/* References */

static void take_cast(Parser *p, Op op, Buf *out) {
  bool nullable;
  HeapCode h = take_ref_type(p, &nullable);
  put_op(out, nullable ? (Op)(op + 1) : op); /* the table has the nullable form behind the other */
  buf_put(out, h.at, h.size);
}

static void take_br_cast(Parser *p, Buf *out) {
  uint32_t label = take_label(p);
  bool from_null, to_null;
  HeapCode from = take_ref_type(p, &from_null), to = take_ref_type(p, &to_null);
  buf_put_u8(out, (uint8_t)(from_null | to_null << 1));
  put_index(out, label);
  buf_put(out, from.at, from.size);
  buf_put(out, to.at, to.size);
}

/* What is filled and the segment; the text may leave out the former, the binary has it second. */
static void take_with_default(Parser *p, Space filled, Space segments, Buf *out) {
  const Token *next = lexer_peek(p->lx);
  bool both = at_index(p) && (next->kind == TOK_NAT || next->kind == TOK_ID);
  uint32_t to = both ? take_index(p, filled) : 0;
  put_index(out, take_index(p, segments));
  put_index(out, to);
}

static void take_pair_or_none(Parser *p, Space space, Buf *out) {
  uint32_t one = 0, two = 0;
  if (at_index(p)) {
    one = take_index(p, space);
    two = take_index(p, space);
  }
  put_index(out, one);
  put_index(out, two);
}

static void take_call_indirect(Parser *p, Buf *out) {
  uint32_t table = at_index(p) ? take_index(p, SPACE_TABLE) : 0;
  TypeUse use = take_type_use(p, PARAM_NAMES_NONE);
  put_index(out, resolve_type_use(p, &use));
  put_index(out, table);
}

static void put_taken(Parser *p, Space space, Buf *out) { put_index(out, take_index(p, space)); }

static void take_pair(Parser *p, Space first, Space second, Buf *out) {
  put_taken(p, first, out);
  put_taken(p, second, out);
}

static void put_optional(Parser *p, Space space, Buf *out) { put_index(out, at_index(p) ? take_index(p, space) : 0); }

void take_plain(Parser *p, Op op, Buf *out) {
  uint8_t imm = op_info[op].imm;
  if (op == OP_SELECT) {
    take_select(p, out);
    return;
  }
  if (imm == IMM_CAST) {
    take_cast(p, op, out);
    return;
  }
  put_op(out, op);
  switch ((Imm)imm) {
  case IMM_NONE: break;
  case IMM_LABEL: put_index(out, take_label(p)); break;
  case IMM_LABELS: take_labels(p, out); break;
  case IMM_FUNC: put_taken(p, SPACE_FUNC, out); break;
  case IMM_TYPE: put_taken(p, SPACE_TYPE, out); break;
  case IMM_TYPE_TABLE: take_call_indirect(p, out); break;
  case IMM_LOCAL: put_index(out, take_local(p)); break;
  case IMM_GLOBAL: put_taken(p, SPACE_GLOBAL, out); break;
  case IMM_TABLE: put_optional(p, SPACE_TABLE, out); break;
  case IMM_MEMORY: put_optional(p, SPACE_MEMORY, out); break;
  case IMM_MEMARG: take_memarg(p, op, false, out); break;
  case IMM_MEMARG_LANE:
    take_memarg(p, op, true, out);
    buf_put_u8(out, take_u8(p));
    break;
  case IMM_LANE: buf_put_u8(out, take_u8(p)); break;
  case IMM_LANES16: take_shuffle(p, out); break;
  case IMM_I32: buf_put_s64_leb(out, (int64_t)sign_extended(take_int(p, 32), 32)); break;
  case IMM_I64: buf_put_s64_leb(out, (int64_t)take_int(p, 64)); break;
  case IMM_F32: take_float(p, 4, out); break;
  case IMM_F64: take_float(p, 8, out); break;
  case IMM_V128: take_v128(p, out); break;
  case IMM_HEAP: {
    HeapCode h = take_heap_type(p);
    buf_put(out, h.at, h.size);
    break;
  }
  case IMM_BR_CAST: take_br_cast(p, out); break;
  case IMM_TAG: put_taken(p, SPACE_TAG, out); break;
  case IMM_DATA:
    p->uses_data_count = true;
    put_taken(p, SPACE_DATA, out);
    break;
  case IMM_DATA_MEMORY:
    p->uses_data_count = true;
    take_with_default(p, SPACE_MEMORY, SPACE_DATA, out);
    break;
  case IMM_MEMORY_MEMORY: take_pair_or_none(p, SPACE_MEMORY, out); break;
  case IMM_ELEM: put_taken(p, SPACE_ELEM, out); break;
  case IMM_ELEM_TABLE: take_with_default(p, SPACE_TABLE, SPACE_ELEM, out); break;
  case IMM_TABLE_TABLE: take_pair_or_none(p, SPACE_TABLE, out); break;
  case IMM_TYPE_FIELD: {
    uint32_t type = take_index(p, SPACE_TYPE);
    put_index(out, type);
    put_index(out, take_field(p, type));
    break;
  }
  case IMM_TYPE_COUNT:
    put_taken(p, SPACE_TYPE, out);
    put_index(out, take_u32(p));
    break;
  case IMM_TYPE_DATA:
    p->uses_data_count = true;
    take_pair(p, SPACE_TYPE, SPACE_DATA, out);
    break;
  case IMM_TYPE_ELEM: take_pair(p, SPACE_TYPE, SPACE_ELEM, out); break;
  case IMM_TYPE_TYPE: take_pair(p, SPACE_TYPE, SPACE_TYPE, out); break;
  case IMM_TYPE_TAG: take_pair(p, SPACE_TYPE, SPACE_TAG, out); break;
  case IMM_RESUME:
    put_taken(p, SPACE_TYPE, out);
    take_handlers(p, out);
    break;
  case IMM_RESUME_THROW:
    take_pair(p, SPACE_TYPE, SPACE_TAG, out);
    take_handlers(p, out);
    break;
  case IMM_ORDER: buf_put_u8(out, 0); break;
  case IMM_BLOCK:
  case IMM_TRY_TABLE:
  case IMM_TYPES:
  case IMM_CAST:
    lexer_unexpected(p->lx); /* not reached: dealt with above and by the caller */
    break;
  }
}
