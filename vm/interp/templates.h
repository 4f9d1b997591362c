/* Handlers of pure operators, stamped from a row of vm/sem/ops.def in every form that handlers.def declares. */
#ifndef WVM_VM_INTERP_TEMPLATES_H
#define WVM_VM_INTERP_TEMPLATES_H

#include "vm/interp/handler.h"

#define STAMP(id, ret, value, step) HANDLER(id) { PUT_##ret(value); NEXT(step); }

#define STAMP_UNARY(op, name, ret, a) STAMP(op##_S, ret, name(S_##a(1)), 1) STAMP(op##_A, ret, name(A_##a), 1)

#define STAMP_3(op, name, ret, a)                                                                                      \
  STAMP(op##_SS, ret, name(S_##a(1), S_##a(2)), 1)                                                                     \
  STAMP(op##_AS, ret, name(A_##a, S_##a(2)), 1)                                                                        \
  STAMP(op##_SA, ret, name(S_##a(1), A_##a), 1)
#define STAMP_5(op, name, ret, a)                                                                                      \
  STAMP_3(op, name, ret, a)                                                                                            \
  STAMP(op##_SC, ret, name(S_##a(1), C_##a), STEP_##a)                                                                 \
  STAMP(op##_AC, ret, name(A_##a, C_##a), STEP_##a)
#define STAMP_7(op, name, ret, a)                                                                                      \
  STAMP_5(op, name, ret, a)                                                                                            \
  STAMP(op##_CS, ret, name(C_##a, S_##a(1)), STEP_##a)                                                                 \
  STAMP(op##_CA, ret, name(C_##a, A_##a), STEP_##a)
#define STAMP_BINARY_i(op, name, ret) STAMP_7(op, name, ret, i)
#define STAMP_BINARY_l(op, name, ret)                                                                                  \
  STAMP_7(op, name, ret, l)                                                                                            \
  STAMP(op##_SK, ret, name(S_l(1), K_l), 2)                                                                            \
  STAMP(op##_AK, ret, name(A_l, K_l), 2)
#define STAMP_BINARY_f(op, name, ret) STAMP_7(op, name, ret, f)
#define STAMP_BINARY_d(op, name, ret) STAMP_7(op, name, ret, d)
#define STAMP_BINARY_v(op, name, ret) STAMP_5(op, name, ret, v)

/* Branches on a truth value: x0, x1 are the operands (x1 as a number: the constant), imm the way in cells. */
#define STAMP_BRANCH(id, truth)                                                                                        \
  HANDLER(id) {                                                                                                        \
    if (truth) JUMP(ip->imm);                                                                                          \
    NEXT(1);                                                                                                           \
  }
#define SHORT_i ((uint32_t)(int32_t)(int16_t)ip->x1)
#define SHORT_l ((uint64_t)(int64_t)(int16_t)ip->x1)
#define STAMP_BRANCH_3(op, name, a, is)                                                                                \
  STAMP_BRANCH(op##_SS, is name(S_##a(0), S_##a(1)))                                                                   \
  STAMP_BRANCH(op##_AS, is name(A_##a, S_##a(1)))                                                                      \
  STAMP_BRANCH(op##_SA, is name(S_##a(0), A_##a))
#define STAMP_BRANCH_5(op, name, a)                                                                                    \
  STAMP_BRANCH_3(op, name, a, )                                                                                        \
  STAMP_BRANCH(op##_SC, name(S_##a(0), SHORT_##a))                                                                     \
  STAMP_BRANCH(op##_AC, name(A_##a, SHORT_##a))
/* W: a constant of 32 bits; the way is in the following cell. */
#define STAMP_BRANCH_WIDE(id, truth)                                                                                   \
  HANDLER(id) {                                                                                                        \
    if (truth) {                                                                                                       \
      ip++;                                                                                                            \
      JUMP(ip->imm);                                                                                                   \
    }                                                                                                                  \
    NEXT(2);                                                                                                           \
  }
#define STAMP_BRANCHES(op, name, a)                                                                                    \
  STAMP_BRANCH_5(op, name, a)                                                                                          \
  STAMP_BRANCH_WIDE(op##_SW, name(S_##a(0), C_##a))                                                                    \
  STAMP_BRANCH_WIDE(op##_AW, name(A_##a, C_##a))
#define STAMP_COMPARE_i(op, name) STAMP_BINARY_i(op, name, i) STAMP_BRANCHES(op##_BT, name, i)
#define STAMP_COMPARE_l(op, name) STAMP_BINARY_l(op, name, i) STAMP_BRANCHES(op##_BT, name, l)
#define STAMP_COMPARE_f(op, name)                                                                                      \
  STAMP_BINARY_f(op, name, i) STAMP_BRANCH_3(op##_BT, name, f, ) STAMP_BRANCH_3(op##_BF, name, f, !)
#define STAMP_COMPARE_d(op, name)                                                                                      \
  STAMP_BINARY_d(op, name, i) STAMP_BRANCH_3(op##_BT, name, d, ) STAMP_BRANCH_3(op##_BF, name, d, !)
#define STAMP_TEST(op, name, a)                                                                                        \
  STAMP_UNARY(op, name, i, a)                                                                                          \
  STAMP_BRANCH(op##_BT_S, name(S_##a(0)))                                                                              \
  STAMP_BRANCH(op##_BT_A, name(A_##a))                                                                                 \
  STAMP_BRANCH(op##_BF_S, !name(S_##a(0)))                                                                             \
  STAMP_BRANCH(op##_BF_A, !name(A_##a))

/* Operators that may trap. */
#define STAMP_TRAPS_UNARY(id, name, ret, T, a_)                                                                        \
  HANDLER(id) {                                                                                                        \
    const T a = (a_);                                                                                                  \
    const TrapCode trap = name##_traps(a);                                                                             \
    if (UNLIKELY(trap)) TRAP(trap);                                                                                    \
    PUT_##ret(name(a));                                                                                                \
    NEXT(1);                                                                                                           \
  }
#define STAMP_TRAPS_BINARY(id, name, ret, T, a_, b_, step)                                                             \
  HANDLER(id) {                                                                                                        \
    const T a = (a_), b = (b_);                                                                                        \
    const TrapCode trap = name##_traps(a, b);                                                                          \
    if (UNLIKELY(trap)) TRAP(trap);                                                                                    \
    PUT_##ret(name(a, b));                                                                                             \
    NEXT(step);                                                                                                        \
  }
#define STAMP_TRAPS_7(op, name, ret, t)                                                                                \
  STAMP_TRAPS_BINARY(op##_SS, name, ret, SEM_TYPE_##t, S_##t(1), S_##t(2), 1)                                          \
  STAMP_TRAPS_BINARY(op##_AS, name, ret, SEM_TYPE_##t, A_##t, S_##t(2), 1)                                             \
  STAMP_TRAPS_BINARY(op##_SA, name, ret, SEM_TYPE_##t, S_##t(1), A_##t, 1)                                             \
  STAMP_TRAPS_BINARY(op##_SC, name, ret, SEM_TYPE_##t, S_##t(1), C_##t, 1)                                             \
  STAMP_TRAPS_BINARY(op##_AC, name, ret, SEM_TYPE_##t, A_##t, C_##t, 1)                                                \
  STAMP_TRAPS_BINARY(op##_CS, name, ret, SEM_TYPE_##t, C_##t, S_##t(1), 1)                                             \
  STAMP_TRAPS_BINARY(op##_CA, name, ret, SEM_TYPE_##t, C_##t, A_##t, 1)
#define STAMP_BINARY_TRAPS_i(op, name, ret) STAMP_TRAPS_7(op, name, ret, i)
#define STAMP_BINARY_TRAPS_l(op, name, ret)                                                                            \
  STAMP_TRAPS_7(op, name, ret, l)                                                                                      \
  STAMP_TRAPS_BINARY(op##_SK, name, ret, uint64_t, S_l(1), K_l, 2)                                                     \
  STAMP_TRAPS_BINARY(op##_AK, name, ret, uint64_t, A_l, K_l, 2)
#define STAMP_UNARY_TRAPS(op, name, ret, a)                                                                            \
  STAMP_TRAPS_UNARY(op##_S, name, ret, SEM_TYPE_##a, S_##a(1))                                                         \
  STAMP_TRAPS_UNARY(op##_A, name, ret, SEM_TYPE_##a, A_##a)

#endif
