#!/usr/bin/env python3
"""check.py WVM digits NATIVE        the example says the same under wvm and natively, to the bit of every score
   check.py WVM corpus EXPECTED      the programs of bench/ give the checksums that every other engine gives"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def output(*command):
    r = subprocess.run([str(c) for c in command], cwd=ROOT, capture_output=True, text=True, timeout=600)
    if r.returncode:
        sys.exit(f"{command} ends with {r.returncode}: {r.stderr}")
    return r.stdout


def digits(wvm, native):
    module = "examples/digits/digits.wasm"
    for arguments in (["--scores"], ["--show", "7", "--scores"]):
        here = output(wvm, "--dir=examples/digits", module, *arguments)
        there = output(native, *arguments)
        if here != there:
            sys.exit(f"wvm and the native program differ:\n{here}\n{there}")
    percent = float(here.split(" %")[0].split()[-1])
    if percent < 96:
        sys.exit(f"only {percent} % recognised")
    inside = output(wvm, module)
    if "10 of 10 images recognised" not in inside:
        sys.exit(f"without a directory: {inside}")
    bad = subprocess.run([wvm, "--dir=examples/digits", module, "examples/digits/README.md"], cwd=ROOT, capture_output=True, text=True)
    if bad.returncode != 1 or "not a file of digits" not in bad.stderr:
        sys.exit(f"a file that holds no digits: {bad}")
    print(here.splitlines()[-2])


def corpus(wvm, expected):
    wrong = 0
    for line in pathlib.Path(expected).read_text().splitlines():
        name, checksum = line.split()
        got = output(wvm, f"bench/wasm/{name}.wasm").split()[0]
        if got != checksum:
            print(f"{name}: {got}, expected {checksum}")
            wrong += 1
    if wrong:
        sys.exit(f"{wrong} programs differ")


{"digits": digits, "corpus": corpus}[sys.argv[2]](sys.argv[1], sys.argv[3])
