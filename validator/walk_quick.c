/* Validation's quick path: the common instructions, without an Instr and with the stack in registers. */
#include "validator/walk_state.h"

/* ---- constants ---- */

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
  if (*q->at++ != BLOCK_NOTHING || walk_label_depth(w) == w->s->label_capacity) return LEAVE;
  if (kind == LABEL_IF) {
    if (q->top == q->base || q->top[-1].type != VT_I32) return LEAVE;
    q->top--;
  }
  push_plain_label(w, kind, q->top, (uint32_t)(start - w->r.base));
  q->base = q->top;
  return DONE;
}

/* Its end. */
static ALWAYS_INLINE QuickStep take_end(Walk *w, Quickly *q) {
  if (!is_plain_end(w, q->top, q->base)) return LEAVE;
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
  if (!takes_exactly(callee, q->top, q->base)) return LEAVE;
  q->top = put_results(callee, q->top - callee->func.param_count);
  if (q->top[-1].end > q->max_end) q->max_end = q->top[-1].end;
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
  const Quick *const table = w->s->quick.code, *const table_fd = w->s->quick.fd;
  Quickly q = {.at = start,
               .top = w->top,
               .base = w->base,
               .max_end = w->max_end,
               .flat = w->flat,
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
