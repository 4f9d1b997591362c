/* Access to memory 0 with 32-bit addresses, which are clean: address + offset + width cannot overflow 64 bits. */
#ifndef WVM_VM_INTERP_MEMORY_H
#define WVM_VM_INTERP_MEMORY_H

#include "vm/interp/handler.h"

#define ADDRESS_S(n) ((uint64_t)S_i(n) + (uint32_t)ip->imm)
#define ADDRESS_A ((uint64_t)A_i + (uint32_t)ip->imm)
#define ADDRESS_C ((uint64_t)(uint32_t)ip->imm)
#define ADDRESS_X ((uint64_t)(uint32_t)(S_i(1) + S_i(2)) + ip->x[3])

#define CHECK(address, raw)                                                                                            \
  const uint64_t at = (address);                                                                                       \
  if (UNLIKELY(at + sizeof(SEM_RAW_##raw) > MEM_SIZE)) GOTO(H(BOUNDS))

#define LOAD(name, ret, raw, address)                                                                                  \
  CHECK(address, raw);                                                                                                 \
  SEM_RAW_##raw bits;                                                                                                  \
  memcpy(&bits, MEM + at, sizeof bits);                                                                                \
  PUT_##ret(sem_##name(bits))
#define STORE(name, raw, address, value)                                                                               \
  CHECK(address, raw);                                                                                                 \
  const SEM_RAW_##raw bits = sem_##name(value);                                                                        \
  memcpy(MEM + at, &bits, sizeof bits)

#endif
