/* Tables of references. */
#ifndef WVM_VM_TABLE_H
#define WVM_VM_TABLE_H

#include "base/err.h"
#include "decoder/type.h"
#include "vm/trap.h"
#include "vm/value.h"

typedef struct Store Store;

typedef struct Table {
  Ref *elems;
  uint64_t length;
  Limits limits;
  ValType type; /* canonical */
  uint64_t capacity;
  Store *store;
} Table;

/* limits->min elements, each init. ERR_LIMIT or ERR_NO_MEMORY otherwise. */
MUST_USE Err table_new(Store *store, const Limits *limits, ValType type, Ref init, Table **out, Diag *diag);
void table_free(Table *t);
/* Elements before, or UINT64_MAX when it cannot grow. */
uint64_t table_grow(Table *t, uint64_t delta, Ref init);
MUST_USE TrapCode table_fill(Store *store, Table *t, uint64_t at, Ref value, uint64_t size);
MUST_USE TrapCode table_copy(Store *store, Table *to, uint64_t to_at, Table *from, uint64_t from_at, uint64_t size);

#endif
