/* --trace=host: "wasi: path_open(fd 3, 1, "in.txt", 0, 2, 0, 0, 0x1010) = SUCCESS, fd 4". Strings are shown as far as
 * they are printable; results are read back from where they were put. */
#include <stdarg.h>
#include <stdio.h>

#include "host/wasi/wasi.h"

static void add(WasiTrace *t, const char *format, ...) PRINTF_LIKE(2, 3);
static void add(WasiTrace *t, const char *format, ...) {
  va_list args;
  va_start(args, format);
  const int n = vsnprintf(t->text + t->size, sizeof t->text - t->size, format, args);
  va_end(args);
  if (n > 0) t->size = MIN_OF(t->size + (size_t)n, sizeof t->text - 1);
}

static void add_string(WasiTrace *t, const WasiCall *c, wvm_raw_t ptr, wvm_raw_t size) {
  enum { SHOWN = 64 };
  uint8_t text[SHOWN + 1];
  const size_t n = size.bits < SHOWN ? size.bits : SHOWN;
  const uint8_t *at = wasi_at(c, ptr.bits, n);
  if (!at) {
    add(t, "0x%llx, %llu", (unsigned long long)ptr.bits, (unsigned long long)size.bits);
    return;
  }
  wasi_get(text, at, n);
  for (size_t i = 0; i < n; i++)
    if (text[i] < 32 || text[i] > 126 || text[i] == '"') text[i] = '.';
  text[n] = 0;
  add(t, "\"%s\"%s", (const char *)text, size.bits > SHOWN ? "…" : "");
}

void wasi_trace_begin(WasiTrace *t, const WasiCall *c, const WasiRow *row, const wvm_raw_t *a) {
  t->size = 0;
  add(t, "wasi: %s(", row->name);
  for (const char *p = row->params; *p; p++, a++) {
    if (p != row->params) add(t, ", ");
    switch (*p) {
    case 'f': add(t, "fd %u", a->u32); break;
    case 'i': add(t, "%d", a->i32); break;
    case 'l': add(t, "%lld", (long long)a->i64); break;
    case 'n': add(t, "%llu", (unsigned long long)a->bits); break;
    case 's': add_string(t, c, a[0], a[1]), a++; break;
    default: add(t, "0x%llx", (unsigned long long)a->bits); break;
    }
  }
}

void wasi_trace_end(WasiTrace *t, const WasiCall *c, const WasiRow *row, const wvm_raw_t *a, WasiErrno result) {
  if (c->thread) add(t, ") = thread %u", c->thread);
  else add(t, ") = %s", c->end ? "exit" : wasi_errno_name(result));
  for (const char *p = row->params; !c->end && !result && *p; a += *p++ == 's' ? 2 : 1) {
    if (*p != 'F' && *p != 'N' && *p != 'T') continue;
    uint64_t value = 0;
    const size_t size = *p == 'F' ? 4 : *p == 'N' ? wasi_size_bytes(c) : 8;
    const uint8_t *at = wasi_at(c, a->bits, size);
    if (at) wasi_get(&value, at, size);
    if (at) add(t, *p == 'F' ? ", fd %llu" : ", %llu", (unsigned long long)value);
  }
  fprintf(stderr, "%s\n", t->text);
}
