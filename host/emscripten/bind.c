/* Which row an import means, and the one callback through which all calls come. */
#include "host/emscripten/emscripten.h"

#include <stdio.h>
#include <time.h>

#include "base/near.h"

#define ENV "env"
enum { MOST_PARAMS = 16 };

#define EM_STATUS_DONE(id)   em_##id
#define EM_STATUS_ZERO(id)   NULL
#define EM_STATUS_NOSYS(id)  NULL
#define EM_STATUS_SCRIPT(id) NULL
static const EmRow rows[] = {
#define EMSCRIPTEN(id, name, signature, status, summary) {name, signature, EM_##status, EM_STATUS_##status(id)},
#include "host/emscripten/emscripten.def"
#undef EMSCRIPTEN
};

/* ---- lifetime ---- */

wvm_emscripten_t *wvm_emscripten_new(void) {
  wvm_emscripten_t *em = alloc_zeroed(&alloc_libc, sizeof *em);
  struct timespec t;
  if (!em) return NULL;
  em->last = &em->bindings;
  clock_gettime(CLOCK_MONOTONIC, &t);
  em->start_ns = (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
  return em;
}

void wvm_emscripten_delete(wvm_emscripten_t *em) {
  if (!em) return;
  for (EmBinding *b = em->bindings, *next; b; b = next) {
    next = b->next;
    alloc_free(&alloc_libc, b, sizeof *b + b->name_size + 1);
  }
  alloc_free(&alloc_libc, em, sizeof *em);
}

void wvm_emscripten_set_trace(wvm_emscripten_t *em, bool on) {
  if (em) em->trace = on;
}

bool wvm_emscripten_missed(const wvm_emscripten_t *em, size_t index, const char **name, uint64_t *calls) {
  if (!em) return false;
  for (const EmBinding *b = em->bindings; b; b = b->next) {
    if (b->calls == 0 || index-- > 0) continue;
    *name = b->name;
    *calls = b->calls;
    return true;
  }
  return false;
}

/* ---- types ---- */

static bool kind_is(const wvm_valtype_t *t, char letter, bool wide) {
  switch (letter) {
  case 'i': return t->kind == WVM_I32;
  case 'j': return t->kind == WVM_I64;
  case 'f': return t->kind == WVM_F32;
  case 'd': return t->kind == WVM_F64;
  default: return t->kind == (wide ? WVM_I64 : WVM_I32);
  }
}

bool em_type_matches(const wvm_functype_t *type, const char *signature, bool wide, bool legal) {
  const char result = *signature == 'j' && legal ? 'i' : *signature;
  if (type->result_count != (result != 'v')) return false;
  if (result != 'v' && !kind_is(&type->results[0], result, wide)) return false;
  size_t n = 0;
  for (const char *p = signature + 1; *p; p++) {
    for (int half = 0; half < (*p == 'j' && legal ? 2 : 1); half++, n++)
      if (n >= type->param_count || !kind_is(&type->params[n], *p == 'j' && legal ? 'i' : *p, wide)) return false;
  }
  return n == type->param_count;
}

/* The row of this name whose signature is the import's; *named: one of the name, NULL if there is none. */
static const EmRow *find_row(const wvm_import_t *import, const EmRow **named, bool *wide, bool *legal) {
  *named = NULL;
  for (const EmRow *r = rows; r < rows + COUNT_OF(rows); r++) {
    if (strlen(r->name) != import->name_size || memcmp(r->name, import->name, import->name_size) != 0) continue;
    if (!*named) *named = r;
    for (int form = 0; form < 4; form++) {
      *wide = form & 1;
      *legal = (form & 2) != 0;
      if (em_type_matches(&import->type.func, r->signature, *wide, *legal)) return r;
    }
  }
  return NULL;
}

/* ---- dispatch ---- */

static void use_memory(EmCall *c, wvm_memory_t *m) {
  if (!m) return;
  c->memory = m;
  c->base = wvm_memory_data(m);
  c->size = wvm_memory_size(m);
}

void em_call_of(EmCall *c, wvm_instance_t *i) {
  wvm_extern_t x;
  c->instance = i;
  use_memory(c, c->em->memory);
  if (i && wvm_instance_export(i, "memory", &x) && x.kind == WVM_EXTERN_MEMORY) use_memory(c, x.of.memory);
}

static size_t take_args(const EmBinding *b, const wvm_raw_t *slots, wvm_raw_t args[MOST_PARAMS]) {
  size_t n = 0;
  for (const char *p = b->row->signature + 1; *p; p++) {
    args[n] = *slots++;
    if (*p == 'j' && b->legal) args[n].bits |= (uint64_t)(slots++)->u32 << 32;
    n++;
  }
  return n;
}

static void give_result(EmBinding *b, const EmCall *c, wvm_raw_t *slots) {
  switch (*b->row->signature) {
  case 'v': return;
  case 'p': slots[0].bits = c->wide ? c->result.bits : c->result.u32; return;
  case 'i':
  case 'f': slots[0].bits = c->result.u32; return;
  case 'j':
    slots[0].bits = b->legal ? c->result.u32 : c->result.bits;
    if (b->legal) b->em->temp_return = (uint32_t)(c->result.bits >> 32);
    return;
  default: slots[0] = c->result;
  }
}

static void trace(const EmBinding *b, const wvm_raw_t *args, size_t count, const EmCall *c, const wvm_error_t *e) {
  fprintf(stderr, "emscripten: %s(", b->name);
  for (size_t i = 0; i < count; i++) {
    const char *comma = i ? ", " : "";
    switch (b->row->signature[1 + i]) {
    case 'p': fprintf(stderr, "%s0x%llx", comma, (unsigned long long)args[i].bits); break;
    case 'j': fprintf(stderr, "%s%lld", comma, (long long)args[i].i64); break;
    case 'd': fprintf(stderr, "%s%g", comma, args[i].f64); break;
    default: fprintf(stderr, "%s%d", comma, args[i].i32);
    }
  }
  if (e) fprintf(stderr, ") ends: %s\n", wvm_error_message(e));
  else if (b->row->status == EM_NOSYS) fputs(") = ENOSYS\n", stderr);
  else if (*b->row->signature == 'v') fputs(")\n", stderr);
  else if (*b->row->signature == 'd') fprintf(stderr, ") = %g\n", c->result.f64);
  else if (*b->row->signature == 'f') fprintf(stderr, ") = %g\n", (double)c->result.f32);
  else fprintf(stderr, ") = %lld\n", *b->row->signature == 'i' ? (long long)c->result.i32 : (long long)c->result.i64);
}

static wvm_error_t *dispatch_row(EmBinding *b, EmCall *c, wvm_raw_t *slots) {
  wvm_raw_t args[MOST_PARAMS];
  const size_t count = take_args(b, slots, args);
  wvm_error_t *e = NULL;
  if (b->row->status == EM_DONE) e = b->row->handler(c, args);
  if (b->row->status == EM_NOSYS) c->result.i64 = -EM_ENOSYS, b->calls++;
  if (b->row->status == EM_SCRIPT) e = em_trap("%s: there is no JavaScript here", b->name);
  if (b->em->trace) trace(b, args, count, c, e);
  if (!e) give_result(b, c, slots);
  return e;
}

/* What EM_ASM holds is quoted, where the linker has not moved it into the JavaScript: its author knows it again. */
static wvm_error_t *asm_const(const EmBinding *b, const EmCall *c, const wvm_raw_t *slots) {
  char code[120];
  em_text(c, slots[0].bits, code, sizeof code);
  return em_trap("%s: there is no JavaScript here to run EM_ASM(%s)", b->name, *code ? code : "…");
}

/* Takes as many types of catch clauses as the import has parameters. */
static wvm_error_t *dispatch_catch(const EmBinding *b, EmCall *c, wvm_raw_t *slots) {
  wvm_functype_t type;
  wvm_error_t *e = wvm_func_type(b->func, &type);
  if (!e) e = em_find_catch(c, slots, type.param_count);
  if (!e) slots[0] = c->result;
  return e;
}

static wvm_error_t *dispatch(void *env, wvm_caller_t *caller, wvm_raw_t *slots) {
  EmBinding *b = env;
  if (b->kind == EM_INVOKE) return em_invoke(b, caller, slots);
  EmCall c = {.em = b->em, .store = wvm_caller_store(caller), .wide = b->wide};
  wvm_instance_t *i = wvm_caller_instance(caller);
  em_call_of(&c, i ? i : b->em->instance);
  if (i) use_memory(&c, wvm_caller_memory(caller)); /* also one that is not exported */
  if (b->kind == EM_ASM_CONST) return asm_const(b, &c, slots);
  if (b->kind == EM_ROW) return dispatch_row(b, &c, slots);
  if (b->kind == EM_CATCH) return dispatch_catch(b, &c, slots);
  b->calls++;
  if (b->em->trace) fprintf(stderr, "emscripten: %s = ENOSYS\n", b->name);
  slots[0].bits = (uint32_t)-EM_ENOSYS;
  return NULL;
}

/* ---- linking ---- */

static bool starts(const wvm_import_t *import, const char *prefix) {
  return import->name_size > strlen(prefix) && !memcmp(import->name, prefix, strlen(prefix));
}

static bool is_name(const wvm_import_t *import, const char *name) {
  return import->name_size == strlen(name) && !memcmp(import->name, name, import->name_size);
}

static wvm_error_t *define(wvm_linker_t *l, const wvm_import_t *import, const wvm_extern_t *value) {
  return wvm_linker_define(l, import->module, import->module_size, import->name, import->name_size, value);
}

static wvm_error_t *bind(wvm_linker_t *l, wvm_emscripten_t *em, const EmBinding *how, const char *name,
                         size_t name_size, const wvm_functype_t *type) {
  EmBinding *b = alloc_zeroed(&alloc_libc, sizeof *b + name_size + 1);
  if (!b) return wvm_error_new(WVM_ERROR_MEMORY, "out of memory");
  *b = *how;
  memcpy(b->name, name, name_size);
  b->name_size = name_size;
  b->em = em;
  *em->last = b;
  em->last = &b->next;
  wvm_extern_t x = {.kind = WVM_EXTERN_FUNC};
  wvm_error_t *e = wvm_func_new_raw(em->store, type, dispatch, b, NULL, &x.of.func);
  if (e) return e;
  b->func = x.of.func;
  return wvm_linker_define(l, ENV, sizeof ENV - 1, name, name_size, &x);
}

/* The type of a row as it is today with 32-bit addresses. */
static void row_type(const EmRow *row, wvm_valtype_t *params, wvm_valtype_t *result, wvm_functype_t *out) {
  *out = (wvm_functype_t){.params = params, .results = result, .result_count = *row->signature != 'v'};
  for (const char *p = row->signature; *p; p++) {
    wvm_valkind_t kind = *p == 'j' ? WVM_I64 : *p == 'f' ? WVM_F32 : *p == 'd' ? WVM_F64 : WVM_I32;
    if (p == row->signature) result->kind = kind;
    else params[out->param_count++] = (wvm_valtype_t){.kind = kind};
  }
}

/* A row that the import does not fit, or one whose name is near: linking then fails, and its message names it. */
static wvm_error_t *bind_for_message(wvm_linker_t *l, wvm_emscripten_t *em, const EmRow *row) {
  wvm_valtype_t params[MOST_PARAMS], result = {0};
  wvm_functype_t type;
  row_type(row, params, &result, &type);
  return bind(l, em, &(EmBinding){.kind = EM_ROW, .row = row}, row->name, strlen(row->name), &type);
}

static wvm_error_t *bind_nearest(wvm_linker_t *l, wvm_emscripten_t *em, const wvm_import_t *import) {
  Near near;
  near_init(&near, import->name, import->name_size);
  for (size_t i = 0; i < COUNT_OF(rows); i++) near_offer(&near, rows[i].name, strlen(rows[i].name));
  for (size_t i = 0; near.best && i < COUNT_OF(rows); i++)
    if (rows[i].name == near.best) return bind_for_message(l, em, &rows[i]);
  return NULL;
}

/* Addresses to an address. */
static bool is_catch(const wvm_import_t *import) {
  const wvm_functype_t *type = &import->type.func;
  bool same = starts(import, "__cxa_find_matching_catch_") && type->result_count == 1;
  for (size_t i = 0; same && i < type->param_count; i++) same = type->params[i].kind == type->results[0].kind;
  return same && (type->results[0].kind == WVM_I32 || type->results[0].kind == WVM_I64);
}

static wvm_error_t *bind_func(wvm_linker_t *l, wvm_emscripten_t *em, const wvm_import_t *import) {
  const wvm_functype_t *type = &import->type.func;
  const bool any = type->param_count > 0, wide = any && type->params[0].kind == WVM_I64;
  const bool one_int = type->result_count == 1 && type->results[0].kind == WVM_I32;
  EmBinding how = {.kind = EM_BINDINGS, .wide = wide};
  const EmRow *named;
  how.row = find_row(import, &named, &how.wide, &how.legal);
  if (how.row) how.kind = EM_ROW;
  else if (named) return bind_for_message(l, em, named);
  else if (any && (wide || type->params[0].kind == WVM_I32) && starts(import, "invoke_")) how.kind = EM_INVOKE;
  else if (any && starts(import, "emscripten_asm_const_")) how.kind = EM_ASM_CONST;
  else if (one_int && starts(import, "__syscall_")) how.kind = EM_SYSCALL;
  else if (is_catch(import)) how.kind = EM_CATCH;
  if (how.kind == EM_BINDINGS) return bind_nearest(l, em, import);
  if (how.kind != EM_ROW) how.wide = wide || (how.kind == EM_CATCH && type->results[0].kind == WVM_I64);
  return bind(l, em, &how, import->name, import->name_size, type);
}

/* Memory, table and tags that the module wants from outside are made as it wants them. */
static wvm_error_t *make(wvm_linker_t *l, wvm_emscripten_t *em, const wvm_import_t *import) {
  wvm_extern_t x = {.kind = import->type.kind};
  wvm_error_t *e = NULL;
  if (x.kind == WVM_EXTERN_MEMORY && is_name(import, "memory")) {
    e = wvm_memory_new(em->store, &import->type.limits, &x.of.memory);
    if (!e) em->memory = x.of.memory;
  } else if (x.kind == WVM_EXTERN_TABLE && is_name(import, "__indirect_function_table")) {
    e = wvm_table_new(em->store, &import->type.limits, &import->type.value, NULL, &x.of.table);
    if (!e) em->table = x.of.table;
  } else if (x.kind == WVM_EXTERN_TAG && (is_name(import, "__cpp_exception") || is_name(import, "__c_longjmp"))) {
    e = wvm_tag_new(em->store, &import->type.func, &x.of.tag);
  } else return NULL; /* the linker names what is missing */
  return e ? e : define(l, import, &x);
}

/* Modules that cannot be linked whatever is offered, and why. */
static wvm_error_t *refuse(const wvm_module_t *m) {
  const void *bytes;
  size_t size;
  if (wvm_module_custom(m, "dylink.0", 0, &bytes, &size) || wvm_module_custom(m, "dylink", 0, &bytes, &size))
    return wvm_error_new(WVM_ERROR_UNLINKABLE,
                         "a dynamic library of Emscripten (-sSIDE_MODULE or -sMAIN_MODULE): build the "
                         "program without, as one module");
  for (size_t i = 0; i < wvm_module_import_count(m); i++) {
    wvm_import_t import;
    wvm_module_import(m, i, &import);
    if (import.module_size == 1 && *import.module == 'a' && import.name_size <= 2)
      return wvm_error_new(
          WVM_ERROR_UNLINKABLE,
          "Emscripten has minified the names of the imports, and only the JavaScript beside the module "
          "knows what they mean: build it with -sSTANDALONE_WASM, or with -O2 or -g3");
  }
  return NULL;
}

wvm_error_t *wvm_linker_define_emscripten(wvm_linker_t *l, wvm_emscripten_t *em, wvm_wasi_t *w, const wvm_module_t *m) {
  if (!l || !em || !m) return wvm_error_new(WVM_ERROR_USAGE, "bad argument: NULL");
  if (!em->store) em->store = wvm_linker_store(l);
  if (em->store != wvm_linker_store(l)) return wvm_error_new(WVM_ERROR_USAGE, "a wvm_emscripten_t serves one store");
  em->wasi = w;
  wvm_error_t *e = refuse(m);
  for (size_t i = 0; !e && i < wvm_module_import_count(m); i++) {
    wvm_import_t import;
    wvm_extern_t known;
    wvm_module_import(m, i, &import);
    const bool is_func = import.type.kind == WVM_EXTERN_FUNC;
    if (import.module_size != sizeof ENV - 1 || memcmp(import.module, ENV, sizeof ENV - 1) != 0) {
      if (w && is_func) e = em_define_legal_wasi(l, w, &import);
    } else if (!wvm_linker_get(l, import.module, import.module_size, import.name, import.name_size, &known)) {
      e = is_func ? bind_func(l, em, &import) : make(l, em, &import);
    }
  }
  return e;
}

bool wvm_module_wants_emscripten(const wvm_module_t *m) {
  if (!m) return false;
  for (size_t i = 0; i < wvm_module_import_count(m); i++) {
    wvm_import_t import;
    const EmRow *named;
    bool wide, legal;
    wvm_module_import(m, i, &import);
    if (import.module_size != sizeof ENV - 1 || memcmp(import.module, ENV, sizeof ENV - 1) != 0) continue;
    if (import.type.kind == WVM_EXTERN_FUNC &&
        (find_row(&import, &named, &wide, &legal) || starts(&import, "__syscall_")))
      return true;
  }
  return false;
}
