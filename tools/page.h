/* Text that is shown two ways: on a terminal, and as the source of a manual page (man(7) macros).
 *
 *   heading · text · item: what ─ what it does · line (as it stands)
 *
 * Strings are UTF-8; a text is one paragraph without line ends. */
#ifndef WVM_TOOLS_PAGE_H
#define WVM_TOOLS_PAGE_H

#include <stdbool.h>
#include <stdio.h>

typedef struct Page {
  FILE *to;
  bool manual; /* man(7) source */
  enum { PAGE_START, PAGE_TEXT, PAGE_ITEM, PAGE_LINE } last;
} Page;

/* "OPTIONS": of a section; the terminal shows it as "options:". */
void page_heading(Page *p, const char *title);
void page_text(Page *p, const char *text);
/* `what` is a name or an option with its value: "--fuel=N". */
void page_item(Page *p, const char *what, const char *text);
void page_line(Page *p, const char *text);

#endif
