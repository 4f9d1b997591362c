#!/usr/bin/env python3
"""Compares what an encoder says it wrote with what binutils' objdump reads in the bytes.

usage: encoding.py EMITTER OBJDUMP ARCHITECTURE [ARGUMENT…]

EMITTER --emit DIR writes code.bin, listing.txt ("offset: bytes  text") and names.txt, the mnemonics that must occur.
Offset, bytes and text of each instruction must be equal, white space aside.
objdump's words change between versions: with one that was not tried a few texts (2 %) may differ. Exits with 77, after saying
so, where there is no objdump for the architecture."""
import os
import re
import subprocess
import sys
import tempfile

TRIED = ("2.40",)
LINE = re.compile(r"^\s*([0-9a-f]+):\s+((?:[0-9a-f]{2} |[0-9a-f]{8} )+)\s*(.*?)\s*$")


def parse(lines):
    """{offset: (bytes, text)}"""
    found = {}
    for line in lines:
        match = LINE.match(line.replace("\t", " ").rstrip("\n") + " ")
        if match:
            text = match.group(3).split("//")[0]  # objdump explains numbers
            found[int(match.group(1), 16)] = (match.group(2).replace(" ", ""), " ".join(text.split()))
    return found


def knows(objdump, architecture):
    if not os.path.exists(objdump):
        return False
    with tempfile.NamedTemporaryFile() as f:
        f.write(bytes(16))
        f.flush()
        return subprocess.run([objdump, "-D", "-b", "binary", "-m", architecture, f.name], capture_output=True).returncode == 0


def main(emitter, objdump, architecture, *arguments):
    if not knows(objdump, architecture):
        print(f"skipped: no objdump that knows {architecture} ({objdump})")
        return 77
    with tempfile.TemporaryDirectory() as place:
        said = subprocess.run([emitter, "--emit", place], check=True, capture_output=True, text=True).stdout.strip()
        code = os.path.join(place, "code.bin")
        dump = subprocess.run([objdump, "-D", "-w", "-z", "-b", "binary", "-m", architecture, *arguments, code], check=True, capture_output=True, text=True)
        with open(os.path.join(place, "listing.txt"), encoding="utf-8") as f:
            ours = parse(f)
        with open(os.path.join(place, "names.txt"), encoding="utf-8") as f:
            names = {line.strip() for line in f}
    theirs = parse(dump.stdout.splitlines())
    different = sorted(at for at in ours.keys() | theirs.keys() if ours.get(at) != theirs.get(at))
    shown = 0
    for at in different:
        print(f"{at:8x}: ours    {ours.get(at)}\n          objdump {theirs.get(at)}")
        shown += 1
        if shown == int(os.environ.get("SHOW", 20)):
            break
    texts = {text for _, text in theirs.values()}
    seen = texts | {text.split(" ")[0] for text in texts} | {" ".join(text.split(" ")[:2]) for text in texts}
    missing = sorted(names - seen)
    if missing:
        print("never seen by objdump:", " ".join(missing))
    version = subprocess.run([objdump, "--version"], check=True, capture_output=True, text=True).stdout.splitlines()[0]
    print(f"{said}; {len(different)} differ from {version}")
    if missing or not ours:
        return 1
    if version.endswith(TRIED):
        return 1 if different else 0
    wrong = [at for at in different if at not in ours or at not in theirs or ours[at][0] != theirs[at][0]]
    print(f"this version was not tried; {len(wrong)} differ in more than their text")
    return 1 if wrong or len(different) * 50 > len(ours) else 0


sys.exit(main(*sys.argv[1:]))
