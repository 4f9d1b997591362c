/* wvm validate, wat2wasm, wasm2wat. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cli.h"

/* ---- validate ---- */

static int validate_file(wvm_engine_t *engine, const Options *o, const char *path) {
  File f;
  wvm_module_t *m;
  if (!file_read(path, &f)) return STATUS_ERROR;
  int status = STATUS_ERROR;
  if (file_module(engine, &f, &m)) {
    status = STATUS_OK;
    printf("%s: valid\n", f.name);
    if (o->given[OPTION_STATS]) {
      wvm_module_stats_t s;
      wvm_module_stats(m, &s);
      fprintf(stderr, "%s: %llu bytes, %llu functions; decoded in %.3f ms, validated in %.3f ms\n", f.name,
              (unsigned long long)s.bytes, (unsigned long long)s.functions, (double)s.decode_ns / 1e6,
              (double)s.validate_ns / 1e6);
    }
    wvm_module_delete(m);
  }
  file_free(&f);
  return status;
}

int cmd_validate(int argc, char **argv, int first) {
  Options o = {0};
  wvm_engine_t *engine;
  int status = STATUS_USAGE, at = options_parse(&o, "wvm validate", argc, argv, first);
  if (at >= argc) fputs("usage: wvm validate [--features=LIST] [--stats] FILE…\n", stderr);
  else if (at >= 0 && options_engine(&o, &engine, &status)) {
    status = STATUS_OK;
    for (; at < argc; at++)
      if (validate_file(engine, &o, argv[at]) != STATUS_OK) status = STATUS_ERROR;
    wvm_engine_delete(engine);
  }
  options_free(&o);
  return status;
}

/* ---- conversions ---- */

typedef struct Conversion {
  const char *command, *usage;
  wvm_error_t *(*run)(wvm_engine_t *engine, const Options *o, const File *f, uint8_t **out, size_t *size);
} Conversion;

static wvm_error_t *to_binary(wvm_engine_t *engine, const Options *o, const File *f, uint8_t **out, size_t *size) {
  (void)o;
  return wvm_text_to_binary(engine, (const char *)f->bytes, f->size, out, size);
}

static wvm_error_t *to_text(wvm_engine_t *engine, const Options *o, const File *f, uint8_t **out, size_t *size) {
  return wvm_binary_to_text(engine, f->bytes, f->size, o->given[OPTION_FOLD] ? WVM_PRINT_FOLDED : WVM_PRINT_FLAT, out,
                            size);
}

/* "dir/a.wat" → "dir/a.wasm"; standard input → standard output. Owned by the caller; NULL: no memory. */
static char *binary_name(const char *path) {
  if (!strcmp(path, "-")) return strdup("-");
  size_t size = strlen(path);
  if (size > 4 && !strcmp(path + size - 4, ".wat")) size -= 4;
  char *name = malloc(size + sizeof ".wasm");
  if (!name) return NULL;
  memcpy(name, path, size);
  memcpy(name + size, ".wasm", sizeof ".wasm");
  return name;
}

static int convert_file(const Conversion *c, wvm_engine_t *engine, const Options *o, const char *path,
                        const char *output) {
  File f;
  uint8_t *bytes;
  size_t size;
  if (!file_read(path, &f)) return STATUS_ERROR;
  wvm_error_t *e = c->run(engine, o, &f, &bytes, &size);
  int status = STATUS_OK;
  if (e) status = report_error(f.name, e);
  else {
    if (!file_write(output, bytes, size)) status = STATUS_ERROR;
    wvm_bytes_delete(bytes, size);
  }
  file_free(&f);
  return status;
}

static int convert(const Conversion *c, bool binary, int argc, char **argv, int first) {
  Options o = {0};
  wvm_engine_t *engine;
  int status = STATUS_USAGE, at = options_parse(&o, c->command, argc, argv, first);
  const char *path = at >= 0 && at < argc ? argv[at] : NULL;
  if (path && at + 1 < argc) { /* options may also follow the file */
    int end = options_parse(&o, c->command, argc, argv, at + 1);
    if (end < argc) path = NULL;
    if (end < 0) at = -1;
  }
  if (!path && at >= 0) fprintf(stderr, "usage: %s\n", c->usage);
  else if (path && options_engine(&o, &engine, &status)) {
    char *name = o.output || !binary ? NULL : binary_name(path);
    const char *output = o.output ? o.output : binary ? name : "-";
    status = output ? convert_file(c, engine, &o, path, output) : STATUS_ERROR;
    free(name);
    wvm_engine_delete(engine);
  }
  options_free(&o);
  return status;
}

int cmd_wat2wasm(int argc, char **argv, int first) {
  static const Conversion c = {"wvm wat2wasm", "wvm wat2wasm [--features=LIST] [-o OUT] FILE", to_binary};
  return convert(&c, true, argc, argv, first);
}

int cmd_wasm2wat(int argc, char **argv, int first) {
  static const Conversion c = {"wvm wasm2wat", "wvm wasm2wat [--fold] [--features=LIST] [-o OUT] FILE", to_text};
  return convert(&c, false, argc, argv, first);
}
