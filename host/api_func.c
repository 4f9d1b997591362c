/* Functions: calls into the guest, and host functions of two kinds. A raw callback works on the guest's slots; a typed
 * one gets values, converted on the way in and out. */
#include "host/api.h"

/* Room for the arguments and results of most functions without the allocator. */
enum { FEW_SLOTS = 32, FEW_VALUES = 16 };

static const CanonType *type_of(const Func *f) { return exec_type(func_store(f), f); }

static size_t slots_of(const CanonType *t) { return MAX_OF(t->param_slots, t->result_slots); }

wvm_error_t *wvm_func_type(const wvm_func_t *f, wvm_functype_t *out) {
  if (!f || !out) return error_null();
  const Func *func = func_in(f);
  return functype_of_store(func_store(func), func_type(func), out);
}

/* ---- calling ---- */

static wvm_error_t *call(Store *store, Func *f, const CanonType *t, const wvm_val_t *args, wvm_val_t *results,
                         Slot *slots) {
  const TypeDef *type = &t->def;
  Misfit why;
  if (!vals_in(store, args, type->func.params, type->func.param_count, slots, &why))
    return error_usage(store->alloc, "argument %s", why.text);
  TrapCode trap = exec_call(store, f, slots);
  if (trap) return error_from_trap(store, trap);
  bool ok = vals_out(store, slots, type->func.results, type->func.result_count, results);
  return ok ? NULL : error_no_memory();
}

wvm_error_t *wvm_func_call(wvm_func_t *f, const wvm_val_t *args, size_t arg_count, wvm_val_t *results,
                           size_t result_count) {
  if (!f) return error_null();
  Func *func = func_in(f);
  Store *store = func_store(func);
  const CanonType *t = type_of(func);
  uint32_t params = t->def.func.param_count, outs = t->def.func.result_count;
  if (arg_count != params) return error_usage(store->alloc, "%zu arguments: expected %u", arg_count, params);
  if (result_count != outs) return error_usage(store->alloc, "room for %zu results: expected %u", result_count, outs);
  if ((arg_count && !args) || (result_count && !results)) return error_usage(store->alloc, "no arguments or results");
  Slot few[FEW_SLOTS], *slots = few;
  size_t count = slots_of(t);
  if (count > FEW_SLOTS && !(slots = alloc_array(store->alloc, count, sizeof *slots))) return error_no_memory();
  wvm_error_t *error = call(store, func, t, args, results, slots);
  if (slots != few) alloc_free(store->alloc, slots, count * sizeof *slots);
  return error;
}

_Static_assert(sizeof(wvm_raw_t) == sizeof(Slot), "raw callbacks see the slots themselves");

void slots_clean(const ValType *types, uint32_t count, Slot *slots) {
  for (uint32_t k = 0; k < count; slots += vt_slots(types[k++])) {
    const TypeKind kind = vt_kind(types[k]);
    if (kind == VK_I32 || kind == VK_F32) slots->i64 = (uint32_t)slots->i64;
  }
}

wvm_error_t *wvm_func_call_raw(wvm_func_t *f, wvm_raw_t *slots) {
  if (!f) return error_null();
  Func *func = func_in(f);
  Store *store = func_store(func);
  const TypeDef *type = &exec_type(store, func)->def;
  slots_clean(type->func.params, type->func.param_count, (Slot *)slots);
  TrapCode trap = exec_call(store, func, (Slot *)slots);
  return LIKELY(!trap) ? NULL : error_from_trap(store, trap);
}

/* ---- host functions ---- */

typedef struct Callback {
  union {
    wvm_callback_t typed;
    wvm_raw_callback_t raw;
  };
  void *env;
  void (*finalize)(void *env);
  const CanonType *type;
  const Alloc *alloc;
} Callback;

static void callback_finalize(void *env) {
  Callback *c = env;
  if (c->finalize) c->finalize(c->env);
  alloc_free(c->alloc, c, sizeof *c);
}

static TrapCode raw_call(void *env, Store *store, Instance *caller, Slot *slots) {
  const Callback *c = env;
  wvm_caller_t who = {store, caller};
  wvm_error_t *error = c->raw(c->env, &who, (wvm_raw_t *)slots);
  if (UNLIKELY(error)) return error_to_trap(store, error);
  slots_clean(c->type->def.func.results, c->type->def.func.result_count, slots);
  return TRAP_NONE;
}

/* The results that the callback left, checked: the guest relies on their types. */
static TrapCode results_in(Store *store, const TypeDef *type, const wvm_val_t *results, Slot *slots) {
  Misfit why;
  if (vals_in(store, results, type->func.results, type->func.result_count, slots, &why)) return TRAP_NONE;
  return store_trap(store, TRAP_HOST, ": result %s", why.text);
}

static TrapCode typed_call_with(const Callback *c, Store *store, Instance *caller, Slot *slots, wvm_val_t *args,
                                wvm_val_t *results) {
  const TypeDef *type = &c->type->def;
  uint32_t params = type->func.param_count, outs = type->func.result_count;
  if (!vals_out(store, slots, type->func.params, params, args)) return store_trap(store, TRAP_NO_MEMORY, NULL);
  for (uint32_t k = 0; k < outs; k++)
    results[k] = (wvm_val_t){.kind = (wvm_valkind_t)(vt_kind(type->func.results[k]) - VK_I32)};
  wvm_caller_t who = {store, caller};
  wvm_error_t *error = c->typed(c->env, &who, args, results);
  TrapCode trap = error ? error_to_trap(store, error) : results_in(store, type, results, slots);
  vals_drop(args, params);
  vals_drop(results, outs);
  return trap;
}

static TrapCode typed_call(void *env, Store *store, Instance *caller, Slot *slots) {
  const Callback *c = env;
  uint32_t params = c->type->def.func.param_count;
  size_t count = (size_t)params + c->type->def.func.result_count;
  wvm_val_t few[FEW_VALUES], *values = few;
  if (count > FEW_VALUES && !(values = alloc_array(store->alloc, count, sizeof *values)))
    return store_trap(store, TRAP_NO_MEMORY, NULL);
  TrapCode trap = typed_call_with(c, store, caller, slots, values, values + params);
  if (values != few) alloc_free(store->alloc, values, count * sizeof *values);
  return trap;
}

static wvm_error_t *func_make(Store *store, const wvm_functype_t *type, HostFunc how, const Callback *callback,
                              wvm_func_t **out) {
  TypeId id;
  wvm_error_t *error = functype_in(store->engine, type, &id);
  if (error) return error;
  Callback *c = alloc_zeroed(store->alloc, sizeof *c);
  if (!c) {
    types_release(store->engine->types, &id, 1);
    return error_no_memory();
  }
  *c = *callback;
  c->type = types_get(store->engine->types, id);
  c->alloc = store->alloc;
  Func *f = store_host_func(store, id, how, c, callback_finalize);
  if (!f) {
    alloc_free(store->alloc, c, sizeof *c);
    return error_no_memory();
  }
  *out = func_out(f);
  return NULL;
}

wvm_error_t *wvm_func_new(wvm_store_t *s, const wvm_functype_t *type, wvm_callback_t callback, void *env,
                          void (*finalize)(void *env), wvm_func_t **out) {
  if (!s || !out) return error_null();
  if (!callback) return error_usage(store_in(s)->alloc, "no callback");
  Callback c = {.typed = callback, .env = env, .finalize = finalize};
  return func_make(store_in(s), type, typed_call, &c, out);
}

wvm_error_t *wvm_func_new_raw(wvm_store_t *s, const wvm_functype_t *type, wvm_raw_callback_t callback, void *env,
                              void (*finalize)(void *env), wvm_func_t **out) {
  if (!s || !out) return error_null();
  if (!callback) return error_usage(store_in(s)->alloc, "no callback");
  Callback c = {.raw = callback, .env = env, .finalize = finalize};
  return func_make(store_in(s), type, raw_call, &c, out);
}

wvm_store_t *wvm_caller_store(wvm_caller_t *c) { return c ? store_out(c->store) : NULL; }
wvm_instance_t *wvm_caller_instance(wvm_caller_t *c) { return c ? (c->instance ? instance_out(c->instance) : NULL) : NULL; }

wvm_memory_t *wvm_caller_memory(wvm_caller_t *c) {
  if (!c) return NULL;
  Instance *i = c->instance;
  if (!i) return NULL;
  if (i->program->module->memory_count == 1) return memory_out(i->memories[0]); /* the usual case, without a look-up */
  Extern x;
  return instance_export(i, "memory", 6, &x) && x.kind == EXTERN_MEMORY ? memory_out(x.memory) : NULL;
}
