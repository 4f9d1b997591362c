/* A Program: a valid Module with its code, shared by all stores and threads that instantiate it.
 *
 *   Program ─▶ ValidModule ─▶ Module ─▶ bytes
 *          └─▶ codes[func]: untranslated → busy → done, cells made at the first call
 *
 * Code holds no address of a Store, Instance or Memory. Counted references; thread-safe. */
#ifndef WVM_VM_PROGRAM_H
#define WVM_VM_PROGRAM_H

#include "base/map.h"
#include "validator/validate.h"
#include "vm/code_map.h"
#include "vm/engine.h"

typedef struct FuncCode FuncCode; /* vm/interp/code.h */

typedef struct ProgramStats {
  atomic_ullong translated_bytes, translated_functions, translate_ns, cell_bytes;
  atomic_ullong compiled_bytes, compiled_functions, refused_functions, compile_ns, native_bytes;
  uint64_t decode_ns, validate_ns;
} ProgramStats;

typedef struct Program {
  Engine *engine;
  const Module *module;
  const ValidModule *valid;
  FuncCode *codes; /* by function index */
  CodeMap code_map; /* of all code there is */
  void *native;     /* the compiler's, of this Program; NULL at first */
  atomic_uint refs;
  ProgramStats stats;
  Arena arena;      /* what lives as long as the Program */
  Map exports;      /* name → index of the export */
  void *host_types; /* the host API's view of the types of imports and exports */
} Program;

/* Decodes and validates. The bytes are copied unless `borrow`, then they must outlive the Program. */
MUST_USE Err program_new(Engine *engine, Bytes bytes, bool borrow, Program **out, Diag *diag);
Program *program_retain(Program *p);
void program_release(Program *p);

/* The export, or NULL. */
const Export *program_find_export(const Program *p, const char *name, size_t size);
/* A name quoted, for messages of one line: long ones cut, odd characters escaped. */
void name_format(Name name, char *out, size_t size);
/* A function's name for people: from the name section, else of an export; {NULL, 0} when it has none. */
Name program_func_name(const Program *p, uint32_t func);

#endif
