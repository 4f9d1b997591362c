/* `wvm wast`: options, files, the sum. */
#include "tools/wast.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/wast_impl.h"

static const char usage[] =
    "usage: wvm wast [options] FILE…\n"
    "Runs test scripts; a line for each failure and each file, the sum last.\n"
    "  --engine=interp|jit|auto     tier that executes\n"
    "  --features=LIST              proposals, e.g. wasm3,threads (default: by the path of the file)\n"
    "  --relaxed=x86|arm|det        results of relaxed SIMD\n"
    "  --gc-stress                  collect garbage at every allocation\n"
    "  --trace=kinds                say on standard error which instructions run, each once for a file\n"
    "  --expect=FILE                failures that are known: lines of file[:line,…] reason\n"
    "  --list-failures=FILE         writes all failures in that form\n"
    "  --roundtrip                  instead: modules to text and back\n";

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

/* A folder's name is the proposal's, in the suite's proposals/ and in spec-tests/. */
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

/* ---- options ---- */

static const char *value_of(const char *arg, const char *option) {
  size_t size = strlen(option);
  return strncmp(arg, option, size) == 0 && arg[size] == '=' ? arg + size + 1 : NULL;
}

static bool choose(const char *value, const char *const *words, size_t count, int *out) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(value, words[i]) == 0) {
      *out = (int)i;
      return true;
    }
  return false;
}

static bool take_option(Options *o, const char *arg, const char **expect) {
  static const char *const tiers[] = {"auto", "interp", "jit"}, *const profiles[] = {"x86", "arm", "det"};
  const char *v;
  int choice;
  if ((v = value_of(arg, "--engine"))) {
    if (!choose(v, tiers, COUNT_OF(tiers), &choice)) return false;
    o->tier = (wvm_tier_t)choice;
  } else if (!strcmp(arg, "--gc-stress")) {
    o->gc_stress = true;
  } else if (!strcmp(arg, "--trace=kinds")) {
    o->trace_kinds = true;
  } else if ((v = value_of(arg, "--relaxed"))) {
    if (!choose(v, profiles, COUNT_OF(profiles), &choice)) return false;
    o->relaxed = (wvm_relaxed_t)choice;
    o->has_relaxed = true;
  } else if ((v = value_of(arg, "--features"))) {
    o->features = v;
  } else if ((v = value_of(arg, "--expect"))) {
    *expect = v;
  } else if ((v = value_of(arg, "--list-failures"))) {
    o->failures_file = v;
  } else if (strcmp(arg, "--roundtrip") == 0) {
    o->round_trip = true;
  } else {
    return false;
  }
  return true;
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

static Tally run_file(const Options *o, const char *path, FILE *failures) {
  size_t size = 0;
  char *text = read_file(path, &size);
  if (!text) {
    printf("%s: cannot be read: %s\n", path, strerror(errno));
    return (Tally){.failed = 1};
  }
  Tally t = wast_run_text(o, path, text, size, failures);
  free(text);
  printf("%s: %llu passed, %llu failed, %llu skipped\n", path, (unsigned long long)t.passed,
         (unsigned long long)t.failed, (unsigned long long)t.skipped);
  return t;
}

static bool is_option(const char *arg) { return strncmp(arg, "--", 2) == 0; }

int wast_main(int argc, char **argv) {
  Options o = {0};
  const char *expect = NULL;
  int files = 0;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0) return fputs(usage, stdout) < 0 ? 2 : 0;
    if (!is_option(argv[i])) files++;
    else if (!take_option(&o, argv[i], &expect)) {
      fprintf(stderr, "wvm wast: bad option %s\n%s", argv[i], usage);
      return 2;
    }
  }
  if (files == 0) return fputs(usage, stderr), 2;
  if (expect && !(o.expected = expect_open(expect))) return 2;
  FILE *failures = NULL;
  if (o.failures_file && !(failures = fopen(o.failures_file, "w"))) {
    fprintf(stderr, "wvm wast: cannot write %s\n", o.failures_file);
    expect_close(o.expected);
    return 2;
  }
  Tally sum = {0};
  for (int i = 1; i < argc; i++) {
    if (is_option(argv[i])) continue;
    Tally t = run_file(&o, argv[i], failures);
    sum.passed += t.passed, sum.failed += t.failed, sum.skipped += t.skipped;
  }
  expect_close(o.expected);
  if (failures && fclose(failures) != 0) {
    fprintf(stderr, "wvm wast: cannot write %s\n", o.failures_file);
    sum.failed++;
  }
  printf("%llu passed, %llu failed, %llu skipped\n", (unsigned long long)sum.passed, (unsigned long long)sum.failed,
         (unsigned long long)sum.skipped);
  return sum.failed ? 1 : 0;
}
