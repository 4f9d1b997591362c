/* Islands: the translator, one instruction at a time. */
#include "vm/interp/translate.h"

void island_start(Translator *t, Program *p) {
  translate_start(t, p);
  t->is_island = true;
}

void island_exit(Translator *t, uint32_t place, const Label *l) {
  if (!alloc_grow(t->alloc, (void **)&t->exits, &t->exit_capacity, (size_t)t->exit_count + 1, sizeof *t->exits)) {
    t->err = ERR_NO_MEMORY;
    return;
  }
  t->exits[t->exit_count++] = (IslandExit){.label = l, .place = place};
}

/* A cell that goes back to machine code; its number. */
static uint32_t emit_resume(Translator *t) {
  const uint32_t cell = t->count;
  emit(t, H_RESUME_NATIVE);
  (void)emit_data(t);
  return cell;
}

/* The mirror shall hold nothing but the instruction's operands; what lies below is looked at by nobody. */
static MUST_USE bool mirror_operands(Translator *t, uint32_t operands) {
  const uint32_t count = walk_operand_count(t->walk);
  if (!alloc_grow(t->alloc, (void **)&t->stack, &t->stack_capacity, (size_t)count + 1, sizeof *t->stack)) return false;
  t->sp = t->settled = count - operands;
  forget_accs(t);
  set_barrier(t);
  t->previous = t->before = H_NONE;
  return true;
}

Err island_make(Translator *t, Walk *w, const WalkInstr *i, uint32_t operands, Island *out) {
  WalkInstr free_of_charge = *i; /* it is charged already */
  free_of_charge.fuel = 0;
  t->walk = w;
  if (!mirror_operands(t, operands)) return ERR_NO_MEMORY;
  const uint32_t below = t->sp;
  t->exit_count = 0;
  out->first = t->count;
  const Err err = t->sink.instr(&t->sink, w, &free_of_charge);
  if (err) return err;
  if (t->sp > below) bring_home(t, t->sp - below);
  t->sp = below;
  out->resume = emit_resume(t);
  for (uint32_t k = 0; k < t->exit_count; k++) {
    way_bind(t, t->exits[k].place);
    t->exits[k].resume = emit_resume(t);
  }
  out->exits = t->exits;
  out->exit_count = t->exit_count;
  return t->map.map.failed ? ERR_NO_MEMORY : t->err;
}

const Cell *island_cells(const Translator *t, uint32_t *count) {
  *count = t->count;
  return t->cells;
}

Bytes island_map(const Translator *t) { return (Bytes){t->map.map.at, t->map.map.size}; }
