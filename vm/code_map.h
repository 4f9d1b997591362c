/* Where code is: from an address in code, of whatever tier, to its function, instruction and tries.
 *
 *   address ─▶ CodeRange: function │ positions ─▶ offsets of instructions │ tries
 *
 * Every piece of code that may appear in a frame is entered once, when it is published, and stays as long as its
 * Program. Looked at when something is thrown, traps, or garbage is collected; by all threads of the Program. */
#ifndef WVM_VM_CODE_MAP_H
#define WVM_VM_CODE_MAP_H

#include <pthread.h>

#include "base/buf.h"
#include "vm/exception_table.h"

typedef struct CodeRange {
  const uint8_t *start;
  uint32_t size;      /* bytes */
  uint32_t unit;      /* bytes that a position in `map` counts: those of a cell, or 1 */
  uint32_t func;      /* index in its module */
  uint32_t map_size;
  const uint8_t *map; /* deltas of positions and of offsets, ascending by position (code_map_put); the code's owner frees it */
  TryTable *tries;    /* or NULL: it has none. The map's from here on */
  struct CodeRange *next;
} CodeRange;

typedef struct CodeMap {
  pthread_mutex_t lock;
  struct CodePlace *places;
  uint32_t count, capacity;
  CodeRange *ranges;
} CodeMap;

MUST_USE bool code_map_init(CodeMap *m);
void code_map_free(CodeMap *m, const Alloc *alloc);
/* Enters a copy of *range. False: no memory, nothing done. */
MUST_USE bool code_map_add(CodeMap *m, const Alloc *alloc, const CodeRange *range);
/* The range that holds this address, or NULL. */
const CodeRange *code_map_find(CodeMap *m, const void *pc);
/* The module offset of the instruction that the code at this address came from. */
uint32_t code_range_offset(const CodeRange *r, const void *pc);

/* Reading a range's map: the next position and offset, into at[0] and at[1], which start as 0; false: there is none. */
MUST_USE bool code_map_next(const uint8_t **map, const uint8_t *end, uint32_t at[2]);

/* Writing a range's map: code from this position on belongs to the instruction at this offset. Of several entries for
 * one position the last counts. */
typedef struct CodeMapWriter {
  Buf map;
  uint32_t position, offset; /* of the last entry */
} CodeMapWriter;
void code_map_put_wide(CodeMapWriter *w, uint32_t step, uint32_t way);
static inline void code_map_put(CodeMapWriter *w, uint32_t position, uint32_t offset) {
  const uint32_t step = position - w->position, way = offset - w->offset; /* modulo 2^32: offsets may go back */
  if (LIKELY((step | way) < 0x80 && w->map.capacity - w->map.size >= 2)) { /* LEB128 of one byte each */
    w->map.at[w->map.size++] = (uint8_t)step;
    w->map.at[w->map.size++] = (uint8_t)way;
  } else {
    code_map_put_wide(w, step, way);
  }
  w->position = position;
  w->offset = offset;
}
static inline void code_map_writer_clear(CodeMapWriter *w) {
  w->map.size = 0;
  w->map.failed = false;
  w->position = w->offset = 0;
}

#endif
