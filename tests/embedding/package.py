#!/usr/bin/env python3
"""What is installed can be used: with pkg-config, shared and static, and with CMake, from C and from C++. Tells how large the
shared library is without symbols.

usage: package.py BUILD_DIRECTORY EXAMPLE EXPECTED"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

build, example, expected = (pathlib.Path(a) for a in sys.argv[1:])
text = expected.read_text()

CXX = r"""
#include <cstdio>
#include <cstring>
#include <memory>
#include <wvm.h>
#include <wasm.h>
int main() {
  wvm_engine_t *engine;
  wvm_module_t *module;
  wvm_store_t *store;
  wvm_instance_t *instance;
  wvm_extern_t f;
  const char text[] = "(module (func (export \"f\") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))";
  if (wvm_engine_new(nullptr, &engine) || wvm_module_new_text(engine, text, std::strlen(text), &module) ||
      wvm_store_new(engine, &store) || wvm_instance_new(store, module, nullptr, 0, &instance) ||
      !wvm_instance_export(instance, "f", &f)) return 1;
  wvm_val_t arg = {}, result = {};
  arg.kind = WVM_I32;
  arg.of.i32 = 41;
  if (wvm_func_call(f.of.func, &arg, 1, &result, 1)) return 1;
  std::unique_ptr<wasm_engine_t, void (*)(wasm_engine_t *)> standard(wasm_engine_new(), wasm_engine_delete);
  wasm_functype_delete(wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_f64()));
  wvm_store_delete(store);
  wvm_module_delete(module);
  wvm_engine_delete(engine);
  return result.of.i32 == 42 && standard && std::strcmp(wvm_version(), WVM_VERSION) == 0 ? 0 : 1;
}
"""
PROJECT = """
cmake_minimum_required(VERSION 3.20)
project(user C)
find_package(wvm 0.1 REQUIRED)
add_executable(shared main.c)
target_link_libraries(shared wvm::wvm m)
add_executable(static main.c)
target_link_libraries(static wvm::static)
"""


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=200, **options)
    if done.returncode:
        sys.exit(f"{command}: status {done.returncode}\n{done.stdout}")
    return done.stdout


def check(program, environment=None):
    out = run(program, env=environment)
    if out != text:
        sys.exit(f"{program}:\n{out}")


with tempfile.TemporaryDirectory() as place:
    place = pathlib.Path(place)
    root = place / "root"
    run("cmake", "--install", build, "--prefix", root)
    library = next(root.rglob("libwvm.so"))
    environment = dict(os.environ, LD_LIBRARY_PATH=str(library.parent))
    # The prefix is what the package was configured with; pkg-config moves it.
    pkg = ["pkg-config", f"--define-variable=libdir={library.parent}", f"--define-variable=includedir={root / 'include'}"]
    packages = dict(os.environ, PKG_CONFIG_PATH=str(library.parent / "pkgconfig"))
    flags = run(*pkg, "--cflags", "--libs", "wvm", env=packages).split()
    run("cc", "-o", place / "shared", example, *flags, "-lm")
    check(place / "shared", environment)
    static = [f.replace("-lwvm", "-l:libwvm.a") for f in run(*pkg, "--static", "--cflags", "--libs", "wvm", env=packages).split()]
    run("cc", "-o", place / "static", example, *static)
    check(place / "static")
    (place / "main.cc").write_text(CXX)
    for compiler in ("g++", "clang++"):
        if shutil.which(compiler):
            run(compiler, "-std=c++11", "-Wall", "-Wextra", "-Werror", "-o", place / compiler, place / "main.cc", *flags)
            run(place / compiler, env=environment)
    project = place / "project"
    project.mkdir()
    shutil.copy(example, project / "main.c")
    (project / "CMakeLists.txt").write_text(PROJECT)
    run("cmake", "-G", "Ninja", "-S", project, "-B", place / "user", f"-DCMAKE_PREFIX_PATH={root}")
    run("cmake", "--build", place / "user")
    check(place / "user" / "shared", environment)
    check(place / "user" / "static")
    run("strip", "-o", place / "stripped.so", library)
    print(f"libwvm.so without symbols: {(place / 'stripped.so').stat().st_size / 1e6:.2f} MB")
