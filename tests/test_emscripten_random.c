/* A guest out of its mind, towards Emscripten's imports: every row of the table, every form of its type, with random
 * arguments, random memory, and a malloc and a free that lie. The host lives, and the guest's errors are errors. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "tests/api.h"

enum { PAGES = 2, MEMORY = PAGES * 65536, CALLS = 150 };

static const struct {
  const char *name, *signature;
} rows[] = {
#define EMSCRIPTEN(id, name, signature, status, summary) {name, signature},
#include "host/emscripten/emscripten.def"
#undef EMSCRIPTEN
    {"invoke_v", "vi"},
    {"invoke_ii", "iii"},
    {"invoke_vii", "viii"},
    {"invoke_jii", "jiii"},
    {"__syscall_openat", "iipip"},
    {"__cxa_find_matching_catch_2", "p"},
    {"__cxa_find_matching_catch_4", "ppp"},
    {"emscripten_asm_const_int", "ippp"},
};

static uint64_t state = 88172645463325252;
static uint64_t random_u64(void) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return state;
}
static uint64_t below(uint64_t n) { return random_u64() % n; }

static uint64_t random_number(void) {
  static const uint64_t wild[] = {
      0,        1,          4,          8,          MEMORY - 1, MEMORY,      MEMORY + 1, UINT32_MAX, UINT32_MAX - 3,
      1u << 31, 1ull << 32, UINT64_MAX, 1ull << 63, INT64_MAX,  MEMORY - 24, 24};
  return below(2) ? wild[below(COUNT_OF(wild))] : below(3) ? below(MEMORY) : random_u64();
}

static const char *type_of(char letter, bool wide) {
  return letter == 'j' || (letter == 'p' && wide) ? "i64" : letter == 'f' ? "f32" : letter == 'd' ? "f64" : "i32";
}

/* The import, a function that calls it, and what its work may call back: all lies. j as two i32 when legal. */
static void make_module(char *out, size_t size, const char *name, const char *signature, bool wide, bool legal) {
  char params[200] = "", args[200] = "", result[40] = "";
  int count = 0;
  for (const char *p = signature + 1; *p; p++) {
    for (int half = *p == 'j' && legal; half >= 0; half--) {
      char get[40];
      snprintf(get, sizeof get, " (local.get %d)", count++);
      strcat(args, get);
      strcat(strcat(params, " "), *p == 'j' && legal ? "i32" : type_of(*p, wide));
    }
  }
  const char r = *signature == 'j' && legal ? 'i' : *signature, *w = wide ? "i64" : "i32";
  if (r != 'v') snprintf(result, sizeof result, "(result %s)", type_of(r, wide));
  snprintf(out, size,
           "(module (import \"env\" \"%s\" (func $f (param%s) %s))"
           " (memory (export \"memory\") %s %d %d) (global $lie (export \"lie\") (mut %s) (%s.const 0))"
           " (table (export \"__indirect_function_table\") 6 funcref) (elem (i32.const 1) $id $boom $call2 $void)"
           " (func $id (param i32) (result i32) (local.get 0)) (func $boom (param i32) (result i32) unreachable)"
           " (func $call2 (param i32 i32)) (func $void)"
           " (func (export \"malloc\") (param %s) (result %s) (global.get $lie))"
           " (func (export \"__cxa_can_catch\") (param %s %s %s) (result i32) (i32.wrap_i64 (i64.extend_i32_u "
           "(i32.const 1))))"
           " (func (export \"__cxa_is_pointer_type\") (param %s) (result i32) (i32.const 1))"
           " (func (export \"setThrew\") (param %s i32)) (func (export \"free\") (param %s))"
           " (func (export \"stackSave\") (result %s) (global.get $lie)) (func (export \"stackRestore\") (param %s))"
           " (func (export \"call\") (param%s) %s (call $f%s)))",
           name, params, result, w, PAGES, PAGES * 2, w, w, w, w, w, w, w, w, w, w, w, w, params, result, args);
}

static void call_often(wvm_instance_t *i) {
  wvm_extern_t call, memory, lie;
  wvm_functype_t type;
  ck_assert(wvm_instance_export(i, "call", &call) && wvm_instance_export(i, "memory", &memory) &&
            wvm_instance_export(i, "lie", &lie));
  ok(wvm_func_type(call.of.func, &type));
  for (int n = 0; n < CALLS; n++) {
    wvm_val_t values[16], result;
    uint8_t *bytes = wvm_memory_data(memory.of.memory);
    for (size_t k = 0; k < 64; k++) {
      const uint32_t word = (uint32_t)random_number();
      memcpy(bytes + below(MEMORY - 4), &word, sizeof word);
    }
    ok(wvm_global_get(lie.of.global, &values[0]));
    values[0].of.i64 = (int64_t)(values[0].kind == WVM_I32 ? (uint32_t)random_number() : random_number());
    ok(wvm_global_set(lie.of.global, &values[0]));
    for (size_t k = 0; k < type.param_count; k++) {
      values[k].kind = type.params[k].kind;
      values[k].of.i64 = (int64_t)random_number();
    }
    wvm_error_t *e = wvm_func_call(call.of.func, values, type.param_count, &result, type.result_count);
    if (e) ck_assert_int_ne(wvm_error_kind(e), WVM_ERROR_USAGE);
    wvm_error_delete(e);
  }
}

static void run(size_t row, bool wide, bool legal, int null) {
  char text[4000];
  Vm vm = vm_new();
  wvm_linker_t *l;
  wvm_instance_t *i;
  wvm_wasi_t *w = wvm_wasi_new();
  wvm_emscripten_t *em = wvm_emscripten_new();
  ck_assert(w && em);
  for (uint32_t k = 0; k < 3; k++) ok(wvm_wasi_set_stream(w, k, null));
  ok(wvm_linker_new(vm.store, &l));
  make_module(text, sizeof text, rows[row].name, rows[row].signature, wide, legal);
  wvm_module_t *m = compile(vm.engine, text);
  ok(wvm_linker_define_emscripten(l, em, w, m));
  ok(wvm_linker_instantiate(l, m, &i));
  ok(wvm_emscripten_start(em, i));
  call_often(i);
  wvm_module_delete(m);
  wvm_linker_delete(l);
  vm_delete(&vm);
  wvm_emscripten_delete(em);
  wvm_wasi_delete(w);
}

START_TEST(random_calls) {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  ck_assert_int_ge(null, 0);
  for (size_t row = 0; row < COUNT_OF(rows); row++) {
    if (!strcmp(rows[row].name, "emscripten_sleep")) continue; /* it does */
    for (int form = 0; form < 4; form++) run(row, form & 1, form & 2, null);
  }
  close(null);
}
END_TEST

TEST_MAIN("emscripten random", random_calls)
