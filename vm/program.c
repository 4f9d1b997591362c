/* From bytes to a Program. */
#include "vm/program.h"

#include <stdio.h>

#include "base/os.h"
#include "vm/compiler.h"
#include "vm/interp/code.h"

void name_format(Name name, char *out, size_t size) {
  enum { MOST = 48, ROOM = 8 }; /* a character, an ellipsis, the closing quote */
  uint32_t shown = name.size;
  if (shown > MOST) /* cut between characters */
    for (shown = MOST; shown > 0 && ((uint8_t)name.at[shown] & 0xC0) == 0x80;) shown--;
  size_t at = 0;
  out[at++] = '"';
  uint32_t k = 0;
  for (; k < shown && at + ROOM < size; k++) {
    uint8_t c = (uint8_t)name.at[k];
    if (c < 0x20 || c == 0x7F || c == '"' || c == '\\') at += (size_t)snprintf(out + at, size - at, "\\%02x", c);
    else out[at++] = (char)c;
  }
  snprintf(out + at, size - at, "%s\"", k < name.size ? "…" : "");
}

/* Names the function at hand behind the message; its module is about to go. */
static void name_function(Diag *diag, const Module *m) {
  if (!diag->has_func) return;
  Name n = name_find(&m->func_names, diag->func);
  size_t used = strlen(diag->message);
  char *at = diag->message + used;
  size_t left = sizeof diag->message - used;
  char name[160];
  name_format(n, name, sizeof name);
  if (n.at) snprintf(at, left, ", in function %u %s", diag->func, name);
  else snprintf(at, left, ", in function %u", diag->func);
}

static Err build(Program *p, Bytes bytes, bool borrow, Diag *diag) {
  const EngineConfig *config = &p->engine->config;
  DecodeOptions options = {
      .alloc = &config->alloc, .features = config->features, .limits = &config->limits, .copy_bytes = !borrow};
  uint64_t start = os_monotonic_ns();
  Module *m;
  Err e = module_decode(bytes, &options, &m, diag);
  if (e) return e;
  p->module = m;
  uint64_t decoded = os_monotonic_ns();
  p->stats.decode_ns = decoded - start;
  ValidModule *v;
  e = module_validate(m, p->engine->types, &v, diag);
  if (e) {
    name_function(diag, m);
    return e;
  }
  p->valid = v;
  p->stats.validate_ns = os_monotonic_ns() - decoded;

  p->codes = func_codes_new(p->engine, v->funcs, m->func_count);
  if (!p->codes || !map_reserve(&p->exports, m->export_count)) return diag_set(diag, ERR_NO_MEMORY, NULL);
  for (uint32_t k = 0; k < m->export_count; k++) {
    const Name *n = &m->exports[k].name;
    if (map_add(&p->exports, n->at, n->size, k, NULL) == MAP_NO_MEMORY) return diag_set(diag, ERR_NO_MEMORY, NULL);
  }
  return ERR_OK;
}

Err program_new(Engine *engine, Bytes bytes, bool borrow, Program **out, Diag *diag) {
  const Alloc *alloc = &engine->config.alloc;
  Program *p = alloc_zeroed(alloc, sizeof *p);
  if (!p || !code_map_init(&p->code_map)) {
    alloc_free(alloc, p, sizeof *p);
    return diag_set(diag, ERR_NO_MEMORY, NULL);
  }
  p->engine = engine_retain(engine);
  atomic_init(&p->refs, 1);
  arena_init(&p->arena, alloc);
  map_init(&p->exports, alloc);
  Err e = build(p, bytes, borrow, diag);
  if (e) program_release(p);
  else *out = p;
  return e;
}

Program *program_retain(Program *p) {
  atomic_fetch_add_explicit(&p->refs, 1, memory_order_relaxed);
  return p;
}

void program_release(Program *p) {
  if (atomic_fetch_sub_explicit(&p->refs, 1, memory_order_acq_rel) != 1) return;
  Engine *engine = p->engine;
  const Alloc *alloc = &engine->config.alloc;
  if (engine->compiler_state) engine->config.compiler->program_free(p);
  if (p->codes) func_codes_free(alloc, p->codes, p->module->func_count);
  code_map_free(&p->code_map, alloc);
  map_free(&p->exports);
  arena_free(&p->arena);
  if (p->valid) valid_module_free((ValidModule *)p->valid);
  if (p->module) module_free((Module *)p->module);
  alloc_free(alloc, p, sizeof *p);
  engine_release(engine);
}

const Export *program_find_export(const Program *p, const char *name, size_t size) {
  const MapEntry *e = map_find(&p->exports, name, size);
  return e ? &p->module->exports[e->value] : NULL;
}

Name program_func_name(const Program *p, uint32_t func) {
  const Module *m = p->module;
  Name n = name_find(&m->func_names, func);
  for (uint32_t k = 0; !n.at && k < m->export_count; k++)
    if (m->exports[k].kind == EXTERN_FUNC && m->exports[k].index == func) n = m->exports[k].name;
  return n;
}
