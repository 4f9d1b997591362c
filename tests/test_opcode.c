/* decoder/opcode, decoder/instr, decoder/features: every row decodes to itself. */
#include "base/buf.h"
#include "decoder/instr.h"
#include "tests/check.h"

#define ALL (~(Features)0)

/* Some valid immediates of this kind; vectors hold one element. */
static void put_imm(Buf *b, Imm imm) {
  static const char *const plain[] = {[IMM_NONE] = "",
                                      [IMM_BLOCK] = "@",
                                      [IMM_LABEL] = "\1",
                                      [IMM_LABELS] = "\1\2\3",
                                      [IMM_FUNC] = "\1",
                                      [IMM_TYPE] = "\1",
                                      [IMM_TYPE_TABLE] = "\1\2",
                                      [IMM_TYPES] = "\1\x7F",
                                      [IMM_LOCAL] = "\1",
                                      [IMM_GLOBAL] = "\1",
                                      [IMM_TABLE] = "\1",
                                      [IMM_MEMORY] = "\1",
                                      [IMM_MEMARG] = "B\3\5",
                                      [IMM_MEMARG_LANE] = "B\3\5\4",
                                      [IMM_LANE] = "\6",
                                      [IMM_LANES16] = "0123456789abcdef",
                                      [IMM_I32] = "\x7F",
                                      [IMM_I64] = "\x7E",
                                      [IMM_F32] = "1234",
                                      [IMM_F64] = "12345678",
                                      [IMM_V128] = "0123456789abcdef",
                                      [IMM_HEAP] = "\x70",
                                      [IMM_CAST] = "b\2",
                                      [IMM_BR_CAST] = "\3\1\x6E\2",
                                      [IMM_TAG] = "\1",
                                      [IMM_TRY_TABLE] = "@\2\1\1\2\3\4",
                                      [IMM_DATA] = "\1",
                                      [IMM_DATA_MEMORY] = "\1\2",
                                      [IMM_MEMORY_MEMORY] = "\1\2",
                                      [IMM_ELEM] = "\1",
                                      [IMM_ELEM_TABLE] = "\1\2",
                                      [IMM_TABLE_TABLE] = "\1\2",
                                      [IMM_TYPE_FIELD] = "\1\2",
                                      [IMM_TYPE_COUNT] = "\1\2",
                                      [IMM_TYPE_DATA] = "\1\2",
                                      [IMM_TYPE_ELEM] = "\1\2",
                                      [IMM_TYPE_TYPE] = "\1\2",
                                      [IMM_TYPE_TAG] = "\1\2",
                                      [IMM_RESUME] = "\1\1\1\7",
                                      [IMM_RESUME_THROW] = "\1\2\1\1\7",
                                      [IMM_ORDER] = "\0"};
  if (imm == IMM_ORDER) buf_put_u8(b, 0);
  else buf_put_str(b, plain[imm]);
}

static void put_instr(Buf *b, Op op) {
  const OpInfo *info = &op_info[op];
  if (info->prefix != PREFIX_00) buf_put_u8(b, (uint8_t)info->prefix);
  if (info->prefix == PREFIX_00) buf_put_u8(b, (uint8_t)info->code);
  else buf_put_u64_leb(b, info->code);
  put_imm(b, (Imm)info->imm);
}

static bool read_one(const Buf *b, size_t size, Features features, Instr *out, Diag *diag) {
  *diag = (Diag){0};
  Reader r = {b->at, b->at + size, b->at, diag, ERR_UNEXPECTED_END};
  bool read = instr_read(&r, features, out);
  ck_assert(read == (diag->err == ERR_OK));
  ck_assert(r.at <= r.end);
  if (read) ck_assert_msg(r.at == r.end, "%s leaves %zu bytes", op_info[out->op].text, reader_left(&r));
  return read;
}

START_TEST(every_row_decodes_to_itself) {
  for (unsigned op = 0; op < OP_COUNT; op++) {
    const OpInfo *info = &op_info[op];
    if (info->prefix == PREFIX_NO) continue;
    ck_assert_uint_eq(op_decode((Prefix)info->prefix, info->code), op);
    Buf b;
    buf_init(&b, &alloc_libc);
    put_instr(&b, (Op)op);
    Instr instr;
    Diag diag;
    ck_assert_msg(read_one(&b, b.size, ALL, &instr, &diag), "%s: %s", info->text, diag.message);
    ck_assert_uint_eq(instr.op, op);
    ck_assert_uint_eq(instr.offset, 0);
    for (size_t cut = 0; cut < b.size; cut++) {
      ck_assert(!read_one(&b, cut, ALL, &instr, &diag));
      ck_assert_int_eq(err_class(diag.err), CLASS_MALFORMED);
    }
    Features without = ALL & ~((Features)1 << info->feature);
    ck_assert(!read_one(&b, b.size, without, &instr, &diag));
    buf_free(&b);
  }
}
END_TEST

START_TEST(every_keyword_is_found) {
  for (unsigned op = 0; op < OP_COUNT; op++) {
    const OpInfo *info = &op_info[op];
    Op found = op_by_text(info->text, strlen(info->text));
    if (info->prefix == PREFIX_NO) {
      ck_assert_uint_eq(found, OP_COUNT);
      continue;
    }
    ck_assert_uint_lt(found, OP_COUNT);
    ck_assert_str_eq(op_info[found].text, info->text);
    ck_assert_uint_le(found, op);
  }
  ck_assert_uint_eq(op_by_text("f32x4.promote_f16x8_low", 23), OP_F32X4_PROMOTE_LOW_F16X8);
  ck_assert_uint_eq(op_by_text("i32.adds", 7), OP_I32_ADD);
  ck_assert_uint_eq(op_by_text("i32.adds", 8), OP_COUNT);
  ck_assert_uint_eq(op_by_text("i32.ad", 6), OP_COUNT);
  ck_assert_uint_eq(op_by_text("", 0), OP_COUNT);
}
END_TEST

START_TEST(codes_without_a_row_are_illegal) {
  static const uint16_t prefixes[] = {PREFIX_00, PREFIX_FB, PREFIX_FC, PREFIX_FD, PREFIX_FE};
  unsigned known = 0, rows = 0;
  for (unsigned op = 0; op < OP_COUNT; op++) rows += op_info[op].prefix != PREFIX_NO;
  for (size_t p = 0; p < COUNT_OF(prefixes); p++)
    for (uint32_t code = 0; code < 0x1000; code++) known += op_decode((Prefix)prefixes[p], code) != OP_COUNT;
  ck_assert_uint_eq(known, rows);
  ck_assert_uint_eq(op_decode(PREFIX_FD, UINT32_MAX), OP_COUNT);
  ck_assert_uint_eq(op_decode(PREFIX_NO, 0), OP_COUNT);
  Buf b;
  buf_init(&b, &alloc_libc);
  buf_put(&b, "\xFF", 1);
  Instr instr;
  Diag diag;
  ck_assert(!read_one(&b, 1, ALL, &instr, &diag));
  ck_assert_str_eq(diag.message, "illegal opcode ff");
  buf_free(&b);
}
END_TEST

/* Signatures and facts that the translators take for granted. */
START_TEST(rows_agree_with_themselves) {
  for (unsigned op = 0; op < OP_COUNT; op++) {
    const OpInfo *info = &op_info[op];
    bool has_memarg = info->imm == IMM_MEMARG || info->imm == IMM_MEMARG_LANE;
    if (has_memarg)
      ck_assert_msg(info->size == 1 || info->size == 2 || info->size == 4 || info->size == 8 || info->size == 16, "%s",
                    info->text);
    if (has_memarg) ck_assert_msg(info->flags & OPF_TRAPS, "%s", info->text);
    const SigInfo *sig = &sig_info[info->sig];
    if (info->kind == KIND_UNARY) ck_assert_msg(sig->param_count == 1 && sig->result_count == 1, "%s", info->text);
    if (info->kind == KIND_BINARY) ck_assert_msg(sig->param_count == 2 && sig->result_count == 1, "%s", info->text);
    if (info->kind == KIND_TERNARY) ck_assert_msg(sig->param_count == 3 && sig->result_count == 1, "%s", info->text);
    if (info->kind == KIND_COMPARE) ck_assert_msg(sig->param_count == 2 && sig->results[0] == 'i', "%s", info->text);
  }
}
END_TEST

START_TEST(immediates_are_what_was_written) {
  Instr i;
  Diag diag;
  Buf b;
  buf_init(&b, &alloc_libc);
#define READ(op) (b.size = 0, put_instr(&b, op), ck_assert(read_one(&b, b.size, ALL, &i, &diag)))
  READ(OP_I32_LOAD);
  ck_assert(i.mem.align == 2 && i.mem.memory == 3 && i.mem.offset == 5);
  READ(OP_V128_LOAD8_LANE);
  ck_assert(i.mem.memory == 3 && i.mem.lane == 4);
  READ(OP_I32_CONST);
  ck_assert_int_eq(i.i32, -1);
  READ(OP_I64_CONST);
  ck_assert_int_eq(i.i64, -2);
  READ(OP_F64_CONST);
  ck_assert_int_eq(memcmp(&i.f64, "12345678", 8), 0);
  READ(OP_BR_TABLE);
  const uint8_t *cursor = i.labels;
  ck_assert_uint_eq(i.label_count, 1);
  ck_assert_uint_eq(next_index(&cursor), 2);
  ck_assert_uint_eq(next_index(&cursor), 3);
  READ(OP_SELECT_T);
  cursor = i.types;
  ck_assert_uint_eq(next_type(&cursor), VT_I32);
  READ(OP_TRY_TABLE);
  cursor = i.catches;
  Catch c = next_catch(&cursor);
  ck_assert(i.block.kind == BLOCK_EMPTY && i.catch_count == 2);
  ck_assert(c.kind == CATCH_TAG_REF && c.tag == 1 && c.label == 2);
  c = next_catch(&cursor);
  ck_assert(c.kind == CATCH_ALL_REF && c.label == 4);
  READ(OP_RESUME_THROW);
  cursor = i.resume.handlers;
  Handler h = next_handler(&cursor);
  ck_assert(i.resume.type == 1 && i.resume.tag == 2 && h.is_switch && h.tag == 7);
  READ(OP_BR_ON_CAST);
  ck_assert(i.cast.label == 1 && i.cast.from == vt_ref(HT_ANY, true, false) && i.cast.to == vt_ref(2, true, false));
  READ(OP_REF_TEST);
  ck_assert(i.heap == 2 && i.heap_exact);
  READ(OP_CALL_INDIRECT);
  ck_assert(i.first == 1 && i.second == 2);
#undef READ
  buf_free(&b);
}
END_TEST

static Err error_of(const char *bytes, size_t size, Features features) {
  Buf b;
  buf_init(&b, &alloc_libc);
  buf_put(&b, bytes, size);
  Instr instr;
  Diag diag;
  read_one(&b, size, features, &instr, &diag);
  buf_free(&b);
  return diag.err;
}

START_TEST(bad_immediates_are_malformed) {
  ck_assert_int_eq(error_of("\x28\x80\x01\x00", 4, ALL), ERR_MEMOP_FLAGS);
  ck_assert_int_eq(error_of("\x28\x42\x00\x00", 4, ALL & ~((Features)1 << FEATURE_MULTI_MEMORY)), ERR_MEMOP_FLAGS);
  ck_assert_int_eq(error_of("\x28\x02\x80\x80\x80\x80\x10", 7, ALL), ERR_OK);
  ck_assert_int_eq(error_of("\x28\x02\x80\x80\x80\x80\x10", 7, ALL & ~((Features)1 << FEATURE_MEMORY64)),
                   ERR_INT_LARGE);
  ck_assert_int_eq(error_of("\x02\x61", 2, ALL), ERR_VALUE_TYPE);
  ck_assert_int_eq(error_of("\x02\xFF\x7F", 3, ALL), ERR_VALUE_TYPE);
  ck_assert_int_eq(error_of("\xD0\x7F", 2, ALL), ERR_HEAP_TYPE);
  ck_assert_int_eq(error_of("\xD0\x62\x62", 3, ALL), ERR_HEAP_TYPE);
  ck_assert_int_eq(error_of("\xFB\x18\x04\x00\x6E\x6E", 6, ALL), ERR_CAST_FLAGS);
  ck_assert_int_eq(error_of("\x1F\x40\x01\x04\x00\x00", 6, ALL), ERR_CATCH_CLAUSE);
  ck_assert_int_eq(error_of("\xE3\x00\x01\x02\x00\x00", 6, ALL), ERR_HANDLER_CLAUSE);
  ck_assert_int_eq(error_of("\xFE\x03\x01", 3, ALL), ERR_ZERO_BYTE);
  ck_assert_int_eq(error_of("\x0E\xFF\xFF\xFF\xFF\x0F", 6, ALL), ERR_LENGTH);
  /* An index that no type can have stays an index that no type has. */
  Diag diag = {0};
  const uint8_t huge[] = {0xFF, 0xFF, 0xFF, 0xFF, 0x0F};
  Reader r = {huge, huge + sizeof huge, huge, &diag, ERR_UNEXPECTED_END};
  bool exact;
  ck_assert_uint_eq(read_heap_type(&r, ALL, &exact), HT_ABSTRACT - 1);
}
END_TEST

START_TEST(feature_lists) {
  Features set = 0;
  const char *bad = NULL;
  ck_assert(features_parse("wasm3", &set, &bad));
  ck_assert(set == features_of_set(FEATURES_WASM3));
  ck_assert(features_parse("fp16,-gc", &set, &bad));
  ck_assert(features_has(set, FEATURE_FP16) && !features_has(set, FEATURE_GC) && features_has(set, FEATURE_SIMD));
  Features before = set;
  ck_assert(!features_parse("simd,nope,gc", &set, &bad));
  ck_assert_str_eq(bad, "nope,gc");
  ck_assert(set == before);
  ck_assert(features_parse("", &set, &bad) && set == before);
  ck_assert(features_parse("mvp", &set, &bad) && set == (Features)1 << FEATURE_MVP);
  ck_assert((features_of_set(FEATURES_ALL) & features_of_set(FEATURES_WASM2)) == features_of_set(FEATURES_WASM2));
  ck_assert(!features_has(features_of_set(FEATURES_ALL), FEATURE_MEMORY_DISCARD));
  ck_assert_str_eq(feature_name(FEATURE_FP16), "fp16");
}
END_TEST

TEST_MAIN("opcode", every_row_decodes_to_itself, every_keyword_is_found, codes_without_a_row_are_illegal,
          rows_agree_with_themselves, immediates_are_what_was_written, bad_immediates_are_malformed, feature_lists)
