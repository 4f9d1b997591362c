/* The driver: host entries, host calls, interruption, backtraces. */
#include "vm/exec.h"

#include <pthread.h>
#include <stdio.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "base/fault.h"
#include "vm/call.h"
#include "vm/entry.h"
#include "vm/heap.h"
#include "vm/interp/forms.h"
#include "vm/interp/state.h"
#include "vm/unwind.h"
#include "vm/interp/trace.h"

enum { C_STACK_RESERVE = 128 * 1024, POOL_KEEPS = 4 };

/* ---- floating-point environment: the guest's is the engine's, the host's is its own ---- */

#if defined(__x86_64__)
enum { MXCSR_DEFAULT = 0x1F80, MXCSR_FLAGS = 0x3F };
static inline uint32_t float_env_get(void) { return _mm_getcsr() & ~(uint32_t)MXCSR_FLAGS; }
static inline void float_env_set(uint32_t env) { _mm_setcsr(env); }
static uint32_t float_env_guest(const EngineConfig *config) {
  (void)config;
  return MXCSR_DEFAULT;
}
#elif defined(__aarch64__)
static inline uint32_t float_env_get(void) {
  uint64_t v;
  __asm__ volatile("mrs %0, fpcr" : "=r"(v));
  return (uint32_t)v;
}
static inline void float_env_set(uint32_t env) { __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)env)); }
/* The processor itself makes NaNs canonical where that is asked for (FPCR.DN). */
static uint32_t float_env_guest(const EngineConfig *config) { return config->deterministic ? 1u << 25 : 0; }
#else
static inline uint32_t float_env_get(void) { return 0; }
static inline void float_env_set(uint32_t env) { (void)env; }
static uint32_t float_env_guest(const EngineConfig *config) {
  (void)config;
  return 0;
}
#endif

/* ---- life ---- */

/* As much as the stack itself: to each pair of a change of tier belongs one that counts, of a call or of an instance, but on the
 * largest stacks. */
static uint32_t tier_room(uint64_t stack_slots) {
  const uint64_t most = (LIMIT_LARGEST - LIMIT_MOST) / sizeof(Slot);
  return (uint32_t)(MIN_OF(stack_slots, most) * sizeof(Slot));
}

Exec *exec_new(Store *store) {
  Exec *x = alloc_zeroed(store->alloc, sizeof *x);
  if (!x) return NULL;
  x->store = store;
  x->alloc = store->alloc;
  x->handlers = interp_handlers();
  x->finish.handler = x->handlers[H_FINISH];
  x->cont_return.handler = x->handlers[H_CONT_RETURN];
  x->restore.handler = x->handlers[H_RESTORE];
  x->to_native.handler = x->handlers[H_TO_NATIVE];
  x->landing[0].handler = x->handlers[H_RESUME_NATIVE];
  x->stack_slots = store->engine->config.stack_slots;
  x->tier_room = store->engine->compiler_state ? tier_room(x->stack_slots) : 0;
  x->memory64_limit = store->engine->config.memory64_limit;
  x->runs = heap_runs(store->heap);
  x->call_end[2].handler = x->handlers[H_FINISH];
  x->guest_env = float_env_guest(&store->engine->config);
  atomic_init(&x->limit, exec_room(x));
  return x;
}

void exec_free(Exec *x) {
  if (!x) return;
  for (Stack *s = x->pool, *next; s; s = next) {
    next = s->next;
    stack_free(x->alloc, s);
  }
  translator_free(x->translator);
  calls_free(x);
  if (x->compiler_scratch) x->store->engine->config.compiler->scratch_free(x->compiler_scratch);
  alloc_free(x->alloc, x, sizeof *x);
}

/* ---- interruption and fuel ---- */

/* What this thread is in; for signal handlers, which must not make the loader allocate: initial-exec. */
static _Thread_local Exec *of_thread __attribute__((tls_model("initial-exec")));

static void stop(Exec *x) {
  const Engine *e = x->store->engine;
  atomic_store_explicit(&x->limit, LIMIT_STOP, memory_order_seq_cst);
  if (e->compiler_state) e->config.compiler->interrupt(x);
}

void exec_interrupt(Exec *x) {
  atomic_store_explicit(&x->interrupted, true, memory_order_seq_cst);
  stop(x);
}

void exec_memory_lost(Exec *x) {
  if (!x && !(x = of_thread)) return;
  atomic_store_explicit(&x->lost, true, memory_order_seq_cst);
  stop(x);
}

/* Unless one of both reasons to stop is there, or comes meanwhile. */
static void go_again(Exec *x) {
  atomic_store_explicit(&x->limit, exec_room(x), memory_order_seq_cst);
  if (atomic_load(&x->interrupted) || atomic_load(&x->lost)) atomic_store(&x->limit, LIMIT_STOP);
}

void exec_clear_interrupt(Exec *x) {
  atomic_store(&x->interrupted, false);
  go_again(x);
}

/* The guest stopped, or has come to its end, and is told why. */
static bool take_lost(Exec *x) {
  if (LIKELY(!atomic_load_explicit(&x->lost, memory_order_relaxed))) return false;
  atomic_store(&x->lost, false);
  go_again(x);
  return true;
}
bool exec_interrupted(const Exec *x) { return atomic_load_explicit(&x->limit, memory_order_acquire) == LIMIT_STOP; }
bool exec_is_idle(const Exec *x) { return !x->nesting; }
TrapCode exec_poll(const Exec *x) { return exec_interrupted(x) ? TRAP_INTERRUPTED : TRAP_NONE; }
uint64_t exec_fuel(const Exec *x) { return x->fuel; }
void exec_set_fuel(Exec *x, uint64_t fuel) { x->fuel = fuel; }

/* ---- backtraces ---- */

/* Appends to the store's trap, of which `left` more frames follow: those that neither head nor tail will hold are counted
 * only. */
static bool frame_is_kept(const Trap *t, size_t left) { return t->depth < TRAP_FRAMES_HEAD || left < TRAP_FRAMES_TAIL; }

static void add_frame(Trap *t, size_t left, TrapFrame frame) {
  if (frame_is_kept(t, left)) {
    if (t->frame_count == TRAP_FRAMES) {
      memmove(&t->frames[TRAP_FRAMES_HEAD], &t->frames[TRAP_FRAMES_HEAD + 1], (TRAP_FRAMES_TAIL - 1) * sizeof frame);
      t->frame_count--;
    }
    t->frames[t->frame_count++] = frame;
  }
  t->depth++;
}

static void add_guest_frame(Trap *t, size_t left, Instance *i, const void *pc) {
  TrapFrame frame = {.instance = i};
  if (frame_is_kept(t, left)) {
    CodePosition at;
    if (!code_locate(i->program, pc, &at)) return;
    frame.func = at.func;
    frame.offset = at.offset;
  }
  add_frame(t, left, frame);
}

/* The guest has stopped at x->ip: its frames go behind those that a nested entry left. */
static void capture(Exec *x) {
  Trap *t = &x->store->trap;
  if (x->trap == TRAP_INTERRUPTED && take_lost(x)) x->trap = TRAP_MEMORY_LOST;
  if (t->code != x->trap) {
    *t = (Trap){.code = x->trap};
  }
  size_t left = 0;
  FrameWalk w = frame_first(x);
  while (frame_next(x, &w)) left++;
  if (x->trapped_host) add_frame(t, left + 1, (TrapFrame){0});
  w = frame_first(x);
  do add_guest_frame(t, left--, w.instance, w.pc);
  while (frame_next(x, &w));
}

/* ---- what handlers call ---- */

TrapCode exec_call_host(Exec *x, Func *f, Slot *slots) {
  if (UNLIKELY(x->store->engine->config.trace & TRACE_HOST)) trace_host(x, f);
  if (UNLIKELY(x->host_env != x->guest_env)) float_env_set(x->host_env);
  x->host_slots = slots; /* roots: a host function may allocate */
  x->host_slot_count = func_hosted(f)->slots;
  const TrapCode trap = func_hosted(f)->call(func_hosted(f)->env, x->store, x->instance, slots);
  x->host_slots = NULL;
  if (UNLIKELY(x->host_env != x->guest_env)) float_env_set(x->guest_env);
  if (UNLIKELY(trap)) {
    x->trapped_host = f;
    x->pending_at = slots;
  } else {
    x->trapped_host = NULL;
    x->store->trap.code = TRAP_NONE; /* a nested entry's trap that the host has dealt with */
    x->store->exception = REF_NULL;
    if (UNLIKELY(exec_interrupted(x))) return TRAP_INTERRUPTED; /* perhaps what it waited for */
  }
  return trap;
}

TrapCode exec_make_code(Exec *x, FuncCode *code) {
  Program *p = x->instance->program;
  if (p->engine->compiler_state) {
    const Err err = code_compile(p, code->head.index, (CodeVariant)x->variant, &x->compiler_scratch);
    if (!err) return TRAP_NONE;
    if (err != ERR_LIMIT) return TRAP_NO_MEMORY;
  }
  if (!x->translator && !(x->translator = translator_new(x->alloc))) return TRAP_NO_MEMORY;
  return code_translate(p, code->head.index, x->translator) ? TRAP_NO_MEMORY : TRAP_NONE;
}

/* ---- tiers ---- */

static void push_pair(Exec *x, Slot *fp, const void *pc) { *--x->rp = (Pair){fp, pc}; }

Go exec_prepare_native(Exec *x, Slot *frame) {
  if (engine_is_native(x->store->engine, x->rp->pc)) return GO_ENTER;
  if (x->rp->pc == &x->to_native) {
    x->rp++;
    exec_tier_pop(x, 1);
    return GO_ENTER;
  }
  if (x->rp->pc == &x->finish) { /* its place: entry */
    *x->rp = (Pair){frame, x->store->engine->native.to_cells};
  } else {
    push_pair(x, frame, x->store->engine->native.to_cells);
    exec_tier_push(x);
  }
  return GO_CALL;
}

void exec_prepare_cells(Exec *x, Slot *frame) {
  if (!engine_is_native(x->store->engine, x->rp->pc)) return;
  if ((const void *)x->rp->pc == x->store->engine->native.done) {
    *x->rp = x->rp[1];
  } else if ((const void *)x->rp->pc != x->store->engine->native.to_cells) {
    push_pair(x, frame, &x->to_native);
    exec_tier_push(x);
  } else if (x->rp[1].pc == &x->finish) {
    *x->rp = x->rp[1];
  } else {
    x->rp++;
    exec_tier_pop(x, 1);
  }
}

/* Runs cells and machine code by turns, as x->go says, until the outermost function has returned or something trapped. */
static ALWAYS_INLINE void run_tiers(Exec *x) {
  for (;;) {
    while (x->go >= GO_RESUME) {
      x->store->engine->config.compiler->run(x);
      if (x->go == GO_CELLS && x->results && x->ip != &x->finish) exec_tier_pop(x, 1); /* it has returned to cells */
    }
    if (x->go == GO_OUT) return;
    const Slot *results = x->results;
    x->results = NULL;
    x->go = GO_OUT;
    interp_run(x, x->ip, x->fp, results);
  }
}

/* ---- host entries ---- */

static inline Stack *take_stack(Exec *x) {
  Stack *s = x->pool;
  if (!s) return stack_new(x->alloc, x->stack_slots + (SIGNAL_ROOM + x->tier_room) / sizeof(Slot));
  x->pool = s->next;
  x->pooled--;
  return s;
}

static void give_stack(Exec *x, Stack *s) {
  if (x->pooled >= POOL_KEEPS) {
    stack_free(x->alloc, s);
    return;
  }
  s->next = x->pool;
  x->pool = s;
  x->pooled++;
}

/* Nested entries also use up the host's own stack. */
static bool c_stack_left(Exec *x) {
  const uint64_t self = (uint64_t)pthread_self();
  if (!x->c_stack_low || x->c_stack_thread != self) {
    pthread_attr_t attr;
    void *low = NULL;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attr)) return true;
    if (pthread_attr_getstack(&attr, &low, &size)) low = NULL;
    pthread_attr_destroy(&attr);
    x->c_stack_low = low;
    x->c_stack_thread = self;
  }
  const uintptr_t here = (uintptr_t)__builtin_frame_address(0), low = (uintptr_t)x->c_stack_low;
  return here < low || here - low > C_STACK_RESERVE; /* below it: a stack that the host made itself */
}

static ALWAYS_INLINE TrapCode check(Store *store, const Func *f) {
  Exec *x = store->exec;
  store->trap.code = TRAP_NONE;
  store->exception = REF_NULL;
  /* A host function may call another, through an export of the guest: itself even. */
  if ((f->instance && x->nesting >= store->limits.nesting) || (x->nesting && !c_stack_left(x)))
    return store_trap(store, TRAP_STACK_OVERFLOW, ": too many nested host entries");
  return TRAP_NONE;
}

TrapCode entry_check(Store *store, const Func *f) { return check(store, f); }

TrapCode entry_call_host(Store *store, Func *f, Slot *slots, Call *call) {
  Exec *x = store->exec;
  Call *outer = x->call;
  x->call = call;
  const TrapCode trap = func_hosted(f)->call(func_hosted(f)->env, store, NULL, slots);
  x->call = outer;
  return trap;
}

/* Nothing is around the outermost entry, and nothing of it is kept. */
static ALWAYS_INLINE void save(const Exec *x, HostEntry *outer) {
  if (LIKELY(!x->nesting)) {
    outer->stack = NULL;
    outer->host_slots = NULL;
    outer->outer = NULL;
    outer->tier_pairs = outer->tier_given = 0;
  } else
    *outer = (HostEntry){x->rp, x->instance, x->stack, x->ip, x->fp, x->host_slots, x->host_slot_count, x->host_env,
                         x->cont, x->entry_place, x->entry_stack, x->call, x->outer, NULL, x->tier_pairs, x->tier_given};
}

static ALWAYS_INLINE void restore(Exec *x, const HostEntry *outer) {
  x->stack = outer->stack;
  x->host_slots = outer->host_slots;
  x->outer = outer->outer;
  if (LIKELY(!x->nesting)) {
    x->cont = NULL;
    x->call = NULL;
    return;
  }
  x->rp = outer->rp;
  x->ip = outer->ip;
  x->fp = outer->fp;
  x->host_slot_count = outer->host_slot_count;
  x->host_env = outer->host_env;
  x->cont = outer->cont;
  x->entry_place = outer->entry_place;
  x->entry_stack = outer->entry_stack;
  x->call = outer->call;
  exec_switch(x, outer->instance);
}

static ALWAYS_INLINE void begin(Exec *x, HostEntry *outer, Stack *stack) {
  save(x, outer);
  outer->before = of_thread;
  x->tier_pairs = x->tier_given = 0;
  of_thread = x;
  if (UNLIKELY(atomic_load_explicit(&x->store->engine->watches_files, memory_order_relaxed))) (void)fault_thread_enter();
  x->outer = outer;
  x->host_slots = NULL;
  x->stack = x->entry_stack = stack;
  x->cont = NULL;
  x->call = NULL;
  x->nesting++;
  x->trap = TRAP_NONE;
  x->trapped_host = NULL;
  x->results = NULL;
  x->host_env = float_env_get();
  if (UNLIKELY(x->host_env != x->guest_env)) float_env_set(x->guest_env);
}

static ALWAYS_INLINE TrapCode go(Exec *x) {
  run_tiers(x);
  if (LIKELY(!x->trap)) return take_lost(x) ? store_trap(x->store, TRAP_MEMORY_LOST, NULL) : TRAP_NONE;
  if (x->trap != TRAP_PENDING) capture(x);
  return x->trap;
}

TrapCode entry_trap(Exec *x, TrapCode trap) {
  x->trap = trap;
  capture(x);
  return x->trap;
}

static ALWAYS_INLINE void end(Exec *x, const HostEntry *outer) {
  if (UNLIKELY(x->host_env != x->guest_env)) float_env_set(x->host_env);
  x->nesting--;
  x->trap = TRAP_NONE; /* the guest around runs: machine code that returns leaves it so */
  restore(x, outer);
  of_thread = outer->before;
  x->tier_pairs = outer->tier_pairs;
  x->tier_given = outer->tier_given;
  exec_set_room(x);
}

void entry_begin(Exec *x, HostEntry *outer, Stack *stack) { begin(x, outer, stack); }
TrapCode entry_run(Exec *x) { return go(x); }
void entry_end(Exec *x, const HostEntry *outer) { end(x, outer); }

const CanonType *exec_type(Store *store, const Func *f) {
  Exec *x = store->exec;
  if (UNLIKELY(x->typed != f)) {
    x->type = types_get(store->engine->types, func_type(f));
    x->typed = f;
  }
  return x->type;
}

/* Few, mostly: no call of memcpy. */
static inline void copy_slots(Slot *to, const Slot *from, uint32_t count) {
  if (LIKELY(count <= 4))
    for (uint32_t k = 0; k < count; k++) to[k] = from[k];
  else memcpy(to, from, count * sizeof *to);
}

/* On a Stack of its own. */
static ALWAYS_INLINE TrapCode run(Exec *x, Func *f, Slot *slots, const CanonType *type) {
  const Engine *e = x->store->engine;
  Stack *s = x->stack;
  x->rp = s->pairs_end - 1;
  *x->rp = (Pair){s->slots, &x->finish};
  if (x->tier_room) push_pair(x, s->slots, &x->finish); /* the place of the first change of tier, which most entries have */
  exec_switch(x, f->instance);
  copy_slots(s->slots, slots, type->param_slots);
  x->fp = s->slots;
  if (x->tier_room) {
    x->rp->pc = e->native.done;
    x->native = atomic_load_explicit(&func_code(f)->native[x->variant], memory_order_acquire);
    x->callee_index = f->head->index;
    x->go = GO_BEGIN;
  } else {
    x->ip = atomic_load_explicit(&func_code(f)->entry, memory_order_acquire);
    x->go = GO_CELLS;
  }
  const TrapCode trap = go(x);
  if (LIKELY(!trap)) copy_slots(slots, s->slots, type->result_slots);
  return trap;
}

TrapCode exec_call(Store *store, Func *f, Slot *slots) {
  Exec *x = store->exec;
  const TrapCode refused = check(store, f);
  if (UNLIKELY(refused)) return refused;
  if (!f->instance) return entry_call_host(store, f, slots, NULL);
  const CanonType *type = exec_type(store, f);
  if (x->stack_slots <= (uint64_t)type->param_slots + type->result_slots + LIMIT_ROOM)
    return store_trap(store, TRAP_STACK_OVERFLOW, ": the stack limit is too small for any call");
  Stack *stack = take_stack(x);
  if (!stack) return store_trap(store, TRAP_NO_MEMORY, ": for a stack");
  HostEntry outer;
  begin(x, &outer, stack);
  exec_set_room(x);
  const TrapCode trap = run(x, f, slots, type);
  end(x, &outer);
  give_stack(x, stack);
  return trap;
}
