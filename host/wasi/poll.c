/* poll_oneoff: waiting for clocks and descriptors.
 *
 *   subscriptions  [clock][fd 0 read][fd 5 write][fd 5 read] …    each read once from the guest
 *                            │           └─────┬─────┘
 *   pollfds               {fd 0, IN}    {fd 5, IN | OUT}          one per file: the host's limit is the number of those
 *
 * Sleeps until the first clock, in slices after which interruption is looked at. */
#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <time.h>

#include "host/wasi/wasi.h"

typedef struct Subscription {
  uint64_t user;
  uint64_t deadline; /* clocks: of the clock's own time; UINT64_MAX: never */
  uint64_t bytes;
  uint32_t clock;
  uint32_t slot; /* descriptors: index into the pollfds */
  uint8_t type;
  bool done, hangup;
  WasiErrno error;
} Subscription;

typedef struct Poll {
  const WasiCall *c;
  Subscription *subs;
  uint32_t count;
  struct pollfd *polls;
  WasiFile **files; /* held, one per pollfd */
  uint32_t poll_count;
} Poll;

/* ---- subscriptions ---- */

static void fail(Subscription *s, WasiErrno e) {
  s->error = e;
  s->done = true;
}

/* The clock's fields, at p. A thread's own time stands still while it waits. */
static void read_clock(Subscription *s, const uint8_t *p) {
  enum { THREAD_CPUTIME = 3 };
  s->clock = load_u32(p);
  uint64_t timeout = load_u64(p + 8), now = 0;
  const WasiErrno e = s->clock == THREAD_CPUTIME ? WASI_INVAL : wasi_clock_now(s->clock, &now);
  if (e) fail(s, e);
  else if (load_u16(p + 24) & CLOCK_ABSOLUTE) s->deadline = timeout;
  else if (__builtin_add_overflow(now, timeout, &s->deadline)) s->deadline = UINT64_MAX;
}

/* The file's place among the pollfds; takes the file over. */
static uint32_t slot_of(Poll *p, WasiFile *file) {
  for (uint32_t i = 0; i < p->poll_count; i++) {
    if (p->files[i] != file) continue;
    wasi_file_release(file);
    return i;
  }
  p->files[p->poll_count] = file;
  p->polls[p->poll_count] = (struct pollfd){.fd = file->host};
  return p->poll_count++;
}

static void read_descriptor(Poll *p, Subscription *s, uint32_t fd) {
  const bool reads = s->type == EVENT_READ;
  WasiFd f;
  const WasiErrno e = wasi_fd_take(p->c->wasi, fd, RIGHT_POLL_FD_READWRITE, &f);
  if (e) {
    fail(s, e);
    return;
  }
  const uint64_t either = reads ? RIGHT_FD_READ | RIGHT_SOCK_ACCEPT : RIGHT_FD_WRITE;
  if (f.file->host < 0 || !(f.rights & either)) {
    fail(s, f.file->host < 0 ? WASI_BADF : WASI_NOTCAPABLE);
    wasi_file_release(f.file);
    return;
  }
  s->slot = slot_of(p, f.file);
  p->polls[s->slot].events = (short)(p->polls[s->slot].events | (reads ? POLLIN : POLLOUT));
}

static void read_subscription(Poll *p, Subscription *s, const uint8_t *guest) {
  uint8_t copy[SUBSCRIPTION_SIZE_UNSTABLE];
  const bool old = p->c->unstable;
  wasi_get(copy, guest, old ? SUBSCRIPTION_SIZE_UNSTABLE : SUBSCRIPTION_SIZE);
  *s = (Subscription){.user = load_u64(copy), .type = copy[8]};
  if (s->type == EVENT_CLOCK) read_clock(s, copy + (old ? 24 : 16));
  else if (s->type == EVENT_READ || s->type == EVENT_WRITE) read_descriptor(p, s, load_u32(copy + 16));
  else fail(s, WASI_INVAL);
}

/* ---- waiting ---- */

static void check_clock(Subscription *s, uint64_t *wait_ns) {
  uint64_t now = 0;
  s->error = wasi_clock_now(s->clock, &now);
  if (s->error || now >= s->deadline) s->done = true;
  else *wait_ns = MIN_OF(*wait_ns, s->deadline - now);
}

static void check_descriptor(Subscription *s, const struct pollfd *p) {
  const short broken = POLLHUP | POLLERR | POLLNVAL;
  if (!(p->revents & ((s->type == EVENT_READ ? POLLIN : POLLOUT) | broken))) return;
  s->done = true;
  s->hangup = (p->revents & (POLLHUP | POLLERR)) != 0;
  if (p->revents & POLLNVAL) s->error = WASI_BADF;
  int available = 0;
  if (s->type == EVENT_READ && ioctl(p->fd, FIONREAD, &available) == 0 && available > 0) s->bytes = (uint64_t)available;
}

/* Marks what has happened; whether anything has. *wait_ns: until the next clock, a slice at most. */
static bool check_events(Poll *p, uint64_t *wait_ns) {
  bool any = false;
  *wait_ns = (uint64_t)WASI_WAIT_SLICE_MS * 1000000;
  for (uint32_t i = 0; i < p->count; i++) {
    Subscription *s = &p->subs[i];
    if (!s->done && s->type == EVENT_CLOCK) check_clock(s, wait_ns);
    else if (!s->done) check_descriptor(s, &p->polls[s->slot]);
    any |= s->done;
  }
  return any;
}

static WasiErrno wait_events(Poll *p) {
  uint64_t wait_ns = 0;
  for (;;) {
    const struct timespec t = {.tv_nsec = (long)wait_ns};
    const int n = ppoll(p->polls, p->poll_count, &t, NULL);
    if (n < 0 && errno != EINTR) return wasi_from_errno(errno);
    if (n >= 0 && check_events(p, &wait_ns)) return WASI_SUCCESS;
    if (wvm_store_interrupted(p->c->store)) return WASI_INTR;
  }
}

/* ---- the function ---- */

static WasiErrno write_events(const Poll *p, uint8_t *out, uint64_t count_at) {
  uint32_t events = 0;
  for (uint32_t i = 0; i < p->count; i++) {
    const Subscription *s = &p->subs[i];
    if (!s->done) continue;
    uint8_t event[EVENT_SIZE] = {0};
    store_u64(event, s->user);
    store_u16(event + 8, (uint16_t)s->error);
    event[10] = s->type;
    store_u64(event + 16, s->bytes);
    store_u16(event + 24, s->hangup ? EVENT_HANGUP : 0);
    wasi_set(out + (size_t)events++ * EVENT_SIZE, event, sizeof event);
  }
  return wasi_put_size(p->c, count_at, events);
}

static void poll_free(Poll *p) {
  for (uint32_t i = 0; i < p->poll_count; i++) wasi_file_release(p->files[i]);
  alloc_free(&alloc_libc, p->subs, p->count * sizeof *p->subs);
  alloc_free(&alloc_libc, p->polls, p->count * sizeof *p->polls);
  alloc_free(&alloc_libc, p->files, p->count * sizeof *p->files);
}

/* subscriptions a[0], events a[1], count of both a[2], number of events a[3]. */
WasiErrno wasi_poll_oneoff(WasiCall *c, const wvm_raw_t *a) {
  const uint64_t count = a[2].bits, size = c->unstable ? SUBSCRIPTION_SIZE_UNSTABLE : SUBSCRIPTION_SIZE;
  if (count == 0 || count > WASI_MAX_POLL) return WASI_INVAL;
  const uint8_t *in = wasi_at(c, a[0].bits, count * size);
  uint8_t *out = wasi_at(c, a[1].bits, count * EVENT_SIZE);
  if (!in || !out || !wasi_at(c, a[3].bits, wasi_size_bytes(c))) return WASI_FAULT;
  Poll p = {.c = c, .count = (uint32_t)count};
  p.subs = alloc_array(&alloc_libc, count, sizeof *p.subs);
  p.polls = alloc_array(&alloc_libc, count, sizeof *p.polls);
  p.files = alloc_array(&alloc_libc, count, sizeof *p.files);
  WasiErrno e = p.subs && p.polls && p.files ? WASI_SUCCESS : WASI_NOMEM;
  for (uint32_t i = 0; !e && i < p.count; i++) read_subscription(&p, &p.subs[i], in + i * size);
  if (!e) e = wait_events(&p);
  if (!e) e = write_events(&p, out, a[3].bits);
  poll_free(&p);
  return e;
}
