"""Where programs come from: Debian's source packages and npm, through their own clients, without touching the machine's set-up.

Everything lies in a cache (build/programs) and is fetched once. What cannot be had raises Missing with the reason, and
the test that needs it is skipped."""
import contextlib
import fcntl
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("WVM_PROGRAMS_CACHE", ROOT / "build" / "programs"))
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
SUITE = "bookworm"
PATIENCE = 240  # seconds that a client may take


class Missing(Exception):
    """Something that this machine or network does not have."""


@contextlib.contextmanager
def locked(name):
    """Tests of one build, and of several, run beside each other."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{name}.lock", "w", encoding="utf-8") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        yield


def client(command, why, **more):
    """Runs a registry's client; Missing when it fails. Where there is no network one test finds out for all."""
    failed = CACHE / f"{command[0]}.failed"
    if failed.exists() and time.time() - failed.stat().st_mtime < PATIENCE:
        raise Missing(f"{why}: {failed.read_text()}")
    try:
        r = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=PATIENCE, **more)
    except FileNotFoundError:
        raise Missing(f"{why}: {command[0]} is not installed") from None
    except subprocess.TimeoutExpired:
        reason = f"no answer in {PATIENCE} s"
    else:
        if r.returncode == 0:
            return r.stdout
        lines = [line for line in (r.stderr + r.stdout).splitlines() if line.strip()]
        reason = next((line for line in lines if line.startswith(("E:", "npm error", "npm ERR"))), lines[-1] if lines else str(r.returncode))
    failed.write_text(reason)
    raise Missing(f"{why}: {reason}")


def unpack(archive, to):
    """The archive's only folder, or itself, as `to`."""
    part = to.with_name(to.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    with tarfile.open(archive) as t:
        t.extractall(part, filter="data") if hasattr(tarfile, "data_filter") else t.extractall(part)
    inside = list(part.iterdir())
    (inside[0] if len(inside) == 1 and inside[0].is_dir() else part).rename(to)
    shutil.rmtree(part, ignore_errors=True)


# ---- Debian ----

def apt(*args):
    """apt-get with lists and sources of its own: no root, nothing of the machine's is changed."""
    home = CACHE / "apt"
    options = {"Dir::Etc::sourcelist": home / "sources.list", "Dir::Etc::sourceparts": "/dev/null", "Dir::State::lists": home / "lists",
               "Dir::Cache": home, "Debug::NoLocking": "1", "APT::Sandbox::User": "", "Acquire::Retries": 1, "Acquire::http::Timeout": 30}
    return ["apt-get", "-q", *(word for k, v in options.items() for word in ("-o", f"{k}={v}")), *args]


def debian_lists():
    home = CACHE / "apt"
    if (home / "ready").exists():
        return
    if not os.path.exists(KEYRING):
        raise Missing(f"Debian's sources: no {KEYRING}: not a Debian system")
    (home / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (home / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    (home / "sources.list").write_text(f"deb-src [signed-by={KEYRING}] http://deb.debian.org/debian {SUITE} main\n")
    client(apt("update", "-o", "APT::Update::Error-Mode=any"), "Debian's sources")
    (home / "ready").write_text("")


def debian(package):
    """The upstream source of a Debian source package, as released; Debian's patches are not applied."""
    to = CACHE / "src" / package
    with locked("apt"):
        if not to.exists():
            debian_lists()
            archives = CACHE / "apt" / "src"
            archives.mkdir(parents=True, exist_ok=True)
            client(apt("source", "--download-only", package), f"the source package {package}", cwd=archives)
            found = [p for p in archives.glob("*.orig.tar.*") if p.suffix != ".asc" and p.name.startswith(source_name(package, archives) + "_")]
            if len(found) != 1:
                raise Missing(f"the source package {package}: {len(found)} archives")
            to.parent.mkdir(parents=True, exist_ok=True)
            unpack(found[0], to)
    return to


def source_name(package, archives):
    """A source package may have another name than the one asked for; its description says so."""
    for dsc in archives.glob("*.dsc"):
        text = dsc.read_text(errors="replace")
        names = [line.split(":", 1)[1] for line in text.splitlines() if line.startswith(("Source:", "Binary:"))]
        if any(package == word.strip(" ,") for line in names for word in line.split(",")):
            return names[0].strip()
    return package


# ---- npm ----

def npm(spec):
    """The contents of an npm package, "name@version"."""
    name = spec.replace("/", "-").replace("@", "-").strip("-")
    to = CACHE / "npm" / name
    with locked("npm"):
        if not to.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            out = client(["npm", "pack", "--json", "--fetch-retries=1", "--fetch-timeout=60000", spec], f"npm's {spec}", cwd=to.parent)
            archive = to.parent / json.loads(out)[0]["filename"].replace("@", "").replace("/", "-")
            unpack(archive, to)
            archive.unlink()
    return to
