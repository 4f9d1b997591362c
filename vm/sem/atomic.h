/* What atomic accesses do: sequentially consistent, on naturally aligned addresses of the host (bases of memories are
 * aligned to pages). All return what memory held before. Never a call: every width has its instruction. */
#ifndef WVM_VM_SEM_ATOMIC_H
#define WVM_VM_SEM_ATOMIC_H

#include "vm/sem/sem.h"

#define ATOM static ALWAYS_INLINE /* not SEM: they are no pure functions */
#define SEM_ATOMIC_FETCH(f, bits)                                                                                      \
  ATOM uint##bits##_t sem_atomic_##f##bits(uint##bits##_t *p, uint##bits##_t v) {                                      \
    return __atomic_fetch_##f(p, v, __ATOMIC_SEQ_CST);                                                                 \
  }
#define SEM_ATOMIC(bits)                                                                                               \
  ATOM uint##bits##_t sem_atomic_load##bits(const uint##bits##_t *p) { return __atomic_load_n(p, __ATOMIC_SEQ_CST); }  \
  ATOM void sem_atomic_store##bits(uint##bits##_t *p, uint##bits##_t v) { __atomic_store_n(p, v, __ATOMIC_SEQ_CST); }  \
  SEM_ATOMIC_FETCH(add, bits)                                                                                          \
  SEM_ATOMIC_FETCH(sub, bits)                                                                                          \
  SEM_ATOMIC_FETCH(and, bits)                                                                                          \
  SEM_ATOMIC_FETCH(or, bits)                                                                                           \
  SEM_ATOMIC_FETCH(xor, bits)                                                                                          \
  ATOM uint##bits##_t sem_atomic_xchg##bits(uint##bits##_t *p, uint##bits##_t v) {                                     \
    return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);                                                                \
  }                                                                                                                    \
  /* `expected` has been cut to the width of the access. */                                                            \
  ATOM uint##bits##_t sem_atomic_cmpxchg##bits(uint##bits##_t *p, uint##bits##_t expected, uint##bits##_t v) {         \
    __atomic_compare_exchange_n(p, &expected, v, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                           \
    return expected;                                                                                                   \
  }
SEM_ATOMIC(8)
SEM_ATOMIC(16)
SEM_ATOMIC(32)
SEM_ATOMIC(64)
#undef SEM_ATOMIC
#undef SEM_ATOMIC_FETCH
#undef ATOM

#endif
