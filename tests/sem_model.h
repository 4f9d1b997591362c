/* An exact model of IEEE 754 arithmetic in integers, against which vm/sem is tested. Slow and plain on purpose; shares
 * nothing with vm/sem. A finite number is (-1)^sign · m · 2^e. */
#ifndef WVM_TESTS_SEM_MODEL_H
#define WVM_TESTS_SEM_MODEL_H

#include <stdbool.h>
#include <stdint.h>

typedef unsigned __int128 Wide;
typedef enum NumKind { NUM_FINITE, NUM_INFINITE, NUM_NAN } NumKind;
typedef struct Num {
  NumKind kind;
  bool sign;
  Wide m; /* 0: zero */
  int e;
} Num;

typedef struct Format {
  int bits, fraction, bias;
} Format;
static const Format format_f16 = {16, 10, 15}, format_f32 = {32, 23, 127}, format_f64 = {64, 52, 1023};

enum { NUM_TOP = 124 }; /* where num_normal puts the highest bit: room for a sum above, 70 bits and more below */

static inline uint64_t format_inf(Format f) { return ((uint64_t)2 * (uint64_t)f.bias + 1) << f.fraction; }
static inline uint64_t format_nan(Format f) { return format_inf(f) | (uint64_t)1 << (f.fraction - 1); }
static inline uint64_t format_sign(Format f) { return (uint64_t)1 << (f.bits - 1); }

static inline Num num_decode(Format f, uint64_t bits) {
  uint64_t magnitude = bits & (format_sign(f) - 1);
  Num n = {NUM_FINITE, (bits & format_sign(f)) != 0, 0, 0};
  if (magnitude > format_inf(f)) return (Num){NUM_NAN, n.sign, 0, 0};
  if (magnitude == format_inf(f)) return (Num){NUM_INFINITE, n.sign, 0, 0};
  int exponent = (int)(magnitude >> f.fraction);
  n.m = magnitude & (((uint64_t)1 << f.fraction) - 1);
  if (exponent) n.m |= (uint64_t)1 << f.fraction;
  n.e = (exponent ? exponent : 1) - f.bias - f.fraction;
  return n;
}

static inline Num num_of_int(__int128 v) { return (Num){NUM_FINITE, v < 0, v < 0 ? -(Wide)v : (Wide)v, 0}; }

/* The same number with its highest bit at NUM_TOP; m is below 2^NUM_TOP + 1 already. */
static inline Num num_normal(Num n) {
  if (n.m == 0) return n;
  while (!(n.m >> NUM_TOP)) {
    n.m <<= 1;
    n.e--;
  }
  return n;
}

/* m >> by; what falls off is remembered in the last bit. */
static inline Wide num_shift(Wide m, int by) {
  if (by <= 0) return m;
  if (by > 127) return m != 0;
  return (m >> by) | ((m & (((Wide)1 << by) - 1)) != 0);
}

/* To nearest, ties to even. */
static inline uint64_t num_round(Format f, Num n) {
  if (n.kind == NUM_NAN) return format_nan(f);
  uint64_t sign = n.sign ? format_sign(f) : 0;
  if (n.kind == NUM_INFINITE) return sign | format_inf(f);
  if (n.m == 0) return sign;
  if (n.m >> (NUM_TOP + 1)) n = (Num){n.kind, n.sign, num_shift(n.m, 1), n.e + 1};
  n = num_normal(n);
  int exponent = n.e + NUM_TOP, least = 1 - f.bias;
  int drop = NUM_TOP - f.fraction + (exponent < least ? least - exponent : 0);
  /* Two more bits than needed, the last of them sticky: then the decision is small. */
  Wide kept = num_shift(n.m, drop - 2);
  uint64_t q = (uint64_t)(kept >> 2), rest = (uint64_t)(kept & 3);
  if (rest > 2 || (rest == 2 && (q & 1))) q++;
  uint64_t bits = q;
  if (exponent >= least) bits += (uint64_t)(exponent - least) << f.fraction;
  return sign | (exponent > f.bias || bits > format_inf(f) ? format_inf(f) : bits);
}

static inline Num num_negate(Num n) {
  n.sign = !n.sign;
  return n;
}

static inline Num num_add(Num a, Num b) {
  if (a.kind == NUM_NAN || b.kind == NUM_NAN) return (Num){NUM_NAN, false, 0, 0};
  if (a.kind == NUM_INFINITE && b.kind == NUM_INFINITE && a.sign != b.sign) return (Num){NUM_NAN, false, 0, 0};
  if (a.kind == NUM_INFINITE) return a;
  if (b.kind == NUM_INFINITE) return b;
  if (a.m == 0 && b.m == 0) return (Num){NUM_FINITE, a.sign && b.sign, 0, 0};
  if (a.m == 0) return b;
  if (b.m == 0) return a;
  a = num_normal(a);
  b = num_normal(b);
  if (a.e < b.e) {
    Num t = a;
    a = b;
    b = t;
  }
  b.m = num_shift(b.m, a.e - b.e);
  if (a.sign == b.sign) return (Num){NUM_FINITE, a.sign, a.m + b.m, a.e};
  if (a.m == b.m) return (Num){NUM_FINITE, false, 0, 0};
  return a.m > b.m ? (Num){NUM_FINITE, a.sign, a.m - b.m, a.e} : (Num){NUM_FINITE, b.sign, b.m - a.m, a.e};
}

/* Exact: operands of at most 53 bits. */
static inline Num num_mul(Num a, Num b) {
  bool sign = a.sign != b.sign;
  if (a.kind == NUM_NAN || b.kind == NUM_NAN) return (Num){NUM_NAN, false, 0, 0};
  if (a.kind == NUM_INFINITE || b.kind == NUM_INFINITE) {
    bool zero = (a.kind == NUM_FINITE && a.m == 0) || (b.kind == NUM_FINITE && b.m == 0);
    return (Num){zero ? NUM_NAN : NUM_INFINITE, sign, 0, 0};
  }
  return (Num){NUM_FINITE, sign, a.m * b.m, a.e + b.e};
}

static inline Num num_div(Num a, Num b) {
  bool sign = a.sign != b.sign;
  if (a.kind == NUM_NAN || b.kind == NUM_NAN) return (Num){NUM_NAN, false, 0, 0};
  if (a.kind == NUM_INFINITE) return (Num){b.kind == NUM_INFINITE ? NUM_NAN : NUM_INFINITE, sign, 0, 0};
  if (b.kind == NUM_INFINITE) return (Num){NUM_FINITE, sign, 0, 0};
  if (b.m == 0) return (Num){a.m == 0 ? NUM_NAN : NUM_INFINITE, sign, 0, 0};
  if (a.m == 0) return (Num){NUM_FINITE, sign, 0, 0};
  a = num_normal(a);
  return (Num){NUM_FINITE, sign, (a.m / b.m) | (a.m % b.m != 0), a.e - b.e};
}

static inline Num num_sqrt(Num a) {
  if (a.kind == NUM_NAN || (a.kind == NUM_FINITE && a.m == 0)) return a;
  if (a.sign) return (Num){NUM_NAN, false, 0, 0};
  if (a.kind == NUM_INFINITE) return a;
  a = num_normal(a);
  if (a.e & 1) {
    a.m <<= 1;
    a.e--;
  }
  Wide root = 0;
  for (int bit = 63; bit >= 0; bit--) {
    Wide t = root | (Wide)1 << bit;
    if (t * t <= a.m) root = t;
  }
  /* One more bit, for whether the root is exact. */
  return (Num){NUM_FINITE, false, root << 1 | (root * root != a.m), a.e / 2 - 1};
}

/* -1, 0, 1; 2: unordered. */
static inline int num_compare(Num a, Num b) {
  if (a.kind == NUM_NAN || b.kind == NUM_NAN) return 2;
  if (a.kind == NUM_INFINITE && b.kind == NUM_INFINITE && a.sign == b.sign) return 0;
  Num d = num_add(a, num_negate(b));
  if (d.kind == NUM_FINITE && d.m == 0) return 0;
  return d.sign ? -1 : 1;
}

typedef enum Toward { TOWARD_ZERO, TOWARD_UP, TOWARD_DOWN, TOWARD_NEAREST } Toward;

/* To an integer; the sign, also of a zero, stays. */
static inline Num num_to_integer(Num n, Toward toward) {
  if (n.kind != NUM_FINITE || n.m == 0 || n.e >= 0) return n;
  Wide kept = num_shift(n.m, -n.e - 2), q = kept >> 2;
  unsigned rest = (unsigned)(kept & 3);
  if (-n.e < 2) { /* one fraction bit: num_shift had none to shift */
    q = n.m >> 1;
    rest = (unsigned)(n.m & 1) * 2;
  }
  bool up = toward == TOWARD_UP     ? rest && !n.sign
            : toward == TOWARD_DOWN ? rest && n.sign
            : toward == TOWARD_ZERO ? false
                                    : rest > 2 || (rest == 2 && (q & 1));
  return (Num){NUM_FINITE, n.sign, q + up, 0};
}

/* Truncated and clamped; NaN gives 0. *fits: whether nothing was clamped and n is a number. */
static inline __int128 num_to_int(Num n, __int128 least, __int128 most, bool *fits) {
  *fits = false;
  if (n.kind == NUM_NAN) return 0;
  Num i = num_to_integer(n, TOWARD_ZERO);
  if (i.kind == NUM_INFINITE) return i.sign ? least : most;
  if (i.m == 0) return *fits = least <= 0, 0;
  int high = 0;
  while (high < 127 && i.m >> (high + 1)) high++;
  if (high + i.e > 100) return i.sign ? least : most;
  __int128 v = (__int128)(i.m << i.e);
  if (i.sign) v = -v;
  *fits = v >= least && v <= most;
  return v < least ? least : v > most ? most : v;
}

#endif
