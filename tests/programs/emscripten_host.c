/* Modules that Emscripten made, from npm, driven through the API as their JavaScript would:
 *
 *   emscripten_host [--engine=NAME] tfjs MODULE              layers of a network, compared with plain C
 *   emscripten_host [--engine=NAME] lua MODULE SCRIPT        runs a script
 *   emscripten_host [--engine=NAME] sqlite MODULE DATABASE SQL   as sqlite_shell.c
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wvm.h>

typedef struct Host {
  wvm_engine_t *engine;
  wvm_store_t *store;
  wvm_wasi_t *wasi;
  wvm_emscripten_t *em;
  wvm_linker_t *linker;
  wvm_instance_t *instance;
  wvm_memory_t *memory;
} Host;

static void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
static void fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fflush(stdout);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
  exit(1);
}

static void check(wvm_error_t *e) {
  if (e) fail("%s", wvm_error_message(e));
}

/* ---- the module ---- */

static void *read_file(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (!f || fseek(f, 0, SEEK_END) != 0) fail("%s: cannot be read", path);
  const long end = ftell(f);
  char *bytes = end < 0 ? NULL : malloc((size_t)end + 1);
  rewind(f);
  if (!bytes || fread(bytes, 1, (size_t)end, f) != (size_t)end) fail("%s: cannot be read", path);
  bytes[end] = 0;
  fclose(f);
  *size = (size_t)end;
  return bytes;
}

static wvm_memory_t *memory_of(const Host *h) {
  wvm_extern_t x;
  if (wvm_instance_export(h->instance, "memory", &x)) return x.of.memory;
  if (wvm_linker_get(h->linker, "env", 3, "memory", 6, &x)) return x.of.memory;
  fail("the module has no memory");
}

static void load(Host *h, const char *path, wvm_tier_t tier) {
  size_t size;
  void *bytes = read_file(path, &size);
  wvm_config_t *config = wvm_config_new();
  wvm_module_t *m;
  if (!config) fail("out of memory");
  check(wvm_config_set_tier(config, tier));
  check(wvm_engine_new(config, &h->engine));
  check(wvm_module_new(h->engine, bytes, size, &m));
  free(bytes);
  check(wvm_store_new(h->engine, &h->store));
  check(wvm_linker_new(h->store, &h->linker));
  h->wasi = wvm_wasi_new();
  h->em = wvm_emscripten_new();
  if (!h->wasi || !h->em) fail("out of memory");
  check(wvm_linker_define_wasi(h->linker, h->wasi, m));
  check(wvm_linker_define_emscripten(h->linker, h->em, h->wasi, m));
  check(wvm_linker_instantiate(h->linker, m, &h->instance));
  check(wvm_emscripten_start(h->em, h->instance));
  wvm_module_delete(m);
  h->memory = memory_of(h);
}

static void unload(Host *h) {
  wvm_linker_delete(h->linker);
  wvm_store_delete(h->store);
  wvm_engine_delete(h->engine);
  wvm_emscripten_delete(h->em);
  wvm_wasi_delete(h->wasi);
}

/* Calls an export; each argument a double, brought to its parameter's type. */
static double call(const Host *h, const char *name, size_t count, const double *args) {
  wvm_extern_t x;
  wvm_functype_t type;
  wvm_val_t values[32], result = {.of.i32 = 0};
  if (!wvm_instance_export(h->instance, name, &x) || x.kind != WVM_EXTERN_FUNC) fail("there is no function %s", name);
  check(wvm_func_type(x.of.func, &type));
  if (type.param_count != count || count > 32) fail("%s takes %zu arguments", name, type.param_count);
  for (size_t i = 0; i < count; i++) {
    values[i].kind = type.params[i].kind;
    switch (values[i].kind) {
    case WVM_I32: values[i].of.i32 = (int32_t)(int64_t)args[i]; break;
    case WVM_I64: values[i].of.i64 = (int64_t)args[i]; break;
    case WVM_F32: values[i].of.f32 = (float)args[i]; break;
    case WVM_F64: values[i].of.f64 = args[i]; break;
    default: fail("%s: argument %zu is no number", name, i);
    }
  }
  check(wvm_func_call(x.of.func, values, count, &result, type.result_count));
  return type.result_count == 0   ? 0
         : result.kind == WVM_I32 ? (double)(uint32_t)result.of.i32
         : result.kind == WVM_I64 ? (double)result.of.i64
         : result.kind == WVM_F32 ? (double)result.of.f32
                                  : result.of.f64;
}
#define CALL(h, name, ...)                                                                                             \
  call(h, name, sizeof((double[]){__VA_ARGS__}) / sizeof(double), (const double[]){__VA_ARGS__})

/* [ptr, ptr + size) in the guest's memory. */
static uint8_t *at(const Host *h, uint32_t ptr, size_t size) {
  if (size > wvm_memory_size(h->memory) || ptr > wvm_memory_size(h->memory) - size) fail("an address outside");
  return wvm_memory_data(h->memory) + ptr;
}

static uint32_t put(const Host *h, const void *bytes, size_t size) {
  const uint32_t ptr = (uint32_t)CALL(h, "malloc", (double)size);
  if (!ptr) fail("malloc: no memory");
  memcpy(at(h, ptr, size), bytes, size);
  return ptr;
}

static const char *string_at(const Host *h, uint32_t ptr) {
  const char *s = (const char *)at(h, ptr, 1);
  if (!memchr(s, 0, wvm_memory_size(h->memory) - ptr)) fail("a string without an end");
  return s;
}

/* ---- tfjs: layers of a network ---- */

typedef struct Tensor {
  int id;
  size_t count;
  uint32_t ptr;
  float *values; /* the host's copy; of results what plain C computes */
} Tensor;

static uint32_t seed = 1;
static float random_float(void) {
  seed = seed * 1664525u + 1013904223u;
  return (float)(seed >> 8) / 8388608.0f - 1.0f;
}

static Tensor tensor(const Host *h, size_t count, bool random) {
  static int ids;
  Tensor t = {.id = ++ids, .count = count, .values = calloc(count, sizeof(float))};
  for (size_t i = 0; random && i < count; i++) t.values[i] = random_float();
  t.ptr = put(h, t.values, count * sizeof(float));
  CALL(h, "register_tensor", t.id, (double)count, t.ptr);
  return t;
}

/* The guest's values are those of plain C, up to another order of additions. */
static void compare(const Host *h, const char *what, const Tensor *t) {
  float got;
  double worst = 0, sum = 0;
  for (size_t i = 0; i < t->count; i++) {
    memcpy(&got, at(h, t->ptr + (uint32_t)(i * sizeof got), sizeof got), sizeof got);
    const double off = fabs((double)got - (double)t->values[i]) / (1 + fabs((double)t->values[i]));
    if (!(off <= worst)) worst = off;
    sum += fabs((double)got);
  }
  printf("%s: %zu values, %s\n", what, t->count, worst < 1e-5 && sum > 0 ? "as in C" : "WRONG");
  if (!(worst < 1e-5) || sum == 0) fail("%s differs by %g", what, worst);
}

enum { SIDE = 24, IN = 3, OUT = 16, FILTER = 3, HALF = SIDE / 2, FLAT = HALF * HALF * OUT, CLASSES = 10 };

/* 3×3 with padding, NHWC. */
static void convolve(const Tensor *x, const Tensor *w, Tensor *y) {
  for (int r = 0; r < SIDE; r++)
    for (int c = 0; c < SIDE; c++)
      for (int o = 0; o < OUT; o++) {
        double sum = 0;
        for (int i = 0; i < FILTER * FILTER * IN; i++) {
          const int dr = i / (FILTER * IN) - 1, dc = i / IN % FILTER - 1, k = i % IN;
          if (r + dr < 0 || r + dr >= SIDE || c + dc < 0 || c + dc >= SIDE) continue;
          sum += (double)x->values[((r + dr) * SIDE + c + dc) * IN + k] * (double)w->values[i * OUT + o];
        }
        y->values[(r * SIDE + c) * OUT + o] = (float)sum;
      }
}

static void pool(const Tensor *x, Tensor *y) {
  for (int r = 0; r < HALF; r++)
    for (int c = 0; c < HALF; c++)
      for (int o = 0; o < OUT; o++) {
        float most = -INFINITY;
        for (int k = 0; k < 4; k++) most = fmaxf(most, x->values[((2 * r + k / 2) * SIDE + 2 * c + k % 2) * OUT + o]);
        y->values[(r * HALF + c) * OUT + o] = most;
      }
}

static void dense_relu(const Tensor *x, const Tensor *w, const Tensor *bias, Tensor *y) {
  for (int o = 0; o < CLASSES; o++) {
    double sum = (double)bias->values[o];
    for (int i = 0; i < FLAT; i++) sum += (double)x->values[i] * (double)w->values[i * CLASSES + o];
    y->values[o] = sum > 0 ? (float)sum : 0;
  }
}

static void softmax(const Tensor *x, Tensor *y) {
  double sum = 0, most = -INFINITY;
  for (size_t i = 0; i < x->count; i++) most = fmax(most, (double)x->values[i]);
  for (size_t i = 0; i < x->count; i++) sum += exp((double)x->values[i] - most);
  for (size_t i = 0; i < x->count; i++) y->values[i] = (float)(exp((double)x->values[i] - most) / sum);
}

static int run_tfjs(Host *h) {
  call(h, "init", 0, NULL);
  Tensor x = tensor(h, SIDE * SIDE * IN, true), w = tensor(h, FILTER * FILTER * IN * OUT, true),
         y = tensor(h, SIDE * SIDE * OUT, false), p = tensor(h, FLAT, false), v = tensor(h, FLAT * CLASSES, true),
         bias = tensor(h, CLASSES, true), d = tensor(h, CLASSES, false), s = tensor(h, CLASSES, false);
  const int32_t shape_p[] = {1, 1, FLAT}, shape_v[] = {1, FLAT, CLASSES};
  const uint32_t sp = put(h, shape_p, sizeof shape_p), sv = put(h, shape_v, sizeof shape_v);

  CALL(h, "Conv2D", x.id, 1, SIDE, SIDE, w.id, FILTER, FILTER, 1, 1, 1, 1, 1, 1, 1, 1, 1, IN, OUT, y.id);
  convolve(&x, &w, &y);
  compare(h, "Conv2D", &y);
  CALL(h, "MaxPool", y.id, 1, SIDE, SIDE, 2, 2, 0, 0, 0, 0, 1, 1, 2, 2, OUT, OUT, p.id);
  pool(&y, &p);
  compare(h, "MaxPool", &p);
  CALL(h, "_FusedMatMul", p.id, sp, 3, v.id, sv, 3, 0, 0, 1, bias.id, 0, 0, d.id);
  dense_relu(&p, &v, &bias, &d);
  compare(h, "_FusedMatMul", &d);
  CALL(h, "Softmax", d.id, s.id, CLASSES, 1);
  softmax(&d, &s);
  compare(h, "Softmax", &s);
  CALL(h, "Sigmoid", x.id, x.id);
  for (size_t i = 0; i < x.count; i++) x.values[i] = (float)(1 / (1 + exp(-(double)x.values[i])));
  compare(h, "Sigmoid", &x);
  for (int i = 0; i < 40; i++) CALL(h, "malloc", 4 << 20); /* the memory grows, what is in it stays */
  compare(h, "Sigmoid, in a memory that has grown", &x);
  call(h, "dispose", 0, NULL);
  const Tensor all[] = {x, w, y, p, v, bias, d, s};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i].values);
  return 0;
}

/* ---- Lua ---- */

static int run_lua(const Host *h, const char *path) {
  size_t size;
  void *script = read_file(path, &size);
  char name[200];
  snprintf(name, sizeof name, "@%s", path);
  const double state = call(h, "luaL_newstate", 0, NULL);
  CALL(h, "luaL_openlibs", state);
  const uint32_t text = put(h, script, size), chunk = put(h, name, strlen(name) + 1);
  free(script);
  double status = CALL(h, "luaL_loadbufferx", state, text, (double)size, chunk, 0);
  if (status == 0) status = CALL(h, "lua_pcallk", state, 0, -1, 0, 0, 0);
  if (status != 0) fail("%s", string_at(h, (uint32_t)CALL(h, "lua_tolstring", state, -1, 0)));
  CALL(h, "lua_close", state);
  CALL(h, "fflush", 0);
  return 0;
}

/* ---- SQLite ---- */

static void print_row(const Host *h, double statement) {
  const int columns = (int)CALL(h, "sqlite3_column_count", statement);
  for (int i = 0; i < columns; i++) {
    const uint32_t t = (uint32_t)CALL(h, "sqlite3_column_text", statement, i);
    printf("%s%s", i ? "|" : "", t ? string_at(h, t) : "NULL");
  }
  printf("\n");
}

/* The next statement at `sql`; where it ends. `out`: room for two addresses. */
static uint32_t run_statement(const Host *h, double db, uint32_t sql, uint32_t out) {
  enum { OK = 0, ROW = 100, DONE = 101 };
  uint32_t statement, tail;
  memset(at(h, out, 8), 0, 8);
  int status = (int)CALL(h, "sqlite3_prepare_v2", db, sql, -1, out, out + 4);
  memcpy(&statement, at(h, out, 4), 4);
  memcpy(&tail, at(h, out + 4, 4), 4);
  while (status == OK && statement && (status = (int)CALL(h, "sqlite3_step", statement)) == ROW) {
    print_row(h, statement);
    status = OK;
  }
  if (status != OK && status != DONE) {
    printf("error %d: %s\n", status, string_at(h, (uint32_t)CALL(h, "sqlite3_errmsg", db)));
    const char *text = string_at(h, sql), *end = strchr(text, ';');
    if (tail == sql) tail = sql + (uint32_t)(end ? (size_t)(end + 1 - text) : strlen(text));
  }
  CALL(h, "sqlite3_finalize", statement);
  return tail;
}

static int run_sqlite(const Host *h, const char *database, const char *path) {
  size_t size;
  char *text = read_file(path, &size);
  const uint32_t out = put(h, "\0\0\0\0\0\0\0", 8), name = put(h, database, strlen(database) + 1);
  if (CALL(h, "sqlite3_open", name, out) != 0) fail("cannot open %s", database);
  uint32_t db;
  memcpy(&db, at(h, out, 4), 4);
  uint32_t sql = put(h, text, size + 1);
  free(text);
  while (*string_at(h, sql)) sql = run_statement(h, db, sql, out);
  printf("changes %d\n", (int)CALL(h, "sqlite3_total_changes", db));
  return CALL(h, "sqlite3_close_v2", db) != 0;
}

int main(int argc, char **argv) {
  static const char *const tiers[] = {"auto", "interp", "jit"};
  wvm_tier_t tier = WVM_TIER_AUTO;
  if (argc > 1 && !strncmp(argv[1], "--engine=", 9)) {
    for (int i = 0; i < 3; i++)
      if (!strcmp(argv[1] + 9, tiers[i])) tier = (wvm_tier_t)i;
    argv++, argc--;
  }
  if (argc < 3) fail("usage: emscripten_host [--engine=NAME] tfjs|lua|sqlite MODULE [ARG…]");
  Host h;
  int status = 1;
  load(&h, argv[2], tier);
  if (!strcmp(argv[1], "tfjs")) status = run_tfjs(&h);
  else if (!strcmp(argv[1], "lua") && argc == 4) status = run_lua(&h, argv[3]);
  else if (!strcmp(argv[1], "sqlite") && argc == 5) status = run_sqlite(&h, argv[3], argv[4]);
  else fail("unknown: %s", argv[1]);
  unload(&h);
  return status;
}
