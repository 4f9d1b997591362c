/* Linear memories: reservation, growth, bulk operations.
 *
 *   mapping  [front guard │ accessible │ no access …… │ guard]
 *                         └ base
 *
 * Guarded: the space behind base covers every address that an access of the memory's type can form (32-bit: index +
 * offset < 8 GiB; 64-bit: the engine's limit, then a guard). Where the system refuses that much, as much as it gives is
 * taken, never more than half of it, so that a constrained process keeps room to breathe. */
#include "vm/memory.h"

#include <pthread.h>

#include "base/os.h"
#include "vm/bulk.h"
#include "vm/mapping.h"
#include "vm/store.h"
#include "vm/wait.h"

#define KIB ((uint64_t)1 << 10)
#define GIB ((uint64_t)1 << 30)

static const uint64_t guard32 = 64 * KIB;     /* behind 8 GiB: the widest access, and to spare */
static const uint64_t bytes32 = 4 * GIB;      /* what 32-bit addresses reach */

/* What a shared memory has besides. */
struct MemoryShare {
  pthread_mutex_t mutex; /* growth, and: */
  Store *maker;          /* in which its bytes are counted; NULL: that is gone */
  Engine *engine;        /* kept: its allocator holds the memory */
  WaitQueue waiters;
};

/* Bytes of `pages` pages; false when they are more than 2^64 - 1. */
static bool pages_to_bytes(const Limits *limits, uint64_t pages, uint64_t *bytes) {
  *bytes = pages << limits->page_log2;
  return *bytes >> limits->page_log2 == pages;
}

/* Where growth ends by type and engine; a declared maximum beyond that is lawful, it is just never reached. */
static uint64_t max_bytes_of(const Engine *engine, const Limits *limits) {
  uint64_t most = limits->is64 ? engine->config.memory64_limit : bytes32, declared;
  if (limits->has_max && pages_to_bytes(limits, limits->max, &declared) && declared < most) most = declared;
  return most;
}

static bool reserve(Memory *m, uint64_t bytes) {
  size_t whole;
  if (bytes > SIZE_MAX - MEMORY_FRONT_GUARD || !os_round_to_page((size_t)bytes, &whole)) return false;
  uint8_t *at = os_reserve(whole + MEMORY_FRONT_GUARD);
  if (!at) return false;
  m->base = at + MEMORY_FRONT_GUARD;
  m->reserved = whole;
  return true;
}

static void unreserve(Memory *m) {
  mappings_free(m);
  if (m->finalize) m->finalize(m->finalize_env);
  if (m->base && !m->foreign) os_release(m->base - MEMORY_FRONT_GUARD, m->reserved + MEMORY_FRONT_GUARD);
  m->base = NULL;
}

/* As much as the system gives up to max_bytes, at least `min`: the largest half of it that is granted. */
static bool reserve_unguarded(Memory *m, uint64_t min) {
  uint64_t want = m->max_bytes;
  bool refused = false;
  while (want > min && !reserve(m, want)) {
    refused = true;
    want = MAX_OF(want / 2, min);
  }
  if (m->base && refused && want / 2 > min) {
    unreserve(m);
    if (reserve(m, want / 2)) want /= 2;
  }
  if (!m->base && !reserve(m, MAX_OF(want, (uint64_t)1))) return false;
  m->max_bytes = MIN_OF(m->max_bytes, want);
  return true;
}

static bool reserve_by_type(Memory *m, const Engine *engine, uint64_t min) {
  if (memory_wants_guard(&m->limits)) {
    uint64_t guarded = m->limits.is64 ? engine->config.memory64_limit + MEMORY64_GUARD : 2 * bytes32 + guard32;
    m->guarded = guarded > MEMORY64_GUARD && reserve(m, guarded);
    if (m->guarded) return true;
  }
  return reserve_unguarded(m, min);
}

bool memory_reserves(const Memory *m, const void *address) {
  assert(m->guarded);
  return (uintptr_t)address - (uintptr_t)(m->base - MEMORY_FRONT_GUARD) < m->reserved + MEMORY_FRONT_GUARD;
}

/* Makes [0, bytes) accessible. */
static bool commit(Memory *m, uint64_t bytes) {
  size_t whole;
  if (!os_round_to_page((size_t)bytes, &whole) || whole > m->reserved) return false;
  if (whole <= m->committed) return true;
  if (!os_commit(m->base + m->committed, whole - m->committed)) return false;
  m->committed = whole;
  return true;
}

static struct MemoryShare *share_new(Store *maker) {
  struct MemoryShare *s = alloc_zeroed(maker->alloc, sizeof *s);
  if (!s) return NULL;
  if (pthread_mutex_init(&s->mutex, NULL) == 0) {
    if (wait_queue_init(&s->waiters)) {
      s->maker = maker;
      s->engine = engine_retain(maker->engine);
      return s;
    }
    pthread_mutex_destroy(&s->mutex);
  }
  alloc_free(maker->alloc, s, sizeof *s);
  return NULL;
}

/* Frees the memory with all it has; its pages are gone. */
static void destroy(Memory *m) {
  const Alloc *alloc = m->alloc;
  struct MemoryShare *s = m->share;
  alloc_free(alloc, m, sizeof *m);
  if (!s) return;
  Engine *engine = s->engine;
  wait_queue_free(&s->waiters);
  pthread_mutex_destroy(&s->mutex);
  alloc_free(alloc, s, sizeof *s);
  engine_release(engine); /* last: the allocator is its */
}

/* All but the accounting. */
static Err create(Store *store, const Limits *limits, uint64_t most, uint64_t min, Memory **out, Diag *diag) {
  const Alloc *alloc = store->alloc;
  Memory *m = alloc_zeroed(alloc, sizeof *m);
  if (!m) return diag_set(diag, ERR_NO_MEMORY, NULL);
  m->limits = *limits;
  m->max_bytes = most;
  m->store = limits->shared ? NULL : store;
  m->alloc = alloc;
  atomic_init(&m->refs, 1);
  Err e = ERR_OK;
  if (limits->shared && !(m->share = share_new(store))) e = diag_set(diag, ERR_NO_MEMORY, NULL);
  else if (!reserve_by_type(m, store->engine, min))
    e = diag_set(diag, ERR_NO_MEMORY, ": the system refuses the address space for a memory");
  else if (!commit(m, min))
    e = diag_set(diag, ERR_NO_MEMORY, ": the system refuses %llu bytes for a memory", (unsigned long long)min);
  if (e) {
    unreserve(m);
    destroy(m);
    return e;
  }
  atomic_init(&m->length, min);
  *out = m;
  return ERR_OK;
}

Err memory_new(Store *store, const Limits *limits, Memory **out, Diag *diag) {
  uint64_t min, most = max_bytes_of(store->engine, limits);
  if (!pages_to_bytes(limits, limits->min, &min) || min > most)
    return diag_set(diag, ERR_LIMIT, ": memory of at least %llu pages", (unsigned long long)limits->min);
  if (!store_take(store, BUDGET_MEMORIES, 1)) return store_over_limit(store, BUDGET_MEMORIES, diag);
  Err e = ERR_OK;
  if (!store_take(store, BUDGET_MEMORY_BYTES, min)) e = store_over_limit(store, BUDGET_MEMORY_BYTES, diag);
  else if ((e = create(store, limits, most, min, out, diag))) store_give(store, BUDGET_MEMORY_BYTES, min);
  if (e) store_give(store, BUDGET_MEMORIES, 1);
  return e;
}

Err memory_new_foreign(Store *store, const Limits *limits, void *base, uint64_t size, void (*finalize)(void *env), void *env,
                       Memory **out, Diag *diag) {
  const Alloc *alloc = store->alloc;
  if (!store_take(store, BUDGET_MEMORIES, 1)) return store_over_limit(store, BUDGET_MEMORIES, diag);
  Memory *m = alloc_zeroed(alloc, sizeof *m);
  if (m) {
    m->limits = *limits;
    m->store = limits->shared ? NULL : store;
    m->alloc = alloc;
    atomic_init(&m->refs, 1);
  }
  if (!m || (limits->shared && !(m->share = share_new(store)))) {
    if (m) destroy(m);
    store_give(store, BUDGET_MEMORIES, 1);
    return diag_set(diag, ERR_NO_MEMORY, NULL);
  }
  m->base = base;
  m->foreign = true;
  m->max_bytes = m->reserved = m->committed = size;
  m->finalize = finalize;
  m->finalize_env = env;
  atomic_init(&m->length, size);
  *out = m;
  return ERR_OK;
}

/* ---- references to it ---- */

Memory *memory_retain(Memory *m) {
  atomic_fetch_add_explicit(&m->refs, 1, memory_order_relaxed);
  return m;
}

void memory_release(Store *store, Memory *m) {
  if (m->share) { /* those that stay must not look at a store that goes */
    pthread_mutex_lock(&m->share->mutex);
    if (m->share->maker == store) m->share->maker = NULL;
    pthread_mutex_unlock(&m->share->mutex);
  }
  if (atomic_fetch_sub_explicit(&m->refs, 1, memory_order_acq_rel) != 1) return;
  unreserve(m);
  destroy(m);
}

Engine *memory_engine(const Memory *m) { return m->share->engine; }
WaitQueue *memory_waiters(const Memory *m) { return m->share ? &m->share->waiters : NULL; }

bool memory_is_made_by(const Memory *m, const Store *store) {
  pthread_mutex_lock(&m->share->mutex);
  const bool is = m->share->maker == store;
  pthread_mutex_unlock(&m->share->mutex);
  return is;
}

/* ---- growth ---- */

/* payer: the store in which the bytes are counted, or NULL. */
static uint64_t grow(Store *payer, Memory *m, uint64_t delta_pages) {
  uint64_t before = atomic_load_explicit(&m->length, memory_order_relaxed), more;
  if (!pages_to_bytes(&m->limits, delta_pages, &more)) return UINT64_MAX;
  if (before > m->max_bytes || more > m->max_bytes - before) return UINT64_MAX;
  if (payer && !store_take(payer, BUDGET_MEMORY_BYTES, more)) return UINT64_MAX;
  if (!commit(m, before + more)) {
    if (payer) store_give(payer, BUDGET_MEMORY_BYTES, more);
    return UINT64_MAX;
  }
  /* The pages are there before the length says so. */
  atomic_store_explicit(&m->length, before + more, memory_order_release);
  return before >> m->limits.page_log2;
}

uint64_t memory_grow(Store *store, Memory *m, uint64_t delta_pages) {
  if (!m->share) return grow(store, m, delta_pages);
  pthread_mutex_lock(&m->share->mutex);
  /* Counted where it was made; once that store is gone, in the one that grows it. */
  uint64_t before = grow(m->share->maker ? m->share->maker : store, m, delta_pages);
  pthread_mutex_unlock(&m->share->mutex);
  return before;
}

/* ---- bulk operations ---- */

TrapCode memory_fill(Store *store, Memory *m, uint64_t at, uint8_t value, uint64_t size) {
  if (!memory_in_bounds(m, at, size)) return TRAP_MEMORY_BOUNDS;
  return bulk_fill(store->exec, m->base + at, value, size);
}

TrapCode memory_copy(Store *store, Memory *to, uint64_t to_at, Memory *from, uint64_t from_at, uint64_t size) {
  if (!memory_in_bounds(to, to_at, size) || !memory_in_bounds(from, from_at, size)) return TRAP_MEMORY_BOUNDS;
  return bulk_move(store->exec, to->base + to_at, from->base + from_at, size);
}

TrapCode memory_init(Store *store, Memory *to, uint64_t at, Bytes from, uint64_t from_at, uint64_t size) {
  if (size > from.size || from_at > from.size - size || !memory_in_bounds(to, at, size)) return TRAP_MEMORY_BOUNDS;
  return bulk_move(store->exec, to->base + at, from.at + from_at, size);
}

TrapCode memory_discard(Store *store, Memory *m, uint64_t at, uint64_t size) {
  if (!memory_in_bounds(m, at, size)) return TRAP_MEMORY_BOUNDS;
  uint64_t page = os_page_size();
  uint64_t first = (at + page - 1) / page * page, last = (at + size) / page * page; /* whole pages of the host */
  if (first >= last || m->foreign || !mappings_drop(m, first, last - first) || !os_discard(m->base + first, last - first))
    return memory_fill(store, m, at, 0, size);
  memset(m->base + at, 0, first - at);
  memset(m->base + last, 0, at + size - last);
  return TRAP_NONE;
}
