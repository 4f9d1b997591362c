/* The translator's insides, shared by the files translate*.c and nobody else.
 *
 * A sink of the Walk. It mirrors the operand stack; an operand is not code until it must be:
 *
 *   HOME    in its home slot (and perhaps in an accumulator: `acc` tells which slot each caches)
 *   LOCAL   a local.get that nothing was emitted for: read from the local's slot; before the local is written, its
 *           readers, which form a list per local, are copied home
 *   CONST   a constant that nothing was emitted for
 *
 * At a merge of control the operands that it carries are home and no accumulator holds anything. Below the watermark
 * `settled` no operand can change any more: no LOCAL stands there, and constants are numbers, which no path needs home.
 * Every operand is settled once, which keeps the pass linear.
 *
 * `last` remembers the cell emitted last while it may still change: its result moves to where local.set wants it,
 * a compare becomes a branch. `barrier` is where code may be jumped to: cells before it are final. */
#ifndef WVM_VM_INTERP_TRANSLATE_H
#define WVM_VM_INTERP_TRANSLATE_H

#include "base/buf.h"
#include "validator/walk.h"
#include "vm/code_map.h"
#include "vm/engine.h"
#include "vm/try_build.h"
#include "vm/interp/forms.h"
#include "vm/trap.h"

typedef enum EntryKind { ENTRY_HOME, ENTRY_LOCAL, ENTRY_CONST } EntryKind;
typedef struct Entry {
  uint8_t kind, cls; /* EntryKind, Class */
  bool is_ref;
  uint16_t home, local; /* slots */
  uint32_t below;       /* LOCAL: the next reader of the same local, as index + 1 */
  uint64_t bits[2];     /* CONST */
} Entry;

/* Where an operand is read. */
typedef enum SourceKind { SOURCE_SLOT, SOURCE_ACC, SOURCE_CONST } SourceKind;
typedef struct Source {
  uint8_t kind, cls;
  uint16_t slot;  /* also of what is in the accumulator */
  uint32_t entry; /* in Translator.stack */
  uint64_t bits;  /* CONST; of a v128 the lower half: source_high */
} Source;

enum { ACC_COUNT = 4, NO_SLOT = -1 };
#define NO_CELL UINT32_MAX
/* 2 GiB of cells: what a way can span. */
enum { MAX_CELLS = INT32_MAX / 16 };
enum { PAIR_BITS = 13, ROLE_FIRST = 1, ROLE_SECOND = 2 };
typedef struct Last {
  bool valid;
  uint8_t cls;       /* of the result */
  uint8_t form;
  uint16_t dest;     /* slot of the result */
  uint16_t op;       /* Op, or OP_COUNT: none to fuse with */
  uint32_t cell;
  Source a, b;
  int32_t acc[ACC_COUNT]; /* what the accumulators cached before it */
} Last;

/* A clause in a label's chain of ways. */
#define CLAUSE_PLACE 0x80000000u

struct Translator {
  Sink sink; /* first: the Walk hands it back */
  const Alloc *alloc;
  WalkScratch *scratch;
  const AnyHandler *handlers;
  const Program *program;
  Walk *walk;
  bool deterministic;
  uint32_t trace;

  Cell *cells;
  uint32_t count, capacity;
  Entry *stack;
  uint32_t sp, stack_capacity, settled;
  uint32_t *readers; /* by slot of a local: the topmost LOCAL entry that reads it, as index + 1 */
  uint32_t readers_capacity;
  uint32_t pending_refs; /* LOCAL and CONST entries that are references */
  int32_t acc[ACC_COUNT]; /* which slot each accumulator caches */
  Last last;
  uint32_t barrier;

  /* Fusing (fused.def): the last cell's handler while it may be a pair's first, and the one of the cell before it. */
  uint32_t previous, before, previous_cell;
  uint32_t fused_cell, fused_was; /* the last pair: where, and its first handler; NO_CELL: none to be undone */
  uint16_t pairs[1 << PAIR_BITS]; /* open hash of fused_pairs: index + 1 */
  uint8_t roles[HANDLER_COUNT];   /* ROLE_ bits */
  CodeMapWriter map;
  uint32_t offset; /* of the instruction at hand */
  TryBuild tries; /* of the function at hand, positions in cells */
  /* Islands (island.c): ways to labels lead out of the cells, to be tied up at the end. */
  bool is_island;
  IslandExit *exits;
  uint32_t exit_count, exit_capacity;
  Err err;           /* the first failure; afterwards writes go to: */
  Cell no_cell;
  Entry no_entry;
};

/* Islands: the way in this place leads out to the label. */
void island_exit(Translator *t, uint32_t place, const Label *l);
/* Forgets the last function. */
void translate_start(Translator *t, Program *p);
/* Makes the function's cells; they are the Translator's. */
MUST_USE Err translate_function(Translator *t, Program *p, uint32_t func);
/* … and fills in code's cells and map. */
MUST_USE Err translate_into(Translator *t, Program *p, FuncCode *code);

/* ---- cells ---- */
/* Appends a cell; a scratch one after a failure, so that callers need not look. */
Cell *emit(Translator *t, uint32_t handler);
Cell *emit_data(Translator *t); /* constants of the cell before */
/* The last cell, of one cell, was not to be: as if it had never been emitted, accumulators included (t->last's). */
void take_back(Translator *t, uint32_t cell);
/* The last instruction's handler is another. */
void rewrite(Translator *t, uint32_t cell, uint32_t handler);
/* Code may be jumped to here: what was emitted is final. */
static inline void set_barrier(Translator *t) { t->barrier = t->count; t->last.valid = false; }
static inline bool last_is(const Translator *t, uint16_t slot) { return t->last.valid && t->last.dest == slot; }

/* ---- accumulators ---- */
static inline uint32_t acc_index(uint32_t cls) { return cls <= CLASS_l ? 0 : cls - 1; }
void forget_accs(Translator *t);
/* A slot was written: by an accumulator's class, or past them. */
void wrote(Translator *t, uint32_t slot, uint32_t cls);
void wrote_past(Translator *t, uint32_t slot, uint32_t slots);

/* ---- operands ---- */
static inline Entry *top(Translator *t, uint32_t depth) { return &t->stack[t->sp - 1 - depth]; }
static inline Class class_of(ValType type) {
  static const uint8_t map[16] = {[VK_I32] = CLASS_i, [VK_I64] = CLASS_l, [VK_F32] = CLASS_f, [VK_F64] = CLASS_d, [VK_V128] = CLASS_v, [VK_REF] = CLASS_l};
  return (Class)map[vt_kind(type)];
}
static inline uint32_t class_slots(uint32_t cls) { return cls == CLASS_v ? 2 : 1; }
void push_home(Translator *t, uint32_t cls, uint16_t home, bool is_ref);
void push_local(Translator *t, ValType type, uint16_t home, uint16_t local);
void push_const(Translator *t, uint32_t cls, uint16_t home, uint64_t bits, uint64_t high, bool is_ref);
void pop(Translator *t, uint32_t count);
/* Pushes as HOME what the Walk's stack has and the mirror has not: results of calls, blocks, helpers. */
void catch_up(Translator *t);
/* How the operand `depth` below the top is read. */
Source source(Translator *t, uint32_t depth);
/* A v128 constant's upper half, while it is on the stack. */
static inline uint64_t source_high(const Translator *t, const Source *s) { return t->stack[s->entry].bits[1]; }
/* The same, never a constant: those are brought home. */
Source source_slot(Translator *t, uint32_t depth);
/* Brings the topmost `count` operands home. */
void bring_home(Translator *t, uint32_t count);
/* Brings home what a path inside of a block could otherwise change: everything but numeric constants; the topmost
 * `all` operands without exception. */
void settle(Translator *t, uint32_t all);
/* References must be home: the next instruction may collect. */
void safepoint(Translator *t);
/* The local is about to be written: its readers are brought home. */
void free_local(Translator *t, uint16_t local);
/* Writes the entry's value to a slot of its class. */
void copy_entry(Translator *t, const Entry *e, uint16_t to);
void copy_slot(Translator *t, uint32_t cls, uint16_t to, uint16_t from);
void emit_const(Translator *t, uint32_t cls, uint16_t to, uint64_t bits, uint64_t high);

/* ---- results ---- */
/* The cell at `cell` wrote a result: pops `pops` operands, pushes it. */
void result(Translator *t, uint32_t cell, uint32_t pops, uint32_t cls, Op op, uint32_t form, Source a, Source b);
/* Makes a NaN on top canonical, if the engine is to and the operator may have made it. */
void canonicalise(Translator *t, Op op);

/* The compare that is true when this integer one is false. */
Op inverse(Op op);

/* ---- instructions, by file ---- */
void translate_operator(Translator *t, const WalkInstr *i, const OpForms *f); /* translate_op.c */
void translate_memory(Translator *t, const WalkInstr *i, const OpForms *f);   /* translate_memory.c */
void translate_bulk(Translator *t, const WalkInstr *i);                       /* … */
/* --trace=mem: an access whose address is the operand `depth` below the top. */
void trace_access(Translator *t, const WalkInstr *i, uint32_t depth);
void translate_atomic(Translator *t, const WalkInstr *i);                     /* translate_atomic.c */
void translate_variable(Translator *t, const WalkInstr *i);                   /* translate_variable.c */
void translate_const(Translator *t, const WalkInstr *i);
void translate_select(Translator *t);
void translate_ref(Translator *t, const WalkInstr *i);
void translate_call(Translator *t, const WalkInstr *i);                       /* translate_call.c */
void emit_return(Translator *t);
void emit_entry(Translator *t);
void translate_branch(Translator *t, const WalkInstr *i);                     /* translate_control.c */
/* The label's operands are where it wants them; they are moved by one cell. */
bool label_is_in_place(Translator *t, const Label *l);
bool label_moves_as_block(const Label *l);
/* The conditional branch at `cell` goes to the label; or, where operands must be moved, behind the moves and jump that
 * are emitted now. */
void branch_from(Translator *t, uint32_t cell, Label *l, bool direct);
void translate_gc(Translator *t, const WalkInstr *i);                         /* translate_gc.c */
Err translate_enter(Sink *s, Walk *w, const WalkInstr *i, Label *label);
Err translate_arm(Sink *s, Walk *w, const WalkInstr *i, Label *label, bool reachable);
Err translate_leave(Sink *s, Walk *w, const WalkInstr *i, Label *label, bool reachable);
void translate_throw(Translator *t, const WalkInstr *i);                      /* translate_throw.c */
/* A try begins: what is below is settled. Another arm of an old one begins, the code of the arm before ended. A block
 * with tries ends, or an arm. */
void try_enter(Translator *t, const WalkInstr *i, Label *l);
void try_arm(Translator *t, const WalkInstr *i, Label *l);
void try_leave(Translator *t, const WalkInstr *i, Label *l);
/* Where a function's results already are where they belong when it is left: by a clause or a handler. */
void emit_landed_return(Translator *t);
void translate_cont(Translator *t, const WalkInstr *i);                       /* translate_cont.c */
/* The way in this data cell's last word goes to the label; a function's too. */
void way_from(Translator *t, uint32_t cell, Label *l);
/* The way in this place goes here. */
void way_bind(Translator *t, uint32_t place);
/* The clause goes on here; returns the next place in its chain. */
uint32_t clause_bind(Translator *t, uint32_t clause);
void emit_trap(Translator *t, TrapCode code);
/* What every event starts with: operands that the Walk has and the mirror has not, fuel, tracing. */
void start_rare_event(Translator *t, const WalkInstr *i);
static inline void start_event(Translator *t, Walk *w, const WalkInstr *i) {
  t->walk = w;
  t->offset = i->instr->offset;
  if (UNLIKELY(t->sp < walk_operand_count(w) || i->fuel || t->trace & (TRACE_OPS | TRACE_KINDS))) start_rare_event(t, i);
}

#endif
