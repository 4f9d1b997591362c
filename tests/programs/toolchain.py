"""Compilers: one for this machine, one for WebAssembly with WASI; what is built stays in the cache."""
import functools
import hashlib
import os
import shutil
import subprocess
import tempfile

from sources import CACHE, ROOT, Missing, locked



class Broken(Exception):
    """A program that does not compile."""


SUPPORT = ROOT / "tests" / "programs" / "support"
WANTED = "clang-22 lld-22 wasi-libc libclang-rt-22-dev-wasm32"
WASM = ["--target=wasm32-wasi", "--sysroot=/usr", "-O1", "-w", f"-I{SUPPORT}", "-include", "missing.h", "-D_WASI_EMULATED_SIGNAL",
        "-D_WASI_EMULATED_PROCESS_CLOCKS", "-D_WASI_EMULATED_MMAN", "-D_WASI_EMULATED_GETPID"]
WASM_LIBRARIES = ["-lm", "-lwasi-emulated-signal", "-lwasi-emulated-process-clocks", "-lwasi-emulated-mman", "-lwasi-emulated-getpid"]
SETJMP = ["-mllvm", "-wasm-enable-sjlj", "-mllvm", "-wasm-use-legacy-eh=false", "-mexception-handling"]


def compiles(command, text):
    with tempfile.TemporaryDirectory(prefix="wvm-cc-") as d:
        source = os.path.join(d, "a.c")
        with open(source, "w", encoding="utf-8") as f:
            f.write(text)
        return subprocess.run([*command, source, "-o", os.path.join(d, "a.out")], capture_output=True).returncode == 0


@functools.cache
def wasm_compiler():
    """A clang that links programs for wasm32-wasi, and can do setjmp: the newest there is, from 18 on."""
    names = [os.environ["WASM_CC"]] if "WASM_CC" in os.environ else [*(f"clang-{n}" for n in range(30, 17, -1)), "clang"]
    for name in names:
        if not shutil.which(name):
            continue
        flag = ["--no-wasm-opt"] if compiles([name, "--no-wasm-opt", "-c"], "int x;") else []
        command = [name, *flag]
        if compiles([*command, *WASM, *SETJMP, str(SUPPORT / "setjmp.c"), str(SUPPORT / "missing.c"), *WASM_LIBRARIES],
                    "#include <setjmp.h>\n#include <stdio.h>\nint main(void) { jmp_buf b; return setjmp(b) ? 0 : puts(\"x\"); }"):
            return command
    raise Missing(f"no clang that compiles for wasm32-wasi; on Debian: apt-get install {WANTED}")


@functools.cache
def native_compiler():
    for name in (os.environ.get("CC", "cc"), "gcc", "clang"):
        if shutil.which(name) and compiles([name], "int main(void) { return 0; }"):
            return name
    raise Missing("no C compiler for this machine")


@functools.cache
def version(compiler):
    return subprocess.run([compiler, "--version"], capture_output=True).stdout


def build(name, kind, command):
    """Runs a compiler's command unless its result, build/programs/bin/NAME.<kind>, is there from the same command."""
    out = CACHE / "bin" / f"{name}.{kind}"
    stamp = CACHE / "bin" / f"{name}.{kind}.stamp"
    support = b"".join(p.read_bytes() for p in sorted(SUPPORT.iterdir()))
    key = hashlib.sha256("\0".join(map(str, command)).encode() + version(command[0]) + support).hexdigest()
    with locked(f"build-{name}-{kind}"):
        if out.exists() and stamp.exists() and stamp.read_text() == key:
            return out
        out.parent.mkdir(parents=True, exist_ok=True)
        r = subprocess.run([*map(str, command), "-o", str(out)], capture_output=True, text=True)
        if r.returncode:
            raise Broken(f"{kind}: does not compile: {' '.join(map(str, command))}\n{r.stderr[-3000:]}")
        stamp.write_text(key)
    return out


def build_both(name, sources, flags=(), wasm=(), setjmp=False):
    """The program for this machine and for WebAssembly, from the same sources. The native one is only there to be compared
    with: it is compiled quickly."""
    support = [SUPPORT / "missing.c", *([SUPPORT / "setjmp.c"] if setjmp else [])]
    here = [native_compiler(), "-O0", "-w", *flags, *sources, "-lm"]
    there = [*wasm_compiler(), *WASM, *(SETJMP if setjmp else []), *flags, *wasm, *sources, *support, *WASM_LIBRARIES]
    return build(name, "native", here), build(name, "wasm", there)
