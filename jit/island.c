/* Islands: instructions that the target does not lower. The translator makes cells of such an instruction, its operands
 * home; machine code leaves for them through the driver and comes back behind. So each instruction's meaning is written
 * once, and a target may begin with as few as it likes. */
#include "jit/driver.h"

/* How many operands these slots are. */
static uint32_t operands_of(Jit *j, uint32_t slots) {
  uint32_t count = 0;
  for (uint32_t s = 0; s < slots && count < j->sp; count++) s += class_slots(top(j, count)->cls);
  return count;
}

/* The cell goes back to the code here. */
static void resume_here(Jit *j, uint32_t cell) {
  if (!alloc_grow(j->alloc, (void **)&j->resumes, &j->resume_capacity, (size_t)j->resume_count + 1, sizeof *j->resumes)) {
    j->err = ERR_NO_MEMORY;
    return;
  }
  j->resumes[j->resume_count++] = (Resume){cell, asm_label_here(&j->as)};
}

void jit_island(Jit *j, const WalkInstr *i) {
  const uint32_t operands = operands_of(j, i->operand_slots);
  all_home(j, operands);
  Island island;
  const Err err = island_make(j->islands, j->walk, i, operands, &island);
  if (err) {
    j->err = err;
    return;
  }
  mark_place(j);
  j->target->island(j, island.first);
  for (uint32_t k = 0; k < island.exit_count; k++) {
    resume_here(j, island.exits[k].resume);
    land_at_label(j, island.exits[k].label);
  }
  resume_here(j, island.resume);
  pop_values(j, operands);
}
