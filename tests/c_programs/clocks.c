/* Clocks, sleeping, random bytes, polling. Prints what must hold, not what was measured. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

static double now(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(void) {
  double start = now(CLOCK_MONOTONIC);
  printf("after 2020: %d\n", time(NULL) > 1577836800);
  struct timespec half = {0, 50000000};
  printf("slept: %d\n", nanosleep(&half, NULL));
  double slept = now(CLOCK_MONOTONIC) - start;
  printf("at least 50 ms: %d, less than 10 s: %d\n", slept >= 0.05, slept < 10);
  struct timespec resolution;
  printf("resolution: %d, %d\n", clock_getres(CLOCK_MONOTONIC, &resolution), resolution.tv_nsec > 0);
  unsigned char a[64] = {0}, b[64] = {0};
  getentropy(a, sizeof a);
  getentropy(b, sizeof b);
  printf("random: %d\n", memcmp(a, b, sizeof a) != 0);
  struct pollfd p = {.fd = 1, .events = POLLOUT};
  printf("poll: %d, writable %d\n", poll(&p, 1, 1000), (p.revents & POLLOUT) != 0);
  printf("yield: %d\n", (int)__wasi_sched_yield());
  return 0;
}
