/* Atomic accesses: one form each, for any memory (op_atomic.c). */
#include "vm/engine.h"
#include "vm/interp/translate.h"

/* Handlers stand in the order of the instructions. */
#define FIRST_OP OP_I32_ATOMIC_LOAD
#define FIRST_HANDLER H_I32_ATOMIC_LOAD
#define SAME_PLACE(op)                                                                                                 \
  _Static_assert((int)OP_##op - (int)FIRST_OP == (int)H_##op - (int)FIRST_HANDLER, "order of atomic.def");
#define ATOMIC_LOAD(op, t, bits) SAME_PLACE(op)
#define ATOMIC_STORE(op, t, bits) SAME_PLACE(op)
#define ATOMIC_RMW(op, t, bits, f) SAME_PLACE(op)
#define ATOMIC_CMPXCHG(op, t, bits) SAME_PLACE(op)
#include "vm/sem/atomic.def"

static void put_place(Translator *t, const MemArg *m) {
  Cell *data = emit_data(t);
  data->u64[0] = m->offset;
  data->u64[1] = m->memory;
}

/* The topmost `operands`: an address and values, all in slots. */
static void access_memory(Translator *t, const WalkInstr *i, uint32_t operands) {
  const Op op = i->instr->op;
  Source s[3] = {{0}};
  for (uint32_t k = 0; k < operands; k++) (void)source_slot(t, k);
  /* Only now: bringing one home may have cost another its accumulator. */
  for (uint32_t k = 0; k < operands; k++) s[k] = source(t, operands - 1 - k);
  const uint32_t cell = t->count;
  Cell *c = emit(t, FIRST_HANDLER + (uint32_t)(op - FIRST_OP));
  c->x[0] = top(t, operands - 1)->home;
  for (uint32_t k = 0; k < operands; k++) c->x[k + 1] = s[k].slot;
  put_place(t, &i->instr->mem);
  if (op_info[op].kind == KIND_ATOMIC_STORE) {
    pop(t, operands);
    t->last.valid = false;
  } else {
    const char letter = sig_info[op_info[op].sig].results[0];
    result(t, cell, operands, letter == 'i' ? CLASS_i : CLASS_l, OP_COUNT, 0, s[0], s[1]);
  }
}

static void wait_or_notify(Translator *t, const WalkInstr *i, uint32_t handler, uint32_t operands) {
  bring_home(t, operands);
  safepoint(t);
  emit(t, handler)->x0 = (uint16_t)(i->height - i->operand_slots);
  put_place(t, &i->instr->mem);
  pop(t, operands);
  forget_accs(t);
  t->last.valid = false;
}

void translate_atomic(Translator *t, const WalkInstr *i) {
  const Op op = i->instr->op;
  const uint32_t operands = sig_info[op_info[op].sig].param_count;
  if (UNLIKELY(t->trace & TRACE_MEM) && op != OP_ATOMIC_FENCE) trace_access(t, i, operands - 1);
  switch (op) {
  case OP_MEMORY_ATOMIC_NOTIFY: wait_or_notify(t, i, H_MEMORY_ATOMIC_NOTIFY, operands); break;
  case OP_MEMORY_ATOMIC_WAIT32: wait_or_notify(t, i, H_MEMORY_ATOMIC_WAIT32, operands); break;
  case OP_MEMORY_ATOMIC_WAIT64: wait_or_notify(t, i, H_MEMORY_ATOMIC_WAIT64, operands); break;
  case OP_ATOMIC_FENCE:
    emit(t, H_ATOMIC_FENCE);
    t->last.valid = false;
    break;
  default: access_memory(t, i, operands); break;
  }
}
