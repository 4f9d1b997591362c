/* Doubles and branches: how fast points leave the Mandelbrot set. */
#include "bench.h"
static NOINLINE int escape(double x0, double y0) {
  double x = 0, y = 0;
  int n = 0;
  for (; n < 200; n++) {
    double xx = x * x, yy = y * y;
    if (xx + yy > 4) break;
    y = 2 * x * y + y0;
    x = xx - yy + x0;
  }
  return n;
}
static uint64_t work(void) {
  uint64_t sum = 1;
  for (int py = 0; py < 400; py++)
    for (int px = 0; px < 400; px++) sum = mix(sum, (uint64_t)escape(px * 3.0 / 400 - 2.2, py * 3.0 / 400 - 1.5));
  return sum;
}
