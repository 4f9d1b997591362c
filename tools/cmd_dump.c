/* wvm dump: a listing of a module. Needs a well-formed module, not a valid one. */
#include "decoder/dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cli.h"

static int fail(const char *file, Err e, const Diag *d) {
  if (d->has_offset) fprintf(stderr, "wvm: %s: offset 0x%zx: ", file, d->offset);
  else fprintf(stderr, "wvm: %s: ", file);
  print_safe(stderr, d->message[0] ? d->message : err_text(e));
  fputc('\n', stderr);
  return STATUS_ERROR;
}

static int dump_bytes(const char *file, Bytes bytes, Features features) {
  DecodeOptions options = {.alloc = &alloc_libc, .features = features};
  Module *m;
  Diag d = {0};
  Err e = module_decode(bytes, &options, &m, &d);
  if (e) return fail(file, e, &d);
  Buf out;
  buf_init(&out, &alloc_libc);
  e = module_dump(m, &out);
  int status = e ? fail(file, e, &d) : file_write("-", out.at, out.size) ? STATUS_OK : STATUS_ERROR;
  buf_free(&out);
  module_free(m);
  return status;
}

/* A text is assembled first. */
static int dump_file(const Options *o, const File *f, Features features) {
  if (!file_is_text(f)) return dump_bytes(f->name, (Bytes){f->bytes, f->size}, features);
  wvm_engine_t *engine;
  uint8_t *bytes;
  size_t size;
  int status;
  if (!options_engine(o, &engine, &status)) return status;
  wvm_error_t *e = wvm_text_to_binary(engine, (const char *)f->bytes, f->size, &bytes, &size);
  if (e) status = report_error(f->name, e);
  else {
    status = dump_bytes(f->name, (Bytes){bytes, size}, features);
    wvm_bytes_delete(bytes, size);
  }
  wvm_engine_delete(engine);
  return status;
}

int cmd_dump(const Options *o) {
  const char *list = o->text[OPTION_FEATURES], *bad;
  Features features = features_of_set(FEATURES_ALL);
  wvm_engine_t *engine;
  int status;
  if (!options_engine(o, &engine, &status)) return status; /* says what is wrong with the list */
  wvm_engine_delete(engine);
  if (list && !features_parse(list, &features, &bad)) return STATUS_USAGE;
  File f = {0};
  status = file_read(o->operands[0], &f) ? dump_file(o, &f, features) : STATUS_ERROR;
  file_free(&f);
  return status;
}
