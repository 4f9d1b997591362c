"""Bad input: each a clear message that names the file and the place, and the documented status."""
import os
import resource
import subprocess

from cli import *

GOOD = assemble("good", '(module (memory 1) (func (export "f") (param i32) (result i32) local.get 0))')
BYTES = open(GOOD, "rb").read()

# ---- files ----
expect("no file", wvm("gone.wasm"), 1, "", ("gone.wasm", "No such file"))
expect("a directory", wvm(TMP), 1, "", (TMP, "is a directory"))
expect("empty", wvm(write("empty.wasm", b"")), 1, "", ("empty.wasm", "empty"))
expect("garbage", wvm(write("garbage.wasm", b"hello, world")), 1, "", ("garbage.wasm", "offset 0x0", "magic header not detected"))
expect("wrong version", wvm(write("v.wasm", b"\0asm\x02\0\0\0")), 1, "", ("v.wasm", "unknown binary version"))
expect("a component", wvm(write("c.wasm", b"\0asm\x0d\0\x01\0")), 1, "", ("c.wasm", "a component", "core modules"))
expect("a test script", wvm(write("s.wast", '(assert_invalid (module) "x")')), 1, "", ("s.wast", "wvm wast"))
for size in (1, 4, 7, 9, len(BYTES) - 1):
    expect(f"cut at {size}", wvm(write("cut.wasm", BYTES[:size])), 1, "", ("cut.wasm", "offset"))
expect("text with an error", wvm(write("bad.wat", '(module\n  (func (export "f")\n    i32.nope))')), 1, "", ("bad.wat:3:", "unknown operator"))
for name, fields in (("global", "(global i32 (i64.const 1))"), ("data", '(memory 1) (data (i64.const 0) "a")'),
                     ("elements", "(table 1 funcref) (elem (i64.const 0) func)"), ("table", "(table 1 funcref (i32.const 0))"),
                     ("start", "(start 0)"), ("export", '(export "a" (func 0)) (export "a" (func 0))'),
                     ("function", "(func (result i32) (i64.const 1))")):
    expect(f"text with an invalid {name}", wvm(write("invalid.wat", f"(module\n  (func (param i32))\n\n    {fields})")), 1, "", "invalid.wat:4:")
expect("text that is cut", wvm(write("cut.wat", "(module (func")), 1, "", "cut.wat:1:")
expect("invalid", wvm(write("invalid.wat", "(module (func (result i32)))")), 1, "", ("invalid.wat", "type mismatch"))
expect("validate says which", wvm("validate", GOOD, path("garbage.wasm"), GOOD), 1, f"{GOOD}: valid\n" * 2, "garbage.wasm")
if os.geteuid() != 0:
    locked = write("locked.wasm", BYTES)
    os.chmod(locked, 0)
    expect("unreadable", wvm(locked), 1, "", ("locked.wasm", "Permission denied"))
expect("standard input", wvm("--invoke", "f", "-", "3", stdin=BYTES), 0, "3\n")
expect("garbage on standard input", wvm("-", stdin=b"xxxxxxxxx"), 1, "", "standard input")
expect("text on standard input", wvm("--invoke", "f", "-", stdin=b'(module (func (export "f") (result i32) i32.const 5))'), 0, "5\n")

# ---- linking ----
expect("unknown module", wvm(write("imp.wat", '(module (import "env" "frob" (func (param i32))))')), 1, "", ("imp.wat", "env", "frob"))
expect("nearest name", wvm(write("near.wat", '(module (import "wasi_snapshot_preview1" "fd_writ" (func (param i32 i32 i32 i32) (result i32))))')),
       1, "", ("near.wat", "fd_writ", "fd_write"))
expect("wrong signature", wvm(write("sig.wat", '(module (import "wasi_snapshot_preview1" "fd_write" (func (param i32))))')),
       1, "", ("sig.wat", "fd_write", "incompatible import type"))
expect("addresses of both widths", wvm(write("w64.wat", '(module (import "wasi_snapshot_preview1" "args_get" (func (param i64 i32) (result i32))))')),
       1, "", ("w64.wat", "args_get", "incompatible import type"))

# ---- options ----
expect("unknown option", wvm("--frob", GOOD), 2, "", "--frob")
expect("no module", wvm(), 2, "", "usage")
expect("no module behind options", wvm("--stats"), 2, "", "usage")
expect("option without value", wvm("--fuel"), 2, "", "--fuel")
for option, value in [("engine", "turbo"), ("relaxed", "mips"), ("timeout", "soon"), ("timeout", "0"), ("timeout", "-1"), ("timeout", "nan"),
                      ("fuel", "-1"), ("fuel", "x"), ("max-memory", "1X"), ("max-memory", "99999999999999999999"), ("max-stack", ""),
                      ("trace", "everything"), ("env", "=x"), ("dir", "::"), ("max-table", "4K")]:
    expect(f"--{option}={value}", wvm(f"--{option}={value}", GOOD), 2, "", f"--{option}")
expect("unknown feature", wvm("--features=frob", GOOD), 2, "", "frob")
expect("stack out of range", wvm("--max-stack=1", GOOD), 2, "", "stack")
expect("stack out of range", wvm("--max-stack=64G", GOOD), 2, "", "stack")
expect("a directory that is none", wvm("--dir=" + GOOD, "--invoke", "f", GOOD, "1"), 1, "", "good.wasm")
expect("no such directory", wvm("--dir=gone::/", "--invoke", "f", GOOD, "1"), 1, "", "gone")
expect("help on nothing", wvm("help", "frob"), 2, "", "frob")

# ---- limits ----
big = assemble("big", '(module (memory (export "m") 1000) (func (export "f")))')
expect("memory over the limit", wvm("--max-memory=1M", "--invoke", "f", big), 1, "", ("big.wasm", "memories"))
table = assemble("table", '(module (table 100000 funcref) (func (export "f")))')
expect("table over the limit", wvm("--max-table=1000", "--invoke", "f", table), 1, "", ("table.wasm", "table"))
grow = assemble("grow", '(module (memory 1) (func (export "f") (result i32) (memory.grow (i32.const 100))))')
expect("growth over the limit", wvm("--max-memory=1M", "--invoke", "f", grow), 0, "-1\n")
expect("growth within the limit", wvm("--max-memory=64M", "--invoke", "f", grow), 0, "1\n")


def little_memory():
    resource.setrlimit(resource.RLIMIT_AS, (200 << 20, 200 << 20))


if os.environ.get("WVM_EMULATED"):
    print("not tested: little address space, which the emulator has for itself")
elif "asan" not in WVM and not os.environ.get("WVM_SANITIZED"):
    huge = assemble("huge", '(module (memory 65535) (func (export "f")))')
    r = wvm("--invoke", "f", huge, preexec_fn=little_memory)
    expect("memory that cannot be had", r, 1, "", ("huge.wasm", "memory"))
    r = wvm("--invoke", "f", GOOD, "4", preexec_fn=little_memory)
    expect("little address space is enough for a small memory", r, 0, "4\n")

# ---- output that cannot be written ----
if os.path.exists("/dev/full"):
    with open("/dev/full", "wb") as full:
        r = subprocess.run([WVM, "--invoke", "f", GOOD, "1"], stdout=full, stderr=subprocess.PIPE)
    check("full standard output", r.returncode == 1 and b"standard output" in r.stderr)
r = subprocess.run(["sh", "-c", '"$0" --invoke f "$1" 1 >&-', WVM, GOOD], stderr=subprocess.PIPE)
check("closed standard output", r.returncode == 1 and b"standard output" in r.stderr)
reader, writer = os.pipe()
os.close(reader)
r = subprocess.run([WVM, "wasm2wat", GOOD], stdout=writer, stderr=subprocess.PIPE)
os.close(writer)
check("a reader that has gone", r.returncode == 1 and b"standard output" in r.stderr)
expect("output to nowhere", wvm("wat2wasm", "-o", "gone/x.wasm", path("good.wat")), 1, "", "gone/x.wasm")

# A name made to confuse a terminal is shown, not obeyed.
evil = write("evil.wat", '(module (import "\\1b[31mred" "x\\0ay" (func)))')
r = wvm(evil)
expect("control characters", r, 1, "")
check("no escape on the terminal", "\x1b" not in r.err and r.err.count("\n") == 1, r)
finish()
