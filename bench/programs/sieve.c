/* Bytes in a row: the sieve of Eratosthenes. */
#include "bench.h"
enum { N = 2000000 };
static uint8_t composite[N];
static uint64_t work(void) {
  uint64_t sum = 1;
  for (int round = 0; round < 4; round++) {
    uint32_t count = 0;
    memset(composite, 0, sizeof composite);
    for (uint32_t i = 2; i < N; i++) {
      if (composite[i]) continue;
      count++;
      for (uint32_t j = i * 2; j < N; j += i) composite[j] = 1;
    }
    sum = mix(sum, count);
  }
  return sum;
}
