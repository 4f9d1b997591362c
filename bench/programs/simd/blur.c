/* Bytes: a 1-2-1 blur of an image with widening, shifts, and narrowing. */
#include "../vec.h"
enum { W = 512, H = 128 };
static uint8_t in[W * H + 32], out[W * H + 32];
typedef uint8_t u8b __attribute__((vector_size(8), aligned(1)));
typedef uint16_t u8s __attribute__((vector_size(16), aligned(1)));
static inline u8s wide(const uint8_t *p) { return __builtin_convertvector(*(const u8b *)p, u8s); }
static NOINLINE void blur(uint8_t *to, const uint8_t *from) {
  for (int y = 1; y < H - 1; y++)
    for (int x = 8; x < W - 8; x += 8) {
      const uint8_t *p = from + y * W + x;
      u8s s = wide(p - 1) + wide(p + 1) + wide(p - W) + wide(p + W) + (wide(p) << 2) + 4;
      *(u8b *)(to + y * W + x) = __builtin_convertvector(s >> 3, u8b);
    }
}
static uint64_t work(void) {
  uint64_t sum = 1;
  for (int i = 0; i < W * H; i++) in[i] = (uint8_t)random_u32();
  for (int round = 0; round < 2400; round++) blur(round & 1 ? in : out, round & 1 ? out : in);
  for (int i = 0; i < W * H; i++) sum = mix(sum, in[i]);
  return sum;
}
