"""--invoke: typed arguments, results one a line, wrong arguments."""
from cli import *

M = assemble("values", """
(module
  (func (export "i32") (param i32) (result i32) local.get 0)
  (func (export "i64") (param i64) (result i64) local.get 0)
  (func (export "f32") (param f32) (result f32) local.get 0)
  (func (export "f64") (param f64) (result f64) local.get 0)
  (func (export "v128") (param v128) (result v128) local.get 0)
  (func (export "ref") (param externref) (result externref) local.get 0)
  (func (export "func") (result funcref) ref.func 0)
  (func (export "bits32") (param f32) (result i32) local.get 0 i32.reinterpret_f32)
  (func (export "bits64") (param f64) (result i64) local.get 0 i64.reinterpret_f64)
  (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
  (func (export "two") (result i32 i64) i32.const 7 i64.const -8)
  (func (export "none"))
  (memory (export "memory") 1))
""")


def call(name, *args):
    return wvm("--invoke", name, M, *args)


# value in, what is printed
for kind, given, printed in [
    ("i32", "42", "42"), ("i32", "-1", "-1"), ("i32", "0xffffffff", "-1"), ("i32", "4294967295", "-1"),
    ("i32", "-2147483648", "-2147483648"), ("i32", "0x7fffffff", "2147483647"), ("i32", "-0x80000000", "-2147483648"),
    ("i64", "9223372036854775807", "9223372036854775807"), ("i64", "18446744073709551615", "-1"),
    ("i64", "-9223372036854775808", "-9223372036854775808"),
    ("f32", "1.5", "1.5"), ("f32", "0.1", "0.1"), ("f32", "inf", "inf"), ("f32", "-inf", "-inf"), ("f32", "nan", "nan"),
    ("f32", "nan:0x200000", "nan:0x200000"), ("f32", "-nan", "-nan"), ("f32", "-0", "-0"), ("f32", "0x1.8p3", "12"),
    ("f32", "16777217", "16777216"),
    ("f64", "0.1", "0.1"), ("f64", "1e300", "1e+300"), ("f64", "nan:0x1", "nan:0x1"), ("f64", "-inf", "-inf"),
    ("f64", "0.30000000000000004", "0.30000000000000004"),
    ("v128", "i32x4:1,2,3,-1", "i32x4:0x00000001,0x00000002,0x00000003,0xffffffff"),
    ("v128", "i64x2:1,2", "i32x4:0x00000001,0x00000000,0x00000002,0x00000000"),
    ("v128", "f32x4:1,2,nan,inf", "i32x4:0x3f800000,0x40000000,0x7fc00000,0x7f800000"),
    ("v128", "f64x2:1,-0", "i32x4:0x00000000,0x3ff00000,0x00000000,0x80000000"),
    ("v128", "i8x16:0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,255", "i32x4:0x03020100,0x07060504,0x0b0a0908,0xff0e0d0c"),
    ("v128", "i16x8:0,1,2,3,4,5,6,-1", "i32x4:0x00010000,0x00030002,0x00050004,0xffff0006"),
    ("ref", "null", "null"),
]:
    expect(f"{kind} {given}", call(kind, given), 0, printed + "\n")

expect("payload of f32", call("bits32", "nan:0x1"), 0, f"{0x7f800001}\n")
expect("payload of f64", call("bits64", "nan:0x4000000000000"), 0, f"{0x7ff4000000000000}\n")
expect("two results, two lines", call("two"), 0, "7\n-8\n")
expect("no result", call("none"), 0, "")
expect("a function", call("func"), 0, "func\n")
expect("two arguments", call("add", "2", "3"), 0, "5\n")
expect("--invoke=NAME", wvm("--invoke=add", M, "2", "3"), 0, "5\n")
expect("--invoke behind the module", wvm(M, "--invoke", "add", "2", "3"), 0, "5\n")
expect("negative numbers are no options", call("add", "-2", "-3"), 0, "-5\n")

for kind, given in [
    ("i32", "4294967296"), ("i32", "-2147483649"), ("i32", ""), ("i32", "1x"), ("i32", "0x"), ("i32", "1.0"), ("i32", " 1"),
    ("i64", "18446744073709551616"), ("i64", "-9223372036854775809"), ("f32", "x"), ("f32", "nan:0x0"), ("f32", "nan:0x800000"),
    ("f32", ""), ("f64", "1.0.0"), ("v128", "1"), ("v128", "i32x4:1,2,3"), ("v128", "i32x4:1,2,3,4,5"), ("v128", "i32x4:1,2,3,"),
    ("v128", "i8x16:256,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0"), ("ref", "1"),
]:
    expect(f"bad {kind} {given!r}", call(kind, given), 2, "", ("argument 1", "expected"))

expect("too few arguments", call("add", "1"), 2, "", ("takes 2 arguments, 1 given", "(i32, i32) -> i32"))
expect("too many arguments", call("add", "1", "2", "3"), 2, "", "takes 2 arguments, 3 given")
expect("missing export", call("sub"), 1, "", ('no exported function "sub"', "add (i32, i32) -> i32"))
expect("export that is no function", call("memory"), 1, "", "no exported function")
expect("nothing to run", wvm(M), 2, "", ("no function _start", "wvm --invoke", "add (i32, i32) -> i32"))
finish()
