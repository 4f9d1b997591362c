/* wvm disasm: the machine code of a module's functions, for any architecture, and the interpreter's cells. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cli.h"

typedef struct Listing {
  uint32_t func;
  bool begun;
} Listing;

static void write_out(void *env, const char *text, size_t size) {
  Listing *l = env;
  if (!l->begun) printf("function %u\n", l->func);
  l->begun = true;
  (void)fwrite(text, 1, size, stdout);
}

static int disasm_func(const Options *o, const File *f, wvm_module_t *m, uint32_t func) {
  const wvm_listing_t how = {.struct_size = sizeof how,
                             .arch = o->text[OPTION_ARCH],
                             .cpu = o->given[OPTION_ARCH] ? o->text[OPTION_CPU] : NULL,
                             .cells = o->given[OPTION_CELLS]};
  Listing l = {.func = func};
  wvm_error_t *e = wvm_module_disassemble(m, func, &how, write_out, &l);
  return e ? report_error(f->name, e) : STATUS_OK;
}

/* A function by number or name. */
static bool find_func(wvm_module_t *m, const char *text, uint32_t *func) {
  char *end;
  const unsigned long number = strtoul(text, &end, 10);
  if (*text >= '0' && *text <= '9' && !*end && number <= UINT32_MAX) {
    *func = (uint32_t)number;
    return true;
  }
  return wvm_module_find_func(m, text, func);
}

static int disasm_all(const Options *o, const File *f, wvm_module_t *m) {
  wvm_module_stats_t s;
  wvm_module_stats(m, &s);
  uint32_t imported = 0;
  for (size_t k = 0; k < wvm_module_import_count(m); k++) {
    wvm_import_t import;
    wvm_module_import(m, k, &import);
    imported += import.type.kind == WVM_EXTERN_FUNC;
  }
  int worst = STATUS_OK;
  for (uint32_t k = 0; k < s.functions; k++) {
    const int status = disasm_func(o, f, m, imported + k);
    if (status == STATUS_USAGE) return status; /* the next would say the same */
    if (status != STATUS_OK) worst = status;
  }
  return worst;
}

static int disasm_module(const Options *o, const File *f, wvm_module_t *m) {
  uint32_t func;
  if (o->operand_count < 2) return disasm_all(o, f, m);
  if (find_func(m, o->operands[1], &func)) return disasm_func(o, f, m, func);
  fprintf(stderr, "wvm: %s: there is no function \"", f->name);
  print_safe(stderr, o->operands[1]);
  fputs("\"\n", stderr);
  return STATUS_ERROR;
}

int cmd_disasm(const Options *o) {
  wvm_engine_t *engine;
  int status;
  File f = {0};
  wvm_module_t *m;
  if (!options_engine(o, &engine, &status)) return status;
  status = STATUS_ERROR;
  if (file_read(o->operands[0], &f) && file_module(engine, &f, &m)) {
    status = disasm_module(o, &f, m);
    wvm_module_delete(m);
  }
  file_free(&f);
  wvm_engine_delete(engine);
  return status;
}
