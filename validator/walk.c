/* The Walk: bodies and expressions, the operand stack, telling the sink, faults. The rules are in walk_*.c.
 *
 * Without a sink the quick path (walk_quick.c) takes the common instructions, and the loop here the rest. With one it is
 * walk_sink.c's. */
#include "validator/validate_impl.h"
#include "validator/walk_state.h"

#include <stdarg.h>
#include <stdio.h>

/* ---- faults ---- */

Err walk_fail(Walk *w, Err e, const char *detail, ...) {
  char text[160] = "";
  if (detail) {
    va_list args;
    va_start(args, detail);
    vsnprintf(text, sizeof text, detail, args);
    va_end(args);
  }
  return diag_at(w->diag, e, w->instr->offset, "%s", text);
}

Err walk_unknown(Walk *w, const char *what, uint32_t index) { return walk_fail(w, ERR_UNKNOWN, " %s %u", what, index); }

typedef struct TypeList {
  char text[100];
  size_t size;
  uint32_t count;
} TypeList;

/* Adds a type as the module numbers it. */
static void list_add(const Walk *w, TypeList *l, ValType t) {
  enum { MOST = 6 };
  if (l->count++ >= MOST) {
    if (l->count == MOST + 1) l->size += (size_t)snprintf(l->text + l->size, sizeof l->text - l->size, " ...");
    return;
  }
  if (vt_is_ref(t) && ht_is_index(vt_heap(t)))
    for (uint32_t i = 0; i < w->m->type_count; i++)
      if (w->ids[i] == vt_heap(t)) {
        t = vt_ref(i, vt_is_nullable(t), vt_is_exact(t));
        break;
      }
  char one[40];
  types_format(t, one, sizeof one);
  int n = snprintf(l->text + l->size, sizeof l->text - l->size, "%s%s", l->count > 1 ? " " : "", one);
  l->size = MIN_OF(l->size + (size_t)n, sizeof l->text - 5);
}

Err walk_mismatch(Walk *w, const char *who, const ValType *under, uint32_t under_count, const ValType *types,
                  uint32_t count) {
  TypeList wanted = {0}, given = {0};
  for (uint32_t i = 0; i < under_count; i++) list_add(w, &wanted, under[i]);
  for (uint32_t i = 0; i < count; i++) list_add(w, &wanted, types[i]);
  /* At least as many as are wanted, from the top. */
  uint32_t have = in_block(w), shown = MIN_OF(have, MAX_OF(under_count + count, 4));
  for (uint32_t i = have - shown; i < have; i++) list_add(w, &given, w->base[i].type);
  return walk_fail(w, ERR_TYPE_MISMATCH, ": %s requires [%s] but stack has [%s]", who, wanted.text, given.text);
}

/* ---- the stack ---- */

bool walk_grow(Walk *w, size_t more) {
  WalkScratch *s = w->s;
  size_t top = (size_t)(w->top - s->operands), base = (size_t)(w->base - s->operands);
  /* A frame has no room for more operands than this, and a short body could ask for very many. */
  if (top + more > MAX_FRAME_SLOTS + 4 * SPARE) {
    (void)diag_set(w->diag, ERR_LIMIT, ": frame of more than %d slots", MAX_FRAME_SLOTS);
    return false;
  }
  if (!alloc_grow(s->alloc, (void **)&s->operands, &s->operand_capacity, top + more, sizeof(Operand))) return false;
  w->operands = s->operands;
  w->top = s->operands + top;
  w->base = s->operands + base;
  w->limit = s->operands + s->operand_capacity;
  return true;
}

Err walk_push_types(Walk *w, const ValType *types, uint32_t count) {
  if (!walk_reserve(w, count)) return ERR_NO_MEMORY;
  Operand *top = w->top;
  uint32_t end = top[-1].end;
  for (uint32_t i = 0; i < count; i++) {
    end += vt_slots(types[i]);
    top[i] = (Operand){types[i], end};
  }
  w->top = top + count;
  if (end > w->max_end) w->max_end = end;
  return ERR_OK;
}

uint32_t walk_slots_of(const ValType *types, uint32_t count) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < count; i++) n += vt_slots(types[i]);
  return n;
}

bool walk_operands_match(const Walk *w, const ValType *types, uint32_t count, uint32_t above) {
  if (!has_operands(w, count + above)) return false;
  uint32_t have = in_block(w) > above ? MIN_OF(count, in_block(w) - above) : 0; /* the rest is polymorphic */
  const Operand *o = w->top - above - have;
  for (uint32_t i = 0, k = count - have; i < have; i++, k++)
    if (o[i].type != types[k] && !types_is_sub(w->types, o[i].type, types[k])) return false;
  return true;
}

bool walk_types_match(const Walk *w, const ValType *subs, const ValType *supers, uint32_t count) {
  if (subs == supers) return true;
  for (uint32_t i = 0; i < count; i++)
    if (!types_is_sub(w->types, subs[i], supers[i])) return false;
  return true;
}

/* ---- one instruction ---- */

Err walk_tell(Walk *w, const Effect *e) {
  if (!told(w)) return ERR_OK;
  WalkInstr event;
  fill_event(w, &event, e->type, walk_slots_of(e->under, e->under_count) + walk_slots_of(e->pop, e->pops),
             walk_slots_of(e->over, e->over_count) + walk_slots_of(e->push, e->pushes));
  return w->sink->instr(w->sink, w, &event);
}

Err effect_check(Walk *w, const Effect *e) {
  if (LIKELY(walk_operands_match(w, e->pop, e->pops, 0) && walk_operands_match(w, e->under, e->under_count, e->pops) &&
             has_operands(w, e->under_count + e->pops)))
    return ERR_OK;
  return walk_mismatch(w, "instruction", e->under, e->under_count, e->pop, e->pops);
}

Err effect_apply(Walk *w, const Effect *e) {
  Err err = effect_check(w, e);
  if (err || (err = walk_tell(w, e))) return err;
  drop(w, e->under_count + e->pops);
  if ((err = walk_push_types(w, e->over, e->over_count))) return err; /* room for pushes is there */
  for (uint32_t i = 0; i < e->pushes; i++) push(w, e->push[i]);
  return ERR_OK;
}

Err walk_step(Walk *w, const Instr *i) {
  w->instr = i;
  if (!walk_reserve(w, 0)) return ERR_NO_MEMORY;
  const OpInfo *info = &op_info[i->op];
  if (UNLIKELY(w->constant) && !(info->flags & OPF_CONST) &&
      !((info->flags & OPF_CONST_EXT) && features_has(w->features, FEATURE_EXTENDED_CONST)))
    return walk_fail(w, ERR_CONSTANT_REQUIRED, ": %s", info->text);
  if (info->sig != SIG_SPEC) return rule_simple(w, i);
  switch ((Kind)info->kind) {
  case KIND_CONTROL:
  case KIND_CALL: return rule_control(w, i);
  case KIND_GC:
  case KIND_REF: return rule_gc(w, i);
  case KIND_CONT: return rule_cont(w, i);
  default: return rule_simple(w, i);
  }
}

/* ---- the loop without a sink ---- */

static Err loop_without_sink(Walk *w) {
  Instr i;
  while (w->label) {
    walk_quick(w);
    if (!instr_read(&w->r, w->features, &i)) return w->diag->err;
    Err e = walk_step(w, &i);
    if (e) return e;
  }
  return ERR_OK;
}

/* ---- locals ---- */

/* The run that holds the local, and its first local. */
static const LocalRun *run_of(const Walk *w, uint32_t local, uint32_t *start) {
  const LocalRun *runs = w->s->runs;
  uint32_t low = 0, high = w->run_count - 1;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (runs[mid].end > local) high = mid;
    else low = mid + 1;
  }
  *start = low ? runs[low - 1].end : 0;
  return &runs[low];
}

ValType walk_late_local_type(const Walk *w, uint32_t local) {
  uint32_t first;
  return run_of(w, local, &first)->type;
}

uint32_t walk_wide_local_slot(const Walk *w, uint32_t local) {
  uint32_t first;
  const LocalRun *run = run_of(w, local, &first);
  return run->slot + (local - first) * vt_slots(run->type);
}

static Err run_add(Walk *w, uint32_t count, ValType type) {
  WalkScratch *s = w->s;
  if (!count) return ERR_OK;
  uint64_t slots = (uint64_t)count * vt_slots(type);
  if (count > w->m->limits.locals - MIN_OF(w->m->limits.locals, w->local_count))
    return diag_set(w->diag, ERR_LOCALS, NULL);
  if (slots > MAX_FRAME_SLOTS - w->local_slots)
    return diag_set(w->diag, ERR_LIMIT, ": frame of more than %d slots", MAX_FRAME_SLOTS);
  if (!alloc_grow(s->alloc, (void **)&s->runs, &s->run_capacity, (size_t)w->run_count + 1, sizeof *s->runs))
    return ERR_NO_MEMORY;
  if (w->run_count && s->runs[w->run_count - 1].type == type) s->runs[w->run_count - 1].end += count;
  else s->runs[w->run_count++] = (LocalRun){w->local_count + count, type, w->local_slots};
  for (uint32_t i = w->local_count; i < FLAT_LOCALS && i < w->local_count + count; i++) s->flat[i] = type;
  w->local_count += count;
  w->local_slots += (uint32_t)slots;
  if (!vt_is_defaultable(type)) w->has_undefaultable = true;
  return ERR_OK;
}

static Err read_locals(Walk *w, const CanonType *type) {
  Err e;
  for (uint32_t i = 0; i < type->def.func.param_count; i++)
    if ((e = run_add(w, 1, type->def.func.params[i]))) return e;
  w->has_undefaultable = false; /* parameters come initialised */
  uint32_t runs = read_u32_leb(&w->r);
  for (uint32_t i = 0; i < runs && !reader_failed(&w->r); i++) {
    size_t where = reader_offset(&w->r);
    uint32_t count = read_u32_leb(&w->r);
    ValType t = read_val_type(&w->r, w->features);
    if (reader_failed(&w->r)) break;
    if (vt_is_ref(t) && ht_is_index(vt_heap(t)) && vt_heap(t) >= w->m->type_count)
      return diag_at(w->diag, ERR_UNKNOWN, where, " type %u", vt_heap(t));
    if ((e = run_add(w, count, canon(w, t)))) return e;
  }
  if (reader_failed(&w->r)) return w->diag->err;
  if (!w->has_undefaultable) return ERR_OK;
  uint32_t words = w->local_count / 64 + 1, old = w->s->init_capacity;
  if (!alloc_grow(w->s->alloc, (void **)&w->s->init, &w->s->init_capacity, words, sizeof(uint64_t)))
    return ERR_NO_MEMORY;
  memset(w->s->init + old, 0, (w->s->init_capacity - old) * sizeof(uint64_t));
  for (uint32_t i = 0; i < type->def.func.param_count; i++)
    if ((e = walk_local_init(w, i))) return e;
  return ERR_OK;
}

Err walk_local_init(Walk *w, uint32_t local) {
  WalkScratch *s = w->s;
  if (!w->has_undefaultable || vt_is_defaultable(walk_local_type(w, local)) || local_is_init(w, local)) return ERR_OK;
  if (!alloc_grow(s->alloc, (void **)&s->init_log, &s->init_log_capacity, (size_t)w->init_count + 1, sizeof(uint32_t)))
    return ERR_NO_MEMORY;
  s->init[local / 64] |= (uint64_t)1 << local % 64;
  s->init_log[w->init_count++] = local;
  return ERR_OK;
}

void walk_locals_undo(Walk *w, uint32_t mark) {
  while (w->init_count > mark) {
    uint32_t local = w->s->init_log[--w->init_count];
    w->s->init[local / 64] &= ~((uint64_t)1 << local % 64);
  }
}

/* ---- a whole body ---- */

static Err start(Walk *w, const ValType *results, uint32_t result_count) {
  WalkScratch *s = w->s;
  if (!s->quick.made || s->quick.features != w->features) quick_make(&s->quick, w->features);
  arena_free(&s->arena);
  if (!alloc_grow(s->alloc, (void **)&s->operands, &s->operand_capacity, 1 + 2 * SPARE, sizeof(Operand)) ||
      !alloc_grow(s->alloc, (void **)&s->labels, &s->label_capacity, 16, sizeof(Label)))
    return ERR_NO_MEMORY;
  s->operands[0] = (Operand){VT_BOT, w->local_slots};
  w->operands = s->operands;
  w->top = w->base = s->operands + 1;
  w->limit = s->operands + s->operand_capacity;
  w->max_end = w->local_slots;
  w->label = w->labels = s->labels;
  *w->label = (Label){.kind = LABEL_FUNC,
                      .base_slot = w->local_slots,
                      .result_count = result_count,
                      .results = results,
                      .result_slots = walk_slots_of(results, result_count),
                      .offset = (uint32_t)reader_offset(&w->r)};
  return ERR_OK;
}

static Err finish(Walk *w, FuncInfo *info, const CanonType *type) {
  if (w->r.at != w->r.end) return diag_at(w->diag, ERR_END_EXPECTED, reader_offset(&w->r), NULL);
  uint32_t frame = MAX_OF(MAX_OF(w->max_end, 4), MAX_OF(type->result_slots, type->param_slots));
  if (frame > MAX_FRAME_SLOTS) return diag_set(w->diag, ERR_LIMIT, ": frame of %u slots", frame);
  if (info)
    *info = (FuncInfo){.type = type->id,
                       .param_slots = type->param_slots,
                       .result_slots = type->result_slots,
                       .local_slots = w->local_slots,
                       .frame_slots = frame};
  return ERR_OK;
}

Err walk_function(const ValidModule *v, uint32_t func, const WalkOptions *options, Sink *sink, WalkScratch *scratch,
                  FuncInfo *info, Diag *diag) {
  const Module *m = v->module;
  const CanonType *type = types_get(v->types, v->type_ids[m->funcs[func].type]);
  Walk w = {.v = v,
            .m = m,
            .types = v->types,
            .ids = v->type_ids,
            .sink = sink,
            .s = scratch,
            .flat = scratch->flat,
            .diag = diag,
            .r = body_reader(m, func, diag),
            .features = m->features,
            .func = func,
            .type = type,
            .relaxed = options ? options->relaxed : RELAXED_DET,
            .fuel = options && options->fuel && sink};
  Err e = read_locals(&w, type);
  if (!e) e = start(&w, type->def.func.results, type->def.func.result_count);
  if (!e && sink) e = sink->begin(sink, &w);
  if (!e) e = sink ? walk_with_sink(&w) : loop_without_sink(&w);
  if (!e) e = finish(&w, info, type);
  walk_locals_undo(&w, 0);
  if (e) {
    diag_set(diag, e, NULL);
    if (!diag->has_func) diag->has_func = true, diag->func = func;
    return diag->err;
  }
  return ERR_OK;
}

static Err const_loop(Walk *w, ValType *result) {
  Instr i;
  while (w->label) {
    if (!instr_read(&w->r, w->features, &i)) return w->diag->err;
    if (i.op == OP_END && result) *result = peek(w, 0);
    Err e = walk_step(w, &i);
    if (e) return e;
  }
  return ERR_OK;
}

Err walk_const_at(const ValidModule *v, const uint8_t **at, const uint8_t *end, ValType type, uint32_t global_count,
                  WalkScratch *scratch, ValType *result, Diag *diag) {
  const Module *m = v->module;
  Walk w = {.v = v,
            .m = m,
            .types = v->types,
            .ids = v->type_ids,
            .s = scratch,
            .flat = scratch->flat,
            .diag = diag,
            .r = {*at, end, m->bytes.at, diag, ERR_UNEXPECTED_END_SECTION},
            .features = m->features,
            .constant = true,
            .global_count = global_count};
  Err e = start(&w, &type, 1);
  if (!e) e = const_loop(&w, result);
  if (e) {
    diag_set(diag, e, NULL);
    return diag->err;
  }
  *at = w.r.at;
  return ERR_OK;
}

Err walk_const_expr(const ValidModule *v, ConstExpr expr, ValType type, uint32_t global_count, WalkScratch *scratch,
                    ValType *result, Diag *diag) {
  const uint8_t *at = expr.at;
  return walk_const_at(v, &at, expr.at + expr.size, type, global_count, scratch, result, diag);
}

WalkScratch *walk_scratch_new(const Alloc *alloc) {
  WalkScratch *s = alloc_zeroed(alloc, sizeof *s);
  if (!s) return NULL;
  s->alloc = alloc;
  arena_init(&s->arena, alloc);
  return s;
}

void walk_scratch_free(WalkScratch *s) {
  if (!s) return;
  const Alloc *a = s->alloc;
  alloc_free(a, s->operands, s->operand_capacity * sizeof *s->operands);
  alloc_free(a, s->labels, s->label_capacity * sizeof *s->labels);
  alloc_free(a, s->runs, s->run_capacity * sizeof *s->runs);
  alloc_free(a, s->init, s->init_capacity * sizeof *s->init);
  alloc_free(a, s->init_log, s->init_log_capacity * sizeof *s->init_log);
  arena_free(&s->arena);
  alloc_free(a, s, sizeof *s);
}

/* ---- for sinks ---- */

const ValidModule *walk_module(const Walk *w) { return w->v; }
uint32_t walk_func_index(const Walk *w) { return w->func; }
const CanonType *walk_func_type(const Walk *w) { return w->type; }
