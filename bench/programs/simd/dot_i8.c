/* int8 dot product through i16: extend, i32x4.dot_i16x8_s, add. */
#include "../vec.h"
enum { N = 8192 };
static int8_t x[N], y[N];
static NOINLINE int32_t dot(void) {
  i4 s0 = {0}, s1 = {0};
  for (int i = 0; i < N; i += 16) {
    b16 a = *(const b16 *)(x + i), b = *(const b16 *)(y + i);
    s0 += dot8(widen_low(a), widen_low(b));
    s1 += dot8(widen_high(a), widen_high(b));
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
