/* Inside the decoder: the state of one module_decode, shared by the files that read its sections.
 *
 *   module.c    header, order of sections, index spaces to arrays, lookups
 *   types.c     type section
 *   sections.c  the other known sections
 *   names.c     custom sections that are understood: names, branch hints
 *
 * While sections are read, what they declare gathers in Lists; at the end each becomes an array of the arena. */
#ifndef WVM_DECODER_DECODE_H
#define WVM_DECODER_DECODE_H

#include "decoder/instr.h"
#include "decoder/module.h"

typedef struct List {
  void *at;
  uint32_t count, capacity;
  size_t item_size;
} List;

typedef struct Decoder {
  Module *m;
  const Alloc *alloc;
  Features features;
  Reader r;
  List types, imports, exports, elems, data, customs;
  List spaces[EXTERN_COUNT]; /* declarations of each index space, imports first */
  uint32_t code_count;       /* entries of the code section */
  uint32_t bodies_read;      /* of them, how many functions have got */
  uint32_t declared_data;    /* what the data count section says */
  Bytes names, hints;        /* contents of the last such custom section */
} Decoder;

/* A zeroed new element, or NULL and a fault. */
void *list_add(Decoder *d, List *list);

static inline bool decoder_has(const Decoder *d, Feature f) { return features_has(d->features, f); }
static inline bool decoder_has_tags(const Decoder *d) {
  return decoder_has(d, FEATURE_EXCEPTIONS) || decoder_has(d, FEATURE_LEGACY_EXCEPTIONS) ||
         decoder_has(d, FEATURE_STACK_SWITCHING);
}

/* Records that `count` things are too many unless at most `limit`; `where` is where the count stands. */
MUST_USE bool decoder_within(Decoder *d, const uint8_t *where, uint64_t count, uint32_t limit, const char *what);

/* That many bytes of UTF-8; {NULL, 0} and a fault if they are not. */
Name read_utf8(Reader *r, uint32_t size);
/* A length, within the limit on names, and that many bytes of UTF-8. */
Name read_name(Decoder *d);
/* Limits of a memory or of a table. */
Limits read_limits(Decoder *d, bool is_memory);
/* A constant expression: instructions up to the `end` that closes it. Which ones is the validator's matter. */
ConstExpr read_expr(Decoder *d);

void decode_types(Decoder *d);
void decode_imports(Decoder *d);
void decode_functions(Decoder *d);
void decode_tables(Decoder *d);
void decode_memories(Decoder *d);
void decode_tags(Decoder *d);
void decode_globals(Decoder *d);
void decode_exports(Decoder *d);
void decode_start(Decoder *d);
void decode_elems(Decoder *d);
void decode_data_count(Decoder *d);
void decode_code(Decoder *d);
void decode_data(Decoder *d);

/* After a fault: bodies are not read while decoding, so one before it may be malformed too. That replaces the Diag's
 * fault then, as if all had been read in order. */
void decode_malformed_bodies(Decoder *d);

/* What the custom sections say, as far as it is well-formed. False: no memory. */
MUST_USE bool decode_names(Decoder *d);
MUST_USE bool decode_hints(Decoder *d);

#endif
