/* The listing: lines kept while code is emitted, printed when every label is known. */
#include "jit/asm.h"

#include <stdarg.h>
#include <stdio.h>

void asm_listing_init(AsmListing *l, const Alloc *alloc) {
  *l = (AsmListing){0};
  buf_init(&l->text, alloc);
}

void asm_listing_free(AsmListing *l) {
  alloc_free(l->text.alloc, l->lines, l->capacity * sizeof *l->lines);
  l->lines = NULL;
  l->count = l->capacity = 0;
  buf_free(&l->text);
}

void asm_text(AsmText *t, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int n = vsnprintf(t->at + t->size, sizeof t->at - t->size, format, args);
  va_end(args);
  t->size = MIN_OF(t->size + (size_t)MAX_OF(n, 0), sizeof t->at - 1);
}

static void add_line(AsmListing *l, AsmLine line) {
  if (!alloc_grow(l->text.alloc, (void **)&l->lines, &l->capacity, (size_t)l->count + 1, sizeof *l->lines)) {
    l->text.failed = true;
    return;
  }
  line.owner = l->owner;
  l->lines[l->count++] = line;
}

void asm_list(Asm *a, uint32_t at, AsmLabel label, const char *text, size_t size) {
  AsmListing *l = a->listing;
  if (!l || a->fault) return;
  AsmLine line = {
      .at = at, .size = asm_here(a) - at, .text = (uint32_t)l->text.size, .text_size = (uint32_t)size, .label = label};
  buf_put(&l->text, text, size);
  add_line(l, line);
}

void asm_list_rewind(AsmListing *l, uint32_t at) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < l->count; i++) {
    AsmLine line = l->lines[i];
    if (line.at >= at && line.size) continue;
    line.at = MIN_OF(line.at, at);
    l->lines[kept++] = line;
  }
  l->count = kept;
}

void asm_note_text(Asm *a, const char *format, ...) {
  AsmListing *l = a->listing;
  if (!l || a->fault) return;
  char text[256];
  va_list args;
  va_start(args, format);
  int size = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  size_t length = MIN_OF((size_t)MAX_OF(size, 0), sizeof text - 1);
  add_line(l, (AsmLine){.at = asm_here(a),
                        .text = (uint32_t)l->text.size,
                        .text_size = (uint32_t)length,
                        .label = ASM_LABEL_NONE});
  buf_put(&l->text, text, length);
}

static void print_label(const Asm *a, const AsmLine *line, char how, Buf *out) {
  if (!asm_is_bound(a, line->label)) {
    buf_put_str(out, "?");
    return;
  }
  uint32_t to = asm_offset(a, line->label);
  if (how == '\1') {
    buf_printf(out, "0x%x", to);
    return;
  }
  /* A displacement is 64 bits wide in the eyes of a disassembler. */
  int64_t distance = (int64_t)to - (int64_t)(line->at + line->size);
  buf_printf(out, "0x%llx", (unsigned long long)distance);
}

/* Bytes, or numbers of the target's unit. */
static void print_bytes(const Asm *a, const AsmLine *line, Buf *out) {
  enum { SHOWN = 11 }; /* bytes in a column; longer instructions push their text to the right */
  const uint8_t *code = a->start + line->at;
  uint32_t shown = MIN_OF(line->size, 16u), unit = line->size % 4 == 0 ? a->target->unit : 1;
  for (uint32_t i = 0; i < shown; i += unit) {
    if (unit == 4) buf_printf(out, "%08x ", load_u32(code + i));
    else buf_printf(out, "%02x ", code[i]);
  }
  if (line->size > shown) buf_put_str(out, ".. ");
  uint32_t width = a->target->unit == 4 ? 9 : SHOWN * 3, used = shown / unit * (2 * unit + 1);
  buf_printf(out, "%*s", used < width ? (int)(width - used) + 1 : 1, "");
}

static void print_insn(const Asm *a, const AsmLine *line, Buf *out) {
  const char *text = (const char *)a->listing->text.at + line->text;
  buf_printf(out, "%6x: ", line->at);
  print_bytes(a, line, out);
  for (uint32_t i = 0; i < line->text_size; i++) {
    if (text[i] == '\1' || text[i] == '\2') print_label(a, line, text[i], out);
    else buf_put_u8(out, (uint8_t)text[i]);
  }
}

static void print_line(const Asm *a, const AsmLine *line, Buf *out) {
  if (line->size > 0) print_insn(a, line, out);
  else buf_printf(out, "; %.*s", (int)line->text_size, (const char *)a->listing->text.at + line->text);
}

void asm_print(const Asm *a, uint32_t from, uint32_t to, Buf *out) {
  const AsmListing *l = a->listing;
  if (!l || a->fault) return;
  for (uint32_t i = 0; i < l->count; i++) {
    const AsmLine *line = &l->lines[i];
    if (line->at < from || line->at >= to) continue;
    print_line(a, line, out);
    buf_put_u8(out, '\n');
  }
  if (l->text.failed) out->failed = true;
}

bool asm_lines(const Asm *a, uint32_t from, uint32_t to, AsmLineFunc *line, void *env) {
  const AsmListing *l = a->listing;
  if (!l || a->fault) return true;
  Buf text;
  buf_init(&text, l->text.alloc);
  for (uint32_t i = 0; i < l->count && !text.failed; i++) {
    if (l->lines[i].at < from || l->lines[i].at >= to) continue;
    text.size = 0;
    print_line(a, &l->lines[i], &text);
    if (!text.failed) line(env, l->lines[i].owner, (const char *)text.at, text.size);
  }
  const bool ok = !text.failed && !l->text.failed;
  buf_free(&text);
  return ok;
}
