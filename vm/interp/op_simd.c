/* Vector operators but those on memory. */
#include "vm/interp/templates.h"

#define UNARY_i(op, name, ret)
#define UNARY_l(op, name, ret)
#define UNARY_f(op, name, ret)
#define UNARY_d(op, name, ret)
#define UNARY_v(op, name, ret) STAMP_UNARY(op, name, ret, v)
#define BINARY_i(op, name, ret)
#define BINARY_l(op, name, ret)
#define BINARY_f(op, name, ret)
#define BINARY_d(op, name, ret)
#define BINARY_v(op, name, ret) STAMP_BINARY_v(op, name, ret)

#define SEM_UNARY(op, name, ret, a, nan) UNARY_##a(op, sem_##name, ret)
#define SEM_BINARY(op, name, ret, a, b, nan) BINARY_##a(op, sem_##name, ret)
#define SEM_TEST(op, name, a)
#define SEM_COMPARE(op, name, a)
#define SEM_TERNARY(op, name, ret, a, b, c, nan)                                                                       \
  STAMP(op##_SSS, ret, sem_##name(S_v(1), S_v(2), S_v(3)), 1)                                                          \
  STAMP(op##_ASS, ret, sem_##name(A_v, S_v(2), S_v(3)), 1)                                                             \
  STAMP(op##_SAS, ret, sem_##name(S_v(1), A_v, S_v(3)), 1)                                                             \
  STAMP(op##_SSA, ret, sem_##name(S_v(1), S_v(2), A_v), 1)
#define SEM_SHIFT(op, name)                                                                                            \
  STAMP(op##_SS, v, sem_##name(S_v(1), S_i(2)), 1)                                                                     \
  STAMP(op##_AS, v, sem_##name(A_v, S_i(2)), 1)                                                                        \
  STAMP(op##_SC, v, sem_##name(S_v(1), C_i), 1)                                                                        \
  STAMP(op##_AC, v, sem_##name(A_v, C_i), 1)
#define SEM_SPLAT(op, name, a) STAMP_UNARY(op, sem_##name, v, a)
/* Lanes: x2 of what takes one operand, x3 of two. */
#define SEM_EXTRACT(op, name, ret)                                                                                     \
  STAMP(op##_S, ret, sem_##name(S_v(1), ip->x[2]), 1)                                                                  \
  STAMP(op##_A, ret, sem_##name(A_v, ip->x[2]), 1)
#define SEM_REPLACE(op, name, a)                                                                                       \
  STAMP(op##_SS, v, sem_##name(S_v(1), S_##a(2), ip->x[3]), 1)                                                         \
  STAMP(op##_AS, v, sem_##name(A_v, S_##a(2), ip->x[3]), 1)                                                            \
  STAMP(op##_SA, v, sem_##name(S_v(1), A_##a, ip->x[3]), 1)
#define SEM_SHUFFLE(op, name)                                                                                          \
  STAMP(op##_SS, v, sem_##name(S_v(1), S_v(2), C_v), 2)                                                                \
  STAMP(op##_AS, v, sem_##name(A_v, S_v(2), C_v), 2)                                                                   \
  STAMP(op##_SA, v, sem_##name(S_v(1), A_v, C_v), 2)
#include "vm/sem/ops.def"

STAMP_UNARY(CANON_F32X4, sem_canon_f32x4, v, v)
STAMP_UNARY(CANON_F64X2, sem_canon_f64x2, v, v)
STAMP_UNARY(CANON_F16X8, sem_canon_f16x8, v, v)
