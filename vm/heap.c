/* The heap: allocation, when to collect, host values, the host's handles. */
#include "vm/heap.h"

#include "vm/gc.h"
#include "vm/roots.h"
#include "vm/store.h"

Heap *heap_new(Store *store) {
  Heap *h = alloc_zeroed(store->alloc, sizeof *h);
  if (!h) return NULL;
  h->store = store;
  h->alloc = store->alloc;
  h->stress = store->engine->config.gc_stress;
  h->poison = h->stress || store->engine->config.poison;
  h->threshold = 8 << 20;
  for (uint32_t c = 0; c < HEAP_CLASSES; c++) h->runs[c].cell = heap_class_size(c);
  return h;
}

void heap_free(Heap *h) {
  const Alloc *alloc = h->alloc;
  while (h->roots) heap_unroot(h->roots);
  h->finalizing = true; /* nothing is collected any more */
  for (;;) {
    Finalizer **list = h->dead ? &h->dead : &h->finalizers, *f = *list;
    if (!f) break;
    *list = f->next;
    f->finalize(f->value);
    alloc_free(alloc, f, sizeof *f);
  }
  gc_blocks_free(h);
  alloc_free(alloc, h->marks, h->mark_capacity * sizeof *h->marks);
  roots_free(h);
  alloc_free(alloc, h, sizeof *h);
}

AllocRun *heap_runs(Heap *h) { return h->runs; }

/* ---- allocation ---- */

static bool is_due(const Heap *h, uint64_t size) { return h->stress || h->since + size > h->threshold; }

TrapCode heap_refill(Heap *h, uint32_t class) {
  const bool collected = is_due(h, 0);
  if (collected) heap_collect(h);
  TrapCode trap = gc_take_run(h, class);
  if (!trap || collected) return trap;
  heap_collect(h);
  return gc_take_run(h, class);
}

static TrapCode alloc_small(Heap *h, uint32_t size, Object **out) {
  const uint32_t class = heap_class(size);
  AllocRun *run = &h->runs[class];
  if (run->at == run->end) {
    TrapCode trap = heap_refill(h, class);
    if (trap) return trap;
  }
  *out = (Object *)(void *)run->at;
  run->at += run->cell;
  memset(*out, 0, run->cell);
  return TRAP_NONE;
}

static TrapCode alloc_large(Heap *h, uint64_t size, Object **out) {
  const bool collected = is_due(h, size);
  if (collected) heap_collect(h);
  TrapCode trap = gc_take_large(h, size, out);
  if (!trap || collected) return trap;
  heap_collect(h);
  return gc_take_large(h, size, out);
}

TrapCode heap_alloc(Heap *h, HeapType type, uint32_t length, uint64_t size, Object **out) {
  TrapCode trap = size <= HEAP_SMALL ? alloc_small(h, (uint32_t)size, out) : alloc_large(h, size, out);
  if (!trap) **out = (Object){type, length};
  return trap;
}

TrapCode heap_alloc_final(Heap *h, HeapType type, uint32_t length, uint64_t size, void *value,
                          void (*finalize)(void *value), Object **out) {
  Finalizer *f = alloc_zeroed(h->alloc, sizeof *f);
  if (!f) return TRAP_NO_MEMORY;
  TrapCode trap = heap_alloc(h, type, length, size, out);
  if (trap) {
    alloc_free(h->alloc, f, sizeof *f);
    return trap;
  }
  *f = (Finalizer){*out, value, finalize, h->finalizers};
  h->finalizers = f;
  return TRAP_NONE;
}

Ref heap_host_object(Heap *h, void *value, void (*finalize)(void *value)) {
  Object *o;
  heap_finalize(h);
  TrapCode trap = finalize ? heap_alloc_final(h, HT_EXTERN, 0, sizeof(HostObject), value, finalize, &o)
                           : heap_alloc(h, HT_EXTERN, 0, sizeof(HostObject), &o);
  if (trap) return REF_NULL;
  ((HostObject *)(void *)o)->value = value;
  return (Ref)o;
}

uint64_t heap_most_footprint(uint64_t heap_bytes) {
  const uint64_t spare = 2 << 20;
  return heap_bytes > (UINT64_MAX - spare) / 2 ? UINT64_MAX : 2 * heap_bytes + spare;
}

/* ---- roots ---- */

Root *heap_root(Heap *h, Ref ref, bool is_func) {
  Root *r = alloc_zeroed(h->alloc, sizeof *r);
  if (!r) return NULL;
  *r = (Root){.ref = ref, .is_func = is_func, .store = h->store, .next = h->roots, .link = &h->roots};
  if (r->next) r->next->link = &r->next;
  h->roots = r;
  return r;
}

void heap_unroot(Root *r) {
  *r->link = r->next;
  if (r->next) r->next->link = r->link;
  if (r->holder) *r->holder = NULL;
  alloc_free(r->store->alloc, r, sizeof *r);
}

void heap_push_range(Heap *h, RootRange *r) {
  r->next = h->ranges;
  h->ranges = r;
}

void heap_pop_range(Heap *h, RootRange *r) {
  assert(h->ranges == r);
  h->ranges = r->next;
}
