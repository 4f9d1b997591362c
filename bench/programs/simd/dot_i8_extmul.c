/* int8 dot product: products of halves, widened, and sums of neighbours. */
#include "../vec.h"
enum { N = 8192 };
static int8_t x[N], y[N];
static NOINLINE int32_t dot(void) {
  i4 s0 = {0}, s1 = {0};
  for (int i = 0; i < N; i += 16) {
    b16 a = *(const b16 *)(x + i), b = *(const b16 *)(y + i);
    s0 += sum_pairs(product_low(a, b));
    s1 += sum_pairs(product_high(a, b));
  }
  s0 += s1;
  return s0[0] + s0[1] + s0[2] + s0[3];
}
static uint64_t work(void) {
  uint64_t sum = 1;
  for (int i = 0; i < N; i++) x[i] = (int8_t)random_u32(), y[i] = (int8_t)random_u32();
  for (int round = 0; round < 12000; round++) {
    sum = mix(sum, (uint32_t)dot());
    x[round % N]++;
  }
  return sum;
}
