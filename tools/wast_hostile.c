/* Scripts under a hostile allocator: it overwrites what it gives and takes back, checks the sizes that it is told, counts
 * what is out, and refuses a chosen request, or all from there on. Whatever fails then must fail cleanly: the process
 * goes on, and in the end everything has been given back. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/wast_impl.h"

struct HostileHeap {
  uint64_t fail_at; /* the request that fails, from 1; 0: none */
  bool persistent;  /* those after it too */
  atomic_ullong requests, live;
  atomic_bool failed, broken; /* broken: a size that was not the block's */
};

enum { FRONT = 16, FRESH = 0xC7, FREED = 0xDB };

bool hostile_failed(const HostileHeap *h) { return atomic_load(&h->failed); }

static bool refuses(HostileHeap *h, size_t old_size, size_t new_size) {
  const uint64_t request = atomic_fetch_add(&h->requests, 1) + 1;
  if (!h->fail_at) return false;
  if (request != h->fail_at && !(h->persistent && request > h->fail_at && new_size > old_size)) return false;
  atomic_store(&h->failed, true);
  return true;
}

/* Each block is a new one, with its size in front. */
void *hostile_resize(void *heap, void *p, size_t old_size, size_t new_size) {
  HostileHeap *h = heap;
  uint8_t *old = p ? (uint8_t *)p - FRONT : NULL, *made = NULL;
  size_t known = 0;
  if (old) memcpy(&known, old, sizeof known);
  /* Nothing may be freed as one byte. */
  if (known != old_size && !(new_size == 0 && known == 0 && old_size == 1)) atomic_store(&h->broken, true);
  if (new_size) {
    if (refuses(h, known, new_size) || new_size > SIZE_MAX - FRONT || !(made = malloc(new_size + FRONT))) return NULL;
    memset(made, FRESH, new_size + FRONT);
    memcpy(made, &new_size, sizeof new_size);
    if (old) memcpy(made + FRONT, p, MIN_OF(known, new_size));
    atomic_fetch_add(&h->live, new_size);
  }
  if (old) {
    memset(old, FREED, known + FRONT);
    free(old);
    atomic_fetch_sub(&h->live, known);
  }
  return made ? made + FRONT : NULL;
}

/* False after saying what is wrong. */
static bool in_order(const HostileHeap *h, const char *path) {
  const unsigned long long live = atomic_load(&h->live);
  if (atomic_load(&h->broken)) printf("%s: a block was given back with a wrong size", path);
  else if (live) printf("%s: %llu bytes were not given back", path, live);
  else return true;
  if (h->fail_at)
    printf(" (request %llu failed%s)", (unsigned long long)h->fail_at, h->persistent ? ", and those after it" : "");
  printf("\n");
  return false;
}

/* A number below `limit` that is the same in every run of this file. */
static uint64_t choose(const char *path, uint64_t k, uint64_t limit) {
  uint64_t x = k + 0x9E3779B97F4A7C15u;
  for (const char *at = wast_suite_name(path); *at; at++) x = (x ^ (uint8_t)*at) * 0x100000001B3u;
  x ^= x >> 29;
  x *= 0xBF58476D1CE4E5B9u;
  return (x ^ x >> 32) % limit;
}

Tally wast_run_hostile(const WastOptions *o, const char *path, const char *text, size_t size, void *failures) {
  HostileHeap heap = {0};
  Tally sum = wast_run_text(o, &heap, path, text, size, failures);
  if (!in_order(&heap, path)) sum.failed++;
  const uint64_t all = atomic_load(&heap.requests);
  for (uint64_t k = 0; k < o->fail_alloc && all; k++) {
    const uint64_t first = all * k / o->fail_alloc, end = all * (k + 1) / o->fail_alloc;
    HostileHeap h = {.fail_at = first + 1 + choose(path, k, end > first ? end - first : 1), .persistent = k & 1};
    const Tally t = wast_run_text(o, &h, path, text, size, NULL);
    sum.failed += t.failed; /* before it failed */
    if (in_order(&h, path)) sum.passed++;
    else sum.failed++;
  }
  return sum;
}
