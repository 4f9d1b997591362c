/* Text to tokens. */
#include "decoder/text/lexer.h"

#include "base/utf8.h"
#include "decoder/opcode.h"
#include "decoder/text/lexer_impl.h"
#include "decoder/text/number.h"

#include <stdarg.h>
#include <stdio.h>

bool lexer_is_idchar(char c) {
  if (c <= ' ' || c == 0x7f) return false; /* also all bytes above 0x7f, if char is signed */
  switch (c) {
  case '"':
  case '(':
  case ')':
  case ',':
  case ';':
  case '[':
  case ']':
  case '{':
  case '}': return false;
  default: return (unsigned char)c < 0x7f;
  }
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/* Faults */

static Err fail_v(Lexer *lx, const Token *where, Err e, const char *detail, va_list args) {
  Diag *d = lx->diag;
  if (d->err == ERR_OK) {
    char text[sizeof d->message];
    text[0] = 0;
    if (detail) vsnprintf(text, sizeof text, detail, args);
    diag_set(d, e, "%s", text);
    d->has_line = true;
    d->line = where->line;
    d->column = (uint32_t)(where->at - where->line_start) + 1;
  }
  lx->tok = *where;
  lx->tok.kind = TOK_ERROR;
  lx->has_ahead = false;
  lx->annot_first = lx->annot_count = 0;
  return d->err;
}

Err lexer_fail(Lexer *lx, Err e, const char *detail, ...) {
  va_list args;
  va_start(args, detail);
  Token where = lx->tok;
  Err result = fail_v(lx, &where, e, detail, args);
  va_end(args);
  return result;
}

Err lexer_fail_at(Lexer *lx, const Token *where, Err e, const char *detail, ...) {
  va_list args;
  va_start(args, detail);
  Token at = *where;
  Err result = fail_v(lx, &at, e, detail, args);
  va_end(args);
  return result;
}

/* A fault of the characters at the cursor: only recorded, the token that is being read becomes TOK_ERROR and the
 * Lexer fails when it gets there. */
TokenKind lexer_bad_char(Lexer *lx, Err e) {
  Diag *d = lx->diag;
  if (d->err == ERR_OK) {
    diag_set(d, e, NULL);
    d->has_line = true;
    d->line = lx->cursor.line;
    d->column = (uint32_t)(lx->cursor.at - lx->cursor.line_start) + 1;
  }
  return TOK_ERROR;
}

/* The words of the grammar that are no instructions; what is neither is an "unknown operator". */
static bool is_word(const char *text, size_t size) {
  /* clang-format off */
  static const char *const words[] = {
      "module", "binary", "quote", "definition", "instance", "script", "register", "invoke", "get", "type", "func",
      "struct", "array", "cont", "field", "rec", "sub", "final", "descriptor", "describes", "exact", "param",
      "result", "local", "global", "table", "memory", "elem", "data", "tag", "import", "export", "start", "item",
      "offset", "declare", "mut", "shared", "pagesize", "ref", "null", "extern", "any", "eq", "i31", "none", "nofunc",
      "noextern", "exn", "noexn", "nocont", "anyref", "eqref", "i31ref", "structref", "arrayref", "funcref",
      "externref", "exnref", "contref", "nullref", "nullfuncref", "nullexternref", "nullexnref", "nullcontref", "i8",
      "i16", "i32", "i64", "f32", "f64", "v128", "i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2", "then", "do",
      "catch", "catch_all", "catch_ref", "catch_all_ref", "on", "switch", "either", "assert_malformed",
      "assert_invalid", "assert_unlinkable", "assert_return", "assert_trap", "assert_exhaustion", "assert_exception",
      "assert_suspension", "assert_malformed_custom", "assert_invalid_custom", "nan:canonical", "nan:arithmetic",
      "ref.extern", "ref.host", "thread", "wait", "input", "output", "first", "last", "before", "after"};
  /* clang-format on */
  for (size_t i = 0; i < COUNT_OF(words); i++)
    if (strlen(words[i]) == size && memcmp(words[i], text, size) == 0) return true;
  static const char *const prefixes[] = {"offset=", "align="};
  for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
    size_t n = strlen(prefixes[i]);
    if (size > n && memcmp(prefixes[i], text, n) == 0 && number_kind(text + n, size - n) == NUMBER_NAT) return true;
  }
  return false;
}

static bool is_known(const Lexer *lx, const Token *t) {
  if (t->kind == TOK_RESERVED) return false;
  if (t->kind != TOK_KEYWORD || is_word(t->at, t->size)) return true;
  Op op = op_by_text(t->at, t->size);
  return op != OP_COUNT && op_info[op].prefix != PREFIX_NO && features_has(lx->features, (Feature)op_info[op].feature);
}

Err lexer_unexpected(Lexer *lx) {
  if (lexer_failed(lx)) return lx->diag->err;
  if (is_known(lx, &lx->tok)) return lexer_fail(lx, ERR_UNEXPECTED_TOKEN, NULL);
  return lexer_fail(lx, ERR_UNKNOWN_OPERATOR, " %.*s", (int)MIN_OF(lx->tok.size, (size_t)60), lx->tok.at);
}

/* Characters */

static bool at_end(const Lexer *lx) { return lx->cursor.at == lx->end; }
static char char_at(const Lexer *lx, size_t i) {
  return (size_t)(lx->end - lx->cursor.at) > i ? lx->cursor.at[i] : '\0';
}

/* Steps over one character of a comment, whatever it is, counting lines. */
static bool skip_char(Lexer *lx) {
  LexerMark *c = &lx->cursor;
  uint8_t b = (uint8_t)*c->at;
  if (b < 0x80) {
    c->at++;
    if (b == '\n' || (b == '\r' && char_at(lx, 0) != '\n')) {
      c->line++;
      c->line_start = c->at;
    }
    return true;
  }
  uint32_t code;
  unsigned n = utf8_next((const uint8_t *)c->at, (const uint8_t *)lx->end, &code);
  c->at += n;
  return n != 0;
}

static bool skip_line_comment(Lexer *lx) {
  while (!at_end(lx) && *lx->cursor.at != '\n' && *lx->cursor.at != '\r')
    if (!skip_char(lx)) return lexer_bad_char(lx, ERR_UTF8), false;
  return true;
}

static bool skip_block_comment(Lexer *lx) {
  LexerMark start = lx->cursor;
  uint64_t depth = 1;
  lx->cursor.at += 2;
  while (depth > 0) {
    if (at_end(lx)) {
      lx->cursor = start;
      return lexer_bad_char(lx, ERR_UNCLOSED_COMMENT), false;
    }
    if (char_at(lx, 0) == '(' && char_at(lx, 1) == ';') depth++, lx->cursor.at += 2;
    else if (char_at(lx, 0) == ';' && char_at(lx, 1) == ')') depth--, lx->cursor.at += 2;
    else if (!skip_char(lx)) return lexer_bad_char(lx, ERR_UTF8), false;
  }
  return true;
}

/* \u{…} with the cursor behind the u. */
static bool scan_unicode_escape(Lexer *lx, uint32_t *out) {
  LexerMark *c = &lx->cursor;
  if (char_at(lx, 0) != '{') return false;
  c->at++;
  uint32_t code = 0;
  bool digit = false;
  for (; !at_end(lx) && *c->at != '}'; c->at++) {
    int h = hex_digit(*c->at);
    if (h < 0 && !(*c->at == '_' && digit)) return false;
    digit = h >= 0; /* an underscore stands between digits */
    if (digit && (code = code << 4 | (uint32_t)h) > 0x10FFFF) return false;
  }
  if (at_end(lx) || !digit) return false;
  c->at++;
  *out = code;
  return code < 0xD800 || code > 0xDFFF;
}

/* Steps over a string, the cursor being on its first quote. ERR_OK, or what is wrong at the cursor. */
static Err scan_string(Lexer *lx) {
  LexerMark *c = &lx->cursor;
  for (c->at++; !at_end(lx);) {
    uint8_t b = (uint8_t)*c->at;
    if (b == '"') {
      c->at++;
      return ERR_OK;
    }
    if (b == '\n' || b == '\r') return ERR_UNCLOSED_STRING;
    if (b < 0x20 || b == 0x7f) return ERR_ILLEGAL_CHARACTER;
    if (b >= 0x80) {
      uint32_t code;
      unsigned n = utf8_next((const uint8_t *)c->at, (const uint8_t *)lx->end, &code);
      if (n == 0) return ERR_UTF8;
      c->at += n;
    } else if (b == '\\') {
      char e = char_at(lx, 1);
      uint32_t code;
      if (e && strchr("nrt\\'\"", e)) c->at += 2;
      else if (hex_digit(e) >= 0 && hex_digit(char_at(lx, 2)) >= 0) c->at += 3;
      else {
        const char *start = c->at;
        c->at += 2;
        if (e == 'u' && scan_unicode_escape(lx, &code)) continue;
        c->at = start;
        return ERR_ILLEGAL_ESCAPE;
      }
    } else c->at++;
  }
  return ERR_UNCLOSED_STRING;
}

/* Tokens */

static TokenKind classify_number(const char *text, size_t size) {
  switch (number_kind(text, size)) {
  case NUMBER_NAT: return TOK_NAT;
  case NUMBER_INT: return TOK_INT;
  case NUMBER_FLOAT: return TOK_FLOAT;
  default: return TOK_RESERVED;
  }
}

/* A longest run of characters and strings that no space parts. */
static TokenKind scan_run(Lexer *lx) {
  const char *start = lx->cursor.at;
  unsigned strings = 0;
  while (!at_end(lx)) {
    if (lexer_is_idchar(*lx->cursor.at)) {
      do lx->cursor.at++;
      while (!at_end(lx) && lexer_is_idchar(*lx->cursor.at));
    } else if (*lx->cursor.at == '"') {
      bool is_id = *start == '$' && lx->cursor.at == start + 1;
      LexerMark open = lx->cursor;
      Err e = scan_string(lx);
      if (e == ERR_UTF8 || (e != ERR_OK && !is_id)) {
        if (e == ERR_UNCLOSED_STRING) lx->cursor = open;
        return lexer_bad_char(lx, e);
      }
      if (e != ERR_OK || (is_id && lx->cursor.at == open.at + 2)) {
        lx->cursor.at = start;
        return lexer_bad_char(lx, ERR_EMPTY_IDENTIFIER);
      }
      strings = strings < 2 ? strings + 1 : strings;
    } else break;
  }
  size_t size = (size_t)(lx->cursor.at - start);
  if (strings == 1 && start[0] == '"' && start[size - 1] == '"') return TOK_STRING;
  if (*start == '$') {
    if (size == 1) {
      lx->cursor.at = start;
      return lexer_bad_char(lx, ERR_EMPTY_IDENTIFIER);
    }
    bool quoted = strings == 1 && start[1] == '"' && start[size - 1] == '"';
    return strings == 0 || quoted ? TOK_ID : TOK_RESERVED;
  }
  if (strings > 0) return TOK_RESERVED;
  if (*start >= 'a' && *start <= 'z') {
    if ((*start == 'i' || *start == 'n') && number_kind(start, size) == NUMBER_FLOAT) return TOK_FLOAT;
    return TOK_KEYWORD;
  }
  return classify_number(start, size);
}

void lexer_scan(Lexer *lx, Token *t) {
  LexerMark *c = &lx->cursor;
  for (;;) {
    if (at_end(lx)) {
      *t = (Token){TOK_END, c->line, c->at, 0, c->line_start};
      return;
    }
    char b = *c->at;
    if (b == ' ' || b == '\t') c->at++;
    else if (b == '\n' || b == '\r') skip_char(lx);
    else if (b == ';' && char_at(lx, 1) == ';') {
      if (!skip_line_comment(lx)) break;
    } else if (b == '(' && char_at(lx, 1) == ';') {
      if (!skip_block_comment(lx)) break;
    } else if (b == '(' && char_at(lx, 1) == '@' && !lx->in_annot) {
      if (!lexer_annotation(lx)) break;
    } else {
      *t = (Token){TOK_RESERVED, c->line, c->at, 0, c->line_start};
      if (b == '(' || b == ')') {
        c->at++;
        t->kind = b == '(' ? TOK_LPAR : TOK_RPAR;
      } else if (lexer_is_idchar(b) || b == '"') {
        t->kind = scan_run(lx);
      } else if (b == ',' || b == ';' || b == '[' || b == ']' || b == '{' || b == '}') {
        c->at++;
      } else {
        uint32_t code;
        bool utf8 = utf8_next((const uint8_t *)c->at, (const uint8_t *)lx->end, &code) != 0;
        t->kind = lexer_bad_char(lx, utf8 ? ERR_ILLEGAL_CHARACTER : ERR_UTF8);
      }
      t->size = (size_t)(c->at - t->at);
      return;
    }
  }
  *t = (Token){TOK_ERROR, c->line, c->at, 0, c->line_start};
}

void lexer_init(Lexer *lx, Bytes text, const Alloc *alloc, Features features, Diag *diag) {
  const char *at = text.size ? (const char *)text.at : "";
  *lx = (Lexer){.text = at, .end = at + text.size, .cursor = {at, at, 1}, .diag = diag, .features = features};
  arena_init(&lx->arena, alloc);
  lx->tok_mark = lx->cursor;
  lexer_scan(lx, &lx->tok);
}

void lexer_free(Lexer *lx) {
  alloc_free(lx->arena.alloc, lx->annots, lx->annot_capacity * sizeof *lx->annots);
  lx->annots = NULL;
  lx->annot_count = lx->annot_capacity = 0;
  arena_free(&lx->arena);
}

const Token *lexer_peek(Lexer *lx) {
  if (!lx->has_ahead) {
    if (lexer_failed(lx)) return &lx->tok;
    uint32_t mine = lx->annot_count;
    lx->ahead_mark = lx->cursor;
    lexer_scan(lx, &lx->ahead);
    for (uint32_t i = mine; i < lx->annot_count; i++) lx->annots[i].behind_tok = true;
    lx->has_ahead = true;
  }
  return &lx->ahead;
}

void lexer_next(Lexer *lx) {
  if (lexer_failed(lx) || !lexer_no_annots(lx)) return;
  if (lx->has_ahead) {
    lx->tok = lx->ahead;
    lx->tok_mark = lx->ahead_mark;
    lx->has_ahead = false;
    for (uint32_t i = lx->annot_first; i < lx->annot_count; i++) lx->annots[i].behind_tok = false;
  } else {
    lx->tok_mark = lx->cursor;
    lexer_scan(lx, &lx->tok);
  }
}

LexerMark lexer_mark(const Lexer *lx) { return lx->tok_mark; }

void lexer_rewind(Lexer *lx, LexerMark mark) {
  lx->has_ahead = false;
  lx->annot_first = lx->annot_count = 0;
  lx->cursor = lx->tok_mark = mark;
  lexer_scan(lx, &lx->tok);
}

void lexer_skip_to_close(Lexer *lx) {
  bool dropping = lx->drop_annots;
  lx->drop_annots = true;
  uint64_t depth = 0;
  for (;; lexer_next(lx)) {
    lexer_drop_annots(lx);
    if (lx->tok.kind == TOK_LPAR) depth++;
    else if (lx->tok.kind == TOK_RPAR) {
      if (depth-- == 0) break;
    } else if (lx->tok.kind == TOK_END) {
      lexer_fail(lx, ERR_UNEXPECTED_TOKEN, ": parenthesis not closed");
      break;
    } else if (lx->tok.kind == TOK_ERROR) break;
  }
  lx->drop_annots = dropping;
}

/* What parsers ask */

bool token_is(const Token *t, const char *keyword) {
  return t->kind == TOK_KEYWORD && strncmp(t->at, keyword, t->size) == 0 && keyword[t->size] == '\0';
}

bool lexer_at(const Lexer *lx, const char *keyword) { return token_is(&lx->tok, keyword); }

bool lexer_at_open(Lexer *lx, const char *keyword) {
  return lx->tok.kind == TOK_LPAR && token_is(lexer_peek(lx), keyword);
}

bool lexer_take(Lexer *lx, const char *keyword) {
  if (!lexer_at(lx, keyword)) return false;
  lexer_next(lx);
  return true;
}

bool lexer_take_open(Lexer *lx, const char *keyword) {
  if (!lexer_at_open(lx, keyword)) return false;
  lexer_next(lx);
  lexer_next(lx);
  return true;
}

bool lexer_expect(Lexer *lx, TokenKind kind) {
  if (lx->tok.kind != kind) return lexer_unexpected(lx), false;
  lexer_next(lx);
  return true;
}

/* Strings and identifiers */

/* The string between `at` and `end` (inside its quotes), escapes resolved, to `out`, which has room for as many bytes.
 * Returns their number. */
static size_t unescape(const char *at, const char *end, uint8_t *out) {
  uint8_t *o = out;
  while (at < end) {
    if (*at != '\\') {
      *o++ = (uint8_t)*at++;
      continue;
    }
    char e = at[1];
    at += 2;
    switch (e) {
    case 'n': *o++ = '\n'; break;
    case 'r': *o++ = '\r'; break;
    case 't': *o++ = '\t'; break;
    case '\\':
    case '\'':
    case '"': *o++ = (uint8_t)e; break;
    case 'u': {
      uint32_t code = 0;
      for (at++; *at != '}'; at++)
        if (*at != '_') code = code << 4 | (uint32_t)hex_digit(*at);
      at++;
      o += utf8_put(code, o); /* \u{…} is never shorter than its UTF-8 */
      break;
    }
    default: *o++ = (uint8_t)(hex_digit(e) << 4 | hex_digit(*at++)); break;
    }
  }
  return (size_t)(o - out);
}

void lexer_string(Lexer *lx, const Token *t, Buf *out) {
  size_t room = t->size - 2;
  if (room == 0) return;
  uint8_t *to = buf_extend(out, room);
  if (!to) {
    lexer_fail_at(lx, t, ERR_NO_MEMORY, NULL);
    return;
  }
  out->size -= room - unescape(t->at + 1, t->at + 1 + room, to);
}

Bytes lexer_unquote(Lexer *lx, const char *at, size_t size) {
  if (!memchr(at, '\\', size)) return (Bytes){(const uint8_t *)at, size};
  uint8_t *to = arena_take(&lx->arena, size);
  if (!to) return (Bytes){NULL, 0};
  return (Bytes){to, unescape(at, at + size, to)};
}

Bytes lexer_take_string(Lexer *lx, bool name) {
  if (lx->tok.kind != TOK_STRING) {
    lexer_unexpected(lx);
    return (Bytes){NULL, 0};
  }
  Bytes s = lexer_unquote(lx, lx->tok.at + 1, lx->tok.size - 2);
  if (!s.at) {
    lexer_fail(lx, ERR_NO_MEMORY, NULL);
    return s;
  }
  if (name && !utf8_is_valid(s.at, s.size)) {
    lexer_fail(lx, ERR_UTF8, NULL);
    return (Bytes){NULL, 0};
  }
  lexer_next(lx);
  return s;
}

void lexer_take_strings(Lexer *lx, Buf *out) {
  for (; lx->tok.kind == TOK_STRING; lexer_next(lx)) lexer_string(lx, &lx->tok, out);
}

Bytes lexer_id(Lexer *lx, const Token *t) {
  if (t->kind != TOK_ID) return (Bytes){NULL, 0};
  if (t->at[1] != '"') return (Bytes){(const uint8_t *)t->at + 1, t->size - 1};
  Bytes s = lexer_unquote(lx, t->at + 2, t->size - 3);
  if (!s.at || !utf8_is_valid(s.at, s.size)) {
    lexer_fail_at(lx, t, s.at ? ERR_UTF8 : ERR_NO_MEMORY, NULL);
    return (Bytes){NULL, 0};
  }
  return s;
}
