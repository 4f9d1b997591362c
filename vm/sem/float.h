/* Scalar floats. Part of sem.h. */
#ifndef WVM_VM_SEM_FLOAT_H
#define WVM_VM_SEM_FLOAT_H

#include "vm/sem/sem.h"

/* Rounding to integers without an instruction for it. Adding 2^23 (f32; f64: 2^52) to a smaller |x| leaves no room for
 * a fraction, so the sum is rounded to nearest even, and subtracting again is exact; ceil, floor and trunc then correct
 * by one. Larger numbers have no fraction; x + x makes NaNs quiet and keeps infinities. Signs, also of zeros, are x's.
 */
#define SEM_ROUND(n, T, BITS, FROM, SIGN, MAGIC)                                                                       \
  SEM T sem_##n##_round_magnitude(T x, T y) { return FROM((BITS(x) & SIGN) | (BITS(y) & ~SIGN)); }                     \
  SEM T sem_##n##_nearest_portable(T x) {                                                                              \
    T a = FROM(BITS(x) & ~SIGN);                                                                                       \
    if (!(a < MAGIC)) return a == a ? x : x + x;                                                                       \
    return sem_##n##_round_magnitude(x, (a + MAGIC) - MAGIC);                                                          \
  }                                                                                                                    \
  SEM T sem_##n##_trunc_portable(T x) {                                                                                \
    T a = FROM(BITS(x) & ~SIGN);                                                                                       \
    if (!(a < MAGIC)) return a == a ? x : x + x;                                                                       \
    T r = (a + MAGIC) - MAGIC;                                                                                         \
    return sem_##n##_round_magnitude(x, r > a ? r - 1 : r);                                                            \
  }                                                                                                                    \
  SEM T sem_##n##_ceil_portable(T x) {                                                                                 \
    T r = sem_##n##_nearest_portable(x);                                                                               \
    return r < x ? sem_##n##_round_magnitude(x, r + 1) : r;                                                            \
  }                                                                                                                    \
  SEM T sem_##n##_floor_portable(T x) {                                                                                \
    T r = sem_##n##_nearest_portable(x);                                                                               \
    return r > x ? sem_##n##_round_magnitude(x, r - 1) : r;                                                            \
  }

SEM_ROUND(f32, float, sem_bits32, sem_float, 0x80000000u, 0x1p23f)
SEM_ROUND(f64, double, sem_bits64, sem_double, 0x8000000000000000u, 0x1p52)
#undef SEM_ROUND

#if SEM_SSE4_1 || SEM_ARM64
/* One instruction each; rint follows the rounding mode, which is to nearest even. */
SEM float sem_f32_ceil(float a) { return __builtin_ceilf(a); }
SEM float sem_f32_floor(float a) { return __builtin_floorf(a); }
SEM float sem_f32_trunc(float a) { return __builtin_truncf(a); }
SEM float sem_f32_nearest(float a) { return __builtin_rintf(a); }
SEM double sem_f64_ceil(double a) { return __builtin_ceil(a); }
SEM double sem_f64_floor(double a) { return __builtin_floor(a); }
SEM double sem_f64_trunc(double a) { return __builtin_trunc(a); }
SEM double sem_f64_nearest(double a) { return __builtin_rint(a); }
#else
SEM float sem_f32_ceil(float a) { return sem_f32_ceil_portable(a); }
SEM float sem_f32_floor(float a) { return sem_f32_floor_portable(a); }
SEM float sem_f32_trunc(float a) { return sem_f32_trunc_portable(a); }
SEM float sem_f32_nearest(float a) { return sem_f32_nearest_portable(a); }
SEM double sem_f64_ceil(double a) { return sem_f64_ceil_portable(a); }
SEM double sem_f64_floor(double a) { return sem_f64_floor_portable(a); }
SEM double sem_f64_trunc(double a) { return sem_f64_trunc_portable(a); }
SEM double sem_f64_nearest(double a) { return sem_f64_nearest_portable(a); }
#endif

/* Everything else that is the same in both widths. Of min and max: equal operands differ at most in the sign of zero,
 * so their bits are joined; unordered ones are added, which makes the NaN quiet. */
#define SEM_FLOAT(n, T, BITS, FROM, SIGN, SQRT, COPYSIGN, CANON)                                                       \
  SEM T sem_canon_##n(T a) { return a == a ? a : FROM(CANON); }                                                        \
  SEM uint32_t sem_##n##_eq(T a, T b) { return a == b; }                                                               \
  SEM uint32_t sem_##n##_ne(T a, T b) { return a != b; }                                                               \
  SEM uint32_t sem_##n##_lt(T a, T b) { return a < b; }                                                                \
  SEM uint32_t sem_##n##_gt(T a, T b) { return a > b; }                                                                \
  SEM uint32_t sem_##n##_le(T a, T b) { return a <= b; }                                                               \
  SEM uint32_t sem_##n##_ge(T a, T b) { return a >= b; }                                                               \
  SEM T sem_##n##_abs(T a) { return FROM(BITS(a) & ~SIGN); }                                                           \
  SEM T sem_##n##_neg(T a) { return FROM(BITS(a) ^ SIGN); }                                                            \
  SEM T sem_##n##_copysign(T a, T b) { return FROM((BITS(a) & ~SIGN) | (BITS(b) & SIGN)); }                            \
  SEM T sem_##n##_sqrt(T a) { return SQRT(a); }                                                                        \
  SEM T sem_##n##_add(T a, T b) { return a + b; }                                                                      \
  SEM T sem_##n##_sub(T a, T b) { return a - b; }                                                                      \
  SEM T sem_##n##_mul(T a, T b) { return a * b; }                                                                      \
  SEM T sem_##n##_div(T a, T b) { return a / b; }                                                                      \
  SEM T sem_##n##_min(T a, T b) {                                                                                      \
    if (LIKELY(a < b || a > b)) return a < b ? a : b;                                                                  \
    return a == b ? FROM(BITS(a) | BITS(b)) : a + b;                                                                   \
  }                                                                                                                    \
  SEM T sem_##n##_max(T a, T b) {                                                                                      \
    if (LIKELY(a < b || a > b)) return a > b ? a : b;                                                                  \
    return a == b ? FROM(BITS(a) & BITS(b)) : a + b;                                                                   \
  }

SEM_FLOAT(f32, float, sem_bits32, sem_float, 0x80000000u, __builtin_sqrtf, __builtin_copysignf, 0x7fc00000u)
SEM_FLOAT(f64, double, sem_bits64, sem_double, 0x8000000000000000u, __builtin_sqrt, __builtin_copysign,
          0x7ff8000000000000u)
#undef SEM_FLOAT

#endif
