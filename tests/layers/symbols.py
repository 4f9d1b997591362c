#!/usr/bin/env python3
"""The shared library exports what include/wvm.h and include/wasm.h declare, all of it and nothing else; the headers stand alone, in C and C++."""
import re
import shutil
import subprocess
import sys

library, header, standard_header = sys.argv[1:4]
listing = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout
exported = {line.split()[-1].split("@")[0] for line in listing.splitlines() if line.split()[-2] != "A"}  # A: the version's name
exported -= {"__jit_debug_register_code", "__jit_debug_descriptor"}  # debuggers look for these
with open(header, encoding="utf-8") as f:
    declared = set(re.findall(r"^WVM_API[^;(]*?\b(wvm_\w+)\(", f.read(), re.M))
# Of the standard header macros make most declarations.
expanded = subprocess.run(["cc", "-E", "-P", "-DWASM_API_EXTERN=DECLARES", standard_header], capture_output=True, text=True, check=True).stdout
declared |= set(re.findall(r"DECLARES\b[^;(]*?\b(wasm_\w+)\s*\(", expanded))

failed = False
for what, names in [("exported but not declared", exported - declared), ("declared but not exported", declared - exported)]:
    for name in sorted(names):
        failed = True
        print(f"{what}: {name}")

for language in ("c", "c++"):
    for compiler in ("clang", "gcc") if language == "c" else ("clang", "g++"):
        if not shutil.which(compiler):
            continue
        standard = {"c": "c99", "c++": "c++11"}[language]
        r = subprocess.run([compiler, "-x", language, f"-std={standard}", "-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only", "-"],
                           input=f'#include "{header}"\n#include "{standard_header}"\n', text=True, capture_output=True)
        if r.returncode:
            failed = True
            print(f"{compiler} {standard}:\n{r.stderr}")
sys.exit(1 if failed else 0)
