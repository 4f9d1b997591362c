/* The command line: which command, the process's own streams, the exit status. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/cli.h"
#include "tools/watch.h"

/* A file opened later must not become a standard stream that was closed; nor must output to it go unnoticed. */
static bool keep_streams(void) {
  for (int fd = 0; fd <= 2; fd++) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) return false;
  }
  return true;
}

/* "wvm validate …", or "wvm …", which runs. */
static int dispatch(int argc, char **argv) {
  int named = argc > 1 ? command_find(argv[1]) : -1;
  Options o;
  int status = STATUS_USAGE;
  if (!options_parse(&o, named < 0 ? COMMAND_RUN : (CommandId)named, argc, argv, named < 0 ? 1 : 2)) {
    /* said already */
  } else if (o.given[OPTION_VERSION]) {
    status = printf("wvm %s\n", wvm_version()) < 0 ? STATUS_ERROR : STATUS_OK;
  } else if (o.given[OPTION_HELP]) {
    const char *topic = o.text[OPTION_HELP];
    status = help_print(topic ? topic : named < 0 ? NULL : command_rows[named].name);
  } else {
    status = command_rows[o.command].run(&o);
  }
  options_free(&o);
  return status;
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
  if (status != STATUS_INTERRUPTED) return status;
  watch_end_by_signal();
  return STATUS_INTERRUPTED & 0xff; /* the signal is blocked */
}
