/* Included before every source: what C and POSIX have, wasi-libc has not, and these programs name without needing it. */
#ifndef SUPPORT_MISSING_H
#define SUPPORT_MISSING_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define L_tmpnam 20
#define tmpfile  support_tmpfile
#define tmpnam   support_tmpnam
#define system   support_system
#define execvp(file, argv) (-1)
FILE *support_tmpfile(void);
char *support_tmpnam(char *s);
int support_system(const char *command);

#endif
