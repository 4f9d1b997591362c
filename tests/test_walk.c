/* validator/walk and validator/validate: what a sink is told and in which order, messages and places of faults, and
 * inputs made to be slow. The suite covers the rules one by one. */
#include "base/buf.h"
#include "decoder/text/text.h"
#include "tests/check.h"
#include "validator/walk.h"

#include <stdio.h>

/* ---- modules ---- */

static Err load_bytes(Bytes bytes, Types *types, Module **m, ValidModule **v, Diag *d) {
  DecodeOptions options = {.alloc = &alloc_libc, .features = ~(Features)0, .copy_bytes = true};
  *v = NULL;
  Err e = module_decode(bytes, &options, m, d);
  if (e) return e;
  e = module_validate(*m, types, v, d);
  if (e) module_free(*m);
  return e;
}

static Err load(const char *text, Types *types, Module **m, ValidModule **v, Diag *d) {
  Buf out;
  buf_init(&out, &alloc_libc);
  TextOptions options = {.alloc = &alloc_libc, .features = ~(Features)0};
  Err e = text_to_binary((Bytes){(const uint8_t *)text, strlen(text)}, &options, &out, d);
  ck_assert_msg(!e, "%s", d->message);
  e = load_bytes((Bytes){out.at, out.size}, types, m, v, d);
  buf_free(&out);
  return e;
}

/* ---- a sink that writes down what it is told ---- */

typedef struct Recorder {
  Sink sink;
  Buf text;
  bool slots; /* heights and slots too */
} Recorder;

static void record_event(Recorder *r, const char *what, const WalkInstr *i) {
  buf_printf(&r->text, "%s%s", what, op_info[i->instr->op].text);
  if (r->slots) buf_printf(&r->text, "@%u-%u+%u", i->height, i->operand_slots, i->result_slots);
  if (i->fuel) buf_printf(&r->text, "$%u", i->fuel);
  buf_put_u8(&r->text, ' ');
}
static Err record_begin(Sink *s, Walk *w) {
  buf_printf(&((Recorder *)s)->text, "%u/%u: ", walk_local_count(w), walk_local_slots(w));
  return ERR_OK;
}
static Err record_enter(Sink *s, Walk *w, const WalkInstr *i, Label *l) {
  ck_assert_ptr_eq(l, walk_label(w, 0));
  ck_assert_uint_eq(l->sink_data[0], 0);
  l->sink_data[0] = 7;
  record_event((Recorder *)s, "+", i);
  return ERR_OK;
}
static Err record_arm(Sink *s, Walk *w, const WalkInstr *i, Label *l, bool reachable) {
  ck_assert_ptr_eq(l, walk_label(w, 0));
  record_event((Recorder *)s, reachable ? "|" : "!|", i);
  return ERR_OK;
}
static Err record_leave(Sink *s, Walk *w, const WalkInstr *i, Label *l, bool reachable) {
  ck_assert_ptr_eq(l, walk_label(w, 0));
  ck_assert_uint_eq(l->sink_data[0], l->kind == LABEL_FUNC ? 0 : 7);
  record_event((Recorder *)s, reachable ? (l->branched ? "-*" : "-") : (l->branched ? "!-*" : "!-"), i);
  return ERR_OK;
}
static Err record_instr(Sink *s, Walk *w, const WalkInstr *i) {
  ck_assert(i->operand_slots <= i->height - walk_local_slots(w));
  record_event((Recorder *)s, "", i);
  return ERR_OK;
}

static const char *walked(const char *text, uint32_t func, const WalkOptions *options, bool slots) {
  static char result[4096];
  Types *types = types_new(&alloc_libc);
  Module *m;
  ValidModule *v;
  Diag d = {0};
  Err e = load(text, types, &m, &v, &d);
  ck_assert_msg(!e, "%s: %s", text, d.message);
  Recorder r = {.sink = {record_begin, record_enter, record_arm, record_leave, record_instr}, .slots = slots};
  buf_init(&r.text, &alloc_libc);
  WalkScratch *scratch = walk_scratch_new(&alloc_libc);
  FuncInfo info;
  e = walk_function(v, func, options, &r.sink, scratch, &info, &d);
  ck_assert_msg(!e, "%s: %s", text, d.message);
  ck_assert_uint_eq(info.frame_slots, v->funcs[func].frame_slots);
  buf_put_u8(&r.text, 0);
  snprintf(result, sizeof result, "%s", (char *)r.text.at);
  buf_free(&r.text);
  walk_scratch_free(scratch);
  valid_module_free(v);
  module_free(m);
  types_free(types);
  return result;
}

START_TEST(a_sink_is_told_in_order) {
  static const char *const rows[][2] = {
      {"(module (func (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))",
       "1/1: local.get i32.const i32.add -end "},
      {"(module (func (block (block (br 1)) (nop)) (nop)))", "0/0: +block +block br !-end !-*end nop -end "},
      {"(module (func (loop (br 0)) (nop)))", "0/0: +loop br !-*end !-end "},
      {"(module (func (param i32) (if (local.get 0) (then (return)) (else (nop))) (nop)))",
       "1/1: local.get +if return !|else nop -end nop -end "},
      {"(module (func (param i32) (if (local.get 0) (then (nop)) (else (unreachable))) (nop)))",
       "1/1: local.get +if nop |else unreachable !-*end nop -end "},
      {"(module (func (param i32) (if (local.get 0) (then (unreachable)) (else (unreachable))) (nop)))",
       "1/1: local.get +if unreachable !|else unreachable !-end !-end "},
      {"(module (func (param i32) (if (local.get 0) (then (unreachable))) (nop)))",
       "1/1: local.get +if unreachable !-end nop -end "},
      {"(module (tag) (func (try (do (nop)) (catch 0 (rethrow 0)) (catch_all (nop))) (nop)))",
       "0/0: +try nop |catch rethrow !|catch_all nop -*end nop -end "},
      {"(module (func (block (try (do (unreachable)) (delegate 0))) (nop)))",
       "0/0: +block +try unreachable !-delegate !-end !-end "},
      {"(module (func (block (try_table (catch_all 0) (unreachable))) (nop)))",
       "0/0: +block +try_table unreachable !-end !-*end nop -end "},
      {"(module (func (result i32) (unreachable) (i32.add) (block (result i32) (i32.const 1)) (if (then)) (loop (br "
       "0)) (i32.const 1) (i32.add)))",
       "0/0: unreachable !-end "},
      {"(module (func (param i32) (block (block (br_table 0 1 (local.get 0))) (nop)) (nop)))",
       "1/1: +block +block local.get br_table !-*end nop -*end nop -end "},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) ck_assert_str_eq(walked(rows[i][0], 0, NULL, false), rows[i][1]);
}
END_TEST

START_TEST(heights_are_in_slots) {
  ck_assert_str_eq(walked("(module (func (param v128 i32) (result i64) (local f64 v128)"
                          " (drop (i8x16.add (local.get 0) (local.get 3)))"
                          " (block (result i64) (i64.const 1) (br_if 0 (local.get 1)))))",
                          0, NULL, true),
                   "4/6: local.get@6-0+2 local.get@8-0+2 i8x16.add@10-4+2 drop@8-2+0 +block@6-0+0 i64.const@6-0+1 "
                   "local.get@7-0+1 br_if@8-2+1 -*end@7-1+1 -end@7-1+1 ");
}
END_TEST

START_TEST(fuel_is_charged_by_block) {
  WalkOptions options = {.fuel = true};
  ck_assert_str_eq(
      walked("(module (func $f (param i32) (nop) (call $f (local.get 0)) (loop (br_if 0 (local.get 0)) (nop))"
             " (if (local.get 0) (then (return)) (else (drop (i32.const 1))))))",
             0, &options, false),
      "1/1: nop$2 local.get call +loop local.get$2 br_if nop -*end local.get$2 +if return$1 !|else "
      "i32.const$2 drop -end -end ");
}
END_TEST

START_TEST(relaxed_operators_are_determined) {
  static const char text[] =
      "(module (func (param v128 v128 v128) (result v128)"
      " (f32x4.relaxed_madd (local.get 0) (local.get 1) (i8x16.relaxed_swizzle (local.get 0) (local.get 2)))))";
  static const char *const names[] = {[RELAXED_X86] = "i8x16.swizzle_x86 f32x4.fma",
                                      [RELAXED_ARM] = "i8x16.swizzle f32x4.fma",
                                      [RELAXED_DET] = "i8x16.swizzle f32x4.muladd"};
  for (int p = RELAXED_X86; p <= RELAXED_DET; p++) {
    WalkOptions options = {.relaxed = (RelaxedProfile)p};
    char wanted[200];
    snprintf(wanted, sizeof wanted, "3/6: local.get local.get local.get local.get %s -end ", names[p]);
    ck_assert_str_eq(walked(text, 0, &options, false), wanted);
  }
  for (Op op = 0; op < OP_COUNT; op++)
    for (int p = RELAXED_X86; p <= RELAXED_DET; p++) {
      Op to = relaxed_op(op, (RelaxedProfile)p);
      ck_assert(!(op_info[to].flags & OPF_RELAXED) && op_info[to].sig == op_info[op].sig);
    }
}
END_TEST

/* ---- faults ---- */

static Diag fault(const char *text) {
  Types *types = types_new(&alloc_libc);
  Module *m;
  ValidModule *v;
  Diag d = {0};
  Err e = load(text, types, &m, &v, &d);
  ck_assert_msg(e, "%s is valid", text);
  ck_assert_int_eq(e, d.err);
  ck_assert_ptr_null(v);
  types_free(types);
  return d;
}

START_TEST(faults_say_what_and_where) {
  static const struct {
    const char *text, *message;
  } rows[] = {
      {"(module (func) (func (result i32) (i64.const 1)))",
       "type mismatch: instruction requires [i32] but stack has [i64]"},
      {"(module (func) (func (i32.const 1)))", "type mismatch: block requires [] but stack has [i32]"},
      {"(module (func) (func (i32.const 1) (f32.neg) (drop)))",
       "type mismatch: instruction requires [f32] but stack has [i32]"},
      {"(module (type $t (struct)) (func) (func (param (ref $t)) (drop (i32.eqz (local.get 0)))))",
       "type mismatch: instruction requires [i32] but stack has [(ref 0)]"},
      {"(module (func) (func (local (ref func)) (drop (local.get 0))))", "uninitialized local 0"},
      {"(module (func) (func (local (ref extern)) (block (local.set 0 (unreachable))) (drop (local.get 0))))",
       "uninitialized local 0"},
      {"(module (func) (func (drop (i32.load (i32.const 0)))))", "unknown memory 0"},
      {"(module (memory 1) (func) (func (drop (i32.load offset=0x100000000 (i32.const 0)))))", "offset out of range"},
      {"(module (func) (func (drop (ref.func 1))))", "undeclared function reference 1"},
      {"(module (func) (func (drop (i8x16.extract_lane_s 16 (v128.const i64x2 0 0)))))", "invalid lane index 16"},
      {"(module (func) (func (br 1)))", "unknown label 1"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Diag d = fault(rows[i].text);
    ck_assert_str_eq(d.message, rows[i].message);
    ck_assert(d.has_offset && d.has_func);
    ck_assert_uint_eq(d.func, 1);
    ck_assert_uint_gt(d.offset, 8);
  }
  ck_assert_str_eq(fault("(module (memory 65537))").message, "memory size must be at most 65536 pages (4GiB)");
  ck_assert_str_eq(fault("(module (func (export \"a\")) (memory (export \"a\") 1))").message,
                   "duplicate export name \"a\"");
  ck_assert_str_eq(fault("(module (global i32 (i32.clz (i32.const 1))))").message,
                   "constant expression required: i32.clz");
}
END_TEST

START_TEST(constant_expressions_have_types) {
  Types *types = types_new(&alloc_libc);
  Module *m;
  ValidModule *v;
  Diag d = {0};
  ck_assert(
      !load("(module (type $s (struct)) (global (ref null any) (struct.new $s)) (global funcref (ref.func 0)) (func))",
            types, &m, &v, &d));
  WalkScratch *s = walk_scratch_new(&alloc_libc);
  ValType result = VT_BOT;
  ck_assert(!walk_const_expr(v, m->globals[0].init, v->global_types[0], 0, s, &result, &d));
  ck_assert_uint_eq(result, vt_ref(v->type_ids[0], false, true));
  ck_assert(!walk_const_expr(v, m->globals[1].init, v->global_types[1], 0, s, &result, &d));
  ck_assert_uint_eq(result, vt_ref(v->funcs[0].type, false, true));
  ck_assert_int_eq(walk_const_expr(v, m->globals[1].init, VT_I32, 0, s, &result, &d), ERR_TYPE_MISMATCH);
  walk_scratch_free(s);
  valid_module_free(v);
  module_free(m);
  types_free(types);
}
END_TEST

/* ---- large inputs ---- */

static void put_section(Buf *b, uint8_t id, Buf *content) {
  buf_put_u8(b, id);
  buf_put_u64_leb(b, content->size);
  buf_put(b, content->at, content->size);
  buf_free(content);
  buf_init(content, &alloc_libc);
}

/* A module whose function 0, exported, of type [] → [], has this body (with locals and end); function 1 has four
 * results, type 1 has two. */
static Err one_body(Buf *body, Diag *d) {
  Buf b, s;
  buf_init(&b, &alloc_libc);
  buf_init(&s, &alloc_libc);
  buf_put(&b, "\0asm\1\0\0\0", 8);
  buf_put(&s, "\3\x60\0\0\x60\0\2\x7F\x7F\x60\0\4\x7F\x7F\x7F\x7F", 16);
  put_section(&b, 1, &s);
  buf_put(&s, "\2\0\2", 3);
  put_section(&b, 3, &s);
  buf_put(&s, "\1\1f\0\0", 5);
  put_section(&b, 7, &s);
  buf_put_u8(&s, 2);
  buf_put_u64_leb(&s, body->size);
  buf_put(&s, body->at, body->size);
  buf_put(&s, "\3\0\0\x0B", 4);
  put_section(&b, 10, &s);
  Types *types = types_new(&alloc_libc);
  Module *m;
  ValidModule *v;
  Err e = load_bytes((Bytes){b.at, b.size}, types, &m, &v, d);
  if (!e) {
    valid_module_free(v);
    module_free(m);
  }
  types_free(types);
  buf_free(&b);
  buf_free(&s);
  buf_free(body);
  return e;
}

static Buf body_new(void) {
  Buf b;
  buf_init(&b, &alloc_libc);
  return b;
}

static void put_times(Buf *b, const char *bytes, size_t size, uint32_t times) {
  for (uint32_t i = 0; i < times; i++) buf_put(b, bytes, size);
}

START_TEST(a_million_nested_blocks) {
  static const char *const kinds[] = {"\x02\x40", "\x03\x40", "\x02\x70"};
  for (size_t k = 0; k < COUNT_OF(kinds); k++) {
    Buf b = body_new();
    Diag d = {0};
    buf_put_u8(&b, 0);
    put_times(&b, kinds[k], 2, 1000000);
    if (k == 2) buf_put(&b, "\xD0\x70", 2);
    put_times(&b, "\x0B", 1, 1000000);
    if (k == 2) buf_put_u8(&b, 0x1A);
    buf_put_u8(&b, 0x0B);
    ck_assert_msg(!one_body(&b, &d), "%s", d.message);
  }
}
END_TEST

START_TEST(wide_branch_tables) {
  Buf b = body_new();
  Diag d = {0};
  buf_put_u8(&b, 0);
  put_times(&b, "\x02\1", 2, 300); /* blocks of two results */
  put_times(&b, "\x41\1\x41\1\x41\1\x0E", 7, 1);
  buf_put_u64_leb(&b, 65000);
  for (uint32_t i = 0; i <= 65000; i++) buf_put_u64_leb(&b, i % 300);
  put_times(&b, "\x0B", 1, 300);
  put_times(&b, "\x1A\x1A\x0B", 3, 1);
  ck_assert_msg(!one_body(&b, &d), "%s", d.message);
}
END_TEST

START_TEST(many_locals_and_many_loops) {
  for (int undefaultable = 0; undefaultable < 2; undefaultable++) {
    Buf b = body_new();
    Diag d = {0};
    buf_put_u8(&b, 1);
    buf_put_u64_leb(&b, 50000);
    if (undefaultable) buf_put(&b, "\x64\x6F", 2);
    else buf_put_u8(&b, 0x7F);
    for (uint32_t i = 0; i < 10000; i++) {
      buf_put(&b, "\x03\x40", 2);
      if (undefaultable) continue;
      buf_put(&b, "\x41\1\x21", 3);
      buf_put_u64_leb(&b, 49000 + i % 1000);
    }
    put_times(&b, "\x0B", 1, 10001);
    ck_assert_msg(!one_body(&b, &d), "%s", d.message);
  }
}
END_TEST

START_TEST(initialisation_is_undone_in_linear_time) {
  Buf b = body_new();
  Diag d = {0};
  buf_put_u8(&b, 1);
  buf_put_u64_leb(&b, 40000);
  buf_put(&b, "\x64\x70", 2); /* (ref func) */
  for (uint32_t i = 0; i < 40000; i++) {
    buf_put(&b, "\x02\x40\xD2\0\x21", 5); /* block, ref.func 0, local.set */
    buf_put_u64_leb(&b, i);
    buf_put_u8(&b, 0x20);
    buf_put_u64_leb(&b, i / 2);
    buf_put_u8(&b, 0x1A);
  }
  put_times(&b, "\x0B", 1, 39999);
  buf_put(&b, "\x20\0\x1A\x0B", 4); /* local 0 is still initialised */
  buf_put(&b, "\x20\0\x1A\x0B", 4); /* and now no more */
  ck_assert_int_eq(one_body(&b, &d), ERR_UNINITIALIZED_LOCAL);
  ck_assert_str_eq(d.message, "uninitialized local 0");
}
END_TEST

START_TEST(frames_are_limited) {
  Diag d = {0};
  Buf b = body_new();
  buf_put_u8(&b, 0);
  put_times(&b, "\x41\0", 2, 70000);
  put_times(&b, "\x1A", 1, 70000);
  buf_put_u8(&b, 0x0B);
  ck_assert_int_eq(one_body(&b, &d), ERR_LIMIT);
  ck_assert(d.has_func && d.func == 0);
  d = (Diag){0};
  b = body_new();
  buf_put(&b, "\1\xC0\xB8\2\x7B\x0B", 6); /* 40,000 vectors */
  ck_assert_int_eq(one_body(&b, &d), ERR_LIMIT);
  d = (Diag){0};
  b = body_new();
  buf_put_u8(&b, 0);
  put_times(&b, "\x10\1", 2, 3000000); /* four results a call */
  buf_put_u8(&b, 0x0B);
  ck_assert_int_eq(one_body(&b, &d), ERR_LIMIT);
  d = (Diag){0};
  b = body_new();
  buf_put_u8(&b, 0);
  put_times(&b, "\x41\0", 2, 60000);
  put_times(&b, "\x1A", 1, 60000);
  buf_put_u8(&b, 0x0B);
  ck_assert_msg(!one_body(&b, &d), "%s", d.message);
}
END_TEST

START_TEST(many_exports) {
  Buf b, s;
  buf_init(&b, &alloc_libc);
  buf_init(&s, &alloc_libc);
  buf_put(&b, "\0asm\1\0\0\0", 8);
  buf_put(&s, "\1\0\0", 3);
  put_section(&b, 5, &s);
  buf_put_u64_leb(&s, 100000);
  for (uint32_t i = 0; i < 100000; i++) {
    char name[16];
    int n = snprintf(name, sizeof name, "export%u", i);
    buf_put_u8(&s, (uint8_t)n);
    buf_put(&s, name, (size_t)n);
    buf_put(&s, "\2\0", 2);
  }
  put_section(&b, 7, &s);
  Types *types = types_new(&alloc_libc);
  Module *m;
  ValidModule *v;
  Diag d = {0};
  ck_assert_msg(!load_bytes((Bytes){b.at, b.size}, types, &m, &v, &d), "%s", d.message);
  valid_module_free(v);
  module_free(m);
  types_free(types);
  buf_free(&b);
  buf_free(&s);
}
END_TEST

/* ---- memory that runs out ---- */

typedef struct Failing {
  uint32_t left;
} Failing;

static void *failing_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  Failing *f = ctx;
  if (new_size && f->left-- == 0) {
    f->left = 0;
    return NULL;
  }
  return alloc_libc.resize(NULL, p, old_size, new_size);
}

START_TEST(memory_may_run_out_anywhere) {
  static const char text[] =
      "(module (rec (type $a (sub (struct (field i32)))) (type $b (sub $a (struct (field i32 (ref $a))))))"
      " (type $f (func (param i32) (result i32 i32))) (memory 1) (table 2 funcref) (global (ref null $a) (ref.null $a))"
      " (tag (param i32)) (export \"m\" (memory 0)) (elem (i32.const 0) func 0)"
      " (func (type $f) (local (ref $a)) (block (result (ref null $b)) (ref.null $b)) (drop)"
      " (local.set 1 (struct.new $a (i32.const 1))) (block (block (block (nop)))) (local.get 0) (local.get 0)))";
  Buf out;
  buf_init(&out, &alloc_libc);
  Diag d = {0};
  TextOptions text_options = {.alloc = &alloc_libc, .features = ~(Features)0};
  ck_assert(!text_to_binary((Bytes){(const uint8_t *)text, strlen(text)}, &text_options, &out, &d));
  bool done = false;
  for (uint32_t n = 0; !done; n++) {
    ck_assert_uint_lt(n, 1000);
    Failing failing = {n};
    Alloc alloc = {failing_resize, &failing};
    d = (Diag){0};
    Types *types = types_new(&alloc);
    if (!types) continue;
    DecodeOptions options = {.alloc = &alloc, .features = ~(Features)0};
    Module *m;
    ValidModule *v = NULL;
    Err e = module_decode((Bytes){out.at, out.size}, &options, &m, &d);
    if (!e) {
      e = module_validate(m, types, &v, &d);
      valid_module_free(v);
      module_free(m);
    }
    ck_assert(e == ERR_OK || e == ERR_NO_MEMORY);
    done = !e;
    types_free(types);
  }
  buf_free(&out);
}
END_TEST

TEST_MAIN("walk", a_sink_is_told_in_order, heights_are_in_slots, fuel_is_charged_by_block,
          relaxed_operators_are_determined, faults_say_what_and_where, constant_expressions_have_types,
          a_million_nested_blocks, wide_branch_tables, many_locals_and_many_loops,
          initialisation_is_undone_in_linear_time, frames_are_limited, many_exports, memory_may_run_out_anywhere)
