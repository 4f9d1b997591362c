/* Functions. Host functions sit in a cell that knows the store; those of a module know their instance. */
#include "vm/func.h"

#include "vm/store.h"

Store *func_store(const Func *f) { return f->instance ? f->instance->store : host_func_store(f); }
