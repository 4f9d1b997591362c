/* Exceptions between host and guest: errors that hold one. */
#include "host/api.h"
#include "vm/exception.h"

enum { FEW_SLOTS = 32 };

static wvm_error_t *make(Store *store, Tag *tag, const CanonType *t, const wvm_val_t *values, Slot *slots) {
  Misfit why;
  if (!vals_in(store, values, t->def.func.params, t->def.func.param_count, slots, &why))
    return error_usage(store->alloc, "value %s", why.text);
  heap_finalize(store->heap);
  Ref exception;
  const TrapCode trap = exception_new(store, tag, slots, &exception);
  return trap ? error_from_trap(store, trap) : error_from_exception(store, exception);
}

wvm_error_t *wvm_exception_new(wvm_tag_t *tag, const wvm_val_t *values, size_t count) {
  if (!tag) return error_null();
  if (!tag) return error_usage(&alloc_libc, "no tag");
  Tag *in = tag_in(tag);
  Store *store = in->store;
  const CanonType *t = types_get(store->engine->types, in->type);
  const uint32_t params = t->def.func.param_count;
  if (count != params) return error_usage(store->alloc, "%zu values: expected %u", count, params);
  if (count && !values) return error_usage(store->alloc, "no values");
  Slot few[FEW_SLOTS], *slots = few;
  const size_t room = t->param_slots;
  if (room > FEW_SLOTS && !(slots = alloc_array(store->alloc, room, sizeof *slots))) return error_no_memory();
  wvm_error_t *error = make(store, in, t, values, slots);
  if (slots != few) alloc_free(store->alloc, slots, room * sizeof *slots);
  return error;
}

wvm_tag_t *wvm_error_exception_tag(const wvm_error_t *e) {
  if (!e) return NULL;
  const Root *root = error_exception(e);
  return root ? tag_out(exception_tag(root->ref)) : NULL;
}

wvm_error_t *wvm_error_exception_values(const wvm_error_t *e, wvm_val_t *values, size_t count) {
  if (!e) return error_null();
  const Root *root = error_exception(e);
  if (!root) return error_usage(&alloc_libc, "no exception, or its store is gone");
  Store *store = root->store;
  const CanonType *t = exception_type(store, root->ref);
  const uint32_t params = t->def.func.param_count;
  if (count != params) return error_usage(store->alloc, "room for %zu values: expected %u", count, params);
  if (count && !values) return error_usage(store->alloc, "no room for values");
  const bool ok = vals_out(store, exception_values(root->ref), t->def.func.params, params, values);
  return ok ? NULL : error_no_memory();
}
