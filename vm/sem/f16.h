/* Half precision: vectors of f16, and scalars, which outside memory are f32. Part of sem.h.
 *
 * Everything is computed in f32 and rounded once more, which is correct for + - * / sqrt (24 >= 2 * 11 + 2 bits), but
 * not for fused multiply-add; that one takes f64, where product and sum are exact or far from any midpoint of two f16.
 */
#ifndef WVM_VM_SEM_F16_H
#define WVM_VM_SEM_F16_H

#include "vm/sem/sem.h"

/* Four f16 in the low 64 bits, as f32. An f16's exponent and fraction, moved into place, are the f32 number times
 * 2^-112; subnormals too. */
SEM f32x4 sem_f16_widen_low(v128 h) {
#if SEM_F16C
  /* The barrier keeps clang from seeing an extension of half, which it would undo to compare lanes one by one. */
  __m128 r = _mm_cvtph_ps((__m128i)h);
  __asm__("" : "+x"(r));
  return (f32x4)r;
#elif SEM_ARM64
  return (f32x4)vcvt_f32_f16(vreinterpret_f16_u64(vget_low_u64((uint64x2_t)h)));
#else
  u32x4 bits = (u32x4)sem_i32x4_extend_low_i16x8_u(h);
  u32x4 sign = (bits & 0x8000) << 16, magnitude = (bits & 0x7fff) << 13;
  u32x4 finite = (u32x4)((f32x4)magnitude * 0x1p112f);
  u32x4 exponent = (u32x4)(magnitude >= 0x7c00u << 13) & 0x7f800000;
  u32x4 quiet = (u32x4)(magnitude > 0x7c00u << 13) & 0x00400000;
  return (f32x4)(finite | exponent | quiet | sign);
#endif
}
SEM f32x4 sem_f16_widen_high(v128 h) { return sem_f16_widen_low((v128){h[1], 0}); }

/* Four f32 as f16, in the low halves of the lanes' places: the upper 64 bits are zero. */
SEM v128 sem_f16_narrow4(f32x4 x) {
#if SEM_F16C
  return (v128)_mm_cvtps_ph((__m128)x, _MM_FROUND_TO_NEAREST_INT);
#elif SEM_ARM64
  return (v128){vget_lane_u64(vreinterpret_u64_f16(vcvt_f16_f32((float32x4_t)x)), 0), 0};
#else
  u32x4 bits = (u32x4)x, sign = (bits >> 16) & 0x8000, a = bits & 0x7fffffff;
  /* Normal: a new bias, and a half of the last place added, less one unit if that place is even. */
  u32x4 normal = (a - (112u << 23) + 0xfff + ((a >> 13) & 1)) >> 13;
  /* Subnormal: the last place of 0.5f is that of an f16 subnormal, 2^-24. */
  u32x4 subnormal = (u32x4)((f32x4)a + 0.5f) - 0x3f000000;
  u32x4 nan = 0x7e00 | ((a >> 13) & 0x3ff);
  v128 r = sem_pick((v128)(a < 0x38800000), (v128)subnormal, (v128)normal);
  r = sem_pick((v128)(a >= 0x477ff000), (v128)((u32x4){0} + 0x7c00), r);
  r = sem_pick((v128)(a > 0x7f800000), (v128)nan, r);
  return sem_low16((v128)((u32x4)r | sign), (v128){0});
#endif
}
SEM v128 sem_f16_narrow(f32x4 low, f32x4 high) {
  v128 l = sem_f16_narrow4(low), h = sem_f16_narrow4(high);
  return (v128){l[0], h[0]};
}

SEM float sem_f16_to_f32(uint16_t h) { return sem_f16_widen_low((v128){h, 0})[0]; }
SEM uint16_t sem_f16_from_f32(float x) { return (uint16_t)sem_f16_narrow4((f32x4){x, 0, 0, 0})[0]; }

/* f64 to f32, rounded to odd: if inexact, to the neighbour whose last bit is 1. Narrowing that to f16 rounds once. */
SEM float sem_f64_to_odd(double x) {
  float r = (float)x;
  uint32_t bits = sem_bits32(r);
  if ((double)r == x || x != x || bits & 1) return r;
  double magnitude = sem_f64_abs(x), rounded = (double)sem_f32_abs(r);
  return sem_float(rounded < magnitude ? bits + 1 : bits - 1);
}

/* Lanes. */
SEM v128 sem_f16x8_splat(float a) { return sem_i16x8_splat(sem_f16_from_f32(a)); }
SEM float sem_f16x8_extract_lane(v128 v, unsigned lane) { return sem_f16_to_f32(((u16x8)v)[lane & 7]); }
SEM v128 sem_f16x8_replace_lane(v128 v, float a, unsigned lane) {
  return sem_i16x8_replace_lane(v, sem_f16_from_f32(a), lane);
}
SEM v128 sem_canon_f16x8(v128 v) {
  v128 nan = (v128)(((u16x8)v & 0x7fff) > 0x7c00);
  return sem_pick(nan, (v128)((u16x8){0} + 0x7e00), v);
}
SEM v128 sem_f16x8_abs(v128 v) { return (v128)((u16x8)v & 0x7fff); }
SEM v128 sem_f16x8_neg(v128 v) { return (v128)((u16x8)v ^ 0x8000); }

#define SEM_F16_UNARY(name)                                                                                            \
  SEM v128 sem_f16x8_##name(v128 a) {                                                                                  \
    return sem_f16_narrow((f32x4)sem_f32x4_##name((v128)sem_f16_widen_low(a)),                                         \
                          (f32x4)sem_f32x4_##name((v128)sem_f16_widen_high(a)));                                       \
  }
SEM_F16_UNARY(sqrt)
SEM_F16_UNARY(ceil)
SEM_F16_UNARY(floor)
SEM_F16_UNARY(trunc)
SEM_F16_UNARY(nearest)
#undef SEM_F16_UNARY

#define SEM_F16_BINARY(name)                                                                                           \
  SEM v128 sem_f16x8_##name(v128 a, v128 b) {                                                                          \
    v128 low = sem_f32x4_##name((v128)sem_f16_widen_low(a), (v128)sem_f16_widen_low(b));                               \
    v128 high = sem_f32x4_##name((v128)sem_f16_widen_high(a), (v128)sem_f16_widen_high(b));                            \
    return sem_f16_narrow((f32x4)low, (f32x4)high);                                                                    \
  }
SEM_F16_BINARY(add)
SEM_F16_BINARY(sub)
SEM_F16_BINARY(mul)
SEM_F16_BINARY(div)
SEM_F16_BINARY(min)
SEM_F16_BINARY(max)
#undef SEM_F16_BINARY

#define SEM_F16_COMPARE(name)                                                                                          \
  SEM v128 sem_f16x8_##name(v128 a, v128 b) {                                                                          \
    v128 low = sem_f32x4_##name((v128)sem_f16_widen_low(a), (v128)sem_f16_widen_low(b));                               \
    v128 high = sem_f32x4_##name((v128)sem_f16_widen_high(a), (v128)sem_f16_widen_high(b));                            \
    return sem_i16x8_narrow_i32x4_s(low, high);                                                                        \
  }
SEM_F16_COMPARE(eq)
SEM_F16_COMPARE(ne)
SEM_F16_COMPARE(lt)
SEM_F16_COMPARE(gt)
SEM_F16_COMPARE(le)
SEM_F16_COMPARE(ge)
#undef SEM_F16_COMPARE

SEM v128 sem_f16x8_pmin(v128 a, v128 b) { return sem_pick(sem_f16x8_lt(b, a), b, a); }
SEM v128 sem_f16x8_pmax(v128 a, v128 b) { return sem_pick(sem_f16x8_lt(a, b), b, a); }

/* Conversions. */
SEM v128 sem_i16x8_trunc_sat_f16x8_s(v128 a) {
  return sem_i16x8_narrow_i32x4_s(sem_i32x4_trunc_sat_f32x4_s((v128)sem_f16_widen_low(a)),
                                  sem_i32x4_trunc_sat_f32x4_s((v128)sem_f16_widen_high(a)));
}
SEM v128 sem_i16x8_trunc_sat_f16x8_u(v128 a) {
  return sem_i16x8_narrow_i32x4_u(sem_i32x4_trunc_sat_f32x4_s((v128)sem_f16_widen_low(a)),
                                  sem_i32x4_trunc_sat_f32x4_s((v128)sem_f16_widen_high(a)));
}
SEM v128 sem_f16x8_convert_i16x8_s(v128 a) {
  return sem_f16_narrow((f32x4)sem_f32x4_convert_i32x4_s(sem_i32x4_extend_low_i16x8_s(a)),
                        (f32x4)sem_f32x4_convert_i32x4_s(sem_i32x4_extend_high_i16x8_s(a)));
}
SEM v128 sem_f16x8_convert_i16x8_u(v128 a) {
  return sem_f16_narrow((f32x4)sem_f32x4_convert_i32x4_s(sem_i32x4_extend_low_i16x8_u(a)),
                        (f32x4)sem_f32x4_convert_i32x4_s(sem_i32x4_extend_high_i16x8_u(a)));
}
SEM v128 sem_f16x8_demote_f32x4_zero(v128 a) { return sem_f16_narrow4((f32x4)a); }
SEM v128 sem_f16x8_demote_f64x2_zero(v128 v) {
  f64x2 a = (f64x2)v;
  return sem_f16_narrow4((f32x4){sem_f64_to_odd(a[0]), sem_f64_to_odd(a[1]), 0, 0});
}
SEM v128 sem_f32x4_promote_low_f16x8(v128 a) { return (v128)sem_f16_widen_low(a); }

/* a * b + c with one rounding. The product of two f16 is exact in f64, and so is the sum, unless one of the two is so
 * much larger that the other cannot bring it near a midpoint. */
SEM f32x4 sem_f16_madd4(f32x4 a, f32x4 b, f32x4 c) {
  f32x4 r = {0};
  for (int i = 0; i < 4; i++) r[i] = sem_f64_to_odd((double)a[i] * (double)b[i] + (double)c[i]);
  return r;
}
/* Lanes whose f32 sum may, narrowed, differ from the exact one's: midpoints of f16, and subnormals. */
SEM v128 sem_f16_madd_doubtful(v128 r) {
  u32x4 magnitude = (u32x4)r & 0x7fffffff;
  v128 midpoint = (v128)((magnitude & 0x1fff) == 0x1000);
  return midpoint | ((v128)(magnitude < 0x38800000) & (v128)(magnitude != 0));
}
SEM v128 sem_f16x8_madd(v128 a, v128 b, v128 c) {
  f32x4 al = sem_f16_widen_low(a), bl = sem_f16_widen_low(b), cl = sem_f16_widen_low(c);
  f32x4 ah = sem_f16_widen_high(a), bh = sem_f16_widen_high(b), ch = sem_f16_widen_high(c);
#if SEM_FMA || SEM_ARM64
  v128 low = sem_f32x4_fma((v128)al, (v128)bl, (v128)cl), high = sem_f32x4_fma((v128)ah, (v128)bh, (v128)ch);
  if (LIKELY(!sem_any(sem_f16_madd_doubtful(low) | sem_f16_madd_doubtful(high))))
    return sem_f16_narrow((f32x4)low, (f32x4)high);
#endif
  return sem_f16_narrow(sem_f16_madd4(al, bl, cl), sem_f16_madd4(ah, bh, ch));
}
SEM v128 sem_f16x8_nmadd(v128 a, v128 b, v128 c) { return sem_f16x8_madd(sem_f16x8_neg(a), b, c); }

#endif
