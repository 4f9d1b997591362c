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

int cmd_validate(const Options *o) {
  wvm_engine_t *engine;
  int status;
  if (!options_engine(o, &engine, &status)) return status;
  for (size_t i = 0; i < o->operand_count; i++)
    if (validate_file(engine, o, o->operands[i]) != STATUS_OK) status = STATUS_ERROR;
  wvm_engine_delete(engine);
  return status;
}

/* ---- conversions ---- */

typedef wvm_error_t *(*Conversion)(wvm_engine_t *engine, const Options *o, const File *f, uint8_t **out, size_t *size);

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

static int convert_file(Conversion convert, wvm_engine_t *engine, const Options *o, const char *output) {
  File f;
  uint8_t *bytes;
  size_t size;
  if (!file_read(o->operands[0], &f)) return STATUS_ERROR;
  wvm_error_t *e = convert(engine, o, &f, &bytes, &size);
  int status = STATUS_OK;
  if (e) status = report_error(f.name, e);
  else {
    if (!file_write(output, bytes, size)) status = STATUS_ERROR;
    wvm_bytes_delete(bytes, size);
  }
  file_free(&f);
  return status;
}

/* `otherwise`: where to write unless -o says. */
static int convert_to(Conversion convert, const Options *o, const char *otherwise) {
  wvm_engine_t *engine;
  int status;
  if (!options_engine(o, &engine, &status)) return status;
  status = convert_file(convert, engine, o, o->given[OPTION_OUTPUT] ? o->text[OPTION_OUTPUT] : otherwise);
  wvm_engine_delete(engine);
  return status;
}

int cmd_wat2wasm(const Options *o) {
  char *name = binary_name(o->operands[0]);
  int status = STATUS_ERROR;
  if (name) status = convert_to(to_binary, o, name);
  else fputs("wvm: out of memory\n", stderr);
  free(name);
  return status;
}

int cmd_wasm2wat(const Options *o) { return convert_to(to_text, o, "-"); }
