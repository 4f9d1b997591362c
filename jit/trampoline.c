/* Trampolines to C functions: one for each list of kinds of arguments, in a space of their own: they run on the C stack, so they
 * are not what the guest's code is to signal handlers. */
#include "jit/compiler.h"

enum { MOST_LETTERS = 72 };

struct Trampoline {
  char letters[MOST_LETTERS];
  const void *code; /* NULL: there can be none */
  struct Trampoline *next;
};

static const void *make(JitEngine *e, const char *letters) {
  const Alloc *alloc = &e->engine->config.alloc;
  const CodeSpaceOptions options = {.reserve = CODE_SPACE_LEAST};
  const char *why;
  if (!e->trampoline_space && !(e->trampoline_space = code_space_new(alloc, &options, &why))) return NULL;
  Asm a;
  CodeBlock block;
  asm_init(&a, e->target->as, alloc);
  const void *code = NULL;
  if (e->target->trampoline(&a, letters) && asm_finish(&a) == ASM_FINE &&
      !code_alloc(e->trampoline_space, &e->trampoline_owner, asm_here(&a), &block)) {
    memcpy(block.write, a.start, asm_here(&a));
    if (code_publish(e->trampoline_space, &block)) code = block.exec;
  }
  asm_free(&a);
  return code;
}

const void *trampoline_get(JitEngine *e, const char *letters) {
  const size_t size = strlen(letters) + 1;
  if (size > MOST_LETTERS) return NULL;
  pthread_mutex_lock(&e->trampoline_lock);
  struct Trampoline *t = e->trampolines;
  while (t && strcmp(t->letters, letters)) t = t->next;
  if (!t && (t = alloc_zeroed(&e->engine->config.alloc, sizeof *t)) != NULL) {
    memcpy(t->letters, letters, size);
    t->code = make(e, letters);
    t->next = e->trampolines;
    e->trampolines = t;
  }
  const void *code = t ? t->code : NULL;
  pthread_mutex_unlock(&e->trampoline_lock);
  return code;
}

void trampolines_free(JitEngine *e) {
  for (struct Trampoline *t = e->trampolines, *next; t; t = next) {
    next = t->next;
    alloc_free(&e->engine->config.alloc, t, sizeof *t);
  }
  pthread_mutex_destroy(&e->trampoline_lock);
  if (!e->trampoline_space) return;
  code_owner_free(e->trampoline_space, &e->trampoline_owner);
  code_space_free(e->trampoline_space);
}
