#!/usr/bin/env python3
"""Checks that docs/WASI.md lists the functions of host/wasi/wasi.def, as they are there. wasi.py ROOT [--write]"""
import os
import re
import sys

root = sys.argv[1]
doc = os.path.join(root, "docs", "WASI.md")
BEGIN, END = "<!-- functions: tests/docs/wasi.py --write -->\n", "<!-- end -->\n"
WORDS = {"f": "fd", "p": "ptr", "n": "size", "i": "i32", "l": "i64", "s": "str", "F": "*fd", "N": "*size", "T": "*i64"}
MODULES = {"BOTH": "", "SNAPSHOT": "not in `wasi_unstable`", "THREADS": "in `wasi`"}

rows = []
with open(os.path.join(root, "host", "wasi", "wasi.def"), encoding="utf-8") as f:
    for line in f:
        m = re.match(r'WASI\((\w+),\s*(\w+),\s*"(\w*)",\s*"(.*)"\)', line)
        if m:
            name, modules, params, summary = m.groups()
        elif m := re.match(r'WASI_AS\(\w+,\s*"([\w-]+)",\s*(\w+),\s*"(\w*)",\s*"(.*)"\)', line):
            name, modules, params, summary = m.groups()
        elif line.startswith("WASI"):
            sys.exit(f"wasi.def: not understood: {line}")
        else:
            continue
        remark = f" ({MODULES[modules]})" if MODULES[modules] else ""
        rows.append(f"| `{name}` | {' '.join(WORDS[p] for p in params)} | {summary}{remark} |\n")
if len(rows) < 47:
    sys.exit(f"wasi.def: only {len(rows)} functions found")
table = BEGIN + "| function | parameters | |\n|---|---|---|\n" + "".join(rows) + END

with open(doc, encoding="utf-8") as f:
    text = f.read()
begin, end = text.index(BEGIN), text.index(END) + len(END)
if sys.argv[2:] == ["--write"]:
    with open(doc, "w", encoding="utf-8") as f:
        f.write(text[:begin] + table + text[end:])
elif text[begin:end] != table:
    sys.exit("docs/WASI.md does not list what host/wasi/wasi.def has: run tests/docs/wasi.py . --write")
