/* WASI preview 1: errors, and the one callback through which all calls come. */
#include "host/wasi/wasi.h"

#include <errno.h>
#include <stdio.h>

#define WASI_MODULE "wasi_snapshot_preview1"

typedef WasiErrno (*WasiHandler)(WasiCall *c, const wvm_raw_t *a);

static WasiErrno wasi_nosys(WasiCall *c, const wvm_raw_t *a) {
  (void)c, (void)a;
  return WASI_NOSYS;
}

typedef struct WasiRow {
  const char *name, *params;
  WasiHandler handler;
} WasiRow;

#define WASI_STATUS_DONE(name)  wasi_##name
#define WASI_STATUS_NOSYS(name) wasi_nosys
static const WasiRow wasi_rows[WASI_FUNC_COUNT] = {
#define WASI(name, params, status, summary) {#name, params, WASI_STATUS_##status(name)},
#include "host/wasi/wasi.def"
#undef WASI
};

/* ---- errors ---- */

WasiErrno wasi_from_errno(int host) {
  switch (host) {
  case 0: return WASI_SUCCESS;
  case ELOOP: return WASI_LOOP;
#if EOPNOTSUPP != ENOTSUP
  case EOPNOTSUPP: return WASI_NOTSUP;
#endif
#if EWOULDBLOCK != EAGAIN
  case EWOULDBLOCK: return WASI_AGAIN;
#endif
  default: break;
  }
  static const int numbers[WASI_ERRNO_COUNT] = {
#define ERRNO(id, number) number,
#include "host/wasi/errno.def"
#undef ERRNO
  };
  for (int i = 1; i < WASI_ERRNO_COUNT; i++)
    if (numbers[i] == host) return (WasiErrno)i;
  return WASI_IO;
}

const char *wasi_errno_name(WasiErrno e) {
  static const char *const names[WASI_ERRNO_COUNT] = {
#define ERRNO(id, number) #id,
#include "host/wasi/errno.def"
#undef ERRNO
  };
  return (unsigned)e < WASI_ERRNO_COUNT ? names[e] : "?";
}

/* ---- dispatch ---- */

/* "wasi: fd_write(fd 1, 0x1000, 2, 0x1010) = SUCCESS"; strings are shown as far as they are printable. */
static void trace_call(const WasiCall *c, const WasiRow *row, const wvm_raw_t *a, WasiErrno result) {
  char line[640];
  size_t n = (size_t)snprintf(line, sizeof line, "wasi: %s(", row->name);
  for (const char *p = row->params; *p && n < sizeof line - 120; p++, a++) {
    size_t room = sizeof line - n;
    const char *comma = p == row->params ? "" : ", ";
    int put = 0;
    switch (*p) {
    case 'f': put = snprintf(line + n, room, "%sfd %u", comma, a->u32); break;
    case 'p': put = snprintf(line + n, room, "%s0x%x", comma, a->u32); break;
    case 'l': put = snprintf(line + n, room, "%s%lld", comma, (long long)a->i64); break;
    case 's': {
      char text[65];
      uint32_t size = a[1].u32 < 64 ? a[1].u32 : 64;
      const uint8_t *at = wasi_at(c, a[0].u32, size);
      for (uint32_t i = 0; at && i < size; i++)
        text[i] = (char)(at[i] >= 32 && at[i] < 127 && at[i] != '"' ? at[i] : '.');
      text[at ? size : 0] = 0;
      put = snprintf(line + n, room, "%s\"%s\"%s", comma, text, a[1].u32 > 64 ? "…" : "");
      a++;
      break;
    }
    default: put = snprintf(line + n, room, "%s%d", comma, a->i32); break;
    }
    n += (size_t)put;
  }
  fprintf(stderr, "%s) = %s\n", line, c->exit ? "exit" : wasi_errno_name(result));
}

static wvm_error_t *wasi_dispatch(void *env, wvm_caller_t *caller, wvm_raw_t *slots) {
  const WasiBinding *binding = env;
  const WasiRow *row = &wasi_rows[binding->func];
  WasiCall c = {.wasi = binding->wasi, .store = wvm_caller_store(caller)};
  wvm_memory_t *memory = wvm_caller_memory(caller);
  if (memory) {
    c.base = wvm_memory_data(memory);
    c.size = wvm_memory_size(memory);
    wvm_limits_t limits;
    wvm_memory_type(memory, &limits);
    if (limits.is64)
      return wvm_error_new(WVM_ERROR_TRAP, "a WASI function was called with a 64-bit memory: 32-bit memories only");
  }
  WasiErrno result = row->handler(&c, slots);
  if (c.wasi->trace) trace_call(&c, row, slots, result);
  if (c.exit) return wvm_error_new_exit(c.exit_status);
  if (binding->func != WASI_FUNC_proc_exit) slots[0].bits = (uint64_t)result;
  return NULL;
}

/* ---- linking ---- */

static wvm_error_t *define_row(wvm_linker_t *l, wvm_wasi_t *w, WasiFunc func) {
  static const wvm_valtype_t i32 = {.kind = WVM_I32}, i64 = {.kind = WVM_I64};
  const WasiRow *row = &wasi_rows[func];
  wvm_valtype_t params[16];
  size_t count = 0;
  for (const char *p = row->params; *p; p++) {
    params[count++] = *p == 'l' ? i64 : i32;
    if (*p == 's') params[count++] = i32;
  }
  wvm_functype_t type = {count, func == WASI_FUNC_proc_exit ? 0 : 1, params, &i32};
  wvm_extern_t value = {.kind = WVM_EXTERN_FUNC};
  wvm_error_t *e =
      wvm_func_new_raw(wvm_linker_store(l), &type, wasi_dispatch, &w->bindings[func], NULL, &value.of.func);
  if (!e) e = wvm_linker_define(l, WASI_MODULE, sizeof WASI_MODULE - 1, row->name, strlen(row->name), &value);
  return e;
}

static bool is_wasi(const wvm_import_t *import) {
  return import->module_size == sizeof WASI_MODULE - 1 && !memcmp(import->module, WASI_MODULE, sizeof WASI_MODULE - 1);
}

static int find_row(const wvm_import_t *import) {
  for (int i = 0; i < WASI_FUNC_COUNT; i++)
    if (strlen(wasi_rows[i].name) == import->name_size && !memcmp(wasi_rows[i].name, import->name, import->name_size))
      return i;
  return -1;
}

/* Whether the import has i64 where preview 1 has an address: a module built for 64-bit memories. */
static bool has_wide_addresses(const wvm_import_t *import, const WasiRow *row) {
  if (import->type.kind != WVM_EXTERN_FUNC) return false;
  size_t i = 0;
  for (const char *p = row->params; *p && i < import->type.func.param_count; p++, i++)
    if ((*p == 'p' || *p == 's') && import->type.func.params[i].kind == WVM_I64) return true;
    else if (*p == 's') i++;
  return false;
}

wvm_error_t *wvm_linker_define_wasi(wvm_linker_t *l, wvm_wasi_t *w, const wvm_module_t *m) {
  bool wanted[WASI_FUNC_COUNT] = {false}, all = false;
  size_t count = wvm_module_import_count(m);
  for (size_t i = 0; i < count; i++) {
    wvm_import_t import;
    wvm_module_import(m, i, &import);
    if (!is_wasi(&import)) continue;
    int row = find_row(&import);
    if (row < 0) {
      all = true; /* so that the linker can name the nearest */
      continue;
    }
    if (has_wide_addresses(&import, &wasi_rows[row])) {
      char message[160];
      snprintf(message, sizeof message, "import %s.%s has 64-bit addresses: WASI serves 32-bit memories only",
               WASI_MODULE, wasi_rows[row].name);
      return wvm_error_new(WVM_ERROR_UNLINKABLE, message);
    }
    wanted[row] = true;
  }
  for (int i = 0; i < WASI_FUNC_COUNT; i++) {
    if (!all && !wanted[i]) continue;
    wvm_error_t *e = define_row(l, w, (WasiFunc)i);
    if (e) return e;
  }
  return NULL;
}
