/* The error table and the Diag. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
  ErrClass class;
  const char *text;
} errors[ERR_COUNT] = {
    [ERR_OK] = {CLASS_NONE, "no error"},
#define ERR(id, class, text) [ERR_##id] = {CLASS_##class, text},
#include "base/err.def"
#undef ERR
};

const char *err_text(Err e) { return errors[e].text; }
ErrClass err_class(Err e) { return errors[e].class; }

static bool diag_format(Diag *d, Err e, const char *detail, va_list args) {
  if (d->err != ERR_OK || e == ERR_OK) return false;
  d->err = e;
  int n = snprintf(d->message, sizeof d->message, "%s", err_text(e));
  if (detail && n >= 0 && (size_t)n < sizeof d->message)
    vsnprintf(d->message + n, sizeof d->message - (size_t)n, detail, args);
  return true;
}

Err diag_set(Diag *d, Err e, const char *detail, ...) {
  va_list args;
  va_start(args, detail);
  diag_format(d, e, detail, args);
  va_end(args);
  return e;
}

Err diag_at(Diag *d, Err e, size_t offset, const char *detail, ...) {
  va_list args;
  va_start(args, detail);
  if (diag_format(d, e, detail, args)) {
    d->has_offset = true;
    d->offset = offset;
  }
  va_end(args);
  return e;
}
