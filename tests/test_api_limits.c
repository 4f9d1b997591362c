/* A process with little address space: reservations are refused, small memories must work all the same. */
#include <sys/resource.h>

#include "tests/api.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static void limit_address_space(size_t bytes) {
  struct rlimit l = {bytes, bytes};
  ck_assert_int_eq(setrlimit(RLIMIT_AS, &l), 0);
}

#ifndef SANITIZED /* its shadow takes terabytes of address space */

static const char *text = "(module (memory (export \"m\") 2)"
                          " (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0)))"
                          " (func (export \"load\") (param i32) (result i32) (i32.load (local.get 0)))"
                          " (func (export \"store\") (param i32 i32) (i32.store (local.get 0) (local.get 1))))";

START_TEST(refused_reservations) {
  if (is_emulated("knows no limit of address space")) return;
  limit_address_space((size_t)1 << 30);
  Vm vm = vm_new();
  wvm_instance_t *i = instance_of(&vm, text);
  int32_t at[2] = {131068, 77}, past = 131069, r;
  ok(try_call(get_func(i, "store"), 2, at, NULL));
  ck_assert_int_eq(call1(get_func(i, "load"), 131068), 77);
  fails(try_call(get_func(i, "load"), 1, &past, &r), WVM_ERROR_TRAP, "out of bounds memory access");
  ck_assert_int_eq(call1(get_func(i, "grow"), 100), 2);
  at[0] = 102 * 65536 - 4;
  ok(try_call(get_func(i, "store"), 2, at, NULL));
  past = -1;
  fails(try_call(get_func(i, "load"), 1, &past, &r), WVM_ERROR_TRAP, "out of bounds memory access");
  ck_assert_int_eq(call1(get_func(i, "grow"), 65000), -1);
  /* What is left is shared out, and the process itself can still work. */
  for (int k = 0; k < 3; k++) ck_assert_int_eq(call1(get_func(instance_of(&vm, text), "grow"), 10), 2);
  void *own = malloc(20 << 20);
  ck_assert_ptr_nonnull(own);
  free(own);
  wvm_limits_t large = {.min = 60000};
  wvm_memory_t *m;
  fails(wvm_memory_new(vm.store, &large, &m), WVM_ERROR_MEMORY, "out of memory: the system refuses the address space");
  wvm_limits_t wide = {.min = 1, .is64 = true};
  ok(wvm_memory_new(vm.store, &wide, &m));
  ok(wvm_memory_grow(m, 3, NULL));
  wvm_memory_data(m)[4 * 65536 - 1] = 1;
  vm_delete(&vm);
}
END_TEST

START_TEST(many_memories) {
  /* More than the address space holds guarded ones of: some fall back, all work. */
  if (is_emulated("knows no limit of address space")) return;
  Vm vm = vm_new();
  limit_address_space((size_t)100 << 30);
  for (int k = 0; k < 30; k++) {
    wvm_limits_t l = {.min = 1};
    wvm_memory_t *m;
    ok(wvm_memory_new(vm.store, &l, &m));
    wvm_memory_data(m)[65535] = 1;
  }
  vm_delete(&vm);
}
END_TEST

TEST_MAIN("api: limits", refused_reservations, many_memories)

#else

START_TEST(nothing) { (void)limit_address_space; }
END_TEST
TEST_MAIN("api: limits", nothing)

#endif
