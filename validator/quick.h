/* The quick paths: the common instructions by a table, in validation (walk_quick.c) without an Instr, with a sink
 * (walk_sink.c) without an Effect. They know no faults and no unreachable code: whatever is not plainly right they leave,
 * untouched, to the rules, which then accept it or say what is wrong. So they can be judged alone: what they take must be valid.
 */
#ifndef WVM_VALIDATOR_QUICK_H
#define WVM_VALIDATOR_QUICK_H

#include "validator/walk.h"

/* What the quick path does with a one-byte instruction, or one behind 0xFD. */
typedef enum QuickKind {
  QUICK_NONE,
  QUICK_UNARY, /* numbers in, one number out */
  QUICK_BINARY,
  QUICK_TERNARY,
  QUICK_LOAD,
  QUICK_STORE,
  QUICK_EXTRACT, /* unary, with a lane */
  QUICK_REPLACE, /* binary, with a lane */
  QUICK_SHUFFLE, /* binary, with sixteen lanes */
  QUICK_I32_CONST,
  QUICK_I64_CONST,
  QUICK_F32_CONST,
  QUICK_F64_CONST,
  QUICK_V128_CONST,
  QUICK_LOCAL_GET,
  QUICK_LOCAL_SET,
  QUICK_LOCAL_TEE,
  QUICK_GLOBAL_GET,
  QUICK_GLOBAL_SET,
  QUICK_DROP,
  QUICK_SELECT,
  QUICK_BR,
  QUICK_BR_IF,
  QUICK_CALL,
  QUICK_BLOCK,
  QUICK_LOOP,
  QUICK_IF,
  QUICK_END
} QuickKind;
/* How the quick path with a sink tells of it. */
typedef enum QuickTell {
  TELL_BY_RULE,
  TELL_PLAIN,
  TELL_ACCESS,
  TELL_LOCAL_GET,
  TELL_LOCAL_SET,
  TELL_BRANCH,
  TELL_CALL,
  TELL_BLOCK,
  TELL_END
} QuickTell;
typedef struct Quick {
  uint8_t kind;         /* QuickKind; QUICK_NONE: not quick, or its feature is off */
  uint8_t tell;         /* QuickTell */
  uint8_t pops, pop[3]; /* kinds of number types, the lowest first */
  uint8_t push;
  uint8_t align;        /* log2 of what is natural; lanes - 1 */
  uint8_t pop_slots, push_slots;
  uint16_t op;
} Quick;
enum { QUICK_FD = 0x180 };
typedef struct QuickTables {
  Features features; /* what they were made for */
  bool made;
  Quick code[256], fd[QUICK_FD]; /* by code */
  Quick op[OP_COUNT];
} QuickTables;
void quick_make(QuickTables *t, Features features);

/* The longest instruction that is taken here: prefix, two bytes of code, sixteen of constant, and what memargs may
 * need. */
enum { LONGEST = 24 };

/* An unsigned LEB128 of at most 32 bits; its readers need five bytes in front of them. False: longer or wrong. */
static inline bool leb_u32(const uint8_t **at, uint32_t *out) {
  const uint8_t *p = *at;
  uint32_t v = p[0];
  if (LIKELY(v < 0x80)) {
    *at = p + 1;
    *out = v;
    return true;
  }
  v &= 0x7F;
  for (unsigned k = 1; k < 5; k++) {
    uint32_t byte = p[k];
    if (k == 4 && byte > 0x0F) return false;
    v |= (byte & 0x7F) << (7 * k);
    if (byte < 0x80) {
      *at = p + k + 1;
      *out = v;
      return true;
    }
  }
  return false;
}

/* The operands of a row that pops so many; where that is a constant, nothing else is left of it. */
static ALWAYS_INLINE bool quick_pops(const Quick *row, uint32_t pops, const Operand *top, const Operand *base) {
  if (UNLIKELY(top - base < pops)) return false;
  for (uint32_t k = 0; k < pops; k++)
    if (UNLIKELY(top[(int32_t)k - (int32_t)pops].type != row->pop[k])) return false;
  return true;
}

enum { BLOCK_NOTHING = 0x40 }; /* a block type: no parameters, no results */

#endif
