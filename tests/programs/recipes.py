"""The programs: what each is made of, and what is done with it.

A recipe is a function that returns the program for this machine, the module, and its cases. A case is a dictionary:
args, stdin (bytes), files (name: bytes, or a path to copy), status, options (of wvm). The module may also be a list: a program beside wvm
that embeds it, and arguments. Without a program for this machine the module checks itself."""
import glob
import pathlib

import toolchain
from sources import ROOT, debian, npm

HERE = ROOT / "tests" / "programs"
INPUTS = HERE / "inputs"


def c_files(folder, *without):
    return [p for p in sorted(glob.glob(str(folder / "*.c"))) if pathlib.Path(p).name not in without]


def text_of(folder, pattern="*.[ch]", limit=400_000):
    """Real text to work on: the sources of the program itself."""
    return b"".join(p.read_bytes() for p in sorted(folder.glob(pattern)))[:limit]


def lua():
    """Lua, an interpreter; setjmp by exception handling"""
    src = debian("lua5.4") / "src"
    both = toolchain.build_both("lua", c_files(src, "luac.c"), setjmp=True)
    return *both, [{"args": [f"{name}.lua"], "files": {f"{name}.lua": INPUTS / f"{name}.lua"}} for name in ("language", "text", "numbers")]


def mujs():
    """MuJS, a JavaScript interpreter"""
    src = debian("mujs")
    both = toolchain.build_both("mujs", [src / "one.c", src / "main.c"], setjmp=True)
    return *both, [{"args": ["script.js"], "files": {"script.js": INPUTS / "script.js"}}]


def zlib():
    """zlib's minigzip, a compressor"""
    src = debian("zlib")
    sources = c_files(src) + [src / "test" / "minigzip.c"]
    both = toolchain.build_both("zlib", sources, [f"-I{src}", "-DHAVE_UNISTD_H", "-DHAVE_STDARG_H"])
    text = text_of(src)
    return *both, [{"args": ["-9", "text"], "files": {"text": text}}, {"args": ["-1"], "stdin": text}, {"args": ["-c", "-6"], "stdin": bytes(range(256)) * 300}]


def bzip2():
    """bzip2, a compressor; there and back"""
    src = debian("bzip2")
    both = toolchain.build_both("bzip2", [src / f for f in ("blocksort.c", "huffman.c", "crctable.c", "randtable.c", "compress.c", "decompress.c", "bzlib.c", "bzip2.c")],
                                ["-D_FILE_OFFSET_BITS=64"], wasm=["-Dfchmod(a,b)=0", "-Dfchown(a,b,c)=0", "-Dchmod(a,b)=0"])
    return *both, [{"args": ["-1", "-k", "-v", "text"], "files": {"text": text_of(src, limit=200_000)}},
                   {"args": ["-d", "-k", "sample1.bz2"], "files": {"sample1.bz2": src / "sample1.bz2"}}, {"args": ["-d"], "stdin": b"no bzip2", "status": 2},
                   {"args": ["-t", "sample2.bz2"], "files": {"sample2.bz2": src / "sample2.bz2"}}]


def tcc():
    """TinyCC, a compiler: the object files are equal"""
    src = debian("tcc")
    made = toolchain.CACHE / "made" / "tcc"
    made.mkdir(parents=True, exist_ok=True)
    (made / "config.h").write_text("")
    flags = [f"-I{made}", "-DTCC_TARGET_X86_64", "-DONE_SOURCE=1", '-DTCC_VERSION="0.9.27"', "-DCONFIG_TCC_STATIC", '-DCONFIG_TCCDIR="/nowhere"', "-DCONFIG_TCC_SEMLOCK=0", f"-I{src}"]
    both = toolchain.build_both("tcc", [src / "tcc.c"], flags, setjmp=True)
    return *both, [{"args": ["-c", "-nostdinc", "-Iinclude", "program.c", "-o", "program.o"],
                    "files": {"program.c": INPUTS / "program.c", **{f"include/{p.name}": p for p in (src / "include").glob("*.h")}}},
                   {"args": ["-E", "-nostdinc", "program.c"], "files": {"program.c": INPUTS / "program.c"}},
                   {"args": ["-c", "bad.c"], "files": {"bad.c": b"int f(void) { return x; }\n"}, "status": 1}]


def cmark():
    """cmark: Markdown to HTML"""
    src = debian("cmark")
    made = toolchain.CACHE / "made" / "cmark"
    made.mkdir(parents=True, exist_ok=True)
    (made / "config.h").write_text("#include <stdbool.h>\n#define HAVE_STDBOOL_H\n#define HAVE___BUILTIN_EXPECT\n#define HAVE___ATTRIBUTE__\n"
                                   "#define CMARK_ATTRIBUTE(list) __attribute__ (list)\n#define CMARK_INLINE inline\n")
    (made / "cmark_version.h").write_text('#define CMARK_VERSION 1\n#define CMARK_VERSION_STRING "0.30.2"\n')
    (made / "cmark_export.h").write_text("#define CMARK_EXPORT\n#define CMARK_NO_EXPORT\n")
    both = toolchain.build_both("cmark", c_files(src / "src"), [f"-I{made}", f"-I{src / 'src'}"])
    spec = src / "test" / "spec.txt"
    return *both, [{"args": ["spec.txt"], "files": {"spec.txt": spec}}, {"args": ["-t", "xml", "--sourcepos"], "stdin": spec.read_bytes()[:60_000]}]


def sqlite():
    """SQLite, a database: SQL from a file, the database file is equal"""
    src = npm("better-sqlite3@12.11.1") / "deps" / "sqlite3"
    flags = [f"-I{src}", "-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-DSQLITE_OMIT_WAL", "-DSQLITE_ENABLE_FTS5", "-DSQLITE_ENABLE_RTREE"]
    both = toolchain.build_both("sqlite", [src / "sqlite3.c", HERE / "sqlite_shell.c"], flags, wasm=["-DSQLITE_OS_UNIX=1", f"-I{HERE}"])
    return *both, [{"args": ["data.db", f"{name}.sql"], "files": {f"{name}.sql": INPUTS / f"{name}.sql"}} for name in ("queries", "plans")]


# ---- modules from npm, made by Emscripten ----

def tfjs_modules():
    dist = npm("@tensorflow/tfjs-backend-wasm@4.22.0") / "dist"
    return [dist / f"tfjs-backend-wasm{kind}.wasm" for kind in ("", "-simd", "-threaded-simd")]


def tfjs():
    """TensorFlow.js's kernels, and a network on them; compared with C (examples/tfjs)"""
    digits = ROOT / "examples" / "digits" / "digits.bin"
    return None, ["example_tfjs"], [{"args": [str(module), str(digits)]} for module in tfjs_modules()]


def loaded(modules):
    """Only loads them, in both tiers: validation, code of all functions, instantiation with imports that are nothing."""
    return None, ["module_loader"], [{"args": [str(m)]} for m in modules]


def load_tfjs():
    """TensorFlow.js's kernels are only loaded: three builds"""
    return loaded(tfjs_modules())


def load_onnxruntime():
    """ONNX Runtime, four builds of 14 to 28 MB, is only loaded; one has 92,000 try_table"""
    return loaded(sorted((npm("onnxruntime-web@1.30.0") / "dist").glob("*.wasm")))


def load_mediapipe():
    """MediaPipe's vision tasks, three builds, are only loaded"""
    return loaded(sorted((npm("@mediapipe/tasks-vision@1.1.0") / "wasm").glob("*.wasm")))


def load_wllama():
    """llama.cpp, as wllama builds it, is only loaded: a shared 64-bit memory, a 64-bit table, the old exceptions"""
    return loaded([npm("@wllama/wllama@3.13.0") / "esm" / "wasm" / "wllama.wasm"])


def load_sqlite():
    """SQLite, the module that its makers distribute, is only loaded"""
    return loaded([npm("@sqlite.org/sqlite-wasm@3.41.2") / "sqlite-wasm" / "jswasm" / "sqlite3.wasm"])


def lua_emscripten():
    """Lua again, as Emscripten makes it: setjmp by invoke_*"""
    native, _, cases = lua()
    module = npm("wasmoon@1.16.0") / "dist" / "glue.wasm"
    return native, ["emscripten_host", "lua", str(module)], [case for case in cases if case["args"] != ["text.lua"]]  # it needs files


def sqlite_emscripten():
    """SQLite again, the module that its makers distribute"""
    native, _, cases = sqlite()
    module, = (npm("@sqlite.org/sqlite-wasm@3.41.2")).rglob("sqlite3.wasm")
    return native, ["emscripten_host", "sqlite", str(module)], [{**cases[0], "args": [":memory:", "queries.sql"]}]


# ---- larger ones: tests/programs/run --all ----

def zstd():
    """Zstandard, a compressor; there and back"""
    src = debian("libzstd")
    sources = [p for folder in ("common", "compress", "decompress", "dictBuilder") for p in c_files(src / "lib" / folder)] + [HERE / "zstd_tool.c"]
    both = toolchain.build_both("zstd", sources, [f"-I{src / 'lib'}", "-DZSTD_DISABLE_ASM"])
    text = text_of(src / "lib" / "compress")
    return *both, [{"args": [level], "stdin": text} for level in ("1", "3", "12", "19")] + [{"args": ["19"], "stdin": bytes(50_000)}]


def brotli():
    """Brotli, a compressor"""
    src = debian("brotli") / "c"
    sources = [p for folder in ("common", "enc", "dec") for p in c_files(src / folder)] + [src / "tools" / "brotli.c"]
    both = toolchain.build_both("brotli", sources, [f"-I{src / 'include'}"], wasm=["-Dchown(a,b,c)=0", "-Dchmod(a,b)=0"])
    text = text_of(src / "enc")
    return *both, [{"args": ["-q", level, "-c"], "stdin": text} for level in ("1", "5", "11")]


def duktape():
    """Duktape, a JavaScript interpreter"""
    src = debian("duktape")
    made = toolchain.CACHE / "src" / "duktape" / "src"
    both = toolchain.build_both("duktape", [made / "duktape.c", src / "examples" / "cmdline" / "duk_cmdline.c", src / "extras" / "print-alert" / "duk_print_alert.c"],
                                [f"-I{made}", f"-I{src / 'extras' / 'print-alert'}", "-DDUK_CMDLINE_PRINTALERT_SUPPORT"], setjmp=True)
    return *both, [{"args": ["script.js"], "files": {"script.js": INPUTS / "script.js"}}]


def jq():
    """jq, a JSON processor"""
    src = debian("jq") / "src"
    made = toolchain.CACHE / "made" / "jq"
    made.mkdir(parents=True, exist_ok=True)
    (made / "src").mkdir(exist_ok=True)
    (made / "src" / "version.h").write_text('#define JQ_VERSION "1.6"\n')
    lines = (src / "builtin.jq").read_text().splitlines()
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    (made / "src" / "builtin.inc").write_text("".join(f'"{line}\\n"\n' for line in escaped))
    flags = [f"-I{made}", f"-I{src}", "-DIEEE_8087", "-D_GNU_SOURCE", "-DHAVE_MEMMEM", "-DHAVE_ISATTY"]
    both = toolchain.build_both("jq", c_files(src, "inject_errors.c"), flags, wasm=["-DHAVE_MKSTEMP", "-Drealpath(path,buffer)=NULL"])
    data = b'{"people": [' + b",".join(b'{"name": "p%d", "age": %d, "tags": ["a", "b%d"], "score": %d.5e-1}' % (i, i * 37 % 90, i % 7, i) for i in range(500)) + b"]}"
    programs = [".", ".people | length", "[.people[] | select(.age > 40) | .score] | add", ".people | group_by(.tags[1]) | map({key: .[0].tags[1], n: length, oldest: max_by(.age).name})",
                "[.people[].age] | sort | unique | map(tostring) | join(\",\")", "reduce .people[] as $p ({}; .[$p.tags[1]] += $p.age) | to_entries", "def f(n): if n < 2 then n else f(n - 1) + f(n - 2) end; f(12)",
                "[limit(5; .people[] | @json)] | .[2] | fromjson | keys", "[paths(type == \"number\")] | length", "path(..) | select(length == 3) | tojson"]
    return *both, [{"args": ["-c", p], "stdin": data} for p in programs] + [{"args": [".x"], "stdin": b"{bad", "status": 4}]


QUICK = [lua, mujs, zlib, bzip2, tcc, cmark, sqlite, tfjs, lua_emscripten, sqlite_emscripten,
         load_tfjs, load_onnxruntime, load_mediapipe, load_wllama, load_sqlite]
ALL = [*QUICK, zstd, brotli, duktape, jq]
