"""A guest at a terminal: control sequences are shown, unless --raw-terminal; pipes get what is written."""
import os
import pty
import subprocess
import tty

from cli import *

SAY = write("say.wat", r"""(module (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1) (data (i32.const 0) "\10\00\00\00\0e\00\00\00") (data (i32.const 16) "\1b[31mred\9b0m \c3\a4\0a")
  (func (export "_start") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (drop (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8)))))""")
SAID = b"\x1b[31mred\x9b0m \xc3\xa4\n"[:14]
SHOWN = b"^[[31mred\xef\xbf\xbd0m \xc3\xa4"


def at_terminal(*args):
    ours, guests = pty.openpty()
    tty.setraw(guests)
    p = subprocess.Popen([WVM, *args], stdin=guests, stdout=guests, stderr=guests, cwd=TMP)
    os.close(guests)
    got = b""
    try:
        while piece := os.read(ours, 4096):
            got += piece
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    check(f"{args}: status {p.wait(30)}", p.returncode == 0)
    return got


got = at_terminal(SAY)
check(f"shown: {got!r}", got == SHOWN * 2)
got = at_terminal("--raw-terminal", SAY)
check(f"let through: {got!r}", got == SAID * 2)
r = wvm(SAY)
check("a pipe gets all", r.raw == SAID, r)

# `wvm program | head`: a program that goes on writing ends as a native one does, which shells show as 141.
YES = write("yes.wat", r"""(module (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1) (data (i32.const 0) "\10\00\00\00\02\00\00\00") (data (i32.const 16) "y\0a")
  (func (export "_start") (loop (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))) br 0)))""")
p = subprocess.Popen([WVM, YES], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
check("it writes", p.stdout.read(4) == b"y\ny\n")
p.stdout.close()
err = p.stderr.read()
check(f"a broken pipe: {p.wait(30)} {err!r}", p.returncode == 141 and err == b"")
finish()
