"""Ctrl-C: the guest stops, wvm says where it was and ends by the signal; a second one ends wvm at once."""
import os
import signal
import subprocess
import time

from cli import *

WASI = "wasi_snapshot_preview1"
# Each says "x" before it goes on, so that a signal comes when it runs.
SAY = f"""(import "{WASI}" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1024) (data (i32.const 0) "\\08\\00\\00\\00\\01\\00\\00\\00x")
  (func $say (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16))))"""
SPIN = write("spin.wat", f'(module {SAY} (func $spin (loop br 0)) (func (export "_start") (call $say) (call $spin)))')
START = write("start.wat", f"""(module {SAY} (func $spin (call $say) (loop br 0)) (start $spin))""".replace('"_start"', '"unused"'))
FILL = write("fill.wat", f"""(module {SAY} (func $fill (loop (memory.fill (i32.const 64) (i32.const 1) (i32.const 67108000)) br 0))
  (func (export "_start") (call $say) (call $fill)))""")
READ = write("read.wat", f"""(module (import "{WASI}" "fd_read" (func $read (param i32 i32 i32 i32) (result i32))) {SAY}
  (data (i32.const 32) "\\40\\00\\00\\00\\10\\00\\00\\00")
  (func $ask (loop (drop (call $read (i32.const 0) (i32.const 32) (i32.const 1) (i32.const 48))) (br 0)))
  (func (export "_start") (call $say) (call $ask)))""")


def start(*args, **more):
    """A running wvm whose guest has begun."""
    p = subprocess.Popen([WVM, *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=TMP, **more)
    check(f"{args}: the guest has begun", p.stdout.read(1) == b"x")
    time.sleep(0.05)  # and is past having said so
    return p


def end(p, what, status, pieces=()):
    try:
        out, err = p.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        p.kill()
        out, err = p.communicate()
        check(what + ": in time", False)
    err = err.decode(errors="replace")
    ok = p.returncode == status and all(piece in err for piece in pieces)
    check(f"{what}: status {p.returncode}, expected {status}; {err!r}", ok and "Sanitizer" not in err)
    return err


for what, module, where in [("a loop", SPIN, "spin"), ("a start function", START, "spin"), ("memory.fill", FILL, "fill"), ("a read", READ, "ask")]:
    p = start(module)
    p.send_signal(signal.SIGINT)
    err = end(p, "interrupted in " + what, -signal.SIGINT, ("interrupted (Ctrl-C)", f"{where} (function "))
    check(what + " is no trap", "trap:" not in err)

# A shell sees 130, and stops its loop.
script = 'trap "" HUP; set -m; "$0" "$1" >out.txt & while ! [ -s out.txt ]; do sleep 0.02; done; kill -INT $!; wait $!; echo "status $?"'
r = subprocess.run(["bash", "-c", script, WVM, SPIN], capture_output=True, cwd=TMP, timeout=60)
check("a shell sees 130", b"status 130" in r.stdout, None if b"status 130" in r.stdout else Result(r))

# Where interrupts are ignored they stay ignored.
p = start("--timeout=0.5", SPIN, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
p.send_signal(signal.SIGINT)
end(p, "ignored as the parent wants", 134, ("interrupted",))

# Before the guest runs there is nothing to say.
reader, writer = os.pipe()
p = subprocess.Popen([WVM, "-"], stdin=reader, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
time.sleep(0.2)
p.send_signal(signal.SIGINT)
end(p, "interrupted while it loads", -signal.SIGINT)
os.close(writer)

# The limits hold beside it.
p = start("--timeout=60", SPIN)
p.send_signal(signal.SIGINT)
end(p, "with a timeout that is far off", -signal.SIGINT, ("interrupted (Ctrl-C)",))
p = start(SPIN)
p.send_signal(signal.SIGTERM)
end(p, "SIGTERM ends it as usual", -signal.SIGTERM)
finish()
