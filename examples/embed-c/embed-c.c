/* Plain C functions as imports, by their signatures; and a guest's function as a function pointer of C. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wvm.h>

static const char *guest = "(module"
                           "  (import \"env\" \"sinf\" (func $sinf (param f32) (result f32)))"
                           "  (import \"env\" \"scale\" (func $scale (param i32 i32 f32)))"
                           "  (import \"env\" \"say\" (func $say (param i32)))"
                           "  (memory (export \"memory\") 1)"
                           "  (data (i32.const 16) \"half a turn later\\00\")"
                           "  (func (export \"run\") (param $x f32) (result f32)"
                           "    (call $say (i32.const 16))"
                           "    (f32.store (i32.const 1024) (local.get $x))"
                           "    (call $scale (i32.const 1024) (i32.const 4) (f32.const 3.14159265))"
                           "    (call $sinf (f32.load (i32.const 1024))))"
                           "  (func (export \"careless\") (call $scale (i32.const -8) (i32.const 400) (f32.const 1)))"
                           "  (func (export \"larger_first\") (param i32 i32) (result i32)"
                           "    (i32.sub (local.get 1) (local.get 0))))";

static void check(wvm_error_t *e) {
  if (!e) return;
  fprintf(stderr, "%s\n", wvm_error_message(e));
  exit(1);
}

/* Called with bytes of the guest's memory, which have been checked. */
static void scale(float *values, size_t bytes, float by) {
  for (size_t k = 0; k < bytes / sizeof *values; k++) values[k] *= by;
}

static void say(const char *text) { printf("%s\n", text); }

static wvm_func_t *function(wvm_instance_t *instance, const char *name) {
  wvm_extern_t x;
  if (!wvm_instance_export(instance, name, &x) || x.kind != WVM_EXTERN_FUNC) exit(1);
  return x.of.func;
}

static wvm_cfunc_t *order;
static int by_guest(const void *a, const void *b) {
  int32_t (*larger_first)(int32_t, int32_t) = (int32_t(*)(int32_t, int32_t))wvm_cfunc_pointer(order);
  return larger_first(*(const int32_t *)a, *(const int32_t *)b);
}

int main(void) {
  wvm_engine_t *engine;
  wvm_store_t *store;
  wvm_module_t *module;
  wvm_linker_t *linker;
  wvm_instance_t *instance;
  check(wvm_engine_new(NULL, &engine));
  check(wvm_module_new_text(engine, guest, strlen(guest), &module));
  check(wvm_store_new(engine, &store));
  check(wvm_linker_new(store, &linker));
  check(wvm_linker_define_c(linker, "env", "sinf", "f(f)", sinf));
  check(wvm_linker_define_c(linker, "env", "scale", "v(bf)", scale)); /* b: address and size of bytes */
  check(wvm_linker_define_c(linker, "env", "say", "v(s)", say));      /* s: a string */
  check(wvm_linker_instantiate(linker, module, &instance));

  wvm_val_t x = {.kind = WVM_F32, .of = {.f32 = 0.5f}}, y;
  check(wvm_func_call(function(instance, "run"), &x, 1, &y, 1));
  printf("the sine is %g\n", (double)y.of.f32);
  wvm_error_t *e = wvm_func_call(function(instance, "careless"), NULL, 0, NULL, 0);
  printf("%s\n", wvm_error_message(e));
  wvm_error_delete(e);

  int32_t numbers[] = {3, 1, 4, 1, 5, 9, 2, 6};
  check(wvm_cfunc_new(function(instance, "larger_first"), "i(ii)", &order));
  qsort(numbers, 8, sizeof *numbers, by_guest);
  check(wvm_cfunc_take_error(order)); /* of any of those calls */
  for (int k = 0; k < 8; k++) printf("%d%s", numbers[k], k < 7 ? " " : "\n");

  wvm_cfunc_delete(order);
  wvm_linker_delete(linker);
  wvm_store_delete(store);
  wvm_module_delete(module);
  wvm_engine_delete(engine);
  return 0;
}
