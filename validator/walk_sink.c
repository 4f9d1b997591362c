/* The Walk with a sink: each instruction is read one ahead, the common ones by the table of quick.h. */
#include "validator/walk_state.h"

/* ---- the quick path ---- */

/* Reads as the reader does. Like quick_read it returns the instruction's row, NULL at a fault. */
static NOINLINE const Quick *read_any(Walk *w, Instr *out) {
  return instr_read(&w->r, w->features, out) ? &w->s->quick.op[out->op] : NULL;
}

/* instr_read, quicker for the common ones. */
static const Quick *quick_read(Walk *w, Instr *out) {
  const uint8_t *start = w->r.at, *at = start;
  if (UNLIKELY(w->r.end - at < LONGEST)) return read_any(w, out);
  const uint8_t code = *at++;
  const Quick *row = &w->s->quick.code[code];
  uint32_t index;
  if (code == PREFIX_FD) {
    if (!leb_u32(&at, &index) || index >= QUICK_FD) return read_any(w, out);
    row = &w->s->quick.fd[index];
  }
  switch ((QuickKind)row->kind) {
  case QUICK_UNARY:
  case QUICK_BINARY:
  case QUICK_TERNARY:
  case QUICK_DROP:
  case QUICK_SELECT:
  case QUICK_END: break;
  case QUICK_LOCAL_GET:
  case QUICK_LOCAL_SET:
  case QUICK_LOCAL_TEE:
  case QUICK_GLOBAL_GET:
  case QUICK_GLOBAL_SET:
  case QUICK_BR:
  case QUICK_BR_IF:
  case QUICK_CALL:
    if (!leb_u32(&at, &out->index)) return read_any(w, out);
    break;
  case QUICK_BLOCK:
  case QUICK_LOOP:
  case QUICK_IF:
    if (*at++ != BLOCK_NOTHING) return read_any(w, out);
    out->block = (BlockType){.kind = BLOCK_EMPTY};
    break;
  case QUICK_I32_CONST:
    if (*at >= 0x80) return read_any(w, out);
    out->i32 = (int32_t)((uint32_t)*at++ << 25) >> 25;
    break;
  case QUICK_LOAD:
  case QUICK_STORE:
    out->mem.align = *at++;
    out->mem.memory = 0;
    out->mem.lane = 0;
    if (out->mem.align >= 0x40 || !leb_u32(&at, &index)) return read_any(w, out);
    out->mem.offset = index;
    break;
  default: return read_any(w, out);
  }
  out->op = (Op)row->op;
  out->offset = (uint32_t)(start - w->r.base);
  w->r.at = at;
  return row;
}

static ALWAYS_INLINE Err tell(Walk *w, uint32_t operand_slots, uint32_t result_slots) {
  WalkInstr event;
  fill_event(w, &event, NULL, operand_slots, result_slots);
  return w->sink->instr(w->sink, w, &event);
}

/* The local's type, where it is known without a look at whether it is initialised; VT_BOT. */
static ALWAYS_INLINE ValType quick_local(const Walk *w, uint32_t local) {
  if (local >= MIN_OF(w->local_count, (uint32_t)FLAT_LOCALS) || w->has_undefaultable) return VT_BOT;
  return w->flat[local];
}

static ALWAYS_INLINE bool quick_operands(const Quick *row, const Operand *top, const Operand *base) {
  switch (row->pops) {
  case 0: return true;
  case 1: return quick_pops(row, 1, top, base);
  case 2: return quick_pops(row, 2, top, base);
  default: return quick_pops(row, 3, top, base);
  }
}

/* br and br_if to labels without operands. */
static bool tell_branch(Walk *w, const Quick *row, const Instr *i, Err *e) {
  if (i->index >= walk_label_depth(w) || label_arity(w->label - i->index)) return false;
  const bool maybe = row->kind == QUICK_BR_IF;
  if (maybe && (w->top == w->base || w->top[-1].type != VT_I32)) return false;
  mark_branched(w, w->label - i->index);
  *e = tell(w, maybe, 0);
  if (maybe) w->top--;
  else set_unreachable(w);
  return true;
}

static bool tell_call(Walk *w, const Instr *i, Err *e) {
  if (i->index >= w->m->func_count) return false;
  const CanonType *callee = types_get(w->types, w->v->funcs[i->index].type);
  if (!takes_exactly(&callee->def, w->top, w->base)) return false;
  WalkInstr event;
  fill_event(w, &event, callee, callee->param_slots, callee->result_slots);
  *e = w->sink->instr(w->sink, w, &event);
  w->top = put_results(&callee->def, w->top - callee->def.func.param_count);
  w->max_end = MAX_OF(w->max_end, walk_height(w));
  return true;
}

/* A block without parameters and results. */
static bool tell_block(Walk *w, const Quick *row, const Instr *i, Err *e) {
  const bool is_if = row->kind == QUICK_IF;
  if (i->block.kind != BLOCK_EMPTY || walk_label_depth(w) == w->s->label_capacity) return false;
  if (is_if && (w->top == w->base || w->top[-1].type != VT_I32)) return false;
  push_plain_label(w, is_if ? LABEL_IF : row->kind == QUICK_LOOP ? LABEL_LOOP : LABEL_BLOCK, w->top - is_if, i->offset);
  WalkInstr event;
  fill_event(w, &event, NULL, is_if, 0);
  *e = w->sink->enter(w->sink, w, &event, w->label);
  w->base = w->top -= is_if;
  return true;
}

/* Its end, reached from above. */
static bool tell_end(Walk *w, Err *e) {
  if (!is_plain_end(w, w->top, w->base)) return false;
  WalkInstr event;
  w->fuel_due = 0;
  fill_event(w, &event, NULL, 0, 0);
  *e = w->sink->leave(w->sink, w, &event, w->label, true);
  w->base = label_base(w, --w->label);
  return true;
}

/* walk_step for simple instructions in reachable code. False: not one of these, nothing done. */
static ALWAYS_INLINE bool quick_step(Walk *w, const Quick *row, const Instr *i, Err *e) {
  if (w->label->silent || w->limit - w->top < SPARE) return false;
  w->instr = i;
  switch ((QuickTell)row->tell) {
  case TELL_BY_RULE: return false;
  case TELL_LOCAL_GET: {
    const ValType t = quick_local(w, i->index);
    if (t == VT_BOT) return false;
    if (!(*e = tell(w, 0, vt_slots(t)))) push(w, t);
    return true;
  }
  case TELL_LOCAL_SET: {
    const ValType t = quick_local(w, i->index);
    if (t == VT_BOT || w->top == w->base || w->top[-1].type != t) return false;
    const bool tee = row->kind == QUICK_LOCAL_TEE;
    *e = tell(w, vt_slots(t), tee ? vt_slots(t) : 0);
    w->top -= !tee;
    return true;
  }
  case TELL_ACCESS:
    if (i->mem.memory || !w->m->memory_count || w->m->memories[0].limits.is64 || i->mem.align > row->align ||
        i->mem.offset > UINT32_MAX)
      return false;
    break;
  case TELL_PLAIN: break;
  case TELL_BRANCH: return tell_branch(w, row, i, e);
  case TELL_CALL: return tell_call(w, i, e);
  case TELL_BLOCK: return tell_block(w, row, i, e);
  case TELL_END: return tell_end(w, e);
  }
  if (!quick_operands(row, w->top, w->base)) return false;
  if ((*e = tell(w, row->pop_slots, row->push_slots))) return true;
  w->top -= row->pops;
  if (row->push_slots) push(w, row->push);
  return true;
}

/* ---- fuel ---- */

static bool is_free(Op op) {
  switch (op) {
  case OP_NOP:
  case OP_BLOCK:
  case OP_LOOP:
  case OP_ELSE:
  case OP_END:
  case OP_TRY:
  case OP_TRY_TABLE:
  case OP_CATCH:
  case OP_CATCH_ALL:
  case OP_DELEGATE: return true;
  default: return false;
  }
}

static bool ends_block(Op op) {
  const OpInfo *info = &op_info[op];
  return (info->kind == KIND_CONTROL && op != OP_NOP) || info->imm == IMM_BR_CAST || op == OP_RETURN_CALL ||
         op == OP_RETURN_CALL_INDIRECT || op == OP_RETURN_CALL_REF || info->imm == IMM_RESUME ||
         info->imm == IMM_RESUME_THROW;
}

/* The charge of the block that starts with `first`, w->r behind it: each instruction is looked at once more. */
static uint32_t block_charge(Walk *w, const Instr *first) {
  Reader here = w->r;
  Instr i = *first;
  uint32_t n = 0;
  do n += !is_free(i.op);
  while (!ends_block(i.op) && quick_read(w, &i));
  w->r = here;
  return n;
}

/* ---- the loop ---- */

Err walk_with_sink(Walk *w) {
  Instr two[2], *i = &two[0], *next = &two[1];
  bool starts = w->fuel; /* a basic block to be charged starts here */
  const Quick *row = quick_read(w, i);
  while (row) {
    if (starts) w->fuel_due = block_charge(w, i);
    const Quick *const next_row = w->r.at < w->r.end ? quick_read(w, next) : NULL;
    if (UNLIKELY(!next_row && reader_failed(&w->r))) break;
    w->next = next_row ? next : NULL;
    starts = w->fuel && ends_block(i->op);
    Err e = ERR_OK;
    if (!quick_step(w, row, i, &e)) e = walk_step(w, i);
    if (UNLIKELY(e) || !w->label) return e;
    Instr *const done = i;
    i = next;
    next = done;
    row = next_row;
  }
  if (!reader_failed(&w->r)) reader_fail(&w->r, w->r.end_error); /* the body ends before its blocks do */
  return w->diag->err;
}
