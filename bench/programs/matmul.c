/* Doubles: a matrix product, row by row. */
#include "bench.h"
enum { N = 200 };
static double a[N][N], b[N][N], c[N][N];
static uint64_t work(void) {
  for (int i = 0; i < N * N; i++)
    (&a[0][0])[i] = (int)(random_u32() % 200) - 100, (&b[0][0])[i] = (int)(random_u32() % 200) - 100;
  for (int round = 0; round < 8; round++)
    for (int i = 0; i < N; i++)
      for (int k = 0; k < N; k++) {
        double x = a[i][k];
        for (int j = 0; j < N; j++) c[i][j] += x * b[k][j];
      }
  uint64_t sum = 1;
  for (int i = 0; i < N; i++) sum = mix(sum, (uint64_t)(int64_t)c[i][(i * 7) % N]);
  return sum;
}
