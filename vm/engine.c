/* The engine: configuration and the type registry. */
#include "vm/compiler.h"

#include "base/fault.h"

const EngineConfig engine_config_default = {
#if defined(__aarch64__)
    .relaxed = RELAXED_ARM,
#else
    .relaxed = RELAXED_X86,
#endif
    .stack_slots = 1u << 20, /* 8 MiB */
    .memory64_limit = (uint64_t)16 << 30,
};

Engine *engine_new(const EngineConfig *config) {
  Engine *e = alloc_zeroed(&config->alloc, sizeof *e);
  if (!e) return NULL;
  e->config = *config;
  atomic_init(&e->refs, 1);
  e->types = types_new(&e->config.alloc);
  if (e->types) {
    if (config->compiler) e->compiler_state = config->compiler->engine_new(e, &e->compiler_missing);
    return e;
  }
  alloc_free(&config->alloc, e, sizeof *e);
  return NULL;
}

Engine *engine_retain(Engine *e) {
  atomic_fetch_add_explicit(&e->refs, 1, memory_order_relaxed);
  return e;
}

const void *engine_trampoline(const Engine *e, const char *letters) {
  return e->compiler_state ? e->config.compiler->trampoline(e->compiler_state, letters) : NULL;
}

void engine_release(Engine *e) {
  if (atomic_fetch_sub_explicit(&e->refs, 1, memory_order_acq_rel) != 1) return;
  if (e->compiler_state) e->config.compiler->engine_free(e->compiler_state);
  if (atomic_load(&e->watches_files)) fault_uninstall();
  types_free(e->types);
  Alloc alloc = e->config.alloc; /* it lives in what it frees */
  alloc_free(&alloc, e, sizeof *e);
}
