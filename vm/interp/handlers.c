/* The table of handlers, once per instruction set. */
#include "vm/interp/forms.h"
#include "vm/interp/handler.h"

#define TABLE_NAME_(isa) interp_handlers_##isa
#define TABLE_NAME(isa) TABLE_NAME_(isa)
const AnyHandler TABLE_NAME(WVM_ISA)[HANDLER_COUNT] = {
#define HANDLER_ID(id) [H_##id] = (AnyHandler)H(id),
#include "vm/interp/handlers.def"
#undef HANDLER_ID
};
