"""wvm disasm: what it prints is what objdump reads in the same bytes; functions by name and number; clear errors."""
import platform
import re
import shutil
import subprocess

from cli import *

MODULE = write("disasm.wat", """(module (import "m" "f" (func $import)) (memory 1) (table 2 funcref) (elem (i32.const 0) $sum $mix)
  (func $sum (export "sum") (param i32) (result i32) (local i32 i32)
    (loop $l (local.set 1 (i32.add (local.get 1) (i32.load8_u offset=3 (local.get 2))))
      (br_if $l (i32.lt_s (local.tee 2 (i32.add (local.get 2) (i32.const 1))) (local.get 0)))) (local.get 1))
  (func $mix (export "mix") (param f64 v128) (result v128)
    (f64x2.mul (f64x2.splat (f64.sqrt (local.get 0))) (i8x16.swizzle (local.get 1) (v128.const i32x4 1 2 3 4))))
  (func $table (export "table") (param i32) (result i32)
    (block (block (block (br_table 0 1 2 (local.get 0))) (return (i32.const 4))) (return (i32.const 5)))
    (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0))))""")

expect("no such function", wvm("disasm", MODULE, "nothing"), 1, "", 'there is no function "nothing"')
expect("an import", wvm("disasm", MODULE, "0"), 2, None, "function 0 is not one of the module's own")
one = wvm("disasm", MODULE, "sum")
check("one function", one.status == 0 and one.out.count("function ") == 1 and "i32.load8_u" in one.out, one)

# Lines "offset: bytes text": the bytes in a file, read by objdump, give the same text.
LINE = re.compile(r"^ *([0-9a-f]+): ((?:[0-9a-f]{2} )+) *(\S.*)$")


def normal(text):
    text = re.sub(r"#.*", "", text)
    return re.sub(r"\s+", " ", text).strip()


def compare(name):
    lines = [LINE.match(line) for line in wvm("disasm", MODULE, name).out.splitlines()]
    lines = [(int(m[1], 16), bytes.fromhex(m[2]), normal(m[3])) for m in lines if m]
    code = [line for line in lines if not line[2].startswith(".")]
    check(name + " has code", len(code) > 8)
    with open(path("code.bin"), "wb") as f:
        for at, data, _ in code:
            f.write(data)
    r = subprocess.run(["objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", f"--adjust-vma={code[0][0]}", path("code.bin")],
                       capture_output=True, text=True)
    read = [re.match(r"^ *([0-9a-f]+):\t[0-9a-f ]+\t(.*)$", line) for line in r.stdout.splitlines()]
    read = {int(m[1], 16): normal(m[2]) for m in read if m}
    for at, _, text in code:
        if "outside" in text or "rip" in text:
            text, read[at] = text.split(" ")[0], read.get(at, "").split(" ")[0]
        check(f"{name} at {at:#x}: {text!r}, objdump reads {read.get(at)!r}", text == read.get(at))


if platform.machine() == "x86_64" and shutil.which("objdump"):
    for function in ("sum", "mix", "table"):
        compare(function)
else:
    print("not compared with objdump: it is missing, or the processor is no x86-64")
finish()
