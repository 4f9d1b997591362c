/* Loads and stores.
 *
 *   load   x0 destination, x1 address, imm offset        memory 0, 32-bit addresses, offsets below 2³²
 *   store  x0 address, x1 value, imm offset
 *   …_X    x0 destination, x1 + x2 address, x3 offset    an addition fused with the load
 *   …_F    any memory, any address: x0 destination, x1 address, x2 value; next cell: offset (64 bits), memory
 *
 * The address is 32 bits wide and clean, so address + offset + width cannot overflow 64 bits; the F form checks. A failed
 * bound is looked at again by BOUNDS: the memory may have grown through another thread. */
#include "vm/interp/memory.h"
#include "vm/interp/templates.h"

#define STAMP_LOAD(id, name, ret, raw, address)                                                                        \
  HANDLER(id) {                                                                                                        \
    LOAD(name, ret, raw, address);                                                                                     \
    NEXT(1);                                                                                                           \
  }
#define STAMP_STORE(id, name, raw, address, value)                                                                     \
  HANDLER(id) {                                                                                                        \
    STORE(name, raw, address, value);                                                                                  \
    NEXT(1);                                                                                                           \
  }

/* The far form: where memory `index` holds `size` bytes at base + offset; NULL: out of bounds. */
static ALWAYS_INLINE uint8_t *far_address(const Exec *x, const Cell *second, uint64_t base, size_t size) {
  const Memory *m = x->instance->memories[(uint32_t)second->u64[1]];
  uint64_t at;
  if (UNLIKELY(__builtin_add_overflow(base, second->u64[0], &at))) return NULL;
  return LIKELY(memory_in_bounds(m, at, size)) ? m->base + at : NULL;
}
#define FAR(raw)                                                                                                       \
  uint8_t *p = far_address(x, ip + 1, S_l(1), sizeof(SEM_RAW_##raw));                                                  \
  if (UNLIKELY(!p)) TRAP(TRAP_MEMORY_BOUNDS)

#define SEM_LOAD(op, name, ret, raw)                                                                                   \
  STAMP_LOAD(op##_S, name, ret, raw, ADDRESS_S(1))                                                                     \
  STAMP_LOAD(op##_A, name, ret, raw, ADDRESS_A)                                                                        \
  STAMP_LOAD(op##_C, name, ret, raw, ADDRESS_C)                                                                        \
  STAMP_LOAD(op##_X, name, ret, raw, ADDRESS_X)                                                                        \
  HANDLER(op##_F) {                                                                                                    \
    FAR(raw);                                                                                                          \
    SEM_RAW_##raw bits;                                                                                                \
    memcpy(&bits, p, sizeof bits);                                                                                     \
    PUT_##ret(sem_##name(bits));                                                                                       \
    NEXT(2);                                                                                                           \
  }

#define STAMP_STORES(op, name, a, raw)                                                                                 \
  STAMP_STORE(op##_SS, name, raw, ADDRESS_S(0), S_##a(1))                                                              \
  STAMP_STORE(op##_AS, name, raw, ADDRESS_A, S_##a(1))                                                                 \
  STAMP_STORE(op##_SA, name, raw, ADDRESS_S(0), A_##a)                                                                 \
  STAMP_STORE(op##_CS, name, raw, ADDRESS_C, S_##a(1))                                                                 \
  STAMP_STORE(op##_CA, name, raw, ADDRESS_C, A_##a)                                                                    \
  HANDLER(op##_F) {                                                                                                    \
    FAR(raw);                                                                                                          \
    const SEM_RAW_##raw bits = sem_##name(S_##a(2));                                                                   \
    memcpy(p, &bits, sizeof bits);                                                                                     \
    NEXT(2);                                                                                                           \
  }
#define STAMP_STORES_INT(op, name, a, raw)                                                                             \
  STAMP_STORES(op, name, a, raw)                                                                                       \
  STAMP_STORE(op##_SC, name, raw, ADDRESS_S(0), SHORT_##a)                                                             \
  STAMP_STORE(op##_AC, name, raw, ADDRESS_A, SHORT_##a)
#define STORES_i(op, name, raw) STAMP_STORES_INT(op, name, i, raw)
#define STORES_l(op, name, raw) STAMP_STORES_INT(op, name, l, raw)
#define STORES_f(op, name, raw) STAMP_STORES(op, name, f, raw)
#define STORES_d(op, name, raw) STAMP_STORES(op, name, d, raw)
#define STORES_v(op, name, raw) STAMP_STORES(op, name, v, raw)
#define SEM_STORE(op, name, a, raw) STORES_##a(op, name, raw)

/* x0 destination, x1 address, x2 vector, x3 lane; next cell as in the far form. */
#define SEM_LOAD_LANE(op, name, raw)                                                                                   \
  HANDLER(op) {                                                                                                        \
    FAR(raw);                                                                                                          \
    SEM_RAW_##raw bits;                                                                                                \
    memcpy(&bits, p, sizeof bits);                                                                                     \
    PUT_v(sem_##name(bits, S_v(2), ip->x[3]));                                                                         \
    NEXT(2);                                                                                                           \
  }
#define SEM_STORE_LANE(op, name, raw)                                                                                  \
  HANDLER(op) {                                                                                                        \
    FAR(raw);                                                                                                          \
    const SEM_RAW_##raw bits = sem_##name(S_v(2), ip->x[3]);                                                           \
    memcpy(p, &bits, sizeof bits);                                                                                     \
    NEXT(2);                                                                                                           \
  }
#include "vm/sem/ops.def"

/* A bound of memory 0 failed: a trap, unless it has grown meanwhile. */
HANDLER(BOUNDS) {
  const uint64_t seen = MEM_SIZE;
  RELOAD_MEMORY();
  if (MEM_SIZE != seen) DISPATCH();
  TRAP(TRAP_MEMORY_BOUNDS);
}
