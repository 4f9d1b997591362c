/* What the files validate*.c share. */
#ifndef WVM_VALIDATOR_VALIDATE_IMPL_H
#define WVM_VALIDATOR_VALIDATE_IMPL_H

#include "validator/walk.h"

/* What must hold before the types can be interned; and what is left to check then. */
MUST_USE Err validate_types_before(const Module *m, Diag *d);
MUST_USE Err validate_types_after(const ValidModule *v, Diag *d);

/* Walks the constant expression at *at and moves *at behind it; as walk_const_expr. */
MUST_USE Err walk_const_at(const ValidModule *v, const uint8_t **at, const uint8_t *end, ValType type,
                           uint32_t global_count, WalkScratch *scratch, ValType *result, Diag *diag);

#endif
