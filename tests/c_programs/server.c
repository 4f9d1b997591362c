/* A server of connections at descriptor 3, all at once: sends back what it gets, in capitals, until one says "stop". A
 * connection that says "count" is told how many bytes there were. Driven by tests/cli/test_sockets.py. */
#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LISTENER = 3, MOST = 16 };

static int connections[MOST], count;
static long total;

static void drop(int k) {
  shutdown(connections[k], SHUT_RDWR);
  close(connections[k]);
  connections[k] = connections[--count];
}

/* Whether it says stop. */
static int serve(int k) {
  char text[4096];
  ssize_t n = recv(connections[k], text, sizeof text - 1, 0);
  if (n <= 0) {
    drop(k);
    return 0;
  }
  text[n] = 0;
  if (!strcmp(text, "stop\n")) return 1;
  total += n;
  if (!strcmp(text, "count\n")) n = sprintf(text, "%ld\n", total);
  for (ssize_t i = 0; i < n; i++) text[i] = (char)toupper((unsigned char)text[i]);
  for (ssize_t at = 0; at < n;) {
    ssize_t sent = send(connections[k], text + at, (size_t)(n - at), 0);
    if (sent < 0) break;
    at += sent;
  }
  return 0;
}

int main(void) {
  printf("ready\n");
  fflush(stdout);
  for (int stop = 0; !stop;) {
    struct pollfd polls[MOST + 1] = {{.fd = LISTENER, .events = POLLRDNORM}};
    const int polled = count;
    for (int k = 0; k < polled; k++) polls[k + 1] = (struct pollfd){.fd = connections[k], .events = POLLRDNORM};
    if (poll(polls, (nfds_t)polled + 1, -1) < 0) return perror("poll"), 1;
    for (int k = polled - 1; k >= 0 && !stop; k--)
      if (polls[k + 1].revents) stop = serve(k);
    if (polls[0].revents && count < MOST) {
      const int c = accept(LISTENER, NULL, NULL);
      if (c < 0) return perror("accept"), 1;
      connections[count++] = c;
    }
  }
  printf("stopped after %ld bytes\n", total);
  return 0;
}
