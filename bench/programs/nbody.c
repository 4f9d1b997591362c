/* Doubles: planets attract each other. */
#include "bench.h"
typedef struct Body {
  double p[3], v[3], mass;
} Body;
enum { BODIES = 5 };
static Body bodies[BODIES];
static NOINLINE void advance(double dt) {
  for (int i = 0; i < BODIES; i++)
    for (int j = i + 1; j < BODIES; j++) {
      Body *a = &bodies[i], *b = &bodies[j];
      double dx = a->p[0] - b->p[0], dy = a->p[1] - b->p[1], dz = a->p[2] - b->p[2];
      double square = dx * dx + dy * dy + dz * dz + 0.01, scale = dt / (square * __builtin_sqrt(square));
      a->v[0] -= dx * b->mass * scale, a->v[1] -= dy * b->mass * scale, a->v[2] -= dz * b->mass * scale;
      b->v[0] += dx * a->mass * scale, b->v[1] += dy * a->mass * scale, b->v[2] += dz * a->mass * scale;
    }
  for (int i = 0; i < BODIES; i++)
    for (int k = 0; k < 3; k++) bodies[i].p[k] += dt * bodies[i].v[k];
}
static uint64_t work(void) {
  for (int i = 0; i < BODIES; i++) {
    for (int k = 0; k < 3; k++) {
      bodies[i].p[k] = (double)(random_u32() % 20000) / 1000.0 - 10.0;
      bodies[i].v[k] = (double)(random_u32() % 2000) / 10000.0 - 0.1;
    }
    bodies[i].mass = i ? 0.01 * i : 40.0;
  }
  for (int i = 0; i < 400000; i++) advance(0.001);
  uint64_t bits;
  memcpy(&bits, &bodies[0].p[0], 8);
  return bits;
}
