/* A store: instances and everything they own, used by one thread at a time. */
#ifndef WVM_VM_STORE_H
#define WVM_VM_STORE_H

#include "vm/budget.h"
#include "vm/exec.h"
#include "vm/instance.h"

typedef struct StoreLimits {
  uint64_t most[BUDGET_ITEMS]; /* UINT64_MAX: as much as there is */
  uint32_t nesting;            /* nested host entries */
} StoreLimits;

struct Store {
  Engine *engine;
  const Alloc *alloc;
  StoreLimits limits;
  Budget *budget;                      /* its group's */
  _Atomic uint64_t used[BUDGET_ITEMS]; /* by it alone; also by threads that grow a memory which it shares */
  Exec *exec;
  Trap trap; /* the last one */
  Ref exception; /* on its way out of the guest, with TRAP_EXCEPTION; else null */
  Instance *instances;
  struct Owned *owned; /* memories, tables, globals, tags, host functions made in it */
  struct Heap *heap;   /* objects: vm/heap.h */
  void *user;          /* the embedder's */
  void *host;          /* the host API's, freed by host_free when the store ends */
  void (*host_free)(Store *s, void *host);
};

extern const StoreLimits store_limits_default;

MUST_USE Store *store_new(Engine *engine);
/* One that draws on the other's budget, with the same limits. */
MUST_USE Store *store_new_beside(const Store *other);
void store_free(Store *s);

/* Takes from the store's budget, or gives back. False: more than its limits allow. Any thread. */
MUST_USE bool store_take(Store *s, BudgetItem item, uint64_t amount);
void store_give(Store *s, BudgetItem item, uint64_t amount);
/* ERR_LIMIT, with the limit in the text. */
MUST_USE Err store_over_limit(const Store *s, BudgetItem item, Diag *diag);

/* Makes things that live as long as the store. NULL: no memory. A function or tag takes a reference of its type over,
 * also when it fails; types within a ValType must be held by the store's programs or the caller. */
MUST_USE Func *store_host_func(Store *s, TypeId type, HostFunc host, void *env, void (*finalize)(void *env));
/* The store of a host function. */
Store *host_func_store(const Func *f);
MUST_USE Err store_memory(Store *s, const Limits *limits, Memory **out, Diag *diag);
MUST_USE Err store_foreign_memory(Store *s, const Limits *limits, void *base, uint64_t size, void (*finalize)(void *env),
                                  void *env, Memory **out, Diag *diag);
/* A shared memory becomes one of the store's too, unless it is already. ERR_LIMIT, ERR_NO_MEMORY. */
MUST_USE Err store_attach_memory(Store *s, Memory *m, Diag *diag);
/* The store holds this shared memory: made or attached. */
bool store_has_memory(const Store *s, const Memory *m);
MUST_USE Err store_table(Store *s, const Limits *limits, ValType type, Ref init, Table **out, Diag *diag);
MUST_USE Global *store_global(Store *s, ValType type, bool mutable, const Slot *value);
MUST_USE Tag *store_tag(Store *s, TypeId type);
/* A host value as an externref; the same pointer gives an equal reference only if the same Ref is used. */
MUST_USE Ref store_extern(Store *s, void *value, void (*finalize)(void *value));
void *store_extern_value(Ref r);

/* The tables, globals, … that the host made in it. */
void store_each_owned(Store *s, void (*visit)(void *ctx, const Extern *x), void *ctx);

/* Sets the store's trap, without frames; detail (printf, or NULL) follows the code's text. Returns code. */
TrapCode store_trap(Store *s, TrapCode code, const char *detail, ...) PRINTF_LIKE(3, 4);

#endif
