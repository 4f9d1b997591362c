/* Atomic accesses, fences, waiting.
 *
 *   access   x0 destination, x1 address, x2 value, x3 second value (cmpxchg: x2 expected, x3 replacement);
 *            next cell: offset (64 bits), memory. Any memory, any width of address
 *   wait …   operands one behind the other from x0, the result goes there; next cell the same
 *
 * An address that is not aligned traps before one out of bounds does. */
#include "vm/interp/handler.h"
#include "vm/sem/atomic.h"
#include "vm/wait.h"

/* `at` becomes the address within memory m. */
#define ATOMIC_AT(base, size)                                                                                          \
  Memory *const m = x->instance->memories[(uint32_t)ip[1].u64[1]];                                                     \
  uint64_t at;                                                                                                         \
  const bool overflows = __builtin_add_overflow((base), ip[1].u64[0], &at);                                            \
  if (UNLIKELY(at & ((size) - 1))) TRAP(TRAP_UNALIGNED_ATOMIC);                                                        \
  if (UNLIKELY(overflows || !memory_in_bounds(m, at, (size)))) TRAP(TRAP_MEMORY_BOUNDS)
#define ATOMIC_PLACE(bits)                                                                                             \
  ATOMIC_AT(S_l(1), (bits) / 8);                                                                                       \
  uint##bits##_t *const p = (uint##bits##_t *)(void *)(m->base + at)

#define ATOMIC_LOAD(op, t, bits)                                                                                       \
  HANDLER(op) {                                                                                                        \
    ATOMIC_PLACE(bits);                                                                                                \
    PUT_##t(sem_atomic_load##bits(p));                                                                                 \
    NEXT(2);                                                                                                           \
  }
#define ATOMIC_STORE(op, t, bits)                                                                                      \
  HANDLER(op) {                                                                                                        \
    ATOMIC_PLACE(bits);                                                                                                \
    sem_atomic_store##bits(p, (uint##bits##_t)S_##t(2));                                                               \
    NEXT(2);                                                                                                           \
  }
#define ATOMIC_RMW(op, t, bits, f)                                                                                     \
  HANDLER(op) {                                                                                                        \
    ATOMIC_PLACE(bits);                                                                                                \
    PUT_##t(sem_atomic_##f##bits(p, (uint##bits##_t)S_##t(2)));                                                        \
    NEXT(2);                                                                                                           \
  }
#define ATOMIC_CMPXCHG(op, t, bits)                                                                                    \
  HANDLER(op) {                                                                                                        \
    ATOMIC_PLACE(bits);                                                                                                \
    PUT_##t(sem_atomic_cmpxchg##bits(p, (uint##bits##_t)S_##t(2), (uint##bits##_t)S_##t(3)));                          \
    NEXT(2);                                                                                                           \
  }
#include "vm/sem/atomic.def"

HANDLER(ATOMIC_FENCE) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  NEXT(1);
}

#define ARG(n) (FP[ip->x0 + (n)].i64)

static NOINLINE TrapCode PASTE(wait, WVM_ISA, memory)(Exec *x, Memory *m, Slot *operands, uint64_t at, uint32_t size) {
  WaitResult result = WAIT_TIMED_OUT;
  const TrapCode trap = wait_at(x->store, m, at, size, operands[1].i64, (int64_t)operands[2].i64, &result);
  operands[0].i64 = result;
  return trap;
}

/* The memory may have grown meanwhile. */
#define ATOMIC_WAIT(op, size)                                                                                          \
  HANDLER(op) {                                                                                                        \
    ATOMIC_AT(ARG(0), size);                                                                                           \
    x->ip = ip;                                                                                                        \
    x->fp = FP;                                                                                                        \
    const TrapCode trap = PASTE(wait, WVM_ISA, memory)(x, m, &FP[ip->x0], at, size);                                   \
    if (UNLIKELY(trap)) TRAP(trap);                                                                                    \
    RELOAD_MEMORY();                                                                                                   \
    NEXT(2);                                                                                                           \
  }
ATOMIC_WAIT(MEMORY_ATOMIC_WAIT32, 4)
ATOMIC_WAIT(MEMORY_ATOMIC_WAIT64, 8)
HANDLER(MEMORY_ATOMIC_NOTIFY) {
  ATOMIC_AT(ARG(0), 4);
  ARG(0) = wait_notify(m, at, (uint32_t)ARG(1));
  NEXT(2);
}
