/* Instruction sequences, flat and folded.
 *
 *   (i32.add (local.get 0) (i32.const 1))        frames: BODY, PLAIN i32.add, PLAIN i32.const
 *   block $l … end                               frames: BODY, FLAT_BLOCK
 *
 * One loop over tokens and a stack of frames. The innermost frame says what may come next. A folded instruction waits
 * in p->saved, encoded, until its operands are written; blocks are written at once, but for a folded if, whose
 * condition comes before it. */
#include "decoder/text/parse_impl.h"

typedef enum FrameKind {
  FRAME_BODY,       /* a whole sequence */
  FRAME_ONE,        /* the place of one folded instruction */
  FRAME_PLAIN,      /* ( plain … */
  FRAME_BLOCK,      /* ( block, loop, try_table … */
  FRAME_IF,         /* ( if …, see IfState */
  FRAME_TRY,        /* ( try …, see TryState */
  FRAME_FLAT_BLOCK, /* block, loop, try_table … end */
  FRAME_FLAT_IF,    /* state 1: behind the else */
  FRAME_FLAT_TRY    /* state 1: in a catch, 2: in the catch_all */
} FrameKind;

typedef enum IfState { IF_CONDITION, IF_THEN, IF_BEHIND_THEN, IF_ELSE, IF_BEHIND_ELSE } IfState;
typedef enum TryState {
  TRY_START,
  TRY_DO,
  TRY_BEHIND_DO,
  TRY_CATCH,
  TRY_BEHIND_CATCH,
  TRY_CATCH_ALL,
  TRY_CLOSED,
  TRY_DELEGATED
} TryState;

static Frame *top(Parser *p) { return &p->frames[p->frame_count - 1]; }

static Frame *push(Parser *p, FrameKind kind, uint32_t slot) {
  if (!alloc_grow(p->alloc, (void **)&p->frames, &p->frame_capacity, (size_t)p->frame_count + 1, sizeof *p->frames)) {
    parse_no_memory(p);
    return NULL;
  }
  Frame *f = &p->frames[p->frame_count++];
  *f = (Frame){.kind = (uint8_t)kind, .slot = slot, .shadowed = NO_INDEX, .saved = (uint32_t)p->saved.size};
  return f;
}

/* Branch hints: the offset of the instruction within its body, and the value. */

static uint8_t take_hint(Parser *p) {
  Annot a, second;
  if (!lexer_take_annot(p->lx, ANNOT_HINT, &a)) return 0;
  if (!p->in_func) lexer_fail_at(p->lx, &a.token, ERR_HINT_ANNOTATION, " not in a function");
  else if (lexer_take_annot(p->lx, ANNOT_HINT, &second))
    lexer_fail_at(p->lx, &second.token, ERR_HINT_ANNOTATION, " duplicate annotation");
  return (uint8_t)(1 + a.bytes.at[0]);
}

static void put_hint(Parser *p, uint8_t hint) {
  if (!hint) return;
  Buf *out = &p->func_hints.bytes;
  buf_put_u64_leb(out, p->code->size);
  buf_put_u8(out, 1);
  buf_put_u8(out, (uint8_t)(hint - 1));
  p->func_hints.count++;
}

/* Writes the instruction that waited in p->saved for the innermost frame's operands. */
static void put_saved(Parser *p, Frame *f) {
  put_hint(p, f->hint);
  if (UNLIKELY(p->places != NULL) && p->in_func) place_add(p, f->line, f->column);
  buf_put(p->code, p->saved.at + f->saved, p->saved.size - f->saved);
  p->saved.size = f->saved;
}

static void close_block(Parser *p) {
  label_pop(p, top(p));
  p->frame_count--;
}

/* The identifier behind an end or else must be the block's. */
static void check_label(Parser *p, const Frame *f) {
  Token at = p->lx->tok;
  if (at.kind != TOK_ID) return;
  Bytes id = take_id(p);
  const MapEntry *e = id.at ? map_find(&p->labels, id.at, id.size) : NULL;
  if (!e || e->value != f->slot) lexer_fail_at(p->lx, &at, ERR_MISMATCHING_LABEL, NULL);
}

/* Keywords */

static void start_block(Parser *p, Op op, bool folded, uint8_t hint, const Token *word) {
  Bytes id = take_id(p);
  uint32_t slot = id.at ? label_slot(p, id) : (uint32_t)NO_INDEX;
  bool waits = folded && op == OP_IF;
  Frame *f = push(p,
                  op == OP_IF    ? (folded ? FRAME_IF : FRAME_FLAT_IF)
                  : op == OP_TRY ? (folded ? FRAME_TRY : FRAME_FLAT_TRY)
                                 : (folded ? FRAME_BLOCK : FRAME_FLAT_BLOCK),
                  slot);
  if (!f || parse_failed(p)) return;
  Buf *out = waits ? &p->saved : p->code;
  if (waits) {
    f->hint = hint;
    f->line = word->line;
    f->column = token_column(word);
  } else {
    put_hint(p, hint);
    place_token(p, word);
  }
  put_op(out, op);
  take_block_type(p, out);
  if (op == OP_TRY_TABLE) take_catches(p, out); /* its labels are those outside of the block */
  if (!waits) label_push(p, f);
}

static void flat_else(Parser *p, Frame *f) {
  if (f->kind != FRAME_FLAT_IF || f->state != 0) {
    lexer_unexpected(p->lx);
    return;
  }
  place_token(p, &p->lx->tok);
  lexer_next(p->lx);
  check_label(p, f);
  put_op(p->code, OP_ELSE);
  f->state = 1;
}

static void flat_end(Parser *p, Frame *f) {
  if (f->kind < FRAME_FLAT_BLOCK) {
    lexer_unexpected(p->lx);
    return;
  }
  place_token(p, &p->lx->tok);
  lexer_next(p->lx);
  check_label(p, f);
  put_op(p->code, OP_END);
  close_block(p);
}

static void flat_catch(Parser *p, Frame *f, Op op) {
  if (f->kind != FRAME_FLAT_TRY || f->state > (op == OP_DELEGATE ? 0 : 1)) {
    lexer_unexpected(p->lx);
    return;
  }
  place_token(p, &p->lx->tok);
  lexer_next(p->lx);
  if (op == OP_DELEGATE) close_block(p); /* its label counts from outside of the try */
  else f->state = op == OP_CATCH ? 1 : 2;
  take_plain(p, op, p->code);
}

/* The current token is an instruction's keyword, hint and parenthesis having been passed. */
static void start_instr(Parser *p, bool folded, uint8_t hint, const Token *hint_at) {
  Lexer *lx = p->lx;
  Op op = lx->tok.kind == TOK_KEYWORD ? op_by_text(lx->tok.at, lx->tok.size) : OP_COUNT;
  if (op == OP_COUNT || op_info[op].prefix == PREFIX_NO || !features_has(lx->features, (Feature)op_info[op].feature)) {
    lexer_unexpected(lx);
    return;
  }
  if (hint && op != OP_IF && op != OP_BR_IF) {
    lexer_fail_at(lx, hint_at, ERR_HINT_TARGET, NULL);
    return;
  }
  if (folded && (op == OP_ELSE || op == OP_END || op == OP_CATCH || op == OP_CATCH_ALL || op == OP_DELEGATE)) {
    lexer_unexpected(lx);
    return;
  }
  const Token word = lx->tok;
  switch (op) {
  case OP_ELSE: flat_else(p, top(p)); return;
  case OP_END: flat_end(p, top(p)); return;
  case OP_CATCH:
  case OP_CATCH_ALL:
  case OP_DELEGATE: flat_catch(p, top(p), op); return;
  case OP_BLOCK:
  case OP_LOOP:
  case OP_IF:
  case OP_TRY:
  case OP_TRY_TABLE:
    lexer_next(lx);
    start_block(p, op, folded, hint, &word);
    return;
  default: break;
  }
  lexer_next(lx);
  if (!folded) {
    put_hint(p, hint);
    place_token(p, &word);
    take_plain(p, op, p->code);
    return;
  }
  Frame *f = push(p, FRAME_PLAIN, NO_INDEX);
  if (!f) return;
  f->hint = hint;
  f->line = word.line;
  f->column = token_column(&word);
  take_plain(p, op, &p->saved);
}

/* Parentheses */

/* The parts of a folded if; false: an instruction. */
static bool open_if_part(Parser *p, Frame *f) {
  if (f->state == IF_CONDITION) {
    if (!lexer_take_open(p->lx, "then")) return false;
    put_saved(p, f);
    label_push(p, f);
    f->state = IF_THEN;
    return true;
  }
  if (f->state == IF_THEN || f->state == IF_ELSE) return false;
  if (f->state == IF_BEHIND_THEN && lexer_take_open(p->lx, "else")) {
    put_op(p->code, OP_ELSE);
    f->state = IF_ELSE;
    return true;
  }
  lexer_unexpected(p->lx);
  return true;
}

/* The parts of a folded old try; false: an instruction. */
static bool open_try_part(Parser *p, Frame *f) {
  Lexer *lx = p->lx;
  if (f->state == TRY_DO || f->state == TRY_CATCH || f->state == TRY_CATCH_ALL) return false;
  bool may_catch = f->state == TRY_BEHIND_DO || f->state == TRY_BEHIND_CATCH;
  if (f->state == TRY_START && lexer_take_open(lx, "do")) {
    f->state = TRY_DO;
  } else if (may_catch && lexer_take_open(lx, "catch")) {
    take_plain(p, OP_CATCH, p->code);
    f->state = TRY_CATCH;
  } else if (may_catch && lexer_take_open(lx, "catch_all")) {
    put_op(p->code, OP_CATCH_ALL);
    f->state = TRY_CATCH_ALL;
  } else if (f->state == TRY_BEHIND_DO && lexer_take_open(lx, "delegate")) {
    label_pop(p, f); /* its label counts from outside of the try */
    take_plain(p, OP_DELEGATE, p->code);
    lexer_expect(lx, TOK_RPAR);
    f->state = TRY_DELEGATED;
  } else lexer_unexpected(lx);
  return true;
}

static void open_paren(Parser *p, Frame *f) {
  if (f->kind == FRAME_IF && open_if_part(p, f)) return;
  if (f->kind == FRAME_TRY && open_try_part(p, f)) return;
  Token at = p->lx->tok;
  uint8_t hint = take_hint(p);
  lexer_next(p->lx);
  start_instr(p, true, hint, &at);
}

/* The parenthesis is the block's end. */
static void close_folded(Parser *p) {
  place_token(p, &p->lx->tok);
  put_op(p->code, OP_END);
  close_block(p);
}

static void close_paren(Parser *p, Frame *f) {
  switch ((FrameKind)f->kind) {
  case FRAME_PLAIN:
    put_saved(p, f);
    p->frame_count--;
    break;
  case FRAME_BLOCK: close_folded(p); break;
  case FRAME_IF:
    if (f->state == IF_CONDITION) {
      lexer_unexpected(p->lx);
    } else if (f->state == IF_THEN || f->state == IF_ELSE) {
      f->state++;
    } else {
      close_folded(p);
    }
    break;
  case FRAME_TRY:
    if (f->state == TRY_START) {
      lexer_unexpected(p->lx);
    } else if (f->state == TRY_DO || f->state == TRY_CATCH) {
      f->state++;
    } else if (f->state == TRY_CATCH_ALL) {
      f->state = TRY_CLOSED;
    } else if (f->state == TRY_DELEGATED) {
      p->frame_count--;
    } else {
      close_folded(p);
    }
    break;
  default: lexer_unexpected(p->lx); break; /* a flat block without end */
  }
  lexer_next(p->lx);
}

static bool takes_flat(const Frame *f) {
  switch ((FrameKind)f->kind) {
  case FRAME_ONE:
  case FRAME_PLAIN: return false;
  case FRAME_IF: return f->state == IF_THEN || f->state == IF_ELSE;
  case FRAME_TRY: return f->state == TRY_DO || f->state == TRY_CATCH || f->state == TRY_CATCH_ALL;
  default: return true;
  }
}

static void run(Parser *p, FrameKind kind, Buf *out) {
  if (parse_failed(p) || !push(p, kind, NO_INDEX)) return;
  uint32_t base = p->frame_count;
  Buf *outer = p->code;
  p->code = out;
  bool begun = false;
  while (!parse_failed(p)) {
    Frame *f = top(p);
    if (p->frame_count == base && (kind == FRAME_ONE ? begun : p->lx->tok.kind == TOK_RPAR)) break;
    begun = true;
    if (p->lx->tok.kind == TOK_LPAR) {
      open_paren(p, f);
    } else if (p->lx->tok.kind == TOK_RPAR) {
      close_paren(p, f);
    } else if (p->lx->tok.kind == TOK_KEYWORD && takes_flat(f)) {
      Token at = p->lx->tok;
      uint8_t hint = take_hint(p);
      start_instr(p, false, hint, &at);
    } else lexer_unexpected(p->lx);
    if (p->saved.failed || out->failed || p->saved.size > UINT32_MAX) parse_no_memory(p);
  }
  p->frame_count = base - 1;
  p->code = outer;
}

void parse_instrs(Parser *p, Buf *out) { run(p, FRAME_BODY, out); }

void parse_one_instr(Parser *p, Buf *out) { run(p, FRAME_ONE, out); }

void parse_offset(Parser *p, Buf *out) {
  if (lexer_take_open(p->lx, "offset")) {
    parse_instrs(p, out);
    lexer_expect(p->lx, TOK_RPAR);
  } else parse_one_instr(p, out);
  put_op(out, OP_END);
}
