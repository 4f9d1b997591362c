"""Servers as guests: --listen on a TCP port and on a Unix socket, many connections, interruption, wrong addresses."""
import os
import signal
import socket
import subprocess

from cli import *

SERVER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "c_programs", "server.wasm")


def free_port(family, host):
    with socket.socket(family) as s:
        s.bind((host, 0))
        return s.getsockname()[1]


def serve(address, *options):
    p = subprocess.Popen([WVM, *options, "--listen", address, SERVER], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=TMP)
    check(f"{address}: the server is ready", p.stdout.readline() == b"ready\n")
    return p


def connect(family, to):
    s = socket.socket(family)
    s.settimeout(30)
    s.connect(to)
    return s


def ask(s, text, at_once=2000):
    """What comes back; not all is sent before something is read, else both sides would wait."""
    got = b""
    for at in range(0, len(text), at_once):
        s.sendall(text[at:at + at_once])
        while len(got) < min(at + at_once, len(text)):
            piece = s.recv(65536)
            if not piece:
                return got
            got += piece
    return got


def talk(family, to, p):
    first, second, third = (connect(family, to) for _ in range(3))
    check("capitals", ask(first, b"hello\n") == b"HELLO\n")
    check("another connection", ask(second, b"world\n") == b"WORLD\n")
    big = b"abc" * 100000
    check("much", ask(third, big) == big.upper())
    first.sendall(b"count\n")
    check("the first again", first.recv(100) == str(6 + 6 + len(big) + 6).encode() + b"\n")
    second.close()
    check("after one has gone", ask(first, b"still\n") == b"STILL\n")
    first.sendall(b"stop\n")
    out, err = p.communicate(timeout=30)
    check(f"ended well: {p.returncode} {out!r} {err!r}", p.returncode == 0 and out.startswith(b"stopped after "))
    first.close(), third.close()


port = free_port(socket.AF_INET, "127.0.0.1")
talk(socket.AF_INET, ("127.0.0.1", port), serve(f"localhost:{port}"))
talk(socket.AF_UNIX, path("socket"), serve("unix:" + path("socket")))
try:
    port = free_port(socket.AF_INET6, "::1")
except OSError as e:
    print(f"IPv6 is not tried: {e}")
else:
    talk(socket.AF_INET6, ("::1", port), serve(f"[::1]:{port}"))

# A port that the system chooses is told before the guest runs.
for family, host, shown in ((socket.AF_INET, "127.0.0.1", "127.0.0.1"), (socket.AF_INET6, "::1", "[::1]")):
    try:
        free_port(family, host)
    except OSError as e:
        print(f"{shown} is not tried: {e}")
        continue
    p = serve(f"{shown}:0")
    line = p.stderr.readline().decode()
    check(f"the port: {line}", line.startswith(f"wvm: listening at {shown}:") and line.rsplit(":", 1)[1].strip() not in ("", "0"))
    talk(family, (host, int(line.rsplit(":", 1)[1])), p)

# Waiting for connections, it can be interrupted, and runs out of its time.
p = serve("unix:" + path("socket2"))
p.send_signal(signal.SIGINT)
out, err = p.communicate(timeout=30)
check(f"interrupted: {p.returncode} {err!r}", p.returncode == -signal.SIGINT and b"interrupted" in err)
p = serve("unix:" + path("socket3"), "--timeout=0.3")
out, err = p.communicate(timeout=30)
check(f"timed out: {p.returncode} {err!r}", p.returncode == 134 and b"interrupted" in err)

# The socket comes behind the directories; without it descriptor 3 is none.
os.mkdir(path("d"))
expect("the directory first", wvm(f"--dir={path('d')}::/", "--listen", "unix:" + path("socket4"), SERVER), 1, "ready\n", "Not a socket")
expect("nothing to listen at", wvm("--timeout=5", SERVER), 1, "ready\n", "accept")
with socket.socket(socket.AF_UNIX) as taken:
    taken.bind(path("socket5"))
    taken.listen()
    expect("in use", wvm("--listen", "unix:" + path("socket5"), SERVER), 1, "", ("socket5", "in use"))
talk(socket.AF_UNIX, path("socket5"), serve("unix:" + path("socket5")))  # nobody listens there any more
expect("no address", wvm("--listen", "nowhere", SERVER), 2, "", ("nowhere", "ADDRESS:PORT"))
finish()
