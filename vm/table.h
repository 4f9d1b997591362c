/* Tables of references. */
#ifndef WVM_VM_TABLE_H
#define WVM_VM_TABLE_H

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

MUST_USE Table *table_new(Store *store, const Limits *limits, ValType type, Ref init, const char **why);
void table_free(Table *t);
/* Elements before, or UINT64_MAX when it cannot grow. */
uint64_t table_grow(Table *t, uint64_t delta, Ref init);
MUST_USE TrapCode table_fill(Store *store, Table *t, uint64_t at, Ref value, uint64_t size);
MUST_USE TrapCode table_copy(Store *store, Table *to, uint64_t to_at, Table *from, uint64_t from_at, uint64_t size);

#endif
