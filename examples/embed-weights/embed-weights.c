/* Weights of 2 GiB in a file, mapped into a guest's 64-bit memory: no byte is read or copied before the guest asks for it.
 *
 * usage: embed-weights [--time]     tells how long it took, and what is resident */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <wvm.h>

static const uint64_t weights_size = (uint64_t)2 << 30, weights_at = (uint64_t)1 << 30;

/* The sum of `count` floats, `step` bytes apart. */
static const char *guest = "(module"
                           "  (memory (export \"memory\") i64 65536)" /* 4 GiB */
                           "  (func (export \"sum\") (param $at i64) (param $count i64) (param $step i64) (result f32) (local $sum f32)"
                           "    (loop $more"
                           "      (local.set $sum (f32.add (local.get $sum) (f32.load (local.get $at))))"
                           "      (local.set $at (i64.add (local.get $at) (local.get $step)))"
                           "      (br_if $more (i64.ne (local.tee $count (i64.sub (local.get $count) (i64.const 1))) (i64.const 0))))"
                           "    (local.get $sum)))";

static void check(wvm_error_t *e) {
  if (!e) return;
  fprintf(stderr, "%s\n", wvm_error_message(e));
  exit(1);
}

/* Nothing but the last float is there: the rest of the file takes no room on the disk. */
static int make_weights(void) {
  char name[] = "/tmp/weights-XXXXXX";
  const float last = 42;
  const int fd = mkstemp(name);
  if (fd < 0 || unlink(name) || ftruncate(fd, (off_t)weights_size)) exit(1);
  if (pwrite(fd, &last, sizeof last, (off_t)(weights_size - sizeof last)) != sizeof last) exit(1);
  return fd;
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static long resident_kib(void) {
  long size = 0, pages = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (!f || fscanf(f, "%ld %ld", &size, &pages) != 2) exit(1);
  fclose(f);
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static float sum(wvm_func_t *f, uint64_t at, int64_t count, int64_t step) {
  const wvm_val_t args[] = {{WVM_I64, {.i64 = (int64_t)at}}, {WVM_I64, {.i64 = count}}, {WVM_I64, {.i64 = step}}};
  wvm_val_t result;
  check(wvm_func_call(f, args, 3, &result, 1));
  return result.of.f32;
}

int main(int argc, char **argv) {
  const int told = argc > 1 && !strcmp(argv[1], "--time"), fd = make_weights();
  wvm_engine_t *engine;
  wvm_store_t *store;
  wvm_module_t *module;
  wvm_instance_t *instance;
  wvm_extern_t memory, f;
  check(wvm_engine_new(NULL, &engine));
  check(wvm_module_new_text(engine, guest, strlen(guest), &module));
  check(wvm_store_new(engine, &store));
  check(wvm_instance_new(store, module, NULL, 0, &instance));
  if (!wvm_instance_export(instance, "memory", &memory) || !wvm_instance_export(instance, "sum", &f)) return 1;

  const double begun = now_ms();
  check(wvm_memory_map_file(memory.of.memory, weights_at, fd, 0, weights_size, WVM_MAP_PRIVATE));
  if (told) printf("mapped in %.3f ms, %ld KiB resident\n", now_ms() - begun, resident_kib());
  close(fd);

  printf("the last weight is %g\n", (double)sum(f.of.func, weights_at + weights_size - 4, 1, 4));
  if (told) printf("%ld KiB resident\n", resident_kib());
  printf("a tenth of a GiB sums up to %g\n", (double)sum(f.of.func, weights_at, 100 << 8, 4096));
  if (told) printf("%ld KiB resident\n", resident_kib());

  wvm_store_delete(store);
  wvm_module_delete(module);
  wvm_engine_delete(engine);
  return 0;
}
