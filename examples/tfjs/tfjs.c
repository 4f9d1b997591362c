/* TensorFlow.js's kernels in a native program: the module that @tensorflow/tfjs-backend-wasm ships for browsers, driven
 * by its exports.
 *
 *   usage: tfjs [--engine=auto|interp|jit] [--time] MODULE DIGITS
 *
 *   MODULE   tfjs-backend-wasm-simd.wasm (fetch.sh), or one of the other two builds
 *   DIGITS   digits.bin of examples/digits
 *   --time   tell how many images a second the network recognises
 *
 * Each kernel's result is compared with the same computation in plain C. Then the network of examples/digits runs on
 * the kernels, all images in one batch.
 *
 * A tensor is a piece of the guest's memory with a number, which register_tensor makes known; kernels take numbers of
 * tensors, sizes, and pointers to shapes (arrays of int32). Images are NHWC, filters HWIO. 0 is no tensor. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <wvm.h>

#include "../digits/weights.h"

static void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
static void fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fflush(stdout);
  fputs("tfjs: ", stderr);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
  exit(1);
}

static void check(wvm_error_t *e) {
  if (e) fail("%s", wvm_error_message(e));
}

static void *allocate(size_t count, size_t size) {
  void *p = calloc(count, size);
  if (!p) fail("out of memory");
  return p;
}

static uint8_t *read_file(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (!f || fseek(f, 0, SEEK_END) != 0) fail("%s: cannot be read", path);
  const long end = ftell(f);
  if (end < 0) fail("%s: cannot be read", path);
  uint8_t *bytes = allocate((size_t)end + 1, 1);
  rewind(f);
  if (fread(bytes, 1, (size_t)end, f) != (size_t)end) fail("%s: cannot be read", path);
  fclose(f);
  *size = (size_t)end;
  return bytes;
}

/* ---- the guest ---- */

typedef struct Guest {
  wvm_engine_t *engine;
  wvm_store_t *store;
  wvm_linker_t *linker;
  wvm_wasi_t *wasi;
  wvm_emscripten_t *emscripten;
  wvm_instance_t *instance;
  wvm_memory_t *memory;
  int tensors; /* numbers given so far */
} Guest;

static void open_guest(Guest *g, const char *path, wvm_tier_t tier) {
  size_t size;
  uint8_t *bytes = read_file(path, &size);
  wvm_config_t *config = wvm_config_new();
  wvm_module_t *module;
  wvm_extern_t memory;
  if (!config) fail("out of memory");
  check(wvm_config_set_tier(config, tier));
  check(wvm_engine_new(config, &g->engine));
  check(wvm_module_new(g->engine, bytes, size, &module));
  free(bytes);
  check(wvm_store_new(g->engine, &g->store));
  check(wvm_linker_new(g->store, &g->linker));
  if (!(g->wasi = wvm_wasi_new()) || !(g->emscripten = wvm_emscripten_new())) fail("out of memory");
  check(wvm_linker_define_wasi(g->linker, g->wasi, module));
  check(wvm_linker_define_emscripten(g->linker, g->emscripten, g->wasi, module));
  check(wvm_linker_instantiate(g->linker, module, &g->instance));
  check(wvm_emscripten_start(g->emscripten, g->instance));
  wvm_module_delete(module);
  if (!wvm_instance_export(g->instance, "memory", &memory) &&
      !wvm_linker_get(g->linker, "env", 3, "memory", 6, &memory))
    fail("the module has no memory");
  g->memory = memory.of.memory;
}

static void close_guest(Guest *g) {
  wvm_linker_delete(g->linker);
  wvm_store_delete(g->store);
  wvm_engine_delete(g->engine);
  wvm_emscripten_delete(g->emscripten);
  wvm_wasi_delete(g->wasi);
}

enum { MOST_ARGUMENTS = 32 };

/* Calls an export; each argument is brought to its parameter's type. Returns an i32 result, or 0. */
static uint32_t call(const Guest *g, const char *name, size_t count, const double *args) {
  wvm_extern_t x;
  wvm_functype_t type;
  wvm_val_t values[MOST_ARGUMENTS], result = {.of.i32 = 0};
  if (!wvm_instance_export(g->instance, name, &x) || x.kind != WVM_EXTERN_FUNC) fail("there is no function %s", name);
  check(wvm_func_type(x.of.func, &type));
  if (type.param_count != count || count > MOST_ARGUMENTS || type.result_count > 1)
    fail("%s takes %zu arguments", name, type.param_count);
  for (size_t i = 0; i < count; i++) {
    values[i].kind = type.params[i].kind;
    if (values[i].kind == WVM_F32) values[i].of.f32 = (float)args[i];
    else if (values[i].kind == WVM_I32) values[i].of.i32 = (int32_t)(int64_t)args[i];
    else fail("%s: argument %zu is neither i32 nor f32", name, i);
  }
  check(wvm_func_call(x.of.func, values, count, &result, type.result_count));
  return (uint32_t)result.of.i32;
}
#define CALL(g, name, ...)                                                                                             \
  call(g, name, sizeof((double[]){__VA_ARGS__}) / sizeof(double), (const double[]){__VA_ARGS__})

/* [ptr, ptr + size) in the guest's memory. */
static uint8_t *at(const Guest *g, uint32_t ptr, size_t size) {
  if (size > wvm_memory_size(g->memory) || ptr > wvm_memory_size(g->memory) - size) fail("an address outside");
  return wvm_memory_data(g->memory) + ptr;
}

static uint32_t put(const Guest *g, const void *bytes, size_t size) {
  const uint32_t ptr = CALL(g, "malloc", (double)size);
  if (!ptr) fail("the guest has no memory");
  memcpy(at(g, ptr, size), bytes, size);
  return ptr;
}

/* ---- tensors ---- */

typedef struct Tensor {
  int id, n, h, w, c; /* of filters: height, width, inputs, outputs */
  size_t count;
  uint32_t ptr;
  float *values; /* the host's: what it gave, or what plain C computes */
} Tensor;

/* Its values are `values`, or zeros: a result's. */
static Tensor tensor(Guest *g, int n, int h, int w, int c, const float *values) {
  Tensor t = {
      .id = ++g->tensors, .n = n, .h = h, .w = w, .c = c, .count = (size_t)n * (size_t)h * (size_t)w * (size_t)c};
  t.values = allocate(t.count, sizeof(float));
  if (values) memcpy(t.values, values, t.count * sizeof(float));
  t.ptr = put(g, t.values, t.count * sizeof(float));
  CALL(g, "register_tensor", t.id, (double)t.count, t.ptr);
  return t;
}

static Tensor random_tensor(Guest *g, int n, int h, int w, int c) {
  static uint32_t seed = 1;
  const size_t count = (size_t)n * (size_t)h * (size_t)w * (size_t)c;
  float *values = allocate(count, sizeof(float));
  for (size_t i = 0; i < count; i++) {
    seed = seed * 1664525u + 1013904223u;
    values[i] = (float)(seed >> 8) / 8388608.0f - 1.0f;
  }
  const Tensor t = tensor(g, n, h, w, c, values);
  free(values);
  return t;
}

static void drop(const Guest *g, const Tensor *t) {
  CALL(g, "dispose_data", t->id); /* frees the piece of memory too */
  free(t->values);
}

/* The guest's values are those of plain C, up to another order of additions. */
static void compare(const Guest *g, const char *what, const Tensor *t) {
  double worst = 0, sum = 0;
  for (size_t i = 0; i < t->count; i++) {
    float got;
    memcpy(&got, at(g, t->ptr + (uint32_t)(i * sizeof got), sizeof got), sizeof got);
    const double off = fabs((double)got - (double)t->values[i]) / (1 + fabs((double)t->values[i]));
    if (!(off <= worst)) worst = off;
    sum += fabs((double)got);
  }
  if (!(worst < 1e-5) || sum == 0) fail("%s differs from plain C by %g", what, worst);
  printf("%s: %zu values, as in C\n", what, t->count);
}

/* ---- convolutions and pools ---- */

typedef enum Activation { LINEAR, RELU, RELU6 } Activation;

/* Where a filter looks: padding around the image, steps. */
typedef struct Window {
  int height, width, top, right, bottom, left, stride;
  bool same; /* the padding is TensorFlow's "same" */
} Window;

static int out_height(const Tensor *x, Window w) { return (x->h + w.top + w.bottom - w.height) / w.stride + 1; }
static int out_width(const Tensor *x, Window w) { return (x->w + w.left + w.right - w.width) / w.stride + 1; }

static float activated(double v, Activation a) {
  if (a != LINEAR && v < 0) v = 0;
  return (float)(a == RELU6 && v > 6 ? 6 : v);
}

/* The value of a place of the image below tap `k` of the window that makes (row, column); NULL: padding. */
static const float *below(const Tensor *x, Window w, int n, int row, int column, int k) {
  const int r = row * w.stride - w.top + k / w.width, c = column * w.stride - w.left + k % w.width;
  if (r < 0 || r >= x->h || c < 0 || c >= x->w) return NULL;
  return x->values + (((size_t)n * (size_t)x->h + (size_t)r) * (size_t)x->w + (size_t)c) * (size_t)x->c;
}

#define EACH_VALUE(y)                                                                                                  \
  for (int n = 0, o = 0; n < (y)->n; n++)                                                                              \
    for (int r = 0; r < (y)->h; r++)                                                                                   \
      for (int c = 0; c < (y)->w; c++)                                                                                 \
        for (o = 0; o < (y)->c; o++)
#define VALUE(y)                                                                                                       \
  ((y)->values[(((size_t)n * (size_t)(y)->h + (size_t)r) * (size_t)(y)->w + (size_t)c) * (size_t)(y)->c + (size_t)o])

static void plain_convolution(const Tensor *x, const Tensor *f, const Tensor *bias, Window w, Activation a, Tensor *y) {
  EACH_VALUE(y) {
    double sum = bias ? (double)bias->values[o] : 0;
    for (int k = 0; k < w.height * w.width; k++) {
      const float *p = below(x, w, n, r, c, k);
      for (int i = 0; p && i < x->c; i++) sum += (double)p[i] * (double)f->values[(k * x->c + i) * y->c + o];
    }
    VALUE(y) = activated(sum, a);
  }
}

static void plain_depthwise(const Tensor *x, const Tensor *f, Window w, Tensor *y) {
  EACH_VALUE(y) {
    double sum = 0;
    const int times = y->c / x->c; /* outputs of each input */
    for (int k = 0; k < w.height * w.width; k++) {
      const float *p = below(x, w, n, r, c, k);
      if (p) sum += (double)p[o / times] * (double)f->values[k * y->c + o];
    }
    VALUE(y) = (float)sum;
  }
}

static void plain_pool(const Tensor *x, Window w, bool average, Tensor *y) {
  EACH_VALUE(y) {
    double sum = 0, most = -INFINITY;
    int count = 0;
    for (int k = 0; k < w.height * w.width; k++) {
      const float *p = below(x, w, n, r, c, k);
      if (!p) continue;
      sum += (double)p[o];
      most = fmax(most, (double)p[o]);
      count++;
    }
    VALUE(y) = (float)(average ? sum / count : most);
  }
}

static void fused_convolution(const Guest *g, const Tensor *x, const Tensor *f, const Tensor *bias, Window w,
                              Activation a, const Tensor *y) {
  CALL(g, "FusedConv2D", x->id, x->n, x->h, x->w, f->id, w.height, w.width, bias->id, w.top, w.right, w.bottom, w.left,
       w.same, 1, 1, w.stride, w.stride, x->c, y->c, a, 0, 0, y->id);
}

static void max_pool(const Guest *g, const Tensor *x, Window w, const Tensor *y) {
  CALL(g, "MaxPool", x->id, x->n, x->h, x->w, w.height, w.width, w.top, w.right, w.bottom, w.left, 1, 1, w.stride,
       w.stride, x->c, y->c, y->id);
}

static void test_convolutions(Guest *g) {
  const Window windows[] = {{3, 3, 1, 1, 1, 1, 1, true},
                            {3, 3, 0, 1, 1, 0, 2, true},
                            {3, 3, 0, 0, 0, 0, 2, false},
                            {5, 2, 2, 0, 1, 1, 1, false},
                            {1, 1, 0, 0, 0, 0, 1, false}};
  for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
    const Window w = windows[i];
    Tensor x = random_tensor(g, 2, 24, 24, 5), f = random_tensor(g, w.height, w.width, 5, 16),
           bias = random_tensor(g, 1, 1, 1, 16);
    Tensor d = random_tensor(g, w.height, w.width, 5, 2),
           y = tensor(g, 2, out_height(&x, w), out_width(&x, w), 16, NULL);
    Tensor z = tensor(g, 2, y.h, y.w, 10, NULL);
    CALL(g, "Conv2D", x.id, x.n, x.h, x.w, f.id, w.height, w.width, w.top, w.right, w.bottom, w.left, w.same, 1, 1,
         w.stride, w.stride, x.c, y.c, y.id);
    plain_convolution(&x, &f, NULL, w, LINEAR, &y);
    compare(g, "Conv2D", &y);
    fused_convolution(g, &x, &f, &bias, w, i % 2 ? RELU : RELU6, &y);
    plain_convolution(&x, &f, &bias, w, i % 2 ? RELU : RELU6, &y);
    compare(g, "FusedConv2D", &y);
    CALL(g, "DepthwiseConv2dNative", x.id, x.n, x.h, x.w, d.id, w.height, w.width, w.top, w.right, w.bottom, w.left,
         w.same, 1, 1, w.stride, w.stride, x.c, z.c, z.id);
    plain_depthwise(&x, &d, w, &z);
    compare(g, "DepthwiseConv2dNative", &z);
    const Tensor *const all[] = {&x, &f, &bias, &d, &y, &z};
    for (int k = 0; k < 6; k++) drop(g, all[k]);
  }
}

static void test_pools(Guest *g) {
  const Window windows[] = {{2, 2, 0, 0, 0, 0, 2, false}, {3, 3, 1, 1, 1, 1, 1, false}};
  for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
    const Window w = windows[i];
    Tensor x = random_tensor(g, 2, 12, 16, 7), y = tensor(g, 2, out_height(&x, w), out_width(&x, w), 7, NULL);
    max_pool(g, &x, w, &y);
    plain_pool(&x, w, false, &y);
    compare(g, "MaxPool", &y);
    CALL(g, "AvgPool", x.id, x.n, x.h, x.w, w.height, w.width, w.top, w.right, w.bottom, w.left, w.stride, w.stride,
         x.c, y.id);
    plain_pool(&x, w, true, &y);
    compare(g, "AvgPool", &y);
    drop(g, &x);
    drop(g, &y);
  }
}

/* ---- matrices ---- */

/* Whose last three sizes count. */
static uint32_t put_shape(const Guest *g, const Tensor *t) {
  const int32_t shape[] = {t->h, t->w, t->c};
  return put(g, shape, sizeof shape);
}

static void plain_product(const Tensor *a, const Tensor *b, bool turn_a, bool turn_b, const Tensor *bias,
                          Activation activation, Tensor *y) {
  const int inner = turn_a ? a->w : a->c;
  for (int m = 0; m < y->h; m++)
    for (int r = 0; r < y->w; r++)
      for (int c = 0; c < y->c; c++) {
        const float *x = a->values + m * a->w * a->c, *z = b->values + m * b->w * b->c;
        double sum = bias ? (double)bias->values[c] : 0;
        for (int i = 0; i < inner; i++)
          sum += (double)(turn_a ? x[i * a->c + r] : x[r * a->c + i]) *
                 (double)(turn_b ? z[c * b->c + i] : z[i * b->c + c]);
        y->values[(m * y->w + r) * y->c + c] = activated(sum, activation);
      }
}

static void fused_product(const Guest *g, const Tensor *a, const Tensor *b, const Tensor *bias, Activation activation,
                          const Tensor *y) {
  const uint32_t shape_a = put_shape(g, a), shape_b = put_shape(g, b);
  CALL(g, "_FusedMatMul", a->id, shape_a, 3, b->id, shape_b, 3, 0, 0, activation, bias->id, 0, 0, y->id);
  CALL(g, "free", shape_a);
  CALL(g, "free", shape_b);
}

static void test_matrices(Guest *g) {
  enum { BATCH = 3, ROWS = 31, INNER = 40, COLUMNS = 19 };
  for (int way = 0; way < 4; way++) {
    const bool turn_a = way & 1, turn_b = way & 2;
    Tensor a = turn_a ? random_tensor(g, 1, BATCH, INNER, ROWS) : random_tensor(g, 1, BATCH, ROWS, INNER);
    Tensor b = turn_b ? random_tensor(g, 1, BATCH, COLUMNS, INNER) : random_tensor(g, 1, BATCH, INNER, COLUMNS);
    Tensor y = tensor(g, 1, BATCH, ROWS, COLUMNS, NULL);
    const uint32_t shape_a = put_shape(g, &a), shape_b = put_shape(g, &b);
    CALL(g, "BatchMatMul", a.id, shape_a, 3, b.id, shape_b, 3, turn_a, turn_b, y.id);
    plain_product(&a, &b, turn_a, turn_b, NULL, LINEAR, &y);
    compare(g, "BatchMatMul", &y);
    drop(g, &a);
    drop(g, &b);
    drop(g, &y);
  }
  Tensor a = random_tensor(g, 1, 1, ROWS, INNER), b = random_tensor(g, 1, 1, INNER, COLUMNS),
         bias = random_tensor(g, 1, 1, 1, COLUMNS);
  Tensor y = tensor(g, 1, 1, ROWS, COLUMNS, NULL);
  fused_product(g, &a, &b, &bias, RELU, &y);
  plain_product(&a, &b, false, false, &bias, RELU, &y);
  compare(g, "_FusedMatMul", &y);
  CALL(g, "Softmax", a.id, a.id, INNER, ROWS);
  for (int r = 0; r < ROWS; r++) {
    double sum = 0;
    float *row = a.values + r * INNER;
    for (int i = 0; i < INNER; i++) sum += exp((double)row[i]);
    for (int i = 0; i < INNER; i++) row[i] = (float)(exp((double)row[i]) / sum);
  }
  compare(g, "Softmax", &a);
  const Tensor *const all[] = {&a, &b, &bias, &y};
  for (int k = 0; k < 4; k++) drop(g, all[k]);
}

/* ---- element by element ---- */

static double sum_of(double a, double b) { return a + b; }
static double difference(double a, double b) { return a - b; }
static double product(double a, double b) { return a * b; }
static double quotient(double a, double b) { return a / b; }
static double relu(double a) { return a > 0 ? a : 0; }
static double relu6(double a) { return a > 6 ? 6 : relu(a); }
static double sigmoid(double a) { return 1 / (1 + exp(-a)); }

static void test_elements(Guest *g) {
  static const struct {
    const char *name;
    double (*plain)(double, double);
  } binary[] = {{"Add", sum_of},       {"Sub", difference}, {"Multiply", product},
                {"RealDiv", quotient}, {"Maximum", fmax},   {"Minimum", fmin}};
  static const struct {
    const char *name;
    double (*plain)(double);
    bool typed; /* takes the type of the elements: 0, float32 */
  } unary[] = {{"Abs", fabs, true}, {"Relu", relu, true},   {"Relu6", relu6, true},     {"Exp", exp, true},
               {"Cos", cos, true},  {"Floor", floor, true}, {"Sigmoid", sigmoid, false}};
  Tensor a = random_tensor(g, 1, 5, 7, 11), b = random_tensor(g, 1, 5, 7, 11), y = tensor(g, 1, 5, 7, 11, NULL);
  const uint32_t shape = put_shape(g, &a);
  for (size_t i = 0; i < sizeof binary / sizeof *binary; i++) {
    CALL(g, binary[i].name, a.id, shape, 3, b.id, shape, 3, 0, y.id);
    for (size_t k = 0; k < y.count; k++) y.values[k] = (float)binary[i].plain((double)a.values[k], (double)b.values[k]);
    compare(g, binary[i].name, &y);
  }
  for (size_t i = 0; i < sizeof unary / sizeof *unary; i++) {
    if (unary[i].typed) CALL(g, unary[i].name, a.id, 0, y.id);
    else CALL(g, unary[i].name, a.id, y.id);
    for (size_t k = 0; k < y.count; k++) y.values[k] = (float)unary[i].plain((double)a.values[k]);
    compare(g, unary[i].name, &y);
  }
  uint32_t blocks[40];
  for (int i = 0; i < 40; i++) blocks[i] = CALL(g, "malloc", 4 << 20);
  compare(g, "Sigmoid, in a memory that has grown", &y);
  for (int i = 0; i < 40; i++) CALL(g, "free", blocks[i]);
  const Tensor *const all[] = {&a, &b, &y};
  for (int k = 0; k < 3; k++) drop(g, all[k]);
}

/* ---- the network of examples/digits ---- */

enum { SIDE = 8, IMAGE = SIDE * SIDE, RECORD = IMAGE + 1, CLASSES = 10, DENSE_COLUMNS = 12, FLAT = 64 };

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int best_of(const float *scores) {
  int best = 0;
  for (int k = 1; k < CLASSES; k++)
    if (scores[k] > scores[best]) best = k;
  return best;
}

static void recognise(Guest *g, const char *path, bool timed) {
  static const char magic[] = "DIGITS8\n";
  size_t size;
  uint8_t *file = read_file(path, &size);
  const size_t head = sizeof magic - 1;
  if (size <= head || memcmp(file, magic, head) != 0 || (size - head) % RECORD) fail("%s holds no digits", path);
  const int count = (int)((size - head) / RECORD);
  const uint8_t *const records = file + head;
  float *pixels = allocate((size_t)count * IMAGE, sizeof *pixels);
  for (int i = 0; i < count * IMAGE; i++) pixels[i] = (float)records[i / IMAGE * RECORD + i % IMAGE] / 16;

  Tensor x = tensor(g, count, 8, 8, 1, pixels), f1 = tensor(g, 3, 3, 1, 8, conv1), b1 = tensor(g, 1, 1, 1, 8, bias1),
         y1 = tensor(g, count, 8, 8, 8, NULL), p1 = tensor(g, count, 4, 4, 8, NULL), f2 = tensor(g, 3, 3, 8, 16, conv2),
         b2 = tensor(g, 1, 1, 1, 16, bias2), y2 = tensor(g, count, 4, 4, 16, NULL),
         p2 = tensor(g, 1, 1, count, FLAT, NULL), w = tensor(g, 1, 1, FLAT, DENSE_COLUMNS, dense),
         b3 = tensor(g, 1, 1, 1, DENSE_COLUMNS, bias3), scores = tensor(g, 1, 1, count, DENSE_COLUMNS, NULL),
         chances = tensor(g, 1, 1, count, DENSE_COLUMNS, NULL);
  const Window filter = {3, 3, 1, 1, 1, 1, 1, true}, half = {2, 2, 0, 0, 0, 0, 2, false};
  const int rounds = timed ? 100 : 1;
  const double begun = seconds();
  for (int i = 0; i < rounds; i++) {
    fused_convolution(g, &x, &f1, &b1, filter, RELU, &y1);
    max_pool(g, &y1, half, &p1);
    fused_convolution(g, &p1, &f2, &b2, filter, RELU, &y2);
    max_pool(g, &y2, half, &(Tensor){.id = p2.id, .c = 16});
    fused_product(g, &p2, &w, &b3, LINEAR, &scores);
  }
  if (timed) printf("%.0f images/s\n", rounds * count / (seconds() - begun));

  plain_convolution(&x, &f1, &b1, filter, RELU, &y1);
  plain_pool(&y1, half, false, &p1);
  plain_convolution(&p1, &f2, &b2, filter, RELU, &y2);
  Tensor flat = {.n = count, .h = 2, .w = 2, .c = 16, .values = p2.values};
  plain_pool(&y2, half, false, &flat);
  plain_product(&p2, &w, false, false, &b3, LINEAR, &scores);
  compare(g, "scores of digits", &scores);
  CALL(g, "Softmax", scores.id, chances.id, DENSE_COLUMNS, count);

  int right = 0;
  for (int i = 0; i < count; i++) {
    float row[DENSE_COLUMNS];
    memcpy(row, at(g, chances.ptr + (uint32_t)(i * (int)sizeof row), sizeof row), sizeof row);
    right += best_of(row) == records[i * RECORD + IMAGE];
    if (best_of(row) != best_of(scores.values + i * DENSE_COLUMNS)) fail("image %d: not what plain C sees", i);
  }
  printf("%d of %d digits recognised\n", right, count);
  free(pixels);
  free(file);
  const Tensor *const all[] = {&x, &f1, &b1, &y1, &p1, &f2, &b2, &y2, &p2, &w, &b3, &scores, &chances};
  for (size_t k = 0; k < sizeof all / sizeof *all; k++) drop(g, all[k]);
}

int main(int argc, char **argv) {
  static const char *const tiers[] = {"auto", "interp", "jit"};
  wvm_tier_t tier = WVM_TIER_AUTO;
  bool timed = false;
  for (; argc > 1 && argv[1][0] == '-'; argv++, argc--) {
    int known = !strcmp(argv[1], "--time");
    if (known) timed = true;
    for (int i = 0; i < 3; i++)
      if (!strncmp(argv[1], "--engine=", 9) && !strcmp(argv[1] + 9, tiers[i])) tier = (wvm_tier_t)i, known = 1;
    if (!known) argc = 0;
  }
  if (argc != 3) fail("usage: tfjs [--engine=auto|interp|jit] [--time] MODULE DIGITS");
  Guest g = {0};
  open_guest(&g, argv[1], tier);
  call(&g, "init", 0, NULL);
  test_convolutions(&g);
  test_pools(&g);
  test_matrices(&g);
  test_elements(&g);
  recognise(&g, argv[2], timed);
  call(&g, "dispose", 0, NULL);
  close_guest(&g);
  return 0;
}
