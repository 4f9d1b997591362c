"""wvm disasm: what it prints is what objdump reads in the same bytes, for every architecture; cells; functions by name and number; clear
errors."""
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
expect("an import", wvm("disasm", MODULE, "0"), 2, "", "function 0 is not one of the module's own")
one = wvm("disasm", MODULE, "sum")
check("one function", one.status == 0 and one.out.count("function ") == 1 and "i32.load8_u" in one.out, one)

check("immediates, names and nesting", all(t in one.out for t in ("loop $l", "  i32.load8_u offset=3", "  br_if $l", "entry")), one)

# Lines "offset: bytes text", perhaps behind cells: the bytes in a file, read by objdump, give the same text.
LINE = re.compile(r"^(?:.*\|)? *([0-9a-f]+): ((?:[0-9a-f]{2} |[0-9a-f]{8} )+) *(\S.*)$")
OBJDUMPS = {"x86-64": (("x86_64-linux-gnu-objdump", "objdump"), ("-m", "i386:x86-64", "-M", "intel")),
            "aarch64": (("aarch64-linux-gnu-objdump", "objdump"), ("-m", "aarch64"))}


def normal(text):
    return " ".join(re.sub(r"\s# .*|//.*", "", text).split())


def number(text):
    """Bytes as they lie in memory."""
    return b"".join(bytes.fromhex(w) if len(w) == 2 else bytes.fromhex(w)[::-1] for w in text.split())


def code_of(out):
    found = (LINE.match(line) for line in out.splitlines())
    return {int(m[1], 16): (number(m[2]), normal(m[3])) for m in found if m}


def objdump_of(arch):
    names, arguments = OBJDUMPS[arch]
    for name in map(shutil.which, names):
        with open(path("nothing.bin"), "wb") as f:
            f.write(bytes(16))
        if name and not subprocess.run([name, "-D", "-b", "binary", *arguments, path("nothing.bin")], capture_output=True).returncode:
            return [name, *arguments]
    return None


def compare(arch, function, objdump, *options):
    what = " ".join((arch, function) + options)
    r = wvm("disasm", "--arch=" + arch, *options, MODULE, function)
    code = code_of(r.out)
    check(what + " has code", r.status == 0 and len(code) > 8, r)
    if not objdump or not code:
        return
    end = max(code)
    data = bytearray(end + len(code[end][0]))
    for at, (value, _) in code.items():
        data[at:at + len(value)] = value
    with open(path("code.bin"), "wb") as f:
        f.write(data)
    start = min(code)
    read = subprocess.run([*objdump, "-D", "-w", "-z", "-b", "binary", f"--start-address={start}", path("code.bin")], capture_output=True, text=True)
    read = code_of(read.stdout.replace("\t", " "))
    for at, (value, text) in code.items():
        if text.startswith("."):
            continue
        their_value, their_text = read.get(at, (b"", ""))
        if "outside" in text or "rip" in text:
            text, their_text = text.split(" ")[0], their_text.split(" ")[0]
        check(f"{what} at {at:#x}: {text!r}, objdump reads {their_text!r}", text == their_text and value == their_value)


for arch in OBJDUMPS:
    objdump = objdump_of(arch)
    if not objdump:
        print(f"{arch}: not compared with objdump, which is missing")
    for function in ("sum", "mix", "table"):
        for options in ((), ("--cpu=all",), ("--explicit-bounds", "--deterministic", "--cells")):
            compare(arch, function, objdump, *options)
check("an architecture has processors of its own", wvm("disasm", "--arch=aarch64", "--cpu=avx2", MODULE, "sum").status == 2)
check("what this processor lacks", wvm("disasm", "--arch=aarch64", "--cpu=baseline,fp16", MODULE, "sum").status == 0)
expect("no such architecture", wvm("disasm", "--arch=z80", MODULE, "sum"), 2, "", "x86-64")

# Relaxed operators are those of the architecture.
fused = write("fused.wat", """(module (func (param v128 v128 v128) (result v128)
  (i16x8.relaxed_q15mulr_s (local.get 0) (i16x8.relaxed_q15mulr_s (local.get 1) (local.get 2)))))""")
check("profiles", "pmulhrsw" in wvm("disasm", "--arch=x86-64", fused).out and "sqrdmulh" in wvm("disasm", "--arch=aarch64", fused).out)

cells = wvm("disasm", "--cells", MODULE, "sum")
check("cells beside code", cells.status == 0 and re.search(r"^  \d+ I32_\w+[ \d]*\| ", cells.out, re.M), cells)
check("each cell once", [int(n) for n in sorted(re.findall(r"^  (\d+) ", cells.out, re.M), key=int)] == list(range(len(re.findall(r"^  (\d+) ", cells.out, re.M)))), cells)

# Too much for the compiler: cells alone, or an error.
large = write("large.wat", "(module (func %s (local.set 4999 (i32.const 1))))" % ("(local" + " i32" * 5000 + ")"))
expect("too much", wvm("disasm", large, "0"), 1, None, "too much for the compiler")
check("its cells", "is interpreted" in wvm("disasm", "--cells", large, "0").out and "RETURN" in wvm("disasm", "--cells", large, "0").out)
# Names are the module's; a terminal is not to obey them.
names = write("names.wat", '(module (func $"a\\1b[31m" call $"a\\1b[31m"))')
check("names are quoted", "\x1b" not in wvm("disasm", names).out and "a\\1b" in wvm("disasm", names).out, wvm("disasm", names))
finish()
