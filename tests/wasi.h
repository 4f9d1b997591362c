/* What the tests of WASI share: a guest that is nothing but its imports. Every function of wasi.def is wrapped in an
 * export of the same name, so that a test calls it as a guest would, with any address, in each of the four interfaces:
 * preview 1 or wasi_unstable, 32-bit or 64-bit memory. */
#ifndef WVM_TESTS_WASI_H
#define WVM_TESTS_WASI_H

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/wasi/wasi.h"
#include "tests/api.h"

typedef struct Guest {
  Vm vm;
  wvm_wasi_t *wasi;
  wvm_linker_t *linker;
  wvm_instance_t *instance;
  uint8_t *mem; /* its memory: two pages */
  bool wide, unstable;
  uint32_t scratch;   /* where the next text goes */
  wvm_error_t *error; /* of the last call that trapped or exited */
} Guest;

enum { GUEST_BYTES = 2 * 65536, SCRATCH_FIRST = 65536, TRAPPED = -1 };

typedef struct Text {
  char *at;
  size_t size, capacity;
} Text;

static inline void __attribute__((format(printf, 2, 3))) text_add(Text *t, const char *format, ...) {
  va_list args;
  va_start(args, format);
  t->size += (size_t)vsnprintf(t->at + t->size, t->capacity - t->size, format, args);
  va_end(args);
  ck_assert_uint_lt(t->size, t->capacity);
}

static inline const char *param_type(const Guest *g, char letter) {
  const bool address = strchr("pnsFNT", letter) != NULL;
  return letter == 'l' || (address && g->wide) ? "i64" : "i32";
}

static inline void add_params(Text *t, const Guest *g, const WasiRow *row) {
  for (const char *p = row->params; *p; p++) {
    const char *type = param_type(g, *p);
    text_add(t, *p == 's' ? " (param %s %s)" : " (param %s)", type, type);
  }
  if (strcmp(row->name, "proc_exit")) text_add(t, " (result i32)");
}

static inline bool guest_has(const Guest *g, const WasiRow *row) {
  return (row->modules & (g->unstable ? WASI_UNSTABLE : WASI_SNAPSHOT)) != 0;
}

/* The module's text; the caller frees it. */
static inline char *guest_text(const Guest *g) {
  Text t = {.at = malloc(20000), .capacity = 20000};
  ck_assert_ptr_nonnull(t.at);
  text_add(&t, "(module ");
  for (int i = 0; i < WASI_FUNC_COUNT; i++) {
    const WasiRow *row = &wasi_rows[i];
    if (!guest_has(g, row)) continue;
    text_add(&t, "(import \"%s\" \"%s\" (func $%s", g->unstable ? "wasi_unstable" : "wasi_snapshot_preview1", row->name,
             row->name);
    add_params(&t, g, row);
    text_add(&t, "))\n");
  }
  text_add(&t, "(memory (export \"memory\") %s2)\n", g->wide ? "i64 " : "");
  for (int i = 0; i < WASI_FUNC_COUNT; i++) {
    const WasiRow *row = &wasi_rows[i];
    if (!guest_has(g, row)) continue;
    text_add(&t, "(func (export \"%s\")", row->name);
    add_params(&t, g, row);
    uint32_t at = 0;
    for (const char *p = row->params; *p; p++, at++)
      text_add(&t, *p == 's' ? " local.get %u local.get %u" : " local.get %u", at, at + 1), at += *p == 's';
    text_add(&t, " call $%s)\n", row->name);
  }
  text_add(&t, ")");
  return t.at;
}

/* A guest with what the wasi has been given; guest_run makes its instance. */
static inline Guest guest_new(bool wide, bool unstable) {
  Guest g = {.vm = vm_new(), .wasi = wvm_wasi_new(), .wide = wide, .unstable = unstable, .scratch = SCRATCH_FIRST};
  ck_assert_ptr_nonnull(g.wasi);
  ok(wvm_linker_new(g.vm.store, &g.linker));
  return g;
}

static inline void guest_run(Guest *g) {
  char *text = guest_text(g);
  wvm_module_t *m = compile(g->vm.engine, text);
  free(text);
  ok(wvm_linker_define_wasi(g->linker, g->wasi, m));
  ok(wvm_linker_instantiate(g->linker, m, &g->instance));
  wvm_module_delete(m);
  g->mem = wvm_memory_data(get(g->instance, "memory", WVM_EXTERN_MEMORY).of.memory);
}

static inline void guest_delete(Guest *g) {
  wvm_error_delete(g->error);
  wvm_linker_delete(g->linker);
  vm_delete(&g->vm);
  wvm_wasi_delete(g->wasi);
}

/* The errno, or TRAPPED and g->error. */
static inline int guest_call(Guest *g, const char *name, size_t count, const uint64_t *args) {
  wvm_raw_t slots[16] = {{0}};
  const WasiRow *row = NULL;
  for (int i = 0; i < WASI_FUNC_COUNT; i++)
    if (!strcmp(wasi_rows[i].name, name)) row = &wasi_rows[i];
  ck_assert_ptr_nonnull(row);
  size_t at = 0;
  for (const char *p = row->params; *p; p++)
    for (int k = 0; k < (*p == 's' ? 2 : 1); k++, at++) {
      ck_assert_uint_lt(at, count);
      slots[at].bits = strcmp(param_type(g, *p), "i64") ? (uint32_t)args[at] : args[at];
    }
  ck_assert_msg(at == count, "%s takes %zu arguments, not %zu", name, at, count);
  wvm_error_delete(g->error);
  g->error = wvm_func_call_raw(get_func(g->instance, name), slots);
  return g->error ? TRAPPED : slots[0].i32;
}
#define CALL(g, name, ...)                                                                                             \
  guest_call(g, #name, sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t), (const uint64_t[]){__VA_ARGS__})

/* The call must answer so. */
#define ANSWERS(errno_name, g, name, ...)                                                                              \
  do {                                                                                                                 \
    const int answer_ = CALL(g, name, __VA_ARGS__);                                                                    \
    ck_assert_msg(answer_ == WASI_##errno_name, "%s:%d: %s(%s): %s, expected " #errno_name, __FILE__, __LINE__, #name, \
                  #__VA_ARGS__,                                                                                        \
                  answer_ == TRAPPED ? wvm_error_message((g)->error) : wasi_errno_name((WasiErrno)answer_));           \
  } while (0)

/* A text in the guest's memory: its address; S also its size, as two arguments. */
static inline uint64_t text_at(Guest *g, const char *text) {
  const size_t size = strlen(text);
  ck_assert_uint_lt(size, GUEST_BYTES - SCRATCH_FIRST);
  if (g->scratch + size > GUEST_BYTES) g->scratch = SCRATCH_FIRST;
  memcpy(g->mem + g->scratch, text, size);
  g->scratch += (uint32_t)size;
  return g->scratch - size;
}
#define S(g, text) text_at(g, text), strlen(text)

/* A size of the guest's, and a vector (address and size) at `at`. */
static inline uint64_t size_in(const Guest *g, uint32_t at) {
  return g->wide ? load_u64(g->mem + at) : load_u32(g->mem + at);
}
static inline void vector_at(const Guest *g, uint32_t at, uint64_t ptr, uint64_t size) {
  if (g->wide) store_u64(g->mem + at, ptr), store_u64(g->mem + at + 8, size);
  else store_u32(g->mem + at, (uint32_t)ptr), store_u32(g->mem + at + 4, (uint32_t)size);
}

/* Writes, reads through descriptor fd: one vector at 256, the count at 512, data at 1024. */
static inline int guest_write(Guest *g, uint32_t fd, const char *data) {
  memcpy(g->mem + 1024, data, strlen(data));
  vector_at(g, 256, 1024, strlen(data));
  return CALL(g, fd_write, fd, 256, 1, 512);
}
static inline int guest_read(Guest *g, uint32_t fd, uint32_t size) {
  memset(g->mem + 1024, 0, size + 1);
  vector_at(g, 256, 1024, size);
  return CALL(g, fd_read, fd, 256, 1, 512);
}

/* path_open beneath descriptor `dir`, following links; the new descriptor's number is left at 768. */
static inline int guest_open(Guest *g, uint32_t dir, const char *path, uint32_t oflags, uint64_t rights) {
  return CALL(g, path_open, dir, LOOKUP_FOLLOW, S(g, path), oflags, rights, RIGHTS_ALL, 0, 768);
}
static inline uint32_t opened(const Guest *g) { return load_u32(g->mem + 768); }

/* ---- a directory of the host's ---- */

static inline char *temp_dir(char path[32]) {
  strcpy(path, "/tmp/wvm-wasi-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(path));
  return path;
}
static inline void temp_delete(const char *path) {
  char command[64];
  snprintf(command, sizeof command, "rm -rf %.40s", path);
  ck_assert_int_eq(system(command), 0);
}
static inline const char *join_path(const char *dir, const char *name) {
  static char full[2][300];
  static int turn;
  turn = !turn;
  snprintf(full[turn], sizeof full[turn], "%s/%s", dir, name);
  return full[turn];
}
static inline void host_file(const char *dir, const char *name, const char *contents) {
  const int fd = open(join_path(dir, name), O_CREAT | O_TRUNC | O_WRONLY, 0666);
  ck_assert_int_ge(fd, 0);
  ck_assert_int_eq(write(fd, contents, strlen(contents)), (ssize_t)strlen(contents));
  close(fd);
}
static inline bool host_has(const char *dir, const char *name) {
  struct stat st;
  return lstat(join_path(dir, name), &st) == 0;
}
/* Its contents are so. */
static inline void host_holds(const char *dir, const char *name, const char *contents) {
  char text[300] = "";
  const int fd = open(join_path(dir, name), O_RDONLY);
  ck_assert_msg(fd >= 0, "%s: %s", name, strerror(errno));
  ck_assert_int_ge(read(fd, text, sizeof text - 1), 0);
  close(fd);
  ck_assert_str_eq(text, contents);
}

/* In each of the four interfaces. */
#define EACH_INTERFACE(wide, unstable)                                                                                 \
  for (int wide = 0; wide < 2; wide++)                                                                                 \
    for (int unstable = 0; unstable < 2; unstable++)

#endif
