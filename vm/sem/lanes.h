/* Vectors without regard to what the lanes hold: splats, lanes in and out, shuffles, logic, masks. Part of sem.h. */
#ifndef WVM_VM_SEM_LANES_H
#define WVM_VM_SEM_LANES_H

#include "vm/sem/sem.h"

/* mask ? a : b, bit by bit. */
SEM v128 sem_pick(v128 mask, v128 a, v128 b) { return (mask & a) | (~mask & b); }
SEM bool sem_any(v128 a) { return (a[0] | a[1]) != 0; }

/* n = shape, V its vector, E its lane, T the scalar outside, LAST the largest lane number. Lane numbers are valid;
 * the mask costs nothing and keeps a mistake elsewhere from reaching memory. */
#define SEM_LANES(n, V, E, T, LAST)                                                                                    \
  SEM v128 sem_##n##_splat(T a) { return (v128)((V){0} + (E)a); }                                                      \
  SEM v128 sem_##n##_replace_lane(v128 v, T a, unsigned lane) {                                                        \
    V r = (V)v;                                                                                                        \
    r[lane & LAST] = (E)a;                                                                                             \
    return (v128)r;                                                                                                    \
  }
SEM_LANES(i8x16, u8x16, uint8_t, uint32_t, 15)
SEM_LANES(i16x8, u16x8, uint16_t, uint32_t, 7)
SEM_LANES(i32x4, u32x4, uint32_t, uint32_t, 3)
SEM_LANES(i64x2, u64x2, uint64_t, uint64_t, 1)
#undef SEM_LANES

/* Through integers: a float that is only copied keeps its bits. */
SEM v128 sem_f32x4_splat(float a) { return sem_i32x4_splat(sem_bits32(a)); }
SEM v128 sem_f64x2_splat(double a) { return sem_i64x2_splat(sem_bits64(a)); }
SEM v128 sem_f32x4_replace_lane(v128 v, float a, unsigned lane) {
  return sem_i32x4_replace_lane(v, sem_bits32(a), lane);
}
SEM v128 sem_f64x2_replace_lane(v128 v, double a, unsigned lane) {
  return sem_i64x2_replace_lane(v, sem_bits64(a), lane);
}

SEM uint32_t sem_i8x16_extract_lane_s(v128 v, unsigned lane) { return (uint32_t)(int32_t)((i8x16)v)[lane & 15]; }
SEM uint32_t sem_i8x16_extract_lane_u(v128 v, unsigned lane) { return ((u8x16)v)[lane & 15]; }
SEM uint32_t sem_i16x8_extract_lane_s(v128 v, unsigned lane) { return (uint32_t)(int32_t)((i16x8)v)[lane & 7]; }
SEM uint32_t sem_i16x8_extract_lane_u(v128 v, unsigned lane) { return ((u16x8)v)[lane & 7]; }
SEM uint32_t sem_i32x4_extract_lane(v128 v, unsigned lane) { return ((u32x4)v)[lane & 3]; }
SEM uint64_t sem_i64x2_extract_lane(v128 v, unsigned lane) { return v[lane & 1]; }
SEM float sem_f32x4_extract_lane(v128 v, unsigned lane) { return ((f32x4)v)[lane & 3]; }
SEM double sem_f64x2_extract_lane(v128 v, unsigned lane) { return ((f64x2)v)[lane & 1]; }

/* Lanes of a chosen by the low four bits of s, zero where `zero` has a bit set: what pshufb does with 0x80. */
SEM v128 sem_bytes_at(v128 a, v128 s) {
#if SEM_SSSE3
  return (v128)_mm_shuffle_epi8((__m128i)a, (__m128i)s);
#elif SEM_ARM64
  u8x16 index = (u8x16)s;
  index = (index & 0x0f) | (u8x16)((i8x16)index < 0);
  return (v128)vqtbl1q_u8((uint8x16_t)a, (uint8x16_t)index);
#else
  u8x16 bytes = (u8x16)a, index = (u8x16)s, r = {0};
  for (int i = 0; i < 16; i++) r[i] = index[i] & 0x80 ? 0 : bytes[index[i] & 15];
  return (v128)r;
#endif
}

/* Indices above 15 give zero. */
SEM v128 sem_i8x16_swizzle(v128 a, v128 s) { return sem_bytes_at(a, s | (v128)((u8x16)s > 15)); }

/* The sixteen lanes are valid: 0 … 31. */
SEM v128 sem_i8x16_shuffle(v128 a, v128 b, v128 lanes) {
  v128 from_b = (v128)((u8x16)lanes > 15);
  return sem_bytes_at(a, lanes | from_b) | sem_bytes_at(b, (v128)((u8x16)lanes ^ 0x10) | ~from_b);
}

SEM v128 sem_v128_not(v128 a) { return ~a; }
SEM v128 sem_v128_and(v128 a, v128 b) { return a & b; }
SEM v128 sem_v128_andnot(v128 a, v128 b) { return a & ~b; }
SEM v128 sem_v128_or(v128 a, v128 b) { return a | b; }
SEM v128 sem_v128_xor(v128 a, v128 b) { return a ^ b; }
SEM v128 sem_v128_bitselect(v128 a, v128 b, v128 mask) { return sem_pick(mask, a, b); }
SEM uint32_t sem_v128_any_true(v128 a) { return sem_any(a); }
SEM uint32_t sem_i8x16_all_true(v128 a) { return !sem_any((v128)((u8x16)a == 0)); }
SEM uint32_t sem_i16x8_all_true(v128 a) { return !sem_any((v128)((u16x8)a == 0)); }
SEM uint32_t sem_i32x4_all_true(v128 a) { return !sem_any((v128)((u32x4)a == 0)); }
SEM uint32_t sem_i64x2_all_true(v128 a) { return a[0] != 0 && a[1] != 0; }

/* Sign bits. Without an instruction, a multiplication moves those of one half next to each other. */
#if SEM_SSE2
SEM uint32_t sem_i8x16_bitmask(v128 a) { return (uint32_t)_mm_movemask_epi8((__m128i)a); }
SEM uint32_t sem_i16x8_bitmask(v128 a) {
  return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16((__m128i)a, _mm_setzero_si128()));
}
SEM uint32_t sem_i32x4_bitmask(v128 a) { return (uint32_t)_mm_movemask_ps((__m128)a); }
#else
SEM uint32_t sem_i8x16_bitmask(v128 a) {
  v128 signs = (a >> 7) & 0x0101010101010101;
  return (uint32_t)(signs[0] * 0x0102040810204080 >> 56 | signs[1] * 0x0102040810204080 >> 56 << 8);
}
SEM uint32_t sem_i16x8_bitmask(v128 a) {
  v128 signs = (a >> 15) & 0x0001000100010001;
  return (uint32_t)((signs[0] * 0x200040008001 >> 45 & 15) | (signs[1] * 0x200040008001 >> 45 & 15) << 4);
}
SEM uint32_t sem_i32x4_bitmask(v128 a) {
  u32x4 s = (u32x4)a >> 31;
  return s[0] | s[1] << 1 | s[2] << 2 | s[3] << 3;
}
#endif
SEM uint32_t sem_i64x2_bitmask(v128 a) { return (uint32_t)(a[0] >> 63 | a[1] >> 63 << 1); }

#endif
