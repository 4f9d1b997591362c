#!/usr/bin/env python3
"""Writes limits.wast: every load and store of decoder/opcodes.def at the last address that it may use and the first that it may
not, in 32-bit and 64-bit memories that are the first or the second, the address known and not. A store that traps has
stored nothing.

usage: make_limits.py > limits.wast"""
import os
import re

KINDS = {"LOAD", "STORE", "LOAD_LANE", "STORE_LANE", "ATOMIC_LOAD", "ATOMIC_STORE", "ATOMIC_RMW", "ATOMIC_CMPXCHG"}
ROW = re.compile(r'^OP\((\w+),\s*\w+,\s*\w+,\s*"([^"]+)",\s*(\w+),\s*(\w+),\s*(\w+),\s*(\d+),')
CONST = {"i": "(i32.const -1)", "l": "(i64.const -1)", "f": "(f32.const -1.5)", "d": "(f64.const -1.5)", "v": "(v128.const i64x2 -1 -1)"}
TYPE = {"i": "i32", "l": "i64", "f": "f32", "d": "f64", "v": "v128"}


def rows():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../decoder/opcodes.def")
    for line in open(path, encoding="utf8"):
        m = ROW.match(line)
        if m and m.group(5) in KINDS:
            yield m.group(2), m.group(3), m.group(4), m.group(5), int(m.group(6))


def body(text, imm, sig, memory, offset, address):
    params, results = sig.split("_")
    lane = " 0" if imm == "MEMARG_LANE" else ""
    code = "%s %d%s%s %s %s" % (text, memory, " offset=%d" % offset if offset else "", lane, address, " ".join(CONST[p] for p in params[1:]))
    return "(%s)%s" % (code.strip(), "(drop)" if results else "")


def module(address, memory):
    memories = ["(memory %s 1 2)" % address, "(memory i32 3)"]
    print('\n(module %s' % " ".join(memories[k] for k in ((0, 1) if memory == 0 else (1, 0))))
    print('  (func (export "tail") (result i64) (i64.load %d offset=65528 (%s.const 0)))' % (memory, address))
    checks = []
    for k, (text, imm, sig, kind, size) in enumerate(rows()):
        last = 65536 - size
        for offset in (0, 8 * size):
            name = "%d.%d" % (k, offset)
            print('  (func (export "%s") (param %s) %s)' % (name, address, body(text, imm, sig, memory, offset, "(local.get 0)")))
            checks.append((name, last - offset, size if kind.startswith("ATOMIC") else 1, "STORE" in kind or "RMW" in kind or "CMPX" in kind))
        print('  (func (export "%d.last") %s)' % (k, body(text, imm, sig, memory, 16, "(%s.const %d)" % (address, last - 16))))
        print('  (func (export "%d.first") %s)' % (k, body(text, imm, sig, memory, 16, "(%s.const %d)" % (address, last - 16 + (size if kind.startswith("ATOMIC") else 1)))))
        checks.append((str(k), None, 0, False))
    print(")")
    for name, last, step, stores in checks:
        if last is None:
            print('(assert_trap (invoke "%s.first") "out of bounds memory access")' % name)
        elif stores:
            print('(assert_trap (invoke "%s" (%s.const %d)) "out of bounds memory access")(assert_return (invoke "tail") (i64.const 0))' % (name, address, last + step))
        else:
            print('(assert_trap (invoke "%s" (%s.const %d)) "out of bounds memory access")' % (name, address, last + step))
    print('(assert_return (invoke "tail") (i64.const 0))')
    for name, last, step, stores in checks:
        if last is None:
            print('(assert_return (invoke "%s.last"))' % name)
        else:
            print('(assert_return (invoke "%s" (%s.const %d)))' % (name, address, last))


print(";; Made by make_limits.py: every access at its limit.")
for address in ("i32", "i64"):
    for memory in (0, 1):
        module(address, memory)
