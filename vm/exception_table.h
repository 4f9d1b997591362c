/* Where exceptions are caught: a table for each piece of code that has a try (vm/code_map.h finds it from a pc).
 *
 *   segments:  from │ innermost try there        ascending; a try is open between two of them
 *   tries:     first clause, the try around      (of an old try with `delegate`: the one it hands over to)
 *   clauses:   tag, target, slot, next clause
 *
 * Nothing of it is looked at unless something is thrown. Positions are bytes from the start of the code, targets bytes from
 * `target_base`, so code of every tier can be entered, and code of one tier from that of another. */
#ifndef WVM_VM_EXCEPTION_TABLE_H
#define WVM_VM_EXCEPTION_TABLE_H

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
  const uint8_t *target_base; /* where targets are counted from */
  bool native;                /* targets are machine code; else cells */
  uint32_t segment_count, try_count, clause_count;
  TrySegment *segments;
  Try *tries;
  CatchClause *clauses;
} TryTable;

/* Room for a table, to be filled in; NULL: no memory. */
MUST_USE TryTable *try_table_new(const Alloc *alloc, uint32_t segments, uint32_t tries, uint32_t clauses);
void try_table_free(const Alloc *alloc, TryTable *t);
/* The innermost try at this position, or NO_TRY. */
uint32_t try_table_at(const TryTable *t, uint32_t position);

#endif
