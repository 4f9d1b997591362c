/* The code of a Program's functions: made once, by whichever thread comes first. */
#include "vm/interp/code.h"

#include <sched.h>
#include <time.h>

#include "vm/interp/translate.h"

FuncCode *func_codes_new(const Alloc *alloc, uint32_t count) {
  FuncCode *codes = alloc_array(alloc, (size_t)count + 1, sizeof *codes);
  if (!codes) return NULL;
  const AnyHandler lazy = interp_handlers()[H_LAZY];
  for (uint32_t i = 0; i < count; i++) {
    codes[i].func = i;
    codes[i].lazy.handler = lazy;
    atomic_init(&codes[i].entry, &codes[i].lazy);
    atomic_init(&codes[i].state, CODE_NONE);
  }
  return codes;
}

void func_codes_free(const Alloc *alloc, FuncCode *codes, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (!codes[i].cells) continue;
    alloc_free(alloc, codes[i].cells, codes[i].cell_count * sizeof(Cell));
    alloc_free(alloc, codes[i].offsets, codes[i].map_size);
  }
  alloc_free(alloc, codes, ((size_t)count + 1) * sizeof *codes);
}

const FuncCode *code_find(const Program *p, const Cell *cell) {
  for (uint32_t i = 0; i < p->module->func_count; i++) {
    const FuncCode *c = &p->codes[i];
    if (cell == &c->lazy) return c;
    if (atomic_load_explicit(&c->state, memory_order_acquire) != CODE_DONE) continue;
    if (cell >= c->cells && cell < c->cells + c->cell_count) return c;
  }
  return NULL;
}

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

Err code_translate(Program *p, uint32_t func, Translator *t) {
  FuncCode *code = &p->codes[func];
  for (;;) {
    unsigned state = CODE_NONE;
    if (atomic_compare_exchange_strong(&code->state, &state, CODE_BUSY)) break;
    if (state == CODE_DONE) return ERR_OK;
    sched_yield(); /* another thread is at it */
  }
  const uint64_t start = now_ns();
  const Err err = translate_into(t, p, code);
  if (err) {
    atomic_store_explicit(&code->state, CODE_NONE, memory_order_release);
    return err;
  }
  atomic_fetch_add_explicit(&p->stats.translate_ns, now_ns() - start, memory_order_relaxed);
  atomic_fetch_add_explicit(&p->stats.translated_functions, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&p->stats.translated_bytes, p->module->funcs[func].body_size, memory_order_relaxed);
  atomic_fetch_add_explicit(&p->stats.cell_bytes, code->cell_count * sizeof(Cell) + code->map_size, memory_order_relaxed);
  atomic_store_explicit(&code->state, CODE_DONE, memory_order_release);
  atomic_store_explicit(&code->entry, code->cells, memory_order_release);
  return ERR_OK;
}
