/* Calls: the naive recursion. */
#include "bench.h"
static NOINLINE uint32_t fib(uint32_t n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
static uint64_t work(void) { return fib(33); }
