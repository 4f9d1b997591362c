/* y += a x over 4096 floats: two loads and a store per vector. */
#include "../vec.h"
enum { N = 4096 };
static float x[N], y[N];
static NOINLINE void axpy(float a) {
  f4 s = splat4(a);
  for (int i = 0; i < N; i += 8) {
    store4(y + i, load4(y + i) + s * load4(x + i));
    store4(y + i + 4, load4(y + i + 4) + s * load4(x + i + 4));
  }
}
static uint64_t work(void) {
  fill_floats(x, N);
  fill_floats(y, N);
  for (int round = 0; round < 48000; round++) axpy((float)(round & 7) - 3.0f);
  return mix_floats(y, N);
}
