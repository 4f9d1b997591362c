/* Floating-point operators, and conversions from floats. */
#include "vm/interp/templates.h"

#define UNARY_i(op, name, ret)
#define UNARY_l(op, name, ret)
#define UNARY_f(op, name, ret) STAMP_UNARY(op, name, ret, f)
#define UNARY_d(op, name, ret) STAMP_UNARY(op, name, ret, d)
#define UNARY_v(op, name, ret)
#define BINARY_i(op, name, ret)
#define BINARY_l(op, name, ret)
#define BINARY_f(op, name, ret) STAMP_BINARY_f(op, name, ret)
#define BINARY_d(op, name, ret) STAMP_BINARY_d(op, name, ret)
#define BINARY_v(op, name, ret)
#define COMPARE_i(op, name)
#define COMPARE_l(op, name)
#define COMPARE_f(op, name) STAMP_COMPARE_f(op, name)
#define COMPARE_d(op, name) STAMP_COMPARE_d(op, name)

#define SEM_UNARY(op, name, ret, a, nan) UNARY_##a(op, sem_##name, ret)
#define SEM_UNARY_TRAPS(op, name, ret, a) STAMP_UNARY_TRAPS(op, sem_##name, ret, a)
#define SEM_BINARY(op, name, ret, a, b, nan) BINARY_##a(op, sem_##name, ret)
#define SEM_TEST(op, name, a)
#define SEM_COMPARE(op, name, a) COMPARE_##a(op, sem_##name)
#include "vm/sem/ops.def"

STAMP_UNARY(CANON_F32, sem_canon_f32, f, f)
STAMP_UNARY(CANON_F64, sem_canon_f64, d, d)
