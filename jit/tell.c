/* Machine code is made known to debuggers and profilers that the engine was asked to serve. What fails for want of memory is
 * not told of. */
#include <stdio.h>

#include "jit/compiler.h"
#include "jit/gdb.h"
#include "jit/perf.h"
#include "vm/program.h"

enum { NAME_MOST = 240 };

/* A line's worth of a name: guests choose it. */
static size_t put_name(char *out, size_t at, size_t end, Name name) {
  for (uint32_t k = 0; k < name.size && at < end; k++) {
    const uint8_t c = (uint8_t)name.at[k];
    if (c < 0x20 || c == 0x7F) out[at++] = '_';
    else out[at++] = (char)c;
  }
  while (at == end && at > 0 && ((uint8_t)out[at - 1] & 0xC0) == 0x80) at--; /* no half characters */
  out[at] = 0;
  return at;
}

/* "module!function", as in backtraces. */
static void function_name(const Program *p, uint32_t func, char out[NAME_MOST + 1]) {
  const Module *m = p->module;
  const Name name = program_func_name(p, func);
  size_t at = 0;
  if (m->has_name && m->name.size) {
    at = put_name(out, 0, NAME_MOST / 2, m->name);
    out[at++] = '!';
  }
  if (name.size) put_name(out, at, NAME_MOST, name);
  else snprintf(out + at, NAME_MOST + 1 - at, "function[%u]", func);
}

static GdbEntry *tell(const JitEngine *e, const GdbCode *code, const char *perf_name) {
  static const GdbExec fields = {offsetof(struct Exec, fp), offsetof(struct Exec, rp), offsetof(struct Exec, ip), offsetof(struct Exec, c_stack)};
  const EngineConfig *config = &e->engine->config;
  if (config->perf_map) perf_tell(code->start, code->size, perf_name);
  return config->gdb ? gdb_tell(&config->alloc, e->target->gdb, &fields, code) : NULL;
}

/* A debugger that knows stacks which are continued elsewhere knows them by this name. */
void tell_stubs(JitEngine *e) {
  const GdbCode code = {.kind = GDB_STUB, .start = (const uint8_t *)e->stubs_low, .size = e->stubs_size, .name = "__morestack",
                        .lazy = e->stubs[STUB_LAZY], .to_cells = e->stubs[STUB_TO_CELLS], .call = e->stubs[STUB_CALL_FUNC]};
  e->told = tell(e, &code, "[wvm stubs]");
}

void tell_function(const Jit *j, const JitEngine *e, NativeFunc *f, const uint8_t *start, const uint8_t *entry) {
  if (LIKELY(!e->engine->config.perf_map && !e->engine->config.gdb)) return;
  char name[NAME_MOST + 1];
  function_name(j->program, j->func, name);
  const GdbCode code = {.kind = GDB_FUNCTION, .start = start, .entry = entry, .size = asm_here(&j->as), .name = name};
  f->told = tell(e, &code, name);
}
