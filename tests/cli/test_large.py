"""Functions of more than a MiB of machine code: branches across it, constants, islands far from the function's start, traps."""
from cli import *

# Each piece is some 40 bytes of code on every processor; the branches lead over all of them.
PIECES = 45_000
PIECE = "(local.set 1 (i64.add (i64.mul (local.get 1) (i64.const 0x5851f42d4c957f2d)) (i64.xor (local.get 2) (i64.const 0x123456789abcdef))))"
ISLAND = "(local.set 1 (i64.add (local.get 1) (i64.extend_i32_u (memory.grow (i32.const 0)))))"
PIECES_TEXT = "\n".join(PIECE if k % 1000 else ISLAND for k in range(1, PIECES + 1))
LARGE = assemble("large", f"""(module (memory 1)
  (func (export "f") (param i32) (result i64) (local i64 i64) (local v128)
    (block $end
      (loop $again
        (br_if $end (i32.eqz (local.get 0)))
        (block $b (block $a (br_table $a $b $end (i32.sub (local.get 0) (i32.const 1)))) (local.set 2 (i64.const 3)))
        (local.set 3 (i32x4.add (local.get 3) (v128.const i32x4 1 2 3 4)))
        {PIECES_TEXT}
        (local.set 3 (i32x4.add (local.get 3) (v128.const i32x4 5 6 7 8)))
        (local.set 2 (i64.load (i32.shl (local.get 0) (i32.const 15))))
        (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
        (br $again)))
    (i64.add (local.get 1) (i64x2.extract_lane 1 (local.get 3)))))""")

for argument in ("0", "1", "2", "3"):
    tiers = [wvm("--engine=" + engine, "--invoke=f", LARGE, argument) for engine in ("interp", "jit")]
    if "no compiler" in tiers[1].err:
        print("skipped: no machine code on this processor")
        break
    check(f"f({argument}) is the same in both tiers", tiers[0].out == tiers[1].out and tiers[0].status == tiers[1].status, tiers[1])
else:
    r = wvm("--stats", "--invoke=f", LARGE, "1")
    made = re.search(r"compile .*: (\d+) functions.*; (\d+) refused", r.err)
    check("it is compiled", made and made.groups() == ("1", "0"), r)
finish()
