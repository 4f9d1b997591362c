/* A matrix multiplication in a shared memory, on one thread and on two, each with a store of its own; the same in C, which
 * says what two threads are worth on this machine. Prints lines "name value".
 *
 *   threads interp|jit
 *
 * wall: time of one thread / time of two, the median of the rounds, which take turns. cpu: processor time of one thread /
 * half of that of two, that is, what the wall would say if two processors were all theirs. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <wvm.h>

enum { N = 384, ROUNDS = 9, A = 0, B = 4 * N * N, C = 8 * N * N };

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(wvm_error_t *e) {
  if (!e) return;
  fprintf(stderr, "%s\n", wvm_error_message(e));
  exit(1);
}

/* Rows from … to of C += A · B, n numbers in a row. */
static const char text[] =
    "(module (import \"\" \"\" (memory 32 32 shared))"
    " (func (export \"multiply\") (param $row i32) (param $to i32) (param $n i32) (param $b i32) (param $c i32)"
    "  (local $k i32) (local $j i32) (local $size i32) (local $x v128) (local $at i32) (local $pb i32)"
    "  (local.set $size (i32.mul (local.get $n) (i32.const 4)))"
    "  (loop $rows"
    "   (local.set $k (i32.const 0))"
    "   (loop $across"
    "    (local.set $x (v128.load32_splat (i32.add (i32.mul (local.get $row) (local.get $size)) (local.get $k))))"
    "    (local.set $at (i32.add (local.get $c) (i32.mul (local.get $row) (local.get $size))))"
    "    (local.set $pb (i32.add (local.get $b) (i32.mul (local.get $k) (local.get $n))))"
    "    (local.set $j (i32.const 0))"
    "    (loop $columns"
    "     (v128.store (i32.add (local.get $at) (local.get $j)) (f32x4.add (v128.load (i32.add (local.get $at) (local.get $j)))"
    "      (f32x4.mul (local.get $x) (v128.load (i32.add (local.get $pb) (local.get $j))))))"
    "     (br_if $columns (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 16))) (local.get $size))))"
    "    (br_if $across (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 4))) (local.get $size))))"
    "   (br_if $rows (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $to))))))";

typedef struct Worker {
  pthread_t thread;
  wvm_store_t *store;
  wvm_extern_t multiply;
  uint8_t *memory;
  int from, to;
  double cpu;
} Worker;

static void *run_guest(void *arg) {
  Worker *w = arg;
  wvm_val_t args[5] = {{WVM_I32, {.i32 = w->from}}, {WVM_I32, {.i32 = w->to}}, {WVM_I32, {.i32 = N}}, {WVM_I32, {.i32 = B}}, {WVM_I32, {.i32 = C}}};
  const double start = seconds(CLOCK_THREAD_CPUTIME_ID);
  must(wvm_func_call(w->multiply.of.func, args, 5, NULL, 0));
  w->cpu = seconds(CLOCK_THREAD_CPUTIME_ID) - start;
  return NULL;
}

static void *run_native(void *arg) {
  Worker *w = arg;
  const double start = seconds(CLOCK_THREAD_CPUTIME_ID);
  const float *a = (const float *)(w->memory + A), *b = (const float *)(w->memory + B);
  float *c = (float *)(w->memory + C);
  for (int row = w->from; row < w->to; row++)
    for (int k = 0; k < N; k++)
      for (int j = 0; j < N; j++) c[row * N + j] += a[row * N + k] * b[k * N + j];
  w->cpu = seconds(CLOCK_THREAD_CPUTIME_ID) - start;
  return NULL;
}

/* Wall and processor seconds of the whole product on so many threads. */
static void multiply(Worker *workers, int threads, void *(*run)(void *), double *wall, double *cpu) {
  memset(workers[0].memory + C, 0, 4 * N * N);
  const double start = seconds(CLOCK_MONOTONIC);
  for (int k = 0; k < threads; k++) {
    workers[k].from = N * k / threads;
    workers[k].to = N * (k + 1) / threads;
    if (pthread_create(&workers[k].thread, NULL, run, &workers[k])) exit(1);
  }
  *cpu = 0;
  for (int k = 0; k < threads; k++) {
    pthread_join(workers[k].thread, NULL);
    *cpu += workers[k].cpu;
  }
  *wall = seconds(CLOCK_MONOTONIC) - start;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static float total(const uint8_t *memory) {
  float sum = 0;
  for (int k = 0; k < N * N; k++) sum += ((const float *)(memory + C))[k];
  return sum;
}

static void measure(Worker *workers, void *(*run)(void *), const char *name) {
  double wall[ROUNDS], cpu[ROUNDS], one = 1e9, w1, c1, w2, c2;
  float first = 0;
  for (int k = 0; k < ROUNDS; k++) {
    multiply(workers, 1, run, &w1, &c1);
    const float sum = total(workers[0].memory);
    multiply(workers, 2, run, &w2, &c2);
    if (k == 0) first = sum;
    if (sum != first || total(workers[0].memory) != first) exit((fprintf(stderr, "the products differ\n"), 1));
    wall[k] = w1 / w2;
    cpu[k] = 2 * c1 / c2;
    if (c1 < one) one = c1;
  }
  qsort(wall, ROUNDS, sizeof *wall, by_value);
  qsort(cpu, ROUNDS, sizeof *cpu, by_value);
  printf("%s_one_thread_ms %.1f\n%s_wall %.3f\n%s_wall_best %.3f\n%s_cpu %.3f\n", name, one * 1e3, name, wall[ROUNDS / 2], name,
         wall[ROUNDS - 1], name, cpu[ROUNDS / 2]);
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  wvm_config_t *config = wvm_config_new();
  wvm_engine_t *engine;
  wvm_module_t *m;
  wvm_memory_t *memory;
  wvm_shared_memory_t *shared = NULL;
  if (!config) return 1;
  must(wvm_config_set_tier(config, strcmp(argv[1], "jit") ? WVM_TIER_INTERPRETER : WVM_TIER_JIT));
  must(wvm_engine_new(config, &engine));
  must(wvm_module_new_text(engine, text, strlen(text), &m));
  Worker workers[2] = {0};
  for (int k = 0; k < 2; k++) {
    wvm_limits_t limits = {.min = 32, .max = 32, .has_max = true, .shared = true};
    wvm_instance_t *instance;
    must(wvm_store_new(engine, &workers[k].store));
    if (k == 0) must(wvm_memory_new(workers[k].store, &limits, &memory));
    else must(wvm_shared_memory_attach(shared, workers[k].store, &memory));
    if (k == 0) must(wvm_shared_memory_new(memory, &shared));
    wvm_extern_t import = {.kind = WVM_EXTERN_MEMORY, .of.memory = memory};
    must(wvm_instance_new(workers[k].store, m, &import, 1, &instance));
    if (!wvm_instance_export(instance, "multiply", &workers[k].multiply)) return 1;
    workers[k].memory = wvm_memory_data(memory);
  }
  for (int k = 0; k < 2 * N * N; k++) ((float *)workers[0].memory)[k] = (float)((uint32_t)k * 7919 % 1000) / 1000;
  measure(workers, run_guest, argv[1]);
  measure(workers, run_native, "native");
  wvm_shared_memory_delete(shared);
  for (int k = 0; k < 2; k++) wvm_store_delete(workers[k].store);
  wvm_module_delete(m);
  wvm_engine_delete(engine);
  return 0;
}
