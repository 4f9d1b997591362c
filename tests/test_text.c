/* The text front end: what it says of wrong texts and where, what bytes it makes of right ones, numbers, names,
 * annotations, and that size, depth and lack of memory do it no harm. The official suite's texts are run by `wvm wast`.
 */
#include "decoder/instr.h"
#include "decoder/text/number.h"
#include "decoder/text/text.h"
#include "tests/check.h"

#include <math.h>
#include <stdio.h>

static Err assemble_with(const char *text, size_t size, Features features, const Alloc *alloc, Buf *out, Diag *diag) {
  TextOptions o = {.alloc = alloc, .features = features};
  *diag = (Diag){0};
  buf_init(out, alloc);
  return text_to_binary((Bytes){(const uint8_t *)text, size}, &o, out, diag);
}

static Err assemble(const char *text, Buf *out, Diag *diag) {
  return assemble_with(text, strlen(text), features_of_set(FEATURES_ALL), &alloc_libc, out, diag);
}

/* ---- errors ---- */

static const struct {
  const char *text;
  uint32_t line, column;
  const char *message;
} wrong[] = {
    /* characters */
    {"(module\n  (func $f)\n  \x01)", 3, 3, "illegal character"},
    {"(func) \xC3\xA4", 1, 8, "illegal character"},
    {"(func) \xFF", 1, 8, "malformed UTF-8 encoding"},
    {";; \xC0\x80", 1, 4, "malformed UTF-8 encoding"},
    {"(; (; ;)", 1, 1, "unclosed comment"},
    {"(data \"abc\n\")", 1, 7, "unclosed string"},
    {"(data \"\\q\")", 1, 8, "illegal escape"},
    {"(data \"\\u{110000}\")", 1, 8, "illegal escape"},
    {"(data \"\\u{d800}\")", 1, 8, "illegal escape"},
    {"(data \"\\u{_1}\")", 1, 8, "illegal escape"},
    {"(func $)", 1, 7, "empty identifier"},
    {"(func $\"\")", 1, 7, "empty identifier"},
    {"(func $\"\\ff\")", 1, 7, "malformed UTF-8 encoding"},
    {"(func $a$\"b\")", 1, 7, "unknown operator $a$\"b\""},
    {"(func (br 0$l))", 1, 11, "unknown operator 0$l"},
    {"(import \"\\ff\" \"\" (func))", 1, 9, "malformed UTF-8 encoding"},
    /* words */
    {"(func\n\n (i32.ad 0))", 3, 3, "unknown operator i32.ad"},
    {"(func param)", 1, 7, "unexpected token"},
    {"(fun)", 1, 2, "unknown operator fun"},
    {"(func", 1, 6, "unexpected token"},
    {"(module))", 1, 9, "unexpected token"},
    {"(func end)", 1, 7, "unexpected token"},
    {"(func block)", 1, 12, "unexpected token"},
    {"(func (block)", 1, 14, "unexpected token"},
    {"(func (nop nop))", 1, 12, "unexpected token"},
    {"(func (if (i32.const 0)))", 1, 24, "unexpected token"},
    {"(func (if (then) (then)))", 1, 18, "unexpected token"},
    {"(func else)", 1, 7, "unexpected token"},
    {"(func (param i32) (local i32) (param i32))", 1, 32, "unexpected token"},
    {"(func (i8x16.blendv))", 1, 8, "unknown operator i8x16.blendv"}, /* the interpreter's, not the format's */
    /* identifiers */
    {"(func (local.get $x))", 1, 18, "unknown local $x"},
    {"(func (br $l))", 1, 11, "unknown label $l"},
    {"(func (block $l) (br $l))", 1, 22, "unknown label $l"},
    {"(func (try_table $l (catch_all $l)))", 1, 32, "unknown label $l"},
    {"(func (call $f))", 1, 13, "unknown function $f"},
    {"(func (type $t))", 1, 13, "unknown type $t"},
    {"(start $f)", 1, 8, "unknown function $f"},
    {"(type $s (struct (field $a i32))) (func (struct.get $s $b))", 1, 56, "unknown field $b"},
    {"(func $f) (func $f)", 1, 17, "duplicate func $f"},
    {"(func (param $x i32) (local $x i32))", 1, 32, "duplicate local $x"},
    {"(type (struct (field $a i32) (field $a i32)))", 1, 37, "duplicate field $a"},
    {"(func block $a end $b)", 1, 20, "mismatching label"},
    {"(func block end $b)", 1, 17, "mismatching label"},
    {"(func (type 3) (local $x i32))", 1, 7, "unknown type 3"},
    {"(type (func)) (func (type 0) (param i32))", 1, 21, "inline function type"},
    {"(func) (import \"\" \"\" (func))", 1, 8, "import after function"},
    {"(memory 1) (func (import \"\" \"\"))", 1, 12, "import after memory"},
    {"(func) (start 0) (start 0)", 1, 18, "multiple start sections"},
    {"(import \"\" (item \"a\") (func $f))", 1, 29, "identifier not allowed"},
    /* numbers */
    {"(func (drop (i32.const 0x1_0000_0000)))", 1, 24, "constant out of range"},
    {"(func (drop (f32.const 1e39)))", 1, 24, "constant out of range"},
    {"(func (drop (f64.const nan:0x0)))", 1, 24, "constant out of range"},
    {"(func (drop (i32.const 1__0)))", 1, 24, "unknown operator 1__0"},
    {"(func (call 4294967296))", 1, 13, "i32 constant out of range"},
    {"(memory 18446744073709551616)", 1, 9, "i64 constant out of range"},
    {"(func (i32.load align=3 (i32.const 0)))", 1, 17, "alignment must be a power of two"},
    {"(func (i32.load offset=x (i32.const 0)))", 1, 17, "unknown operator offset=x"},
    {"(memory 0 (pagesize 3))", 1, 21, "invalid custom page size"},
    {"(func (drop (v128.const i32x4 0 0 0)))", 1, 36, "wrong number of lane literals"},
    {"(func (drop (i8x16.extract_lane_s 256 (local.get 0))))", 1, 35, "i8 constant out of range"},
    /* annotations */
    {"(@)", 1, 3, "empty annotation id"},
    {"\n(@x (y)", 2, 1, "unclosed annotation"},
    {"(func (@custom \"x\"))", 1, 7, "misplaced @custom annotation"},
    {"(func) (@name \"x\")", 1, 8, "misplaced @name annotation"},
    {"(@custom \"x\" (before nothing))", 1, 22, "@custom annotation: malformed section kind"},
    {"(@metadata.code.branch_hint \"\\00\")", 1, 1, "@metadata.code.branch_hint annotation: not in a function"},
    {"(func (@metadata.code.branch_hint \"\\02\") if end)", 1, 7, "@metadata.code.branch_hint annotation: malformed"},
    {"(func (@metadata.code.branch_hint \"\\00\") nop)", 1, 42,
     "@metadata.code.branch_hint annotation: invalid target"},
};

START_TEST(errors_tell_where_and_what) {
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    Buf out;
    Diag d;
    Err e = assemble(wrong[i].text, &out, &d);
    bool same = e != ERR_OK && strncmp(d.message, wrong[i].message, strlen(wrong[i].message)) == 0 && d.has_line &&
                d.line == wrong[i].line && d.column == wrong[i].column;
    ck_assert_msg(same, "%s\n  gives %u:%u %s\n  not   %u:%u %s", wrong[i].text, d.line, d.column, d.message,
                  wrong[i].line, wrong[i].column, wrong[i].message);
    ck_assert_uint_eq(out.size, 0);
    buf_free(&out);
  }
}
END_TEST

START_TEST(features_gate_words) {
  Buf out;
  Diag d;
  const char *text = "(func (i32x4.add (v128.const i32x4 0 0 0 0)))";
  ck_assert_int_eq(assemble_with(text, strlen(text), features_of_set(FEATURES_MVP), &alloc_libc, &out, &d),
                   ERR_UNKNOWN_OPERATOR);
  text = "(@x) (func)";
  ck_assert_int_eq(assemble_with(text, strlen(text), features_of_set(FEATURES_WASM2), &alloc_libc, &out, &d),
                   ERR_FEATURE);
  ck_assert(d.has_line);
  text = "(memory 0 (pagesize 1))";
  ck_assert_int_eq(assemble_with(text, strlen(text), features_of_set(FEATURES_WASM3), &alloc_libc, &out, &d),
                   ERR_UNEXPECTED_TOKEN);
}
END_TEST

/* ---- bytes ---- */

/* Text and the bytes behind the module's header, as hexadecimal digits with spaces anywhere. */
static const struct {
  const char *text, *bytes;
} right[] = {
    {"", ""},
    {"(module)", ""},
    {"(module quote \"(func)\" \"(func)\")", "01 04 01 60 00 00 03 03 02 00 00 0a 07 02 02 00 0b 02 00 0b"},
    {"(func)", "01 04 01 60 00 00 03 02 01 00 0a 04 01 02 00 0b"},
    /* one type for equal inline uses, explicit ones first; a type with a supertype is none of them */
    {"(func (param i32)) (type (sub (func (param i32)))) (func (param i32))",
     "01 0b 02 50 00 60 01 7f 00 60 01 7f 00 03 03 02 01 01 0a 07 02 02 00 0b 02 00 0b"},
    /* folded and flat are the same */
    {"(func (drop (i32.add (i32.const -1) (i32.const 0x8000_0000))))",
     "01 04 01 60 00 00 03 02 01 00 0a 0e 01 0c 00 41 7f 41 80 80 80 80 78 6a 1a 0b"},
    {"(func i32.const 0xffff_ffff i32.const -2147483648 i32.add drop)",
     "01 04 01 60 00 00 03 02 01 00 0a 0e 01 0c 00 41 7f 41 80 80 80 80 78 6a 1a 0b"},
    {"(func (if (i32.const 1) (then (nop)) (else)))",
     "01 04 01 60 00 00 03 02 01 00 0a 0b 01 09 00 41 01 04 40 01 05 0b 0b"},
    {"(func i32.const 1 if nop else end)", "01 04 01 60 00 00 03 02 01 00 0a 0b 01 09 00 41 01 04 40 01 05 0b 0b"},
    /* old exceptions: delegate counts from outside of its try */
    {"(func (block (try (do) (delegate 0))))", "01 04 01 60 00 00 03 02 01 00 0a 0b 01 09 00 02 40 06 40 18 00 0b 0b"},
    /* runs of locals */
    {"(func (local i32 i32) (local i32) (local funcref))",
     "01 04 01 60 00 00 03 02 01 00 0a 08 01 06 02 03 7f 01 70 0b"},
    /* memory arguments */
    {"(memory 1) (memory 1) (func (drop (i32.load 1 offset=5 align=1 (i32.const 0))))",
     "01 04 01 60 00 00 03 02 01 00 05 05 02 00 01 00 01 0a 0b 01 09 00 41 00 28 40 01 05 1a 0b"},
    {"(memory i64 1 2 shared)", "05 04 01 07 01 02"},
    {"(memory 3 (pagesize 1))", "05 04 01 08 03 00"},
    {"(memory (data \"ab\" \"\\63\"))", "05 04 01 01 01 01 0b 09 01 00 41 00 0b 03 61 62 63"},
    {"(memory (data))", "05 04 01 01 00 00 0b 06 01 00 41 00 0b 00"},
    {"(table i64 funcref (elem 0)) (func)",
     "01 04 01 60 00 00 03 02 01 00 04 05 01 70 05 01 01 09 07 01 00 42 00 0b 01 00 0a 04 01 02 00 0b"},
    {"(table 1 (ref func) (ref.func 0)) (func)",
     "01 04 01 60 00 00 03 02 01 00 04 0a 01 40 00 64 70 00 01 d2 00 0b 0a 04 01 02 00 0b"},
    {"(elem declare func 0) (func)", "01 04 01 60 00 00 03 02 01 00 09 05 01 03 00 01 00 0a 04 01 02 00 0b"},
    /* types */
    {"(rec (type (struct (field i8 (mut (ref null 1))))) (type (sub final 0 (array f32))))",
     "01 10 01 4e 02 5f 02 78 00 63 01 01 4f 01 00 5e 7d 00"},
    {"(rec (type (descriptor 1) (struct)) (type (describes 0) (struct)))", "01 0b 01 4e 02 4d 01 5f 00 4c 00 5f 00"},
    {"(rec)", ""},
    {"(type (func)) (type (cont 0)) (global (ref null (exact 1)) (ref.null nocont))",
     "01 06 02 60 00 00 5d 00 06 08 01 63 62 01 00 d0 75 0b"},
    /* compact imports */
    {"(import \"m\" (item \"a\" (func)) (item \"b\" (global i32)))",
     "01 04 01 60 00 00 02 0f 01 01 6d 00 7f 02 01 61 00 00 01 62 03 7f 00"},
    {"(import \"m\" (item \"a\") (item \"b\") (global i32))", "02 0d 01 01 6d 00 7e 03 7f 00 02 01 61 01 62"},
    /* a data count only where an instruction needs it */
    {"(data \"x\") (func (data.drop 0))",
     "01 04 01 60 00 00 03 02 01 00 0c 01 01 0a 07 01 05 00 fc 09 00 0b 0b 04 01 01 01 78"},
    /* names */
    {"(module $m (func $f (param $p i32) (block $l)))",
     "01 05 01 60 01 7f 00 03 02 01 00 0a 07 01 05 00 02 40 0b 0b 00 1f 04 6e 61 6d 65"
     " 00 02 01 6d 01 04 01 00 01 66 02 06 01 00 01 00 01 70 03 06 01 00 01 00 01 6c"},
    {"(global $g (@name \"h\") i32 (i32.const 0))", "06 06 01 7f 00 41 00 0b 00 0b 04 6e 61 6d 65 07 04 01 00 01 68"},
    {"(@custom \"a\" (before first) \"1\") (@custom \"b\" \"2\" \"3\")", "00 03 01 61 31 00 04 01 62 32 33"},
    {"(func (@metadata.code.branch_hint \"\\01\") (if (i32.const 0) (then)))",
     "01 04 01 60 00 00 03 02 01 00 00 20 19 6d 65 74 61 64 61 74 61 2e 63 6f 64 65 2e 62 72 61 6e 63 68 5f 68 69 6e 74"
     " 01 00 01 03 01 01 0a 09 01 07 00 41 00 04 40 0b 0b"},
};

static size_t from_hex(const char *hex, uint8_t *out) {
  size_t n = 0;
  int used;
  unsigned byte;
  for (; sscanf(hex, " %2x%n", &byte, &used) == 1; hex += used) out[n++] = (uint8_t)byte;
  return n;
}

START_TEST(texts_give_these_bytes) {
  for (size_t i = 0; i < COUNT_OF(right); i++) {
    Buf out;
    Diag d;
    ck_assert_msg(assemble(right[i].text, &out, &d) == ERR_OK, "%s: %u:%u %s", right[i].text, d.line, d.column,
                  d.message);
    uint8_t expected[512] = {0, 'a', 's', 'm', 1, 0, 0, 0};
    size_t size = 8 + from_hex(right[i].bytes, expected + 8);
    char got[2048] = "";
    for (size_t k = 8; k < out.size && k < 600; k++) sprintf(got + 3 * (k - 8), "%02x ", out.at[k]);
    ck_assert_msg(size == out.size && memcmp(expected, out.at, size) == 0, "%s\n  gives %s\n  not   %s", right[i].text,
                  got, right[i].bytes);
    buf_free(&out);
  }
}
END_TEST

/* Immediates that make an instruction of this kind complete. */
static const char *sample_immediates(Imm imm) {
  switch (imm) {
  case IMM_LABEL:
  case IMM_LABELS:
  case IMM_FUNC:
  case IMM_TYPE:
  case IMM_LOCAL:
  case IMM_GLOBAL:
  case IMM_TAG:
  case IMM_DATA:
  case IMM_ELEM:
  case IMM_LANE:
  case IMM_I32:
  case IMM_I64:
  case IMM_RESUME: return "0";
  case IMM_TYPE_TABLE: return "1 (type 0)";
  case IMM_TABLE:
  case IMM_MEMORY: return "1";
  case IMM_MEMARG: return "1 offset=7 align=1";
  case IMM_MEMARG_LANE: return "1 offset=7 align=1 0";
  case IMM_LANES16: return "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15";
  case IMM_F32:
  case IMM_F64: return "0x1.8p-3";
  case IMM_V128: return "i16x8 1 2 3 4 5 6 7 -8";
  case IMM_HEAP: return "any";
  case IMM_CAST: return "(ref any)";
  case IMM_BR_CAST: return "0 anyref (ref any)";
  case IMM_DATA_MEMORY:
  case IMM_ELEM_TABLE:
  case IMM_MEMORY_MEMORY:
  case IMM_TABLE_TABLE:
  case IMM_TYPE_FIELD:
  case IMM_TYPE_COUNT:
  case IMM_TYPE_DATA:
  case IMM_TYPE_ELEM:
  case IMM_TYPE_TYPE:
  case IMM_TYPE_TAG: return "1 0";
  case IMM_RESUME_THROW: return "0 1 (on 0 0) (on 1 switch)";
  case IMM_TYPES: return "(result i32)";
  default: return "";
  }
}

START_TEST(every_instruction_is_understood) {
  Features features = features_of_set(FEATURES_ALL) | (Features)1 << FEATURE_MEMORY_DISCARD;
  for (int op = 0; op < OP_COUNT; op++) {
    const OpInfo *info = &op_info[op];
    if (info->prefix == PREFIX_NO || op == OP_ELSE || op == OP_END || op == OP_CATCH || op == OP_CATCH_ALL ||
        op == OP_DELEGATE)
      continue;
    const char *imm = sample_immediates((Imm)info->imm);
    bool nullable = info->imm == IMM_CAST && op_by_text(info->text, strlen(info->text)) != (Op)op;
    bool block = info->imm == IMM_BLOCK || info->imm == IMM_TRY_TABLE;
    char text[300];
    snprintf(text, sizeof text, "(type (func)) (func %s %s %s)", info->text, nullable ? "anyref" : imm,
             block ? "end" : "");
    Buf out;
    Diag d;
    Err e = assemble_with(text, strlen(text), features, &alloc_libc, &out, &d);
    ck_assert_msg(e == ERR_OK, "%s: %s", text, d.message);
    size_t at = 8; /* of the code section; all lengths are of one byte, and so is the vector of no locals */
    while (out.at[at] != 10) at += 2u + out.at[at + 1];
    Reader r = {out.at + at + 5, out.at + out.size, out.at, &d, ERR_UNEXPECTED_END};
    Instr in;
    ck_assert_msg(instr_read(&r, features, &in), "%s: %s", text, d.message);
    ck_assert_msg(in.op == (Op)op, "%s is read as %s", text, op_info[in.op].text);
    ck_assert_msg(out.at + out.size - r.at == (block ? 2 : 1), "%s: %s", text, "length");
    buf_free(&out);
  }
}
END_TEST

/* ---- numbers ---- */

START_TEST(integers) {
  uint64_t v;
  ck_assert(number_int("-128", 4, 8, &v) && v == 0x80);
  ck_assert(number_int("255", 3, 8, &v) && v == 0xFF);
  ck_assert(!number_int("256", 3, 8, &v));
  ck_assert(!number_int("-129", 4, 8, &v));
  ck_assert(number_int("+0x7f_FF", 8, 16, &v) && v == 0x7FFF);
  ck_assert(number_int("-0x8000000000000000", 19, 64, &v) && v == 1ull << 63);
  ck_assert(!number_int("-0x8000000000000001", 19, 64, &v));
  ck_assert(number_u64("18446744073709551615", 20, &v) && v == UINT64_MAX);
  ck_assert(!number_u64("18446744073709551616", 20, &v));
  ck_assert(!number_u64("-1", 2, &v));
  static const char *const none[] = {"",         "+",   "_1",    "1_",  "1__1", "0x",   "0x_1", "0x1_",   "1x",
                                     "0xg",      "1.e", ".5",    "1e",  "1e+",  "0x1p", "nan:", "nan:0x", "nan:1",
                                     "infinity", "0b1", "1e1.5", "1..", "+-1",  "1._5", "1.5_", "0x1.p_1"};
  for (size_t i = 0; i < COUNT_OF(none); i++)
    ck_assert_msg(number_kind(none[i], strlen(none[i])) == NUMBER_NONE, "%s", none[i]);
}
END_TEST

static const struct {
  const char *text;
  uint64_t f64;
  uint32_t f32;
} floats[] = {
    {"0", 0, 0},
    {"-0", 0x8000000000000000, 0x80000000},
    {"1.", 0x3FF0000000000000, 0x3F800000},
    {"0x1p-1", 0x3FE0000000000000, 0x3F000000},
    {"1_0.2_5e0_1", 0x4059A00000000000, 0x42CD0000},
    {"inf", 0x7FF0000000000000, 0x7F800000},
    {"-nan", 0xFFF8000000000000, 0xFFC00000},
    {"nan:0x1", 0x7FF0000000000001, 0x7F800001},
    /* halfway cases of f32: up, and to even; the third is above halfway by less than a double tells (double rounding)
     */
    {"0x1.000003p0", 0x3FF0000030000000, 0x3F800002},
    {"0x1.000001p0", 0x3FF0000010000000, 0x3F800000},
    {"0x1.00000100000000001p0", 0x3FF0000010000000, 0x3F800001},
    {"1.00000005960464477539062500000000000000000000001", 0x3FF0000010000000, 0x3F800001},
    /* the smallest numbers, and halves of them */
    {"0x1p-149", 0x36A0000000000000, 1},
    {"0x1p-150", 0x3690000000000000, 0},
    {"0x1.000000000000000001p-150", 0x3690000000000000, 1},
    {"1e-400", 0, 0},
    {"0x1p-1075", 0, 0},
    {"0x1.8p-1075", 1, 0},
    {"4.9406564584124654e-324", 1, 0},
    {"0x0.000000000000000000000000000000000000000000000000000000000000000000001p276", 0x3FF0000000000000, 0x3F800000},
    {"0x1000000000000000000000000000000000000000000000000000000000000000000000p-276", 0x3FF0000000000000, 0x3F800000},
    /* the largest */
    {"0x1.fffffep127", 0x47EFFFFFE0000000, 0x7F7FFFFF},
    {"0x1.fffffefffffffffffp127", 0x47EFFFFFF0000000, 0x7F7FFFFF},
    {"340282356779733661637539395458142568447", 0x47EFFFFFF0000000, 0x7F7FFFFF},
};

START_TEST(floats_are_rounded_once) {
  for (size_t i = 0; i < COUNT_OF(floats); i++) {
    uint64_t f64;
    uint32_t f32;
    size_t n = strlen(floats[i].text);
    ck_assert_msg(number_f64(floats[i].text, n, &f64) && f64 == floats[i].f64, "f64 %s is %016llx", floats[i].text,
                  (unsigned long long)f64);
    ck_assert_msg(number_f32(floats[i].text, n, &f32) && f32 == floats[i].f32, "f32 %s is %08x", floats[i].text, f32);
  }
  uint64_t f64;
  uint32_t f32;
  ck_assert(!number_f32("0x1.ffffffp127", 14, &f32));
  ck_assert(!number_f32("340282356779733661637539395458142568448", 39, &f32));
  ck_assert(!number_f64("0x1p1024", 8, &f64));
  ck_assert(!number_f64("0x1.fffffffffffff8p1023", 23, &f64));
  ck_assert(!number_f64("1e999999999999999999999", 23, &f64));
  ck_assert(number_f64("1e-999999999999999999999", 24, &f64) && f64 == 0);
  ck_assert(!number_f32("nan:0x80_0000", 13, &f32));
}
END_TEST

/* Against the C library, in hexadecimal and in decimal, for bits all over the range. */
START_TEST(floats_agree_with_the_c_library) {
  uint64_t state = 88172645463325252u;
  for (int i = 0; i < 20000; i++) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    double d;
    memcpy(&d, &state, 8);
    float f = (float)d;
    char text[400];
    uint64_t got, want;
    uint32_t got32, want32;
    if (!isfinite(d)) continue;
    for (int k = 0; k < 2; k++) {
      snprintf(text, sizeof text, k ? "%a" : "%.17g", d);
      memcpy(&want, &d, 8);
      ck_assert_msg(number_f64(text, strlen(text), &got) && got == want, "%s", text);
      f = strtof(text, NULL);
      memcpy(&want32, &f, 4);
      ck_assert_msg(number_f32(text, strlen(text), &got32) == (isfinite(f) != 0), "%s", text);
      if (isfinite(f)) ck_assert_msg(got32 == want32, "%s", text);
    }
  }
}
END_TEST

START_TEST(halves) {
  static const struct {
    const char *text;
    uint16_t bits;
  } cases[] = {{"1", 0x3C00},
               {"-2", 0xC000},
               {"65504", 0x7BFF},
               {"0x1p-24", 1},
               {"0x1p-25", 0},
               {"0x1.8p-25", 1},
               {"65519.999", 0x7BFF},
               {"inf", 0x7C00},
               {"nan", 0x7E00},
               {"nan:0x3ff", 0x7FFF},
               {"1.00048828125", 0x3C00},
               {"1.000488281250000000000000000000001", 0x3C01},
               {"1.00048828124999999999999999999999", 0x3C00},
               {"1.00146484375", 0x3C02},
               {"1.00146484374999999999999999999", 0x3C01},
               {"1e-9", 0}};
  uint16_t bits;
  for (size_t i = 0; i < COUNT_OF(cases); i++)
    ck_assert_msg(number_f16(cases[i].text, strlen(cases[i].text), &bits) && bits == cases[i].bits, "%s is %04x",
                  cases[i].text, bits);
  ck_assert(!number_f16("65520", 5, &bits));
  ck_assert(!number_f16("nan:0x400", 9, &bits));
}
END_TEST

/* ---- strings and identifiers ---- */

START_TEST(escapes) {
  Buf out;
  Diag d;
  ck_assert_int_eq(assemble("(data \"\\t\\n\\r\\\\\\'\\\"\\00\\fF\\u{e4}\\u{1_F600}\")", &out, &d), ERR_OK);
  static const uint8_t expected[] = {'\t', '\n', '\r', '\\', '\'', '"', 0, 0xFF, 0xC3, 0xA4, 0xF0, 0x9F, 0x98, 0x80};
  ck_assert(out.size > sizeof expected && memcmp(out.at + out.size - sizeof expected, expected, sizeof expected) == 0);
  buf_free(&out);
  /* one identifier, written in three ways */
  ck_assert_int_eq(assemble("(func $ab) (func (call $\"ab\") (call $\"\\61\\u{62}\"))", &out, &d), ERR_OK);
  buf_free(&out);
  ck_assert_int_eq(assemble("(func $ab) (func $\"\\61b\")", &out, &d), ERR_DUPLICATE);
  buf_free(&out);
}
END_TEST

/* ---- scripts ---- */

START_TEST(modules_within_scripts) {
  const char *script =
      "(module $a (func $f)) (noise (\"(\" (@x \"(\") (; ( ;))) (module (func (call $f)))\n(module) (end)";
  Diag d = {0};
  Lexer lx;
  TextOptions o = {.alloc = &alloc_libc, .features = features_of_set(FEATURES_ALL)};
  Buf out;
  buf_init(&out, &alloc_libc);
  lexer_init(&lx, (Bytes){(const uint8_t *)script, strlen(script)}, &alloc_libc, o.features, &d);
  ck_assert(lexer_take_open(&lx, "module"));
  Bytes id = lexer_id(&lx, &lx.tok);
  ck_assert(id.size == 1 && *id.at == 'a');
  lexer_next(&lx);
  ck_assert_int_eq(text_parse_module(&lx, id, &o, &out), ERR_OK);
  ck_assert(lexer_expect(&lx, TOK_RPAR));
  ck_assert(lexer_take_open(&lx, "noise"));
  lexer_skip_to_close(&lx);
  ck_assert(lexer_expect(&lx, TOK_RPAR));
  /* a module that fails, its error apart from the script's; the script goes on behind it */
  ck_assert(lexer_take_open(&lx, "module"));
  LexerMark mark = lexer_mark(&lx);
  Diag inner = {0};
  lx.diag = &inner;
  ck_assert_int_eq(text_parse_module(&lx, (Bytes){NULL, 0}, &o, &out), ERR_UNKNOWN);
  ck_assert(inner.has_line && inner.line == 1);
  lx.diag = &d;
  lexer_rewind(&lx, mark);
  lexer_skip_to_close(&lx);
  ck_assert(lexer_expect(&lx, TOK_RPAR));
  ck_assert(lexer_at_open(&lx, "module"));
  ck_assert_uint_eq(lx.tok.line, 2);
  ck_assert_int_eq(d.err, ERR_OK);
  lexer_free(&lx);
  buf_free(&out);
}
END_TEST

/* ---- harm ---- */

/* A module with something of everything. */
static const char *const everything =
    "(module $m (@name \"mod\") (@custom \"c\" (after type) \"\\01x\")\n"
    " (rec (type $t (sub (func (param i32)))) (type $u (struct (field $a i32) (field (mut (ref null $t))))))\n"
    " (type $d (func)) (type $k (cont $d)) (type $arr (array (mut i8)))\n"
    " (import \"a\" \"b\" (func $imp (param $x i32))) (import \"c\" (item \"d\" (global $ig i64)))\n"
    " (tag $e (param i32)) (global $g (mut i32) (i32.const 1)) (memory $mem (export \"m\") 1 2)\n"
    " (table $tab 3 funcref) (table (ref null $t) (elem $imp)) (elem $el (i32.const 0) func $f $g0)\n"
    " (elem declare (ref null $d) (item ref.null $d) (ref.func $g0)) (data $dat \"xyz\\u{e4}\")\n"
    " (func $g0) (start $g0)\n"
    " (func $f (export \"f\") (type $d) (local $i i32) (local f64 v128)\n"
    "  (block $b (result i32) (@metadata.code.branch_hint \"\\01\") (br_if $b (i32.const 1) (local.get $i)))\n"
    "  (drop) (if $q (i32.eqz (local.get $i)) (then (br $q)) (else loop $l br $l end))\n"
    "  (try $o (do (throw $e (i32.const 1))) (catch $e drop) (catch_all (rethrow $o)))\n"
    "  (try_table (catch $e 0) (catch_all 0)) (memory.init $mem $dat (i32.const 0) (i32.const 0) (i32.const 0))\n"
    "  (drop (v128.const f32x4 1 -0x1p-2 nan inf)) (call_indirect $tab (type $d) (i32.const 0))\n"
    "  (drop (struct.get $u $a (ref.null $u))) (resume $k (on $e 0) (ref.null $k))\n"
    "  (br_table 0 0 (i32.const 0))))";

START_TEST(every_prefix_is_an_error_with_a_place) {
  Buf out;
  Diag d;
  size_t size = strlen(everything);
  ck_assert_msg(assemble(everything, &out, &d) == ERR_OK, "%u:%u %s", d.line, d.column, d.message);
  buf_free(&out);
  for (size_t i = 1; i < size; i++) {
    Err e = assemble_with(everything, i, features_of_set(FEATURES_ALL), &alloc_libc, &out, &d);
    ck_assert_msg(e != ERR_OK && d.has_line && d.line > 0 && d.column > 0, "of %zu bytes", i);
    buf_free(&out);
  }
}
END_TEST

START_TEST(flipped_bytes) {
  size_t size = strlen(everything);
  char *text = malloc(size);
  for (size_t i = 0; i < size; i++)
    for (unsigned flip = 1; flip < 256; flip <<= 1) {
      memcpy(text, everything, size);
      text[i] = (char)(text[i] ^ (char)flip);
      Buf out;
      Diag d;
      Err e = assemble_with(text, size, features_of_set(FEATURES_ALL), &alloc_libc, &out, &d);
      ck_assert((e == ERR_OK) == (d.err == ERR_OK) && (e == ERR_OK || d.has_line));
      buf_free(&out);
    }
  free(text);
}
END_TEST

/* Counts what is taken, and fails once *left allocations have been made. */
typedef struct Hostile {
  long left;
  size_t used;
} Hostile;

static void *hostile_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  Hostile *h = ctx;
  if (new_size > 0 && h->left-- <= 0) return NULL;
  void *q = alloc_libc.resize(NULL, p, old_size, new_size);
  h->used += new_size - old_size;
  return q;
}

START_TEST(no_memory_is_an_error) {
  for (long n = 0;; n++) {
    Hostile h = {n, 0};
    Alloc alloc = {hostile_resize, &h};
    Buf out;
    Diag d;
    Err e = assemble_with(everything, strlen(everything), features_of_set(FEATURES_ALL), &alloc, &out, &d);
    ck_assert_msg(e == ERR_OK || e == ERR_NO_MEMORY, "after %ld allocations: %s", n, d.message);
    buf_free(&out);
    ck_assert_msg(h.used == 0, "after %ld allocations %zu bytes are lost", n, h.used);
    if (e == ERR_OK) break;
    ck_assert_int_lt(n, 10000);
  }
}
END_TEST

/* before, n times a, between, n times b, behind */
static void check_repeated(const char *before, const char *a, const char *between, const char *b, const char *behind,
                           int n, Err expected) {
  Buf text, out;
  Diag d;
  buf_init(&text, &alloc_libc);
  buf_put_str(&text, before);
  for (int i = 0; i < n; i++) buf_put_str(&text, a);
  buf_put_str(&text, between);
  for (int i = 0; i < n; i++) buf_put_str(&text, b);
  buf_put_str(&text, behind);
  Err e = assemble_with((char *)text.at, text.size, features_of_set(FEATURES_ALL), &alloc_libc, &out, &d);
  ck_assert_msg(e == expected, "%s%s…: %s", before, a, d.message);
  buf_free(&out);
  buf_free(&text);
}

START_TEST(depth_and_size) {
  enum { MANY = 1000000 };
  check_repeated("(func ", "block ", "", "end ", ")", MANY, ERR_OK);
  check_repeated("(func ", "(block $l ", "(br $l)", ")", ")", MANY, ERR_OK);
  check_repeated("(func ", "(i32.eqz ", "", ")", ")", MANY, ERR_OK);
  check_repeated("(func ", "(if ", "", "(then))", ")", MANY, ERR_OK);
  check_repeated("(func ", "(try (do ", "", "))", ")", MANY, ERR_OK);
  check_repeated("(@x ", "(", "", ")", ")", MANY, ERR_OK);
  check_repeated("", "(;", "", ";)", "", MANY, ERR_OK);
  check_repeated("(func ", "(", "", ")", ")", MANY, ERR_UNEXPECTED_TOKEN);
  check_repeated("(func (local", " i32 i64", "))", "", "", 25000, ERR_OK);
  check_repeated("(func $", "x", ") (func (call $", "x", "))", MANY, ERR_OK);
  check_repeated("(func (br_table", " 0", "", "", "))", MANY, ERR_OK);
  check_repeated("", "(@custom \"x\")", "", "", "", MANY / 4, ERR_OK);
  check_repeated("(global f64 (f64.const 0.", "0", "", "1", "e-9))", MANY, ERR_OK);
  check_repeated("(global f64 (f64.const 0x", "8", ".", "f", "))", MANY, ERR_CONSTANT_RANGE);
}
END_TEST

START_TEST(many_names) {
  enum { MANY = 50000 };
  Buf text, out;
  Diag d;
  buf_init(&text, &alloc_libc);
  for (int i = 0; i < MANY; i++) buf_printf(&text, "(type $t%d (struct (field $f i32)))", i);
  buf_put_str(&text, "(func ");
  for (int i = 0; i < MANY; i++) buf_printf(&text, "(local $x%d i32)", i);
  for (int i = 0; i < MANY; i++)
    buf_printf(&text, "(block $l%d (drop (struct.get $t%d $f (local.get $x%d)))", i, i, MANY - 1 - i);
  for (int i = 0; i < MANY; i++) buf_printf(&text, "(br $l%d))", MANY - 1 - i);
  buf_put_str(&text, ")");
  Err e = assemble_with((char *)text.at, text.size, features_of_set(FEATURES_ALL), &alloc_libc, &out, &d);
  ck_assert_msg(e == ERR_OK, "%s", d.message);
  buf_free(&out);
  buf_free(&text);
}
END_TEST

TEST_MAIN("text", errors_tell_where_and_what, features_gate_words, texts_give_these_bytes,
          every_instruction_is_understood, integers, floats_are_rounded_once, floats_agree_with_the_c_library, halves,
          escapes, modules_within_scripts, every_prefix_is_an_error_with_a_place, flipped_bytes, no_memory_is_an_error,
          depth_and_size, many_names)
