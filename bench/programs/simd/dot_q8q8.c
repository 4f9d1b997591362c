/* Dot product of vectors in blocks of 32 bytes with a scale each: 8 bits by 8. */
#include "../vec.h"
enum { BLOCKS = 128, BLOCK = 32, ROWS = 16 };
typedef struct Block8 {
  float scale;
  int8_t q[BLOCK];
} Block8;
#ifdef NIBBLES
typedef struct Block4 {
  float scale;
  uint8_t q[BLOCK / 2]; /* the first half of the block in the lower four bits, from which 8 is taken away */
} Block4;
static Block4 x[ROWS][BLOCKS];
static inline b16 first(const Block4 *b) { return (*(const b16 *)b->q & 15) - 8; }
static inline b16 second(const Block4 *b) { return (b16)(*(const u16b *)b->q >> 4) - 8; }
#else
static Block8 x[ROWS][BLOCKS];
static inline b16 first(const Block8 *b) { return *(const b16 *)b->q; }
static inline b16 second(const Block8 *b) { return *(const b16 *)(b->q + 16); }
#define Block4 Block8
#endif
static Block8 y[BLOCKS];
static inline i4 products(b16 a, b16 b) {
  return dot8(widen_low(a), widen_low(b)) + dot8(widen_high(a), widen_high(b));
}
static NOINLINE float dot(const Block4 *a, const Block8 *b) {
  f4 sum = {0};
  for (int i = 0; i < BLOCKS; i++, a++, b++) {
    i4 s = products(first(a), *(const b16 *)b->q) + products(second(a), *(const b16 *)(b->q + 16));
    sum += __builtin_convertvector(s, f4) * splat4(a->scale * b->scale);
  }
  return sum4(sum);
}
static uint64_t work(void) {
  float r[ROWS];
  uint64_t sum = 1;
  for (int row = 0; row < ROWS; row++)
    for (int i = 0; i < BLOCKS; i++) {
      fill_floats(&x[row][i].scale, 1);
      for (size_t k = 0; k < sizeof x[row][i].q; k++) x[row][i].q[k] = (uint8_t)random_u32();
    }
  for (int i = 0; i < BLOCKS; i++) {
    fill_floats(&y[i].scale, 1);
    for (int k = 0; k < BLOCK; k++) y[i].q[k] = (int8_t)random_u32();
  }
  for (int round = 0; round < 2000; round++) {
    for (int row = 0; row < ROWS; row++) r[row] = dot(x[row], y);
    y[round % BLOCKS].q[round % BLOCK]++;
    sum = mix(sum, mix_floats(r, ROWS));
  }
  return sum;
}
