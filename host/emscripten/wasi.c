/* What Emscripten's modules have to do with WASI: functions whose i64 parameters were legalized for JavaScript (two i32
 * each, the lower half first), and the streams that the console writes to. */
#include "host/wasi/wasi.h"

#include <errno.h>
#include <unistd.h>

#include "host/emscripten/emscripten.h"

static const char snapshot[] = "wasi_snapshot_preview1";
enum { MOST_PARAMS = 16 };

/* The row's parameters in that form; false: it has no i64, so that both forms are one. */
static bool legal_params(const WasiRow *row, wvm_valtype_t out[MOST_PARAMS], size_t *count) {
  bool any = false;
  *count = 0;
  for (const char *p = row->params; *p; p++) {
    for (int n = *p == 'l' || *p == 's' ? 2 : 1; n > 0; n--) out[(*count)++] = (wvm_valtype_t){.kind = WVM_I32};
    any |= *p == 'l';
  }
  return any;
}

static bool is_legal(const wvm_import_t *import, const WasiRow *row) {
  wvm_valtype_t params[MOST_PARAMS];
  size_t count;
  if (strlen(row->name) != import->name_size || memcmp(row->name, import->name, import->name_size) != 0) return false;
  if (!legal_params(row, params, &count) || import->type.func.param_count != count) return false;
  for (size_t i = 0; i < count; i++)
    if (import->type.func.params[i].kind != WVM_I32) return false;
  return true;
}

/* env: the binding of the usual form. */
static wvm_error_t *call_legal(void *env, wvm_caller_t *caller, wvm_raw_t *slots) {
  WasiBinding *b = env;
  wvm_raw_t joined[MOST_PARAMS];
  size_t from = 0, to = 0;
  for (const char *p = wasi_rows[b->func].params; *p; p++) {
    joined[to] = slots[from++];
    if (*p == 'l') joined[to].bits |= (uint64_t)slots[from++].u32 << 32;
    to++;
    if (*p == 's') joined[to++] = slots[from++];
  }
  wvm_error_t *e = wasi_dispatch(b, caller, joined);
  slots[0] = joined[0];
  return e;
}

wvm_error_t *em_define_legal_wasi(wvm_linker_t *l, wvm_wasi_t *w, const wvm_import_t *import) {
  if (import->module_size != sizeof snapshot - 1 || memcmp(import->module, snapshot, sizeof snapshot - 1) != 0)
    return NULL;
  for (int i = 0; i < WASI_FUNC_COUNT; i++) {
    const WasiRow *row = &wasi_rows[i];
    if (!(row->modules & WASI_SNAPSHOT) || !is_legal(import, row)) continue;
    wvm_extern_t x = {.kind = WVM_EXTERN_FUNC};
    wvm_error_t *e =
        wvm_func_new_raw(wvm_linker_store(l), &import->type.func, call_legal, &w->bindings[0][0][i], NULL, &x.of.func);
    return e ? e : wvm_linker_define(l, snapshot, sizeof snapshot - 1, row->name, strlen(row->name), &x);
  }
  return NULL;
}

/* ---- console ---- */

static void write_all(int host, const char *text, size_t size) {
  while (size > 0) {
    const ssize_t n = write(host, text, size);
    if (n < 0 && errno != EINTR) return; /* JavaScript's console has no errors */
    if (n > 0) text += n, size -= (size_t)n;
  }
}

void em_write(const EmCall *c, uint32_t stream, const char *text, size_t size) {
  if (!c->em->wasi) {
    write_all((int)stream, text, size);
    return;
  }
  WasiCall call = {.wasi = c->em->wasi, .store = c->store};
  WasiFd f;
  if (wasi_fd_get(&call, stream, RIGHT_FD_WRITE, &f) == WASI_SUCCESS) write_all(f.file->host, text, size);
  wasi_call_release(&call);
}
