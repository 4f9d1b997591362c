/* Valid modules made of arbitrary bytes: each byte decides something. All proposals take part: the numeric rows of the
 * instruction table by their signatures; control, calls, references, structures and arrays, exceptions old and new,
 * continuations, atomics and bulk operations by hand. */
#ifndef WVM_TESTS_FUZZ_PROGRAM_H
#define WVM_TESTS_FUZZ_PROGRAM_H

#include "base/buf.h"

/* The binary of a module that must be valid; false: no memory. */
bool program_make(const uint8_t *data, size_t size, Buf *out);

#endif
