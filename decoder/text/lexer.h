/* The text format's tokens, with one token of look-ahead behind the current one.
 *
 *   text ─▶ │ … tok │ peek │ …          annotations in front of tok wait in lx->annots
 *
 * Sticky: after the first error (in *diag, with line and column) the current token is TOK_ERROR for good, so that a
 * parser stops by itself. White space, comments and unknown annotations are checked and skipped. The annotations that
 * wvm knows, (@custom …), (@name …), (@metadata.code.branch_hint …), are read here; whoever expects one takes it from
 * in front of the current token (lexer_take_annot), and stepping past one that nobody took is an error. */
#ifndef WVM_DECODER_TEXT_LEXER_H
#define WVM_DECODER_TEXT_LEXER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "decoder/features.h"

typedef enum TokenKind {
  TOK_END,   /* of the text */
  TOK_ERROR, /* the Diag says why */
  TOK_LPAR,
  TOK_RPAR,
  TOK_KEYWORD, /* begins with a lower-case letter; whether it means anything is the parser's business */
  TOK_ID,      /* $name or $"name" */
  TOK_NAT,     /* a number without sign, dot and exponent; decimal or hexadecimal */
  TOK_INT,     /* the same with a sign */
  TOK_FLOAT,   /* with dot or exponent; also inf, nan, nan:0x…, with or without a sign (never nan:canonical) */
  TOK_STRING,  /* "…", escapes checked */
  TOK_RESERVED /* any other run of characters: good for an error only */
} TokenKind;

typedef struct Token {
  TokenKind kind;
  uint32_t line;  /* from 1 */
  const char *at; /* in the text, quotes and $ included */
  size_t size;
  const char *line_start;
} Token;

/* A place to come back to. */
typedef struct LexerMark {
  const char *at, *line_start;
  uint32_t line;
} LexerMark;

typedef enum AnnotKind { ANNOT_CUSTOM, ANNOT_NAME, ANNOT_HINT } AnnotKind;
/* Places of a custom section: in front of or behind the section with this id, or: */
enum { ANNOT_AT_START = -1, ANNOT_AT_END = 255 };

typedef struct Annot {
  uint8_t kind;
  bool after;      /* custom: behind the section `place`, else in front of it */
  int place;       /* custom: section id, ANNOT_AT_START (before first), ANNOT_AT_END (after last, and the default) */
  Bytes name;      /* custom: of the section; name: the name; in the lexer's arena */
  Bytes bytes;     /* custom, hint: contents */
  Token token;     /* where it stands */
  bool behind_tok; /* stands between the current token and the next one */
} Annot;

typedef struct Lexer {
  const char *text, *end;
  LexerMark cursor; /* behind the last token read */
  Token tok, ahead;
  LexerMark tok_mark, ahead_mark; /* in front of them and their annotations */
  bool has_ahead;
  bool drop_annots; /* all annotations are skipped: somebody comes by here again, or has been */
  bool in_annot;
  Diag *diag;
  Features features;
  Arena arena;   /* decoded identifiers and annotations */
  Annot *annots; /* in front of tok, then those between tok and ahead */
  uint32_t annot_first, annot_count, annot_capacity;
} Lexer;

/* Stands on the first token afterwards. text and diag outlive the Lexer. */
void lexer_init(Lexer *lx, Bytes text, const Alloc *alloc, Features features, Diag *diag);
void lexer_free(Lexer *lx);

/* Steps to the next token. */
void lexer_next(Lexer *lx);
/* The token behind the current one. */
const Token *lexer_peek(Lexer *lx);

/* The place of the current token, with the annotations in front of it if there are any waiting. */
LexerMark lexer_mark(const Lexer *lx);
/* Back to (or on to) the place. Also leaves the error state, if *diag has been cleared by the caller. */
void lexer_rewind(Lexer *lx, LexerMark mark);
/* The current token is behind a '(': steps to the matching ')', without looking at what is between. */
void lexer_skip_to_close(Lexer *lx);

/* Is the current token this keyword? Is it '(' and the next one this keyword? */
bool lexer_at(const Lexer *lx, const char *keyword);
bool lexer_at_open(Lexer *lx, const char *keyword);
/* The same, and then steps past it (past both). */
bool lexer_take(Lexer *lx, const char *keyword);
bool lexer_take_open(Lexer *lx, const char *keyword);
/* Steps past a token of this kind (e.g. TOK_RPAR), or fails with "unexpected token" or "unknown operator". */
bool lexer_expect(Lexer *lx, TokenKind kind);

bool token_is(const Token *t, const char *keyword);
static inline bool lexer_failed(const Lexer *lx) { return lx->tok.kind == TOK_ERROR; }

/* Records the error at the current token (at `where`) and enters the error state. Returns the Diag's error. */
COLD Err lexer_fail(Lexer *lx, Err e, const char *detail, ...) PRINTF_LIKE(3, 4);
COLD Err lexer_fail_at(Lexer *lx, const Token *where, Err e, const char *detail, ...) PRINTF_LIKE(4, 5);
/* The current token does not belong here: "unknown operator" for words that mean nothing anywhere, else
 * "unexpected token". */
COLD Err lexer_unexpected(Lexer *lx);

/* Appends what the TOK_STRING says, escapes resolved, to *out. Any bytes may result. */
void lexer_string(Lexer *lx, const Token *t, Buf *out);
/* The bytes of the current token, a string, in the lexer's arena; steps past it. With `name` they must be UTF-8. */
Bytes lexer_take_string(Lexer *lx, bool name);
/* All strings from here on, one behind the other. */
void lexer_take_strings(Lexer *lx, Buf *out);
/* What stands behind the $ of a TOK_ID, escapes resolved: into the text or the arena. {NULL, 0} only at an error. */
Bytes lexer_id(Lexer *lx, const Token *t);

/* The first annotation in front of the current token, taken if it is of this kind. */
bool lexer_take_annot(Lexer *lx, AnnotKind kind, Annot *out);
/* Forgets all annotations in front of the current token. */
void lexer_drop_annots(Lexer *lx);
/* Fails if an annotation still waits in front of the current token. */
bool lexer_no_annots(Lexer *lx);

#endif
