#!/usr/bin/env python3
"""The embedding guide tells the truth: its program is examples/embed/embed.c, which prints what the guide says; whatever other C it
shows is part of an example that the tests run; the headers compile as C++ where there is a C++ compiler.

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

examples = [f.read_text() for f in sorted((root / "examples").glob("embed*/*.c"))]
blocks = re.findall(r"^```(\w*)\n(.*?)^```$", guide, re.M | re.S)
if ("c", source) not in blocks:
    failures.append("docs/EMBEDDING.md does not hold examples/embed/embed.c as it is")
if ("", expected) not in blocks:
    failures.append("docs/EMBEDDING.md does not hold examples/embed/expected.txt as it is")

for language, block in blocks:
    if language == "c" and not any(block in e for e in examples):
        failures.append("docs/EMBEDDING.md: part of no examples/embed*/*.c:\n" + block)

run = subprocess.run([program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
if run.returncode != 0 or run.stdout != expected:
    failures.append(f"{program}: status {run.returncode}\n{run.stdout}{run.stderr}")

for compiler in ("c++", "g++", "clang++"):
    if not shutil.which(compiler):
        continue
    check = subprocess.run(
        [compiler, "-x", "c++", "-std=c++11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I", str(root / "include"), "-"],
        input="#include <wvm.h>\n#include <wasm.h>\nint main() { return wvm_version()[0] == 0; }\n",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if check.returncode != 0:
        failures.append(f"{compiler}: {check.stdout}")

for failure in failures:
    print(failure)
sys.exit(1 if failures else 0)
