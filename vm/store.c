/* Stores: limits, and the things made in them one by one, kept in a list until the store ends. */
#include "vm/store.h"

#include <stdarg.h>
#include <stdio.h>

#include "vm/heap.h"

const StoreLimits store_limits_default = {
    .most = {[BUDGET_MEMORY_BYTES] = UINT64_MAX,
             [BUDGET_TABLE_ELEMENTS] = 50000000,
             [BUDGET_HEAP_BYTES] = (uint64_t)4 << 30,
             [BUDGET_HEAP_FOOTPRINT] = UINT64_MAX,
             [BUDGET_INSTANCES] = 100000,
             [BUDGET_MEMORIES] = 100000,
             [BUDGET_TABLES] = 100000},
    .nesting = 200,
};

/* Something that lives as long as the store. A host function's Func comes first, so that its cell is found from it. */
typedef struct Owned {
  union {
    HostedFunc func;
    Memory *memory;
    Table *table;
    Global global;
    Tag tag;
  };
  ExternKind kind;
  TypeId held; /* functions, tags: a reference of their type */
  void (*finalize)(void *env);
  Store *store;
  struct Owned *next;
} Owned;

_Static_assert(offsetof(Owned, func) == 0, "host_func_store relies on it");

/* Takes the budget over. */
static Store *make(Engine *engine, Budget *budget, const StoreLimits *limits) {
  const Alloc *alloc = &engine->config.alloc;
  Store *s = budget ? alloc_zeroed(alloc, sizeof *s) : NULL;
  if (!s) {
    if (budget) budget_release(budget);
    return NULL;
  }
  s->engine = engine_retain(engine);
  s->alloc = alloc;
  s->budget = budget;
  s->limits = *limits;
  s->heap = heap_new(s);
  s->exec = s->heap ? exec_new(s) : NULL;
  if (s->exec) return s;
  store_free(s);
  return NULL;
}

Store *store_new(Engine *engine) { return make(engine, budget_new(&engine->config.alloc), &store_limits_default); }

Store *store_new_beside(const Store *other) {
  return make(other->engine, budget_retain(other->budget), &other->limits);
}

bool store_take(Store *s, BudgetItem item, uint64_t amount) {
  if (!budget_take(s->budget, item, amount, s->limits.most[item])) return false;
  atomic_fetch_add_explicit(&s->used[item], amount, memory_order_relaxed);
  return true;
}

void store_give(Store *s, BudgetItem item, uint64_t amount) {
  atomic_fetch_sub_explicit(&s->used[item], amount, memory_order_relaxed);
  budget_give(s->budget, item, amount);
}

Err store_over_limit(const Store *s, BudgetItem item, Diag *diag) {
  static const char *const names[BUDGET_ITEMS] = {[BUDGET_MEMORY_BYTES] = "bytes of memories",
                                                  [BUDGET_TABLE_ELEMENTS] = "table elements",
                                                  [BUDGET_HEAP_BYTES] = "bytes of objects",
                                                  [BUDGET_HEAP_FOOTPRINT] = "bytes for objects",
                                                  [BUDGET_INSTANCES] = "instances",
                                                  [BUDGET_MEMORIES] = "memories",
                                                  [BUDGET_TABLES] = "tables"};
  return diag_set(diag, ERR_LIMIT, ": %llu %s in one store", (unsigned long long)s->limits.most[item], names[item]);
}

static void owned_free(Store *s, Owned *o) {
  switch (o->kind) {
  case EXTERN_FUNC:
    if (o->finalize) o->finalize(o->func.env);
    types_release(s->engine->types, &o->held, 1);
    break;
  case EXTERN_TAG: types_release(s->engine->types, &o->held, 1); break;
  case EXTERN_MEMORY: memory_release(s, o->memory); break;
  case EXTERN_TABLE: table_free(o->table); break;
  default: break;
  }
  alloc_free(s->alloc, o, sizeof *o);
}

void store_free(Store *s) {
  if (s->host_free) s->host_free(s, s->host);
  if (s->heap) heap_free(s->heap);
  if (s->exec) exec_free(s->exec);
  while (s->instances) {
    Instance *i = s->instances;
    s->instances = i->next;
    instance_free(i);
  }
  while (s->owned) {
    Owned *o = s->owned;
    s->owned = o->next;
    owned_free(s, o);
  }
  for (BudgetItem k = 0; k < BUDGET_ITEMS; k++) budget_give(s->budget, k, s->used[k]);
  budget_release(s->budget);
  Engine *engine = s->engine;
  alloc_free(s->alloc, s, sizeof *s);
  engine_release(engine);
}

static Owned *own(Store *s, ExternKind kind) {
  Owned *o = alloc_zeroed(s->alloc, sizeof *o);
  if (!o) return NULL;
  o->kind = kind;
  o->store = s;
  o->next = s->owned;
  s->owned = o;
  return o;
}

Func *store_host_func(Store *s, TypeId type, HostFunc host, void *env, void (*finalize)(void *env)) {
  Owned *o = own(s, EXTERN_FUNC);
  if (!o) {
    types_release(s->engine->types, &type, 1);
    return NULL;
  }
  o->held = type;
  o->finalize = finalize;
  o->func = (HostedFunc){.func.head = &o->func.head, .head.type = type, .call = host, .env = env};
  const CanonType *t = types_get(s->engine->types, type);
  o->func.slots = MAX_OF(t->param_slots, t->result_slots);
  return &o->func.func;
}

Store *host_func_store(const Func *f) {
  assert(!f->instance);
  return ((const Owned *)(const void *)f)->store;
}

/* Takes the newest owned thing off again, when what it should hold could not be made. */
static void disown(Store *s) {
  Owned *o = s->owned;
  s->owned = o->next;
  alloc_free(s->alloc, o, sizeof *o);
}

Err store_memory(Store *s, const Limits *limits, Memory **out, Diag *diag) {
  Owned *o = own(s, EXTERN_MEMORY);
  if (!o) return diag_set(diag, ERR_NO_MEMORY, NULL);
  Err e = memory_new(s, limits, &o->memory, diag);
  if (e) disown(s);
  else *out = o->memory;
  return e;
}

Err store_foreign_memory(Store *s, const Limits *limits, void *base, uint64_t size, void (*finalize)(void *env), void *env,
                         Memory **out, Diag *diag) {
  Owned *o = own(s, EXTERN_MEMORY);
  if (!o) return diag_set(diag, ERR_NO_MEMORY, NULL);
  Err e = memory_new_foreign(s, limits, base, size, finalize, env, &o->memory, diag);
  if (e) disown(s);
  else *out = o->memory;
  return e;
}

bool store_has_memory(const Store *s, const Memory *m) {
  if (memory_is_made_by(m, s)) return true;
  for (const Owned *o = s->owned; o; o = o->next)
    if (o->kind == EXTERN_MEMORY && o->memory == m) return true;
  return false;
}

Err store_attach_memory(Store *s, Memory *m, Diag *diag) {
  if (store_has_memory(s, m)) return ERR_OK;
  if (!store_take(s, BUDGET_MEMORIES, 1)) return store_over_limit(s, BUDGET_MEMORIES, diag);
  Owned *o = own(s, EXTERN_MEMORY);
  if (!o) {
    store_give(s, BUDGET_MEMORIES, 1);
    return diag_set(diag, ERR_NO_MEMORY, NULL);
  }
  o->memory = memory_retain(m);
  return ERR_OK;
}

Err store_table(Store *s, const Limits *limits, ValType type, Ref init, Table **out, Diag *diag) {
  Owned *o = own(s, EXTERN_TABLE);
  if (!o) return diag_set(diag, ERR_NO_MEMORY, NULL);
  Err e = table_new(s, limits, type, init, &o->table, diag);
  if (e) disown(s);
  else *out = o->table;
  return e;
}

Global *store_global(Store *s, ValType type, bool mutable, const Slot *value) {
  Owned *o = own(s, EXTERN_GLOBAL);
  if (!o) return NULL;
  o->global = (Global){.type = type, .mutable = mutable, .store = s};
  memcpy(o->global.value, value, vt_slots(type) * sizeof *value);
  return &o->global;
}

Tag *store_tag(Store *s, TypeId type) {
  Owned *o = own(s, EXTERN_TAG);
  if (!o) {
    types_release(s->engine->types, &type, 1);
    return NULL;
  }
  o->held = type;
  o->tag = (Tag){.type = type, .store = s};
  return &o->tag;
}

void store_each_owned(Store *s, void (*visit)(void *ctx, const Extern *x), void *ctx) {
  for (Owned *o = s->owned; o; o = o->next) {
    Extern x = {.kind = o->kind};
    switch (o->kind) {
    case EXTERN_FUNC: x.func = &o->func.func; break;
    case EXTERN_TABLE: x.table = o->table; break;
    case EXTERN_MEMORY: x.memory = o->memory; break;
    case EXTERN_GLOBAL: x.global = &o->global; break;
    case EXTERN_TAG: x.tag = &o->tag; break;
    case EXTERN_COUNT: break;
    }
    visit(ctx, &x);
  }
}

Ref store_extern(Store *s, void *value, void (*finalize)(void *value)) {
  return heap_host_object(s->heap, value, finalize);
}

void *store_extern_value(Ref r) {
  const Object *o = ref_object(r);
  return o && o->type == HT_EXTERN ? ((const HostObject *)(const void *)o)->value : NULL;
}

TrapCode store_trap(Store *s, TrapCode code, const char *detail, ...) {
  s->trap.code = code;
  s->trap.exit_status = 0;
  s->trap.detail[0] = 0;
  s->trap.depth = s->trap.frame_count = 0;
  if (detail) {
    va_list args;
    va_start(args, detail);
    vsnprintf(s->trap.detail, sizeof s->trap.detail, detail, args);
    va_end(args);
  }
  return code;
}
