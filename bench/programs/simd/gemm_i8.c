/* int8 matrix product: tiles of 4 by 4 sums, eight bytes at a time, widened; i32x4.dot_i16x8_s. B is transposed. */
#include "../vec.h"
#ifdef RELAXED
enum { STEP = 16, HIGHEST = 127 };
typedef b16 Piece;
static inline Piece piece(const int8_t *p) { return *(const b16 *)p; }
static inline i4 sum_up(i4 sum, Piece a, Piece b) { return dot16(a, b, sum); }
#else
enum { STEP = 8, HIGHEST = 255 };
typedef s8 Piece;
static inline Piece piece(const int8_t *p) { return load_wide(p); }
static inline i4 sum_up(i4 sum, Piece a, Piece b) { return sum + dot8(a, b); }
#endif
enum { M = 64, N = 64, K = 256 };
static int8_t a[M * K], b[N * K];
static int32_t c[M * N];
static NOINLINE void gemm(void) {
  for (int i = 0; i < M; i += 4)
    for (int j = 0; j < N; j += 4) {
      i4 s[4][4] = {{{0}}};
      for (int k = 0; k < K; k += STEP) {
        Piece x[4];
#pragma clang loop unroll(full)
        for (int r = 0; r < 4; r++) x[r] = piece(a + (i + r) * K + k);
#pragma clang loop unroll(full)
        for (int q = 0; q < 4; q++) {
          Piece y = piece(b + (j + q) * K + k);
#pragma clang loop unroll(full)
          for (int r = 0; r < 4; r++) s[r][q] = sum_up(s[r][q], x[r], y);
        }
      }
      for (int r = 0; r < 4; r++)
        for (int q = 0; q < 4; q++) c[(i + r) * N + j + q] = s[r][q][0] + s[r][q][1] + s[r][q][2] + s[r][q][3];
    }
}
static uint64_t work(void) {
  uint64_t sum = 1;
  for (int i = 0; i < M * K; i++) a[i] = (int8_t)random_u32();
  for (int i = 0; i < N * K; i++) b[i] = (int8_t)(random_u32() & HIGHEST);
  for (int round = 0; round < 300; round++) {
    gemm();
    a[round]++;
  }
  for (int i = 0; i < M * N; i++) sum = mix(sum, (uint32_t)c[i]);
  return sum;
}
