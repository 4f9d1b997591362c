/* Tables: growth and bulk operations. */
#include "vm/table.h"

#include "vm/bulk.h"
#include "vm/store.h"

/* The JavaScript interface's limit on one table. */
static const uint64_t largest_table = 10000000;

static void fill(Ref *at, Ref value, uint64_t count) {
  if (value == REF_NULL) {
    if (count) memset(at, 0, count * sizeof *at);
    return;
  }
  for (uint64_t i = 0; i < count; i++) at[i] = value;
}

static void give_back(Store *store, uint64_t elements) {
  store_give(store, BUDGET_TABLES, 1);
  store_give(store, BUDGET_TABLE_ELEMENTS, elements);
}

Err table_new(Store *store, const Limits *limits, ValType type, Ref init, Table **out, Diag *diag) {
  if (limits->min > largest_table)
    return diag_set(diag, ERR_LIMIT, ": table of at least %llu elements", (unsigned long long)limits->min);
  if (!store_take(store, BUDGET_TABLES, 1)) return store_over_limit(store, BUDGET_TABLES, diag);
  if (!store_take(store, BUDGET_TABLE_ELEMENTS, limits->min)) {
    store_give(store, BUDGET_TABLES, 1);
    return store_over_limit(store, BUDGET_TABLE_ELEMENTS, diag);
  }
  Table *t = alloc_zeroed(store->alloc, sizeof *t);
  Ref *elems = t && limits->min ? alloc_array(store->alloc, limits->min, sizeof *elems) : NULL;
  if (!t || (limits->min && !elems)) {
    alloc_free(store->alloc, t, sizeof *t);
    give_back(store, limits->min);
    return diag_set(diag, ERR_NO_MEMORY, NULL);
  }
  *t = (Table){
      .elems = elems, .length = limits->min, .limits = *limits, .type = type, .capacity = limits->min, .store = store};
  if (init != REF_NULL) fill(elems, init, limits->min);
  *out = t;
  return ERR_OK;
}

void table_free(Table *t) {
  const Alloc *alloc = t->store->alloc;
  alloc_free(alloc, t->elems, t->capacity * sizeof *t->elems);
  alloc_free(alloc, t, sizeof *t);
}

uint64_t table_grow(Table *t, uint64_t delta, Ref init) {
  uint64_t most = largest_table, before = t->length;
  if (t->limits.has_max && t->limits.max < most) most = t->limits.max;
  if (before > most || delta > most - before || !store_take(t->store, BUDGET_TABLE_ELEMENTS, delta)) return UINT64_MAX;
  uint64_t length = before + delta;
  if (length > t->capacity) {
    /* By half as much again, so that growing one by one stays linear. */
    uint64_t capacity = MIN_OF(MAX_OF(length, t->capacity + t->capacity / 2), most);
    const Alloc *alloc = t->store->alloc;
    Ref *elems = alloc_resize(alloc, t->elems, t->capacity * sizeof *elems, capacity * sizeof *elems);
    if (!elems) {
      store_give(t->store, BUDGET_TABLE_ELEMENTS, delta);
      return UINT64_MAX;
    }
    t->elems = elems;
    t->capacity = capacity;
  }
  if (delta) fill(t->elems + before, init, delta); /* an empty table has no elements to point to */
  t->length = length;
  return before;
}

static bool in_bounds(const Table *t, uint64_t at, uint64_t size) {
  return size <= t->length && at <= t->length - size;
}

TrapCode table_fill(Store *store, Table *t, uint64_t at, Ref value, uint64_t size) {
  if (!in_bounds(t, at, size)) return TRAP_TABLE_BOUNDS;
  if (size == 0) return TRAP_NONE;
  const uint64_t piece = bulk_piece / sizeof(Ref);
  Ref *to = t->elems + at;
  for (; size > piece; to += piece, size -= piece) {
    fill(to, value, piece);
    TrapCode trap = exec_poll(store->exec);
    if (trap) return trap;
  }
  fill(to, value, size);
  return TRAP_NONE;
}

TrapCode table_copy(Store *store, Table *to, uint64_t to_at, Table *from, uint64_t from_at, uint64_t size) {
  if (!in_bounds(to, to_at, size) || !in_bounds(from, from_at, size)) return TRAP_TABLE_BOUNDS;
  if (size == 0) return TRAP_NONE;
  return bulk_move(store->exec, to->elems + to_at, from->elems + from_at, size * sizeof *to->elems);
}
