/* Binding imports: a module's import says by its module's name and its type which of the interfaces it wants. */
#include <stdio.h>

#include "host/wasi/wasi.h"

typedef struct WasiName {
  const char *text;
  uint8_t modules; /* the WasiModules whose functions it has */
} WasiName;
static const WasiName wasi_names[] = {
    {"wasi_snapshot_preview1", WASI_SNAPSHOT}, {"wasi_unstable", WASI_UNSTABLE}, {"wasi", WASI_THREADS}};

static bool is_name(const char *text, const char *name, size_t size) {
  return strlen(text) == size && !memcmp(text, name, size);
}

/* The interface of this module's name; NULL: none of ours. */
static const WasiName *find_name(const wvm_import_t *import) {
  for (size_t i = 0; i < COUNT_OF(wasi_names); i++)
    if (is_name(wasi_names[i].text, import->module, import->module_size)) return &wasi_names[i];
  return NULL;
}

static int find_row(const WasiName *name, const wvm_import_t *import) {
  for (int i = 0; i < WASI_FUNC_COUNT; i++)
    if (wasi_rows[i].modules & name->modules && is_name(wasi_rows[i].name, import->name, import->name_size)) return i;
  return -1;
}

/* A parameter as wide as the memory's addresses. */
static bool is_address(char letter) {
  return letter == 'p' || letter == 'n' || letter == 'F' || letter == 'N' || letter == 'T';
}

enum { MOST_PARAMS = 16 };

static size_t params_of(const WasiRow *row, bool wide, wvm_valtype_t out[MOST_PARAMS]) {
  static const wvm_valtype_t i32 = {.kind = WVM_I32}, i64 = {.kind = WVM_I64};
  size_t count = 0;
  for (const char *p = row->params; *p; p++) {
    const wvm_valtype_t address = wide ? i64 : i32;
    if (*p == 's') out[count++] = address, out[count++] = address;
    else out[count++] = *p == 'l' ? i64 : is_address(*p) ? address : i32;
  }
  return count;
}

/* The import's parameters are the row's with 64-bit addresses. Functions without any are the same in both. */
static bool is_wide(const wvm_import_t *import, const WasiRow *row) {
  if (import->type.kind != WVM_EXTERN_FUNC) return false;
  const wvm_functype_t *type = &import->type.func;
  wvm_valtype_t params[MOST_PARAMS];
  const size_t count = params_of(row, true, params);
  bool same = type->param_count == count;
  for (size_t i = 0; same && i < count; i++) same = type->params[i].kind == params[i].kind;
  return same;
}

static wvm_error_t *define_row(wvm_linker_t *l, wvm_wasi_t *w, const WasiName *name, int func, bool wide) {
  static const wvm_valtype_t i32 = {.kind = WVM_I32};
  const WasiRow *row = &wasi_rows[func];
  wvm_valtype_t params[MOST_PARAMS];
  const wvm_functype_t type = {params_of(row, wide, params), func == WASI_FUNC_proc_exit ? 0 : 1, params, &i32};
  wvm_extern_t value = {.kind = WVM_EXTERN_FUNC};
  WasiBinding *binding = &w->bindings[wide][name->modules == WASI_UNSTABLE][func];
  wvm_error_t *e = wvm_func_new_raw(wvm_linker_store(l), &type, wasi_dispatch, binding, NULL, &value.of.func);
  return e ? e : wvm_linker_define(l, name->text, strlen(name->text), row->name, strlen(row->name), &value);
}

/* All of an interface, so that the linker can name the nearest to what there is not. */
static wvm_error_t *define_all(wvm_linker_t *l, wvm_wasi_t *w, const WasiName *name) {
  wvm_error_t *e = NULL;
  for (int i = 0; !e && i < WASI_FUNC_COUNT; i++)
    if (wasi_rows[i].modules & name->modules & WASI_BOTH) e = define_row(l, w, name, i, false);
  return e;
}

wvm_error_t *wasi_define(wvm_linker_t *l, wvm_wasi_t *w, const wvm_module_t *m, WasiMember *member) {
  wvm_error_t *e = NULL;
  bool any = false, spawns = false, wide_spawn = false;
  const size_t count = wvm_module_import_count(m);
  for (size_t i = 0; !e && i < count; i++) {
    wvm_import_t import;
    wvm_module_import(m, i, &import);
    const WasiName *name = find_name(&import);
    if (!name) continue;
    any = true;
    const int row = find_row(name, &import);
    const bool wide = row >= 0 && is_wide(&import, &wasi_rows[row]);
    if (row == WASI_FUNC_thread_spawn) spawns = true, wide_spawn = wide;
    else if (row < 0) e = define_all(l, w, name);
    else e = define_row(l, w, name, row, wide);
  }
  if (e || !any) return e;
  if (spawns) return wasi_define_threads(l, w, m, wide_spawn, member);
  return member ? NULL : wasi_define_memories(l, m);
}

wvm_error_t *wvm_linker_define_wasi(wvm_linker_t *l, wvm_wasi_t *w, const wvm_module_t *m) {
  if (!l || !w || !m) return wvm_error_new(WVM_ERROR_USAGE, "bad argument: NULL");
  return wasi_define(l, w, m, NULL);
}
