/* Numbers of the text format to bits.
 *
 * A float is digits × base^exponent. Hexadecimal ones are cut to 64 bits and a sticky bit and rounded here; decimal
 * ones are rewritten without underscores and with at most DIGITS digits for the C library, whose strtod rounds
 * correctly. DIGITS is enough: a number halfway between two doubles has at most 767 significant digits, so what lies
 * beyond matters only as "more than zero". */
#include "decoder/text/number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { DIGITS = 800 };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/* The length of digit ('_'? digit)*, 0: none. */
static size_t digits_size(const char *at, const char *end, bool hex) {
  const char *p = at;
  bool digit = false;
  for (; p < end; p++) {
    bool is = hex ? hex_value(*p) >= 0 : is_digit(*p);
    if (!is && !(*p == '_' && digit)) break;
    digit = is;
  }
  return (size_t)(p - at) - (p > at && !digit ? 1 : 0);
}

static bool is_word(const char *at, const char *end, const char *word) {
  return (size_t)(end - at) == strlen(word) && memcmp(at, word, (size_t)(end - at)) == 0;
}

NumberKind number_kind(const char *text, size_t size) {
  const char *p = text, *end = text + size;
  bool sign = p < end && (*p == '+' || *p == '-');
  if (sign) p++;
  if (is_word(p, end, "inf") || is_word(p, end, "nan")) return NUMBER_FLOAT;
  if (end - p > 6 && memcmp(p, "nan:0x", 6) == 0)
    return digits_size(p + 6, end, true) == (size_t)(end - p) - 6 ? NUMBER_FLOAT : NUMBER_NONE;
  bool hex = end - p > 1 && p[0] == '0' && p[1] == 'x';
  if (hex) p += 2;
  size_t n = digits_size(p, end, hex);
  if (n == 0) return NUMBER_NONE;
  p += n;
  if (p == end) return sign ? NUMBER_INT : NUMBER_NAT;
  if (*p == '.') p += 1 + digits_size(p + 1, end, hex);
  if (p == end) return NUMBER_FLOAT;
  if ((*p | 0x20) != (hex ? 'p' : 'e')) return NUMBER_NONE;
  p++;
  if (p < end && (*p == '+' || *p == '-')) p++;
  n = digits_size(p, end, false);
  return n > 0 && p + n == end ? NUMBER_FLOAT : NUMBER_NONE;
}

/* Integers */

static bool magnitude(const char *p, const char *end, uint64_t *out) {
  bool hex = end - p > 1 && p[0] == '0' && p[1] == 'x';
  uint64_t v = 0, base = hex ? 16 : 10;
  for (p += hex ? 2 : 0; p < end; p++) {
    if (*p == '_') continue;
    if (__builtin_mul_overflow(v, base, &v) || __builtin_add_overflow(v, (uint64_t)hex_value(*p), &v)) return false;
  }
  *out = v;
  return true;
}

bool number_u64(const char *text, size_t size, uint64_t *out) {
  *out = 0;
  return number_kind(text, size) == NUMBER_NAT && magnitude(text, text + size, out);
}

bool number_int(const char *text, size_t size, unsigned bits, uint64_t *out) {
  *out = 0;
  NumberKind kind = number_kind(text, size);
  if (kind != NUMBER_NAT && kind != NUMBER_INT) return false;
  bool negative = *text == '-';
  uint64_t v, mask = bits == 64 ? UINT64_MAX : (1ull << bits) - 1;
  if (!magnitude(text + (kind == NUMBER_INT), text + size, &v)) return false;
  if (negative ? v > 1ull << (bits - 1) : v > mask) return false;
  *out = (negative ? -v : v) & mask;
  return true;
}

/* Floats */

/* An IEEE binary format: total bits = 1 + exponent + mantissa. */
typedef struct Format {
  unsigned mantissa, exponent;
} Format;
static const Format format_f64 = {52, 11}, format_f32 = {23, 8}, format_f16 = {10, 5};

static uint64_t infinity_of(Format f) { return ((1ull << f.exponent) - 1) << f.mantissa; }

/* m × 2^e, with `sticky` for something more below it, to the nearest bits, ties to even. False: too large. */
static bool round_binary(uint64_t m, int64_t e, bool sticky, Format f, uint64_t *out) {
  *out = 0;
  if (m == 0) return true;
  int shift = __builtin_clzll(m);
  m <<= shift;
  e -= shift; /* now the value is m × 2^e with bit 63 of m set: its exponent is e + 63 */
  int64_t bias = (1 << (f.exponent - 1)) - 1, lowest = 1 - bias;
  if (e + 63 > bias) return false;
  int64_t drop = 63 - (int64_t)f.mantissa; /* low bits of m that do not fit */
  bool subnormal = e + 63 < lowest;
  if (subnormal) drop += lowest - (e + 63);
  uint64_t kept, half_bit, rest;
  if (drop > 64) kept = 0, half_bit = 0, rest = 1;
  else if (drop == 64) kept = 0, half_bit = m >> 63, rest = m << 1;
  else kept = m >> drop, half_bit = m >> (drop - 1) & 1, rest = m & ((1ull << (drop - 1)) - 1);
  if (half_bit && (rest || sticky || (kept & 1))) kept++;
  /* The leading one of a normal number adds 1 to the exponent field, and so does a carry out of the mantissa. */
  uint64_t field = subnormal ? 0 : (uint64_t)(e + 63 + bias - 1);
  *out = (field << f.mantissa) + kept;
  return *out < infinity_of(f);
}

/* A decimal exponent, cut at ±10^9, which is far outside of every format but inside what may be added up. */
static int64_t exponent_of(const char *p, const char *end) {
  bool negative = p < end && *p == '-';
  if (p < end && (*p == '+' || *p == '-')) p++;
  int64_t e = 0;
  for (; p < end; p++)
    if (*p != '_' && e < 1000000000) e = e * 10 + (*p - '0');
  return negative ? -e : e;
}

static bool parse_hex(const char *p, const char *end, Format f, uint64_t *out) {
  uint64_t m = 0;
  int64_t e = 0;
  bool sticky = false, fraction = false;
  for (; p < end && *p != 'p' && *p != 'P'; p++) {
    if (*p == '_') continue;
    if (*p == '.') {
      fraction = true;
      continue;
    }
    if (m >> 60 == 0) {
      m = m << 4 | (uint64_t)hex_value(*p);
      if (fraction) e -= 4;
    } else {
      sticky |= *p != '0';
      if (!fraction) e += 4;
    }
  }
  if (p < end) e += exponent_of(p + 1, end);
  return round_binary(m, e, sticky, f, out);
}

/* Significant digits, the first and the last not zero, and the exponent: 0.DIGITS × 10^exponent. */
typedef struct Decimal {
  char digits[DIGITS + 1];
  size_t count;
  int64_t exponent;
} Decimal;

static void decimal_read(const char *p, const char *end, Decimal *d) {
  d->count = 0;
  d->exponent = 0;
  bool fraction = false, more = false;
  for (; p < end && *p != 'e' && *p != 'E'; p++) {
    if (*p == '.') fraction = true;
    if (!is_digit(*p)) continue;
    if (*p == '0' && d->count == 0) {
      if (fraction) d->exponent--;
      continue;
    }
    if (d->count < DIGITS) d->digits[d->count++] = *p;
    else more |= *p != '0';
    if (!fraction) d->exponent++;
  }
  if (p < end) d->exponent += exponent_of(p + 1, end);
  if (more) d->digits[d->count++] = '1';
  else
    while (d->count > 0 && d->digits[d->count - 1] == '0') d->count--;
}

/* The nearest double and float, in the C locale. Too large gives infinity. */
static void decimal_convert(const Decimal *d, double *f64, float *f32) {
  char text[DIGITS + 40];
  *f64 = 0;
  *f32 = 0;
  /* Beyond these the result is certain, and the exponent stays short. */
  if (d->count == 0 || d->exponent < -2000) return;
  int64_t e = MIN_OF(d->exponent, (int64_t)2000);
  snprintf(text, sizeof text, "%.*se%lld", (int)d->count, d->digits, (long long)(e - (int64_t)d->count));
  locale_t c = newlocale(LC_ALL_MASK, "C", NULL);
  if (!c) { /* cannot happen for "C" in the C libraries known; digits and exponent alone read the same everywhere */
    *f64 = strtod(text, NULL);
    *f32 = strtof(text, NULL);
    return;
  }
  *f64 = strtod_l(text, NULL, c);
  *f32 = strtof_l(text, NULL, c);
  freelocale(c);
}

/* Is the number more (1), the same (0) or less (-1) than v > 0? */
static int decimal_compare(const Decimal *d, double v) {
  char text[64];
  Decimal other;
  snprintf(text, sizeof text, "%.40e", v); /* exact for what f16 needs */
  for (char *p = text; *p; p++)
    if (!is_digit(*p) && *p != 'e' && *p != '-' && *p != '+') *p = '.'; /* the locale's decimal point */
  decimal_read(text, text + strlen(text), &other);
  if (d->exponent != other.exponent) return d->exponent > other.exponent ? 1 : -1;
  int order = memcmp(d->digits, other.digits, MIN_OF(d->count, other.count));
  if (order) return order;
  return d->count > other.count ? 1 : d->count < other.count ? -1 : 0;
}

static bool parse_decimal(const char *p, const char *end, Format f, uint64_t *out) {
  Decimal d;
  decimal_read(p, end, &d);
  double f64;
  float f32;
  decimal_convert(&d, &f64, &f32);
  if (f.mantissa == format_f64.mantissa) {
    memcpy(out, &f64, 8);
    return isfinite(f64);
  }
  if (f.mantissa == format_f32.mantissa) {
    uint32_t bits;
    memcpy(&bits, &f32, 4);
    *out = bits;
    return isfinite(f32);
  }
  /* f16 by way of f64, made odd if the double is not the number itself: 53 bits are more than 2 × 11 + 2. */
  if (!isfinite(f64)) return false;
  if (f64 == 0) return round_binary(0, 0, false, f, out);
  uint64_t bits;
  memcpy(&bits, &f64, 8);
  int64_t e = (int64_t)(bits >> 52 & 0x7FF);
  uint64_t m = (bits & ((1ull << 52) - 1)) | (e ? 1ull << 52 : 0);
  bool sticky = false;
  if (f64 > 1e-9 && f64 < 1e6) {
    int order = decimal_compare(&d, f64);
    m <<= 2;
    if (order < 0) m--;
    sticky = order != 0;
    return round_binary(m, e - 1075 - 2, sticky, f, out);
  }
  return round_binary(m, (e ? e : 1) - 1075, sticky, f, out);
}

static bool parse_float(const char *text, size_t size, Format f, uint64_t *out) {
  *out = 0;
  if (number_kind(text, size) == NUMBER_NONE) return false;
  const char *p = text, *end = text + size;
  uint64_t sign = 0;
  if (*p == '-' || *p == '+') sign = (uint64_t)(*p++ == '-') << (f.mantissa + f.exponent);
  if (*p == 'i') {
    *out = infinity_of(f);
  } else if (*p == 'n') {
    uint64_t payload = 1ull << (f.mantissa - 1);
    if (end - p > 3 && (!magnitude(p + 4, end, &payload) || payload == 0 || payload >> f.mantissa != 0)) return false;
    *out = infinity_of(f) | payload;
  } else if (end - p > 1 && p[0] == '0' && p[1] == 'x') {
    if (!parse_hex(p + 2, end, f, out)) return false;
  } else if (!parse_decimal(p, end, f, out)) return false;
  *out |= sign;
  return true;
}

bool number_f64(const char *text, size_t size, uint64_t *out) { return parse_float(text, size, format_f64, out); }

bool number_f32(const char *text, size_t size, uint32_t *out) {
  uint64_t bits;
  bool ok = parse_float(text, size, format_f32, &bits);
  *out = (uint32_t)bits;
  return ok;
}

bool number_f16(const char *text, size_t size, uint16_t *out) {
  uint64_t bits;
  bool ok = parse_float(text, size, format_f16, &bits);
  *out = (uint16_t)bits;
  return ok;
}
