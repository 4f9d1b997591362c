"""wvm completion: the scripts, run by the shells themselves where they are installed; every option of every command."""
import os
import pty
import re
import select
import shutil
import subprocess
import time

from cli import *

for name in ("one.wasm", "two words.wasm", "folder/inner.wat"):
    write(name, "")
COMMANDS = re.findall(r"^  wvm (\w+)", wvm("help").out, re.M)
OPTIONS = {}
for command in ["run", *COMMANDS]:
    page = wvm("help" if command == "run" else command, *(() if command == "run" else ("--help",))).out
    OPTIONS[command] = set(re.findall(r"^  (?:-\w, )?(--[\w-]+)", page, re.M))
check("commands and options are found", len(COMMANDS) >= 8 and len(OPTIONS["run"]) > 15)


def script(shell):
    r = wvm("completion", shell)
    expect(f"completion {shell}", r, 0)
    return write("complete." + shell, r.out)


def line_for(command, rest):
    return f"wvm {rest}" if command == "run" else f"wvm {command} {rest}"


# Line typed, what must be offered, what must not.
CASES = [
    ("wvm --eng", {"--engine"}, {"--env"}),
    ("wvm --engine=i", {"interp"}, {"jit"}),
    ("wvm --engine ", {"auto", "interp", "jit"}, {"one.wasm"}),
    ("wvm --trace=calls,", {"calls,host"}, {"host"}),
    ("wvm --features=wide", {"wide-arithmetic"}, {"gc"}),
    ("wvm run --rel", {"--relaxed"}, {"--expect"}),
    ("wvm val", {"validate"}, {"run"}),
    ("wvm o", {"one.wasm", "ops"}, {"folder/"}),
    ("wvm validate o", {"one.wasm"}, {"ops"}),
    ("wvm validate --f", {"--features"}, {"--fuel"}),
    ("wvm help val", {"values", "validate"}, {"one.wasm"}),
    ("wvm completion ", {"bash", "zsh", "fish"}, {"one.wasm"}),
    ("wvm --dir f", {"folder"}, {"one.wasm"}),
    ("wvm wat2wasm -o tw", {"two words.wasm"}, {"one.wasm"}),
    ("wvm --help ", {"one.wasm"}, {"auto"}),
    ("wvm ops ", set(), {"one.wasm"}),
    ("wvm --stats --env=PAT", {"PATH"}, {"--env"}),
]


def run_cases(shell, complete, plain):
    for line, wanted, unwanted in CASES:
        got = complete(line)
        names = {plain(g) for g in got}
        check(f"{shell}: {line!r} offers {sorted(names)[:12]}, not all of {sorted(wanted)}", wanted <= names)
        check(f"{shell}: {line!r} offers {sorted(unwanted & names)}", not unwanted & names)
    for command, options in OPTIONS.items():
        names = {plain(g) for g in complete(line_for(command, "--"))}
        check(f"{shell}: options of {command}: {sorted(options ^ names)}", names == options)


# ---- bash ----
if shutil.which("bash"):
    file = script("bash")

    def bash(line):
        code = 'compopt() { :; }; . "$1"; COMP_LINE=$2; COMP_POINT=${#2}; read -ra COMP_WORDS <<<"$2"; _wvm; printf "%s\\n" "${COMPREPLY[@]}"'
        r = subprocess.run(["bash", "--norc", "-c", code, "bash", file, line], capture_output=True, text=True, cwd=TMP)
        check(f"bash: {line!r}: {r.stderr}", not r.stderr)
        return [x for x in r.stdout.split("\n") if x]

    run_cases("bash", bash, lambda x: x.rstrip("=/"))
else:
    print("skipped: bash is not installed")

# ---- fish ----
if shutil.which("fish"):
    file = script("fish")

    def fish(line):
        r = subprocess.run(["fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", file, line], capture_output=True, text=True,
                           cwd=TMP, env={**os.environ, "HOME": TMP})
        check(f"fish: {line!r}: {r.stderr}", not r.stderr)
        return [x.split("\t")[0] for x in r.stdout.split("\n") if x]

    run_cases("fish", fish, lambda x: re.sub(r"^--(engine|features|env)=|[=/]$", "", re.sub(r"^--trace=", "", x)))
else:
    print("skipped: fish is not installed")

# ---- zsh: typed at a terminal ----
if shutil.which("zsh"):
    file = script("zsh")
    text = open(file).read()
    for command, options in OPTIONS.items():
        block = re.search(rf"^    {command}\)\n(.*?) ;;$", text, re.M | re.S)
        names = set(re.findall(r"'\*?(--[\w-]+)", block.group(1))) if block else None
        check(f"zsh: options of {command}", names == options)

    def zsh(lines):
        """What the lines are completed to."""
        pid, fd = pty.fork()
        if pid == 0:
            os.chdir(TMP)
            os.environ.update(HOME=TMP, TERM="dumb", PATH=os.environ["PATH"])
            os.execvp("zsh", ["zsh", "-f", "-i"])

        def until(what, send=None, seconds=20):
            if send is not None:
                os.write(fd, send.encode())
            got, end = b"", time.monotonic() + seconds
            while what not in got and time.monotonic() < end:
                if select.select([fd], [], [], 0.1)[0]:
                    try:
                        got += os.read(fd, 65536)
                    except OSError:
                        break
            return got.decode(errors="replace")

        until(b"READY1", "unsetopt zle_bracketed_paste; PS1='P> '; autoload -U compinit; compinit -u -D; . ./complete.zsh; echo READY$((2-1))\n")
        results = []
        for line in lines:
            # Tab completes, Ctrl-X shows the line as it stands: a widget that prints it.
            until(b"READY2", "show() { print -r -- \"[[$BUFFER]]\" >out.txt; BUFFER=; zle redisplay }; zle -N show; bindkey '^X' show; echo READY$((1+1))\n")
            out = path("out.txt")
            if os.path.exists(out):
                os.remove(out)
            os.write(fd, (line + "\t\x18").encode())
            end = time.monotonic() + 10
            while not (os.path.exists(out) and open(out).read().endswith("]]\n")) and time.monotonic() < end:
                time.sleep(0.02)
            results.append(open(out).read()[2:-3] if os.path.exists(out) else None)
        os.write(fd, b"\x03exit\n")
        os.close(fd)
        os.waitpid(pid, 0)
        return results

    ZSH = [("wvm --engi", "wvm --engine="), ("wvm --engine=int", "wvm --engine=interp"), ("wvm valid", "wvm validate"),
           ("wvm validate --feat", "wvm validate --features="), ("wvm --trace=calls,ho", "wvm --trace=calls,host"),
           ("wvm validate on", "wvm validate one.wasm"), ("wvm completion fi", "wvm completion fish"), ("wvm --dir=fol", "wvm --dir=folder/")]
    for (line, wanted), got in zip(ZSH, zsh([line for line, _ in ZSH])):
        check(f"zsh: {line!r} becomes {got!r}, expected {wanted!r}", got is not None and got.rstrip(" ,") == wanted)
else:
    print("skipped: zsh is not installed")

expect("no such shell", wvm("completion", "fihs"), 2, "", ("bash, zsh and fish", "did you mean fish?"))
finish()
