/* Pages for machine code, as the system gives them. Two ways, told apart in code_space.h:
 *
 *                closed          open                             sealed
 *   two views    no access       write: rw, exec: rx              the same
 *   whole pages  no access       rw                               rx
 *
 * Offsets and sizes are multiples of the page size, within `size`. Not thread-safe where pages overlap.
 *
 * Must not know: who gets which pages. */
#ifndef WVM_JIT_CODE_PAGES_H
#define WVM_JIT_CODE_PAGES_H

#include "base/base.h"

typedef struct CodePages {
  uint8_t *exec, *write; /* the same in whole pages */
  size_t size;
  bool two_views;
} CodePages;

/* All closed at first. false: refused, with a phrase for people in *why. */
MUST_USE bool code_pages_reserve(CodePages *p, size_t size, bool two_views, const char **why);
void code_pages_release(CodePages *p);

MUST_USE bool code_pages_open(CodePages *p, size_t at, size_t size);
MUST_USE bool code_pages_seal(CodePages *p, size_t at, size_t size);
/* Their memory goes back to the system; opened again they read as zero. */
void code_pages_close(CodePages *p, size_t at, size_t size);

/* Bytes written at [at, at + size), any numbers, may be run from now on, by every core. */
void code_pages_synchronise(CodePages *p, size_t at, size_t size);

#endif
