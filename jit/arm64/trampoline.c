/* Calls of C functions from C: a HostFunc's arguments to registers, the result to its slot. */
#include "jit/arm64/arm64.h"
#include "vm/trap.h"

/* TrapCode trampoline(function, store, caller, slots), on the C stack. */
bool a64_trampoline(Asm *a, const char *letters) {
  enum { REGISTERS = 8 };
  unsigned int_count = 0, float_count = 0;
  a64_ldp(a, A64_STP_X, X29, X30, a64_pre(SP, -32));
  a64_ldst(a, A64_STR_X, X19, a64_mem(SP, 16));
  a64_mov(a, 8, X19, X3);
  a64_mov(a, 8, X16, X0);
  for (unsigned k = 0; letters[k + 1]; k++) {
    const A64Mem from = a64_mem(X19, (int32_t)(k * 8));
    const bool is_float = letters[k + 1] == 'f' || letters[k + 1] == 'd';
    if ((is_float ? float_count : int_count) == REGISTERS) return false;
    if (is_float) a64_ldst(a, A64_LDR_FD, (A64Reg)(V0 + float_count++), from);
    else a64_ldst(a, A64_LDR_X, (A64Reg)(X0 + int_count++), from);
  }
  a64_br(a, A64_BLR, X16);
  const A64Mem to = a64_mem(X19, 0);
  switch (letters[0]) {
  case 'i': a64_mov(a, 4, X0, X0); /* fall through */
  case 'l': a64_ldst(a, A64_STR_X, X0, to); break;
  case 'f': a64_ldst(a, A64_STR_X, ZR, to); a64_ldst(a, A64_STR_FS, V0, to); break;
  case 'd': a64_ldst(a, A64_STR_FD, V0, to); break;
  default: break;
  }
  a64_mov_imm(a, X0, TRAP_NONE);
  a64_ldst(a, A64_LDR_X, X19, a64_mem(SP, 16));
  a64_ldp(a, A64_LDP_X, X29, X30, a64_post(SP, 32));
  a64_br(a, A64_RET, X30);
  return true;
}
