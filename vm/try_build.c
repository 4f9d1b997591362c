/* Tables of tries, built. */
#include "vm/try_build.h"

void try_build_clear(TryBuild *b) { b->segment_count = b->try_count = b->clause_count = b->open_count = 0; }

void try_build_free(TryBuild *b, const Alloc *alloc) {
  alloc_free(alloc, b->segments, b->segment_capacity * sizeof *b->segments);
  alloc_free(alloc, b->tries, b->try_capacity * sizeof *b->tries);
  alloc_free(alloc, b->clauses, b->clause_capacity * sizeof *b->clauses);
  alloc_free(alloc, b->open, b->open_capacity * sizeof *b->open);
}

static uint32_t innermost(const TryBuild *b) { return b->open_count ? b->open[b->open_count - 1].index : NO_TRY; }

/* From this position on this try is the innermost one. */
static bool put_segment(TryBuild *b, const Alloc *alloc, uint32_t position, uint32_t try) {
  if (b->segment_count && b->segments[b->segment_count - 1].from == position) b->segment_count--;
  if (!alloc_grow(alloc, (void **)&b->segments, &b->segment_capacity, (size_t)b->segment_count + 1, sizeof *b->segments)) return false;
  b->segments[b->segment_count++] = (TrySegment){position, try};
  return true;
}

uint32_t try_build_open(TryBuild *b, const Alloc *alloc, uint32_t depth, uint32_t position) {
  if (!alloc_grow(alloc, (void **)&b->tries, &b->try_capacity, (size_t)b->try_count + 1, sizeof *b->tries) ||
      !alloc_grow(alloc, (void **)&b->open, &b->open_capacity, (size_t)b->open_count + 1, sizeof *b->open))
    return NO_TRY;
  const uint32_t try = b->try_count++;
  b->tries[try] = (Try){NO_CLAUSE, innermost(b)};
  b->open[b->open_count++] = (OpenTry){try, depth};
  return put_segment(b, alloc, position, try) ? try : NO_TRY;
}

bool try_build_close(TryBuild *b, const Alloc *alloc, uint32_t position) {
  b->open_count--;
  return put_segment(b, alloc, position, innermost(b));
}

uint32_t try_build_clause(TryBuild *b, const Alloc *alloc, uint32_t try, uint32_t last, CatchClause clause) {
  if (!alloc_grow(alloc, (void **)&b->clauses, &b->clause_capacity, (size_t)b->clause_count + 1, sizeof *b->clauses)) return NO_CLAUSE;
  clause.next = NO_CLAUSE;
  b->clauses[b->clause_count] = clause;
  if (last == NO_CLAUSE) b->tries[try].clause = b->clause_count;
  else b->clauses[last].next = b->clause_count;
  return b->clause_count++;
}

uint32_t try_build_around(const TryBuild *b, uint32_t depth) {
  uint32_t low = 0, high = b->open_count;
  while (low < high) {
    const uint32_t mid = low + (high - low) / 2;
    if (b->open[mid].depth <= depth) low = mid + 1;
    else high = mid;
  }
  return low ? b->open[low - 1].index : NO_TRY;
}

bool try_build_finish(const TryBuild *b, const Alloc *alloc, uint32_t unit, TryTable **out) {
  *out = NULL;
  if (!b->clause_count) return true;
  TryTable *table = try_table_new(alloc, b->segment_count, b->try_count, b->clause_count);
  if (!table) return false;
  for (uint32_t k = 0; k < b->segment_count; k++) table->segments[k] = (TrySegment){b->segments[k].from * unit, b->segments[k].innermost};
  memcpy(table->tries, b->tries, b->try_count * sizeof *b->tries);
  memcpy(table->clauses, b->clauses, b->clause_count * sizeof *b->clauses);
  *out = table;
  return true;
}
