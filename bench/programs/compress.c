/* LZ77 with a hash chain, there and back. */
#include "bench.h"
enum { N = 1 << 18 };
static uint8_t in[N], packed[N * 2], out[N];
static int32_t head[4096];
static NOINLINE size_t pack(void) {
  size_t o = 0;
  for (size_t i = 0; i < 4096; i++) head[i] = -1;
  for (size_t i = 0; i < N;) {
    size_t best = 0, from = 0;
    if (i + 3 < N) {
      uint32_t h = (in[i] * 2654435761u ^ in[i + 1] * 40503u ^ in[i + 2] * 97u) >> 7 & 4095;
      int32_t c = head[h];
      head[h] = (int32_t)i;
      if (c >= 0 && i - (size_t)c < 65536) {
        while (best < 255 && i + best < N && in[(size_t)c + best] == in[i + best]) best++;
        from = i - (size_t)c;
      }
    }
    if (best >= 4) {
      packed[o++] = 1, packed[o++] = (uint8_t)best, packed[o++] = (uint8_t)from, packed[o++] = (uint8_t)(from >> 8);
      i += best;
    } else {
      packed[o++] = 0, packed[o++] = in[i++];
    }
  }
  return o;
}
static NOINLINE size_t unpack(size_t n) {
  size_t o = 0;
  for (size_t i = 0; i < n;) {
    if (packed[i]) {
      size_t count = packed[i + 1], from = o - (packed[i + 2] | (size_t)packed[i + 3] << 8);
      while (count--) out[o++] = out[from++];
      i += 4;
    } else {
      out[o++] = packed[i + 1];
      i += 2;
    }
  }
  return o;
}
static uint64_t work(void) {
  uint64_t sum = 1;
  for (size_t i = 0; i < N; i++)
    in[i] = i > 600 && random_u32() % 12 ? in[i - 512 + (i >> 13)] : (uint8_t)(random_u32() & 15);
  for (int round = 0; round < 12; round++) {
    size_t n = pack();
    sum = mix(mix(sum, n), unpack(n) == N && memcmp(in, out, N) == 0);
    in[round * 1000] ^= 1;
  }
  return sum;
}
