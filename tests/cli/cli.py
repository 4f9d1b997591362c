"""What the command-line tests share: running wvm, making files, checking what came out. Standard library only."""
import os
import re
import subprocess
import sys
import tempfile

WVM = os.path.abspath(sys.argv[1])
FAILURES = []
_directory = tempfile.TemporaryDirectory(prefix="wvm-cli-")
TMP = _directory.name


def path(name):
    return os.path.join(TMP, name)


def write(name, contents):
    """A file in the temporary directory; its path."""
    full = path(name)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "wb") as f:
        f.write(contents.encode() if isinstance(contents, str) else contents)
    return full


class Result:
    def __init__(self, done):
        self.status = done.returncode
        self.raw = done.stdout
        self.out = done.stdout.decode(errors="replace")
        self.err = done.stderr.decode(errors="replace")


def wvm(*args, stdin=b"", timeout=60, **more):
    return Result(subprocess.run([WVM, *args], input=stdin, capture_output=True, timeout=timeout, cwd=TMP, **more))


def cpu_features():
    """Of the processors that wvm makes code for: their names tell x86-64 from AArch64, whatever this script runs on."""
    listed = re.search(r"Features: ([\w,\s]*?)\n\n", wvm("help", "cpu").out)
    return [f.strip() for f in listed.group(1).replace("\n", " ").split(",")] if listed else []


def check(what, condition, result=None):
    if condition:
        return
    FAILURES.append(what)
    print(f"FAILED: {what}")
    if result is not None:
        print(f"  status {result.status}\n  stdout: {result.out[:800]!r}\n  stderr: {result.err[:1200]!r}")


def expect(what, result, status=0, out=None, err=()):
    """Status, whole standard output (None: any), pieces that standard error must hold. A crash is never right."""
    pieces = (err,) if isinstance(err, str) else err
    ok = result.status == status and (out is None or result.out == out) and all(p in result.err for p in pieces)
    check(what, ok and result.status >= 0 and "Sanitizer" not in result.err, result)


def assemble(name, text, *options):
    """A .wasm made from text by wvm itself."""
    source, target = write(name + ".wat", text), path(name + ".wasm")
    r = wvm("wat2wasm", *options, "-o", target, source)
    expect("assemble " + name, r)
    return target


def finish():
    print(f"{len(FAILURES)} failures")
    sys.exit(1 if FAILURES else 0)
