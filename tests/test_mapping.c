/* Zero copy: files, buffers and pages in memories of both widths, both tiers; what is refused; files that shrink; the
 * guest's own mappings, and that whatever it asks for, nothing but its memory changes. */
#include "tests/api.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENGINES = 3, PAGE = 65536 };

/* The compiler, the interpreter, explicit bounds without signal handlers. */
static Vm vm_number(int k) {
  wvm_config_t *c = wvm_config_new();
  if (k == 1) ok(wvm_config_set_tier(c, WVM_TIER_INTERPRETER));
  if (k == 2) wvm_config_set_explicit_bounds(c, true);
  return vm_of(c);
}

#define GUEST(memory, a)                                                                                               \
  "(module (memory (export \"memory\") " memory ")"                                                                    \
  " (func (export \"load\") (param " a ") (result i32) (i32.load8_u (local.get 0)))"                                   \
  " (func (export \"store\") (param " a " i32) (i32.store8 (local.get 0) (local.get 1)))"                              \
  " (func (export \"sum\") (param $at " a ") (param $end " a ") (result i32) (local $s i32)"                           \
  "  (loop $l (local.set $s (i32.add (local.get $s) (i32.load8_u (local.get $at))))"                                   \
  "   (br_if $l (" a ".lt_u (local.tee $at (" a ".add (local.get $at) (" a ".const 4096))) (local.get $end))))"        \
  "  (local.get $s))"                                                                                                  \
  " (func (export \"vector\") (param " a ") (result i32) (i32x4.extract_lane 0 (v128.load (local.get 0))))"            \
  " (func (export \"copy\") (param " a " " a " " a ") (memory.copy (local.get 0) (local.get 1) (local.get 2)))"        \
  " (func (export \"fill\") (param " a " i32 " a ") (memory.fill (local.get 0) (local.get 1) (local.get 2))))"
static const char guest32[] = GUEST("64 128", "i32");
static const char guest64[] = GUEST("i64 64 128", "i64");

typedef struct Guest {
  Vm vm;
  wvm_instance_t *instance;
  wvm_memory_t *memory;
  bool wide;
} Guest;

static Guest guest_of(Vm vm, bool wide) {
  Guest g = {vm, instance_of(&vm, wide ? guest64 : guest32), NULL, wide};
  g.memory = get_memory(g.instance, "memory");
  return g;
}
static Guest guest_new(int k) { return guest_of(vm_number(k % ENGINES), k >= ENGINES); }

static wvm_val_t address(const Guest *g, uint64_t at) { return g->wide ? i64((int64_t)at) : i32((int32_t)at); }

static wvm_error_t *try_load(Guest *g, uint64_t at, int32_t *out) {
  wvm_val_t arg = address(g, at), r = i32(0);
  wvm_error_t *e = wvm_func_call(get_func(g->instance, "load"), &arg, 1, &r, 1);
  *out = r.of.i32;
  return e;
}
static int32_t load(Guest *g, uint64_t at) {
  int32_t v;
  ok(try_load(g, at, &v));
  return v;
}
static void store(Guest *g, uint64_t at, int32_t v) {
  wvm_val_t args[] = {address(g, at), i32(v)};
  ok(wvm_func_call(get_func(g->instance, "store"), args, 2, NULL, 0));
}

/* A file of `size` bytes without a name; byte k is k / 4096 + 1. */
static int file_new(size_t size) {
  char name[] = "/tmp/wvm-mapping-XXXXXX";
  int fd = mkstemp(name);
  ck_assert_int_ge(fd, 0);
  unlink(name);
  uint8_t page[4096];
  for (size_t k = 0; k < size; k += sizeof page) {
    memset(page, (int)(k / 4096 + 1), sizeof page);
    const size_t n = size - k < sizeof page ? size - k : sizeof page;
    ck_assert_int_eq(write(fd, page, n), (ssize_t)n);
  }
  return fd;
}
static int file_byte(int fd, off_t at) {
  uint8_t b = 0;
  ck_assert_int_eq(pread(fd, &b, 1, at), 1);
  return b;
}

/* ---- files ---- */

START_TEST(private_file) {
  Guest g = guest_new(_i);
  int fd = file_new(3 * PAGE + 10);
  ok(wvm_memory_map_file(g.memory, PAGE, fd, 0, 3 * PAGE + 10, WVM_MAP_PRIVATE));
  ck_assert_int_eq(load(&g, PAGE - 1), 0);
  ck_assert_int_eq(load(&g, PAGE), 1);
  ck_assert_int_eq(load(&g, 3 * PAGE + 4096), 34);
  ck_assert_int_eq(load(&g, 4 * PAGE + 9), 49);
  ck_assert_int_eq(load(&g, 4 * PAGE + 10), 0); /* behind its end */
  store(&g, PAGE + 5, 77);
  ck_assert_int_eq(load(&g, PAGE + 5), 77);
  ck_assert_int_eq(file_byte(fd, 5), 1);
  close(fd);
  ck_assert_int_eq(load(&g, 2 * PAGE), 17);
  ok(wvm_memory_unmap(g.memory, 2 * PAGE, PAGE)); /* from its middle; copies are nothing mapped */
  ck_assert_int_eq(load(&g, 2 * PAGE), _i % ENGINES == 2 ? 17 : 0);
  ck_assert_int_eq(load(&g, 3 * PAGE), 33);
  store(&g, 2 * PAGE, 5);
  ok(wvm_memory_unmap(g.memory, 0, 64 * PAGE));
  ck_assert_int_eq(load(&g, 3 * PAGE), _i % ENGINES == 2 ? 33 : 0);
  ck_assert_int_eq(load(&g, 2 * PAGE), 5);
  ok(wvm_memory_discard(g.memory, 0, 64 * PAGE));
  ck_assert_int_eq(load(&g, 2 * PAGE), 0);
  ck_assert_int_eq(load(&g, 3 * PAGE), 0);
  ck_assert(!wvm_memory_is_lost(g.memory));
  vm_delete(&g.vm);
}
END_TEST

START_TEST(shared_file) {
  Guest g = guest_new(_i);
  int fd = file_new(2 * PAGE);
  const uint32_t trusted = _i % ENGINES == 2 ? WVM_MAP_TRUSTED : 0;
  if (trusted)
    fails(wvm_memory_map_file(g.memory, 0, fd, PAGE, PAGE, WVM_MAP_SHARED), WVM_ERROR_USAGE, "without signal handlers");
  ok(wvm_memory_map_file(g.memory, 0, fd, PAGE, PAGE, WVM_MAP_SHARED | trusted));
  ck_assert_int_eq(load(&g, 0), 17);
  store(&g, 7, 200);
  ck_assert_int_eq(file_byte(fd, PAGE + 7), 200);
  ck_assert_int_eq(pwrite(fd, "x", 1, PAGE + 8), 1);
  ck_assert_int_eq(load(&g, 8), 'x');
  wvm_val_t args[] = {address(&g, 0), i32(9), address(&g, 2 * PAGE)}; /* across its end, by one instruction */
  ok(wvm_func_call(get_func(g.instance, "fill"), args, 3, NULL, 0));
  ck_assert_int_eq(file_byte(fd, 2 * PAGE - 1), 9);
  ck_assert_int_eq(load(&g, PAGE), 9);
  ok(wvm_memory_discard(g.memory, 0, PAGE)); /* of the memory, not of the file */
  ck_assert_int_eq(load(&g, 7), 0);
  ck_assert_int_eq(file_byte(fd, PAGE + 7), 9);
  close(fd);
  vm_delete(&g.vm);
}
END_TEST

START_TEST(refused) {
  Guest g = guest_new(_i);
  wvm_memory_t *m = g.memory;
  int fd = file_new(4 * PAGE), pipes[2];
  const uint64_t length = 64 * PAGE;
#define REFUSED(text, ...) fails(wvm_memory_map_file(m, __VA_ARGS__), WVM_ERROR_USAGE, text)
  REFUSED("multiples of the page size", 1, fd, 0, PAGE, WVM_MAP_TRUSTED);
  REFUSED("multiples of the page size", PAGE, fd, 100, PAGE, WVM_MAP_TRUSTED);
  REFUSED("outside", length, fd, 0, PAGE, 0);
  REFUSED("outside", length - PAGE, fd, 0, 2 * PAGE, 0);
  REFUSED("outside", (uint64_t)0 - PAGE, fd, 0, 2 * PAGE, 0);
  REFUSED("outside", PAGE, fd, 0, UINT64_MAX, 0);
  REFUSED("outside", PAGE, fd, 0, (uint64_t)0 - PAGE, 0);
  REFUSED("shorter", 0, fd, 0, 4 * PAGE + 1, 0);
  REFUSED("shorter", 0, fd, 5 * PAGE, PAGE, 0);
  REFUSED("shorter", 0, fd, (uint64_t)0 - PAGE, PAGE, 0);
  REFUSED("no file", 0, -1, 0, PAGE, 0);
  REFUSED("unknown flags", 0, fd, 0, PAGE, 64);
  ck_assert_int_eq(pipe(pipes), 0);
  REFUSED("no file", 0, pipes[0], 0, PAGE, 0);
  int dir = open("/tmp", O_RDONLY), zero = open("/dev/zero", O_RDWR);
  REFUSED("no file", 0, dir, 0, PAGE, 0);
  REFUSED("no file", 0, zero, 0, PAGE, 0);
  char name[64];
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  int reads = open(name, O_RDONLY), writes = open(name, O_WRONLY);
  REFUSED("not open for that", 0, reads, 0, PAGE, WVM_MAP_SHARED);
  REFUSED("not open for that", 0, writes, 0, PAGE, 0);
  ok(wvm_memory_map_file(m, 4 * PAGE, reads, 0, 2 * PAGE, WVM_MAP_TRUSTED));
  REFUSED("mapped there already", 3 * PAGE, fd, 0, 2 * PAGE, WVM_MAP_TRUSTED);
  REFUSED("mapped there already", 5 * PAGE, fd, 0, 2 * PAGE, WVM_MAP_TRUSTED);
  REFUSED("mapped there already", 3 * PAGE, fd, 0, 4 * PAGE, WVM_MAP_TRUSTED);
  ok(wvm_memory_map_file(m, 3 * PAGE, fd, 0, PAGE, WVM_MAP_TRUSTED));
  ok(wvm_memory_map_file(m, 0, fd, 0, 0, 0));
#undef REFUSED
  fails(wvm_memory_unmap(m, 1, PAGE), WVM_ERROR_USAGE, "multiples");
  fails(wvm_memory_unmap(m, 0, length + 1), WVM_ERROR_USAGE, "outside");
  fails(wvm_memory_discard(m, length, 1), WVM_ERROR_USAGE, "outside");
  fails(wvm_memory_map_pages(m, 0, NULL, PAGE), WVM_ERROR_USAGE, "no pages");
  ck_assert_int_eq(load(&g, 4 * PAGE), 1);
  int fds[] = {fd, pipes[0], pipes[1], dir, zero, reads, writes};
  for (size_t k = 0; k < sizeof fds / sizeof *fds; k++) close(fds[k]);
  vm_delete(&g.vm);
}
END_TEST

START_TEST(many_ranges) {
  Guest g = guest_new(_i);
  int fd = file_new(PAGE);
  wvm_error_t *e = NULL;
  int count = 0; /* every other page of the host's */
  const uint64_t page = wvm_page_size();
  for (uint64_t at = 0; !e && at < 64 * PAGE; at += 2 * page, count++) e = wvm_memory_map_file(g.memory, at, fd, 0, page, WVM_MAP_TRUSTED);
  if (page == 4096) {
    ck_assert_int_ge(count, 512);
    ok(e);
    ok(wvm_memory_grow(g.memory, 64, NULL));
    for (uint64_t at = 64 * PAGE; !e && at < 128 * PAGE; at += 2 * page, count++)
      e = wvm_memory_map_file(g.memory, at, fd, 0, page, WVM_MAP_TRUSTED);
    ok(e);
    ck_assert_int_eq(count, 1024);
    fails(wvm_memory_map_file(g.memory, page, fd, 0, page, WVM_MAP_TRUSTED), WVM_ERROR_USAGE, "too many");
  } else wvm_error_delete(e);
  ck_assert_int_eq(load(&g, 2 * page), 1);
  ck_assert_int_eq(load(&g, 3 * page), 0);
  ok(wvm_memory_unmap(g.memory, 0, 64 * PAGE));
  ck_assert_int_eq(load(&g, 2 * page), 0);
  close(fd);
  vm_delete(&g.vm);
}
END_TEST

/* ---- buffers, pages ---- */

START_TEST(buffers) {
  Guest a = guest_new(_i), b = guest_of(a.vm, !a.wide); /* two memories of one store, of both widths */
  wvm_buffer_t *buffer;
  fails(wvm_buffer_new(0, &buffer), WVM_ERROR_USAGE, "0 bytes");
  ok(wvm_buffer_new(3 * PAGE, &buffer));
  uint8_t *data = wvm_buffer_data(buffer);
  ck_assert_uint_eq(wvm_buffer_size(buffer), 3 * PAGE);
  data[PAGE] = 42;
  ok(wvm_memory_map_buffer(a.memory, 0, buffer, PAGE, 2 * PAGE, WVM_MAP_SHARED));
  ok(wvm_memory_map_buffer(b.memory, 9 * PAGE, buffer, 0, 3 * PAGE, WVM_MAP_SHARED));
  ok(wvm_memory_map_buffer(b.memory, 20 * PAGE, buffer, 0, 3 * PAGE, WVM_MAP_PRIVATE));
  ck_assert_int_eq(load(&a, 0), 42);
  store(&a, 1, 43);
  ck_assert_int_eq(load(&b, 10 * PAGE + 1), 43);
  ck_assert_int_eq(data[PAGE + 1], 43);
  store(&b, 21 * PAGE, 1);
  ck_assert_int_eq(load(&a, 0), 42);
  fails(wvm_memory_map_buffer(a.memory, 5 * PAGE, buffer, 2 * PAGE, 2 * PAGE, 0), WVM_ERROR_USAGE, "outside of the buffer");
  fails(wvm_memory_map_buffer(a.memory, 5 * PAGE, buffer, UINT64_MAX, 2, 0), WVM_ERROR_USAGE, "outside of the buffer");
  wvm_buffer_delete(buffer);
  wvm_buffer_delete(NULL);
  store(&a, 2, 44);
  ck_assert_int_eq(load(&b, 10 * PAGE + 2), 44);
  vm_delete(&a.vm);
}
END_TEST

START_TEST(pages_of_the_host) {
  if (is_emulated("maps no pages twice")) return;
  Guest g = guest_new(_i);
  uint8_t *shared = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  uint8_t *own = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  shared[PAGE] = own[0] = 5;
  ok(wvm_memory_map_pages(g.memory, PAGE, shared, 2 * PAGE));
  ck_assert_int_eq(load(&g, 2 * PAGE), 5);
  store(&g, PAGE, 6);
  ck_assert_int_eq(shared[0], 6);
  munmap(shared, 2 * PAGE);
  ck_assert_int_eq(load(&g, 2 * PAGE), 5);
  fails(wvm_memory_map_pages(g.memory, 8 * PAGE, own, 2 * PAGE), WVM_ERROR_USAGE, "no file"); /* not shared */
  fails(wvm_memory_map_pages(g.memory, 8 * PAGE, own + 1, PAGE), WVM_ERROR_USAGE, "multiples");
  ck_assert_int_eq(own[0], 5);
  ck_assert_int_eq(load(&g, 8 * PAGE), 0);
  munmap(own, 2 * PAGE);
  vm_delete(&g.vm);
}
END_TEST

/* ---- files that shrink ---- */

static void lost(wvm_error_t *e) {
  ck_assert_ptr_nonnull(e);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_MEMORY_LOST);
  ck_assert_ptr_nonnull(strstr(wvm_error_message(e), "shrank"));
  wvm_error_delete(e);
}

START_TEST(shrinking_files) {
  if (_i % ENGINES == 2) return; /* copies */
  Guest g = guest_new(_i);
  const char *const ways[] = {"load", "sum", "vector", "copy_from", "copy_to", "fill", "host"};
  for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
    int fd = file_new(4 * PAGE), v;
    ok(wvm_memory_map_file(g.memory, 8 * PAGE, fd, 0, 4 * PAGE, w % 2 ? WVM_MAP_SHARED : WVM_MAP_PRIVATE));
    ck_assert_int_eq(load(&g, 10 * PAGE), 33);
    ck_assert_int_eq(ftruncate(fd, PAGE), 0);
    ck_assert_int_eq(load(&g, 8 * PAGE), 1);
    wvm_val_t args[3] = {address(&g, 9 * PAGE), address(&g, 40 * PAGE), address(&g, 2 * PAGE)}, r;
    switch (w) {
    case 0: lost(try_load(&g, 9 * PAGE, &v)); break;
    case 1:
      args[1] = address(&g, 12 * PAGE);
      lost(wvm_func_call(get_func(g.instance, ways[w]), args, 2, &r, 1));
      break;
    case 2: lost(wvm_func_call(get_func(g.instance, ways[w]), args, 1, &r, 1)); break;
    case 3: args[0] = args[1], args[1] = address(&g, 9 * PAGE); /* fall through */
    case 4: lost(wvm_func_call(get_func(g.instance, "copy"), args, 3, NULL, 0)); break;
    case 5: args[1] = i32(1), lost(wvm_func_call(get_func(g.instance, "fill"), args, 3, NULL, 0)); break;
    default: /* the host finds zeros, the guest hears of it */
      ck_assert_int_eq(wvm_memory_data(g.memory)[11 * PAGE + 9], 0);
      lost(try_load(&g, 0, &v));
    }
    ck_assert(wvm_memory_is_lost(g.memory));
    ck_assert_int_eq(load(&g, 11 * PAGE), w == 4 || w == 5 ? load(&g, 11 * PAGE) : 0); /* it goes on */
    ck_assert_int_eq(load(&g, 8 * PAGE), 1);
    close(fd);
    ok(wvm_memory_discard(g.memory, 0, 64 * PAGE));
  }
  int32_t v; /* an interrupt is another thing, and stays */
  wvm_store_interrupt(g.vm.store);
  wvm_error_t *e = try_load(&g, 0, &v);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_INTERRUPTED);
  wvm_error_delete(e);
  e = try_load(&g, 0, &v);
  ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_INTERRUPTED);
  wvm_error_delete(e);
  wvm_store_clear_interrupt(g.vm.store);
  ck_assert_int_eq(load(&g, 0), 0);
  vm_delete(&g.vm);
}
END_TEST

START_TEST(copies_do_not_shrink) {
  Guest g = guest_of(vm_number(2), _i);
  int fd = file_new(4 * PAGE);
  ok(wvm_memory_map_file(g.memory, 8 * PAGE, fd, 0, 4 * PAGE, WVM_MAP_PRIVATE));
  ck_assert_int_eq(ftruncate(fd, 0), 0);
  ck_assert_int_eq(load(&g, 10 * PAGE), 33);
  close(fd);
  vm_delete(&g.vm);
}
END_TEST

/* A shared memory: one thread maps and unmaps while another reads; what it finds is the one or the other. */
static const char shared_text[] =
    "(module (import \"\" \"m\" (memory 64 64 shared))"
    " (func (export \"watch\") (param $n i32) (result i32) (local $bad i32)"
    "  (loop $l"
    "   (if (i32.gt_u (i32.load8_u (i32.const 0x80000)) (i32.const 1)) (then (local.set $bad (i32.add (local.get $bad) (i32.const 1)))))"
    "   (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
    "  (local.get $bad)))";
typedef struct Watcher {
  Vm vm;
  wvm_shared_memory_t *memory;
  int32_t bad;
} Watcher;
static void *watches(void *p) {
  Watcher *w = p;
  wvm_extern_t x = {.kind = WVM_EXTERN_MEMORY};
  ok(wvm_shared_memory_attach(w->memory, w->vm.store, &x.of.memory));
  w->bad = call1(get_func(instance_with(&w->vm, shared_text, &x, 1), "watch"), 300000);
  return NULL;
}

START_TEST(as_others_look) {
  Watcher w = {.vm = vm_number(_i)};
  Vm other = {w.vm.engine, NULL};
  ok(wvm_store_new(w.vm.engine, &other.store));
  const wvm_limits_t limits = {.min = 64, .max = 64, .has_max = true, .shared = true};
  wvm_memory_t *m;
  ok(wvm_memory_new(other.store, &limits, &m));
  ok(wvm_shared_memory_new(m, &w.memory));
  int fd = file_new(PAGE);
  pthread_t t;
  pthread_create(&t, NULL, watches, &w);
  for (int k = 0; k < 300; k++) {
    ok(wvm_memory_map_file(m, 0x80000, fd, 0, PAGE, WVM_MAP_TRUSTED));
    ok(wvm_memory_unmap(m, 0x80000, PAGE));
  }
  pthread_join(t, NULL);
  ck_assert_int_eq(w.bad, 0);
  close(fd);
  wvm_shared_memory_delete(w.memory);
  wvm_store_delete(other.store);
  vm_delete(&w.vm);
}
END_TEST

/* ---- foreign memories ---- */

static void count_up(void *n) { ++*(int *)n; }

START_TEST(foreign) {
  static uint8_t bytes[3 * PAGE];
  Vm vm = vm_number(_i);
  int ended = 0;
  wvm_extern_t x = {.kind = WVM_EXTERN_MEMORY};
  const wvm_limits_t limits = {.min = 1};
  memset(bytes, 0, sizeof bytes);
  bytes[PAGE] = bytes[3 * PAGE - 1] = 7;
  bytes[PAGE - 1] = bytes[2 * PAGE] = 99;
  wvm_memory_t *m;
  fails(wvm_memory_new_foreign(vm.store, &limits, bytes, PAGE + 1, NULL, NULL, &m), WVM_ERROR_USAGE, "no whole pages");
  fails(wvm_memory_new_foreign(vm.store, &limits, NULL, PAGE, NULL, NULL, &m), WVM_ERROR_USAGE, "no bytes");
  fails(wvm_memory_new_foreign(vm.store, &limits, bytes, 0, NULL, NULL, &m), WVM_ERROR_USAGE, "limits");
  ok(wvm_memory_new_foreign(vm.store, &limits, bytes + PAGE, PAGE, count_up, &ended, &x.of.memory));
  m = x.of.memory;
  static const char text[] =
      "(module (import \"\" \"m\" (memory 1))"
      " (func (export \"load\") (param i32) (result i32) (i32.load8_u (local.get 0)))"
      " (func (export \"load32\") (param i32) (result i32) (i32.load offset=4 (local.get 0)))"
      " (func (export \"store\") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))"
      " (func (export \"fill\") (param i32 i32) (memory.fill (local.get 0) (i32.const 1) (local.get 1)))"
      " (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0)))"
      " (func (export \"size\") (result i32) (memory.size)))";
  wvm_instance_t *i = instance_with(&vm, text, &x, 1);
  ck_assert_int_eq(call1(get_func(i, "load"), 0), 7);
  int32_t args[2] = {5, 55}, r;
  ok(try_call(get_func(i, "store"), 2, args, NULL));
  ck_assert_int_eq(bytes[PAGE + 5], 55);
  static const int32_t outside[] = {PAGE, -1, INT32_MAX, INT32_MIN, PAGE + 4096};
  for (int k = 0; k < 5; k++) fails(try_call(get_func(i, "load"), 1, &outside[k], &r), WVM_ERROR_TRAP, "out of bounds");
  args[0] = PAGE - 7;
  fails(try_call(get_func(i, "load32"), 1, args, &r), WVM_ERROR_TRAP, "out of bounds");
  args[0] = PAGE - 8;
  ok(try_call(get_func(i, "load32"), 1, args, &r));
  args[0] = 1, args[1] = PAGE;
  fails(try_call(get_func(i, "fill"), 2, args, NULL), WVM_ERROR_TRAP, "out of bounds");
  ck_assert_int_eq(call1(get_func(i, "grow"), 1), -1);
  ck_assert_int_eq(call1(get_func(i, "grow"), 0), 1);
  ck_assert_int_eq(call0(get_func(i, "size")), 1);
  int fd = file_new(PAGE);
  fails(wvm_memory_map_file(m, 0, fd, 0, PAGE, WVM_MAP_TRUSTED), WVM_ERROR_USAGE, "the host's");
  fails(wvm_memory_unmap(m, 0, PAGE), WVM_ERROR_USAGE, "the host's");
  close(fd);
  ok(wvm_memory_discard(m, 0, PAGE));
  ck_assert_int_eq(bytes[PAGE], 0);
  ck_assert(bytes[PAGE - 1] == 99 && bytes[2 * PAGE] == 99);
  ck_assert_int_eq(ended, 0);
  vm_delete(&vm);
  ck_assert_int_eq(ended, 1);
}
END_TEST

/* ---- the guest's own ---- */

/* The files' descriptor is 0: standard input. */
static const char *own_text(bool wide) {
  static const char own32[] =
      "(module (import \"wvm_memory\" \"map_file\" (func $map (param i32 i64 i32 i32) (result i32)))"
      " (import \"wvm_memory\" \"unmap\" (func $unmap (param i32 i32) (result i32)))"
      " (import \"wvm_memory\" \"discard\" (func $discard (param i32 i32) (result i32)))"
      " (import \"wvm_memory\" \"page_size\" (func $page (result i32)))"
      " (memory (export \"memory\") 64)"
      " (func (export \"map\") (param i32 i64 i32 i32) (result i32) (call $map (local.get 0) (local.get 1) (local.get 2) (local.get 3)))"
      " (func (export \"unmap\") (param i32 i32) (result i32) (call $unmap (local.get 0) (local.get 1)))"
      " (func (export \"discard\") (param i32 i32) (result i32) (call $discard (local.get 0) (local.get 1)))"
      " (func (export \"page\") (result i32) (call $page))"
      " (func (export \"load\") (param i32) (result i32) (i32.load8_u (local.get 0))))";
  static const char own64[] =
      "(module (import \"wvm_memory\" \"map_file\" (func $map (param i32 i64 i64 i64) (result i32)))"
      " (import \"wvm_memory\" \"unmap\" (func $unmap (param i64 i64) (result i32)))"
      " (import \"wvm_memory\" \"discard\" (func $discard (param i64 i64) (result i32)))"
      " (import \"wvm_memory\" \"page_size\" (func $page (result i64)))"
      " (memory (export \"memory\") i64 64)"
      " (func (export \"map\") (param i32 i64 i64 i64) (result i32) (call $map (local.get 0) (local.get 1) (local.get 2) (local.get 3)))"
      " (func (export \"unmap\") (param i64 i64) (result i32) (call $unmap (local.get 0) (local.get 1)))"
      " (func (export \"discard\") (param i64 i64) (result i32) (call $discard (local.get 0) (local.get 1)))"
      " (func (export \"page\") (result i64) (call $page))"
      " (func (export \"load\") (param i64) (result i32) (i32.load8_u (local.get 0))))";
  return wide ? own64 : own32;
}

typedef struct Own {
  Guest g;
  wvm_wasi_t *wasi;
  int fd;
} Own;

static Own own_new(int k) {
  Own o = {.g = {.vm = vm_number(k % ENGINES), .wide = k >= ENGINES}, .wasi = wvm_wasi_new(), .fd = file_new(4 * PAGE)};
  ok(wvm_wasi_set_stream(o.wasi, 0, o.fd));
  wvm_linker_t *l;
  ok(wvm_linker_new(o.g.vm.store, &l));
  wvm_module_t *m = compile(o.g.vm.engine, own_text(o.g.wide));
  ok(wvm_linker_define_memory(l, o.wasi, m));
  ok(wvm_linker_instantiate(l, m, &o.g.instance));
  o.g.memory = get_memory(o.g.instance, "memory");
  wvm_linker_delete(l);
  wvm_module_delete(m);
  return o;
}
static void own_delete(Own *o) {
  vm_delete(&o->g.vm);
  wvm_wasi_delete(o->wasi);
  close(o->fd);
}
static int map(Own *o, int32_t fd, uint64_t offset, uint64_t size, uint64_t at) {
  wvm_val_t args[] = {i32(fd), i64((int64_t)offset), address(&o->g, size), address(&o->g, at)}, r;
  ok(wvm_func_call(get_func(o->g.instance, "map"), args, 4, &r, 1));
  return r.of.i32;
}
static int two(Own *o, const char *name, uint64_t at, uint64_t size) {
  wvm_val_t args[] = {address(&o->g, at), address(&o->g, size)}, r;
  ok(wvm_func_call(get_func(o->g.instance, name), args, 2, &r, 1));
  return r.of.i32;
}

enum { E_ACCES = 2, E_BADF = 8, E_EXIST = 20, E_FAULT = 21, E_INVAL = 28, E_NODEV = 43, E_NXIO = 60, E_NOTCAPABLE = 76 };

START_TEST(by_the_guest) {
  Own o = own_new(_i);
  const bool copies = _i % ENGINES == 2;
  ck_assert_int_eq(map(&o, 0, PAGE, 2 * PAGE, PAGE), 0);
  ck_assert_int_eq(load(&o.g, PAGE), 17);
  ck_assert_int_eq(map(&o, 0, 0, PAGE, 2 * PAGE), copies ? 0 : E_EXIST);
  ck_assert_int_eq(two(&o, "unmap", PAGE, PAGE), 0);
  ck_assert_int_eq(load(&o.g, PAGE), copies ? 17 : 0);
  ck_assert_int_eq(two(&o, "discard", PAGE, 5 * PAGE), 0);
  ck_assert_int_eq(load(&o.g, 2 * PAGE), 0);
  ck_assert_int_eq(map(&o, 0, 0, PAGE, 64 * PAGE), E_FAULT);
  ck_assert_int_eq(map(&o, 0, 0, PAGE, 5), E_INVAL);
  ck_assert_int_eq(map(&o, 0, 7, PAGE, 0), E_INVAL);
  ck_assert_int_eq(map(&o, 0, 0, 5 * PAGE, 0), E_NXIO);
  ck_assert_int_eq(map(&o, 0, UINT64_MAX - PAGE + 1, PAGE, 0), E_NXIO);
  ck_assert_int_eq(map(&o, 99, 0, PAGE, 0), E_BADF);
  ck_assert_int_eq(map(&o, -1, 0, PAGE, 0), E_BADF);
  ck_assert_int_ne(map(&o, 1, 0, PAGE, 0), 0); /* standard output: not for reading, or no file */
  wvm_val_t r;
  ok(wvm_func_call(get_func(o.g.instance, "page"), NULL, 0, &r, 1));
  ck_assert_uint_eq(o.g.wide ? (uint64_t)r.of.i64 : (uint64_t)r.of.i32, wvm_page_size());
  own_delete(&o);
}
END_TEST

/* What the process has mapped outside of the memory, as text; the memory's own lines are left out. */
static char *maps_outside(const Guest *g) {
  FILE *f = fopen("/proc/self/maps", "r");
  char line[400], *all = NULL;
  size_t size = 0;
  const uintptr_t low = (uintptr_t)wvm_memory_data(g->memory) - 65536, high = low + 65536 + 64 * PAGE;
  while (fgets(line, sizeof line, f)) {
    uintptr_t from = 0, to = 0;
    sscanf(line, "%lx-%lx", &from, &to);
    if ((from < high && to > low) || strstr(line, "heap") || strstr(line, "stack")) continue;
    const size_t n = strlen(line);
    all = realloc(all, size + n + 1);
    memcpy(all + size, line, n + 1);
    size += n;
  }
  fclose(f);
  return all;
}

static uint64_t random_state;
static uint64_t pick(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  static const uint64_t odd[] = {0, 1, 4095, 4096, PAGE, 2 * PAGE, 63 * PAGE, 64 * PAGE, 65 * PAGE, 0xFFFFFFFF, 0xFFFF0000, (uint64_t)1 << 32,
                                 UINT64_MAX, UINT64_MAX - PAGE + 1, (uint64_t)1 << 63, INT64_MAX, (uint64_t)16 << 30};
  const uint64_t r = random_state >> 8;
  return r % 3 ? (r >> 8) % 66 * PAGE : odd[(r >> 8) % (sizeof odd / sizeof *odd)];
}

START_TEST(hostile_guests) {
  Own o = own_new(_i);
  random_state = 88172645463325252u + (uint64_t)_i;
  map(&o, 0, 0, PAGE, 0); /* so that everything is set up that will be */
  two(&o, "unmap", 0, PAGE);
  for (int k = 0; k < 50; k++) map(&o, 0, pick(), pick(), pick());
  free(maps_outside(&o.g));
  char *before = maps_outside(&o.g);
  for (int k = 0; k < 4000; k++) {
    const uint64_t a = pick(), b = pick(), c = pick();
    switch (k % 4) {
    case 0:
    case 1: map(&o, 0, a, b, c); break;
    case 2: two(&o, "unmap", a, b); break;
    default: two(&o, "discard", a, b);
    }
    if (k % 97 == 0) /* everything within can be touched */
      for (int p = 0; p < 64; p++) wvm_memory_data(o.g.memory)[p * PAGE + 100]++;
  }
  char *after = maps_outside(&o.g);
  /* Sanitizers map for themselves, as they allocate. */
  ck_assert_msg(ADDRESS_SANITIZER || THREAD_SANITIZER || !strcmp(before, after), "what else is mapped has changed");
  free(before);
  free(after);
  own_delete(&o);
}
END_TEST

/* ---- large ones ---- */

static uint64_t resident(void) {
  unsigned long size, pages;
  FILE *f = fopen("/proc/self/statm", "r");
  ck_assert_int_eq(fscanf(f, "%lu %lu", &size, &pages), 2);
  fclose(f);
  return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

START_TEST(gigabytes_of_weights) {
  if (ADDRESS_SANITIZER || THREAD_SANITIZER) {
    puts("skipped: a sanitizer's shadow memory is resident too");
    return;
  }
  Vm vm = vm_number(_i);
  const uint64_t size = (uint64_t)2 << 30;
  char name[] = "/tmp/wvm-mapping-XXXXXX";
  int fd = mkstemp(name);
  unlink(name);
  ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
  ck_assert_int_eq(pwrite(fd, "\x2a", 1, (off_t)size - 5), 1);
  Guest g = {vm, instance_of(&vm, GUEST("i64 65537", "i64")), NULL, true};
  g.memory = get_memory(g.instance, "memory");
  const uint64_t before = resident(), at = (uint64_t)2 << 30;
  ok(wvm_memory_map_file(g.memory, at, fd, 0, size, WVM_MAP_PRIVATE));
  ck_assert_int_eq(load(&g, at + size - 5), 42);
  ck_assert_int_eq(load(&g, at + size / 2), 0);
  ck_assert_uint_lt(resident(), before + (8 << 20));
  close(fd);
  vm_delete(&vm);
}
END_TEST

int main(void) {
  const struct { const TTest *test; int rounds; } tests[] = {
      {private_file, 2 * ENGINES}, {shared_file, 2 * ENGINES}, {refused, 2 * ENGINES}, {many_ranges, ENGINES}, {buffers, 2 * ENGINES},
      {pages_of_the_host, ENGINES}, {shrinking_files, 2 * ENGINES}, {copies_do_not_shrink, 2}, {as_others_look, 2},
      {foreign, ENGINES}, {by_the_guest, 2 * ENGINES}, {hostile_guests, 2 * ENGINES}, {gigabytes_of_weights, 2}};
  Suite *suite = suite_create("mappings");
  TCase *c = tcase_create("all");
  tcase_set_timeout(c, 120);
  for (size_t k = 0; k < sizeof tests / sizeof *tests; k++) tcase_add_loop_test(c, tests[k].test, 0, tests[k].rounds);
  suite_add_tcase(suite, c);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
