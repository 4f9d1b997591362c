/* Memory that cannot be had: a scenario that touches the whole API runs again and again, the n-th allocation failing,
 * until none does. Every time it must end in a clean error or in success, with nothing left allocated. And translation
 * alone, with blocks that end where no byte may be touched. */
#include <sys/mman.h>
#include <unistd.h>

#include "base/base.h"
#include "tests/api.h"

typedef struct Heap {
  size_t live, calls, fail_at;
  bool failed, persistent; /* persistent: every later one fails too */
  bool broken;             /* a size that does not match */
} Heap;

/* Sizes are kept in front, to check what wvm says they are. */
static void *resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  Heap *h = ctx;
  enum { FRONT = 16 };
  uint8_t *block = p ? (uint8_t *)p - FRONT : NULL;
  size_t known = 0;
  if (block) memcpy(&known, block, sizeof known);
  if (known != old_size && new_size != 0) h->broken = true;
  if (known != old_size && new_size == 0 && !(known == 0 && old_size == 1)) h->broken = true;
  if (new_size == 0) {
    h->live -= known;
    free(block);
    return NULL;
  }
  h->calls++;
  if (h->calls == h->fail_at || (h->persistent && h->failed && new_size > known)) {
    h->failed = true;
    return NULL;
  }
  block = realloc(block, new_size + FRONT);
  if (!block) abort();
  memcpy(block, &new_size, sizeof new_size);
  if (new_size > known) memset(block + FRONT + known, 0xC7, new_size - known); /* nobody relies on zeros */
  h->live += new_size - known;
  return block + FRONT;
}

static wvm_error_t *host_add(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env;
  (void)caller;
  results[0].of.i32 = args[0].of.i32 + 1;
  return NULL;
}

static wvm_error_t *host_call(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)args;
  wvm_instance_t *i = wvm_caller_instance(caller);
  wvm_extern_t x;
  if (!wvm_instance_export(i, "fail", &x)) return wvm_error_new(WVM_ERROR_USAGE, "no export");
  *(int *)env += 1;
  return wvm_func_call(x.of.func, NULL, 0, results, 1);
}

static wvm_error_t *host_wait(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)args, (void)results;
  return wvm_caller_suspend(caller, NULL);
}
static int32_t plain_c(int32_t a) { return a; }
static int file; /* a page of 64 KiB */

static const char *text =
    "(module $scenario"
    " (type $t (func (param i32) (result i32)))"
    " (import \"env\" \"add\" (func $add (type $t)))"
    " (import \"env\" \"call\" (func $call (result i32))) (import \"env\" \"wait\" (func $wait (result i32)))"
    " (memory (export \"m\") 1 10) (table $tab (export \"t\") 4 funcref)"
    " (global $g (export \"g\") (mut i64) (i64.add (i64.const 4) (i64.const 5)))"
    " (elem (i32.const 0) func $double $add) (elem $passive funcref (ref.func $double) (ref.null func))"
    " (data (i32.const 8) \"data\") (data $d \"passive\")"
    " (tag (export \"tag\") (param i32))"
    " (func $double (export \"double\") (type $t) (i32.add (local.get 0) (call $add (local.get 0))))"
    " (func (export \"indirect\") (type $t) (table.init $tab $passive (i32.const 1) (i32.const 0) (i32.const 1))"
    "   (drop (table.grow $tab (ref.null func) (i32.const 100))) (drop (memory.grow (i32.const 1)))"
    "   (memory.init $d (i32.const 0) (i32.const 0) (i32.const 7))"
    "   (call_indirect $tab (type $t) (local.get 0) (i32.const 1)))"
    " (func (export \"fail\") (result i32) (i32.load (i32.const -4)))"
    " (func (export \"waits\") (result i32) (call $wait))"
    " (func (export \"nested\") (result i32) (call $call))"
    " (func $start (drop (call $double (i32.const 3)))) (start $start))";

/* Goes on only after success. */
#define TRY(call)                                                                                                      \
  do {                                                                                                                 \
    if ((e = (call))) goto out;                                                                                        \
  } while (0)

static wvm_error_t *use_instance(wvm_store_t *s, wvm_instance_t *i) {
  wvm_error_t *e;
  wvm_extern_t x;
  wvm_val_t arg = i32(5), out;
  wvm_functype_t type;
  wvm_ref_t *r;
  wvm_instance_set_name(i, "named");
  ck_assert(wvm_instance_export(i, "indirect", &x));
  TRY(wvm_func_type(x.of.func, &type));
  TRY(wvm_func_call(x.of.func, &arg, 1, &out, 1));
  ck_assert_int_eq(out.of.i32, 11);
  TRY(wvm_ref_new_func(s, x.of.func, &r));
  wvm_ref_delete(r);
  TRY(wvm_ref_new_extern(s, i, NULL, &r));
  ck_assert(wvm_instance_export(i, "t", &x));
  TRY(wvm_table_grow(x.of.table, 1000, NULL, NULL));
  wvm_ref_t *element;
  TRY(wvm_table_get(x.of.table, 0, &element));
  ck_assert(wvm_instance_export(i, "g", &x));
  TRY(wvm_global_get(x.of.global, &out));
  ck_assert_int_eq(out.of.i64, 9);
  ck_assert(wvm_instance_export(i, "waits", &x));
  wvm_call_t *call;
  TRY(wvm_func_start(x.of.func, NULL, 0, &out, 1, &call));
  ck_assert_ptr_nonnull(call);
  TRY(wvm_call_resume(&call, &arg, 1, &out, 1));
  ck_assert_int_eq(out.of.i32, 5);
  ck_assert(wvm_instance_export(i, "m", &x));
  TRY(wvm_memory_map_file(x.of.memory, 0, file, 0, 65536, WVM_MAP_PRIVATE));
  TRY(wvm_memory_unmap(x.of.memory, 4096, 4096));
  wvm_memory_t *foreign;
  wvm_limits_t limits = {.min = 1};
  static uint8_t bytes[65536];
  TRY(wvm_memory_new_foreign(s, &limits, bytes, sizeof bytes, NULL, NULL, &foreign));
  wvm_func_t *plain;
  TRY(wvm_func_new_c(s, "i(ib)", (wvm_cfn_t)plain_c, &plain));
  TRY(wvm_func_new_c(s, "i(iii)", (wvm_cfn_t)plain_c, &plain));
  ck_assert(wvm_instance_export(i, "nested", &x));
  e = wvm_func_call(x.of.func, NULL, 0, &out, 1);
  ck_assert_ptr_nonnull(e);
out:
  return e;
}

static wvm_error_t *use_store(wvm_engine_t *engine, wvm_module_t *m, int *calls) {
  wvm_error_t *e;
  wvm_store_t *s = NULL;
  wvm_linker_t *l = NULL;
  wvm_instance_t *i;
  wvm_memory_t *memory;
  wvm_table_t *table;
  wvm_global_t *global;
  wvm_tag_t *tag;
  wvm_limits_t limits = {.min = 1};
  wvm_val_t v = i32(1);
  wvm_functype_t add = {1, 1, &type_i32, &type_i32}, call = {0, 1, NULL, &type_i32};
  TRY(wvm_store_new(engine, &s));
  TRY(wvm_linker_new(s, &l));
  e = wvm_linker_instantiate(l, m, &i); /* nothing is defined yet */
  ck_assert_ptr_nonnull(e);
  if (wvm_error_kind(e) == WVM_ERROR_MEMORY) goto out;
  wvm_error_delete(e);
  TRY(wvm_linker_define_func(l, "env", "add", &add, host_add, NULL));
  TRY(wvm_linker_define_func(l, "env", "call", &call, host_call, calls));
  TRY(wvm_linker_define_func(l, "env", "wait", &call, host_wait, NULL));
  TRY(wvm_memory_new(s, &limits, &memory));
  TRY(wvm_table_new(s, &limits, &type_funcref, NULL, &table));
  TRY(wvm_global_new(s, &type_i32, true, &v, &global));
  TRY(wvm_tag_new(s, &add, &tag));
  TRY(wvm_linker_instantiate(l, m, &i));
  TRY(wvm_linker_define_instance(l, "self", 4, i));
  e = use_instance(s, i);
out:
  wvm_linker_delete(l);
  wvm_store_delete(s);
  return e;
}

/* Ends in the trap of the last call, or in what an allocation that failed made of it. */
static wvm_error_t *scenario(Heap *h, int *calls) {
  wvm_error_t *e;
  wvm_engine_t *engine = NULL;
  wvm_module_t *m = NULL;
  uint8_t *bytes, *printed;
  size_t size, printed_size;
  wvm_config_t *c = wvm_config_new();
  wvm_config_set_allocator(c, resize, h);
  TRY(wvm_engine_new(c, &engine));
  TRY(wvm_text_to_binary(engine, text, strlen(text), &bytes, &size));
  e = wvm_binary_to_text(engine, bytes, size, WVM_PRINT_FOLDED, &printed, &printed_size);
  if (!e) wvm_bytes_delete(printed, printed_size);
  if (!e) e = wvm_module_new(engine, bytes, size, &m);
  wvm_bytes_delete(bytes, size);
  if (e) goto out;
  e = use_store(engine, m, calls);
out:
  wvm_module_delete(m);
  wvm_engine_delete(engine);
  return e;
}

static void sweep(bool persistent) {
  char name[] = "/tmp/wvm-oom-XXXXXX";
  file = mkstemp(name);
  ck_assert(file >= 0 && !unlink(name) && !ftruncate(file, 65536));
  for (size_t n = 1;; n++) {
    Heap h = {.fail_at = n, .persistent = persistent};
    int calls = 0;
    wvm_error_t *e = scenario(&h, &calls);
    ck_assert_ptr_nonnull(e);
    wvm_error_kind_t kind = wvm_error_kind(e);
    wvm_trap_t trap = wvm_error_trap(e);
    char message[200];
    snprintf(message, sizeof message, "%s", wvm_error_message(e));
    wvm_error_delete(e);
    if (h.broken) ck_abort_msg("allocation %zu: a size that does not match", n);
    if (h.live) ck_abort_msg("allocation %zu: %zu bytes left (%s)", n, h.live, message);
    if (!h.failed) {
      ck_assert_int_eq(trap, WVM_TRAP_MEMORY_BOUNDS);
      ck_assert_int_eq(calls, 1);
      ck_assert_uint_gt(n, 50);
      printf("%zu allocations\n", n - 1);
      return;
    }
    /* Clean: no memory, said so; or a growth that answered -1, a hint or backtrace left out. */
    bool clean = kind == WVM_ERROR_MEMORY || kind == WVM_ERROR_LIMIT || trap == WVM_TRAP_NO_MEMORY ||
                 trap == WVM_TRAP_MEMORY_BOUNDS;
    if (!clean) ck_abort_msg("allocation %zu: %s", n, message);
  }
}

START_TEST(one_allocation_fails) { sweep(false); }
END_TEST

START_TEST(all_allocations_fail_from_one_on) { sweep(true); }
END_TEST

/* ---- translation ---- */

/* Each block ends, but for 15 bytes of alignment, at a page that may not be touched. */
typedef struct Fence {
  size_t calls, fail_from; /* counted from when fail_from is set; 0: nothing fails */
} Fence;

static size_t fenced_pages(size_t size) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  return (size + 15 + page - 1) / page * page;
}
static size_t fenced_place(size_t size) { return fenced_pages(size) - (size + 15) / 16 * 16; }

static void *fenced_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  Fence *f = ctx;
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  uint8_t *block = NULL;
  if (new_size) {
    if (f->fail_from && ++f->calls >= f->fail_from) return NULL;
    const size_t pages = fenced_pages(new_size);
    block = mmap(NULL, pages + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED || mprotect(block + pages, page, PROT_NONE)) abort();
    block += fenced_place(new_size);
  }
  if (p) {
    if (block) memcpy(block, p, old_size < new_size ? old_size : new_size);
    munmap((uint8_t *)p - fenced_place(old_size), fenced_pages(old_size) + page);
  }
  return block;
}

/* What is translated again and again, of one cell and two, so that the array of cells is full at each of them. */
static const char *const pieces[] = {
    "(local.set 0 (i32.add (local.get 0) (i32.const 7)))",
    "(local.set 0 (i32.sub (i32.const 7) (local.get 0)))",
    "(local.set 1 (i64.add (local.get 1) (i64.const 0x123456789abcdef)))",
    "(local.set 0 (i32.mul (local.get 0) (local.get 0)))",
    "(local.set 2 (f64.mul (local.get 2) (f64.const 1.5)))",
    "(local.set 0 (i32.load (local.get 0)))",
    "(i32.store (local.get 0) (i32.const 3))",
    "(local.set 3 (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (local.get 3) (local.get 3)))",
    "(local.set 0 (select (local.get 0) (i32.const 2) (i32.eqz (local.get 0))))",
    "(if (i32.lt_s (local.get 0) (i32.const 5)) (then (local.set 0 (i32.const 4))))",
    "(local.set 0 (call 0 (i32.const 1) (i64.const 2) (f64.const 3)))",
};

/* Translates the function; its allocations fail from the n-th on (0: none does). Whether there was memory. */
static bool translates(const char *text_of_it, size_t n) {
  Fence fence = {0};
  wvm_config_t *c = wvm_config_new();
  wvm_config_set_allocator(c, fenced_resize, &fence);
  Vm vm = vm_of(c);
  wvm_func_t *f = get_func(instance_of(&vm, text_of_it), "f");
  const wvm_val_t args[3] = {i32(0), i64(0), {.kind = WVM_F64}};
  wvm_val_t out;
  fence.fail_from = n;
  wvm_error_t *e = wvm_func_call(f, args, 3, &out, 1);
  fence.fail_from = 0;
  const bool done = e == NULL;
  if (e) ck_assert(wvm_error_kind(e) == WVM_ERROR_MEMORY || wvm_error_trap(e) == WVM_TRAP_NO_MEMORY);
  wvm_error_delete(e);
  vm_delete(&vm);
  return done;
}

START_TEST(no_memory_for_cells) {
  enum { REPEATS = 40 };
  for (size_t k = 0; k < COUNT_OF(pieces); k++)
    for (size_t before = 0; before < 2; before++) { /* one cell more in front */
      static char long_text[16384];
      size_t at = (size_t)sprintf(long_text, "(module (memory 1) (func (export \"f\") (param i32 i64 f64) (result i32) (local v128) "
                                  "(if (i32.eqz (local.get 0)) (then (return (i32.const 1)))) %s ", before ? pieces[3] : "");
      for (size_t r = 0; r < REPEATS; r++) at += (size_t)sprintf(long_text + at, "%s ", pieces[k]);
      sprintf(long_text + at, "(local.get 0)))");
      ck_assert(translates(long_text, 0));
      size_t n = 1;
      while (!translates(long_text, n)) n++;
      ck_assert_uint_gt(n, 8); /* the array of cells alone grows more than three times */
    }
}
END_TEST

/* What failed for want of memory is done the next time, by a translator that was left half way. */
START_TEST(translation_goes_on) {
  static const char text_of_it[] =
      "(module (func (export \"f\") (param i32 i32) (result i32) (local i32 i32 i64 v128 i32 i32 i32 i32)"
      " (local.get 0) (local.get 9) (local.set 9 (i32.add (local.get 1) (i32.const 5))) (local.set 2 (local.get 9))"
      " (local.set 3 (local.get 2)) (local.set 0 (i32.const 1)) (i32.add) (i32.mul (local.get 3))"
      " (block (result i32) (local.get 8) (local.set 8 (i32.const 7))) (i32.add (local.get 8)) (i32.add)))";
  for (size_t n = 1;; n++) {
    Heap h = {0};
    wvm_config_t *c = wvm_config_new();
    wvm_config_set_allocator(c, resize, &h);
    ok(wvm_config_set_tier(c, WVM_TIER_INTERPRETER));
    Vm vm = vm_of(c);
    wvm_func_t *f = get_func(instance_of(&vm, text_of_it), "f");
    const wvm_val_t args[2] = {i32(10), i32(20)};
    wvm_val_t out;
    h.fail_at = h.calls + n;
    wvm_error_t *e = wvm_func_call(f, args, 2, &out, 1);
    const bool done = !e && !h.failed;
    wvm_error_delete(e);
    h.fail_at = 0;
    ok(wvm_func_call(f, args, 2, &out, 1));
    ck_assert_int_eq(out.of.i32, 10 * 25 + 7);
    vm_delete(&vm);
    ck_assert_uint_eq(h.live, 0);
    if (done) break;
  }
}
END_TEST

TEST_MAIN("api: no memory", one_allocation_fails, all_allocations_fail_from_one_on, no_memory_for_cells, translation_goes_on)
