/* Conversions between scalars. Part of sem.h. */
#ifndef WVM_VM_SEM_CONVERT_H
#define WVM_VM_SEM_CONVERT_H

#include "vm/sem/sem.h"

SEM uint32_t sem_i32_wrap_i64(uint64_t a) { return (uint32_t)a; }
SEM uint64_t sem_i64_extend_i32_s(uint32_t a) { return (uint64_t)(int64_t)(int32_t)a; }
SEM uint64_t sem_i64_extend_i32_u(uint32_t a) { return a; }

SEM uint32_t sem_i32_reinterpret_f32(float a) { return sem_bits32(a); }
SEM uint64_t sem_i64_reinterpret_f64(double a) { return sem_bits64(a); }
SEM float sem_f32_reinterpret_i32(uint32_t a) { return sem_float(a); }
SEM double sem_f64_reinterpret_i64(uint64_t a) { return sem_double(a); }

SEM float sem_f32_convert_i32_s(uint32_t a) { return (float)(int32_t)a; }
SEM float sem_f32_convert_i32_u(uint32_t a) { return (float)a; }
SEM float sem_f32_convert_i64_s(uint64_t a) { return (float)(int64_t)a; }
SEM float sem_f32_convert_i64_u(uint64_t a) { return (float)a; }
SEM double sem_f64_convert_i32_s(uint32_t a) { return (double)(int32_t)a; }
SEM double sem_f64_convert_i32_u(uint32_t a) { return (double)a; }
SEM double sem_f64_convert_i64_s(uint64_t a) { return (double)(int64_t)a; }
SEM double sem_f64_convert_i64_u(uint64_t a) { return (double)a; }
SEM float sem_f32_demote_f64(double a) { return (float)a; }
SEM double sem_f64_promote_f32(float a) { return (double)a; }

/* Truncation. In range is LOW(a, low) && a < high; 2^31 … 2^64 are floats, the bounds below not always: a float that is
 * >= -2^31 truncates well, a double does so already above -2^31 - 1. */
#define SEM_GE(a, b) ((a) >= (b))
#define SEM_GT(a, b) ((a) > (b))
#define SEM_TRUNC(to, from, sign, U, I, F, LOW, low, high, MIN, MAX)                                                   \
  SEM TrapCode sem_##to##_trunc_##from##_##sign##_traps(F a) {                                                         \
    if (LIKELY(LOW(a, low) && a < high)) return TRAP_NONE;                                                             \
    return a == a ? TRAP_INTEGER_OVERFLOW : TRAP_INVALID_CONVERSION;                                                   \
  }                                                                                                                    \
  SEM U sem_##to##_trunc_##from##_##sign(F a) { return (U)(I)a; }                                                      \
  SEM U sem_##to##_trunc_sat_##from##_##sign(F a) {                                                                    \
    if (LIKELY(LOW(a, low) && a < high)) return (U)(I)a;                                                               \
    return a == a ? (a < 0 ? (U)MIN : (U)MAX) : 0;                                                                     \
  }

SEM_TRUNC(i32, f32, s, uint32_t, int32_t, float, SEM_GE, -0x1p31f, 0x1p31f, INT32_MIN, INT32_MAX)
SEM_TRUNC(i32, f32, u, uint32_t, uint32_t, float, SEM_GT, -1.0f, 0x1p32f, 0, UINT32_MAX)
SEM_TRUNC(i32, f64, s, uint32_t, int32_t, double, SEM_GT, -0x1.00000002p31, 0x1p31, INT32_MIN, INT32_MAX)
SEM_TRUNC(i32, f64, u, uint32_t, uint32_t, double, SEM_GT, -1.0, 0x1p32, 0, UINT32_MAX)
SEM_TRUNC(i64, f32, s, uint64_t, int64_t, float, SEM_GE, -0x1p63f, 0x1p63f, INT64_MIN, INT64_MAX)
SEM_TRUNC(i64, f32, u, uint64_t, uint64_t, float, SEM_GT, -1.0f, 0x1p64f, 0, UINT64_MAX)
SEM_TRUNC(i64, f64, s, uint64_t, int64_t, double, SEM_GE, -0x1p63, 0x1p63, INT64_MIN, INT64_MAX)
SEM_TRUNC(i64, f64, u, uint64_t, uint64_t, double, SEM_GT, -1.0, 0x1p64, 0, UINT64_MAX)
#undef SEM_TRUNC
#undef SEM_GE
#undef SEM_GT

#endif
