/* Any module that decodes prints, in both styles, or is malformed within its bodies. What was printed assembles, unless
 * it names a type that does not exist, and then prints and assembles to the same bytes again. */
#include "decoder/text/print.h"
#include "decoder/text/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const Alloc *const alloc = &alloc_libc;

/* False: not printed. */
static bool print(Bytes bytes, Features features, bool folded, Buf *text) {
  Diag diag = {0};
  Module *m;
  buf_init(text, alloc);
  DecodeOptions decode = {.alloc = alloc, .features = features};
  if (module_decode(bytes, &decode, &m, &diag) != ERR_OK) return false;
  PrintOptions options = {.alloc = alloc, .folded = folded};
  Err e = module_print(m, &options, text, &diag);
  if ((e == ERR_OK) != (diag.err == ERR_OK)) abort();
  module_free(m);
  return e == ERR_OK;
}

static bool assemble(const Buf *text, Features features, Buf *bytes) {
  Diag diag = {0};
  buf_init(bytes, alloc);
  TextOptions options = {.alloc = alloc, .features = features};
  Err e = text_to_binary((Bytes){text->at, text->size}, &options, bytes, &diag);
  if (e != ERR_OK && err_class(e) != CLASS_INVALID && err_class(e) != CLASS_RESOURCE) abort();
  return e == ERR_OK;
}

static void there_and_back(Bytes bytes, Features features, bool folded) {
  Buf text, binary, again, same;
  if (print(bytes, features, folded, &text) && assemble(&text, features, &binary)) {
    if (!print((Bytes){binary.at, binary.size}, features, folded, &again) || !assemble(&again, features, &same))
      abort();
    if (same.size != binary.size || memcmp(same.at, binary.at, same.size) != 0) abort();
    buf_free(&same);
    buf_free(&again);
  } else {
    buf_init(&binary, alloc);
  }
  buf_free(&binary);
  buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Features features = features_of_set(FEATURES_ALL);
  if (size > 1 << 16) return 0;
  there_and_back((Bytes){data, size}, features, false);
  there_and_back((Bytes){data, size}, features, true);
  return 0;
}
