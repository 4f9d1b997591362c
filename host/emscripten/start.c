/* What Emscripten's JavaScript does with a module once it is instantiated: constructors, then main. */
#include "host/emscripten/emscripten.h"

static const char main_names[] = "main|__main_argc_argv|_main";

static bool has_func(wvm_instance_t *i, const char *name) {
  wvm_extern_t x;
  return wvm_instance_export(i, name, &x) && x.kind == WVM_EXTERN_FUNC;
}

wvm_error_t *wvm_emscripten_start(wvm_emscripten_t *em, wvm_instance_t *i) {
  if (!em || !i) return wvm_error_new(WVM_ERROR_USAGE, "bad argument: NULL");
  (void)em;
  bool found;
  wvm_raw_t slots[2] = {{.bits = 0}, {.bits = 0}};
  wvm_error_t *e = em_call_export(i, "emscripten_stack_init", "v", slots, &found);
  /* A WASI command or reactor calls its constructors itself. */
  if (!e && !has_func(i, "_start") && !has_func(i, "_initialize"))
    e = em_call_export(i, "__wasm_call_ctors|_emscripten_call_ctors", "v", slots, &found);
  return e;
}

/* ---- main ---- */

/* Takes `size` bytes of the guest's stack; false: the module does not say how. */
static wvm_error_t *take(wvm_instance_t *i, uint64_t size, uint64_t *ptr, bool *found) {
  wvm_raw_t slot = {.bits = size};
  wvm_error_t *e = em_call_export(i, "_emscripten_stack_alloc|stackAlloc|malloc", "pp", &slot, found);
  *ptr = slot.bits;
  return e;
}

/* Strings one behind the other, behind the array of their addresses, which ends in a zero. */
static wvm_error_t *put_args(wvm_emscripten_t *em, wvm_instance_t *i, size_t count, const char *const *args,
                             uint64_t *argv) {
  EmCall c = {.em = em};
  wvm_limits_t limits;
  em_call_of(&c, i);
  if (!c.memory) return em_trap("main: the module does not export its memory");
  wvm_memory_type(c.memory, &limits);
  const uint64_t width = limits.is64 ? 8 : 4;
  uint64_t size = (count + 1) * width;
  for (size_t k = 0; k < count; k++) size += strlen(args[k]) + 1;
  bool found;
  wvm_error_t *e = take(i, size, argv, &found);
  if (e) return e;
  em_call_of(&c, i); /* it may have grown */
  uint8_t *at = found ? em_at(&c, *argv, size) : NULL;
  if (!at || !*argv) return em_trap("main: the program has no room for its arguments");
  uint64_t text = (count + 1) * width;
  for (size_t k = 0; k <= count; k++) {
    const uint64_t address = k < count ? *argv + text : 0;
    memcpy(at + k * width, &address, width);
    if (k == count) break;
    const size_t n = strlen(args[k]) + 1;
    memcpy(at + text, args[k], n);
    text += n;
  }
  return NULL;
}

bool wvm_module_has_emscripten_main(const wvm_module_t *m) {
  if (!m) return false;
  for (size_t k = 0; k < wvm_module_export_count(m); k++) {
    wvm_export_t x;
    wvm_module_export(m, k, &x);
    if (x.type.kind != WVM_EXTERN_FUNC) continue;
    for (const char *name = main_names; *name;) {
      const size_t size = strcspn(name, "|");
      if (x.name_size == size && !memcmp(x.name, name, size)) return true;
      name += size + (name[size] != 0);
    }
  }
  return false;
}

wvm_error_t *wvm_emscripten_main(wvm_emscripten_t *em, wvm_instance_t *i, size_t count, const char *const *args) {
  if (!em || !i) return wvm_error_new(WVM_ERROR_USAGE, "bad argument: NULL");
  bool found;
  uint64_t argv = 0;
  wvm_error_t *e = count <= INT32_MAX ? put_args(em, i, count, args, &argv) : em_trap("main: too many arguments");
  if (e) return e;
  wvm_raw_t slots[2] = {{.bits = count}, {.bits = argv}};
  e = em_call_export(i, main_names, "iip", slots, &found);
  if (!e && !found) e = em_call_export(i, main_names, "i", slots, &found);
  if (!e && !found) e = em_trap("there is no function main(argc, argv)");
  if (e) return e;
  const int status = slots[0].i32;
  e = em_flush(i);
  return e ? e : wvm_error_new_exit(status);
}
