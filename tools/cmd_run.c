/* wvm MODULE: instantiate with WASI, run _start or --invoke.
 *
 *   file ─▶ module ─▶ store (limits, fuel) ─▶ linker + WASI ─▶ instance ─▶ _initialize ─▶ _start or NAME
 *                                                        watchdog (--timeout) interrupts the store */
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "tools/cli.h"

/* ---- timeout ---- */

/* A thread that interrupts the store when the time is over, unless stopped before. */
typedef struct Watchdog {
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t stopped;
  bool running, stop;
  struct timespec deadline;
  const char *file;
  wvm_store_t *store;
} Watchdog;

/* How long an interrupted guest may take to notice; then the process ends without it. */
enum { GRACE_SECONDS = 5 };

static void *watchdog_main(void *arg) {
  Watchdog *w = arg;
  int e = 0;
  pthread_mutex_lock(&w->lock);
  while (!w->stop && e != ETIMEDOUT) e = pthread_cond_timedwait(&w->stopped, &w->lock, &w->deadline);
  if (!w->stop) {
    wvm_store_interrupt(w->store);
    w->deadline.tv_sec += GRACE_SECONDS;
    e = 0;
    while (!w->stop && e != ETIMEDOUT) e = pthread_cond_timedwait(&w->stopped, &w->lock, &w->deadline);
    if (!w->stop) {
      fprintf(stderr, "wvm: %s: trap: interrupted (--timeout), and the guest did not stop\n", w->file);
      _exit(STATUS_TRAP);
    }
  }
  pthread_mutex_unlock(&w->lock);
  return NULL;
}

static bool watchdog_start(Watchdog *w, double seconds, const char *file, wvm_store_t *store) {
  *w = (Watchdog){.file = file, .store = store};
  pthread_condattr_t attr;
  pthread_condattr_init(&attr);
  pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
  pthread_mutex_init(&w->lock, NULL);
  pthread_cond_init(&w->stopped, &attr);
  pthread_condattr_destroy(&attr);
  clock_gettime(CLOCK_MONOTONIC, &w->deadline);
  double whole = (double)(time_t)seconds, nanoseconds = (seconds - whole) * 1e9 + (double)w->deadline.tv_nsec;
  w->deadline.tv_sec += (time_t)whole + (nanoseconds >= 1e9);
  w->deadline.tv_nsec = (long)(nanoseconds >= 1e9 ? nanoseconds - 1e9 : nanoseconds);
  w->running = pthread_create(&w->thread, NULL, watchdog_main, w) == 0;
  if (!w->running) fprintf(stderr, "wvm: --timeout: no thread can be started\n");
  return w->running;
}

static void watchdog_stop(Watchdog *w) {
  if (!w->running) return;
  pthread_mutex_lock(&w->lock);
  w->stop = true;
  pthread_cond_signal(&w->stopped);
  pthread_mutex_unlock(&w->lock);
  pthread_join(w->thread, NULL);
  w->running = false;
}

/* ---- one run ---- */

typedef struct Run {
  const Options *options;
  const char *file;
  size_t arg_count;
  char **args; /* behind the module */
  const char *invoke;
  wvm_engine_t *engine;
  wvm_module_t *module;
  wvm_wasi_t *wasi;
  wvm_store_t *store;
  wvm_linker_t *linker;
  wvm_instance_t *instance;
  bool ended; /* the guest trapped or has asked to exit: nothing more of it runs */
} Run;

static int end_run(Run *r, wvm_error_t *e) {
  r->ended = true;
  return report_run(r->file, e);
}

static bool has_export(const wvm_module_t *m, const char *name) {
  for (size_t i = 0; i < wvm_module_export_count(m); i++) {
    wvm_export_t e;
    wvm_module_export(m, i, &e);
    if (e.type.kind == WVM_EXTERN_FUNC && e.name_size == strlen(name) && !memcmp(e.name, name, e.name_size))
      return true;
  }
  return false;
}

static void list_exports(const Run *r, FILE *to) {
  for (size_t i = 0; i < wvm_module_export_count(r->module); i++) {
    wvm_export_t e;
    char type[256];
    wvm_module_export(r->module, i, &e);
    if (e.type.kind != WVM_EXTERN_FUNC) continue;
    type_print(&e.type.func, type, sizeof type);
    fputs("  ", to);
    print_safe_sized(to, e.name, e.name_size < 200 ? e.name_size : 200);
    fprintf(to, " %s\n", type);
  }
}

static wvm_error_t *set_limits(const Options *o, wvm_store_t *s) {
  wvm_store_limits_t limits = {.struct_size = sizeof limits};
  wvm_store_limits_default(&limits);
  if (o->given[OPTION_MAX_MEMORY]) limits.memory_bytes = o->max_memory;
  if (o->given[OPTION_MAX_TABLE]) limits.table_elements = o->max_table;
  if (o->given[OPTION_MAX_HEAP]) limits.heap_bytes = o->max_heap;
  wvm_error_t *e = wvm_store_set_limits(s, &limits);
  if (!e && o->given[OPTION_FUEL]) e = wvm_store_set_fuel(s, o->fuel);
  return e;
}

/* What the guest is given. */
static wvm_error_t *make_wasi(Run *r) {
  const Options *o = r->options;
  r->wasi = wvm_wasi_new();
  const char **args = malloc((r->arg_count + 1) * sizeof *args);
  if (!r->wasi || !args) {
    free(args);
    return wvm_error_new(WVM_ERROR_MEMORY, "out of memory");
  }
  args[0] = r->file;
  for (size_t i = 0; i < r->arg_count; i++) args[i + 1] = r->args[i];
  wvm_error_t *e = wvm_wasi_set_args(r->wasi, r->arg_count + 1, args);
  free(args);
  for (size_t i = 0; !e && i < o->env_count; i++) e = wvm_wasi_set_env(r->wasi, o->envs[i].name, o->envs[i].value);
  for (size_t i = 0; !e && i < o->dir_count; i++)
    e = wvm_wasi_preopen(r->wasi, o->dirs[i].host, o->dirs[i].guest, o->dirs[i].read_only);
  wvm_wasi_set_trace(r->wasi, (o->trace & WVM_TRACE_HOST) != 0);
  return e;
}

/* ---- calls ---- */

static int wrong_arguments(const Run *r, const wvm_functype_t *type) {
  char text[256];
  type_print(type, text, sizeof text);
  fprintf(stderr, "wvm: %s: %s takes %zu argument%s, %zu given: %s %s\n", r->file, r->invoke, type->param_count,
          type->param_count == 1 ? "" : "s", r->arg_count, r->invoke, text);
  return STATUS_USAGE;
}

static int call_with(const Run *r, wvm_func_t *f, const wvm_functype_t *type, wvm_val_t *args, wvm_val_t *results) {
  for (size_t i = 0; i < type->param_count; i++) {
    if (value_parse(r->args[i], &type->params[i], &args[i])) continue;
    char text[48];
    fprintf(stderr, "wvm: %s: argument %zu of %s: \"%s\" is no %s; expected %s\n", r->file, i + 1, r->invoke,
            r->args[i], type_text(&type->params[i], text), value_syntax(&type->params[i]));
    return STATUS_USAGE;
  }
  wvm_error_t *e = wvm_func_call(f, args, type->param_count, results, type->result_count);
  if (e) return report_run(r->file, e);
  for (size_t i = 0; i < type->result_count; i++) {
    value_print(&results[i]);
    if (results[i].kind == WVM_REF) wvm_ref_delete(results[i].of.ref);
  }
  return STATUS_OK;
}

/* --invoke: arguments parsed by the function's type, results printed. */
static int invoke(const Run *r) {
  wvm_extern_t x;
  if (!wvm_instance_export(r->instance, r->invoke, &x) || x.kind != WVM_EXTERN_FUNC) {
    fprintf(stderr, "wvm: %s: no exported function \"%s\"; it exports:\n", r->file, r->invoke);
    list_exports(r, stderr);
    return STATUS_ERROR;
  }
  wvm_functype_t type;
  wvm_error_t *e = wvm_func_type(x.of.func, &type);
  if (e) return report_error(r->file, e);
  if (type.param_count != r->arg_count) return wrong_arguments(r, &type);
  wvm_val_t *args = calloc(type.param_count + 1, sizeof *args),
            *results = calloc(type.result_count + 1, sizeof *results);
  int status = STATUS_ERROR;
  if (args && results) status = call_with(r, x.of.func, &type, args, results);
  else fputs("wvm: out of memory\n", stderr);
  free(args);
  free(results);
  return status;
}

/* An export without parameters and results, such as _start. */
static int call_plain(Run *r, const char *name) {
  wvm_extern_t x;
  if (!wvm_instance_export(r->instance, name, &x) || x.kind != WVM_EXTERN_FUNC) return STATUS_OK;
  wvm_error_t *e = wvm_func_call(x.of.func, NULL, 0, NULL, 0);
  return e ? end_run(r, e) : STATUS_OK;
}

/* No _start and no --invoke: a module that only has a start function is done; others need to be told what to call. */
static int explain_invoke(const Run *r) {
  const char *first = NULL;
  size_t size = 0;
  for (size_t i = 0; i < wvm_module_export_count(r->module) && !first; i++) {
    wvm_export_t e;
    wvm_module_export(r->module, i, &e);
    bool skip = e.name_size == 11 && !memcmp(e.name, "_initialize", 11);
    if (e.type.kind == WVM_EXTERN_FUNC && !skip) first = e.name, size = e.name_size < 200 ? e.name_size : 200;
  }
  if (!first) return STATUS_OK;
  fprintf(stderr, "wvm: %s: nothing to run: there is no function _start. It exports:\n", r->file);
  list_exports(r, stderr);
  fputs("Call one with: wvm --invoke ", stderr);
  print_safe_sized(stderr, first, size);
  fprintf(stderr, " %s [ARG…]\n", r->file);
  return STATUS_USAGE;
}

static int run_instance(Run *r) {
  Watchdog dog = {0};
  if (r->options->given[OPTION_TIMEOUT] && !watchdog_start(&dog, r->options->timeout, r->file, r->store))
    return STATUS_ERROR;
  wvm_error_t *e = wvm_linker_instantiate(r->linker, r->module, &r->instance);
  int status = e ? end_run(r, e) : call_plain(r, "_initialize");
  if (!r->ended) {
    if (r->invoke) status = invoke(r);
    else if (has_export(r->module, "_start")) status = call_plain(r, "_start");
    else status = explain_invoke(r);
  }
  watchdog_stop(&dog);
  return status;
}

/* `MODULE --invoke NAME ARG…` is understood too, where the module is no command that might want the words itself. */
static void take_late_invoke(Run *r) {
  if (r->invoke || r->arg_count == 0 || has_export(r->module, "_start")) return;
  if (!strncmp(r->args[0], "--invoke=", 9)) r->invoke = r->args[0] + 9;
  else if (r->arg_count >= 2 && !strcmp(r->args[0], "--invoke")) r->invoke = (++r->args, --r->arg_count, r->args[0]);
  else return;
  r->args++;
  r->arg_count--;
}

static int run_module(Run *r) {
  wvm_error_t *e = make_wasi(r);
  if (!e) e = wvm_store_new(r->engine, &r->store);
  if (!e) e = set_limits(r->options, r->store);
  if (!e) e = wvm_linker_new(r->store, &r->linker);
  if (!e) e = wvm_linker_define_wasi(r->linker, r->wasi, r->module);
  return e ? report_error(r->file, e) : run_instance(r);
}

/* ---- statistics ---- */

static void print_stats(const Run *r, const struct timespec *start) {
  wvm_module_stats_t s;
  struct timespec now;
  struct rusage usage;
  wvm_module_stats(r->module, &s);
  clock_gettime(CLOCK_MONOTONIC, &now);
  getrusage(RUSAGE_SELF, &usage);
  double seconds = (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
  fprintf(stderr, "module      %" PRIu64 " bytes, %" PRIu64 " functions\n", s.bytes, s.functions);
  fprintf(stderr, "decode      %.3f ms\n", (double)s.decode_ns / 1e6);
  fprintf(stderr, "validate    %.3f ms\n", (double)s.validate_ns / 1e6);
  fprintf(stderr, "translate   %.3f ms: %" PRIu64 " functions, %" PRIu64 " bytes to %" PRIu64 " bytes of cells\n",
          (double)s.translate_ns / 1e6, s.translated_functions, s.translated_bytes, s.cell_bytes);
  if (r->options->given[OPTION_FUEL] && r->store) {
    uint64_t left = wvm_store_fuel(r->store);
    fprintf(stderr, "fuel        %" PRIu64 " used, %" PRIu64 " left\n", r->options->fuel - left, left);
  }
  wvm_extern_t x;
  if (r->instance && wvm_instance_export(r->instance, "memory", &x) && x.kind == WVM_EXTERN_MEMORY)
    fprintf(stderr, "memory      %" PRIu64 " bytes\n", wvm_memory_size(x.of.memory));
  fprintf(stderr, "total       %.3f ms, %ld KiB resident at most\n", seconds * 1e3, usage.ru_maxrss);
}

static void run_free(Run *r) {
  wvm_linker_delete(r->linker);
  wvm_store_delete(r->store);
  wvm_wasi_delete(r->wasi);
  wvm_module_delete(r->module);
  wvm_engine_delete(r->engine);
}

int cmd_run(int argc, char **argv, int first) {
  Options o = {0};
  Run r = {.options = &o};
  File f = {0};
  struct timespec start;
  clock_gettime(CLOCK_MONOTONIC, &start);
  int status = STATUS_USAGE, at = options_parse(&o, "wvm", argc, argv, first);
  if (at >= 0 && (o.given[OPTION_HELP] || o.given[OPTION_VERSION])) {
    if (o.given[OPTION_VERSION]) status = printf("wvm %s\n", wvm_version()) < 0 ? STATUS_ERROR : STATUS_OK;
    else status = cmd_help(o.help_topic);
  } else if (at >= argc) {
    fputs("usage: wvm [options] MODULE [ARG…]   (wvm --help says more)\n", stderr);
  } else if (at >= 0 && options_engine(&o, &r.engine, &status)) {
    r.args = argv + at + 1;
    r.arg_count = (size_t)(argc - at - 1);
    r.invoke = o.invoke;
    status = STATUS_ERROR;
    if (file_read(argv[at], &f)) {
      r.file = f.name;
      if (file_module(r.engine, &f, &r.module)) {
        file_free(&f);
        take_late_invoke(&r);
        status = run_module(&r);
        if (o.given[OPTION_STATS]) print_stats(&r, &start);
      }
    }
  }
  file_free(&f);
  run_free(&r);
  options_free(&o);
  return status;
}
