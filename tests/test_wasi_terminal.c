/* What a guest may show on a terminal. */
#include "tests/wasi.h"

#include <pty.h>
#include <termios.h>

/* ---- the filter ---- */

/* What the terminal gets for `in`, given in pieces of `piece` bytes. */
static size_t filter(const char *in, size_t size, size_t piece, char *out) {
  TerminalFilter f = {.count = 0};
  size_t n = 0;
  for (size_t at = 0; at < size; at += piece)
    n += terminal_filter(&f, (const uint8_t *)in + at, MIN_OF(piece, size - at), (uint8_t *)out + n);
  return n;
}

static void shows(const char *in, size_t size, const char *wanted) {
  char out[1000];
  for (size_t piece = 1; piece <= size; piece++) {
    const size_t n = filter(in, size, piece, out);
    out[n] = 0;
    ck_assert_msg(n == strlen(wanted) && !memcmp(out, wanted, n), "\"%s\" in pieces of %zu: \"%s\", expected \"%s\"",
                  in, piece, out, wanted);
  }
}
#define SHOWS(in, wanted) shows(in, sizeof in - 1, wanted)
#define WRONG             "\xEF\xBF\xBD"

START_TEST(text_passes) {
  SHOWS("plain text ~!", "plain text ~!");
  SHOWS("line\n\ttab\r\b", "line\n\ttab\r\b");
  SHOWS("h\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80 \xC2\xA0", "h\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80 \xC2\xA0");
  SHOWS("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF", "\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF"); /* the edges */
}
END_TEST

START_TEST(control_is_shown) {
  SHOWS("\x1b[2J", "^[[2J");
  SHOWS("\x1b]0;title\x07", "^[]0;title^G");
  SHOWS("\x00\x05\x0e\x0f\x7f", "^@^E^N^O^?");
  SHOWS("\xC2\x9B"
        "31m",
        WRONG "31m"); /* CSI as one character */
  SHOWS("\xC2\x80\xC2\x9F", WRONG WRONG);
  SHOWS("\x9B"
        "31m",
        WRONG "31m"); /* and as one byte */
}
END_TEST

START_TEST(what_is_no_text) {
  SHOWS("\x80\xBF\xC0\xC1\xF5\xFF", WRONG WRONG WRONG WRONG WRONG WRONG);
  SHOWS("\xC3", ""); /* the rest may come */
  SHOWS("\xC3"
        "a",
        WRONG "a"); /* it did not */
  SHOWS("\xE2\x82"
        "a",
        WRONG WRONG "a");
  SHOWS("\xF0\x9F\x98\x1b[", WRONG WRONG WRONG "^[[");
  SHOWS("\xE2\x82\xC3\xA4", WRONG WRONG "\xC3\xA4");
  SHOWS("\xE0\x9F\xBF", WRONG WRONG WRONG); /* overlong */
  SHOWS("\xC0\x9B", WRONG WRONG);           /* CSI, overlong */
  SHOWS("\xE0\x82\x9B", WRONG WRONG WRONG); /* and longer */
  SHOWS("\xF0\x80\x82\x9B", WRONG WRONG WRONG WRONG);
  SHOWS("\xED\xA0\x80", WRONG WRONG WRONG);           /* a surrogate */
  SHOWS("\xF4\x90\x80\x80", WRONG WRONG WRONG WRONG); /* too large */
}
END_TEST

/* Whatever comes in, nothing that a terminal obeys comes out, and the output is UTF-8 and not longer than promised. */
START_TEST(any_bytes) {
  uint64_t x = 88172645463325252;
  for (int round = 0; round < 2000; round++) {
    char in[40], out[40 * TERMINAL_GROWTH];
    for (size_t i = 0; i < sizeof in; i++) {
      static const uint8_t likely[] = {0x1b, 0x9b, 0xC2, 0xE2, 0x82, 0xF0, 0x9F, 'a'};
      x ^= x << 13, x ^= x >> 7, x ^= x << 17;
      in[i] = (char)(x & 0x100 ? likely[x & 7] : (uint8_t)x);
    }
    const size_t n = filter(in, sizeof in, 1 + x % 40, out);
    ck_assert_uint_le(n, sizeof out);
    for (size_t i = 0; i < n; i++) {
      const uint8_t byte = (uint8_t)out[i];
      ck_assert(byte != 0x7F && (byte >= 0x20 || strchr("\t\n\r\b", byte)));
      ck_assert(byte != 0xC2 || (uint8_t)out[i + 1] >= 0xA0);
    }
    /* Filtering it once more changes nothing: it is text. */
    char again[sizeof out * TERMINAL_GROWTH];
    ck_assert_uint_eq(filter(out, n, n, again), n);
    ck_assert_mem_eq(out, again, n);
  }
}
END_TEST

/* ---- a terminal ---- */

typedef struct Terminal {
  int ours, guests;
} Terminal;

static Terminal terminal_new(void) {
  Terminal t;
  struct termios raw;
  ck_assert_int_eq(openpty(&t.ours, &t.guests, NULL, NULL, NULL), 0);
  ck_assert_int_eq(tcgetattr(t.guests, &raw), 0);
  cfmakeraw(&raw);
  ck_assert_int_eq(tcsetattr(t.guests, TCSANOW, &raw), 0);
  return t;
}

static void terminal_shows(const Terminal *t, const char *wanted) {
  char got[200] = "";
  size_t n = 0;
  while (n < strlen(wanted)) {
    const ssize_t k = read(t->ours, got + n, sizeof got - 1 - n);
    ck_assert_int_gt(k, 0);
    n += (size_t)k;
  }
  ck_assert_str_eq(got, wanted);
}

static Guest guest_at(const Terminal *t, bool raw) {
  Guest g = guest_new(false, false);
  for (uint32_t k = 0; k < 3; k++) ok(wvm_wasi_set_stream(g.wasi, k, t->guests));
  wvm_wasi_set_raw_terminal(g.wasi, raw);
  guest_run(&g);
  return g;
}

START_TEST(terminals) {
  const Terminal t = terminal_new();
  Guest g = guest_at(&t, false);
  ANSWERS(SUCCESS, &g, fd_fdstat_get, 1, 0);
  ck_assert_uint_eq(g.mem[0], FILETYPE_CHARACTER);
  ck_assert_int_eq(guest_write(&g, 1, "\x1b[31mred\xE2"), WASI_SUCCESS);
  ck_assert_uint_eq(load_u32(g.mem + 512), 9); /* of the guest's bytes */
  ck_assert_int_eq(guest_write(&g, 1, "\x82\xAC"), WASI_SUCCESS);
  terminal_shows(&t, "^[[31mred\xE2\x82\xAC");
  /* Each descriptor has its own first bytes of a character. */
  ck_assert_int_eq(guest_write(&g, 1, "\xC3"), WASI_SUCCESS);
  ck_assert_int_eq(guest_write(&g, 2, "\xA4"), WASI_SUCCESS);
  terminal_shows(&t, WRONG);
  /* Several vectors, one of them long. */
  memset(g.mem + 2000, 'x', 3000);
  g.mem[2000] = 0x1b;
  vector_at(&g, 0, 2000, 1);
  vector_at(&g, 8, 2001, 60);
  ANSWERS(SUCCESS, &g, fd_write, 1, 0, 2, 512);
  ck_assert_uint_eq(load_u32(g.mem + 512), 61);
  terminal_shows(&t, WRONG "^[xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
  ANSWERS(SUCCESS, &g, fd_write, 1, 0, 0, 512);
  /* Input is what it is. */
  ck_assert_int_eq(write(t.ours, "\x1b[A", 3), 3);
  ck_assert_int_eq(guest_read(&g, 0, 10), WASI_SUCCESS);
  ck_assert_str_eq((const char *)g.mem + 1024, "\x1b[A");
  ANSWERS(SUCCESS, &g, fd_fdstat_set_flags, 0, FD_NONBLOCK);
  ck_assert_int_eq(guest_read(&g, 0, 10), WASI_AGAIN);
  /* That must not have reached those who share the terminal. */
  ck_assert_int_eq(fcntl(t.guests, F_GETFL) & O_NONBLOCK, 0);
  guest_delete(&g);
  close(t.ours), close(t.guests);
}
END_TEST

START_TEST(raw_terminals) {
  const Terminal t = terminal_new();
  Guest g = guest_at(&t, true);
  ck_assert_int_eq(guest_write(&g, 1, "\x1b[31m\x9b\xC3"), WASI_SUCCESS);
  terminal_shows(&t, "\x1b[31m\x9b\xC3");
  guest_delete(&g);
  close(t.ours), close(t.guests);
}
END_TEST

static void *interrupt_soon(void *store) {
  const struct timespec soon = {.tv_nsec = 50 * 1000000};
  nanosleep(&soon, NULL);
  wvm_store_interrupt(store);
  return NULL;
}

/* Output that nobody takes does not hold a guest beyond its time. */
START_TEST(stopped_terminals) {
  for (int raw = 0; raw < 2; raw++) {
    const Terminal t = terminal_new();
    Guest g = guest_at(&t, raw);
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_soon, g.vm.store), 0);
    memset(g.mem + 2000, 'x', 60000);
    vector_at(&g, 0, 2000, 60000);
    int answer;
    do answer = CALL(&g, fd_write, 1, 0, 1, 512);
    while (answer == WASI_SUCCESS);
    ck_assert(answer == TRAPPED || answer == WASI_INTR);
    pthread_join(thread, NULL);
    guest_delete(&g);
    close(t.ours), close(t.guests);
  }
}
END_TEST

/* A file that is no terminal gets what is written. */
START_TEST(files) {
  char dir[32];
  temp_dir(dir);
  Guest g = guest_new(false, false);
  ok(wvm_wasi_preopen(g.wasi, dir, "/", false));
  guest_run(&g);
  ck_assert_int_eq(guest_open(&g, 3, "f", OPEN_CREATE, RIGHT_FD_WRITE), WASI_SUCCESS);
  ck_assert_int_eq(guest_write(&g, 4, "\x1b[31m\x9b"), WASI_SUCCESS);
  guest_delete(&g);
  host_holds(dir, "f", "\x1b[31m\x9b");
  temp_delete(dir);
}
END_TEST

TEST_MAIN("wasi terminal", text_passes, control_is_shown, what_is_no_text, any_bytes, terminals, raw_terminals,
          stopped_terminals, files)
