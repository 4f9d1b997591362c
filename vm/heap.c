/* Host values and roots. */
#include "vm/heap.h"

#include "vm/store.h"

struct Heap {
  Store *store;
  HostObject *hosts;
  Root *roots;
  uint64_t bytes;
};

Heap *heap_new(Store *store) {
  Heap *h = alloc_zeroed(store->alloc, sizeof *h);
  if (h) h->store = store;
  return h;
}

void heap_free(Heap *h) {
  const Alloc *alloc = h->store->alloc;
  while (h->roots) heap_unroot(h->roots);
  while (h->hosts) {
    HostObject *o = h->hosts;
    h->hosts = o->next;
    if (o->finalize) o->finalize(o->value);
    alloc_free(alloc, o, sizeof *o);
  }
  alloc_free(alloc, h, sizeof *h);
}

/* Every object comes from here: counted against the store's limit. */
static void *heap_alloc(Heap *h, HeapType type, size_t size) {
  uint64_t limit = h->store->limits.heap_bytes;
  if (size > limit || h->bytes > limit - size) return NULL;
  Object *o = alloc_zeroed(h->store->alloc, size);
  if (!o) return NULL;
  o->type = type;
  h->bytes += size;
  return o;
}

Ref heap_host_object(Heap *h, void *value, void (*finalize)(void *value)) {
  HostObject *o = heap_alloc(h, HT_EXTERN, sizeof *o);
  if (!o) return REF_NULL;
  o->value = value;
  o->finalize = finalize;
  o->next = h->hosts;
  h->hosts = o;
  return (Ref)o;
}

Root *heap_root(Heap *h, Ref ref, bool is_func) {
  Root *r = alloc_zeroed(h->store->alloc, sizeof *r);
  if (!r) return NULL;
  *r = (Root){.ref = ref, .is_func = is_func, .store = h->store, .next = h->roots, .link = &h->roots};
  if (r->next) r->next->link = &r->next;
  h->roots = r;
  return r;
}

void heap_unroot(Root *r) {
  *r->link = r->next;
  if (r->next) r->next->link = r->link;
  alloc_free(r->store->alloc, r, sizeof *r);
}
