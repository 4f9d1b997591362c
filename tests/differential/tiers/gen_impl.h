/* The generator's insides. */
#ifndef WVM_TESTS_GEN_IMPL_H
#define WVM_TESTS_GEN_IMPL_H

#include "tests/differential/tiers/gen.h"

/* ---- types ---- */

typedef enum TypeKind {
  TY_I32, TY_I64, TY_F32, TY_F64, TY_V128,
  TY_F32X4, TY_F64X2, TY_F16X8, /* a v128 whose lanes may be NaNs of any payload: nothing else may look at it */
  TY_FUNC, TY_EXTERN, TY_ANY, TY_EQ, TY_I31, TY_EXN,
  TY_DEFINED, /* a structure or array, or null; index: the type */
  TY_KINDS
} TypeKind;
typedef struct GType {
  uint8_t kind, index;
} GType;
#define TYPE(k) ((GType){TY_##k, 0})
static inline bool type_same(GType a, GType b) { return a.kind == b.kind && a.index == b.index; }
static inline bool type_is_scalar(GType t) { return t.kind <= TY_F64; }
static inline bool type_is_vector(GType t) { return t.kind >= TY_V128 && t.kind <= TY_F16X8; }
static inline bool type_is_ref(GType t) { return t.kind >= TY_FUNC; }
static inline bool type_is_int(GType t) { return t.kind <= TY_I64; }

enum { LIST_MAX = 24, LABELS_MAX = 60, HOT_MAX = 40, FUNC_TYPES_MAX = 1000, FUNCS_MAX = 64, GLOBALS_MAX = 24, MEMORIES_MAX = 4, TAGS = 4, BODY_LOCALS_MAX = 6000 };
typedef struct TypeList {
  uint8_t count;
  GType at[LIST_MAX];
} TypeList;
bool list_same(const TypeList *a, const TypeList *b);

typedef struct FuncType {
  TypeList params, results;
} FuncType;

/* The structures and arrays: the same in every module that has any. */
enum { DEF_SMALL, DEF_WIDE /* extends small */, DEF_NODE, DEF_I8S, DEF_I16S, DEF_I32S, DEF_I64S, DEF_F64S, DEF_V128S, DEF_REFS, DEF_COUNT };
typedef struct Field {
  uint8_t packed; /* 0, or bits */
  GType type;
} Field;
typedef struct Definition {
  bool is_array;
  uint8_t count;
  Field fields[7];
} Definition;
extern const Definition definitions[DEF_COUNT];

typedef struct GFunc {
  uint32_t type; /* index into Gen.types */
  bool is_import;
} GFunc;
typedef struct GGlobal {
  GType type;
  bool is_mutable;
} GGlobal;
typedef struct GMemory {
  bool is64;
  uint32_t pages, most;
} GMemory;

typedef struct GLabel {
  TypeList types; /* that a branch carries */
  bool usable;    /* branches to it end */
  bool is_catch;  /* of the old kind: may be rethrown */
} GLabel;

typedef struct Gen {
  const GenOptions *o;
  Rng rng;
  uint32_t parts;
  uint32_t risk;  /* percent of what may trap that is left so */
  uint32_t nodes; /* so far */

  /* the module */
  FuncType types[FUNC_TYPES_MAX];
  uint32_t type_count, def_count; /* function types stand behind the definitions */
  GFunc funcs[FUNCS_MAX];
  uint32_t func_count, import_count, cross_count, wrapped; /* imports: log, call, then those of another instance */
  GGlobal globals[GLOBALS_MAX];
  uint32_t global_count; /* 0 is the budget */
  GMemory memories[MEMORIES_MAX];
  uint32_t memory_count;
  bool imports_memory, table64;
  uint32_t tag_types[TAGS];
  uint16_t rows[TY_KINDS][700], row_count[TY_KINDS]; /* operators by result; */
  uint16_t scalar_rows[TY_KINDS][200], scalar_count[TY_KINDS]; /* … those without vectors; */
  uint16_t loads[TY_KINDS][100], load_count[TY_KINDS]; /* … what reads memory; */
  uint16_t stores[120], store_count;

  /* the function at hand */
  Buf *code;
  const FuncType *type;
  GType local_types[BODY_LOCALS_MAX];
  uint32_t local_count;
  uint32_t hot[TY_KINDS][HOT_MAX], hot_count[TY_KINDS];
  uint32_t scratch[TY_KINDS]; /* locals of canonical(), + 1 */
  uint32_t counters[LABELS_MAX], counter_count; /* locals of the loops around, small numbers */
  GLabel labels[LABELS_MAX];
  uint32_t label_count;
  TypeList shapes[3]; /* that blocks of this function like to have */
  int32_t left;       /* nodes that may still be made */
  uint32_t depth, work; /* of the recursion; iterations of the loops around */
} Gen;

/* ---- chance ---- */
static inline uint32_t below(Gen *g, uint32_t n) { return rng_below(&g->rng, n); }
static inline bool percent(Gen *g, uint32_t p) { return below(g, 100) < p; }
static inline bool has(const Gen *g, GenPart p) { return g->parts >> p & 1; }

/* ---- bytes ---- */
static inline void byte(Gen *g, uint32_t b) { buf_put_u8(g->code, (uint8_t)b); }
static inline void leb(Gen *g, uint64_t v) { buf_put_u64_leb(g->code, v); }
void op(Gen *g, Op o);
static inline void op1(Gen *g, Op o, uint64_t immediate) { op(g, o), leb(g, immediate); }
void const_i32(Gen *g, int32_t v);
void const_i64(Gen *g, int64_t v);
void put_type(Buf *b, GType t, uint32_t def_count);
void put_heap(Buf *b, GType t, uint32_t def_count);
uint32_t func_type(Gen *g, const TypeList *params, const TypeList *results); /* index into types */
static inline uint32_t type_index(const Gen *g, uint32_t func_type) { return func_type + g->def_count; }

/* ---- gen_value.c ---- */
typedef struct Node {
  uint32_t number, type_count;
  size_t start;
} Node;
Node node_begin(Gen *g);
/* True: it is to be left out, and has gone. */
bool node_end(Gen *g, Node n);
/* One value of the type on the stack. */
void expr(Gen *g, GType t);
void leaf(Gen *g, GType t);
void default_value(Gen *g, GType t);
/* Nothing on the stack. */
void statement(Gen *g);
void statements(Gen *g, uint32_t most);
void change(Gen *g); /* some local */
void exprs(Gen *g, const TypeList *types);
/* Takes what lies on the stack, the last on top. */
void consume(Gen *g, const TypeList *types);
/* The one on top becomes of one NaN. */
void canonical(Gen *g, GType t);
/* An i32, an i64 in [0, limit); limit is a power of two. */
void small(Gen *g, uint32_t limit);
void small64(Gen *g, uint32_t limit);
uint32_t local_of(Gen *g, GType t);
uint32_t new_local(Gen *g, GType t);
GType any_type(Gen *g);
GType scalar_type(Gen *g);

/* ---- gen_operator.c ---- */
void find_rows(Gen *g);
void operator_of(Gen *g, GType t);
void load_of(Gen *g, GType t);
void store(Gen *g);
void memory_statement(Gen *g);
void memory_index(Gen *g, uint32_t memory);

/* ---- gen_control.c ---- */
bool block_of(Gen *g, const TypeList *results); /* false: too deep */
void branch(Gen *g);
void branch_if(Gen *g);
void block_statement(Gen *g);

/* ---- gen_ref.c ---- */
void ref_of(Gen *g, GType t);
bool number_of_ref(Gen *g, GType t); /* false: nothing made */
void ref_statement(Gen *g);
bool call_of(Gen *g, GType t);
void call_statement(Gen *g);
void branch_ref(Gen *g);
void throw_something(Gen *g);

/* ---- gen_body.c ---- */
void gen_body(Gen *g, uint32_t func, Buf *out);
void gen_wrapper(Gen *g, uint32_t func, Buf *out);
FuncType wrapper_type(const FuncType *t);
bool is_scalar_type(const FuncType *t);

#endif
