/* Modules: binary, text, and what they import and export. */
#include <limits.h>

#include "base/os.h"
#include "decoder/text/print.h"
#include "decoder/text/text.h"
#include "host/api.h"
#include "vm/interp/code.h"

/* Public forms of the function types that imports and exports name, by local type index; made with the module, so that
 * looking at types needs neither memory nor locks. */
static bool describe_type(Program *p, uint32_t type) {
  wvm_functype_t *types = p->host_types;
  if (types[type].params) return true;
  return functype_out(types_get(p->valid->types, p->valid->type_ids[type]), &p->arena, &types[type]);
}

static bool describe(Program *p, ExternKind kind, uint32_t index) {
  if (kind == EXTERN_FUNC) return describe_type(p, p->module->funcs[index].type);
  if (kind == EXTERN_TAG) return describe_type(p, p->module->tags[index].type);
  return true;
}

static bool describe_all(Program *p) {
  const Module *m = p->module;
  p->host_types = arena_array(&p->arena, m->type_count, sizeof(wvm_functype_t));
  bool ok = p->host_types != NULL;
  for (uint32_t k = 0; ok && k < m->import_count; k++)
    ok = describe(p, (ExternKind)m->imports[k].kind, m->imports[k].index);
  for (uint32_t k = 0; ok && k < m->export_count; k++)
    ok = describe(p, (ExternKind)m->exports[k].kind, m->exports[k].index);
  return ok;
}

static Err module_from(Engine *engine, Bytes bytes, wvm_module_t **out, Diag *diag) {
  Program *p;
  Err e = program_new(engine, bytes, false, &p, diag);
  if (e) return e;
  if (!describe_all(p)) {
    program_release(p);
    return diag_set(diag, ERR_NO_MEMORY, NULL);
  }
  *out = module_out(p);
  return ERR_OK;
}

wvm_error_t *wvm_module_new(wvm_engine_t *e, const void *bytes, size_t size, wvm_module_t **out) {
  if (!e || !out) return error_null();
  Engine *engine = engine_in(e);
  if (!bytes && size) return error_usage(&engine->config.alloc, "no bytes");
  Diag diag = {0};
  Err err = module_from(engine, (Bytes){bytes ? bytes : (const void *)"", size}, out, &diag);
  return err ? error_from_diag(&engine->config.alloc, &diag) : NULL;
}

void wvm_module_delete(wvm_module_t *m) {
  if (!m) return;
  if (m) program_release(module_in(m));
}

wvm_error_t *wvm_module_compile(wvm_module_t *m, unsigned threads) {
  if (!m) return error_null();
  enum { MOST_BY_DEFAULT = 8 }; /* beyond that threads wait for memory more than they work */
  const uint32_t processors = MIN_OF(os_processor_count(), (uint32_t)MOST_BY_DEFAULT);
  return code_make_all(module_in(m), threads ? threads : processors) ? error_no_memory() : NULL;
}

bool wvm_module_find_func(const wvm_module_t *m, const char *name, uint32_t *func) {
  if (!m || !name || !func) return false;
  Program *p = module_in(m);
  const size_t size = strlen(name);
  for (uint32_t k = 0; k < p->module->func_count; k++) {
    const Name n = program_func_name(p, k);
    if (!n.at || n.size != size || memcmp(n.at, name, size) != 0) continue;
    *func = k;
    return true;
  }
  const Export *x = program_find_export(p, name, size);
  if (!x || x->kind != EXTERN_FUNC) return false;
  *func = x->index;
  return true;
}

/* ---- text ---- */

static Err assemble(Engine *engine, const char *text, size_t size, TextPlaces *places, Buf *out, Diag *diag) {
  const EngineConfig *config = &engine->config;
  TextOptions options = {.alloc = &config->alloc, .features = config->features, .limits = &config->limits, .places = places};
  Err e = text_to_binary((Bytes){(const uint8_t *)(text ? text : ""), size}, &options, out, diag);
  return !e && out->failed ? diag_set(diag, ERR_NO_MEMORY, NULL) : e;
}

/* The bytes that were assembled are invalid at an offset, which says nothing to who wrote the text: the line instead. */
static void find_line(Engine *engine, const char *text, size_t size, Diag *diag) {
  if (!diag->has_offset || diag->has_line) return;
  TextPlaces places = {.alloc = &engine->config.alloc};
  Buf again;
  buf_init(&again, places.alloc);
  Diag ignored = {0};
  if (!assemble(engine, text, size, &places, &again, &ignored))
    diag->has_line = text_place(&places, diag->offset, &diag->line, &diag->column);
  buf_free(&again);
  text_places_free(&places);
}

wvm_error_t *wvm_module_new_text(wvm_engine_t *e, const char *text, size_t size, wvm_module_t **out) {
  if (!e || !out) return error_null();
  Engine *engine = engine_in(e);
  if (!text && size) return error_usage(&engine->config.alloc, "no text");
  Buf binary;
  buf_init(&binary, &engine->config.alloc);
  Diag diag = {0};
  Err err = assemble(engine, text, size, NULL, &binary, &diag);
  if (!err) {
    err = module_from(engine, (Bytes){binary.at, binary.size}, out, &diag);
    if (err) find_line(engine, text, size, &diag);
  }
  buf_free(&binary);
  return err ? error_from_diag(&engine->config.alloc, &diag) : NULL;
}

/* Bytes for the embedder: behind a header that says how to free them. */
typedef struct OutHeader {
  Alloc alloc;
  size_t capacity;
} OutHeader;

enum { HEADER = (sizeof(OutHeader) + 15) / 16 * 16 };

static bool header_begin(Buf *b, const Alloc *alloc) {
  buf_init(b, alloc);
  return buf_extend(b, HEADER) != NULL;
}

static void header_end(Buf *b, uint8_t **bytes, size_t *size) {
  OutHeader h = {*b->alloc, b->capacity};
  memcpy(b->at, &h, sizeof h);
  *bytes = b->at + HEADER;
  *size = b->size - HEADER;
}

void wvm_bytes_delete(uint8_t *bytes, size_t size) {
  (void)size;
  if (!bytes) return;
  OutHeader h;
  memcpy(&h, bytes - HEADER, sizeof h);
  alloc_free(&h.alloc, bytes - HEADER, h.capacity);
}

wvm_error_t *wvm_text_to_binary(wvm_engine_t *e, const char *text, size_t size, uint8_t **bytes, size_t *bytes_size) {
  if (!e || !bytes || !bytes_size) return error_null();
  Engine *engine = engine_in(e);
  if (!text && size) return error_usage(&engine->config.alloc, "no text");
  Buf out;
  if (!header_begin(&out, &engine->config.alloc)) return error_no_memory();
  Diag diag = {0};
  Err err = assemble(engine, text, size, NULL, &out, &diag);
  if (!err) header_end(&out, bytes, bytes_size);
  else buf_free(&out);
  return err ? error_from_diag(&engine->config.alloc, &diag) : NULL;
}

wvm_error_t *wvm_binary_to_text(wvm_engine_t *e, const void *bytes, size_t size, wvm_print_t style, uint8_t **text,
                                size_t *text_size) {
  if (!e || !text || !text_size) return error_null();
  const EngineConfig *config = &engine_in(e)->config;
  if (!bytes && size) return error_usage(&config->alloc, "no bytes");
  DecodeOptions options = {.alloc = &config->alloc, .features = config->features, .limits = &config->limits};
  PrintOptions print = {.alloc = &config->alloc, .folded = style == WVM_PRINT_FOLDED};
  Diag diag = {0};
  Module *m;
  Err err = module_decode((Bytes){bytes ? bytes : (const void *)"", size}, &options, &m, &diag);
  if (err) return error_from_diag(&config->alloc, &diag);
  Buf out;
  if (!header_begin(&out, &config->alloc)) err = diag_set(&diag, ERR_NO_MEMORY, NULL);
  if (!err) err = module_print(m, &print, &out, &diag);
  if (!err && out.failed) err = diag_set(&diag, ERR_NO_MEMORY, NULL);
  module_free(m);
  if (!err) {
    header_end(&out, text, text_size);
    return NULL;
  }
  buf_free(&out);
  return error_from_diag(&config->alloc, &diag);
}

/* ---- contents ---- */

bool wvm_module_name(const wvm_module_t *m, const char **name, size_t *size) {
  if (!m) return false;
  const Module *module = module_in(m)->module;
  if (!module->has_name) return false;
  *name = module->name.at;
  *size = module->name.size;
  return true;
}

size_t wvm_module_import_count(const wvm_module_t *m) { return m ? module_in(m)->module->import_count : 0; }
size_t wvm_module_export_count(const wvm_module_t *m) { return m ? module_in(m)->module->export_count : 0; }

static wvm_externtype_t externtype(const Program *p, ExternKind kind, uint32_t index) {
  const Module *m = p->module;
  const wvm_functype_t *types = p->host_types;
  wvm_externtype_t out = {.kind = (wvm_externkind_t)kind};
  switch (kind) {
  case EXTERN_FUNC: out.func = types[m->funcs[index].type]; break;
  case EXTERN_TAG: out.func = types[m->tags[index].type]; break;
  case EXTERN_MEMORY: out.limits = limits_out(&m->memories[index].limits, true); break;
  case EXTERN_TABLE:
    out.limits = limits_out(&m->tables[index].limits, false);
    out.value = valtype_out(p->valid->table_types[index]);
    break;
  case EXTERN_GLOBAL:
    out.value = valtype_out(p->valid->global_types[index]);
    out.mutable_ = m->globals[index].mutable;
    break;
  case EXTERN_COUNT: break;
  }
  return out;
}

_Static_assert((int)WVM_EXTERN_FUNC == EXTERN_FUNC && (int)WVM_EXTERN_TABLE == EXTERN_TABLE &&
                   (int)WVM_EXTERN_MEMORY == EXTERN_MEMORY && (int)WVM_EXTERN_GLOBAL == EXTERN_GLOBAL &&
                   (int)WVM_EXTERN_TAG == EXTERN_TAG,
               "the public order is the machine's");

void wvm_module_import(const wvm_module_t *m, size_t index, wvm_import_t *out) {
  if (!m || !out) return;
  const Program *p = module_in(m);
  const Import *i = &p->module->imports[index];
  *out = (wvm_import_t){.module = i->module.at,
                        .name = i->name.at,
                        .module_size = i->module.size,
                        .name_size = i->name.size,
                        .type = externtype(p, (ExternKind)i->kind, i->index)};
}

void wvm_module_export(const wvm_module_t *m, size_t index, wvm_export_t *out) {
  if (!m || !out) return;
  const Program *p = module_in(m);
  const Export *x = &p->module->exports[index];
  *out = (wvm_export_t){
      .name = x->name.at, .name_size = x->name.size, .type = externtype(p, (ExternKind)x->kind, x->index)};
}

bool wvm_module_custom(const wvm_module_t *m, const char *name, size_t n, const void **bytes, size_t *size) {
  if (!m || !name || !bytes || !size) return false;
  const Module *module = module_in(m)->module;
  size_t name_size = strlen(name);
  for (uint32_t k = 0; k < module->custom_count; k++) {
    const CustomSection *c = &module->customs[k];
    if (c->name.size != name_size || memcmp(c->name.at, name, name_size) != 0 || n-- > 0) continue;
    *bytes = c->bytes.at;
    *size = c->bytes.size;
    return true;
  }
  return false;
}

bool wvm_module_next_refused(const wvm_module_t *m, uint32_t *func) {
  if (!m || !func) return false;
  const Program *p = module_in(m);
  for (; *func < p->module->func_count; (*func)++)
    for (uint32_t v = 0; v < CODE_VARIANTS; v++)
      if (atomic_load_explicit(&p->codes[*func].native_state[v], memory_order_acquire) == CODE_REFUSED) return true;
  return false;
}

void wvm_module_stats(const wvm_module_t *m, wvm_module_stats_t *out) {
  if (!m || !out) return;
  Program *p = module_in(m);
  ProgramStats *s = &p->stats;
  *out =
      (wvm_module_stats_t){.decode_ns = s->decode_ns,
                           .validate_ns = s->validate_ns,
                           .translate_ns = atomic_load_explicit(&s->translate_ns, memory_order_relaxed),
                           .bytes = p->module->bytes.size,
                           .functions = p->module->func_count - p->module->imported[EXTERN_FUNC],
                           .translated_functions = atomic_load_explicit(&s->translated_functions, memory_order_relaxed),
                           .translated_bytes = atomic_load_explicit(&s->translated_bytes, memory_order_relaxed),
                           .cell_bytes = atomic_load_explicit(&s->cell_bytes, memory_order_relaxed),
                           .compile_ns = atomic_load_explicit(&s->compile_ns, memory_order_relaxed),
                           .compiled_functions = atomic_load_explicit(&s->compiled_functions, memory_order_relaxed),
                           .compiled_bytes = atomic_load_explicit(&s->compiled_bytes, memory_order_relaxed),
                           .native_bytes = atomic_load_explicit(&s->native_bytes, memory_order_relaxed),
                           .refused_functions = atomic_load_explicit(&s->refused_functions, memory_order_relaxed)};
}
