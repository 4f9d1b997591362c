/* Options: parsing, help, and the engine they describe. */
#include "tools/options.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cli.h"

typedef struct OptionRow {
  const char *name, *argument, *summary;
  OptionTopic topic;
} OptionRow;

static const OptionRow rows[OPTION_COUNT] = {
#define OPTION(id, name, argument, topic, summary) {name, argument, summary, TOPIC_##topic},
#include "tools/options.def"
#undef OPTION
};

/* ---- values ---- */

/* A count, or bytes with one of the suffixes K M G T (powers of 1024). */
static bool parse_count(const char *text, bool bytes, uint64_t *out) {
  char *end;
  if (!isdigit((unsigned char)*text)) return false;
  errno = 0;
  unsigned long long v = strtoull(text, &end, 0);
  if (errno || end == text) return false;
  if (bytes && *end) {
    static const char units[] = "KMGT";
    const char *unit = strchr(units, toupper((unsigned char)*end));
    if (!unit || (end[1] && strcmp(end + 1, "iB") != 0)) return false;
    unsigned shift = 10 * (unsigned)(unit - units + 1);
    if (v > UINT64_MAX >> shift) return false;
    v <<= shift;
    end += strlen(end);
  }
  *out = v;
  return *end == 0;
}

static bool parse_seconds(const char *text, double *out) {
  char *end;
  double v = strtod(text, &end);
  if (end == text || *end || !(v > 0) || v > 1e9) return false;
  *out = v;
  return true;
}

/* Looks the word up in a list; -1: not there. */
static int find_word(const char *text, size_t size, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strlen(words[i]) == size && !memcmp(words[i], text, size)) return (int)i;
  return -1;
}

static bool parse_trace(const char *text, uint32_t *out) {
  static const char *const words[] = {"calls", "ops", "mem", "host", "kinds"};
  static const uint32_t bits[] = {WVM_TRACE_CALLS, WVM_TRACE_OPS, WVM_TRACE_MEMORY, WVM_TRACE_HOST, WVM_TRACE_KINDS};
  for (;;) {
    size_t size = strcspn(text, ",");
    int i = find_word(text, size, words, sizeof words / sizeof *words);
    if (i < 0) return false;
    *out |= bits[i];
    if (!text[size]) return true;
    text += size + 1;
  }
}

static bool parse_dir(Options *o, const char *text, bool read_only) {
  DirOption *dirs = realloc(o->dirs, (o->dir_count + 1) * sizeof *dirs);
  if (!dirs) return false;
  o->dirs = dirs;
  char *host = strdup(text);
  if (!host) return false;
  char *cut = strstr(host, "::");
  const char *guest = cut ? text + (cut - host) + 2 : text;
  if (cut) *cut = 0;
  if (!*host || !*guest) {
    free(host);
    return false;
  }
  dirs[o->dir_count++] = (DirOption){host, guest, read_only};
  return true;
}

/* Without '=': the variable as it is here. */
static bool parse_env(Options *o, const char *text) {
  EnvOption *envs = realloc(o->envs, (o->env_count + 1) * sizeof *envs);
  if (!envs) return false;
  o->envs = envs;
  size_t size = strcspn(text, "=");
  const char *value = text[size] ? text + size + 1 : getenv(text);
  if (size == 0 || !value) return false;
  char *name = strndup(text, size);
  if (!name) return false;
  envs[o->env_count++] = (EnvOption){name, value};
  return true;
}

static bool set_option(Options *o, OptionId id, const char *v) {
  static const char *const engines[] = {"auto", "interp", "jit"}, *const profiles[] = {"x86", "arm", "det"};
  int word;
  o->given[id] = true;
  switch (id) {
  case OPTION_INVOKE: o->invoke = v; return *v != 0;
  case OPTION_DIR: return parse_dir(o, v, false);
  case OPTION_DIR_RO: return parse_dir(o, v, true);
  case OPTION_ENV: return parse_env(o, v);
  case OPTION_ENGINE:
    word = find_word(v, strlen(v), engines, 3);
    o->tier = word == 1 ? WVM_TIER_INTERPRETER : word == 2 ? WVM_TIER_JIT : WVM_TIER_AUTO;
    return word >= 0;
  case OPTION_RELAXED:
    word = find_word(v, strlen(v), profiles, 3);
    o->relaxed = word == 1 ? WVM_RELAXED_ARM : word == 2 ? WVM_RELAXED_DETERMINISTIC : WVM_RELAXED_X86;
    return word >= 0;
  case OPTION_FEATURES: o->features = v; return true;
  case OPTION_TIMEOUT: return parse_seconds(v, &o->timeout);
  case OPTION_FUEL: return parse_count(v, false, &o->fuel);
  case OPTION_MAX_STACK: return parse_count(v, true, &o->max_stack);
  case OPTION_MAX_MEMORY: return parse_count(v, true, &o->max_memory);
  case OPTION_MAX_MEMORY64: return parse_count(v, true, &o->max_memory64);
  case OPTION_MAX_TABLE: return parse_count(v, false, &o->max_table);
  case OPTION_MAX_HEAP: return parse_count(v, true, &o->max_heap);
  case OPTION_TRACE: return parse_trace(v, &o->trace);
  case OPTION_OUTPUT: o->output = v; return *v != 0;
  case OPTION_HELP: o->help_topic = v; return true;
  case OPTION_DETERMINISTIC:
  case OPTION_STATS:
  case OPTION_GC_STRESS:
  case OPTION_FOLD:
  case OPTION_VERSION:
  case OPTION_COUNT: return true;
  }
  return false;
}

/* ---- parsing ---- */

static int find_option(const char *name, size_t size) {
  for (int i = 0; i < OPTION_COUNT; i++)
    if (strlen(rows[i].name) == size && !memcmp(rows[i].name, name, size)) return i;
  return -1;
}

static int unknown(const char *command, const char *arg) {
  fprintf(stderr, "%s: unknown option %s (wvm --help lists them)\n", command, arg);
  return -1;
}

int options_parse(Options *o, const char *command, int argc, char **argv, int first) {
  int i = first;
  for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
    const char *arg = argv[i];
    if (!strcmp(arg, "--")) return i + 1;
    if (!strcmp(arg, "-o")) arg = "--output";
    if (!strcmp(arg, "-h")) arg = "--help";
    if (!strcmp(arg, "-f")) arg = "--fold";
    if (arg[1] != '-') return unknown(command, arg);
    size_t size = strcspn(arg + 2, "=");
    const char *value = arg[2 + size] ? arg + 2 + size + 1 : NULL;
    int id = find_option(arg + 2, size);
    if (id < 0) return unknown(command, arg);
    if (!rows[id].argument && value && id != OPTION_HELP) {
      fprintf(stderr, "%s: --%s takes no value\n", command, rows[id].name);
      return -1;
    }
    if (rows[id].argument && !value) {
      if (i + 1 >= argc) {
        fprintf(stderr, "%s: --%s needs a value: --%s=%s\n", command, rows[id].name, rows[id].name, rows[id].argument);
        return -1;
      }
      value = argv[++i];
    }
    if (!set_option(o, (OptionId)id, value)) {
      fprintf(stderr, "%s: --%s: bad value \"%s\"; expected %s\n", command, rows[id].name, value, rows[id].argument);
      return -1;
    }
  }
  return i;
}

void options_free(Options *o) {
  for (size_t i = 0; i < o->dir_count; i++) free(o->dirs[i].host);
  for (size_t i = 0; i < o->env_count; i++) free(o->envs[i].name);
  free(o->dirs);
  free(o->envs);
  *o = (Options){0};
}

void options_print(OptionTopic topic) {
  for (int i = 0; i < OPTION_COUNT; i++) {
    if (rows[i].topic != topic) continue;
    char left[64];
    snprintf(left, sizeof left, "--%s%s%s", rows[i].name, rows[i].argument ? "=" : "",
             rows[i].argument ? rows[i].argument : "");
    printf("  %-26s %s\n", left, rows[i].summary);
  }
}

/* ---- engine ---- */

static wvm_error_t *configure(const Options *o, wvm_config_t *c) {
  wvm_error_t *e = NULL;
  if (o->features) e = wvm_config_set_features(c, o->features);
  if (!e && o->given[OPTION_ENGINE]) e = wvm_config_set_tier(c, o->tier);
  if (!e && o->given[OPTION_MAX_STACK]) e = wvm_config_set_stack_size(c, o->max_stack);
  if (!e && o->given[OPTION_MAX_MEMORY64]) e = wvm_config_set_memory64_limit(c, o->max_memory64);
  if (o->given[OPTION_RELAXED]) wvm_config_set_relaxed(c, o->relaxed);
  if (o->given[OPTION_DETERMINISTIC]) wvm_config_set_deterministic(c, true);
  if (o->given[OPTION_FUEL]) wvm_config_set_fuel(c, true);
  if (o->trace) wvm_config_set_trace(c, o->trace);
  if (o->given[OPTION_GC_STRESS]) wvm_config_set_gc_stress(c, true);
  return e;
}

bool options_engine(const Options *o, wvm_engine_t **out, int *status) {
  wvm_config_t *c = wvm_config_new();
  if (!c) {
    fputs("wvm: out of memory\n", stderr);
    *status = STATUS_ERROR;
    return false;
  }
  wvm_error_t *e = configure(o, c);
  if (e) wvm_config_delete(c);
  else e = wvm_engine_new(c, out);
  if (!e) return true;
  *status = wvm_error_kind(e) == WVM_ERROR_USAGE ? STATUS_USAGE : STATUS_ERROR;
  fprintf(stderr, "wvm: %s\n", wvm_error_message(e));
  wvm_error_delete(e);
  return false;
}
