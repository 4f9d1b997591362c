/* The module: a skeleton in text, whose functions get other bodies. Functions call those with lower numbers, or any
 * through the table; what goes wrong traps, overflows or runs out of fuel. */
#include "tests/fuzz/program.h"

#include <stdio.h>
#include <stdlib.h>

#include "decoder/text/text.h"
#include "tests/fuzz/program/gen.h"

static const char skeleton[] =
    "(module"
    " (rec (type $s0 (sub (struct (field (mut i32)) (field (mut i64)) (field (mut (ref null $s0))) (field (mut i8)) (field (mut anyref)))))"
    "  (type $s1 (sub $s0 (struct (field (mut i32)) (field (mut i64)) (field (mut (ref null $s0))) (field (mut i8)) (field (mut anyref))"
    "   (field (mut f64)) (field (mut v128)) (field (mut (ref null $a8))))))"
    "  (type $a8 (array (mut i8))) (type $a64 (array (mut i64))) (type $ar (array (mut anyref))) (type $av (array (mut v128))))"
    " (type $run (func (param i32 i64 f32 f64 v128 anyref) (result i32)))"
    " (type $task (func (param i32) (result i32)))"
    " (type $c (cont $task))"
    " (type $multi (func (param i64 anyref) (result f64 anyref)))"
    " (type $catch-er (func (result anyref i64)))"
    " (type $catch-ref (func (result i32 exnref)))"
    " (type $on-yield (func (result i32 (ref null $c))))"
    " (tag $e (param i32)) (tag $er (param anyref i64)) (tag $yield (param i32) (result i32))"
    " (memory (export \"m0\") 1 2) (memory (export \"m1\") 1 2 shared) (memory (export \"m2\") i64 1 2)"
    " (table $tf 8 16 funcref) (table $ta 8 16 anyref)"
    " (global (export \"g0\") (mut i32) (i32.const 1)) (global (export \"g1\") (mut i64) (i64.const -1))"
    " (global (export \"g2\") (mut f32) (f32.const 0.5)) (global (export \"g3\") (mut f64) (f64.const -0))"
    " (global (export \"g4\") (mut v128) (v128.const i32x4 1 -1 0x7fc00000 0x80000000))"
    " (global (export \"g5\") (mut anyref) (ref.i31 (i32.const 5))) (global (mut (ref null $s0)) (struct.new_default $s1))"
    " (func (export \"t0\") (type $task) (data.drop $d) unreachable) (func (export \"t1\") (type $task) unreachable)"
    " (func (export \"x0\") (type $multi) unreachable)"
    " (func (export \"r0\") (type $run) unreachable) (func (export \"r1\") (type $run) unreachable)"
    " (func (export \"r2\") (type $run) unreachable) (func (export \"r3\") (type $run) unreachable)"
    " (elem (table $tf) (i32.const 0) func 0 1 2 3 4 5 6)"
    " (elem $objects anyref (item (ref.i31 (i32.const 7))) (item (struct.new_default $s0)) (item (array.new_default $a8 (i32.const 3))) (item (ref.null any)))"
    " (elem $funcs func 0 1 3)"
    " (data $d \"0123456789abcdef\\ff\\80\\00\\7f\\01\\02\\03\\04\\05\\06\\07\\08\\f0\\f1\\f2\\f3\")"
    " (data (i32.const 100) \"some bytes to begin with\"))";

/* ---- functions, the module ---- */

/* Locals are not null at first. */
static void begin(Gen *g) {
  static const Type first[] = {T_S0, T_S1, T_A8, T_A64, T_AR, T_AV};
  u32(g, T_COUNT);
  for (int t = 0; t < T_COUNT; t++) {
    u32(g, LOCALS_OF_TYPE);
    gen_val_type(g, (Type)t);
  }
  for (size_t k = 0; k < COUNT_OF(first); k++) {
    const Type t = first[k];
    if (t < T_A8) gen_emit1(g, OP_STRUCT_NEW_DEFAULT, t == T_S0 ? TYPE_S0 : TYPE_S1);
    else {
      gen_i32_const(g, 8);
      gen_emit1(g, OP_ARRAY_NEW_DEFAULT, gen_array_type(t).type);
    }
    gen_emit1(g, OP_LOCAL_SET, g->params + (uint32_t)t * LOCALS_OF_TYPE);
  }
  gen_emit1(g, OP_REF_FUNC, FUNC_TASK);
  gen_emit1(g, OP_CONT_NEW, TYPE_CONT);
  gen_emit1(g, OP_LOCAL_SET, g->params + (uint32_t)T_CONT * LOCALS_OF_TYPE);
  for (uint32_t k = 0; k < g->params && g->func >= FUNC_RUN; k++) {
    gen_emit1(g, OP_LOCAL_GET, k);
    gen_emit1(g, OP_LOCAL_SET, g->params + (uint32_t)params_of_run[k] * LOCALS_OF_TYPE + 1);
  }
}

static void function(Gen *g, uint32_t index) {
  g->func = index;
  g->params = index < FUNC_MULTI ? 1 : index < FUNC_RUN ? 2 : COUNT_OF(params_of_run);
  g->nodes = g->depth = 0;
  g->label_count = 0;
  gen_push_label(g, index >= FUNC_MULTI && index < FUNC_RUN ? T_TWO : T_I32);
  begin(g);
  for (uint32_t n = 1 + below(g, 8); n-- > 0 && g->at < g->end;) gen_stmt(g);
  if (index >= FUNC_MULTI && index < FUNC_RUN) {
    gen_expr(g, T_F64);
    gen_expr(g, T_ANY);
  } else {
    gen_expr(g, T_I32);
  }
  gen_emit(g, OP_END);
}

/* The skeleton in front of its code section and behind it; found once. */
static Buf bare;
static size_t code_at, code_end;

static bool find_skeleton(void) {
  if (bare.size) return true;
  gen_find_rows();
  buf_init(&bare, &alloc_libc);
  const TextOptions options = {.alloc = &alloc_libc, .features = features_of_set(FEATURES_ALL)};
  Diag diag = {0};
  if (text_to_binary((Bytes){(const uint8_t *)skeleton, sizeof skeleton - 1}, &options, &bare, &diag)) {
    fprintf(stderr, "skeleton: %s (line %u, column %u)\n", diag.message, diag.line, diag.column);
    abort();
  }
  for (size_t at = 8; at < bare.size;) { /* sections are short enough for sizes of one or two bytes */
    const size_t start = at;
    const uint8_t id = bare.at[at++];
    size_t size = 0;
    for (unsigned shift = 0;; shift += 7) {
      size |= (size_t)(bare.at[at] & 127) << shift;
      if (!(bare.at[at++] & 128)) break;
    }
    at += size;
    if (id != 10) continue;
    code_at = start;
    code_end = at;
    return true;
  }
  return false;
}

bool program_make(const uint8_t *data, size_t size, Buf *out) {
  if (!find_skeleton()) return false;
  Buf code, body;
  buf_init(&code, &alloc_libc);
  buf_init(&body, &alloc_libc);
  buf_put_u64_leb(&code, FUNCS);
  /* Each function has its part of the bytes, so that a change of one is one of it alone. */
  for (uint32_t k = 0; k < FUNCS; k++) {
    Gen g = {.at = data + size * k / FUNCS, .end = data + size * (k + 1) / FUNCS, .out = &body};
    body.size = 0;
    function(&g, k);
    buf_put_u64_leb(&code, body.size);
    buf_put(&code, body.at, body.size);
  }
  buf_put(out, bare.at, code_at);
  buf_put_u8(out, 10);
  buf_put_u64_leb(out, code.size);
  buf_put(out, code.at, code.size);
  buf_put(out, bare.at + code_end, bare.size - code_end);
  const bool ok = !code.failed && !body.failed && !out->failed;
  buf_free(&code);
  buf_free(&body);
  return ok;
}
