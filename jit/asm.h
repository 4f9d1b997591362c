/* The code buffer: bytes, labels, constants, tables, and the listing. What the encoders of both targets write into.
 *
 *   start                 at          limit      start + capacity
 *     | code so far ....... | room ...... | 32 bytes |
 *
 * There is always room for the next instruction, which is stored without looking; only within one does `at` pass
 * `limit`. Positions are offsets from `start` (the buffer moves as it grows), so code is written once and copied to
 * where it runs.
 *
 * Sticky: emitters never fail midway. After the first fault (no memory, a branch that does not reach) they go on
 * writing inside the buffer, what they write means nothing, and `fault` tells at the end.
 *
 * Must not know: instructions. How a reference to a label is written into an instruction is the target's `patch`. */
#ifndef WVM_JIT_ASM_H
#define WVM_JIT_ASM_H

#include "base/buf.h"

typedef struct Asm Asm;

/* A place in the code, bound or to be bound; ids count from 0. */
typedef uint32_t AsmLabel;
#define ASM_LABEL_NONE UINT32_MAX

enum {
  ASM_ROOM = 32,          /* bytes an instruction may take: the longest of any target, and a margin */
  ASM_MAX_SIZE = 1 << 28, /* bytes of one buffer; keeps every distance within rel32 */
  ASM_FIX_TABLE = 255,    /* kind of the entries of jump tables; smaller kinds are the target's */
};

typedef enum AsmFault {
  ASM_FINE,
  ASM_NO_MEMORY,
  ASM_TOO_BIG, /* ASM_MAX_SIZE */
  ASM_TOO_FAR, /* a label out of reach of an instruction that refers to it, a number that no encoding holds */
} AsmFault;

/* What the buffer must be told of a target. */
typedef struct AsmTarget {
  const char *name;
  uint32_t unit; /* bytes of what a listing writes as one number: 1, 4 */
  /* Writes into the reference of `kind` at `at` (its field or its instruction, as the kind says) that it means `to`.
   * Both are offsets into code. False: it does not reach. */
  bool (*patch)(uint8_t *code, uint32_t at, uint32_t to, unsigned kind);
  /* Fills `size` bytes at p with instructions that do nothing. */
  void (*pad)(uint8_t *p, uint32_t size);
} AsmTarget;

/* A reference to what lies outside of the buffer: whoever copies the code to its place resolves it (asm_relocate). */
typedef struct AsmReloc {
  uint32_t at;     /* as in patch */
  uint32_t symbol; /* the caller's */
  uint8_t kind;    /* the target's */
} AsmReloc;

/* A reference to a label that is not bound yet. */
typedef struct AsmFixup {
  uint32_t at, next, base;
  uint32_t kind;
} AsmFixup;

typedef struct AsmConst {
  uint8_t bytes[32];
  uint32_t size; /* 4, 8, 16, 32 */
  AsmLabel label;
} AsmConst;

typedef struct AsmTable {
  AsmLabel label;
  uint32_t first, count; /* of table_targets */
} AsmTable;

/* One line: an instruction, data, or a note. */
typedef struct AsmLine {
  uint32_t at, size; /* size 0: a note */
  uint32_t text, text_size;
  AsmLabel label; /* what stands for '\1' or '\2' in the text */
  uint32_t owner;
} AsmLine;

/* The text of what is emitted, kept while it is attached to an Asm; asm_print makes lines of it when labels are known.
 */
typedef struct AsmListing {
  Buf text;
  AsmLine *lines;
  uint32_t count, capacity;
  uint32_t owner; /* whose the lines from here on are: a number of the caller's */
} AsmListing;

/* Not to be copied or moved: it may point into itself. */
struct Asm {
  uint8_t *at;         /* the next byte */
  uint8_t *limit;      /* an instruction may begin up to here */
  uint8_t *start;      /* owned, except when it is `scratch` */
  AsmListing *listing; /* borrowed; NULL: none */
  uint32_t capacity;
  uint32_t pool_from; /* where the first pending constant or table was asked for */
  AsmFault fault;
  bool far; /* set by who compiles again after ASM_TOO_FAR: conditional branches shall reach as far as jumps */
  const AsmTarget *target;
  const Alloc *alloc;
  uint32_t *labels; /* bound: its offset; else ASM_UNBOUND | index of its first fixup, or ASM_LABEL_NONE */
  AsmFixup *fixups;
  AsmReloc *relocs;
  AsmConst *consts;
  uint32_t *const_index; /* open addressing: 1 + index of a constant, 0 for none */
  AsmTable *tables;
  AsmLabel *table_targets;
  uint32_t label_count, label_capacity, fixup_count, fixup_capacity, reloc_count, reloc_capacity;
  uint32_t const_count, const_capacity, const_index_size, table_count, table_capacity, target_count, target_capacity;
  uint8_t scratch[2 * ASM_ROOM]; /* where code goes when there is no memory at all */
};

void asm_init(Asm *a, const AsmTarget *target, const Alloc *alloc);
void asm_free(Asm *a);
/* Forgets code, labels, constants and fault, keeps the memory. An attached listing stays and is emptied. */
void asm_reset(Asm *a);

/* ---- bytes ---- */

static inline uint32_t asm_here(const Asm *a) { return (uint32_t)(a->at - a->start); }

/* Out of line: room again, or the fault. */
void asm_grow(Asm *a) COLD;
/* An instruction is stored at a->at without looking, since there is always room for one, and ends with asm_end: true
 * when something is left to do about it, which asm_settle ends (out of line, after the listing). */
static ALWAYS_INLINE bool asm_end(Asm *a, uint8_t *p) {
  a->at = p;
  return UNLIKELY((p > a->limit) | (a->listing != NULL));
}
static inline void asm_settle(Asm *a) {
  if (UNLIKELY(a->at > a->limit)) asm_grow(a);
}
void asm_fault(Asm *a, AsmFault fault);

/* Takes back what was emitted since offset `at`: no label is bound there, and nothing in it refers to one. */
void asm_rewind(Asm *a, uint32_t at);

/* Data. */
void asm_bytes(Asm *a, const void *bytes, size_t size);
static inline void asm_u8(Asm *a, uint8_t v) { asm_bytes(a, &v, sizeof v); }
static inline void asm_u32(Asm *a, uint32_t v) { asm_bytes(a, &v, sizeof v); }
static inline void asm_u64(Asm *a, uint64_t v) { asm_bytes(a, &v, sizeof v); }
/* Up to a multiple of `alignment` (a power of two, at most 64), filled by the target's pad. The code must be put at an
 * address as aligned. */
void asm_align(Asm *a, uint32_t alignment);

/* ---- labels ---- */

#define ASM_UNBOUND 0x80000000u

/* A new label, unbound; and one bound here. */
AsmLabel asm_label(Asm *a);
AsmLabel asm_label_here(Asm *a);
void asm_bind(Asm *a, AsmLabel label);
static inline bool asm_is_bound(const Asm *a, AsmLabel label) {
  return label < a->label_count && !(a->labels[label] & ASM_UNBOUND);
}
/* Of a bound label. */
static inline uint32_t asm_offset(const Asm *a, AsmLabel label) {
  assert(asm_is_bound(a, label));
  return LIKELY(label < a->label_count) ? a->labels[label] : 0;
}
/* For encoders: the bytes at `at`, already written, refer to the label in the manner of `kind`. */
void asm_refer(Asm *a, AsmLabel label, uint32_t at, unsigned kind);
/* For encoders: they refer to an outside symbol. */
void asm_refer_outside(Asm *a, uint32_t symbol, uint32_t at, unsigned kind);
/* Resolves a reloc in a copy of the code at `code`, which runs at address `run` (the two differ where memory is mapped
 * twice): it shall mean `address`. False: out of reach. */
MUST_USE bool asm_relocate(const AsmTarget *target, uint8_t *code, uint64_t run, const AsmReloc *reloc,
                           uint64_t address);

/* ---- constants and tables ---- */

/* The label of a constant (size 4, 8, 16 or 32), which the next asm_flush places; equal ones share a place. */
AsmLabel asm_const(Asm *a, const void *bytes, uint32_t size);
/* The label of a jump table: count entries of 4 bytes, each the distance of its target from the table's start. */
AsmLabel asm_table(Asm *a, const AsmLabel *targets, uint32_t count);
/* Places the pending constants (aligned to their sizes) and tables here, where no code runs into them. */
void asm_flush(Asm *a);
/* Whether constants wait that code may refer to from more than `reach` bytes away: then jump over a flush. */
static inline bool asm_pool_is_due(const Asm *a, uint32_t reach) {
  if (a->const_count + a->table_count == 0) return false;
  const uint64_t pool = ((uint64_t)a->const_count + a->table_count) * sizeof a->consts->bytes + (uint64_t)a->target_count * 4;
  return asm_here(a) - a->pool_from + pool > reach;
}
/* Flushes; every label referred to must be bound. The first fault. */
MUST_USE AsmFault asm_finish(Asm *a);

/* ---- listing ---- */

void asm_listing_init(AsmListing *l, const Alloc *alloc);
void asm_listing_free(AsmListing *l);
/* For encoders, only with a listing attached: one line for what was emitted since `at`. In the text '\1' stands for the
 * label's offset, '\2' for the distance to it from the line's end, as in "rip+0x10". */
/* The lines from `at` on are dropped; notes stay. */
void asm_list_rewind(AsmListing *l, uint32_t at);
void asm_list(Asm *a, uint32_t at, AsmLabel label, const char *text, size_t size);
/* A text in the making; what does not fit is cut. */
typedef struct AsmText {
  char at[160];
  size_t size;
} AsmText;
void asm_text(AsmText *t, const char *format, ...) PRINTF_LIKE(2, 3);
/* A line of the caller's between the instructions, such as the Wasm instruction that comes next; nothing without
 * listing. */
#define asm_note(a, ...)                                                                                               \
  do {                                                                                                                 \
    if (UNLIKELY((a)->listing != NULL)) asm_note_text(a, __VA_ARGS__);                                                 \
  } while (0)
void asm_note_text(Asm *a, const char *format, ...) PRINTF_LIKE(2, 3) COLD;
/* What comes from here on is this owner's. */
static inline void asm_own(Asm *a, uint32_t owner) {
  if (UNLIKELY(a->listing != NULL)) a->listing->owner = owner;
}
/* The lines of code [from, to): "offset: bytes  mnemonic operands", notes as "; text". Offsets are those of the buffer.
 */
void asm_print(const Asm *a, uint32_t from, uint32_t to, Buf *out);
/* The same, line by line, each with its owner. False: no memory. */
typedef void AsmLineFunc(void *env, uint32_t owner, const char *text, size_t size);
MUST_USE bool asm_lines(const Asm *a, uint32_t from, uint32_t to, AsmLineFunc *line, void *env);

#endif
