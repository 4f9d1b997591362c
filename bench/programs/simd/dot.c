/* f32 dot product: four accumulators. */
#include "../vec.h"
enum { N = 4096 };
static float x[N], y[N];
static NOINLINE float dot(void) {
  f4 s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
  for (int i = 0; i < N; i += 16) {
    s0 += load4(x + i) * load4(y + i);
    s1 += load4(x + i + 4) * load4(y + i + 4);
    s2 += load4(x + i + 8) * load4(y + i + 8);
    s3 += load4(x + i + 12) * load4(y + i + 12);
  }
  return sum4((s0 + s1) + (s2 + s3));
}
static uint64_t work(void) {
  float r[1500];
  fill_floats(x, N);
  fill_floats(y, N);
  for (int round = 0; round < 48000; round++) {
    r[round % 1500] = dot();
    x[round % N] += 0.25f;
  }
  return mix_floats(r, 1500);
}
