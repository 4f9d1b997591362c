/* Reading instructions: readers and types first, then immediates by their kind, then the vectors inside them. */
#include "decoder/instr.h"

/* ---- readers ---- */

Reader module_reader(const Module *m, const uint8_t *at, size_t size, Diag *diag) {
  return (Reader){at, at + size, m->bytes.at, diag, ERR_UNEXPECTED_END_SECTION};
}

/* A body that runs out before its last `end`. The spec's decoder knows the size of a body only as something to compare
 * with afterwards, so its messages, which the official tests expect, tell of the bytes behind the body: an `end` there
 * makes the sizes differ, an `else` is out of place, the end of the file is just that. */
static Err body_end_error(const Module *m, const uint8_t *end) {
  if (end >= m->bytes.at + m->bytes.size) return ERR_UNEXPECTED_END_SECTION;
  return op_bytes[*end].op == OP_END + 1 ? ERR_SECTION_SIZE : ERR_END_EXPECTED;
}

Reader body_reader(const Module *m, uint32_t func, Diag *diag) {
  const FuncDecl *f = &m->funcs[func];
  Reader r = module_reader(m, f->body, f->body_size, diag);
  r.end_error = body_end_error(m, r.end);
  return r;
}

/* ---- types ---- */

/* Abstract heap types by their byte; an index is signed, of 33 bits, and not negative. */
static const struct {
  HeapType heap;
  Feature feature;
} heap_codes[] = {
#define HEAP(code, type, needs) [code - 0x68] = {type, FEATURE_##needs}
    HEAP(0x68, HT_CONT, STACK_SWITCHING),
    HEAP(0x69, HT_EXN, EXCEPTIONS),
    HEAP(0x6A, HT_ARRAY, GC),
    HEAP(0x6B, HT_STRUCT, GC),
    HEAP(0x6C, HT_I31, GC),
    HEAP(0x6D, HT_EQ, GC),
    HEAP(0x6E, HT_ANY, GC),
    HEAP(0x6F, HT_EXTERN, REFERENCE_TYPES),
    HEAP(0x70, HT_FUNC, MVP),
    HEAP(0x71, HT_NONE, GC),
    HEAP(0x72, HT_NOEXTERN, GC),
    HEAP(0x73, HT_NOFUNC, GC),
    HEAP(0x74, HT_NOEXN, EXCEPTIONS),
    HEAP(0x75, HT_NOCONT, STACK_SWITCHING),
#undef HEAP
};

/* The abstract heap type of this byte, or HT_BOT. */
static HeapType heap_of_code(uint8_t code, Features features) {
  if (code < 0x68 || code >= 0x68 + COUNT_OF(heap_codes)) return HT_BOT;
  return features_has(features, heap_codes[code - 0x68].feature) ? heap_codes[code - 0x68].heap : HT_BOT;
}

/* Indices that no module can have would not fit a ValType: they become the highest one that does, which no module has
 * either, so that the validator reports an unknown type. */
static HeapType heap_of_index(uint64_t index) { return (HeapType)MIN_OF(index, (uint64_t)HT_ABSTRACT - 1); }

HeapType read_heap_type(Reader *r, Features features, bool *exact) {
  *exact = false;
  const uint8_t *where = r->at;
  if (r->at < r->end && *r->at >= 0x40 && *r->at < 0x80) {
    uint8_t code = *r->at++;
    HeapType heap = heap_of_code(code, features);
    if (heap != HT_BOT) return heap;
    if (code == 0x62 && features_has(features, FEATURE_CUSTOM_DESCRIPTORS)) {
      *exact = true;
    } else {
      reader_fail_at(r, where, ERR_HEAP_TYPE);
    }
  }
  int64_t index = read_s33_leb(r);
  if (index < 0 || !features_has(features, FEATURE_FUNCTION_REFERENCES)) {
    if (!reader_failed(r)) reader_fail_at(r, where, ERR_HEAP_TYPE);
    return HT_BOT;
  }
  return heap_of_index((uint64_t)index);
}

/* A value type whose first byte is `code`, already read; VT_BOT if there is none such (no fault yet), or at a fault. */
static ValType val_type_of(Reader *r, Features features, uint8_t code) {
  switch (code) {
  case 0x7F: return VT_I32;
  case 0x7E: return VT_I64;
  case 0x7D: return VT_F32;
  case 0x7C: return VT_F64;
  case 0x7B: return features_has(features, FEATURE_SIMD) ? VT_V128 : VT_BOT;
  case 0x64:
  case 0x63: {
    if (!features_has(features, FEATURE_FUNCTION_REFERENCES)) return VT_BOT;
    bool exact;
    HeapType heap = read_heap_type(r, features, &exact);
    return reader_failed(r) ? VT_BOT : vt_ref(heap, code == 0x63, exact);
  }
  default: {
    HeapType heap = heap_of_code(code, features);
    return heap == HT_BOT ? VT_BOT : vt_ref(heap, true, false);
  }
  }
}

ValType read_val_type(Reader *r, Features features) {
  const uint8_t *where = r->at;
  uint8_t code = read_u8(r);
  ValType type = val_type_of(r, features, code);
  bool known = type != VT_BOT && (code != 0x70 || features_has(features, FEATURE_REFERENCE_TYPES));
  if (UNLIKELY(!known) && !reader_failed(r)) reader_fail_at(r, where, ERR_VALUE_TYPE);
  return type;
}

ValType read_ref_type(Reader *r, Features features) {
  const uint8_t *where = r->at;
  uint8_t code = read_u8(r);
  ValType type = val_type_of(r, features, code);
  if (!vt_is_ref(type) && !reader_failed(r)) reader_fail_at(r, where, ERR_REFERENCE_TYPE);
  return type;
}

BlockType read_block_type(Reader *r, Features features) {
  BlockType block = {.kind = BLOCK_EMPTY};
  const uint8_t *where = r->at;
  if (r->at < r->end && *r->at >= 0x40 && *r->at < 0x80) {
    if (*r->at == 0x40) {
      r->at++;
    } else {
      block.kind = BLOCK_VALUE;
      block.value = read_val_type(r, features);
    }
    return block;
  }
  int64_t index = read_s33_leb(r);
  if ((index < 0 || !features_has(features, FEATURE_MULTI_VALUE)) && !reader_failed(r))
    reader_fail_at(r, where, ERR_VALUE_TYPE);
  block.kind = BLOCK_TYPE;
  block.type = (uint32_t)index;
  return block;
}

/* ---- immediates ---- */

static void read_memarg(Reader *r, Features features, MemArg *mem) {
  const uint8_t *where = r->at;
  uint32_t flags = read_u32_leb(r);
  bool has_memory = flags & 0x40;
  if (UNLIKELY(flags >= 0x80 || (has_memory && !features_has(features, FEATURE_MULTI_MEMORY)))) {
    reader_fail_at(r, where, ERR_MEMOP_FLAGS);
    return;
  }
  mem->align = flags & 0x3F;
  mem->lane = 0;
  mem->memory = has_memory ? read_u32_leb(r) : 0;
  mem->offset = features_has(features, FEATURE_MEMORY64) ? read_u64_leb(r) : read_u32_leb(r);
}

static void read_labels(Reader *r, Instr *out) {
  out->label_count = read_count(r);
  out->labels = r->at;
  for (uint32_t i = 0; i <= out->label_count && !reader_failed(r); i++) read_u32_leb(r);
}

static void read_types(Reader *r, Features features, Instr *out) {
  out->type_count = read_count(r);
  out->types = r->at;
  for (uint32_t i = 0; i < out->type_count && !reader_failed(r); i++) read_val_type(r, features);
}

static void read_catches(Reader *r, Instr *out) {
  out->catch_count = read_count(r);
  out->catches = r->at;
  for (uint32_t i = 0; i < out->catch_count && !reader_failed(r); i++) {
    const uint8_t *where = r->at;
    uint8_t kind = read_u8(r);
    if (kind > CATCH_ALL_REF) reader_fail_at(r, where, ERR_CATCH_CLAUSE);
    if (kind <= CATCH_TAG_REF) read_u32_leb(r);
    read_u32_leb(r);
  }
}

enum { HANDLER_ON_LABEL = 0, HANDLER_ON_SWITCH = 1 };

static void read_handlers(Reader *r, Instr *out) {
  out->resume.handler_count = read_count(r);
  out->resume.handlers = r->at;
  for (uint32_t i = 0; i < out->resume.handler_count && !reader_failed(r); i++) {
    const uint8_t *where = r->at;
    uint8_t kind = read_u8(r);
    if (kind > HANDLER_ON_SWITCH) reader_fail_at(r, where, ERR_HANDLER_CLAUSE);
    read_u32_leb(r);
    if (kind == HANDLER_ON_LABEL) read_u32_leb(r);
  }
}

static void read_br_cast(Reader *r, Features features, Instr *out) {
  const uint8_t *where = r->at;
  uint8_t flags = read_u8(r);
  if (flags > 3) reader_fail_at(r, where, ERR_CAST_FLAGS);
  bool from_exact, to_exact;
  out->cast.label = read_u32_leb(r);
  HeapType from = read_heap_type(r, features, &from_exact);
  HeapType to = read_heap_type(r, features, &to_exact);
  out->cast.from = vt_ref(from, flags & 1, from_exact);
  out->cast.to = vt_ref(to, flags & 2, to_exact);
}

static void read_raw(Reader *r, void *to, size_t size) {
  const uint8_t *p = read_bytes(r, size);
  if (p) memcpy(to, p, size);
  else memset(to, 0, size);
}

static ALWAYS_INLINE void read_imm(Reader *r, Features features, Imm imm, Instr *out) {
  switch (imm) {
  case IMM_NONE: break;
  case IMM_BLOCK: out->block = read_block_type(r, features); break;
  case IMM_INDEX_FIRST ... IMM_INDEX_LAST: out->index = read_u32_leb(r); break;
  case IMM_PAIR_FIRST ... IMM_PAIR_LAST:
    out->first = read_u32_leb(r);
    out->second = read_u32_leb(r);
    break;
  case IMM_LABELS: read_labels(r, out); break;
  case IMM_TYPES: read_types(r, features, out); break;
  case IMM_MEMARG: read_memarg(r, features, &out->mem); break;
  case IMM_MEMARG_LANE:
    read_memarg(r, features, &out->mem);
    out->mem.lane = read_u8(r);
    break;
  case IMM_LANE: out->index = read_u8(r); break;
  case IMM_LANES16:
  case IMM_V128: read_raw(r, out->bytes, 16); break;
  case IMM_I32: out->i32 = read_s32_leb(r); break;
  case IMM_I64: out->i64 = read_s64_leb(r); break;
  case IMM_F32: read_raw(r, &out->f32, 4); break;
  case IMM_F64: read_raw(r, &out->f64, 8); break;
  case IMM_HEAP:
  case IMM_CAST: out->heap = read_heap_type(r, features, &out->heap_exact); break;
  case IMM_BR_CAST: read_br_cast(r, features, out); break;
  case IMM_TRY_TABLE:
    out->block = read_block_type(r, features);
    read_catches(r, out);
    break;
  case IMM_RESUME:
  case IMM_RESUME_THROW:
    out->resume.type = read_u32_leb(r);
    out->resume.tag = imm == IMM_RESUME_THROW ? read_u32_leb(r) : 0;
    read_handlers(r, out);
    break;
  case IMM_ORDER: {
    const uint8_t *where = r->at;
    out->index = read_u8(r);
    if (out->index != 0) reader_fail_at(r, where, ERR_ZERO_BYTE);
    break;
  }
  }
}

/* An instruction behind a prefix byte, or a byte that is none. */
static NOINLINE bool read_prefixed(Reader *r, Features features, const uint8_t *where, uint8_t prefix, Instr *out) {
  if (prefix < PREFIX_FB || prefix > PREFIX_FE) {
    reader_failf(r, where, ERR_ILLEGAL_OPCODE, " %02x", prefix);
    return false;
  }
  uint32_t code = read_u32_leb(r);
  if (reader_failed(r)) return false;
  Op op = op_decode((Prefix)prefix, code);
  if (op == OP_COUNT) {
    reader_failf(r, where, ERR_ILLEGAL_OPCODE, " %02x %02x", prefix, code);
    return false;
  }
  const OpInfo *info = &op_info[op];
  if (!features_has(features, (Feature)info->feature)) {
    reader_failf(r, where, ERR_ILLEGAL_OPCODE, " %02x %02x: %s needs feature %s", prefix, code, info->text,
                 feature_name((Feature)info->feature));
    return false;
  }
  out->op = op;
  read_imm(r, features, (Imm)info->imm, out);
  return !reader_failed(r);
}

bool instr_read(Reader *r, Features features, Instr *out) {
  const uint8_t *where = r->at;
  if (UNLIKELY(where >= r->end)) {
    reader_fail(r, r->end_error);
    return false;
  }
  uint8_t byte = *r->at++;
  out->offset = (uint32_t)(where - r->base);
  OpByte entry = op_bytes[byte];
  if (entry.op == 0) return read_prefixed(r, features, where, byte, out);
  if (UNLIKELY(!features_has(features, (Feature)entry.feature))) {
    reader_failf(r, where, ERR_ILLEGAL_OPCODE, " %02x: %s needs feature %s", byte, op_info[entry.op - 1].text,
                 feature_name((Feature)entry.feature));
    return false;
  }
  out->op = (Op)(entry.op - 1);
  if (entry.imm == IMM_NONE) return true;
  /* Half of all instructions: one index, mostly of one byte. */
  if (entry.imm == IMM_LOCAL) {
    out->index = read_u32_leb(r);
    return !reader_failed(r);
  }
  read_imm(r, features, (Imm)entry.imm, out);
  return !reader_failed(r);
}

/* ---- vectors that were checked before ---- */

uint32_t next_index(const uint8_t **cursor) {
  uint32_t value = 0;
  const uint8_t *p = *cursor;
  for (unsigned shift = 0;; shift += 7) {
    uint8_t byte = *p++;
    value |= (uint32_t)(byte & 0x7F) << shift;
    if (byte < 0x80) break;
  }
  *cursor = p;
  return value;
}

ValType next_type(const uint8_t **cursor) {
  enum { LONGEST = 8 }; /* (ref null (exact x)) */
  Diag diag = {0};
  Reader r = {*cursor, *cursor + LONGEST, *cursor, &diag, ERR_UNEXPECTED_END};
  ValType type = read_val_type(&r, ~(Features)0);
  *cursor = r.at;
  return type;
}

Catch next_catch(const uint8_t **cursor) {
  Catch c = {.kind = *(*cursor)++};
  if (c.kind <= CATCH_TAG_REF) c.tag = next_index(cursor);
  c.label = next_index(cursor);
  return c;
}

Handler next_handler(const uint8_t **cursor) {
  Handler h = {.is_switch = *(*cursor)++ == HANDLER_ON_SWITCH};
  h.tag = next_index(cursor);
  if (!h.is_switch) h.label = next_index(cursor);
  return h;
}
