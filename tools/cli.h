/* What the commands share: exit statuses, files, modules, messages. Public API only. */
#ifndef WVM_TOOLS_CLI_H
#define WVM_TOOLS_CLI_H

#include <stdio.h>

#include "include/wvm.h"
#include "tools/options.h"

enum ExitStatus {
  STATUS_OK = 0,
  STATUS_ERROR = 1, /* a file could not be read, loaded, linked or written */
  STATUS_USAGE = 2, /* a wrong command line */
  STATUS_TRAP = 134, /* as a shell reports a program that aborted */
  STATUS_INTERRUPTED = 0x100 | 130 /* main ends by SIGINT, which a shell reports as 130; no status of a guest */
};

/* ---- files (cli_file.c) ---- */

typedef struct File {
  const char *name; /* as given; "standard input" for "-" */
  uint8_t *bytes;   /* owned */
  size_t size;
} File;

/* The whole file, "-": standard input. False after saying why not. */
bool file_read(const char *path, File *out);
void file_free(File *f);
/* "-": standard output. False after saying why not. */
bool file_write(const char *path, const void *bytes, size_t size);
/* Whether the contents are the text format rather than the binary one. */
bool file_is_text(const File *f);

/* ---- modules and messages (cli_error.c) ---- */

/* Text that may come from a guest: bytes that would control a terminal are shown as \xNN. */
void print_safe(FILE *to, const char *text);
void print_safe_sized(FILE *to, const char *text, size_t size);

/* The file as a module, binary or text; false after saying where it is wrong. */
bool file_module(wvm_engine_t *engine, const File *f, wvm_module_t **out);
/* Says what is wrong, with the file's name and the place; deletes the error. The exit status that goes with it. */
int report_error(const char *file, wvm_error_t *e);
/* For errors of running guests: a trap has a backtrace, an exit has a status. */
int report_run(const char *file, wvm_error_t *e);

/* ---- values (cli_value.c) ---- */

/* An argument as a value of this type; false: it is none. */
bool value_parse(const char *text, const wvm_valtype_t *type, wvm_val_t *out);
void value_print(const wvm_val_t *v);
/* What value_parse takes for this type, for messages. */
const char *value_syntax(const wvm_valtype_t *type);
/* "i32", "funcref", "(ref null extern)". The buffer is returned. */
const char *type_text(const wvm_valtype_t *type, char buffer[48]);
/* "(i32, i32) -> i32" */
void type_print(const wvm_functype_t *type, char *out, size_t size);

/* ---- help (cmd_help.c) ---- */

/* A topic, a command, or NULL: all in short. The exit status. */
int help_print(const char *word);
/* The topics by number, for completion; *name NULL: one without a name. */
bool help_topic_name(size_t i, const char **name);

/* ---- commands: the options have been parsed and the operands counted ---- */

#define COMMAND(id, name, operands, least, most, summary) int cmd_##name(const Options *o);
#include "tools/commands.def"
#undef COMMAND

#endif
