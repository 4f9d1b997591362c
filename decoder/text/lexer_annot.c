/* Annotations: those that wvm knows are read into lx->annots, the others checked and skipped.
 *
 *   (@custom "name" (before|after SECTION)? "bytes"*)    (@name "name")    (@metadata.code.branch_hint "\00"|"\01")
 */
#include "base/utf8.h"
#include "decoder/text/lexer_impl.h"

static const struct {
  const char *word;
  int id;
} places[] = {{"type", 1},  {"import", 2}, {"func", 3},       {"table", 4}, {"memory", 5}, {"global", 6}, {"export", 7},
              {"start", 8}, {"elem", 9},   {"datacount", 12}, {"code", 10}, {"data", 11},  {"tag", 13}};

static const char *const spellings[] = {
    [ANNOT_CUSTOM] = "@custom", [ANNOT_NAME] = "@name", [ANNOT_HINT] = "@metadata.code.branch_hint"};

static bool fault(Lexer *lx, const Token *t, Err e, const char *detail) {
  if (t->kind == TOK_END) e = ERR_UNCLOSED_ANNOTATION, detail = NULL;
  if (lx->diag->err == ERR_OK) {
    diag_set(lx->diag, e, detail ? "%s" : NULL, detail);
    lx->diag->has_line = true;
    lx->diag->line = t->line;
    lx->diag->column = (uint32_t)(t->at - t->line_start) + 1;
  }
  return false;
}

/* From here to the annotation's closing parenthesis, `depth` being open. */
static bool skip_rest(Lexer *lx, uint64_t depth, const Token *start) {
  while (depth > 0) {
    Token t;
    lexer_scan(lx, &t);
    if (t.kind == TOK_LPAR) depth++;
    else if (t.kind == TOK_RPAR) depth--;
    else if (t.kind == TOK_ERROR) return false;
    else if (t.kind == TOK_END) return fault(lx, start, ERR_UNCLOSED_ANNOTATION, NULL);
  }
  return true;
}

static bool is_id(Bytes id, const char *what) { return id.size == strlen(what) && memcmp(id.at, what, id.size) == 0; }

/* A string token's bytes, checked; {NULL, 0} at a fault. */
static Bytes unquote(Lexer *lx, const Token *t, Err e, bool name) {
  Bytes s = lexer_unquote(lx, t->at + 1, t->size - 2);
  if (!s.at) fault(lx, t, ERR_NO_MEMORY, NULL);
  else if (name && !utf8_is_valid(s.at, s.size)) {
    fault(lx, t, e, " malformed UTF-8 encoding");
    return (Bytes){NULL, 0};
  }
  return s;
}

/* (before|after SECTION), the parenthesis being passed. */
static bool read_place(Lexer *lx, Annot *a) {
  Token t;
  lexer_scan(lx, &t);
  if (!token_is(&t, "before") && !token_is(&t, "after"))
    return fault(lx, &t, ERR_CUSTOM_ANNOTATION, " malformed placement");
  a->after = token_is(&t, "after");
  lexer_scan(lx, &t);
  bool found = token_is(&t, a->after ? "last" : "first");
  a->place = a->after ? ANNOT_AT_END : ANNOT_AT_START;
  for (size_t i = 0; i < COUNT_OF(places) && !found; i++) {
    found = token_is(&t, places[i].word);
    a->place = places[i].id;
  }
  if (!found) return fault(lx, &t, ERR_CUSTOM_ANNOTATION, " malformed section kind");
  lexer_scan(lx, &t);
  return t.kind == TOK_RPAR || fault(lx, &t, ERR_CUSTOM_ANNOTATION, " unexpected token");
}

/* The rest of a known annotation, strings and the closing parenthesis; their bytes into the arena. */
static bool read_strings(Lexer *lx, Annot *a, Err e, Token t) {
  Buf bytes;
  buf_init(&bytes, lx->arena.alloc);
  for (; t.kind == TOK_STRING; lexer_scan(lx, &t)) {
    Bytes s = unquote(lx, &t, e, false);
    buf_put(&bytes, s.at, s.at ? s.size : 0);
  }
  uint8_t *copy = bytes.failed ? NULL : arena_copy(&lx->arena, bytes.at, bytes.size);
  a->bytes = (Bytes){copy, bytes.size};
  buf_free(&bytes);
  if (!copy) return fault(lx, &t, ERR_NO_MEMORY, NULL);
  return t.kind == TOK_RPAR || fault(lx, &t, e, " unexpected token");
}

static bool read_known(Lexer *lx, Annot *a) {
  Token t;
  lexer_scan(lx, &t);
  if (t.kind == TOK_ERROR) return false;
  switch (a->kind) {
  case ANNOT_CUSTOM:
    if (t.kind != TOK_STRING) return fault(lx, &t, ERR_CUSTOM_ANNOTATION, " missing section name");
    a->name = unquote(lx, &t, ERR_CUSTOM_ANNOTATION, true);
    if (!a->name.at) return false;
    lexer_scan(lx, &t);
    if (t.kind == TOK_LPAR) {
      if (!read_place(lx, a)) return false;
      lexer_scan(lx, &t);
    }
    return read_strings(lx, a, ERR_CUSTOM_ANNOTATION, t);
  case ANNOT_NAME:
    if (t.kind != TOK_STRING) return fault(lx, &t, ERR_NAME_ANNOTATION, " missing name");
    a->name = unquote(lx, &t, ERR_NAME_ANNOTATION, true);
    if (!a->name.at) return false;
    lexer_scan(lx, &t);
    return t.kind == TOK_RPAR || fault(lx, &t, ERR_NAME_ANNOTATION, " unexpected token");
  default:
    if (!read_strings(lx, a, ERR_HINT_ANNOTATION, t)) return false;
    if (a->bytes.size == 1 && a->bytes.at[0] <= 1) return true;
    return fault(lx, &a->token, ERR_HINT_ANNOTATION, " malformed value");
  }
}

/* The annotation's id, the cursor being behind the '@'; {NULL, 0} at a fault. */
static Bytes read_id(Lexer *lx) {
  LexerMark *c = &lx->cursor;
  const char *start = c->at;
  while (c->at < lx->end && lexer_is_idchar(*c->at)) c->at++;
  if (c->at > start) return (Bytes){(const uint8_t *)start, (size_t)(c->at - start)};
  Token t = {TOK_ERROR, c->line, c->at, 0, c->line_start};
  bool clean = lx->diag->err == ERR_OK;
  if (c->at < lx->end && *c->at == '"') {
    lexer_scan(lx, &t);
    if (t.kind == TOK_STRING && t.size > 2) {
      Bytes id = lexer_unquote(lx, t.at + 1, t.size - 2);
      if (id.at && utf8_is_valid(id.at, id.size)) return id;
      fault(lx, &t, id.at ? ERR_UTF8 : ERR_NO_MEMORY, NULL);
    } else if (clean && lx->diag->err != ERR_OK && lx->diag->err != ERR_UTF8) {
      *lx->diag = (Diag){0}; /* a string that is none: no id */
    }
  }
  fault(lx, &t, ERR_EMPTY_ANNOTATION, NULL);
  return (Bytes){NULL, 0};
}

bool lexer_annotation(Lexer *lx) {
  Token start = {TOK_LPAR, lx->cursor.line, lx->cursor.at, 2, lx->cursor.line_start};
  if (!features_has(lx->features, FEATURE_ANNOTATIONS)) return fault(lx, &start, ERR_FEATURE, " annotations");
  lx->cursor.at += 2;
  lx->in_annot = true;
  Bytes id = read_id(lx);
  bool ok = id.at != NULL;
  int kind = -1;
  for (int k = 0; k < (int)COUNT_OF(spellings) && ok; k++)
    if (is_id(id, spellings[k] + 1)) kind = k;
  if (kind == ANNOT_HINT && !features_has(lx->features, FEATURE_BRANCH_HINTS)) kind = -1;
  if (ok && (kind < 0 || lx->drop_annots)) {
    ok = skip_rest(lx, 1, &start);
  } else if (ok) {
    Annot a = {.kind = (uint8_t)kind, .after = true, .place = ANNOT_AT_END, .token = start};
    ok = read_known(lx, &a);
    if (ok &&
        !alloc_grow(lx->arena.alloc, (void **)&lx->annots, &lx->annot_capacity, (size_t)lx->annot_count + 1, sizeof a))
      ok = fault(lx, &start, ERR_NO_MEMORY, NULL);
    if (ok) lx->annots[lx->annot_count++] = a;
  }
  lx->in_annot = false;
  return ok;
}

bool lexer_take_annot(Lexer *lx, AnnotKind kind, Annot *out) {
  if (lx->annot_first == lx->annot_count) return false;
  Annot *a = &lx->annots[lx->annot_first];
  if (a->kind != kind || a->behind_tok) return false;
  *out = *a;
  if (++lx->annot_first == lx->annot_count) lx->annot_first = lx->annot_count = 0;
  return true;
}

void lexer_drop_annots(Lexer *lx) {
  while (lx->annot_first < lx->annot_count && !lx->annots[lx->annot_first].behind_tok) lx->annot_first++;
  if (lx->annot_first == lx->annot_count) lx->annot_first = lx->annot_count = 0;
}

bool lexer_no_annots(Lexer *lx) {
  if (lx->annot_first == lx->annot_count || lx->annots[lx->annot_first].behind_tok) return true;
  Annot a = lx->annots[lx->annot_first];
  lexer_fail_at(lx, &a.token, ERR_MISPLACED, " %s annotation", spellings[a.kind]);
  return false;
}
