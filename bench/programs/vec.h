/* Vectors of the SIMD programs: GNU vectors, and the few operators these lack, for wasm and (to compare) natively. */
#ifndef VEC_H
#define VEC_H

#include "bench.h"

typedef float f4 __attribute__((vector_size(16), aligned(4)));
typedef int32_t i4 __attribute__((vector_size(16), aligned(4)));
typedef int16_t s8 __attribute__((vector_size(16), aligned(2)));
typedef int8_t b16 __attribute__((vector_size(16), aligned(1)));

static inline f4 load4(const float *p) { return *(const f4 *)p; }
static inline void store4(float *p, f4 v) { *(f4 *)p = v; }
static inline f4 splat4(float x) { return (f4){x, x, x, x}; }
static inline float sum4(f4 v) { return (v[0] + v[1]) + (v[2] + v[3]); }

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
static inline f4 max4(f4 a, f4 b) { return (f4)wasm_f32x4_pmax((v128_t)a, (v128_t)b); }
static inline i4 dot8(s8 a, s8 b) { return (i4)wasm_i32x4_dot_i16x8((v128_t)a, (v128_t)b); }
static inline s8 widen_low(b16 a) { return (s8)wasm_i16x8_extend_low_i8x16((v128_t)a); }
static inline s8 widen_high(b16 a) { return (s8)wasm_i16x8_extend_high_i8x16((v128_t)a); }
static inline i4 round4(f4 a) { return (i4)wasm_i32x4_trunc_sat_f32x4((v128_t)a); }
#ifdef __wasm_relaxed_simd__
static inline f4 madd4(f4 a, f4 b, f4 c) { return (f4)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c); }
static inline i4 dot16(b16 a, b16 b, i4 c) {
  return (i4)wasm_i32x4_relaxed_dot_i8x16_i7x16_add((v128_t)a, (v128_t)b, (v128_t)c);
}
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
