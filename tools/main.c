/* The command line: which command, the process's own streams, the exit status. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/cli.h"
#include "tools/wast.h"

/* A file opened later must not become a standard stream that was closed; nor must output to it go unnoticed. */
static bool keep_streams(void) {
  for (int fd = 0; fd <= 2; fd++) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) return false;
  }
  return true;
}

static int wast(int argc, char **argv, int first) { return wast_main(argc - first + 1, argv + first - 1); }

static int help(int argc, char **argv, int first) { return cmd_help(first < argc ? argv[first] : NULL); }

static int dispatch(int argc, char **argv) {
  static const struct {
    const char *name;
    int (*run)(int argc, char **argv, int first);
  } commands[] = {{"run", cmd_run},           {"validate", cmd_validate}, {"dump", cmd_dump}, {"ops", cmd_ops},
                  {"wat2wasm", cmd_wat2wasm}, {"wasm2wat", cmd_wasm2wat}, {"wast", wast},     {"help", help}};
  for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++) {
    if (strcmp(argv[1], commands[i].name) != 0) continue;
    bool asks = argc > 2 && !strcmp(argv[2], "--help") && commands[i].run != wast;
    return asks ? cmd_help(strstr(argv[1], "2wa") ? "convert" : NULL) : commands[i].run(argc, argv, 2);
  }
  return cmd_run(argc, argv, 1);
}

int main(int argc, char **argv) {
  if (!keep_streams()) return STATUS_ERROR;
  signal(SIGPIPE, SIG_IGN); /* a reader that has gone is an error of the write, for the guest too */
  int status = dispatch(argc, argv);
  errno = 0;
  if (fflush(stdout) != 0 || ferror(stdout)) {
    fprintf(stderr, "wvm: standard output: %s\n", errno ? strerror(errno) : "could not be written");
    if (status == STATUS_OK) status = STATUS_ERROR;
  }
  return status;
}
