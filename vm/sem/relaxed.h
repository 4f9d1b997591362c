/* The determined forms of relaxed SIMD (DESIGN "Relaxed SIMD"): what each relaxed operator means under a profile. The
 * forms named x86 do what one x86 instruction does, on every processor. Part of sem.h. */
#ifndef WVM_VM_SEM_RELAXED_H
#define WVM_VM_SEM_RELAXED_H

#include "vm/sem/sem.h"

/* pshufb: bit 7 of an index gives zero, else its low four bits count. */
SEM v128 sem_i8x16_swizzle_x86(v128 a, v128 s) { return sem_bytes_at(a, s); }

/* cvttps2dq, cvttpd2dq: INT32_MIN for what does not fit. vcvttps2udq, vcvttpd2udq: UINT32_MAX. */
SEM v128 sem_i32x4_trunc_f32x4_s_x86(v128 a) { return (v128)sem_cvttps((f32x4)a); }
SEM v128 sem_i32x4_trunc_f32x4_u_x86(v128 v) {
  f32x4 a = (f32x4)v;
  v128 inside = (v128)(a > -1.0f) & (v128)(a < 0x1p32f);
  return sem_i32x4_trunc_sat_f32x4_u(v) | ~inside;
}
SEM uint32_t sem_cvttsd_s(double a) { return a > -0x1.00000002p31 && a < 0x1p31 ? (uint32_t)(int32_t)a : 0x80000000u; }
SEM uint32_t sem_cvttsd_u(double a) { return a > -1.0 && a < 0x1p32 ? (uint32_t)a : UINT32_MAX; }
SEM v128 sem_i32x4_trunc_f64x2_s_zero_x86(v128 v) {
  f64x2 a = (f64x2)v;
  return (v128)(u32x4){sem_cvttsd_s(a[0]), sem_cvttsd_s(a[1]), 0, 0};
}
SEM v128 sem_i32x4_trunc_f64x2_u_zero_x86(v128 v) {
  f64x2 a = (f64x2)v;
  return (v128)(u32x4){sem_cvttsd_u(a[0]), sem_cvttsd_u(a[1]), 0, 0};
}

/* fma (simd_float.h) rounds once, muladd twice. The n forms negate the product. */
SEM v128 sem_f32x4_fnma(v128 a, v128 b, v128 c) { return sem_f32x4_fma(sem_f32x4_neg(a), b, c); }
SEM v128 sem_f64x2_fnma(v128 a, v128 b, v128 c) { return sem_f64x2_fma(sem_f64x2_neg(a), b, c); }
SEM v128 sem_f32x4_muladd(v128 a, v128 b, v128 c) { return (v128)((f32x4)a * (f32x4)b + (f32x4)c); }
SEM v128 sem_f32x4_nmuladd(v128 a, v128 b, v128 c) { return (v128)((f32x4)c - (f32x4)a * (f32x4)b); }
SEM v128 sem_f64x2_muladd(v128 a, v128 b, v128 c) { return (v128)((f64x2)a * (f64x2)b + (f64x2)c); }
SEM v128 sem_f64x2_nmuladd(v128 a, v128 b, v128 c) { return (v128)((f64x2)c - (f64x2)a * (f64x2)b); }

/* pblendvb, blendvps, blendvpd: the mask's sign bits choose, lane by lane. */
SEM v128 sem_i8x16_blendv(v128 a, v128 b, v128 mask) { return sem_pick((v128)((i8x16)mask < 0), a, b); }
SEM v128 sem_i32x4_blendv(v128 a, v128 b, v128 mask) { return sem_pick((v128)((i32x4)mask < 0), a, b); }
SEM v128 sem_i64x2_blendv(v128 a, v128 b, v128 mask) { return sem_pick((v128)((i64x2)mask < 0), a, b); }

/* minps, maxps: the second operand if neither is less, NaNs and zeros of both signs included. */
SEM v128 sem_f32x4_min_x86(v128 a, v128 b) { return sem_pick((v128)((f32x4)a < (f32x4)b), a, b); }
SEM v128 sem_f32x4_max_x86(v128 a, v128 b) { return sem_pick((v128)((f32x4)a > (f32x4)b), a, b); }
SEM v128 sem_f64x2_min_x86(v128 a, v128 b) { return sem_pick((v128)((f64x2)a < (f64x2)b), a, b); }
SEM v128 sem_f64x2_max_x86(v128 a, v128 b) { return sem_pick((v128)((f64x2)a > (f64x2)b), a, b); }

/* pmulhrsw */
SEM v128 sem_i16x8_q15mulr_x86(v128 a, v128 b) { return sem_q15mulr_wrap(a, b); }

/* Dot products of bytes: a signed, b unsigned (su) or signed (ss). The pairs saturate in su, as in pmaddubsw, and wrap
 * in ss; the sums of four are exact, as in vpdpbusd and sdot. ss_sat: what the specification's deterministic profile
 * does, where a sum of four is one of two pairs that saturate. */
SEM v128 sem_i16x8_dot_i8x16_su(v128 a, v128 b) {
#if SEM_SSSE3
  return (v128)_mm_maddubs_epi16((__m128i)b, (__m128i)a);
#else
  return sem_i16x8_add_sat_s((v128)(sem_even8_s(a) * (i16x8)sem_even8_u(b)),
                             (v128)(sem_odd8_s(a) * (i16x8)sem_odd8_u(b)));
#endif
}
SEM v128 sem_i16x8_dot_i8x16_ss(v128 a, v128 b) {
  return (v128)((u16x8)(sem_even8_s(a) * sem_even8_s(b)) + (u16x8)(sem_odd8_s(a) * sem_odd8_s(b)));
}
SEM v128 sem_i32x4_dot_i8x16_su_add(v128 a, v128 b, v128 c) {
  u32x4 even = (u32x4)sem_i32x4_dot_i16x8_s((v128)sem_even8_s(a), (v128)sem_even8_u(b));
  u32x4 odd = (u32x4)sem_i32x4_dot_i16x8_s((v128)sem_odd8_s(a), (v128)sem_odd8_u(b));
  return (v128)(even + odd + (u32x4)c);
}
SEM v128 sem_i32x4_dot_i8x16_ss_add(v128 a, v128 b, v128 c) {
  u32x4 even = (u32x4)sem_i32x4_dot_i16x8_s((v128)sem_even8_s(a), (v128)sem_even8_s(b));
  u32x4 odd = (u32x4)sem_i32x4_dot_i16x8_s((v128)sem_odd8_s(a), (v128)sem_odd8_s(b));
  return (v128)(even + odd + (u32x4)c);
}
SEM v128 sem_i16x8_dot_i8x16_ss_sat(v128 a, v128 b) {
  return sem_i16x8_add_sat_s((v128)(sem_even8_s(a) * sem_even8_s(b)), (v128)(sem_odd8_s(a) * sem_odd8_s(b)));
}
SEM v128 sem_i32x4_dot_i8x16_ss_sat_add(v128 a, v128 b, v128 c) {
  return sem_i32x4_add(sem_i32x4_extadd_pairwise_i16x8_s(sem_i16x8_dot_i8x16_ss_sat(a, b)), c);
}

#endif
