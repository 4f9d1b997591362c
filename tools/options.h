/* The command line's options, one set for all commands. Source: options.def. */
#ifndef WVM_TOOLS_OPTIONS_H
#define WVM_TOOLS_OPTIONS_H

#include "include/wvm.h"

typedef enum OptionId {
#define OPTION(id, name, argument, topic, summary) OPTION_##id,
#include "tools/options.def"
#undef OPTION
  OPTION_COUNT
} OptionId;

typedef enum OptionTopic { TOPIC_RUN, TOPIC_LIMITS, TOPIC_DEBUG, TOPIC_CONVERT, TOPIC_OTHER } OptionTopic;

/* A directory to preopen. Strings point into argv, or are owned by the list. */
typedef struct DirOption {
  char *host; /* owned */
  const char *guest;
  bool read_only;
} DirOption;

typedef struct EnvOption {
  char *name; /* owned */
  const char *value;
} EnvOption;

typedef struct Options {
  bool given[OPTION_COUNT];
  const char *invoke, *features, *output, *help_topic;
  wvm_tier_t tier;
  wvm_relaxed_t relaxed;
  uint32_t trace;
  double timeout;
  uint64_t fuel, max_stack, max_memory, max_memory64, max_table, max_heap;
  DirOption *dirs;
  EnvOption *envs;
  size_t dir_count, env_count;
} Options;

/* Reads options from argv[first] on, up to the first argument that is none, or behind "--". The index of that
 * argument, or -1 after saying on standard error what is wrong. */
int options_parse(Options *o, const char *command, int argc, char **argv, int first);
void options_free(Options *o);

/* The options of one topic, for help. */
void options_print(OptionTopic topic);

/* An engine as the options say; false after saying what is wrong; *status is then the exit status. */
bool options_engine(const Options *o, wvm_engine_t **out, int *status);

#endif
