/* C++ exceptions as Emscripten makes them without -fwasm-exceptions: thrown by imports, landing at invoke_*.
 *
 *   before each exception object, in the guest's memory (words are as wide as addresses, flags one byte each):
 *   [count of references │ type │ destructor │ caught │ rethrown │ … │ adjusted pointer │ …] object
 *
 * A catch clause asks __cxa_find_matching_catch_N, which asks the guest's __cxa_can_catch. Newer modules count
 * references and free themselves (they export __cxa_decrement_exception_refcount); for older ones that is done here. */
#include "host/emscripten/emscripten.h"

enum { WORDS = 6, AT_COUNT = 0, AT_TYPE = 1, AT_DESTRUCTOR = 2, AT_FLAGS = 3, AT_ADJUSTED = 4 };

static uint64_t width(const EmCall *c) { return c->wide ? 8 : 4; }

/* The header of an exception; NULL: outside of the memory. */
static uint8_t *header(EmCall *c, uint64_t ptr) {
  const uint64_t size = WORDS * width(c);
  if (c->memory) c->size = wvm_memory_size(c->memory); /* the guest may have run meanwhile */
  return ptr >= size ? em_at(c, ptr - size, size) : NULL;
}

static uint64_t get(const EmCall *c, const uint8_t *h, uint64_t word) {
  return c->wide ? load_u64(h + 8 * word) : load_u32(h + 4 * word);
}

static void set(const EmCall *c, uint8_t *h, uint64_t word, uint64_t v) {
  if (c->wide) store_u64(h + 8 * word, v);
  else store_u32(h + 4 * word, (uint32_t)v);
}

static uint8_t *caught_flag(const EmCall *c, uint8_t *h) { return h + AT_FLAGS * width(c); }
static uint8_t *rethrown_flag(const EmCall *c, uint8_t *h) { return caught_flag(c, h) + 1; }

/* One reference more. */
static wvm_error_t *hold(EmCall *c, uint64_t ptr) {
  bool found;
  wvm_raw_t slot = {.bits = ptr};
  wvm_error_t *e = em_call_export(c->instance, "__cxa_increment_exception_refcount", "vp", &slot, &found);
  if (e || found) return e;
  uint8_t *h = header(c, ptr);
  if (!h) return em_outside();
  set(c, h, AT_COUNT, get(c, h, AT_COUNT) + 1);
  return NULL;
}

static wvm_error_t *throw_last(EmCall *c, uint64_t ptr) {
  c->em->last_thrown = ptr;
  return em_throw(c);
}

/* ---- storage ---- */

wvm_error_t *em_cxa_allocate(EmCall *c, const wvm_raw_t *a) {
  const uint64_t size = WORDS * width(c);
  bool found;
  wvm_raw_t slot = {.bits = a[0].bits + size};
  if (slot.bits < size || (!c->wide && slot.bits > UINT32_MAX)) return em_trap("an exception of so many bytes");
  wvm_error_t *e = em_call_export(c->instance, "malloc", "pp", &slot, &found);
  if (e) return e;
  if (!found || slot.bits == 0) return em_trap("no memory for a C++ exception");
  uint8_t *h = header(c, slot.bits + size);
  if (!h) return em_outside();
  memset(h, 0, size);
  c->result.bits = slot.bits + size;
  return NULL;
}

wvm_error_t *em_cxa_free(EmCall *c, const wvm_raw_t *a) {
  bool found;
  wvm_raw_t slot = {.bits = a[0].bits - WORDS * width(c)};
  if (!c->wide) slot.bits = slot.u32;
  return em_call_export(c->instance, "free", "vp", &slot, &found);
}

/* ---- throwing ---- */

wvm_error_t *em_cxa_throw(EmCall *c, const wvm_raw_t *a) {
  uint8_t *h = header(c, a[0].bits);
  if (!h) return em_outside();
  set(c, h, AT_TYPE, a[1].bits);
  set(c, h, AT_DESTRUCTOR, a[2].bits);
  set(c, h, AT_ADJUSTED, 0);
  *caught_flag(c, h) = *rethrown_flag(c, h) = 0;
  c->em->uncaught++;
  return throw_last(c, a[0].bits);
}

wvm_error_t *em_resume_exception(EmCall *c, const wvm_raw_t *a) {
  return throw_last(c, c->em->last_thrown ? c->em->last_thrown : a[0].bits);
}

wvm_error_t *em_cxa_rethrow(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  wvm_emscripten_t *em = c->em;
  if (em->caught_count == 0) return em_trap("throw; without an exception that is being handled");
  const uint64_t ptr = em->caught[--em->caught_count];
  uint8_t *h = header(c, ptr);
  if (!h) return em_outside();
  if (!*rethrown_flag(c, h)) {
    em->caught_count++; /* its catch clause will end */
    *rethrown_flag(c, h) = 1;
    *caught_flag(c, h) = 0;
    em->uncaught++;
  }
  return throw_last(c, ptr);
}

/* ---- catching ---- */

/* The exception, and in temp_return the type of the first clause that takes it, or else its own. */
wvm_error_t *em_find_catch(EmCall *c, const wvm_raw_t *types, size_t count) {
  const uint64_t thrown = c->em->last_thrown;
  c->result.bits = thrown;
  c->em->temp_return = 0;
  if (!thrown) return NULL;
  uint8_t *h = header(c, thrown);
  if (!h) return em_outside();
  set(c, h, AT_ADJUSTED, thrown);
  const uint64_t type = get(c, h, AT_TYPE), adjusted = thrown - (WORDS - AT_ADJUSTED) * width(c);
  for (size_t i = 0; type && i < count && types[i].bits && types[i].bits != type; i++) {
    bool found;
    wvm_raw_t slots[3] = {types[i], {.bits = type}, {.bits = adjusted}};
    wvm_error_t *e = em_call_export(c->instance, "__cxa_can_catch", "ippp", slots, &found);
    if (e) return e;
    if (!found || !slots[0].u32) continue;
    c->em->temp_return = types[i].bits;
    return NULL;
  }
  c->em->temp_return = type;
  return NULL;
}

wvm_error_t *em_typeid_for(EmCall *c, const wvm_raw_t *a) {
  c->result = a[0];
  return NULL;
}

/* What a catch clause gets: of thrown pointers the pointer itself, else the object, adjusted to the clause's class. */
static wvm_error_t *object(EmCall *c, uint64_t ptr) {
  uint8_t *h = header(c, ptr);
  if (!h) return em_outside();
  bool found;
  wvm_raw_t slot = {.bits = get(c, h, AT_TYPE)};
  wvm_error_t *e = em_call_export(c->instance, "__cxa_is_pointer_type", "ip", &slot, &found);
  if (e) return e;
  const uint64_t adjusted = get(c, h, AT_ADJUSTED);
  c->result.bits = adjusted ? adjusted : ptr;
  if (!found || !slot.u32) return NULL;
  const uint8_t *at = em_at(c, ptr, width(c));
  if (!at) return em_outside();
  c->result.bits = c->wide ? load_u64(at) : load_u32(at);
  return NULL;
}

wvm_error_t *em_cxa_get_ptr(EmCall *c, const wvm_raw_t *a) { return object(c, a[0].bits); }

wvm_error_t *em_cxa_begin_catch(EmCall *c, const wvm_raw_t *a) {
  wvm_emscripten_t *em = c->em;
  uint8_t *h = header(c, a[0].bits);
  if (!h) return em_outside();
  if (em->caught_count == EM_MOST_CAUGHT) return em_trap("more than %d exceptions are being handled", EM_MOST_CAUGHT);
  if (!*caught_flag(c, h)) {
    *caught_flag(c, h) = 1;
    em->uncaught--;
  }
  *rethrown_flag(c, h) = 0;
  em->caught[em->caught_count++] = a[0].bits;
  wvm_error_t *e = hold(c, a[0].bits);
  return e ? e : object(c, a[0].bits);
}

/* One reference less; after the last the object's destructor, then its memory. */
static wvm_error_t *drop(EmCall *c, uint64_t ptr) {
  bool found;
  wvm_raw_t first = {.bits = ptr};
  wvm_error_t *e = em_call_export(c->instance, "__cxa_decrement_exception_refcount", "vp", &first, &found);
  if (e || found) return e;
  uint8_t *h = header(c, ptr);
  if (!h) return em_outside();
  set(c, h, AT_COUNT, get(c, h, AT_COUNT) - 1);
  if (get(c, h, AT_COUNT) != 0 || *rethrown_flag(c, h)) return NULL;
  wvm_raw_t slot = {.bits = ptr}, at = {.bits = ptr};
  const uint64_t destructor = get(c, h, AT_DESTRUCTOR);
  if (destructor) e = em_call_indirect(c, destructor, "pp", "vp", &slot);
  return e ? e : em_cxa_free(c, &at);
}

wvm_error_t *em_cxa_end_catch(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  wvm_emscripten_t *em = c->em;
  bool found;
  wvm_raw_t clear[2] = {{.bits = 0}, {.bits = 0}};
  wvm_error_t *e = em_call_export(c->instance, "setThrew", "vpi", clear, &found);
  if (e) return e;
  if (em->caught_count == 0) return em_trap("the end of a catch clause that did not begin");
  em->last_thrown = 0;
  return drop(c, em->caught[--em->caught_count]);
}

/* ---- std::exception_ptr ---- */

wvm_error_t *em_cxa_hold(EmCall *c, const wvm_raw_t *a) { return a[0].bits ? hold(c, a[0].bits) : NULL; }
wvm_error_t *em_cxa_drop(EmCall *c, const wvm_raw_t *a) { return a[0].bits ? drop(c, a[0].bits) : NULL; }

wvm_error_t *em_cxa_primary(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  c->result.bits = c->em->caught_count ? c->em->caught[c->em->caught_count - 1] : 0;
  return c->result.bits ? hold(c, c->result.bits) : NULL;
}

wvm_error_t *em_cxa_type(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  if (c->em->caught_count == 0) return NULL;
  uint8_t *h = header(c, c->em->caught[c->em->caught_count - 1]);
  if (!h) return em_outside();
  c->result.bits = get(c, h, AT_TYPE);
  return NULL;
}

wvm_error_t *em_cxa_rethrow_primary(EmCall *c, const wvm_raw_t *a) {
  if (!a[0].bits) return NULL;
  uint8_t *h = header(c, a[0].bits);
  if (!h) return em_outside();
  *caught_flag(c, h) = 0;
  *rethrown_flag(c, h) = 1; /* a count of 0 on the way does not end it */
  c->em->uncaught++;
  return throw_last(c, a[0].bits);
}

wvm_error_t *em_cxa_uncaught(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  c->result.bits = c->em->uncaught;
  return NULL;
}

wvm_error_t *em_cxa_unexpected(EmCall *c, const wvm_raw_t *a) {
  (void)c, (void)a;
  return em_trap("a C++ exception that the function's declaration does not allow");
}
