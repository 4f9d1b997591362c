/* Configurations and engines; what the build knows of proposals and instructions. */
#include <stdio.h>
#include <stdlib.h>

#include "base/fault.h"
#include "base/near.h"
#include "decoder/opcode.h"
#include "host/api.h"
#include "vm/compiler.h"

struct wvm_config {
  EngineConfig engine;
  wvm_tier_t tier;
};

enum { SMALLEST_STACK = 16384, PAGE = 65536 };
static const size_t largest_stack = (size_t)1 << 32;
static const uint64_t largest_memory64 = (uint64_t)1 << 44; /* address space has 47 bits */

const char *wvm_version(void) { return WVM_VERSION; }

static EngineConfig config_default(void) {
  EngineConfig c = engine_config_default;
  c.alloc = alloc_libc;
  c.features = features_of_set(FEATURES_ALL);
  c.limits = module_limits_default;
  return c;
}

wvm_config_t *wvm_config_new(void) {
  wvm_config_t *c = alloc_zeroed(&alloc_libc, sizeof *c);
  if (c) c->engine = config_default();
  return c;
}

void wvm_config_delete(wvm_config_t *c) {
  if (c) alloc_free(&alloc_libc, c, sizeof *c);
}

/* The feature that was perhaps meant; NULL: none. */
static const char *feature_near(const char *word, size_t size) {
  Near near;
  bool minus = *word == '-';
  near_init(&near, word + minus, size - minus);
  static const char *const sets[] = {"all", "mvp", "wasm2", "wasm3"};
  for (size_t i = 0; i < COUNT_OF(sets); i++) near_offer(&near, sets[i], strlen(sets[i]));
  for (size_t i = 0; i < wvm_feature_count(); i++) {
    wvm_feature_t f;
    wvm_feature_at(i, &f);
    near_offer(&near, f.name, strlen(f.name));
  }
  return near.best;
}

wvm_error_t *wvm_config_set_features(wvm_config_t *c, const char *list) {
  if (!c) return error_null();
  Features set = c->engine.features;
  const char *bad = NULL;
  if (!list) return error_usage(&c->engine.alloc, "no list of features");
  if (!features_parse(list, &set, &bad)) {
    size_t size = bad ? strcspn(bad, ",") : 0;
    const char *near = size ? feature_near(bad, size) : NULL;
    return error_usage(&c->engine.alloc, "unknown feature \"%.*s\"%s%s%s", (int)MIN_OF(size, (size_t)60),
                       bad ? bad : "", near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
  }
  c->engine.features = set;
  return NULL;
}

void wvm_config_set_allocator(wvm_config_t *c, wvm_resize_t resize, void *ctx) {
  if (!c) return;
  c->engine.alloc = resize ? (Alloc){resize, ctx} : alloc_libc;
}

wvm_error_t *wvm_config_set_tier(wvm_config_t *c, wvm_tier_t tier) {
  if (!c) return error_null();
  if (tier != WVM_TIER_AUTO && tier != WVM_TIER_INTERPRETER && tier != WVM_TIER_JIT)
    return error_usage(&c->engine.alloc, "unknown tier %d", (int)tier);
  c->tier = tier;
  return NULL;
}

void wvm_config_set_relaxed(wvm_config_t *c, wvm_relaxed_t profile) {
  if (!c) return;
  c->engine.relaxed = profile == WVM_RELAXED_ARM             ? RELAXED_ARM
                      : profile == WVM_RELAXED_DETERMINISTIC ? RELAXED_DET
                                                             : RELAXED_X86;
}

void wvm_config_set_deterministic(wvm_config_t *c, bool on) {
  if (!c) return;
  c->engine.deterministic = on;
  if (on) c->engine.relaxed = RELAXED_DET;
  if (on) c->engine.precise_stores = true;
}

void wvm_config_set_precise_stores(wvm_config_t *c, bool on) {
  if (c) c->engine.precise_stores = on;
}

void wvm_config_set_fuel(wvm_config_t *c, bool on) {
  if (c) c->engine.fuel = on;
}

wvm_error_t *wvm_config_set_stack_size(wvm_config_t *c, size_t bytes) {
  if (!c) return error_null();
  if (bytes < SMALLEST_STACK || bytes > largest_stack)
    return error_usage(&c->engine.alloc, "a stack of %zu bytes: at least %d, at most %zu", bytes, SMALLEST_STACK,
                       largest_stack);
  c->engine.stack_slots = bytes / sizeof(Slot);
  return NULL;
}

wvm_error_t *wvm_config_set_memory64_limit(wvm_config_t *c, uint64_t bytes) {
  if (!c) return error_null();
  if (bytes < PAGE || bytes % PAGE || bytes > largest_memory64)
    return error_usage(&c->engine.alloc, "a limit of %llu bytes: whole pages of %d, at most %llu",
                       (unsigned long long)bytes, PAGE, (unsigned long long)largest_memory64);
  c->engine.memory64_limit = bytes;
  return NULL;
}

_Static_assert((int)WVM_TRACE_CALLS == (int)TRACE_CALLS && (int)WVM_TRACE_OPS == (int)TRACE_OPS &&
                   (int)WVM_TRACE_MEMORY == (int)TRACE_MEM && (int)WVM_TRACE_HOST == (int)TRACE_HOST &&
                   (int)WVM_TRACE_KINDS == (int)TRACE_KINDS,
               "the public trace bits are the machine's");

void wvm_config_set_trace(wvm_config_t *c, uint32_t bits) {
  if (c) c->engine.trace = bits;
}
void wvm_config_set_gc_stress(wvm_config_t *c, bool on) {
  if (c) c->engine.gc_stress = on;
}
void wvm_config_set_explicit_bounds(wvm_config_t *c, bool on) {
  if (c) c->engine.explicit_bounds = on;
}
void wvm_config_set_perf_map(wvm_config_t *c, bool on) {
  if (c) c->engine.perf_map = on;
}
void wvm_config_set_gdb(wvm_config_t *c, bool on) {
  if (c) c->engine.gdb = on;
}
void wvm_config_set_poison(wvm_config_t *c, bool on) {
  if (c) c->engine.poison = on;
}

static wvm_error_t *bad_cpu(const Alloc *alloc, const Compiler *compiler, const char *arch, const char *bad,
                            const char *why) {
  char known[400] = "";
  size_t size = 0;
  const char *name;
  for (unsigned k = 0; (name = compiler->cpu_name(arch, k)) != NULL && size < sizeof known; k++)
    size += (size_t)snprintf(known + size, sizeof known - size, " %s", name);
  const int item = (int)MIN_OF(strcspn(bad, ","), (size_t)60);
  return error_usage(alloc, "\"%.*s\" %s: host, baseline, %sand with or without - before it%s", item, bad, why,
                     arch ? "all, " : "", known);
}

wvm_error_t *cpu_in(const Alloc *alloc, const char *arch, const char *list, uint64_t *cpu) {
  const Compiler *compiler = host_compiler();
  const char *bad = list;
  if (!compiler) return error_usage(alloc, "\"%.60s\": this build has no compiler", list);
  const char *why = compiler->cpu_list(arch, list, cpu, &bad);
  return why ? bad_cpu(alloc, compiler, arch, bad, why) : NULL;
}

wvm_error_t *wvm_config_set_cpu(wvm_config_t *c, const char *list) {
  if (!c) return error_null();
  return cpu_in(&c->engine.alloc, NULL, list, &c->engine.cpu);
}

const char *wvm_cpu_feature(const char *arch, unsigned index) {
  const Compiler *compiler = host_compiler();
  return compiler ? compiler->cpu_name(arch, index) : NULL;
}

/* The number behind `name` at *at, which moves on. */
static bool test_number(const char **at, const char *name, uint64_t *out) {
  const size_t size = strlen(name);
  char *end;
  if (strncmp(*at, name, size) != 0 || (*at)[size] < '0' || (*at)[size] > '9') return false;
  *out = strtoull(*at + size, &end, 10);
  *at = end;
  return true;
}

wvm_error_t *wvm_config_set_jit_test(wvm_config_t *c, const char *list) {
  if (!c) return error_null();
  CompilerTest test = {0};
  const char *at = list;
  while (at && *at) {
    uint64_t n = 0, end = 0;
    if (test_number(&at, "registers=", &n)) test.registers = (uint32_t)MIN_OF(n, (uint64_t)UINT32_MAX);
    else if (test_number(&at, "random=", &n)) test.random = n;
    else if (test_number(&at, "mixed=", &n)) test.mixed = n;
    else if (test_number(&at, "explicit=", &n)) c->engine.explicit_bounds = n != 0;
    else if (test_number(&at, "functions=", &n) && test_number(&at, ":", &end) && n < end && end <= UINT32_MAX)
      test.first = (uint32_t)n, test.end = (uint32_t)end;
    else break;
    if (*at == ',' && at[1]) at++;
    else break;
  }
  if (!at || *at) return error_usage(&c->engine.alloc, "cannot read \"%.60s\": a list of registers=N, random=SEED, mixed=SEED, functions=FIRST:END, explicit=1", at ? at : "");
  c->engine.compiler_test = test;
  return NULL;
}

wvm_error_t *wvm_engine_new(wvm_config_t *config, wvm_engine_t **out) {
  if (!out) return error_null();
  EngineConfig c = config ? config->engine : config_default();
  const wvm_tier_t tier = config ? config->tier : WVM_TIER_AUTO;
  wvm_config_delete(config);
  if (tier != WVM_TIER_INTERPRETER && !c.trace) c.compiler = host_compiler(); /* what is traced is interpreted */
  Engine *e = engine_new(&c);
  if (!e) return error_no_memory();
  if ((tier == WVM_TIER_JIT || c.perf_map || c.gdb) && c.compiler && !e->compiler_state) {
    wvm_error_t *error = error_usage(&c.alloc, "no machine code can be made: %s", e->compiler_missing);
    engine_release(e);
    return error;
  }
  *out = engine_out(e);
  return NULL;
}

const char *wvm_engine_interprets(const wvm_engine_t *e) {
  if (!e) return NULL;
  const Engine *engine = engine_in(e);
  if (engine->compiler_state) return NULL;
  if (engine->compiler_missing) return engine->compiler_missing;
  return engine->config.trace ? "what is traced is interpreted" : "it was asked to interpret";
}

int wvm_interrupt_signal(void) { return fault_interrupt_signal(); }

void wvm_engine_delete(wvm_engine_t *e) {
  if (!e) return;
  if (e) engine_release(engine_in(e));
}

size_t wvm_feature_count(void) { return FEATURE_COUNT; }

void wvm_feature_at(size_t index, wvm_feature_t *out) {
  if (!out) return;
  *out = (wvm_feature_t){feature_name((Feature)index), feature_description((Feature)index)};
}

/* What has a binary form; the instructions that the Walk alone makes stand behind the others or between them. */
static bool op_is_public(size_t op) { return op_info[op].prefix != PREFIX_NO; }

size_t wvm_op_count(void) {
  size_t n = 0;
  for (size_t op = 0; op < OP_COUNT; op++) n += op_is_public(op);
  return n;
}

void wvm_op_at(size_t index, wvm_op_t *out) {
  if (!out) return;
  for (size_t op = 0; op < OP_COUNT; op++) {
    if (!op_is_public(op) || index-- > 0) continue;
    const OpInfo *i = &op_info[op];
    *out = (wvm_op_t){i->text, feature_name((Feature)i->feature), i->prefix, i->code};
    return;
  }
}
