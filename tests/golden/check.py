#!/usr/bin/env python3
"""Machine code of small modules as it was last agreed to, for every architecture, on any host.

usage: check.py WVM [--write]

NAME.wat gives NAME.ARCHITECTURE.txt: what `wvm disasm` makes for a processor that has everything, and NAME.ARCHITECTURE-least.txt for
one that has no more than is needed, where that differs. A difference is no mistake by itself: read it, then renew the files with
--write, in the commit that makes it.
"""
import difflib
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def listing(wvm, arch, cpu, name):
    r = subprocess.run([wvm, "disasm", "--arch=" + arch, "--cpu=" + cpu, name + ".wat"], cwd=HERE, capture_output=True, text=True, timeout=60)
    if r.returncode:
        sys.exit(f"{name}, {arch}: {r.stderr}")
    return r.stdout


def wanted(wvm):
    """The files that there should be, with what they hold."""
    files = {}
    for name in sorted(f[:-4] for f in os.listdir(HERE) if f.endswith(".wat")):
        for arch in ("x86-64", "aarch64"):
            most, least = listing(wvm, arch, "all", name), listing(wvm, arch, "least", name)
            files[f"{name}.{arch}.txt"] = most
            if most != least:
                files[f"{name}.{arch}-least.txt"] = least
    return files


def main():
    wvm, write = os.path.abspath(sys.argv[1]), "--write" in sys.argv
    files, failed = wanted(wvm), 0
    for name in sorted(set(files) | {f for f in os.listdir(HERE) if f.endswith(".txt")}):
        path = os.path.join(HERE, name)
        text = open(path).read() if os.path.exists(path) else ""
        if text == files.get(name, ""):
            continue
        failed += 1
        if not write:
            sys.stdout.writelines(list(difflib.unified_diff(text.splitlines(True), files.get(name, "").splitlines(True), name, "now"))[:60])
        elif name in files:
            open(path, "w").write(files[name])
        else:
            os.remove(path)
    print(f"{len(files)} listings, {failed} " + ("renewed" if write else "differ: tests/golden/check.py WVM --write"))
    return 1 if failed and not write else 0


sys.exit(main())
