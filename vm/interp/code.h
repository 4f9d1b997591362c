/* Threaded code: what a function body is translated to.
 *
 *   Cell (16 bytes)   [ handler │ x0 x1 x2 x3 ]        four slots or small numbers
 *                     [ handler │ x0 x1   imm ]        two, and 32 bits
 *                     [ 16 bytes of constants ]        following the cell that uses them
 *
 * x0 is the destination of everything that has one, so that local.set can redirect its producer. Branch targets are
 * counted in cells from the cell that holds them. Cells hold no address of a Store, an Instance or a Memory: what they
 * belong to is reached through the Exec, so a Program's cells serve all its instances and threads.
 *
 * A FuncCode goes untranslated ─▶ busy ─▶ done, by compare-and-swap; its entry is where every call goes: at first the
 * cell `lazy`, whose handler translates, or compiles, and goes on. Published cells never change. */
#ifndef WVM_VM_INTERP_CODE_H
#define WVM_VM_INTERP_CODE_H

#include <stdatomic.h>

#include "vm/compiler.h"
#include "vm/instance.h"
#include "vm/value.h"

typedef void (*AnyHandler)(void); /* of the real type in handler.h, which depends on the way of dispatch */

typedef union Cell {
  struct {
    AnyHandler handler;
    union {
      uint16_t x[4];
      struct {
        uint16_t x0, x1;
        int32_t imm;
      };
    };
  };
  uint64_t u64[2];
  int32_t i32[4];
  double f64[2];
  uint8_t bytes[16];
} Cell;
_Static_assert(sizeof(Cell) == 16, "a cell is 16 bytes");

typedef enum CodeState { CODE_NONE, CODE_BUSY, CODE_DONE, CODE_REFUSED } CodeState;

struct FuncCode {
  FuncHead head; /* first: Func.head points here */
  _Atomic(const Cell *) entry;
  Cell lazy;
  Cell enter;       /* goes on in the machine code of the instance's variant */
  _Atomic(const void *) native[CODE_VARIANTS]; /* where machine code calls it; never NULL with a compiler */
  atomic_uint native_state[CODE_VARIANTS];     /* CodeState; CODE_REFUSED: it stays interpreted */
  Cell *cells;      /* cell_count; NULL until done */
  uint8_t *offsets; /* map_size bytes: which instruction a cell came from (vm/code_map.h) */
  uint32_t cell_count, map_size;
  atomic_uint state; /* CodeState */
};

/* The code of all functions of a module, untranslated; by function index, imports included (their entries are never
 * used). NULL: no memory. To be freed with the same count. */
MUST_USE FuncCode *func_codes_new(const Engine *engine, const FuncInfo *funcs, uint32_t count);
void func_codes_free(const Alloc *alloc, FuncCode *codes, uint32_t count);

/* Where a pc of one of the Program's frames is; false: it is none. */
typedef struct CodePosition {
  uint32_t func, offset; /* the instruction's, in the module */
  const CodeRange *range; /* NULL: the function has not begun */
} CodePosition;
MUST_USE bool code_locate(Program *p, const void *pc, CodePosition *out);

/* The code of a function that is not the host's. */
static inline FuncCode *func_code(const Func *f) { return (FuncCode *)(void *)f->head; }

/* Scratch memory of translations, reused from function to function; one thread at a time. */
typedef struct Translator Translator;
MUST_USE Translator *translator_new(const Alloc *alloc); /* NULL: no memory */
void translator_free(Translator *t);
/* Makes the cells of a function, or waits for the thread that does. ERR_OK, ERR_NO_MEMORY or ERR_LIMIT. */
MUST_USE Err code_translate(Program *p, uint32_t func, Translator *t);
/* The cells that a translation makes, as text; they are not kept. */
MUST_USE Err code_list(Program *p, uint32_t func, Translator *t, ListLine *line, void *env);
/* Islands: single instructions as cells, for machine code that leaves them to the interpreter (jit/island.c). */
typedef struct Label Label;
typedef struct IslandExit {
  const Label *label; /* its values are where it wants them; the function's: results are in the first slots */
  uint32_t place;     /* the translator's */
  uint32_t resume;    /* cell that goes back: the one behind it is to hold the address of the machine code */
} IslandExit;
typedef struct Island {
  uint32_t first;  /* cell where it begins */
  uint32_t resume; /* as in exits, for what falls through */
  const IslandExit *exits; /* where it may branch to; until the next one is made */
  uint32_t exit_count;
} Island;
typedef struct Walk Walk;
typedef struct WalkInstr WalkInstr;
void island_start(Translator *t, Program *p);
/* During an event of the Walk: the instruction takes `operands` operands, all of which are home; so will its results be. */
MUST_USE Err island_make(Translator *t, Walk *w, const WalkInstr *i, uint32_t operands, Island *out);
/* All cells since island_start, and their map; both the Translator's. */
const Cell *island_cells(const Translator *t, uint32_t *count);
Bytes island_map(const Translator *t);

/* Makes the machine code of a function, or waits for the thread that does; native[variant] then is its entry, or that of
 * the interpreter. ERR_OK, ERR_LIMIT (it stays interpreted) or ERR_NO_MEMORY. */
MUST_USE Err code_compile(Program *p, uint32_t func, CodeVariant variant, void **scratch);

/* Makes the code of every function now, on so many threads at most, this one among them: machine code, or cells of what
 * stays interpreted. ERR_OK or ERR_NO_MEMORY; what was made stays. */
MUST_USE Err code_make_all(Program *p, uint32_t threads);

#endif
