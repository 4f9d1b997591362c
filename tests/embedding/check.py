#!/usr/bin/env python3
"""The embedding guide tells the truth: its program is examples/embed/embed.c, which prints what the guide says; the
header compiles as C++ where there is a C++ compiler.

usage: check.py ROOT EMBED_PROGRAM"""
import pathlib
import re
import shutil
import subprocess
import sys

root, program = pathlib.Path(sys.argv[1]), sys.argv[2]
guide = (root / "docs/EMBEDDING.md").read_text()
source = (root / "examples/embed/embed.c").read_text()
expected = (root / "examples/embed/expected.txt").read_text()
failures = []

blocks = re.findall(r"^```(\w*)\n(.*?)^```$", guide, re.M | re.S)
if ("c", source) not in blocks:
    failures.append("docs/EMBEDDING.md does not hold examples/embed/embed.c as it is")
if ("", expected) not in blocks:
    failures.append("docs/EMBEDDING.md does not hold examples/embed/expected.txt as it is")

run = subprocess.run([program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
if run.returncode != 0 or run.stdout != expected:
    failures.append(f"{program}: status {run.returncode}\n{run.stdout}{run.stderr}")

for compiler in ("c++", "g++", "clang++"):
    if not shutil.which(compiler):
        continue
    check = subprocess.run(
        [compiler, "-x", "c++", "-std=c++11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I", str(root / "include"), "-"],
        input="#include <wvm.h>\nint main() { return wvm_version()[0] == 0; }\n",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if check.returncode != 0:
        failures.append(f"{compiler}: {check.stdout}")

for failure in failures:
    print(failure)
sys.exit(1 if failures else 0)
