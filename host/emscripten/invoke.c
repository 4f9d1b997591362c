/* setjmp and longjmp, as Emscripten makes them of two imports: calls in a function that calls setjmp go through
 * invoke_<types>(index, …), which longjmp's throw leaves.
 *
 *   guest ─invoke_vi─▶ host ─call table[index]─▶ guest … longjmp ─_emscripten_throw_longjmp─▶ an exception of our own
 * tag ◀── stack pointer as before, setThrew(1, 0): the guest then looks which setjmp was meant
 *
 * C++ exceptions without -fwasm-exceptions (cxx.c) go the same way. Each invoke is a nested entry of the host:
 * wvm_store_limits_t.nesting bounds how deep they go. */
#include "host/emscripten/emscripten.h"

enum { FEW_SLOTS = 32 };

/* ---- exports ---- */

wvm_error_t *em_call_export(wvm_instance_t *i, const char *names, const char *type, wvm_raw_t *slots, bool *found) {
  *found = false;
  while (i && *names) {
    const size_t size = strcspn(names, "|");
    wvm_extern_t x;
    wvm_functype_t t;
    if (wvm_instance_export_sized(i, names, size, &x) && x.kind == WVM_EXTERN_FUNC) {
      wvm_error_t *e = wvm_func_type(x.of.func, &t);
      if (e) return e;
      *found = em_type_matches(&t, type, false, false) || em_type_matches(&t, type, true, false);
      if (*found) return wvm_func_call_raw(x.of.func, slots);
    }
    names += size + (names[size] != 0);
  }
  return NULL;
}

wvm_error_t *em_flush(wvm_instance_t *i) {
  bool found;
  wvm_raw_t slot = {.bits = 0};
  wvm_error_t *e = em_call_export(i, "__funcs_on_exit", "v", &slot, &found);
  if (!e) e = em_call_export(i, "__stdio_exit", "v", &slot, &found);
  return e || found ? e : em_call_export(i, "fflush", "ip", &slot, &found);
}

/* ---- throwing ---- */

wvm_error_t *em_throw(EmCall *c) {
  static const wvm_functype_t none = {0};
  wvm_error_t *e = c->em->thrown ? NULL : wvm_tag_new(c->store, &none, &c->em->thrown);
  return e ? e : wvm_exception_new(c->em->thrown, NULL, 0);
}

wvm_error_t *em_throw_longjmp(EmCall *c, const wvm_raw_t *a) { return (void)a, em_throw(c); }
wvm_error_t *em_throw_longjmp_o(EmCall *c, const wvm_raw_t *a) { return em_throw_longjmp(c, a); }

/* ---- invoke ---- */

/* The function at an index of the guest's table. */
static wvm_error_t *table_func(const wvm_emscripten_t *em, wvm_instance_t *i, uint64_t index, wvm_func_t **out) {
  wvm_extern_t x;
  wvm_table_t *table = em->table;
  if (i && wvm_instance_export(i, "__indirect_function_table", &x) && x.kind == WVM_EXTERN_TABLE) table = x.of.table;
  if (!table) return em_trap("the module does not export its table, __indirect_function_table");
  if (index >= wvm_table_size(table)) return em_trap("undefined element %llu", (unsigned long long)index);
  wvm_ref_t *ref;
  wvm_error_t *e = wvm_table_get(table, index, &ref);
  if (e) return e;
  *out = wvm_ref_func(ref);
  wvm_ref_delete(ref);
  return *out ? NULL : em_trap("uninitialized element %llu", (unsigned long long)index);
}

static bool same_types(const wvm_valtype_t *a, const wvm_valtype_t *b, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (a[i].kind != b[i].kind) return false;
    if (a[i].kind == WVM_REF && (a[i].heap != b[i].heap || a[i].nullable != b[i].nullable || a[i].exact != b[i].exact ||
                                 a[i].index != b[i].index))
      return false;
  }
  return true;
}

static size_t slots_of(const wvm_valtype_t *types, size_t count) {
  size_t n = count;
  for (size_t i = 0; i < count; i++) n += types[i].kind == WVM_V128;
  return n;
}

/* Ours, and no other exception or trap. */
static bool is_thrown(const wvm_emscripten_t *em, const wvm_error_t *e) {
  return em->thrown && wvm_error_kind(e) == WVM_ERROR_EXCEPTION && wvm_error_exception_tag(e) == em->thrown;
}

/* Back where invoke was called: the guest's stack pointer, and a mark that something was thrown. */
static wvm_error_t *land(wvm_instance_t *i, wvm_raw_t stack) {
  bool found;
  wvm_raw_t mark[2] = {{.bits = 1}, {.bits = 0}};
  wvm_error_t *e = em_call_export(i, "_emscripten_stack_restore|stackRestore", "vp", &stack, &found);
  if (!e) e = em_call_export(i, "setThrew|_setThrew", "vpi", mark, &found);
  return e ? e : found ? NULL : em_trap("longjmp: the module does not export setThrew");
}

static wvm_error_t *invoke(const EmBinding *b, wvm_caller_t *caller, const wvm_functype_t *type, wvm_raw_t *slots,
                           wvm_raw_t *copy) {
  wvm_instance_t *i = wvm_caller_instance(caller) ? wvm_caller_instance(caller) : b->em->instance;
  wvm_func_t *f;
  wvm_functype_t target;
  wvm_error_t *e = table_func(b->em, i, slots[0].bits, &f);
  if (!e) e = wvm_func_type(f, &target);
  if (e) return e;
  if (target.param_count + 1 != type->param_count || target.result_count != type->result_count ||
      !same_types(target.params, type->params + 1, target.param_count) ||
      !same_types(target.results, type->results, target.result_count))
    return em_trap("%s: indirect call type mismatch", b->name);
  bool found;
  wvm_raw_t stack = {.bits = 0};
  const size_t params = slots_of(type->params + 1, type->param_count - 1),
               results = slots_of(type->results, type->result_count);
  e = em_call_export(i, "emscripten_stack_get_current|stackSave", "p", &stack, &found);
  if (e) return e;
  memcpy(copy, slots + 1, params * sizeof *copy);
  wvm_instance_t *before = b->em->instance;
  b->em->instance = i;
  e = wvm_func_call_raw(f, copy);
  b->em->instance = before;
  if (!e) memcpy(slots, copy, results * sizeof *copy);
  else if (is_thrown(b->em, e)) {
    wvm_error_delete(e);
    memset(slots, 0, results * sizeof *slots);
    e = land(i, stack);
  }
  return e;
}

wvm_error_t *em_invoke(EmBinding *b, wvm_caller_t *caller, wvm_raw_t *slots) {
  wvm_functype_t type;
  wvm_error_t *e = wvm_func_type(b->func, &type);
  if (e) return e;
  const size_t count = MAX_OF(slots_of(type.params, type.param_count), slots_of(type.results, type.result_count));
  wvm_raw_t few[FEW_SLOTS], *copy = few;
  if (count > FEW_SLOTS && !(copy = alloc_array(&alloc_libc, count, sizeof *copy)))
    return wvm_error_new(WVM_ERROR_MEMORY, "out of memory");
  e = invoke(b, caller, &type, slots, copy);
  if (copy != few) alloc_free(&alloc_libc, copy, count * sizeof *copy);
  return e;
}

wvm_error_t *em_call_indirect(EmCall *c, uint64_t index, const char *type, const char *or_type, wvm_raw_t *slots) {
  wvm_func_t *f;
  wvm_functype_t t;
  wvm_error_t *e = table_func(c->em, c->instance, index, &f);
  if (!e) e = wvm_func_type(f, &t);
  if (e) return e;
  if (!em_type_matches(&t, type, c->wide, false) && !em_type_matches(&t, or_type, c->wide, false))
    return em_trap("element %llu of the table: indirect call type mismatch", (unsigned long long)index);
  return wvm_func_call_raw(f, slots);
}

/* A handler that the guest has registered with signal(). */
wvm_error_t *em_call_sighandler(EmCall *c, const wvm_raw_t *a) {
  wvm_raw_t slot = a[1];
  return em_call_indirect(c, a[0].bits, "vi", "vi", &slot);
}

/* ---- results in two halves ---- */

wvm_error_t *em_set_temp(EmCall *c, const wvm_raw_t *a) {
  c->em->temp_return = a[0].u32;
  return NULL;
}

wvm_error_t *em_get_temp(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  c->result.bits = (uint32_t)c->em->temp_return;
  return NULL;
}
