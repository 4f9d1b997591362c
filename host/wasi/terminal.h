/* What a guest may write to a terminal: text. Control sequences move the cursor over what others wrote, change titles,
 * paste, or make the terminal answer into the host's input; they are shown instead of obeyed.
 *
 *   kept       printable characters, tab, line feed, carriage return, backspace
 *   shown      other control characters as ^X, those of the upper set (U+0080 to U+009F) as U+FFFD, and every byte that
 *              is not UTF-8: some terminals take such bytes for control characters
 *
 * A character may come in pieces, over several writes: its first bytes are kept until the rest is there. */
#ifndef WVM_HOST_WASI_TERMINAL_H
#define WVM_HOST_WASI_TERMINAL_H

#include "base/base.h"

typedef struct TerminalFilter {
  uint8_t held[4]; /* the first bytes of a character */
  uint8_t count;
} TerminalFilter;

/* Bytes that one byte of input can become, at most: what was held turns out to be wrong, byte by byte. */
enum { TERMINAL_GROWTH = 12 };

/* What a terminal gets for these bytes; out has room for TERMINAL_GROWTH times as many. Returns how many. */
size_t terminal_filter(TerminalFilter *f, const uint8_t *in, size_t size, uint8_t *out);

#endif
