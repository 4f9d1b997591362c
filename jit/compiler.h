/* The compiler of one engine: code space, stubs, what it made; and the scratch memory of one thread's compilations. */
#ifndef WVM_JIT_COMPILER_H
#define WVM_JIT_COMPILER_H

#include "jit/code_space.h"
#include "jit/driver.h"

/* Of an engine. Immutable after creation, but for the code spaces, which see to themselves, and trampolines. */
typedef struct JitEngine {
  Engine *engine;
  const Target *target;
  CpuFeatures cpu;
  CodeSpace *space;
  CodeOwner owner; /* of the stubs */
  struct GdbEntry *told;
  const void *stubs[STUB_COUNT];
  uintptr_t stubs_low, stubs_size;
  bool signals; /* our handlers are installed: code may rely on guards, loops need not poll */
  pthread_mutex_t trampoline_lock;
  struct Trampoline *trampolines;
  CodeSpace *trampoline_space; /* NULL: none yet */
  CodeOwner trampoline_owner;
} JitEngine;

/* The code of one function: what must live as long as it does. */
typedef struct NativeFunc {
  Cell *cells; /* islands */
  uint8_t *maps; /* of machine code, then of islands */
  uint32_t cell_count, map_size;
  struct GdbEntry *told; /* debuggers know it; or NULL */
  struct NativeFunc *next;
} NativeFunc;

/* Of a Program. */
typedef struct NativeProgram {
  pthread_mutex_t lock;
  CodeOwner owner;
  NativeFunc *funcs;
  atomic_uint published; /* how many; raised once everything of a function can be seen */
} NativeProgram;
static inline NativeProgram *native_program(Program *p) { return __atomic_load_n(&p->native, __ATOMIC_ACQUIRE); }

MUST_USE Jit *jit_new(const Alloc *alloc, const Target *target, CpuFeatures cpu, const CompilerTest *test);
void jit_free(Jit *j);
/* Makes the function's code in the Jit's buffer, for any target, on any host. */
MUST_USE Err jit_make_code(Jit *j, Program *p, uint32_t func, CodeVariant variant);
/* … and makes it runnable. */
MUST_USE Err jit_compile_function(Jit *j, Program *p, uint32_t func, CodeVariant variant, const void **entry);

/* ---- tell.c: to debuggers and profilers ---- */

void tell_stubs(JitEngine *e);
void tell_function(const Jit *j, const JitEngine *e, NativeFunc *f, const uint8_t *start, const uint8_t *entry);

/* ---- trampoline.c ---- */

/* Compiler.trampoline */
const void *trampoline_get(JitEngine *e, const char *letters);
void trampolines_free(JitEngine *e);

/* ---- signals.c ---- */

/* Lets the engine's code rely on guards and be interrupted anywhere. False: it may not; *why. */
MUST_USE bool signals_open(JitEngine *e, const char **why);
void signals_close(JitEngine *e);
/* Around the guest: whose code runs on this thread. */
void signals_run(JitEngine *e, Exec *x);
/* Makes a guest that runs look at its limit. */
void signals_interrupt(Exec *x);

/* ---- runtime.c: what stubs call, on the driver's stack; each leaves in the Exec what is to be done ---- */

/* Makes the function's code; its entry, or NULL after a trap. */
const void *native_lazy(Exec *x, uint32_t func);
/* The function stays interpreted: goes on with its cells. */
void native_cells(Exec *x, uint32_t func);
/* 0: done, goes on behind the call. Else the Exec says what is to be done. */
uint32_t native_call_host(Exec *x, Func *f, Slot *slots, uint32_t tail);
/* Goes on in another instance: x->callee. */
void native_call_other(Exec *x);
/* Operands lie from `args` on. 0: done, as above. */
uint32_t native_memory_copy(Exec *x, const Slot *args, uint32_t to, uint32_t from);
uint32_t native_memory_fill(Exec *x, const Slot *args, uint32_t memory);
uint32_t native_refill(Exec *x, uint32_t class);
/* what: the instruction; in its upper half how many operands. The array takes the place of the first. */
uint32_t native_array_new(Exec *x, Slot *args, TypeId type, uint64_t what);
/* Not null, no i31. */
uint32_t native_ref_is(const Exec *x, Ref object, TypeId type);
/* The result goes to args[0]. */
uint32_t native_atomic_wait(Exec *x, Slot *args, uint64_t offset, uint32_t memory, uint32_t size);
uint32_t native_atomic_notify(Exec *x, Slot *args, uint64_t offset, uint32_t memory, uint32_t size);
void native_trap(Exec *x, TrapCode code, uint64_t index);
void native_no_room(Exec *x, uint32_t frame_slots);
uint32_t native_is_subtype(Exec *x, const Func *f, TypeId type);

#endif
