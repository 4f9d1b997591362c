#include "tools/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "tools/cli.h"

/* How long an interrupted guest may take to notice; then the process ends without it. */
enum { GRACE_SECONDS = 5, NANOSECONDS = 1000000000 };

/* ---- signals ---- */

/* What the handler needs: a signal handler has no argument of its own. */
static wvm_store_t *volatile watched;
static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number) {
  (void)signal_number;
  wvm_store_t *store = watched;
  interrupted = 1;
  if (store) wvm_store_interrupt(store);
}

/* SA_RESETHAND: the next one ends the process. Where interrupts are ignored (nohup, a shell's background) they stay so.
 */
static void catch_interrupts(wvm_store_t *store) {
  struct sigaction now, handler = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND | SA_ONSTACK};
  if (sigaction(SIGINT, NULL, &now) != 0 || now.sa_handler == SIG_IGN) return;
  watched = store;
  sigaction(SIGINT, &handler, NULL);
}

bool watch_interrupted(void) { return interrupted != 0; }

void watch_end_by_signal(void) {
  signal(SIGINT, SIG_DFL);
  raise(SIGINT);
}

/* ---- timeout ---- */

/* Waits for the end, or the deadline; false: the deadline. Holds the lock. */
static bool wait_for_stop(Watch *w) {
  int e = 0;
  while (!w->stop && e != ETIMEDOUT) e = pthread_cond_timedwait(&w->stopped, &w->lock, &w->deadline);
  return w->stop;
}

static void *tick(void *arg) {
  Watch *w = arg;
  pthread_mutex_lock(&w->lock);
  if (!wait_for_stop(w)) {
    wvm_store_interrupt(w->store);
    w->deadline.tv_sec += GRACE_SECONDS;
    if (!wait_for_stop(w)) {
      fprintf(stderr, "wvm: %s: trap: interrupted (--timeout), and the guest did not stop\n", w->file);
      _exit(STATUS_TRAP);
    }
  }
  pthread_mutex_unlock(&w->lock);
  return NULL;
}

static bool start_ticking(Watch *w, uint64_t nanoseconds) {
  pthread_condattr_t attr;
  pthread_condattr_init(&attr);
  pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
  pthread_mutex_init(&w->lock, NULL);
  pthread_cond_init(&w->stopped, &attr);
  pthread_condattr_destroy(&attr);
  clock_gettime(CLOCK_MONOTONIC, &w->deadline);
  uint64_t end = (uint64_t)w->deadline.tv_nsec + nanoseconds;
  w->deadline.tv_sec += (time_t)(end / NANOSECONDS);
  w->deadline.tv_nsec = (long)(end % NANOSECONDS);
  sigset_t all, before; /* signals are for the guest's thread, which they wake */
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  w->ticking = pthread_create(&w->thread, NULL, tick, w) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!w->ticking) fprintf(stderr, "wvm: --timeout: no thread can be started\n");
  return w->ticking;
}

/* ---- both ---- */

bool watch_start(Watch *w, const char *file, wvm_store_t *store, uint64_t nanoseconds) {
  *w = (Watch){.file = file, .store = store};
  catch_interrupts(store);
  return nanoseconds == 0 || start_ticking(w, nanoseconds);
}

void watch_stop(Watch *w) {
  watched = NULL;
  if (!w->ticking) return;
  pthread_mutex_lock(&w->lock);
  w->stop = true;
  pthread_cond_signal(&w->stopped);
  pthread_mutex_unlock(&w->lock);
  pthread_join(w->thread, NULL);
  w->ticking = false;
}
