/* Modules that Emscripten made, from npm, driven through the API as their JavaScript would:
 *
 *   emscripten_host [--engine=NAME] lua MODULE SCRIPT        runs a script
 *   emscripten_host [--engine=NAME] sqlite MODULE DATABASE SQL   as sqlite_shell.c
 */
#include "tests/programs/program.h"

typedef struct Host {
  wvm_engine_t *engine;
  wvm_store_t *store;
  wvm_wasi_t *wasi;
  wvm_emscripten_t *em;
  wvm_linker_t *linker;
  wvm_instance_t *instance;
  wvm_memory_t *memory;
} Host;

/* ---- the module ---- */

static wvm_memory_t *memory_of(const Host *h) {
  wvm_extern_t x;
  if (wvm_instance_export(h->instance, "memory", &x)) return x.of.memory;
  if (wvm_linker_get(h->linker, "env", 3, "memory", 6, &x)) return x.of.memory;
  fail("the module has no memory");
}

static void load(Host *h, const char *path, wvm_tier_t tier) {
  size_t size;
  void *bytes = read_file(path, &size);
  wvm_config_t *config = wvm_config_new();
  wvm_module_t *m;
  if (!config) fail("out of memory");
  check(wvm_config_set_tier(config, tier));
  check(wvm_engine_new(config, &h->engine));
  check(wvm_module_new(h->engine, bytes, size, &m));
  free(bytes);
  check(wvm_store_new(h->engine, &h->store));
  check(wvm_linker_new(h->store, &h->linker));
  h->wasi = wvm_wasi_new();
  h->em = wvm_emscripten_new();
  if (!h->wasi || !h->em) fail("out of memory");
  check(wvm_linker_define_wasi(h->linker, h->wasi, m));
  check(wvm_linker_define_emscripten(h->linker, h->em, h->wasi, m));
  check(wvm_linker_instantiate(h->linker, m, &h->instance));
  check(wvm_emscripten_start(h->em, h->instance));
  wvm_module_delete(m);
  h->memory = memory_of(h);
}

static void unload(Host *h) {
  wvm_linker_delete(h->linker);
  wvm_store_delete(h->store);
  wvm_engine_delete(h->engine);
  wvm_emscripten_delete(h->em);
  wvm_wasi_delete(h->wasi);
}

/* Calls an export; each argument a double, brought to its parameter's type. */
static double call(const Host *h, const char *name, size_t count, const double *args) {
  wvm_extern_t x;
  wvm_functype_t type;
  wvm_val_t values[32], result = {.of.i32 = 0};
  if (!wvm_instance_export(h->instance, name, &x) || x.kind != WVM_EXTERN_FUNC) fail("there is no function %s", name);
  check(wvm_func_type(x.of.func, &type));
  if (type.param_count != count || count > 32) fail("%s takes %zu arguments", name, type.param_count);
  for (size_t i = 0; i < count; i++) {
    values[i].kind = type.params[i].kind;
    switch (values[i].kind) {
    case WVM_I32: values[i].of.i32 = (int32_t)(int64_t)args[i]; break;
    case WVM_I64: values[i].of.i64 = (int64_t)args[i]; break;
    case WVM_F32: values[i].of.f32 = (float)args[i]; break;
    case WVM_F64: values[i].of.f64 = args[i]; break;
    default: fail("%s: argument %zu is no number", name, i);
    }
  }
  check(wvm_func_call(x.of.func, values, count, &result, type.result_count));
  return type.result_count == 0   ? 0
         : result.kind == WVM_I32 ? (double)(uint32_t)result.of.i32
         : result.kind == WVM_I64 ? (double)result.of.i64
         : result.kind == WVM_F32 ? (double)result.of.f32
                                  : result.of.f64;
}
#define CALL(h, name, ...)                                                                                             \
  call(h, name, sizeof((double[]){__VA_ARGS__}) / sizeof(double), (const double[]){__VA_ARGS__})

/* [ptr, ptr + size) in the guest's memory. */
static uint8_t *at(const Host *h, uint32_t ptr, size_t size) {
  if (size > wvm_memory_size(h->memory) || ptr > wvm_memory_size(h->memory) - size) fail("an address outside");
  return wvm_memory_data(h->memory) + ptr;
}

static uint32_t put(const Host *h, const void *bytes, size_t size) {
  const uint32_t ptr = (uint32_t)CALL(h, "malloc", (double)size);
  if (!ptr) fail("malloc: no memory");
  memcpy(at(h, ptr, size), bytes, size);
  return ptr;
}

static const char *string_at(const Host *h, uint32_t ptr) {
  const char *s = (const char *)at(h, ptr, 1);
  if (!memchr(s, 0, wvm_memory_size(h->memory) - ptr)) fail("a string without an end");
  return s;
}

/* ---- Lua ---- */

static int run_lua(const Host *h, const char *path) {
  size_t size;
  void *script = read_file(path, &size);
  char name[200];
  snprintf(name, sizeof name, "@%s", path);
  const double state = call(h, "luaL_newstate", 0, NULL);
  CALL(h, "luaL_openlibs", state);
  const uint32_t text = put(h, script, size), chunk = put(h, name, strlen(name) + 1);
  free(script);
  double status = CALL(h, "luaL_loadbufferx", state, text, (double)size, chunk, 0);
  if (status == 0) status = CALL(h, "lua_pcallk", state, 0, -1, 0, 0, 0);
  if (status != 0) fail("%s", string_at(h, (uint32_t)CALL(h, "lua_tolstring", state, -1, 0)));
  CALL(h, "lua_close", state);
  CALL(h, "fflush", 0);
  return 0;
}

/* ---- SQLite ---- */

static void print_row(const Host *h, double statement) {
  const int columns = (int)CALL(h, "sqlite3_column_count", statement);
  for (int i = 0; i < columns; i++) {
    const uint32_t t = (uint32_t)CALL(h, "sqlite3_column_text", statement, i);
    printf("%s%s", i ? "|" : "", t ? string_at(h, t) : "NULL");
  }
  printf("\n");
}

/* The next statement at `sql`; where it ends. `out`: room for two addresses. */
static uint32_t run_statement(const Host *h, double db, uint32_t sql, uint32_t out) {
  enum { OK = 0, ROW = 100, DONE = 101 };
  uint32_t statement, tail;
  memset(at(h, out, 8), 0, 8);
  int status = (int)CALL(h, "sqlite3_prepare_v2", db, sql, -1, out, out + 4);
  memcpy(&statement, at(h, out, 4), 4);
  memcpy(&tail, at(h, out + 4, 4), 4);
  while (status == OK && statement && (status = (int)CALL(h, "sqlite3_step", statement)) == ROW) {
    print_row(h, statement);
    status = OK;
  }
  if (status != OK && status != DONE) {
    printf("error %d: %s\n", status, string_at(h, (uint32_t)CALL(h, "sqlite3_errmsg", db)));
    const char *text = string_at(h, sql), *end = strchr(text, ';');
    if (tail == sql) tail = sql + (uint32_t)(end ? (size_t)(end + 1 - text) : strlen(text));
  }
  CALL(h, "sqlite3_finalize", statement);
  return tail;
}

static int run_sqlite(const Host *h, const char *database, const char *path) {
  size_t size;
  char *text = read_file(path, &size);
  const uint32_t out = put(h, "\0\0\0\0\0\0\0", 8), name = put(h, database, strlen(database) + 1);
  if (CALL(h, "sqlite3_open", name, out) != 0) fail("cannot open %s", database);
  uint32_t db;
  memcpy(&db, at(h, out, 4), 4);
  uint32_t sql = put(h, text, size + 1);
  free(text);
  while (*string_at(h, sql)) sql = run_statement(h, db, sql, out);
  printf("changes %d\n", (int)CALL(h, "sqlite3_total_changes", db));
  return CALL(h, "sqlite3_close_v2", db) != 0;
}

int main(int argc, char **argv) {
  static const char *const tiers[] = {"auto", "interp", "jit"};
  wvm_tier_t tier = WVM_TIER_AUTO;
  if (argc > 1 && !strncmp(argv[1], "--engine=", 9)) {
    for (int i = 0; i < 3; i++)
      if (!strcmp(argv[1] + 9, tiers[i])) tier = (wvm_tier_t)i;
    argv++, argc--;
  }
  if (argc < 3) fail("usage: emscripten_host [--engine=NAME] lua|sqlite MODULE [ARG…]");
  Host h;
  int status = 1;
  load(&h, argv[2], tier);
  if (!strcmp(argv[1], "lua") && argc == 4) status = run_lua(&h, argv[3]);
  else if (!strcmp(argv[1], "sqlite") && argc == 5) status = run_sqlite(&h, argv[3], argv[4]);
  else fail("unknown: %s", argv[1]);
  unload(&h);
  return status;
}
