/* The Walk's quick paths against its rules: with tables that hold nothing everything goes by the rules, and a sink must be
 * told the same, instruction by instruction. Over the modules of this repository, and texts with what compilers do not
 * write: unreachable code, ends that are not reached, branches out of everything. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "decoder/text/text.h"
#include "tests/check.h"
#include "validator/walk_state.h"

/* Everything of an event that a sink can see, as one number. */
typedef struct Digest {
  Sink sink;
  uint64_t value;
  uint64_t events;
} Digest;

static void mix(Digest *d, uint64_t v) { d->value = (d->value ^ v) * 0x9E3779B97F4A7C15u + (d->value >> 29); }

static void mix_event(Digest *d, const Walk *w, uint32_t kind, const WalkInstr *i) {
  d->events++;
  mix(d, kind);
  mix(d, (uint64_t)i->instr->op << 32 | i->instr->offset);
  mix(d, i->next ? (uint64_t)i->next->op << 32 | i->next->offset : 1);
  mix(d, i->type ? i->type->id : UINT64_MAX);
  mix(d, (uint64_t)i->operand_slots << 32 | i->result_slots);
  mix(d, (uint64_t)i->height << 32 | i->fuel);
  const Imm imm = (Imm)op_info[i->instr->op].imm;
  if (imm >= IMM_INDEX_FIRST && imm <= IMM_INDEX_LAST) mix(d, i->instr->index);
  if (imm == IMM_MEMARG) mix(d, i->instr->mem.offset << 8 | i->instr->mem.align), mix(d, i->instr->mem.memory);
  if (imm == IMM_BLOCK) mix(d, (uint64_t)i->instr->block.kind << 32 | i->instr->block.value);
  if (imm == IMM_I32) mix(d, (uint32_t)i->instr->i32);
  if (imm == IMM_I64) mix(d, (uint64_t)i->instr->i64);
  const uint32_t count = walk_operand_count(w);
  mix(d, count);
  for (uint32_t k = 0; k < count && k < 8; k++) mix(d, (uint64_t)walk_operand_type(w, k) << 32 | walk_operand_slot(w, k));
}

static void mix_label(Digest *d, Walk *w, const Label *l, bool reachable) {
  ck_assert_ptr_eq(l, walk_label(w, 0));
  mix(d, (uint64_t)l->kind << 8 | (uint64_t)l->branched << 1 | reachable);
  mix(d, (uint64_t)l->base_slot << 32 | l->base_operand);
  mix(d, (uint64_t)l->param_slots << 32 | l->result_slots);
  mix(d, (uint64_t)l->offset << 32 | walk_label_depth(w));
}

static Err digest_begin(Sink *s, Walk *w) {
  mix((Digest *)s, (uint64_t)walk_local_count(w) << 32 | walk_local_slots(w));
  return ERR_OK;
}
static Err digest_enter(Sink *s, Walk *w, const WalkInstr *i, Label *l) {
  mix_event((Digest *)s, w, 1, i);
  mix_label((Digest *)s, w, l, true);
  return ERR_OK;
}
static Err digest_arm(Sink *s, Walk *w, const WalkInstr *i, Label *l, bool reachable) {
  mix_event((Digest *)s, w, 2, i);
  mix_label((Digest *)s, w, l, reachable);
  return ERR_OK;
}
static Err digest_leave(Sink *s, Walk *w, const WalkInstr *i, Label *l, bool reachable) {
  mix_event((Digest *)s, w, 3, i);
  mix_label((Digest *)s, w, l, reachable);
  return ERR_OK;
}
static Err digest_instr(Sink *s, Walk *w, const WalkInstr *i) {
  mix_event((Digest *)s, w, 4, i);
  return ERR_OK;
}

/* Tables that know nothing: made already, for these features. */
static WalkScratch *scratch_by_rules(Features features) {
  WalkScratch *s = walk_scratch_new(&alloc_libc);
  s->quick.made = true;
  s->quick.features = features;
  return s;
}

static Digest digest_of(const ValidModule *v, uint32_t func, bool fuel, WalkScratch *scratch) {
  Digest d = {.sink = {digest_begin, digest_enter, digest_arm, digest_leave, digest_instr}};
  const WalkOptions options = {.relaxed = RELAXED_X86, .fuel = fuel};
  Diag diag = {0};
  FuncInfo info;
  ck_assert_int_eq(walk_function(v, func, &options, &d.sink, scratch, &info, &diag), ERR_OK);
  ck_assert_uint_eq(info.frame_slots, v->funcs[func].frame_slots);
  return d;
}

/* Compares both ways through all functions; returns how many events they were. */
static uint64_t compare(Bytes bytes, const char *what) {
  const DecodeOptions options = {.alloc = &alloc_libc, .features = ~(Features)0};
  Types *types = types_new(&alloc_libc);
  Module *m;
  ValidModule *v;
  Diag diag = {0};
  ck_assert_msg(!module_decode(bytes, &options, &m, &diag) && !module_validate(m, types, &v, &diag), "%s: %s", what, diag.message);
  WalkScratch *quick = walk_scratch_new(&alloc_libc), *rules = scratch_by_rules(m->features);
  uint64_t events = 0;
  for (uint32_t f = m->imported[EXTERN_FUNC]; f < m->func_count; f++)
    for (int fuel = 0; fuel < 2; fuel++) {
      const Digest a = digest_of(v, f, fuel, quick), b = digest_of(v, f, fuel, rules);
      if (a.value != b.value || a.events != b.events)
        ck_abort_msg("%s: function %u: the quick path tells otherwise (%llu events, %llu by the rules)", what, f,
                     (unsigned long long)a.events, (unsigned long long)b.events);
      events += a.events;
    }
  walk_scratch_free(quick);
  walk_scratch_free(rules);
  valid_module_free(v);
  module_free(m);
  types_free(types);
  return events;
}

static uint64_t compare_file(const char *path) {
  FILE *f = fopen(path, "rb");
  ck_assert_msg(f != NULL, "%s cannot be read", path);
  ck_assert_int_eq(fseek(f, 0, SEEK_END), 0);
  const size_t size = (size_t)ftell(f);
  rewind(f);
  uint8_t *bytes = malloc(size);
  ck_assert_uint_eq(fread(bytes, 1, size, f), size);
  fclose(f);
  const uint64_t events = compare((Bytes){bytes, size}, path);
  free(bytes);
  return events;
}

START_TEST(modules_of_compilers) {
  static const char *const folders[] = {"bench/wasm", "tests/c_programs", "examples/digits"};
  const char *root = getenv("WVM_SOURCE");
  uint64_t events = 0;
  for (size_t k = 0; k < COUNT_OF(folders); k++) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", root ? root : "..", folders[k]);
    DIR *dir = opendir(path);
    ck_assert_msg(dir != NULL, "%s cannot be read: WVM_SOURCE names the repository", path);
    for (const struct dirent *e; (e = readdir(dir));) {
      const size_t size = strlen(e->d_name);
      if (size < 5 || strcmp(e->d_name + size - 5, ".wasm")) continue;
      char file[2048];
      snprintf(file, sizeof file, "%s/%s", path, e->d_name);
      events += compare_file(file);
    }
    closedir(dir);
  }
  ck_assert_uint_gt(events, 100000);
}
END_TEST

START_TEST(what_compilers_do_not_write) {
  static const char *const bodies[] = {
      "(br 0) (drop) (i32.const 1) (drop)",
      "(block (br 0) (nop) (br 0)) (nop)",
      "(block (block (br 1)) (nop) (drop (i32.const 1)))",
      "(loop (br 0)) (drop (i32.const 1))",
      "(loop (br_if 0 (i32.const 1)) (br 1))",
      "(if (i32.const 1) (then (br 0)) (else (nop))) (nop)",
      "(if (i32.const 1) (then (return)) (else (return))) (nop)",
      "(if (i32.const 1) (then (return))) (nop)",
      "(block (br_if 0 (i32.const 1)) (br_if 1 (i32.const 1)) (unreachable) (br_if 0))",
      "(drop (block (result i32) (br 0 (i32.const 1)) (i32.const 2)))",
      "(drop (block (result i32) (i32.const 1) (br_if 0 (i32.const 2))))",
      "(block (br_table 0 1 0 (i32.const 1)))",
      "(drop (i64.const -5000000000)) (drop (i32.const -5000000)) (drop (i64.const -1))",
      "(drop (i32.load offset=70000 align=1 (i32.const 2))) (i64.store32 offset=1 (i32.const 1) (i64.const 2))",
      "(drop (call $two (i32.const 1) (f64.const 2)))",
      "(call $three) (drop) (drop) (drop)",
      "(global.set 0 (i32.add (global.get 0) (i32.const 1))) (drop (select (i32.const 1) (i32.const 2) (i32.const 3)))",
      "(local.set 0 (local.tee 1 (i32.const 5))) (local.set 2 (v128.const i32x4 1 2 3 4)) (drop (local.get 2))",
      "(drop (f32x4.relaxed_madd (local.get 2) (local.get 2) (local.get 2))) (drop (i8x16.relaxed_swizzle (local.get 2) (local.get 2)))",
      "(drop (i32x4.extract_lane 3 (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 (local.get 2) (local.get 2))))",
      "(block $a (try_table (catch_all $a) (call $none)) (nop))",
      "(try (do (call $none)) (catch_all (nop))) (try (do (br 1)) (catch_all (rethrow 0)))",
      "(loop $l (block (br_if $l (i32.const 0)) (loop (br_if 1 (i32.const 1)) (br $l))))",
      "(drop (i32.add (unreachable) (i32.const 1))) (block)",
  };
  for (size_t k = 0; k < COUNT_OF(bodies); k++) {
    char text[1024];
    snprintf(text, sizeof text,
             "(module (memory 1) (global (mut i32) (i32.const 0)) (func $none) (func $two (param i32 f64) (result i32) (i32.const 1))"
             " (func $three (result i32 v128 i64) (i32.const 1) (v128.const i64x2 0 0) (i64.const 0))"
             " (func (param i32) (local i32 v128) %s))", bodies[k]);
    Buf out;
    buf_init(&out, &alloc_libc);
    const TextOptions options = {.alloc = &alloc_libc, .features = ~(Features)0};
    Diag diag = {0};
    ck_assert_msg(!text_to_binary((Bytes){(const uint8_t *)text, strlen(text)}, &options, &out, &diag), "%s: %s", bodies[k], diag.message);
    ck_assert_uint_gt(compare((Bytes){out.at, out.size}, bodies[k]), 5);
    buf_free(&out);
  }
}
END_TEST

TEST_MAIN("walk: quick", modules_of_compilers, what_compilers_do_not_write)
