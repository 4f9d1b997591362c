/* Text to binary: assembles modules in the text format.
 *
 *   text ─▶ Lexer ─▶ pass 1: names and places of all fields ─▶ types ─▶ pass 2: everything ─▶ sections ─▶ bytes
 *
 * The bytes are what the text says, well-formed but not validated. Errors carry line and column (Diag.has_line);
 * an error of class INVALID that comes from here with a line is an identifier or a type that could not be resolved:
 * for a script's assert_malformed that counts as malformed too. Time is linear in the text, depth of nesting costs
 * heap and no C stack. */
#ifndef WVM_DECODER_TEXT_TEXT_H
#define WVM_DECODER_TEXT_TEXT_H

#include "decoder/limits.h"
#include "decoder/section.h"
#include "decoder/text/lexer.h"

/* Where in the text things stand: the instructions of functions, and the fields that all else comes from. What memory is
 * wanting for is left out. */
typedef struct TextPlace {
  size_t offset; /* in the section's vector */
  uint32_t line, column;
} TextPlace;
typedef struct SectionPlaces {
  TextPlace *at; /* in the order of the bytes */
  uint32_t count, capacity;
  size_t start, end; /* of the vector in the bytes */
} SectionPlaces;
typedef struct TextPlaces {
  const Alloc *alloc;
  SectionPlaces sections[SECTION_COUNT];
  uint32_t settled; /* so many in the code section belong to bodies that have ended */
} TextPlaces;

typedef struct TextOptions {
  const Alloc *alloc;
  Features features;
  const ModuleLimits *limits; /* NULL: the defaults; of them only module_size matters here */
  bool omit_names;            /* no name section from identifiers; (@name …) still counts */
  TextPlaces *places;         /* NULL, or filled in for a module that is text: .alloc is set; text_places_free */
} TextOptions;

/* Assembles a whole text: one (module …), or bare fields. Appends to *out. (module binary "…") and
 * (module quote "…") are understood too. */
MUST_USE Err text_to_binary(Bytes text, const TextOptions *options, Buf *out, Diag *diag);

/* Assembles one module from inside a script. The current token is the one behind `(module` and the identifier, which
 * the caller has read ({NULL, 0}: none); at success the closing parenthesis is the current token. Errors go to
 * lx->diag. */
MUST_USE Err text_parse_module(Lexer *lx, Bytes id, const TextOptions *options, Buf *out);

/* The instruction or field that the byte at this offset comes from; false: none. */
MUST_USE bool text_place(const TextPlaces *places, size_t offset, uint32_t *line, uint32_t *column);
void text_places_free(TextPlaces *places);

#endif
