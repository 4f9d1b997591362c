/* Runs the statements of a file against a database, prints rows and errors: sqlite_shell DATABASE FILE. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite3.h"

static char *read_file(const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) return NULL;
  char *text = calloc(1, 1 << 20);
  if (text && fread(text, 1, (1 << 20) - 1, f) == 0) text[0] = 0;
  fclose(f);
  return text;
}

static void print_row(sqlite3_stmt *s) {
  for (int i = 0; i < sqlite3_column_count(s); i++) {
    const unsigned char *t = sqlite3_column_text(s, i);
    printf("%s%s", i ? "|" : "", t ? (const char *)t : "NULL");
  }
  printf("\n");
}

/* The next statement; where it ends. */
static const char *run(sqlite3 *db, const char *sql) {
  sqlite3_stmt *s = NULL;
  const char *tail = sql;
  int status = sqlite3_prepare_v2(db, sql, -1, &s, &tail);
  while (status == SQLITE_OK && s && (status = sqlite3_step(s)) == SQLITE_ROW) {
    print_row(s);
    status = SQLITE_OK;
  }
  if (status != SQLITE_OK && status != SQLITE_DONE) {
    printf("error %d: %s\n", status, sqlite3_errmsg(db));
    if (tail == sql) tail = strchr(sql, ';') ? strchr(sql, ';') + 1 : sql + strlen(sql);
  }
  sqlite3_finalize(s);
  return tail;
}

int main(int argc, char **argv) {
  sqlite3 *db;
  char *sql = argc == 3 ? read_file(argv[2]) : NULL;
  if (!sql || sqlite3_open(argv[1], &db) != SQLITE_OK) {
    fprintf(stderr, "usage: sqlite_shell DATABASE FILE\n");
    return 1;
  }
  for (const char *at = sql; *at;) at = run(db, at);
  printf("changes %d\n", sqlite3_total_changes(db));
  free(sql);
  return sqlite3_close(db) != SQLITE_OK;
}
