/* The list of failures that are known and explained. A line each:
 *
 *   file:12,15,40 reason  these commands
 *   file reason           anything in the file; at least one failure must come
 *   # …                   remark
 *
 * The reason is there to be read. What is listed and does not fail is an error of its own: the list shrinks only. */
#include <stdio.h>
#include <stdlib.h>

#include "tools/wast_impl.h"

typedef struct Entry {
  char *file, *reason;
  uint32_t line; /* 0: the whole file */
  bool came;
} Entry;

struct ExpectList {
  char *text;
  Entry *entries;
  size_t count;
};

static char *read_all(const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) return NULL;
  char *text = NULL;
  size_t size = 0, capacity = 0, got;
  do {
    if (capacity - size < 4096) {
      char *grown = realloc(text, capacity + 65536);
      if (!grown) break;
      text = grown;
      capacity += 65536;
    }
    got = fread(text + size, 1, capacity - size - 1, f);
    size += got;
  } while (got > 0);
  bool failed = ferror(f) != 0;
  fclose(f);
  if (failed) {
    free(text);
    return NULL;
  }
  if (text) text[size] = 0;
  return text;
}

static bool add_entry(ExpectList *e, Entry entry) {
  Entry *grown = realloc(e->entries, (e->count + 1) * sizeof *grown);
  if (!grown) return false;
  e->entries = grown;
  e->entries[e->count++] = entry;
  return true;
}

static bool add_line(ExpectList *e, char *line) {
  line += strspn(line, " \t");
  if (*line == 0 || *line == '#') return true;
  char *reason = line + strcspn(line, " \t");
  if (*reason) *reason++ = 0;
  Entry entry = {.file = line, .reason = reason};
  char *at = strrchr(line, ':');
  if (!at) return add_entry(e, entry);
  *at++ = 0;
  for (;; at++) {
    entry.line = (uint32_t)strtoul(at, &at, 10);
    if (!add_entry(e, entry)) return false;
    if (*at != ',') return true;
  }
}

ExpectList *expect_open(const char *path) {
  ExpectList *e = calloc(1, sizeof *e);
  if (!e) return NULL;
  e->text = read_all(path);
  bool ok = e->text != NULL;
  for (char *line = e->text; ok && line && *line;) {
    char *end = line + strcspn(line, "\r\n");
    char *next = *end ? end + 1 : end;
    *end = 0;
    ok = add_line(e, line);
    line = next;
  }
  if (ok) return e;
  fprintf(stderr, "wvm wast: cannot read %s\n", path);
  expect_close(e);
  return NULL;
}

void expect_close(ExpectList *e) {
  if (!e) return;
  free(e->entries);
  free(e->text);
  free(e);
}

bool expect_failure(ExpectList *e, const char *suite_name, uint32_t line) {
  bool found = false;
  for (size_t i = 0; e && i < e->count; i++) {
    Entry *entry = &e->entries[i];
    if (strcmp(entry->file, suite_name) != 0 || (entry->line && entry->line != line)) continue;
    entry->came = found = true;
  }
  return found;
}

uint64_t expect_unmet(const ExpectList *e, const char *suite_name, void (*tell)(void *, uint32_t, const char *),
                      void *ctx) {
  uint64_t count = 0;
  for (size_t i = 0; e && i < e->count; i++) {
    const Entry *entry = &e->entries[i];
    if (entry->came || strcmp(entry->file, suite_name) != 0) continue;
    tell(ctx, entry->line, entry->reason);
    count++;
  }
  return count;
}
