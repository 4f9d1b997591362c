/* f32 matrix product: tiles of 4 rows (or ROWS) by 8 columns in registers. */
#include "../vec.h"
#ifndef ROWS
#define ROWS 4
#endif
enum { M = 128 / ROWS * ROWS, N = 128, K = 256 };
static float a[M * K], b[K * N], c[M * N];
static NOINLINE void gemm(void) {
  for (int i = 0; i < M; i += ROWS)
    for (int j = 0; j < N; j += 8) {
      f4 s[ROWS][2] = {{{0}}};
      for (int k = 0; k < K; k++) {
        f4 b0 = load4(b + k * N + j), b1 = load4(b + k * N + j + 4);
#pragma clang loop unroll(full)
        for (int r = 0; r < ROWS; r++) {
          f4 x = splat4(a[(i + r) * K + k]);
#ifdef MADD
          s[r][0] = madd4(x, b0, s[r][0]);
          s[r][1] = madd4(x, b1, s[r][1]);
#else
          s[r][0] += x * b0;
          s[r][1] += x * b1;
#endif
        }
      }
      for (int r = 0; r < ROWS; r++) store4(c + (i + r) * N + j, s[r][0]), store4(c + (i + r) * N + j + 4, s[r][1]);
    }
}
static uint64_t work(void) {
  fill_floats(a, M * K);
  fill_floats(b, K * N);
  for (int round = 0; round < 30; round++) gemm();
  return mix_floats(c, M * N);
}
