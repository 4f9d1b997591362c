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
  if (info->sig == SIG_SPEC) return QUICK_NONE;
  if (info->kind == KIND_STORE) return QUICK_STORE;
  const SigInfo *sig = &sig_info[info->sig];
  if (sig->result_count != 1) return QUICK_NONE;
  switch ((Imm)info->imm) {
  case IMM_NONE: return sig->param_count == 1   ? QUICK_UNARY
                        : sig->param_count == 2 ? QUICK_BINARY
                        : sig->param_count == 3 ? QUICK_TERNARY
                                                : QUICK_NONE;
  case IMM_MEMARG: return info->kind == KIND_LOAD ? QUICK_LOAD : QUICK_NONE;
  case IMM_LANE: return sig->param_count == 1 ? QUICK_EXTRACT : QUICK_REPLACE;
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
  if (info->imm == IMM_LANE) q.align = (uint8_t)(16 / info->size - 1);
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

/* The operands of a row that pops so many; where that is a constant, nothing else is left of it. */
static ALWAYS_INLINE bool quick_pops(const Quick *row, uint32_t pops, const Operand *top, const Operand *base) {
  if (UNLIKELY(top - base < pops)) return false;
  for (uint32_t k = 0; k < pops; k++)
    if (UNLIKELY(top[(int32_t)k - (int32_t)pops].type != row->pop[k])) return false;
  return true;
}

/* ---- one kind of instruction each ---- */

/* Where validation stands, in registers: nobody keeps its address. */
typedef struct Quickly {
  const uint8_t *at;    /* behind the code of the instruction at hand, then behind all of it */
  Operand *top, *base;  /* as in Walk */
  uint32_t max_end;
  const ValType *flat;  /* types of locals that need no look at whether they are initialised, */
  uint32_t flat_count;  /* … how many */
  bool memory32;        /* there is a memory 0, of 32-bit addresses */
} Quickly;

/* LEAVE: not plainly right. PUSH: all is done but that pushed is to be pushed. */
typedef enum QuickStep { LEAVE, DONE, PUSH } QuickStep;

static ALWAYS_INLINE QuickStep take_local_get(Quickly *q, ValType *pushed) {
  uint32_t index;
  if (!leb_u32(&q->at, &index) || index >= q->flat_count) return LEAVE;
  *pushed = q->flat[index];
  return PUSH;
}

static ALWAYS_INLINE QuickStep take_local_set(Quickly *q, uint32_t pops) {
  uint32_t index;
  if (!leb_u32(&q->at, &index) || index >= q->flat_count || q->top == q->base || q->top[-1].type != q->flat[index])
    return LEAVE;
  q->top -= pops;
  return DONE;
}

static ALWAYS_INLINE QuickStep take_global_get(const Walk *w, Quickly *q, ValType *pushed) {
  uint32_t index;
  if (!leb_u32(&q->at, &index) || index >= w->m->global_count) return LEAVE;
  *pushed = w->v->global_types[index];
  return PUSH;
}

static ALWAYS_INLINE QuickStep take_global_set(const Walk *w, Quickly *q) {
  uint32_t index;
  if (!leb_u32(&q->at, &index) || index >= w->m->global_count || !w->m->globals[index].mutable || q->top == q->base ||
      q->top[-1].type != w->v->global_types[index])
    return LEAVE;
  q->top--;
  return DONE;
}

static ALWAYS_INLINE QuickStep take_drop(Quickly *q) {
  if (q->top == q->base) return LEAVE;
  q->top--;
  return DONE;
}

static ALWAYS_INLINE QuickStep take_select(Quickly *q) {
  const Operand *top = q->top;
  if (top - q->base < 3 || top[-1].type != VT_I32 || top[-2].type != top[-3].type || vt_is_ref(top[-2].type)) return LEAVE;
  q->top -= 2;
  return DONE;
}

/* A block without parameters and results; `start`: its first byte. */
static ALWAYS_INLINE QuickStep take_block(Walk *w, Quickly *q, LabelKind kind, const uint8_t *start) {
  enum { BLOCK_NOTHING = 0x40 };
  if (*q->at++ != BLOCK_NOTHING || walk_label_depth(w) == w->s->label_capacity) return LEAVE;
  if (kind == LABEL_IF) {
    if (q->top == q->base || q->top[-1].type != VT_I32) return LEAVE;
    q->top--;
  }
  *++w->label = (Label){.kind = (uint8_t)kind,
                        .base_slot = q->top[-1].end,
                        .base_operand = (uint32_t)(q->top - w->s->operands) - 1,
                        .init_base = w->init_count,
                        .offset = (uint32_t)(start - w->r.base)};
  q->base = q->top;
  return DONE;
}

/* Its end. */
static ALWAYS_INLINE QuickStep take_end(Walk *w, Quickly *q) {
  const Label *l = w->label;
  if (q->top != q->base || l->kind == LABEL_FUNC || l->kind >= LABEL_CATCH || l->param_count | l->result_count ||
      l->init_base != w->init_count)
    return LEAVE;
  q->base = label_base(w, --w->label);
  return DONE;
}

static ALWAYS_INLINE bool take_plain_label(const Walk *w, Quickly *q) {
  uint32_t index;
  return leb_u32(&q->at, &index) && index < walk_label_depth(w) && !label_arity(w->label - index);
}

static ALWAYS_INLINE QuickStep take_br(Walk *w, Quickly *q) {
  if (!take_plain_label(w, q)) return LEAVE;
  q->top = q->base;
  w->label->unreachable = w->label->silent = true;
  return DONE;
}

static ALWAYS_INLINE QuickStep take_br_if(const Walk *w, Quickly *q) {
  if (!take_plain_label(w, q) || q->top == q->base || q->top[-1].type != VT_I32) return LEAVE;
  q->top--;
  return DONE;
}

/* A call of a function with few results whose arguments have exactly the parameters' types. */
static ALWAYS_INLINE QuickStep take_call(const Walk *w, Quickly *q) {
  uint32_t index;
  if (!leb_u32(&q->at, &index) || index >= w->m->func_count) return LEAVE;
  const TypeDef *callee = &types_get(w->types, w->v->funcs[index].type)->def;
  const uint32_t params = callee->func.param_count, results = callee->func.result_count;
  if (q->top - q->base < params || results > SPARE / 2) return LEAVE;
  Operand *o = q->top - params;
  for (uint32_t k = 0; k < params; k++)
    if (o[k].type != callee->func.params[k]) return LEAVE;
  for (uint32_t k = 0; k < results; k++, o++)
    *o = (Operand){callee->func.results[k], o[-1].end + vt_slots(callee->func.results[k])};
  q->top = o;
  if (o[-1].end > q->max_end) q->max_end = o[-1].end;
  return DONE;
}

static ALWAYS_INLINE QuickStep take_operator(const Quick *row, uint32_t pops, Quickly *q, ValType *pushed) {
  if (!quick_pops(row, pops, q->top, q->base)) return LEAVE;
  q->top -= pops;
  *pushed = row->push;
  return PUSH;
}

static ALWAYS_INLINE bool take_memarg(const Quick *row, Quickly *q) {
  uint32_t offset;
  return q->memory32 && *q->at++ <= row->align && leb_u32(&q->at, &offset);
}

static ALWAYS_INLINE QuickStep take_load(const Quick *row, Quickly *q, ValType *pushed) {
  return take_memarg(row, q) ? take_operator(row, 1, q, pushed) : LEAVE;
}

static ALWAYS_INLINE QuickStep take_store(const Quick *row, Quickly *q) {
  if (!take_memarg(row, q) || !quick_pops(row, 2, q->top, q->base)) return LEAVE;
  q->top -= 2;
  return DONE;
}

static ALWAYS_INLINE QuickStep take_lane(const Quick *row, uint32_t pops, Quickly *q, ValType *pushed) {
  return *q->at++ <= row->align ? take_operator(row, pops, q, pushed) : LEAVE;
}

static ALWAYS_INLINE QuickStep take_shuffle(const Quick *row, Quickly *q, ValType *pushed) {
  const uint64_t low = load_u64(q->at), high = load_u64(q->at + 8);
  if ((low | high) & 0xE0E0E0E0E0E0E0E0u) return LEAVE;
  q->at += 16;
  return take_operator(row, 2, q, pushed);
}

static ALWAYS_INLINE QuickStep take_const(Quickly *q, unsigned size, ValType type, ValType *pushed) {
  q->at += size;
  *pushed = type;
  return PUSH;
}

/* One instruction, which starts at `start` and whose code has been passed. */
static ALWAYS_INLINE QuickStep take(Walk *w, const Quick *row, const uint8_t *start, Quickly *q, ValType *pushed) {
  switch ((QuickKind)row->kind) {
  case QUICK_NONE: return LEAVE;
  case QUICK_LOCAL_GET: return take_local_get(q, pushed);
  case QUICK_LOCAL_SET: return take_local_set(q, 1);
  case QUICK_LOCAL_TEE: return take_local_set(q, 0);
  case QUICK_GLOBAL_GET: return take_global_get(w, q, pushed);
  case QUICK_GLOBAL_SET: return take_global_set(w, q);
  case QUICK_DROP: return take_drop(q);
  case QUICK_SELECT: return take_select(q);
  case QUICK_BLOCK: return take_block(w, q, LABEL_BLOCK, start);
  case QUICK_LOOP: return take_block(w, q, LABEL_LOOP, start);
  case QUICK_IF: return take_block(w, q, LABEL_IF, start);
  case QUICK_END: return take_end(w, q);
  case QUICK_BR: return take_br(w, q);
  case QUICK_BR_IF: return take_br_if(w, q);
  case QUICK_CALL: return take_call(w, q);
  case QUICK_I32_CONST: return skip_leb(&q->at, 5) || skip_i32(&q->at) ? take_const(q, 0, VT_I32, pushed) : LEAVE;
  case QUICK_I64_CONST: return skip_leb(&q->at, 10) || skip_i64(&q->at) ? take_const(q, 0, VT_I64, pushed) : LEAVE;
  case QUICK_F32_CONST: return take_const(q, 4, VT_F32, pushed);
  case QUICK_F64_CONST: return take_const(q, 8, VT_F64, pushed);
  case QUICK_V128_CONST: return take_const(q, 16, VT_V128, pushed);
  case QUICK_LOAD: return take_load(row, q, pushed);
  case QUICK_STORE: return take_store(row, q);
  case QUICK_EXTRACT: return take_lane(row, 1, q, pushed);
  case QUICK_REPLACE: return take_lane(row, 2, q, pushed);
  case QUICK_SHUFFLE: return take_shuffle(row, q, pushed);
  case QUICK_UNARY: return take_operator(row, 1, q, pushed);
  case QUICK_BINARY: return take_operator(row, 2, q, pushed);
  case QUICK_TERNARY: return take_operator(row, 3, q, pushed);
  }
  return LEAVE;
}

/* Where the last instruction may start: in the body, and with all its bytes in the module, even if it is the longest. One
 * that goes on behind the body's end is found there. NULL: nowhere. */
static const uint8_t *last_start(const Walk *w) {
  if (w->m->bytes.size < LONGEST) return NULL;
  const uint8_t *last = w->m->bytes.at + w->m->bytes.size - LONGEST;
  return MIN_OF(last, w->r.end - 1);
}

void walk_quick(Walk *w) {
  const uint8_t *start = w->r.at, *const last = last_start(w);
  Operand *const limit = w->limit - SPARE;
  const Quick *const table = w->s->quick, *const table_fd = w->s->quick_fd;
  Quickly q = {.at = start,
               .top = w->top,
               .base = w->base,
               .max_end = w->max_end,
               .flat = w->s->flat,
               .flat_count = w->has_undefaultable ? 0 : MIN_OF(w->local_count, (uint32_t)FLAT_LOCALS),
               .memory32 = w->m->memory_count && !w->m->memories[0].limits.is64};
  if (!last) return;
  while (q.at <= last && q.top < limit) {
    start = q.at;
    const uint8_t code = *q.at++;
    const Quick *row = &table[code];
    if (code == PREFIX_FD) {
      uint32_t index;
      if (!leb_u32(&q.at, &index) || index >= QUICK_FD) goto leave;
      row = &table_fd[index];
    }
    ValType pushed = VT_BOT;
    const QuickStep step = take(w, row, start, &q, &pushed);
    if (step == LEAVE) goto leave;
    if (step == DONE) continue;
    const uint32_t end = q.top[-1].end + vt_slots(pushed);
    *q.top++ = (Operand){pushed, end};
    if (end > q.max_end) q.max_end = end;
  }
  if (q.at <= w->r.end) start = q.at; /* else the reader finds it cut off */
leave:
  w->r.at = start;
  w->top = q.top;
  w->base = q.base;
  w->max_end = q.max_end;
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
  case QUICK_UNARY:
  case QUICK_BINARY:
  case QUICK_TERNARY:
  case QUICK_I32_CONST:
  case QUICK_I64_CONST:
  case QUICK_F32_CONST:
  case QUICK_F64_CONST:
  case QUICK_V128_CONST: break;
  default: return false;
  }
  if (!quick_pops(q, q->pops, w->top, w->base)) return false;
  if ((*e = tell_simple(w, q->pop_slots, q->push_slots))) return true;
  w->top -= q->pops;
  if (q->push_slots) push(w, q->push);
  return true;
}
