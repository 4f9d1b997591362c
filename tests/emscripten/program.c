/* What Emscripten's JavaScript is asked for by ordinary C: one mode per argument. tests/cli/test_emscripten.py runs it. */
#include <assert.h>
#include <emscripten.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static jmp_buf outer, inner;

static __attribute__((noinline)) void deep(int n) {
  volatile char room[64];
  room[n % 64] = 1;
  if (n == 0) longjmp(inner, 5);
  deep(n - 1);
}

static __attribute__((noinline)) int jump(void) {
  int v = setjmp(inner);
  if (v == 0) deep(20);
  printf("inner %d\n", v);
  longjmp(outer, v + 1);
}

static void jumps(void) {
  for (int round = 0; round < 3; round++) {
    int v = setjmp(outer);
    if (v == 0) jump();
    printf("outer %d\n", v);
  }
}

static void memory(void) {
  size_t sum = 0;
  for (int i = 0; i < 6; i++) {
    size_t size = (size_t)20 << 20;
    unsigned char *p = malloc(size), *q = malloc(size);
    if (!p || !q) {
      printf("no memory at %d\n", i);
      exit(1);
    }
    memset(p, i + 1, size);
    memcpy(q, p, size);
    memmove(q + 1, q, size - 1);
    sum += q[0] + q[size - 1];
  }
  printf("sum %zu\n", sum);
  void *volatile much = malloc((size_t)3 << 30);
  printf("too much: %s\n", much ? "given" : "refused");
}

static void dates(void) {
  time_t then = 1000000000;
  char text[64];
  struct tm *t = gmtime(&then);
  strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %j", t);
  puts(text);
  printf("and back %d\n", (int)timegm(t));
  t = localtime(&then);
  printf("local %d:%02d %ld %s\n", t->tm_hour, t->tm_min, (long)t->tm_gmtoff, tzname[0]);
  printf("and back %d\n", (int)mktime(t));
  struct tm odd = {.tm_year = 100, .tm_mon = 25, .tm_mday = 40};
  printf("odd %d", (int)mktime(&odd));
  printf(" %d-%d-%d\n", odd.tm_year, odd.tm_mon, odd.tm_mday);
}

static void clocks(void) {
  double a = emscripten_get_now();
  time_t s = time(NULL);
  volatile unsigned work = 0;
  for (int i = 0; i < 100000; i++) work += (unsigned)i;
  double b = emscripten_get_now();
  struct timespec ts;
  printf("monotonic %d\n", b >= a && a >= 0);
  printf("now %d\n", s > 1600000000 && clock_gettime(CLOCK_REALTIME, &ts) == 0 && ts.tv_sec - s <= 1);
  printf("random %d\n", emscripten_random() < 1.0f && emscripten_random() >= 0.0f);
}

static void files(void) {
  char dir[100];
  struct stat st;
  FILE *f = fopen("/etc/passwd", "r");
  printf("fopen: %s\n", f ? "opened" : strerror(errno));
  printf("mkdir: %s\n", mkdir("/x", 0777) == 0 ? "made" : strerror(errno));
  printf("stat: %s\n", stat("/", &st) == 0 ? "found" : strerror(errno));
  printf("unlink: %s\n", unlink("/x") == 0 ? "removed" : strerror(errno));
  printf("getcwd: %s\n", getcwd(dir, sizeof dir));
  printf("isatty: %d\n", isatty(1));
  printf("fcntl: %d\n", fcntl(1, F_GETFL) >= 0);
  exit(1);
}

static void late(void) { printf("at exit"); }

int main(int argc, char **argv) {
  const char *mode = argc > 1 ? argv[1] : "";
  if (!strcmp(mode, "args"))
    for (int i = 0; i < argc; i++) printf("[%s]", argv[i]);
  else if (!strcmp(mode, "jumps")) jumps();
  else if (!strcmp(mode, "memory")) memory();
  else if (!strcmp(mode, "dates")) dates();
  else if (!strcmp(mode, "clocks")) clocks();
  else if (!strcmp(mode, "files")) files();
  else if (!strcmp(mode, "exit")) {
    atexit(late);
    printf("unflushed ");
    exit(7);
  } else if (!strcmp(mode, "return")) {
    printf("unflushed");
    return 9;
  } else if (!strcmp(mode, "abort")) abort();
  else if (!strcmp(mode, "assert")) assert(argc == 100 && "not now");
  else if (!strcmp(mode, "script")) printf("%d\n", EM_ASM_INT({ return $0 + alert("hello"); }, argc));
  else if (!strcmp(mode, "input")) {
    char line[100];
    while (fgets(line, sizeof line, stdin)) printf("line %s", line);
  } else if (!strcmp(mode, "environment")) printf("%s\n", getenv("COLOR") ? getenv("COLOR") : "none");
  else if (!strcmp(mode, "jump out")) longjmp(outer, 1);
  else printf("unknown mode %s\n", mode);
  return 0;
}
