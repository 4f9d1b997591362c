/* Stacks are mappings of their own, a guard page on either side. */
#include "vm/stack.h"

#include <sys/mman.h>
#include <unistd.h>

static size_t page_size(void) { return (size_t)sysconf(_SC_PAGESIZE); }

Stack *stack_new(const Alloc *alloc, uint64_t slots) {
  const size_t page = page_size();
  size_t bytes;
  if (!size_mul((size_t)slots, sizeof(Slot), &bytes) || !size_add(bytes, 3 * page, &bytes)) return NULL;
  bytes = bytes / page * page; /* two guards, and what was asked for rounded up */
  Stack *s = alloc_zeroed(alloc, sizeof *s);
  if (!s) return NULL;
  uint8_t *at = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) {
    alloc_free(alloc, s, sizeof *s);
    return NULL;
  }
  s->slots = (Slot *)(at + page);
  s->pairs_end = (Pair *)(at + bytes - page);
  s->mapped = bytes;
  if (mprotect(at + page, bytes - 2 * page, PROT_READ | PROT_WRITE) == 0) return s;
  stack_free(alloc, s);
  return NULL;
}

void stack_free(const Alloc *alloc, Stack *s) {
  munmap((uint8_t *)s->slots - page_size(), s->mapped);
  alloc_free(alloc, s, sizeof *s);
}
