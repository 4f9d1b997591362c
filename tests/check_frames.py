#!/usr/bin/env python3
"""Hot handlers must be leaf code without a frame of their own: usage check_frames.py OBJDUMP BINARY.

Disassembles every handler (interp_<isa>_<id>) and fails on one that pushes, moves the stack pointer or calls, unless it
is listed below as one that calls C. Handlers of vectors may keep a constant or two in the red zone, which is no frame."""
import re
import subprocess
import sys

# These call C: host calls, translation, bulk operations, tracing, references to functions, messages of traps.
CALLS_C = re.compile(
    r"^(CALL_OTHER|CALL_SUBTYPE|RESTORE|LAZY|ENTER_NATIVE|NULL_ELEMENT|BOUNDS|REF_FUNC|TRACE_\w+|POISON|MEMORY_(GROW|FILL|COPY|INIT|DISCARD|(COPY|FILL)_\w+_SLOW)"
    r"|DATA_DROP|ELEM_DROP|MEMORY_ATOMIC_\w+|TABLE_(GROW|FILL|COPY|INIT)"
    r"|ALLOC|STRUCT_NEW_BIG|ARRAY_(NEW\w*|FILL|COPY|INIT_\w+)|(REF_TEST|REF_CAST|BR_ON_CAST(_FAIL)?)_SLOW|REF_CAST_DESC"
    r"|BR_ON_DESC(_FAIL)?|THROW|THROW_REF|HOST_THREW|CONT_(NEW|BIND|RETURN|GROW)|SUSPEND|SWITCH|RESUME\w*)$")
# More registers than there are, but rare or slow anyway: signed division, moves of many slots, structures of many fields, lanes in memory.
CROWDED = re.compile(r"^(STOP_HERE|NO_ROOM|MOVE|RETURN_CALL\w*|I(32|64)_DIV_S_\w+|F(32|64)_COPYSIGN_\w+|V128_(LOAD|STORE)\d+_LANE|TABLE_SET|STRUCT_NEW_N|MEMORY_FILL_\w+|MEMORY_COPY_\w+_(TINY|LONG)"
    r"|I(32|64)_ATOMIC_RMW\d*_(AND|OR|XOR)\w*)$")
# Below x86-64-v3 some vector and float operators are long or call the C library, half floats everywhere.
LONG = re.compile(r"F16|F32X4|F64X2|^F32_|^F64_|I8X16|I16X8|I32X4|I64X2|TRUNC|CANON")
FRAME = re.compile(r"\t(push|sub\s+\$0x[0-9a-f]+,%rsp|call)\b")


def main() -> int:
    objdump, binary = sys.argv[1:3]
    listing = subprocess.run([objdump, "-d", "--no-show-raw-insn", binary], capture_output=True, text=True, check=True)
    current, seen, bad = None, set(), {}
    for line in listing.stdout.splitlines():
        start = re.match(r"^[0-9a-f]+ <(\w+)>:$", line)
        if start:
            name = re.match(r"^interp_(base|v3)_(\w+)$", start.group(1))
            current = name.groups() if name else None
            if current:
                seen.add(current)
        elif current and FRAME.search(line):
            isa, handler = current
            if CALLS_C.match(handler) or CROWDED.match(handler) or (LONG.search(handler) and (isa == "base" or "F16" in handler)):
                continue
            bad.setdefault(current, line.strip())
    for (isa, handler), line in sorted(bad.items()):
        print(f"{isa} {handler} has a frame: {line}")
    print(f"{len(seen)} handlers, {len(bad)} with an unexpected frame")
    return 1 if bad or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
