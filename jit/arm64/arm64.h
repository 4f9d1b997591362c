/* What the files of the AArch64 target share.
 *
 *   sp       the pairs: Exec.rp             x27   base of memory 0
 *   x29      the frame: its slot 0          x28   the Exec
 *   x0       a call's Func, or its index    x1    a call's new frame
 *   x16 x17  within an instruction: addresses, constants; what emits code for a slot or a constant may use both
 *   x30      where the function returns to, until the pair is made; then nothing
 *   v30 v31  within an instruction; moves between slots use v31
 *
 * i32 values in registers are zero-extended, always: addresses depend on it. */
#ifndef WVM_JIT_ARM64_ARM64_H
#define WVM_JIT_ARM64_ARM64_H

#include "jit/arm64/encode.h"
#include "jit/driver.h"

#define FRAME X29
#define EXEC X28
#define MEMORY_BASE X27
#define SCRATCH V31
#define SCRATCH2 V30

typedef enum A64Feature { CPU_FP16, CPU_DOTPROD, CPU_I8MM, CPU_LSE, CPU_FEATURES } A64Feature;

/* Conditions: those of the processor, and of a register that it is not zero (bit 0: that it is). */
enum { COND_REG = 0x40, COND_WIDE = 0x80 };
static inline bool cond_is_reg(Cond c) { return c & COND_REG; }
static inline A64Reg cond_reg(Cond c) { return (A64Reg)(c >> 1 & 31); }
static inline unsigned cond_size(Cond c) { return c & COND_WIDE ? 8 : 4; }
/* The register is not zero. */
static inline Cond cond_of_reg(Class cls, Reg r) { return (Cond)(COND_REG | r << 1 | (cls == CLASS_i ? 0 : COND_WIDE)); }

static inline A64Reg ar(Reg r) { return (A64Reg)r; }
/* Of registers. */
static inline unsigned class_size(Class cls) { return cls == CLASS_i || cls == CLASS_f ? 4 : 8; }

/* ---- arm64.c ---- */

void a64_move(Jit *j, Class cls, Reg to, Reg from);
/* Of a whole slot. */
A64Op a64_load_op(Class cls);
A64Op a64_store_op(Class cls);
/* d := n + disp, any; flags stay. d may be n. */
void a64_add_disp(Asm *a, A64Reg d, A64Reg n, uint64_t disp);
/* A load or store at [base + disp]; where that does not reach, by way of x16. */
void a64_access(Asm *a, A64Op op, A64Reg t, A64Reg base, uint32_t disp);
static inline void a64_access_slot(Asm *a, A64Op op, A64Reg t, uint32_t slot) { a64_access(a, op, t, FRAME, (uint32_t)slot_at(slot)); }
#define LOAD_EXEC(a, op, t, field) a64_ldst(a, op, t, a64_mem(EXEC, (int32_t)offsetof(struct Exec, field)))
/* The same for stores. */
#define STORE_EXEC LOAD_EXEC
/* Compares with a constant; x17. */
void a64_compare_imm(Asm *a, unsigned size, A64Reg n, uint64_t imm);
/* Makes a condition one of the processor's. */
A64Cond a64_flags(Jit *j, Cond cond);
/* Calls a stub. */
void a64_call_stub(Jit *j, Stub stub);

/* ---- calls.c ---- */

void a64_call(Jit *j, uint32_t func, uint32_t frame);
void a64_call_import(Jit *j, uint32_t func, uint32_t frame);
void a64_call_indirect(Jit *j, const WalkInstr *i, Reg index, uint32_t frame);
void a64_call_ref(Jit *j, Reg func, uint32_t frame);
void a64_tail_call(Jit *j, uint32_t func, uint32_t frame, uint32_t slots);
void a64_tail_import(Jit *j, uint32_t func, uint32_t frame, uint32_t slots);
void a64_tail_indirect(Jit *j, const WalkInstr *i, Reg index, uint32_t frame, uint32_t slots);
void a64_tail_ref(Jit *j, Reg func, uint32_t frame, uint32_t slots);

/* ---- lower_*.c: false: not one of these ---- */

bool a64_lower_int(Jit *j, const WalkInstr *i);
bool a64_lower_float(Jit *j, const WalkInstr *i);
bool a64_lower_convert(Jit *j, const WalkInstr *i);
bool a64_lower_memory(Jit *j, const WalkInstr *i);
bool a64_lower_misc(Jit *j, const WalkInstr *i);
bool a64_lower_atomic(Jit *j, const WalkInstr *i);

/* The result of a condition: in the flags where the next instruction wants it, else in a register. */
void a64_push_cond(Jit *j, Cond cond);
static inline bool is_const(const Value *v) { return v->kind == VALUE_CONST; }

/* ---- stubs.c ---- */

extern const GdbFrames a64_gdb_frames;
bool a64_trampoline(Asm *a, const char *letters);
void a64_stubs(Asm *a, const AsmLabel labels[STUB_COUNT], CpuFeatures cpu);

#endif
