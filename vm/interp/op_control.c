/* Branches, moves, selects, globals: what has no row in vm/sem/ops.def and calls nothing. */
#include "vm/interp/handler.h"

HANDLER(BR) { GO(ip->imm); }
HANDLER(BR_BACK) { JUMP(ip->imm); }

/* x0 index, imm count; then count + 1 ways (32 bits each, from the cell they stand in), the default last. */
static ALWAYS_INLINE const Cell *table_target(const Cell *ip, uint32_t index) {
  const uint32_t count = (uint32_t)ip->imm;
  index = index < count ? index : count;
  const int32_t *way = &ip[1].i32[0] + index;
  return (const Cell *)(((uintptr_t)way & ~(uintptr_t)(sizeof(Cell) - 1)) + (uintptr_t)(intptr_t)*way);
}
#define BR_TABLE(index)                                                                                                \
  do {                                                                                                                 \
    ip = table_target(ip, index);                                                                                      \
    JUMP(0);                                                                                                           \
  } while (0)
HANDLER(BR_TABLE_S) { BR_TABLE(S_i(0)); }
HANDLER(BR_TABLE_A) { BR_TABLE(A_i); }

/* Results go to the frame's start; the one result of a call is in its accumulator too. */
#define RETURN_TO_CALLER()                                                                                             \
  do {                                                                                                                 \
    const Pair *pair = x->rp;                                                                                          \
    x->rp = (Pair *)pair + 1;                                                                                          \
    FP = pair->fp;                                                                                                     \
    ip = pair->pc;                                                                                                     \
    DISPATCH();                                                                                                        \
  } while (0)
HANDLER(RETURN) { RETURN_TO_CALLER(); }
HANDLER(RETURN_i_S) { FP[0].i64 = ACC = S_l(0); RETURN_TO_CALLER(); }
HANDLER(RETURN_i_A) { FP[0].i64 = ACC; RETURN_TO_CALLER(); }
HANDLER(RETURN_i_C) { FP[0].i64 = ACC = (uint32_t)ip->imm; RETURN_TO_CALLER(); }
HANDLER(RETURN_f_S) { FACC = S_f(0); FP[0].i64 = S_l(0); RETURN_TO_CALLER(); }
HANDLER(RETURN_f_A) { FP[0].i64 = zero_extend_f32(FACC); RETURN_TO_CALLER(); }
HANDLER(RETURN_d_S) { FP[0].f64 = DACC = S_d(0); RETURN_TO_CALLER(); }
HANDLER(RETURN_d_A) { FP[0].f64 = DACC; RETURN_TO_CALLER(); }
HANDLER(RETURN_v_S) { VACC = S_v(0); store_v128(FP, VACC); RETURN_TO_CALLER(); }
HANDLER(RETURN_v_A) { store_v128(FP, VACC); RETURN_TO_CALLER(); }
/* imm slots from x0 */
static ALWAYS_INLINE void move_down(Slot *to, const Slot *from, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    to[i] = from[i];
    __asm__ volatile("" ::: "memory"); /* a loop, not a call of memmove */
  }
}
HANDLER(RETURN_N) { move_down(FP, &FP[ip->x0], (uint32_t)ip->imm); RETURN_TO_CALLER(); }
/* imm slots to x0 from x1, which lies above or is the same */
HANDLER(MOVE) { move_down(&FP[ip->x0], &FP[ip->x1], (uint32_t)ip->imm); NEXT(1); }

HANDLER(TRAP) { TRAP((TrapCode)ip->x0); }
HANDLER(FUEL) {
  const uint32_t charge = (uint32_t)ip->imm;
  if (UNLIKELY(x->fuel < charge)) {
    x->fuel = 0;
    TRAP(TRAP_OUT_OF_FUEL);
  }
  x->fuel -= charge;
  NEXT(1);
}

HANDLER(COPY) { FP[ip->x[0]].i64 = S_l(1); NEXT(1); }
HANDLER(COPY2) { FP[ip->x[0]].i64 = S_l(1); FP[ip->x[2]].i64 = S_l(3); NEXT(1); }
HANDLER(COPY_A) { FP[ip->x[0]].i64 = ACC; NEXT(1); }
HANDLER(COPY_v) { store_v128(&FP[ip->x[0]], S_v(1)); NEXT(1); }
HANDLER(CONST_i) { FP[ip->x[0]].i64 = C_i; NEXT(1); }
HANDLER(CONST_l) { FP[ip->x[0]].i64 = C_l; NEXT(1); }
HANDLER(CONST_K) { FP[ip->x[0]].i64 = K_l; NEXT(2); }
HANDLER(CONST_v) { store_v128(&FP[ip->x[0]], C_v); NEXT(2); }

/* x0 = condition ? x1 : x2; condition x3 or the accumulator */
#define SELECT(id, type, truth)                                                                                        \
  HANDLER(id) {                                                                                                        \
    const uint16_t from = (truth) ? ip->x[1] : ip->x[2];                                                               \
    SELECT_##type;                                                                                                     \
    NEXT(1);                                                                                                           \
  }
#define SELECT_i PUT_l(FP[from].i64)
#define SELECT_f PUT_f(FP[from].f32)
#define SELECT_d PUT_d(FP[from].f64)
#define SELECT_v PUT_v(load_v128(&FP[from]))
SELECT(SELECT_i_S, i, S_i(3))
SELECT(SELECT_i_A, i, A_i)
SELECT(SELECT_f_S, f, S_i(3))
SELECT(SELECT_f_A, f, A_i)
SELECT(SELECT_d_S, d, S_i(3))
SELECT(SELECT_d_A, d, A_i)
SELECT(SELECT_v_S, v, S_i(3))
SELECT(SELECT_v_A, v, A_i)

/* imm global; x0 destination or x1 source */
#define GLOBAL (x->globals[(uint32_t)ip->imm])
HANDLER(GLOBAL_GET_i) { PUT_l(GLOBAL->value[0].i64); NEXT(1); }
HANDLER(GLOBAL_GET_f) { PUT_f(GLOBAL->value[0].f32); NEXT(1); }
HANDLER(GLOBAL_GET_d) { PUT_d(GLOBAL->value[0].f64); NEXT(1); }
HANDLER(GLOBAL_GET_v) { PUT_v(load_v128(GLOBAL->value)); NEXT(1); }
HANDLER(GLOBAL_SET_i_S) { GLOBAL->value[0].i64 = S_l(1); NEXT(1); }
HANDLER(GLOBAL_SET_i_A) { GLOBAL->value[0].i64 = ACC; NEXT(1); }
HANDLER(GLOBAL_SET_v_S) { store_v128(GLOBAL->value, S_v(1)); NEXT(1); }

/* References that need no help */
HANDLER(REF_IS_NULL_S) { PUT_i(S_l(1) == REF_NULL); NEXT(1); }
HANDLER(REF_IS_NULL_A) { PUT_i(ACC == REF_NULL); NEXT(1); }
HANDLER(REF_EQ) { PUT_i(S_l(1) == S_l(2)); NEXT(1); }
HANDLER(REF_AS_NON_NULL) {
  if (UNLIKELY(S_l(0) == REF_NULL)) TRAP(TRAP_NULL_REFERENCE);
  NEXT(1);
}
HANDLER(REF_I31_S) { PUT_l(ref_from_i31((int32_t)S_i(1))); NEXT(1); }
HANDLER(I31_GET_S_S) {
  const Ref ref = S_l(1);
  if (UNLIKELY(ref == REF_NULL)) TRAP(TRAP_NULL_I31);
  PUT_i(ref_i31_s(ref));
  NEXT(1);
}
HANDLER(I31_GET_U_S) {
  const Ref ref = S_l(1);
  if (UNLIKELY(ref == REF_NULL)) TRAP(TRAP_NULL_I31);
  PUT_i(ref_i31_u(ref));
  NEXT(1);
}
HANDLER(BR_ON_NULL) {
  if (S_l(0) == REF_NULL) JUMP(ip->imm);
  NEXT(1);
}
HANDLER(BR_ON_NON_NULL) {
  if (S_l(0) != REF_NULL) JUMP(ip->imm);
  NEXT(1);
}
HANDLER(MEMORY_SIZE) {
  PUT_l(memory_pages(x->instance->memories[(uint32_t)ip->imm]));
  NEXT(1);
}
HANDLER(TABLE_SIZE) {
  PUT_l(x->instance->tables[(uint32_t)ip->imm]->length);
  NEXT(1);
}
/* Indices are 64 bits wide in their slots, whatever the table's type. */
HANDLER(TABLE_GET) {
  const Table *t = x->instance->tables[(uint32_t)ip[1].u64[0]];
  const uint64_t index = S_l(1);
  if (UNLIKELY(index >= t->length)) TRAP(TRAP_TABLE_BOUNDS);
  PUT_l(t->elems[index]);
  NEXT(2);
}
HANDLER(TABLE_SET) {
  const Table *t = x->instance->tables[(uint32_t)ip[1].u64[0]];
  const uint64_t index = S_l(0);
  if (UNLIKELY(index >= t->length)) TRAP(TRAP_TABLE_BOUNDS);
  t->elems[index] = S_l(1);
  NEXT(2);
}

/* Where handlers go that stop. */
NOINLINE COLD HANDLER(STOP_HERE) {
  x->ip = ip;
  x->fp = FP;
  STOP();
}
NOINLINE COLD HANDLER(INTERRUPTED) { TRAP(TRAP_INTERRUPTED); }
