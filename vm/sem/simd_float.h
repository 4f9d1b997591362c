/* Vectors of f32 and f64. Part of sem.h. The rules are those of float.h and convert.h, lane by lane. */
#ifndef WVM_VM_SEM_SIMD_FLOAT_H
#define WVM_VM_SEM_SIMD_FLOAT_H

#include "vm/sem/sem.h"

/* n = shape, F its vector, U the unsigned one, SIGN the sign bit of a lane. */
#define SEM_SHAPE(n, F, U, SIGN, CANON)                                                                                \
  SEM v128 sem_canon_##n(v128 a) { return sem_pick((v128)((F)a == (F)a), a, (v128)((U){0} + CANON)); }                 \
  SEM v128 sem_##n##_eq(v128 a, v128 b) { return (v128)((F)a == (F)b); }                                               \
  SEM v128 sem_##n##_ne(v128 a, v128 b) { return (v128)((F)a != (F)b); }                                               \
  SEM v128 sem_##n##_lt(v128 a, v128 b) { return (v128)((F)a < (F)b); }                                                \
  SEM v128 sem_##n##_gt(v128 a, v128 b) { return (v128)((F)a > (F)b); }                                                \
  SEM v128 sem_##n##_le(v128 a, v128 b) { return (v128)((F)a <= (F)b); }                                               \
  SEM v128 sem_##n##_ge(v128 a, v128 b) { return (v128)((F)a >= (F)b); }                                               \
  SEM v128 sem_##n##_abs(v128 a) { return (v128)((U)a & ~SIGN); }                                                      \
  SEM v128 sem_##n##_neg(v128 a) { return (v128)((U)a ^ SIGN); }                                                       \
  SEM v128 sem_##n##_add(v128 a, v128 b) { return (v128)((F)a + (F)b); }                                               \
  SEM v128 sem_##n##_sub(v128 a, v128 b) { return (v128)((F)a - (F)b); }                                               \
  SEM v128 sem_##n##_mul(v128 a, v128 b) { return (v128)((F)a * (F)b); }                                               \
  SEM v128 sem_##n##_div(v128 a, v128 b) { return (v128)((F)a / (F)b); }                                               \
  SEM v128 sem_##n##_pmin(v128 a, v128 b) { return sem_pick((v128)((F)b < (F)a), b, a); }                              \
  SEM v128 sem_##n##_pmax(v128 a, v128 b) { return sem_pick((v128)((F)a < (F)b), b, a); }                              \
  /* Neither less: equal but perhaps for the sign of zero, or unordered, and the sum is a quiet NaN. */                \
  SEM v128 sem_##n##_min(v128 a, v128 b) {                                                                             \
    v128 less = sem_pick((v128)((F)a < (F)b), a, b);                                                                   \
    v128 r = sem_pick((v128)((F)a == (F)b), a | b, less);                                                              \
    return sem_pick((v128)((F)a == (F)a) & (v128)((F)b == (F)b), r, (v128)((F)a + (F)b));                              \
  }                                                                                                                    \
  SEM v128 sem_##n##_max(v128 a, v128 b) {                                                                             \
    v128 more = sem_pick((v128)((F)a > (F)b), a, b);                                                                   \
    v128 r = sem_pick((v128)((F)a == (F)b), a & b, more);                                                              \
    return sem_pick((v128)((F)a == (F)a) & (v128)((F)b == (F)b), r, (v128)((F)a + (F)b));                              \
  }
SEM_SHAPE(f32x4, f32x4, u32x4, 0x80000000u, 0x7fc00000u)
SEM_SHAPE(f64x2, f64x2, u64x2, 0x8000000000000000u, 0x7ff8000000000000u)
#undef SEM_SHAPE

#if SEM_SSE2
SEM v128 sem_f32x4_sqrt(v128 a) { return (v128)_mm_sqrt_ps((__m128)a); }
SEM v128 sem_f64x2_sqrt(v128 a) { return (v128)_mm_sqrt_pd((__m128d)a); }
#else
SEM v128 sem_f32x4_sqrt(v128 v) {
  f32x4 a = (f32x4)v;
  return (v128)(f32x4){__builtin_sqrtf(a[0]), __builtin_sqrtf(a[1]), __builtin_sqrtf(a[2]), __builtin_sqrtf(a[3])};
}
SEM v128 sem_f64x2_sqrt(v128 v) {
  f64x2 a = (f64x2)v;
  return (v128)(f64x2){__builtin_sqrt(a[0]), __builtin_sqrt(a[1])};
}
#endif

#if SEM_SSE4_1
SEM v128 sem_f32x4_ceil(v128 a) { return (v128)_mm_ceil_ps((__m128)a); }
SEM v128 sem_f32x4_floor(v128 a) { return (v128)_mm_floor_ps((__m128)a); }
SEM v128 sem_f32x4_trunc(v128 a) { return (v128)_mm_round_ps((__m128)a, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }
SEM v128 sem_f32x4_nearest(v128 a) {
  return (v128)_mm_round_ps((__m128)a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
SEM v128 sem_f64x2_ceil(v128 a) { return (v128)_mm_ceil_pd((__m128d)a); }
SEM v128 sem_f64x2_floor(v128 a) { return (v128)_mm_floor_pd((__m128d)a); }
SEM v128 sem_f64x2_trunc(v128 a) { return (v128)_mm_round_pd((__m128d)a, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }
SEM v128 sem_f64x2_nearest(v128 a) {
  return (v128)_mm_round_pd((__m128d)a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
#elif SEM_ARM64
SEM v128 sem_f32x4_ceil(v128 a) { return (v128)vrndpq_f32((float32x4_t)a); }
SEM v128 sem_f32x4_floor(v128 a) { return (v128)vrndmq_f32((float32x4_t)a); }
SEM v128 sem_f32x4_trunc(v128 a) { return (v128)vrndq_f32((float32x4_t)a); }
SEM v128 sem_f32x4_nearest(v128 a) { return (v128)vrndnq_f32((float32x4_t)a); }
SEM v128 sem_f64x2_ceil(v128 a) { return (v128)vrndpq_f64((float64x2_t)a); }
SEM v128 sem_f64x2_floor(v128 a) { return (v128)vrndmq_f64((float64x2_t)a); }
SEM v128 sem_f64x2_trunc(v128 a) { return (v128)vrndq_f64((float64x2_t)a); }
SEM v128 sem_f64x2_nearest(v128 a) { return (v128)vrndnq_f64((float64x2_t)a); }
#else
/* As SEM_ROUND of float.h does it. `whole`: lanes without a fraction, of which NaNs are made quiet. */
#define SEM_SHAPE(n, F, U, SIGN, MAGIC)                                                                                \
  SEM v128 sem_##n##_rounded(v128 x, v128 r) {                                                                         \
    F a = (F)((U)x & ~SIGN);                                                                                           \
    v128 whole = sem_pick((v128)(a == a), x, (v128)((F)x + (F)x));                                                     \
    return sem_pick((v128)(a < MAGIC), (v128)(((U)x & SIGN) | ((U)r & ~SIGN)), whole);                                 \
  }                                                                                                                    \
  SEM v128 sem_##n##_nearest(v128 x) {                                                                                 \
    F a = (F)((U)x & ~SIGN);                                                                                           \
    return sem_##n##_rounded(x, (v128)((a + MAGIC) - MAGIC));                                                          \
  }                                                                                                                    \
  SEM v128 sem_##n##_trunc(v128 x) {                                                                                   \
    F a = (F)((U)x & ~SIGN), r = (a + MAGIC) - MAGIC;                                                                  \
    return sem_##n##_rounded(x, sem_pick((v128)(r > a), (v128)(r - 1), (v128)r));                                      \
  }                                                                                                                    \
  SEM v128 sem_##n##_ceil(v128 x) {                                                                                    \
    F r = (F)sem_##n##_nearest(x);                                                                                     \
    return sem_##n##_rounded(x, sem_pick((v128)(r < (F)x), (v128)(r + 1), (v128)r));                                   \
  }                                                                                                                    \
  SEM v128 sem_##n##_floor(v128 x) {                                                                                   \
    F r = (F)sem_##n##_nearest(x);                                                                                     \
    return sem_##n##_rounded(x, sem_pick((v128)(r > (F)x), (v128)(r - 1), (v128)r));                                   \
  }
SEM_SHAPE(f32x4, f32x4, u32x4, 0x80000000u, 0x1p23f)
SEM_SHAPE(f64x2, f64x2, u64x2, 0x8000000000000000u, 0x1p52)
#undef SEM_SHAPE
#endif

/* Conversions. */
SEM v128 sem_f32x4_demote_f64x2_zero(v128 v) {
  f64x2 a = (f64x2)v;
  return (v128)(f32x4){(float)a[0], (float)a[1], 0, 0};
}
SEM v128 sem_f64x2_promote_low_f32x4(v128 v) {
  f32x4 a = (f32x4)v;
  return (v128)(f64x2){(double)a[0], (double)a[1]};
}

SEM v128 sem_f32x4_convert_i32x4_s(v128 a) { return (v128) __builtin_convertvector((i32x4)a, f32x4); }
/* Both halves are exact, so is the upper one's multiple: one rounding, in the sum. */
SEM v128 sem_f32x4_convert_i32x4_u(v128 a) {
  f32x4 high = __builtin_convertvector((i32x4)((u32x4)a >> 16), f32x4);
  f32x4 low = __builtin_convertvector((i32x4)((u32x4)a & 0xffff), f32x4);
  return (v128)(high * 0x1p16f + low);
}
/* The integer is put into the fraction of 2^52 (plus 2^31 to make it positive), which is then taken away. */
SEM v128 sem_f64x2_convert_low_i32x4_u(v128 a) {
  v128 r = sem_i64x2_extend_low_i32x4_u(a) | 0x4330000000000000;
  return (v128)((f64x2)r - 0x1p52);
}
SEM v128 sem_f64x2_convert_low_i32x4_s(v128 a) {
  v128 r = (sem_i64x2_extend_low_i32x4_u(a) ^ 0x80000000) | 0x4330000000000000;
  return (v128)((f64x2)r - (0x1p52 + 0x1p31));
}

/* Truncation of lanes inside (-2^31 - 1, 2^31); INT32_MIN outside and for NaNs, as the x86 instruction does. */
SEM i32x4 sem_cvttps(f32x4 a) {
#if SEM_SSE2
  return (i32x4)_mm_cvttps_epi32((__m128)a);
#else
  v128 inside = (v128)(a >= -0x1p31f) & (v128)(a < 0x1p31f);
  i32x4 r = __builtin_convertvector((f32x4)((v128)a & inside), i32x4);
  return (i32x4)sem_pick(inside, (v128)r, (v128)((u32x4){0} + 0x80000000u));
#endif
}
SEM v128 sem_i32x4_trunc_sat_f32x4_s(v128 v) {
  f32x4 a = (f32x4)(v & (v128)((f32x4)v == (f32x4)v));
  return (v128)sem_cvttps(a) ^ (v128)(a >= 0x1p31f);
}
SEM v128 sem_i32x4_trunc_sat_f32x4_u(v128 v) {
  f32x4 a = (f32x4)(v & (v128)((f32x4)v > 0));
  u32x4 big = (u32x4)(a >= 0x1p31f);
  f32x4 low = a - (f32x4)((v128)big & (v128)((f32x4){0} + 0x1p31f));
  u32x4 r = (u32x4)sem_cvttps(low) ^ (big & 0x80000000u);
  return (v128)(r | (u32x4)(a >= 0x1p32f));
}
SEM v128 sem_i32x4_trunc_sat_f64x2_s_zero(v128 v) {
  f64x2 a = (f64x2)v;
  return (v128)(u32x4){sem_i32_trunc_sat_f64_s(a[0]), sem_i32_trunc_sat_f64_s(a[1]), 0, 0};
}
SEM v128 sem_i32x4_trunc_sat_f64x2_u_zero(v128 v) {
  f64x2 a = (f64x2)v;
  return (v128)(u32x4){sem_i32_trunc_sat_f64_u(a[0]), sem_i32_trunc_sat_f64_u(a[1]), 0, 0};
}

/* Fused: one rounding. Here, because half precision needs it too. */
SEM v128 sem_f32x4_fma(v128 a, v128 b, v128 c) {
#if SEM_FMA
  return (v128)_mm_fmadd_ps((__m128)a, (__m128)b, (__m128)c);
#elif SEM_ARM64
  return (v128)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
  f32x4 x = (f32x4)a, y = (f32x4)b, z = (f32x4)c;
  for (int i = 0; i < 4; i++) z[i] = __builtin_fmaf(x[i], y[i], z[i]);
  return (v128)z;
#endif
}
SEM v128 sem_f64x2_fma(v128 a, v128 b, v128 c) {
#if SEM_FMA
  return (v128)_mm_fmadd_pd((__m128d)a, (__m128d)b, (__m128d)c);
#elif SEM_ARM64
  return (v128)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
#else
  f64x2 x = (f64x2)a, y = (f64x2)b, z = (f64x2)c;
  for (int i = 0; i < 2; i++) z[i] = __builtin_fma(x[i], y[i], z[i]);
  return (v128)z;
#endif
}

#endif
