/* Where exceptions are caught, by code address: a table for each function that has a try, found from a pc.
 *
 *   segments:  from │ innermost try there        ascending; a try is open between two of them
 *   tries:     first clause, the try around      (of an old try with `delegate`: the one it hands over to)
 *   clauses:   tag, target, slot, next clause
 *
 * Nothing of it is looked at unless something is thrown. Positions are bytes from the start of the function's code, so
 * code of every tier can be entered. A TryMap belongs to a Program and is used by all its threads. */
#ifndef WVM_VM_EXCEPTION_TABLE_H
#define WVM_VM_EXCEPTION_TABLE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/alloc.h"

typedef enum ClauseFlags {
  CLAUSE_ALL = 1, /* whatever the tag; its values are not delivered */
  CLAUSE_REF = 2, /* the exnref behind the values */
  CLAUSE_OLD = 4  /* catch, catch_all: the exnref in front of the values, for rethrow */
} ClauseFlags;

#define NO_TRY UINT32_MAX
#define NO_CLAUSE UINT32_MAX

typedef struct TrySegment {
  uint32_t from, innermost; /* NO_TRY: none */
} TrySegment;

typedef struct Try {
  uint32_t clause, around; /* NO_CLAUSE, NO_TRY */
} Try;

typedef struct CatchClause {
  uint32_t tag;    /* its index in the module */
  uint32_t target; /* where to go on */
  uint32_t next;   /* NO_CLAUSE: the last one */
  uint16_t base;   /* slot of what is delivered */
  uint8_t flags;   /* ClauseFlags */
} CatchClause;

typedef struct TryTable {
  const uint8_t *code;
  uint32_t size; /* bytes of code */
  uint32_t segment_count, try_count, clause_count;
  struct TryTable *next;
  TrySegment *segments;
  Try *tries;
  CatchClause *clauses;
} TryTable;

/* From pc to table: hashed by granules of code, of which a table may take several. */
typedef struct TryMap {
  pthread_mutex_t lock;
  struct TryPlace *places;
  uint32_t count, capacity;
  TryTable *tables;
  atomic_bool used; /* there is a table */
} TryMap;

MUST_USE bool try_map_init(TryMap *m);
void try_map_free(TryMap *m, const Alloc *alloc);

/* Room for a table, to be filled in and added; NULL: no memory. */
MUST_USE TryTable *try_table_new(const Alloc *alloc, uint32_t segments, uint32_t tries, uint32_t clauses);
void try_table_free(const Alloc *alloc, TryTable *t);
/* The map owns it from here on. False: no memory, nothing done. */
MUST_USE bool try_map_add(TryMap *m, const Alloc *alloc, TryTable *t);

/* The table of the function that holds this address, or NULL: it has none. */
const TryTable *try_map_find(TryMap *m, const void *pc);
/* The innermost try at this position, or NO_TRY. */
uint32_t try_table_at(const TryTable *t, uint32_t position);

#endif
