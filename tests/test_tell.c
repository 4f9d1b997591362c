/* What debuggers and profilers are told of machine code, also by many threads at once; and that it is taken back. */
#include <elf.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/api.h"

/* GDB's JIT interface. */
typedef struct Entry {
  struct Entry *next, *previous;
  const uint8_t *file;
  uint64_t size;
} Entry;
extern struct {
  uint32_t version, action;
  Entry *relevant, *first;
} __jit_debug_descriptor;

enum { FUNCTIONS = 64, THREADS = 4 };

static bool has_compiler(void) {
  wvm_config_t *c = wvm_config_new();
  wvm_engine_t *e;
  ok(wvm_config_set_tier(c, WVM_TIER_JIT));
  wvm_config_set_gdb(c, true);
  wvm_error_t *error = wvm_engine_new(c, &e);
  if (!error) wvm_engine_delete(e);
  wvm_error_delete(error);
  const bool has = !error && wvm_cpu_feature(NULL, 0);
  if (!has) puts("skipped: no machine code here");
  return has;
}

/* The symbol of an entry's file; the file holds together. */
static const char *symbol_of(const Entry *e) {
  Elf64_Ehdr head;
  Elf64_Shdr s[8];
  Elf64_Sym symbol;
  ck_assert_uint_ge(e->size, sizeof head);
  memcpy(&head, e->file, sizeof head);
  ck_assert_mem_eq(head.e_ident, ELFMAG, SELFMAG);
  ck_assert_uint_le(head.e_shnum, 8);
  memcpy(s, e->file + head.e_shoff, head.e_shnum * sizeof *s);
  for (unsigned k = 1; k < head.e_shnum; k++) {
    ck_assert(s[k].sh_type == SHT_NOBITS || s[k].sh_offset + s[k].sh_size <= e->size);
    if (s[k].sh_type != SHT_SYMTAB) continue;
    memcpy(&symbol, e->file + s[k].sh_offset + sizeof symbol, sizeof symbol);
    ck_assert_uint_gt(symbol.st_size, 0);
    return (const char *)e->file + s[s[k].sh_link].sh_offset + symbol.st_name;
  }
  ck_abort_msg("no symbols");
}

static unsigned entries(void) {
  unsigned n = 0;
  const Entry *before = NULL;
  for (const Entry *e = __jit_debug_descriptor.first; e; before = e, e = e->next, n++) {
    ck_assert_ptr_eq(e->previous, before);
    (void)symbol_of(e);
  }
  return n;
}

static unsigned named(const char *name) {
  unsigned n = 0;
  for (const Entry *e = __jit_debug_descriptor.first; e; e = e->next) n += !strcmp(symbol_of(e), name);
  return n;
}

static char *many(void) {
  char *text = malloc(FUNCTIONS * 60 + 100);
  ck_assert_ptr_nonnull(text);
  size_t at = (size_t)sprintf(text, "(module $m");
  for (int k = 0; k < FUNCTIONS; k++) at += (size_t)sprintf(text + at, "(func $f%d (result i32) i32.const %d)", k, k);
  sprintf(text + at, "(func (export \"last\") (result i32) (call $f1)))");
  return text;
}

static void *one_module(void *engine) {
  char *text = many();
  for (int round = 0; round < 8; round++) {
    wvm_module_t *m = compile(engine, text);
    ok(wvm_module_compile(m, 3));
    wvm_module_delete(m);
  }
  free(text);
  return NULL;
}

START_TEST(debuggers) {
  if (!has_compiler()) return;
  const unsigned before = entries();
  wvm_config_t *c = wvm_config_new();
  wvm_config_set_gdb(c, true);
  wvm_engine_t *engine;
  ok(wvm_engine_new(c, &engine));
  const unsigned stubs = entries();
  ck_assert_uint_gt(stubs, before);
  char *text = many();
  wvm_module_t *m = compile(engine, text);
  ck_assert_uint_eq(entries(), stubs);
  ok(wvm_module_compile(m, THREADS));
  ck_assert_uint_eq(entries(), stubs + FUNCTIONS + 1);
  ck_assert_uint_eq(named("m!f7"), 1);
  ck_assert_uint_eq(named("m!last"), 1);

  pthread_t threads[THREADS];
  for (int k = 0; k < THREADS; k++) ck_assert_int_eq(pthread_create(&threads[k], NULL, one_module, engine), 0);
  for (int k = 0; k < THREADS; k++) pthread_join(threads[k], NULL);
  ck_assert_uint_eq(entries(), stubs + FUNCTIONS + 1);
  wvm_module_delete(m);
  ck_assert_uint_eq(entries(), stubs);
  wvm_engine_delete(engine);
  ck_assert_uint_eq(entries(), before);
  free(text);
}
END_TEST

START_TEST(nobody_asked) {
  Vm vm = vm_new();
  char *text = many();
  const unsigned before = entries();
  wvm_module_t *m = compile(vm.engine, text);
  ok(wvm_module_compile(m, 1));
  ck_assert_uint_eq(entries(), before);
  wvm_module_delete(m);
  free(text);
  vm_delete(&vm);
}
END_TEST

static void map_path(char path[40]) { snprintf(path, 40, "/tmp/perf-%ld.map", (long)getpid()); }

/* Lines of the map that end with this. */
static unsigned lines_of(const char *name) {
  char path[40], line[500], format[500];
  unsigned n = 0;
  unsigned long long start, size;
  map_path(path);
  FILE *f = fopen(path, "r");
  ck_assert_ptr_nonnull(f);
  while (fgets(line, sizeof line, f)) {
    ck_assert_int_eq(sscanf(line, "%llx %llx %499[^\n]", &start, &size, format), 3);
    ck_assert_uint_gt(size, 0);
    n += !strcmp(format, name);
  }
  fclose(f);
  return n;
}

/* What this address belongs to: the name of a file, or empty. perf looks into its map only where there is none. */
static void file_at(unsigned long long address, char out[500]) {
  char line[500];
  unsigned long long from, to;
  FILE *f = fopen("/proc/self/maps", "r");
  ck_assert_ptr_nonnull(f);
  strcpy(out, "nothing");
  while (fgets(line, sizeof line, f)) {
    char name[500] = "";
    ck_assert_int_ge(sscanf(line, "%llx-%llx %*s %*s %*s %*s %499[^\n]", &from, &to, name), 2);
    if (address >= from && address < to) strcpy(out, name);
  }
  fclose(f);
}

static unsigned long long address_of(const char *name) {
  char path[40], line[500], format[500];
  unsigned long long start, size, found = 0;
  map_path(path);
  FILE *f = fopen(path, "r");
  ck_assert_ptr_nonnull(f);
  while (fgets(line, sizeof line, f))
    if (sscanf(line, "%llx %llx %499[^\n]", &start, &size, format) == 3 && !strcmp(format, name)) found = start;
  fclose(f);
  return found;
}

static wvm_error_t *perf_engine(wvm_engine_t **engine) {
  wvm_config_t *c = wvm_config_new();
  wvm_config_set_perf_map(c, true);
  return wvm_engine_new(c, engine);
}

START_TEST(profilers) {
  if (!has_compiler()) return;
  char path[40];
  struct stat s;
  map_path(path);
  (void)unlink(path);
  /* What somebody laid there is not written to. */
  ck_assert_int_eq(symlink("/tmp/perf-elsewhere-of-wvm", path), 0);
  wvm_engine_t *engine, *other;
  ok(perf_engine(&engine));
  ck_assert_int_eq(lstat(path, &s), 0);
  ck_assert(S_ISREG(s.st_mode));
  ck_assert_uint_eq(s.st_mode & 077, 0);
  ck_assert_int_ne(access("/tmp/perf-elsewhere-of-wvm", F_OK), 0);
  ok(perf_engine(&other));
  pthread_t threads[THREADS];
  for (int k = 0; k < THREADS; k++) ck_assert_int_eq(pthread_create(&threads[k], NULL, one_module, k % 2 ? engine : other), 0);
  for (int k = 0; k < THREADS; k++) pthread_join(threads[k], NULL);
  ck_assert_uint_eq(lines_of("m!f63"), THREADS * 8);
  ck_assert_uint_eq(lines_of("[wvm stubs]"), 2);
  wvm_module_t *m = compile(engine, "(module (func $\"a\\0ab\") (func))");
  ok(wvm_module_compile(m, 1));
  ck_assert_uint_eq(lines_of("a_b"), 1);
  ck_assert_uint_eq(lines_of("function[1]"), 1);
  char file[500];
  file_at(address_of("a_b"), file);
  ck_assert_str_eq(file, "");
  wvm_module_delete(m);
  wvm_engine_delete(engine);
  wvm_engine_delete(other);
  unlink(path);
}
END_TEST

START_TEST(no_place_for_the_map) {
  if (!has_compiler()) return;
  char path[40];
  map_path(path);
  (void)unlink(path);
  ck_assert_int_eq(mkdir(path, 0700), 0);
  wvm_engine_t *engine;
  fails(perf_engine(&engine), WVM_ERROR_USAGE, "perf map cannot be made");
  rmdir(path);
}
END_TEST

TEST_MAIN("tell", debuggers, nobody_asked, profilers, no_place_for_the_map)
