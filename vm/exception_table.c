/* Tables of tries. */
#include "vm/exception_table.h"

static size_t table_size(uint32_t segments, uint32_t tries, uint32_t clauses) {
  return sizeof(TryTable) + segments * sizeof(TrySegment) + tries * sizeof(Try) + clauses * sizeof(CatchClause);
}

TryTable *try_table_new(const Alloc *alloc, uint32_t segments, uint32_t tries, uint32_t clauses) {
  TryTable *t = alloc_zeroed(alloc, table_size(segments, tries, clauses));
  if (!t) return NULL;
  t->segment_count = segments;
  t->try_count = tries;
  t->clause_count = clauses;
  t->segments = (TrySegment *)(t + 1);
  t->tries = (Try *)(t->segments + segments);
  t->clauses = (CatchClause *)(t->tries + tries);
  return t;
}

void try_table_free(const Alloc *alloc, TryTable *t) {
  if (t) alloc_free(alloc, t, table_size(t->segment_count, t->try_count, t->clause_count));
}

uint32_t try_table_at(const TryTable *t, uint32_t position) {
  uint32_t low = 0, high = t->segment_count; /* the last one that starts at or before it */
  while (low < high) {
    const uint32_t mid = low + (high - low) / 2;
    if (t->segments[mid].from <= position) low = mid + 1;
    else high = mid;
  }
  return low ? t->segments[low - 1].innermost : NO_TRY;
}
