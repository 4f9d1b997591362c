/* The operators' forms, from vm/sem/ops.def. */
#include "vm/interp/forms.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

enum {
  NAN_none = H_NONE, NAN_f32 = H_CANON_F32_S, NAN_f64 = H_CANON_F64_S, NAN_f32x4 = H_CANON_F32X4_S,
  NAN_f64x2 = H_CANON_F64X2_S, NAN_f16x8 = H_CANON_F16X8_S
};

const OpForms op_forms[OP_COUNT] = {
#define SEM_UNARY(op, name, ret, a, nan) [OP_##op] = {H_##op##_S, NAN_##nan, SHAPE_UNARY, CLASS_##ret, CLASS_##a, 0},
#define SEM_UNARY_TRAPS(op, name, ret, a) [OP_##op] = {H_##op##_S, 0, SHAPE_UNARY, CLASS_##ret, CLASS_##a, 0},
#define SEM_BINARY(op, name, ret, a, b, nan) [OP_##op] = {H_##op##_SS, NAN_##nan, SHAPE_BINARY, CLASS_##ret, CLASS_##a, CLASS_##b},
#define SEM_BINARY_TRAPS(op, name, ret, a, b) [OP_##op] = {H_##op##_SS, 0, SHAPE_BINARY, CLASS_##ret, CLASS_##a, CLASS_##b},
#define SEM_TERNARY(op, name, ret, a, b, c, nan) [OP_##op] = {H_##op##_SSS, NAN_##nan, SHAPE_TERNARY, CLASS_##ret, CLASS_##a, CLASS_##b},
#define SEM_TEST(op, name, a) [OP_##op] = {H_##op##_S, 0, SHAPE_TEST, CLASS_i, CLASS_##a, 0},
#define SEM_COMPARE(op, name, a) [OP_##op] = {H_##op##_SS, 0, SHAPE_COMPARE, CLASS_i, CLASS_##a, CLASS_##a},
#define SEM_WIDE2(op, name) [OP_##op] = {H_##op, 0, SHAPE_WIDE, CLASS_l, CLASS_l, CLASS_l},
#define SEM_WIDE4(op, name) [OP_##op] = {H_##op, 0, SHAPE_WIDE, CLASS_l, CLASS_l, CLASS_l},
#define SEM_SHIFT(op, name) [OP_##op] = {H_##op##_SS, 0, SHAPE_SHIFT, CLASS_v, CLASS_v, CLASS_i},
#define SEM_SPLAT(op, name, a) [OP_##op] = {H_##op##_S, 0, SHAPE_UNARY, CLASS_v, CLASS_##a, 0},
#define SEM_EXTRACT(op, name, ret) [OP_##op] = {H_##op##_S, 0, SHAPE_EXTRACT, CLASS_##ret, CLASS_v, 0},
#define SEM_REPLACE(op, name, a) [OP_##op] = {H_##op##_SS, 0, SHAPE_REPLACE, CLASS_v, CLASS_v, CLASS_##a},
#define SEM_SHUFFLE(op, name) [OP_##op] = {H_##op##_SS, 0, SHAPE_SHUFFLE, CLASS_v, CLASS_v, CLASS_v},
#define SEM_LOAD(op, name, ret, raw) [OP_##op] = {H_##op##_S, 0, SHAPE_LOAD, CLASS_##ret, CLASS_i, 0},
#define SEM_STORE(op, name, a, raw) [OP_##op] = {H_##op##_SS, 0, SHAPE_STORE, 0, CLASS_i, CLASS_##a},
#define SEM_LOAD_LANE(op, name, raw) [OP_##op] = {H_##op, 0, SHAPE_LOAD_LANE, CLASS_v, CLASS_i, CLASS_v},
#define SEM_STORE_LANE(op, name, raw) [OP_##op] = {H_##op, 0, SHAPE_STORE_LANE, 0, CLASS_i, CLASS_v},
#include "vm/sem/ops.def"
};

const FusedPair fused_pairs[] = {
#define FUSED(first, second) {H_##first, H_##second, H_##first##__##second},
#include "vm/interp/fused.def"
#undef FUSED
};
const uint32_t fused_pair_count = COUNT_OF(fused_pairs);

/* x86-64-v3, as far as handlers are compiled for it; the builtin also asks whether the system saves the registers. */
#if defined(__x86_64__)
static bool is_v3(void) {
  uint32_t a, b, c, d;
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2") ||
      !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("popcnt"))
    return false;
  const uint32_t movbe = 1u << 22, f16c = 1u << 29, lzcnt = 1u << 5;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & (movbe | f16c)) != (movbe | f16c)) return false;
  return __get_cpuid(0x80000001, &a, &b, &c, &d) && (c & lzcnt);
}
#endif

const AnyHandler *interp_handlers(void) {
#if defined(__x86_64__)
  if (is_v3()) return interp_handlers_v3;
#endif
  return interp_handlers_base;
}
