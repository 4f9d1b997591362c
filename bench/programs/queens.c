/* Bits and recursion: queens on a board of 13. */
#include "bench.h"
static NOINLINE uint32_t place(uint32_t all, uint32_t columns, uint32_t left, uint32_t right) {
  uint32_t count = 0;
  if (columns == all) return 1;
  for (uint32_t free = all & ~(columns | left | right); free;) {
    uint32_t bit = free & -free;
    free ^= bit;
    count += place(all, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return count;
}
static uint64_t work(void) { return place((1 << 13) - 1, 0, 0, 0); }
