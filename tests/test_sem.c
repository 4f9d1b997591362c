/* vm/sem: every operator against the reference of sem_reference.h, in every table (portable C, the compiler's default
 * target, x86-64-v3), which therefore agree; half precision over its whole domain. */
#include "tests/check.h"
#include "tests/sem_reference.h"

#include <stdio.h>

enum { TABLES = 3 };
static const SemTable *tables[TABLES];
static int table_count;

static void find_tables(void) {
  table_count = 0;
  tables[table_count++] = &sem_table_portable;
  tables[table_count++] = &sem_table_native;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) tables[table_count++] = &sem_table_v3;
#endif
}

/* A small generator (xorshift*): the same numbers everywhere. */
static uint64_t state;
static uint64_t random_u64(void) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * 0x2545F4914F6CDD1D;
}

/* Numbers at which something changes, for a lane of this many bits. */
static uint64_t special(int bits, bool is_float) {
  static const int64_t ints[] = {0,
                                 1,
                                 2,
                                 3,
                                 7,
                                 8,
                                 15,
                                 16,
                                 31,
                                 32,
                                 63,
                                 64,
                                 -1,
                                 -2,
                                 127,
                                 128,
                                 -128,
                                 -129,
                                 255,
                                 256,
                                 32767,
                                 32768,
                                 -32768,
                                 -32769,
                                 65535,
                                 65536,
                                 INT32_MAX,
                                 INT32_MIN,
                                 UINT32_MAX,
                                 INT64_MAX,
                                 INT64_MIN,
                                 0x5555555555555555,
                                 0x1000000000,
                                 0x0123456789abcdef};
  static const double floats[] = {0,
                                  0.5,
                                  1,
                                  1.5,
                                  2.5,
                                  3.5,
                                  0.49999999999999994,
                                  0.1,
                                  127,
                                  128,
                                  255.5,
                                  32767,
                                  32768,
                                  65504,
                                  65519.99,
                                  65520,
                                  65535,
                                  65536,
                                  0x1p-14,
                                  0x1p-24,
                                  0x1p-25,
                                  0x1p-126,
                                  0x1p-149,
                                  0x1p-150,
                                  0x1p-1022,
                                  0x1p-1074,
                                  0x1.fffffep127,
                                  0x1.ffffffp127,
                                  0x1.fffffffffffffp1023,
                                  0x1p23,
                                  0x1.000002p23,
                                  0x1p24,
                                  0x1p31,
                                  0x1.fffffep30,
                                  2147483647.5,
                                  2147483648.5,
                                  4294967295.5,
                                  0x1p32,
                                  0x1p52,
                                  0x1p53,
                                  0x1p62,
                                  0x1p63,
                                  0x1.fffffffffffffp62,
                                  0x1p64,
                                  0x1.fffffep63,
                                  8388609.5,
                                  4503599627370497.5,
                                  1e10,
                                  1e300};
  if (!is_float) return (uint64_t)ints[random_u64() % COUNT_OF(ints)];
  Format f = bits == 16 ? format_f16 : bits == 32 ? format_f32 : format_f64;
  double d = floats[random_u64() % COUNT_OF(floats)];
  uint64_t wide;
  memcpy(&wide, &d, sizeof wide);
  uint64_t r = num_round(f, num_decode(format_f64, wide)) ^ (random_u64() & 1 ? format_sign(f) : 0);
  switch (random_u64() % 8) {
  case 0: r += 1; break;
  case 1: r -= 1; break;
  case 2: r = format_inf(f) + random_u64() % 3; break; /* infinity, signalling NaNs */
  case 3: r = format_nan(f) | random_u64(); break;
  default: break;
  }
  return r;
}

static SemArg random_arg(void) {
  static const int widths[] = {8, 16, 32, 64};
  SemArg a = {.l = 0};
  int bits = widths[random_u64() % 4];
  bool is_float = bits > 8 && random_u64() % 2;
  for (int i = 0; i < 128 / bits; i++) {
    uint64_t v = special(bits, is_float);
    switch (random_u64() % 4) {
    case 0: v = random_u64(); break;
    case 1: /* near one: sums, differences and comparisons that matter */
      if (is_float)
        v = num_round(bits == 16   ? format_f16
                      : bits == 32 ? format_f32
                                   : format_f64,
                      num_of_int((int8_t)v)) ^
            (v & 0xff);
      break;
    default: break;
    }
    memcpy(a.bytes + i * bits / 8, &v, (size_t)bits / 8);
  }
  return a;
}

/* Whether got is what e allows. */
static bool agrees(const Expect *e, const SemArg *got, size_t size) {
  if (!e->nan_bits) return memcmp(e->value.bytes, got->bytes, size) == 0;
  Format f = e->nan_bits == 16 ? format_f16 : e->nan_bits == 32 ? format_f32 : format_f64;
  for (int i = 0; i < (int)size * 8 / f.bits; i++) {
    uint64_t want = lane_u(&e->value, f.bits, i), have = lane_u(got, f.bits, i);
    bool nan = (want & ~format_sign(f)) > format_inf(f);
    /* replace_lane and friends leave signalling NaNs of other lanes alone. */
    if (nan ? (have & format_nan(f)) != format_nan(f) && have != want : have != want) return false;
  }
  return true;
}

static void print_arg(const char *what, const SemArg *a) {
  fprintf(stderr, "  %s %016llx:%016llx\n", what, (unsigned long long)a->v[1], (unsigned long long)a->v[0]);
}

static void check_row(size_t row, const SemArg *in) {
  Op op = sem_table_native.rows[row].op;
  Expect e = reference(op, in);
  ck_assert_msg(e.known, "%s: the reference has no rule", op_info[op].text);
  SemArg first = {.v = {0}};
  for (int t = 0; t < table_count; t++) {
    const SemRow *r = &tables[t]->rows[row];
    TrapCode trap = r->traps ? r->traps(in) : TRAP_NONE;
    SemArg got = {.v = {0}};
    if (trap == TRAP_NONE) r->run(in, &got);
    if (t == 0) first = got;
    /* What --deterministic leaves alone is equal everywhere, NaNs too. */
    bool same = r->makes_nan || memcmp(&first, &got, sizeof got) == 0;
    if (same && trap == e.trap && (trap != TRAP_NONE || agrees(&e, &got, sizeof got))) continue;
    fprintf(stderr, "%s (%s): trap %d, expected %d\n", op_info[op].text, tables[t]->name, (int)trap, (int)e.trap);
    for (int i = 0; i < 4; i++) print_arg("operand ", &in[i]);
    print_arg("got     ", &got);
    print_arg("expected", &e.value);
    ck_abort_msg("%s differs", op_info[op].text);
  }
}

START_TEST(table_and_ops_agree) {
  uint8_t rows[OP_COUNT] = {0};
  for (size_t i = 0; i < sem_table_native.count; i++) {
    const SemRow *r = &sem_table_native.rows[i];
    const OpInfo *info = &op_info[r->op];
    ck_assert_msg(rows[r->op]++ == 0, "%s twice", info->text);
    ck_assert_msg(r->makes_nan == !!(info->flags & OPF_MAKES_NAN), "%s: NaN column", info->text);
    bool memory = info->kind == KIND_LOAD || info->kind == KIND_STORE || info->kind == KIND_LOAD_LANE ||
                  info->kind == KIND_STORE_LANE;
    if (!memory) ck_assert_msg(!r->traps == !(info->flags & OPF_TRAPS), "%s: traps", info->text);
  }
  for (int op = 0; op < OP_COUNT; op++) {
    const OpInfo *info = &op_info[op];
    bool pure = false;
    switch (info->kind) {
    case KIND_UNARY:
    case KIND_BINARY:
    case KIND_TERNARY:
    case KIND_TEST:
    case KIND_COMPARE:
    case KIND_CONVERT:
    case KIND_WIDE:
    case KIND_LOAD:
    case KIND_STORE:
    case KIND_LOAD_LANE:
    case KIND_STORE_LANE:
    case KIND_SPLAT:
    case KIND_EXTRACT:
    case KIND_REPLACE:
    case KIND_SHIFT:
    case KIND_SHUFFLE: pure = !(info->flags & OPF_RELAXED); break;
    default: break;
    }
    ck_assert_msg(pure == rows[op], "%s has %sno row in ops.def", info->text, rows[op] ? "a wrong row, needs " : "");
  }
}
END_TEST

START_TEST(every_operator_agrees_with_the_reference) {
  find_tables();
  for (size_t row = 0; row < sem_table_native.count; row++) {
    state = 0x9E3779B97F4A7C15 + row;
    const OpInfo *info = &op_info[sem_table_native.rows[row].op];
    for (int n = 0; n < 4000; n++) {
      SemArg in[4] = {random_arg(), random_arg(), random_arg(), random_arg()};
      if (random_u64() % 8 == 0) in[1] = in[0];
      if (random_u64() % 8 == 0) in[2] = in[0];
      if (info->kind == KIND_SHUFFLE) in[2].v &= 0x1f1f1f1f1f1f1f1f;
      check_row(row, in);
    }
  }
}
END_TEST

static size_t row_of(Op op) {
  for (size_t i = 0; i < sem_table_native.count; i++)
    if (sem_table_native.rows[i].op == op) return i;
  ck_abort_msg("no row");
}

START_TEST(half_precision_unary_operators_over_all_inputs) {
  static const Op ops[] = {OP_F16X8_ABS,
                           OP_F16X8_NEG,
                           OP_F16X8_SQRT,
                           OP_F16X8_CEIL,
                           OP_F16X8_FLOOR,
                           OP_F16X8_TRUNC,
                           OP_F16X8_NEAREST,
                           OP_I16X8_TRUNC_SAT_F16X8_S,
                           OP_I16X8_TRUNC_SAT_F16X8_U,
                           OP_F16X8_CONVERT_I16X8_S,
                           OP_F16X8_CONVERT_I16X8_U,
                           OP_F32X4_PROMOTE_LOW_F16X8};
  find_tables();
  for (size_t k = 0; k < COUNT_OF(ops); k++)
    for (unsigned h = 0; h < 65536; h += 4) {
      SemArg in[4] = {{.l = 0}};
      for (unsigned i = 0; i < 8; i++) lane_set(&in[0], 16, (int)i, (h + i) & 0xffff);
      check_row(row_of(ops[k]), in);
    }
}
END_TEST

/* Each half in both directions, exactly; then every midpoint between neighbours and what lies right beside it. */
START_TEST(half_precision_conversions_over_all_inputs) {
  find_tables();
  size_t load = row_of(OP_F32_LOAD_F16), store = row_of(OP_F32_STORE_F16), demote = row_of(OP_F16X8_DEMOTE_F64X2_ZERO);
  for (unsigned h = 0; h < 65536; h++) {
    SemArg in[4] = {{.l = 0}}, wide = {.l = 0}, back = {.l = 0};
    in[0].u16 = (uint16_t)h;
    check_row(load, in);
    for (int t = 0; t < table_count; t++) {
      tables[t]->rows[load].run(in, &wide);
      tables[t]->rows[store].run(&wide, &back);
      bool nan = (h & 0x7fff) > 0x7c00;
      ck_assert_uint_eq(back.u16, nan ? h | 0x200 : h);
    }
    if ((h & 0x7fff) >= 0x7c00) continue;
    Num a = num_decode(format_f16, h), b = num_decode(format_f16, h + 1);
    if (b.kind == NUM_INFINITE) b = (Num){NUM_FINITE, a.sign, 1, 16};
    Num middle = num_add(a, b);
    middle.e -= 1;
    uint64_t narrow = num_round(format_f32, middle), exact = num_round(format_f64, middle);
    for (int by = -1; by <= 1; by++) {
      in[0].u32 = (uint32_t)narrow + (uint32_t)by;
      check_row(store, in);
      in[0].v = (v128){exact + (uint64_t)(int64_t)by, narrow << 29};
      check_row(demote, in);
    }
  }
}
END_TEST

START_TEST(half_precision_binary_operators_on_a_dense_sample) {
  static const Op ops[] = {OP_F16X8_ADD, OP_F16X8_SUB, OP_F16X8_MUL, OP_F16X8_DIV,
                           OP_F16X8_MIN, OP_F16X8_MAX, OP_F16X8_LT,  OP_F16X8_EQ};
  find_tables();
  state = 12345;
  for (size_t k = 0; k < COUNT_OF(ops); k++)
    for (unsigned n = 0; n < 20000; n++) {
      SemArg in[4] = {{.v = {random_u64(), random_u64()}}, {.v = {random_u64(), random_u64()}}};
      check_row(row_of(ops[k]), in);
    }
}
END_TEST

/* The addend is near the product or far below it, where rounding twice shows. */
START_TEST(half_precision_madd_rounds_once) {
  find_tables();
  size_t madd = row_of(OP_F16X8_MADD), nmadd = row_of(OP_F16X8_NMADD);
  SemArg known[4] = {{.u16 = 0x5d00}, {.u16 = 0x5802}, {.u16 = 0x0001}};
  for (int t = 0; t < table_count; t++) {
    SemArg got = {.l = 0};
    tables[t]->rows[madd].run(known, &got);
    ck_assert_uint_eq(got.u16, 0x7903);
  }
  state = 54321;
  for (unsigned n = 0; n < 60000; n++) {
    SemArg in[4] = {
        {.v = {random_u64(), random_u64()}}, {.v = {random_u64(), random_u64()}}, {.v = {random_u64(), random_u64()}}};
    for (int i = 0; i < 8; i++) {
      Num p = num_mul(num_decode(format_f16, lane_u(&in[0], 16, i)), num_decode(format_f16, lane_u(&in[1], 16, i)));
      uint64_t near = num_round(format_f16, p), r = random_u64();
      if (r % 4 == 1) lane_set(&in[2], 16, i, (__int128)(near ^ (r & 0x8000)) + (int)(r >> 32 & 7) - 3);
      if (r % 4 == 2) lane_set(&in[2], 16, i, r >> 32 & 0x83ff);
    }
    check_row(n & 1 ? nmadd : madd, in);
  }
}
END_TEST

START_TEST(canonical_nans) {
  static const struct {
    const char *lanes;
    int bits, count;
  } shapes_of_nans[] = {{"f32", 32, 1}, {"f64", 64, 1}, {"f32x4", 32, 4}, {"f64x2", 64, 2}, {"f16x8", 16, 8}};
  find_tables();
  state = 99;
  for (int t = 0; t < table_count; t++)
    for (size_t s = 0; s < COUNT_OF(shapes_of_nans); s++)
      for (int n = 0; n < 2000; n++) {
        int bits = shapes_of_nans[s].bits;
        Format f = bits == 16 ? format_f16 : bits == 32 ? format_f32 : format_f64;
        SemArg a = random_arg(), got = tables[t]->canon(shapes_of_nans[s].lanes, a);
        for (int i = 0; i < shapes_of_nans[s].count; i++) {
          uint64_t was = lane_u(&a, bits, i);
          bool nan = (was & (format_sign(f) - 1)) > format_inf(f);
          ck_assert_uint_eq(lane_u(&got, bits, i), nan ? format_nan(f) : was);
        }
      }
}
END_TEST

/* A few results that can be checked by eye, so that the reference is not alone. */
START_TEST(known_results) {
  ck_assert_uint_eq(sem_i32_rem_s(0x80000000u, UINT32_MAX), 0);
  ck_assert_int_eq(sem_i32_div_s_traps(0x80000000u, UINT32_MAX), TRAP_INTEGER_OVERFLOW);
  ck_assert_int_eq(sem_i64_div_u_traps(1, 0), TRAP_DIVIDE_BY_ZERO);
  ck_assert_int_eq(sem_i32_trunc_f64_s_traps(-2147483648.9), TRAP_NONE);
  ck_assert_uint_eq(sem_i32_trunc_f64_s(-2147483648.9), 0x80000000u);
  ck_assert_int_eq(sem_i32_trunc_f64_s_traps(-2147483649.0), TRAP_INTEGER_OVERFLOW);
  ck_assert_int_eq(sem_i64_trunc_f32_u_traps(-0.99f), TRAP_NONE);
  ck_assert_int_eq(sem_i64_trunc_f32_u_traps(__builtin_nanf("")), TRAP_INVALID_CONVERSION);
  ck_assert_uint_eq(sem_bits32(sem_f32_min(0.0f, -0.0f)), 0x80000000u);
  ck_assert_uint_eq(sem_bits32(sem_f32_max(-0.0f, 0.0f)), 0);
  ck_assert_uint_eq(sem_bits32(sem_f32_nearest(-0.5f)), 0x80000000u);
  ck_assert(sem_f64_nearest(2.5) == 2.0 && sem_f64_nearest(3.5) == 4.0);
  ck_assert_uint_eq(sem_bits32(sem_f32_convert_i64_u(0x8000008000000001u)), 0x5f000001u);
  ck_assert_uint_eq(sem_bits32(sem_f32_sqrt(sem_float(0x7f800001u))) & 0x7fc00000u, 0x7fc00000u);
  ck_assert_uint_eq(sem_f16_from_f32(65519.996f), 0x7bff);
  ck_assert_uint_eq(sem_f16_from_f32(65520.0f), 0x7c00);
  ck_assert_uint_eq(sem_f16_from_f32(0x1p-25f), 0);
  ck_assert_uint_eq(sem_f16_from_f32(0x1.000002p-25f), 1);
  v128 lowest = sem_i16x8_splat(0x8000);
  ck_assert_uint_eq(sem_i16x8_extract_lane_u(sem_i16x8_q15mulr_sat_s(lowest, lowest), 3), 0x7fff);
  ck_assert_uint_eq(sem_i16x8_extract_lane_u(sem_i16x8_q15mulr_x86(lowest, lowest), 3), 0x8000);
  ck_assert_uint_eq(sem_i32x4_extract_lane(sem_i32x4_dot_i16x8_s(lowest, lowest), 0), 0x80000000u);
}
END_TEST

TEST_MAIN("sem", table_and_ops_agree, every_operator_agrees_with_the_reference,
          half_precision_unary_operators_over_all_inputs, half_precision_conversions_over_all_inputs,
          half_precision_binary_operators_on_a_dense_sample, half_precision_madd_rounds_once, canonical_nans,
          known_results)
