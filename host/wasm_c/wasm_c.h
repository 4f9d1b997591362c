/* include/wasm.h on top of include/wvm.h, from the inside.
 *
 *   wasm_store_t ─▶ wvm_store_t           counted: handles may be deleted after the store
 *   wasm_func_t, wasm_extern_t, wasm_ref_t, … = one structure, a handle: what it is of, and the store
 *   wasm_functype_t, wasm_externtype_t, …     = one structure, a type
 *
 * Handles of one thing compare by `id`. Things that the host alone has (foreign values, traps) are Boxes, which their handles
 * count; as externref a Box, or one around another handle, is a host value of the guest's heap. */
#ifndef WVM_HOST_WASM_C_H
#define WVM_HOST_WASM_C_H

#include <stdlib.h>

#include "host/api.h"
#include "include/wasm.h"

/* ---- stores ---- */

/* What the host has attached to something in a store. */
typedef struct HostInfo {
  const void *id;
  void *info;
  void (*finalizer)(void *);
  struct HostInfo *next;
} HostInfo;

typedef struct Box Box;

struct wasm_engine_t {
  wvm_engine_t *engine;
};

struct wasm_store_t {
  wvm_store_t *store; /* NULL: it has been deleted */
  wvm_engine_t *engine;
  atomic_uint refs;
  HostInfo *infos;
  Box *thrown; /* the trap that a callback returned last, on its way out */
};
wasm_store_t *wasm_store_retain(wasm_store_t *s);
void wasm_store_release(wasm_store_t *s);

/* ---- handles ---- */

typedef enum RefKind {
  REF_FUNC, REF_GLOBAL, REF_TABLE, REF_MEMORY, REF_TAG, /* as wasm_externkind_t */
  REF_INSTANCE, REF_MODULE, REF_FOREIGN, REF_TRAP,
  REF_VALUE /* any other reference of the guest's */
} RefKind;

struct wasm_ref_t {
  RefKind kind;
  wasm_store_t *store;
  const void *id;
  union {
    wvm_extern_t extern_; /* REF_FUNC … REF_TAG */
    wvm_instance_t *instance;
    wvm_module_t *module;
    Box *box;
    wvm_ref_t *value;
  };
};

/* What the host alone has. */
struct Box {
  atomic_uint refs;
  void *info;
  void (*finalizer)(void *);
  wasm_ref_t *wrapped; /* another handle, as an externref; or NULL */
  char *message;       /* traps */
  wasm_frame_vec_t frames;
};

/* NULL: no memory. Of REF_MODULE and REF_FOREIGN, REF_TRAP a reference is taken over, also then. */
wasm_ref_t *ref_of_extern(wasm_store_t *s, const wvm_extern_t *x);
wasm_ref_t *ref_of_instance(wasm_store_t *s, wvm_instance_t *i);
wasm_ref_t *ref_of_module(wasm_store_t *s, wvm_module_t *m);
wasm_ref_t *ref_of_box(wasm_store_t *s, RefKind kind, Box *box);
Box *box_new(void);
void box_release(void *box);
/* The guest's reference, for an argument of this type; false: it is none. NULL is null. */
bool ref_to_guest(wasm_store_t *s, const wasm_ref_t *r, const wvm_valtype_t *type, wvm_ref_t **out);
/* A handle of it, which is taken over. */
wasm_ref_t *ref_of_guest(wasm_store_t *s, wvm_ref_t *r);

/* ---- values ---- */

bool val_to_guest(wasm_store_t *s, const wasm_val_t *v, const wvm_valtype_t *type, wvm_val_t *out);
/* References are taken over. */
void val_of_guest(wasm_store_t *s, const wvm_val_t *v, wasm_val_t *out);

/* ---- types ---- */

struct wasm_valtype_t {
  wasm_valkind_t kind;
};
/* Also each of its kinds. */
struct wasm_externtype_t {
  wasm_externkind_t kind;
  wasm_valtype_vec_t params, results; /* functions */
  wasm_valtype_t *value;              /* globals, tables */
  wasm_mutability_t mutability;
  wasm_limits_t limits;
  wasm_externtype_t *signature; /* tags */
};
wasm_externtype_t *externtype_of(const wvm_externtype_t *t);
wvm_valtype_t valtype_to(const wasm_valtype_t *t);
wvm_limits_t limits_to(const wasm_limits_t *l);
/* The lists point into one block, to be freed; NULL: no memory. */
wvm_valtype_t *functype_to(const wasm_externtype_t *t, wvm_functype_t *out);

/* ---- traps ---- */

/* Takes the error over. NULL: no error, or no memory. */
wasm_trap_t *trap_of(wasm_store_t *s, wvm_error_t *e);

#endif
