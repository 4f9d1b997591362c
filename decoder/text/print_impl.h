/* Inside the printer: what its files share. */
#ifndef WVM_DECODER_TEXT_PRINT_IMPL_H
#define WVM_DECODER_TEXT_PRINT_IMPL_H

#include "decoder/instr.h"
#include "decoder/text/print.h"

enum { NO_LABEL = 0xFFFFFFFF };

/* The identifiers of one index space: the name section's names, without empty ones, each once. */
typedef struct Ids {
  NameMap unique;
  const NameMap *names; /* as the section has them; NULL: none */
} Ids;

typedef struct Enclosing {
  uint32_t label; /* number of the block in the function, by which it is named */
  Op part;        /* what opened it, or its latest part: else, catch, catch_all */
} Enclosing;

typedef struct Printer {
  const Module *m;
  const Alloc *alloc;
  Buf *out;
  Diag *diag;
  bool folded;
  PrintLine *line; /* func_print: what takes lines, with env; or NULL */
  void *env;

  Arena arena;
  Ids ids[EXTERN_COUNT], type_ids, elem_ids, data_ids;
  uint32_t field_count; /* of field_types, field_ids: types whose fields have names */
  uint32_t *field_types;
  Ids *field_ids;

  /* The function at hand. */
  Arena func_arena;
  Ids local_ids;
  const NameMap *label_names; /* not unique: an inner label hides an outer one; NULL: none */
  uint32_t func, indent;
  Enclosing *labels; /* outermost first */
  uint32_t label_count, label_capacity;
  uint32_t next_label;
} Printer;

/* print_ids.c */
/* For an index space of this size: what is named beyond it does not exist. */
MUST_USE bool print_make_ids(Arena *arena, const NameMap *names, uint64_t size, Ids *out);
MUST_USE bool print_module_ids(Printer *p);
/* Of the fields of this type; never NULL. */
const Ids *print_field_ids(const Printer *p, uint32_t type);
MUST_USE bool print_func_ids(Printer *p, uint32_t func);
void print_drop_func_ids(Printer *p);

/* print_lit.c */
void print_newline(Printer *p);
void print_u64(Printer *p, uint64_t v);
void print_string(Printer *p, const void *bytes, size_t size, bool is_name);
void print_id(Printer *p, Name id);
/* The identifier of the index, or the index. */
void print_index(Printer *p, const Ids *ids, uint32_t index);
/* "$id ", and "(@name …) " where the identifier is not the name; false, and nothing, for what has neither. */
bool print_name(Printer *p, const Ids *ids, uint32_t index);
/* The same with a space in front, or " (;index;)". */
void print_binding(Printer *p, const Ids *ids, uint32_t index);
void print_heap_type(Printer *p, HeapType h, bool exact);
void print_val_type(Printer *p, ValType t);
/* An IEEE number of `mantissa` + `exponent` + 1 bits, exactly. */
void print_float(Printer *p, uint64_t bits, unsigned mantissa, unsigned exponent);
/* " (param …)" and " (result …)" of a function type; names of parameters from ids, which may be NULL. */
void print_params(Printer *p, const TypeDef *type, const Ids *ids);
void print_results(Printer *p, const TypeDef *type);
/* The function type of this index, or NULL. */
const TypeDef *print_func_type(const Printer *p, uint32_t index);

/* print_instr.c */
Reader print_reader(const Printer *p, const uint8_t *at, size_t size);
/* Keyword and immediates. `label` is the number of the block that the instruction opens. */
void print_instr(Printer *p, const Instr *in, uint32_t label);
/* The annotation of a branch that has a hint, and a space or newline. */
void print_hint(Printer *p, const Instr *in);
bool print_push_label(Printer *p, uint32_t label, Op op);
void print_pop_label(Printer *p);
bool print_opens_block(Op op);

/* print_fold.c: operands and results as far as they are easily known; false: unknown. */
typedef struct Arity {
  uint32_t params, results;
} Arity;
MUST_USE bool print_arity(const Printer *p, const Instr *in, Arity *out);
/* Prints the instructions of `code` (with the final `end`) folded. False, and nothing printed: not to be folded
 * (malformed, too deep, no memory); the Diag is then as it was. */
bool print_folded(Printer *p, const uint8_t *code, size_t size, bool in_line);

/* print.c */
void print_body(Printer *p, const uint8_t *code, size_t size);
void print_const_expr(Printer *p, ConstExpr e);

#endif
