/* A function at run time: what a funcref points to. Lives as long as its store. */
#ifndef WVM_VM_FUNC_H
#define WVM_VM_FUNC_H

#include "validator/types.h"
#include "vm/trap.h"
#include "vm/value.h"

typedef struct Store Store;
typedef struct Func Func;

/* A host function. slots holds the arguments on entry and the results on return, packed as home slots; there is room
 * for the larger of both. `caller` is the instance that called, NULL when the host did. Anything but TRAP_NONE unwinds
 * the guest; store->trap may then hold a detail. */
typedef TrapCode (*HostFunc)(void *env, Store *store, Instance *caller, Slot *slots);

/* What all instances share of a function; for one of a module it is the beginning of its FuncCode. */
typedef struct FuncHead {
  TypeId type;
  uint32_t index; /* in its module; host functions: 0 */
} FuncHead;

/* Small, for an instance has one of each function in its tables. */
struct Func {
  Instance *instance; /* NULL: a HostedFunc */
  FuncHead *head;
};
static inline TypeId func_type(const Func *f) { return f->head->type; }

/* A function of the host. */
typedef struct HostedFunc {
  Func func; /* first */
  FuncHead head;
  uint32_t slots; /* the more of arguments and results */
  HostFunc call;
  void *env;
} HostedFunc;
static inline const HostedFunc *func_hosted(const Func *f) { return (const HostedFunc *)(const void *)f; }

/* The store that it lives in. */
Store *func_store(const Func *f);

#endif
