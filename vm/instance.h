/* An instance: a Program with its imports resolved and its own state. Lives as long as its store.
 *
 * Machine code and cells reach everything through it; the arrays hold pointers in index-space order, imports first. */
#ifndef WVM_VM_INSTANCE_H
#define WVM_VM_INSTANCE_H

#include "vm/func.h"
#include "vm/memory.h"
#include "vm/program.h"
#include "vm/table.h"

typedef struct Global {
  _Alignas(16) Slot value[2];
  ValType type; /* canonical */
  bool mutable;
  Store *store; /* that made it */
} Global;

typedef struct Tag {
  TypeId type;
  Store *store; /* that made it */
} Tag;

typedef struct Extern {
  ExternKind kind;
  union {
    Func *func;
    Table *table;
    Memory *memory;
    Global *global;
    Tag *tag;
    void *any;
  };
} Extern;

/* The values of an element segment; NULL: not evaluated yet. */
typedef struct ElemValues {
  Ref *refs;
} ElemValues;

struct Instance {
  Store *store;
  Program *program;
  const TypeId *type_ids;
  Memory **memories;
  Table **tables;
  Global **globals;
  Tag **tags;
  Func **imported_funcs;
  Func *funcs;       /* the module's own, zero until they are referred to: instance_func */
  uint8_t *dropped;  /* bit per element segment, then per data segment */
  ElemValues *elems; /* element segments, evaluated when first used by an instruction */
  char *name;        /* for backtraces, or NULL */
  uint32_t variant;  /* CodeVariant: whether code may rely on its memories' guards */
  Instance *next;    /* of the store */
  size_t size;       /* of the block that holds the Instance and its arrays */
  size_t funcs_size; /* of funcs */
  bool funcs_mapped; /* they are pages from the system, not from the allocator */
};

/* The function of this index, as a reference may point to it. */
Func *instance_func(Instance *i, uint32_t index);
/* An element segment's values, evaluated now if need be; *count is 0 for a dropped one. */
MUST_USE TrapCode instance_elem_values(Instance *i, uint32_t elem, const Ref **refs, uint32_t *count);
/* The thing of this kind and index. */
Extern instance_extern(Instance *i, ExternKind kind, uint32_t index);
/* Looks an export up; false when there is none. */
MUST_USE bool instance_export(Instance *i, const char *name, size_t size, Extern *out);

/* Instantiates: checks the imports (one per import of the module, in order; `any` NULL: there is none), allocates,
 * initialises, runs the start function. ERR_OK, or ERR_UNKNOWN_IMPORT, ERR_INCOMPATIBLE_IMPORT (diag: module, name,
 * types), ERR_NO_MEMORY, ERR_LIMIT; a trap during it gives ERR_OK with *trap != TRAP_NONE. The instance stays in the
 * store after a trap, since its functions may have escaped through tables. */
MUST_USE Err instance_new(Store *store, Program *program, const Extern *imports, Instance **out, TrapCode *trap,
                          Diag *diag);
/* Whether an extern may stand for this import. */
MUST_USE bool extern_matches(Store *store, const Program *program, const Import *import, const Extern *given);
/* Says in *diag why it may not: what the import asks for, what is given (NULL: nothing). Returns the error. */
MUST_USE Err extern_mismatch(Store *store, const Program *program, const Import *import, const Extern *given,
                             Diag *diag);
/* The type that an import asks for, in the text format, for messages. */
void import_format(const Program *program, const Import *import, char *out, size_t size);
/* The names of an import for messages: "module" "name", long ones cut, odd characters escaped. */
void import_names_format(const Import *import, char *out, size_t size);

void instance_free(Instance *i);

/* Segment operations of the instructions. A dropped segment is empty. */
uint32_t instance_elem_count(const Instance *i, uint32_t elem);
Bytes instance_data(const Instance *i, uint32_t data);
MUST_USE TrapCode instance_memory_init(Instance *i, uint32_t data, uint32_t memory, uint64_t at, uint32_t from,
                                       uint32_t size);
MUST_USE TrapCode instance_table_init(Instance *i, uint32_t elem, uint32_t table, uint64_t at, uint32_t from,
                                      uint32_t size);
void instance_data_drop(Instance *i, uint32_t data);
void instance_elem_drop(Instance *i, uint32_t elem);

#endif
