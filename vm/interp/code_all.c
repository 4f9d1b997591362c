/* The code of all of a Program's functions at once, on several threads: what first calls make otherwise. */
#include <pthread.h>
#include <signal.h>

#include "vm/interp/code.h"
#include "vm/program.h"

/* What the threads share: each takes the next function until there is none, or memory is short. */
typedef struct AllJob {
  Program *program;
  CodeVariant variant;
  atomic_uint next;
  atomic_uint err; /* Err; the first one */
} AllJob;

/* Machine code; cells where there is none to be had. What is too much for both fails where it is called. */
static Err make_code(const AllJob *job, uint32_t func, void **scratch, Translator *t) {
  Err err = ERR_LIMIT;
  if (job->program->engine->compiler_state) err = code_compile(job->program, func, job->variant, scratch);
  if (err == ERR_LIMIT) err = code_translate(job->program, func, t);
  return err == ERR_LIMIT ? ERR_OK : err;
}

static void *work(void *arg) {
  AllJob *job = arg;
  const Engine *engine = job->program->engine;
  Translator *t = translator_new(&engine->config.alloc);
  void *scratch = NULL;
  Err err = t ? ERR_OK : ERR_NO_MEMORY;
  while (!err && !atomic_load_explicit(&job->err, memory_order_relaxed)) {
    const uint32_t func = atomic_fetch_add_explicit(&job->next, 1, memory_order_relaxed);
    if (func >= job->program->module->func_count) break;
    err = make_code(job, func, &scratch, t);
  }
  if (err) atomic_store_explicit(&job->err, err, memory_order_relaxed);
  if (scratch) engine->config.compiler->scratch_free(scratch);
  if (t) translator_free(t);
  return NULL;
}

/* The variant that instances will want as long as the system gives memories their guards. */
static CodeVariant likely_variant(const Program *p) {
  if (p->engine->config.explicit_bounds) return CODE_EXPLICIT;
  for (uint32_t k = 0; k < p->module->memory_count; k++)
    if (!memory_wants_guard(&p->module->memories[k].limits)) return CODE_EXPLICIT;
  return CODE_GUARDED;
}

Err code_make_all(Program *p, uint32_t threads) {
  enum { MOST_THREADS = 64 };
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
  AllJob job = {.program = p, .variant = likely_variant(p)};
  const uint32_t first = p->module->imported[EXTERN_FUNC], count = p->module->func_count - first;
  atomic_init(&job.next, first);
  atomic_init(&job.err, ERR_OK);
  pthread_t others[MOST_THREADS];
  uint32_t started = 0;
  sigset_t all, before;
  sigfillset(&all); /* signals are for the threads of the embedder, */
  for (size_t k = 0; k < COUNT_OF(faults); k++) sigdelset(&all, faults[k]); /* … crashes apart */
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (started < MOST_THREADS && started + 1 < MIN_OF(threads, count) && !pthread_create(&others[started], NULL, work, &job)) started++;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  work(&job); /* this thread too: alone, if no other could be had */
  while (started > 0) pthread_join(others[--started], NULL);
  return (Err)atomic_load(&job.err);
}
