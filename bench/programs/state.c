/* A state machine over text: classifies numbers character by character, with a CRC of what it saw. */
#include "bench.h"
typedef enum State {
  START,
  SIGN,
  INTEGER,
  POINT,
  FRACTION,
  EXPONENT,
  EXPONENT_SIGN,
  SCIENTIFIC,
  INVALID,
  STATES
} State;
static const char *const samples[] = {"5012",     "1234",     "-874",     "+122",     "35.54400", ".1234500",
                                      "-110.700", "+0.64400", "5.500e+3", "-.123e-2", "-87e+832", "+0.6e-12",
                                      "T0.3e-1F", "-T.T++Tq", "1T3.4e4z", "34.0e-T^"};
static NOINLINE uint16_t crc(uint16_t sum, uint8_t byte) {
  for (int i = 0; i < 8; i++, byte >>= 1) {
    int carry = (sum ^ byte) & 1;
    sum >>= 1;
    if (carry) sum ^= 0xa001;
  }
  return sum;
}
static NOINLINE State step(const char **text, uint32_t *counts) {
  State s = START;
  const char *p = *text;
  for (; *p && s != INVALID; p++) {
    char c = *p;
    int digit = c >= '0' && c <= '9';
    if (c == ',') {
      p++;
      break;
    }
    switch (s) {
    case START: s = digit ? INTEGER : c == '+' || c == '-' ? SIGN : c == '.' ? FRACTION : INVALID; break;
    case SIGN: s = digit ? INTEGER : c == '.' ? FRACTION : INVALID; break;
    case INTEGER: s = digit ? INTEGER : c == '.' ? FRACTION : c == 'e' ? EXPONENT : INVALID; break;
    case FRACTION: s = digit ? FRACTION : c == 'e' ? EXPONENT : INVALID; break;
    case EXPONENT: s = digit ? SCIENTIFIC : c == '+' || c == '-' ? EXPONENT_SIGN : INVALID; break;
    case EXPONENT_SIGN: s = digit ? SCIENTIFIC : INVALID; break;
    case SCIENTIFIC: s = digit ? SCIENTIFIC : INVALID; break;
    default: s = INVALID; break;
    }
    counts[s]++;
  }
  if (s == INVALID)
    while (*p && *p++ != ',') {}
  *text = p;
  return s;
}
static uint64_t work(void) {
  static char text[2000];
  uint32_t counts[STATES] = {0}, ends[STATES] = {0};
  uint16_t sum = 0;
  for (int round = 0; round < 4000; round++) {
    size_t n = 0;
    if (round % 100 == 0)
      for (memset(text, 0, sizeof text); n < sizeof text - 12;) {
        const char *s = samples[random_u32() & 15];
        memcpy(text + n, s, strlen(s));
        n += strlen(s);
        text[n++] = ',';
      }
    for (const char *p = text; *p;) ends[step(&p, counts)]++;
    for (int i = 0; i < STATES; i++) {
      sum = crc(crc(sum, (uint8_t)counts[i]), (uint8_t)(counts[i] >> 8));
      sum = crc(sum, (uint8_t)ends[i]);
    }
    text[round % 1900] ^= (char)(round & 1);
  }
  return sum;
}
