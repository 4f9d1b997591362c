/* Scalar integers. Part of sem.h. Signed work is done in unsigned types where C would call overflow undefined. */
#ifndef WVM_VM_SEM_INT_H
#define WVM_VM_SEM_INT_H

#include "vm/sem/sem.h"

/* Everything that is the same in both widths: n = i32 or i64, U and S the C types, BITS the width, OF the builtins'
 * suffix. */
#define SEM_INT(n, U, S, BITS, OF)                                                                                     \
  SEM uint32_t sem_##n##_eqz(U a) { return a == 0; }                                                                   \
  SEM uint32_t sem_##n##_eq(U a, U b) { return a == b; }                                                               \
  SEM uint32_t sem_##n##_ne(U a, U b) { return a != b; }                                                               \
  SEM uint32_t sem_##n##_lt_s(U a, U b) { return (S)a < (S)b; }                                                        \
  SEM uint32_t sem_##n##_lt_u(U a, U b) { return a < b; }                                                              \
  SEM uint32_t sem_##n##_gt_s(U a, U b) { return (S)a > (S)b; }                                                        \
  SEM uint32_t sem_##n##_gt_u(U a, U b) { return a > b; }                                                              \
  SEM uint32_t sem_##n##_le_s(U a, U b) { return (S)a <= (S)b; }                                                       \
  SEM uint32_t sem_##n##_le_u(U a, U b) { return a <= b; }                                                             \
  SEM uint32_t sem_##n##_ge_s(U a, U b) { return (S)a >= (S)b; }                                                       \
  SEM uint32_t sem_##n##_ge_u(U a, U b) { return a >= b; }                                                             \
  SEM U sem_##n##_clz(U a) { return a ? (U)__builtin_clz##OF(a) : BITS; }                                              \
  SEM U sem_##n##_ctz(U a) { return a ? (U)__builtin_ctz##OF(a) : BITS; }                                              \
  SEM U sem_##n##_add(U a, U b) { return a + b; }                                                                      \
  SEM U sem_##n##_sub(U a, U b) { return a - b; }                                                                      \
  SEM U sem_##n##_mul(U a, U b) { return a * b; }                                                                      \
  SEM U sem_##n##_and(U a, U b) { return a & b; }                                                                      \
  SEM U sem_##n##_or(U a, U b) { return a | b; }                                                                       \
  SEM U sem_##n##_xor(U a, U b) { return a ^ b; }                                                                      \
  SEM U sem_##n##_shl(U a, U b) { return a << (b & (BITS - 1)); }                                                      \
  SEM U sem_##n##_shr_s(U a, U b) { return (U)((S)a >> (b & (BITS - 1))); }                                            \
  SEM U sem_##n##_shr_u(U a, U b) { return a >> (b & (BITS - 1)); }                                                    \
  SEM U sem_##n##_rotl(U a, U b) { return (a << (b & (BITS - 1))) | (a >> (-b & (BITS - 1))); }                        \
  SEM U sem_##n##_rotr(U a, U b) { return (a >> (b & (BITS - 1))) | (a << (-b & (BITS - 1))); }                        \
  SEM U sem_##n##_extend8_s(U a) { return (U)(S)(int8_t)a; }                                                           \
  SEM U sem_##n##_extend16_s(U a) { return (U)(S)(int16_t)a; }                                                         \
  /* Division. The most negative number by -1 overflows: the quotient traps, the remainder is 0. */                    \
  SEM TrapCode sem_##n##_div_u_traps(U a, U b) { return (void)a, b == 0 ? TRAP_DIVIDE_BY_ZERO : TRAP_NONE; }           \
  SEM TrapCode sem_##n##_rem_u_traps(U a, U b) { return (void)a, b == 0 ? TRAP_DIVIDE_BY_ZERO : TRAP_NONE; }           \
  SEM TrapCode sem_##n##_rem_s_traps(U a, U b) { return (void)a, b == 0 ? TRAP_DIVIDE_BY_ZERO : TRAP_NONE; }           \
  SEM TrapCode sem_##n##_div_s_traps(U a, U b) {                                                                       \
    if (b == 0) return TRAP_DIVIDE_BY_ZERO;                                                                            \
    return a == (U)1 << (BITS - 1) && b == (U)-1 ? TRAP_INTEGER_OVERFLOW : TRAP_NONE;                                  \
  }                                                                                                                    \
  SEM U sem_##n##_div_s(U a, U b) { return (U)((S)a / (S)b); }                                                         \
  SEM U sem_##n##_div_u(U a, U b) { return a / b; }                                                                    \
  SEM U sem_##n##_rem_s(U a, U b) { return b == (U)-1 ? 0 : (U)((S)a % (S)b); }                                        \
  SEM U sem_##n##_rem_u(U a, U b) { return a % b; }

SEM_INT(i32, uint32_t, int32_t, 32, )
SEM_INT(i64, uint64_t, int64_t, 64, ll)
#undef SEM_INT

SEM uint64_t sem_i64_extend32_s(uint64_t a) { return (uint64_t)(int64_t)(int32_t)a; }

/* Not the builtin, which becomes a libgcc call where the processor may lack the instruction. */
SEM uint64_t sem_i64_popcnt(uint64_t a) {
#if defined(__POPCNT__) || defined(__aarch64__)
  return (uint64_t)__builtin_popcountll(a);
#else
  a -= (a >> 1) & 0x5555555555555555;
  a = (a & 0x3333333333333333) + ((a >> 2) & 0x3333333333333333);
  a = (a + (a >> 4)) & 0x0f0f0f0f0f0f0f0f;
  return (a * 0x0101010101010101) >> 56;
#endif
}
SEM uint32_t sem_i32_popcnt(uint32_t a) { return (uint32_t)sem_i64_popcnt(a); }

/* Wide arithmetic. */
SEM SemWide sem_wide(unsigned __int128 x) { return (SemWide){(uint64_t)x, (uint64_t)(x >> 64)}; }
SEM unsigned __int128 sem_join(uint64_t lo, uint64_t hi) { return (unsigned __int128)hi << 64 | lo; }

SEM SemWide sem_i64_add128(uint64_t alo, uint64_t ahi, uint64_t blo, uint64_t bhi) {
  return sem_wide(sem_join(alo, ahi) + sem_join(blo, bhi));
}
SEM SemWide sem_i64_sub128(uint64_t alo, uint64_t ahi, uint64_t blo, uint64_t bhi) {
  return sem_wide(sem_join(alo, ahi) - sem_join(blo, bhi));
}
SEM SemWide sem_i64_mul_wide_s(uint64_t a, uint64_t b) {
  return sem_wide((unsigned __int128)((__int128)(int64_t)a * (int64_t)b));
}
SEM SemWide sem_i64_mul_wide_u(uint64_t a, uint64_t b) { return sem_wide((unsigned __int128)a * b); }

#endif
