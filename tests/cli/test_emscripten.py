"""--emscripten: programs made by Emscripten (tests/emscripten), and modules that are up to no good."""
import os
import re

from cli import *

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "emscripten")
UTC = {**os.environ, "TZ": "UTC"}


def program(kind, *args, options=(), **more):
    return wvm("--emscripten", *options, os.path.join(HERE, kind + ".wasm"), *args, env=UTC, **more)


for kind in ("legal", "bigint", "standalone"):
    def says(mode, out, status=0, err=(), *args, **more):
        expect(f"{kind} {mode}", program(kind, mode, *args, **more), status, out, err)

    r = program(kind, "args", "two words", "")
    check(f"{kind} args", r.status == 0 and re.fullmatch(r"\[[^\]]*" + kind + r"\.wasm\]\[args\]\[two words\]\[\]", r.out), r)
    says("jumps", "inner 5\nouter 6\n" * 3)
    says("memory", "sum 42\ntoo much: refused\n")
    says("dates", "2001-09-09 01:46:40 Sun 252\nand back 1000000000\nlocal 1:46 0 UTC\nand back 1000000000\nodd 1015891200 102-2-12\n")
    says("clocks", "monotonic 1\nnow 1\nrandom 1\n")
    says("exit", "unflushed at exit", 7)
    says("return", "unflushed", 9)
    says("input", "line one\nline two\n", 0, (), stdin=b"one\ntwo\n")
    says("environment", "none\n")
    says("environment", "green\n", options=("--env=COLOR=green",))
    says("script", "", 134, ("trap", "emscripten_asm_const_int", "no JavaScript here", "EM_ASM"))
    says("jump out", "", 134, "exception")
    r = program(kind, "files")
    check(f"{kind} files", r.status == 1 and "mkdir: Function not implemented\n" in r.out and "getcwd: /\nisatty: 0\n" in r.out, r)
    check(f"{kind}: what was missed is told", "the guest called __syscall_mkdir 1 time" in r.err and "fcntl" not in r.err, r)
for kind in ("legal", "bigint"):
    expect(f"{kind} abort", program(kind, "abort"), 134, "", ("the program called abort", "main (function"))
    expect(f"{kind} assert", program(kind, "assert"), 134, "", ('assertion failed: argc == 100 && "not now" (program.c:', "main)"))
expect("what EM_ASM holds", program("bigint", "script"), 134, "", 'alert("hello")')
r = program("legal", "memory", options=("--max-memory=50M",))
check("memory within limits", r.status == 1 and "no memory at" in r.out, r)
r = program("legal", "jumps", options=("--trace=host",))
check("tracing", "emscripten: _emscripten_throw_longjmp() ends: " in r.err and "wasi: fd_write(" in r.err, r)

wanted = open(os.path.join(HERE, "exceptions.out")).read()
for kind in ("cxx", "cxx-wasm"):
    expect(f"{kind}: exceptions as natively", program(kind), 0, wanted)
    expect(f"{kind}: one that nobody catches", program(kind, "x"), 134, "", ("exception: uncaught exception", "main"))

# ---- without --emscripten, and what cannot be linked ----
expect("a hint", wvm(os.path.join(HERE, "legal.wasm")), 1, "", ("unknown import", "try --emscripten"))
r = wvm(write("plain.wat", '(module (import "env" "mine" (func)))'))
check("no hint", r.status == 1 and "--emscripten" not in r.err, r)


def links(what, text, status=0, err=(), options=()):
    expect(what, wvm("--emscripten", *options, write("link.wat", f"(module {text})")), status, None, err)


links("minified names", '(import "a" "b" (func))', 1, "minified")
links("a dynamic library", '(@custom "dylink.0" "\\00")', 1, "dynamic library")
links("a name with a slip", '(import "env" "emscripten_get_nwo" (func (result f64)))', 1, 'did you mean "env" "emscripten_get_now"?')
links("another type", '(import "env" "emscripten_get_now" (func (result i32)))', 1, ("incompatible import type", "f64", "i32"))
links("an unknown name", '(import "env" "frobnicate" (func))', 1, ('"env" "frobnicate"', "unknown import"))
links("a system call of another type", '(import "env" "__syscall_frob" (func (param i32)))', 1, "unknown import")
links("memory, table and tags", '(import "env" "memory" (memory 2 8)) (import "env" "__indirect_function_table" (table 5 funcref))'
      '(import "env" "__cpp_exception" (tag (param i32))) (import "env" "__c_longjmp" (tag (param i32)))')
links("a shared memory", '(import "env" "memory" (memory 1 4 shared))')
links("a 64-bit memory", '(import "env" "memory" (memory i64 1 4)) (import "env" "emscripten_resize_heap" (func (param i64) (result i32)))')
links("a memory over the limit", '(import "env" "memory" (memory 100))', 1, "memor", ("--max-memory=1M",))
expect("names that are known stay", wvm("--emscripten", "--preload=env=" + write("env.wat", '(module (func (export "emscripten_get_now") (result f64) f64.const 5))'),
       "--invoke=f", write("own.wat", '(module (import "env" "emscripten_get_now" (func $now (result f64))) (func (export "f") (result f64) call $now))')), 0, "5\n")


# ---- numbers from hostile guests: the call traps or fails, nothing else happens ----
def hostile(what, imports, body, status=134, err="", out=None):
    text = f'(module {imports} (memory (export "memory") 1) (table (export "__indirect_function_table") 4 funcref) (elem (i32.const 1) $id)' \
           f'(func $id (param i32) (result i32) local.get 0) (func (export "f") (result i32) {body}))'
    expect(what, wvm("--emscripten", "--invoke=f", write("hostile.wat", text)), status, out, err)


def imp(name, params, result=""):
    return f'(import "env" "{name}" (func ${name} (param {params}) {f"(result {result})" if result else ""}))'


OUTSIDE = "outside of the memory"
for to, at, size in [(65535, 0, 2), (0, 65535, 2), (0, 0, -1), (-1, -1, -1), (65536, 0, 1), (-4, 0, 8)]:
    hostile(f"memcpy {to} {at} {size}", imp("emscripten_memcpy_js", "i32 i32 i32"),
            f"(call $emscripten_memcpy_js (i32.const {to}) (i32.const {at}) (i32.const {size})) i32.const 0", err=OUTSIDE)
hostile("memcpy of nothing", imp("emscripten_memcpy_js", "i32 i32 i32"), "(call $emscripten_memcpy_js (i32.const 65536) (i32.const 65536) (i32.const 0)) i32.const 7", 0, out="7\n")
for size, out in [(0, "0\n"), (1, "0\n"), (65536, "0\n"), (65537, "1\n"), (-1, "0\n"), (-65536, "1\n")]:
    hostile(f"resize {size}", imp("emscripten_resize_heap", "i32", "i32"), f"(call $emscripten_resize_heap (i32.const {size}))", 0, out=out)
for name, params, args in [("_gmtime_js", "i64 i32", "(i64.const 0) (i32.const 65500)"), ("_localtime_js", "i32 i32", "(i32.const 65534) (i32.const 0)"),
                           ("_tzset_js", "i32 i32 i32 i32", "(i32.const 0) (i32.const 0) (i32.const 65530) (i32.const 0)"),
                           ("__cxa_throw", "i32 i32 i32", "(i32.const 4) (i32.const 0) (i32.const 0)"),
                           ("__cxa_throw", "i32 i32 i32", "(i32.const -1) (i32.const 0) (i32.const 0)"),
                           ("__cxa_end_catch", "", ""), ("__cxa_rethrow", "", "")]:
    hostile(f"{name} {args}", imp(name, params), f"(call ${name} {args}) i32.const 0", err="host function failed")
hostile("a date far off", imp("_gmtime_js", "i64 i32"), "(call $_gmtime_js (i64.const 0x7fffffffffffffff) (i32.const 0)) (i32.load (i32.const 20))", 0, out="0\n")
hostile("a date of nonsense", imp("strftime", "i32 i32 i32 i32", "i32"),
        '(memory.fill (i32.const 0) (i32.const 0xc1) (i32.const 40)) (i32.store (i32.const 100) (i32.const 0x00592541)) (call $strftime (i32.const 200) (i32.const 60) (i32.const 100) (i32.const 0))', 0)
hostile("no room for a date", imp("strftime", "i32 i32 i32 i32", "i32"), "(call $strftime (i32.const 65535) (i32.const 4) (i32.const 0) (i32.const 0))", err=OUTSIDE)
hostile("entropy", imp("getentropy", "i32 i32", "i32"), "(call $getentropy (i32.const 65530) (i32.const 16))", err=OUTSIDE)
hostile("much entropy", imp("getentropy", "i32 i32", "i32"), "(call $getentropy (i32.const 0) (i32.const 257))", 0, out="-29\n")
hostile("a string without an end", imp("emscripten_console_log", "i32"), "(memory.fill (i32.const 65000) (i32.const 97) (i32.const 536)) (call $emscripten_console_log (i32.const 65000)) i32.const 0", 0, out="a" * 536 + "\n0\n")
hostile("a string outside", imp("emscripten_console_log", "i32"), "(call $emscripten_console_log (i32.const -1)) i32.const 0", 0, out="\n0\n")
hostile("control sequences", imp("emscripten_console_log", "i32"), "(i32.store (i32.const 0) (i32.const 0x6d31331b)) (call $emscripten_console_log (i32.const 0)) i32.const 0", 0, out="?31m\n0\n")
for index, params, args, err in [(1, "i32 i32", "(i32.const 9)", None), (0, "i32 i32", "(i32.const 9)", "uninitialized element"), (9, "i32 i32", "(i32.const 9)", "undefined element"),
                                 (-1, "i32 i32", "(i32.const 9)", "undefined element"), (1, "i32 i64", "(i64.const 9)", "type mismatch"), (1, "i32", "", "type mismatch")]:
    hostile(f"invoke {index} ({params})", imp("invoke_ii", params, "i32"), f"(call $invoke_ii (i32.const {index}) {args})", 134 if err else 0, err or "", None if err else "9\n")
hostile("a throw without invoke", imp("_emscripten_throw_longjmp", ""), "(call $_emscripten_throw_longjmp) i32.const 0", err="uncaught exception")
expect("a table that is not exported", wvm("--emscripten", "--invoke=f", write("t.wat", f'(module {imp("invoke_v", "i32")} (memory 1) (func (export "f") (call $invoke_v (i32.const 0))))')),
       134, "", "does not export its table")
expect("without a memory", wvm("--emscripten", "--invoke=f", write("t.wat", f'(module {imp("emscripten_resize_heap", "i32", "i32")} (func (export "f") (result i32) (call $emscripten_resize_heap (i32.const 5))))')), 0, "0\n")

expect("a memory that is not exported", wvm("--emscripten", "--invoke=f", write("own.wat", f'(module {imp("emscripten_console_log", "i32")} (memory 1) (data (i32.const 8) "mine")'
       '(func (export "f") (call $emscripten_console_log (i32.const 8))))')), 0, "mine\n")

# An import that the module exports again, under the name that its work calls: nesting has an end.
for name, params, export in [("__cxa_increment_exception_refcount", "i32", "__cxa_increment_exception_refcount"), ("__cxa_allocate_exception", "i32", "malloc"),
                             ("exit", "i32", "__stdio_exit"), ("__cxa_free_exception", "i32", "free")]:
    result = "i32" if export == "malloc" else ""
    args = "(i32.const 64)" if params else ""
    text = f'(module {imp(name, params, result)} (memory (export "memory") 1) (export "{export}" (func ${name}))' \
           f'(func (export "f") (call ${name} {args}) {"drop" if result else ""}))'
    r = wvm("--emscripten", "--invoke=f", write("again.wat", text))
    check(f"{name} again", r.status in (0, 64, 134) and "Sanitizer" not in r.err, r)

# The same through invoke, which knows the instance: host functions that call each other without the guest's stack.
for name, params in [("__cxa_increment_exception_refcount", "i32"), ("__cxa_decrement_exception_refcount", "i32"), ("_emscripten_init_main_thread_js", "i32")]:
    export = {"_emscripten_init_main_thread_js": "_emscripten_tls_init"}.get(name, name)
    more = "" if export == name else '(func $tls (result i32) (call $invoke_vi (i32.const 1) (i32.const 64)) i32.const 0) (export "_emscripten_tls_init" (func $tls))'
    text = f'(module {imp("invoke_vi", "i32 i32")} {imp(name, params)} (memory (export "memory") 1) (table (export "__indirect_function_table") 2 funcref) (elem (i32.const 1) ${name})' \
           f'{more or f"""(export "{export}" (func ${name}))"""} (func (export "f") (call $invoke_vi (i32.const 1) (i32.const 64))))'
    expect(f"{name} for ever", wvm("--emscripten", "--invoke=f", write("ever.wat", text)), 134, "", "too many nested host entries")

# Exceptions that are never ended, more than are kept.
hostile("many catches", imp("__cxa_begin_catch", "i32", "i32"), "(loop (drop (call $__cxa_begin_catch (i32.const 1024))) (br 0)) i32.const 0", err="exceptions are being handled")
# Recursion through invoke, without end.
expect("invoke for ever", wvm("--emscripten", "--invoke=f", write("deep.wat", f"""(module {imp("invoke_v", "i32")} (memory 1)
  (table (export "__indirect_function_table") 2 funcref) (elem (i32.const 1) $again) (func $again (export "f") (call $invoke_v (i32.const 1))))""")), 134, "", "trap")
expect("sleep and --timeout", wvm("--emscripten", "--timeout=0.3", "--invoke=f", write("sleep.wat", f'(module {imp("emscripten_sleep", "i32")} (func (export "f") (loop (call $emscripten_sleep (i32.const 1000000)) (br 0))))')),
       134, "", "interrupted")

# main in its forms
for text, status in [('(func (export "main") (result i32) i32.const 5)', 5), ('(func (export "__main_argc_argv") (param i32 i32) (result i32) local.get 0)', 3)]:
    stack = '(global $sp (mut i32) (i32.const 65536)) (func (export "stackAlloc") (param i32) (result i32) (global.set $sp (i32.and (i32.sub (global.get $sp) (local.get 0)) (i32.const -16))) global.get $sp)'
    expect(f"main: {text}", wvm("--emscripten", write("main.wat", f'(module (memory (export "memory") 1) {stack} {text})'), "a", "b"), status, "")
expect("main without a stack", wvm("--emscripten", write("main.wat", '(module (memory (export "memory") 1) (func (export "main") (param i32 i32) (result i32) i32.const 0))')), 134, "", "no room for its arguments")
expect("main without a memory", wvm("--emscripten", write("main.wat", '(module (func (export "main") (param i32 i32) (result i32) i32.const 0))')), 134, "", "memory")
expect("a lying stack", wvm("--emscripten", write("main.wat", '(module (memory (export "memory") 1) (func (export "stackAlloc") (param i32) (result i32) i32.const -8) (func (export "main") (param i32 i32) (result i32) i32.const 0))')), 134, "", "no room")
expect("constructors come first", wvm("--emscripten", "--invoke=get", write("ctors.wat", '(module (global $g (mut i32) (i32.const 0)) (func (export "__wasm_call_ctors") (global.set $g (i32.const 6))) (func (export "get") (result i32) global.get $g))')), 0, "6\n")
expect("help", wvm("help", "emscripten"), 0)
finish()
