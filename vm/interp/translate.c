/* Translating a function: the sink, cells, the map from cells to instructions. */
#include "vm/interp/translate.h"

#include "vm/engine.h"

/* ---- cells ---- */

static Cell *append(Translator *t) {
  if (UNLIKELY(t->count == t->capacity)) {
    if (t->count >= MAX_CELLS) t->err = ERR_LIMIT;
    else if (!alloc_grow(t->alloc, (void **)&t->cells, &t->capacity, (size_t)t->count + 1, sizeof(Cell))) t->err = ERR_NO_MEMORY;
    if (t->err) return &t->no_cell;
  }
  Cell *c = &t->cells[t->count++];
  *c = (Cell){0};
  return c;
}

/* Cells from here on belong to the instruction at hand. Later entries for the same cell win. */
static void map_cell(Translator *t) {
  if (t->offset == t->map.offset && t->map.map.size) return;
  code_map_put(&t->map, t->count, t->offset);
}

static uint32_t pair_hash(uint32_t first, uint32_t second) { return (first * 0x9E3779B1u ^ second * 0x85EBCA77u) >> (32 - PAIR_BITS); }

/* The handler of the pair, or H_NONE. */
static uint32_t find_pair(const Translator *t, uint32_t first, uint32_t second) {
  for (uint32_t at = pair_hash(first, second);; at++) {
    const uint32_t k = t->pairs[at % COUNT_OF(t->pairs)];
    if (!k) return H_NONE;
    if (fused_pairs[k - 1].first == first && fused_pairs[k - 1].second == second) return fused_pairs[k - 1].fused;
  }
}

static void add_pair(Translator *t, uint32_t index) {
  uint32_t at = pair_hash(fused_pairs[index].first, fused_pairs[index].second);
  while (t->pairs[at % COUNT_OF(t->pairs)]) at++;
  t->pairs[at % COUNT_OF(t->pairs)] = (uint16_t)(index + 1);
  t->roles[fused_pairs[index].first] |= ROLE_FIRST;
  t->roles[fused_pairs[index].second] |= ROLE_SECOND;
}

/* The cell at `cell` has this handler now: with the one before it it may make a pair. */
static void fuse(Translator *t, uint32_t cell, uint32_t handler) {
  if (t->previous && t->previous_cell + 1 == cell && t->previous_cell >= t->barrier) {
    const bool may = t->roles[t->previous] & ROLE_FIRST && t->roles[handler] & ROLE_SECOND;
    const uint32_t fused = may ? find_pair(t, t->previous, handler) : H_NONE;
    if (fused) {
      t->cells[t->previous_cell].handler = t->handlers[fused];
      t->fused_cell = t->previous_cell;
      t->fused_was = t->previous;
      t->previous = t->before = H_NONE;
      return;
    }
    t->before = t->previous;
  } else {
    t->before = H_NONE;
  }
  t->previous = handler;
  t->previous_cell = cell;
}

/* What was before the cell is the last again. */
static void unfuse(Translator *t, uint32_t cell) {
  if (t->fused_cell != NO_CELL && t->fused_cell + 1 == cell) {
    t->cells[t->fused_cell].handler = t->handlers[t->fused_was];
    t->previous = t->fused_was;
    t->fused_cell = NO_CELL;
  } else {
    t->previous = t->before;
  }
  t->before = H_NONE;
  t->previous_cell = cell - 1;
}

void take_back(Translator *t, uint32_t cell) {
  if (t->err) return;
  unfuse(t, cell);
  t->count = cell;
  memcpy(t->acc, t->last.acc, sizeof t->acc);
}

void rewrite(Translator *t, uint32_t cell, uint32_t handler) {
  if (t->err) return;
  unfuse(t, cell);
  t->cells[cell].handler = t->handlers[handler];
  fuse(t, cell, handler);
}

Cell *emit(Translator *t, uint32_t handler) {
  map_cell(t);
  Cell *c = append(t);
  if (UNLIKELY(t->err)) return c;
  c->handler = t->handlers[handler];
  fuse(t, t->count - 1, handler);
  return c;
}

Cell *emit_data(Translator *t) { return append(t); }

/* ---- the sink ---- */

void emit_trap(Translator *t, TrapCode code) {
  emit(t, H_TRAP)->x0 = (uint16_t)code;
  t->last.valid = false;
}

void start_rare_event(Translator *t, const WalkInstr *i) {
  catch_up(t);
  if (i->fuel) {
    emit(t, H_FUEL)->imm = (int32_t)i->fuel;
    t->last.valid = false;
  }
  if (t->trace & (TRACE_OPS | TRACE_KINDS)) {
    Cell *c = emit(t, H_TRACE_OP);
    c->x0 = (uint16_t)i->instr->op;
    c->imm = (int32_t)i->instr->offset;
    t->last.valid = false;
    forget_accs(t);
  }
}

static Err begin(Sink *s, Walk *w) {
  Translator *t = (Translator *)s;
  t->walk = w;
  const FuncDecl *decl = &t->program->module->funcs[walk_func_index(w)];
  t->offset = (uint32_t)(decl->body - t->program->module->bytes.at);
  emit_entry(t);
  return t->err;
}

/* What this engine cannot run yet. Its results are taken from the Walk at the next event. */
static void not_implemented(Translator *t, const WalkInstr *i) {
  emit_trap(t, TRAP_NOT_IMPLEMENTED);
  for (uint32_t slots = 0; slots < i->operand_slots && t->sp; slots += class_slots(top(t, 0)->cls), pop(t, 1)) {}
  forget_accs(t);
}

static Err instr(Sink *s, Walk *w, const WalkInstr *i) {
  Translator *t = (Translator *)s;
  start_event(t, w, i);
  if (UNLIKELY(t->err)) return t->err; /* the mirror lacks operands */
  const Op op = i->instr->op;
  const OpForms *f = &op_forms[op];
  if (f->shape >= SHAPE_LOAD) translate_memory(t, i, f);
  else if (f->shape != SHAPE_NONE) translate_operator(t, i, f);
  else switch (op_info[op].kind) {
    case KIND_CONST: translate_const(t, i); break;
    case KIND_VARIABLE: translate_variable(t, i); break;
    case KIND_PARAMETRIC:
      if (op == OP_DROP) pop(t, 1);
      else translate_select(t);
      break;
    case KIND_CALL: translate_call(t, i); break;
    case KIND_CONT: translate_cont(t, i); break;
    case KIND_MEMORY:
    case KIND_TABLE: translate_bulk(t, i); break;
    case KIND_ATOMIC_LOAD: case KIND_ATOMIC_STORE: case KIND_ATOMIC_RMW: case KIND_ATOMIC_CMPXCHG: case KIND_ATOMIC_WAIT:
    case KIND_ATOMIC_FENCE:
      translate_atomic(t, i);
      break;
    default:
      switch (op) {
      case OP_NOP: break;
      case OP_UNREACHABLE: emit_trap(t, TRAP_UNREACHABLE); break;
      case OP_RETURN: emit_return(t); break;
      case OP_THROW: case OP_THROW_REF: case OP_RETHROW: translate_throw(t, i); break;
      case OP_BR: case OP_BR_IF: case OP_BR_TABLE: case OP_BR_ON_NULL: case OP_BR_ON_NON_NULL:
        translate_branch(t, i);
        break;
      case OP_REF_NULL: case OP_REF_IS_NULL: case OP_REF_FUNC: case OP_REF_EQ: case OP_REF_AS_NON_NULL: case OP_REF_I31:
      case OP_I31_GET_S: case OP_I31_GET_U: case OP_ANY_CONVERT_EXTERN: case OP_EXTERN_CONVERT_ANY:
        translate_ref(t, i);
        break;
      default:
        if (op_info[op].kind == KIND_GC) translate_gc(t, i);
        else not_implemented(t, i);
      }
    }
  return t->err;
}

/* ---- a function ---- */

Translator *translator_new(const Alloc *alloc) {
  Translator *t = alloc_zeroed(alloc, sizeof *t);
  if (!t) return NULL;
  t->alloc = alloc;
  t->sink = (Sink){begin, translate_enter, translate_arm, translate_leave, instr};
  t->handlers = interp_handlers();
  buf_init(&t->map.map, alloc);
  for (uint32_t k = 0; k < fused_pair_count; k++) add_pair(t, k);
  t->scratch = walk_scratch_new(alloc);
  if (t->scratch) return t;
  translator_free(t);
  return NULL;
}

void translator_free(Translator *t) {
  if (!t) return;
  if (t->scratch) walk_scratch_free(t->scratch);
  alloc_free(t->alloc, t->cells, t->capacity * sizeof(Cell));
  alloc_free(t->alloc, t->stack, t->stack_capacity * sizeof(Entry));
  alloc_free(t->alloc, t->readers, t->readers_capacity * sizeof *t->readers);
  try_build_free(&t->tries, t->alloc);
  alloc_free(t->alloc, t->exits, t->exit_capacity * sizeof *t->exits);
  buf_free(&t->map.map);
  alloc_free(t->alloc, t, sizeof *t);
}

void translate_start(Translator *t, Program *p) {
  const EngineConfig *config = &p->engine->config;
  t->program = p;
  t->deterministic = config->deterministic;
  t->trace = config->trace;
  t->count = t->settled = t->pending_refs = t->barrier = 0;
  code_map_writer_clear(&t->map);
  t->last.valid = false;
  t->previous = t->before = H_NONE;
  t->fused_cell = NO_CELL;
  t->err = ERR_OK;
  try_build_clear(&t->tries);
  forget_accs(t);
}

Err translate_function(Translator *t, Program *p, uint32_t func) {
  translate_start(t, p);
  const uint32_t locals = p->valid->funcs[func].local_slots;
  const uint32_t before = t->readers_capacity;
  if (!alloc_grow(t->alloc, (void **)&t->readers, &t->readers_capacity, (size_t)locals + 1, sizeof *t->readers)) return ERR_NO_MEMORY;
  memset(t->readers + before, 0, (t->readers_capacity - before) * sizeof *t->readers);
  /* So that a push that fails leaves an operand on top. */
  if (!alloc_grow(t->alloc, (void **)&t->stack, &t->stack_capacity, 16, sizeof *t->stack)) return ERR_NO_MEMORY;

  const EngineConfig *config = &p->engine->config;
  const WalkOptions options = {.relaxed = config->relaxed, .fuel = config->fuel};
  Diag diag = {0};
  FuncInfo info;
  Err err = walk_function(p->valid, func, &options, &t->sink, t->scratch, &info, &diag);
  if (!err) err = t->err;
  if (!err && t->map.map.failed) err = ERR_NO_MEMORY;
  pop(t, t->sp); /* leaves no readers behind */
  return err;
}

static bool finish_tries(const Translator *t, const Cell *cells, TryTable **out) {
  if (!try_build_finish(&t->tries, t->alloc, sizeof(Cell), out)) return false;
  if (!*out) return true;
  (*out)->target_base = (const uint8_t *)cells;
  for (uint32_t k = 0; k < (*out)->clause_count; k++) (*out)->clauses[k].target *= (uint32_t)sizeof(Cell);
  return true;
}

static Err publish(Translator *t, Program *p, FuncCode *code) {
  Cell *cells = alloc_resize(t->alloc, NULL, 0, t->count * sizeof(Cell));
  uint8_t *offsets = alloc_resize(t->alloc, NULL, 0, t->map.map.size);
  CodeRange range = {.start = (const uint8_t *)cells, .size = t->count * (uint32_t)sizeof(Cell), .unit = sizeof(Cell),
                     .func = code->head.index, .map = offsets, .map_size = (uint32_t)t->map.map.size};
  if (!cells || !offsets || !finish_tries(t, cells, &range.tries) || !code_map_add(&p->code_map, t->alloc, &range)) {
    try_table_free(t->alloc, range.tries);
    if (cells) alloc_free(t->alloc, cells, t->count * sizeof(Cell));
    if (offsets) alloc_free(t->alloc, offsets, t->map.map.size);
    return ERR_NO_MEMORY;
  }
  memcpy(cells, t->cells, t->count * sizeof(Cell));
  memcpy(offsets, t->map.map.at, t->map.map.size);
  code->cells = cells;
  code->offsets = offsets;
  code->cell_count = t->count;
  code->map_size = (uint32_t)t->map.map.size;
  return ERR_OK;
}

Err translate_into(Translator *t, Program *p, FuncCode *code) {
  Err err = translate_function(t, p, code->head.index);
  return err ? err : publish(t, p, code);
}
