/* Vectors of the SIMD programs: GNU vectors, and the few operators these lack, for wasm and (to compare) natively. */
#ifndef VEC_H
#define VEC_H

#include "bench.h"

typedef float f4 __attribute__((vector_size(16), aligned(4)));
typedef int32_t i4 __attribute__((vector_size(16), aligned(4)));
typedef int16_t s8 __attribute__((vector_size(16), aligned(2)));
typedef int8_t b16 __attribute__((vector_size(16), aligned(1)));
typedef uint8_t u16b __attribute__((vector_size(16), aligned(1)));

static inline f4 load4(const float *p) { return *(const f4 *)p; }
static inline void store4(float *p, f4 v) { *(f4 *)p = v; }
static inline f4 splat4(float x) { return (f4){x, x, x, x}; }
static inline float sum4(f4 v) { return (v[0] + v[1]) + (v[2] + v[3]); }

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
static inline f4 max4(f4 a, f4 b) { return (f4)wasm_f32x4_pmax((v128_t)a, (v128_t)b); }
static inline i4 dot8(s8 a, s8 b) { return (i4)wasm_i32x4_dot_i16x8((v128_t)a, (v128_t)b); }
static inline s8 load_wide(const int8_t *p) { return (s8)wasm_i16x8_load8x8(p); }
static inline s8 product_low(b16 a, b16 b) { return (s8)wasm_i16x8_extmul_low_i8x16((v128_t)a, (v128_t)b); }
static inline s8 product_high(b16 a, b16 b) { return (s8)wasm_i16x8_extmul_high_i8x16((v128_t)a, (v128_t)b); }
static inline i4 sum_pairs(s8 a) { return (i4)wasm_i32x4_extadd_pairwise_i16x8((v128_t)a); }
static inline s8 widen_low(b16 a) { return (s8)wasm_i16x8_extend_low_i8x16((v128_t)a); }
static inline s8 widen_high(b16 a) { return (s8)wasm_i16x8_extend_high_i8x16((v128_t)a); }
static inline i4 round4(f4 a) { return (i4)wasm_i32x4_trunc_sat_f32x4((v128_t)a); }
#ifdef __wasm_relaxed_simd__
static inline f4 madd4(f4 a, f4 b, f4 c) { return (f4)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c); }
static inline i4 dot16(b16 a, b16 b, i4 c) {
  return (i4)wasm_i32x4_relaxed_dot_i8x16_i7x16_add((v128_t)a, (v128_t)b, (v128_t)c);
}
#endif
#ifdef __wasm_fp16__
typedef v128_t h8;
static inline float load_half(const __fp16 *p) { return __builtin_wasm_loadf16_f32((__fp16 *)p); }
static inline void store_half(__fp16 *p, float v) { __builtin_wasm_storef16_f32(v, p); }
static inline h8 load8(const __fp16 *p) { return wasm_v128_load(p); }
static inline h8 madd8(h8 a, h8 b, h8 c) { return wasm_f16x8_relaxed_madd(a, b, c); }
static inline float sum8(h8 a) {
  return wasm_f16x8_extract_lane(a, 0) + wasm_f16x8_extract_lane(a, 1) + wasm_f16x8_extract_lane(a, 2) + wasm_f16x8_extract_lane(a, 3)
         + wasm_f16x8_extract_lane(a, 4) + wasm_f16x8_extract_lane(a, 5) + wasm_f16x8_extract_lane(a, 6) + wasm_f16x8_extract_lane(a, 7);
}
/* f32x4.promote_low_f16x8, for which the compiler has no name: ../build puts it in the place of i64x2.abs. */
static inline f4 promote4(const __fp16 *p) { return (f4)wasm_i64x2_abs(wasm_v128_load64_zero(p)); }
#endif
#else
static inline f4 max4(f4 a, f4 b) {
  for (int i = 0; i < 4; i++) a[i] = a[i] < b[i] ? b[i] : a[i];
  return a;
}
static inline i4 dot8(s8 a, s8 b) {
  i4 r;
  for (int i = 0; i < 4; i++) r[i] = a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1];
  return r;
}
static inline s8 widen_low(b16 a) {
  s8 r;
  for (int i = 0; i < 8; i++) r[i] = a[i];
  return r;
}
static inline s8 widen_high(b16 a) {
  s8 r;
  for (int i = 0; i < 8; i++) r[i] = a[8 + i];
  return r;
}
static inline i4 round4(f4 a) { return __builtin_convertvector(a, i4); }
static inline s8 load_wide(const int8_t *p) {
  s8 r;
  for (int i = 0; i < 8; i++) r[i] = p[i];
  return r;
}
static inline s8 product_low(b16 a, b16 b) { return widen_low(a) * widen_low(b); }
static inline s8 product_high(b16 a, b16 b) { return widen_high(a) * widen_high(b); }
static inline i4 sum_pairs(s8 a) {
  i4 r;
  for (int i = 0; i < 4; i++) r[i] = a[2 * i] + a[2 * i + 1];
  return r;
}
#ifdef __F16C__
typedef float h8 __attribute__((vector_size(32), aligned(4))); /* wider sums than a half's: the same, for what is summed here */
typedef __fp16 h4m __attribute__((vector_size(8), aligned(2)));
typedef __fp16 h8m __attribute__((vector_size(16), aligned(2)));
static inline float load_half(const __fp16 *p) { return (float)*p; }
static inline void store_half(__fp16 *p, float v) { *p = (__fp16)v; }
static inline f4 promote4(const __fp16 *p) { return __builtin_convertvector(*(const h4m *)p, f4); }
static inline h8 load8(const __fp16 *p) { return __builtin_convertvector(*(const h8m *)p, h8); }
static inline h8 madd8(h8 a, h8 b, h8 c) { return a * b + c; }
static inline float sum8(h8 a) { return a[0] + a[1] + a[2] + a[3] + a[4] + a[5] + a[6] + a[7]; }
#endif
static inline f4 madd4(f4 a, f4 b, f4 c) {
  for (int i = 0; i < 4; i++) c[i] = __builtin_fmaf(a[i], b[i], c[i]);
  return c;
}
static inline i4 dot16(b16 a, b16 b, i4 c) {
  for (int i = 0; i < 16; i++) c[i / 4] += a[i] * b[i];
  return c;
}
#endif

static inline void fill_floats(float *p, int n) {
  for (int i = 0; i < n; i++) p[i] = (float)(int)(random_u32() & 0xffff) / 32768.0f - 1.0f;
}
static inline uint64_t mix_floats(const float *p, int n) {
  uint64_t sum = 1;
  for (int i = 0; i < n; i++) {
    uint32_t bits;
    memcpy(&bits, &p[i], 4);
    sum = mix(sum, bits);
  }
  return sum;
}

#endif
