/* Marking: everything that can be reached, with an explicit stack.
 *
 * An object's live bit is set when it is put on the stack, its references are followed when it is taken off: a list
 * takes one place however long, an array is taken in pieces. When the stack may not grow any more, what does not fit
 * is left marked, and afterwards all marked objects are gone through again until everything did fit. */
#include "vm/gc.h"
#include "vm/roots.h"
#include "vm/store.h"

enum { PIECE = 256, LEAST_MARKS = 4096, STRESS_MARKS = 16 };

static bool marks_grow(Heap *h) {
  /* At most an eighth of what the heap itself takes. */
  const uint64_t most = MAX_OF(gc_footprint(h) / 8 / sizeof(Mark), (uint64_t)LEAST_MARKS);
  if (h->stress ? h->mark_capacity >= STRESS_MARKS : h->mark_capacity >= most) return false;
  const size_t need = h->mark_capacity ? (size_t)h->mark_capacity + 1 : h->stress ? STRESS_MARKS : LEAST_MARKS;
  return alloc_grow(h->alloc, (void **)&h->marks, &h->mark_capacity, need, sizeof *h->marks);
}

bool gc_reserve_marks(Heap *h) { return h->mark_capacity || marks_grow(h); }

static ALWAYS_INLINE void put(Heap *h, Object *o, uint64_t from) {
  if (UNLIKELY(h->mark_count == h->mark_capacity) && !marks_grow(h)) {
    h->overflow = true;
    return;
  }
  h->marks[h->mark_count++] = (Mark){o, from};
}

static ALWAYS_INLINE void mark(Heap *h, Ref r) {
  if (r == REF_NULL || ref_is_i31(r)) return;
  if (r & LARGE_BIT) {
    Large *l = large_of(r);
    if (l->live) return;
    l->live = true;
  } else {
    Block *b = block_of(r);
    const uint32_t cell = cell_of(b, r);
    uint64_t *word = &b->live[cell / 64], bit = (uint64_t)1 << cell % 64;
    if (*word & bit) return;
    *word |= bit;
  }
  put(h, (Object *)r, 0);
}

void gc_mark_ref(Heap *h, Ref r) { mark(h, r); }

void gc_mark_candidate(Heap *h, uint64_t word) {
  if (word && !(word & 7) && gc_is_known(h, (uintptr_t)word)) mark(h, (Ref)word);
}

static Ref ref_at(const Object *o, uint64_t offset) { return (Ref)load_u64((const uint8_t *)o + offset); }

/* Marks what the object refers to, of an array from this element on, a piece at a time: what is left of it goes on the
 * stack below, or (alone) is told: the next element, 0 when there is none. */
static ALWAYS_INLINE uint64_t follow(Heap *h, Object *o, uint64_t from, bool alone) {
  if (UNLIKELY(!ht_is_index(o->type))) {
    roots_mark_special(h, o);
    return 0;
  }
  const CanonType *t = types_get(h->store->engine->types, o->type);
  if (t->def.comp == COMP_STRUCT) {
    for (uint32_t k = 0; k < t->ref_count; k++) mark(h, ref_at(o, t->refs[k]));
    return 0;
  }
  if (!t->ref_count) return 0;
  const uint64_t end = MIN_OF(from + PIECE, (uint64_t)o->length);
  if (end < o->length && !alone) put(h, o, end);
  for (uint64_t k = from; k < end; k++) mark(h, ref_at(o, OBJECT_HEADER + k * sizeof(Ref)));
  return end < o->length ? end : 0;
}

static void drain(Heap *h) {
  while (h->mark_count) {
    const Mark m = h->marks[--h->mark_count];
    (void)follow(h, m.object, m.from, false);
  }
}

/* All of an object, for what did not fit. */
static void follow_again(Heap *h, Object *o) {
  uint64_t from = 0;
  do {
    from = follow(h, o, from, true);
    drain(h);
  } while (from);
}

void gc_mark_all(Heap *h) {
  roots_mark(h);
  drain(h);
  while (h->overflow) {
    h->overflow = false;
    gc_each_live(h, follow_again);
  }
}

static bool is_live(const Object *o) {
  const uintptr_t at = (uintptr_t)o;
  if (at & LARGE_BIT) return large_of(at)->live;
  const Block *b = block_of(at);
  const uint32_t cell = cell_of(b, at);
  return b->live[cell / 64] >> cell % 64 & 1;
}

/* Finalizers of what is gone leave the list; they run later. */
static void finalizers_sweep(Heap *h) {
  for (Finalizer **at = &h->finalizers, *f; (f = *at);) {
    if (is_live(f->object)) {
      at = &f->next;
      continue;
    }
    *at = f->next;
    f->next = h->dead;
    h->dead = f;
  }
}

void heap_finalize(Heap *h) {
  if (h->finalizing) return;
  h->finalizing = true;
  while (h->dead) {
    Finalizer *f = h->dead;
    h->dead = f->next;
    f->finalize(f->value);
    alloc_free(h->alloc, f, sizeof *f);
  }
  h->finalizing = false;
}

void heap_collect(Heap *h) {
  if (h->collecting) return;
  h->collecting = true;
  gc_blocks_begin(h);
  gc_mark_all(h);
  finalizers_sweep(h);
  gc_blocks_end(h);
  h->collecting = false;
}
