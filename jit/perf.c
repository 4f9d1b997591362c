/* The perf map. */
#include "jit/perf.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int file = -1;
static pid_t process;

/* The directory is everybody's: nothing is followed, nothing of others is written to. */
static int create(void) {
  char path[40];
  snprintf(path, sizeof path, "/tmp/perf-%ld.map", (long)getpid());
  enum { HOW = O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC };
  int fd = open(path, HOW, 0600);
  if (fd < 0 && unlink(path) == 0) fd = open(path, HOW, 0600);
  return fd;
}

bool perf_open(const char **why) {
  pthread_mutex_lock(&lock);
  int fd = atomic_load(&file);
  if (fd < 0 || process != getpid()) fd = create();
  const bool ok = fd >= 0;
  if (ok) {
    process = getpid();
    atomic_store(&file, fd);
  } else {
    *why = "the perf map cannot be made in /tmp";
  }
  pthread_mutex_unlock(&lock);
  return ok;
}

/* One write a line: several threads may be at it. */
void perf_tell(const void *start, size_t size, const char *name) {
  char line[400];
  const int n = snprintf(line, sizeof line - 1, "%llx %zx %s", (unsigned long long)(uintptr_t)start, size, name);
  if (n < 0 || process != getpid()) return;
  size_t length = MIN_OF((size_t)n, sizeof line - 2);
  line[length++] = '\n';
  ssize_t written = write(atomic_load(&file), line, length);
  (void)written; /* a full disk: the profile lacks names */
}
