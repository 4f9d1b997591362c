/* The one place where the host hands the engine the compiler. */
#include "jit/jit.h"

#include "host/api.h"

const struct Compiler *host_compiler(void) { return &jit_compiler; }
