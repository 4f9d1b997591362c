/* wvm MODULE: loads it, links it with WASI and what the options give it, and runs it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "tools/run.h"
#include "tools/watch.h"

/* ---- what the guest is given ---- */

/* With Emscripten's invoke_* a call that may throw is a nested one. */
enum { INVOKES_NESTED = 10000 };

static wvm_error_t *set_limits(const Options *o, wvm_store_t *s) {
  wvm_store_limits_t limits = {.struct_size = sizeof limits};
  wvm_store_limits_default(&limits);
  if (o->given[OPTION_MAX_MEMORY]) limits.memory_bytes = o->number[OPTION_MAX_MEMORY];
  if (o->given[OPTION_EMSCRIPTEN]) limits.nesting = INVOKES_NESTED;
  if (o->given[OPTION_MAX_TABLE]) limits.table_elements = o->number[OPTION_MAX_TABLE];
  if (o->given[OPTION_MAX_HEAP]) limits.heap_bytes = o->number[OPTION_MAX_HEAP];
  wvm_error_t *e = wvm_store_set_limits(s, &limits);
  if (!e && o->given[OPTION_FUEL]) e = wvm_store_set_fuel(s, o->number[OPTION_FUEL]);
  return e;
}

static wvm_error_t *set_args(Run *r) {
  r->argv = malloc((r->arg_count + 1) * sizeof *r->argv);
  if (!r->argv) return wvm_error_new(WVM_ERROR_MEMORY, "out of memory");
  r->argv[0] = r->options->given[OPTION_ARGV0] ? r->options->text[OPTION_ARGV0] : r->file;
  for (size_t i = 0; i < r->arg_count; i++) r->argv[i + 1] = r->args[i];
  return wvm_wasi_set_args(r->wasi, r->arg_count + 1, r->argv);
}

/* Whether --env sets this variable, from the `from`-th pair on. */
static bool sets(const Options *o, size_t from, const char *name, size_t size) {
  for (size_t i = from; i < o->pair_count; i++)
    if (o->pairs[i].id == OPTION_ENV && !strncmp(o->pairs[i].left, name, size) && !o->pairs[i].left[size]) return true;
  return false;
}

/* Each variable once: the last --env of a name counts, and counts more than what is inherited. */
static wvm_error_t *set_env(const Run *r) {
  const Options *o = r->options;
  wvm_error_t *e = NULL;
  for (char **v = environ; !e && o->given[OPTION_INHERIT_ENV] && v && *v; v++) {
    size_t size = strcspn(*v, "=");
    if (size == 0 || !(*v)[size] || sets(o, 0, *v, size)) continue;
    char *name = strndup(*v, size);
    e = name ? wvm_wasi_set_env(r->wasi, name, *v + size + 1) : wvm_error_new(WVM_ERROR_MEMORY, "out of memory");
    free(name);
  }
  for (size_t i = 0; !e && i < o->pair_count; i++) {
    const OptionPair *p = &o->pairs[i];
    if (p->id == OPTION_ENV && !sets(o, i + 1, p->left, strlen(p->left)))
      e = wvm_wasi_set_env(r->wasi, p->left, p->right);
  }
  return e;
}

/* A port that the system chose is told. */
static wvm_error_t *listen_at(const Run *r, const char *address) {
  uint32_t fd;
  char at[64];
  wvm_error_t *e = wvm_wasi_listen(r->wasi, address, &fd);
  const size_t size = strlen(address);
  if (!e && size > 2 && !strcmp(address + size - 2, ":0") && wvm_wasi_socket_address(r->wasi, fd, at, sizeof at))
    fprintf(stderr, "wvm: listening at %s\n", at);
  return e;
}

/* Directories, then sockets: libc takes the descriptors from 3 on for directories, up to the first that is none. */
static wvm_error_t *give(const Run *r, const OptionPair *p, bool sockets) {
  if (sockets) return p->id == OPTION_LISTEN ? listen_at(r, p->left) : NULL;
  bool is_dir = p->id == OPTION_DIR || p->id == OPTION_DIR_RO;
  return is_dir ? wvm_wasi_preopen(r->wasi, p->left, p->right, p->id == OPTION_DIR_RO) : NULL;
}

/* What the guest gets; what is wrong is said, with the option whose fault it is. */
static int make_wasi(Run *r) {
  const Options *o = r->options;
  r->wasi = wvm_wasi_new();
  wvm_error_t *e = r->wasi ? set_args(r) : wvm_error_new(WVM_ERROR_MEMORY, "out of memory");
  if (!e) e = set_env(r);
  if (e) return report_error(r->file, e);
  for (size_t i = 0; i < 2 * o->pair_count; i++) {
    const OptionPair *p = &o->pairs[i % o->pair_count];
    char name[32];
    snprintf(name, sizeof name, "--%s", option_rows[p->id].name);
    if ((e = give(r, p, i >= o->pair_count))) return report_error(name, e);
  }
  return STATUS_OK;
}

/* What this module imports besides libraries. */
static wvm_error_t *define_hosts(Run *r, wvm_linker_t *l, wvm_module_t *m) {
  wvm_error_t *e = wvm_linker_define_memory(l, r->wasi, m);
  if (!e && r->emscripten) e = wvm_linker_define_emscripten(l, r->emscripten, r->wasi, m);
  if (!e && r->options->number[OPTION_UNKNOWN_IMPORTS]) e = run_trap_unknown(l, m);
  return e;
}

/* The linker of a guest's thread: an instance of each library, as the program has them, and the rest but WASI, which it has
 * already. */
static wvm_error_t *thread_setup(void *env, wvm_linker_t *l) {
  Run *r = env;
  wvm_error_t *e = NULL;
  for (size_t i = 0; !e && i < r->library_count; i++) {
    const Library *k = &r->libraries[i];
    wvm_instance_t *instance;
    wvm_extern_t x;
    e = wvm_linker_define_wasi(l, r->wasi, k->module);
    if (!e) e = define_hosts(r, l, k->module);
    if (!e) e = wvm_linker_instantiate(l, k->module, &instance);
    if (e) break;
    wvm_instance_set_name(instance, k->name);
    if (wvm_instance_export(instance, "_initialize", &x) && x.kind == WVM_EXTERN_FUNC)
      e = wvm_func_call(x.of.func, NULL, 0, NULL, 0);
    if (!e) e = wvm_linker_define_instance(l, k->name, strlen(k->name), instance);
  }
  return e ? e : define_hosts(r, l, r->module);
}

static int make_hosts(Run *r) {
  const Options *o = r->options;
  const bool trace = (o->number[OPTION_TRACE] & WVM_TRACE_HOST) != 0;
  const int status = make_wasi(r);
  if (status != STATUS_OK) return status;
  wvm_wasi_set_pipe_ends(r->wasi, true); /* `wvm program | head` ends as a native program does */
  wvm_wasi_set_raw_terminal(r->wasi, o->given[OPTION_RAW_TERMINAL]);
  wvm_wasi_set_trace(r->wasi, trace);
  enum { THREADS = 64 };
  const uint64_t threads = o->given[OPTION_MAX_THREADS] ? o->number[OPTION_MAX_THREADS] : THREADS;
  wvm_wasi_set_threads(r->wasi, threads < UINT32_MAX ? (uint32_t)threads : UINT32_MAX, thread_setup, r);
  if (!o->given[OPTION_EMSCRIPTEN]) return STATUS_OK;
  r->emscripten = wvm_emscripten_new();
  if (!r->emscripten) return report_error(r->file, wvm_error_new(WVM_ERROR_MEMORY, "out of memory"));
  wvm_emscripten_set_trace(r->emscripten, trace);
  return STATUS_OK;
}

/* ---- instances ---- */

static wvm_error_t *link_and_start(Run *r, wvm_module_t *m, wvm_instance_t **out) {
  wvm_error_t *e = r->options->number[OPTION_COMPILE] == COMPILE_ALL ? wvm_module_compile(m, 0) : NULL;
  if (!e) e = wvm_linker_define_wasi(r->linker, r->wasi, m);
  if (!e) e = define_hosts(r, r->linker, m);
  if (!e) e = wvm_linker_instantiate(r->linker, m, out);
  return e || !r->emscripten ? e : wvm_emscripten_start(r->emscripten, *out);
}

static int instantiate(Run *r, const char *file, wvm_module_t *m, wvm_instance_t **out) {
  wvm_error_t *e = link_and_start(r, m, out);
  if (!e) return run_call_plain(r, file, *out, "_initialize");
  bool hint = wvm_error_kind(e) == WVM_ERROR_UNLINKABLE && !r->emscripten && wvm_module_wants_emscripten(m);
  int status = run_end(r, file, e);
  if (hint) fprintf(stderr, "wvm: %s: it looks like a module made by Emscripten: try --emscripten\n", file);
  return status;
}

/* Its exports become imports under its name. */
static int add_library(Run *r, const Library *k) {
  wvm_instance_t *instance;
  const int status = instantiate(r, k->file, k->module, &instance);
  if (r->ended) return status;
  wvm_instance_set_name(instance, k->name);
  wvm_error_t *e = wvm_linker_define_instance(r->linker, k->name, strlen(k->name), instance);
  return e ? report_error(k->file, e) : status;
}

static int preload(Run *r, const OptionPair *p) {
  File f = {0};
  Library k = {.name = p->left};
  const bool ok = file_read(p->right, &f) && file_module(r->engine, &f, &k.module);
  k.file = f.name;
  file_free(&f);
  if (!ok) return STATUS_ERROR;
  r->libraries[r->library_count++] = k; /* its instances may be asked for from now on */
  return add_library(r, &k);
}

static int run_instances(Run *r) {
  int status = STATUS_OK;
  r->libraries = calloc(r->options->pair_count + 1, sizeof *r->libraries);
  if (!r->libraries) return report_error(r->file, wvm_error_new(WVM_ERROR_MEMORY, "out of memory"));
  for (size_t i = 0; i < r->options->pair_count && status == STATUS_OK && !r->ended; i++)
    if (r->options->pairs[i].id == OPTION_PRELOAD) status = preload(r, &r->options->pairs[i]);
  if (status != STATUS_OK || r->ended) return status;
  status = instantiate(r, r->file, r->module, &r->instance);
  return r->ended ? status : run_call(r);
}

/* A guest that ends badly may have wanted what it did not get. */
static void print_missed(const Run *r) {
  const char *name;
  uint64_t calls;
  for (size_t i = 0; r->emscripten && wvm_emscripten_missed(r->emscripten, i, &name, &calls); i++) {
    fprintf(stderr, "wvm: %s: note: the guest called ", r->file);
    print_safe(stderr, name);
    fprintf(stderr, " %" PRIu64 " time%s, which --emscripten does not offer (ENOSYS)\n", calls, calls == 1 ? "" : "s");
  }
}

static int run_module(Run *r) {
  const Options *o = r->options;
  Watch watch = {0};
  int status = make_hosts(r);
  if (status != STATUS_OK) return status;
  wvm_error_t *e = wvm_store_new(r->engine, &r->store);
  if (!e) e = set_limits(o, r->store);
  if (!e) e = wvm_linker_new(r->store, &r->linker);
  if (e) return report_error(r->file, e);
  bool started = watch_start(&watch, r->file, r->store, o->number[OPTION_TIMEOUT]);
  status = started ? run_instances(r) : STATUS_ERROR;
  wvm_wasi_end_threads(r->wasi);
  watch_stop(&watch);
  if (status != STATUS_OK) print_missed(r);
  return status;
}

/* ---- statistics ---- */

/* What is interpreted, and why. */
static void print_interpreted(const Run *r) {
  enum { SHOWN = 10 };
  const char *why = wvm_engine_interprets(r->engine);
  if (why) fprintf(stderr, "compile     nothing: %s\n", why);
  uint32_t func = 0, count = 0;
  for (; wvm_module_next_refused(r->module, &func); func++)
    if (count++ < SHOWN) fprintf(stderr, "%s %u", count == 1 ? "refused     functions" : ",", func);
  if (count > SHOWN) fprintf(stderr, " and %u more", count - SHOWN);
  if (count) fputc('\n', stderr);
}

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
  const double ms = (double)s.compile_ns / 1e6;
  fprintf(stderr, "compile     %.3f ms: %" PRIu64 " functions, %" PRIu64 " bytes to %" PRIu64 " bytes of machine code, %.1f MB/s; %" PRIu64 " refused\n",
          ms, s.compiled_functions, s.compiled_bytes, s.native_bytes, ms > 0 ? (double)s.compiled_bytes / 1e3 / ms : 0, s.refused_functions);
  print_interpreted(r);
  if (r->options->given[OPTION_FUEL] && r->store) {
    uint64_t left = wvm_store_fuel(r->store);
    fprintf(stderr, "fuel        %" PRIu64 " used, %" PRIu64 " left\n", r->options->number[OPTION_FUEL] - left, left);
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
  wvm_emscripten_delete(r->emscripten);
  free(r->argv);
  for (size_t i = 0; i < r->library_count; i++) wvm_module_delete(r->libraries[i].module);
  free(r->libraries);
  wvm_module_delete(r->module);
  wvm_engine_delete(r->engine);
}

/* `MODULE --invoke NAME ARG…` is understood too, where the module is no command that might want the words itself. */
static void take_late_invoke(Run *r) {
  if (r->invoke || r->arg_count == 0 || run_has_export(r->module, "_start")) return;
  if (!strncmp(r->args[0], "--invoke=", 9)) r->invoke = r->args[0] + 9;
  else if (r->arg_count >= 2 && !strcmp(r->args[0], "--invoke")) r->invoke = (++r->args, --r->arg_count, r->args[0]);
  else return;
  r->args++;
  r->arg_count--;
}

/* A word that is no file may be a command with a slip. */
static int no_file(const char *name) {
  const char *near = strpbrk(name, "./") ? NULL : command_near(name);
  if (near && access(name, F_OK) != 0) fprintf(stderr, "wvm: did you mean the command wvm %s?\n", near);
  return STATUS_ERROR;
}

int cmd_run(const Options *o) {
  Run r = {.options = o, .args = o->operands + 1, .arg_count = o->operand_count - 1, .invoke = o->text[OPTION_INVOKE]};
  File f = {0};
  struct timespec start;
  int status;
  clock_gettime(CLOCK_MONOTONIC, &start);
  if (!options_engine(o, &r.engine, &status)) return status;
  if (file_read(o->operands[0], &f)) {
    r.file = f.name;
    status = STATUS_ERROR;
    if (file_module(r.engine, &f, &r.module)) {
      file_free(&f);
      take_late_invoke(&r);
      status = run_module(&r);
      if (o->given[OPTION_STATS]) print_stats(&r, &start);
    }
  } else {
    status = no_file(o->operands[0]);
  }
  file_free(&f);
  run_free(&r);
  return status;
}
