/* The meaning of every pure operator, as C functions without state: sem_<name>, one per row of ops.def.
 *
 * The interpreter inlines them, the JIT calls or lowers them, folding and unit tests use them. Rules:
 *  - the bits are the same with every compiler and every instruction set, the payload and sign of NaNs that arithmetic
 *    makes excepted (DESIGN "Relaxed SIMD, NaNs, determinism"); sem_canon_* removes that exception too;
 *  - results of arithmetic are never signalling NaNs; copies, abs, neg, copysign, pmin, pmax keep all bits;
 *  - the rounding mode is to nearest, ties to even; subnormals are kept (guest entry sees to both);
 *  - no function calls anything, except fma without FMA hardware.
 *
 * Vector code is written with the compilers' generic vectors. Where these compile badly, a builtin of the instruction
 * set stands beside the portable form; SEM_PORTABLE chooses the portable form everywhere (the tests compare the two).
 */
#ifndef WVM_VM_SEM_SEM_H
#define WVM_VM_SEM_SEM_H

#include "base/base.h"
#include "vm/trap.h"

#define SEM static inline __attribute__((always_inline, const))

typedef uint8_t u8x16 __attribute__((vector_size(16)));
typedef int8_t i8x16 __attribute__((vector_size(16)));
typedef uint16_t u16x8 __attribute__((vector_size(16)));
typedef int16_t i16x8 __attribute__((vector_size(16)));
typedef uint32_t u32x4 __attribute__((vector_size(16)));
typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef uint64_t u64x2 __attribute__((vector_size(16)));
typedef int64_t i64x2 __attribute__((vector_size(16)));
typedef float f32x4 __attribute__((vector_size(16)));
typedef double f64x2 __attribute__((vector_size(16)));

/* A v128 in a register. Casts between the types above keep the bits. */
typedef u64x2 v128;

/* The two halves of a 128-bit integer. */
typedef struct SemWide {
  uint64_t lo, hi;
} SemWide;

/* The letters of ops.def. */
#define SEM_TYPE_i  uint32_t
#define SEM_TYPE_l  uint64_t
#define SEM_TYPE_f  float
#define SEM_TYPE_d  double
#define SEM_TYPE_v  v128
#define SEM_RAW_u8  uint8_t
#define SEM_RAW_u16 uint16_t
#define SEM_RAW_u32 uint32_t
#define SEM_RAW_u64 uint64_t
#define SEM_RAW_v   v128

/* Which instruction sets' builtins stand in for portable code. */
#if defined(SEM_PORTABLE)
#define SEM_SSE2   0
#define SEM_SSSE3  0
#define SEM_SSE4_1 0
#define SEM_F16C   0
#define SEM_FMA    0
#define SEM_ARM64  0
#else
#if defined(__SSE2__)
#define SEM_SSE2 1
#else
#define SEM_SSE2 0
#endif
#if defined(__SSSE3__)
#define SEM_SSSE3 1
#else
#define SEM_SSSE3 0
#endif
#if defined(__SSE4_1__)
#define SEM_SSE4_1 1
#else
#define SEM_SSE4_1 0
#endif
#if defined(__F16C__)
#define SEM_F16C 1
#else
#define SEM_F16C 0
#endif
#if defined(__FMA__)
#define SEM_FMA 1
#else
#define SEM_FMA 0
#endif
#if defined(__aarch64__)
#define SEM_ARM64 1
#else
#define SEM_ARM64 0
#endif
#endif

#if SEM_FMA || SEM_F16C
#include <immintrin.h>
#elif SEM_SSE4_1
#include <smmintrin.h>
#elif SEM_SSE2
#include <emmintrin.h>
#endif
#if SEM_ARM64
#include <arm_neon.h>
#endif

SEM uint32_t sem_bits32(float x) {
  uint32_t r;
  __builtin_memcpy(&r, &x, sizeof r);
  return r;
}
SEM uint64_t sem_bits64(double x) {
  uint64_t r;
  __builtin_memcpy(&r, &x, sizeof r);
  return r;
}
SEM float sem_float(uint32_t bits) {
  float r;
  __builtin_memcpy(&r, &bits, sizeof r);
  return r;
}
SEM double sem_double(uint64_t bits) {
  double r;
  __builtin_memcpy(&r, &bits, sizeof r);
  return r;
}

#include "vm/sem/int.h"

#include "vm/sem/float.h"

#include "vm/sem/convert.h"

#include "vm/sem/lanes.h"

#include "vm/sem/simd_int.h"

#include "vm/sem/simd_float.h"

#include "vm/sem/f16.h"

#include "vm/sem/relaxed.h"

#include "vm/sem/memory.h"

#endif
