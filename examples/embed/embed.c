/* A host program: gives a guest one function and some memory, calls it, and survives what it does wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wvm.h>

static const char *guest = "(module $counter"
                           "  (import \"host\" \"log\" (func $log (param i32 i32)))"
                           "  (memory (export \"memory\") 1)"
                           "  (data (i32.const 0) \"hello from the guest\")"
                           "  (global $calls (mut i32) (i32.const 0))"
                           "  (func (export \"greet\") (result i32)"
                           "    (call $log (i32.const 0) (i32.const 20))"
                           "    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))"
                           "    (global.get $calls))"
                           "  (func $careless (export \"careless\") (param $at i32) (result i32)"
                           "    (i32.load (local.get $at)))"
                           "  (func (export \"endless\") (loop (br 0))))";

/* Prints an error with its backtrace and ends. */
static void check(wvm_error_t *e) {
  if (!e) return;
  fprintf(stderr, "%s\n", wvm_error_message(e));
  wvm_error_delete(e);
  exit(1);
}

/* What the guest imports. Its pointers are numbers until they have been checked. */
static wvm_error_t *log_line(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)results;
  wvm_memory_t *memory = wvm_caller_memory(caller);
  uint32_t at = (uint32_t)args[0].of.i32, size = (uint32_t)args[1].of.i32;
  uint64_t end = (uint64_t)at + size;
  if (!memory || end > wvm_memory_size(memory))
    return wvm_error_new(WVM_ERROR_USAGE, "log: text outside of the memory");
  printf("%s: %.*s\n", (const char *)env, (int)size, (const char *)wvm_memory_data(memory) + at);
  return NULL;
}

static wvm_func_t *function(wvm_instance_t *instance, const char *name) {
  wvm_extern_t x;
  if (!wvm_instance_export(instance, name, &x) || x.kind != WVM_EXTERN_FUNC) {
    fprintf(stderr, "no function %s\n", name);
    exit(1);
  }
  return x.of.func;
}

static void print_trap(wvm_error_t *e) {
  const wvm_frame_t *frames;
  size_t count = wvm_error_frames(e, &frames, NULL);
  printf("trap: %s\n", wvm_error_message(e));
  for (size_t k = 0; k < count; k++) printf("  in %s of module %s\n", frames[k].func, frames[k].module);
  wvm_error_delete(e);
}

int main(void) {
  /* An engine for the whole process; modules are compiled once and shared by threads. */
  wvm_config_t *config = wvm_config_new();
  if (!config) return 1;
  wvm_config_set_fuel(config, true);
  wvm_engine_t *engine;
  check(wvm_engine_new(config, &engine));
  wvm_module_t *module;
  check(wvm_module_new_text(engine, guest, strlen(guest), &module));

  /* A store holds what runs, within limits; the linker answers its imports. */
  wvm_store_t *store;
  check(wvm_store_new(engine, &store));
  wvm_store_limits_t limits;
  wvm_store_limits_default(&limits);
  limits.memory_bytes = 16 << 20;
  check(wvm_store_set_limits(store, &limits));
  check(wvm_store_set_fuel(store, 1000000));
  wvm_linker_t *linker;
  check(wvm_linker_new(store, &linker));
  const wvm_valtype_t two_i32[] = {{.kind = WVM_I32}, {.kind = WVM_I32}};
  const wvm_functype_t log_type = {.param_count = 2, .params = two_i32};
  check(wvm_linker_define_func(linker, "host", "log", &log_type, log_line, "guest says"));
  wvm_instance_t *instance;
  check(wvm_linker_instantiate(linker, module, &instance));

  /* Calls: values in, values out, traps as errors. */
  wvm_val_t result;
  for (int k = 0; k < 2; k++) check(wvm_func_call(function(instance, "greet"), NULL, 0, &result, 1));
  printf("greeted %d times\n", result.of.i32);
  wvm_val_t outside = {.kind = WVM_I32, .of = {.i32 = -1}};
  print_trap(wvm_func_call(function(instance, "careless"), &outside, 1, &result, 1));
  print_trap(wvm_func_call(function(instance, "endless"), NULL, 0, NULL, 0));

  wvm_linker_delete(linker);
  wvm_store_delete(store); /* and with it the instance, its memory and functions */
  wvm_module_delete(module);
  wvm_engine_delete(engine);
  return 0;
}
