/* Arguments, environment, standard input, exit status.
 * TEST args: one "two words" ""
 * TEST env: COLOR=green
 * TEST env: EMPTY=
 * TEST stdin: first line\nsecond
 * TEST status: 17
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  printf("%d arguments\n", argc);
  for (int i = 1; i < argc; i++) printf("[%s]\n", argv[i]);
  printf("COLOR=%s EMPTY=%s", getenv("COLOR"), getenv("EMPTY"));
  printf(" HOME is %s\n", getenv("HOME") ? "set" : "not set");
  char line[64];
  while (fgets(line, sizeof line, stdin)) printf("input: %s%s", line, strchr(line, '\n') ? "" : "\n");
  printf("end of file: %d\n", feof(stdin) != 0);
  printf("terminals: %d %d\n", isatty(0), isatty(1));
  fprintf(stderr, "on standard error\n");
  fflush(stdout);
  exit(17);
}
