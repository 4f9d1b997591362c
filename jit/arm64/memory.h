/* Places in memories, for what loads and stores. They use x16 and x17, and hold until something else does: all registers that
 * an instruction needs are asked for before. */
#ifndef WVM_JIT_ARM64_MEMORY_H
#define WVM_JIT_ARM64_MEMORY_H

#include "jit/arm64/arm64.h"

/* An address: in a register, or a constant (ZR). */
typedef struct Address {
  A64Reg reg;
  uint64_t value;
} Address;
Address a64_address(Jit *j, Value *v);

/* The place of an access by `op` of `size` bytes, bounds seen to. */
A64Mem a64_place(Jit *j, const WalkInstr *i, Address address, uint32_t size, A64Op op);
/* The same in a register, for instructions that take nothing else: x16. */
A64Reg a64_exact_place(Jit *j, const WalkInstr *i, Address address, uint32_t size);
/* Before a store: where stores must be precise. Scratch registers stay, v31 apart. */
void a64_try_store(Jit *j, A64Op store, uint32_t bytes, A64Mem m);

#endif
