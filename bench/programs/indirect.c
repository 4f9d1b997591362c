/* call_indirect: shapes with virtual functions, and a table of operators. */
#include "bench.h"
typedef struct Shape Shape;
typedef struct Class {
  int32_t (*area)(const Shape *);
  void (*grow)(Shape *, int32_t);
  int32_t (*edges)(const Shape *);
} Class;
struct Shape {
  const Class *class;
  int32_t x, y, z;
};
static int32_t square_area(const Shape *s) { return s->x * s->x; }
static int32_t rect_area(const Shape *s) { return s->x * s->y; }
static int32_t box_area(const Shape *s) { return 2 * (s->x * s->y + s->y * s->z + s->x * s->z); }
static int32_t line_area(const Shape *s) { return s->x & 0; }
static void grow_x(Shape *s, int32_t by) { s->x = (s->x + by) & 0xff; }
static void grow_y(Shape *s, int32_t by) { s->y = (s->y ^ by) & 0xff; }
static void grow_z(Shape *s, int32_t by) { s->z = (s->z - by) & 0xff; }
static int32_t four(const Shape *s) { return 4 + (s->x & 0); }
static int32_t twelve(const Shape *s) { return 12 + (s->x & 0); }
static const Class classes[] = {
    {square_area, grow_x, four}, {rect_area, grow_y, four}, {box_area, grow_z, twelve}, {line_area, grow_x, four}};
static uint32_t op_add(uint32_t a, uint32_t b) { return a + b; }
static uint32_t op_xor(uint32_t a, uint32_t b) { return a ^ b; }
static uint32_t op_mul(uint32_t a, uint32_t b) { return a * (b | 1); }
static uint32_t op_rot(uint32_t a, uint32_t b) { return a << (b & 31) | a >> (-b & 31); }
static uint32_t (*const volatile ops[])(uint32_t, uint32_t) = {op_add, op_xor, op_mul, op_rot};
static uint64_t work(void) {
  static Shape shapes[256];
  uint64_t sum = 1;
  uint32_t h = 7;
  for (int i = 0; i < 256; i++) shapes[i] = (Shape){&classes[random_u32() & 3], (int32_t)(random_u32() & 63), 5, 9};
  for (int round = 0; round < 4000; round++) {
    int32_t total = 0;
    for (int i = 0; i < 256; i += 2) {
      Shape *s = &shapes[(i + round) & 255];
      s->class->grow(s, round & 7);
      total += s->class->area(s) + s->class->edges(s);
      h = ops[h >> 7 & 3](h, (uint32_t)total);
    }
    sum = mix(sum, (uint64_t)total);
  }
  return mix(sum, h);
}
