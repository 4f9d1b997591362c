/* f32 matrix by vector, without SIMD: four sums. */
#include "bench.h"
enum { ROWS = 256, N = 512 };
static float a[ROWS * N], x[N], y[ROWS];
static NOINLINE void matvec(void) {
  for (int r = 0; r < ROWS; r++) {
    const float *p = a + r * N;
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (int i = 0; i < N; i += 4) {
      s0 += p[i] * x[i];
      s1 += p[i + 1] * x[i + 1];
      s2 += p[i + 2] * x[i + 2];
      s3 += p[i + 3] * x[i + 3];
    }
    y[r] = (s0 + s1) + (s2 + s3);
  }
}
static uint64_t work(void) {
  uint64_t sum = 1;
  for (int i = 0; i < ROWS * N; i++) a[i] = (float)(int)(random_u32() & 0xffff) / 32768.0f - 1.0f;
  for (int i = 0; i < N; i++) x[i] = (float)(int)(random_u32() & 0xffff) / 32768.0f - 1.0f;
  for (int round = 0; round < 400; round++) {
    matvec();
    x[round % N] += 0.25f;
  }
  for (int r = 0; r < ROWS; r++) {
    uint32_t bits;
    memcpy(&bits, &y[r], 4);
    sum = mix(sum, bits);
  }
  return sum;
}
