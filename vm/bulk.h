/* Moving and filling many bytes, in pieces between which the guest may be interrupted. Bounds are the caller's matter. */
#ifndef WVM_VM_BULK_H
#define WVM_VM_BULK_H

#include "vm/exec.h"

/* Bytes between polls; a multiple of every element's size. */
static const uint64_t bulk_piece = 1 << 20;

/* Like memmove. TRAP_INTERRUPTED with a part of it done. size 0: the pointers may be anything. */
MUST_USE TrapCode bulk_move(const Exec *x, void *to, const void *from, uint64_t size);
MUST_USE TrapCode bulk_fill(const Exec *x, void *to, uint8_t value, uint64_t size);

#endif
