/* What the public API costs. Prints lines "name value".
 *   embed instances FILE   a module loaded once: the first and later instances, µs and resident KiB each
 *   embed memory           memory.copy and memory.fill as a share of the host's memcpy and memset */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <wvm.h>

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void must(wvm_error_t *e) {
  if (!e) return;
  fprintf(stderr, "%s\n", wvm_error_message(e));
  exit(1);
}

static long resident_kib(void) {
  long total, resident = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (f && fscanf(f, "%ld %ld", &total, &resident) != 2) resident = 0;
  if (f) fclose(f);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static wvm_error_t *nothing(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)caller, (void)args, (void)results;
  return wvm_error_new(WVM_ERROR_TRAP, "not there");
}

/* Something of the right type for every import. */
static wvm_extern_t *make_imports(wvm_store_t *s, const wvm_module_t *m) {
  size_t count = wvm_module_import_count(m);
  wvm_extern_t *externs = calloc(count + 1, sizeof *externs);
  for (size_t i = 0; i < count; i++) {
    wvm_import_t import;
    wvm_module_import(m, i, &import);
    const wvm_externtype_t *t = &import.type;
    wvm_val_t zero = {.kind = t->value.kind};
    externs[i].kind = t->kind;
    switch (t->kind) {
    case WVM_EXTERN_FUNC: must(wvm_func_new(s, &t->func, nothing, NULL, NULL, &externs[i].of.func)); break;
    case WVM_EXTERN_TABLE: must(wvm_table_new(s, &t->limits, &t->value, NULL, &externs[i].of.table)); break;
    case WVM_EXTERN_MEMORY: must(wvm_memory_new(s, &t->limits, &externs[i].of.memory)); break;
    case WVM_EXTERN_GLOBAL: must(wvm_global_new(s, &t->value, t->mutable_, &zero, &externs[i].of.global)); break;
    case WVM_EXTERN_TAG: must(wvm_tag_new(s, &t->func, &externs[i].of.tag)); break;
    }
  }
  return externs;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void instances(wvm_engine_t *engine, const char *path) {
  enum { COUNT = 100 };
  FILE *f = fopen(path, "rb");
  if (!f) exit((perror(path), 1));
  fseek(f, 0, SEEK_END);
  size_t size = (size_t)ftell(f);
  char *bytes = malloc(size);
  rewind(f);
  if (fread(bytes, 1, size, f) != size) exit(1);
  fclose(f);

  wvm_module_t *m;
  wvm_store_t *s;
  wvm_instance_t *instance;
  must(wvm_module_new(engine, bytes, size, &m));
  must(wvm_store_new(engine, &s));
  wvm_extern_t *imports = make_imports(s, m);
  double us[COUNT], start = now_us();
  must(wvm_instance_new(s, m, imports, wvm_module_import_count(m), &instance));
  double first = now_us() - start;
  long before = resident_kib();
  for (int i = 0; i < COUNT; i++) {
    start = now_us();
    must(wvm_instance_new(s, m, imports, wvm_module_import_count(m), &instance));
    us[i] = now_us() - start;
  }
  long after = resident_kib();
  qsort(us, COUNT, sizeof *us, by_value);
  printf("module_bytes %zu\nfirst_instance_us %.1f\nnext_instance_us %.1f\nnext_instance_kib %.1f\n", size, first,
         us[COUNT / 2], (double)(after - before) / COUNT);
  wvm_store_delete(s);
  wvm_module_delete(m);
  free(imports);
  free(bytes);
}

/* Many in a row, so that the guest's loop does not count. */
enum { ROW = 16 };
#define ROW_OF(x) x x x x x x x x x x x x x x x x
static const char memory_wat[] =
    "(module (memory (export \"memory\") 1024)"
    " (func (export \"copy\") (param i32 i32 i32 i32) (loop " ROW_OF("(memory.copy (local.get 0) (local.get 1) (local.get 2))")
    "  (br_if 0 (local.tee 3 (i32.sub (local.get 3) (i32.const 1))))))"
    " (func (export \"fill\") (param i32 i32 i32 i32) (loop " ROW_OF("(memory.fill (local.get 0) (local.get 1) (local.get 2))")
    "  (br_if 0 (local.tee 3 (i32.sub (local.get 3) (i32.const 1)))))))";

static void memory(wvm_engine_t *engine) {
  wvm_module_t *m;
  wvm_store_t *s;
  wvm_instance_t *instance;
  wvm_extern_t copy, fill, data;
  must(wvm_module_new_text(engine, memory_wat, strlen(memory_wat), &m));
  must(wvm_store_new(engine, &s));
  must(wvm_instance_new(s, m, NULL, 0, &instance));
  if (!wvm_instance_export(instance, "copy", &copy) || !wvm_instance_export(instance, "fill", &fill) ||
      !wvm_instance_export(instance, "memory", &data))
    exit(1);
  uint8_t *p = wvm_memory_data(data.of.memory);
  memset(p, 1, 64 << 20);
  static const int sizes[] = {16, 64, 256, 1024, 4096, 65536, 8 << 20};
  void *(*volatile host_copy)(void *, const void *, size_t) = memmove;
  void *(*volatile host_fill)(void *, int, size_t) = memset;
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
    int size = sizes[k], times = size < 65536 ? 128000 : (256 << 20) / size / ROW * ROW;
    double best[4] = {1e30, 1e30, 1e30, 1e30};
    for (int round = 0; round < 7; round++)
      for (int what = 0; what < 4; what++) {
        wvm_val_t args[4] = {{WVM_I32, {.i32 = 32 << 20}},
                             {WVM_I32, {.i32 = 4096}},
                             {WVM_I32, {.i32 = size}},
                             {WVM_I32, {.i32 = times / ROW}}};
        double start = now_us();
        if (what == 0) must(wvm_func_call(copy.of.func, args, 4, NULL, 0));
        if (what == 1) must(wvm_func_call(fill.of.func, args, 4, NULL, 0));
        for (int i = 0; what == 2 && i < times; i++) host_copy(p + (32 << 20), p + 4096, (size_t)size);
        for (int i = 0; what == 3 && i < times; i++) host_fill(p + (32 << 20), 4096 & 255, (size_t)size);
        double t = now_us() - start;
        if (t < best[what]) best[what] = t;
      }
    printf("copy_%d_bytes_per_host_speed %.3f\nfill_%d_bytes_per_host_speed %.3f\n", size, best[2] / best[0], size,
           best[3] / best[1]);
  }
  wvm_store_delete(s);
  wvm_module_delete(m);
}

int main(int argc, char **argv) {
  wvm_engine_t *engine;
  must(wvm_engine_new(NULL, &engine));
  if (argc == 3 && strcmp(argv[1], "instances") == 0) instances(engine, argv[2]);
  else if (argc == 2 && strcmp(argv[1], "memory") == 0) memory(engine);
  else return 2;
  wvm_engine_delete(engine);
  return 0;
}
