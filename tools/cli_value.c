/* Values on the command line: arguments of --invoke in, results out. What is printed can be parsed. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cli.h"

/* ---- parsing ---- */

/* Decimal or 0x, signed or unsigned, of `bits` bits: -2^(bits-1) … 2^bits - 1. */
static bool parse_int(const char *text, unsigned bits, uint64_t *out) {
  bool negative = *text == '-';
  if (*text == '-' || *text == '+') text++;
  bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  if (hex) text += 2;
  if (!*text) return false;
  uint64_t v = 0, base = hex ? 16 : 10;
  for (; *text; text++) {
    int c = tolower((unsigned char)*text);
    uint64_t digit = isdigit(c) ? (uint64_t)(c - '0') : hex && c >= 'a' && c <= 'f' ? (uint64_t)(c - 'a' + 10) : 99;
    if (digit == 99 || __builtin_mul_overflow(v, base, &v) || __builtin_add_overflow(v, digit, &v)) return false;
  }
  uint64_t most = negative ? UINT64_C(1) << (bits - 1) : bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
  if (v > most) return false;
  *out = negative ? 0 - v : v;
  return true;
}

/* "nan", "nan:0x…" (the payload), both with a sign; the bits of a float with this many fraction bits. */
static bool parse_nan(const char *text, unsigned fraction, uint64_t exponent, unsigned sign_at, uint64_t *bits) {
  uint64_t sign = *text == '-';
  if (*text == '-' || *text == '+') text++;
  if (strncmp(text, "nan", 3) != 0) return false;
  uint64_t payload = UINT64_C(1) << (fraction - 1);
  if (text[3] == ':') {
    if (strncmp(text + 4, "0x", 2) != 0 || !parse_int(text + 4, 64, &payload)) return false;
    if (payload == 0 || payload >> fraction) return false;
  } else if (text[3]) {
    return false;
  }
  *bits = sign << sign_at | exponent << fraction | payload;
  return true;
}

static bool parse_f32(const char *text, float *out) {
  uint64_t bits;
  if (parse_nan(text, 23, 0xff, 31, &bits)) {
    uint32_t low = (uint32_t)bits;
    memcpy(out, &low, sizeof low);
    return true;
  }
  char *end;
  *out = strtof(text, &end);
  return end != text && !*end && !isspace((unsigned char)*text) && !isnan(*out);
}

static bool parse_f64(const char *text, double *out) {
  uint64_t bits;
  if (parse_nan(text, 52, 0x7ff, 63, &bits)) {
    memcpy(out, &bits, sizeof bits);
    return true;
  }
  char *end;
  *out = strtod(text, &end);
  return end != text && !*end && !isspace((unsigned char)*text) && !isnan(*out);
}

/* One lane of `bytes` bytes. */
static bool parse_lane(const char *text, bool is_float, size_t bytes, uint8_t *out) {
  float f;
  double d;
  uint64_t v;
  if (is_float && bytes == 4) {
    if (!parse_f32(text, &f)) return false;
    memcpy(out, &f, 4);
  } else if (is_float) {
    if (!parse_f64(text, &d)) return false;
    memcpy(out, &d, 8);
  } else {
    if (!parse_int(text, (unsigned)bytes * 8, &v)) return false;
    memcpy(out, &v, bytes);
  }
  return true;
}

/* "i32x4:1,2,3,4" */
static bool parse_v128(const char *text, uint8_t out[16]) {
  static const struct {
    const char *name;
    bool is_float;
    size_t bytes;
  } shapes[] = {{"i8x16:", false, 1}, {"i16x8:", false, 2}, {"i32x4:", false, 4},
                {"i64x2:", false, 8}, {"f32x4:", true, 4},  {"f64x2:", true, 8}};
  for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
    size_t name = strlen(shapes[s].name);
    if (strncmp(text, shapes[s].name, name) != 0) continue;
    text += name;
    for (size_t at = 0; at < 16; at += shapes[s].bytes) {
      char lane[64];
      size_t size = strcspn(text, ",");
      if (size == 0 || size >= sizeof lane) return false;
      memcpy(lane, text, size);
      lane[size] = 0;
      if (!parse_lane(lane, shapes[s].is_float, shapes[s].bytes, out + at)) return false;
      text += size;
      bool last = at + shapes[s].bytes == 16;
      if ((*text == ',') == last) return false;
      if (!last) text++;
    }
    return *text == 0;
  }
  return false;
}

bool value_parse(const char *text, const wvm_valtype_t *type, wvm_val_t *out) {
  uint64_t bits;
  *out = (wvm_val_t){.kind = type->kind};
  switch (type->kind) {
  case WVM_I32:
    if (!parse_int(text, 32, &bits)) return false;
    out->of.i32 = (int32_t)(uint32_t)bits;
    return true;
  case WVM_I64:
    if (!parse_int(text, 64, &bits)) return false;
    out->of.i64 = (int64_t)bits;
    return true;
  case WVM_F32: return parse_f32(text, &out->of.f32);
  case WVM_F64: return parse_f64(text, &out->of.f64);
  case WVM_V128: return parse_v128(text, out->of.v128);
  case WVM_REF: return type->nullable && !strcmp(text, "null");
  }
  return false;
}

const char *value_syntax(const wvm_valtype_t *type) {
  switch (type->kind) {
  case WVM_I32: return "an integer of 32 bits, decimal or 0x…";
  case WVM_I64: return "an integer of 64 bits, decimal or 0x…";
  case WVM_F32:
  case WVM_F64: return "a number, inf, nan or nan:0x…";
  case WVM_V128: return "lanes, such as i32x4:1,2,3,4 or f64x2:0.5,nan";
  case WVM_REF: return type->nullable ? "null" : "a reference, which cannot be given on the command line";
  }
  return "?";
}

/* ---- printing ---- */

static void print_nan(bool negative, uint64_t payload, uint64_t canonical) {
  printf(negative ? "-nan" : "nan");
  if (payload != canonical) printf(":0x%" PRIx64, payload);
}

/* The fewest digits that give the same number again. */
static void print_double(double v, int least, int most, bool narrow) {
  char text[64];
  for (int digits = least; digits <= most; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, v);
    if (narrow ? strtof(text, NULL) == (float)v : strtod(text, NULL) == v) break;
  }
  fputs(text, stdout);
}

static void print_f32(float v) {
  uint32_t bits;
  memcpy(&bits, &v, sizeof bits);
  if (isnan(v)) print_nan(bits >> 31, bits & 0x7fffff, 0x400000);
  else print_double((double)v, 6, 9, true);
}

static void print_f64(double v) {
  uint64_t bits;
  memcpy(&bits, &v, sizeof bits);
  if (isnan(v)) print_nan(bits >> 63, bits & 0xfffffffffffff, 0x8000000000000);
  else print_double(v, 15, 17, false);
}

static void print_ref(const wvm_ref_t *r) {
  int32_t small;
  if (!r) fputs("null", stdout);
  else if (wvm_ref_is_i31(r, &small)) printf("i31:%" PRId32, small);
  else if (wvm_ref_is(r, WVM_HEAP_FUNC)) fputs("func", stdout);
  else if (wvm_ref_is(r, WVM_HEAP_STRUCT)) fputs("struct", stdout);
  else if (wvm_ref_is(r, WVM_HEAP_ARRAY)) fputs("array", stdout);
  else if (wvm_ref_is(r, WVM_HEAP_EXTERN)) fputs("extern", stdout);
  else if (wvm_ref_is(r, WVM_HEAP_EXN)) fputs("exn", stdout);
  else fputs("ref", stdout);
}

void value_print(const wvm_val_t *v) {
  uint32_t lanes[4];
  switch (v->kind) {
  case WVM_I32: printf("%" PRId32, v->of.i32); break;
  case WVM_I64: printf("%" PRId64, v->of.i64); break;
  case WVM_F32: print_f32(v->of.f32); break;
  case WVM_F64: print_f64(v->of.f64); break;
  case WVM_V128:
    memcpy(lanes, v->of.v128, sizeof lanes);
    printf("i32x4:0x%08x,0x%08x,0x%08x,0x%08x", lanes[0], lanes[1], lanes[2], lanes[3]);
    break;
  case WVM_REF: print_ref(v->of.ref); break;
  }
  putchar('\n');
}

/* ---- types ---- */

const char *type_text(const wvm_valtype_t *type, char buffer[48]) {
  static const char *const plain[] = {"i32", "i64", "f32", "f64", "v128"};
  static const char *const heaps[] = {"func",   "nofunc", "extern", "noextern", "any",   "eq",   "i31",
                                      "struct", "array",  "none",   "exn",      "noexn", "cont", "nocont"};
  if (type->kind != WVM_REF) snprintf(buffer, 48, "%s", plain[type->kind]);
  else if (type->heap == WVM_HEAP_CONCRETE)
    snprintf(buffer, 48, "(ref %s%stype)", type->nullable ? "null " : "", type->exact ? "exact " : "");
  else if (type->nullable && (type->heap == WVM_HEAP_FUNC || type->heap == WVM_HEAP_EXTERN))
    snprintf(buffer, 48, "%sref", heaps[type->heap]);
  else snprintf(buffer, 48, "(ref %s%s)", type->nullable ? "null " : "", heaps[type->heap]);
  return buffer;
}

static size_t append(char *out, size_t size, size_t at, const char *text) {
  int n = at < size ? snprintf(out + at, size - at, "%s", text) : 0;
  return at + (size_t)n;
}

void type_print(const wvm_functype_t *type, char *out, size_t size) {
  char buffer[48];
  size_t at = append(out, size, 0, "(");
  for (size_t i = 0; i < type->param_count; i++) {
    at = append(out, size, at, i ? ", " : "");
    at = append(out, size, at, type_text(&type->params[i], buffer));
  }
  at = append(out, size, at, ")");
  for (size_t i = 0; i < type->result_count; i++) {
    at = append(out, size, at, i ? ", " : " -> ");
    at = append(out, size, at, type_text(&type->results[i], buffer));
  }
}
