#!/usr/bin/env python3
"""Assembles every text module of the official suite with wvm and with wabt's wat2wasm, and compares.

usage: wabt_crosscheck.py WVM SUITE

Same bytes (custom sections apart), or, since some things may be encoded in more than one way (segments of functions as
indices or expressions, an empty else), the same text from wabt's wasm2wat. wabt 1.0.32 is what this was written
against; it reads about four fifths of the modules, and KNOWN says where it is wrong. Exit status 77: no such wabt.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

WABT = "1.0.32"
KNOWN = {
    # wabt does not end a line comment at a carriage return
    "comments.wast": 1,
    # its encoding of (ref $t) is that of an early draft, which its own reader refuses
    "type-equivalence.wast": 8,
}
LEAST = 1900  # modules that must have been compared; fewer means that this script has gone blind

TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|;;[^\n\r]*|\(;|[()]', re.S)
IN_COMMENT = re.compile(rb"\(;|;\)")
STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.S)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"\\": b"\\", b"'": b"'", b'"': b'"'}


def top_level(text):
    """The parenthesised forms of a script."""
    depth = comment = start = at = 0
    while m := (IN_COMMENT if comment else TOKEN).search(text, at):
        t, at = m.group(), m.end()
        if t == b"(;":
            comment += 1
        elif t == b";)":
            comment -= 1
        elif t == b"(":
            if depth == 0:
                start = m.start()
            depth += 1
        elif t == b")":
            depth -= 1
            if depth == 0:
                yield text[start : m.end()]


def unquote(form):
    def escape(m):
        e = m.group(1)
        if e in ESCAPES:
            return ESCAPES[e]
        return chr(int(e[2:-1].replace(b"_", b""), 16)).encode() if e[:1] == b"u" else bytes([int(e, 16)])

    strings = (s.group(1) for s in STRING.finditer(form))
    return b"".join(re.sub(rb"\\(u\{[^}]*\}|[0-9a-fA-F]{2}|.)", escape, s, flags=re.S) for s in strings)


def modules(text):
    for form in top_level(text):
        m = re.match(rb"\(module\s+(definition\s+)?(\$[^\s()]+\s*)?(binary|quote|instance)?\b", form)
        if not re.match(rb"\(module[\s()]", form) or (m and m.group(3) in (b"binary", b"instance")):
            continue
        if m and m.group(3) == b"quote":
            yield unquote(form)
        else:
            yield re.sub(rb"\A\(module\s+definition\b", b"(module", form)


def without_customs(module):
    """Names are written by wvm whenever there are identifiers, by wabt only when asked, and not the same ones."""
    out, i = module[:8], 8
    while i < len(module):
        start, size, shift, at = i, 0, 0, i + 1
        while True:
            byte = module[at]
            size |= (byte & 127) << shift
            shift, at = shift + 7, at + 1
            if byte < 128:
                break
        i = at + size
        if module[start]:
            out += module[start:i]
    return out


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def features_of(name):
    if name.startswith("proposals/") or name.startswith("legacy/"):
        return "all"
    return "wasm3"


def compare(wvm, directory, number, name, text):
    base = os.path.join(directory, str(number))
    with open(base + ".wat", "wb") as f:
        f.write(text)
    theirs = run("wat2wasm", "--enable-all", "--no-check", base + ".wat", "-o", base + ".theirs")
    ours = run(wvm, "wat2wasm", "--features=" + features_of(name), base + ".wat", "-o", base + ".ours")
    if ours.returncode:
        return "refused", name, ours.stderr.decode(errors="replace")
    if theirs.returncode:
        return "not compared", name, ""
    built = []
    for kind in ("ours", "theirs"):
        with open(f"{base}.{kind}", "rb") as f:
            built.append(without_customs(f.read()))
    if built[0] == built[1]:
        return "same bytes", name, ""
    texts = []
    for kind, module in zip(("ours", "theirs"), built):
        with open(f"{base}.{kind}", "wb") as f:
            f.write(module)
        texts.append(run("wasm2wat", "--enable-all", "--no-check", f"{base}.{kind}"))
    if texts[0].returncode == 0 and texts[0].stdout == texts[1].stdout:
        return "same text", name, ""
    return "different", name, text.decode(errors="replace")[:300]


def main():
    wvm, suite = sys.argv[1:]
    try:
        version = run("wat2wasm", "--version").stdout.decode().strip()
    except OSError:
        version = "none"
    if version != WABT:
        print(f"not compared: needs wabt {WABT}, there is {version}")
        return 77
    jobs = []
    for directory, _, files in sorted(os.walk(suite)):
        for file in sorted(f for f in files if f.endswith(".wast")):
            path = os.path.join(directory, file)
            with open(path, "rb") as f:
                jobs += [(os.path.relpath(path, suite), text) for text in modules(f.read())]
    counts, wrong, known = {}, [], dict.fromkeys(KNOWN, 0)
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        todo = [pool.submit(compare, wvm, scratch, i, *job) for i, job in enumerate(jobs)]
        for result in (t.result() for t in todo):
            kind, name, what = result
            counts[kind] = counts.get(kind, 0) + 1
            if kind == "different" and name in KNOWN:
                known[name] += 1
            elif kind in ("different", "refused"):
                wrong.append(result)
    for kind, name, what in wrong:
        print(f"{kind}: {name}\n{what}\n")
    for name in KNOWN:
        if known[name] != KNOWN[name]:
            wrong.append(name)
            print(f"{name}: {known[name]} modules differ, {KNOWN[name]} are known to")
    print(f"wabt {WABT}: " + ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items())))
    if counts.get("same bytes", 0) + counts.get("same text", 0) < LEAST:
        print("too few modules compared")
        return 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
