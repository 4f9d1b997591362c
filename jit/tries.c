/* Tries. They cost nothing until something is thrown: then all is home, for whatever throws is a call or an island, and
 * the unwinder goes on at a pad, which loads what the label's region wants in registers. The arm of an old try is its own
 * pad: it begins with everything home. */
#include "jit/region.h"

static bool grow_pads(Jit *j) {
  return alloc_grow(j->alloc, (void **)&j->pads, &j->pad_capacity, (size_t)j->pad_count + 1, sizeof *j->pads) &&
         alloc_grow(j->alloc, (void **)&j->pad_loads, &j->pad_load_capacity, (size_t)j->pad_load_count + REGION_LOCALS, sizeof *j->pad_loads);
}

/* A way from where nothing is in registers to the label; the state at hand is not changed. */
static AsmLabel pad_to(Jit *j, const Label *l) {
  if (!grow_pads(j)) {
    j->err = ERR_NO_MEMORY;
    return 0;
  }
  Pad *pad = &j->pads[j->pad_count++];
  *pad = (Pad){.label = asm_label(&j->as), .to = ASM_LABEL_NONE, .first_load = j->pad_load_count};
  if (l->kind == LABEL_FUNC) return pad->label;
  Block *b = jit_block(j, l);
  pad->to = b->label;
  region_land(b);
  const Region *r = &j->regions[b->region];
  for (RegSet s = b->valid; s; s &= s - 1) j->pad_loads[j->pad_load_count++] = r->locals[r->index_of[__builtin_ctzll(s)]];
  pad->load_count = j->pad_load_count - pad->first_load;
  return pad->label;
}

void jit_pads(Jit *j) {
  for (uint32_t k = 0; k < j->pad_count; k++) {
    const Pad *pad = &j->pads[k];
    asm_note(&j->as, "an exception lands");
    asm_bind(&j->as, pad->label);
    if (pad->to == ASM_LABEL_NONE) {
      j->target->ret(j);
      continue;
    }
    for (const RegionLocal *l = &j->pad_loads[pad->first_load]; l < &j->pad_loads[pad->first_load + pad->load_count]; l++)
      j->target->load(j, (Class)l->cls, l->reg, l->slot);
    j->target->jump(j, pad->to);
  }
}

/* In both tables alike. */
static uint32_t put_clause(Jit *j, uint32_t try, uint32_t last, CatchClause clause) {
  const uint32_t k = j->err ? NO_CLAUSE : try_build_clause(&j->tries, j->alloc, try, last, clause);
  if (!j->err && (k == NO_CLAUSE || try_build_clause(&j->island_tries, j->alloc, try, last, clause) == NO_CLAUSE)) j->err = ERR_NO_MEMORY;
  return k;
}

static uint32_t island_position(const Jit *j) {
  uint32_t count;
  (void)island_cells(j->islands, &count);
  return count;
}

void jit_try_enter(Jit *j, const WalkInstr *i, Label *l, Block *b) {
  static const uint8_t flags[] = {
      [CATCH_TAG] = 0, [CATCH_TAG_REF] = CLAUSE_REF, [CATCH_ALL] = CLAUSE_ALL, [CATCH_ALL_REF] = CLAUSE_ALL | CLAUSE_REF};
  const uint32_t depth = walk_label_depth(j->walk), try = try_build_open(&j->tries, j->alloc, depth, asm_here(&j->as));
  if (try == NO_TRY || try_build_open(&j->island_tries, j->alloc, depth, island_position(j)) == NO_TRY) {
    j->err = ERR_NO_MEMORY;
    return;
  }
  b->try = try + 1;
  if (l->kind != LABEL_TRY_TABLE) return;
  const uint8_t *cursor = i->instr->catches;
  uint32_t last = NO_CLAUSE;
  for (uint32_t k = 0; k < i->instr->catch_count && !j->err; k++) {
    const Catch c = next_catch(&cursor);
    const Label *to = walk_label(j->walk, c.label + 1);
    const uint16_t base = to->kind == LABEL_FUNC ? 0 : (uint16_t)to->base_slot;
    last = put_clause(j, try, last, (CatchClause){.tag = c.tag, .target = pad_to(j, to), .base = base, .flags = flags[c.kind]});
  }
}

static void close_try(Jit *j) {
  if (!try_build_close(&j->tries, j->alloc, asm_here(&j->as)) || !try_build_close(&j->island_tries, j->alloc, island_position(j)))
    j->err = ERR_NO_MEMORY;
}

void jit_try_arm(Jit *j, const WalkInstr *i, const Label *l, Block *b) {
  if (l->kind == LABEL_TRY) close_try(j);
  const bool all = i->instr->op == OP_CATCH_ALL;
  const CatchClause clause = {.tag = all ? 0 : i->instr->index, .target = asm_label_here(&j->as), .base = (uint16_t)l->base_slot,
                              .flags = (uint8_t)(CLAUSE_OLD | (all ? CLAUSE_ALL : 0))};
  b->clause = put_clause(j, b->try - 1, b->clause ? b->clause - 1 : NO_CLAUSE, clause) + 1;
}

void jit_try_leave(Jit *j, const WalkInstr *i, const Label *l, const Block *b) {
  if (l->kind >= LABEL_CATCH) return;
  close_try(j);
  if (i->instr->op != OP_DELEGATE || j->err) return;
  const uint32_t depth = walk_label_depth(j->walk) - 1 - i->instr->index;
  j->tries.tries[b->try - 1].around = try_build_around(&j->tries, depth);
  j->island_tries.tries[b->try - 1].around = try_build_around(&j->island_tries, depth);
}
