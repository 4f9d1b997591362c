/* The guest's memory: its size, and copying within it. */
#include "host/emscripten/emscripten.h"

static const uint64_t page = 65536;
/* One page less than 4 GiB: a 32-bit size must be able to say how large the memory is. */
static const uint64_t most_32 = ((uint64_t)1 << 32) - 65536;

static uint64_t heap_max(const EmCall *c) {
  wvm_limits_t limits;
  wvm_memory_type(c->memory, &limits);
  uint64_t most = c->wide ? UINT64_MAX / 2 : most_32;
  return limits.has_max && limits.max <= most / page ? limits.max * page : most;
}

static bool grow_to(const EmCall *c, uint64_t bytes) {
  uint64_t before, pages = (bytes - c->size + page - 1) / page;
  wvm_error_t *e = wvm_memory_grow(c->memory, pages, &before);
  bool grown = !e;
  wvm_error_delete(e);
  return grown;
}

/* Somewhat more than is asked for, so that a heap that grows often costs little; what is asked for if that is too much.
 * A memory that other threads have grown meanwhile answers no: the caller looks again. */
wvm_error_t *em_resize_heap(EmCall *c, const wvm_raw_t *a) {
  enum { MOST_AHEAD = 96 << 20 };
  uint64_t wanted = a[0].bits;
  c->result.bits = 0;
  if (!c->memory || wanted <= c->size || wanted > heap_max(c)) return NULL;
  uint64_t ahead = MIN_OF(c->size / 5, (uint64_t)MOST_AHEAD), more = MIN_OF(c->size + ahead, heap_max(c));
  c->result.bits = (more > wanted && grow_to(c, more)) || grow_to(c, wanted);
  return NULL;
}

wvm_error_t *em_get_heap_max(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  c->result.bits = c->memory ? heap_max(c) : 0;
  return NULL;
}

wvm_error_t *em_get_heap_size(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  c->result.bits = c->size;
  return NULL;
}

wvm_error_t *em_memcpy(EmCall *c, const wvm_raw_t *a) {
  uint8_t *to = em_at(c, a[0].bits, a[2].bits), *from = em_at(c, a[1].bits, a[2].bits);
  if (!to || !from) return em_outside();
  memmove(to, from, a[2].bits);
  c->result = a[0];
  return NULL;
}

wvm_error_t *em_memcpy_js(EmCall *c, const wvm_raw_t *a) { return em_memcpy(c, a); }
wvm_error_t *em_memcpy_big(EmCall *c, const wvm_raw_t *a) { return em_memcpy(c, a); }
wvm_error_t *em_memcpy_result(EmCall *c, const wvm_raw_t *a) { return em_memcpy(c, a); }
