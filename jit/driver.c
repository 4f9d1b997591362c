/* The sink: one instruction after the other. */
#include "jit/region.h"

#include "jit/compiler.h"
#include "vm/engine.h"

/* ---- places and traps ---- */

void mark_place(Jit *j) {
  const uint32_t offset = j->at->instr->offset;
  if (offset == j->map.offset && j->map.map.size) return;
  code_map_put(&j->map, asm_here(&j->as), offset);
}

AsmLabel trap_label_index(Jit *j, TrapCode code, Reg index) {
  const uint32_t offset = j->at->instr->offset;
  for (uint32_t k = j->trap_count; k-- > 0 && j->traps[k].offset == offset;) /* an instruction has few */
    if (j->traps[k].code == code && j->traps[k].reg == index) return j->traps[k].label;
  if (!alloc_grow(j->alloc, (void **)&j->traps, &j->trap_capacity, (size_t)j->trap_count + 1, sizeof *j->traps)) {
    j->err = ERR_NO_MEMORY;
    return 0;
  }
  const AsmLabel label = asm_label(&j->as);
  j->traps[j->trap_count++] = (TrapSite){label, offset, code, index};
  return label;
}

AsmLabel trap_label(Jit *j, TrapCode code) { return trap_label_index(j, code, REG_NONE); }

static void emit_traps(Jit *j) {
  for (uint32_t k = 0; k < j->trap_count; k++) {
    asm_bind(&j->as, j->traps[k].label);
    if (j->traps[k].offset != j->map.offset) code_map_put(&j->map, asm_here(&j->as), j->traps[k].offset);
    asm_own(&j->as, j->traps[k].offset);
    asm_note(&j->as, "trap: %s", trap_text(j->traps[k].code));
    j->target->trap(j, j->traps[k].code, j->traps[k].reg);
  }
}

/* ---- events ---- */

/* Constants between instructions, jumped over. */
static COLD void place_pool(Jit *j) {
  const AsmLabel over = asm_label(&j->as);
  j->target->jump(j, over);
  asm_flush(&j->as);
  asm_bind(&j->as, over);
}

void jit_start_event(Jit *j, Walk *w, const WalkInstr *i) {
  j->walk = w;
  j->at = i;
  j->landing = REG_NONE;
  catch_up_values(j);
  if (j->sp && top(j, 0)->kind == VALUE_FLAGS && top(j, 0)->reg != REG_NONE) j->pinned |= reg_bit(top(j, 0)->reg);
  if (UNLIKELY(asm_pool_is_due(&j->as, j->target->pool_reach))) place_pool(j);
  asm_own(&j->as, i->instr->offset);
  if (UNLIKELY(i->fuel)) {
    mark_place(j);
    j->target->fuel(j, i->fuel);
  }
}

static void constant(Jit *j, const Instr *in) {
  switch (in->op) {
  case OP_I32_CONST: push_const_value(j, CLASS_i, (uint32_t)in->i32, 0, false); break;
  case OP_I64_CONST: push_const_value(j, CLASS_l, (uint64_t)in->i64, 0, false); break;
  case OP_F32_CONST: push_const_value(j, CLASS_f, in->f32, 0, false); break;
  case OP_F64_CONST: push_const_value(j, CLASS_d, in->f64, 0, false); break;
  default: push_const_value(j, CLASS_v, load_u64(in->bytes), load_u64(in->bytes + 8), false); break;
  }
}

/* What the driver does itself; false: the target is asked. */
static bool by_driver(Jit *j, const WalkInstr *i) {
  const Instr *in = i->instr;
  switch (op_info[in->op].kind) {
  case KIND_CONST: constant(j, in); return true;
  case KIND_CALL: jit_call(j, i); return true;
  default: break;
  }
  switch (in->op) {
  case OP_NOP: case OP_ANY_CONVERT_EXTERN: case OP_EXTERN_CONVERT_ANY: return true; /* the same bits */
  case OP_LOCAL_GET: push_local_value(j, walk_local_type(j->walk, in->index), in->index); return true;
  case OP_LOCAL_SET: set_local(j, in->index, false); return true;
  case OP_LOCAL_TEE: set_local(j, in->index, true); return true;
  case OP_DROP: pop_values(j, 1); return true;
  case OP_REF_NULL: push_const_value(j, CLASS_l, REF_NULL, 0, true); return true;
  case OP_RETURN: jit_return(j); return true;
  case OP_BR: case OP_BR_IF: case OP_BR_TABLE: case OP_BR_ON_NULL: case OP_BR_ON_NON_NULL: jit_branch(j, i); return true;
  case OP_UNREACHABLE: j->target->jump(j, trap_label(j, TRAP_UNREACHABLE)); return true;
  default: return false;
  }
}

/* A test brings home what could have stayed. */
static void shake(Jit *j) {
  if (jit_chance(j, 12)) free_temps(j);
  if (jit_chance(j, 12)) flush_locals(j);
}

static Err instr(Sink *s, Walk *w, const WalkInstr *i) {
  Jit *j = (Jit *)s;
  jit_start_event(j, w, i);
  if (UNLIKELY(j->err)) return j->err; /* the mirror lacks operands */
  if (UNLIKELY(j->random)) shake(j);
  if (!by_driver(j, i) && !j->target->lower(j, i) && !j->err) jit_island(j, i);
  return jit_end_event(j);
}

static Err begin(Sink *s, Walk *w) {
  Jit *j = (Jit *)s;
  j->walk = w;
  const FuncDecl *decl = &j->program->module->funcs[j->func];
  const Instr first = {.offset = (uint32_t)(decl->body - j->program->module->bytes.at)};
  const WalkInstr at = {.instr = &first};
  j->at = &at;
  asm_own(&j->as, first.offset);
  if (!alloc_grow(j->alloc, (void **)&j->blocks, &j->block_capacity, 1, sizeof *j->blocks)) return ERR_NO_MEMORY;
  j->blocks[j->block_count++] = (Block){.label = ASM_LABEL_NONE};
  mark_place(j);
  j->target->prologue(j);
  region_body(j);
  return jit_end_event(j);
}

/* ---- a function ---- */

/* What a function may be before it stays interpreted: the mirror and its locals are arrays. */
enum { MOST_LOCALS = 4096 };

/* What is new is filled at once: the next function finds it so, whatever fails here. */
static MUST_USE bool reserve(Jit *j, uint32_t locals) {
  const uint32_t readers = j->readers_capacity, regs = j->local_reg_capacity;
  if (!alloc_grow(j->alloc, (void **)&j->readers, &j->readers_capacity, (size_t)locals + 1, sizeof *j->readers)) return false;
  memset(j->readers + readers, 0, (j->readers_capacity - readers) * sizeof *j->readers);
  if (!alloc_grow(j->alloc, (void **)&j->local_reg, &j->local_reg_capacity, (size_t)locals + 1, sizeof *j->local_reg)) return false;
  memset(j->local_reg + regs, REG_NONE, (j->local_reg_capacity - regs) * sizeof *j->local_reg);
  return alloc_grow(j->alloc, (void **)&j->stack, &j->stack_capacity, 16, sizeof *j->stack);
}

/* Ready for the next function; also after a failure in the midst of one. */
static void reset(Jit *j) {
  pop_values(j, j->sp); /* leaves no readers behind */
  for (uint32_t r = 0; r < j->region_count; r++)
    for (uint32_t k = 0; k < j->regions[r].count; k++) j->local_reg[j->regions[r].locals[k].local] = REG_NONE;
  asm_reset(&j->as);
  code_map_writer_clear(&j->map);
  j->sp = j->settled = j->region = j->region_count = j->block_count = j->trap_count = j->resume_count = j->pad_count = j->pad_load_count = 0;
  try_build_clear(&j->tries);
  try_build_clear(&j->island_tries);
  j->taken = j->pinned = j->released = j->valid = j->dirty = 0;
  j->landing = REG_NONE;
  for (uint32_t k = 0; k < STUB_COUNT; k++) j->stub_ways[k] = ASM_LABEL_NONE;
  j->product = (Product){0};
  j->load = (Load){0};
  bounds_forget(j);
  j->err = ERR_OK;
}

static Err walk_body(Jit *j) {
  const EngineConfig *config = &j->program->engine->config;
  const WalkOptions options = {.relaxed = config->relaxed, .fuel = config->fuel};
  Diag diag = {0};
  FuncInfo info;
  const Err err = walk_function(j->program->valid, j->func, &options, &j->sink, j->scratch, &info, &diag);
  return err ? err : j->err;
}

static Err asm_err(AsmFault fault) { return fault == ASM_FINE ? ERR_OK : fault == ASM_NO_MEMORY ? ERR_NO_MEMORY : ERR_LIMIT; }

static Err make_code(Jit *j) {
  reset(j);
  const Err err = summary_scan(j->summary, j->program->valid, j->func);
  if (err) return err;
  island_start(j->islands, j->program);
  asm_own(&j->as, 0);
  j->header = asm_label_here(&j->as);
  asm_u64(&j->as, 0); /* where the islands' cells are: publish.c */
  asm_u64(&j->as, 0);
  const Err walked = walk_body(j);
  if (walked) return walked;
  asm_own(&j->as, LIST_NO_OFFSET); /* out of line */
  jit_pads(j);
  emit_traps(j);
  asm_own(&j->as, LIST_NO_OFFSET);
  j->target->finish(j);
  return j->err ? j->err : asm_err(asm_finish(&j->as));
}

Err jit_make_code(Jit *j, Program *p, uint32_t func, CodeVariant variant) {
  const EngineConfig *config = &p->engine->config;
  j->program = p;
  j->func = func;
  j->variant = variant;
  j->deterministic = config->deterministic;
  j->precise_stores = config->precise_stores;
  j->polls = config->explicit_bounds;
  j->random = j->test_seed ? jit_mix(j->test_seed + func + ((uint64_t)p->module->funcs[func].body_size << 32)) | 1 : 0;
  const uint32_t locals = p->module->funcs[func].local_count + types_get(p->engine->types, p->valid->funcs[func].type)->def.func.param_count;
  if (locals > MOST_LOCALS) return ERR_LIMIT;
  if (!reserve(j, locals)) return ERR_NO_MEMORY;
  j->as.far = false;
  Err err = make_code(j);
  if (err == ERR_LIMIT && j->as.fault == ASM_TOO_FAR) { /* a function so long is rare: it is made again */
    j->as.far = true;
    err = make_code(j);
  }
  return err;
}

Err jit_compile_function(Jit *j, Program *p, uint32_t func, CodeVariant variant, const void **entry) {
  const Err err = jit_make_code(j, p, func, variant);
  return err ? err : jit_publish(j, entry);
}

/* The first so many of each class. */
static RegSet first_registers(RegSet set, uint32_t count) {
  RegSet out = 0;
  for (uint32_t cls = 0; cls < 2; cls++) {
    RegSet left = set & (cls ? VECTOR_REGS : INT_REGS);
    for (uint32_t k = 0; k < count && left; k++, left &= left - 1) out |= left & -left;
  }
  return out;
}

Jit *jit_new(const Alloc *alloc, const Target *target, CpuFeatures cpu, const CompilerTest *test) {
  enum { LEAST_TEMPS = 4 }; /* with fewer many a function would stay interpreted */
  Jit *j = alloc_zeroed(alloc, sizeof *j);
  if (!j) return NULL;
  j->alloc = alloc;
  j->target = target;
  j->cpu = cpu;
  j->sink = (Sink){begin, jit_enter, jit_arm, jit_leave, instr};
  target->registers(cpu, &j->temps, &j->local_regs);
  j->test_seed = test->random;
  if (test->registers) {
    j->temps = first_registers(j->temps, MAX_OF(test->registers, (uint32_t)LEAST_TEMPS));
    j->local_regs = first_registers(j->local_regs, test->registers);
  }
  asm_init(&j->as, target->as, alloc);
  buf_init(&j->map.map, alloc);
  j->scratch = walk_scratch_new(alloc);
  j->summary = summary_new(alloc, target->needs_helper);
  j->islands = translator_new(alloc);
  if (j->scratch && j->summary && j->islands) return j;
  jit_free(j);
  return NULL;
}

void jit_free(Jit *j) {
  if (!j) return;
  if (j->scratch) walk_scratch_free(j->scratch);
  summary_free(j->summary);
  translator_free(j->islands);
  asm_free(&j->as);
  buf_free(&j->map.map);
  alloc_free(j->alloc, j->stack, j->stack_capacity * sizeof *j->stack);
  alloc_free(j->alloc, j->readers, j->readers_capacity * sizeof *j->readers);
  alloc_free(j->alloc, j->local_reg, j->local_reg_capacity * sizeof *j->local_reg);
  alloc_free(j->alloc, j->regions, j->region_capacity * sizeof *j->regions);
  alloc_free(j->alloc, j->blocks, j->block_capacity * sizeof *j->blocks);
  alloc_free(j->alloc, j->traps, j->trap_capacity * sizeof *j->traps);
  alloc_free(j->alloc, j->table_labels, j->table_capacity * sizeof *j->table_labels);
  alloc_free(j->alloc, j->resumes, j->resume_capacity * sizeof *j->resumes);
  alloc_free(j->alloc, j->pads, j->pad_capacity * sizeof *j->pads);
  alloc_free(j->alloc, j->pad_loads, j->pad_load_capacity * sizeof *j->pad_loads);
  try_build_free(&j->tries, j->alloc);
  try_build_free(&j->island_tries, j->alloc);
  alloc_free(j->alloc, j, sizeof *j);
}
