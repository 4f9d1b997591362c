"""Made-up modules: valid and small, but costly for a validator that is not linear; each maker takes a size n. And two to
measure translation and instances with."""


def leb(n):
    out = bytearray()
    while True:
        byte = n & 0x7F
        n >>= 7
        out.append(byte | (0x80 if n else 0))
        if not n:
            return bytes(out)


def section(number, body):
    return bytes([number]) + leb(len(body)) + body


def vec(items):
    return leb(len(items)) + b"".join(items)


def module(*sections):
    return b"\0asm\1\0\0\0" + b"".join(sections)


def one_function(body, local_groups=(), types=(b"\x60\0\0",)):
    code = vec(list(local_groups)) + body + b"\x0b"
    return module(section(1, vec(list(types))), section(3, b"\1\0"), section(10, vec([leb(len(code)) + code])))


def locals_and_loops(n):
    """As many locals as allowed, in groups, and n loops."""
    groups = [leb(50) + bytes([(0x7F, 0x7E, 0x7D, 0x7C)[i % 4]]) for i in range(999)]
    return one_function(b"\x03\x40\x0b" * n, groups)


def nested_blocks(n):
    return one_function(b"\x02\x40" * n + b"\x0b" * n)


def nested_results(n):
    """Blocks that each leave a value on a growing stack, as tall as a frame may be."""
    tall = 60_000
    return one_function((b"\x02\x7f\x41\0\x0b" * tall + b"\x1a" * tall) * (n // tall))


def table_of_results(n):
    """br_table with n targets, all with eight results."""
    types = (b"\x60\0\0", b"\x60\0\x08" + b"\x7f" * 8)
    values = b"\x41\0" * 8
    body = b"\x02\x01" + values + b"\x41\0\x0e" + leb(n) + b"\0" * (n + 1) + b"\x0b" + b"\x1a" * 8
    return one_function(body, types=types)


def many_tables(n):
    """Small br_tables one after another, in deep nesting."""
    deep = 200
    one = b"\x02\x40\x41\0\x0e\x10" + bytes(range(100, 117)) + b"\x0b"
    return one_function(b"\x02\x40" * deep + one * n + b"\x0b" * deep)


def long_names(n):
    """Exports with names of n bytes that differ in the last ones only."""
    names = [b"x" * (n - 8) + b"%08d" % i for i in range(8)]
    exports = [leb(len(s)) + s + b"\0\0" for s in names]
    return module(section(1, vec([b"\x60\0\0"])), section(3, b"\1\0"), section(7, vec(exports)), section(10, b"\1\2\0\x0b"))


def many_exports(n):
    exports = [leb(8) + b"%08d" % i + b"\0\0" for i in range(n)]
    return module(section(1, vec([b"\x60\0\0"])), section(3, b"\1\0"), section(7, vec(exports)), section(10, b"\1\2\0\x0b"))


def many_types(n):
    """n function types that are all equal."""
    return module(section(1, vec([b"\x60\2\x7f\x7e\1\x7d"] * n)))


def type_chain(n):
    """A chain of n struct types, each in its own group, each naming the one before."""
    types = [b"\x5f\0"] + [b"\x5f\1\x63" + sleb(i) + b"\0" for i in range(n - 1)]
    return module(section(1, vec(types)))


def sleb(n):
    out = bytearray()
    while True:
        byte = n & 0x7F
        n >>= 7
        if n == 0 and not byte & 0x40:
            out.append(byte)
            return bytes(out)
        out.append(byte | 0x80)


def unreachable_selects(n):
    return one_function(b"\0" + b"\x1b" * n + b"\x1a")


def drops(n):
    """Constants pushed, then dropped."""
    tall = 60_000
    return one_function((b"\x41\0" * tall + b"\x1a" * tall) * (n // tall))


def big_function(n):
    """One function of about n bytes, of ordinary instructions, that returns before it reaches them."""
    one = (b"\x20\0\x20\1\x6a\x21\2"  # c = a + b
           b"\x20\2\x41\x08\x6a\x28\2\0\x21\3"  # d = load(c + 8)
           b"\x20\3\x41\x0f\x71\x20\0\x73\x22\0\x41\0\x4c\x0d\0"  # br_if (a = d & 15 ^ a) <= 0
           b"\x20\2\x20\3\x41\3\x74\x36\2\x10"  # store(c + 16, d << 3)
           b"\x20\4\x20\5\xa2\x20\4\xa0\x21\5")  # f = e * f + e
    body = b"\x02\x40\x41\1\x0d\0" + one * (n // len(one)) + b"\x0b"
    code = vec([b"\4\x7f", b"\2\x7c"]) + body + b"\x0b"
    return module(section(1, vec([b"\x60\0\0"])), section(3, b"\1\0"), section(5, b"\1\0\1"),
                  section(7, vec([b"\6_start\0\0"])), section(10, vec([leb(len(code)) + code])))


def many_functions(n):
    """n small functions, all in a table, a page of memory with data: about 460 n bytes."""
    code = b"\0" + b"\x20\0\x41\7\x6a\x20\1\x6c" * 50 + b"\x6a" * 49 + b"\x0b"
    members = [leb(i) for i in range(n)]
    return module(section(1, vec([b"\x60\2\x7f\x7f\1\x7f"])), section(3, vec([b"\0"] * n)), section(4, b"\1\x70\0" + leb(n)),
                  section(5, b"\1\0\1"), section(7, vec([leb(7) + b"%07d" % i + b"\0" + leb(i) for i in range(100)])),
                  section(9, b"\1\0\x41\0\x0b" + vec(members)),
                  section(10, vec([leb(len(code)) + code] * n)), section(11, b"\1\0\x41\0\x0b" + leb(4096) + b"d" * 4096))


CASES = [
    ("locals-and-loops", locals_and_loops, 40_000),
    ("nested-blocks", nested_blocks, 1_000_000),
    ("nested-results", nested_results, 1_000_000),
    ("br-table-results", table_of_results, 65_000),
    ("many-br-tables", many_tables, 100_000),
    ("long-names", long_names, 100_000),
    ("many-exports", many_exports, 100_000),
    ("many-types", many_types, 1_000_000),
    ("type-chain", type_chain, 400_000),
    ("unreachable-selects", unreachable_selects, 4_000_000),
    ("tall-stack", drops, 2_000_000),
]
