/* Emscripten's imports through the API: forms of types, whose names count, main, what was missed. */
#include <stdio.h>
#include <string.h>

#include "tests/api.h"

typedef struct Guest {
  Vm vm;
  wvm_linker_t *linker;
  wvm_wasi_t *wasi;
  wvm_emscripten_t *em;
  wvm_instance_t *instance;
} Guest;

static Guest guest_new(void) {
  Guest g = {.vm = vm_new(), .em = wvm_emscripten_new(), .wasi = wvm_wasi_new()};
  ck_assert_ptr_nonnull(g.em);
  ck_assert_ptr_nonnull(g.wasi);
  ok(wvm_linker_new(g.vm.store, &g.linker));
  return g;
}

/* Links with WASI and Emscripten, and starts. */
static wvm_error_t *guest_load(Guest *g, const char *text) {
  wvm_module_t *m = compile(g->vm.engine, text);
  wvm_error_t *e = wvm_linker_define_wasi(g->linker, g->wasi, m);
  if (!e) e = wvm_linker_define_emscripten(g->linker, g->em, g->wasi, m);
  if (!e) e = wvm_linker_instantiate(g->linker, m, &g->instance);
  if (!e) e = wvm_emscripten_start(g->em, g->instance);
  wvm_module_delete(m);
  return e;
}

static void guest_delete(Guest *g) {
  wvm_linker_delete(g->linker);
  vm_delete(&g->vm);
  wvm_emscripten_delete(g->em);
  wvm_wasi_delete(g->wasi);
}

static int64_t call(Guest *g, const char *name) {
  wvm_extern_t x;
  wvm_val_t result;
  ck_assert(wvm_instance_export(g->instance, name, &x));
  ok(wvm_func_call(x.of.func, NULL, 0, &result, 1));
  return result.kind == WVM_I64 ? result.of.i64 : result.of.i32;
}

START_TEST(addresses_of_64_bits) {
  Guest g = guest_new();
  ok(guest_load(&g, "(module"
                    " (import \"env\" \"emscripten_resize_heap\" (func $grow (param i64) (result i32)))"
                    " (import \"env\" \"emscripten_get_heap_max\" (func $max (result i64)))"
                    " (import \"env\" \"_emscripten_memcpy_js\" (func $copy (param i64 i64 i64)))"
                    " (import \"env\" \"_gmtime_js\" (func $date (param i64 i64)))"
                    " (memory (export \"memory\") i64 1 10) (data (i64.const 8) \"\\2a\")"
                    " (func (export \"grow\") (result i32) (call $grow (i64.const 200000)))"
                    " (func (export \"far\") (result i32) (call $grow (i64.const 0x100000000)))"
                    " (func (export \"max\") (result i64) (call $max))"
                    " (func (export \"copy\") (result i32)"
                    "  (call $copy (i64.const 131071) (i64.const 8) (i64.const 1)) (i32.load8_u (i64.const 131071)))"
                    " (func (export \"date\") (result i64)"
                    "  (call $date (i64.const 86400) (i64.const 64)) (i64.load32_u (i64.const 76))))"));
  ck_assert_int_eq(call(&g, "grow"), 1);
  ck_assert_int_eq(call(&g, "far"), 0);
  ck_assert_int_eq(call(&g, "max"), 10 * 65536);
  ck_assert_int_eq(call(&g, "copy"), 42);
  ck_assert_int_eq(call(&g, "date"), 2);
  guest_delete(&g);
}
END_TEST

/* i64 in two halves: arguments low half first, results with the upper half in getTempRet0. */
START_TEST(legalized) {
  Guest g = guest_new();
  ok(guest_load(&g,
                "(module"
                " (import \"env\" \"_timegm_js\" (func $seconds (param i32) (result i32)))"
                " (import \"env\" \"_gmtime_js\" (func $date (param i32 i32 i32)))"
                " (import \"env\" \"getTempRet0\" (func $high (result i32)))"
                " (import \"wasi_snapshot_preview1\" \"fd_seek\" (func $seek (param i32 i32 i32 i32 i32) (result i32)))"
                " (memory (export \"memory\") 1)"
                " (func (export \"year\") (result i32)" /* 2^33 seconds: 2242-03-16 */
                "  (call $date (i32.const 0) (i32.const 2) (i32.const 64)) (i32.load (i32.const 84)))"
                " (func (export \"low\") (result i32) (call $seconds (i32.const 64)))"
            " (func (export \"high\") (result i32) (call $high))"
                " (func (export \"seek\") (result i32)"
                "  (call $seek (i32.const 77) (i32.const 1) (i32.const 2) (i32.const 0) (i32.const 0))))"));
  ck_assert_int_eq(call(&g, "year"), 342);
  ck_assert_int_eq(call(&g, "low"), 0);
  ck_assert_int_eq(call(&g, "high"), 2);
  ck_assert_int_eq(call(&g, "seek"), 8); /* EBADF: it came to WASI */
  guest_delete(&g);
}
END_TEST

static wvm_error_t *five(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)caller, (void)args;
  results[0].of.f64 = 5;
  return NULL;
}

START_TEST(whose_names_count) {
  Guest g = guest_new();
  static const wvm_valtype_t f64 = {.kind = WVM_F64};
  const wvm_functype_t type = {.result_count = 1, .results = &f64};
  const char *text = "(module (import \"env\" \"emscripten_get_now\" (func $now (result f64)))"
                     " (func (export \"f\") (result i32) (i32.trunc_f64_s (call $now))))";
  ok(wvm_linker_define_func(g.linker, "env", "emscripten_get_now", &type, five, NULL));
  ok(guest_load(&g, text));
  ck_assert_int_eq(call(&g, "f"), 5);
  /* It serves one store. */
  wvm_store_t *other;
  wvm_linker_t *l;
  wvm_module_t *m = compile(g.vm.engine, text);
  ok(wvm_store_new(g.vm.engine, &other));
  ok(wvm_linker_new(other, &l));
  fails(wvm_linker_define_emscripten(l, g.em, NULL, m), WVM_ERROR_USAGE, "one store");
  wvm_linker_delete(l);
  wvm_store_delete(other);
  ck_assert(wvm_module_wants_emscripten(m) && !wvm_module_has_emscripten_main(m));
  wvm_module_delete(m);
  guest_delete(&g);
}
END_TEST

START_TEST(main_and_what_was_missed) {
  Guest g = guest_new();
  const char *const args[] = {"prog", "x=1", ""};
  const char *text =
      "(module (import \"env\" \"__syscall_openat\" (func $open (param i32 i32 i32 i32) (result i32)))"
      " (import \"env\" \"_munmap_js\" (func $unmap (param i32 i32 i32 i32 i32 i64) (result i32)))"
      " (memory (export \"memory\") 1) (global $sp (mut i32) (i32.const 4096))"
      " (func (export \"stackAlloc\") (param i32) (result i32)"
      "  (global.set $sp (i32.and (i32.sub (global.get $sp) (local.get 0)) (i32.const -16))) (global.get $sp))"
      " (func (export \"main\") (param $argc i32) (param $argv i32) (result i32)"
      "  (if (i32.ne (call $open (i32.const -100) (i32.const 0) (i32.const 0) (i32.const 0)) (i32.const -52))"
      "   (then (return (i32.const 1))))"
      "  (drop (call $open (i32.const -100) (i32.const 0) (i32.const 0) (i32.const 0)))"
      "  (if (i32.load offset=12 (local.get $argv)) (then (return (i32.const 2))))"
      "  (if (i32.load8_u (i32.load offset=8 (local.get $argv))) (then (return (i32.const 3))))"
      "  (if (i32.ne (i32.load (i32.load offset=4 (local.get $argv))) (i32.const 0x00313d78)) (then (return (i32.const "
      "4))))"
      "  (i32.add (i32.const 40) (local.get $argc))))";
  ok(guest_load(&g, text));
  wvm_error_t *e = wvm_emscripten_main(g.em, g.instance, 3, args);
  ck_assert_int_eq(wvm_error_kind(e), WVM_ERROR_EXIT);
  ck_assert_int_eq(wvm_error_exit_status(e), 43);
  wvm_error_delete(e);
  const char *name;
  uint64_t calls;
  ck_assert(wvm_emscripten_missed(g.em, 0, &name, &calls));
  ck_assert_str_eq(name, "__syscall_openat");
  ck_assert_uint_eq(calls, 2);
  ck_assert(!wvm_emscripten_missed(g.em, 1, &name, &calls));
  wvm_module_t *m = compile(g.vm.engine, text);
  ck_assert(wvm_module_has_emscripten_main(m) && wvm_module_wants_emscripten(m));
  wvm_module_delete(m);
  guest_delete(&g);
}
END_TEST

TEST_MAIN("emscripten", addresses_of_64_bits, legalized, whose_names_count, main_and_what_was_missed)
