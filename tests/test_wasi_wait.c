/* What waits: poll_oneoff, sockets, and the interruption of both. */
#include "tests/wasi.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t clock_ns(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return wasi_nanoseconds(&t);
}

/* ---- subscriptions ---- */

enum { SUBS = 8192, EVENTS = 40960, COUNT_AT = 512 }; /* where they lie in the guest */

static uint8_t *subscription(Guest *g, uint32_t index, uint64_t user, uint8_t type) {
  const uint32_t size = g->unstable ? 56 : 48;
  uint8_t *p = memset(g->mem + SUBS + index * size, 0, size);
  store_u64(p, user);
  p[8] = type;
  return p;
}

static void on_clock(Guest *g, uint32_t index, uint32_t clock, uint64_t timeout, bool absolute) {
  uint8_t *p = subscription(g, index, 1000 + index, EVENT_CLOCK) + (g->unstable ? 24 : 16);
  store_u32(p, clock);
  store_u64(p + 8, timeout);
  store_u16(p + 24, absolute);
}

static void on_fd(Guest *g, uint32_t index, uint32_t fd, bool writes) {
  store_u32(subscription(g, index, 1000 + index, writes ? EVENT_WRITE : EVENT_READ) + 16, fd);
}

static int wait_for(Guest *g, uint32_t count) {
  memset(g->mem + EVENTS, 0xAA, 33 * 4);
  return CALL(g, poll_oneoff, SUBS, EVENTS, count, COUNT_AT);
}

/* The k-th event. */
static void event_is(Guest *g, uint32_t k, uint32_t index, WasiErrno error, uint8_t type) {
  const uint8_t *p = g->mem + EVENTS + k * 32;
  ck_assert_uint_eq(load_u64(p), 1000 + index);
  ck_assert_uint_eq(load_u16(p + 8), error);
  ck_assert_uint_eq(p[10], type);
}
static uint64_t event_bytes(const Guest *g, uint32_t k) { return load_u64(g->mem + EVENTS + k * 32 + 16); }
static uint16_t event_flags(const Guest *g, uint32_t k) { return load_u16(g->mem + EVENTS + k * 32 + 24); }

/* ---- clocks ---- */

START_TEST(clocks) {
  EACH_INTERFACE(wide, unstable) {
    Guest g = guest_new(wide, unstable);
    guest_run(&g);
    const double start = now();
    on_clock(&g, 0, 1, 60 * 1000000000ull, false);
    on_clock(&g, 1, 1, 30 * 1000000, false);
    on_clock(&g, 2, 0, UINT64_MAX, false); /* beyond the end of time */
    ck_assert_int_eq(wait_for(&g, 3), WASI_SUCCESS);
    ck_assert(now() - start >= 0.03 && now() - start < 20);
    ck_assert_uint_eq(size_in(&g, COUNT_AT), 1);
    event_is(&g, 0, 1, WASI_SUCCESS, EVENT_CLOCK);
    ck_assert_uint_eq(g.mem[EVENTS + 32], 0xAA);
    /* Absolute: in the past, and soon. */
    on_clock(&g, 0, 0, 5, true);
    on_clock(&g, 1, 1, clock_ns(CLOCK_MONOTONIC) + 60 * 1000000000ull, true);
    on_clock(&g, 2, 1, clock_ns(CLOCK_MONOTONIC), true);
    ck_assert_int_eq(wait_for(&g, 3), WASI_SUCCESS);
    ck_assert_uint_eq(size_in(&g, COUNT_AT), 2);
    event_is(&g, 0, 0, WASI_SUCCESS, EVENT_CLOCK);
    event_is(&g, 1, 2, WASI_SUCCESS, EVENT_CLOCK);
    const double before = now();
    on_clock(&g, 0, 0, clock_ns(CLOCK_REALTIME) + 30 * 1000000, true);
    ck_assert_int_eq(wait_for(&g, 1), WASI_SUCCESS);
    ck_assert(now() - before >= 0.029);
    /* No such clock; one that stands still; no such type. */
    on_clock(&g, 0, 4, 1, false);
    on_clock(&g, 1, 3, 1, false);
    subscription(&g, 2, 1002, 3);
    ck_assert_int_eq(wait_for(&g, 3), WASI_SUCCESS);
    ck_assert_uint_eq(size_in(&g, COUNT_AT), 3);
    for (uint32_t k = 0; k < 3; k++) event_is(&g, k, k, WASI_INVAL, k < 2 ? EVENT_CLOCK : 3);
    ck_assert_int_eq(wait_for(&g, 0), WASI_INVAL);
    guest_delete(&g);
  }
}
END_TEST

/* Short sleeps are short: a thousand of 10 µs, far below the slices in which interruption is looked at. */
START_TEST(short_sleeps) {
  Guest g = guest_new(false, false);
  guest_run(&g);
  const double start = now();
  for (int i = 0; i < 1000; i++) {
    on_clock(&g, 0, 1, 10000, false);
    ck_assert_int_eq(wait_for(&g, 1), WASI_SUCCESS);
  }
  ck_assert(now() - start >= 0.01 && now() - start < 10);
  guest_delete(&g);
}
END_TEST

/* ---- descriptors ---- */

START_TEST(descriptors) {
  char dir[32];
  temp_dir(dir);
  host_file(dir, "f", "12345");
  EACH_INTERFACE(wide, unstable) {
    int in[2], out[2];
    ck_assert(pipe(in) == 0 && pipe(out) == 0);
    Guest g = guest_new(wide, unstable);
    ok(wvm_wasi_set_stream(g.wasi, 0, in[0]));
    ok(wvm_wasi_set_stream(g.wasi, 1, out[1]));
    ok(wvm_wasi_preopen(g.wasi, dir, "/", true));
    guest_run(&g);
    /* Files are always ready, and tell what is left. */
    ck_assert_int_eq(guest_open(&g, 3, "f", 0, RIGHTS_ALL & ~(uint64_t)RIGHTS_WRITE), WASI_SUCCESS);
    ANSWERS(SUCCESS, &g, fd_seek, 4, 2, unstable ? 2 : 0, 8);
    on_fd(&g, 0, 4, false);
    on_fd(&g, 1, 0, false); /* nothing there */
    on_fd(&g, 2, 1, true);  /* room */
    on_fd(&g, 3, 77, false);
    on_fd(&g, 4, 3, false); /* a directory is nothing to read */
    on_fd(&g, 5, 4, true);  /* opened for reading */
    on_fd(&g, 6, 0, true);
    ck_assert_int_eq(wait_for(&g, 7), WASI_SUCCESS);
    ck_assert_uint_eq(size_in(&g, COUNT_AT), 6);
    event_is(&g, 0, 0, WASI_SUCCESS, EVENT_READ);
    ck_assert_uint_eq(event_bytes(&g, 0), 3);
    event_is(&g, 1, 2, WASI_SUCCESS, EVENT_WRITE);
    event_is(&g, 2, 3, WASI_BADF, EVENT_READ);
    event_is(&g, 3, 4, WASI_NOTCAPABLE, EVENT_READ);
    event_is(&g, 4, 5, WASI_NOTCAPABLE, EVENT_WRITE);
    event_is(&g, 5, 6, WASI_NOTCAPABLE, EVENT_WRITE);
    /* Nothing to read: the clock it is. Then something, then the end. */
    on_fd(&g, 0, 0, false);
    on_clock(&g, 1, 1, 1000000, false);
    ck_assert_int_eq(wait_for(&g, 2), WASI_SUCCESS);
    event_is(&g, 0, 1, WASI_SUCCESS, EVENT_CLOCK);
    on_clock(&g, 1, 1, UINT64_MAX, false);
    ck_assert_int_eq(write(in[1], "abc", 3), 3);
    ck_assert_int_eq(wait_for(&g, 2), WASI_SUCCESS);
    event_is(&g, 0, 0, WASI_SUCCESS, EVENT_READ);
    ck_assert_uint_eq(event_bytes(&g, 0), 3);
    ck_assert_uint_eq(event_flags(&g, 0), 0);
    close(in[1]);
    ck_assert_int_eq(wait_for(&g, 2), WASI_SUCCESS);
    ck_assert_uint_eq(event_flags(&g, 0), EVENT_HANGUP);
    ck_assert_int_eq(guest_read(&g, 0, 10), WASI_SUCCESS);
    ck_assert_int_eq(wait_for(&g, 2), WASI_SUCCESS);
    ck_assert_uint_eq(event_bytes(&g, 0), 0);
    ck_assert_uint_eq(event_flags(&g, 0), EVENT_HANGUP);
    guest_delete(&g);
    close(in[0]), close(out[0]), close(out[1]);
  }
  temp_delete(dir);
}
END_TEST

/* As many as allowed, far more than the process may have descriptors: the same few again and again. */
START_TEST(many_subscriptions) {
  Guest g = guest_new(false, false);
  guest_run(&g);
  for (uint32_t i = 0; i < 1000; i++) on_fd(&g, i, i % 3, i % 3 != 0);
  on_clock(&g, 999, 1, 0, false);
  /* The events lie over the subscriptions' end: those have been read by then. */
  ANSWERS(SUCCESS, &g, poll_oneoff, SUBS, 50000, 1000, COUNT_AT);
  ck_assert_uint_ge(load_u32(g.mem + COUNT_AT), 1);
  ANSWERS(FAULT, &g, poll_oneoff, 0, 0, 4096, COUNT_AT);
  ANSWERS(INVAL, &g, poll_oneoff, 0, 0, 4097, COUNT_AT);
  ANSWERS(INVAL, &g, poll_oneoff, 0, 0, UINT32_MAX, COUNT_AT);
  /* Events over the subscriptions themselves. */
  for (uint32_t i = 0; i < 10; i++) on_clock(&g, i, 1, 0, false);
  ANSWERS(SUCCESS, &g, poll_oneoff, SUBS, SUBS, 10, COUNT_AT);
  ck_assert_uint_eq(load_u32(g.mem + COUNT_AT), 10);
  for (uint32_t k = 0; k < 10; k++) ck_assert_uint_eq(load_u64(g.mem + SUBS + k * 32), 1000 + k);
  guest_delete(&g);
}
END_TEST

/* ---- interruption ---- */

static void *interrupt_soon(void *store) {
  const struct timespec t = {.tv_nsec = 30 * 1000000};
  nanosleep(&t, NULL);
  wvm_store_interrupt(store);
  return NULL;
}

#define WAITS(g, call)                                                                                                 \
  do {                                                                                                                 \
    pthread_t thread_;                                                                                                 \
    const double start_ = now();                                                                                       \
    ck_assert_int_eq(pthread_create(&thread_, NULL, interrupt_soon, (g)->vm.store), 0);                                \
    ck_assert_int_eq(call, TRAPPED);                                                                                   \
    ck_assert_int_eq(wvm_error_trap((g)->error), WVM_TRAP_INTERRUPTED);                                                \
    pthread_join(thread_, NULL);                                                                                       \
    ck_assert(now() - start_ >= 0.03 && now() - start_ < 20);                                                          \
    wvm_store_clear_interrupt((g)->vm.store);                                                                          \
  } while (0)

START_TEST(interrupted) {
  int in[2], sockets[2];
  ck_assert(pipe(in) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
  Guest g = guest_new(false, false);
  uint32_t peer, listener;
  ok(wvm_wasi_set_stream(g.wasi, 0, in[0]));
  ok(wvm_wasi_add_socket(g.wasi, sockets[0], &peer));
  ok(wvm_wasi_listen(g.wasi, "localhost:0", &listener));
  guest_run(&g);
  vector_at(&g, 0, 1024, 16);
  WAITS(&g, CALL(&g, fd_read, 0, 0, 1, 512));
  WAITS(&g, CALL(&g, sock_recv, peer, 0, 1, 0, 512, 520));
  WAITS(&g, CALL(&g, fd_read, peer, 0, 1, 512));
  WAITS(&g, CALL(&g, sock_accept, listener, 0, 512));
  on_clock(&g, 0, 1, UINT64_MAX, false);
  WAITS(&g, wait_for(&g, 1));
  on_fd(&g, 1, 0, false);
  on_fd(&g, 2, peer, false);
  on_fd(&g, 3, listener, false);
  WAITS(&g, wait_for(&g, 4));
  /* A socket full of what nobody reads. */
  vector_at(&g, 0, 1024, 60000);
  ANSWERS(SUCCESS, &g, fd_fdstat_set_flags, peer, FD_NONBLOCK);
  while (CALL(&g, sock_send, peer, 0, 1, 0, 512) == WASI_SUCCESS) {}
  ANSWERS(AGAIN, &g, fd_write, peer, 0, 1, 512);
  ANSWERS(SUCCESS, &g, fd_fdstat_set_flags, peer, 0);
  WAITS(&g, CALL(&g, sock_send, peer, 0, 1, 0, 512));
  WAITS(&g, CALL(&g, fd_write, peer, 0, 1, 512));
  guest_delete(&g);
  close(in[0]), close(in[1]), close(sockets[1]);
}
END_TEST

/* ---- sockets ---- */

START_TEST(connections) {
  for (int wide = 0; wide < 2; wide++) {
    int pair[2];
    uint32_t fd;
    char text[32] = "";
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    Guest g = guest_new(wide, false);
    ok(wvm_wasi_add_socket(g.wasi, pair[0], &fd));
    guest_run(&g);
    ck_assert_uint_eq(fd, 3);
    const uint32_t step = wide ? 16 : 8;
    memcpy(g.mem + 1024, "onetwo", 6);
    vector_at(&g, 0, 1024, 3);
    vector_at(&g, step, 1027, 3);
    ANSWERS(SUCCESS, &g, sock_send, fd, 0, 2, 0, 512);
    ck_assert_uint_eq(size_in(&g, 512), 6);
    ck_assert_int_eq(read(pair[1], text, 32), 6);
    ck_assert_str_eq(text, "onetwo");
    ANSWERS(INVAL, &g, sock_send, fd, 0, 2, 1, 512);
    /* Looking, then taking; in two vectors; all that is asked for. */
    ck_assert_int_eq(write(pair[1], "abcdef", 6), 6);
    memset(g.mem + 1024, 0, 10);
    store_u16(g.mem + 520, 0xFFFF);
    ANSWERS(SUCCESS, &g, sock_recv, fd, 0, 2, RECV_PEEK, 512, 520);
    ck_assert_uint_eq(size_in(&g, 512), 6);
    ck_assert_uint_eq(load_u16(g.mem + 520), 0);
    vector_at(&g, 0, 1024, 2);
    ANSWERS(SUCCESS, &g, sock_recv, fd, 0, 1, 0, 512, 520);
    ck_assert_mem_eq(g.mem + 1024, "ab", 2);
    vector_at(&g, 0, 2000, 4);
    ANSWERS(SUCCESS, &g, sock_recv, fd, 0, 1, RECV_WAITALL, 512, 520);
    ck_assert_mem_eq(g.mem + 2000, "cdef", 4);
    ANSWERS(INVAL, &g, sock_recv, fd, 0, 1, 4, 512, 520);
    ANSWERS(FAULT, &g, sock_recv, fd, 0, 1, 0, 512, GUEST_BYTES - 1);
    ck_assert_int_eq(guest_write(&g, fd, "written"), WASI_SUCCESS);
    ck_assert_int_eq(read(pair[1], text, 32), 7);
    ANSWERS(SPIPE, &g, fd_seek, fd, 0, 0, 8);
    ANSWERS(SUCCESS, &g, fd_fdstat_get, fd, 0);
    ck_assert_uint_eq(g.mem[0], FILETYPE_STREAM);
    /* Shut down, each side. */
    ANSWERS(INVAL, &g, sock_shutdown, fd, 0);
    ANSWERS(INVAL, &g, sock_shutdown, fd, 4);
    ANSWERS(NOTCAPABLE, &g, sock_accept, fd, 0, 512);
    ANSWERS(SUCCESS, &g, sock_shutdown, fd, SHUT_SEND);
    ck_assert_int_eq(read(pair[1], text, 32), 0);
    vector_at(&g, 0, 1024, 4);
    ANSWERS(PIPE, &g, sock_send, fd, 0, 1, 0, 512); /* an error, no signal */
    ck_assert_int_eq(guest_write(&g, fd, "x"), WASI_PIPE);
    ck_assert_int_eq(write(pair[1], "end", 3), 3);
    close(pair[1]);
    vector_at(&g, 0, 1024, 100);
    ANSWERS(SUCCESS, &g, sock_recv, fd, 0, 1, RECV_WAITALL, 512, 520); /* less than asked for: the end */
    ck_assert_uint_eq(size_in(&g, 512), 3);
    ANSWERS(SUCCESS, &g, sock_recv, fd, 0, 1, 0, 512, 520);
    ck_assert_uint_eq(size_in(&g, 512), 0);
    ANSWERS(SUCCESS, &g, fd_close, fd);
    ANSWERS(BADF, &g, sock_shutdown, fd, SHUT_SEND);
    ANSWERS(NOTSOCK, &g, sock_shutdown, 0, SHUT_SEND);
    ANSWERS(NOTSOCK, &g, sock_recv, 0, 0, 1, 0, 512, 520);
    guest_delete(&g);
  }
}
END_TEST

START_TEST(datagrams) {
  int pair[2];
  uint32_t fd;
  char text[32];
  ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
  Guest g = guest_new(false, false);
  ok(wvm_wasi_add_socket(g.wasi, pair[0], &fd));
  guest_run(&g);
  ANSWERS(SUCCESS, &g, fd_filestat_get, fd, 0);
  ck_assert_uint_eq(g.mem[16], FILETYPE_DGRAM);
  ck_assert_int_eq(write(pair[1], "a message", 9), 9);
  ck_assert_int_eq(write(pair[1], "", 0), 0);
  vector_at(&g, 0, 1024, 4);
  ANSWERS(SUCCESS, &g, sock_recv, fd, 0, 1, 0, 512, 520);
  ck_assert_uint_eq(load_u32(g.mem + 512), 4);
  ck_assert_uint_eq(load_u16(g.mem + 520), RECV_TRUNCATED);
  ANSWERS(SUCCESS, &g, sock_recv, fd, 0, 1, RECV_WAITALL, 512, 520);
  ck_assert_uint_eq(load_u32(g.mem + 512), 0);
  /* One message from many vectors. */
  memset(g.mem + 1024, 'm', 200);
  for (uint32_t i = 0; i < 200; i++) vector_at(&g, 4000 + 8 * i, 1024 + i, 1);
  ANSWERS(SUCCESS, &g, fd_write, fd, 4000, 20, 512);
  ck_assert_int_eq(read(pair[1], text, 32), 20);
  close(pair[1]);
  guest_delete(&g);
}
END_TEST

static int connect_to(const char *path) {
  struct sockaddr_un a = {.sun_family = AF_UNIX};
  snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
  const int s = socket(AF_UNIX, SOCK_STREAM, 0);
  ck_assert(s >= 0 && connect(s, (const struct sockaddr *)&a, sizeof a) == 0);
  return s;
}

START_TEST(accepting) {
  char dir[32], address[64];
  temp_dir(dir);
  snprintf(address, sizeof address, "unix:%s/s", dir);
  Guest g = guest_new(false, false);
  uint32_t fd;
  ok(wvm_wasi_listen(g.wasi, address, &fd));
  guest_run(&g);
  ANSWERS(SUCCESS, &g, fd_fdstat_get, fd, 0);
  ck_assert_uint_eq(load_u64(g.mem + 8), RIGHTS_LISTENER);
  ANSWERS(SUCCESS, &g, fd_fdstat_set_flags, fd, FD_NONBLOCK);
  ANSWERS(AGAIN, &g, sock_accept, fd, 0, 512);
  ANSWERS(INVAL, &g, sock_accept, fd, FD_APPEND, 512);
  ck_assert_int_eq(guest_read(&g, fd, 1), WASI_NOTCAPABLE);
  const int client = connect_to(address + 5);
  on_fd(&g, 0, fd, false);
  ck_assert_int_eq(wait_for(&g, 1), WASI_SUCCESS);
  event_is(&g, 0, 0, WASI_SUCCESS, EVENT_READ);
  ANSWERS(FAULT, &g, sock_accept, fd, 0, GUEST_BYTES - 3); /* and the connection waits on */
  ANSWERS(SUCCESS, &g, sock_accept, fd, FD_NONBLOCK, 512);
  const uint32_t connection = load_u32(g.mem + 512);
  ck_assert_int_eq(guest_read(&g, connection, 1), WASI_AGAIN);
  ANSWERS(NOTCAPABLE, &g, sock_accept, connection, 0, 512);
  ANSWERS(SUCCESS, &g, fd_fdstat_get, connection, 0);
  ck_assert_uint_eq(load_u16(g.mem + 2), FD_NONBLOCK);
  ck_assert_int_eq(guest_write(&g, connection, "hello"), WASI_SUCCESS);
  char text[8] = "";
  ck_assert_int_eq(read(client, text, 8), 5);
  ck_assert_str_eq(text, "hello");
  close(client);
  guest_delete(&g);
  temp_delete(dir);
}
END_TEST

START_TEST(addresses) {
  Guest g = guest_new(false, false);
  static const char *const wrong[] = {"",
                                      "localhost",
                                      "localhost:",
                                      ":80",
                                      "localhost:65536",
                                      "localhost:80x",
                                      "example.org:80",
                                      "1.2.3:80",
                                      "[::1:80",
                                      "::1:80",
                                      "unix:",
                                      "localhost:-1",
                                      "localhost: 80",
                                      "[fe80::zz]:1",
                                      "256.1.1.1:80"};
  for (size_t i = 0; i < COUNT_OF(wrong); i++)
    fails(wvm_wasi_listen(g.wasi, wrong[i], NULL), WVM_ERROR_USAGE, "ADDRESS:PORT");
  char path[200];
  memset(path, 'x', sizeof path);
  memcpy(path, "unix:", 5);
  path[199] = 0;
  fails(wvm_wasi_listen(g.wasi, path, NULL), WVM_ERROR_USAGE, "ADDRESS:PORT");
  fails(wvm_wasi_listen(g.wasi, "unix:/nowhere/at/all", NULL), WVM_ERROR_IO, "No such file");
  fails(wvm_wasi_listen(g.wasi, "192.0.2.1:80", NULL), WVM_ERROR_IO, "192.0.2.1:80");
  fails(wvm_wasi_add_socket(g.wasi, 0, NULL), WVM_ERROR_USAGE, "no stream or datagram socket");
  fails(wvm_wasi_add_socket(g.wasi, -1, NULL), WVM_ERROR_USAGE, "no stream or datagram socket");
  fails(wvm_wasi_set_stream(g.wasi, 3, 0), WVM_ERROR_USAGE, "streams");
  fails(wvm_wasi_set_stream(g.wasi, 0, 9999), WVM_ERROR_USAGE, "9999");
  ok(wvm_wasi_listen(g.wasi, "127.0.0.1:0", NULL));
  guest_run(&g);
  guest_delete(&g);
}
END_TEST

/* A path is taken by who listens there, and by what is no socket; not by what a program has left behind. */
START_TEST(taken_paths) {
  char dir[32], address[64];
  temp_dir(dir);
  snprintf(address, sizeof address, "unix:%s/s", dir);
  Guest first = guest_new(false, false), second = guest_new(false, false);
  ok(wvm_wasi_listen(first.wasi, address, NULL));
  fails(wvm_wasi_listen(second.wasi, address, NULL), WVM_ERROR_IO, "in use");
  close(connect_to(address + 5)); /* it listens still */
  guest_delete(&first);
  ck_assert(host_has(dir, "s"));
  ok(wvm_wasi_listen(second.wasi, address, NULL));
  close(connect_to(address + 5));
  snprintf(address, sizeof address, "unix:%s/f", dir);
  host_file(dir, "f", "text");
  fails(wvm_wasi_listen(second.wasi, address, NULL), WVM_ERROR_IO, "in use");
  host_holds(dir, "f", "text");
  guest_delete(&second);
  temp_delete(dir);
}
END_TEST

TEST_MAIN("wasi wait", clocks, short_sleeps, descriptors, many_subscriptions, interrupted, connections, datagrams,
          accepting, addresses, taken_paths)
