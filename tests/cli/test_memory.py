"""A guest maps a file that it was given over its memory (wvm_memory), and writes it from there."""
from cli import *

WASI = "wasi_snapshot_preview1"
TEXT = b"weights, which nobody reads or copies\n" * 3000
WEIGHTS = write("weights", TEXT)


def program(name, wide, size, status):
    """Maps standard input at 65536, writes `size` bytes of it, exits with map_file's errno if that is not `status`."""
    a = "i64" if wide else "i32"
    iovec = f"(i64.store (i64.const 0) (i64.const 65536)) (i64.store (i64.const 8) (i64.const {size}))" if wide else \
        f"(i32.store (i32.const 0) (i32.const 65536)) (i32.store (i32.const 4) (i32.const {size}))"
    return write(name, f"""(module
      (import "wvm_memory" "map_file" (func $map (param i32 i64 {a} {a}) (result i32)))
      (import "wvm_memory" "unmap" (func $unmap (param {a} {a}) (result i32)))
      (import "{WASI}" "fd_write" (func $write (param i32 {a} {a} {a}) (result i32)))
      (import "{WASI}" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") {a if wide else ""} 4) (global $e (mut i32) (i32.const 0))
      (func (export "_start")
        (global.set $e (call $map (i32.const 0) (i64.const 0) ({a}.const {size}) ({a}.const 65536)))
        (if (i32.ne (global.get $e) (i32.const {status})) (then (call $exit (i32.add (i32.const 100) (global.get $e)))))
        (if (global.get $e) (then (call $exit (i32.const 0))))
        {iovec}
        (drop (call $write (i32.const 1) ({a}.const 0) ({a}.const 1) ({a}.const 32)))
        (if (call $unmap ({a}.const 65536) ({a}.const 65536)) (then (call $exit (i32.const 99))))
        (if (i32.load8_u ({a}.const 65537)) (then (call $exit (i32.const 98))))))""")


def run(*args):
    with open(WEIGHTS, "rb") as f:
        return Result(subprocess.run([WVM, *args], stdin=f, capture_output=True, timeout=60, cwd=TMP))


for wide in (False, True):
    for engine in ("--engine=interp", "--engine=auto"):
        fits = program("fits.wat", wide, len(TEXT), 0)
        expect(f"mapped and written: wide {wide}, {engine}", run(engine, fits), 0, TEXT.decode())
    expect(f"a file that is shorter: wide {wide}", run(program("long.wat", wide, 4096 * 40, 60)), 0, "")
expect("explicit bounds copy", run("--explicit-bounds", program("copy.wat", False, 5, 0)), 98, TEXT[:5].decode())
expect("a pipe cannot be mapped", wvm(program("pipe.wat", False, 5, 76), stdin=TEXT), 0, "")

finish()
