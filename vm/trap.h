/* Traps are return values: a code on the way out, the rest (message, backtrace) in the Store's Trap. */
#ifndef WVM_VM_TRAP_H
#define WVM_VM_TRAP_H

#include "base/base.h"

typedef enum TrapCode {
  TRAP_NONE = 0,
#define TRAP(id, text) TRAP_##id,
#include "vm/trap.def"
#undef TRAP
  TRAP_COUNT,
  TRAP_PENDING /* none: a host function will have its results later (vm/call.h) */
} TrapCode;

const char *trap_text(TrapCode c);

typedef struct Instance Instance;

/* One activation, innermost first. */
typedef struct TrapFrame {
  Instance *instance;  /* NULL: a host function */
  uint32_t func;       /* function index in the module */
  uint32_t offset;     /* of the instruction, in the module's bytes */
} TrapFrame;

enum { TRAP_FRAMES_HEAD = 48, TRAP_FRAMES_TAIL = 16, TRAP_FRAMES = TRAP_FRAMES_HEAD + TRAP_FRAMES_TAIL };

/* The innermost and the outermost frames of deep stacks; `depth` tells how many there were. */
typedef struct Trap {
  TrapCode code;
  int exit_status;       /* TRAP_EXIT */
  char detail[200];      /* follows the text; may be empty */
  uint32_t depth, frame_count;
  TrapFrame frames[TRAP_FRAMES];
} Trap;

#endif
