/* RMS normalisation over rows of 512: mean of squares, scale. */
#include "../vec.h"
enum { N = 512, ROWS = 16 };
static float x[ROWS * N], y[ROWS * N], scale[N];
static NOINLINE void normalise(float *out, const float *in) {
  f4 s0 = {0}, s1 = {0};
  for (int i = 0; i < N; i += 8) {
    f4 a = load4(in + i), b = load4(in + i + 4);
    s0 += a * a;
    s1 += b * b;
  }
  f4 inverse = splat4(1.0f / __builtin_sqrtf(sum4(s0 + s1) / N + 1e-5f));
  for (int i = 0; i < N; i += 4) store4(out + i, load4(in + i) * inverse * load4(scale + i));
}
static uint64_t work(void) {
  fill_floats(x, ROWS * N);
  fill_floats(scale, N);
  for (int round = 0; round < 4000; round++)
    for (int r = 0; r < ROWS; r++) normalise(y + r * N, x + r * N);
  return mix_floats(y, ROWS * N);
}
