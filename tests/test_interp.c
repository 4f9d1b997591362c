/* The translator: operands that nothing was emitted for, accumulators, compares taken back into branches, pairs of
 * handlers, moves on branches. Each case is small enough that its result can be worked out by looking. */
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "tests/api.h"
#include "vm/interp/forms.h"

typedef struct Case {
  const char *body; /* of (func (param i32 i32) (result i32) (local i32 i64 f64)) */
  int32_t a, b, expected;
} Case;

static const Case cases[] = {
    /* A pending local.get keeps the value that it read, however the local is written. */
    {"(local.get 0) (local.set 0 (i32.const 9)) (i32.add (local.get 0))", 5, 0, 14},
    {"(local.get 0) (local.get 0) (local.set 0 (i32.add (local.get 0) (i32.const 1))) (i32.mul) (i32.add (local.get 0))", 6, 0, 43},
    {"(local.get 0) (i32.sub (local.tee 0 (i32.const 3)))", 10, 0, 7},
    {"(local.get 0) (block (br_if 0 (local.get 1)) (local.set 0 (i32.const 100))) (i32.add (local.get 0))", 7, 1, 14},
    {"(local.get 0) (block (br_if 0 (local.get 1)) (local.set 0 (i32.const 100))) (i32.add (local.get 0))", 7, 0, 107},
    {"(local.get 0) (local.get 1) (local.set 1) (local.set 0) (i32.sub (local.get 0) (local.get 1))", 8, 3, 5},
    {"(local.get 0) (local.get 1) (local.set 0) (local.set 1) (i32.sub (local.get 0) (local.get 1))", 8, 3, -5},
    /* The producer of a local.set writes the local; its old readers do not see that. */
    {"(local.get 1) (local.set 1 (i32.add (local.get 0) (i32.const 2))) (i32.shl (i32.const 8)) (i32.or (local.get 1))", 1, 5, 0x503},
    /* Constants on either side, beyond 16 and 32 bits, and both. */
    {"(i32.sub (i32.const 100) (local.get 0))", 58, 0, 42},
    {"(i32.sub (i32.const 100) (i32.const 58))", 0, 0, 42},
    {"(i32.wrap_i64 (i64.shr_u (i64.mul (i64.extend_i32_u (local.get 0)) (i64.const 0x100000001)) (i64.const 32)))", 77, 0, 77},
    {"(i32.lt_s (i32.const -1) (local.get 0))", 0, 0, 1},
    {"(i32.shl (i32.const 1) (i32.add (local.get 0) (i32.const 1)))", 3, 0, 16},
    /* Compares become branches, with any constant, either way, once and inverted. */
    {"(if (result i32) (i32.lt_u (local.get 0) (i32.const 10000000)) (then (i32.const 1)) (else (i32.const 2)))", 9999999, 0, 1},
    {"(if (result i32) (i32.lt_u (local.get 0) (i32.const 10000000)) (then (i32.const 1)) (else (i32.const 2)))", 10000000, 0, 2},
    {"(if (result i32) (i32.gt_s (i32.const -5) (local.get 0)) (then (i32.const 1)) (else (i32.const 2)))", -6, 0, 1},
    {"(if (result i32) (i32.eqz (i32.ge_s (local.get 0) (local.get 1))) (then (i32.const 1)) (else (i32.const 2)))", 4, 5, 1},
    {"(if (result i32) (i32.eqz (f64.lt (f64.convert_i32_s (local.get 0)) (f64.const nan))) (then (i32.const 1)) (else (i32.const 2)))", 4, 0, 1},
    {"(if (result i32) (f64.ge (f64.const nan) (f64.convert_i32_s (local.get 0))) (then (i32.const 1)) (else (i32.const 2)))", 4, 0, 2},
    {"(if (result i32) (i64.ne (i64.extend_i32_s (local.get 0)) (i64.const -70000)) (then (i32.const 1)) (else (i32.const 2)))", -70000, 0, 2},
    {"(i32.lt_s (local.get 0) (local.get 1)) (local.set 2) (if (result i32) (local.get 2) (then (local.get 2)) (else (i32.const 7)))", 2, 1, 7},
    {"(if (result i32) (local.tee 2 (i32.eq (local.get 0) (local.get 1))) (then (local.get 2)) (else (i32.const 7)))", 3, 3, 1},
    /* A pending operand below the condition is brought home before the branch. */
    {"(local.get 0) (if (i32.ne (local.get 0) (i32.const 0)) (then (local.set 0 (i32.const 50)))) (i32.add (local.get 0))", 3, 0, 53},
    /* Branches with results that are elsewhere: taken and not taken. */
    {"(block (result i32) (i32.const 9) (i32.const 8) (br_if 0 (local.get 0)) (i32.add))", 1, 0, 8},
    {"(block (result i32) (i32.const 9) (i32.const 8) (br_if 0 (local.get 0)) (i32.add))", 0, 0, 17},
    {"(block (result i32) (local.get 1) (br_if 0 (i32.eqz (local.get 0))) (i32.add (i32.const 1)))", 0, 4, 4},
    {"(local.get 1) (br_if 0 (local.get 0)) (drop) (i32.const 6)", 1, 33, 33},
    {"(block (result i32) (local.get 1) (i32.add (local.get 0) (i32.const 1)) (br_table 0 1 (local.get 0))) (i32.add (i32.const 100))", 0, 4, 101},
    {"(block (result i32) (local.get 1) (i32.add (local.get 0) (i32.const 1)) (br_table 0 1 (local.get 0))) (i32.add (i32.const 100))", 9, 4, 10},
    {"(block $o (result i32) (loop $l (result i32) (local.set 2 (i32.add (local.get 2) (local.get 0)))"
     " (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))) (br $o (local.get 2))))", 10, 0, 55},
    {"(local.get 0) (local.get 1) (loop $l (param i32 i32) (result i32) (local.set 1) (local.set 0)"
     " (i32.add (local.get 0) (local.get 1)) (i32.sub (local.get 1) (i32.const 1)) (br_if $l (i32.gt_s (local.get 1) (i32.const 1))) (drop))", 0, 4, 10},
    /* Addresses: constant, summed, scaled; the last byte, one beyond. */
    {"(i32.store (i32.const 16) (i32.const 77)) (i32.load offset=6 (i32.const 10))", 0, 0, 77},
    {"(i32.store (i32.add (local.get 0) (local.get 1)) (i32.const -3)) (i32.load (i32.add (local.get 1) (local.get 0)))", 8, 24, -3},
    {"(i32.store8 offset=4 (i32.shl (local.get 0) (i32.const 2)) (local.get 1)) (i32.load8_s (i32.add (i32.shl (local.get 0) (i32.const 2)) (i32.const 4)))", 5, 255, -1},
    {"(i32.store (i32.const 65532) (local.get 0)) (i32.load (i32.add (local.get 1) (i32.const 65533)))", 6, -1, 6},
    /* Bits pass between the classes through their slots. */
    {"(i32.reinterpret_f32 (f32.reinterpret_i32 (i32.add (local.get 0) (i32.const 1))))", 0x7fa00000, 0, 0x7fa00001},
    {"(i32.wrap_i64 (i64.reinterpret_f64 (f64.reinterpret_i64 (i64.extend_i32_u (local.get 0)))))", -5, 0, -5},
    {"(local.set 4 (f64.reinterpret_i64 (i64.const 0x4010000000000000))) (i32.trunc_f64_s (f64.mul (local.get 4) (local.get 4)))", 0, 0, 16},
    {"(select (i32.const 4) (local.get 1) (i32.lt_s (local.get 0) (i32.const 3)))", 2, 9, 4},
    {"(select (i32.const 4) (local.get 1) (i32.lt_s (local.get 0) (i32.const 3)))", 3, 9, 9},
};

START_TEST(small_functions) {
  for (size_t k = 0; k < COUNT_OF(cases); k++)
    for (int variant = 0; variant < 3; variant++) {
      wvm_config_t *config = wvm_config_new();
      wvm_config_set_fuel(config, variant == 1);
      wvm_config_set_deterministic(config, variant == 2);
      Vm vm = vm_of(config);
      if (variant == 1) ok(wvm_store_set_fuel(vm.store, 10000));
      char text[1000];
      snprintf(text, sizeof text, "(module (memory 1) (func (export \"f\") (param i32 i32) (result i32) (local i32 i64 f64) %s))", cases[k].body);
      wvm_instance_t *i = instance_of(&vm, text);
      const int32_t got = call2(get_func(i, "f"), cases[k].a, cases[k].b);
      if (got != cases[k].expected) ck_abort_msg("%s\n  of %d, %d is %d, not %d", cases[k].body, cases[k].a, cases[k].b, got, cases[k].expected);
      vm_delete(&vm);
    }
}
END_TEST

START_TEST(bounds_of_every_address_form) {
  static const char *const loads[] = {
      "(i32.load (local.get 0))", "(i32.load offset=4 (i32.sub (local.get 0) (i32.const 4)))", "(i32.load (i32.add (local.get 0) (local.get 1)))",
      "(i32.load offset=65533 (i32.const 0))", "(i32.load offset=4294967295 (local.get 0))",
      "(i32.store (local.get 0) (local.get 1)) (i32.const 0)", "(i32.store (local.get 0) (i32.const 1)) (i32.const 0)",
      "(i32.store (local.get 0) (i32.add (local.get 1) (i32.const 1))) (i32.const 0)", "(i32.store offset=65533 (i32.const 0) (local.get 1)) (i32.const 0)",
      "(i32.load 1 (local.get 0))", "(i32.store 1 (local.get 0) (local.get 1)) (i32.const 0)",
      "(i32.load 2 (i64.extend_i32_u (local.get 0)))", "(i32.load 2 offset=18446744073709551615 (i64.extend_i32_u (local.get 0)))",
      "(i32x4.extract_lane 0 (v128.load32_lane 1 (local.get 0) (v128.const i32x4 0 0 0 0)))"};
  for (size_t k = 0; k < COUNT_OF(loads); k++) {
    Vm vm = vm_new();
    char text[600];
    snprintf(text, sizeof text, "(module (memory 1) (memory 1) (memory i64 1) (func (export \"f\") (param i32 i32) (result i32) %s))", loads[k]);
    wvm_func_t *f = get_func(instance_of(&vm, text), "f");
    const int32_t args[2] = {65533, 0};
    int32_t r;
    wvm_error_t *e = try_call(f, 2, args, &r);
    if (!e) ck_abort_msg("no trap: %s", loads[k]);
    ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_MEMORY_BOUNDS);
    wvm_error_delete(e);
    vm_delete(&vm);
  }
}
END_TEST

START_TEST(pairs_are_distinct) {
  for (uint32_t k = 0; k < fused_pair_count; k++)
    for (uint32_t j = k + 1; j < fused_pair_count; j++)
      ck_assert(fused_pairs[j].first != fused_pairs[k].first || fused_pairs[j].second != fused_pairs[k].second);
}
END_TEST

/* Time to run a module's only function, which is never entered deep: mostly that of its translation. */
static double seconds_of(const char *head, const char *unit, const char *tail, size_t units) {
  Buf b;
  buf_init(&b, &alloc_libc);
  buf_put_str(&b, "(module (func (export \"f\") (param i32 i32) (result i32) ");
  buf_put_str(&b, head);
  for (size_t k = 0; k < units; k++) buf_put_str(&b, unit);
  buf_put_str(&b, tail);
  buf_put_str(&b, "))");
  buf_put_u8(&b, 0);
  ck_assert(!b.failed);
  Vm vm = vm_new();
  wvm_instance_t *i = instance_of(&vm, (const char *)b.at);
  struct timespec from, to;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
  (void)call2(get_func(i, "f"), 1, 1);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
  vm_delete(&vm);
  buf_free(&b);
  return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
}

START_TEST(translation_is_linear) {
  static const struct { const char *head, *unit, *tail; } shapes[] = {
      {"(return (i32.const 1)) ", "(nop)", "(unreachable)"},
      {"(if (local.get 0) (then (return (i32.const 1))))", "(local.get 0) (local.set 0 (i32.const 1)) ", "(unreachable)"},
      {"(if (local.get 0) (then (return (i32.const 1))))", "(local.get 1) (local.get 0) (local.get 0) (local.set 0) ", "(unreachable)"},
      {"(if (local.get 0) (then (return (i32.const 1))))", "(i32.const 1) (block (local.set 0 (i32.const 1))) ", "(unreachable)"},
      {"(if (local.get 0) (then (return (i32.const 1))))", "(local.get 1) (if (local.get 0) (then (local.set 1 (i32.const 0)))) ", "(unreachable)"},
  };
  for (size_t k = 0; k < COUNT_OF(shapes); k++) {
    (void)seconds_of(shapes[k].head, shapes[k].unit, shapes[k].tail, 1000);
    const double less = seconds_of(shapes[k].head, shapes[k].unit, shapes[k].tail, 4000);
    const double more = seconds_of(shapes[k].head, shapes[k].unit, shapes[k].tail, 32000);
    if (more > 0.02 && more > less * 40) ck_abort_msg("shape %zu: %g s, of eight times as much %g s", k, less, more);
  }
}
END_TEST

/* ---- memory.copy and memory.fill: every size and overlap that has code of its own, in slots and as constants ---- */

enum { BULK_MEMORY = 65536, BULK_AT = 20000 };

static const uint32_t bulk_sizes[] = {0,  1,  2,  3,   4,   5,   7,   8,   9,   15,  16,   17,   31,   32,   33,    47,    63,
                                      64, 65, 96, 127, 128, 129, 160, 255, 256, 257, 384, 385, 1000, 8191, 8192, 8193, 20000};

/* The guest's bytes are what the host's memmove and memset make of the same. */
static void bulk_same(const uint8_t *guest, const uint8_t *model, const char *what, uint32_t size, int32_t distance) {
  if (memcmp(guest, model, BULK_MEMORY)) ck_abort_msg("%s of %u bytes, %d apart", what, size, distance);
}

static void bulk_case(wvm_func_t *copy, wvm_func_t *fill, uint8_t *guest, uint32_t size, bool fixed) {
  static const int32_t distances[] = {-300, -129, -128, -33, -32, -17, -16, -9, -8, -5, -4, -2, -1, 0, 1, 2, 3, 7, 8, 15, 16, 31, 64, 127, 128, 200, 400};
  static uint8_t model[BULK_MEMORY];
  memcpy(model, guest, BULK_MEMORY);
  for (size_t k = 0; k < COUNT_OF(distances); k++) {
    const int32_t args[3] = {BULK_AT + distances[k], BULK_AT, (int32_t)size};
    ok(try_call(copy, fixed ? 2 : 3, args, NULL));
    memmove(model + args[0], model + args[1], size);
    bulk_same(guest, model, fixed ? "copy, fixed," : "copy", size, distances[k]);
    for (uint32_t b = 0; b < size + 600; b += 1 + b / 100) guest[BULK_AT - 300 + b] = model[BULK_AT - 300 + b] = (uint8_t)(b * 7 + k);
  }
  const int32_t args[3] = {BULK_AT + 1, 0x1A5, (int32_t)size};
  ok(try_call(fill, fixed ? 1 : 3, args, NULL));
  memset(model + args[0], 0xA5, size);
  bulk_same(guest, model, fixed ? "fill, fixed," : "fill", size, 0);
}

START_TEST(bulk_memory) {
  Vm vm = vm_new();
  static char text[16384];
  size_t at = (size_t)sprintf(text, "(module (memory (export \"m\") 1 2) (func (export \"grow\") (result i32) (memory.grow (i32.const 1)))"
                                    " (func (export \"copy\") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))"
                                    " (func (export \"fill\") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))"
                                    " (func (export \"zero\") (param i32 i32) (memory.fill (local.get 0) (i32.const 256) (local.get 1)))"
                                    " (func (export \"fill9\") (param i32 i32) (memory.fill (local.get 0) (local.get 1) (i32.const 9)))"
                                    " (func (export \"copy9\") (memory.copy (i32.const 100) (i32.const 200) (i32.const 9)))");
  for (size_t k = 0; k < COUNT_OF(bulk_sizes); k++) {
    const unsigned n = bulk_sizes[k];
    at += (size_t)sprintf(text + at, " (func (export \"copy%u_\") (param i32 i32) (memory.copy (local.get 0) (local.get 1) (i32.const %u)))"
                                     " (func (export \"fill%u_\") (param i32) (memory.fill (local.get 0) (i32.const 0x1A5) (i32.const %u)))", n, n, n, n);
  }
  sprintf(text + at, ")");
  wvm_instance_t *i = instance_of(&vm, text);
  uint8_t *guest = wvm_memory_data(get_memory(i, "m"));
  for (uint32_t k = 0; k < BULK_MEMORY; k++) guest[k] = (uint8_t)(k * 31 + k / 256);
  for (size_t k = 0; k < COUNT_OF(bulk_sizes); k++) {
    char names[2][24];
    snprintf(names[0], sizeof names[0], "copy%u_", bulk_sizes[k]);
    snprintf(names[1], sizeof names[1], "fill%u_", bulk_sizes[k]);
    bulk_case(get_func(i, "copy"), get_func(i, "fill"), guest, bulk_sizes[k], false);
    bulk_case(get_func(i, names[0]), get_func(i, names[1]), guest, bulk_sizes[k], true);
  }
  const int32_t zero[2] = {50, 33}, nine[2] = {7, 0x1FF};
  ok(try_call(get_func(i, "zero"), 2, zero, NULL));
  ok(try_call(get_func(i, "fill9"), 2, nine, NULL));
  ok(try_call(get_func(i, "copy9"), 0, NULL, NULL));
  for (int k = 0; k < 33; k++) ck_assert_uint_eq(guest[50 + k], 0);
  for (int k = 0; k < 9; k++) ck_assert_uint_eq(guest[7 + k], 0xFF);
  ck_assert_mem_eq(guest + 100, guest + 200, 9);
  vm_delete(&vm);
}
END_TEST

START_TEST(bounds_of_bulk_memory) {
  Vm vm = vm_new();
  wvm_instance_t *i = instance_of(&vm, "(module (memory (export \"m\") 1 2) (func (export \"grow\") (result i32) (memory.grow (i32.const 1)))"
                                       " (func (export \"copy\") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))"
                                       " (func (export \"fill\") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2))))");
  uint8_t *guest = wvm_memory_data(get_memory(i, "m"));
  for (int grown = 0; grown < 2; grown++) {
    const uint32_t end = BULK_MEMORY << grown;
    for (size_t k = 0; k < COUNT_OF(bulk_sizes); k++) {
      const uint32_t n = bulk_sizes[k];
      const int32_t inside[3] = {(int32_t)(end - n), 1, (int32_t)n}, inside_from[3] = {1, (int32_t)(end - n), (int32_t)n};
      ok(try_call(get_func(i, "copy"), 3, inside, NULL));
      ok(try_call(get_func(i, "copy"), 3, inside_from, NULL));
      ok(try_call(get_func(i, "fill"), 3, inside, NULL));
      const int32_t beyond[][3] = {{(int32_t)(end - n + 1), 1, (int32_t)n}, {1, (int32_t)(end - n + 1), (int32_t)n},
                                   {-1, 1, (int32_t)n}, {1, -1, (int32_t)n}, {(int32_t)n, 1, -(int32_t)n - 1}};
      memset(guest, 0x33, end);
      for (size_t b = 0; b < COUNT_OF(beyond); b++) {
        fails(try_call(get_func(i, "copy"), 3, beyond[b], NULL), WVM_ERROR_TRAP, "out of bounds memory access");
        if (b % 2 == 0) fails(try_call(get_func(i, "fill"), 3, beyond[b], NULL), WVM_ERROR_TRAP, "out of bounds memory access");
      }
      ck_assert(guest[0] == 0x33 && memcmp(guest, guest + 1, end - 1) == 0); /* all or nothing */
    }
    ck_assert_int_eq(call0(get_func(i, "grow")), grown ? -1 : 1);
  }
  vm_delete(&vm);
}
END_TEST

TEST_MAIN("interp", small_functions, bounds_of_every_address_form, pairs_are_distinct, translation_is_linear, bulk_memory, bounds_of_bulk_memory)
