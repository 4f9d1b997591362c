/* Plain C functions by signature, and functions of the guest as C functions: all kinds of arguments, more than there are
 * registers, checked pointers, wrong signatures; with trampolines and libffi alone. */
#include "tests/api.h"

#include <math.h>

enum { ENGINES = 2 };
static Vm vm_number(int k) {
  wvm_config_t *c = wvm_config_new();
  if (k == 1) ok(wvm_config_set_tier(c, WVM_TIER_INTERPRETER)); /* no compiler: libffi */
  return vm_of(c);
}

/* ---- what C has ---- */

static int32_t negative(int32_t a) { return (int32_t)-(uint32_t)a; }
static int64_t wide(int64_t a, int32_t b) { return a + b; }
static double mixed(int32_t a, float b, int64_t c, double d, float e) {
  return a + (double)b * 10 + (double)c * 100 + d * 1000 + (double)e * 10000;
}
static int64_t many(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f, int64_t g, int32_t h, double i) {
  return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + (int64_t)i;
}
static float floats(float a, float b, float c, float d, float e, float f, float g, float h, float i) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i;
}
static int called;
static void nothing(void) { called++; }
static void store_pi(double *to) { *to = 3.25; }
static int32_t bytes_sum(const void *p, size_t size) {
  int32_t s = p ? 0 : 1000000;
  for (size_t k = 0; k < size; k++) s += ((const uint8_t *)p)[k];
  return s;
}
static int32_t length_of(const char *s) { return s ? (int32_t)strlen(s) : -1; }

static const char text[] =
    "(module"
    " (import \"c\" \"sinf\" (func $sinf (param f32) (result f32)))"
    " (import \"c\" \"negative\" (func $negative (param i32) (result i32)))"
    " (import \"c\" \"wide\" (func $wide (param i64 i32) (result i64)))"
    " (import \"c\" \"mixed\" (func $mixed (param i32 f32 i64 f64 f32) (result f64)))"
    " (import \"c\" \"many\" (func $many (param i64 i64 i64 i64 i64 i64 i64 i32 f64) (result i64)))"
    " (import \"c\" \"floats\" (func $floats (param f32 f32 f32 f32 f32 f32 f32 f32 f32) (result f32)))"
    " (import \"c\" \"nothing\" (func $nothing))"
    " (import \"c\" \"pi\" (func $pi (param i32)))"
    " (import \"c\" \"sum\" (func $sum (param i32 i32) (result i32)))"
    " (import \"c\" \"length\" (func $length (param i32) (result i32)))"
    " (memory (export \"memory\") 1) (data (i32.const 16) \"hello\\00\") (data (i32.const 65530) \"abcdef\")"
    " (func (export \"sinf\") (param f32) (result f32) (f32.add (call $sinf (local.get 0)) (f32.const 1)))"
    " (func (export \"negative\") (param i32) (result i32) (call $negative (local.get 0)))"
    " (func (export \"wide\") (param i64) (result i64) (call $wide (local.get 0) (i32.const -3)))"
    " (func (export \"mixed\") (result f64) (call $mixed (i32.const -1) (f32.const 0.5) (i64.const 3) (f64.const 0.25) (f32.const 2)))"
    " (func (export \"many\") (result i64) (call $many (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5)"
    "   (i64.const 6) (i64.const 0x700000000) (i32.const -8) (f64.const 9.5)))"
    " (func (export \"floats\") (result f32) (call $floats (f32.const 1) (f32.const 2) (f32.const 3) (f32.const 4) (f32.const 5)"
    "   (f32.const 6) (f32.const 7) (f32.const 8) (f32.const 9)))"
    " (func (export \"nothing\") (call $nothing) (call $nothing))"
    " (func (export \"pi\") (param i32) (result f64) (call $pi (local.get 0)) (f64.load (local.get 0)))"
    " (func (export \"sum\") (param i32 i32) (result i32) (call $sum (local.get 0) (local.get 1)))"
    " (func (export \"length\") (param i32) (result i32) (call $length (local.get 0)))"
    " (func (export \"add\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))"
    " (func (export \"less\") (param i64 f32 f64) (result f32) (f32.add (f32.convert_i64_s (local.get 0))"
    "   (f32.add (local.get 1) (f32.demote_f64 (local.get 2)))))"
    " (func (export \"fails\") (param i32) (result i32) (if (local.get 0) (then (unreachable))) (i32.const 5)))";

static wvm_instance_t *make(Vm *vm) {
  wvm_linker_t *l;
  wvm_module_t *m = compile(vm->engine, text);
  wvm_instance_t *i;
  ok(wvm_linker_new(vm->store, &l));
  ok(wvm_linker_define_c(l, "c", "sinf", "f(f)", sinf));
  ok(wvm_linker_define_c(l, "c", "negative", "i(i)", negative));
  ok(wvm_linker_define_c(l, "c", "wide", "l(li)", wide));
  ok(wvm_linker_define_c(l, "c", "mixed", "d(ifldf)", mixed));
  ok(wvm_linker_define_c(l, "c", "many", "l(lllllllid)", many));
  ok(wvm_linker_define_c(l, "c", "floats", "f(fffffffff)", floats));
  ok(wvm_linker_define_c(l, "c", "nothing", "v()", nothing));
  ok(wvm_linker_define_c(l, "c", "pi", "v(p8)", store_pi));
  ok(wvm_linker_define_c(l, "c", "sum", "i(b)", bytes_sum));
  ok(wvm_linker_define_c(l, "c", "length", "i(s)", length_of));
  ok(wvm_linker_instantiate(l, m, &i));
  wvm_linker_delete(l);
  wvm_module_delete(m);
  return i;
}

static wvm_val_t call_v(wvm_instance_t *i, const char *name, const wvm_val_t *args, size_t count) {
  wvm_val_t r;
  ok(wvm_func_call(get_func(i, name), args, count, &r, 1));
  return r;
}

START_TEST(all_kinds) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  wvm_val_t f = {.kind = WVM_F32, .of = {.f32 = 0.5f}}, l = i64(-0x100000000);
  ck_assert(call_v(i, "sinf", &f, 1).of.f32 == sinf(0.5f) + 1);
  ck_assert_int_eq(call1(get_func(i, "negative"), 5), -5);
  ck_assert_int_eq(call1(get_func(i, "negative"), INT32_MIN), INT32_MIN);
  ck_assert_int_eq(call_v(i, "wide", &l, 1).of.i64, -0x100000003);
  ck_assert(call_v(i, "mixed", NULL, 0).of.f64 == -1 + 5 + 300 + 250 + 20000);
  ck_assert_int_eq(call_v(i, "many", NULL, 0).of.i64, 1 + 4 + 9 + 16 + 25 + 36 + 7 * 0x700000000 - 64 + 9);
  ck_assert(call_v(i, "floats", NULL, 0).of.f32 == 285);
  called = 0;
  ok(wvm_func_call(get_func(i, "nothing"), NULL, 0, NULL, 0));
  ck_assert_int_eq(called, 2);
  vm_delete(&vm);
}
END_TEST

static void outside(wvm_error_t *e) {
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_MEMORY_BOUNDS);
  ck_assert_ptr_nonnull(strstr(wvm_error_message(e), "argument 1 of a C function"));
  wvm_error_delete(e);
}

START_TEST(pointers) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  wvm_val_t at = i32(65528), r;
  ck_assert(call_v(i, "pi", &at, 1).of.f64 == 3.25);
  static const int32_t bad[] = {65529, 65536, -1, -8, INT32_MIN};
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
    at = i32(bad[k]);
    outside(wvm_func_call(get_func(i, "pi"), &at, 1, &r, 1));
    int32_t args[2] = {bad[k], k ? 1 : 8}, n;
    outside(try_call(get_func(i, "sum"), 2, args, &n));
  }
  int32_t args[2] = {0, 65536}, n;
  ok(try_call(get_func(i, "sum"), 2, args, &n));
  args[0] = 1;
  outside(try_call(get_func(i, "sum"), 2, args, &n));
  args[1] = -1;
  outside(try_call(get_func(i, "sum"), 2, args, &n));
  ck_assert_int_eq(call2(get_func(i, "sum"), 65536, 0), 0);
  ck_assert_int_eq(call2(get_func(i, "sum"), 0, 0), 1000000);
  ck_assert_int_eq(call2(get_func(i, "sum"), 16, 2), 'h' + 'e');
  ck_assert_int_eq(call1(get_func(i, "length"), 16), 5);
  ck_assert_int_eq(call1(get_func(i, "length"), 0), -1);
  args[0] = 65531; /* its end would lie outside */
  memset(wvm_memory_data(get_memory(i, "memory")) + 65531, 'x', 5);
  outside(try_call(get_func(i, "length"), 1, args, &n));
  vm_delete(&vm);
}
END_TEST

START_TEST(of_64_bit_memories) {
  Vm vm = vm_number(_i);
  wvm_linker_t *l;
  wvm_instance_t *i;
  wvm_module_t *m = compile(vm.engine,
                            "(module (import \"c\" \"sum\" (func $s (param i64 i64) (result i32)))"
                            " (import \"c\" \"length\" (func $l (param i64) (result i32)))"
                            " (memory i64 1) (data (i64.const 9) \"abc\")"
                            " (func (export \"f\") (param i64 i64) (result i32) (i32.add (call $s (local.get 0) (local.get 1)) (call $l (local.get 0)))))");
  ok(wvm_linker_new(vm.store, &l));
  ok(wvm_linker_define_c(l, "c", "sum", "i(B)", bytes_sum));
  ok(wvm_linker_define_c(l, "c", "length", "i(S)", length_of));
  ok(wvm_linker_instantiate(l, m, &i));
  wvm_val_t args[2] = {i64(9), i64(3)}, r;
  ck_assert_int_eq(call_v(i, "f", args, 2).of.i32, 'a' + 'b' + 'c' + 3);
  args[0] = i64(((int64_t)1 << 32) + 9);
  outside(wvm_func_call(get_func(i, "f"), args, 2, &r, 1));
  args[0] = i64(9), args[1] = i64(-9);
  outside(wvm_func_call(get_func(i, "f"), args, 2, &r, 1));
  wvm_linker_delete(l);
  wvm_module_delete(m);
  vm_delete(&vm);
}
END_TEST

START_TEST(from_the_host) {
  Vm vm = vm_number(_i);
  wvm_func_t *f;
  ok(wvm_func_new_c(vm.store, "i(i)", (wvm_cfn_t)negative, &f));
  ck_assert_int_eq(call1(f, 7), -7);
  ok(wvm_func_new_c(vm.store, "v(p)", (wvm_cfn_t)store_pi, &f));
  wvm_val_t arg = i32(8);
  fails(wvm_func_call(f, &arg, 1, NULL, 0), WVM_ERROR_TRAP, "has no memory");
  vm_delete(&vm);
}
END_TEST

START_TEST(wrong_signatures) {
  Vm vm = vm_number(_i);
  wvm_func_t *f;
  static const char *const wrong[] = {"", "x()", "i", "i(", "i(i", "i(x)", "i(v)", "p()", "i())", "i(i) ", "i(p0)", "i(p99999999999)",
                                      "i(iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii)", "(i)", "I()", "i(b8)"};
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
    fails(wvm_func_new_c(vm.store, wrong[k], (wvm_cfn_t)negative, &f), WVM_ERROR_USAGE, "character");
  fails(wvm_func_new_c(vm.store, NULL, (wvm_cfn_t)negative, &f), WVM_ERROR_USAGE, "no signature");
  fails(wvm_func_new_c(vm.store, "i(i)", NULL, &f), WVM_ERROR_USAGE, "no function");
  wvm_linker_t *l;
  ok(wvm_linker_new(vm.store, &l));
  fails(wvm_linker_define_c(l, NULL, "f", "i(i)", negative), WVM_ERROR_USAGE, "no name");
  wvm_linker_delete(l);
  vm_delete(&vm);
}
END_TEST

/* ---- the reverse ---- */

START_TEST(pointers_to_guests) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = make(&vm);
  wvm_cfunc_t *c, *d;
  ok(wvm_cfunc_new(get_func(i, "add"), "i(ii)", &c));
  ok(wvm_cfunc_new(get_func(i, "less"), "f(lfd)", &d));
  int32_t (*add)(int32_t, int32_t) = (int32_t(*)(int32_t, int32_t))wvm_cfunc_pointer(c);
  float (*less)(int64_t, float, double) = (float (*)(int64_t, float, double))wvm_cfunc_pointer(d);
  ck_assert_int_eq(add(INT32_MIN, 1), INT32_MIN + 1);
  ck_assert(less(-5, 0.5f, 100) == 95.5f);
  ck_assert_ptr_null(wvm_cfunc_take_error(c));
  wvm_cfunc_delete(c);
  wvm_cfunc_delete(d);
  wvm_cfunc_delete(NULL);
  ok(wvm_cfunc_new(get_func(i, "fails"), "i(i)", &c));
  int32_t (*f)(int32_t) = (int32_t(*)(int32_t))wvm_cfunc_pointer(c);
  ck_assert_int_eq(f(0), 5);
  ck_assert_int_eq(f(1), 0);
  ck_assert_int_eq(f(0), 0); /* until it is taken */
  fails(wvm_cfunc_take_error(c), WVM_ERROR_TRAP, "unreachable");
  ck_assert_int_eq(f(0), 5);
  f(1);
  fails(wvm_cfunc_new(get_func(i, "add"), "i(i)", &d), WVM_ERROR_USAGE, "not the function's type");
  fails(wvm_cfunc_new(get_func(i, "add"), "l(ii)", &d), WVM_ERROR_USAGE, "not the function's type");
  fails(wvm_cfunc_new(get_func(i, "add"), "v(ii)", &d), WVM_ERROR_USAGE, "not the function's type");
  fails(wvm_cfunc_new(get_func(i, "add"), "i(ip)", &d), WVM_ERROR_USAGE, "no addresses");
  vm_delete(&vm);
  wvm_cfunc_delete(c);
}
END_TEST

/* C sorts with the guest's order. */
static wvm_cfunc_t *order;
static int by_guest(const void *a, const void *b) {
  return ((int32_t(*)(int32_t, int32_t))wvm_cfunc_pointer(order))(*(const int32_t *)a, *(const int32_t *)b);
}
START_TEST(sorting) {
  Vm vm = vm_number(_i);
  wvm_instance_t *i = instance_of(&vm, "(module (func (export \"order\") (param i32 i32) (result i32) (i32.sub (local.get 1) (local.get 0))))");
  ok(wvm_cfunc_new(get_func(i, "order"), "i(ii)", &order));
  int32_t a[] = {3, 1, 4, 1, 5, 9, 2, 6};
  qsort(a, 8, sizeof *a, by_guest);
  for (int k = 1; k < 8; k++) ck_assert_int_ge(a[k - 1], a[k]);
  wvm_cfunc_delete(order);
  vm_delete(&vm);
}
END_TEST

int main(void) {
  const TTest *const tests[] = {all_kinds, pointers, of_64_bit_memories, from_the_host, wrong_signatures, pointers_to_guests, sorting};
  Suite *suite = suite_create("C functions");
  TCase *c = tcase_create("all");
  for (size_t k = 0; k < sizeof tests / sizeof *tests; k++) tcase_add_loop_test(c, tests[k], 0, ENGINES);
  suite_add_tcase(suite, c);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
