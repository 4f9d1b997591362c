/* A function at run time: what a funcref points to. Lives as long as its store. */
#ifndef WVM_VM_FUNC_H
#define WVM_VM_FUNC_H

#include "validator/types.h"
#include "vm/trap.h"
#include "vm/value.h"

typedef struct Store Store;
typedef struct Func Func;
typedef struct FuncCode FuncCode;

/* A host function. slots holds the arguments on entry and the results on return, packed as home slots; there is room
 * for the larger of both. `caller` is the instance that called, NULL when the host did. Anything but TRAP_NONE unwinds
 * the guest; store->trap may then hold a detail. */
typedef TrapCode (*HostFunc)(void *env, Store *store, Instance *caller, Slot *slots);

struct Func {
  TypeId type;
  uint32_t index;     /* in its module; host functions: 0 */
  Instance *instance; /* NULL: a host function */
  FuncCode *code;     /* of the Program; NULL: a host function */
  HostFunc host;
  void *env;
};

/* The store that it lives in. */
Store *func_store(const Func *f);

#endif
