/* Bulk operations on bytes. */
#include "vm/bulk.h"

/* In the direction in which no byte is overwritten before it is read, across pieces as within them. */
TrapCode bulk_move(const Exec *x, void *to, const void *from, uint64_t size) {
  if (size == 0) return TRAP_NONE;
  uint8_t *dst = to;
  const uint8_t *src = from;
  const bool backward = (uintptr_t)dst - (uintptr_t)src < size; /* unsigned: dst lies within [src, src + size) */
  while (size > bulk_piece) {
    const uint64_t skip = backward ? size - bulk_piece : 0;
    memmove(dst + skip, src + skip, bulk_piece);
    size -= bulk_piece;
    if (!backward) {
      dst += bulk_piece;
      src += bulk_piece;
    }
    const TrapCode trap = exec_poll(x);
    if (trap) return trap;
  }
  memmove(dst, src, size);
  return TRAP_NONE;
}

TrapCode bulk_fill(const Exec *x, void *to, uint8_t value, uint64_t size) {
  if (size == 0) return TRAP_NONE;
  uint8_t *at = to;
  for (; size > bulk_piece; at += bulk_piece, size -= bulk_piece) {
    memset(at, value, bulk_piece);
    const TrapCode trap = exec_poll(x);
    if (trap) return trap;
  }
  memset(at, value, size);
  return TRAP_NONE;
}
