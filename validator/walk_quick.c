/* The quick paths: the common instructions, in validation without an Instr and with the stack in registers, with a sink
 * without an Effect. They know no faults and no unreachable code: whatever is not plainly right they leave, untouched,
 * to the rules, which then accept it or say what is wrong. So they can be judged alone: what they take must be valid.
 */
#include "validator/walk_state.h"

/* ---- the tables ---- */

static uint8_t letter_kind(char letter) {
  switch (letter) {
  case 'i':
  case 'p':
  case 't': return VK_I32;
  case 'l': return VK_I64;
  case 'f': return VK_F32;
  case 'd': return VK_F64;
  default: return VK_V128;
  }
}

static QuickKind quick_kind(Op op, const OpInfo *info) {
  switch (op) {
  case OP_LOCAL_GET: return QUICK_LOCAL_GET;
  case OP_LOCAL_SET: return QUICK_LOCAL_SET;
  case OP_LOCAL_TEE: return QUICK_LOCAL_TEE;
  case OP_GLOBAL_GET: return QUICK_GLOBAL_GET;
  case OP_GLOBAL_SET: return QUICK_GLOBAL_SET;
  case OP_DROP: return QUICK_DROP;
  case OP_SELECT: return QUICK_SELECT;
  case OP_BLOCK: return QUICK_BLOCK;
  case OP_LOOP: return QUICK_LOOP;
  case OP_IF: return QUICK_IF;
  case OP_END: return QUICK_END;
  case OP_BR: return QUICK_BR;
  case OP_BR_IF: return QUICK_BR_IF;
  case OP_CALL: return QUICK_CALL;
  case OP_I32_CONST: return QUICK_I32_CONST;
  case OP_I64_CONST: return QUICK_I64_CONST;
  case OP_F32_CONST: return QUICK_F32_CONST;
  case OP_F64_CONST: return QUICK_F64_CONST;
  case OP_V128_CONST: return QUICK_V128_CONST;
  default: break;
  }
  if (info->sig == SIG_SPEC || sig_info[info->sig].param_count > 3 || sig_info[info->sig].result_count > 1)
    return QUICK_NONE;
  switch ((Imm)info->imm) {
  case IMM_NONE: return QUICK_OPERATOR;
  case IMM_MEMARG: return info->kind == KIND_LOAD ? QUICK_LOAD : info->kind == KIND_STORE ? QUICK_STORE : QUICK_NONE;
  case IMM_LANE: return QUICK_LANE;
  case IMM_LANES16: return QUICK_SHUFFLE;
  default: return QUICK_NONE;
  }
}

static Quick quick_row(Op op, Features features) {
  const OpInfo *info = &op_info[op];
  Quick q = {.kind = (uint8_t)quick_kind(op, info), .op = (uint16_t)op};
  if (!features_has(features, (Feature)info->feature)) q.kind = QUICK_NONE;
  if (q.kind == QUICK_NONE || info->sig == SIG_SPEC) return q;
  const SigInfo *sig = &sig_info[info->sig];
  q.pops = sig->param_count;
  for (uint32_t k = 0; k < q.pops; k++) q.pop[k] = letter_kind(sig->params[k]);
  for (uint32_t k = 0; k < q.pops; k++) q.pop_slots = (uint8_t)(q.pop_slots + vt_slots(q.pop[k]));
  if (sig->result_count) q.push = letter_kind(sig->results[0]), q.push_slots = (uint8_t)vt_slots(q.push);
  if (q.kind == QUICK_LANE) q.align = (uint8_t)(16 / info->size - 1);
  else if (info->size) q.align = (uint8_t)__builtin_ctz(info->size);
  return q;
}

void quick_make(WalkScratch *s, Features features) {
  for (uint32_t code = 0; code < 256; code++) {
    Op op = op_decode(PREFIX_00, code);
    s->quick[code] = op == OP_COUNT ? (Quick){0} : quick_row(op, features);
  }
  for (uint32_t code = 0; code < QUICK_FD; code++) {
    Op op = op_decode(PREFIX_FD, code);
    s->quick_fd[code] = op == OP_COUNT ? (Quick){0} : quick_row(op, features);
  }
  for (uint32_t op = 0; op < OP_COUNT; op++) {
    s->quick_op[op] = quick_row((Op)op, features);
    if (op_info[op].flags & OPF_RELAXED) s->quick_op[op].kind = QUICK_NONE; /* to be replaced first */
  }
  s->quick_features = features;
  s->quick_made = true;
}

/* ---- the path ---- */

/* An unsigned LEB128 of at most 32 bits; its readers need five bytes in front of them. False: longer or wrong. */
static inline bool leb_u32(const uint8_t **at, uint32_t *out) {
  const uint8_t *p = *at;
  uint32_t v = p[0];
  if (LIKELY(v < 0x80)) {
    *at = p + 1;
    *out = v;
    return true;
  }
  v &= 0x7F;
  for (unsigned k = 1; k < 5; k++) {
    uint32_t byte = p[k];
    if (k == 4 && byte > 0x0F) return false;
    v |= (byte & 0x7F) << (7 * k);
    if (byte < 0x80) {
      *at = p + k + 1;
      *out = v;
      return true;
    }
  }
  return false;
}

/* Steps over a signed LEB128 of at most `most` bytes that surely fits: one byte less than what might not. */
static inline bool skip_leb(const uint8_t **at, unsigned most) {
  const uint8_t *p = *at;
  for (unsigned k = 0; k + 1 < most; k++)
    if (p[k] < 0x80) {
      *at = p + k + 1;
      return true;
    }
  return false;
}

/* Steps over a signed LEB128 of five bytes whose last one holds four bits and copies of the sign. */
static inline bool skip_i32(const uint8_t **at) {
  uint8_t last = (*at)[4];
  *at += 5;
  return last < 0x08 || (last >= 0x78 && last < 0x80);
}

/* The same, of ten bytes whose last one holds one bit. */
static inline bool skip_i64(const uint8_t **at) {
  uint8_t last = (*at)[9];
  *at += 10;
  return last == 0x00 || last == 0x7F;
}

/* The longest instruction that is taken here: prefix, two bytes of code, sixteen of constant, and what memargs may
 * need. */
enum { LONGEST = 24 };

static inline bool quick_pops(const Quick *q, const Operand *top, const Operand *base) {
  if (UNLIKELY(top - base < q->pops)) return false;
  switch (q->pops) {
  case 0: return true;
  case 1: return top[-1].type == q->pop[0];
  case 2: return top[-1].type == q->pop[1] && top[-2].type == q->pop[0];
  default: return top[-1].type == q->pop[2] && top[-2].type == q->pop[1] && top[-3].type == q->pop[0];
  }
}

/* A call of a function with few results whose arguments have exactly the parameters' types. */
static inline bool quick_call(const Walk *w, uint32_t index, Operand **top, const Operand *base) {
  const TypeDef *callee = &types_get(w->types, w->v->funcs[index].type)->def;
  uint32_t params = callee->func.param_count, results = callee->func.result_count;
  if (*top - base < params || results > SPARE / 2) return false;
  Operand *o = *top - params;
  for (uint32_t k = 0; k < params; k++)
    if (o[k].type != callee->func.params[k]) return false;
  for (uint32_t k = 0; k < results; k++, o++)
    *o = (Operand){callee->func.results[k], o[-1].end + vt_slots(callee->func.results[k])};
  *top = o;
  return true;
}

enum { BLOCK_NOTHING = 0x40 };

/* A block without parameters and results. */
static inline bool quick_enter(Walk *w, unsigned kind, const uint8_t *start, Operand **top, const Operand *base) {
  WalkScratch *s = w->s;
  uint32_t depth = walk_label_depth(w);
  if (depth == s->label_capacity) return false;
  if (kind == QUICK_IF) {
    if (*top == base || (*top)[-1].type != VT_I32) return false;
    --*top;
  }
  *++w->label = (Label){.kind = kind == QUICK_IF     ? LABEL_IF
                                : kind == QUICK_LOOP ? LABEL_LOOP
                                                     : LABEL_BLOCK,
                        .base_slot = (*top)[-1].end,
                        .base_operand = (uint32_t)(*top - s->operands) - 1,
                        .init_base = w->init_count,
                        .offset = (uint32_t)(start - w->r.base)};
  return true;
}

/* The end of a block without parameters and results. */
static inline bool quick_end(Walk *w) {
  const Label *l = w->label;
  if (l->kind == LABEL_FUNC || l->kind >= LABEL_CATCH || l->param_count | l->result_count || l->init_base != w->init_count) return false;
  w->label--;
  return true;
}

void walk_quick(Walk *w) {
  const uint8_t *at = w->r.at, *start = at;
  /* Where an instruction may start: in the body, and with all its bytes in the module. One that goes on behind the
   * body's end is found there. */
  const uint8_t *last = w->m->bytes.at + w->m->bytes.size - LONGEST;
  if (w->m->bytes.size < LONGEST) return;
  if (last > w->r.end - 1) last = w->r.end - 1;
  Operand *top = w->top, *base = w->base, *const limit = w->limit - SPARE;
  uint32_t max_end = w->max_end;
  const Quick *const table = w->s->quick, *const table_fd = w->s->quick_fd;
  const ValType *const flat = w->s->flat;
  const uint32_t flat_count = MIN_OF(w->local_count, (uint32_t)FLAT_LOCALS);
  const bool plain_locals = !w->has_undefaultable;
  const bool memory32 = w->m->memory_count && !w->m->memories[0].limits.is64;
  while (at <= last && top < limit) {
    start = at;
    const Quick *q = &table[*at++];
    uint32_t index;
    ValType pushed = VT_BOT;
    if (at[-1] == PREFIX_FD) {
      if (!leb_u32(&at, &index) || index >= QUICK_FD) goto leave;
      q = &table_fd[index];
    }
    switch ((QuickKind)q->kind) {
    case QUICK_NONE: goto leave;
    case QUICK_LOCAL_GET:
      if (!leb_u32(&at, &index) || index >= flat_count || !plain_locals) goto leave;
      pushed = flat[index];
      break;
    case QUICK_LOCAL_SET:
    case QUICK_LOCAL_TEE:
      if (!leb_u32(&at, &index) || index >= flat_count || !plain_locals || top == base || top[-1].type != flat[index])
        goto leave;
      top -= q->kind == QUICK_LOCAL_SET;
      continue;
    case QUICK_GLOBAL_GET:
      if (!leb_u32(&at, &index) || index >= w->m->global_count) goto leave;
      pushed = w->v->global_types[index];
      break;
    case QUICK_GLOBAL_SET:
      if (!leb_u32(&at, &index) || index >= w->m->global_count || !w->m->globals[index].mutable || top == base ||
          top[-1].type != w->v->global_types[index])
        goto leave;
      top--;
      continue;
    case QUICK_SELECT:
      if (top - base < 3 || top[-1].type != VT_I32 || top[-2].type != top[-3].type || vt_is_ref(top[-2].type))
        goto leave;
      top -= 2;
      continue;
    case QUICK_BLOCK:
    case QUICK_LOOP:
    case QUICK_IF:
      if (*at++ != BLOCK_NOTHING || !quick_enter(w, q->kind, start, &top, base)) goto leave;
      base = top;
      continue;
    case QUICK_END:
      if (top != base || !quick_end(w)) goto leave;
      base = label_base(w, w->label);
      continue;
    case QUICK_BR:
      if (!leb_u32(&at, &index) || index >= walk_label_depth(w) || label_arity(w->label - index)) goto leave;
      top = base;
      w->label->unreachable = w->label->silent = true;
      continue;
    case QUICK_BR_IF:
      if (!leb_u32(&at, &index) || index >= walk_label_depth(w) || label_arity(w->label - index) || top == base ||
          top[-1].type != VT_I32)
        goto leave;
      top--;
      continue;
    case QUICK_CALL:
      if (!leb_u32(&at, &index) || index >= w->m->func_count || !quick_call(w, index, &top, base)) goto leave;
      if (top[-1].end > max_end) max_end = top[-1].end;
      continue;
    case QUICK_DROP:
      if (top == base) goto leave;
      top--;
      continue;
    case QUICK_I32_CONST:
      if (!skip_leb(&at, 5) && !skip_i32(&at)) goto leave;
      pushed = VT_I32;
      break;
    case QUICK_I64_CONST:
      if (!skip_leb(&at, 10) && !skip_i64(&at)) goto leave;
      pushed = VT_I64;
      break;
    case QUICK_F32_CONST:
      at += 4;
      pushed = VT_F32;
      break;
    case QUICK_F64_CONST:
      at += 8;
      pushed = VT_F64;
      break;
    case QUICK_V128_CONST:
      at += 16;
      pushed = VT_V128;
      break;
    case QUICK_LOAD:
    case QUICK_STORE:
      if (!memory32 || *at++ > q->align || !leb_u32(&at, &index)) goto leave;
      goto operator;
    case QUICK_LANE:
      if (*at++ > q->align) goto leave;
      goto operator;
    case QUICK_SHUFFLE: {
      uint64_t low = load_u64(at), high = load_u64(at + 8);
      if ((low | high) & 0xE0E0E0E0E0E0E0E0u) goto leave;
      at += 16;
      goto operator;
    }
    case QUICK_OPERATOR:
      operator: if (!quick_pops(q, top, base)) goto leave;
      top -= q->pops;
      if (q->push == VK_BOT) continue;
      pushed = q->push;
      break;
    }
    uint32_t end = top[-1].end + vt_slots(pushed);
    *top++ = (Operand){pushed, end};
    if (end > max_end) max_end = end;
  }
  if (at <= w->r.end) start = at; /* else the reader finds it cut off */
leave:
  w->r.at = start;
  w->top = top;
  w->base = base;
  w->max_end = max_end;
}

/* ---- with a sink ---- */

bool quick_read(Walk *w, Instr *out) {
  const uint8_t *start = w->r.at, *at = start;
  if (w->r.end - at < LONGEST) return instr_read(&w->r, w->features, out);
  const Quick *q = &w->s->quick[*at++];
  uint32_t index;
  if (at[-1] == PREFIX_FD) {
    if (!leb_u32(&at, &index) || index >= QUICK_FD) return instr_read(&w->r, w->features, out);
    q = &w->s->quick_fd[index];
  }
  switch ((QuickKind)q->kind) {
  case QUICK_OPERATOR:
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
    if (!leb_u32(&at, &out->index)) return instr_read(&w->r, w->features, out);
    break;
  case QUICK_I32_CONST:
    if (*at >= 0x80) return instr_read(&w->r, w->features, out);
    out->i32 = (int32_t)((uint32_t)*at++ << 25) >> 25;
    break;
  case QUICK_LOAD:
  case QUICK_STORE:
    out->mem.align = *at++;
    out->mem.memory = 0;
    out->mem.lane = 0;
    if (out->mem.align >= 0x40 || !leb_u32(&at, &index)) return instr_read(&w->r, w->features, out);
    out->mem.offset = index;
    break;
  default: return instr_read(&w->r, w->features, out);
  }
  out->op = (Op)q->op;
  out->offset = (uint32_t)(start - w->r.base);
  w->r.at = at;
  return true;
}

static inline Err tell_simple(Walk *w, uint32_t operand_slots, uint32_t result_slots) {
  WalkInstr event;
  fill_event(w, &event, NULL, operand_slots, result_slots);
  return w->sink->instr(w->sink, w, &event);
}

static inline bool quick_local(Walk *w, const Quick *q, const Instr *i, Err *e) {
  if (i->index >= MIN_OF(w->local_count, (uint32_t)FLAT_LOCALS) || w->has_undefaultable) return false;
  ValType t = w->s->flat[i->index];
  if (q->kind == QUICK_LOCAL_GET) {
    if ((*e = tell_simple(w, 0, vt_slots(t)))) return true;
    push(w, t);
    return true;
  }
  if (w->top == w->base || w->top[-1].type != t) return false;
  *e = tell_simple(w, vt_slots(t), q->kind == QUICK_LOCAL_TEE ? vt_slots(t) : 0);
  w->top -= q->kind == QUICK_LOCAL_SET;
  return true;
}

bool quick_step(Walk *w, const Instr *i, Err *e) {
  const Quick *q = &w->s->quick_op[i->op];
  if (w->label->silent || w->limit - w->top < SPARE) return false;
  w->instr = i;
  switch ((QuickKind)q->kind) {
  case QUICK_LOCAL_GET:
  case QUICK_LOCAL_SET:
  case QUICK_LOCAL_TEE: return quick_local(w, q, i, e);
  case QUICK_LOAD:
  case QUICK_STORE:
    if (i->mem.memory || !w->m->memory_count || w->m->memories[0].limits.is64 || i->mem.align > q->align ||
        i->mem.offset > UINT32_MAX)
      return false;
    break;
  case QUICK_OPERATOR:
  case QUICK_I32_CONST:
  case QUICK_I64_CONST:
  case QUICK_F32_CONST:
  case QUICK_F64_CONST:
  case QUICK_V128_CONST: break;
  default: return false;
  }
  if (!quick_pops(q, w->top, w->base)) return false;
  if ((*e = tell_simple(w, q->pop_slots, q->push_slots))) return true;
  w->top -= q->pops;
  if (q->push != VK_BOT) push(w, q->push);
  return true;
}
