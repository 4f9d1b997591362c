/* wvm help and wvm ops. Every text is a topic, shown on the terminal by name; the manual page is all of them in a row.
 */
#include <stdio.h>
#include <string.h>

#include "base/near.h"
#include "tools/cli.h"
#include "tools/page.h"

int cmd_ops(const Options *o) {
  (void)o;
  for (size_t i = 0; i < wvm_op_count(); i++) {
    wvm_op_t op;
    wvm_op_at(i, &op);
    if (op.prefix > 0xff) continue; /* made by the Walk alone */
    if (op.prefix) printf("%02x %-5x ", op.prefix, op.code);
    else printf("   %-5x ", op.code);
    printf("%-34s %s\n", op.text, op.feature);
  }
  return STATUS_OK;
}

/* ---- from the tables ---- */

static void show_option(Page *p, const OptionRow *row) {
  char what[96], letter[16] = "";
  if (row->letter) snprintf(letter, sizeof letter, "-%c, ", row->letter);
  const char *more = row->kind == KIND_WORDS ? ",…" : "";
  if (row->kind == KIND_FLAG) snprintf(what, sizeof what, "%s--%s", letter, row->name);
  else if (row->kind == KIND_TOPIC) snprintf(what, sizeof what, "%s--%s[=%s]", letter, row->name, row->argument);
  else snprintf(what, sizeof what, "%s--%s=%s%s", letter, row->name, row->argument, more);
  page_item(p, what, row->summary);
}

static void show_options(Page *p, OptionTopic topic) {
  for (int i = 0; i < OPTION_COUNT; i++)
    if (option_rows[i].topic == topic) show_option(p, &option_rows[i]);
}

static void show_commands(Page *p) {
  for (int i = 0; i < COMMAND_COUNT; i++) {
    char usage[96];
    command_usage((CommandId)i, usage, sizeof usage);
    page_item(p, usage, command_rows[i].summary);
  }
}

static const char *const group_titles[TOPIC_COUNT] = {"OPTIONS",    "LIMITS",       "DEBUGGING",
                                                      "CONVERTING", "TEST SCRIPTS", "OTHER"};

/* All options of a command, from this group on. */
static void show_groups(Page *p, CommandId id, int group) {
  for (; group < TOPIC_COUNT; group++) {
    bool headed = false;
    for (int i = 0; i < OPTION_COUNT; i++) {
      if (option_rows[i].topic != (OptionTopic)group || !(option_rows[i].commands & (1U << id))) continue;
      if (!headed) page_heading(p, group_titles[group]);
      headed = true;
      show_option(p, &option_rows[i]);
    }
  }
}

static void show_command(Page *p, CommandId id) {
  char usage[96];
  command_usage(id, usage, sizeof usage);
  page_item(p, usage, command_rows[id].summary);
  show_groups(p, id, 0);
}

/* ---- topics ---- */

static void topic_run(Page *p) {
  page_text(p,
            "Runs a WASI command: its export _start, with MODULE and the ARGs as its arguments. Options stand before "
            "MODULE; what follows it is the guest's. A module that exports _initialize has that called first. With "
            "--invoke NAME the export NAME is called instead: its arguments are the ARGs, its results are printed "
            "one a line. The guest sees no file but those in directories given with --dir, no variable of the "
            "environment but those given with --env or --inherit-env. Standard input, output and error are its own.");
  show_options(p, TOPIC_RUN);
}

static void topic_limits(Page *p) {
  page_text(p,
            "What a guest may use. A limit that is reached ends it with a trap, except that memory.grow and the like "
            "answer −1. BYTES may end in K, M, G or T.");
  show_options(p, TOPIC_LIMITS);
}

static void topic_debug(Page *p) { show_options(p, TOPIC_DEBUG); }
static void topic_convert(Page *p) { show_options(p, TOPIC_CONVERT); }
static void topic_scripts(Page *p) { show_options(p, TOPIC_SCRIPTS); }
static void topic_other(Page *p) { show_options(p, TOPIC_OTHER); }

static void topic_features(Page *p) {
  page_text(p,
            "--features=LIST: names separated by commas, applied in order. mvp, wasm2, wasm3, all replace the set; a "
            "name adds a proposal, -name removes it. Default: all.");
  for (size_t i = 0; i < wvm_feature_count(); i++) {
    wvm_feature_t f;
    wvm_feature_at(i, &f);
    page_item(p, f.name, f.description);
  }
}

/* Names of the features of this architecture (NULL: of this processor's), behind `text`. */
static void cpu_features(const char *arch, char *text, size_t capacity) {
  size_t size = strlen(text);
  const char *name;
  for (unsigned k = 0; (name = wvm_cpu_feature(arch, k)) != NULL && size < capacity; k++)
    size += (size_t)snprintf(text + size, capacity - size, "%s%s", k ? ", " : "", name);
}

static void topic_cpu(Page *p) {
  page_text(p, "--cpu=LIST: items separated by commas, applied in order, say what of the processor machine code may use. Results "
               "do not depend on it. A feature that this processor lacks is refused.");
  page_item(p, "host", "all that this processor has (default)");
  page_item(p, "baseline", "no more than machine code cannot do without");
  page_item(p, "-FEATURE", "what is left alone");
  page_item(p, "FEATURE", "what must be there");
  char names[400] = "Features: ";
  cpu_features(NULL, names, sizeof names);
  page_text(p, wvm_cpu_feature(NULL, 0) ? names : "There is no compiler for this processor, and none of its features.");
  page_text(
      p,
      "With --arch, wvm disasm makes code for any processor of that architecture: a feature that this one lacks may be "
      "named, all has everything, and host means baseline where the architecture is not this one's.");
  const char *arch;
  for (unsigned k = 0; (arch = wvm_cpu_arch(k)) != NULL; k++) {
    *names = 0;
    cpu_features(arch, names, sizeof names);
    page_item(p, arch, names);
  }
}

static void function_row(Page *p, const char *name, const char *summary, const char *remark) {
  char text[160];
  snprintf(text, sizeof text, "%s%s", summary, remark);
  page_item(p, name, text);
}

static void topic_wasi(Page *p) {
  page_text(p, "The guest's descriptors: 0, 1 and 2 are the standard streams; from 3 on the directories of --dir and "
               "--dir-ro, then the sockets of --listen, in the order given.");
  page_text(p, "Functions of wasi_snapshot_preview1 and, but for sock_accept, of wasi_unstable, for 32-bit and 64-bit "
               "memories; thread-spawn is of the module wasi:");
#define WASI_AS(id, name, modules, params, summary) page_item(p, name, summary);
#include "host/wasi/wasi.def"
#undef WASI_AS
}

static void topic_emscripten(Page *p) {
  static const char DONE[] = "", ZERO[] = "", NOSYS[] = " (not offered: answers ENOSYS)", SCRIPT[] = " (traps)";
  page_text(p,
            "With --emscripten wvm answers what modules made by Emscripten import from env, whose answers stand in "
            "JavaScript otherwise, and makes a memory, table or tags that the module wants from there. The module's "
            "constructors are called first; without --invoke and _start its main is called. Files come through WASI, "
            "that is, with -sSTANDALONE_WASM; other system calls answer ENOSYS, which is told when the guest ends "
            "badly. Modules with minified names of imports, and dynamic libraries, are refused.");
#define EMSCRIPTEN(id, name, signature, status, summary) function_row(p, name, summary, status);
#include "host/emscripten/emscripten.def"
#undef EMSCRIPTEN
  page_item(p, "invoke_*", "call a function of the table; longjmp may leave it");
  page_item(p, "__cxa_find_matching_catch_*", "which catch clause takes a C++ exception");
  page_item(p, "__syscall_*", "other system calls (not offered: answer ENOSYS)");
  page_item(p, "emscripten_asm_const_*", "run what EM_ASM holds (traps)");
}

static void topic_values(Page *p) {
  page_text(p, "Arguments of --invoke, by the type of the parameter:");
  page_item(p, "i32, i64", "decimal or 0x…, signed or unsigned");
  page_item(p, "f32, f64", "1.5, 1e-3, 0x1.8p3, inf, -inf, nan, nan:0x200000 (the payload)");
  page_item(p, "v128", "i8x16:… i16x8:… i32x4:1,2,3,4 i64x2:… f32x4:… f64x2:0.5,nan");
  page_item(p, "references", "null, where the type allows it");
  page_text(p, "Results are printed in the same forms, v128 as i32x4.");
}

static void topic_status(Page *p) {
  page_item(p, "the guest's", "after a WASI command has ended");
  page_item(p, "0", "success");
  page_item(p, "1", "a file that cannot be read, loaded, linked or written");
  page_item(p, "2", "a wrong command line, also a wrong argument of --invoke");
  page_item(p, "130", "interrupted by Ctrl-C (SIGINT); to the parent wvm has died of that signal");
  page_item(p, "134",
            "a trap, an uncaught exception, or --timeout or --fuel used up; the backtrace is on standard error");
  page_item(p, "141", "the guest wrote to a pipe that nobody reads any more");
  page_text(p, "Ctrl-C stops the guest and prints where it was; a second one ends wvm at once.");
}

static void topic_environment(Page *p) {
  page_text(p,
            "wvm itself reads no variable of the environment; the guest gets those that --env and --inherit-env name.");
}

static void topic_examples(Page *p) {
  page_line(p, "wvm program.wasm arg               # a WASI command");
  page_line(p, "wvm --dir=data::/data program.wasm # it sees this directory, and no other");
  page_line(p, "wvm --invoke add module.wat 2 3    # one export");
  page_line(p, "wvm --timeout=2 --max-memory=256M program.wasm");
  page_line(p, "wvm wasm2wat --fold program.wasm");
  page_line(p, "source <(wvm completion bash)      # Tab knows the options");
}

typedef struct Topic {
  const char *name, *title; /* name NULL: in the manual page alone */
  void (*show)(Page *p);
} Topic;

static void topic_commands(Page *p) { show_commands(p); }

static const Topic topics[] = {
    {"commands", "COMMANDS", topic_commands},
    {"run", "RUNNING", topic_run},
    {"limits", "LIMITS", topic_limits},
    {"debug", "DEBUGGING", topic_debug},
    {"convert", "CONVERTING", topic_convert},
    {"scripts", "TEST SCRIPTS", topic_scripts},
    {NULL, "OTHER OPTIONS", topic_other},
    {"values", "VALUES", topic_values},
    {"features", "FEATURES", topic_features},
    {"cpu", "PROCESSOR", topic_cpu},
    {"wasi", "WASI", topic_wasi},
    {"emscripten", "EMSCRIPTEN", topic_emscripten},
    {"status", "EXIT STATUS", topic_status},
    {NULL, "ENVIRONMENT", topic_environment},
    {"examples", "EXAMPLES", topic_examples},
};
enum { TOPIC_ROWS = sizeof topics / sizeof *topics };

static void topic_names(char *out, size_t size) {
  size_t at = 0;
  for (size_t i = 0; i < TOPIC_ROWS; i++) {
    if (!topics[i].name) continue;
    int n = snprintf(out + at, size - at, "%s%s", at ? ", " : "", topics[i].name);
    at += n > 0 ? (size_t)n : 0;
  }
  snprintf(out + at, size - at, ", manual, and the commands");
}

bool help_topic_name(size_t i, const char **name) {
  if (i >= TOPIC_ROWS) return false;
  *name = topics[i].name;
  return true;
}

/* ---- pages ---- */

static void show_general(Page *p) {
  char names[300], text[360];
  printf("wvm %s: a WebAssembly virtual machine\n\n", wvm_version());
  show_commands(p);
  show_groups(p, COMMAND_RUN, 0);
  topic_names(names, sizeof names);
  snprintf(text, sizeof text, "wvm help TOPIC says more: %s.", names);
  page_text(p, text);
}

static void show_manual(Page *p) {
  p->manual = true;
  printf(".\\\" Made by: wvm help manual\n.TH WVM 1 \"\" \"wvm %s\" \"User Commands\"\n", wvm_version());
  page_heading(p, "NAME");
  puts("wvm \\- run WebAssembly modules");
  page_heading(p, "SYNOPSIS");
  puts("\\fBwvm\\fR [\\fIoptions\\fR] \\fIMODULE\\fR [\\fIARG\\fR...]");
  puts(".br\n\\fBwvm\\fR \\fICOMMAND\\fR [\\fIoptions\\fR] [\\fIoperands\\fR]");
  page_heading(p, "DESCRIPTION");
  page_text(p, "wvm is a WebAssembly virtual machine: it runs modules in the binary or the text format, within limits, "
               "and gives them what the command line names and nothing else.");
  for (size_t i = 0; i < TOPIC_ROWS; i++) {
    page_heading(p, topics[i].title);
    topics[i].show(p);
  }
  if (p->last == PAGE_LINE) puts(".fi\n.RE");
}

static int no_topic(const char *word) {
  Near near;
  char names[300];
  near_init(&near, word, strlen(word));
  for (size_t i = 0; i < TOPIC_ROWS; i++)
    if (topics[i].name) near_offer(&near, topics[i].name, strlen(topics[i].name));
  for (int i = 0; i < COMMAND_COUNT; i++) near_offer(&near, command_rows[i].name, strlen(command_rows[i].name));
  topic_names(names, sizeof names);
  fputs("wvm: no help on \"", stderr);
  print_safe(stderr, word);
  fputc('"', stderr);
  if (near.best) fprintf(stderr, "; did you mean %.*s?\n", (int)near.best_size, near.best);
  else fprintf(stderr, ": topics are %s\n", names);
  return STATUS_USAGE;
}

int help_print(const char *word) {
  Page p = {.to = stdout};
  if (!word || !*word) return show_general(&p), STATUS_OK;
  if (!strcmp(word, "manual")) return show_manual(&p), STATUS_OK;
  int command = command_find(word);
  for (size_t i = 0; i < TOPIC_ROWS; i++) {
    if (!topics[i].name || strcmp(word, topics[i].name) != 0) continue;
    topics[i].show(&p);
    if (command >= 0) show_groups(&p, (CommandId)command, TOPIC_RUN + 1); /* the topic has shown its own */
    return STATUS_OK;
  }
  if (command < 0) return no_topic(word);
  show_command(&p, (CommandId)command);
  return STATUS_OK;
}

int cmd_help(const Options *o) { return help_print(o->operand_count ? o->operands[0] : NULL); }
