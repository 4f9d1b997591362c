/* What is known of addresses in memory 0: that a local, plus a constant, lies inside it, and how many bytes behind do. A
 * length never decreases, so it stays known until the local is written or another way joins. */
#include "jit/driver.h"

bool bounds_known(const Jit *j, uint32_t local, uint64_t add, uint64_t size) {
  for (uint32_t k = 0; k < j->bound_count; k++) {
    const Bound *b = &j->bounds[k];
    if (b->local != local) continue;
    const uint64_t from = add - b->add;
    return from <= b->size && size <= b->size - from;
  }
  return false;
}

bool bounds_just_below(const Jit *j, uint32_t local, uint64_t add, uint64_t distance) {
  for (uint32_t k = 0; k < j->bound_count; k++)
    if (j->bounds[k].local == local) return j->bounds[k].add - add <= distance;
  return false;
}

/* Both lie inside, and they touch: so does what they cover together. */
static bool join(Bound *b, uint64_t add, uint64_t size) {
  const uint64_t up = add - b->add, down = b->add - add;
  if (up <= b->size) {
    b->size = MAX_OF(b->size, up + size);
    return true;
  }
  if (down > size) return false;
  *b = (Bound){b->local, add, MAX_OF(size, down + b->size)};
  return true;
}

void bounds_learn(Jit *j, uint32_t local, uint64_t add, uint64_t size) {
  for (uint32_t k = 0; k < j->bound_count; k++) {
    Bound *b = &j->bounds[k];
    if (b->local != local) continue;
    if (!join(b, add, size)) *b = (Bound){local, add, size};
    return;
  }
  const uint32_t at = j->bound_count < BOUNDS ? j->bound_count++ : j->bound_next++ % BOUNDS;
  j->bounds[at] = (Bound){local, add, size};
}

void bounds_forget_local(Jit *j, uint32_t local) {
  for (uint32_t k = 0; k < j->bound_count; k++)
    if (j->bounds[k].local == local) j->bounds[k--] = j->bounds[--j->bound_count];
}
