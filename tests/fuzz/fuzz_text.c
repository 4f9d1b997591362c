/* Any text must give a module or an error with line and column; what is assembled must decode, and what the lexer is
 * put to in a script must end. Half of the inputs start with a byte that chooses the features. */
#include "decoder/module.h"
#include "decoder/text/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* No input may take more memory than this. */
enum { MOST_MEMORY = 256 << 20 };

static void *counted_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  size_t *used = ctx;
  if (new_size > old_size && *used + (new_size - old_size) > MOST_MEMORY) abort();
  void *q = alloc_libc.resize(NULL, p, old_size, new_size);
  if (q || new_size == 0) *used += new_size - old_size;
  return q;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Features features = features_of_set(FEATURES_ALL);
  if (size > 0 && data[0] < FEATURES_FLAG) {
    features = features_of_set((FeatureSet)data[0]);
    data++, size--;
  }
  size_t used = 0;
  Alloc alloc = {counted_resize, &used};
  TextOptions options = {.alloc = &alloc, .features = features};
  Diag diag = {0};
  Buf out;
  buf_init(&out, &alloc);
  Err e = text_to_binary((Bytes){data, size}, &options, &out, &diag);
  if ((e == ERR_OK) != (diag.err == ERR_OK)) abort();
  if (e != ERR_OK && e != ERR_NO_MEMORY && (!diag.has_line || diag.line == 0 || diag.column == 0)) abort();
  if (e == ERR_OK && out.size > 8 * size + 64) abort(); /* the bytes are no longer than the text, but for headers */
  if (e == ERR_OK && features == features_of_set(FEATURES_ALL)) {
    DecodeOptions decode = {.alloc = &alloc, .features = features};
    Module *m;
    Diag decoded = {0};
    if (module_decode((Bytes){out.at, out.size}, &decode, &m, &decoded) == ERR_OK) module_free(m);
  }
  buf_free(&out);

  /* The same as a script's tokens: marking, skipping and coming back. */
  Diag lexed = {0};
  Lexer lx;
  lexer_init(&lx, (Bytes){data, size}, &alloc, features, &lexed);
  while (lx.tok.kind == TOK_LPAR) {
    LexerMark mark = lexer_mark(&lx);
    lexer_drop_annots(&lx);
    lexer_next(&lx);
    lexer_skip_to_close(&lx);
    if (lexer_failed(&lx)) break;
    lexer_rewind(&lx, mark);
    lexer_drop_annots(&lx);
    lexer_next(&lx);
    lexer_skip_to_close(&lx);
    lexer_expect(&lx, TOK_RPAR);
  }
  lexer_free(&lx);
  if (used != 0) abort(); /* something was not given back */
  return 0;
}
