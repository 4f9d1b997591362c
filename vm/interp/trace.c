#include "vm/interp/trace.h"

#include <inttypes.h>
#include <stdio.h>

void trace_op(const Exec *x, uint32_t offset, uint16_t op) {
  Engine *e = x->store->engine;
  const uint64_t bit = (uint64_t)1 << (op & 63);
  if (!(e->config.trace & TRACE_OPS) && atomic_fetch_or(&e->traced[op >> 6], bit) & bit) return;
  const size_t depth = (size_t)(x->stack->pairs_end - x->rp);
  fprintf(stderr, "%6zu  0x%06x  %s\n", depth, offset, op_info[op].text);
}

void trace_call(const Exec *x, uint32_t func) {
  const int depth = (int)MIN_OF(x->stack->pairs_end - x->rp, 60);
  const Name name = name_find(&x->instance->program->module->func_names, func);
  fprintf(stderr, "%*scall func[%u] %.*s\n", depth, "", func, (int)name.size, name.at ? name.at : "");
}

void trace_host(const Exec *x, const Func *f) {
  const Instance *i = x->instance;
  const Module *m = i->program->module;
  for (uint32_t k = 0; k < m->import_count; k++) {
    const Import *import = &m->imports[k];
    if (import->kind != EXTERN_FUNC || i->imported_funcs[import->index] != f) continue;
    fprintf(stderr, "host %.*s.%.*s\n", (int)import->module.size, import->module.at, (int)import->name.size, import->name.at);
    return;
  }
  fprintf(stderr, "host function of type %u\n", func_type(f));
}

void trace_memory(uint64_t base, uint64_t offset, uint32_t memory, Op op) {
  fprintf(stderr, "        %s memory[%u] 0x%" PRIx64 " + %" PRIu64 ", %u bytes\n", op_info[op].text, memory, base, offset,
          op_info[op].size);
}
