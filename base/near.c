#include "base/near.h"

/* Three rows of the table: two back, one back, this one. */
uint32_t near_distance(const char *a, size_t a_size, const char *b, size_t b_size, uint32_t most) {
  uint32_t rows[3][NEAR_LONGEST + 1];
  if (a_size > NEAR_LONGEST || b_size > NEAR_LONGEST) return most + 1;
  if ((a_size > b_size ? a_size - b_size : b_size - a_size) > most) return most + 1;
  for (uint32_t k = 0; k <= b_size; k++) rows[0][k] = k;
  for (uint32_t i = 1; i <= a_size; i++) {
    const uint32_t *above = rows[(i - 1) % 3], *above2 = rows[(i + 1) % 3];
    uint32_t *row = rows[i % 3];
    row[0] = i;
    for (uint32_t k = 1; k <= b_size; k++) {
      uint32_t least = above[k - 1] + (a[i - 1] != b[k - 1]);
      least = MIN_OF(least, MIN_OF(above[k], row[k - 1]) + 1);
      bool swapped = i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1];
      row[k] = swapped ? MIN_OF(least, above2[k - 2] + 1) : least;
    }
  }
  return MIN_OF(rows[a_size % 3][b_size], most + 1);
}

uint32_t near_most(size_t size) { return size < 3 ? 1 : (uint32_t)MIN_OF(size, (size_t)NEAR_LONGEST) / 3 + 1; }

void near_init(Near *n, const char *word, size_t size) {
  *n = (Near){.word = word, .size = size, .distance = near_most(size) + 1};
}

void near_offer(Near *n, const char *candidate, size_t size) {
  uint32_t d = near_distance(n->word, n->size, candidate, size, n->distance - 1);
  if (d >= n->distance) return;
  n->best = candidate;
  n->best_size = size;
  n->distance = d;
}
