/* What `--trace` prints, to stderr. Cells of their own call it, made only when the engine traces. */
#ifndef WVM_VM_INTERP_TRACE_H
#define WVM_VM_INTERP_TRACE_H

#include "decoder/opcode.h"
#include "vm/interp/state.h"

void trace_op(const Exec *x, uint32_t offset, uint16_t op);
void trace_call(const Exec *x, uint32_t func);
/* A call of a host function: by the name that the running instance imports it under. */
void trace_host(const Exec *x, const Func *f);
void trace_memory(uint64_t base, uint64_t offset, uint32_t memory, Op op);

#endif
