/* Differential testing of the tiers: random modules (gen.h) run in the interpreter and in compilers of all kinds.
 *
 * usage: see usage(). Each module is run in one world, which its seed chooses:
 *
 *   plain           NaNs are compared as one
 *   fuel            so little of it, sometimes, that the guest stops anywhere: at the same instruction everywhere
 *   deterministic   NaNs are compared to the bit; the module may look at them
 *
 * In a world the interpreter says what is right, then the compiler runs it as it is and in some variants. Seeds are run in
 * child processes, so that a crash or an endless loop is a difference like others. A difference is reduced by leaving
 * out nodes of the module (GenOptions.dropped) as long as it stays, and kept: DIR/SEED.wasm, and what both did. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/differential/tiers/gen.h"
#include "tests/differential/tiers/run.h"

enum { BATCH = 64, SECONDS_OF_A_MODULE = 60, MOST_NODES = 1 << 20 };

typedef struct Options {
  uint64_t first, count;
  double minutes;
  uint32_t parts, functions;
  const char *keep, *export, *only, *range, *check;
  const char *given; /* modules are read from this directory; NULL: generated */
  bool reduce, verbose;
} Options;

/* ---- engines ---- */

typedef enum World { WORLD_PLAIN, WORLD_FUEL, WORLD_DETERMINISTIC, WORLD_COUNT } World;

typedef struct Variant {
  const char *name;
  const char *jit_test; /* NULL: the interpreter; %u is a number of the seed's */
  bool gc_stress;
} Variant;
static const Variant variants[] = {
    {"interpreter", NULL, false},
    {"jit", "", false},
    {"jit-3", "registers=3", false},
    {"jit-6", "registers=6", false},
    {"jit-random", "random=%u", false},
    {"jit-random-3", "random=%u,registers=3", false},
    {"jit-mixed", "mixed=%u", false},
    {"jit-mixed-random", "mixed=%u,random=77", false},
    {"jit-explicit", "explicit=1", false},
    {"jit-explicit-random", "explicit=1,random=%u", false},
    {"jit-gc", "random=%u", true},
};
enum { VARIANTS = COUNT_OF(variants), VARIANT_EXPLICIT = 8 }; /* and the next */

static World world_of(const Options *o, uint64_t seed) {
  if (o->given) return seed % 4 ? WORLD_DETERMINISTIC : seed % 16 == 4 ? WORLD_FUEL : WORLD_PLAIN; /* make.mjs: which have NaNs */
  switch (seed % 8) {
  case 5: return WORLD_FUEL;
  case 6: return WORLD_DETERMINISTIC;
  default: return WORLD_PLAIN;
  }
}
/* It overflows, at the same depth in every tier. */
static bool has_small_stack(const Options *o, uint64_t seed) { return !o->given && seed % 32 == 3; }

static void check(wvm_error_t *e) {
  if (!e) return;
  fprintf(stderr, "tiers: %s\n", wvm_error_message(e));
  exit(2);
}

static wvm_engine_t *open_engine(const Options *o, uint64_t seed, uint32_t variant, const char *functions) {
  const Variant *v = &variants[variant];
  wvm_config_t *c = wvm_config_new();
  char knobs[120];
  if (!c) exit(2);
  if (v->jit_test) {
    int n = snprintf(knobs, sizeof knobs, v->jit_test, (unsigned)(seed % 1000003 + 1));
    if (functions) snprintf(knobs + n, sizeof knobs - (size_t)n, "%sfunctions=%s", n ? "," : "", functions);
    check(wvm_config_set_tier(c, WVM_TIER_JIT));
    check(wvm_config_set_jit_test(c, knobs));
  } else {
    check(wvm_config_set_tier(c, WVM_TIER_INTERPRETER));
  }
  if (v->gc_stress) wvm_config_set_gc_stress(c, true);
  wvm_config_set_fuel(c, world_of(o, seed) == WORLD_FUEL);
  wvm_config_set_deterministic(c, world_of(o, seed) == WORLD_DETERMINISTIC);
  check(wvm_config_set_stack_size(c, has_small_stack(o, seed) ? 65536 : 4 << 20));
  wvm_engine_t *e;
  check(wvm_engine_new(c, &e));
  return e;
}

/* ---- one seed ---- */

typedef struct Dropped {
  uint8_t *at;
  uint32_t count;
} Dropped;

typedef struct Shared { /* with child processes */
  uint64_t seed, modules, functions, calls, traps;
  RunCounts compilations;
  uint32_t variant;
} Shared;

/* Nothing if there is none. */
static Buf read_given(const Options *o, uint64_t seed) {
  char path[600];
  Buf b;
  buf_init(&b, &alloc_libc);
  snprintf(path, sizeof path, "%s/%llu.wasm", o->given, (unsigned long long)seed);
  FILE *f = fopen(path, "rb");
  uint8_t part[4096];
  for (size_t n; f && (n = fread(part, 1, sizeof part, f)) > 0;) buf_put(&b, part, n);
  if (f) fclose(f);
  if (b.failed) exit(2);
  return b;
}

static Buf make(const Options *o, uint64_t seed, const Dropped *d, uint32_t *nodes) {
  *nodes = 0;
  if (o->given) return read_given(o, seed);
  const GenOptions g = {.seed = seed, .parts = o->parts, .functions = o->functions, .free_nans = world_of(o, seed) == WORLD_DETERMINISTIC,
                        .dropped = d ? d->at : NULL, .dropped_count = d ? d->count : 0};
  Buf b;
  buf_init(&b, &alloc_libc);
  *nodes = gen_module(&g, &b);
  if (b.failed) exit(2);
  return b;
}

static Buf run(const Options *o, uint64_t seed, uint32_t variant, const Buf *module, RunCounts *counts) {
  const RunOptions r = {.seed = seed, .nan_bits = world_of(o, seed) == WORLD_DETERMINISTIC, .fuel = world_of(o, seed) == WORLD_FUEL, .calls = o->given ? 2 : 3,
                        .for_js = o->given && o->export && world_of(o, seed) == WORLD_PLAIN};
  Buf log;
  buf_init(&log, &alloc_libc);
  wvm_engine_t *e = open_engine(o, seed, variant, variant ? o->range : NULL);
  (void)(o->given ? run_given : run_module)(e, module->at, module->size, &r, &log, counts);
  wvm_engine_delete(e);
  buf_put_u8(&log, 0);
  if (log.failed) exit(2);
  log.size--;
  return log;
}

static bool same(const Buf *a, const Buf *b) { return a->size == b->size && !memcmp(a->at, b->at, a->size); }

/* The first line that is not the same, and the call that it belongs to. */
static void show_difference(FILE *out, const Buf *a, const Buf *b) {
  const char *p = (const char *)a->at, *q = (const char *)b->at, *call = p, *call_end = p;
  while (*p && *q) {
    const size_t n = strcspn(p, "\n"), m = strcspn(q, "\n");
    if (n != m || memcmp(p, q, n) != 0) break;
    if (!strncmp(p, "call", 4)) call = p, call_end = p + n;
    p += n + (p[n] == '\n'), q += m + (q[m] == '\n');
  }
  fprintf(out, "  %.*s\n  < %.*s\n  > %.*s\n", (int)(call_end - call), call, (int)strcspn(p, "\n"), p, (int)strcspn(q, "\n"), q);
}

static void count(Shared *s, const Buf *log) {
  for (const char *p = (const char *)log->at; p && *p; p = strchr(p, '\n'), p += p != NULL) {
    s->calls += !strncmp(p, "call", 4);
    s->traps += !strncmp(p, "trap", 4);
  }
}

static void write_file(const char *dir, uint64_t seed, const char *suffix, const Buf *b) {
  char path[600];
  snprintf(path, sizeof path, "%s/%llu%s", dir, (unsigned long long)seed, suffix);
  FILE *f = fopen(path, "wb");
  if (!f || fwrite(b->at, 1, b->size, f) != b->size || fclose(f)) {
    fprintf(stderr, "tiers: cannot write %s: %s\n", path, strerror(errno));
    exit(2);
  }
}

/* Which variants a seed runs: the plain compiler, one that checks all accesses, and some others. */
static bool is_chosen(const Options *o, uint64_t seed, uint32_t variant) {
  if (o->only) return !strcmp(o->only, variants[variant].name);
  return variant == 1 || variant == VARIANT_EXPLICIT + seed / 8 % 2 || (variant + seed * 5) % (VARIANTS - 2) < 3;
}

/* What another program says of the module and what it must do: 0 if that is right. */
static uint32_t ask(const Options *o, uint64_t seed, const Buf *module, const Buf *right) {
  char dir[] = "/tmp/tiers-XXXXXX", command[1200];
  if (!mkdtemp(dir)) exit(2);
  write_file(dir, seed, ".wasm", module);
  write_file(dir, seed, ".log", right);
  snprintf(command, sizeof command, "%s %s >&2; status=$?; rm -r %s; exit $status", o->check, dir, dir);
  return system(command) ? VARIANTS : 0;
}

/* In a child: the variant that differs, or 0. */
static uint32_t compare(const Options *o, uint64_t seed, const Dropped *d, Shared *s, uint32_t only, FILE *say) {
  uint32_t nodes;
  Buf module = make(o, seed, d, &nodes);
  s->variant = 0;
  if (!module.size) return 0; /* none is given */
  Buf right = run(o, seed, 0, &module, &s->compilations);
  if (!o->given && !strncmp((const char *)right.at, "error", 5)) {
    if (say) fprintf(say, "seed %llu: %s", (unsigned long long)seed, right.at);
    if (say && o->keep) write_file(o->keep, seed, ".wasm", &module);
    return UINT32_MAX;
  }
  uint32_t differs = 0;
  for (uint32_t v = 1; v < VARIANTS && !differs; v++) {
    if (o->check || (only ? v != only : !is_chosen(o, seed, v))) continue;
    s->variant = v;
    Buf log = run(o, seed, v, &module, &s->compilations);
    if (!same(&right, &log)) {
      differs = v;
      if (say) {
        fprintf(say, "seed %llu, %s:\n", (unsigned long long)seed, variants[v].name);
        show_difference(say, &right, &log);
      }
      if (say && o->keep) {
        write_file(o->keep, seed, ".wasm", &module);
        write_file(o->keep, seed, ".right", &right);
        write_file(o->keep, seed, ".wrong", &log);
      }
    }
    buf_free(&log);
  }
  if (!differs && o->check) differs = ask(o, seed, &module, &right);
  if (o->export && world_of(o, seed) == WORLD_PLAIN && !has_small_stack(o, seed) && !d) {
    write_file(o->export, seed, ".wasm", &module);
    write_file(o->export, seed, ".log", &right);
  }
  count(s, &right);
  buf_free(&right);
  buf_free(&module);
  return differs;
}

/* ---- child processes ---- */

/* 0: the same; 1: differs; 2: a crash, or endless. Says what it is, if asked to. */
static int in_child(const Options *o, uint64_t seed, const Dropped *d, Shared *s, uint32_t only, bool say) {
  fflush(NULL);
  const pid_t pid = fork();
  if (pid < 0) exit(2);
  if (pid == 0) {
    if (!say && !freopen("/dev/null", "w", stderr)) _exit(9);
    alarm(SECONDS_OF_A_MODULE);
    const uint32_t differs = compare(o, seed, d, s, only, say ? stdout : NULL);
    fflush(NULL);
    _exit(differs == UINT32_MAX ? 7 : differs ? 1 : 0);
  }
  int status;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return 0;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 1) return 1;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 7) return say ? 1 : 0;
  if (say) printf("seed %llu, %s: ends with %s %d\n", (unsigned long long)seed, variants[s->variant].name, WIFSIGNALED(status) ? "signal" : "status",
                  WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
  return 2;
}

/* ---- reduction ---- */

static void reduce(const Options *o, uint64_t seed, Shared *s) {
  const uint32_t variant = s->variant;
  uint32_t nodes;
  Buf b = make(o, seed, NULL, &nodes);
  buf_free(&b);
  Dropped d = {calloc(nodes, 1), nodes};
  uint8_t *saved = malloc(nodes);
  const int kind = in_child(o, seed, NULL, s, variant, false);
  if (!d.at || !saved || !kind) {
    printf("  happens with what was run before alone\n");
    return;
  }
  for (uint32_t chunk = nodes / 2 + 1, pass = 0; chunk > 0; chunk = chunk > 1 ? (chunk + 1) / 2 == chunk ? 1 : (chunk + 1) / 2 : pass++ < 2 ? 1 : 0) {
    for (uint32_t k = 0; k < nodes; k += chunk) {
      const uint32_t n = MIN_OF(chunk, nodes - k);
      memcpy(saved, d.at, nodes);
      memset(d.at + k, 1, n);
      if (!memcmp(saved, d.at, nodes)) continue;
      if (in_child(o, seed, &d, s, variant, false) != kind) memcpy(d.at, saved, nodes);
    }
  }
  b = make(o, seed, &d, &nodes);
  if (o->keep) write_file(o->keep, seed, ".reduced.wasm", &b);
  printf("  reduced to %zu bytes:\n", b.size);
  (void)in_child(o, seed, &d, s, variant, true);
  if (o->keep) write_file(o->keep, seed, ".reduced.wasm", &b);
  buf_free(&b);
  free(d.at);
  free(saved);
}

/* ---- many seeds ---- */

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint32_t count_functions(const Buf *module) { /* bodies: in the function section */
  const uint8_t *p = module->at + 8, *end = module->at + module->size;
  while (p < end) {
    const uint8_t id = *p++;
    uint64_t size = 0;
    for (uint32_t shift = 0;; shift += 7) {
      size |= (uint64_t)(*p & 127) << shift;
      if (!(*p++ & 128)) break;
    }
    if (id == 3) return p[0] & 128 ? (uint32_t)(p[0] & 127) | (uint32_t)p[1] << 7 : p[0];
    p += size;
  }
  return 0;
}

/* A batch in one child: how many seeds were the same before one that was not, which s->seed then is. */
static uint64_t batch(const Options *o, uint64_t first, uint64_t n, Shared *s) {
  fflush(NULL);
  const pid_t pid = fork();
  if (pid < 0) exit(2);
  if (pid == 0) {
    if (!freopen("/dev/null", "w", stderr)) _exit(9);
    for (uint64_t k = 0; k < n; k++) {
      s->seed = first + k;
      alarm(SECONDS_OF_A_MODULE);
      if (compare(o, first + k, NULL, s, 0, NULL)) _exit(1);
      uint32_t nodes;
      Buf b = make(o, first + k, NULL, &nodes);
      s->modules += b.size != 0;
      if (b.size) s->functions += count_functions(&b);
      buf_free(&b);
    }
    exit(0); /* sanitizers look for leaks */
  }
  int status;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? n : s->seed - first;
}

static int run_all(const Options *o, Shared *s) {
  const double start = now();
  uint64_t failed = 0, at = o->first;
  const uint64_t end = o->count ? o->first + o->count : UINT64_MAX;
  double said = start;
  while (at < end && (o->minutes <= 0 || now() - start < o->minutes * 60)) {
    const uint64_t n = MIN_OF(end - at, (uint64_t)BATCH), fine = batch(o, at, n, s);
    at += fine;
    if (fine < n) {
      failed++;
      s->seed = at;
      if (in_child(o, at, NULL, s, 0, true) == 0) printf("seed %llu: differs behind others alone\n", (unsigned long long)at);
      else if (o->reduce && !o->given) reduce(o, at, s);
      at++;
    }
    if (o->verbose && now() - said > 60) {
      said = now();
      fprintf(stderr, "tiers: at seed %llu: %llu functions of %llu modules, %llu differences\n", (unsigned long long)at, (unsigned long long)s->functions,
              (unsigned long long)s->modules, (unsigned long long)failed);
    }
  }
  printf("%llu modules, %llu functions, %llu calls (%llu traps) without a difference, %llu modules with one; %llu functions compiled, %llu left to the "
         "interpreter; %.0f s\n",
         (unsigned long long)s->modules, (unsigned long long)s->functions, (unsigned long long)s->calls, (unsigned long long)s->traps,
         (unsigned long long)failed, (unsigned long long)s->compilations.compiled, (unsigned long long)s->compilations.refused, now() - start);
  return failed ? 1 : 0;
}

/* ---- the command line ---- */

static void usage(void) {
  fputs("usage: tiers [--seeds=FIRST:COUNT] [--minutes=M] [--keep=DIR] [--reduce] [--only=VARIANT] [--functions=FIRST:END]\n"
        "             [--parts=BITS] [--size=FUNCTIONS] [--given=DIR] [--export=DIR] [--check=COMMAND] [--verbose]\n"
        "  --keep       write modules that differ, and what was done, to DIR\n"
        "  --reduce     make them small first\n"
        "  --only       one variant: jit jit-3 jit-6 jit-random jit-random-3 jit-mixed jit-mixed-random jit-explicit\n"
        "               jit-explicit-random jit-gc\n"
        "  --functions  compile these alone (tests/differential/bisect finds the guilty one)\n"
        "  --parts      what may be in modules (bits, gen.h); --size: how many functions\n"
        "  --given      modules are DIR/SEED.wasm, as Binaryen's fuzzer makes them (tests/differential/binaryen)\n"
        "  --check      COMMAND DIR must say, by its status, that modules do what their logs say: v8.mjs\n"
        "  --export     write modules and what they must do to DIR, for v8.mjs\n",
        stderr);
}

/* --name=VALUE: the value, or NULL. */
static const char *value_of(const char *arg, const char *name) {
  const size_t n = strlen(name);
  return !strncmp(arg, name, n) && arg[n] == '=' ? arg + n + 1 : NULL;
}

static bool parse(int argc, char **argv, Options *o) {
  for (int i = 1; i < argc; i++) {
    const char *v, *a = argv[i];
    char *end = NULL;
    if ((v = value_of(a, "--seeds")) != NULL) {
      o->first = strtoull(v, &end, 10);
      if (*end == ':') o->count = strtoull(end + 1, &end, 10);
      if (*end) return false;
    } else if ((v = value_of(a, "--minutes")) != NULL) {
      o->minutes = strtod(v, &end);
      o->count = 0;
    } else if ((v = value_of(a, "--parts")) != NULL) {
      o->parts = (uint32_t)strtoul(v, &end, 0);
    } else if ((v = value_of(a, "--size")) != NULL) {
      o->functions = (uint32_t)strtoul(v, &end, 10);
    } else if ((v = value_of(a, "--keep")) != NULL) {
      o->keep = v;
    } else if ((v = value_of(a, "--only")) != NULL) {
      o->only = v;
    } else if ((v = value_of(a, "--functions")) != NULL) {
      o->range = v;
    } else if ((v = value_of(a, "--export")) != NULL) {
      o->export = v;
    } else if ((v = value_of(a, "--given")) != NULL) {
      o->given = v;
    } else if ((v = value_of(a, "--check")) != NULL) {
      o->check = v;
    } else if (!strcmp(a, "--reduce")) {
      o->reduce = true;
    } else if (!strcmp(a, "--verbose")) {
      o->verbose = true;
    } else {
      return false;
    }
  }
  return true;
}

int main(int argc, char **argv) {
  Options o = {.first = 1, .count = 100, .parts = GEN_ALL_PARTS};
  if (!parse(argc, argv, &o)) {
    usage();
    return 2;
  }
  Shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (s == MAP_FAILED) return 2;
  return run_all(&o, s);
}
