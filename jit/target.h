/* The target contract: what the driver asks of a processor. The driver knows registers as numbers in two classes, slots as
 * numbers, labels; it never knows which target it drives. One Target per processor, compiled on every host.
 *
 *   facts     which registers hold what
 *   moves     between registers, home slots, constants
 *   control   jumps, calls, entry and exit
 *   lower     one instruction; what it refuses is run by the interpreter, cell by cell (island.c)
 *
 * Registers are numbered 0-31 (integers, references) and 32-63 (floats, vectors). The frame pointer, the Exec and the base
 * of memory 0 are in registers of the target's own, which no RegSet contains. */
#ifndef WVM_JIT_TARGET_H
#define WVM_JIT_TARGET_H

#include "jit/asm.h"
#include "base/fault.h"
#include "jit/gdb.h"
#include "validator/walk.h"
#include "vm/interp/forms.h"

typedef struct Jit Jit;

typedef uint8_t Reg;
typedef uint64_t RegSet;
enum { REG_NONE = 255, REG_COUNT = 64, FIRST_VECTOR = 32 };
static inline RegSet reg_bit(Reg r) { return (RegSet)1 << r; }
#define INT_REGS 0xFFFFFFFFu
#define VECTOR_REGS (~(RegSet)INT_REGS)

/* A condition in the target's flags, as the target numbers them. */
typedef uint8_t Cond;

/* Code that machine code jumps to and calls: made once per engine, the same for all functions. As symbols of relocs. */
typedef enum Stub {
  STUB_ENTER,       /* from C: void (Exec *), goes to Exec.native, as Exec.go says */
  STUB_LAZY,        /* called for a function without code; its index in the call's register */
  STUB_CELLS,       /* … for one that stays interpreted */
  STUB_TO_CELLS,    /* where code called by cells returns to */
  STUB_DONE,        /* … by the host */
  STUB_CALL_FUNC,   /* calls any Func */
  STUB_TAIL_FUNC,   /* … instead of the frame at hand */
  STUB_ISLAND,      /* goes on with the cells told */
  STUB_TRAP,        /* called: stops with the trap told at the call's place */
  STUB_NO_ROOM,     /* called from an entry that found no room: makes some, or traps */
  STUB_SUBTYPE,     /* called: traps unless a Func's type is a subtype of the one told */
  STUB_MEMORY_COPY, /* called with the place of three operands and two indices of memories */
  STUB_MEMORY_FILL, /* … with one */
  STUB_REFILL,      /* called with a class of size, of which the heap has no cell at hand */
  STUB_ARRAY_NEW,   /* called with the place of operands, a type, an instruction and how many operands */
  STUB_REF_IS,      /* called with a reference to an object and a type: whether it is of it */
  STUB_ATOMIC_WAIT, /* called with the place of the operands, offset, memory, size; the result goes to that place */
  STUB_ATOMIC_NOTIFY,
  STUB_LEAVE,       /* back to the driver, which finds in the Exec what is to be done */
  STUB_INTERRUPTED, /* the same, having been interrupted */
  /* Between these a stub has looked for an interrupt and goes on to the guest: one that comes there starts it over, so
   * that none is lost. Two such places. */
  STUB_ENTER_WINDOW, STUB_ENTER_WINDOW_END, STUB_BACK_WINDOW, STUB_BACK_WINDOW_END,
  STUB_COUNT
} Stub;

/* What of the processor code may use; found at run time, or told. */
typedef uint64_t CpuFeatures;

typedef struct Target {
  const char *name;
  const AsmTarget *as;
  /* What this processor has; its names for --cpu; what a target cannot do without. */
  CpuFeatures (*detect)(void);
  const char *const *feature_names;
  CpuFeatures needed;
  /* How far back code may refer to constants, before they are placed between instructions. */
  uint32_t pool_reach;

  /* Registers of one configuration. Locals in the order in which they are given out. */
  void (*registers)(CpuFeatures cpu, RegSet *temps, RegSet *locals);

  /* ---- moves: cls is the value's Class ---- */
  void (*move)(Jit *j, Class cls, Reg to, Reg from);
  void (*load)(Jit *j, Class cls, Reg to, uint32_t slot);
  void (*store)(Jit *j, Class cls, uint32_t slot, Reg from);
  /* bits[0] low half; flags survive both. */
  void (*constant)(Jit *j, Class cls, Reg to, const uint64_t bits[2]);
  /* to = from + what is added, of 64 bits; NULL: no operand is ever a SUM. */
  void (*add_constant)(Jit *j, Reg to, Reg from, int32_t add);
  void (*store_constant)(Jit *j, Class cls, uint32_t slot, const uint64_t bits[2]);
  void (*copy_slot)(Jit *j, Class cls, uint32_t to, uint32_t from);
  /* Zero for a run of slots; at the entry. */
  void (*zero_slots)(Jit *j, uint32_t first, uint32_t count);

  /* ---- control ---- */
  void (*jump)(Jit *j, AsmLabel to);
  void (*branch)(Jit *j, Cond cond, AsmLabel to);
  Cond (*inverse)(Cond cond);
  /* The flags tell whether the register is not zero: the condition that holds then. */
  Cond (*test)(Jit *j, Class cls, Reg r);
  void (*set)(Jit *j, Cond cond, Reg to); /* 0 or 1 */
  /* To targets[min(index, count)]; index is a register that may be destroyed. */
  void (*table)(Jit *j, Reg index, uint32_t count, const AsmLabel *targets);
  void (*prologue)(Jit *j); /* pair, room; nothing of locals */
  void (*ret)(Jit *j);
  void (*fuel)(Jit *j, uint32_t charge);
  void (*poll)(Jit *j); /* traps if an interrupt is pending */
  /* Out of line: stops with this trap; reg: an index that its message tells, or REG_NONE. */
  void (*trap)(Jit *j, TrapCode code, Reg reg);
  /* Goes on with the island's cell; the code behind is where it comes back to. */
  void (*island)(Jit *j, uint32_t cell);
  /* Behind all code of a function: what it refers to there. */
  void (*finish)(Jit *j);

  /* ---- calls: all is home; frame: the slot where the callee's begins ---- */
  void (*call)(Jit *j, uint32_t func, uint32_t frame);
  void (*call_import)(Jit *j, uint32_t func, uint32_t frame);
  void (*call_indirect)(Jit *j, const WalkInstr *i, Reg index, uint32_t frame);
  void (*call_ref)(Jit *j, Reg func, uint32_t frame);
  /* The same instead of the frame at hand: arguments lie in `slots` slots from `frame` on. */
  void (*tail_call)(Jit *j, uint32_t func, uint32_t frame, uint32_t slots);
  void (*tail_import)(Jit *j, uint32_t func, uint32_t frame, uint32_t slots);
  void (*tail_indirect)(Jit *j, const WalkInstr *i, Reg index, uint32_t frame, uint32_t slots);
  void (*tail_ref)(Jit *j, Reg func, uint32_t frame, uint32_t slots);

  /* What an instruction that needs a C function costs: whether locals leave their registers for it; NULL: summary.h. */
  bool (*needs_helper)(Op op);
  /* Makes code for one instruction, operands popped and results pushed (values.h); false: nothing done. */
  bool (*lower)(Jit *j, const WalkInstr *i);

  /* Anywhere in a function: registers as of a place where the frame's pair is whole, if it is just being made or left. */
  void (*mend_frame)(FaultRegs *regs);
  /* From the place that STUB_CALL_FUNC notes for a host's function to where that comes back to. */
  uint32_t call_size;
  /* Compiler.trampoline; false: more arguments than registers. */
  bool (*trampoline)(Asm *a, const char *letters);
  /* The stubs, each bound to its label, in the order of GdbCode. */
  void (*stubs)(Asm *a, const AsmLabel labels[STUB_COUNT], CpuFeatures cpu);
  const GdbFrames *gdb; /* what the frames of functions and stubs look like */
} Target;

extern const Target target_x64, target_arm64;

#endif
