/* Inside the assembler: the state of parsing one module, and what its files offer each other.
 *
 *   parse.c         the two passes, module fields
 *   parse_types.c   value types, type definitions, uses of function types
 *   parse_segs.c    element and data segments, inline ones too
 *   parse_instr.c   instruction sequences, flat and folded: an explicit stack of frames, no recursion
 *   parse_imm.c     immediates
 *   parse_names.c   identifiers to indices, names for the name section
 *   encode.c        sections to bytes
 *
 * Errors live in the Lexer, which is sticky: most functions return nothing and callers go on until the token they need
 * is not there. Pass 1 binds all identifiers of the module's index spaces, then types are read, pass 2 reads all else
 * and writes each section's content as it goes. */
#ifndef WVM_DECODER_TEXT_PARSE_IMPL_H
#define WVM_DECODER_TEXT_PARSE_IMPL_H

#include "base/map.h"
#include "decoder/opcode.h"
#include "decoder/section.h"
#include "decoder/text/text.h"

/* Index spaces; the first five are numbered as in imports and exports. */
typedef enum Space {
  SPACE_FUNC,
  SPACE_TABLE,
  SPACE_MEMORY,
  SPACE_GLOBAL,
  SPACE_TAG,
  SPACE_EXTERNS,
  SPACE_TYPE = SPACE_EXTERNS,
  SPACE_ELEM,
  SPACE_DATA,
  SPACE_COUNT
} Space;

enum { NO_INDEX = 0xFFFFFFFF };

/* A vector under way: how many elements, and their bytes. */
typedef struct Vec {
  Buf bytes;
  uint32_t count;
} Vec;

/* Names within functions and types: the inner vector is closed into the outer one. */
typedef struct IndirectVec {
  Vec outer, inner;
} IndirectVec;

typedef struct IndexSpace {
  Map ids;
  uint32_t bound; /* pass 1: how many there are */
  uint32_t next;  /* pass 2: the index of the next one to be read */
  Vec names;
} IndexSpace;

/* A type: its function type in binary if it is one, for comparing. */
typedef struct TypeInfo {
  const uint8_t *sig; /* params and results; NULL: no function type */
  uint32_t sig_size, param_count;
} TypeInfo;

typedef struct CustomSectionText {
  int place; /* as Annot */
  bool after;
  Bytes name, bytes;
} CustomSectionText;

/* A label's identifier and what it means now. */
typedef struct LabelSlot {
  Bytes id;
  uint32_t number; /* of enclosing labels outside of it, NO_INDEX: not in scope */
} LabelSlot;

/* Something open in an instruction sequence: a parenthesis or a flat block. */
typedef struct Frame {
  uint8_t kind, state;
  uint8_t hint;      /* 0 none, 1 unlikely, 2 likely: for the instruction in `saved` */
  uint32_t saved;    /* where in Parser.saved the instruction waits that follows its operands */
  uint32_t slot;     /* of the label's identifier, or NO_INDEX */
  uint32_t shadowed; /* what the slot meant outside */
  uint32_t line, column; /* of the instruction in `saved` */
} Frame;

typedef struct Parser {
  Lexer *lx;
  const Alloc *alloc;
  bool omit_names;
  TextPlaces *places; /* or NULL */
  Arena arena; /* keys of the maps */

  IndexSpace spaces[SPACE_COUNT];
  LexerMark *type_marks; /* pass 1: where the type and rec fields stand */
  uint32_t type_mark_count, type_mark_capacity;
  TypeInfo *types;
  uint32_t type_count, type_capacity;
  Map sigs;            /* function types in binary to the first type of that kind that an inline use may mean */
  Map fields;          /* type index and field name to field index */
  const char *defined; /* the first definition's kind, after which no import may come */
  bool has_start, uses_data_count;
  uint32_t start;

  Vec sections[SECTION_COUNT];
  CustomSectionText *customs;
  uint32_t custom_count, custom_capacity;

  Bytes module_name;
  bool has_module_name;
  IndirectVec local_names, label_names, field_names;

  /* The function type at hand: encoded value types. */
  Vec params, results;
  Buf sig, key;

  /* The function at hand. */
  Map locals;
  uint32_t local_count;
  Map labels; /* identifiers to slots */
  LabelSlot *slots;
  uint32_t slot_count, slot_capacity;
  uint32_t label_count; /* open labels */
  uint32_t block_count; /* blocks of the function so far, as the name section numbers labels */
  bool in_func;
  Vec hints, func_hints;
  Frame *frames;
  uint32_t frame_count, frame_capacity;
  Buf saved, body, scratch;
  Buf *code; /* where instructions go */
} Parser;

/* parse_names.c */
void names_add(Vec *names, uint32_t index, Bytes name);
void names_close(IndirectVec *v, uint32_t index);
/* The identifier at the current token, {NULL, 0} if there is none. */
Bytes take_id(Parser *p);
/* Pass 2: the identifier and the name annotation of what is defined here; the name goes to the name section. */
Bytes take_binding(Parser *p, Vec *names, uint32_t index);
/* Pass 1: the next index of this space, with its identifier if there is one. */
void bind_next(Parser *p, Space space);
/* An index, by number or identifier; 0 at an error. */
uint32_t take_index(Parser *p, Space space);
bool at_index(const Parser *p);
uint32_t take_u32(Parser *p);
uint64_t take_u64(Parser *p, Err range);
uint32_t take_local(Parser *p);
uint32_t take_label(Parser *p);
uint32_t take_field(Parser *p, uint32_t type);
void bind_local(Parser *p, Bytes id, uint32_t index);
/* The slot of a label's identifier. */
uint32_t label_slot(Parser *p, Bytes id);
/* Pushes and pops a label. */
void label_push(Parser *p, Frame *f);
void label_pop(Parser *p, const Frame *f);

/* parse_types.c */
typedef struct HeapCode { /* an encoded heap type */
  uint8_t at[8];
  uint8_t size;
} HeapCode;
HeapCode take_heap_type(Parser *p);
/* A reference type; the heap type apart from whether it is nullable. */
HeapCode take_ref_type(Parser *p, bool *nullable);
bool at_ref_type(Parser *p);
void put_ref_type(Buf *out, HeapCode heap, bool nullable);
void take_val_type(Parser *p, Buf *out);
void take_global_type(Parser *p, Buf *out);
void parse_type_field(Parser *p); /* (type …) or (rec …), the current token being its parenthesis */

typedef enum ParamNames { PARAM_NAMES_NONE, PARAM_NAMES_IGNORED, PARAM_NAMES_BOUND } ParamNames;
typedef struct TypeUse {
  bool explicit_type, has_inline;
  uint32_t index; /* if explicit */
  Token at;
} TypeUse;
/* (type x)? (param …)* (result …)*: the inline part into p->params, p->results. */
TypeUse take_type_use(Parser *p, ParamNames names);
/* The type index that it means, made if need be. */
uint32_t resolve_type_use(Parser *p, const TypeUse *use);
/* Parameters of the type, NO_INDEX if there is no such function type. */
uint32_t type_param_count(const Parser *p, uint32_t type);

/* parse_segs.c */
void parse_elem(Parser *p);
void parse_data(Parser *p);
void parse_inline_elem(Parser *p, uint32_t table, HeapCode heap, bool nullable, bool is64, uint64_t *count);
void parse_inline_data(Parser *p, uint32_t memory, bool is64, uint64_t *size);

/* parse_instr.c */
/* Instructions up to the closing parenthesis, which is then the current token. */
void parse_instrs(Parser *p, Buf *out);
/* One folded instruction. */
void parse_one_instr(Parser *p, Buf *out);
/* (offset …) or one folded instruction, with its end. */
void parse_offset(Parser *p, Buf *out);

/* parse_imm.c */
void put_op(Buf *out, Op op);
/* Immediates of the instruction whose keyword has been read, all encoded. No blocks. */
void take_plain(Parser *p, Op op, Buf *out);
void take_block_type(Parser *p, Buf *out);
void take_catches(Parser *p, Buf *out);

/* places.c */
void place_add(Parser *p, uint32_t line, uint32_t column);
void places_end_body(TextPlaces *places, size_t start);
/* A module field: where it stands, and what there was before it. */
typedef struct FieldPlace {
  uint32_t line, column;
  bool had_start;
  size_t sizes[SECTION_COUNT];
} FieldPlace;
void places_begin_field(const Parser *p, FieldPlace *f);
void places_end_field(Parser *p, const FieldPlace *f);
static inline uint32_t token_column(const Token *t) { return (uint32_t)(t->at - t->line_start) + 1; }
/* The next instruction into p->code is this token's. */
static inline void place_token(Parser *p, const Token *t) {
  if (UNLIKELY(p->places != NULL) && p->in_func) place_add(p, t->line, token_column(t));
}

/* encode.c */
void put_name(Buf *out, Bytes name);
void put_vec(Buf *out, const Vec *v);
/* The whole module; false when there is no memory. */
bool encode_module(Parser *p, Buf *out);

/* No memory: into the Lexer's error state. */
COLD void parse_no_memory(Parser *p);
static inline bool parse_failed(const Parser *p) { return lexer_failed(p->lx); }

#endif
