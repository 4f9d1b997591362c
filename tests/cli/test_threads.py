"""Guests with threads on the command line: limits, --timeout, Ctrl-C, exit statuses and traps of any thread."""
import os
import signal
import subprocess

from cli import *

C = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "c_programs")
WASI = "wasi_snapshot_preview1"
ENGINE = ["--engine=" + os.environ["WVM_TEST_ENGINE"]] if "WVM_TEST_ENGINE" in os.environ else []


def run(*args):
    return wvm(*ENGINE, *args)


def program(name, main, thread):
    return write(name, f"""(module (memory (export "memory") (import "env" "memory") 1 2 shared)
      (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
      (import "{WASI}" "proc_exit" (func $exit (param i32)))
      (import "{WASI}" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (data (i32.const 0) "\\08\\00\\00\\00\\01\\00\\00\\00x")
      (func $say (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16))))
      (func $forever (loop br 0))
      (func $asleep (drop (memory.atomic.wait32 (i32.const 32) (i32.const 0) (i64.const -1))))
      (func $worker (export "wasi_thread_start") (param i32 i32) {thread})
      (func (export "_start") (drop (call $spawn (i32.const 1))) (drop (call $spawn (i32.const 2))) {main}))""")


expect("exit of the program", run(program("a.wat", "(call $exit (i32.const 3))", "(call $forever)")), 3, "")
expect("return of the program", run(program("b.wat", "", "(call $forever)")), 0, "")
expect("exit of a thread", run(program("c.wat", "(call $asleep)", "(call $exit (i32.const 4))")), 4, "")
expect("trap of a thread", run(program("d.wat", "(call $asleep)", "(if (i32.eq (local.get 1) (i32.const 2)) (then unreachable)) (call $forever)")),
       134, "", ("unreachable", "worker"))
expect("trap of the program", run(program("e.wat", "unreachable", "(call $asleep)")), 134, "", "unreachable")
expect("timeout", run("--timeout=0.2", program("f.wat", "(call $asleep)", "(call $forever)")), 134, "", "interrupted")
expect("fuel", run("--fuel=100000", program("g.wat", "(call $asleep)", "(call $forever)")), 134, "", "fuel")
expect("no threads wanted", run("--max-threads=0", os.path.join(C, "threads.wasm")), 99, "thread_create 0\n")
library = write("library.wat", """(module (global $n (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $n (i32.const 40)))
  (func (export "next") (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))""")
r = run(f"--preload=lib={library}", "--unknown-imports=trap", write("linked.wat", f"""(module (memory (export "memory") (import "env" "memory") 1 1 shared)
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "{WASI}" "proc_exit" (func $exit (param i32)))
  (import "lib" "next" (func $next (result i32))) (import "nobody" "offers" (func $unknown))
  (func (export "wasi_thread_start") (param i32 i32) (call $exit (i32.add (call $next) (call $next))))
  (func (export "_start") (drop (call $next)) (drop (call $spawn (i32.const 0))) (loop br 0)))"""))
expect("a thread has libraries of its own", r, 83, "")
r = run("--trace=host", program("h.wat", "(call $asleep)", "(if (i32.eq (local.get 1) (i32.const 2)) (then (call $exit (i32.const 4)))) (call $asleep)"))
check("trace", "thread-spawn(0x1) = thread 1" in r.err and "thread-spawn(0x2) = thread 2" in r.err, r)

p = subprocess.Popen([WVM, *ENGINE, program("i.wat", "(call $say) (call $asleep)", "(call $forever)")], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
check("begun", p.stdout.read(1) == b"x")
p.send_signal(signal.SIGINT)
out, err = p.communicate(timeout=30)
check(f"Ctrl-C: {p.returncode} {err!r}", p.returncode == -signal.SIGINT and b"interrupted (Ctrl-C)" in err)
finish()
