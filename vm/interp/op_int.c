/* Integer operators, and conversions from integers. */
#include "vm/interp/templates.h"

#define UNARY_i(op, name, ret) STAMP_UNARY(op, name, ret, i)
#define UNARY_l(op, name, ret) STAMP_UNARY(op, name, ret, l)
#define UNARY_f(op, name, ret)
#define UNARY_d(op, name, ret)
#define UNARY_v(op, name, ret)
#define BINARY_i(op, name, ret) STAMP_BINARY_i(op, name, ret)
#define BINARY_l(op, name, ret) STAMP_BINARY_l(op, name, ret)
#define BINARY_f(op, name, ret)
#define BINARY_d(op, name, ret)
#define BINARY_v(op, name, ret)
#define COMPARE_i(op, name) STAMP_COMPARE_i(op, name)
#define COMPARE_l(op, name) STAMP_COMPARE_l(op, name)
#define COMPARE_f(op, name)
#define COMPARE_d(op, name)

#define SEM_UNARY(op, name, ret, a, nan) UNARY_##a(op, sem_##name, ret)
#define SEM_BINARY(op, name, ret, a, b, nan) BINARY_##a(op, sem_##name, ret)
#define SEM_BINARY_TRAPS(op, name, ret, a, b) STAMP_BINARY_TRAPS_##a(op, sem_##name, ret)
#define SEM_TEST(op, name, a) STAMP_TEST(op, sem_##name, a)
#define SEM_COMPARE(op, name, a) COMPARE_##a(op, sem_##name)

/* Operands and results lie one behind the other from x0. */
#define SEM_WIDE2(op, name)                                                                                            \
  HANDLER(op) {                                                                                                        \
    Slot *s = &FP[ip->x0];                                                                                             \
    const SemWide w = sem_##name(s[0].i64, s[1].i64);                                                                  \
    s[0].i64 = w.lo;                                                                                                   \
    s[1].i64 = w.hi;                                                                                                   \
    NEXT(1);                                                                                                           \
  }
#define SEM_WIDE4(op, name)                                                                                            \
  HANDLER(op) {                                                                                                        \
    Slot *s = &FP[ip->x0];                                                                                             \
    const SemWide w = sem_##name(s[0].i64, s[1].i64, s[2].i64, s[3].i64);                                              \
    s[0].i64 = w.lo;                                                                                                   \
    s[1].i64 = w.hi;                                                                                                   \
    NEXT(1);                                                                                                           \
  }
#include "vm/sem/ops.def"
