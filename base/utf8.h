/* UTF-8: the check that every name passes, and one code point at a time for the text format. */
#ifndef WVM_BASE_UTF8_H
#define WVM_BASE_UTF8_H

#include "base/base.h"

/* Well-formed as Unicode has it: shortest forms only, no surrogates, nothing above U+10FFFF. */
bool utf8_is_valid(const void *bytes, size_t size);

/* The length (1 to 4) of the well-formed sequence at `p` and its code point into *out; 0 if there is none. */
unsigned utf8_next(const uint8_t *p, const uint8_t *end, uint32_t *out);

/* Writes code point c (a valid one) to `out`, returns the length. */
unsigned utf8_put(uint32_t c, uint8_t out[4]);

#endif
