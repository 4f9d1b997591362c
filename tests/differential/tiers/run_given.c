/* Modules of Binaryen's fuzzer: what they import, calls of their exports, what is left of the state.
 *
 *   log-*                       log
 *   call-export i, call-ref f   a nested call, with zeros; -catch: 1 if it ended by a trap or an exception, else 0
 *   table-get, table-set        of the exported table; nothing beyond its end
 *   throw i                     an exception of wasmtag, or of jstag for 0
 *   sleep _ i                   i
 */
#include <stdio.h>
#include <stdlib.h>

#include "host/api.h"
#include "tests/differential/tiers/run_impl.h"

enum { MOST_IMPORTS = 64, MOST_CALLS = 20 };

typedef struct Given {
  Run run;
  wvm_tag_t *wasm_tag, *js_tag;
  struct GivenImport {
    struct Given *given;
    char name[32];
    wvm_functype_t type;
  } imports[MOST_IMPORTS];
  uint32_t import_count;
  uint32_t calls; /* nested ones so far, of the call at hand */
} Given;

/* ---- calls ---- */

/* Of this type there are values to call it with. */
static bool is_callable(const Given *g, const wvm_functype_t *t) {
  if (t->param_count > MOST_VALUES || t->result_count > MOST_VALUES) return false;
  for (size_t k = 0; k < t->param_count + t->result_count; k++) {
    const wvm_valtype_t *v = k < t->param_count ? &t->params[k] : &t->results[k - t->param_count];
    const bool is_param = k < t->param_count;
    if (v->kind == WVM_V128 && g->run.o->for_js) return false;
    if (v->kind != WVM_REF) continue;
    if (is_param && !v->nullable) return false;
    if (v->heap == WVM_HEAP_EXN || v->heap == WVM_HEAP_NOEXN || v->heap == WVM_HEAP_CONT || v->heap == WVM_HEAP_NOCONT) return false;
  }
  return true;
}

static void drop(wvm_val_t *v, size_t count) {
  for (size_t k = 0; k < count; k++)
    if (v[k].kind == WVM_REF && v[k].of.ref) wvm_ref_delete(v[k].of.ref);
}

/* A nested call, with zeros. */
static wvm_error_t *call_zeros(Given *g, wvm_func_t *f) {
  wvm_functype_t type;
  wvm_val_t args[MOST_VALUES] = {0}, results[MOST_VALUES] = {0};
  wvm_error_delete(wvm_func_type(f, &type));
  if (!is_callable(g, &type) || g->run.nested >= MOST_NESTED || g->calls++ >= MOST_CALLS) return NULL;
  for (size_t k = 0; k < type.param_count; k++) args[k].kind = type.params[k].kind;
  g->run.nested++;
  wvm_error_t *e = wvm_func_call(f, args, type.param_count, results, type.result_count);
  g->run.nested--;
  if (!e) drop(results, type.result_count);
  return e;
}

/* The index-th export that is a function. */
static wvm_func_t *export_at(Given *g, uint32_t index) {
  uint32_t count = 0;
  wvm_func_t *found = NULL;
  if (!g->run.instance_count) return NULL;
  for (int pass = 0; pass < 2; pass++) {
    if (pass && !count) return NULL;
    const uint32_t wanted = pass ? index % count : UINT32_MAX;
    count = 0;
    for (size_t k = 0; k < wvm_instance_export_count(g->run.instances[0]); k++) {
      wvm_extern_t x;
      wvm_instance_export_at(g->run.instances[0], k, &x);
      if (x.kind == WVM_EXTERN_FUNC && count++ == wanted) found = x.of.func;
    }
  }
  return found;
}

/* ---- imports ---- */

static wvm_table_t *exported_table(Given *g) {
  wvm_extern_t x;
  return g->run.instance_count && wvm_instance_export(g->run.instances[0], "table", &x) && x.kind == WVM_EXTERN_TABLE ? x.of.table : NULL;
}

static uint64_t index_of(const wvm_val_t *v) { return v->kind == WVM_I64 ? (uint64_t)v->of.i64 : (uint32_t)v->of.i32; }

static wvm_error_t *throw(Given *g, const wvm_val_t *arg) {
  const wvm_val_t null = {.kind = WVM_REF};
  if (arg->of.i32 && g->wasm_tag) return wvm_exception_new(g->wasm_tag, arg, 1);
  return g->js_tag ? wvm_exception_new(g->js_tag, &null, 1) : wvm_error_new(WVM_ERROR_TRAP, "thrown");
}

static wvm_error_t *on_import(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller;
  const struct GivenImport *i = env;
  Given *g = i->given;
  Run *r = &g->run;
  const char *name = i->name;
  for (size_t k = 0; k < i->type.result_count; k++) results[k] = (wvm_val_t){.kind = i->type.results[k].kind};
  if (!strncmp(name, "log-", 4)) {
    if (r->logged++ >= MOST_LOGGED) return NULL;
    buf_put_str(r->log, "log");
    for (size_t k = 0; k < i->type.param_count; k++) run_put_val(r, &args[k]);
    buf_put_str(r->log, "\n");
  } else if (!strncmp(name, "call-", 5)) {
    wvm_func_t *f = !strncmp(name, "call-export", 11) ? export_at(g, (uint32_t)args[0].of.i32) : args[0].of.ref ? wvm_ref_func(args[0].of.ref) : NULL;
    wvm_error_t *e = f ? call_zeros(g, f) : NULL;
    if (!i->type.result_count) return e;
    results[0].of.i32 = e != NULL;
    wvm_error_delete(e);
  } else if (!strcmp(name, "table-get")) {
    wvm_table_t *t = exported_table(g);
    if (t && index_of(&args[0]) < wvm_table_size(t)) return wvm_table_get(t, index_of(&args[0]), &results[0].of.ref);
  } else if (!strcmp(name, "table-set")) {
    wvm_table_t *t = exported_table(g);
    if (t && index_of(&args[0]) < wvm_table_size(t)) return wvm_table_set(t, index_of(&args[0]), args[1].of.ref);
  } else if (!strcmp(name, "throw")) {
    return throw(g, args);
  } else if (!strcmp(name, "sleep")) {
    results[0] = args[1];
  }
  return NULL;
}

static wvm_error_t *make_global(Given *g, const wvm_externtype_t *type, wvm_global_t **out) {
  static int host_value;
  wvm_val_t zero = {.kind = type->value.kind};
  if (zero.kind == WVM_REF && type->value.heap == WVM_HEAP_EXTERN) {
    wvm_error_t *e = wvm_ref_new_extern(g->run.store, &host_value, NULL, &zero.of.ref);
    if (e) return e;
  }
  wvm_error_t *e = wvm_global_new(g->run.store, &type->value, type->mutable_, &zero, out);
  if (zero.kind == WVM_REF && zero.of.ref) wvm_ref_delete(zero.of.ref);
  return e;
}

static wvm_error_t *resolve(Given *g, const wvm_import_t *import, wvm_extern_t *out) {
  struct GivenImport *i = &g->imports[g->import_count++];
  wvm_store_t *store = g->run.store;
  i->given = g;
  snprintf(i->name, sizeof i->name, "%.*s", (int)MIN_OF(import->name_size, sizeof i->name - 1), import->name);
  out->kind = import->type.kind;
  switch (import->type.kind) {
  case WVM_EXTERN_FUNC:
    i->type = import->type.func;
    return wvm_func_new(store, &import->type.func, on_import, i, NULL, &out->of.func);
  case WVM_EXTERN_TABLE: return wvm_table_new(store, &import->type.limits, &import->type.value, NULL, &out->of.table);
  case WVM_EXTERN_MEMORY: return wvm_memory_new(store, &import->type.limits, &out->of.memory);
  case WVM_EXTERN_GLOBAL: return make_global(g, &import->type, &out->of.global);
  case WVM_EXTERN_TAG: {
    wvm_error_t *e = wvm_tag_new(store, &import->type.func, &out->of.tag);
    if (!e && !strcmp(i->name, "wasmtag")) g->wasm_tag = out->of.tag;
    if (!e && !strcmp(i->name, "jstag")) g->js_tag = out->of.tag;
    return e;
  }
  }
  return NULL;
}

static wvm_error_t *instantiate(Given *g) {
  wvm_extern_t imports[MOST_IMPORTS];
  Run *r = &g->run;
  const size_t count = wvm_module_import_count(r->module);
  if (count > MOST_IMPORTS) return wvm_error_new(WVM_ERROR_LIMIT, "too many imports");
  for (size_t k = 0; k < count; k++) {
    wvm_import_t import;
    wvm_module_import(r->module, k, &import);
    wvm_error_t *e = resolve(g, &import, &imports[k]);
    if (e) return e;
  }
  wvm_error_t *e = wvm_instance_new(r->store, r->module, imports, count, &r->instances[0]);
  if (!e) r->instance_count++;
  return e;
}

/* ---- what is left ---- */

static void put_inner_state(Run *r) {
  const Instance *i = instance_in(r->instances[0]);
  const Module *m = i->program->module;
  buf_put_str(r->log, "inner");
  for (uint32_t k = 0; k < m->memory_count; k++)
    buf_printf(r->log, " %llu:%08x", (unsigned long long)i->memories[k]->length / PAGE, run_hash(i->memories[k]->base, i->memories[k]->length / 32 * 32));
  for (uint32_t k = 0; k < m->table_count; k++) {
    uint32_t set = 0;
    for (uint64_t n = 0; n < i->tables[k]->length; n++) set = (set << 1 | set >> 31) ^ (i->tables[k]->elems[n] != REF_NULL);
    buf_printf(r->log, " t%llu:%x", (unsigned long long)i->tables[k]->length, set);
  }
  for (uint32_t k = 0; k < m->global_count; k++) {
    wvm_val_t v;
    if (wvm_global_get(global_out(i->globals[k]), &v)) continue;
    run_put_val(r, &v);
    drop(&v, 1);
  }
  buf_put_str(r->log, "\n");
}

static void call(Given *g, const char *name, wvm_func_t *f) {
  Run *r = &g->run;
  wvm_functype_t type;
  wvm_val_t args[MOST_VALUES], results[MOST_VALUES];
  wvm_error_delete(wvm_func_type(f, &type));
  if (!is_callable(g, &type)) return;
  buf_printf(r->log, "call A %s", name);
  for (size_t k = 0; k < type.param_count; k++) {
    args[k] = run_some_val(r, type.params[k].kind);
    run_put_val(r, &args[k]);
  }
  buf_put_str(r->log, "\n");
  r->logged = r->nested = g->calls = 0;
  if (r->o->fuel) wvm_error_delete(wvm_store_set_fuel(r->store, rng_below(&r->rng, 2) ? rng_below(&r->rng, 3000) : 10000000));
  wvm_error_t *e = wvm_func_call(f, args, type.param_count, results, type.result_count);
  if (!e) {
    buf_put_str(r->log, "=");
    for (size_t k = 0; k < type.result_count; k++) run_put_val(r, &results[k]);
    buf_put_str(r->log, "\n");
    drop(results, type.result_count);
  } else {
    run_put_end(r, e);
  }
  wvm_error_delete(e);
  if (r->o->fuel) buf_printf(r->log, "fuel %llu\n", (unsigned long long)wvm_store_fuel(r->store));
  run_put_state(r);
}

static void call_all(Given *g) {
  Run *r = &g->run;
  for (uint32_t round = 0; round < r->o->calls; round++)
    for (size_t k = 0; k < wvm_module_export_count(r->module); k++) {
      wvm_export_t export;
      char name[100];
      wvm_extern_t x;
      wvm_module_export(r->module, k, &export);
      snprintf(name, sizeof name, "%.*s", (int)MIN_OF(export.name_size, sizeof name - 1), export.name);
      if (export.type.kind != WVM_EXTERN_FUNC || !wvm_instance_export(r->instances[0], name, &x)) continue;
      call(g, name, x.of.func);
    }
  put_inner_state(r);
}

bool run_given(wvm_engine_t *engine, const void *bytes, size_t size, const RunOptions *o, Buf *log, RunCounts *counts) {
  Given *g = calloc(1, sizeof *g);
  if (!g) exit(2);
  Run *r = &g->run;
  *r = (Run){.o = o, .log = log, .rng = {o->seed}};
  bool ok = !run_fail(r, wvm_module_new(engine, bytes, size, &r->module)) && !run_fail(r, wvm_store_new(engine, &r->store));
  ok = ok && !run_fail(r, instantiate(g));
  if (ok) call_all(g);
  run_count(r, counts);
  wvm_store_delete(r->store);
  wvm_module_delete(r->module);
  free(g);
  return ok;
}
