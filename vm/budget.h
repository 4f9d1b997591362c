/* What is limited in stores, and how much of it is used. A store draws on a budget that it has alone, or that a group of
 * stores has together: then each of them sees what all have used. */
#ifndef WVM_VM_BUDGET_H
#define WVM_VM_BUDGET_H

#include <stdatomic.h>

#include "base/alloc.h"

typedef enum BudgetItem {
  BUDGET_MEMORY_BYTES,
  BUDGET_TABLE_ELEMENTS,
  BUDGET_HEAP_BYTES,     /* of garbage-collected objects */
  BUDGET_HEAP_FOOTPRINT, /* bytes that the heap takes from the allocator for them */
  BUDGET_INSTANCES,
  BUDGET_MEMORIES,
  BUDGET_TABLES,
  BUDGET_ITEMS
} BudgetItem;

typedef struct Budget {
  const Alloc *alloc;
  atomic_uint refs;
  _Atomic uint64_t used[BUDGET_ITEMS];
} Budget;

MUST_USE Budget *budget_new(const Alloc *alloc); /* NULL: no memory */
Budget *budget_retain(Budget *b);
void budget_release(Budget *b);

/* Takes `amount`, unless more than `most` would be used then. Any thread. */
MUST_USE bool budget_take(Budget *b, BudgetItem item, uint64_t amount, uint64_t most);
void budget_give(Budget *b, BudgetItem item, uint64_t amount);
static inline uint64_t budget_used(const Budget *b, BudgetItem item) {
  return atomic_load_explicit(&b->used[item], memory_order_relaxed);
}

#endif
