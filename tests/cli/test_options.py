"""The command line itself: forms of options, what each command takes, hints, help, the environment, libraries."""
import os
import re
import subprocess

from cli import *

GOOD = assemble("good", '(module (memory (export "mem") 1) (func (export "first") (param i32) (result i32) local.get 0) (func (export "second")))')

# ---- forms ----
expect("--name VALUE", wvm("--invoke", "first", GOOD, "3"), 0, "3\n")
expect("--name=VALUE", wvm("--invoke=first", GOOD, "3"), 0, "3\n")
expect("run may be named", wvm("run", "--invoke=first", GOOD, "3"), 0, "3\n")
expect("-o FILE", wvm("wat2wasm", "-o", path("o1.wasm"), path("good.wat")), 0)
expect("-oFILE", wvm("wat2wasm", "-o" + path("o2.wasm"), path("good.wat")), 0)
expect("behind the operand", wvm("wat2wasm", path("good.wat"), "--output=" + path("o3.wasm")), 0)
check("the same thrice", len({open(path(f"o{i}.wasm"), "rb").read() for i in (1, 2, 3)}) == 1)
expect("-f", wvm("wasm2wat", GOOD, "-f"), 0)
expect("-h", wvm("-h"), 0)
expect("the last counts", wvm("--fuel=1", "--fuel=1000000", "--invoke=first", GOOD, "3"), 0, "3\n")
os.rename(path("good.wat"), path("-odd.wat"))
expect("names that begin with -", wvm("validate", "--", "-odd.wat"), 0, "-odd.wat: valid\n")
os.rename(path("-odd.wat"), path("good.wat"))

# ---- mistakes ----
for args, pieces in [
    (("--timeot=3", GOOD), ("unknown option --timeot=3", "did you mean --timeout?")),
    (("--itmeout", "3", GOOD), ("did you mean --timeout?",)),
    (("-invoke", "first", GOOD), ("did you mean --invoke?",)),
    (("-x", GOOD), ("unknown option -x",)),
    (("--frobnicate", GOOD), ("unknown option --frobnicate", "--help")),
    (("validate", "--dir=x", GOOD), ("wvm validate: --dir is not an option of this command, but of wvm run",)),
    (("--fold", GOOD), ("wvm: --fold", "wvm wasm2wat")),
    (("wast", "--fuel=1", GOOD), ("--fuel", "wvm run")),
    (("dump", "--featurs=all", GOOD), ("did you mean --features?",)),
    (("--engine=itnerp", GOOD), ('"itnerp" is none of auto|interp|jit', "did you mean interp?")),
    (("--cpu=baseline,-sse9", GOOD), ('"-sse9" is no feature: host, baseline',)),
    (("--trace=calls,hots", GOOD), ('"hots" is none of', "did you mean host?")),
    (("--relaxed=mips", GOOD), ('"mips" is none of x86|arm|det',)),
    (("--features=wasm3,-thread", GOOD), ('unknown feature "-thread"', "did you mean threads?")),
    (("--features=wams3", GOOD), ("did you mean wasm3?",)),
    (("dump", "--features=gcc", GOOD), ("unknown feature", "did you mean gc?")),
    (("--max-memory=12Q", GOOD), ("--max-memory", '"12Q"', "number of bytes")),
    (("--timeout=soon", GOOD), ("--timeout", "seconds")),
    (("--env=WVM_TEST_UNSET", GOOD), ("--env", "WVM_TEST_UNSET is not set here")),
    (("--dir=::x", GOOD), ("--dir", "HOST or HOST::GUEST")),
    (("--preload=x", GOOD), ("--preload", "NAME=MODULE")),
    (("--stats=yes", GOOD), ("--stats takes no value",)),
    (("--fuel",), ("--fuel needs a value: --fuel=N",)),
    (("validate",), ("usage: wvm validate [options] FILE…",)),
    (("dump", GOOD, GOOD), ("usage: wvm dump [options] FILE",)),
    (("ops", "x"), ("usage: wvm ops",)),
    (("help", "featurs"), ('no help on "featurs"', "did you mean features?")),
    (("help", "x y z"), ("topics are commands, run,",)),
]:
    expect(f"{args}", wvm(*args), 2, "", pieces)
expect("a command with a slip", wvm("vaildate", GOOD), 1, "", ("vaildate: No such file", "did you mean the command wvm validate?"))
expect("an export with a slip", wvm("--invoke", "frist", GOOD, "3"), 1, "", ('no exported function "frist"', 'did you mean "first"?', "second ()"))
expect("an export that is no function", wvm("--invoke", "mem", GOOD), 1, "", ('"mem"', "that is a memory"))
MANY = write("many.wat", "(module" + "".join(f'(func (export "f{i}"))' for i in range(100)) + ")")
expect("many exports", wvm("--invoke", "nothing at all", MANY), 1, "", ("f19 ()", "and 80 more"))
r = wvm("--frob\x1b[31m", GOOD)
check("no escape on the terminal", r.status == 2 and "\x1b" not in r.err, r)

# ---- compilation ----
THREE = write("three.wat", '(module (func $a (result i32) i32.const 4) (func $b unreachable) (func $c (param v128) (result v128) local.get 0) '
              '(func (export "f") (result i32) call $a))')


def made(*options):
    """Functions of THREE that were translated, compiled and refused."""
    r = wvm("--stats", "--invoke=f", *options, THREE)
    found = re.search(r"translate .*: (\d+) functions(?:.*\n)*compile .*: (\d+) functions.*; (\d+) refused", r.err)
    check(f"{options}: it runs", r.status == 0 and r.out == "4\n" and found, r)
    return tuple(map(int, found.groups())) if found else None


expect("all interpreted functions", wvm("--engine=interp", "--compile=all", "--invoke=f", THREE), 0, "4\n")
check("why nothing is compiled", "nothing: it was asked to interpret" in wvm("--stats", "--engine=interp", "--invoke=f", THREE).err)
r = wvm("--stats", "--engine=jit", "--compile=all", "--jit-test=functions=1:2", "--invoke=f", THREE)
check("which are not", r.status != 0 or "refused     functions 0, 2, 3\n" in r.err, r)
check("cells of all", made("--engine=interp", "--compile=all") == (4, 0, 0))
check("cells of two", made("--engine=interp", "--compile=lazy") == (2, 0, 0))
if wvm("--engine=jit", "--invoke=f", THREE).status == 0:
    check("code of two", made() == (0, 2, 0))
    check("code of all", made("--compile=all") == (0, 4, 0))
    check("code of all that checks itself", made("--compile=all", "--explicit-bounds") == (0, 4, 0))
    features = cpu_features()
    for feature in features:
        r = wvm("--cpu=baseline," + feature, "--invoke=f", THREE)
        check(f"{feature}: there or said to be lacking", r.out == "4\n" or (r.status == 2 and f'"{feature}" is what this processor lacks' in r.err), r)
    needed = {0} if "lse" in features else {0, 2}  # AArch64 does without any
    check("some are needed, others are not", {wvm("--cpu=host,-" + f, "--invoke=f", THREE).status for f in features} == needed)
    # No feature at all is a list of features too.
    exchange = write("atomic.wat", '(module (memory 1) (func (export "f") (drop (i32.atomic.rmw.xchg (i32.const 0) (i32.const 1)))))')
    if "lse" in features:
        check("least: without LSE", "ldaxr" in wvm("disasm", "--cpu=least", exchange).out)
        if wvm("--cpu=lse", "--invoke=f", exchange).status == 0:
            check("with LSE", "swpal" in wvm("disasm", exchange).out and "swpal" in wvm("disasm", "--cpu=least,lse", exchange).out)
    check("refused ones are interpreted", made("--compile=all", "--jit-test=functions=0:1") == (3, 1, 3))
else:
    print("skipped: no machine code on this processor: --compile=all")

# ---- imports ----
for module, name, hint in [("wasi_snapshot_preview1", "fd_wrote", '"wasi_snapshot_preview1" "fd_write"'), ("lib", "secund", '"lib" "second"'),
                           ("libs", "second", '"lib" "second"'), ("another", "second", '"lib" "second"')]:
    text = f'(module (import "{module}" "{name}" (func)))'
    expect(f"import {module} {name}", wvm(f"--preload=lib={GOOD}", write("imp.wat", text)), 1, "", ("imp.wat", f'"{module}" "{name}"', f"did you mean {hint}?"))

PARTLY = write("partly.wat", '(module (import "a" "b" (func $b (param i32) (result i64))) (import "wasi_snapshot_preview1" "fd_wrote" (func $w))'
               '(func (export "f") (result i32) i32.const 4) (func (export "g") (result i64) (call $b (i32.const 1))))')
expect("what does not need them runs", wvm("--unknown-imports=trap", "--invoke=f", PARTLY), 0, "4\n")
expect("what does traps", wvm("--unknown-imports=trap", "--invoke=g", PARTLY), 134, "", ('unknown import called: "a" "b"', "g (function"))
expect("as by default", wvm("--unknown-imports=error", "--invoke=f", PARTLY), 1, "", "unknown import")
expect("memories are not made", wvm("--unknown-imports=trap", write("mem.wat", '(module (import "a" "m" (memory 1)))')), 1, "", "unknown import")

# ---- libraries ----
LIB = write("lib.wat", '(module $lib (global $n (mut i32) (i32.const 0)) (func (export "_initialize") (global.set $n (i32.const 40)))'
            '(func (export "get") (result i32) (global.get $n)) (func (export "boom") unreachable) (memory (export "mem") 1))')
USER = write("user.wat", '(module (import "a" "get" (func $get (result i32))) (import "a" "boom" (func $boom)) (import "a" "mem" (memory 1))'
             '(func (export "f") (result i32) (i32.add (call $get) (i32.const 2))) (func (export "g") (call $boom)))')
expect("a library", wvm("--preload", f"a={LIB}", "--invoke=f", USER), 0, "42\n")
expect("a backtrace through it", wvm("--preload", f"a={LIB}", "--invoke=g", USER), 134, "", ("unreachable", "a!boom"))
expect("libraries that use libraries", wvm("--preload", f"a={LIB}", "--preload", f"b={USER}", "--invoke=h",
                                           write("third.wat", '(module (import "b" "f" (func (result i32))) (export "h" (func 0)))')), 0, "42\n")
expect("in the wrong order", wvm("--preload", f"b={USER}", "--preload", f"a={LIB}", "--invoke=f", USER), 1, "", ("user.wat", '"a" "get"'))
expect("a library that is missing", wvm("--preload=a=gone.wasm", USER), 1, "", "gone.wasm")
expect("a library that is none", wvm("--preload=a=" + write("bad.wasm", b"x"), USER), 1, "", "bad.wasm")
expect("a library that ends the program", wvm("--preload=a=" + write("quit.wat", '(module (import "wasi_snapshot_preview1" "proc_exit" (func $x (param i32)))'
       '(memory 1) (func $s (call $x (i32.const 7))) (start $s))'), USER), 7, "")
expect("a library that traps", wvm("--preload=a=" + write("trap.wat", "(module (func $s unreachable) (start $s))"), USER), 134, "", ("trap.wat", "unreachable"))

# ---- environment and arguments: a guest that writes them as they are ----
TELL = write("tell.wat", """(module
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $environ (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 4)
  (func $tell (param $size i32)
    (i32.store (i32.const 0) (i32.const 65536)) (i32.store (i32.const 4) (local.get $size))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func (export "_start")
    (drop (call $args_sizes (i32.const 16) (i32.const 20))) (drop (call $args (i32.const 1024) (i32.const 65536)))
    (call $tell (i32.load (i32.const 20)))
    (i32.store8 (i32.const 65536) (i32.const 10)) (call $tell (i32.const 1))
    (drop (call $environ_sizes (i32.const 16) (i32.const 20))) (drop (call $environ (i32.const 1024) (i32.const 65536)))
    (call $tell (i32.load (i32.const 20)))))""")
HERE = {"A": "1", "B": "two words", "EMPTY": "", "odd": "x=y", "PWD": TMP}  # a shell that starts an emulator adds PWD


def variables(*options):
    r = wvm(*options, TELL, env=HERE)
    check(f"{options} ends well", r.status == 0, r)
    pieces = r.out.split("\n")[1].split("\0")[:-1]
    found = dict(piece.split("=", 1) for piece in pieces)
    check(f"{options}: each once", len(found) == len(pieces), r)
    return found


check("nothing by itself", variables() == {})
check("one as it is here", variables("--env=A") == {"A": "1"})
check("one with a value", variables("--env", "A=9=8") == {"A": "9=8"})
check("all", variables("--inherit-env") == HERE)
check("all, one replaced, one new", variables("--env=A=5", "--inherit-env", "--env", "NEW=") == {**HERE, "A": "5", "NEW": ""})
check("the last counts", variables("--env=A=1", "--env=A=2") == {"A": "2"})
for options, name in [((), TELL), (("--argv0=busybox",), "busybox")]:
    r = wvm(*options, TELL, "one", "two words", "--dir=x", "")
    check(f"arguments {options}", r.out.split("\n")[0].split("\0")[:-1] == [name, "one", "two words", "--dir=x", ""], r)

# ---- sockets: the guest exits with the type of a descriptor, 3 directory, 6 stream socket ----
TYPE = [write(f"type{fd}.wat", f"""(module
  (import "wasi_snapshot_preview1" "fd_fdstat_get" (func $stat (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (if (call $stat (i32.const {fd}) (i32.const 0)) (then (call $exit (i32.const 99))))
    (call $exit (i32.load8_u (i32.const 0)))))""") for fd in range(6)]
SOCKETS = [f"--listen=unix:{path('socket' + str(i))}" for i in range(3)]
expect("a socket", wvm(SOCKETS[0], TYPE[3]), 6, "")
check("it was made", os.path.exists(path("socket0")))
expect("directories come first", wvm(SOCKETS[1], "--dir=.", TYPE[3]), 3, "")
expect("then sockets", wvm(SOCKETS[2], "--dir=.", TYPE[4]), 6, "")
expect("and no more", wvm("--listen=127.0.0.1:0", "--dir=.", TYPE[5]), 99, "")
expect("a socket left behind by a program that has ended", wvm(SOCKETS[0], TYPE[3]), 6, "")
import socket
listener = socket.socket(socket.AF_UNIX)
listener.bind(path("taken"))
listener.listen()
expect("an address in use", wvm(f"--listen=unix:{path('taken')}", TYPE[3]), 1, "", ("wvm: --listen: cannot listen at unix:", "in use"))
listener.close()
expect("no address", wvm("--listen=here", TYPE[3]), 2, "", ("wvm: --listen:", '"here"', "unix:PATH"))

# ---- help ----
ALL = wvm("help").out
for command in re.findall(r"^  wvm (\w+)", ALL, re.M):
    r = wvm("help", command)
    check(f"help {command}", r.status == 0 and f"wvm {command}" in r.out, r)
    check(f"{command} --help", wvm(command, "--help").out == r.out)
check("commands are listed", len(re.findall(r"^  wvm (\w+)", ALL, re.M)) >= 7)
TOPICS = re.search(r"says more: ([^.]*)", ALL).group(1).replace("\n", " ").split(", ")[:-1]
for topic in TOPICS:
    r = wvm("help", topic)
    check(f"help {topic}", r.status == 0 and len(r.out) > 60 and not r.err, r)
    if topic != "manual":
        check(f"{topic}: lines fit", all(len(line) <= 100 for line in r.out.splitlines()), r)
check("topics are listed", len(TOPICS) >= 10)

# ---- the manual page ----
MANUAL = wvm("help", "manual").out
OPTIONS = set()
for command in ["run", "wat2wasm", "wasm2wat", "wast", "validate", "dump"]:
    OPTIONS |= set(re.findall(r"^  (?:-\w, )?--([\w-]+)", wvm("help", command).out, re.M))
for option in OPTIONS:
    check(f"the manual page has --{option}", "\\-\\-" + option.replace("-", "\\-") in MANUAL)
check("many options", len(OPTIONS) > 20)
try:
    r = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-Kutf8", "-z"], input=MANUAL.encode(), capture_output=True)
    check(f"groff has nothing to say: {r.stderr.decode()[:500]}", r.returncode == 0 and not r.stderr)
except FileNotFoundError:
    print("skipped: groff is not installed: the manual page is not formatted")
finish()
