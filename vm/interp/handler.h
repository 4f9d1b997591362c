/* How handlers are written: the machine's registers, operands, dispatch. Every handler file includes this, and is
 * compiled once per instruction set (WVM_ISA: base, v3).
 *
 *   HANDLER(I32_ADD_SS) { PUT_i(sem_i32_add(S_i(1), S_i(2))); NEXT(1); }
 *
 * Registers: ip, FP (the frame's slot 0), x (the Exec), the accumulators ACC (i32 zero-extended, i64, references), FACC
 * (f32), DACC (f64), VACC (v128), and MEM, MEM_SIZE of memory 0. An accumulator is a cache of the slot last written
 * through it; the slot is always written too.
 *
 * Tail dispatch: the registers are the C arguments, and each handler ends in a guaranteed tail call. Handlers are leaf
 * code: whatever calls C sits in a handler of its own that hot ones jump to (GOTO), so that they need no C frame;
 * tests/check_frames holds that. Loop dispatch: the registers are in a Regs, and handlers return the next cell.
 *
 * Operand kinds: S slot, A accumulator, C constant (32 bits in the cell; f64 and v128: the following cell), K i64 constant
 * in the following cell. Letters of types as in vm/sem/ops.def. */
#ifndef WVM_VM_INTERP_HANDLER_H
#define WVM_VM_INTERP_HANDLER_H

#include "vm/interp/state.h"
#include "vm/sem/sem.h"

#ifndef WVM_ISA
#define WVM_ISA base
#endif
#define PASTE_(a, b, c) a##_##b##_##c
#define PASTE(a, b, c) PASTE_(a, b, c)
#define H(id) PASTE(interp, WVM_ISA, id)

#if WVM_DISPATCH_TAIL
#define REG_PARAMS                                                                                                     \
  const Cell *ip, Slot *fp, Exec *x, uint64_t acc, uint8_t *mem, uint64_t mem_size, float facc, double dacc, v128 vacc
#define FP fp
#define ACC acc
#define MEM mem
#define MEM_SIZE mem_size
#define FACC facc
#define DACC dacc
#define VACC vacc
typedef void HandlerFn(REG_PARAMS);
#define HANDLER(id) void H(id)(REG_PARAMS)
#define GOTO(handler) __attribute__((musttail)) return handler(ip, fp, x, acc, mem, mem_size, facc, dacc, vacc)
#define DISPATCH() GOTO(((HandlerFn *)ip->handler))
#define STOP()                                                                                                         \
  do {                                                                                                                 \
    (void)fp, (void)acc, (void)mem, (void)mem_size, (void)facc, (void)dacc, (void)vacc;                                \
    return;                                                                                                            \
  } while (0)
#else
typedef struct Regs {
  Slot *fp;
  uint64_t acc;
  uint8_t *mem;
  uint64_t mem_size;
  double dacc;
  float facc;
  v128 vacc;
} Regs;
#define REG_PARAMS const Cell *ip, Exec *x, Regs *r
#define FP (r->fp)
#define ACC (r->acc)
#define MEM (r->mem)
#define MEM_SIZE (r->mem_size)
#define FACC (r->facc)
#define DACC (r->dacc)
#define VACC (r->vacc)
typedef const Cell *HandlerFn(REG_PARAMS);
#define HANDLER(id) const Cell *H(id)(REG_PARAMS)
#define GOTO(handler) return handler(ip, x, r)
#define DISPATCH() return (void)x, (void)r, ip
#define STOP() return (void)x, (void)r, NULL
#endif

#define NEXT(cells)                                                                                                    \
  do {                                                                                                                 \
    ip += (cells);                                                                                                     \
    DISPATCH();                                                                                                        \
  } while (0)
#define TRAP(code)                                                                                                     \
  do {                                                                                                                 \
    x->trap = (code);                                                                                                  \
    GOTO(H(STOP_HERE));                                                                                                \
  } while (0)
/* Branches: `way` is counted in bytes from the cell. Back edges are where an interrupt is seen. */
#define GO(way)                                                                                                        \
  do {                                                                                                                 \
    ip = (const Cell *)((const char *)ip + (way));                                                                     \
    DISPATCH();                                                                                                        \
  } while (0)
#define JUMP(way)                                                                                                      \
  do {                                                                                                                 \
    ip = (const Cell *)((const char *)ip + (way));                                                                     \
    if (UNLIKELY(atomic_load_explicit(&x->limit, memory_order_relaxed) > LIMIT_LARGEST)) GOTO(H(INTERRUPTED));            \
    DISPATCH();                                                                                                        \
  } while (0)

/* What handlers are there; everything that is not static elsewhere is declared here. */
#define HANDLER_ID(id) HANDLER(id);
#include "vm/interp/handlers.def"
#undef HANDLER_ID

static ALWAYS_INLINE v128 load_v128(const void *p) { v128 v; memcpy(&v, p, sizeof v); return v; }
static ALWAYS_INLINE void store_v128(void *p, v128 v) { memcpy(p, &v, sizeof v); }
static ALWAYS_INLINE uint64_t zero_extend_f32(float v) { return sem_bits32(v); }

/* ---- operands ---- */
#define S_i(n) (FP[ip->x[n]].i32)
#define S_l(n) (FP[ip->x[n]].i64)
#define S_f(n) (FP[ip->x[n]].f32)
#define S_d(n) (FP[ip->x[n]].f64)
#define S_v(n) load_v128(&FP[ip->x[n]])
#define A_i ((uint32_t)ACC)
#define A_l ACC
#define A_f FACC
#define A_d DACC
#define A_v VACC
#define C_i ((uint32_t)ip->imm)
#define C_l ((uint64_t)(int64_t)ip->imm)
#define C_f sem_float((uint32_t)ip->imm)
#define C_d (ip[1].f64[0])
#define C_v load_v128(ip + 1)
#define K_l (ip[1].u64[0])
#define STEP_i 1 /* cells of an instruction with a C operand of this type */
#define STEP_l 1
#define STEP_f 1
#define STEP_d 2
#define STEP_v 2

/* ---- results ---- */
#define PUT_i(value)                                                                                                   \
  do {                                                                                                                 \
    const uint32_t low_ = (uint32_t)(value);                                                                           \
    const uint64_t result_ = low_;                                                                                     \
    ACC = result_;                                                                                                     \
    FP[ip->x0].i64 = result_;                                                                                          \
  } while (0)
#define PUT_l(value)                                                                                                   \
  do {                                                                                                                 \
    uint64_t result_ = (value);                                                                                        \
    ACC = result_;                                                                                                     \
    FP[ip->x0].i64 = result_;                                                                                          \
  } while (0)
#define PUT_f(value)                                                                                                   \
  do {                                                                                                                 \
    float result_ = (value);                                                                                           \
    FACC = result_;                                                                                                    \
    FP[ip->x0].i64 = zero_extend_f32(result_);                                                                         \
  } while (0)
#define PUT_d(value)                                                                                                   \
  do {                                                                                                                 \
    double result_ = (value);                                                                                          \
    DACC = result_;                                                                                                    \
    FP[ip->x0].f64 = result_;                                                                                          \
  } while (0)
#define PUT_v(value)                                                                                                   \
  do {                                                                                                                 \
    v128 result_ = (value);                                                                                            \
    VACC = result_;                                                                                                    \
    store_v128(&FP[ip->x0], result_);                                                                                  \
  } while (0)

/* Memory 0 may have grown, or another instance be running. */
#define RELOAD_MEMORY()                                                                                                \
  do {                                                                                                                 \
    const Memory *m_ = x->memory;                                                                                      \
    MEM = x->memory_base;                                                                                              \
    MEM_SIZE = m_ ? atomic_load_explicit(&m_->length, memory_order_acquire) : 0;                                       \
  } while (0)

#endif
