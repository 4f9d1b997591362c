/* Constant expressions: evaluated at instantiation, without code. */
#ifndef WVM_VM_CONSTEXPR_H
#define WVM_VM_CONSTEXPR_H

#include "vm/instance.h"

/* The value of a valid constant expression into out[0], a v128 into both. Globals up to those it reads must be there.
 */
MUST_USE TrapCode constexpr_eval(Instance *i, ConstExpr expr, Slot out[2]);
/* The same for expressions that stand one behind the other: *at moves behind the expression. */
MUST_USE TrapCode constexpr_eval_next(Instance *i, const uint8_t **at, const uint8_t *end, Slot out[2]);

#endif
