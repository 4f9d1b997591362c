/* A module as a listing for people: sections and where they lie, types, imports, functions with names and sizes, and so
 * on; offsets in hexadecimal. Not the text format: that is decoder/text. */
#ifndef WVM_DECODER_DUMP_H
#define WVM_DECODER_DUMP_H

#include "base/buf.h"
#include "decoder/module.h"

/* Appends the listing. Fails only for want of memory. */
MUST_USE Err module_dump(const Module *m, Buf *out);

#endif
