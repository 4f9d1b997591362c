#!/usr/bin/env python3
"""Every row of decoder/opcodes.def is run by a script: rows.py WVM SOURCE SUITE

Runs the official suite and our own scripts with --trace=kinds, and lists the rows that never ran. The same scripts run in
every tier and build, so each of them runs every row. Code that is traced is interpreted.
"""
import glob
import os
import re
import subprocess
import sys

# Rows that cannot run, and why.
NEVER = {}


def rows(source):
    """The texts of all rows; of those that the Walk replaces by a row of their own before anything runs."""
    with open(os.path.join(source, "decoder/opcodes.def")) as f:
        found = re.findall(r'^OP\(\w+,.*?"([^"]+)",(.*)\)$', f.read(), re.M)
    return {text for text, _ in found}, {text for text, rest in found if "OPF_RELAXED" in rest}


def run(wvm, args):
    """The instructions that ran."""
    p = subprocess.run([wvm, "wast", "--trace=kinds", *args], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return {m.group(1) for m in re.finditer(r"^ *\d+  0x[0-9a-f]+  (\S+)$", p.stderr, re.M)}


def main():
    wvm, source, suite = sys.argv[1:4]
    every, replaced = rows(source)
    assert len(every) > 600 and len(replaced) > 15, "decoder/opcodes.def is not understood"
    relaxed = glob.glob(os.path.join(source, "spec-tests/relaxed/*.wast"))
    scripts = glob.glob(os.path.join(source, "spec-tests/**/*.wast"), recursive=True)
    scripts += glob.glob(os.path.join(suite, "**/*.wast"), recursive=True)
    ran = run(wvm, sorted(set(scripts) - set(relaxed)))
    for profile in ("x86", "arm", "det"):
        ran |= run(wvm, ["--relaxed=" + profile, *(s for s in relaxed if os.path.basename(s).startswith(profile))])
    missing = every - replaced - ran - set(NEVER)
    for text in sorted(missing):
        print("no script runs %s" % text)
    for text in sorted(set(NEVER) & ran):
        print("%s runs, although: %s" % (text, NEVER[text]))
    for text in sorted(ran - every):
        print("%s ran, but has no row" % text)
    print("%d rows, %d of them replaced by the Walk, %d ran" % (len(every), len(replaced), len(ran)))
    sys.exit(bool(missing or set(NEVER) & ran or ran - every))


main()
