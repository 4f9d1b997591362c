/* The command line as data: commands.def and options.def, and what was given of them. */
#ifndef WVM_TOOLS_OPTIONS_H
#define WVM_TOOLS_OPTIONS_H

#include "include/wvm.h"

/* ---- commands ---- */

typedef enum CommandId {
#define COMMAND(id, name, operands, least, most, summary) COMMAND_##id,
#include "tools/commands.def"
#undef COMMAND
  COMMAND_COUNT
} CommandId;

enum CommandSet {
#define COMMAND(id, name, operands, least, most, summary) ON_##id = 1 << COMMAND_##id,
#include "tools/commands.def"
#undef COMMAND
  ON_ALL = (1 << COMMAND_COUNT) - 1
};

typedef struct Options Options;

typedef struct CommandRow {
  const char *name, *operands, *summary;
  size_t least, most; /* operands */
  int (*run)(const Options *o);
} CommandRow;

extern const CommandRow command_rows[COMMAND_COUNT];

/* The command of this name; -1: none. */
int command_find(const char *name);
/* The name that was perhaps meant; NULL: none. */
const char *command_near(const char *name);
/* "wvm validate [options] FILE…" */
void command_usage(CommandId id, char *out, size_t size);

/* ---- options ---- */

typedef enum OptionId {
#define OPTION(id, name, letter, argument, kind, topic, commands, summary) OPTION_##id,
#include "tools/options.def"
#undef OPTION
  OPTION_COUNT
} OptionId;

/* The words of --compile. */
enum { COMPILE_LAZY, COMPILE_ALL };

typedef enum OptionTopic {
  TOPIC_RUN,
  TOPIC_LIMITS,
  TOPIC_DEBUG,
  TOPIC_CONVERT,
  TOPIC_SCRIPTS,
  TOPIC_OTHER,
  TOPIC_COUNT
} OptionTopic;

typedef enum OptionKind {
  KIND_FLAG,
  KIND_TEXT,
  KIND_PATH,
  KIND_DIRECTORY,
  KIND_VARIABLE,
  KIND_ADDRESS,
  KIND_LIBRARY,
  KIND_COUNT,
  KIND_BYTES,
  KIND_SECONDS,
  KIND_WORD,
  KIND_WORDS,
  KIND_FEATURES,
  KIND_TOPIC
} OptionKind;

typedef struct OptionRow {
  const char *name, *argument, *summary;
  char letter;
  OptionKind kind;
  OptionTopic topic;
  uint32_t commands; /* CommandSet */
} OptionRow;

extern const OptionRow option_rows[OPTION_COUNT];

/* One value of an option that may be given several times. */
typedef struct OptionPair {
  OptionId id;
  char *left; /* owned: the host's path, the variable's name, the address, the library's name */
  const char *right;
} OptionPair;

struct Options {
  CommandId command;
  bool given[OPTION_COUNT];
  const char *text[OPTION_COUNT]; /* as given */
  uint64_t number[OPTION_COUNT];  /* COUNT, BYTES; SECONDS: nanoseconds; WORD: which; WORDS: a bit for each */
  OptionPair *pairs;              /* in the order given */
  size_t pair_count;
  char **operands;
  size_t operand_count;
};

/* Reads options and operands from argv[first] on, which is reordered. False after saying on standard error what is
 * wrong. options_free either way. */
bool options_parse(Options *o, CommandId command, int argc, char **argv, int first);
void options_free(Options *o);

/* Calls back with each word of "a|b|c". */
typedef void (*WordFunc)(void *ctx, const char *word, size_t size);
void option_words(const char *words, WordFunc func, void *ctx);

/* An engine as the options say; false after saying what is wrong. *status: the exit status so far. */
bool options_engine(const Options *o, wvm_engine_t **out, int *status);

#endif
