/* jit/summary: uses of locals by loop, weights, limits, and that every instruction is got over. */
#include "jit/summary.h"

#include <stdio.h>

#include "base/buf.h"
#include "decoder/instr.h"
#include "decoder/text/text.h"
#include "tests/check.h"

/* ---- modules ---- */

typedef struct Loaded {
  Types *types;
  Module *module;
  ValidModule *valid;
} Loaded;

static Loaded load_bytes(Bytes bytes) {
  Loaded l = {.types = types_new(&alloc_libc)};
  Diag d = {0};
  DecodeOptions options = {.alloc = &alloc_libc, .features = ~(Features)0, .copy_bytes = true};
  ck_assert_msg(!module_decode(bytes, &options, &l.module, &d), "%s", d.message);
  ck_assert_msg(!module_validate(l.module, l.types, &l.valid, &d), "%s", d.message);
  return l;
}

static Loaded load(const char *text) {
  Buf out;
  buf_init(&out, &alloc_libc);
  Diag d = {0};
  TextOptions options = {.alloc = &alloc_libc, .features = ~(Features)0};
  ck_assert_msg(!text_to_binary((Bytes){(const uint8_t *)text, strlen(text)}, &options, &out, &d), "%s: %s", text, d.message);
  Loaded l = load_bytes((Bytes){out.at, out.size});
  buf_free(&out);
  return l;
}

static void unload(Loaded *l) {
  valid_module_free(l->valid);
  module_free(l->module);
  types_free(l->types);
}

/* ---- what a summary says, as text ---- */

static void print_use(Buf *b, const LoopUse *use) {
  buf_printf(b, "%u%s[", use->depth, use->inner ? "+" : "");
  for (uint32_t k = 0; k < use->local_count; k++)
    buf_printf(b, "%s%u:%u%s", k ? " " : "", use->locals[k].local, use->locals[k].weight, use->locals[k].written ? "w" : "");
  buf_printf(b, "]");
  if (use->calls) buf_printf(b, " c%u", use->calls);
  if (use->helpers) buf_printf(b, " h%u", use->helpers);
  if (use->vectors) buf_printf(b, " v%u", use->vectors);
  if (use->floats) buf_printf(b, " f%u", use->floats);
}

/* Offsets of loop instructions, by the decoder's reader. */
static uint32_t loops_of(const Module *m, uint32_t func, uint32_t *offsets, uint32_t most) {
  Diag d = {0};
  Reader r = body_reader(m, func, &d);
  for (uint32_t left = read_u32_leb(&r); left > 0; left--) {
    read_u32_leb(&r);
    read_val_type(&r, m->features);
  }
  uint32_t count = 0;
  Instr i;
  while (r.at < r.end) {
    ck_assert_msg(instr_read(&r, m->features, &i), "%s", d.message);
    if (i.op != OP_LOOP) continue;
    ck_assert_uint_lt(count, most);
    offsets[count++] = i.offset;
  }
  return count;
}

static const char *summary_text(Summary *s, const Loaded *l, uint32_t func) {
  static char text[4096];
  uint32_t offsets[64], count = loops_of(l->module, func, offsets, 64);
  ck_assert(!summary_scan(s, l->valid, func));
  Buf b;
  buf_init(&b, &alloc_libc);
  print_use(&b, summary_body(s));
  for (uint32_t k = 0; k < count; k++) {
    const LoopUse *use = summary_next_loop(s, offsets[k]);
    ck_assert_ptr_nonnull(use);
    ck_assert_uint_eq(use->offset, offsets[k]);
    buf_printf(&b, " / ");
    print_use(&b, use);
  }
  ck_assert_ptr_null(summary_next_loop(s, UINT32_MAX));
  snprintf(text, sizeof text, "%.*s", (int)b.size, (const char *)b.at);
  buf_free(&b);
  return text;
}

/* The body of a function with eight i32 parameters, and a summary of it. */
static void check_body(const char *body, const char *expected) {
  char text[4096];
  snprintf(text, sizeof text,
           "(module (memory 1) (table 1 funcref) (data \"\") (tag $t) (type $f (func)) (func $g) (elem declare func $g)"
           "(func (param i32 i32 i32 i32 i32 i32 i32 i32) (local $v v128) (local $d f64) (local $r externref)\n%s))", body);
  Loaded l = load(text);
  Summary *s = summary_new(&alloc_libc, NULL);
  ck_assert_str_eq(summary_text(s, &l, 1), expected);
  ck_assert_str_eq(summary_text(s, &l, 1), expected); /* the same when memory is used again */
  summary_free(s);
  unload(&l);
}

#define G(n) "(drop (local.get " #n "))"
#define S(n) "(local.set " #n " (i32.const 0))"

START_TEST(uses_are_counted_by_loop) {
  check_body("", "0[]");
  check_body(G(1) G(0) G(1), "0[1:2 0:1]");
  check_body(S(3) "(drop (local.tee 3 (local.get 2)))", "0[3:2w 2:1]");
  /* A use in a loop counts eight times around it. */
  check_body(G(0) "(loop " G(1) S(2) ")" G(2), "0+[2:9w 1:8 0:1] / 1[1:1 2:1w]");
  check_body("(loop (loop " G(1) ") " G(0) "(loop " G(1) G(1) "))",
             "0+[1:192 0:8] / 1+[1:24 0:1] / 2[1:1] / 2[1:2]");
  /* Written in the inner one only; the outer ones are written too. */
  check_body("(loop " G(4) "(loop " S(4) ") " G(4) ")", "0+[4:80w] / 1+[4:10w] / 2[4:1w]");
  /* What an inner loop does not use is found again behind it. */
  check_body(G(5) "(loop " G(5) "(loop " G(6) ") " G(5) ") " G(5), "0+[6:64 5:18] / 1+[6:8 5:2] / 2[6:1]");
  check_body("(loop) (loop " G(7) ") (loop " G(7) ")", "0+[7:16] / 1[] / 1[7:1] / 1[7:1]");
}
END_TEST

START_TEST(blocks_of_all_kinds_end_where_they_should) {
  check_body("(block (loop (block " G(0) " (br 1)) " G(1) ")) " G(2), "0+[0:8 1:8 2:1] / 1[0:1 1:1]");
  check_body("(loop (if (local.get 0) (then " G(1) ") (else (block " G(2) "))) " G(3) ")",
             "0+[0:8 1:8 2:8 3:8] / 1[0:1 1:1 2:1 3:1]");
  check_body("(loop (block $b (try_table (catch $t $b) (catch_all $b) (loop " G(0) "))) " G(1) ")",
             "0+[0:64 1:8] / 1+[0:8 1:1] / 2[0:1]");
  check_body("(loop (try (do (loop " G(0) ")) (catch $t " G(1) ") (catch_all " G(2) ")) " G(3) ") " G(4),
             "0+[0:64 1:8 2:8 3:8 4:1] / 1+[0:8 1:1 2:1 3:1] / 2[0:1]");
  check_body("(loop (try $l (do (try (do " G(0) ") (delegate $l)))) " G(1) ") " G(2), "0+[0:8 1:8 2:1] / 1[0:1 1:1]");
  check_body("(loop (br_table 0 1 0 1 (local.get 0))) " G(1), "0+[0:8 1:1] / 1[0:1]");
  /* Block types of one index, one value, one long reference. */
  check_body("(loop (type $f) " G(0) ") (loop (result i32) " G(1) "(i32.const 1)) (drop)"
             "(loop (result (ref null $f)) " G(2) "(ref.null $f)) (drop) (block (result (ref $f)) (ref.func $g)) (drop) " G(3),
             "0+[0:8 1:8 2:8 3:1] / 1[0:1] / 1[1:1] / 1[2:1]");
  /* Unreachable code is listed like other code. */
  check_body("(unreachable) (loop " G(0) ") (return) " G(1), "0+[0:8 1:1] / 1[0:1]");
}
END_TEST

START_TEST(instructions_are_counted_by_kind) {
  check_body("(call $g) (loop (call $g) (call_indirect (type $f) (local.get 0)))", "0+[0:8] c17 / 1[0:1] c2");
  check_body("(loop (call_ref $f (ref.null $f))) (return_call $g)", "0+[] c9 / 1[] c1");
  check_body("(memory.fill (local.get 0) (local.get 1) (local.get 2)) (loop (drop (memory.grow (local.get 0))) (throw $t))",
             "0+[0:9 1:1 2:1] h17 / 1[0:1] h2");
  check_body("(drop (memory.size)) (data.drop 0)", "0[] h1");
  check_body("(local.set $v (i32x4.add (local.get $v) (v128.load (local.get 0))))", "0[8:2w 0:1] v2");
  check_body("(loop (local.set $d (f64.sqrt (f64.load (local.get 0)))) (drop (v128.const i64x2 0 0)))",
             "0+[0:8 9:8w] v8 f16 / 1[0:1 9:1w] v1 f2");
  check_body("(drop (f64x2.splat (f64.const 1))) (drop (i32.trunc_f32_s (f32.const 1)))", "0[] v1 f3");
}
END_TEST

static bool only_division(Op op) { return op == OP_I32_DIV_S; }

START_TEST(a_target_says_what_it_lowers) {
  Loaded l = load("(module (memory 1) (func (param i32) (drop (i32.div_s (local.get 0) (memory.grow (local.get 0))))))");
  Summary *s = summary_new(&alloc_libc, only_division);
  ck_assert_str_eq(summary_text(s, &l, 0), "0[0:2] h1");
  summary_free(s);
  unload(&l);
}
END_TEST

START_TEST(loops_may_be_left_out_but_not_asked_for_twice) {
  Loaded l = load("(module (func (loop) (loop) (loop) (loop)))");
  Summary *s = summary_new(&alloc_libc, NULL);
  uint32_t at[4];
  ck_assert_uint_eq(loops_of(l.module, 0, at, 4), 4);
  ck_assert(!summary_scan(s, l.valid, 0));
  ck_assert_ptr_null(summary_next_loop(s, at[0] - 1));
  ck_assert_uint_eq(summary_next_loop(s, at[1])->offset, at[1]);
  ck_assert_ptr_null(summary_next_loop(s, at[1]));
  ck_assert_ptr_null(summary_next_loop(s, at[2] - 1));
  ck_assert_uint_eq(summary_next_loop(s, at[3])->offset, at[3]);
  ck_assert_ptr_null(summary_next_loop(s, at[3] + 1));
  summary_free(s);
  unload(&l);
}
END_TEST

/* ---- wide and deep ---- */

START_TEST(the_heaviest_locals_are_kept) {
  enum { LOCALS = 100 };
  Buf text;
  buf_init(&text, &alloc_libc);
  buf_printf(&text, "(module (func (local");
  for (int k = 0; k < LOCALS; k++) buf_printf(&text, " i32");
  buf_printf(&text, ") (loop ");
  /* Local k is used 1 + k * 37 % 100 times. */
  for (int k = 0; k < LOCALS; k++)
    for (int n = 0; n <= k * 37 % 100; n++) buf_printf(&text, "(drop (local.get %d))", k);
  buf_printf(&text, ")))");
  buf_put_u8(&text, 0);
  Loaded l = load((const char *)text.at);
  Summary *s = summary_new(&alloc_libc, NULL);
  uint32_t at;
  loops_of(l.module, 0, &at, 1);
  ck_assert(!summary_scan(s, l.valid, 0));
  const LoopUse *loop = summary_next_loop(s, at), *body = summary_body(s);
  ck_assert_uint_eq(loop->local_count, SUMMARY_LOCALS);
  ck_assert_uint_eq(body->local_count, SUMMARY_LOCALS);
  for (uint32_t k = 0; k < SUMMARY_LOCALS; k++) {
    ck_assert_uint_eq(loop->locals[k].weight, 100 - k);
    ck_assert_uint_eq(loop->locals[k].local * 37 % 100, 99 - k);
    ck_assert_uint_eq(body->locals[k].local, loop->locals[k].local);
    ck_assert_uint_eq(body->locals[k].weight, 8 * loop->locals[k].weight);
  }
  summary_free(s);
  unload(&l);
  buf_free(&text);
}
END_TEST

/* A module of one function with `locals` i32 locals and this code (without its end). */
static Loaded load_code(uint32_t locals, const Buf *code) {
  Buf body, out;
  buf_init(&body, &alloc_libc);
  buf_put(&body, "\1", 1);
  buf_put_u64_leb(&body, locals);
  buf_put_u8(&body, 0x7F);
  buf_put(&body, code->at, code->size);
  buf_put_u8(&body, 0x0B);
  buf_init(&out, &alloc_libc);
  buf_put(&out, "\0asm\1\0\0\0\1\4\1\x60\0\0\3\2\1\0\x0a", 19);
  Buf section;
  buf_init(&section, &alloc_libc);
  buf_put_u8(&section, 1);
  buf_put_u64_leb(&section, body.size);
  buf_put(&section, body.at, body.size);
  buf_put_u64_leb(&out, section.size);
  buf_put(&out, section.at, section.size);
  Loaded l = load_bytes((Bytes){out.at, out.size});
  buf_free(&body);
  buf_free(&out);
  buf_free(&section);
  return l;
}

static void put_use(Buf *code, uint32_t local) {
  buf_put_u8(code, 0x20);
  buf_put_u64_leb(code, local);
  buf_put_u8(code, 0x1A);
}

/* Many locals in the innermost of very many loops: quadratic work would not end, entries for each would not fit. */
START_TEST(deep_nests_of_wide_loops_are_linear) {
  enum { DEPTH = 300000, WIDE = 10000 };
  Buf code;
  buf_init(&code, &alloc_libc);
  for (int k = 0; k < DEPTH; k++) buf_put(&code, "\x03\x40", 2);
  for (uint32_t k = 0; k < WIDE; k++) put_use(&code, k);
  put_use(&code, 7);
  for (int k = 0; k < DEPTH; k++) buf_put_u8(&code, 0x0B);
  Loaded l = load_code(50000, &code);
  Summary *s = summary_new(&alloc_libc, NULL);
  ck_assert(!summary_scan(s, l.valid, 0));
  const LoopUse *body = summary_body(s);
  ck_assert(body->inner);
  uint32_t start = body->offset + 1 + 3 + 1, with_locals = 0;
  for (uint32_t k = 0; k < DEPTH; k++) {
    const LoopUse *loop = summary_next_loop(s, start + 2 * k);
    ck_assert_ptr_nonnull(loop);
    ck_assert_uint_eq(loop->depth, k + 1);
    ck_assert_int_eq(loop->inner, k + 1 < DEPTH);
    if (loop->local_count == 0) continue;
    ck_assert_uint_eq(loop->local_count, SUMMARY_LOCALS);
    uint32_t around = DEPTH - 1 - k;
    uint64_t weight = around > 9 ? SUMMARY_HEAVIEST : MIN_OF((uint64_t)2 << 3 * around, (uint64_t)SUMMARY_HEAVIEST);
    ck_assert_uint_eq(loop->locals[0].weight, weight);
    if (around < 9) ck_assert_uint_eq(loop->locals[0].local, 7);
    with_locals++;
  }
  /* As many entries as the body has bytes. */
  ck_assert_uint_gt(with_locals, 3 * DEPTH / SUMMARY_LOCALS);
  ck_assert_uint_lt(with_locals, 4 * DEPTH / SUMMARY_LOCALS);
  summary_free(s);
  unload(&l);
  buf_free(&code);
}
END_TEST

START_TEST(marks_of_earlier_scans_are_not_believed) {
  Buf code;
  buf_init(&code, &alloc_libc);
  put_use(&code, 0);
  buf_put(&code, "\x03\x40", 2);
  put_use(&code, 0);
  put_use(&code, 1);
  buf_put_u8(&code, 0x0B);
  put_use(&code, 1);
  Loaded l = load_code(2, &code);
  Summary *s = summary_new(&alloc_libc, NULL);
  for (int k = 0; k < 1000; k++) ck_assert_str_eq(summary_text(s, &l, 0), "0+[0:9 1:9] / 1[0:1 1:1]");
  summary_free(s);
  unload(&l);
  buf_free(&code);
}
END_TEST

/* ---- every instruction ---- */

/* Immediates of every kind, long forms included, with a use of local 0 behind each: it is counted where the instruction
 * was got over. Bodies need not be valid for that, only well-formed. */
static void put_immediates(Buf *b, Op op) {
  static const char *const bytes[] = {
      [IMM_NONE] = "",
      [IMM_BLOCK] = "40",
      [IMM_INDEX_FIRST... IMM_INDEX_LAST] = "FF7F",
      [IMM_PAIR_FIRST... IMM_PAIR_LAST] = "8001 FFFFFFFF0F",
      [IMM_LABELS] = "02 00 8000 01",
      [IMM_TYPES] = "02 7F 63 8001",
      [IMM_MEMARG] = "42 8100 8080808010",
      [IMM_MEMARG_LANE] = "00 FFFFFFFFFFFFFFFFFF01 20",
      [IMM_LANE] = "20",
      [IMM_LANES16] = "20202020202020202020202020202020",
      [IMM_I32] = "FFFFFFFF7F",
      [IMM_I64] = "FFFFFFFFFFFFFFFFFF00",
      [IMM_F32] = "20202020",
      [IMM_F64] = "2020202020202020",
      [IMM_V128] = "20202020202020202020202020202020",
      [IMM_HEAP] = "62 8001",
      [IMM_CAST] = "6E",
      [IMM_BR_CAST] = "03 8000 62 00 FF00",
      [IMM_TRY_TABLE] = "63 8001 03 00 8000 00 02 00 01 FF01 8001",
      [IMM_RESUME] = "FF01 02 00 8001 01 01 20",
      [IMM_RESUME_THROW] = "01 FF01 01 00 8001 01",
      [IMM_ORDER] = "00",
  };
  const char *p = bytes[op_info[op].imm];
  ck_assert_msg(p != NULL, "%s: its immediates are missing here", op_info[op].text);
  for (; *p; p++) {
    unsigned byte;
    if (*p == ' ') continue;
    ck_assert_int_eq(sscanf(p++, "%2x", &byte), 1);
    buf_put_u8(b, (uint8_t)byte);
  }
}

static bool none(Op op) { return op == OP_COUNT; }

START_TEST(every_instruction_is_got_over) {
  Summary *s = summary_new(&alloc_libc, none);
  uint32_t tried = 0;
  for (Op op = 0; op < OP_COUNT; op++) {
    const OpInfo *info = &op_info[op];
    if (info->prefix == PREFIX_NO || op == OP_LOCAL_GET || op == OP_LOCAL_SET || op == OP_LOCAL_TEE) continue;
    Buf code;
    buf_init(&code, &alloc_libc);
    bool ends = op == OP_END || op == OP_DELEGATE;
    if (ends) buf_put(&code, "\x02\x40", 2);
    if (info->prefix) buf_put_u8(&code, (uint8_t)info->prefix);
    if (info->prefix) buf_put_u64_leb(&code, info->code);
    else buf_put_u8(&code, (uint8_t)info->code);
    put_immediates(&code, op);
    size_t own = code.size;
    put_use(&code, 1);
    bool begins = info->imm == IMM_BLOCK || info->imm == IMM_TRY_TABLE;
    if (begins) buf_put_u8(&code, 0x0B);
    put_use(&code, 0);

    /* The decoder's reader agrees about where it ends. */
    Loaded l = load("(module (func (local i32 i32)))");
    FuncDecl decl = l.module->funcs[0];
    uint8_t *bytes = malloc(code.size + 4);
    memcpy(bytes, "\1\2\x7F", 3);
    memcpy(bytes + 3, code.at, code.size);
    bytes[3 + code.size] = 0x0B;
    Diag d = {0};
    Instr i;
    Reader r = module_reader(l.module, bytes + 3 + 2 * ends, code.size, &d);
    ck_assert_msg(instr_read(&r, ~(Features)0, &i), "%s: %s", info->text, d.message);
    ck_assert_uint_eq(i.op, op);
    ck_assert_ptr_eq(r.at, bytes + 3 + own);

    decl.body = bytes;
    decl.body_size = (uint32_t)code.size + 4;
    Module m = *l.module;
    m.funcs = &decl;
    ValidModule v = *l.valid;
    v.module = &m;
    ck_assert(!summary_scan(s, &v, 0));
    const LoopUse *body = summary_body(s);
    ck_assert_msg(body->local_count == 2, "%s: %u locals", info->text, body->local_count);
    for (uint32_t k = 0; k < 2; k++) {
      ck_assert_msg(body->locals[k].local < 2, "%s", info->text);
      ck_assert_msg(body->locals[k].weight == (op == OP_LOOP && body->locals[k].local == 1 ? 8 : 1), "%s", info->text);
      ck_assert_msg(!body->locals[k].written, "%s", info->text);
    }
    tried++;
    free(bytes);
    unload(&l);
    buf_free(&code);
  }
  ck_assert_uint_gt(tried, 600);
  summary_free(s);
}
END_TEST

/* ---- no memory ---- */

static void *refuse(void *ctx, void *p, size_t old_size, size_t new_size) {
  int *left = ctx;
  if (new_size > old_size && (*left)-- <= 0) return NULL;
  return alloc_libc.resize(alloc_libc.ctx, p, old_size, new_size);
}

START_TEST(no_memory_leaves_an_empty_summary) {
  Loaded l = load("(module (func (param i32 i32) (loop (local.set 0 (local.get 1)) (loop (drop (local.get 0))))))");
  int failures = 0;
  for (int n = 0;; n++) {
    int left = n;
    Alloc alloc = {refuse, &left};
    Summary *s = summary_new(&alloc, NULL);
    if (!s) continue;
    Err e = summary_scan(s, l.valid, 0);
    if (e) {
      failures++;
      ck_assert_int_eq(e, ERR_NO_MEMORY);
      ck_assert_uint_eq(summary_body(s)->local_count, 0);
      ck_assert(!summary_body(s)->inner);
      ck_assert_ptr_null(summary_next_loop(s, 0));
      left = 100;
      ck_assert_str_eq(summary_text(s, &l, 0), "0+[0:72w 1:8] / 1+[0:9w 1:1] / 2[0:1]");
    }
    summary_free(s);
    if (!e) break;
  }
  ck_assert_int_gt(failures, 2);
  unload(&l);
}
END_TEST

TEST_MAIN("summary", uses_are_counted_by_loop, blocks_of_all_kinds_end_where_they_should, instructions_are_counted_by_kind,
          a_target_says_what_it_lowers, loops_may_be_left_out_but_not_asked_for_twice, the_heaviest_locals_are_kept,
          deep_nests_of_wide_loops_are_linear, marks_of_earlier_scans_are_not_believed, every_instruction_is_got_over,
          no_memory_leaves_an_empty_summary)
