/* softmax over rows of 512: maximum, exp by a polynomial and the exponent's bits, sum, division. */
#include "../vec.h"
enum { N = 512, ROWS = 16 };
static float x[ROWS * N], y[ROWS * N];
static inline f4 exp4(f4 v) {
  v = max4(v, splat4(-87.0f));
  i4 n = round4(v * 1.44269504f);
  f4 r = v - __builtin_convertvector(n, f4) * 0.693147182f, p = splat4(1.0f / 720);
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  return p * (f4)((n + 127) << 23);
}
static NOINLINE void softmax(float *out, const float *in) {
  f4 high = load4(in), sum = {0};
  for (int i = 4; i < N; i += 4) high = max4(high, load4(in + i));
  float top = high[0];
  for (int i = 1; i < 4; i++) top = high[i] > top ? high[i] : top;
  for (int i = 0; i < N; i += 4) {
    f4 e = exp4(load4(in + i) - top);
    sum += e;
    store4(out + i, e);
  }
  f4 scale = splat4(1.0f / sum4(sum));
  for (int i = 0; i < N; i += 4) store4(out + i, load4(out + i) * scale);
}
static uint64_t work(void) {
  fill_floats(x, ROWS * N);
  for (int i = 0; i < ROWS * N; i++) x[i] *= 10;
  for (int round = 0; round < 2400; round++)
    for (int r = 0; r < ROWS; r++) softmax(y + r * N, x + r * N);
  return mix_floats(y, ROWS * N);
}
