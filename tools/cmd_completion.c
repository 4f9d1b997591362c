/* wvm completion SHELL: a script that teaches a shell the commands, their options and the options' values. The tables
 * in it are written from those that parsing uses; what it does with them is fixed text, per shell. */
#include <stdio.h>
#include <string.h>

#include "base/near.h"
#include "tools/cli.h"

/* ---- what the tables say ---- */

static bool is_taken_by(const OptionRow *row, int command) { return (row->commands & (1U << command)) != 0; }
static bool needs_value(const OptionRow *row) { return row->kind != KIND_FLAG && row->kind != KIND_TOPIC; }

/* What can follow an option. */
typedef enum Offer { OFFER_NOTHING, OFFER_FILES, OFFER_FOLDERS, OFFER_VARIABLES, OFFER_WORD, OFFER_WORDS } Offer;

static Offer offer_of(const OptionRow *row) {
  switch (row->kind) {
  case KIND_PATH:
  case KIND_LIBRARY: return OFFER_FILES;
  case KIND_DIRECTORY: return OFFER_FOLDERS;
  case KIND_VARIABLE: return OFFER_VARIABLES;
  case KIND_WORD:
  case KIND_TOPIC: return OFFER_WORD;
  case KIND_WORDS:
  case KIND_FEATURES: return OFFER_WORDS; /* several, with commas */
  default: return OFFER_NOTHING;
  }
}

static void print_word(void *ctx, const char *word, size_t size) {
  (void)ctx;
  printf(" %.*s", (int)size, word);
}

static void print_commands(void) {
  for (int c = 0; c < COMMAND_COUNT; c++) printf(" %s", command_rows[c].name);
}

/* The values of an option that can be listed, a blank before each. */
static void print_values(const OptionRow *row) {
  if (row->kind == KIND_WORD || row->kind == KIND_WORDS) option_words(row->argument, print_word, NULL);
  if (row->kind == KIND_FEATURES) fputs(" all wasm3 wasm2", stdout);
  for (size_t i = 0; row->kind == KIND_FEATURES && i < wvm_feature_count(); i++) {
    wvm_feature_t f;
    wvm_feature_at(i, &f);
    printf(" %s", f.name);
  }
  const char *name;
  for (size_t i = 0; row->kind == KIND_TOPIC && help_topic_name(i, &name); i++)
    if (name) printf(" %s", name);
}

/* What a command's operands are. */
static void print_operands(int command) {
  if (command == COMMAND_HELP) {
    print_values(&option_rows[OPTION_HELP]);
    print_commands();
    fputs(" manual", stdout);
  }
  if (command == COMMAND_COMPLETION) fputs(" bash zsh fish", stdout);
}

static bool has_files(int command) {
  return command_rows[command].most > 0 && command != COMMAND_HELP && command != COMMAND_COMPLETION;
}

/* A summary inside '…' and, for zsh, inside […]. */
static void print_summary(const char *text, bool zsh) {
  for (; *text; text++) {
    if (*text == '\'') fputs(zsh ? "'\\''" : "\\'", stdout);
    else if (*text == '\\' || (zsh && strchr("[]:", *text))) printf("\\%c", *text);
    else putchar(*text);
  }
}

/* ---- bash ---- */

static const char bash_logic[] =
    "# The words of a list that begin like the current one.\n"
    "_wvm_offer() { mapfile -t COMPREPLY < <(compgen \"${@:2}\" -- \"$1\"); }\n"
    "\n"
    "_wvm() {\n"
    "  local line=${COMP_LINE:0:COMP_POINT} command=run option= value kind list current\n"
    "  local -a words values\n"
    "  read -ra words <<< \"$line\"\n"
    "  case $line in *[[:space:]]) words+=('') ;; esac\n"
    "  local last=$((${#words[@]} - 1))\n"
    "  current=${words[last]}\n"
    "  if [ \"$last\" -gt 1 ] && [ -n \"$(_wvm_options \"${words[1]}\")\" ]; then command=${words[1]}; fi\n"
    "  case $current in\n"
    "    --*=*) option=${current%%=*} value=${current#*=} ;;\n"
    "    *) if [ \"$last\" -gt 1 ] && [ \"${words[last-1]}\" != --help ]; then option=${words[last-1]} value=$current; "
    "fi ;;\n"
    "  esac\n"
    "  read -ra values <<< \"$(_wvm_values \"$option\")\"\n"
    "  kind=${values[0]-} list=\"${values[*]:1}\"\n"
    "  case $kind in\n"
    "    files) compopt -o filenames; _wvm_offer \"$value\" -f; return ;;\n"
    "    folders) compopt -o filenames; _wvm_offer \"$value\" -d; return ;;\n"
    "    variables) _wvm_offer \"$value\" -v; return ;;\n"
    "    word) _wvm_offer \"$value\" -W \"$list\"; return ;;\n"
    "    words) _wvm_offer \"${value##*,}\" -W \"$list\"\n"
    "      case $value in *,*) COMPREPLY=(\"${COMPREPLY[@]/#/${value%,*},}\") ;; esac\n"
    "      return ;;\n"
    "    any) COMPREPLY=(); return ;;\n"
    "  esac\n"
    "  case $current in\n"
    "    -*) _wvm_offer \"$current\" -W \"$(_wvm_options $command)\"\n"
    "      case ${COMPREPLY[0]-} in *=) compopt -o nospace ;; esac ;;\n"
    "    *) list=$(_wvm_operands $command)\n"
    "      if [ \"$list\" = files ]; then compopt -o filenames; _wvm_offer \"$current\" -f\n"
    "      else _wvm_offer \"$current\" -W \"$list\"; fi\n"
    "      if [ \"$last\" -eq 1 ]; then\n"
    "        mapfile -t words < <(compgen -W \"$(_wvm_commands)\" -- \"$current\")\n"
    "        COMPREPLY+=(\"${words[@]}\")\n"
    "      fi ;;\n"
    "  esac\n"
    "}\n"
    "complete -F _wvm wvm\n";

static void bash_script(void) {
  static const char *const kinds[] = {"any", "files", "folders", "variables", "word", "words"};
  printf("# bash completion for wvm %s, made by: wvm completion bash\n_wvm_commands() { echo", wvm_version());
  print_commands();
  puts("; }\n_wvm_options() {\n  case $1 in");
  for (int c = 0; c < COMMAND_COUNT; c++) {
    printf("    %s) echo", command_rows[c].name);
    for (int i = 0; i < OPTION_COUNT; i++)
      if (is_taken_by(&option_rows[i], c))
        printf(" --%s%s", option_rows[i].name, needs_value(&option_rows[i]) ? "=" : "");
    puts(" ;;");
  }
  puts("  esac\n}\n_wvm_operands() {\n  case $1 in");
  for (int c = 0; c < COMMAND_COUNT; c++) {
    printf("    %s) echo%s", command_rows[c].name, has_files(c) ? " files" : "");
    print_operands(c);
    puts(" ;;");
  }
  puts("  esac\n}\n_wvm_values() {\n  case $1 in");
  for (int i = 0; i < OPTION_COUNT; i++) {
    const OptionRow *row = &option_rows[i];
    if (row->kind == KIND_FLAG) continue;
    if (row->letter && needs_value(row)) printf("    -%c|--%s) echo %s", row->letter, row->name, kinds[offer_of(row)]);
    else printf("    --%s) echo %s", row->name, kinds[offer_of(row)]);
    print_values(row);
    puts(" ;;");
  }
  printf("  esac\n}\n%s", bash_logic);
}

/* ---- zsh ---- */

/* '--engine=[summary]:value:(auto interp jit)' */
static void zsh_option(const OptionRow *row) {
  static const char *const actions[] = {"", "_files", "_files -/", "_parameters", NULL, NULL};
  Offer offer = offer_of(row);
  bool repeats =
      offer == OFFER_FOLDERS || offer == OFFER_VARIABLES || row->kind == KIND_LIBRARY || row->kind == KIND_ADDRESS;
  printf(" \\\n        '%s--%s%s[", repeats ? "*" : "", row->name,
         needs_value(row)          ? "="
         : row->kind == KIND_TOPIC ? "=-"
                                   : "");
  print_summary(row->summary, true);
  putchar(']');
  if (row->kind != KIND_FLAG) {
    fputs(needs_value(row) ? ":" : "::", stdout);
    print_summary(row->argument, true);
    putchar(':');
    if (actions[offer]) fputs(actions[offer], stdout);
    else {
      fputs(offer == OFFER_WORDS ? "_sequence compadd -" : "(", stdout);
      print_values(row);
      fputs(offer == OFFER_WORDS ? "" : ")", stdout);
    }
  }
  putchar('\'');
  if (row->letter) {
    printf(" \\\n        '-%c%s[", row->letter, needs_value(row) ? "+" : "");
    print_summary(row->summary, true);
    printf("]%s'", needs_value(row) ? ":file:_files" : "");
  }
}

static void zsh_script(void) {
  printf("#compdef wvm\n# zsh completion for wvm %s, made by: wvm completion zsh\n_wvm() {\n", wvm_version());
  fputs("  local command=run\n  local -a commands=(", stdout);
  print_commands();
  puts(")\n"
       "  if (( CURRENT > 2 && ${commands[(Ie)$words[2]]} )); then\n"
       "    command=$words[2]\n"
       "    words=(\"$words[1]\" \"${(@)words[3,-1]}\")\n"
       "    (( CURRENT-- ))\n"
       "  fi\n"
       "  case $command in");
  for (int c = 0; c < COMMAND_COUNT; c++) {
    printf("    %s)\n      _arguments -s -S", command_rows[c].name);
    for (int i = 0; i < OPTION_COUNT; i++)
      if (is_taken_by(&option_rows[i], c)) zsh_option(&option_rows[i]);
    if (c == COMMAND_RUN) fputs(" \\\n        '1:module:_wvm_first' '*::argument:_files'", stdout);
    else if (has_files(c)) fputs(" \\\n        '*:file:_files'", stdout);
    else if (command_rows[c].most) {
      fputs(" \\\n        '1:word:(", stdout);
      print_operands(c);
      fputs(")'", stdout);
    }
    puts(" ;;");
  }
  puts("  esac\n}\n"
       "_wvm_first() { _alternative 'commands:command:compadd -a commands' 'files:module:_files' }\n"
       "if [ \"$funcstack[1]\" = _wvm ]; then _wvm \"$@\"; else compdef _wvm wvm; fi");
}

/* ---- fish ---- */

static void fish_option(const OptionRow *row) {
  static const char *const actions[] = {"-x", "-r", "-x -a '(__fish_complete_directories)'", "-x -a '(set -nx)'"};
  fputs("complete -c wvm -n '__wvm_is", stdout);
  for (int c = 0; c < COMMAND_COUNT; c++)
    if (is_taken_by(row, c)) printf(" %s", command_rows[c].name);
  printf("' -l %s", row->name);
  if (row->letter) printf(" -s %c", row->letter);
  Offer offer = offer_of(row);
  if (needs_value(row) && offer < COUNT_OF(actions)) printf(" %s", actions[offer]);
  else if (needs_value(row)) {
    printf(" -x -a '%s", offer == OFFER_WORDS ? "(__fish_append ," : "");
    print_values(row);
    fputs(offer == OFFER_WORDS ? ")'" : "'", stdout);
  }
  fputs(" -d '", stdout);
  print_summary(row->summary, false);
  puts("'");
}

static void fish_script(void) {
  printf("# fish completion for wvm %s, made by: wvm completion fish\nfunction __wvm_is\n", wvm_version());
  fputs(
      "    set -l words (commandline -opc)\n    set -l command run\n    if set -q words[2]; and contains -- $words[2]",
      stdout);
  print_commands();
  puts("\n        set command $words[2]\n    end\n    contains -- $command $argv\nend\n"
       "function __wvm_is_first\n    test (count (commandline -opc)) -eq 1\nend");
  for (int c = 0; c < COMMAND_COUNT; c++) {
    printf("complete -c wvm -n __wvm_is_first -a %s -d '", command_rows[c].name);
    print_summary(command_rows[c].summary, false);
    puts("'");
    if (has_files(c)) continue;
    printf("complete -c wvm -f -n '__wvm_is %s; and not __wvm_is_first' -a '", command_rows[c].name);
    print_operands(c);
    puts("'");
  }
  for (int i = 0; i < OPTION_COUNT; i++) fish_option(&option_rows[i]);
}

/* ---- the command ---- */

int cmd_completion(const Options *o) {
  static const struct {
    const char *name;
    void (*print)(void);
  } shells[] = {{"bash", bash_script}, {"zsh", zsh_script}, {"fish", fish_script}};
  const char *name = o->operands[0];
  Near near;
  near_init(&near, name, strlen(name));
  for (size_t i = 0; i < COUNT_OF(shells); i++) {
    if (!strcmp(name, shells[i].name)) return shells[i].print(), STATUS_OK;
    near_offer(&near, shells[i].name, strlen(shells[i].name));
  }
  fputs("wvm completion: no script for \"", stderr);
  print_safe(stderr, name);
  fputs("\": there are some for bash, zsh and fish", stderr);
  if (near.best) fprintf(stderr, "; did you mean %s?", near.best);
  fputc('\n', stderr);
  return STATUS_USAGE;
}
