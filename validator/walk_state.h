/* The Walk's insides, shared by the files walk*.c and nobody else.
 *
 *   operands:  sentinel │ o o o │ o o          (one array; labels remember where theirs start)
 *                         ▲ func  ▲ base   ▲ top
 *
 * Each operand keeps the height behind it, so its slot is the height behind the one below: nothing is counted. The
 * sentinel's height is that of the locals.
 *
 * Room for SPARE operands is there before every instruction; what pushes more asks for it (walk_reserve). */
#ifndef WVM_VALIDATOR_WALK_STATE_H
#define WVM_VALIDATOR_WALK_STATE_H

#include "validator/quick.h"
#include "validator/walk.h"

/* Locals in the order declared: those before `end` and not before the run in front have this type. */
typedef struct LocalRun {
  uint32_t end;
  ValType type;
  uint32_t slot; /* of the first one */
} LocalRun;

enum { SPARE = 16, MAX_FRAME_SLOTS = 65535 };

struct WalkScratch {
  const Alloc *alloc;
  Operand *operands;
  Label *labels;
  LocalRun *runs;
  uint64_t *init;     /* bit per local that must be initialised and is; zero between functions */
  uint32_t *init_log; /* the bits set, in order */
  uint32_t operand_capacity, label_capacity, run_capacity, init_capacity, init_log_capacity;
  Arena arena; /* types of blocks, of one function */
  ValType flat[FLAT_LOCALS];
  QuickTables quick;
};

struct Walk {
  WALK_FRONT           /* first */
  Operand *base;       /* where those of the innermost block start */
  Operand *limit;      /* one behind the room there is */
  const ValidModule *v;
  const Module *m;
  const Types *types;
  const TypeId *ids;
  Sink *sink;
  WalkScratch *s;
  Diag *diag;
  Reader r;
  Features features;
  RelaxedProfile relaxed;
  bool fuel, constant;
  uint32_t max_end; /* the greatest height so far */
  uint32_t func;
  uint32_t run_count, init_count;
  bool has_undefaultable; /* some local must be initialised */
  uint32_t br_tables;     /* how many so far */
  uint32_t global_count;  /* how many globals a constant expression may name */
  uint32_t fuel_due;      /* charge of the block that starts here */
  const CanonType *type;
  const Instr *instr, *next; /* at hand; what follows */
};

_Static_assert(offsetof(Walk, base) == sizeof(WalkFront), "a Walk begins with its WALK_FRONT");

/* What an instruction does to the stack: pops `under` and then, above them, `pop`; pushes `over` and then `push`. */
enum { EFFECT_ROOM = 6 };
typedef struct Effect {
  const ValType *under, *over;
  uint32_t under_count, over_count;
  uint32_t pops, pushes;
  ValType pop[EFFECT_ROOM], push[EFFECT_ROOM];
  const CanonType *type; /* told to the sink */
} Effect;

/* ---- faults: record and return the error, at the instruction at hand ---- */
COLD Err walk_fail(Walk *w, Err e, const char *detail, ...) PRINTF_LIKE(3, 4);
COLD Err walk_unknown(Walk *w, const char *what, uint32_t index);
/* The `count` types asked for do not stand on the stack; `who`: "instruction" or "block". */
COLD Err walk_mismatch(Walk *w, const char *who, const ValType *under, uint32_t under_count, const ValType *types,
                       uint32_t count);

/* ---- the stack ---- */
MUST_USE bool walk_grow(Walk *w, size_t more);
static inline MUST_USE bool walk_reserve(Walk *w, size_t more) {
  return LIKELY((size_t)(w->limit - w->top) >= more + SPARE) || walk_grow(w, more + SPARE);
}
static inline void push(Walk *w, ValType t) {
  uint32_t end = w->top[-1].end + vt_slots(t);
  *w->top++ = (Operand){t, end};
  if (end > w->max_end) w->max_end = end;
}
MUST_USE Err walk_push_types(Walk *w, const ValType *types, uint32_t count);
static inline uint32_t walk_height(const Walk *w) { return w->top[-1].end; }
/* How many operands the innermost block has. */
static inline uint32_t in_block(const Walk *w) { return (uint32_t)(w->top - w->base); }
/* The type `depth` below the top, as far as the block reaches; VT_BOT below that. */
static inline ValType peek(const Walk *w, uint32_t depth) {
  return depth < in_block(w) ? w->top[-1 - (ptrdiff_t)depth].type : VT_BOT;
}
/* There are `count` operands, or may be taken to be. */
static inline bool has_operands(const Walk *w, uint32_t count) { return count <= in_block(w) || w->label->unreachable; }
static inline void drop(Walk *w, uint32_t count) { w->top -= MIN_OF(count, in_block(w)); }
/* The types match the operands that end `above` below the top. */
MUST_USE bool walk_operands_match(const Walk *w, const ValType *types, uint32_t count, uint32_t above);
bool walk_types_match(const Walk *w, const ValType *subs, const ValType *supers, uint32_t count);
/* As far as the sink is concerned the rest of the arm does not exist. */
static inline void set_unreachable(Walk *w) {
  w->top = w->base;
  w->label->unreachable = w->label->silent = true;
}

/* ---- one instruction ---- */
static inline bool told(const Walk *w) { return w->sink && !w->label->silent; }
/* Checks the effect's operands. */
MUST_USE Err effect_check(Walk *w, const Effect *e);
/* The same, tells the sink, pops and pushes. */
MUST_USE Err effect_apply(Walk *w, const Effect *e);
/* Tells the sink. */
MUST_USE Err walk_tell(Walk *w, const Effect *e);
static inline void fill_event(Walk *w, WalkInstr *out, const CanonType *type, uint32_t operand_slots,
                              uint32_t result_slots) {
  *out = (WalkInstr){w->instr, w->next, type, operand_slots, result_slots, walk_height(w), w->fuel_due};
  w->fuel_due = 0;
}
uint32_t walk_slots_of(const ValType *types, uint32_t count);

/* ---- indices ---- */
/* Each gives NULL and records "unknown …" if there is none such. */
const CanonType *walk_find_type(Walk *w, uint32_t index);
/* A function type; ERR_NON_FUNCTION_TYPE otherwise. */
const CanonType *walk_find_func_type(Walk *w, uint32_t index);
const CanonType *walk_find_tag(Walk *w, uint32_t index);
const TableDecl *walk_find_table(Walk *w, uint32_t index);
const MemoryDecl *walk_find_memory(Walk *w, uint32_t index);
Label *walk_find_label(Walk *w, uint32_t depth);
static inline ValType address_type(const Limits *l) { return l->is64 ? VT_I64 : VT_I32; }
static inline ValType canon(const Walk *w, ValType local) { return canon_val(w->ids, local); }
/* A type written inside a body: its index must exist. */
MUST_USE Err walk_check_heap(Walk *w, HeapType local);
MUST_USE Err walk_check_val(Walk *w, ValType local);

/* ---- the rules, by file ---- */
MUST_USE Err rule_simple(Walk *w,
                         const Instr *i); /* walk_simple.c: everything with a signature, variables, memories, tables */
MUST_USE Err rule_control(Walk *w, const Instr *i); /* walk_control.c: blocks, branches, calls, exceptions */
MUST_USE Err rule_gc(Walk *w, const Instr *i);      /* walk_gc.c: references, structures, arrays, casts */
MUST_USE Err rule_cont(Walk *w, const Instr *i);    /* walk_cont.c: stack switching */
MUST_USE Err walk_step(Walk *w, const Instr *i);
/* Validation's quick path: goes on until an instruction is not quick. */
void walk_quick(Walk *w);
/* All of a body, a sink being told. */
MUST_USE Err walk_with_sink(Walk *w);

/* ---- locals ---- */
/* The local is initialised from here to the end of the block. */
MUST_USE Err walk_local_init(Walk *w, uint32_t local);
static inline bool local_is_init(const Walk *w, uint32_t local) { return w->s->init[local / 64] >> local % 64 & 1; }
void walk_locals_undo(Walk *w, uint32_t mark);

/* ---- labels ---- */
MUST_USE Err walk_push_label(Walk *w, LabelKind kind, const BlockType *block);
/* Where a label's own operands start. In a catch of the old kind the exception lies below them, an operand that no
 * instruction sees: rethrow takes it from there, and it is a root like any other. */
static inline Operand *label_base(const Walk *w, const Label *l) {
  return w->operands + 1 + l->base_operand + (l->kind >= LABEL_CATCH ? 1 : 0);
}
/* The label of a block without parameters and results that starts with the operands below this one; there is room. */
static inline void push_plain_label(Walk *w, LabelKind kind, const Operand *top, uint32_t offset) {
  *++w->label = (Label){.kind = (uint8_t)kind,
                        .base_slot = top[-1].end,
                        .base_operand = (uint32_t)(top - w->operands) - 1,
                        .init_base = w->init_count,
                        .offset = offset};
}
/* The block at hand has neither, no operands are left, and its end undoes nothing. */
static inline bool is_plain_end(const Walk *w, const Operand *top, const Operand *base) {
  const Label *l = w->label;
  return top == base && l->kind != LABEL_FUNC && l->kind < LABEL_CATCH && !(l->param_count | l->result_count) &&
         l->init_base == w->init_count;
}
/* Whether the operands that end with this one are exactly those of a call, which leaves few results. */
static inline bool takes_exactly(const TypeDef *callee, const Operand *top, const Operand *base) {
  const uint32_t params = callee->func.param_count;
  if (top - base < params || callee->func.result_count > SPARE / 2) return false;
  const Operand *o = top - params;
  for (uint32_t k = 0; k < params; k++)
    if (o[k].type != callee->func.params[k]) return false;
  return true;
}
/* Its results behind `o`; returns where they end. */
static inline Operand *put_results(const TypeDef *callee, Operand *o) {
  for (uint32_t k = 0; k < callee->func.result_count; k++, o++)
    *o = (Operand){callee->func.results[k], o[-1].end + vt_slots(callee->func.results[k])};
  return o;
}
static inline void mark_branched(Walk *w, Label *l) {
  if (!w->label->silent) l->branched = true;
}

#endif
