/* Ending a guest from outside: after a time (--timeout), or by Ctrl-C.
 *
 *   timeout   a thread interrupts the store; if the guest does not stop, the process ends without it
 *   SIGINT    the handler interrupts the store; a second one has its usual effect and ends the process
 *
 * One guest at a time: the handler knows the store from a variable of its own. */
#ifndef WVM_TOOLS_WATCH_H
#define WVM_TOOLS_WATCH_H

#include <pthread.h>
#include <time.h>

#include "include/wvm.h"

typedef struct Watch {
  const char *file; /* for messages */
  wvm_store_t *store;
  bool ticking, stop;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t stopped;
  struct timespec deadline;
} Watch;

/* nanoseconds 0: no timeout. False after saying why not. */
bool watch_start(Watch *w, const char *file, wvm_store_t *store, uint64_t nanoseconds);
void watch_stop(Watch *w);
/* Whether Ctrl-C has interrupted the guest. */
bool watch_interrupted(void);
/* Ends the process as if it had not caught the signal, so that a shell, and a loop in it, end too. */
void watch_end_by_signal(void);

#endif
