#!/usr/bin/env python3
"""Every function of include/wvm.h called without what it needs: all pointers NULL, then each of them alone, the others being
what they should. It must come back, with an error where it can return one.

usage: null.py HEADER LIBRARY"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

header, library = sys.argv[1:]
text = re.sub(r"/\*.*?\*/", "", pathlib.Path(header).read_text(), flags=re.S)

# What a parameter of this type may be given. Out-parameters of any type: a place.
VALID = {
    "wvm_engine_t *": "engine", "wvm_store_t *": "store", "wvm_module_t *": "module", "wvm_instance_t *": "instance", "wvm_func_t *": "func",
    "wvm_memory_t *": "memory", "wvm_table_t *": "table", "wvm_global_t *": "global", "wvm_tag_t *": "tag", "wvm_linker_t *": "linker",
    "wvm_wasi_t *": "wasi", "wvm_emscripten_t *": "emscripten", "wvm_shared_memory_t *": "shared", "wvm_buffer_t *": "buffer",
    "wvm_ref_t *": "ref", "char *": '"memory"', "wvm_limits_t *": "&limits", "wvm_functype_t *": "&type", "wvm_valtype_t *": "&i32",
    "wvm_val_t *": "&value", "wvm_extern_t *": "&external", "wvm_store_limits_t *": "&store_limits", "wvm_raw_t *": "slots", "void *": "bytes",
    "uint8_t *": "bytes", "wvm_config_t *": "config", "wvm_error_t *": "failure", "wvm_cfunc_t *": "cfunc",
}
# What would end or change what the others need, or wait, or is no function of a store alone.
SKIPPED = re.compile(r"_delete$|^wvm_error_new|^wvm_config_(new|set)|^wvm_wasi_(new|end_threads|listen|add_socket|preopen|set)|^wvm_bytes|"
                     r"^wvm_of_wasm|^wvm_caller|^wvm_call_|^wvm_emscripten_(main|start)|^wvm_store_(stop|interrupt)|^wvm_memory_new_foreign|"
                     r"^wvm_feature_at|^wvm_op_at|^wvm_error_|^wvm_store_set_limits|^wvm_engine_new")

functions = []
for result, name, inside in re.findall(r"WVM_API\s+([\w ]+\*?)\s*\b(wvm_\w+)\(((?:[^()]|\([^()]*\))*)\);", text):
    parameters, depth, one = [], 0, ""
    for c in " ".join(inside.split()) + ",":
        depth += (c == "(") - (c == ")")
        if c == "," and depth == 0:
            parameters.append(one.strip())
            one = ""
        else:
            one += c
    functions.append((result.strip(), name, [] if parameters == ["void"] else parameters))


def pointer_type(parameter):
    """The type that a pointer parameter points by, const apart; None: it is no pointer."""
    if "(*" in parameter or "_callback_t " in parameter or "wvm_cfn_t " in parameter or "wvm_wasi_setup_t " in parameter:
        return "function"
    p = re.sub(r"\bconst\b", "", parameter)
    m = re.match(r"\s*([\w ]+?)\s*(\*+)\s*\w*(\[\])?$", p)
    return f"{m[1].strip()} {m[2]}" if m else None


def argument(parameter, null, index):
    kind = pointer_type(parameter)
    if kind is None:
        return "0"
    if null or kind == "function":
        return "NULL"
    if kind.endswith("**"):
        return f"(void *)places[{index}]"
    return VALID.get(kind, f"(void *)places[{index}]")


calls = []
for result, name, parameters in functions:
    pointers = [k for k, p in enumerate(parameters) if pointer_type(p)]
    if not pointers:
        continue
    for lost in [None] + pointers:
        if lost is None and re.search(r"^wvm_(config_set_tier|error_new)", name):
            continue
        if lost is not None and SKIPPED.search(name):
            continue
        given = [argument(p, lost is None or k == lost, k) for k, p in enumerate(parameters)]
        call = f"({name})({', '.join(given)})"
        if result == "wvm_error_t *" and not name.startswith(("wvm_cfunc_take", "wvm_error_new")):
            calls.append(f'  at = "{name}, parameter {lost}"; clear(); if (!sigsetjmp(before, 1)) take({call});')
        elif result == "void":
            calls.append(f'  at = "{name}, parameter {lost}"; clear(); if (!sigsetjmp(before, 1)) {call};')
        else:
            calls.append(f'  at = "{name}, parameter {lost}"; clear(); if (!sigsetjmp(before, 1)) (void){call};')

program = """
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wvm.h>
static const char *volatile at = "";
static sigjmp_buf before;
static volatile int failed;
static void crashed(int signal) { /* to tell of all that crash */
  if (!*at) _exit(2);
  puts(at);
  failed = 1;
  siglongjmp(before, 1);
}
static uint64_t places[12][64];
static void clear(void) { memset(places, 0, sizeof places); }
static void take(wvm_error_t *e) { wvm_error_delete(e); }
static void must(wvm_error_t *e) { if (e) { puts(wvm_error_message(e)); exit(1); } }
static wvm_error_t *callback(void *env, wvm_caller_t *c, const wvm_val_t *a, wvm_val_t *r) { return NULL; }
int main(void) {
  wvm_engine_t *engine; wvm_store_t *store; wvm_module_t *module; wvm_instance_t *instance; wvm_linker_t *linker; wvm_ref_t *ref;
  wvm_shared_memory_t *shared; wvm_buffer_t *buffer; wvm_extern_t external; wvm_memory_t *shared_memory; wvm_cfunc_t *cfunc;
  wvm_config_t *config = NULL; wvm_error_t *failure = NULL;
  signal(SIGSEGV, crashed), signal(SIGABRT, crashed), signal(SIGBUS, crashed), signal(SIGFPE, crashed);
  must(wvm_engine_new(NULL, &engine));
  signal(SIGABRT, crashed);
  must(wvm_store_new(engine, &store));
  static const char source[] = "(module (memory (export \\"memory\\") 1 2) (table (export \\"t\\") 1 funcref) (global (export \\"g\\") (mut i32) (i32.const 1))"
    "(tag (export \\"tag\\")) (func (export \\"f\\")))";
  must(wvm_module_new_text(engine, source, strlen(source), &module));
  must(wvm_instance_new(store, module, NULL, 0, &instance));
  must(wvm_linker_new(store, &linker));
  must(wvm_ref_new_extern(store, places, NULL, &ref));
  must(wvm_buffer_new(65536, &buffer));
  wvm_limits_t limits = {.min = 1, .max = 2, .has_max = true, .shared = true};
  must(wvm_memory_new(store, &limits, &shared_memory));
  must(wvm_shared_memory_new(shared_memory, &shared));
  limits.shared = false;
  wvm_memory_t *memory; wvm_table_t *table; wvm_global_t *global; wvm_tag_t *tag; wvm_func_t *func;
  wvm_instance_export(instance, "memory", &external); memory = external.of.memory;
  wvm_instance_export(instance, "t", &external); table = external.of.table;
  wvm_instance_export(instance, "g", &external); global = external.of.global;
  wvm_instance_export(instance, "tag", &external); tag = external.of.tag;
  wvm_instance_export(instance, "f", &external); func = external.of.func;
  must(wvm_cfunc_new(func, "v()", &cfunc));
  wvm_wasi_t *wasi = wvm_wasi_new(); wvm_emscripten_t *emscripten = wvm_emscripten_new();
  const wvm_valtype_t i32 = {.kind = WVM_I32};
  const wvm_functype_t type = {0};
  wvm_val_t value = {.kind = WVM_I32};
  wvm_store_limits_t store_limits;
  wvm_store_limits_default(&store_limits);
  wvm_raw_t slots[4] = {{0}};
  char bytes[64] = "";
  (void)callback, (void)config, (void)failure, (void)cfunc, (void)slots, (void)bytes, (void)value, (void)i32, (void)type;
%s
  return failed;
}
""" % "\n".join(calls)

with tempfile.TemporaryDirectory() as place:
    source, out = os.path.join(place, "null.c"), os.path.join(place, "null")
    pathlib.Path(source).write_text(program)
    built = subprocess.run(["cc", "-w", "-g", "-I", os.path.dirname(header), "-o", out, source, library, f"-Wl,-rpath,{os.path.dirname(library)}"],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if built.returncode:
        sys.exit(built.stdout)
    ran = subprocess.run([out], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    print(f"{len(calls)} calls of {len(functions)} functions")
    if ran.returncode or ran.stdout:
        sys.exit(f"status {ran.returncode}\n{ran.stdout}")
