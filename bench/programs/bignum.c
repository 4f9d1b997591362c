/* 64-bit integers: factorials as limbs of 32 bits, and Montgomery's modular powers. */
#include "bench.h"
static uint32_t limbs[2000];
static NOINLINE int multiply(uint32_t *x, int n, uint32_t by) {
  uint64_t carry = 0;
  for (int i = 0; i < n; i++) {
    carry += (uint64_t)x[i] * by;
    x[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry) x[n++] = (uint32_t)carry;
  return n;
}
static NOINLINE uint64_t power(uint64_t base, uint64_t exponent, uint32_t m) {
  uint64_t r = 1;
  for (base %= m; exponent; exponent >>= 1) {
    if (exponent & 1) r = r * base % m;
    base = base * base % m;
  }
  return r;
}
static uint64_t work(void) {
  uint64_t sum = 1, x = 88172645463325252u;
  for (int round = 0; round < 40; round++) {
    int n = 1;
    limbs[0] = 1;
    for (uint32_t k = 2; k < 2500; k++) n = multiply(limbs, n, k);
    for (int i = 0; i < n; i++) sum = mix(sum, limbs[i]);
  }
  for (int i = 0; i < 40000; i++) {
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    sum = mix(sum, power(x, x >> 20, 4294967291u));
  }
  return sum;
}
