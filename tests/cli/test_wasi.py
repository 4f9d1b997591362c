"""WASI as a hostile guest sees it: paths that lead out, read-only directories, wrong addresses, descriptors.

tests/c_programs/sandbox.c makes the raw calls and prints the errors' numbers."""
import os
import re

from cli import *

SANDBOX = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "c_programs", "sandbox.wasm")
BADF, EXIST, FAULT, INVAL, ISDIR, LOOP, NOENT, NOTDIR, NOTEMPTY, NOTSOCK, PERM, SPIPE, NOTCAPABLE = 8, 20, 21, 28, 31, 32, 44, 54, 55, 57, 63, 70, 76

BOX = path("top/box")
SECRET = write("top/secret.txt", "secret")
write("top/box/in.txt", "inside")
write("top/box/a/deep.txt", "deep")
for target, name in [("in.txt", "ok"), ("..", "up"), ("../secret.txt", "out"), (SECRET, "abs"), ("loop", "loop"), ("/", "root"),
                     ("../../secret.txt", "a/far"), ("a", "dir"), ("nothing", "dangling"), ("/proc/self/root", "magic")]:
    os.symlink(target, os.path.join(BOX, name))


def sandbox(*words, option="--dir"):
    return wvm(f"{option}={BOX}::/box", SANDBOX, *words)


def errors(words, option="--dir"):
    """The error's number of each operation."""
    r = sandbox(*words, option=option)
    check(f"{words} ended well", r.status == 0, r)
    return [int(line.rsplit(":", 1)[1].split()[0]) for line in r.out.splitlines() if ":" in line], r


def each(what, cases, option="--dir"):
    words = [word for operation, _ in cases for word in operation.split("|")]
    got, r = errors(words, option)
    wanted = [error for _, error in cases]
    for (operation, error), g in zip(cases, got):
        allowed = error if isinstance(error, tuple) else (error,)
        check(f"{what}: {operation}: {g}, expected {error}", g in allowed)
    check(f"{what}: all done", len(got) == len(wanted), r)


# ---- out of the directory: nothing gets there, whatever the operation ----
outside = ["../secret.txt", "a/../../secret.txt", "/etc/passwd", SECRET, "up/secret.txt", "./../secret.txt", "up/box/../secret.txt", "root/etc/passwd"]
cases = []
for name in outside:
    for operation in ("open", "read", "nofollow", "write", "create", "trunc", "stat", "lstat", "times", "mkdir", "rmdir", "unlink", "readlink"):
        cases.append((f"{operation}|{name}", PERM))
    cases += [(f"rename|{name}|stolen", PERM), (f"rename|in.txt|{name}", PERM), (f"link|{name}|stolen", PERM), (f"link|in.txt|{name}", PERM),
              (f"symlink|in.txt|{name}", PERM)]
for link in ("out", "abs", "a/far", "dir/far"):
    for operation in ("open", "read", "write", "create", "trunc", "stat", "times"):
        cases.append((f"{operation}|{link}", PERM))
for link in ("up", "..", "root", "/", "magic", "magic/"):
    cases += [(f"opendir|{link}", (PERM, LOOP)), (f"stat|{link}", (PERM, LOOP))]
cases += [("symlink|/etc|evil", PERM), ("open|loop", LOOP), ("nofollow|out", LOOP)]
each("outside", cases)
check("the secret is as it was", open(SECRET).read() == "secret")
check("nothing new beside the box", sorted(os.listdir(path("top"))) == ["box", "secret.txt"])

# A link that a guest makes itself, and follows, leads nowhere either.
each("own links", [("symlink|../secret.txt|mine", 0), ("read|mine", PERM), ("symlink|..|mine2", 0), ("create|mine2/new.txt", PERM),
                   ("unlink|mine", 0), ("unlink|mine2", 0), ("link|out|hard", 0), ("read|hard", PERM), ("unlink|hard", 0),
                   ("rename|out|moved", 0), ("read|moved", PERM), ("rename|moved|a/moved", 0), ("read|a/moved", NOENT), ("rename|a/moved|out", 0)])

# ---- inside: everything works ----
each("inside", [("read|in.txt", 0), ("read|./a/../in.txt", 0), ("read|ok", 0), ("read|dir/deep.txt", 0), ("opendir|a", 0), ("opendir|.", 0),
                ("create|new.txt", 0), ("stat|new.txt", 0), ("times|new.txt", 0), ("mkdir|d", 0), ("mkdir|d", EXIST), ("rename|new.txt|d/new.txt", 0),
                ("rmdir|d", NOTEMPTY), ("unlink|d", ISDIR), ("unlink|d/new.txt/", NOTDIR), ("unlink|d/new.txt", 0), ("rmdir|d/", 0), ("open|d", NOENT), ("open|", NOENT),
                ("open|in.txt/", NOTDIR), ("opendir|in.txt", NOTDIR), ("write|a", ISDIR), ("mkdir|.", INVAL), ("rmdir|a/..", INVAL), ("readlink|ok", 0),
                ("lstat|out", 0), ("open|dangling", NOENT)])
r = sandbox("read", "in.txt")
check("contents", '"inside"' in r.out, r)

# ---- read-only ----
each("read-only", [("read|in.txt", 0), ("opendir|a", 0), ("stat|in.txt", 0), ("readlink|ok", 0)] +
     [(f"{operation}|in.txt", NOTCAPABLE) for operation in ("write", "create", "trunc", "times", "mkdir", "rmdir", "unlink")] +
     [("rename|in.txt|x", NOTCAPABLE), ("link|in.txt|x", NOTCAPABLE), ("symlink|in.txt|x", NOTCAPABLE), ("create|new.txt", NOTCAPABLE)], option="--dir-ro")
check("unchanged", open(os.path.join(BOX, "in.txt")).read() == "inside" and not os.path.exists(os.path.join(BOX, "new.txt")))

# ---- no directory given: no descriptor 3 ----
r = wvm(SANDBOX, "open", "in.txt", "stat", "/")
check("nothing preopened", r.status == 0 and f"open in.txt: {BADF}" in r.out and f"stat /: {BADF}" in r.out, r)

# ---- addresses ----
r = sandbox("badptr")
values = dict(line.rsplit(" ", 1) for line in r.out.splitlines())
for name, wanted in {"read vector": FAULT, "long vector": FAULT, "vectors outside": FAULT, "many vectors": INVAL, "result outside": FAULT, "random": FAULT,
                     "random, all": FAULT, "args": FAULT, "clock": FAULT, "clock id": INVAL, "poll": FAULT, "poll nothing": INVAL, "poll much": INVAL,
                     "prestat": FAULT, "readdir": FAULT, "fdstat": FAULT, "filestat": FAULT, "open result": FAULT}.items():
    check(f"bad address: {name}: {values.get(name)}, expected {wanted}", values.get(name) == str(wanted), r)

# ---- descriptors ----
r = sandbox("fds")
for piece in ("fd 4: 8 8", "fd 4294967295: 8 8", "seek stdin 70", "renumber to a closed one 8", "close 0, again 8",
              "the lowest is taken 0 4", "write to one that reads 76", "close stdout and dir 0 0", "gone 8"):
    check(f"descriptors: {piece}", piece in r.out, r)

opened = re.search(r"opened (\d+) from 4\n", r.out)  # the table's end, or the process's limit
check("descriptors end", opened is not None and 200 < int(opened.group(1)) <= 1020, r)

# ---- no socket; tracing ----
r = wvm("--trace=host", write("nosock.wat", """
(module (import "wasi_snapshot_preview1" "sock_shutdown" (func $s (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (call $exit (call $s (i32.const 0) (i32.const 0)))))
"""))
expect("not a socket", r, NOTSOCK, "", ("sock_shutdown(fd 0, 0) = NOTSOCK", f"proc_exit({NOTSOCK}) = exit"))
r = wvm("--trace=host", f"--dir={BOX}::/box", SANDBOX, "open", "in.txt")
check("trace shows paths", 'path_open(fd 3, 1, "in.txt"' in r.err and "= SUCCESS, fd 4" in r.err, r)
expect("without a memory", wvm(write("nomem.wat", """
(module (import "wasi_snapshot_preview1" "random_get" (func $r (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (func (export "_start") (call $exit (call $r (i32.const 0) (i32.const 8)))))
""")), FAULT, "")
finish()
