/* memory.copy and memory.fill in sizes from 1 byte to 64 KB, and byte loops. */
#include "bench.h"
static uint8_t a[1 << 17], b[1 << 17];
static uint64_t work(void) {
  uint64_t sum = 1;
  for (size_t i = 0; i < sizeof a; i++) a[i] = (uint8_t)random_u32();
  for (int round = 0; round < 48; round++)
    for (size_t size = 1; size <= 65536; size *= 2)
      for (size_t n = 0; n < 4096; n += size < 256 ? 1 : size / 64) {
        size_t at = random_u32() & 0xffff;
        memcpy(b + at, a + (at ^ 0x1234), size);
        memmove(b + at + 1, b + at, size);
        memset(a + (at ^ 0x777), (int)n, size & 0xfff);
        sum = mix(sum, b[at + size / 2]);
      }
  return sum;
}
