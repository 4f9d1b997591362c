#!/usr/bin/env python3
"""Runs one compiled C program and compares its output with NAME.out.

run.py WVM NAME.wasm. The source's comments may hold lines "TEST args: …", "TEST env: NAME=VALUE", "TEST stdin: text",
"TEST status: N", "TEST dir" (an empty directory, as /)."""
import os
import re
import shlex
import subprocess
import sys
import tempfile

wvm, program = sys.argv[1:3]
base = os.path.splitext(program)[0]
with open(base + ".c", encoding="utf-8") as f:
    directives = re.findall(r"TEST (\w+)(?:: (.*?))?\s*(?:\*/)?\n", f.read())

engine = os.environ.get("WVM_TEST_ENGINE")
options, args, stdin, status = [f"--engine={engine}"] if engine else [], [], b"", 0
with tempfile.TemporaryDirectory(prefix="wvm-c-") as directory:
    for key, value in directives:
        if key == "args":
            args += shlex.split(value)
        elif key == "env":
            options.append("--env=" + value)
        elif key == "stdin":
            stdin = value.encode().decode("unicode_escape").encode()
        elif key == "status":
            status = int(value)
        elif key == "dir":
            options.append(f"--dir={directory}::/")
        else:
            sys.exit(f"unknown directive {key}")
    r = subprocess.run([wvm, *options, program, *args], input=stdin, capture_output=True, timeout=250)

with open(base + ".out", "rb") as f:
    wanted = f.read()
if r.returncode != status or r.stdout != wanted:
    print(f"status {r.returncode}, expected {status}")
    print("--- expected\n" + wanted.decode(errors="replace"))
    print("--- got\n" + r.stdout.decode(errors="replace"))
    print("--- standard error\n" + r.stderr.decode(errors="replace"))
    sys.exit(1)
