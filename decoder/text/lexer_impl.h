/* Between the lexer and its annotations. */
#ifndef WVM_DECODER_TEXT_LEXER_IMPL_H
#define WVM_DECODER_TEXT_LEXER_IMPL_H

#include "decoder/text/lexer.h"

/* Letters, digits and symbols: what identifiers, keywords and numbers are made of. */
bool lexer_is_idchar(char c);
/* Reads the next token at the cursor, over white space, comments and annotations. A fault makes a TOK_ERROR. */
void lexer_scan(Lexer *lx, Token *t);
/* The cursor is on "(@": reads or skips the annotation. False at a fault, which the Diag then has. */
bool lexer_annotation(Lexer *lx);
/* Records a fault of the characters at the cursor. */
TokenKind lexer_bad_char(Lexer *lx, Err e);
/* What stands between quotes, escapes resolved: in place when there are none. {NULL, 0}: no memory. */
Bytes lexer_unquote(Lexer *lx, const char *at, size_t size);

#endif
