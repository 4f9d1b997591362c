/* Values of scripts: arguments made, results compared. Floats are compared as bits. */
#include <inttypes.h>
#include <stdio.h>

#include "tools/wast_impl.h"

wvm_error_t *wast_arg_value(Runner *r, const Arg *a, wvm_val_t *out) {
  static const wvm_valkind_t kinds[] = {
      [ARG_I32] = WVM_I32,   [ARG_I64] = WVM_I64,  [ARG_F32] = WVM_F32, [ARG_F64] = WVM_F64,
      [ARG_V128] = WVM_V128, [ARG_NULL] = WVM_REF, [ARG_HOST] = WVM_REF};
  memset(out, 0, sizeof *out);
  out->kind = kinds[a->kind];
  if (a->kind == ARG_HOST) {
    if (a->host >= WAST_HOSTS) return wvm_error_new(WVM_ERROR_USAGE, "host reference number too large");
    return wvm_ref_new_extern(r->store, r->hosts + a->host, NULL, &out->of.ref);
  }
  if (a->kind != ARG_NULL) memcpy(&out->of, a->bytes, 16);
  return NULL;
}

void wast_drop_value(wvm_val_t *v) {
  if (v->kind == WVM_REF && v->of.ref) wvm_ref_delete(v->of.ref);
  v->of.ref = NULL;
}

/* ---- numbers ---- */

static bool lane_matches(const Lane *want, uint64_t got, unsigned size) {
  if (want->nan == LANE_EXACT) return got == want->bits;
  unsigned fraction = size == 2 ? 10 : size == 4 ? 23 : 52;
  uint64_t quiet = UINT64_C(1) << (fraction - 1), sign = UINT64_C(1) << (8 * size - 1);
  uint64_t exponent = (sign - 1) & ~((UINT64_C(1) << fraction) - 1), magnitude = got & (sign - 1);
  if (want->nan == LANE_NAN_CANONICAL) return magnitude == (exponent | quiet);
  return (magnitude & (exponent | quiet)) == (exponent | quiet);
}

static bool number_matches(const Pattern *want, const wvm_val_t *got) {
  if (got->kind != want->type) return false;
  uint8_t bytes[16];
  memcpy(bytes, &got->of, sizeof bytes);
  for (unsigned i = 0; i < want->lane_count; i++) {
    uint64_t bits = 0;
    memcpy(&bits, bytes + i * want->lane_size, want->lane_size);
    if (!lane_matches(&want->lanes[i], bits, want->lane_size)) return false;
  }
  return true;
}

/* ---- references ---- */

static bool host_number(const Runner *r, const wvm_ref_t *ref, uint64_t *number) {
  const uint8_t *at = wvm_ref_extern(ref);
  if (!at || at < r->hosts || at >= r->hosts + WAST_HOSTS) return false;
  *number = (uint64_t)(at - r->hosts);
  return true;
}

static bool pattern_matches(const Runner *r, const Pattern *want, const wvm_val_t *got) {
  if (want->kind == PATTERN_NUMBER) return number_matches(want, got);
  if (got->kind != WVM_REF) return false;
  const wvm_ref_t *ref = got->of.ref;
  uint64_t number;
  if (want->kind == PATTERN_NULL) return ref == NULL;
  if (!ref) return false;
  if (want->kind == PATTERN_HOST) return host_number(r, ref, &number) && number == want->host;
  return wvm_ref_is(ref, want->heap);
}

bool wast_match(const Runner *r, const Command *c, const Result *want, const wvm_val_t *got) {
  for (uint32_t i = 0; i < want->count; i++)
    if (pattern_matches(r, &c->patterns[want->first + i], got)) return true;
  return false;
}

/* ---- telling ---- */

static void describe_ref(const Runner *r, const wvm_ref_t *ref, char *out, size_t size) {
  static const struct {
    wvm_heapkind_t heap;
    const char *word;
  } words[] = {{WVM_HEAP_FUNC, "(ref.func)"},    {WVM_HEAP_I31, "(ref.i31)"}, {WVM_HEAP_STRUCT, "(ref.struct)"},
               {WVM_HEAP_ARRAY, "(ref.array)"},  {WVM_HEAP_EXN, "(ref.exn)"}, {WVM_HEAP_CONT, "(ref.cont)"},
               {WVM_HEAP_EXTERN, "(ref.extern)"}};
  uint64_t number;
  const char *word = ref ? "(ref)" : "(ref.null)";
  if (ref && host_number(r, ref, &number)) {
    snprintf(out, size, "(ref.extern %" PRIu64 ")", number);
    return;
  }
  for (size_t i = 0; ref && i < COUNT_OF(words); i++) {
    if (!wvm_ref_is(ref, words[i].heap)) continue;
    word = words[i].word;
    break;
  }
  snprintf(out, size, "%s", word);
}

void wast_describe_value(const Runner *r, const wvm_val_t *v, char *out, size_t size) {
  uint32_t w[4];
  memcpy(w, &v->of, sizeof w);
  uint64_t bits = w[0] | (uint64_t)w[1] << 32;
  switch (v->kind) {
  case WVM_I32: snprintf(out, size, "(i32.const %" PRId32 ")", (int32_t)w[0]); break;
  case WVM_I64: snprintf(out, size, "(i64.const %" PRId64 ")", (int64_t)bits); break;
  case WVM_F32: snprintf(out, size, "(f32.const %a [0x%08" PRIx32 "])", (double)v->of.f32, w[0]); break;
  case WVM_F64: snprintf(out, size, "(f64.const %a [0x%016" PRIx64 "])", v->of.f64, bits); break;
  case WVM_V128:
    snprintf(out, size, "(v128.const i32x4 0x%08" PRIx32 " 0x%08" PRIx32 " 0x%08" PRIx32 " 0x%08" PRIx32 ")", w[0],
             w[1], w[2], w[3]);
    break;
  case WVM_REF: describe_ref(r, v->of.ref, out, size); break;
  }
}
