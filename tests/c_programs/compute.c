/* What C programs are made of: printf of everything, floating point, 64-bit, malloc, qsort, strings, recursion, function
 * pointers, varargs, big stacks, memory.grow. */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b) { return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b); }
static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
static int ackermann(int m, int n) { return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)); }

static long sum(int count, ...) {
  va_list list;
  va_start(list, count);
  long total = 0;
  for (int i = 0; i < count; i++) total += va_arg(list, int);
  va_end(list);
  return total;
}

static uint32_t crc(const void *bytes, size_t size) {
  uint32_t c = 0xffffffff;
  for (size_t i = 0; i < size; i++) {
    c ^= ((const uint8_t *)bytes)[i];
    for (int k = 0; k < 8; k++) c = c >> 1 ^ (0xedb88320 & (0 - (c & 1)));
  }
  return ~c;
}

static double twice(double (*f)(double), double x) { return f(f(x)); }

struct Node { struct Node *left, *right; int key; };
static struct Node *insert(struct Node *n, int key) {
  if (!n) {
    n = calloc(1, sizeof *n);
    n->key = key;
  } else if (key < n->key) n->left = insert(n->left, key);
  else n->right = insert(n->right, key);
  return n;
}
static int depth(const struct Node *n) {
  if (!n) return 0;
  int l = depth(n->left), r = depth(n->right);
  return 1 + (l > r ? l : r);
}

int main(void) {
  printf("%d %u %x %08X %o %c %s %5d|%-5d|%+d %%\n", -42, 42u, 0xbeefu, 0xcafeu, 8u, 'c', "text", 7, 7, 7);
  printf("%lld %" PRIu64 " %" PRIx64 "\n", INT64_MIN, UINT64_MAX, UINT64_C(0x0123456789abcdef));
  printf("%f %.3f %e %g %g %g %a\n", 3.14159265358979, -2.5, 6.02e23, 1e-7, 100000.0, 1e21, 0.1);
  printf("%g %g %g %d\n", INFINITY, -INFINITY, sqrt(2), isnan(NAN));
  printf("%.17g %.17g %.17g\n", sin(1), exp(1), pow(2, 0.5));
  printf("%.9g %.9g\n", (double)sinf(1), (double)(1.0f / 3.0f));
  printf("%.2f %.0f %.0f %.0f\n", floor(-1.5), round(2.5), rint(2.5), trunc(-2.7));
  printf("fib %d, ackermann %d, sum %ld\n", fib(20), ackermann(2, 9), sum(5, 1, 2, 3, 4, 5));
  printf("crc %08x\n", crc("123456789", 9));
  printf("twice sqrt %g\n", twice(sqrt, 81));
  printf("division %d %d %lld %lld\n", -7 / 2, -7 % 2, -7000000000LL / 2000000000LL, -7000000000LL % 2000000000LL);
  printf("shifts %d %u %llx\n", -16 >> 2, 0x80000000u >> 31, 1ULL << 63);

  int *numbers = malloc(100000 * sizeof *numbers);
  uint32_t seed = 1;
  for (int i = 0; i < 100000; i++) numbers[i] = (int)((seed = seed * 1664525 + 1013904223) >> 8);
  qsort(numbers, 100000, sizeof *numbers, compare);
  int sorted = 1;
  for (int i = 1; i < 100000; i++) sorted &= numbers[i - 1] <= numbers[i];
  printf("sorted %d, first %d, last %d\n", sorted, numbers[0], numbers[99999]);
  free(numbers);

  struct Node *root = NULL;
  for (int i = 0; i < 5000; i++) root = insert(root, (int)((seed = seed * 1664525 + 1013904223) >> 8));
  printf("tree depth %d\n", depth(root));

  size_t total = 0;
  char *blocks[64];
  for (int i = 0; i < 64; i++) {
    blocks[i] = malloc(1 << 20);
    memset(blocks[i], i, 1 << 20);
    total += (size_t)blocks[i][12345];
  }
  printf("64 MiB: %zu\n", total);
  for (int i = 0; i < 64; i++) free(blocks[i]);

  char text[64], *rest;
  snprintf(text, sizeof text, "%s-%d", "abc", 123);
  printf("%s %zu %d %s\n", text, strlen(text), strcmp(text, "abd"), strstr(text, "c-"));
  printf("%ld %g %s\n", strtol("  -77x", &rest, 10), strtod("2.5e3", NULL), rest);
  memmove(text + 2, text, 8);
  printf("%.10s\n", text);
  return 0;
}
