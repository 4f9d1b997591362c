/* The driver's insides: a sink of the Walk that makes machine code in one pass.
 *
 *   Walk ─▶ driver.c ─▶ control.c (blocks, branches, regions)      ─▶ Target ─▶ Asm ─▶ publish.c
 *                   ├─▶ values.c  (the operand stack, registers)
 *                   ├─▶ bounds.c  (addresses that have been checked)
 *                   ├─▶ calls.c
 *                   └─▶ island.c  (what the target does not lower: cells)
 *
 * The operand stack is mirrored; an operand is not code until it must be:
 *
 *   HOME    in its home slot
 *   REG     in a register of its own
 *   LOCAL   a local.get that nothing was emitted for; before the local is written its readers are copied
 *   SUM     a local.get and an addition of a constant that nothing was emitted for: addresses of 64 bits
 *   CONST   a constant that nothing was emitted for
 *   FLAGS   the truth of a condition in the flags: only on top, only until the next instruction, which wants it
 *
 * Registers are a cache of home slots. In a region (a loop, or the body around all loops) some locals have registers:
 * `valid` says in which the local's value is, `dirty` of which the home slot is stale. At a label operands are home or
 * numeric constants, and every way to it agrees on valid registers. Before anything that may look at frames or come back
 * elsewhere (calls, islands) everything is home; behind it nothing is in registers. */
#ifndef WVM_JIT_DRIVER_H
#define WVM_JIT_DRIVER_H

#include "base/buf.h"
#include "jit/summary.h"
#include "jit/target.h"
#include "vm/code_map.h"
#include "vm/try_build.h"
#include "vm/interp/code.h"
#include "vm/interp/state.h"

typedef enum ValueKind { VALUE_HOME, VALUE_REG, VALUE_LOCAL, VALUE_SUM, VALUE_CONST, VALUE_FLAGS } ValueKind;
typedef struct Value {
  uint8_t kind, cls; /* ValueKind, Class */
  Reg reg;           /* REG; FLAGS: the register that the condition is of, or REG_NONE */
  Cond cond;         /* FLAGS */
  bool is_ref;
  uint16_t home;     /* slot */
  uint32_t local;    /* LOCAL, SUM */
  uint32_t below;    /* … the next reader of the same local, as index + 1 */
  uint64_t bits[2];  /* CONST; SUM: what is added */
} Value;

/* Which locals have registers. Regions nest as loops do; [0] is the body's. */
enum { REGION_LOCALS = 40, REGION_MAX = 64 };
typedef struct RegionLocal {
  uint32_t local;
  uint16_t slot;
  uint8_t cls;
  Reg reg;
} RegionLocal;
typedef struct Region {
  uint32_t count;
  RegSet regs;
  RegSet written;       /* whose locals are written inside, or were dirty when it was entered */
  uint8_t index_of[REG_COUNT]; /* by register: place in locals */
  RegionLocal locals[REGION_LOCALS];
} Region;

/* A block that is open. The Walk's Label knows its index here: sink_data[0]. */
typedef struct Block {
  AsmLabel label;      /* a loop's start, else the end */
  AsmLabel otherwise;  /* of an `if`: its else */
  uint32_t region;     /* in which the label lies, */
  uint32_t outer;      /* … of a loop: in which the loop does */
  bool is_loop;
  bool reached;        /* some way to the label was emitted: */
  RegSet valid, dirty; /* … what it found */
  RegSet else_valid, else_dirty;
  AsmLabel stub;       /* of the br_table at hand: the way to the label, */
  uint32_t stub_of;    /* … which that table is */
  uint32_t try, clause; /* of an old try: index + 1; its last clause + 1 */
} Block;

/* Out of line: where a trap goes. */
typedef struct TrapSite {
  AsmLabel label;
  uint32_t offset;
  TrapCode code;
  Reg reg; /* an index that the message tells, or REG_NONE */
} TrapSite;

/* Where a cell of an island goes back to machine code. */
typedef struct Resume {
  uint32_t cell;
  AsmLabel label;
} Resume;

/* Out of line: where an exception lands, on its way to a label. */
typedef struct Pad {
  AsmLabel label, to; /* to ASM_LABEL_NONE: returns */
  uint32_t first_load, load_count;
} Pad;

/* The code of a multiplication, which an addition that follows at once may take back: only if it still is the last. */
typedef struct Product {
  uint32_t start, end; /* offsets of its code */
  Reg result, a, b;
} Product;

/* A load into a temp, which the instruction that takes it may take back to read memory by itself: only if it still is the
 * last code, and then what its address is made of is where it was. */
typedef struct Load {
  uint32_t start, end; /* offsets of its code */
  Reg result;
  uint8_t size;   /* bytes */
  uint64_t place; /* as the target writes it */
} Load;

/* [local + add, local + add + size) lies in memory 0, and below 2^64. */
enum { BOUNDS = 8 };
typedef struct Bound {
  uint32_t local;
  uint64_t add, size;
} Bound;

struct Jit {
  Sink sink; /* first: the Walk hands it back */
  const Alloc *alloc;
  const Target *target;
  CpuFeatures cpu;
  RegSet temps, local_regs; /* of this configuration */
  uint64_t test_seed, random; /* CompilerTest: 0: choices are as usual; the function's */
  WalkScratch *scratch;
  Summary *summary;
  Translator *islands;
  Asm as;

  /* The function at hand. */
  Program *program;
  Walk *walk;
  const WalkInstr *at; /* the instruction */
  uint32_t func;
  CodeVariant variant;
  bool polls;          /* loops poll for interrupts */
  bool deterministic;
  bool precise_stores; /* one that crosses the end of a memory writes nothing */
  Err err;             /* sticky; ERR_LIMIT: it stays interpreted */
  AsmLabel header;     /* where the address of the islands' cells stands */
  AsmLabel retry;      /* where the entry looks for room */
  AsmLabel stub_ways[STUB_COUNT]; /* the target's: the function's own way to a stub, or ASM_LABEL_NONE */

  Value *stack;
  uint32_t sp, settled, stack_capacity; /* below `settled`: home or numeric constants */
  uint32_t owner[REG_COUNT];            /* of a temp that is taken: which value holds it */
  RegSet taken;                         /* temps held by values; */
  RegSet pinned, released;              /* during an instruction: what it uses; temps of operands it has popped */
  Reg landing;                          /* the result of the last instruction went to this local's register; or REG_NONE */
  uint32_t landing_local;

  Product product;
  Load load;
  Bound bounds[BOUNDS];
  uint32_t bound_count, bound_next;

  uint32_t *readers; /* by local: the topmost LOCAL value of it, as index + 1 */
  Reg *local_reg;    /* by local, in the region at hand */
  uint32_t local_count, readers_capacity, local_reg_capacity;

  Region *regions;
  uint32_t region, region_count, region_capacity; /* at hand: regions[region] */
  RegSet valid, dirty;

  Block *blocks;
  uint32_t block_count, block_capacity;
  TrapSite *traps;
  uint32_t trap_count, trap_capacity;
  uint32_t table_count; /* of br_tables so far */
  AsmLabel *table_labels;
  uint32_t table_capacity;
  Resume *resumes;
  uint32_t resume_count, resume_capacity;
  TryBuild tries, island_tries; /* the same; positions in machine code, in cells of islands. Targets: labels */
  Pad *pads;
  uint32_t pad_count, pad_capacity;
  RegionLocal *pad_loads;
  uint32_t pad_load_count, pad_load_capacity;
  CodeMapWriter map;
  uint32_t map_offset;
};

/* Choices that a test may make random (CompilerTest.random). */
static inline uint64_t jit_mix(uint64_t x) {
  x = (x ^ x >> 31) * 0x9E3779B97F4A7C15u;
  return x ^ x >> 29;
}
static inline bool jit_chance(Jit *j, uint32_t one_in) {
  if (LIKELY(!j->random)) return false;
  j->random = j->random * 6364136223846793005u + 1442695040888963407u;
  return jit_mix(j->random) % one_in == 0;
}
/* One of a set that is not empty: the lowest, or any. */
static inline Reg jit_choose(Jit *j, RegSet set) {
  if (UNLIKELY(j->random))
    while (set & (set - 1) && !jit_chance(j, 2)) set &= set - 1;
  return (Reg)__builtin_ctzll(set);
}

/* ---- values.c ---- */

static inline Value *top(Jit *j, uint32_t depth) { return &j->stack[j->sp - 1 - depth]; }
static inline Class class_of(ValType type) {
  static const uint8_t map[16] = {[VK_I32] = CLASS_i, [VK_I64] = CLASS_l, [VK_F32] = CLASS_f, [VK_F64] = CLASS_d, [VK_V128] = CLASS_v, [VK_REF] = CLASS_l};
  return (Class)map[vt_kind(type)];
}
static inline uint32_t class_slots(uint32_t cls) { return cls == CLASS_v ? 2 : 1; }
static inline bool class_is_vector(uint32_t cls) { return cls >= CLASS_f; }
static inline RegSet class_regs(uint32_t cls) { return class_is_vector(cls) ? VECTOR_REGS : INT_REGS; }

/* Lowering one instruction: look at operands with top() and operand_*(), take them off with pop_values(), ask for a result's
 * register, emit, push it. Registers that operand_reg and temp give out stay what they are until the instruction is done,
 * also when their operand has been popped; only a local's register must not be written. */

/* The operand's value in a register; it may be a local's. */
Reg operand_reg(Jit *j, Value *v);
/* The same in a register that may be destroyed. */
Reg operand_copy(Jit *j, Value *v);
/* The slot where the operand's value can be read: HOME, or a local without register. */
MUST_USE bool operand_slot(const Jit *j, const Value *v, uint32_t *slot);
void pop_values(Jit *j, uint32_t count);
/* Where the result of this class goes: the register of the local that the next instruction sets, if that can be, else a
 * temp, which may be one of the operands that have been popped. It may be equal to operands' registers. */
Reg result_reg(Jit *j, Class cls);
/* The same, but none of those in `not`. */
Reg result_reg_not(Jit *j, Class cls, RegSet not);
/* The same, `like` if that can be: of a popped operand that the result is made from in place. */
Reg result_reg_like(Jit *j, Class cls, Reg like, RegSet not);
/* A register for the instruction at hand alone. */
Reg temp(Jit *j, Class cls);
/* This temp itself, whatever is in it is moved away. It must not be pinned. */
void claim(Jit *j, Reg r);
void push_reg(Jit *j, Class cls, Reg r); /* home: the Walk's height at this instruction's result */
void push_home_value(Jit *j, Class cls, uint32_t slot, bool is_ref);
void push_const_value(Jit *j, Class cls, uint64_t bits, uint64_t high, bool is_ref);
void push_local_value(Jit *j, ValType type, uint32_t local);
/* The topmost operands are a local's 64 bits and a constant: becomes their sum, for which nothing is emitted. */
void push_sum_value(Jit *j);
/* The truth of a condition; only where wants_flags. */
void push_flags(Jit *j, Cond cond);
/* … of a condition that is a register's, which stays what it is until then. */
void push_flags_of(Jit *j, Cond cond, Reg reg);
/* The next instruction takes a condition from the flags. */
bool wants_flags(const Jit *j);
/* Pushes HOME what the Walk's stack has and the mirror has not. */
void catch_up_values(Jit *j);

/* Brings the topmost operands home; everything that is in temps; what a way through a block could change: all but numeric
 * constants. */
void home_values(Jit *j, uint32_t count);
void free_temps(Jit *j);
void settle_values(Jit *j, uint32_t all);
/* Writes the value to a slot of its class, or to a register. It stays what it is. */
void value_to_slot(Jit *j, const Value *v, uint32_t slot);
void value_to_reg(Jit *j, const Value *v, Reg r);
/* The local is about to be written: its readers are copied. */
void split_readers(Jit *j, uint32_t local);
/* The register of a local, loaded if need be. */
Reg local_valid(Jit *j, uint32_t local);
void set_local(Jit *j, uint32_t local, bool tee);
/* Stores what is dirty; then no register holds anything. */
void flush_locals(Jit *j);
/* … of those in these registers. */
void flush_registers(Jit *j, RegSet regs);
static inline void forget_locals(Jit *j) { j->valid = j->dirty = 0; }
/* All is home, as before a call; the topmost `args` operands too. */
void all_home(Jit *j, uint32_t args);

/* ---- bounds.c ---- */

/* So many bytes from there on need no check. */
bool bounds_known(const Jit *j, uint32_t local, uint64_t add, uint64_t size);
/* It lies inside, or at most so far below what does: below 0 perhaps. */
bool bounds_just_below(const Jit *j, uint32_t local, uint64_t add, uint64_t distance);
void bounds_learn(Jit *j, uint32_t local, uint64_t add, uint64_t size);
void bounds_forget_local(Jit *j, uint32_t local);
static inline void bounds_forget(Jit *j) { j->bound_count = 0; }

/* ---- control.c ---- */

Err jit_enter(Sink *s, Walk *w, const WalkInstr *i, Label *label);
Err jit_arm(Sink *s, Walk *w, const WalkInstr *i, Label *label, bool reachable);
Err jit_leave(Sink *s, Walk *w, const WalkInstr *i, Label *label, bool reachable);
void jit_branch(Jit *j, const WalkInstr *i);
void jit_branch_on(Jit *j, Cond cond, const Label *l);
/* Pops the condition: it holds where the operand is true. */
Cond take_condition(Jit *j);
void jit_return(Jit *j);
/* Everything is home, and what the label takes where it wants it: goes there. */
void land_at_label(Jit *j, const Label *l);
Block *jit_block(Jit *j, const Label *l);

/* ---- tries.c ---- */

void jit_try_enter(Jit *j, const WalkInstr *i, Label *l, Block *b);
void jit_try_arm(Jit *j, const WalkInstr *i, const Label *l, Block *b);
void jit_try_leave(Jit *j, const WalkInstr *i, const Label *l, const Block *b);
void jit_pads(Jit *j);

/* ---- driver.c ---- */

/* What every event starts and ends with. */
void jit_start_event(Jit *j, Walk *w, const WalkInstr *i);
static inline Err jit_end_event(Jit *j) {
  j->pinned = j->released = 0;
  return j->err;
}

/* ---- calls.c, island.c ---- */

void jit_call(Jit *j, const WalkInstr *i);
void jit_island(Jit *j, const WalkInstr *i);

/* ---- for targets ---- */

/* The frame's address of a slot in bytes. */
static inline int32_t slot_at(uint32_t slot) { return (int32_t)(slot * sizeof(Slot)); }
/* The code emitted from here on belongs to the instruction at hand: before what may trap, call or stop. */
void mark_place(Jit *j);
/* Where to go for this trap of the instruction at hand. */
AsmLabel trap_label(Jit *j, TrapCode code);
AsmLabel trap_label_index(Jit *j, TrapCode code, Reg index);
static inline bool has_cpu(const Jit *j, unsigned feature) { return j->cpu >> feature & 1; }
/* The function is too much for the compiler: it stays interpreted. */
static inline void give_up(Jit *j) { if (!j->err) j->err = ERR_LIMIT; }

/* ---- publish.c ---- */

MUST_USE Err jit_publish(Jit *j, const void **entry);

#endif
