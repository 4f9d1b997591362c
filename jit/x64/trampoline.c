/* Calls of C functions from C: a HostFunc's arguments to registers, the result to its slot. */
#include "jit/x64/x64.h"
#include "vm/trap.h"

/* TrapCode trampoline(function, store, caller, slots), on the C stack. */
bool x64_trampoline(Asm *a, const char *letters) {
  static const X64Reg ints[] = {RDI, RSI, RDX, RCX, R8, R9};
  enum { FLOATS = 8 };
  unsigned int_count = 0, float_count = 0;
  x64_r(a, X64_PUSH, 8, RBX);
  x64_rr(a, X64_MOV, 8, RBX, RCX);
  x64_rr(a, X64_MOV, 8, R11, RDI);
  for (unsigned k = 0; letters[k + 1]; k++) {
    const X64Mem from = x64_mem(RBX, (int32_t)(k * 8));
    const bool is_float = letters[k + 1] == 'f' || letters[k + 1] == 'd';
    if (is_float ? float_count == FLOATS : int_count == COUNT_OF(ints)) return false;
    if (is_float) x64_vrm(a, X64_VMOVSD, (X64Reg)(XMM0 + float_count++), from);
    else x64_rm(a, X64_MOV, 8, ints[int_count++], from);
  }
  x64_mov_imm(a, RAX, float_count); /* should it be variadic */
  x64_r(a, X64_CALL, 8, R11);
  const X64Mem to = x64_mem(RBX, 0);
  switch (letters[0]) {
  case 'i': x64_rr(a, X64_MOV, 4, RAX, RAX); /* fall through */
  case 'l': x64_mr(a, X64_MOV, 8, to, RAX); break;
  case 'f': x64_mi(a, X64_MOV, 8, to, 0); x64_vmr(a, X64_VMOVSS_S, to, XMM0); break;
  case 'd': x64_vmr(a, X64_VMOVSD_S, to, XMM0); break;
  default: break;
  }
  x64_mov_imm(a, RAX, TRAP_NONE);
  x64_r(a, X64_POP, 8, RBX);
  x64_0(a, X64_RET);
  return true;
}
