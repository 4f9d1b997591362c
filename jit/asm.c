/* The code buffer. */
#include "jit/asm.h"

#include <stdarg.h>
#include <stdio.h>

/* ---- bytes ---- */

void asm_init(Asm *a, const AsmTarget *target, const Alloc *alloc) {
  *a = (Asm){.target = target, .alloc = alloc};
  a->start = a->at = a->scratch;
  a->capacity = sizeof a->scratch;
  a->limit = a->start + a->capacity - ASM_ROOM;
}

void asm_free(Asm *a) {
  if (a->start != a->scratch) alloc_free(a->alloc, a->start, a->capacity);
  alloc_free(a->alloc, a->labels, a->label_capacity * sizeof *a->labels);
  alloc_free(a->alloc, a->fixups, a->fixup_capacity * sizeof *a->fixups);
  alloc_free(a->alloc, a->relocs, a->reloc_capacity * sizeof *a->relocs);
  alloc_free(a->alloc, a->consts, a->const_capacity * sizeof *a->consts);
  alloc_free(a->alloc, a->const_index, a->const_index_size * sizeof *a->const_index);
  alloc_free(a->alloc, a->tables, a->table_capacity * sizeof *a->tables);
  alloc_free(a->alloc, a->table_targets, a->target_capacity * sizeof *a->table_targets);
  asm_init(a, a->target, a->alloc);
}

static void forget_consts(Asm *a) {
  if (a->const_count > 0) memset(a->const_index, 0, a->const_index_size * sizeof *a->const_index);
  a->const_count = a->table_count = a->target_count = 0;
}

void asm_reset(Asm *a) {
  a->at = a->start;
  a->fault = ASM_FINE;
  a->label_count = a->fixup_count = a->reloc_count = 0;
  forget_consts(a);
  if (a->listing) a->listing->text.size = a->listing->count = 0;
}

void asm_fault(Asm *a, AsmFault fault) {
  if (a->fault == ASM_FINE) a->fault = fault;
}

/* After a fault code is written from the buffer's start again, so that all offsets ever given out stay inside. */
void asm_grow(Asm *a) {
  size_t used = asm_here(a), want = MAX_OF((size_t)a->capacity * 2, (size_t)4096);
  uint8_t *grown = NULL;
  bool owned = a->start != a->scratch;
  if (want > ASM_MAX_SIZE) asm_fault(a, ASM_TOO_BIG);
  if (!a->fault) grown = alloc_resize(a->alloc, owned ? a->start : NULL, owned ? a->capacity : 0, want);
  if (!grown) {
    asm_fault(a, ASM_NO_MEMORY);
    a->at = a->start;
    return;
  }
  if (!owned) memcpy(grown, a->scratch, used);
  a->start = grown;
  a->at = grown + used;
  a->capacity = (uint32_t)want;
  a->limit = grown + want - ASM_ROOM;
}

void asm_bytes(Asm *a, const void *bytes, size_t size) {
  const uint8_t *from = bytes;
  for (size_t done = 0; done < size; done += ASM_ROOM) {
    size_t part = MIN_OF(size - done, (size_t)ASM_ROOM);
    memcpy(a->at, from + done, part);
    a->at += part;
    asm_settle(a);
  }
}

void asm_align(Asm *a, uint32_t alignment) {
  assert(alignment && alignment <= 64 && !(alignment & (alignment - 1)));
  for (uint32_t left = -asm_here(a) & (alignment - 1); left > 0;) {
    uint32_t part = MIN_OF(left, (uint32_t)ASM_ROOM), at = asm_here(a);
    a->target->pad(a->at, part);
    if (asm_end(a, a->at + part)) {
      asm_list(a, at, ASM_LABEL_NONE, ".align", 6);
      asm_settle(a);
    }
    left -= part;
  }
}

/* ---- labels ---- */

/* Room for one more element of a growing array; false, with the fault set, when there is no memory. */
#define GROW(a, items, count, capacity)                                                                                \
  (LIKELY((count) < (capacity)) || grow_array(a, (void **)&(items), &(capacity), (count) + (size_t)1, sizeof *(items)))

static NOINLINE bool grow_array(Asm *a, void **items, uint32_t *capacity, size_t need, size_t size) {
  if (alloc_grow(a->alloc, items, capacity, MAX_OF(need, (size_t)32), size)) return true;
  asm_fault(a, ASM_NO_MEMORY);
  return false;
}

AsmLabel asm_label(Asm *a) {
  if (!GROW(a, a->labels, a->label_count, a->label_capacity)) return ASM_LABEL_NONE;
  a->labels[a->label_count] = ASM_LABEL_NONE;
  return a->label_count++;
}

AsmLabel asm_label_here(Asm *a) {
  AsmLabel label = asm_label(a);
  asm_bind(a, label);
  return label;
}

static void patch(Asm *a, const AsmFixup *f, uint32_t to) {
  if (f->kind == ASM_FIX_TABLE) store_u32(a->start + f->at, to - f->base);
  else if (!a->target->patch(a->start, f->at, to, f->kind)) asm_fault(a, ASM_TOO_FAR);
}

void asm_bind(Asm *a, AsmLabel label) {
  if (UNLIKELY(label >= a->label_count)) return; /* there was no memory for it */
  uint32_t head = a->labels[label], here = asm_here(a);
  assert((head & ASM_UNBOUND) || a->fault);
  a->labels[label] = here;
  if (a->fault) return;
  while (head != ASM_LABEL_NONE) {
    const AsmFixup *f = &a->fixups[head & ~ASM_UNBOUND];
    patch(a, f, here);
    head = f->next;
  }
}

static void refer(Asm *a, AsmLabel label, AsmFixup f) {
  if (UNLIKELY(label >= a->label_count || a->fault)) return;
  uint32_t state = a->labels[label];
  if (!(state & ASM_UNBOUND)) {
    patch(a, &f, state);
    return;
  }
  if (!GROW(a, a->fixups, a->fixup_count, a->fixup_capacity)) return;
  f.next = state;
  a->labels[label] = ASM_UNBOUND | a->fixup_count;
  a->fixups[a->fixup_count++] = f;
}

void asm_refer(Asm *a, AsmLabel label, uint32_t at, unsigned kind) {
  refer(a, label, (AsmFixup){.at = at, .kind = kind});
}

void asm_refer_outside(Asm *a, uint32_t symbol, uint32_t at, unsigned kind) {
  if (!GROW(a, a->relocs, a->reloc_count, a->reloc_capacity)) return;
  a->relocs[a->reloc_count++] = (AsmReloc){at, symbol, (uint8_t)kind};
}

bool asm_relocate(const AsmTarget *target, uint8_t *code, uint64_t run, const AsmReloc *reloc, uint64_t address) {
  int64_t to = (int64_t)(address - run) - reloc->at;
  if (to < -INT64_C(0x7fff0000) || to > INT64_C(0x7fff0000)) return false;
  /* Seen from the reference itself all offsets are within 32 bits, wrapping as the target's arithmetic does. */
  return target->patch(code, reloc->at, reloc->at + (uint32_t)to, reloc->kind);
}

void asm_rewind(Asm *a, uint32_t at) {
  a->at = a->start + at;
  if (a->listing) asm_list_rewind(a->listing, at);
}

/* ---- constants and tables ---- */

static uint32_t hash_const(const uint8_t *bytes, uint32_t size) {
  uint64_t low = size == 4 ? load_u32(bytes) : load_u64(bytes), high = size >= 16 ? load_u64(bytes + 8) : size;
  if (size == 32) high += load_u64(bytes + 16) * 3 + load_u64(bytes + 24) * 5;
  uint64_t h = (low ^ high * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);
  return (uint32_t)(h >> 32);
}

/* The slot that holds an equal constant, or else where to put it. Sharing is a matter of size, not of meaning: after a
 * few probes another constant is forgotten, so that constants made to collide cost no time. */
static uint32_t *const_slot(Asm *a, const uint8_t *bytes, uint32_t size) {
  enum { PROBES = 16 };
  uint32_t mask = a->const_index_size - 1, hash = hash_const(bytes, size), *slot = NULL;
  for (uint32_t probe = 0; probe < PROBES; probe++) {
    slot = &a->const_index[(hash + probe) & mask];
    if (*slot == 0) break;
    const AsmConst *c = &a->consts[*slot - 1];
    if (c->size == size && memcmp(c->bytes, bytes, size) == 0) return slot;
  }
  return slot;
}

static bool grow_const_index(Asm *a) {
  uint32_t size = MAX_OF(a->const_index_size * 2, 64u);
  uint32_t *index = alloc_array(a->alloc, size, sizeof *index);
  if (!index) {
    asm_fault(a, ASM_NO_MEMORY);
    return false;
  }
  alloc_free(a->alloc, a->const_index, a->const_index_size * sizeof *index);
  a->const_index = index;
  a->const_index_size = size;
  for (uint32_t i = 0; i < a->const_count; i++) *const_slot(a, a->consts[i].bytes, a->consts[i].size) = i + 1;
  return true;
}

static void note_pool(Asm *a) {
  if (a->const_count + a->table_count == 0) a->pool_from = asm_here(a);
}

AsmLabel asm_const(Asm *a, const void *bytes, uint32_t size) {
  assert(size == 4 || size == 8 || size == 16 || size == 32);
  if (a->const_count * 2 >= a->const_index_size && !grow_const_index(a)) return ASM_LABEL_NONE;
  uint32_t *slot = const_slot(a, bytes, size);
  if (*slot) {
    const AsmConst *c = &a->consts[*slot - 1];
    if (c->size == size && memcmp(c->bytes, bytes, size) == 0) return c->label;
  }
  if (!GROW(a, a->consts, a->const_count, a->const_capacity)) return ASM_LABEL_NONE;
  note_pool(a);
  AsmConst c = {.size = size, .label = asm_label(a)};
  if (c.label == ASM_LABEL_NONE) return ASM_LABEL_NONE;
  memcpy(c.bytes, bytes, size);
  a->consts[a->const_count] = c;
  *slot = ++a->const_count;
  return c.label;
}

AsmLabel asm_table(Asm *a, const AsmLabel *targets, uint32_t count) {
  if (!GROW(a, a->tables, a->table_count, a->table_capacity)) return ASM_LABEL_NONE;
  note_pool(a);
  size_t need = (size_t)a->target_count + count;
  if (need > a->target_capacity &&
      !grow_array(a, (void **)&a->table_targets, &a->target_capacity, need, sizeof *targets))
    return ASM_LABEL_NONE;
  AsmLabel label = asm_label(a);
  if (count > 0) memcpy(a->table_targets + a->target_count, targets, count * sizeof *targets);
  a->tables[a->table_count++] = (AsmTable){label, a->target_count, count};
  a->target_count += count;
  return label;
}

static void list_data(Asm *a, uint32_t at, const char *format, ...) PRINTF_LIKE(3, 4) COLD;
static void list_data(Asm *a, uint32_t at, const char *format, ...) {
  char text[64];
  va_list args;
  va_start(args, format);
  int size = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  asm_list(a, at, ASM_LABEL_NONE, text, (size_t)size);
}

static void place_const(Asm *a, const uint8_t *bytes, uint32_t size) {
  uint32_t at = asm_here(a);
  asm_bytes(a, bytes, size);
  if (LIKELY(a->listing == NULL)) return;
  if (size == 4) list_data(a, at, ".long  0x%x", load_u32(bytes));
  else if (size == 8) list_data(a, at, ".quad  0x%llx", (unsigned long long)load_u64(bytes));
  else
    list_data(a, at, ".octa  0x%llx%016llx", (unsigned long long)load_u64(bytes + 8),
              (unsigned long long)load_u64(bytes));
}

static void place_consts(Asm *a, uint32_t size) {
  for (uint32_t i = 0; i < a->const_count; i++) {
    const AsmConst *c = &a->consts[i];
    if (c->size != size) continue;
    asm_align(a, size);
    asm_bind(a, c->label);
    place_const(a, c->bytes, MIN_OF(size, 16u));
    if (size == 32) place_const(a, c->bytes + 16, 16);
  }
}

static void place_table(Asm *a, const AsmTable *table) {
  asm_align(a, 4);
  asm_bind(a, table->label);
  uint32_t base = asm_here(a);
  for (uint32_t i = 0; i < table->count; i++) {
    AsmLabel target = a->table_targets[table->first + i];
    uint32_t at = asm_here(a);
    store_u32(a->at, 0);
    refer(a, target, (AsmFixup){.at = at, .base = base, .kind = ASM_FIX_TABLE});
    if (asm_end(a, a->at + 4)) {
      asm_list(a, at, target, ".entry \1", 8);
      asm_settle(a);
    }
  }
}

void asm_flush(Asm *a) {
  for (uint32_t size = 32; size >= 4; size /= 2) place_consts(a, size);
  for (uint32_t i = 0; i < a->table_count; i++) place_table(a, &a->tables[i]);
  forget_consts(a);
}

AsmFault asm_finish(Asm *a) {
  asm_flush(a);
#ifndef NDEBUG
  for (AsmLabel i = 0; i < a->label_count; i++)
    assert(a->fault || !(a->labels[i] & ASM_UNBOUND) || a->labels[i] == ASM_LABEL_NONE);
#endif
  return a->fault;
}
