/* Access to memory 0 with 32-bit addresses, which are clean: address + offset + width cannot overflow 64 bits. */
#ifndef WVM_VM_INTERP_MEMORY_H
#define WVM_VM_INTERP_MEMORY_H

#include "vm/interp/handler.h"

#define ADDRESS_S(n) ((uint64_t)S_i(n) + (uint32_t)ip->imm)
#define ADDRESS_A ((uint64_t)A_i + (uint32_t)ip->imm)
#define ADDRESS_C ((uint64_t)(uint32_t)ip->imm)
#define ADDRESS_X ((uint64_t)(uint32_t)(S_i(1) + S_i(2)) + ip->x[3])

/* `end` is where the access ends: hidden from the compiler, which would otherwise keep the start in another register. */
#define CHECK(address, raw)                                                                                            \
  uint64_t end = (address) + sizeof(SEM_RAW_##raw);                                                                    \
  __asm__("" : "+r"(end));                                                                                             \
  if (UNLIKELY(end > MEM_SIZE)) GOTO(H(BOUNDS))
#define LOAD(name, ret, raw, address)                                                                                  \
  CHECK(address, raw);                                                                                                 \
  SEM_RAW_##raw bits;                                                                                                  \
  memcpy(&bits, MEM + end - sizeof bits, sizeof bits);                                                                 \
  PUT_##ret(sem_##name(bits))
#define STORE(name, raw, address, value)                                                                               \
  CHECK(address, raw);                                                                                                 \
  const SEM_RAW_##raw bits = sem_##name(value);                                                                        \
  memcpy(MEM + end - sizeof bits, &bits, sizeof bits)

#endif
