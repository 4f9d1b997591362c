/* memory.copy and memory.fill of memory 0 with 32-bit addresses, without the C library up to MOST bytes: there a call of it
 * would take longer than the work. Four handlers each, by size:
 *
 *   …         16 to 256 bytes: leaf code without a frame
 *   …_TINY    fewer
 *   …_LONG    more, up to MOST
 *   …_SLOW    still more, in C, polling; and what may be out of bounds
 *
 *   MEMORY_COPY_S   x0 to, x1 from, x2 size       …_C: imm size
 *   MEMORY_FILL_SS  x0 at, x1 value, x2 size      first letter: the value, S, or C the byte itself; second: the size, S or C
 *
 * A size is moved by loads and stores of one width, the last of which may overlap the others: all that a step reads is read
 * before it writes. */
#include "vm/interp/handler.h"

enum { HALF = 16, PIECE = 32, STEP = 4 * PIECE, SHORT_MOST = 2 * STEP, MOST = 8192 };

typedef uint8_t Piece __attribute__((vector_size(PIECE), aligned(1), may_alias));
typedef uint8_t Half __attribute__((vector_size(HALF), aligned(1), may_alias));
typedef uint64_t Word __attribute__((aligned(1), may_alias));
typedef uint32_t Short __attribute__((aligned(1), may_alias));
typedef struct Four {
  Piece a, b, c, d;
} Four;

#define AT(T, p) (*(T *)(p))
static ALWAYS_INLINE Four load_four(const uint8_t *p) {
  return (Four){AT(const Piece, p), AT(const Piece, p + PIECE), AT(const Piece, p + 2 * PIECE), AT(const Piece, p + 3 * PIECE)};
}
static ALWAYS_INLINE void store_four(uint8_t *p, Four f) {
  AT(Piece, p) = f.a;
  AT(Piece, p + PIECE) = f.b;
  AT(Piece, p + 2 * PIECE) = f.c;
  AT(Piece, p + 3 * PIECE) = f.d;
}

/* ---- copy ---- */

/* Both ends, for sizes from one T to two. Given are where they end and the size as a negative number: three registers. */
#define MOVE_ENDS(T)                                                                                                   \
  do {                                                                                                                 \
    const T first = AT(const T, from + back), last = AT(const T, from - sizeof(T));                                    \
    AT(T, to + back) = first;                                                                                          \
    AT(T, to - sizeof(T)) = last;                                                                                      \
  } while (0)

/* From HALF to SHORT_MOST. */
static ALWAYS_INLINE void move_short(uint8_t *to, const uint8_t *from, int64_t back) {
  if (back > -PIECE) {
    MOVE_ENDS(Half);
  } else if (back >= -2 * PIECE) {
    MOVE_ENDS(Piece);
  } else if (back < -STEP) {
    const Four first = load_four(from + back), last = load_four(from - STEP);
    store_four(to + back, first);
    store_four(to - STEP, last);
  } else {
    const Four f = {AT(const Piece, from + back), AT(const Piece, from + back + PIECE), AT(const Piece, from - 2 * PIECE),
                    AT(const Piece, from - PIECE)};
    AT(Piece, to + back) = f.a;
    AT(Piece, to + back + PIECE) = f.b;
    AT(Piece, to - 2 * PIECE) = f.c;
    AT(Piece, to - PIECE) = f.d;
  }
}

/* Below HALF. */
static ALWAYS_INLINE void move_tiny(uint8_t *to, const uint8_t *from, int64_t back) {
  if (back <= -(int64_t)sizeof(Word)) {
    MOVE_ENDS(Word);
  } else if (back <= -(int64_t)sizeof(Short)) {
    MOVE_ENDS(Short);
  } else if (back) {
    const uint8_t first = from[back], middle = from[back >> 1], last = from[-1]; /* of one and two bytes the middle is the last */
    to[back] = first;
    to[back >> 1] = middle;
    to[-1] = last;
  }
}

/* Not unrolled further: what would be done for the odd steps costs more. */
#define NOT_UNROLLED _Pragma("GCC unroll 1")

/* More than a step: in the direction that reads before it overwrites, the other end read first and written last. */
static ALWAYS_INLINE void move_long(uint8_t *to, const uint8_t *from, int64_t back) {
  if ((uintptr_t)to - (uintptr_t)from >= (uint64_t)-back) {
    const Four end = load_four(from - STEP);
    NOT_UNROLLED for (; back < -STEP; back += STEP) store_four(to + back, load_four(from + back));
    store_four(to - STEP, end);
  } else {
    const Four start = load_four(from + back);
    uint8_t *const first = to + back;
    NOT_UNROLLED for (to -= STEP, from -= STEP; to > first; to -= STEP, from -= STEP) store_four(to, load_four(from));
    store_four(first, start);
  }
}

/* ---- fill ---- */

#define FILL_ENDS(T, value)                                                                                            \
  do {                                                                                                                 \
    const T word = (value);                                                                                            \
    AT(T, to + back) = word;                                                                                           \
    AT(T, to - sizeof(T)) = word;                                                                                      \
  } while (0)

static ALWAYS_INLINE void fill_short(uint8_t *to, uint8_t value, int64_t back) {
  const Piece all = (Piece){0} + value;
  if (back > -PIECE) {
    FILL_ENDS(Half, (Half){0} + value);
  } else if (back < -STEP) {
    const Four four = {all, all, all, all};
    store_four(to + back, four);
    store_four(to - STEP, four);
  } else {
    FILL_ENDS(Piece, all);
    if (back < -2 * PIECE) AT(Piece, to + back + PIECE) = AT(Piece, to - 2 * PIECE) = all;
  }
}

static ALWAYS_INLINE void fill_tiny(uint8_t *to, uint8_t value, int64_t back) {
  if (back <= -(int64_t)sizeof(Word)) FILL_ENDS(Word, value * UINT64_C(0x0101010101010101));
  else if (back <= -(int64_t)sizeof(Short)) FILL_ENDS(Short, value * UINT32_C(0x01010101));
  else if (back) to[back] = to[back >> 1] = to[-1] = value;
}

static ALWAYS_INLINE void fill_long(uint8_t *to, uint8_t value, int64_t back) {
  const Piece all = (Piece){0} + value;
  const Four four = {all, all, all, all};
  NOT_UNROLLED for (; back < -STEP; back += STEP) store_four(to + back, four);
  store_four(to - STEP, four);
}

/* ---- handlers ---- */

/* Clean 32-bit numbers: no sum overflows. */
#define SIZE_S ((uint64_t)S_i(2))
#define SIZE_C ((uint64_t)(uint32_t)ip->imm)
#define VALUE_S ((uint8_t)S_i(1))
#define VALUE_C ((uint8_t)ip->x1)
/* Where the operand's bytes end; hidden from the compiler, which would keep both ends. */
#define END(name, operand, n, slow)                                                                                    \
  uint64_t name = (operand) + (n);                                                                                     \
  __asm__("" : "+r"(name));                                                                                            \
  if (UNLIKELY(name > MEM_SIZE)) GOTO(slow)
/* Not the short sizes: where they go on. */
#define BY_SIZE(id, n)                                                                                                 \
  if (UNLIKELY((n) - HALF > SHORT_MOST - HALF)) {                                                                      \
    if ((n) < HALF) GOTO(H(id##_TINY));                                                                                \
    if ((n) <= MOST) GOTO(H(id##_LONG));                                                                               \
    GOTO(H(id##_SLOW));                                                                                                \
  }

#define SLOW(id, call)                                                                                                 \
  NOINLINE HANDLER(id##_SLOW) {                                                                                        \
    x->ip = ip;                                                                                                        \
    x->fp = FP;                                                                                                        \
    Memory *m = x->instance->memories[0];                                                                              \
    const TrapCode trap = call;                                                                                        \
    if (UNLIKELY(trap)) TRAP(trap);                                                                                    \
    RELOAD_MEMORY();                                                                                                   \
    NEXT(1);                                                                                                           \
  }

#define COPY_BY(id, moving)                                                                                            \
  END(to, S_i(0), n, H(id##_SLOW));                                                                                    \
  END(from, S_i(1), n, H(id##_SLOW));                                                                                  \
  moving(MEM + to, MEM + from, -(int64_t)n);                                                                           \
  NEXT(1)
#define COPY(id, size)                                                                                                 \
  HANDLER(id) {                                                                                                        \
    const uint64_t n = size;                                                                                           \
    BY_SIZE(id, n);                                                                                                    \
    COPY_BY(id, move_short);                                                                                           \
  }                                                                                                                    \
  NOINLINE HANDLER(id##_TINY) {                                                                                        \
    const uint64_t n = size;                                                                                           \
    COPY_BY(id, move_tiny);                                                                                            \
  }                                                                                                                    \
  NOINLINE HANDLER(id##_LONG) {                                                                                        \
    const uint64_t n = size;                                                                                           \
    COPY_BY(id, move_long);                                                                                            \
  }                                                                                                                    \
  SLOW(id, memory_copy(x->store, m, S_i(0), m, S_i(1), size))
COPY(MEMORY_COPY_S, SIZE_S)
COPY(MEMORY_COPY_C, SIZE_C)

#define FILL_BY(id, filling, value)                                                                                    \
  END(to, S_i(0), n, H(id##_SLOW));                                                                                    \
  filling(MEM + to, value, -(int64_t)n);                                                                               \
  NEXT(1)
#define FILL(id, value, size)                                                                                          \
  HANDLER(id) {                                                                                                        \
    const uint64_t n = size;                                                                                           \
    BY_SIZE(id, n);                                                                                                    \
    FILL_BY(id, fill_short, value);                                                                                    \
  }                                                                                                                    \
  NOINLINE HANDLER(id##_TINY) {                                                                                        \
    const uint64_t n = size;                                                                                           \
    FILL_BY(id, fill_tiny, value);                                                                                     \
  }                                                                                                                    \
  NOINLINE HANDLER(id##_LONG) {                                                                                        \
    const uint64_t n = size;                                                                                           \
    FILL_BY(id, fill_long, value);                                                                                     \
  }                                                                                                                    \
  SLOW(id, memory_fill(x->store, m, S_i(0), value, size))
FILL(MEMORY_FILL_SS, VALUE_S, SIZE_S)
FILL(MEMORY_FILL_SC, VALUE_S, SIZE_C)
FILL(MEMORY_FILL_CS, VALUE_C, SIZE_S)
FILL(MEMORY_FILL_CC, VALUE_C, SIZE_C)
