/* Messages: what is wrong, in which file, where. */
#include <stdio.h>
#include <string.h>

#include "tools/cli.h"
#include "tools/watch.h"

enum { FRAMES_SHOWN = 64 };

void print_safe_sized(FILE *to, const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)text[i];
    bool c1 = c == 0xc2 && i + 1 < size && (unsigned char)text[i + 1] < 0xa0;
    if (c < 32 || c == 127 || c1) fprintf(to, "\\x%02x", c);
    else fputc(c, to);
    if (c1) fprintf(to, "\\x%02x", (unsigned char)text[++i]);
  }
}

void print_safe(FILE *to, const char *text) { print_safe_sized(to, text, strlen(text)); }

/* "wvm: a.wat:3:7: …", as editors read it; an offset stands in the message itself. */
int report_error(const char *file, wvm_error_t *e) {
  uint32_t line, column;
  fprintf(stderr, "wvm: %s:", file);
  if (wvm_error_line(e, &line, &column)) fprintf(stderr, "%u:%u:", line, column);
  fputc(' ', stderr);
  print_safe(stderr, wvm_error_message(e));
  fputc('\n', stderr);
  int status = wvm_error_kind(e) == WVM_ERROR_USAGE ? STATUS_USAGE : STATUS_ERROR;
  wvm_error_delete(e);
  return status;
}

/* "   0: module!function (function 3, offset 0x4a)" */
static void print_frame(size_t i, const wvm_frame_t *f) {
  fprintf(stderr, "  %2zu: ", i);
  if (f->module) {
    print_safe(stderr, f->module);
    fputc('!', stderr);
  }
  if (f->func) print_safe(stderr, f->func);
  else fputs("?", stderr);
  if (f->host) fputs(" (host)\n", stderr);
  else fprintf(stderr, " (function %u, offset 0x%x)\n", f->func_index, f->offset);
}

static void print_frames(const wvm_error_t *e) {
  const wvm_frame_t *frames;
  size_t depth, count = wvm_error_frames(e, &frames, &depth);
  size_t shown = count < FRAMES_SHOWN ? count : FRAMES_SHOWN;
  for (size_t i = 0; i < shown; i++) print_frame(i, &frames[i]);
  if (depth > shown) fprintf(stderr, "      … and %zu more\n", depth - shown);
}

static void print_reason(const char *file, const wvm_error_t *e, bool by_signal) {
  const char *kind = by_signal ? "" : wvm_error_kind(e) == WVM_ERROR_TRAP ? "trap: " : "exception: ";
  fprintf(stderr, "wvm: %s: %s", file, kind);
  print_safe(stderr, wvm_error_message(e));
  const bool by_timeout = !by_signal && wvm_error_trap(e) == WVM_TRAP_INTERRUPTED;
  fputs(by_signal ? " (Ctrl-C)\n" : by_timeout ? " (--timeout)\n" : "\n", stderr);
}

int report_run(const char *file, wvm_error_t *e) {
  int status;
  fflush(stdout); /* results come before the message */
  switch (wvm_error_kind(e)) {
  case WVM_ERROR_EXIT: status = wvm_error_exit_status(e) & 0xff; break;
  case WVM_ERROR_TRAP:
  case WVM_ERROR_EXCEPTION:
    status = wvm_error_trap(e) == WVM_TRAP_INTERRUPTED && watch_interrupted() ? STATUS_INTERRUPTED : STATUS_TRAP;
    print_reason(file, e, status == STATUS_INTERRUPTED);
    print_frames(e);
    break;
  default: return report_error(file, e);
  }
  wvm_error_delete(e);
  return status;
}

static bool ends_in(const char *name, const char *ending) {
  const size_t a = strlen(name), b = strlen(ending);
  return a >= b && !strcmp(name + a - b, ending);
}

/* What a file that is no module may be instead. */
static void hint_at_kind(const File *f) {
  static const uint8_t component[8] = {0, 'a', 's', 'm', 0x0d, 0, 1, 0};
  if (f->size >= sizeof component && !memcmp(f->bytes, component, sizeof component))
    fprintf(stderr, "wvm: %s: it is a component; wvm runs core modules\n", f->name);
  else if (ends_in(f->name, ".wast")) fprintf(stderr, "wvm: %s: a test script? wvm wast runs it\n", f->name);
}

bool file_module(wvm_engine_t *engine, const File *f, wvm_module_t **out) {
  if (f->size == 0) {
    fprintf(stderr, "wvm: %s: the file is empty: not a module\n", f->name);
    return false;
  }
  wvm_error_t *e = file_is_text(f) ? wvm_module_new_text(engine, (const char *)f->bytes, f->size, out)
                                   : wvm_module_new(engine, f->bytes, f->size, out);
  if (!e) return true;
  report_error(f->name, e);
  hint_at_kind(f);
  return false;
}
