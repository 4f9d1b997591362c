/* Calls that can be suspended: vm/call.h with the API's values. */
#include "host/api.h"
#include "vm/entry.h"

/* Slots of arguments and results, on the C stack where they are few. */
enum { FEW_SLOTS = 32 };
typedef struct Slots {
  Slot few[FEW_SLOTS], *at;
  size_t count;
} Slots;

static bool slots_take(Slots *s, const Alloc *alloc, size_t count) {
  s->count = count;
  s->at = count > FEW_SLOTS ? alloc_array(alloc, count, sizeof *s->at) : s->few;
  return s->at != NULL;
}

static void slots_give(Slots *s, const Alloc *alloc) {
  if (s->at != s->few) alloc_free(alloc, s->at, s->count * sizeof *s->at);
}

static const CanonType *type_of(const Store *s, const Func *f) { return types_get(s->engine->types, func_type(f)); }

/* ---- ends ---- */

/* It has stopped: the call is gone, *out NULL, unless it is suspended. */
static wvm_error_t *stopped(Call *c, TrapCode trap, wvm_call_t **out) {
  Store *store = c->store;
  *out = trap == TRAP_PENDING ? call_out(c) : NULL;
  if (trap == TRAP_PENDING) return NULL;
  call_free(c);
  return trap ? error_from_trap(store, trap) : NULL;
}

/* The same with values. */
static wvm_error_t *stopped_with(Call *c, TrapCode trap, const Slot *slots, wvm_val_t *results, wvm_call_t **out) {
  Store *store = c->store;
  const TypeDef *type = &type_of(store, c->func)->def;
  wvm_error_t *error = stopped(c, trap, out);
  if (trap) return error;
  return vals_out(store, slots, type->func.results, type->func.result_count, results) ? NULL : error_no_memory();
}

/* ---- starting ---- */

wvm_error_t *wvm_func_start(wvm_func_t *f, const wvm_val_t *args, size_t arg_count, wvm_val_t *results,
                            size_t result_count, wvm_call_t **out) {
  if (!f || !out) return error_null();
  Func *func = func_in(f);
  Store *store = func_store(func);
  const CanonType *t = type_of(store, func);
  const uint32_t params = t->def.func.param_count, outs = t->def.func.result_count;
  if (arg_count != params) return error_usage(store->alloc, "%zu arguments: expected %u", arg_count, params);
  if (result_count != outs) return error_usage(store->alloc, "room for %zu results: expected %u", result_count, outs);
  if ((arg_count && !args) || (result_count && !results)) return error_usage(store->alloc, "no arguments or results");
  Slots slots;
  if (!slots_take(&slots, store->alloc, MAX_OF(t->param_slots, t->result_slots))) return error_no_memory();
  Misfit why;
  wvm_error_t *error;
  Call *c;
  if (!vals_in(store, args, t->def.func.params, params, slots.at, &why))
    error = error_usage(store->alloc, "argument %s", why.text);
  else if (!(c = call_new(store, func))) error = error_no_memory();
  else error = stopped_with(c, call_start(c, slots.at), slots.at, results, out);
  slots_give(&slots, store->alloc);
  return error;
}

wvm_error_t *wvm_func_start_raw(wvm_func_t *f, wvm_raw_t *slots, wvm_call_t **out) {
  if (!f || !out) return error_null();
  Func *func = func_in(f);
  Store *store = func_store(func);
  const TypeDef *type = &type_of(store, func)->def;
  Call *c = call_new(store, func);
  if (!c) return error_no_memory();
  slots_clean(type->func.params, type->func.param_count, (Slot *)slots);
  return stopped(c, call_start(c, (Slot *)slots), out);
}

wvm_error_t *wvm_caller_suspend(wvm_caller_t *c, wvm_call_t **call) {
  if (!c) return error_null();
  Call *at_hand = call_at_hand(c->store);
  if (call) *call = at_hand ? call_out(at_hand) : NULL;
  return at_hand ? error_pending() : error_usage(c->store->alloc, "a call that cannot be suspended: see wvm_func_start");
}

/* ---- going on ---- */

static wvm_error_t *check(const Call *c) {
  Store *store = c->store;
  if (c->state != CALL_SUSPENDED) return error_usage(store->alloc, "the call is not suspended");
  return entry_check(store, c->func) ? error_limit(store->alloc, "too many nested host entries") : NULL;
}

static wvm_error_t *check_results(const Call *c, const wvm_val_t *results, size_t count) {
  const uint32_t outs = type_of(c->store, c->func)->def.func.result_count;
  if (count != outs) return error_usage(c->store->alloc, "room for %zu results: expected %u", count, outs);
  return count && !results ? error_usage(c->store->alloc, "no results") : check(c);
}

static size_t slots_of(const Call *c) {
  return MAX_OF(type_of(c->store, c->host)->result_slots, type_of(c->store, c->func)->result_slots);
}

wvm_error_t *wvm_call_resume(wvm_call_t **call, const wvm_val_t *values, size_t value_count, wvm_val_t *results,
                             size_t result_count) {
  if (!call || !*call) return error_null();
  Call *c = call_in(*call);
  Store *store = c->store;
  wvm_error_t *error = check_results(c, results, result_count);
  if (error) return error;
  const TypeDef *type = &type_of(store, c->host)->def;
  const uint32_t count = type->func.result_count;
  if (value_count != count) return error_usage(store->alloc, "%zu values: the pending function has %u results", value_count, count);
  if (count && !values) return error_usage(store->alloc, "no values");
  Slots slots;
  if (!slots_take(&slots, store->alloc, slots_of(c))) return error_no_memory();
  Misfit why;
  if (!vals_in(store, values, type->func.results, count, slots.at, &why)) error = error_usage(store->alloc, "value %s", why.text);
  else error = stopped_with(c, call_resume(c, slots.at), slots.at, results, call);
  slots_give(&slots, store->alloc);
  return error;
}

wvm_error_t *wvm_call_resume_raw(wvm_call_t **call, wvm_raw_t *slots) {
  if (!call || !*call) return error_null();
  Call *c = call_in(*call);
  wvm_error_t *error = check(c);
  if (error) return error;
  const TypeDef *type = &type_of(c->store, c->host)->def;
  slots_clean(type->func.results, type->func.result_count, (Slot *)slots);
  return stopped(c, call_resume(c, (Slot *)slots), call);
}

wvm_error_t *wvm_call_fail(wvm_call_t **call, wvm_error_t *reason, wvm_val_t *results, size_t result_count) {
  if (!call || !*call) {
    wvm_error_delete(reason);
    return error_null();
  }
  Call *c = call_in(*call);
  Store *store = c->store;
  wvm_error_t *error = check_results(c, results, result_count);
  if (!error && (!reason || reason == error_pending())) error = error_usage(store->alloc, "no reason to fail with");
  Slots slots;
  if (!error && !slots_take(&slots, store->alloc, slots_of(c))) error = error_no_memory();
  if (error) {
    wvm_error_delete(reason);
    return error;
  }
  const TrapCode trap = call_fail(c, error_to_trap(store, reason), slots.at);
  error = stopped_with(c, trap, slots.at, results, call);
  slots_give(&slots, store->alloc);
  return error;
}

/* ---- access ---- */

void wvm_call_delete(wvm_call_t *call) {
  if (!call) return;
  if (call && call_in(call)->state == CALL_SUSPENDED) call_free(call_in(call));
}

wvm_func_t *wvm_call_pending(const wvm_call_t *call) {
  if (!call) return NULL;
  const Call *c = call_in(call);
  return c->state == CALL_SUSPENDED ? func_out(c->host) : NULL;
}

wvm_store_t *wvm_call_store(const wvm_call_t *call) { return call ? store_out(call_in(call)->store) : NULL; }
void wvm_call_set_data(wvm_call_t *call, void *data) {
  if (call) call_in(call)->data = data;
}
void *wvm_call_data(const wvm_call_t *call) { return call ? call_in(call)->data : NULL; }
