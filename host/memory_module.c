/* The host module wvm_memory: a guest maps files that it has been given. Its memory alone is touched: vm/mapping.h checks every
 * range. Files come from WASI's table of descriptors, with the rights that they have there; what is written is the
 * guest's own. */
#include "host/api.h"
#include "host/wasi/wasi.h"
#include "vm/mapping.h"

typedef enum MemoryFunc {
#define MEMORY_FUNC(id, params, result) MEMORY_FUNC_##id,
#include "host/memory.def"
#undef MEMORY_FUNC
  MEMORY_FUNC_COUNT
} MemoryFunc;

static const struct {
  const char *name, *params;
  char result;
} rows[] = {
#define MEMORY_FUNC(id, params, result) {#id, params, result},
#include "host/memory.def"
#undef MEMORY_FUNC
};

static const char module_name[] = "wvm_memory";

/* ---- the functions ---- */

static WasiErrno errno_of(MappingResult r) {
  static const WasiErrno answers[MAPPING_COUNT] = {
      [MAPPED] = WASI_SUCCESS,           [MAPPING_UNALIGNED] = WASI_INVAL, [MAPPING_OUTSIDE] = WASI_FAULT,
      [MAPPING_OVERLAP] = WASI_EXIST,    [MAPPING_SHORT] = WASI_NXIO,      [MAPPING_NO_FILE] = WASI_NODEV,
      [MAPPING_DENIED] = WASI_ACCES,     [MAPPING_FOREIGN] = WASI_NOTSUP,  [MAPPING_UNWATCHED] = WASI_NOTSUP,
      [MAPPING_MANY] = WASI_MFILE,       [MAPPING_READ] = WASI_IO,         [MAPPING_NO_MEMORY] = WASI_NOMEM};
  return answers[r];
}

static WasiErrno map_file(wvm_wasi_t *w, Memory *m, const wvm_raw_t *a) {
  WasiFd fd;
  if (!w) return WASI_BADF;
  WasiErrno e = wasi_fd_take(w, a[0].u32, RIGHT_FD_READ | RIGHT_FD_SEEK, &fd);
  if (e) return e;
  if (fd.file->type != FILETYPE_REGULAR) e = WASI_NODEV;
  else e = errno_of(memory_map_file(m, a[3].bits, &(MapSource){.fd = fd.file->host, .offset = a[1].bits}, a[2].bits));
  wasi_file_release(fd.file);
  return e;
}

static wvm_error_t *call(MemoryFunc f, wvm_wasi_t *w, wvm_caller_t *caller, wvm_raw_t *slots) {
  wvm_memory_t *memory = wvm_caller_memory(caller);
  if (!memory) return wvm_error_new(WVM_ERROR_USAGE, "wvm_memory: the module has no memory");
  Memory *m = memory_in(memory);
  switch (f) {
  case MEMORY_FUNC_map_file: slots[0].bits = map_file(w, m, slots); break;
  case MEMORY_FUNC_unmap: slots[0].bits = errno_of(memory_unmap(m, slots[0].bits, slots[1].bits)); break;
  case MEMORY_FUNC_discard: slots[0].bits = errno_of(memory_zero(m, slots[0].bits, slots[1].bits)); break;
  default: slots[0].bits = wvm_page_size(); break;
  }
  return NULL;
}

#define MEMORY_FUNC(id, params, result)                                                                                \
  static wvm_error_t *call_##id(void *env, wvm_caller_t *caller, wvm_raw_t *slots) {                                     \
    return call(MEMORY_FUNC_##id, env, caller, slots);                                                                 \
  }
#include "host/memory.def"
#undef MEMORY_FUNC

static const wvm_raw_callback_t callbacks[] = {
#define MEMORY_FUNC(id, params, result) call_##id,
#include "host/memory.def"
#undef MEMORY_FUNC
};

/* ---- linking ---- */

enum { MOST_PARAMS = 4 };

static bool is_name(const char *text, const char *name, size_t size) { return strlen(text) == size && !memcmp(text, name, size); }

/* The import has an address or result of 64 bits: it is meant for a memory of such. */
static bool is_wide(const wvm_functype_t *t, MemoryFunc f) {
  const size_t count = strlen(rows[f].params);
  if (!count) return t->result_count == 1 && t->results[0].kind == WVM_I64;
  return t->param_count == count && t->params[count - 1].kind == WVM_I64;
}

static wvm_error_t *define(wvm_linker_t *l, wvm_wasi_t *w, MemoryFunc f, bool wide) {
  const wvm_valtype_t address = {.kind = wide ? WVM_I64 : WVM_I32};
  wvm_valtype_t params[MOST_PARAMS], result = rows[f].result == 'p' ? address : (wvm_valtype_t){.kind = WVM_I32};
  wvm_functype_t type = {.params = params, .results = &result, .result_count = 1};
  for (const char *p = rows[f].params; *p; p++)
    params[type.param_count++] = *p == 'p' ? address : (wvm_valtype_t){.kind = *p == 'l' ? WVM_I64 : WVM_I32};
  wvm_extern_t x = {.kind = WVM_EXTERN_FUNC};
  wvm_error_t *e = wvm_func_new_raw(wvm_linker_store(l), &type, callbacks[f], w, NULL, &x.of.func);
  return e ? e : wvm_linker_define(l, module_name, strlen(module_name), rows[f].name, strlen(rows[f].name), &x);
}

wvm_error_t *wvm_linker_define_memory(wvm_linker_t *l, wvm_wasi_t *w, const wvm_module_t *m) {
  if (!l || !m) return error_null();
  wvm_error_t *e = NULL;
  const size_t count = wvm_module_import_count(m);
  for (size_t i = 0; !e && i < count; i++) {
    wvm_import_t import;
    wvm_module_import(m, i, &import);
    if (!is_name(module_name, import.module, import.module_size) || import.type.kind != WVM_EXTERN_FUNC) continue;
    for (int f = 0; !e && f < MEMORY_FUNC_COUNT; f++)
      if (is_name(rows[f].name, import.name, import.name_size)) e = define(l, w, (MemoryFunc)f, is_wide(&import.type.func, (MemoryFunc)f));
  }
  return e;
}
