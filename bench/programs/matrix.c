/* Small integers in matrices: multiply, add, extract bits, as embedded benchmarks do. */
#include "bench.h"
enum { N = 60 };
static int16_t a[N][N], b[N][N];
static int32_t c[N][N];
static NOINLINE void multiply(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      int32_t s = 0;
      for (int k = 0; k < N; k++) s += a[i][k] * b[k][j];
      c[i][j] = s;
    }
}
static NOINLINE void multiply_bits(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      int32_t s = 0;
      for (int k = 0; k < N; k++) {
        int32_t t = a[i][k] * b[k][j];
        s += (t >> 2 & 15) * (t >> 5 & 127);
      }
      c[i][j] += s;
    }
}
static NOINLINE uint64_t fold(int32_t limit) {
  uint64_t sum = 0;
  int32_t run = 0, last = 0;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      run += c[i][j];
      if (run > limit) run = 0, sum += 10;
      else sum += c[i][j] > last;
      last = c[i][j];
    }
  return sum;
}
static uint64_t work(void) {
  uint64_t sum = 1;
  for (int i = 0; i < N * N; i++) (&a[0][0])[i] = (int16_t)random_u32(), (&b[0][0])[i] = (int16_t)random_u32();
  for (int round = 0; round < 60; round++) {
    multiply();
    multiply_bits();
    sum = mix(sum, fold(round * 10000));
    for (int i = 0; i < N; i++) a[round % N][i] = (int16_t)(a[round % N][i] + c[i][round % N]);
  }
  return sum;
}
