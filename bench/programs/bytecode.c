/* br_table: an interpreter for a small stack machine that counts primes. */
#include "bench.h"
enum { PUSH, LOAD, STORE, ADD, MUL, REM, LESS, JUMP, JUMP_ZERO, DUP, EQUAL, AND, NOT, DECREMENT, SWAP, HALT };
enum { N, D, COUNT, LIMIT };
/* for (n = 2; n < limit; n++) { for (d = 2; d * d <= n; d++) if (n % d == 0) goto next; count++; next:; } */
static const int32_t program[] = {
    PUSH, 2,     STORE, N,                                                  /*  0 */
    LOAD, N,     LOAD,  LIMIT, LESS, JUMP_ZERO, 57,                         /*  4 */
    PUSH, 2,     STORE, D,                                                  /* 11 */
    LOAD, N,     LOAD,  D,     DUP,  MUL,       LESS,  NOT,  JUMP_ZERO, 41, /* 15 */
    LOAD, N,     LOAD,  D,     REM,  JUMP_ZERO, 48,                         /* 25 */
    LOAD, D,     PUSH,  1,     ADD,  STORE,     D,     JUMP, 15,            /* 32 */
    LOAD, COUNT, PUSH,  1,     ADD,  STORE,     COUNT,                      /* 41 */
    LOAD, N,     PUSH,  1,     ADD,  STORE,     N,     JUMP, 4,             /* 48 */
    HALT,                                                                   /* 57 */
};
static NOINLINE int32_t run(const int32_t *c, int32_t limit) {
  int32_t stack[16], vars[4] = {[LIMIT] = limit};
  int sp = 0, pc = 0;
  for (;;) {
    switch (c[pc++]) {
    case PUSH: stack[sp++] = c[pc++]; break;
    case LOAD: stack[sp++] = vars[c[pc++]]; break;
    case STORE: vars[c[pc++]] = stack[--sp]; break;
    case ADD: sp--, stack[sp - 1] += stack[sp]; break;
    case MUL: sp--, stack[sp - 1] *= stack[sp]; break;
    case REM: sp--, stack[sp - 1] %= stack[sp]; break;
    case LESS: sp--, stack[sp - 1] = stack[sp - 1] < stack[sp]; break;
    case EQUAL: sp--, stack[sp - 1] = stack[sp - 1] == stack[sp]; break;
    case AND: sp--, stack[sp - 1] &= stack[sp]; break;
    case NOT: stack[sp - 1] = !stack[sp - 1]; break;
    case DUP: stack[sp] = stack[sp - 1], sp++; break;
    case DECREMENT: stack[sp - 1]--; break;
    case SWAP: {
      int32_t t = stack[sp - 1];
      stack[sp - 1] = stack[sp - 2];
      stack[sp - 2] = t;
      break;
    }
    case JUMP: pc = c[pc]; break;
    case JUMP_ZERO: pc = stack[--sp] ? pc + 1 : c[pc]; break;
    default: return vars[COUNT];
    }
  }
}
static uint64_t work(void) { return (uint64_t)run(program, 40000); }
