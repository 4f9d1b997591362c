#!/usr/bin/env python3
"""Writes expected-failures.txt anew: what `wvm wast` says does not pass, grouped by file.

  ./list_failures.py BUILD/wvm SUITE

The reasons are by folder and file name; look at the difference before committing it: only a feature that is known to be
missing may explain a failure.
"""
import collections
import glob
import os
import re
import subprocess
import sys
import tempfile

REASONS = [("runner/faults", "wrong on purpose"), ("stack-switching", "execution of stack switching comes next"),
           ("threads", "execution of atomics comes next"), ("legacy", "execution of exceptions comes next"),
           ("throw", "execution of exceptions comes next"), ("try_table", "execution of exceptions comes next"),
           ("instance", "execution of exceptions comes next"), ("", "execution of GC objects comes next")]

HEAD = """# What does not pass yet, with the reason: "file:line,line,… reason" or "file reason" (tools/wast_expect.c). Lines that are
# listed and pass are errors too. Made by list_failures.py.
"""


def main(wvm, suite):
    here = os.path.dirname(os.path.abspath(__file__))
    files = [f for d in (suite, here) for f in glob.glob(d + "/**/*.wast", recursive=True)
             if "/relaxed/" not in f]  # these need an option
    with tempfile.NamedTemporaryFile("r", suffix=".txt") as listed:
        subprocess.run([wvm, "wast", "--list-failures=" + listed.name] + sorted(files), stdout=subprocess.DEVNULL)
        failures = collections.defaultdict(set)
        for line in listed:
            m = re.match(r"(\S+):(\d+) ", line)
            failures[m[1]].add(int(m[2]))
    with open(os.path.join(here, "expected-failures.txt"), "w") as out:
        out.write(HEAD)
        for name in sorted(failures):
            reason = next(r for part, r in REASONS if part in name)
            out.write("%s:%s %s\n" % (name, ",".join(map(str, sorted(failures[name]))), reason))


if __name__ == "__main__":
    main(*sys.argv[1:3])
