/* Calling a guest: _start, or --invoke with arguments parsed by the function's type and results printed. */
#include "tools/run.h"

#include <stdlib.h>
#include <string.h>

#include "base/near.h"

enum { EXPORTS_SHOWN = 20, NAME_SHOWN = 200 };

static bool name_is(const wvm_export_t *e, const char *name) {
  return e->name_size == strlen(name) && !memcmp(e->name, name, e->name_size);
}

bool run_has_export(const wvm_module_t *m, const char *name) {
  for (size_t i = 0; i < wvm_module_export_count(m); i++) {
    wvm_export_t e;
    wvm_module_export(m, i, &e);
    if (e.type.kind == WVM_EXTERN_FUNC && name_is(&e, name)) return true;
  }
  return false;
}

int run_end(Run *r, const char *file, wvm_error_t *e) {
  r->ended = true;
  wvm_wasi_end_threads(r->wasi); /* before it is said why: they have nothing more to say */
  return report_run(file, e);
}

int run_call_plain(Run *r, const char *file, wvm_instance_t *instance, const char *name) {
  wvm_extern_t x;
  if (!wvm_instance_export(instance, name, &x) || x.kind != WVM_EXTERN_FUNC) return STATUS_OK;
  wvm_error_t *e = wvm_func_call(x.of.func, NULL, 0, NULL, 0);
  return e ? run_end(r, file, e) : STATUS_OK;
}

/* ---- what there is to call ---- */

static void print_name(const char *name, size_t size) {
  print_safe_sized(stderr, name, size < NAME_SHOWN ? size : NAME_SHOWN);
}

/* "  add (i32, i32) -> i32", a line for each exported function. */
static void list_exports(const wvm_module_t *m) {
  size_t functions = 0;
  for (size_t i = 0; i < wvm_module_export_count(m); i++) {
    wvm_export_t e;
    char type[256];
    wvm_module_export(m, i, &e);
    if (e.type.kind != WVM_EXTERN_FUNC || functions++ >= EXPORTS_SHOWN) continue;
    type_print(&e.type.func, type, sizeof type);
    fputs("  ", stderr);
    print_name(e.name, e.name_size);
    fprintf(stderr, " %s\n", type);
  }
  if (functions > EXPORTS_SHOWN) fprintf(stderr, "  … and %zu more, which wvm dump lists\n", functions - EXPORTS_SHOWN);
}

/* The export that was asked for is none, or no function. */
static int no_export(const Run *r) {
  static const char *const kinds[] = {"function", "table", "memory", "global", "tag"};
  Near near;
  near_init(&near, r->invoke, strlen(r->invoke));
  fprintf(stderr, "wvm: %s: no exported function \"", r->file);
  print_safe(stderr, r->invoke);
  fputc('"', stderr);
  for (size_t i = 0; i < wvm_module_export_count(r->module); i++) {
    wvm_export_t e;
    wvm_module_export(r->module, i, &e);
    if (e.type.kind == WVM_EXTERN_FUNC) near_offer(&near, e.name, e.name_size);
    else if (name_is(&e, r->invoke)) fprintf(stderr, ": that is a %s", kinds[e.type.kind]);
  }
  if (near.best) {
    fputs("; did you mean \"", stderr);
    print_name(near.best, near.best_size);
    fputs("\"? It exports:\n", stderr);
  } else {
    fputs(". It exports:\n", stderr);
  }
  list_exports(r->module);
  return STATUS_ERROR;
}

/* No _start and no --invoke: a module that only has a start function is done; others need to be told what to call. */
static int explain_invoke(const Run *r) {
  wvm_export_t first = {.name = NULL};
  for (size_t i = 0; i < wvm_module_export_count(r->module) && !first.name; i++) {
    wvm_export_t e;
    wvm_module_export(r->module, i, &e);
    if (e.type.kind == WVM_EXTERN_FUNC && !name_is(&e, "_initialize")) first = e;
  }
  if (!first.name) return STATUS_OK;
  fprintf(stderr, "wvm: %s: nothing to run: there is no function _start. It exports:\n", r->file);
  list_exports(r->module);
  fputs("Call one with: wvm --invoke ", stderr);
  print_name(first.name, first.name_size);
  fprintf(stderr, " %s [ARG…]\n", r->file);
  return STATUS_USAGE;
}

/* ---- --invoke ---- */

static int wrong_arguments(const Run *r, const wvm_functype_t *type) {
  char text[256];
  type_print(type, text, sizeof text);
  fprintf(stderr, "wvm: %s: %s takes %zu argument%s, %zu given: %s %s\n", r->file, r->invoke, type->param_count,
          type->param_count == 1 ? "" : "s", r->arg_count, r->invoke, text);
  return STATUS_USAGE;
}

static int call_with(Run *r, wvm_func_t *f, const wvm_functype_t *type, wvm_val_t *args, wvm_val_t *results) {
  for (size_t i = 0; i < type->param_count; i++) {
    if (value_parse(r->args[i], &type->params[i], &args[i])) continue;
    char text[48];
    fprintf(stderr, "wvm: %s: argument %zu of %s: \"%s\" is no %s; expected %s\n", r->file, i + 1, r->invoke,
            r->args[i], type_text(&type->params[i], text), value_syntax(&type->params[i]));
    return STATUS_USAGE;
  }
  wvm_error_t *e = wvm_func_call(f, args, type->param_count, results, type->result_count);
  if (e) return run_end(r, r->file, e);
  for (size_t i = 0; i < type->result_count; i++) {
    value_print(&results[i]);
    if (results[i].kind == WVM_REF) wvm_ref_delete(results[i].of.ref);
  }
  return STATUS_OK;
}

static int invoke(Run *r) {
  wvm_extern_t x;
  if (!wvm_instance_export(r->instance, r->invoke, &x) || x.kind != WVM_EXTERN_FUNC) return no_export(r);
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

int run_call(Run *r) {
  if (r->invoke) return invoke(r);
  if (run_has_export(r->module, "_start")) return run_call_plain(r, r->file, r->instance, "_start");
  if (!r->emscripten || !wvm_module_has_emscripten_main(r->module)) return explain_invoke(r);
  return run_end(r, r->file, wvm_emscripten_main(r->emscripten, r->instance, r->arg_count + 1, r->argv));
}
