/* Numbers of the text format to bits. The text is a token that the lexer has classified: well-formed, underscores
 * and sign included. No dependence on the locale; floats are rounded once, to nearest, ties to even. */
#ifndef WVM_DECODER_TEXT_NUMBER_H
#define WVM_DECODER_TEXT_NUMBER_H

#include "base/base.h"

/* What the run of characters is. */
typedef enum NumberKind { NUMBER_NONE, NUMBER_NAT, NUMBER_INT, NUMBER_FLOAT } NumberKind;
NumberKind number_kind(const char *text, size_t size);

/* A natural number; false when it needs more than 64 bits. */
MUST_USE bool number_u64(const char *text, size_t size, uint64_t *out);
/* An integer of `bits` (8 … 64) bits, from -2^(bits-1) to 2^bits - 1; false when out of range. *out is cut to bits. */
MUST_USE bool number_int(const char *text, size_t size, unsigned bits, uint64_t *out);
/* The IEEE bits of a number of any kind. False when out of range (a finite number that would round to infinity, or a
 * NaN payload of 0 or too many bits). number_f16 serves v128.const f16x8. */
MUST_USE bool number_f64(const char *text, size_t size, uint64_t *out);
MUST_USE bool number_f32(const char *text, size_t size, uint32_t *out);
MUST_USE bool number_f16(const char *text, size_t size, uint16_t *out);

#endif
