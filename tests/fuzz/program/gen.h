/* Inside the generator of programs: what one is made of, and how it is written down.
 *
 *   bytes ─▶ Gen ─▶ function ─▶ stmt ─▶ expr ─▶ instructions
 *
 * An expression of a type is made by taking one of the ways to have it (value.c, reference.c, control.c), and making that
 * one's operands; what bytes are left decides, so that any input ends. */
#ifndef WVM_TESTS_FUZZ_PROGRAM_GEN_H
#define WVM_TESTS_FUZZ_PROGRAM_GEN_H

#include "base/buf.h"
#include "decoder/opcode.h"

/* What a local or an operand may be, in the order of a function's locals. */
typedef enum Type {
  T_I32, T_I64, T_F32, T_F64, T_V128, T_ANY, T_S0, T_S1, T_A8, T_A64, T_AR, T_AV, T_FUNC, T_EXTERN, T_I31, T_EXN, T_CONT,
  T_COUNT,
  T_NONE = T_COUNT, /* of a label: it takes nothing; */
  T_TWO             /* … two values, nobody branches there */
} Type;

/* Indices of the skeleton. */
enum {
  TYPE_S0, TYPE_S1, TYPE_A8, TYPE_A64, TYPE_AR, TYPE_AV, TYPE_RUN, TYPE_TASK, TYPE_CONT, TYPE_MULTI, TYPE_CATCH_ER,
  TYPE_CATCH_REF, TYPE_ON_YIELD,
  TAG_E = 0, TAG_ER, TAG_YIELD,
  MEMORY_PLAIN = 0, MEMORY_SHARED, MEMORY_64, MEMORIES,
  TABLE_FUNC = 0, TABLE_ANY,
  FUNC_TASK = 0, TASKS = 2, FUNC_MULTI = 2, FUNC_RUN = 3, FUNCS = 7,
  GLOBALS = 7 /* one of each type up to T_S0 */
};

/* Of the functions that the host calls with numbers. */
static const Type params_of_run[] = {T_I32, T_I64, T_F32, T_F64, T_V128, T_ANY};

enum { MOST_DEPTH = 9, MOST_LABELS = 24, MOST_NODES = 300, LOCALS_OF_TYPE = 2 };

typedef struct Label {
  Type type; /* T_NONE: none */
  bool is_catch; /* of the old kind: may be thrown again */
} Label;

typedef struct Gen {
  const uint8_t *at, *end;
  Buf *out;
  uint32_t func, params, nodes;
  unsigned depth;
  Label labels[MOST_LABELS];
  unsigned label_count;
} Gen;

/* ---- writing (gen.c) ---- */

static inline uint8_t byte(Gen *g) { return g->at < g->end ? *g->at++ : 0; }
static inline uint32_t below(Gen *g, uint32_t n) { return byte(g) % n; }
static inline void u8(Gen *g, unsigned v) { buf_put_u8(g->out, (uint8_t)v); }
static inline void u32(Gen *g, uint32_t v) { buf_put_u64_leb(g->out, v); }
void gen_emit(Gen *g, Op op);
/* With one index, two. */
void gen_emit1(Gen *g, Op op, uint32_t a);
void gen_emit2(Gen *g, Op op, uint32_t a, uint32_t b);
void gen_i32_const(Gen *g, int32_t v);
void gen_val_type(Gen *g, Type t);
/* One of the locals of this type. */
uint32_t gen_local_of(Gen *g, Type t);
void gen_push_label(Gen *g, Type t);
/* BLOCK, LOOP, IF, TRY with one result or none; its END. */
void gen_block(Gen *g, Op op, Type t);
void gen_end(Gen *g);

/* ---- values (value.c): each leaves one of this type ---- */

void gen_constant(Gen *g, Type t);
/* Reads the instruction table; once. */
void gen_find_rows(void);
/* A row of the instruction table with all its operands. By what they leave: a type, T_NONE nothing, T_TWO two i64. */
void gen_row_leaving(Gen *g, Type t);
/* An address, mostly inside the memory and aligned so. */
void gen_address(Gen *g, bool is64, uint32_t align);
/* An index into something small. */
void gen_small(Gen *g, int32_t mask);
void gen_args_of_run(Gen *g);
/* Any way at all; T_NONE: nothing is left. */
void gen_expr(Gen *g, Type t);

/* ---- references (reference.c) ---- */

/* The array types. */
typedef struct ArrayType {
  uint32_t type;
  Type element;
} ArrayType;
ArrayType gen_array_type(Type t);
void gen_reference(Gen *g, Type t);
/* A reference to something that is mostly there: null is replaced by what is new. */
void gen_object(Gen *g, Type t);
/* Numbers that come of references. */
void gen_number_of_reference(Gen *g, Type t);

/* ---- control (control.c) ---- */

void gen_control(Gen *g, Type t);
/* False: there is none that leaves this. */
bool gen_call(Gen *g, Type t);
void gen_maybe_throw(Gen *g);
/* Brings what the label takes; false: it is not to be branched to. */
bool gen_bring(Gen *g, uint32_t label);

/* ---- statements (statement.c) ---- */

void gen_stmt(Gen *g);
void gen_stmts(Gen *g);

#endif
