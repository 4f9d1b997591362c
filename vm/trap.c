/* Traps: their texts. */
#include "vm/trap.h"

const char *trap_text(TrapCode c) {
  static const char *const texts[TRAP_COUNT] = {
      [TRAP_NONE] = "no trap",
#define TRAP(id, text) [TRAP_##id] = text,
#include "vm/trap.def"
#undef TRAP
  };
  return (unsigned)c < TRAP_COUNT ? texts[c] : "unknown trap";
}
