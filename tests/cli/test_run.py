"""Running programs: exit statuses, traps and backtraces, time, fuel, reactors, conversions, help."""
import re
import time

from cli import *

WASI = "wasi_snapshot_preview1"
EXIT = '(import "%s" "proc_exit" (func $exit (param i32)))' % WASI

# ---- statuses ----
for status in (0, 1, 42, 255):
    expect(f"exit {status}", wvm(write("exit.wat", f'(module {EXIT} (memory 1) (func (export "_start") (call $exit (i32.const {status}))))')), status, "")
expect("end of _start", wvm(write("end.wat", '(module (func (export "_start")))')), 0, "")
expect("only a start function", wvm(write("start.wat", "(module (func $f) (start $f))")), 0, "")
expect("start function that traps", wvm(write("strap.wat", "(module (func $boom unreachable) (start $boom))")), 134, "", ("trap: unreachable", "boom"))

# ---- traps ----
TRAP = write("trap.wat", """
(module
  (func $inner (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
  (func $outer (export "outer") (param i32) (result i32) (call $inner (local.get 0)))
  (func (export "boom") unreachable)
  (func (export "deep") (call 3)))
""")
r = wvm("--invoke", "outer", TRAP, "0")
expect("a trap", r, 134, "", ("trap.wat: trap: integer divide by zero", "inner (function 0, offset 0x", "outer (function 1, offset 0x"))
check("innermost first", r.err.index("inner") < r.err.index("outer"), r)
expect("no trap", wvm("--invoke", "outer", TRAP, "1"), 0, "1\n")
expect("named by the export", wvm("--invoke", "boom", TRAP), 134, "", ("unreachable", "boom"))
r = wvm("--invoke", "deep", TRAP)
expect("stack", r, 134, "", ("call stack exhausted", "more"))
check("a short backtrace", r.err.count("\n") < 80, r)
small = wvm("--max-stack=64K", "--invoke", "deep", TRAP)
expect("a small stack", small, 134, "", "call stack exhausted")

expect("an exception nobody catches", wvm(write("throw.wat", '(module (tag $t) (func $f (throw $t)) (func (export "_start") (call $f)))')),
       134, "", ("throw.wat: exception: uncaught exception", "f (function 0"))

# ---- time and fuel ----
LOOP = write("loop.wat", '(module (func (export "_start") (loop br 0)) (func (export "calls") (call 1)) (func $l (loop br 0)) (start $l))')
SPIN = write("spin.wat", """
(module (memory 1024)
  (func (export "_start") (loop br 0))
  (func (export "fill") (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 67108864)) br 0))
  (func (export "tail") (return_call 2)))
""")


def timed(what, *args):
    started = time.monotonic()
    expect(what, wvm("--timeout=0.3", *args), 134, "", "interrupted")
    check(what + " in time", time.monotonic() - started < 4)


timed("timeout in a loop", SPIN)
timed("timeout in a start function", LOOP)
timed("timeout in memory.fill", "--invoke", "fill", SPIN)
timed("timeout in tail calls", "--invoke", "tail", SPIN)
expect("a timeout not reached", wvm("--timeout=60", write("end.wat", '(module (func (export "_start")))')), 0)
# On continuations with an even and an odd number of slots: the frames are where they are.
for name, parameter in ("even", ""), ("odd", "(param i32)"):
    r = wvm("--timeout=0.2", "--invoke", "run", write(name + ".wat", f"""
(module (type $f (func {parameter})) (type $k (cont $f)) (elem declare func $body)
  (func $spin (loop $l (br $l)))
  (func $body (type $f) (call $spin))
  (func (export "run") {"(i32.const 0)" if parameter else ""} (cont.new $k (ref.func $body)) (resume $k)))"""))
    check(f"a timeout on a continuation, {name}", r.status == 134 and re.findall(r"^ *\d: (\w+)", r.err, re.M) == ["spin", "body", "run"], r)
SLEEP = write("sleep.wat", f"""
(module (import "{WASI}" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32))) (memory (export "memory") 1)
  (data (i32.const 24) "\\00\\00\\00\\00\\ff\\ff\\00\\00")
  (func (export "_start") (loop (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128))) (br 0))))
""")
timed("timeout while the guest sleeps", SLEEP)
READ = write("read.wat", f"""
(module (import "{WASI}" "fd_read" (func $read (param i32 i32 i32 i32) (result i32))) (memory (export "memory") 1)
  (data (i32.const 0) "\\40\\00\\00\\00\\10\\00\\00\\00")
  (func (export "_start") (loop (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 32))) (br 0))))
""")
import os
import subprocess
reader, writer = os.pipe()
started = time.monotonic()
r = subprocess.run([WVM, "--timeout=0.3", READ], stdin=reader, stderr=subprocess.PIPE, timeout=30)
check("timeout while the guest reads", r.returncode == 134 and b"interrupted" in r.stderr and time.monotonic() - started < 4)

expect("fuel", wvm("--fuel=100000", SPIN), 134, "", "fuel")
expect("enough fuel", wvm("--fuel=1000", "--invoke", "outer", TRAP, "1"), 0, "1\n")
expect("fuel in the statistics", wvm("--fuel=1000", "--stats", "--invoke", "outer", TRAP, "1"), 0, "1\n", ("fuel", "decode", "validate"))

# ---- reactors ----
REACTOR = write("reactor.wat", """
(module (global $g (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $g (i32.const 5)))
  (func (export "get") (result i32) (global.get $g)))
""")
expect("_initialize comes first", wvm("--invoke", "get", REACTOR), 0, "5\n")
expect("a reactor without --invoke", wvm(REACTOR), 2, "", "--invoke get")

expect("exit in _initialize", wvm(write("early.wat", f'(module {EXIT} (memory 1) (func (export "_initialize") (call $exit (i32.const 0))) (func (export "_start") unreachable))')), 0)
expect("exit in a start function", wvm(write("early2.wat", f'(module {EXIT} (memory 1) (func $s (call $exit (i32.const 3))) (start $s) (func (export "_start") unreachable))')), 3)

# ---- options of the machine ----
NAN = write("nan.wat", '(module (func (export "f") (param f32) (result i32) (i32.reinterpret_f32 (f32.add (local.get 0) (f32.const 1)))))')
expect("deterministic", wvm("--deterministic", "--invoke", "f", NAN, "nan:0x600000"), 0, f"{0x7fc00000}\n")
expect("interpreter", wvm("--engine=interp", "--invoke", "get", REACTOR), 0, "5\n")
expect("a feature taken away", wvm("--features=mvp", "--invoke", "f", write("two.wat", '(module (func (export "f") (result i32 i32) i32.const 1 i32.const 2))')), 1, "")
expect("options end at --", wvm("--invoke", "get", "--", REACTOR), 0, "5\n")

# ---- commands ----
M = write("m.wat", '(module (func $add (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))')
expect("wat2wasm", wvm("wat2wasm", M), 0, "")
expect("what it wrote", wvm("--invoke", "add", path("m.wasm"), "1", "2"), 0, "3\n")
r = wvm("wat2wasm", "-o", "-", M)
check("to standard output", r.raw == open(path("m.wasm"), "rb").read(), r)
expect("through a pipe", wvm("wat2wasm", "-", stdin=open(M, "rb").read()), 0)
for style in ((), ("--fold",)):
    r = wvm("wasm2wat", *style, path("m.wasm"))
    check(f"wasm2wat {style}", r.status == 0 and "i32.add" in r.out and "$add" in r.out, r)
    again = wvm("wat2wasm", "-o", "-", write("again.wat", r.out))
    check(f"round trip {style}", again.raw == open(path("m.wasm"), "rb").read(), again)
expect("validate", wvm("validate", M, path("m.wasm")), 0, f"{M}: valid\n{path('m.wasm')}: valid\n")
r = wvm("dump", path("m.wasm"))
check("dump", r.status == 0 and "add" in r.out, r)
r = wvm("ops")
check("ops", r.status == 0 and "i32.add" in r.out and len(r.out.splitlines()) > 550, r)
for topic in ("", "run", "limits", "debug", "convert", "features", "wasi", "values", "status"):
    r = wvm("help", *([topic] if topic else []))
    check(f"help {topic}", r.status == 0 and len(r.out) > 60 and not r.err, r)
expect("--help=TOPIC", wvm("--help=wasi"), 0)
check("--help", "--invoke" in wvm("--help").out)
check("--version", wvm("--version").out.startswith("wvm 0."))
finish()
