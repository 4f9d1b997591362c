/* The compiler to machine code, as the engine is handed it: EngineConfig.compiler = &jit_compiler. */
#ifndef WVM_JIT_JIT_H
#define WVM_JIT_JIT_H

#include "vm/compiler.h"

extern const Compiler jit_compiler;

#endif
