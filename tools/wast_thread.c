/* Threads of scripts, as in the threads proposal's tests:
 *
 *   (thread $t (shared (module $m)) command…)    runs beside the rest; sees of the script's modules $m alone
 *   (wait $t)                                    until it has ended
 *
 * Each has a runner and a store of its own, on a thread of the system. Of a shared instance it is given the shared
 * memories, which `(register "name" $m)` in it makes ready for import; nothing else can belong to two stores. Threads are
 * joined at the end of the script at the latest. */
#include <stdlib.h>

#include "tools/wast_impl.h"

typedef struct SharedExport {
  Text name; /* the module's */
  wvm_shared_memory_t *memory;
} SharedExport;

struct SharedInstance {
  Text id;
  SharedExport *exports;
  size_t count;
};

struct Thread {
  Runner runner;
  Text id;
  LexerMark body;
  size_t size;
  uint32_t line;
  SharedInstance shared[WAST_SHARED_MAX];
  pthread_t thread;
  bool running;
};

/* ---- what it shares ---- */

static wvm_error_t *share(wvm_instance_t *i, SharedInstance *out) {
  const size_t count = wvm_instance_export_count(i);
  out->exports = calloc(count + 1, sizeof *out->exports);
  if (!out->exports) return wvm_error_new(WVM_ERROR_MEMORY, "out of memory");
  for (size_t k = 0; k < count; k++) {
    wvm_export_t e;
    wvm_extern_t x;
    wvm_module_export(wvm_instance_module(i), k, &e);
    if (e.type.kind != WVM_EXTERN_MEMORY || !e.type.limits.shared) continue;
    wvm_instance_export_at(i, k, &x);
    SharedExport *to = &out->exports[out->count];
    to->name = (Text){e.name, e.name_size};
    wvm_error_t *error = wvm_shared_memory_new(x.of.memory, &to->memory);
    if (error) return error;
    out->count++;
  }
  return NULL;
}

static void drop_shared(SharedInstance *s) {
  for (size_t k = 0; k < s->count; k++) wvm_shared_memory_delete(s->exports[k].memory);
  free(s->exports);
}

wvm_error_t *wast_register_shared(Runner *r, Text as, Text id, bool *found) {
  const SharedInstance *s = NULL;
  for (uint32_t k = 0; id.at && k < r->shared_count; k++)
    if (text_same(r->shared[k].id, id)) s = &r->shared[k];
  *found = s != NULL;
  wvm_error_t *error = NULL;
  for (size_t k = 0; s && !error && k < s->count; k++) {
    wvm_extern_t x = {.kind = WVM_EXTERN_MEMORY};
    const SharedExport *e = &s->exports[k];
    error = wvm_shared_memory_attach(e->memory, r->store, &x.of.memory);
    if (!error) error = wvm_linker_define(r->linker, as.at, as.size, e->name.at, e->name.size, &x);
  }
  return error;
}

/* ---- life ---- */

static void *run(void *arg) {
  Thread *t = arg;
  Runner *r = &t->runner;
  wvm_error_t *e = wast_open_store(r);
  if (e) wast_failed_error(r, t->line, "cannot begin the thread", e);
  else wast_run_commands(r, t->body.at, t->size, &t->body);
  wast_close_store(r);
  return NULL;
}

static void thread_free(Thread *t) {
  for (size_t k = 0; k < COUNT_OF(t->shared); k++) drop_shared(&t->shared[k]);
  free(t);
}

static Thread *thread_new(Runner *r, const Command *c) {
  Thread *t = calloc(1, sizeof *t);
  if (!t) {
    wast_failed(r, c->line, "out of memory");
    return NULL;
  }
  t->runner = (Runner){.root = r, .options = r->options, .path = r->path, .engine = r->engine, .failures = r->failures,
                       .shared = t->shared, .shared_count = c->shared_count};
  t->id = c->thread_id;
  t->body = c->body;
  t->size = (size_t)(c->body_end - c->body.at);
  t->line = c->line;
  for (uint32_t k = 0; k < c->shared_count; k++) {
    t->shared[k].id = c->shared[k];
    wvm_instance_t *i = wast_find_instance(r, c->shared[k]);
    wvm_error_t *e = i ? share(i, &t->shared[k]) : wvm_error_new(WVM_ERROR_USAGE, "no such instance");
    if (!e) continue;
    wast_failed_error(r, c->line, "thread", e);
    thread_free(t);
    return NULL;
  }
  return t;
}

bool wast_start_thread(Runner *r, const Command *c) {
  if (r->root != r) return wast_failed(r, c->line, "a thread within a thread");
  void *items = r->threads;
  if (!alloc_grow(&alloc_libc, &items, &r->thread_capacity, (size_t)r->thread_count + 1, sizeof *r->threads))
    return wast_failed(r, c->line, "out of memory");
  r->threads = items;
  Thread *t = thread_new(r, c);
  if (!t) return false;
  r->threads[r->thread_count++] = t;
  t->running = pthread_create(&t->thread, NULL, run, t) == 0;
  return t->running || wast_failed(r, c->line, "the system refuses a thread");
}

static void join(Runner *r, Thread *t) {
  if (!t->running) return;
  pthread_join(t->thread, NULL);
  t->running = false;
  r->tally.passed += t->runner.tally.passed;
  r->tally.failed += t->runner.tally.failed;
  r->tally.skipped += t->runner.tally.skipped;
}

bool wast_wait_thread(Runner *r, const Command *c) {
  for (uint32_t k = r->thread_count; k-- > 0;) {
    Thread *t = r->threads[k];
    if (c->thread_id.at && !(t->id.at && text_same(t->id, c->thread_id))) continue;
    join(r, t);
    return true;
  }
  return wast_failed(r, c->line, "no such thread");
}

void wast_join_threads(Runner *r) {
  for (uint32_t k = 0; k < r->thread_count; k++) {
    join(r, r->threads[k]);
    thread_free(r->threads[k]);
  }
  alloc_free(&alloc_libc, r->threads, r->thread_capacity * sizeof(Thread *));
  r->threads = NULL;
  r->thread_count = r->thread_capacity = 0;
}
