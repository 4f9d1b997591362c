/* Inside `wvm run`: one guest, from its file to its end.
 *
 *   file ─▶ module ─▶ store (limits, fuel) ─▶ linker + WASI + libraries ─▶ instance ─▶ _initialize ─▶ _start or NAME
 *   cmd_run.c             run_imports.c: what nobody offers                           run_call.c
 *                                        the watch (--timeout, Ctrl-C) interrupts the store */
#ifndef WVM_TOOLS_RUN_H
#define WVM_TOOLS_RUN_H

#include "tools/cli.h"

/* Of --preload. */
typedef struct Library {
  const char *name, *file;
  wvm_module_t *module;
} Library;

typedef struct Run {
  const Options *options;
  const char *file; /* as messages name it */
  size_t arg_count;
  char **args;       /* behind the module */
  const char **argv; /* the guest's: its name, then args; owned */
  const char *invoke;
  wvm_engine_t *engine;
  wvm_module_t *module;
  wvm_wasi_t *wasi;
  wvm_emscripten_t *emscripten; /* NULL without --emscripten */
  wvm_store_t *store;
  wvm_linker_t *linker;
  wvm_instance_t *instance;
  Library *libraries; /* in the order of the command line, which is that of their instances */
  size_t library_count;
  bool ended; /* the guest trapped or has asked to exit: nothing more of it runs */
} Run;

/* --unknown-imports=trap: gives the linker, for each imported function that it lacks, one that traps. */
wvm_error_t *run_trap_unknown(wvm_linker_t *l, const wvm_module_t *m);
bool run_has_export(const wvm_module_t *m, const char *name);
/* Reports the end of the guest: the exit status. */
int run_end(Run *r, const char *file, wvm_error_t *e);
/* An export without parameters and results, such as _start; nothing when there is none of that name. */
int run_call_plain(Run *r, const char *file, wvm_instance_t *instance, const char *name);
/* --invoke, _start, or an explanation why there is nothing to run. */
int run_call(Run *r);

#endif
