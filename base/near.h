/* The nearest of the names that exist, for messages about one that does not: "did you mean …?".
 *
 *   Near n; near_init(&n, word, size);  near_offer(&n, candidate, size) …;  n.best, or NULL when nothing is alike
 *
 * Distance: how many characters are inserted, removed, replaced or swapped with their neighbour. Names come from
 * guests: long ones are not compared, and the caller bounds how many it offers. */
#ifndef WVM_BASE_NEAR_H
#define WVM_BASE_NEAR_H

#include "base/base.h"

enum { NEAR_LONGEST = 64 };

/* The distance of two names, or `most` + 1 when it is larger than that or a name is too long. */
uint32_t near_distance(const char *a, size_t a_size, const char *b, size_t b_size, uint32_t most);
/* What is still taken for a slip in a name of this size. */
uint32_t near_most(size_t size);

typedef struct Near {
  const char *word, *best; /* best: NULL until something alike was offered */
  size_t size, best_size;
  uint32_t distance;
} Near;

void near_init(Near *n, const char *word, size_t size);
/* Of equals the first offered stays. The candidate must live as long as `n`. */
void near_offer(Near *n, const char *candidate, size_t size);

#endif
