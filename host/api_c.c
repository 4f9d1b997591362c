/* Plain C functions as host functions, and functions of the guest as C functions: libffi, and the compiler's trampolines where
 * there are any.
 *
 *   guest's slots ─▶ addresses checked, made pointers ─▶ a slot for each C argument ─▶ trampoline or ffi_call ─▶ result */
#include <ffi.h>

#include "host/api.h"
#include "host/c_signature.h"
#include "vm/compiler.h"

enum { MOST_ARGS = 2 * C_MOST_PARAMS };

/* How a C function is called. */
typedef struct CForm {
  char letters[MOST_ARGS + 2]; /* the result's, the arguments' */
  uint32_t count;
  ffi_cif cif;
  ffi_type *types[MOST_ARGS];
} CForm;

static ffi_type *ffi_type_of(char letter) {
  switch (letter) {
  case 'i': return &ffi_type_sint32;
  case 'l': return &ffi_type_sint64;
  case 'f': return &ffi_type_float;
  case 'd': return &ffi_type_double;
  default: return &ffi_type_void;
  }
}

static bool form_make(CForm *f, const CSignature *s) {
  c_signature_letters(s, f->letters);
  f->count = (uint32_t)strlen(f->letters) - 1;
  for (uint32_t k = 0; k < f->count; k++) f->types[k] = ffi_type_of(f->letters[k + 1]);
  return ffi_prep_cif(&f->cif, FFI_DEFAULT_ABI, f->count, ffi_type_of(f->letters[0]), f->types) == FFI_OK;
}

static wvm_error_t *read_signature(const Alloc *alloc, const char *text, CSignature *out) {
  size_t at;
  if (!text) return error_usage(alloc, "no signature");
  const char *why = c_signature_read(text, out, &at);
  return why ? error_usage(alloc, "signature \"%s\": character %zu %s", text, at + 1, why) : NULL;
}

/* ---- the guest calls C ---- */

typedef struct CFunction {
  wvm_cfn_t function;
  HostFunc trampoline; /* NULL: libffi */
  CSignature signature;
  CForm form;
  const Alloc *alloc;
} CFunction;

static void function_free(void *env) {
  CFunction *c = env;
  alloc_free(c->alloc, c, sizeof *c);
}

/* Arguments in, result out. */
static void call_by_ffi(CFunction *c, Slot *args) {
  void *values[MOST_ARGS];
  union {
    ffi_arg wide; /* integers come as wide as a register */
    Slot slot;
  } out = {.slot = {.bits = 0}};
  for (uint32_t k = 0; k < c->form.count; k++) values[k] = &args[k];
  ffi_call(&c->form.cif, c->function, &out, values);
  const char letter = c->form.letters[0];
  if (letter == 'i' || letter == 'f') out.slot.bits = (uint32_t)out.slot.bits;
  if (letter != 'v') args[0] = out.slot;
}

static TrapCode run(CFunction *c, Store *store, Instance *caller, Slot *args) {
  if (c->trampoline) return c->trampoline((void *)(uintptr_t)c->function, store, caller, args);
  call_by_ffi(c, args);
  return TRAP_NONE;
}

static TrapCode plain_call(void *env, Store *store, Instance *caller, Slot *slots) {
  return run(env, store, caller, slots);
}

static bool ends(const Memory *m, uint64_t at) {
  const uint64_t length = atomic_load_explicit(&m->length, memory_order_acquire);
  return at < length && memchr(m->base + at, 0, length - at);
}

/* What this parameter is for C; false: not within the memory. */
static bool pointer(const CParam *p, const Memory *m, const Slot *from, Slot *to) {
  const uint64_t at = from[0].bits;
  const uint64_t size = p->letter == 'b' ? from[1].bits : p->size;
  if (p->letter == 'b') to[1].bits = size;
  to[0].bits = 0;
  if (!at && (p->letter != 'b' || !size)) return true;
  to[0].bits = (uint64_t)(uintptr_t)(m->base + at);
  return p->letter == 's' ? ends(m, at) : memory_in_bounds(m, at, size);
}

static TrapCode checked_call(void *env, Store *store, Instance *caller, Slot *slots) {
  CFunction *c = env;
  wvm_caller_t who = {store, caller};
  wvm_memory_t *memory = wvm_caller_memory(&who);
  if (!memory) return store_trap(store, TRAP_HOST, ": the caller has no memory for pointers to point into");
  const Memory *m = memory_in(memory);
  Slot args[MOST_ARGS + 1]; /* a result needs room too */
  const Slot *from = slots;
  Slot *to = args;
  for (uint32_t k = 0; k < c->signature.count; k++) {
    const CParam *p = &c->signature.params[k];
    const uint32_t slots_of = p->letter == 'b' ? 2 : 1;
    if (!strchr("pbs", p->letter)) *to = *from;
    else if (p->letter == 's' && memory_is_shared(m))
      return store_trap(store, TRAP_HOST, ": argument %u is a string, which other threads may change", k + 1);
    else if (!pointer(p, m, from, to))
      return store_trap(store, TRAP_MEMORY_BOUNDS, ": argument %u of a C function", k + 1);
    from += slots_of;
    to += slots_of;
  }
  const TrapCode trap = run(c, store, caller, args);
  if (c->signature.result != 'v') slots[0] = args[0];
  return trap;
}

static wvm_error_t *function_make(Store *store, const CSignature *s, wvm_cfn_t f, wvm_func_t **out) {
  CTypes types;
  const wvm_functype_t type = c_signature_type(s, &types);
  TypeId id;
  wvm_error_t *error = functype_in(store->engine, &type, &id);
  if (error) return error;
  CFunction *c = alloc_zeroed(store->alloc, sizeof *c);
  if (!c || !form_make(&c->form, s)) {
    if (c) function_free(c);
    types_release(store->engine->types, &id, 1);
    return error_no_memory();
  }
  c->function = f;
  c->signature = *s;
  c->alloc = store->alloc;
  c->trampoline = (HostFunc)(uintptr_t)engine_trampoline(store->engine, c->form.letters);
  /* Without pointers the trampoline works on the guest's own slots. */
  Func *func = !s->checked && c->trampoline ? store_host_func(store, id, c->trampoline, (void *)(uintptr_t)f, NULL)
                                            : store_host_func(store, id, s->checked ? checked_call : plain_call, c, function_free);
  if (!func || (!s->checked && c->trampoline)) function_free(c);
  if (!func) return error_no_memory();
  *out = func_out(func);
  return NULL;
}

wvm_error_t *wvm_func_new_c(wvm_store_t *s, const char *signature, wvm_cfn_t f, wvm_func_t **out) {
  if (!s || !out) return error_null();
  Store *store = store_in(s);
  CSignature sig;
  wvm_error_t *error = read_signature(store->alloc, signature, &sig);
  if (!error && !f) error = error_usage(store->alloc, "no function");
  return error ? error : function_make(store, &sig, f, out);
}

wvm_error_t *(wvm_linker_define_c)(wvm_linker_t *l, const char *module, const char *name, const char *signature, wvm_cfn_t f) {
  if (!l) return error_null();
  wvm_extern_t x = {.kind = WVM_EXTERN_FUNC};
  if (!module || !name) return error_usage(store_in(wvm_linker_store(l))->alloc, "no name");
  wvm_error_t *error = wvm_func_new_c(wvm_linker_store(l), signature, f, &x.of.func);
  return error ? error : wvm_linker_define(l, module, strlen(module), name, strlen(name), &x);
}

/* ---- C calls the guest ---- */

struct wvm_cfunc {
  wvm_func_t *func;
  Store *store;
  CForm form;
  ffi_closure *closure;
  void *pointer;
  wvm_error_t *error; /* the first one; later calls do nothing until it is taken */
};

/* An argument as libffi has it. */
static Slot slot_of(char letter, const void *value) {
  Slot s = {.bits = 0};
  memcpy(&s, value, letter == 'i' || letter == 'f' ? 4 : 8);
  return s;
}

static void call_guest(ffi_cif *cif, void *result, void **args, void *env) {
  wvm_cfunc_t *c = env;
  (void)cif;
  Slot slots[MOST_ARGS] = {{.bits = 0}};
  for (uint32_t k = 0; k < c->form.count; k++) slots[k] = slot_of(c->form.letters[k + 1], args[k]);
  if (!c->error) c->error = wvm_func_call_raw(c->func, (wvm_raw_t *)slots);
  if (c->error) slots[0].bits = 0;
  switch (c->form.letters[0]) {
  case 'i': *(ffi_arg *)result = (ffi_arg)slots[0].i32; break;
  case 'f': memcpy(result, &slots[0], 4); break;
  case 'l':
  case 'd': memcpy(result, &slots[0], 8); break;
  default: break;
  }
}

static bool same_type(const Store *store, const Func *f, const CSignature *s) {
  CTypes types;
  const wvm_functype_t wanted = c_signature_type(s, &types);
  const TypeDef *t = &types_get(store->engine->types, func_type(f))->def;
  if (t->func.param_count != wanted.param_count || t->func.result_count != wanted.result_count) return false;
  for (uint32_t k = 0; k < t->func.param_count; k++)
    if ((int)(vt_kind(t->func.params[k]) - VK_I32) != (int)wanted.params[k].kind) return false;
  return !t->func.result_count || (int)(vt_kind(t->func.results[0]) - VK_I32) == (int)wanted.results[0].kind;
}

wvm_error_t *wvm_cfunc_new(wvm_func_t *f, const char *signature, wvm_cfunc_t **out) {
  if (!f || !out) return error_null();
  Func *func = func_in(f);
  Store *store = func_store(func);
  CSignature s;
  wvm_error_t *error = read_signature(store->alloc, signature, &s);
  if (error) return error;
  if (s.checked) return error_usage(store->alloc, "pointers of C are no addresses of a guest");
  if (!same_type(store, func, &s)) return error_usage(store->alloc, "signature \"%s\" is not the function's type", signature);
  wvm_cfunc_t *c = alloc_zeroed(&alloc_libc, sizeof *c);
  if (!c) return error_no_memory();
  c->func = f;
  c->store = store;
  c->closure = ffi_closure_alloc(sizeof *c->closure, &c->pointer);
  if (!c->closure || !form_make(&c->form, &s) ||
      ffi_prep_closure_loc(c->closure, &c->form.cif, call_guest, c, c->pointer) != FFI_OK) {
    wvm_cfunc_delete(c);
    return error_no_memory();
  }
  *out = c;
  return NULL;
}

wvm_cfn_t wvm_cfunc_pointer(const wvm_cfunc_t *c) {
  if (!c) return 0;
  wvm_cfn_t f;
  memcpy(&f, &c->pointer, sizeof f);
  return f;
}

wvm_error_t *wvm_cfunc_take_error(wvm_cfunc_t *c) {
  if (!c) return NULL;
  wvm_error_t *e = c->error;
  c->error = NULL;
  return e;
}

void wvm_cfunc_delete(wvm_cfunc_t *c) {
  if (!c) return;
  wvm_error_delete(c->error);
  if (c->closure) ffi_closure_free(c->closure);
  alloc_free(&alloc_libc, c, sizeof *c);
}
