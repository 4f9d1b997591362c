/* Compare and swap: quicksort with insertion, then a heap sort. */
#include "bench.h"
enum { N = 300000 };
static uint32_t a[N];
static NOINLINE void quick(uint32_t *v, int low, int high) {
  while (high - low > 12) {
    uint32_t pivot = v[low + (high - low) / 2];
    int i = low, j = high;
    while (i <= j) {
      while (v[i] < pivot) i++;
      while (v[j] > pivot) j--;
      if (i > j) break;
      uint32_t t = v[i];
      v[i++] = v[j];
      v[j--] = t;
    }
    if (j - low < high - i) {
      quick(v, low, j);
      low = i;
    } else {
      quick(v, i, high);
      high = j;
    }
  }
  for (int i = low + 1; i <= high; i++) {
    uint32_t t = v[i];
    int j = i;
    for (; j > low && v[j - 1] > t; j--) v[j] = v[j - 1];
    v[j] = t;
  }
}
static NOINLINE void sink(uint32_t *v, int i, int n) {
  uint32_t t = v[i];
  for (int c; (c = 2 * i + 1) < n; i = c) {
    if (c + 1 < n && v[c + 1] > v[c]) c++;
    if (v[c] <= t) break;
    v[i] = v[c];
  }
  v[i] = t;
}
static uint64_t work(void) {
  uint64_t sum = 1;
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < N; i++) a[i] = random_u32();
    if (round < 2) {
      quick(a, 0, N - 1);
    } else {
      for (int i = N / 2; i-- > 0;) sink(a, i, N);
      for (int n = N; n-- > 1;) {
        uint32_t t = a[0];
        a[0] = a[n];
        a[n] = t;
        sink(a, 0, n);
      }
    }
    for (int i = 0; i < N; i += 97) sum = mix(sum, a[i]);
  }
  return sum;
}
