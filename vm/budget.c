/* Budgets: counters that threads share. */
#include "vm/budget.h"

Budget *budget_new(const Alloc *alloc) {
  Budget *b = alloc_zeroed(alloc, sizeof *b);
  if (!b) return NULL;
  b->alloc = alloc;
  atomic_init(&b->refs, 1);
  return b;
}

Budget *budget_retain(Budget *b) {
  atomic_fetch_add_explicit(&b->refs, 1, memory_order_relaxed);
  return b;
}

void budget_release(Budget *b) {
  if (atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) == 1) alloc_free(b->alloc, b, sizeof *b);
}

bool budget_take(Budget *b, BudgetItem item, uint64_t amount, uint64_t most) {
  uint64_t used = budget_used(b, item);
  do {
    if (amount > most || used > most - amount) return false;
  } while (!atomic_compare_exchange_weak_explicit(&b->used[item], &used, used + amount, memory_order_relaxed,
                                                  memory_order_relaxed));
  return true;
}

void budget_give(Budget *b, BudgetItem item, uint64_t amount) {
  atomic_fetch_sub_explicit(&b->used[item], amount, memory_order_relaxed);
}
