/* Engines, stores, modules, traps. */
#include "host/wasm_c/wasm_c.h"

/* ---- engines, stores ---- */

struct wasm_config_t {
  wvm_config_t *config;
};

wasm_config_t *wasm_config_new(void) {
  wasm_config_t *c = calloc(1, sizeof *c);
  if (c && (c->config = wvm_config_new())) return c;
  free(c);
  return NULL;
}

void wasm_config_delete(wasm_config_t *c) {
  if (c) wvm_config_delete(c->config);
  free(c);
}

wasm_engine_t *wasm_engine_new_with_config(wasm_config_t *c) {
  wvm_config_t *config = c ? c->config : NULL;
  free(c);
  wasm_engine_t *e = calloc(1, sizeof *e);
  if (!e) {
    wvm_config_delete(config);
    return NULL;
  }
  wvm_error_t *error = wvm_engine_new(config, &e->engine);
  if (!error) return e;
  wvm_error_delete(error);
  free(e);
  return NULL;
}

wasm_engine_t *wasm_engine_new(void) { return wasm_engine_new_with_config(NULL); }

void wasm_engine_delete(wasm_engine_t *e) {
  if (e) wvm_engine_delete(e->engine);
  free(e);
}

wasm_store_t *wasm_store_new(wasm_engine_t *e) {
  wasm_store_t *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  atomic_init(&s->refs, 1);
  s->engine = e->engine;
  wvm_error_t *error = wvm_store_new(e->engine, &s->store);
  if (!error) return s;
  wvm_error_delete(error);
  free(s);
  return NULL;
}

wasm_store_t *wasm_store_retain(wasm_store_t *s) {
  atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
  return s;
}

void wasm_store_release(wasm_store_t *s) {
  if (atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) == 1) free(s);
}

void wasm_store_delete(wasm_store_t *s) {
  if (!s) return;
  wvm_store_t *store = s->store;
  s->store = NULL; /* handles that go with it know */
  box_release(s->thrown);
  s->thrown = NULL;
  wvm_store_delete(store);
  for (HostInfo *i = s->infos, *next; i; i = next) {
    next = i->next;
    if (i->finalizer) i->finalizer(i->info);
    free(i);
  }
  s->infos = NULL;
  wasm_store_release(s);
}

/* ---- modules ---- */

static wasm_module_t *module_of(wasm_store_t *s, const void *bytes, size_t size) {
  wvm_module_t *m;
  wvm_error_t *e = wvm_module_new(s->engine, bytes, size, &m);
  wvm_error_delete(e);
  return e ? NULL : (wasm_module_t *)ref_of_module(s, m);
}

wasm_module_t *wasm_module_new(wasm_store_t *s, const wasm_byte_vec_t *binary) { return module_of(s, binary->data, binary->size); }

bool wasm_module_validate(wasm_store_t *s, const wasm_byte_vec_t *binary) {
  wvm_module_t *m;
  wvm_error_t *e = wvm_module_new(s->engine, binary->data, binary->size, &m);
  wvm_error_delete(e);
  if (!e) wvm_module_delete(m);
  return !e;
}

static const wvm_module_t *module_at(const wasm_module_t *m) { return ((const wasm_ref_t *)m)->module; }

void wasm_module_imports(const wasm_module_t *m, wasm_importtype_vec_t *out) {
  const wvm_module_t *module = module_at(m);
  wasm_importtype_vec_new_uninitialized(out, wvm_module_import_count(module));
  for (size_t k = 0; k < out->size; k++) {
    wvm_import_t import;
    wasm_name_t names[2];
    wvm_module_import(module, k, &import);
    wasm_name_new(&names[0], import.module_size, import.module);
    wasm_name_new(&names[1], import.name_size, import.name);
    out->data[k] = wasm_importtype_new(&names[0], &names[1], externtype_of(&import.type));
  }
}

void wasm_module_exports(const wasm_module_t *m, wasm_exporttype_vec_t *out) {
  const wvm_module_t *module = module_at(m);
  wasm_exporttype_vec_new_uninitialized(out, wvm_module_export_count(module));
  for (size_t k = 0; k < out->size; k++) {
    wvm_export_t export;
    wasm_name_t name;
    wvm_module_export(module, k, &export);
    wasm_name_new(&name, export.name_size, export.name);
    out->data[k] = wasm_exporttype_new(&name, externtype_of(&export.type));
  }
}

struct wasm_shared_module_t {
  Program *program;
};

wasm_shared_module_t *wasm_module_share(const wasm_module_t *m) {
  wasm_shared_module_t *shared = calloc(1, sizeof *shared);
  if (shared) shared->program = program_retain(module_in(module_at(m)));
  return shared;
}

wasm_module_t *wasm_module_obtain(wasm_store_t *s, const wasm_shared_module_t *shared) {
  if (shared->program->engine != engine_in(s->engine)) return NULL;
  return (wasm_module_t *)ref_of_module(s, module_out(program_retain(shared->program)));
}

void wasm_shared_module_delete(wasm_shared_module_t *shared) {
  if (shared) program_release(shared->program);
  free(shared);
}

/* What is serialized: this, then the module's bytes. */
typedef struct Serial {
  char magic[8], version[16];
  uint64_t size, sum;
} Serial;
static const char serial_magic[8] = "wvm-ser1";

static uint64_t sum_of(const uint8_t *bytes, size_t size) {
  uint64_t h = 14695981039346656037u;
  for (size_t k = 0; k < size; k++) h = (h ^ bytes[k]) * 1099511628211u;
  return h;
}

static Serial serial_of(const uint8_t *bytes, size_t size) {
  Serial s = {.size = size, .sum = sum_of(bytes, size)};
  memcpy(s.magic, serial_magic, sizeof s.magic);
  strncpy(s.version, wvm_version(), sizeof s.version - 1);
  return s;
}

void wasm_module_serialize(const wasm_module_t *m, wasm_byte_vec_t *out) {
  const Bytes bytes = module_in(module_at(m))->module->bytes;
  const Serial s = serial_of(bytes.at, bytes.size);
  wasm_byte_vec_new_uninitialized(out, sizeof s + bytes.size);
  if (!out->size) return;
  memcpy(out->data, &s, sizeof s);
  memcpy(out->data + sizeof s, bytes.at, bytes.size);
}

wasm_module_t *wasm_module_deserialize(wasm_store_t *s, const wasm_byte_vec_t *from) {
  Serial found;
  if (from->size < sizeof found) return NULL;
  memcpy(&found, from->data, sizeof found);
  const uint8_t *bytes = (const uint8_t *)from->data + sizeof found;
  const Serial expected = serial_of(bytes, from->size - sizeof found);
  return memcmp(&found, &expected, sizeof found) ? NULL : module_of(s, bytes, from->size - sizeof found);
}

/* ---- traps ---- */

struct wasm_frame_t {
  wasm_ref_t *instance; /* or NULL */
  uint32_t func;
  size_t func_offset, module_offset;
};

static char *copy_text(const char *text, size_t size) {
  char *copy = malloc(size + 1);
  if (!copy) return NULL;
  memcpy(copy, text, size);
  copy[size] = 0;
  return copy;
}

static wasm_trap_t *trap_with(wasm_store_t *s, const char *message, size_t size) {
  Box *b = box_new();
  if (b && !(b->message = copy_text(message, size))) {
    box_release(b);
    b = NULL;
  }
  return (wasm_trap_t *)ref_of_box(s, REF_TRAP, b);
}

wasm_trap_t *wasm_trap_new(wasm_store_t *s, const wasm_message_t *message) {
  size_t size = message->size;
  while (size && !message->data[size - 1]) size--; /* the zero that ends it */
  return trap_with(s, message->data, size);
}

static Box *box_of(const wasm_trap_t *t) { return ((const wasm_ref_t *)t)->box; }

void wasm_trap_message(const wasm_trap_t *t, wasm_message_t *out) { wasm_name_new_from_string_nt(out, box_of(t)->message); }

wasm_frame_t *wasm_trap_origin(const wasm_trap_t *t) {
  const wasm_frame_vec_t *frames = &box_of(t)->frames;
  return frames->size ? wasm_frame_copy(frames->data[0]) : NULL;
}

void wasm_trap_trace(const wasm_trap_t *t, wasm_frame_vec_t *out) { wasm_frame_vec_copy(out, &box_of(t)->frames); }

wasm_instance_t *wasm_frame_instance(const wasm_frame_t *f) { return (wasm_instance_t *)f->instance; }
uint32_t wasm_frame_func_index(const wasm_frame_t *f) { return f->func; }
size_t wasm_frame_func_offset(const wasm_frame_t *f) { return f->func_offset; }
size_t wasm_frame_module_offset(const wasm_frame_t *f) { return f->module_offset; }

wasm_frame_t *wasm_frame_copy(const wasm_frame_t *f) {
  wasm_frame_t *c = calloc(1, sizeof *c);
  if (!c) return NULL;
  *c = *f;
  c->instance = wasm_ref_copy(f->instance);
  return c;
}

void wasm_frame_delete(wasm_frame_t *f) {
  if (!f) return;
  wasm_ref_delete(f->instance);
  free(f);
}

static wasm_frame_t *frame_of(wasm_store_t *s, const wvm_frame_t *from) {
  wasm_frame_t *f = calloc(1, sizeof *f);
  if (!f) return NULL;
  f->func = from->func_index;
  f->module_offset = from->offset;
  if (!from->instance) return f;
  f->instance = ref_of_instance(s, from->instance);
  const Module *m = instance_in(from->instance)->program->module;
  const uint8_t *body = from->func_index < m->func_count ? m->funcs[from->func_index].body : NULL;
  if (body) f->func_offset = from->offset - (size_t)(body - m->bytes.at);
  return f;
}

/* The frames of guests, innermost first. */
static void add_frames(wasm_store_t *s, Box *box, const wvm_error_t *e) {
  const wvm_frame_t *frames;
  size_t count = wvm_error_frames(e, &frames, NULL), kept = 0;
  wasm_frame_vec_delete(&box->frames);
  wasm_frame_vec_new_uninitialized(&box->frames, count);
  for (size_t k = 0; k < count && box->frames.size; k++) {
    wasm_frame_t *f = frames[k].host ? NULL : frame_of(s, &frames[k]);
    if (f) box->frames.data[kept++] = f;
  }
  box->frames.size = kept;
}

wasm_trap_t *trap_of(wasm_store_t *s, wvm_error_t *e) {
  if (!e) return NULL;
  wasm_trap_t *t;
  if (s->thrown && wvm_error_trap(e) == WVM_TRAP_HOST) {
    t = (wasm_trap_t *)ref_of_box(s, REF_TRAP, s->thrown); /* as it was */
    s->thrown = NULL;
  } else t = trap_with(s, wvm_error_message(e), strlen(wvm_error_message(e)));
  if (t) add_frames(s, box_of(t), e);
  wvm_error_delete(e);
  return t;
}
