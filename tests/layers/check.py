#!/usr/bin/env python3
"""Holds the arrows between the folders: what each folder may include, and no more.

    base <- decoder <- validator <- vm <- jit
                                      <- host <- tools

include/wvm.h is the face of host: base, decoder, validator, vm and jit do not know it. jit and host do not know each
other, except that host hands the engine the JIT (of jit it sees jit/jit.h alone). x64 and arm64 never see each other. Tools see the public
header, and of the inside only what decoding and listing need."""
import os
import re
import sys

ALLOWED = {
    "base": {"base"},
    "decoder": {"base", "decoder"},
    "validator": {"base", "decoder", "validator"},
    "vm": {"base", "decoder", "validator", "vm"},
    "jit": {"base", "decoder", "validator", "vm", "jit"},
    "host": {"base", "decoder", "validator", "vm", "host", "include"},
    "tools": {"base", "decoder", "include", "tools"},
}
# Folders and single files that may see more: path -> prefixes.
EXCEPTIONS = {
    "host": ("jit/jit.h",),
    "tools/cmd_help.c": ("host/wasi/wasi.def", "host/emscripten/emscripten.def"),
}
# What may not be seen from where, finer than folders.
FORBIDDEN = [
    ("decoder/", "decoder/text/"),  # the decoder does not know the text front end
    ("jit/x64/", "jit/arm64/"),
    ("jit/arm64/", "jit/x64/"),
]
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
# A header of the project may be meant by <...> too.
ANGLE = re.compile(r"^\s*#\s*include\s+<(wvm\.h|(?:%s)/[^>]+)>" % "|".join(list(ALLOWED) + ["include"]))


def target_folder(root, path, name):
    """The folder an include leads to, and its path from the root; None where it is no file of ours."""
    if name == "wvm.h":
        return "include", "include/wvm.h"
    if os.path.exists(os.path.join(root, name)):
        return name.split("/")[0], name
    beside = os.path.normpath(os.path.join(os.path.dirname(path), name))
    if os.path.exists(os.path.join(root, beside)):
        return beside.split(os.sep)[0], beside
    return None, name


def check_file(root, path, errors):
    folder = path.split("/")[0]
    with open(os.path.join(root, path), encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            match = INCLUDE.match(line) or ANGLE.match(line)
            if not match:
                continue
            target, name = target_folder(root, path, match.group(1))
            if target is None:
                errors.append(f"{path}:{number}: no such file: {name}")
            elif target not in ALLOWED[folder] and not name.startswith(
                    EXCEPTIONS.get(path, ()) + EXCEPTIONS.get(folder, ())):
                errors.append(f"{path}:{number}: {folder} may not include {name}")
            for source, forbidden in FORBIDDEN:
                inside = path.startswith(source) and not path.startswith(forbidden)
                if inside and name.startswith(forbidden):
                    errors.append(f"{path}:{number}: {source} may not include {name}")


def check_tree(root):
    errors = []
    for folder in ALLOWED:
        for base, _, files in os.walk(os.path.join(root, folder)):
            for name in sorted(files):
                if name.endswith((".c", ".h", ".def")):
                    check_file(root, os.path.relpath(os.path.join(base, name), root), errors)
    return errors


def self_test():
    """The check finds what it is for."""
    import tempfile
    with tempfile.TemporaryDirectory() as root:
        for folder in ALLOWED:
            os.makedirs(os.path.join(root, folder))
        for name in ("vm/a.h", "host/b.h", "jit/c.h", "jit/jit.h"):
            open(os.path.join(root, name), "w").close()
        with open(os.path.join(root, "vm/bad.c"), "w") as f:
            f.write('#include "vm/a.h"\n#include "host/b.h"\n#  include "jit/c.h"\n#include "../host/b.h"\n#include "gone.h"\n')
        with open(os.path.join(root, "host/good.c"), "w") as f:
            f.write('#include "vm/a.h"\n#include "jit/jit.h"\n')
        found = check_tree(root)
        assert len(found) == 4, found


self_test()
problems = check_tree(sys.argv[1])
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
