/* Instructions that are calls of C: tables, bulk operations, tracing. All operands are home; accumulators are dead
 * afterwards. */
#include "vm/interp/handler.h"
#include "vm/interp/trace.h"

/* What can go wrong and what a grown memory needs are seen to once. */
#define HELPER(id, cells)                                                                                              \
  static TrapCode PASTE(help, WVM_ISA, id)(Exec *x, Slot *fp, const Cell *ip);                                         \
  HANDLER(id) {                                                                                                        \
    x->ip = ip;                                                                                                        \
    x->fp = FP;                                                                                                        \
    const TrapCode trap = PASTE(help, WVM_ISA, id)(x, FP, ip);                                                         \
    if (UNLIKELY(trap)) TRAP(trap);                                                                                    \
    RELOAD_MEMORY();                                                                                                   \
    NEXT(cells);                                                                                                       \
  }                                                                                                                    \
  static TrapCode PASTE(help, WVM_ISA, id)(Exec *x, Slot *fp, const Cell *ip)

/* Operands lie one behind the other from x0, a result goes there; the next cell holds up to two indices. */
#define ARG(n) (fp[ip->x0 + (n)].i64)
#define INDEX(n) ((uint32_t)ip[1].i32[n])
#define MEMORY(n) (x->instance->memories[INDEX(n)])
#define TABLE(n) (x->instance->tables[INDEX(n)])

HELPER(REF_FUNC, 2) {
  Func *f = instance_func(x->instance, INDEX(0));
  fp[ip->x0].i64 = (Ref)f;
  return TRAP_NONE;
}

/* The results of growing, -1 included, are as wide as the index type: 32-bit ones are cut. */
HELPER(MEMORY_GROW, 2) {
  Memory *m = MEMORY(0);
  const uint64_t before = memory_grow(x->store, m, ARG(0));
  fp[ip->x0].i64 = m->limits.is64 ? before : (uint32_t)before;
  return TRAP_NONE;
}
HELPER(MEMORY_FILL, 2) { return memory_fill(x->store, MEMORY(0), ARG(0), (uint8_t)ARG(1), ARG(2)); }
HELPER(MEMORY_COPY, 2) { return memory_copy(x->store, MEMORY(0), ARG(0), MEMORY(1), ARG(1), ARG(2)); }
HELPER(MEMORY_INIT, 2) {
  return instance_memory_init(x->instance, INDEX(0), INDEX(1), ARG(0), (uint32_t)ARG(1), (uint32_t)ARG(2));
}
HELPER(MEMORY_DISCARD, 2) { return memory_discard(x->store, MEMORY(0), ARG(0), ARG(1)); }
HELPER(DATA_DROP, 2) {
  (void)fp;
  instance_data_drop(x->instance, INDEX(0));
  return TRAP_NONE;
}
HELPER(ELEM_DROP, 2) {
  (void)fp;
  instance_elem_drop(x->instance, INDEX(0));
  return TRAP_NONE;
}
HELPER(TABLE_GROW, 2) {
  Table *t = TABLE(0);
  const uint64_t before = table_grow(t, ARG(1), ARG(0));
  fp[ip->x0].i64 = t->limits.is64 ? before : (uint32_t)before;
  return TRAP_NONE;
}
HELPER(TABLE_FILL, 2) { return table_fill(x->store, TABLE(0), ARG(0), ARG(1), ARG(2)); }
HELPER(TABLE_COPY, 2) { return table_copy(x->store, TABLE(0), ARG(0), TABLE(1), ARG(1), ARG(2)); }
HELPER(TABLE_INIT, 2) {
  return instance_table_init(x->instance, INDEX(0), INDEX(1), ARG(0), (uint32_t)ARG(1), (uint32_t)ARG(2));
}

/* What a frame holds at first above its locals. */
HELPER(POISON, 1) {
  (void)x;
  memset(&fp[ip->x0], 0xDB, (size_t)(uint32_t)ip->imm * sizeof *fp);
  return TRAP_NONE;
}

HELPER(TRACE_OP, 1) {
  (void)fp;
  trace_op(x, (uint32_t)ip->imm, ip->x0);
  return TRAP_NONE;
}
HELPER(TRACE_CALL, 1) {
  (void)fp;
  trace_call(x, (uint32_t)ip->imm);
  return TRAP_NONE;
}
HELPER(TRACE_MEMORY, 2) {
  (void)x;
  trace_memory(fp[ip->x1].i64, ip[1].u64[0], (uint32_t)ip->x[2], (Op)ip->x0);
  return TRAP_NONE;
}
