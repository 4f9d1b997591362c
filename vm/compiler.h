/* The tier above the interpreter, as the machine sees it: a struct of functions that the engine is handed. The machine
 * knows nothing else of it, and runs without.
 *
 * Machine code runs on a Stack: its stack pointer is Exec.rp, and a call writes the {fp, pc} pair that the interpreter
 * writes. It is entered and left through the driver (vm/exec.c), which switches between it and cells:
 *
 *   cells call machine code:   a pair {frame called, Compiler.to_cells} is put below the pair of the call
 *   machine code calls cells:  a pair {frame called, &Exec.to_native} is
 *
 * so that a return finds its way; a tail call that goes back to the tier that waits takes the pair away again. These pairs do not
 * count when room is looked for (vm/interp/state.h). */
#ifndef WVM_VM_COMPILER_H
#define WVM_VM_COMPILER_H

#include "base/buf.h"
#include "vm/engine.h"

typedef struct Program Program;
typedef struct Exec Exec;
typedef struct Instance Instance;

/* Code relies on the promise of guarded memories, or checks every access itself. */
typedef enum CodeVariant { CODE_GUARDED, CODE_EXPLICIT, CODE_VARIANTS } CodeVariant;

typedef struct CompiledCode {
  const void *entry;
} CompiledCode;

/* A listing of a function's code, of whatever tier: called with each line, and the offset in the module of the
 * instruction that it came from. */
typedef void ListLine(void *env, uint32_t offset, const char *text, size_t size);
#define LIST_NO_OFFSET UINT32_MAX /* of none: data, ways of exceptions */

struct Compiler {
  /* The k-th architecture that there is code for, on whatever host; NULL: there are no more. Below, NULL is this
   * host's, for which there may be none. */
  const char *(*arch_name)(unsigned k);
  /* What of the processor code may use, from a list of items with commas, applied in order: "host", all that it has;
   * "baseline" or "least", no more than is needed; NAME, which it must have; -NAME, which is left alone. Of an
   * architecture by name, any processor is meant: "all" has everything. Not NULL: what the item at fault is, *bad. */
  MUST_USE const char *(*cpu_list)(const char *arch, const char *list, uint64_t *cpu, const char **bad);
  /* The k-th feature's name; NULL: there are no more. */
  const char *(*cpu_name)(const char *arch, unsigned k);
  /* Of one engine. NULL: it cannot compile here; *why says it. Sets the engine's native range and stubs. */
  void *(*engine_new)(Engine *e, const char **why);
  void (*engine_free)(void *state);
  /* Makes machine code of a function and enters it in the Program's code map. ERR_LIMIT: it stays interpreted. Called once
   * at a time for a function and variant, from any thread. *scratch: the thread's, NULL at first. */
  MUST_USE Err (*compile)(Program *p, uint32_t func, CodeVariant variant, void **scratch, CompiledCode *out);
  /* The code that compile would make, as text; nothing is published, no Engine state needed. Offsets are from the
   * function's start. cpu: of cpu_list; 0: what the engine's code uses, or what any processor of another architecture
   * has. */
  MUST_USE Err (*list)(Program *p, uint32_t func, CodeVariant variant, const char *arch, uint64_t cpu, ListLine *line,
                       void *env);
  void (*scratch_free)(void *scratch);
  /* Gives back all code of a Program; nothing runs it any more. */
  void (*program_free)(Program *p);
  /* Goes to Exec.native and comes back when something else is to be done: Exec.go tells. */
  void (*run)(Exec *x);
  /* Code that calls a C function (the HostFunc's env) with its arguments in slots, one each, and leaves its result in the
   * first; letters: the result's (i l f d v), the arguments'. NULL: libffi has to. Lives as long as the engine. Any thread. */
  const void *(*trampoline)(void *state, const char *letters);
  /* The Exec's limit says stop: makes machine code that runs see it. From any thread, or a signal handler. */
  void (*interrupt)(Exec *x);
};

#endif
