/* Dot products of half floats. Small whole numbers, so that no way of summing rounds. SUMS: how many. */
#include "../vec.h"
enum { N = 4096 };
typedef __fp16 Half;
static Half x[N], y[N];
#if defined LOAD /* each alone, widened as it is loaded */
static NOINLINE float dot(void) {
  float s[SUMS] = {0};
  for (int i = 0; i < N; i += SUMS)
#pragma clang loop unroll(full)
    for (int k = 0; k < SUMS; k++) s[k] += load_half(x + i + k) * load_half(y + i + k);
  float sum = 0;
  for (int k = 0; k < SUMS; k++) sum += s[k];
  return sum;
}
#elif defined PROMOTE /* four at a time, widened */
static NOINLINE float dot(void) {
  f4 s[SUMS] = {{0}};
  for (int i = 0; i < N; i += 4 * SUMS)
#pragma clang loop unroll(full)
    for (int k = 0; k < SUMS; k++) s[k] += promote4(x + i + 4 * k) * promote4(y + i + 4 * k);
  f4 sum = {0};
  for (int k = 0; k < SUMS; k++) sum += s[k];
  return sum4(sum);
}
#else /* eight at a time, fused */
static NOINLINE float dot(void) {
  h8 s[SUMS] = {{0}};
  for (int i = 0; i < N; i += 8 * SUMS)
#pragma clang loop unroll(full)
    for (int k = 0; k < SUMS; k++) s[k] = madd8(load8(x + i + 8 * k), load8(y + i + 8 * k), s[k]);
  float sum = 0;
  for (int k = 0; k < SUMS; k++) sum += sum8(s[k]);
  return sum;
}
#endif
static uint64_t work(void) {
  float r[1500];
  for (int i = 0; i < N; i++) {
    store_half(x + i, (float)(int)(random_u32() % 7) - 3);
    store_half(y + i, (float)(int)(random_u32() % 3) - 1);
  }
  for (int round = 0; round < ROUNDS; round++) {
    r[round % 1500] = dot();
    store_half(x + round % N, (float)(round % 7) - 3);
  }
  return mix_floats(r, 1500);
}
