/* SipHash with one round per word and three at the end (Aumasson and Bernstein, 2012). */
#include "base/hash.h"

#include <sys/random.h>
#include <time.h>

HashKey hash_key_new(void) {
  HashKey key;
  if (getrandom(&key, sizeof key, 0) == (ssize_t)sizeof key) return key;
  /* No entropy to be had: the clock and the layout of the address space are better than a constant. */
  struct timespec now = {0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (HashKey){(uint64_t)now.tv_nsec ^ (uint64_t)(uintptr_t)&key, (uint64_t)(uintptr_t)&hash_key_new};
}

typedef struct Sip {
  uint64_t v0, v1, v2, v3;
} Sip;

static inline uint64_t rotate(uint64_t x, unsigned by) { return x << by | x >> (64 - by); }

static inline void sip_round(Sip *s) {
  s->v0 += s->v1;
  s->v1 = rotate(s->v1, 13) ^ s->v0;
  s->v0 = rotate(s->v0, 32);
  s->v2 += s->v3;
  s->v3 = rotate(s->v3, 16) ^ s->v2;
  s->v0 += s->v3;
  s->v3 = rotate(s->v3, 21) ^ s->v0;
  s->v2 += s->v1;
  s->v1 = rotate(s->v1, 17) ^ s->v2;
  s->v2 = rotate(s->v2, 32);
}

static inline void sip_word(Sip *s, uint64_t word) {
  s->v3 ^= word;
  sip_round(s);
  s->v0 ^= word;
}

uint64_t hash_bytes(HashKey key, const void *bytes, size_t size) {
  Sip s = {key.k0 ^ 0x736f6d6570736575u, key.k1 ^ 0x646f72616e646f6du, key.k0 ^ 0x6c7967656e657261u,
           key.k1 ^ 0x7465646279746573u};
  const uint8_t *p = bytes;
  size_t left = size;
  for (; left >= 8; left -= 8, p += 8) sip_word(&s, load_u64(p));
  uint64_t last = (uint64_t)size << 56;
  for (size_t i = 0; i < left; i++) last |= (uint64_t)p[i] << (8 * i);
  sip_word(&s, last);
  s.v2 ^= 0xff;
  for (int i = 0; i < 3; i++) sip_round(&s);
  return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
