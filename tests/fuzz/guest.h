/* Running a module that nobody vouches for: its start function and every exported function, under fuel and small limits.
 * What happened comes back as a hash, so that two runs, of two tiers, say, can be compared. Public API only. */
#ifndef WVM_TESTS_FUZZ_GUEST_H
#define WVM_TESTS_FUZZ_GUEST_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "wvm.h"

#define MUST(condition)                                                                                                \
  do {                                                                                                                 \
    if (!(condition)) __builtin_trap();                                                                                \
  } while (0)

enum { GUEST_FUEL = 10000, GUEST_FUEL_STRESS = 500, GUEST_VALUES = 64, GUEST_REFS = 16, GUEST_WATCH_MS = 400 };

typedef struct GuestSetup {
  wvm_tier_t tier;
  wvm_relaxed_t relaxed;
  bool deterministic, gc_stress, poison;
  uint64_t fail_at; /* this allocation fails; 0: none */
  uint64_t fuel;    /* of each call; 0: as usual */
} GuestSetup;

typedef struct GuestLog {
  uint64_t hash;
  bool interrupted;
  bool limited;  /* something ended for want of time, memory or room on the heap: not to be compared */
  bool verbose;
} GuestLog;

/* ---- the allocator: counts, and fails once ---- */

typedef struct GuestHeap {
  uint64_t requests, fail_at;
  size_t live;
} GuestHeap;

static void *guest_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  GuestHeap *h = ctx;
  if (new_size == 0) {
    free(p);
    h->live -= p ? old_size : 0;
    return NULL;
  }
  if (++h->requests == h->fail_at) return NULL;
  void *q = realloc(p, new_size);
  if (q) h->live += new_size - (p ? old_size : 0);
  return q;
}

/* ---- the watch: what waits for others would wait for ever ---- */

static struct {
  pthread_mutex_t lock;
  wvm_store_t *store;
  atomic_uint call; /* which one runs; 0: none was begun */
} guest_watch = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *guest_watching(void *arg) {
  (void)arg;
  for (unsigned seen = 0;;) {
    nanosleep(&(struct timespec){.tv_nsec = GUEST_WATCH_MS * 1000000L}, NULL);
    pthread_mutex_lock(&guest_watch.lock);
    const unsigned now = atomic_load(&guest_watch.call);
    if (guest_watch.store && now == seen) wvm_store_interrupt(guest_watch.store);
    seen = now;
    pthread_mutex_unlock(&guest_watch.lock);
  }
  return NULL;
}

static void guest_watch_store(wvm_store_t *s) {
  static bool started;
  pthread_t thread;
  if (!started) {
    MUST(pthread_create(&thread, NULL, guest_watching, NULL) == 0);
    started = true;
  }
  pthread_mutex_lock(&guest_watch.lock);
  guest_watch.store = s;
  atomic_fetch_add(&guest_watch.call, 1);
  pthread_mutex_unlock(&guest_watch.lock);
}

/* ---- what happened ---- */

static void guest_note(GuestLog *log, const void *bytes, size_t size) {
  for (; size >= 8; bytes = (const uint8_t *)bytes + 8, size -= 8) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    log->hash = (log->hash ^ word) * 0x9E3779B97F4A7C15u;
    log->hash ^= log->hash >> 29;
  }
  for (size_t i = 0; i < size; i++) log->hash = (log->hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001B3u;
}

static void guest_note_error(GuestLog *log, wvm_error_t *e) {
  if (!e) return;
  if (log->verbose) fprintf(stderr, "  %s\n", wvm_error_message(e));
  const wvm_error_kind_t kind = wvm_error_kind(e);
  const wvm_trap_t trap = wvm_error_trap(e);
  MUST(kind != WVM_ERROR_TRAP || trap != WVM_TRAP_NOT_IMPLEMENTED);
  if (kind == WVM_ERROR_MEMORY || kind == WVM_ERROR_LIMIT ||
      (kind == WVM_ERROR_TRAP && (trap == WVM_TRAP_INTERRUPTED || trap == WVM_TRAP_NO_MEMORY || trap == WVM_TRAP_HEAP_LIMIT)))
    log->limited = true;
  if (kind == WVM_ERROR_TRAP && trap == WVM_TRAP_INTERRUPTED) log->interrupted = true;
  guest_note(log, wvm_error_message(e), strlen(wvm_error_message(e)));
  const wvm_frame_t *frames;
  size_t depth;
  const size_t count = wvm_error_frames(e, &frames, &depth);
  guest_note(log, &depth, sizeof depth);
  for (size_t i = 0; i < count; i++) {
    if (frames[i].host) continue;
    guest_note(log, &frames[i].func_index, sizeof frames[i].func_index);
    guest_note(log, &frames[i].offset, sizeof frames[i].offset);
  }
  wvm_error_delete(e);
}

static void guest_note_value(GuestLog *log, const wvm_val_t *v) {
  static const uint8_t sizes[] = {[WVM_I32] = 4, [WVM_I64] = 8, [WVM_F32] = 4, [WVM_F64] = 8, [WVM_V128] = 16};
  if (v->kind == WVM_REF) {
    guest_note(log, v->of.ref ? "ref" : "null", 3);
    for (int heap = WVM_HEAP_FUNC; v->of.ref && heap <= WVM_HEAP_CONT; heap++) {
      const bool is = heap != WVM_HEAP_CONCRETE && wvm_ref_is(v->of.ref, (wvm_heapkind_t)heap);
      guest_note(log, &is, sizeof is);
    }
    return;
  }
  if (log->verbose) fprintf(stderr, "  = %08x %016llx\n", v->of.i32, (unsigned long long)v->of.i64);
  guest_note(log, &v->of, sizes[v->kind]);
}

/* ---- imports: host functions that leave zeros, and one of each other thing ---- */

static wvm_error_t *guest_called(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller, (void)args, (void)results;
  guest_note(env, "call", 4);
  return NULL; /* results are zeros and nulls already */
}

static wvm_error_t *guest_import(wvm_store_t *s, const wvm_externtype_t *type, GuestLog *log, wvm_extern_t *out) {
  wvm_val_t zero = {.kind = type->value.kind};
  out->kind = type->kind;
  switch (type->kind) {
  case WVM_EXTERN_FUNC: return wvm_func_new(s, &type->func, guest_called, log, NULL, &out->of.func);
  case WVM_EXTERN_TABLE: return wvm_table_new(s, &type->limits, &type->value, NULL, &out->of.table);
  case WVM_EXTERN_MEMORY: return wvm_memory_new(s, &type->limits, &out->of.memory);
  case WVM_EXTERN_GLOBAL: return wvm_global_new(s, &type->value, type->mutable_, &zero, &out->of.global);
  case WVM_EXTERN_TAG: return wvm_tag_new(s, &type->func, &out->of.tag);
  }
  return NULL;
}

/* ---- calls ---- */

typedef struct GuestRefs {
  wvm_ref_t *refs[GUEST_REFS]; /* that functions returned: arguments of later calls */
  size_t count;
} GuestRefs;

static void guest_call(wvm_func_t *f, unsigned round, GuestRefs *pool, GuestLog *log) {
  wvm_functype_t type;
  wvm_error_t *e = wvm_func_type(f, &type);
  if (e) { /* an allocation that was to fail */
    MUST(wvm_error_kind(e) == WVM_ERROR_MEMORY);
    guest_note_error(log, e);
    return;
  }
  if (type.param_count > GUEST_VALUES || type.result_count > GUEST_VALUES) return;
  wvm_val_t args[GUEST_VALUES] = {0}, results[GUEST_VALUES] = {0};
  /* Twice where a reference does not fit: then with nulls. */
  for (int nulls = 0; nulls < 2; nulls++) {
    for (size_t i = 0; i < type.param_count; i++) {
      args[i] = (wvm_val_t){.kind = type.params[i].kind};
      if (args[i].kind != WVM_REF) {
        const uint64_t v = round ? (uint64_t)(round + i) * 0x9E3779B97F4A7C15u >> (13 * (round + i) % 64) : 0;
        memcpy(&args[i].of, &v, sizeof v);
      } else if (!nulls && pool->count) {
        args[i].of.ref = pool->refs[(round + i) % pool->count];
      }
    }
    e = wvm_func_call(f, args, type.param_count, results, type.result_count);
    if (!e || wvm_error_kind(e) != WVM_ERROR_USAGE || nulls || !pool->count) break;
    wvm_error_delete(e);
  }
  for (size_t i = 0; !e && i < type.result_count; i++) {
    guest_note_value(log, &results[i]);
    if (results[i].kind != WVM_REF || !results[i].of.ref) continue;
    if (pool->count < GUEST_REFS) pool->refs[pool->count++] = results[i].of.ref;
    else wvm_ref_delete(results[i].of.ref);
  }
  guest_note_error(log, e);
}

static void guest_note_state(wvm_instance_t *instance, GuestLog *log) {
  for (size_t i = 0; i < wvm_instance_export_count(instance); i++) {
    wvm_extern_t x;
    wvm_instance_export_at(instance, i, &x);
    wvm_val_t v;
    wvm_error_t *e = NULL;
    if (x.kind == WVM_EXTERN_MEMORY) guest_note(log, wvm_memory_data(x.of.memory), wvm_memory_size(x.of.memory));
    if (x.kind == WVM_EXTERN_GLOBAL && !(e = wvm_global_get(x.of.global, &v))) {
      guest_note_value(log, &v);
      if (v.kind == WVM_REF && v.of.ref) wvm_ref_delete(v.of.ref);
    }
    guest_note_error(log, e);
  }
}

static void guest_run_store(wvm_store_t *s, const wvm_module_t *m, uint64_t fuel, GuestLog *log) {
  GuestRefs pool = {.count = 0};
  size_t count = wvm_module_import_count(m);
  wvm_extern_t *imports = calloc(count + 1, sizeof *imports);
  MUST(imports);
  wvm_error_t *e = NULL;
  for (size_t i = 0; !e && i < count; i++) {
    wvm_import_t import;
    wvm_module_import(m, i, &import);
    e = guest_import(s, &import.type, log, &imports[i]);
  }
  wvm_instance_t *instance = NULL;
  if (!e) e = wvm_instance_new(s, m, imports, count, &instance);
  free(imports);
  guest_note_error(log, e);
  for (unsigned round = 0; round < 2 && !log->interrupted; round++)
    for (size_t i = 0; instance && i < wvm_instance_export_count(instance); i++) {
      wvm_extern_t x;
      wvm_instance_export_at(instance, i, &x);
      if (x.kind != WVM_EXTERN_FUNC) continue;
      MUST(!wvm_store_set_fuel(s, fuel));
      wvm_store_clear_interrupt(s);
      guest_watch_store(s);
      guest_call(x.of.func, round, &pool, log);
      if (log->interrupted) break; /* others would wait as long */
    }
  if (instance) guest_note_state(instance, log);
  while (pool.count) wvm_ref_delete(pool.refs[--pool.count]);
}

/* Runs a module, binary, that may be no module. False: it is none. */
static bool guest_run(const uint8_t *bytes, size_t size, const GuestSetup *setup, GuestLog *log) {
  GuestHeap heap = {.fail_at = setup->fail_at};
  wvm_config_t *config = wvm_config_new();
  MUST(config);
  wvm_config_set_fuel(config, true);
  wvm_config_set_deterministic(config, setup->deterministic);
  wvm_config_set_relaxed(config, setup->relaxed);
  wvm_config_set_gc_stress(config, setup->gc_stress);
  wvm_config_set_poison(config, setup->poison);
  MUST(!wvm_config_set_tier(config, setup->tier));
  MUST(!wvm_config_set_stack_size(config, 1 << 18));
  if (setup->fail_at) wvm_config_set_allocator(config, guest_resize, &heap);
  bool is_module = false;
  wvm_engine_t *engine = NULL;
  wvm_module_t *m = NULL;
  wvm_store_t *s = NULL;
  wvm_error_t *e = wvm_engine_new(config, &engine);
  if (!e) e = wvm_module_new(engine, bytes, size, &m);
  is_module = !e;
  if (!e) e = wvm_store_new(engine, &s);
  if (!e) {
    wvm_store_limits_t limits = {.struct_size = sizeof limits};
    wvm_store_limits_default(&limits);
    limits.memory_bytes = 4 << 20;
    limits.table_elements = 100000;
    limits.heap_bytes = 4 << 20;
    MUST(!wvm_store_set_limits(s, &limits));
    const uint64_t fuel = setup->fuel ? setup->fuel : GUEST_FUEL;
    MUST(!wvm_store_set_fuel(s, fuel));
    guest_watch_store(s);
    guest_run_store(s, m, fuel, log);
    guest_watch_store(NULL);
  }
  guest_note_error(log, e);
  if (s) wvm_store_delete(s);
  if (m) wvm_module_delete(m);
  if (engine) wvm_engine_delete(engine);
  MUST(heap.live == 0);
  return is_module;
}

/* The same in two setups: must come to the same, unless something ran out. False: no module. */
static bool guest_compare(const uint8_t *bytes, size_t size, const GuestSetup *a, const GuestSetup *b) {
  const bool verbose = getenv("WVM_FUZZ_VERBOSE") != NULL;
  GuestLog first = {.hash = 1, .verbose = verbose}, second = {.hash = 1, .verbose = verbose};
  const bool is_module = guest_run(bytes, size, a, &first);
  if (!is_module) return false;
  if (first.interrupted) return true;
  if (verbose) fprintf(stderr, "-- again\n");
  guest_run(bytes, size, b, &second);
  MUST(first.limited || second.limited || first.hash == second.hash);
  return true;
}

#endif
