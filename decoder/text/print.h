/* Binary to text: prints a decoded module so that assembling the text gives the same module again.
 *
 *   Module ─▶ identifiers ─▶ fields ─▶ function bodies, flat or folded ─▶ text
 *
 * Needs a well-formed module, not a valid one: indices may be out of range, bodies may not type-check. Driven by
 * op_info; the only instructions named here are those that open or close a block. What cannot be written in text is
 * what the text format has no words for: encodings longer than needed. */
#ifndef WVM_DECODER_TEXT_PRINT_H
#define WVM_DECODER_TEXT_PRINT_H

#include "base/buf.h"
#include "decoder/module.h"

typedef struct PrintOptions {
  const Alloc *alloc; /* for what is needed meanwhile */
  bool folded;        /* operands inside their instruction: (i32.add (local.get 0) (i32.const 1)) */
} PrintOptions;

/* Appends the text of the module to *out. Fails on malformed function bodies and constant expressions, which decoding
 * does not read, and when there is no memory. */
MUST_USE Err module_print(const Module *m, const PrintOptions *options, Buf *out, Diag *diag);

/* The instructions of a function of the module's own, each on a line: called with the instruction's offset in the
 * module and its text, nested as blocks are. Names are those of the name section, be they unique or not. */
typedef void PrintLine(void *env, uint32_t offset, const char *text, size_t size);
MUST_USE Err func_print(const Module *m, uint32_t func, const Alloc *alloc, PrintLine *line, void *env, Diag *diag);

#endif
