/* Running guests through the API: traps and their backtraces, host functions, nesting, interruption, fuel, limits,
 * threads. */
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "tests/api.h"

/* ---- traps ---- */

START_TEST(backtraces) {
  Vm vm = vm_new();
  wvm_instance_t *i =
      instance_of(&vm, "(module $mod"
                       " (func $inner (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))"
                       " (func $middle (param i32) (result i32) (i32.add (call $inner (local.get 0)) (i32.const 1)))"
                       " (func (export \"outer\") (param i32) (result i32) (call $middle (local.get 0)) nop))");
  int32_t zero = 0, r;
  wvm_error_t *e = try_call(get_func(i, "outer"), 1, &zero, &r);
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_kind(e), WVM_ERROR_TRAP);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_DIVIDE_BY_ZERO);
  ck_assert_str_eq(wvm_error_message(e), "integer divide by zero");
  const wvm_frame_t *frames;
  size_t depth;
  ck_assert_uint_eq(wvm_error_frames(e, &frames, &depth), 3);
  ck_assert_uint_eq(depth, 3);
  const char *names[3] = {"inner", "middle", "outer"};
  for (size_t k = 0; k < 3; k++) {
    ck_assert(!frames[k].host);
    ck_assert_str_eq(frames[k].module, "mod");
    ck_assert_str_eq(frames[k].func, names[k]);
    ck_assert_uint_eq(frames[k].func_index, k);
    ck_assert_uint_gt(frames[k].offset, 20);
    if (k) ck_assert_uint_gt(frames[k].offset, frames[k - 1].offset);
  }
  wvm_error_delete(e);
  wvm_instance_set_name(i, "renamed");
  e = try_call(get_func(i, "outer"), 1, &zero, &r);
  wvm_error_frames(e, &frames, NULL);
  ck_assert_str_eq(frames[0].module, "renamed");
  wvm_error_delete(e);
  ck_assert_int_eq(call1(get_func(i, "outer"), 1), 2); /* a trap leaves the store usable */
  vm_delete(&vm);
}
END_TEST

START_TEST(exhaustion) {
  Vm vm = vm_new();
  wvm_instance_t *i =
      instance_of(&vm, "(module (func $deep (export \"deep\") (param i32) (result i32)"
                       " (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0))"
                       "  (else (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1))))))))");
  int32_t n = 100000000, r;
  wvm_error_t *e = try_call(get_func(i, "deep"), 1, &n, &r);
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_STACK_OVERFLOW);
  size_t depth, kept = wvm_error_frames(e, NULL, &depth);
  ck_assert_uint_gt(depth, 10000);
  ck_assert_uint_lt(kept, 100);
  wvm_error_delete(e);
  ck_assert_int_eq(call1(get_func(i, "deep"), 1000), 1000);
  vm_delete(&vm);
}
END_TEST

static size_t depth_with_stack(size_t bytes) {
  wvm_config_t *c = wvm_config_new();
  ok(wvm_config_set_stack_size(c, bytes));
  Vm vm = vm_of(c);
  wvm_instance_t *i = instance_of(&vm, "(module (func $f (export \"f\") (call $f) nop))");
  wvm_error_t *e = try_call(get_func(i, "f"), 0, NULL, NULL);
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_STACK_OVERFLOW);
  size_t depth;
  wvm_error_frames(e, NULL, &depth);
  wvm_error_delete(e);
  vm_delete(&vm);
  return depth;
}

START_TEST(stack_size) {
  size_t small = depth_with_stack(64 << 10), large = depth_with_stack(1 << 20);
  ck_assert_uint_gt(small, 500);
  ck_assert_uint_le(small, (80 << 10) / 16); /* a call takes 16 bytes at least, pages are whole */
  ck_assert_uint_gt(large, 8 * small);
}
END_TEST

START_TEST(traps_in_start_functions) {
  Vm vm = vm_new();
  wvm_instance_t *i = NULL;
  wvm_error_t *e =
      try_instance(&vm, "(module (func $bad unreachable) (func $go (call $bad) nop) (start $go))", NULL, 0, &i);
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_UNREACHABLE);
  ck_assert_ptr_null(i);
  const wvm_frame_t *frames;
  ck_assert_uint_eq(wvm_error_frames(e, &frames, NULL), 2);
  ck_assert_str_eq(frames[0].func, "bad");
  ck_assert_str_eq(frames[1].func, "go");
  ck_assert_ptr_null(frames[0].module);
  wvm_error_delete(e);
  vm_delete(&vm);
}
END_TEST

/* ---- host functions ---- */

static wvm_error_t *typed_sum(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller;
  (*(int *)env)++;
  results[0].of.i64 = args[0].of.i32 + args[1].of.i64;
  return NULL;
}
static wvm_error_t *raw_sum(void *env, wvm_caller_t *caller, wvm_raw_t *slots) {
  (void)caller;
  (*(int *)env)++;
  slots[0].i64 = slots[0].i32 + slots[1].i64;
  return NULL;
}

static wvm_extern_t host(Vm *vm, const wvm_functype_t *t, wvm_callback_t f, void *env) {
  wvm_extern_t x = {.kind = WVM_EXTERN_FUNC};
  ok(wvm_func_new(vm->store, t, f, env, NULL, &x.of.func));
  return x;
}

START_TEST(host_functions) {
  Vm vm = vm_new();
  int calls = 0;
  wvm_valtype_t params[2] = {{.kind = WVM_I32}, {.kind = WVM_I64}}, result = {.kind = WVM_I64};
  wvm_functype_t t = {2, 1, params, &result};
  wvm_extern_t imports[2] = {host(&vm, &t, typed_sum, &calls), {.kind = WVM_EXTERN_FUNC}};
  ok(wvm_func_new_raw(vm.store, &t, raw_sum, &calls, NULL, &imports[1].of.func));
  wvm_instance_t *i =
      instance_with(&vm,
                    "(module (import \"\" \"a\" (func $a (param i32 i64) (result i64)))"
                    " (import \"\" \"b\" (func $b (param i32 i64) (result i64)))"
                    " (export \"again\" (func $a))"
                    " (func (export \"f\") (result i64)"
                    "  (i64.mul (call $a (i32.const -1) (i64.const 10)) (call $b (i32.const -2) (i64.const 10)))))",
                    imports, 2);
  wvm_val_t r, args[2] = {i32(-3), i64(4)};
  ok(wvm_func_call(get_func(i, "f"), NULL, 0, &r, 1));
  ck_assert_int_eq(r.of.i64, 72);
  ck_assert_ptr_eq(get_func(i, "again"), imports[0].of.func);
  ok(wvm_func_call(imports[0].of.func, args, 2, &r, 1)); /* the host may call them as well */
  ck_assert_int_eq(r.of.i64, 1);
  ck_assert_int_eq(calls, 3);
  vm_delete(&vm);
}
END_TEST

/* A host that leaves rubbish beside its 32-bit results, where a guest's addresses come from. */
static wvm_error_t *raw_dirty(void *env, wvm_caller_t *caller, wvm_raw_t *slots) {
  (void)env, (void)caller;
  const uint64_t rubbish = 0xBADBADBA00000000u;
  slots[0].bits = rubbish | 4;                 /* i32 */
  slots[1].bits = slots[2].bits = rubbish | 1; /* v128 */
  slots[3].bits = rubbish | 0x3F800000;        /* f32 */
  slots[4].bits = rubbish | 2;                 /* i64 */
  slots[5].bits = rubbish | 0xFFFFFFF0u;       /* i32 */
  return NULL;
}

START_TEST(raw_slots_are_cleaned) {
  Vm vm = vm_new();
  const wvm_valtype_t results[] = {{.kind = WVM_I32}, {.kind = WVM_V128}, {.kind = WVM_F32}, {.kind = WVM_I64}, {.kind = WVM_I32}};
  const wvm_functype_t t = {.result_count = 5, .results = results};
  wvm_extern_t import = {.kind = WVM_EXTERN_FUNC};
  ok(wvm_func_new_raw(vm.store, &t, raw_dirty, NULL, NULL, &import.of.func));
  wvm_instance_t *i = instance_with(
      &vm,
      "(module (import \"\" \"\" (func $h (result i32 v128 f32 i64 i32))) (memory 1) (data (i32.const 4) \"\\07\")"
      " (global $i (mut i32) (i32.const 0))"
      " (func (export \"load\") (result i32) (local $f f32)"
      "  (call $h) (drop) (drop) (local.set $f) (drop) (i32.load8_u)"
      "  (i32.add (i32.eq (i32.reinterpret_f32 (local.get $f)) (i32.const 0x3f800000))))"
      " (func (export \"wide\") (result i64 i64 i64) (local $k i32) (local $v v128) (local $l i64)"
      "  (call $h) (local.set $k) (local.set $l) (drop) (local.set $v) (drop)"
      "  (i64.extend_i32_u (local.get $k)) (local.get $l) (i64x2.extract_lane 1 (local.get $v)))"
      " (func (export \"out\") (result i32) (call $h) (drop) (drop) (drop) (drop) (i32.load8_u offset=65536))"
      " (func (export \"kept\") (result i32) (call $h) (drop) (drop) (drop) (drop) (global.set $i)"
      "  (i32.load8_u (global.get $i)))"
      " (func (export \"given\") (param i32 f32) (result i32)"
      "  (i32.add (i32.load8_u (local.get 0)) (i32.eq (i32.reinterpret_f32 (local.get 1)) (i32.const 0x3f800000)))))",
      &import, 1);
  wvm_val_t r[3];
  ck_assert_int_eq(call0(get_func(i, "load")), 8);
  ck_assert_int_eq(call0(get_func(i, "kept")), 7);
  ok(wvm_func_call(get_func(i, "wide"), NULL, 0, r, 3));
  ck_assert_int_eq(r[0].of.i64, 0xFFFFFFF0);
  ck_assert_int_eq(r[1].of.i64, (int64_t)0xBADBADBA00000002u);
  ck_assert_int_eq(r[2].of.i64, (int64_t)0xBADBADBA00000001u);
  fails(try_call(get_func(i, "out"), 0, NULL, &(int32_t){0}), WVM_ERROR_TRAP, "out of bounds");
  wvm_raw_t slots[2] = {{.bits = 0xBADBADBA00000004u}, {.bits = 0xBADBADBA3F800000u}};
  ok(wvm_func_call_raw(get_func(i, "given"), slots));
  ck_assert_uint_eq(slots[0].bits, 8);
  vm_delete(&vm);
}
END_TEST

static wvm_error_t *fail_with(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller;
  (void)args;
  if (*(int *)env == 0) return wvm_error_new(WVM_ERROR_IO, "the printer is on fire");
  if (*(int *)env == 1) return wvm_error_new_exit(42);
  results[0].kind = WVM_F64; /* not what was promised */
  return NULL;
}

START_TEST(host_failures) {
  Vm vm = vm_new();
  int how = 0;
  wvm_functype_t t = {.result_count = 1, .results = &type_i32};
  wvm_extern_t x = host(&vm, &t, fail_with, &how);
  wvm_instance_t *i = instance_with(
      &vm, "(module (import \"\" \"f\" (func $f (result i32))) (func $g (export \"g\") (result i32) (call $f) nop))",
      &x, 1);
  wvm_func_t *g = get_func(i, "g");
  int32_t r;
  wvm_error_t *e = try_call(g, 0, NULL, &r);
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_HOST);
  ck_assert_str_eq(wvm_error_message(e), "host function failed: the printer is on fire");
  const wvm_frame_t *frames;
  size_t count = wvm_error_frames(e, &frames, NULL);
  ck_assert_uint_ge(count, 1);
  ck_assert_str_eq(frames[count - 1].func, "g");
  wvm_error_delete(e);
  how = 1;
  e = try_call(g, 0, NULL, &r);
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_kind(e), WVM_ERROR_EXIT);
  ck_assert_int_eq(wvm_error_exit_status(e), 42);
  wvm_error_delete(e);
  how = 2;
  fails(try_call(g, 0, NULL, &r), WVM_ERROR_TRAP,
        "host function failed: result 1 is a value of another type: expected i32");
  vm_delete(&vm);
}
END_TEST

static wvm_error_t *swap_refs(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env;
  ck_assert_ptr_nonnull(wvm_ref_extern(args[0].of.ref));
  ck_assert_ptr_null(args[1].of.ref);
  return wvm_ref_new_extern(wvm_caller_store(caller), env, NULL, &results[0].of.ref);
}

START_TEST(host_references) {
  Vm vm = vm_new();
  int a, b;
  wvm_valtype_t params[2] = {type_externref, type_funcref};
  wvm_functype_t t = {2, 1, params, &type_externref};
  wvm_extern_t x = host(&vm, &t, swap_refs, &b);
  wvm_instance_t *i = instance_with(
      &vm,
      "(module (import \"\" \"f\" (func $f (param externref funcref) (result externref)))"
      " (func (export \"g\") (param externref) (result externref) (call $f (local.get 0) (ref.null func)) nop))",
      &x, 1);
  wvm_val_t arg = ref(NULL), out;
  ok(wvm_ref_new_extern(vm.store, &a, NULL, &arg.of.ref));
  ok(wvm_func_call(get_func(i, "g"), &arg, 1, &out, 1));
  ck_assert_ptr_eq(wvm_ref_extern(out.of.ref), &b);
  vm_delete(&vm);
}
END_TEST

/* ---- nesting ---- */

typedef struct Nest {
  wvm_func_t *guest;
  int depth, deepest;
} Nest;

static wvm_error_t *call_back(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  Nest *n = env;
  ck_assert_ptr_nonnull(wvm_caller_instance(caller));
  ck_assert_ptr_nonnull(wvm_caller_memory(caller));
  n->depth++;
  if (n->depth > n->deepest) n->deepest = n->depth;
  wvm_error_t *e = wvm_func_call(n->guest, args, 1, results, 1);
  n->depth--;
  return e;
}

static const char *nest_text =
    "(module (import \"\" \"back\" (func $back (param i32) (result i32))) (memory 1)"
    " (func (export \"f\") (param i32) (result i32)"
    "  (if (result i32) (i32.eqz (local.get 0)) (then (i32.div_s (i32.const 7) (i32.load (i32.const 0))))"
    "   (else (i32.add (i32.const 1) (call $back (i32.sub (local.get 0) (i32.const 1))))))))";

START_TEST(nested_calls) {
  Vm vm = vm_new();
  Nest n = {0};
  wvm_functype_t t = {1, 1, &type_i32, &type_i32};
  wvm_extern_t x = host(&vm, &t, call_back, &n);
  wvm_instance_t *i = instance_with(&vm, nest_text, &x, 1);
  n.guest = get_func(i, "f");
  int32_t ten = 10, endless = 100000, r;
  wvm_error_t *e = try_call(n.guest, 1, &ten, &r); /* the innermost divides by zero */
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_DIVIDE_BY_ZERO);
  /* The backtrace goes through all of it: guest, host, guest, … */
  const wvm_frame_t *frames;
  size_t depth;
  ck_assert_uint_eq(wvm_error_frames(e, &frames, &depth), 21);
  ck_assert_uint_eq(depth, 21);
  for (size_t k = 0; k < depth; k++) {
    ck_assert_int_eq(frames[k].host, k % 2 == 1);
    if (!frames[k].host) ck_assert_str_eq(frames[k].func, "f");
  }
  wvm_error_delete(e);
  ck_assert_int_eq(n.deepest, 10);
  e = try_call(n.guest, 1, &endless, &r);
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_STACK_OVERFLOW);
  wvm_error_delete(e);
  ck_assert_int_ge(n.deepest, 100);
  ck_assert_int_le(n.deepest, 1000);
  vm_delete(&vm);
}
END_TEST

/* A host function that calls the guest back and keeps what comes of it to itself. */
static wvm_error_t *call_back_quietly(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller;
  wvm_error_t *e = try_call(env, 0, NULL, NULL);
  ck_assert_ptr_nonnull(e);
  const wvm_frame_t *frames;
  ck_assert_uint_eq(wvm_error_frames(e, &frames, NULL), 2);
  ck_assert(frames[0].host);
  wvm_error_delete(e);
  results[0].of.i32 = args[0].of.i32;
  return NULL;
}

START_TEST(a_trap_dealt_with_by_the_host) {
  Vm vm = vm_new();
  int how = 0;
  wvm_functype_t fails_type = {.result_count = 1, .results = &type_i32}, quiet_type = {1, 1, &type_i32, &type_i32};
  wvm_extern_t failing = host(&vm, &fails_type, fail_with, &how);
  wvm_instance_t *inner = instance_with(
      &vm, "(module (import \"\" \"f\" (func $f (result i32))) (func (export \"g\") (drop (call $f))))", &failing, 1);
  wvm_extern_t quiet = host(&vm, &quiet_type, call_back_quietly, get_func(inner, "g"));
  wvm_instance_t *i = instance_with(&vm,
                                    "(module (import \"\" \"f\" (func $f (param i32) (result i32)))"
                                    " (func (export \"g\") (param i32) (result i32)"
                                    "  (i32.div_s (i32.const 1) (call $f (local.get 0)))))",
                                    &quiet, 1);
  const int32_t zero = 0;
  int32_t r;
  wvm_error_t *e = try_call(get_func(i, "g"), 1, &zero, &r);
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_DIVIDE_BY_ZERO);
  const wvm_frame_t *frames; /* the guest's own trap: no host function, which returned, has a part in it */
  ck_assert_uint_eq(wvm_error_frames(e, &frames, NULL), 1);
  ck_assert(!frames[0].host);
  wvm_error_delete(e);
  vm_delete(&vm);
}
END_TEST

/* ---- interruption ---- */

static void *interrupt_soon(void *store) {
  struct timespec wait = {0, 30 * 1000 * 1000};
  nanosleep(&wait, NULL);
  wvm_store_interrupt(store);
  return NULL;
}

/* Runs and expects to be interrupted from another thread. */
#define INTERRUPTED(vm, run)                                                                                           \
  do {                                                                                                                 \
    pthread_t thread;                                                                                                  \
    ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_soon, (vm)->store), 0);                                   \
    wvm_error_t *error = (run);                                                                                        \
    pthread_join(thread, NULL);                                                                                        \
    ck_assert_ptr_nonnull(error);                                                                                      \
    ck_assert_int_eq(wvm_error_trap(error), WVM_TRAP_INTERRUPTED);                                                     \
    wvm_error_delete(error);                                                                                           \
    wvm_store_clear_interrupt((vm)->store);                                                                            \
  } while (0)

START_TEST(interruption) {
  Vm vm = vm_new();
  wvm_instance_t *other = NULL;
  wvm_instance_t *i = instance_of(
      &vm, "(module (memory 1024)"
           " (func (export \"loop\") (loop (br 0)))"
           " (func (export \"branch\") (loop (br_if 0 (i32.const 1))))"
           " (func $r (export \"tail\") (return_call $r))"
           " (func (export \"table\") (loop (br_table 0 0 (i32.const 5))))"
           " (func (export \"fill\") (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 67000000)) (br 0)))"
           " (func (export \"copy\") (loop (memory.copy (i32.const 1) (i32.const 0) (i32.const 67000000)) (br 0)))"
           " (func (export \"one\") (result i32) (i32.const 1)))");
  const char *names[] = {"loop", "branch", "tail", "table", "fill", "copy"};
  for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
    INTERRUPTED(&vm, wvm_func_call(get_func(i, names[k]), NULL, 0, NULL, 0));
    ck_assert_int_eq(call0(get_func(i, "one")), 1);
  }
  INTERRUPTED(&vm, try_instance(&vm, "(module (func $s (loop (br 0))) (start $s))", NULL, 0, &other));
  /* It stays until cleared, and tells who waits. */
  wvm_store_interrupt(vm.store);
  ck_assert(wvm_store_interrupted(vm.store));
  fails(wvm_func_call(get_func(i, "loop"), NULL, 0, NULL, 0), WVM_ERROR_TRAP, "interrupted");
  fails(wvm_func_call(get_func(i, "loop"), NULL, 0, NULL, 0), WVM_ERROR_TRAP, "interrupted");
  fails(try_instance(&vm, "(module)", NULL, 0, &other), WVM_ERROR_TRAP, "interrupted");
  wvm_store_clear_interrupt(vm.store);
  ck_assert(!wvm_store_interrupted(vm.store));
  ck_assert_int_eq(call0(get_func(i, "one")), 1);
  vm_delete(&vm);
}
END_TEST

/* A single bulk operation, long enough that the interrupt falls into it. */
START_TEST(interruption_of_one_bulk_operation) {
  Vm vm = vm_new();
  wvm_instance_t *i = instance_of(&vm, "(module (memory (export \"m\") 49152)" /* 3 GiB */
                                       " (func (export \"fill\") (param i32)"
                                       "  (memory.fill (i32.const 0) (i32.const 1) (local.get 0))))");
  int32_t size = (int32_t)0xC0000000u;
  wvm_store_interrupt(vm.store);
  wvm_error_t *e = try_call(get_func(i, "fill"), 1, &size, NULL);
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_INTERRUPTED);
  wvm_error_delete(e);
  wvm_store_clear_interrupt(vm.store);
  ck_assert_uint_eq(wvm_memory_data(get_memory(i, "m"))[100 << 20], 0); /* stopped before that */
  vm_delete(&vm);
}
END_TEST

static wvm_error_t *interrupt_self(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env;
  (void)args;
  (void)results;
  wvm_store_interrupt(wvm_caller_store(caller));
  return NULL;
}

START_TEST(interruption_by_a_host_function) {
  Vm vm = vm_new();
  wvm_functype_t none = {0};
  wvm_extern_t x = host(&vm, &none, interrupt_self, NULL);
  wvm_instance_t *i =
      instance_with(&vm, "(module (import \"\" \"f\" (func $f)) (func (export \"g\") (call $f) (loop (br 0))))", &x, 1);
  fails(wvm_func_call(get_func(i, "g"), NULL, 0, NULL, 0), WVM_ERROR_TRAP, "interrupted");
  vm_delete(&vm);
}
END_TEST

static wvm_error_t *call_loop(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)args;
  (void)results;
  wvm_extern_t x;
  ck_assert(wvm_instance_export(wvm_caller_instance(caller), env, &x));
  return wvm_func_call(x.of.func, NULL, 0, NULL, 0);
}

START_TEST(interruption_within_nested_calls) {
  Vm vm = vm_new();
  wvm_functype_t none = {0};
  wvm_extern_t x = host(&vm, &none, call_loop, "loop");
  wvm_instance_t *i = instance_with(&vm,
                                    "(module (import \"\" \"f\" (func $f)) (func (export \"outer\") (call $f) nop)"
                                    " (func (export \"loop\") (loop (br 0))))",
                                    &x, 1);
  INTERRUPTED(&vm, wvm_func_call(get_func(i, "outer"), NULL, 0, NULL, 0));
  vm_delete(&vm);
}
END_TEST

/* ---- fuel and limits ---- */

START_TEST(fuel) {
  wvm_config_t *c = wvm_config_new();
  wvm_config_set_fuel(c, true);
  Vm vm = vm_of(c), plain = vm_new();
  fails(wvm_store_set_fuel(plain.store, 5), WVM_ERROR_USAGE, "without wvm_config_set_fuel");
  ok(wvm_store_set_fuel(vm.store, 1000000));
  wvm_instance_t *i = instance_of(&vm, "(module (func (export \"n\") (param i32) (loop (br_if 0 (local.tee 0 (i32.sub "
                                       "(local.get 0) (i32.const 1)))))))");
  wvm_func_t *n = get_func(i, "n");
  int32_t few = 100, many = 100000000;
  ok(try_call(n, 1, &few, NULL));
  uint64_t once = 1000000 - wvm_store_fuel(vm.store);
  ck_assert_uint_gt(once, 100);
  ck_assert_uint_lt(once, 2000);
  ok(try_call(n, 1, &few, NULL));
  ck_assert_uint_eq(wvm_store_fuel(vm.store), 1000000 - 2 * once); /* the same work costs the same */
  fails(try_call(n, 1, &many, NULL), WVM_ERROR_TRAP, "all fuel consumed");
  ok(wvm_store_set_fuel(vm.store, 1000000));
  ok(try_call(n, 1, &few, NULL));
  ok(wvm_store_set_fuel(vm.store, 10));
  wvm_instance_t *other;
  fails(try_instance(&vm, "(module (func $s (loop (br 0))) (start $s))", NULL, 0, &other), WVM_ERROR_TRAP,
        "all fuel consumed");
  vm_delete(&vm);
  vm_delete(&plain);
}
END_TEST

START_TEST(store_limits) {
  Vm vm = vm_new();
  wvm_store_limits_t l;
  wvm_store_limits_default(&l);
  ck_assert_uint_eq(l.struct_size, sizeof l);
  l.memory_bytes = 5 * 65536;
  l.table_elements = 100;
  l.instances = 3;
  l.memories = 2;
  l.tables = 2;
  l.nesting = 5;
  ok(wvm_store_set_limits(vm.store, &l));
  wvm_instance_t *i =
      instance_of(&vm, "(module (memory 2) (table 50 funcref)"
                       " (func (export \"m\") (param i32) (result i32) (memory.grow (local.get 0)))"
                       " (func (export \"t\") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))");
  ck_assert_int_eq(call1(get_func(i, "m"), 4), -1);
  ck_assert_int_eq(call1(get_func(i, "m"), 3), 2);
  ck_assert_int_eq(call1(get_func(i, "m"), 1), -1);
  ck_assert_int_eq(call1(get_func(i, "t"), 51), -1);
  ck_assert_int_eq(call1(get_func(i, "t"), 50), 50);
  wvm_instance_t *other;
  fails(try_instance(&vm, "(module (memory 1))", NULL, 0, &other), WVM_ERROR_LIMIT,
        "limit exceeded: 327680 bytes of memories");
  fails(try_instance(&vm, "(module (table 1 funcref))", NULL, 0, &other), WVM_ERROR_LIMIT,
        "limit exceeded: 100 table elements");
  fails(try_instance(&vm, "(module (memory 0) (memory 0))", NULL, 0, &other), WVM_ERROR_LIMIT,
        "limit exceeded: 2 memories");
  fails(try_instance(&vm, "(module (table 0 funcref) (table 0 funcref))", NULL, 0, &other), WVM_ERROR_LIMIT,
        "limit exceeded: 2 tables");
  ok(try_instance(&vm, "(module (memory 0) (table 0 funcref))", NULL, 0, &other));
  ok(try_instance(&vm, "(module)", NULL, 0, &other));
  fails(try_instance(&vm, "(module)", NULL, 0, &other), WVM_ERROR_LIMIT, "limit exceeded: 3 instances");
  fails(wvm_store_set_limits(vm.store, &l), WVM_ERROR_USAGE, "before anything is made");
  Vm fresh = vm_new();
  l.struct_size = 3;
  fails(wvm_store_set_limits(fresh.store, &l), WVM_ERROR_USAGE, "struct_size");
  fails(wvm_store_set_limits(fresh.store, NULL), WVM_ERROR_USAGE, "struct_size");
  l.struct_size = sizeof l;
  l.nesting = 0;
  fails(wvm_store_set_limits(fresh.store, &l), WVM_ERROR_USAGE, "nesting of 0");
  l.nesting = 4;
  ok(wvm_store_set_limits(fresh.store, &l));
  Nest n = {0};
  wvm_functype_t t = {1, 1, &type_i32, &type_i32};
  wvm_extern_t x = host(&fresh, &t, call_back, &n);
  i = instance_with(&fresh, nest_text, &x, 1);
  n.guest = get_func(i, "f");
  int32_t ten = 10, r;
  fails(try_call(n.guest, 1, &ten, &r), WVM_ERROR_TRAP, "call stack exhausted");
  ck_assert_int_eq(n.deepest, 4);
  int marker;
  wvm_store_set_data(fresh.store, &marker);
  ck_assert_ptr_eq(wvm_store_data(fresh.store), &marker);
  vm_delete(&fresh);
  vm_delete(&vm);
}
END_TEST

START_TEST(failed_instances_take_nothing) {
  Vm vm = vm_new();
  wvm_store_limits_t l;
  wvm_store_limits_default(&l);
  l.memory_bytes = 3 * 65536;
  l.table_elements = 10;
  l.instances = l.memories = l.tables = 1;
  ok(wvm_store_set_limits(vm.store, &l));
  wvm_instance_t *i;
  for (int k = 0; k < 20; k++) {
    fails(try_instance(&vm, "(module (memory 2) (table 11 funcref))", NULL, 0, &i), WVM_ERROR_LIMIT, "table elements");
    fails(try_instance(&vm, "(module (memory 2) (table 8 funcref) (table 0 funcref))", NULL, 0, &i), WVM_ERROR_LIMIT,
          "1 tables");
  }
  ok(try_instance(&vm, "(module (memory 3) (table 10 funcref))", NULL, 0, &i));
  vm_delete(&vm);
}
END_TEST

START_TEST(traced_guests_compute_the_same) {
  /* Traces go to stderr, which is of no interest here. */
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
  for (uint32_t bits = 0; bits < 16; bits++) {
    wvm_config_t *c = wvm_config_new();
    wvm_config_set_trace(c, bits);
    Vm vm = vm_of(c);
    int calls = 0;
    wvm_valtype_t params[2] = {{.kind = WVM_I32}, {.kind = WVM_I64}}, result = {.kind = WVM_I64};
    wvm_functype_t t = {2, 1, params, &result};
    wvm_extern_t x = host(&vm, &t, typed_sum, &calls);
    wvm_instance_t *i =
        instance_with(&vm,
                      "(module (import \"\" \"f\" (func $f (param i32 i64) (result i64))) (memory 1)"
                      " (func (export \"g\") (param i32) (result i32) (i32.store (i32.const 8) (local.get 0))"
                      "  (i32.wrap_i64 (call $f (i32.load (i32.const 8)) (i64.const 30)))))",
                      &x, 1);
    ck_assert_int_eq(call1(get_func(i, "g"), 12), 42);
    ck_assert_int_eq(calls, 1);
    vm_delete(&vm);
  }
}
END_TEST

/* ---- bulk operations against a model ---- */

START_TEST(large_overlapping_copies) {
  Vm vm = vm_new();
  wvm_instance_t *i = instance_of(
      &vm, "(module (memory (export \"m\") 96)"
           " (func (export \"copy\") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))"
           " (func (export \"fill\") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2))))");
  uint8_t *data = wvm_memory_data(get_memory(i, "m"));
  enum { SIZE = 96 * 65536, MIB = 1 << 20 };
  uint8_t *model = malloc(SIZE);
  int32_t cases[][3] = {{1, 0, SIZE - 1},
                        {0, 1, SIZE - 1},
                        {MIB, 0, SIZE - MIB},
                        {0, MIB, SIZE - MIB},
                        {MIB + 7, 3, 2 * MIB + 11},
                        {3, MIB + 7, 2 * MIB + 11},
                        {100, 100, 3 * MIB},
                        {SIZE, 0, 0},
                        {0, SIZE, 0},
                        {MIB / 2, 0, MIB},
                        {0, MIB / 2, MIB}};
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    for (int k = 0; k < SIZE; k++) model[k] = data[k] = (uint8_t)(k * 7 + (k >> 8) * 13 + (k >> 16));
    memmove(model + cases[c][0], model + cases[c][1], (size_t)cases[c][2]);
    ok(try_call(get_func(i, "copy"), 3, cases[c], NULL));
    ck_assert_int_eq(memcmp(model, data, SIZE), 0);
  }
  int32_t fill[3] = {5, 0x1ff, 3 * MIB + 1}, past[3] = {SIZE - 10, 0, 11}, huge[3] = {0, 1, -1}, wrap[3] = {-1, 0, 2};
  memset(model + 5, 0xff, 3 * MIB + 1);
  ok(try_call(get_func(i, "fill"), 3, fill, NULL));
  fails(try_call(get_func(i, "fill"), 3, past, NULL), WVM_ERROR_TRAP, "out of bounds memory access");
  fails(try_call(get_func(i, "copy"), 3, past, NULL), WVM_ERROR_TRAP, "out of bounds memory access");
  fails(try_call(get_func(i, "copy"), 3, huge, NULL), WVM_ERROR_TRAP, "out of bounds memory access");
  fails(try_call(get_func(i, "copy"), 3, wrap, NULL), WVM_ERROR_TRAP, "out of bounds memory access");
  ck_assert_int_eq(memcmp(model, data, SIZE), 0); /* nothing written before the trap */
  free(model);
  vm_delete(&vm);
}
END_TEST

/* ---- threads ---- */

enum { THREADS = 2, FUNCS = 400, ROUNDS = 5 };

typedef struct Racer {
  wvm_engine_t *engine;
  wvm_module_t *module;
  pthread_barrier_t *barrier;
  int64_t sum;
  bool failed;
} Racer;

/* Every first call of a function is made by both threads at once. */
static void *race(void *p) {
  Racer *r = p;
  wvm_store_t *store;
  wvm_instance_t *i;
  if (wvm_store_new(r->engine, &store)) return r->failed = true, NULL;
  if (wvm_instance_new(store, r->module, NULL, 0, &i)) return r->failed = true, NULL;
  pthread_barrier_wait(r->barrier);
  for (int k = 0; k < FUNCS; k++) {
    char name[16];
    snprintf(name, sizeof name, "f%d", k);
    wvm_extern_t x;
    wvm_val_t arg = i32(k), out;
    if (!wvm_instance_export(i, name, &x) || wvm_func_call(x.of.func, &arg, 1, &out, 1)) return r->failed = true, NULL;
    r->sum += out.of.i32;
  }
  wvm_store_delete(store);
  return NULL;
}

START_TEST(two_stores_race_through_first_calls) {
  wvm_engine_t *e;
  ok(wvm_engine_new(NULL, &e));
  char *text = malloc(FUNCS * 200 + 100), *at = text;
  at += sprintf(at, "(module");
  for (int k = 0; k < FUNCS; k++)
    at += sprintf(at,
                  "(func (export \"f%d\") (param i32) (result i32) (i32.mul (i32.add (local.get 0) (i32.const %d)) "
                  "(i32.const 3)))",
                  k, k);
  sprintf(at, ")");
  int64_t expected = 0;
  for (int k = 0; k < FUNCS; k++) expected += 6 * k;
  for (int round = 0; round < ROUNDS; round++) {
    wvm_module_t *m = compile(e, text);
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, THREADS);
    pthread_t threads[THREADS];
    Racer racers[THREADS];
    for (int k = 0; k < THREADS; k++) {
      racers[k] = (Racer){e, m, &barrier, 0, false};
      ck_assert_int_eq(pthread_create(&threads[k], NULL, race, &racers[k]), 0);
    }
    for (int k = 0; k < THREADS; k++) {
      pthread_join(threads[k], NULL);
      ck_assert(!racers[k].failed);
      ck_assert_int_eq(racers[k].sum, expected);
    }
    pthread_barrier_destroy(&barrier);
    wvm_module_delete(m);
  }
  free(text);
  wvm_engine_delete(e);
}
END_TEST

/* ---- objects ---- */

START_TEST(fields_and_elements) {
  Vm vm = vm_new();
  wvm_instance_t *i = instance_of(&vm,
                                  "(module (type $s (struct (field (mut i32)) (field f64) (field (mut i8)) (field (mut anyref))))"
                                  " (type $a (array (mut i16))) (type $v (array v128))"
                                  " (func (export \"s\") (result (ref $s)) (struct.new $s (i32.const 5) (f64.const 0.5) (i32.const -1) (ref.i31 (i32.const 9))))"
                                  " (func (export \"a\") (result (ref $a)) (array.new $a (i32.const -2) (i32.const 3)))"
                                  " (func (export \"v\") (result (ref $v)) (array.new $v (v128.const i64x2 1 2) (i32.const 2)))"
                                  " (func (export \"sum\") (param (ref $s)) (result i32) (i32.add (struct.get $s 0 (local.get 0))"
                                  "  (i32.add (struct.get_u $s 2 (local.get 0)) (i31.get_s (ref.cast (ref i31) (struct.get $s 3 (local.get 0))))))))");
  wvm_val_t s, a, v, x;
  wvm_ref_t *small, *copy;
  int32_t n;
  ok(wvm_func_call(get_func(i, "s"), NULL, 0, &s, 1));
  ok(wvm_func_call(get_func(i, "a"), NULL, 0, &a, 1));
  ok(wvm_func_call(get_func(i, "v"), NULL, 0, &v, 1));
  ck_assert_uint_eq(wvm_ref_length(s.of.ref), 4);
  ck_assert_uint_eq(wvm_ref_length(a.of.ref), 3);
  ok(wvm_ref_get(s.of.ref, 1, &x));
  ck_assert(x.kind == WVM_F64 && x.of.f64 == 0.5);
  ok(wvm_ref_get(s.of.ref, 2, &x));
  ck_assert(x.kind == WVM_I32 && x.of.i32 == 255);
  ok(wvm_ref_get(a.of.ref, 2, &x));
  ck_assert_int_eq(x.of.i32, 0xFFFE);
  ok(wvm_ref_get(v.of.ref, 1, &x));
  ck_assert(x.kind == WVM_V128 && x.of.v128[0] == 1 && x.of.v128[8] == 2);
  ok(wvm_ref_get(s.of.ref, 3, &x));
  ck_assert(wvm_ref_is_i31(x.of.ref, &n) && n == 9);
  wvm_ref_delete(x.of.ref);
  ok(wvm_ref_new_i31(vm.store, -100, &small));
  x = ref(small);
  ok(wvm_ref_set(s.of.ref, 3, &x));
  x = i32(1000);
  ok(wvm_ref_set(s.of.ref, 0, &x));
  x = i32(0x104);
  ok(wvm_ref_set(s.of.ref, 2, &x));
  ok(wvm_func_call(get_func(i, "sum"), &s, 1, &x, 1));
  ck_assert_int_eq(x.of.i32, 1000 + 4 - 100);
  ok(wvm_ref_copy(s.of.ref, &copy));
  ck_assert(wvm_ref_same(copy, s.of.ref));
  fails(wvm_ref_get(s.of.ref, 4, &x), WVM_ERROR_USAGE, "4 of 4");
  fails(wvm_ref_get(a.of.ref, 3, &x), WVM_ERROR_USAGE, "3 of 3");
  fails(wvm_ref_get(small, 0, &x), WVM_ERROR_USAGE, "no structure or array");
  x = i32(1);
  fails(wvm_ref_set(s.of.ref, 1, &x), WVM_ERROR_USAGE, "immutable");
  fails(wvm_ref_set(s.of.ref, 3, &x), WVM_ERROR_USAGE, "another type");
  ck_assert_uint_eq(wvm_ref_length(small), 0);
  wvm_ref_delete(small);
  wvm_ref_delete(copy);
  wvm_ref_delete(s.of.ref);
  wvm_ref_delete(a.of.ref);
  wvm_ref_delete(v.of.ref);
  vm_delete(&vm);
}
END_TEST

START_TEST(half_floats) {
  ck_assert_uint_eq(wvm_f16_from_f32(1.5f), 0x3E00);
  ck_assert_uint_eq(wvm_f16_from_f32(65520.f), 0x7C00);
  ck_assert(wvm_f16_to_f32(0xC000) == -2.f && wvm_f16_to_f32(1) == 0x1p-24f);
}
END_TEST

START_TEST(timeouts) {
  Vm vm = vm_new(), other = vm_new();
  wvm_func_t *spin = get_func(instance_of(&vm, "(module (func (export \"spin\") (loop (br 0))))"), "spin");
  ok(wvm_store_set_timeout(other.store, (uint64_t)3600 * 1000000000));
  for (int k = 0; k < 3; k++) {
    ok(wvm_store_set_timeout(vm.store, (uint64_t)3600 * 1000000000)); /* the last one counts */
    ok(wvm_store_set_timeout(vm.store, 20000000));
    wvm_error_t *e = wvm_func_call(spin, NULL, 0, NULL, 0);
    ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_INTERRUPTED);
    wvm_error_delete(e);
    wvm_store_clear_interrupt(vm.store);
  }
  ok(wvm_store_set_timeout(vm.store, UINT64_MAX - 1)); /* never, in effect */
  ok(wvm_store_set_timeout(vm.store, UINT64_MAX));
  ok(wvm_store_set_timeout(other.store, 1000)); /* the store goes first, perhaps */
  vm_delete(&other);
  ck_assert(!wvm_store_interrupted(vm.store));
  vm_delete(&vm);
}
END_TEST

TEST_MAIN("api: running", backtraces, exhaustion, stack_size, traps_in_start_functions, host_functions, raw_slots_are_cleaned, host_failures,
          host_references, nested_calls, a_trap_dealt_with_by_the_host, interruption, interruption_of_one_bulk_operation,
          interruption_by_a_host_function, interruption_within_nested_calls, fuel, store_limits,
          failed_instances_take_nothing, traced_guests_compute_the_same, large_overlapping_copies,
          two_stores_race_through_first_calls, fields_and_elements, half_floats, timeouts)
