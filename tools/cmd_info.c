/* wvm ops, help, version. */
#include <stdio.h>
#include <string.h>

#include "tools/cli.h"

int cmd_ops(int argc, char **argv, int first) {
  (void)argv;
  if (first < argc) {
    fputs("usage: wvm ops\n", stderr);
    return STATUS_USAGE;
  }
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

/* ---- help ---- */

static void help_general(void) {
  printf("wvm %s: a WebAssembly virtual machine\n\n"
         "usage:\n"
         "  wvm [options] MODULE [ARG…]       run a module (.wasm or .wat; - is standard input)\n"
         "  wvm --invoke NAME MODULE [ARG…]   call one exported function\n"
         "  wvm validate FILE…                check modules\n"
         "  wvm wat2wasm [-o OUT] FILE        text to binary\n"
         "  wvm wasm2wat [--fold] FILE        binary to text\n"
         "  wvm dump FILE                     sections, names and instructions with offsets\n"
         "  wvm wast FILE…                    run test scripts of the official suite\n"
         "  wvm ops                           the instructions that wvm knows\n"
         "  wvm help TOPIC                    run, limits, debug, convert, features, wasi, values, status\n\n"
         "options:\n",
         wvm_version());
  options_print(TOPIC_RUN);
  puts("limits:");
  options_print(TOPIC_LIMITS);
  puts("debugging:");
  options_print(TOPIC_DEBUG);
  puts("other:");
  options_print(TOPIC_OTHER);
}

static void help_run(void) {
  puts(
      "wvm [options] MODULE [ARG…]\n\n"
      "Runs a WASI command: its export _start, with MODULE and the ARGs as its arguments. A module that exports\n"
      "_initialize has that called first. With --invoke NAME the export NAME is called instead; its arguments are the\n"
      "ARGs, its results are printed one a line. The guest sees no directory but those given with --dir.\n");
  options_print(TOPIC_RUN);
}

static void help_features(void) {
  puts("--features=LIST: names separated by commas, applied in order. mvp, wasm2, wasm3, all replace the set; a name "
       "adds a\n"
       "proposal, -name removes it. Default: all.\n");
  for (size_t i = 0; i < wvm_feature_count(); i++) {
    wvm_feature_t f;
    wvm_feature_at(i, &f);
    printf("  %-26s %s\n", f.name, f.description);
  }
}

static void help_wasi(void) {
  static const char done[] = "", nosys[] = " (not offered: answers ENOSYS)";
  puts("Functions of wasi_snapshot_preview1 (32-bit memories):\n");
#define WASI_STATUS_DONE                    done
#define WASI_STATUS_NOSYS                   nosys
#define WASI(name, params, status, summary) printf("  %-24s %s%s\n", #name, summary, WASI_STATUS_##status);
#include "host/wasi/wasi.def"
#undef WASI
}

static void help_values(void) {
  puts("Arguments of --invoke, by the type of the parameter:\n\n"
       "  i32, i64     decimal or 0x…, signed or unsigned\n"
       "  f32, f64     1.5, 1e-3, 0x1.8p3, inf, -inf, nan, nan:0x200000 (the payload)\n"
       "  v128         i8x16:… i16x8:… i32x4:1,2,3,4 i64x2:… f32x4:… f64x2:0.5,nan\n"
       "  references   null, where the type allows it\n\n"
       "Results are printed in the same forms, v128 as i32x4.");
}

static void help_status(void) {
  puts("Exit status:\n\n"
       "  the guest's   after a WASI command has ended\n"
       "  0             success\n"
       "  1             a file that cannot be read, loaded, linked or written\n"
       "  2             a wrong command line, also a wrong argument of --invoke\n"
       "  134           a trap, an uncaught exception, or --timeout or --fuel used up; the backtrace is on standard "
       "error");
}

int cmd_help(const char *topic) {
  if (!topic || !*topic) help_general();
  else if (!strcmp(topic, "run")) help_run();
  else if (!strcmp(topic, "limits")) options_print(TOPIC_LIMITS);
  else if (!strcmp(topic, "debug")) options_print(TOPIC_DEBUG);
  else if (!strcmp(topic, "convert")) options_print(TOPIC_CONVERT);
  else if (!strcmp(topic, "features")) help_features();
  else if (!strcmp(topic, "wasi")) help_wasi();
  else if (!strcmp(topic, "values")) help_values();
  else if (!strcmp(topic, "status")) help_status();
  else {
    fprintf(stderr, "wvm: no help on \"%s\": topics are run, limits, debug, convert, features, wasi, values, status\n",
            topic);
    return STATUS_USAGE;
  }
  return STATUS_OK;
}
