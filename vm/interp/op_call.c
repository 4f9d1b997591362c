/* Calls.
 *
 *   caller's frame  │ locals │ operands … args │
 *   callee's frame                       │ args … locals │ operands …
 *                                        ▲ x0 of the call cell; results come back here
 *
 * A call writes the pair {fp, cell to go on at}. A call into another instance writes two: the second returns to the
 * cell Exec.restore, with the old instance in the place of fp. */
#include "vm/interp/handler.h"

#define PUSH_PAIR(fp_, pc_)                                                                                            \
  do {                                                                                                                 \
    Pair *pair = x->rp - 1;                                                                                            \
    x->rp = pair;                                                                                                      \
    __asm__("" : "+r"(pair)); /* one register, not two: there are few */                                               \
    pair->fp = (fp_);                                                                                                  \
    pair->pc = (pc_);                                                                                                  \
  } while (0)
#define ENTRY(code) atomic_load_explicit(&(code)->entry, memory_order_acquire)

/* x0 frame, imm function */
HANDLER(CALL) {
  PUSH_PAIR(FP, ip + 1);
  FP += ip->x0;
  ip = ENTRY(&x->codes[(uint32_t)ip->imm]);
  DISPATCH();
}

/* A function that may be of any kind. x0 frame. */
#define CALL_FUNC(f, cells)                                                                                            \
  do {                                                                                                                 \
    if (UNLIKELY((f)->instance != x->instance)) {                                                                      \
      x->callee = (f);                                                                                                 \
      GOTO(H(CALL_OTHER));                                                                                             \
    }                                                                                                                  \
    const Cell *entry = ENTRY(func_code(f)); /* first: registers are few */                                                \
    PUSH_PAIR(FP, ip + (cells));                                                                                       \
    FP += ip->x0;                                                                                                      \
    ip = entry;                                                                                                        \
    DISPATCH();                                                                                                        \
  } while (0)
HANDLER(CALL_IMPORT) {
  Func *f = x->instance->imported_funcs[(uint32_t)ip->imm];
  CALL_FUNC(f, 1);
}

static ALWAYS_INLINE bool is_sub(const Exec *x, TypeId sub, TypeId super) {
  return sub == super || types_is_sub_id(x->store->engine->types, sub, super);
}
/* x0 frame, x1 index; next cell: type, table. Leaves f. */
#define TABLE_CALLEE()                                                                                                 \
  const Table *t = x->instance->tables[(uint32_t)ip[1].i32[1]];                                                        \
  const uint64_t index = S_l(1);                                                                                       \
  if (UNLIKELY(index >= t->length)) TRAP(TRAP_UNDEFINED_ELEMENT);                                                      \
  Func *f = (Func *)t->elems[index];                                                                                   \
  if (UNLIKELY(!f)) GOTO(H(NULL_ELEMENT));                                                                               \
  if (UNLIKELY(func_type(f) != (uint32_t)ip[1].i32[0])) {                                                                   \
    x->callee = f;                                                                                                     \
    GOTO(H(CALL_SUBTYPE));                                                                                             \
  }
HANDLER(CALL_INDIRECT) {
  TABLE_CALLEE();
  __asm__("" ::: "memory"); /* x->instance is read again rather than kept: registers are few */
  CALL_FUNC(f, 2);
}
/* x0 frame, x1 reference */
HANDLER(CALL_REF) {
  Func *f = (Func *)S_l(1);
  if (UNLIKELY(!f)) TRAP(TRAP_NULL_FUNCTION);
  CALL_FUNC(f, 1);
}

/* ---- tail calls: the arguments go down to the frame's start. x0 first argument, x[3] how many slots ---- */
#define MOVE_ARGS()                                                                                                    \
  do {                                                                                                                 \
    const Slot *from = &FP[ip->x0];                                                                                    \
    for (uint32_t n = ip->x[3], k = 0; k < n; k++) {                                                                   \
      FP[k] = from[k];                                                                                                 \
      __asm__ volatile("" ::: "memory"); /* a loop, not a call of memmove */                                           \
    }                                                                                                                  \
  } while (0)
#define TAIL_CALL_FUNC(f)                                                                                              \
  do {                                                                                                                 \
    MOVE_ARGS();                                                                                                       \
    if (UNLIKELY((f)->instance != x->instance)) {                                                                      \
      x->callee = (f);                                                                                                 \
      GOTO(H(CALL_OTHER));                                                                                             \
    }                                                                                                                  \
    ip = ENTRY(func_code(f));                                                                                              \
    DISPATCH();                                                                                                        \
  } while (0)
/* The function is in the next cell. */
HANDLER(RETURN_CALL) {
  MOVE_ARGS();
  ip = ENTRY(&x->codes[(uint32_t)ip[1].i32[0]]);
  DISPATCH();
}
HANDLER(RETURN_CALL_IMPORT) {
  Func *f = x->instance->imported_funcs[(uint32_t)ip[1].i32[0]];
  TAIL_CALL_FUNC(f);
}
HANDLER(RETURN_CALL_INDIRECT) {
  TABLE_CALLEE();
  TAIL_CALL_FUNC(f);
}
HANDLER(RETURN_CALL_REF) {
  Func *f = (Func *)S_l(1);
  if (UNLIKELY(!f)) TRAP(TRAP_NULL_FUNCTION);
  TAIL_CALL_FUNC(f);
}

/* ---- entry. x0 slots of the frame, x1 where locals start, imm how many to zero ---- */
#define CHECK_ROOM()                                                                                                   \
  do {                                                                                                                 \
    const int64_t room = (int64_t)((uintptr_t)x->rp - (uintptr_t)(FP + ip->x0));                                       \
    if (UNLIKELY(room < atomic_load_explicit(&x->limit, memory_order_relaxed))) GOTO(H(NO_ROOM));                      \
  } while (0)
HANDLER(ENTER) {
  CHECK_ROOM();
  NEXT(1);
}
HANDLER(ENTER_ZERO) {
  CHECK_ROOM();
  Slot *s = &FP[ip->x1], *end = s + ip->imm;
  do {
    s->i64 = 0;
    __asm__ volatile("" ::: "memory"); /* a loop, not a call of memset */
  } while (++s < end);
  NEXT(1);
}

/* ---- out of line ---- */
NOINLINE COLD HANDLER(NO_ROOM) {
  const bool interrupted = atomic_load_explicit(&x->limit, memory_order_relaxed) == LIMIT_STOP;
  if (!interrupted && x->cont) GOTO(H(CONT_GROW));
  if (!interrupted && exec_tier_give(x)) DISPATCH();
  TRAP(interrupted ? TRAP_INTERRUPTED : TRAP_STACK_OVERFLOW);
}

NOINLINE COLD HANDLER(NULL_ELEMENT) {
  TRAP(store_trap(x->store, TRAP_UNINITIALIZED_ELEMENT, " %llu", (unsigned long long)S_l(1)));
}

/* The types differ: a subtype will do. */
NOINLINE COLD HANDLER(CALL_SUBTYPE) {
  Func *f = x->callee;
  if (!is_sub(x, func_type(f), (uint32_t)ip[1].i32[0])) TRAP(TRAP_INDIRECT_TYPE);
  if ((HandlerFn *)ip->handler == H(CALL_INDIRECT)) CALL_FUNC(f, 2);
  TAIL_CALL_FUNC(f);
}

/* x->callee is a host function or belongs to another instance; ip is the call. */
NOINLINE HANDLER(CALL_OTHER) {
  Func *f = x->callee;
  HandlerFn *call = (HandlerFn *)ip->handler;
  const bool tail = call != H(CALL_IMPORT) && call != H(CALL_INDIRECT) && call != H(CALL_REF);
  const Cell *resume = ip + (call == H(CALL_INDIRECT) ? 2 : 1);
  Slot *slots = tail ? FP : FP + ip->x0;
  if (f->instance) {
    if (!tail) PUSH_PAIR(FP, resume);
    FP = slots;
    /* Two pairs at most are pushed between checks, which LIMIT_ROOM allows for. */
    if (x->rp->pc != &x->restore) PUSH_PAIR((Slot *)x->instance, &x->restore);
    exec_switch(x, f->instance);
    RELOAD_MEMORY();
    ip = ENTRY(func_code(f));
    DISPATCH();
  }
  x->ip = ip;
  x->fp = FP;
  const TrapCode trap = exec_call_host(x, f, slots);
  if (UNLIKELY(trap == TRAP_EXCEPTION)) GOTO(H(HOST_THREW));
  if (UNLIKELY(trap)) TRAP(trap);
  RELOAD_MEMORY();
  ACC = slots->i64;
  FACC = slots->f32;
  DACC = slots->f64;
  VACC = load_v128(slots);
  if (!tail) {
    ip = resume;
    DISPATCH();
  }
  const Pair *pair = x->rp;
  x->rp = (Pair *)pair + 1;
  FP = pair->fp;
  ip = pair->pc;
  DISPATCH();
}

/* Back in the instance whose address stands for fp. */
HANDLER(RESTORE) {
  exec_switch(x, (Instance *)FP);
  RELOAD_MEMORY();
  const Pair *pair = x->rp;
  x->rp = (Pair *)pair + 1;
  FP = pair->fp;
  ip = pair->pc;
  DISPATCH();
}

/* The outermost function has returned. */
HANDLER(FINISH) {
  (void)ip;
  x->trap = TRAP_NONE;
  STOP();
}

/* A function's first call: ip is its FuncCode's `lazy`. */
NOINLINE COLD HANDLER(LAZY) {
  FuncCode *code = (FuncCode *)((char *)ip - offsetof(FuncCode, lazy));
  const TrapCode trap = exec_make_code(x, code);
  if (UNLIKELY(trap)) TRAP(trap);
  ip = ENTRY(code);
  DISPATCH();
}
