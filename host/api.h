/* The API's insides: what include/wvm.h's opaque types are, and conversions between its types and the machine's.
 *
 *   wvm_engine_t = Engine     wvm_module_t = Program    wvm_store_t = Store       wvm_instance_t = Instance
 *   wvm_func_t = Func         wvm_memory_t = Memory     wvm_table_t = Table       wvm_global_t = Global
 *   wvm_tag_t = Tag           wvm_ref_t = Root          wvm_call_t = Call
 *
 * The same objects under other names: no wrappers, no tables of handles. Errors, configurations and linkers are the
 * API's own. */
#ifndef WVM_HOST_API_H
#define WVM_HOST_API_H

#include <stdatomic.h>

#include "base/arena.h"
#include "include/wvm.h"
#include "vm/call.h"
#include "vm/heap.h"
#include "vm/store.h"

#define HANDLE(public, internal, short)                                                                                \
  static inline internal *short##_in(const public *p) { return (internal *)(uintptr_t)p; }                             \
  static inline public *short##_out(const internal *p) { return (public *)(uintptr_t)p; }
HANDLE(wvm_engine_t, Engine, engine)
HANDLE(wvm_module_t, Program, module)
HANDLE(wvm_store_t, Store, store)
HANDLE(wvm_instance_t, Instance, instance)
HANDLE(wvm_func_t, Func, func)
HANDLE(wvm_memory_t, Memory, memory)
HANDLE(wvm_shared_memory_t, Memory, shared_memory)
HANDLE(wvm_table_t, Table, table)
HANDLE(wvm_global_t, Global, global)
HANDLE(wvm_tag_t, Tag, tag)
HANDLE(wvm_ref_t, Root, ref)
HANDLE(wvm_call_t, Call, call)
#undef HANDLE

/* Something to call when something happens to a store. */
typedef struct StoreHook {
  void (*callback)(void *env);
  void *env;
  struct StoreHook *next;
} StoreHook;

/* What a store of the API's has besides the machine's: Store.host (api_store.c). */
typedef struct HostStore {
  _Atomic(wvm_error_t *) reason;     /* why it was stopped: what the call returns that ends; NULL: none */
  struct StoreTypes *types;          /* api_type.c; NULL: none yet */
  StoreHook *at_delete, *at_failure; /* the last one first */
  bool timed;                        /* api_timeout.c may know it */
} HostStore;
static inline HostStore *store_host(const Store *s) { return s->host; }

struct wvm_caller {
  Store *store;
  Instance *instance;
};

/* No timeout any more: it is about to go. api_timeout.c */
void store_timeout_forget(Store *s);

/* ---- errors: api_error.c ---- */

/* Without memory for an error object a constant one is returned: these never return NULL. */
MUST_USE wvm_error_t *error_from_diag(const Alloc *alloc, const Diag *diag);
MUST_USE wvm_error_t *error_from_trap(Store *store, TrapCode trap);
MUST_USE wvm_error_t *error_no_memory(void);
/* NULL where something must be given. */
MUST_USE wvm_error_t *error_null(void);
MUST_USE wvm_error_t *error_usage(const Alloc *alloc, const char *format, ...) PRINTF_LIKE(2, 3);
MUST_USE wvm_error_t *error_limit(const Alloc *alloc, const char *format, ...) PRINTF_LIKE(2, 3);
/* Not an error: what a host function answers when it is pending. */
MUST_USE wvm_error_t *error_pending(void);
/* An error that holds the exception until it is deleted or the store ends. */
MUST_USE wvm_error_t *error_from_exception(Store *store, Ref exception);
/* What it holds; NULL: nothing, or no more. */
const Root *error_exception(const wvm_error_t *e);
/* What a host function returned becomes the store's trap; deletes the error. */
TrapCode error_to_trap(Store *store, wvm_error_t *e);

/* ---- types: api_type.c ---- */

wvm_valtype_t valtype_out(ValType t);
/* False: no such type. */
MUST_USE bool valtype_in(const wvm_valtype_t *t, ValType *out);
wvm_limits_t limits_out(const Limits *limits, bool is_memory);
/* False: not the limits of a memory or table. */
MUST_USE bool limits_in(const wvm_limits_t *limits, bool is_memory, Limits *out);
/* Interns a function type; the id holds a reference, for store_host_func or types_release. */
MUST_USE wvm_error_t *functype_in(Engine *engine, const wvm_functype_t *type, TypeId *out);
/* The public form in the arena; false when there is no memory. */
MUST_USE bool functype_out(const CanonType *t, Arena *arena, wvm_functype_t *out);
void store_types_free(const Alloc *alloc, struct StoreTypes *types);
/* The public form, kept by the store. */
MUST_USE wvm_error_t *functype_of_store(Store *store, TypeId id, wvm_functype_t *out);

/* ---- values: api_value.c ---- */

/* The value fits the type: what `why` says when it does not. */
MUST_USE bool val_in(Store *store, const wvm_val_t *v, ValType type, Slot out[2], const char **why);
/* False: no memory for the handle of a reference. */
MUST_USE bool val_out(Store *store, const Slot *slots, ValType type, wvm_val_t *out);
/* The same of several, whose slots lie one behind the other; the first that does not fit, and why, for people. */
typedef struct Misfit {
  char text[160];
} Misfit;
MUST_USE bool vals_in(Store *store, const wvm_val_t *values, const ValType *types, uint32_t count, Slot *slots, Misfit *why);
/* On failure none of them holds a reference. */
MUST_USE bool vals_out(Store *store, const Slot *slots, const ValType *types, uint32_t count, wvm_val_t *out);
void vals_drop(wvm_val_t *values, size_t count);
/* A reference the host gives, NULL for null; false: it does not fit the type. */
MUST_USE bool ref_in_type(Store *store, const wvm_ref_t *r, ValType type, Ref *out, const char **why);
MUST_USE bool ref_to_handle(Store *store, Ref r, ValType type, wvm_ref_t **out);

/* ---- functions: api_func.c ---- */

/* Whoever writes .i32 leaves in the upper half of the slot what was there; what runs relies on its being zero. */
void slots_clean(const ValType *types, uint32_t count, Slot *slots);

/* ---- externs: api_extern.c ---- */

Extern extern_in(const wvm_extern_t *x);
wvm_extern_t extern_out(const Extern *x);
/* The store that it lives in; NULL for no extern, and for shared memories, which may live in several. */
Store *extern_store(const Extern *x);
bool extern_is_of(const Extern *x, const Store *store);

/* api_config.c: what the list says of processors of this architecture (NULL: of this processor). */
MUST_USE wvm_error_t *cpu_in(const Alloc *alloc, const char *arch, const char *list, uint64_t *cpu);

/* host/jit.c */
const struct Compiler *host_compiler(void);

#endif
