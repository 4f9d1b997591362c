/* Round trips of a module through the printer and the assembler:
 *
 *   b0 ─▶ text ─▶ b1 ─▶ text' ─▶ b2        for both styles
 *
 * b2 must be b1; where b0 came from the assembler, so that nothing in it is encoded longer than needed, b1 must be b0
 * and text' be text too. */
#include <stdio.h>

#include "tools/wast_impl.h"

typedef struct Blob {
  uint8_t *at;
  size_t size;
} Blob;

static void drop(Blob *b) {
  if (b->at) wvm_bytes_delete(b->at, b->size);
  *b = (Blob){0};
}

static bool same(Blob a, Blob b) { return a.size == b.size && memcmp(a.at, b.at, a.size) == 0; }

static size_t first_difference(Blob a, Blob b) {
  size_t i = 0;
  while (i < a.size && i < b.size && a.at[i] == b.at[i]) i++;
  return i;
}

static bool fail(char *reason, size_t size, const char *step, wvm_error_t *e) {
  uint32_t line = 0, column = 0;
  if (wvm_error_line(e, &line, &column))
    snprintf(reason, size, "%s: %s at %u:%u", step, wvm_error_message(e), line, column);
  else snprintf(reason, size, "%s: %s", step, wvm_error_message(e));
  wvm_error_delete(e);
  return false;
}

typedef struct Trip {
  wvm_engine_t *engine;
  wvm_print_t style;
  char *reason;
  size_t reason_size;
} Trip;

static bool print(const Trip *t, Blob b, Blob *text) {
  wvm_error_t *e = wvm_binary_to_text(t->engine, b.at, b.size, t->style, &text->at, &text->size);
  return !e || fail(t->reason, t->reason_size, t->style == WVM_PRINT_FLAT ? "printing flat" : "printing folded", e);
}

static bool assemble(const Trip *t, Blob text, Blob *b) {
  wvm_error_t *e = wvm_text_to_binary(t->engine, (const char *)text.at, text.size, &b->at, &b->size);
  return !e || fail(t->reason, t->reason_size, t->style == WVM_PRINT_FLAT ? "assembling flat" : "assembling folded", e);
}

static bool differ(const Trip *t, const char *what, Blob a, Blob b) {
  snprintf(t->reason, t->reason_size, "%s: %s differs at byte %zu (sizes %zu, %zu)",
           t->style == WVM_PRINT_FLAT ? "flat" : "folded", what, first_difference(a, b), a.size, b.size);
  return false;
}

static bool trip(const Trip *t, Blob b0, bool minimal) {
  Blob text = {0}, b1 = {0}, again = {0}, b2 = {0};
  bool ok = print(t, b0, &text) && assemble(t, text, &b1);
  if (ok && minimal && !same(b0, b1)) ok = differ(t, "binary", b0, b1);
  ok = ok && print(t, b1, &again) && assemble(t, again, &b2);
  if (ok && minimal && !same(text, again)) ok = differ(t, "second text", text, again);
  if (ok && !same(b1, b2)) ok = differ(t, "second binary", b1, b2);
  drop(&text), drop(&b1), drop(&again), drop(&b2);
  return ok;
}

bool wast_round_trip(wvm_engine_t *engine, const ModuleSource *m, char *reason, size_t reason_size) {
  Blob from = {0}, made = {0};
  Trip t = {engine, WVM_PRINT_FLAT, reason, reason_size};
  if (m->form == FORM_BINARY) {
    from = (Blob){(uint8_t *)(uintptr_t)m->bytes.at, m->bytes.size};
  } else {
    wvm_error_t *e = wvm_text_to_binary(engine, m->bytes.at, m->bytes.size, &made.at, &made.size);
    if (e) return fail(reason, reason_size, "assembling", e);
    from = made;
  }
  bool ok = trip(&t, from, m->form != FORM_BINARY);
  t.style = WVM_PRINT_FOLDED;
  ok = ok && trip(&t, from, m->form != FORM_BINARY);
  drop(&made);
  return ok;
}
