/* Two handlers in one (fused.def). DO_<id> is what a handler does; the program counter stands at its cell, so a trap or a
 * failed bound in either half is seen where it belongs. */
#include "vm/interp/memory.h"
#include "vm/interp/templates.h"

/* Operands by form. */
#define A_OF_SS(t) S_##t(1)
#define B_OF_SS(t) S_##t(2)
#define A_OF_AS(t) A_##t
#define B_OF_AS(t) S_##t(2)
#define A_OF_SA(t) S_##t(1)
#define B_OF_SA(t) A_##t
#define A_OF_SC(t) S_##t(1)
#define B_OF_SC(t) C_##t
#define A_OF_AC(t) A_##t
#define B_OF_AC(t) C_##t
#define A_OF_AK(t) A_##t
#define B_OF_AK(t) K_##t
#define BINARY(name, t, form) PUT_##t(sem_##name(A_OF_##form(t), B_OF_##form(t)))

#define DO_I32_ADD_SC BINARY(i32_add, i, SC)
#define DO_I32_ADD_SS BINARY(i32_add, i, SS)
#define DO_I32_ADD_AS BINARY(i32_add, i, AS)
#define DO_I32_ADD_AC BINARY(i32_add, i, AC)
#define DO_I32_SUB_SS BINARY(i32_sub, i, SS)
#define DO_I32_SUB_SA BINARY(i32_sub, i, SA)
#define DO_I32_MUL_AS BINARY(i32_mul, i, AS)
#define DO_I32_MUL_SC BINARY(i32_mul, i, SC)
#define DO_I32_AND_SC BINARY(i32_and, i, SC)
#define DO_I32_AND_AC BINARY(i32_and, i, AC)
#define DO_I32_AND_AS BINARY(i32_and, i, AS)
#define DO_I32_OR_AS BINARY(i32_or, i, AS)
#define DO_I32_XOR_AS BINARY(i32_xor, i, AS)
#define DO_I32_XOR_SS BINARY(i32_xor, i, SS)
#define DO_I32_SHL_SC BINARY(i32_shl, i, SC)
#define DO_I32_SHL_AC BINARY(i32_shl, i, AC)
#define DO_I32_SHR_U_SC BINARY(i32_shr_u, i, SC)
#define DO_I32_SHR_U_AC BINARY(i32_shr_u, i, AC)
#define DO_I32_SHR_S_AC BINARY(i32_shr_s, i, AC)
#define DO_I32_ROTL_SC BINARY(i32_rotl, i, SC)
#define DO_I32_ROTL_AC BINARY(i32_rotl, i, AC)
#define DO_I64_ADD_AS BINARY(i64_add, l, AS)
#define DO_I64_ADD_AC BINARY(i64_add, l, AC)
#define DO_I64_ADD_SS BINARY(i64_add, l, SS)
#define DO_I64_ADD_SC BINARY(i64_add, l, SC)
#define DO_I64_SUB_AS BINARY(i64_sub, l, AS)
#define DO_I64_SUB_SS BINARY(i64_sub, l, SS)
#define DO_I64_MUL_AS BINARY(i64_mul, l, AS)
#define DO_I64_MUL_SS BINARY(i64_mul, l, SS)
#define DO_I64_MUL_AK                                                                                                  \
  BINARY(i64_mul, l, AK);                                                                                              \
  ip++ /* its constant */
#define DO_I64_XOR_AS BINARY(i64_xor, l, AS)
#define DO_I64_XOR_SS BINARY(i64_xor, l, SS)
#define DO_I64_OR_AS BINARY(i64_or, l, AS)
#define DO_I64_AND_AS BINARY(i64_and, l, AS)
#define DO_I64_AND_AC BINARY(i64_and, l, AC)
#define DO_I64_SHL_AC BINARY(i64_shl, l, AC)
#define DO_I64_SHL_SC BINARY(i64_shl, l, SC)
#define DO_I64_SHR_U_AC BINARY(i64_shr_u, l, AC)
#define DO_I64_SHR_U_SC BINARY(i64_shr_u, l, SC)
#define DO_I64_ROTL_SC BINARY(i64_rotl, l, SC)
#define DO_I64_ROTL_AC BINARY(i64_rotl, l, AC)
#define DO_I32_WRAP_I64_A PUT_i(sem_i32_wrap_i64(A_l))
#define DO_I64_EXTEND_I32_S_A PUT_l(sem_i64_extend_i32_s(A_i))
#define DO_F32_ADD_AS BINARY(f32_add, f, AS)
#define DO_F32_ADD_SS BINARY(f32_add, f, SS)
#define DO_F32_SUB_AS BINARY(f32_sub, f, AS)
#define DO_F32_SUB_SA BINARY(f32_sub, f, SA)
#define DO_F32_SUB_SS BINARY(f32_sub, f, SS)
#define DO_F32_MUL_AS BINARY(f32_mul, f, AS)
#define DO_F32_MUL_SS BINARY(f32_mul, f, SS)
#define DO_F32_DIV_AS BINARY(f32_div, f, AS)
#define DO_F64_ADD_AS BINARY(f64_add, d, AS)
#define DO_F64_ADD_SS BINARY(f64_add, d, SS)
#define DO_F64_SUB_AS BINARY(f64_sub, d, AS)
#define DO_F64_SUB_SA BINARY(f64_sub, d, SA)
#define DO_F64_SUB_SS BINARY(f64_sub, d, SS)
#define DO_F64_MUL_AS BINARY(f64_mul, d, AS)
#define DO_F64_MUL_SS BINARY(f64_mul, d, SS)
#define DO_F64_DIV_AS BINARY(f64_div, d, AS)
#define DO_F32X4_ADD_AS BINARY(f32x4_add, v, AS)
#define DO_F32X4_MUL_AS BINARY(f32x4_mul, v, AS)
#define DO_F32X4_MUL_SS BINARY(f32x4_mul, v, SS)
#define DO_F32X4_SUB_AS BINARY(f32x4_sub, v, AS)
#define DO_F32X4_SUB_SA BINARY(f32x4_sub, v, SA)
#define DO_F32X4_SUB_SS BINARY(f32x4_sub, v, SS)
#define DO_I32X4_ADD_AS BINARY(i32x4_add, v, AS)
#define DO_I16X8_ADD_AS BINARY(i16x8_add, v, AS)
#define DO_I32X4_DOT_I16X8_S_AS BINARY(i32x4_dot_i16x8_s, v, AS)

#define DO_I32_LOAD_S LOAD(i32_load, i, u32, ADDRESS_S(1))
#define DO_I32_LOAD_A LOAD(i32_load, i, u32, ADDRESS_A)
#define DO_I32_LOAD_X LOAD(i32_load, i, u32, ADDRESS_X)
#define DO_I32_LOAD8_U_S LOAD(i32_load8_u, i, u8, ADDRESS_S(1))
#define DO_I32_LOAD8_U_A LOAD(i32_load8_u, i, u8, ADDRESS_A)
#define DO_I32_LOAD8_U_X LOAD(i32_load8_u, i, u8, ADDRESS_X)
#define DO_I32_LOAD8_S_A LOAD(i32_load8_s, i, u8, ADDRESS_A)
#define DO_I32_LOAD16_U_S LOAD(i32_load16_u, i, u16, ADDRESS_S(1))
#define DO_I32_LOAD16_U_A LOAD(i32_load16_u, i, u16, ADDRESS_A)
#define DO_I32_LOAD16_S_A LOAD(i32_load16_s, i, u16, ADDRESS_A)
#define DO_I64_LOAD_S LOAD(i64_load, l, u64, ADDRESS_S(1))
#define DO_I64_LOAD_A LOAD(i64_load, l, u64, ADDRESS_A)
#define DO_I64_LOAD_X LOAD(i64_load, l, u64, ADDRESS_X)
#define DO_I64_LOAD8_U_X LOAD(i64_load8_u, l, u8, ADDRESS_X)
#define DO_I64_LOAD32_U_S LOAD(i64_load32_u, l, u32, ADDRESS_S(1))
#define DO_I64_LOAD32_U_A LOAD(i64_load32_u, l, u32, ADDRESS_A)
#define DO_F32_LOAD_S LOAD(f32_load, f, u32, ADDRESS_S(1))
#define DO_F32_LOAD_A LOAD(f32_load, f, u32, ADDRESS_A)
#define DO_F32_LOAD_X LOAD(f32_load, f, u32, ADDRESS_X)
#define DO_F64_LOAD_S LOAD(f64_load, d, u64, ADDRESS_S(1))
#define DO_F64_LOAD_A LOAD(f64_load, d, u64, ADDRESS_A)
#define DO_F64_LOAD_X LOAD(f64_load, d, u64, ADDRESS_X)
#define DO_V128_LOAD_S LOAD(v128_load, v, v, ADDRESS_S(1))
#define DO_V128_LOAD_A LOAD(v128_load, v, v, ADDRESS_A)
#define DO_V128_LOAD_X LOAD(v128_load, v, v, ADDRESS_X)
#define DO_V128_LOAD32_SPLAT_S LOAD(v128_load32_splat, v, u32, ADDRESS_S(1))
#define DO_I32_STORE_SA STORE(i32_store, u32, ADDRESS_S(0), A_i)
#define DO_I32_STORE_SS STORE(i32_store, u32, ADDRESS_S(0), S_i(1))
#define DO_I32_STORE_AS STORE(i32_store, u32, ADDRESS_A, S_i(1))
#define DO_I32_STORE8_SA STORE(i32_store8, u8, ADDRESS_S(0), A_i)
#define DO_I32_STORE8_AC STORE(i32_store8, u8, ADDRESS_A, SHORT_i)
#define DO_I32_STORE16_SA STORE(i32_store16, u16, ADDRESS_S(0), A_i)
#define DO_I64_STORE_SA STORE(i64_store, u64, ADDRESS_S(0), A_l)
#define DO_I64_STORE32_SA STORE(i64_store32, u32, ADDRESS_S(0), A_l)
#define DO_F32_STORE_SA STORE(f32_store, u32, ADDRESS_S(0), A_f)
#define DO_F64_STORE_SA STORE(f64_store, u64, ADDRESS_S(0), A_d)
#define DO_V128_STORE_SA STORE(v128_store, v, ADDRESS_S(0), A_v)

#define BRANCH(truth) if (truth) JUMP(ip->imm)
#define DO_I32_EQZ_BT_A BRANCH(A_i == 0)
#define DO_I32_EQZ_BF_A BRANCH(A_i != 0)
#define DO_I32_EQZ_BF_S BRANCH(S_i(0) != 0)
#define DO_I32_EQ_BT_AC BRANCH(A_i == SHORT_i)
#define DO_I32_NE_BT_AC BRANCH(A_i != SHORT_i)
#define DO_I32_EQ_BT_AS BRANCH(A_i == S_i(1))
#define DO_I32_NE_BT_AS BRANCH(A_i != S_i(1))
#define DO_I32_LT_S_BT_AS BRANCH(sem_i32_lt_s(A_i, S_i(1)))
#define DO_I32_GE_S_BT_AS BRANCH(sem_i32_ge_s(A_i, S_i(1)))
#define DO_I32_LT_U_BT_AS BRANCH(A_i < S_i(1))
#define DO_I32_GE_U_BT_AS BRANCH(A_i >= S_i(1))
#define DO_I32_GT_U_BT_AC BRANCH(A_i > SHORT_i)
#define DO_I32_LT_U_BT_AC BRANCH(A_i < SHORT_i)
#define DO_BR_BACK JUMP(ip->imm)
#define DO_BR GO(ip->imm)

#define DO_COPY FP[ip->x[0]].i64 = S_l(1)
#define DO_COPY2                                                                                                       \
  FP[ip->x[0]].i64 = S_l(1);                                                                                           \
  FP[ip->x[2]].i64 = S_l(3)
#define DO_COPY_v store_v128(&FP[ip->x[0]], S_v(1))
#define DO_CONST_i FP[ip->x[0]].i64 = C_i

#define FUSED(first, second)                                                                                           \
  HANDLER(first##__##second) {                                                                                         \
    { DO_##first; }                                                                                                    \
    ip++;                                                                                                              \
    { DO_##second; }                                                                                                   \
    NEXT(1);                                                                                                           \
  }
#include "vm/interp/fused.def"
#undef FUSED
