/* `wvm wast`: options, files, the sum. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/cli.h"
#include "tools/wast_impl.h"

/* ---- paths ---- */

/* Behind the last "/word/" of the path, from the word on; NULL: no such folder. */
static const char *from_folder(const char *path, const char *word) {
  size_t size = strlen(word);
  const char *found = NULL;
  for (const char *at = path; (at = strstr(at, word)); at++)
    if ((at == path || at[-1] == '/') && at[size] == '/') found = at;
  return found;
}

const char *wast_suite_name(const char *path) {
  static const char *const folders[] = {"spec-tests", "proposals", "legacy", "custom"};
  for (size_t i = 0; i < COUNT_OF(folders); i++) {
    const char *at = from_folder(path, folders[i]);
    if (at) return at;
  }
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* A folder's name is the proposal's, in the suite's proposals/ and in spec-tests/; there it may be a list. */
void wast_features_of_path(const char *path, char *out, size_t size) {
  const char *name = wast_suite_name(path), *folder = NULL, *bad;
  if (strncmp(name, "proposals/", 10) == 0) folder = name + 10;
  else if (strncmp(name, "spec-tests/", 11) == 0) folder = name + 11;
  if (from_folder(name, "legacy")) folder = "legacy-exceptions/";
  Features known = 0;
  /* The scripts of this proposal are older than several tables and memories, which they expect to be refused. */
  if (folder && strncmp(folder, "threads/", 8) == 0 && name[0] == 'p') {
    snprintf(out, size, "wasm2,threads,-reference-types");
    return;
  }
  if (folder && strchr(folder, '/')) snprintf(out, size, "wasm3,%.*s", (int)strcspn(folder, "/"), folder);
  if (!folder || !strchr(folder, '/') || !features_parse(out, &known, &bad)) snprintf(out, size, "wasm3");
}

/* ---- files ---- */

static char *read_file(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (!f) return NULL;
  char *text = NULL;
  size_t capacity = 0, used = 0, got = 1;
  while (got > 0 && !ferror(f)) {
    if (capacity - used < 65536) {
      char *grown = realloc(text, capacity * 2 + 65536);
      if (!grown) break;
      text = grown;
      capacity = capacity * 2 + 65536;
    }
    got = fread(text + used, 1, capacity - used, f);
    used += got;
  }
  bool ok = got == 0 && !ferror(f);
  int error = errno;
  fclose(f);
  if (!ok) {
    free(text);
    errno = error;
    return NULL;
  }
  *size = used;
  return text;
}

static Tally run_file(const WastOptions *o, const char *path, FILE *failures) {
  size_t size = 0;
  char *text = read_file(path, &size);
  if (!text) {
    printf("%s: cannot be read: %s\n", path, strerror(errno));
    return (Tally){.failed = 1};
  }
  bool hostile = o->poison || o->fail_alloc;
  Tally t = hostile ? wast_run_hostile(o, path, text, size, failures) : wast_run_text(o, NULL, path, text, size, failures);
  free(text);
  printf("%s: %llu passed, %llu failed, %llu skipped\n", path, (unsigned long long)t.passed,
         (unsigned long long)t.failed, (unsigned long long)t.skipped);
  return t;
}

static Tally run_files(const WastOptions *w, const Options *o, FILE *failures) {
  Tally sum = {0};
  for (size_t i = 0; i < o->operand_count; i++) {
    Tally t = run_file(w, o->operands[i], failures);
    sum.passed += t.passed, sum.failed += t.failed, sum.skipped += t.skipped;
  }
  return sum;
}

int cmd_wast(const Options *o) {
  WastOptions w = {.tier = (wvm_tier_t)o->number[OPTION_ENGINE],
                   .has_relaxed = o->given[OPTION_RELAXED],
                   .relaxed = (wvm_relaxed_t)o->number[OPTION_RELAXED],
                   .round_trip = o->given[OPTION_ROUNDTRIP],
                   .gc_stress = o->given[OPTION_GC_STRESS],
                   .poison = o->given[OPTION_POISON],
                   .compile_all = o->number[OPTION_COMPILE] == COMPILE_ALL,
                   .explicit_bounds = o->given[OPTION_EXPLICIT_BOUNDS],
                   .precise_stores = o->given[OPTION_PRECISE_STORES],
                   .fail_alloc = o->number[OPTION_FAIL_ALLOC],
                   .trace = (uint32_t)o->number[OPTION_TRACE],
                   .features = o->text[OPTION_FEATURES],
                   .jit_test = o->text[OPTION_JIT_TEST],
                   .cpu = o->text[OPTION_CPU]};
  const char *list = o->text[OPTION_LIST_FAILURES];
  if (o->given[OPTION_EXPECT] && !(w.expected = expect_open(o->text[OPTION_EXPECT]))) return STATUS_USAGE;
  FILE *failures = NULL;
  if (list && !(failures = fopen(list, "w"))) {
    fprintf(stderr, "wvm wast: cannot write %s: %s\n", list, strerror(errno));
    expect_close(w.expected);
    return STATUS_USAGE;
  }
  Tally sum = run_files(&w, o, failures);
  expect_close(w.expected);
  if (failures && fclose(failures) != 0) {
    fprintf(stderr, "wvm wast: cannot write %s: %s\n", list, strerror(errno));
    sum.failed++;
  }
  printf("%llu passed, %llu failed, %llu skipped\n", (unsigned long long)sum.passed, (unsigned long long)sum.failed,
         (unsigned long long)sum.skipped);
  return sum.failed ? STATUS_ERROR : STATUS_OK;
}
