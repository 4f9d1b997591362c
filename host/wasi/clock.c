/* Clocks, and waiting for clocks and descriptors. */
#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <time.h>

#include "host/wasi/wasi.h"

static const clockid_t host_clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID,
                                        CLOCK_THREAD_CPUTIME_ID};

static uint64_t nanoseconds(const struct timespec *t) {
  return t->tv_sec < 0 ? 0 : (uint64_t)t->tv_sec * 1000000000u + (uint64_t)t->tv_nsec;
}

static WasiErrno clock_now(uint32_t id, uint64_t *out) {
  struct timespec t;
  if (id >= COUNT_OF(host_clocks)) return WASI_INVAL;
  if (clock_gettime(host_clocks[id], &t) != 0) return wasi_from_errno(errno);
  *out = nanoseconds(&t);
  return WASI_SUCCESS;
}

WasiErrno wasi_clock_res_get(WasiCall *c, const wvm_raw_t *a) {
  struct timespec t;
  if (a[0].u32 >= COUNT_OF(host_clocks)) return WASI_INVAL;
  if (clock_getres(host_clocks[a[0].u32], &t) != 0) return wasi_from_errno(errno);
  return wasi_put_u64(c, a[1].u32, nanoseconds(&t));
}

WasiErrno wasi_clock_time_get(WasiCall *c, const wvm_raw_t *a) {
  uint64_t now = 0;
  WasiErrno e = clock_now(a[0].u32, &now);
  return e ? e : wasi_put_u64(c, a[2].u32, now);
}

/* ---- poll_oneoff ---- */

enum { EVENT_CLOCK = 0, EVENT_READ = 1, EVENT_WRITE = 2, CLOCK_ABSOLUTE = 1, EVENT_HANGUP = 1 };
enum { SUBSCRIPTION_SIZE = 48, EVENT_SIZE = 32 };

/* A subscription, read once from the guest. */
typedef struct Subscription {
  uint64_t user;
  uint64_t deadline; /* clocks: by the host's monotonic clock (or the clock's own), UINT64_MAX: never */
  uint32_t clock;
  uint8_t type;
  bool done;
  WasiErrno error;
  uint64_t bytes;
  bool hangup;
} Subscription;

static void read_clock(Subscription *s, const uint8_t *p) {
  s->clock = load_u32(p + 16);
  uint64_t timeout = load_u64(p + 24), now = 0;
  s->error = clock_now(s->clock, &now);
  if (s->error) s->done = true;
  else if (load_u16(p + 40) & CLOCK_ABSOLUTE) s->deadline = timeout;
  else if (__builtin_add_overflow(now, timeout, &s->deadline)) s->deadline = UINT64_MAX;
}

static void read_subscription(const WasiCall *c, Subscription *s, struct pollfd *p, const uint8_t *guest) {
  uint8_t copy[SUBSCRIPTION_SIZE];
  memcpy(copy, guest, sizeof copy);
  *s = (Subscription){.user = load_u64(copy), .type = copy[8]};
  *p = (struct pollfd){.fd = -1};
  if (s->type == EVENT_CLOCK) {
    read_clock(s, copy);
  } else if (s->type == EVENT_READ || s->type == EVENT_WRITE) {
    WasiFd *f;
    s->error = wasi_fd_get(c->wasi, load_u32(copy + 16), RIGHT_POLL_FD_READWRITE, &f);
    if (s->error) s->done = true;
    else *p = (struct pollfd){.fd = f->host, .events = s->type == EVENT_READ ? POLLIN : POLLOUT};
  } else {
    s->error = WASI_INVAL;
    s->done = true;
  }
}

/* Marks what has happened; returns how many, and the milliseconds until the next clock. */
static uint32_t check_events(Subscription *subs, const struct pollfd *polls, uint32_t count, int *wait_ms) {
  uint32_t ready = 0;
  *wait_ms = WASI_WAIT_SLICE_MS;
  for (uint32_t i = 0; i < count; i++) {
    Subscription *s = &subs[i];
    if (!s->done && s->type == EVENT_CLOCK) {
      uint64_t now = 0;
      s->error = clock_now(s->clock, &now);
      if (s->error || now >= s->deadline) s->done = true;
      else if (s->deadline - now < (uint64_t)*wait_ms * 1000000)
        *wait_ms = (int)((s->deadline - now + 999999) / 1000000);
    } else if (!s->done && polls[i].revents) {
      s->done = true;
      s->hangup = (polls[i].revents & (POLLHUP | POLLERR)) != 0;
      if (polls[i].revents & POLLNVAL) s->error = WASI_BADF;
      int available = 0;
      if (s->type == EVENT_READ && ioctl(polls[i].fd, FIONREAD, &available) == 0 && available > 0)
        s->bytes = (uint64_t)available;
    }
    ready += s->done;
  }
  return ready;
}

static WasiErrno wait_events(const WasiCall *c, Subscription *subs, struct pollfd *polls, uint32_t count) {
  int wait_ms;
  for (;;) {
    int wait = poll(polls, count, 0);
    if (wait < 0 && errno != EINTR) return wasi_from_errno(errno);
    if (check_events(subs, polls, count, &wait_ms)) return WASI_SUCCESS;
    if (wvm_store_interrupted(c->store)) return WASI_INTR;
    poll(polls, count, wait_ms);
  }
}

/* in a[0], out a[1], count a[2], number of events a[3]. */
WasiErrno wasi_poll_oneoff(WasiCall *c, const wvm_raw_t *a) {
  uint32_t count = a[2].u32;
  if (count == 0 || count > WASI_MAX_POLL) return WASI_INVAL;
  const uint8_t *in = wasi_at(c, a[0].u32, (uint64_t)count * SUBSCRIPTION_SIZE);
  uint8_t *out = wasi_at(c, a[1].u32, (uint64_t)count * EVENT_SIZE);
  if (!in || !out || !wasi_at(c, a[3].u32, 4)) return WASI_FAULT;
  Subscription *subs = alloc_array(&alloc_libc, count, sizeof *subs);
  struct pollfd *polls = alloc_array(&alloc_libc, count, sizeof *polls);
  WasiErrno e = subs && polls ? WASI_SUCCESS : WASI_NOMEM;
  if (!e) {
    for (uint32_t i = 0; i < count; i++) read_subscription(c, &subs[i], &polls[i], in + (size_t)i * SUBSCRIPTION_SIZE);
    e = wait_events(c, subs, polls, count);
  }
  if (!e) {
    uint32_t events = 0;
    for (uint32_t i = 0; i < count; i++) {
      if (!subs[i].done) continue;
      uint8_t event[EVENT_SIZE] = {0};
      store_u64(event, subs[i].user);
      store_u16(event + 8, (uint16_t)subs[i].error);
      event[10] = subs[i].type;
      store_u64(event + 16, subs[i].bytes);
      store_u16(event + 24, subs[i].hangup ? EVENT_HANGUP : 0);
      memcpy(out + (size_t)events++ * EVENT_SIZE, event, sizeof event);
    }
    e = wasi_put_u32(c, a[3].u32, events);
  }
  alloc_free(&alloc_libc, subs, count * sizeof *subs);
  alloc_free(&alloc_libc, polls, count * sizeof *polls);
  return e;
}
