/* Choosing locals, ways between regions. */
#include "jit/region.h"

/* ---- choosing ---- */

/* What having the local in a register saves, more or less: its uses, less what calls cost. */
static bool is_worth_it(const LoopUse *use, const LocalUse *l) {
  const uint64_t calls = (uint64_t)use->calls + use->helpers;
  return l->weight > calls * (l->written ? 2 : 1) + (use->depth ? 0 : 1);
}

/* NULL: no memory. */
static Region *region_push(Jit *j) {
  if (!alloc_grow(j->alloc, (void **)&j->regions, &j->region_capacity, (size_t)j->region_count + 1, sizeof *j->regions)) {
    j->err = ERR_NO_MEMORY;
    return NULL;
  }
  Region *r = &j->regions[j->region_count++];
  r->count = 0;
  r->regs = r->written = 0;
  return r;
}

static void region_add(Jit *j, Region *r, const LocalUse *l, Reg reg) {
  r->index_of[reg] = (uint8_t)r->count;
  r->locals[r->count++] = (RegionLocal){.local = l->local, .slot = (uint16_t)walk_local_slot(j->walk, l->local),
                                        .cls = (uint8_t)class_of(walk_local_type(j->walk, l->local)), .reg = reg};
  r->regs |= reg_bit(reg);
  if (l->written) r->written |= reg_bit(reg);
}

/* The heaviest first: those that have a register around keep it, the others take what is left. */
static void choose(Jit *j, Region *r, const Region *around, const LoopUse *use) {
  RegSet free = j->local_regs;
  uint32_t room[2] = {(uint32_t)__builtin_popcountll(free & INT_REGS), (uint32_t)__builtin_popcountll(free & VECTOR_REGS)};
  const LocalUse *chosen[REGION_LOCALS];
  uint32_t count = 0;
  for (uint32_t k = 0; k < use->local_count && count < REGION_LOCALS; k++) {
    const LocalUse *l = &use->locals[k];
    const bool vector = class_is_vector(class_of(walk_local_type(j->walk, l->local)));
    if (!room[vector] || (!is_worth_it(use, l) && !jit_chance(j, 2)) || jit_chance(j, 5)) continue;
    room[vector]--;
    chosen[count++] = l;
    const Reg kept = around ? j->local_reg[l->local] : REG_NONE;
    if (kept != REG_NONE) free &= ~reg_bit(kept);
  }
  for (uint32_t k = 0; k < count; k++) {
    Reg reg = around ? j->local_reg[chosen[k]->local] : REG_NONE;
    if (reg == REG_NONE) {
      const RegSet of_class = free & class_regs(class_of(walk_local_type(j->walk, chosen[k]->local)));
      reg = jit_choose(j, of_class);
      free &= ~reg_bit(reg);
    }
    region_add(j, r, chosen[k], reg);
  }
}

/* local_reg becomes that of `to`. */
static void rename_locals(Jit *j, const Region *from, const Region *to) {
  for (uint32_t k = 0; from && k < from->count; k++) j->local_reg[from->locals[k].local] = REG_NONE;
  for (uint32_t k = 0; k < to->count; k++) j->local_reg[to->locals[k].local] = to->locals[k].reg;
}

static void store(Jit *j, const RegionLocal *l) { j->target->store(j, (Class)l->cls, l->slot, l->reg); }
static void load(Jit *j, const RegionLocal *l) { j->target->load(j, (Class)l->cls, l->reg, l->slot); }
static const RegionLocal *local_in(const Region *r, Reg reg) { return &r->locals[r->index_of[reg]]; }

void region_body(Jit *j) {
  const FuncInfo *info = &j->program->valid->funcs[j->func];
  const LoopUse *use = summary_body(j->summary);
  Region *r = region_push(j);
  if (j->err) return;
  choose(j, r, NULL, use);
  rename_locals(j, NULL, r);
  j->region = 0;
  /* Of locals that are not parameters: zero, at home or in the register. */
  uint32_t run = info->param_slots;
  for (uint32_t k = 0; k < r->count; k++) {
    const RegionLocal *l = &r->locals[k];
    if (l->slot < info->param_slots) continue;
    static const uint64_t zero[2];
    j->target->constant(j, (Class)l->cls, l->reg, zero);
    j->valid |= reg_bit(l->reg);
    j->dirty |= reg_bit(l->reg);
  }
  while (run < info->local_slots) { /* runs between those with registers; the next one by slot */
    uint32_t end = info->local_slots, behind = end;
    for (uint32_t k = 0; k < r->count; k++) {
      const RegionLocal *l = &r->locals[k];
      if (l->slot < run || l->slot >= end) continue;
      end = l->slot;
      behind = end + class_slots(l->cls);
    }
    if (end > run) j->target->zero_slots(j, run, end - run);
    run = behind;
  }
}

/* ---- loops ---- */

void region_enter(Jit *j, Block *b, uint32_t offset) {
  const LoopUse *use = summary_next_loop(j->summary, offset);
  b->outer = j->region;
  if (use && j->region_count < REGION_MAX) {
    Region *r = region_push(j);
    if (j->err) return;
    const Region *around = &j->regions[j->region];
    choose(j, r, around, use);
    /* What is dirty and has no register any more goes home. */
    for (RegSet s = j->dirty; s; s &= s - 1) {
      const RegionLocal *l = local_in(around, (Reg)__builtin_ctzll(s));
      bool stays = false;
      for (uint32_t k = 0; k < r->count; k++) stays |= r->locals[k].local == l->local;
      if (!stays) store(j, l);
    }
    RegSet valid = 0, dirty = 0;
    for (uint32_t k = 0; k < r->count; k++) {
      const RegionLocal *l = &r->locals[k];
      if (j->local_reg[l->local] == l->reg && j->valid & reg_bit(l->reg)) {
        valid |= reg_bit(l->reg);
        dirty |= j->dirty & reg_bit(l->reg);
      }
    }
    for (RegSet s = r->regs & ~valid; s; s &= s - 1) load(j, local_in(r, (Reg)__builtin_ctzll(s)));
    rename_locals(j, around, r);
    j->region = (uint32_t)(r - j->regions);
    r->written |= dirty;
    j->valid = r->regs;
    j->dirty = dirty;
  } else { /* in the region around: whatever may be written in it */
    const Region *r = &j->regions[j->region];
    for (RegSet s = r->regs & ~j->valid; s; s &= s - 1) load(j, local_in(r, (Reg)__builtin_ctzll(s)));
    j->valid = r->regs;
  }
  b->region = j->region;
  b->reached = true;
  b->valid = j->regions[j->region].regs;
  b->dirty = j->regions[j->region].written | j->dirty;
  j->dirty = b->dirty;
}

void region_leave(Jit *j, Block *b, bool reachable) {
  if (b->outer == b->region) {
    if (!reachable) forget_locals(j);
    return;
  }
  const Region *inner = &j->regions[b->region], *outer = &j->regions[b->outer];
  RegSet valid = 0, dirty = 0;
  if (reachable) {
    for (uint32_t k = 0; k < outer->count; k++) {
      const RegionLocal *l = &outer->locals[k];
      if (j->local_reg[l->local] != l->reg) continue;
      valid |= j->valid & reg_bit(l->reg);
      dirty |= j->dirty & reg_bit(l->reg);
    }
    for (RegSet s = j->dirty & ~dirty; s; s &= s - 1) store(j, local_in(inner, (Reg)__builtin_ctzll(s)));
  }
  rename_locals(j, inner, outer);
  j->region = b->outer;
  j->region_count = b->outer + 1;
  j->valid = valid;
  j->dirty = dirty;
}

/* ---- ways ---- */

/* What of the state at hand is in the registers of the label's region already. */
static void carried(const Jit *j, const Block *b, RegSet *valid, RegSet *dirty) {
  *valid = j->valid;
  *dirty = j->dirty;
  if (b->region == j->region) return;
  RegSet same = 0;
  const Region *to = &j->regions[b->region];
  for (uint32_t k = 0; k < to->count; k++)
    if (j->local_reg[to->locals[k].local] == to->locals[k].reg) same |= reg_bit(to->locals[k].reg);
  *valid &= same;
  *dirty &= same;
}

/* What must be stored, by registers of the region at hand, and what loaded, by those of the label's. */
static void way_to(const Jit *j, const Block *b, RegSet *stores, RegSet *loads) {
  RegSet valid, dirty;
  carried(j, b, &valid, &dirty);
  RegSet stay = dirty;
  if (b->reached) stay &= b->valid;
  if (b->is_loop) stay &= b->dirty; /* it says beforehand what may be dirty there */
  *stores = j->dirty & ~stay;
  *loads = b->reached ? b->valid & ~valid : 0;
}

bool region_way_is_plain(const Jit *j, const Block *b) {
  RegSet stores, loads;
  way_to(j, b, &stores, &loads);
  return !(stores | loads);
}

void region_way(Jit *j, Block *b) {
  RegSet stores, loads, valid, dirty;
  carried(j, b, &valid, &dirty);
  way_to(j, b, &stores, &loads);
  for (RegSet s = stores; s; s &= s - 1) store(j, local_in(&j->regions[j->region], (Reg)__builtin_ctzll(s)));
  for (RegSet s = loads; s; s &= s - 1) load(j, local_in(&j->regions[b->region], (Reg)__builtin_ctzll(s)));
  dirty &= ~stores;
  if (!b->reached) {
    b->reached = true;
    b->valid = valid;
    b->dirty = 0;
  }
  if (!b->is_loop) b->dirty |= dirty & b->valid;
}

void region_land(Block *b) {
  if (b->reached) return;
  b->reached = true;
  b->valid = b->dirty = 0;
}

void region_bind(Jit *j, const Block *b) {
  j->valid = b->valid;
  j->dirty = b->dirty;
}
