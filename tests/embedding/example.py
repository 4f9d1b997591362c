#!/usr/bin/env python3
"""An example prints what it must. usage: example.py PROGRAM EXPECTED"""
import subprocess
import sys

program, expected = sys.argv[1:]
run = subprocess.run([program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=100)
with open(expected, encoding="utf-8") as f:
    same = run.returncode == 0 and run.stdout == f.read()
if not same:
    print(f"{program}: status {run.returncode}\n{run.stdout}{run.stderr}")
sys.exit(not same)
