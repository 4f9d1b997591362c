/* The code of a Program's functions: made once, by whichever thread comes first. */
#include "vm/interp/code.h"

#include <sched.h>
#include <time.h>

#include "vm/interp/translate.h"

FuncCode *func_codes_new(const Engine *engine, const FuncInfo *funcs, uint32_t count) {
  FuncCode *codes = alloc_array(&engine->config.alloc, (size_t)count + 1, sizeof *codes);
  if (!codes) return NULL;
  const AnyHandler lazy = interp_handlers()[H_LAZY], enter = interp_handlers()[H_ENTER_NATIVE];
  for (uint32_t i = 0; i < count; i++) {
    codes[i].head = (FuncHead){.type = funcs[i].type, .index = i};
    codes[i].lazy.handler = lazy;
    atomic_init(&codes[i].entry, &codes[i].lazy);
    codes[i].enter.handler = enter;
    atomic_init(&codes[i].state, CODE_NONE);
    for (uint32_t v = 0; v < CODE_VARIANTS; v++) atomic_init(&codes[i].native[v], engine->native.lazy);
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

bool code_locate(Program *p, const void *pc, CodePosition *out) {
  const FuncCode *first = p->codes, *end = first + p->module->func_count;
  if ((const void *)first <= pc && pc < (const void *)end) { /* an entry */
    const uint32_t func = (uint32_t)(((uintptr_t)pc - (uintptr_t)first) / sizeof *first);
    *out = (CodePosition){func, (uint32_t)(p->module->funcs[func].body - p->module->bytes.at), NULL};
    return true;
  }
  const CodeRange *range = code_map_find(&p->code_map, pc);
  if (!range) return false;
  *out = (CodePosition){range->func, code_range_offset(range, pc), range};
  return true;
}

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Whoever comes first makes it, the others wait. False: it is made, or refused. */
static bool take(atomic_uint *state) {
  for (;;) {
    unsigned was = CODE_NONE;
    if (atomic_compare_exchange_strong(state, &was, CODE_BUSY)) return true;
    if (was != CODE_BUSY) return false;
    sched_yield(); /* another thread is at it */
  }
}

Err code_translate(Program *p, uint32_t func, Translator *t) {
  FuncCode *code = &p->codes[func];
  if (!take(&code->state)) return ERR_OK;
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
  /* A caller that finds machine code for its variant has gone there already. */
  const Cell *lazy = &code->lazy;
  atomic_compare_exchange_strong(&code->entry, &lazy, code->cells);
  return ERR_OK;
}

Err code_compile(Program *p, uint32_t func, CodeVariant variant, void **scratch) {
  FuncCode *code = &p->codes[func];
  atomic_uint *state = &code->native_state[variant];
  if (!take(state)) return atomic_load_explicit(state, memory_order_acquire) == CODE_REFUSED ? ERR_LIMIT : ERR_OK;
  const uint64_t start = now_ns();
  CompiledCode made;
  const Err err = p->engine->config.compiler->compile(p, func, variant, scratch, &made);
  atomic_fetch_add_explicit(&p->stats.compile_ns, now_ns() - start, memory_order_relaxed);
  if (err == ERR_LIMIT) {
    atomic_fetch_add_explicit(&p->stats.refused_functions, 1, memory_order_relaxed);
    atomic_store_explicit(&code->native[variant], p->engine->native.cells, memory_order_release);
  } else if (!err) {
    atomic_fetch_add_explicit(&p->stats.compiled_functions, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&p->stats.compiled_bytes, p->module->funcs[func].body_size, memory_order_relaxed);
    atomic_store_explicit(&code->native[variant], made.entry, memory_order_release);
    const Cell *lazy = &code->lazy;
    atomic_compare_exchange_strong(&code->entry, &lazy, &code->enter);
  }
  atomic_store_explicit(state, err == ERR_LIMIT ? CODE_REFUSED : err ? CODE_NONE : CODE_DONE, memory_order_release);
  return err;
}
