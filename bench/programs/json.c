/* A recursive parser over JSON text that the program makes itself. */
#include "bench.h"
static char text[1 << 18];
static size_t used;
static void put(const char *s) {
  while (*s) text[used++] = *s++;
}
static void put_number(uint32_t n) {
  char digits[12];
  int i = 0;
  do digits[i++] = (char)('0' + n % 10);
  while (n /= 10);
  while (i) text[used++] = digits[--i];
}
static void make(int depth) {
  uint32_t kind = random_u32() % (depth > 5 ? 4u : 6u);
  switch (kind) {
  case 0: put_number(random_u32()); break;
  case 1: put("-"), put_number(random_u32() % 1000), put("."), put_number(random_u32() % 1000), put("e2"); break;
  case 2: put("\"name \\\"quoted\\\" \\u00e9 "), put_number(random_u32()), put("\""); break;
  case 3: put(random_u32() & 1 ? "true" : random_u32() & 1 ? "false" : "null"); break;
  case 4:
    put("[");
    for (uint32_t n = random_u32() % 8 + 1; n--;) make(depth + 1), put(n ? ", " : "");
    put("]");
    break;
  default:
    put("{");
    for (uint32_t n = random_u32() % 6 + 1; n--;)
      put("\"key"), put_number(n), put("\" : "), make(depth + 1), put(n ? ",\n  " : "");
    put("}");
  }
}
typedef struct Seen {
  const char *p;
  uint64_t sum;
  uint32_t values, strings, depth;
} Seen;
static void space(Seen *s) {
  while (*s->p == ' ' || *s->p == '\n') s->p++;
}
static void string(Seen *s) {
  uint32_t h = 5381;
  for (s->p++; *s->p != '"'; s->p++) {
    if (*s->p == '\\') {
      s->p++;
      if (*s->p == 'u') s->p += 4;
    }
    h = h * 33 + (uint8_t)*s->p;
  }
  s->p++;
  s->strings++;
  s->sum = mix(s->sum, h);
}
static void number(Seen *s) {
  double v = 0, scale = 1, sign = 1;
  if (*s->p == '-') sign = -1, s->p++;
  for (; *s->p >= '0' && *s->p <= '9'; s->p++) v = v * 10 + (*s->p - '0');
  if (*s->p == '.')
    for (s->p++; *s->p >= '0' && *s->p <= '9'; s->p++) v += (*s->p - '0') * (scale /= 10);
  if (*s->p == 'e') v *= 100, s->p += 2;
  s->sum = mix(s->sum, (uint64_t)(int64_t)(sign * v));
}
static NOINLINE void value(Seen *s) {
  space(s);
  s->values++;
  switch (*s->p) {
  case '{':
    s->p++;
    do {
      space(s);
      string(s);
      space(s);
      s->p++; /* the colon */
      value(s);
      space(s);
    } while (*s->p++ == ',');
    break;
  case '[':
    s->p++;
    do {
      value(s);
      space(s);
    } while (*s->p++ == ',');
    break;
  case '"': string(s); break;
  case 't': s->p += 4; break;
  case 'f': s->p += 5; break;
  case 'n': s->p += 4; break;
  default: number(s);
  }
}
static uint64_t work(void) {
  put("[");
  while (used < sizeof text - 60000) make(0), put(",");
  put("1]");
  Seen s = {.sum = 1};
  for (int round = 0; round < 60; round++) {
    s.p = text;
    value(&s);
  }
  return mix(mix(s.sum, s.values), s.strings);
}
