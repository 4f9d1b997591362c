/* Errors: a code that carries the spec's text, and a Diag that remembers where the first one happened. */
#ifndef WVM_BASE_ERR_H
#define WVM_BASE_ERR_H

#include "base/base.h"

typedef enum Err {
  ERR_OK = 0,
#define ERR(id, class, text) ERR_##id,
#include "base/err.def"
#undef ERR
  ERR_COUNT
} Err;

typedef enum ErrClass { CLASS_NONE, CLASS_RESOURCE, CLASS_IO, CLASS_USAGE, CLASS_MALFORMED, CLASS_INVALID, CLASS_UNLINKABLE } ErrClass;

const char *err_text(Err e);
ErrClass err_class(Err e);

/* Where and why: the first error wins, later ones are consequences. Zero-initialised means none yet. */
typedef struct Diag {
  Err err;
  bool has_offset, has_func, has_line;
  size_t offset;        /* in the module's bytes */
  uint32_t func;        /* index of the function at hand */
  uint32_t line, column; /* in the text, from 1 */
  char message[240];    /* the spec's text and the detail, cut to fit */
} Diag;

/* Records e, unless the Diag holds an error already. `detail` (printf) follows the spec's text, separators such as
 * " 3" or ": expected i32" included; NULL for none. Returns e. */
Err diag_set(Diag *d, Err e, const char *detail, ...) PRINTF_LIKE(3, 4);
Err diag_at(Diag *d, Err e, size_t offset, const char *detail, ...) PRINTF_LIKE(4, 5);

#endif
