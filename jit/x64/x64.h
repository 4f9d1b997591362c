/* What the files of the x86-64 target share.
 *
 *   rsp   the pairs: Exec.rp                r14   base of memory 0
 *   rbp   the frame: its slot 0             r15   the Exec
 *   rax   a call's function index           rdi   a call's new frame
 *   xmm15 for moves; nothing is kept in it
 *
 * i32 values in registers are zero-extended, always: addresses depend on it. */
#ifndef WVM_JIT_X64_X64_H
#define WVM_JIT_X64_X64_H

#include "jit/driver.h"
#include "jit/x64/encode.h"

#define FRAME RBP
#define EXEC R15
#define MEMORY_BASE R14
#define SCRATCH XMM15

typedef enum X64Feature {
  CPU_AVX2, CPU_FMA, CPU_BMI1, CPU_BMI2, CPU_LZCNT, CPU_POPCNT, CPU_F16C, CPU_AVX512VL /* with F, BW, DQ */, CPU_AVX_VNNI,
  CPU_AVX512_VNNI, CPU_AVX512_FP16, CPU_FEATURES
} X64Feature;

/* Conditions besides those of the processor: of float compares, equal and ordered. */
enum { X64_FEQ = 16, X64_FNE = 17 };

static inline X64Reg xr(Reg r) { return (X64Reg)r; }
static inline unsigned class_size(Class cls) { return cls == CLASS_i ? 4 : 8; }
static inline X64Mem slot_mem(uint32_t slot) { return x64_mem(FRAME, slot_at(slot)); }
#define EXEC_FIELD(field) x64_mem(EXEC, (int32_t)offsetof(struct Exec, field))
static inline bool fits32(uint64_t v) { return (uint64_t)(int64_t)(int32_t)(uint32_t)v == v; }

/* x64.c */
void x64_move(Jit *j, Class cls, Reg to, Reg from);

/* lower_memory.c: the place of an access of `size` bytes whose address is the operand, bounds seen to; registers that it
 * names are pinned. */
X64Mem x64_address(Jit *j, const WalkInstr *i, Value *address, uint32_t size);
bool x64_lower_memory(Jit *j, const WalkInstr *i);
/* d := so many bytes there, as they are, by this instruction. */
void x64_load_vector(Jit *j, uint32_t op, Reg d, X64Mem m, uint32_t size);
/* The topmost operand is a load of so many bytes that was emitted just now: takes it back. *m: what it read. The instruction
 * that reads there must read all of it, and comes next; its result is a vector. */
bool x64_take_load(Jit *j, const Value *v, uint32_t size, X64Mem *m);
/* lower_int.c, lower_float.c, lower_convert.c, lower_misc.c, lower_gc.c: false: not one of these. */
bool x64_lower_int(Jit *j, const WalkInstr *i);
bool x64_lower_float(Jit *j, const WalkInstr *i);
bool x64_lower_convert(Jit *j, const WalkInstr *i);
bool x64_lower_misc(Jit *j, const WalkInstr *i);
bool x64_lower_gc(Jit *j, const WalkInstr *i);
bool x64_lower_simd(Jit *j, const WalkInstr *i); /* lower_simd*.c, simd.h */

/* lower_simd_float.c: NaNs of the instruction's result, which is on top, become the canonical one. */
void x64_canonical(Jit *j, const WalkInstr *i);

/* The result of a condition: in the flags where the next instruction wants it, else in a register. */
void x64_push_cond(Jit *j, Cond cond);

/* stubs.c */
bool x64_trampoline(Asm *a, const char *letters);
void x64_stubs(Asm *a, const AsmLabel labels[STUB_COUNT], CpuFeatures cpu);
extern const GdbFrames x64_gdb_frames;

#endif
