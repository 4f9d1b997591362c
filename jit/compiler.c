/* The engine's compiler: its code space and stubs; Programs; threads' scratch memory. */
#include "jit/compiler.h"

#include "jit/gdb.h"
#include "jit/jit.h"
#include "jit/perf.h"

#if defined(__x86_64__)
static const Target *const host_target = &target_x64;
#elif defined(__aarch64__)
static const Target *const host_target = &target_arm64;
#else
static const Target *const host_target = NULL;
#endif

static const Target *const targets[] = {&target_x64, &target_arm64};

/* ---- the processor ---- */

static const char *arch_name(unsigned k) { return k < COUNT_OF(targets) ? targets[k]->name : NULL; }

static const Target *target_of(const char *arch) {
  if (!arch) return host_target;
  for (size_t k = 0; k < COUNT_OF(targets); k++)
    if (!strcmp(targets[k]->name, arch)) return targets[k];
  return NULL;
}

enum { FEATURES_MOST = 63 };
#define CPU_TOLD ((CpuFeatures)1 << FEATURES_MOST) /* in every list: none is 0 */

static const char *target_feature(const Target *t, unsigned k) {
  return t && k < FEATURES_MOST ? t->feature_names[k] : NULL;
}

static const char *cpu_name(const char *arch, unsigned k) { return target_feature(target_of(arch), k); }

/* The feature that the item names; -1: none. */
static int feature_by_name(const Target *t, const char *item, size_t size) {
  const char *name;
  for (unsigned k = 0; (name = target_feature(t, k)) != NULL; k++)
    if (strlen(name) == size && memcmp(name, item, size) == 0) return (int)k;
  return -1;
}

static CpuFeatures all_features(const Target *t) {
  CpuFeatures all = 0;
  for (unsigned k = 0; target_feature(t, k); k++) all |= (CpuFeatures)1 << k;
  return all;
}

/* Another architecture's processor is any. */
static CpuFeatures host_features(const Target *t) { return t == host_target ? t->detect() : t->needed; }

static bool is_word(const char *item, size_t size, const char *word) {
  return strlen(word) == size && memcmp(item, word, size) == 0;
}

/* NULL, or why it cannot be. */
static const char *cpu_item(const Target *t, const char *item, size_t size, CpuFeatures has, CpuFeatures *cpu) {
  const bool takes_away = size && *item == '-';
  if (is_word(item, size, "host")) *cpu = host_features(t);
  else if (is_word(item, size, "all")) *cpu = has;
  else if (is_word(item, size, "baseline") || is_word(item, size, "least")) *cpu = t->needed;
  else {
    const int k = feature_by_name(t, item + takes_away, size - takes_away);
    if (k < 0) return "is no feature";
    const CpuFeatures bit = (CpuFeatures)1 << k;
    if (takes_away && t->needed & bit) return "is what machine code cannot do without";
    if (!takes_away && !(has & bit)) return "is what this processor lacks";
    *cpu = takes_away ? *cpu & ~bit : *cpu | bit;
  }
  return NULL;
}

static const char *cpu_list(const char *arch, const char *list, uint64_t *cpu, const char **bad) {
  const Target *t = target_of(arch);
  *bad = list;
  if (!t) return "cannot be: there is no compiler for this processor";
  const CpuFeatures has = arch ? all_features(t) : t->detect();
  *cpu = host_features(t);
  for (;; *bad += strcspn(*bad, ",") + 1) {
    const size_t size = strcspn(*bad, ",");
    const char *why = cpu_item(t, *bad, size, has, cpu);
    *cpu |= CPU_TOLD;
    if (why || !(*bad)[size]) return why;
  }
}

/* ---- engines ---- */

static bool make_stubs(JitEngine *e, const char **why) {
  Asm a;
  AsmLabel labels[STUB_COUNT];
  asm_init(&a, e->target->as, &e->engine->config.alloc);
  for (uint32_t k = 0; k < STUB_COUNT; k++) labels[k] = asm_label(&a);
  e->target->stubs(&a, labels, e->cpu);
  CodeBlock block;
  bool ok = asm_finish(&a) == ASM_FINE && !code_alloc(e->space, &e->owner, asm_here(&a), &block);
  if (ok) {
    memcpy(block.write, a.start, asm_here(&a));
    ok = code_publish(e->space, &block);
    e->stubs_low = (uintptr_t)block.exec;
    e->stubs_size = asm_here(&a);
    for (uint32_t k = 0; k < STUB_COUNT; k++)
      if (asm_is_bound(&a, labels[k])) e->stubs[k] = block.exec + asm_offset(&a, labels[k]); /* a target may have no use for one */
  }
  asm_free(&a);
  if (!ok) *why = "no memory for its stubs";
  return ok;
}

static void engine_close(JitEngine *e) {
  const Alloc *alloc = &e->engine->config.alloc;
  trampolines_free(e);
  if (e->signals) signals_close(e);
  gdb_take_back(alloc, e->told);
  if (e->space) {
    code_owner_free(e->space, &e->owner);
    code_space_free(e->space);
  }
  alloc_free(alloc, e, sizeof *e);
}

static void *engine_open(Engine *engine, const char **why) {
  if (!host_target) {
    *why = "there is no compiler for this processor";
    return NULL;
  }
  const CpuFeatures has = host_target->detect(), cpu = engine->config.cpu ? engine->config.cpu & has : has;
  if ((cpu & host_target->needed) != host_target->needed) {
    *why = "the processor lacks what compiled code needs";
    return NULL;
  }
  JitEngine *e = alloc_zeroed(&engine->config.alloc, sizeof *e);
  if (!e) {
    *why = "no memory";
    return NULL;
  }
  if (pthread_mutex_init(&e->trampoline_lock, NULL)) {
    alloc_free(&engine->config.alloc, e, sizeof *e);
    *why = "no lock";
    return NULL;
  }
  e->engine = engine;
  e->target = host_target;
  e->cpu = cpu;
  /* perf looks into its map for code in memory without a file alone, and two views are views of one. */
  e->space = code_space_new(&engine->config.alloc, &(CodeSpaceOptions){.whole_pages = engine->config.perf_map}, why);
  if (!e->space || !make_stubs(e, why) || (engine->config.perf_map && !perf_open(why))) {
    engine_close(e);
    return NULL;
  }
  tell_stubs(e);
  const char *why_not;
  e->signals = !engine->config.explicit_bounds && signals_open(e, &why_not);
  if (!e->signals) engine->config.explicit_bounds = true; /* no guards to rely on */
  const void *low, *high;
  code_space_range(e->space, &low, &high);
  engine->native = (NativeSpace){.low = (uintptr_t)low, .size = (uintptr_t)high - (uintptr_t)low, .to_cells = e->stubs[STUB_TO_CELLS], .done = e->stubs[STUB_DONE],
                                 .lazy = e->stubs[STUB_LAZY], .cells = e->stubs[STUB_CELLS],
                                 .call_size = e->target->call_size};
  return e;
}

/* ---- programs ---- */

/* Of several threads that come first, one makes it. */
static bool open_program(Program *p) {
  if (native_program(p)) return true;
  const Alloc *alloc = &p->engine->config.alloc;
  NativeProgram *np = alloc_zeroed(alloc, sizeof *np);
  if (!np || pthread_mutex_init(&np->lock, NULL)) {
    alloc_free(alloc, np, sizeof *np);
    return false;
  }
  void *none = NULL;
  if (__atomic_compare_exchange_n(&p->native, &none, np, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return true;
  pthread_mutex_destroy(&np->lock);
  alloc_free(alloc, np, sizeof *np);
  return true;
}

static void program_free(Program *p) {
  NativeProgram *np = p->native;
  if (!np) return;
  const Alloc *alloc = &p->engine->config.alloc;
  JitEngine *e = p->engine->compiler_state;
  for (const NativeFunc *f = np->funcs; f; f = f->next) gdb_take_back(alloc, f->told);
  code_owner_free(e->space, &np->owner);
  for (NativeFunc *f = np->funcs, *next; f; f = next) {
    next = f->next;
    if (f->cells) alloc_free(alloc, f->cells, f->cell_count * sizeof(Cell));
    if (f->maps) alloc_free(alloc, f->maps, f->map_size);
    alloc_free(alloc, f, sizeof *f);
  }
  pthread_mutex_destroy(&np->lock);
  alloc_free(alloc, np, sizeof *np);
}

/* A test leaves this function to the interpreter. */
static bool is_left_out(const CompilerTest *test, uint32_t func) {
  if (test->end && (func < test->first || func >= test->end)) return true;
  return test->mixed && (jit_mix(test->mixed + func) & 1);
}

static Err compile(Program *p, uint32_t func, CodeVariant variant, void **scratch, CompiledCode *out) {
  const JitEngine *e = p->engine->compiler_state;
  const CompilerTest *test = &p->engine->config.compiler_test;
  if (is_left_out(test, func)) return ERR_LIMIT;
  if (!*scratch) *scratch = jit_new(&p->engine->config.alloc, e->target, e->cpu, test);
  if (!*scratch || !open_program(p)) return ERR_NO_MEMORY;
  return jit_compile_function(*scratch, p, func, variant, &out->entry);
}

static Err list(Program *p, uint32_t func, CodeVariant variant, const char *arch, uint64_t cpu, ListLine *line,
                void *env) {
  const Target *t = target_of(arch);
  const EngineConfig *config = &p->engine->config;
  if (!t) return ERR_LIMIT;
  if (!cpu) cpu = t == host_target && config->cpu ? config->cpu : host_features(t);
  Jit *j = jit_new(&config->alloc, t, cpu & ~CPU_TOLD, &config->compiler_test);
  if (!j) return ERR_NO_MEMORY;
  AsmListing listing;
  asm_listing_init(&listing, &config->alloc);
  j->as.listing = &listing;
  Err err = jit_make_code(j, p, func, variant);
  if (!err && !asm_lines(&j->as, 16, asm_here(&j->as), line, env)) err = ERR_NO_MEMORY; /* the header is data */
  j->as.listing = NULL;
  asm_listing_free(&listing);
  jit_free(j);
  return err;
}

/* Another thread may have published what the machine code went into, and the islands that it leaves for. Machine code's own
 * loads are behind the publisher's barrier (publish.c); C and its race detector need the acquire. */
static void run(Exec *x) {
  signals_run(x->store->engine->compiler_state, x);
  NativeProgram *np = native_program(x->instance->program);
  if (np) (void)atomic_load_explicit(&np->published, memory_order_acquire);
}

static void interrupt(Exec *x) {
  const JitEngine *e = x->store->engine->compiler_state;
  if (e->signals) signals_interrupt(x);
}

const Compiler jit_compiler = {
    .arch_name = arch_name,
    .cpu_list = cpu_list,
    .cpu_name = cpu_name,
    .engine_new = engine_open,
    .engine_free = (void (*)(void *))(void (*)(void))engine_close,
    .compile = compile,
    .list = list,
    .scratch_free = (void (*)(void *))(void (*)(void))jit_free,
    .program_free = program_free,
    .run = run,
    .trampoline = (const void *(*)(void *, const char *))(void (*)(void))trampoline_get,
    .interrupt = interrupt,
};
