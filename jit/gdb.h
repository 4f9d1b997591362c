/* The JIT interface of GDB, and of debuggers that know it: machine code told of as object files in memory.
 *
 *   __jit_debug_descriptor ─▶ entry ─▶ entry ─▶ …        each: an ELF file with a symbol, and how to unwind its frames
 *
 * The list is the process's; everything may be called from any thread. Frames unwind from C through the stubs to the guest's
 * functions and on to the driver that called them; what the interpreter runs in between is not seen, and of nested host
 * entries only the innermost one's guest.
 *
 * Must not know: targets, the machine; what differs comes in as GdbFrames. */
#ifndef WVM_JIT_GDB_H
#define WVM_JIT_GDB_H

#include "base/alloc.h"

/* Registers as DWARF numbers them. */
typedef struct GdbFrames {
  uint16_t machine; /* ELF's */
  uint8_t sp, fp, link; /* link: of the return address */
  uint8_t exec; /* holds the Exec in stubs and in what they call */
  uint8_t call_push; /* bytes that a call puts on the stack: 8, 0 */
  uint8_t pair_size; /* bytes of code that complete a frame's pair at its entry */
  /* What the stub that enters machine code keeps on the C stack, as eighths of bytes below the frame of who called it, and
   * where that is, counted from what Exec.c_stack points to. */
  uint32_t entered;
  uint32_t kept_count;
  struct { uint8_t reg, below; } kept[20];
} GdbFrames;

/* Fields of the Exec. */
typedef struct GdbExec {
  uint32_t fp, rp, ip, c_stack;
} GdbExec;

typedef enum GdbKind {
  GDB_FUNCTION, /* makes a pair and keeps its stack pointer there */
  GDB_STUB      /* … leads to others: [lazy, to_cells) is called by functions, [to_cells, call) returned to, [call, …) called */
} GdbKind;

typedef struct GdbCode {
  GdbKind kind;
  const uint8_t *start, *entry; /* entry: FUNCTION, of its code */
  size_t size;
  const char *name;
  const uint8_t *lazy, *to_cells, *call; /* STUB */
} GdbCode;

typedef struct GdbEntry GdbEntry;
/* NULL: no memory. */
GdbEntry *gdb_tell(const Alloc *alloc, const GdbFrames *frames, const GdbExec *exec, const GdbCode *code);
/* The code goes. NULL does nothing. */
void gdb_take_back(const Alloc *alloc, GdbEntry *e);

#endif
