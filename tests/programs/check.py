#!/usr/bin/env python3
"""check.py WVM digits NATIVE        the example says the same under wvm and natively, to the bit of every score
   check.py WVM lm FOLDER            the language model answers, alike in both tiers and widths, alone and with threads, from all weights
   check.py WVM corpus EXPECTED      the programs of bench/ give the checksums that every other engine gives"""
import pathlib
import subprocess
import sys
import tempfile

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


def lm(wvm, folder):
    folder = pathlib.Path(folder)
    modules = [folder / "lm.wasm", folder / "lm64.wasm"]

    def tested(options, module, weights, *arguments):
        """What `--test` says, without the time it took."""
        said = output(wvm, *options, f"--dir={weights.parent}", module, *arguments, weights.name).splitlines()
        assert said[-1].startswith("tokens/s"), said
        return dict(line.rsplit(" ", 1) for line in said[:-1])

    def same(what, results):
        if any(r != results[0] for r in results):
            sys.exit(f"{what} differs: {results}")
        return results[0]

    with tempfile.TemporaryDirectory() as made:
        made = pathlib.Path(made)
        output(sys.executable, "-B", folder / "weights.py", folder / "lm.f32", made)
        f32 = folder / "lm.f32"
        for module in modules:
            said = output(wvm, f"--dir={folder}", module, "lm.f32", "27+58", "123-456=", "999+999").splitlines()
            if said[:3] != ["27+58=85", "123-456=-333", "999+999=1998"]:
                sys.exit(f"wrong answers: {said}")
        for weights, options in ((f32, ()), (made / "lm.f16", ()), (made / "lm.f16", ("--promote",)), (made / "lm.int8", ())):
            name = options[0] if options else weights.suffix
            same(name, [tested([engine], module, weights, *options, "--test=8") for module in modules for engine in ("--engine=interp", "--engine=jit")])
            many = same(name, [tested([], module, weights, *options, "--test=400", threads) for module in modules for threads in ("--threads=1", "--threads=2")])
            if int(many["right"]) < 392:
                sys.exit(f"{name}: only {many['right']} of 400 right")
            print(name, many)
        (made / "short").write_bytes(f32.read_bytes()[:-64])
        for why, arguments in (("no such file", ["none", "1+1"]), ("too short", ["short", "1+1"]), ("only f16", ["--promote", "lm.int8", "1+1"]),
                               ("a question is", ["lm.int8", "x"]), ("too many", ["--threads=9", "--test=1", "lm.int8"])):
            bad = subprocess.run([wvm, f"--dir={made}", modules[0], *arguments], capture_output=True, text=True)
            if bad.returncode != 1 or why not in bad.stderr:
                sys.exit(f"{arguments}: {bad}")


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


{"digits": digits, "lm": lm, "corpus": corpus}[sys.argv[2]](sys.argv[1], sys.argv[3])
