/* Building the table of a function's tries (vm/exception_table.h) while its code is made, in the order of the code. Of
 * either tier: positions are what the caller counts in. */
#ifndef WVM_VM_TRY_BUILD_H
#define WVM_VM_TRY_BUILD_H

#include "vm/exception_table.h"

typedef struct OpenTry {
  uint32_t index, depth; /* its label's: walk_label_depth */
} OpenTry;

/* Zero-initialised: nothing there. */
typedef struct TryBuild {
  TrySegment *segments;
  Try *tries;
  CatchClause *clauses;
  OpenTry *open; /* that the code at hand stands in, outermost first */
  uint32_t segment_count, segment_capacity, try_count, try_capacity, clause_count, clause_capacity, open_count, open_capacity;
} TryBuild;

/* Forgets a function, keeps the memory. */
void try_build_clear(TryBuild *b);
void try_build_free(TryBuild *b, const Alloc *alloc);

/* From `position` on a new try is the innermost one. Its index; NO_TRY: no memory. */
MUST_USE uint32_t try_build_open(TryBuild *b, const Alloc *alloc, uint32_t depth, uint32_t position);
/* The innermost one ends before `position`. False: no memory. */
MUST_USE bool try_build_close(TryBuild *b, const Alloc *alloc, uint32_t position);
/* Puts a clause behind `last` of its try (NO_CLAUSE: first). Its index; NO_CLAUSE: no memory. */
MUST_USE uint32_t try_build_clause(TryBuild *b, const Alloc *alloc, uint32_t try, uint32_t last, CatchClause clause);
/* The try that a label of this depth stands in, or is; NO_TRY: none. */
uint32_t try_build_around(const TryBuild *b, uint32_t depth);

/* The table, of code whose positions are `unit` bytes each; *out is NULL where nothing is caught. Targets are as given,
 * from `target_base`. False: no memory. */
MUST_USE bool try_build_finish(const TryBuild *b, const Alloc *alloc, uint32_t unit, TryTable **out);

#endif
