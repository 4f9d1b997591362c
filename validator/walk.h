/* The Walk: the one abstract stack machine over function bodies. It reads an instruction, checks its types, and tells
 * a Sink. Nobody else parses bodies; validation is the Walk without a sink.
 *
 * A sink is told only what is reachable and type-correct, so sinks assert, they do not check. Order of events for one
 * instruction: operands are checked (the sink may look at them: walk_operand), the sink is told, then operands are
 * popped and results pushed. `next` is the instruction that follows, so that a result can land where it is wanted.
 *
 * Heights are in home slots: locals first, then operands, v128 two slots; slot 0 is the first parameter. A label's
 * operands live at [label->base_slot, + slots of its types) when it is branched to, whatever lies between is dropped.
 */
#ifndef WVM_VALIDATOR_WALK_H
#define WVM_VALIDATOR_WALK_H

#include "decoder/instr.h"
#include "validator/validate.h"

typedef struct Walk Walk;
typedef struct Sink Sink;

typedef enum LabelKind {
  LABEL_FUNC,
  LABEL_BLOCK,
  LABEL_LOOP,
  LABEL_IF,
  LABEL_ELSE,
  LABEL_TRY_TABLE,
  LABEL_TRY,
  LABEL_CATCH,
  LABEL_CATCH_ALL
} LabelKind;

/* A control frame. Types are canonical. A Label moves when others are pushed: pointers to it hold during an event. */
typedef struct Label {
  uint8_t kind;          /* LabelKind */
  bool unreachable;      /* validation: the stack is polymorphic from here to the end of the arm */
  bool silent;           /* the rest of the arm cannot be reached: the sink is not told of it */
  bool dead;             /* the whole block cannot be reached: the sink was not told of it */
  bool branched;         /* some reachable branch goes to its end (for loops: back to its start) */
  uint32_t base_slot;    /* height in slots below the block's parameters */
  uint32_t base_operand; /* the same in operands */
  uint32_t param_count, result_count;
  uint32_t param_slots, result_slots;
  const ValType *params, *results;
  uint32_t init_base;    /* undo mark of the locals initialised inside */
  uint32_t checked;      /* the last br_table that found its types right */
  uint32_t offset;       /* of the block instruction, in the module's bytes */
  uint32_t tag;          /* LABEL_CATCH: its tag */
  uint64_t sink_data[2]; /* the sink's own: where the label is bound, its fix-ups; zero at first */
} Label;

/* Types that a branch to the label carries: parameters of a loop, results otherwise. */
static inline const ValType *label_types(const Label *l) { return l->kind == LABEL_LOOP ? l->params : l->results; }
static inline uint32_t label_arity(const Label *l) { return l->kind == LABEL_LOOP ? l->param_count : l->result_count; }
static inline uint32_t label_slots(const Label *l) { return l->kind == LABEL_LOOP ? l->param_slots : l->result_slots; }

/* An instruction as a sink sees it: relaxed operators replaced by determined ones, types resolved. */
typedef struct WalkInstr {
  const Instr *instr;     /* immediates; op replaced where the Walk determines it */
  const Instr *next;      /* the following instruction, or NULL at the end of the body */
  const CanonType *type;  /* of what is called, allocated, accessed: where one is named */
  uint32_t operand_slots; /* popped */
  uint32_t result_slots;  /* pushed */
  uint32_t height;        /* slots in use before the instruction: operands end here */
  uint32_t fuel;          /* to be charged before the instruction; see below */
} WalkInstr;

/* Fuel. Every instruction costs 1, but nop, block, loop, else, end, try, try_table, catch, catch_all, delegate cost 0:
 * they do nothing when run. A basic block starts where control may enter or a branch was left behind, and is charged
 * as a whole at its first instruction that the sink is told of; it ends behind the first instruction that enters or
 * leaves a block or may branch. Leaves and arms are never charged. Calls do not end a block: what the callee costs is
 * its own. So both tiers stop at the same instruction, and every cycle costs something. */

/* A sink is told of `leave` and `arm` for each `enter` it was told of. Behind a leave with neither `reachable` nor
 * label->branched (nor an `if` without `else`) nothing can be reached: it is told nothing until the block around ends.
 */
struct Sink {
  /* Each returns ERR_OK, or what stops the Walk (ERR_NO_MEMORY, ERR_LIMIT). */
  Err (*begin)(Sink *s, Walk *w); /* before the first instruction; locals are known */
  /* block, loop, if, try_table, try: the label is pushed, its parameters are its operands (`if`: the condition is on
   * top of them, still). The labels of catch clauses, and of delegate below, count from the block around: at the
   * event that is walk_label(w, label + 1). */
  Err (*enter)(Sink *s, Walk *w, const WalkInstr *i, Label *label);
  /* else, catch, catch_all: label->kind still tells the arm before, which ended; `reachable`: its end falls through
   * with results on the stack. In a catch the operand at label->base_slot is the exception, as an exnref; the tag's
   * values lie above it, and so do the arm's results, which are not yet where the label wants them. */
  Err (*arm)(Sink *s, Walk *w, const WalkInstr *i, Label *label, bool reachable);
  /* end, delegate: `reachable` as above. After it the results are operands. The function's own end comes here too.
   * An `if` without `else` (label->kind == LABEL_IF) passes its parameters through: they are its results, in place. */
  Err (*leave)(Sink *s, Walk *w, const WalkInstr *i, Label *label, bool reachable);
  /* everything else. What passes operands through to its label and on (br_if, br_on_…) counts them as popped and
   * pushed again. */
  Err (*instr)(Sink *s, Walk *w, const WalkInstr *i);
};

typedef enum RelaxedProfile { RELAXED_X86, RELAXED_ARM, RELAXED_DET } RelaxedProfile;

typedef struct WalkOptions {
  RelaxedProfile relaxed;
  bool fuel; /* compute WalkInstr.fuel */
} WalkOptions;

/* Scratch memory of Walks, reused from function to function; one thread at a time. Zero-initialised + alloc set. */
typedef struct WalkScratch WalkScratch;
MUST_USE WalkScratch *walk_scratch_new(const Alloc *alloc);
void walk_scratch_free(WalkScratch *s);

/* Walks the body of function `func` (not an import). With sink == NULL this is validation and fills *info. */
MUST_USE Err walk_function(const ValidModule *v, uint32_t func, const WalkOptions *options, Sink *sink,
                           WalkScratch *scratch, FuncInfo *info, Diag *diag);

/* Validates a constant expression of this canonical type, that may name globals below global_count. The canonical type
 * of what it leaves is *result (more exact than asked for), if result != NULL. */
MUST_USE Err walk_const_expr(const ValidModule *v, ConstExpr expr, ValType type, uint32_t global_count,
                             WalkScratch *scratch, ValType *result, Diag *diag);

/* The relaxed operator's determined form under this profile; others as they are. */
Op relaxed_op(Op op, RelaxedProfile profile);

/* ---- for sinks, during an event ---- */

const ValidModule *walk_module(const Walk *w);
uint32_t walk_func_index(const Walk *w);
const CanonType *walk_func_type(const Walk *w);

/* An operand; its slot is the height behind the one below. */
typedef struct Operand {
  ValType type;
  uint32_t end; /* slots in use with this operand on top */
} Operand;

/* Locals below this are looked up in an array, those above in their runs: a body of a few bytes may declare 50,000 locals,
 * and to write them all down for each of a million such bodies would not be linear. */
enum { FLAT_LOCALS = 512 };

/* How a Walk begins: what the functions below look at, and nobody else. */
#define WALK_FRONT                                                                                                     \
  Operand *top;        /* one behind the topmost operand */                                                            \
  Operand *operands;   /* the first is none: its end is the height of the locals */                                    \
  Label *label;        /* the innermost, */                                                                            \
  Label *labels;       /* … the outermost */                                                                           \
  const ValType *flat; /* types of locals below FLAT_LOCALS */                                                         \
  uint32_t local_count, local_slots;
typedef struct WalkFront {
  WALK_FRONT
} WalkFront;
static inline const WalkFront *walk_front(const Walk *w) { return (const WalkFront *)(const void *)w; }

ValType walk_late_local_type(const Walk *w, uint32_t local);
uint32_t walk_wide_local_slot(const Walk *w, uint32_t local);

/* Locals, parameters first: type, first home slot. */
static inline uint32_t walk_local_count(const Walk *w) { return walk_front(w)->local_count; }
static inline uint32_t walk_local_slots(const Walk *w) { return walk_front(w)->local_slots; }
static inline ValType walk_local_type(const Walk *w, uint32_t local) {
  return LIKELY(local < FLAT_LOCALS) ? walk_front(w)->flat[local] : walk_late_local_type(w, local);
}
static inline uint32_t walk_local_slot(const Walk *w, uint32_t local) {
  return walk_local_slots(w) == walk_local_count(w) ? local : walk_wide_local_slot(w, local); /* no vectors: the same */
}

/* The operand `depth` below the top (0: top): type and home slot. */
static inline uint32_t walk_operand_count(const Walk *w) { return (uint32_t)(walk_front(w)->top - walk_front(w)->operands) - 1; }
static inline ValType walk_operand_type(const Walk *w, uint32_t depth) { return walk_front(w)->top[-1 - (ptrdiff_t)depth].type; }
static inline uint32_t walk_operand_slot(const Walk *w, uint32_t depth) { return walk_front(w)->top[-2 - (ptrdiff_t)depth].end; }

/* The label that a branch of this depth goes to (0: innermost); how many there are. */
static inline Label *walk_label(Walk *w, uint32_t depth) { return walk_front(w)->label - depth; }
static inline uint32_t walk_label_depth(const Walk *w) { return (uint32_t)(walk_front(w)->label - walk_front(w)->labels) + 1; }

#endif
