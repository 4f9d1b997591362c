/* Validation of a whole module: everything the spec asks, all bodies included. Its result is what the machine needs
 * to know and the decoder could not tell. */
#ifndef WVM_VALIDATOR_VALIDATE_H
#define WVM_VALIDATOR_VALIDATE_H

#include "decoder/module.h"
#include "validator/types.h"

/* What the Walk found out about a function; all in home slots of 8 bytes. */
typedef struct FuncInfo {
  TypeId type;
  uint32_t param_slots, result_slots;
  uint32_t local_slots; /* parameters included */
  uint32_t frame_slots; /* locals and the deepest operand stack; at least 4, param_slots and result_slots */
} FuncInfo;

/* A valid module. Immutable, shared by threads. */
typedef struct ValidModule {
  const Module *module;
  Types *types;
  const Alloc *alloc;
  TypeId *type_ids; /* by local type index */
  FuncInfo *funcs;  /* by function index, imports included (frame_slots 0 there) */
  /* Canonical types of the index spaces. */
  ValType *global_types, *table_types;
  TypeId *tag_types;
  uint8_t *declared; /* bit per function: may stand in ref.func inside bodies */
} ValidModule;

/* The module must outlive the result. A frame of more than 65,535 slots is ERR_LIMIT. */
MUST_USE Err module_validate(const Module *m, Types *types, ValidModule **out, Diag *diag);
void valid_module_free(ValidModule *v);

#endif
