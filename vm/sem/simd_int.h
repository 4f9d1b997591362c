/* Vectors of integers. Part of sem.h. Signed lanes are added and multiplied as unsigned ones. */
#ifndef WVM_VM_SEM_SIMD_INT_H
#define WVM_VM_SEM_SIMD_INT_H

#include "vm/sem/sem.h"

/* What all shapes have: n = shape, U and I its vectors. */
#define SEM_SHAPE(n, U, I)                                                                                             \
  SEM v128 sem_##n##_eq(v128 a, v128 b) { return (v128)((U)a == (U)b); }                                               \
  SEM v128 sem_##n##_ne(v128 a, v128 b) { return (v128)((U)a != (U)b); }                                               \
  SEM v128 sem_##n##_lt_s(v128 a, v128 b) { return (v128)((I)a < (I)b); }                                              \
  SEM v128 sem_##n##_gt_s(v128 a, v128 b) { return (v128)((I)a > (I)b); }                                              \
  SEM v128 sem_##n##_le_s(v128 a, v128 b) { return (v128)((I)a <= (I)b); }                                             \
  SEM v128 sem_##n##_ge_s(v128 a, v128 b) { return (v128)((I)a >= (I)b); }                                             \
  SEM v128 sem_##n##_add(v128 a, v128 b) { return (v128)((U)a + (U)b); }                                               \
  SEM v128 sem_##n##_sub(v128 a, v128 b) { return (v128)((U)a - (U)b); }                                               \
  SEM v128 sem_##n##_neg(v128 a) { return (v128)(-(U)a); }                                                             \
  SEM v128 sem_##n##_abs(v128 a) {                                                                                     \
    U negative = (U)((I)a < 0);                                                                                        \
    return (v128)(((U)a ^ negative) - negative);                                                                       \
  }
SEM_SHAPE(i8x16, u8x16, i8x16)
SEM_SHAPE(i16x8, u16x8, i16x8)
SEM_SHAPE(i32x4, u32x4, i32x4)
SEM_SHAPE(i64x2, u64x2, i64x2)
#undef SEM_SHAPE

/* What all but i64x2 have. */
#define SEM_SHAPE(n, U, I)                                                                                             \
  SEM v128 sem_##n##_lt_u(v128 a, v128 b) { return (v128)((U)a < (U)b); }                                              \
  SEM v128 sem_##n##_gt_u(v128 a, v128 b) { return (v128)((U)a > (U)b); }                                              \
  SEM v128 sem_##n##_le_u(v128 a, v128 b) { return (v128)((U)a <= (U)b); }                                             \
  SEM v128 sem_##n##_ge_u(v128 a, v128 b) { return (v128)((U)a >= (U)b); }                                             \
  SEM v128 sem_##n##_min_s(v128 a, v128 b) { return sem_pick((v128)((I)a < (I)b), a, b); }                             \
  SEM v128 sem_##n##_min_u(v128 a, v128 b) { return sem_pick((v128)((U)a < (U)b), a, b); }                             \
  SEM v128 sem_##n##_max_s(v128 a, v128 b) { return sem_pick((v128)((I)a > (I)b), a, b); }                             \
  SEM v128 sem_##n##_max_u(v128 a, v128 b) { return sem_pick((v128)((U)a > (U)b), a, b); }
SEM_SHAPE(i8x16, u8x16, i8x16)
SEM_SHAPE(i16x8, u16x8, i16x8)
SEM_SHAPE(i32x4, u32x4, i32x4)
#undef SEM_SHAPE

SEM v128 sem_i16x8_mul(v128 a, v128 b) { return (v128)((u16x8)a * (u16x8)b); }
SEM v128 sem_i32x4_mul(v128 a, v128 b) { return (v128)((u32x4)a * (u32x4)b); }
SEM v128 sem_i64x2_mul(v128 a, v128 b) { return a * b; }

SEM v128 sem_i8x16_popcnt(v128 v) {
  u8x16 a = (u8x16)v;
  a -= (u8x16)((v >> 1) & 0x5555555555555555);
  a = (a & 0x33) + ((u8x16)((v128)a >> 2) & 0x33);
  return (v128)((a + (u8x16)((v128)a >> 4)) & 0x0f);
}

/* Shifts: the count modulo the lane's width. Bytes are shifted as pairs; what crossed over is masked away. */
#define SEM_SHAPE(n, U, I, E, S, BITS)                                                                                 \
  SEM v128 sem_##n##_shl(v128 a, uint32_t count) { return (v128)((U)a << (E)(count & (BITS - 1))); }                   \
  SEM v128 sem_##n##_shr_s(v128 a, uint32_t count) { return (v128)((I)a >> (S)(count & (BITS - 1))); }                 \
  SEM v128 sem_##n##_shr_u(v128 a, uint32_t count) { return (v128)((U)a >> (E)(count & (BITS - 1))); }
SEM_SHAPE(i16x8, u16x8, i16x8, uint16_t, int16_t, 16)
SEM_SHAPE(i32x4, u32x4, i32x4, uint32_t, int32_t, 32)
SEM_SHAPE(i64x2, u64x2, i64x2, uint64_t, int64_t, 64)
#undef SEM_SHAPE
SEM v128 sem_i8x16_shl(v128 a, uint32_t count) {
  count &= 7;
  return (v128)((u16x8)a << (uint16_t)count) & sem_i8x16_splat(0xffu << count);
}
SEM v128 sem_i8x16_shr_u(v128 a, uint32_t count) {
  count &= 7;
  return (v128)((u16x8)a >> (uint16_t)count) & sem_i8x16_splat(0xffu >> count);
}
SEM v128 sem_i8x16_shr_s(v128 a, uint32_t count) {
  count &= 7;
  u16x8 high = (u16x8)((i16x8)a >> (int16_t)count) & 0xff00;
  u16x8 low = (u16x8)((i16x8)((u16x8)a << 8) >> (int16_t)count) >> 8;
  return (v128)(high | low);
}

/* Saturation, rounding average, Q15: an instruction each on x86. */
#if SEM_SSE2
SEM v128 sem_i8x16_add_sat_s(v128 a, v128 b) { return (v128)_mm_adds_epi8((__m128i)a, (__m128i)b); }
SEM v128 sem_i8x16_add_sat_u(v128 a, v128 b) { return (v128)_mm_adds_epu8((__m128i)a, (__m128i)b); }
SEM v128 sem_i8x16_sub_sat_s(v128 a, v128 b) { return (v128)_mm_subs_epi8((__m128i)a, (__m128i)b); }
SEM v128 sem_i8x16_sub_sat_u(v128 a, v128 b) { return (v128)_mm_subs_epu8((__m128i)a, (__m128i)b); }
SEM v128 sem_i16x8_add_sat_s(v128 a, v128 b) { return (v128)_mm_adds_epi16((__m128i)a, (__m128i)b); }
SEM v128 sem_i16x8_add_sat_u(v128 a, v128 b) { return (v128)_mm_adds_epu16((__m128i)a, (__m128i)b); }
SEM v128 sem_i16x8_sub_sat_s(v128 a, v128 b) { return (v128)_mm_subs_epi16((__m128i)a, (__m128i)b); }
SEM v128 sem_i16x8_sub_sat_u(v128 a, v128 b) { return (v128)_mm_subs_epu16((__m128i)a, (__m128i)b); }
SEM v128 sem_i8x16_avgr_u(v128 a, v128 b) { return (v128)_mm_avg_epu8((__m128i)a, (__m128i)b); }
SEM v128 sem_i16x8_avgr_u(v128 a, v128 b) { return (v128)_mm_avg_epu16((__m128i)a, (__m128i)b); }
#else
/* A signed sum overflowed where its sign differs from both operands', a difference where the operands' signs differ
 * and its own from a's; the limit then is the one on a's side. */
#define SEM_SHAPE(n, U, I, MAX)                                                                                        \
  SEM v128 sem_##n##_add_sat_s(v128 a, v128 b) {                                                                       \
    U r = (U)a + (U)b, limit = (U)((I)a < 0) ^ MAX;                                                                    \
    return sem_pick((v128)((I)(((U)a ^ r) & ((U)b ^ r)) < 0), (v128)limit, (v128)r);                                   \
  }                                                                                                                    \
  SEM v128 sem_##n##_sub_sat_s(v128 a, v128 b) {                                                                       \
    U r = (U)a - (U)b, limit = (U)((I)a < 0) ^ MAX;                                                                    \
    return sem_pick((v128)((I)(((U)a ^ r) & ((U)a ^ (U)b)) < 0), (v128)limit, (v128)r);                                \
  }                                                                                                                    \
  SEM v128 sem_##n##_add_sat_u(v128 a, v128 b) {                                                                       \
    U r = (U)a + (U)b;                                                                                                 \
    return (v128)(r | (U)(r < (U)a));                                                                                  \
  }                                                                                                                    \
  SEM v128 sem_##n##_sub_sat_u(v128 a, v128 b) { return (v128)(((U)a - (U)b) & (U)((U)a > (U)b)); }                    \
  SEM v128 sem_##n##_avgr_u(v128 a, v128 b) { return (v128)(((U)a | (U)b) - (((U)a ^ (U)b) >> 1)); }
SEM_SHAPE(i8x16, u8x16, i8x16, 0x7f)
SEM_SHAPE(i16x8, u16x8, i16x8, 0x7fff)
#undef SEM_SHAPE
#endif

/* The even and the odd lanes of half the width, extended; and 2n lanes joined from even and odd ones. */
SEM i16x8 sem_even8_s(v128 a) { return (i16x8)((u16x8)a << 8) >> 8; }
SEM i16x8 sem_odd8_s(v128 a) { return (i16x8)a >> 8; }
SEM u16x8 sem_even8_u(v128 a) { return (u16x8)a & 0xff; }
SEM u16x8 sem_odd8_u(v128 a) { return (u16x8)a >> 8; }
SEM i32x4 sem_even16_s(v128 a) { return (i32x4)((u32x4)a << 16) >> 16; }
SEM i32x4 sem_odd16_s(v128 a) { return (i32x4)a >> 16; }
SEM u32x4 sem_even16_u(v128 a) { return (u32x4)a & 0xffff; }
SEM u32x4 sem_odd16_u(v128 a) { return (u32x4)a >> 16; }

SEM v128 sem_i16x8_extadd_pairwise_i8x16_s(v128 a) { return (v128)(sem_even8_s(a) + sem_odd8_s(a)); }
SEM v128 sem_i16x8_extadd_pairwise_i8x16_u(v128 a) { return (v128)(sem_even8_u(a) + sem_odd8_u(a)); }
SEM v128 sem_i32x4_extadd_pairwise_i16x8_s(v128 a) { return (v128)(sem_even16_s(a) + sem_odd16_s(a)); }
SEM v128 sem_i32x4_extadd_pairwise_i16x8_u(v128 a) { return (v128)(sem_even16_u(a) + sem_odd16_u(a)); }

/* (a · b + 2^14) >> 15 in 16 bits: -1 · -1 alone does not fit, and comes out as -1. */
SEM v128 sem_q15mulr_wrap(v128 a, v128 b) {
#if SEM_SSSE3
  return (v128)_mm_mulhrs_epi16((__m128i)a, (__m128i)b);
#else
  i32x4 even = (sem_even16_s(a) * sem_even16_s(b) + 0x4000) >> 15;
  i32x4 odd = (sem_odd16_s(a) * sem_odd16_s(b) + 0x4000) >> 15;
  return (v128)(((u32x4)even & 0xffff) | (u32x4)odd << 16);
#endif
}
SEM v128 sem_i16x8_q15mulr_sat_s(v128 a, v128 b) {
  v128 r = sem_q15mulr_wrap(a, b);
  return r ^ (v128)((u16x8)r == 0x8000);
}

SEM v128 sem_i32x4_dot_i16x8_s(v128 a, v128 b) {
#if SEM_SSE2
  return (v128)_mm_madd_epi16((__m128i)a, (__m128i)b);
#else
  return (v128)((u32x4)(sem_even16_s(a) * sem_even16_s(b)) + (u32x4)(sem_odd16_s(a) * sem_odd16_s(b)));
#endif
}

/* Narrowing, with saturation; operands are signed in all four. */
SEM v128 sem_clamp16(v128 a, int16_t low, int16_t high) {
  i16x8 min = (i16x8){0} + low, max = (i16x8){0} + high;
  return sem_i16x8_min_s(sem_i16x8_max_s(a, (v128)min), (v128)max);
}
SEM v128 sem_clamp32(v128 a, int32_t low, int32_t high) {
  i32x4 min = (i32x4){0} + low, max = (i32x4){0} + high;
  return sem_i32x4_min_s(sem_i32x4_max_s(a, (v128)min), (v128)max);
}
/* The low halves of all lanes of a, then of b. */
SEM v128 sem_low8(v128 a, v128 b) {
  return (v128)__builtin_shufflevector((u8x16)a, (u8x16)b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}
SEM v128 sem_low16(v128 a, v128 b) {
  return (v128)__builtin_shufflevector((u16x8)a, (u16x8)b, 0, 2, 4, 6, 8, 10, 12, 14);
}
#if SEM_SSE2
SEM v128 sem_i8x16_narrow_i16x8_s(v128 a, v128 b) { return (v128)_mm_packs_epi16((__m128i)a, (__m128i)b); }
SEM v128 sem_i8x16_narrow_i16x8_u(v128 a, v128 b) { return (v128)_mm_packus_epi16((__m128i)a, (__m128i)b); }
SEM v128 sem_i16x8_narrow_i32x4_s(v128 a, v128 b) { return (v128)_mm_packs_epi32((__m128i)a, (__m128i)b); }
#else
SEM v128 sem_i8x16_narrow_i16x8_s(v128 a, v128 b) {
  return sem_low8(sem_clamp16(a, -128, 127), sem_clamp16(b, -128, 127));
}
SEM v128 sem_i8x16_narrow_i16x8_u(v128 a, v128 b) { return sem_low8(sem_clamp16(a, 0, 255), sem_clamp16(b, 0, 255)); }
SEM v128 sem_i16x8_narrow_i32x4_s(v128 a, v128 b) {
  return sem_low16(sem_clamp32(a, -32768, 32767), sem_clamp32(b, -32768, 32767));
}
#endif
SEM v128 sem_i16x8_narrow_i32x4_u(v128 a, v128 b) {
#if SEM_SSE4_1
  return (v128)_mm_packus_epi32((__m128i)a, (__m128i)b);
#else
  return sem_low16(sem_clamp32(a, 0, 65535), sem_clamp32(b, 0, 65535));
#endif
}

/* Extension: a lane twice side by side, then a shift that fills the upper half. */
#define SEM_ZIP8_LOW(a, b)                                                                                             \
  __builtin_shufflevector((u8x16)(a), (u8x16)(b), 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define SEM_ZIP8_HIGH(a, b)                                                                                            \
  __builtin_shufflevector((u8x16)(a), (u8x16)(b), 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define SEM_ZIP16_LOW(a, b)  __builtin_shufflevector((u16x8)(a), (u16x8)(b), 0, 8, 1, 9, 2, 10, 3, 11)
#define SEM_ZIP16_HIGH(a, b) __builtin_shufflevector((u16x8)(a), (u16x8)(b), 4, 12, 5, 13, 6, 14, 7, 15)
#define SEM_ZIP32_LOW(a, b)  __builtin_shufflevector((u32x4)(a), (u32x4)(b), 0, 4, 1, 5)
#define SEM_ZIP32_HIGH(a, b) __builtin_shufflevector((u32x4)(a), (u32x4)(b), 2, 6, 3, 7)

SEM v128 sem_i16x8_extend_low_i8x16_s(v128 a) { return (v128)((i16x8)SEM_ZIP8_LOW(a, a) >> 8); }
SEM v128 sem_i16x8_extend_high_i8x16_s(v128 a) { return (v128)((i16x8)SEM_ZIP8_HIGH(a, a) >> 8); }
SEM v128 sem_i16x8_extend_low_i8x16_u(v128 a) { return (v128)SEM_ZIP8_LOW(a, (u8x16){0}); }
SEM v128 sem_i16x8_extend_high_i8x16_u(v128 a) { return (v128)SEM_ZIP8_HIGH(a, (u8x16){0}); }
SEM v128 sem_i32x4_extend_low_i16x8_s(v128 a) { return (v128)((i32x4)SEM_ZIP16_LOW(a, a) >> 16); }
SEM v128 sem_i32x4_extend_high_i16x8_s(v128 a) { return (v128)((i32x4)SEM_ZIP16_HIGH(a, a) >> 16); }
SEM v128 sem_i32x4_extend_low_i16x8_u(v128 a) { return (v128)SEM_ZIP16_LOW(a, (u16x8){0}); }
SEM v128 sem_i32x4_extend_high_i16x8_u(v128 a) { return (v128)SEM_ZIP16_HIGH(a, (u16x8){0}); }
SEM v128 sem_i64x2_extend_low_i32x4_s(v128 a) { return (v128)SEM_ZIP32_LOW(a, (i32x4)a < 0); }
SEM v128 sem_i64x2_extend_high_i32x4_s(v128 a) { return (v128)SEM_ZIP32_HIGH(a, (i32x4)a < 0); }
SEM v128 sem_i64x2_extend_low_i32x4_u(v128 a) { return (v128)SEM_ZIP32_LOW(a, (u32x4){0}); }
SEM v128 sem_i64x2_extend_high_i32x4_u(v128 a) { return (v128)SEM_ZIP32_HIGH(a, (u32x4){0}); }

#define SEM_EXTMUL(to, from, half, sign)                                                                               \
  SEM v128 sem_##to##_extmul_##half##_##from##_##sign(v128 a, v128 b) {                                                \
    return sem_##to##_mul(sem_##to##_extend_##half##_##from##_##sign(a),                                               \
                          sem_##to##_extend_##half##_##from##_##sign(b));                                              \
  }
SEM_EXTMUL(i16x8, i8x16, low, s)
SEM_EXTMUL(i16x8, i8x16, high, s)
SEM_EXTMUL(i16x8, i8x16, low, u)
SEM_EXTMUL(i16x8, i8x16, high, u)
SEM_EXTMUL(i32x4, i16x8, low, s)
SEM_EXTMUL(i32x4, i16x8, high, s)
SEM_EXTMUL(i32x4, i16x8, low, u)
SEM_EXTMUL(i32x4, i16x8, high, u)
#if SEM_SSE4_1
SEM v128 sem_i64x2_extmul_low_i32x4_s(v128 a, v128 b) {
  return (v128)_mm_mul_epi32((__m128i)SEM_ZIP32_LOW(a, a), (__m128i)SEM_ZIP32_LOW(b, b));
}
SEM v128 sem_i64x2_extmul_high_i32x4_s(v128 a, v128 b) {
  return (v128)_mm_mul_epi32((__m128i)SEM_ZIP32_HIGH(a, a), (__m128i)SEM_ZIP32_HIGH(b, b));
}
#else
SEM_EXTMUL(i64x2, i32x4, low, s)
SEM_EXTMUL(i64x2, i32x4, high, s)
#endif
SEM_EXTMUL(i64x2, i32x4, low, u)
SEM_EXTMUL(i64x2, i32x4, high, u)
#undef SEM_EXTMUL

#endif
