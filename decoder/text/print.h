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

#endif
