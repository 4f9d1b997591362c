#include "tools/page.h"

#include <ctype.h>
#include <string.h>

enum { WIDTH = 90, ITEM_INDENT = 2, ITEM_TEXT = 29 };

/* ---- terminal ---- */

/* Columns that `size` bytes of UTF-8 take. */
static size_t columns(const char *text, size_t size) {
  size_t n = 0;
  for (size_t i = 0; i < size; i++) n += ((unsigned char)text[i] & 0xc0) != 0x80;
  return n;
}

/* The text in lines of at most WIDTH columns; the cursor stands at column `at`, later lines begin at `indent`. */
static void wrap(FILE *to, const char *text, size_t at, size_t indent) {
  bool first = true;
  while (*text) {
    size_t size = strcspn(text, " "), wide = columns(text, size);
    if (!first && at + 1 + wide > WIDTH) {
      fprintf(to, "\n%*s", (int)indent, "");
      at = indent;
    } else if (!first) {
      fputc(' ', to);
      at++;
    }
    fwrite(text, 1, size, to);
    at += wide;
    first = false;
    text += size;
    text += strspn(text, " ");
  }
  fputc('\n', to);
}

/* ---- man(7) ---- */

/* Text for troff: no request begins by chance, hyphens stay what can be copied. */
static void roff(FILE *to, const char *text, size_t size) {
  if (size && (*text == '.' || *text == '\'')) fputs("\\&", to);
  for (size_t i = 0; i < size; i++) {
    if (text[i] == '\\') fputs("\\e", to);
    else if (text[i] == '-') fputs("\\-", to);
    else if (!strncmp(text + i, "…", 3)) fputs("\\[u2026]", to), i += 2;
    else fputc(text[i], to);
  }
}

/* "--fuel=N": the option bold, the value's name slanted. */
static void roff_item(FILE *to, const char *what) {
  size_t name = strcspn(what, "= ");
  fputs("\\fB", to);
  roff(to, what, name);
  fputs("\\fR", to);
  if (what[name]) {
    roff(to, what + name, 1);
    fputs("\\fI", to);
    roff(to, what + name + 1, strlen(what + name + 1));
    fputs("\\fR", to);
  }
  fputc('\n', to);
}

/* ---- both ---- */

void page_heading(Page *p, const char *title) {
  if (p->manual) {
    if (p->last == PAGE_LINE) fputs(".fi\n.RE\n", p->to);
    fprintf(p->to, ".SH %s\n", title);
  } else {
    if (p->last != PAGE_START) fputc('\n', p->to);
    for (; *title; title++) fputc(tolower((unsigned char)*title), p->to);
    fputs(":\n", p->to);
  }
  p->last = PAGE_START;
}

void page_text(Page *p, const char *text) {
  if (p->manual) {
    if (p->last == PAGE_LINE) fputs(".fi\n.RE\n", p->to);
    if (p->last != PAGE_START) fputs(".PP\n", p->to);
    roff(p->to, text, strlen(text));
    fputc('\n', p->to);
  } else {
    if (p->last != PAGE_START) fputc('\n', p->to);
    wrap(p->to, text, 0, 0);
  }
  p->last = PAGE_TEXT;
}

void page_item(Page *p, const char *what, const char *text) {
  if (p->manual) {
    if (p->last == PAGE_LINE) fputs(".fi\n.RE\n", p->to);
    fputs(".TP\n", p->to);
    roff_item(p->to, what);
    roff(p->to, text, strlen(text));
    fputc('\n', p->to);
  } else {
    if (p->last == PAGE_TEXT || p->last == PAGE_LINE) fputc('\n', p->to);
    size_t at = ITEM_INDENT + columns(what, strlen(what));
    fprintf(p->to, "%*s%s", ITEM_INDENT, "", what);
    if (at + 2 > ITEM_TEXT) fputc('\n', p->to), at = 0;
    fprintf(p->to, "%*s", (int)(ITEM_TEXT - at), "");
    wrap(p->to, text, ITEM_TEXT, ITEM_TEXT);
  }
  p->last = PAGE_ITEM;
}

void page_line(Page *p, const char *text) {
  if (p->manual) {
    if (p->last != PAGE_LINE) fputs(".PP\n.RS\n.nf\n", p->to);
    roff(p->to, text, strlen(text));
    fputc('\n', p->to);
  } else {
    if (p->last == PAGE_TEXT || p->last == PAGE_ITEM) fputc('\n', p->to);
    fprintf(p->to, "  %s\n", text);
  }
  p->last = PAGE_LINE;
}
