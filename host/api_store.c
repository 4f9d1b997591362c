/* Stores: life, limits, fuel, interruption. */
#include "host/api.h"
#include "vm/heap.h"

/* ---- life ---- */

static void host_store_free(Store *s, void *host) {
  HostStore *h = host;
  for (StoreHook *k; (k = h->at_failure) != NULL;) {
    h->at_failure = k->next;
    alloc_free(s->alloc, k, sizeof *k);
  }
  wvm_error_delete(atomic_load(&h->reason));
  store_types_free(s->alloc, h->types);
  alloc_free(s->alloc, h, sizeof *h);
}

/* Takes the store over, if there is one. */
static wvm_error_t *with_host(Store *s, wvm_store_t **out) {
  if (!s) return error_no_memory();
  HostStore *h = alloc_zeroed(s->alloc, sizeof *h);
  if (!h) {
    store_free(s);
    return error_no_memory();
  }
  atomic_init(&h->reason, NULL);
  s->host = h;
  s->host_free = host_store_free;
  *out = store_out(s);
  return NULL;
}

wvm_error_t *wvm_store_new(wvm_engine_t *e, wvm_store_t **out) { return e && out ? with_host(store_new(engine_in(e)), out) : error_null(); }

wvm_error_t *wvm_store_new_beside(const wvm_store_t *other, wvm_store_t **out) {
  if (!other || !out) return error_null();
  return with_host(store_new_beside(store_in(other)), out);
}

static wvm_error_t *call_at(const Store *store, StoreHook **hooks, void (*callback)(void *env), void *env) {
  StoreHook *h = alloc_zeroed(store->alloc, sizeof *h);
  if (!h) return error_no_memory();
  *h = (StoreHook){callback, env, *hooks};
  *hooks = h;
  return NULL;
}

wvm_error_t *wvm_store_at_delete(wvm_store_t *s, void (*callback)(void *env), void *env) {
  if (!s) return error_null();
  Store *store = store_in(s);
  return call_at(store, &store_host(store)->at_delete, callback, env);
}

wvm_error_t *wvm_store_at_failure(wvm_store_t *s, void (*callback)(void *env), void *env) {
  if (!s) return error_null();
  Store *store = store_in(s);
  return call_at(store, &store_host(store)->at_failure, callback, env);
}

void wvm_store_delete(wvm_store_t *s) {
  if (!s) return;
  if (store_host(store_in(s))->timed) store_timeout_forget(store_in(s));
  Store *store = store_in(s);
  for (StoreHook *k; (k = store_host(store)->at_delete) != NULL;) {
    store_host(store)->at_delete = k->next;
    k->callback(k->env);
    alloc_free(store->alloc, k, sizeof *k);
  }
  store_free(store);
}

wvm_engine_t *wvm_store_engine(const wvm_store_t *s) { return s ? engine_out(store_in(s)->engine) : NULL; }

/* ---- limits ---- */

static wvm_store_limits_t limits_of(const StoreLimits *l) {
  return (wvm_store_limits_t){.struct_size = sizeof(wvm_store_limits_t),
                              .memory_bytes = l->most[BUDGET_MEMORY_BYTES],
                              .table_elements = l->most[BUDGET_TABLE_ELEMENTS],
                              .heap_bytes = l->most[BUDGET_HEAP_BYTES],
                              .instances = (uint32_t)l->most[BUDGET_INSTANCES],
                              .memories = (uint32_t)l->most[BUDGET_MEMORIES],
                              .tables = (uint32_t)l->most[BUDGET_TABLES],
                              .nesting = l->nesting};
}

void wvm_store_limits_default(wvm_store_limits_t *out) {
  if (out) *out = limits_of(&store_limits_default);
}
void wvm_store_limits(const wvm_store_t *s, wvm_store_limits_t *out) {
  if (s && out) *out = limits_of(&store_in(s)->limits);
}

wvm_error_t *wvm_store_set_limits(wvm_store_t *s, const wvm_store_limits_t *limits) {
  if (!s) return error_null();
  enum { MOST_NESTING = 10000 }; /* each entry takes C stack and a Stack of its own */
  Store *store = store_in(s);
  /* A caller built against an older header knows fewer fields: the rest stays at the default. */
  wvm_store_limits_t l;
  wvm_store_limits_default(&l);
  if (!limits || limits->struct_size < sizeof limits->struct_size || limits->struct_size > sizeof l)
    return error_usage(store->alloc, "struct_size is not that of wvm_store_limits_t");
  memcpy(&l, limits, limits->struct_size);
  if (l.nesting == 0 || l.nesting > MOST_NESTING)
    return error_usage(store->alloc, "nesting of %u: at least 1, at most %d", l.nesting, MOST_NESTING);
  if (store->instances || store->owned)
    return error_usage(store->alloc, "limits come before anything is made in the store");
  store->limits = (StoreLimits){.most = {[BUDGET_MEMORY_BYTES] = l.memory_bytes,
                                         [BUDGET_TABLE_ELEMENTS] = l.table_elements,
                                         [BUDGET_HEAP_BYTES] = l.heap_bytes,
                                         [BUDGET_HEAP_FOOTPRINT] = heap_most_footprint(l.heap_bytes),
                                         [BUDGET_INSTANCES] = l.instances,
                                         [BUDGET_MEMORIES] = l.memories,
                                         [BUDGET_TABLES] = l.tables},
                                .nesting = l.nesting};
  return NULL;
}

/* ---- fuel and interruption ---- */

wvm_error_t *wvm_store_set_fuel(wvm_store_t *s, uint64_t fuel) {
  if (!s) return error_null();
  Store *store = store_in(s);
  if (!store->engine->config.fuel) return error_usage(store->alloc, "the engine was made without wvm_config_set_fuel");
  exec_set_fuel(store->exec, fuel);
  return NULL;
}

uint64_t wvm_store_fuel(const wvm_store_t *s) { return s ? exec_fuel(store_in(s)->exec) : 0; }
void wvm_store_interrupt(wvm_store_t *s) {
  if (s) exec_interrupt(store_in(s)->exec);
}

void wvm_store_stop(wvm_store_t *s, wvm_error_t *reason) {
  if (!s) {
    wvm_error_delete(reason);
    return;
  }
  wvm_error_t *none = NULL;
  if (!atomic_compare_exchange_strong(&store_host(store_in(s))->reason, &none, reason)) wvm_error_delete(reason);
  exec_interrupt(store_in(s)->exec);
}

void wvm_store_clear_interrupt(wvm_store_t *s) {
  if (!s) return;
  wvm_error_delete(atomic_exchange(&store_host(store_in(s))->reason, NULL));
  exec_clear_interrupt(store_in(s)->exec);
}

bool wvm_store_interrupted(const wvm_store_t *s) { return s && exec_interrupted(store_in(s)->exec); }
void wvm_store_set_data(wvm_store_t *s, void *data) {
  if (s) store_in(s)->user = data;
}
void *wvm_store_data(const wvm_store_t *s) { return s ? store_in(s)->user : NULL; }
