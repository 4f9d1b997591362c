"""--gdb: GDB's backtraces show compiled functions between the host's; --perf: the map of the process. Skipped where GDB cannot run
programs."""
import os
import platform
import re
import shutil
import subprocess

from cli import *

GUEST = write("guest.wat", r"""(module $mod
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "env" "invoke_ii" (func $invoke (param i32 i32) (result i32)))
  (memory (export "memory") 1) (data (i32.const 0) "\08\00\00\00\06\00\00\00hello\n")
  (table (export "__indirect_function_table") 2 funcref) (elem (i32.const 1) $inner)
  (func (export "setThrew") (param i32 i32)) (func (export "_emscripten_stack_restore") (param i32))
  (func (export "emscripten_stack_get_current") (result i32) (i32.const 0))
  (func $inner (param i32) (result i32) (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100)))
  (func $again (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0)) (then (call $inner (i32.const 0)))
      (else (i32.add (i32.const 1) (call $again (i32.sub (local.get 0) (i32.const 1)))))))
  (func $main (export "_start") (drop (call $again (i32.const 2))) (drop (call $invoke (i32.const 1) (i32.const 2)))))""")



def map_of(*options):
    """What the process writes into its map, None without one; the map is taken away."""
    p = subprocess.Popen([WVM, "--gdb", "--perf", *options, "--emscripten", GUEST], stdout=subprocess.PIPE, cwd=TMP)
    out = p.communicate(timeout=60)[0]
    check(f"{options}: it runs", p.returncode == 0 and out == b"hello\nhello\n")
    name = f"/tmp/perf-{p.pid}.map"
    if not os.path.exists(name):
        return None
    with open(name, encoding="utf-8") as f:
        lines = f.read().splitlines()
    os.remove(name)
    return lines


check("an interpreter has no map", map_of("--engine=interp") is None)
if not wvm("--engine=jit", "--emscripten", GUEST).status and "nothing" not in wvm("--stats", "--emscripten", GUEST).err:
    lines = map_of()
    check(f"the map: {lines}", lines and all(re.fullmatch("[0-9a-f]+ [0-9a-f]+ .+", line) for line in lines)
          and {"mod!inner", "mod!again", "mod!main"} <= {line.split(" ")[2] for line in lines})

script = write("commands", """set breakpoint pending on
set debuginfod enabled off
set confirm off
handle SIGSEGV nostop noprint pass
break wasi_fd_write
run
bt
echo second\\n
continue
bt 60
delete
continue
""")


def gdb():
    # LeakSanitizer ends a process that somebody traces.
    sanitizer = os.environ.get("ASAN_OPTIONS", "")
    environment = dict(os.environ, ASAN_OPTIONS=f"{sanitizer}:detect_leaks=0".lstrip(":"))
    r = subprocess.run([shutil.which("gdb"), "-nx", "-batch", "-x", script, "--args", WVM, "--gdb", "--emscripten", GUEST],
                       capture_output=True, timeout=120, cwd=TMP, env=environment)
    return Result(r)


if platform.machine() != "x86_64" or not shutil.which("gdb") or wvm("--engine=jit", "--emscripten", GUEST).status:
    print("skipped: no gdb, or no machine code")
    finish()
r = gdb()
if "Breakpoint 1, wasi_fd_write" not in r.out:
    print("skipped: gdb cannot run the program here, or finds no symbols:", (r.out + r.err).strip().splitlines()[-1:])
    finish()


def functions(text):
    return re.findall(r"^#\d+ .*?(?:in )?([\w!]+) \(", text, re.M)


first, second = r.out.split("second\n")
names = functions(first)
check("from C through the guest to main", re.search("wasi_fd_write .*native_call_host __morestack mod!inner mod!again mod!again mod!again mod!main __morestack .*"
                                                    "cmd_run .*main$", " ".join(names)), r)
names = functions(second)
check("of nested entries the innermost", re.search("native_call_host __morestack mod!inner __morestack .*em_invoke .*exec_call_host", " ".join(names)), r)
check("and there it ends", len(names) < 58 and names.count("mod!inner") == 1, r)
check("the guest ends well", "exited normally" in r.out, r)
finish()
