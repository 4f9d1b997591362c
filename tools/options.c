/* Options: parsing, and the engine they describe. */
#include "tools/options.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/near.h"
#include "tools/cli.h"

enum { MANY = 0x7fffffff };

const CommandRow command_rows[COMMAND_COUNT] = {
#define COMMAND(id, name, operands, least, most, summary) {#name, operands, summary, least, most, cmd_##name},
#include "tools/commands.def"
#undef COMMAND
};

const OptionRow option_rows[OPTION_COUNT] = {
#define OPTION(id, name, letter, argument, kind, topic, commands, summary)                                             \
  {name, argument, summary, letter, KIND_##kind, TOPIC_##topic, commands},
#include "tools/options.def"
#undef OPTION
};

int command_find(const char *name) {
  for (int i = 0; i < COMMAND_COUNT; i++)
    if (!strcmp(name, command_rows[i].name)) return i;
  return -1;
}

const char *command_near(const char *name) {
  Near near;
  near_init(&near, name, strlen(name));
  for (int i = 0; i < COMMAND_COUNT; i++) near_offer(&near, command_rows[i].name, strlen(command_rows[i].name));
  return near.best;
}

void command_usage(CommandId id, char *out, size_t size) {
  const CommandRow *c = &command_rows[id];
  bool named = id != COMMAND_RUN, options = false;
  for (int i = 0; i < OPTION_COUNT; i++) options |= i != OPTION_HELP && (option_rows[i].commands & (1U << id)) != 0;
  snprintf(out, size, "wvm%s%s%s%s%s", named ? " " : "", named ? c->name : "", options ? " [options]" : "",
           *c->operands ? " " : "", c->operands);
}

/* ---- messages ---- */

/* "wvm: " or "wvm validate: ": how a message about the command line begins. */
static void begin(const Options *o) {
  if (o->command == COMMAND_RUN) fputs("wvm: ", stderr);
  else fprintf(stderr, "wvm %s: ", command_rows[o->command].name);
}

static bool bad_value(const Options *o, OptionId id, const char *value, const char *expected) {
  begin(o);
  fprintf(stderr, "--%s: bad value \"", option_rows[id].name);
  print_safe(stderr, value);
  fprintf(stderr, "\": expected %s\n", expected);
  return false;
}

static bool no_memory(void) {
  fputs("wvm: out of memory\n", stderr);
  return false;
}

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

/* Seconds as nanoseconds, at least one. */
static bool parse_seconds(const char *text, uint64_t *out) {
  char *end;
  double v = strtod(text, &end);
  if (end == text || *end || !(v > 0) || v > 1e9) return false;
  *out = v < 1e-9 ? 1 : (uint64_t)(v * 1e9);
  return true;
}

void option_words(const char *words, WordFunc func, void *ctx) {
  for (;;) {
    size_t size = strcspn(words, "|");
    func(ctx, words, size);
    if (!words[size]) return;
    words += size + 1;
  }
}

typedef struct Search {
  Near near;
  int found;
  unsigned count;
} Search;

static void search_word(void *ctx, const char *word, size_t size) {
  Search *s = ctx;
  if (size == s->near.size && !memcmp(word, s->near.word, size)) s->found = (int)s->count;
  near_offer(&s->near, word, size);
  s->count++;
}

/* Looks the word up in the option's; -1 after saying that it is none of them. */
static int find_word(const Options *o, OptionId id, const char *text, size_t size) {
  Search s = {.found = -1};
  near_init(&s.near, text, size);
  option_words(option_rows[id].argument, search_word, &s);
  if (s.found >= 0) return s.found;
  begin(o);
  fprintf(stderr, "--%s: \"", option_rows[id].name);
  print_safe_sized(stderr, text, size);
  fprintf(stderr, "\" is none of %s", option_rows[id].argument);
  if (s.near.best) fprintf(stderr, "; did you mean %.*s?", (int)s.near.best_size, s.near.best);
  fputc('\n', stderr);
  return -1;
}

static bool parse_words(Options *o, OptionId id, const char *text) {
  for (;;) {
    size_t size = strcspn(text, ",");
    int i = find_word(o, id, text, size);
    if (i < 0) return false;
    o->number[id] |= UINT64_C(1) << i;
    if (!text[size]) return true;
    text += size + 1;
  }
}

/* ---- values that come in pairs ---- */

static bool add_pair(Options *o, OptionId id, const char *left, size_t left_size, const char *right) {
  OptionPair *pairs = realloc(o->pairs, (o->pair_count + 1) * sizeof *pairs);
  if (!pairs) return no_memory();
  o->pairs = pairs;
  char *name = strndup(left, left_size);
  if (!name) return no_memory();
  pairs[o->pair_count++] = (OptionPair){id, name, right};
  return true;
}

/* HOST, or HOST::GUEST */
static bool parse_directory(Options *o, OptionId id, const char *text) {
  const char *cut = strstr(text, "::");
  size_t size = cut ? (size_t)(cut - text) : strlen(text);
  const char *guest = cut ? cut + 2 : text;
  if (size == 0 || !*guest) return bad_value(o, id, text, "HOST or HOST::GUEST");
  return add_pair(o, id, text, size, guest);
}

/* NAME=VALUE, or NAME: as it is here */
static bool parse_variable(Options *o, OptionId id, const char *text) {
  size_t size = strcspn(text, "=");
  if (size == 0) return bad_value(o, id, text, "NAME or NAME=VALUE");
  const char *value = text[size] ? text + size + 1 : getenv(text);
  if (value) return add_pair(o, id, text, size, value);
  begin(o);
  fprintf(stderr, "--%s: the variable ", option_rows[id].name);
  print_safe(stderr, text);
  fputs(" is not set here; give it a value: NAME=VALUE\n", stderr);
  return false;
}

/* NAME=MODULE */
static bool parse_library(Options *o, OptionId id, const char *text) {
  size_t size = strcspn(text, "=");
  if (!text[size] || !text[size + 1]) return bad_value(o, id, text, "NAME=MODULE");
  return add_pair(o, id, text, size, text + size + 1);
}

static bool set_option(Options *o, OptionId id, const char *v) {
  const OptionRow *row = &option_rows[id];
  int word;
  o->given[id] = true;
  o->text[id] = v;
  switch (row->kind) {
  case KIND_FLAG:
  case KIND_TOPIC: return true;
  case KIND_TEXT:
  case KIND_PATH: return *v ? true : bad_value(o, id, v, row->argument);
  case KIND_FEATURES: return true; /* checked when the engine is made */
  case KIND_DIRECTORY: return parse_directory(o, id, v);
  case KIND_VARIABLE: return parse_variable(o, id, v);
  case KIND_ADDRESS: return add_pair(o, id, v, strlen(v), v);
  case KIND_LIBRARY: return parse_library(o, id, v);
  case KIND_COUNT: return parse_count(v, false, &o->number[id]) || bad_value(o, id, v, "a number");
  case KIND_BYTES:
    return parse_count(v, true, &o->number[id]) || bad_value(o, id, v, "a number of bytes, such as 65536, 64K or 2G");
  case KIND_SECONDS: return parse_seconds(v, &o->number[id]) || bad_value(o, id, v, "seconds, such as 0.5 or 10");
  case KIND_WORDS: return parse_words(o, id, v);
  case KIND_WORD:
    word = find_word(o, id, v, strlen(v));
    o->number[id] = (uint64_t)word;
    return word >= 0;
  }
  return false;
}

/* ---- parsing ---- */

static int find_option(const char *name, size_t size) {
  for (int i = 0; i < OPTION_COUNT; i++)
    if (strlen(option_rows[i].name) == size && !memcmp(option_rows[i].name, name, size)) return i;
  return -1;
}

static int find_letter(char letter) {
  for (int i = 0; letter && i < OPTION_COUNT; i++)
    if (option_rows[i].letter == letter) return i;
  return -1;
}

static bool takes(const Options *o, int id) { return (option_rows[id].commands & (1U << o->command)) != 0; }

/* "--timeot": the option that was perhaps meant; a known one of other commands: which. */
static bool unknown(const Options *o, const char *arg, int id) {
  begin(o);
  if (id >= 0) {
    fprintf(stderr, "--%s is not an option of this command, but of", option_rows[id].name);
    for (int i = 0, n = 0; i < COMMAND_COUNT; i++)
      if (option_rows[id].commands & (1U << i)) fprintf(stderr, "%s wvm %s", n++ ? "," : "", command_rows[i].name);
    fputc('\n', stderr);
    return false;
  }
  const char *name = arg + strspn(arg, "-");
  Near near;
  near_init(&near, name, strcspn(name, "="));
  for (int i = 0; i < OPTION_COUNT; i++)
    if (takes(o, i)) near_offer(&near, option_rows[i].name, strlen(option_rows[i].name));
  fputs("unknown option ", stderr);
  print_safe(stderr, arg);
  if (near.best) fprintf(stderr, "; did you mean --%.*s?\n", (int)near.best_size, near.best);
  else fputs("; --help lists them\n", stderr);
  return false;
}

/* The option at argv[*i], with its value, which may be the next argument. */
static bool parse_option(Options *o, int argc, char **argv, int *i) {
  const char *arg = argv[*i], *value = NULL;
  int id;
  if (arg[1] == '-') {
    size_t size = strcspn(arg + 2, "=");
    id = find_option(arg + 2, size);
    if (arg[2 + size]) value = arg + 2 + size + 1;
  } else {
    id = find_letter(arg[1]);
    if (id >= 0 && arg[2]) value = arg + 2;
    if (id >= 0 && value && option_rows[id].kind == KIND_FLAG) id = -1;
  }
  if (id < 0 || !takes(o, id)) return unknown(o, arg, id);
  const OptionRow *row = &option_rows[id];
  if (row->kind == KIND_FLAG && value) {
    begin(o);
    fprintf(stderr, "--%s takes no value\n", row->name);
    return false;
  }
  if (row->kind != KIND_FLAG && row->kind != KIND_TOPIC && !value) {
    if (*i + 1 >= argc) {
      begin(o);
      fprintf(stderr, "--%s needs a value: --%s=%s\n", row->name, row->name, row->argument);
      return false;
    }
    value = argv[++*i];
  }
  return set_option(o, (OptionId)id, value);
}

static bool count_operands(const Options *o) {
  const CommandRow *c = &command_rows[o->command];
  if (o->given[OPTION_HELP] || o->given[OPTION_VERSION]) return true;
  if (o->operand_count >= c->least && o->operand_count <= c->most) return true;
  char usage[96];
  command_usage(o->command, usage, sizeof usage);
  fprintf(stderr, "usage: %s   (--help says more)\n", usage);
  return false;
}

bool options_parse(Options *o, CommandId command, int argc, char **argv, int first) {
  *o = (Options){.command = command, .operands = argv + first};
  bool closed = false; /* all that follows are operands */
  for (int i = first; i < argc; i++) {
    if (closed || argv[i][0] != '-' || !argv[i][1]) {
      o->operands[o->operand_count++] = argv[i];
      if (command == COMMAND_RUN) closed = true;
    } else if (!strcmp(argv[i], "--")) {
      closed = true;
    } else if (!parse_option(o, argc, argv, &i)) {
      return false;
    }
  }
  return count_operands(o);
}

void options_free(Options *o) {
  for (size_t i = 0; i < o->pair_count; i++) free(o->pairs[i].left);
  free(o->pairs);
  *o = (Options){0};
}

/* ---- engine ---- */

_Static_assert(WVM_TIER_AUTO == 0 && WVM_TIER_INTERPRETER == 1 && WVM_TIER_JIT == 2, "the words of --engine");
_Static_assert(WVM_RELAXED_X86 == 0 && WVM_RELAXED_ARM == 1 && WVM_RELAXED_DETERMINISTIC == 2,
               "the words of --relaxed");
_Static_assert(WVM_TRACE_CALLS == 1 && WVM_TRACE_OPS == 2 && WVM_TRACE_MEMORY == 4 && WVM_TRACE_HOST == 8 &&
                   WVM_TRACE_KINDS == 16,
               "the words of --trace");

/* What the engine may refuse. */
static wvm_error_t *set_checked(const Options *o, wvm_config_t *c, int id) {
  switch (id) {
  case OPTION_FEATURES: return wvm_config_set_features(c, o->text[id]);
  case OPTION_ENGINE: return wvm_config_set_tier(c, (wvm_tier_t)o->number[id]);
  case OPTION_CPU: return o->given[OPTION_ARCH] ? NULL : wvm_config_set_cpu(c, o->text[id]); /* else cmd_disasm's */
  case OPTION_JIT_TEST: return wvm_config_set_jit_test(c, o->text[id]);
  case OPTION_MAX_STACK: return wvm_config_set_stack_size(c, o->number[id]);
  case OPTION_MAX_MEMORY64: return wvm_config_set_memory64_limit(c, o->number[id]);
  default: return NULL;
  }
}

/* *at: the option that was refused. */
static wvm_error_t *configure(const Options *o, wvm_config_t *c, int *at) {
  wvm_error_t *e = NULL;
  for (int id = 0; !e && id < OPTION_COUNT; id++)
    if (o->given[id] && (e = set_checked(o, c, id))) *at = id;
  if (o->given[OPTION_ARCH]) wvm_config_set_relaxed(c, o->number[OPTION_ARCH] ? WVM_RELAXED_ARM : WVM_RELAXED_X86);
  if (o->given[OPTION_RELAXED]) wvm_config_set_relaxed(c, (wvm_relaxed_t)o->number[OPTION_RELAXED]);
  if (o->given[OPTION_DETERMINISTIC]) wvm_config_set_deterministic(c, true);
  if (o->given[OPTION_PRECISE_STORES]) wvm_config_set_precise_stores(c, true);
  if (o->given[OPTION_FUEL]) wvm_config_set_fuel(c, true);
  if (o->given[OPTION_TRACE]) wvm_config_set_trace(c, (uint32_t)o->number[OPTION_TRACE]);
  if (o->given[OPTION_GC_STRESS]) wvm_config_set_gc_stress(c, true);
  if (o->given[OPTION_EXPLICIT_BOUNDS]) wvm_config_set_explicit_bounds(c, true);
  if (o->given[OPTION_PERF]) wvm_config_set_perf_map(c, true);
  if (o->given[OPTION_GDB]) wvm_config_set_gdb(c, true);
  if (o->given[OPTION_POISON]) wvm_config_set_poison(c, true);
  return e;
}

bool options_engine(const Options *o, wvm_engine_t **out, int *status) {
  wvm_config_t *c = wvm_config_new();
  if (!c) {
    no_memory();
    *status = STATUS_ERROR;
    return false;
  }
  *status = STATUS_OK;
  int refused = -1;
  wvm_error_t *e = configure(o, c, &refused);
  if (e) wvm_config_delete(c);
  else e = wvm_engine_new(c, out);
  if (!e) return true;
  *status = wvm_error_kind(e) == WVM_ERROR_USAGE ? STATUS_USAGE : STATUS_ERROR;
  begin(o);
  if (refused >= 0) fprintf(stderr, "--%s: ", option_rows[refused].name);
  print_safe(stderr, wvm_error_message(e));
  fputc('\n', stderr);
  wvm_error_delete(e);
  return false;
}
