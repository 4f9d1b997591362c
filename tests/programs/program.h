/* What the programs here that embed wvm have in common: they say what is wrong, and end. */
#ifndef WVM_TESTS_PROGRAMS_PROGRAM_H
#define WVM_TESTS_PROGRAMS_PROGRAM_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wvm.h>

static void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
static void fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fflush(stdout);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
  exit(1);
}

static inline void check(wvm_error_t *e) {
  if (e) fail("%s", wvm_error_message(e));
}

/* Its bytes, and a zero behind them; the caller frees them. */
static inline void *read_file(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (!f || fseek(f, 0, SEEK_END) != 0) fail("%s: cannot be read", path);
  const long end = ftell(f);
  char *bytes = end < 0 ? NULL : malloc((size_t)end + 1);
  rewind(f);
  if (!bytes || fread(bytes, 1, (size_t)end, f) != (size_t)end) fail("%s: cannot be read", path);
  bytes[end] = 0;
  fclose(f);
  *size = (size_t)end;
  return bytes;
}

#endif
