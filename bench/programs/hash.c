/* Strings in an open hash table. */
#include "bench.h"
enum { SLOTS = 1 << 16, KEYS = 30000 };
static char names[KEYS][12];
static uint16_t table[SLOTS];
static uint32_t counts[KEYS];
static NOINLINE uint32_t hash(const char *s) {
  uint32_t h = 2166136261u;
  while (*s) h = (h ^ (uint8_t)*s++) * 16777619u;
  return h;
}
static NOINLINE int same(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}
static NOINLINE uint32_t slot_of(const char *name) {
  uint32_t i = hash(name) % SLOTS;
  while (table[i] && !same(names[table[i] - 1], name)) i = (i + 1) % SLOTS;
  return i;
}
static uint64_t work(void) {
  uint64_t sum = 1;
  for (int i = 0; i < KEYS; i++) {
    uint32_t n = random_u32() % 1000000;
    int at = 0;
    do names[i][at++] = (char)('a' + n % 16);
    while (n /= 16);
  }
  for (int round = 0; round < 48; round++)
    for (int i = 0; i < KEYS; i++) {
      uint32_t s = slot_of(names[i]);
      if (!table[s]) table[s] = (uint16_t)(i + 1);
      counts[table[s] - 1]++;
    }
  for (int i = 0; i < KEYS; i++) sum = mix(sum, counts[i]);
  return sum;
}
